/* Layouts: SVG templates with text frames. Read into pages, panels and items; see templates/print/README.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "print/inside.h"

Str frame_attribute(const xmlNode *node, const char *name)
{
    return xml_attribute(node, SVG_FRAME_NAMESPACE, name);
}

const struct layout *layout_find(const struct print *print, Str name)
{
    for (size_t i = 0; i < print->layout_count; i++)
        if (str_equal(print->layouts[i].name, name) && print->layouts[i].template) return &print->layouts[i];
    return NULL;
}

/* ---- before threads ---- */

/* "fact/NAME" and "stat/NAME" as they stand in the template. */
static void find_values(struct arena *arena, struct layout *layout)
{
    static const char *const maps[] = {"fact/", "stat/"};
    Str *values = NULL;
    size_t capacity = 0;
    for (int map = 0; map < 2; map++) {
        Str rest = layout->source->text;
        for (size_t at; (at = str_find(rest, str_from(maps[map]))) < rest.len;) {
            rest = str_skip(rest, at + 5);
            size_t end = 0;
            while (end < rest.len && (char_is_alpha(rest.data[end]) || char_is_digit(rest.data[end]) ||
                                      rest.data[end] == '_' || rest.data[end] == '-'))
                end++;
            values = arena_grow(arena, values, &capacity, layout->value_count + 1, sizeof *values);
            values[layout->value_count++] = str_format(arena, "%.4s.%.*s", maps[map], (int)end, rest.data);
        }
    }
    layout->values = values;
}

static bool is_wanted(const struct print *print, Str name)
{
    for (size_t i = 0; i < print->site->product_count; i++)
        if (str_equal(print->site->products[i]->layout, name)) return true;
    return false;
}

/* Reading them all would cost more than a brochure does: of those that no product uses only the name is kept. */
static bool read_layout(struct print *print, struct diag *diag, const char *folder, Str path)
{
    if (!is_wanted(print, path_stem(path))) {
        print->layouts[print->layout_count++] = (struct layout){.name = path_stem(path)};
        return true;
    }
    Str shown = str_join(print->arena, (Str[]){S("templates/print/"), path}, 2, STR_NONE);
    const struct source *source = file_source(print->arena, diag, LOC_NONE, folder, path, shown);
    xmlDoc *document = source ? svg_parse(print->arena, diag, source) : NULL;
    const struct template *template = document ? template_get(print->templates, path) : NULL;
    if (!template) return false;
    print->layouts[print->layout_count++] =
        (struct layout){.name = path_stem(path),
                        .template = template,
                        .source = source,
                        .keys = frame_attribute(xmlDocGetRootElement(document), "keys"),
                        .brand = frame_attribute(xmlDocGetRootElement(document), "brand"),
                        .hem = frame_attribute(xmlDocGetRootElement(document), "hem"),
                        .editions = frame_attribute(xmlDocGetRootElement(document), "editions")};
    find_values(print->arena, &print->layouts[print->layout_count - 1]);
    return preview_cover(diag, source, document, &print->layouts[print->layout_count - 1].cover);
}

bool layout_open(struct print *print, struct diag *diag, const char *templates)
{
    Str folder = str_join(print->arena, (Str[]){str_from(templates), S("/print")}, 2, STR_NONE);
    const char *path = str_c(print->arena, folder);
    struct file_list list;
    int error = 0;
    enum file_status status = file_list(print->arena, path, &list, &error);
    if (status != FILE_OK) {
        if (status == FILE_MISSING) return true; /* no layouts: a product that wants one is told so */
        file_report(diag, LOC_NONE, status, folder, error, 0);
        return false;
    }
    print->templates = template_set_open(print->arena, diag, path, S("templates/print"));
    template_set_places(print->templates);
    print->layouts = arena_make_n(print->arena, struct layout, list.count + 1);
    bool sound = true;
    for (size_t i = 0; i < list.count; i++) {
        Str name = list.entries[i].path;
        if (str_ends(name, S(".svg")) && str_find_char(name, '/') == name.len)
            sound = read_layout(print, diag, path, name) && sound;
    }
    return sound;
}

/* ---- numbers of attributes ---- */

static bool number_next(Str *text, double *number)
{
    Str trimmed = str_trim_left(*text);
    size_t end = 0;
    while (end < trimmed.len && !char_is_space(trimmed.data[end]) && trimmed.data[end] != ',') end++;
    double mm;
    if (end == 0 || !svg_length(str_from_to(trimmed, 0, end), 1, 1, &mm)) return false;
    *number = mm;
    *text = str_skip(trimmed, end < trimmed.len ? end + 1 : end);
    return true;
}

