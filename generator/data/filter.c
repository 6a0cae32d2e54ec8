#include "data/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { MOST_COMPARED = 1000 }; /* texts of a column that "did you mean" looks at */

enum test_kind { TEST_KNOWN, TEST_ONE_TEXT, TEST_TEXTS, TEST_NUMBER, TEST_SPAN, TEST_COLUMN };

/* The bounds within which a coefficient meets the condition: least … most, or, for "not equal", outside of them. */
struct bounds {
    __int128 least, most;
    bool outside;
};

struct filter_step {
    enum condition_kind kind;
    enum test_kind test;
    size_t column, other; /* other: COLUMN */
    enum time_part part;
    enum comparison comparison;
    uint32_t text;        /* ONE_TEXT: its number in the column's dictionary */
    unsigned char *texts; /* TEXTS: one for each of the dictionary */
    Decimal number;       /* NUMBER */
    struct bounds span;   /* SPAN: of dates as numbers, or of their part */
};

struct filter {
    const struct table *table;
    struct filter_step *steps;
    size_t count, capacity, depth;
    bool asks_time;
};

struct filter_room {
    struct cells_block in, other;
    unsigned char answers[][CELLS_BLOCK];
};

struct binding {
    struct arena *arena;
    struct diag *diag;
    struct filter *filter;
};

bool column_is_year(const struct column *column)
{
    return column->type == COLUMN_INTEGER && figure_unit_is_year(column->unit);
}

bool column_is_time(const struct column *column)
{
    return column->type == COLUMN_DATE || column->type == COLUMN_MONTH || column_is_year(column);
}

static bool is_number(const struct column *column)
{
    return column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL;
}

bool filter_find_column(struct arena *arena, struct diag *diag, const struct table *table, Str name, Loc loc,
                        size_t *index)
{
    if (table_column(table, name, index)) return true;
    Str *names = arena_make_n(arena, Str, table->columns + 1);
    for (size_t i = 0; i < table->columns; i++) names[i] = table->column[i].name;
    Str nearest = str_nearest(name, names, table->columns);
    if (nearest.len)
        diag_report(diag, loc, MSG_FORMULA_NAME_NEAR, name, nearest);
    else
        diag_report(diag, loc, MSG_FORMULA_COLUMN, name, str_join(arena, names, table->columns, S(", ")));
    return false;
}

/* ---- binding ---- */

static struct filter_step *add_step(struct binding *binding, enum condition_kind kind)
{
    struct filter *filter = binding->filter;
    filter->steps = arena_grow(binding->arena, filter->steps, &filter->capacity, filter->count + 1,
                               sizeof *filter->steps);
    struct filter_step *step = &filter->steps[filter->count++];
    *step = (struct filter_step){.kind = kind};
    return step;
}

/* "perusahaan.status" may name the table again. */
static Str without_table(const struct table *table, Str name)
{
    size_t dot = str_find_char(name, '.');
    return dot < name.len && str_equal(str_from_to(name, 0, dot), table->name) ? str_skip(name, dot + 1)
                                                                               : name;
}

static bool wrong_literal(struct binding *binding, const struct formula_condition *from,
                          const struct formula_literal *literal)
{
    diag_report(binding->diag, literal->loc, MSG_FORMULA_LITERAL, from->column, literal->text);
    return false;
}

/* A text that a column never holds is a slip of the pen, not a zero. */
static bool find_text(struct binding *binding, const struct formula_condition *from,
                      const struct formula_literal *literal, const struct column *column, uint32_t *text)
{
    const struct cells *cells = column->cells;
    if (literal->kind != LITERAL_TEXT) return wrong_literal(binding, from, literal);
    if (cells_find_text(cells, literal->text, text)) return true;
    *text = UINT32_MAX;
    if (binding->filter->table->rows == 0) return true;
    Str names[MOST_COMPARED];
    size_t count = 0;
    for (; count < cells_texts(cells) && count < MOST_COMPARED; count++)
        names[count] = cells_dictionary(cells, count);
    Str nearest = str_nearest(literal->text, names, count);
    if (nearest.len)
        diag_report(binding->diag, literal->loc, MSG_FORMULA_TEXT_NEAR, from->column, literal->text, nearest);
    else
        diag_report(binding->diag, literal->loc, MSG_FORMULA_TEXT_NEVER, from->column, literal->text);
    return false;
}

static bool contains(Str text, Str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_equal_nocase(str_from_to(text, i, i + part.len), part)) return true;
    return false;
}

