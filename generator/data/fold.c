#include "data/fold.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum {
    AFFIXES_MOST = 120,
    ENDINGS_MOST = 16,
    PREFIXES_DEEP = 3,
    LISTED_NEAR = 2,
    GUESS_LETTERS = 4,
    PARTS_LETTERS = 8
};

/* Endings by what they are, from the end of the word inwards. */
enum ending { PARTICLE, CLITIC, SUFFIX, ENDING_KINDS };

struct affix {
    Str written, before;
    char restored; /* 0: none */
    bool not_before, one_syllable;
    uint8_t cost;
    uint16_t without; /* suffixes by bit */
};
struct ending_row {
    Str written;
    uint8_t cost;
};

struct root_slot {
    uint32_t at; /* in letters; 0: empty */
    uint16_t len;
    bool whole; /* never taken apart */
    bool not_root;
    bool stop; /* says nothing */
};

struct fold {
    struct affix affixes[AFFIXES_MOST];
    size_t affix_count;
    uint8_t by_letter[27]; /* affixes sorted by first letter: those of letter c from by_letter[c - 'a'] on */
    struct ending_row endings[ENDING_KINDS][ENDINGS_MOST];
    size_t ending_count[ENDING_KINDS];
    struct root_slot *slots;
    size_t capacity, count;
    char *letters;
    size_t letters_len, letters_capacity;
};

/* ---- reading ---- */

static Str word_of(Str *rest)
{
    *rest = str_trim_left(*rest);
    size_t len = 0;
    while (len < rest->len && !char_is_space(rest->data[len])) len++;
    Str word = str_from_to(*rest, 0, len);
    *rest = str_skip(*rest, len);
    return str_is(word, ".") ? S("") : word;
}

static bool read_cost(Str word, uint8_t *cost)
{
    int64_t value;
    if (!str_int64(word, &value) || value < 1 || value > 99) return false;
    *cost = (uint8_t)value;
    return true;
}

static bool read_ending(struct fold *fold, enum ending kind, Str rest)
{
    Str written = word_of(&rest);
    uint8_t cost;
    if (!written.len || !read_cost(word_of(&rest), &cost) || fold->ending_count[kind] == ENDINGS_MOST)
        return false;
    fold->endings[kind][fold->ending_count[kind]++] = (struct ending_row){written, cost};
    return true;
}

static bool read_without(const struct fold *fold, Str list, uint16_t *without)
{
    while (list.len) {
        Str name = str_cut(&list, ',');
        size_t i = 0;
        while (i < fold->ending_count[SUFFIX] && !str_equal(fold->endings[SUFFIX][i].written, name)) i++;
        if (i == fold->ending_count[SUFFIX]) return false;
        *without = (uint16_t)(*without | 1u << i);
    }
    return true;
}

static bool read_prefix(struct fold *fold, Str rest)
{
    struct affix affix = {.written = word_of(&rest)};
    Str restored = word_of(&rest), before = word_of(&rest);
    if (!affix.written.len || affix.written.data[0] < 'a' || affix.written.data[0] > 'z' || restored.len > 1)
        return false;
    affix.restored = restored.len ? restored.data[0] : 0;
    affix.one_syllable = str_is(before, "1");
    affix.not_before = str_starts(before, S("!"));
    affix.before = affix.one_syllable ? S("") : str_skip(before, affix.not_before);
    if (!read_cost(word_of(&rest), &affix.cost) || !read_without(fold, word_of(&rest), &affix.without))
        return false;
    if (fold->affix_count == AFFIXES_MOST) return false;
    size_t at = fold->affix_count++;
    for (; at > 0 && fold->affixes[at - 1].written.data[0] > affix.written.data[0]; at--)
        fold->affixes[at] = fold->affixes[at - 1];
    fold->affixes[at] = affix;
    return true;
}

static void add_root(struct arena *arena, struct fold *fold, Str word, char mark);

