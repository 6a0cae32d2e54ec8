/* A filled sheet painted: artwork by draw/svg, text frames in their place in the drawing's order, page by page. */
#include <math.h>

#include "base/arena.h"
#include "print/inside.h"

struct painter {
    struct sheet *sheet;
    struct canvas *canvas;
    size_t page;
    bool sound;
};

static struct paint solid(Ink ink)
{
    return (struct paint){.color = color_of(ink)};
}

/* ---- marks of text frames ---- */

static void paint_tick(struct painter *painter, const struct mark *mark, const struct paint *paint)
{
    struct arena *arena = painter->sheet->arena;
    struct canvas *canvas = painter->canvas;
    struct path path = {0};
    path_move(arena, &path, mark->x + 0.22 * mark->width, mark->y + 0.52 * mark->height);
    path_line(arena, &path, mark->x + 0.43 * mark->width, mark->y + 0.73 * mark->height);
    path_line(arena, &path, mark->x + 0.80 * mark->width, mark->y + 0.28 * mark->height);
    struct stroke stroke = {
        .width = 1.5 * mark->thickness, .miter_limit = 4, .cap = CAP_ROUND, .join = JOIN_ROUND};
    canvas->calls->stroke(canvas, &path, &stroke, paint);
}

static void paint_rect(struct painter *painter, const struct mark *mark)
{
    struct canvas *canvas = painter->canvas;
    struct path path = {0};
    struct paint paint = solid(mark->ink);
    path_rect(painter->sheet->arena, &path, (Rect){mark->x, mark->y, mark->width, mark->height}, mark->radius,
              mark->radius);
    canvas->calls->mark_begin(canvas, mark->kind == MARK_OUTLINE ? mark->tag : NULL);
    if (mark->kind == MARK_FILL)
        canvas->calls->fill(canvas, &path, FILL_NONZERO, &paint);
    else
        canvas->calls->stroke(canvas, &path, &(struct stroke){.width = mark->thickness, .miter_limit = 4},
                              &paint);
    if (mark->ticked) paint_tick(painter, mark, &paint);
    canvas->calls->mark_end(canvas);
}

static void paint_underline(struct painter *painter, const struct mark *mark, const struct fragment *fragment)
{
    struct canvas *canvas = painter->canvas;
    const struct font *font = fragment->run->font;
    double em = fragment->size / font->units_per_em;
    double thickness = font->underline_thickness * em, y = mark->y - font->underline_position * em;
    struct path path = {0};
    struct paint paint = solid(fragment->span->style->ink);
    path_rect(painter->sheet->arena, &path, (Rect){mark->x + fragment->x, y, fragment->width, thickness}, 0,
              0);
    canvas->calls->mark_begin(canvas, NULL);
    canvas->calls->fill(canvas, &path, FILL_NONZERO, &paint);
    canvas->calls->mark_end(canvas);
}

static const struct sheet_link *link_find(const struct sheet *sheet, const struct element *element)
{
    for (size_t i = 0; i < sheet->link_count; i++)
        if (sheet->links[i].element == element) return &sheet->links[i];
    return NULL;
}

/* Fragments of one link on one line become one clickable area. */
static void link_areas(struct painter *painter, const struct mark *mark)
{
    const struct line *line = mark->line;
    for (size_t i = 0; i < line->count; i++) {
        struct element *element = line->fragments[i].span->tag;
        if (!element || element->role != ROLE_LINK) continue;
        const struct fragment *from = &line->fragments[i];
        while (i + 1 < line->count && line->fragments[i + 1].span->tag == element) i++;
        const struct fragment *to = &line->fragments[i];
        Rect area = {mark->x + from->x, mark->y - from->size * 0.95, to->x + to->width - from->x,
                     from->size * 1.25};
        const struct sheet_link *link = link_find(painter->sheet, element);
        if (link) painter->canvas->calls->link(painter->canvas, area, link->uri, link->contents, element);
    }
}

static void paint_hyphen(struct painter *painter, const struct mark *mark, const struct fragment *hyphen)
{
    struct paint paint = solid(hyphen->span->style->ink);
    Point at = {mark->x + hyphen->x, mark->y - hyphen->span->style->rise * hyphen->size};
    painter->canvas->calls->hyphen(painter->canvas, hyphen->run, at, hyphen->size, &paint);
}

