/* Number formats of a spreadsheet, as far as they say what a number is (ECMA-376-1, 18.8.30 and 18.8.31). Private to data/ (xlsx*.c). */
#ifndef DATA_XLSX_STYLE_H
#define DATA_XLSX_STYLE_H

#include "base/str.h"

struct arena;

enum number_kind { NUMBER_PLAIN, NUMBER_PERCENT, NUMBER_DATE, NUMBER_DATE_TIME, NUMBER_TIME };

enum number_kind number_kind_of_id(int id);       /* built-in formats; others: PLAIN */
enum number_kind number_kind_of_code(Str format); /* "dd/mm/yyyy", "0.0%", "[$-421]d mmmm yyyy;@" */

/* A stored value as text: "4916,5", "45,83%", "2022-12-31". `date1904`: days count from 1904. {NULL, 0}: no number. */
Str number_text(struct arena *arena, Str value, enum number_kind kind, bool date1904);

#endif
