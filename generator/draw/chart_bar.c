/* Horizontal bars: alone, against targets, and in a table. Labels stand beside the bars where there is room for them, otherwise
 * above; values behind the bars, otherwise on lines of their own. Bars begin at zero; negative ones go to the left of it. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum {
    BAR_HEIGHT = 18,
    GAP = 14,
    VALUE_GAP = 7,
    SIDE_GAP = 12,
    WIDE = 440,
    SIDE_ROW = 24,
    FEW = 4,
    MANY = 6
};

/* "Jan 2026" where many months stand below each other. */
static Str row_name(const struct plot *plot, const struct bar *bar)
{
    if (!bar->month.year || plot->count <= FEW) return bar->label;
    Str month = chart_month_short(bar->month, plot->lang);
    return str_format(plot->arena, "%.*s %d", (int)month.len, month.data, bar->month.year);
}

static struct lettering sized(double size)
{
    return (struct lettering){size, chart_values.weight, chart_values.class};
}

/* Where zero is and how long a unit, when the values are lettered in this size; false: less than a quarter is left for the bars. */
static bool share_width(const struct plot *plot, struct bar_frame *frame, const struct bar *const *lists,
                        size_t list_count)
{
    double most = 0, least = 0, right = 0, left = 0, width = frame->width - frame->label_width;
    for (size_t i = 0; i < list_count * plot->count; i++) {
        const struct bar *bar = &lists[i / plot->count][i % plot->count];
        if (!bar->known) continue;
        double room = plot_measure(plot, bar->text, frame->values) + VALUE_GAP;
        most = fmax(most, bar->value);
        least = fmin(least, bar->value);
        if (bar->value < 0)
            left = fmax(left, room);
        else
            right = fmax(right, room);
    }
    if (frame->apart) left = right = 0;
    double span = width - left - right - 2;
    frame->scale = most > least ? fmax(span, 0) / (most - least) : 0;
    frame->zero = frame->x + frame->label_width + 1 + left - least * frame->scale;
    return frame->apart || span >= width / 4;
}

struct bar_frame chart_bar_frame(const struct plot *plot, const struct bar *const *lists, size_t list_count,
                                 double x, double width)
{
    struct bar_frame frame = {.x = x, .width = width};
    double widest = 0, most = floor(width * (width >= WIDE ? 0.36 : 0.28));
    for (size_t i = 0; i < plot->count; i++)
        widest = fmax(widest, plot_measure(plot, row_name(plot, &plot->bars[i]), chart_labels));
    bool wide = width >= WIDE, many = plot->series_count > 1 || plot->count > MANY;
    /* Few bars look better large: over the whole width, under their labels; unless they come again and again. */
    if ((wide && plot->series_count <= 1) ? plot->count > FEW : many && widest <= most)
        frame.label_width = ceil(fmin(widest, most)) + SIDE_GAP;
    for (size_t i = 0; i < plot->count && frame.label_width > 0; i++)
        if (plot_wrap(plot, row_name(plot, &plot->bars[i]), chart_labels, frame.label_width - SIDE_GAP)
                .count > 2)
            frame.label_width = 0;
    for (double size = chart_values.size; size >= 12; size -= 2) {
        frame.values = sized(size);
        if (share_width(plot, &frame, lists, list_count)) return frame;
    }
    frame.values = sized(12);
    frame.apart = true;
    frame.label_width = 0;
    share_width(plot, &frame, lists, list_count);
    return frame;
}

static void text_block(struct plot *plot, double x, Str text, struct lettering letters, double width)
{
    struct text_lines lines = plot_wrap(plot, text, letters, width);
    plot_text(plot, x, plot->height + letters.size, letters, "start", lines, CHART_LEADING);
    plot->height += (double)lines.count * CHART_LEADING;
}

