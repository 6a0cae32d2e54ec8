/* Small multiples: one small chart for each group, all with the same scale. Months and days make columns, names make bars. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum { PANEL_GAP = 24, COLUMN_PANEL = 136, BAR_PANEL = 240, COLUMN_TALL = 72, ROW_GAP = 20 };

static const struct lettering panel_values = {12, 700, "chart-value"};

struct panels {
    size_t across;
    double width, most;
    bool columns;
};

static double largest(const struct plot *plot)
{
    double most = 0;
    for (size_t s = 0; s < plot->series_count; s++)
        for (size_t i = 0; i < plot->count; i++)
            if (plot->series[s].points[i].known) most = fmax(most, plot->series[s].points[i].value);
    return most;
}

static struct text_lines panel_title(const struct plot *plot, const struct panels *panels, size_t s)
{
    return plot_wrap(plot, plot->series[s].label, chart_values, panels->width);
}

/* Every column's label when all have room, otherwise "first – last". */
static void draw_feet(struct plot *plot, double x, double width, double y)
{
    double slot = width / (double)plot->count;
    bool fit = true, months = plot->bars[0].month.year != 0;
    for (size_t i = 0; i < plot->count && fit; i++) {
        Str label = plot->bars[i].label;
        fit = !months && plot_measure(plot, label, chart_small) <= slot - 4;
    }
    for (size_t i = 0; i < plot->count && fit; i++)
        plot_line_of_text(plot, x + slot * ((double)i + 0.5), y + chart_small.size, chart_small, "middle",
                          plot->bars[i].label);
    plot->height = y + CHART_SMALL_LEADING;
    if (fit) return;
    Str ends[2] = {plot->bars[0].label, plot->bars[plot->count - 1].label};
    for (int i = 0; i < 2 && months; i++) {
        Date month = plot->bars[i ? plot->count - 1 : 0].month;
        Str name = chart_month_short(month, plot->lang);
        bool same = !i && plot->count > 1 && month.year == plot->bars[plot->count - 1].month.year;
        ends[i] = same ? name : str_format(plot->arena, "%.*s %d", (int)name.len, name.data, month.year);
    }
    Str text = str_join(plot->arena, ends, plot->count > 1 ? 2 : 1, S(" – "));
    struct text_lines lines = plot_wrap(plot, text, chart_small, width);
    plot_text(plot, x, y + chart_small.size, chart_small, "start", lines, CHART_SMALL_LEADING);
    plot->height = y + (double)lines.count * CHART_SMALL_LEADING;
}

static void draw_value(struct plot *plot, struct plot_room *room, Str text, double middle, double y)
{
    double wide = plot_measure(plot, text, panel_values), in = room->within.x,
           x = fmin(fmax(middle - wide / 2, in), in + room->within.width - wide);
    if (plot_take(plot, room, (Rect){x - 1, y - panel_values.size - 2, wide + 2, panel_values.size + 3}))
        plot_line_of_text(plot, x, y - 2, panel_values, "start", text);
}

