#include "data/date.h"

#include "base/buf.h"

enum { MONTHS = 12, WEEKDAYS = 7, DAYS_1970 = 719162 /* from 0001-01-01 to 1970-01-01 */ };

/* Indonesian by KBBI, Sundanese by CLDR 42 (su). */
struct date_words {
    const char *lang, *months[MONTHS], *weekdays[WEEKDAYS];
};
static const struct date_words words[] = {
    {"id",
     {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
      "November", "Desember"},
     {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}},
    {"en",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December"},
     {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}},
    {"su",
     {"Januari", "Pébruari", "Maret", "April", "Méi", "Juni", "Juli", "Agustus", "Séptémber", "Oktober",
      "Nopémber", "Désémber"},
     {"Minggu", "Senén", "Salasa", "Rebo", "Kemis", "Jumaah", "Saptu"}},
};

static const struct date_words *words_of(Str lang)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(lang, words[i].lang)) return &words[i];
    return &words[0];
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

int date_month_days(Date month)
{
    return days_in_month(month.year, month.month);
}

static bool take_number(Str s, size_t from, size_t to, int *number)
{
    *number = 0;
    for (size_t i = from; i < to; i++) {
        if (!char_is_digit(s.data[i])) return false;
        *number = *number * 10 + (s.data[i] - '0');
    }
    return true;
}

bool date_parse(Str s, Date *date)
{
    Date d;
    if (s.len != 10 || s.data[7] != '-' || !date_parse_month(str_from_to(s, 0, 7), &d) ||
        !take_number(s, 8, 10, &d.day) || d.day < 1 || d.day > days_in_month(d.year, d.month))
        return false;
    *date = d;
    return true;
}

bool date_parse_month(Str s, Date *date)
{
    Date d = {.day = 1};
    if (s.len != 7 || s.data[4] != '-' || !take_number(s, 0, 4, &d.year) || !take_number(s, 5, 7, &d.month) ||
        d.year < 1 || d.month < 1 || d.month > MONTHS)
        return false;
    *date = d;
    return true;
}

int date_compare(Date a, Date b)
{
    if (a.year != b.year) return a.year < b.year ? -1 : 1;
    if (a.month != b.month) return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

/* Days before a year that begins in March, so that the leap day comes last. After E. G. Richards, "Mapping Time" (1998). */
int date_number(Date date)
{
    return date.year * 10000 + date.month * 100 + date.day;
}

Date date_from_number(int number)
{
    return (Date){number / 10000, number / 100 % 100, number % 100};
}

int date_days(Date date)
{
    int year = date.month > 2 ? date.year : date.year - 1;
    int month = date.month > 2 ? date.month - 3 : date.month + 9;
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date.day - 1 - 306;
}

Date date_from_unix(int64_t seconds)
{
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    if (days < -DAYS_1970 || days > 3652058 - DAYS_1970) return (Date){0};
    int left = (int)days + DAYS_1970 + 306; /* since 0000-03-01 */
    int era = left / 146097, day_of_era = left % 146097;
    int year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year + year / 4 - year / 100), month = (5 * day_of_year + 2) / 153;
    year += era * 400 + (month >= 10);
    return (Date){year, month < 10 ? month + 3 : month - 9, day_of_year - (153 * month + 2) / 5 + 1};
}

int date_weekday(Date date)
{
    return (date_days(date) + 1) % WEEKDAYS; /* 0001-01-01 was a Monday */
}

void date_digits(char *text, int number)
{
    static const unsigned char places[] = {9, 8, 6, 5, 3, 2, 1, 0};
    for (size_t i = 0; i < sizeof places; i++, number /= 10) text[places[i]] = (char)('0' + number % 10);
    text[4] = text[7] = '-';
}

void date_write_iso(struct buf *out, Date date)
{
    char text[11];
    if (date.year < 0 || date.year > 9999) return;
    date_digits(text, date_number(date));
    buf_bytes(out, text, 10);
}

void date_write_long(struct buf *out, Date date, Str lang, bool with_weekday)
{
    if (date.year < 1 || date.month < 1 || date.month > MONTHS) return;
    const struct date_words *names = words_of(lang);
    if (with_weekday) buf_printf(out, "%s, ", names->weekdays[date_weekday(date)]);
    buf_printf(out, "%d %s %d", date.day, names->months[date.month - 1], date.year);
}

void date_write_month(struct buf *out, Date date, Str lang)
{
    if (date.year < 1 || date.month < 1 || date.month > MONTHS) return;
    buf_printf(out, "%s %d", words_of(lang)->months[date.month - 1], date.year);
}