/* A word on two lines is read whole on the first; on the second nothing is read, which U+200B says: some readers take an empty text for
 * none. */
static void read_part(struct canvas *canvas, const struct line *line, int *now, int part)
{
    if (*now == part || !canvas->calls->read_begin) return;
    if (*now != PART_NONE) canvas->calls->read_end(canvas);
    if (part != PART_NONE) canvas->calls->read_begin(canvas, part == PART_HEAD ? line->word : S("\u200b"));
    *now = part;
}

/* Fragments [from, to) of a line, and the hyphen that ends it. */
static void paint_words(struct painter *painter, const struct mark *mark, size_t from, size_t to)
{
    struct canvas *canvas = painter->canvas;
    const struct line *line = mark->line;
    int part = PART_NONE;
    for (size_t i = from; i < to; i++) {
        const struct fragment *fragment = &line->fragments[i];
        struct paint paint = solid(fragment->span->style->ink);
        Point at = {mark->x + fragment->x, mark->y - fragment->span->style->rise * fragment->size};
        read_part(canvas, line, &part, (int)fragment->part);
        canvas->calls->glyphs(canvas, fragment->run, fragment->from, fragment->to, at, fragment->size,
                              line->word_space, fragment->letter_space, &paint);
    }
    if (to == line->count && line->hyphen) paint_hyphen(painter, mark, line->hyphen);
    read_part(canvas, line, &part, PART_NONE);
}

static void paint_line(struct painter *painter, const struct mark *mark)
{
    struct canvas *canvas = painter->canvas;
    const struct line *line = mark->line;
    if (mark->first && !mark->again && mark->block->level > 0 && !painter->sheet->one_of_many) {
        const struct heading *heading = mark->block->data;
        const struct bookmark bookmark = {.level = mark->block->level,
                                          .order = heading->order,
                                          .title = heading->title,
                                          .name = heading->wanted ? heading->name : STR_NONE,
                                          .at = {mark->x, mark->y - line->fragments->size}};
        canvas->calls->bookmark(canvas, &bookmark);
    }
    for (size_t i = 0; i < line->count;) {
        void *tag = line->fragments[i].span->tag;
        size_t from = i;
        while (i < line->count && line->fragments[i].span->tag == tag) i++;
        canvas->calls->mark_begin(canvas, mark->again ? NULL : tag);
        paint_words(painter, mark, from, i);
        canvas->calls->mark_end(canvas);
    }
    for (size_t i = 0; i < line->count; i++)
        if (line->fragments[i].span->style->underline) paint_underline(painter, mark, &line->fragments[i]);
    if (!mark->again) link_areas(painter, mark);
}

/* ---- what stays from copy to copy ---- */

/* Are there other copies, in the document or in others like it? */
static bool is_shared(const struct sheet *sheet)
{
    return sheet->model;
}

static bool is_settled(const struct painter *painter, const struct item *item)
{
    const struct story *story = item->story;
    return is_shared(painter->sheet) && story && story->settled && !story->varies;
}

/* A line that is nothing but words of one element. */
static void *plain_tag(const struct painter *painter, const struct mark *mark)
{
    if (mark->kind != MARK_LINE || mark->again || !mark->line->count ||
        (mark->first && mark->block->level > 0 && !painter->sheet->one_of_many))
        return NULL;
    void *tag = mark->line->fragments->span->tag;
    const struct element *element = tag;
    if (!element || element->role == ROLE_LINK) return NULL;
    for (size_t i = 0; i < mark->line->count; i++) {
        const struct span *span = mark->line->fragments[i].span;
        if (span->tag != tag || span->style->underline) return NULL;
    }
    return tag;
}

/* Lines of one paragraph from mark `from` on, drawn once for all copies; the number of marks, 0: they cannot be. */
static size_t paint_settled(struct painter *painter, const struct item *item, size_t from)
{
    const struct mark *marks = item->placed.marks;
    struct canvas *canvas = painter->canvas;
    void *tag = plain_tag(painter, &marks[from]);
    size_t to = from + 1;
    if (!tag) return 0;
    while (to < item->placed.count && plain_tag(painter, &marks[to]) == tag) to++;
    canvas->calls->mark_begin(canvas, tag);
    if (canvas->calls->shared_begin(canvas, &marks[from])) {
        for (size_t i = from; i < to; i++) paint_words(painter, &marks[i], 0, marks[i].line->count);
        canvas->calls->shared_end(canvas);
    }
    canvas->calls->mark_end(canvas);
    return to - from;
}