/* The label above or beside; returns where the bar's top is. */
static double row_label(struct plot *plot, const struct bar_frame *frame, const struct bar *bar)
{
    if (frame->label_width <= 0) {
        text_block(plot, frame->x, row_name(plot, bar), chart_labels, frame->width);
        if (frame->apart && bar->known) text_block(plot, frame->x, bar->text, frame->values, frame->width);
        return plot->height += 3;
    }
    double room = frame->label_width - SIDE_GAP;
    struct text_lines lines = plot_wrap(plot, row_name(plot, bar), chart_labels, room);
    double tall = fmax((double)lines.count * CHART_LEADING, SIDE_ROW);
    double top = plot->height + (tall - BAR_HEIGHT) / 2;
    double first =
        plot->height + (tall - (double)(lines.count - 1) * CHART_LEADING) / 2 + chart_labels.size * 0.36;
    plot_text(plot, frame->x + room, first, chart_labels, "end", lines, CHART_LEADING);
    plot->height += tall;
    return top;
}

void chart_bar_row(struct plot *plot, const struct bar_frame *frame, const struct bar *bar)
{
    double top = row_label(plot, frame, bar), base = top + BAR_HEIGHT / 2.0 + frame->values.size * 0.36;
    double length = bar->known ? bar->value * frame->scale : 0, end = frame->zero + length;
    if (length != 0 && fabs(length) < 1) length = length < 0 ? -1 : 1;
    if (length != 0)
        plot_rect(plot, length < 0 ? frame->zero + length : frame->zero, top, fabs(length), BAR_HEIGHT,
                  bar->highlighted || !plot->any_highlight);
    bool left = length < 0;
    if (bar->known && !frame->apart)
        plot_line_of_text(plot, left ? end - VALUE_GAP : end + VALUE_GAP, base, frame->values,
                          left ? "end" : "start", bar->text);
    if (!bar->known) {
        Str unknown = chart_word(plot->lang, WORD_UNKNOWN);
        double wide = plot_measure(plot, unknown, chart_small), from = frame->zero + VALUE_GAP;
        if (from + wide > frame->x + frame->width) from = frame->zero - VALUE_GAP - wide;
        plot_attribute(plot_line_of_text(plot, from, base, chart_small, "start", unknown), "font-style",
                       S("italic"));
    }
    chart_axis(plot, frame->zero - 0.5, top - 2, frame->zero - 0.5, top + BAR_HEIGHT + 2);
    if (frame->label_width <= 0) plot->height += BAR_HEIGHT;
}

static void draw_rows(struct plot *plot, const struct bar *bars)
{
    struct bar_frame frame = chart_bar_frame(plot, &bars, 1, 0, plot->width);
    for (size_t i = 0; i < plot->count; i++) {
        if (i) plot->height += frame.label_width > 0 ? GAP - 6 : GAP;
        chart_bar_row(plot, &frame, &bars[i]);
    }
    plot->height += 4;
}

void chart_draw_bars(struct plot *plot)
{
    if (plot->pairs) {
        chart_draw_pairs(plot);
        return;
    }
    chart_measure_line(plot, chart_column_title(plot, plot->y));
    draw_rows(plot, plot->bars);
}

/* ---- values against targets ---- */

/* "Sasaran: 300 · tercapai 85%" */
static Str target_words(const struct plot *plot, const struct bar *bar)
{
    Str word = chart_word(plot->lang, WORD_TARGET), reached = chart_word(plot->lang, WORD_REACHED),
        unknown = chart_word(plot->lang, WORD_UNKNOWN);
    struct buf buf = {0};
    buf_str(&buf, word);
    buf_c(&buf, ": ");
    buf_str(&buf, bar->has_target ? bar->target_text : unknown);
    if (bar->reached.len) {
        buf_c(&buf, " · ");
        buf_str(&buf, reached);
        buf_char(&buf, ' ');
        buf_str(&buf, bar->reached);
    }
    Str text = buf_copy(&buf, plot->arena);
    buf_free(&buf);
    return text;
}

static void draw_track(struct plot *plot, const struct bar *bar, double scale)
{
    const double top = plot->height + 4, tall = 20;
    double target = bar->has_target ? decimal_to_double(bar->target) * scale : 0,
           length = bar->known ? bar->value * scale : 0;
    if (target > 0) {
        plot_rect(plot, 1, top, target, tall, false);
        plot_hatch(plot, 1, top, target, tall);
    }
    if (length > 0)
        plot_rect(plot, 1, top + 4, fmax(length, 1), tall - 8, bar->highlighted || !plot->any_highlight);
    if (target > 0) {
        xmlNode *mark = plot_element(plot->svg, "rect", "chart-mark");
        plot_number(mark, "x", fmax(target - 1, 0));
        plot_number(mark, "y", top - 4);
        plot_number(mark, "width", 4);
        plot_number(mark, "height", tall + 8);
        plot_attribute(mark, "fill", S(CHART_INK));
    }
    chart_axis(plot, 0.5, top - 2, 0.5, top + tall + 2);
    plot->height = top + tall + 4;
}

