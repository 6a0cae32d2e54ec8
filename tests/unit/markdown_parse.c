/* What the header of markdown/ promises to web/ and print/: headings, plain text, places, anchors, depth, memory, threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "markdown/markdown.h"
#include "markdown_site.h"
#include "tap.h"

static const char *const pages[] = {"index.md", "# Depan\n", "panduan/b.md",
                                    "---\ntitle: B\n---\n## Satu {#satu}\n\nx *tebal*\n", NULL};

static struct markdown *parse(struct arena *arena, struct diag *diag, Str text, const struct site *site)
{
    struct source *source = arena_make(arena, struct source);
    struct markdown_context *context = arena_make(arena, struct markdown_context);
    *source = (struct source){.name = S("content/panduan/a.md"), .text = text};
    *context = (struct markdown_context){
        .site = site, .folder = S("panduan"), .lang = S("id"), .heading_ids = site != NULL};
    return markdown_parse(arena, diag, source, 0, context);
}

static cmark_node *find(cmark_node *root, const char *literal)
{
    cmark_iter *iter = cmark_iter_new(root); /* its memory must not need an arena */
    cmark_node *found = NULL;
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        const char *text = cmark_node_get_literal(cmark_iter_get_node(iter));
        if (text && strcmp(text, literal) == 0) found = cmark_iter_get_node(iter);
    }
    cmark_iter_free(iter);
    return found;
}

static void test_headings(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct markdown *markdown =
        parse(arena, diag, S("# A *b* `c` {#d}\n\n## {{site.phone}} ok\n\n## 中\n"), fake_site(arena, pages));
    struct markdown_heading *headings;
    ok(markdown_headings(arena, markdown, &headings) == 3, "three headings");
    ok(headings[0].level == 1 && headings[1].level == 2, "their levels");
    same_text(headings[0].id, "d", "an explicit id");
    same_text(headings[0].title, "A b c", "a title without marks and id");
    same_text(headings[1].id, "175-ok", "an id from a title with a value");
    same_text(headings[2].id, "bagian", "an id where no letter is left");
    ok(diag_count(diag, DIAG_ERROR) == 0, "no error");
    diag_free(diag);
}

static void test_places(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct site *site = fake_site(arena, pages);
    site->pages[1]->body = 17;
    struct markdown *markdown = parse(
        arena, diag,
        S("awal\n\n> | satu | dua \\| tiga |\n> |---|---|\n\n{{include panduan/b.md}}\n\nakhir\n"), site);
    Loc loc = markdown_loc(markdown, find(markdown->root, "tebal"));
    same_text(loc.source->name, "content/panduan/b.md", "an included node knows its source");
    ok(loc.offset == 17 + 20, "and its place there");
    loc = markdown_loc(markdown, find(markdown->root, "dua | tiga"));
    same_text(str_from_to(loc.source->text, loc.offset, loc.offset + 5), "dua \\", "a cell knows its place");
    loc = markdown_loc(markdown, find(markdown->root, "akhir"));
    same_text(str_skip(loc.source->text, loc.offset), "akhir\n", "so does what stands behind a table");
    struct buf plain = {0};
    markdown_plain(&plain, markdown->root);
    same_text(buf_view(&plain), "awal satu dua | tiga Satu x tebal akhir", "the plain text");
    buf_free(&plain);
    diag_free(diag);
}

static void test_anchors(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct site *site = fake_site(arena, pages);
    struct markdown *a = parse(arena, diag, S("[x](b.md#satu) [y](b.md#dua) [z](../index.md#depan)\n"), site);
    struct markdown *b = parse(arena, diag, S("## Satu {#satu}\n"), site);
    struct markdown_anchors all[2];
    markdown_anchors(arena, a, NULL, &all[0]);
    markdown_anchors(arena, b, site->pages[1], &all[1]);
    ok(all[0].wanted_count == 3 && all[1].id_count == 1, "what is wanted and what there is");
    markdown_check_anchors(diag, NULL, all, 2);
    ok(diag_count(diag, DIAG_ERROR) == 1, "one heading is missing; a page that was not given is passed over");
    diag_free(diag);
}

