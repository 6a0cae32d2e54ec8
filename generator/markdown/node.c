/* The few changes that all passes make. */
#include <string.h>

#include "markdown/pass.h"

cmark_node *node_new(cmark_node_type type)
{
    return cmark_node_new_with_mem(type, &memory_arena);
}

struct markdown_node *node_mark(struct work *work, cmark_node *node, enum markdown_kind kind, Loc loc)
{
    struct markdown_node *own = arena_make(work->arena, struct markdown_node);
    own->kind = kind;
    own->loc = loc;
    cmark_node_set_user_data(node, own);
    return own;
}

void node_move_children(cmark_node *from, cmark_node *to)
{
    for (cmark_node *child = cmark_node_first_child(from), *next; child; child = next) {
        next = cmark_node_next(child);
        cmark_node_append_child(to, child);
    }
}

void node_remove(cmark_node *node)
{
    cmark_node_unlink(node);
    cmark_node_free(node);
}

Str node_literal(cmark_node *node)
{
    return str_from(cmark_node_get_literal(node));
}

void node_set_literal(struct work *work, cmark_node *node, Str text)
{
    cmark_node_set_literal(node, str_c(work->arena, text));
}