static bool find_contained(struct binding *binding, const struct formula_condition *from,
                           const struct column *column, unsigned char *texts)
{
    const struct formula_literal *literal = from->literals;
    bool any = false;
    if (literal->kind != LITERAL_TEXT || !literal->text.len) return wrong_literal(binding, from, literal);
    for (size_t i = 0; i < cells_texts(column->cells); i++)
        any |= texts[i] = contains(cells_dictionary(column->cells, i), literal->text);
    if (!any && binding->filter->table->rows)
        diag_report(binding->diag, literal->loc, MSG_FORMULA_TEXT_NOWHERE, from->column, literal->text);
    return any || !binding->filter->table->rows;
}

static bool bind_text(struct binding *binding, const struct formula_condition *from, struct filter_step *step,
                      const struct column *column)
{
    switch (from->comparison) {
    case COMPARE_EQUAL:
    case COMPARE_NOT_EQUAL:
        step->test = TEST_ONE_TEXT;
        return find_text(binding, from, from->literals, column, &step->text);
    case COMPARE_IN:
    case COMPARE_CONTAINS: break;
    default:
        if (from->literals->kind != LITERAL_TEXT) return wrong_literal(binding, from, from->literals);
        diag_report(binding->diag, from->loc, MSG_FORMULA_ORDER, from->column);
        return false;
    }
    step->test = TEST_TEXTS;
    step->texts = arena_make_n(binding->arena, unsigned char, cells_texts(column->cells) + 1);
    if (from->comparison == COMPARE_CONTAINS) return find_contained(binding, from, column, step->texts);
    bool right = true;
    for (size_t i = 0; i < from->count; i++) {
        uint32_t text;
        right &= find_text(binding, from, &from->literals[i], column, &text);
        if (right && text != UINT32_MAX) step->texts[text] = true;
    }
    return right;
}

static const __int128 far = (__int128)INT64_MAX * 4;

static struct bounds span_bounds(enum comparison comparison, __int128 first, __int128 last)
{
    switch (comparison) {
    case COMPARE_NOT_EQUAL: return (struct bounds){first, last, true};
    case COMPARE_LESS: return (struct bounds){-far, first - 1, false};
    case COMPARE_LESS_EQUAL: return (struct bounds){-far, last, false};
    case COMPARE_GREATER: return (struct bounds){last + 1, far, false};
    case COMPARE_GREATER_EQUAL: return (struct bounds){first, far, false};
    default: return (struct bounds){first, last, false};
    }
}

/* A year that is written as a number or in quotes; 0: it is none. */
static int year_of(const struct formula_literal *literal)
{
    Decimal number = literal->number;
    int64_t year;
    if (literal->kind == LITERAL_TEXT && (literal->text.len != 4 || !decimal_parse(literal->text, &number)))
        return 0;
    if (literal->kind != LITERAL_TEXT && literal->kind != LITERAL_NUMBER) return 0;
    return decimal_to_int64(number, &year) && year >= 1 && year <= 9999 ? (int)year : 0;
}

/* The days that a literal names, as numbers: a day, a month, a year. */
static bool days_of(const struct formula_literal *literal, enum column_type type, int *first, int *last)
{
    Date date;
    int year = year_of(literal);
    if (year) {
        *first = year * 10000 + 101;
        *last = year * 10000 + 1231;
        return true;
    }
    if (literal->kind != LITERAL_TEXT) return false;
    if (date_parse_month(literal->text, &date)) {
        *first = date_number(date);
        *last = *first + 30;
        return true;
    }
    if (type == COLUMN_MONTH || !date_parse(literal->text, &date)) return false;
    *first = *last = date_number(date);
    return true;
}

static bool bind_span(struct binding *binding, const struct formula_condition *from,
                      const struct formula_literal *literal, struct filter_step *step,
                      const struct column *column)
{
    int first, last;
    int64_t part;
    step->test = TEST_SPAN;
    if (from->part == PART_QUARTER || from->part == PART_MONTH) {
        int most = from->part == PART_MONTH ? 12 : 4;
        if (literal->kind != LITERAL_NUMBER || !decimal_to_int64(literal->number, &part) || part < 1 ||
            part > most)
            return wrong_literal(binding, from, literal);
        first = last = (int)part;
        step->part = from->part;
    } else if (from->part == PART_YEAR || column_is_year(column)) {
        int year = year_of(literal);
        if (!year) return wrong_literal(binding, from, literal);
        first = column_is_year(column) ? year : year * 10000 + 101;
        last = column_is_year(column) ? year : year * 10000 + 1231;
    } else if (!days_of(literal, column->type, &first, &last)) {
        return wrong_literal(binding, from, literal);
    }
    step->span = span_bounds(from->comparison, first, last);
    return true;
}

