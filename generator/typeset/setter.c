#include "typeset/setter.h"

#include "base/arena.h"

struct mark *marks_add(struct arena *arena, struct marks *marks, enum mark_kind kind,
                       const struct block *block)
{
    marks->list = arena_grow(arena, marks->list, &marks->capacity, marks->count + 1, sizeof *marks->list);
    struct mark *mark = &marks->list[marks->count++];
    *mark = (struct mark){.kind = kind, .block = block, .tag = block ? block->tag : NULL};
    return mark;
}

static struct mark *setter_mark(struct setter *setter, enum mark_kind kind, const struct block *block)
{
    return marks_add(setter->arena, &setter->marks, kind, block);
}

struct strip *strip_add(struct setter *setter, struct flow_position from)
{
    setter->strips = arena_grow(setter->arena, setter->strips, &setter->capacity, setter->count + 1,
                                sizeof *setter->strips);
    struct strip *strip = &setter->strips[setter->count++];
    *strip = (struct strip){.from = from, .mark_from = setter->marks.count};
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
    struct line_metrics m = {.height =
                                 measure_at(block->style->line_height, setter->scale) * setter->leading};
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
        mark->ticked = label->ticked;
        mark->ink = label->ink;
        mark->tag = label->tag;
        return middle + side / 2;
    }
    if (label->kind == LABEL_FIGURE) {
        double side = measure_at(label->size, setter->scale);
        struct mark *mark = setter_mark(setter, MARK_FIGURE, item);
        mark->x = left;
        mark->y = label->tall ? capitals : (baseline + capitals - side) / 2;
        mark->width = mark->height = side;
        mark->tag = label->tag;
        return mark->y + side;
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

/* More lines than a frame can hold need not be set. */
static size_t lines_most(const struct setter *setter, double line_height)
{
    if (setter->height <= 0 || line_height <= 0.01) return SIZE_MAX;
    return (size_t)(setter->height / line_height) + 4;
}

/* A leader from the last line's end to the right edge, where a page number goes. */
static void set_leader(struct setter *setter, const struct block *block, const struct mark *line,
                       double right)
{
    struct mark from = *line;
    struct mark *leader = setter_mark(setter, MARK_LEADER, block);
    leader->x = from.x + from.width;
    leader->y = from.y;
    leader->width = right - leader->x;
    leader->line = from.line;
}

/* The label of a list item is higher than the only line beside it. */
static void make_room(struct strip *strip, const struct leaf *leaf, double top, double label_bottom,
                      const struct line_metrics *m)
{
    double over = label_bottom - (top - m->height + m->baseline);
    if (leaf->item_alone && over > 0) strip->height += over;
}

static enum keep keep_lines(const struct leaf *leaf, const struct line *lines, size_t i, size_t count,
                            bool from_start)
{
    bool second_last = i + 2 == count && lines[i + 1].last; /* two lines on each side of a break */
    if (i + 1 >= count) return KEEP_NONE;
    return (i == 0 && from_start) || second_last ? KEEP_HARD : leaf->keep_in;
}

static void set_text(struct setter *setter, const struct leaf *leaf, struct flow_position from)
{
    const struct block *block = leaf->block;
    const struct line_metrics m = line_metrics(setter, block, paragraph_strut(block->paragraph));
    double left = measure_at(leaf->left, setter->scale),
           right = setter->width - measure_at(leaf->right, setter->scale);
    double room = right - left - measure_at(block->trailing, setter->scale);
    size_t most = lines_most(setter, m.height);
    struct line *lines;
    size_t count =
        paragraph_break(setter->arena, block->paragraph, setter->scale, from.item, room, most, &lines);
    bool start = from.item == 0;
    double label_bottom = 0;
    for (size_t i = 0; i < count; i++) {
        struct strip *strip = strip_add(setter, from);
        strip->height = m.height;
        strip->trim_top = m.capitals;
        strip->trim_bottom = m.height - m.baseline - m.descent;
        strip->baseline = m.baseline;
        strip->keep = keep_lines(leaf, lines, i, count, start);
        if (i == 0 && start && leaf->item) label_bottom = set_label(setter, leaf, m.baseline, m.capitals);
        struct mark *mark = setter_mark(setter, MARK_LINE, block);
        mark->line = &lines[i];
        mark->first = i == 0 && start;
        mark->x = left + align_offset(block->style->align, room, lines[i].width);
        mark->y = m.baseline;
        mark->width = lines[i].width;
        if (measure_at(block->trailing, setter->scale) > 0 && lines[i].last)
            set_leader(setter, block, mark, right);
        if (lines[i].overfull && !setter->overfull) {
            setter->overfull = block;
            setter->over = lines[i].width - room;
        }
        strip->mark_to = setter->marks.count;
        from.item = lines[i].next;
    }
    if (start)
        make_room(&setter->strips[setter->count - 1], leaf, (double)count * m.height, label_bottom, &m);
}

static void set_rule(struct setter *setter, const struct leaf *leaf, struct flow_position from)
{
    struct strip *strip = strip_add(setter, from);
    struct mark *mark = setter_mark(setter, MARK_FILL, leaf->block);
    mark->x = measure_at(leaf->left, setter->scale);
    mark->width = setter->width - mark->x - measure_at(leaf->right, setter->scale);
    mark->height = strip->height = measure_at(leaf->block->style->border, setter->scale);
    mark->ink = leaf->block->style->border_ink;
    mark->tag = NULL;
    strip->mark_to = setter->marks.count;
}

static void set_figure(struct setter *setter, const struct leaf *leaf, struct flow_position from)
{
    const struct block *block = leaf->block;
    double left = measure_at(leaf->left, setter->scale),
           room = setter->width - left - measure_at(leaf->right, setter->scale);
    double wide = measure_at(block->width, setter->scale);
    if (wide <= 0 || wide > room) wide = room;
    double high = wide * block->aspect;
    if (setter->figure_height > 0 && high > setter->figure_height) {
        wide *= setter->figure_height / high;
        high = setter->figure_height;
    }
    struct strip *strip = strip_add(setter, from);
    struct mark *mark = setter_mark(setter, MARK_FIGURE, block);
    mark->width = wide;
    mark->height = strip->height = high;
    mark->x = left + align_offset(block->style->align, room, wide);
    strip->mark_to = setter->marks.count;
}

void setter_leaf(struct setter *setter, const struct flow *flow, struct flow_position from)
{
    const struct leaf *leaf = &flow->leaves[from.leaf];
    size_t first = setter->count;
    bool start = from.item == 0;
    switch (leaf->kind) {
    case LEAF_TEXT: set_text(setter, leaf, from); break;
    case LEAF_ROW: set_row(setter, leaf, from); break;
    case LEAF_RULE: set_rule(setter, leaf, from); break;
    case LEAF_FIGURE: set_figure(setter, leaf, from); break;
    }
    struct strip *strip = &setter->strips[first];
    if (leaf->kind != LEAF_TEXT && leaf->item && start && setter->count == first + 1) {
        set_label(setter, leaf, 0, 0); /* a label beside something that has no lines */
        strip->mark_to = setter->marks.count;
    }
    double before = start ? measure_at(leaf->before, setter->scale) : 0;
    strip->gap = before > setter->after ? before : setter->after;
    if (first == 0) strip->gap = 0;
    strip->break_before = start ? leaf->break_before : BREAK_NONE;
    for (size_t i = first; i < setter->count; i++) setter->strips[i].box = leaf->box;
    setter->strips[setter->count - 1].keep = from.leaf + 1 < flow->count ? leaf->keep_next : KEEP_NONE;
    setter->after = measure_at(leaf->after, setter->scale);
}