/* The canvas is in the frame's user space; `matrix` leads from there to the page. */
static void paint_frame(struct painter *painter, const struct item *item, Matrix matrix)
{
    struct canvas *canvas = painter->canvas;
    struct sheet *sheet = painter->sheet;
    double x = 0, y = 0;
    Str text = xml_attribute(item->node, NULL, "x");
    if (text.data) svg_length(text, 1, 1, &x);
    text = xml_attribute(item->node, NULL, "y");
    if (text.data) svg_length(text, 1, 1, &y);
    if (item->kind == ITEM_FIGURE) {
        Rect at = {x, y, item->width, item->height};
        bool stays = is_shared(sheet) && !item->varies;
        if (item->figure && !figure_paint(sheet, canvas, item->figure, at, matrix, stays))
            painter->sound = false;
        return;
    }
    Matrix inner = matrix_translate(x, y + item->shift);
    bool settled = is_settled(painter, item);
    canvas->calls->save(canvas);
    canvas->calls->transform(canvas, inner);
    for (size_t i = 0; i < item->placed.count; i++) {
        const struct mark *mark = &item->placed.marks[i];
        size_t shared = settled ? paint_settled(painter, item, i) : 0;
        if (shared)
            i += shared - 1;
        else if (mark->kind == MARK_LINE)
            paint_line(painter, mark);
        else if (mark->kind == MARK_FILL || mark->kind == MARK_OUTLINE)
            paint_rect(painter, mark);
    }
    for (size_t i = 0; i < item->placed.count; i++) {
        const struct mark *mark = &item->placed.marks[i];
        if (mark->kind != MARK_FIGURE) continue;
        Rect at = {mark->x, mark->y, mark->width, mark->height};
        if (!figure_paint(sheet, canvas, mark->block->data, at, matrix_multiply(inner, matrix), settled))
            painter->sound = false;
    }
    canvas->calls->restore(canvas);
}

/* ---- callbacks of the painter of SVG ---- */

static void on_frame(void *context, const xmlNode *node, Matrix matrix)
{
    struct painter *painter = context;
    const struct item *item = page_item(painter->sheet, painter->page, node);
    if (item) paint_frame(painter, item, matrix);
}

static struct element *on_text(void *context, const xmlNode *node)
{
    struct painter *painter = context;
    const struct item *item = page_item(painter->sheet, painter->page, node);
    return item ? item->element : NULL;
}

static const void *on_shared(void *context, const xmlNode *first, const xmlNode **last)
{
    struct painter *painter = context;
    const struct model *model = painter->sheet->model;
    const void *key = model_same(model, first, last);
    const struct item *item = key ? NULL : page_item(painter->sheet, painter->page, first);
    bool marked = item && (item->kind == ITEM_TEXT || item->kind == ITEM_PICTURE);
    if (!marked || item->varies || !item->element) return key;
    *last = first;
    return item;
}

static xmlDoc *on_other(void *context, Str href, const struct source **source)
{
    struct painter *painter = context;
    struct sheet *sheet = painter->sheet;
    Str path;
    const struct drawing *drawing = NULL;
    Loc root = {sheet->source, 0};
    if (str_starts(href, S("content:"))) {
        drawing = picture_path(sheet, href, root, &path) ? picture_drawing(sheet, path, root) : NULL;
        if (drawing) *source = drawing->source;
        return drawing ? drawing->document : NULL;
    }
    if (path_resolve(sheet->arena, S("print"), href, &path)) drawing = drawing_find(sheet->print, path);
    if (!drawing) {
        Loc loc = {sheet->source, 0};
        sheet_report(sheet, loc, MSG_PRINT_DRAWING_UNKNOWN, href);
        return NULL;
    }
    *source = drawing->source;
    return drawing->document;
}

static const struct picture *on_picture(void *context, Str href, Loc loc)
{
    struct painter *painter = context;
    Str path;
    return picture_path(painter->sheet, href, loc, &path) ? picture_get(painter->sheet, path, loc) : NULL;
}

static struct element *on_image(void *context, const xmlNode *node)
{
    return on_text(context, node);
}

