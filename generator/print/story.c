/* The product's text cut into stories by the ids of its headings, and told in reading order. */
#include "base/arena.h"
#include "print/inside.h"
#include "site/copy.h"

/* ---- cutting the product's text into stories ---- */

struct router {
    struct sheet *sheet;
    struct story *current;
    int level; /* of the heading that began it */
};

static struct story *story_named(struct sheet *sheet, Str name)
{
    for (size_t i = 0; i < sheet->story_count && name.len; i++)
        if (str_equal(sheet->stories[i].name, name)) return &sheet->stories[i];
    return NULL;
}

static struct story *story_for(struct router *router, cmark_node *node)
{
    struct story *body = story_named(router->sheet, S("body"));
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
        const struct markdown_node *own = markdown_node(node);
        struct story *named = own ? story_named(router->sheet, own->id) : NULL;
        int level = cmark_node_get_heading_level(node);
        if (named && named != body) {
            router->current = named;
            router->level = level;
        } else if (router->current && level <= router->level)
            router->current = NULL;
    }
    if (router->current) return router->current;
    struct story *figures = story_named(router->sheet, S("figure"));
    return figures && blocks_lone_picture(node) ? figures : body;
}

/* Blocks are built story by story in reading order; the routing comes first. */
struct routed {
    cmark_node *node;
    struct story *story;
    Str folder;
};
struct routes {
    struct routed *list;
    size_t count, capacity;
};

/* A page begins with the heading right before it, or with its own first one. */
static void note_included(struct sheet *sheet, const struct source *source, cmark_node *include,
                          const struct routes *routes)
{
    cmark_node *heading = routes->count ? routes->list[routes->count - 1].node : NULL;
    if (heading && cmark_node_get_type(heading) != CMARK_NODE_HEADING) heading = NULL;
    for (cmark_node *node = cmark_node_first_child(include); node && !heading; node = cmark_node_next(node))
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING) heading = node;
    if (!heading) return;
    sheet->included = arena_grow(sheet->arena, sheet->included, &sheet->included_capacity,
                                 sheet->included_count + 1, sizeof *sheet->included);
    sheet->included[sheet->included_count++] = (struct included){source, heading};
}

static void route_children(struct router *router, cmark_node *parent, Str folder, struct routes *routes,
                           int depth)
{
    struct sheet *sheet = router->sheet;
    for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node)) {
        const struct markdown_node *own = markdown_node(node);
        if (own && own->kind == MARKDOWN_INCLUDE && !own->target.len && depth < PRINT_DEPTH_MOST) {
            if (own->source && !own->fragment.len) note_included(sheet, own->source, node, routes);
            route_children(router, node, own->source ? source_folder(own->source) : folder, routes,
                           depth + 1);
            continue;
        }
        struct story *story = story_for(router, node);
        if (!story) {
            sheet_report(sheet, markdown_loc(sheet->markdown, node), MSG_PRINT_NO_BODY, sheet->layout->name);
            return;
        }
        routes->list = arena_grow(sheet->arena, routes->list, &routes->capacity, routes->count + 1,
                                  sizeof *routes->list);
        routes->list[routes->count++] = (struct routed){node, story, folder};
    }
}

/* Where the text of a frame was written: the key of the front matter that says just that. */
static Loc text_loc(const struct sheet *sheet, Str text)
{
    const struct value *meta = sheet->product->meta;
    for (size_t i = 0; meta && text.len && i < meta->count; i++)
        if (meta->items[i]->kind == VALUE_TEXT && str_equal(meta->items[i]->text, text))
            return meta->items[i]->loc;
    return (Loc){sheet->product->source, sheet->product->body};
}

