/* Pages that belong together although nobody said so: by shared topics, else, on small sites, by the words of their titles and summaries.
 *
 * In: topics of the site. Out: at most three pages, the same ones every time. By topics a page looks at a few neighbours in each list, so
 * that the work does not grow with the site; by words it looks at all pages, which is done for small sites only. */
#include <stdlib.h>

#include "base/arena.h"
#include "web/inside.h"

enum {
    RELATED_MOST = 3,
    NEIGHBOURS = 6,
    CANDIDATES = 160,
    WORDS_MOST = 40,
    SMALL_SITE = 300,
    WORD_LEAST = 4
};

struct candidate {
    const struct page *page;
    size_t score;
};

struct related_words {
    uint64_t words[WORDS_MOST]; /* hashes */
    size_t count;
};

static void add(struct candidate *list, size_t *count, const struct page *page, size_t score)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i].page == page) {
            list[i].score += score;
            return;
        }
    if (*count < CANDIDATES) list[(*count)++] = (struct candidate){page, score};
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return (x->page->number > y->page->number) - (x->page->number < y->page->number);
}

static size_t by_topics(const struct page *page, struct candidate *list)
{
    size_t count = 0;
    for (size_t i = 0; i < page->topic_count; i++) {
        const struct topic *topic = page->topics[i].topic;
        size_t place = page->topics[i].place, from = place > NEIGHBOURS ? place - NEIGHBOURS : 0;
        for (size_t k = from; k < topic->page_count && k <= place + NEIGHBOURS; k++)
            if (topic->pages[k] != page) add(list, &count, topic->pages[k], 1);
    }
    return count;
}

/* ---- words ---- */

/* Of a title and summary, folded to lower case; words of the frame of speech are short or are in every second page (`common`). */
static void gather_words(struct related_words *words, Str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint64_t hash = 0xcbf29ce484222325u;
        while (at < text.len && (char_is_alpha(text.data[at]) || (text.data[at] & 0x80)))
            hash = (hash ^ (unsigned char)char_lower(text.data[at++])) * 0x100000001b3u;
        if (at - from >= WORD_LEAST && words->count < WORDS_MOST) {
            bool known = false;
            for (size_t i = 0; i < words->count; i++) known = known || words->words[i] == hash;
            if (!known) words->words[words->count++] = hash;
        }
        at += at == from;
    }
}

static bool takes_part(const struct page *page)
{
    return page->source && page->type != PAGE_HOME && page->type != PAGE_SECTION &&
           page->type != PAGE_MISSING;
}

static int compare_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* How many pages have the word; `all` is sorted. */
static size_t frequency(const uint64_t *all, size_t count, uint64_t word)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all[middle] < word)
            low = middle + 1;
        else
            high = middle;
    }
    size_t found = low;
    while (found < count && all[found] == word) found++;
    return found - low;
}

/* Leaves only words that tell pages apart: those of at least two and at most a quarter of the pages. */
static void drop_common(struct related_words *words, const uint64_t *all, size_t count, size_t pages)
{
    size_t kept = 0;
    for (size_t i = 0; i < words->count; i++) {
        size_t often = frequency(all, count, words->words[i]);
        if (often >= 2 && often <= pages / 4 + 1) words->words[kept++] = words->words[i];
    }
    words->count = kept;
}

void related_prepare(struct web *web)
{
    const struct site *site = web->site;
    if (site->page_count > SMALL_SITE) return;
    struct related_words *words = arena_make_n(web->arena, struct related_words, site->page_count + 1);
    uint64_t *all = arena_make_n(web->arena, uint64_t, site->page_count * WORDS_MOST + 1);
    size_t count = 0, pages = 0;
    for (size_t i = 0; i < site->page_count; i++) {
        const struct page *page = site->pages[i];
        if (!takes_part(page)) continue;
        gather_words(&words[i], page->title);
        gather_words(&words[i], page->description);
        for (size_t k = 0; k < words[i].count; k++) all[count++] = words[i].words[k];
        pages += str_equal(page->lang, site->lang);
    }
    qsort(all, count, sizeof *all, compare_words);
    for (size_t i = 0; i < site->page_count; i++) drop_common(&words[i], all, count, pages);
    web->words = words;
}

static size_t shared_words(const struct related_words *a, const struct related_words *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) shared += a->words[i] == b->words[k];
    return shared;
}

static size_t by_words(const struct web *web, const struct page *page, struct candidate *list)
{
    size_t count = 0;
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *other = web->site->pages[i];
        if (other == page || !takes_part(other) || !str_equal(other->lang, page->lang)) continue;
        size_t shared = shared_words(&web->words[page->number], &web->words[i]);
        if (shared >= 2) add(list, &count, other, shared);
    }
    return count;
}

size_t related_find(const struct web *web, const struct page *page, const struct page **found)
{
    struct candidate list[CANDIDATES];
    if (!takes_part(page)) return 0;
    size_t count = by_topics(page, list), kept = 0;
    if (!count && web->words && page->type != PAGE_PLAIN && page->type != PAGE_REPORT)
        count = by_words(web, page, list);
    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count && kept < RELATED_MOST; i++)
        if (list[i].page != page->next && list[i].page != page->previous) found[kept++] = list[i].page;
    return kept;
}
