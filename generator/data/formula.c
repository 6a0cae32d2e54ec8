#include "data/formula_parser.h"

#include <string.h>

#include "base/arena.h"

enum { LONGEST = 4000 };

Loc parser_loc(const struct parser *parser, size_t offset)
{
    return parser->exact ? (Loc){parser->loc.source, parser->loc.offset + offset} : parser->loc;
}

bool parser_fail(struct parser *parser, size_t offset, enum message message, Str word)
{
    if (!parser->failed) diag_report(parser->diag, parser_loc(parser, offset), message, word);
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
        return parser_fail(parser, from, MSG_FORMULA_NUMBER, word);
    return true;
}

static bool take_quoted(struct parser *parser, size_t from)
{
    Str rest = str_skip(parser->text, from + 1);
    size_t len = str_find_char(rest, parser->text.data[from]);
    if (len == rest.len) return parser_fail(parser, from, MSG_FORMULA_QUOTE_OPEN, STR_NONE);
    parser->token = (struct token){.kind = TOKEN_TEXT, .text = str_from_to(rest, 0, len), .from = from};
    parser->at = from + len + 2;
    return true;
}

bool parser_next(struct parser *parser)
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
        return parser_fail(parser, from, MSG_FORMULA_CHARACTER, str_from_to(text, from, from + len));
    }
    parser->token =
        (struct token){.kind = TOKEN_SIGN, .text = str_from_to(text, from, from + len), .from = from};
    parser->at += len;
    return true;
}

bool parser_at_sign(const struct parser *parser, const char *sign)
{
    return parser->token.kind == TOKEN_SIGN && str_is(parser->token.text, sign);
}

bool parser_at_name(const struct parser *parser, const char *name)
{
    return parser->token.kind == TOKEN_NAME && str_is(parser->token.text, name);
}

bool parser_unexpected(struct parser *parser)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_END) return parser_fail(parser, token->from, MSG_FORMULA_ENDS, STR_NONE);
    return parser_fail(parser, token->from, MSG_FORMULA_UNEXPECTED, token->text);
}

bool parser_expect_sign(struct parser *parser, const char *sign)
{
    if (parser_at_sign(parser, sign)) return parser_next(parser);
    if (parser->token.kind == TOKEN_END && !parser->failed)
        return parser_fail(parser, parser->token.from, MSG_FORMULA_MISSING, str_from(sign));
    return parser_unexpected(parser);
}

static struct formula_step *add_step(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    parser->steps =
        arena_grow(parser->arena, parser->steps, &parser->capacity, parser->count + 1, sizeof *parser->steps);
    struct formula_step *step = &parser->steps[parser->count++];
    *step = (struct formula_step){.kind = kind, .loc = parser_loc(parser, from)};
    return step;
}

/* The name of the function has been read; what comes is its parenthesis. */
static bool take_aggregate(struct parser *parser, enum aggregate_function function, size_t from)
{
    struct formula_aggregate *aggregate = arena_make(parser->arena, struct formula_aggregate);
    aggregate->function = function;
    if (!parser_expect_sign(parser, "(")) return false;
    if (parser->token.kind == TOKEN_NAME && !parser_at_name(parser, "where")) {
        aggregate->column = parser->token.text;
        aggregate->column_loc = parser_loc(parser, parser->token.from);
        if (!parser_next(parser)) return false;
    } else if (function != AGGREGATE_COUNT) {
        return parser_fail(parser, parser->token.from, MSG_FORMULA_NEEDS_COLUMN, STR_NONE);
    }
    if (parser_at_name(parser, "where") && !parser_take_where(parser, aggregate)) return false;
    add_step(parser, STEP_AGGREGATE, from)->aggregate = aggregate;
    return parser_expect_sign(parser, ")");
}

static bool take_expression(struct parser *parser);

static bool take_pair(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    if (!parser_expect_sign(parser, "(") || !take_expression(parser) || !parser_expect_sign(parser, ",") ||
        !take_expression(parser))
        return false;
    add_step(parser, kind, from);
    return parser_expect_sign(parser, ")");
}

/* "top(kunjungan_kecamatan)": the name of indicators. */
static bool take_family(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    if (!parser_expect_sign(parser, "(")) return false;
    if (parser->token.kind != TOKEN_NAME)
        return parser_fail(parser, parser->token.from, MSG_FORMULA_NEEDS_FAMILY, STR_NONE);
    struct formula_step *step = add_step(parser, kind, parser->token.from);
    step->name = parser->token.text;
    (void)from;
    return parser_next(parser) && parser_expect_sign(parser, ")");
}

