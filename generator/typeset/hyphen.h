/* Hyphenation: where words may be divided.
 *
 * In: the language of a text, a list of its roots (templates/hyphen/LANGUAGE.txt) or patterns of libhyphen. Out: marks before letters. Called
 * by paragraph.c. Indonesian is divided by its affixes and syllables (EYD V, "Pemenggalan Kata"; see hyphen_id.c), Sundanese by its
 * syllables, other languages by the patterns that their Debian package (hyphen-en-us …) puts into /usr/share/hyphen; a language without
 * any is not hyphenated, which is told once as a note.
 *
 * Never divided: words under five letters, names (a capital inside of a sentence), abbreviations, words with digits, addresses, and
 * words with a hyphen of their own, which break there. */
#ifndef TYPESET_HYPHEN_H
#define TYPESET_HYPHEN_H

#include "base/diag.h"
#include "base/str.h"

struct arena;
struct hyphenation;
struct hyphenation_set;

/* `folder` holds the lists of roots, `shown` is the name that people know it by. Languages are read when they are first asked for. */
struct hyphenation_set *hyphenation_open(struct arena *arena, const char *folder, Str shown);
/* From any thread. lang: BCP 47. NULL: not known. */
const struct hyphenation *hyphenation_find(struct hyphenation_set *set, struct diag *diag, Str lang);

/* Marks the places in text [from, to) as LINEBREAK_AFFIX or LINEBREAK_SYLLABLE; kinds has an entry for each byte of the whole text. */
void hyphenation_mark(const struct hyphenation *hyphenation, Str text, size_t from, size_t to,
                      unsigned char *kinds);
/* One word of letters in lower case: marks[i] says how the word may be divided before its byte i. All the language's places. False
 * when the word is not made of known parts, so that marks are no more than likely. */
bool hyphenation_word(const struct hyphenation *hyphenation, Str word, unsigned char *marks);

#endif
