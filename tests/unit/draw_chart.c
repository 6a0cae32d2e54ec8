/* Charts: golden SVG, alt text and tables; faults; nothing leaves the drawing or overlaps at any width. */
#include "draw/chart_sheet.h"

#include <math.h>
#include <string.h>

#include "data/yaml.h"
#include "draw/svg.h"
#include "draw/trace.h"
#include "draw_chart_watch.h"
#include "draw_golden.h"

#define FOLDER "tests/golden/chart"

struct fixture {
    struct arena *arena;
    struct diag *diag;
    const struct font_set *fonts;
    struct table *table;
    const struct value *charts;
};

static void open_fixture(struct fixture *f, const char *name)
{
    *f = (struct fixture){.arena = arena_new(), .diag = diag_new()};
    Str csv = str_format(f->arena, "%s.csv", name), yaml = str_format(f->arena, "%s.yaml", name);
    f->fonts = font_set_open(f->arena, f->diag, "templates/fonts", S("templates/fonts"));
    const struct source *data = file_source(f->arena, f->diag, LOC_NONE, FOLDER, csv, csv);
    const struct value *description =
        yaml_read(f->arena, f->diag, file_source(f->arena, f->diag, LOC_NONE, FOLDER, yaml, yaml));
    f->table =
        table_read(f->arena, f->diag, str_from(name), (struct table_data){.source = data}, description);
    f->charts = value_get(description, S("charts"));
    ok(f->table && f->charts && diag_count(f->diag, DIAG_ERROR) == 0, name);
}
static void close_fixture(struct fixture *f)
{
    diag_free(f->diag);
    arena_free(f->arena);
}

static bool draw(struct fixture *f, const char *name, double width, const char *lang, struct chart *chart)
{
    const struct chart_surface surface = {
        .fonts = f->fonts, .width = width, .other_fonts = width < 400, .lang = str_from(lang)};
    return chart_draw(f->arena, f->diag, f->table, str_from(name), value_get(f->charts, str_from(name)),
                      &surface, chart);
}

/* The calls that the drawing makes on a canvas. */
static void trace(struct fixture *f, const struct chart *chart, struct buf *out)
{
    struct source source = {.name = S("chart"), .text = STR_NONE};
    struct svg_paint options = {.scratch = f->arena,
                                .diag = f->diag,
                                .source = &source,
                                .fonts = f->fonts,
                                .current_color = {0, 0, 0, 1},
                                .lang = S("id")};
    struct canvas *canvas = trace_open(f->arena, out);
    ok(svg_draw(canvas, chart->svg, (Rect){0, 0, chart->width, chart->height}, &options), "and traced");
}

static void golden_svg(struct fixture *f, const char *table, const char *name, const char *kind, xmlDoc *svg)
{
    struct buf out = {0};
    svg_write(&out, svg);
    buf_char(&out, '\n');
    golden_same(f->arena, str_format(f->arena, FOLDER "/%s-%s.%s.svg", table, name, kind), buf_view(&out));
    buf_free(&out);
}

