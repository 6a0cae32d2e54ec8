#include "data/amount.h"

#include "data/table.h"

enum { QUOTIENT_PLACES = 12, SHARE_PLACES = 2 };

bool amount_unit_equal(Str a, Str b)
{
    return str_equal(a, b) || (figure_unit_is_percent(a) && figure_unit_is_percent(b)) ||
           (figure_unit_is_rupiah(a) && figure_unit_is_rupiah(b)) ||
           (figure_unit_is_points(a) && figure_unit_is_points(b));
}

struct amount amount_of(Decimal number, Str unit)
{
    return (struct amount){
        .known = true, .number = number, .kind = unit.len ? UNIT_NAMED : UNIT_NONE, .unit = unit};
}

static enum amount_bound opposite(enum amount_bound bound)
{
    return bound == BOUND_AT_LEAST ? BOUND_AT_MOST : bound == BOUND_AT_MOST ? BOUND_AT_LEAST : BOUND_EXACT;
}

struct amount amount_negate(struct amount a)
{
    a.number = decimal_negate(a.number);
    a.bound = opposite(a.bound);
    return a;
}

/* Money and percentages are not counted in rows. */
static bool is_counted(struct amount a)
{
    return !figure_unit_is_percent(a.unit) && !figure_unit_is_rupiah(a.unit);
}

static bool common_unit(struct amount a, struct amount b, struct amount *result)
{
    struct amount of = a.kind >= b.kind ? a : b, other = a.kind >= b.kind ? b : a;
    result->kind = of.kind;
    result->unit = of.unit;
    if (other.kind == UNIT_NONE || of.kind == UNIT_ROWS) return true;
    return other.kind == UNIT_ROWS ? is_counted(of) : amount_unit_equal(a.unit, b.unit);
}

/* Bounds that point the same way stay; opposite ones leave nothing known. */
static void join_bounds(struct amount *result, enum amount_bound a, enum amount_bound b)
{
    result->bound = a == BOUND_EXACT ? b : a;
    if (a != BOUND_EXACT && b != BOUND_EXACT && a != b) result->known = false;
}

enum amount_fault amount_add(struct amount a, struct amount b, struct amount *sum)
{
    struct amount result = {.known = a.known && b.known, .divided = a.divided || b.divided};
    if (!common_unit(a, b, &result)) return AMOUNT_UNITS;
    join_bounds(&result, a.bound, b.bound);
    if (result.known && !decimal_add(a.number, b.number, &result.number)) return AMOUNT_OVERFLOW;
    *sum = result;
    return AMOUNT_RIGHT;
}

static int sign(struct amount a)
{
    return (a.number.coefficient > 0) - (a.number.coefficient < 0);
}

/* The bound of a product: an exact factor keeps or turns the other's bound, two bounded ones must both be positive. */
static void bound_product(struct amount *result, struct amount a, struct amount b)
{
    if (a.bound != BOUND_EXACT && b.bound != BOUND_EXACT && (sign(a) <= 0 || sign(b) <= 0))
        result->known = false;
    enum amount_bound of_a = a.bound, of_b = b.bound;
    if (b.bound == BOUND_EXACT && sign(b) <= 0) of_a = sign(b) ? opposite(of_a) : BOUND_EXACT;
    if (a.bound == BOUND_EXACT && sign(a) <= 0) of_b = sign(a) ? opposite(of_b) : BOUND_EXACT;
    join_bounds(result, of_a, of_b);
}

enum amount_fault amount_multiply(struct amount a, struct amount b, struct amount *product)
{
    struct amount result = {.known = a.known && b.known, .divided = a.divided || b.divided};
    if (a.kind == UNIT_NAMED && b.kind == UNIT_NAMED) return AMOUNT_UNITS_MULTIPLIED;
    result.kind = a.kind >= b.kind ? a.kind : b.kind;
    result.unit = a.kind >= b.kind ? a.unit : b.unit;
    bound_product(&result, a, b);
    if (result.known && !decimal_multiply(a.number, b.number, &result.number)) return AMOUNT_OVERFLOW;
    *product = result;
    return AMOUNT_RIGHT;
}

/* A quotient grows when its divisor shrinks; a bounded divisor must be positive. */
static void bound_quotient(struct amount *result, struct amount a, struct amount b)
{
    struct amount inverse = b;
    inverse.bound = opposite(b.bound);
    if (b.bound != BOUND_EXACT && sign(b) <= 0) result->known = false;
    bound_product(result, a, inverse);
}

