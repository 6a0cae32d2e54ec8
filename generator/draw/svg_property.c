/* The values of properties. Sources: SVG 1.1, 11 (painting), 10 (text); SVG 2, 13; CSS Fonts 4, CSS Inline 3. */
#include <stdlib.h>
#include <string.h>

#include "draw/svg_property.h"

static bool take_length(struct svg_taking *taking, Str text, void *field)
{
    return svg_value_length(text, &taking->measure, AXIS_BOTH, field);
}

static bool take_width(struct svg_taking *taking, Str text, void *field)
{
    double width;
    if (!take_length(taking, text, &width) || width < 0) return false;
    *(double *)field = width;
    return true;
}

static bool take_spacing(struct svg_taking *taking, Str text, void *field)
{
    if (!str_is(text, "normal")) return take_length(taking, text, field);
    *(double *)field = 0;
    return true;
}

static bool take_fraction(struct svg_taking *taking, Str text, void *field)
{
    (void)taking;
    return svg_value_fraction(text, field);
}

static bool take_font_size(struct svg_taking *taking, Str text, void *field)
{
    static const struct {
        const char *name;
        double size;
    } names[] = {{"xx-small", 9}, {"x-small", 10}, {"small", 13},   {"medium", 16},
                 {"large", 18},   {"x-large", 24}, {"xx-large", 32}};
    double outer = taking->measure.font_size, *size = field;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(text, names[i].name)) {
            *size = names[i].size;
            return true;
        }
    if (str_is(text, "smaller") || str_is(text, "larger")) {
        *size = text.data[0] == 's' ? outer / 1.2 : outer * 1.2;
        return true;
    }
    struct svg_measure measure = {outer, outer, outer};
    double value;
    if (!svg_value_length(text, &measure, AXIS_X, &value) || value < 0) return false;
    *size = value;
    return true;
}

static bool take_color(struct svg_taking *taking, Str text, void *field)
{
    if (!str_equal_nocase(text, S("currentcolor"))) return svg_color(text, field);
    (void)taking; /* color: currentColor is what was inherited */
    return true;
}

bool svg_plain_paint(Str text, enum svg_paint_kind *kind, Color *color)
{
    *kind = PAINT_COLOR;
    if (str_equal_nocase(text, S("none")))
        *kind = PAINT_NONE;
    else if (str_equal_nocase(text, S("currentcolor")))
        *kind = PAINT_CURRENT;
    else
        return svg_color(text, color);
    return true;
}

static bool take_paint(struct svg_taking *taking, Str text, void *field)
{
    struct svg_paint_value paint = {.document = taking->element->state.document, .loc = taking->loc};
    Str rest;
    if (svg_word_is(text, "context-fill|context-stroke")) {
        const struct svg_style *context = taking->element->state.context;
        paint = !context ? paint : text.data[8] == 'f' ? context->fill : context->stroke;
        if (paint.kind == PAINT_CURRENT)
            paint = (struct svg_paint_value){.kind = PAINT_COLOR, .color = context->color};
        if (context && paint.kind != PAINT_SERVER) *(struct svg_paint_value *)field = paint;
        return context && paint.kind != PAINT_SERVER; /* a gradient would need the box of the line */
    }
    if (!svg_value_url(text, &paint.url, &rest)) {
        if (!svg_plain_paint(text, &paint.kind, &paint.color)) return false;
    } else {
        paint.kind = paint.fallback = PAINT_SERVER; /* no fallback: an error when the server is not there */
        if (rest.len && !svg_plain_paint(rest, &paint.fallback, &paint.color)) return false;
    }
    *(struct svg_paint_value *)field = paint;
    return true;
}

struct word {
    const char *name;
    int value;
};
static bool take_word(Str text, const struct word *words, size_t count, int *value)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(text, str_from(words[i].name))) {
            *value = words[i].value;
            return true;
        }
    return false;
}
#define WORDS(type, field, ...)                                                                              \
    static const struct word words[] = {__VA_ARGS__};                                                        \
    int value;                                                                                               \
    (void)taking;                                                                                            \
    if (!take_word(text, words, sizeof words / sizeof *words, &value)) return false;                         \
    *(type *)(field) = (type)value;                                                                          \
    return true