bool frame_numbers(struct sheet *sheet, const xmlNode *node, const char *name, double *numbers, size_t count)
{
    Str text = frame_attribute(node, name), rest = text;
    if (!text.data) return false;
    for (size_t i = 0; i < count; i++)
        if (!number_next(&rest, &numbers[i])) {
            sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, str_from(name), text);
            return false;
        }
    return true;
}

bool frame_flag(struct sheet *sheet, const xmlNode *node, const char *name)
{
    Str text = frame_attribute(node, name);
    if (!text.data || str_is(text, "no")) return false;
    if (!str_is(text, "yes"))
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_VALUE, str_from(name), text,
                     S("yes, no"));
    return true;
}

size_t frame_list(struct sheet *sheet, const xmlNode *node, const char *name, double *numbers, size_t most)
{
    Str text = frame_attribute(node, name), rest = text;
    for (size_t count = 0;; count++) {
        if (!str_trim(rest).len) return count;
        if (count < most && number_next(&rest, &numbers[count])) continue;
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, str_from(name), text);
        return 0;
    }
}

static double plain_number(struct sheet *sheet, const xmlNode *node, const char *name)
{
    Str text = xml_attribute(node, NULL, name);
    double value = 0;
    if (text.data && !svg_length(text, 1, 1, &value))
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, str_from(name), text);
    return value;
}

/* ---- the walk ---- */

struct walk {
    size_t page, panel;
};

static bool has_scheme(Str href)
{
    return str_starts(href, S("qr:")) || str_starts(href, S("chart:"));
}

static Str href_of(const xmlNode *node)
{
    Str href = xml_attribute(node, NULL, "href");
    return href.data ? href : xml_attribute(node, "http://www.w3.org/1999/xlink", "href");
}

static struct item *item_add(struct sheet *sheet, enum item_kind kind, xmlNode *node, const struct walk *walk)
{
    sheet->items = arena_grow(sheet->arena, sheet->items, &sheet->item_capacity, sheet->item_count + 1,
                              sizeof *sheet->items);
    struct item *item = &sheet->items[sheet->item_count];
    *item = (struct item){.kind = kind, .node = node, .page = walk->page, .panel = walk->panel};
    item->sequence = sheet->item_count++;
    item->order = (double)item->sequence;
    frame_numbers(sheet, node, "order", &item->order, 1);
    return item;
}

/* frame:flow is what the painter of SVG asks us about. */
static void show_frame(struct sheet *sheet, xmlNode *node, const char *flow)
{
    xmlNs *ns = xmlSearchNsByHref(sheet->document, node, (const xmlChar *)SVG_FRAME_NAMESPACE);
    if (!ns) ns = xmlNewNs(node, (const xmlChar *)SVG_FRAME_NAMESPACE, (const xmlChar *)"frame");
    xmlSetNsProp(node, ns, (const xmlChar *)"flow", (const xmlChar *)flow);
}

static void add_frame(struct sheet *sheet, xmlNode *node, const struct walk *walk)
{
    struct item *item = item_add(sheet, ITEM_FRAME, node, walk);
    item->flow = frame_attribute(node, "flow");
    if (!item->flow.data && frame_attribute(node, "contents").data) {
        item->flow = S("contents");
        show_frame(sheet, node, "contents");
    }
    item->width = plain_number(sheet, node, "width");
    item->height = plain_number(sheet, node, "height");
    double columns = 1;
    frame_numbers(sheet, node, "columns", &columns, 1);
    frame_numbers(sheet, node, "gap", &item->gap, 1);
    item->columns = (size_t)fmax(1, fmin(columns, 20));
    item->balance = frame_flag(sheet, node, "balance");
    item->grid = frame_flag(sheet, node, "grid");
    double narrow = item->width - item->gap * (double)(item->columns - 1);
    if (item->width <= 0 || item->height <= 0 || item->gap < 0 || narrow <= 0)
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_SIZE, item->flow);
}

/* A QR code or chart is drawn by us: the painter is shown a frame instead. */
struct figure_art *layout_figure(struct sheet *sheet, const struct item *item)
{
    double units = item->width * 4;
    frame_numbers(sheet, item->node, "units", &units, 1);
    return figure_from_href(sheet, href_of(item->node), frame_attribute(item->node, "alt"),
                            svg_loc(sheet->source, item->node), units);
}

static void add_figure(struct sheet *sheet, xmlNode *node, const struct walk *walk)
{
    struct item *item = item_add(sheet, ITEM_FIGURE, node, walk);
    item->width = plain_number(sheet, node, "width");
    item->height = plain_number(sheet, node, "height");
    item->figure = layout_figure(sheet, item);
    xmlNodeSetName(node, (const xmlChar *)"rect");
    show_frame(sheet, node, "-figure");
}

