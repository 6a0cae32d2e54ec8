/* Texts of the layout that data fill in: they must fit the place that frame:max-width gives them. */
#include "base/arena.h"
#include "print/inside.h"

/* A property of an element or of the nearest one around it that has it. */
static Str inherited(const struct svg_styles *styles, const xmlNode *node, const char *property)
{
    for (int depth = 0; node && node->type == XML_ELEMENT_NODE && depth < PRINT_DEPTH_MOST;
         node = node->parent, depth++) {
        Str value = svg_property(styles, node, property);
        if (value.data) return value;
    }
    return STR_NONE;
}

static void collect_text(struct buf *out, const xmlNode *node, int depth)
{
    for (const xmlNode *child = node->children; child && depth < PRINT_DEPTH_MOST; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            collect_text(out, child, depth + 1);
        else if (child->type == XML_TEXT_NODE && child->content)
            buf_c(out, (const char *)child->content);
    }
}

/* White space as the painter sets it: single, none at the ends. */
Str text_content(const struct sheet *sheet, const xmlNode *node)
{
    struct buf raw = {0}, out = {0};
    collect_text(&raw, node, 0);
    for (size_t i = 0; i < raw.len; i++) {
        bool space = char_is_space(raw.data[i]);
        if (!space)
            buf_char(&out, raw.data[i]);
        else if (out.len && out.data[out.len - 1] != ' ')
            buf_char(&out, ' ');
    }
    Str text = str_trim(buf_copy(&out, sheet->arena));
    buf_free(&raw);
    buf_free(&out);
    return text;
}

const struct font *text_font(const struct sheet *sheet, const struct svg_styles *styles, const xmlNode *node)
{
    int64_t weight = 400;
    Str value = inherited(styles, node, "font-weight");
    if (str_is(value, "bold"))
        weight = 700;
    else
        str_int64(value, &weight);
    Str style = inherited(styles, node, "font-style"), families = inherited(styles, node, "font-family");
    bool italic = style.len && !str_is(style, "normal");
    while (families.len) {
        Str family = str_trim(str_cut(&families, ','));
        if (family.len >= 2 && (family.data[0] == '"' || family.data[0] == '\''))
            family = str_from_to(family, 1, family.len - 1);
        const struct font *font = font_find(sheet->print->fonts, family, (int)weight, italic);
        if (font) return font;
    }
    return NULL;
}

/* em and % are of the size around it; 16 is that of the root (CSS "medium"). 0: no length. */
static double size_within(const struct svg_styles *styles, const xmlNode *node, int depth)
{
    Str value = STR_NONE;
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        value = str_trim(svg_property(styles, node, "font-size"));
        if (value.len && !str_is(value, "inherit")) break;
        if (++depth > PRINT_DEPTH_MOST) return 0;
    }
    if (!node || node->type != XML_ELEMENT_NODE) return 16;
    bool percent = str_ends(value, S("%")), ex = str_ends(value, S("ex"));
    bool relative = percent || ex || (str_ends(value, S("em")) && !str_ends(value, S("rem")));
    if (percent) value.len--;
    double around = relative ? size_within(styles, node->parent, depth + 1) : 16, size;
    if (!svg_length(value, 1, around, &size)) return 0;
    if (percent) return size / 100 * around;
    char last = value.data[value.len - 1];
    bool bare = last == '.' || (last >= '0' && last <= '9') || relative || str_ends(value, S("rem"));
    return bare ? size : size * 96 / 25.4; /* as everywhere in SVG: a px is one user unit */
}

double text_size(const struct svg_styles *styles, const xmlNode *node)
{
    return size_within(styles, node, 0);
}

double text_width(const struct sheet *sheet, const xmlNode *node)
{
    const struct font *font = text_font(sheet, sheet->styles, node);
    Str text = text_content(sheet, node), value = inherited(sheet->styles, node, "letter-spacing");
    double size = text_size(sheet->styles, node), space = 0;
    if (!font || !text.len || size <= 0) return 0; /* the painter tells */
    if (value.data) svg_length(value, 1, size, &space);
    const struct glyph_run *run = shape_text(sheet->arena, font, text, sheet->product->lang, 0);
    return (double)run->width / font->units_per_em * size + space * (double)run->count;
}

Str text_anchor(const struct sheet *sheet, const xmlNode *node)
{
    return inherited(sheet->styles, node, "text-anchor");
}

void text_check(struct sheet *sheet, const xmlNode *node)
{
    Str limit = frame_attribute(node, "max-width");
    double most;
    if (!limit.data) return;
    if (!svg_length(limit, 1, 1, &most)) {
        sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, S("max-width"), limit);
        return;
    }
    double width = text_width(sheet, node);
    if (width <= most + 0.01) return;
    sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_TEXT_WIDE, text_content(sheet, node),
                 print_number(sheet->arena, width, 1), print_number(sheet->arena, most, 1));
}
