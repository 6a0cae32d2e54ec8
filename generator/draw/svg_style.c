/* The computed style of an element: presentation attributes, rules, style="", inheritance. Sources: SVG 1.1, 6 (styling); CSS 2.2, 6. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/svg_property.h"

enum { WORK_OF_ELEMENT = 40 };

void svg_style_initial(struct svg_style *style, Color current_color, Str lang)
{
    *style = (struct svg_style){
        .font_size = 16,
        .color = current_color,
        .fill = {.kind = PAINT_COLOR, .color = {0, 0, 0, 1}},
        .stroke = {.kind = PAINT_NONE},
        .order = {PART_FILL, PART_STROKE, PART_MARKERS},
        .fill_opacity = 1,
        .stroke_opacity = 1,
        .stroke_width = 1,
        .miter_limit = 4,
        .weight = 400,
        .lang = lang,
        .opacity = 1,
        .stop_opacity = 1,
        .stop_color = {.kind = PAINT_COLOR, .color = {0, 0, 0, 1}},
    };
}

/* !important wins over all that is not; else the later one. */
static void cascade_value(struct svg_element *element, int property, Str value, bool important)
{
    uint64_t bit = (uint64_t)1 << (property % 64), *word = &element->important[property / 64];
    if ((*word & bit) && !important) return;
    element->value[property] = value;
    element->given[property / 64] |= bit;
    if (property == P_MARKER)
        for (int i = P_MARKER_START; i <= P_MARKER_END; i++) cascade_value(element, i, value, important);
    if (important) *word |= bit;
}

static void cascade_one(void *context, const struct css_declaration *declaration)
{
    if (declaration->property >= 0)
        cascade_value(context, declaration->property, declaration->value, declaration->important);
}

static void cascade_inline(struct svg_element *element, Str style)
{
    static const enum svg_property_id font[] = {P_FONT_SIZE, P_FONT_FAMILY, P_FONT_WEIGHT, P_FONT_STYLE,
                                                P_FONT_VARIANT};
    Str name, value, part;
    bool important;
    for (size_t at = 0; css_declaration_next(style, &at, &name, &value, &important);) {
        int property = svg_property_find(name);
        if (property >= 0) cascade_value(element, property, value, important);
        if (!str_is(name, "font")) continue;
        for (size_t i = 0; i < sizeof font / sizeof *font; i++)
            if (css_font_part(value, svg_properties[font[i]].name, &part))
                cascade_value(element, (int)font[i], part, important);
    }
}

static void cascade(struct svg_element *element)
{
    memset(element->value, 0, sizeof element->value);
    memset(element->important, 0, sizeof element->important);
    memset(element->given, 0, sizeof element->given);
    Str style = STR_NONE;
    for (const xmlAttr *attribute = element->node->properties; attribute; attribute = attribute->next) {
        if (attribute->ns) continue;
        int property = svg_attribute_property(attribute);
        if (property >= 0 && property != P_D && property != P_ROTATE)
            cascade_value(element, property, str_trim(xml_attribute_value(attribute)), false);
        else if (property < 0 && strcmp((const char *)attribute->name, "style") == 0)
            style = xml_attribute_value(attribute);
    }
    css_match(element->state.document->styles, element->node, cascade_one, element);
    cascade_inline(element, style);
}

static void not_inherited(struct svg_style *style)
{
    style->no_display = style->overflow_shown = style->overflow_given = false;
    style->opacity = style->stop_opacity = 1;
    style->clip_path = style->mask = STR_NONE;
    style->aligned = style->fixed_stroke = false;
    style->stop_color = (struct svg_paint_value){.kind = PAINT_COLOR, .color = {0, 0, 0, 1}};
}

/* inherit, initial, unset: true when the word was one of them. */
static bool take_wide_word(Str text, int property, const struct svg_style *outer, struct svg_style *style)
{
    const struct svg_property_row *row = &svg_properties[property];
    if (!strchr("iurIUR", text.data[0]) || !svg_word_is(text, "inherit|initial|unset|revert")) return false;
    if (property == P_STROKE_DASHARRAY && str_is(text, "initial")) style->dash_count = 0;
    if (!row->size) return true;
    bool inherit = str_is(text, "inherit") || (!str_is(text, "initial") && property < P_INHERITED_END);
    struct svg_style initial;
    svg_style_initial(&initial, (Color){0, 0, 0, 1}, STR_NONE);
    memcpy((char *)style + row->offset, (const char *)(inherit ? outer : &initial) + row->offset, row->size);
    return true;
}