static bool bind_literal(struct binding *binding, const struct formula_condition *from,
                         const struct formula_literal *literal, struct filter_step *step,
                         const struct column *column)
{
    bool ordered = from->comparison >= COMPARE_LESS && from->comparison <= COMPARE_GREATER_EQUAL;
    if (from->comparison == COMPARE_CONTAINS) {
        diag_report(binding->diag, from->loc, MSG_FORMULA_CONTAINS, from->column);
        return false;
    }
    if (from->part != PART_WHOLE || column_is_time(column))
        return bind_span(binding, from, literal, step, column);
    step->test = TEST_NUMBER;
    step->number = literal->number;
    if (literal->kind != (column->type == COLUMN_BOOLEAN ? LITERAL_BOOLEAN : LITERAL_NUMBER))
        return wrong_literal(binding, from, literal);
    if (ordered && column->type == COLUMN_BOOLEAN) {
        diag_report(binding->diag, from->loc, MSG_FORMULA_ORDER, from->column);
        return false;
    }
    return true;
}

/* "kunjungan >= sasaran": two columns of one kind and unit. */
static bool bind_columns(struct binding *binding, const struct formula_condition *from,
                         struct filter_step *step, const struct column *column)
{
    const struct table *table = binding->filter->table;
    const struct formula_literal *literal = from->literals;
    const struct column *other = table_column(table, without_table(table, literal->text), &step->other);
    if (!other) {
        diag_report(binding->diag, literal->loc, MSG_FORMULA_TEXT_UNQUOTED, literal->text);
        return false;
    }
    bool fits = from->part == PART_WHOLE && from->comparison <= COMPARE_GREATER_EQUAL &&
                (column->type == other->type || (is_number(column) && is_number(other))) &&
                column->type != COLUMN_TEXT;
    if (!fits) return wrong_literal(binding, from, literal);
    if (is_number(column) && column->unit.len && other->unit.len && !str_equal(column->unit, other->unit)) {
        diag_report(binding->diag, literal->loc, MSG_FORMULA_UNITS, column->unit, other->unit);
        return false;
    }
    step->test = TEST_COLUMN;
    return true;
}

static bool bind_step(struct binding *binding, const struct formula_condition *from,
                      const struct filter_step *shape, const struct column *column, size_t literal)
{
    struct filter_step *step = add_step(binding, CONDITION_TEST);
    *step = *shape;
    const struct formula_literal *first = from->literals;
    bool same = from->comparison == COMPARE_EQUAL || from->comparison == COMPARE_NOT_EQUAL;
    if (from->comparison == COMPARE_KNOWN) return true;
    if (same && first->kind == LITERAL_TEXT && first->text.len == 0) { /* x = "": unknown */
        add_step(binding, CONDITION_NOT);
        if (from->comparison == COMPARE_NOT_EQUAL) binding->filter->count--;
        return true;
    }
    if (from->comparison != COMPARE_IN && first->kind == LITERAL_COLUMN)
        return bind_columns(binding, from, step, column);
    if (column->type == COLUMN_TEXT && from->part == PART_WHOLE)
        return bind_text(binding, from, step, column);
    return bind_literal(binding, from, &from->literals[literal], step, column);
}

static bool bind_test(struct binding *binding, const struct formula_condition *from)
{
    struct filter *filter = binding->filter;
    struct filter_step shape = {.kind = CONDITION_TEST, .comparison = from->comparison};
    Str name = without_table(filter->table, from->column);
    if (!filter_find_column(binding->arena, binding->diag, filter->table, name, from->loc, &shape.column))
        return false;
    const struct column *column = &filter->table->column[shape.column];
    struct formula_condition named = *from;
    named.column = name;
    if (from->part != PART_WHOLE &&
        (!column_is_time(column) || (column_is_year(column) && from->part != PART_YEAR))) {
        diag_report(binding->diag, from->loc, MSG_FORMULA_PART, name, str_from(formula_parts[from->part]));
        return false;
    }
    bool known = from->comparison == COMPARE_KNOWN ||
                 (from->literals->kind == LITERAL_TEXT && from->literals->text.len == 0);
    filter->asks_time |= column_is_time(column) && !known;
    if (!bind_step(binding, &named, &shape, column, 0)) return false;
    bool listed = from->comparison == COMPARE_IN && column->type != COLUMN_TEXT;
    for (size_t i = 1; listed && i < from->count; i++) { /* in (1, 2): one or the other */
        if (!bind_step(binding, &named, &shape, column, i)) return false;
        add_step(binding, CONDITION_OR);
    }
    return true;
}

