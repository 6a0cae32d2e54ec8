/* The order that goes with a press file: what the print shop asks for, in Indonesian, and the name it wants the file to have. */
#include <math.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "print/press.h"
#include "print/sizes.h"

static void row(struct buf *out, const char *name, Str text)
{
    if (!text.len) return;
    buf_printf(out, "%-15s: ", name);
    buf_str(out, text);
    buf_char(out, '\n');
}

/* "100" or "97,5" */
static Str millimetres(struct arena *arena, double value)
{
    return print_number(arena, value, 1);
}

static Str box_text(struct arena *arena, double width, double height)
{
    return str_join(arena, (Str[]){millimetres(arena, width), S(" × "), millimetres(arena, height), S(" mm")},
                    4, STR_NONE);
}

/* "4.000" */
static Str grouped(struct arena *arena, const struct value *number)
{
    struct buf out = {0};
    if (number && number->kind == VALUE_NUMBER) decimal_write_grouped(&out, number->number, 0, '.', ',');
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* ---- size and folds ---- */

/* As print shops call it: "A4", else centimetres "60x160cm". */
static Str size_name(struct arena *arena, double width, double height)
{
    const char *name = paper_name(width, height);
    if (name) return str_from(name);
    return str_format(arena, "%gx%gcm", round(width) / 10, round(height) / 10);
}

static Str size_row(struct arena *arena, const struct press *press)
{
    const char *name = paper_name(press->width, press->height);
    Str size = box_text(arena, press->width, press->height);
    if (!name) return size;
    return str_format(arena, "%.*s (%s %s)", (int)size.len, size.data, name,
                      press->width > press->height ? "melintang" : "tegak");
}

/* The widest panel between two folds: what is left when all is folded. */
static double folded_size(const struct press *press)
{
    double widest = 0, before = 0, whole = press->folds_down ? press->height : press->width;
    for (size_t i = 0; i <= press->fold_count; i++) {
        double at = i < press->fold_count ? press->folds[i] : whole;
        widest = fmax(widest, at - before);
        before = at;
    }
    return widest;
}

static bool is_folded(const struct press *press)
{
    return press->fold_count && press->imposition.kind == IMPOSE_PAGES;
}

static Str fold_row(struct arena *arena, const struct press *press)
{
    struct buf out = {0};
    if (press->imposition.kind == IMPOSE_BOOKLET) return S("lipat dua, jilid kawat di tengah");
    if (!is_folded(press)) return STR_NONE;
    buf_printf(&out, "%zu lipatan, pada ", press->fold_count);
    for (size_t i = 0; i < press->fold_count; i++) {
        if (i > 0) buf_c(&out, i + 1 < press->fold_count ? ", " : " dan ");
        buf_str(&out, millimetres(arena, press->folds[i]));
    }
    double size = folded_size(press);
    buf_printf(&out, " mm dari %s di halaman 1; terlipat ", press->folds_down ? "atas" : "kiri");
    buf_str(&out,
            press->folds_down ? box_text(arena, press->width, size) : box_text(arena, size, press->height));
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* ---- colours ---- */

static size_t ink_count(unsigned inks)
{
    size_t count = 0;
    for (; inks; inks &= inks - 1) count++;
    return count;
}

/* The most inks of any front and of any back. */
static void inks_of_faces(const struct press *press, unsigned faces[2])
{
    size_t per_sheet = press->imposition.count;
    faces[0] = faces[1] = 0;
    for (size_t i = 0; i < press->side_count; i++) faces[i % per_sheet % 2] |= press->sides[i].inks;
}

/* A copy of several pages that is neither folded paper nor a booklet is printed on both sides when it has two pages; more are leaves. */
static Str colours(struct arena *arena, const struct press *press, const char *between)
{
    unsigned faces[2];
    inks_of_faces(press, faces);
    return str_format(arena, "%zu%s%zu", ink_count(faces[0]), between, ink_count(faces[1]));
}

static Str ink_list(struct arena *arena, const struct press *press)
{
    struct buf out = {0};
    unsigned all = 0;
    for (size_t i = 0; i < press->side_count; i++) all |= press->sides[i].inks;
    for (unsigned i = 0; i < PDF_PROCESS_INKS + PDF_SPOTS_MOST; i++) {
        if (!(all >> i & 1)) continue;
        if (out.len) buf_c(&out, ", ");
        buf_str(&out, pdf_ink_name(press->canvas, i));
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str colour_row(struct arena *arena, const struct press *press)
{
    Str count = colours(arena, press, "/"), inks = ink_list(arena, press);
    return str_format(arena, "%.*s (%.*s)", (int)count.len, count.data, (int)inks.len, inks.data);
}

/* ---- the file's name ---- */

static void name_part(struct buf *out, Str part)
{
    if (!part.len) return;
    if (out->len) buf_char(out, '_');
    buf_str(out, part);
}

/* Each word with a capital, and only letters, digits and '-'. */
static Str titled(struct arena *arena, Str name)
{
    struct buf out = {0};
    bool begins = true;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = char_is_alpha(c) || char_is_digit(c);
        if (letter)
            buf_char(&out, begins && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
        else if (out.len && out.data[out.len - 1] != '-')
            buf_char(&out, '-');
        begins = !letter;
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str without_spaces(struct arena *arena, Str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++)
        if (char_is_alpha(text.data[i]) || char_is_digit(text.data[i])) buf_char(&out, text.data[i]);
    Str copy = buf_copy(&out, arena);
    buf_free(&out);
    return copy;
}

/* "Brosur-Klaim_A4-lipat3_4-4_HVS150_1000.pdf" */
static Str shop_name(struct arena *arena, const struct press *press)
{
    struct buf out = {0};
    const struct product *product = press->run->product;
    Str size = size_name(arena, press->width, press->height);
    if (is_folded(press))
        size = str_format(arena, "%.*s-lipat%zu", (int)size.len, size.data, press->fold_count + 1);
    if (press->imposition.kind == IMPOSE_BOOKLET)
        size = str_format(arena, "%.*s-buku%zu", (int)size.len, size.data, press->pages);
    if (press->imposition.up > 1)
        size = str_format(arena, "%.*s-%zuup", (int)size.len, size.data, press->imposition.up);
    name_part(&out, titled(arena, product->name));
    name_part(&out, size);
    name_part(&out, colours(arena, press, "-"));
    name_part(&out, without_spaces(arena, stock_of(press->run).name));
    name_part(&out, without_spaces(arena, grouped(arena, value_get(product->meta, S("copies")))));
    buf_c(&out, ".pdf");
    Str name = buf_copy(&out, arena);
    buf_free(&out);
    return name;
}

/* ---- the text ---- */

static bool has_marks(const struct press *press)
{
    return press->margin > press->bleed || press->imposition.sides[0].whole;
}

static Str file_row(struct arena *arena, const struct press *press)
{
    const struct side *side = &press->imposition.sides[0];
    Str size = box_text(arena, side->width + 2 * press->margin, side->height + 2 * press->margin);
    const char *marks = has_marks(press) ? "dengan tanda potong" : "tanpa tanda potong";
    if (!(press->bleed > 0))
        return str_format(arena, "%.*s, %s, tanpa lebihan potong", (int)size.len, size.data, marks);
    Str bleed = millimetres(arena, press->bleed);
    return str_format(arena, "%.*s, %s, lebihan potong %.*s mm tiap sisi", (int)size.len, size.data, marks,
                      (int)bleed.len, bleed.data);
}

static Str page_row(struct arena *arena, const struct press *press)
{
    const struct imposition *imposition = &press->imposition;
    size_t sheets = press->sheet_count;
    Str creep = millimetres(arena, imposition->creep *
                                       (double)(imposition->count / 2 ? imposition->count / 2 - 1 : 0));
    Str text = str_format(arena, "%zu halaman", press->pages);
    if (imposition->kind == IMPOSE_BOOKLET)
        text =
            str_format(arena, "%zu halaman pada %zu lembar, sudah disusun; pergeseran terdalam %.*s mm",
                       press->pages + imposition->blanks, imposition->count / 2, (int)creep.len, creep.data);
    else if (imposition->kind == IMPOSE_N_UP)
        text = str_format(arena, "%zu halaman, %zu salinan per lembar, sudah disusun%s", press->pages,
                          imposition->up, press->pages == 2 ? "; balik ke samping (work and turn)" : "");
    else if (press->pages == 2)
        text = S("2 halaman: 1 lembar, dua muka");
    if (sheets <= 1) return text;
    return str_format(arena, "%.*s; %zu versi dalam satu berkas", (int)text.len, text.data, sheets);
}

static Str missing(struct arena *arena, Str given, const char *key)
{
    return given.len ? given : str_format(arena, "(belum ditentukan: tulis “%s:” di berkas produk)", key);
}

static Str heaviest_row(struct arena *arena, const struct press *press)
{
    Str most = print_number(arena, pdf_heaviest_ink(press->canvas) * 100, 0);
    return str_format(arena, "paling banyak %.*s %% (batas %d %%), profil FOGRA39, PDF/X-4", (int)most.len,
                      most.data, (int)(INK_LIMIT * 100));
}

/* The edge of a banner that carries nothing: "100 mm di tiap tepi", or side by side as CSS counts them. */
static Str hem_row(struct arena *arena, const struct press *press)
{
    const struct layout *layout = layout_find(press->run->print, press->run->product->layout);
    Str rest = layout ? layout->hem : STR_NONE, side[4];
    size_t count = 0;
    for (; (rest = str_trim_left(rest)).len && count < 4; count++) {
        size_t end = 0;
        while (end < rest.len && !char_is_space(rest.data[end])) end++;
        side[count] = str_from_to(rest, 0, end);
        rest = str_skip(rest, end);
    }
    if (count == 1)
        return str_format(arena, "%.*s mm di tiap sisi, tanpa isi", (int)side[0].len, side[0].data);
    if (count != 2 && count != 4) return STR_NONE;
    const Str top = side[0], right = side[1], bottom = side[count == 4 ? 2 : 0],
              left = side[count == 4 ? 3 : 1];
    return str_format(arena, "atas %.*s, kanan %.*s, bawah %.*s, kiri %.*s mm, tanpa isi", (int)top.len,
                      top.data, (int)right.len, right.data, (int)bottom.len, bottom.data, (int)left.len,
                      left.data);
}

Str slip_write(const struct press *press)
{
    struct run *run = press->run;
    struct arena *arena = run->arena;
    const struct value *meta = run->product->meta;
    struct buf out = {0}, day = {0};
    Date date;
    if (date_parse(edition_date(run), &date)) date_write_long(&day, date, S("id"), false);
    Str copies = grouped(arena, value_get(meta, S("copies")));
    if (copies.len) copies = str_format(arena, "%.*s eksemplar", (int)copies.len, copies.data);
    buf_c(&out, "PESANAN CETAK\n\n");
    row(&out, "Judul", run->product->title);
    row(&out, "Pemesan", site_text(run->print->site, S("branch")));
    row(&out, "Berkas", path_name(edition_path(run, ".press.pdf")));
    row(&out, "Kirim sebagai", shop_name(arena, press));
    row(&out, "Edisi",
        str_format(arena, "%.*s, %.*s", (int)run->code.len, run->code.data, (int)day.len, day.data));
    buf_char(&out, '\n');
    row(&out, "Ukuran jadi", size_row(arena, press));
    row(&out, "Ukuran berkas", file_row(arena, press));
    row(&out, "Halaman", page_row(arena, press));
    row(&out, "Warna", colour_row(arena, press));
    row(&out, "Tinta", heaviest_row(arena, press));
    row(&out, "Kertas", missing(arena, stock_of(run).name, "paper"));
    row(&out, "Lipat", fold_row(arena, press));
    row(&out, "Tepi kosong", hem_row(arena, press));
    row(&out, "Penyelesaian", missing(arena, value_get_text(meta, S("finishing")), "finishing"));
    row(&out, "Jumlah", missing(arena, copies, "copies"));
    buf_c(&out, "\nCetak 100 %, jangan diskalakan. Huruf tertanam; hitam teks adalah K 100 %, dicetak tindih "
                "(overprint).\n");
    if (has_marks(press)) buf_c(&out, "Potong pada tanda potong. ");
    buf_c(&out, "Minta contoh cetak (proof) sebelum dicetak semua.\n");
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    buf_free(&day);
    return text;
}
