/* Leaves of a flow set as strips: horizontal slabs that are not split. Private to typeset/ (flow.c, setter.c, row.c, columns.c, place.c). */
#ifndef TYPESET_SETTER_H
#define TYPESET_SETTER_H

#include "typeset/flow.h"

enum leaf_kind { LEAF_TEXT, LEAF_ROW, LEAF_RULE, LEAF_FIGURE };

/* Does a strip stay with the next one? SOFT gives way when no later frame is high enough for all that is kept together. */
enum keep { KEEP_NONE, KEEP_SOFT, KEEP_HARD };

/* A box around leaves: its background and border are drawn round those that stand in one frame. */
struct enclosure {
    const struct block *block;
    Measure left, right;
    const struct enclosure *parent;
    size_t depth; /* from 1 */
};

/* What stands below each other: a paragraph, a table row, a rule, a figure. */
struct leaf {
    enum leaf_kind kind;
    const struct block *block;
    Measure left, right, before, after; /* margins collapsed; left includes those of the groups around it */
    const struct enclosure *box;        /* the innermost around it; NULL: none */
    const struct block *item;           /* the list item whose label stands at this leaf */
    Measure item_left;                  /* where that item begins */
    bool item_alone;                    /* the leaf is all that the item holds */
    enum keep keep_next, keep_in;
    enum block_break break_before;
    struct grid *grid; /* ROW */
    size_t row;
    size_t figures; /* LEAF_FIGUREs from this leaf to the flow's end */
};
struct flow {
    struct leaf *leaves;
    size_t count, capacity;
    enum block_break pending; /* while flattening: a break before the next leaf */
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
/* The flow of a cell: its own background is the row's matter. */
struct flow *flow_of_cell(struct arena *arena, const struct block *cell);
/* Widths of the columns: content first, then the rest in proportion. False when the words alone are wider. */
bool grid_widths(struct arena *scratch, struct grid *grid, double width, double scale, const double **widths);
/* The least and the natural width of a flow. */
void flow_extent(const struct flow *flow, double scale, double *least, double *most);

struct strip {
    double gap; /* above, dropped at the top of a frame */
    double height;
    double trim_top, trim_bottom; /* room above the capitals, below the descenders */
    double baseline;              /* of a line of text; 0: none */
    const struct enclosure *box;
    enum keep keep; /* with the next strip */
    enum block_break break_before;
    bool again;                /* a table's header, repeated */
    struct flow_position from; /* where to go on when the strip is the first left over */
    size_t mark_from, mark_to; /* their y counts from the strip's top */
    double y;                  /* its top, when placed */
};
struct marks {
    struct mark *list;
    size_t count, capacity;
};
struct setter {
    struct arena *arena;
    double scale, leading;
    double grid, grid_at; /* baselines of body text stand at grid_at + n × grid from the top; 0: anywhere */
    double width;         /* of the frame or cell */
    double height;        /* no more lines of a paragraph are set than this can hold; 0: no limit */
    double later;         /* height of the highest frame to come: a row that fits it is not split */
    double figure_height; /* figures are made smaller than this; 0: no limit */
    struct marks marks;
    struct strip *strips;
    size_t count, capacity;
    const struct block *overfull; /* the first block with a word too wide */
    double over;
    double after; /* margin below the last leaf */
};
/* Sets a leaf from a position in it on. */
void setter_leaf(struct setter *setter, const struct flow *flow, struct flow_position from);
struct mark *marks_add(struct arena *arena, struct marks *marks, enum mark_kind kind,
                       const struct block *block);
struct strip *strip_add(struct setter *setter, struct flow_position from);

/* row.c: rows of tables, split between the lines of their cells when they are higher than any frame to come. */
void set_row(struct setter *setter, const struct leaf *leaf, struct flow_position from);

/* place.c: strips below each other. */
struct pen {
    double y; /* the lower edge of the last strip */
    const struct strip *last;
};
void pen_place(const struct setter *setter, struct pen *pen, struct strip *strip); /* fills strip->y */
/* The lower edge of what is placed: below the descenders and the paddings of open boxes. */
double pen_bottom(const struct setter *setter, const struct pen *pen);
/* Places strips and adds their marks, moved by (x, y), to `out`, boxes behind their content. Their height. */
double strips_compose(struct setter *setter, size_t count, double x, double y, struct marks *out);

#endif
