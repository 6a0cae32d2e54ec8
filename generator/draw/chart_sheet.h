/* A chart as a picture that is reused as it is: on white, with its headline, what is measured, notes, source and licence.
 *
 * In: a chart drawn for CHART_SHEET_WIDTH, and the lines under it. Out: an SVG document of its own (no style sheet, its colours as attributes), and
 * the same as PNG, 1,200 pixels wide. The same bytes every time. Called by web/. */
#ifndef DRAW_CHART_SHEET_H
#define DRAW_CHART_SHEET_H

#include "draw/chart.h"

enum { CHART_SHEET_MARGIN = 24, CHART_SHEET_WIDTH = 432, CHART_SHEET_PIXELS = 1200 };

/* Each may be empty. */
struct chart_sheet_lines {
    Str source, licence; /* whole lines: "Sumber: …" */
};
xmlDoc *chart_sheet_draw(struct arena *arena, Str name, const struct chart *chart,
                         const struct chart_surface *surface, const struct chart_sheet_lines *lines);
/* False when it cannot be drawn; that is reported. */
bool chart_sheet_png(struct buf *out, struct arena *arena, struct diag *diag, xmlDoc *sheet,
                     const struct font_set *fonts, Str lang);

#endif
