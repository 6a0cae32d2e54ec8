#include "markdown/decision.h"

#include "base/arena.h"
#include "base/file.h"
#include "markdown/pass.h"

enum { SHOWN_OF_LOOP = 6, LOOPS_TOLD = 20 };

struct growing_node {
    struct decision_node node;
    struct decision_answer *answers;
    size_t capacity;
    bool has_text;
};

struct reading {
    struct arena *arena;
    struct diag *diag;
    const struct markdown *markdown;
    struct growing_node *nodes;
    size_t count;
    struct names ids, headings; /* nodes, and all headings */
    bool faulty;
};

#define tell(reading, loc, message, ...)                                                                     \
    ((reading)->faulty = true, diag_report((reading)->diag, (loc), message, ##__VA_ARGS__))

static Str plain_text(struct arena *arena, cmark_node *node)
{
    struct buf text = {0};
    markdown_plain(&text, node);
    Str plain = str_trim(buf_copy(&text, arena));
    buf_free(&text);
    return plain;
}

/* ---- what stands in the page ---- */

static bool is_own_link(cmark_node *node)
{
    const struct markdown_node *own = node ? markdown_node(node) : NULL;
    return own && cmark_node_get_type(node) == CMARK_NODE_LINK && own->kind == MARKDOWN_LINK &&
           !own->url.len && own->fragment.len;
}

/* The link of an item that begins with one to a heading of this page; *alone: it is all there is. */
static cmark_node *leading_link(cmark_node *item, bool *alone)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    if (!paragraph || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return NULL;
    cmark_node *link = cmark_node_first_child(paragraph);
    if (!is_own_link(link)) return NULL;
    *alone = !cmark_node_next(link) && !cmark_node_next(paragraph);
    return link;
}

static void add_answer(struct reading *reading, struct growing_node *node, cmark_node *item, cmark_node *link)
{
    const struct markdown_node *own = markdown_node(link);
    const struct growing_node *target = names_get(&reading->ids, own->fragment);
    if (!target) { /* a link without a target is told already */
        reading->faulty = true;
        if (names_get(&reading->headings, own->fragment))
            tell(reading, own->loc, MSG_TREE_ANSWER_TARGET, own->fragment);
        return;
    }
    Str text = plain_text(reading->arena, link);
    for (size_t i = 0; i < node->node.answer_count && i <= DECISION_ANSWERS_MOST; i++)
        if (str_equal(node->answers[i].text, text))
            diag_report(reading->diag, own->loc, MSG_TREE_ANSWER_TWICE, text);
    node->answers = arena_grow(reading->arena, node->answers, &node->capacity, node->node.answer_count + 1,
                               sizeof *node->answers);
    node->answers[node->node.answer_count++] =
        (struct decision_answer){text, (size_t)(target - reading->nodes), own->loc};
    struct markdown_node *mark = arena_make(reading->arena, struct markdown_node);
    *mark = (struct markdown_node){.kind = MARKDOWN_ANSWER, .loc = own->loc};
    cmark_node_set_user_data(item, mark);
    if (node->node.answer_count == DECISION_ANSWERS_MOST + 1)
        tell(reading, own->loc, MSG_TREE_ANSWERS_MANY,
             str_format(reading->arena, "%d", DECISION_ANSWERS_MOST));
}

static void read_list(struct reading *reading, struct growing_node *node, cmark_node *list)
{
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        bool alone = false;
        cmark_node *link = leading_link(item, &alone);
        if (!link || !alone) node->has_text = true;
        if (!link) continue;
        Loc loc = markdown_node(link)->loc;
        if (!alone)
            diag_report(reading->diag, loc, MSG_TREE_ANSWER_MORE);
        else if (node == reading->nodes + reading->count)
            tell(reading, loc, MSG_TREE_ANSWER_EARLY);
        else
            add_answer(reading, node, item, link);
    }
}

static void read_block(struct reading *reading, struct growing_node *node, cmark_node *block)
{
    cmark_node_type type = cmark_node_get_type(block);
    if (type == CMARK_NODE_LIST) {
        read_list(reading, node, block);
        return;
    }
    node->has_text = node->has_text || type != CMARK_NODE_THEMATIC_BREAK;
    if (type == CMARK_NODE_PARAGRAPH && !node->node.detail.len)
        node->node.detail = plain_text(reading->arena, block);
}

static const struct markdown_heading *heading_at(const struct markdown *markdown, size_t *at,
                                                 cmark_node *node)
{
    while (markdown->headings[*at].node != node) (*at)++; /* both are in the order of the text */
    return &markdown->headings[*at];
}

/* Nodes first, as answers lead forward; one more than there are, for what stands before the first heading. */
static bool read_headings(struct reading *reading)
{
    const struct markdown *markdown = reading->markdown;
    reading->nodes = arena_make_n(reading->arena, struct growing_node, markdown->heading_count + 1);
    size_t at = 0;
    for (size_t i = 0; i < markdown->heading_count; i++)
        names_put(reading->arena, &reading->headings, markdown->headings[i].id, &markdown->headings[i]);
    for (cmark_node *block = cmark_node_first_child(markdown->root); block; block = cmark_node_next(block)) {
        if (cmark_node_get_type(block) != CMARK_NODE_HEADING) continue;
        const struct markdown_heading *heading = heading_at(markdown, &at, block);
        struct growing_node *node = &reading->nodes[reading->count++];
        node->node = (struct decision_node){.id = heading->id,
                                            .title = str_trim(heading->title),
                                            .heading = block,
                                            .loc = markdown_loc(markdown, block)};
        names_put(reading->arena, &reading->ids, heading->id, node);
        if (!node->node.title.len) tell(reading, node->node.loc, MSG_TREE_TITLE_EMPTY);
        if (reading->count == DECISION_NODES_MOST + 1)
            tell(reading, node->node.loc, MSG_TREE_LARGE,
                 str_format(reading->arena, "%d", DECISION_NODES_MOST));
    }
    if (!reading->count) tell(reading, ((Loc){markdown->source, markdown->document->from}), MSG_TREE_EMPTY);
    return reading->count > 0;
}

static void read_blocks(struct reading *reading)
{
    struct growing_node *node = reading->nodes + reading->count, *next = reading->nodes;
    cmark_node *block = cmark_node_first_child(reading->markdown->root);
    for (; block; block = cmark_node_next(block))
        if (cmark_node_get_type(block) == CMARK_NODE_HEADING)
            node = next++;
        else
            read_block(reading, node, block);
    for (size_t i = 0; i < reading->count; i++) reading->nodes[i].node.answers = reading->nodes[i].answers;
}

/* ---- what is wrong with it ---- */

static void check_ends(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        const struct growing_node *node = &reading->nodes[i];
        if (node->node.answer_count) continue;
        if (str_ends(node->node.title, S("?")))
            tell(reading, node->node.loc, MSG_TREE_NO_ANSWERS, node->node.title);
        else if (!node->has_text)
            tell(reading, node->node.loc, MSG_TREE_DEAD_END, node->node.title);
    }
}

