/* Justified text: the goals for word spaces in a narrow column, the rules of total-fit breaking, and what must hold for any text. */
#include <math.h>

#include "tap.h"
#include "word_space.h"

static struct arena *arena;
static struct diag *diag;
static struct span_style justified, ragged;

static struct paragraph *paragraph_of(Str text, const struct span_style *style)
{
    struct span *span = arena_make(arena, struct span);
    *span = (struct span){.text = text, .style = style};
    return paragraph_new(arena, diag, span, 1, style, S("id"));
}

static void test_goals(void)
{
    struct word_space s = word_space_lines(arena, "tests/golden/typeset/guides.txt", &justified, 70);
    printf("# %zu words, %zu lines: median %.2f, 95 %% %.2f, most %.2f, %zu over 2, %zu hyphens\n", s.words,
           s.lines, s.median, s.p95, s.most, s.over2, s.hyphenated);
    ok(s.words > 4000, "several thousand words of the guides in 70 mm at 9 pt");
    ok(s.median <= 1.10, "the median word space is at most 1.10 of natural");
    ok(s.p95 <= 1.6, "95 of 100 are at most 1.6");
    ok(s.over2 == 0, "none is over 2");
    ok(s.overfull == 0, "no line is overfull");
    ok(s.least >= 0.81, "none is under 0.81");
    ok(s.ladder <= 4 && s.hyphenated * 100 < s.lines * 30, "hyphens are few and do not make ladders");
}

/* Lines as one text, to compare. */
static Str lines_text(const struct line *lines, size_t count, struct buf *out)
{
    out->len = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t f = 0; f < lines[i].count; f++) {
            const struct fragment *piece = &lines[i].fragments[f];
            buf_str(out, glyph_run_text(piece->run, piece->from, piece->to));
        }
        if (lines[i].hyphen) buf_char(out, '-');
        buf_char(out, '/');
    }
    return buf_view(out);
}

static const char sample[] = "Petugas memeriksa keterangan yang diberikan peserta sebelum menyetujui "
                             "permintaan pencairan tabungan, lalu "
                             "mengirimkan pemberitahuan ke nomor telepon yang terdaftar. Penyelenggara tidak "
                             "pernah meminta biaya, dan "
                             "pembayaran dikirim ke rekening atas nama peserta sendiri paling lama lima hari "
                             "kerja setelah permohonan lengkap. "
                             "Peserta yang belum menerima pembayaran dapat menghubungi kantor cabang atau "
                             "menanyakannya lewat telepon.";

/* The lines of a few guides' paragraphs, as text: tests/golden/typeset/breaks.txt. UPDATE=1 writes it anew. */
static void test_golden(void)
{
    static const double measures[] = {55, 70, 100};
    struct buf out = {0}, lines = {0};
    Str text = STR_NONE, expected = STR_NONE;
    int error = 0;
    file_read(arena, "tests/golden/typeset/guides.txt", FILE_LIMIT_TEXT, &text, &error);
    for (int n = 0; n < 6 && text.len; n++) {
        Str words = str_cut(&text, '\n');
        for (int k = 0; k < 4; k++) {
            struct line *set;
            double measure = k < 3 ? measures[k] : 70;
            struct paragraph *p = paragraph_of(words, k < 3 ? &justified : &ragged);
            size_t count = paragraph_break(arena, p, 1, 0, measure, SIZE_MAX, &set);
            buf_printf(&out, "%s, %g mm\n", k < 3 ? "justified" : "ragged", measure);
            for (size_t i = 0; i < count; i++) {
                Str line = lines_text(&set[i], 1, &lines);
                buf_printf(&out, "%5.2f  %.*s\n", set[i].stretch, (int)line.len - 1, line.data);
            }
            buf_char(&out, '\n');
        }
    }
    const char *path = "tests/golden/typeset/breaks.txt";
    if (getenv("UPDATE")) {
        FILE *file = fopen(path, "w");
        if (file) fwrite(out.data, 1, out.len, file), fclose(file);
    }
    file_read(arena, path, FILE_LIMIT_TEXT, &expected, &error);
    ok(str_equal(buf_view(&out), expected), path);
    if (!str_equal(buf_view(&out), expected)) printf("# got:\n%.*s", (int)out.len, out.data);
    buf_free(&out);
    buf_free(&lines);
}

static void test_soft(void)
{
    struct buf out = {0};
    struct line *lines;
    struct span_style none = ragged;
    none.hyphens = HYPHENS_NONE;
    Str words = S("pem\u00adberi\u00adtahuan itu");
    size_t count = paragraph_break(arena, paragraph_of(words, &ragged), 1, 0, 18, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "pemberi-/tahuan itu/",
              "a soft hyphen shows where the line ends there");
    ok(lines[0].hyphen && lines[0].hyphen->x > 0 && lines[0].width <= 18, "drawn behind the line");
    same_text(lines[0].word, "pemberitahuan", "the word is known whole");
    ok(lines[0].fragments[0].part == PART_HEAD && lines[1].fragments[0].part == PART_TAIL &&
           lines[1].fragments[1].part == PART_NONE,
       "its parts are marked");
    count = paragraph_break(arena, paragraph_of(words, &ragged), 1, 0, 90, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "pemberitahuan itu/", "and is nothing elsewhere");
    count = paragraph_break(arena, paragraph_of(words, &none), 1, 0, 18, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "pemberitahuan /itu/", "hyphens: none");
    count =
        paragraph_break(arena, paragraph_of(S("satu\u00a0dua tiga"), &ragged), 1, 0, 14, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "satu dua /tiga/", "a no-break space holds");
    buf_free(&out);
}

