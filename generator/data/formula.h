/* The formula language of indicators: text into a short program.
 *
 * In: the `formula` of an indicator. Out: steps in reverse Polish order for indicator.c, names and places kept. Reports what is
 * wrong with the writing; whether names exist is indicator.c's matter.
 *
 *   expression = term { ("+" | "-") term }          term = factor { ("*" | "/") factor }
 *   factor     = "-" factor | number | "(" expression ")" | name | call
 *   call       = ("share" | "ratio" | "difference") "(" expression "," expression ")"
 *              | ("sum" | "min" | "max" | "latest") "(" name [where] ")" | "count" "(" [name] [where] ")"
 *   where      = "where" condition { "and" condition }
 *   condition  = name ("=" | "!=" | "<" | "<=" | ">" | ">=") (text in quotes | ["-"] number | "true" | "false")
 *
 * Names hold letters, digits, '_', and '-' and '.' between those: a minus between two names has spaces around it. Numbers
 * are plain: 4916, 0.5. */
#ifndef DATA_FORMULA_H
#define DATA_FORMULA_H

#include "data/value.h"

enum formula_step_kind {
    STEP_NUMBER,
    STEP_NAME,
    STEP_AGGREGATE,
    STEP_NEGATE,
    STEP_ADD,
    STEP_SUBTRACT,
    STEP_MULTIPLY,
    STEP_DIVIDE,
    STEP_SHARE
};

enum aggregate_function { AGGREGATE_SUM, AGGREGATE_COUNT, AGGREGATE_MIN, AGGREGATE_MAX, AGGREGATE_LATEST };

enum comparison {
    COMPARE_EQUAL,
    COMPARE_NOT_EQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL
};

enum literal_kind { LITERAL_TEXT, LITERAL_NUMBER, LITERAL_BOOLEAN };

struct formula_condition {
    Str column;
    Loc loc, literal_loc;
    enum comparison comparison;
    enum literal_kind kind;
    Str text;       /* as written, without quotes */
    Decimal number; /* NUMBER; BOOLEAN: 1 or 0 */
};

struct formula_aggregate {
    enum aggregate_function function;
    Str column; /* empty: count() of rows */
    Loc column_loc;
    struct formula_condition *conditions;
    size_t count;
};

struct formula_step {
    enum formula_step_kind kind;
    Loc loc;
    Decimal number;
    Str name;
    struct formula_aggregate *aggregate;
};

struct formula {
    struct formula_step *steps;
    size_t count;
};

/* NULL after a report. */
const struct formula *formula_parse(struct arena *arena, struct diag *diag, const struct value *text);

#endif
