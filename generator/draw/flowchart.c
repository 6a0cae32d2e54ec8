#include "draw/flowchart.h"

#include <math.h>

#include "base/arena.h"
#include "draw/flowchart_inside.h"

enum {
    LIST_INDENT = 26,
    LIST_RAIL = 11,       /* of the line, from the left edge of its box */
    LIST_NARROWEST = 120, /* box */
    TITLE_MOST = 240,     /* bytes */
    DETAIL_MOST = 260,
    ANSWER_MOST = 120,
    ROUND = 5, /* radius of corners */
};

const struct lettering flow_strong = {13, 700, "chart-value"}, flow_plain = {12.5, 400, "chart-label"},
                       flow_small = {12, 400, "chart-label"};

static const char *const see_words[][2] = {{"en", "see box"}, {"su", "tingali kotak"}, {"", "lihat kotak"}};

static Str see_word(Str lang)
{
    size_t i = 0;
    while (*see_words[i][0] && !str_starts(lang, str_from(see_words[i][0]))) i++;
    return str_from(see_words[i][1]);
}

/* ---- boxes ---- */

static bool is_numbered(const struct flow *flow, size_t index)
{
    return flow->wish->numbers || (flow->refers && flow->decision->nodes[index].parents > 1);
}

static Str title_of(struct flow *flow, size_t index)
{
    const struct decision_node *node = &flow->decision->nodes[index];
    if (!is_numbered(flow, index)) return node->title;
    return str_format(flow->plot.arena, "%zu. %.*s", index + 1, (int)node->title.len, node->title.data);
}

/* The first sentences that are short enough; none when even the first is too long. */
static Str detail_of(const struct flow *flow, const struct decision_node *node)
{
    Str text = node->detail;
    if (!flow->wish->details || node->answer_count) return STR_NONE;
    if (text.len <= DETAIL_MOST) return text;
    size_t end = 0;
    for (size_t i = 0; i + 1 < DETAIL_MOST; i++)
        if ((text.data[i] == '.' || text.data[i] == '!' || text.data[i] == '?') && text.data[i + 1] == ' ')
            end = i + 1;
    return str_from_to(text, 0, end);
}

void flow_measure(struct flow *flow, size_t index, double width, bool ports)
{
    struct flow_box *box = &flow->boxes[index];
    const struct decision_node *node = box->node = &flow->decision->nodes[index];
    double inner = width - 2 * FLOW_PAD;
    box->width = width;
    box->ports = NULL;
    box->title = plot_wrap(&flow->plot, title_of(flow, index), flow_strong, inner);
    box->detail = plot_wrap(&flow->plot, detail_of(flow, node), flow_small, inner);
    box->height = 2 * FLOW_PAD + (double)box->title.count * FLOW_LEADING;
    if (box->detail.count) box->height += 2 + (double)box->detail.count * FLOW_SMALL_LEADING;
    if (!ports || !node->answer_count) return;
    box->answers = arena_make_n(flow->plot.arena, struct text_lines, node->answer_count);
    box->ports = arena_make_n(flow->plot.arena, double, node->answer_count);
    for (size_t i = 0; i < node->answer_count; i++) {
        box->answers[i] = plot_wrap(&flow->plot, node->answers[i].text, flow_plain, inner - 6);
        double height = (double)box->answers[i].count * FLOW_SMALL_LEADING + 8;
        box->ports[i] = box->height + height / 2;
        box->height += height;
    }
}

static xmlNode *paint_rect(struct flow *flow, const struct flow_box *box, bool outcome)
{
    xmlNode *rect =
        plot_element(flow->plot.svg, "rect", outcome ? "chart-gap chart-hatch" : "chart-hatch flow-question");
    plot_number(rect, "x", box->x + 0.75);
    plot_number(rect, "y", box->y + 0.75);
    plot_number(rect, "width", box->width - 1.5);
    plot_number(rect, "height", box->height - 1.5);
    plot_number(rect, "rx", outcome ? 12 : 3);
    plot_attribute(rect, "fill", outcome ? str_from(flow->plot.palette->tint) : S("none"));
    plot_attribute(rect, "stroke", str_from(flow->plot.palette->series[0]));
    plot_attribute(rect, "stroke-width", outcome ? S("1") : S("1.5"));
    return rect;
}

