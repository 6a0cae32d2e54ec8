/* What a document is made of, for who asks whether it has changed: its text as a hash, and the documents that it may name.
 *
 * In: the text of a document. Out: hashes, and every word that may be the name of a document whose text goes into this one: {{include panduan/x.md#y}},
 * ![](tree:kendala/x). An upper bound: what is no name does no harm. Called by page.c while documents are read; reuse.c follows the names. */
#ifndef SITE_MENTION_H
#define SITE_MENTION_H

#include "base/str.h"

struct arena;

struct mentions {
    uint64_t low, high; /* of the whole text */
    size_t size;        /* of it */
    uint64_t front;     /* of what stands before the body */
    const Str *names;   /* as written */
    uint32_t count;
    bool any; /* as many as may be: no bound for what goes into the document */
};

struct mentions mentions_find(struct arena *arena, Str text, size_t body);

#endif
