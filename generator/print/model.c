/* A run's sheet, prepared once and changed from copy to copy: what a row does not touch keeps its lines, its shapes and its place in the
 * document (canvas calls shared_begin, shared_end), so that a copy costs what is its own.
 *
 * The layout is rendered for each copy as before; its text is compared tag by tag with the first copy's. A changed text, or a changed number or colour of a
 * shape, is put into the drawing at hand; frames that take a text, codes and sections with values of the row are told anew. Whatever is more than that (a
 * condition that comes out otherwise, a frame of another size) makes a copy that is prepared on its own, as if there were no model. */
#include <string.h>

#include "base/arena.h"
#include "print/inside.h"
#include "site/copy.h"

/* From a '<' to the next one: a tag and the text behind it. Comments belong to the tag before them. */
struct token {
    size_t from, end, to; /* end: behind the '>' */
    xmlNode *node;
    bool closes; /* an end tag, or a tag that ends itself: the text belongs to what is around */
    bool tag_varies, text_varies;
};

/* Artwork that stands in all copies: siblings from `first` to `last`. Its address is the key. */
struct same {
    const xmlNode *first, *last;
};

struct model {
    struct sheet sheet; /* of the copy at hand */
    struct arena *arena;
    struct token *tokens;
    size_t count, capacity;
    const xmlNode **changed;
    size_t changed_count, changed_capacity;
    struct same *same;
    size_t same_count, same_capacity;
    const struct sheet_link *links; /* of the first copy */
    size_t link_count;
    bool text_varies;     /* the Markdown has values of the copy */
    bool judged, counted; /* the layout has rules for banners; it counts words */
    bool grown;           /* something changes that did not before */
};

/* ---- tags ---- */

static size_t tag_end(Str text, size_t at)
{
    char quote = 0;
    for (; at < text.len; at++) {
        char c = text.data[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return at + 1;
    }
    return text.len;
}

/* Behind comments, which hold no tags. */
static size_t next_tag(Str text, size_t at)
{
    for (;;) {
        at += str_find_char(str_skip(text, at), '<');
        if (!str_starts(str_skip(text, at), S("<!--"))) return at;
        size_t end = str_find(str_skip(text, at), S("-->"));
        at = at + end + 3 < text.len ? at + end + 3 : text.len;
    }
}

static const xmlNode *next_element(const xmlNode *node, const xmlNode *root)
{
    const xmlNode *at = node;
    bool down = true;
    for (;;) {
        if (down && at->type == XML_ELEMENT_NODE && at->children)
            at = at->children;
        else {
            while (at != root && !at->next) at = at->parent;
            if (at == root) return NULL;
            at = at->next;
        }
        down = true;
        if (at->type == XML_ELEMENT_NODE) return at;
    }
}

/* "<g " is a tag of a g; of figures the element has been renamed (layout.c). */
static bool is_tag_of(const xmlNode *node, Str tag)
{
    size_t end = 1;
    while (end < tag.len && !char_is_space(tag.data[end]) && tag.data[end] != '>' && tag.data[end] != '/')
        end++;
    Str name = str_from_to(tag, 1, end), local = str_skip(name, str_find_char(name, ':') + 1);
    return str_equal(xml_name(node), local.len ? local : name) || str_is(name, "image");
}

/* The tags of the first copy with their elements; false when the text is not as plain as our own templates write it. */
static bool read_tokens(struct model *model, Str text)
{
    xmlNode *root = xmlDocGetRootElement(model->sheet.document), *next = root;
    xmlNode *open[PRINT_DEPTH_MOST * 2];
    size_t depth = 0;
    for (size_t at = next_tag(text, 0), to; at < text.len; at = to) {
        char c = at + 1 < text.len ? text.data[at + 1] : 0;
        if (c == '!' || c == '?') return false;
        struct token token = {.from = at, .end = tag_end(text, at)};
        token.to = to = next_tag(text, token.end);
        if (c == '/') {
            if (!depth) return false;
            token.node = open[--depth];
            token.closes = true;
        } else {
            if (!next || !is_tag_of(next, str_from_to(text, at, token.end))) return false;
            token.node = next;
            token.closes = text.data[token.end - 2] == '/';
            next = (xmlNode *)next_element(next, root);
            if (!token.closes) {
                if (depth == sizeof open / sizeof *open) return false;
                open[depth++] = token.node;
            }
        }
        model->tokens = arena_grow(model->arena, model->tokens, &model->capacity, model->count + 1,
                                   sizeof *model->tokens);
        model->tokens[model->count++] = token;
    }
    return depth == 0 && !next;
}

/* ---- what changes ---- */

static bool is_changed(const struct model *model, const xmlNode *node)
{
    for (size_t i = 0; i < model->changed_count; i++)
        if (model->changed[i] == node) return true;
    return false;
}

static void note_changed(struct model *model, const xmlNode *node)
{
    if (is_changed(model, node)) return;
    model->changed = arena_grow(model->arena, model->changed, &model->changed_capacity,
                                model->changed_count + 1, sizeof *model->changed);
    model->changed[model->changed_count++] = node;
}

static struct item *item_of(struct model *model, const xmlNode *node)
{
    return (struct item *)layout_item(&model->sheet, node);
}

/* Somewhere else the drawing may take this element's picture: "#id" in a use, a gradient or a clip. */
static bool is_referred_to(const struct model *model, const xmlNode *node)
{
    Str text = model->sheet.rendered;
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        Str id = xml_attribute(node, NULL, "id"), rest = text;
        while (id.len) {
            size_t at = str_find(rest, id);
            if (at == rest.len) break;
            if (at > 0 && rest.data[at - 1] == '#') return true;
            rest = str_skip(rest, at + id.len);
        }
    }
    return false;
}

