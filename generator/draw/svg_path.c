/* Path data and basic shapes. Sources: SVG 1.1, 8.3 (path data, its grammar in 8.3.9) and 9 (basic shapes). */
#include <math.h>

#include "draw/svg_internal.h"

struct pen {
    struct scan scan;
    struct arena *arena;
    struct path *path;
    Point at, start, control; /* control: of the last curve, for S and T */
    char last;                /* command before, upper case; 0 at the beginning */
    bool closed;              /* a new subpath begins at `start` without a move */
    struct svg_inner *inner;  /* or NULL */
};

static bool numbers(struct pen *pen, double *values, int count)
{
    for (int i = 0; i < count; i++) {
        if (i) scan_comma(&pen->scan);
        if (!scan_number(&pen->scan, &values[i])) return false;
    }
    return true;
}

/* The flags of an arc are one character each, and need no separator behind them. */
static bool flag(struct pen *pen, double *value)
{
    scan_comma(&pen->scan);
    if (pen->scan.at >= pen->scan.end || (*pen->scan.at != '0' && *pen->scan.at != '1')) return false;
    *value = *pen->scan.at++ - '0';
    return true;
}

static void reopen(struct pen *pen)
{
    if (pen->closed) path_move(pen->arena, pen->path, pen->start.x, pen->start.y);
    pen->closed = false;
}

static void line_to(struct pen *pen, double x, double y)
{
    reopen(pen);
    path_line(pen->arena, pen->path, x, y);
    pen->at = (Point){x, y};
}

static void cubic(struct pen *pen, Point a, Point b, Point to)
{
    reopen(pen);
    path_curve(pen->arena, pen->path, a.x, a.y, b.x, b.y, to.x, to.y);
    pen->control = b;
    pen->at = to;
}

static void quadratic(struct pen *pen, Point control, Point to)
{
    Point from = pen->at;
    cubic(pen, (Point){from.x + (control.x - from.x) * 2 / 3, from.y + (control.y - from.y) * 2 / 3},
          (Point){to.x + (control.x - to.x) * 2 / 3, to.y + (control.y - to.y) * 2 / 3}, to);
    pen->control = control;
}

static Point reflected(const struct pen *pen, char after, char or_after)
{
    if (pen->last != after && pen->last != or_after) return pen->at;
    return (Point){2 * pen->at.x - pen->control.x, 2 * pen->at.y - pen->control.y};
}

static void add_inner(struct pen *pen, size_t verb)
{
    struct svg_inner *inner = pen->inner;
    inner->verbs =
        arena_grow(pen->arena, inner->verbs, &inner->capacity, inner->count + 1, sizeof *inner->verbs);
    inner->verbs[inner->count++] = verb;
}

static bool arc(struct pen *pen, Point base)
{
    double n[7];
    if (!numbers(pen, n, 3) || !flag(pen, &n[3]) || !flag(pen, &n[4])) return false;
    scan_comma(&pen->scan);
    if (!numbers(pen, n + 5, 2)) return false;
    Point to = {base.x + n[5], base.y + n[6]};
    reopen(pen);
    size_t before = pen->path->verb_count;
    path_arc(pen->arena, pen->path, fabs(n[0]), fabs(n[1]), n[2], n[3] != 0, n[4] != 0, to.x, to.y);
    for (size_t i = before; pen->inner && i + 1 < pen->path->verb_count; i++) add_inner(pen, i);
    pen->at = to;
    return true;
}

static bool command(struct pen *pen, char letter, bool relative)
{
    Point o = relative ? pen->at : (Point){0, 0};
    double n[6];
    switch (letter) {
    case 'M':
        if (!numbers(pen, n, 2)) return false;
        pen->at = pen->start = (Point){o.x + n[0], o.y + n[1]};
        path_move(pen->arena, pen->path, pen->at.x, pen->at.y);
        pen->closed = false;
        return true;
    case 'L':
        if (!numbers(pen, n, 2)) return false;
        line_to(pen, o.x + n[0], o.y + n[1]);
        return true;
    case 'H':
        if (!numbers(pen, n, 1)) return false;
        line_to(pen, o.x + n[0], pen->at.y);
        return true;
    case 'V':
        if (!numbers(pen, n, 1)) return false;
        line_to(pen, pen->at.x, o.y + n[0]);
        return true;
    case 'C':
        if (!numbers(pen, n, 6)) return false;
        cubic(pen, (Point){o.x + n[0], o.y + n[1]}, (Point){o.x + n[2], o.y + n[3]},
              (Point){o.x + n[4], o.y + n[5]});
        return true;
    case 'S':
        if (!numbers(pen, n, 4)) return false;
        cubic(pen, reflected(pen, 'C', 'S'), (Point){o.x + n[0], o.y + n[1]},
              (Point){o.x + n[2], o.y + n[3]});
        return true;
    case 'Q':
        if (!numbers(pen, n, 4)) return false;
        quadratic(pen, (Point){o.x + n[0], o.y + n[1]}, (Point){o.x + n[2], o.y + n[3]});
        return true;
    case 'T':
        if (!numbers(pen, n, 2)) return false;
        quadratic(pen, reflected(pen, 'Q', 'T'), (Point){o.x + n[0], o.y + n[1]});
        return true;
    case 'A': return arc(pen, o);
    default: return false;
    }
}

