/* CSV (RFC 4180) as it really comes here: ';' or ',' or tab between fields, byte order mark, CRLF, quoted new lines.
 *
 * In: a source. Out: rows of fields, each with its place; the first row is the header. Rows without any text are left out.
 * Empty columns at the end, as spreadsheets leave them behind, are left out too. Reports: ragged rows, an unclosed quote, text after a closing quote, duplicate or empty column names, too many columns
 * (1,000). Called by table.c.
 *
 * The separator is the one that the header uses outside of quotes: ';' if it is there at all, else tab, else ','. A first line
 * "sep=;", as spreadsheets write it, decides instead. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "base/diag.h"

struct arena;

#define CSV_COLUMNS_MAX 1000
#define CSV_FAULTS_MAX  20 /* after these the reading stops */

struct csv_field {
    Str text;      /* unquoted, white space around unquoted fields trimmed */
    size_t offset; /* in the source */
};
struct csv {
    char separator;
    size_t columns, rows;     /* rows without the header */
    struct csv_field *header; /* columns */
    struct csv_field *fields; /* rows × columns */
};

/* False after a report; all faults of the file are reported, up to 20. */
bool csv_read(struct arena *arena, struct diag *diag, const struct source *source, struct csv *csv);

/* Row by row, for tables that need not be in memory whole. */
struct csv_reader {
    char separator;
    size_t columns;
    struct csv_field *header;
    size_t faults; /* reported so far */

    struct arena *arena; /* from here on private */
    struct diag *diag;
    const struct source *source;
    const char *at, *end;
    bool row_done;
    size_t written; /* columns of the header with the empty ones at its end */
};
bool csv_open(struct csv_reader *reader, struct arena *arena, struct diag *diag,
              const struct source *source); /* false after a report about the header */
/* The next whole row into fields[columns]; ragged rows are reported and left out. False at the end; look at `faults` then.
 * Fields are views into the source or, when quotes were doubled in them, copies in the arena. */
bool csv_next(struct csv_reader *reader, struct csv_field *fields);

#endif