/* Depth-first search (Tarjan 1972) with a stack of its own. `left` gets the nodes in the order in which they are left: each after all
 * that it leads to. */
struct search {
    struct reading *reading;
    size_t *stack, *next, *left; /* next: the answer to follow, by node */
    unsigned char *state;
    size_t depth, left_count, loops;
};
enum { UNSEEN, OPEN, LEFT };

/* `a → b → c → a` of the stack from `to` on; a long one is cut. */
static void report_loop(struct search *search, const struct decision_answer *answer)
{
    struct reading *reading = search->reading;
    size_t first = search->depth, count = 0;
    while (first && search->stack[first - 1] != answer->to && search->depth - first < DECISION_NODES_MOST)
        first--;
    if (first) first--;
    Str names[SHOWN_OF_LOOP + 2];
    for (size_t i = first; i < search->depth && count < SHOWN_OF_LOOP; i++)
        names[count++] = reading->nodes[search->stack[i]].node.id;
    if (search->depth - first > SHOWN_OF_LOOP) names[count++] = S("…");
    names[count++] = reading->nodes[answer->to].node.id;
    tell(reading, answer->loc, MSG_TREE_LOOP, str_join(reading->arena, names, count, S(" → ")));
}

static void follow(struct search *search, const struct decision_answer *answer)
{
    unsigned char *state = &search->state[answer->to];
    if (*state == OPEN && search->loops++ < LOOPS_TOLD) report_loop(search, answer);
    if (*state != UNSEEN) return;
    *state = OPEN;
    search->stack[search->depth++] = answer->to;
}

