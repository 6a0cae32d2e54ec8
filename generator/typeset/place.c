/* Strips placed below each other: gaps, boxes around them, the baseline grid. */
#include <math.h>

#include "base/arena.h"
#include "typeset/setter.h"

static const struct enclosure *common(const struct enclosure *a, const struct enclosure *b)
{
    while (a != b) {
        size_t i = a ? a->depth : 0, j = b ? b->depth : 0;
        if (i >= j) a = a->parent;
        if (j >= i) b = b->parent;
    }
    return a;
}

static double paddings(const struct setter *setter, const struct enclosure *box,
                       const struct enclosure *outside, bool top)
{
    double sum = 0;
    for (; box != outside; box = box->parent)
        sum += measure_at(top ? box->block->style->padding_top : box->block->style->padding_bottom,
                          setter->scale);
    return sum;
}

/* How far a baseline must go down to stand on the grid. */
static double to_grid(const struct setter *setter, const struct strip *strip, double y)
{
    if (setter->grid <= 0 || strip->baseline <= 0 || fabs(strip->height - setter->grid) > 0.01) return 0;
    double at = (y + strip->baseline - setter->grid_at) / setter->grid;
    return (ceil(at - 0.02) - at) * setter->grid;
}

void pen_place(const struct setter *setter, struct pen *pen, struct strip *strip)
{
    const struct strip *last = pen->last;
    const struct enclosure *shared = last ? common(last->box, strip->box) : NULL;
    if (last) {
        if (last->box != shared) pen->y += paddings(setter, last->box, shared, false) - last->trim_bottom;
        pen->y += strip->gap;
    }
    if (!last || strip->box != shared) pen->y += paddings(setter, strip->box, shared, true) - strip->trim_top;
    strip->y = pen->y += to_grid(setter, strip, pen->y);
    pen->y += strip->height;
    pen->last = strip;
}

double pen_bottom(const struct setter *setter, const struct pen *pen)
{
    if (!pen->last) return 0;
    return pen->y - pen->last->trim_bottom + paddings(setter, pen->last->box, NULL, false);
}

/* ---- marks ---- */

/* The shapes of a box; their height comes when it ends. */
struct open_box {
    const struct enclosure *box;
    size_t from, to, rule; /* rule: a mark at its lower edge, or SIZE_MAX */
};

static void box_begin(struct setter *setter, struct open_box *open, const struct enclosure *box, double x,
                      double y, double width, struct marks *out)
{
    const struct block *block = box->block;
    const struct block_style *style = block->style;
    double left = measure_at(box->left, setter->scale), right = measure_at(box->right, setter->scale);
    struct mark shape = {
        .kind = MARK_FILL, .x = x + left, .y = y, .width = width - left - right, .block = block};
    shape.radius = measure_at(style->radius, setter->scale);
    *open = (struct open_box){box, out->count, out->count, SIZE_MAX};
    if (style->background) {
        *marks_add(setter->arena, out, MARK_FILL, block) = shape;
        out->list[out->count - 1].ink = style->background;
    }
    if (style->bar_ink) {
        struct mark *bar = marks_add(setter->arena, out, MARK_FILL, block);
        *bar = shape;
        bar->width = measure_at(style->bar, setter->scale);
        bar->radius = 0;
        bar->ink = style->bar_ink;
    }
    if (style->border_ink) {
        struct mark *border = marks_add(setter->arena, out, MARK_OUTLINE, block);
        *border = shape;
        border->kind = style->border_below ? MARK_FILL : MARK_OUTLINE;
        border->thickness = measure_at(style->border, setter->scale);
        border->ink = style->border_ink;
        if (style->border_below) open->rule = out->count - 1;
    }
    open->to = out->count;
}

static void box_end(const struct open_box *open, double bottom, struct marks *out)
{
    for (size_t i = open->from; i < open->to; i++) {
        struct mark *mark = &out->list[i];
        mark->height = bottom - mark->y;
        if (i != open->rule) continue;
        mark->y = bottom - mark->thickness;
        mark->height = mark->thickness;
        mark->radius = 0;
    }
}

/* Ends the boxes around `last` that are not around `next`, from the inside. */
static void boxes_end(const struct setter *setter, const struct strip *last, const struct enclosure *shared,
                      const struct open_box *open, double y, struct marks *out)
{
    double bottom = y + last->y + last->height - last->trim_bottom;
    for (const struct enclosure *box = last->box; box != shared; box = box->parent) {
        bottom += measure_at(box->block->style->padding_bottom, setter->scale);
        box_end(&open[box->depth - 1], bottom, out);
    }
}

static void boxes_begin(struct setter *setter, const struct strip *strip, const struct enclosure *shared,
                        struct open_box *open, double x, double y, struct marks *out)
{
    size_t from = shared ? shared->depth : 0, to = strip->box ? strip->box->depth : 0;
    for (size_t depth = from + 1; depth <= to; depth++) { /* from the outside: drawn first */
        const struct enclosure *box = strip->box;
        while (box->depth > depth) box = box->parent;
        double top = y + strip->y + strip->trim_top - paddings(setter, strip->box, box->parent, true);
        box_begin(setter, &open[depth - 1], box, x, top, setter->width, out);
    }
}

double strips_compose(struct setter *setter, size_t count, double x, double y, struct marks *out)
{
    struct pen pen = {0};
    size_t deepest = 0;
    for (size_t i = 0; i < count; i++)
        if (setter->strips[i].box && setter->strips[i].box->depth > deepest)
            deepest = setter->strips[i].box->depth;
    struct open_box *open = deepest ? arena_make_n(setter->arena, struct open_box, deepest) : NULL;
    for (size_t i = 0; i < count; i++) {
        struct strip *strip = &setter->strips[i];
        const struct strip *last = pen.last;
        const struct enclosure *shared = last ? common(last->box, strip->box) : NULL;
        pen_place(setter, &pen, strip);
        if (last) boxes_end(setter, last, shared, open, y, out);
        boxes_begin(setter, strip, shared, open, x, y, out);
        for (size_t m = strip->mark_from; m < strip->mark_to; m++) {
            struct mark *mark = marks_add(setter->arena, out, MARK_LINE, NULL);
            *mark = setter->marks.list[m];
            mark->x += x;
            mark->y += y + strip->y;
            mark->again = mark->again || strip->again;
        }
    }
    if (pen.last) boxes_end(setter, pen.last, NULL, open, y, out);
    return pen_bottom(setter, &pen);
}
