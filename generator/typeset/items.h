/* A paragraph's inside: text as boxes, glue and penalties (Knuth & Plass 1981), and the solutions found for it. Private to typeset/
 * (paragraph.c makes items, optimum.c chooses among the places to break). */
#ifndef TYPESET_ITEMS_H
#define TYPESET_ITEMS_H

#include "typeset/paragraph.h"

enum item_kind {
    ITEM_BOX,     /* is set as it is */
    ITEM_GLUE,    /* a space */
    ITEM_PENALTY, /* a place to break that adds nothing: after a hyphen or a slash */
    ITEM_HYPHEN,  /* a place to break that adds a hyphen, `width` wide */
    ITEM_FORCED,  /* the line ends */
};
struct item {
    enum item_kind kind;
    bool breaks;            /* GLUE: a line may end here */
    unsigned char penalty;  /* PENALTY, HYPHEN: as TeX's \hyphenpenalty; 50 is usual */
    uint32_t run, from, to; /* glyphs */
    Measure width;
};
/* What stands before an item, from the paragraph's beginning: so a line's sums are a difference, at any scale. */
struct sums {
    Measure width, glue; /* boxes and glue; glue alone */
    Measure size;        /* the font size of each glyph: what letter-space counts in */
};
struct run {
    const struct span *span;
    struct glyph_run *glyphs, *hyphen; /* hyphen: NULL when the run has no place for one */
    size_t start;                      /* of its text in the paragraph's */
};

/* Where lines end at a scale and a measure, from an item on. */
struct solution {
    double scale, measure;
    size_t start, count, capacity;
    uint32_t *next; /* the item at which the line after begins */
    unsigned long used;
};
enum { SOLUTIONS = 4 }; /* a flow asks for the same lines again, and in frames of few different widths */

struct paragraph {
    struct arena *arena;
    Str text;
    const struct span_style *strut;
    struct run *runs;
    size_t run_count, run_capacity;
    struct item *items;
    struct sums *sums; /* count + 1 */
    size_t count, capacity;
    struct solution *solutions;
    bool hyphens; /* some item is a HYPHEN */
};

static inline Measure measure_difference(Measure a, Measure b)
{
    return (Measure){a.fixed - b.fixed, a.scaled - b.scaled};
}

/* The item that ends a line whose successor begins at `next`; the number of items when it is the last. */
static inline size_t item_ending(const struct paragraph *p, size_t from, size_t next)
{
    if (next > from && next <= p->count &&
        (p->items[next - 1].kind == ITEM_GLUE || p->items[next - 1].kind == ITEM_FORCED))
        return next - 1;
    return next;
}

/* How far a line's spaces and letters give way, at ratio 1 and -1. Spaces of fonts for text are narrow (1/6 to 1/4 em), so letters take part,
 * as in the expansion of microtype, by 2 % of an em at ratio 1. Letters stop at RATIO_MOST; spaces go on to twice their width, then letters
 * once more up to LETTER_MOST, and what is still lacking falls to the spaces. */
#define GLUE_STRETCH   0.45 /* of its width */
#define GLUE_SHRINK    0.18 /* of its width */
#define LETTER_STRETCH 0.02 /* em, each letter */
#define LETTER_SHRINK  0.02
#define RATIO_MOST     1.4
#define LETTER_MOST    0.055
#define GLUE_LOOSE     2.0 /* times its width; beyond, the line is bad, and told */

/* What a line of this width lacks, in units of what it can give: 0 natural, negative: too wide. */
double line_ratio(double lack, double glue, double size);

/* The best lines from item `start` on. */
void optimum_find(const struct paragraph *paragraph, struct solution *solution);

#endif
