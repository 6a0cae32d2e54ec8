/* Points, rectangles, matrices, paths, colours: small values of drawing. Lengths are in user units (millimetres on a sheet), y downwards. */
#ifndef DRAW_GEOMETRY_H
#define DRAW_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

typedef struct Point {
    double x, y;
} Point;
typedef struct Rect {
    double x, y, width, height;
} Rect;
/* x' = a x + c y + e, y' = b x + d y + f (the order of SVG and PDF). */
typedef struct Matrix {
    double a, b, c, d, e, f;
} Matrix;

#define MATRIX_IDENTITY ((Matrix){1, 0, 0, 1, 0, 0})

Matrix matrix_multiply(Matrix first, Matrix then); /* applies `first`, then `then` */
Matrix matrix_translate(double x, double y);
Matrix matrix_scale(double x, double y);
Matrix matrix_rotate(double degrees);
bool matrix_invert(Matrix m, Matrix *inverse);
Point matrix_apply(Matrix m, Point p);
Rect matrix_bounds(Matrix m, Rect r); /* of the transformed rectangle */

enum path_verb { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE }; /* take 1, 1, 3, 0 points */
struct path {
    unsigned char *verbs;
    Point *points;
    size_t verb_count, point_count, verb_capacity, point_capacity;
};
void path_move(struct arena *arena, struct path *path, double x, double y);
void path_line(struct arena *arena, struct path *path, double x, double y);
void path_curve(struct arena *arena, struct path *path, double x1, double y1, double x2, double y2, double x,
                double y);
void path_close(struct arena *arena, struct path *path);
void path_rect(struct arena *arena, struct path *path, Rect rect, double rx,
               double ry); /* rounded when rx, ry > 0 */
void path_ellipse(struct arena *arena, struct path *path, double cx, double cy, double rx, double ry);
/* SVG's elliptical arc from the current point (SVG 1.1 F.6). */
void path_arc(struct arena *arena, struct path *path, double rx, double ry, double rotation, bool large,
              bool sweep, double x, double y);
Rect path_bounds(const struct path *path); /* of the control points */

typedef struct Color {
    double red, green, blue; /* sRGB, 0 … 1 */
    double alpha;            /* 1: opaque */
} Color;

#endif
