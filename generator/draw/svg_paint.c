/* Fills and strokes. Source: SVG 1.1, 11 (painting). */
#include <math.h>
#include <string.h>

#include "draw/svg_internal.h"

bool svg_fills(const struct svg_style *style)
{
    return style->fill.kind != PAINT_NONE;
}

bool svg_strokes(const struct svg_style *style)
{
    return style->stroke.kind != PAINT_NONE && style->stroke_width > 0;
}

struct stroke svg_stroke_ready(const struct svg_style *style)
{
    return (struct stroke){style->stroke_width, style->miter_limit, style->cap,        style->join,
                           style->dash_count,   style->dashes,      style->dash_offset};
}

static bool server_ready(struct svg_drawing *d, const struct svg_element *element,
                         const struct svg_paint_value *value, Rect box, struct paint *paint)
{
    const struct svg_document *document = value->document;
    const xmlNode *node = svg_resolve(d, document, value->url, value->loc, &document);
    if (!node) return false;
    if (svg_kind(node) != KIND_LINEAR && svg_kind(node) != KIND_RADIAL) {
        svg_report(d, value->loc, MSG_SVG_NOT_A_SERVER, value->url, xml_name(node));
        return false;
    }
    const struct svg_style *style = &element->state.style;
    double reach = svg_strokes(style) ? style->stroke_width * fmax(style->miter_limit, 2) : 0;
    return svg_gradient_ready(d, element, document, node, box, reach, paint);
}

static const xmlNode *pattern_of(const struct svg_paint_value *value)
{
    if (value->kind != PAINT_SERVER || !str_starts(value->url, S("#"))) return NULL;
    const xmlNode *node = svg_by_id(value->document->styles, str_skip(value->url, 1));
    return node && svg_kind(node) == KIND_PATTERN ? node : NULL;
}

bool svg_pattern_refused(struct svg_drawing *d, const struct svg_paint_value *value)
{
    const xmlNode *node = pattern_of(value);
    if (node) svg_report(d, value->loc, MSG_SVG_PATTERN_USE, value->url);
    return node != NULL;
}

/* A server in the same file that is not there, with a fallback given: the fallback. */
static bool falls_back(const struct svg_paint_value *value)
{
    if (value->fallback == PAINT_SERVER || !str_starts(value->url, S("#"))) return false;
    return !svg_by_id(value->document->styles, str_skip(value->url, 1));
}

bool svg_paint_ready(struct svg_drawing *d, const struct svg_element *element,
                     const struct svg_paint_value *value, double opacity, Rect box, struct paint *paint)
{
    enum svg_paint_kind kind = value->kind;
    if (kind == PAINT_SERVER && falls_back(value)) kind = value->fallback;
    *paint = (struct paint){.color = {0, 0, 0, opacity}};
    switch (kind) {
    case PAINT_NONE: return false;
    case PAINT_COLOR: paint->color = value->color; break;
    case PAINT_CURRENT: paint->color = element->state.style.color; break;
    case PAINT_SERVER:
        if (server_ready(d, element, value, box, paint)) return opacity > 0;
        if (value->fallback == PAINT_SERVER || value->fallback == PAINT_NONE) return false;
        paint->color = value->fallback == PAINT_CURRENT ? element->state.style.color : value->color;
        break;
    }
    paint->color.alpha *= opacity;
    return paint->color.alpha > 0;
}

static void fill_path(struct svg_drawing *d, const struct svg_element *element, double opacity, Rect box)
{
    const struct svg_style *style = &element->state.style;
    struct paint paint;
    const xmlNode *pattern = pattern_of(&style->fill);
    if (pattern) {
        svg_pattern_fill(d, element, pattern, style->fill_opacity * opacity, box);
        return;
    }
    if (!svg_paint_ready(d, element, &style->fill, style->fill_opacity * opacity, box, &paint)) return;
    svg_mark(d);
    d->canvas->calls->fill(d->canvas, &d->path, style->fill_rule, &paint);
}

/* ---- strokes ---- */

/* The part of a path from verb *verb on, up to the next move. True: it has a direction or is a move alone. */
static bool next_part(const struct path *path, size_t *verb, size_t *point, struct path *part)
{
    size_t from = *verb, begin = *point;
    bool still = true;
    for (; *verb < path->verb_count && (*verb == from || path->verbs[*verb] != PATH_MOVE); ++*verb) {
        size_t points = path->verbs[*verb] == PATH_CURVE ? 3 : path->verbs[*verb] != PATH_CLOSE;
        for (size_t k = 0; k < points; k++, ++*point)
            still &= path->points[*point].x == path->points[begin].x &&
                     path->points[*point].y == path->points[begin].y;
    }
    *part = (struct path){.verbs = path->verbs + from,
                          .points = path->points + begin,
                          .verb_count = *verb - from,
                          .point_count = *point - begin};
    return !still || part->verb_count < 2;
}

