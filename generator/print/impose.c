#include "print/impose.h"

#include <math.h>

#include "base/arena.h"
#include "print/sizes.h"

#define EDGE 5.0 /* mm of a sheet that presses cannot print, or that marks need */

static Rect page_rect(const struct sheet *sheet, size_t page)
{
    return (Rect){0, 0, sheet->pages[page].box.width, sheet->pages[page].box.height};
}

static Rect grown(Rect r, double by)
{
    return (Rect){r.x - by, r.y - by, r.width + 2 * by, r.height + 2 * by};
}

static void cut(double *cuts, size_t *count, double at)
{
    cuts[(*count)++] = at;
}

static void cut_around(struct side *side)
{
    Rect r = side->artwork;
    cut(side->across, &side->across_count, r.x);
    cut(side->across, &side->across_count, r.x + r.width);
    cut(side->down, &side->down_count, r.y);
    cut(side->down, &side->down_count, r.y + r.height);
}

/* ---- pages as they are ---- */

/* The folds of the first page are the layout's; the other side of the paper has them mirrored, unless the page has its own. */
static void read_folds(struct sheet *sheet, size_t page, struct side *side)
{
    xmlNode *root = xmlDocGetRootElement(sheet->document), *node = sheet->pages[page].node;
    bool own = node != root && frame_attribute(node, "folds").data;
    side->fold_count = frame_list(sheet, own ? node : root, "folds", side->folds, FOLDS_MOST);
    side->level_count = frame_list(sheet, root, "folds-down", side->levels, FOLDS_MOST);
    if (own || page % 2 == 0) return;
    for (size_t i = 0; i < side->fold_count; i++) side->folds[i] = side->width - side->folds[i];
}

static bool impose_pages(struct run *run, struct sheet *sheet, struct imposition *out)
{
    struct side *sides = out->sides = arena_make_n(run->arena, struct side, sheet->page_count + 1);
    struct slot *slots = arena_make_n(run->arena, struct slot, sheet->page_count + 1);
    out->count = sheet->page_count;
    for (size_t i = 0; i < sheet->page_count; i++) {
        Rect box = page_rect(sheet, i);
        slots[i] = (struct slot){i, {MATRIX_IDENTITY, grown(box, sheet->bleed)}};
        sides[i].width = box.width;
        sides[i].height = box.height;
        sides[i].bleed = sheet->bleed;
        sides[i].slots = &slots[i];
        sides[i].count = 1;
        sides[i].artwork = box;
        cut_around(&sides[i]);
        read_folds(sheet, i, &sides[i]);
    }
    return !sheet->failed;
}

/* ---- booklets, stitched through the spine ---- */

void booklet_pages(size_t count, size_t side, size_t pages[2])
{
    bool front = side % 2 == 0;
    pages[front] = side; /* the low one: on the right of a front, on the left of a back */
    pages[!front] = count - 1 - side;
}

/* Sheets that lie inside of others come out of the fold by half a circle around them: π/2 of the thickness each (measured from the outermost). */
static double creep_of(const struct run *run)
{
    return M_PI / 2 * stock_of(run).thickness;
}

static struct slot half(const struct sheet *sheet, size_t page, bool right, double inward)
{
    Rect box = page_rect(sheet, 0);
    double x = right ? box.width - inward : inward, bleed = sheet->bleed;
    /* Nothing crosses the spine; outside, the bleed follows the page. */
    Rect shown = right ? (Rect){inward, -bleed, box.width + bleed, box.height + 2 * bleed}
                       : (Rect){-bleed - inward, -bleed, box.width + bleed, box.height + 2 * bleed};
    return (struct slot){page < sheet->page_count ? page : SLOT_BLANK, {matrix_translate(x, 0), shown}};
}

static bool same_sizes(struct sheet *sheet)
{
    for (size_t i = 1; i < sheet->page_count; i++) {
        Rect a = sheet->pages[0].box, b = sheet->pages[i].box;
        if (fabs(a.width - b.width) < 0.01 && fabs(a.height - b.height) < 0.01) continue;
        sheet_report(sheet, svg_loc(sheet->source, sheet->pages[i].node), MSG_PRINT_IMPOSE_SIZES);
        return false;
    }
    return true;
}

static bool impose_booklet(struct run *run, struct sheet *sheet, struct imposition *out)
{
    if (!same_sizes(sheet)) return false;
    size_t pages = (sheet->page_count + 3) / 4 * 4;
    Rect box = page_rect(sheet, 0);
    out->count = pages / 2;
    out->blanks = pages - sheet->page_count;
    out->creep = creep_of(run);
    out->sides = arena_make_n(run->arena, struct side, out->count);
    for (size_t i = 0; i < out->count; i++) {
        struct side *side = &out->sides[i];
        size_t two[2];
        double inward = out->creep * (double)(i / 2);
        booklet_pages(pages, i, two);
        side->slots = arena_make_n(run->arena, struct slot, 2);
        for (int k = 0; k < 2; k++) side->slots[k] = half(sheet, two[k], k == 1, inward);
        side->count = 2;
        side->width = 2 * box.width;
        side->height = box.height;
        side->bleed = sheet->bleed;
        side->artwork = (Rect){0, 0, side->width, side->height};
        cut_around(side);
        side->folds[side->fold_count++] = box.width;
    }
    return true;
}