static const xmlNode *text_around(const xmlNode *node)
{
    while (node && node->type == XML_ELEMENT_NODE && !str_is(xml_name(node), "text")) node = node->parent;
    return node && node->type == XML_ELEMENT_NODE ? node : NULL;
}

/* Attributes of artwork that move or colour it, and nothing else depends on them. */
static bool is_artwork(Str name)
{
    static const char *const names[] = {
        "x",  "y",  "width", "height", "cx",     "cy",        "r",    "rx",     "ry",           "x1",
        "y1", "x2", "y2",    "d",      "points", "transform", "fill", "stroke", "stroke-width", "opacity"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i])) return true;
    return false;
}

/* "&amp;" and its like, as the template writes them. */
static Str plain(struct arena *arena, Str text)
{
    static const struct {
        const char *name, *text;
    } entities[] = {{"&amp;", "&"}, {"&lt;", "<"},   {"&gt;", ">"},  {"&quot;", "\""}, {"&apos;", "'"},
                    {"&#39;", "'"}, {"&#10;", "\n"}, {"&#9;", "\t"}, {"&#13;", "\r"}};
    if (str_find_char(text, '&') == text.len) return text;
    struct buf out = {0};
    while (text.len) {
        size_t at = str_find_char(text, '&'), i = 0;
        buf_str(&out, str_from_to(text, 0, at));
        text = str_skip(text, at);
        if (!text.len) break;
        while (i < sizeof entities / sizeof *entities && !str_starts(text, str_from(entities[i].name))) i++;
        bool known = i < sizeof entities / sizeof *entities;
        buf_c(&out, known ? entities[i].text : "&");
        text = str_skip(text, known ? strlen(entities[i].name) : 1);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

/* The next attribute of a tag. */
static bool attribute_next(Str tag, size_t *at, Str *name, Str *value)
{
    while (*at < tag.len && char_is_space(tag.data[*at])) ++*at;
    size_t from = *at, equals = from + str_find_char(str_skip(tag, from), '=');
    if (equals + 1 >= tag.len || tag.data[equals + 1] != '"') return false;
    size_t end = equals + 2 + str_find_char(str_skip(tag, equals + 2), '"');
    *name = str_trim(str_from_to(tag, from, equals));
    *value = str_from_to(tag, equals + 2, end);
    *at = end + 1;
    return true;
}

static bool attribute_put(struct model *model, xmlNode *node, Str name, Str value)
{
    struct sheet *sheet = &model->sheet;
    struct item *item = item_of(model, node);
    bool text = str_is(name, "frame:text");
    Str own = plain(sheet->arena, value),
        now = text ? frame_attribute(node, "text") : xml_attribute(node, NULL, str_c(sheet->arena, name));
    if (!now.data) return false;
    if (str_equal(own, now)) return true;
    const xmlChar *content = (const xmlChar *)str_c(sheet->arena, own);
    if (text && item && item->kind == ITEM_FRAME) {
        xmlAttr *attribute =
            xmlHasNsProp(node, (const xmlChar *)"text", (const xmlChar *)SVG_FRAME_NAMESPACE);
        xmlSetNsProp(node, attribute->ns, (const xmlChar *)"text", content);
        item->story->varies = true;
        return true;
    }
    if (item || !is_artwork(name) || text_around(node) || is_referred_to(model, node)) return false;
    xmlSetProp(node, (const xmlChar *)str_c(sheet->arena, name), content);
    note_changed(model, node);
    return true;
}

/* The same element with the same attributes; `before` is what the first copy has. */
static bool tag_put(struct model *model, xmlNode *node, Str tag, Str before)
{
    size_t at = 1, was = 1;
    while (at < tag.len && !char_is_space(tag.data[at]) && tag.data[at] != '>') at++;
    while (was < before.len && !char_is_space(before.data[was]) && before.data[was] != '>') was++;
    if (!str_equal(str_from_to(tag, 0, at), str_from_to(before, 0, was))) return false;
    Str name, value, old_name, old;
    while (attribute_next(tag, &at, &name, &value)) {
        if (!attribute_next(before, &was, &old_name, &old) || !str_equal(name, old_name)) return false;
        bool foreign = str_find_char(name, ':') < name.len || str_starts(name, S("xmlns")) ||
                       str_is(name, "data-at"); /* its place in the layout's file: no part of the drawing */
        if (foreign && !str_is(name, "frame:text") && str_equal(value, old)) continue;
        if (!attribute_put(model, node, name, value)) return false;
    }
    return !attribute_next(before, &was, &old_name, &old);
}

static bool text_put(struct model *model, const struct token *token, Str text)
{
    struct sheet *sheet = &model->sheet;
    xmlNode *around = token->closes ? token->node->parent : token->node,
            *place = token->closes ? token->node->next : token->node->children;
    const xmlNode *whole = text_around(around);
    Str own = plain(sheet->arena, text);
    const xmlChar *content = (const xmlChar *)str_c(sheet->arena, own);
    if (!whole) return str_trim(own).len == 0;
    if (is_referred_to(model, whole)) return false;
    if (place && place->type == XML_TEXT_NODE)
        xmlNodeSetContent(place, content);
    else if (own.len && token->closes)
        xmlAddNextSibling(token->node, xmlNewText(content));
    else if (own.len && place)
        xmlAddPrevSibling(place, xmlNewText(content));
    else if (own.len)
        xmlAddChild(token->node, xmlNewText(content));
    struct item *item = item_of(model, whole);
    if (item) item->varies = true;
    note_changed(model, whole);
    return true;
}

static bool token_put(struct model *model, struct token *token, Str tag, Str text)
{
    Str first = model->sheet.rendered, first_tag = str_from_to(first, token->from, token->end),
        first_text = str_from_to(first, token->end, token->to);
    if (token->tag_varies || !str_equal(tag, first_tag)) {
        model->grown = model->grown || !token->tag_varies;
        token->tag_varies = true;
        if (!tag_put(model, token->node, tag, first_tag)) return false;
    }
    if (token->text_varies || !str_equal(text, first_text)) {
        model->grown = model->grown || !token->text_varies;
        token->text_varies = true;
        if (!text_put(model, token, text)) return false;
    }
    return true;
}

/* Pages that grow and what is told of them belong to one copy. */
static bool grows(const struct sheet *sheet)
{
    bool found = sheet->field_count > 0;
    for (size_t i = 0; i < sheet->story_count; i++)
        found = found || sheet->stories[i].grows || sheet->stories[i].contents;
    for (size_t i = 0; i < sheet->master_count; i++)
        found = found || sheet->masters[i].repeat.data || sheet->masters[i].blank;
    return found;
}

/* Compares with the first copy and puts in what differs, now or in an earlier copy. */
static bool layout_put(struct model *model, Str text)
{
    Str first = model->sheet.rendered;
    size_t at = next_tag(text, 0);
    for (size_t i = 0; i < model->count; i++) {
        struct token *token = &model->tokens[i];
        Str before = str_from_to(first, token->from, token->to);
        size_t to = at + before.len;
        bool same = !token->tag_varies && !token->text_varies && str_starts(str_skip(text, at), before) &&
                    (to == text.len || text.data[to] == '<');
        if (!same) {
            if (at >= text.len) return false;
            size_t end = tag_end(text, at);
            to = next_tag(text, end);
            if (!token_put(model, token, str_from_to(text, at, end), str_from_to(text, end, to)))
                return false;
        }
        at = to;
    }
    return at >= text.len;
}

/* ---- what stays ---- */

static bool draws(const xmlNode *node)
{
    static const char *const silent[] = {"defs",     "style",    "symbol",         "title",         "desc",
                                         "metadata", "clipPath", "linearGradient", "radialGradient"};
    if (node->type != XML_ELEMENT_NODE) return false;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (str_is(xml_name(node), silent[i])) return false;
    return true;
}

static bool stays(struct model *model, const xmlNode *node, int depth)
{
    if (depth > PRINT_DEPTH_MOST || item_of(model, node) || is_changed(model, node)) return false;
    for (size_t i = 0; i < model->sheet.master_count; i++)
        if (model->sheet.masters[i].node == node) return false;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (draws(child) && !stays(model, child, depth + 1)) return false;
    return true;
}

static void same_add(struct model *model, const xmlNode *first, const xmlNode *last)
{
    if (!first) return;
    model->same = arena_grow(model->arena, model->same, &model->same_capacity, model->same_count + 1,
                             sizeof *model->same);
    model->same[model->same_count++] = (struct same){first, last};
}

static void find_same(struct model *model, const xmlNode *parent, int depth)
{
    const xmlNode *first = NULL, *last = NULL;
    if (depth > PRINT_DEPTH_MOST) return;
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (!draws(child)) continue;
        if (stays(model, child, depth)) {
            if (!first) first = child;
            last = child;
            continue;
        }
        same_add(model, first, last);
        first = NULL;
        if (!item_of(model, child)) find_same(model, child, depth + 1);
    }
    same_add(model, first, last);
}

/* New addresses each time: they are the keys of what has been drawn. */
static void find_all_same(struct model *model)
{
    model->same = NULL;
    model->same_count = model->same_capacity = 0;
    find_same(model, xmlDocGetRootElement(model->sheet.document), 0);
    model->grown = false;
}

const void *model_same(const struct model *model, const xmlNode *first, const xmlNode **last)
{
    for (size_t i = 0; i < model->same_count; i++)
        if (model->same[i].first == first) {
            *last = model->same[i].last;
            return &model->same[i];
        }
    return NULL;
}

/* ---- from copy to copy ---- */

static bool has_rules(Str text)
{
    static const char *const rules[] = {"frame:distance", "frame:words"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (str_find(text, str_from(rules[i])) < text.len) return true;
    return false;
}

static bool text_varies(const struct sheet *sheet)
{
    Str text = sheet->markdown->source->text;
    for (size_t i = 0; i < sheet->markdown->value_count; i++)
        if (copy_is_value(sheet->markdown->values[i])) return true;
    return str_find(text, S("](qr:")) < text.len;
}

/* The figures of the layout that carry the copy's code. */
static void tell_codes(struct model *model)
{
    struct sheet *sheet = &model->sheet;
    for (size_t i = 0; i < sheet->item_count; i++) {
        struct item *item = &sheet->items[i];
        if (item->kind == ITEM_FIGURE && item->varies) item->figure = layout_figure(sheet, item);
    }
}

struct model *model_open(struct arena *arena, const struct sheet *first)
{
    struct model *model = arena_make(arena, struct model);
    model->arena = arena;
    model->sheet = *first;
    model->sheet.model = model;
    if (grows(first) || !read_tokens(model, first->rendered)) return NULL;
    for (size_t i = 0; i < first->item_count; i++)
        if (first->items[i].story) first->items[i].settled = first->items[i].placed;
    for (size_t i = 0; i < first->story_count; i++) {
        first->stories[i].settled = true;
        first->stories[i].settled_size = first->stories[i].size;
    }
    model->links = first->links;
    model->link_count = first->link_count;
    model->text_varies = text_varies(first);
    model->counted =
        str_find(first->layout->source->text, S("frame:words")) < first->layout->source->text.len;
    model->judged = has_rules(first->layout->source->text);
    if (model->text_varies) story_note_varying(&model->sheet);
    for (size_t i = 0; i < first->item_count; i++) {
        struct item *item = &model->sheet.items[i];
        item->varies = item->kind == ITEM_FIGURE && item->figure && item->figure->uri.len;
    }
    find_all_same(model);
    return model;
}

/* Letters that are smaller than any so far, or words that are counted: where things stand is the same in all copies. */
static void judge(struct model *model)
{
    struct sheet *sheet = &model->sheet;
    bool smaller = model->counted;
    if (!model->judged) return;
    for (size_t i = 0; i < sheet->story_count; i++) {
        struct story *story = &sheet->stories[i];
        if (story->judged_size > 0 && story->size >= story->judged_size) continue;
        smaller = true;
        story->judged_size = story->size;
    }
    if (smaller) banner_check(sheet);
}

struct sheet *model_sheet(struct model *model)
{
    return &model->sheet;
}

/* Links of the sections that stay; the others are told anew. */
static void keep_links(struct model *model)
{
    struct sheet *sheet = &model->sheet;
    sheet->links = arena_make_n(sheet->arena, struct sheet_link, model->link_count + 1);
    sheet->link_count = 0;
    sheet->link_capacity = model->link_count + 1;
    for (size_t i = 0; i < model->link_count; i++) {
        bool kept = true;
        for (size_t k = 0; k < sheet->story_count; k++) {
            const struct story *story = &sheet->stories[k];
            if (story->varies && i >= story->link_from && i < story->link_to) kept = false;
        }
        if (kept) sheet->links[sheet->link_count++] = model->links[i];
    }
}

enum model_result model_change(struct model *model, const struct product *product, const struct copy *copy,
                               struct arena *scratch, struct diag *diag)
{
    struct sheet *sheet = &model->sheet;
    sheet->product = product;
    sheet->copy = copy;
    sheet->arena = scratch;
    sheet->diag = diag;
    sheet->failed = false;
    size_t errors = diag_count(diag, DIAG_ERROR);
    sheet_own_product(sheet);
    Str text = layout_render(sheet);
    if (!text.data || !layout_put(model, text)) return MODEL_OTHER;
    if (model->text_varies) sheet_read_text(sheet);
    keep_links(model);
    tell_codes(model);
    if (!story_retell(sheet, model->text_varies)) return MODEL_OTHER;
    for (size_t i = 0; i < sheet->item_count; i++)
        if (sheet->items[i].kind == ITEM_TEXT && sheet->items[i].varies)
            text_check(sheet, sheet->items[i].node);
    if (model->grown) find_all_same(model);
    if (diag_count(diag, DIAG_ERROR) > errors) sheet->failed = true;
    if (sheet->failed || !fill_sheet(sheet)) return MODEL_FAILED;
    judge(model);
    return sheet->failed ? MODEL_FAILED : MODEL_DONE;
}