/* "2022", "2022-Q4" or "2022-11": its kind, PART_WHOLE when it is none, and its first day. */
static enum time_part span_of(Str text, Date *first)
{
    Decimal year;
    int64_t number;
    if (date_parse_month(text, first)) return PART_MONTH;
    bool quarter = text.len == 7 && text.data[4] == '-' && char_lower(text.data[5]) == 'q';
    Str digits = quarter ? str_from_to(text, 0, 4) : text;
    if (digits.len != 4 || !decimal_parse(digits, &year) || !decimal_to_int64(year, &number) || number < 1)
        return PART_WHOLE;
    *first = (Date){(int)number, 1, 1};
    if (!quarter) return PART_YEAR;
    if (text.data[6] < '1' || text.data[6] > '4') return PART_WHOLE;
    first->month = (text.data[6] - '1') * 3 + 1;
    return PART_QUARTER;
}

static bool take_span(struct parser *parser, enum time_part *kind, Date *first)
{
    if (parser->token.kind != TOKEN_NUMBER && parser->token.kind != TOKEN_TEXT)
        return parser_unexpected(parser);
    *kind = span_of(parser->token.text, first);
    if (*kind == PART_WHOLE)
        return parser_fail(parser, parser->token.from, MSG_FORMULA_SPAN, parser->token.text);
    return parser_next(parser);
}

/* "2022 to 2023": the older one first. */
static bool take_spans(struct parser *parser, struct formula_period *period)
{
    size_t from = parser->token.from;
    enum time_part older, newer;
    period->named = true;
    if (!take_span(parser, &older, &period->older)) return false;
    if (!parser_at_name(parser, "to"))
        return parser_fail(parser, parser->token.from, MSG_FORMULA_TO, STR_NONE);
    if (!parser_next(parser) || !take_span(parser, &newer, &period->newer)) return false;
    period->kind = newer;
    if (older != newer || date_compare(period->older, period->newer) >= 0)
        return parser_fail(parser, from, MSG_FORMULA_SPANS, STR_NONE);
    return true;
}

/* Behind the comma of a change: a kind of period, two named ones, or else (false) another expression. */
static bool at_period(const struct parser *parser)
{
    struct parser ahead = *parser;
    ahead.failed = true; /* in silence */
    if (ahead.token.kind == TOKEN_TEXT) return true;
    bool kind = ahead.token.kind == TOKEN_NAME &&
                (parser_at_name(&ahead, "year") || parser_at_name(&ahead, "quarter") ||
                 parser_at_name(&ahead, "month"));
    if (!kind && ahead.token.kind != TOKEN_NUMBER) return false;
    parser_next(&ahead);
    return kind ? parser_at_sign(&ahead, ")") : parser_at_name(&ahead, "to");
}

static bool take_period(struct parser *parser, struct formula_period *period)
{
    if (parser->token.kind != TOKEN_NAME) return take_spans(parser, period);
    for (int i = PART_YEAR; i <= PART_MONTH; i++)
        if (parser_at_name(parser, formula_parts[i])) period->kind = (enum time_part)i;
    return parser_next(parser);
}

static bool take_change(struct parser *parser, enum formula_step_kind kind, size_t from)
{
    size_t body = parser->count;
    struct formula_period *period = NULL;
    if (!parser_expect_sign(parser, "(") || !take_expression(parser)) return false;
    bool older_first = parser_at_name(parser, "to");
    if (older_first ? !parser_next(parser) : !parser_expect_sign(parser, ",")) return false;
    if (!older_first && at_period(parser)) {
        for (size_t i = body; i < parser->count; i++)
            if (parser->steps[i].period)
                return parser_fail(parser, from, MSG_FORMULA_CHANGE_NESTED, STR_NONE);
        period = arena_make(parser->arena, struct formula_period);
        if (!take_period(parser, period)) return false;
    } else if (!take_expression(parser)) {
        return false;
    }
    struct formula_step *step = add_step(parser, kind, from);
    step->period = period;
    step->body = body;
    step->older_first = older_first;
    return parser_expect_sign(parser, ")");
}

