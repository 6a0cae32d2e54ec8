/* Container prefixes and the beginnings of blocks, after CommonMark 0.30 sections 4 and 5 and the way cmark counts tabs.
 *
 * In: a line, and the containers that a node lies in by cmark's tree. Out: whether the line continues them all, where its content
 * begins, whether that content begins another block. Called by table.c, which must know this of each line that may be a row. */
#include <string.h>

#include "markdown/pass.h"

enum { MOST_CHAIN = 512, CODE_INDENT = 4 };

struct link {
    bool item;    /* else a quote */
    size_t line;  /* where it begins, from 0 */
    size_t width; /* item: columns that continue it */
};
struct block_chain {
    size_t count;
    struct link links[];
};

static void find_content(struct block_line *line)
{
    size_t column = line->column;
    line->content = line->at;
    for (; line->content < line->text.len; line->content++) {
        char c = line->text.data[line->content];
        if (c == ' ')
            column++;
        else if (c == '\t')
            column += 4 - column % 4;
        else
            break;
    }
    line->indent = column - line->column;
}

struct block_line block_line(Str text)
{
    struct block_line line = {.text = text};
    find_content(&line);
    return line;
}

Str block_content(const struct block_line *line)
{
    return str_skip(line->text, line->content);
}

static char peek(const struct block_line *line, size_t at)
{
    return at < line->text.len ? line->text.data[at] : '\n';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_columns(struct block_line *line, size_t count)
{
    while (count && line->at < line->text.len) {
        size_t wide = peek(line, line->at) == '\t' ? 4 - line->column % 4 : 1;
        line->partial = wide > count;
        size_t step = wide < count ? wide : count;
        line->column += step;
        if (!line->partial) line->at++;
        count -= step;
    }
    find_content(line);
}

static bool quote_prefix(struct block_line *line)
{
    if (line->indent >= CODE_INDENT || peek(line, line->content) != '>') return false;
    skip_columns(line, line->indent + 1);
    if (is_blank(peek(line, line->at))) skip_columns(line, 1);
    return true;
}

/* Length of a list marker, which must be followed by a space or the end of the line. */
static size_t list_marker(const struct block_line *line)
{
    size_t at = line->content;
    char c = peek(line, at);
    if (c == '-' || c == '+' || c == '*') {
        at++;
    } else {
        while (char_is_digit(peek(line, at)) && at - line->content < 9) at++;
        if (at == line->content || (peek(line, at) != '.' && peek(line, at) != ')')) return 0;
        at++;
    }
    return char_is_space(peek(line, at)) ? at - line->content : 0;
}

/* Reads an item's marker and gives the columns that continue it (section 5.2, rules 1 to 3). */
static bool item_opening(struct block_line *line, size_t *width)
{
    size_t marker = list_marker(line), offset = line->indent;
    if (!marker) return false;
    skip_columns(line, line->indent + marker);
    struct block_line saved = *line;
    size_t spaces = 0;
    for (; spaces <= CODE_INDENT + 1 && is_blank(peek(line, line->at)); spaces++) skip_columns(line, 1);
    if (spaces >= CODE_INDENT + 1 || spaces < 1 || line->at >= line->text.len) {
        *line = saved;
        if (spaces) skip_columns(line, 1);
        spaces = 1;
    }
    *width = offset + marker + spaces;
    return true;
}

static bool link_matches(const struct link *link, size_t line_number, struct block_line *line)
{
    size_t width;
    if (!link->item) return quote_prefix(line);
    if (link->line == line_number) return item_opening(line, &width);
    if (line->indent < link->width) return false;
    skip_columns(line, link->width);
    return true;
}

/* An item's width can be told only from its first line, behind the prefixes of the containers around it. */
static bool measure(const struct document *document, struct block_chain *chain, size_t index)
{
    struct link *link = &chain->links[index];
    if (!link->item) return true;
    struct block_line line = block_line(lines_get(document, link->line));
    for (size_t i = 0; i < index; i++)
        if (!link_matches(&chain->links[i], link->line, &line)) return false;
    return item_opening(&line, &link->width);
}

const struct block_chain *block_chain(struct arena *arena, const struct document *document, cmark_node *node)
{
    size_t count = 0;
    for (cmark_node *up = cmark_node_parent(node); up; up = cmark_node_parent(up)) {
        cmark_node_type type = cmark_node_get_type(up);
        count += type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM;
    }
    if (count > MOST_CHAIN) return NULL;
    struct block_chain *chain =
        arena_alloc(arena, sizeof(struct block_chain) + (count + 1) * sizeof(struct link));
    chain->count = count;
    for (cmark_node *up = cmark_node_parent(node); up; up = cmark_node_parent(up)) {
        cmark_node_type type = cmark_node_get_type(up);
        if (type != CMARK_NODE_BLOCK_QUOTE && type != CMARK_NODE_ITEM) continue;
        size_t line = (size_t)cmark_node_get_start_line(up) - 1 - document->read_lines;
        chain->links[--count] = (struct link){type == CMARK_NODE_ITEM, line, 0};
    }
    for (size_t i = 0; i < chain->count; i++)
        if (!measure(document, chain, i)) return NULL;
    return chain;
}

bool block_continues(const struct block_chain *chain, struct block_line *line, size_t line_number)
{
    for (size_t i = 0; i < chain->count; i++)
        if (!link_matches(&chain->links[i], line_number, line)) return false;
    return true;
}

static bool heading_starts(Str s)
{
    size_t level = 0;
    while (level < s.len && s.data[level] == '#') level++;
    return level >= 1 && level <= 6 && (level == s.len || is_blank(s.data[level]));
}

static bool fence_starts(Str s)
{
    size_t len = 0;
    if (s.data[0] != '`' && s.data[0] != '~') return false;
    while (len < s.len && s.data[len] == s.data[0]) len++;
    return len >= 3 && (s.data[0] == '~' || str_find_char(str_skip(s, len), '`') + len == s.len);
}

static bool rule_starts(Str s)
{
    size_t count = 0;
    if (s.data[0] != '*' && s.data[0] != '-' && s.data[0] != '_') return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == s.data[0])
            count++;
        else if (!is_blank(s.data[i]))
            return false;
    }
    return count >= 3;
}

