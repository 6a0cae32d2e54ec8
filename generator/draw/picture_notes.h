/* What a camera or a telephone writes into a picture besides its pixels: place, time, owner, thumbnails. None of it is published.
 *
 * In: the bytes of a JPEG, PNG or WebP file. Out: the same picture, bit for bit, without such notes; colours (ICC profiles, gamma) stay, and
 * which side is up. A file that is not understood is given back as it is: it is refused elsewhere. Called by web/. */
#ifndef DRAW_PICTURE_NOTES_H
#define DRAW_PICTURE_NOTES_H

#include "base/str.h"

struct arena;

Str picture_without_notes(struct arena *arena, Str bytes); /* `bytes` itself when there are none */

#endif