Decimal amount_shortest(Decimal value)
{
    while (value.scale > 0 && value.coefficient % 10 == 0) {
        value.coefficient /= 10;
        value.scale--;
    }
    return value;
}

enum amount_fault amount_divide(struct amount a, struct amount b, struct amount *quotient)
{
    struct amount result = {.known = a.known && b.known, .divided = true};
    bool same = a.kind == b.kind && (a.kind != UNIT_NAMED || amount_unit_equal(a.unit, b.unit));
    if (!same && b.kind != UNIT_NAMED) { /* rupiah by people counted in rows: rupiah each */
        result.kind = a.kind;
        result.unit = a.unit;
    }
    if (b.known && b.bound == BOUND_EXACT && b.number.coefficient == 0) return AMOUNT_ZERO;
    bound_quotient(&result, a, b);
    if (result.known && !decimal_divide(a.number, b.number, QUOTIENT_PLACES, &result.number))
        return AMOUNT_OVERFLOW;
    result.number = amount_shortest(result.number);
    *quotient = result;
    return AMOUNT_RIGHT;
}

enum amount_fault amount_share(struct amount a, struct amount b, struct amount *percent)
{
    struct amount result = {.known = a.known && b.known};
    Decimal hundredfold;
    if (!common_unit(a, b, &result)) return AMOUNT_UNITS;
    if (b.known && b.bound == BOUND_EXACT && b.number.coefficient == 0) return AMOUNT_ZERO;
    bound_quotient(&result, a, b);
    if (result.known && (!decimal_multiply(a.number, decimal_from_int(100), &hundredfold) ||
                         !decimal_divide(hundredfold, b.number, SHARE_PLACES, &result.number)))
        return AMOUNT_OVERFLOW;
    result.kind = UNIT_NAMED;
    result.unit = S("percent");
    *percent = result;
    return AMOUNT_RIGHT;
}

enum amount_fault amount_change(struct amount a, struct amount b, struct amount *change)
{
    struct amount result;
    enum amount_fault fault = amount_add(a, amount_negate(b), &result);
    if (fault != AMOUNT_RIGHT) return fault;
    if (figure_unit_is_percent(a.unit) || figure_unit_is_percent(b.unit)) result.unit = S("poin persen");
    *change = result;
    return AMOUNT_RIGHT;
}

enum amount_fault amount_percent_change(struct amount a, struct amount b, struct amount *percent)
{
    struct amount result = {.kind = UNIT_NAMED, .unit = S("percent")}, share;
    if (!common_unit(a, b, &share)) return AMOUNT_UNITS;
    *percent = result;
    if (!a.known || !b.known) return AMOUNT_RIGHT;
    if (b.bound == BOUND_EXACT && sign(b) <= 0) return AMOUNT_FROM_ZERO;
    enum amount_fault fault = amount_share(a, b, &share);
    if (fault == AMOUNT_RIGHT) {
        result.known = share.known;
        result.bound = share.bound;
        if (share.known && !decimal_subtract(share.number, decimal_from_int(100), &result.number))
            return AMOUNT_OVERFLOW;
        *percent = result;
    }
    return fault;
}

/* Bounded numbers are enough when the bounds lie on one side: at least 12 has reached 10; at most 8 has not. */
static enum figure_verdict verdict_of(struct amount a, struct amount b)
{
    if (!a.known || !b.known) return VERDICT_UNKNOWN;
    int order = decimal_compare(a.number, b.number);
    if (order >= 0 && a.bound != BOUND_AT_MOST && b.bound != BOUND_AT_LEAST) return VERDICT_YES;
    if (order < 0 && a.bound != BOUND_AT_LEAST && b.bound != BOUND_AT_MOST) return VERDICT_NO;
    return VERDICT_UNKNOWN;
}

enum amount_fault amount_reached(struct amount actual, struct amount target, struct amount *percent)
{
    struct amount result = {.kind = UNIT_NAMED, .unit = S("percent")};
    if (!common_unit(actual, target, &result)) return AMOUNT_UNITS;
    enum amount_fault fault = AMOUNT_RIGHT;
    result.kind = UNIT_NAMED;
    result.unit = S("percent");
    if (target.known && sign(target) > 0) fault = amount_share(actual, target, &result);
    result.verdict = (int)verdict_of(actual, target);
    *percent = result;
    return fault;
}
