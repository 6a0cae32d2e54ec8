#include "draw/geometry.h"

#include <math.h>

#include "base/arena.h"

/* Distance of a Bézier's control points that makes a quarter circle of radius 1, to 3 parts in 10,000. */
#define QUARTER 0.5522847498307936

Matrix matrix_multiply(Matrix first, Matrix then)
{
    return (Matrix){
        first.a * then.a + first.b * then.c,          first.a * then.b + first.b * then.d,
        first.c * then.a + first.d * then.c,          first.c * then.b + first.d * then.d,
        first.e * then.a + first.f * then.c + then.e, first.e * then.b + first.f * then.d + then.f,
    };
}

Matrix matrix_translate(double x, double y)
{
    return (Matrix){1, 0, 0, 1, x, y};
}

Matrix matrix_scale(double x, double y)
{
    return (Matrix){x, 0, 0, y, 0, 0};
}

Matrix matrix_rotate(double degrees)
{
    double angle = degrees * M_PI / 180, cosine = cos(angle), sine = sin(angle);
    return (Matrix){cosine, sine, -sine, cosine, 0, 0};
}

bool matrix_invert(Matrix m, Matrix *inverse)
{
    double determinant = m.a * m.d - m.b * m.c;
    if (!isfinite(determinant) || fabs(determinant) < 1e-300) return false;
    *inverse = (Matrix){
        m.d / determinant,
        -m.b / determinant,
        -m.c / determinant,
        m.a / determinant,
        (m.c * m.f - m.d * m.e) / determinant,
        (m.b * m.e - m.a * m.f) / determinant,
    };
    return true;
}

Point matrix_apply(Matrix m, Point p)
{
    return (Point){m.a * p.x + m.c * p.y + m.e, m.b * p.x + m.d * p.y + m.f};
}

static Rect bounds_of(const Point *points, size_t count)
{
    if (count == 0) return (Rect){0};
    Point low = points[0], high = points[0];
    for (size_t i = 1; i < count; i++) {
        low = (Point){fmin(low.x, points[i].x), fmin(low.y, points[i].y)};
        high = (Point){fmax(high.x, points[i].x), fmax(high.y, points[i].y)};
    }
    return (Rect){low.x, low.y, high.x - low.x, high.y - low.y};
}

Rect matrix_bounds(Matrix m, Rect r)
{
    Point corners[] = {
        matrix_apply(m, (Point){r.x, r.y}),
        matrix_apply(m, (Point){r.x + r.width, r.y}),
        matrix_apply(m, (Point){r.x, r.y + r.height}),
        matrix_apply(m, (Point){r.x + r.width, r.y + r.height}),
    };
    return bounds_of(corners, 4);
}

Rect path_bounds(const struct path *path)
{
    return bounds_of(path->points, path->point_count);
}

static void add(struct arena *arena, struct path *path, enum path_verb verb, const Point *points,
                size_t count)
{
    if (path->verb_count == path->verb_capacity)
        path->verbs =
            arena_grow(arena, path->verbs, &path->verb_capacity, path->verb_count + 1, sizeof *path->verbs);
    if (path->point_count + count > path->point_capacity)
        path->points = arena_grow(arena, path->points, &path->point_capacity, path->point_count + count,
                                  sizeof *path->points);
    path->verbs[path->verb_count++] = (unsigned char)verb;
    for (size_t i = 0; i < count; i++) path->points[path->point_count++] = points[i];
}

void path_move(struct arena *arena, struct path *path, double x, double y)
{
    add(arena, path, PATH_MOVE, (Point[]){{x, y}}, 1);
}

void path_line(struct arena *arena, struct path *path, double x, double y)
{
    add(arena, path, PATH_LINE, (Point[]){{x, y}}, 1);
}

void path_curve(struct arena *arena, struct path *path, double x1, double y1, double x2, double y2, double x,
                double y)
{
    add(arena, path, PATH_CURVE, (Point[]){{x1, y1}, {x2, y2}, {x, y}}, 3);
}

void path_close(struct arena *arena, struct path *path)
{
    add(arena, path, PATH_CLOSE, NULL, 0);
}

