/* Calendar dates (proleptic Gregorian, years 1 … 9999).
 *
 * In: ISO 8601 text. Out: dates, and their Indonesian, English and Sundanese forms. */
#ifndef DATA_DATE_H
#define DATA_DATE_H

#include "base/str.h"

struct buf;

typedef struct Date {
    int year, month, day; /* month and day from 1; year 0: no date */
} Date;

bool date_parse(Str s, Date *date);       /* YYYY-MM-DD and nothing else; the day must exist */
bool date_parse_month(Str s, Date *date); /* YYYY-MM and nothing else; the first day of that month */
int date_compare(Date a, Date b);
int date_number(Date date); /* 20261122: in the order of the dates */
Date date_from_number(int number);
int date_month_days(Date month);      /* 28 … 31 */
int date_days(Date date);             /* days since 0001-01-01 */
Date date_from_unix(int64_t seconds); /* UTC; outside of the years 1 … 9999: no date */
int date_weekday(Date date);          /* 0 Sunday … 6 Saturday */
void date_write_iso(struct buf *out, Date date);
void date_digits(char *text, int number); /* "2026-11-22", ten characters, of 20261122 */
/* "22 November 2026"; with_weekday: "Minggu, 22 November 2026". lang: "id", "en" (22 November 2026) or "su". */
void date_write_long(struct buf *out, Date date, Str lang, bool with_weekday);
void date_write_month(struct buf *out, Date date, Str lang); /* "November 2022" */

#endif
