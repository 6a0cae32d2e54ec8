#include "site/period.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/cells.h"
#include "data/formula.h"

enum { MOST_PERIODS = 30, PERIODS_LISTED = 1000 };

struct period_entry {
    Str key;       /* "2022", "2022-Q3", "2022-11", "2022-11-22" */
    int64_t order; /* of numbers and times */
    const struct table *view;
};
/* Of one table, from the oldest to the newest. */
struct period_list {
    const struct table *table;
    struct period_entry *entries;
    size_t count, capacity;
};
struct periods {
    struct loader *loader;
    struct period_list *lists; /* by table; table NULL: it has no periods */
    struct period_entry all[MOST_PERIODS + 1];
    size_t all_count;
};

/* ---- names ---- */

static bool is_word(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_';
}

bool period_is_named(Str text, Str column)
{
    for (size_t from = 0; from < text.len;) {
        size_t at = from + str_find(str_skip(text, from), column), end = at + column.len;
        if (at >= text.len) return false;
        if ((at == 0 || !is_word(text.data[at - 1])) && (end == text.len || !is_word(text.data[end])))
            return true;
        from = end;
    }
    return false;
}

Str period_words(struct arena *arena, Str period, Str lang)
{
    Date date;
    struct buf out = {0};
    size_t quarter = str_find(period, S("-Q"));
    if (date_parse(period, &date)) {
        date_write_long(&out, date, lang, false);
    } else if (date_parse_month(period, &date)) {
        date_write_month(&out, date, lang);
    } else if (quarter == 4 && period.len == 7) {
        const char *word = str_is(lang, "en") ? "quarter" : "triwulan";
        buf_printf(&out, "%s %c %.*s", word, period.data[6], 4, period.data);
    } else {
        return period;
    }
    Str words = buf_copy(&out, arena);
    buf_free(&out);
    return words;
}

/* A row's period as a number, in the order of time; of texts their number in the column's dictionary. False: unknown. */
static bool order_of(const struct column *column, enum time_part part, size_t row, int64_t *order)
{
    if (!cells_known(column->cells, row)) return false;
    Decimal number = cells_number(column->cells, row);
    if (column->type != COLUMN_DATE && column->type != COLUMN_MONTH) return decimal_to_int64(number, order);
    Date date = date_from_number((int)number.coefficient);
    *order = date_number(date);
    if (part == PART_YEAR) *order = date.year;
    if (part == PART_QUARTER) *order = date.year * 4 + (date.month + 2) / 3 - 1;
    if (part == PART_MONTH) *order = *order / 100;
    return true;
}

static Str key_of(struct arena *arena, const struct column *column, enum time_part part, int64_t order)
{
    if (column->type == COLUMN_TEXT) return cells_dictionary(column->cells, (size_t)order);
    if (column->type == COLUMN_INTEGER || part == PART_YEAR)
        return str_format(arena, "%lld", (long long)order);
    if (part == PART_QUARTER) return str_format(arena, "%04d-Q%d", (int)(order / 4), (int)(order % 4) + 1);
    int month = (int)(part == PART_MONTH ? order : order / 100);
    if (part == PART_MONTH || column->type == COLUMN_MONTH)
        return str_format(arena, "%04d-%02d", month / 100, month % 100);
    return str_format(arena, "%04d-%02d-%02d", month / 100, month % 100, (int)(order % 100));
}

static int compare_entries(const void *a, const void *b)
{
    const struct period_entry *x = a, *y = b;
    int order = (x->order > y->order) - (x->order < y->order);
    return order ? order : str_compare(x->key, y->key);
}

/* ---- views ---- */

static Str view_name(struct arena *arena, Str table, Str period)
{
    return str_join(arena, (Str[]){table, period}, 2, S(":"));
}

/* One row after another is asked for its period; rows without one belong to none. False: there are too many periods. */
static bool collect(struct period_list *list, struct arena *scratch, const struct column *column,
                    enum time_part part)
{
    size_t last = 0;
    for (size_t row = 0; row < list->table->rows; row++) {
        int64_t order;
        if (!order_of(column, part, row, &order)) continue;
        if (last < list->count && list->entries[last].order == order)
            continue; /* rows of a period stand together */
        for (last = 0; last < list->count && list->entries[last].order != order;) last++;
        if (last < list->count) continue;
        if (list->count == PERIODS_LISTED) return false;
        list->entries =
            arena_grow(scratch, list->entries, &list->capacity, list->count + 1, sizeof *list->entries);
        list->entries[list->count++] = (struct period_entry){.order = order};
    }
    return true;
}

