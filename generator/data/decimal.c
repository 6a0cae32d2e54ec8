#include "data/decimal.h"

#include "base/buf.h"

typedef __int128 wide;

#define TEN_18 ((int64_t)1000000000000000000)
#define LIMIT  ((wide)TEN_18 * TEN_18) /* 10^36; ten times more still fits the type */

enum { MOST_DIGITS = 40 };

static wide power_of_ten(int exponent)
{
    wide power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

static wide magnitude(wide value)
{
    return value < 0 ? -value : value;
}

static bool fits(wide coefficient)
{
    return magnitude(coefficient) <= LIMIT;
}

static Decimal without_trailing_zeros(Decimal value)
{
    while (value.scale > 0 && value.coefficient % 10 == 0) {
        value.coefficient /= 10;
        value.scale--;
    }
    return value;
}

Decimal decimal_from_int(int64_t value)
{
    return (Decimal){value, 0};
}

/* The parts of a number as they are found in its text. */
struct digits {
    wide coefficient;
    int64_t scale;
    bool any, negative;
};

/* Appends a digit. Zeros behind the point that fill no place are kept only while they fit. */
static bool take_digit(struct digits *digits, char c, bool behind_point)
{
    digits->any = true;
    if (digits->coefficient > LIMIT / 10 || (behind_point && digits->scale >= DECIMAL_SCALE_MAX))
        return behind_point && c == '0';
    wide next = digits->coefficient * 10 + (c - '0');
    if (next > LIMIT) return false;
    digits->coefficient = next;
    digits->scale += behind_point;
    return true;
}

/* Brings an exponent's scale back to 0 … 18 without losing a digit. */
static bool settle(struct digits digits, Decimal *value)
{
    if (digits.coefficient == 0 && (digits.scale < 0 || digits.scale > DECIMAL_SCALE_MAX)) digits.scale = 0;
    while (digits.scale > DECIMAL_SCALE_MAX && digits.coefficient % 10 == 0) {
        digits.coefficient /= 10;
        digits.scale--;
    }
    while (digits.scale < 0 && digits.coefficient <= LIMIT / 10) {
        digits.coefficient *= 10;
        digits.scale++;
    }
    if (digits.scale < 0 || digits.scale > DECIMAL_SCALE_MAX) return false;
    *value = (Decimal){digits.negative ? -digits.coefficient : digits.coefficient, (int)digits.scale};
    return true;
}

static bool take_exponent(Str s, size_t at, int64_t *exponent)
{
    bool has_digit = false;
    size_t first = at + (at < s.len && (s.data[at] == '-' || s.data[at] == '+'));
    for (size_t i = first; i < s.len; i++) has_digit |= char_is_digit(s.data[i]);
    return has_digit && str_int64(str_skip(s, at), exponent) && *exponent > -1000 && *exponent < 1000;
}

bool decimal_parse(Str s, Decimal *value)
{
    struct digits digits = {0};
    int64_t exponent = 0;
    size_t at = 0;
    if (s.len && (s.data[0] == '-' || s.data[0] == '+')) digits.negative = s.data[at++] == '-';
    for (; at < s.len && char_is_digit(s.data[at]); at++)
        if (!take_digit(&digits, s.data[at], false)) return false;
    if (at < s.len && s.data[at] == '.')
        for (at++; at < s.len && char_is_digit(s.data[at]); at++)
            if (!take_digit(&digits, s.data[at], true)) return false;
    if (!digits.any) return false;
    if (at < s.len && char_lower(s.data[at]) == 'e') {
        if (!take_exponent(s, at + 1, &exponent)) return false;
        at = s.len;
    }
    digits.scale -= exponent;
    return at == s.len && settle(digits, value);
}

/* The bytes of a thousands separator at `at`: '.', a space, a no-break space (U+00A0) or a narrow one (U+202F); 0: none. */
static size_t group_mark(Str s, size_t at)
{
    if (at < s.len && (s.data[at] == '.' || s.data[at] == ' ')) return 1;
    if (str_starts(str_skip(s, at), S("\u00A0"))) return 2;
    return str_starts(str_skip(s, at), S("\u202F")) ? 3 : 0;
}

/* Digits in groups: one to three, then exactly three behind each mark, all marks alike; a plain run is fine too. A
 * first group that begins with 0 is no thousand ("0.458" was meant as a fraction). */
static bool take_groups(struct digits *digits, Str s, size_t *at)
{
    Str first_mark = STR_NONE;
    bool leading_zero = *at < s.len && s.data[*at] == '0';
    for (size_t group = 0;; group++) {
        size_t start = *at;
        for (; *at < s.len && char_is_digit(s.data[*at]); (*at)++)
            if (!take_digit(digits, s.data[*at], false)) return false;
        size_t len = *at - start, mark = group_mark(s, *at);
        if (len == 0 || (group > 0 && len != 3) || (mark && group == 0 && (len > 3 || leading_zero)))
            return false;
        if (!mark) return true;
        if (group > 0 && !str_equal(first_mark, str_from_to(s, *at, *at + mark))) return false;
        first_mark = str_from_to(s, *at, *at + mark);
        *at += mark;
    }
}

bool decimal_parse_id(Str s, Decimal *value)
{
    static const char minus[] = "\u2212";
    struct digits digits = {0};
    size_t at = 0;
    if (str_starts(s, S("-")) || str_starts(s, S("+")))
        digits.negative = s.data[at++] == '-';
    else if (str_starts(s, str_from(minus)))
        digits.negative = true, at = sizeof minus - 1;
    if (!take_groups(&digits, s, &at)) return false;
    if (at < s.len && s.data[at] == ',') {
        if (++at == s.len) return false;
        for (; at < s.len && char_is_digit(s.data[at]); at++)
            if (!take_digit(&digits, s.data[at], true)) return false;
    }
    return at == s.len && settle(digits, value);
}

static bool aligned_sum(Decimal a, Decimal b, Decimal *sum)
{
    int scale = a.scale > b.scale ? a.scale : b.scale;
    wide x, y, total;
    if (__builtin_mul_overflow(a.coefficient, power_of_ten(scale - a.scale), &x) ||
        __builtin_mul_overflow(b.coefficient, power_of_ten(scale - b.scale), &y) ||
        __builtin_add_overflow(x, y, &total) || !fits(total))
        return false;
    *sum = (Decimal){total, scale};
    return true;
}

bool decimal_add(Decimal a, Decimal b, Decimal *sum)
{
    if (a.scale == b.scale && fits(a.coefficient + b.coefficient)) { /* the usual case of a column's sum */
        *sum = (Decimal){a.coefficient + b.coefficient, a.scale};
        return true;
    }
    return aligned_sum(a, b, sum) || aligned_sum(without_trailing_zeros(a), without_trailing_zeros(b), sum);
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *difference)
{
    return decimal_add(a, decimal_negate(b), difference);
}

Decimal decimal_negate(Decimal value)
{
    return (Decimal){-value.coefficient, value.scale};
}

/* Divides the product of both by ten without computing it: its twos and fives may come from different factors. */
static bool drop_common_ten(wide *a, wide *b)
{
    if (*a % 10 == 0)
        *a /= 10;
    else if (*b % 10 == 0)
        *b /= 10;
    else if (*a % 2 == 0 && *b % 5 == 0)
        *a /= 2, *b /= 5;
    else if (*a % 5 == 0 && *b % 2 == 0)
        *a /= 5, *b /= 2;
    else
        return false;
    return true;
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *product)
{
    int scale = a.scale + b.scale;
    wide x = a.coefficient, y = b.coefficient, total;
    if (x == 0 || y == 0) {
        *product = (Decimal){0, scale < DECIMAL_SCALE_MAX ? scale : DECIMAL_SCALE_MAX};
        return true;
    }
    while (scale > DECIMAL_SCALE_MAX || __builtin_mul_overflow(x, y, &total) || !fits(total)) {
        if (scale == 0 || !drop_common_ten(&x, &y)) return false;
        scale--;
    }
    *product = (Decimal){total, scale};
    return true;
}

/* Schoolbook long division, one decimal place a step: no intermediate leaves ten times the limit. */
bool decimal_divide(Decimal a, Decimal b, int scale, Decimal *quotient)
{
    if (b.coefficient == 0 || scale < 0 || scale > DECIMAL_SCALE_MAX) return false;
    wide divisor = magnitude(b.coefficient), whole = magnitude(a.coefficient) / divisor;
    wide rest = magnitude(a.coefficient) % divisor;
    int more = scale + b.scale - a.scale;
    bool negative = (a.coefficient < 0) != (b.coefficient < 0), up;
    if (more >= 0) {
        for (; more > 0; more--) {
            whole = whole * 10 + rest * 10 / divisor;
            rest = rest * 10 % divisor;
            if (!fits(whole)) return false;
        }
        up = rest >= divisor - rest;
    } else {
        /* rest / divisor < 1 cannot carry the cut-off digits over the half */
        wide cut = power_of_ten(-more);
        up = whole % cut >= cut / 2;
        whole /= cut;
    }
    whole += up;
    if (!fits(whole)) return false;
    *quotient = (Decimal){negative ? -whole : whole, scale};
    return true;
}

Decimal decimal_round(Decimal value, int scale)
{
    if (scale < 0) scale = 0;
    if (scale >= value.scale) return value;
    wide cut = power_of_ten(value.scale - scale), rest = value.coefficient % cut;
    wide rounded = value.coefficient / cut;
    if (magnitude(rest) >= cut / 2) rounded += value.coefficient < 0 ? -1 : 1;
    return (Decimal){rounded, scale};
}

int decimal_compare(Decimal a, Decimal b)
{
    wide one_a = power_of_ten(a.scale), one_b = power_of_ten(b.scale);
    wide x = a.coefficient / one_a, y = b.coefficient / one_b;
    if (x == y) {
        x = a.coefficient % one_a * power_of_ten(DECIMAL_SCALE_MAX - a.scale);
        y = b.coefficient % one_b * power_of_ten(DECIMAL_SCALE_MAX - b.scale);
    }
    return (x > y) - (x < y);
}

bool decimal_is_integer(Decimal value)
{
    return value.coefficient % power_of_ten(value.scale) == 0;
}

bool decimal_to_int64(Decimal value, int64_t *integer)
{
    wide whole = value.coefficient / power_of_ten(value.scale);
    if (!decimal_is_integer(value) || whole < INT64_MIN || whole > INT64_MAX) return false;
    *integer = (int64_t)whole;
    return true;
}

double decimal_to_double(Decimal value)
{
    return (double)((long double)value.coefficient / (long double)power_of_ten(value.scale));
}

/* The digits of a magnitude, last one first; 128-bit divisions only while they are needed. */
static size_t take_digits(wide rest, size_t least, char *digits)
{
    size_t len = 0;
    while (rest > INT64_MAX) {
        digits[len++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    for (uint64_t low = (uint64_t)rest; low || len < least; low /= 10) digits[len++] = (char)('0' + low % 10);
    return len;
}

static void write_number(struct buf *out, Decimal value, int places, char group, char point)
{
    if (places > DECIMAL_SCALE_MAX) places = DECIMAL_SCALE_MAX;
    if (places >= 0) value = decimal_round(value, places);
    char digits[MOST_DIGITS], text[2 * MOST_DIGITS + DECIMAL_SCALE_MAX];
    size_t scale = (size_t)value.scale, at = 0;
    size_t len = take_digits(magnitude(value.coefficient), scale + 1, digits);
    if (value.coefficient < 0) text[at++] = '-';
    for (size_t i = len; i-- > scale;) {
        text[at++] = digits[i];
        if (group && i > scale && (i - scale) % 3 == 0) text[at++] = group;
    }
    size_t shown = places >= 0 ? (size_t)places : scale;
    if (shown) text[at++] = point;
    for (size_t i = 0; i < shown; i++) text[at++] = i < scale ? digits[scale - 1 - i] : '0';
    buf_bytes(out, text, at);
}

void decimal_write_plain(struct buf *out, Decimal value, int places)
{
    write_number(out, value, places, 0, '.');
}

void decimal_write_grouped(struct buf *out, Decimal value, int places, char group, char point)
{
    write_number(out, value, places, group, point);
}
