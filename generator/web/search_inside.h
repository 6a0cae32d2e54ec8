/* What the files of the search share. Private to search*.c. */
#ifndef WEB_SEARCH_INSIDE_H
#define WEB_SEARCH_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"
#include "web/search.h"

/* A word as it is written, a term that words stand for, or both. Found without a lock, added under one. */
struct search_word {
    struct search_word *next; /* in its bucket */
    uint64_t hash, key;       /* key: fold_key as a number that sorts alike; of terms */
    uint32_t number;          /* order of arrival: differs from run to run */
    uint16_t len;
    bool has_synonyms;
    _Atomic(uint16_t) fold_count; /* of a word, from 1; 0: not folded yet */
    struct search_fold *folds;
    char letters[];
};
struct search_fold {
    struct search_word *term;
    enum fold_kind kind;
};

struct search_table {
    _Atomic(struct search_word *) *buckets;
    size_t bucket_count; /* a power of two */
    uint32_t count;
    pthread_mutex_t lock;
    struct arena *arena; /* under the lock */
    const struct fold *fold;
};
void search_table_open(struct arena *arena, struct search_table *table, const struct fold *fold,
                       size_t pages);
struct search_word *search_term(struct search_table *table, Str letters);       /* any thread */
struct search_word *search_find(const struct search_table *table, Str letters); /* NULL: none */
/* The word with its folds. `hash` is search_hash(letters). Any thread. */
const struct search_word *search_surface(struct search_table *table, Str letters, uint64_t hash);

struct search_word **search_all_words(const struct search_table *table); /* by number; free() */
void search_table_note(const struct search_table *table, struct buf *out);
bool search_table_recall(struct search_table *table, Str *note, uint64_t count);

/* Letters by eights, the last ones with zeros behind. Words of up to eight letters and one length have different hashes. */
static inline uint64_t search_hash_begin(void)
{
    return 0x9E3779B97F4A7C15u;
}
static inline uint64_t search_hash_more(uint64_t hash, uint64_t letters)
{
    hash = (hash ^ letters) * 0xD6E8FEB86659FD93u;
    return hash ^ hash >> 32;
}
uint64_t search_hash(Str letters);

/* search_text.c: the words of a text, one after the other, in lower case without diacritics. */
struct search_words {
    Str text;
    size_t at;
    char letters[FOLD_WORD_MOST + 1]; /* the last word */
    size_t len;
    char before[FOLD_WORD_MOST + 1]; /* a short beginning before a hyphen */
    size_t before_len;
    bool joined; /* the last word was put together: it comes again alone */
};
/* Nearly all words of a text: plain letters or digits with nothing beside them that could belong to them. Those that come next, `most` at most;
 * 0: something else comes, or nothing. */
struct search_plain_word {
    uint64_t hash;    /* search_hash of it in lower case */
    const char *text; /* as it is written */
    size_t len;       /* from 2 to FOLD_WORD_MOST + 7 */
};
size_t search_plain_words(struct search_words *words, struct search_plain_word *list, size_t most);
/* *hash: search_hash of the word. */
bool search_next_word(struct search_words *words, Str *word, uint64_t *hash);

/* search_text.c: what a page says, by section; the first one is what stands before all headings. */
struct search_section {
    Str id, title;
    size_t from, to; /* in text */
};
struct search_text {
    struct buf *text;
    struct search_section *sections;
    size_t count;
};
void search_text_of(const struct markdown *markdown, struct arena *scratch, struct search_text *text);

/* One page, or a phrase that an answer is for: its terms, and what is shown of it. */
struct search_document {
    const char *terms; /* 32 bits each: number of the word << 8 | strength << 5 | section */
    size_t term_count;
    Str shown; /* JSON */
};
static inline uint32_t search_term_at(const struct search_document *document, size_t index)
{
    uint32_t term;
    memcpy(&term, document->terms + index * sizeof term, sizeof term);
    return term;
}

/* A document that has a term: its number << 8 | strength << 5 | section; of one term sorted by number. */
typedef uint32_t search_posting;
static inline uint32_t search_posting_document(search_posting posting)
{
    return posting >> 8;
}
static inline uint8_t search_posting_level(search_posting posting)
{
    return posting >> 5 & 7;
}
static inline search_posting search_posting_at_level(search_posting posting, uint32_t level)
{
    return (posting & ~(search_posting)(7 << 5)) | level << 5;
}

/* How large the parts of the index are, by the number of pages: what a reader loads before the first result must grow slowly, and so must the
 * number of files. */
struct search_sizes {
    size_t pages;        /* at most */
    size_t shard, chunk, /* bytes of a file, about; a chunk has at least one page */
        section, text;   /* bytes shown of a section, and of all sections of a page */
};
struct search_entry {
    struct search_word *word;
    uint32_t found, from, count; /* documents in all; postings kept */
};
struct search_synonyms {
    struct search_word **members;
    size_t count;
};

struct search {
    struct arena *arena; /* under table.lock while pages are written */
    const struct web *web;
    Str lang, folder; /* of the output: "cari" */
    struct fold *fold;
    struct search_table table;
    struct search_document *documents; /* phrases first, then pages */
    size_t phrase_count, page_count;
    const struct search_sizes *sizes;
    uint32_t *document_of; /* by page number; UINT32_MAX: not searched */
    const struct value *answers;
    struct search_synonyms *synonyms;
    size_t synonym_count;
    /* after search_finish */
    struct search_entry *entries; /* sorted by key and letters */
    size_t entry_count;
    search_posting *postings;
    size_t *shards; /* first entry of each, and the end */
    size_t shard_count, chunk_count, chunk_documents;
    Str numbering, version; /* see search.h */
    bool has_answers;
    bool recalled;                /* the words of the last build are there, under the same numbers */
    struct search_counts *counts; /* under table.lock: those that no thread uses; see search_count.c */
    struct arena *terms;          /* under table.lock: of the documents, until they are indexed */
};

/* search_count.c: the terms of one text after the other, and how strongly it says each. One at a time for each thread. */
struct search_counts *search_counts_take(struct search *search);
void search_counts_give(struct search *search, struct search_counts *counts);
void search_counts_free(struct search *search);
void search_count_begin(struct search_counts *counts);
void search_count_text(struct search_counts *counts, Str text, uint32_t weight);
/* What was counted since the last call stands in this section. */
void search_count_section(struct search_counts *counts, uint32_t section);
/* Keeps the terms that were counted since search_count_begin, a step more weakly for `aside`. `level` gives all of them the same strength;
 * SEARCH_LEVELS: each its own. */
void search_count_keep(struct search_counts *counts, struct search_document *document, uint32_t level,
                       bool aside);

/* search_answers.c: answers out of facts, and words that mean the same. */
void search_answers_open(struct search *search);  /* counts the phrases */
void search_answers_index(struct search *search); /* their terms, and the synonyms */
void search_answers_write(const struct search *search, struct arena *scratch, struct buf *out);

/* search.c: the terms of a phrase; all of them have the number of its words as strength. */
void search_add_phrase(struct search *search, struct search_document *document, Str phrase);

/* search_index.c */
const struct search_sizes *search_sizes_of(size_t pages);
void search_begin_part(const struct search *search, struct buf *out, char kind, size_t number);
void search_index(struct search *search);
void search_write_shard(const struct search *search, size_t shard, struct buf *out);
void search_write_directory(const struct search *search, struct buf *out);
void search_write_number(struct buf *out, size_t value);
int search_compare_entries(const void *a, const void *b);

#endif
