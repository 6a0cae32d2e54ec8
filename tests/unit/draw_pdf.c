/* The PDF canvas: a two-page document with all that it can do, read back by other programs. With an argument: only writes that document there. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "tap.h"

#define FAMILY S("Plus Jakarta Sans")

static struct arena *arena;
static struct diag *diag;
static struct font_set *fonts;
static const struct font *regular, *bold, *italic;
static const struct paint ink = {.color = {0.1, 0.1, 0.1, 1}}, blue = {.color = {0, 0.35, 0.7, 1}};

static void text(struct canvas *canvas, const struct font *font, double size, double x, double y, Str words,
                 const struct paint *paint)
{
    struct glyph_run *run = shape_text(arena, font, words, S("id"), 0);
    canvas->calls->glyphs(canvas, run, 0, run->count, (Point){x, y}, size, 0, 0, paint);
}

static void marked_text(struct canvas *canvas, struct element *element, const struct font *font, double size,
                        double x, double y, Str words)
{
    canvas->calls->mark_begin(canvas, element);
    text(canvas, font, size, x, y, words, &ink);
    canvas->calls->mark_end(canvas);
}

static void rectangle(struct canvas *canvas, Rect r, double radius, const struct paint *paint)
{
    struct path path = {0};
    path_rect(arena, &path, r, radius, radius);
    canvas->calls->fill(canvas, &path, FILL_NONZERO, paint);
}

static void draw_paragraph(struct canvas *canvas, struct element *root)
{
    struct element *p = element_new(arena, root, ROLE_P);
    struct element *link = element_new(arena, p, ROLE_LINK);
    const struct canvas_calls *calls = canvas->calls;
    marked_text(canvas, p, regular, 4, 15, 50, S("“Klaim JHT” – café, naïve, efisien, fluktuasi; buka "));
    marked_text(canvas, link, regular, 4, 15, 56, S("situs resmi"));
    calls->link(canvas, (Rect){15, 52, 24, 5}, S("https://www.bpjsketenagakerjaan.go.id/"),
                S("Situs resmi BPJS Ketenagakerjaan"), link);
    marked_text(canvas, p, regular, 4, 40, 56, S(" untuk lanjut. A\u00a0B, a\u0301 meng\u00adambil."));
    /* A justified line and a letter-spaced one. */
    calls->mark_begin(canvas, p);
    struct glyph_run *run = shape_text(arena, regular, S("Baris yang diratakan AVATAR To."), S("id"), 0);
    calls->glyphs(canvas, run, 0, run->count, (Point){15, 62}, 4, 2.5, 0, &ink);
    run = shape_text(arena, bold, S("RENGGANG"), S("id"), SHAPE_NO_LIGATURES);
    calls->glyphs(canvas, run, 0, run->count, (Point){15, 68}, 4, 0, 0.8, &blue);
    calls->mark_end(canvas);
}

static void draw_list(struct canvas *canvas, struct element *root)
{
    static const char *const items[] = {"KTP elektronik", "Kartu peserta", "Buku tabungan"};
    struct element *list = element_new(arena, root, ROLE_LIST);
    list->ordered = true;
    for (int i = 0; i < 3; i++) {
        struct element *item = element_new(arena, list, ROLE_ITEM);
        struct element *label = element_new(arena, item, ROLE_LABEL);
        struct element *body = element_new(arena, item, ROLE_BODY);
        marked_text(canvas, label, bold, 4, 15, 80 + 6 * i, str_format(arena, "%d.", i + 1));
        marked_text(canvas, element_new(arena, body, ROLE_P), regular, 4, 22, 80 + 6 * i, str_from(items[i]));
    }
}

static void draw_table(struct canvas *canvas, struct element *root)
{
    static const char *const cells[3][2] = {{"Tahun", "Perusahaan"}, {"2023", "2.253"}, {"2024", ""}};
    struct element *table = element_new(arena, root, ROLE_TABLE);
    for (int r = 0; r < 3; r++) {
        struct element *row = element_new(arena, table, ROLE_ROW);
        for (int c = 0; c < 2; c++) {
            struct element *cell = element_new(arena, row, r == 0 || c == 0 ? ROLE_HEADER : ROLE_DATA);
            cell->column_header = r == 0;
            cell->row_header = r > 0 && c == 0;
            Str words = str_from(cells[r][c]);
            if (words.len)
                marked_text(canvas, cell, r == 0 ? bold : regular, 3.5, 15 + 30 * c, 106 + 6 * r, words);
        }
    }
    struct path rule = {0};
    path_move(arena, &rule, 15, 108);
    path_line(arena, &rule, 75, 108);
    canvas->calls->mark_begin(canvas, NULL);
    canvas->calls->stroke(canvas, &rule,
                          &(struct stroke){0.3, 4, CAP_BUTT, JOIN_MITER, 2, (double[]){1, 0.5}, 0}, &ink);
    canvas->calls->mark_end(canvas);
}

