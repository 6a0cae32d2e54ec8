/* WebP files (RFC 9649) by libwebp, one thread, fixed settings: the same pixels are the same bytes.
 *
 * In: pixels of draw/picture.h, grey or RGB, with or without transparency. Out: a file without metadata. Called by web/ and print/. */
#ifndef DRAW_WEBP_H
#define DRAW_WEBP_H

#include "draw/picture.h"

enum { WEBP_SIDE_MOST = 16383, WEBP_LOSSLESS = 101 };

/* `quality`: 0 … 100, or WEBP_LOSSLESS. False: too large for the format, or no memory. */
bool webp_write(struct buf *out, const struct pixels *pixels, int quality);
/* Size of a WebP file's picture, from its head. */
bool webp_size(Str bytes, size_t *width, size_t *height);

#endif
