/* What of the last build can stay: pieces of work whose ingredients are all the same are not done again.
 *
 * In: the site, the templates' folder, the staging (which knows what the last build wrote). Out: for each piece of work, whether its files have been kept; and what
 * the next build needs to know. Which ingredients a piece has is not tracked but bounded from above: the program, all templates, every file
 * of content/ that is no document, the front matter of all documents; and, of a page or a product, its own text and those of the
 * documents that it names. Only work that had nothing to report is ever kept. Called by build.c, reuse_find and reuse_done from any thread. */
#ifndef REUSE_H
#define REUSE_H

#include "base/memo.h"
#include "site/site.h"

struct reuse;

/* NULL: nothing can be reused and nothing is to be remembered. Not before the site has been read. */
struct reuse *reuse_open(struct arena *arena, const struct site *site, const char *templates,
                         struct staging *staging);

struct reuse_document {
    Str path; /* below content/ */
    const struct mentions *mentions;
};
/* A piece of work: a name that no other one has, and the document that it is made from (mentions NULL: none). */
struct reuse_work {
    Str id;
    struct reuse_document document;
    const struct page *page; /* whose document it is, or NULL */
    struct memo_key key;     /* filled by reuse_find */
};
/* What the last build made of it; NULL: it has to be done. The caller keeps the files with reuse_keep. */
const struct memo_record *reuse_find(struct reuse *reuse, struct arena *scratch, struct reuse_work *work);
/* False: the files are not there any more, the work has to be done. */
bool reuse_keep(struct reuse *reuse, const struct memo_record *record);
/* The work has been done and had nothing to report: these files were put. */
void reuse_done(struct reuse *reuse, const struct reuse_work *work, const Str *paths, size_t count, Str note);
struct memo *reuse_memo(const struct reuse *reuse); /* for work that has a key of its own */
/* After the output has been written. */
void reuse_save(struct reuse *reuse);

#endif
