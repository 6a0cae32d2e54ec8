/* Source of the rules: Ejaan Bahasa Indonesia yang Disempurnakan, edition V (2022), "Pemenggalan Kata"; forms of meng- and peng- from Tata
 * Bahasa Baku Bahasa Indonesia. A word is taken apart into prefixes, a root of the list and suffixes; of several ways the one with the
 * fewest parts. What cannot be taken apart is divided by syllables, without the places that an affix would make wrong. */
#include "typeset/hyphen_id.h"

#include <string.h>

#include "base/arena.h"
#include "typeset/linebreak.h"

/* ---- the list of roots ---- */

struct root {
    Str letters;
    uint64_t breaks; /* bit i: before letter i; of a root written with hyphens */
    bool given;
};
struct roots {
    struct root *table; /* open addressing */
    size_t mask;
};

static struct root *root_slot(const struct roots *roots, Str letters)
{
    size_t at = str_hash(letters) & roots->mask;
    while (roots->table[at].letters.len && !str_equal(roots->table[at].letters, letters))
        at = (at + 1) & roots->mask;
    return &roots->table[at];
}

static void root_add(struct arena *arena, struct roots *roots, Str written)
{
    char *letters = arena_alloc(arena, written.len + 1);
    struct root root = {.letters = {letters, 0}};
    for (size_t i = 0; i < written.len; i++) {
        char c = char_lower(written.data[i]);
        if (c == '-') {
            root.given = true;
            root.breaks |= (uint64_t)1 << root.letters.len;
        } else if (c >= 'a' && c <= 'z') {
            letters[root.letters.len++] = c;
        } else {
            return;
        }
    }
    if (root.letters.len < 2) return;
    struct root *slot = root_slot(roots, root.letters);
    if (!slot->letters.len || root.given) *slot = root;
}

struct roots *roots_read(struct arena *arena, Str text)
{
    struct roots *roots = arena_make(arena, struct roots);
    size_t size = 1024; /* at most one word for two bytes, and a third of the table full */
    while (size < text.len / 2) size *= 2;
    roots->mask = size - 1;
    roots->table = arena_array(arena, size, sizeof *roots->table);
    for (size_t at = 0; at < text.len;) {
        if (text.data[at] == '#')
            while (at < text.len && text.data[at] != '\n') at++;
        size_t from = at;
        while (at < text.len && !char_is_space(text.data[at]) && text.data[at] != '#') at++;
        if (at - from >= 2 && at - from < ID_WORD_MOST) root_add(arena, roots, str_from_to(text, from, at));
        if (at < text.len && text.data[at] != '#') at++;
    }
    return roots;
}

/* ---- syllables ---- */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Two letters that are one sound: ng ny sy kh. */
static size_t consonant_length(Str s, size_t at)
{
    if (at + 1 >= s.len) return 1;
    char a = s.data[at], b = s.data[at + 1];
    return (a == 'n' && (b == 'g' || b == 'y')) || (a == 's' && b == 'y') || (a == 'k' && b == 'h') ? 2 : 1;
}

/* Are the vowels at `at` and `at` + 1 one sound? ai, au, ei, oi at the end of the word or before one consonant and a vowel. */
static bool is_diphthong(Str s, size_t at)
{
    char a = s.data[at], b = s.data[at + 1];
    if (!((a == 'a' && (b == 'i' || b == 'u')) || ((a == 'e' || a == 'o') && b == 'i'))) return false;
    size_t next = at + 2;
    if (next >= s.len) return true;
    if (is_vowel(s.data[next])) return false;
    next += consonant_length(s, next);
    return next < s.len && is_vowel(s.data[next]);
}

/* Where the syllable after the vowel at `at` begins; s.len when there is none. */
static size_t next_syllable(Str s, size_t at, size_t *vowel)
{
    size_t after = at + 1;
    if (after < s.len && is_vowel(s.data[after])) {
        if (!is_diphthong(s, at)) {
            *vowel = after;
            return after;
        }
        after++;
    }
    size_t units = 0, first = 0, second = 0, next = after;
    while (next < s.len && !is_vowel(s.data[next])) {
        next += consonant_length(s, next);
        units++;
        if (units == 1) first = next;
        if (units == 2) second = next;
    }
    *vowel = next;
    if (next >= s.len) return s.len;
    if (units <= 1) return after;
    bool ks = units > 2 && s.data[after] == 'k' && s.data[after + 1] == 's'; /* eks-pe-di-si */
    return ks ? second : first;
}

