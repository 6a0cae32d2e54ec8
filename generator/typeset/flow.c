#include "typeset/flow.h"

#include "base/arena.h"
#include "typeset/setter.h"

#define SLACK 0.02 /* mm by which a line may miss the frame's edge */

/* ---- flattening ---- */

struct place {
    Measure left, right;
    const struct enclosure *box;
};

static bool is_boxed(const struct block *block)
{
    const struct block_style *style = block->style;
    bool edged = style->border_ink && (block->kind == BLOCK_GROUP || block->kind == BLOCK_TEXT);
    return style->background || style->bar_ink || edged;
}

static struct leaf *leaf_add(struct arena *arena, struct flow *flow, enum leaf_kind kind,
                             const struct block *block, const struct place *place)
{
    flow->leaves = arena_grow(arena, flow->leaves, &flow->capacity, flow->count + 1, sizeof *flow->leaves);
    struct leaf *leaf = &flow->leaves[flow->count++];
    *leaf = (struct leaf){.kind = kind,
                          .block = block,
                          .left = place->left,
                          .right = place->right,
                          .box = place->box,
                          .break_before = flow->pending};
    flow->pending = BREAK_NONE;
    return leaf;
}

static void flatten(struct arena *arena, struct flow *flow, const struct block *block, struct place place);

static void flatten_children(struct arena *arena, struct flow *flow, const struct block *block,
                             struct place place)
{
    Measure item_left = place.left;
    place.left = measure_sum(place.left, block->style->padding_left);
    place.right = measure_sum(place.right, block->style->padding_right);
    size_t from = flow->count;
    for (const struct block *child = block->first; child; child = child->next)
        flatten(arena, flow, child, place);
    if (flow->count == from || block->label.kind == LABEL_NONE) return;
    struct leaf *leaf = &flow->leaves[from];
    if (leaf->item) return; /* "1. 1. x": the inner label stands there already */
    leaf->item = block;
    leaf->item_left = item_left;
    leaf->item_alone = flow->count == from + 1;
}

static void flatten_text(struct arena *arena, struct flow *flow, const struct block *block,
                         struct place place)
{
    place.left = measure_sum(place.left, block->style->padding_left);
    place.right = measure_sum(place.right, block->style->padding_right);
    leaf_add(arena, flow, LEAF_TEXT, block, &place);
}

/* The leaves of a box stay together where they can; the margins inside at its ends are its padding's matter. */
static void flatten_box(struct arena *arena, struct flow *flow, const struct block *block, struct place place)
{
    struct enclosure *box = arena_make(arena, struct enclosure);
    *box =
        (struct enclosure){block, place.left, place.right, place.box, place.box ? place.box->depth + 1 : 1};
    size_t from = flow->count;
    if (block->style->bar_ink) place.left = measure_sum(place.left, block->style->bar);
    place.box = box;
    if (block->kind == BLOCK_TEXT)
        flatten_text(arena, flow, block, place);
    else
        flatten_children(arena, flow, block, place);
    if (flow->count == from) return;
    flow->leaves[from].before = flow->leaves[flow->count - 1].after = (Measure){0};
}

static void flatten_table(struct arena *arena, struct flow *flow, const struct block *block,
                          struct place place)
{
    struct grid *grid = grid_new(arena, block);
    size_t row = 0;
    for (const struct block *child = block->first; child; child = child->next) {
        struct leaf *leaf = leaf_add(arena, flow, LEAF_ROW, child, &place);
        leaf->grid = grid;
        leaf->row = row++;
        leaf->keep_next = child->header ? KEEP_HARD : KEEP_NONE;
        bool second_last = child->next && !child->next->next; /* the last row does not stand alone */
        if (second_last && leaf->row > 1) leaf->keep_next = KEEP_SOFT;
    }
}

