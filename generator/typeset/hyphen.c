#include "typeset/hyphen.h"

#include <hyphen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/utf8.h"
#include "typeset/hyphen_id.h"
#include "typeset/linebreak.h"

#define PATTERNS "/usr/share/hyphen/hyph_%s.dic"

enum { LANGUAGES_MOST = 16, WORD_LEAST = 5, WORD_MOST = 100, LEFT_LEAST = 2, RIGHT_LEAST = 3 };

struct hyphenation {
    Str lang;
    bool known, indonesian;
    const struct roots *roots; /* Indonesian */
    HyphenDict *patterns;      /* libhyphen's */
};
struct hyphenation_set {
    struct arena *arena;
    const char *folder;
    Str shown;
    pthread_mutex_t lock;
    struct hyphenation languages[LANGUAGES_MOST];
    size_t count;
};

/* ---- languages ---- */

static void close_lock(void *lock)
{
    pthread_mutex_destroy(lock);
}

static void close_patterns(void *patterns)
{
    hnj_hyphen_free(patterns);
}

struct hyphenation_set *hyphenation_open(struct arena *arena, const char *folder, Str shown)
{
    struct hyphenation_set *set = arena_make(arena, struct hyphenation_set);
    set->arena = arena;
    set->folder = folder;
    set->shown = shown;
    pthread_mutex_init(&set->lock, NULL);
    arena_defer(arena, close_lock, &set->lock);
    return set;
}

static void open_patterns(struct hyphenation_set *set, struct hyphenation *language)
{
    /* a language alone means the country whose file has it as a matter of course */
    static const char *const countries[][2] = {{"en", "en_US"}, {"de", "de_DE"}, {"nl", "nl_NL"},
                                               {"fr", "fr"},    {"es", "es"},    {"it", "it_IT"},
                                               {"pt", "pt_PT"}, {"pl", "pl_PL"}};
    char name[16] = {0}, path[64];
    if (language->lang.len >= sizeof name) return;
    for (size_t i = 0; i < language->lang.len; i++) {
        char c = language->lang.data[i];
        if (!char_is_alpha(c) && c != '-') return;
        name[i] = c == '-' ? '_' : c;
    }
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        if (str_is(language->lang, countries[i][0])) snprintf(name, sizeof name, "%s", countries[i][1]);
    snprintf(path, sizeof path, PATTERNS, name);
    if (access(path, R_OK) != 0 || !(language->patterns = hnj_hyphen_load(path))) return;
    arena_defer(set->arena, close_patterns, language->patterns);
    language->known = language->patterns->utf8;
}

static void open_language(struct hyphenation_set *set, struct diag *diag, struct hyphenation *language)
{
    struct arena *arena = set->arena;
    bool indonesian = str_is(language->lang, "id");
    if (indonesian || str_is(language->lang, "su")) {
        language->indonesian = language->known = true;
        Str text;
        int error = 0;
        Str file = str_join(arena, (Str[]){language->lang, S(".txt")}, 2, STR_NONE);
        enum file_status status = file_read_below(arena, set->folder, file, FILE_LIMIT_TEXT, &text, &error);
        if (status == FILE_OK)
            language->roots = roots_read(arena, text);
        else if (indonesian)
            diag_report(diag, LOC_NONE, MSG_HYPHEN_NO_ROOTS, path_join(arena, set->shown, file));
        return;
    }
    open_patterns(set, language);
    if (!language->known) diag_report(diag, LOC_NONE, MSG_HYPHEN_NO_PATTERNS, language->lang);
}

const struct hyphenation *hyphenation_find(struct hyphenation_set *set, struct diag *diag, Str lang)
{
    pthread_mutex_lock(&set->lock);
    struct hyphenation *language = NULL;
    for (size_t i = 0; i < set->count && !language; i++)
        if (str_equal(set->languages[i].lang, lang)) language = &set->languages[i];
    if (!language && set->count < LANGUAGES_MOST && lang.len) {
        language = &set->languages[set->count++];
        language->lang = str_copy(set->arena, lang);
        open_language(set, diag, language);
    }
    pthread_mutex_unlock(&set->lock);
    return language && language->known ? language : NULL;
}

/* ---- words ---- */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* libhyphen's digits: odd ones are places. What would change letters (German "ck") is left out. */
static void pattern_word(const struct hyphenation *hyphenation, Str word, unsigned char *marks)
{
    char copy[WORD_MOST + 8], places[WORD_MOST + 8];
    char **replacements = NULL;
    int *positions = NULL, *cuts = NULL;
    memset(marks, LINEBREAK_NO, word.len);
    if (word.len < 2 || word.len > WORD_MOST) return;
    memcpy(copy, word.data, word.len);
    copy[word.len] = 0;
    memset(places, '0', sizeof places);
    int failed = hnj_hyphen_hyphenate2(hyphenation->patterns, copy, (int)word.len, places, NULL,
                                       &replacements, &positions, &cuts);
    /* places count characters */
    size_t at = 0, letters = utf8_length(word), letter = 0;
    while (!failed && at < word.len) {
        utf8_next(word, &at);
        letter++;
        bool replaced = replacements && replacements[letter - 1];
        if (letter >= LEFT_LEAST && letter + RIGHT_LEAST <= letters && (places[letter - 1] & 1) && !replaced)
            marks[at] = LINEBREAK_SYLLABLE;
    }
    for (size_t i = 0; replacements && i < word.len; i++) free(replacements[i]);
    free(replacements);
    free(positions);
    free(cuts);
}

