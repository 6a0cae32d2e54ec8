/* Fonts of print: the files of templates/fonts/, found by family, weight and slope.
 *
 * In: TrueType files. Out: HarfBuzz fonts (immutable, safe from any thread) with the metrics that a typesetter needs, in font units.
 * A damaged file is reported and left out. */
#ifndef TYPESET_FONT_H
#define TYPESET_FONT_H

#include <hb.h>

#include "base/diag.h"
#include "base/str.h"

struct arena;

struct font {
    Str family, path; /* family from the name table (typographic family first) */
    Str postscript;   /* PostScript name */
    int weight;       /* OS/2 usWeightClass */
    bool italic;
    Str bytes; /* the whole file */
    hb_face_t *face;
    hb_font_t *hb; /* scale = units_per_em, so positions are in font units */
    int units_per_em;
    int ascent, descent; /* typographic ones; descent is negative */
    int cap_height, x_height;
    int underline_position, underline_thickness;
    int box[4]; /* head: xMin yMin xMax yMax */
    double italic_angle;
    size_t number; /* place in the set: 0 … count-1 */
};

struct font_set {
    struct font **fonts; /* sorted by family, weight, slope, path */
    size_t count;
};

struct font_set *font_set_open(struct arena *arena, struct diag *diag, const char *folder, Str shown);
/* One font; `bytes` are not copied. NULL after a report that names `path`. */
struct font *font_open(struct arena *arena, struct diag *diag, Str path, Str bytes);
/* The face of the family nearest in slope, then weight (CSS Fonts 4, 5.2); NULL when there is no such family. */
const struct font *font_find(const struct font_set *set, Str family, int weight, bool italic);
/* Advance of a glyph in font units. */
int font_advance(const struct font *font, uint32_t glyph);

#endif
