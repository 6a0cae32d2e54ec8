/* The layered layout, from left to right (Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical system structures, 1981):
 * layers by the longest way, cells that carry long lines through layers between, few crossings by barycentres, heights by isotonic regression.
 *
 * All lines to one box run together (a net): one cell in each layer between and one track in each gap, so shared outcomes stay readable. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "draw/flowchart_inside.h"

enum {
    NARROWEST = 112, /* box */
    LANE = 8,        /* height of a cell that carries a line */
    GAP_LEAST = 26,
    TRACK = 7, /* distance of tracks */
    SWEEPS = 8,
};

/* A box in its layer, or a place where lines to the box `node` pass. */
struct flow_cell {
    size_t node;
    bool passes;
    double weight; /* for the order in its layer */
    double y, height, wanted;
    size_t order, serial;
};
struct flow_layer {
    struct flow_cell **cells;
    size_t count;
    double x, gap; /* gap: behind it */
};
/* From a box or a passing place to the next layer. */
struct segment {
    struct flow_cell *from, *to;
    size_t port; /* of a box */
};
struct layers {
    struct flow *flow;
    struct flow_layer *layers;
    size_t count;
    struct flow_cell **at;    /* [layer * nodes + node] */
    struct segment *segments; /* those that start in layer i: first[i] … first[i + 1] - 1 */
    size_t *first, segment_count, segment_capacity;
    double box_width, height; /* height: of the highest layer; all keep within it */
};

static struct flow_cell *cell_at(struct layers *l, size_t layer, size_t node)
{
    struct flow_cell **place = &l->at[layer * l->flow->decision->count + node];
    if (*place) return *place;
    *place = arena_make(l->flow->plot.arena, struct flow_cell);
    **place = (struct flow_cell){.node = node, .passes = layer != l->flow->decision->nodes[node].layer};
    struct flow_layer *in = &l->layers[layer];
    (*place)->order = (*place)->serial = in->count;
    in->cells[in->count++] = *place;
    return *place;
}

static void add_segment(struct layers *l, struct flow_cell *from, struct flow_cell *to, size_t port)
{
    l->segments = arena_grow(l->flow->plot.arena, l->segments, &l->segment_capacity, l->segment_count + 1,
                             sizeof *l->segments);
    l->segments[l->segment_count++] = (struct segment){from, to, port};
}

static void add_segments_of(struct layers *l, size_t layer, const struct flow_cell *from)
{
    const struct decision_node *node = &l->flow->decision->nodes[from->node];
    struct flow_cell *cell = cell_at(l, layer, from->node);
    if (from->passes) {
        add_segment(l, cell, cell_at(l, layer + 1, from->node), 0);
        return;
    }
    for (size_t k = 0; k < node->answer_count; k++)
        add_segment(l, cell, cell_at(l, layer + 1, node->answers[k].to), k);
}

/* Layer by layer, in the order in which answers lead there. */
static void make_cells(struct layers *l)
{
    const struct decision *decision = l->flow->decision;
    l->at = arena_make_n(l->flow->plot.arena, struct flow_cell *, l->count * decision->count);
    l->first = arena_make_n(l->flow->plot.arena, size_t, l->count + 1);
    for (size_t i = 0; i < l->count; i++)
        l->layers[i].cells = arena_make_n(l->flow->plot.arena, struct flow_cell *, decision->count);
    cell_at(l, 0, 0);
    for (size_t i = 0; i < l->count; i++) {
        l->first[i] = l->segment_count;
        for (size_t k = 0; k < l->layers[i].count; k++) add_segments_of(l, i, l->layers[i].cells[k]);
    }
    l->first[l->count] = l->segment_count;
}

/* ---- order ---- */

static double port_place(const struct layers *l, const struct segment *s)
{
    size_t ports = s->from->passes ? 1 : l->flow->decision->nodes[s->from->node].answer_count;
    return (double)s->from->order + ((double)s->port + 0.5) / (double)(ports ? ports : 1);
}

static int compare_weights(const void *a, const void *b)
{
    const struct flow_cell *x = *(struct flow_cell *const *)a, *y = *(struct flow_cell *const *)b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return (x->serial > y->serial) - (x->serial < y->serial);
}

