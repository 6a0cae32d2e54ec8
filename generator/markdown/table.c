/* Tables: GitHub Flavored Markdown 0.29, section 4.10, in the details as its reference implementation cmark-gfm does it.
 *
 * In: a document's text. Out: cmark's tree of it with tables as own nodes. Called by markdown.c and include.c for each source.
 *
 * cmark takes a table for a paragraph and would let it run on where a table ends. So the lines of a table are found first; what
 * cmark then reads has an empty heading (`#`) in place of each of them, which ends and continues containers just as a row does.
 * The cells are read by cmark too, as headings of one line each before everything else, so that the references of the whole document
 * work in them; afterwards their inlines move into the table.
 *
 * Tables at the left margin behind an empty line are found by looking at the lines alone. For any other the containers must be known: cmark
 * reads the text as it is, tables are looked for in its paragraphs (and headings underlined with === or ---), and cmark reads again. A
 * table that ends before its paragraph changes what follows, so that everything up to the next block at the left margin is looked at
 * in another round. */
#include <assert.h>
#include <string.h>

#include "markdown/pass.h"

enum {
    MOST_COLUMNS = 65535,
    MOST_ROUNDS = 16,
    MOST_READ = 8 << 20
}; /* bytes, in all rounds after the third */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

static size_t skip_spaces(Str s, size_t at)
{
    while (at < s.len && is_space(s.data[at])) at++;
    return at;
}

/* Cells of a row, one after the other; a pipe behind a backslash is none. */
struct cells {
    Str row;
    size_t at;
    bool more;
};

static struct cells cells_of(Str row)
{
    return (struct cells){row, row.len && row.data[0] == '|' ? skip_spaces(row, 1) : 0, true};
}

static bool cells_next(struct cells *cells, size_t *from, size_t *to)
{
    Str row = cells->row;
    size_t at = cells->at;
    if (!cells->more || at >= row.len) return false;
    while (at < row.len && row.data[at] != '|')
        at += row.data[at] == '\\' && at + 1 < row.len && row.data[at + 1] == '|' ? 2 : 1;
    *from = cells->at;
    *to = at;
    cells->more = at < row.len;
    cells->at = cells->more ? skip_spaces(row, at + 1) : at;
    while (*to > *from && char_is_space(row.data[*to - 1])) --*to;
    while (*from < *to && char_is_space(row.data[*from])) ++*from;
    return true;
}

static size_t count_cells(Str row, size_t most)
{
    struct cells cells = cells_of(row);
    size_t count = 0, from, to;
    while (count < most && cells_next(&cells, &from, &to)) count++;
    return count;
}

/* A delimiter row gives its number of columns; 0: it is none. One column needs a pipe or a colon, or it underlines a heading. */
static size_t delimiter_columns(Str s, enum markdown_align *align)
{
    size_t columns = 0, at = s.len && s.data[0] == '|';
    if (s.len > 1 && s.data[0] == '-' && is_space(s.data[1])) return 0; /* a list item */
    bool marked = at;
    do {
        at = skip_spaces(s, at);
        bool left = at < s.len && s.data[at] == ':';
        size_t dashes = at + left;
        for (at = dashes; at < s.len && s.data[at] == '-';) at++;
        if (at == dashes) return 0;
        bool right = at < s.len && s.data[at] == ':';
        at = skip_spaces(s, at + right);
        if (align)
            align[columns] = left && right ? ALIGN_CENTER
                             : left        ? ALIGN_LEFT
                             : right       ? ALIGN_RIGHT
                                           : ALIGN_NONE;
        marked = marked || left || right || at < s.len;
        if (++columns > MOST_COLUMNS || (at < s.len && s.data[at] != '|')) return 0;
        if (at < s.len) at = skip_spaces(s, at + 1);
    } while (at < s.len);
    return marked ? columns : 0;
}

/* Cheap: whether a line may be a delimiter row, behind any containers. */
static bool may_delimit(Str line)
{
    size_t at = 0;
    while (at < line.len && (is_space(line.data[at]) || line.data[at] == '>')) at++;
    if (at >= line.len || (line.data[at] != '|' && line.data[at] != '-' && line.data[at] != ':'))
        return false;
    return delimiter_columns(str_skip(line, at), NULL) > 0;
}

/* The content of a line if it continues all the containers. */
static bool content_of(const struct document *document, const struct block_chain *chain, size_t number,
                       struct block_line *line)
{
    *line = block_line(lines_get(document, number));
    return !chain || block_continues(chain, line, number);
}

static bool is_row(const struct document *document, const struct block_chain *chain, size_t number,
                   struct block_line *line)
{
    if (number >= document->lines || !content_of(document, chain, number, line)) return false;
    Str content = block_content(line);
    return skip_spaces(content, 0) < content.len && !block_starts(line) && count_cells(content, 1) > 0;
}