static void keep_together(struct leaf *first, struct leaf *last)
{
    for (struct leaf *leaf = first; leaf <= last; leaf++) {
        if (leaf->keep_in == KEEP_NONE) leaf->keep_in = KEEP_SOFT;
        if (leaf < last && leaf->keep_next == KEEP_NONE) leaf->keep_next = KEEP_SOFT;
    }
}

static void flatten(struct arena *arena, struct flow *flow, const struct block *block, struct place place)
{
    const struct block_style *style = block->style;
    size_t from = flow->count;
    bool boxed = (block->kind == BLOCK_TEXT || block->kind == BLOCK_GROUP) && is_boxed(block);
    switch (block->kind) {
    case BLOCK_TEXT:
        if (!boxed) flatten_text(arena, flow, block, place);
        break;
    case BLOCK_RULE:
        if (!style->break_after)
            leaf_add(arena, flow, LEAF_RULE, block, &place); /* else it is a break alone */
        break;
    case BLOCK_FIGURE:
        place.left = measure_sum(place.left, style->padding_left);
        place.right = measure_sum(place.right, style->padding_right);
        leaf_add(arena, flow, LEAF_FIGURE, block, &place);
        break;
    case BLOCK_ROW: break; /* only in tables */
    case BLOCK_TABLE: flatten_table(arena, flow, block, place); break;
    case BLOCK_GROUP:
        if (!boxed) flatten_children(arena, flow, block, place);
        break;
    }
    if (boxed) flatten_box(arena, flow, block, place);
    if (style->break_after > flow->pending) flow->pending = style->break_after;
    if (flow->count == from) return;
    struct leaf *first = &flow->leaves[from], *last = &flow->leaves[flow->count - 1];
    first->before = measure_max(first->before, style->margin_top);
    last->after = measure_max(last->after, style->margin_bottom);
    if (style->break_before > first->break_before) first->break_before = style->break_before;
    if (style->keep_with_next) last->keep_next = KEEP_HARD;
    if (style->keep_together || boxed) keep_together(first, last);
}

static void count_figures(struct flow *flow)
{
    size_t figures = 0;
    for (size_t i = flow->count; i-- > 0; flow->leaves[i].figures = figures)
        if (flow->leaves[i].kind == LEAF_FIGURE) figures++;
}

struct flow *flow_new(struct arena *arena, const struct block *root)
{
    struct flow *flow = arena_make(arena, struct flow);
    flatten(arena, flow, root, (struct place){.box = NULL});
    count_figures(flow);
    return flow;
}

struct flow *flow_of_cell(struct arena *arena, const struct block *cell)
{
    struct flow *flow = arena_make(arena, struct flow);
    flatten_children(arena, flow, cell, (struct place){.box = NULL});
    return flow;
}

/* ---- where a frame ends ---- */

/* Moves a break up to where one is allowed; 0 when it is nowhere. */
static size_t legal_break(const struct setter *setter, size_t k, enum keep keep)
{
    while (k > 0 && setter->strips[k - 1].keep >= keep) k--;
    return k;
}

/* Would what is kept together from strip k on fit a frame of that height? Sets more leaves to know. */
static bool chain_fits(struct setter *setter, const struct flow *flow, size_t k, enum keep keep,
                       double height)
{
    struct pen pen = {0};
    for (size_t i = k;; i++) {
        if (i == setter->count) {
            size_t next = setter->strips[i - 1].from.leaf + 1;
            if (next >= flow->count) return true;
            setter_leaf(setter, flow, (struct flow_position){.leaf = next});
        }
        pen_place(setter, &pen, &setter->strips[i]);
        if (pen_bottom(setter, &pen) > height + SLACK) return false;
        if (setter->strips[i].keep < keep) return true;
    }
}

/* Where to break when strip `fit` is the first that finds no room. What is kept together is split only when no later frame can hold it. */
static size_t choose_break(struct setter *setter, const struct flow *flow, size_t fit, double later)
{
    for (enum keep keep = KEEP_SOFT; keep <= KEEP_HARD; keep++) {
        size_t k = legal_break(setter, fit, keep);
        if (k == fit || chain_fits(setter, flow, k, keep, later)) return k;
    }
    return fit;
}

