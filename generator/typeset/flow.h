/* Flows: blocks placed in frames, one after another ("place what fits a rectangle, say what is left": the idea of MuPDF's story).
 *
 * In: a tree of blocks; the sizes of frames. Out: marks (text lines, fills, outlines, figures) with positions relative to the
 * frame's top left corner, in mm, y downwards. Nothing is drawn here. Called by print/.
 *
 * Vertical rules: margins of neighbours collapse to the greater; a frame begins with the capitals of its first line at its upper edge;
 * headings stay with what follows; two lines at least on each side of a break (widows and orphans). Rows, boxes and what is kept
 * together are split only when no later frame is high enough for them; a box is then drawn on both sides, a table's header repeated. */
#ifndef TYPESET_FLOW_H
#define TYPESET_FLOW_H

#include "typeset/block.h"

struct flow;
struct flow *flow_new(struct arena *arena, const struct block *root);

/* How far a flow has been set. Zeroed: nothing yet. */
struct flow_position {
    size_t leaf, item;
    const struct flow_position *cells; /* inside of a table's row: how far each cell has been set */
};

/* A frame and the type that goes into it. */
struct flow_frame {
    double width, height;
    double later; /* the height of the highest frame that comes after; 0: none */
    size_t columns;
    double gap;            /* between columns */
    bool balance;          /* when the flow ends here, its columns are of like height */
    double scale, leading; /* body size in mm; factor on all line heights, 0: 1 */
    double grid, grid_at;  /* baseline grid for lines of that height: first baseline at grid_at; 0: none */
};

enum mark_kind {
    MARK_LINE,    /* x, y: the start of the baseline */
    MARK_FILL,    /* a filled rectangle */
    MARK_OUTLINE, /* a tick box or border: the middle of its line */
    MARK_FIGURE,
    MARK_LEADER, /* room for a leader and a page number behind `line`: x … x + width on the baseline y */
};
struct mark {
    enum mark_kind kind;
    double x, y, width, height;
    double radius, thickness;
    Ink ink;
    const struct line *line;
    const struct block *block;
    void *tag;   /* of the fragment's owner: the label's, else the block's */
    bool first;  /* the first line of its block */
    bool ticked; /* OUTLINE: a tick box with its tick */
    bool again;  /* stands on an earlier page already: a table's header */
};
struct placed {
    struct mark *marks;
    size_t count;
    double height; /* used */
    bool more;     /* something is left */
    bool overfull; /* a word is wider than its line */
    bool page;     /* what is left begins a page */
};

/* Sets what fits from *position on and moves it. A frame that takes nothing and leaves everything is possible. */
struct placed flow_fill(struct arena *scratch, const struct flow *flow, struct flow_position *position,
                        const struct flow_frame *frame);

struct flow_rest {
    double height;
    size_t lines, words;
    Loc loc; /* of the first block that found no room */
};
/* What is left from a position on, as if set in a frame of that width without an end. */
struct flow_rest flow_rest(struct arena *scratch, const struct flow *flow, struct flow_position position,
                           const struct flow_frame *frame);

/* The first word that is wider than its measure in frames of this width; false when there is none. */
struct flow_wide {
    Loc loc;
    Str word;
    double over; /* mm */
};
bool flow_too_wide(struct arena *scratch, const struct flow *flow, const struct flow_frame *frame,
                   struct flow_wide *wide);

#endif