static struct picture *checkered(bool transparent)
{
    enum { SIDE = 16 };
    unsigned char *rgba = arena_alloc(arena, SIDE * SIDE * 4);
    for (int i = 0; i < SIDE * SIDE; i++) {
        bool dark = (i / SIDE / 4 + i % SIDE / 4) % 2;
        unsigned char pixel[] = {dark ? 200 : 255, dark ? 30 : 220, 40, transparent && !dark ? 80 : 255};
        memcpy(rgba + 4 * i, pixel, 4);
    }
    struct picture *picture = arena_make(arena, struct picture);
    *picture = (struct picture){.name = S("kotak.png"), .width = SIDE, .height = SIDE, .rgba = rgba};
    return picture;
}

static void draw_figure(struct canvas *canvas, struct element *root)
{
    static const struct gradient_stop stops[] = {
        {0, {1, 0.8, 0, 1}}, {0.5, {0.9, 0.2, 0.1, 1}}, {0.5, {0.2, 0.2, 0.8, 1}}, {1, {0, 0.6, 0.4, 0.2}}};
    const struct canvas_calls *calls = canvas->calls;
    struct gradient linear = {
        .from = {110, 0}, .to = {190, 0}, .matrix = MATRIX_IDENTITY, .count = 4, .stops = stops};
    struct gradient radial = {.radial = true,
                              .from = {125, 115},
                              .to = {130, 120},
                              .radius = 15,
                              .matrix = MATRIX_IDENTITY,
                              .count = 3,
                              .stops = stops};
    struct element *figure = element_new(arena, root, ROLE_FIGURE);
    figure->alt = S("Contoh gradasi, kelompok tembus pandang, dan gambar – lengkap");
    figure->box = (Rect){110, 80, 80, 60};
    calls->mark_begin(canvas, figure);
    rectangle(canvas, (Rect){110, 80, 80, 20}, 3,
              &(struct paint){.color = {0, 0, 0, 1}, .gradient = &linear});
    calls->save(canvas);
    struct path circle = {0};
    path_ellipse(arena, &circle, 130, 120, 18, 12);
    calls->clip(canvas, &circle, FILL_NONZERO);
    rectangle(canvas, (Rect){110, 105, 40, 30}, 0,
              &(struct paint){.color = {0, 0, 0, 1}, .gradient = &radial});
    calls->restore(canvas);
    calls->group_begin(canvas, 0.5);
    rectangle(canvas, (Rect){140, 90, 25, 25}, 0, &blue);
    rectangle(canvas, (Rect){150, 100, 25, 25}, 0, &(struct paint){.color = {1, 0, 0, 1}});
    calls->group_end(canvas);
    rectangle(canvas, (Rect){180, 105, 10, 10}, 0, &(struct paint){.color = {0, 0.5, 0, 0.4}});
    calls->picture(canvas, checkered(false), (Rect){155, 120, 15, 15});
    calls->picture(canvas, checkered(true), (Rect){172, 120, 15, 15});
    calls->picture(canvas, checkered(true), (Rect){188, 120, 15, 15});
    calls->mark_end(canvas);
}

static void draw_first_page(struct canvas *canvas, struct element *root)
{
    const struct canvas_calls *calls = canvas->calls;
    calls->page_begin(canvas, (struct page_box){.width = 210, .height = 148, .bleed = 0});
    rectangle(canvas, (Rect){0, 0, 210, 30}, 0, &(struct paint){.color = {0.95, 0.9, 0.8, 1}});
    struct element *title = element_new(arena, root, ROLE_H1);
    calls->bookmark(canvas, &(struct bookmark){1, 0, S("Klaim JHT – ringkas"), STR_NONE, {15, 10}});
    marked_text(canvas, title, bold, 10, 15, 22, S("Klaim JHT dari ponsel"));
    marked_text(canvas, element_new(arena, root, ROLE_H2), bold, 6, 15, 42, S("Sebelum mulai"));
    calls->bookmark(canvas, &(struct bookmark){2, 0, S("Sebelum mulai"), STR_NONE, {15, 36}});
    draw_paragraph(canvas, root);
    draw_list(canvas, root);
    draw_table(canvas, root);
    draw_figure(canvas, root);
    element_new(arena, element_new(arena, root, ROLE_SECT), ROLE_P); /* never drawn: left out */
    calls->page_end(canvas);
}