static bool sound(Point p)
{
    return fabs(p.x) <= SVG_NUMBER_MOST && fabs(p.y) <= SVG_NUMBER_MOST;
}

/* A letter and all the sets of numbers that follow it. */
static bool commands(struct pen *pen)
{
    char c = *pen->scan.at, upper = (char)(c & ~32);
    bool relative = c != upper;
    if (!char_is_alpha(c) || (!pen->last && upper != 'M')) return false;
    pen->scan.at++;
    if (upper == 'Z') {
        if (!pen->closed) path_close(pen->arena, pen->path);
        pen->closed = true;
        pen->at = pen->start;
        pen->last = 'Z';
        scan_space(&pen->scan);
        return true;
    }
    for (char letter = upper;; letter = upper == 'M' ? 'L' : upper) {
        scan_space(&pen->scan);
        if (!command(pen, letter, relative) || !sound(pen->at) || !sound(pen->control)) return false;
        pen->last = letter;
        scan_comma(&pen->scan);
        if (pen->scan.at >= pen->scan.end || char_is_alpha(*pen->scan.at)) return true;
    }
}

bool svg_path_parse(struct arena *arena, Str data, struct path *path, size_t *error_at,
                    struct svg_inner *inner)
{
    struct pen pen = {.scan = scan_from(data), .arena = arena, .path = path, .inner = inner};
    scan_space(&pen.scan);
    if (str_is(str_trim(data), "none")) return true;
    while (pen.scan.at < pen.scan.end)
        if (!commands(&pen)) {
            *error_at = (size_t)(pen.scan.at - data.data);
            return false;
        }
    return true;
}

/* ---- what is done with outlines ---- */

static void extend(Rect *box, bool *any, Point p)
{
    if (!*any) *box = (Rect){p.x, p.y, 0, 0};
    *any = true;
    double right = fmax(box->x + box->width, p.x), bottom = fmax(box->y + box->height, p.y);
    box->x = fmin(box->x, p.x);
    box->y = fmin(box->y, p.y);
    box->width = right - box->x;
    box->height = bottom - box->y;
}

