#include "typeset/setter.h"

#include "base/arena.h"

struct mark *setter_mark(struct setter *setter, enum mark_kind kind, const struct block *block)
{
    setter->marks = arena_grow(setter->arena, setter->marks, &setter->mark_capacity, setter->mark_count + 1,
                               sizeof *setter->marks);
    struct mark *mark = &setter->marks[setter->mark_count++];
    *mark = (struct mark){.kind = kind, .block = block, .tag = block->tag};
    return mark;
}

static struct strip *strip_add(struct setter *setter, size_t leaf, size_t item)
{
    setter->strips = arena_grow(setter->arena, setter->strips, &setter->capacity, setter->count + 1,
                                sizeof *setter->strips);
    struct strip *strip = &setter->strips[setter->count++];
    *strip = (struct strip){.leaf = leaf, .item = item, .mark_from = setter->mark_count};
    return strip;
}

/* Metrics of a line in mm: from its top to the capitals' top, the baseline, the descenders. */
struct line_metrics {
    double height, capitals, baseline, descent;
};

static struct line_metrics line_metrics(const struct setter *setter, const struct block *block,
                                        const struct span_style *strut)
{
    double size = measure_at(strut->size, setter->scale), em = size / strut->font->units_per_em;
    double ascent = strut->font->ascent * em, descent = -strut->font->descent * em;
    struct line_metrics m = {.height = measure_at(block->style->line_height, setter->scale)};
    m.baseline = (m.height - ascent - descent) / 2 + ascent;
    m.capitals = m.baseline - strut->font->cap_height * em;
    m.descent = descent;
    return m;
}

static double align_offset(enum block_align align, double room, double width)
{
    if (align == BLOCK_LEFT || room <= width) return 0;
    return align == BLOCK_CENTER ? (room - width) / 2 : room - width;
}

/* The label of a list item beside the strip's first line. The height that it needs. */
static double set_label(struct setter *setter, const struct leaf *leaf, double baseline, double capitals)
{
    const struct block *item = leaf->item;
    const struct block_label *label = &item->label;
    double left = measure_at(leaf->item_left, setter->scale),
           room = measure_at(item->style->padding_left, setter->scale);
    if (label->kind == LABEL_BOX) {
        double side = measure_at(label->size, setter->scale), middle = (baseline + capitals) / 2;
        struct mark *mark = setter_mark(setter, MARK_OUTLINE, item);
        mark->x = left;
        mark->y = middle - side / 2;
        mark->width = mark->height = side;
        mark->radius = side / 8;
        mark->thickness = side / 10;
        mark->ink = label->ink;
        mark->tag = label->tag;
        return middle + side / 2;
    }
    struct line *line;
    paragraph_break(setter->arena, label->text, setter->scale, 0, 1e6, 1, &line);
    const struct span_style *strut = paragraph_strut(label->text);
    double em = measure_at(strut->size, setter->scale) / strut->font->units_per_em;
    struct mark *mark = setter_mark(setter, MARK_LINE, item);
    mark->line = line;
    mark->tag = label->tag;
    mark->first = true;
    mark->x = left + align_offset(label->align, room, line->width);
    mark->y = label->tall ? capitals + strut->font->cap_height * em : baseline;
    return mark->y;
}