/* A picture that tells something: what, is told by frame:alt. The artwork of a layout (SVG) needs none. */
static void add_picture(struct sheet *sheet, xmlNode *node, const struct walk *walk)
{
    Str href = href_of(node), alt = str_trim(frame_attribute(node, "alt"));
    bool artwork = picture_is_drawing(href) && !str_starts(href, S("content:"));
    if (alt.len) {
        struct item *item = item_add(sheet, ITEM_PICTURE, node, walk);
        item->width = plain_number(sheet, node, "width");
        item->height = plain_number(sheet, node, "height");
    } else if (!artwork)
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_PICTURE_ALT,
                     str_starts(href, S("data:")) ? S("data:") : href);
}

static void begin_page(struct sheet *sheet, xmlNode *node, struct walk *walk, Rect box)
{
    sheet->pages = arena_grow(sheet->arena, sheet->pages, &sheet->page_capacity, sheet->page_count + 1,
                              sizeof *sheet->pages);
    walk->page = sheet->page_count;
    sheet->pages[sheet->page_count++] = (struct sheet_page){.node = node, .box = box};
}

static void begin_panel(struct sheet *sheet, xmlNode *node, struct walk *walk, Str name)
{
    sheet->panels = arena_grow(sheet->arena, sheet->panels, &sheet->panel_capacity, sheet->panel_count + 1,
                               sizeof *sheet->panels);
    struct panel *panel = &sheet->panels[sheet->panel_count];
    *panel =
        (struct panel){.name = name, .order = (double)sheet->panel_count, .sequence = sheet->panel_count};
    if (node) frame_numbers(sheet, node, "order", &panel->order, 1);
    walk->panel = sheet->panel_count++;
}

static void read_page(struct sheet *sheet, xmlNode *node, struct walk *walk)
{
    double box[4] = {0};
    frame_numbers(sheet, node, "box", box, 4);
    if (box[2] <= 0 || box[3] <= 0)
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, S("box"),
                     frame_attribute(node, "box"));
    begin_page(sheet, node, walk, (Rect){box[0], box[1], box[2], box[3]});
    struct sheet_page *page = &sheet->pages[walk->page];
    Str side = frame_attribute(node, "side");
    page->repeat = frame_attribute(node, "repeat");
    page->label = frame_attribute(node, "label");
    page->blank = frame_flag(sheet, node, "blank");
    page->side = str_is(side, "left") ? SIDE_LEFT : str_is(side, "right") ? SIDE_RIGHT : SIDE_ANY;
    if (side.data && page->side == SIDE_ANY)
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_VALUE, S("side"), side,
                     S("left, right"));
}

/* ---- texts that change from page to page ---- */

static void add_field(struct sheet *sheet, xmlNode *node, enum field_kind kind, int level, size_t page)
{
    sheet->fields = arena_grow(sheet->arena, sheet->fields, &sheet->field_capacity, sheet->field_count + 1,
                               sizeof *sheet->fields);
    const xmlNode *group = page < sheet->page_count ? sheet->pages[page].node : NULL;
    sheet->fields[sheet->field_count++] = (struct field){kind, node, group, level};
}

/* Fields of a <text> and its <tspan>s; true: there are some. */
static bool read_fields(struct sheet *sheet, xmlNode *node, size_t page, int depth)
{
    Str number = frame_attribute(node, "number");
    double running = 0;
    bool found = number.data || frame_numbers(sheet, node, "running", &running, 1);
    if (str_is(number, "page") || str_is(number, "pages"))
        add_field(sheet, node, str_is(number, "page") ? FIELD_PAGE : FIELD_PAGES, 0, page);
    else if (number.data)
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_VALUE, S("number"), number,
                     S("page, pages"));
    if (running > 0) add_field(sheet, node, FIELD_RUNNING, (int)fmin(running, 6), page);
    if (found) return true; /* its content is replaced */
    for (xmlNode *child = node->children; child && depth < PRINT_DEPTH_MOST; child = child->next)
        if (child->type == XML_ELEMENT_NODE) found = read_fields(sheet, child, page, depth + 1) || found;
    return found;
}

static bool is_frame(const xmlNode *node)
{
    return frame_attribute(node, "flow").data || frame_attribute(node, "text").data ||
           frame_attribute(node, "contents").data;
}