static uint64_t syllables(Str s)
{
    uint64_t breaks = 0;
    size_t at = 0;
    while (at < s.len && !is_vowel(s.data[at])) at++;
    while (at < s.len) {
        size_t vowel, begin = next_syllable(s, at, &vowel);
        if (begin >= s.len) break;
        breaks |= (uint64_t)1 << begin;
        at = vowel;
    }
    return breaks;
}

static size_t vowels(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += is_vowel(s.data[i]);
    return n;
}

/* ---- taking apart ---- */

enum { PREFIXES_MOST = 3, SUFFIXES_MOST = 4 };

/* A word taken apart; places count in the word as it is written. */
struct parts {
    size_t bounds[2 * PREFIXES_MOST + SUFFIXES_MOST]; /* between affixes and root */
    size_t count;
    size_t root_from, root_to;
    const struct root *root;
    bool changed; /* the root's first letter is another in the list */
    int cost;
};
/* What is left of a word behind its prefixes: `letters` as the list has them; letter i > 0 stands at from + i + shift in the word. */
struct rest {
    char letters[ID_WORD_MOST];
    size_t len, from, shift;
};
struct search {
    const struct roots *roots;
    struct parts now, best;
    size_t stem; /* where suffixes begin */
    int suffix_cost;
    bool suffix_an;
};

static bool starts(const struct rest *rest, const char *with)
{
    size_t len = strlen(with);
    return rest->len > len && memcmp(rest->letters, with, len) == 0;
}

/* The rest without `drop` letters. */
static struct rest rest_after(const struct rest *rest, size_t drop)
{
    struct rest next = {.len = rest->len - drop, .from = rest->from + drop + rest->shift};
    memcpy(next.letters, rest->letters + drop, next.len);
    return next;
}

/* The rest from `at` on, where `nasal` letters stand for the lost letter. */
static struct rest rest_restored(const struct rest *rest, size_t at, size_t nasal, char lost)
{
    struct rest next = rest_after(rest, at);
    next.letters[0] = lost;
    memmove(next.letters + 1, next.letters + nasal, next.len - nasal);
    next.len -= nasal - 1;
    next.shift = nasal - 1;
    return next;
}

static void find_prefixes(struct search *search, const struct rest *rest, int depth, int cost);

static void take(struct search *search, const struct rest *rest, int cost)
{
    struct root *root = root_slot(search->roots, (Str){rest->letters, rest->len});
    struct parts *best = &search->best;
    if (!root->letters.len) return;
    if (search->suffix_an && vowels(root->letters) >= 2 && !root->given)
        cost -= 12; /* layan-an, though the list may have the whole */
    cost += search->suffix_cost + (rest->len < 3 ? 6 : rest->len < 4 ? 1 : 0);
    if (best->root && best->cost <= cost) return;
    *best = search->now;
    best->root = root;
    best->root_from = rest->from;
    best->root_to = search->stem;
    best->changed = rest->shift > 0;
    best->cost = cost;
}

static void go_on(struct search *search, const struct rest *next, int depth, int cost)
{
    if (depth >= PREFIXES_MOST || next->len < 2) return;
    search->now.bounds[search->now.count++] = next->from;
    find_prefixes(search, next, depth + 1, cost);
    search->now.count--;
}

