/* QR codes (ISO/IEC 18004) by libqrencode, as SVG documents: one path of outlines, quiet zone of 4 modules, one unit a module.
 *
 * In: a text, usually an address. Out: an SVG document for the web (svg_write) or a canvas (svg_draw). Called by web/ and print/. */
#ifndef DRAW_QR_H
#define DRAW_QR_H

#include <libxml/tree.h>

#include "base/buf.h"
#include "base/diag.h"

struct arena;

/* Error correction M. NULL after a report (too long for a code). `title` becomes the <title> when it is not empty. */
xmlDoc *qr_svg(struct arena *arena, struct diag *diag, Loc loc, Str text, Str title);
/* The same as a small PNG, one pixel a module, without the quiet zone: what takes it must keep 4 pixels clear. False after a report. */
bool qr_png(struct arena *arena, struct diag *diag, Str text, struct buf *out);

#endif
