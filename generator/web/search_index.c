/* From pages with terms to terms with pages. The terms are numbered in the order in which threads met them; what is written depends on
 * letters and pages alone. Work is linear in terms of pages, and n log n in terms. */
#include <stdlib.h>

#include "base/fingerprint.h"
#include "base/json.h"
#include "base/utf8.h"
#include "web/search_inside.h"

enum { SHARED_MOST = 8, LETTERS_MOST = 9, SECTION_MORE = 14, DIGITS = 90, NUMBERING_DIGITS = 6 };

const struct search_sizes *search_sizes_of(size_t pages)
{
    static const struct search_sizes sizes[] = {
        {.pages = SEARCH_WHOLE_MOST, .shard = 1024, .chunk = 1, .section = 500, .text = 2000},
        {.pages = 3000, .shard = 2048, .chunk = 4096, .section = 100, .text = 300},
        {.pages = SIZE_MAX, .shard = 3072, .chunk = 4096, .section = 80, .text = 240},
    };
    const struct search_sizes *row = sizes;
    while (row->pages < pages) row++;
    return row;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory) arena_exhausted();
    return memory;
}

/* ---- counting ---- */

/* How many pages have a term, by strength; below `least` none is kept, of `least` itself `quota`. */
struct tally {
    uint32_t levels[SEARCH_LEVELS];
    uint32_t phrases, from, filled, quota;
    uint8_t least;
    bool in_index;
};

static void count_terms(const struct search *search, struct tally *tallies)
{
    size_t count = search->phrase_count + search->page_count;
    for (size_t i = 0; i < count; i++) {
        const struct search_document *document = &search->documents[i];
        for (size_t j = 0; j < document->term_count; j++) {
            uint32_t term = search_term_at(document, j);
            struct tally *tally = &tallies[term >> 8];
            if (i < search->phrase_count)
                tally->phrases++;
            else
                tally->levels[term >> 5 & 7]++;
        }
    }
}

static uint32_t found_in(const struct tally *tally)
{
    uint32_t found = 0;
    for (int i = 0; i < SEARCH_LEVELS; i++) found += tally->levels[i];
    return found;
}

/* The strongest come first; returns how many are kept. */
static uint32_t choose(struct tally *tally)
{
    uint32_t left = SEARCH_POSTINGS_MOST, kept = 0;
    tally->least = 0;
    tally->quota = UINT32_MAX;
    for (int level = SEARCH_LEVELS - 1; level >= 0; level--) {
        uint32_t here = tally->levels[level];
        if (here > left) {
            tally->least = (uint8_t)level;
            tally->quota = left;
            return tally->phrases + kept + left;
        }
        kept += here;
        left -= here;
    }
    return tally->phrases + kept;
}

static void fill_postings(struct search *search, struct tally *tallies)
{
    size_t count = search->phrase_count + search->page_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct search_document *document = &search->documents[i];
        for (size_t j = 0; j < document->term_count; j++) {
            uint32_t term = search_term_at(document, j);
            struct tally *tally = &tallies[term >> 8];
            uint8_t level = term >> 5 & 7;
            if (i >= search->phrase_count) {
                if (level < tally->least || (level == tally->least && !tally->quota)) continue;
                if (level == tally->least && tally->quota != UINT32_MAX) tally->quota--;
            }
            search->postings[tally->from + tally->filled++] = i << 8 | (term & 255);
        }
    }
}

/* ---- the list of terms ---- */

int search_compare_entries(const void *a, const void *b)
{
    const struct search_word *x = ((const struct search_entry *)a)->word,
                             *y = ((const struct search_entry *)b)->word;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return str_compare((Str){x->letters, x->len}, (Str){y->letters, y->len});
}

/* Roots of the list that are on no page, but that an affix less would lead to a term: they are in the index, with no pages, so that who
 * types "masalah" does not find "masa". */
struct guard {
    struct search *search;
    const struct tally *tallies;
    struct search_word **found;
    size_t count, capacity, known;
};

static bool is_term(const void *list, Str word)
{
    const struct guard *guard = list;
    const struct search_word *term = search_find(&guard->search->table, word);
    return term && term->number < guard->known && guard->tallies[term->number].in_index;
}

static void guard_root(void *context, Str root)
{
    struct guard *guard = context;
    struct fold_term other;
    if (is_term(guard, root) || !fold_root_by(guard->search->fold, root, is_term, guard, &other)) return;
    guard->found = arena_grow(guard->search->web->arena, guard->found, &guard->capacity, guard->count + 1,
                              sizeof *guard->found);
    guard->found[guard->count++] = search_term(&guard->search->table, root);
}

