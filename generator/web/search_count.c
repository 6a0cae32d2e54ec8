/* The terms of a page and how strongly it says each of them.
 *
 * A page says about a thousand words, a third of them for the first time: what is done for each word is next to nothing. It is looked up (search_table.c)
 * and counted under its number; at the end of a section its terms are counted, each once, and at the end of the page they are kept. Counts of another
 * page or section are told by their turn, so that nothing is ever cleared. */
#include <stdlib.h>

#include "web/search_inside.h"

/* Of the word with this number: as it is written, in this section; as a term, in this page. Weights are in eighths of a word of the text. */
struct count {
    uint32_t said_turn, said;
    uint32_t turn, weight, best, now; /* best: of the section with the most; now: of the one that is read */
    uint8_t best_section, section;
};
struct search_counts {
    struct search_counts *next;
    struct search *search;
    struct count *by_number;
    size_t capacity;
    const struct search_word **said; /* in this section */
    uint32_t *terms;                 /* in this page, by number */
    size_t said_count, said_capacity, term_count, term_capacity;
    uint32_t turn, page_turn, words;
};

static void *grow(void *array, size_t *capacity, size_t need, size_t size)
{
    size_t more = *capacity ? *capacity : 1024;
    while (more < need) more *= 2;
    void *grown = reallocarray(array, more, size);
    if (!grown) arena_exhausted();
    memset((char *)grown + *capacity * size, 0, (more - *capacity) * size);
    *capacity = more;
    return grown;
}

struct search_counts *search_counts_take(struct search *search)
{
    pthread_mutex_lock(&search->table.lock);
    struct search_counts *counts = search->counts;
    if (counts) search->counts = counts->next;
    pthread_mutex_unlock(&search->table.lock);
    if (counts) return counts;
    counts = calloc(1, sizeof *counts);
    if (!counts) arena_exhausted();
    counts->search = search;
    return counts;
}

void search_counts_give(struct search *search, struct search_counts *counts)
{
    pthread_mutex_lock(&search->table.lock);
    counts->next = search->counts;
    search->counts = counts;
    pthread_mutex_unlock(&search->table.lock);
}

void search_counts_free(struct search *search)
{
    for (struct search_counts *counts = search->counts, *next; counts; counts = next) {
        next = counts->next;
        free(counts->by_number);
        free(counts->said);
        free(counts->terms);
        free(counts);
    }
    search->counts = NULL;
}

void search_count_begin(struct search_counts *counts)
{
    counts->page_turn = ++counts->turn;
    counts->turn++;
    counts->words = 0;
    counts->said_count = counts->term_count = 0;
}

static inline struct count *count_of(struct search_counts *counts, uint32_t number)
{
    if (number >= counts->capacity)
        counts->by_number =
            grow(counts->by_number, &counts->capacity, (size_t)number + 1, sizeof *counts->by_number);
    return &counts->by_number[number];
}

static inline void count_word(struct search_counts *counts, const struct search_word *word, uint32_t weight)
{
    struct count *count = count_of(counts, word->number);
    counts->words++;
    if (count->said_turn == counts->turn) {
        count->said += weight;
        return;
    }
    count->said_turn = counts->turn;
    count->said = weight;
    if (counts->said_count == counts->said_capacity)
        counts->said =
            grow(counts->said, &counts->said_capacity, counts->said_count + 1, sizeof *counts->said);
    counts->said[counts->said_count++] = word;
}

/* Bit 5 is what makes a capital letter small, and digits have it. */
static inline bool is_written(const struct search_word *word, const struct search_plain_word *plain)
{
    if (word->hash != plain->hash || word->len != plain->len) return false;
    size_t i = plain->len <= 8 ? plain->len : 0; /* the hash tells */
    while (i < plain->len && word->letters[i] == (plain->text[i] | 0x20)) i++;
    return i == plain->len;
}

