/* HTML of a tree: for pages, or exactly as the CommonMark and GFM specifications print it.
 *
 * Valid as HTML5 and, with closed empty elements, as XML. Writes straight into the buffer and allocates nothing for plain nodes. */
#include <string.h>

#include "base/utf8.h"
#include "markdown/pass.h"

struct writer {
    struct buf *out;
    size_t start; /* of this fragment in out */
    struct arena *scratch;
    const struct markdown_html *options;
    cmark_node *image;            /* whose alternative text is written */
    size_t image_from, image_alt; /* where its tag and that text begin */
    cmark_node *heading;          /* the last one before, names tables */
    cmark_node *table_heading;    /* of the table before */
    size_t tables;                /* below it, so far */
    size_t row, column;           /* of the table */
    bool body, section;
};

static inline void put(struct buf *out, const char *data, size_t len)
{
    if (out->capacity - out->len <= len) buf_reserve(out, len);
    memcpy(out->data + out->len, data, len);
    out->len += len;
}
#define PUT(out, literal) put((out), "" literal, sizeof(literal) - 1)

static void start_line(struct writer *w)
{
    if (w->out->len > w->start && w->out->data[w->out->len - 1] != '\n') PUT(w->out, "\n");
}

/* Text and attributes alike: & < > " (a NUL ends the text). */
static void put_escaped(struct buf *out, const char *text)
{
    static const unsigned char special[256] = {[0] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1};
    for (;;) {
        const char *from = text;
        while (!special[(unsigned char)*text]) text++;
        if (text > from) put(out, from, (size_t)(text - from));
        switch (*text++) {
        case '&': PUT(out, "&amp;"); break;
        case '<': PUT(out, "&lt;"); break;
        case '>': PUT(out, "&gt;"); break;
        case '"': PUT(out, "&quot;"); break;
        default: return;
        }
    }
}

