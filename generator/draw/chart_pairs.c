/* Bars in pairs: two or three numbers for each row, such as two years for each district. Each bar is named where it stands; the last series is
 * solid, those before it light and hatched, so that copies tell them apart. Of two, the difference is told. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum {
    PAIR_BAR = 13,
    PAIR_ROW = 18,
    PAIR_GAP = 14,
    STACKED_BAR = 10,
    TEXT_GAP = 7,
    NAME_GAP = 8,
    WIDE = 440
};

struct pairs {
    struct plot *plot;
    Str *texts;   /* value and difference, by series and row */
    double names; /* width of the column with the series' names; 0: name and value stand above each bar */
    double label; /* of the labels beside the bars; 0: above them */
    double left, zero, scale;
    struct lettering values;
};

static Str *text_of(const struct pairs *pairs, size_t series, size_t row)
{
    return &pairs->texts[series * pairs->plot->count + row];
}

/* "15", and "15 (+3)" in the second of two. */
static Str pair_text(const struct plot *plot, size_t s, size_t row)
{
    const struct bar *point = &plot->series[s].points[row], *before = s ? point : NULL;
    Decimal difference;
    if (!point->known) return chart_word(plot->lang, WORD_UNKNOWN);
    if (before) before = &plot->series[s - 1].points[row];
    if (plot->series_count != 2 || !before || !before->known ||
        !decimal_subtract(point->number, before->number, &difference))
        return point->text;
    bool more = decimal_compare(difference, decimal_from_int(0)) > 0,
         points = figure_unit_is_percent(
             plot->y->unit); /* of percentages: what is between them is no percentage */
    Str text = figure_format(plot->arena, difference, points ? STR_NONE : plot->y->unit, plot->lang);
    Str parts[] = {point->text,
                   S(" ("),
                   more ? S("+") : S(""),
                   text,
                   points ? chart_word(plot->lang, WORD_POINTS) : S(""),
                   S(")")};
    return str_join(plot->arena, parts, sizeof parts / sizeof *parts, S(""));
}

/* Where zero is and how long a unit; false: less than a quarter is left for the bars. */
static bool share_width(struct pairs *pairs)
{
    const struct plot *plot = pairs->plot;
    double most = 0, least = 0, right = 0, left = 0, from = pairs->label + pairs->names;
    for (size_t s = 0; s < plot->series_count; s++)
        for (size_t i = 0; i < plot->count; i++) {
            const struct bar *point = &plot->series[s].points[i];
            double room = plot_measure(plot, *text_of(pairs, s, i), pairs->values) + TEXT_GAP;
            most = fmax(most, point->value);
            least = fmin(least, point->value);
            if (point->value < 0)
                left = fmax(left, room);
            else
                right = fmax(right, room);
        }
    if (pairs->names <= 0) left = right = 0;
    double span = plot->width - from - left - right - 2;
    pairs->scale = most > least ? fmax(span, 0) / (most - least) : 0;
    pairs->left = from;
    pairs->zero = from + 1 + left - least * pairs->scale;
    return span >= (plot->width - pairs->label) / 4;
}

static void arrange(struct pairs *pairs)
{
    const struct plot *plot = pairs->plot;
    double names = 0, labels = 0;
    for (size_t s = 0; s < plot->series_count; s++)
        names = fmax(names, plot_measure(plot, plot->series[s].label, chart_small));
    for (size_t i = 0; i < plot->count; i++)
        labels = fmax(labels, plot_measure(plot, plot->bars[i].label, chart_values));
    if (plot->width >= WIDE) pairs->label = ceil(fmin(labels, plot->width * 0.3)) + NAME_GAP;
    for (size_t i = 0; i < plot->count && pairs->label > 0; i++)
        if (plot_wrap(plot, plot->bars[i].label, chart_values, pairs->label - NAME_GAP).count >
            plot->series_count)
            pairs->label = 0;
    pairs->names = names <= plot->width * 0.3 ? ceil(names) + NAME_GAP : 0;
    for (double size = chart_values.size; pairs->names > 0 && size >= 12; size -= 1) {
        pairs->values = (struct lettering){size, chart_values.weight, chart_values.class};
        if (share_width(pairs)) return;
    }
    pairs->names = pairs->label = 0;
    pairs->values = chart_small;
    share_width(pairs);
}

