/* Rows that make series: one or several columns of numbers along x, or one column split by `by`; and the targets of rows. */
#include <string.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

struct reading {
    struct plot *plot;
    size_t x, by, columns, column[CHART_SERIES_MOST];
    const struct column *groups; /* of `by`; NULL: each column is a series */
    size_t slot_capacity, series_capacity;
};

/* ---- the columns ---- */

static bool take_column(struct reading *reading, const struct value *name)
{
    struct plot *plot = reading->plot;
    const struct column *column = chart_column(plot, name, &reading->column[reading->columns]);
    if (!column || !chart_numeric(plot, column, name->loc)) return false;
    const struct column *first = &plot->table->column[reading->column[0]];
    if (!(plot->type->needs & CHART_OWN_SCALES) && !str_equal(first->unit, column->unit)) {
        diag_report(plot->diag, name->loc, MSG_CHART_UNITS, first->name, column->name);
        return false;
    }
    reading->columns++;
    if (!plot->y) plot->y = column;
    return true;
}

static bool needs(struct plot *plot, const char *key)
{
    diag_report(plot->diag, plot->description->loc, MSG_CHART_NEEDS, str_from(plot->type->name),
                str_from(key));
    return false;
}

static bool too_many_groups(struct plot *plot, size_t count, size_t most, const char *key)
{
    diag_report(plot->diag, chart_key_loc(plot, key), MSG_CHART_SERIES_MANY, str_from(plot->type->name),
                str_format(plot->arena, "%zu", count), str_format(plot->arena, "%zu", most));
    return false;
}

static size_t series_most(const struct plot *plot)
{
    if (plot->pairs) return CHART_PAIRS_MOST;
    return plot->type->needs & CHART_PANELS ? CHART_PANELS_MOST : CHART_SERIES_MOST;
}

static bool find_columns(struct reading *reading)
{
    struct plot *plot = reading->plot;
    const struct value *x = value_get(plot->description, S("x")), *y = value_get(plot->description, S("y")),
                       *by = value_get(plot->description, S("by")),
                       *list = value_get(plot->description, S("series"));
    if (!x) return needs(plot, "x");
    if (!by && (plot->type->needs & CHART_PANELS)) return needs(plot, "by");
    if (!(plot->x = chart_column(plot, x, &reading->x))) return false;
    if (by && !(reading->groups = chart_column(plot, by, &reading->by))) return false;
    if (!list || !list->count) return y ? take_column(reading, y) : needs(plot, "y");
    const char *other = y ? "y" : "by";
    if (y || by) {
        diag_report(plot->diag, chart_key_loc(plot, other), MSG_CHART_KEY, S("series"), str_from(other));
        return false;
    }
    if (list->count > series_most(plot))
        return too_many_groups(plot, list->count, series_most(plot), "series");
    for (size_t i = 0; i < list->count; i++)
        if (!take_column(reading, value_at(list, i))) return false;
    return true;
}

/* ---- slots along x ---- */

/* Months, days and years stand in their order, whatever the rows' is. */
bool chart_along_time(const struct column *column)
{
    return column->type == COLUMN_MONTH || column->type == COLUMN_DATE || figure_unit_is_year(column->unit);
}

static Date time_of(const struct column *column, const struct cell *cell)
{
    int64_t year = 0;
    if (column->type == COLUMN_MONTH || column->type == COLUMN_DATE) return cell->date;
    decimal_to_int64(cell->number, &year);
    return (Date){(int)year, 1, 1};
}

static Date next_slot(const struct column *column, Date month)
{
    if (column->type != COLUMN_MONTH) return (Date){month.year + 1, 1, 1};
    return month.month < 12 ? (Date){month.year, month.month + 1, 1} : (Date){month.year + 1, 1, 1};
}

