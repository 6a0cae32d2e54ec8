/* PNG files: own writing by zlib, so that the same pixels are the same bytes (no time, no library's name, fixed settings).
 *
 * In: rows of 8-bit pixels in sRGB. Out: a PNG file (W3C PNG, third edition) with sRGB and pHYs, without alpha: grey when all pixels are, a
 * palette when there are at most 256 colours, else RGB. Called by draw/png_canvas.c and by the previews of print/. */
#ifndef DRAW_PNG_H
#define DRAW_PNG_H

#include "base/buf.h"

struct arena;

enum { PNG_EXACT = 0, PNG_COLORS_MOST = 256 };

/* `rgb`: width × height × 3; `ppi`: pixels per inch, 0: not told. `colors`: PNG_EXACT, or at most so many (2 … PNG_COLORS_MOST), chosen
 * by median cut (Heckbert 1982), for pictures that must be small. */
void png_write(struct buf *out, struct arena *scratch, const unsigned char *rgb, size_t width, size_t height,
               double ppi, size_t colors);

#endif