/* The narrowest measure that needs no more lines, so that a heading's lines are of like length. */
static double balanced(struct setter *setter, const struct paragraph *paragraph, size_t from, double room,
                       size_t most)
{
    struct line *lines;
    size_t count = paragraph_break(setter->arena, paragraph, setter->scale, from, room, most, &lines);
    double low = room / (double)count, high = room;
    for (int i = 0; i < 8 && count > 1; i++) {
        double middle = (low + high) / 2;
        size_t now = paragraph_break(setter->arena, paragraph, setter->scale, from, middle, most, &lines);
        bool sound = now == count;
        for (size_t k = 0; k < now; k++) sound = sound && !lines[k].overfull;
        if (sound)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* More lines than a frame can hold need not be set. */
static size_t lines_most(const struct setter *setter, double line_height)
{
    if (setter->height <= 0 || line_height <= 0.01) return SIZE_MAX;
    return (size_t)(setter->height / line_height) + 4;
}

static void set_text(struct setter *setter, const struct leaf *leaf, size_t leaf_index, size_t from,
                     double width)
{
    const struct block *block = leaf->block;
    const struct line_metrics m = line_metrics(setter, block, paragraph_strut(block->paragraph));
    double left = measure_at(leaf->left, setter->scale),
           room = width - left - measure_at(leaf->right, setter->scale);
    size_t most = lines_most(setter, m.height);
    double measure = block->style->balance ? balanced(setter, block->paragraph, from, room, most) : room;
    struct line *lines;
    size_t count =
               paragraph_break(setter->arena, block->paragraph, setter->scale, from, measure, most, &lines),
           item = from;
    double top = 0, label_bottom = 0;
    for (size_t i = 0; i < count; i++) {
        struct strip *strip = strip_add(setter, leaf_index, item);
        strip->height = m.height;
        strip->trim_top = m.capitals;
        strip->trim_bottom = m.height - m.baseline - m.descent;
        /* two lines on each side of a break, and not between the lines of what is kept together */
        bool second_last = i + 2 == count && lines[i + 1].last;
        strip->keep = i + 1 < count && (leaf->keep_in || (i == 0 && from == 0) || second_last);
        if (i == 0 && from == 0 && leaf->item) label_bottom = set_label(setter, leaf, m.baseline, m.capitals);
        struct mark *mark = setter_mark(setter, MARK_LINE, block);
        mark->line = &lines[i];
        mark->first = i == 0 && from == 0;
        mark->x = left + align_offset(block->style->align, room, lines[i].width);
        mark->y = m.baseline;
        mark->width = lines[i].width;
        if (lines[i].overfull && !setter->overfull) {
            setter->overfull = block;
            setter->over = lines[i].width - room;
        }
        strip->mark_to = setter->mark_count;
        item = lines[i].next;
        top += m.height;
    }
    struct strip *last = &setter->strips[setter->count - 1];
    /* a tall label may reach below the only line beside it */
    if (leaf->item_alone && from == 0 && label_bottom > top - m.height + m.baseline) {
        double more = label_bottom - (top - m.height + m.baseline);
        last->height += more;
    }
}

static void set_box(struct setter *setter, const struct leaf *leaf, size_t leaf_index, double width)
{
    const struct block *block = leaf->block;
    const struct block_style *style = block->style;
    double scale = setter->scale, left = measure_at(leaf->left, scale);
    double outer = width - left - measure_at(leaf->right, scale);
    double bar = style->bar_ink ? measure_at(style->bar, scale) : 0;
    size_t at = setter->count;
    strip_add(setter, leaf_index, 0);
    size_t background = SIZE_MAX, border = SIZE_MAX, side = SIZE_MAX;
    if (style->background) background = setter->mark_count, setter_mark(setter, MARK_FILL, block);
    if (style->bar_ink) side = setter->mark_count, setter_mark(setter, MARK_FILL, block);
    if (style->border_ink) border = setter->mark_count, setter_mark(setter, MARK_OUTLINE, block);
    double top = measure_at(style->padding_top, scale), bottom = measure_at(style->padding_bottom, scale);
    double height = top + bottom + setter_inner(setter, leaf->inner, left + bar, top, outer - bar);
    struct mark shape = {.kind = MARK_FILL, .x = left, .width = outer, .height = height, .block = block};
    shape.radius = measure_at(style->radius, scale);
    if (background != SIZE_MAX) {
        setter->marks[background] = shape;
        setter->marks[background].ink = style->background;
    }
    if (side != SIZE_MAX) {
        setter->marks[side] = shape;
        setter->marks[side].width = bar;
        setter->marks[side].radius = 0;
        setter->marks[side].ink = style->bar_ink;
    }
    if (border != SIZE_MAX) {
        setter->marks[border] = shape;
        setter->marks[border].kind = MARK_OUTLINE;
        setter->marks[border].thickness = measure_at(style->border, scale);
        setter->marks[border].ink = style->border_ink;
    }
    struct strip *strip = &setter->strips[at];
    strip->height = height;
    strip->mark_to = setter->mark_count;
}

static void set_row(struct setter *setter, const struct leaf *leaf, size_t leaf_index, double width)
{
    struct grid *grid = leaf->grid;
    const struct block *row = leaf->block;
    double scale = setter->scale, x = measure_at(leaf->left, scale), height = 0;
    const double *widths;
    double outer = width - x - measure_at(leaf->right, scale);
    if (!grid_widths(setter->arena, grid, outer, scale, &widths) && !setter->overfull) {
        setter->overfull = grid->widest ? grid->widest : row;
        setter->over = grid->over;
    }
    size_t at = setter->count, background = setter->mark_count;
    strip_add(setter, leaf_index, 0);
    if (row->style->background) setter_mark(setter, MARK_FILL, row);
    for (size_t c = 0; c < grid->columns; c++) {
        size_t cell = leaf->row * grid->columns + c;
        if (grid->cells[cell]) {
            const struct block_style *style = grid->blocks[cell]->style;
            double top = measure_at(style->padding_top, scale),
                   bottom = measure_at(style->padding_bottom, scale);
            double h = top + bottom + setter_inner(setter, grid->cells[cell], x, top, widths[c]);
            if (h > height) height = h;
        }
        x += widths[c];
    }
    double left = measure_at(leaf->left, scale);
    if (row->style->background) {
        struct mark *mark = &setter->marks[background];
        mark->x = left;
        mark->width = outer;
        mark->height = height;
        mark->ink = row->style->background;
    }
    if (row->style->border_ink) {
        struct mark *mark = setter_mark(setter, MARK_FILL, row);
        double thickness = measure_at(row->style->border, scale);
        *mark = (struct mark){.kind = MARK_FILL,
                              .x = left,
                              .y = height - thickness,
                              .width = outer,
                              .height = thickness,
                              .ink = row->style->border_ink,
                              .block = row};
    }
    setter->strips[at].height = height;
    setter->strips[at].mark_to = setter->mark_count;
}

static void set_rule(struct setter *setter, const struct leaf *leaf, size_t leaf_index, double width)
{
    struct strip *strip = strip_add(setter, leaf_index, 0);
    double left = measure_at(leaf->left, setter->scale);
    struct mark *mark = setter_mark(setter, MARK_FILL, leaf->block);
    mark->x = left;
    mark->width = width - left - measure_at(leaf->right, setter->scale);
    mark->height = strip->height = measure_at(leaf->block->style->border, setter->scale);
    mark->ink = leaf->block->style->border_ink;
    mark->tag = NULL;
    strip->mark_to = setter->mark_count;
}

static void set_figure(struct setter *setter, const struct leaf *leaf, size_t leaf_index, double width)
{
    const struct block *block = leaf->block;
    double left = measure_at(leaf->left, setter->scale),
           room = width - left - measure_at(leaf->right, setter->scale);
    double wide = measure_at(block->width, setter->scale);
    if (wide <= 0 || wide > room) wide = room;
    double high = wide * block->aspect;
    if (setter->figure_height > 0 && high > setter->figure_height) {
        wide *= setter->figure_height / high;
        high = setter->figure_height;
    }
    struct strip *strip = strip_add(setter, leaf_index, 0);
    struct mark *mark = setter_mark(setter, MARK_FIGURE, block);
    mark->width = wide;
    mark->height = strip->height = high;
    mark->x = left + align_offset(block->style->align, room, wide);
    strip->mark_to = setter->mark_count;
}

void setter_leaf(struct setter *setter, const struct flow *flow, size_t index, size_t item, double width)
{
    const struct leaf *leaf = &flow->leaves[index];
    size_t first = setter->count;
    switch (leaf->kind) {
    case LEAF_TEXT: set_text(setter, leaf, index, item, width); break;
    case LEAF_BOX: set_box(setter, leaf, index, width); break;
    case LEAF_ROW: set_row(setter, leaf, index, width); break;
    case LEAF_RULE: set_rule(setter, leaf, index, width); break;
    case LEAF_FIGURE: set_figure(setter, leaf, index, width); break;
    }
    struct strip *strip = &setter->strips[first];
    if (leaf->kind != LEAF_TEXT && leaf->item && item == 0) { /* a label beside something that has no lines */
        set_label(setter, leaf, 0, 0);
        strip->mark_to = setter->mark_count;
    }
    double before = item == 0 ? measure_at(leaf->before, setter->scale) : 0;
    strip->gap = before > setter->after ? before : setter->after;
    if (first == 0) strip->gap = 0;
    strip->break_before = leaf->break_before && item == 0;
    setter->strips[setter->count - 1].keep = leaf->keep_next && index + 1 < flow->count;
    setter->after = measure_at(leaf->after, setter->scale);
}

double setter_inner(struct setter *setter, const struct flow *flow, double x, double y, double width)
{
    struct setter inner = {.arena = setter->arena, .scale = setter->scale};
    for (size_t leaf = 0; leaf < flow->count; leaf++) setter_leaf(&inner, flow, leaf, 0, width);
    double height = 0;
    for (size_t i = 0; i < inner.count; i++) {
        const struct strip *strip = &inner.strips[i];
        height += i == 0 ? -strip->trim_top : strip->gap;
        for (size_t m = strip->mark_from; m < strip->mark_to; m++) {
            const struct mark *from = &inner.marks[m];
            struct mark *mark = setter_mark(setter, from->kind, from->block);
            *mark = *from;
            mark->x += x;
            mark->y += y + height;
        }
        height += strip->height;
    }
    if (inner.count > 0) height -= inner.strips[inner.count - 1].trim_bottom;
    if (inner.overfull && !setter->overfull) {
        setter->overfull = inner.overfull;
        setter->over = inner.over;
    }
    return height;
}
