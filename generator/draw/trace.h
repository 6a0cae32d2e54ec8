/* The trace canvas: one line of text per call, numbers with at most three decimals; for golden tests. Called by tests and `--trace`. */
#ifndef DRAW_TRACE_H
#define DRAW_TRACE_H

#include "base/buf.h"
#include "draw/canvas.h"

struct canvas *trace_open(struct arena *arena, struct buf *out);
void trace_structure(struct buf *out, const struct element *root); /* the logical structure, indented */

#endif
