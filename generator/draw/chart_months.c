/* Columns of many months, too narrow for a label each: months are named where there is room, years under their first month. The highest, the last
 * and the highlighted columns have their numbers, others where there is room. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum { LABEL_GAP = 4, STEPS = 5 };
#define SLOT_LEAST 6.0 /* units: a column with its gap */

static const struct lettering month_values = {12, 700, "chart-value"};
static const int steps[STEPS] = {1, 2, 3, 6, 12}; /* months between two that are named */

struct months {
    struct plot *plot;
    double slot, top, base, scale;
    struct plot_room room;
};

static double middle_of(const struct months *months, size_t i)
{
    return months->slot * ((double)i + 0.5);
}

static double centred(const struct plot *plot, double middle, double wide)
{
    return fmax(fmin(middle - wide / 2, plot->width - wide), 0);
}

static bool is_named(const struct plot *plot, size_t i, int step)
{
    return (plot->bars[i].month.month - 1) % step == 0;
}

static bool names_fit(const struct months *months, int step)
{
    const struct plot *plot = months->plot;
    double end = -LABEL_GAP;
    for (size_t i = 0; i < plot->count; i++) {
        if (!is_named(plot, i, step)) continue;
        double wide = plot_measure(plot, chart_month_short(plot->bars[i].month, plot->lang), chart_small),
               x = centred(plot, middle_of(months, i), wide);
        if (x < end + LABEL_GAP) return false;
        end = x + wide;
    }
    return true;
}

static void draw_names(struct months *months)
{
    struct plot *plot = months->plot;
    double y = months->base + 4 + chart_small.size, end = -LABEL_GAP;
    int step = steps[STEPS - 1], year = 0;
    for (int s = STEPS; s-- > 0;)
        if (names_fit(months, steps[s])) step = steps[s];
    for (size_t i = 0; i < plot->count; i++) {
        Date month = plot->bars[i].month;
        double middle = middle_of(months, i);
        if (!is_named(plot, i, step)) continue;
        Str name = chart_month_short(month, plot->lang);
        plot_line_of_text(plot, centred(plot, middle, plot_measure(plot, name, chart_small)), y, chart_small,
                          "start", name);
        if (month.year == year) continue;
        Str words = str_format(plot->arena, "%d", year = month.year);
        double wide = plot_measure(plot, words, chart_small), x = centred(plot, middle, wide);
        if (x < end + LABEL_GAP) continue;
        plot_line_of_text(plot, x, y + CHART_SMALL_LEADING, chart_small, "start", words);
        end = x + wide;
    }
    plot->height = months->base + 8 + 2 * CHART_SMALL_LEADING;
}

static void draw_gap(const struct months *months, size_t i)
{
    xmlNode *gap = plot_element(months->plot->svg, "rect", "chart-gap");
    plot_number(gap, "x", months->slot * (double)i);
    plot_number(gap, "y", months->top);
    plot_number(gap, "width", months->slot);
    plot_number(gap, "height", months->base - months->top);
    plot_attribute(gap, "fill", S("#f1ede3"));
}

/* True: some are unknown. */
static bool draw_columns(struct months *months)
{
    struct plot *plot = months->plot;
    double thick = months->slot * 0.72;
    bool gaps = false;
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        double left = middle_of(months, i) - thick / 2, tall = bar->known ? bar->value * months->scale : 0;
        gaps |= !bar->known;
        if (!bar->known) draw_gap(months, i);
        if (tall <= 0) continue;
        plot_rect(plot, left, months->base - fmax(tall, 1), thick, fmax(tall, 1),
                  bar->highlighted || !plot->any_highlight);
        plot_block(plot, &months->room,
                   (Rect){left + 0.5, months->base - tall, fmax(thick - 1, 0.1), fmax(tall - 1, 0)});
    }
    chart_axis(plot, 0, months->base + 0.5, plot->width, months->base + 0.5);
    return gaps;
}

static void draw_value(struct months *months, size_t i)
{
    struct plot *plot = months->plot;
    const struct bar *bar = &plot->bars[i];
    double wide = plot_measure(plot, bar->text, month_values),
           y = months->base - bar->value * months->scale - 4, x = centred(plot, middle_of(months, i), wide);
    if (plot_take(plot, &months->room, (Rect){x - 1, y - month_values.size, wide + 2, month_values.size + 1}))
        plot_line_of_text(plot, x, y, month_values, "start", bar->text);
}

/* The more important first: what is highlighted, the highest, the last. */
static void draw_values(struct months *months)
{
    struct plot *plot = months->plot;
    size_t most = plot->count, last = plot->count;
    for (size_t i = 0; i < plot->count; i++) {
        if (!plot->bars[i].known) continue;
        last = i;
        if (most == plot->count || plot->bars[i].value > plot->bars[most].value) most = i;
    }
    for (int pass = 0; pass < 4; pass++)
        for (size_t i = 0; i < plot->count; i++) {
            int rank = plot->bars[i].highlighted ? 0 : i == most ? 1 : i == last ? 2 : 3;
            if (plot->bars[i].known && rank == pass) draw_value(months, i);
        }
}

static bool follows(Date before, Date month)
{
    return month.year * 12 + month.month == before.year * 12 + before.month + 1;
}

bool chart_draw_months(struct plot *plot)
{
    struct months months = {.plot = plot, .slot = plot->width / (double)plot->count};
    double most = 0, tall = fmin(plot->width * 0.5, 240);
    for (size_t i = 0; i < plot->count; i++) {
        if (!plot->bars[i].month.year || (i && !follows(plot->bars[i - 1].month, plot->bars[i].month)))
            return false;
        if (plot->bars[i].known) most = fmax(most, plot->bars[i].value);
    }
    if (months.slot < SLOT_LEAST) return false;
    chart_measure_line(plot, chart_column_title(plot, plot->y));
    months.top = plot->height + month_values.size + 6;
    months.base = months.top + tall;
    months.scale = most > 0 ? tall / most : 0;
    months.room.within = (Rect){-1, plot->height, plot->width + 2, months.base - plot->height};
    bool gaps = draw_columns(&months);
    draw_values(&months);
    draw_names(&months);
    if (gaps) chart_note_gap(plot);
    return true;
}
