/* The site's search: an index in small script files, made while the pages are written.
 *
 * In: each page's tree, once, from any thread (search_add); affixes, roots and synonyms of each language from templates/search/ and
 * content/pencarian.yaml. Out: after the first stage (search_finish), for each language that has pages, in the folder of its search page:
 *   i.js          what is needed first: table of affixes, words that are not looked for, where each part begins
 *   s0.js, s1.js  terms with the pages that have them, sorted by key (data/fold.h), 1 to 3 KB each
 *   d0.js, d1.js  what is shown of the pages: title, address, texts by section; one page each on a small site
 *   a.js          answers out of facts
 * Each calls suluhCari(name, numbering, data) of templates/web/search.js, so that everything works from disk.
 *
 * Browsers, service workers and hosts keep copies of these files, each for as long as it likes. So that parts of two builds are never read
 * together, the search page asks for them under an address with the fingerprint of all of them (search_version); each part tells how the pages
 * are numbered (a fingerprint of their addresses), shards also which keys they hold, and search.js asks anew for what does not fit.
 *
 * Numbers are written in base 90 with the characters # … ~ without < and \. A term: one character 10 × letters shared with the term before
 * + letters that follow (9: a number tells how many more), the letters, the number of pages that have it, and for each of at most 64 of them
 * the distance to the page before and one character 15 × strength + section (14: a number tells the section). Pages that say a term more
 * strongly are kept when there are more than 64. Strength is the term's share of BM25 (Robertson and Zaragoza 2009) with a fixed mean length,
 * in six steps. Bytes do not depend on threads. Private to web/. */
#ifndef WEB_SEARCH_H
#define WEB_SEARCH_H

#include "data/fold.h"
#include "markdown/markdown.h"
#include "web/web.h"

struct search; /* of one language */

enum {
    SEARCH_LEVELS = 6,
    SEARCH_SECTIONS_MOST = 31, /* of a page; what follows counts as the page */
    SEARCH_POSTINGS_MOST = 64,
    SEARCH_WHOLE_MOST = 300, /* pages: on larger sites each page shows only how its sections begin */
};

void search_open(struct web *web);
void search_add(const struct web *web, const struct page *page, const struct markdown *markdown,
                struct arena *scratch);
void search_finish(const struct web *web);
size_t search_count(const struct web *web); /* files; 0 before search_finish */
void search_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);

Str search_version(const struct web *web, Str lang); /* empty: no search; after search_finish */

/* What the next build is told, see reuse.h: the words, before all pages; of each page, what search_add made of it. */
void search_note_words(const struct web *web, struct buf *out);
bool search_recall_words(const struct web *web, Str note);
void search_note(const struct web *web, const struct page *page, struct buf *out);
bool search_recall(const struct web *web, const struct page *page, Str note);

/* In lower case without diacritics, for sorting. */
Str search_sort_text(struct arena *arena, Str text);

#endif