static void add_cell(struct work *work, struct document *document, Str content, size_t from, size_t to)
{
    document->cells = arena_grow(work->arena, document->cells, &document->cell_capacity,
                                 document->cell_count + 1, sizeof *document->cells);
    struct cell_place *cell = &document->cells[document->cell_count++];
    *cell = (struct cell_place){(size_t)(content.data - document->text.data) + from, to - from, 0, NULL};
    if (to == from) return;
    document->cell_of_line = arena_grow(work->arena, document->cell_of_line, &document->cell_line_capacity,
                                        document->cell_lines + 1, sizeof *document->cell_of_line);
    document->cell_of_line[document->cell_lines++] = document->cell_count - 1;
    cell->line = document->cell_lines;
}

static void mark_line(struct document *document, size_t number, const struct block_line *line)
{
    document->marks[number] =
        (struct line_mark){document->table_count, document->starts[number], line->content};
}

static void add_row(struct work *work, struct document *document, size_t number,
                    const struct block_line *line)
{
    struct table_place *table = &document->tables[document->table_count - 1];
    Str content = block_content(line);
    document->rows = arena_grow(work->arena, document->rows, &document->row_capacity, document->row_count + 1,
                                sizeof *document->rows);
    struct row_place *row = &document->rows[document->row_count++];
    *row = (struct row_place){number, document->cell_count, 0};
    struct cells cells = cells_of(content);
    for (size_t from, to; row->cells < table->columns && cells_next(&cells, &from, &to); row->cells++)
        add_cell(work, document, content, from, to);
    table->rows++;
    document->cell_total += table->columns;
}

/* Takes the rows behind the delimiter row; gives the last line of the table. */
static size_t add_body(struct work *work, struct document *document, const struct block_chain *chain,
                       size_t number)
{
    struct table_place *table = &document->tables[document->table_count - 1];
    struct block_line line;
    for (; is_row(document, chain, number + 1, &line); number++) {
        if (document->cell_total + table->columns > MOST_CELLS) {
            if (!document->table_too_large)
                work_report(work, ((Loc){document->source, document->from + document->starts[number + 1]}),
                            MSG_MARKDOWN_TABLE_TOO_LARGE, str_format(work->arena, "%d", MOST_CELLS));
            document->table_too_large = true;
            break;
        }
        add_row(work, document, number + 1, &line);
        mark_line(document, number + 1, &line);
    }
    return number;
}

/* If `number` is the delimiter row of a table whose header is the line before it, takes the table; false: it is none. */
static bool add_table(struct work *work, struct document *document, const struct block_chain *chain,
                      size_t number, size_t *last)
{
    struct block_line header, delimiter;
    if (!content_of(document, chain, number, &delimiter) || delimiter.indent >= 4) return false;
    size_t columns = delimiter_columns(block_content(&delimiter), NULL);
    bool lazy = !content_of(document, chain, number - 1, &header);
    if (!columns || count_cells(block_content(&header), columns + 1) != columns) return false;
    if (document->cell_total + columns > MOST_CELLS) return false;
    if (!document->marks) document->marks = arena_make_n(work->arena, struct line_mark, document->lines + 1);
    document->tables = arena_grow(work->arena, document->tables, &document->table_capacity,
                                  document->table_count + 1, sizeof *document->tables);
    struct table_place *table = &document->tables[document->table_count++];
    *table = (struct table_place){number - 1, document->row_count, 0, columns,
                                  arena_make_n(work->arena, enum markdown_align, columns)};
    delimiter_columns(block_content(&delimiter), table->align);
    add_row(work, document, number - 1, &header);
    mark_line(document, number, &delimiter);
    mark_line(document, number - 1, &header);
    if (lazy || header.indent >= 4) /* its heading must stand in the same containers as the rest */
        document->marks[number - 1] = document->marks[number];
    *last = add_body(work, document, chain, number);
    return true;
}

/* A delimiter row at the left margin whose header stands there too, behind an empty line or a heading. */
static bool is_plain(const struct document *document, size_t number)
{
    Str line = lines_get(document, number);
    if (number == 0 || line.data[0] == ' ' || line.data[0] == '\t' || line.data[0] == '>') return false;
    struct block_line header = block_line(lines_get(document, number - 1));
    Str content = block_content(&header);
    if (!content.len || header.indent || content.data[0] == '[' || block_starts(&header)) return false;
    if (number == 1 || lines_blank(document, number - 2)) return true;
    Str before = lines_get(document, number - 2);
    struct block_line line_before = block_line(before);
    return before.data[0] == '#' && block_starts(&line_before);
}

