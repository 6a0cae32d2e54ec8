/* What pages tell while they are written, for the files that need all of them.
 *
 * In: from page.c, each page once, from any thread. Out: an entry per page, in the site's order, complete when the first stage of outputs is
 * (output.c). Private to web/. */
#ifndef WEB_GATHER_H
#define WEB_GATHER_H

#include "markdown/markdown.h"

struct gathered;

struct gathered *gather_open(struct arena *arena, size_t pages);
void gather_page(struct gathered *gathered, const struct page *page, const struct markdown *markdown);
/* The page did nothing else: what it did can be told in a note. */
void gather_alone(struct gathered *gathered, const struct page *page);
/* What a page told, as bytes for a later build in which it would tell the same; false: that cannot be said in bytes. */
bool gather_note(const struct gathered *gathered, const struct page *page, struct buf *note);
/* The page tells what the note says instead of being written; false: it is no such note, nothing was told. */
bool gather_recall(struct gathered *gathered, const struct site *site, const struct page *page, Str note);
/* By page number; nothing in the entries of pages that were not written. */
const struct markdown_anchors *gather_anchors(const struct gathered *gathered);

#endif
