/* {{script kendala/klaim-gagal.md}}: a troubleshooting tree as a phone script, in place of the paragraph: a numbered list of what to ask and
 * what to tell, each answer with the number to go on with.
 *
 * In: a node that include.c has put there, with the tree's page. Out: an INCLUDE of that page whose child is the list. After the passes, as
 * the page is parsed on its own (its faults are told by itself) and its blocks are moved. */
#include "base/file.h"
#include "markdown/decision.h"
#include "markdown/pass.h"

enum script_word { ASK, TELL };
static const struct {
    const char *lang, *words[2];
} languages[] = {
    {"en", {"Ask:", "Tell:"}},
    {"su", {"Taroskeun:", "Wartoskeun:"}},
    {"", {"Tanyakan:", "Sampaikan:"}},
};

static Str word(Str lang, enum script_word which)
{
    size_t i = 0;
    while (*languages[i].lang && !str_starts(lang, str_from(languages[i].lang))) i++;
    return str_from(languages[i].words[which]);
}

struct script {
    struct work *work;
    const struct decision *decision;
    Str prefix; /* of the ids of its items */
};

static cmark_node *add_child(cmark_node *parent, cmark_node_type type)
{
    cmark_node *node = node_new(type);
    cmark_node_append_child(parent, node);
    return node;
}

static void add_text(struct work *work, cmark_node *parent, Str text)
{
    node_set_literal(work, add_child(parent, CMARK_NODE_TEXT), text);
}

static cmark_node *add_list(cmark_node *parent, cmark_list_type type)
{
    cmark_node *list = add_child(parent, CMARK_NODE_LIST);
    cmark_node_set_list_type(list, type);
    if (type == CMARK_ORDERED_LIST) cmark_node_set_list_start(list, 1);
    cmark_node_set_list_tight(list, type == CMARK_BULLET_LIST);
    return list;
}

static Str item_id(const struct script *script, size_t number)
{
    return str_format(script->work->arena, "%.*s-%zu", (int)script->prefix.len, script->prefix.data, number);
}

/* "**Ya** → 3" */
static void add_answers(const struct script *script, cmark_node *item, const struct decision_node *node)
{
    struct work *work = script->work;
    if (!node->answer_count) return;
    cmark_node *list = add_list(item, CMARK_BULLET_LIST);
    for (size_t i = 0; i < node->answer_count; i++) {
        const struct decision_answer *answer = &node->answers[i];
        cmark_node *line = add_child(add_child(list, CMARK_NODE_ITEM), CMARK_NODE_PARAGRAPH);
        add_text(work, add_child(line, CMARK_NODE_STRONG), answer->text);
        add_text(work, line, S(" →\u00a0"));
        cmark_node *link = add_child(line, CMARK_NODE_LINK);
        Str id = item_id(script, answer->to + 1);
        cmark_node_set_url(link, str_c(work->arena, str_join(work->arena, (Str[]){S("#"), id}, 2, STR_NONE)));
        node_mark(work, link, MARKDOWN_LINK, answer->loc)->fragment = id;
        add_text(work, link, str_format(work->arena, "%zu", answer->to + 1));
    }
}

/* Answers have their own list; a list of nothing else goes. */
static void remove_answers(cmark_node *list)
{
    for (cmark_node *item = cmark_node_first_child(list), *next; item; item = next) {
        const struct markdown_node *own = markdown_node(item);
        next = cmark_node_next(item);
        if (own && own->kind == MARKDOWN_ANSWER) node_remove(item);
    }
    if (!cmark_node_first_child(list)) node_remove(list);
}

static void add_item(const struct script *script, cmark_node *list, size_t index)
{
    struct work *work = script->work;
    const struct decision_node *node = &script->decision->nodes[index];
    cmark_node *item = add_child(list, CMARK_NODE_ITEM), *line = add_child(item, CMARK_NODE_PARAGRAPH);
    node_mark(work, item, MARKDOWN_STEP, node->loc)->id = item_id(script, index + 1);
    add_text(work, line, word(work->context->lang, node->answer_count ? ASK : TELL));
    add_text(work, line, S(" "));
    cmark_node *behind = cmark_node_next(node->heading), *title = add_child(line, CMARK_NODE_STRONG);
    node_move_children(node->heading, title);
    for (cmark_node *next; behind && cmark_node_get_type(behind) != CMARK_NODE_HEADING; behind = next) {
        next = cmark_node_next(behind);
        cmark_node_append_child(item, behind);
        if (cmark_node_get_type(behind) == CMARK_NODE_LIST) remove_answers(behind);
    }
    add_answers(script, item, node);
}

/* Links within the page lead to the page now. */
static void send_links_home(cmark_node *root, const struct page *page)
{
    for (struct walk walk = walk_start(root); walk_next(&walk);) {
        struct markdown_node *own = cmark_node_get_user_data(walk.node);
        if (!walk.entering || !own || own->kind != MARKDOWN_LINK || own->url.len || own->page) continue;
        own->page = page;
        own->url = page->url;
    }
}

static void keep_values(struct work *work, const struct markdown *markdown)
{
    for (size_t i = 0; i < markdown->value_count; i++) {
        work->used = arena_grow(work->arena, work->used, &work->used_capacity, work->used_count + 1,
                                sizeof *work->used);
        work->used[work->used_count++] = markdown->values[i];
    }
}

static void fill(struct work *work, cmark_node *node, const struct document *includer)
{
    struct markdown_node *own = cmark_node_get_user_data(node);
    const struct markdown *markdown;
    struct script script = {.work = work, .prefix = own->page->slug};
    script.decision = decision_of_page(work->arena, work->site, own->page, &markdown);
    if (!script.decision) { /* its page tells why */
        node_remove(node);
        return;
    }
    struct document *document = (struct document *)markdown->document; /* made by this call alone */
    document->includer = includer;
    send_links_home(markdown->root, own->page);
    keep_values(work, markdown);
    own->kind = MARKDOWN_INCLUDE;
    own->source = document->source;
    own->fragment = S("script");
    own->document = document;
    cmark_node *list = add_list(node, CMARK_ORDERED_LIST);
    for (size_t i = 0; i < script.decision->count; i++) add_item(&script, list, i);
}

void script_fill_all(struct work *work)
{
    for (size_t i = 0; i < work->script_count; i++)
        fill(work, work->scripts[i].node, work->scripts[i].includer);
}

void script_place(struct work *work, const struct document *document, cmark_node *paragraph, Str written,
                  Loc loc)
{
    Str path;
    const struct page *page = NULL;
    if (path_resolve(work->arena, STR_NONE, written, &path)) page = site_page(work->site, path);
    if (!page && path_resolve(work->arena, document->folder, written, &path))
        page = site_page(work->site, path);
    if (!page) {
        Str near = site_nearest_page(work->site, work->arena, written);
        if (near.len)
            work_report(work, loc, MSG_MARKDOWN_INCLUDE_MISSING_NEAR, written, near);
        else
            work_report(work, loc, MSG_MARKDOWN_INCLUDE_MISSING, written);
    } else if (page->type != PAGE_TREE) {
        work_report(work, loc, MSG_TREE_WANTED, written);
    } else if (page->source && !work->context->within) {
        cmark_node *node = node_new(CMARK_NODE_CUSTOM_BLOCK);
        node_mark(work, node, MARKDOWN_SCRIPT, loc)->page = page;
        cmark_node_insert_before(paragraph, node);
        work->scripts = arena_grow(work->arena, work->scripts, &work->script_capacity, work->script_count + 1,
                                   sizeof *work->scripts);
        work->scripts[work->script_count++] = (struct script_place){node, document};
    }
}
