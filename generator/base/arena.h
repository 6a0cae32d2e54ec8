/* Memory that lives as long as a build, a page or a sheet, and goes away at once.
 *
 * In: sizes. Out: zeroed, suitably aligned memory; never NULL (out of memory ends the program).
 * Called by everyone. There is one arena for the build and one scratch arena for each page or sheet; an arena
 * belongs to one thread at a time. Handles of foreign libraries are closed with the arena (arena_defer), last
 * one first. In a sanitizer build each object is a malloc of its own, so that overruns are seen. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/* 1 in a build with AddressSanitizer: every object is a malloc of its own. Allocators on top of an arena follow it. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_EACH_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_EACH_ITS_OWN 1
#endif
#endif
#ifndef ARENA_EACH_ITS_OWN
#define ARENA_EACH_ITS_OWN 0
#endif

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);  /* runs the deferred closings, gives all memory back; NULL is fine */
void arena_reset(struct arena *arena); /* like free and new, but keeps one block for reuse */
size_t arena_used(const struct arena *arena); /* bytes handed out since new or reset */

void *arena_alloc(struct arena *arena, size_t size); /* zeroed */
void *arena_raw(struct arena *arena, size_t size);   /* for what is filled at once: not zeroed */
void *arena_array(struct arena *arena, size_t count,
                  size_t size); /* zeroed; an overflow of the product ends the program */
void *arena_copy(struct arena *arena, const void *data, size_t size);
/* Moves an array to room for at least `need` elements (doubling); `*capacity` is updated. The old memory stays. */
void *arena_grow(struct arena *arena, const void *array, size_t *capacity, size_t need, size_t size);

#define arena_make(arena, type)      ((type *)arena_alloc((arena), sizeof(type)))
#define arena_make_n(arena, type, n) ((type *)arena_array((arena), (n), sizeof(type)))

/* Calls close(handle) when the arena is freed or reset. */
void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle);

/* Prints "out of memory" and ends the program with status 2; for callers with allocations of their own. */
_Noreturn void arena_exhausted(void);

#endif
