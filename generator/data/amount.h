/* What formulas compute with: a number that may be unknown or only bounded, and its unit.
 *
 * In: numbers of tables, facts and formulas. Out: sums, products, quotients and shares of them; units are checked before anything
 * else. Called by aggregate.c and indicator.c. */
#ifndef DATA_AMOUNT_H
#define DATA_AMOUNT_H

#include "data/decimal.h"

enum amount_bound { BOUND_EXACT, BOUND_AT_LEAST, BOUND_AT_MOST };

enum amount_unit {
    UNIT_NONE, /* plain numbers, ratios, columns without a unit: goes with everything */
    UNIT_ROWS, /* count(): goes with everything that is counted */
    UNIT_NAMED
};

struct amount {
    bool known;
    enum amount_bound bound;
    bool divided; /* may have many places */
    Decimal number;
    enum amount_unit kind;
    Str unit;    /* NAMED */
    int verdict; /* of reached(): enum figure_verdict */
    Str text;    /* of top(), bottom(): a name instead of a number */
};

enum amount_fault {
    AMOUNT_RIGHT,
    AMOUNT_UNITS,
    AMOUNT_UNITS_MULTIPLIED,
    AMOUNT_ZERO,
    AMOUNT_OVERFLOW,
    AMOUNT_FROM_ZERO /* a percent change from zero or less: the result is unknown */
};

struct amount amount_of(Decimal number, Str unit); /* exact; without a unit when `unit` is empty */
struct amount amount_negate(struct amount a);
enum amount_fault amount_add(struct amount a, struct amount b, struct amount *sum);
enum amount_fault amount_multiply(struct amount a, struct amount b, struct amount *product);
/* To 12 places, without trailing zeros. */
enum amount_fault amount_divide(struct amount a, struct amount b, struct amount *quotient);
/* a of b in percent, exactly two places. */
enum amount_fault amount_share(struct amount a, struct amount b, struct amount *percent);
/* How much a is above b; of percentages in points. */
enum amount_fault amount_change(struct amount a, struct amount b, struct amount *change);
/* The same in percent of b. */
enum amount_fault amount_percent_change(struct amount a, struct amount b, struct amount *percent);
/* Has `actual` reached `target`? The percentage of it, and the verdict, which may be clear when the number is only bounded. */
enum amount_fault amount_reached(struct amount actual, struct amount target, struct amount *percent);
Decimal amount_shortest(Decimal value); /* without trailing zeros behind the point */
bool amount_unit_equal(Str a,
                       Str b); /* "%", "percent" and "persen" are one unit; "Rp", "IDR" and "rupiah" too */

#endif
