/* A canvas that keeps the boxes of texts: does one leave the drawing, touch another, or stand on a dark field? */
#ifndef DRAW_CHART_WATCH_H
#define DRAW_CHART_WATCH_H

#include <math.h>

#include "draw/chart.h"
#include "draw/svg.h"

struct watcher {
    struct canvas canvas;
    Matrix matrix, saved[16];
    int depth, texts;
    double width, height;
    Rect boxes[2048];
    Rect dark[1024]; /* filled rectangles on which dark text cannot be read */
    int darks;
    bool left, overlapped, hidden;
    double smallest; /* letters */
};
static inline void watch_save(struct canvas *canvas)
{
    struct watcher *w = (struct watcher *)canvas;
    w->saved[w->depth++] = w->matrix;
}
static inline void watch_restore(struct canvas *canvas)
{
    struct watcher *w = (struct watcher *)canvas;
    w->matrix = w->saved[--w->depth];
}
static inline void watch_transform(struct canvas *canvas, Matrix matrix)
{
    struct watcher *w = (struct watcher *)canvas;
    w->matrix = matrix_multiply(matrix, w->matrix);
}
static inline void watch_inside(struct watcher *w, Rect box)
{
    const double slack = 0.3;
    w->left |= box.x < -slack || box.y < -slack || box.x + box.width > w->width + slack ||
               box.y + box.height > w->height + slack;
}
static inline void watch_fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                              const struct paint *paint)
{
    struct watcher *w = (struct watcher *)canvas;
    Rect box = matrix_bounds(w->matrix, path_bounds(path));
    (void)rule;
    watch_inside(w, box);
    if (path->verb_count <= 6 && paint->color.green < 0.5 && box.width > 4 && box.height > 3 &&
        w->darks < 1024)
        w->dark[w->darks++] = box;
}
static inline void watch_stroke(struct canvas *canvas, const struct path *path, const struct stroke *stroke,
                                const struct paint *paint)
{
    struct watcher *w = (struct watcher *)canvas;
    (void)stroke, (void)paint;
    watch_inside(w, matrix_bounds(w->matrix, path_bounds(path)));
}
static inline void watch_glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to,
                                Point at, double size, double word_space, double letter_space,
                                const struct paint *paint)
{
    struct watcher *w = (struct watcher *)canvas;
    Str words = glyph_run_text(run, from, to);
    double width = 0;
    (void)word_space, (void)letter_space, (void)paint;
    if (str_is(words, " ")) return; /* between two lines */
    w->smallest = w->texts ? fmin(w->smallest, size) : size;
    for (size_t i = from; i < to; i++) width += run->glyphs[i].advance;
    Rect box = {at.x, at.y - size * 0.75, width * size / run->font->units_per_em, size * 0.95};
    if (str_ends(words, S(" "))) box.width -= size * 0.25;
    box = matrix_bounds(w->matrix, box);
    watch_inside(w, box);
    for (int i = 0; i < w->texts; i++) {
        Rect o = w->boxes[i];
        w->overlapped |= box.x < o.x + o.width && o.x < box.x + box.width && box.y < o.y + o.height &&
                         o.y < box.y + box.height;
    }
    if (w->texts < 2048) w->boxes[w->texts++] = box;
}
static inline void watch_mark(struct canvas *canvas, struct element *element)
{
    (void)canvas, (void)element;
}
static inline void watch_mark_end(struct canvas *canvas)
{
    (void)canvas;
}

static const struct canvas_calls watch_calls = {.save = watch_save,
                                                .restore = watch_restore,
                                                .transform = watch_transform,
                                                .fill = watch_fill,
                                                .stroke = watch_stroke,
                                                .glyphs = watch_glyphs,
                                                .mark_begin = watch_mark,
                                                .mark_end = watch_mark_end};

static inline bool watch(struct arena *arena, struct diag *diag, const struct font_set *fonts,
                         const struct chart *chart, struct watcher *watcher)
{
    *watcher = (struct watcher){
        .canvas = {&watch_calls}, .matrix = MATRIX_IDENTITY, .width = chart->width, .height = chart->height};
    struct source source = {.name = S("chart"), .text = STR_NONE};
    struct svg_paint options = {.scratch = arena,
                                .diag = diag,
                                .source = &source,
                                .fonts = fonts,
                                .current_color = {0, 0, 0, 1},
                                .lang = S("id")};
    bool drawn = svg_draw(&watcher->canvas, chart->svg, (Rect){0, 0, chart->width, chart->height}, &options);
    for (int i = 0; i < watcher->texts; i++)
        for (int j = 0; j < watcher->darks; j++) {
            Rect t = watcher->boxes[i], d = watcher->dark[j];
            watcher->hidden |= t.x + 1 < d.x + d.width && d.x < t.x + t.width - 1 &&
                               t.y + 2 < d.y + d.height && d.y < t.y + t.height - 3;
        }
    return drawn;
}

#endif
