/* What is meant for a distance: posters and banners whose layout says from how far they are read (frame:distance, in metres).
 *
 * Checked on the filled sheet, with the sizes that the fit has chosen: the height of capitals (4 mm for each metre of distance), the width of
 * QR codes (a tenth of the distance), the number of words (frame:words), edges that stay empty (frame:hem) and whether the material is wide
 * enough (frame:seam). A value holds for its element and all below it, until one below says another. */
#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "print/inside.h"

#define CAPITAL_PER_METRE                                                                                    \
    4.0 /* mm; about 1:250 of the distance, as signs for drivers and people of sixty need */
#define CODE_PER_METRE  100.0 /* mm; phones find a code up to about ten times its width */
#define SOURCE_DISTANCE 0.5   /* m: the source line below a figure is read close by */
#define TOLERANCE       1.005
#define QUIET           8 /* modules: 4 on each side, within the drawing of a code (draw/qr.h) */

/* The words below an element that has frame:words. */
struct scope {
    struct scope *outer;
    size_t words;
};
struct reach {
    Matrix matrix;   /* to the pasteboard */
    double distance; /* m; 0: none is given */
    struct scope *scope;
};
struct banner {
    struct sheet *sheet;
    double hem[4]; /* top, right, bottom, left; mm */
    bool has_hem;
};

static double scale_of(Matrix m)
{
    return sqrt(fabs(m.a * m.d - m.b * m.c));
}

static bool attribute_number(struct sheet *sheet, const xmlNode *node, const char *name, double *value)
{
    Str text = frame_attribute(node, name);
    if (!text.data) return false;
    if (svg_length(str_trim(text), 1, 1, value) && *value >= 0 && *value <= 1e6) return true;
    sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, str_from(name), text);
    return false;
}

/* ---- names for messages ---- */

static Str place_of(const struct sheet *sheet, const xmlNode *node)
{
    const struct item *item = layout_item(sheet, node);
    Str name = item ? item_name(sheet, item) : STR_NONE;
    if (name.len && !(item->kind == ITEM_TEXT && !frame_attribute(node, "name").len)) return name;
    Str text = text_content(sheet, node);
    size_t at = 0;
    for (int i = 0; i < 40 && at < text.len; i++) utf8_next(text, &at);
    if (!text.len) return sheet->layout->name;
    return str_join(sheet->arena, (Str[]){S("“"), str_from_to(text, 0, at), at < text.len ? S("…”") : S("”")},
                    3, STR_NONE);
}

/* ---- words ---- */

/* Spaces of any width part words; a word has a letter or a figure in it. */
static size_t words_in(Str text)
{
    size_t words = 0;
    bool inside = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = (uint32_t)utf8_next(text, &at);
        bool space = c <= ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F;
        bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      (c >= 0xC0 && c < 0x2000) || c >= 0x2C00;
        if (letter && !inside) words++;
        inside = letter || (inside && !space);
    }
    return words;
}

static void count_words(const struct reach *reach, Str text)
{
    size_t words = words_in(text);
    for (struct scope *scope = reach->scope; scope; scope = scope->outer) scope->words += words;
}

/* ---- letters ---- */

/* The lowest capitals found, in mm on the sheet. */
struct lowest {
    double capital, size;
    Loc loc;
};

static void lower(struct lowest *lowest, const struct font *font, double size, Loc loc)
{
    double factor = font && font->cap_height > 0 ? (double)font->cap_height / font->units_per_em : 0.7;
    double capital = size * factor;
    if (size <= 0 || (lowest->capital > 0 && capital >= lowest->capital)) return;
    *lowest = (struct lowest){.capital = capital, .size = size, .loc = loc};
}

