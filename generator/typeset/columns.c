/* Tables: cells as flows, widths of columns by their content (the automatic table layout of CSS 2.1, 17.5.2.2). */
#include <math.h>
#include <string.h>

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
    grid->widths = arena_array(arena, grid->columns + 1, sizeof *grid->widths);
    size_t r = 0;
    for (const struct block *row = table->first; row; row = row->next, r++) {
        size_t c = 0;
        for (const struct block *cell = row->first; cell; cell = cell->next, c++) {
            grid->cells[r * grid->columns + c] = flow_of_cell(arena, cell);
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
        if (leaf->kind == LEAF_TEXT) paragraph_extent(leaf->block->paragraph, scale, &low, &high);
        if (low + sides > *least) *least = low + sides;
        if (high + sides > *most) *most = high + sides;
    }
}

/* Lines that the table needs at these widths, by area: good enough to compare. */
static double lines_needed(const struct grid *grid, const double *most, const double *widths)
{
    double sum = 0;
    for (size_t r = 0; r < grid->rows; r++) {
        double highest = 0;
        for (size_t c = 0; c < grid->columns; c++) {
            double fill = most[r * grid->columns + c] / widths[c];
            double lines = fill <= 1 ? fill > 0 : ceil(fill * 1.1);
            if (lines > highest) highest = lines;
        }
        sum += highest;
    }
    return sum;
}

/* Each column gets its widest word and a share of the rest by how much more it would like; the power that needs the fewest lines. */
static void share_out(struct arena *scratch, const struct grid *grid, const double *cells,
                      const double *least, const double *most, double spare, double *widths)
{
    static const double powers[] = {1, 0.5, 0.75, 1.5, 2, 3};
    double *trial = arena_array(scratch, grid->columns, sizeof *trial), best = HUGE_VAL;
    for (size_t p = 0; p < sizeof powers / sizeof *powers; p++) {
        double sum = 0;
        for (size_t c = 0; c < grid->columns; c++) sum += pow(most[c] - least[c] + 1e-3, powers[p]);
        for (size_t c = 0; c < grid->columns; c++)
            trial[c] = least[c] + spare * pow(most[c] - least[c] + 1e-3, powers[p]) / sum;
        double lines = lines_needed(grid, cells, trial);
        if (lines >= best) continue;
        best = lines;
        memcpy(widths, trial, grid->columns * sizeof *widths);
    }
}

/* Short columns need not wrap, nor hyphenate their words, beside long ones: each may have what it would like up to half of an equal
 * share. What that takes of the spare width. */
static double raise_least(const struct grid *grid, double width, double *least, const double *most,
                          double spare)
{
    double most_each = width / (double)grid->columns / 2, sum = 0;
    for (size_t c = 0; c < grid->columns; c++) sum += fmax(0, fmin(most[c], most_each) - least[c]);
    if (sum > spare) return 0;
    for (size_t c = 0; c < grid->columns; c++) least[c] = fmax(least[c], fmin(most[c], most_each));
    return sum;
}

static bool find_widths(struct arena *scratch, struct grid *grid, double width, double scale, double *widths)
{
    double *cells = arena_array(scratch, grid->columns * grid->rows + 1, sizeof *cells);
    double *least = arena_array(scratch, grid->columns, sizeof *least);
    double *most = arena_array(scratch, grid->columns, sizeof *most), spare = width, widest = 0;
    for (size_t c = 0; c < grid->columns; c++) {
        for (size_t r = 0; r < grid->rows; r++) {
            const struct flow *cell = grid->cells[r * grid->columns + c];
            double low = 0, *high = &cells[r * grid->columns + c];
            if (cell) flow_extent(cell, scale, &low, high);
            if (low > least[c]) least[c] = low;
            if (low > widest && cell->count > 0 && cell->leaves->kind == LEAF_TEXT) {
                widest = low;
                grid->widest = cell->leaves->block;
            }
            if (*high > most[c]) most[c] = *high;
        }
        spare -= least[c];
    }
    grid->over = -spare;
    if (spare >= 0) spare -= raise_least(grid, width, least, most, spare);
    memcpy(widths, least, grid->columns * sizeof *widths);
    if (spare >= 0) share_out(scratch, grid, cells, least, most, spare, widths);
    return spare >= 0;
}

bool grid_widths(struct arena *scratch, struct grid *grid, double width, double scale, const double **widths)
{
    if (grid->for_width < width || grid->for_width > width || grid->for_scale < scale ||
        grid->for_scale > scale) {
        grid->fits = find_widths(scratch, grid, width, scale, grid->widths);
        grid->for_width = width;
        grid->for_scale = scale;
    }
    *widths = grid->widths;
    return grid->fits;
}
