/* Charts of data that nobody chose: long and short names, equal, huge, tiny, negative and unknown numbers, gaps at the ends, one row and forty, every
 * type, several widths and languages. No text touches another, stands on a dark bar, leaves the drawing, or is too small to be read. The seeds are fixed. */
#include <string.h>

#include "base/arena.h"
#include "data/yaml.h"
#include "draw_chart_watch.h"
#include "tap.h"

enum { SEEDS = 60, ROWS_MOST = 40, NUMBERS = 5 };
#define LETTERS_LEAST 11.5 /* units: pixels on a phone of 320, whose drawing is 280 wide */

static unsigned random_below(unsigned *state, unsigned most)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % most;
}

static void random_number(struct buf *out, unsigned *state, bool negative)
{
    static const char *const hard[] = {"0",
                                       "0",
                                       "1",
                                       "7",
                                       "7",
                                       "0,001",
                                       "999999999999999999",
                                       "123456789,125",
                                       "12",
                                       "",
                                       "0,000000004",
                                       "1000000000000000"};
    if (negative && random_below(state, 3) == 0) buf_char(out, '-');
    unsigned kind = random_below(state, 18);
    if (kind < 12 && hard[kind][0])
        buf_c(out, hard[kind]);
    else if (kind >= 12)
        buf_printf(out, "%u", random_below(state, 5000));
    else if (out->len && out->data[out->len - 1] == '-')
        buf_c(out, "3");
}

static void random_name(struct buf *out, unsigned *state, unsigned number)
{
    static const char *const words[] = {
        "Baros",
        "dan",
        "Kecamatan",
        "Pemutakhiran",
        "di",
        "Sukabumi",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "koordinasi_petugas_pembina_dengan_narahubung_perusahaan_padat_karya_di_daerah"};
    buf_printf(out, "%u", number);
    for (unsigned i = random_below(state, random_below(state, 4) ? 3 : 14); i > 0; i--) {
        buf_char(out, ' ');
        buf_c(out, words[random_below(state, sizeof words / sizeof *words)]);
    }
}

/* What a type needs of its table. */
static const struct {
    const char *yaml;
    unsigned groups; /* at most */
    bool many;       /* forty rows too */
} types[] = {
    {"{type: bar, headline: h, x: nama, y: a}", 1, true},
    {"{type: bar, headline: h, x: bulan, y: a, sort: given}", 1, true},
    {"{type: bar, headline: h, x: nama, series: [a, b]}", 1, true},
    {"{type: bar, headline: h, x: nama, series: [p, a, b], sort: given}", 1, false},
    {"{type: bar, headline: h, x: nama, y: a, by: grup}", 3, false},
    {"{type: column, headline: h, x: nama, y: p}", 1, true},
    {"{type: column, headline: h, x: bulan, y: p}", 1, true},
    {"{type: line, headline: h, x: bulan, y: a}", 1, true},
    {"{type: line, headline: h, x: nama, y: a}", 1, true},
    {"{type: line, headline: h, x: hari, y: p}", 1, true},
    {"{type: line, headline: h, x: bulan, series: [a, b, p, q, r]}", 1, true},
    {"{type: line, headline: h, x: hari, series: [a, b]}", 1, true},
    {"{type: line, headline: h, x: bulan, y: a, by: grup}", 5, true},
    {"{type: share, headline: h, x: nama, y: p}", 1, true},
    {"{type: pictogram, headline: h, x: nama, y: p}", 1, true},
    {"{type: bullet, headline: h, x: nama, y: p, target: 40}", 1, false},
    {"{type: multiples, headline: h, x: bulan, y: p, by: grup}", 6, false},
    {"{type: multiples, headline: h, x: nama, y: p, by: grup}", 6, false},
    {"{type: tablebars, headline: h, x: nama, y: a}", 1, true},
    {"{type: tablebars, headline: h, x: bulan, series: [a, b, p]}", 1, true},
    {"{type: tablebars, headline: h, x: nama, series: [a, b, p, q, r]}", 1, true},
};

enum shape { ANY, NOTHING_KNOWN, ALL_ZERO, ALL_EQUAL, GAPS_AT_ENDS, SHAPES };

static void put_row(struct buf *csv, unsigned *state, enum shape shape, bool end)
{
    for (int n = 0; n < NUMBERS; n++) {
        buf_char(csv, ';');
        if (shape == ALL_ZERO)
            buf_char(csv, '0');
        else if (shape == ALL_EQUAL)
            buf_c(csv, "7,5");
        else if (shape == ANY || (shape == GAPS_AT_ENDS && !end))
            random_number(csv, state, n < 2);
    }
    buf_char(csv, '\n');
}

static struct source *source_of(struct arena *arena, const char *name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = str_from(name), .text = text};
    return source;
}

