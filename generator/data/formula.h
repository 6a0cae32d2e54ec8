/* The formula language of indicators: text into a short program.
 *
 * In: the `formula` of an indicator. Out: steps in reverse Polish order for compute.c, names and places kept. Reports what is
 * wrong with the writing; whether names exist is the matter of indicator.c, aggregate.c and filter.c.
 *
 *   expression = term { ("+" | "-") term }          term = factor { ("*" | "/") factor }
 *   factor     = "-" factor | number | "(" expression ")" | name | call
 *   call       = ("share" | "ratio" | "difference" | "progress" | "reached") "(" expression "," expression ")"
 *              | ("change" | "percent_change") "(" expression ("," expression | "to" expression | "," period) ")"
 *              | ("sum" | "average" | "mean" | "median" | "min" | "max" | "first" | "previous" | "latest" | "distinct") "(" name [where] ")"
 *              | "count" "(" [name] [where] ")" | ("top" | "bottom" | "rank") "(" name ")"
 *   period     = "year" | "quarter" | "month" | span "to" span          span = "2022" | "2022-Q4" | "2022-11", quoted; a year also bare
 *   where      = "where" any                        any = all { "or" all }       all = test { "and" test }
 *   test       = "not" test | "(" any ")" | operand (comparison literal | ["not"] "in" "(" literal { "," literal } ")"
 *              | ["not"] "contains" literal | "between" literal "and" literal | "is" ["not"] ("known" | "unknown"))
 *   operand    = name | ("year" | "quarter" | "month") "(" name ")"
 *   comparison = "=" | "!=" | "<" | "<=" | ">" | ">="
 *   literal    = text in quotes | ["-"] number | "true" | "false" | name of a column
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
    STEP_SHARE,
    STEP_PROGRESS,
    STEP_REACHED,
    STEP_CHANGE,
    STEP_PERCENT_CHANGE,
    STEP_TOP,
    STEP_BOTTOM,
    STEP_RANK
};

enum aggregate_function {
    AGGREGATE_SUM,
    AGGREGATE_COUNT,
    AGGREGATE_MIN,
    AGGREGATE_MAX,
    AGGREGATE_LATEST,
    AGGREGATE_PREVIOUS,
    AGGREGATE_FIRST,
    AGGREGATE_AVERAGE,
    AGGREGATE_MEDIAN,
    AGGREGATE_DISTINCT
};

enum comparison {
    COMPARE_EQUAL,
    COMPARE_NOT_EQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_GREATER,
    COMPARE_GREATER_EQUAL,
    COMPARE_IN,
    COMPARE_CONTAINS,
    COMPARE_KNOWN
};

enum time_part { PART_WHOLE, PART_YEAR, PART_QUARTER, PART_MONTH };

enum literal_kind { LITERAL_TEXT, LITERAL_NUMBER, LITERAL_BOOLEAN, LITERAL_COLUMN };

struct formula_literal {
    enum literal_kind kind;
    Loc loc;
    Str text;       /* as written, without quotes */
    Decimal number; /* NUMBER; BOOLEAN: 1 or 0 */
};

enum condition_kind { CONDITION_TEST, CONDITION_AND, CONDITION_OR, CONDITION_NOT };

struct formula_condition {
    enum condition_kind kind;
    Str column; /* TEST: all that follows */
    Loc loc;
    enum time_part part;
    enum comparison comparison;
    struct formula_literal *literals; /* IN: several; KNOWN: none */
    size_t count;
};

struct formula_aggregate {
    enum aggregate_function function;
    Str column; /* empty: count() of rows */
    Loc column_loc;
    struct formula_condition *conditions; /* in reverse Polish order */
    size_t count;
};

/* What change() compares; years, quarters or months. */
struct formula_period {
    enum time_part kind;
    bool named;
    Date older, newer; /* named: their first days */
};

struct formula_step {
    enum formula_step_kind kind;
    Loc loc;
    Decimal number;
    Str name;
    struct formula_aggregate *aggregate;
    struct formula_period *period; /* of changes; NULL: between two values */
    size_t body;      /* of changes over periods: what is computed for each begins at this step */
    bool older_first; /* of changes between two values */
};

struct formula {
    struct formula_step *steps;
    size_t count;
    bool has_periods; /* a change over periods is among them */
};

/* NULL after a report. */
const struct formula *formula_parse(struct arena *arena, struct diag *diag, const struct value *text);

/* The name of function `index`; NULL after the last. */
const char *formula_function(size_t index);
/* "year(bulan)" or "bulan": a column that groups rows; false: neither. */
bool formula_group(Str text, Str *column, enum time_part *part);
extern const char *const formula_parts[]; /* "year" … by enum time_part; PART_WHOLE: "" */

#endif
