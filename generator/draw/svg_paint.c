/* Fills, strokes and gradients. Sources: SVG 1.1, 11 (painting) and 13 (gradients). */
#include <math.h>
#include <string.h>

#include "draw/svg_internal.h"

enum { HREF_MOST = 16, STOPS_MOST = 256 };

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

/* ---- gradients ---- */

/* A gradient and those that it takes missing attributes and stops from, nearest first. */
struct gradient_chain {
    const xmlNode *nodes[HREF_MOST];
    const struct svg_document *documents[HREF_MOST];
    int count;
};

static bool chain_read(struct svg_drawing *d, const struct svg_document *document, const xmlNode *node,
                       struct gradient_chain *chain)
{
    for (chain->count = 0; node;) {
        Loc loc = xml_loc(document->source, node);
        for (int i = 0; i < chain->count; i++)
            if (chain->nodes[i] == node || chain->count == HREF_MOST) {
                svg_report(d, loc, MSG_SVG_CYCLE, xml_attribute(node, NULL, "id"));
                return false;
            }
        chain->nodes[chain->count] = node;
        chain->documents[chain->count++] = document;
        Str href = svg_href(node);
        if (!href.len) return true;
        node = svg_resolve(d, document, href, loc, &document);
        if (node && svg_kind(node) != KIND_LINEAR && svg_kind(node) != KIND_RADIAL) {
            svg_report(d, loc, MSG_SVG_NOT_A_SERVER, href, xml_name(node));
            return false;
        }
    }
    return false;
}

static Str chain_attribute(const struct gradient_chain *chain, const char *name, enum svg_kind kind)
{
    for (int i = 0; i < chain->count; i++) {
        if (kind != KIND_UNKNOWN && svg_kind(chain->nodes[i]) != kind) continue;
        Str value = xml_attribute(chain->nodes[i], NULL, name);
        if (value.len) return value;
    }
    return STR_NONE;
}

static double chain_length(struct svg_drawing *d, const struct gradient_chain *chain,
                           const struct svg_element *element, bool box_units, const char *name,
                           enum svg_axis axis, double standard)
{
    Str text = chain_attribute(chain, name, svg_kind(chain->nodes[0]));
    struct svg_measure measure = box_units ? (struct svg_measure){16, 1, 1} : svg_element_measure(element);
    double value = standard;
    if (text.len && !svg_value_length(text, &measure, axis, &value))
        svg_report(d, xml_attribute_loc(chain->documents[0]->source, chain->nodes[0], str_from(name)),
                   MSG_SVG_VALUE, str_from(name), text);
    return value;
}

static Color stop_color(const struct svg_element *stop)
{
    const struct svg_paint_value *value = &stop->state.style.stop_color;
    Color color = value->kind == PAINT_CURRENT ? stop->state.style.color : value->color;
    color.alpha *= stop->state.style.stop_opacity;
    return color;
}

static Color stop_color_of(struct svg_drawing *d, const struct svg_state *outer, const xmlNode *node,
                           double *offset)
{
    struct svg_element stop;
    svg_element_begin(d, outer, node, &stop);
    Str text = xml_attribute(node, NULL, "offset");
    *offset = 0;
    if (text.len && !svg_value_fraction(text, offset))
        svg_report(d, svg_value_loc(&stop, "offset"), MSG_SVG_VALUE, S("offset"), text);
    return stop_color(&stop);
}

/* The stops of one gradient element; they do not depend on what is painted with them. */
static void read_stops(struct svg_drawing *d, const struct svg_document *document,
                       const struct svg_element *element, struct svg_stops *result)
{
    struct gradient_stop *stops = NULL;
    size_t capacity = 0;
    double last = 0, offset;
    struct svg_state outer = element->state;
    struct svg_element parent;
    svg_inherit(d, document, result->node, &outer);
    svg_element_begin(d, &outer, result->node, &parent);
    for (const xmlNode *node = result->node->children; node && !d->spent; node = node->next) {
        if (svg_kind(node) != KIND_STOP || result->count == STOPS_MOST) continue;
        Color color = stop_color_of(d, &parent.state, node, &offset);
        last = fmax(last, offset);
        stops = arena_grow(d->arena, stops, &capacity, result->count + 1, sizeof *stops);
        stops[result->count++] = (struct gradient_stop){last, color};
    }
    result->stops = stops;
}