static void sort_layer(struct flow_layer *layer)
{
    qsort(layer->cells, layer->count, sizeof(struct flow_cell *), compare_weights);
    for (size_t i = 0; i < layer->count; i++) layer->cells[i]->order = i;
}

/* Each cell to the mean of what leads to it (or of what it leads to). */
static void sweep(struct layers *l, size_t layer, bool forward)
{
    struct flow_layer *in = &l->layers[layer];
    double *sum = arena_make_n(l->flow->plot.arena, double, in->count);
    size_t *count = arena_make_n(l->flow->plot.arena, size_t, in->count);
    size_t from = forward ? layer - 1 : layer;
    for (size_t i = l->first[from]; i < l->first[from + 1]; i++) {
        const struct segment *s = &l->segments[i];
        size_t at = forward ? s->to->order : s->from->order;
        sum[at] += forward ? port_place(l, s) : (double)s->to->order;
        count[at]++;
    }
    for (size_t i = 0; i < in->count; i++)
        in->cells[i]->weight = count[i] ? sum[i] / (double)count[i] : (double)in->cells[i]->order;
    sort_layer(in);
}

static size_t count_crossings(const struct layers *l)
{
    size_t crossings = 0;
    for (size_t layer = 0; layer + 1 < l->count; layer++)
        for (size_t i = l->first[layer]; i < l->first[layer + 1]; i++)
            for (size_t k = l->first[layer]; k < i; k++) {
                const struct segment *a = &l->segments[i], *b = &l->segments[k];
                double from = port_place(l, a) - port_place(l, b);
                double to = (double)a->to->order - (double)b->to->order;
                crossings += from * to < 0;
            }
    return crossings;
}

static void keep_order(struct layers *l, size_t *kept, bool restore)
{
    for (size_t i = 0, at = 0; i < l->count; i++)
        for (size_t k = 0; k < l->layers[i].count; k++, at++) {
            struct flow_cell *cell = l->at[i * l->flow->decision->count + kept[2 * at]];
            if (restore)
                cell->weight = (double)kept[2 * at + 1];
            else
                kept[2 * at + 1] = cell->order;
        }
    for (size_t i = 0; restore && i < l->count; i++) sort_layer(&l->layers[i]);
}

static void find_order(struct layers *l)
{
    size_t cells = 0, at = 0;
    for (size_t i = 0; i < l->count; i++) cells += l->layers[i].count;
    size_t *kept = arena_make_n(l->flow->plot.arena, size_t, 2 * cells);
    for (size_t i = 0; i < l->count; i++)
        for (size_t k = 0; k < l->layers[i].count; k++, at++) kept[2 * at] = l->layers[i].cells[k]->node;
    size_t best = count_crossings(l);
    keep_order(l, kept, false);
    for (int round = 0; round < SWEEPS && best; round++) {
        for (size_t i = 1; i < l->count; i++) sweep(l, round % 2 ? l->count - 1 - i : i, round % 2 == 0);
        size_t crossings = count_crossings(l);
        if (crossings >= best) continue;
        best = crossings;
        keep_order(l, kept, false);
    }
    keep_order(l, kept, true);
}

/* ---- places ---- */

static double entry_of(const struct layers *l, const struct flow_cell *cell)
{
    if (cell->passes) return LANE / 2.0;
    return FLOW_PAD + (double)l->flow->boxes[cell->node].title.count * FLOW_LEADING / 2;
}

static double exit_of(const struct layers *l, const struct segment *s)
{
    return s->from->passes ? LANE / 2.0 : l->flow->boxes[s->from->node].ports[s->port];
}