static void add_entry(struct search *search, struct search_word *word, uint32_t found, uint32_t from,
                      uint32_t count)
{
    search->entries[search->entry_count++] = (struct search_entry){word, found, from, count};
}

/* Synonyms that no page has stand in the index all the same: they borrow pages when they are written. */
static void mark_synonyms(struct search *search, struct tally *tallies)
{
    for (size_t i = 0; i < search->synonym_count; i++) {
        const struct search_synonyms *group = &search->synonyms[i];
        bool any = false;
        for (size_t j = 0; j < group->count; j++) {
            const struct search_word *member = group->members[j];
            any |= tallies[member->number].in_index || memchr(member->letters, ' ', member->len);
        }
        for (size_t j = 0; any && j < group->count; j++) tallies[group->members[j]->number].in_index = true;
    }
}

static void collect_entries(struct search *search)
{
    size_t known = search->table.count;
    struct tally *tallies = allocate(known, sizeof *tallies);
    struct search_word **words = search_all_words(&search->table);
    size_t postings = 0;
    count_terms(search, tallies);
    for (size_t i = 0; i < known; i++) {
        tallies[i].from = (uint32_t)postings;
        postings += choose(&tallies[i]);
        tallies[i].in_index = tallies[i].phrases + found_in(&tallies[i]) > 0;
    }
    mark_synonyms(search, tallies);
    search->postings = arena_array(search->web->arena, postings + 1, sizeof *search->postings);
    fill_postings(search, tallies);
    struct guard guard = {.search = search, .tallies = tallies, .known = known};
    fold_each_root(search->fold, guard_root, &guard);
    search->entries = arena_make_n(search->web->arena, struct search_entry, known + guard.count + 1);
    for (size_t i = 0; i < known; i++)
        if (tallies[i].in_index)
            add_entry(search, words[i], found_in(&tallies[i]), tallies[i].from, tallies[i].filled);
    for (size_t i = 0; i < guard.count; i++) add_entry(search, guard.found[i], 0, 0, 0);
    qsort(search->entries, search->entry_count, sizeof *search->entries, search_compare_entries);
    free(words);
    free(tallies);
}

static void cut_shards(struct search *search)
{
    size_t bytes = 0;
    search->shards = arena_make_n(search->web->arena, size_t, search->entry_count + 2);
    unsigned wide = search->page_count > 2000 ? 3 : 2;
    for (size_t i = 0; i < search->entry_count; i++) {
        const struct search_entry *entry = &search->entries[i];
        if (i == 0 || (bytes > search->sizes->shard && entry->word->key != entry[-1].word->key)) {
            search->shards[search->shard_count++] = i;
            bytes = 0;
        }
        bytes += 2u + entry->word->len / 2u + wide * entry->count;
        if (entry->word->has_synonyms)
            bytes += 40 + wide * (search->page_count < 64 ? search->page_count : 64) / 2;
    }
    search->shards[search->shard_count] = search->entry_count;
}

static void cut_chunks(struct search *search)
{
    size_t bytes = 0;
    for (size_t i = 0; i < search->page_count; i++)
        bytes += search->documents[search->phrase_count + i].shown.len + 2;
    size_t mean = search->page_count ? bytes / search->page_count : 0;
    search->chunk_documents = mean && mean < search->sizes->chunk ? search->sizes->chunk / mean : 1;
    search->chunk_count = (search->page_count + search->chunk_documents - 1) / search->chunk_documents;
}

static uint64_t mixed(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0xD6E8FEB86659FD93u;
    return hash ^ hash >> 32;
}

static uint64_t mixed_text(uint64_t hash, Str text)
{
    return mixed(hash, fingerprint_number(text));
}

/* How pages and phrases are counted. */
static void find_numbering(struct search *search)
{
    const struct site *site = search->web->site;
    uint64_t hash = mixed(search->phrase_count, search->chunk_documents);
    for (size_t i = 0; i < site->page_count; i++)
        if (search->document_of[i] != UINT32_MAX)
            hash = mixed(mixed_text(hash, site->pages[i]->url), search->document_of[i]);
    search->numbering = str_from_to(fingerprint(search->web->arena, (Str){(const char *)&hash, sizeof hash}),
                                    0, NUMBERING_DIGITS);
}