static inline const struct search_word *find_plain(struct search_table *table,
                                                   const struct search_plain_word *plain)
{
    const struct search_word *word =
        atomic_load_explicit(&table->buckets[plain->hash & (table->bucket_count - 1)], memory_order_acquire);
    while (word && !is_written(word, plain)) word = word->next;
    if (word && atomic_load_explicit(&word->fold_count, memory_order_acquire)) return word;
    char letters[FOLD_WORD_MOST + 8];
    for (size_t i = 0; i < plain->len; i++) letters[i] = (char)(plain->text[i] | 0x20);
    return search_surface(table, (Str){letters, plain->len}, plain->hash);
}

void search_count_text(struct search_counts *counts, Str text, uint32_t weight)
{
    enum { MOST = 64 };
    struct search_table *table = &counts->search->table;
    struct search_words words = {.text = text};
    struct search_plain_word plain[MOST];
    uint64_t hash;
    for (Str letters;;) {
        size_t count = search_plain_words(&words, plain, MOST);
        for (size_t i = 0; i < count; i++) count_word(counts, find_plain(table, &plain[i]), weight);
        if (count == MOST) continue;
        if (!search_next_word(&words, &letters, &hash)) break;
        count_word(counts, search_surface(table, letters, hash), weight);
    }
}

static void end_section(struct count *count, uint32_t next)
{
    if (count->now > count->best) {
        count->best = count->now;
        count->best_section = count->section;
    }
    count->now = 0;
    count->section = (uint8_t)next;
}

static void add_term(struct search_counts *counts, uint32_t number, uint32_t section, uint32_t weight)
{
    struct count *count = count_of(counts, number);
    if (count->turn != counts->page_turn) {
        count->turn = counts->page_turn;
        count->weight = count->best = count->now = 0;
        count->section = count->best_section = (uint8_t)section;
        if (counts->term_count == counts->term_capacity)
            counts->terms =
                grow(counts->terms, &counts->term_capacity, counts->term_count + 1, sizeof *counts->terms);
        counts->terms[counts->term_count++] = number;
    }
    if (section != count->section) end_section(count, section);
    count->weight += weight;
    count->now += weight;
}

void search_count_section(struct search_counts *counts, uint32_t section)
{
    static const uint32_t shares[] = {
        [FOLD_ROOT] = 4, [FOLD_OTHER] = 2, [FOLD_PART] = 3, [FOLD_GUESS] = 2}; /* of four */
    for (size_t i = 0; i < counts->said_count; i++) {
        const struct search_word *word = counts->said[i];
        uint32_t said = counts->by_number[word->number].said;
        size_t folds = atomic_load_explicit(&word->fold_count, memory_order_relaxed) - 1u;
        for (size_t j = 0; j < folds; j++)
            add_term(counts, word->folds[j].term->number, section, said * shares[word->folds[j].kind] / 4);
    }
    counts->said_count = 0;
    counts->turn++;
}

/* tf / (tf + k) in six steps, k growing with the length; 300 words are a usual page. */
static uint32_t level_of(uint32_t weight, uint32_t words)
{
    uint64_t k = 48 + 48 * (uint64_t)(words < 2000 ? words : 2000) / 300;
    uint64_t level = 620 * (uint64_t)weight / (10 * (10 * (uint64_t)weight + k));
    return level < SEARCH_LEVELS ? (uint32_t)level : SEARCH_LEVELS - 1;
}

void search_count_keep(struct search_counts *counts, struct search_document *document, uint32_t level,
                       bool aside)
{
    struct search *search = counts->search;
    for (size_t i = 0; i < counts->term_count; i++) {
        struct count *count = &counts->by_number[counts->terms[i]];
        end_section(count, 0);
        uint32_t strength = level < SEARCH_LEVELS ? level : level_of(count->weight, counts->words);
        if (aside && strength) strength--;
        counts->terms[i] = counts->terms[i] << 8 | strength << 5 | count->best_section;
    }
    document->term_count = counts->term_count;
    pthread_mutex_lock(&search->table.lock);
    document->terms = arena_copy(search->terms, counts->terms, counts->term_count * sizeof *counts->terms);
    pthread_mutex_unlock(&search->table.lock);
}
