/* Exact decimal numbers: coefficient × 10^-scale, coefficient within ±10^36, scale 0 … 18.
 *
 * In: digits as people write them. Out: sums, products, quotients and Indonesian or plain text. No binary fraction is ever
 * involved. What does not fit is not rounded in silence: the functions return false. A number keeps the places it was
 * written with (45.50 has two); sums have those of the longer one, quotients exactly those asked for. Rounding is half away from zero
 * ("half up" for the positive figures that are printed here). */
#ifndef DATA_DECIMAL_H
#define DATA_DECIMAL_H

#include "base/str.h"

struct arena;
struct buf;

typedef struct Decimal {
    __int128 coefficient;
    int scale;
} Decimal;

#define DECIMAL_SCALE_MAX 18

Decimal decimal_from_int(int64_t value);
/* A plain number as YAML, JSON and formulas write it: -12, 4916, 0.4583, 1e3. */
bool decimal_parse(Str s, Decimal *value);
/* A number as spreadsheets come here: dots (or spaces) between thousands and a decimal comma: "4.916", "1.234,50", "45,83".
 * No-break spaces and the minus sign U+2212 are fine too; "0.458" is refused, for no thousand begins with 0. A dot that does not stand before exactly three digits is refused, so "45.83" is an error rather than 4583 or 45,83. */
bool decimal_parse_id(Str s, Decimal *value);
bool decimal_add(Decimal a, Decimal b, Decimal *sum);
bool decimal_subtract(Decimal a, Decimal b, Decimal *difference);
Decimal decimal_negate(Decimal value);
bool decimal_multiply(Decimal a, Decimal b, Decimal *product);
bool decimal_divide(Decimal a, Decimal b, int scale,
                    Decimal *quotient);          /* rounded to `scale` places; false for b = 0 */
Decimal decimal_round(Decimal value, int scale); /* to at most `scale` places */
int decimal_compare(Decimal a, Decimal b);
bool decimal_is_integer(Decimal value);
bool decimal_to_int64(Decimal value, int64_t *integer); /* false when it has a fraction or does not fit */
double decimal_to_double(Decimal value);                /* for drawing only */

/* Text. `places` < 0: as many as the value has. */
void decimal_write_plain(struct buf *out, Decimal value, int places); /* 4916.5 */
void decimal_write_grouped(struct buf *out, Decimal value, int places, char group,
                           char point); /* 4.916,5 with '.' and ',' */

#endif