bool hyphenation_word(const struct hyphenation *hyphenation, Str word, unsigned char *marks)
{
    if (hyphenation->indonesian) return id_hyphenate(hyphenation->roots, word, marks);
    pattern_word(hyphenation, word, marks);
    return true;
}

/* ---- texts ---- */

static bool is_letter(uint32_t c)
{
    return c < 0x80 ? char_is_alpha((char)c)
                    : (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) || (c >= 0x370 && c < 0x530) ||
                          (c >= 0x1E00 && c < 0x2000);
}

/* Quotation marks, brackets, stops: what may stand around a word. */
static bool is_around(uint32_t c)
{
    return (c < 0x80 && c && strchr("\"'()[]{}.,;:!?*<>", (int)c)) || c == 0xAB || c == 0xBB ||
           (c >= 0x2018 && c <= 0x201F) || c == 0x2026 || c == 0x2039 || c == 0x203A || c == 0x2013 ||
           c == 0x2014;
}

/* The letters of text [from, to), which stands between white space; empty when it is more than one word. */
static Str word_inside(Str text, size_t from, size_t to)
{
    size_t begin = to, end = to;
    for (size_t at = from; at < to;) {
        size_t here = at;
        uint32_t c = utf8_next(text, &at);
        if (is_letter(c)) {
            if (begin == to) begin = here;
            if (end != to) return STR_NONE; /* letters again: "dan/atau", "a.id", "e-KTP" */
        } else if (!is_around(c)) {
            return STR_NONE;
        } else if (begin != to && end == to) {
            end = here;
        }
    }
    return str_from_to(text, begin, end);
}

/* Does a sentence begin at `at`? Then a capital says nothing. */
static bool begins_sentence(Str text, size_t at)
{
    while (at > 0 && text.data[at - 1] == ' ') at--;
    if (at == 0 || text.data[at - 1] == '\n') return true;
    while (at > 0 && (is_continuation(text.data[at - 1]) || strchr("\"')]\xE2\xC2", text.data[at - 1]))) at--;
    return at > 0 && strchr(".!?:", text.data[at - 1]) != NULL;
}

enum case_of { CASE_LOWER, CASE_CAPITAL, CASE_OTHER };

static enum case_of case_of(Str word)
{
    bool capital = false;
    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] < 'A' || word.data[i] > 'Z') continue;
        if (i > 0) return CASE_OTHER;
        capital = true;
    }
    return capital ? CASE_CAPITAL : CASE_LOWER;
}

static void mark_word(const struct hyphenation *hyphenation, Str text, size_t from, Str word,
                      unsigned char *kinds)
{
    unsigned char marks[WORD_MOST] = {0};
    char lower[WORD_MOST];
    enum case_of letters = case_of(word);
    if (word.len >= WORD_MOST || utf8_length(word) < WORD_LEAST || letters == CASE_OTHER) return;
    if (letters == CASE_CAPITAL && !begins_sentence(text, from)) return;
    for (size_t i = 0; i < word.len; i++) lower[i] = char_lower(word.data[i]);
    bool known = hyphenation_word(hyphenation, (Str){lower, word.len}, marks);
    if (letters == CASE_CAPITAL && !known) return; /* a name may begin a sentence, too */
    for (size_t i = 1; i < word.len; i++) {
        size_t at = (size_t)(word.data - text.data) + i;
        if (marks[i] && kinds[at] == LINEBREAK_NO) kinds[at] = marks[i];
    }
}

void hyphenation_mark(const struct hyphenation *hyphenation, Str text, size_t from, size_t to,
                      unsigned char *kinds)
{
    for (size_t at = from; at < to;) {
        while (at < to && (text.data[at] == ' ' || text.data[at] == '\n')) at++;
        size_t end = at;
        while (end < text.len && text.data[end] != ' ' && text.data[end] != '\n') end++;
        bool whole =
            end <= to && (at == 0 || at > from || text.data[at - 1] == ' ' || text.data[at - 1] == '\n');
        if (whole && end > at && end - at < 2 * WORD_MOST) {
            Str word = word_inside(text, at, end);
            if (word.len) mark_word(hyphenation, text, at, word, kinds);
        }
        at = end;
    }
}