const struct filter *filter_bind(struct arena *arena, struct diag *diag, const struct table *table,
                                 const struct formula_condition *conditions, size_t count)
{
    struct filter *filter = arena_make(arena, struct filter);
    struct binding binding = {arena, diag, filter};
    filter->table = table;
    bool right = true;
    for (size_t i = 0; i < count; i++) {
        if (conditions[i].kind == CONDITION_TEST)
            right &= bind_test(&binding, &conditions[i]);
        else
            add_step(&binding, conditions[i].kind);
    }
    size_t depth = 0;
    for (size_t i = 0; right && i < filter->count; i++) {
        enum condition_kind kind = filter->steps[i].kind;
        depth += kind == CONDITION_TEST;
        depth -= kind == CONDITION_AND || kind == CONDITION_OR;
        if (depth > filter->depth) filter->depth = depth;
    }
    return right ? filter : NULL;
}

bool filter_asks_time(const struct filter *filter)
{
    return filter->asks_time;
}

static bool among(size_t column, const size_t *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i] == column) return true;
    return false;
}

bool filter_asks(const struct filter *filter, const size_t *columns, size_t count)
{
    for (size_t i = 0; i < filter->count; i++)
        if (filter->steps[i].kind == CONDITION_TEST && among(filter->steps[i].column, columns, count))
            return true;
    return false;
}

/* ---- asking ---- */

struct filter_room *filter_room_new(const struct filter *filter)
{
    struct filter_room *room = malloc(sizeof *room + (filter->depth + 1) * sizeof *room->answers);
    if (!room) arena_exhausted();
    return room;
}

void filter_room_free(struct filter_room *room)
{
    free(room);
}

static bool holds(enum comparison comparison, int order)
{
    switch (comparison) {
    case COMPARE_NOT_EQUAL: return order != 0;
    case COMPARE_LESS: return order < 0;
    case COMPARE_LESS_EQUAL: return order <= 0;
    case COMPARE_GREATER: return order > 0;
    case COMPARE_GREATER_EQUAL: return order >= 0;
    default: return order == 0;
    }
}

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
    switch (comparison) {
    case COMPARE_NOT_EQUAL:
        return exact ? (struct bounds){value, value, true} : (struct bounds){-far, far, false};
    case COMPARE_LESS: return (struct bounds){-far, exact ? value - 1 : value, false};
    case COMPARE_LESS_EQUAL: return (struct bounds){-far, value, false};
    case COMPARE_GREATER: return (struct bounds){value + 1, far, false};
    case COMPARE_GREATER_EQUAL: return (struct bounds){exact ? value : value + 1, far, false};
    default: return exact ? (struct bounds){value, value, false} : (struct bounds){1, 0, false};
    }
}

/* 64-bit bounds for the loop; false: none can meet them. */
static bool narrow(struct bounds bounds, int64_t *least, int64_t *most)
{
    *least = bounds.least < INT64_MIN ? INT64_MIN : (int64_t)bounds.least;
    *most = bounds.most > INT64_MAX ? INT64_MAX : (int64_t)bounds.most;
    return bounds.least <= INT64_MAX && bounds.most >= INT64_MIN && bounds.least <= bounds.most;
}

static unsigned char answer_of(bool yes)
{
    return yes ? ANSWER_YES : ANSWER_NO;
}

static void ask_bounds(const struct cells_block *in, struct bounds bounds, unsigned char *answers)
{
    int64_t least = 0, most = 0;
    bool possible = narrow(bounds, &least, &most);
    for (size_t i = 0; i < in->count; i++)
        answers[i] =
            answer_of((possible && in->values[i] >= least && in->values[i] <= most) != bounds.outside);
}

static void ask_number(const struct filter_step *step, const struct cells *cells, size_t block,
                       const struct cells_block *in, unsigned char *answers)
{
    bool simple =
        in->one_scale && step->number.coefficient < INT64_MAX && step->number.coefficient > INT64_MIN;
    if (simple) {
        ask_bounds(in, bounds_of(step->comparison, step->number, in->scale), answers);
        return;
    }
    for (size_t i = 0; i < in->count; i++)
        answers[i] = answer_of(holds(
            step->comparison, decimal_compare(cells_number(cells, block * CELLS_BLOCK + i), step->number)));
}

