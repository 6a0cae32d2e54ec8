/* {{include panduan/klaim-jht.md#syarat}}: the section below that heading, or the whole document, in place of the paragraph; #needs: what the
 * page's front matter says is needed.
 *
 * In: the tree of a document. Out: the same with INCLUDE nodes, whose children keep their own source. Called by markdown.c before the
 * passes, which then treat included text as the rest. Circles and depth end at the sources' chain; the number of includes is bounded,
 * or a few small files could unfold to any size. */
#include "base/file.h"
#include "markdown/pass.h"

static const Str opening = {"{{include", sizeof "{{include" - 1},
                 script = {"{{script", sizeof "{{script" - 1};

static bool opens_with(Str text, Str word)
{
    return str_starts(text, word) && (text.len == word.len || !char_is_alpha(text.data[word.len]));
}

bool include_is(Str text)
{
    return opens_with(text, opening) || opens_with(text, script);
}

/* Takes a paragraph apart that is nothing but an include; the source is read, as `_` may mean emphasis in the tree. */
static bool read_paragraph(const struct document *document, cmark_node *paragraph, Str *path, Str *id,
                           Loc *loc)
{
    cmark_node *first = cmark_node_first_child(paragraph);
    if (cmark_node_get_type(first) != CMARK_NODE_TEXT || !include_is(node_literal(first)) ||
        cmark_node_get_start_line(paragraph) != cmark_node_get_end_line(paragraph))
        return false;
    Str word = opens_with(node_literal(first), script) ? script : opening;
    *loc = lines_find(document, paragraph, word);
    Str rest = str_skip(document->source->text, loc->offset);
    Str line = str_trim(str_cut(&rest, '\n'));
    if (!opens_with(line, word) || !str_ends(line, S("}}"))) return false;
    line = str_trim(str_from_to(line, word.len, line.len - 2));
    *path = str_trim(str_cut(&line, '#'));
    *id = str_trim(line);
    return path->len > 0 && str_find_char(*path, '}') == path->len;
}

static Str chain_text(struct work *work, const struct document *document, Str last)
{
    Str names[DEEPEST_INCLUDE + 3];
    size_t count = sizeof names / sizeof *names;
    names[--count] = last;
    for (; document && count; document = document->includer) names[--count] = document->source->name;
    return str_join(work->arena, names + count, sizeof names / sizeof *names - count, S(" → "));
}

static bool may_include(struct work *work, const struct document *document, const struct source *source,
                        Loc loc)
{
    for (const struct document *up = document; up; up = up->includer) {
        if (!str_equal(up->source->name, source->name)) continue;
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_CYCLE, chain_text(work, document, source->name));
        return false;
    }
    if (document->depth >= DEEPEST_INCLUDE) {
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_DEEP, chain_text(work, document, source->name),
                    str_format(work->arena, "%d", DEEPEST_INCLUDE));
        return false;
    }
    work->included_bytes += source->text.len;
    if (work->includes++ < MOST_INCLUDES && work->included_bytes <= MOST_INCLUDED) return true;
    if (!work->too_many_includes) /* told once a page */
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_MUCH, str_format(work->arena, "%d", MOST_INCLUDES));
    work->too_many_includes = true;
    return false;
}

/* Every text of content/ is a page or a product; their sources last as long as the reports that point to them. */
static struct document *open_path(struct work *work, Str path)
{
    const struct page *page = site_page(work->site, path);
    const struct source *text =
        page && page->source ? page_text(work->site, work->arena, work->diag, page) : NULL;
    if (text) {
        struct document *document = document_new(work, text, page->body, path_folder(page->path));
        document->page = page;
        return document;
    }
    const struct product *product = site_product(work->site, path_stem(path));
    if (product && product->source && str_equal(product->path, path))
        return document_new(work, product->source, product->body, path_folder(path));
    return NULL;
}

static struct document *open_document(struct work *work, const struct document *from, Str written, Loc loc)
{
    Str path;
    struct document *document = NULL;
    if (path_resolve(work->arena, STR_NONE, written, &path)) document = open_path(work, path);
    if (!document && path_resolve(work->arena, from->folder, written, &path))
        document = open_path(work, path);
    if (document) return document;
    if (site_tell_hidden(work->site, work->diag, loc, written)) return NULL;
    Str near = site_nearest_page(work->site, work->arena, written);
    if (near.len)
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_MISSING_NEAR, written, near);
    else
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_MISSING, written);
    return NULL;
}

/* The id of a heading that the passes have not seen yet: the one that is written, or the one it will be given. */
static Str heading_id(struct work *work, cmark_node *heading, bool explicit_only)
{
    struct buf text = {0};
    size_t cut;
    markdown_plain(&text, heading);
    Str plain = buf_copy(&text, work->arena);
    buf_free(&text);
    Str id = heading_explicit_id(plain, &cut);
    return id.data || explicit_only ? id : heading_slug(work->arena, plain);
}

