#include "check/spelling.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/names.h"

enum { LONGEST_WORD = 60, LEAST_ROOT = 3, DEEPEST = 4, TOLD_MOST = 200, SUGGESTIONS_MOST = 80 };

/* The C interface of hunspell (hunspell.h), which is the same in all its versions. */
struct library {
    void *handle;
    void *(*create)(const char *affixes, const char *words);
    void (*destroy)(void *checker);
    int (*spell)(void *checker, const char *word);
    int (*suggest)(void *checker, char ***list, const char *word);
    void (*free_list)(void *checker, char ***list, int count);
};

struct seen {
    bool known;
    Str word;
    size_t page, count; /* where it stands first, how often it stands */
    size_t offset;
    Loc loc; /* of a word that is told */
    bool doubtful;
};

struct spelling {
    pthread_mutex_t lock; /* hunspell's checker belongs to one thread at a time */
    struct arena *arena;
    Str lang;
    struct library library;
    void *checker;
    bool opened;
    struct names own, seen; /* words of lists; those that were looked up */
};

static void close_spelling(void *handle)
{
    struct spelling *spelling = handle;
    if (spelling->checker) spelling->library.destroy(spelling->checker);
    if (spelling->library.handle) dlclose(spelling->library.handle);
    pthread_mutex_destroy(&spelling->lock);
    arena_free(spelling->arena);
}

struct spelling *spelling_open(struct arena *arena, Str lang)
{
    struct spelling *spelling = arena_make(arena, struct spelling);
    spelling->arena = arena_new();
    spelling->lang = lang;
    pthread_mutex_init(&spelling->lock, NULL);
    arena_defer(arena, close_spelling, spelling);
    return spelling;
}

static Str lower(struct arena *arena, Str word)
{
    char *copy = arena_copy(arena, word.data, word.len);
    for (size_t i = 0; i < word.len; i++) copy[i] = char_lower(copy[i]);
    return (Str){copy, word.len};
}

void spelling_add(struct spelling *spelling, Str word)
{
    if (word.len) names_put(spelling->arena, &spelling->own, lower(spelling->arena, word), spelling);
}

/* ---- the library ---- */

static bool load_library(struct library *library)
{
    static const char *const names[] = {"libhunspell-1.7.so.0", "libhunspell-1.8.so.0",
                                        "libhunspell-1.6.so.0", "libhunspell-1.7.so", "libhunspell.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !library->handle; i++)
        library->handle = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (!library->handle) return false;
    const struct {
        const char *name;
        void *call; /* a pointer to a pointer: ISO C turns no object pointer into a function's */
    } rows[] = {{"Hunspell_create", &library->create},
                {"Hunspell_destroy", &library->destroy},
                {"Hunspell_spell", &library->spell},
                {"Hunspell_suggest", &library->suggest},
                {"Hunspell_free_list", &library->free_list}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void *found = dlsym(library->handle, rows[i].name);
        if (!found) return false;
        *(void **)rows[i].call = found;
    }
    return true;
}

static bool open_checker(struct spelling *spelling)
{
    static const struct {
        const char *lang, *affixes, *words;
    } dictionaries[] = {{"id", "/usr/share/hunspell/id_ID.aff", "/usr/share/hunspell/id_ID.dic"}};
    if (spelling->opened) return spelling->checker != NULL;
    spelling->opened = true;
    for (size_t i = 0; i < sizeof dictionaries / sizeof *dictionaries; i++)
        if (str_is(spelling->lang, dictionaries[i].lang) && access(dictionaries[i].words, R_OK) == 0 &&
            load_library(&spelling->library))
            spelling->checker = spelling->library.create(dictionaries[i].affixes, dictionaries[i].words);
    return spelling->checker != NULL;
}

/* ---- is it a word? Lower case, a to z and hyphens. ---- */

static bool is_listed(struct spelling *spelling, Str word)
{
    char text[LONGEST_WORD + 1];
    if (names_get(&spelling->own, word)) return true;
    if (word.len == 0 || word.len > LONGEST_WORD) return false;
    memcpy(text, word.data, word.len);
    text[word.len] = '\0';
    if (spelling->library.spell(spelling->checker, text)) return true;
    text[0] = (char)(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]); /* Januari, Senin */
    return spelling->library.spell(spelling->checker, text) != 0;
}

