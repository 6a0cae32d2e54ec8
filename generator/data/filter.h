/* The conditions behind `where`, over the rows of a table.
 *
 * In: conditions as formula_where.c read them, and a table. Out: for each row of a block: does it meet them, yes, no or maybe (a cell that
 * is needed is unknown). Kleene's three-valued logic, a block at a time. Called by aggregate.c. */
#ifndef DATA_FILTER_H
#define DATA_FILTER_H

#include "data/cells.h"
#include "data/formula.h"
#include "data/table.h"

enum answer { ANSWER_NO, ANSWER_MAYBE, ANSWER_YES }; /* and: the least, or: the greatest */

struct filter;

/* Looks columns and literals up; NULL after a report. */
const struct filter *filter_bind(struct arena *arena, struct diag *diag, const struct table *table,
                                 const struct formula_condition *conditions, size_t count);
bool filter_asks_time(const struct filter *filter); /* a condition is about a date, month or year */
/* Does a condition look at one of the columns? */
bool filter_asks(const struct filter *filter, const size_t *columns, size_t count);
/* Room for answers of one block at all depths. */
struct filter_room *filter_room_new(const struct filter *filter);
void filter_room_free(struct filter_room *room);
/* The answers of a block, until the next call. `columns`, when given: what only other columns tell is left open. */
const unsigned char *filter_ask(const struct filter *filter, struct filter_room *room, size_t block,
                                const size_t *columns, size_t column_count);

/* ---- for all who look columns up ---- */

/* Reports a name that the table does not have. */
bool filter_find_column(struct arena *arena, struct diag *diag, const struct table *table, Str name, Loc loc,
                        size_t *index);
bool column_is_year(const struct column *column); /* whole numbers whose unit is "tahun" */
bool column_is_time(const struct column *column); /* dates, months, years */

#endif