/* A word of several styles is one word: it breaks where its letters allow, not where the style changes. */
static void test_styles(void)
{
    struct buf out = {0};
    struct line *lines;
    struct span_style code = justified;
    code.hyphens = HYPHENS_NONE;
    const struct span mixed[] = {{.text = S("pember"), .style = &justified},
                                 {.text = S("itahuan"), .style = &justified}};
    struct paragraph *p = paragraph_new(arena, diag, mixed, 2, &justified, S("id"));
    size_t count = paragraph_break(arena, p, 1, 0, 12, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "pem-/berita-/huan/", "a word of two spans");
    const struct span with_code[] = {{.text = S("pember"), .style = &justified},
                                     {.text = S("itahuan"), .style = &code}};
    p = paragraph_new(arena, diag, with_code, 2, &justified, S("id"));
    count = paragraph_break(arena, p, 1, 0, 12, SIZE_MAX, &lines);
    ok(count == 1 && lines[0].overfull, "with code in it, it stays whole and is told as too wide");
    buf_free(&out);
}

static void test_edges(void)
{
    struct paragraph *p = paragraph_of(str_from(sample), &justified);
    bool flush = true, natural = true;
    for (double measure = 45; measure < 120; measure += 2.5) {
        struct line *lines;
        size_t count = paragraph_break(arena, p, 1, 0, measure, SIZE_MAX, &lines);
        for (size_t i = 0; i < count; i++) {
            bool last = i + 1 == count;
            if (!last && fabs(lines[i].width - measure) > 0.01) flush = false;
            if (last && lines[i].word_space > 1e-9) natural = false;
            if (lines[i].overfull) flush = false;
        }
    }
    ok(flush, "every line but the last is as wide as the measure");
    ok(natural, "the last line is not stretched");
}

/* What a frame takes and what the next one goes on with are the lines of the whole. */
static void test_split(void)
{
    struct buf whole = {0}, parts = {0}, piece = {0};
    const struct span_style *styles[] = {&justified, &ragged};
    bool same = true;
    for (int k = 0; k < 2; k++)
        for (double measure = 40; measure < 100; measure += 7)
            for (size_t first = 1; first < 6; first++) {
                struct line *lines;
                struct paragraph *p = paragraph_of(str_from(sample), styles[k]),
                                 *q = paragraph_of(str_from(sample), styles[k]);
                size_t count = paragraph_break(arena, p, 1, 0, measure, SIZE_MAX, &lines);
                lines_text(lines, count, &whole);
                if (count <= first) continue;
                size_t from = lines[first - 1].next;
                parts.len = 0;
                struct line *some;
                size_t got = paragraph_break(arena, q, 1, 0, measure, first, &some);
                buf_str(&parts, lines_text(some, got, &piece));
                /* the memory of solutions is lost in between */
                for (int i = 0; i < 9; i++) paragraph_break(arena, q, 1, 0, 30 + i, SIZE_MAX, &some);
                got = paragraph_break(arena, q, 1, from, measure, SIZE_MAX, &some);
                buf_str(&parts, lines_text(some, got, &piece));
                same = same && str_equal(buf_view(&whole), buf_view(&parts));
            }
    ok(same, "a paragraph that goes on in the next frame has the lines that it has in one piece");
    buf_free(&whole);
    buf_free(&parts);
    buf_free(&piece);
}

/* First fit is what any search for few lines has to match. */
static size_t first_fit(const struct paragraph *words[], size_t count, double space, double measure)
{
    size_t lines = 1;
    double x = 0;
    for (size_t i = 0; i < count; i++) {
        double least, most;
        paragraph_extent(words[i], 1, &least, &most);
        if (x > 0 && x + space + most > measure + 1e-6) lines++, x = 0;
        x += (x > 0 ? space : 0) + most;
    }
    return lines;
}

static void test_ragged(void)
{
    static const char *const texts[] = {
        "Bawa kartu tanda penduduk dan kartu keluarga asli ke kantor cabang pada jam kerja lalu ambil nomor "
        "antrean di pintu",
        "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua belas tiga belas empat "
        "belas lima belas",
    };
    bool few = true, sound = true;
    for (size_t t = 0; t < 2; t++) {
        const struct paragraph *words[64];
        size_t count = 0;
        for (Str rest = str_from(texts[t]); rest.len;)
            words[count++] = paragraph_of(str_cut(&rest, ' '), &ragged);
        double space = ragged.size.fixed * 170 / 1000;
        struct paragraph *p = paragraph_of(str_from(texts[t]), &ragged);
        for (double measure = 25; measure < 130; measure += 1.7) {
            struct line *lines;
            size_t got = paragraph_break(arena, p, 1, 0, measure, SIZE_MAX, &lines);
            few = few && got == first_fit(words, count, space, measure);
            for (size_t i = 0; i < got; i++) sound = sound && !lines[i].overfull && lines[i].word_space == 0;
        }
    }
    ok(few, "ragged text needs no more lines than first fit");
    ok(sound, "its spaces are natural and no line is overfull");
}

