/* Lines over months, days or ordered names. The axis begins at zero; unknown numbers are gaps. Lines are named at their ends, and differ by
 * colour, dashes and the form of their points. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum { TICKS_MOST = 5, POINTS_MOST = 60, RIGHT_GAP = 12, POINTS_APART = 16 };

/* Colours are those of the palette, in this order. */
static const struct {
    const char *class, *dashes;
} looks[CHART_SERIES_MOST] = {{"chart-s1", NULL},
                              {"chart-s2", "7 4"},
                              {"chart-s3", "2 3"},
                              {"chart-s4", "10 3 2 3"},
                              {"chart-s5", "4 2"}};

/* The highlighted line has the first look. */
static size_t look_of(const struct plot *plot, size_t series)
{
    size_t strong = 0;
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].highlighted) strong = i;
    return series == strong ? 0 : series < strong ? series + 1 : series;
}

struct line_form {
    struct plot *plot;
    double left, right, top, base, tall; /* of the field with the lines */
    double low, step, high;              /* of the axis */
    double first, last;                  /* of the slots */
    Str ticks[TICKS_MOST * 2 + 2];
    size_t tick_count;
    size_t each; /* of several lines not all points are marked: each so-manieth */
    struct plot_room room;
};

static double x_of(const struct line_form *form, const struct bar *slot)
{
    double span = form->last - form->first;
    return form->left + (span > 0 ? (slot->at - form->first) / span : 0.5) * (form->right - form->left);
}

static double y_of(const struct line_form *form, double value)
{
    return form->base - (value - form->low) / (form->high - form->low) * form->tall;
}

/* ---- the axis ---- */

/* digit × 10^exponent × times, exactly. */
static Str tick_text(const struct plot *plot, int digit, int exponent, int times)
{
    Decimal number = decimal_from_int((int64_t)digit * times), ten = decimal_from_int(10);
    for (int i = 0; i < exponent; i++)
        if (!decimal_multiply(number, ten, &number)) return STR_NONE;
    for (int i = 0; i > exponent; i--)
        if (!decimal_multiply(number, (Decimal){1, 1}, &number)) return STR_NONE;
    return figure_format(plot->arena, number, plot->y->unit, plot->lang);
}

static void make_ticks(struct line_form *form, double least, double most)
{
    static const int digits[] = {1, 2, 5, 10};
    double rough = fmax((most - least) / (TICKS_MOST - 1), 1e-17), power = floor(log10(rough));
    bool whole = form->plot->y->type == COLUMN_INTEGER;
    if (most <= least || (whole && rough < 1)) rough = 1, power = 0;
    int exponent = (int)power, digit = 10;
    for (size_t i = 4; i-- > 0;)
        if (digits[i] * pow(10, power) >= rough * 0.999) digit = digits[i];
    form->step = digit * pow(10, power);
    int from = (int)floor(least / form->step + 1e-9), to = (int)ceil(most / form->step - 1e-9);
    if (to <= from) to = from + 1;
    form->low = from * form->step;
    form->high = to * form->step;
    for (int i = from; i <= to && form->tick_count < sizeof form->ticks / sizeof *form->ticks; i++)
        form->ticks[form->tick_count++] = tick_text(form->plot, digit, exponent, i);
}

static double measure_ticks(struct line_form *form)
{
    double least = 0, most = 0, widest = 0;
    for (size_t s = 0; s < form->plot->series_count; s++)
        for (size_t i = 0; i < form->plot->count; i++) {
            const struct bar *point = &form->plot->series[s].points[i];
            if (!point->known) continue;
            most = fmax(most, point->value);
            least = fmin(least, point->value);
        }
    make_ticks(form, least, most);
    for (size_t i = 0; i < form->tick_count; i++)
        widest = fmax(widest, plot_measure(form->plot, form->ticks[i], chart_small));
    return widest;
}