/* All that the files hold. */
static void find_version(struct search *search)
{
    struct arena *scratch = arena_new();
    struct buf out = {0};
    search_write_directory(search, &out);
    if (search->has_answers) search_answers_write(search, scratch, &out);
    uint64_t hash = fingerprint_number(buf_view(&out));
    for (size_t i = 0; i < search->entry_count; i++) {
        const struct search_entry *entry = &search->entries[i];
        hash = mixed(mixed_text(hash, (Str){entry->word->letters, entry->word->len}), entry->found);
        hash = mixed_text(hash, (Str){(const char *)(search->postings + entry->from),
                                      entry->count * sizeof(search_posting)});
    }
    for (size_t i = 0; i < search->synonym_count; i++)
        for (size_t j = 0; j < search->synonyms[i].count; j++) {
            const struct search_word *member = search->synonyms[i].members[j];
            hash = mixed(mixed_text(hash, (Str){member->letters, member->len}), i);
        }
    for (size_t i = 0; i < search->page_count; i++)
        hash = mixed_text(hash, search->documents[search->phrase_count + i].shown);
    search->version = fingerprint(search->web->arena, (Str){(const char *)&hash, sizeof hash});
    buf_free(&out);
    arena_free(scratch);
}

void search_index(struct search *search)
{
    collect_entries(search);
    cut_shards(search);
    cut_chunks(search);
    find_numbering(search);
    find_version(search);
}

/* ---- writing ---- */

void search_begin_part(const struct search *search, struct buf *out, char kind, size_t number)
{
    buf_printf(out, "suluhCari(\"%c", kind);
    if (kind == 's' || kind == 'd') buf_printf(out, "%zu", number);
    buf_printf(out, "\",\"%.*s\",[", (int)search->numbering.len, search->numbering.data);
}

static char digit(size_t value)
{
    size_t code = '#' + value;
    code += code >= '<';
    return (char)(code + (code >= '\\'));
}

/* Below 60 one digit, below 2,580 two, below 10,680 three, else five. */
void search_write_number(struct buf *out, size_t value)
{
    if (value < 60) {
        buf_char(out, digit(value));
    } else if ((value -= 60) < 28 * DIGITS) {
        buf_char(out, digit(60 + value / DIGITS));
        buf_char(out, digit(value % DIGITS));
    } else if ((value -= 28 * DIGITS) < DIGITS * DIGITS) {
        buf_char(out, digit(88));
        buf_char(out, digit(value / DIGITS));
        buf_char(out, digit(value % DIGITS));
    } else {
        value -= DIGITS * DIGITS;
        buf_char(out, digit(89));
        for (size_t unit = (size_t)DIGITS * DIGITS * DIGITS; unit; unit /= DIGITS)
            buf_char(out, digit(value / unit % DIGITS));
    }
}

static bool is_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 128) return false;
    return true;
}

static size_t utf16_length(Str s)
{
    size_t units = 0;
    for (size_t at = 0; at < s.len;) units += utf8_next(s, &at) > 0xFFFF ? 2 : 1;
    return units;
}

static void put_letters(struct buf *out, Str word, Str before)
{
    size_t shared = 0;
    if (is_ascii(word) && is_ascii(before))
        while (shared < SHARED_MOST && shared < word.len && shared < before.len &&
               word.data[shared] == before.data[shared])
            shared++;
    Str rest = str_skip(word, shared);
    size_t units = utf16_length(rest);
    buf_char(out, digit(10 * shared + (units < LETTERS_MOST ? units : LETTERS_MOST)));
    if (units >= LETTERS_MOST) search_write_number(out, units - LETTERS_MOST);
    buf_str(out, rest);
}

/* ---- synonyms at work: a list of pages made of several ---- */

struct gathered_postings {
    search_posting *items;
    size_t count, capacity;
    uint32_t found;
    struct arena *arena;
};

static void add_posting(struct gathered_postings *to, search_posting posting)
{
    to->items = arena_grow(to->arena, to->items, &to->capacity, to->count + 1, sizeof *to->items);
    to->items[to->count++] = posting;
}

static const struct search_entry *entry_of(const struct search *search, const struct search_word *word)
{
    const struct search_entry wanted = {.word = (struct search_word *)(uintptr_t)word};
    return bsearch(&wanted, search->entries, search->entry_count, sizeof wanted, search_compare_entries);
}