static double width_spread(const struct line *lines, size_t count)
{
    double least = 1e9, most = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].width < least) least = lines[i].width;
        if (lines[i].width > most) most = lines[i].width;
    }
    return most - least;
}

static void test_shapes(void)
{
    struct span_style balanced = ragged;
    balanced.wrap = WRAP_BALANCED;
    struct line *lines;
    struct paragraph *p =
        paragraph_of(S("Ambil tabungan hari tua sendiri dari ponsel tanpa calo"), &balanced);
    size_t count = paragraph_break(arena, p, 1, 0, 60, SIZE_MAX, &lines);
    struct buf out = {0};
    same_text(lines_text(lines, count, &out), "Ambil tabungan hari tua /sendiri dari ponsel tanpa calo/",
              "the lines of a heading are of like length");
    count = paragraph_break(arena, p, 1, 0, 36, SIZE_MAX, &lines);
    same_text(lines_text(lines, count, &out), "Ambil tabungan /hari tua sendiri dari /ponsel tanpa calo/",
              "of three, too");
    ok(width_spread(lines, count) < 12, "and none is short");
    p = paragraph_of(S("Petugas resmi tidak meminta biaya apa pun dari Anda semua di sini"), &ragged);
    count = paragraph_break(arena, p, 1, 0, 96, SIZE_MAX, &lines);
    double last = lines[count - 1].width;
    lines_text(lines, count, &out);
    ok(count == 2 && last > 15, "a short word does not stand alone on the last line");
    if (last <= 15) printf("# %.*s\n", (int)out.len, out.data);
    buf_free(&out);
}

static void test_loose(void)
{
    struct line *lines;
    struct paragraph *p =
        paragraph_of(S("Ketenagakerjaan Permenaker BPJSTK12345678 di ABCDEFGHIJKL saja"), &justified);
    size_t count = paragraph_break(arena, p, 1, 0, 34, SIZE_MAX, &lines);
    double worst = 0;
    for (size_t i = 0; i < count; i++)
        if (lines[i].stretch > worst) worst = lines[i].stretch;
    ok(worst > 2, "a line that cannot be set well says how far its spaces are stretched");
}

/* Absurd sizes end, too. */
static void test_absurd(void)
{
    static const double measures[] = {1e-9, 0.5, 1e4, 1e9};
    static const double scales[] = {1e-6, 1, 1e6};
    size_t total = 0;
    struct span_style scaled = justified;
    scaled.size = (Measure){0, 3};
    struct paragraph *p = paragraph_of(str_from(sample), &scaled);
    for (size_t m = 0; m < 4; m++)
        for (size_t s = 0; s < 3; s++) {
            struct line *lines;
            total += paragraph_break(arena, p, scales[s], 0, measures[m], SIZE_MAX, &lines);
        }
    ok(total > 100, "absurd measures and scales come to an end");
}

static void test_long(void)
{
    struct buf text = {0};
    while (text.len < (size_t)1 << 20) {
        buf_c(&text, sample);
        buf_char(&text, ' ');
    }
    struct paragraph *p = paragraph_of(buf_view(&text), &justified);
    struct line *lines;
    size_t count = paragraph_break(arena, p, 1, 0, 70, SIZE_MAX, &lines), from = 0, frames = 0, went = 0;
    while (from < lines[count - 1].next && frames < 2000) { /* frame by frame, as a flow asks */
        struct line *some;
        size_t got = paragraph_break(arena, p, 1, from, 70, 40, &some);
        from = some[got - 1].next;
        went += got;
        frames++;
    }
    ok(count > 15000 && went == count, "a paragraph of 1 MB, at once and frame by frame");
    p = paragraph_of(buf_view(&text), &ragged);
    ok(paragraph_break(arena, p, 1, 0, 1e5, SIZE_MAX, &lines) > 0, "and ragged in a measure of 100 m");
    buf_free(&text);
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct hyphenation_set *set = hyphenation_open(arena, "templates/hyphen", S("templates/hyphen"));
    ragged = (struct span_style){.font = font_find(fonts, S("Plus Jakarta Sans"), 400, false),
                                 .size = {9 * 25.4 / 72, 0}};
    justified = ragged;
    justified.wrap = WRAP_JUSTIFIED;
    justified.hyphens = HYPHENS_AUTO;
    justified.hyphenation = hyphenation_find(set, diag, S("id"));
    test_goals();
    test_golden();
    test_soft();
    test_styles();
    test_edges();
    test_split();
    test_ragged();
    test_shapes();
    test_loose();
    test_absurd();
    test_long();
    ok(diag_count(diag, DIAG_ERROR) == 0, "nothing was reported");
    diag_free(diag);
    arena_free(arena);
    return done();
}