static void walk_node(struct sheet *sheet, xmlNode *node, struct walk walk, int depth)
{
    if (node->type != XML_ELEMENT_NODE || depth > PRINT_DEPTH_MOST || sheet->item_count > PRINT_ITEMS_MOST)
        return;
    Str name = xml_name(node), panel = frame_attribute(node, "panel");
    if (str_is(name, "defs") || str_is(name, "style")) return;
    if (frame_attribute(node, "page").data && sheet->page_count < PRINT_PAGES_MOST)
        read_page(sheet, node, &walk);
    if (panel.data) begin_panel(sheet, node, &walk, panel);
    bool unseen = str_is(frame_attribute(node, "role"), "none");
    if (str_is(name, "rect") && is_frame(node)) {
        add_frame(sheet, node, &walk);
    } else if (str_is(name, "image") && has_scheme(href_of(node))) {
        add_figure(sheet, node, &walk);
    } else if (str_is(name, "image")) {
        if (!unseen) add_picture(sheet, node, &walk);
    } else if (str_is(name, "text")) {
        bool changes = read_fields(sheet, node, walk.page, 0);
        if (!changes) text_check(sheet, node);
        if (!unseen && !changes) item_add(sheet, ITEM_TEXT, node, &walk);
    } else {
        for (xmlNode *child = node->children; child; child = child->next)
            walk_node(sheet, child, walk, depth + 1);
    }
}

/* ---- reading order ---- */

static const struct sheet *sorting_key(const struct item *item, const struct sheet *sheet, double key[2])
{
    key[0] = sheet->panels[item->panel].order;
    key[1] = item->order;
    return sheet;
}

static int compare_items(const void *a, const void *b, void *context)
{
    const struct item *one = *(struct item *const *)a, *two = *(struct item *const *)b;
    double x[2], y[2];
    sorting_key(one, context, x);
    sorting_key(two, context, y);
    for (int i = 0; i < 2; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return one->sequence < two->sequence ? -1 : one->sequence > two->sequence;
}

static void sort_reading(struct sheet *sheet)
{
    sheet->reading = arena_make_n(sheet->arena, struct item *, sheet->item_count + 1);
    for (size_t i = 0; i < sheet->item_count; i++) sheet->reading[i] = &sheet->items[i];
    qsort_r(sheet->reading, sheet->item_count, sizeof *sheet->reading, compare_items, sheet);
}

/* ---- stories ---- */

/* frame:fit="9.5 11" or, with the line heights at these sizes, "9.5 11 / 1.35 1.45". */
static bool read_fit(struct sheet *sheet, const xmlNode *node, double *least, double *most,
                     double *leading_least, double *leading_most)
{
    Str text = frame_attribute(node, "fit"), sizes = text;
    if (!text.data) return false;
    Str size = str_cut(&sizes, '/'), leading = sizes;
    bool sound = number_next(&size, least) && number_next(&size, most) && !str_trim(size).len && *least > 0 &&
                 *most >= *least && *most <= 10000;
    if (leading.data)
        sound = sound && number_next(&leading, leading_least) && number_next(&leading, leading_most) &&
                !str_trim(leading).len && *leading_least >= 0.5 && *leading_most <= 5;
    if (!sound) sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_FIT, text);
    return sound;
}

static struct story *story_of(struct sheet *sheet, const struct item *item)
{
    for (size_t i = 0; i < sheet->story_count && item->flow.len; i++)
        if (str_equal(sheet->stories[i].name, item->flow)) return &sheet->stories[i];
    struct story *story = &sheet->stories[sheet->story_count++];
    story->name = item->flow;
    story->style = style_of(sheet, item->node);
    double levels = 0;
    story->least = sheet->least;
    story->most = sheet->most;
    story->leading_least = sheet->leading_least;
    story->leading_most = sheet->leading_most;
    story->own_range =
        read_fit(sheet, item->node, &story->least, &story->most, &story->leading_least, &story->leading_most);
    if (frame_numbers(sheet, item->node, "contents", &levels, 1))
        story->contents = (int)fmax(1, fmin(levels, 6));
    return story;
}

static void collect_stories(struct sheet *sheet)
{
    sheet->stories = arena_make_n(sheet->arena, struct story, sheet->item_count + 1);
    for (size_t i = 0; i < sheet->item_count;
         i++) { /* as it is read: the fold decides, not the place in the file */
        struct item *item = sheet->reading[i];
        if (item->kind != ITEM_FRAME) continue;
        struct story *story = item->story = story_of(sheet, item);
        story->frames = arena_grow(sheet->arena, story->frames, &story->frame_capacity,
                                   story->frame_count + 1, sizeof *story->frames);
        story->frames[story->frame_count++] = item;
        if (sheet->pages[item->page].repeat.data) story->grows = true;
    }
}

