/* Line breaking: where lines may end, and what the lines hold. */
#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"
#include "typeset/linebreak.h"
#include "typeset/paragraph.h"

static struct arena *arena;
static struct diag *diag;
static struct span_style regular, bold;

/* The text with "|" where a line may end. */
static Str marked(const char *c_text)
{
    Str text = str_from(c_text);
    unsigned char *kinds = arena_alloc(arena, text.len + 1);
    linebreak_find(text, false, kinds);
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (kinds[i] == LINEBREAK_HERE) buf_char(&out, '|');
        buf_char(&out, kinds[i] == LINEBREAK_SPACE ? '|' : text.data[i]);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

/* The paragraph's lines, separated by "/". */
static Str set(const char *text, double measure_mm)
{
    const struct span span = {.text = str_from(text), .style = &regular};
    struct paragraph *paragraph =
        paragraph_new(arena, diag, arena_copy(arena, &span, sizeof span), 1, &regular, S("id"));
    struct line *lines;
    size_t count = paragraph_break(arena, paragraph, 1, 0, measure_mm, SIZE_MAX, &lines);
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i) buf_c(&out, "/");
        if (lines[i].overfull) buf_c(&out, "!");
        for (size_t f = 0; f < lines[i].count; f++) {
            const struct fragment *fragment = &lines[i].fragments[f];
            size_t from = fragment->run->glyphs[fragment->from].cluster, to = fragment->run->text.len;
            if (fragment->to < fragment->run->count) to = fragment->run->glyphs[fragment->to].cluster;
            buf_str(&out, str_from_to(fragment->run->text, from, to));
        }
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

static void test_places(void)
{
    same_text(marked("satu dua"), "satu|dua", "a line may end at a space");
    same_text(marked("batas Rp15.000.000 saja"), "batas|Rp15.000.000|saja", "not inside of an amount");
    same_text(marked("pukul 06.00–20.00 WIB tiap hari"), "pukul 06.00–20.00 WIB|tiap|hari",
              "times hold together with WIB");
    same_text(marked("paling lama 5 hari kerja"), "paling|lama|5 hari|kerja", "a number holds its unit");
    same_text(marked("sejak 22 November 2026 lalu"), "sejak|22 November 2026|lalu", "dates hold together");
    same_text(marked("pukul 06.00 – 20.00 WIB saja"), "pukul 06.00 – 20.00 WIB|saja",
              "a range with spaces, too");
    same_text(marked("telepon (0266) 221 175 atau +62 811 2233 4455 ya"),
              "telepon|(0266) 221 175|atau|+62 811 2233 4455|ya", "telephone numbers in groups");
    same_text(marked("NIK 3272 0112 9001 0002 itu"), "NIK 3272 0112 9001 0002|itu", "numbers of cards");
    same_text(marked("tahun 2022. 175 orang"), "tahun 2022.|175 orang", "a sentence may begin with a number");
    same_text(marked("kepada Dr. Siti dan Bpk. Ujang"), "kepada|Dr. Siti|dan|Bpk. Ujang",
              "titles hold their names");
    same_text(marked("tulis ke halo@contoh.id sekarang"), "tulis|ke|halo@contoh.id|sekarang",
              "mail addresses are whole");
    same_text(marked("lihat https://www.contoh.go.id/panduan/klaim-jht"),
              "lihat|https://www.contoh.go.id/|panduan/|klaim-jht",
              "addresses end after their slashes alone");
    same_text(marked("menurut Pasal 18 dan No. 12"), "menurut|Pasal 18|dan|No. 12", "words before a number");
    same_text(marked("langkah-langkah e-KTP"), "langkah-|langkah|e-KTP",
              "after a hyphen between words, not in e-KTP");
    same_text(marked("satu – dua"), "satu –|dua", "a dash does not begin a line");
    same_text(marked("a.id/panduan/klaim"), "a.id/|panduan/|klaim", "after the slashes of an address");
    same_text(marked("PP 46/2015"), "PP 46/2015", "not after the slash of a number");
    same_text(marked("satu\u00a0dua\u200btiga"), "satu\u00a0dua\u200b|tiga",
              "no-break and zero-width spaces");
}

static void test_lines(void)
{
    same_text(set("satu dua tiga empat", 1000), "satu dua tiga empat", "one line");
    same_text(set("satu dua tiga empat", 28), "satu dua /tiga empat",
              "first fit; the space stays with its line");
    same_text(set("  satu   dua \n tiga ", 1000), "satu dua /tiga",
              "white space is single; a forced end of line");
    same_text(set("satu pertanggungjawaban dua", 25), "satu /!pertanggungjawaban /dua",
              "a word too wide is told");
    same_text(set("", 10), "", "an empty paragraph is one empty line");
    ok(diag_count(diag, DIAG_ERROR) == 0, "nothing was reported");
    set("huruf \u0e01 asing", 1000);
    ok(diag_count(diag, DIAG_ERROR) == 1, "a character that the font lacks is an error");
}

static void test_scale(void)
{
    struct span_style scaled = regular;
    scaled.size = (Measure){0, 1};
    const struct span span = {.text = S("satu dua tiga"), .style = &scaled};
    struct paragraph *paragraph = paragraph_new(arena, diag, &span, 1, &scaled, S("id"));
    struct line *at3, *at6;
    paragraph_break(arena, paragraph, 3, 0, 1000, SIZE_MAX, &at3);
    paragraph_break(arena, paragraph, 6, 0, 1000, SIZE_MAX, &at6);
    double ratio = at6->width / at3->width;
    ok(ratio > 1.9999 && ratio < 2.0001, "twice the scale, twice the width, without shaping again");
    ok(paragraph_words(paragraph, 0) == 3, "words are counted");
    double least, most;
    paragraph_extent(paragraph, 3, &least, &most);
    ok(most - at3->width < 1e-9 && least < most / 2, "the natural width and that of the widest word");
    same_text(paragraph_widest(paragraph, 3), "satu", "the widest word by name");
}

static void test_spans(void)
{
    const struct span spans[] = {{.text = S("Baca "), .style = &regular},
                                 {.text = S("Verifikasi"), .style = &bold},
                                 {.text = S(", ya."), .style = &regular}};
    struct paragraph *paragraph = paragraph_new(arena, diag, spans, 3, &regular, S("id"));
    struct line *lines;
    paragraph_break(arena, paragraph, 1, 0, 1000, SIZE_MAX, &lines);
    double without_comma = lines[0].fragments[1].x + lines[0].fragments[1].width;
    size_t count = paragraph_break(arena, paragraph, 1, 0, without_comma + 0.1, SIZE_MAX, &lines);
    ok(count == 2 && lines[0].count == 1 && lines[1].count == 2,
       "a comma stays with the bold word before it");
    ok(lines[1].fragments[1].x > 0 && lines[1].fragments[0].width - lines[1].fragments[1].x < 1e-9,
       "the next piece stands where the one before ended");
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    regular =
        (struct span_style){.font = font_find(fonts, S("Plus Jakarta Sans"), 400, false), .size = {5, 0}};
    bold = (struct span_style){.font = font_find(fonts, S("Plus Jakarta Sans"), 700, false), .size = {5, 0}};
    test_places();
    test_lines();
    test_scale();
    test_spans();
    diag_free(diag);
    arena_free(arena);
    return done();
}