/* Columns; the highest and the last have their numbers, others where there is room. */
static void draw_columns(struct plot *plot, const struct panels *panels, const struct series *series,
                         double x)
{
    const double top = plot->height + panel_values.size + 6, base = top + COLUMN_TALL,
                 slot = panels->width / (double)plot->count, thick = slot * 0.72;
    double scale = panels->most > 0 ? COLUMN_TALL / panels->most : 0;
    struct plot_room room = {{x - 1, plot->height, panels->width + 2, base - plot->height}, NULL, 0, 0};
    const struct bar *most = NULL, *last = NULL;
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *point = &series->points[i];
        double left = x + slot * (double)i + (slot - thick) / 2,
               tall = point->known ? point->value * scale : 0;
        if (!point->known) {
            xmlNode *gap = plot_element(plot->svg, "rect", "chart-gap");
            plot_number(gap, "x", x + slot * (double)i);
            plot_number(gap, "y", top);
            plot_number(gap, "width", slot);
            plot_number(gap, "height", COLUMN_TALL);
            plot_attribute(gap, "fill", S("#f1ede3"));
            continue;
        }
        last = point;
        if (!most || point->value > most->value) most = point;
        if (tall > 0)
            plot_rect(plot, left, base - fmax(tall, 1), thick, fmax(tall, 1),
                      series->highlighted || plot->bars[i].highlighted || !plot->any_highlight);
        plot_block(plot, &room, (Rect){left + 1, base - tall + 0.5, fmax(thick - 2, 0.1), fmax(tall - 1, 0)});
    }
    chart_axis(plot, x, base + 0.5, x + panels->width, base + 0.5);
    for (size_t pass = 0; pass < 3 && last; pass++)
        for (size_t i = 0; i < plot->count; i++) {
            const struct bar *point = &series->points[i];
            size_t rank = point == most ? 0 : point == last ? 1 : 2;
            if (point->known && rank == pass)
                draw_value(plot, &room, point->text, x + slot * ((double)i + 0.5),
                           base - point->value * scale - 2);
        }
    draw_feet(plot, x, panels->width, base + 4);
    if (last) return;
    plot_line_of_text(plot, x + panels->width / 2, top + COLUMN_TALL / 2.0, chart_small, "middle",
                      chart_word(plot->lang, WORD_UNKNOWN));
}

static void draw_bars(struct plot *plot, const struct panels *panels, const struct series *series,
                      const struct bar *const *lists, double x)
{
    struct bar_frame frame = chart_bar_frame(plot, lists, plot->series_count, x, panels->width);
    for (size_t i = 0; i < plot->count; i++) {
        struct bar bar = series->points[i];
        bar.highlighted = series->highlighted || plot->bars[i].highlighted;
        if (i) plot->height += 8;
        chart_bar_row(plot, &frame, &bar);
    }
}

static struct panels arrange(const struct plot *plot)
{
    struct panels panels = {.most = largest(plot)};
    panels.columns = plot->x->type == COLUMN_MONTH || plot->x->type == COLUMN_DATE;
    double least = panels.columns ? COLUMN_PANEL : BAR_PANEL;
    panels.across = (size_t)fmax(1, floor((plot->width + PANEL_GAP) / (least + PANEL_GAP)));
    if (panels.across > plot->series_count) panels.across = plot->series_count;
    panels.width = (plot->width - PANEL_GAP * (double)(panels.across - 1)) / (double)panels.across;
    if (panels.columns) panels.width = fmin(panels.width, 320);
    return panels;
}

void chart_draw_multiples(struct plot *plot)
{
    struct panels panels = arrange(plot);
    Str measure = chart_column_title(plot, plot->y), same = chart_word(plot->lang, WORD_SAME_SCALE);
    chart_measure_line(plot, str_join(plot->arena, (Str[]){measure, same}, 2, S(", ")));
    const struct bar **lists = arena_make_n(plot->arena, const struct bar *, plot->series_count);
    bool gaps = false;
    for (size_t s = 0; s < plot->series_count; s++) {
        lists[s] = plot->series[s].points;
        for (size_t i = 0; i < plot->count; i++) gaps |= !lists[s][i].known;
    }
    for (size_t row = 0; row < plot->series_count; row += panels.across) {
        size_t end = row + panels.across < plot->series_count ? row + panels.across : plot->series_count,
               tallest = 1;
        double top = plot->height + (row ? ROW_GAP : 0), foot = top;
        for (size_t s = row; s < end; s++)
            if (panel_title(plot, &panels, s).count > tallest) tallest = panel_title(plot, &panels, s).count;
        for (size_t s = row; s < end; s++) {
            double x = (panels.width + PANEL_GAP) * (double)(s - row);
            plot_text(plot, x, top + chart_values.size, chart_values, "start", panel_title(plot, &panels, s),
                      CHART_LEADING);
            plot->height = top + (double)tallest * CHART_LEADING + 4;
            if (panels.columns)
                draw_columns(plot, &panels, &plot->series[s], x);
            else
                draw_bars(plot, &panels, &plot->series[s], lists, x);
            foot = fmax(foot, plot->height);
        }
        plot->height = foot;
    }
    plot->height += 4;
    if (gaps && panels.columns) chart_note_gap(plot);
}
