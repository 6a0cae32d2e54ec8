#include "data/group.h"

#include <stdlib.h>

#include "base/arena.h"

struct key {
    int64_t part[GROUP_KEYS_MOST];
};

struct groups {
    struct arena *arena;
    const struct table *table;
    struct group_key keys[GROUP_KEYS_MOST];
    size_t columns[GROUP_KEYS_MOST];
    size_t key_count;
    struct key *all;
    size_t count, capacity;
    uint32_t *slots; /* hash table: number + 1 */
    struct cells_block *in;
    struct key *rows; /* of the block */
};

enum { SLOT_BITS = 15, SLOTS = 1 << SLOT_BITS }; /* more than twice GROUPS_MOST */

struct groups *groups_new(struct arena *arena, const struct table *table, const struct group_key *keys,
                          size_t count)
{
    struct groups *groups = arena_make(arena, struct groups);
    groups->arena = arena;
    groups->table = table;
    groups->key_count = count;
    for (size_t i = 0; i < count; i++) {
        groups->keys[i] = keys[i];
        groups->columns[i] = keys[i].column;
    }
    groups->slots = arena_make_n(arena, uint32_t, SLOTS);
    groups->in = arena_make(arena, struct cells_block);
    groups->rows = arena_make_n(arena, struct key, CELLS_BLOCK);
    return groups;
}

/* Fibonacci hashing: the highest bits of the product (Knuth, TAOCP 3, 6.4). */
static inline size_t hash_of(const struct groups *groups, const struct key *key)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < groups->key_count; i++) hash = hash * 31 + (uint64_t)key->part[i];
    return (size_t)(hash * 0x9E3779B97F4A7C15u >> (64 - SLOT_BITS));
}

static inline bool same(const struct groups *groups, const struct key *a, const struct key *b)
{
    for (size_t i = 0; i < groups->key_count; i++)
        if (a->part[i] != b->part[i]) return false;
    return true;
}

static inline uint32_t *find_slot(const struct groups *groups, const struct key *key)
{
    for (size_t at = hash_of(groups, key);; at = (at + 1) & (SLOTS - 1)) {
        uint32_t *slot = &groups->slots[at];
        if (!*slot || same(groups, &groups->all[*slot - 1], key)) return slot;
    }
}

static int64_t part_of(int64_t date, enum time_part part)
{
    int64_t month = date / 100 % 100;
    switch (part) {
    case PART_YEAR: return date / 10000;
    case PART_QUARTER: return (month + 2) / 3;
    case PART_MONTH: return month;
    default: return date;
    }
}

/* A whole number written with decimals ("5,0"), or one that is too large for a key and stays unknown. */
static int64_t whole(Decimal number)
{
    int64_t value;
    return decimal_to_int64(number, &value) ? value : GROUP_UNKNOWN;
}

static void take_keys(struct groups *groups, size_t block)
{
    struct cells_block *in = groups->in;
    for (size_t k = 0; k < groups->key_count; k++) {
        const struct column *column = &groups->table->column[groups->keys[k].column];
        enum time_part part = groups->keys[k].part;
        bool year = part == PART_YEAR && column->type == COLUMN_INTEGER; /* it is one already */
        cells_unpack(column->cells, block, in);
        for (size_t i = 0; i < in->count; i++) {
            int64_t value = in->values[i];
            if (!in->one_scale || in->scale)
                value = whole(cells_number(column->cells, block * CELLS_BLOCK + i));
            if (part != PART_WHOLE && !year) value = part_of(value, part);
            groups->rows[i].part[k] = in->known[i] ? value : GROUP_UNKNOWN;
        }
    }
}

bool groups_ask(struct groups *groups, size_t block, const unsigned char *answers, uint32_t *numbers)
{
    take_keys(groups, block);
    uint32_t last = GROUP_NONE;
    for (size_t i = 0; i < groups->in->count; i++) {
        const struct key *key = &groups->rows[i];
        numbers[i] = GROUP_NONE;
        if (!answers[i]) continue;
        if (last == GROUP_NONE ||
            !same(groups, &groups->all[last], key)) { /* rows of a group often follow each other */
            uint32_t *slot = find_slot(groups, key);
            if (!*slot) {
                if (groups->count == GROUPS_MOST) return false;
                groups->all = arena_grow(groups->arena, groups->all, &groups->capacity, groups->count + 1,
                                         sizeof *groups->all);
                groups->all[groups->count++] = *key;
                *slot = (uint32_t)groups->count;
            }
            last = *slot - 1;
        }
        numbers[i] = last;
    }
    return true;
}

size_t groups_count(const struct groups *groups)
{
    return groups->count;
}

size_t groups_keys(const struct groups *groups)
{
    return groups->key_count;
}

const size_t *groups_columns(const struct groups *groups)
{
    return groups->columns;
}

const int64_t *groups_key(const struct groups *groups, size_t number)
{
    return groups->all[number].part;
}

bool groups_find(const struct groups *groups, const int64_t *key, uint32_t *number)
{
    struct key wanted = {{0}};
    for (size_t i = 0; i < groups->key_count; i++) wanted.part[i] = key[i];
    uint32_t slot = *find_slot(groups, &wanted);
    *number = slot - 1;
    return slot > 0;
}