static int compare_postings(const void *a, const void *b)
{
    search_posting x = *(const search_posting *)a, y = *(const search_posting *)b;
    uint32_t document = search_posting_document(x), other = search_posting_document(y);
    if (document != other) return document < other ? -1 : 1;
    int order = (search_posting_level(y) > search_posting_level(x)) -
                (search_posting_level(y) < search_posting_level(x));
    return order ? order : (x > y) - (x < y);
}

/* The posting at `most` at most, and then a step less for a word that only means the same. */
static search_posting weaker(search_posting posting, uint32_t most, uint32_t less)
{
    uint32_t level = search_posting_level(posting) < most ? search_posting_level(posting) : most;
    return search_posting_at_level(posting, level > less ? level - less : 0);
}

/* The pages that have all words of "telepon genggam"; of these words' pages that were kept. */
static void add_all_of(const struct search *search, const struct search_word *member,
                       struct gathered_postings *to, uint8_t less)
{
    Str rest = {member->letters, member->len};
    const struct search_entry *first = NULL;
    for (size_t number = 0; rest.len; number++) {
        Str part = str_cut(&rest, ' ');
        const struct search_word *word = search_find(&search->table, part);
        const struct search_entry *entry = word ? entry_of(search, word) : NULL;
        if (!entry) return;
        if (number == 0) first = entry;
        if (number == 0 || rest.len) continue; /* the first and the last tell */
        for (size_t i = 0, j = 0; i < first->count && j < entry->count;) {
            search_posting a = search->postings[first->from + i], b = search->postings[entry->from + j];
            uint32_t document = search_posting_document(a), other = search_posting_document(b);
            if (document == other && document >= search->phrase_count)
                add_posting(to, weaker(a, search_posting_level(b), less));
            i += document <= other;
            j += other <= document;
        }
    }
}

static void add_member(const struct search *search, const struct search_word *member,
                       struct gathered_postings *to, uint8_t less)
{
    const struct search_entry *entry = entry_of(search, member);
    if (memchr(member->letters, ' ', member->len)) add_all_of(search, member, to, less);
    if (!entry) return;
    to->found += entry->found;
    for (size_t i = 0; i < entry->count; i++) {
        search_posting posting = search->postings[entry->from + i];
        bool phrase = search_posting_document(posting) < search->phrase_count;
        add_posting(to, phrase ? posting : weaker(posting, SEARCH_LEVELS, less));
    }
}

/* Each page once, as strongly as its strongest; at most as many as a term has. */
static void settle(const struct search *search, struct gathered_postings *to)
{
    size_t kept = 0, levels[SEARCH_LEVELS] = {0}, left = SEARCH_POSTINGS_MOST;
    if (to->count) qsort(to->items, to->count, sizeof *to->items, compare_postings);
    for (size_t i = 0; i < to->count; i++)
        if (!kept || search_posting_document(to->items[kept - 1]) != search_posting_document(to->items[i]))
            to->items[kept++] = to->items[i];
    to->count = kept;
    for (size_t i = 0; i < kept; i++)
        levels[search_posting_level(to->items[i])] +=
            search_posting_document(to->items[i]) >= search->phrase_count;
    int least = SEARCH_LEVELS - 1;
    while (least > 0 && levels[least] <= left) left -= levels[least--];
    kept = 0;
    for (size_t i = 0; i < to->count; i++) {
        search_posting posting = to->items[i];
        int level = search_posting_level(posting);
        bool phrase = search_posting_document(posting) < search->phrase_count;
        if (!phrase && (level < least || (level == least && !left))) continue;
        if (!phrase && level == least) left--;
        to->items[kept++] = posting;
    }
    to->count = kept;
    uint32_t shown = 0, pages = (uint32_t)search->page_count;
    for (size_t i = 0; i < kept; i++) shown += search_posting_document(to->items[i]) >= search->phrase_count;
    if (to->found < shown) to->found = shown;
    if (to->found > pages) to->found = pages;
}

/* false: the word has no synonyms. */
static bool gather_synonyms(const struct search *search, const struct search_entry *entry,
                            struct gathered_postings *to, struct buf *names)
{
    bool any = false;
    for (size_t i = 0; entry->word->has_synonyms && i < search->synonym_count; i++) {
        const struct search_synonyms *group = &search->synonyms[i];
        bool member = false;
        for (size_t j = 0; j < group->count; j++) member |= group->members[j] == entry->word;
        if (!member) continue;
        if (!any) {
            add_member(search, entry->word, to, 0);
            if (names->len) buf_char(names, ';');
            buf_bytes(names, entry->word->letters, entry->word->len);
        }
        any = true;
        for (size_t j = 0; j < group->count; j++) {
            if (group->members[j] == entry->word) continue;
            add_member(search, group->members[j], to, 1);
            buf_char(names, ',');
            buf_bytes(names, group->members[j]->letters, group->members[j]->len);
        }
    }
    if (any) settle(search, to);
    return any;
}