static const struct table *view_of(struct arena *arena, const struct table *table,
                                   const struct column *column, enum time_part part, int64_t wanted)
{
    size_t count = 0;
    int64_t order;
    for (size_t row = 0; row < table->rows; row++)
        count += order_of(column, part, row, &order) && order == wanted;
    size_t *rows = arena_make_n(arena, size_t, count + 1);
    count = 0;
    for (size_t row = 0; row < table->rows; row++)
        if (order_of(column, part, row, &order) && order == wanted) rows[count++] = row;
    return table_pick(arena, table, rows, count);
}

static void add_views(struct loader *loader, struct period_list *list, const struct column *column,
                      enum time_part part)
{
    const struct table *table = list->table;
    for (size_t i = 0; i < list->count; i++) {
        struct period_entry *entry = &list->entries[i];
        int64_t order = entry->order;
        uint32_t text = 0;
        if (column->type == COLUMN_TEXT && cells_find_text(column->cells, entry->key, &text)) order = text;
        entry->view = view_of(loader->arena, table, column, part, order);
        names_put(loader->arena, &loader->site->index->views,
                  view_name(loader->arena, table->name, entry->key), entry->view);
    }
    if (list->count)
        names_put(loader->arena, &loader->site->index->views, view_name(loader->arena, table->name, STR_NONE),
                  list->entries[list->count - 1].view);
}

static void list_periods(struct loader *loader, struct period_list *list, const struct table *table)
{
    const struct value *text = value_get(table->description, S("period"));
    enum time_part part;
    Str name;
    size_t column;
    if (!text) return;
    if (!formula_group(text->text, &name, &part) || !table_column(table, name, &column)) {
        diag_report(loader->diag, text->loc, MSG_PERIOD_COLUMN, text->text, table->name);
        return;
    }
    enum column_type type = table->column[column].type;
    bool time = type == COLUMN_DATE || type == COLUMN_MONTH;
    if (type == COLUMN_DECIMAL || type == COLUMN_BOOLEAN || (part != PART_WHOLE && !time)) {
        diag_report(loader->diag, text->loc, MSG_PERIOD_COLUMN, text->text, table->name);
        return;
    }
    struct arena *scratch = arena_new();
    const struct column *of = &table->column[column];
    list->table = table;
    if (!collect(list, scratch, of, part))
        diag_report(loader->diag, text->loc, MSG_PERIOD_MANY, text->text,
                    str_format(scratch, "%d", PERIODS_LISTED));
    for (size_t i = 0; i < list->count; i++)
        list->entries[i].key = str_copy(loader->arena, key_of(scratch, of, part, list->entries[i].order));
    if (of->type == COLUMN_TEXT)
        for (size_t i = 0; i < list->count; i++) list->entries[i].order = 0; /* by their names */
    if (list->count) qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
    size_t cut = list->count > MOST_PERIODS ? list->count - MOST_PERIODS : 0; /* the newest ones stay */
    list->count -= cut;
    list->entries = arena_copy(loader->arena, list->entries + cut, list->count * sizeof *list->entries);
    list->capacity = list->count;
    arena_free(scratch);
    add_views(loader, list, of, part);
}

const struct table *period_view(const struct site *site, const struct table *table, Str period)
{
    if (!table || !table->period.len) return table;
    struct arena *scratch = arena_new();
    const struct table *view = names_get(&site->index->views, view_name(scratch, table->name, period));
    if (!view) view = names_get(&site->index->views, view_name(scratch, table->name, STR_NONE));
    arena_free(scratch);
    return view ? view : table;
}

/* ---- indicators ---- */

static const struct period_list *list_of(const struct periods *periods, const struct figure *figure)
{
    Str id = str_from_to(figure->id, 0, str_find_char(figure->id, '.'));
    const struct site *site = periods->loader->site;
    for (size_t i = 0; i < site->table_count; i++)
        if (value_get(value_get(site->tables[i]->description, S("indicators")), id))
            return periods->lists[i].count ? &periods->lists[i] : NULL;
    return NULL;
}

