/* Days of the week against their dates: "Senin, 22 November 2026" is a Sunday. */
#include "base/buf.h"
#include "check/inside.h"

static const char *const months[][12] = {
    {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
     "November", "Desember"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
     "November", "December"},
    {"Januari", "Pébruari", "Maret", "April", "Méi", "Juni", "Juli", "Agustus", "Séptémber", "Oktober",
     "Nopémber", "Désémber"},
};
static const char *const weekdays[][7] = {
    {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    {"Minggu", "Senén", "Salasa", "Rebo", "Kemis", "Jumaah", "Saptu"},
};
enum { LANGUAGES = 3 };

static int month_of(Str word)
{
    for (int lang = 0; lang < LANGUAGES; lang++)
        for (int i = 0; i < 12; i++)
            if (str_equal_nocase(word, str_from(months[lang][i]))) return i + 1;
    return 0;
}

static int weekday_of(Str word, int *lang)
{
    for (*lang = 0; *lang < LANGUAGES; ++*lang)
        for (int i = 0; i < 7; i++)
            if (str_equal_nocase(word, str_from(weekdays[*lang][i]))) return i;
    return -1;
}

/* Digits at `at`, at most `most`; the place behind them, or `at`. */
static size_t digits(Str text, size_t at, size_t most, int *number)
{
    size_t from = at;
    for (*number = 0; at < text.len && at - from < most && char_is_digit(text.data[at]); at++)
        *number = *number * 10 + (text.data[at] - '0');
    return at < text.len && char_is_digit(text.data[at]) ? from : at;
}

/* "22 November 2026" at `at`; the place behind it, or `at`. */
static size_t date_at(Str text, size_t at, Date *date)
{
    size_t day = digits(text, at, 2, &date->day);
    if (day == at || day >= text.len || text.data[day] != ' ') return at;
    Str word = word_at(text, day + 1);
    date->month = month_of(word);
    size_t year = day + 1 + word.len;
    if (!date->month || year >= text.len || text.data[year] != ' ') return at;
    size_t end = digits(text, year + 1, 4, &date->year);
    return end == year + 5 ? end : at;
}

static bool exists(Date date)
{
    struct buf iso = {0};
    Date again;
    date_write_iso(&iso, date);
    bool right = date_parse(buf_view(&iso), &again);
    buf_free(&iso);
    return right;
}

/* The day's name before a date: "Senin, ", "(Senin) ". */
static Str name_before(Str text, size_t at)
{
    while (at > 0 && (text.data[at - 1] == ' ' || text.data[at - 1] == ',' || text.data[at - 1] == '(')) at--;
    return word_before(text, at);
}

void dates_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    Str text = prose->text;
    (void)scratch;
    for (size_t at = 0; (at += str_find_digit(str_skip(text, at))) < text.len; at++) {
        if (at > 0 && is_word_byte(text.data[at - 1])) continue;
        Date date;
        size_t end = date_at(text, at, &date);
        if (end == at) continue;
        Str name = name_before(text, at);
        bool capital =
            name.len && name.data[0] >= 'A' && name.data[0] <= 'Z'; /* "dua minggu 22 …" is no Sunday */
        int lang, weekday = capital ? weekday_of(name, &lang) : -1;
        if (date.year < 1 || !exists(date))
            diag_report(check->diag, prose_loc(prose, at), MSG_CHECK_NO_DATE, str_from_to(text, at, end));
        else if (weekday >= 0 && weekday != date_weekday(date))
            diag_report(check->diag, prose_loc(prose, (size_t)(name.data - text.data)), MSG_CHECK_WEEKDAY,
                        str_from_to(text, at, end), str_from(weekdays[lang][date_weekday(date)]), name);
        at = end - 1;
    }
}
