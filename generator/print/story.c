/* Markdown as blocks: cut into stories by the ids of its headings, with styles and structure elements. */
#include "base/arena.h"
#include "print/inside.h"
#include "site/copy.h"

struct teller {
    struct sheet *sheet;
    Str folder; /* where links start */
    int depth;
};

/* Spaces of code stay: all but the last of several become no-break ones, so that a long line can still end there. */
static Str code_text(struct arena *arena, Str code)
{
    struct buf out = {0};
    for (size_t i = 0; i < code.len; i++) {
        bool leads = i == 0 || code.data[i - 1] == '\n';
        bool kept = code.data[i] == '\t' ||
                    (code.data[i] == ' ' && (leads || (i + 1 < code.len && code.data[i + 1] == ' ')));
        if (kept)
            buf_c(&out, code.data[i] == '\t' ? "\u00a0\u00a0\u00a0 " : "\u00a0");
        else
            buf_char(&out, code.data[i]);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* What a group around it has already. */
static void strip_box(struct block_style *block)
{
    *block = (struct block_style){.line_height = block->line_height, .align = block->align};
}

static void add_block(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                      struct element *element);

static void add_children(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                         struct element *element)
{
    teller.depth++;
    for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child))
        add_block(teller, child, parent, style, element);
}

static struct block *add_text(struct teller teller, struct block *parent, struct inlines *inlines,
                              struct style *style, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct block *block = block_new(sheet->arena, parent, BLOCK_TEXT, &style->block, inlines->loc);
    inlines_curl(inlines);
    block->paragraph = paragraph_new(sheet->arena, sheet->diag, inlines->spans, inlines->count, &style->span,
                                     sheet->product->lang);
    block->tag = element;
    return block;
}

static struct block *add_paragraph(struct teller teller, cmark_node *node, struct block *parent,
                                   struct style *style, struct element *element)
{
    if (style->hidden || !style->span.font) return NULL;
    struct inlines inlines = {
        .sheet = teller.sheet, .loc = markdown_loc(teller.sheet->markdown, node), .folder = teller.folder};
    inlines_add(&inlines, node, style, element);
    return add_text(teller, parent, &inlines, style, element);
}

static struct block *add_line(struct teller teller, Str text, Loc loc, struct block *parent,
                              struct style *style, struct element *element)
{
    if (style->hidden || !style->span.font) return NULL;
    struct inlines inlines = {.sheet = teller.sheet, .loc = loc};
    inlines_text(&inlines, text, style, element);
    return add_text(teller, parent, &inlines, style, element);
}

/* Levels without gaps, in reading order (ISO 14289-1, 7.4.2). */
static struct element *heading_element(struct sheet *sheet, struct element *parent, int level)
{
    if (level > sheet->heading + 1) level = sheet->heading + 1;
    if (level > 4) level = 4;
    sheet->heading = level;
    return element_new(sheet->arena, parent, ROLE_H1 + (enum element_role)(level - 1));
}

static void note_heading(struct sheet *sheet, struct block *block, int level, Str title, bool listed)
{
    struct heading *heading = arena_make(sheet->arena, struct heading);
    *heading = (struct heading){.block = block, .level = level, .listed = listed, .title = title};
    heading->order = sheet->heading_count++;
    heading->name = str_format(sheet->arena, "h%zu", heading->order);
    if (sheet->last_heading)
        sheet->last_heading->next = heading;
    else
        sheet->headings = heading;
    sheet->last_heading = heading;
    block->level = sheet->heading;
    block->data = heading;
}

