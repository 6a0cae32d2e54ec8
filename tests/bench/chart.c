/* How long 1,000 charts take: from a table and a description to the text of the SVG, all types in turn, on one thread. Goal: under 0.3 s.
 *
 * bench/chart [CHARTS]: prints the milliseconds of each type and of all. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/file.h"
#include "data/yaml.h"
#include "draw/chart.h"
#include "draw/svg.h"

#define COLUMNS                                                                                              \
    "title: t\nsource: s\ndate: 2026-01-01\ncolumns:\n"                                                      \
    "  grup: {label: Grup, type: text, key: true}\n  nama: {label: Nama, type: text, key: true}\n"           \
    "  bulan: {label: Bulan, type: month}\n  a: {label: Kunjungan, type: integer, unit: kali}\n"             \
    "  b: {label: Pertemuan, type: integer, unit: kali}\n"

static const char *const descriptions[] = {
    "{type: bar, headline: h, x: nama, y: a}",
    "{type: column, headline: h, x: bulan, y: a}",
    "{type: line, headline: h, x: bulan, y: a}",
    "{type: line, headline: h, x: bulan, series: [a, b]}",
    "{type: share, headline: h, x: nama, y: a}",
    "{type: pictogram, headline: h, x: nama, y: a}",
    "{type: bullet, headline: h, x: nama, y: a, target: 40}",
    "{type: multiples, headline: h, x: bulan, y: a, by: grup}",
    "{type: tablebars, headline: h, x: nama, series: [a, b]}",
    "{type: bar, headline: h, x: nama, series: [a, b]}",
};
enum { KINDS = sizeof descriptions / sizeof *descriptions, ROWS = 12, GROUPS = 6 };

static const struct source *source_of(struct arena *arena, Str text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = S("bench"), .text = text};
    return source;
}

static struct table *make_table(struct arena *arena, struct diag *diag, int groups)
{
    static const char *const names[ROWS] = {"Baros",
                                            "Cibeureum",
                                            "Cikole",
                                            "Citamiang",
                                            "Gunung Puyuh",
                                            "Lembursitu",
                                            "Warudoyong",
                                            "Koordinasi petugas pembina dengan narahubung perusahaan",
                                            "Radio",
                                            "Media informasi di kantor",
                                            "Sosialisasi kepada pemangku kepentingan",
                                            "Meja informasi"};
    struct buf csv = {0};
    buf_c(&csv, "grup;nama;bulan;a;b\n");
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < ROWS; i++)
            buf_printf(&csv, "Kelompok %d;%s;2026-%02d;%d;%d\n", g, names[i], i + 1, (i * 37 + g * 11) % 90,
                       (i * 13 + g) % 20);
    Str text = buf_copy(&csv, arena);
    buf_free(&csv);
    return table_read(arena, diag, S("bench"), (struct table_data){.source = source_of(arena, text)},
                      yaml_read(arena, diag, source_of(arena, str_from(COLUMNS))));
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct table *one = make_table(arena, diag, 1), *many = make_table(arena, diag, GROUPS);
    const struct value *parsed[KINDS];
    for (int k = 0; k < KINDS; k++)
        parsed[k] = yaml_read(arena, diag, source_of(arena, str_from(descriptions[k])));
    double times[KINDS] = {0}, start = now();
    size_t bytes = 0;
    struct buf out = {0};
    for (long i = 0; i < count; i++) {
        int kind = (int)(i % KINDS);
        struct arena *scratch = arena_new();
        struct chart chart;
        double before = now();
        const struct chart_surface surface = {
            .fonts = fonts, .width = 280, .other_fonts = true, .lang = S("id")};
        if (!chart_draw(scratch, diag, kind == 7 ? many : one, S("c"), parsed[kind], &surface, &chart)) {
            diag_print(diag, stderr, LANGUAGE_EN, 0);
            return 1;
        }
        out.len = 0;
        svg_write(&out, chart.svg);
        bytes += out.len;
        arena_free(scratch);
        times[kind] += now() - before;
    }
    double all = now() - start;
    for (int k = 0; k < KINDS; k++)
        printf("%6.3f ms each  %s\n", times[k] * KINDS / (double)count, descriptions[k]);
    printf("%ld charts: %.0f ms, %zu bytes each\n", count, all, bytes / (size_t)(count ? count : 1));
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
    return 0;
}
