/* The lines of a document as cmark sees them, places of nodes, and the two edits made before cmark reads the text. */
#include <string.h>

#include "markdown/pass.h"

enum {
    NEAR = 4096,          /* how far from a node's place something of it is looked for */
    SUSPICIOUS = 100,     /* shorter lines cannot open enough containers to matter */
    MOST_PICTURES = 1000, /* in a paragraph */
    DEEPEST_LINE = 110,   /* containers that one line may open or continue */
    COLUMNS_A_LEVEL = 2,  /* of indentation at least */
    FARTHEST_STEP = 1000
};

/* U+FDD0, a noncharacter, takes the three bytes of `\{{`: places stay as they are. */
const char lines_escape[] = "\xEF\xB7\x90";

static size_t after_line(Str text, size_t at, bool carriage_returns)
{
    if (carriage_returns) {
        while (at < text.len && text.data[at] != '\n' && text.data[at] != '\r') at++;
        if (at + 1 < text.len && text.data[at] == '\r' && text.data[at + 1] == '\n') at++;
        return at < text.len ? at + 1 : at;
    }
    const char *newline = memchr(text.data + at, '\n', text.len - at);
    return newline ? (size_t)(newline + 1 - text.data) : text.len;
}

void lines_split(struct arena *arena, struct document *document)
{
    Str text = document->text;
    bool carriage_returns = text.len && memchr(text.data, '\r', text.len);
    size_t capacity = text.len / 32 + 16;
    document->starts = arena_make_n(arena, size_t, capacity);
    for (size_t at = 0; at < text.len; at = after_line(text, at, carriage_returns)) {
        document->starts =
            arena_grow(arena, document->starts, &capacity, document->lines + 2, sizeof *document->starts);
        document->starts[document->lines++] = at;
    }
    document->starts[document->lines] = text.len;
}

Str lines_get(const struct document *document, size_t line)
{
    if (line >= document->lines) return STR_NONE;
    Str text = str_from_to(document->text, document->starts[line], document->starts[line + 1]);
    if (text.len && text.data[text.len - 1] == '\n') text.len--;
    if (text.len && text.data[text.len - 1] == '\r') text.len--;
    return text;
}

bool lines_blank(const struct document *document, size_t line)
{
    Str text = lines_get(document, line);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != ' ' && text.data[i] != '\t') return false;
    return true;
}

/* Length of the container marker at `at`, 0 if there is none. */
static size_t marker(Str line, size_t at)
{
    size_t i = at;
    if (i < line.len && line.data[i] == '>') return 1;
    if (i < line.len && (line.data[i] == '-' || line.data[i] == '+' || line.data[i] == '*')) {
        i++;
    } else {
        while (i < line.len && i - at < 9 && char_is_digit(line.data[i])) i++;
        if (i == at || i >= line.len || (line.data[i] != '.' && line.data[i] != ')')) return 0;
        i++;
    }
    return i >= line.len || line.data[i] == ' ' || line.data[i] == '\t' ? i - at : 0;
}

static bool is_rule(Str line)
{
    char c = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == ' ' || line.data[i] == '\t') continue;
        if (c && line.data[i] != c) return false;
        c = line.data[i];
    }
    return c == '-' || c == '*';
}

/* Offset in the line of the marker that is one too many, or SIZE_MAX. */
static size_t too_deep_at(Str line)
{
    size_t level = 0, column = 0;
    for (size_t at = 0; at < line.len;) {
        if (line.data[at] == ' ' || line.data[at] == '\t') {
            column += line.data[at] == ' ' ? 1 : 4 - column % 4;
            at++;
            continue;
        }
        size_t len = marker(line, at);
        if (!len) return SIZE_MAX;
        if (level == 0) {
            if (is_rule(line)) return SIZE_MAX;
            level = column / COLUMNS_A_LEVEL;
        }
        if (++level > DEEPEST_LINE) return at + len - 1;
        at += len;
        column += len;
    }
    return SIZE_MAX;
}

static void overwrite(struct arena *arena, struct document *document, size_t at, const char *bytes,
                      size_t len)
{
    if (document->text.data == document->source->text.data + document->from)
        document->text.data = arena_copy(arena, document->text.data, document->text.len);
    memcpy((char *)(uintptr_t)document->text.data + at, bytes, len);
}

/* cmark needs time for each open container on each line, so thousands of them would make it quadratic: a marker that opens
 * far too many is made an ordinary character. */
