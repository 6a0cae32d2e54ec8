#include "data/values.h"

#include <stdlib.h>

#include "base/arena.h"

struct entry {
    uint32_t group;
    int64_t value;
};
struct values {
    int scale;
    struct entry *entries;
    size_t count, capacity;
};

struct values *values_new(int scale)
{
    struct values *values = calloc(1, sizeof *values);
    if (!values) arena_exhausted();
    values->scale = scale;
    return values;
}

void values_free(struct values *values)
{
    free(values->entries);
    free(values);
}

bool values_add(struct values *values, size_t group, Decimal number)
{
    int64_t value;
    if (number.coefficient > INT64_MAX || number.coefficient < INT64_MIN) return false;
    value = (int64_t)number.coefficient;
    for (int i = number.scale; i < values->scale; i++)
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    if (values->count == values->capacity) {
        values->capacity = values->capacity ? 2 * values->capacity : 1024;
        struct entry *entries = reallocarray(values->entries, values->capacity, sizeof *entries);
        if (!entries) arena_exhausted();
        values->entries = entries;
    }
    values->entries[values->count++] = (struct entry){(uint32_t)group, value};
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

void values_end(struct values *values)
{
    if (values->count) qsort(values->entries, values->count, sizeof *values->entries, compare);
}

/* The first entry of the group, or of the next one that has any. */
static size_t first_of(const struct values *values, size_t group)
{
    size_t low = 0, high = values->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values->entries[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool values_median(const struct values *values, size_t group, Decimal *median)
{
    size_t from = first_of(values, group), to = first_of(values, group + 1), count = to - from;
    if (!count) return false;
    const struct entry *low = &values->entries[from + (count - 1) / 2],
                       *high = &values->entries[from + count / 2];
    Decimal sum = {(__int128)low->value + high->value, values->scale};
    return decimal_divide(sum, decimal_from_int(2),
                          values->scale < DECIMAL_SCALE_MAX ? values->scale + 1 : values->scale, median);
}

size_t values_distinct(const struct values *values, size_t group)
{
    size_t from = first_of(values, group), to = first_of(values, group + 1), different = 0;
    for (size_t i = from; i < to; i++)
        different += i == from || values->entries[i].value != values->entries[i - 1].value;
    return different;
}
