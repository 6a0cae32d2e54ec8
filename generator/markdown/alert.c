/* Boxes: a quote whose first line is `[!PENTING]` alone. */
#include "markdown/pass.h"

static const struct {
    const char *word;
    enum markdown_alert alert;
} words[] = {
    {"CATATAN", ALERT_NOTE},      {"TIPS", ALERT_TIP},
    {"PENTING", ALERT_IMPORTANT}, {"PERINGATAN", ALERT_WARNING},
    {"BAHAYA", ALERT_DANGER},     {"NOTE", ALERT_NOTE},
    {"TIP", ALERT_TIP},           {"IMPORTANT", ALERT_IMPORTANT},
    {"WARNING", ALERT_WARNING},   {"CAUTION", ALERT_DANGER},
    {"DANGER", ALERT_DANGER},
};
enum { WORDS = sizeof words / sizeof *words };

static bool find_word(Str word, enum markdown_alert *alert)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (!str_equal_nocase(word, str_from(words[i].word))) continue;
        *alert = words[i].alert;
        return true;
    }
    return false;
}

/* `[!WORD]` at the beginning; the rest of the text is given too. */
static bool read_mark(Str text, Str *word, Str *rest)
{
    size_t end = 2;
    if (!str_starts(text, S("[!"))) return false;
    while (end < text.len && char_is_alpha(text.data[end])) end++;
    if (end == 2 || end >= text.len || text.data[end] != ']') return false;
    *word = str_from_to(text, 2, end);
    *rest = str_trim(str_skip(text, end + 1));
    return true;
}

static bool is_break(cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK;
}

static void report_unknown(struct work *work, cmark_node *quote, Str word)
{
    Str names[WORDS];
    for (size_t i = 0; i < WORDS; i++) names[i] = str_from(words[i].word);
    Str near = str_nearest(word, names, WORDS);
    Loc loc = lines_find(work->document, quote, S("[!"));
    if (near.len)
        work_report(work, loc, MSG_MARKDOWN_ALERT_UNKNOWN_NEAR, word, near);
    else
        work_report(work, loc, MSG_MARKDOWN_ALERT_UNKNOWN, word);
}

static void remove_mark(cmark_node *paragraph, cmark_node *text)
{
    cmark_node *after = cmark_node_next(text);
    node_remove(text);
    if (after) node_remove(after);
    if (!cmark_node_first_child(paragraph)) node_remove(paragraph);
}

void alert_pass(struct work *work, cmark_node *quote)
{
    cmark_node *paragraph = cmark_node_first_child(quote), *text = cmark_node_first_child(paragraph);
    enum markdown_alert alert;
    Str word, rest;
    if (cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH ||
        cmark_node_get_type(text) != CMARK_NODE_TEXT || !read_mark(node_literal(text), &word, &rest))
        return;
    bool alone = !rest.len && (!cmark_node_next(text) || is_break(cmark_node_next(text)));
    if (!find_word(word, &alert)) {
        if (alone) report_unknown(work, quote, word);
        return;
    }
    if (!alone) {
        work_report(work, lines_find(work->document, quote, S("[!")), MSG_MARKDOWN_ALERT_NOT_ALONE, word);
        return;
    }
    remove_mark(paragraph, text);
    cmark_node *box = node_new(CMARK_NODE_CUSTOM_BLOCK);
    node_mark(work, box, MARKDOWN_ALERT, lines_loc(work->document, quote))->alert = alert;
    cmark_node_insert_before(quote, box);
    node_move_children(quote, box);
    node_remove(quote);
}
