#include "web/gather.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/memo.h"

/* One entry a page; the lock is for the arena that they are copied into. */
struct gathered {
    pthread_mutex_t lock;
    struct arena *arena;
    struct markdown_anchors *anchors;
    bool *alone; /* by page: it did nothing but write its file and tell what lies here */
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
    gathered->alone = arena_make_n(arena, bool, pages + 1);
    arena_defer(arena, close_gathered, gathered);
    return gathered;
}

void gather_page(struct gathered *gathered, const struct page *page, const struct markdown *markdown)
{
    pthread_mutex_lock(&gathered->lock);
    markdown_anchors(gathered->arena, markdown, page, &gathered->anchors[page->number]);
    pthread_mutex_unlock(&gathered->lock);
}

void gather_alone(struct gathered *gathered, const struct page *page)
{
    gathered->alone[page->number] = true;
}

const struct markdown_anchors *gather_anchors(const struct gathered *gathered)
{
    return gathered->anchors;
}

/* ---- as bytes ---- */

bool gather_note(const struct gathered *gathered, const struct page *page, struct buf *note)
{
    const struct markdown_anchors *anchors = &gathered->anchors[page->number];
    if ((page->source && anchors->page != page) || !gathered->alone[page->number]) return false;
    memo_put_number(note, anchors->id_count);
    memo_put_number(note, anchors->wanted_count);
    for (size_t i = 0; i < anchors->id_count; i++) memo_put_text(note, anchors->ids[i]);
    for (size_t i = 0; i < anchors->wanted_count; i++) {
        const struct markdown_wanted *wanted = &anchors->wanted[i];
        if (wanted->loc.source != page->source) return false; /* it stands in what the page includes */
        memo_put_text(note, wanted->page->path);
        memo_put_text(note, wanted->fragment);
        memo_put_number(note, wanted->loc.offset);
    }
    return true;
}

static bool take_wanted(Str *rest, const struct site *site, const struct page *page,
                        struct markdown_wanted *wanted)
{
    Str path;
    uint64_t offset;
    if (!memo_take_text(rest, &path) || !memo_take_text(rest, &wanted->fragment) ||
        !memo_take_number(rest, &offset))
        return false;
    wanted->page = site_page(site, path);
    wanted->loc = (Loc){page->source, (size_t)offset};
    return wanted->page && page->source && offset <= page->mentions.size;
}

/* The texts are those of the note, which lasts as long as the build. */
bool gather_recall(struct gathered *gathered, const struct site *site, const struct page *page, Str note)
{
    struct markdown_anchors anchors = {.page = page->source ? page : NULL};
    uint64_t ids, wanted;
    bool good = memo_take_number(&note, &ids) && memo_take_number(&note, &wanted) && ids <= note.len / 8 &&
                wanted <= note.len / 24;
    if (!good) return false;
    pthread_mutex_lock(&gathered->lock);
    anchors.ids = arena_make_n(gathered->arena, Str, (size_t)ids);
    anchors.wanted = arena_make_n(gathered->arena, struct markdown_wanted, (size_t)wanted);
    pthread_mutex_unlock(&gathered->lock);
    anchors.id_count = (size_t)ids;
    anchors.wanted_count = (size_t)wanted;
    for (size_t i = 0; i < anchors.id_count; i++) good = good && memo_take_text(&note, &anchors.ids[i]);
    for (size_t i = 0; i < anchors.wanted_count; i++)
        good = good && take_wanted(&note, site, page, &anchors.wanted[i]);
    if (good && !note.len) gathered->anchors[page->number] = anchors;
    return good && !note.len;
}
