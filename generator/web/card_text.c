/* Text of a card, fitted: frame:box is filled with lines in the largest size of frame:sizes that holds all words, the lines about equally
 * long; frame:width makes one line smaller until it fits; frame:pad fits the rectangle before a text to it. Nothing is clipped: what does not even fit at the smallest size ends in "…". */
#include <math.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "draw/svg.h"
#include "typeset/shape.h"
#include "web/card.h"

enum { WORDS_MOST = 120, SIZES_MOST = 24, DEPTH_MOST = 40 };
#define SMALLEST 0.55 /* of the size that a single line is given */

struct fitting {
    struct arena *arena;
    const struct font_set *fonts;
    Str lang;
};

/* In the units of the size. */
static double width_of(const struct fitting *f, const struct font *font, Str text, double size)
{
    const struct glyph_run *run = shape_text(f->arena, font, text, f->lang, 0);
    return (double)run->width * size / font->units_per_em;
}

static Str inherited(const xmlNode *node, const char *name, const char *standard)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        Str value = xml_attribute(node, NULL, name);
        if (value.data) return value;
    }
    return str_from(standard);
}

static double number(Str text, double standard)
{
    double mm;
    return text.len && svg_length(str_trim(text), 1, 1, &mm) ? mm : standard;
}

static const struct font *font_of(const struct fitting *f, const xmlNode *node)
{
    int64_t weight = 400;
    str_int64(inherited(node, "font-weight", "400"), &weight);
    const struct font *font = font_find(f->fonts, inherited(node, "font-family", ""), (int)weight, false);
    return font ? font : f->fonts->count ? f->fonts->fonts[0] : NULL;
}

/* ---- lines ---- */

struct words {
    Str list[WORDS_MOST];
    double widths[WORDS_MOST]; /* at size 1 */
    size_t count;
    double space;
};

static void words_cut(const struct fitting *f, const struct font *font, Str text, struct words *words)
{
    words->space = width_of(f, font, S("a b"), 1) - width_of(f, font, S("ab"), 1);
    for (Str rest = text; rest.len && words->count < WORDS_MOST;) {
        Str word = str_cut(&rest, ' ');
        if (!word.len) continue;
        words->widths[words->count] = width_of(f, font, word, 1);
        words->list[words->count++] = word;
    }
}

/* Lines no wider than `width` at size 1; SIZE_MAX: a word is wider. `ends` may be NULL. */
static size_t lines_break(const struct words *words, double width, size_t *ends)
{
    size_t lines = 0;
    double line = -1;
    for (size_t i = 0; i < words->count; i++) {
        if (words->widths[i] > width) return SIZE_MAX;
        bool fits = line >= 0 && line + words->space + words->widths[i] <= width;
        if (fits) {
            line += words->space + words->widths[i];
        } else {
            if (line >= 0 && ends) ends[lines - 1] = i;
            lines++;
            line = words->widths[i];
        }
    }
    if (lines && ends) ends[lines - 1] = words->count;
    return lines;
}

/* The narrowest width that needs no more lines: they come out about equal. */
static double balance(const struct words *words, double width, size_t lines)
{
    double low = 0, high = width;
    for (int i = 0; i < 20; i++) {
        double middle = (low + high) / 2;
        if (lines_break(words, middle, NULL) <= lines)
            high = middle;
        else
            low = middle;
    }
    return high;
}

struct box {
    Rect at;
    double leading, sizes[SIZES_MOST];
    size_t size_count;
};

static bool box_read(const xmlNode *node, struct box *box)
{
    Str rest = xml_attribute(node, SVG_FRAME_NAMESPACE, "box"),
        sizes = xml_attribute(node, SVG_FRAME_NAMESPACE, "sizes");
    double numbers[4] = {0};
    for (size_t i = 0; i < 4; i++) numbers[i] = number(str_cut(&rest, ' '), 0);
    box->at = (Rect){numbers[0], numbers[1], numbers[2], numbers[3]};
    box->leading = number(xml_attribute(node, SVG_FRAME_NAMESPACE, "leading"), 1.1);
    while (sizes.len && box->size_count < SIZES_MOST) {
        double size = number(str_cut(&sizes, ' '), 0);
        if (size >= 1) box->sizes[box->size_count++] = size;
    }
    return box->at.width > 0 && box->at.height > 0 && box->size_count > 0 && box->leading > 0;
}

static size_t lines_most(const struct box *box, double size)
{
    double lines = floor((box->at.height - size) / (size * box->leading)) + 1;
    return lines < 1 ? 1 : lines < WORDS_MOST ? (size_t)lines : WORDS_MOST;
}

/* The size that holds all words; the smallest when none does. */
static double size_find(const struct words *words, const struct box *box, size_t *lines)
{
    double size = box->sizes[0];
    for (size_t i = 0; i < box->size_count; i++) {
        size = box->sizes[i];
        *lines = lines_break(words, box->at.width / size, NULL);
        if (*lines <= lines_most(box, size)) break;
    }
    return size;
}

static Str shortened(const struct fitting *f, const struct font *font, Str text, double width, double size)
{
    if (width_of(f, font, text, size) <= width) return text;
    while (text.len) {
        text.len--;
        while (text.len && ((unsigned char)text.data[text.len] & 0xC0) == 0x80) text.len--;
        Str with = str_join(f->arena, (Str[]){str_trim(text), S("…")}, 2, STR_NONE);
        if (width_of(f, font, with, size) <= width) return with;
    }
    return S("…");
}

