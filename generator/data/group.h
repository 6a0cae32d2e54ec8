/* The groups of a table's rows: those that have the same text, number or time in up to three columns.
 *
 * In: a table and its grouping columns, and which rows of a block count. Out: a number for each row's group, counted up from 0 in
 * the order of appearance. Rows with an unknown cell make groups too, whose key says so. Called by aggregate.c and family.c. */
#ifndef DATA_GROUP_H
#define DATA_GROUP_H

#include "data/cells.h"
#include "data/formula.h"
#include "data/table.h"

enum { GROUP_KEYS_MOST = 3, GROUPS_MOST = 10000 };
#define GROUP_NONE    UINT32_MAX
#define GROUP_UNKNOWN INT64_MIN

struct group_key {
    size_t column;
    enum time_part part;
};

struct groups;

struct groups *groups_new(struct arena *arena, const struct table *table, const struct group_key *keys,
                          size_t count);
/* False: there are more than GROUPS_MOST. Rows whose answer is 0 have GROUP_NONE. */
bool groups_ask(struct groups *groups, size_t block, const unsigned char *answers, uint32_t *numbers);
size_t groups_count(const struct groups *groups);
size_t groups_keys(const struct groups *groups);
const size_t *groups_columns(const struct groups *groups);
/* Its key: numbers of texts in the column's dictionary, whole numbers, dates as numbers, years, quarters, months; GROUP_UNKNOWN. */
const int64_t *groups_key(const struct groups *groups, size_t number);
bool groups_find(const struct groups *groups, const int64_t *key, uint32_t *number);

#endif
