/* The computed style of an element: presentation attributes, rules, style="", inheritance. Sources: SVG 1.1, 6 (styling), 11 (painting), 10
 * (text); CSS Fonts 4. Each property is a row of the table below. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/svg_internal.h"

enum { WORK_OF_ELEMENT = 40 };

struct taking {
    struct svg_drawing *drawing;
    struct svg_element *element;
    struct svg_measure measure;
    Loc loc;
};
typedef bool take_value(struct taking *taking, Str text, void *field);

static bool take_length(struct taking *taking, Str text, void *field)
{
    return svg_value_length(text, &taking->measure, AXIS_BOTH, field);
}

static bool take_width(struct taking *taking, Str text, void *field)
{
    double width;
    if (!take_length(taking, text, &width) || width < 0) return false;
    *(double *)field = width;
    return true;
}

static bool take_spacing(struct taking *taking, Str text, void *field)
{
    if (!str_is(text, "normal")) return take_length(taking, text, field);
    *(double *)field = 0;
    return true;
}

static bool take_fraction(struct taking *taking, Str text, void *field)
{
    (void)taking;
    return svg_value_fraction(text, field);
}

static bool take_font_size(struct taking *taking, Str text, void *field)
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

static bool take_color(struct taking *taking, Str text, void *field)
{
    if (!str_equal_nocase(text, S("currentcolor"))) return svg_color(text, field);
    (void)taking; /* color: currentColor is what was inherited */
    return true;
}

static bool take_plain_paint(Str text, enum svg_paint_kind *kind, Color *color)
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

static bool take_paint(struct taking *taking, Str text, void *field)
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
        if (!take_plain_paint(text, &paint.kind, &paint.color)) return false;
    } else {
        paint.kind = paint.fallback = PAINT_SERVER; /* no fallback: an error when the server is not there */
        if (rest.len && !take_plain_paint(rest, &paint.fallback, &paint.color)) return false;
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

static bool take_rule(struct taking *taking, Str text, void *field)
{
    WORDS(enum fill_rule, field, {"nonzero", FILL_NONZERO}, {"evenodd", FILL_EVENODD});
}
static bool take_cap(struct taking *taking, Str text, void *field)
{
    WORDS(enum line_cap, field, {"butt", CAP_BUTT}, {"round", CAP_ROUND}, {"square", CAP_SQUARE});
}
static bool take_join(struct taking *taking, Str text, void *field)
{
    WORDS(enum line_join, field, {"miter", JOIN_MITER}, {"round", JOIN_ROUND}, {"bevel", JOIN_BEVEL});
}
static bool take_visibility(struct taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"visible", false}, {"hidden", true}, {"collapse", true});
}
static bool take_anchor(struct taking *taking, Str text, void *field)
{
    WORDS(enum svg_anchor, field, {"start", ANCHOR_START}, {"middle", ANCHOR_MIDDLE}, {"end", ANCHOR_END});
}
static bool take_baseline(struct taking *taking, Str text, void *field)
{
    WORDS(enum svg_baseline, field, {"auto", BASELINE_ALPHABETIC}, {"baseline", BASELINE_ALPHABETIC},
          {"alphabetic", BASELINE_ALPHABETIC}, {"middle", BASELINE_MIDDLE}, {"central", BASELINE_CENTRAL},
          {"hanging", BASELINE_HANGING}, {"mathematical", BASELINE_MATHEMATICAL},
          {"text-before-edge", BASELINE_BEFORE}, {"before-edge", BASELINE_BEFORE},
          {"text-top", BASELINE_BEFORE}, {"text-after-edge", BASELINE_AFTER}, {"after-edge", BASELINE_AFTER},
          {"ideographic", BASELINE_AFTER}, {"text-bottom", BASELINE_AFTER});
}
static bool take_alignment(struct taking *taking, Str text, void *field)
{
    taking->element->state.style.aligned = !svg_word_is(text, "auto|baseline");
    return take_baseline(taking, text, field);
}

/* CSS Inline 3, 4.4: a fifth of the outer size down, a third up. Lengths and shares of the size as well. */
static bool take_shift(struct taking *taking, Str text, void *field)
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

