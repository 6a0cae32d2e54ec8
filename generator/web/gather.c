#include "web/gather.h"

#include <pthread.h>

#include "base/arena.h"

/* One entry a page; the lock is for the arena that they are copied into. */
struct gathered {
    pthread_mutex_t lock;
    struct arena *arena;
    struct markdown_anchors *anchors;
};

static void close_gathered(void *handle)
{
    struct gathered *gathered = handle;
    pthread_mutex_destroy(&gathered->lock);
    arena_free(gathered->arena);
}

struct gathered *gather_open(struct arena *arena, size_t pages)
{
    struct gathered *gathered = arena_make(arena, struct gathered);
    pthread_mutex_init(&gathered->lock, NULL);
    gathered->arena = arena_new();
    gathered->anchors = arena_make_n(arena, struct markdown_anchors, pages + 1);
    arena_defer(arena, close_gathered, gathered);
    return gathered;
}

void gather_page(struct gathered *gathered, const struct page *page, const struct markdown *markdown)
{
    pthread_mutex_lock(&gathered->lock);
    markdown_anchors(gathered->arena, markdown, page, &gathered->anchors[page->number]);
    pthread_mutex_unlock(&gathered->lock);
}

const struct markdown_anchors *gather_anchors(const struct gathered *gathered)
{
    return gathered->anchors;
}
