/* Drawing a text that svg_text.c has laid out. Sources: SVG 1.1, 10.11 (filling and stroking), 10.12 (decoration). */
#include <hb-ot.h>
#include <math.h>

#include "draw/svg_run.h"

/* ---- outlines ---- */

/* From the run's own space, its first glyph's origin at 0, 0. */
static Matrix run_matrix(const struct svg_run *run)
{
    Matrix matrix = matrix_multiply(matrix_scale(run->stretch, 1), matrix_rotate(run->rotate));
    return matrix_multiply(matrix, matrix_translate(run->at.x, run->at.y));
}

struct outline {
    struct svg_drawing *drawing;
    double scale, x, y;
};
static Point outline_point(const struct outline *o, float x, float y)
{
    return (Point){o->x + (double)x * o->scale, o->y - (double)y * o->scale};
}
static void outline_move(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
                         void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point p = outline_point(o, x, y);
    path_move(o->drawing->scratch, &o->drawing->path, p.x, p.y);
}
static void outline_line(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
                         void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point p = outline_point(o, x, y);
    path_line(o->drawing->scratch, &o->drawing->path, p.x, p.y);
}
static void outline_curve(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x1, float y1,
                          float x2, float y2, float x, float y, void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point a = outline_point(o, x1, y1), b = outline_point(o, x2, y2), p = outline_point(o, x, y);
    path_curve(o->drawing->scratch, &o->drawing->path, a.x, a.y, b.x, b.y, p.x, p.y);
}
static void outline_close(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    path_close(o->drawing->scratch, &o->drawing->path);
}

static void run_outline(struct svg_drawing *d, const struct svg_run *run)
{
    const struct svg_style *style = &run->element->state.style;
    hb_draw_funcs_t *functions = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(functions, outline_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(functions, outline_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(functions, outline_curve, NULL, NULL);
    hb_draw_funcs_set_close_path_func(functions, outline_close, NULL, NULL);
    struct outline outline = {d, style->font_size / run->glyphs->font->units_per_em, 0, 0};
    Point pen = {0, 0};
    size_t begin = d->path.point_count;
    for (size_t i = run->from; i < run->to; i++) {
        const struct glyph *glyph = &run->glyphs->glyphs[i];
        outline.x = pen.x + glyph->x_offset * outline.scale;
        outline.y = pen.y - glyph->y_offset * outline.scale;
        hb_font_get_glyph_shape(run->glyphs->font->hb, glyph->id, functions, &outline);
        pen.x += glyph->advance * outline.scale + run->letter / run->stretch;
        if (run->glyphs->text.data[glyph->cluster] == ' ') pen.x += style->word_spacing;
    }
    hb_draw_funcs_destroy(functions);
    Matrix matrix = run_matrix(run);
    for (size_t i = begin; i < d->path.point_count; i++)
        d->path.points[i] = matrix_apply(matrix, d->path.points[i]);
}

void svg_text_outline(struct svg_drawing *drawing, const struct svg_element *element)
{
    struct svg_text text;
    svg_text_lay_out(drawing, element, &text);
    for (size_t i = 0; i < text.run_count; i++) run_outline(drawing, &text.runs[i]);
    buf_free(&text.buf);
}

/* ---- painting ---- */

static Rect text_box(const struct svg_text *text)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < text->run_count; i++) {
        const struct svg_run *run = &text->runs[i];
        Rect flat = {0, -run->ascent, run->width / run->stretch, run->ascent - run->descent};
        Rect box = matrix_bounds(run_matrix(run), flat);
        left = fmin(left, box.x);
        right = fmax(right, box.x + box.width);
        top = fmin(top, box.y);
        bottom = fmax(bottom, box.y + box.height);
    }
    return text->run_count ? (Rect){left, top, right - left, bottom - top} : (Rect){0};
}

static bool pattern_refused(struct svg_drawing *d, const struct svg_paint_value *value)
{
    return value->kind == PAINT_SERVER && svg_pattern_refused(d, value);
}