static bool read_line(struct arena *arena, struct fold *fold, Str line)
{
    Str kind = word_of(&line);
    if (!kind.len) return true;
    if (str_is(kind, "stop")) {
        for (Str word; (word = word_of(&line)).len;) add_root(arena, fold, word, '!');
        return true;
    }
    if (str_is(kind, "prefix")) return read_prefix(fold, line);
    if (str_is(kind, "particle")) return read_ending(fold, PARTICLE, line);
    if (str_is(kind, "clitic")) return read_ending(fold, CLITIC, line);
    return str_is(kind, "suffix") && read_ending(fold, SUFFIX, line);
}

struct fold *fold_new(struct arena *arena, Str affixes, size_t *bad)
{
    struct fold *fold = arena_make(arena, struct fold);
    Str rest = str_copy(arena, affixes);
    *bad = 0;
    for (size_t number = 1; rest.len; number++) {
        Str line = str_cut(&rest, '\n');
        if (!read_line(arena, fold, str_from_to(line, 0, str_find_char(line, '#'))) && !*bad) *bad = number;
    }
    size_t at = 0;
    for (int letter = 0; letter < 27; letter++) {
        while (at < fold->affix_count && fold->affixes[at].written.data[0] < 'a' + letter) at++;
        fold->by_letter[letter] = (uint8_t)at;
    }
    return fold;
}

/* ---- roots ---- */

static struct root_slot *slot_of(const struct fold *fold, Str word)
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a */
    for (size_t i = 0; i < word.len; i++) hash = (hash ^ (unsigned char)word.data[i]) * 1099511628211u;
    size_t at = (hash ^ hash >> 29) & (fold->capacity - 1);
    for (;; at = (at + 1) & (fold->capacity - 1)) {
        struct root_slot *slot = &fold->slots[at];
        if (!slot->at ||
            (slot->len == word.len && memcmp(fold->letters + slot->at, word.data, word.len) == 0))
            return slot;
    }
}

static void grow_slots(struct arena *arena, struct fold *fold)
{
    struct root_slot *old = fold->slots;
    size_t count = fold->capacity;
    fold->capacity = count ? count * 2 : 1 << 14;
    fold->slots = arena_make_n(arena, struct root_slot, fold->capacity);
    for (size_t i = 0; i < count; i++)
        if (old[i].at) *slot_of(fold, (Str){fold->letters + old[i].at, old[i].len}) = old[i];
}

static void add_root(struct arena *arena, struct fold *fold, Str word, char mark)
{
    if (word.len < 2 || word.len > FOLD_WORD_MOST) return;
    if (fold->count * 2 >= fold->capacity) grow_slots(arena, fold);
    struct root_slot *slot = slot_of(fold, word);
    if (!slot->at) {
        size_t at = fold->letters_len ? fold->letters_len : 1;
        fold->letters = arena_grow(arena, fold->letters, &fold->letters_capacity, at + word.len, 1);
        memcpy(fold->letters + at, word.data, word.len);
        fold->letters_len = at + word.len;
        *slot = (struct root_slot){.at = (uint32_t)at, .len = (uint16_t)word.len};
        fold->count++;
    }
    slot->whole |= mark == '=';
    slot->not_root |= mark == '~';
    slot->stop |= mark == '!';
}

void fold_add_roots(struct arena *arena, struct fold *fold, Str words)
{
    while (words.len) {
        Str line = str_cut(&words, '\n');
        line = str_from_to(line, 0, str_find_char(line, '#'));
        for (Str word; (word = word_of(&line)).len;) {
            char letters[FOLD_WORD_MOST];
            size_t len = 0;
            char mark = word.data[0] == '=' || word.data[0] == '~' ? word.data[0] : 0;
            for (size_t i = mark != 0; i < word.len && len < FOLD_WORD_MOST; i++)
                if (word.data[i] != '-') letters[len++] = word.data[i];
            add_root(arena, fold, (Str){letters, len}, mark);
        }
    }
}

