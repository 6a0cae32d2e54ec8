/* CSV (RFC 4180) as it really comes here: ';' or ',' or tab between fields, byte order mark, CRLF, quoted new lines.
 *
 * In: a text or an open file. Out: rows of fields, one at a time, each with its place; the first row is the header. Rows without any text are left out.
 * Empty columns at the end, as spreadsheets leave them behind, are left out too. Reports: ragged rows, an unclosed quote, text after a closing quote, duplicate or empty column names, too many columns
 * (1,000). Called by table.c.
 *
 * The separator is the one that the header uses outside of quotes: ';' if it is there at all, else tab, else ','. A first line
 * "sep=;", as spreadsheets write it, decides instead. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "data/rows.h"

/* Offsets of fields are bytes of the file. A file is read piece by piece: rows longer than 16 MB are refused. */
struct csv_reader {
    struct rows rows;

    struct arena *row_arena;    /* from here on private: what is copied of a row */
    struct source window;       /* what is in memory: from the beginning of a row on */
    const char *row, *at, *end; /* in the window; row: where the row being read begins */
    size_t line, row_lines;     /* line ends before the row; within it, with the one that ends it */
    bool row_done, at_end;      /* at_end: the file ends with the window */
    size_t written;             /* columns of the header with the empty ones at its end */
    int descriptor;             /* -1: all is in the window */
    char *buffer;
    size_t capacity, checked; /* checked: bytes of the window known to be UTF-8 */
    struct csv_fault *held;   /* faults of the row being read, which may have to be read again */
    size_t held_count;
};
/* False after a report about the header; rows.calls serve in any case. `source`: a whole text, which must live as long as the reader. */
bool csv_open(struct csv_reader *reader, struct arena *arena, struct diag *diag, const struct source *source);
/* The same from an open file, which must be text in UTF-8; the caller closes it afterwards. */
bool csv_open_file(struct csv_reader *reader, struct arena *arena, struct diag *diag, int descriptor,
                   Str name);

#endif