static void draw_bar(const struct pairs *pairs, size_t s, double value, double top, double tall)
{
    struct plot *plot = pairs->plot;
    double length = value * pairs->scale;
    size_t solid = plot->series_count - 1;
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].highlighted) solid = i;
    if (length == 0) return;
    if (fabs(length) < 1) length = length < 0 ? -1 : 1;
    double from = length < 0 ? pairs->zero + length : pairs->zero;
    plot_rect(plot, from, top, fabs(length), tall, s == solid);
    if (s != solid && (s == 0 || plot->series_count == 2)) plot_hatch(plot, from, top, fabs(length), tall);
}

/* Name, bar and value in one line. */
static void draw_inline(const struct pairs *pairs, size_t s, size_t row)
{
    struct plot *plot = pairs->plot;
    const struct bar *point = &plot->series[s].points[row];
    Str text = *text_of(pairs, s, row);
    double top = plot->height + (PAIR_ROW - PAIR_BAR) / 2.0, base = top + PAIR_BAR / 2.0;
    plot_line_of_text(plot, pairs->left - NAME_GAP, base + chart_small.size * 0.36, chart_small, "end",
                      plot->series[s].label);
    double wide = plot_measure(plot, text, pairs->values), end = pairs->zero + point->value * pairs->scale;
    double at = point->value < 0 ? end - TEXT_GAP - wide : end + TEXT_GAP;
    struct lettering letters = point->known ? pairs->values : chart_small;
    if (!point->known) at = fmin(at, plot->width - plot_measure(plot, text, chart_small));
    draw_bar(pairs, s, point->value, top, PAIR_BAR);
    xmlNode *node = plot_line_of_text(plot, at, base + letters.size * 0.36, letters, "start", text);
    if (!point->known) plot_attribute(node, "font-style", S("italic"));
    plot->height += PAIR_ROW;
}

/* Name and value above the bar. */
static void draw_stacked(const struct pairs *pairs, size_t s, size_t row)
{
    struct plot *plot = pairs->plot;
    Str words = str_join(plot->arena, (Str[]){plot->series[s].label, *text_of(pairs, s, row)}, 2, S(": "));
    struct text_lines lines = plot_wrap(plot, words, chart_small, plot->width);
    plot_text(plot, 0, plot->height + chart_small.size, chart_small, "start", lines, CHART_SMALL_LEADING);
    plot->height += (double)lines.count * CHART_SMALL_LEADING + 2;
    draw_bar(pairs, s, plot->series[s].points[row].value, plot->height, STACKED_BAR);
    chart_axis(plot, pairs->zero - 0.5, plot->height - 1, pairs->zero - 0.5, plot->height + STACKED_BAR + 1);
    plot->height += STACKED_BAR + 3;
}

static void draw_row(const struct pairs *pairs, size_t row)
{
    struct plot *plot = pairs->plot;
    struct lettering letters = {
        chart_labels.size, pairs->names <= 0 || plot->bars[row].highlighted ? 700 : 400, chart_labels.class};
    double wide = pairs->label > 0 ? pairs->label - NAME_GAP : plot->width, top = plot->height;
    struct text_lines lines = plot_wrap(plot, plot->bars[row].label, letters, wide);
    plot_text(plot, 0, top + letters.size, letters, "start", lines, CHART_LEADING);
    if (pairs->label <= 0) plot->height = top += (double)lines.count * CHART_LEADING + 2;
    for (size_t s = 0; s < plot->series_count; s++)
        if (pairs->names > 0)
            draw_inline(pairs, s, row);
        else
            draw_stacked(pairs, s, row);
    if (pairs->names > 0) chart_axis(plot, pairs->zero - 0.5, top, pairs->zero - 0.5, plot->height);
}

static Str measure_text(const struct plot *plot)
{
    Str title = chart_measure(plot), words = chart_word(plot->lang, WORD_DIFFERENCE);
    if (plot->series_count != 2) return title;
    return title.len ? str_join(plot->arena, (Str[]){title, words}, 2, S("; ")) : words;
}

void chart_draw_pairs(struct plot *plot)
{
    struct pairs pairs = {.plot = plot,
                          .texts = arena_make_n(plot->arena, Str, plot->series_count * plot->count),
                          .values = chart_values};
    for (size_t s = 0; s < plot->series_count; s++)
        for (size_t i = 0; i < plot->count; i++) *text_of(&pairs, s, i) = pair_text(plot, s, i);
    arrange(&pairs);
    chart_measure_line(plot, measure_text(plot));
    for (size_t i = 0; i < plot->count; i++) {
        if (i) plot->height += PAIR_GAP;
        draw_row(&pairs, i);
    }
    plot->height += 4;
}
