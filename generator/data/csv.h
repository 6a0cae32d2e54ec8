/* CSV (RFC 4180) as it really comes here: ';' or ',' or tab between fields, byte order mark, CRLF, quoted new lines.
 *
 * In: a source. Out: rows of fields, each with its place; the first row is the header. Reports: ragged rows, an unclosed quote,
 * text after a closing quote, duplicate or empty column names, too many columns (1,000). Called by table.c. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "base/diag.h"

struct arena;

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

#endif