static const struct root_slot *listed(const struct fold *fold, Str word)
{
    if (!fold->capacity) return NULL;
    const struct root_slot *slot = slot_of(fold, word);
    return slot->at && !slot->not_root ? slot : NULL;
}

static bool is_listed(const void *list, Str word)
{
    return listed(list, word) != NULL;
}

void fold_each_root(const struct fold *fold, void (*tell)(void *context, Str root), void *context)
{
    for (size_t i = 0; i < fold->capacity; i++)
        if (fold->slots[i].at && !fold->slots[i].not_root)
            tell(context, (Str){fold->letters + fold->slots[i].at, fold->slots[i].len});
}

/* ---- taking apart ---- */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

static size_t vowels(Str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) count += is_vowel(s.data[i]);
    return count;
}

static bool one_of(char c, Str set)
{
    return c && str_find_char(set, c) < set.len;
}

/* A way of taking a word apart. */
struct leaf {
    char letters[FOLD_WORD_MOST + 2];
    size_t len;
    int cost, removed; /* letters taken off */
    bool affixed, prefixed;
};
struct walk {
    const struct fold *fold;
    bool (*is_root)(const void *list, Str word);
    const void *list;
    size_t word_len;
    int ending_cost;
    unsigned suffix; /* a bit, 0: none */
    bool suffix_an, suffix_i;
    struct leaf best[FOLD_TERMS_MOST]; /* roots, cheapest first */
    size_t best_count;
    struct leaf guess[2]; /* what is no root, most taken off first */
    size_t guess_count;
};

static void keep_root(struct walk *walk, const struct leaf *leaf)
{
    size_t at = walk->best_count;
    for (size_t i = 0; i < walk->best_count; i++)
        if (walk->best[i].len == leaf->len && memcmp(walk->best[i].letters, leaf->letters, leaf->len) == 0) {
            if (walk->best[i].cost <= leaf->cost) return;
            memmove(&walk->best[i], &walk->best[i + 1], (--walk->best_count - i) * sizeof *leaf);
            at = walk->best_count;
            break;
        }
    while (at > 0 && walk->best[at - 1].cost > leaf->cost) at--;
    if (at == FOLD_TERMS_MOST) return;
    if (walk->best_count < FOLD_TERMS_MOST) walk->best_count++;
    memmove(&walk->best[at + 1], &walk->best[at], (walk->best_count - 1 - at) * sizeof *leaf);
    walk->best[at] = *leaf;
}

/* The two that most was taken off: with and without a swallowed letter. */
static void keep_guess(struct walk *walk, const struct leaf *leaf)
{
    if (leaf->len < GUESS_LETTERS || vowels((Str){leaf->letters, leaf->len}) < 2 || !leaf->affixed) return;
    if (walk->suffix_i && leaf->len > 5 && str_ends((Str){leaf->letters, leaf->len}, S("s")))
        return; /* verifikas-i */
    if (walk->guess_count && leaf->removed < walk->guess[0].removed) return;
    if (!walk->guess_count || leaf->removed > walk->guess[0].removed) walk->guess_count = 0;
    if (walk->guess_count < 2) walk->guess[walk->guess_count++] = *leaf;
}

/* "beralasan": alasan is a word that is never taken apart. */
static bool ends_in_whole(const struct walk *walk, const struct leaf *leaf)
{
    char whole[FOLD_WORD_MOST + 4];
    if (walk->list != walk->fold) return false;
    memcpy(whole, leaf->letters, leaf->len);
    memcpy(whole + leaf->len, "an", 2);
    const struct root_slot *slot = listed(walk->fold, (Str){whole, leaf->len + 2});
    return slot && slot->whole;
}