/* ---- many on a sheet ---- */

struct grid {
    size_t columns, rows;
    double width, height; /* of the paper, as it lies */
};

static size_t fits(double room, double size, double gap)
{
    double count = floor((room - 2 * EDGE + gap + 1e-6) / (size + gap));
    return count < 1 ? 0 : count > SLOTS_ACROSS_MOST ? SLOTS_ACROSS_MOST : (size_t)count;
}

/* Upright or lying, whichever takes more. Between two copies both have their bleed; at the edges of the grid it reaches into the margin. */
static struct grid grid_for(const struct paper *paper, Rect box, double bleed)
{
    struct grid best = {0};
    for (int lying = 0; lying < 2; lying++) {
        double width = lying ? paper->height : paper->width, height = lying ? paper->width : paper->height;
        struct grid grid = {fits(width, box.width, 2 * bleed), fits(height, box.height, 2 * bleed), width,
                            height};
        if (grid.columns * grid.rows > best.columns * best.rows) best = grid;
    }
    return best;
}

/* The back is turned around the vertical axis: its columns run the other way, so that each copy lies behind its front. */
static void fill_grid(struct arena *arena, const struct sheet *sheet, size_t page, const struct grid *grid,
                      struct side *side)
{
    Rect box = page_rect(sheet, page);
    double bleed = sheet->bleed, step_x = box.width + 2 * bleed, step_y = box.height + 2 * bleed;
    double width = step_x * (double)grid->columns - 2 * bleed,
           height = step_y * (double)grid->rows - 2 * bleed;
    side->width = grid->width;
    side->height = grid->height;
    side->whole = true;
    side->artwork = (Rect){(grid->width - width) / 2, (grid->height - height) / 2, width, height};
    side->slots = arena_make_n(arena, struct slot, grid->columns * grid->rows);
    for (size_t row = 0; row < grid->rows; row++) {
        double y = side->artwork.y + step_y * (double)row;
        cut(side->down, &side->down_count, y);
        cut(side->down, &side->down_count, y + box.height);
        for (size_t i = 0; i < grid->columns; i++) {
            size_t column = page % 2 ? grid->columns - 1 - i : i;
            double x = side->artwork.x + step_x * (double)column;
            side->slots[side->count++] = (struct slot){page, {matrix_translate(x, y), grown(box, bleed)}};
        }
    }
    for (size_t column = 0; column < grid->columns; column++) {
        double x = side->artwork.x + step_x * (double)column;
        cut(side->across, &side->across_count, x);
        cut(side->across, &side->across_count, x + box.width);
    }
}

static bool impose_n_up(struct run *run, struct sheet *sheet, struct imposition *out)
{
    xmlNode *root = xmlDocGetRootElement(sheet->document);
    Str wanted = print_key(run, S("sheet"));
    if (!wanted.len) wanted = frame_attribute(root, "sheet");
    struct paper paper;
    if (!same_sizes(sheet)) return false;
    if (!paper_find(wanted.len ? wanted : S("A3+"), &paper)) {
        sheet_report(sheet, svg_loc(sheet->source, root), MSG_PRINT_PAPER, wanted, paper_names(run->arena));
        return false;
    }
    struct grid grid = grid_for(&paper, page_rect(sheet, 0), sheet->bleed);
    out->up = grid.columns * grid.rows;
    if (!out->up) {
        sheet_report(sheet, svg_loc(sheet->source, root), MSG_PRINT_SHEET_SMALL, wanted);
        return false;
    }
    out->count = sheet->page_count;
    out->sides = arena_make_n(run->arena, struct side, out->count);
    for (size_t i = 0; i < out->count; i++) fill_grid(run->arena, sheet, i, &grid, &out->sides[i]);
    return true;
}

/* ---- by the layout's word ---- */

static const struct {
    const char *name;
    enum imposing kind;
    bool (*impose)(struct run *run, struct sheet *sheet, struct imposition *out);
} impositions[] = {
    {"pages", IMPOSE_PAGES, impose_pages},
    {"booklet", IMPOSE_BOOKLET, impose_booklet},
    {"n-up", IMPOSE_N_UP, impose_n_up},
};

static bool impose_as(struct run *run, struct sheet *sheet, bool n_up, struct imposition *imposition)
{
    xmlNode *root = xmlDocGetRootElement(sheet->document);
    Str name = frame_attribute(root, "impose");
    if (!name.len) name = S("pages");
    *imposition = (struct imposition){0};
    for (size_t i = 0; i < sizeof impositions / sizeof *impositions; i++) {
        if (!str_is(name, impositions[i].name)) continue;
        if (impositions[i].kind == IMPOSE_N_UP && !n_up) i = 0;
        imposition->kind = impositions[i].kind;
        return impositions[i].impose(run, sheet, imposition);
    }
    sheet_report(sheet, svg_loc(sheet->source, root), MSG_PRINT_IMPOSE, name);
    return false;
}

bool impose(struct run *run, struct sheet *sheet, struct imposition *imposition)
{
    return impose_as(run, sheet, true, imposition);
}

bool impose_office(struct run *run, struct sheet *sheet, struct imposition *imposition)
{
    return impose_as(run, sheet, false, imposition);
}
