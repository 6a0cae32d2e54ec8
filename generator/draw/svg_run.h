/* A text laid out: what svg_text.c makes and svg_text_paint.c draws; nobody else includes it. */
#ifndef DRAW_SVG_RUN_H
#define DRAW_SVG_RUN_H

#include "base/buf.h"
#include "draw/svg_internal.h"

struct svg_character {
    size_t at; /* byte in text.buf */
    const struct svg_element *element;
    double x, y, dx, dy, rotate; /* NAN: not given */
};
/* Glyphs of one element in one row. */
struct svg_run {
    const struct svg_element *element;
    const struct glyph_run *glyphs;
    size_t from, to; /* of glyphs */
    Point at;
    double width, ascent, descent; /* user units; the width is drawn with `letter` and `stretch` */
    double letter;                 /* space behind each glyph */
    double stretch, rotate;        /* of the glyphs across, 1: none; degrees */
    size_t first;                  /* its first character */
};
/* textLength of an element: its characters [from, to). */
struct svg_text_fit {
    const struct svg_element *element;
    size_t from, to;
    double length;
    bool glyphs; /* lengthAdjust="spacingAndGlyphs" */
};
struct svg_text {
    struct svg_drawing *drawing;
    struct buf buf;
    struct svg_character *characters;
    size_t count, capacity;
    struct svg_run *runs;
    size_t run_count, run_capacity;
    struct svg_text_fit *fits;
    size_t fit_count, fit_capacity;
    bool after_space, full;
};
/* The runs of a text, at their places; `buf` is closed by the caller. */
void svg_text_lay_out(struct svg_drawing *drawing, const struct svg_element *element, struct svg_text *text);

#endif