void flow_paint_box(struct flow *flow, size_t index)
{
    struct flow_box *box = &flow->boxes[index];
    double x = box->x + FLOW_PAD, y = box->y + FLOW_PAD + 13;
    paint_rect(flow, box, box->node->answer_count == 0);
    plot_text(&flow->plot, x, y, flow_strong, "start", box->title, FLOW_LEADING);
    y += (double)box->title.count * FLOW_LEADING;
    if (box->detail.count)
        plot_text(&flow->plot, x, y + 1, flow_small, "start", box->detail, FLOW_SMALL_LEADING);
    for (size_t i = 0; box->ports && i < box->node->answer_count; i++) {
        const struct text_lines *lines = &box->answers[i];
        double middle = box->y + box->ports[i],
               top = middle - ((double)lines->count * FLOW_SMALL_LEADING + 8) / 2;
        xmlNode *rule = plot_element(flow->plot.svg, "path", "chart-axis");
        plot_attribute(
            rule, "d",
            str_format(flow->plot.arena, "M%.2f %.2fH%.2f", box->x + 1, top, box->x + box->width - 1));
        plot_attribute(rule, "stroke", str_from(flow->plot.palette->series[0]));
        plot_attribute(rule, "stroke-width", S("0.9"));
        plot_attribute(rule, "fill", S("none"));
        plot_text(&flow->plot, x, middle - (double)(lines->count - 1) * FLOW_SMALL_LEADING / 2 + 4.5,
                  flow_plain, "start", *lines, FLOW_SMALL_LEADING);
    }
}

/* ---- lines ---- */

static void put_point(struct buf *d, char command, double x, double y)
{
    buf_char(d, command);
    buf_number(d, x, 2);
    buf_char(d, ' ');
    buf_number(d, y, 2);
}

/* The place `by` units from a towards b. */
static void toward(const double *a, const double *b, double by, double *x, double *y)
{
    double length = hypot(b[0] - a[0], b[1] - a[1]);
    double part = length > 0 ? fmin(by / length, 0.5) : 0;
    *x = a[0] + (b[0] - a[0]) * part;
    *y = a[1] + (b[1] - a[1]) * part;
}

static void paint_head(struct flow *flow, const double *from, const double *at)
{
    double dx = at[0] - from[0], dy = at[1] - from[1], length = hypot(dx, dy);
    if (length <= 0) return;
    dx /= length;
    dy /= length;
    struct buf d = {0};
    put_point(&d, 'M', at[0], at[1]);
    put_point(&d, 'L', at[0] - 7 * dx - 4 * dy, at[1] - 7 * dy + 4 * dx);
    put_point(&d, 'L', at[0] - 7 * dx + 4 * dy, at[1] - 7 * dy - 4 * dx);
    buf_char(&d, 'Z');
    xmlNode *head = plot_element(flow->plot.svg, "path", "chart-mark");
    plot_attribute(head, "d", buf_view(&d));
    plot_attribute(head, "fill", S(CHART_INK));
    buf_free(&d);
}

void flow_paint_line(struct flow *flow, const double *points, size_t count, bool arrow)
{
    struct buf d = {0};
    put_point(&d, 'M', points[0], points[1]);
    for (size_t i = 1; i + 1 < count; i++) {
        const double *before = points + 2 * (i - 1), *at = points + 2 * i, *after = points + 2 * (i + 1);
        double x, y;
        toward(at, before, ROUND, &x, &y);
        put_point(&d, 'L', x, y);
        toward(at, after, ROUND, &x, &y);
        put_point(&d, 'Q', at[0], at[1]);
        put_point(&d, ' ', x, y);
    }
    put_point(&d, 'L', points[2 * count - 2], points[2 * count - 1]);
    xmlNode *line = plot_element(flow->plot.svg, "path", "chart-axis");
    plot_attribute(line, "d", buf_view(&d));
    plot_attribute(line, "fill", S("none"));
    plot_attribute(line, "stroke", S(CHART_INK));
    plot_attribute(line, "stroke-width", S("1.5"));
    buf_free(&d);
    if (arrow) paint_head(flow, points + 2 * count - 4, points + 2 * count - 2);
}

