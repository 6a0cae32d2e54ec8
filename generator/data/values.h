/* The values of groups in order: what median and distinct need.
 *
 * In: numbers, each with its group. Out: the middle one of a group, or how many different ones it has. Called by aggregate.c. */
#ifndef DATA_VALUES_H
#define DATA_VALUES_H

#include <stddef.h>

#include "data/decimal.h"

struct values;

struct values *values_new(int scale); /* the finest of the numbers that will come */
void values_free(struct values *values);
bool values_add(struct values *values, size_t group, Decimal number); /* false: it is too large */
void values_end(struct values *values); /* after the last one, before anything is read */
/* Of an even number of values the mean of the two in the middle. False: the group has none. */
bool values_median(const struct values *values, size_t group, Decimal *median);
size_t values_distinct(const struct values *values, size_t group);

#endif
