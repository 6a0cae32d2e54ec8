/* What the parts of the formula parser share; nobody else includes it. formula.c words and expressions · formula_where.c conditions. */
#ifndef DATA_FORMULA_PARSER_H
#define DATA_FORMULA_PARSER_H

#include "data/formula.h"

enum { PARSER_DEEPEST = 32 };

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
    bool failed, in_change;
    struct formula_step *steps;
    size_t count, capacity, condition_capacity;
};

Loc parser_loc(const struct parser *parser, size_t offset);
bool parser_fail(struct parser *parser, size_t offset, enum message message, Str word); /* gives false */
bool parser_next(struct parser *parser);
bool parser_at_sign(const struct parser *parser, const char *sign);
bool parser_at_name(const struct parser *parser, const char *name);
bool parser_expect_sign(struct parser *parser, const char *sign);
bool parser_unexpected(struct parser *parser);

/* From "where" on. */
bool parser_take_where(struct parser *parser, struct formula_aggregate *aggregate);

#endif
