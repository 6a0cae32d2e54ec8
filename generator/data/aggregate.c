#include "data/aggregate.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/cells.h"

enum { MOST_COMPARED = 1000 }; /* texts of a column that "did you mean" looks at */

enum test_kind { TEST_KNOWN, TEST_TEXT, TEST_NUMBER, TEST_DATE };
enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES };

struct condition {
    size_t column;
    enum comparison comparison;
    enum test_kind kind;
    uint32_t text; /* its number in the column's dictionary */
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
static bool check_text_occurs(struct binding *binding, const struct table *table,
                              const struct formula_condition *from, struct condition *to)
{
    const struct cells *cells = table->column[to->column].cells;
    if (cells_find_text(cells, from->text, &to->text)) return true;
    to->text = UINT32_MAX;
    if (table->rows == 0) return true;
    Str names[MOST_COMPARED];
    size_t count = 0;
    for (; count < cells_texts(cells) && count < MOST_COMPARED; count++)
        names[count] = cells_dictionary(cells, count);
    Str nearest = str_nearest(from->text, names, count);
    if (nearest.len)
        diag_report(binding->diag, from->literal_loc, MSG_FORMULA_TEXT_NEAR, from->column, from->text,
                    nearest);
    else
        diag_report(binding->diag, from->literal_loc, MSG_FORMULA_TEXT_NEVER, from->column, from->text);
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
    return type != COLUMN_TEXT || check_text_occurs(binding, table, from, to);
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

/* What is compared: texts by their number, dates as year, month, day; Decimals as they are. */
static Decimal wanted(const struct condition *condition)
{
    switch (condition->kind) {
    case TEST_TEXT: return (Decimal){condition->text, 0};
    case TEST_DATE: return decimal_from_int(date_number(condition->date));
    default: return condition->number;
    }
}

/* The bounds within which a coefficient meets the condition: least … most, or, for "not equal", outside of them. */
struct bounds {
    __int128 least, most;
    bool outside;
};

/* Of numbers of one scale. Where the literal has more places than they, nothing is equal to it and the order is that of its floor. */
static struct bounds bounds_of(enum comparison comparison, Decimal literal, int scale)
{
    __int128 value = literal.coefficient, power = 1;
    bool exact = true;
    for (int i = literal.scale; i < scale; i++) value *= 10;
    for (int i = scale; i < literal.scale; i++) power *= 10;
    if (power > 1) {
        __int128 floor = value / power - (value % power < 0);
        exact = value % power == 0;
        value = floor;
    }
    const __int128 far = (__int128)INT64_MAX * 4;
    switch (comparison) {
    case COMPARE_EQUAL: return exact ? (struct bounds){value, value, false} : (struct bounds){1, 0, false};
    case COMPARE_NOT_EQUAL:
        return exact ? (struct bounds){value, value, true} : (struct bounds){-far, far, false};
    case COMPARE_LESS: return (struct bounds){-far, exact ? value - 1 : value, false};
    case COMPARE_LESS_EQUAL: return (struct bounds){-far, value, false};
    case COMPARE_GREATER: return (struct bounds){value + 1, far, false};
    default: return (struct bounds){exact ? value : value + 1, far, false};
    }
}

static enum answer ask(const struct condition *condition, const struct cells *cells, size_t row)
{
    return holds(condition->comparison, decimal_compare(cells_number(cells, row), wanted(condition)))
               ? ANSWER_YES
               : ANSWER_NO;
}

/* 64-bit bounds for the loop; false: they do not fit. */
static bool narrow(struct bounds bounds, int64_t *least, int64_t *most)
{
    *least = bounds.least < INT64_MIN ? INT64_MIN : (int64_t)bounds.least;
    *most = bounds.most > INT64_MAX ? INT64_MAX : (int64_t)bounds.most;
    return bounds.least <= INT64_MAX && bounds.most >= INT64_MIN && bounds.least <= bounds.most;
}

/* Rows of one block: where an answer is worse, it replaces the one that is there. */
static void ask_block(const struct condition *condition, const struct cells *cells, size_t block,
                      struct cells_block *in, unsigned char *answers)
{
    cells_unpack(cells, block, in);
    if (condition->kind == TEST_KNOWN) {
        for (size_t i = 0; i < in->count; i++)
            if (!holds(condition->comparison, in->known[i])) answers[i] = ANSWER_NO;
        return;
    }
    int64_t least = 0, most = 0;
    bool simple = in->one_scale && condition->number.coefficient < INT64_MAX &&
                  condition->number.coefficient > INT64_MIN;
    struct bounds bounds = {0};
    if (simple) bounds = bounds_of(condition->comparison, wanted(condition), in->scale);
    bool possible = simple && narrow(bounds, &least, &most);
    for (size_t i = 0; i < in->count; i++) {
        unsigned char answer;
        if (!in->known[i])
            answer = ANSWER_MAYBE;
        else if (simple)
            answer = (possible && in->values[i] >= least && in->values[i] <= most) != bounds.outside
                         ? ANSWER_YES
                         : ANSWER_NO;
        else
            answer = (unsigned char)ask(condition, cells, block * CELLS_BLOCK + i);
        if (answer < answers[i]) answers[i] = answer;
    }
}

/* What a pass over the rows finds. */
struct tally {
    size_t rows, known, left_out; /* rows: that meet the conditions */
    bool negative, tie;
    Decimal sum, least, most, latest, time;
};

static void tally_latest(const struct aggregate *aggregate, struct tally *tally, size_t row, Decimal number)
{
    const struct cells *times = aggregate->table->column[aggregate->time_column].cells;
    if (!cells_known(times, row)) {
        tally->left_out++;
        return;
    }
    Decimal time = cells_number(times, row);
    int order = decimal_compare(time, tally->time);
    if (order == 0) tally->tie = true;
    if (order <= 0) return;
    tally->time = time;
    tally->latest = number;
    tally->tie = false;
}

static bool tally_cell(const struct aggregate *aggregate, struct tally *tally, size_t row, Decimal number)
{
    bool first = tally->known++ == 0;
    if (first || decimal_compare(number, tally->least) < 0) tally->least = number;
    if (first || decimal_compare(number, tally->most) > 0) tally->most = number;
    tally->negative |= number.coefficient < 0;
    if (aggregate->function == AGGREGATE_LATEST) tally_latest(aggregate, tally, row, number);
    return aggregate->function != AGGREGATE_SUM || decimal_add(tally->sum, number, &tally->sum);
}

/* Sum, least and most of a block of numbers of one scale. */
static bool tally_block(struct tally *tally, const struct cells_block *in, const unsigned char *answers)
{
    __int128 sum = 0;
    int64_t least = INT64_MAX, most = INT64_MIN;
    size_t known = 0;
    for (size_t i = 0; i < in->count; i++) {
        if (answers[i] != ANSWER_YES || !in->known[i]) continue;
        int64_t value = in->values[i];
        known++;
        sum += value;
        if (value < least) least = value;
        if (value > most) most = value;
    }
    if (!known) return true;
    Decimal low = {least, in->scale}, high = {most, in->scale}, total = {sum, in->scale};
    bool first = tally->known == 0;
    if (first || decimal_compare(low, tally->least) < 0) tally->least = low;
    if (first || decimal_compare(high, tally->most) > 0) tally->most = high;
    tally->negative |= least < 0;
    tally->known += known;
    return decimal_add(tally->sum, total, &tally->sum);
}

static bool tally_values(const struct aggregate *aggregate, struct tally *tally, size_t block,
                         struct cells_block *in, const unsigned char *answers)
{
    const struct cells *cells = aggregate->table->column[aggregate->column].cells;
    cells_unpack(cells, block, in);
    for (size_t i = 0; i < in->count; i++) {
        tally->rows += answers[i] == ANSWER_YES;
        tally->left_out += answers[i] == ANSWER_MAYBE || (answers[i] == ANSWER_YES && !in->known[i]);
    }
    if (in->one_scale && aggregate->function != AGGREGATE_LATEST) return tally_block(tally, in, answers);
    for (size_t i = 0; i < in->count; i++) {
        size_t row = block * CELLS_BLOCK + i;
        if (answers[i] == ANSWER_YES && in->known[i] &&
            !tally_cell(aggregate, tally, row, cells_number(cells, row)))
            return false;
    }
    return true;
}

static void tally_count(const struct aggregate *aggregate, struct tally *tally, size_t block, size_t count,
                        struct cells_block *in, const unsigned char *answers)
{
    bool of_cells = aggregate->column != SIZE_MAX;
    if (of_cells) cells_unpack(aggregate->table->column[aggregate->column].cells, block, in);
    for (size_t i = 0; i < count; i++) {
        bool there = !of_cells || in->known[i];
        tally->rows += answers[i] == ANSWER_YES;
        tally->known += answers[i] == ANSWER_YES && there;
        tally->left_out += answers[i] == ANSWER_MAYBE && there;
    }
}

static bool tally_rows(const struct aggregate *aggregate, struct tally *tally)
{
    const struct table *table = aggregate->table;
    struct cells_block in;
    unsigned char answers[CELLS_BLOCK];
    bool right = true;
    for (size_t from = 0; from < table->rows && right; from += CELLS_BLOCK) {
        size_t block = from / CELLS_BLOCK,
               count = table->rows - from < CELLS_BLOCK ? table->rows - from : CELLS_BLOCK;
        memset(answers, ANSWER_YES, count);
        for (size_t i = 0; i < aggregate->count; i++) {
            const struct condition *condition = &aggregate->conditions[i];
            ask_block(condition, table->column[condition->column].cells, block, &in, answers);
        }
        if (aggregate->function == AGGREGATE_COUNT)
            tally_count(aggregate, tally, block, count, &in, answers);
        else
            right = tally_values(aggregate, tally, block, &in, answers);
    }
    return right;
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
        amount->known = tally->time.coefficient > 0;
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
        date_write_iso(&time, date_from_number((int)tally.time.coefficient));
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
