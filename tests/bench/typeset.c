/* Word spaces of justified Indonesian text in narrow columns, and the time of breaking it. Run from the repository's root. */
#include <stdio.h>
#include <time.h>

#include "base/buf.h"

#include "word_space.h"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void print_row(const char *name, const struct word_space *s)
{
    printf("%-34s %6zu %6zu %7.2f %7.2f %7.2f %7.2f %6zu %5.1f %% %7zu %8zu\n", name, s->words, s->lines,
           s->least, s->median, s->p95, s->most, s->over2, 100.0 * (double)s->hyphenated / (double)s->lines,
           s->ladder, s->overfull);
}

/* The same long text set at sizes that differ a little, as a fit does. */
static void print_times(struct arena *arena, const struct span_style *style, const char *name)
{
    static const char sentence[] =
        "Petugas memeriksa keterangan yang diberikan peserta sebelum menyetujui permintaan "
        "pencairan tabungan, lalu mengirimkan pemberitahuan ke nomor telepon. ";
    struct buf text = {0};
    struct diag *diag = diag_new();
    for (int i = 0; i < 300; i++) buf_c(&text, sentence);
    struct span span = {.text = buf_view(&text), .style = style};
    double start = seconds();
    struct paragraph *paragraph = paragraph_new(arena, diag, &span, 1, style, S("id"));
    double shaped = seconds() - start;
    size_t lines = 0;
    start = seconds();
    for (int i = 0; i < 20; i++) {
        struct line *set;
        lines += paragraph_break(arena, paragraph, 1 + i * 1e-4, 0, 70, SIZE_MAX, &set);
    }
    double broken = seconds() - start;
    printf("%-34s %8.2f ms to shape %zu KB, %.2f ms to break 1,000 lines\n", name, shaped * 1e3,
           text.len / 1024, broken * 1e6 / (double)lines);
    buf_free(&text);
    diag_free(diag);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct hyphenation_set *set = hyphenation_open(arena, "templates/hyphen", S("templates/hyphen"));
    const struct hyphenation *indonesian = hyphenation_find(set, diag, S("id"));
    struct span_style style = {.font = font_find(fonts, S("Plus Jakarta Sans"), 400, false),
                               .size = {9 * 25.4 / 72, 0},
                               .wrap = WRAP_JUSTIFIED,
                               .hyphens = HYPHENS_AUTO,
                               .hyphenation = indonesian};
    struct span_style whole = style, ragged = style;
    whole.hyphens = HYPHENS_NONE;
    ragged.wrap = WRAP_RAGGED;
    ragged.hyphens = HYPHENS_MANUAL;
    printf("%-34s %6s %6s %7s %7s %7s %7s %6s %7s %7s %8s\n", "word space, 1 = natural", "words", "lines",
           "least", "median", "95 %", "most", "over 2", "hyphens", "in a row", "overfull");
    static const double measures[] = {55, 70, 85, 110};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        char name[64];
        struct word_space s = word_space_of(arena, "content", &style, measures[i], 420);
        snprintf(name, sizeof name, "%g mm at 9 pt", measures[i]);
        print_row(name, &s);
        if (measures[i] != 70) continue;
        s = word_space_of(arena, "content", &whole, measures[i], 420);
        print_row("70 mm at 9 pt, hyphens: none", &s);
        s = word_space_of(arena, "content", &style, measures[i], 60);
        print_row("70 mm at 9 pt, short paragraphs", &s);
        s = word_space_lines(arena, "tests/golden/typeset/guides.txt", &style, measures[i]);
        print_row("70 mm at 9 pt, the tests' sample", &s);
    }
    print_times(arena, &style, "justified, hyphens: auto");
    print_times(arena, &ragged, "ragged");
    diag_free(diag);
    arena_free(arena);
}
