/* Rows of tables as strips: one, or several cut between the lines of the cells when the row is higher than any frame to come. Cells
 * hold paragraphs; boxes inside of them are set without their background. */
#include <math.h>

#include "base/arena.h"
#include "typeset/setter.h"

/* A row's cells, set and placed. */
struct cell {
    struct setter setter;
    double x, top, bottom; /* the paddings above and below */
};
#define EDGE 0.01 /* mm */

struct row {
    const struct leaf *leaf;
    struct cell *cells;
    size_t columns;
    double left, width, height;
};

static void cell_set(struct setter *outer, const struct row *row, size_t c, double width,
                     struct flow_position from)
{
    struct cell *cell = &row->cells[c];
    const struct grid *grid = row->leaf->grid;
    const struct flow *flow = grid->cells[row->leaf->row * grid->columns + c];
    const struct block_style *style = grid->blocks[row->leaf->row * grid->columns + c]->style;
    cell->top = measure_at(style->padding_top, outer->scale);
    cell->bottom = measure_at(style->padding_bottom, outer->scale);
    cell->setter = (struct setter){.arena = outer->arena,
                                   .scale = outer->scale,
                                   .leading = outer->leading,
                                   .width = width,
                                   .height = outer->height, /* lines beyond it are cut off later */
                                   .later = HUGE_VAL};
    struct setter *setter = &cell->setter;
    struct pen pen = {.y = cell->top};
    for (; from.leaf < flow->count; from = (struct flow_position){.leaf = from.leaf + 1})
        setter_leaf(setter, flow, from);
    for (size_t i = 0; i < setter->count; i++) pen_place(setter, &pen, &setter->strips[i]);
    if (setter->overfull && !outer->overfull) {
        outer->overfull = setter->overfull;
        outer->over = setter->over;
    }
}

static double cell_height(const struct cell *cell)
{
    const struct setter *setter = &cell->setter;
    struct pen pen = {0};
    if (setter->count == 0) return cell->top + cell->bottom;
    pen.last = &setter->strips[setter->count - 1];
    pen.y = pen.last->y + pen.last->height;
    return pen_bottom(setter, &pen) + cell->bottom;
}

static void fill_mark(struct setter *setter, const struct row *row, double y, double height, Ink ink)
{
    struct mark *mark = marks_add(setter->arena, &setter->marks, MARK_FILL, row->leaf->block);
    mark->tag = NULL;
    mark->x = row->left;
    mark->y = y;
    mark->width = row->width;
    mark->height = height;
    mark->ink = ink;
}

/* The strips of the cells that begin in [from, to), as one strip of the row. */
static void slice_add(struct setter *setter, const struct row *row, struct flow_position position,
                      double from, double to, bool last)
{
    const struct block_style *style = row->leaf->block->style;
    struct strip *strip = strip_add(setter, position);
    strip->height = to - from;
    strip->keep = KEEP_SOFT;
    if (style->background) fill_mark(setter, row, 0, to - from, style->background);
    for (size_t c = 0; c < row->columns; c++) {
        struct setter *cell = &row->cells[c].setter;
        for (size_t i = 0; i < cell->count; i++) {
            const struct strip *inner = &cell->strips[i];
            bool before = from > 0 && inner->y < from - EDGE, behind = !last && inner->y > to - EDGE;
            if (before || behind) continue;
            for (size_t m = inner->mark_from; m < inner->mark_to; m++) {
                struct mark *mark = marks_add(setter->arena, &setter->marks, MARK_LINE, NULL);
                *mark = cell->marks.list[m];
                mark->x += row->cells[c].x;
                mark->y += inner->y - from;
            }
        }
    }
    double rule = measure_at(style->border, setter->scale);
    if (style->border_ink && last) fill_mark(setter, row, to - from - rule, rule, style->border_ink);
    setter->strips[setter->count - 1].mark_to = setter->marks.count;
}

/* May the row be cut at this height? Not through a line, and not where a cell keeps two lines together. */
static bool may_cut(const struct row *row, double y)
{
    for (size_t c = 0; c < row->columns; c++) {
        const struct setter *cell = &row->cells[c].setter;
        for (size_t i = 0; i < cell->count; i++) {
            const struct strip *strip = &cell->strips[i];
            double bottom = strip->y + strip->height;
            if (strip->y < y - EDGE && bottom > y + EDGE) return false;
            if (bottom > y - EDGE && bottom < y + EDGE && strip->keep == KEEP_HARD) return false;
        }
    }
    return true;
}

/* Where each cell goes on below a cut. */
static struct flow_position cut_position(struct setter *setter, const struct row *row,
                                         struct flow_position from, double y)
{
    struct flow_position *cells = arena_make_n(setter->arena, struct flow_position, row->columns);
    for (size_t c = 0; c < row->columns; c++) {
        const struct setter *cell = &row->cells[c].setter;
        size_t i = 0;
        while (i < cell->count && cell->strips[i].y < y - EDGE) i++;
        cells[c] = i < cell->count ? cell->strips[i].from : (struct flow_position){.leaf = SIZE_MAX};
    }
    return (struct flow_position){.leaf = from.leaf, .item = from.item + 1, .cells = cells};
}

/* The cell with most lines gives the heights at which the row may be cut. */
static const struct setter *longest_cell(const struct row *row)
{
    const struct setter *longest = &row->cells[0].setter;
    for (size_t c = 1; c < row->columns; c++)
        if (row->cells[c].setter.count > longest->count) longest = &row->cells[c].setter;
    return longest;
}

static void slice(struct setter *setter, const struct row *row, struct flow_position from)
{
    const struct setter *longest = longest_cell(row);
    double top = 0;
    for (size_t i = 1; i < longest->count && row->height > setter->later; i++) {
        double y = longest->strips[i].y;
        if (y <= top + EDGE || !may_cut(row, y)) continue;
        slice_add(setter, row, from, top, y, false);
        from = cut_position(setter, row, from, y);
        top = y;
    }
    slice_add(setter, row, from, top, row->height, true);
}

void set_row(struct setter *setter, const struct leaf *leaf, struct flow_position from)
{
    struct grid *grid = leaf->grid;
    struct row row = {.leaf = leaf, .columns = grid->columns};
    const double *widths;
    row.left = measure_at(leaf->left, setter->scale);
    row.width = setter->width - row.left - measure_at(leaf->right, setter->scale);
    if (!grid_widths(setter->arena, grid, row.width, setter->scale, &widths) && !setter->overfull) {
        setter->overfull = grid->widest ? grid->widest : leaf->block;
        setter->over = grid->over;
    }
    row.cells = arena_make_n(setter->arena, struct cell, grid->columns + 1);
    double x = row.left;
    for (size_t c = 0; c < grid->columns; c++) {
        row.cells[c].x = x;
        x += widths[c];
        if (!grid->cells[leaf->row * grid->columns + c]) continue;
        cell_set(setter, &row, c, widths[c], from.cells ? from.cells[c] : (struct flow_position){0});
        double height = cell_height(&row.cells[c]);
        if (height > row.height) row.height = height;
    }
    slice(setter, &row, from);
}
