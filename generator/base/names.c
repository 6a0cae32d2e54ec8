#include "base/names.h"

#include "base/arena.h"

struct name_slot {
    uint64_t hash;
    Str name;
    const void *thing; /* NULL: free */
};

static struct name_slot *find(const struct names *names, Str name, uint64_t hash)
{
    size_t mask = names->capacity - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct name_slot *slot = &names->slots[i];
        if (!slot->thing || (slot->hash == hash && str_equal(slot->name, name))) return slot;
    }
}

void *names_get(const struct names *names, Str name)
{
    return names->capacity ? (void *)(uintptr_t)find(names, name, str_hash(name))->thing : NULL;
}

static void widen(struct arena *arena, struct names *names, size_t capacity)
{
    struct names wider = {.capacity = capacity, .count = names->count};
    wider.slots = arena_make_n(arena, struct name_slot, wider.capacity);
    for (size_t i = 0; i < names->capacity; i++)
        if (names->slots[i].thing)
            *find(&wider, names->slots[i].name, names->slots[i].hash) = names->slots[i];
    *names = wider;
}

void names_reserve(struct arena *arena, struct names *names, size_t count)
{
    size_t capacity = 16;
    while (capacity / 2 < count && capacity < SIZE_MAX / 2) capacity *= 2;
    if (capacity > names->capacity) widen(arena, names, capacity);
}

bool names_put(struct arena *arena, struct names *names, Str name, const void *thing)
{
    if (2 * (names->count + 1) > names->capacity)
        widen(arena, names, names->capacity ? 2 * names->capacity : 16);
    uint64_t hash = str_hash(name);
    struct name_slot *slot = find(names, name, hash);
    if (slot->thing) return false;
    *slot = (struct name_slot){hash, name, thing};
    names->count++;
    return true;
}

Str *names_all(struct arena *arena, const struct names *names)
{
    Str *all = arena_make_n(arena, Str, names->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < names->capacity; i++)
        if (names->slots[i].thing) all[count++] = names->slots[i].name;
    return all;
}

Str names_nearest(const struct names *names, Str wanted)
{
    Str nearest = STR_NONE;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < names->capacity; i++) {
        const struct name_slot *slot = &names->slots[i];
        if (!slot->thing) continue;
        Str one = str_nearest(wanted, &slot->name, 1);
        if (!one.data) continue;
        size_t distance = str_distance(wanted, one, 3);
        if (distance > best || (distance == best && str_compare(one, nearest) > 0)) continue;
        best = distance;
        nearest = one;
    }
    return nearest;
}