static bool one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* meng- and peng-, which change with the root's first letter and may swallow it. `head`: "me" or "pe". */
static void find_nasal(struct search *search, const struct rest *rest, int depth, int cost)
{
    char after = rest->len > 2 ? rest->letters[2] : 0, next = rest->len > 3 ? rest->letters[3] : 0;
    struct rest then;
#define GO(how, more) (then = (how), go_on(search, &then, depth, cost + (more)))
    if (after == 'm') {
        if (one_of(next, "bfvp")) GO(rest_after(rest, 3), 10);
        if (is_vowel(next)) GO(rest_restored(rest, 2, 1, 'p'), 10);
        if ((next == 'r' || next == 'l') && depth < PREFIXES_MOST) { /* pem-ro-ses-an */
            then = rest_restored(rest, 2, 1, 'p');
            search->now.bounds[search->now.count++] = then.from + 1;
            find_prefixes(search, &then, depth + 1, cost + 12);
            search->now.count--;
        }
    } else if (after == 'n' && next == 'y') {
        GO(rest_restored(rest, 2, 2, 's'), 10);
    } else if (after == 'n' && next == 'g') {
        char third = rest->len > 4 ? rest->letters[4] : 0;
        if (is_vowel(third)) GO(rest_after(rest, 4), 10);
        if (is_vowel(third)) GO(rest_restored(rest, 2, 2, 'k'), 11);
        if (one_of(third, "ghk")) GO(rest_after(rest, 4), 10);
        if (third == 'e' && rest->len > 7) { /* me-nge-cat: before roots of one syllable */
            then = rest_after(rest, 5);
            if (vowels((Str){then.letters, then.len}) == 1) {
                search->now.bounds[search->now.count++] = rest->from + 2 + rest->shift;
                GO(then, 10);
                search->now.count--;
            }
        }
    } else if (after == 'n') {
        if (one_of(next, "dcjtsz")) GO(rest_after(rest, 3), 10);
        if (is_vowel(next)) GO(rest_restored(rest, 2, 1, 't'), 10);
    }
    if (one_of(after, "lmnrwy")) GO(rest_after(rest, 2), 10);
#undef GO
}

static void find_prefixes(struct search *search, const struct rest *rest, int depth, int cost)
{
    static const struct {
        const char *prefix,
            *before; /* the root's first letters; "!" before those that it cannot have; NULL: any */
        int cost;
    } plain[] = {
        {"di", NULL, 10},    {"ber", "!r", 10},   {"ter", "!r", 10},  {"per", "!r", 10},    {"se", NULL, 10},
        {"ke", NULL, 10},    {"be", "r", 10},     {"te", "r", 10},    {"pe", "!aiueo", 13}, {"bel", "a", 12},
        {"pel", "a", 12},    {"be", "kp", 14},    {"ku", NULL, 25},   {"non", NULL, 15},    {"pra", NULL, 15},
        {"antar", NULL, 15}, {"pasca", NULL, 12}, {"nara", NULL, 15},
    };
    take(search, rest, cost);
    if (starts(rest, "me") || starts(rest, "pe")) find_nasal(search, rest, depth, cost);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        size_t len = strlen(plain[i].prefix);
        if (!starts(rest, plain[i].prefix)) continue;
        const char *before = plain[i].before;
        if (before && (*before == '!') == one_of(rest->letters[len], before + (*before == '!'))) continue;
        struct rest next = rest_after(rest, len);
        go_on(search, &next, depth, cost + plain[i].cost);
    }
}

static bool cut_end(Str *stem, const char *suffix)
{
    Str end = str_from(suffix);
    if (stem->len < end.len + 2 || !str_ends(*stem, end)) return false;
    stem->len -= end.len;
    return true;
}

/* -kan, -an, -i: one of them, or none. */
static void find_suffixes(struct search *search, Str word, Str stem, int cost)
{
    static const struct {
        const char *suffix;
        int cost;
    } rows[] = {{"", 0}, {"kan", 10}, {"an", 10}, {"i", 11}};
    size_t count = search->now.count;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str left = stem;
        if (*rows[i].suffix && !cut_end(&left, rows[i].suffix)) continue;
        if (*rows[i].suffix == 'i' && left.data[left.len - 1] == 'i') continue;
        search->now.count = count;
        if (*rows[i].suffix && *rows[i].suffix != 'i') search->now.bounds[search->now.count++] = left.len;
        search->stem = left.len;
        search->suffix_cost = cost + rows[i].cost;
        search->suffix_an = str_is(str_from(rows[i].suffix), "an");
        struct rest rest = {.len = left.len};
        memcpy(rest.letters, word.data, left.len);
        find_prefixes(search, &rest, 0, 0);
    }
    search->now.count = count;
}