static const struct call {
    const char *name;
    bool (*take)(struct parser *parser, enum formula_step_kind kind, size_t from); /* NULL: an aggregate */
    enum aggregate_function aggregate;
    enum formula_step_kind kind;
} calls[] = {
    {"sum", NULL, AGGREGATE_SUM, 0},           {"count", NULL, AGGREGATE_COUNT, 0},
    {"average", NULL, AGGREGATE_AVERAGE, 0},   {"mean", NULL, AGGREGATE_AVERAGE, 0},
    {"median", NULL, AGGREGATE_MEDIAN, 0},     {"min", NULL, AGGREGATE_MIN, 0},
    {"max", NULL, AGGREGATE_MAX, 0},           {"first", NULL, AGGREGATE_FIRST, 0},
    {"previous", NULL, AGGREGATE_PREVIOUS, 0}, {"latest", NULL, AGGREGATE_LATEST, 0},
    {"distinct", NULL, AGGREGATE_DISTINCT, 0}, {"share", take_pair, 0, STEP_SHARE},
    {"ratio", take_pair, 0, STEP_DIVIDE},      {"difference", take_pair, 0, STEP_SUBTRACT},
    {"progress", take_pair, 0, STEP_PROGRESS}, {"reached", take_pair, 0, STEP_REACHED},
    {"change", take_change, 0, STEP_CHANGE},   {"percent_change", take_change, 0, STEP_PERCENT_CHANGE},
    {"top", take_family, 0, STEP_TOP},         {"bottom", take_family, 0, STEP_BOTTOM},
    {"rank", take_family, 0, STEP_RANK},
};

const char *formula_function(size_t index)
{
    return index < sizeof calls / sizeof *calls ? calls[index].name : NULL;
}

static bool take_name(struct parser *parser)
{
    enum { CALLS = sizeof calls / sizeof *calls };
    struct token name = parser->token;
    if (!parser_next(parser)) return false;
    if (!parser_at_sign(parser, "(")) {
        add_step(parser, STEP_NAME, name.from)->name = name.text;
        return true;
    }
    Str names[CALLS];
    for (size_t i = 0; i < CALLS; i++) {
        names[i] = str_from(calls[i].name);
        if (!str_equal(name.text, names[i])) continue;
        return calls[i].take ? calls[i].take(parser, calls[i].kind, name.from)
                             : take_aggregate(parser, calls[i].aggregate, name.from);
    }
    Str nearest = str_nearest(name.text, names, CALLS);
    if (!parser->failed)
        diag_report(parser->diag, parser_loc(parser, name.from),
                    nearest.len ? MSG_FORMULA_FUNCTION_NEAR : MSG_FORMULA_FUNCTION, name.text,
                    nearest.len ? nearest : str_join(parser->arena, names, CALLS, S(", ")));
    parser->failed = true;
    return false;
}

static bool take_factor(struct parser *parser)
{
    size_t from = parser->token.from;
    bool negative = false, right;
    for (; parser_at_sign(parser, "-"); negative = !negative)
        if (!parser_next(parser)) return false;
    if (parser->token.kind == TOKEN_NUMBER) {
        add_step(parser, STEP_NUMBER, from)->number = parser->token.number;
        right = parser_next(parser);
    } else if (parser->token.kind == TOKEN_NAME) {
        right = take_name(parser);
    } else if (parser_at_sign(parser, "(")) {
        right = parser_next(parser) && take_expression(parser) && parser_expect_sign(parser, ")");
    } else {
        right = parser_unexpected(parser);
    }
    if (right && negative) add_step(parser, STEP_NEGATE, from);
    return right;
}

static bool take_term(struct parser *parser)
{
    if (!take_factor(parser)) return false;
    while (parser_at_sign(parser, "*") || parser_at_sign(parser, "/")) {
        enum formula_step_kind kind = parser_at_sign(parser, "*") ? STEP_MULTIPLY : STEP_DIVIDE;
        size_t from = parser->token.from;
        if (!parser_next(parser) || !take_factor(parser)) return false;
        add_step(parser, kind, from);
    }
    return true;
}

static bool take_expression(struct parser *parser)
{
    if (++parser->depth > PARSER_DEEPEST)
        return parser_fail(parser, parser->token.from, MSG_FORMULA_DEPTH,
                           str_format(parser->arena, "%d", PARSER_DEEPEST));
    if (!take_term(parser)) return false;
    while (parser_at_sign(parser, "+") || parser_at_sign(parser, "-")) {
        enum formula_step_kind kind = parser_at_sign(parser, "+") ? STEP_ADD : STEP_SUBTRACT;
        size_t from = parser->token.from;
        if (!parser_next(parser) || !take_term(parser)) return false;
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
    if (!parser_next(&parser) || !take_expression(&parser)) return NULL;
    if (parser.token.kind != TOKEN_END) {
        parser_unexpected(&parser);
        return NULL;
    }
    struct formula *formula = arena_make(arena, struct formula);
    formula->steps = parser.steps;
    formula->count = parser.count;
    for (size_t i = 0; i < parser.count; i++) formula->has_periods |= parser.steps[i].period != NULL;
    return formula;
}
