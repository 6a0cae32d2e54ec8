/* The steps of reading Markdown, and the list of passes. */
#include "markdown/markdown.h"

#include <string.h>

#include "base/file.h"
#include "markdown/pass.h"

enum { MOST_PASSES = 3 };

/* What is done with each kind of node on the way out of it, in this order. */
static void (*const passes[CMARK_NODE_LAST_INLINE + 1][MOST_PASSES])(struct work *work, cmark_node *node) = {
    [CMARK_NODE_HEADING] = {heading_pass},
    [CMARK_NODE_BLOCK_QUOTE] = {alert_pass},
    [CMARK_NODE_ITEM] = {task_pass, branch_pass},
    [CMARK_NODE_PARAGRAPH] = {picture_paragraph, raw_paragraph},
    [CMARK_NODE_TEXT] = {reference_pass},
    [CMARK_NODE_CODE] = {reference_restore},
    [CMARK_NODE_CODE_BLOCK] = {reference_restore},
    [CMARK_NODE_IMAGE] = {reference_title, picture_pass},
    [CMARK_NODE_LINK] = {reference_title, link_pass},
    [CMARK_NODE_HTML_BLOCK] = {raw_pass},
    [CMARK_NODE_HTML_INLINE] = {raw_pass},
};

struct document *document_new(struct work *work, const struct source *source, size_t from, Str folder)
{
    struct document *document = arena_make(work->arena, struct document);
    document->source = source;
    document->from = from < source->text.len ? from : source->text.len;
    document->text = str_skip(source->text, document->from);
    document->folder = folder;
    document->has_values = work->site && reference_find(document->text) < document->text.len;
    document->has_includes =
        document->has_values &&
        (str_find(document->text, S("{{include")) < document->text.len ||
         str_find(document->text, S("{{script")) < document->text.len || generate_occurs(document->text));
    lines_split(work->arena, document);
    lines_limit_nesting(work, document);
    lines_limit_pictures(work, document);
    if (document->has_values) lines_hide_escapes(work->arena, document);
    work->values = work->values || document->has_values;
    work->escapes = work->escapes || document->has_escapes;
    return document;
}

static void check_depth(struct work *work, cmark_node *node, bool entering)
{
    work->depth += entering ? 1 : (size_t)-1;
    if (!entering || work->depth <= MOST_NESTING || work->deep_told) return;
    work->deep_told = true;
    work_report(work, lines_loc(work->document, node), MSG_MARKDOWN_TOO_DEEP,
                str_format(work->arena, "%d", MOST_NESTING));
}

static void enter_include(struct work *work, cmark_node *node, bool entering)
{
    const struct markdown_node *own = markdown_node(node);
    if (own && own->kind == MARKDOWN_INCLUDE)
        work->document = entering ? own->document : own->document->includer;
}

static void run_passes(struct work *work, cmark_node *root)
{
    for (struct walk walk = walk_start(root); walk_next(&walk);) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM)
            check_depth(work, walk.node, walk.entering);
        if (type == CMARK_NODE_CUSTOM_BLOCK) enter_include(work, walk.node, walk.entering);
        if (walk.entering) continue;
        for (size_t i = 0; i < MOST_PASSES && passes[type][i]; i++) passes[type][i](work, walk.node);
    }
}

struct markdown *markdown_parse(struct arena *arena, struct diag *diag, const struct source *source,
                                size_t from, const struct markdown_context *context)
{
    struct arena *before = memory_enter(arena);
    struct markdown *markdown = arena_make(arena, struct markdown);
    struct work work = {.arena = arena, .diag = diag, .context = context, .site = context->site};
    struct document *document = document_new(&work, source, from, context->folder);
    markdown->root = table_parse(&work, document);
    if (document->has_includes) include_expand(&work, document);
    generate_finish(&work, markdown->root);
    work.document = document;
    run_passes(&work, markdown->root);
    markdown->source = source;
    markdown->context = context;
    markdown->document = document;
    heading_finish(&work, markdown);
    link_finish(&work);
    script_fill_all(&work);
    markdown->wanted = work.wanted;
    markdown->wanted_count = work.wanted_count;
    markdown->files = work.files;
    markdown->file_count = work.file_count;
    markdown->values = work.used;
    markdown->value_count = work.used_count;
    memory_leave(before);
    return markdown;
}

const struct markdown_node *markdown_node(cmark_node *node)
{
    return cmark_node_get_user_data(node);
}

Loc markdown_loc(const struct markdown *markdown, cmark_node *node)
{
    for (cmark_node *up = node; up; up = cmark_node_parent(up)) {
        const struct markdown_node *own = markdown_node(up);
        if (own && own->kind == MARKDOWN_INCLUDE && up != node) return lines_loc(own->document, node);
    }
    return lines_loc(markdown->document, node);
}

size_t markdown_headings(struct arena *arena, const struct markdown *markdown,
                         struct markdown_heading **headings)
{
    *headings = arena_copy(arena, markdown->headings, markdown->heading_count * sizeof **headings);
    return markdown->heading_count;
}

static void plain_leaf(struct buf *out, cmark_node *node, cmark_node_type type)
{
    switch (type) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
    case CMARK_NODE_CODE_BLOCK: buf_str(out, node_literal(node)); break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: buf_char(out, ' '); break;
    default: break;
    }
}

void markdown_plain(struct buf *out, cmark_node *node)
{
    size_t start = out->len;
    for (struct walk walk = walk_start(node); walk_next(&walk);) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (walk.entering)
            plain_leaf(out, walk.node, type);
        else if (walk.node != node && type <= CMARK_NODE_LAST_BLOCK && out->len > start &&
                 !char_is_space(out->data[out->len - 1]))
            buf_char(out, ' ');
    }
    while (out->len > start && char_is_space(out->data[out->len - 1])) out->len--;
    if (out->data) out->data[out->len] = '\0';
}