static void draw_grid(struct line_form *form, bool words)
{
    struct plot *plot = form->plot;
    for (size_t i = 0; i < form->tick_count; i++) {
        double value = form->low + (double)i * form->step, y = floor(y_of(form, value)) + 0.5;
        bool zero = fabs(value) < form->step / 2;
        xmlNode *line = plot_element(plot->svg, "path", zero ? "chart-axis" : "chart-grid");
        struct buf d = {0};
        buf_char(&d, 'M');
        buf_number(&d, form->left, 1);
        buf_char(&d, ' ');
        buf_number(&d, y, 1);
        buf_char(&d, 'H');
        buf_number(&d, form->right, 1);
        plot_attribute(line, "d", buf_view(&d));
        buf_free(&d);
        plot_attribute(line, "fill", S("none"));
        plot_attribute(line, "stroke", zero ? S(CHART_INK) : S("#d5ddd8"));
        if (!words) continue;
        plot_line_of_text(plot, form->left - 6, y + chart_small.size * 0.36, chart_small, "end",
                          form->ticks[i]);
    }
}

/* ---- what stands under the axis ---- */

static Str slot_label(const struct plot *plot, const struct bar *slot)
{
    return slot->month.year ? chart_month_short(slot->month, plot->lang) : slot->label;
}

/* Where a text that is centred on x stands: inside of the drawing. */
static double centred(const struct plot *plot, double x, double wide)
{
    return fmax(fmin(x - wide / 2, plot->width - wide), 0);
}

/* Labels that are too long for places of their own: "first – last", in as many lines as that takes. */
static void draw_ends(struct line_form *form)
{
    struct plot *plot = form->plot;
    Str ends[] = {plot->bars[0].label, plot->bars[plot->count - 1].label};
    Str text = str_join(plot->arena, ends, plot->count > 1 ? 2 : 1, S(" – "));
    struct text_lines lines = plot_wrap(plot, text, chart_small, plot->width);
    plot_text(plot, 0, form->base + 6 + chart_small.size, chart_small, "start", lines, CHART_SMALL_LEADING);
    plot->height = form->base + 10 + (double)lines.count * CHART_SMALL_LEADING;
}

static bool slots_fit(struct line_form *form, size_t step)
{
    struct plot *plot = form->plot;
    double end = -1;
    for (size_t i = 0; i < plot->count; i += step) {
        double wide = plot_measure(plot, slot_label(plot, &plot->bars[i]), chart_small);
        double x = centred(plot, x_of(form, &plot->bars[i]), wide);
        if (wide > plot->width || x < end + 4) return false;
        end = x + wide;
    }
    return true;
}

/* Every slot, or every second, third … as there is room (names: all or the ends); years under their first month. */
static void draw_slots(struct line_form *form)
{
    static const size_t steps[] = {1, 2, 3, 4, 6, 12, 24, 60, 120};
    struct plot *plot = form->plot;
    bool months = plot->x->type == COLUMN_MONTH;
    size_t step = 0;
    for (size_t s = 0; s < (months ? sizeof steps / sizeof *steps : 1) && !step; s++)
        if (slots_fit(form, steps[s])) step = steps[s];
    if (!step) {
        draw_ends(form);
        return;
    }
    double y = form->base + 6 + chart_small.size, end = -1;
    int year = 0;
    for (size_t i = 0; i < plot->count; i += step) {
        const struct bar *slot = &plot->bars[i];
        Str text = slot_label(plot, slot);
        double x = x_of(form, slot), at = centred(plot, x, plot_measure(plot, text, chart_small));
        plot_line_of_text(plot, at, y, chart_small, "start", text);
        if (!months || slot->month.year == year) continue;
        Str words = str_format(plot->arena, "%d", year = slot->month.year);
        double wide = plot_measure(plot, words, chart_small);
        at = centred(plot, x, wide);
        if (at < end + 4) continue; /* a year of which one month shows: the next one says it */
        plot_line_of_text(plot, at, y + CHART_SMALL_LEADING, chart_small, "start", words);
        end = at + wide;
    }
    plot->height = form->base + 10 + (months ? 2 : 1) * CHART_SMALL_LEADING;
}

/* ---- what is not known ---- */

static bool slot_known(const struct plot *plot, size_t i)
{
    for (size_t s = 0; s < plot->series_count; s++)
        if (plot->series[s].points[i].known) return true;
    return false;
}

static double between(const struct line_form *form, size_t a, size_t b)
{
    return (x_of(form, &form->plot->bars[a]) + x_of(form, &form->plot->bars[b])) / 2;
}

