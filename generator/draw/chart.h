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
#include "draw/chart_palette.h"
#include "typeset/font.h"

extern const struct schema chart_schema; /* of one entry of `charts` */

/* Where a chart is going to stand. */
struct chart_surface {
    const struct figures *figures;       /* finds the indicators that charts name; NULL: there are none */
    const struct font_set *fonts;        /* text is measured with them; NULL: it is estimated */
    const struct chart_palette *palette; /* NULL: the standard one */
    double
        width; /* of the drawing, user units (web: pixels of a narrow phone; print: mm times 4, or less for larger letters) */
    bool other_fonts; /* other fonts may stand in for ours: more room for letters */
    Str lang, alt; /* alt: what the page says instead of the chart's own alternative text; empty: nothing */
};
struct chart {
    xmlDoc *svg;
    Str headline, subtitle, source_line,
        note;  /* not part of the drawing: the surface sets them; source_line may be a source's id */
    Date date; /* of the data */
    Str alt;   /* generated from the data unless the surface or the description gives one */
    double width, height; /* of the drawing, user units */
    const struct table
        *data; /* what the drawing shows, no more: columns of the table, and what was computed from them */
};
/* The height follows from the width. False after a report. */
bool chart_draw(struct arena *arena, struct diag *diag, const struct table *table, Str name,
                const struct value *description, const struct chart_surface *surface, struct chart *chart);
/* What its description says in a language: "headline", "subtitle", "note", "alt"; {NULL, 0}: nothing. */
Str chart_words_of(const struct value *description, const char *key, Str lang);
/* The table under a chart as HTML: its first rows, and how many there are more. */
void chart_table_html(struct buf *out, const struct table *table, Str lang);

#endif
