/* Missing bleed: colour that reaches the trim and stops there leaves a white edge wherever the knife goes astray.
 *
 * A canvas that only looks: areas and pictures, by their bounds, in the page's own mm. What touches an edge without reaching the end of the bleed is told, unless
 * something else fills that stretch of the bleed. */
#include <math.h>

#include "base/arena.h"
#include "print/impose.h"

#define TOUCHES 0.01 /* mm */
#define SLACK   0.1  /* mm by which a bleed may be too small */
#define SHORT   1.0  /* mm of an edge that nobody sees */

enum { EDGES = 4, AREAS_MOST = 100000 };

struct level {
    Matrix matrix;
    Rect clip;
};
struct area {
    double ends[EDGES]; /* how far beyond each edge it reaches; negative: it does not */
    Rect box;
};
struct looker {
    struct canvas canvas;
    struct arena *arena;
    struct level *levels;
    size_t level_count, level_capacity;
    struct area *areas;
    size_t area_count, area_capacity;
    double width, height;
};

static struct looker *looker_of(struct canvas *canvas)
{
    return (struct looker *)canvas;
}

static struct level *top(struct canvas *canvas)
{
    struct looker *looker = looker_of(canvas);
    return &looker->levels[looker->level_count - 1];
}

static Rect intersection(Rect a, Rect b)
{
    double left = fmax(a.x, b.x), top_edge = fmax(a.y, b.y);
    double right = fmin(a.x + a.width, b.x + b.width), bottom = fmin(a.y + a.height, b.y + b.height);
    return (Rect){left, top_edge, fmax(0, right - left), fmax(0, bottom - top_edge)};
}

/* ---- the calls ---- */

static void push(struct canvas *canvas)
{
    struct looker *looker = looker_of(canvas);
    looker->levels = arena_grow(looker->arena, looker->levels, &looker->level_capacity,
                                looker->level_count + 1, sizeof *looker->levels);
    looker->levels[looker->level_count] = looker->levels[looker->level_count - 1];
    looker->level_count++;
}

static void pop(struct canvas *canvas)
{
    looker_of(canvas)->level_count--;
}

static void transform(struct canvas *canvas, Matrix matrix)
{
    top(canvas)->matrix = matrix_multiply(matrix, top(canvas)->matrix);
}

static void clip(struct canvas *canvas, const struct path *path, enum fill_rule rule)
{
    struct level *level = top(canvas);
    (void)rule;
    level->clip = intersection(level->clip, matrix_bounds(level->matrix, path_bounds(path)));
}

static void look(struct looker *looker, Rect box)
{
    double right = looker->width, bottom = looker->height;
    if (box.width <= 0 || box.height <= 0 || looker->area_count >= AREAS_MOST) return;
    struct area area = {{-box.x, -box.y, box.x + box.width - right, box.y + box.height - bottom}, box};
    bool near = false;
    for (int edge = 0; edge < EDGES; edge++) near = near || area.ends[edge] > -TOUCHES;
    if (!near || intersection(box, (Rect){-50, -50, right + 100, bottom + 100}).width <= 0) return;
    looker->areas = arena_grow(looker->arena, looker->areas, &looker->area_capacity, looker->area_count + 1,
                               sizeof *looker->areas);
    looker->areas[looker->area_count++] = area;
}

static bool is_paper(const struct paint *paint)
{
    return !paint->gradient &&
           (paint->color.alpha < 0.02 ||
            (paint->color.red > 0.99 && paint->color.green > 0.99 && paint->color.blue > 0.99));
}

static void fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint)
{
    const struct level *level = top(canvas);
    (void)rule;
    if (path->verb_count && !is_paper(paint))
        look(looker_of(canvas), intersection(level->clip, matrix_bounds(level->matrix, path_bounds(path))));
}

static void picture(struct canvas *canvas, const struct picture *shown, Rect at)
{
    const struct level *level = top(canvas);
    (void)shown;
    look(looker_of(canvas), intersection(level->clip, matrix_bounds(level->matrix, at)));
}

static void page_begin(struct canvas *canvas, struct page_box box)
{
    (void)canvas, (void)box;
}

static void nothing(struct canvas *canvas)
{
    (void)canvas;
}

static void stroke(struct canvas *canvas, const struct path *path, const struct stroke *how,
                   const struct paint *paint)
{
    (void)canvas, (void)path, (void)how, (void)paint;
}

static void glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                   double size, double word_space, double letter_space, const struct paint *paint)
{
    (void)canvas, (void)run, (void)from, (void)to, (void)at, (void)size, (void)word_space, (void)letter_space,
        (void)paint;
}