static cmark_node *find_section(struct work *work, cmark_node *root, Str id)
{
    for (int explicit_only = 1; explicit_only >= 0; explicit_only--)
        for (cmark_node *node = cmark_node_first_child(root); node; node = cmark_node_next(node))
            if (cmark_node_get_type(node) == CMARK_NODE_HEADING &&
                str_equal(heading_id(work, node, explicit_only), id))
                return node;
    return NULL;
}

static void report_section(struct work *work, const struct document *document, Str id, Loc loc)
{
    struct names ids = {0};
    for (cmark_node *node = cmark_node_first_child(document->root); node; node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            names_put(work->arena, &ids, heading_id(work, node, false), node);
    Str near = link_nearest(&ids, id);
    if (near.len)
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_SECTION_NEAR, document->source->name, id, near);
    else
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_SECTION, document->source->name, id);
}

/* Leaves of the tree only what stands below the heading, up to the next of its level or a higher one. */
static void cut_section(cmark_node *root, cmark_node *heading)
{
    int level = cmark_node_get_heading_level(heading);
    cmark_node *node = cmark_node_first_child(root), *next;
    for (; node != heading; node = next) {
        next = cmark_node_next(node);
        node_remove(node);
    }
    node = cmark_node_next(heading);
    node_remove(heading);
    while (node &&
           (cmark_node_get_type(node) != CMARK_NODE_HEADING || cmark_node_get_heading_level(node) > level))
        node = cmark_node_next(node);
    for (; node; node = next) {
        next = cmark_node_next(node);
        node_remove(node);
    }
}

/* #needs of a page without such a heading: the list of its front matter. */
static struct document *needs_document(struct work *work, const struct document *of, Str id)
{
    const struct value *needs = of->page ? value_get(of->page->meta, S("needs")) : NULL;
    if (!str_is(id, "needs") || !needs || needs->kind != VALUE_LIST || !needs->count) return NULL;
    struct buf text = {0};
    for (size_t i = 0; i < needs->count; i++) {
        Str need = value_get_text(needs->items[i], S("text"));
        buf_c(&text, "- ");
        for (size_t k = 0; k < need.len; k++) buf_char(&text, need.data[k] == '\n' ? ' ' : need.data[k]);
        buf_char(&text, '\n');
    }
    struct source *source = arena_make(work->arena, struct source);
    source->name = str_join(work->arena, (Str[]){of->source->name, S(" (needs)")}, 2, STR_NONE);
    source->text = buf_copy(&text, work->arena);
    buf_free(&text);
    struct document *document = document_new(work, source, 0, of->folder);
    document->page = of->page;
    document->includer = of->includer;
    document->depth = of->depth;
    table_parse(work, document);
    return document;
}

static void expand(struct work *work, struct document *document, cmark_node *paragraph)
{
    Str path, id;
    Loc loc;
    if (!read_paragraph(document, paragraph, &path, &id, &loc)) return;
    if (str_starts(str_skip(loc.source->text, loc.offset), script)) {
        script_place(work, document, paragraph, path, loc);
        node_remove(paragraph);
        return;
    }
    cmark_node *node = node_new(CMARK_NODE_CUSTOM_BLOCK);
    struct markdown_node *own = node_mark(work, node, MARKDOWN_INCLUDE, loc);
    struct document *included = open_document(work, document, path, loc);
    if (included && may_include(work, document, included->source, loc)) {
        included->includer = document;
        included->depth = document->depth + 1;
        table_parse(work, included);
        cmark_node *heading = id.len ? find_section(work, included->root, id) : NULL;
        struct document *needs = heading ? NULL : needs_document(work, included, id);
        if (needs) included = needs;
        if (heading) cut_section(included->root, heading);
        if (heading || needs || !id.len) {
            if (included->has_includes) include_expand(work, included); /* at most DEEPEST_INCLUDE deep */
            cmark_node_insert_before(paragraph, node);
            node_move_children(included->root, node);
            own->source = included->source;
            own->fragment = id;
            own->document = included;
        } else {
            report_section(work, included, id, loc);
        }
    }
    node_remove(paragraph);
}

void include_expand(struct work *work, struct document *document)
{
    for (struct walk walk = walk_start(document->root); walk_next(&walk);) {
        if (cmark_node_get_type(walk.node) != CMARK_NODE_PARAGRAPH) continue;
        if (walk.entering)
            walk_skip(&walk);
        else if (!generate_expand(work, document, walk.node))
            expand(work, document, walk.node);
    }
}