static void space_and_language(struct svg_element *element)
{
    struct svg_style *style = &element->state.style;
    Str space = xml_attribute(element->node, XML_NAMESPACE, "space");
    if (space.data) style->preserve = str_is(space, "preserve");
    Str lang = xml_attribute(element->node, XML_NAMESPACE, "lang");
    if (!lang.len) lang = xml_attribute(element->node, NULL, "lang");
    if (lang.len) style->lang = lang;
}

/* Text in a frame of the drawing program's own. */
static bool flows(int property)
{
    return svg_word_is(svg_properties[property].name, "shape-inside|shape-subtract|inline-size");
}

static void report_value(struct svg_drawing *drawing, const struct svg_element *element, int property,
                         enum message message)
{
    char name[40];
    Str text = svg_properties[property].name;
    memcpy(name, text.data, text.len);
    name[text.len] = 0;
    svg_report(drawing, svg_value_loc(element, name), message, text, element->value[property]);
}

/* A shift moves parts of a text only; lines that were asked for around the text are painted as the text is. */
static void enter_text(struct svg_style *style)
{
    style->shift = 0;
    for (int i = 0; i < TEXT_LINES; i++)
        if (style->lines[i].drawn) style->lines[i] = svg_text_line(style);
}

/* The first property from `from` on that has a value; P_COUNT: none. */
static int next_given(const struct svg_element *element, int from)
{
    for (int word = from / 64; word < (int)(sizeof element->given / sizeof *element->given); word++) {
        uint64_t bits = element->given[word];
        if (word == from / 64) bits &= ~(uint64_t)0 << (from % 64);
        if (bits) return word * 64 + __builtin_ctzll(bits);
    }
    return P_COUNT;
}

void svg_element_begin(struct svg_drawing *drawing, const struct svg_state *outer, const xmlNode *node,
                       struct svg_element *element)
{
    element->node = node;
    element->state = *outer;
    element->state.depth++;
    size_t classes = xml_attribute(node, NULL, "class").len;
    svg_work(drawing, svg_element_loc(element),
             WORK_OF_ELEMENT + css_work(outer->document->styles) * (1 + classes / 64));
    cascade(element);
    struct svg_style *style = &element->state.style;
    not_inherited(style);
    space_and_language(element);
    struct svg_taking taking = {
        drawing, element, {outer->style.font_size, outer->width, outer->height}, svg_element_loc(element)};
    for (int i = next_given(element, 0); i < P_TAKEN_END; i = next_given(element, i + 1)) {
        taking.measure.font_size = i == P_FONT_SIZE ? outer->style.font_size : style->font_size;
        Str text = element->value[i];
        if (!text.len || take_wide_word(text, i, &outer->style, style)) continue;
        if (!svg_properties[i].take(&taking, text, (char *)style + svg_properties[i].offset))
            report_value(drawing, element, i, MSG_SVG_VALUE);
    }
    if (svg_kind(node) == KIND_TEXT) enter_text(style);
    for (int i = next_given(element, P_RESTRICTED); i < P_COUNT; i = next_given(element, i + 1))
        if (element->value[i].len && !svg_word_is(element->value[i], svg_properties[i].allowed))
            report_value(drawing, element, i, flows(i) ? MSG_SVG_FLOWED : MSG_SVG_PROPERTY);
}

struct svg_measure svg_element_measure(const struct svg_element *element)
{
    return (struct svg_measure){element->state.style.font_size, element->state.width, element->state.height};
}

double svg_element_length(struct svg_drawing *drawing, const struct svg_element *element,
                          enum svg_property_id property, enum svg_axis axis, double standard)
{
    Str text = element->value[property];
    if (!text.len || str_is(text, "auto")) return standard;
    struct svg_measure measure = svg_element_measure(element);
    double value = standard;
    if (!svg_value_length(text, &measure, axis, &value))
        report_value(drawing, element, (int)property, MSG_SVG_VALUE);
    return value;
}

