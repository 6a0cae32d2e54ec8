/* Blocks: what a flow is made of, with their typographic styles, as plain data.
 *
 * In: print/ builds a tree of blocks from Markdown and CSS. Out: flow.c flattens it and sets it in frames. */
#ifndef TYPESET_BLOCK_H
#define TYPESET_BLOCK_H

#include "typeset/paragraph.h"

enum block_kind {
    BLOCK_GROUP,  /* children below each other: sections, lists, list items, quotations, boxes */
    BLOCK_TEXT,   /* a paragraph or heading */
    BLOCK_TABLE,  /* children: ROWs */
    BLOCK_ROW,    /* children: cells, each a GROUP */
    BLOCK_RULE,   /* a horizontal line */
    BLOCK_FIGURE, /* room for a drawing */
};
enum block_align { BLOCK_LEFT, BLOCK_CENTER, BLOCK_RIGHT };
enum block_break {
    BREAK_NONE,
    BREAK_COLUMN,
    BREAK_PAGE
}; /* to the next column or frame; to the next page's */
enum label_kind { LABEL_NONE, LABEL_TEXT, LABEL_BOX, LABEL_FIGURE };

struct block_style {
    Measure line_height, margin_top, margin_bottom;
    Measure padding_top, padding_right, padding_bottom, padding_left; /* without ink: left and right only */
    Measure bar, border, radius; /* left bar; rule below a row or all round a box */
    Ink background, bar_ink, border_ink;
    enum block_align align;
    enum block_break break_before, break_after;
    bool keep_with_next, keep_together;
    bool border_below; /* the border is a rule below, not all round */
};

struct block_label {
    enum label_kind kind;
    const struct paragraph *text; /* LABEL_TEXT */
    Measure size;                 /* LABEL_BOX, LABEL_FIGURE: its side; the figure is the item's data */
    bool ticked;                  /* LABEL_BOX */
    Ink ink;
    enum block_align align; /* within the item's left padding */
    bool tall;              /* hangs from the top of the first line instead of standing on its baseline */
    void *tag;
};

struct block {
    enum block_kind kind;
    const struct block_style *style;
    struct block_label label;    /* of a list item */
    struct paragraph *paragraph; /* TEXT */
    double aspect;               /* FIGURE: height / width */
    Measure width;               /* FIGURE: 0: as wide as the frame */
    bool header;                 /* ROW: stays with the next one */
    int level;                   /* heading level of a TEXT, 0: none */
    Measure trailing; /* TEXT: room kept free at the end of its lines, for a leader and a page number */
    void *tag, *data; /* the caller's */
    Loc loc;
    struct block *first, *last, *next;
};

struct block *block_new(struct arena *arena, struct block *parent, enum block_kind kind,
                        const struct block_style *style, Loc loc);

#endif
