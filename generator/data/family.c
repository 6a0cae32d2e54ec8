/* Indicators with `by`: groups of rows become figures, and rows of a table. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/cells.h"
#include "data/filter.h"
#include "data/indicator_work.h"

/* ---- binding ---- */

/* What a group's column is called in the derived table: "kecamatan"; "year" of year(bulan). */
Str family_by_name(const struct by *by)
{
    return by->part == PART_WHOLE ? by->column : str_from(formula_parts[by->part]);
}

static bool may_group(const struct column *column, enum time_part part)
{
    if (part == PART_YEAR) return column_is_time(column);
    if (part != PART_WHOLE) return column->type == COLUMN_DATE || column->type == COLUMN_MONTH;
    return column->type != COLUMN_DECIMAL;
}

static bool bind_by(struct work *work, struct indicator *indicator, const struct value *text)
{
    struct by *by = &indicator->by[indicator->by_count];
    by->loc = text->loc;
    if (!formula_group(text->text, &by->column, &by->part)) {
        diag_report(work->diag, text->loc, MSG_INDICATOR_BY, text->text);
        return false;
    }
    if (!filter_find_column(work->arena, work->diag, indicator->table, by->column, text->loc, &by->index))
        return false;
    if (!may_group(&indicator->table->column[by->index], by->part)) {
        diag_report(work->diag, text->loc, MSG_INDICATOR_BY_TYPE, text->text);
        return false;
    }
    for (size_t i = 0; i < indicator->by_count; i++)
        if (str_equal(family_by_name(by), family_by_name(&indicator->by[i]))) {
            diag_report(work->diag, text->loc, MSG_INDICATOR_BY_TWICE, text->text);
            return false;
        }
    indicator->by_count++;
    return true;
}

/* A table of its columns, still without rows. */
static void make_table(struct work *work, struct indicator *indicator, const struct figure *figure)
{
    struct table *table = arena_make(work->arena, struct table);
    *table = *indicator->table;
    table->name = figure->id;
    table->title = figure->label;
    if (figure->note.len) table->note = figure->note;
    table->derived = true;
    table->group_columns = indicator->by_count;
    table->loc = figure->loc;
    table->rows = 0;
    table->columns = indicator->by_count + 1;
    table->column =
        arena_make_n(work->arena, struct column, table->columns + 1); /* one more: see add_bounds */
    for (size_t i = 0; i < indicator->by_count; i++) {
        const struct by *by = &indicator->by[i];
        struct column *column = &table->column[i];
        *column = indicator->table->column[by->index];
        column->name = family_by_name(by);
        column->key = true;
        if (by->part == PART_WHOLE) continue;
        static const char *const labels[] = {
            [PART_WHOLE] = "", [PART_YEAR] = "Tahun", [PART_QUARTER] = "Triwulan", [PART_MONTH] = "Bulan"};
        column->label = str_from(labels[by->part]);
        column->type = by->part == PART_YEAR ? COLUMN_INTEGER : COLUMN_TEXT;
        column->unit = by->part == PART_YEAR ? S("tahun") : STR_NONE;
    }
    table->column[indicator->by_count] = (struct column){.name = figure->id,
                                                         .label = figure->label,
                                                         .unit = figure->unit,
                                                         .type = COLUMN_DECIMAL,
                                                         .loc = figure->loc};
    indicator->derived = table;
}

