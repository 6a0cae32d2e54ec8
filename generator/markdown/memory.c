/* cmark's memory: pieces of the arena of the parse that runs on this thread, given back with the arena.
 *
 * cmark's callbacks have no context argument, hence the thread-local. A piece is preceded by its size, for realloc, and by whether
 * malloc gave it: outside of a parse (someone makes a cmark_iter over our tree) there is no arena to take from. */
#include <stdlib.h>
#include <string.h>

#include "markdown/pass.h"

struct head {
    size_t size;
    size_t owned; /* by malloc */
};

static _Thread_local struct arena *current;

struct arena *memory_enter(struct arena *arena)
{
    struct arena *before = current;
    current = arena;
    return before;
}

void memory_leave(struct arena *before)
{
    current = before;
}

static void *allocate(size_t size)
{
    size_t whole;
    if (__builtin_add_overflow(size, sizeof(struct head), &whole)) arena_exhausted();
    struct head *head = current ? arena_alloc(current, whole) : calloc(1, whole);
    if (!head) arena_exhausted();
    *head = (struct head){size, !current};
    return head + 1;
}

static void *memory_calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) arena_exhausted();
    return allocate(total);
}

static void memory_free(void *piece)
{
    if (!piece) return;
    struct head *head = (struct head *)piece - 1;
    if (head->owned) free(head);
}

static void *memory_realloc(void *piece, size_t size)
{
    if (!piece) return allocate(size);
    struct head *head = (struct head *)piece - 1;
    if (size <= head->size) return piece;
    void *moved = allocate(size);
    memcpy(moved, piece, head->size);
    memory_free(piece);
    return moved;
}

struct cmark_mem memory_arena = {memory_calloc, memory_realloc, memory_free};