/* ---- the list layout: below each other, what an answer leads to is moved in; the last question of a chain is not ---- */

/* Where the lines of the list end: `first` at the first answer, so that the arrow from above has room. */
static double paint_reference(struct flow *flow, size_t index, double x, double y)
{
    const struct decision_node *node = &flow->decision->nodes[index];
    Str see = see_word(flow->wish->lang);
    Str text = str_format(flow->plot.arena, "%.*s %zu: %.*s", (int)see.len, see.data, index + 1,
                          (int)node->title.len, node->title.data);
    struct text_lines lines = plot_wrap(&flow->plot, text, flow_small, flow->plot.width - x - 4);
    plot_text(&flow->plot, x + 4, y + 12, flow_small, "start", lines, FLOW_SMALL_LEADING);
    return y + (double)lines.count * FLOW_SMALL_LEADING + 3;
}

static double paint_list(struct flow *flow, size_t index, double x, double y, size_t depth);

static double paint_answer(struct flow *flow, const struct decision_answer *answer, bool last, double x,
                           double y, size_t depth, double from)
{
    const struct decision_node *to = &flow->decision->nodes[answer->to];
    bool seen = flow->placed[answer->to], straight = last && !seen && to->answer_count;
    double child = straight ? x : x + LIST_INDENT, rail = x + LIST_RAIL;
    struct text_lines label =
        plot_wrap(&flow->plot, answer->text, flow_plain, flow->plot.width - x - LIST_INDENT - 4);
    plot_text(&flow->plot, x + LIST_INDENT, y + 12, flow_plain, "start", label, FLOW_SMALL_LEADING);
    y += (double)label.count * FLOW_SMALL_LEADING + 4;
    if (straight) {
        flow_paint_line(flow, (double[]){rail, from, rail, y + 6}, 2, true);
        return paint_list(flow, answer->to, child, y + 6, depth + 1);
    }
    double entry = seen ? y + 8 : y + FLOW_PAD + 9;
    flow_paint_line(flow, (double[]){rail, from, rail, entry, child, entry}, 3, true);
    if (seen) return paint_reference(flow, answer->to, child, y);
    return paint_list(flow, answer->to, child, y, depth + 1);
}

/* Gives the bottom of what was painted. At most DECISION_DEPTH_MOST deep. */
static double paint_list(struct flow *flow, size_t index, double x, double y, size_t depth)
{
    struct flow_box *box = &flow->boxes[index];
    flow->placed[index] = true;
    if (flow->plot.width - x < LIST_NARROWEST) {
        if (!flow->failed)
            diag_report(flow->plot.diag, flow->wish->loc, MSG_FLOWCHART_NARROW,
                        flow->decision->nodes[index].title);
        flow->failed = true;
        return y;
    }
    flow_measure(flow, index, flow->plot.width - x, false);
    box->x = x;
    box->y = y;
    flow_paint_box(flow, index);
    double bottom = y + box->height;
    for (size_t i = 0; i < box->node->answer_count; i++) {
        bool last = i + 1 == box->node->answer_count;
        bottom = paint_answer(flow, &box->node->answers[i], last, x, bottom + FLOW_APART / 2.0 + 2, depth,
                              y + box->height);
    }
    return bottom;
}

/* ---- the document ---- */

/* "1. Apa yang Anda lihat? Kode tidak masuk: 2. Foto ditolak: 4." */
static Str in_words(struct flow *flow)
{
    struct buf out = {0};
    for (size_t i = 0; i < flow->decision->count; i++) {
        const struct decision_node *node = &flow->decision->nodes[i];
        buf_printf(&out, "%s%zu. ", i ? " " : "", i + 1);
        buf_str(&out, node->title);
        char end = node->title.len ? node->title.data[node->title.len - 1] : '.';
        if (end != '?' && end != '.' && end != '!') buf_char(&out, '.');
        for (size_t k = 0; k < node->answer_count; k++) {
            buf_char(&out, ' ');
            buf_str(&out, node->answers[k].text);
            buf_printf(&out, ": %zu.", node->answers[k].to + 1);
        }
    }
    Str text = buf_copy(&out, flow->plot.arena);
    buf_free(&out);
    return text;
}

