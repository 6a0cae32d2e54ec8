#include "data/formula.h"

#include <string.h>

#include "base/arena.h"

enum { LONGEST = 4000, DEEPEST = 32 };

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    Str text;    /* TEXT: without its quotes; SIGN: "+", "<=" … */
    size_t from; /* in the formula */
    Decimal number;
};

struct parser {
    struct arena *arena;
    struct diag *diag;
    Str text;
    Loc loc;    /* of the formula's first character */
    bool exact; /* characters stand in the source one by one as in the text */
    size_t at;
    struct token token;
    int depth;
    bool failed;
    struct formula_step *steps;
    size_t count, capacity, condition_capacity;
};

static Loc loc_of(const struct parser *parser, size_t offset)
{
    return parser->exact ? (Loc){parser->loc.source, parser->loc.offset + offset} : parser->loc;
}

static bool fail(struct parser *parser, size_t offset, enum message message, Str word)
{
    if (!parser->failed) diag_report(parser->diag, loc_of(parser, offset), message, word);
    parser->failed = true;
    parser->token = (struct token){.kind = TOKEN_END, .from = offset};
    return false;
}

static bool is_word(Str s, size_t at)
{
    return at < s.len && (char_is_alpha(s.data[at]) || char_is_digit(s.data[at]) || s.data[at] == '_');
}

/* '-' and '.' belong to a name between two of its other characters. */
static size_t name_end(Str s, size_t at)
{
    while (is_word(s, at) || (at < s.len && (s.data[at] == '-' || s.data[at] == '.') && is_word(s, at + 1)))
        at++;
    return at;
}

static size_t digits_end(Str s, size_t at)
{
    while (at < s.len && char_is_digit(s.data[at])) at++;
    return at;
}

static size_t number_end(Str s, size_t at)
{
    at = digits_end(s, at);
    if (at < s.len && s.data[at] == '.') at = digits_end(s, at + 1);
    if (at >= s.len || char_lower(s.data[at]) != 'e') return at;
    size_t exponent = at + 1 + (at + 1 < s.len && (s.data[at + 1] == '-' || s.data[at + 1] == '+'));
    size_t end = digits_end(s, exponent);
    return end > exponent ? end : at;
}

static bool take_word(struct parser *parser, size_t from)
{
    Str text = parser->text;
    size_t end = char_is_digit(text.data[from]) ? number_end(text, from) : from;
    bool number = end > from && !is_word(text, end); /* a name may begin with digits: "2022_total" */
    if (!number) end = name_end(text, from);
    Str word = str_from_to(text, from, end);
    parser->at = end;
    parser->token = (struct token){.kind = number ? TOKEN_NUMBER : TOKEN_NAME, .text = word, .from = from};
    if (number && !decimal_parse(word, &parser->token.number))
        return fail(parser, from, MSG_FORMULA_NUMBER, word);
    return true;
}

static bool take_quoted(struct parser *parser, size_t from)
{
    Str rest = str_skip(parser->text, from + 1);
    size_t len = str_find_char(rest, parser->text.data[from]);
    if (len == rest.len) return fail(parser, from, MSG_FORMULA_QUOTE_OPEN, STR_NONE);
    parser->token = (struct token){.kind = TOKEN_TEXT, .text = str_from_to(rest, 0, len), .from = from};
    parser->at = from + len + 2;
    return true;
}

static bool next(struct parser *parser)
{
    static const char *const pairs[] = {"<=", ">=", "!=", "<>", "=="};
    Str text = parser->text;
    while (parser->at < text.len && char_is_space(text.data[parser->at])) parser->at++;
    size_t from = parser->at;
    parser->token = (struct token){.kind = TOKEN_END, .from = from};
    if (from == text.len) return true;
    if (is_word(text, from)) return take_word(parser, from);
    if (text.data[from] == '"' || text.data[from] == '\'') return take_quoted(parser, from);
    size_t len = 1;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (str_starts(str_skip(text, from), str_from(pairs[i]))) len = 2;
    if (len == 1 && !strchr("+-*/(),<>=", text.data[from])) {
        while (from + len < text.len && ((unsigned char)text.data[from + len] & 0xC0) == 0x80) len++;
        return fail(parser, from, MSG_FORMULA_CHARACTER, str_from_to(text, from, from + len));
    }
    parser->token =
        (struct token){.kind = TOKEN_SIGN, .text = str_from_to(text, from, from + len), .from = from};
    parser->at += len;
    return true;
}

static bool at_sign(const struct parser *parser, const char *sign)
{
    return parser->token.kind == TOKEN_SIGN && str_is(parser->token.text, sign);
}

