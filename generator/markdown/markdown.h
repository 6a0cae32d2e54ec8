/* Markdown: CommonMark through cmark, then passes over its tree, then writers.
 *
 * In: a source (from an offset on) and the site that gives values, pages and includes; without a site the values stay as they are
 * written. Out: a cmark tree whose own nodes are CUSTOM_BLOCK/CUSTOM_INLINE with a struct markdown_node as user data; HEADING nodes
 * carry one too (their id). Writers never change the tree. Called by web/ and print/, from any thread.
 *
 * First the tables (GitHub Flavored Markdown 0.29, "Tables (extension)"): cmark knows none, and its tree has lost what a table needs
 * (`\|`, the ends of rows), so they are cut out of the source lines before cmark reads the final text; see table.c. Then includes; then
 * one walk over the tree with the passes: heading ids, alerts, values, pictures (chart:, qr:, tree:), links, raw HTML. */
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
    MARKDOWN_FLOWCHART,  /* CUSTOM_INLINE: as QR; page: a troubleshooting tree, or NULL */
    MARKDOWN_ICON, /* CUSTOM_INLINE: target = name of a pictogram; children: its alt text, empty beside words */
    MARKDOWN_VALUE,  /* CUSTOM_INLINE: target = name; one TEXT child: the formatted value */
    MARKDOWN_LINK,   /* LINK to a page or file of the site: url, fragment, page */
    MARKDOWN_IMAGE,  /* IMAGE of the site: url */
    MARKDOWN_TASK,   /* ITEM of a checklist: checked */
    MARKDOWN_ANSWER, /* ITEM that is an answer of a tree, see decision.h */
    MARKDOWN_SCRIPT, /* private: becomes an INCLUDE */
    MARKDOWN_STEP,   /* ITEM of a phone script: id */
    MARKDOWN_BRANCH, /* ITEM that begins with **Atau** or **Dan**: target = "or" or "and" */
};
enum markdown_alert { ALERT_NOTE, ALERT_TIP, ALERT_IMPORTANT, ALERT_WARNING, ALERT_DANGER };
enum markdown_align { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

struct markdown_node {
    enum markdown_kind kind;
    Str id; /* HEADING, STEP */
    enum markdown_alert alert;
    bool checked;                     /* TASK */
    size_t columns;                   /* TABLE */
    const enum markdown_align *align; /* TABLE: columns of them */
    Str target;
    Str url,
        fragment; /* LINK, IMAGE: below output/site/; fragment without '#'. INCLUDE: fragment alone, empty: all of it; target: "summary", "changes", "methods" when written from figures */
    const struct page *page;         /* QR, FLOWCHART; LINK, if it leads to a page */
    const struct source *source;     /* INCLUDE */
    const struct document *document; /* INCLUDE: private */
    Loc loc;                         /* own nodes: cmark has no setter for their place */
};

struct markdown_context {
    const struct site *site; /* may be NULL */
    Str folder;              /* where the document lies below content/: relative links start here */
    Str lang;
    Str period;                    /* that the document is about: "2021"; empty: the newest */
    const struct product *product; /* whose {{row.x}} and {{copy.x}} the text may name … */
    const struct copy *copy;       /* … and the copy that is being made; both NULL: none */
    bool within;                   /* part of another page is made of it: phone scripts in it are left out */
    bool heading_ids;              /* give ids to headings that name none */
};

struct markdown_heading {
    int level;
    Str id, title; /* plain text */
    cmark_node *node;
};
struct markdown_wanted { /* a link to a part of another page */
    const struct page *page;
    Str fragment;
    Loc loc;
};

struct markdown {
    cmark_node *root;
    const struct source *source;
    const struct markdown_context *context;
    struct markdown_heading *headings; /* in order of the text; those of includes too */
    size_t heading_count;
    struct markdown_wanted *wanted;
    size_t wanted_count;
    Str *files; /* of the site that the text links to, below output/site/ */
    size_t file_count;
    Str *values; /* names of the values that the text uses, as often as it does */
    size_t value_count;
    const struct document *document; /* private */
};

/* Never NULL: faults are reported and the tree is still sound. The tree lives as long as the arena. */
struct markdown *markdown_parse(struct arena *arena, struct diag *diag, const struct source *source,
                                size_t from, const struct markdown_context *context);

const struct markdown_node *markdown_node(cmark_node *node);         /* NULL for nodes of plain CommonMark */
Loc markdown_loc(const struct markdown *markdown, cmark_node *node); /* knows about includes and tables */
void markdown_plain(struct buf *out, cmark_node *node); /* the text alone, as a reader would hear it */

size_t markdown_headings(struct arena *arena, const struct markdown *markdown,
                         struct markdown_heading **headings);

/* Links to headings of other pages can be checked only when all pages are parsed: each page gives what it has and what it wants,
 * copied into an arena that lives long enough; then one call checks them all. */
struct markdown_anchors {
    const struct page *page;
    Str *ids;
    size_t id_count;
    struct markdown_wanted *wanted;
    size_t wanted_count;
};
void markdown_anchors(struct arena *arena, const struct markdown *markdown, const struct page *page,
                      struct markdown_anchors *anchors);
/* By page number. Entries without a page and links to pages that are not among them are passed over. */
void markdown_check_anchors(struct diag *diag, const struct site *site, const struct markdown_anchors *all,
                            size_t count);
/* Whether the source is the page's text, which may have been read more than once. */
bool markdown_is_of(const struct page *page, const struct source *source);

struct markdown_html {
    bool sections;   /* each heading of the top level opens a section */
    bool conformant; /* exactly the HTML of the CommonMark and GFM specifications (align="…", no wrappers) */
    Str from;        /* url of the page that is written, for relative links */
    Str root;        /* when given, links begin with it: the page is shown at any address */
    Str lang;
    /* Text for a UI string ("alert_note", "alert_tip", "alert_important", "alert_warning", "alert_danger", "table"); may be NULL or
     * give an empty text. */
    Str (*text)(void *context, const char *message);
    /* Writes the HTML of a chart or QR code, what stands inside of <figure>; may be NULL (then the alt text is written). */
    void (*figure)(void *context, struct buf *out, const struct markdown_node *node, Str alt);
    /* Writes the HTML of a picture of the site and says true, or writes nothing; `alt` and `title` are escaped already. May be NULL. */
    bool (*image)(void *context, struct buf *out, const struct markdown_node *node, Str alt, Str title);
    void *context;
};
void markdown_write_html(struct buf *out, struct arena *scratch, const struct markdown *markdown,
                         const struct markdown_html *options);
/* The text of a message in WhatsApp's markup. */
struct markdown_message {
    Str (*text)(void *context, const char *message); /* UI strings, as above; may be NULL */
    /* The whole address of a page or file of the site; {NULL, 0}: the link is left out. May be NULL. */
    Str (*address)(void *context, const struct markdown_node *link);
    void *context;
};
void markdown_write_message(struct buf *out, struct arena *scratch, const struct markdown *markdown,
                            const struct markdown_message *options);
/* One node a line, indented, with line:column and the attributes that matter: for golden tests and --tree. */
void markdown_write_tree(struct buf *out, const struct markdown *markdown);

#endif
