/* A Markdown file with only that left which readers see: everything else is blanked out, so that offsets stay those of the source.
 * Private to check/. */
#ifndef CHECK_PROSE_H
#define CHECK_PROSE_H

#include "base/diag.h"

/* What stands for a value ({{…}}): no letter, no digit, no space. */
#define PROSE_VALUE '\1'

struct prose {
    const struct source *source;
    size_t offset; /* of `text` in the source */
    Str text;
    Str lang;
    size_t body; /* where the Markdown begins in `text`, behind the front matter */
};
struct prose prose_of_markdown(struct arena *scratch, const struct source *source, size_t body, Str lang);
/* The same with addresses and all of the front matter, without code, values and the targets of links. */
struct prose prose_of_contacts(struct arena *scratch, const struct source *source, size_t body, Str lang);
/* A line of a YAML file, as it stands there. */
struct prose prose_of_text(Loc loc, Str text, Str lang);
static inline Loc prose_loc(const struct prose *prose, size_t at)
{
    return (Loc){prose->source, prose->offset + at};
}

#endif