static bool at_name(const struct parser *parser, const char *name)
{
    return parser->token.kind == TOKEN_NAME && str_is(parser->token.text, name);
}

static bool unexpected(struct parser *parser)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_END) return fail(parser, token->from, MSG_FORMULA_ENDS, STR_NONE);
    return fail(parser, token->from, MSG_FORMULA_UNEXPECTED, token->text);
}

static bool expect_sign(struct parser *parser, const char *sign)
{
    if (at_sign(parser, sign)) return next(parser);
    if (parser->token.kind == TOKEN_END && !parser->failed)
        return fail(parser, parser->token.from, MSG_FORMULA_MISSING, str_from(sign));
    return unexpected(parser);
}

static struct formula_step *add_step(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    parser->steps =
        arena_grow(parser->arena, parser->steps, &parser->capacity, parser->count + 1, sizeof *parser->steps);
    struct formula_step *step = &parser->steps[parser->count++];
    *step = (struct formula_step){.kind = kind, .loc = loc_of(parser, from)};
    return step;
}

static bool take_literal(struct parser *parser, struct formula_condition *condition)
{
    bool negative = at_sign(parser, "-");
    if (negative && !next(parser)) return false;
    const struct token *token = &parser->token;
    condition->literal_loc = loc_of(parser, token->from);
    condition->text = token->text;
    if (token->kind == TOKEN_NUMBER) {
        condition->kind = LITERAL_NUMBER;
        condition->number = negative ? decimal_negate(token->number) : token->number;
    } else if (negative) {
        return unexpected(parser);
    } else if (token->kind == TOKEN_TEXT) {
        condition->kind = LITERAL_TEXT;
    } else if (at_name(parser, "true") || at_name(parser, "false")) {
        condition->kind = LITERAL_BOOLEAN;
        condition->number = decimal_from_int(at_name(parser, "true"));
    } else if (token->kind == TOKEN_NAME) {
        return fail(parser, token->from, MSG_FORMULA_TEXT_UNQUOTED, token->text);
    } else {
        return unexpected(parser);
    }
    return next(parser);
}

static bool take_comparison(struct parser *parser, enum comparison *comparison)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {{"=", COMPARE_EQUAL},      {"==", COMPARE_EQUAL},        {"!=", COMPARE_NOT_EQUAL},
                 {"<>", COMPARE_NOT_EQUAL}, {"<", COMPARE_LESS},          {"<=", COMPARE_LESS_EQUAL},
                 {">", COMPARE_GREATER},    {">=", COMPARE_GREATER_EQUAL}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!at_sign(parser, signs[i].sign)) continue;
        *comparison = signs[i].comparison;
        return next(parser);
    }
    return fail(parser, parser->token.from, MSG_FORMULA_COMPARISON, STR_NONE);
}

static bool take_conditions(struct parser *parser, struct formula_aggregate *aggregate)
{
    size_t capacity = 0;
    do {
        if (!next(parser)) return false; /* over "where" or "and" */
        if (parser->token.kind != TOKEN_NAME) return unexpected(parser);
        aggregate->conditions = arena_grow(parser->arena, aggregate->conditions, &capacity,
                                           aggregate->count + 1, sizeof *aggregate->conditions);
        struct formula_condition *condition = &aggregate->conditions[aggregate->count++];
        *condition = (struct formula_condition){.column = parser->token.text,
                                                .loc = loc_of(parser, parser->token.from)};
        if (!next(parser) || !take_comparison(parser, &condition->comparison) ||
            !take_literal(parser, condition))
            return false;
    } while (at_name(parser, "and"));
    if (at_name(parser, "or")) return fail(parser, parser->token.from, MSG_FORMULA_OR, STR_NONE);
    return true;
}

/* The name of the function has been read; what comes is its parenthesis. */
static bool take_aggregate(struct parser *parser, enum aggregate_function function, size_t from)
{
    struct formula_aggregate *aggregate = arena_make(parser->arena, struct formula_aggregate);
    aggregate->function = function;
    if (!expect_sign(parser, "(")) return false;
    if (parser->token.kind == TOKEN_NAME && !at_name(parser, "where")) {
        aggregate->column = parser->token.text;
        aggregate->column_loc = loc_of(parser, parser->token.from);
        if (!next(parser)) return false;
    } else if (function != AGGREGATE_COUNT) {
        return fail(parser, parser->token.from, MSG_FORMULA_NEEDS_COLUMN, STR_NONE);
    }
    if (at_name(parser, "where") && !take_conditions(parser, aggregate)) return false;
    add_step(parser, STEP_AGGREGATE, from)->aggregate = aggregate;
    return expect_sign(parser, ")");
}

static bool take_expression(struct parser *parser);