static bool has_still_part(const struct path *path)
{
    struct path part;
    for (size_t verb = 0, point = 0; verb < path->verb_count;)
        if (!next_part(path, &verb, &point, &part)) return true;
    return false;
}

/* A subpath of no length has round or square ends (SVG 1.1, 9.2), which canvases draw only when it has a direction: to the right. */
static struct path pointed(struct svg_drawing *d, const struct path *path, double width)
{
    struct path out = {0}, part;
    for (size_t verb = 0, point = 0; verb < path->verb_count;) {
        if (next_part(path, &verb, &point, &part)) {
            svg_path_append(d->scratch, &out, &part, false);
            continue;
        }
        path_move(d->scratch, &out, part.points[0].x, part.points[0].y);
        path_line(d->scratch, &out, part.points[0].x + width * 1e-3, part.points[0].y);
    }
    return out;
}

/* vector-effect: non-scaling-stroke: the pen does not take part in the transforms between the root and here. */
static void stroke_unscaled(struct svg_drawing *d, const struct svg_element *element,
                            const struct stroke *stroke, const struct path *path, const struct paint *paint)
{
    Matrix matrix = matrix_multiply(element->state.matrix, d->to_root), inverse;
    struct path moved = {0};
    struct paint there = *paint;
    struct gradient gradient;
    if (!matrix_invert(matrix, &inverse)) return;
    svg_path_append(d->scratch, &moved, path, false);
    svg_path_transform(&moved, matrix);
    if (paint->gradient) {
        gradient = *paint->gradient;
        gradient.matrix = matrix_multiply(gradient.matrix, matrix);
        there.gradient = &gradient;
    }
    svg_save(d);
    d->canvas->calls->transform(d->canvas, inverse);
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &moved, stroke, &there);
    svg_restore(d);
}

/* Gaps of no length: a whole line; dashes of none with flat ends: no line. False: nothing to draw. */
static bool dashes_ready(struct stroke *stroke)
{
    double dashes = 0, gaps = 0;
    for (size_t i = 0; i + 1 < stroke->dash_count; i += 2) {
        dashes += stroke->dashes[i];
        gaps += stroke->dashes[i + 1];
    }
    if (gaps == 0) stroke->dash_count = 0;
    return stroke->dash_count == 0 || dashes > 0 || stroke->cap != CAP_BUTT;
}

static void stroke_path(struct svg_drawing *d, const struct svg_element *element, double opacity, Rect box)
{
    const struct svg_style *style = &element->state.style;
    struct paint paint;
    if (!svg_strokes(style) || svg_pattern_refused(d, &style->stroke) ||
        !svg_paint_ready(d, element, &style->stroke, style->stroke_opacity * opacity, box, &paint))
        return;
    if (style->dash_count && xml_attribute(element->node, NULL, "pathLength").len)
        svg_report(d, svg_value_loc(element, "pathLength"), MSG_SVG_PROPERTY, S("pathLength"),
                   xml_attribute(element->node, NULL, "pathLength"));
    struct stroke stroke = svg_stroke_ready(style);
    if (!dashes_ready(&stroke)) return;
    struct path path = d->path;
    if (stroke.cap != CAP_BUTT && has_still_part(&path)) path = pointed(d, &path, stroke.width);
    if (style->fixed_stroke) {
        stroke_unscaled(d, element, &stroke, &path, &paint);
        return;
    }
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &path, &stroke, &paint);
}

void svg_path_paint(struct svg_drawing *d, const struct svg_element *element, double opacity)
{
    const struct svg_style *style = &element->state.style;
    if (d->measuring) d->canvas->calls->fill(d->canvas, &d->path, style->fill_rule, NULL);
    if (style->hidden || !d->path.verb_count || d->measuring) return;
    bool server = style->fill.kind == PAINT_SERVER || style->stroke.kind == PAINT_SERVER;
    Rect box = server ? svg_path_box(&d->path) : (Rect){0};
    for (int i = 0; i < PARTS; i++) {
        if (style->order[i] == PART_FILL) fill_path(d, element, opacity, box);
        if (style->order[i] == PART_STROKE) stroke_path(d, element, opacity, box);
        if (style->order[i] == PART_MARKERS) svg_markers(d, element, opacity);
    }
}