/* ---- filling ---- */

static double column_width(const struct flow_frame *frame)
{
    size_t columns = frame->columns ? frame->columns : 1;
    return (frame->width - frame->gap * (double)(columns - 1)) / (double)columns;
}

static struct setter setter_for(struct arena *scratch, const struct flow_frame *frame, double width)
{
    return (struct setter){.arena = scratch,
                           .scale = frame->scale,
                           .leading = frame->leading > 0 ? frame->leading : 1,
                           .grid = frame->grid,
                           .grid_at = frame->grid_at,
                           .width = width,
                           .later = frame->later};
}

/* A figure gives way to the lines around it: the height it may have so that all that is left fits the frame. Only when it is the one
 * figure left and keeps at least a third of its height. */
static double figure_limit(const struct flow *flow, struct flow_position position, struct setter setter,
                           double height)
{
    if (position.leaf >= flow->count || flow->leaves[position.leaf].figures != 1) return height;
    struct pen pen = {0};
    double own = 0;
    for (size_t placed = 0; position.leaf < flow->count;
         position = (struct flow_position){.leaf = position.leaf + 1}) {
        setter_leaf(&setter, flow, position);
        for (; placed < setter.count; placed++) pen_place(&setter, &pen, &setter.strips[placed]);
        if (flow->leaves[position.leaf].kind == LEAF_FIGURE) own = setter.strips[setter.count - 1].height;
        if (pen_bottom(&setter, &pen) > height + (own > 0 ? own : setter.width * 4)) return height;
    }
    double whole = pen_bottom(&setter, &pen), limit = own - (whole - height);
    return whole > height && limit >= own / 3 ? limit : height;
}

/* The header of the table in whose rows a frame begins. */
static void repeat_header(struct setter *setter, const struct flow *flow, size_t leaf)
{
    const struct leaf *row = &flow->leaves[leaf];
    if (row->kind != LEAF_ROW || row->row == 0) return;
    size_t header = leaf - row->row;
    if (!flow->leaves[header].block->header) return;
    double later = setter->later;
    setter->later = setter->height; /* not to be cut */
    setter_leaf(setter, flow, (struct flow_position){.leaf = header});
    setter->later = later;
    for (size_t i = 0; i < setter->count; i++) setter->strips[i].again = true;
}

struct column {
    struct marks marks;
    double height;
    bool more, overfull, page;
};

static void fill_column(struct setter setter, const struct flow *flow, struct flow_position *position,
                        double x, double height, struct column *out)
{
    setter.height = height > setter.later ? height : setter.later;
    setter.figure_height = figure_limit(flow, *position, setter, height);
    struct flow_position from = *position;
    if (from.leaf < flow->count) repeat_header(&setter, flow, from.leaf);
    size_t repeated = setter.count, fit = 0;
    struct pen pen = {0};
    bool full = false, forced = false;
    for (; from.leaf < flow->count && !full; from = (struct flow_position){.leaf = from.leaf + 1}) {
        setter_leaf(&setter, flow, from);
        for (; fit < setter.count && !full; fit++) {
            struct strip *strip = &setter.strips[fit];
            forced = fit > repeated && strip->break_before != BREAK_NONE;
            if (forced) break;
            pen_place(&setter, &pen, strip);
            full = pen_bottom(&setter, &pen) > height + SLACK;
            if (full) break;
        }
        full = full || forced;
    }
    size_t count = full && !forced ? choose_break(&setter, flow, fit, setter.later) : fit;
    if (full && count <= repeated) count = 0; /* a header alone does not stand */
    out->height = strips_compose(&setter, count, x, 0, &out->marks);
    out->more = full;
    out->overfull = out->overfull || setter.overfull;
    out->page = forced && setter.strips[fit].break_before == BREAK_PAGE;
    if (!full)
        *position = (struct flow_position){.leaf = flow->count};
    else if (count > 0)
        *position = setter.strips[count].from;
}