static void judge_letters(struct sheet *sheet, const xmlNode *node, double distance, struct lowest lowest)
{
    double least = distance * CAPITAL_PER_METRE;
    if (distance <= 0 || lowest.capital <= 0 || lowest.capital * TOLERANCE >= least) return;
    struct arena *arena = sheet->arena;
    double points = lowest.size / POINT * least / lowest.capital;
    Loc loc = lowest.loc.source ? lowest.loc : svg_loc(sheet->source, node);
    sheet_report(sheet, loc, MSG_BANNER_LETTERS, place_of(sheet, node),
                 print_number(arena, lowest.capital, lowest.capital < 20 ? 1 : 0),
                 print_number(arena, distance, distance < 10 ? 1 : 0),
                 print_number(arena, least, least < 20 ? 1 : 0), print_number(arena, ceil(points), 0));
}

static bool has_words(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content &&
            words_in(str_from((const char *)child->content)))
            return true;
    return false;
}

/* A <text> and its <tspan>s, or all of a drawing's. */
static void drawn_letters(struct sheet *sheet, const struct svg_styles *styles, const xmlNode *node,
                          Matrix matrix, int depth, struct lowest *lowest)
{
    if (node->type != XML_ELEMENT_NODE || depth > PRINT_DEPTH_MOST) return;
    Matrix own;
    Str name = xml_name(node), transform = xml_attribute(node, NULL, "transform");
    if (str_is(name, "defs") || str_is(name, "title") || str_is(name, "desc") || str_is(name, "style"))
        return;
    if (depth > 0 && transform.data && svg_transform(transform, &own)) matrix = matrix_multiply(own, matrix);
    if ((str_is(name, "text") || str_is(name, "tspan")) && has_words(node))
        lower(lowest, text_font(sheet, styles, node), text_size(styles, node) * scale_of(matrix), (Loc){0});
    for (const xmlNode *child = node->children; child; child = child->next)
        drawn_letters(sheet, styles, child, matrix, depth + 1, lowest);
}

static void judge_text(struct banner *banner, const xmlNode *node, const struct reach *reach)
{
    struct lowest lowest = {0};
    if (reach->distance > 0)
        drawn_letters(banner->sheet, banner->sheet->styles, node, reach->matrix, 0, &lowest);
    judge_letters(banner->sheet, node, reach->distance, lowest);
    if (reach->scope) count_words(reach, text_content(banner->sheet, node));
}

/* ---- QR codes and charts ---- */

/* `box`: the room that the drawing is given, mm on the sheet. */
static void judge_figure(struct banner *banner, const xmlNode *node, double distance,
                         const struct figure_art *art, double width, double height)
{
    struct sheet *sheet = banner->sheet;
    struct arena *arena = sheet->arena;
    if (!art || art->picture || art->view.width <= 0 || art->view.height <= 0 || distance <= 0) return;
    double unit = fmin(width / art->view.width, height / art->view.height);
    if (!art->uri.len) {
        struct lowest lowest = {0};
        drawn_letters(sheet, art->drawing.styles, xmlDocGetRootElement(art->drawing.document),
                      matrix_scale(unit, unit), 0, &lowest);
        judge_letters(sheet, node, distance, lowest);
        return;
    }
    double code = unit * fmax(art->view.width - QUIET, 0), least = distance * CODE_PER_METRE;
    if (code * TOLERANCE >= least) return;
    sheet_report(sheet, svg_loc(sheet->source, node), MSG_BANNER_CODE, art->uri, print_number(arena, code, 0),
                 print_number(arena, distance, 1), print_number(arena, least, 0));
}

/* ---- text frames ---- */

static void lower_line(const struct mark *mark, double scale, struct lowest *lowest)
{
    for (size_t i = 0; i < mark->line->count; i++) {
        const struct fragment *fragment = &mark->line->fragments[i];
        if (fragment->width <= 0 || fragment->span->style->rise != 0) continue;
        lower(lowest, fragment->run->font, fragment->size * scale, mark->block->loc);
    }
}

