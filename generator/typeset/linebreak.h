/* Where a line of text may end (UAX #14 in small, for Latin script, with the number and unit rules of Indonesian).
 *
 * In: the text of a whole paragraph, UTF-8. Out: one mark per byte. Called by paragraph.c. Breaks inside words (hyphenation) are
 * another matter. */
#ifndef TYPESET_LINEBREAK_H
#define TYPESET_LINEBREAK_H

#include "base/str.h"

enum linebreak {
    LINEBREAK_NO,    /* no line may begin here */
    LINEBREAK_SPACE, /* this byte is a U+0020 at which a line may end */
    LINEBREAK_HERE,  /* a line may begin with this byte (after a hyphen or a slash) */
    /* a line may begin with this byte when the one before gets a hyphen: */
    LINEBREAK_SOFT,     /* the author said so */
    LINEBREAK_AFFIX,    /* between a root and its affix (hyphen.c) */
    LINEBREAK_SYLLABLE, /* between syllables (hyphen.c) */
};

/* kinds has text.len entries. `ties`: for headings, where small words (di, dari, dan) stay with a short word after them. */
void linebreak_find(Str text, bool ties, unsigned char *kinds);

#endif