static void draw_second_page(struct canvas *canvas, struct element *root)
{
    const struct canvas_calls *calls = canvas->calls;
    struct element *p = element_new(arena, root, ROLE_P), *note = element_new(arena, root, ROLE_NOTE);
    calls->page_begin(canvas, (struct page_box){.width = 100, .height = 60, .bleed = 3});
    calls->bookmark(canvas, &(struct bookmark){1, 0, S("Halaman dua"), STR_NONE, {0, 0}});
    marked_text(canvas, p, italic, 5, 10, 15, S("Halaman dua, miring."));
    calls->save(canvas);
    calls->transform(canvas, matrix_translate(60, 50));
    calls->transform(canvas, matrix_rotate(-30));
    calls->transform(canvas, matrix_scale(1.5, 1));
    marked_text(canvas, p, bold, 6, 0, 0, S("Berputar"));
    struct path path = {0};
    path_ellipse(arena, &path, 10, -2, 15, 5);
    calls->stroke(canvas, &path, &(struct stroke){1, 4, CAP_ROUND, JOIN_ROUND, 0, NULL, 0}, &blue);
    calls->restore(canvas);
    calls->group_begin(canvas, 0.6); /* a mark inside a group */
    marked_text(canvas, note, regular, 3, 10, 25, S("Catatan di dalam kelompok"));
    rectangle(canvas, (Rect){10, 27, 30, 1}, 0, &blue);
    calls->group_end(canvas);
    calls->page_end(canvas);
}

static bool build(struct buf *out)
{
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct canvas_document document = {.title = S("Klaim JHT – “ringkas” & <mudah>"),
                                       .lang = S("id"),
                                       .author = S("Kantor Cabang"),
                                       .subject = S("Uji"),
                                       .keywords = S("jht, klaim"),
                                       .root = root};
    struct canvas *canvas = pdf_open(arena, diag, &document);
    draw_first_page(canvas, root);
    draw_second_page(canvas, root);
    return pdf_close(canvas, out);
}

/* ---- reading it back ---- */

/* Runs a program, gathers what it prints; its exit status, or -1 when it is not installed. */
static int run(struct buf *out, const char *const *arguments)
{
    int ends[2], status;
    out->len = 0;
    if (pipe(ends) != 0) exit(1);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        execvp(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(ends[1]);
    char bytes[4096];
    for (ssize_t got; (got = read(ends[0], bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR);)
        if (got > 0) buf_bytes(out, bytes, (size_t)got);
    close(ends[0]);
    waitpid(child, &status, 0);
    if (!WIFEXITED(status)) return 1;
    return WEXITSTATUS(status) == 127 ? -1 : WEXITSTATUS(status);
}

static bool contains(const struct buf *out, Str words)
{
    return str_find(buf_view(out), words) < out->len;
}

static void skip(const char *what)
{
    printf("ok %d - %s # SKIP not installed\n", ++tap_count, what);
}

static void write_file(const char *path, const struct buf *pdf)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(pdf->data, 1, pdf->len, file) != pdf->len || fclose(file) != 0) exit(1);
}

static void test_syntax(const char *path)
{
    struct buf out = {0};
    int status = run(&out, (const char *[]){"qpdf", "--check", path, NULL});
    if (status < 0)
        skip("qpdf");
    else if (!ok(status == 0 && !contains(&out, S("WARNING")), "qpdf finds no fault"))
        printf("# %.*s\n", (int)out.len, out.data);
    buf_free(&out);
}

static void test_fonts(const char *path)
{
    struct buf out = {0};
    if (run(&out, (const char *[]){"pdffonts", path, NULL}) < 0) {
        skip("pdffonts");
        return;
    }
    Str rest = buf_view(&out);
    int count = 0;
    for (int line = 0; rest.len; line++) {
        Str row = str_cut(&rest, '\n');
        if (line < 2 || !row.len) continue;
        count++;
        if (str_find(row, S("Identity-H       yes yes yes")) == row.len || str_find_char(row, '+') != 6)
            ok(false, "a font is embedded, subset, with ToUnicode");
    }
    ok(count == 3, "three fonts");
    buf_free(&out);
}

static void test_text(const char *path)
{
    static const char *const expected[] = {"“Klaim JHT” – café, naïve, efisien, fluktuasi",
                                           "situs resmi",
                                           "A B, a\u0301 mengambil.",
                                           "Baris yang diratakan AVATAR To.",
                                           "RENGGANG",
                                           "Catatan di dalam kelompok"};
    struct buf out = {0};
    if (run(&out, (const char *[]){"pdftotext", "-raw", path, "-", NULL}) < 0) {
        skip("pdftotext");
        return;
    }
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!ok(contains(&out, str_from(expected[i])), expected[i]))
            printf("# %.*s\n", (int)out.len, out.data);
    buf_free(&out);
}