const struct item *layout_item(const struct sheet *sheet, const xmlNode *node)
{
    for (size_t i = 0; i < sheet->item_count; i++)
        if (sheet->items[i].node == node) return &sheet->items[i];
    return NULL;
}

Str item_name(const struct sheet *sheet, const struct item *item)
{
    Str name = frame_attribute(item->node, "name"), panel = sheet->panels[item->panel].name;
    if (name.len) return name;
    if (!item->flow.len || str_equal(item->flow, panel)) return panel;
    return panel.len ? str_join(sheet->arena, (Str[]){panel, item->flow}, 2, S("/")) : item->flow;
}

/* ---- all together ---- */

/* frame:brand="green #0b4635 amber #f2b134": these colours of the drawing stand for those of site.yaml. */
Str brand_colors(struct arena *arena, const struct site *site, Str names, Str text)
{
    Str rest = names;
    const struct value *brand = value_get(site->config, S("brand"));
    char *out = arena_copy(arena, text.data, text.len);
    for (Str name, color; (name = str_trim(word_cut(&rest))).len && (color = word_cut(&rest)).len;) {
        Str own = value_get_text(brand, name);
        if (own.len != color.len || color.len != 7) continue;
        for (size_t i = str_find_char(text, '#'); i + 7 <= text.len;
             i += 1 + str_find_char(str_skip(text, i + 1), '#'))
            if (str_equal_nocase(str_from_to(text, i, i + 7), color)) memcpy(out + i, own.data, 7);
    }
    return (Str){out, text.len};
}

Str layout_render(struct sheet *sheet)
{
    struct buf out = {0};
    struct template_run run = {.variables =
                                   variables_product(sheet->print, sheet->arena, sheet->product, sheet->copy),
                               .messages = words_of(sheet->print, sheet->product->lang),
                               .lang = sheet->product->lang,
                               .form = TEMPLATE_XML,
                               .scratch = sheet->arena,
                               .diag = sheet->diag};
    bool rendered = template_render(sheet->layout->template, &run, &out);
    Str text = rendered ? brand_colors(sheet->arena, sheet->print->site, sheet->layout->brand, buf_view(&out))
                        : STR_NONE;
    buf_free(&out);
    return text;
}

/* Elements get the places that they have in the layout's file: faults point there and not into what was rendered. */
static void restore_places(xmlNode *node, Str layout, int depth)
{
    int64_t at;
    if (node->type != XML_ELEMENT_NODE || depth > 250) return;
    bool known = str_int64(xml_attribute(node, NULL, "data-at"), &at) && at >= 0 && (size_t)at < layout.len;
    if (known && layout.data[at] == '<') /* a macro's elements stand in another file */
        node->_private = (void *)(uintptr_t)(at + 1);
    xmlUnsetProp(node, (const xmlChar *)"data-at");
    for (xmlNode *child = node->children; child; child = child->next)
        restore_places(child, layout, depth + 1);
}

static bool render(struct sheet *sheet)
{
    struct source *source = arena_make(sheet->arena, struct source);
    source->name = sheet->layout->source->name;
    source->text = layout_render(sheet);
    if (!source->text.data) return false;
    sheet->document = svg_parse(sheet->arena, sheet->diag, source);
    if (!sheet->document) return false;
    sheet->rendered = source->text;
    sheet->source = sheet->layout->source;
    restore_places(xmlDocGetRootElement(sheet->document), sheet->source->text, 0);
    sheet->styles = svg_styles(sheet->arena, sheet->diag, sheet->source, sheet->document);
    return sheet->styles != NULL;
}

bool layout_read(struct sheet *sheet)
{
    if (!render(sheet)) return false;
    xmlNode *root = xmlDocGetRootElement(sheet->document);
    double width, height;
    Rect view;
    if (!svg_size(sheet->diag, sheet->source, sheet->document, &width, &height, &view)) return false;
    sheet->least = sheet->most = 10;
    read_fit(sheet, root, &sheet->least, &sheet->most, &sheet->leading_least, &sheet->leading_most);
    frame_numbers(sheet, root, "bleed", &sheet->bleed, 1);
    struct walk walk = {0};
    begin_panel(sheet, NULL, &walk, STR_NONE);
    for (xmlNode *child = root->children; child; child = child->next) walk_node(sheet, child, walk, 0);
    if (sheet->page_count == 0) begin_page(sheet, root, &walk, view);
    sort_reading(sheet);
    collect_stories(sheet);
    pages_attach(sheet);
    return !sheet->failed;
}