/* Does the indicator look at times itself? */
static bool keeps_all_rows(const struct periods *periods, const struct figure *figure)
{
    static const char *const over_time[] = {"change", "percent_change", "latest", "previous", "first"};
    const struct period_list *list = list_of(periods, figure);
    if (!list) return false;
    Str id = str_from_to(figure->id, 0, str_find_char(figure->id, '.')), column;
    enum time_part part;
    const struct value *indicator = value_get(value_get(list->table->description, S("indicators")), id);
    const struct value *by = value_get(indicator, S("by"));
    Str formula = value_get_text(indicator, S("formula"));
    formula_group(list->table->period, &column, &part);
    if (period_is_named(formula, column)) return true;
    for (size_t i = 0; i < sizeof over_time / sizeof *over_time; i++)
        if (period_is_named(formula, str_from(over_time[i]))) return true;
    if (by && by->kind == VALUE_TEXT) return period_is_named(by->text, column);
    for (size_t i = 0; by && by->kind == VALUE_LIST && i < by->count; i++)
        if (period_is_named(by->items[i]->text, column)) return true;
    return false;
}

/* All indicators with each table at that period; empty: at its newest. What is wrong with them has been told. */
static bool compute_at(const struct periods *periods, struct figures facts, Str period,
                       struct indicators *out)
{
    struct loader *loader = periods->loader;
    const struct site *site = loader->site;
    struct table **tables = arena_make_n(loader->arena, struct table *, site->table_count + 1);
    for (size_t i = 0; i < site->table_count; i++) {
        const struct period_list *list = &periods->lists[i];
        const struct table *table = site->tables[i];
        for (size_t k = 0; k < list->count; k++)
            if (str_equal(list->entries[k].key, period) || (!period.len && k + 1 == list->count))
                table = list->entries[k].view;
        if (list->count && table == site->tables[i]) { /* it has nothing of that period: unknown, not zero */
            static const size_t none[] = {SIZE_MAX};
            table = table_pick(loader->arena, table, none, 1);
        }
        tables[i] = (struct table *)(uintptr_t)table;
    }
    struct diag *silent = diag_new();
    indicator_compute(loader->arena, silent, tables, site->table_count, facts, out);
    diag_free(silent);
    return true;
}

static struct names by_id(struct arena *arena, const struct indicators *indicators)
{
    struct names names = {0};
    for (size_t i = 0; i < indicators->count; i++)
        names_put(arena, &names, indicators->figures[i].id, &indicators->figures[i]);
    return names;
}

/* The figures that another one relates are the site's own. */
static const struct figure *own_figure(const struct names *own, const struct figure *figure)
{
    const struct figure *same =
        figure && figure->id.len && !figure->entry ? names_get(own, figure->id) : NULL;
    return same ? same : figure;
}

static void take_newest(const struct periods *periods, struct indicators *indicators,
                        const struct indicators *newest)
{
    struct arena *arena = periods->loader->arena;
    struct names all = by_id(arena, indicators), now = by_id(arena, newest);
    for (size_t i = 0; i < indicators->count; i++) {
        struct figure *figure = &indicators->figures[i];
        const struct figure *other = names_get(&now, figure->id);
        if (!keeps_all_rows(periods, figure)) {
            if (other)
                *figure = *other;
            else /* a group that the newest period has no row of */
                figure->known = figure->is_number = figure->at_least = figure->at_most = false,
                figure->text = S("tidak diketahui");
        }
        figure->of = own_figure(&all, figure->of);
        figure->to = own_figure(&all, figure->to);
    }
    for (size_t i = 0; i < indicators->family_count; i++) {
        struct figure_family *family = &indicators->families[i];
        const struct figure like = {.id = family->id};
        if (keeps_all_rows(periods, &like)) continue;
        for (size_t k = 0; k < newest->family_count; k++)
            if (str_equal(newest->families[k].id, family->id)) *family = newest->families[k];
    }
}

static void add_earlier(const struct periods *periods, const struct indicators *indicators,
                        const struct indicators *then, Str period)
{
    struct loader *loader = periods->loader;
    struct names figures = by_id(loader->arena, then);
    for (size_t i = 0; i < indicators->count; i++) {
        struct figure *now = &indicators->figures[i];
        const struct period_list *list = list_of(periods, now);
        struct figure *figure = names_get(&figures, now->id);
        bool has = false,
             newest = list && list->count && str_equal(list->entries[list->count - 1].key, period);
        for (size_t k = 0; list && k < list->count; k++) has = has || str_equal(list->entries[k].key, period);
        if (!has || keeps_all_rows(periods, now)) continue;
        if (newest) figure = now;
        if (!figure) continue;
        figure->period = period;
        Str name = str_join(loader->arena, (Str[]){S("stat"), now->id, period}, 3, S("."));
        names_put(loader->arena, &loader->site->index->figures, name, figure);
    }
}

