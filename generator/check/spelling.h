/* Spelling by hunspell and its Indonesian dictionary, loaded when the first word is looked up; without them nothing is checked.
 *
 * In: words of pages, from any thread. Out: at the end one warning for each word that no list knows, at its first place. The dictionary knows
 * roots and most affixes; what it does not, is taken apart by the rules of Indonesian morphology until a root is left. Private to check/. */
#ifndef CHECK_SPELLING_H
#define CHECK_SPELLING_H

#include "base/diag.h"

struct spelling;

struct spelling *spelling_open(struct arena *arena, Str lang);
void spelling_add(struct spelling *spelling, Str word); /* before any word is looked up */
bool spelling_knows(struct spelling *spelling, Str word);
/* `page` and the place's offset decide which place is the first. `doubtful`: told only when a word is near that it may be meant for. */
void spelling_look(struct spelling *spelling, Str word, size_t page, Loc loc, bool doubtful);
void spelling_tell(struct spelling *spelling, struct diag *diag);

#endif