bool family_bind(struct work *work, struct indicator *indicator)
{
    const struct figure *figure = &work->figures[indicator - work->indicators];
    const struct value *by = value_get(indicator->description, S("by"));
    if (!by || by->kind == VALUE_NOTHING) return true;
    size_t count = by->kind == VALUE_LIST ? by->count : 1;
    if (count == 0 || count > GROUP_KEYS_MOST) {
        diag_report(work->diag, by->loc, MSG_INDICATOR_BY_COUNT,
                    str_format(work->arena, "%d", (int)GROUP_KEYS_MOST));
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct value *text = by->kind == VALUE_LIST ? by->items[i] : by;
        if (!bind_by(work, indicator, text)) return false;
    }
    bool clash = false;
    for (size_t i = 0; i < work->own_tables; i++)
        clash |= str_equal(work->tables.tables[i]->name, figure->id);
    for (size_t i = 0; i < indicator->by_count; i++)
        clash |= str_equal(family_by_name(&indicator->by[i]), figure->id);
    if (clash) {
        diag_report(work->diag, figure->loc, MSG_INDICATOR_BY_NAME, figure->id);
        return false;
    }
    make_table(work, indicator, figure);
    indicator->family = &work->families[work->family_count++];
    *indicator->family = (struct figure_family){.id = figure->id,
                                                .label = figure->label,
                                                .note = figure->note,
                                                .table = indicator->derived,
                                                .keys = indicator->by_count,
                                                .rows = arena_make(work->arena, struct names)};
    return true;
}

struct groups *family_groups(struct work *work, const struct indicator *indicator, const struct table *table,
                             Loc loc)
{
    struct group_key keys[GROUP_KEYS_MOST];
    for (size_t i = 0; i < indicator->by_count; i++) {
        const struct by *by = &indicator->by[i];
        keys[i].part = by->part;
        if (table_column(table, by->column, &keys[i].column) &&
            may_group(&table->column[keys[i].column], by->part))
            continue;
        keys[i].part = PART_WHOLE; /* another family's "year" */
        if (by->part != PART_WHOLE && table->derived &&
            table_column(table, family_by_name(by), &keys[i].column))
            continue;
        diag_report(work->diag, loc, MSG_INDICATOR_BY_ABSENT, table->name, by->column);
        return NULL;
    }
    return groups_new(work->arena, table, keys, indicator->by_count);
}

/* ---- groups of all tables ---- */

