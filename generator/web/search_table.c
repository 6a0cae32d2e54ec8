/* The words of all pages, each once. Looking up takes no lock: buckets are lists that only ever get a new head. */
#include <endian.h>
#include <stdlib.h>

#include "web/search_inside.h"

enum { BUCKETS_LEAST = 1 << 12, BUCKETS_MOST = 1 << 17 };

static void close_table(void *handle)
{
    struct search_table *table = handle;
    pthread_mutex_destroy(&table->lock);
    arena_free(table->arena);
}

void search_table_open(struct arena *arena, struct search_table *table, const struct fold *fold, size_t pages)
{
    table->bucket_count = BUCKETS_LEAST;
    while (table->bucket_count < BUCKETS_MOST && table->bucket_count < pages * 16) table->bucket_count *= 2;
    table->arena = arena_new();
    table->fold = fold;
    table->buckets = arena_array(table->arena, table->bucket_count, sizeof *table->buckets);
    pthread_mutex_init(&table->lock, NULL);
    arena_defer(arena, close_table, table);
}

uint64_t search_hash(Str letters)
{
    uint64_t hash = search_hash_begin();
    for (size_t at = 0; at < letters.len; at += 8) {
        uint64_t part = 0;
        memcpy(&part, letters.data + at, letters.len - at < 8 ? letters.len - at : 8);
        hash = search_hash_more(hash, le64toh(part));
    }
    return hash;
}

static inline struct search_word *look(const struct search_table *table, uint64_t hash, Str letters)
{
    const _Atomic(struct search_word *) *bucket = &table->buckets[hash & (table->bucket_count - 1)];
    struct search_word *word = atomic_load_explicit(bucket, memory_order_acquire);
    for (; word; word = word->next)
        if (word->hash == hash && word->len == letters.len &&
            (letters.len <= 8 || memcmp(word->letters, letters.data, letters.len) == 0))
            break;
    return word;
}

struct search_word *search_find(const struct search_table *table, Str letters)
{
    return look(table, search_hash(letters), letters);
}

static uint64_t key_number(const struct fold *fold, Str letters)
{
    char key[FOLD_KEY_MOST];
    Str first = str_from_to(letters, 0, str_find_char(letters, ' ')); /* "log in" stands beside "log" */
    size_t len = fold_key(fold, first, key);
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++) number = number << 8 | (i < len ? (unsigned char)key[i] : 0);
    return number;
}

/* Under the lock. */
static struct search_word *find_or_add(struct search_table *table, Str letters)
{
    uint64_t hash = search_hash(letters);
    _Atomic(struct search_word *) *bucket = &table->buckets[hash & (table->bucket_count - 1)];
    struct search_word *word = look(table, hash, letters),
                       *head = atomic_load_explicit(bucket, memory_order_relaxed);
    if (word) return word;
    word = arena_alloc(table->arena, sizeof *word + letters.len);
    word->next = head;
    word->hash = hash;
    word->key = key_number(table->fold, letters);
    word->number = table->count++;
    word->len = (uint16_t)letters.len;
    memcpy(word->letters, letters.data, letters.len);
    atomic_store_explicit(bucket, word, memory_order_release);
    return word;
}

struct search_word *search_term(struct search_table *table, Str letters)
{
    struct search_word *word = search_find(table, letters);
    if (word) return word;
    pthread_mutex_lock(&table->lock);
    word = find_or_add(table, letters);
    pthread_mutex_unlock(&table->lock);
    return word;
}

static void set_folds(struct search_table *table, struct search_word *word, const struct fold_term *terms,
                      size_t count)
{
    word->folds = arena_make_n(table->arena, struct search_fold, count + 1);
    for (size_t i = 0; i < count; i++)
        word->folds[i] =
            (struct search_fold){find_or_add(table, (Str){terms[i].letters, terms[i].len}), terms[i].kind};
    atomic_store_explicit(&word->fold_count, (uint16_t)(count + 1), memory_order_release);
}

const struct search_word *search_surface(struct search_table *table, Str letters, uint64_t hash)
{
    struct search_word *word = look(table, hash, letters);
    if (word && atomic_load_explicit(&word->fold_count, memory_order_acquire)) return word;
    struct fold_term terms[FOLD_TERMS_MOST];
    size_t count = fold_word(table->fold, letters, terms);
    pthread_mutex_lock(&table->lock);
    word = find_or_add(table, letters);
    if (!atomic_load_explicit(&word->fold_count, memory_order_relaxed)) set_folds(table, word, terms, count);
    pthread_mutex_unlock(&table->lock);
    return word;
}

static struct search_word **by_number(const struct search_table *table)
{
    struct search_word **words = calloc(table->count + 1, sizeof *words);
    if (!words) arena_exhausted();
    for (size_t i = 0; i < table->bucket_count; i++)
        for (struct search_word *word = table->buckets[i]; word; word = word->next)
            words[word->number] = word;
    return words;
}

struct search_word **search_all_words(const struct search_table *table)
{
    return by_number(table);
}

void search_table_note(const struct search_table *table, struct buf *out)
{
    struct search_word **words = by_number(table);
    for (size_t i = 0; i < table->count; i++) {
        buf_char(out, (char)words[i]->len);
        buf_bytes(out, words[i]->letters, words[i]->len);
    }
    free(words);
}

bool search_table_recall(struct search_table *table, Str *note, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        size_t len = note->len ? (unsigned char)note->data[0] : 0;
        if (!len || len > 2 * FOLD_WORD_MOST || note->len < 1 + len) return false;
        if (search_term(table, str_from_to(*note, 1, 1 + len))->number != i) return false;
        *note = str_skip(*note, 1 + len);
    }
    return true;
}
