#include "data/xlsx_style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/date.h"
#include "data/decimal.h"

enum number_kind number_kind_of_id(int id)
{
    if (id == 9 || id == 10) return NUMBER_PERCENT;
    if (id == 22) return NUMBER_DATE_TIME;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 ||
        id == 58)
        return NUMBER_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
        return NUMBER_TIME;
    return NUMBER_PLAIN;
}

enum number_kind number_kind_of_code(Str format)
{
    bool day = false, time = false, percent = false, month = false;
    if (str_equal_nocase(str_from_to(format, 0, 7), S("General"))) return NUMBER_PLAIN;
    for (size_t i = 0; i < format.len && format.data[i] != ';';
         i++) { /* the first section, for positive numbers */
        char c = char_lower(format.data[i]);
        if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '"') {
            while (++i < format.len && format.data[i] != '"') continue;
        } else if (c == '[') {
            char next = i + 1 < format.len ? char_lower(format.data[i + 1]) : 0;
            time |= next == 'h' || next == 's' ||
                    (next == 'm' && i + 2 < format.len && format.data[i + 2] == ']');
            while (i < format.len && format.data[i] != ']') i++;
        } else {
            percent |= c == '%';
            day |= c == 'd' || c == 'y';
            time |= c == 'h' || c == 's';
            month |= c == 'm';
        }
    }
    if (!day && month && !time) day = true;
    return day && time ? NUMBER_DATE_TIME
           : day       ? NUMBER_DATE
           : time      ? NUMBER_TIME
           : percent   ? NUMBER_PERCENT
                       : NUMBER_PLAIN;
}

/* Spreadsheets keep binary numbers of 15 reliable digits: what is shown is rounded to them. */
static Str decimal_text(struct arena *arena, double value)
{
    char text[400];
    snprintf(text, sizeof text, "%.15g", value);
    if (strchr(text, 'e')) {
        double size = fabs(value);
        int places = size >= 1 || size <= 0 ? 0 : (int)ceil(-log10(size)) + 14;
        snprintf(text, sizeof text, "%.*f", places > 18 ? 18 : places, value);
    }
    char *point = strchr(text, '.');
    if (point) {
        char *end = text + strlen(text);
        while (end > point + 1 && end[-1] == '0') end--;
        if (end == point + 1) end = point;
        *end = '\0';
        if (end > point) *point = ',';
    }
    if (strcmp(text, "-0") == 0) return S("0");
    return str_copy(arena, str_from(text));
}

/* Days count from 1 for 1900-01-01; 60 is 29 February 1900, which never was. */
static Str date_text(struct arena *arena, double value, bool date1904, bool with_time)
{
    double days = floor(value);
    int64_t minutes = (int64_t)floor((value - days) * 1440 + 0.5);
    int64_t base = date1904 ? -2082844800 : -2209161600; /* 1904-01-01, 1899-12-30 */
    if (value < 0 || value > 2958465.99999 || (!date1904 && (days < 1 || (days >= 60 && days < 61))))
        return STR_NONE;
    if (!date1904 && days < 60) days++;
    if (minutes == 1440) days++, minutes = 0;
    struct buf out = {0};
    date_write_iso(&out, date_from_unix(base + (int64_t)days * 86400));
    if (with_time && minutes) buf_printf(&out, " %02d.%02d", (int)(minutes / 60), (int)(minutes % 60));
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str time_text(struct arena *arena, double value)
{
    int64_t seconds = (int64_t)floor(value * 86400 + 0.5);
    if (value < 0 || value > 1e6) return STR_NONE;
    Str minutes =
        str_format(arena, "%02lld.%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
    if (seconds % 60 == 0) return minutes;
    return str_format(arena, "%.*s.%02lld", (int)minutes.len, minutes.data, (long long)(seconds % 60));
}

Str number_text(struct arena *arena, Str value, enum number_kind kind, bool date1904)
{
    char text[64], *end;
    value = str_trim(value);
    if (value.len == 0 || value.len >= sizeof text) return STR_NONE;
    for (size_t i = 0; i < value.len; i++)
        if (!char_is_digit(value.data[i]) && !strchr("+-.eE", value.data[i]))
            return STR_NONE; /* no "inf", no "0x" */
    memcpy(text, value.data, value.len);
    text[value.len] = '\0';
    double number = strtod(text, &end);
    if (*end || !isfinite(number) || fabs(number) > 1e36) return STR_NONE;
    switch (kind) {
    case NUMBER_DATE: return date_text(arena, number, date1904, false);
    case NUMBER_DATE_TIME: return date_text(arena, number, date1904, true);
    case NUMBER_TIME: return time_text(arena, number);
    case NUMBER_PERCENT: {
        Str percent = decimal_text(arena, strtod(text, NULL) * 100);
        return str_join(arena, (Str[]){percent, S("%")}, 2, STR_NONE);
    }
    default: return decimal_text(arena, number);
    }
}
