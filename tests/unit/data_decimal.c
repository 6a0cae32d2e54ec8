/* decimal.c: forms, limits, and random numbers against schoolbook arithmetic on digits. */
#include <string.h>

#include "data/decimal.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;
static uint64_t seed = 88172645463325252u;

/* xorshift64 (Marsaglia 2003): the same numbers on every run. */
static uint64_t chance(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static Str plain(Decimal value, int places)
{
    struct buf out = {0};
    decimal_write_plain(&out, value, places);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str grouped(Decimal value, int places)
{
    struct buf out = {0};
    decimal_write_grouped(&out, value, places, '.', ',');
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Decimal parsed(const char *text)
{
    Decimal value = {-1, 0};
    if (!decimal_parse(str_from(text), &value)) printf("# cannot parse %s\n", text);
    return value;
}

static void test_parse(void)
{
    static const char *const right[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"+7", "7"},
        {"007", "7"},
        {"-12", "-12"},
        {"45.50", "45.50"},
        {".5", "0.5"},
        {"5.", "5"},
        {"1e3", "1000"},
        {"1.5E2", "150"},
        {"15e-1", "1.5"},
        {"1e+2", "100"},
        {"0e99", "0"},
        {"0.000000000000000001", "0.000000000000000001"},
        {"1.00000000000000000000000", "1.000000000000000000"},
        {"1000000000000000000000000000000000000", "1000000000000000000000000000000000000"},
        {"999999999999999999.999999999999999999", "999999999999999999.999999999999999999"},
        {"1e36", "1000000000000000000000000000000000000"},
        {"10e-19", "0.000000000000000001"},
    };
    static const char *const wrong[] = {"",
                                        "-",
                                        ".",
                                        "1.2.3",
                                        "1,5",
                                        "abc",
                                        "1e",
                                        "1e+",
                                        "1e1.5",
                                        " 1",
                                        "1 ",
                                        "--1",
                                        "+-1",
                                        "0x1",
                                        "1e37",
                                        "1e9999999999999999999",
                                        "1e-19",
                                        "1000000000000000000000000000000000001",
                                        "0.0000000000000000001",
                                        "9999999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        same_text(plain(parsed(right[i][0]), -1), right[i][1], right[i][0]);
    Decimal value;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!decimal_parse(str_from(wrong[i]), &value), wrong[i][0] ? wrong[i] : "(empty)");
}

static void test_parse_id(void)
{
    static const char *const right[][2] = {
        {"4916", "4916"},
        {"4.916", "4916"},
        {"1.234,50", "1234.50"},
        {"45,83", "45.83"},
        {"0,5", "0.5"},
        {"0", "0"},
        {"-4.916", "-4916"},
        {"\u2212"
         "12",
         "-12"},
        {"15 000 000", "15000000"},
        {"15\u00A0000\u00A0000,5", "15000000.5"},
        {"1\u202F000", "1000"},
        {"1.000.000.000", "1000000000"},
        {"12345", "12345"},
        {"100.000", "100000"},
    };
    static const char *const wrong[] = {"45.83",   "45.8",   "1.2345", "1234.567",  "0.458",  "1.00",
                                        "1,2,3",   ",5",     "5,",     "1.000 000", "1..000", ".500",
                                        "1.000.",  "1 ",     "Rp5",    "1e3",       "",       "-",
                                        "1,000.5", "00.000", "1.000,", "1\u202F00"};
    Decimal value;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        bool done = decimal_parse_id(str_from(right[i][0]), &value);
        same_text(done ? plain(value, -1) : S("refused"), right[i][1], right[i][0]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!decimal_parse_id(str_from(wrong[i]), &value), wrong[i][0] ? wrong[i] : "(empty)");
}

static void test_write(void)
{
    static const struct {
        const char *value;
        int places;
        const char *plain, *grouped;
    } cases[] = {
        {"4916.5", -1, "4916.5", "4.916,5"},
        {"4916.5", 0, "4917", "4.917"},
        {"-4916.5", 0, "-4917", "-4.917"},
        {"4916.49", 0, "4916", "4.916"},
        {"0.005", 2, "0.01", "0,01"},
        {"0.0049", 2, "0.00", "0,00"},
        {"-0.004", 2, "0.00", "0,00"},
        {"1", 2, "1.00", "1,00"},
        {"999.995", 2, "1000.00", "1.000,00"},
        {"100", -1, "100", "100"},
        {"1000", -1, "1000", "1.000"},
        {"1234567", -1, "1234567", "1.234.567"},
        {"-123", -1, "-123", "-123"},
        {"-1234.05", -1, "-1234.05", "-1.234,05"},
        {"0.5", -1, "0.5", "0,5"},
        {"1000000000000000000000000000000000000", -1, "1000000000000000000000000000000000000",
         "1.000.000.000.000.000.000.000.000.000.000.000.000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        same_text(plain(parsed(cases[i].value), cases[i].places), cases[i].plain, cases[i].value);
        same_text(grouped(parsed(cases[i].value), cases[i].places), cases[i].grouped, cases[i].value);
    }
}

static void test_arithmetic(void)
{
    Decimal r;
    ok(decimal_add(parsed("0.1"), parsed("0.2"), &r) && !decimal_compare(r, parsed("0.3")),
       "0.1 + 0.2 = 0.3");
    ok(!decimal_add(parsed("1e36"), parsed("1"), &r), "a sum beyond the limit");
    ok(decimal_add(parsed("1e36"), parsed("-1"), &r), "a sum just below it");
    ok(decimal_add(parsed("1e36"), parsed("0.000"), &r), "zeros behind the point do not count");
    ok(!decimal_add(parsed("1e30"), parsed("0.000000000000000001"), &r), "a sum with too many digits");
    ok(decimal_multiply(parsed("2253"), parsed("100"), &r) && !decimal_compare(r, parsed("225300")),
       "2253 × 100");
    ok(decimal_multiply(parsed("0.000000002"), parsed("0.0000000005"), &r) &&
           !decimal_compare(r, parsed("0.000000000000000001")),
       "a product with 19 places of which the last is zero");
    ok(!decimal_multiply(parsed("0.0000000003"), parsed("0.0000000003"), &r), "a product with 20 places");
    ok(!decimal_multiply(parsed("1e18"), parsed("1e19"), &r), "a product beyond the limit");
    ok(decimal_multiply(parsed("1e18"), parsed("-1e18"), &r) && !decimal_compare(r, parsed("-1e36")),
       "at the limit");
    ok(decimal_divide(parsed("225300"), parsed("4916"), 2, &r) && str_is(plain(r, -1), "45.83"), "45.83");
    ok(decimal_divide(parsed("1"), parsed("3"), 18, &r) && str_is(plain(r, -1), "0.333333333333333333"),
       "1/3");
    ok(decimal_divide(parsed("2"), parsed("-3"), 2, &r) && str_is(plain(r, -1), "-0.67"), "2/-3");
    ok(decimal_divide(parsed("1"), parsed("2"), 0, &r) && str_is(plain(r, -1), "1"), "half goes up");
    ok(decimal_divide(parsed("-1"), parsed("2"), 0, &r) && str_is(plain(r, -1), "-1"), "away from zero");
    ok(decimal_divide(parsed("0.049"), parsed("1"), 1, &r) && str_is(plain(r, -1), "0.0"),
       "0.049 to one place");
    ok(decimal_divide(parsed("0.05"), parsed("1"), 1, &r) && str_is(plain(r, -1), "0.1"),
       "0.05 to one place");
    ok(!decimal_divide(parsed("1"), parsed("0"), 2, &r), "by zero");
    ok(!decimal_divide(parsed("1e36"), parsed("0.1"), 0, &r), "a quotient beyond the limit");
    ok(decimal_divide(parsed("1e36"), parsed("1e36"), 18, &r) && !decimal_compare(r, parsed("1")),
       "limit by limit");
    int64_t integer;
    ok(decimal_to_int64(parsed("-9223372036854775808"), &integer) && integer == INT64_MIN, "least int64");
    ok(!decimal_to_int64(parsed("9223372036854775808"), &integer), "one more than the most");
    ok(decimal_to_int64(parsed("12.000"), &integer) && integer == 12, "12.000 is an integer");
    ok(!decimal_is_integer(parsed("12.001")), "12.001 is none");
    double d = decimal_to_double(parsed("-4916.25"));
    ok(d < -4916.2499 && d > -4916.2501, "as a double");
    ok(decimal_compare(parsed("1e36"), parsed("0.000000000000000001")) > 0, "compare far ones");
    ok(decimal_compare(parsed("-1.5"), parsed("-1.50")) == 0, "compare equal ones");
    ok(decimal_compare(parsed("-1.5"), parsed("-1.49")) < 0, "compare negative ones");
}

/* Digits, least first, of |value| × 10^18: wide enough for everything below. */
enum { DIGITS = 120 };
struct digits {
    int d[DIGITS];
};

static struct digits digits_of(Decimal value)
{
    struct digits out = {0};
    __int128 rest = value.coefficient < 0 ? -value.coefficient : value.coefficient;
    for (size_t i = (size_t)(DECIMAL_SCALE_MAX - value.scale); rest; rest /= 10)
        out.d[i++] = (int)(rest % 10);
    return out;
}

static int compare_digits(const struct digits *a, const struct digits *b)
{
    for (size_t i = DIGITS; i-- > 0;)
        if (a->d[i] != b->d[i]) return a->d[i] < b->d[i] ? -1 : 1;
    return 0;
}

static struct digits multiply_digits(const struct digits *a, const struct digits *b)
{
    struct digits out = {0};
    for (size_t i = 0; i < DIGITS; i++)
        for (size_t j = 0; a->d[i] && i + j < DIGITS; j++) out.d[i + j] += a->d[i] * b->d[j];
    for (size_t i = 0; i + 1 < DIGITS; i++) {
        out.d[i + 1] += out.d[i] / 10;
        out.d[i] %= 10;
    }
    return out;
}

static struct digits add_digits(const struct digits *a, const struct digits *b, int sign)
{
    struct digits out = {0};
    for (size_t i = 0; i < DIGITS; i++) {
        out.d[i] += a->d[i] + sign * b->d[i];
        if (i + 1 == DIGITS) break;
        if (out.d[i] > 9) out.d[i] -= 10, out.d[i + 1]++;
        if (out.d[i] < 0) out.d[i] += 10, out.d[i + 1]--;
    }
    return out;
}

static Decimal random_decimal(void)
{
    __int128 coefficient = 0;
    for (uint64_t digits = chance(37); digits > 0; digits--) {
        uint64_t kind = chance(8);
        coefficient = coefficient * 10 + (kind == 0 ? 0 : kind == 1 ? 9 : (int)chance(10));
    }
    int scale = (int)chance(DECIMAL_SCALE_MAX + 1);
    return (Decimal){chance(2) ? -coefficient : coefficient, scale};
}

static bool sum_agrees(Decimal a, Decimal b)
{
    Decimal sum, back;
    if (!decimal_add(a, b, &sum)) return true;
    struct digits x = digits_of(a), y = digits_of(b), z = digits_of(sum), expected;
    bool same_sign = (a.coefficient < 0) == (b.coefficient < 0);
    if (same_sign)
        expected = add_digits(&x, &y, 1);
    else
        expected = compare_digits(&x, &y) >= 0 ? add_digits(&x, &y, -1) : add_digits(&y, &x, -1);
    if (compare_digits(&expected, &z)) return false;
    return !decimal_subtract(sum, b, &back) || decimal_compare(back, a) == 0;
}

/* Shifted by 36 places in all: the product of both shifted by 18 each. */
static bool product_agrees(Decimal a, Decimal b)
{
    Decimal product;
    struct digits x = digits_of(a), y = digits_of(b), expected = multiply_digits(&x, &y);
    if (!decimal_multiply(a, b, &product)) { /* it must not be representable */
        size_t last = 0, first = DIGITS;
        while (last < DIGITS && !expected.d[last]) last++;
        while (first > 0 && !expected.d[first - 1]) first--;
        return last < 18 || first - (last > 36 ? 36 : last) > 36;
    }
    struct digits z = digits_of(product), shifted = {0};
    for (size_t i = 18; i < DIGITS; i++) shifted.d[i] = z.d[i - 18];
    bool negative = (a.coefficient < 0) != (b.coefficient < 0);
    return compare_digits(&expected, &shifted) == 0 &&
           (product.coefficient == 0 || (product.coefficient < 0) == negative);
}

/* |a - q b| <= |b| / 2 at the last place: 2 |a 10^s - Q b| <= |b|, by digits. */
static bool quotient_agrees(Decimal a, Decimal b, int scale)
{
    Decimal q;
    if (b.coefficient == 0) return !decimal_divide(a, b, scale, &q);
    if (!decimal_divide(a, b, scale, &q)) return true;
    if (q.scale != scale) return false;
    Decimal one = {1, scale}; /* one unit of the last place */
    struct digits x = digits_of(a), y = digits_of(b), z = digits_of(q), unit = digits_of(one);
    struct digits whole = digits_of((Decimal){1, 0});
    struct digits left = multiply_digits(&x, &whole), right = multiply_digits(&z, &y);
    struct digits gap =
        compare_digits(&left, &right) >= 0 ? add_digits(&left, &right, -1) : add_digits(&right, &left, -1);
    struct digits twice = add_digits(&gap, &gap, 1), step = multiply_digits(&y, &unit);
    int order = compare_digits(&twice, &step);
    bool up = compare_digits(&right, &left) > 0; /* a half must have gone up */
    return order < 0 || (order == 0 && up);
}

static bool text_agrees(Decimal a)
{
    Decimal again, from_id;
    return decimal_parse(plain(a, -1), &again) && decimal_compare(a, again) == 0 && again.scale == a.scale &&
           decimal_parse_id(grouped(a, -1), &from_id) && decimal_compare(a, from_id) == 0;
}

static bool order_agrees(Decimal a, Decimal b)
{
    struct digits x = digits_of(a), y = digits_of(b);
    int order = compare_digits(&x, &y), sign_a = (a.coefficient > 0) - (a.coefficient < 0);
    int sign_b = (b.coefficient > 0) - (b.coefficient < 0);
    int expected = sign_a != sign_b ? (sign_a > sign_b) - (sign_a < sign_b) : sign_a < 0 ? -order : order;
    return decimal_compare(a, b) == expected && decimal_compare(b, a) == -expected;
}

static bool rounding_agrees(Decimal a, int scale)
{
    Decimal rounded = decimal_round(a, scale), quotient;
    if (a.scale <= scale) return rounded.scale == a.scale && rounded.coefficient == a.coefficient;
    return rounded.scale == scale &&
           (!decimal_divide(a, decimal_from_int(1), scale, &quotient) || !decimal_compare(rounded, quotient));
}

static void test_random(void)
{
    size_t sums = 0, products = 0, quotients = 0, texts = 0, orders = 0, rounded = 0;
    enum { TRIES = 20000 };
    for (int i = 0; i < TRIES; i++) {
        Decimal a = random_decimal(), b = chance(8) ? random_decimal() : a;
        if (!chance(4)) a.coefficient %= 1000000;
        if (!chance(4)) b.coefficient %= 1000000;
        sums += sum_agrees(a, b);
        products += product_agrees(a, b);
        quotients += quotient_agrees(a, b, (int)chance(19));
        texts += text_agrees(a);
        orders += order_agrees(a, b);
        rounded += rounding_agrees(a, (int)chance(19));
    }
    ok(sums == TRIES, "random sums");
    ok(products == TRIES, "random products");
    ok(quotients == TRIES, "random quotients are the nearest");
    ok(texts == TRIES, "random numbers come back from their texts");
    ok(orders == TRIES, "random comparisons");
    ok(rounded == TRIES, "random roundings");
}

int main(void)
{
    arena = arena_new();
    test_parse();
    test_parse_id();
    test_write();
    test_arithmetic();
    test_random();
    arena_free(arena);
    return done();
}
