/* The bounding box of anything that draws, for what is given as a share of it: its content is drawn on a canvas that only measures.
 * Source: SVG 1.1, 7.11 (the outline counts, not the pen). */
#include <math.h>

#include "draw/svg_internal.h"

struct measure {
    struct canvas canvas;
    struct arena *arena;
    Matrix now, *saved;
    size_t saves, capacity;
    bool any;
    double left, top, right, bottom;
};

static void add_box(struct canvas *canvas, Rect box)
{
    struct measure *m = (struct measure *)canvas;
    box = matrix_bounds(m->now, box);
    m->left = m->any ? fmin(m->left, box.x) : box.x;
    m->top = m->any ? fmin(m->top, box.y) : box.y;
    m->right = m->any ? fmax(m->right, box.x + box.width) : box.x + box.width;
    m->bottom = m->any ? fmax(m->bottom, box.y + box.height) : box.y + box.height;
    m->any = true;
}

static void save(struct canvas *canvas)
{
    struct measure *m = (struct measure *)canvas;
    m->saved = arena_grow(m->arena, m->saved, &m->capacity, m->saves + 1, sizeof *m->saved);
    m->saved[m->saves++] = m->now;
}
static void restore(struct canvas *canvas)
{
    struct measure *m = (struct measure *)canvas;
    m->now = m->saved[--m->saves];
}
static void transform(struct canvas *canvas, Matrix matrix)
{
    struct measure *m = (struct measure *)canvas;
    m->now = matrix_multiply(matrix, m->now);
}
static void clip(struct canvas *canvas, const struct path *path, enum fill_rule rule)
{
    (void)canvas, (void)path, (void)rule;
}
static void fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint)
{
    (void)rule, (void)paint;
    if (path->point_count) add_box(canvas, svg_path_box(path));
}
static void stroke(struct canvas *canvas, const struct path *path, const struct stroke *how,
                   const struct paint *paint)
{
    (void)how;
    fill(canvas, path, FILL_NONZERO, paint);
}
static void glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                   double size, double word_space, double letter_space, const struct paint *paint)
{
    double scale = size / run->font->units_per_em, width = letter_space * (double)(to - from);
    (void)paint;
    for (size_t i = from; i < to; i++) {
        width += run->glyphs[i].advance * scale;
        if (run->text.data[run->glyphs[i].cluster] == ' ') width += word_space;
    }
    add_box(canvas, (Rect){at.x, at.y - run->font->ascent * scale, width,
                           (run->font->ascent - run->font->descent) * scale});
}
static void picture(struct canvas *canvas, const struct picture *what, Rect at)
{
    (void)what;
    add_box(canvas, at);
}
static void group_begin(struct canvas *canvas, double opacity)
{
    (void)canvas, (void)opacity;
}
static void group_end(struct canvas *canvas)
{
    (void)canvas;
}
static void mark_begin(struct canvas *canvas, struct element *element)
{
    (void)canvas, (void)element;
}

static const struct canvas_calls measure_calls = {
    .save = save,
    .restore = restore,
    .transform = transform,
    .clip = clip,
    .fill = fill,
    .stroke = stroke,
    .glyphs = glyphs,
    .picture = picture,
    .group_begin = group_begin,
    .group_end = group_end,
    .mark_begin = mark_begin,
    .mark_end = group_end,
};

bool svg_box(struct svg_drawing *d, const struct svg_element *element, Rect *box)
{
    struct measure measure = {.canvas = {&measure_calls}, .arena = d->scratch, .now = MATRIX_IDENTITY};
    struct svg_drawing inner = *d;
    struct svg_element plain = *element;
    inner.canvas = &measure.canvas;
    inner.measuring = inner.marked = true;
    inner.held = 1;
    inner.path = (struct path){0};
    plain.value[P_TRANSFORM] = STR_NONE;
    svg_draw_element(&inner, &plain);
    d->failed |= inner.failed;
    d->spent |= inner.spent;
    d->elements_left = inner.elements_left;
    d->bytes_left = inner.bytes_left;
    d->work_left = inner.work_left;
    d->documents = inner.documents;
    for (int i = 0; i < SVG_STOPS_PLACES; i++) d->stops[i] = inner.stops[i];
    *box = (Rect){measure.left, measure.top, measure.right - measure.left, measure.bottom - measure.top};
    return measure.any;
}