/* The places nearest to the wanted ones (least squares) that keep the order and the distances: pool adjacent violators (Barlow et al. 1972). */
static void settle(const struct layers *l, struct flow_layer *layer)
{
    size_t count = layer->count, pools = 0, *sizes = arena_make_n(l->flow->plot.arena, size_t, count);
    double *means = arena_make_n(l->flow->plot.arena, double, count), before = 0;
    for (size_t i = 0; i < count; i++) {
        means[pools] = layer->cells[i]->wanted - before;
        sizes[pools++] = 1;
        before += layer->cells[i]->height + FLOW_APART;
        while (pools > 1 && means[pools - 2] > means[pools - 1]) {
            double a = (double)sizes[pools - 2], b = (double)sizes[pools - 1];
            means[pools - 2] = (means[pools - 2] * a + means[pools - 1] * b) / (a + b);
            sizes[pools - 2] += sizes[pools - 1];
            pools--;
        }
    }
    size_t at = 0;
    double room = l->height - (before - FLOW_APART);
    before = 0;
    for (size_t pool = 0; pool < pools; pool++) means[pool] = fmax(0, fmin(means[pool], room));
    for (size_t pool = 0; pool < pools; pool++)
        for (size_t i = 0; i < sizes[pool]; i++, at++) {
            layer->cells[at]->y = means[pool] + before;
            before += layer->cells[at]->height + FLOW_APART;
        }
}

static void place_layer(struct layers *l, size_t layer, bool forward)
{
    struct flow_layer *in = &l->layers[layer];
    double *sum = arena_make_n(l->flow->plot.arena, double, in->count);
    size_t *count = arena_make_n(l->flow->plot.arena, size_t, in->count);
    size_t from = forward ? layer - 1 : layer;
    for (size_t i = l->first[from]; i < l->first[from + 1]; i++) {
        const struct segment *s = &l->segments[i];
        double out = exit_of(l, s), entry = entry_of(l, s->to);
        size_t at = forward ? s->to->order : s->from->order;
        sum[at] += forward ? s->from->y + out - entry : s->to->y + entry - out;
        count[at]++;
    }
    for (size_t i = 0; i < in->count; i++)
        in->cells[i]->wanted = count[i] ? sum[i] / (double)count[i] : in->cells[i]->y;
    settle(l, in);
}

static void measure_layers(struct layers *l)
{
    l->height = 0;
    for (size_t i = 0; i < l->count; i++) {
        double height = -FLOW_APART;
        for (size_t k = 0; k < l->layers[i].count; k++) {
            struct flow_cell *cell = l->layers[i].cells[k];
            if (!cell->passes) flow_measure(l->flow, cell->node, l->box_width, true);
            cell->height = cell->passes ? LANE : l->flow->boxes[cell->node].height;
            cell->y = 0;
            height += cell->height + FLOW_APART;
        }
        l->height = fmax(l->height, height);
    }
}

/* From the left, from the right, and from the left again; the first time the layers before have no better place than the middle. */
static void find_places(struct layers *l)
{
    measure_layers(l);
    l->layers[0].cells[0]->y = (l->height - l->layers[0].cells[0]->height) / 2;
    for (int round = 0; round < 3; round++)
        for (size_t i = 1; i < l->count; i++) place_layer(l, round == 1 ? l->count - 1 - i : i, round != 1);
    l->flow->plot.height = l->height;
}

/* ---- tracks ---- */

/* The lines of a gap that lead to one cell. */
struct net {
    struct flow_cell *to;
    double low, high, source, target; /* source: the outermost line that comes */
    size_t track;
    bool straight;
};