static bool take_vector_effect(struct taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"none", false}, {"non-scaling-stroke", true});
}
static bool take_white_space(struct taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"normal", false}, {"nowrap", false}, {"pre", true}, {"pre-wrap", true},
          {"break-spaces", true});
}
static bool take_slope(struct taking *taking, Str text, void *field)
{
    WORDS(bool, field, {"normal", false}, {"italic", true}, {"oblique", true});
}
static bool take_caps(struct taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"none", 0}, {"small-caps", SHAPE_SMALL_CAPS});
}
static bool take_numeric(struct taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"proportional-nums", 0}, {"lining-nums", 0},
          {"tabular-nums", SHAPE_TABULAR}, {"lining-nums tabular-nums", SHAPE_TABULAR},
          {"tabular-nums lining-nums", SHAPE_TABULAR});
}
static bool take_variant(struct taking *taking, Str text, void *field)
{
    struct svg_style *style = &taking->element->state.style;
    (void)field;
    if (take_numeric(taking, text, &style->numeric) && !str_is(text, "normal")) return true;
    return take_caps(taking, text, &style->caps);
}
static bool take_ligatures(struct taking *taking, Str text, void *field)
{
    WORDS(int, field, {"normal", 0}, {"common-ligatures", 0}, {"none", SHAPE_NO_LIGATURES},
          {"no-common-ligatures", SHAPE_NO_LIGATURES});
}
static bool take_kerning(struct taking *taking, Str text, void *field)
{
    WORDS(int, field, {"auto", 0}, {"normal", 0}, {"none", SHAPE_NO_KERNING});
}
static bool take_display(struct taking *taking, Str text, void *field)
{
    (void)taking;
    *(bool *)field = str_is(text, "none");
    return true;
}
static bool take_overflow(struct taking *taking, Str text, void *field)
{
    taking->element->state.style.overflow_given = true;
    WORDS(bool, field, {"visible", true}, {"auto", true}, {"hidden", false}, {"clip", false},
          {"scroll", false});
}

static bool take_weight(struct taking *taking, Str text, void *field)
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

static bool take_text(struct taking *taking, Str text, void *field)
{
    (void)taking;
    *(Str *)field = text;
    return true;
}

static bool take_miter(struct taking *taking, Str text, void *field)
{
    double limit;
    (void)taking;
    if (!svg_value_number(text, &limit) || limit < 1) return false;
    *(double *)field = limit;
    return true;
}

static bool take_order(struct taking *taking, Str text, void *field)
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

static bool take_dashes(struct taking *taking, Str text, void *field)
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

/* The lines that `text` names are painted as this element is; "none" leaves those from around it. */
static bool take_lines(struct taking *taking, Str text, void *field)
{
    static const char *const names[] = {"underline", "overline", "line-through"};
    struct svg_style *style = &taking->element->state.style;
    struct svg_text_line line = {
        true, style->fill, style->stroke, style->fill_opacity, style->stroke_opacity, style->stroke_width};
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

static bool take_line_color(struct taking *taking, Str text, void *field)
{
    (void)taking, (void)field;
    return str_equal_nocase(text, S("currentcolor")); /* the paint of the text itself: what is drawn */
}

struct property {
    Str name;
    take_value *take;
    size_t offset,
        size; /* of the field in struct svg_style, for inherit and initial; size 0: no such words */
    const char *allowed; /* of the restricted ones */
};
#define FIELD(field) offsetof(struct svg_style, field), sizeof(((struct svg_style *)NULL)->field), NULL
#define NO_FIELD     0, 0, NULL

static const struct property properties[P_COUNT] = {
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
    return str_compare(*(const Str *)key, properties[*(const unsigned char *)row].name);
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
            if (css_font_part(value, properties[font[i]].name, &part))
                cascade_value(element, font[i], part, important);
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
    const struct property *row = &properties[property];
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
    return svg_word_is(properties[property].name, "shape-inside|shape-subtract|inline-size");
}

static void report_value(struct svg_drawing *drawing, const struct svg_element *element, int property,
                         enum message message)
{
    char name[40];
    Str text = properties[property].name;
    memcpy(name, text.data, text.len);
    name[text.len] = 0;
    svg_report(drawing, svg_value_loc(element, name), message, text, element->value[property]);
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
    svg_work(drawing, svg_element_loc(element), WORK_OF_ELEMENT + css_work(outer->document->styles));
    cascade(element);
    struct svg_style *style = &element->state.style;
    not_inherited(style);
    space_and_language(element);
    struct taking taking = {
        drawing, element, {outer->style.font_size, outer->width, outer->height}, svg_element_loc(element)};
    for (int i = next_given(element, 0); i < P_TAKEN_END; i = next_given(element, i + 1)) {
        taking.measure.font_size = i == P_FONT_SIZE ? outer->style.font_size : style->font_size;
        Str text = element->value[i];
        if (!text.len || take_wide_word(text, i, &outer->style, style)) continue;
        if (!properties[i].take(&taking, text, (char *)style + properties[i].offset))
            report_value(drawing, element, i, MSG_SVG_VALUE);
    }
    if (svg_kind(node) == KIND_TEXT) style->shift = 0; /* it moves parts of a text only */
    for (int i = next_given(element, P_RESTRICTED); i < P_COUNT; i = next_given(element, i + 1))
        if (element->value[i].len && !svg_word_is(element->value[i], properties[i].allowed))
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
        if (!take_plain_paint(text, &kind, color)) {
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