/* The drawing with all that it needs to stand alone, and as a picture: the same bytes every time. */
static void sheets(void)
{
    static const char *const rows[][2] = {{"jmo", "orang"}, {"tabel", "pasangan"}, {"wilayah", "kosong"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        struct chart chart;
        struct buf png = {0}, again = {0};
        open_fixture(&f, rows[i][0]);
        const struct chart_surface surface = {
            .fonts = f.fonts, .width = CHART_SHEET_WIDTH, .other_fonts = true, .lang = S("id")};
        ok(draw(&f, rows[i][1], CHART_SHEET_WIDTH, "id", &chart), rows[i][1]);
        xmlDoc *sheet =
            chart_sheet_draw(f.arena, str_from(rows[i][1]), &chart, &surface,
                             &(struct chart_sheet_lines){S("Sumber: contoh."), S("Cabang · CC BY 4.0")});
        golden_svg(&f, rows[i][0], rows[i][1], "sheet", sheet);
        ok(chart_sheet_png(&png, f.arena, f.diag, sheet, f.fonts, S("id")) &&
               chart_sheet_png(&again, f.arena, f.diag, sheet, f.fonts, S("id")) &&
               str_equal(buf_view(&png), buf_view(&again)),
           "the same picture again");
        ok(png.len > 2000 && memcmp(png.data + 16, "\0\0\x04\xb0", 4) == 0, "1,200 pixels wide");
        buf_free(&png);
        buf_free(&again);
        close_fixture(&f);
    }
}

static void golden(const char *table, const char *const *names)
{
    struct fixture f;
    open_fixture(&f, table);
    struct buf out = {0};
    for (; *names; names++) {
        struct chart chart;
        out.len = 0;
        if (!ok(draw(&f, *names, 280, "id", &chart), *names)) continue;
        golden_svg(&f, table, *names, "id", chart.svg);
        svg_write(&out, chart.svg);
        ok(chart.alt.len && str_find(buf_view(&out), str_from_to(chart.alt, 0, 40)) < out.len,
           "its alt text stands in <desc>");
        out.len = 0;
        trace(&f, &chart, &out);
        golden_same(f.arena, str_format(f.arena, FOLDER "/%s-%s.trace", table, *names), buf_view(&out));
        if (ok(draw(&f, *names, 280, "en", &chart), "in English"))
            golden_svg(&f, table, *names, "en", chart.svg);
    }
    out.len = 0;
    chart_table_html(&out, f.table, S("id"));
    golden_same(f.arena, str_format(f.arena, FOLDER "/%s.html", table), buf_view(&out));
    buf_free(&out);
    close_fixture(&f);
}

/* ---- nothing leaves or overlaps ---- */

static void stays_inside(const char *table, const char *name, double width)
{
    struct fixture f;
    struct chart chart;
    struct watcher watcher;
    open_fixture(&f, table);
    bool drawn = draw(&f, name, width, "id", &chart) && watch(f.arena, f.diag, f.fonts, &chart, &watcher);
    ok(drawn && !watcher.left, str_c(f.arena, str_format(f.arena, "%s at %g stays inside", name, width)));
    ok(watcher.texts > 0 && !watcher.overlapped && !watcher.hidden, "and its texts apart");
    close_fixture(&f);
}

/* ---- words ---- */

static void alts(void)
{
    struct fixture f;
    struct chart chart;
    open_fixture(&f, "wilayah");
    draw(&f, "urut", 280, "id", &chart);
    same_text(chart.alt,
              "Diagram batang peserta menurut wilayah: Kecamatan Gunungpuyuh dan sekitarnya yang namanya "
              "panjang sekali sampai beberapa baris, "
              "12.045 orang; Cikole, 1.250 orang; Warudoyong & Cibeureum, 0 orang. Belum ada data: Baros.",
              "bars, in the order of the drawing; unknown is not zero");
    draw(&f, "tonjol", 280, "id", &chart);
    ok(str_find(chart.alt, S("Cikole, 32,5%; Kecamatan")) < chart.alt.len, "percentages, in the order given");
    close_fixture(&f);
    open_fixture(&f, "jmo");
    draw(&f, "orang", 280, "id", &chart);
    same_text(chart.alt,
              "Diagram gambar orang, 46 dari 100 diwarnai penuh. Memakai JMO: 2.253 dari 4.916 perusahaan "
              "(45,83%). Belum memakai JMO: 2.663 dari 4.916 perusahaan (54,17%).",
              "a share");
    same_text(chart.headline, "Belum separuh perusahaan memakai JMO", "the headline is handed on");
    same_text(chart.source_line, "contoh", "the table's source");
    draw(&f, "belum", 280, "id", &chart);
    same_text(chart.alt, "Ditulis sendiri.", "alt as given");
    draw(&f, "orang", 280, "en", &chart);
    ok(str_starts(chart.alt, S("Pictogram, 46 of 100 filled. ")), "in English");
    close_fixture(&f);
    open_fixture(&f, "tabel");
    draw(&f, "pasangan", 280, "en", &chart);
    same_text(chart.headline, "Only Baros passes its target", "words for pages in English");
    same_text(chart.alt, "Visits and targets of four districts.", "and their alternative text");
    same_text(chart.note, "Angka contoh.", "what is not translated stays");
    draw(&f, "pasangan", 280, "su", &chart);
    same_text(chart.headline, "Hanya Baros melewati sasarannya", "not for others");
    close_fixture(&f);
}

/* ---- indicators and faults ---- */

static const struct figure *find_figure(void *context, Str name)
{
    (void)context;
    static struct figure share = {.known = true, .is_number = true},
                         count = {.known = true, .is_number = true}, unknown;
    share.id = share.label = S("Bagian yang memakai");
    share.unit = count.unit = S("percent");
    share.number = (Decimal){4583, 2};
    count.number = (Decimal){4916, 0};
    unknown.label = S("Belum dihitung");
    if (str_is(name, "persen")) return &share;
    if (str_is(name, "jumlah")) return &count;
    return str_is(name, "nanti") ? &unknown : NULL;
}

static Str attempt(struct fixture *f, const char *yaml, bool *drawn, struct chart *chart)
{
    struct diag *diag = diag_new();
    struct source *source = arena_make(f->arena, struct source);
    struct figures figures = {find_figure, NULL};
    *source = (struct source){.name = S("c.yaml"), .text = str_from(yaml)};
    const struct chart_surface surface = {
        .figures = &figures, .fonts = f->fonts, .width = 280, .other_fonts = true, .lang = S("id")};
    *drawn = chart_draw(f->arena, diag, f->table, S("c"), yaml_read(f->arena, diag, source), &surface, chart);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diag_print(diag, out, LANGUAGE_EN, 0);
    fclose(out);
    Str copy = str_copy(f->arena, (Str){text, size});
    free(text);
    diag_free(diag);
    return copy;
}

static void faults(void)
{
    static const struct {
        const char *yaml, *wanted;
    } rows[] = {
        {"{type: bar, headline: x, x: wilayah, y: pesrta}",
         "c.yaml:1:41: error: this table has no column “pesrta”"},
        {"{type: bar, headline: x, x: wilayah}", "error: chart type bar needs y"},
        {"{type: bar, headline: x, x: peserta, y: wilayah}", "error: column “wilayah” does not hold numbers"},
        {"{type: bar, headline: x, x: wilayah, y: peserta, highlight: Utara}",
         "error: column “wilayah” has no row “Utara”"},
        {"{type: share, headline: x, indicator: tiada}", "error: there is no indicator “tiada”"},
        {"{type: share, headline: x, indicator: jumlah}", "error: indicator “jumlah” is not a percentage"},
        {"{type: pie, headline: x, x: wilayah, y: peserta}", "pie"},
        {"{type: bar, headline: x, x: wilayah, y: peserta, colour: red}", "colour"},
        {"{type: bar, x: wilayah, y: peserta}", "headline"},
        {"{type: line, headline: x, x: wilayah, series: [peserta, porsi]}",
         "c.yaml:1:57: error: columns “peserta” and “porsi” have different units: they cannot share one "
         "axis"},
        {"{type: line, headline: x, x: wilayah, series: [peserta], y: porsi}",
         "error: chart type series does not use y"},
        {"{type: line, headline: x, x: wilayah, series: peserta}", "series"},
        {"{type: line, headline: x, x: wilayah, series: []}", "error: chart type line needs y"},
        {"{type: line, headline: x, x: wilayah, y: peserta, by: kota}",
         "error: this table has no column “kota”"},
        {"{type: multiples, headline: x, x: wilayah, y: peserta}", "error: chart type multiples needs by"},
        {"{type: bar, headline: x, x: wilayah, y: peserta, by: wilayah}",
         "error: a bar chart of 4 groups cannot be read: at most 3"},
        {"{type: column, headline: x, x: wilayah, y: peserta, target: 5}",
         "error: chart type column does not use target"},
        {"{type: bullet, headline: x, x: wilayah, y: peserta}", "error: chart type bullet needs target"},
        {"{type: bullet, headline: x, x: wilayah, y: peserta, target: porsi}", "have different units"},
        {"{type: bullet, headline: x, x: wilayah, y: peserta, target: banyak}",
         "error: target “banyak” is no column, indicator, fact or number"},
        {"{type: bullet, headline: x, x: wilayah, y: peserta, target: -3}", "must be above zero"},
    };
    struct fixture f;
    struct chart chart;
    bool drawn;
    open_fixture(&f, "wilayah");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str messages = attempt(&f, rows[i].yaml, &drawn, &chart);
        if (!ok(!drawn && str_find(messages, str_from(rows[i].wanted)) < messages.len, rows[i].wanted))
            printf("# got: %.*s\n", (int)messages.len, messages.data);
    }
    attempt(&f, "{type: bullet, headline: x, indicator: jumlah, target: 6000}", &drawn, &chart);
    ok(drawn && str_find(chart.alt, S("sasaran 6.000%, tercapai 81,93%")) < chart.alt.len,
       "an indicator against a target");
    attempt(&f, "{type: pictogram, headline: x, indicator: persen}", &drawn, &chart);
    ok(drawn && str_find(chart.alt, S("Bagian yang memakai: 45,83%. Lainnya: 54,17%.")) < chart.alt.len,
       "a share of an indicator");
    attempt(&f, "{type: share, headline: x, indicator: nanti}", &drawn, &chart);
    ok(drawn && str_find(chart.alt, S("Belum dihitung: belum ada data.")) < chart.alt.len,
       "an indicator that is not known");
    close_fixture(&f);
}