static int compare_nets(const void *a, const void *b)
{
    const struct net *x = a, *y = b;
    bool x_down = x->target > x->source, y_down = y->target > y->source;
    if (x_down != y_down) return x_down ? 1 : -1;
    double difference = x_down ? y->source - x->source : x->source - y->source;
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

static size_t make_nets(struct layers *l, size_t layer, struct net *nets)
{
    size_t count = 0;
    for (size_t i = l->first[layer]; i < l->first[layer + 1]; i++) {
        const struct segment *s = &l->segments[i];
        double source = s->from->y + exit_of(l, s), target = s->to->y + entry_of(l, s->to);
        size_t at = 0;
        while (at < count && nets[at].to != s->to) at++;
        if (at == count)
            nets[count++] =
                (struct net){s->to, fmin(source, target), fmax(source, target), source, target, 0, true};
        struct net *net = &nets[at];
        net->low = fmin(net->low, source);
        net->high = fmax(net->high, source);
        if (fabs(source - target) > fabs(net->source - target)) net->source = source;
        net->straight = net->high - net->low < 0.5;
    }
    qsort(nets, count, sizeof *nets, compare_nets);
    return count;
}

/* Tracks from the left: lines that go down let the lower ones turn first, lines that go up the upper ones; so they do not cross. */
static size_t take_tracks(struct net *nets, size_t count)
{
    size_t tracks = 0;
    for (size_t i = 0; i < count; i++) {
        if (nets[i].straight) continue;
        size_t track = 0;
        for (size_t k = 0; k < i; k++)
            if (!nets[k].straight && nets[k].low < nets[i].high + 4 && nets[i].low < nets[k].high + 4 &&
                nets[k].track >= track)
                track = nets[k].track + 1;
        nets[i].track = track;
        if (track + 1 > tracks) tracks = track + 1;
    }
    return tracks;
}

/* Widths of gaps by their tracks, the rest for the boxes; false: too narrow. */
static bool share_width(struct layers *l, struct net *nets)
{
    double gaps = 0;
    for (size_t i = 0; i + 1 < l->count; i++) {
        size_t tracks = nets ? take_tracks(nets, make_nets(l, i, nets)) : 2;
        l->layers[i].gap = fmax(GAP_LEAST, 19 + (double)tracks * TRACK);
        gaps += l->layers[i].gap;
    }
    l->box_width = floor((l->flow->plot.width - gaps) / (double)l->count);
    for (size_t i = 1; i < l->count; i++)
        l->layers[i].x = l->layers[i - 1].x + l->box_width + l->layers[i - 1].gap;
    return l->box_width >= NARROWEST;
}

/* ---- painting ---- */

static void paint_gap(struct layers *l, size_t layer, struct net *nets)
{
    size_t count = make_nets(l, layer, nets), tracks = take_tracks(nets, count);
    double left = l->layers[layer].x + l->box_width, right = l->layers[layer + 1].x;
    double apart = tracks > 1 ? fmin(TRACK, (right - left - 19) / (double)(tracks - 1)) : TRACK;
    for (size_t i = l->first[layer]; i < l->first[layer + 1]; i++) {
        const struct segment *s = &l->segments[i];
        size_t at = 0;
        while (nets[at].to != s->to) at++;
        double from = s->from->y + exit_of(l, s), to = nets[at].target;
        double track = left + 8 + (double)nets[at].track * apart;
        double points[] = {left, from, track, from, track, to, right, to};
        if (fabs(from - to) < 0.5)
            flow_paint_line(l->flow, (double[]){left, to, right, to}, 2, !s->to->passes);
        else
            flow_paint_line(l->flow, points, 4, !s->to->passes);
    }
}

static void paint(struct layers *l, struct net *nets)
{
    for (size_t i = 0; i + 1 < l->count; i++) paint_gap(l, i, nets);
    for (size_t i = 0; i < l->count; i++)
        for (size_t k = 0; k < l->layers[i].count; k++) {
            const struct flow_cell *cell = l->layers[i].cells[k];
            double x = l->layers[i].x, y = cell->y + LANE / 2.0;
            if (cell->passes) {
                flow_paint_line(l->flow, (double[]){x, y, x + l->box_width, y}, 2, false);
                continue;
            }
            l->flow->boxes[cell->node].x = x;
            l->flow->boxes[cell->node].y = cell->y;
            flow_paint_box(l->flow, cell->node);
        }
}

bool flow_layers(struct flow *flow)
{
    struct layers l = {.flow = flow, .count = flow->decision->layers};
    if (l.count > FLOW_LAYERS_MOST) return false;
    l.layers = arena_make_n(flow->plot.arena, struct flow_layer, l.count);
    if (!share_width(&l, NULL)) return false;
    make_cells(&l);
    find_order(&l);
    struct net *nets = arena_make_n(flow->plot.arena, struct net, flow->decision->count);
    find_places(&l);
    if (!share_width(&l, nets)) return false;
    find_places(&l);
    paint(&l, nets);
    return true;
}
