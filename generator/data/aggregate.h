/* sum, count, min, max and latest over the rows of a table.
 *
 * In: an aggregate as formula.c read it, and the tables. Out: an amount. Unknown cells stay unknown: a sum that leaves some
 * out is "at least"; a row of which we cannot tell whether it meets the conditions counts as left out. Called by indicator.c.
 *
 *   sum      of no rows at all: 0; but unknown when a date or month was asked for that the table does not have
 *   count(C) rows in which C is known; count() all rows
 *   min max  unknown when no cell is known
 *   latest   the cell of the newest row in which it is known, by the table's first column of type date or month */
#ifndef DATA_AGGREGATE_H
#define DATA_AGGREGATE_H

#include "data/amount.h"
#include "data/formula.h"
#include "data/table.h"

struct aggregate;

struct tables {
    struct table *const *tables;
    size_t count;
};

/* Looks names and literals up; NULL after a report. `own`: the table whose YAML holds the formula. */
const struct aggregate *aggregate_bind(struct arena *arena, struct diag *diag, struct tables tables,
                                       const struct table *own, const struct formula_aggregate *aggregate,
                                       Loc loc);
/* False after a report. */
bool aggregate_compute(struct arena *arena, struct diag *diag, const struct aggregate *aggregate,
                       struct amount *amount);

#endif
