/* One page: its Markdown as HTML inside its template. */
#include "base/arena.h"
#include "base/buf.h"
#include "markdown/markdown.h"
#include "web/gather.h"
#include "web/inside.h"

static Str ui_text(void *context, const char *message)
{
    const struct figure_context *figure = context;
    return value_get_text(figure->messages, str_from(message));
}

static size_t list_contents(struct arena *scratch, const struct markdown *markdown, struct web_heading **toc)
{
    struct markdown_heading *headings;
    size_t count = markdown_headings(scratch, markdown, &headings), kept = 0;
    *toc = arena_make_n(scratch, struct web_heading, count + 1);
    for (size_t i = 0; i < count; i++)
        if (headings[i].level == 2 && headings[i].id.len)
            (*toc)[kept++] = (struct web_heading){headings[i].id, headings[i].title};
    return kept;
}

void page_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct page *page = web->site->pages[index];
    struct figure_context figure = {web, page, scratch, web_messages(web, page->lang)};
    struct buf *body = arena_make(scratch, struct buf), *out = arena_make(scratch, struct buf);
    struct web_heading *toc = NULL;
    size_t toc_count = 0;
    arena_defer(scratch, buf_free_handle, body);
    arena_defer(scratch, buf_free_handle, out);
    if (page->source) {
        struct markdown_context *context = arena_make(scratch, struct markdown_context);
        *context = (struct markdown_context){
            .site = web->site, .folder = page->section, .lang = page->lang, .heading_ids = true};
        const struct markdown *markdown =
            markdown_parse(scratch, web->diag, page->source, page->body, context);
        struct markdown_html options = {.from = page->url,
                                        .root = page->type == PAGE_MISSING && web->site->base_url.len
                                                    ? variables_root(scratch, web, page)
                                                    : STR_NONE,
                                        .lang = page->lang,
                                        .text = ui_text,
                                        .figure = figure_html,
                                        .context = &figure};
        gather_page(web->gathered, page, markdown);
        toc_count = list_contents(scratch, markdown, &toc);
        markdown_write_html(body, scratch, markdown, &options);
    }
    if (page->faulty) return;
    struct template_run run = {.variables =
                                   variables_page(web, scratch, page, buf_view(body), toc, toc_count),
                               .messages = figure.messages,
                               .lang = page->lang,
                               .form = TEMPLATE_HTML,
                               .scratch = scratch,
                               .diag = web->diag};
    if (template_render(web->page_templates[index], &run, out))
        output_put(sink, scratch, page->url, buf_view(out));
}
