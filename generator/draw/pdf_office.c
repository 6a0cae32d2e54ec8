/* Grey that a photocopier keeps: large dark areas become light, for they come out in blotches and empty the toner; what was light on them becomes dark;
 * letters that would not stand out against what lies below them become black or white.
 *
 * For that the page remembers what has been filled, in order; the press asks it, too: black letters are put on top of what lies below unless that
 * would be too much ink. What a form paints that comes again by reference is known on its first page only. */
#include <math.h>

#include "base/arena.h"
#include "draw/pdf_canvas.h"

#define LARGE_SIDE 40.0   /* mm: an area that is turned has both sides as long … */
#define LARGE_AREA 4000.0 /* … and so many mm² */
#define DARK       0.45   /* grey below which it is */
#define TURNED     0.9    /* what it becomes */
#define LIGHT      0.55   /* grey above which things on it become dark */
#define SMALL      12.0   /* mm: areas on it up to this size; larger ones stay as they are */
#define DARKENED   0.12
#define REMEMBERED 2.0 /* mm: smaller areas carry no letters */
#define CONTRAST   4.5 /* WCAG 2.2, 1.4.3 */

/* ---- what has been filled ---- */

static double millimetres(const struct pdf *pdf, double page_units)
{
    return page_units / hypot(pdf->page.base.a, pdf->page.base.b);
}

/* Curves count as their control polygons; NaN parts figures. */
static void remember(struct pdf *pdf, const struct path *path, Matrix matrix, struct pdf_region region)
{
    static const size_t takes[] = {1, 1, 3, 0};
    struct pdf_below *known = &pdf->below;
    const Point *point = path->points;
    size_t need = known->point_count + path->point_count + path->verb_count;
    if (need > known->point_capacity)
        known->points =
            arena_grow(pdf->arena, known->points, &known->point_capacity, need, sizeof *known->points);
    region.from = known->point_count;
    for (size_t i = 0; i < path->verb_count; i++) {
        if (path->verbs[i] == PATH_MOVE && known->point_count > region.from)
            known->points[known->point_count++] = (Point){NAN, NAN};
        for (size_t k = 0; k < takes[path->verbs[i]]; k++)
            known->points[known->point_count++] = matrix_apply(matrix, *point++);
    }
    region.to = known->point_count;
    if (known->region_count == known->region_capacity)
        known->regions = arena_grow(pdf->arena, known->regions, &known->region_capacity,
                                    known->region_count + 1, sizeof *known->regions);
    known->regions[known->region_count++] = region;
}

static int crosses(Point a, Point b, Point p)
{
    if ((a.y <= p.y) == (b.y <= p.y)) return 0;
    double x = a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x);
    return x <= p.x ? 0 : b.y > a.y ? 1 : -1;
}

static bool holds(const struct pdf_below *known, const struct pdf_region *region, Point p)
{
    Rect box = region->box;
    if (p.x < box.x || p.y < box.y || p.x > box.x + box.width || p.y > box.y + box.height) return false;
    int winding = 0;
    size_t start = region->from;
    for (size_t i = region->from; i < region->to; i++) {
        bool last = i + 1 == region->to || isnan(known->points[i + 1].x);
        winding += crosses(known->points[i], known->points[last ? start : i + 1], p);
        if (last) start = ++i + 1; /* over the NaN */
    }
    return winding != 0;
}

/* The last thing that was filled at the middle of an area; NULL: the paper. */
static const struct pdf_region *below(const struct pdf *pdf, Rect area)
{
    const struct pdf_below *known = &pdf->below;
    Point middle = {area.x + area.width / 2, area.y + area.height / 2};
    for (size_t i = known->region_count; i-- > 0;)
        if (holds(known, &known->regions[i], middle)) return &known->regions[i];
    return NULL;
}

void below_page(struct pdf *pdf)
{
    pdf->below.region_count = pdf->below.point_count = 0;
}

/* ---- colours ---- */

static double contrast(double gray, double other)
{
    double a = ink_luminance((Color){gray, gray, gray, 1}),
           b = ink_luminance((Color){other, other, other, 1});
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static double letters(const struct pdf_region *under, double gray)
{
    if (under && under->unknown) return gray;
    double paper = under ? under->gray : 1;
    if (contrast(gray, paper) >= CONTRAST) return gray;
    return contrast(0, paper) > contrast(1, paper) ? 0 : 1;
}

double office_gray(struct pdf *pdf, Color color, enum ink_use use, bool line, Rect area)
{
    double gray = ink_gray(color);
    if (color.alpha < 0.5) return gray;
    if (use == INK_LARGE) return gray < DARK ? TURNED : gray;
    const struct pdf_region *under = below(pdf, area);
    if (use == INK_FINE && !line) return letters(under, gray);
    double size = millimetres(pdf, fmin(area.width, area.height));
    bool turned = under && under->turned && gray > LIGHT && (line || size < SMALL);
    return turned ? DARKENED : gray;
}

static bool is_straight(const struct path *path)
{
    size_t moves = 0;
    for (size_t i = 0; i < path->verb_count; i++) {
        if (path->verbs[i] == PATH_CURVE) return false;
        moves += path->verbs[i] == PATH_MOVE;
    }
    return moves == 1;
}

enum ink_use office_use(const struct pdf *pdf, const struct path *path, Rect area)
{
    double width = millimetres(pdf, area.width), height = millimetres(pdf, area.height);
    bool large = width >= LARGE_SIDE && height >= LARGE_SIDE && width * height >= LARGE_AREA;
    return large && is_straight(path) ? INK_LARGE : INK_AREA;
}

static double mean_gray(const struct gradient *gradient)
{
    double sum = 0;
    for (size_t i = 0; i < gradient->count; i++) sum += ink_gray(gradient->stops[i].color);
    return sum / (double)gradient->count;
}

double below_inks(const struct pdf *pdf, Rect area)
{
    const struct pdf_region *under = below(pdf, area);
    return !under ? 0 : under->unknown ? INK_LIMIT : under->inks;
}

void below_filled(struct pdf *pdf, const struct path *path, Matrix matrix, const struct paint *paint,
                  enum ink_use use, Rect area)
{
    if (pdf->document->colors == COLORS_SCREEN || paint->ink || paint->color.alpha < 0.5 ||
        millimetres(pdf, fmin(area.width, area.height)) < REMEMBERED)
        return;
    struct pdf_region region = {.box = area};
    if (pdf->document->colors == COLORS_PRESS) {
        region.unknown = paint->gradient != NULL;
        region.inks = region.unknown ? 0 : paint_inks(pdf, paint, use);
    } else if (paint->gradient && paint->gradient->count) {
        region.gray = mean_gray(paint->gradient);
    } else {
        region.gray = office_gray(pdf, paint->color, use, false, area);
        region.turned = use == INK_LARGE && ink_gray(paint->color) < DARK;
    }
    remember(pdf, path, matrix, region);
}

void below_pictured(struct pdf *pdf, Matrix place)
{
    if (pdf->document->colors == COLORS_SCREEN) return;
    struct path path = {0};
    path_rect(pdf->arena, &path, (Rect){0, 0, 1, 1}, 0, 0);
    remember(pdf, &path, place,
             (struct pdf_region){.box = matrix_bounds(place, (Rect){0, 0, 1, 1}), .unknown = true});
}
