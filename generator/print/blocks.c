/* Markdown as blocks, with their styles and structure elements. */
#include <math.h>

#include "base/arena.h"
#include "print/inside.h"

#define FIGURE_OF_PAGE 0.7 /* of a page's frame, where pages are repeated */

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

static void add_children(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                         struct element *element)
{
    teller.depth++;
    for (cmark_node *child = cmark_node_first_child(node); child; child = cmark_node_next(child))
        blocks_add(teller, child, parent, style, element);
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

struct block *blocks_line(struct teller teller, Str text, Loc loc, struct block *parent, struct style *style,
                          struct element *element)
{
    if (style->hidden || !style->span.font) return NULL;
    struct inlines inlines = {.sheet = teller.sheet, .loc = loc};
    inlines_text(&inlines, text, style, element);
    return add_text(teller, parent, &inlines, style, element);
}

/* Levels without gaps, in reading order (ISO 14289-1, 7.4.2). */
struct element *heading_element(struct sheet *sheet, struct element *parent, int level)
{
    if (level > sheet->heading + 1) level = sheet->heading + 1;
    if (level > 4) level = 4;
    sheet->heading = level;
    return element_new(sheet->arena, parent, ROLE_H1 + (enum element_role)(level - 1));
}

void heading_note(struct sheet *sheet, struct block *block, int level, Str title, bool listed)
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
    heading_note(teller.sheet, block, level, buf_copy(&title, teller.sheet->arena), true);
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
    return add_paragraph(teller, node, item, style_bare(sheet, style, style->block.align), element);
}

/* ---- lists ---- */

static void set_label(struct teller teller, struct block *item, struct style *list, struct style *style,
                      const struct markdown_node *task, bool ordered, int number, struct element *label)
{
    struct sheet *sheet = teller.sheet;
    struct style *marker = style_below(sheet, style, "marker");
    item->label.tag = label;
    item->label.align = marker->block.align;
    item->label.ink = marker->span.ink;
    if (task || (!ordered && str_is(list->list_style, "box"))) {
        item->label.kind = LABEL_BOX;
        item->label.size = measure_times(marker->span.size, 0.9);
        item->label.ticked = task && task->checked;
        label->actual_text = item->label.ticked ? S("☑") : S("☐");
        return;
    }
    if (!ordered && str_is(list->list_style, "none")) return;
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
    if (label->kind == LABEL_BOX) return measure_times(label->size, 1.3);
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
    const struct markdown_node *own = markdown_node(node),
                               *task = own && own->kind == MARKDOWN_TASK ? own : NULL;
    /* Steps keep their numbers, which other texts name, unless the layout wants the pictograms. */
    bool pictured = icon_of(first) && (!ordered || str_is(list->list_style, "icon"));
    if (!pictured || !set_icon(teller, item, first, style, label))
        set_label(teller, item, list, style, task, ordered, number, label);
    for (cmark_node *child = first; child; child = cmark_node_next(child)) {
        bool bare = tight && cmark_node_get_type(child) == CMARK_NODE_PARAGRAPH;
        if (bare) /* a tight item is set in the style of `li` itself, whose margins the group has already */
            add_paragraph(teller, child, item, style_bare(sheet, style, style->block.align), body);
        else
            blocks_add(teller, child, item, style, body);
    }
    if (!item->first) blocks_line(teller, S(" "), item->loc, item, style, body);
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
    struct style *text = first ? style_below(sheet, own, "first") : own;
    enum block_align set = align == ALIGN_RIGHT    ? BLOCK_RIGHT
                           : align == ALIGN_CENTER ? BLOCK_CENTER
                                                   : text->block.align;
    add_paragraph(teller, node, block, style_bare(sheet, text, set), cell);
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
    blocks_line(teller, title, loc, block, style_below(sheet, box, "title"),
                element_new(sheet->arena, note, ROLE_P));
    add_children(teller, node, block, box, note);
}

/* An upright picture is not made higher than this many times the width of its column. */
#define PICTURE_TALLEST 1.25

cmark_node *blocks_lone_picture(cmark_node *node)
{
    if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH) return NULL;
    cmark_node *child = cmark_node_first_child(node);
    if (!child || cmark_node_next(child)) return NULL;
    const struct markdown_node *own = markdown_node(child);
    bool ours =
        own && (own->kind == MARKDOWN_CHART || own->kind == MARKDOWN_QR || own->kind == MARKDOWN_FLOWCHART);
    return ours || cmark_node_get_type(child) == CMARK_NODE_IMAGE ? child : NULL;
}

