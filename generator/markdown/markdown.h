/* Markdown: CommonMark through cmark, then passes over its tree, then writers.
 *
 * In: a source (from an offset on) and the site that gives values, pages and includes; without a site the values stay as they are
 * written. Out: a cmark tree whose own nodes are CUSTOM_BLOCK/CUSTOM_INLINE with a struct markdown_node as user data; HEADING nodes
 * carry one too (their id). Writers never change the tree. Called by web/ and print/, from any thread.
 *
 * Passes, in order: tables, includes, heading ids, alerts, values, pictures (chart:, qr:), links, raw HTML. */
#ifndef MARKDOWN_MARKDOWN_H
#define MARKDOWN_MARKDOWN_H

#include <cmark.h>

#include "base/buf.h"
#include "base/diag.h"
#include "site/site.h"

enum markdown_kind {
    MARKDOWN_HEADING,    /* id of a HEADING node */
    MARKDOWN_TABLE,      /* CUSTOM_BLOCK: columns, align[]; children: ROWs; the first is the header */
    MARKDOWN_TABLE_ROW,  /* CUSTOM_BLOCK: children: CELLs */
    MARKDOWN_TABLE_CELL, /* CUSTOM_BLOCK: children: inlines */
    MARKDOWN_ALERT,      /* CUSTOM_BLOCK: alert; children: blocks */
    MARKDOWN_INCLUDE,    /* CUSTOM_BLOCK: source of what was included; children: blocks */
    MARKDOWN_CHART,      /* CUSTOM_INLINE: target = chart's name; children: its alt text */
    MARKDOWN_QR,         /* CUSTOM_INLINE: page; target = path as written */
    MARKDOWN_VALUE,      /* CUSTOM_INLINE: target = name; one TEXT child: the formatted value */
};
enum markdown_alert { ALERT_NOTE, ALERT_TIP, ALERT_IMPORTANT, ALERT_WARNING, ALERT_DANGER };
enum markdown_align { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

struct markdown_node {
    enum markdown_kind kind;
    Str id; /* HEADING */
    enum markdown_alert alert;
    size_t columns;                   /* TABLE */
    const enum markdown_align *align; /* TABLE: columns of them */
    Str target;
    const struct page *page;     /* QR */
    const struct source *source; /* INCLUDE */
};

struct markdown_context {
    const struct site *site; /* may be NULL */
    Str folder;              /* where the document lies below content/: relative links start here */
    Str lang;
    bool heading_ids; /* give ids to headings that name none */
};

struct markdown {
    cmark_node *root;
    const struct source *source;
    const struct markdown_context *context;
};

/* Never NULL: faults are reported and the tree is still sound. The tree lives as long as the arena. */
struct markdown *markdown_parse(struct arena *arena, struct diag *diag, const struct source *source,
                                size_t from, const struct markdown_context *context);

const struct markdown_node *markdown_node(cmark_node *node);         /* NULL for nodes of plain CommonMark */
Loc markdown_loc(const struct markdown *markdown, cmark_node *node); /* knows about includes and tables */
void markdown_plain(struct buf *out, cmark_node *node); /* the text alone, as a reader would hear it */

struct markdown_heading {
    int level;
    Str id, title; /* plain text */
    cmark_node *node;
};
size_t markdown_headings(struct arena *arena, const struct markdown *markdown,
                         struct markdown_heading **headings);

struct markdown_html {
    bool conformant; /* exactly the HTML of the CommonMark and GFM specifications (align="…", no wrappers) */
    Str from;        /* url of the page that is written, for relative links */
    Str lang;
    /* Text for a UI string ("alert_warning", "data_table"); may be NULL. */
    Str (*text)(void *context, const char *message);
    /* Writes the HTML of a chart or QR code; may be NULL (then the alt text is written). */
    void (*figure)(void *context, struct buf *out, const struct markdown_node *node, Str alt);
    void *context;
};
void markdown_write_html(struct buf *out, struct arena *scratch, const struct markdown *markdown,
                         const struct markdown_html *options);
/* One node a line, indented, with line:column and the attributes that matter: for golden tests and --tree. */
void markdown_write_tree(struct buf *out, const struct markdown *markdown);

#endif
