/* Our Indonesian numbers, percentages, rupiah and dates against ICU's (tests/spec/icu_id.txt, made by tests/icu.mjs). What differs on purpose:
 *
 *   rupiah   ICU "Rp 15.000.000,00" with a no-break space and always two decimals; we "Rp15.000.000" as EYD V writes it, decimals only
 *            where there are any
 *   full     ICU "Jumat, 01 Januari 2027" with two digits of the day; we "Jumat, 1 Januari 2027", as its own long form does */
#include "base/file.h"
#include "data/table.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static Str date_text(Date date, bool weekday)
{
    struct buf out = {0};
    date_write_long(&out, date, S("id"), weekday);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str month_text(Date date)
{
    struct buf out = {0};
    date_write_month(&out, date, S("id"));
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* "Rp 15.000.000,00" -> "Rp15.000.000" */
static Str rupiah_of_icu(Str text)
{
    struct buf out = {0};
    if (str_ends(text, S(",00"))) text = str_from_to(text, 0, text.len - 3);
    while (text.len) {
        if (str_starts(text, S("\u00A0"))) {
            text = str_skip(text, 2);
            continue;
        }
        buf_char(&out, text.data[0]);
        text = str_skip(text, 1);
    }
    Str ours = buf_copy(&out, arena);
    buf_free(&out);
    return ours;
}

/* "Jumat, 01 Januari 2027" -> "Jumat, 1 Januari 2027" */
static Str full_of_icu(Str text)
{
    size_t zero = str_find(text, S(", 0"));
    if (zero == text.len) return text;
    return str_join(arena, (Str[]){str_from_to(text, 0, zero + 2), str_skip(text, zero + 3)}, 2, STR_NONE);
}

static void check(Str kind, Str value, Str icu)
{
    Date date;
    Decimal number;
    bool is_date = date_parse(value, &date), is_number = decimal_parse(value, &number);
    Str ours = S("?");
    if (str_is(kind, "number") && is_number) {
        ours = figure_format(arena, number, STR_NONE, S("id"));
        Decimal back; /* and back: what we write is read as the same number */
        ok(decimal_parse_id(ours, &back) && decimal_compare(back, number) == 0, str_c(arena, ours));
    } else if (str_is(kind, "percent") && is_number) {
        decimal_divide(number, decimal_from_int(1), 2, &number); /* ICU was asked for two decimals */
        ours = figure_format(arena, number, S("percent"), S("id"));
    } else if (str_is(kind, "rupiah") && is_number) {
        ours = figure_format(arena, number, S("rupiah"), S("id"));
        icu = rupiah_of_icu(icu);
    } else if (str_is(kind, "date") && is_date) {
        ours = date_text(date, false);
    } else if (str_is(kind, "full") && is_date) {
        ours = date_text(date, true);
        icu = full_of_icu(icu);
    } else if (str_is(kind, "month") && is_date) {
        ours = month_text(date);
    }
    same_text(ours, str_c(arena, icu), str_c(arena, str_join(arena, (Str[]){kind, value}, 2, S(" "))));
}

int main(void)
{
    arena = arena_new();
    Str text;
    int error;
    size_t count = 0;
    ok(file_read(arena, "tests/spec/icu_id.txt", FILE_LIMIT_TEXT, &text, &error) == FILE_OK,
       "what ICU writes");
    for (; text.len; count++) {
        Str line = str_cut(&text, '\n'), kind = str_cut(&line, '|'), value = str_cut(&line, '|');
        check(kind, value, line);
    }
    ok(count > 400, "enough of it");
    arena_free(arena);
    return done();
}
