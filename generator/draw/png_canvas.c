#include "draw/png_canvas.h"

#include <cairo.h>
#include <hb.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "draw/picture.h"

/* cairo counts in 1/256 pixel with 24 bits before the point: coordinates stay well within. */
#define FARTHEST 1000000.0
/* More dashes than this in one stroke are drawn as a line: nobody sees them, and cairo makes a polygon of each. */
#define DASHES_MOST 20000.0

struct outline { /* of a glyph, in font units, y upwards */
    struct path path;
    bool known;
};
struct outlines {
    const struct font *font;
    struct outline *glyphs;
    size_t count;
    struct outlines *next;
};
struct group {
    double opacity;
    int depth; /* saves around it */
    struct group *outer;
};
struct scaled { /* a picture at the size at which it was last wanted */
    const struct picture *picture;
    size_t width, height;
    cairo_surface_t *surface;
    struct scaled *next;
};

struct png_canvas {
    struct canvas canvas;
    struct arena *arena;
    cairo_surface_t *surface;
    cairo_t *cairo;
    size_t width, height;
    Point at;
    Point scale;
    Rect part;
    struct outlines *fonts;
    struct scaled *pictures;
    struct group *groups; /* open ones, the innermost first */
    int depth;            /* saves that are open, of the page or the group */
};

static struct png_canvas *png_of(struct canvas *canvas)
{
    return (struct png_canvas *)canvas;
}

static cairo_t *cairo_of(struct canvas *canvas)
{
    return png_of(canvas)->cairo;
}

static cairo_matrix_t matrix_of(Matrix m)
{
    return (cairo_matrix_t){m.a, m.b, m.c, m.d, m.e, m.f};
}

/* ---- paths ---- */

static double bounded(double value)
{
    return value > FARTHEST ? FARTHEST : value > -FARTHEST ? value : -FARTHEST;
}

static Point user_point(const cairo_matrix_t *m, Point p)
{
    double x = m->xx * p.x + m->xy * p.y + m->x0, y = m->yx * p.x + m->yy * p.y + m->y0;
    return (Point){bounded(x), bounded(y)};
}

/* Adds a path, taken through `m` to pixels; the canvas's own matrix must be the identity meanwhile. */
static void path_put(cairo_t *cairo, const struct path *path, const cairo_matrix_t *m)
{
    const Point *p = path->points;
    for (size_t i = 0; i < path->verb_count; i++) {
        Point a, b, c;
        switch (path->verbs[i]) {
        case PATH_MOVE: a = user_point(m, *p++), cairo_move_to(cairo, a.x, a.y); break;
        case PATH_LINE: a = user_point(m, *p++), cairo_line_to(cairo, a.x, a.y); break;
        case PATH_CURVE:
            a = user_point(m, p[0]), b = user_point(m, p[1]), c = user_point(m, p[2]);
            cairo_curve_to(cairo, a.x, a.y, b.x, b.y, c.x, c.y);
            p += 3;
            break;
        default: cairo_close_path(cairo);
        }
    }
}

/* The path in pixels; `m` gets the matrix that was and is to be set again (path_end). */
static void path_begin(cairo_t *cairo, const struct path *path, cairo_matrix_t *m)
{
    cairo_get_matrix(cairo, m);
    cairo_identity_matrix(cairo);
    cairo_new_path(cairo);
    if (path) path_put(cairo, path, m);
}

static void path_end(cairo_t *cairo, const cairo_matrix_t *m)
{
    cairo_new_path(cairo);
    cairo_set_matrix(cairo, m);
}

/* ---- paint ---- */

static void add_stops(cairo_pattern_t *pattern, const struct gradient *gradient, double alpha)
{
    for (size_t i = 0; i < gradient->count; i++) {
        Color c = gradient->stops[i].color;
        cairo_pattern_add_color_stop_rgba(pattern, gradient->stops[i].offset, c.red, c.green, c.blue,
                                          c.alpha * alpha);
    }
}