static Str repeated(struct arena *arena, const char *before, const char *middle, const char *after,
                    size_t count)
{
    struct buf text = {0};
    for (size_t i = 0; i < count; i++) buf_c(&text, before);
    buf_c(&text, middle);
    for (size_t i = 0; i < count; i++) buf_c(&text, after);
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

static void test_hostile(void)
{
    static const struct {
        const char *before, *middle, *after, *what;
        size_t errors;
    } cases[] = {
        {"> ", "a", "", "quotes 10,000 deep", 1},
        {"- ", "a", "", "lists 10,000 deep", 1},
        {"1. ", "a\n", "\n", "numbered lists 10,000 deep and empty lines", 1},
        {"[", "a", "]", "brackets 10,000 deep", 0},
        {"*a ", "b", "*", "emphasis 10,000 deep", 0},
        {"![", "a", "](x)", "images 10,000 deep", SIZE_MAX},
        {"{{", "", "", "open braces", SIZE_MAX},
        {"| a |\n|---|\n---\n", "", "", "tables with rules below", 0},
        {"a\n", "", "|-|-|\n", "delimiter rows", 0},
        {"<b>", "", "", "raw HTML", 0},
        {"a\r", "", "\r\n", "carriage returns", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        struct markdown *markdown =
            parse(arena, diag, repeated(arena, cases[i].before, cases[i].middle, cases[i].after, 10000),
                  fake_site(arena, pages));
        struct buf out = {0};
        markdown_write_html(&out, arena, markdown, &(struct markdown_html){.from = S("index.html")});
        size_t errors = diag_count(diag, DIAG_ERROR);
        ok(cases[i].errors == SIZE_MAX ? errors > 0 && errors <= 1000 : errors == cases[i].errors,
           cases[i].what);
        buf_free(&out);
        diag_free(diag);
        arena_free(arena);
    }
}

static void test_filter(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct buf out = {0};
    struct markdown *markdown =
        parse(arena, diag, S("{{fact.x}} \\{{a}} [x](b.md)\n\n{{include b.md}}\n\n> [!NOTE]\n> a\n"), NULL);
    markdown_write_html(&out, arena, markdown, &(struct markdown_html){.conformant = true, .lang = S("en")});
    same_text(buf_view(&out),
              "<p>{{fact.x}} {{a}} <a href=\"b.md\">x</a></p>\n<p>{{include b.md}}</p>\n<aside class=\"alert "
              "alert-note\">\n"
              "<p class=\"alert-title\">Note</p>\n<p>a</p>\n</aside>\n",
              "without a site, values, includes and links stay as they are");
    ok(diag_count(diag, DIAG_ERROR) == 0, "and nothing is reported");
    buf_free(&out);
    diag_free(diag);
}

static void *work(void *site)
{
    size_t total = 0;
    for (int i = 0; i < 200; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        struct buf out = {0};
        struct markdown *markdown =
            parse(arena, diag, S("# a\n\n| {{site.phone}} |\n|---|\n\n{{include b.md}}\n"), site);
        markdown_write_html(&out, arena, markdown, &(struct markdown_html){.from = S("index.html")});
        total += out.len;
        buf_free(&out);
        arena_free(arena);
        diag_free(diag);
    }
    return (void *)total;
}

static void test_threads(struct arena *arena)
{
    pthread_t threads[2];
    void *lengths[2];
    struct site *site = fake_site(arena, pages);
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, site);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], &lengths[i]);
    ok(lengths[0] == lengths[1] && lengths[0], "two threads read and write the same");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_headings(arena);
    test_places(arena);
    test_anchors(arena);
    test_hostile();
    test_filter(arena);
    test_threads(arena);
    arena_free(arena);
    return done();
}
