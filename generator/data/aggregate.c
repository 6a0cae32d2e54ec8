#include "data/aggregate.h"

#include "base/arena.h"
#include "base/buf.h"

enum { MOST_COMPARED = 1000 }; /* texts of a column that "did you mean" looks at */

enum test_kind { TEST_KNOWN, TEST_TEXT, TEST_NUMBER, TEST_DATE };
enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

struct condition {
    size_t column;
    enum comparison comparison;
    enum test_kind kind;
    Str text;
    Decimal number;
    Date date;
};

struct aggregate {
    enum aggregate_function function;
    const struct table *table;
    size_t column, time_column; /* SIZE_MAX: none */
    struct condition *conditions;
    size_t count;
    bool asks_time; /* a condition is about a date or month */
    Loc loc;
};

struct binding {
    struct arena *arena;
    struct diag *diag;
    struct tables tables;
};

static bool is_time(enum column_type type)
{
    return type == COLUMN_DATE || type == COLUMN_MONTH;
}

static bool find_column(struct binding *binding, const struct table *table, Str name, Loc loc, size_t *index)
{
    if (table_column(table, name, index)) return true;
    Str *names = arena_make_n(binding->arena, Str, table->columns);
    for (size_t i = 0; i < table->columns; i++) names[i] = table->column[i].name;
    Str nearest = str_nearest(name, names, table->columns);
    if (nearest.len)
        diag_report(binding->diag, loc, MSG_FORMULA_NAME_NEAR, name, nearest);
    else
        diag_report(binding->diag, loc, MSG_FORMULA_COLUMN, name,
                    str_join(binding->arena, names, table->columns, S(", ")));
    return false;
}

/* "jumlah" in the own table, "perusahaan.jumlah" in another. */
static const struct table *find_table(struct binding *binding, const struct table *own, Str *name, Loc loc)
{
    size_t dot = str_find_char(*name, '.');
    if (dot == name->len) return own;
    Str table = str_from_to(*name, 0, dot);
    *name = str_skip(*name, dot + 1);
    for (size_t i = 0; i < binding->tables.count; i++)
        if (str_equal(binding->tables.tables[i]->name, table)) return binding->tables.tables[i];
    diag_report(binding->diag, loc, MSG_FORMULA_TABLE, table);
    return NULL;
}

/* A text that a column never holds is a slip of the pen, not a zero. */
static bool check_text_occurs(struct binding *binding, const struct table *table, size_t column,
                              const struct formula_condition *condition)
{
    Str names[MOST_COMPARED];
    size_t count = 0;
    for (size_t row = 0; row < table->rows; row++) {
        Str text = table_cell(table, row, column)->text;
        if (str_equal(text, condition->text)) return true;
        if (count < MOST_COMPARED) names[count++] = text;
    }
    if (table->rows == 0) return true;
    Str nearest = str_nearest(condition->text, names, count);
    if (nearest.len)
        diag_report(binding->diag, condition->literal_loc, MSG_FORMULA_TEXT_NEAR, condition->column,
                    condition->text, nearest);
    else
        diag_report(binding->diag, condition->literal_loc, MSG_FORMULA_TEXT_NEVER, condition->column,
                    condition->text);
    return false;
}

/* How a column of this type is compared with the literal; false: not at all. */
static bool choose_test(enum column_type type, const struct formula_condition *from, struct condition *to)
{
    switch (type) {
    case COLUMN_TEXT: to->kind = TEST_TEXT; return from->kind == LITERAL_TEXT;
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL: to->kind = TEST_NUMBER; return from->kind == LITERAL_NUMBER;
    case COLUMN_BOOLEAN: to->kind = TEST_NUMBER; return from->kind == LITERAL_BOOLEAN;
    case COLUMN_DATE:
        to->kind = TEST_DATE;
        return from->kind == LITERAL_TEXT && date_parse(from->text, &to->date);
    case COLUMN_MONTH:
        to->kind = TEST_DATE;
        return from->kind == LITERAL_TEXT && date_parse_month(from->text, &to->date);
    }
    return false;
}

