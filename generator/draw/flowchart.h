/* A troubleshooting tree as a flowchart: boxes with questions, their answers on the lines, outcomes tinted.
 *
 * In: the graph, the width that there is. Out: an SVG document in the manner of charts (classes for the web's colours, presentation attributes
 * for print), whose <desc> says the whole graph in words. Where it is wide enough the questions run from left to right in layers, after
 * Sugiyama, Tagawa and Toda (1981); where it is not, they stand below each other with lines at the left. Either way nothing is cut:
 * what does not fit is reported. Called by web/ and print/. */
#ifndef DRAW_FLOWCHART_H
#define DRAW_FLOWCHART_H

#include <libxml/tree.h>

#include "draw/chart_palette.h"
#include "markdown/decision.h"
#include "typeset/font.h"

struct flowchart_wish {
    const struct decision *decision;
    Str title, lang;
    const struct font_set *fonts;        /* text is measured with them; NULL: it is estimated */
    const struct chart_palette *palette; /* NULL: the standard one */
    bool other_fonts;                    /* other fonts may stand in for ours */
    double width; /* user units; letters are 13 of them high: 320 on a phone, mm times 4 on paper */
    bool details; /* the first words under each outcome */
    bool numbers; /* all boxes have the numbers of the phone script; else only those that others refer to */
    Loc loc;      /* who wants it */
};
struct flowchart {
    xmlDoc *svg;
    Str alt; /* the graph in words */
    double width, height;
};
/* False after a report. */
bool flowchart_draw(struct arena *arena, struct diag *diag, const struct flowchart_wish *wish,
                    struct flowchart *flowchart);

#endif