static void take(struct walk *walk, const struct leaf *leaf)
{
    Str word = {leaf->letters, leaf->len};
    if (!walk->is_root(walk->list, word)) {
        keep_guess(walk, leaf);
        return;
    }
    if (walk->suffix_an && ends_in_whole(walk, leaf)) return;
    struct leaf root = *leaf;
    root.cost += walk->ending_cost + (leaf->len < 3 ? 6 : leaf->len < 4 ? 1 : 0);
    if (walk->suffix_an && vowels(word) >= 2)
        root.cost -= 12; /* layan-an, though the list may have the whole */
    keep_root(walk, &root);
}

static bool fits(const struct walk *walk, const struct affix *affix, const struct leaf *leaf)
{
    size_t len = affix->written.len;
    if (leaf->len < len + 2 || memcmp(leaf->letters, affix->written.data, len) != 0) return false;
    if (affix->without & walk->suffix && !leaf->prefixed) return false;
    if (affix->one_syllable) return vowels((Str){leaf->letters + len, leaf->len - len}) == 1;
    return !affix->before.len || one_of(leaf->letters[len], affix->before) != affix->not_before;
}

static void find_prefixes(struct walk *walk, const struct leaf *leaf, int depth)
{
    take(walk, leaf);
    char first = leaf->letters[0];
    if (depth == PREFIXES_DEEP || first < 'a' || first > 'z') return;
    const struct fold *fold = walk->fold;
    for (size_t i = fold->by_letter[first - 'a']; i < fold->by_letter[first - 'a' + 1]; i++) {
        const struct affix *affix = &fold->affixes[i];
        if (!fits(walk, affix, leaf)) continue;
        struct leaf next = {.cost = leaf->cost + affix->cost, .affixed = true, .prefixed = true};
        size_t restored = affix->restored != 0, cut = affix->written.len;
        if (restored) next.letters[0] = affix->restored;
        next.len = leaf->len - cut + restored;
        memcpy(next.letters + restored, leaf->letters + cut, leaf->len - cut);
        next.removed = leaf->removed + (int)cut;
        find_prefixes(walk, &next, depth + 1);
    }
}

static void find_endings(struct walk *walk, Str stem, enum ending kind)
{
    if (kind == ENDING_KINDS) {
        struct leaf leaf = {.len = stem.len,
                            .removed = (int)(walk->word_len - stem.len),
                            .affixed = stem.len < walk->word_len};
        memcpy(leaf.letters, stem.data, stem.len);
        find_prefixes(walk, &leaf, 0);
        return;
    }
    find_endings(walk, stem, kind + 1);
    for (size_t i = 0; i < walk->fold->ending_count[kind]; i++) {
        const struct ending_row *row = &walk->fold->endings[kind][i];
        if (stem.len < row->written.len + 2 || !str_ends(stem, row->written)) continue;
        Str left = str_from_to(stem, 0, stem.len - row->written.len);
        if (str_is(row->written, "i") && left.data[left.len - 1] == 'i') continue;
        walk->ending_cost += row->cost;
        if (kind == SUFFIX) walk->suffix = 1u << i;
        if (kind == SUFFIX) walk->suffix_an = str_is(row->written, "an");
        if (kind == SUFFIX) walk->suffix_i = str_is(row->written, "i");
        find_endings(walk, left, kind + 1);
        walk->suffix = 0;
        walk->suffix_an = walk->suffix_i = false;
        walk->ending_cost -= row->cost;
    }
}

static bool is_plain(Str word)
{
    if (word.len < 2 || word.len > FOLD_WORD_MOST) return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] < 'a' || word.data[i] > 'z') return false;
    return true;
}

bool fold_root_by(const struct fold *fold, Str word, bool (*is_root)(const void *list, Str word),
                  const void *list, struct fold_term *root)
{
    if (!is_plain(word)) return false;
    struct walk walk = {.fold = fold, .is_root = is_root, .list = list, .word_len = word.len};
    find_endings(&walk, word, PARTICLE);
    if (!walk.best_count) return false;
    root->len = walk.best[0].len;
    root->kind = FOLD_ROOT;
    memcpy(root->letters, walk.best[0].letters, root->len);
    return true;
}