void lines_limit_nesting(struct work *work, struct document *document)
{
    for (size_t i = 0; i < document->lines; i++) {
        if (document->starts[i + 1] - document->starts[i] < SUSPICIOUS) continue;
        size_t at = too_deep_at(lines_get(document, i));
        if (at == SIZE_MAX) continue;
        at += document->starts[i];
        if (!document->too_deep)
            work_report(work, ((Loc){document->source, document->from + at}), MSG_MARKDOWN_TOO_DEEP,
                        str_format(work->arena, "%d", MOST_NESTING));
        document->too_deep = work->deep_told = true;
        overwrite(work->arena, document, at, "^", 1);
    }
}

/* The line that the offset lies in. */
static size_t line_of(const struct document *document, size_t offset)
{
    size_t low = 0, high = document->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (document->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool begins_block(const struct document *document, size_t line)
{
    Str text = str_trim_left(lines_get(document, line));
    return !text.len || marker(text, 0);
}

/* For each link within pictures cmark looks through all the pictures that are open in its paragraph: `![[]()` ten thousand times
 * takes it minutes. One that is too many is made ordinary text. */
void lines_limit_pictures(struct work *work, struct document *document)
{
    size_t count = 0, last = 0;
    for (size_t at = 0;; at += 2) {
        at += str_find(str_skip(document->text, at), S("!["));
        if (at >= document->text.len) return;
        size_t line = line_of(document, at);
        for (size_t i = line; i > last && count; i--)
            if (begins_block(document, i)) count = 0;
        last = line;
        if (++count <= MOST_PICTURES) continue;
        if (count == MOST_PICTURES + 1)
            work_report(work, ((Loc){document->source, document->from + at}), MSG_MARKDOWN_PICTURES,
                        str_format(work->arena, "%d", MOST_PICTURES));
        overwrite(work->arena, document, at, "^^", 2);
    }
}

void lines_hide_escapes(struct arena *arena, struct document *document)
{
    for (size_t at = 0;;) {
        at += reference_find(str_skip(document->text, at));
        if (at >= document->text.len) return;
        size_t slashes = 0;
        while (slashes < at && document->text.data[at - slashes - 1] == '\\') slashes++;
        if (slashes % 2) {
            overwrite(arena, document, at - 1, lines_escape, 3);
            document->has_escapes = true;
        }
        at += 2;
    }
}

static size_t clamp_to_line(const struct document *document, size_t line, size_t column)
{
    Str text = lines_get(document, line);
    return document->starts[line] + (column < text.len ? column : text.len);
}

/* Place in the text of what cmark calls line and column. */
static size_t offset_of(const struct document *document, size_t line, size_t column)
{
    if (column) column--;
    if (line > document->read_lines) {
        line -= document->read_lines + 1;
        return line < document->lines ? clamp_to_line(document, line, column) : document->text.len;
    }
    const struct cell_place *cell = &document->cells[document->cell_of_line[line - 1]];
    column = column > 2 ? column - 2 : 0; /* it stands behind "# " */
    return cell->offset + (column < cell->len ? column : cell->len);
}

Loc lines_loc(const struct document *document, cmark_node *node)
{
    for (int steps = 0; node && steps < FARTHEST_STEP; steps++) {
        const struct markdown_node *own = markdown_node(node);
        if (own && own->loc.source) return own->loc;
        if (cmark_node_get_type(node) == CMARK_NODE_DOCUMENT)
            break; /* cmark calls it line 1: that may be a cell */
        int line = cmark_node_get_start_line(node), column = cmark_node_get_start_column(node);
        if (line > 0)
            return (Loc){document->source,
                         document->from + offset_of(document, (size_t)line, column > 0 ? (size_t)column : 1)};
        cmark_node *previous = cmark_node_previous(node);
        node = previous ? previous : cmark_node_parent(node);
    }
    return (Loc){document->source, document->from};
}

Loc lines_find(const struct document *document, cmark_node *node, Str needle)
{
    Loc loc = lines_loc(document, node);
    Str text = document->source->text;
    if (loc.source != document->source || needle.len == 0) return loc;
    size_t line = loc.offset;
    while (line > document->from && loc.offset - line < NEAR && text.data[line - 1] != '\n') line--;
    const size_t from[] = {loc.offset, line};
    for (size_t i = 0; i < 2; i++) {
        Str near = str_from_to(text, from[i], from[i] + NEAR);
        size_t found = str_find(near, needle);
        if (found < near.len) return (Loc){loc.source, from[i] + found};
    }
    return loc;
}
