/* Rows of a table as they come out of a file, whatever its format (CSV, XLSX): one at a time, each field with its place.
 *
 * In: a reader of csv.h or xlsx.h. Out: texts as people write them here: "4.916", "45,83", "2022-12-31", "ya". Called by table.c. */
#ifndef DATA_ROWS_H
#define DATA_ROWS_H

#include "base/diag.h"

struct arena;

#define ROWS_COLUMNS_MAX 1000
#define ROWS_FAULTS_MAX  20 /* after these the reading stops */

struct field {
    Str text;
    size_t offset; /* what tells its place, by format */
};
struct rows;
struct rows_calls {
    /* The next whole row into fields[columns]; faulty ones are reported and left out. False at the end; look at `faults` then.
     * Fields hold until the next call. */
    bool (*next)(struct rows *rows, struct field *fields);
    /* Where a field of the row just read stands (or of the header, before any row); holds as long as the field. */
    Loc (*loc)(struct rows *rows, const struct field *field);
    size_t (*line)(const struct rows *rows); /* of the row just read, from 1 */
    void (*close)(struct rows *rows);        /* always, also after a failed opening */
};
struct rows {
    const struct rows_calls *calls;
    struct arena *arena;
    struct diag *diag;
    Str file, sheet; /* sheet: of a spreadsheet */
    char separator;  /* of CSV */
    bool typed;      /* cells know themselves what is a date: months may come as dates */
    size_t columns;
    struct field *header;
    size_t faults; /* reported so far */
};

/* Counts a fault and reports it; at the twentieth it says that the rest was not read, and gives false. */
bool rows_fault(struct rows *rows, Loc loc, enum message message, const Str *words, size_t count);
/* Reports empty and repeated names of columns; false when there are any. */
bool rows_check_header(struct rows *rows);

#endif
