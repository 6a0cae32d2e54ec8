/* A file made piece by piece, because it is too large to hold.
 *
 * In: whoever makes it hands its bytes to take(out, …), as long as that is true. Out: whoever takes them, hashes or writes them. What is
 * made may be made more than once: the same bytes each time. */
#ifndef BASE_PIECES_H
#define BASE_PIECES_H

#include "base/str.h"

struct pieces {
    bool (*take)(struct pieces *out, Str piece);
};
typedef void (*pieces_make)(const void *what, struct pieces *out);

#endif