static void add_heading(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                        struct element *element)
{
    static const char *const names[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    int level = cmark_node_get_heading_level(node);
    struct style *own = style_below(teller.sheet, style, names[level - 1]);
    if (own->hidden) return;
    struct element *heading = heading_element(teller.sheet, element, level);
    struct block *block = add_paragraph(teller, node, parent, own, heading);
    if (!block) return;
    struct buf title = {0};
    markdown_plain(&title, node);
    note_heading(teller.sheet, block, level, buf_copy(&title, teller.sheet->arena), true);
    ((struct heading *)block->data)->node = node;
    buf_free(&title);
}

/* ---- pictograms that begin a paragraph ---- */

static const struct markdown_node *icon_of(cmark_node *paragraph)
{
    if (!paragraph || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) return NULL;
    cmark_node *first = cmark_node_first_child(paragraph);
    const struct markdown_node *own = first ? markdown_node(first) : NULL;
    return own && own->kind == MARKDOWN_ICON ? own : NULL;
}

/* Hangs in the left padding, as a list's number does; `element` is given a Figure when the pictogram has words of its own. */
static bool set_icon(struct teller teller, struct block *item, cmark_node *paragraph, struct style *style,
                     struct element *element)
{
    struct sheet *sheet = teller.sheet;
    const struct markdown_node *own = icon_of(paragraph);
    struct style *icon = style_below(sheet, style, "icon");
    struct buf text = {0};
    markdown_plain(&text, cmark_node_first_child(paragraph));
    Str alt = str_trim(buf_copy(&text, sheet->arena));
    buf_free(&text);
    struct figure_art *art = figure_icon(sheet, own->target, alt, icon->span.ink, own->loc);
    if (!art || icon->hidden) return false;
    if (alt.len) {
        art->element = element_new(sheet->arena, element, ROLE_FIGURE);
        art->element->alt = alt;
    }
    item->data = art;
    item->label.kind = LABEL_FIGURE;
    item->label.size = icon->span.size;
    item->label.tag = art->element;
    item->label.tall = measure_at(icon->span.size, 3.5) > measure_at(style->block.line_height, 3.5) * 1.1;
    return true;
}

static struct block *add_iconed(struct teller teller, cmark_node *node, struct block *parent,
                                struct style *style, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct block_style *indented = arena_copy(sheet->arena, &style->block, sizeof style->block);
    Loc loc = markdown_loc(sheet->markdown, node);
    struct block *item = block_new(sheet->arena, parent, BLOCK_GROUP, indented, loc);
    if (set_icon(teller, item, node, style, element))
        indented->padding_left =
            measure_sum(style->block.padding_left, measure_times(item->label.size, 1.35));
    struct style *bare = arena_copy(sheet->arena, style, sizeof *style);
    strip_box(&bare->block); /* the group has it */
    return add_paragraph(teller, node, item, bare, element);
}

/* ---- lists ---- */

static void set_label(struct teller teller, struct block *item, struct style *list, struct style *style,
                      bool ordered, int number, struct element *label)
{
    struct sheet *sheet = teller.sheet;
    struct style *marker = style_below(sheet, style, "marker");
    item->label.tag = label;
    item->label.align = marker->block.align;
    item->label.ink = marker->span.ink;
    if (!ordered && str_is(list->list_style, "none")) return;
    if (!ordered && str_is(list->list_style, "box")) {
        item->label.kind = LABEL_BOX;
        item->label.size = measure_times(marker->span.size, 0.9);
        label->actual_text = S("☐");
        return;
    }
    item->label.tall = measure_at(marker->span.size, 3.5) > measure_at(style->span.size, 3.5) * 1.25;
    Str text = S("•");
    if (ordered)
        text = str_format(sheet->arena, item->label.tall ? "%d" : "%d.", number);
    else if (str_is(list->list_style, "dash"))
        text = S("–");
    if (!marker->span.font) return;
    struct span span = {.text = text, .style = &marker->span, .tag = label, .loc = item->loc};
    struct span *kept = arena_copy(sheet->arena, &span, sizeof span);
    item->label.text = paragraph_new(sheet->arena, sheet->diag, kept, 1, &marker->span, sheet->product->lang);
    item->label.kind = LABEL_TEXT;
}

/* Room for a label and a little air beside it, as a length that grows with the text. */
static Measure label_room(const struct block_label *label)
{
    if (label->kind == LABEL_FIGURE) return measure_times(label->size, 1.25);
    if (label->kind != LABEL_TEXT) return (Measure){0};
    double least, fixed, scaled;
    paragraph_extent(label->text, 0, &least, &fixed);
    paragraph_extent(label->text, 1, &least, &scaled);
    Measure air = {0, label->tall ? 0.5 : 0.3};
    return measure_sum((Measure){fixed, scaled - fixed}, air);
}

static void add_item(struct teller teller, cmark_node *node, struct block *parent, struct style *list,
                     const struct block_style *indented, bool tight, int number, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    bool ordered = number >= 0;
    struct style *style = style_below(sheet, list, "li");
    struct element *item_element = element_new(sheet->arena, element, ROLE_ITEM);
    struct element *label = element_new(sheet->arena, item_element, ROLE_LABEL);
    struct element *body = element_new(sheet->arena, item_element, ROLE_BODY);
    Loc loc = markdown_loc(sheet->markdown, node);
    struct block *item = block_new(sheet->arena, parent, BLOCK_GROUP, indented, loc);
    cmark_node *first = cmark_node_first_child(node);
    if (!icon_of(first) || !set_icon(teller, item, first, style, label))
        set_label(teller, item, list, style, ordered, number, label);
    for (cmark_node *child = first; child; child = cmark_node_next(child)) {
        bool bare = tight && cmark_node_get_type(child) == CMARK_NODE_PARAGRAPH;
        struct style *text = style;
        if (bare) { /* a tight item is set in the style of `li` itself, whose margins the group has already */
            text = arena_copy(sheet->arena, style, sizeof *style);
            strip_box(&text->block);
            add_paragraph(teller, child, item, text, body);
        } else
            add_block(teller, child, item, style, body);
    }
    if (!item->first) add_line(teller, S(" "), item->loc, item, style, body);
}

static void add_list(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                     struct element *element)
{
    struct sheet *sheet = teller.sheet;
    bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST,
         tight = cmark_node_get_list_tight(node);
    struct style *list = style_below(sheet, style, ordered ? "ol" : "ul");
    if (list->hidden) return;
    struct element *list_element = element_new(sheet->arena, element, ROLE_LIST);
    list_element->ordered = ordered;
    struct block_style *outer = arena_copy(sheet->arena, &list->block, sizeof list->block);
    outer->padding_left = (Measure){0};
    struct block *block =
        block_new(sheet->arena, parent, BLOCK_GROUP, outer, markdown_loc(sheet->markdown, node));
    const struct style *item_style = style_below(sheet, list, "li");
    struct block_style *indented = arena_copy(sheet->arena, &item_style->block, sizeof item_style->block);
    indented->padding_left = measure_sum(list->block.padding_left, item_style->block.padding_left);
    int number = cmark_node_get_list_start(node);
    teller.depth++;
    for (cmark_node *item = cmark_node_first_child(node); item; item = cmark_node_next(item))
        add_item(teller, item, block, list, indented, tight, ordered ? number++ : -1, list_element);
    for (const struct block *item = block->first; item;
         item = item->next) /* the widest number decides for all */
        indented->padding_left = measure_max(indented->padding_left, label_room(&item->label));
}

/* ---- tables, alerts, figures ---- */

static void add_cell(struct teller teller, cmark_node *node, struct block *row, struct style *style,
                     bool header, enum markdown_align align, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *own = style_below(sheet, style, header ? "th" : "td");
    struct block_style *cell_style = arena_copy(sheet->arena, &own->block, sizeof own->block);
    struct element *cell = element_new(sheet->arena, element, header ? ROLE_HEADER : ROLE_DATA);
    cell->column_header = header;
    struct block *block =
        block_new(sheet->arena, row, BLOCK_GROUP, cell_style, markdown_loc(sheet->markdown, node));
    bool first = cmark_node_previous(node) == NULL && !header;
    struct style *text =
        arena_copy(sheet->arena, first ? style_below(sheet, own, "first") : own, sizeof *own);
    strip_box(&text->block);
    if (align == ALIGN_RIGHT) text->block.align = BLOCK_RIGHT;
    if (align == ALIGN_CENTER) text->block.align = BLOCK_CENTER;
    add_paragraph(teller, node, block, text, cell);
}

static void add_table(struct teller teller, cmark_node *node, const struct markdown_node *own,
                      struct block *parent, struct style *style, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *table_style = style_below(sheet, style, "table");
    if (table_style->hidden) return;
    if (own->columns > PRINT_COLUMNS_MOST) {
        sheet_report(sheet, markdown_loc(sheet->markdown, node), MSG_PRINT_TABLE_WIDE,
                     print_number(sheet->arena, PRINT_COLUMNS_MOST, 0));
        return;
    }
    struct style *head = style_below(sheet, table_style, "thead"), *head_row = style_below(sheet, head, "tr");
    struct style *row_style = style_below(sheet, table_style, "tr");
    struct element *table = element_new(sheet->arena, element, ROLE_TABLE);
    struct block *block = block_new(sheet->arena, parent, BLOCK_TABLE, &table_style->block,
                                    markdown_loc(sheet->markdown, node));
    bool header = true;
    for (cmark_node *row = cmark_node_first_child(node); row; row = cmark_node_next(row), header = false) {
        struct style *own_row = header ? head_row : row_style;
        struct block *row_block =
            block_new(sheet->arena, block, BLOCK_ROW, &own_row->block, markdown_loc(sheet->markdown, row));
        row_block->header = header;
        struct element *row_element = element_new(sheet->arena, table, ROLE_ROW);
        size_t column = 0;
        for (cmark_node *cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell), column++)
            add_cell(teller, cell, row_block, own_row, header,
                     column < own->columns && own->align ? own->align[column] : ALIGN_NONE, row_element);
    }
}

