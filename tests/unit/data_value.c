/* value.c and date.c. */
#include "data/value.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static Str written(const struct value *value)
{
    struct buf out = {0};
    value_write_plain(&out, value);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str long_date(Date date, const char *lang, bool weekday)
{
    struct buf out = {0};
    date_write_long(&out, date, str_from(lang), weekday);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str iso(Date date)
{
    struct buf out = {0};
    date_write_iso(&out, date);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static void test_maps(void)
{
    enum { MANY = 5000 };
    struct value *map = value_map(arena);
    for (int i = 0; i < MANY; i++)
        value_set(arena, map, str_format(arena, "kunci-%d", i), value_int(arena, i));
    bool right = map->count == MANY;
    for (int i = 0; right && i < MANY; i++) {
        const struct value *value = value_get(map, str_format(arena, "kunci-%d", i));
        right = value && value->number.coefficient == i &&
                str_equal(map->keys[i], str_format(arena, "kunci-%d", i));
    }
    ok(right, "5,000 keys are found, in order");
    ok(!value_get(map, S("kunci-5000")) && !value_get(map, S("")), "others are not");
    value_set(arena, map, S("kunci-17"), value_text(arena, S("baru")));
    same_text(value_get_text(map, S("kunci-17")), "baru", "set replaces");
    ok(map->count == MANY, "and adds nothing then");
    Loc loc;
    ok(!value_key_loc(map, S("kunci-17"), &loc), "keys from no file have no place");
    struct value *small = value_map(arena);
    static const struct source source = {.name = {"x", 1}, .text = {"abc", 3}};
    ok(value_set_new(arena, small, S("a"), (Loc){&source, 1}, value_bool(arena, true)), "a new key");
    ok(!value_set_new(arena, small, S("a"), LOC_NONE, value_bool(arena, false)), "the same again");
    ok(value_get(small, S("a"))->boolean, "changes nothing");
    value_set(arena, small, S("b"), &value_nothing);
    ok(value_key_loc(small, S("a"), &loc) && loc.offset == 1 && loc.source == &source, "a key's place");
    ok(value_key_loc(small, S("b"), &loc) && loc.source == NULL, "a key without one beside it");
    ok(!value_get(NULL, S("a")) && !value_get(&value_nothing, S("a")), "no map, no entry");
    ok(!value_at(small, 0) && value_get_text(small, S("b")).data == NULL, "no list, no scalar");
}

static void test_scalars(void)
{
    struct value *list = value_list(arena);
    ok(!value_is_true(list) && !value_is_true(NULL) && !value_is_true(&value_nothing), "empty is false");
    for (int i = 0; i < 100; i++) value_append(arena, list, value_int(arena, i));
    ok(list->count == 100 && value_at(list, 99)->number.coefficient == 99 && !value_at(list, 100), "a list");
    ok(value_is_true(list), "a full list is true");
    ok(!value_is_true(value_int(arena, 0)) && value_is_true(value_int(arena, -1)), "numbers");
    ok(!value_is_true(value_text(arena, S(""))) && value_is_true(value_text(arena, S("false"))), "texts");
    ok(!value_is_true(value_bool(arena, false)), "false");
    Decimal number;
    decimal_parse(S("4916.50"), &number);
    same_text(written(value_number(arena, number)), "4916.50", "a number");
    same_text(written(value_int(arena, INT64_MIN)), "-9223372036854775808", "the least integer");
    same_text(written(value_date(arena, (Date){2026, 11, 22})), "2026-11-22", "a date");
    same_text(written(value_bool(arena, true)), "true", "a boolean");
    same_text(written(value_markup(arena, S("<b/>"))), "<b/>", "markup");
    same_text(written(list), "", "a list gives nothing");
    same_text(written(&value_nothing), "", "nothing gives nothing");
    struct value *map = value_map(arena);
    value_set(arena, map, S("n"), value_int(arena, 12));
    value_set(arena, map, S("m"), value_markup(arena, S("<b/>")));
    same_text(value_get_text(map, S("n")), "12", "the text of a number");
    ok(value_get_text(map, S("m")).data == NULL, "markup is no text");
}

static void test_dates(void)
{
    static const char *const right[] = {"2026-11-22", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"};
    static const char *const wrong[] = {"2026-02-29", "1900-02-29", "2026-13-01",  "2026-00-10",
                                        "2026-04-31", "2026-01-00", "0000-01-01",  "26-01-01",
                                        "2026-1-1",   "2026/01/01", "2026-01-01 ", "kemarin",
                                        "",           "2026-01-0a", "+026-01-01"};
    Date date;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        same_text(date_parse(str_from(right[i]), &date) ? iso(date) : S("refused"), right[i], right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ok(!date_parse(str_from(wrong[i]), &date), wrong[i][0] ? wrong[i] : "(empty)");
    ok(date_parse_month(S("2022-11"), &date) && date.day == 1 && date.month == 11, "a month");
    ok(!date_parse_month(S("2022-13"), &date) && !date_parse_month(S("2022-11-01"), &date), "no months");
    ok(date_days((Date){1, 1, 1}) == 0 && date_days((Date){1970, 1, 1}) == 719162,
       "days since the beginning");
    bool runs = true;
    int day = 0;
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int d = 1; d <= 31; d++) {
                if (!date_parse(str_from((char[]){(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
                                                  (char)('0' + year / 10 % 10), (char)('0' + year % 10), '-',
                                                  (char)('0' + month / 10), (char)('0' + month % 10), '-',
                                                  (char)('0' + d / 10), (char)('0' + d % 10), 0}),
                                &date))
                    continue;
                Date back = date_from_unix(((int64_t)day - 719162) * 86400 + 86399);
                if (date_days(date) != day++ || date_compare(date, back)) runs = false;
            }
    ok(runs && day == 3652059,
       "every day of 9,999 years follows the one before, and comes back from its seconds");
    ok(date_from_unix(0).year == 1970 && date_from_unix(-1).year == 1969, "around 1970");
    ok(date_from_unix(INT64_MAX).year == 0 && date_from_unix(INT64_MIN).year == 0, "beyond the years");
    ok(date_weekday((Date){2026, 11, 22}) == 0 && date_weekday((Date){2026, 11, 28}) == 6,
       "Sunday and Saturday");
    ok(date_compare((Date){2026, 1, 2}, (Date){2026, 1, 3}) < 0 &&
           date_compare((Date){2026, 2, 1}, (Date){2026, 1, 3}) > 0,
       "order");
    same_text(long_date((Date){2026, 11, 22}, "id", false), "22 November 2026", "Indonesian");
    same_text(long_date((Date){2026, 11, 22}, "id", true), "Minggu, 22 November 2026", "with the weekday");
    same_text(long_date((Date){2026, 8, 7}, "en", true), "Friday, 7 August 2026", "English");
    same_text(long_date((Date){2026, 2, 4}, "su", true), "Rebo, 4 Pébruari 2026", "Sundanese");
    same_text(long_date((Date){2026, 2, 4}, "xx", false), "4 Februari 2026", "an unknown language");
    same_text(long_date((Date){0}, "id", true), "", "no date");
}

int main(void)
{
    arena = arena_new();
    test_maps();
    test_scalars();
    test_dates();
    arena_free(arena);
    return done();
}
