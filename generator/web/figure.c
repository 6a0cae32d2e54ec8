/* Charts, QR codes and pictograms inside a page. */
#include "base/arena.h"
#include "base/buf.h"
#include "draw/flowchart.h"
#include "draw/qr.h"
#include "draw/svg.h"
#include "markdown/markdown.h"
#include "web/inside.h"

static void put_qr(const struct figure_context *context, struct buf *out, const struct page *page, Str alt)
{
    const struct web *web = context->web;
    if (!page || !web->site->base_url.len) {
        buf_html(out, alt);
        return;
    }
    Str address = site_address(web->site, context->scratch, page->url);
    xmlDoc *code = qr_svg(context->scratch, web->diag, LOC_NONE, address, alt.len ? alt : page->title);
    if (code) svg_write(out, code);
}

/* Without words of its own a pictogram is decoration; the drawing is marked so already. */
static void put_icon(struct figure_context *context, struct buf *out, const struct markdown_node *node,
                     Str alt)
{
    const struct value *markup = value_get(context->web->icons, node->target);
    if (!markup) {
        const struct value *icons = context->web->icons;
        diag_report(context->web->diag, node->loc, MSG_ICON_UNKNOWN, node->target,
                    str_nearest(node->target, icons->keys, icons->count));
        return;
    }
    if (alt.len) {
        buf_c(out, "<span role=\"img\" aria-label=\"");
        buf_html(out, alt);
        buf_c(out, "\">");
    }
    buf_str(out, markup->text);
    context->icons = true;
    if (alt.len) buf_c(out, "</span>");
}

enum { PHONE_WIDTH = 320 }; /* user units; wider screens scale the drawing up */

static void put_flowchart(const struct figure_context *context, struct buf *out,
                          const struct markdown_node *node, Str alt)
{
    const struct web *web = context->web;
    struct flowchart_wish wish = {.title = alt,
                                  .lang = context->page->lang,
                                  .fonts = web->fonts,
                                  .width = PHONE_WIDTH,
                                  .loc = node->loc};
    struct flowchart flowchart;
    if (node->page) wish.decision = decision_of_page(context->scratch, web->site, node->page, NULL);
    if (wish.decision && flowchart_draw(context->scratch, web->diag, &wish, &flowchart))
        svg_write(out, flowchart.svg);
}

void figure_html(void *context, struct buf *out, const struct markdown_node *node, Str alt)
{
    struct figure_context *figure = context;
    figure->charts = figure->charts || node->kind == MARKDOWN_CHART || node->kind == MARKDOWN_FLOWCHART;
    if (node->kind == MARKDOWN_CHART)
        chart_html(figure, out, node->target, alt);
    else if (node->kind == MARKDOWN_FLOWCHART)
        put_flowchart(figure, out, node, alt);
    else if (node->kind == MARKDOWN_ICON)
        put_icon(figure, out, node, alt);
    else
        put_qr(figure, out, node->page, alt);
}
