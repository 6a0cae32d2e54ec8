/* Items of lists that are more than that. Checklists (GitHub Flavored Markdown 0.29, "Task list items (extension)"): list items that begin with `[ ]` or `[x]`. Branches:
 * items that begin with a bold Atau or Dan, as in `- **Atau** datang ke kantor`, which reads well everywhere. */
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

static const struct {
    const char *word, *kind;
} branches[] = {{"atau", "or"}, {"dan", "and"},  {"or", "or"},
                {"and", "and"}, {"atawa", "or"}, {"jeung", "and"}};

void branch_pass(struct work *work, cmark_node *item)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    if (!paragraph || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return;
    cmark_node *strong = cmark_node_first_child(paragraph);
    if (!strong || cmark_node_get_type(strong) != CMARK_NODE_STRONG || !cmark_node_next(strong)) return;
    cmark_node *text = cmark_node_first_child(strong);
    if (!text || cmark_node_get_type(text) != CMARK_NODE_TEXT || cmark_node_next(text)) return;
    Str word = str_trim(node_literal(text));
    if (str_ends(word, S(":")) || str_ends(word, S(","))) word.len--;
    for (size_t i = 0; i < sizeof branches / sizeof *branches; i++)
        if (str_equal_nocase(word, str_from(branches[i].word)))
            node_mark(work, item, MARKDOWN_BRANCH, lines_loc(work->document, item))->target =
                str_from(branches[i].kind);
}