static struct figure *find_at(const struct periods *periods, Str id, Str period)
{
    struct loader *loader = periods->loader;
    Str name = str_join(loader->arena, (Str[]){S("stat"), id, period}, 3, S("."));
    return names_get(&loader->site->index->figures, name);
}

/* Families that follow the period: "memakai_kecamatan" of 2024 is "memakai_kecamatan.2024". */
static void add_earlier_families(const struct periods *periods, const struct indicators *then, Str period)
{
    struct loader *loader = periods->loader;
    for (size_t i = 0; i < then->family_count; i++) {
        const struct figure_family *family = &then->families[i];
        const struct figure like = {.id = family->id};
        const struct period_list *list = list_of(periods, &like);
        for (size_t k = 0; list && k < list->count; k++) {
            if (!str_equal(list->entries[k].key, period) || keeps_all_rows(periods, &like)) continue;
            Str name = str_join(loader->arena, (Str[]){family->id, period}, 2, S("."));
            names_put(loader->arena, &loader->site->index->families, name, family);
        }
    }
}

/* Each figure with that of the period before. */
static void link_periods(const struct periods *periods, const struct indicators *indicators)
{
    for (size_t i = 0; i < indicators->count; i++) {
        const struct figure *figure = &indicators->figures[i];
        const struct period_list *list = list_of(periods, figure);
        for (size_t k = 1; list && k < list->count; k++) {
            struct figure *now = find_at(periods, figure->id, list->entries[k].key);
            if (now) now->previous = find_at(periods, figure->id, list->entries[k - 1].key);
        }
    }
}

/* All periods of all tables, the newest MOST_PERIODS. */
static void join_lists(struct periods *periods)
{
    const struct site *site = periods->loader->site;
    struct names seen = {0};
    size_t count = 0;
    struct period_entry *all =
        arena_make_n(periods->loader->arena, struct period_entry, site->table_count * MOST_PERIODS + 1);
    for (size_t i = 0; i < site->table_count; i++)
        for (size_t k = 0; k < periods->lists[i].count; k++)
            if (names_put(periods->loader->arena, &seen, periods->lists[i].entries[k].key, periods))
                all[count++] = periods->lists[i].entries[k];
    if (count) qsort(all, count, sizeof *all, compare_entries);
    size_t from = count > MOST_PERIODS ? count - MOST_PERIODS : 0;
    for (size_t i = from; i < count; i++) periods->all[periods->all_count++] = all[i];
}

void period_load(struct loader *loader, struct figures facts, struct indicators *indicators)
{
    struct site *site = loader->site;
    struct periods periods = {.loader = loader};
    periods.lists = arena_make_n(loader->arena, struct period_list, site->table_count + 1);
    bool any = false;
    for (size_t i = 0; i < site->table_count; i++) {
        list_periods(loader, &periods.lists[i], site->tables[i]);
        any = any || periods.lists[i].count;
    }
    if (!any) return;
    join_lists(&periods);
    struct indicators newest, then;
    if (!compute_at(&periods, facts, STR_NONE, &newest)) return;
    take_newest(&periods, indicators, &newest);
    for (size_t i = 0; i < periods.all_count; i++)
        if (compute_at(&periods, facts, periods.all[i].key, &then)) {
            add_earlier(&periods, indicators, &then, periods.all[i].key);
            add_earlier_families(&periods, &then, periods.all[i].key);
        }
    link_periods(&periods, indicators);
}

static void check_page(struct loader *loader, const struct value *meta)
{
    const struct site *site = loader->site;
    const struct value *period = value_get(meta, S("period"));
    bool known = site->tables_faulty || !period || !period->text.len;
    for (size_t i = 0; i < site->table_count && !known; i++)
        known = names_get(&site->index->views,
                          view_name(loader->arena, site->tables[i]->name, period->text)) != NULL;
    if (!known) diag_report(loader->diag, period->loc, MSG_PERIOD_UNKNOWN, period->text);
}

void period_check(struct loader *loader)
{
    const struct site *site = loader->site;
    for (size_t i = 0; i < site->page_count; i++)
        if (value_get(site->pages[i]->meta, S("period"))) check_page(loader, site->pages[i]->meta);
    for (size_t i = 0; i < site->product_count; i++)
        if (value_get(site->products[i]->meta, S("period"))) check_page(loader, site->products[i]->meta);
}
