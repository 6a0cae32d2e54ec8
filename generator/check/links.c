/* The addresses outside of the site that its texts lead to, as a table for people to try: this program asks no network. */
#include "check/links.h"

#include "base/arena.h"
#include "markdown/markdown.h"

enum { WORDS_MOST = 200 };

/* A field of RFC 4180; what a spreadsheet would take for a formula gets an apostrophe. */
static void put_field(struct buf *out, Str text)
{
    buf_char(out, '"');
    if (text.len && strchr("=+-@\t", text.data[0])) buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') buf_char(out, '"');
        buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
}

static bool is_outside(cmark_node *node)
{
    if (cmark_node_get_type(node) != CMARK_NODE_LINK || markdown_node(node)) return false;
    Str url = str_from(cmark_node_get_url(node));
    size_t colon = str_find_char(url, ':');
    return colon < url.len && colon > 0 && str_find_char(url, '/') > colon;
}

static void put_link(struct buf *out, const struct markdown *markdown, cmark_node *node)
{
    struct line_column place = loc_line_column(markdown_loc(markdown, node));
    struct buf words = {0};
    markdown_plain(&words, node);
    put_field(out, markdown->source->name);
    buf_printf(out, ",%zu,%zu,", place.line, place.column);
    put_field(out, str_from(cmark_node_get_url(node)));
    buf_char(out, ',');
    put_field(out, str_from_to(buf_view(&words), 0, WORDS_MOST));
    buf_c(out, "\r\n");
    buf_free(&words);
}

/* In the order of the text. */
static cmark_node *next_node(cmark_node *node)
{
    if (cmark_node_first_child(node)) return cmark_node_first_child(node);
    while (node && !cmark_node_next(node)) node = cmark_node_parent(node);
    return node ? cmark_node_next(node) : NULL;
}

static void put_links(struct buf *out, const struct site *site, const struct source *source, size_t body,
                      Str folder, Str lang)
{
    struct arena *arena = arena_new();
    struct diag *silent = diag_new(); /* faults are told by a build */
    struct markdown_context context = {.site = site, .folder = folder, .lang = lang};
    const struct markdown *markdown = markdown_parse(arena, silent, source, body, &context);
    for (cmark_node *node = markdown->root; node; node = next_node(node))
        if (is_outside(node)) put_link(out, markdown, node);
    diag_free(silent);
    arena_free(arena);
}

void links_list(struct buf *out, struct diag *diag, const struct site *site)
{
    buf_c(out, "berkas,baris,kolom,alamat,teks\r\n");
    for (size_t i = 0; i < site->page_count; i++) {
        const struct page *page = site->pages[i];
        if (!page->source) continue;
        struct arena *scratch = arena_new();
        const struct source *text = page_text(site, scratch, diag, page);
        if (text) put_links(out, site, text, page->body, page->section, page->lang);
        arena_free(scratch);
    }
    for (size_t i = 0; i < site->product_count; i++) {
        const struct product *product = site->products[i];
        put_links(out, site, product->source, product->body, S("cetak"), product->lang);
    }
    for (size_t i = 0; i < site->sources->count; i++) {
        const struct value *url = value_get(site->sources->items[i], S("url"));
        if (!url || !url->loc.source) continue;
        struct line_column place = loc_line_column(url->loc);
        put_field(out, url->loc.source->name);
        buf_printf(out, ",%zu,%zu,", place.line, place.column);
        put_field(out, url->text);
        buf_char(out, ',');
        put_field(out, value_get_text(site->sources->items[i], S("title")));
        buf_c(out, "\r\n");
    }
}