static void take_part(struct cells_block *in, enum time_part part)
{
    for (size_t i = 0; i < in->count; i++) {
        int64_t month = in->values[i] / 100 % 100;
        in->values[i] = part == PART_MONTH ? month : (month + 2) / 3;
    }
}

static void ask_column(const struct filter_step *step, const struct table *table, size_t block,
                       struct filter_room *room, unsigned char *answers)
{
    const struct cells *one = table->column[step->column].cells, *two = table->column[step->other].cells;
    struct cells_block *in = &room->in, *other = &room->other;
    cells_unpack(two, block, other);
    bool simple = in->one_scale && other->one_scale && in->scale == other->scale;
    for (size_t i = 0; i < in->count; i++) {
        size_t row = block * CELLS_BLOCK + i;
        int order = simple ? (in->values[i] > other->values[i]) - (in->values[i] < other->values[i])
                           : decimal_compare(cells_number(one, row), cells_number(two, row));
        answers[i] = answer_of(holds(step->comparison, order));
        if (!other->known[i]) answers[i] = ANSWER_MAYBE;
    }
}

static void ask_test(const struct filter *filter, const struct filter_step *step, struct filter_room *room,
                     size_t block, unsigned char *answers)
{
    const struct column *column = &filter->table->column[step->column];
    struct cells_block *in = &room->in;
    bool equal = step->comparison != COMPARE_NOT_EQUAL;
    cells_unpack(column->cells, block, in);
    switch (step->test) {
    case TEST_KNOWN:
        for (size_t i = 0; i < in->count; i++) answers[i] = answer_of(in->known[i]);
        return;
    case TEST_ONE_TEXT:
        for (size_t i = 0; i < in->count; i++)
            answers[i] = answer_of((in->values[i] == (int64_t)step->text) == equal);
        break;
    case TEST_TEXTS:
        for (size_t i = 0; i < in->count; i++)
            answers[i] = answer_of(in->known[i] && step->texts[in->values[i]]);
        break;
    case TEST_NUMBER: ask_number(step, column->cells, block, in, answers); break;
    case TEST_SPAN:
        if (step->part != PART_WHOLE) take_part(in, step->part);
        ask_bounds(in, step->span, answers);
        break;
    case TEST_COLUMN: ask_column(step, filter->table, block, room, answers); break;
    }
    for (size_t i = 0; !in->all_known && i < in->count; i++)
        if (!in->known[i]) answers[i] = ANSWER_MAYBE;
    for (size_t i = 0; column->bounds && i < in->count; i++)
        if (column->bounds[block * CELLS_BLOCK + i] != CELL_EXACT) answers[i] = ANSWER_MAYBE;
}

static void join(enum condition_kind kind, const unsigned char *from, unsigned char *to, size_t count)
{
    if (kind == CONDITION_AND)
        for (size_t i = 0; i < count; i++) to[i] = from[i] < to[i] ? from[i] : to[i];
    else
        for (size_t i = 0; i < count; i++) to[i] = from[i] > to[i] ? from[i] : to[i];
}

const unsigned char *filter_ask(const struct filter *filter, struct filter_room *room, size_t block,
                                const size_t *columns, size_t column_count)
{
    size_t rest = filter->table->rows - block * CELLS_BLOCK, depth = 0;
    size_t count = rest < CELLS_BLOCK ? rest : CELLS_BLOCK;
    if (!filter->count) memset(room->answers[0], ANSWER_YES, count);
    for (size_t i = 0; i < filter->count; i++) {
        const struct filter_step *step = &filter->steps[i];
        if (step->kind == CONDITION_TEST) {
            unsigned char *answers = room->answers[depth++];
            if (columns && !among(step->column, columns, column_count))
                memset(answers, ANSWER_MAYBE, count);
            else
                ask_test(filter, step, room, block, answers);
        } else if (step->kind == CONDITION_NOT) {
            unsigned char *answers = room->answers[depth - 1];
            for (size_t row = 0; row < count; row++)
                answers[row] = (unsigned char)(ANSWER_YES - answers[row]);
        } else {
            depth--;
            join(step->kind, room->answers[depth], room->answers[depth - 1], count);
        }
    }
    return room->answers[0];
}