/* ---- limits ---- */

/* `rows` rows x0 … of each of `groups` groups. */
static struct table *long_table(struct fixture *f, size_t rows, size_t groups, const char *repeated)
{
    struct buf csv = {0};
    buf_c(&csv, "grup;nama;hari;a\n");
    for (size_t g = 0; g < groups; g++)
        for (size_t i = 0; i < rows; i++)
            buf_printf(&csv, "Grup %zu;Nama yang agak panjang %zu;%zu-%02zu-%02zu;%zu\n", g, i,
                       2020 + i / 336, 1 + i / 28 % 12, 1 + i % 28, (i * 7919) % 5000);
    buf_c(&csv, repeated);
    struct source *data = arena_make(f->arena, struct source),
                  *description = arena_make(f->arena, struct source);
    *data = (struct source){.name = S("l.csv"), .text = buf_copy(&csv, f->arena)};
    *description = (struct source){.name = S("l.yaml"),
                                   .text = S("title: t\nsource: s\ndate: 2026-01-01\ncolumns:\n"
                                             "  grup: {label: Grup, type: text}\n"
                                             "  nama: {label: Nama, type: text}\n"
                                             "  hari: {label: Hari, type: date}\n"
                                             "  a: {label: Jumlah, type: integer}\n")};
    buf_free(&csv);
    return table_read(f->arena, f->diag, S("l"), (struct table_data){.source = data},
                      yaml_read(f->arena, f->diag, description));
}