/* ---- terms ---- */

static size_t add_term(struct fold_term *terms, size_t count, const char *letters, size_t len,
                       enum fold_kind kind)
{
    if (count == FOLD_TERMS_MOST) return count;
    for (size_t i = 0; i < count; i++)
        if (terms[i].len == len && memcmp(terms[i].letters, letters, len) == 0) return count;
    terms[count].len = len;
    terms[count].kind = kind;
    memcpy(terms[count].letters, letters, len);
    return count + 1;
}

/* Two roots of at least four letters, or three and five, written as one. */
static size_t add_parts(const struct fold *fold, struct fold_term *terms, size_t count, Str stem)
{
    for (size_t at = 3; at + 3 <= stem.len; at++) {
        Str a = str_from_to(stem, 0, at), b = str_skip(stem, at);
        if (a.len + b.len < PARTS_LETTERS || !listed(fold, a) || !listed(fold, b)) continue;
        count = add_term(terms, count, stem.data, stem.len, FOLD_ROOT);
        count = add_term(terms, count, a.data, a.len, FOLD_PART);
        return add_term(terms, count, b.data, b.len, FOLD_PART);
    }
    return count;
}

static size_t add_unknown(const struct walk *walk, Str word, struct fold_term *terms)
{
    size_t count = 0;
    for (size_t i = 0; i < walk->guess_count; i++)
        count = add_parts(walk->fold, terms, count, (Str){walk->guess[i].letters, walk->guess[i].len});
    if (!count) count = add_parts(walk->fold, terms, count, word);
    if (count) return count;
    count = add_term(terms, count, word.data, word.len, FOLD_ROOT);
    for (size_t i = 0; i < walk->guess_count; i++)
        count = add_term(terms, count, walk->guess[i].letters, walk->guess[i].len, FOLD_GUESS);
    return count;
}

bool fold_is_stop(const struct fold *fold, Str word)
{
    return fold->capacity && slot_of(fold, word)->stop;
}

size_t fold_word(const struct fold *fold, Str word, struct fold_term terms[FOLD_TERMS_MOST])
{
    if (word.len > FOLD_WORD_MOST || fold_is_stop(fold, word)) return 0;
    const struct root_slot *itself = listed(fold, word);
    if (!is_plain(word) || (itself && itself->whole))
        return add_term(terms, 0, word.data, word.len, FOLD_ROOT);
    struct walk walk = {.fold = fold, .is_root = is_listed, .list = fold, .word_len = word.len};
    find_endings(&walk, word, PARTICLE);
    if (!walk.best_count) return add_unknown(&walk, word, terms);
    size_t count = 0;
    for (size_t i = 0; i < walk.best_count && walk.best[i].cost <= walk.best[0].cost + LISTED_NEAR; i++)
        count = add_term(terms, count, walk.best[i].letters, walk.best[i].len, i ? FOLD_OTHER : FOLD_ROOT);
    if (walk.best[0].len >= PARTS_LETTERS)
        count = add_parts(fold, terms, count, (Str){walk.best[0].letters, walk.best[0].len});
    return count;
}

/* ---- keys ---- */

enum { KEY_LEFT = 4, KEY_LEFT_CHAT = 3, COST_CHAT = 12, COST_KEY_MOST = 16 };

static Str key_endings(const struct fold *fold, Str word)
{
    for (int kind = PARTICLE; kind < ENDING_KINDS; kind++)
        for (size_t i = 0; i < fold->ending_count[kind]; i++) {
            Str written = fold->endings[kind][i].written;
            if (word.len < written.len + KEY_LEFT || !str_ends(word, written)) continue;
            word.len -= written.len;
            break;
        }
    return word;
}