static bool bind_condition(struct binding *binding, struct aggregate *aggregate,
                           const struct formula_condition *from, struct condition *to)
{
    const struct table *table = aggregate->table;
    Str name = from->column;
    size_t dot = str_find_char(name, '.');
    if (dot < name.len && str_equal(str_from_to(name, 0, dot), table->name)) name = str_skip(name, dot + 1);
    if (!find_column(binding, table, name, from->loc, &to->column)) return false;
    enum column_type type = table->column[to->column].type;
    bool ordered = from->comparison != COMPARE_EQUAL && from->comparison != COMPARE_NOT_EQUAL;
    to->comparison = from->comparison;
    to->text = from->text;
    to->number = from->number;
    if (from->kind == LITERAL_TEXT && from->text.len == 0 && !ordered) {
        to->kind = TEST_KNOWN;
        return true;
    }
    if (!choose_test(type, from, to)) {
        diag_report(binding->diag, from->literal_loc, MSG_FORMULA_LITERAL, name, from->text);
        return false;
    }
    if (ordered && (type == COLUMN_TEXT || type == COLUMN_BOOLEAN)) {
        diag_report(binding->diag, from->loc, MSG_FORMULA_ORDER, name);
        return false;
    }
    aggregate->asks_time |= is_time(type);
    return type != COLUMN_TEXT || check_text_occurs(binding, table, to->column, from);
}

static bool bind_column(struct binding *binding, struct aggregate *aggregate, Str name, Loc loc)
{
    const struct table *table = aggregate->table;
    aggregate->column = aggregate->time_column = SIZE_MAX;
    if (name.len && !find_column(binding, table, name, loc, &aggregate->column)) return false;
    if (aggregate->function == AGGREGATE_COUNT) return true;
    enum column_type type = table->column[aggregate->column].type;
    if (type != COLUMN_INTEGER && type != COLUMN_DECIMAL) {
        diag_report(binding->diag, loc, MSG_FORMULA_COLUMN_TYPE, name);
        return false;
    }
    for (size_t i = table->columns; i-- > 0;)
        if (is_time(table->column[i].type)) aggregate->time_column = i;
    if (aggregate->function == AGGREGATE_LATEST && aggregate->time_column == SIZE_MAX) {
        diag_report(binding->diag, loc, MSG_FORMULA_NO_TIME, table->name);
        return false;
    }
    return true;
}

const struct aggregate *aggregate_bind(struct arena *arena, struct diag *diag, struct tables tables,
                                       const struct table *own, const struct formula_aggregate *aggregate,
                                       Loc loc)
{
    struct binding binding = {arena, diag, tables};
    struct aggregate *bound = arena_make(arena, struct aggregate);
    Str name = aggregate->column;
    bound->function = aggregate->function;
    bound->loc = loc;
    bound->table = find_table(&binding, own, &name, aggregate->column_loc);
    if (!bound->table) return NULL;
    bool right = bind_column(&binding, bound, name, aggregate->column_loc);
    bound->count = aggregate->count;
    bound->conditions = arena_make_n(arena, struct condition, aggregate->count);
    for (size_t i = 0; i < aggregate->count; i++)
        right &= bind_condition(&binding, bound, &aggregate->conditions[i], &bound->conditions[i]);
    return right ? bound : NULL;
}

static bool holds(enum comparison comparison, int order)
{
    switch (comparison) {
    case COMPARE_EQUAL: return order == 0;
    case COMPARE_NOT_EQUAL: return order != 0;
    case COMPARE_LESS: return order < 0;
    case COMPARE_LESS_EQUAL: return order <= 0;
    case COMPARE_GREATER: return order > 0;
    case COMPARE_GREATER_EQUAL: return order >= 0;
    }
    return false;
}

static enum answer ask(const struct condition *condition, const struct cell *cell)
{
    int order = 0;
    if (condition->kind == TEST_KNOWN)
        order = cell->known;
    else if (!cell->known)
        return ANSWER_MAYBE;
    else if (condition->kind == TEST_TEXT)
        order = !str_equal(cell->text, condition->text);
    else if (condition->kind == TEST_NUMBER)
        order = decimal_compare(cell->number, condition->number);
    else
        order = date_compare(cell->date, condition->date);
    return holds(condition->comparison, order) ? ANSWER_YES : ANSWER_NO;
}

