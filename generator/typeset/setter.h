/* Leaves of a flow set as strips: horizontal slabs that are not split. Private to typeset/ (flow.c, setter.c, columns.c). */
#ifndef TYPESET_SETTER_H
#define TYPESET_SETTER_H

#include "typeset/flow.h"

enum leaf_kind { LEAF_TEXT, LEAF_BOX, LEAF_ROW, LEAF_RULE, LEAF_FIGURE };

/* What stands below each other: a paragraph, a boxed group, a table row, a rule, a figure. */
struct leaf {
    enum leaf_kind kind;
    const struct block *block;
    Measure left, right, before, after; /* margins collapsed; left includes those of the groups around it */
    const struct block *item;           /* the list item whose label stands at this leaf */
    Measure item_left;                  /* where that item begins */
    bool item_alone;                    /* the leaf is all that the item holds */
    bool keep_next, keep_in, break_before;
    struct flow *inner; /* BOX */
    struct grid *grid;  /* ROW */
    size_t row;
};
struct flow {
    struct leaf *leaves;
    size_t count, capacity;
};

/* A table: its cells as flows. */
struct grid {
    size_t columns, rows;
    double *widths, for_width, for_scale; /* of the last call: rows ask one by one */
    bool fits;
    const struct block *widest; /* of the cells, by its widest word */
    double over;                /* mm by which the words alone are too wide */
    struct flow **cells;        /* rows × columns; NULL: no such cell */
    const struct block **blocks;
};
struct grid *grid_new(struct arena *arena, const struct block *table);
/* Widths of the columns: content first, then the rest in proportion. False when the words alone are wider. */
bool grid_widths(struct arena *scratch, struct grid *grid, double width, double scale, const double **widths);
/* The least and the natural width of a flow. */
void flow_extent(const struct flow *flow, double scale, double *least, double *most);

struct strip {
    double gap; /* above, dropped at the top of a frame */
    double height;
    double trim_top, trim_bottom; /* room above the capitals, below the descenders */
    bool keep;                    /* stays with the next strip */
    bool break_before;
    size_t leaf, item;         /* where to go on when the strip is the first left over */
    size_t mark_from, mark_to; /* their y counts from the strip's top */
};
struct setter {
    struct arena *arena;
    double scale;
    double height;        /* of the frame: no more lines are set than it can hold; 0: no limit */
    double figure_height; /* figures are made smaller than this; 0: no limit */
    struct mark *marks;
    size_t mark_count, mark_capacity;
    struct strip *strips;
    size_t count, capacity;
    const struct block *overfull; /* the first block with a word too wide */
    double over;
    double after; /* margin below the last leaf */
};
void setter_leaf(struct setter *setter, const struct flow *flow, size_t leaf, size_t item, double width);
/* Sets a whole flow without a limit of height, as the content of a box or cell; the height, trimmed above and below. */
double setter_inner(struct setter *setter, const struct flow *flow, double x, double y, double width);
struct mark *setter_mark(struct setter *setter, enum mark_kind kind, const struct block *block);

#endif
