/* The cells of one column, packed: a million rows take a few megabytes.
 *
 * In: numbers, texts or unknown cells, one after another. Out: any of them again, or a block of 4,096 at once, for loops over all rows.
 * Numbers are kept as coefficients in as few bytes as their block needs ("frame of reference"), texts once each in a dictionary and as
 * their number in it. Called by table.c (in) and aggregate.c (out). */
#ifndef DATA_CELLS_H
#define DATA_CELLS_H

#include "data/decimal.h"

struct cells;

enum { CELLS_BLOCK = 4096 };

struct cells *cells_new(struct arena *arena);
void cells_add_unknown(struct cells *cells);
void cells_add_number(struct cells *cells, Decimal number);
void cells_add_integer(struct cells *cells, int64_t integer);
/* The number of the text in the dictionary; new ones count up from 0. The text is copied. */
uint32_t cells_add_text(struct cells *cells, Str text);
void cells_end(struct cells *cells); /* after the last one, before anything is read */

/* Some rows of others (SIZE_MAX is no row: unknown), with the same dictionary. */
struct cells *cells_pick(struct arena *arena, const struct cells *from, const size_t *rows, size_t count);

bool cells_known(const struct cells *cells, size_t row);
Decimal cells_number(const struct cells *cells, size_t row); /* 0 when it is unknown */
Str cells_text(const struct cells *cells, size_t row);

size_t cells_texts(const struct cells *cells); /* different ones */
Str cells_dictionary(const struct cells *cells, size_t index);
bool cells_find_text(const struct cells *cells, Str text, uint32_t *index);

int cells_scale_most(const struct cells *cells); /* the most decimal places of all numbers */

/* CELLS_BLOCK rows from row `block` × CELLS_BLOCK on (the last block has less). */
struct cells_block {
    size_t count;
    bool all_known, any_wide;
    bool one_scale; /* all numbers have `scale` */
    int scale;
    bool known[CELLS_BLOCK];
    int64_t values[CELLS_BLOCK]; /* coefficients, or numbers of texts; of unknown and wide cells undefined */
};
/* When any_wide is set, coefficients do not fit: take cells_number. */
void cells_unpack(const struct cells *cells, size_t block, struct cells_block *out);

#endif