static bool may_hide_lines(Str line) /* a fence or an HTML block */
{
    size_t at = 0;
    while (at < line.len && line.data[at] == ' ') at++;
    Str s = str_skip(line, at);
    return s.len && (s.data[0] == '<' || str_starts(s, S("```")) || str_starts(s, S("~~~")));
}

/* Takes all tables, if all are plain; otherwise false, and nothing is kept. */
static bool find_plain(struct work *work, struct document *document)
{
    bool hidden = false;
    for (size_t i = 0; i < document->lines; i++) {
        Str line = str_from_to(document->text, document->starts[i], document->starts[i + 1]);
        if (char_is_alpha(line.data[0])) continue; /* most lines */
        line = lines_get(document, i);
        hidden = hidden || may_hide_lines(line);
        if (!may_delimit(line)) continue;
        if (hidden || !is_plain(document, i)) {
            document->cell_count = document->cell_lines = document->cell_total = 0;
            document->table_count = document->row_count = 0;
            document->marks = NULL;
            return false;
        }
        add_table(work, document, NULL, i, &i);
    }
    return true;
}

/* A cell's text; cmark need not know that its pipes were escaped. */
static void write_cell(struct buf *out, Str text)
{
    for (;;) {
        size_t at = str_find(text, S("\\|"));
        buf_str(out, str_from_to(text, 0, at));
        if (at == text.len) return;
        text = str_skip(text, at + 1);
        buf_str(out, str_from_to(text, 0, 1));
        text = str_skip(text, 1);
    }
}

/* The text for cmark: the cells, one heading a line, then the document with `#` for each line of a table. */
static void write_text(struct buf *out, const struct document *document)
{
    buf_reserve(out, document->text.len + 8 * document->cell_lines);
    for (size_t i = 0; i < document->cell_lines; i++) {
        const struct cell_place *cell = &document->cells[document->cell_of_line[i]];
        buf_str(out, S("# "));
        write_cell(out, str_from_to(document->text, cell->offset, cell->offset + cell->len));
        buf_str(out, S(" #\n"));
    }
    size_t kept = 0;
    for (size_t i = 0; i < document->lines; i++) {
        const struct line_mark *mark = &document->marks[i];
        if (!mark->table) continue;
        buf_str(out, str_from_to(document->text, kept, document->starts[i]));
        buf_str(out, str_from_to(document->text, mark->prefix, mark->prefix + mark->prefix_len));
        buf_str(out, S("#\n"));
        kept = document->starts[i + 1];
    }
    buf_str(out, str_skip(document->text, kept));
}

static cmark_node *run_cmark(struct document *document)
{
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_SOURCEPOS, &memory_arena);
    struct buf text = {0};
    if (document->table_count) {
        write_text(&text, document);
        cmark_parser_feed(parser, text.data, text.len);
        buf_free(&text);
    } else if (document->text.len) {
        cmark_parser_feed(parser, document->text.data, document->text.len);
    }
    cmark_node *root = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    document->read_lines = document->cell_lines;
    return root;
}

static size_t line_of(const struct document *document, cmark_node *node)
{
    int line = cmark_node_get_start_line(node);
    return line > 0 && (size_t)line > document->read_lines ? (size_t)line - 1 - document->read_lines
                                                           : SIZE_MAX;
}

static size_t end_line_of(const struct document *document, cmark_node *node)
{
    size_t line = (size_t)cmark_node_get_end_line(node) - 1 - document->read_lines;
    return line < document->lines ? line : document->lines - 1;
}

/* The line below a heading, behind its containers or not: `===` or `---`. */
static bool is_underline(Str line)
{
    size_t at = 0;
    while (at < line.len && (is_space(line.data[at]) || line.data[at] == '>')) at++;
    line = str_trim_right(str_skip(line, at));
    for (size_t i = 0; i < line.len; i++)
        if (line.data[i] != line.data[0]) return false;
    return line.len && (line.data[0] == '=' || line.data[0] == '-');
}

/* The underline of what was taken for a heading is a rule below the table; then all goes on as it was read. */
static bool is_rule_below(const struct document *document, const struct block_chain *chain, size_t number)
{
    struct block_line line;
    return number < document->lines && content_of(document, chain, number, &line) && line.indent < 4 &&
           is_underline(block_content(&line)) && block_content(&line).len >= 3 && block_starts(&line);
}

