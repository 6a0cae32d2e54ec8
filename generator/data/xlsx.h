/* XLSX (ECMA-376-1, SpreadsheetML) as a table: one sheet, read row by row.
 *
 * In: an open file. Out: rows (rows.h): numbers as they are shown at 15 digits, dates as ISO dates, percentages with their sign. The
 * archive is read by libzip, its parts by libxml2's push parser; nothing but the shared texts is held. Refused: what is no such archive,
 * parts that unpack to too much, document types, formulas without a stored value, error values, merged cells in the rows, text below a
 * gap. Hidden sheets are passed over with a note, also hidden rows are told. Called by table.c. */
#ifndef DATA_XLSX_H
#define DATA_XLSX_H

#include "data/rows.h"

struct xlsx_options {
    Str sheet; /* its name; empty: the first that is not hidden */
    /* Is it the row of headings? NULL: the first row with any text is. Titles above are passed over. */
    bool (*is_header)(void *context, const struct field *fields, size_t count);
    void *context;
};
/* NULL after a report; else rows->calls->close when done. The descriptor stays the caller's. */
struct rows *xlsx_open(struct arena *arena, struct diag *diag, int descriptor, Str name,
                       const struct xlsx_options *options);

#endif
