/* Words to their roots, for search: "mencairkan", "pencairan" and "dicairkan" are all "cair".
 *
 * In: a language's table of affixes (templates/search/LANG.txt says its form) and its roots. Out: for a word of lower-case letters a to z the
 * terms that it stands for. The method is Nazief and Adriani's ("Confix stripping", 1996; Asian, "Effective techniques for Indonesian text
 * retrieval", 2007): affixes are taken off only where a root is left; of several ways the cheapest wins, and one that is nearly as cheap
 * counts as well (mengemas: kemas, emas). A word without a known root stays what it is, and what is left without its affixes is a guess
 * beside it. Read-only after reading: any thread may fold. search.js does the same to what is typed, with the index as its list of roots. */
#ifndef DATA_FOLD_H
#define DATA_FOLD_H

#include "base/str.h"

struct arena;
struct fold;

enum {
    FOLD_WORD_MOST = 48, /* letters; longer words stay as they are */
    FOLD_TERMS_MOST = 6,
};

/* What a term is to the word, and how much it counts: the sum of both sides decides in a ranking. */
enum fold_kind {
    FOLD_ROOT,  /* its root, or the word itself if it has none */
    FOLD_OTHER, /* another root that it may have */
    FOLD_PART,  /* a part of a compound: tenaga, kerja */
    FOLD_GUESS, /* what is left without affixes, though it is on no list */
};
struct fold_term {
    char letters[FOLD_WORD_MOST + 2];
    size_t len;
    enum fold_kind kind;
};

/* Never NULL. Lines that the table cannot mean give their number in *bad (0: none). */
struct fold *fold_new(struct arena *arena, Str affixes, size_t *bad);
/* Words between white space, "#" begins a comment; hyphens are left out; "=kata" is a word that is never taken apart,
 * "~kata" one that is no root whatever another list says. */
void fold_add_roots(struct arena *arena, struct fold *fold, Str words);

/* 0: a word that says nothing ("yang"). */
size_t fold_word(const struct fold *fold, Str word, struct fold_term terms[FOLD_TERMS_MOST]);
bool fold_is_stop(const struct fold *fold, Str word);
/* The word's root by the given list of roots instead; false: none. */
bool fold_root_by(const struct fold *fold, Str word, bool (*is_root)(const void *list, Str word),
                  const void *list, struct fold_term *root);
/* Calls back for each root of the list. */
void fold_each_root(const struct fold *fold, void (*tell)(void *context, Str root), void *context);

/* What a word is filed under: without what looks like affixes, and without a first letter that prefixes swallow, so that a word and its root
 * stand near each other. At most 6 letters. */
enum { FOLD_KEY_MOST = 6 };
size_t fold_key(const struct fold *fold, Str word, char key[FOLD_KEY_MOST]);
/* The table in one line, for search.js. */
struct buf;
void fold_write_table(struct buf *out, const struct fold *fold);
void fold_write_stops(struct buf *out, const struct fold *fold);

#endif
