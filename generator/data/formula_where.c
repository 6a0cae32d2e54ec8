/* The conditions behind `where`. */
#include "base/arena.h"
#include "data/formula_parser.h"

const char *const formula_parts[] = {
    [PART_WHOLE] = "", [PART_YEAR] = "year", [PART_QUARTER] = "quarter", [PART_MONTH] = "month"};

enum { PARTS = sizeof formula_parts / sizeof *formula_parts, MOST_LITERALS = 200 };

static enum time_part part_of(Str name)
{
    for (int i = PART_YEAR; i < PARTS; i++)
        if (str_is(name, formula_parts[i])) return (enum time_part)i;
    return PART_WHOLE;
}

bool formula_group(Str text, Str *column, enum time_part *part)
{
    size_t open = str_find_char(text, '(');
    *part = PART_WHOLE;
    *column = str_trim(text);
    if (open == text.len) return true;
    *part = part_of(str_trim(str_from_to(text, 0, open)));
    Str rest = str_trim_right(str_skip(text, open + 1));
    if (*part == PART_WHOLE || !str_ends(rest, S(")"))) return false;
    *column = str_trim(str_from_to(rest, 0, rest.len - 1));
    return true;
}

static struct formula_condition *add_condition(struct parser *parser, struct formula_aggregate *aggregate,
                                               enum condition_kind kind, Loc loc)
{
    aggregate->conditions = arena_grow(parser->arena, aggregate->conditions, &parser->condition_capacity,
                                       aggregate->count + 1, sizeof *aggregate->conditions);
    struct formula_condition *condition = &aggregate->conditions[aggregate->count++];
    *condition = (struct formula_condition){.kind = kind, .loc = loc};
    return condition;
}

static bool take_literal(struct parser *parser, struct formula_literal *literal)
{
    bool negative = parser_at_sign(parser, "-");
    if (negative && !parser_next(parser)) return false;
    const struct token *token = &parser->token;
    *literal = (struct formula_literal){.loc = parser_loc(parser, token->from), .text = token->text};
    if (token->kind == TOKEN_NUMBER) {
        literal->kind = LITERAL_NUMBER;
        literal->number = negative ? decimal_negate(token->number) : token->number;
    } else if (negative) {
        return parser_unexpected(parser);
    } else if (token->kind == TOKEN_TEXT) {
        literal->kind = LITERAL_TEXT;
    } else if (parser_at_name(parser, "true") || parser_at_name(parser, "false")) {
        literal->kind = LITERAL_BOOLEAN;
        literal->number = decimal_from_int(parser_at_name(parser, "true"));
    } else if (token->kind == TOKEN_NAME) {
        literal->kind = LITERAL_COLUMN;
    } else {
        return parser_unexpected(parser);
    }
    return parser_next(parser);
}

static bool take_one_literal(struct parser *parser, struct formula_condition *test)
{
    test->literals = arena_make(parser->arena, struct formula_literal);
    test->count = 1;
    return take_literal(parser, test->literals);
}

/* Behind "in". */
static bool take_list(struct parser *parser, struct formula_condition *test)
{
    struct formula_literal *literals = arena_make_n(parser->arena, struct formula_literal, MOST_LITERALS);
    size_t count = 0;
    if (!parser_expect_sign(parser, "(")) return false;
    for (;;) {
        if (count == MOST_LITERALS)
            return parser_fail(parser, parser->token.from, MSG_FORMULA_LIST_LONG,
                               str_format(parser->arena, "%d", MOST_LITERALS));
        if (!take_literal(parser, &literals[count++])) return false;
        if (!parser_at_sign(parser, ",")) break;
        if (!parser_next(parser)) return false;
    }
    test->comparison = COMPARE_IN;
    test->literals = literals;
    test->count = count;
    return parser_expect_sign(parser, ")");
}

/* Behind "between": two tests in one. */
static bool take_between(struct parser *parser, struct formula_aggregate *aggregate,
                         struct formula_condition operand)
{
    struct formula_condition least = operand, most = operand;
    least.comparison = COMPARE_GREATER_EQUAL;
    most.comparison = COMPARE_LESS_EQUAL;
    if (!take_one_literal(parser, &least)) return false;
    if (!parser_at_name(parser, "and")) return parser_unexpected(parser);
    if (!parser_next(parser) || !take_one_literal(parser, &most)) return false;
    *add_condition(parser, aggregate, CONDITION_TEST, operand.loc) = least;
    *add_condition(parser, aggregate, CONDITION_TEST, operand.loc) = most;
    add_condition(parser, aggregate, CONDITION_AND, operand.loc);
    return true;
}

static bool take_is(struct parser *parser, struct formula_condition *test, bool *negated)
{
    test->comparison = COMPARE_KNOWN;
    *negated = parser_at_name(parser, "not");
    if (*negated && !parser_next(parser)) return false;
    if (parser_at_name(parser, "unknown"))
        *negated = !*negated;
    else if (!parser_at_name(parser, "known"))
        return parser_fail(parser, parser->token.from, MSG_FORMULA_IS, STR_NONE);
    return parser_next(parser);
}