static struct bar *add_slot(struct reading *reading, size_t at, const struct cell *cell)
{
    struct plot *plot = reading->plot;
    plot->bars =
        arena_grow(plot->arena, plot->bars, &reading->slot_capacity, plot->count + 1, sizeof *plot->bars);
    memmove(plot->bars + at + 1, plot->bars + at, (plot->count - at) * sizeof *plot->bars);
    plot->count++;
    struct bar *slot = &plot->bars[at];
    *slot = (struct bar){.label = chart_label(plot, plot->x, cell)};
    if (chart_along_time(plot->x)) slot->date = time_of(plot->x, cell);
    if (plot->x->type == COLUMN_MONTH) slot->month = cell->date;
    return slot;
}

/* Where x belongs among the slots (months and days in their order, the rest as in the table); true: it is there already. */
static bool find_slot(const struct plot *plot, const struct cell *cell, Str label, size_t *at)
{
    bool time = chart_along_time(plot->x);
    for (*at = 0; *at < plot->count; ++*at) {
        if (!time && str_equal(plot->bars[*at].label, label)) return true;
        if (!time) continue;
        int order = date_compare(plot->bars[*at].date, time_of(plot->x, cell));
        if (order >= 0) return order == 0;
    }
    return false;
}

static bool read_slots(struct reading *reading)
{
    struct plot *plot = reading->plot;
    for (size_t row = 0; row < plot->table->rows; row++) {
        struct cell cell = table_cell(plot->table, row, reading->x);
        size_t at;
        if (!cell.known) {
            diag_report(plot->diag, table_loc(plot->arena, plot->table, row), MSG_CHART_NO_X, plot->x->name);
            return false;
        }
        Str label = chart_label(plot, plot->x, &cell);
        if (!find_slot(plot, &cell, label, &at)) add_slot(reading, at, &cell);
    }
    /* A month or year without a row is unknown as well: it keeps its place. */
    bool even = chart_along_time(plot->x) && plot->x->type != COLUMN_DATE;
    for (size_t i = 1; even && i < plot->count && plot->count <= CHART_SLOTS_MOST; i++) {
        Date next = next_slot(plot->x, plot->bars[i - 1].date);
        struct cell cell = {.known = true, .date = next, .number = decimal_from_int(next.year)};
        if (date_compare(next, plot->bars[i].date) < 0) add_slot(reading, i, &cell);
    }
    size_t most = plot->pairs ? plot->type->rows_most : CHART_SLOTS_MOST;
    if (plot->count > most) {
        diag_report(plot->diag, plot->description->loc, MSG_CHART_TOO_MANY,
                    str_format(plot->arena, "%zu", plot->count), str_format(plot->arena, "%zu", most));
        return false;
    }
    int first = plot->x->type == COLUMN_DATE ? date_days(plot->bars[0].date) : 0;
    for (size_t i = 0; i < plot->count; i++) {
        struct bar *slot = &plot->bars[i];
        slot->at = plot->x->type == COLUMN_DATE ? date_days(slot->date) - first : (double)i;
    }
    return true;
}

/* ---- numbers into their series ---- */

static struct series *add_series(struct reading *reading, Str label, const struct column *column)
{
    struct plot *plot = reading->plot;
    plot->series = arena_grow(plot->arena, plot->series, &reading->series_capacity, plot->series_count + 1,
                              sizeof *plot->series);
    struct series *series = &plot->series[plot->series_count++];
    *series = (struct series){.label = label, .column = column};
    series->points = arena_make_n(plot->arena, struct bar, plot->count);
    memcpy(series->points, plot->bars, plot->count * sizeof *plot->bars);
    return series;
}

static struct series *find_series(struct reading *reading, Str label)
{
    struct plot *plot = reading->plot;
    for (size_t i = 0; i < plot->series_count; i++)
        if (str_equal(plot->series[i].label, label)) return &plot->series[i];
    return add_series(reading, label, plot->y);
}