static const struct svg_stops *stops_of(struct svg_drawing *d, const struct svg_document *document,
                                        const struct svg_element *element, const xmlNode *node)
{
    struct svg_stops **place = &d->stops[(uintptr_t)node / 64 % SVG_STOPS_PLACES];
    for (const struct svg_stops *known = *place; known; known = known->next)
        if (known->node == node) return known;
    struct svg_stops *stops = arena_make(d->arena, struct svg_stops);
    stops->node = node;
    stops->next = *place;
    read_stops(d, document, element, stops);
    return *place = stops;
}

/* Those of the nearest gradient in the chain that has any. */
static const struct gradient_stop *chain_stops(struct svg_drawing *d, const struct gradient_chain *chain,
                                               const struct svg_element *element, size_t *count)
{
    *count = 0;
    for (int i = 0; i < chain->count; i++) {
        const struct svg_stops *stops = stops_of(d, chain->documents[i], element, chain->nodes[i]);
        *count = stops->count;
        if (stops->count) return stops->stops;
    }
    return NULL;
}

static void radial_points(struct svg_drawing *d, const struct gradient_chain *chain,
                          const struct svg_element *element, bool box_units, struct gradient *gradient)
{
    double half_x = box_units ? 0.5 : element->state.width / 2,
           half_y = box_units ? 0.5 : element->state.height / 2;
    double half = box_units ? 0.5 : hypot(element->state.width, element->state.height) / sqrt(2) / 2;
    gradient->radial = true;
    gradient->to.x = chain_length(d, chain, element, box_units, "cx", AXIS_X, half_x);
    gradient->to.y = chain_length(d, chain, element, box_units, "cy", AXIS_Y, half_y);
    gradient->radius = chain_length(d, chain, element, box_units, "r", AXIS_BOTH, half);
    gradient->from.x = chain_length(d, chain, element, box_units, "fx", AXIS_X, gradient->to.x);
    gradient->from.y = chain_length(d, chain, element, box_units, "fy", AXIS_Y, gradient->to.y);
    if (chain_length(d, chain, element, box_units, "fr", AXIS_BOTH, 0) != 0)
        svg_report(d, xml_loc(chain->documents[0]->source, chain->nodes[0]), MSG_SVG_PROPERTY, S("fr"),
                   chain_attribute(chain, "fr", KIND_RADIAL));
    /* A focus outside of the circle moves to its edge (13.2.3); just inside, for the renderers' sake. */
    double dx = gradient->from.x - gradient->to.x, dy = gradient->from.y - gradient->to.y,
           away = hypot(dx, dy);
    if (away > gradient->radius * 0.999 && away > 0) {
        gradient->from.x = gradient->to.x + dx / away * gradient->radius * 0.999;
        gradient->from.y = gradient->to.y + dy / away * gradient->radius * 0.999;
    }
}

static void linear_points(struct svg_drawing *d, const struct gradient_chain *chain,
                          const struct svg_element *element, bool box_units, struct gradient *gradient)
{
    double width = box_units ? 1 : element->state.width;
    gradient->from.x = chain_length(d, chain, element, box_units, "x1", AXIS_X, 0);
    gradient->from.y = chain_length(d, chain, element, box_units, "y1", AXIS_Y, 0);
    gradient->to.x = chain_length(d, chain, element, box_units, "x2", AXIS_X, width);
    gradient->to.y = chain_length(d, chain, element, box_units, "y2", AXIS_Y, 0);
}

static bool gradient_matrix(struct svg_drawing *d, const struct gradient_chain *chain, bool box_units,
                            Rect box, Matrix *matrix)
{
    Str transform = chain_attribute(chain, "gradientTransform", KIND_UNKNOWN);
    *matrix = MATRIX_IDENTITY;
    if (transform.len && !svg_value_transform(transform, matrix)) {
        svg_report(d, xml_attribute_loc(chain->documents[0]->source, chain->nodes[0], S("gradientTransform")),
                   MSG_SVG_VALUE, S("gradientTransform"), transform);
        return false;
    }
    if (!box_units) return true;
    if (!(box.width > 0 && box.height > 0)) return false; /* nothing to be drawn: 13.2.2 */
    *matrix = matrix_multiply(*matrix, (Matrix){box.width, 0, 0, box.height, box.x, box.y});
    return svg_matrix_sound(*matrix);
}

