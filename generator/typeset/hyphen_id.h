/* Indonesian words divided by roots, affixes and syllables. Private to typeset/ (hyphen.c, hyphen_id.c). */
#ifndef TYPESET_HYPHEN_ID_H
#define TYPESET_HYPHEN_ID_H

#include "base/str.h"

struct arena;

enum { ID_WORD_MOST = 60 }; /* bytes; longer words are not divided */

struct roots;
/* A list of words between white space; "#" begins a comment up to the line's end; hyphens in a word give its breaks. */
struct roots *roots_read(struct arena *arena, Str text);

/* See hyphenation_word. `roots` NULL: syllables alone. */
bool id_hyphenate(const struct roots *roots, Str word, unsigned char *marks);

#endif