static double bezier(double a, double b, double c, double d, double t)
{
    double s = 1 - t;
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

/* Parameters in (0, 1) where the derivative of a cubic is 0. */
static int extremes(double a, double b, double c, double d, double t[2])
{
    double qa = -a + 3 * b - 3 * c + d, qb = 2 * (a - 2 * b + c), qc = b - a;
    int count = 0;
    double roots[2];
    int found = 0;
    if (fabs(qa) < 1e-12) {
        if (fabs(qb) > 1e-12) roots[found++] = -qc / qb;
    } else {
        double discriminant = qb * qb - 4 * qa * qc;
        if (discriminant < 0) return 0;
        roots[found++] = (-qb + sqrt(discriminant)) / (2 * qa);
        roots[found++] = (-qb - sqrt(discriminant)) / (2 * qa);
    }
    for (int i = 0; i < found; i++)
        if (roots[i] > 0 && roots[i] < 1) t[count++] = roots[i];
    return count;
}

static void extend_curve(Rect *box, bool *any, Point a, const Point p[3])
{
    double t[2];
    extend(box, any, p[2]);
    for (int axis = 0; axis < 2; axis++) {
        int count =
            axis ? extremes(a.y, p[0].y, p[1].y, p[2].y, t) : extremes(a.x, p[0].x, p[1].x, p[2].x, t);
        for (int i = 0; i < count; i++)
            extend(box, any,
                   (Point){bezier(a.x, p[0].x, p[1].x, p[2].x, t[i]),
                           bezier(a.y, p[0].y, p[1].y, p[2].y, t[i])});
    }
}

Rect svg_path_box(const struct path *path)
{
    Rect box = {0, 0, 0, 0};
    bool any = false;
    const Point *p = path->points;
    for (size_t i = 0; i < path->verb_count; i++) {
        switch ((enum path_verb)path->verbs[i]) {
        case PATH_MOVE:
        case PATH_LINE: extend(&box, &any, *p++); break;
        case PATH_CURVE:
            extend_curve(&box, &any, p[-1], p);
            p += 3;
            break;
        case PATH_CLOSE: break;
        }
    }
    return box;
}

void svg_path_transform(struct path *path, Matrix matrix)
{
    for (size_t i = 0; i < path->point_count; i++) path->points[i] = matrix_apply(matrix, path->points[i]);
}

double svg_path_area(const struct path *path)
{
    double area = 0;
    const Point *p = path->points;
    Point start = {0, 0}, at = start;
    for (size_t i = 0; i < path->verb_count; i++) {
        int points = path->verbs[i] == PATH_CURVE ? 3 : path->verbs[i] != PATH_CLOSE;
        if (path->verbs[i] == PATH_MOVE || path->verbs[i] == PATH_CLOSE) {
            area += at.x * start.y - start.x * at.y;
            at = start;
        }
        for (int k = 0; k < points; k++, p++) {
            if (path->verbs[i] == PATH_MOVE)
                start = *p;
            else
                area += at.x * p->y - p->x * at.y;
            at = *p;
        }
    }
    return (area + at.x * start.y - start.x * at.y) / 2;
}

static void append_reversed(struct arena *arena, struct path *path, const unsigned char *verbs,
                            size_t verb_count, const Point *points, size_t point_count)
{
    bool closed = verb_count && verbs[verb_count - 1] == PATH_CLOSE;
    if (!point_count) return;
    const Point *p = points + point_count - 1;
    path_move(arena, path, p->x, p->y);
    for (size_t i = verb_count; i-- > 0;) {
        if (verbs[i] == PATH_LINE) {
            p--;
            path_line(arena, path, p->x, p->y);
        } else if (verbs[i] == PATH_CURVE) {
            path_curve(arena, path, p[-1].x, p[-1].y, p[-2].x, p[-2].y, p[-3].x, p[-3].y);
            p -= 3;
        }
    }
    if (closed) path_close(arena, path);
}

static void append_forward(struct arena *arena, struct path *path, const unsigned char *verbs,
                           size_t verb_count, const Point *p)
{
    for (size_t i = 0; i < verb_count; i++) {
        switch ((enum path_verb)verbs[i]) {
        case PATH_MOVE: path_move(arena, path, p->x, p->y), p++; break;
        case PATH_LINE: path_line(arena, path, p->x, p->y), p++; break;
        case PATH_CURVE:
            path_curve(arena, path, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y), p += 3;
            break;
        case PATH_CLOSE: path_close(arena, path); break;
        }
    }
}

void svg_path_append(struct arena *arena, struct path *path, const struct path *more, bool reversed)
{
    if (!reversed) {
        append_forward(arena, path, more->verbs, more->verb_count, more->points);
        return;
    }
    size_t point = 0;
    for (size_t from = 0, to; from < more->verb_count; from = to) {
        size_t count = 1;
        for (to = from + 1; to < more->verb_count && more->verbs[to] != PATH_MOVE; to++)
            count += more->verbs[to] == PATH_CURVE ? 3 : more->verbs[to] == PATH_LINE;
        append_reversed(arena, path, more->verbs + from, to - from, more->points + point, count);
        point += count;
    }
}

/* ---- shapes ---- */

static Str excerpt(Str data, size_t at)
{
    return at < data.len ? str_from_to(data, at, at + 20) : S("…");
}

static bool path_shape(struct svg_drawing *d, const struct svg_element *element)
{
    Str data = xml_attribute(element->node, NULL, "d");
    size_t error_at;
    if (!svg_path_parse(d->scratch, data, &d->path, &error_at, NULL)) {
        Loc loc = svg_value_loc(element, "d");
        loc.offset += error_at;
        svg_report(d, loc, MSG_SVG_PATH, excerpt(data, error_at));
        return false;
    }
    return true;
}

static bool points_shape(struct svg_drawing *d, const struct svg_element *element, bool close)
{
    Str data = xml_attribute(element->node, NULL, "points");
    struct scan scan = scan_from(data);
    scan_space(&scan);
    for (bool first = true; scan.at < scan.end; first = false) {
        double x, y;
        bool fine = scan_number(&scan, &x);
        scan_comma(&scan);
        if (!fine || !scan_number(&scan, &y)) {
            size_t at = (size_t)(scan.at - data.data);
            Loc loc = svg_value_loc(element, "points");
            loc.offset += at;
            svg_report(d, loc, MSG_SVG_PATH, excerpt(data, at));
            return false;
        }
        scan_comma(&scan);
        if (first)
            path_move(d->scratch, &d->path, x, y);
        else
            path_line(d->scratch, &d->path, x, y);
    }
    if (close && d->path.verb_count) path_close(d->scratch, &d->path);
    return true;
}

static double not_negative(struct svg_drawing *d, const struct svg_element *element,
                           enum svg_property_id property, enum svg_axis axis, const char *name)
{
    double value = svg_element_length(d, element, property, axis, 0);
    if (value >= 0) return value;
    svg_report(d, svg_value_loc(element, name), MSG_SVG_VALUE, str_from(name), element->value[property]);
    return 0;
}

/* rx and ry: each stands for the other when it is not given. */
static void radii(struct svg_drawing *d, const struct svg_element *element, double *rx, double *ry)
{
    bool has_x = element->value[P_RX].len && !str_is(element->value[P_RX], "auto");
    bool has_y = element->value[P_RY].len && !str_is(element->value[P_RY], "auto");
    *rx = has_x ? not_negative(d, element, P_RX, AXIS_X, "rx") : 0;
    *ry = has_y ? not_negative(d, element, P_RY, AXIS_Y, "ry") : *rx;
    if (!has_x) *rx = *ry;
}

static void rect_shape(struct svg_drawing *d, const struct svg_element *element)
{
    Rect rect = {svg_element_length(d, element, P_X, AXIS_X, 0),
                 svg_element_length(d, element, P_Y, AXIS_Y, 0),
                 not_negative(d, element, P_WIDTH, AXIS_X, "width"),
                 not_negative(d, element, P_HEIGHT, AXIS_Y, "height")};
    double rx, ry;
    radii(d, element, &rx, &ry);
    if (rect.width > 0 && rect.height > 0) path_rect(d->scratch, &d->path, rect, rx, ry);
}

static void ellipse_shape(struct svg_drawing *d, const struct svg_element *element, bool circle)
{
    double cx = svg_element_length(d, element, P_CX, AXIS_X, 0),
           cy = svg_element_length(d, element, P_CY, AXIS_Y, 0);
    double rx, ry;
    if (circle)
        rx = ry = not_negative(d, element, P_R, AXIS_BOTH, "r");
    else
        radii(d, element, &rx, &ry);
    if (rx > 0 && ry > 0) path_ellipse(d->scratch, &d->path, cx, cy, rx, ry);
}

static double coordinate(struct svg_drawing *d, const struct svg_element *element, const char *name,
                         enum svg_axis axis)
{
    Str text = xml_attribute(element->node, NULL, name);
    struct svg_measure measure = svg_element_measure(element);
    double value = 0;
    if (text.len && !svg_value_length(text, &measure, axis, &value))
        svg_report(d, svg_value_loc(element, name), MSG_SVG_VALUE, str_from(name), text);
    return value;
}

static void line_shape(struct svg_drawing *d, const struct svg_element *element)
{
    path_move(d->scratch, &d->path, coordinate(d, element, "x1", AXIS_X),
              coordinate(d, element, "y1", AXIS_Y));
    path_line(d->scratch, &d->path, coordinate(d, element, "x2", AXIS_X),
              coordinate(d, element, "y2", AXIS_Y));
}

bool svg_shape(struct svg_drawing *d, const struct svg_element *element)
{
    d->path.verb_count = d->path.point_count = 0;
    bool fine = true;
    switch (svg_kind(element->node)) {
    case KIND_PATH: fine = path_shape(d, element); break;
    case KIND_POLYLINE: fine = points_shape(d, element, false); break;
    case KIND_POLYGON: fine = points_shape(d, element, true); break;
    case KIND_RECT: rect_shape(d, element); break;
    case KIND_CIRCLE: ellipse_shape(d, element, true); break;
    case KIND_ELLIPSE: ellipse_shape(d, element, false); break;
    case KIND_LINE: line_shape(d, element); break;
    default: return false;
    }
    return fine && d->path.verb_count > 0;
}
