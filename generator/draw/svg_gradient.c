/* Gradients. Sources: SVG 1.1, 13; SVG 2, 14.2. The canvas only pads: what repeats is written out, as far as the painted area reaches. */
#include <math.h>
#include <string.h>

#include "draw/svg_internal.h"

enum { STOPS_MOST = 256, REPEATED_MOST = 4096 };
#define END_MARGIN 1e-3
#define ROUNDING   1e-9 /* of the parameter: an area that ends with a round needs no other */

bool svg_chain_read(struct svg_drawing *d, const struct svg_document *document, const xmlNode *node,
                    struct svg_chain *chain)
{
    for (chain->count = 0; node;) {
        Loc loc = xml_loc(document->source, node);
        for (int i = 0; i < chain->count; i++)
            if (chain->nodes[i] == node || chain->count == SVG_CHAIN_MOST) {
                svg_report(d, loc, MSG_SVG_CYCLE, xml_attribute(node, NULL, "id"));
                return false;
            }
        chain->nodes[chain->count] = node;
        chain->documents[chain->count++] = document;
        Str href = svg_href(node);
        if (!href.len) return true;
        node = svg_resolve(d, document, href, loc, &document);
        bool gradient = node && (svg_kind(node) == KIND_LINEAR || svg_kind(node) == KIND_RADIAL);
        bool pattern = node && svg_kind(node) == KIND_PATTERN;
        if (node && !(svg_kind(chain->nodes[0]) == KIND_PATTERN ? pattern : gradient)) {
            svg_report(d, loc, MSG_SVG_NOT_A_SERVER, href, xml_name(node));
            return false;
        }
    }
    return false;
}

Str svg_chain_attribute(const struct svg_chain *chain, const char *name, enum svg_kind kind)
{
    for (int i = 0; i < chain->count; i++) {
        if (kind != KIND_UNKNOWN && svg_kind(chain->nodes[i]) != kind) continue;
        Str value = xml_attribute(chain->nodes[i], NULL, name);
        if (value.len) return value;
    }
    return STR_NONE;
}

