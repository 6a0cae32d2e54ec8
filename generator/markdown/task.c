/* Checklists (GitHub Flavored Markdown 0.29, "Task list items (extension)"): list items that begin with `[ ]` or `[x]`. */
#include "markdown/pass.h"

static bool read_mark(Str text, bool *checked)
{
    if (text.len < 4 || text.data[0] != '[' || text.data[2] != ']' || !char_is_space(text.data[3]))
        return false;
    char mark = char_lower(text.data[1]);
    *checked = mark == 'x';
    return mark == 'x' || mark == ' ';
}

void task_pass(struct work *work, cmark_node *item)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    if (!paragraph || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return;
    cmark_node *text = cmark_node_first_child(paragraph);
    bool checked;
    if (!text || cmark_node_get_type(text) != CMARK_NODE_TEXT || !read_mark(node_literal(text), &checked))
        return;
    node_mark(work, item, MARKDOWN_TASK, lines_loc(work->document, item))->checked = checked;
    node_set_literal(work, text, str_copy(work->arena, str_trim_left(str_skip(node_literal(text), 3))));
}