/* Looks for a table in a paragraph. `*unsettled`: what follows may be read otherwise once the table is known. */
static bool find_in(struct work *work, struct document *document, cmark_node *node, bool *unsettled)
{
    size_t first = line_of(document, node), end = end_line_of(document, node);
    bool heading = cmark_node_get_type(node) == CMARK_NODE_HEADING;
    const struct block_chain *chain = NULL;
    for (size_t i = first + 1; first != SIZE_MAX && i <= end; i++) {
        size_t last;
        Str line = lines_get(document, i);
        if (heading && is_underline(line)) return false; /* cmark gives its end too late */
        if (!may_delimit(line)) continue;
        if (!chain) chain = block_chain(work->arena, document, node);
        if (!chain) return false;
        if (!add_table(work, document, chain, i, &last)) continue;
        *unsettled = heading ? !is_rule_below(document, chain, last + 1) : last != end;
        return true;
    }
    return false;
}

static bool is_settled_again(const struct document *document, cmark_node *node)
{
    size_t line = line_of(document, node);
    return line != SIZE_MAX && line > 0 && cmark_node_get_start_column(node) == 1 &&
           lines_blank(document, line - 1) && !is_space(document->text.data[document->starts[line]]);
}

/* One round; true: tables were found and cmark must read again. `*again`: and another round is due then. */
static bool find_in_tree(struct work *work, struct document *document, bool *again)
{
    bool unsettled = false, found = false;
    *again = false;
    for (struct walk walk = walk_start(document->root); walk_next(&walk);) {
        if (!walk.entering) continue;
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (unsettled && cmark_node_parent(walk.node) == document->root)
            unsettled = !is_settled_again(document, walk.node);
        if (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HEADING) continue;
        walk_skip(&walk);
        if (unsettled) continue;
        found = find_in(work, document, walk.node, &unsettled) || found;
        *again = *again || unsettled;
    }
    return found;
}

/* The cells are the first headings of the tree, in the order of their lines. */
static void take_cells(struct document *document)
{
    cmark_node *node = cmark_node_first_child(document->root);
    for (size_t i = 0; i < document->cell_lines && node; i++) {
        cmark_node *next = cmark_node_next(node);
        cmark_node_unlink(node);
        document->cells[document->cell_of_line[i]].node = node;
        node = next;
    }
}

static Loc cell_loc(const struct document *document, size_t offset)
{
    return (Loc){document->source, document->from + offset};
}

static void build_row(struct work *work, struct document *document, const struct table_place *table,
                      const struct row_place *row, cmark_node *parent)
{
    cmark_node *row_node = node_new(CMARK_NODE_CUSTOM_BLOCK);
    size_t start = document->starts[row->line];
    node_mark(work, row_node, MARKDOWN_TABLE_ROW, cell_loc(document, start));
    cmark_node_append_child(parent, row_node);
    for (size_t i = 0; i < table->columns; i++) {
        const struct cell_place *cell = i < row->cells ? &document->cells[row->cell + i] : NULL;
        cmark_node *node = node_new(CMARK_NODE_CUSTOM_BLOCK);
        node_mark(work, node, MARKDOWN_TABLE_CELL, cell_loc(document, cell ? cell->offset : start));
        cmark_node_append_child(row_node, node);
        if (!cell || !cell->node) continue;
        node_move_children(cell->node, node);
        cmark_node_free(cell->node);
    }
}

static void build_table(struct work *work, struct document *document, const struct table_place *table,
                        cmark_node *placeholder)
{
    cmark_node *node = node_new(CMARK_NODE_CUSTOM_BLOCK);
    struct markdown_node *own =
        node_mark(work, node, MARKDOWN_TABLE, cell_loc(document, document->starts[table->header]));
    own->columns = table->columns;
    own->align = table->align;
    cmark_node_insert_before(placeholder, node);
    for (size_t i = 0; i < table->rows; i++)
        build_row(work, document, table, &document->rows[table->row + i], node);
}

/* Puts each table where the heading in place of its first line stands and takes away those of the other lines. */
static void build_tables(struct work *work, struct document *document)
{
    size_t built = 0;
    take_cells(document);
    for (struct walk walk = walk_start(document->root); walk_next(&walk);) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (walk.entering && (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_CUSTOM_BLOCK))
            walk_skip(&walk);
        if (walk.entering || type != CMARK_NODE_HEADING) continue;
        size_t line = line_of(document, walk.node);
        if (line >= document->lines || !document->marks[line].table) continue;
        const struct table_place *table = &document->tables[document->marks[line].table - 1];
        if (table->header == line) {
            build_table(work, document, table, walk.node);
            built++;
        }
        node_remove(walk.node);
    }
    assert(built == document->table_count);
}

cmark_node *table_parse(struct work *work, struct document *document)
{
    bool again = !find_plain(work, document);
    document->root = run_cmark(document);
    size_t rounds = 3 + MOST_READ / (document->text.len + 1);
    for (size_t round = 0; again && round < rounds && round < MOST_ROUNDS; round++) {
        if (!find_in_tree(work, document, &again)) break;
        document->root = run_cmark(document);
    }
    if (document->table_count) build_tables(work, document);
    return document->root;
}