/* All columns at a height of their own: the whole frame's, or less when they are balanced. */
static struct placed fill_columns(struct arena *scratch, const struct flow *flow,
                                  struct flow_position *position, const struct flow_frame *frame,
                                  double height)
{
    size_t columns = frame->columns ? frame->columns : 1;
    double width = column_width(frame);
    struct setter setter = setter_for(scratch, frame, width);
    struct column column = {.more = true};
    struct placed placed = {0};
    for (size_t c = 0; c < columns && column.more && !column.page; c++) {
        setter.later = frame->later;
        if (c + 1 < columns && frame->height > setter.later) setter.later = frame->height;
        fill_column(setter, flow, position, (width + frame->gap) * (double)c, height, &column);
        if (column.height > placed.height) placed.height = column.height;
    }
    placed.marks = column.marks.list;
    placed.count = column.marks.count;
    placed.more = column.more;
    placed.overfull = column.overfull;
    placed.page = column.page;
    return placed;
}

struct placed flow_fill(struct arena *scratch, const struct flow *flow, struct flow_position *position,
                        const struct flow_frame *frame)
{
    const struct flow_position from = *position;
    struct placed placed = fill_columns(scratch, flow, position, frame, frame->height);
    if (frame->columns < 2 || !frame->balance || placed.more) return placed;
    double low = 0, high = frame->height;
    for (int i = 0; i < 10; i++) {
        double middle = (low + high) / 2;
        struct flow_position trial = from;
        struct placed lower = fill_columns(scratch, flow, &trial, frame, middle);
        if (lower.more) {
            low = middle;
        } else {
            high = middle;
            placed = lower;
        }
    }
    return placed;
}

/* ---- what is wrong ---- */

static void count_words(struct flow_rest *rest, const struct mark *mark)
{
    if (mark->kind != MARK_LINE) return;
    if (mark->block->paragraph) rest->lines++;
    for (size_t f = 0; f < mark->line->count; f++) {
        const struct fragment *fragment = &mark->line->fragments[f];
        for (size_t g = fragment->from; g < fragment->to; g++)
            if (fragment->run->text.data[fragment->run->glyphs[g].cluster] == ' ') rest->words++;
    }
    rest->words++;
}

struct flow_rest flow_rest(struct arena *scratch, const struct flow *flow, struct flow_position position,
                           const struct flow_frame *frame)
{
    struct flow_rest rest = {.loc = LOC_NONE};
    struct setter setter = setter_for(scratch, frame, column_width(frame));
    struct pen pen = {0};
    if (position.leaf < flow->count) rest.loc = flow->leaves[position.leaf].block->loc;
    for (size_t placed = 0; position.leaf < flow->count;
         position = (struct flow_position){.leaf = position.leaf + 1}) {
        setter_leaf(&setter, flow, position);
        for (; placed < setter.count; placed++) pen_place(&setter, &pen, &setter.strips[placed]);
    }
    rest.height = pen_bottom(&setter, &pen);
    for (size_t m = 0; m < setter.marks.count; m++) count_words(&rest, &setter.marks.list[m]);
    return rest;
}

bool flow_too_wide(struct arena *scratch, const struct flow *flow, const struct flow_frame *frame,
                   struct flow_wide *wide)
{
    struct setter setter = setter_for(scratch, frame, column_width(frame));
    for (size_t leaf = 0; leaf < flow->count && !setter.overfull; leaf++)
        setter_leaf(&setter, flow, (struct flow_position){.leaf = leaf});
    if (!setter.overfull) return false;
    const struct paragraph *paragraph = setter.overfull->paragraph;
    wide->loc = setter.overfull->loc;
    wide->word = paragraph ? paragraph_widest(paragraph, frame->scale) : STR_NONE;
    wide->over = setter.over;
    return true;
}
