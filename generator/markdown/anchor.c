/* Links to headings of other pages, checked when all pages are parsed. */
#include "markdown/pass.h"

bool markdown_is_of(const struct page *page, const struct source *source)
{
    return page && page->source && str_equal(page->source->name, source->name);
}

/* The text goes with its page: what stands in it is found there again, what is included is copied. */
static const struct source *lasting(struct arena *arena, const struct page *page, const struct source *source)
{
    if (!source) return NULL;
    if (markdown_is_of(page, source)) return page->source;
    struct source *copy = arena_make(arena, struct source);
    *copy = (struct source){.name = str_copy(arena, source->name), .text = str_copy(arena, source->text)};
    return copy;
}

void markdown_anchors(struct arena *arena, const struct markdown *markdown, const struct page *page,
                      struct markdown_anchors *anchors)
{
    *anchors = (struct markdown_anchors){.page = page};
    anchors->ids = arena_make_n(arena, Str, markdown->heading_count);
    for (size_t i = 0; i < markdown->heading_count; i++)
        if (markdown->headings[i].id.len)
            anchors->ids[anchors->id_count++] = str_copy(arena, markdown->headings[i].id);
    anchors->wanted = arena_make_n(arena, struct markdown_wanted, markdown->wanted_count);
    anchors->wanted_count = markdown->wanted_count;
    for (size_t i = 0; i < markdown->wanted_count; i++) {
        anchors->wanted[i] = markdown->wanted[i];
        anchors->wanted[i].fragment = str_copy(arena, markdown->wanted[i].fragment);
        anchors->wanted[i].loc.source = lasting(arena, page, markdown->wanted[i].loc.source);
    }
}

/* Filled when the first link asks for a part of the page: of most pages none does. */
static struct names *ids_of(struct arena *arena, struct names **known, const struct markdown_anchors *target,
                            size_t number)
{
    if (known[number]) return known[number];
    struct names *ids = known[number] = arena_make(arena, struct names);
    for (size_t i = 0; i < target->id_count; i++) names_put(arena, ids, target->ids[i], target);
    return ids;
}

/* For the report: the whole text again. */
static Loc place_of(struct arena *arena, struct diag *diag, const struct site *site, const struct page *page,
                    const struct markdown_wanted *wanted)
{
    bool own = page && page->source && wanted->loc.source == page->source;
    const struct source *text = own ? page_text(site, arena, diag, page) : NULL;
    return (Loc){text ? text : wanted->loc.source, wanted->loc.offset};
}

static void check_wanted(struct diag *diag, struct arena *arena, const struct site *site,
                         const struct page *page, const struct markdown_wanted *wanted, struct names *have)
{
    if (names_get(have, wanted->fragment)) return;
    Str near = link_nearest(have, wanted->fragment);
    Loc loc = place_of(arena, diag, site, page, wanted);
    if (near.len)
        diag_report(diag, loc, MSG_MARKDOWN_ANCHOR_DEAD_NEAR, wanted->page->path, wanted->fragment, near);
    else
        diag_report(diag, loc, MSG_MARKDOWN_ANCHOR_DEAD, wanted->page->path, wanted->fragment);
}

void markdown_check_anchors(struct diag *diag, const struct site *site, const struct markdown_anchors *all,
                            size_t count)
{
    struct arena *arena = arena_new();
    struct names **ids = arena_make_n(arena, struct names *, count + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < all[i].wanted_count; j++) {
            const struct markdown_wanted *wanted = &all[i].wanted[j];
            size_t number = wanted->page->number;
            if (number >= count || all[number].page != wanted->page) continue; /* it was not written */
            check_wanted(diag, arena, site, all[i].page, wanted, ids_of(arena, ids, &all[number], number));
        }
    arena_free(arena);
}
