/* Tables: cells as flows, widths of columns by their content (the automatic table layout of CSS 2.1, 17.5.2.2). */
#include "base/arena.h"
#include "typeset/setter.h"

struct grid *grid_new(struct arena *arena, const struct block *table)
{
    struct grid *grid = arena_make(arena, struct grid);
    for (const struct block *row = table->first; row; row = row->next) {
        size_t columns = 0;
        for (const struct block *cell = row->first; cell; cell = cell->next) columns++;
        if (columns > grid->columns) grid->columns = columns;
        grid->rows++;
    }
    grid->cells = arena_array(arena, grid->columns * grid->rows + 1, sizeof(struct flow *));
    grid->blocks = arena_array(arena, grid->columns * grid->rows + 1, sizeof(const struct block *));
    size_t r = 0;
    for (const struct block *row = table->first; row; row = row->next, r++) {
        size_t c = 0;
        for (const struct block *cell = row->first; cell; cell = cell->next, c++) {
            grid->cells[r * grid->columns + c] = flow_new(arena, cell);
            grid->blocks[r * grid->columns + c] = cell;
        }
    }
    return grid;
}

void flow_extent(const struct flow *flow, double scale, double *least, double *most)
{
    *least = *most = 0;
    for (size_t i = 0; i < flow->count; i++) {
        const struct leaf *leaf = &flow->leaves[i];
        double low = 0, high = 0, sides = measure_at(leaf->left, scale) + measure_at(leaf->right, scale);
        if (leaf->kind == LEAF_TEXT)
            paragraph_extent(leaf->block->paragraph, scale, &low, &high);
        else if (leaf->kind == LEAF_BOX)
            flow_extent(leaf->inner, scale, &low, &high);
        if (low + sides > *least) *least = low + sides;
        if (high + sides > *most) *most = high + sides;
    }
}

bool grid_widths(struct arena *scratch, const struct grid *grid, double width, double scale, double *widths)
{
    double *most = arena_array(scratch, grid->columns, sizeof *most), sum_least = 0, sum_most = 0;
    for (size_t c = 0; c < grid->columns; c++) {
        widths[c] = 0;
        for (size_t r = 0; r < grid->rows; r++) {
            const struct flow *cell = grid->cells[r * grid->columns + c];
            if (!cell) continue;
            double low, high;
            flow_extent(cell, scale, &low, &high);
            if (low > widths[c]) widths[c] = low;
            if (high > most[c]) most[c] = high;
        }
        sum_least += widths[c];
        sum_most += most[c];
    }
    double spare = width - sum_least, wish = sum_most - sum_least;
    if (spare < 0) return false;
    for (size_t c = 0; c < grid->columns; c++) {
        if (sum_most > 0 && wish <= 1e-9)
            widths[c] += spare * most[c] / sum_most;
        else if (wish > 1e-9)
            widths[c] += spare * (most[c] - widths[c]) / wish;
    }
    return true;
}
