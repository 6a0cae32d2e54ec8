#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *previous;
    size_t size, used; /* of data[] */
    _Alignas(ALIGNMENT) unsigned char data[];
};

struct deferred {
    struct deferred *previous;
    void (*close)(void *handle);
    void *handle;
};

struct arena {
    struct block *newest;
    struct deferred *last_deferred;
    size_t used;
};

_Noreturn void arena_exhausted(void)
{
    fputs("suluh: memori habis / out of memory\n", stderr);
    exit(2);
}

/* What has filled two blocks of the largest size fills the next ones too: the kernel brings all pages at once, in a fifth of the time that a fault for each
 * takes. Where it cannot (before Linux 5.14), they come singly. */
static void populate(void *memory, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)memory + page - 1) / page * page;
    uintptr_t to = ((uintptr_t)memory + size) / page * page;
    if (to > from) madvise((void *)from, to - from, MADV_POPULATE_WRITE);
}

static struct block *block_new(struct block *previous, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block)) arena_exhausted();
    struct block *block = malloc(sizeof(struct block) + size);
    if (!block) arena_exhausted();
    if (previous && previous->size >= LARGEST_BLOCK && previous->previous &&
        previous->previous->size >= LARGEST_BLOCK)
        populate(block, sizeof(struct block) + size);
    block->previous = previous;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena) arena_exhausted();
    return arena;
}

static void run_deferred(struct arena *arena)
{
    while (arena->last_deferred) {
        struct deferred *deferred = arena->last_deferred;
        arena->last_deferred = deferred->previous;
        deferred->close(deferred->handle);
    }
}

void arena_reset(struct arena *arena)
{
    run_deferred(arena);
    struct block *kept = NULL;
    for (struct block *block = arena->newest, *previous; block; block = previous) {
        previous = block->previous;
        if (!kept && !ARENA_EACH_ITS_OWN && block->size <= LARGEST_BLOCK)
            kept = block;
        else
            free(block);
    }
    if (kept) {
        kept->previous = NULL;
        kept->used = 0;
    }
    arena->newest = kept;
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (!arena) return;
    arena_reset(arena);
    free(arena->newest);
    free(arena);
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

static size_t next_block_size(const struct arena *arena, size_t size)
{
    size_t wish = arena->newest ? arena->newest->size * 2 : FIRST_BLOCK;
    if (wish > LARGEST_BLOCK) wish = LARGEST_BLOCK;
    return size > wish ? size : wish;
}

void *arena_raw(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - 2 * ALIGNMENT) arena_exhausted();
    size_t rounded =
        ARENA_EACH_ITS_OWN ? (size ? size : 1) : (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct block *block = arena->newest;
    if (ARENA_EACH_ITS_OWN)
        block = arena->newest = block_new(block, rounded);
    else if (!block || block->size - block->used < rounded)
        block = arena->newest = block_new(block, next_block_size(arena, rounded));
    void *memory = block->data + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_raw(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) arena_exhausted();
    return arena_alloc(arena, total);
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
    void *memory = arena_raw(arena, size);
    if (size) memcpy(memory, data, size);
    return memory;
}

void *arena_grow(struct arena *arena, const void *array, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity) return (void *)(uintptr_t)array;
    size_t wider = *capacity ? *capacity : 8;
    while (wider < need)
        if (__builtin_mul_overflow(wider, (size_t)2, &wider)) arena_exhausted();
    size_t whole, used = *capacity * size;
    if (__builtin_mul_overflow(wider, size, &whole)) arena_exhausted();
    unsigned char *moved = arena_raw(arena, whole);
    if (used) memcpy(moved, array, used);
    memset(moved + used, 0, whole - used);
    *capacity = wider;
    return moved;
}

void arena_defer(struct arena *arena, void (*close)(void *handle), void *handle)
{
    struct deferred *deferred = arena_make(arena, struct deferred);
    deferred->previous = arena->last_deferred;
    deferred->close = close;
    deferred->handle = handle;
    arena->last_deferred = deferred;
}
