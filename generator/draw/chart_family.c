/* Charts of an indicator with `by`: its derived table has the columns of the groups, then the numbers, so x, y and by need not be written. */
#include "draw/chart_plot.h"

static void set_name(struct arena *arena, struct value *map, const char *key, Str name, Loc loc)
{
    if (value_get(map, str_from(key))) return;
    struct value *text = value_text(arena, name);
    text->loc = loc;
    value_set(arena, map, str_from(key), text);
}

const struct value *chart_family_description(struct arena *arena, struct diag *diag,
                                             const struct table *table, const struct value *description)
{
    const struct value *indicator = value_get(description, S("indicator"));
    if (!table->derived || !indicator || description->kind != VALUE_MAP) return description;
    size_t keys = table->group_columns, along = 0;
    for (size_t i = 0; i < keys; i++)
        if (chart_along_time(&table->column[i])) along = i;
    const struct chart_type *type = chart_type_find(value_get_text(description, S("type")));
    int needs = type ? type->needs : 0;
    if (keys > 1 && (!(needs & (CHART_SERIES | CHART_PAIRS)) || (needs & CHART_OWN_SCALES))) {
        diag_report(diag, indicator->loc, MSG_CHART_FAMILY, indicator->text, table->column[0].name,
                    table->column[1].name);
        return NULL;
    }
    struct value *whole = value_map(arena);
    whole->loc = description->loc;
    for (size_t i = 0; i < description->count; i++)
        if (description->items[i] != indicator)
            value_set(arena, whole, description->keys[i], description->items[i]);
    const struct value *by = value_get(whole, S("by")), *x = value_get(whole, S("x"));
    if (keys > 1 && (needs & CHART_PAIRS)) along = along == 0; /* bars of two years for each district */
    if (!x && by && keys > 1 && str_equal(by->text, table->column[along].name)) along = along == 0;
    if ((needs & CHART_PANELS) && keys == 1 && !x) return whole; /* it says what it needs */
    set_name(arena, whole, "x", table->column[along].name, indicator->loc);
    if (!value_get(whole, S("series"))) set_name(arena, whole, "y", table->column[keys].name, indicator->loc);
    Str chosen = value_get_text(whole, S("x"));
    for (size_t i = 0; i < keys && keys > 1; i++)
        if (!str_equal(table->column[i].name, chosen))
            set_name(arena, whole, "by", table->column[i].name, indicator->loc);
    return whole;
}
