/* The tree as text: one node a line, indented, with line:column (bytes, from 1) and what matters of it. */
#include <string.h>

#include "markdown/pass.h"

enum { DEEPEST_INDENT = 40 };

static const char *const kinds[] = {
    [MARKDOWN_HEADING] = "heading",     [MARKDOWN_TABLE] = "table",   [MARKDOWN_TABLE_ROW] = "row",
    [MARKDOWN_TABLE_CELL] = "cell",     [MARKDOWN_ALERT] = "alert",   [MARKDOWN_INCLUDE] = "include",
    [MARKDOWN_CHART] = "chart",         [MARKDOWN_QR] = "qr",         [MARKDOWN_VALUE] = "value",
    [MARKDOWN_ICON] = "icon",           [MARKDOWN_LINK] = "link",     [MARKDOWN_IMAGE] = "image",
    [MARKDOWN_TASK] = "task",           [MARKDOWN_ANSWER] = "answer", [MARKDOWN_BRANCH] = "branch",
    [MARKDOWN_FLOWCHART] = "flowchart", [MARKDOWN_SCRIPT] = "script", [MARKDOWN_STEP] = "step",
};
static const char *const alerts[] = {[ALERT_NOTE] = "note",
                                     [ALERT_TIP] = "tip",
                                     [ALERT_IMPORTANT] = "important",
                                     [ALERT_WARNING] = "warning",
                                     [ALERT_DANGER] = "danger"};
static const char *const aligns[] = {
    [ALIGN_NONE] = "-", [ALIGN_LEFT] = "left", [ALIGN_CENTER] = "center", [ALIGN_RIGHT] = "right"};

static void put_quoted(struct buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '\n')
            buf_c(out, "\\n");
        else if (c == '\t')
            buf_c(out, "\\t");
        else if (c == '"' || c == '\\')
            buf_bytes(out, (char[2]){'\\', c}, 2);
        else if ((unsigned char)c < 32 || c == 127)
            buf_printf(out, "\\x%02X", (unsigned)c);
        else
            buf_char(out, c);
    }
    buf_char(out, '"');
}

static void put_named(struct buf *out, const char *name, Str text)
{
    if (!text.len) return;
    buf_printf(out, " %s=", name);
    put_quoted(out, text);
}

/* By the document's own index of lines: counting them anew for each node would be quadratic. */
static void put_place(struct buf *out, const struct document *document, cmark_node *node)
{
    Loc loc = lines_loc(document, node);
    while (loc.source != document->source && document->includer) document = document->includer;
    size_t offset = loc.offset > document->from ? loc.offset - document->from : 0;
    size_t low = 0, high = document->lines;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (document->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    size_t before = loc_line_column((Loc){document->source, document->from}).line;
    buf_printf(out, " %zu:%zu", before + low, offset - (document->lines ? document->starts[low] : 0) + 1);
}

static void put_list(struct buf *out, cmark_node *node)
{
    if (cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
        buf_printf(out, " ordered start=%d", cmark_node_get_list_start(node));
    else
        buf_c(out, " bullet");
    if (cmark_node_get_list_tight(node)) buf_c(out, " tight");
}

static void put_own(struct buf *out, const struct markdown_node *own)
{
    if (own->kind == MARKDOWN_TASK) buf_c(out, own->checked ? " checked" : " open");
    if (own->kind == MARKDOWN_ALERT) buf_printf(out, " %s", alerts[own->alert]);
    for (size_t i = 0; own->kind == MARKDOWN_TABLE && i < own->columns; i++)
        buf_printf(out, " %s", aligns[own->align[i]]);
    if (own->source) put_named(out, "source", own->source->name);
    put_named(out, "id", own->id);
    put_named(out, "target", own->target);
    put_named(out, "to", own->url);
    put_named(out, "fragment", own->fragment);
    if (own->page) put_named(out, "page", own->page->path);
}

static void put_node(struct buf *out, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING: buf_printf(out, " level=%d", cmark_node_get_heading_level(node)); break;
    case CMARK_NODE_LIST: put_list(out, node); break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        put_named(out, "url", str_from(cmark_node_get_url(node)));
        put_named(out, "title", str_from(cmark_node_get_title(node)));
        break;
    case CMARK_NODE_CODE_BLOCK:
        put_named(out, "info", str_from(cmark_node_get_fence_info(node)));
        buf_char(out, ' ');
        put_quoted(out, node_literal(node));
        break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        buf_char(out, ' ');
        put_quoted(out, node_literal(node));
        break;
    default: break;
    }
}

void markdown_write_tree(struct buf *out, const struct markdown *markdown)
{
    const struct document *document = markdown->document;
    size_t depth = 0;
    for (struct walk walk = walk_start(markdown->root); walk_next(&walk);) {
        const struct markdown_node *own = markdown_node(walk.node);
        bool include = own && own->kind == MARKDOWN_INCLUDE;
        if (!walk.entering) {
            depth--;
            if (include) document = own->document->includer;
            continue;
        }
        for (size_t i = 0; i < depth && i < DEEPEST_INDENT; i++) buf_c(out, "  ");
        bool custom = own && (cmark_node_get_type(walk.node) == CMARK_NODE_CUSTOM_BLOCK ||
                              cmark_node_get_type(walk.node) == CMARK_NODE_CUSTOM_INLINE);
        buf_c(out, custom ? kinds[own->kind] : cmark_node_get_type_string(walk.node));
        put_place(out, document, walk.node);
        put_node(out, walk.node);
        if (own) put_own(out, own);
        buf_char(out, '\n');
        if (include) document = own->document;
        depth++;
    }
}
