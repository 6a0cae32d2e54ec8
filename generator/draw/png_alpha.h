/* PNG files with transparency, for icons and for what is left of pictures that have it.
 *
 * In: colours and how opaque each pixel is. Out: a PNG file (W3C PNG, third edition) by libpng with fixed settings: RGB, RGBA or grey, no time and no
 * notes, the same bytes every time. Called by web/. */
#ifndef DRAW_PNG_ALPHA_H
#define DRAW_PNG_ALPHA_H

#include "draw/picture.h"

/* False when libpng refuses (too large, out of memory). */
bool png_alpha_write(struct buf *out, struct arena *scratch, const struct pixels *pixels);
/* What was drawn over black and over white, width × height × 3 each, as colours and opacity. */
struct pixels png_alpha_from(struct arena *arena, const unsigned char *over_black,
                             const unsigned char *over_white, size_t width, size_t height);

#endif