/* Called with the identity as cairo's matrix; `user` leads from user space to pixels. False: nothing to paint with. */
static bool paint_set(cairo_t *cairo, const struct paint *paint, const cairo_matrix_t *user)
{
    const struct gradient *g = paint->gradient;
    Color c = paint->color;
    if (!g) {
        cairo_set_source_rgba(cairo, c.red, c.green, c.blue, c.alpha);
        return c.alpha > 0;
    }
    cairo_matrix_t own = matrix_of(g->matrix);
    cairo_matrix_multiply(&own, &own, user);
    if (cairo_matrix_invert(&own) != CAIRO_STATUS_SUCCESS) return false;
    cairo_pattern_t *pattern =
        g->radial
            ? cairo_pattern_create_radial(g->from.x, g->from.y, g->focus_radius, g->to.x, g->to.y, g->radius)
            : cairo_pattern_create_linear(g->from.x, g->from.y, g->to.x, g->to.y);
    add_stops(pattern, g, c.alpha);
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD);
    cairo_pattern_set_matrix(pattern, &own);
    cairo_set_source(cairo, pattern);
    bool sound = cairo_pattern_status(pattern) == CAIRO_STATUS_SUCCESS;
    cairo_pattern_destroy(pattern);
    return sound;
}

static void fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint)
{
    cairo_t *cairo = cairo_of(canvas);
    cairo_matrix_t m;
    path_begin(cairo, path, &m);
    cairo_set_fill_rule(cairo, rule == FILL_EVENODD ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    if (paint_set(cairo, paint, &m)) cairo_fill(cairo);
    path_end(cairo, &m);
}

static void clip(struct canvas *canvas, const struct path *path, enum fill_rule rule)
{
    cairo_t *cairo = cairo_of(canvas);
    cairo_matrix_t m;
    path_begin(cairo, path, &m);
    cairo_set_fill_rule(cairo, rule == FILL_EVENODD ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    cairo_clip(cairo);
    path_end(cairo, &m);
}

/* A length that no dash of the path reaches: the sides of its box, once for each piece. */
static double longest(const struct path *path)
{
    Rect box = path_bounds(path);
    return (box.width + box.height) * (double)path->verb_count;
}

static void dash_set(cairo_t *cairo, const struct path *path, const struct stroke *how)
{
    double period = 0;
    for (size_t i = 0; i < how->dash_count; i++) period += how->dashes[i];
    bool some = how->dash_count > 0 && period > 0 && longest(path) / period < DASHES_MOST;
    cairo_set_dash(cairo, how->dashes, some ? (int)how->dash_count : 0, how->dash_offset);
}

/* The pen is a circle of user space: cairo is given the path in pixels, then strokes in user units. */
static void stroke(struct canvas *canvas, const struct path *path, const struct stroke *how,
                   const struct paint *paint)
{
    static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
    static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND,
                                              CAIRO_LINE_JOIN_BEVEL};
    cairo_t *cairo = cairo_of(canvas);
    cairo_matrix_t m;
    if (!(how->width > 0)) return;
    path_begin(cairo, path, &m);
    bool painted = paint_set(cairo, paint, &m);
    cairo_set_matrix(cairo, &m);
    cairo_set_line_width(cairo, how->width);
    cairo_set_line_cap(cairo, caps[how->cap]);
    cairo_set_line_join(cairo, joins[how->join]);
    cairo_set_miter_limit(cairo, how->miter_limit);
    dash_set(cairo, path, how);
    if (painted) cairo_stroke(cairo);
    path_end(cairo, &m);
}

/* ---- letters ---- */

struct drawing_pen {
    struct arena *arena;
    struct path *path;
};

static void pen_move(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    struct drawing_pen *pen = data;
    path_move(pen->arena, pen->path, (double)x, (double)y);
}

static void pen_line(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    struct drawing_pen *pen = data;
    path_line(pen->arena, pen->path, (double)x, (double)y);
}

static void pen_curve(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x1, float y1,
                      float x2, float y2, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    struct drawing_pen *pen = data;
    path_curve(pen->arena, pen->path, (double)x1, (double)y1, (double)x2, (double)y2, (double)x, (double)y);
}

static void pen_close(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, void *user)
{
    (void)funcs, (void)state, (void)user;
    struct drawing_pen *pen = data;
    path_close(pen->arena, pen->path);
}

/* Quadratic curves come as cubic ones: HarfBuzz does that when there is no call for them. */
static void outline_read(struct arena *arena, const struct font *font, uint32_t glyph, struct path *path)
{
    struct drawing_pen pen = {arena, path};
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, pen_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, pen_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, pen_curve, NULL, NULL);
    hb_draw_funcs_set_close_path_func(funcs, pen_close, NULL, NULL);
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(font->hb, glyph, funcs, &pen);
#else
    hb_font_get_glyph_shape(font->hb, glyph, funcs, &pen);
#endif
    hb_draw_funcs_destroy(funcs);
}