static bool take_rule(struct svg_taking *taking, Str text, void *field)
{
    WORDS(enum fill_rule, field, {"nonzero", FILL_NONZERO}, {"evenodd", FILL_EVENODD});
}
static bool take_cap(struct svg_taking *taking, Str text, void *field)
{
    WORDS(enum line_cap, field, {"butt", CAP_BUTT}, {"round", CAP_ROUND}, {"square", CAP_SQUARE});
}
static bool take_join(struct svg_taking *taking, Str text, void *field)
{
    WORDS(enum line_join, field, {"miter", JOIN_MITER}, {"round", JOIN_ROUND}, {"bevel", JOIN_BEVEL});
}
static bool take_visibility(struct svg_taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"visible", false}, {"hidden", true}, {"collapse", true});
}
static bool take_anchor(struct svg_taking *taking, Str text, void *field)
{
    WORDS(enum svg_anchor, field, {"start", ANCHOR_START}, {"middle", ANCHOR_MIDDLE}, {"end", ANCHOR_END});
}
static bool take_baseline(struct svg_taking *taking, Str text, void *field)
{
    WORDS(enum svg_baseline, field, {"auto", BASELINE_ALPHABETIC}, {"baseline", BASELINE_ALPHABETIC},
          {"alphabetic", BASELINE_ALPHABETIC}, {"middle", BASELINE_MIDDLE}, {"central", BASELINE_CENTRAL},
          {"hanging", BASELINE_HANGING}, {"mathematical", BASELINE_MATHEMATICAL},
          {"text-before-edge", BASELINE_BEFORE}, {"before-edge", BASELINE_BEFORE},
          {"text-top", BASELINE_BEFORE}, {"text-after-edge", BASELINE_AFTER}, {"after-edge", BASELINE_AFTER},
          {"ideographic", BASELINE_AFTER}, {"text-bottom", BASELINE_AFTER});
}
static bool take_alignment(struct svg_taking *taking, Str text, void *field)
{
    taking->element->state.style.aligned = !svg_word_is(text, "auto|baseline");
    return take_baseline(taking, text, field);
}

/* CSS Inline 3, 4.4: a fifth of the outer size down, a third up. Lengths and shares of the size as well. */
static bool take_shift(struct svg_taking *taking, Str text, void *field)
{
    double outer = taking->measure.font_size, own = taking->element->state.style.font_size, shift = 0;
    struct svg_measure measure = {own, own, own};
    if (str_is(text, "sub"))
        shift = -outer / 5;
    else if (str_is(text, "super"))
        shift = outer / 3;
    else if (!str_is(text, "baseline") && !svg_value_length(text, &measure, AXIS_X, &shift))
        return false;
    *(double *)field += shift;
    return true;
}

static bool take_vector_effect(struct svg_taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"none", false}, {"non-scaling-stroke", true});
}
static bool take_white_space(struct svg_taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"normal", false}, {"nowrap", false}, {"pre", true}, {"pre-wrap", true},
          {"break-spaces", true});
}
static bool take_slope(struct svg_taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"normal", false}, {"italic", true}, {"oblique", true});
}
static bool take_caps(struct svg_taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"none", 0}, {"small-caps", SHAPE_SMALL_CAPS});
}
static bool take_numeric(struct svg_taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"proportional-nums", 0}, {"lining-nums", 0},
          {"tabular-nums", SHAPE_TABULAR}, {"lining-nums tabular-nums", SHAPE_TABULAR},
          {"tabular-nums lining-nums", SHAPE_TABULAR});
}
static bool take_variant(struct svg_taking *taking, Str text, void *field)
{
    struct svg_style *style = &taking->element->state.style;
    (void)field;
    if (take_numeric(taking, text, &style->numeric) && !str_is(text, "normal")) return true;
    return take_caps(taking, text, &style->caps);
}
static bool take_ligatures(struct svg_taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"common-ligatures", 0}, {"none", SHAPE_NO_LIGATURES},
          {"no-common-ligatures", SHAPE_NO_LIGATURES});
}
static bool take_kerning(struct svg_taking *taking, Str text, void *field)
{
    WORDS(int, field, {"auto", 0}, {"normal", 0}, {"none", SHAPE_NO_KERNING});
}
static bool take_display(struct svg_taking *taking, Str text, void *field)
{
    (void)taking;
    *(bool *)field = str_is(text, "none");
    return true;
}
static bool take_overflow(struct svg_taking *taking, Str text, void *field)
{
    taking->element->state.style.overflow_given = true;
    WORDS(bool, field, {"visible", true}, {"auto", true}, {"hidden", false}, {"clip", false},
          {"scroll", false});
}