static bool take_comparison(struct parser *parser, struct formula_condition *test)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {{"=", COMPARE_EQUAL},      {"==", COMPARE_EQUAL},        {"!=", COMPARE_NOT_EQUAL},
                 {"<>", COMPARE_NOT_EQUAL}, {"<", COMPARE_LESS},          {"<=", COMPARE_LESS_EQUAL},
                 {">", COMPARE_GREATER},    {">=", COMPARE_GREATER_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!parser_at_sign(parser, signs[i].sign)) continue;
        test->comparison = signs[i].comparison;
        return parser_next(parser) && take_one_literal(parser, test);
    }
    return parser_fail(parser, parser->token.from, MSG_FORMULA_COMPARISON, STR_NONE);
}

/* A column, or a part of its time: "year(bulan)". */
static bool take_operand(struct parser *parser, struct formula_condition *test)
{
    if (parser->token.kind != TOKEN_NAME) return parser_unexpected(parser);
    *test = (struct formula_condition){
        .kind = CONDITION_TEST, .column = parser->token.text, .loc = parser_loc(parser, parser->token.from)};
    if (!parser_next(parser)) return false;
    enum time_part part = part_of(test->column);
    if (part == PART_WHOLE || !parser_at_sign(parser, "(")) return true;
    if (!parser_next(parser)) return false;
    if (parser->token.kind != TOKEN_NAME) return parser_unexpected(parser);
    test->part = part;
    test->column = parser->token.text;
    test->loc = parser_loc(parser, parser->token.from);
    return parser_next(parser) && parser_expect_sign(parser, ")");
}

static bool take_test(struct parser *parser, struct formula_aggregate *aggregate)
{
    struct formula_condition test;
    if (!take_operand(parser, &test)) return false;
    bool negated = parser_at_name(parser, "not"), right;
    if (negated && !parser_next(parser)) return false;
    if (parser_at_name(parser, "in")) {
        right = parser_next(parser) && take_list(parser, &test);
    } else if (parser_at_name(parser, "contains")) {
        test.comparison = COMPARE_CONTAINS;
        right = parser_next(parser) && take_one_literal(parser, &test);
    } else if (negated) {
        right = parser_unexpected(parser);
    } else if (parser_at_name(parser, "between")) {
        return parser_next(parser) && take_between(parser, aggregate, test);
    } else if (parser_at_name(parser, "is")) {
        right = parser_next(parser) && take_is(parser, &test, &negated);
    } else {
        right = take_comparison(parser, &test);
    }
    if (!right) return false;
    *add_condition(parser, aggregate, CONDITION_TEST, test.loc) = test;
    if (negated) add_condition(parser, aggregate, CONDITION_NOT, test.loc);
    return true;
}

static bool take_any(struct parser *parser, struct formula_aggregate *aggregate);

static bool take_negatable(struct parser *parser, struct formula_aggregate *aggregate)
{
    Loc loc = parser_loc(parser, parser->token.from);
    bool negated = false, right;
    for (; parser_at_name(parser, "not"); negated = !negated)
        if (!parser_next(parser)) return false;
    if (parser_at_sign(parser, "("))
        right = parser_next(parser) && take_any(parser, aggregate) && parser_expect_sign(parser, ")");
    else
        right = take_test(parser, aggregate);
    if (right && negated) add_condition(parser, aggregate, CONDITION_NOT, loc);
    return right;
}

static bool take_all(struct parser *parser, struct formula_aggregate *aggregate)
{
    if (!take_negatable(parser, aggregate)) return false;
    while (parser_at_name(parser, "and")) {
        Loc loc = parser_loc(parser, parser->token.from);
        if (!parser_next(parser) || !take_negatable(parser, aggregate)) return false;
        add_condition(parser, aggregate, CONDITION_AND, loc);
    }
    return true;
}

static bool take_any(struct parser *parser, struct formula_aggregate *aggregate)
{
    if (++parser->depth > PARSER_DEEPEST)
        return parser_fail(parser, parser->token.from, MSG_FORMULA_DEPTH,
                           str_format(parser->arena, "%d", PARSER_DEEPEST));
    if (!take_all(parser, aggregate)) return false;
    while (parser_at_name(parser, "or")) {
        Loc loc = parser_loc(parser, parser->token.from);
        if (!parser_next(parser) || !take_all(parser, aggregate)) return false;
        add_condition(parser, aggregate, CONDITION_OR, loc);
    }
    parser->depth--;
    return true;
}

bool parser_take_where(struct parser *parser, struct formula_aggregate *aggregate)
{
    parser->condition_capacity = 0;
    return parser_next(parser) && take_any(parser, aggregate);
}