static bool take_pair(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    if (!expect_sign(parser, "(") || !take_expression(parser) || !expect_sign(parser, ",") ||
        !take_expression(parser))
        return false;
    add_step(parser, kind, from);
    return expect_sign(parser, ")");
}

static bool take_name(struct parser *parser)
{
    static const struct {
        const char *name;
        int aggregate;
        enum formula_step_kind kind;
    } calls[] = {{"sum", AGGREGATE_SUM, 0},  {"count", AGGREGATE_COUNT, 0},    {"min", AGGREGATE_MIN, 0},
                 {"max", AGGREGATE_MAX, 0},  {"latest", AGGREGATE_LATEST, 0},  {"share", -1, STEP_SHARE},
                 {"ratio", -1, STEP_DIVIDE}, {"difference", -1, STEP_SUBTRACT}};
    enum { CALLS = sizeof calls / sizeof *calls };
    struct token name = parser->token;
    if (!next(parser)) return false;
    if (!at_sign(parser, "(")) {
        add_step(parser, STEP_NAME, name.from)->name = name.text;
        return true;
    }
    Str names[CALLS];
    for (size_t i = 0; i < CALLS; i++) {
        names[i] = str_from(calls[i].name);
        if (!str_equal(name.text, names[i])) continue;
        return calls[i].aggregate >= 0
                   ? take_aggregate(parser, (enum aggregate_function)calls[i].aggregate, name.from)
                   : take_pair(parser, calls[i].kind, name.from);
    }
    Str nearest = str_nearest(name.text, names, CALLS);
    if (!parser->failed)
        diag_report(parser->diag, loc_of(parser, name.from),
                    nearest.len ? MSG_FORMULA_FUNCTION_NEAR : MSG_FORMULA_FUNCTION, name.text,
                    nearest.len ? nearest : str_join(parser->arena, names, CALLS, S(", ")));
    parser->failed = true;
    return false;
}

static bool take_factor(struct parser *parser)
{
    size_t from = parser->token.from;
    bool negative = false, right;
    for (; at_sign(parser, "-"); negative = !negative)
        if (!next(parser)) return false;
    if (parser->token.kind == TOKEN_NUMBER) {
        add_step(parser, STEP_NUMBER, from)->number = parser->token.number;
        right = next(parser);
    } else if (parser->token.kind == TOKEN_NAME) {
        right = take_name(parser);
    } else if (at_sign(parser, "(")) {
        right = next(parser) && take_expression(parser) && expect_sign(parser, ")");
    } else {
        right = unexpected(parser);
    }
    if (right && negative) add_step(parser, STEP_NEGATE, from);
    return right;
}

static bool take_term(struct parser *parser)
{
    if (!take_factor(parser)) return false;
    while (at_sign(parser, "*") || at_sign(parser, "/")) {
        enum formula_step_kind kind = at_sign(parser, "*") ? STEP_MULTIPLY : STEP_DIVIDE;
        size_t from = parser->token.from;
        if (!next(parser) || !take_factor(parser)) return false;
        add_step(parser, kind, from);
    }
    return true;
}

static bool take_expression(struct parser *parser)
{
    if (++parser->depth > DEEPEST)
        return fail(parser, parser->token.from, MSG_FORMULA_DEPTH, str_format(parser->arena, "%d", DEEPEST));
    if (!take_term(parser)) return false;
    while (at_sign(parser, "+") || at_sign(parser, "-")) {
        enum formula_step_kind kind = at_sign(parser, "+") ? STEP_ADD : STEP_SUBTRACT;
        size_t from = parser->token.from;
        if (!next(parser) || !take_term(parser)) return false;
        add_step(parser, kind, from);
    }
    parser->depth--;
    return true;
}

const struct formula *formula_parse(struct arena *arena, struct diag *diag, const struct value *text)
{
    struct parser parser = {.arena = arena, .diag = diag, .text = text->text, .loc = text->loc};
    if (text->loc.source) {
        Str written = str_skip(text->loc.source->text, text->loc.offset);
        if (str_starts(written, S("\"")) || str_starts(written, S("'"))) parser.loc.offset++;
        parser.exact = str_starts(str_skip(text->loc.source->text, parser.loc.offset), text->text);
    }
    if (text->text.len > LONGEST) {
        diag_report(diag, text->loc, MSG_FORMULA_LONG, str_format(arena, "%d", LONGEST));
        return NULL;
    }
    if (!next(&parser) || !take_expression(&parser)) return NULL;
    if (parser.token.kind != TOKEN_END) {
        unexpected(&parser);
        return NULL;
    }
    struct formula *formula = arena_make(arena, struct formula);
    formula->steps = parser.steps;
    formula->count = parser.count;
    return formula;
}