static bool take_weight(struct svg_taking *taking, Str text, void *field)
{
    int *weight = field, outer = *weight;
    double number;
    (void)taking;
    if (str_is(text, "normal"))
        *weight = 400;
    else if (str_is(text, "bold"))
        *weight = 700;
    else if (str_is(text, "bolder"))
        *weight = outer < 350 ? 400 : outer < 550 ? 700 : 900;
    else if (str_is(text, "lighter"))
        *weight = outer < 550 ? 100 : outer < 750 ? 400 : 700;
    else if (svg_value_number(text, &number) && number >= 1 && number <= 1000)
        *weight = (int)number;
    else
        return false;
    return true;
}

static bool take_text(struct svg_taking *taking, Str text, void *field)
{
    (void)taking;
    *(Str *)field = text;
    return true;
}

static bool take_miter(struct svg_taking *taking, Str text, void *field)
{
    double limit;
    (void)taking;
    if (!svg_value_number(text, &limit) || limit < 1) return false;
    *(double *)field = limit;
    return true;
}

static bool take_order(struct svg_taking *taking, Str text, void *field)
{
    static const char *const names[] = {
        [PART_FILL] = "fill", [PART_STROKE] = "stroke", [PART_MARKERS] = "markers"};
    unsigned char *order = field, given[PARTS] = {0};
    int count = 0;
    (void)taking;
    for (Str rest = str_is(text, "normal") ? STR_NONE : text; rest.len; rest = str_trim(rest)) {
        Str word = str_cut(&rest, ' ');
        int part = 0;
        while (part < PARTS && !str_is(word, names[part])) part++;
        if (part == PARTS || given[part]) return false;
        given[part] = 1;
        order[count++] = (unsigned char)part;
    }
    for (int part = 0; part < PARTS; part++)
        if (!given[part]) order[count++] = (unsigned char)part;
    return true;
}

static bool take_dashes(struct svg_taking *taking, Str text, void *field)
{
    struct svg_style *style = &taking->element->state.style;
    double *list = NULL, sum = 0;
    size_t count = 0, capacity = 0;
    (void)field;
    style->dash_count = 0;
    if (!svg_spend(taking->drawing, taking->loc, 0, text.len)) return true;
    if (str_is(text, "none")) return true;
    for (size_t at = 0; at < text.len;) {
        while (at < text.len && (char_is_space(text.data[at]) || text.data[at] == ',')) at++;
        size_t from = at;
        while (at < text.len && !char_is_space(text.data[at]) && text.data[at] != ',') at++;
        if (at == from) break;
        list = arena_grow(taking->drawing->arena, list, &capacity, count + 1, sizeof *list);
        if (!take_width(taking, str_from_to(text, from, at), &list[count])) return false;
        sum += list[count++];
    }
    if (!(sum > 0)) return true; /* all zero: a solid line */
    if (count % 2) {
        double *twice = arena_make_n(taking->drawing->arena, double, 2 * count);
        memcpy(twice, list, count * sizeof *list);
        memcpy(twice + count, list, count * sizeof *list);
        list = twice;
        count *= 2;
    }
    style->dashes = list;
    style->dash_count = count;
    return true;
}

struct svg_text_line svg_text_line(const struct svg_style *style)
{
    return (struct svg_text_line){
        true, style->fill, style->stroke, style->fill_opacity, style->stroke_opacity, style->stroke_width};
}

/* The lines that `text` names are painted as this element is; "none" leaves those from around it. */
static bool take_lines(struct svg_taking *taking, Str text, void *field)
{
    static const char *const names[] = {"underline", "overline", "line-through"};
    struct svg_style *style = &taking->element->state.style;
    struct svg_text_line line = svg_text_line(style);
    (void)field;
    for (Str rest = str_trim(text); rest.len; rest = str_trim(rest)) {
        Str word = str_cut(&rest, ' ');
        bool known = svg_word_is(word, "none|solid|blink|auto");
        for (int i = 0; i < TEXT_LINES; i++)
            if (str_is(word, names[i])) {
                style->lines[i] = line;
                known = true;
            }
        if (!known) return false;
    }
    return true;
}