static const struct {
    const char *element, *word, *otherwise;
} alerts[] = {
    [ALERT_NOTE] = {"note", "alert_note", "Catatan"},
    [ALERT_TIP] = {"tip", "alert_tip", "Tips"},
    [ALERT_IMPORTANT] = {"important", "alert_important", "Penting"},
    [ALERT_WARNING] = {"warning", "alert_warning", "Peringatan"},
    [ALERT_DANGER] = {"danger", "alert_danger", "Bahaya"},
};

static void add_alert(struct teller teller, cmark_node *node, const struct markdown_node *own,
                      struct block *parent, struct style *style, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *box = style_below(sheet, style, alerts[own->alert].element);
    if (box->hidden) return;
    Loc loc = markdown_loc(sheet->markdown, node);
    struct block *block = block_new(sheet->arena, parent, BLOCK_GROUP, &box->block, loc);
    struct element *note = element_new(sheet->arena, element, ROLE_DIV);
    Str title = word_for(sheet, alerts[own->alert].word, str_from(alerts[own->alert].otherwise));
    add_line(teller, title, loc, block, style_below(sheet, box, "title"),
             element_new(sheet->arena, note, ROLE_P));
    add_children(teller, node, block, box, note);
}

/* An upright picture is not made higher than this many times the width of its column. */
#define PICTURE_TALLEST 1.25

