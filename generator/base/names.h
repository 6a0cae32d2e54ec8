/* A table from names to things, for looking up in O(1). In: names and pointers that live at least as long. Out: the pointers.
 * A zeroed struct is an empty table. Reading is safe from any thread once filling has ended. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/str.h"

struct arena;

struct names {
    struct name_slot *slots; /* open addressing, capacity a power of two */
    size_t capacity, count;
};

void *names_get(const struct names *names, Str name); /* NULL: not there */
/* Makes room for so many at once. */
void names_reserve(struct arena *arena, struct names *names, size_t count);
/* False when the name is there already (nothing changes then). `thing` must not be NULL. */
bool names_put(struct arena *arena, struct names *names, Str name, const void *thing);
/* All names, in no fixed order. */
Str *names_all(struct arena *arena, const struct names *names);
Str names_nearest(const struct names *names,
                  Str wanted); /* as str_nearest; of equally near ones the first bytewise */

#endif