/* ---- */

static void put_postings(struct buf *out, const search_posting *postings, size_t count, uint32_t found)
{
    uint32_t next = 0;
    search_write_number(out, found);
    for (size_t i = 0; i < count; i++) {
        uint32_t document = search_posting_document(postings[i]), section = postings[i] & 31,
                 shown = section < SECTION_MORE ? section : SECTION_MORE;
        search_write_number(out, document - next);
        next = document + 1;
        buf_char(out, digit(15u * search_posting_level(postings[i]) + shown));
        if (shown == SECTION_MORE) search_write_number(out, section);
    }
}

static size_t key_letters(uint64_t key, char letters[8])
{
    size_t len = 0;
    for (int shift = 56; shift >= 0 && (key >> shift & 255); shift -= 8)
        letters[len++] = (char)(key >> shift & 255);
    return len;
}

/* The shortest beginning of the shard's first key that no key before it reaches. */
static Str shard_beginning(const struct search *search, size_t shard, char letters[8])
{
    const struct search_entry *first = &search->entries[search->shards[shard]];
    char before[8];
    size_t len = key_letters(first->word->key, letters),
           other = shard ? key_letters(first[-1].word->key, before) : 0, same = 0;
    while (same < len && same < other && letters[same] == before[same]) same++;
    if (!shard) return S("");
    while (same + 1 < len && ((unsigned char)letters[same] & 0x80)) same++; /* whole characters */
    return (Str){letters, same < len ? same + 1 : len};
}

/* The keys that it holds, as search.js has them from the directory. */
static void put_range(const struct search *search, size_t shard, struct buf *out)
{
    struct buf range = {0};
    for (size_t i = shard; i < shard + 2; i++) {
        char letters[8];
        if (i > shard) buf_char(&range, ' ');
        if (i < search->shard_count) buf_str(&range, shard_beginning(search, i, letters));
    }
    json_text_in_script(out, buf_view(&range));
    buf_free(&range);
}

void search_write_shard(const struct search *search, size_t shard, struct buf *out)
{
    struct arena *scratch = arena_new();
    struct buf names = {0};
    Str before = STR_NONE;
    search_begin_part(search, out, 's', shard);
    buf_char(out, '"');
    for (size_t i = search->shards[shard]; i < search->shards[shard + 1]; i++) {
        const struct search_entry *entry = &search->entries[i];
        struct gathered_postings to = {.arena = scratch};
        Str word = {entry->word->letters, entry->word->len};
        put_letters(out, word, before);
        before = word;
        if (gather_synonyms(search, entry, &to, &names)) {
            search_write_number(out, to.count);
            put_postings(out, to.items, to.count, to.found);
        } else {
            search_write_number(out, entry->count);
            put_postings(out, search->postings + entry->from, entry->count, entry->found);
        }
    }
    buf_c(out, "\",\"");
    buf_str(out, buf_view(&names));
    buf_c(out, "\",");
    put_range(search, shard, out);
    buf_c(out, "])\n");
    buf_free(&names);
    arena_free(scratch);
}

void search_write_directory(const struct search *search, struct buf *out)
{
    struct buf line = {0};
    search_begin_part(search, out, 'i', 0);
    buf_printf(out, "%zu,%zu,%zu,", search->phrase_count, search->page_count, search->chunk_documents);
    for (size_t i = 0; i < search->shard_count; i++) {
        char letters[8];
        if (i) buf_char(&line, '|'); /* a synonym of two words has a space */
        buf_str(&line, shard_beginning(search, i, letters));
    }
    json_text_in_script(out, buf_view(&line));
    buf_char(out, ',');
    line.len = 0;
    fold_write_table(&line, search->fold);
    json_text_in_script(out, buf_view(&line));
    buf_char(out, ',');
    line.len = 0;
    fold_write_stops(&line, search->fold);
    json_text_in_script(out, buf_view(&line));
    buf_c(out, "])\n");
    buf_free(&line);
}