static bool take_line_color(struct svg_taking *taking, Str text, void *field)
{
    (void)taking, (void)field;
    return str_equal_nocase(text, S("currentcolor")); /* the paint of the text itself: what is drawn */
}

#define FIELD(field) offsetof(struct svg_style, field), sizeof(((struct svg_style *)NULL)->field), NULL
#define NO_FIELD     0, 0, NULL

const struct svg_property_row svg_properties[P_COUNT] = {
    [P_FONT_SIZE] = {S("font-size"), take_font_size, FIELD(font_size)},
    [P_COLOR] = {S("color"), take_color, FIELD(color)},
    [P_FILL] = {S("fill"), take_paint, FIELD(fill)},
    [P_STROKE] = {S("stroke"), take_paint, FIELD(stroke)},
    [P_FILL_OPACITY] = {S("fill-opacity"), take_fraction, FIELD(fill_opacity)},
    [P_STROKE_OPACITY] = {S("stroke-opacity"), take_fraction, FIELD(stroke_opacity)},
    [P_FILL_RULE] = {S("fill-rule"), take_rule, FIELD(fill_rule)},
    [P_CLIP_RULE] = {S("clip-rule"), take_rule, FIELD(clip_rule)},
    [P_STROKE_WIDTH] = {S("stroke-width"), take_width, FIELD(stroke_width)},
    [P_STROKE_LINECAP] = {S("stroke-linecap"), take_cap, FIELD(cap)},
    [P_STROKE_LINEJOIN] = {S("stroke-linejoin"), take_join, FIELD(join)},
    [P_STROKE_MITERLIMIT] = {S("stroke-miterlimit"), take_miter, FIELD(miter_limit)},
    [P_STROKE_DASHARRAY] = {S("stroke-dasharray"), take_dashes, NO_FIELD},
    [P_STROKE_DASHOFFSET] = {S("stroke-dashoffset"), take_length, FIELD(dash_offset)},
    [P_PAINT_ORDER] = {S("paint-order"), take_order, FIELD(order)},
    [P_VISIBILITY] = {S("visibility"), take_visibility, FIELD(hidden)},
    [P_FONT_FAMILY] = {S("font-family"), take_text, FIELD(family)},
    [P_FONT_WEIGHT] = {S("font-weight"), take_weight, FIELD(weight)},
    [P_FONT_STYLE] = {S("font-style"), take_slope, FIELD(italic)},
    [P_FONT_VARIANT] = {S("font-variant"), take_variant, FIELD(caps)},
    [P_FONT_VARIANT_CAPS] = {S("font-variant-caps"), take_caps, FIELD(caps)},
    [P_FONT_VARIANT_NUMERIC] = {S("font-variant-numeric"), take_numeric, FIELD(numeric)},
    [P_FONT_VARIANT_LIGATURES] = {S("font-variant-ligatures"), take_ligatures, FIELD(ligatures)},
    [P_FONT_KERNING] = {S("font-kerning"), take_kerning, FIELD(kerning)},
    [P_LETTER_SPACING] = {S("letter-spacing"), take_spacing, FIELD(letter_spacing)},
    [P_WORD_SPACING] = {S("word-spacing"), take_spacing, FIELD(word_spacing)},
    [P_TEXT_ANCHOR] = {S("text-anchor"), take_anchor, FIELD(anchor)},
    [P_DOMINANT_BASELINE] = {S("dominant-baseline"), take_baseline, FIELD(baseline)},
    [P_WHITE_SPACE] = {S("white-space"), take_white_space, FIELD(preserve)},
    [P_MARKER_START] = {S("marker-start"), take_text, FIELD(markers[0])},
    [P_MARKER_MID] = {S("marker-mid"), take_text, FIELD(markers[1])},
    [P_MARKER_END] = {S("marker-end"), take_text, FIELD(markers[2])},
    [P_DISPLAY] = {S("display"), take_display, FIELD(no_display)},
    [P_OPACITY] = {S("opacity"), take_fraction, FIELD(opacity)},
    [P_CLIP_PATH] = {S("clip-path"), take_text, FIELD(clip_path)},
    [P_MASK] = {S("mask"), take_text, FIELD(mask)},
    [P_VECTOR_EFFECT] = {S("vector-effect"), take_vector_effect, FIELD(fixed_stroke)},
    [P_BASELINE_SHIFT] = {S("baseline-shift"), take_shift, FIELD(shift)},
    [P_ALIGNMENT_BASELINE] = {S("alignment-baseline"), take_alignment, FIELD(alignment)},
    [P_TEXT_DECORATION] = {S("text-decoration"), take_lines, NO_FIELD},
    [P_TEXT_DECORATION_LINE] = {S("text-decoration-line"), take_lines, NO_FIELD},
    [P_TEXT_DECORATION_COLOR] = {S("text-decoration-color"), take_line_color, NO_FIELD},
    [P_OVERFLOW] = {S("overflow"), take_overflow, FIELD(overflow_shown)},
    [P_STOP_COLOR] = {S("stop-color"), take_paint, FIELD(stop_color)},
    [P_STOP_OPACITY] = {S("stop-opacity"), take_fraction, FIELD(stop_opacity)},
    [P_TRANSFORM] = {S("transform"), NULL, NO_FIELD},
    [P_TRANSFORM_ORIGIN] = {S("transform-origin"), NULL, NO_FIELD},
    [P_MARKER] = {S("marker"), NULL, NO_FIELD},
    [P_BACKGROUND] = {S("background"), NULL, NO_FIELD},
    [P_BACKGROUND_COLOR] = {S("background-color"), NULL, NO_FIELD},
    [P_X] = {S("x"), NULL, NO_FIELD},
    [P_Y] = {S("y"), NULL, NO_FIELD},
    [P_WIDTH] = {S("width"), NULL, NO_FIELD},
    [P_HEIGHT] = {S("height"), NULL, NO_FIELD},
    [P_CX] = {S("cx"), NULL, NO_FIELD},
    [P_CY] = {S("cy"), NULL, NO_FIELD},
    [P_R] = {S("r"), NULL, NO_FIELD},
    [P_RX] = {S("rx"), NULL, NO_FIELD},
    [P_RY] = {S("ry"), NULL, NO_FIELD},
#define ONLY(index, name, allowed) [P_RESTRICTED + (index)] = {S(name), NULL, 0, 0, allowed}
    ONLY(0, "d", "none"),
    ONLY(1, "rotate", "none|0"),
    ONLY(2, "filter", "none"),
    ONLY(3, "backdrop-filter", "none"),
    ONLY(4, "mix-blend-mode", "normal"),
    ONLY(5, "writing-mode", "lr-tb|lr|horizontal-tb"),
    ONLY(6, "direction", "ltr"),
    ONLY(7, "unicode-bidi", "normal|embed|isolate"),
    ONLY(8, "text-transform", "none"),
    ONLY(9, "font-stretch", "normal|100%"),
    ONLY(10, "font-size-adjust", "none"),
    ONLY(11, "shape-inside", "auto|none"),
    ONLY(12, "shape-subtract", "auto|none"),
    ONLY(13, "inline-size", "auto|0"),
    ONLY(14, "background-image", "none"),
    ONLY(15, "color-interpolation", "sRGB|auto"),
    ONLY(16, "clip", "auto"),
    ONLY(17, "mask-image", "none"),
    ONLY(18, "font-feature-settings", "normal"),
    ONLY(19, "font-variation-settings", "normal"),
    ONLY(20, "text-shadow", "none"),
    ONLY(21, "glyph-orientation-vertical", "auto|0|0deg"),
    ONLY(22, "scale", "none|1"),
    ONLY(23, "translate", "none|0"),
    ONLY(24, "transform-box", "view-box|auto"),
    ONLY(25, "text-decoration-style", "solid"),
    ONLY(26, "kerning", "auto"),
    ONLY(27, "text-orientation", "mixed|auto"),
    ONLY(28, "offset-path", "none"),
    ONLY(29, "box-shadow", "none"),
};