/* A drawing fills a column, not the frame. */
static double column_width(const struct item *frame)
{
    double columns = frame->columns > 1 ? (double)frame->columns : 1;
    return fmax((frame->width - (columns - 1) * frame->gap) / columns, 1);
}

static void add_figure(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                       struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *own = style_below(sheet, style, "figure");
    if (own->hidden) return;
    Loc loc = markdown_loc(sheet->markdown, cmark_node_parent(node));
    const struct item *frame = NULL;
    bool grows = false;
    for (size_t i = 0; i < sheet->story_count && !frame; i++)
        if (sheet->stories[i].style == style && sheet->stories[i].frame_count) {
            frame = sheet->stories[i].frames[0];
            grows = sheet->stories[i].grows;
        }
    double high = frame ? frame->height * (grows ? FIGURE_OF_PAGE : 1) : 120;
    struct figure_room room = {frame ? column_width(frame) : 80, high, 0};
    room.units = room.width * 4;
    Str attribute = frame ? frame_attribute(frame->node, "units") : STR_NONE;
    if (attribute.data) svg_length(attribute, 1, 1, &room.units);
    struct figure_art *art = figure_from_markdown(sheet, node, loc, room);
    if (!art) return;
    art->frame = frame ? frame->node : NULL;
    struct block *group = block_new(sheet->arena, parent, BLOCK_GROUP, &own->block, loc);
    blocks_line(teller, art->headline, loc, group, style_below(sheet, own, "title"),
                element_new(sheet->arena, element, ROLE_P));
    if (art->subtitle.len)
        blocks_line(teller, art->subtitle, loc, group, style_below(sheet, own, "subtitle"),
                    element_new(sheet->arena, element, ROLE_P));
    struct style *picture = style_below(sheet, own, "picture");
    struct block *block = block_new(sheet->arena, group, BLOCK_FIGURE, &picture->block, loc);
    block->aspect = art->view.width > 0 ? art->view.height / art->view.width : 1;
    if (art->picture && block->aspect > PICTURE_TALLEST) block->aspect = PICTURE_TALLEST;
    if (grows && block->aspect > 0) /* a tall chart leaves room for its words on the page */
        block->width.fixed = frame->height * FIGURE_OF_PAGE / block->aspect;
    block->data = art;
    if (art->alt.len) { /* else decoration: markdown/ has warned */
        art->element = element_new(sheet->arena, element, ROLE_FIGURE);
        art->element->alt = art->alt;
    }
    block->tag = art->element;
    if (art->note.len)
        blocks_line(teller, art->note, loc, group, style_below(sheet, own, "credit"),
                    element_new(sheet->arena, element, ROLE_P));
    blocks_line(teller, art->credit, loc, group, style_below(sheet, own, "credit"),
                element_new(sheet->arena, element, ROLE_P));
}

/* ---- blocks ---- */

Str source_folder(const struct source *source)
{
    Str name = source->name;
    if (str_starts(name, S("content/"))) name = str_skip(name, 8);
    return path_folder(name);
}

/* What was written from figures has a style of its own: "summary", "changes", "methods". */
static void add_generated(struct teller teller, cmark_node *node, const struct markdown_node *own,
                          struct block *parent, struct style *style, struct element *element)
{
    struct sheet *sheet = teller.sheet;
    struct style *box = style_below(sheet, style, str_c(sheet->arena, own->target));
    if (box->hidden) return;
    struct block *block = block_new(sheet->arena, parent, BLOCK_GROUP, &box->block, own->loc);
    add_children(teller, node, block, box, element);
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
        if (own->source) teller.folder = source_folder(own->source);
        if (own->target.len)
            add_generated(teller, node, own, parent, style, element);
        else
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

void blocks_add(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
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
        cmark_node *picture = blocks_lone_picture(node);
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
        blocks_line(teller, code_text(sheet->arena, str_from(cmark_node_get_literal(node))),
                    markdown_loc(sheet->markdown, node), parent, style_below(sheet, style, "pre"),
                    element_new(sheet->arena, element, ROLE_P));
        break;
    default: break; /* raw HTML: dropped and told by markdown/ */
    }
}