static void fill_run(struct svg_drawing *d, const struct svg_run *run, double opacity, Rect box)
{
    const struct svg_style *style = &run->element->state.style;
    struct paint paint;
    if (pattern_refused(d, &style->fill) ||
        !svg_paint_ready(d, run->element, &style->fill, style->fill_opacity * opacity, box, &paint))
        return;
    svg_mark(d);
    bool plain = run->stretch == 1 && run->rotate == 0;
    if (!plain) {
        svg_save(d);
        d->canvas->calls->transform(d->canvas, run_matrix(run));
    }
    d->canvas->calls->glyphs(d->canvas, run->glyphs, run->from, run->to, plain ? run->at : (Point){0, 0},
                             style->font_size, style->word_spacing, run->letter / run->stretch, &paint);
    if (!plain) svg_restore(d);
}

static void stroke_run(struct svg_drawing *d, const struct svg_run *run, double opacity, Rect box)
{
    const struct svg_style *style = &run->element->state.style;
    struct paint paint;
    if (!svg_strokes(style) || pattern_refused(d, &style->stroke) ||
        !svg_paint_ready(d, run->element, &style->stroke, style->stroke_opacity * opacity, box, &paint))
        return;
    struct stroke stroke = svg_stroke_ready(style);
    d->path.verb_count = d->path.point_count = 0;
    run_outline(d, run);
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &d->path, &stroke, &paint);
}

/* A line along a run, where its font has it. */
static void line_path(struct svg_drawing *d, const struct svg_run *run, int which)
{
    const struct font *font = run->glyphs->font;
    double scale = run->element->state.style.font_size / font->units_per_em;
    double thickness = font->underline_thickness > 0 ? font->underline_thickness : font->units_per_em / 20.0;
    hb_position_t strike = font->x_height / 2;
    hb_ot_metrics_get_position(font->hb, HB_OT_METRICS_TAG_STRIKEOUT_OFFSET, &strike);
    double top = which == LINE_UNDER  ? font->underline_position + thickness / 2
                 : which == LINE_OVER ? font->ascent
                                      : strike;
    d->path.verb_count = d->path.point_count = 0;
    path_rect(d->scratch, &d->path, (Rect){0, -top * scale, run->width / run->stretch, thickness * scale}, 0,
              0);
    svg_path_transform(&d->path, run_matrix(run));
}

static void draw_line(struct svg_drawing *d, const struct svg_run *run, int which, double opacity, Rect box)
{
    const struct svg_text_line *line = &run->element->state.style.lines[which];
    struct paint paint;
    if (!line->drawn || pattern_refused(d, &line->fill)) return;
    line_path(d, run, which);
    if (svg_paint_ready(d, run->element, &line->fill, line->fill_opacity * opacity, box, &paint)) {
        svg_mark(d);
        d->canvas->calls->fill(d->canvas, &d->path, FILL_NONZERO, &paint);
    }
    if (line->stroke.kind == PAINT_NONE || line->stroke_width <= 0 || pattern_refused(d, &line->stroke))
        return;
    struct stroke stroke = {.width = line->stroke_width, .miter_limit = 4};
    if (!svg_paint_ready(d, run->element, &line->stroke, line->stroke_opacity * opacity, box, &paint)) return;
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &d->path, &stroke, &paint);
}

static void paint_runs(struct svg_drawing *d, const struct svg_text *text, double opacity)
{
    Rect box = text_box(text);
    for (size_t i = 0; i < text->run_count; i++) {
        const struct svg_run *run = &text->runs[i];
        const struct svg_style *style = &run->element->state.style;
        if (style->hidden || style->font_size <= 0) continue;
        draw_line(d, run, LINE_UNDER, opacity, box);
        draw_line(d, run, LINE_OVER, opacity, box);
        for (int k = 0; k < PARTS; k++) {
            if (style->order[k] == PART_FILL) fill_run(d, run, opacity, box);
            if (style->order[k] == PART_STROKE) stroke_run(d, run, opacity, box);
        }
        draw_line(d, run, LINE_THROUGH, opacity, box);
    }
}

void svg_text_draw(struct svg_drawing *d, const struct svg_element *element, double opacity)
{
    struct svg_text text;
    svg_text_lay_out(d, element, &text);
    struct element *structure = NULL;
    if (d->options->text_element && !d->options->marks_open && !d->held && !d->sharing && text.run_count)
        structure = d->options->text_element(d->options->context, element->node);
    if (structure) {
        svg_mark_close(d);
        d->canvas->calls->mark_begin(d->canvas, structure);
        d->marked = true;
    }
    paint_runs(d, &text, opacity);
    if (structure) {
        d->canvas->calls->mark_end(d->canvas);
        d->marked = false;
    }
    buf_free(&text.buf);
}