static void judge_frame(struct banner *banner, const struct item *item, const struct reach *reach)
{
    struct sheet *sheet = banner->sheet;
    struct lowest letters = {0}, source = {0};
    if (reach->distance <= 0 && !reach->scope) return;
    double scale = scale_of(reach->matrix);
    struct style *figure = item->story->style ? style_below(sheet, item->story->style, "figure") : NULL;
    const struct block_style *credit = figure ? &style_below(sheet, figure, "credit")->block : NULL;
    for (size_t i = 0; i < item->placed.count; i++) {
        const struct mark *mark = &item->placed.marks[i];
        if (mark->kind == MARK_FIGURE)
            judge_figure(banner, item->node, reach->distance, mark->block->data, mark->width * scale,
                         mark->height * scale);
        if (mark->kind != MARK_LINE) continue;
        bool is_source = mark->block->style == credit;
        lower_line(mark, scale, is_source ? &source : &letters);
        if (mark->first && mark->block->kind == BLOCK_TEXT && !is_source)
            count_words(reach, paragraph_text(mark->block->paragraph));
    }
    judge_letters(sheet, item->node, reach->distance, letters);
    judge_letters(sheet, item->node, fmin(reach->distance, SOURCE_DISTANCE), source);
}

/* ---- edges ---- */

static void read_hem(struct banner *banner, const xmlNode *root)
{
    Str text = frame_attribute(root, "hem"), rest = text;
    double n[4];
    size_t count = 0;
    if (!text.data) return;
    for (Str word; (word = str_trim(rest)).len; count++) {
        size_t end = 0;
        while (end < word.len && !char_is_space(word.data[end])) end++;
        if (count == 4 || !svg_length(str_from_to(word, 0, end), 1, 1, &n[count]) || n[count] < 0) count = 9;
        if (count == 9) break;
        rest = str_skip(word, end);
    }
    banner->has_hem = count == 1 || count == 2 || count == 4;
    if (!banner->has_hem) {
        sheet_report(banner->sheet, svg_loc(banner->sheet->source, root), MSG_BANNER_SIDES, text);
        return;
    }
    banner->hem[0] = n[0];
    banner->hem[1] = count > 1 ? n[1] : n[0];
    banner->hem[2] = count > 2 ? n[2] : n[0];
    banner->hem[3] = count > 2 ? n[3] : banner->hem[1];
}

static double coordinate(const xmlNode *node, const char *name)
{
    double value = 0;
    Str text = xml_attribute(node, NULL, name);
    return text.data && svg_length(text, 1, 1, &value) ? value : 0;
}

static Rect text_box(const struct sheet *sheet, const xmlNode *node)
{
    double width = text_width(sheet, node), size = text_size(sheet->styles, node), x = coordinate(node, "x");
    Str anchor = text_anchor(sheet, node);
    if (str_is(anchor, "end")) x -= width;
    if (str_is(anchor, "middle")) x -= width / 2;
    return (Rect){x, coordinate(node, "y") - size * 0.75, width, size * 0.75};
}

static void judge_hem(struct banner *banner, const xmlNode *node, Rect box, size_t page, Matrix matrix)
{
    struct sheet *sheet = banner->sheet;
    if (!banner->has_hem || page >= sheet->page_count) return;
    Rect sheet_box = sheet->pages[page].box, r = matrix_bounds(matrix, box);
    const double over[4] = {sheet_box.y + banner->hem[0] - r.y,
                            r.x + r.width - (sheet_box.x + sheet_box.width - banner->hem[1]),
                            r.y + r.height - (sheet_box.y + sheet_box.height - banner->hem[2]),
                            sheet_box.x + banner->hem[3] - r.x};
    for (int i = 0; i < 4; i++)
        if (over[i] > 0.05)
            sheet_report(sheet, svg_loc(sheet->source, node), MSG_BANNER_HEM, place_of(sheet, node),
                         print_number(sheet->arena, over[i], over[i] < 10 ? 1 : 0));
}

static void judge_seam(struct banner *banner, const xmlNode *root)
{
    struct sheet *sheet = banner->sheet;
    double material;
    if (!attribute_number(sheet, root, "seam", &material) || material <= 0) return;
    for (size_t i = 0; i < sheet->page_count; i++) {
        double side = fmin(sheet->pages[i].box.width, sheet->pages[i].box.height);
        if (side <= material) continue;
        sheet_report(sheet, svg_loc(sheet->source, root), MSG_BANNER_SEAM,
                     print_number(sheet->arena, side, 0), print_number(sheet->arena, material, 0),
                     print_number(sheet->arena, ceil(side / material), 0));
        return;
    }
}

