/* What the parts of the flowchart share. Private to draw/. flowchart.c boxes, the list layout, the document · flowchart_layers.c the layered one. */
#ifndef DRAW_FLOWCHART_INSIDE_H
#define DRAW_FLOWCHART_INSIDE_H

#include "draw/chart_plot.h"
#include "draw/flowchart.h"

enum {
    FLOW_NODES_MOST = 80,
    FLOW_EDGES_MOST = 300,
    FLOW_LAYERS_MOST = 8, /* side by side */
    FLOW_PAD = 9,
    FLOW_LEADING = 17,
    FLOW_SMALL_LEADING = 15,
    FLOW_APART = 12, /* boxes */
};

struct flow_box {
    const struct decision_node *node;
    double x, y, width, height;
    struct text_lines title, detail;
    struct text_lines *answers; /* set beside or in the box */
    double *ports;              /* LAYERS: where the lines of the answers leave, below y */
};

struct flow {
    struct chart_surface surface;
    struct plot plot; /* for measuring and setting text */
    const struct flowchart_wish *wish;
    const struct decision *decision;
    struct flow_box *boxes; /* by node */
    bool *placed;
    bool refers; /* by number, to boxes that more than one answer leads to */
    bool failed;
};

extern const struct lettering flow_strong, flow_plain, flow_small;

/* Wraps the texts of a box for its width; answers are set inside when `ports`. Gives its height too. */
void flow_measure(struct flow *flow, size_t index, double width, bool ports);
void flow_paint_box(struct flow *flow, size_t index);
/* A line through corners, with an arrow head at its end. `points`: x and y in turns. */
void flow_paint_line(struct flow *flow, const double *points, size_t count, bool arrow);
/* False: too narrow for it, nothing is drawn. */
bool flow_layers(struct flow *flow);

#endif