static void limits(void)
{
    static const struct {
        const char *yaml;
        size_t rows, groups;
        const char *repeated, *wanted; /* wanted: NULL: it is drawn */
    } rows[] = {
        {"{type: bar, headline: x, x: nama, y: a}", 40, 1, "", NULL},
        {"{type: bar, headline: x, x: nama, y: a}", 41, 1, "",
         "a chart of 41 rows cannot be read: at most 40"},
        {"{type: tablebars, headline: x, x: nama, y: a}", 100, 1, "", NULL},
        {"{type: tablebars, headline: x, x: nama, y: a}", 101, 1, "", "a chart of 101 rows"},
        {"{type: line, headline: x, x: hari, y: a}", 400, 1, "", NULL},
        {"{type: line, headline: x, x: hari, y: a}", 401, 1, "",
         "a chart of 401 rows cannot be read: at most 400"},
        {"{type: line, headline: x, x: hari, y: a, by: grup}", 9, 5, "", NULL},
        {"{type: line, headline: x, x: hari, y: a, by: grup}", 9, 6, "",
         "a line chart of 6 groups cannot be read: at most 5"},
        {"{type: multiples, headline: x, x: hari, y: a, by: grup}", 9, 24, "", NULL},
        {"{type: multiples, headline: x, x: hari, y: a, by: grup}", 9, 25, "",
         "a multiples chart of 25 groups"},
        {"{type: line, headline: x, x: nama, y: a}", 3, 2, "",
         "l.csv:5:1: error: “Nama yang agak panjang 0” stands in two rows"},
        {"{type: line, headline: x, x: hari, y: a}", 3, 1, "G;N;;4\n",
         "l.csv:5:1: error: this row leaves column “hari” empty"},
        {"{type: line, headline: x, x: nama, y: a, by: grup}", 3, 1, ";N;2020-01-01;4\n",
         "l.csv:5:1: error: this row leaves column “grup” empty"},
        {"{type: column, headline: x, x: nama, y: a}", 3, 1, "G;N;;-4\n",
         "l.csv:5:1: error: chart type column cannot draw negative numbers"},
        {"{type: multiples, headline: x, x: nama, y: a, by: grup}", 3, 1, "G;N;;-4\n",
         "l.csv:5:1: error: chart type multiples cannot draw negative"},
        {"{type: bullet, headline: x, x: nama, y: a, target: 9}", 3, 1, "G;N;;-4\n",
         "l.csv:5:1: error: chart type bullet cannot draw negative"},
        {"{type: line, headline: x, x: nama, y: a}", 0, 1, "", "this table has no rows to draw"},
    };
    struct fixture f;
    open_fixture(&f, "wilayah");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chart chart;
        struct watcher watcher;
        bool drawn;
        f.table = long_table(&f, rows[i].rows, rows[i].groups, rows[i].repeated);
        if (!ok(f.table != NULL, "a long table")) continue;
        Str messages = attempt(&f, rows[i].yaml, &drawn, &chart);
        bool right = rows[i].wanted ? !drawn && str_find(messages, str_from(rows[i].wanted)) < messages.len
                                    : drawn && watch(f.arena, f.diag, f.fonts, &chart, &watcher) &&
                                          !watcher.left && !watcher.overlapped && !watcher.hidden;
        if (!ok(right, rows[i].wanted ? rows[i].wanted : rows[i].yaml))
            printf("# got: %.*s\n", (int)messages.len, messages.data);
    }
    close_fixture(&f);
}

