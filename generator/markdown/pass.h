/* What the files of markdown/ share. Private to markdown/.
 *
 * In: markdown.c reads a source into a document (lines.c, table.c, cmark), expands its includes and walks its tree once. Out: each pass
 * changes the node it is called for; what can be told only at the end (ids, links to them) is gathered in struct work. */
#ifndef MARKDOWN_PASS_H
#define MARKDOWN_PASS_H

#include "base/arena.h"
#include "base/names.h"
#include "markdown/markdown.h"

enum {
    MOST_NESTING = 100,       /* quotes and list items inside of each other */
    MOST_CELLS = 1 << 19,     /* of the tables of one source, filled-up ones counted (as cmark-gfm) */
    MOST_REPORTS = 1000,      /* of one document */
    MOST_INCLUDES = 500,      /* of one document, all levels */
    MOST_INCLUDED = 32 << 20, /* bytes */
    DEEPEST_INCLUDE = 8,
    MOST_NEAR = 2000, /* names that a nearest one is looked for among */
};

/* A cell of a table; `line` is its line in what cmark read (from 1), 0 for an empty cell. */
struct cell_place {
    size_t offset, len; /* in the document's text */
    size_t line;
    cmark_node *node; /* the HEADING that holds its inlines until the table is built */
};
struct row_place {
    size_t line, cell, cells; /* line of the document, from 0; first cell and how many */
};
struct table_place {
    size_t header; /* lines of the document, from 0 */
    size_t row, rows, columns;
    enum markdown_align *align;
};

/* One source as it was read. */
struct document {
    const struct source *source;
    size_t from; /* where the Markdown begins in the source */
    Str folder;  /* relative links start here */
    const struct page
        *page; /* that it is the text of, for links to headings that were not included; may be NULL */
    const struct document *includer;
    size_t depth; /* of including */
    Str text; /* from `from` on; as long as there, but `\{{` and markers that nest too deep are overwritten */
    size_t *starts, lines; /* of the lines in text */
    bool has_values, has_includes, has_escapes, has_tables, too_deep;

    struct cell_place
        *cells; /* the cells that are not empty stand before the text in what cmark reads, one a line */
    size_t cell_count, cell_capacity;
    size_t *cell_of_line, cell_lines, cell_line_capacity;
    size_t read_lines; /* lines of cells before the text in the tree at hand */
    struct row_place *rows;
    size_t row_count, row_capacity;
    struct table_place *tables;
    size_t table_count, table_capacity, cell_total;
    bool table_too_large;
    struct line_mark *marks; /* one for each line when there are tables */

    cmark_node *root;
};
/* What became of a line that belongs to a table: cmark reads `prefix` and an empty heading instead. */
struct line_mark {
    size_t table;              /* from 1; 0: an ordinary line */
    size_t prefix, prefix_len; /* in text */
};

struct heading_entry {
    cmark_node *node;
    struct markdown_node *own;
    Str title;
    Loc loc;
    bool explicit_id, included;
};
struct link_entry { /* to a heading of this page */
    cmark_node *node;
    struct markdown_node *own;
    const struct document *document;
    Str fragment;
    Loc loc;
};

enum generate_kind { GENERATE_NONE, GENERATE_SUMMARY, GENERATE_CHANGES, GENERATE_METHODS };
struct generate_waiting { /* {{methods}} */
    cmark_node *paragraph;
    struct document *document;
    Str words;
    Loc loc;
};
struct script_place { /* where a phone script is to stand */
    cmark_node *node;
    const struct document *includer;
};

struct work {
    struct arena *arena;
    struct diag *diag;
    const struct markdown_context *context;
    const struct site *site;         /* NULL: the filter */
    const struct document *document; /* that the walk is in */
    bool values, escapes;            /* some document has them */
    size_t reports, includes, included_bytes;
    bool too_many_includes;
    size_t depth; /* of the walk: quotes and items */
    size_t charts;
    bool deep_told;

    struct heading_entry *headings;
    size_t heading_count, heading_capacity;
    struct link_entry *links;
    size_t link_count, link_capacity;
    struct markdown_wanted *wanted;
    size_t wanted_count, wanted_capacity;
    Str *files;
    size_t file_count, file_capacity;
    struct script_place *scripts;
    size_t script_count, script_capacity;
    Str *used; /* names of values */
    size_t used_count, used_capacity;
    struct names ids;

    /* generate.c: what {{methods}} speaks of, and where it stands */
    const struct table **tables;
    size_t table_count, table_capacity;
    const struct figure **figures;
    size_t figure_count, figure_capacity;
    struct generate_waiting *waiting;
    size_t waiting_count, waiting_capacity;
};

