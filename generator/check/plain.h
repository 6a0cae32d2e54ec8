/* Plain language: sentences that are too long, too many passives, abbreviations that nobody explained, words that have a simpler one, and
 * spelling (spelling.h).
 *
 * In: the site, templates/language/LANG.yaml (limits, rewrites, known words), content/kosakata.txt (the branch's words, one a line; "JHT =
 * Jaminan Hari Tua" is a glossary entry). Out: warnings. Called by check.c for `suluh check` only. Precision goes before recall: a warning
 * that is often wrong is soon not read. A comment <!-- bahasa: … --> silences the block that follows. Private to check/. */
#ifndef CHECK_PLAIN_H
#define CHECK_PLAIN_H

#include "base/names.h"
#include "check/prose.h"
#include "site/site.h"

struct spelling;

struct plain_rewrite {
    Str say, instead;
};
/* What is known of one language. */
struct plain_language {
    Str lang;
    size_t words_most; /* of a sentence */
    struct plain_rewrite *rewrites;
    size_t rewrite_count;
    struct names known;        /* abbreviations that need no explanation */
    struct names active;       /* words that only look passive */
    struct spelling *spelling; /* NULL: no dictionary */
};
struct plain {
    struct arena *arena;
    struct diag *diag;
    const struct site *site;
    struct plain_language language; /* the site's own: other languages are only measured */
};

/* A run of text that readers take in at once. */
enum plain_kind { PLAIN_PARAGRAPH, PLAIN_HEADING, PLAIN_CELL, PLAIN_FRONT };
struct plain_block {
    enum plain_kind kind;
    size_t from, to;
};
/* The next block from *at on; false: there is none. */
bool plain_next_block(const struct prose *prose, size_t *at, struct plain_block *block);
/* The next word of text[*at … to): letters, also with hyphens between; digits count as well. */
bool plain_next_word(Str text, size_t *at, size_t to, Str *word);

struct plain *plain_open(struct arena *arena, struct diag *diag, const struct site *site);
void plain_check(const struct plain *plain, const struct prose *prose, size_t page, struct arena *scratch);
void plain_finish(const struct plain *plain); /* after all texts */

#endif