/* The characters that cmark leaves as they are: those of RFC 3986 without the brackets, whatever stands behind a '%'. */
static void put_href(struct buf *out, const char *url)
{
    static const char hex[] = "0123456789ABCDEF";
    for (; *url; url++) {
        char c = *url;
        if (char_is_alpha(c) || char_is_digit(c) || strchr("-_.+!*(),%#@?=;:/,$~", c))
            put(out, &c, 1);
        else if (c == '&')
            PUT(out, "&amp;");
        else if (c == '\'')
            PUT(out, "&#x27;");
        else
            put(out, (char[3]){'%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15]}, 3);
    }
}

static Str ui_text(struct writer *w, const char *message, const char *indonesian, const char *english)
{
    const struct markdown_html *options = w->options;
    Str text = options->text ? options->text(options->context, message) : STR_NONE;
    return text.len ? text : str_from(str_starts(options->lang, S("en")) ? english : indonesian);
}

static void put_list(struct writer *w, cmark_node *node, bool entering)
{
    bool bullet = cmark_node_get_list_type(node) == CMARK_BULLET_LIST;
    if (!entering) {
        if (bullet)
            PUT(w->out, "</ul>\n");
        else
            PUT(w->out, "</ol>\n");
        return;
    }
    int first = cmark_node_get_list_start(node);
    start_line(w);
    if (bullet)
        PUT(w->out, "<ul>\n");
    else if (first == 1)
        PUT(w->out, "<ol>\n");
    else
        buf_printf(w->out, "<ol start=\"%d\">\n", first);
}

static void end_section(struct writer *w)
{
    if (w->section) PUT(w->out, "</section>\n");
    w->section = false;
}

static void put_section(struct writer *w)
{
    end_section(w);
    PUT(w->out, "<section class=\"case\">\n");
    w->section = true;
}

static void put_heading(struct writer *w, cmark_node *node, bool entering)
{
    char level = (char)('0' + cmark_node_get_heading_level(node));
    const struct markdown_node *own = markdown_node(node);
    w->heading = node;
    if (!entering) {
        put(w->out, (char[6]){'<', '/', 'h', level, '>', '\n'}, 6);
        return;
    }
    start_line(w);
    if (w->options->sections && cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_DOCUMENT)
        put_section(w);
    put(w->out, (char[3]){'<', 'h', level}, 3);
    if (own && own->id.len) {
        PUT(w->out, " id=\"");
        buf_html_attribute(w->out, own->id);
        PUT(w->out, "\"");
    }
    PUT(w->out, ">");
}

static void put_code_block(struct writer *w, cmark_node *node)
{
    const char *info = cmark_node_get_fence_info(node);
    size_t len = 0;
    start_line(w);
    if (w->options->conformant)
        PUT(w->out, "<pre><code");
    else
        PUT(w->out, "<pre tabindex=\"0\"><code");
    while (info && info[len] && !char_is_space(info[len])) len++;
    if (info && *info) {
        PUT(w->out, " class=\"language-");
        buf_html_attribute(w->out, (Str){info, len});
        PUT(w->out, "\"");
    }
    PUT(w->out, ">");
    put_escaped(w->out, cmark_node_get_literal(node));
    PUT(w->out, "</code></pre>\n");
}

static bool is_tight(cmark_node *paragraph)
{
    cmark_node *list = cmark_node_parent(cmark_node_parent(paragraph));
    return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static bool is_figure(const struct markdown_node *own)
{
    return own &&
           (own->kind == MARKDOWN_CHART || own->kind == MARKDOWN_QR || own->kind == MARKDOWN_FLOWCHART);
}

/* A paragraph of nothing but charts and QR codes is no paragraph in HTML. */
static bool holds_figures(const struct writer *w, cmark_node *paragraph)
{
    cmark_node *child = cmark_node_first_child(paragraph);
    if (w->options->conformant || !w->options->figure || !is_figure(markdown_node(child))) return false;
    for (; child; child = cmark_node_next(child)) {
        cmark_node_type type = cmark_node_get_type(child);
        if (!is_figure(markdown_node(child)) && type != CMARK_NODE_SOFTBREAK && type != CMARK_NODE_LINEBREAK)
            return false;
    }
    return true;
}

static void put_figure(struct writer *w, cmark_node *node, const struct markdown_node *own)
{
    Str alt = str_from(cmark_node_get_literal(cmark_node_first_child(node)));
    w->options->figure(w->options->context, w->out, own, alt);
}

static void put_figures(struct writer *w, cmark_node *paragraph)
{
    for (cmark_node *child = cmark_node_first_child(paragraph); child; child = cmark_node_next(child)) {
        const struct markdown_node *own = markdown_node(child);
        if (!is_figure(own)) continue;
        start_line(w);
        buf_c(w->out, own->kind != MARKDOWN_QR ? "<figure class=\"chart\">" : "<figure class=\"qr\">");
        put_figure(w, child, own);
        PUT(w->out, "</figure>\n");
    }
}

/* The item of a checklist whose first paragraph this is. */
static const struct markdown_node *task_of(cmark_node *paragraph)
{
    const struct markdown_node *own = markdown_node(cmark_node_parent(paragraph));
    return own && own->kind == MARKDOWN_TASK && !cmark_node_previous(paragraph) ? own : NULL;
}

/* GFM's example has a box that is only looked at; on a page it can be ticked, and its words belong to it. */
static void put_box(struct writer *w, const struct markdown_node *task)
{
    if (w->options->conformant)
        buf_printf(w->out, "<input %sdisabled=\"\" type=\"checkbox\" /> ",
                   task->checked ? "checked=\"\" " : "");
    else
        buf_printf(w->out, "<label><input type=\"checkbox\"%s> ", task->checked ? " checked=\"\"" : "");
}

static void put_paragraph(struct writer *w, struct walk *walk)
{
    const struct markdown_node *task = task_of(walk->node);
    bool tight = is_tight(walk->node);
    if (holds_figures(w, walk->node)) {
        if (walk->entering) put_figures(w, walk->node);
        walk_skip(walk);
        return;
    }
    if (walk->entering) {
        if (!tight) start_line(w);
        if (!tight) PUT(w->out, "<p>");
        if (task) put_box(w, task);
    } else {
        if (task && !w->options->conformant) PUT(w->out, "</label>");
        if (!tight) PUT(w->out, "</p>\n");
    }
}

static void put_table(struct writer *w, bool entering)
{
    bool wrapped = !w->options->conformant;
    start_line(w);
    if (!entering) {
        if (w->body) PUT(w->out, "</tbody>\n");
        PUT(w->out, "</table>\n");
        if (wrapped) PUT(w->out, "</div>\n");
        return;
    }
    if (wrapped) {
        PUT(w->out, "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
        buf_html_attribute(w->out, ui_text(w, "table", "Tabel", "Table"));
        if (w->heading) {
            struct buf title = {0};
            markdown_plain(&title, w->heading);
            if (title.len) PUT(w->out, ": ");
            buf_html_attribute(w->out, buf_view(&title));
            buf_free(&title);
        }
        w->tables = w->tables && w->table_heading == w->heading ? w->tables + 1 : 1;
        w->table_heading = w->heading;
        if (w->tables > 1) buf_printf(w->out, " (%zu)", w->tables);
        PUT(w->out, "\">\n");
    }
    PUT(w->out, "<table>\n");
    w->row = 0;
    w->body = false;
}

static void put_row(struct writer *w, bool entering)
{
    start_line(w);
    if (!entering) {
        PUT(w->out, "</tr>\n");
        if (w->row++ == 0) PUT(w->out, "</thead>\n");
        return;
    }
    if (w->row == 0)
        PUT(w->out, "<thead>\n");
    else if (w->row == 1)
        PUT(w->out, "<tbody>\n");
    w->body = w->row > 0;
    w->column = 0;
    PUT(w->out, "<tr>");
}

static void put_cell(struct writer *w, cmark_node *node, bool entering)
{
    static const char *const attributes[2][4] = {{[ALIGN_NONE] = "",
                                                  [ALIGN_LEFT] = "",
                                                  [ALIGN_CENTER] = " class=\"center\"",
                                                  [ALIGN_RIGHT] = " class=\"right\""},
                                                 {[ALIGN_NONE] = "",
                                                  [ALIGN_LEFT] = " align=\"left\"",
                                                  [ALIGN_CENTER] = " align=\"center\"",
                                                  [ALIGN_RIGHT] = " align=\"right\""}};
    if (!entering) {
        buf_c(w->out, w->row == 0 ? "</th>" : "</td>");
        w->column++;
        return;
    }
    const struct markdown_node *table = markdown_node(cmark_node_parent(cmark_node_parent(node)));
    start_line(w);
    buf_c(w->out, w->row > 0 ? "<td" : w->options->conformant ? "<th" : "<th scope=\"col\"");
    buf_c(w->out, attributes[w->options->conformant][table->align[w->column]]);
    PUT(w->out, ">");
}

static void put_alert(struct writer *w, const struct markdown_node *own, bool entering)
{
    static const struct {
        const char *name, *message, *indonesian, *english;
    } kinds[] = {
        [ALERT_NOTE] = {"note", "alert_note", "Catatan", "Note"},
        [ALERT_TIP] = {"tip", "alert_tip", "Tips", "Tip"},
        [ALERT_IMPORTANT] = {"important", "alert_important", "Penting", "Important"},
        [ALERT_WARNING] = {"warning", "alert_warning", "Peringatan", "Warning"},
        [ALERT_DANGER] = {"danger", "alert_danger", "Bahaya", "Danger"},
    };
    start_line(w);
    if (!entering) {
        PUT(w->out, "</aside>\n");
        return;
    }
    buf_printf(w->out, "<aside class=\"alert alert-%s\">\n<p class=\"alert-title\">", kinds[own->alert].name);
    buf_html_attribute(w->out, ui_text(w, kinds[own->alert].message, kinds[own->alert].indonesian,
                                       kinds[own->alert].english));
    PUT(w->out, "</p>\n");
}

enum { TOGETHER_MOST = 18 }; /* columns: fits the narrowest phone even in a list */

/* Hours, amounts and the like are not torn apart at the end of a line: "06.00–20.00 WIB", "Senin–Jumat". */
static bool stays_together(cmark_node *value)
{
    cmark_node *child = cmark_node_first_child(value);
    Str text = str_from(child ? cmark_node_get_literal(child) : NULL);
    bool digit = false;
    for (size_t i = 0; i < text.len; i++) digit |= char_is_digit(text.data[i]);
    bool range = str_find(text, S("–")) < text.len;
    return (range || (digit && str_find_char(text, ' ') < text.len)) && utf8_columns(text) <= TOGETHER_MOST;
}

static void put_value(struct writer *w, struct walk *walk)
{
    if (!stays_together(walk->node)) return;
    if (walk->entering)
        PUT(w->out, "<span class=\"nowrap\">");
    else
        PUT(w->out, "</span>");
}

/* What was written from figures (summary, changes, methods) has a box of that class, the long one folded; other includes leave no
 * trace. */
static void put_generated(struct writer *w, const struct markdown_node *own, bool entering)
{
    bool folded = str_is(own->target, "methods");
    if (!own->target.len || w->options->conformant) return;
    start_line(w);
    if (!entering) {
        buf_c(w->out, folded ? "</details>\n" : "</div>\n");
        return;
    }
    buf_c(w->out, folded ? "<details class=\"" : "<div class=\"");
    buf_html_attribute(w->out, own->target);
    PUT(w->out, "\">\n");
    if (!folded) return;
    PUT(w->out, "<summary>");
    buf_html(w->out, ui_text(w, "methods", "Cara menghitung setiap angka", "How each figure is computed"));
    PUT(w->out, "</summary>\n");
}

static void put_own(struct writer *w, struct walk *walk)
{
    const struct markdown_node *own = markdown_node(walk->node);
    if (!own) return;
    switch (own->kind) {
    case MARKDOWN_TABLE: put_table(w, walk->entering); break;
    case MARKDOWN_TABLE_ROW: put_row(w, walk->entering); break;
    case MARKDOWN_TABLE_CELL: put_cell(w, walk->node, walk->entering); break;
    case MARKDOWN_ALERT: put_alert(w, own, walk->entering); break;
    case MARKDOWN_INCLUDE: put_generated(w, own, walk->entering); break;
    case MARKDOWN_VALUE:
        if (!w->options->conformant) put_value(w, walk);
        break;
    case MARKDOWN_CHART:
    case MARKDOWN_QR:
    case MARKDOWN_FLOWCHART:
    case MARKDOWN_ICON:
        if (!w->options->figure) break; /* its child is the alternative text */
        if (!walk->entering) break;
        put_figure(w, walk->node, own);
        walk_skip(walk);
        break;
    default: break;
    }
}

/* A target that the passes did not resolve: what is not safe stays empty (it was reported). */
static void put_target(struct writer *w, const char *url)
{
    Str scheme = link_scheme(str_from(url));
    if (w->options->conformant) {
        if (!link_is_dangerous(str_from(url))) put_href(w->out, url);
    } else if (!scheme.len || link_is_allowed(scheme)) {
        buf_html_url(w->out, str_from(url));
    }
}

static void put_resolved(struct writer *w, const struct markdown_node *own)
{
    bool same = own->fragment.len && (!own->url.len || str_equal(own->url, w->options->from));
    Str root = w->options->root;
    if (!same && root.len) buf_html_url(w->out, root);
    if (!same)
        buf_html_url(w->out, root.len ? own->url : site_relative(w->scratch, w->options->from, own->url));
    if (!own->fragment.len) return;
    PUT(w->out, "#");
    buf_html_url(w->out, own->fragment);
}

static void put_reference(struct writer *w, cmark_node *node)
{
    const struct markdown_node *own = markdown_node(node);
    if (own && (own->kind == MARKDOWN_LINK || own->kind == MARKDOWN_IMAGE) && !w->options->conformant)
        put_resolved(w, own);
    else if (cmark_node_get_url(node))
        put_target(w, cmark_node_get_url(node));
}

static void put_title(struct writer *w, cmark_node *node)
{
    const char *title = cmark_node_get_title(node);
    if (!title || !*title) return;
    PUT(w->out, "\" title=\"");
    put_escaped(w->out, title);
}

static void put_link(struct writer *w, cmark_node *node, bool entering)
{
    if (!entering) {
        PUT(w->out, "</a>");
        return;
    }
    PUT(w->out, "<a href=\"");
    put_reference(w, node);
    put_title(w, node);
    const struct markdown_node *own = markdown_node(node);
    if (own && own->page && own->page->lang.len && !w->options->conformant &&
        !str_equal(own->page->lang, w->options->lang)) {
        PUT(w->out, "\" hreflang=\"");
        buf_html_attribute(w->out, own->page->lang);
    }
    PUT(w->out, "\">");
}

/* A picture in the caller's way: what has been written of its tag is taken back. */
static bool put_own_image(struct writer *w, cmark_node *node)
{
    const struct markdown_node *own = markdown_node(node);
    const struct markdown_html *options = w->options;
    if (!options->image || options->conformant || !own || own->kind != MARKDOWN_IMAGE) return false;
    struct buf title = {0};
    const char *words = cmark_node_get_title(node);
    if (words) put_escaped(&title, words);
    Str alt = str_copy(w->scratch, str_from_to(buf_view(w->out), w->image_alt, w->out->len));
    Str start = str_copy(w->scratch, str_from_to(buf_view(w->out), w->image_from, w->out->len));
    w->out->len = w->image_from;
    bool written = options->image(options->context, w->out, own, alt, buf_view(&title));
    if (!written) put(w->out, start.data, start.len);
    buf_free(&title);
    return written;
}

static void put_image(struct writer *w, cmark_node *node, bool entering)
{
    if (entering) {
        w->image_from = w->out->len;
        PUT(w->out, "<img src=\"");
        put_reference(w, node);
        PUT(w->out, "\" alt=\"");
        w->image_alt = w->out->len;
        w->image = node;
        return;
    }
    w->image = NULL;
    if (put_own_image(w, node)) return;
    put_title(w, node);
    if (w->options->conformant)
        PUT(w->out, "\" />");
    else
        PUT(w->out, "\" loading=\"lazy\">");
}

/* Inside of alt="…" there is only text. */
static void put_alt(struct writer *w, cmark_node *node, cmark_node_type type)
{
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
        put_escaped(w->out, cmark_node_get_literal(node));
    else if (type == CMARK_NODE_LINEBREAK || type == CMARK_NODE_SOFTBREAK)
        PUT(w->out, " ");
}

static void put_item(struct writer *w, cmark_node *node)
{
    const struct markdown_node *own = w->options->conformant ? NULL : markdown_node(node);
    start_line(w);
    if (!own)
        PUT(w->out, "<li>");
    else if (own->kind == MARKDOWN_TASK)
        PUT(w->out, "<li class=\"task\">");
    else if (own->kind == MARKDOWN_ANSWER)
        PUT(w->out, "<li class=\"answer\">");
    else if (own->kind == MARKDOWN_STEP) {
        PUT(w->out, "<li id=\"");
        buf_html_attribute(w->out, own->id);
        PUT(w->out, "\">");
    } else
        PUT(w->out, "<li class=\"branch\">");
}

static void put_node(struct writer *w, struct walk *walk)
{
    cmark_node *node = walk->node;
    bool entering = walk->entering;
    struct buf *out = w->out;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        if (entering) put_escaped(out, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        if (entering) PUT(out, "\n");
        break;
    case CMARK_NODE_LINEBREAK:
        if (entering) PUT(out, "<br />\n");
        break;
    case CMARK_NODE_CODE:
        if (!entering) break;
        PUT(out, "<code>");
        put_escaped(out, cmark_node_get_literal(node));
        PUT(out, "</code>");
        break;
    case CMARK_NODE_EMPH:
        if (entering)
            PUT(out, "<em>");
        else
            PUT(out, "</em>");
        break;
    case CMARK_NODE_STRONG:
        if (entering)
            PUT(out, "<strong>");
        else
            PUT(out, "</strong>");
        break;
    case CMARK_NODE_LINK: put_link(w, node, entering); break;
    case CMARK_NODE_IMAGE: put_image(w, node, entering); break;
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_CUSTOM_INLINE: put_own(w, walk); break;
    case CMARK_NODE_PARAGRAPH: put_paragraph(w, walk); break;
    case CMARK_NODE_HEADING: put_heading(w, node, entering); break;
    case CMARK_NODE_LIST: put_list(w, node, entering); break;
    case CMARK_NODE_ITEM:
        if (entering)
            put_item(w, node);
        else
            PUT(out, "</li>\n");
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        start_line(w);
        if (entering)
            PUT(out, "<blockquote>\n");
        else
            PUT(out, "</blockquote>\n");
        break;
    case CMARK_NODE_CODE_BLOCK:
        if (entering) put_code_block(w, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        if (entering) start_line(w);
        if (entering) PUT(out, "<hr />\n");
        break;
    default: break; /* the document; raw HTML is gone */
    }
}

void markdown_write_html(struct buf *out, struct arena *scratch, const struct markdown *markdown,
                         const struct markdown_html *options)
{
    struct writer w = {.out = out, .start = out->len, .scratch = scratch, .options = options};
    for (struct walk walk = walk_start(markdown->root); walk_next(&walk);) {
        if (w.image && walk.node != w.image) {
            if (walk.entering) put_alt(&w, walk.node, cmark_node_get_type(walk.node));
        } else {
            put_node(&w, &walk);
        }
    }
    end_section(&w);
    buf_reserve(out, 0);
    out->data[out->len] = '\0';
}
