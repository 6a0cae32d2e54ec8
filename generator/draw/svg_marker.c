/* Markers: arrowheads and dots on the vertices of lines. Sources: SVG 1.1, 11.6; SVG 2, 13.7 (orient, context-fill, context-stroke). */
#include <math.h>

#include "draw/svg_internal.h"

struct vertex {
    Point at;
    Point in, out; /* directions of the line before and behind, 0: none */
};
struct vertices {
    struct vertex *list;
    size_t count, capacity;
};

static Point minus(Point a, Point b)
{
    return (Point){a.x - b.x, a.y - b.y};
}
static bool zero(Point p)
{
    return p.x == 0 && p.y == 0;
}

static void add_vertex(struct svg_drawing *d, struct vertices *v, Point at, Point in)
{
    v->list = arena_grow(d->scratch, v->list, &v->capacity, v->count + 1, sizeof *v->list);
    v->list[v->count++] = (struct vertex){at, in, {0, 0}};
}

/* The first of the control points that differs from `from` tells the direction there. */
static Point direction(Point from, const Point *points, int count, int step)
{
    for (int i = 0; i < count; i++)
        if (!zero(minus(points[i * step], from))) return minus(points[i * step], from);
    return (Point){0, 0};
}

/* `inner`: verbs whose end is no vertex, inside of an arc. */
static void find_vertices(struct svg_drawing *d, const struct path *path, const struct svg_inner *inner,
                          struct vertices *v)
{
    const Point *p = path->points;
    size_t start = 0, skipped = 0;
    bool within = false;
    for (size_t i = 0; i < path->verb_count; i++) {
        int count = path->verbs[i] == PATH_CURVE ? 3 : path->verbs[i] != PATH_CLOSE;
        if (path->verbs[i] == PATH_MOVE) {
            bool again =
                i > 0 && path->verbs[i - 1] == PATH_CLOSE && zero(minus(*p, v->list[v->count - 1].at));
            if (!again) add_vertex(d, v, *p, (Point){0, 0});
            start = v->count - 1;
            p++;
            continue;
        }
        Point from =
            i > 0 && path->verbs[i - 1] != PATH_CLOSE && p > path->points ? p[-1] : v->list[v->count - 1].at;
        Point close = v->list[start].at, to = count ? p[count - 1] : close;
        Point out = count ? direction(from, p, count, 1) : minus(close, from), in = minus(to, from);
        if (count == 3 && !zero(minus(to, p[1])))
            in = minus(to, p[1]);
        else if (count == 3 && !zero(minus(to, p[0])))
            in = minus(to, p[0]);
        if (!within) v->list[v->count - 1].out = out;
        within = skipped < inner->count && inner->verbs[skipped] == i;
        skipped += within;
        if (!within) add_vertex(d, v, to, in);
        if (path->verbs[i] == PATH_CLOSE) {
            v->list[v->count - 1].out = v->list[start].out;
            v->list[start].in = in;
        }
        p += count;
    }
}

/* Half-way between the two directions, in degrees; the one alone where the other has no length. */
static double angle_at(const struct vertices *v, size_t i)
{
    Point in = v->list[i].in, out = v->list[i].out;
    if (zero(in)) in = out;
    if (zero(out)) out = in;
    if (zero(in)) return 0;
    double a = atan2(in.y, in.x), b = atan2(out.y, out.x);
    if (b - a > M_PI) b -= 2 * M_PI;
    if (a - b > M_PI) b += 2 * M_PI;
    return (a + b) / 2 * 180 / M_PI;
}

/* ---- drawing one ---- */

static bool angle_value(Str text, double *degrees)
{
    static const struct {
        const char *name;
        double degrees;
    } units[] = {{"deg", 1}, {"grad", 0.9}, {"rad", 180 / M_PI}, {"turn", 360}};
    double factor = 1;
    text = str_trim(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_ends(text, str_from(units[i].name))) {
            factor = units[i].degrees;
            text = str_from_to(text, 0, text.len - str_from(units[i].name).len);
            break;
        }
    if (!svg_value_number(text, degrees)) return false;
    *degrees *= factor;
    return true;
}

static double length_of(struct svg_drawing *d, const struct svg_element *marker, const char *name,
                        enum svg_axis axis, double standard)
{
    Str text = xml_attribute(marker->node, NULL, name);
    struct svg_measure measure = svg_element_measure(marker);
    double value = standard;
    bool high = axis == AXIS_Y;
    double side = high ? measure.height : measure.width;
    if (str_is(text, high ? "top" : "left"))
        return 0;
    else if (str_is(text, "center"))
        return side / 2;
    else if (str_is(text, high ? "bottom" : "right"))
        return side;
    else if (text.len && !svg_value_length(text, &measure, axis, &value))
        svg_report(d, svg_value_loc(marker, name), MSG_SVG_VALUE, str_from(name), text);
    return value;
}

/* The marker's content to its viewport, 0, 0 to `size`; false: draws nothing. */
static bool viewport_of(struct svg_drawing *d, struct svg_element *marker, Rect size, Matrix *matrix)
{
    Str text = xml_attribute(marker->node, NULL, "viewBox");
    Rect view = size;
    struct svg_aspect aspect;
    if (text.len && !svg_value_view_box(text, &view)) {
        svg_report(d, svg_value_loc(marker, "viewBox"), MSG_SVG_VALUE, S("viewBox"), text);
        return false;
    }
    if (!svg_value_aspect(xml_attribute(marker->node, NULL, "preserveAspectRatio"), &aspect) ||
        view.width <= 0 || view.height <= 0 || size.width <= 0 || size.height <= 0)
        return false;
    Rect fit = text.len ? svg_aspect_fit(aspect, view.width, view.height, size) : size;
    double x = fit.width / view.width, y = fit.height / view.height;
    *matrix = (Matrix){x, 0, 0, y, fit.x - view.x * x, fit.y - view.y * y};
    if (text.len) {
        marker->state.width = view.width;
        marker->state.height = view.height;
    }
    return true;
}