static void set_number(xmlNode *node, const char *name, double value)
{
    struct buf text = {0};
    buf_number(&text, value, 2);
    xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)text.data);
    buf_free(&text);
}

static void set_text(xmlNode *node, Str text, struct arena *arena)
{
    xmlNodeSetContent(node, NULL);
    xmlAddChild(node, xmlNewText((const xmlChar *)str_c(arena, text)));
}

static void put_line(const struct fitting *f, xmlNode *node, const struct box *box, double y, Str text)
{
    xmlNode *line = xmlNewChild(node, node->ns, (const xmlChar *)"tspan", NULL);
    set_number(line, "x", box->at.x);
    set_number(line, "y", y);
    xmlAddChild(line, xmlNewText((const xmlChar *)str_c(f->arena, text)));
}

/* The lines stand in the middle of the box, from the capitals of the first to the baseline of the last. */
static void fill_box(const struct fitting *f, xmlNode *node, const struct font *font, Str text)
{
    struct box box = {0};
    struct words *words = arena_make(f->arena, struct words);
    size_t ends[WORDS_MOST], lines = 0;
    if (!box_read(node, &box)) return;
    words_cut(f, font, text, words);
    double size = size_find(words, &box, &lines), width = box.at.width / size;
    size_t most = lines_most(&box, size);
    bool whole = lines <= most;
    for (size_t i = 0; i < words->count && !whole;
         i++) { /* a word wider than the box stands alone on its line */
        words->list[i] = shortened(f, font, words->list[i], box.at.width, size);
        words->widths[i] = width_of(f, font, words->list[i], 1);
    }
    lines = lines_break(words, whole ? balance(words, width, lines) : width, ends);
    if (lines == SIZE_MAX || !lines) return;
    size_t shown = lines < most ? lines : most;
    double capital = size * font->cap_height / font->units_per_em, step = size * box.leading;
    double y = box.at.y + (box.at.height - capital - step * (double)(shown - 1)) / 2 + capital;
    xmlNodeSetContent(node, NULL);
    set_number(node, "font-size", size);
    for (size_t i = 0; i < shown; i++, y += step) {
        size_t from = i ? ends[i - 1] : 0;
        Str line = str_join(f->arena, words->list + from, ends[i] - from, S(" "));
        if (i + 1 == shown && shown < lines)
            line = shortened(f, font, str_join(f->arena, (Str[]){line, S(" …")}, 2, STR_NONE), box.at.width,
                             size);
        put_line(f, node, &box, y, line);
    }
}

static void fit_width(const struct fitting *f, xmlNode *node, const struct font *font, Str text, double most)
{
    double size = number(xml_attribute(node, NULL, "font-size"), 16), width = width_of(f, font, text, size);
    if (width <= most) return;
    double factor = fmax(most / width, SMALLEST);
    set_number(node, "font-size", floor(size * factor * 4) / 4);
    set_text(node, shortened(f, font, text, most, floor(size * factor * 4) / 4), f->arena);
}

/* frame:pad: the rectangle before the text is made as wide as the text, and so much on both sides. */
static void hug(const struct fitting *f, xmlNode *node, const struct font *font, double pad)
{
    xmlNode *rect = xmlPreviousElementSibling(node);
    xmlChar *content = xmlNodeGetContent(node);
    Str text = str_copy(f->arena, str_from((const char *)content));
    xmlFree(content);
    double width = width_of(f, font, text, number(xml_attribute(node, NULL, "font-size"), 16));
    if (!rect || !str_is(xml_name(rect), "rect")) return;
    set_number(rect, "width", width + 2 * pad);
    set_number(node, "x", number(xml_attribute(rect, NULL, "x"), 0) + pad);
}

static bool has_glyphs(const struct fitting *f, const struct font *font, Str text)
{
    return !shape_text(f->arena, font, text, f->lang, 0)->missing;
}

static void fit_element(const struct fitting *f, xmlNode *node)
{
    const struct font *font = font_of(f, node);
    xmlChar *content = xmlNodeGetContent(node);
    Str text = str_trim(str_copy(f->arena, str_from((const char *)content)));
    xmlFree(content);
    if (!font || !text.len) return;
    double width = number(xml_attribute(node, SVG_FRAME_NAMESPACE, "width"), 0);
    if (!has_glyphs(f, font, text)) /* better nothing than boxes */
        set_text(node, S(" "), f->arena);
    else if (xml_attribute(node, SVG_FRAME_NAMESPACE, "box").len)
        fill_box(f, node, font, text);
    else if (width > 0)
        fit_width(f, node, font, text, width);
    double pad = number(xml_attribute(node, SVG_FRAME_NAMESPACE, "pad"), 0);
    if (pad > 0) hug(f, node, font, pad);
}

static void fit_below(const struct fitting *f, xmlNode *node, int depth)
{
    for (; node && depth < DEPTH_MOST; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (str_is(xml_name(node), "text"))
            fit_element(f, node);
        else
            fit_below(f, node->children, depth + 1);
    }
}

void card_fit(struct arena *arena, const struct font_set *fonts, Str lang, xmlDoc *document)
{
    const struct fitting f = {arena, fonts, lang};
    fit_below(&f, xmlDocGetRootElement(document), 0);
}

bool card_can_show(struct arena *arena, const struct font_set *fonts, Str text, Str lang)
{
    const struct font *font = fonts->count ? font_find(fonts, fonts->fonts[0]->family, 800, false) : NULL;
    return font && !shape_text(arena, font, text, lang, 0)->missing;
}
