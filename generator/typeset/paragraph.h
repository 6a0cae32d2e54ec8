/* Paragraphs: styled text becomes lines of glyphs.
 *
 * In: spans of text, each in one font, size and colour. paragraph_new shapes them once, in font units; paragraph_break sets them in
 * lines of a given width at a given scale, as often as it takes to find a size that fits. Out: lines as plain data: pieces of
 * glyph runs with positions in mm. Called by flow.c. The text is kept as boxes, glue and penalties, and the lines are those that
 * suit the whole paragraph best (Knuth & Plass 1981; see optimum.c). */
#ifndef TYPESET_PARAGRAPH_H
#define TYPESET_PARAGRAPH_H

#include "base/diag.h"
#include "typeset/shape.h"

/* A length that may grow with the text: fixed + scaled × scale, in mm. The scale is the size of body text in mm, so `scaled`
 * counts ems of it. */
typedef struct Measure {
    double fixed, scaled;
} Measure;

static inline double measure_at(Measure m, double scale)
{
    return m.fixed + m.scaled * scale;
}
static inline Measure measure_times(Measure m, double factor)
{
    return (Measure){m.fixed * factor, m.scaled * factor};
}
static inline Measure measure_sum(Measure a, Measure b)
{
    return (Measure){a.fixed + b.fixed, a.scaled + b.scaled};
}
/* The greater of two; judged at a body size of 10 pt. */
static inline Measure measure_max(Measure a, Measure b)
{
    return measure_at(a, 3.53) >= measure_at(b, 3.53) ? a : b;
}

typedef uint32_t Ink; /* 0xAARRGGBB, sRGB; alpha 0: none */

enum wrap {
    WRAP_RAGGED,    /* few lines, of like length but the last */
    WRAP_JUSTIFIED, /* spaces give way so that every line but the last is as wide as the measure */
    WRAP_BALANCED,  /* few lines, all of like length: headings */
};
enum hyphens {
    HYPHENS_MANUAL, /* only at soft hyphens (U+00AD) */
    HYPHENS_AUTO,
    HYPHENS_NONE,
};
struct span_style {
    const struct font *font;
    Measure size;
    Ink ink;
    double letter_space; /* em */
    double rise;         /* em, upwards */
    int features;        /* enum shape_feature */
    bool underline;
    enum hyphens hyphens;
    bool verbatim;       /* code: quotation marks stay straight */
    struct words *words; /* shaped already (words.h); NULL: none are kept */
    /* as a strut, for the whole paragraph: */
    enum wrap wrap;
    bool ties;                             /* small words stay with what follows */
    const struct hyphenation *hyphenation; /* of its language, for HYPHENS_AUTO; NULL: not known */
};
/* "\n" in a text ends the line. `tag` is the caller's (a structure element). */
struct span {
    Str text;
    const struct span_style *style;
    void *tag;
    Loc loc;
};

struct paragraph;
/* Reports characters that a font lacks, at their span's place. `strut` gives the metrics of every line. */
struct paragraph *paragraph_new(struct arena *arena, struct diag *diag, const struct span *spans,
                                size_t count, const struct span_style *strut, Str lang);

enum fragment_part { PART_NONE, PART_HEAD, PART_TAIL };
struct fragment {
    const struct span *span;
    const struct glyph_run *run;
    size_t from, to; /* glyphs; a space at the line's end is among them */
    double x, width; /* from the line's start; without that space */
    double size, letter_space;
    enum fragment_part part; /* of a word that the line's end, or the one before, divides */
};
/* Spaces stretched beyond this are more than a reader should see. */
#define PARAGRAPH_LOOSE 2.05
struct line {
    size_t count;
    struct fragment *fragments;
    struct fragment *hyphen; /* that the line's end made: its run is a hyphen; NULL: none */
    Str word;                /* the word of the pieces that are PART_HEAD, whole */
    double width;
    double word_space; /* added to each space */
    double stretch;    /* its spaces as a multiple of natural ones; 1 when ragged */
    bool overfull;     /* a word wider than the measure */
    bool last;         /* of its paragraph */
    size_t next;       /* the item at which the next line begins */
};

/* The lines from item `from` on (0: the beginning), at most `most`. Their number; `measure` in mm. Going on from a line's `next` at the
 * same measure and scale gives the lines that asking for all at once gives. A paragraph belongs to one thread: it remembers. */
size_t paragraph_break(struct arena *arena, const struct paragraph *paragraph, double scale, size_t from,
                       double measure, size_t most, struct line **lines);
const struct span_style *paragraph_strut(const struct paragraph *paragraph);
Str paragraph_text(const struct paragraph *paragraph);
size_t paragraph_words(const struct paragraph *paragraph, size_t from); /* from an item to the end */
/* The widest word and the whole on one line (of the longest forced line), for table columns. */
void paragraph_extent(const struct paragraph *paragraph, double scale, double *least, double *most);
/* The widest unbreakable piece as text, for messages. */
Str paragraph_widest(const struct paragraph *paragraph, double scale);

#endif