/* Where a word ends on its page in points, by pdftotext; -1: it is not there. */
static double right_edge(const struct buf *boxes, const char *word)
{
    Str rest = buf_view(boxes);
    while (rest.len) {
        Str line = str_cut(&rest, '\n');
        size_t at = str_find(line, str_from(word)), edge = str_find(line, S("xMax=\""));
        if (at < line.len && edge < line.len) return strtod(line.data + edge + 6, NULL);
    }
    return -1;
}

static double expected_edge(const struct font *font, Str words, double size, double spaces)
{
    const double point = 72 / 25.4;
    struct glyph_run *shaped = shape_text(arena, font, words, S("id"), 0);
    return (15 + (double)shaped->width * size / font->units_per_em + spaces) * point;
}

/* Kerning, word spaces: viewers must set text as wide as we measured it. */
static void test_positions(const char *path)
{
    struct buf out = {0};
    if (run(&out, (const char *[]){"pdftotext", "-bbox", "-l", "1", path, "-", NULL}) < 0) {
        skip("pdftotext");
        return;
    }
    double title = expected_edge(bold, S("Klaim JHT dari ponsel"), 10, 0);
    double line = expected_edge(regular, S("Baris yang diratakan AVATAR To."), 4, 4 * 2.5);
    ok(fabs(right_edge(&out, ">ponsel<") - title) < 0.05, "a line ends where it was measured to end");
    ok(fabs(right_edge(&out, ">To.<") - line) < 0.05, "so does a justified one");
    buf_free(&out);
}

static void test_structure(const char *path)
{
    static const char expected[] = "Document\n"
                                   "  H1 (block)\n"
                                   "    \"Klaim JHT dari ponsel\"\n"
                                   "  H2 (block)\n"
                                   "    \"Sebelum mulai\"\n"
                                   "  P (block)\n"
                                   "    \"“Klaim JHT” – café, naïve, efisien, fluktuasi; buka \"\n"
                                   "    Link (inline)\n"
                                   "      \"situs resmi\"\n"
                                   "      Object";
    static const struct {
        const char *what, *text;
    } others[] = {
        {"a numbered list", "L (block):\n     /ListNumbering /Decimal\n"},
        {"an item", "LI (block)\n      Lbl (block)\n        \"1.\"\n      LBody (block)\n        P (block)\n "
                    "         \"KTP"},
        {"a column header", "TH:\n         /Scope /Column\n        \"Tahun\""},
        {"a row header, and an empty cell", "TH:\n         /Scope /Row\n        \"2024\"\n      TD\n"},
        {"turned text", "\"Halaman dua, miring.Berputar\""},
        {"a note in a group", "Note <note000001> (inline)\n    \"Catatan di dalam kelompok\"\n"},
    };
    struct buf out = {0};
    if (run(&out, (const char *[]){"pdfinfo", "-struct-text", path, NULL}) < 0) {
        skip("pdfinfo");
        return;
    }
    bool good = ok(str_find(buf_view(&out), str_from(expected)) < out.len, "the structure, in reading order");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        good = ok(contains(&out, str_from(others[i].text)), others[i].what) && good;
    if (!good) printf("%.*s\n", (int)out.len, out.data);
    ok(!contains(&out, S("Sect")), "what was never drawn is left out");
    buf_free(&out);
}

static void test_repeats(const struct buf *pdf)
{
    struct buf again = {0};
    ok(build(&again), "a second time");
    ok(str_equal(buf_view(pdf), buf_view(&again)), "the same bytes");
    buf_free(&again);
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    struct buf pdf = {0};
    char path[] = "/tmp/suluh-draw_pdf-XXXXXX";
    arena = arena_new();
    diag = diag_new();
    fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    regular = font_find(fonts, FAMILY, 400, false);
    if (!regular) return 1;
    bold = font_find(fonts, FAMILY, 700, false);
    italic = font_find(fonts, FAMILY, 400, true);
    bool built = ok(build(&pdf), "a document is made");
    diag_print(diag, stdout, LANGUAGE_EN, 0);
    if (argc > 1 && built) {
        write_file(argv[1], &pdf);
        printf("# %zu bytes\n", pdf.len);
    } else if (built) {
        int file = mkstemp(path);
        if (file < 0) return 1;
        close(file);
        write_file(path, &pdf);
        test_syntax(path);
        test_fonts(path);
        test_text(path);
        test_positions(path);
        test_structure(path);
        unlink(path);
        test_repeats(&pdf);
    }
    enum { ROUNDS = 20 };
    double start = milliseconds();
    for (int i = 0; i < ROUNDS; i++) {
        pdf.len = 0;
        build(&pdf);
    }
    printf("# %.2f ms a document of %zu bytes\n", (milliseconds() - start) / ROUNDS, pdf.len);
    buf_free(&pdf);
    diag_free(diag);
    arena_free(arena);
    return done();
}