int main(void)
{
    golden("wilayah", (const char *const[]){"urut", "tonjol", "jatuh", "kosong", NULL});
    golden("bulan", (const char *const[]){"kolom", "batang", NULL});
    golden("jmo", (const char *const[]){"orang", "bagian", "belum", NULL});
    golden("deret", (const char *const[]){"garis", "dua", "sasaran", NULL});
    golden("daerah", (const char *const[]){"kecil", "garis", "tahun", NULL});
    golden("tabel", (const char *const[]){"batang", "naik", "sasaran", "pasangan", NULL});
    sheets();
    static const double widths[] = {240, 320, 400, 800, 1600};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        stays_inside("wilayah", "urut", widths[i]);
        stays_inside("wilayah", "tonjol", widths[i]);
        stays_inside("wilayah", "jatuh", widths[i]);
        stays_inside("bulan", "kolom", widths[i]);
        stays_inside("jmo", "orang", widths[i]);
        stays_inside("jmo", "bagian", widths[i]);
        stays_inside("deret", "garis", widths[i]);
        stays_inside("deret", "dua", widths[i]);
        stays_inside("deret", "sasaran", widths[i]);
        stays_inside("daerah", "kecil", widths[i]);
        stays_inside("daerah", "garis", widths[i]);
        stays_inside("tabel", "batang", widths[i]);
        stays_inside("tabel", "naik", widths[i]);
        stays_inside("tabel", "sasaran", widths[i]);
        stays_inside("tabel", "pasangan", widths[i]);
        stays_inside("daerah", "tahun", widths[i]);
    }
    alts();
    faults();
    limits();
    return done();
}
