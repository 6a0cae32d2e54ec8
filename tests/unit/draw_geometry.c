/* Matrices and paths. */
#include <math.h>

#include "base/arena.h"
#include "draw/geometry.h"
#include "tap.h"

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static bool near_point(Point p, double x, double y)
{
    return near(p.x, x) && near(p.y, y);
}

static void test_matrices(void)
{
    Matrix m = matrix_multiply(matrix_scale(2, 3), matrix_translate(10, 20));
    ok(near_point(matrix_apply(m, (Point){1, 1}), 12, 23), "first scales, then moves");
    ok(near_point(matrix_apply(matrix_rotate(90), (Point){1, 0}), 0, 1), "a quarter turn");
    Matrix inverse;
    ok(matrix_invert(m, &inverse) && near_point(matrix_apply(inverse, (Point){12, 23}), 1, 1),
       "there and back");
    ok(!matrix_invert(matrix_scale(0, 1), &inverse), "a flat matrix has no inverse");
    Rect r = matrix_bounds(matrix_rotate(90), (Rect){0, 0, 2, 1});
    ok(near(r.x, -1) && near(r.y, 0) && near(r.width, 1) && near(r.height, 2),
       "bounds of a turned rectangle");
}

static void test_arcs(struct arena *arena)
{
    struct path path = {0};
    path_move(arena, &path, 10, 0);
    path_arc(arena, &path, 10, 10, 0, false, true, 0, 10);
    ok(path.verb_count == 2 && near_point(path.points[3], 0, 10), "a quarter circle is one curve to its end");
    Point p = path.points[1];
    ok(near(p.x, 10) && p.y > 5 && p.y < 6, "it leaves along the tangent");
    struct path large = {0};
    path_move(arena, &large, 10, 0);
    path_arc(arena, &large, 10, 10, 0, true, false, 0, 10);
    Rect bounds = path_bounds(&large);
    ok(large.verb_count == 4 && bounds.x < -9.9 && bounds.y < -9.9, "the other way takes three");
    struct path flat = {0};
    path_move(arena, &flat, 0, 0);
    path_arc(arena, &flat, 1, 1, 0, false, true, 10, 0);
    bounds = path_bounds(&flat);
    ok(near(bounds.width, 10) && near(bounds.height, 5) && bounds.y < -4,
       "radii that do not reach are made larger");
    struct path none = {0};
    path_move(arena, &none, 1, 1);
    path_arc(arena, &none, 0, 5, 0, false, true, 2, 2);
    ok(none.verbs[1] == PATH_LINE, "no radius: a line");
    path_arc(arena, &none, 5, 5, 0, false, true, 2, 2);
    ok(none.verb_count == 2, "no way: nothing");
}

static void test_shapes(struct arena *arena)
{
    struct path path = {0};
    path_rect(arena, &path, (Rect){1, 2, 10, 4}, 0, 0);
    ok(path.verb_count == 5, "a rectangle");
    struct path round = {0};
    path_rect(arena, &round, (Rect){0, 0, 10, 4}, 50, 50);
    Rect r = path_bounds(&round);
    ok(near(r.width, 10) && near(r.height, 4) && round.verb_count == 10,
       "round corners are at most half a side");
    struct path ellipse = {0};
    path_ellipse(arena, &ellipse, 5, 5, 3, 2);
    r = path_bounds(&ellipse);
    ok(near(r.x, 2) && near(r.y, 3) && near(r.width, 6) && near(r.height, 4), "an ellipse");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_matrices();
    test_arcs(arena);
    test_shapes(arena);
    arena_free(arena);
    return done();
}