static struct outlines *outlines_of(struct png_canvas *png, const struct font *font)
{
    for (struct outlines *known = png->fonts; known; known = known->next)
        if (known->font == font) return known;
    struct outlines *outlines = arena_make(png->arena, struct outlines);
    outlines->font = font;
    outlines->count = hb_face_get_glyph_count(font->face);
    outlines->glyphs = arena_make_n(png->arena, struct outline, outlines->count);
    outlines->next = png->fonts;
    return png->fonts = outlines;
}

static const struct path *outline_of(struct png_canvas *png, struct outlines *outlines, uint32_t glyph)
{
    if (glyph >= outlines->count) return NULL;
    struct outline *outline = &outlines->glyphs[glyph];
    if (!outline->known) outline_read(png->arena, outlines->font, glyph, &outline->path);
    outline->known = true;
    return &outline->path;
}

static void glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                   double size, double word_space, double letter_space, const struct paint *paint)
{
    struct png_canvas *png = png_of(canvas);
    struct outlines *outlines = outlines_of(png, run->font);
    double em = size / run->font->units_per_em, x = at.x;
    cairo_matrix_t user;
    path_begin(png->cairo, NULL, &user);
    for (size_t i = from; i < to; i++) {
        const struct glyph *glyph = &run->glyphs[i];
        const struct path *path = outline_of(png, outlines, glyph->id);
        cairo_matrix_t place = {em, 0, 0, -em, x + glyph->x_offset * em, at.y - glyph->y_offset * em};
        cairo_matrix_multiply(&place, &place, &user);
        if (path) path_put(png->cairo, path, &place);
        x += glyph->advance * em + letter_space;
        if (glyph->cluster < run->text.len && run->text.data[glyph->cluster] == ' ') x += word_space;
    }
    cairo_set_fill_rule(png->cairo, CAIRO_FILL_RULE_WINDING);
    if (paint_set(png->cairo, paint, &user)) cairo_fill(png->cairo);
    path_end(png->cairo, &user);
}

static void hyphen(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                   const struct paint *paint)
{
    glyphs(canvas, run, 0, run->count, at, size, 0, 0, paint);
}

/* ---- pictures ---- */

static void surface_close(void *surface)
{
    cairo_surface_destroy(surface);
}

static unsigned char premultiplied(unsigned value, unsigned alpha)
{
    return (unsigned char)((value * alpha + 127) / 255);
}