static bool origin_part(Str word, const struct svg_measure *measure, enum svg_axis axis, double *at)
{
    double side = axis == AXIS_X ? measure->width : measure->height;
    if (str_is(word, "center"))
        *at = side / 2;
    else if (str_is(word, axis == AXIS_X ? "left" : "top"))
        *at = 0;
    else if (str_is(word, axis == AXIS_X ? "right" : "bottom"))
        *at = side;
    else
        return svg_value_length(word, measure, axis, at);
    return true;
}

/* transform-origin: x y [z], of the viewport; words may come in either order (CSS Transforms 1, 6). */
static bool origin_of(const struct svg_element *element, Point *origin)
{
    Str words[3] = {S("center"), S("center"), S("0")}, rest = element->value[P_TRANSFORM_ORIGIN];
    struct svg_measure measure = svg_element_measure(element);
    double depth;
    int count = 0;
    for (rest = str_trim(rest); rest.len && count < 3; rest = str_trim(rest))
        words[count++] = str_cut(&rest, ' ');
    if (svg_word_is(words[0], "top|bottom") || svg_word_is(words[1], "left|right")) {
        Str word = words[0];
        words[0] = words[1];
        words[1] = word;
    }
    return !rest.len && svg_value_length(words[2], &measure, AXIS_BOTH, &depth) &&
           origin_part(words[0], &measure, AXIS_X, &origin->x) &&
           origin_part(words[1], &measure, AXIS_Y, &origin->y);
}

Matrix svg_element_matrix(struct svg_drawing *drawing, const struct svg_element *element)
{
    Matrix matrix = MATRIX_IDENTITY;
    Point origin;
    if (!element->value[P_TRANSFORM].len) return matrix;
    if (!svg_value_transform(element->value[P_TRANSFORM], &matrix)) {
        report_value(drawing, element, P_TRANSFORM, MSG_SVG_VALUE);
        return MATRIX_IDENTITY;
    }
    if (!element->value[P_TRANSFORM_ORIGIN].len) return matrix;
    if (!origin_of(element, &origin)) {
        report_value(drawing, element, P_TRANSFORM_ORIGIN, MSG_SVG_VALUE);
        return matrix;
    }
    return matrix_multiply(matrix_multiply(matrix_translate(-origin.x, -origin.y), matrix),
                           matrix_translate(origin.x, origin.y));
}

/* The colour behind an svg element, as browsers paint it; a picture there is an error. */
bool svg_background(struct svg_drawing *drawing, const struct svg_element *element, Color *color)
{
    for (int i = P_BACKGROUND; i <= P_BACKGROUND_COLOR; i++) {
        Str text = element->value[i];
        enum svg_paint_kind kind;
        if (!text.len || svg_word_is(text, "none|initial|unset|inherit")) continue;
        if (!svg_plain_paint(text, &kind, color)) {
            report_value(drawing, element, i, MSG_SVG_PROPERTY);
            return false;
        }
        if (kind == PAINT_CURRENT) *color = element->state.style.color;
        return color->alpha > 0;
    }
    return false;
}

Loc svg_element_loc(const struct svg_element *element)
{
    return xml_loc(element->state.document->source, element->node);
}

struct place {
    Str name;
    Loc loc;
};
static void find_place(void *context, const struct css_declaration *declaration)
{
    struct place *place = context;
    if (str_equal(declaration->name, place->name)) place->loc = declaration->loc;
}

Loc svg_value_loc(const struct svg_element *element, const char *name)
{
    const struct source *source = element->state.document->source;
    struct place place = {str_from(name), LOC_NONE};
    Str style = xml_attribute(element->node, NULL, "style"), found, value;
    bool important;
    for (size_t at = 0; css_declaration_next(style, &at, &found, &value, &important);)
        if (str_equal(found, place.name)) return xml_attribute_loc(source, element->node, S("style"));
    css_match(element->state.document->styles, element->node, find_place, &place);
    return place.loc.source ? place.loc : xml_attribute_loc(source, element->node, place.name);
}