/* The box of a figure is known when it has been drawn; of an SVG picture it is the image element's own. */
static void on_placed(void *context, const xmlNode *node, Loc loc, const struct picture *picture, Rect at,
                      Matrix matrix)
{
    struct painter *painter = context;
    const struct item *item = layout_item(painter->sheet, node);
    if (item && item->element) item->element->box = matrix_bounds(matrix, at);
    picture_check(painter->sheet, picture, node, loc, at.width * hypot(matrix.a, matrix.b),
                  at.height * hypot(matrix.c, matrix.d));
}

/* ---- pages ---- */

static void set_attribute(xmlNode *node, const char *name, Str value)
{
    char text[128];
    snprintf(text, sizeof text, "%.*s", (int)value.len, value.data);
    xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)text);
}

/* The painter draws whole documents: the root is made to show one page, the others are taken out meanwhile. */
static void show_page(struct sheet *sheet, size_t index, Rect box)
{
    xmlNode *root = xmlDocGetRootElement(sheet->document);
    set_attribute(root, "viewBox",
                  str_format(sheet->arena, "%g %g %g %g", box.x, box.y, box.width, box.height));
    set_attribute(root, "width", str_format(sheet->arena, "%gmm", box.width));
    set_attribute(root, "height", str_format(sheet->arena, "%gmm", box.height));
    xmlNode *shown = sheet->pages[index].node;
    for (size_t i = 0; i < sheet->master_count; i++)
        if (sheet->masters[i].node != shown && sheet->masters[i].node != root)
            xmlSetProp(sheet->masters[i].node, (const xmlChar *)"display", (const xmlChar *)"none");
    if (shown && shown != root) xmlUnsetProp(shown, (const xmlChar *)"display");
    pages_show(sheet, index);
}

static void clip_to(struct sheet *sheet, struct canvas *canvas, Rect area)
{
    struct path path = {0};
    path_rect(sheet->arena, &path, area, 0, 0);
    canvas->calls->clip(canvas, &path, FILL_NONZERO);
}

bool paint_page(struct sheet *sheet, size_t index, struct canvas *canvas, const struct placing *placing)
{
    struct painter painter = {.sheet = sheet, .canvas = canvas, .page = index, .sound = true};
    Rect box = sheet->pages[index].box;
    show_page(sheet, index, box);
    struct svg_paint paint = {.scratch = sheet->arena,
                              .diag = sheet->diag,
                              .source = sheet->source,
                              .fonts = sheet->print->fonts,
                              .styles = sheet->styles,
                              .current_color = color_of(0xff16201b),
                              .lang = sheet->product->lang,
                              .other = on_other,
                              .picture = on_picture,
                              .frame = on_frame,
                              .text_element = on_text,
                              .image_element = on_image,
                              .placed = on_placed,
                              .shared = is_shared(sheet) ? on_shared : NULL,
                              .context = &painter};
    Rect at = {0, 0, box.width, box.height};
    if (placing) {
        canvas->calls->save(canvas);
        canvas->calls->transform(canvas, placing->matrix);
        clip_to(sheet, canvas, placing->shown);
    }
    bool drawn = svg_draw(canvas, sheet->document, at, &paint);
    if (placing) canvas->calls->restore(canvas);
    return drawn && painter.sound;
}

/* Of many copies each has one bookmark: whose it is. */
static void bookmark_copy(struct sheet *sheet, struct canvas *canvas)
{
    const struct copy *copy = sheet->copy;
    const struct bookmark bookmark = {
        .level = 1, .order = copy->row, .title = copy->key.len ? copy->key : copy->name};
    canvas->calls->bookmark(canvas, &bookmark);
}

bool paint_sheet(struct sheet *sheet, struct canvas *canvas)
{
    bool sound = true;
    for (size_t i = 0; i < sheet->page_count; i++) {
        Rect box = sheet->pages[i].box;
        canvas->calls->page_begin(
            canvas,
            (struct page_box){.width = box.width, .height = box.height, .label = sheet->pages[i].label});
        if (i == 0 && sheet->one_of_many) bookmark_copy(sheet, canvas);
        sound = paint_page(sheet, i, canvas, NULL) && sound;
        canvas->calls->page_end(canvas);
    }
    return sound && !sheet->failed;
}
