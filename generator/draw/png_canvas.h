/* The PNG canvas: cairo paints pages into one picture.
 *
 * In: canvas calls in millimetres; where each page goes (png_canvas_place before its page_begin). Out: pixels in sRGB, without alpha. Letters are
 * drawn as outlines from HarfBuzz, unhinted, so that the picture is the same everywhere and at every size; structure, links and bookmarks leave
 * no trace. One canvas belongs to one thread; cairo's image surfaces share nothing between canvases. Called by print/. */
#ifndef DRAW_PNG_CANVAS_H
#define DRAW_PNG_CANVAS_H

#include "base/buf.h"
#include "draw/canvas.h"
#include "draw/png.h"

enum { PNG_CANVAS_SIDE_MOST = 8000, PNG_CANVAS_PIXELS_MOST = 16000000 };

/* A picture filled with `background`. NULL when it is empty or over the limits above. */
struct canvas *png_canvas_open(struct arena *arena, size_t width, size_t height, Color background);
/* The next page: its part `part` (mm, in page coordinates) stands at `at` (pixels), `scale` pixels to a millimetre across and down; white paper
 * under it. */
void png_canvas_place(struct canvas *canvas, Point at, Point scale, Rect part);
/* The pixels, width × height × 3, as long as the arena lives; NULL when cairo ran out of memory. */
unsigned char *png_canvas_pixels(struct canvas *canvas);

#endif