void path_rect(struct arena *arena, struct path *path, Rect r, double rx, double ry)
{
    double right = r.x + r.width, bottom = r.y + r.height;
    rx = fmin(rx, r.width / 2);
    ry = fmin(ry, r.height / 2);
    if (!(rx > 0 && ry > 0)) {
        path_move(arena, path, r.x, r.y);
        path_line(arena, path, right, r.y);
        path_line(arena, path, right, bottom);
        path_line(arena, path, r.x, bottom);
        path_close(arena, path);
        return;
    }
    double kx = rx * (1 - QUARTER), ky = ry * (1 - QUARTER);
    path_move(arena, path, r.x + rx, r.y);
    path_line(arena, path, right - rx, r.y);
    path_curve(arena, path, right - kx, r.y, right, r.y + ky, right, r.y + ry);
    path_line(arena, path, right, bottom - ry);
    path_curve(arena, path, right, bottom - ky, right - kx, bottom, right - rx, bottom);
    path_line(arena, path, r.x + rx, bottom);
    path_curve(arena, path, r.x + kx, bottom, r.x, bottom - ky, r.x, bottom - ry);
    path_line(arena, path, r.x, r.y + ry);
    path_curve(arena, path, r.x, r.y + ky, r.x + kx, r.y, r.x + rx, r.y);
    path_close(arena, path);
}

void path_ellipse(struct arena *arena, struct path *path, double cx, double cy, double rx, double ry)
{
    double kx = rx * QUARTER, ky = ry * QUARTER;
    path_move(arena, path, cx + rx, cy);
    path_curve(arena, path, cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry);
    path_curve(arena, path, cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy);
    path_curve(arena, path, cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry);
    path_curve(arena, path, cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy);
    path_close(arena, path);
}

/* The part of the unit circle from `start` over `sweep` radians (at most a quarter turn), placed by `place`. */
static void arc_piece(struct arena *arena, struct path *path, Matrix place, double start, double sweep)
{
    double k = 4.0 / 3 * tan(sweep / 4), end = start + sweep;
    Point first = {cos(start) - k * sin(start), sin(start) + k * cos(start)};
    Point second = {cos(end) + k * sin(end), sin(end) - k * cos(end)};
    Point points[] = {matrix_apply(place, first), matrix_apply(place, second),
                      matrix_apply(place, (Point){cos(end), sin(end)})};
    add(arena, path, PATH_CURVE, points, 3);
}

/* SVG 1.1 F.6.5 and F.6.6: from end points to centre and angles, radii made larger when they do not reach. */
void path_arc(struct arena *arena, struct path *path, double rx, double ry, double rotation, bool large,
              bool sweep, double x, double y)
{
    Point from = path->point_count ? path->points[path->point_count - 1] : (Point){0, 0};
    rx = fabs(rx);
    ry = fabs(ry);
    if (from.x == x && from.y == y) return;
    if (!(rx > 0 && ry > 0)) {
        path_line(arena, path, x, y);
        return;
    }
    Matrix turn = matrix_rotate(rotation), back = matrix_rotate(-rotation);
    Point half = matrix_apply(back, (Point){(from.x - x) / 2, (from.y - y) / 2});
    double reach = (half.x / rx) * (half.x / rx) + (half.y / ry) * (half.y / ry);
    if (reach > 1) {
        rx *= sqrt(reach);
        ry *= sqrt(reach);
        reach = 1;
    }
    /* On the unit circle: the chord's half is (ux, uy), the centre lies across it. */
    double ux = half.x / rx, uy = half.y / ry;
    double across = sqrt(fmax(0, 1 / reach - 1)) * (large == sweep ? -1 : 1);
    Point centre = {across * uy, -across * ux};
    double start = atan2(uy - centre.y, ux - centre.x);
    double angle = atan2(-uy - centre.y, -ux - centre.x) - start;
    if (sweep && angle < 0) angle += 2 * M_PI;
    if (!sweep && angle > 0) angle -= 2 * M_PI;
    Matrix place = matrix_multiply(matrix_translate(centre.x, centre.y), matrix_scale(rx, ry));
    place =
        matrix_multiply(matrix_multiply(place, turn), matrix_translate((from.x + x) / 2, (from.y + y) / 2));
    int pieces = (int)ceil(fabs(angle) / (M_PI / 2) - 1e-9);
    for (int i = 0; i < pieces; i++)
        arc_piece(arena, path, place, start + angle * i / pieces, angle / pieces);
    if (pieces > 0) path->points[path->point_count - 1] = (Point){x, y};
}