static Str describe(struct arena *arena, unsigned seed)
{
    static const char *const units[] = {"orang", "rupiah", "persen", "kali dalam sebulan"};
    static const char *const numbers[NUMBERS][2] = {{"a", "Selisih"},
                                                    {"b", "Beda"},
                                                    {"p", "Kolom yang judulnya panjang"},
                                                    {"q", "Pemutakhiran"},
                                                    {"r", "Lain"}};
    struct buf yaml = {0};
    buf_c(&yaml,
          "title: t\nsource: s\ndate: 2026-01-01\ncolumns:\n"
          "  grup: {label: Grup, type: text, key: true}\n  nama: {label: Nama, type: text, key: true}\n"
          "  bulan: {label: Bulan, type: month}\n  hari: {label: Hari, type: date}\n");
    for (int n = 0; n < NUMBERS; n++)
        buf_printf(&yaml, "  %s: {label: %s, type: decimal, unit: %s}\n", numbers[n][0], numbers[n][1],
                   units[seed % 4]);
    Str text = buf_copy(&yaml, arena);
    buf_free(&yaml);
    return text;
}

static struct table *random_table(struct arena *arena, struct diag *diag, unsigned seed, unsigned groups_most,
                                  bool many)
{
    struct buf csv = {0}, names[ROWS_MOST] = {{0}};
    unsigned state = seed * 7919u + 17,
             rows = seed % 7 == 0           ? 1
                    : many && seed % 9 == 2 ? ROWS_MOST
                                            : 2 + random_below(&state, 17),
             groups = groups_most > 1 ? 1 + random_below(&state, groups_most) : 1;
    enum shape shape = seed % 3 ? ANY : (enum shape)(seed / 3 % SHAPES);
    buf_c(&csv, "grup;nama;bulan;hari;a;b;p;q;r\n");
    for (unsigned i = 0; i < rows; i++) random_name(&names[i], &state, i);
    for (unsigned g = 0; g < groups; g++)
        for (unsigned i = 0, day = 0; i < rows; i++, day += 1 + random_below(&state, 3)) {
            buf_printf(&csv, "Kelompok %u", g);
            if (g % 2) buf_c(&csv, " yang namanya sangat panjang sekali");
            buf_char(&csv, ';');
            buf_str(&csv, buf_view(&names[i]));
            buf_printf(&csv, ";%u-%02u;%u-%02u-%02u", 2024 + i / 12, 1 + i % 12, 2024 + day / 336,
                       1 + day / 28 % 12, 1 + day % 28);
            put_row(&csv, &state, shape, i < 2 || i + 2 >= rows);
        }
    const struct source *data = source_of(arena, "r.csv", buf_copy(&csv, arena));
    for (unsigned i = 0; i < rows; i++) buf_free(&names[i]);
    buf_free(&csv);
    return table_read(arena, diag, S("r"), (struct table_data){.source = data},
                      yaml_read(arena, diag, source_of(arena, "r.yaml", describe(arena, seed))));
}

static const char *fault_of(const struct watcher *watcher, double width)
{
    if (watcher->left) return "leaves";
    if (watcher->hidden) return "hides";
    if (watcher->overlapped) return "overlaps";
    if (watcher->texts == 0) return "says nothing";
    return width < 300 && watcher->smallest < LETTERS_LEAST ? "too small" : NULL;
}

/* NULL: all is well. */
static const char *attempt(struct arena *arena, struct diag *diag, const struct font_set *fonts,
                           unsigned seed, size_t type, double width)
{
    static const char *const languages[] = {"id", "en", "su"};
    struct table *table = random_table(arena, diag, seed, types[type].groups, types[type].many);
    const struct value *description =
        yaml_read(arena, diag, source_of(arena, "c.yaml", str_from(types[type].yaml)));
    const struct chart_surface surface = {
        .fonts = fonts, .width = width, .other_fonts = width < 450, .lang = str_from(languages[seed % 3])};
    struct chart chart;
    static struct watcher watcher;
    if (!table) return "no table";
    if (!chart_draw(arena, diag, table, S("r"), description, &surface, &chart)) return "not drawn";
    if (!watch(arena, diag, fonts, &chart, &watcher)) return "not painted";
    if (!chart.alt.len || !chart.data || chart.data->columns < 2) return "without words or numbers";
    return fault_of(&watcher, width);
}

int main(void)
{
    static const double widths[] = {280, 284, 388, 432, 620, 1000};
    enum { TYPES = sizeof types / sizeof *types, WIDTHS = sizeof widths / sizeof *widths };
    for (size_t t = 0; t < TYPES; t++) {
        size_t drawn = 0, wrong = 0;
        for (unsigned seed = 0; seed < SEEDS; seed++, drawn++) {
            struct arena *arena = arena_new();
            struct diag *diag = diag_new();
            const struct font_set *fonts =
                font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
            double width = seed % 2 ? widths[0] : widths[(seed / 2 + t) % WIDTHS];
            const char *fault = attempt(arena, diag, fonts, seed, t, width);
            if (fault && wrong++ < 5) {
                printf("# seed %u width %g: %s\n", seed, width, fault);
                diag_print(diag, stdout, LANGUAGE_EN, 0);
            }
            diag_free(diag);
            arena_free(arena);
        }
        ok(drawn == SEEDS && wrong == 0, types[t].yaml);
    }
    return done();
}