/* The properties by name, for bsearch. */
static const unsigned char by_name[] = {P_ALIGNMENT_BASELINE,
                                        P_RESTRICTED + 3,
                                        P_BACKGROUND,
                                        P_BACKGROUND_COLOR,
                                        P_RESTRICTED + 14,
                                        P_BASELINE_SHIFT,
                                        P_RESTRICTED + 29,
                                        P_RESTRICTED + 16,
                                        P_CLIP_PATH,
                                        P_CLIP_RULE,
                                        P_COLOR,
                                        P_RESTRICTED + 15,
                                        P_CX,
                                        P_CY,
                                        P_D,
                                        P_RESTRICTED + 6,
                                        P_DISPLAY,
                                        P_DOMINANT_BASELINE,
                                        P_FILL,
                                        P_FILL_OPACITY,
                                        P_FILL_RULE,
                                        P_RESTRICTED + 2,
                                        P_FONT_FAMILY,
                                        P_RESTRICTED + 18,
                                        P_FONT_KERNING,
                                        P_FONT_SIZE,
                                        P_RESTRICTED + 10,
                                        P_RESTRICTED + 9,
                                        P_FONT_STYLE,
                                        P_FONT_VARIANT,
                                        P_FONT_VARIANT_CAPS,
                                        P_FONT_VARIANT_LIGATURES,
                                        P_FONT_VARIANT_NUMERIC,
                                        P_RESTRICTED + 19,
                                        P_FONT_WEIGHT,
                                        P_RESTRICTED + 21,
                                        P_HEIGHT,
                                        P_RESTRICTED + 13,
                                        P_RESTRICTED + 26,
                                        P_LETTER_SPACING,
                                        P_MARKER,
                                        P_MARKER_END,
                                        P_MARKER_MID,
                                        P_MARKER_START,
                                        P_MASK,
                                        P_RESTRICTED + 17,
                                        P_RESTRICTED + 4,
                                        P_RESTRICTED + 28,
                                        P_OPACITY,
                                        P_OVERFLOW,
                                        P_PAINT_ORDER,
                                        P_R,
                                        P_ROTATE,
                                        P_RX,
                                        P_RY,
                                        P_RESTRICTED + 22,
                                        P_RESTRICTED + 11,
                                        P_RESTRICTED + 12,
                                        P_STOP_COLOR,
                                        P_STOP_OPACITY,
                                        P_STROKE,
                                        P_STROKE_DASHARRAY,
                                        P_STROKE_DASHOFFSET,
                                        P_STROKE_LINECAP,
                                        P_STROKE_LINEJOIN,
                                        P_STROKE_MITERLIMIT,
                                        P_STROKE_OPACITY,
                                        P_STROKE_WIDTH,
                                        P_TEXT_ANCHOR,
                                        P_TEXT_DECORATION,
                                        P_TEXT_DECORATION_COLOR,
                                        P_TEXT_DECORATION_LINE,
                                        P_RESTRICTED + 25,
                                        P_RESTRICTED + 27,
                                        P_RESTRICTED + 20,
                                        P_RESTRICTED + 8,
                                        P_TRANSFORM,
                                        P_RESTRICTED + 24,
                                        P_TRANSFORM_ORIGIN,
                                        P_RESTRICTED + 23,
                                        P_RESTRICTED + 7,
                                        P_VECTOR_EFFECT,
                                        P_VISIBILITY,
                                        P_WHITE_SPACE,
                                        P_WIDTH,
                                        P_WORD_SPACING,
                                        P_RESTRICTED + 5,
                                        P_X,
                                        P_Y};
_Static_assert(sizeof by_name == P_COUNT, "each property once");

static int name_compare(const void *key, const void *row)
{
    return str_compare(*(const Str *)key, svg_properties[*(const unsigned char *)row].name);
}

int svg_property_find(Str name)
{
    const unsigned char *found = bsearch(&name, by_name, P_COUNT, sizeof *by_name, name_compare);
    return found ? *found : -1;
}

int svg_attribute_property(const xmlAttr *attribute)
{
    uintptr_t known = (uintptr_t)attribute->_private; /* since svg_parse */
    return known ? (int)known - 2 : svg_property_find(str_from((const char *)attribute->name));
}