/* A quiet field over slots of which nothing is known, with the words inside where they fit; true: they did not. */
static bool draw_unknown(struct line_form *form)
{
    struct plot *plot = form->plot;
    Str words = chart_word(plot->lang, WORD_UNKNOWN);
    bool unsaid = false;
    for (size_t i = 0, next; i < plot->count; i = next) {
        next = i + 1;
        if (slot_known(plot, i)) continue;
        while (next < plot->count && !slot_known(plot, next)) next++;
        double from = i ? between(form, i - 1, i) : form->left,
               to = next < plot->count ? between(form, next - 1, next) : form->right;
        xmlNode *field = plot_element(plot->svg, "rect", "chart-gap");
        plot_number(field, "x", from);
        plot_number(field, "y", form->top);
        plot_number(field, "width", to - from);
        plot_number(field, "height", form->tall);
        plot_attribute(field, "fill", S("#f1ede3"));
        struct text_lines lines = plot_wrap(plot, words, chart_small, to - from - 8);
        double tall = (double)lines.count * CHART_SMALL_LEADING, y = form->top + (form->tall - tall) / 2;
        bool fits = lines.count <= 3 && lines.width <= to - from - 8 && tall < form->tall &&
                    plot_take(plot, &form->room, (Rect){from, y, to - from, tall});
        if (fits)
            plot_text(plot, (from + to) / 2, y + chart_small.size, chart_small, "middle", lines,
                      CHART_SMALL_LEADING);
        unsaid |= !fits;
    }
    return unsaid;
}

/* ---- lines ---- */

static void move_to(struct buf *d, char command, double x, double y)
{
    buf_char(d, command);
    buf_number(d, x, 1);
    buf_char(d, ' ');
    buf_number(d, y, 1);
}

static void add_point(struct buf *d, size_t form, double x, double y)
{
    static const char *const forms[CHART_SERIES_MOST] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
                                                         "m-3.5-3.5h7v7h-7z", "m0-5l4.6 8h-9.2z",
                                                         "m0-5l5 5-5 5-5-5z", "m-4.6-4l9.2 0-4.6 8z"};
    move_to(d, 'M', x, y);
    buf_c(d, forms[form]);
}

static void draw_series(struct line_form *form, size_t number)
{
    struct plot *plot = form->plot;
    const struct series *series = &plot->series[number];
    const size_t look = look_of(plot, number);
    const bool several = plot->series_count > 1;
    xmlNode *group = plot_element(plot->svg, "g", looks[look].class);
    plot_attribute(group, "color", str_from(plot->palette->series[look]));
    struct buf line = {0}, points = {0};
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *point = &series->points[i];
        if (!point->known) continue;
        double x = x_of(form, point), y = y_of(form, point->value);
        bool before = i && series->points[i - 1].known,
             after = i + 1 < plot->count && series->points[i + 1].known;
        if (before || after) move_to(&line, before ? 'L' : 'M', x, y);
        bool shown = plot->count <= POINTS_MOST && i % form->each == (several ? number % form->each : 0);
        if (shown || (!before && !after)) add_point(&points, look, x, y);
    }
    if (line.len) {
        xmlNode *path = plot_element(group, "path", NULL);
        plot_attribute(path, "d", buf_view(&line));
        plot_attribute(path, "fill", S("none"));
        plot_attribute(path, "stroke", S("currentColor"));
        plot_number(path, "stroke-width", series->highlighted ? 4 : 2.5);
        plot_attribute(path, "stroke-linejoin", S("round"));
        if (looks[look].dashes) plot_attribute(path, "stroke-dasharray", str_from(looks[look].dashes));
    }
    if (points.len) {
        xmlNode *path = plot_element(group, "path", NULL);
        plot_attribute(path, "d", buf_view(&points));
        plot_attribute(path, "fill", S("currentColor"));
    }
    buf_free(&line);
    buf_free(&points);
}

/* ---- words at the lines ---- */

