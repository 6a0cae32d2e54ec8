/* What the parts that read tables share; nobody else includes it. table.c columns, cells, keys · table_together.c large files by two threads. */
#ifndef DATA_TABLE_READING_H
#define DATA_TABLE_READING_H

#include "data/csv.h"
#include "data/table.h"

enum { TABLE_ROWS_MOST = 100000000 };

struct reading {
    struct arena *arena;
    struct diag *diag;
    struct table *table;
    struct rows *rows;
    struct csv_reader csv;
    size_t faults, jump_capacity;
    bool together; /* by two threads: see table_together.c */
    bool apart;    /* the cells alone: their places are not known */
};

void table_read_cell(struct reading *reading, const struct column *column, const struct field *field);
/* Row `row` begins on line `line`. */
void table_note_line(struct reading *reading, size_t row, size_t line);

/* ---- table_together.c ---- */
bool table_is_large(int descriptor); /* worth two threads, and there are two */
/* All rows: one thread takes them apart, another reads the cells. Faults are counted, not told. */
void table_read_together(struct reading *reading);

#endif
