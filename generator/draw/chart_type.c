/* The chart types: one row of the table at the end each. All are drawn from the top down; plot->height grows. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

const struct lettering chart_labels = {14, 400, "chart-label"}, chart_values = {14, 700, "chart-value"},
                       chart_small = {12, 400, "chart-label"}, chart_large = {34, 700, "chart-value"};

/* What the numbers count, above the drawing: "Jumlah (kali)". */
void chart_measure_line(struct plot *plot, Str text)
{
    struct text_lines lines = plot_wrap(plot, text, chart_small, plot->width);
    plot_text(plot, 0, plot->height + chart_small.size, chart_small, "start", lines, CHART_SMALL_LEADING);
    plot->height += (double)lines.count * CHART_SMALL_LEADING + 8;
}

static double largest(const struct plot *plot)
{
    double most = 0;
    for (size_t i = 0; i < plot->count; i++)
        if (plot->bars[i].known) most = fmax(most, plot->bars[i].value);
    return most;
}

void chart_axis(struct plot *plot, double x1, double y1, double x2, double y2)
{
    xmlNode *line = plot_element(plot->svg, "line", "chart-axis");
    plot_number(line, "x1", x1);
    plot_number(line, "y1", y1);
    plot_number(line, "x2", x2);
    plot_number(line, "y2", y2);
    plot_attribute(line, "stroke", S(CHART_INK));
}

/* What a dash for a number means. */
void chart_note_unknown(struct plot *plot)
{
    Str unknown = chart_word(plot->lang, WORD_UNKNOWN);
    Str note = str_format(plot->arena, "–: %.*s", (int)unknown.len, unknown.data);
    plot_line_of_text(plot, 0, plot->height + chart_small.size + 4, chart_small, "start", note);
    plot->height += CHART_SMALL_LEADING + 8;
}

/* What a quiet field means. */
void chart_note_gap(struct plot *plot)
{
    xmlNode *sample = plot_element(plot->svg, "rect", "chart-gap");
    plot_number(sample, "x", 0.5);
    plot_number(sample, "y", plot->height + 4.5);
    plot_number(sample, "width", 13);
    plot_number(sample, "height", 13);
    plot_attribute(sample, "fill", S("#f1ede3"));
    plot_attribute(sample, "stroke", S("#9aa8a0"));
    plot_line_of_text(plot, 24, plot->height + chart_small.size + 3, chart_small, "start",
                      chart_word(plot->lang, WORD_UNKNOWN));
    plot->height += CHART_SMALL_LEADING + 8;
}

/* ---- columns ---- */

enum { MONTHS_FEW = 8 }; /* so many stand better below each other, with all their numbers */

struct column_form {
    double slot, size; /* of one column with its gap; of the letters */
};

static Str column_label(const struct plot *plot, const struct bar *bar)
{
    return bar->month.year ? chart_month_short(bar->month, plot->lang) : bar->label;
}

/* The letters that let every label and value stand in its own slot; false: none that can be read. */
static bool columns_fit(const struct plot *plot, struct column_form *form)
{
    form->slot = plot->width / (double)plot->count;
    for (form->size = 14; form->size >= 12; form->size -= 1) {
        bool fits = true;
        for (size_t i = 0; i < plot->count && fits; i++) {
            const struct bar *bar = &plot->bars[i];
            struct lettering label = {form->size, 400, NULL}, value = {form->size, 700, NULL};
            fits = plot_measure(plot, column_label(plot, bar), label) <= form->slot - 2 &&
                   (!bar->known || plot_measure(plot, bar->text, value) <= form->slot - 2);
        }
        if (fits) return true;
    }
    return false;
}

/* The year under its first month. */
static void draw_year(struct plot *plot, size_t i, double middle, double y, struct lettering letters)
{
    const struct bar *bar = &plot->bars[i];
    if (!bar->month.year || (i && plot->bars[i - 1].month.year == bar->month.year)) return;
    Str year = str_format(plot->arena, "%d", bar->month.year);
    plot_line_of_text(plot, fmax(middle - plot_measure(plot, year, letters) / 2, 0), y, letters, "start",
                      year);
}