static cmark_node *lone_picture(cmark_node *node)
{
    if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH) return NULL;
    cmark_node *child = cmark_node_first_child(node);
    if (!child || cmark_node_next(child)) return NULL;
    const struct markdown_node *own = markdown_node(child);
    bool ours = own && (own->kind == MARKDOWN_CHART || own->kind == MARKDOWN_QR);
    return ours || cmark_node_get_type(child) == CMARK_NODE_IMAGE ? child : NULL;
}

static void add_figure(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                       struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *own = style_below(sheet, style, "figure");
    if (own->hidden) return;
    Loc loc = markdown_loc(sheet->markdown, cmark_node_parent(node));
    const struct item *frame = NULL;
    for (size_t i = 0; i < sheet->story_count && !frame; i++)
        if (sheet->stories[i].style == style && sheet->stories[i].frame_count)
            frame = sheet->stories[i].frames[0];
    double units = (frame ? frame->width : 80) * 4;
    Str attribute = frame ? frame_attribute(frame->node, "units") : STR_NONE;
    if (attribute.data) svg_length(attribute, 1, 1, &units);
    struct figure_art *art = figure_from_markdown(sheet, node, loc, units);
    if (!art) return;
    art->frame = frame ? frame->node : NULL;
    struct block *group = block_new(sheet->arena, parent, BLOCK_GROUP, &own->block, loc);
    add_line(teller, art->headline, loc, group, style_below(sheet, own, "title"),
             element_new(sheet->arena, element, ROLE_P));
    add_line(teller, art->subtitle, loc, group, style_below(sheet, own, "subtitle"),
             element_new(sheet->arena, element, ROLE_P));
    struct style *picture = style_below(sheet, own, "picture");
    struct block *block = block_new(sheet->arena, group, BLOCK_FIGURE, &picture->block, loc);
    block->aspect = art->view.width > 0 ? art->view.height / art->view.width : 1;
    if (art->picture && block->aspect > PICTURE_TALLEST) block->aspect = PICTURE_TALLEST;
    block->data = art;
    if (art->alt.len) { /* else decoration: markdown/ has warned */
        art->element = element_new(sheet->arena, element, ROLE_FIGURE);
        art->element->alt = art->alt;
    }
    block->tag = art->element;
    add_line(teller, art->credit, loc, group, style_below(sheet, own, "credit"),
             element_new(sheet->arena, element, ROLE_P));
}