static bool is_vowel(char c)
{
    return c && strchr("aeiou", c) != NULL;
}

static bool has_root(struct spelling *spelling, Str word, int depth);

/* What is left behind a prefix; `nasal` is the letter that the prefix may have swallowed (0: none). */
static bool try_rest(struct spelling *spelling, Str rest, char nasal, int depth)
{
    if (has_root(spelling, rest, depth)) return true;
    if (!nasal || rest.len + 1 > LONGEST_WORD || !rest.len || !is_vowel(rest.data[0])) return false;
    char whole[LONGEST_WORD + 1];
    whole[0] = nasal;
    memcpy(whole + 1, rest.data, rest.len);
    return has_root(spelling, (Str){whole, rest.len + 1}, depth);
}

/* me- and pe- with their nasals: which letters may follow, and which one is swallowed before a vowel. */
static bool try_nasal(struct spelling *spelling, Str word, int depth)
{
    static const struct {
        const char *prefix, *before;
        char swallows;
    } rows[] = {{"meng", "aeioughkq", 'k'},  {"peng", "aeioughkq", 'k'},  {"meny", "aeiou", 's'},
                {"peny", "aeiou", 's'},      {"mem", "bfvpaeiou", 'p'},   {"pem", "bfvpaeiou", 'p'},
                {"men", "cdjztsaeiou", 't'}, {"pen", "cdjztsaeiou", 't'}, {"me", "lmnrwy", 0},
                {"pe", "lmnrwystkpjdbgh", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str prefix = str_from(rows[i].prefix), rest = str_skip(word, prefix.len);
        if (!str_starts(word, prefix) || !rest.len || !strchr(rows[i].before, rest.data[0])) continue;
        if (try_rest(spelling, rest, rows[i].swallows, depth)) return true;
        if (str_ends(prefix, S("ng")) && str_starts(rest, S("e")) &&
            has_root(spelling, str_skip(rest, 1), depth))
            return true; /* mengecek: cek */
    }
    return false;
}

static bool try_prefixes(struct spelling *spelling, Str word, int depth)
{
    static const char *const prefixes[] = {"di",  "ter",   "ber",   "se",  "ke",  "per",   "ku", "kau",
                                           "pra", "pasca", "antar", "non", "swa", "multi", "be", "te"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (str_starts(word, str_from(prefixes[i])) &&
            has_root(spelling, str_skip(word, strlen(prefixes[i])), depth))
            return true;
    return try_nasal(spelling, word, depth);
}

static bool try_suffixes(struct spelling *spelling, Str word, int depth)
{
    static const char *const suffixes[] = {"nya", "lah", "kah", "pun", "ku",  "mu",
                                           "kan", "an",  "i",   "wan", "wati"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (str_ends(word, str_from(suffixes[i])) &&
            has_root(spelling, str_from_to(word, 0, word.len - strlen(suffixes[i])), depth))
            return true;
    return false;
}

static bool has_root(struct spelling *spelling, Str word, int depth)
{
    if (word.len < LEAST_ROOT) return false;
    if (is_listed(spelling, word)) return true;
    return depth < DEEPEST &&
           (try_suffixes(spelling, word, depth + 1) || try_prefixes(spelling, word, depth + 1));
}

/* "langkah-langkah", "bolak-balik": each part on its own if the whole is on no list. */
static bool is_word(struct spelling *spelling, Str word)
{
    if (has_root(spelling, word, 0)) return true;
    if (str_find_char(word, '-') == word.len) return false;
    for (Str rest = word; rest.len;) {
        Str part = str_cut(&rest, '-');
        if (part.len >= LEAST_ROOT && !has_root(spelling, part, 0)) return false;
    }
    return true;
}

static bool is_plain_letters(Str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!char_is_alpha(word.data[i]) && word.data[i] != '-') return false;
    return word.len > 0 && word.len <= LONGEST_WORD;
}

bool spelling_knows(struct spelling *spelling, Str word)
{
    char room[LONGEST_WORD];
    if (!is_plain_letters(word)) return false;
    for (size_t i = 0; i < word.len; i++) room[i] = char_lower(word.data[i]);
    pthread_mutex_lock(&spelling->lock);
    bool known = open_checker(spelling) && is_word(spelling, (Str){room, word.len});
    pthread_mutex_unlock(&spelling->lock);
    return known;
}

static bool is_earlier(size_t page, Loc loc, const struct seen *seen)
{
    return page != seen->page ? page < seen->page : loc.offset < seen->offset;
}

/* The text of a page goes when the page is made. */
static void place(struct spelling *spelling, struct seen *seen, size_t page, Loc loc)
{
    seen->page = page;
    seen->offset = loc.offset;
    if (!seen->known) seen->loc = loc_lasting(spelling->arena, loc);
}

void spelling_look(struct spelling *spelling, Str word, size_t page, Loc loc, bool doubtful)
{
    char room[LONGEST_WORD];
    if (!is_plain_letters(word) || word.len < LEAST_ROOT) return;
    for (size_t i = 0; i < word.len; i++) room[i] = char_lower(word.data[i]);
    Str plain = {room, word.len};
    pthread_mutex_lock(&spelling->lock);
    if (open_checker(spelling)) {
        struct seen *seen = names_get(&spelling->seen, plain);
        if (!seen) {
            seen = arena_make(spelling->arena, struct seen);
            *seen = (struct seen){.known = is_word(spelling, plain),
                                  .word = str_copy(spelling->arena, plain),
                                  .doubtful = true};
            place(spelling, seen, page, loc);
            names_put(spelling->arena, &spelling->seen, seen->word, seen);
        }
        seen->count++;
        seen->doubtful = seen->doubtful && doubtful;
        if (is_earlier(page, loc, seen)) place(spelling, seen, page, loc);
    }
    pthread_mutex_unlock(&spelling->lock);
}

/* ---- telling ---- */

static int compare_seen(const void *a, const void *b)
{
    const struct seen *x = *(const struct seen *const *)a, *y = *(const struct seen *const *)b;
    if (x->page != y->page) return x->page < y->page ? -1 : 1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* The first suggestion that is near: a letter or two. */
static Str suggest(struct spelling *spelling, struct arena *arena, Str word)
{
    char **list = NULL;
    Str best = STR_NONE;
    int count = spelling->library.suggest(spelling->checker, &list, str_c(arena, word));
    for (int i = 0; i < count && !best.len; i++) {
        Str one = str_from(list[i]);
        if (is_plain_letters(one) && str_find(one, S("--")) == one.len &&
            str_distance(word, one, 2) <= (word.len > 6 ? 2u : 1u))
            best = str_copy(arena, one);
    }
    if (list) spelling->library.free_list(spelling->checker, &list, count);
    return best;
}

static void tell(struct spelling *spelling, struct diag *diag, const struct seen *seen, bool may_suggest)
{
    struct arena *scratch = arena_new();
    Str near = may_suggest ? suggest(spelling, scratch, seen->word) : STR_NONE;
    if (near.len)
        diag_report(diag, seen->loc, MSG_CHECK_SPELLING_NEAR, seen->word, near);
    else if (!seen->doubtful)
        diag_report(diag, seen->loc, MSG_CHECK_SPELLING, seen->word);
    arena_free(scratch);
}

void spelling_tell(struct spelling *spelling, struct diag *diag)
{
    if (spelling->opened && !spelling->checker) diag_report(diag, LOC_NONE, MSG_CHECK_NO_DICTIONARY);
    size_t count = 0;
    Str *names = names_all(spelling->arena, &spelling->seen);
    const struct seen **wrong = arena_make_n(spelling->arena, const struct seen *, spelling->seen.count + 1);
    for (size_t i = 0; i < spelling->seen.count; i++) {
        const struct seen *seen = names_get(&spelling->seen, names[i]);
        if (!seen->known) wrong[count++] = seen;
    }
    qsort(wrong, count, sizeof *wrong, compare_seen);
    for (size_t i = 0; i < count && i < TOLD_MOST; i++) tell(spelling, diag, wrong[i], i < SUGGESTIONS_MOST);
}