static enum answer ask_row(const struct aggregate *aggregate, size_t row)
{
    enum answer answer = ANSWER_YES;
    for (size_t i = 0; i < aggregate->count && answer != ANSWER_NO; i++) {
        const struct condition *condition = &aggregate->conditions[i];
        enum answer one = ask(condition, table_cell(aggregate->table, row, condition->column));
        if (one < answer) answer = one;
    }
    return answer;
}

/* What a pass over the rows finds. */
struct tally {
    size_t rows, known, left_out; /* rows: that meet the conditions */
    bool negative, tie;
    Decimal sum, least, most, latest;
    Date time;
};

static bool tally_cell(const struct aggregate *aggregate, struct tally *tally, size_t row, Decimal number)
{
    bool first = tally->known++ == 0;
    if (first || decimal_compare(number, tally->least) < 0) tally->least = number;
    if (first || decimal_compare(number, tally->most) > 0) tally->most = number;
    tally->negative |= number.coefficient < 0;
    if (aggregate->function == AGGREGATE_LATEST) {
        const struct cell *time = table_cell(aggregate->table, row, aggregate->time_column);
        int order = time->known ? date_compare(time->date, tally->time) : -1;
        tally->left_out += !time->known;
        if (order == 0) tally->tie = true;
        if (order <= 0) return true;
        tally->time = time->date;
        tally->latest = number;
        tally->tie = false;
        return true;
    }
    return aggregate->function != AGGREGATE_SUM || decimal_add(tally->sum, number, &tally->sum);
}

static bool tally_rows(const struct aggregate *aggregate, struct tally *tally)
{
    bool counts = aggregate->function == AGGREGATE_COUNT;
    for (size_t row = 0; row < aggregate->table->rows; row++) {
        enum answer answer = ask_row(aggregate, row);
        if (answer == ANSWER_NO) continue;
        const struct cell *cell =
            aggregate->column == SIZE_MAX ? NULL : table_cell(aggregate->table, row, aggregate->column);
        tally->rows += answer == ANSWER_YES;
        if (counts) {
            tally->known += answer == ANSWER_YES && (!cell || cell->known);
            tally->left_out += answer == ANSWER_MAYBE && (!cell || cell->known);
        } else if (answer == ANSWER_MAYBE || !cell->known) {
            tally->left_out++;
        } else if (!tally_cell(aggregate, tally, row, cell->number)) {
            return false;
        }
    }
    return true;
}

static void finish(const struct aggregate *aggregate, const struct tally *tally, struct amount *amount)
{
    enum aggregate_function function = aggregate->function;
    bool empty = tally->rows == 0 && tally->left_out == 0;
    amount->known = tally->known > 0;
    amount->bound = tally->left_out ? BOUND_AT_LEAST : BOUND_EXACT;
    switch (function) {
    case AGGREGATE_COUNT:
        amount->known = true;
        amount->number = decimal_from_int((int64_t)tally->known);
        break;
    case AGGREGATE_SUM:
        amount->number = tally->sum;
        if (empty) amount->known = !aggregate->asks_time;
        if (tally->left_out && tally->negative) amount->known = false; /* what is missing may be negative */
        break;
    case AGGREGATE_MAX: amount->number = tally->most; break;
    case AGGREGATE_MIN:
        amount->number = tally->least;
        if (tally->left_out) amount->bound = BOUND_AT_MOST;
        break;
    case AGGREGATE_LATEST:
        amount->number = tally->latest;
        amount->bound = BOUND_EXACT;
        amount->known = tally->time.year > 0;
        break;
    }
}

bool aggregate_compute(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                       struct amount *amount)
{
    struct tally tally = {0};
    if (!tally_rows(aggregate, &tally)) {
        diag_report(diag, aggregate->loc, MSG_FORMULA_OVERFLOW);
        return false;
    }
    if (tally.tie) {
        struct buf time = {0};
        date_write_iso(&time, tally.time);
        diag_report(diag, aggregate->loc, MSG_FORMULA_LATEST_TIE, buf_copy(&time, arena));
        buf_free(&time);
        return false;
    }
    Str unit =
        aggregate->function == AGGREGATE_COUNT ? STR_NONE : aggregate->table->column[aggregate->column].unit;
    *amount = amount_of(decimal_from_int(0), unit);
    if (aggregate->function == AGGREGATE_COUNT) amount->kind = UNIT_ROWS;
    finish(aggregate, &tally, amount);
    return true;
}