static void draw_columns(struct plot *plot)
{
    struct column_form form;
    if (!columns_fit(plot, &form)) {
        if (plot->count > MONTHS_FEW && chart_draw_months(plot)) return;
        plot->drawn_as = WORD_BAR;
        chart_draw_bars(plot); /* the labels need lines of their own */
        return;
    }
    struct lettering label = {form.size, 400, "chart-label"}, value = {form.size, 700, "chart-value"};
    chart_measure_line(plot, chart_column_title(plot, plot->y));
    double tall = fmin(plot->width * 0.5, 240), most = largest(plot), line = form.size + 4;
    double top = plot->height + line, base = top + tall, thick = fmin(form.slot * 0.72, 64);
    bool gaps = false, months = false;
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        double middle = ((double)i + 0.5) * form.slot,
               height = bar->known && most > 0 ? bar->value / most * tall : 0;
        if (height > 0)
            plot_rect(plot, middle - thick / 2, base - height, thick, height,
                      bar->highlighted || !plot->any_highlight);
        plot_line_of_text(plot, middle, base - height - 5, value, "middle", bar->known ? bar->text : S("–"));
        plot_line_of_text(plot, middle, base + line, label, "middle", column_label(plot, bar));
        draw_year(plot, i, middle, base + 2 * line, label);
        gaps |= !bar->known;
        months |= bar->month.year != 0;
    }
    chart_axis(plot, 0, base + 0.5, plot->width, base + 0.5);
    plot->height = base + line * (months ? 2 : 1) + 6;
    if (gaps) chart_note_unknown(plot);
}

/* ---- shares ---- */

static void draw_unknown_share(struct plot *plot)
{
    Str unknown = chart_word(plot->lang, WORD_UNKNOWN);
    Str text = str_format(plot->arena, "%.*s: %.*s", (int)plot->share.label.len, plot->share.label.data,
                          (int)unknown.len, unknown.data);
    struct text_lines lines = plot_wrap(plot, text, chart_labels, plot->width);
    plot_text(plot, 0, plot->height + chart_labels.size, chart_labels, "start", lines, CHART_LEADING);
    plot->height += (double)lines.count * CHART_LEADING + 4;
}

/* A sample of the colour, the name, and both count and percentage. */
static void draw_legend(struct plot *plot, Str label, Str count, Str percent, bool highlighted)
{
    const double indent = 24;
    Str text = count.len ? str_format(plot->arena, "%.*s: %.*s (%.*s)", (int)label.len, label.data,
                                      (int)count.len, count.data, (int)percent.len, percent.data)
                         : str_format(plot->arena, "%.*s: %.*s", (int)label.len, label.data, (int)percent.len,
                                      percent.data);
    struct lettering letters = highlighted ? chart_values : chart_labels;
    struct text_lines lines = plot_wrap(plot, text, letters, plot->width - indent);
    plot_rect(plot, 0, plot->height + 2, 14, 14, highlighted);
    if (!highlighted && plot->type->word == WORD_SHARE) plot_hatch(plot, 0, plot->height + 2, 14, 14);
    plot_text(plot, indent, plot->height + letters.size, letters, "start", lines, CHART_LEADING);
    plot->height += (double)lines.count * CHART_LEADING + 6;
}

static void draw_legends(struct plot *plot)
{
    const struct share *share = &plot->share;
    draw_legend(plot, share->label, share->count, share->percent_text, true);
    draw_legend(plot, share->rest_label, share->rest_count, share->rest_text, false);
}

static void draw_share(struct plot *plot)
{
    const double tall = 36;
    if (!plot->share.known) {
        draw_unknown_share(plot);
        return;
    }
    plot_line_of_text(plot, 0, plot->height + chart_large.size * 0.8, chart_large, "start",
                      plot->share.percent_text);
    plot->height += chart_large.size + 2;
    double part = decimal_to_double(plot->share.percent) / 100 * plot->width;
    plot_rect(plot, 0, plot->height, plot->width, tall, false);
    plot_hatch(plot, part, plot->height, plot->width - part, tall);
    if (part > 0) plot_rect(plot, 0, plot->height, part, tall, true);
    plot->height += tall + 12;
    draw_legends(plot);
}

/* ---- 100 figures ---- */

/* A standing person in 20 × 31 units, our own drawing. */
static const char person[] = "M10 1a4.2 4.2 0 1 1 0 8.4a4.2 4.2 0 1 1 0-8.4zM6.4 10.6h7.2a3.4 3.4 0 0 1 3.4 "
                             "3.4v7a1.5 1.5 0 0 1-3 0v-5.6h-.4"
                             "v14a1.6 1.6 0 0 1-3.2 0v-8.2h-.8v8.2a1.6 1.6 0 0 1-3.2 0v-14h-.4v5.6a1.5 1.5 0 "
                             "0 1-3 0v-7a3.4 3.4 0 0 1 3.4-3.4z";
enum { PERSON_WIDE = 24, PERSON_TALL = 34 };

static xmlNode *use(xmlNode *parent, Str target, int column, int row)
{
    xmlNode *node = plot_element(parent, "use", NULL);
    plot_attribute(node, "href", target);
    if (column) plot_number(node, "x", column * PERSON_WIDE);
    if (row) plot_number(node, "y", row * PERSON_TALL);
    return node;
}

