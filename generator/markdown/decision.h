/* A troubleshooting tree: a page with `type: tree`, as a graph of questions and outcomes.
 *
 * In: a parsed page; each heading at its top level is a question or an outcome, each list item that is only a link to such a heading is an
 * answer. Out: the graph, checked: everything can be reached from the first heading, nothing ends without help, nothing runs in a
 * circle, and it stays small enough for a phone. Outcomes may be shared, so it is an acyclic graph rather than a tree. All is linear in
 * headings and answers, without recursion. Called by web/, print/ and draw/flowchart.c. */
#ifndef MARKDOWN_DECISION_H
#define MARKDOWN_DECISION_H

#include "markdown/markdown.h"

enum {
    DECISION_NODES_MOST = 500,
    DECISION_ANSWERS_MOST = 20, /* of one question */
    DECISION_DEPTH_MOST = 40,   /* questions on the longest way */
};

struct decision_answer {
    Str text;
    size_t to; /* index of the node it leads to */
    Loc loc;
};
struct decision_node { /* a question when it has answers, else an outcome */
    Str id, title;
    Str detail; /* its first paragraph as plain text, or "" */
    cmark_node *heading;
    const struct decision_answer *answers;
    size_t answer_count;
    size_t layer;   /* answers on the longest way to it; the first node: 0 */
    size_t parents; /* answers that lead to it */
    Loc loc;
};
struct decision {
    const struct decision_node *nodes; /* in the order of the text; the first one is where it begins */
    size_t count, layers;
};

/* NULL after reports. Marks the items that are answers (MARKDOWN_ANSWER). */
const struct decision *decision_read(struct arena *arena, struct diag *diag, const struct markdown *markdown);
/* The tree of another page, whose faults its own page tells; NULL when it has some. `markdown` (may be NULL) gets its text. */
const struct decision *decision_of_page(struct arena *arena, const struct site *site, const struct page *page,
                                        const struct markdown **markdown);

#endif
