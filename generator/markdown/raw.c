/* Raw HTML is not accepted: it is dropped, and all but comments is told. */
#include "markdown/pass.h"

enum { SHOWN = 40 };

/* Nothing but comments and white space. */
static bool is_comment(Str html)
{
    for (html = str_trim(html); html.len; html = str_trim(html)) {
        size_t end = str_find(html, S("-->"));
        if (!str_starts(html, S("<!--"))) return false;
        html = str_skip(html, end + 3);
    }
    return true;
}

void raw_pass(struct work *work, cmark_node *node)
{
    Str html = str_trim(node_literal(node)), line = html;
    if (!is_comment(html)) {
        line = str_cut(&line, '\n');
        size_t end = line.len < SHOWN ? line.len : SHOWN;
        while (end < line.len && end > 0 && ((unsigned char)line.data[end] & 0xC0) == 0x80) end--;
        line = str_from_to(line, 0, end);
        work_report(work, lines_find(work->document, node, line), MSG_MARKDOWN_RAW_HTML, line);
    }
    node_remove(node);
}

void raw_paragraph(struct work *work, cmark_node *paragraph)
{
    (void)work;
    if (!cmark_node_first_child(paragraph)) node_remove(paragraph);
}