void chart_draw_bullets(struct plot *plot)
{
    double most = 0;
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        if (bar->known) most = fmax(most, bar->value);
        if (bar->has_target) most = fmax(most, decimal_to_double(bar->target));
    }
    if (plot->y) chart_measure_line(plot, chart_column_title(plot, plot->y));
    double scale = most > 0 ? (plot->width - 4) / most : 0;
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        if (i) plot->height += GAP;
        text_block(plot, 0, bar->label, chart_labels, plot->width);
        if (bar->known)
            text_block(plot, 0, bar->text, chart_values, plot->width);
        else
            text_block(plot, 0, chart_word(plot->lang, WORD_UNKNOWN), chart_small, plot->width);
        draw_track(plot, bar, scale);
        text_block(plot, 0, target_words(plot, bar), chart_small, plot->width);
    }
    plot->height += 2;
}

/* ---- a table with bars ---- */

enum { CELL_GAP = 12, NUMBER_GAP = 6, BAR_LEAST = 28, CELL_BAR = 12, ROW_PAD = 5 };

struct table_form {
    double label, cell, size; /* widths of the label column and of one column with its bars; letters */
    double number[CHART_SERIES_MOST]; /* width of the widest number */
    double most[CHART_SERIES_MOST], least[CHART_SERIES_MOST];
    struct text_lines heads[CHART_SERIES_MOST];
};

static void measure_numbers(const struct plot *plot, struct table_form *form)
{
    for (size_t s = 0; s < plot->series_count; s++) {
        form->number[s] = form->most[s] = form->least[s] = 0;
        for (size_t i = 0; i < plot->count; i++) {
            const struct bar *point = &plot->series[s].points[i];
            if (!point->known) continue;
            form->number[s] = fmax(form->number[s], plot_measure(plot, point->text, sized(form->size)));
            form->most[s] = fmax(form->most[s], point->value);
            form->least[s] = fmin(form->least[s], point->value);
        }
    }
}

static bool breaks_words(const struct plot *plot, const struct column *column, double width)
{
    Str rest = chart_column_title(plot, column);
    while (rest.len)
        if (plot_measure(plot, str_cut(&rest, ' '), chart_small) > width) return true;
    return false;
}

static bool table_fits(const struct plot *plot, struct table_form *form)
{
    double widest = 0, room = 0;
    const struct lettering letters = {form->size, 400, NULL};
    for (size_t i = 0; i < plot->count; i++)
        widest = fmax(widest, plot_measure(plot, row_name(plot, &plot->bars[i]), letters));
    measure_numbers(plot, form);
    for (size_t s = 0; s < plot->series_count; s++)
        room = fmax(room, form->number[s] + NUMBER_GAP + BAR_LEAST);
    form->label = fmin(widest, plot->width * 0.4);
    form->cell = (plot->width - form->label) / (double)plot->series_count - CELL_GAP;
    if (form->cell < room) {
        form->label = plot->width - (room + CELL_GAP) * (double)plot->series_count;
        form->cell = room;
    }
    if (form->label < 72 && form->label < widest) return false;
    for (size_t i = 0; i < plot->count; i++)
        if (plot_wrap(plot, row_name(plot, &plot->bars[i]), letters, form->label).count > 3) return false;
    for (size_t s = 0; s < plot->series_count; s++) {
        form->heads[s] =
            plot_wrap(plot, chart_column_title(plot, plot->series[s].column), chart_small, form->cell);
        if (form->heads[s].count > 3 || breaks_words(plot, plot->series[s].column, form->cell)) return false;
    }
    return true;
}

static double cell_left(const struct table_form *form, size_t s)
{
    return form->label + CELL_GAP + (form->cell + CELL_GAP) * (double)s;
}

