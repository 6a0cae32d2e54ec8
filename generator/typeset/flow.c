#include "typeset/flow.h"

#include "base/arena.h"
#include "typeset/setter.h"

#define SLACK 0.02 /* mm by which a line may miss the frame's edge */

/* ---- flattening ---- */

struct place {
    Measure left, right;
    int depth;
};

static bool is_boxed(const struct block *block)
{
    const struct block_style *style = block->style;
    return style->background || style->bar_ink || (style->border_ink && block->kind == BLOCK_GROUP);
}

static struct leaf *leaf_add(struct arena *arena, struct flow *flow, enum leaf_kind kind,
                             const struct block *block, const struct place *place)
{
    flow->leaves = arena_grow(arena, flow->leaves, &flow->capacity, flow->count + 1, sizeof *flow->leaves);
    struct leaf *leaf = &flow->leaves[flow->count++];
    *leaf = (struct leaf){.kind = kind, .block = block, .left = place->left, .right = place->right};
    return leaf;
}

static void flatten(struct arena *arena, struct flow *flow, const struct block *block, struct place place);

static void flatten_children(struct arena *arena, struct flow *flow, const struct block *block,
                             struct place place)
{
    Measure item_left = place.left;
    place.left = measure_sum(place.left, block->style->padding_left);
    place.right = measure_sum(place.right, block->style->padding_right);
    place.depth++;
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

static void flatten(struct arena *arena, struct flow *flow, const struct block *block, struct place place)
{
    size_t from = flow->count;
    switch (block->kind) {
    case BLOCK_TEXT: leaf_add(arena, flow, LEAF_TEXT, block, &place); break;
    case BLOCK_RULE: leaf_add(arena, flow, LEAF_RULE, block, &place); break;
    case BLOCK_FIGURE: leaf_add(arena, flow, LEAF_FIGURE, block, &place); break;
    case BLOCK_ROW: break; /* only in tables */
    case BLOCK_TABLE: {
        struct grid *grid = grid_new(arena, block);
        size_t row = 0;
        for (const struct block *child = block->first; child; child = child->next) {
            struct leaf *leaf = leaf_add(arena, flow, LEAF_ROW, child, &place);
            leaf->grid = grid;
            leaf->row = row++;
            leaf->keep_next = child->header;
        }
        break;
    }
    case BLOCK_GROUP:
        if (is_boxed(block)) {
            struct flow *inner = arena_make(arena, struct flow);
            flatten_children(arena, inner, block, (struct place){.depth = place.depth});
            leaf_add(arena, flow, LEAF_BOX, block, &place)->inner = inner;
        } else {
            flatten_children(arena, flow, block, place);
        }
        break;
    }
    if (flow->count == from) return;
    const struct block_style *style = block->style;
    struct leaf *first = &flow->leaves[from], *last = &flow->leaves[flow->count - 1];
    first->before = measure_max(first->before, style->margin_top);
    last->after = measure_max(last->after, style->margin_bottom);
    if (style->break_before) first->break_before = true;
    if (style->keep_with_next) last->keep_next = true;
    for (struct leaf *leaf = first; style->keep_together && leaf <= last; leaf++) {
        leaf->keep_in = true;
        if (leaf < last) leaf->keep_next = true;
    }
}

struct flow *flow_new(struct arena *arena, const struct block *root)
{
    struct flow *flow = arena_make(arena, struct flow);
    flatten(arena, flow, root, (struct place){.depth = 0});
    return flow;
}

/* ---- filling ---- */

static double strip_top(const struct strip *strip, bool at_top)
{
    return at_top ? -strip->trim_top : strip->gap;
}

/* How many strips go into the frame, by height alone. */
static size_t strips_that_fit(const struct setter *setter, double height)
{
    double y = 0;
    size_t k = 0;
    for (; k < setter->count; k++) {
        const struct strip *strip = &setter->strips[k];
        if (k > 0 && strip->break_before) break;
        y += strip_top(strip, k == 0) + strip->height;
        if (y - strip->trim_bottom > height + SLACK) break;
    }
    return k;
}

/* Moves a break up to where one is allowed; 0 when it is nowhere. */
static size_t legal_break(const struct setter *setter, size_t k)
{
    while (k > 0 && setter->strips[k - 1].keep) k--;
    return k;
}

static double shift_marks(const struct setter *setter, size_t count)
{
    double y = 0;
    for (size_t i = 0; i < count; i++) {
        const struct strip *strip = &setter->strips[i];
        y += strip_top(strip, i == 0);
        for (size_t m = strip->mark_from; m < strip->mark_to; m++) setter->marks[m].y += y;
        y += strip->height;
    }
    return count > 0 ? y - setter->strips[count - 1].trim_bottom : 0;
}

/* A figure gives way to the lines around it: the height it may have so that all that is left fits the frame; 0: no limit. Only when it
 * is the one figure left and keeps at least a third of its height. */
static double figure_limit(struct arena *scratch, const struct flow *flow, struct flow_position position,
                           double width, double height, double scale)
{
    const struct leaf *figure = NULL;
    for (size_t leaf = position.leaf; leaf < flow->count; leaf++) {
        if (flow->leaves[leaf].kind != LEAF_FIGURE) continue;
        if (figure) return height;
        figure = &flow->leaves[leaf];
    }
    if (!figure) return 0;
    struct setter setter = {.arena = scratch, .scale = scale};
    double own = 0;
    for (size_t leaf = position.leaf; leaf < flow->count; leaf++) {
        setter_leaf(&setter, flow, leaf, leaf == position.leaf ? position.item : 0, width);
        if (&flow->leaves[leaf] == figure) own = setter.strips[setter.count - 1].height;
    }
    double whole = shift_marks(&setter, setter.count), limit = own - (whole - height);
    return whole > height && limit >= own / 3 ? limit : height;
}

struct placed flow_fill(struct arena *scratch, const struct flow *flow, struct flow_position *position,
                        double width, double height, double scale)
{
    struct setter setter = {.arena = scratch, .scale = scale, .height = height};
    setter.figure_height = figure_limit(scratch, flow, *position, width, height, scale);
    size_t fit = 0, leaf = position->leaf;
    for (; leaf < flow->count; leaf++) {
        setter_leaf(&setter, flow, leaf, leaf == position->leaf ? position->item : 0, width);
        fit = strips_that_fit(&setter, height);
        if (fit < setter.count) break;
    }
    bool more = fit < setter.count;
    size_t count = more ? legal_break(&setter, fit) : fit;
    struct placed placed = {.more = more, .height = shift_marks(&setter, count)};
    placed.overfull = setter.overfull != NULL;
    placed.marks = setter.marks;
    placed.count = count > 0 ? setter.strips[count - 1].mark_to : 0;
    if (more) {
        position->leaf = setter.strips[count].leaf;
        position->item = setter.strips[count].item;
    } else {
        *position = (struct flow_position){.leaf = flow->count};
    }
    return placed;
}

struct flow_rest flow_rest(struct arena *scratch, const struct flow *flow, struct flow_position position,
                           double width, double scale)
{
    struct flow_rest rest = {.loc = LOC_NONE};
    struct setter setter = {.arena = scratch, .scale = scale};
    for (size_t leaf = position.leaf; leaf < flow->count; leaf++)
        setter_leaf(&setter, flow, leaf, leaf == position.leaf ? position.item : 0, width);
    rest.height = shift_marks(&setter, setter.count);
    for (size_t m = 0; m < setter.mark_count; m++) {
        const struct mark *mark = &setter.marks[m];
        if (mark->kind != MARK_LINE) continue;
        if (mark->block->paragraph) rest.lines++;
        for (size_t f = 0; f < mark->line->count; f++) {
            const struct fragment *fragment = &mark->line->fragments[f];
            for (size_t g = fragment->from; g < fragment->to; g++)
                if (fragment->run->text.data[fragment->run->glyphs[g].cluster] == ' ') rest.words++;
        }
        rest.words++;
    }
    if (position.leaf < flow->count) rest.loc = flow->leaves[position.leaf].block->loc;
    return rest;
}

bool flow_too_wide(struct arena *scratch, const struct flow *flow, double width, double scale,
                   struct flow_wide *wide)
{
    struct setter setter = {.arena = scratch, .scale = scale};
    for (size_t leaf = 0; leaf < flow->count && !setter.overfull; leaf++)
        setter_leaf(&setter, flow, leaf, 0, width);
    if (!setter.overfull) return false;
    const struct paragraph *paragraph = setter.overfull->paragraph;
    wide->loc = setter.overfull->loc;
    wide->word = paragraph ? paragraph_widest(paragraph, scale) : STR_NONE;
    wide->over = setter.over;
    return true;
}
