/* Any text as Markdown, with and without a site, through all writers. What stands after a line of a single form feed is a page that
 * the text may include, or have the script of (b.md, pohon/c.md). */
#include <stdlib.h>

#include "../unit/markdown_site.h"
#include "markdown/decision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_figure(void *context, struct buf *out, const struct markdown_node *node, Str alt)
{
    (void)context, (void)node;
    buf_html(out, alt);
}

static void run(struct arena *arena, const struct site *site, const struct source *source)
{
    struct diag *diag = diag_new();
    struct markdown_context context = {
        .site = site, .folder = S("panduan"), .lang = S("id"), .heading_ids = site};
    struct markdown *markdown = markdown_parse(arena, diag, source, 0, &context);
    struct buf out = {0};
    struct markdown_html options = {.conformant = !site, .from = S("panduan/a/index.html")};
    markdown_write_html(&out, arena, markdown, &options);
    options.figure = put_figure;
    options.conformant = site;
    markdown_write_html(&out, arena, markdown, &options);
    markdown_write_tree(&out, markdown);
    markdown_plain(&out, markdown->root);
    if (site) decision_read(arena, diag, markdown);
    struct markdown_anchors anchors;
    markdown_anchors(arena, markdown, site ? site->pages[0] : NULL, &anchors);
    markdown_check_anchors(diag, site, &anchors, 1);
    buf_free(&out);
    diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    Str whole = {(const char *)data, size}, first = whole;
    size_t cut = str_find(whole, S("\n\f\n"));
    if (cut < size) first = str_from_to(whole, 0, cut);
    char *second = str_c(arena, str_skip(whole, cut + 3));
    struct source source = {.name = S("masukan.md"), .text = first};
    run(arena, NULL, &source);
    run(arena,
        fake_site(arena, (const char *const[]){"panduan/a.md", "# A {#a}\n\nb\n\n{{include b.md}}\n", "b.md",
                                               second, "pohon/c.md", second, NULL}),
        &source);
    arena_free(arena);
    return 0;
}
