/* Charts as SVG trees, drawn once for web, PDF and PNG.
 *
 * In: a chart's description (YAML: type, headline, subtitle, x, y, highlight …; chart_schema) and its table. Out: an SVG document with <title>
 * and <desc>, classes for the web's colours (chart-a the emphasised, chart-b the rest, chart-label, chart-value, chart-axis) and presentation
 * attributes for print, and its alt text. Called by web/ and print/. */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include <libxml/tree.h>

#include "base/buf.h"
#include "data/schema.h"
#include "data/table.h"
#include "typeset/font.h"

extern const struct schema chart_schema; /* of one entry of `charts` */

struct chart {
    xmlDoc *svg;
    Str headline, subtitle, source_line,
        note; /* not part of the drawing: the surface sets them; source_line may be a source's id */
    Str alt;  /* generated from the data unless the description gives one */
    double width, height; /* of the drawing, user units */
};
/* `width` is the drawing's width in user units (web: 320 px; print: mm times 4, or less for larger letters), the height follows. Text is measured
 * with `fonts` (never overlaps or leaves the drawing); without them it is estimated. `figures` finds the indicator that a share or pictogram names;
 * NULL when there are none. False after a report. */
bool chart_draw(struct arena *arena, struct diag *diag, const struct table *table, Str name,
                const struct value *description, const struct figures *figures, const struct font_set *fonts,
                double width, Str lang, struct chart *chart);
/* The table under a chart as HTML. */
void chart_table_html(struct buf *out, const struct table *table, Str lang);

#endif