static bool put_number(struct plot *plot, struct series *series, bool *filled, size_t slot, size_t row,
                       size_t column)
{
    struct bar *point = &series->points[slot];
    if (*filled) {
        diag_report(plot->diag, table_loc(plot->arena, plot->table, row), MSG_CHART_SAME_PLACE, point->label);
        return false;
    }
    *filled = true;
    struct bar number = chart_bar(plot, series->column, table_cell(plot->table, row, column));
    point->known = number.known;
    point->number = number.number;
    point->value = number.value;
    point->text = number.text;
    if (!number.known || number.value >= 0 || (plot->type->needs & CHART_NEGATIVE)) return true;
    diag_report(plot->diag, table_loc(plot->arena, plot->table, row), MSG_CHART_NEGATIVE,
                str_from(plot->type->name));
    return false;
}

static double order_of(const struct column *groups, const struct cell *cell)
{
    if (groups->type == COLUMN_TEXT || groups->type == COLUMN_BOOLEAN) return 0;
    bool day = groups->type == COLUMN_DATE || groups->type == COLUMN_MONTH;
    return day ? date_days(cell->date) : decimal_to_double(cell->number);
}

/* Years and months in their order; names stay as in the table. */
static void sort_series(struct plot *plot)
{
    for (size_t i = 1; i < plot->series_count; i++)
        for (size_t at = i; at > 0 && plot->series[at - 1].order > plot->series[at].order; at--) {
            struct series kept = plot->series[at - 1];
            plot->series[at - 1] = plot->series[at];
            plot->series[at] = kept;
        }
}

static bool read_numbers(struct reading *reading)
{
    struct plot *plot = reading->plot;
    size_t most = series_most(plot);
    bool *filled = arena_make_n(plot->arena, bool, (most + 1) * plot->count);
    for (size_t i = 0; i < reading->columns && !reading->groups; i++) {
        const struct column *column = &plot->table->column[reading->column[i]];
        add_series(reading, column->label.len ? column->label : column->name, column);
    }
    for (size_t row = 0; row < plot->table->rows; row++) {
        struct cell x = table_cell(plot->table, row, reading->x), group;
        size_t slot;
        find_slot(plot, &x, chart_label(plot, plot->x, &x), &slot);
        if (!reading->groups) {
            for (size_t i = 0; i < reading->columns; i++)
                if (!put_number(plot, &plot->series[i], &filled[i * plot->count + slot], slot, row,
                                reading->column[i]))
                    return false;
            continue;
        }
        group = table_cell(plot->table, row, reading->by);
        if (!group.known) {
            diag_report(plot->diag, table_loc(plot->arena, plot->table, row), MSG_CHART_NO_X,
                        reading->groups->name);
            return false;
        }
        struct series *series = find_series(reading, chart_label(plot, reading->groups, &group));
        series->order = order_of(reading->groups, &group);
        if (plot->series_count > most) return too_many_groups(plot, plot->series_count, most, "by");
        size_t number = (size_t)(series - plot->series);
        if (!put_number(plot, series, &filled[number * plot->count + slot], slot, row, reading->column[0]))
            return false;
    }
    return true;
}

bool chart_read_series(struct plot *plot)
{
    struct reading reading = {.plot = plot};
    if (!find_columns(&reading) || !chart_rows_fit(plot) || !read_slots(&reading) || !read_numbers(&reading))
        return false;
    sort_series(plot);
    size_t shown = plot->pairs ? plot->series_count - 1 : 0; /* rows are sorted by the last year */
    if (plot->series_count == 1 || plot->pairs || (plot->type->needs & CHART_OWN_SCALES))
        memcpy(plot->bars, plot->series[shown].points, plot->count * sizeof *plot->bars);
    return true;
}

/* ---- targets ---- */