static void draw_marker(struct svg_drawing *d, const struct svg_element *shape, struct svg_element *marker,
                        Point at, double angle)
{
    Rect size = {0, 0, length_of(d, marker, "markerWidth", AXIS_X, 3),
                 length_of(d, marker, "markerHeight", AXIS_Y, 3)};
    bool by_width = !str_is(xml_attribute(marker->node, NULL, "markerUnits"), "userSpaceOnUse");
    double scale = by_width ? shape->state.style.stroke_width : 1;
    struct svg_element inner = *marker;
    Matrix content;
    if (scale <= 0 || !viewport_of(d, &inner, size, &content)) return;
    Point reference = matrix_apply(
        content, (Point){length_of(d, &inner, "refX", AXIS_X, 0), length_of(d, &inner, "refY", AXIS_Y, 0)});
    Matrix place = matrix_multiply(matrix_scale(scale, scale), matrix_rotate(angle));
    place = matrix_multiply(matrix_translate(-reference.x, -reference.y), place);
    place = matrix_multiply(place, matrix_translate(at.x, at.y));
    inner.state.matrix = matrix_multiply(matrix_multiply(content, place), shape->state.matrix);
    if (!svg_matrix_sound(inner.state.matrix)) return;
    svg_save(d);
    d->canvas->calls->transform(d->canvas, place);
    if (!inner.state.style.overflow_shown) svg_clip_rect(d, size);
    d->canvas->calls->transform(d->canvas, content);
    svg_mark_close(d);
    if (inner.state.style.opacity < 1) d->canvas->calls->group_begin(d->canvas, inner.state.style.opacity);
    svg_draw_children(d, &inner.state, inner.node);
    svg_mark_close(d);
    if (inner.state.style.opacity < 1) d->canvas->calls->group_end(d->canvas);
    svg_restore(d);
}

/* The markers of one kind: 0 the first vertex, 1 those between, 2 the last. */
static void draw_kind_of(struct svg_drawing *d, const struct svg_element *shape, const struct vertices *v,
                         int kind)
{
    Str value = shape->state.style.markers[kind], url, rest;
    static const char *const names[] = {"marker-start", "marker-mid", "marker-end"};
    Loc loc = svg_value_loc(shape, names[kind]);
    if (!value.len || str_is(value, "none")) return;
    if (!svg_value_url(value, &url, &rest) || rest.len) {
        svg_report(d, loc, MSG_SVG_VALUE, str_from(names[kind]), value);
        return;
    }
    const struct svg_document *document;
    const xmlNode *node = svg_resolve(d, shape->state.document, url, loc, &document);
    if (!node || svg_kind(node) != KIND_MARKER || svg_used_already(shape->state.uses, node)) {
        if (node)
            svg_report(d, loc, svg_kind(node) == KIND_MARKER ? MSG_SVG_CYCLE : MSG_SVG_NOT_A_MARKER, url,
                       xml_name(node));
        return;
    }
    struct svg_use use = {node, shape->state.uses};
    struct svg_state outer = shape->state;
    struct svg_element marker;
    svg_inherit(d, document, node, &outer);
    svg_element_begin(d, &outer, node, &marker);
    marker.state.uses = &use;
    marker.state.context = &shape->state.style;
    Str orient = str_trim(xml_attribute(node, NULL, "orient"));
    double fixed = 0;
    bool turned = svg_word_is(orient, "auto|auto-start-reverse");
    if (orient.len && !turned && !angle_value(orient, &fixed))
        svg_report(d, svg_value_loc(&marker, "orient"), MSG_SVG_VALUE, S("orient"), orient);
    size_t from = kind == 0   ? 0
                  : kind == 1 ? 1
                              : v->count - 1,
           to = kind == 0   ? 1
                : kind == 1 ? v->count - 1
                            : v->count;
    for (size_t i = from; i < to && !d->spent; i++) {
        double angle = turned ? angle_at(v, i) : fixed;
        if (kind == 0 && str_is(orient, "auto-start-reverse")) angle += 180;
        if (svg_spend(d, loc, 1, 0)) draw_marker(d, shape, &marker, v->list[i].at, angle);
    }
}

void svg_markers(struct svg_drawing *d, const struct svg_element *shape, double opacity)
{
    const struct svg_style *style = &shape->state.style;
    enum svg_kind kind = svg_kind(shape->node);
    bool marked = false,
         takes = kind == KIND_PATH || kind == KIND_LINE || kind == KIND_POLYLINE || kind == KIND_POLYGON;
    for (int i = 0; i < 3; i++) marked |= style->markers[i].len && !str_is(style->markers[i], "none");
    if (!marked || !takes || d->measuring || shape->state.depth >= SVG_DEPTH_DRAWN) return;
    struct vertices v = {0};
    struct svg_inner inner = {0};
    struct path again = {0};
    size_t error_at;
    if (kind == KIND_PATH)
        svg_path_parse(d->scratch, xml_attribute(shape->node, NULL, "d"), &again, &error_at, &inner);
    find_vertices(d, &d->path, &inner, &v);
    struct path kept = d->path;
    d->path = (struct path){0};
    d->held++;
    svg_mark_close(d);
    if (opacity < 1) d->canvas->calls->group_begin(d->canvas, opacity);
    for (int i = 0; i < 3 && v.count; i++) draw_kind_of(d, shape, &v, i);
    svg_mark_close(d);
    if (opacity < 1) d->canvas->calls->group_end(d->canvas);
    d->held--;
    d->path = kept;
}