static void hyphen(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                   const struct paint *paint)
{
    (void)canvas, (void)run, (void)at, (void)size, (void)paint;
}

static void group_begin(struct canvas *canvas, double opacity)
{
    (void)opacity;
    push(canvas);
}

static bool shared_begin(struct canvas *canvas, const void *key)
{
    (void)canvas, (void)key;
    return true;
}

static void mark_begin(struct canvas *canvas, struct element *element)
{
    (void)canvas, (void)element;
}

static void link_area(struct canvas *canvas, Rect area, Str uri, Str contents, struct element *element)
{
    (void)canvas, (void)area, (void)uri, (void)contents, (void)element;
}

static void bookmark(struct canvas *canvas, const struct bookmark *mark)
{
    (void)canvas, (void)mark;
}

static const struct canvas_calls calls = {
    .page_begin = page_begin,
    .page_end = nothing,
    .save = push,
    .restore = pop,
    .transform = transform,
    .clip = clip,
    .fill = fill,
    .stroke = stroke,
    .glyphs = glyphs,
    .hyphen = hyphen,
    .picture = picture,
    .group_begin = group_begin,
    .group_end = pop,
    .shared_begin = shared_begin,
    .shared_end = nothing,
    .mark_begin = mark_begin,
    .mark_end = nothing,
    .link = link_area,
    .bookmark = bookmark,
};

/* ---- judging ---- */

/* The stretch of an edge that an area touches: x for the upper and lower edge, y for the others. */
static void stretch(const struct looker *looker, const struct area *area, int edge, double *from, double *to)
{
    bool level = edge % 2 == 1;
    double start = level ? area->box.x : area->box.y;
    double length = level ? area->box.width : area->box.height;
    *from = fmax(0, start);
    *to = fmin(level ? looker->width : looker->height, start + length);
}

/* What is left of [from, to] when all that does reach the end of the bleed is taken away; cut from both ends, which is how areas lie. */
static bool left_over(const struct looker *looker, int edge, double bleed, double *from, double *to)
{
    bool changed = true;
    while (changed && *to - *from > SHORT) {
        changed = false;
        for (size_t i = 0; i < looker->area_count; i++) {
            double a, b;
            if (looker->areas[i].ends[edge] < bleed - SLACK) continue;
            stretch(looker, &looker->areas[i], edge, &a, &b);
            if (a <= *from + TOUCHES && b > *from + TOUCHES) {
                *from = b;
                changed = true;
            }
            if (b >= *to - TOUCHES && a < *to - TOUCHES) {
                *to = a;
                changed = true;
            }
        }
    }
    return *to - *from > SHORT;
}

static void judge(struct sheet *sheet, size_t page, const struct looker *looker, int edge)
{
    static const enum message messages[] = {MSG_PRINT_BLEED_LEFT, MSG_PRINT_BLEED_TOP, MSG_PRINT_BLEED_RIGHT,
                                            MSG_PRINT_BLEED_BOTTOM};
    struct arena *arena = sheet->arena;
    for (size_t i = 0; i < looker->area_count; i++) {
        const struct area *area = &looker->areas[i];
        double from, to, reach = area->ends[edge];
        if (reach < -TOUCHES || reach >= sheet->bleed - SLACK) continue;
        stretch(looker, area, edge, &from, &to);
        if (to - from <= SHORT || !left_over(looker, edge, sheet->bleed, &from, &to)) continue;
        sheet_report(sheet, svg_loc(sheet->source, sheet->pages[page].node), messages[edge],
                     print_number(arena, from, 0), print_number(arena, to, 0),
                     print_number(arena, fmax(0, reach), 1), print_number(arena, sheet->bleed, 1));
        return;
    }
}

bool bleed_check(struct sheet *sheet)
{
    if (!(sheet->bleed > 0)) return true;
    bool sound = true;
    for (size_t page = 0; page < sheet->page_count; page++) {
        Rect box = sheet->pages[page].box;
        struct looker *looker = arena_make(sheet->arena, struct looker);
        *looker = (struct looker){{&calls}, sheet->arena, .width = box.width, .height = box.height};
        looker->levels = arena_grow(sheet->arena, NULL, &looker->level_capacity, 1, sizeof *looker->levels);
        looker->levels[looker->level_count++] = (struct level){MATRIX_IDENTITY, {-1e6, -1e6, 2e6, 2e6}};
        sound = paint_page(sheet, page, &looker->canvas, NULL) && sound;
        for (int edge = 0; edge < EDGES; edge++) judge(sheet, page, looker, edge);
    }
    return sound;
}