static void tell_story(struct sheet *sheet, struct story *story, const struct item *item,
                       const struct routes *routes)
{
    struct element *panel = sheet->panels[item->panel].element;
    story->root = block_new(sheet->arena, NULL, BLOCK_GROUP, &story->style->block, LOC_NONE);
    Str text = frame_attribute(item->node, "text"), role = frame_attribute(item->node, "role");
    struct teller teller = {.sheet = sheet};
    Loc loc = text_loc(sheet, text);
    if (text.data) {
        bool heading = role.len == 2 && role.data[0] == 'h' && role.data[1] >= '1' && role.data[1] <= '4';
        struct element *element = heading ? heading_element(sheet, panel, role.data[1] - '0')
                                          : element_new(sheet->arena, panel, ROLE_P);
        struct style *bare = style_bare(sheet, story->style, story->style->block.align);
        struct block *block = blocks_line(teller, text, loc, story->root, bare, element);
        if (block && heading) heading_note(sheet, block, role.data[1] - '0', text, false);
        story->has_text = true;
    }
    for (size_t i = 0; i < routes->count; i++) {
        if (routes->list[i].story != story) continue;
        teller.folder = routes->list[i].folder;
        blocks_add(teller, routes->list[i].node, story->root, story->style, panel);
        story->has_text = true;
    }
    if (story->contents) {
        story->element = element_new(sheet->arena, panel, ROLE_CONTENTS);
        return;
    }
    bool optional = str_is(frame_attribute(item->node, "optional"), "yes");
    if (!story->has_text && !optional)
        sheet_report(sheet, loc, MSG_PRINT_SECTION_MISSING, sheet->layout->name, story->name);
    story->flow = flow_new(sheet->arena, story->root);
}

/* A text of the layout: its words are drawn by the painter, its structure element is made here. */
static void tell_text(struct sheet *sheet, struct item *item)
{
    Str role = frame_attribute(item->node, "role");
    struct element *panel = sheet->panels[item->panel].element;
    bool heading = role.len == 2 && role.data[0] == 'h' && role.data[1] >= '1' && role.data[1] <= '4';
    item->element = heading ? heading_element(sheet, panel, role.data[1] - '0')
                            : element_new(sheet->arena, panel, ROLE_P);
}

static void tell_figure(struct sheet *sheet, struct item *item)
{
    if (!item->figure) return;
    struct element *panel = sheet->panels[item->panel].element;
    if (item->figure->uri.len) {
        panel = element_new(sheet->arena, panel, ROLE_LINK);
    }
    item->element = item->figure->element = element_new(sheet->arena, panel, ROLE_FIGURE);
    item->element->alt = item->figure->alt;
}

static void tell_picture(struct sheet *sheet, struct item *item)
{
    item->element = element_new(sheet->arena, sheet->panels[item->panel].element, ROLE_FIGURE);
    item->element->alt = str_trim(frame_attribute(item->node, "alt"));
}

/* ---- all items in reading order ---- */

static void tell_frame(struct sheet *sheet, struct story *story, const struct item *item)
{
    struct element *panel = sheet->panels[item->panel].element, *before = panel->last;
    story->told_at = item;
    story->link_from = sheet->link_count;
    story->heading_order = sheet->heading_count;
    tell_story(sheet, story, item, sheet->routes);
    story->first_element = before ? before->next : panel->first;
    story->last_element = story->first_element ? panel->last : NULL;
    story->link_to = sheet->link_count;
    story->heading_after = sheet->heading;
}

static struct routes *route(struct sheet *sheet)
{
    struct router router = {.sheet = sheet};
    struct routes *routes = arena_make(sheet->arena, struct routes);
    route_children(&router, sheet->markdown->root, sheet->markdown->context->folder, routes, 0);
    return routes;
}

/* Headings that links lead to are called as the links say. */
static void name_targets(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->target_count; i++) {
        struct heading *heading = sheet->headings;
        while (heading && heading->node != sheet->targets[i].heading) heading = heading->next;
        if (!heading) continue;
        heading->name = str_skip(sheet->targets[i].name, 1);
        heading->wanted = true;
    }
}