static bool is_small_enough(struct flow *flow)
{
    const struct decision *decision = flow->decision;
    size_t edges = 0;
    for (size_t i = 0; i < decision->count; i++) edges += decision->nodes[i].answer_count;
    if (decision->count > FLOW_NODES_MOST || edges > FLOW_EDGES_MOST) {
        diag_report(flow->plot.diag, flow->wish->loc, MSG_FLOWCHART_LARGE,
                    str_format(flow->plot.arena, "%zu", decision->count),
                    str_format(flow->plot.arena, "%d", FLOW_NODES_MOST));
        return false;
    }
    for (size_t i = 0; i < decision->count; i++) {
        const struct decision_node *node = &decision->nodes[i];
        bool sound = node->title.len <= TITLE_MOST;
        for (size_t k = 0; k < node->answer_count; k++)
            sound = sound && node->answers[k].text.len <= ANSWER_MOST;
        if (sound) continue;
        diag_report(flow->plot.diag, flow->wish->loc, MSG_FLOWCHART_TEXT, node->id);
        return false;
    }
    return true;
}

static void close_document(void *document)
{
    xmlFreeDoc(document);
}

static xmlDoc *new_document(struct flow *flow)
{
    struct plot *plot = &flow->plot;
    xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
    if (!document) arena_exhausted();
    arena_defer(plot->arena, close_document, document);
    plot->svg = xmlNewDocNode(document, NULL, (const xmlChar *)"svg", NULL);
    xmlDocSetRootElement(document, plot->svg);
    xmlSetNs(plot->svg, xmlNewNs(plot->svg, (const xmlChar *)"http://www.w3.org/2000/svg", NULL));
    return document;
}

static void finish_root(struct flow *flow)
{
    struct plot *plot = &flow->plot;
    plot->height = ceil(plot->height);
    plot_attribute(plot->svg, "viewBox", str_format(plot->arena, "0 0 %.6g %.6g", plot->width, plot->height));
    plot_number(plot->svg, "width", plot->width);
    plot_number(plot->svg, "height", plot->height);
    plot_attribute(plot->svg, "class", S("flowchart"));
    plot_attribute(plot->svg, "role", S("img"));
    plot_attribute(plot->svg, "font-family", S(CHART_FAMILY ", system-ui, sans-serif"));
}

bool flowchart_draw(struct arena *arena, struct diag *diag, const struct flowchart_wish *wish,
                    struct flowchart *flowchart)
{
    struct flow flow = {
        .wish = wish,
        .decision = wish->decision,
        .boxes = arena_make_n(arena, struct flow_box, wish->decision->count),
        .placed = arena_make_n(arena, bool, wish->decision->count),
        .surface = {.fonts = wish->fonts, .other_fonts = wish->other_fonts, .lang = wish->lang},
        .plot = {.arena = arena,
                 .memo = arena_make(arena, struct plot_memo),
                 .diag = diag,
                 .palette = wish->palette ? wish->palette : &chart_palette_standard,
                 .lang = wish->lang,
                 .width = floor(wish->width)}};
    flow.plot.surface = &flow.surface;
    if (!is_small_enough(&flow)) return false;
    flowchart->svg = new_document(&flow);
    flowchart->alt = in_words(&flow);
    xmlNode *title = plot_element(flow.plot.svg, "title", NULL),
            *desc = plot_element(flow.plot.svg, "desc", NULL);
    xmlNodeAddContentLen(title, (const xmlChar *)wish->title.data, (int)wish->title.len);
    xmlNodeAddContentLen(desc, (const xmlChar *)flowchart->alt.data, (int)flowchart->alt.len);
    if (!flow_layers(&flow)) {
        flow.refers = true;
        flow.plot.height = paint_list(&flow, 0, 0, 0, 0);
    }
    finish_root(&flow);
    flowchart->width = flow.plot.width;
    flowchart->height = flow.plot.height;
    return !flow.failed;
}