static cairo_surface_t *surface_of(struct png_canvas *png, const struct pixels *pixels)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)pixels->width, (int)pixels->height);
    arena_defer(png->arena, surface_close, surface);
    unsigned char *data = cairo_image_surface_get_data(surface);
    if (!data) return NULL;
    size_t stride = (size_t)cairo_image_surface_get_stride(surface), colors = (size_t)pixels->channels;
    for (size_t y = 0; y < pixels->height; y++) {
        const unsigned char *from = pixels->data + y * pixels->width * colors;
        const unsigned char *alpha = pixels->alpha ? pixels->alpha + y * pixels->width : NULL;
        for (size_t x = 0; x < pixels->width; x++, from += colors) {
            uint32_t a = alpha ? alpha[x] : 255, r = from[0], g = from[colors > 1], b = from[colors - 1];
            uint32_t value = a << 24 | (uint32_t)premultiplied(r, a) << 16 |
                             (uint32_t)premultiplied(g, a) << 8 | premultiplied(b, a);
            memcpy(data + y * stride + 4 * x, &value, 4);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static size_t wanted_side(double wanted, size_t full)
{
    wanted = ceil(wanted);
    if (!(wanted > 1)) return 1;
    return wanted < (double)full ? (size_t)wanted : full;
}

/* The picture at about one pixel to one of the canvas: it is scaled once, by its loader's good filter. */
static const struct scaled *scaled_find(struct png_canvas *png, const struct picture *picture,
                                        const cairo_matrix_t *user, Rect at)
{
    size_t width = wanted_side(hypot(user->xx, user->yx) * at.width, picture->width),
           height = wanted_side(hypot(user->xy, user->yy) * at.height, picture->height);
    for (const struct scaled *known = png->pictures; known; known = known->next)
        if (known->picture == picture && known->width == width && known->height == height) return known;
    struct scaled *scaled = arena_make(png->arena, struct scaled);
    *scaled = (struct scaled){picture, width, height, NULL, png->pictures};
    struct pixels pixels;
    struct arena *scratch = arena_new();
    if (picture_pixels(scratch, picture, width, height, 0, &pixels))
        scaled->surface = surface_of(png, &pixels);
    arena_free(scratch);
    return png->pictures = scaled;
}

static void picture(struct canvas *canvas, const struct picture *what, Rect at)
{
    struct png_canvas *png = png_of(canvas);
    cairo_matrix_t user;
    if (!what->width || !what->height || !(at.width > 0) || !(at.height > 0)) return;
    cairo_get_matrix(png->cairo, &user);
    const struct scaled *scaled = scaled_find(png, what, &user, at);
    if (!scaled->surface) return;
    cairo_save(png->cairo);
    cairo_translate(png->cairo, at.x, at.y);
    cairo_scale(png->cairo, at.width / (double)scaled->width, at.height / (double)scaled->height);
    cairo_set_source_surface(png->cairo, scaled->surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(png->cairo), CAIRO_FILTER_BILINEAR);
    cairo_pattern_set_extend(cairo_get_source(png->cairo), CAIRO_EXTEND_PAD);
    cairo_rectangle(png->cairo, 0, 0, (double)scaled->width, (double)scaled->height);
    cairo_fill(png->cairo);
    cairo_restore(png->cairo);
}

/* ---- pages and groups ---- */

static void save(struct canvas *canvas)
{
    png_of(canvas)->depth++;
    cairo_save(cairo_of(canvas));
}

static void restore(struct canvas *canvas)
{
    if (png_of(canvas)->depth <= 0) return;
    png_of(canvas)->depth--;
    cairo_restore(cairo_of(canvas));
}

/* A matrix that makes all flat would stop cairo for good: instead nothing is seen any more. */
static void transform(struct canvas *canvas, Matrix matrix)
{
    cairo_t *cairo = cairo_of(canvas);
    cairo_matrix_t m = matrix_of(matrix), both, inverse;
    cairo_get_matrix(cairo, &both);
    cairo_matrix_multiply(&both, &m, &both);
    inverse = both;
    if (cairo_matrix_invert(&inverse) == CAIRO_STATUS_SUCCESS) {
        cairo_transform(cairo, &m);
        return;
    }
    cairo_new_path(cairo);
    cairo_rectangle(cairo, 0, 0, 0, 0);
    cairo_clip(cairo);
}

static void group_begin(struct canvas *canvas, double opacity)
{
    struct png_canvas *png = png_of(canvas);
    struct group *group = arena_make(png->arena, struct group);
    *group = (struct group){opacity, png->depth, png->groups};
    png->groups = group;
    png->depth = 0;
    cairo_save(png->cairo);
    if (opacity < 1) cairo_push_group(png->cairo);
}

static void group_end(struct canvas *canvas)
{
    struct png_canvas *png = png_of(canvas);
    if (!png->groups) return;
    double opacity = png->groups->opacity;
    while (png->depth > 0) restore(canvas);
    png->depth = png->groups->depth;
    png->groups = png->groups->outer;
    if (opacity < 1) {
        cairo_pop_group_to_source(png->cairo);
        cairo_paint_with_alpha(png->cairo, opacity > 0 ? opacity : 0);
    }
    cairo_restore(png->cairo);
}

static void page_begin(struct canvas *canvas, struct page_box box)
{
    struct png_canvas *png = png_of(canvas);
    Rect part = png->part.width > 0 ? png->part : (Rect){0, 0, box.width, box.height};
    cairo_save(png->cairo);
    cairo_identity_matrix(png->cairo);
    cairo_translate(png->cairo, png->at.x, png->at.y);
    cairo_scale(png->cairo, png->scale.x, png->scale.y);
    cairo_rectangle(png->cairo, 0, 0, part.width, part.height);
    cairo_clip(png->cairo);
    cairo_translate(png->cairo, -part.x, -part.y);
    cairo_set_source_rgb(png->cairo, 1, 1, 1);
    cairo_paint(png->cairo);
    png->depth = 0;
}

static void page_end(struct canvas *canvas)
{
    struct png_canvas *png = png_of(canvas);
    while (png->groups) group_end(canvas);
    while (png->depth > 0) restore(canvas);
    cairo_restore(png->cairo);
}

/* ---- what a picture does not share and does not tell ---- */

static bool shared_begin(struct canvas *canvas, const void *key)
{
    (void)canvas, (void)key;
    return true;
}

static void shared_end(struct canvas *canvas)
{
    (void)canvas;
}

static void mark_begin(struct canvas *canvas, struct element *element)
{
    (void)canvas, (void)element;
}

static void mark_end(struct canvas *canvas)
{
    (void)canvas;
}

static void link_area(struct canvas *canvas, Rect area, Str uri, Str contents, struct element *element)
{
    (void)canvas, (void)area, (void)uri, (void)contents, (void)element;
}

static void bookmark(struct canvas *canvas, const struct bookmark *bookmark)
{
    (void)canvas, (void)bookmark;
}

static const struct canvas_calls png_calls = {
    .page_begin = page_begin,
    .page_end = page_end,
    .save = save,
    .restore = restore,
    .transform = transform,
    .clip = clip,
    .fill = fill,
    .stroke = stroke,
    .glyphs = glyphs,
    .hyphen = hyphen,
    .picture = picture,
    .group_begin = group_begin,
    .group_end = group_end,
    .shared_begin = shared_begin,
    .shared_end = shared_end,
    .mark_begin = mark_begin,
    .mark_end = mark_end,
    .link = link_area,
    .bookmark = bookmark,
};

/* ---- the canvas ---- */

static void cairo_close(void *cairo)
{
    cairo_destroy(cairo);
}

struct canvas *png_canvas_open(struct arena *arena, size_t width, size_t height, Color background)
{
    if (width < 1 || height < 1 || width > PNG_CANVAS_SIDE_MOST || height > PNG_CANVAS_SIDE_MOST ||
        width * height > PNG_CANVAS_PIXELS_MOST)
        return NULL;
    struct png_canvas *png = arena_make(arena, struct png_canvas);
    *png = (struct png_canvas){.canvas = {&png_calls}, .arena = arena, .width = width, .height = height};
    png->scale = (Point){1, 1};
    png->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    arena_defer(arena, surface_close, png->surface);
    png->cairo = cairo_create(png->surface);
    arena_defer(arena, cairo_close, png->cairo);
    cairo_set_source_rgb(png->cairo, background.red, background.green, background.blue);
    cairo_paint(png->cairo);
    return &png->canvas;
}

void png_canvas_place(struct canvas *canvas, Point at, Point scale, Rect part)
{
    struct png_canvas *png = png_of(canvas);
    png->at = at;
    png->scale = scale;
    png->part = part;
}

unsigned char *png_canvas_pixels(struct canvas *canvas)
{
    struct png_canvas *png = png_of(canvas);
    cairo_surface_flush(png->surface);
    const unsigned char *data = cairo_image_surface_get_data(png->surface);
    if (!data || cairo_status(png->cairo) == CAIRO_STATUS_NO_MEMORY) return NULL;
    size_t stride = (size_t)cairo_image_surface_get_stride(png->surface);
    unsigned char *rgb = arena_array(png->arena, png->width * png->height, 3), *to = rgb;
    for (size_t y = 0; y < png->height; y++)
        for (size_t x = 0; x < png->width; x++) {
            uint32_t value;
            memcpy(&value, data + y * stride + 4 * x, 4);
            *to++ = (unsigned char)(value >> 16);
            *to++ = (unsigned char)(value >> 8);
            *to++ = (unsigned char)value;
        }
    return rgb;
}
