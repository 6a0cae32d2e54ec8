/* Charts and QR codes inside a page. */
#include "base/arena.h"
#include "base/buf.h"
#include "draw/chart.h"
#include "draw/qr.h"
#include "draw/svg.h"
#include "markdown/markdown.h"
#include "web/inside.h"

enum { CHART_WIDTH = 320 }; /* the narrowest phone; wider screens scale it up */

static Str message(const struct figure_context *context, const char *id)
{
    Str text = value_get_text(context->messages, str_from(id));
    return text.len ? text : str_from(id);
}

static void put_element(struct buf *out, const char *open, Str text, const char *close)
{
    if (text.len == 0) return;
    buf_c(out, open);
    buf_html(out, text);
    buf_c(out, close);
}

/* The source by its title when `id` is a key of fakta.yaml, otherwise as it is written. */
static void put_source(const struct figure_context *context, struct buf *out, Str source)
{
    const struct value *known = value_get(context->web->site->sources, source);
    Str title = known ? value_get_text(known, S("title")) : source;
    if (title.len == 0) return;
    buf_c(out, "<p class=\"chart-source\">");
    buf_html(out, message(context, "source"));
    buf_char(out, ' ');
    buf_html(out, title);
    buf_c(out, "</p>");
}

static void put_data_table(const struct figure_context *context, struct buf *out, const struct table *table)
{
    Str url = str_format(context->scratch, "data/%.*s.csv", (int)table->name.len, table->name.data);
    put_element(out, "<details><summary>", message(context, "data_table"), "</summary>");
    chart_table_html(out, table, context->page->lang);
    buf_c(out, "<p><a href=\"");
    buf_html_url(out, site_relative(context->scratch, context->page->url, url));
    put_element(out, "\">", message(context, "download"), " (CSV)</a></p></details>");
}

static void put_chart(const struct figure_context *context, struct buf *out, Str name, Str alt)
{
    const struct table *table = NULL;
    const struct value *description = site_chart(context->web->site, name, &table);
    struct figures figures = site_figures(context->web->site);
    struct chart chart;
    if (!description || !chart_draw(context->scratch, context->web->diag, table, name, description, &figures,
                                    context->web->fonts, CHART_WIDTH, context->page->lang, &chart))
        return; /* reported by the pass that looks charts up, or by the chart itself */
    (void)alt;
    buf_c(out, "<figcaption>");
    put_element(out, "<strong class=\"chart-title\">", chart.headline, "</strong>");
    put_element(out, "<span class=\"chart-sub\">", chart.subtitle, "</span>");
    buf_c(out, "</figcaption>");
    svg_write(out, chart.svg);
    put_source(context, out, chart.source_line);
    put_data_table(context, out, table);
}

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
static void put_icon(const struct figure_context *context, struct buf *out, const struct markdown_node *node,
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
    if (alt.len) buf_c(out, "</span>");
}

void figure_html(void *context, struct buf *out, const struct markdown_node *node, Str alt)
{
    struct figure_context *figure = context;
    figure->charts = figure->charts || node->kind == MARKDOWN_CHART;
    if (node->kind == MARKDOWN_CHART)
        put_chart(figure, out, node->target, alt);
    else if (node->kind == MARKDOWN_ICON)
        put_icon(figure, out, node, alt);
    else
        put_qr(figure, out, node->page, alt);
}