static void search_from(struct search *search, size_t start)
{
    search->state[start] = OPEN;
    search->stack[search->depth++] = start;
    while (search->depth) {
        size_t at = search->stack[search->depth - 1];
        const struct decision_node *node = &search->reading->nodes[at].node;
        if (search->next[at] < node->answer_count) {
            follow(search, &node->answers[search->next[at]++]);
            continue;
        }
        search->state[at] = LEFT;
        search->left[search->left_count++] = at;
        search->depth--;
    }
}

static void check_reach(struct search *search)
{
    struct reading *reading = search->reading;
    for (size_t i = 0; i < reading->count; i++)
        if (search->state[i] == UNSEEN)
            tell(reading, reading->nodes[i].node.loc, MSG_TREE_UNREACHABLE, reading->nodes[i].node.title);
    for (size_t i = 0; i < reading->count; i++) /* circles among them are told as well */
        if (search->state[i] == UNSEEN) search_from(search, i);
}

/* The longest way to each node, in topological order. */
static size_t count_layers(struct search *search)
{
    struct reading *reading = search->reading;
    size_t layers = 0;
    for (size_t i = search->left_count; i-- > 0;) {
        struct decision_node *node = &reading->nodes[search->left[i]].node;
        if (node->layer + 1 > layers) layers = node->layer + 1;
        if (node->layer == DECISION_DEPTH_MOST + 1)
            tell(reading, node->loc, MSG_TREE_DEEP, str_format(reading->arena, "%d", DECISION_DEPTH_MOST));
        for (size_t k = 0; k < node->answer_count; k++) {
            struct decision_node *to = &reading->nodes[node->answers[k].to].node;
            to->parents++;
            if (to->layer <= node->layer) to->layer = node->layer + 1;
        }
    }
    return layers;
}

static size_t check(struct reading *reading)
{
    size_t count = reading->count;
    struct search search = {.reading = reading,
                            .stack = arena_make_n(reading->arena, size_t, count),
                            .next = arena_make_n(reading->arena, size_t, count),
                            .left = arena_make_n(reading->arena, size_t, count),
                            .state = arena_make_n(reading->arena, unsigned char, count)};
    check_ends(reading);
    search_from(&search, 0);
    check_reach(&search);
    return search.loops ? 0 : count_layers(&search);
}

const struct decision *decision_read(struct arena *arena, struct diag *diag, const struct markdown *markdown)
{
    struct reading reading = {.arena = arena, .diag = diag, .markdown = markdown};
    struct decision *decision = arena_make(arena, struct decision);
    if (!read_headings(&reading)) return NULL;
    read_blocks(&reading);
    decision->layers = check(&reading);
    if (reading.faulty) return NULL;
    struct decision_node *nodes = arena_make_n(arena, struct decision_node, reading.count);
    for (size_t i = 0; i < reading.count; i++) nodes[i] = reading.nodes[i].node;
    decision->nodes = nodes;
    decision->count = reading.count;
    return decision;
}

const struct decision *decision_of_page(struct arena *arena, const struct site *site, const struct page *page,
                                        const struct markdown **markdown)
{
    struct diag *silent = diag_new();
    struct markdown_context *context = arena_make(arena, struct markdown_context);
    *context = (struct markdown_context){.site = site,
                                         .folder = path_folder(page->path),
                                         .lang = page->lang,
                                         .within = true,
                                         .heading_ids = true};
    const struct source *text = page_text(site, arena, silent, page);
    const struct markdown *parsed = text ? markdown_parse(arena, silent, text, page->body, context) : NULL;
    const struct decision *decision = parsed ? decision_read(arena, silent, parsed) : NULL;
    if (diag_count(silent, DIAG_ERROR)) decision = NULL;
    diag_free(silent);
    if (markdown) *markdown = parsed;
    return decision;
}
