/* A document as the text of a message, in the markup that WhatsApp reads: *bold*, _italic_, `code`, ```block```, "- " and "1. " before
 * items, "> " before quoted lines (WhatsApp's help, "How to format your messages", 2024). Marks count only around whole words and
 * within a line; there is no escape, so that a mark of the text itself is followed by a word joiner (U+2060), which nobody sees. Tables
 * become lines, links are followed by their address. */
#include <stdio.h>

#include "markdown/pass.h"

enum { MARKS_MOST = 64, LISTS_MOST = 110, CELLS_MOST = 64 };

struct letter {
    struct buf *out;
    const struct markdown_message *options;
    size_t start;
    int gap; /* ends of line that are due */
    size_t quotes;
    struct {
        bool ordered;
        int number;
    } lists[LISTS_MOST];
    size_t depth;
    char marker[16];        /* of an item whose text has not begun */
    bool marks[MARKS_MOST]; /* of open emphasis: is it written? */
    size_t open;
    bool heading;
};

static bool anything(const struct letter *m)
{
    return m->out->len > m->start;
}

static void leave_gap(struct letter *m, int lines)
{
    if (anything(m) && m->gap < lines) m->gap = lines;
}

static void begin(struct letter *m)
{
    if (!m->gap && anything(m) && !m->marker[0]) return;
    bool first = !anything(m);
    for (; m->gap > 0; m->gap--) {
        buf_char(m->out, '\n');
        first = true;
    }
    if (first && m->quotes) buf_c(m->out, "> ");
    buf_c(m->out, m->marker);
    m->marker[0] = '\0';
}

static bool is_word(unsigned char c)
{
    return c >= 0x80 || char_is_alpha((char)c) || char_is_digit((char)c);
}

static unsigned char last_byte(const struct letter *m)
{
    return m->gap || m->marker[0] || !anything(m) ? ' ' : (unsigned char)m->out->data[m->out->len - 1];
}

static bool is_mark(char c)
{
    return c == '*' || c == '_' || c == '~' || c == '`';
}

/* A mark within a word is none for WhatsApp. */
static void put_text(struct letter *m, Str text)
{
    while (text.len && text.data[0] == ' ' && last_byte(m) == ' ') text = str_skip(text, 1);
    if (!text.len) return;
    begin(m);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char before = i ? (unsigned char)text.data[i - 1] : last_byte(m),
                      behind = i + 1 < text.len ? (unsigned char)text.data[i + 1] : ' ';
        buf_char(m->out, text.data[i]);
        if (is_mark(text.data[i]) && !(is_word(before) && is_word(behind))) buf_c(m->out, "\xE2\x81\xA0");
    }
}

static void put_plain(struct letter *m, Str text)
{
    if (!text.len) return;
    begin(m);
    buf_str(m->out, text);
}

/* ---- inlines ---- */

static unsigned char first_byte_after(cmark_node *node)
{
    cmark_node *next = cmark_node_next(node);
    Str text = next ? node_literal(next) : STR_NONE;
    return text.len ? (unsigned char)text.data[0] : ' ';
}

static void put_emphasis(struct letter *m, cmark_node *node, bool entering, char mark)
{
    if (entering) {
        bool write =
            !is_word(last_byte(m)) && !is_word(first_byte_after(node)) && !(m->heading && mark == '*');
        bool same = last_byte(m) == (unsigned char)mark;
        if (m->open < MARKS_MOST) m->marks[m->open] = write && !same;
        bool written = m->open < MARKS_MOST && m->marks[m->open];
        m->open++;
        if (written) put_plain(m, (Str){&mark, 1});
    } else {
        m->open--;
        if (m->open < MARKS_MOST && m->marks[m->open]) put_plain(m, (Str){&mark, 1});
    }
}

static void put_code(struct letter *m, Str text)
{
    bool mark = str_find_char(text, '`') == text.len && !is_word(last_byte(m));
    if (mark) put_plain(m, S("`"));
    put_plain(m, text);
    if (mark) put_plain(m, S("`"));
}

static void put_address(struct letter *m, cmark_node *link)
{
    const struct markdown_node *own = markdown_node(link);
    Str address = str_from(cmark_node_get_url(link)), scheme = link_scheme(address);
    struct buf words = {0};
    if (own && own->kind == MARKDOWN_LINK)
        address = m->options->address ? m->options->address(m->options->context, own) : STR_NONE;
    else if (!str_equal_nocase(scheme, S("http")) && !str_equal_nocase(scheme, S("https")))
        address = STR_NONE;
    markdown_plain(&words, link);
    if (address.len && !str_equal(buf_view(&words), address)) {
        put_plain(m, S(" ("));
        put_plain(m, address);
        put_plain(m, S(")"));
    }
    buf_free(&words);
}

/* ---- blocks ---- */

static int block_gap(const struct letter *m)
{
    return m->depth || m->quotes ? 1 : 2;
}

static void start_item(struct letter *m, cmark_node *item)
{
    const struct markdown_node *own = markdown_node(item);
    leave_gap(m, cmark_node_get_list_tight(cmark_node_parent(item)) || m->depth > 1 ? 1 : 2);
    if (m->depth > LISTS_MOST) return;
    if (own && own->kind == MARKDOWN_TASK)
        memcpy(m->marker, own->checked ? "\xE2\x98\x91 " : "\xE2\x98\x90 ", 5);
    else if (m->lists[m->depth - 1].ordered)
        snprintf(m->marker, sizeof m->marker, "%d. ", m->lists[m->depth - 1].number++);
    else
        memcpy(m->marker, "- ", 3);
}