/* … -nya, -ku, -mu … -lah, -kah, -pun, each or none. */
static void find_clitics(struct search *search, Str word)
{
    static const char *const outer[] = {"", "lah", "kah", "pun"}, *const inner[] = {"", "nya", "ku", "mu"};
    for (size_t o = 0; o < 4; o++) {
        Str stem = word;
        if (*outer[o] && !cut_end(&stem, outer[o])) continue;
        size_t count = search->now.count;
        if (*outer[o]) search->now.bounds[search->now.count++] = stem.len;
        for (size_t i = 0; i < 4; i++) {
            Str left = stem;
            if (*inner[i] && !cut_end(&left, inner[i])) continue;
            size_t before = search->now.count;
            if (*inner[i]) search->now.bounds[search->now.count++] = left.len;
            find_suffixes(search, word, left, (*outer[o] ? 10 : 0) + (*inner[i] ? 10 : 0));
            search->now.count = before;
        }
        search->now.count = count;
    }
}

/* ---- marks ---- */

static void mark_root(const struct parts *parts, Str word, unsigned char *marks)
{
    Str written = str_from_to(word, parts->root_from, parts->root_to);
    uint64_t breaks = parts->root->given ? parts->root->breaks : syllables(written);
    size_t shift = parts->root->given && parts->changed ? 1 : 0;
    for (size_t i = 1; i + shift + 2 <= written.len; i++)
        if (i + shift >= 2 && breaks >> i & 1) marks[parts->root_from + i + shift] = LINEBREAK_SYLLABLE;
}

/* Syllables, without those that depend on whether an affix is one. */
static void mark_unknown(Str word, bool affixes, unsigned char *marks)
{
    static const char *const heads[] = {"ber", "ter", "per", "meng", "peng"};
    uint64_t breaks = syllables(word);
    for (size_t i = 0; affixes && i < sizeof heads / sizeof *heads; i++) {
        Str head = str_from(heads[i]);
        if (str_starts(word, head) && word.len > head.len && is_vowel(word.data[head.len]))
            breaks &= ~((uint64_t)1 << 2 | (uint64_t)1 << head.len);
    }
    bool short_head = str_starts(word, S("di")) || str_starts(word, S("ke")) || str_starts(word, S("se"));
    if (affixes && short_head && word.len > 4 && !is_vowel(word.data[2]) && one_of(word.data[3], "rlw"))
        breaks &= ~((uint64_t)1 << 2 | (uint64_t)1 << 3);
    Str stem = word;
    if (affixes && !cut_end(&stem, "nya")) (void)(cut_end(&stem, "mu") || cut_end(&stem, "ku"));
    bool an = str_ends(stem, S("an")), i_end = str_ends(stem, S("i"));
    size_t end = stem.len - (an ? 2 : i_end ? 1 : 0);
    if (affixes && (an || i_end) && end >= 2 && !is_vowel(word.data[end - 1]))
        for (size_t at = end - 2; at <= end; at++) breaks &= ~((uint64_t)1 << at);
    for (size_t i = 2; i + 2 <= word.len; i++)
        if (breaks >> i & 1) marks[i] = LINEBREAK_SYLLABLE;
}

bool id_hyphenate(const struct roots *roots, Str word, unsigned char *marks)
{
    memset(marks, LINEBREAK_NO, word.len);
    if (word.len < 4 || word.len >= ID_WORD_MOST) return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] < 'a' || word.data[i] > 'z') return false;
    struct search search = {.roots = roots};
    if (roots) find_clitics(&search, word);
    const struct parts *best = &search.best;
    if (!best->root) {
        mark_unknown(word, roots != NULL, marks);
        return false;
    }
    mark_root(best, word, marks);
    for (size_t i = 0; i < best->count; i++) {
        size_t at = best->bounds[i];
        if (at >= 2 && at + 2 <= word.len) marks[at] = LINEBREAK_AFFIX;
    }
    return true;
}
