/* One page: its Markdown as HTML inside its template. */
#include "base/arena.h"
#include "base/buf.h"
#include "markdown/decision.h"
#include "web/gather.h"
#include "web/inside.h"
#include "web/search.h"
#include "web/share.h"

static Str ui_text(void *context, const char *message)
{
    const struct figure_context *figure = context;
    return value_get_text(figure->messages, str_from(message));
}

static void list_contents(struct arena *scratch, const struct markdown *markdown, struct web_body *body)
{
    struct markdown_heading *headings;
    size_t count = markdown_headings(scratch, markdown, &headings);
    body->toc = arena_make_n(scratch, struct web_heading, count + 1);
    for (size_t i = 0; i < count; i++)
        if (headings[i].level == 2 && headings[i].id.len)
            body->toc[body->toc_count++] = (struct web_heading){headings[i].id, headings[i].title};
}

static struct buf *scratch_buf(struct arena *scratch)
{
    struct buf *buf = arena_make(scratch, struct buf);
    arena_defer(scratch, buf_free_handle, buf);
    return buf;
}

static struct web_body write_body(const struct web *web, const struct page *page, struct arena *scratch,
                                  const struct web_sink *sink)
{
    struct web_body body = {.html = STR_NONE};
    struct figure_context figure = {.web = web,
                                    .page = page,
                                    .scratch = scratch,
                                    .messages = web_messages(web, page->lang),
                                    .sink = sink};
    struct markdown_context *context = arena_make(scratch, struct markdown_context);
    *context = (struct markdown_context){.site = web->site,
                                         .folder = page->section,
                                         .lang = page->lang,
                                         .period = value_get_text(page->meta, S("period")),
                                         .heading_ids = true};
    const struct source *text = sink->text ? sink->text : page_text(web->site, scratch, web->diag, page);
    if (!text) return body;
    const struct markdown *markdown = markdown_parse(scratch, web->diag, text, page->body, context);
    struct markdown_html options = {.from = page->url,
                                    .root = page->type == PAGE_MISSING && web->site->base_url.len
                                                ? variables_root(scratch, web, page)
                                                : STR_NONE,
                                    .sections = page->type == PAGE_TREE,
                                    .lang = page->lang,
                                    .text = ui_text,
                                    .figure = figure_html,
                                    .image = raster_html,
                                    .context = &figure};
    struct buf *html = scratch_buf(scratch);
    gather_page(web->gathered, page, markdown);
    search_add(web, page, markdown, scratch);
    ways_gather(web, page, markdown);
    const struct decision *tree =
        page->type == PAGE_TREE ? decision_read(scratch, web->diag, markdown) : NULL;
    body.graph = tree && tree_put_picture(web, page, tree, scratch, sink);
    raster_linked(web, markdown->files, markdown->file_count);
    list_contents(scratch, markdown, &body);
    markdown_write_html(html, scratch, markdown, &options);
    body.html = buf_view(html);
    body.charts = figure.charts;
    body.icons = figure.icons;
    if (!figure.images && !markdown->file_count) gather_alone(web->gathered, page);
    body.ld = jsonld_page(web, scratch, page, markdown);
    body.markdown = markdown;
    body.pictures = figure.eager;
    return body;
}

void page_write_part(const struct web *web, const struct page *page, const struct web_part *part,
                     struct arena *scratch, const struct web_sink *sink)
{
    struct web_body body = {.html = STR_NONE};
    if (part->number) { /* it has nothing but the list */
        page = parts_page(web, scratch, page, part);
        body.ld = jsonld_page(web, scratch, page, NULL);
    } else if (page->source) {
        body = write_body(web, page, scratch, sink);
    } else {
        body.ld = jsonld_page(web, scratch, page, NULL);
        search_add(web, page, NULL, scratch);
        gather_alone(web->gathered, page);
    }
    if (page->faulty) return;
    body.part = *part;
    body.share = share_write(web, page, &body, scratch, sink);
    struct value *variables = variables_page(web, scratch, page, &body);
    const struct web_frame *frame = part->number ? part->frame : web->frames[page->number];
    struct template_marks marks = {0};
    struct template_run run = {.variables = variables,
                               .messages = web_messages(web, page->lang),
                               .lang = page->lang,
                               .form = TEMPLATE_HTML,
                               .scratch = scratch,
                               .diag = web->diag,
                               .cache = frame ? frame->cache : NULL,
                               .marks = &marks};
    struct buf *out = scratch_buf(scratch), *shared = scratch_buf(scratch);
    if (!template_render(web->page_templates[page->number], &run, out)) return;
    icon_share(scratch, buf_view(out), &marks, body.icons, shared);
    weight_check(web, page, buf_view(shared), body.pictures);
    output_put(sink, scratch, page->url, buf_view(shared));
}

void page_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct page *page = web->site->pages[index];
    struct web_part part = parts_of(web, page, 0);
    if (!ways_is_last(page)) page_write_part(web, page, &part, scratch, sink);
}