static Str key_prefixes(const struct fold *fold, Str word)
{
    for (int depth = 0; depth < PREFIXES_DEEP; depth++) {
        size_t cut = 0;
        char first = word.len ? word.data[0] : 0;
        if (first < 'a' || first > 'z') break;
        for (size_t i = fold->by_letter[first - 'a']; i < fold->by_letter[first - 'a' + 1]; i++) {
            const struct affix *affix = &fold->affixes[i];
            size_t len = affix->written.len, left = affix->cost < COST_CHAT ? KEY_LEFT : KEY_LEFT_CHAT;
            if (len <= cut || affix->cost > COST_KEY_MOST || affix->one_syllable || word.len < len + left ||
                !str_starts(word, affix->written))
                continue;
            if (affix->before.len && one_of(word.data[len], affix->before) == affix->not_before) continue;
            cut = len;
        }
        if (!cut) break;
        word = str_skip(word, cut);
    }
    return word;
}

/* One letter for those that are mixed up; 0: none. */
static char key_letter(Str word, size_t at)
{
    char c = word.data[at], before = at ? word.data[at - 1] : 0;
    switch (c) {
    case 'f':
    case 'v': return 'p';
    case 'q': return 'k';
    case 'z': return 's';
    case 'y': return before == 's' ? 0 : 'j';
    case 'j': return 'j';
    case 'h': return 0;
    case 'o': return at + 1 < word.len && word.data[at + 1] == 'e' ? 'u' : 'o';
    case 'e': return before == 'o' ? 0 : 'e';
    default: return c;
    }
}

size_t fold_key(const struct fold *fold, Str word, char key[FOLD_KEY_MOST])
{
    for (size_t i = 0; i < word.len; i++)
        if ((unsigned char)word.data[i] >= 128) word = S("zz"); /* other scripts together */
    if (is_plain(word)) word = key_prefixes(fold, key_endings(fold, word));
    char letters[FOLD_KEY_MOST + 2];
    size_t len = 0;
    for (size_t i = 0; i < word.len && len < FOLD_KEY_MOST + 1; i++) {
        char c = key_letter(word, i);
        if (c && (!len || letters[len - 1] != c)) letters[len++] = c;
    }
    size_t skip = len > 1 && one_of(letters[0], S("kpstc")) && is_vowel(letters[1]);
    if (len - skip > FOLD_KEY_MOST) len = FOLD_KEY_MOST + skip;
    memcpy(key, letters + skip, len - skip);
    return len - skip;
}

static int compare_words(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

void fold_write_stops(struct buf *out, const struct fold *fold)
{
    Str *words = malloc((fold->count + 1) * sizeof *words);
    size_t count = 0;
    if (!words) arena_exhausted();
    for (size_t i = 0; i < fold->capacity; i++)
        if (fold->slots[i].stop)
            words[count++] = (Str){fold->letters + fold->slots[i].at, fold->slots[i].len};
    qsort(words, count, sizeof *words, compare_words);
    for (size_t i = 0; i < count; i++) {
        if (i) buf_char(out, ' ');
        buf_str(out, words[i]);
    }
    free(words);
}

void fold_write_table(struct buf *out, const struct fold *fold)
{
    for (int kind = PARTICLE; kind < ENDING_KINDS; kind++) {
        for (size_t i = 0; i < fold->ending_count[kind]; i++) {
            if (i) buf_char(out, ' ');
            buf_str(out, fold->endings[kind][i].written);
            buf_printf(out, ",%d", fold->endings[kind][i].cost);
        }
        buf_char(out, '|');
    }
    for (size_t i = 0; i < fold->affix_count; i++) {
        const struct affix *affix = &fold->affixes[i];
        if (i) buf_char(out, ' ');
        buf_str(out, affix->written);
        buf_char(out, ',');
        if (affix->restored) buf_char(out, affix->restored);
        buf_printf(out, ",%s", affix->one_syllable ? "1" : affix->not_before ? "!" : "");
        buf_str(out, affix->before);
        buf_printf(out, ",%d", affix->cost);
        if (affix->without) buf_printf(out, ",%d", affix->without);
    }
}