/* The only bar: an indicator. */
static bool read_indicator(struct plot *plot, Str id, Str *unit)
{
    const struct figure *figure = chart_figure(plot, id);
    if (!figure || (figure->known && !figure->is_number)) {
        diag_report(plot->diag, chart_key_loc(plot, "indicator"),
                    figure ? MSG_CHART_NOT_NUMBER : MSG_CHART_INDICATOR, id);
        return false;
    }
    plot->bars = arena_make(plot->arena, struct bar);
    plot->count = 1;
    *unit = plot->indicator_unit = figure->unit;
    plot->bars[0] = (struct bar){.label = figure->label.len ? figure->label : id, .known = figure->known};
    if (!figure->known) return true;
    plot->bars[0].number = figure->number;
    plot->bars[0].value = decimal_to_double(figure->number);
    plot->bars[0].text = figure_format(plot->arena, figure->number, figure->unit, plot->lang);
    return true;
}

static void set_target(const struct plot *plot, struct bar *bar, Decimal target, Str unit)
{
    Decimal scaled, percent;
    bar->has_target = true;
    bar->target = target;
    bar->target_text = figure_format(plot->arena, target, unit, plot->lang);
    if (bar->known && decimal_multiply(bar->number, decimal_from_int(100), &scaled) &&
        decimal_divide(scaled, target, 2, &percent)) {
        while (percent.scale > 0 && percent.coefficient % 10 == 0) {
            percent.coefficient /= 10;
            percent.scale--;
        }
        bar->reached = figure_format(plot->arena, percent, S("percent"), plot->lang);
    }
}

static bool above_zero(struct plot *plot, Decimal target, Str name, Loc loc)
{
    if (decimal_compare(target, decimal_from_int(0)) > 0) return true;
    diag_report(plot->diag, loc, MSG_CHART_TARGET_ZERO, name);
    return false;
}

static bool targets_of_column(struct plot *plot, const struct value *name)
{
    size_t index;
    const struct column *column = chart_column(plot, name, &index);
    if (!column || !chart_numeric(plot, column, name->loc)) return false;
    if (!str_equal(column->unit, plot->y->unit)) {
        diag_report(plot->diag, name->loc, MSG_CHART_UNITS, plot->y->name, column->name);
        return false;
    }
    for (size_t row = 0; row < plot->count; row++) {
        struct cell cell = table_cell(plot->table, row, index);
        if (!cell.known) continue;
        if (!above_zero(plot, cell.number, name->text, table_loc(plot->arena, plot->table, row)))
            return false;
        set_target(plot, &plot->bars[row], cell.number, column->unit);
    }
    return true;
}

bool chart_read_targets(struct plot *plot)
{
    const struct value *name = value_get(plot->description, S("target"));
    Str id = value_get_text(plot->description, S("indicator")), unit = plot->y ? plot->y->unit : STR_NONE;
    if (!name) return needs(plot, "target");
    if (id.len && !read_indicator(plot, id, &unit)) return false;
    for (size_t i = 0; i < plot->count; i++)
        if (plot->bars[i].known && plot->bars[i].value < 0) {
            diag_report(plot->diag, plot->description->loc, MSG_CHART_NEGATIVE, str_from(plot->type->name));
            return false;
        }
    size_t index;
    if (plot->y && table_column(plot->table, name->text, &index)) return targets_of_column(plot, name);
    const struct figure *figure = chart_figure(plot, name->text);
    Decimal target;
    if (figure && figure->known && figure->is_number) {
        if (figure->unit.len && unit.len && !str_equal(figure->unit, unit)) {
            diag_report(plot->diag, name->loc, MSG_CHART_UNITS, id.len ? id : plot->y->name, name->text);
            return false;
        }
        target = figure->number;
    } else if (figure || !decimal_parse(name->text, &target)) {
        if (figure && !figure->known) return true; /* unknown: the bars stand alone and say so */
        diag_report(plot->diag, name->loc, MSG_CHART_TARGET, name->text);
        return false;
    }
    if (!above_zero(plot, target, name->text, name->loc)) return false;
    for (size_t i = 0; i < plot->count; i++) set_target(plot, &plot->bars[i], target, unit);
    return true;
}