/* ---- the walk ---- */

static void judge(struct banner *banner, const xmlNode *node, const struct reach *reach)
{
    struct sheet *sheet = banner->sheet;
    const struct item *item = layout_item(sheet, node);
    if (str_is(xml_name(node), "text")) {
        judge_text(banner, node, reach);
        if (item && banner->has_hem)
            judge_hem(banner, node, text_box(sheet, node), item->page, reach->matrix);
        return;
    }
    if (!item) return;
    Rect box = {coordinate(node, "x"), coordinate(node, "y"), item->width, item->height};
    double scale = scale_of(reach->matrix);
    if (item->kind == ITEM_FIGURE)
        judge_figure(banner, node, reach->distance, item->figure, item->width * scale, item->height * scale);
    else if (item->kind == ITEM_FRAME)
        judge_frame(banner, item, reach);
    judge_hem(banner, node, box, item->page, reach->matrix);
}

static const xmlNode *find_id(const xmlNode *node, Str id, int depth)
{
    if (node->type != XML_ELEMENT_NODE || depth > PRINT_DEPTH_MOST) return NULL;
    if (str_equal(xml_attribute(node, NULL, "id"), id)) return node;
    const xmlNode *found = NULL;
    for (const xmlNode *child = node->children; child && !found; child = child->next)
        found = find_id(child, id, depth + 1);
    return found;
}

/* The texts of a group that <use> shows again, or first (in <defs>); frames are not used this way. */
static void judge_used(struct banner *banner, const xmlNode *node, struct reach reach)
{
    Str href = xml_attribute(node, NULL, "href");
    if (reach.distance <= 0 || !href.len || href.data[0] != '#') return;
    const xmlNode *target = find_id(xmlDocGetRootElement(banner->sheet->document), str_skip(href, 1), 0);
    if (!target) return;
    struct lowest lowest = {0};
    drawn_letters(banner->sheet, banner->sheet->styles, target, reach.matrix, 0, &lowest);
    judge_letters(banner->sheet, target, reach.distance, lowest);
}

static void walk(struct banner *banner, const xmlNode *node, struct reach reach, int depth)
{
    struct sheet *sheet = banner->sheet;
    if (node->type != XML_ELEMENT_NODE || depth > PRINT_DEPTH_MOST) return;
    Str name = xml_name(node), transform = xml_attribute(node, NULL, "transform");
    if (str_is(name, "defs") || str_is(name, "style") || str_is(name, "symbol")) return;
    Matrix own;
    if (transform.data && svg_transform(transform, &own)) reach.matrix = matrix_multiply(own, reach.matrix);
    attribute_number(sheet, node, "distance", &reach.distance);
    struct scope scope = {.outer = reach.scope};
    double most = 0;
    bool uncounted = str_is(frame_attribute(node, "words"), "none");
    bool limited = !uncounted && attribute_number(sheet, node, "words", &most);
    if (uncounted) reach.scope = NULL;
    if (limited) reach.scope = &scope;
    if (str_is(name, "rect") || str_is(name, "text"))
        judge(banner, node, &reach);
    else if (str_is(name, "use"))
        judge_used(banner, node, reach);
    else
        for (const xmlNode *child = node->children; child; child = child->next)
            walk(banner, child, reach, depth + 1);
    if (!limited || (double)scope.words <= most) return;
    Str place = depth == 0 ? sheet->product->name : place_of(sheet, node);
    Loc loc = {sheet->product->source, sheet->product->body};
    sheet_report(sheet, loc, MSG_BANNER_WORDS, place, str_format(sheet->arena, "%zu", scope.words),
                 print_number(sheet->arena, most, 0));
}

void banner_check(struct sheet *sheet)
{
    const xmlNode *root = xmlDocGetRootElement(sheet->document);
    struct banner banner = {.sheet = sheet};
    read_hem(&banner, root);
    judge_seam(&banner, root);
    walk(&banner, root, (struct reach){.matrix = MATRIX_IDENTITY}, 0);
}