/* Reports unless this document has had its share of reports. */
#define work_report(work, loc, message, ...)                                                                 \
    ((work)->reports++ < MOST_REPORTS ? (diag_report((work)->diag, (loc), message, ##__VA_ARGS__)) : (void)0)

/* memory.c: cmark's memory comes from the arena of this thread's parse. */
extern struct cmark_mem memory_arena;
struct arena *memory_enter(struct arena *arena); /* gives what memory_leave needs */
void memory_leave(struct arena *before);

/* Each node on the way in and on the way out, leaves too. On the way out the node may be changed, replaced or removed, and
 * siblings may be put around it; these are not visited. */
struct walk {
    cmark_node *root, *node, *next;
    bool entering, next_entering;
};
static inline struct walk walk_start(cmark_node *root)
{
    return (struct walk){root, NULL, root, true, true};
}

static inline void walk_leave(struct walk *walk)
{
    cmark_node *sibling = walk->node == walk->root ? NULL : cmark_node_next(walk->node);
    if (walk->node == walk->root) {
        walk->next = NULL;
    } else if (sibling) {
        walk->next = sibling;
        walk->next_entering = true;
    } else {
        walk->next = cmark_node_parent(walk->node);
        walk->next_entering = false;
    }
}

static inline bool walk_next(struct walk *walk)
{
    if (!walk->next) return false;
    walk->node = walk->next;
    walk->entering = walk->next_entering;
    if (walk->entering) {
        cmark_node *child = cmark_node_first_child(walk->node);
        if (child)
            walk->next = child;
        else
            walk->next_entering = false;
    } else {
        walk_leave(walk);
    }
    return true;
}

/* On the way in: not into the children. */
static inline void walk_skip(struct walk *walk)
{
    if (!walk->entering) return; /* it is being left already */
    walk->next = walk->node;
    walk->next_entering = false;
}

/* node.c */
struct markdown_node *node_mark(struct work *work, cmark_node *node, enum markdown_kind kind, Loc loc);
cmark_node *node_new(cmark_node_type type);
void node_move_children(cmark_node *from, cmark_node *to);
void node_remove(cmark_node *node);
Str node_literal(cmark_node *node);
void node_set_literal(struct work *work, cmark_node *node, Str text);

/* lines.c */
void lines_split(struct arena *arena, struct document *document);
Str lines_get(const struct document *document, size_t line); /* from 0, without its end */
bool lines_blank(const struct document *document, size_t line);
void lines_limit_nesting(struct work *work, struct document *document);
void lines_limit_pictures(struct work *work, struct document *document);
void lines_hide_escapes(struct arena *arena, struct document *document);
/* A node's place. lines_find: of the first `needle` from there on, if it is near. */
Loc lines_loc(const struct document *document, cmark_node *node);
Loc lines_find(const struct document *document, cmark_node *node, Str needle);
extern const char lines_escape[]; /* what stands for `\{{` */

/* block.c: where containers and blocks begin (CommonMark 0.30, 4 and 5), for lines that may belong to a table. */
struct block_line {
    Str text;
    size_t at, column;
    bool partial;           /* the tab at `at` is partly used up */
    size_t content, indent; /* first character that is no space, and columns from `at` to there */
};
struct block_line block_line(Str text);
struct block_chain; /* the containers of a node */
const struct block_chain *block_chain(struct arena *arena, const struct document *document, cmark_node *node);
/* Moves behind the prefixes of all containers; false: the line does not continue them all. */
bool block_continues(const struct block_chain *chain, struct block_line *line, size_t line_number);
bool block_starts(const struct block_line *line); /* something that ends a table */
Str block_content(const struct block_line *line);

/* table.c */
cmark_node *table_parse(struct work *work, struct document *document); /* the tree, tables built */

/* The passes. Each is called on the way out of the node; it may remove it. */
void include_expand(struct work *work, struct document *document);
bool include_is(Str text); /* the beginning of an include or a script */
/* script.c: puts a node before the paragraph that is filled when the passes are through. */
void script_place(struct work *work, const struct document *document, cmark_node *paragraph, Str written,
                  Loc loc);
void script_fill_all(struct work *work);
bool generate_is(Str text);     /* does it begin with a directive? */
bool generate_occurs(Str text); /* … or hold one? */
bool generate_expand(struct work *work, struct document *document, cmark_node *paragraph);
void generate_finish(struct work *work, cmark_node *root);
void heading_pass(struct work *work, cmark_node *node);
void heading_finish(struct work *work, struct markdown *markdown);
Str heading_explicit_id(Str text, size_t *cut); /* {NULL, 0}: none; `cut` is where the text ends without it */
Str heading_slug(struct arena *arena, Str title);
void task_pass(struct work *work, cmark_node *item);
void branch_pass(struct work *work, cmark_node *item);
void alert_pass(struct work *work, cmark_node *node);
size_t reference_find(Str text);                             /* where the first `{{` stands, or text.len */
void reference_pass(struct work *work, cmark_node *node);    /* values in texts */
void reference_restore(struct work *work, cmark_node *node); /* code and the like keep what was written */
void reference_title(struct work *work, cmark_node *node);   /* values in the titles of links and images */
Str reference_url(struct work *work, cmark_node *node, Str url);
void picture_pass(struct work *work, cmark_node *node);
void picture_paragraph(struct work *work,
                       cmark_node *node); /* what is wrong with the pictures of a paragraph */
void link_pass(struct work *work, cmark_node *node);
void link_finish(struct work *work);
/* The path of a relative URL, percent-decoded, from the root of content/; false after a report. */
bool link_resolve(struct work *work, cmark_node *node, Str url, Str *path, Str *fragment);
Str link_nearest(const struct names *names, Str wanted);
Str link_scheme(Str url); /* {NULL, 0}: it has none */
bool link_is_allowed(Str scheme);
bool link_is_dangerous(Str url);
void raw_pass(struct work *work, cmark_node *node);
void raw_paragraph(struct work *work, cmark_node *node); /* removes one that held nothing else */
struct document *document_new(struct work *work, const struct source *source, size_t from, Str folder);

#endif
