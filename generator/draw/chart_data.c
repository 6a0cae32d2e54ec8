/* What a chart shows, as a table: for those who read numbers and for downloads. Columns of the chart's table, and what was computed from them. */
#include "base/arena.h"
#include "data/cells.h"
#include "draw/chart_plot.h"

enum { COLUMNS_MOST = CHART_SERIES_MOST + 5 };

static void add_column(struct table *data, const struct column *column)
{
    for (size_t i = 0; i < data->columns; i++)
        if (str_equal(data->column[i].name, column->name)) return;
    if (data->columns < COLUMNS_MOST) data->column[data->columns++] = *column;
}

static void add_named(const struct plot *plot, struct table *data, const char *key)
{
    const struct value *name = value_get(plot->description, str_from(key));
    size_t index;
    const struct column *column = name ? table_column(plot->table, name->text, &index) : NULL;
    if (column) add_column(data, column);
}

/* A column of its own; a name that the table has already gets a stroke more. */
static struct column *new_column(const struct plot *plot, struct table *data, Str name, enum chart_word label,
                                 enum column_type type, Str unit)
{
    size_t index;
    for (int i = 0; i < 9 && table_column(data, name, &index); i++)
        name = str_join(plot->arena, (Str[]){name, S("_")}, 2, STR_NONE);
    struct column *column = &data->column[data->columns++];
    *column = (struct column){.name = name,
                              .label = chart_word(plot->lang, label),
                              .unit = unit,
                              .type = type,
                              .cells = cells_new(plot->arena)};
    return column;
}

static void put_number(struct column *column, bool known, Decimal number)
{
    if (known)
        cells_add_number(column->cells, number);
    else
        cells_add_unknown(column->cells);
}

/* Numbers of a column in percent of their sum. */
static void add_shares(const struct plot *plot, struct table *data)
{
    struct column *percent = new_column(plot, data, S("persen"), WORD_PART, COLUMN_DECIMAL, S("percent"));
    Decimal total = decimal_from_int(0), part, hundred = decimal_from_int(100);
    for (size_t i = 0; i < plot->count; i++)
        if (!decimal_add(total, plot->bars[i].number, &total)) return;
    for (size_t i = 0; i < plot->count; i++) {
        bool known = plot->share.known && decimal_multiply(plot->bars[i].number, hundred, &part) &&
                     decimal_divide(part, total, 2, &part);
        put_number(percent, known, part);
    }
    cells_end(percent->cells);
}

static void add_label(struct column *labels, Str label)
{
    cells_add_text(labels->cells, label);
}

/* A share of an indicator: it and the rest. */
static void share_rows(const struct plot *plot, struct table *data)
{
    struct column *label = new_column(plot, data, S("label"), WORD_INDICATOR, COLUMN_TEXT, STR_NONE),
                  *percent = new_column(plot, data, S("persen"), WORD_PART, COLUMN_DECIMAL, S("percent"));
    Decimal rest = decimal_from_int(0);
    bool known = plot->share.known && decimal_subtract(decimal_from_int(100), plot->share.percent, &rest);
    label->key = true;
    add_label(label, plot->share.label);
    add_label(label, plot->share.rest_label);
    put_number(percent, known, plot->share.percent);
    put_number(percent, known, rest);
    cells_end(label->cells);
    cells_end(percent->cells);
    data->rows = 2;
}

/* Bars that are indicators. */
static void indicator_rows(const struct plot *plot, struct table *data)
{
    struct column *label = new_column(plot, data, S("label"), WORD_INDICATOR, COLUMN_TEXT, STR_NONE),
                  *value =
                      new_column(plot, data, S("nilai"), WORD_VALUE, COLUMN_DECIMAL, plot->indicator_unit);
    label->key = true;
    for (size_t i = 0; i < plot->count; i++) {
        add_label(label, plot->bars[i].label);
        put_number(value, plot->bars[i].known, plot->bars[i].number);
    }
    cells_end(label->cells);
    cells_end(value->cells);
    data->rows = plot->count;
}

static void add_targets(const struct plot *plot, struct table *data, Str unit)
{
    const struct value *target = value_get(plot->description, S("target"));
    size_t index;
    if (plot->y && table_column(plot->table, target->text, &index)) {
        add_named(plot, data, "target");
    } else {
        struct column *column = new_column(plot, data, S("sasaran"), WORD_TARGET, COLUMN_DECIMAL, unit);
        for (size_t i = 0; i < plot->count; i++)
            put_number(column, plot->bars[i].has_target, plot->bars[i].target);
        cells_end(column->cells);
    }
}

const struct table *chart_data(const struct plot *plot)
{
    struct table *data = arena_make(plot->arena, struct table);
    *data = *plot->table;
    data->name = plot->name;
    data->columns = 0;
    data->column = arena_make_n(plot->arena, struct column, COLUMNS_MOST);
    if (!plot->x) {
        if (plot->type->needs & CHART_SHARES)
            share_rows(plot, data);
        else
            indicator_rows(plot, data);
    } else {
        add_column(data, plot->x);
        add_named(plot, data, "by");
        for (size_t i = 0; i < plot->series_count; i++) add_column(data, plot->series[i].column);
        if (plot->y) add_column(data, plot->y);
    }
    if (plot->x && (plot->type->needs & CHART_SHARES)) add_shares(plot, data);
    if (plot->type->needs & CHART_TARGETS)
        add_targets(plot, data, plot->y ? plot->y->unit : plot->indicator_unit);
    return data;
}