/* Numbers keep off the line and its points. */
static void take_line(struct line_form *form)
{
    const struct bar *points = form->plot->series[0].points;
    for (size_t i = 0; i < form->plot->count; i++) {
        if (!points[i].known) continue;
        double x = x_of(form, &points[i]), y = y_of(form, points[i].value);
        plot_block(form->plot, &form->room, (Rect){x - 4, y - 4, 8, 8});
        if (!i || !points[i - 1].known) continue;
        double before = x_of(form, &points[i - 1]), from = y_of(form, points[i - 1].value);
        int steps = (int)(hypot(x - before, y - from) / 4) + 1;
        for (int k = 1; k < steps && form->plot->count <= POINTS_MOST; k++) {
            double t = (double)k / steps;
            plot_block(form->plot, &form->room,
                       (Rect){before + (x - before) * t - 1, from + (y - from) * t - 1, 2, 2});
        }
    }
}

static void value_at_point(struct line_form *form, const struct bar *point)
{
    struct plot *plot = form->plot;
    double wide = plot_measure(plot, point->text, chart_values), tall = chart_values.size + 4;
    double x = x_of(form, point), y = y_of(form, point->value);
    const double above = y - tall - 5, below = y + 7, level = y - tall / 2, middle = x - wide / 2;
    const Point places[] = {{middle, above},     {middle, below},       {x - wide, above},
                            {x, above},          {x - wide, below},     {x, below},
                            {x + 9, level},      {x - wide - 9, level}, {middle, above - 8},
                            {middle, below + 8}, {x - wide - 6, above}, {x + 6, above}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        double left = centred(plot, places[i].x + wide / 2, wide), top = places[i].y;
        if (!plot_take(plot, &form->room, (Rect){left - 1, top + 1, wide + 2, tall - 2})) continue;
        plot_line_of_text(plot, left, top + chart_values.size, chart_values, "start", point->text);
        return;
    }
}

/* One line: the last number, those highlighted, the highest and the lowest, and all others that have room. */
static void label_points(struct line_form *form)
{
    struct plot *plot = form->plot;
    const struct bar *points = plot->series[0].points, *last = NULL, *most = NULL, *least = NULL;
    for (size_t i = 0; i < plot->count; i++) {
        if (!points[i].known) continue;
        last = &points[i];
        if (!most || last->value > most->value) most = last;
        if (!least || last->value < least->value) least = last;
    }
    for (size_t i = 0; i < plot->count; i++)
        if (points[i].known && plot->bars[i].highlighted) value_at_point(form, &points[i]);
    const struct bar *first[] = {last, most, least};
    for (int i = 0; i < 3; i++) {
        bool again = !first[i] || plot->bars[first[i] - points].highlighted;
        for (int j = 0; j < i; j++) again |= first[j] == first[i];
        if (!again) value_at_point(form, first[i]);
    }
    for (size_t i = 0; i < plot->count && plot->count <= 24; i++) {
        const struct bar *point = &points[i];
        if (point->known && point != last && point != most && point != least && !plot->bars[i].highlighted)
            value_at_point(form, point);
    }
}

struct line_end {
    size_t series;
    const struct bar *point; /* the last known; NULL: none */
    struct text_lines lines;
    double y, tall;
};

static Str end_words(const struct plot *plot, const struct series *series, const struct bar *point)
{
    Str parts[] = {series->label, point ? point->text : chart_word(plot->lang, WORD_UNKNOWN)};
    return str_join(plot->arena, parts, 2, point ? S(" ") : S(": "));
}

static void find_ends(const struct plot *plot, struct line_end *ends, double width)
{
    for (size_t s = 0; s < plot->series_count; s++) {
        struct lettering letters = plot->series[s].highlighted ? chart_values : chart_labels;
        ends[s] = (struct line_end){.series = s};
        for (size_t i = 0; i < plot->count; i++)
            if (plot->series[s].points[i].known) ends[s].point = &plot->series[s].points[i];
        ends[s].lines = plot_wrap(plot, end_words(plot, &plot->series[s], ends[s].point), letters, width);
        ends[s].tall = (double)ends[s].lines.count * CHART_LEADING + 4;
    }
}

/* Room for the names at the ends: a third of the drawing, more when a word of a name would be broken. */
static double ends_width(const struct plot *plot)
{
    double width = plot->width * 0.36 - 24;
    for (size_t s = 0; s < plot->series_count; s++)
        for (Str rest = plot->series[s].label; rest.len;)
            width = fmax(width, plot_measure(plot, str_cut(&rest, ' '), chart_values));
    return fmin(width, plot->width * 0.48 - 24);
}