double svg_chain_length(struct svg_drawing *d, const struct svg_chain *chain,
                        const struct svg_element *element, bool box_units, const char *name,
                        enum svg_axis axis, double standard)
{
    Str text = svg_chain_attribute(chain, name, svg_kind(chain->nodes[0]));
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
static const struct gradient_stop *chain_stops(struct svg_drawing *d, const struct svg_chain *chain,
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

static void radial_points(struct svg_drawing *d, const struct svg_chain *chain,
                          const struct svg_element *element, bool box_units, struct gradient *gradient)
{
    double half_x = box_units ? 0.5 : element->state.width / 2,
           half_y = box_units ? 0.5 : element->state.height / 2;
    double half = box_units ? 0.5 : hypot(element->state.width, element->state.height) / sqrt(2) / 2;
    gradient->radial = true;
    gradient->to.x = svg_chain_length(d, chain, element, box_units, "cx", AXIS_X, half_x);
    gradient->to.y = svg_chain_length(d, chain, element, box_units, "cy", AXIS_Y, half_y);
    gradient->radius = svg_chain_length(d, chain, element, box_units, "r", AXIS_BOTH, half);
    gradient->from.x = svg_chain_length(d, chain, element, box_units, "fx", AXIS_X, gradient->to.x);
    gradient->from.y = svg_chain_length(d, chain, element, box_units, "fy", AXIS_Y, gradient->to.y);
    gradient->focus_radius = svg_chain_length(d, chain, element, box_units, "fr", AXIS_BOTH, 0);
    if (gradient->focus_radius < 0) {
        svg_report(d, xml_loc(chain->documents[0]->source, chain->nodes[0]), MSG_SVG_VALUE, S("fr"),
                   svg_chain_attribute(chain, "fr", KIND_RADIAL));
        gradient->focus_radius = 0;
    }
    if (gradient->focus_radius >= gradient->radius && gradient->from.x == gradient->to.x &&
        gradient->from.y == gradient->to.y)
        gradient->focus_radius = gradient->radius * 0.999;
    /* A focus on the edge has no inside and no outside: a little inwards, for the renderers' sake. Farther out it makes a cone
     * (SVG 2, 14.2.3). */
    double dx = gradient->from.x - gradient->to.x, dy = gradient->from.y - gradient->to.y,
           away = hypot(dx, dy), inside = gradient->radius * 0.999;
    if (away > inside && away < gradient->radius * 1.001 && gradient->focus_radius == 0) {
        gradient->from.x = gradient->to.x + dx / away * inside;
        gradient->from.y = gradient->to.y + dy / away * inside;
    }
}

static void linear_points(struct svg_drawing *d, const struct svg_chain *chain,
                          const struct svg_element *element, bool box_units, struct gradient *gradient)
{
    double width = box_units ? 1 : element->state.width;
    gradient->from.x = svg_chain_length(d, chain, element, box_units, "x1", AXIS_X, 0);
    gradient->from.y = svg_chain_length(d, chain, element, box_units, "y1", AXIS_Y, 0);
    gradient->to.x = svg_chain_length(d, chain, element, box_units, "x2", AXIS_X, width);
    gradient->to.y = svg_chain_length(d, chain, element, box_units, "y2", AXIS_Y, 0);
}

static bool gradient_matrix(struct svg_drawing *d, const struct svg_chain *chain, bool box_units, Rect box,
                            Matrix *matrix)
{
    Str transform = svg_chain_attribute(chain, "gradientTransform", KIND_UNKNOWN);
    Str origin = svg_chain_attribute(chain, "transform-origin", KIND_UNKNOWN);
    *matrix = MATRIX_IDENTITY;
    if (origin.len)
        svg_report(d, xml_attribute_loc(chain->documents[0]->source, chain->nodes[0], S("transform-origin")),
                   MSG_SVG_PROPERTY, S("transform-origin"), origin);
    if (transform.len &&
        (!svg_value_transform(transform, matrix) || matrix->a * matrix->d == matrix->b * matrix->c)) {
        svg_report(d, xml_attribute_loc(chain->documents[0]->source, chain->nodes[0], S("gradientTransform")),
                   MSG_SVG_VALUE, S("gradientTransform"), transform);
        return false;
    }
    if (!box_units) return true;
    if (!(box.width > 0 && box.height > 0)) return false; /* nothing to be drawn: 13.2.2 */
    *matrix = matrix_multiply(*matrix, (Matrix){box.width, 0, 0, box.height, box.x, box.y});
    return svg_matrix_sound(*matrix);
}

/* ---- beyond the ends: reflect, repeat, and several stops in one place ---- */

/* The gradient's parameter at a point of its space: 0 at the beginning, 1 at the end. NAN: no circle reaches there. */
static double parameter_at(const struct gradient *g, Point p)
{
    Point to = {g->to.x - g->from.x, g->to.y - g->from.y}, q = {p.x - g->from.x, p.y - g->from.y};
    if (!g->radial) return (q.x * to.x + q.y * to.y) / (to.x * to.x + to.y * to.y);
    double grow = g->radius - g->focus_radius, a = to.x * to.x + to.y * to.y - grow * grow,
           b = q.x * to.x + q.y * to.y + g->focus_radius * grow,
           c = q.x * q.x + q.y * q.y - g->focus_radius * g->focus_radius, root = b * b - a * c;
    return a < 0 && grow > 0 && root >= 0 ? (b - sqrt(root)) / a : NAN;
}

/* What of the parameter `area` needs; false: a radial gradient that cannot be repeated. */
static bool parameter_range(const struct gradient *g, Rect area, double *low, double *high)
{
    Matrix inverse;
    if (!matrix_invert(g->matrix, &inverse)) return false;
    *low = *high = 0;
    for (int i = 0; i < 4; i++) {
        Point corner = {area.x + (i & 1 ? area.width : 0), area.y + (i & 2 ? area.height : 0)};
        double t = parameter_at(g, matrix_apply(inverse, corner));
        if (!isfinite(t)) return false;
        if (i == 0 || t < *low) *low = t;
        if (i == 0 || t > *high) *high = t;
    }
    if (g->radial) *low = -g->focus_radius / (g->radius - g->focus_radius); /* where the circle is a point */
    return true;
}

/* Makes the gradient go from parameter `low` to `high` instead of 0 to 1. */
static void stretch_ends(struct gradient *g, double low, double high)
{
    Point from = g->from, way = {g->to.x - from.x, g->to.y - from.y};
    double radius = g->focus_radius, grow = g->radius - radius;
    g->from = (Point){from.x + way.x * low, from.y + way.y * low};
    g->to = (Point){from.x + way.x * high, from.y + way.y * high};
    if (!g->radial) return;
    g->focus_radius = fmax(radius + grow * low, 0);
    g->radius = radius + grow * high;
}

static Color mixed(Color a, Color b, double t)
{
    return (Color){a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t,
                   a.blue + (b.blue - a.blue) * t, a.alpha + (b.alpha - a.alpha) * t};
}

/* The stops of round `k`, at their places from `low` to `high`; those before `low` are cut off. */
static void add_round(const struct gradient *g, double round, bool turned, double low, double high,
                      struct gradient_stop *stops, size_t *count)
{
    for (size_t i = 0; i < g->count; i++) {
        struct gradient_stop stop = g->stops[turned ? g->count - 1 - i : i];
        double at = (round + (turned ? 1 - stop.offset : stop.offset) - low) / (high - low);
        if (at < 0 && *count > 0) *count = 0;
        stops[*count] = (struct gradient_stop){at, stop.color};
        if (*count == 1 && stops[0].offset < 0) {
            double share = at > stops[0].offset ? -stops[0].offset / (at - stops[0].offset) : 1;
            stops[0] = (struct gradient_stop){0, mixed(stops[0].color, stop.color, fmin(share, 1))};
        }
        ++*count;
    }
}

static bool repeat_stops(struct svg_drawing *d, Loc loc, struct gradient *g, Rect area, bool reflect)
{
    double low, high;
    if (!parameter_range(g, area, &low, &high)) return false;
    double first = floor(low + ROUNDING), last = fmax(ceil(high - ROUNDING), first + 1);
    if (!(fabs(first) < 1e6 && fabs(last) < 1e6) || (last - first) * (double)g->count > REPEATED_MOST)
        return false;
    size_t rounds = (size_t)(last - first), count = 0;
    if (!svg_spend(d, loc, 0, rounds * g->count * sizeof *g->stops)) return true;
    struct gradient_stop *stops = arena_make_n(d->scratch, struct gradient_stop, rounds * g->count);
    if (!g->radial) low = first;
    for (size_t k = 0; k < rounds; k++)
        add_round(g, first + (double)k, reflect && fmod(fabs(first + (double)k), 2) == 1, low, last, stops,
                  &count);
    stretch_ends(g, low, last);
    g->stops = stops;
    g->count = count;
    return true;
}

/* Several stops at one end: the first or last of them is the colour beyond it, so the end moves a little outwards. */
static void open_ends(struct svg_drawing *d, struct gradient *g)
{
    bool begin = g->stops[1].offset <= 0 && (!g->radial || g->focus_radius > 0),
         end = g->stops[g->count - 2].offset >= 1;
    double low = begin ? -END_MARGIN : 0, high = end ? 1 + END_MARGIN : 1;
    if (begin && g->radial) low = fmax(low, -g->focus_radius / fmax(g->radius, 1e-9));
    if (low == 0 && high == 1) return;
    struct gradient_stop *stops = arena_copy(d->scratch, g->stops, g->count * sizeof *stops);
    for (size_t i = 0; i < g->count; i++) stops[i].offset = (stops[i].offset - low) / (high - low);
    stretch_ends(g, low, high);
    g->stops = stops;
}

static bool spread_ready(struct svg_drawing *d, const struct svg_chain *chain, Rect area,
                         struct gradient *gradient)
{
    Str spread = svg_chain_attribute(chain, "spreadMethod", KIND_UNKNOWN);
    if (!spread.len || str_is(spread, "pad")) {
        open_ends(d, gradient);
        return true;
    }
    Loc loc = xml_loc(chain->documents[0]->source, chain->nodes[0]);
    bool known = svg_word_is(spread, "reflect|repeat");
    if (known && repeat_stops(d, loc, gradient, area, str_is(spread, "reflect"))) return true;
    svg_report(d, loc, known ? MSG_SVG_PROPERTY : MSG_SVG_VALUE, S("spreadMethod"), spread);
    return false;
}

bool svg_gradient_ready(struct svg_drawing *d, const struct svg_element *element,
                        const struct svg_document *document, const xmlNode *node, Rect box, double reach,
                        struct paint *paint)
{
    struct svg_chain chain;
    if (!svg_chain_read(d, document, node, &chain)) return false;
    bool box_units = !str_is(svg_chain_attribute(&chain, "gradientUnits", KIND_UNKNOWN), "userSpaceOnUse");
    struct gradient *gradient = arena_make(d->scratch, struct gradient);
    gradient->stops = chain_stops(d, &chain, element, &gradient->count);
    if (!gradient->count || !gradient_matrix(d, &chain, box_units, box, &gradient->matrix)) return false;
    bool radial = svg_kind(node) == KIND_RADIAL;
    if (radial)
        radial_points(d, &chain, element, box_units, gradient);
    else
        linear_points(d, &chain, element, box_units, gradient);
    bool point = radial ? gradient->radius <= 0
                        : gradient->from.x == gradient->to.x && gradient->from.y == gradient->to.y;
    if (gradient->count == 1 || point) { /* the colour of the last stop: 13.2.2, 13.2.3 */
        double alpha = paint->color.alpha;
        paint->color = gradient->stops[gradient->count - 1].color;
        paint->color.alpha *= alpha;
        return true;
    }
    Rect area = {box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach};
    paint->gradient = gradient;
    return spread_ready(d, &chain, area, gradient);
}