static Str iso_text(struct arena *arena, int number, bool month)
{
    struct buf text = {0};
    date_write_iso(&text, date_from_number(number));
    if (month) text.len -= 3;
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

static Str month_name(struct arena *arena, int month)
{
    struct buf text = {0};
    date_write_month(&text, (Date){2000, month, 1}, S("id"));
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return str_from_to(copy, 0, str_find_last_char(copy, ' '));
}

static struct group_cell cell_of(struct arena *arena, const struct column *column, enum time_part part,
                                 int64_t key)
{
    struct group_cell cell = {.order = key, .by_order = true};
    if (part == PART_MONTH) {
        cell.text = month_name(arena, (int)key);
    } else if (part == PART_QUARTER) {
        cell.text = str_format(arena, "Triwulan %d", (int)key);
    } else if (part == PART_WHOLE && column->type == COLUMN_TEXT) {
        cell.text = cells_dictionary(column->cells, (size_t)key);
        cell.by_order = false;
    } else if (part == PART_WHOLE && column->type == COLUMN_BOOLEAN) {
        cell.text = key ? S("ya") : S("tidak");
    } else if (part == PART_WHOLE && (column->type == COLUMN_DATE || column->type == COLUMN_MONTH)) {
        cell.text = iso_text(arena, (int)key, column->type == COLUMN_MONTH);
    } else {
        cell.text = str_format(arena, "%lld", (long long)key);
    }
    return cell;
}

Str family_key(struct arena *arena, const Str *texts, size_t count)
{
    Str parts[GROUP_KEYS_MOST + 1] = {STR_NONE}; /* begins with the separator, which no short name does */
    for (size_t i = 0; i < count; i++) parts[i + 1] = texts[i];
    return str_join(arena, parts, count + 1, S("\x1f"));
}

/* The group's number among those of all tables. */
static size_t number_of(struct evaluation *evaluation, const struct group *group)
{
    struct arena *arena = evaluation->work->arena;
    Str texts[GROUP_KEYS_MOST];
    size_t keys = evaluation->indicator->by_count;
    for (size_t i = 0; i < keys; i++) texts[i] = group->cells[i].text;
    Str key = family_key(arena, texts, keys);
    struct group *there = names_get(&evaluation->numbers, key);
    if (there) return there->number;
    evaluation->groups = arena_grow(arena, evaluation->groups, &evaluation->group_capacity,
                                    evaluation->group_count + 1, sizeof *evaluation->groups);
    struct group *fresh = &evaluation->groups[evaluation->group_count],
                 *kept = arena_make(arena, struct group);
    *fresh = *group;
    fresh->number = evaluation->group_count++;
    *kept = *fresh;
    names_put(arena, &evaluation->numbers, key, kept);
    return fresh->number;
}

/* Groups of one table; those with an unknown cell are none. */
static void collect_set(struct evaluation *evaluation, struct group_set *set, uint32_t *numbers)
{
    const struct indicator *indicator = evaluation->indicator;
    const size_t *columns = groups_columns(set->groups);
    for (size_t i = 0; i < groups_count(set->groups); i++) {
        const int64_t *key = groups_key(set->groups, i);
        struct group group = {0};
        bool whole = true;
        for (size_t k = 0; k < indicator->by_count; k++) {
            const struct column *column = &set->table->column[columns[k]];
            bool of_family =
                indicator->by[k].part != PART_WHOLE && !str_equal(column->name, indicator->by[k].column);
            if (key[k] == GROUP_UNKNOWN)
                whole = false;
            else
                group.cells[k] = cell_of(evaluation->work->arena, column,
                                         of_family ? PART_WHOLE : indicator->by[k].part, key[k]);
        }
        numbers[i] = whole ? (uint32_t)number_of(evaluation, &group) : GROUP_NONE;
    }
}

/* Groups that only an indicator knows by which this one divides. */
static void collect_family(struct evaluation *evaluation, const struct indicator *other)
{
    const struct indicator *indicator = evaluation->indicator;
    if (other->by_count != indicator->by_count) return;
    for (size_t i = 0; i < other->family->count; i++) {
        struct group group = {0};
        for (size_t k = 0; k < indicator->by_count; k++)
            for (size_t j = 0; j < other->by_count; j++)
                if (str_equal(family_by_name(&other->by[j]), family_by_name(&indicator->by[k])))
                    group.cells[k] = other->groups[i].cells[j];
        number_of(evaluation, &group);
    }
}

void family_collect(struct evaluation *evaluation)
{
    struct work *work = evaluation->work;
    size_t sets = 0, at = 0;
    for (struct group_set *set = evaluation->sets; set; set = set->next) sets++;
    struct group_set **order = arena_make_n(work->arena, struct group_set *, sets + 1);
    uint32_t **numbers = arena_make_n(work->arena, uint32_t *, sets + 1);
    for (struct group_set *set = evaluation->sets; set; set = set->next) order[sets - ++at] = set;
    for (size_t i = 0; i < sets; i++) {
        numbers[i] = arena_make_n(work->arena, uint32_t, groups_count(order[i]->groups) + 1);
        collect_set(evaluation, order[i], numbers[i]);
    }
    for (size_t i = 0; i < evaluation->ops.count; i++) {
        const struct op *op = &evaluation->ops.ops[i];
        if ((op->kind == STEP_NAME || op->kind == STEP_RANK) && !op->of &&
            op->meaning->indicator != SIZE_MAX && !op->meaning->group.len &&
            work->indicators[op->meaning->indicator].by_count)
            collect_family(evaluation, &work->indicators[op->meaning->indicator]);
    }
    for (size_t i = 0; i < sets; i++) {
        order[i]->local = arena_make_n(work->arena, uint32_t, evaluation->group_count + 1);
        for (size_t g = 0; g < evaluation->group_count; g++) order[i]->local[g] = GROUP_NONE;
        for (size_t g = 0; g < groups_count(order[i]->groups); g++)
            if (numbers[i][g] != GROUP_NONE) order[i]->local[numbers[i][g]] = (uint32_t)g;
    }
}

/* Texts are in the order in which the table first has them: the number of the group that was first to have it. */
static void order_texts(struct evaluation *evaluation)
{
    struct arena *scratch = arena_new();
    for (size_t k = 0; k < evaluation->indicator->by_count; k++) {
        struct names first = {0};
        for (size_t i = 0; i < evaluation->group_count; i++) {
            struct group_cell *cell = &evaluation->groups[i].cells[k];
            if (cell->by_order) continue;
            struct group *there = names_get(&first, cell->text);
            if (!there) names_put(scratch, &first, cell->text, there = &evaluation->groups[i]);
            cell->order = (int64_t)there->number;
        }
    }
    arena_free(scratch);
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    for (size_t k = 0; k < GROUP_KEYS_MOST; k++)
        if (x->cells[k].order != y->cells[k].order) return x->cells[k].order < y->cells[k].order ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* ---- figures ---- */

Str family_group_text(struct arena *arena, const struct group *group, size_t keys)
{
    Str texts[GROUP_KEYS_MOST];
    for (size_t i = 0; i < keys; i++) texts[i] = group->cells[i].text;
    return str_join(arena, texts, keys, S(", "));
}

/* "Gunung Puyuh" -> gunung_puyuh. Letters beyond ASCII stay. */
static void put_short(struct buf *out, Str text)
{
    size_t from = out->len;
    for (size_t i = 0; i < text.len; i++) {
        char c = char_lower(text.data[i]);
        bool keeps =
            char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80 || (c == '-' && out->len > from);
        if (keeps)
            buf_char(out, c);
        else if (out->len > from && out->data[out->len - 1] != '_')
            buf_char(out, '_');
    }
    while (out->len > from && (out->data[out->len - 1] == '_' || out->data[out->len - 1] == '-')) out->len--;
    if (out->len == from) buf_char(out, '_');
}

static Str short_name(struct arena *arena, const struct group *group, size_t keys)
{
    struct buf out = {0};
    for (size_t i = 0; i < keys; i++) {
        if (i) buf_char(&out, '.');
        put_short(&out, group->cells[i].text);
    }
    Str name = buf_copy(&out, arena);
    buf_free(&out);
    return name;
}

static bool add_figure(struct evaluation *evaluation, struct figure *figure, const struct group *group)
{
    struct work *work = evaluation->work;
    struct arena *arena = work->arena;
    const struct indicator *indicator = evaluation->indicator;
    struct figure_family *family = indicator->family;
    Str texts[GROUP_KEYS_MOST];
    for (size_t i = 0; i < family->keys; i++) texts[i] = group->cells[i].text;
    Str name = short_name(arena, group, family->keys);
    figure->family = family;
    figure->group = family_group_text(arena, group, family->keys);
    figure->id = str_join(arena, (Str[]){family->id, name}, 2, S("."));
    figure->label = str_join(arena, (Str[]){family->label, figure->group}, 2, S(": "));
    names_put(arena, family->rows, family_key(arena, texts, family->keys), figure);
    bool alone = names_put(arena, family->rows, name, figure);
    if (!alone) {
        const struct figure *other = names_get(family->rows, name);
        diag_report(work->diag, figure->loc, MSG_INDICATOR_GROUPS_ALIKE, other->group, figure->group);
    }
    return indicator_fill(work, indicator, evaluation, group, figure) && alone;
}

/* ---- the table ---- */

static void add_cell(struct column *column, const struct group_cell *cell)
{
    if (column->type == COLUMN_TEXT)
        cells_add_text(column->cells, cell->text);
    else
        cells_add_integer(column->cells, cell->order);
}

/* Says in a column of its own which numbers are bounds only, for those who read the table as CSV or JSON. */
static void add_bounds(struct evaluation *evaluation, struct table *table, const unsigned char *bounds)
{
    struct column *column = &table->column[table->columns];
    if (table_column(table, S("batas"), NULL)) return;
    *column = (struct column){.name = S("batas"),
                              .label = S("Batas"),
                              .type = COLUMN_TEXT,
                              .cells = cells_new(evaluation->work->arena)};
    for (size_t i = 0; i < table->rows; i++) {
        if (bounds[i] == CELL_EXACT)
            cells_add_unknown(column->cells);
        else
            cells_add_text(column->cells, bounds[i] == CELL_AT_LEAST ? S("setidaknya") : S("paling banyak"));
    }
    cells_end(column->cells);
    table->columns++;
}

static void fill_table(struct evaluation *evaluation)
{
    const struct indicator *indicator = evaluation->indicator;
    const struct figure_family *family = indicator->family;
    struct table *table = indicator->derived;
    struct arena *arena = evaluation->work->arena;
    unsigned char *bounds = arena_make_n(arena, unsigned char, family->count + 1);
    bool bounded = false;
    for (size_t i = 0; i < table->columns; i++) table->column[i].cells = cells_new(arena);
    struct column *values = &table->column[family->keys];
    for (size_t i = 0; i < family->count; i++) {
        const struct figure *figure = &family->figures[i];
        for (size_t k = 0; k < family->keys; k++)
            add_cell(&table->column[k], &evaluation->groups[i].cells[k]);
        if (figure->known && figure->is_number)
            cells_add_number(values->cells, figure->number);
        else
            cells_add_unknown(values->cells);
        bounds[i] = figure->at_least ? CELL_AT_LEAST : figure->at_most ? CELL_AT_MOST : CELL_EXACT;
        bounded |= bounds[i] != CELL_EXACT;
    }
    for (size_t i = 0; i < table->columns; i++) cells_end(table->column[i].cells);
    table->rows = family->count;
    values->unit = family->unit;
    if (!bounded) return;
    values->bounds = bounds;
    add_bounds(evaluation, table, bounds);
}

bool family_finish(struct evaluation *evaluation)
{
    struct work *work = evaluation->work;
    struct indicator *indicator = &work->indicators[evaluation->indicator - work->indicators];
    struct figure_family *family = indicator->family;
    const struct figure *common = &work->figures[indicator - work->indicators];
    struct figure *figures = arena_make_n(work->arena, struct figure, evaluation->group_count + 1);
    order_texts(evaluation);
    if (evaluation->group_count)
        qsort(evaluation->groups, evaluation->group_count, sizeof *evaluation->groups, compare_groups);
    family->figures = figures;
    indicator->groups = evaluation->groups;
    family->unit = common->unit;
    bool right = true;
    for (size_t i = 0; i < evaluation->group_count && right; i++) {
        figures[i] = *common;
        right = add_figure(evaluation, &figures[i], &evaluation->groups[i]);
        if (!family->unit.len) family->unit = figures[i].unit;
        family->count++;
    }
    fill_table(evaluation);
    return right;
}

/* ---- looking figures up ---- */

const struct figure *family_named(const struct figure_family *family, Str name)
{
    return names_get(family->rows, name);
}

Str family_nearest(struct arena *arena, const struct figure_family *family, Str name)
{
    enum { MOST_COMPARED = 1000 };
    size_t count = family->count < MOST_COMPARED ? family->count : MOST_COMPARED;
    Str *names = arena_make_n(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) names[i] = str_skip(family->figures[i].id, family->id.len + 1);
    Str nearest = str_nearest(name, names, count);
    if (!nearest.len && count) nearest = names[0];
    return str_join(arena, (Str[]){family->id, nearest}, 2, S("."));
}

const struct figure *family_of_group(struct work *work, const struct indicator *of,
                                     const struct evaluation *evaluation, const struct group *group)
{
    Str texts[GROUP_KEYS_MOST] = {STR_NONE};
    const struct indicator *indicator = evaluation->indicator;
    for (size_t k = 0; k < of->by_count; k++)
        for (size_t j = 0; j < indicator->by_count; j++)
            if (str_equal(family_by_name(&indicator->by[j]), family_by_name(&of->by[k])))
                texts[k] = group->cells[j].text;
    return names_get(of->family->rows, family_key(work->arena, texts, of->by_count));
}
