/* Words that were shaped already: running text has each of them many times, and shaping is the dearest part of setting it.
 *
 * In: what shape_text takes. Out: the same glyphs, put together from words where that cannot make a difference: text of Latin letters and common
 * signs in a font of whose rules none speaks of spaces (kerning by classes is kept: a word is shaped with the spaces beside it). Of one thread. */
#ifndef TYPESET_WORDS_H
#define TYPESET_WORDS_H

#include "typeset/shape.h"

struct words;

/* The words live as long as the arena. */
struct words *words_new(struct arena *arena);
size_t words_count(const struct words *words); /* kept so far */
/* As shape_text; `words` may be NULL. */
struct glyph_run *words_shape(struct words *words, struct arena *arena, const struct font *font, Str text,
                              Str lang, int features);

#endif