/* Whole rows are one element each; the row in which the colour changes is spelled out. */
static void draw_people(struct plot *plot, xmlNode *grid, int filled)
{
    int len = (int)plot->name.len;
    Str one = str_format(plot->arena, "#chart-%.*s-person", len, plot->name.data);
    Str row = str_format(plot->arena, "#chart-%.*s-row", len, plot->name.data);
    xmlNode *definitions = plot_element(grid, "defs", NULL), *path = plot_element(definitions, "path", NULL);
    plot_attribute(path, "id", str_skip(one, 1));
    plot_attribute(path, "d", str_from(person));
    xmlNode *ten = plot_element(definitions, "g", NULL);
    plot_attribute(ten, "id", str_skip(row, 1));
    for (int i = 0; i < 10; i++) use(ten, one, i, 0);
    xmlNode *full = plot_element(grid, "g", "chart-a"), *rest = plot_element(grid, "g", "chart-b");
    plot_attribute(full, "fill", str_from(plot->palette->series[0]));
    plot_attribute(rest, "fill", str_from(plot->palette->tint));
    plot_attribute(rest, "stroke", str_from(plot->palette->series[0]));
    plot_attribute(rest, "stroke-width", S("0.5")); /* or they weigh as much as the full ones from afar */
    for (int y = 0; y < 10; y++) {
        if (filled >= (y + 1) * 10 || filled <= y * 10) {
            use(filled > y * 10 ? full : rest, row, 0, y);
            continue;
        }
        for (int x = 0; x < 10; x++) use(y * 10 + x < filled ? full : rest, one, x, y);
    }
}

/* Figures to fill: a share above 0 shows at least one, one below 100 leaves at least one. */
int chart_figures_filled(Decimal percent)
{
    int64_t whole = 0;
    decimal_to_int64(decimal_round(percent, 0), &whole);
    if (whole < 1 && decimal_compare(percent, decimal_from_int(0)) > 0) whole = 1;
    if (whole > 99 && decimal_compare(percent, decimal_from_int(100)) < 0) whole = 99;
    return (int)whole;
}

static void draw_pictogram(struct plot *plot)
{
    if (!plot->share.known) {
        draw_unknown_share(plot);
        return;
    }
    int filled = chart_figures_filled(plot->share.percent);
    Str number = str_format(plot->arena, "%d", filled), hundred = chart_word(plot->lang, WORD_OF_100);
    double aside =
        fmax(plot_measure(plot, number, chart_large), plot_measure(plot, hundred, chart_labels)) + 14;
    double scale = fmin((plot->width - aside) / (10 * PERSON_WIDE), 2);
    xmlNode *grid = plot_element(plot->svg, "g", NULL);
    struct buf transform = {0};
    buf_c(&transform, "scale(");
    buf_number(&transform, scale, 3);
    buf_char(&transform, ')');
    plot_attribute(grid, "transform", buf_view(&transform));
    buf_free(&transform);
    draw_people(plot, grid, filled);
    double right = 10 * PERSON_WIDE * scale + 10;
    plot_line_of_text(plot, right, chart_large.size * 0.8, chart_large, "start", number);
    plot_line_of_text(plot, right, chart_large.size * 0.8 + 20, chart_labels, "start", hundred);
    plot->height += 10 * PERSON_TALL * scale + 10;
    draw_legends(plot);
}

const struct chart_type chart_types[] = {
    {"bar", CHART_SORTED | CHART_NEGATIVE | CHART_PAIRS, 40, chart_draw_bars, WORD_BAR},
    {"column", 0, 40, draw_columns, WORD_COLUMN},
    {"line", CHART_SERIES | CHART_NEGATIVE, 2000, chart_draw_line, WORD_LINE},
    {"share", CHART_SHARES, 40, draw_share, WORD_SHARE},
    {"pictogram", CHART_SHARES, 40, draw_pictogram, WORD_PICTOGRAM},
    {"bullet", CHART_TARGETS, 20, chart_draw_bullets, WORD_BULLET},
    {"multiples", CHART_SERIES | CHART_PANELS, 1200, chart_draw_multiples, WORD_MULTIPLES},
    {"tablebars", CHART_SERIES | CHART_OWN_SCALES | CHART_NEGATIVE | CHART_SORTED, 100, chart_draw_table,
     WORD_TABLE},
    {0},
};

const struct chart_type *chart_type_find(Str name)
{
    for (const struct chart_type *type = chart_types; type->name; type++)
        if (str_is(name, type->name)) return type;
    return NULL;
}