/* ---- blocks ---- */

static Str folder_of_source(const struct source *source)
{
    Str name = source->name;
    if (str_starts(name, S("content/"))) name = str_skip(name, 8);
    return path_folder(name);
}

static void add_custom(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                       struct element *element)
{
    const struct markdown_node *own = markdown_node(node);
    if (!own) return;
    if (own->kind == MARKDOWN_TABLE)
        add_table(teller, node, own, parent, style, element);
    else if (own->kind == MARKDOWN_ALERT)
        add_alert(teller, node, own, parent, style, element);
    else if (own->kind == MARKDOWN_INCLUDE) {
        if (own->source) teller.folder = folder_of_source(own->source);
        add_children(teller, node, parent, style, element);
    }
}

static void add_group(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                      const char *name, struct element *element, enum element_role role)
{
    struct style *own = style_below(teller.sheet, style, name);
    if (own->hidden) return;
    struct block *block = block_new(teller.sheet->arena, parent, BLOCK_GROUP, &own->block,
                                    markdown_loc(teller.sheet->markdown, node));
    add_children(teller, node, block, own, element_new(teller.sheet->arena, element, role));
}

static void add_block(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                      struct element *element)
{
    struct sheet *sheet = teller.sheet;
    if (teller.depth > PRINT_DEPTH_MOST) {
        sheet_report(sheet, markdown_loc(sheet->markdown, node), MSG_PRINT_TOO_DEEP);
        return;
    }
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING: add_heading(teller, node, parent, style, element); break;
    case CMARK_NODE_PARAGRAPH: {
        cmark_node *picture = lone_picture(node);
        struct style *own = style_below(sheet, style, "p");
        if (picture)
            add_figure(teller, picture, parent, style, element);
        else if (!own->hidden && icon_of(node) &&
                 cmark_node_get_type(cmark_node_parent(node)) != CMARK_NODE_ITEM)
            add_iconed(teller, node, parent, own, element_new(sheet->arena, element, ROLE_P));
        else if (!own->hidden)
            add_paragraph(teller, node, parent, own, element_new(sheet->arena, element, ROLE_P));
        break;
    }
    case CMARK_NODE_LIST: add_list(teller, node, parent, style, element); break;
    case CMARK_NODE_BLOCK_QUOTE:
        add_group(teller, node, parent, style, "blockquote", element, ROLE_QUOTE);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        block_new(sheet->arena, parent, BLOCK_RULE, &style_below(sheet, style, "hr")->block,
                  markdown_loc(sheet->markdown, node));
        break;
    case CMARK_NODE_CUSTOM_BLOCK: add_custom(teller, node, parent, style, element); break;
    case CMARK_NODE_CODE_BLOCK:
        add_line(teller, code_text(sheet->arena, str_from(cmark_node_get_literal(node))),
                 markdown_loc(sheet->markdown, node), parent, style_below(sheet, style, "pre"),
                 element_new(sheet->arena, element, ROLE_P));
        break;
    default: break; /* raw HTML: dropped and told by markdown/ */
    }
}

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
    return figures && lone_picture(node) ? figures : body;
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
        if (own && own->kind == MARKDOWN_INCLUDE && depth < PRINT_DEPTH_MOST) {
            if (own->source && !own->fragment.len) note_included(sheet, own->source, node, routes);
            route_children(router, node, own->source ? folder_of_source(own->source) : folder, routes,
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
        struct style *bare = arena_copy(sheet->arena, story->style, sizeof *bare);
        strip_box(&bare->block); /* the root has it */
        struct block *block = add_line(teller, text, loc, story->root, bare, element);
        if (block && heading) note_heading(sheet, block, role.data[1] - '0', text, false);
        story->has_text = true;
    }
    for (size_t i = 0; i < routes->count; i++) {
        if (routes->list[i].story != story) continue;
        teller.folder = routes->list[i].folder;
        add_block(teller, routes->list[i].node, story->root, story->style, panel);
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