/* From the highest down, each below the one before; what falls under the foot is pushed up again. */
static void spread_ends(const struct line_form *form, struct line_end *ends, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ends[i].y = ends[i].point ? y_of(form, ends[i].point->value) - ends[i].tall / 2 : form->base;
        struct line_end end = ends[i];
        size_t at = i;
        for (; at > 0 && ends[at - 1].y > end.y; at--) ends[at] = ends[at - 1];
        ends[at] = end;
    }
    double free = form->top - 8;
    for (size_t i = 0; i < count; i++) {
        ends[i].y = fmax(ends[i].y, free);
        free = ends[i].y + ends[i].tall;
    }
    free = form->base + 2;
    for (size_t i = count; i-- > 0;) {
        ends[i].y = fmin(ends[i].y, free - ends[i].tall);
        free = ends[i].y;
    }
}

static void draw_ends_of_lines(struct line_form *form, struct line_end *ends, size_t count)
{
    struct plot *plot = form->plot;
    const double from = form->right + RIGHT_GAP + 24;
    spread_ends(form, ends, count);
    for (size_t i = 0; i < count; i++) {
        const struct line_end *end = &ends[i];
        struct lettering letters = plot->series[end->series].highlighted ? chart_values : chart_labels;
        double middle = end->y + 2 + chart_labels.size * 0.64;
        const size_t look = look_of(plot, end->series);
        xmlNode *group = plot_element(plot->svg, "g", looks[look].class);
        plot_attribute(group, "color", str_from(plot->palette->series[look]));
        struct buf d = {0};
        add_point(&d, look, from - 12, middle);
        xmlNode *mark = plot_element(group, "path", NULL);
        plot_attribute(mark, "d", buf_view(&d));
        plot_attribute(mark, "fill", S("currentColor"));
        if (end->point) {
            xmlNode *lead = plot_element(plot->svg, "path", "chart-grid");
            d.len = 0;
            move_to(&d, 'M', x_of(form, end->point) + 6, y_of(form, end->point->value));
            move_to(&d, 'L', from - 18, middle);
            plot_attribute(lead, "d", buf_view(&d));
            plot_attribute(lead, "fill", S("none"));
            plot_attribute(lead, "stroke", S("#9aa8a0"));
        }
        buf_free(&d);
        plot_text(plot, from, end->y + 2 + chart_labels.size, letters, "start", end->lines, CHART_LEADING);
    }
}

/* ---- the whole ---- */

void chart_draw_line(struct plot *plot)
{
    struct line_form form = {.plot = plot};
    struct line_end ends[CHART_SERIES_MOST];
    bool several = plot->series_count > 1;
    chart_measure_line(plot, chart_measure(plot));
    double gutter = measure_ticks(&form) + 8, widest = 0, tall = 0;
    bool words = gutter <= plot->width * 0.3;
    form.left = words ? fmax(gutter, 12) : 12;
    form.right = plot->width - 14;
    if (several) {
        find_ends(plot, ends, ends_width(plot));
        for (size_t i = 0; i < plot->series_count; i++) {
            widest = fmax(widest, ends[i].lines.width);
            tall += ends[i].tall;
        }
        form.right = plot->width - widest - RIGHT_GAP - 24;
    }
    form.tall = fmax(fmin(plot->width * 0.5, 260), tall);
    form.top = plot->height + chart_values.size + 10;
    form.base = form.top + form.tall;
    form.first = plot->bars[0].at;
    form.last = plot->bars[plot->count - 1].at;
    double apart = (form.right - form.left) / (double)plot->count;
    form.each = several && apart < POINTS_APART ? (size_t)ceil(POINTS_APART / apart) : 1;
    form.room.within = (Rect){0, plot->height, plot->width, form.base - plot->height};
    draw_grid(&form, words);
    if (words) plot_take(plot, &form.room, (Rect){0, form.top - 8, form.left - 4, form.tall + 8});
    if (!several) take_line(&form);
    bool unsaid = draw_unknown(&form);
    if (!several) label_points(&form);
    for (size_t i = 0; i < plot->series_count; i++) draw_series(&form, i);
    if (several) draw_ends_of_lines(&form, ends, plot->series_count);
    draw_slots(&form);
    if (unsaid) chart_note_gap(plot);
}