static void draw_cell(struct plot *plot, const struct table_form *form, size_t s, const struct bar *point,
                      double base, bool strong)
{
    double left = cell_left(form, s), bars = left + form->number[s] + NUMBER_GAP;
    double room = form->cell - form->number[s] - NUMBER_GAP, span = form->most[s] - form->least[s],
           scale = span > 0 ? room / span : 0, zero = bars - form->least[s] * scale;
    struct lettering letters =
        strong ? sized(form->size) : (struct lettering){form->size, 400, "chart-label"};
    plot_line_of_text(plot, left + form->number[s], base, letters, "end",
                      point->known ? point->text : S("–"));
    if (!point->known || point->value == 0) return;
    double length = fmax(fabs(point->value) * scale, 1), top = base - form->size * 0.36 - CELL_BAR / 2.0;
    plot_rect(plot, point->value < 0 ? zero - length : fmin(zero, bars + room - length), top, length,
              CELL_BAR, strong);
}

/* A quiet line between rows. */
static void draw_rule(struct plot *plot)
{
    struct buf d = {0};
    buf_c(&d, "M0 ");
    buf_number(&d, plot->height + 0.5, 1);
    buf_char(&d, 'H');
    buf_number(&d, plot->width, 1);
    xmlNode *rule = plot_element(plot->svg, "path", "chart-grid");
    plot_attribute(rule, "d", buf_view(&d));
    plot_attribute(rule, "fill", S("none"));
    plot_attribute(rule, "stroke", S("#b9c5be"));
    buf_free(&d);
}

static void draw_table_row(struct plot *plot, const struct table_form *form, size_t i)
{
    const struct bar *row = &plot->bars[i];
    bool strong = row->highlighted || !plot->any_highlight;
    struct lettering label = {form->size, row->highlighted ? 700 : 400, "chart-label"};
    struct text_lines lines = plot_wrap(plot, row_name(plot, &plot->bars[i]), label, form->label);
    draw_rule(plot);
    double base = plot->height + ROW_PAD + form->size;
    plot_text(plot, 0, base, label, "start", lines, CHART_LEADING);
    for (size_t s = 0; s < plot->series_count; s++)
        draw_cell(plot, form, s, &plot->series[s].points[i], base, strong);
    plot->height += (double)lines.count * CHART_LEADING + 2 * ROW_PAD;
}

/* Too narrow for columns side by side: the columns one after another, as bars. */
static void draw_sections(struct plot *plot)
{
    for (size_t s = 0; s < plot->series_count; s++) {
        if (s) plot->height += 2 * GAP;
        text_block(plot, 0, chart_column_title(plot, plot->series[s].column), chart_values, plot->width);
        plot->height += 6;
        struct bar *bars = plot->series[s].points;
        for (size_t i = 0; i < plot->count; i++) bars[i].highlighted = plot->bars[i].highlighted;
        draw_rows(plot, bars);
    }
}

void chart_draw_table(struct plot *plot)
{
    struct table_form form = {0};
    bool fits = false;
    for (form.size = 14; !fits && form.size >= 12; form.size -= 1) {
        fits = table_fits(plot, &form);
        if (fits) break;
    }
    if (!fits) {
        draw_sections(plot);
        return;
    }
    size_t tallest = 1;
    for (size_t s = 0; s < plot->series_count; s++)
        if (form.heads[s].count > tallest) tallest = form.heads[s].count;
    for (size_t s = 0; s < plot->series_count; s++) {
        double first = (double)(tallest - form.heads[s].count) * CHART_SMALL_LEADING + chart_small.size;
        plot_text(plot, cell_left(&form, s), plot->height + first, chart_small, "start", form.heads[s],
                  CHART_SMALL_LEADING);
    }
    plot->height += (double)tallest * CHART_SMALL_LEADING + 4;
    bool gaps = false;
    for (size_t i = 0; i < plot->count; i++) {
        draw_table_row(plot, &form, i);
        for (size_t s = 0; s < plot->series_count; s++) gaps |= !plot->series[s].points[i].known;
    }
    draw_rule(plot);
    plot->height += 2;
    if (gaps) chart_note_unknown(plot);
}