static void put_list(struct letter *m, cmark_node *node, bool entering)
{
    leave_gap(m, block_gap(m));
    if (!entering) {
        m->depth--;
        leave_gap(m, block_gap(m));
        return;
    }
    if (m->depth < LISTS_MOST) {
        m->lists[m->depth].ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        m->lists[m->depth].number = cmark_node_get_list_start(node);
    }
    m->depth++;
}

static void put_heading(struct letter *m, bool entering)
{
    if (entering) leave_gap(m, 2);
    put_plain(m, S("*"));
    m->heading = entering;
    if (!entering) leave_gap(m, 1);
}

static void put_code_block(struct letter *m, cmark_node *node)
{
    leave_gap(m, block_gap(m));
    put_plain(m, S("```"));
    put_plain(m, str_trim_right(node_literal(node)));
    put_plain(m, S("```"));
}

static void put_alert(struct letter *m, const struct markdown_node *own, bool entering)
{
    static const char *const names[] = {[ALERT_NOTE] = "alert_note",
                                        [ALERT_TIP] = "alert_tip",
                                        [ALERT_IMPORTANT] = "alert_important",
                                        [ALERT_WARNING] = "alert_warning",
                                        [ALERT_DANGER] = "alert_danger"};
    leave_gap(m, block_gap(m));
    if (!entering) {
        m->quotes--;
        leave_gap(m, block_gap(m));
        return;
    }
    m->quotes++;
    Str title = m->options->text ? m->options->text(m->options->context, names[own->alert]) : STR_NONE;
    if (title.len) {
        put_plain(m, S("*"));
        put_plain(m, title);
        put_plain(m, S("*"));
    }
}

static Str cell_text(struct arena *scratch, cmark_node *cell)
{
    struct buf out = {0};
    markdown_plain(&out, cell);
    Str text = str_trim(buf_copy(&out, scratch));
    buf_free(&out);
    return text;
}

/* "- Kantor: Senin–Jumat" for two columns; "- *Baros*: Jam 08.00; Hari Senin" for more. */
static void put_row(struct letter *m, struct arena *scratch, const Str *heads, cmark_node *row)
{
    size_t column = 0, written = 0, columns = markdown_node(cmark_node_parent(row))->columns;
    leave_gap(m, 1);
    for (cmark_node *cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell), column++) {
        Str text = cell_text(scratch, cell);
        if (!text.len) continue;
        bool first = written++ == 0, marked = first && columns > 2;
        put_plain(m, first ? S("- ") : written == 2 ? S(": ") : S("; "));
        if (!first && columns > 2 && column < CELLS_MOST && heads[column].len) {
            put_text(m, heads[column]);
            put_plain(m, S(" "));
        }
        if (marked) put_plain(m, S("*"));
        put_text(m, text);
        if (marked) put_plain(m, S("*"));
    }
}

static void put_table(struct letter *m, struct arena *scratch, cmark_node *table)
{
    Str heads[CELLS_MOST] = {{NULL, 0}};
    size_t column = 0;
    cmark_node *row = cmark_node_first_child(table);
    leave_gap(m, block_gap(m));
    for (cmark_node *cell = cmark_node_first_child(row); cell && column < CELLS_MOST;
         cell = cmark_node_next(cell))
        heads[column++] = cell_text(scratch, cell);
    while ((row = cmark_node_next(row))) put_row(m, scratch, heads, row);
    leave_gap(m, block_gap(m));
}

static void put_quote(struct letter *m, bool entering)
{
    leave_gap(m, block_gap(m));
    m->quotes = entering ? m->quotes + 1 : m->quotes - 1;
}

static void put_own(struct letter *m, struct arena *scratch, struct walk *walk)
{
    const struct markdown_node *own = markdown_node(walk->node);
    if (own && own->kind == MARKDOWN_ALERT) put_alert(m, own, walk->entering);
    if (own && own->kind == MARKDOWN_TABLE && walk->entering) {
        put_table(m, scratch, walk->node);
        walk_skip(walk);
    }
}

static void put_node(struct letter *m, struct arena *scratch, struct walk *walk)
{
    cmark_node *node = walk->node;
    bool entering = walk->entering;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        if (entering) put_text(m, node_literal(node));
        break;
    case CMARK_NODE_CODE:
        if (entering) put_code(m, node_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        if (entering) put_plain(m, S(" "));
        break;
    case CMARK_NODE_LINEBREAK:
        if (entering && m->open)
            put_plain(m, S(" "));
        else if (entering)
            leave_gap(m, 1);
        break;
    case CMARK_NODE_EMPH: put_emphasis(m, node, entering, '_'); break;
    case CMARK_NODE_STRONG: put_emphasis(m, node, entering, '*'); break;
    case CMARK_NODE_LINK:
        if (!entering) put_address(m, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        if (entering && !m->marker[0]) leave_gap(m, block_gap(m));
        break;
    case CMARK_NODE_HEADING: put_heading(m, entering); break;
    case CMARK_NODE_LIST: put_list(m, node, entering); break;
    case CMARK_NODE_ITEM:
        if (entering) start_item(m, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE: put_quote(m, entering); break;
    case CMARK_NODE_CODE_BLOCK:
        if (entering) put_code_block(m, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        if (entering) leave_gap(m, 2);
        break;
    case CMARK_NODE_CUSTOM_BLOCK:
    case CMARK_NODE_CUSTOM_INLINE: put_own(m, scratch, walk); break;
    default: break;
    }
}

void markdown_write_message(struct buf *out, struct arena *scratch, const struct markdown *markdown,
                            const struct markdown_message *options)
{
    struct letter m = {.out = out, .start = out->len, .options = options};
    for (struct walk walk = walk_start(markdown->root); walk_next(&walk);) put_node(&m, scratch, &walk);
    buf_char(out, '\n');
}