static bool name_in(Str name, const char *const *names)
{
    for (; *names; names++)
        if (str_equal_nocase(name, str_from(*names))) return true;
    return false;
}

static Str tag_name(Str s)
{
    size_t len = 0;
    if (!s.len || !char_is_alpha(s.data[0])) return STR_NONE;
    while (len < s.len && (char_is_alpha(s.data[len]) || char_is_digit(s.data[len]) || s.data[len] == '-'))
        len++;
    return str_from_to(s, 0, len);
}

/* One attribute with the white space before it (section 6.6); false: none, or not a valid one. */
static bool skip_attribute(Str *s)
{
    Str rest = str_trim_left(*s);
    size_t len = 0;
    if (rest.len == s->len || !rest.len) return false;
    if (!char_is_alpha(rest.data[0]) && rest.data[0] != '_' && rest.data[0] != ':') return false;
    while (len < rest.len && (char_is_alpha(rest.data[len]) || char_is_digit(rest.data[len]) ||
                              (rest.data[len] && strchr("_.:-", rest.data[len]))))
        len++;
    *s = rest = str_skip(rest, len);
    rest = str_trim_left(rest);
    if (!rest.len || rest.data[0] != '=') return true;
    rest = str_trim_left(str_skip(rest, 1));
    if (!rest.len) return false;
    if (rest.data[0] == '"' || rest.data[0] == '\'') {
        size_t end = str_find_char(str_skip(rest, 1), rest.data[0]) + 1;
        if (end >= rest.len) return false;
        *s = str_skip(rest, end + 1);
        return true;
    }
    for (len = 0; len < rest.len && !char_is_space(rest.data[len]) && !strchr("\"'=<>`", rest.data[len]);)
        len++;
    *s = str_skip(rest, len);
    return len > 0;
}

/* Kind 7 of section 4.6: one complete tag alone on the line. */
static bool whole_tag(Str s, Str name, bool closing)
{
    s = str_skip(s, name.len);
    if (!closing) {
        while (skip_attribute(&s)) continue;
    }
    s = str_trim_left(s);
    if (!closing && s.len && s.data[0] == '/') s = str_skip(s, 1);
    return s.len && s.data[0] == '>' && str_trim(str_skip(s, 1)).len == 0;
}

static bool html_starts(Str s)
{
    static const char *const raw[] = {"script", "pre", "textarea", "style", NULL};
    static const char *const blocks[] = {
        "address",  "article",  "aside",    "base",       "basefont", "blockquote", "body",   "caption",
        "center",   "col",      "colgroup", "dd",         "details",  "dialog",     "dir",    "div",
        "dl",       "dt",       "fieldset", "figcaption", "figure",   "footer",     "form",   "frame",
        "frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",     "head",
        "header",   "hr",       "html",     "iframe",     "legend",   "li",         "link",   "main",
        "menu",     "menuitem", "nav",      "noframes",   "ol",       "optgroup",   "option", "p",
        "param",    "section",  "source",   "summary",    "table",    "tbody",      "td",     "tfoot",
        "th",       "thead",    "title",    "tr",         "track",    "ul",         NULL};
    if (s.data[0] != '<') return false;
    s = str_skip(s, 1);
    if (s.len && s.data[0] == '?') return true;
    if (s.len > 1 && s.data[0] == '!')
        return str_starts(s, S("!--")) || str_starts(s, S("![CDATA[")) || char_is_alpha(s.data[1]);
    bool closing = s.len && s.data[0] == '/';
    if (closing) s = str_skip(s, 1);
    Str name = tag_name(s), after = str_skip(s, name.len);
    if (!name.len) return false;
    bool ends = !after.len || char_is_space(after.data[0]) || after.data[0] == '>';
    if (!closing && ends && name_in(name, raw)) return true;
    if ((ends || str_starts(after, S("/>"))) && name_in(name, blocks)) return true;
    return whole_tag(s, name, closing);
}

bool block_starts(const struct block_line *line)
{
    Str s = block_content(line);
    if (!s.len) return false;
    return line->indent >= CODE_INDENT || s.data[0] == '>' || heading_starts(s) || fence_starts(s) ||
           rule_starts(s) || list_marker(line) > 0 || html_starts(s);
}
