/* sum, count, average … over the rows of a table, all together or in groups.
 *
 * In: an aggregate as formula.c read it, and the tables. Out: an amount for each group of rows. Unknown cells stay unknown: a sum that leaves some
 * out is "at least"; a row of which we cannot tell whether it meets the conditions, or to which group it belongs, counts as left out. Called by
 * compute.c.
 *
 *   sum      of no rows at all: 0; but unknown when a date or month was asked for that the table does not have, or in the rows of one period
 *   count(C) rows in which C is known; count() all rows
 *   distinct how many different known values
 *   min max  unknown when no cell is known
 *   average, median   unknown as soon as a cell is
 *   latest   the cell of the newest row in which it is known, by the table's first column of dates, months or years; previous: of the newest
 *            time before that; first: of the oldest */
#ifndef DATA_AGGREGATE_H
#define DATA_AGGREGATE_H

#include "data/amount.h"
#include "data/formula.h"
#include "data/group.h"
#include "data/table.h"

struct aggregate;

struct tables {
    struct table *const *tables;
    size_t count;
};

/* Rows from day `first` to day `last` alone (20221101 … 20221130: see date_number). */
struct window {
    int first, last;
};

/* What a pass over the rows found in one group. */
struct tally {
    size_t rows, known, left_out; /* rows: that meet the conditions */
    size_t at_least, at_most;     /* cells that are bounds only */
    bool negative, doubted;
    int times;       /* different ones of those below: 0, 1, 2 */
    bool tie[2];     /* several rows have that time */
    unsigned months; /* bits: months of the window that have rows */
    Decimal sum, least, most;
    Decimal value[2], time[2]; /* of the newest rows (first: of the oldest) */
    Decimal doubt;             /* the time of the newest row that may count */
    Decimal middle;            /* median, distinct */
};
struct tallies {
    struct tally *tally;
    size_t count;
};

/* Looks names and literals up; NULL after a report. `own`: the table whose YAML holds the formula. */
const struct aggregate *aggregate_bind(struct arena *arena, struct diag *diag, struct tables tables,
                                       const struct table *own, const struct formula_aggregate *aggregate,
                                       Loc loc);
const struct table *aggregate_table(const struct aggregate *aggregate);
/* A pass over the rows of the window (NULL: all); `groups` (NULL: one group) grows by what it finds. False after a report. */
bool aggregate_pass(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                    const struct window *window, struct groups *groups, struct tallies *tallies);
/* Two windows side by side: a month that has rows in one of them alone is a gap in the other. */
void aggregate_align(const struct aggregate *aggregate, struct tallies *older, struct tallies *newer);
/* What the pass means for group `number`; false after a report. */
bool aggregate_amount(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                      const struct tallies *tallies, size_t number, struct amount *amount);
/* The newest day of a row that counts and has a value, 0: none; and the last day of which the data know. */
int aggregate_newest(const struct aggregate *aggregate, int *data_end);
const struct column *aggregate_time(const struct aggregate *aggregate); /* NULL: the table has none */

#endif