void story_route(struct sheet *sheet)
{
    sheet->routes = route(sheet);
    sheet->root = element_new(sheet->arena, NULL, sheet->one_of_many ? ROLE_PART : ROLE_DOCUMENT);
    for (size_t i = 0; i < sheet->item_count; i++) {
        struct item *item = sheet->reading[i];
        struct panel *panel = &sheet->panels[item->panel];
        if (item->kind != ITEM_FRAME && page_is_furniture(sheet, item)) continue;
        if (!panel->element) panel->element = element_new(sheet->arena, sheet->root, ROLE_SECT);
        if (item->kind == ITEM_TEXT)
            tell_text(sheet, item);
        else if (item->kind == ITEM_FIGURE)
            tell_figure(sheet, item);
        else if (item->kind == ITEM_PICTURE)
            tell_picture(sheet, item);
        else if (!item->story->root)
            tell_frame(sheet, item->story, item);
    }
    name_targets(sheet);
    for (size_t i = 0; i < sheet->story_count; i++)
        if (sheet->stories[i].contents) contents_tell(sheet, &sheet->stories[i]);
}

/* ---- the next copy of a run ---- */

/* How many values of copies stand below a node, or codes, which carry the copy's. */
static size_t count_values(cmark_node *root)
{
    size_t count = 0;
    cmark_iter *iter = cmark_iter_new(root);
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        const struct markdown_node *own = markdown_node(cmark_iter_get_node(iter));
        if (!own || cmark_iter_get_event_type(iter) != CMARK_EVENT_ENTER) continue;
        count += own->kind == MARKDOWN_QR || (own->kind == MARKDOWN_VALUE && copy_is_value(own->target));
    }
    cmark_iter_free(iter);
    return count;
}

void story_note_varying(struct sheet *sheet)
{
    const struct routes *routes = sheet->routes;
    size_t named = 0, found = 0;
    for (size_t i = 0; i < sheet->markdown->value_count; i++)
        named += copy_is_value(sheet->markdown->values[i]);
    for (size_t i = 0; i < routes->count; i++) {
        size_t count = count_values(routes->list[i].node);
        found += count;
        routes->list[i].story->varies |= count > 0;
    }
    if (found >= named) return;
    for (size_t i = 0; i < routes->count;
         i++) /* some are in addresses of links: whose, the tree does not tell */
        routes->list[i].story->varies = true;
}

static void attach(struct element *panel, struct element *first, struct element *last)
{
    if (!first) return;
    if (panel->last)
        panel->last->next = first;
    else
        panel->first = first;
    panel->last = last;
    last->next = NULL;
}

static void attach_text(struct sheet *sheet, struct element *panel, struct element *element)
{
    if (!element) return;
    attach(panel, element, element);
    if (element->role >= ROLE_H1 && element->role <= ROLE_H4)
        sheet->heading = (int)(element->role - ROLE_H1) + 1;
}

static void attach_figure(struct element *panel, struct element *element)
{
    if (!element) return;
    struct element *top = element->parent && element->parent->role == ROLE_LINK ? element->parent : element;
    attach(panel, top, top);
}

/* False: its headings leave those behind it at other levels. */
static bool retell_frame(struct sheet *sheet, struct story *story, const struct item *item)
{
    if (!story->varies) {
        attach(sheet->panels[item->panel].element, story->first_element, story->last_element);
        sheet->heading = story->heading_after;
        return true;
    }
    int after = story->heading_after;
    story->root = NULL;
    story->has_text = false;
    sheet->heading_count = story->heading_order;
    tell_frame(sheet, story, item);
    return sheet->heading == after;
}

bool story_retell(struct sheet *sheet, bool anew)
{
    if (anew) sheet->routes = route(sheet);
    for (size_t i = 0; i < sheet->panel_count; i++)
        if (sheet->panels[i].element) sheet->panels[i].element->first = sheet->panels[i].element->last = NULL;
    sheet->heading = 0;
    sheet->headings = sheet->last_heading = NULL;
    bool sound = true;
    for (size_t i = 0; i < sheet->item_count; i++) {
        struct item *item = sheet->reading[i];
        struct element *panel = sheet->panels[item->panel].element;
        if (item->kind == ITEM_TEXT)
            attach_text(sheet, panel, item->element);
        else if (item->kind == ITEM_FIGURE && item->varies)
            tell_figure(sheet, item);
        else if (item->kind == ITEM_FIGURE || item->kind == ITEM_PICTURE)
            attach_figure(panel, item->element);
        else if (item == item->story->told_at)
            sound = retell_frame(sheet, item->story, item) && sound;
    }
    return sound;
}