static bool gradient_ready(struct svg_drawing *d, const struct svg_element *element,
                           const struct gradient_chain *chain, Rect box, struct paint *paint)
{
    Loc loc = xml_loc(chain->documents[0]->source, chain->nodes[0]);
    Str units = chain_attribute(chain, "gradientUnits", KIND_UNKNOWN);
    Str spread = chain_attribute(chain, "spreadMethod", KIND_UNKNOWN);
    bool box_units = !str_is(units, "userSpaceOnUse");
    if (spread.len && !str_is(spread, "pad")) {
        svg_report(d, loc, MSG_SVG_PROPERTY, S("spreadMethod"), spread);
        return false;
    }
    struct gradient *gradient = arena_make(d->scratch, struct gradient);
    gradient->stops = chain_stops(d, chain, element, &gradient->count);
    if (!gradient->count || !gradient_matrix(d, chain, box_units, box, &gradient->matrix)) return false;
    bool radial = svg_kind(chain->nodes[0]) == KIND_RADIAL;
    if (radial)
        radial_points(d, chain, element, box_units, gradient);
    else
        linear_points(d, chain, element, box_units, gradient);
    bool point = radial ? gradient->radius <= 0
                        : gradient->from.x == gradient->to.x && gradient->from.y == gradient->to.y;
    if (gradient->count == 1 || point) { /* the colour of the last stop: 13.2.2, 13.2.3 */
        double alpha = paint->color.alpha;
        paint->color = gradient->stops[gradient->count - 1].color;
        paint->color.alpha *= alpha;
        return true;
    }
    paint->gradient = gradient;
    return true;
}

static bool server_ready(struct svg_drawing *d, const struct svg_element *element,
                         const struct svg_paint_value *value, Rect box, struct paint *paint)
{
    const struct svg_document *document = value->document;
    const xmlNode *node = svg_resolve(d, document, value->url, value->loc, &document);
    struct gradient_chain chain;
    if (!node) return false;
    if (svg_kind(node) != KIND_LINEAR && svg_kind(node) != KIND_RADIAL) {
        svg_report(d, value->loc, MSG_SVG_NOT_A_SERVER, value->url, xml_name(node));
        return false;
    }
    return chain_read(d, document, node, &chain) && gradient_ready(d, element, &chain, box, paint);
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
    case PAINT_SERVER: return server_ready(d, element, value, box, paint) && opacity > 0;
    }
    paint->color.alpha *= opacity;
    return paint->color.alpha > 0;
}

static void fill_path(struct svg_drawing *d, const struct svg_element *element, double opacity, Rect box)
{
    const struct svg_style *style = &element->state.style;
    struct paint paint;
    if (!svg_paint_ready(d, element, &style->fill, style->fill_opacity * opacity, box, &paint)) return;
    svg_mark(d);
    d->canvas->calls->fill(d->canvas, &d->path, style->fill_rule, &paint);
}

static void stroke_path(struct svg_drawing *d, const struct svg_element *element, double opacity, Rect box)
{
    const struct svg_style *style = &element->state.style;
    struct paint paint;
    if (!svg_strokes(style) ||
        !svg_paint_ready(d, element, &style->stroke, style->stroke_opacity * opacity, box, &paint))
        return;
    if (style->dash_count && xml_attribute(element->node, NULL, "pathLength").len)
        svg_report(d, svg_value_loc(element, "pathLength"), MSG_SVG_PROPERTY, S("pathLength"),
                   xml_attribute(element->node, NULL, "pathLength"));
    struct stroke stroke = svg_stroke_ready(style);
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &d->path, &stroke, &paint);
}

void svg_path_paint(struct svg_drawing *d, const struct svg_element *element, double opacity)
{
    const struct svg_style *style = &element->state.style;
    if (style->hidden || !d->path.verb_count) return;
    bool server = style->fill.kind == PAINT_SERVER || style->stroke.kind == PAINT_SERVER;
    Rect box = server ? svg_path_box(&d->path) : (Rect){0};
    if (style->stroke_first) stroke_path(d, element, opacity, box);
    fill_path(d, element, opacity, box);
    if (!style->stroke_first) stroke_path(d, element, opacity, box);
}
