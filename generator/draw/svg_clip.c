/* Clip paths, and masks that only clip. Source: SVG 1.1, 14.3, 14.4. The shapes of a clip path become one outline: united by the nonzero rule,
 * with all of them turned the same way round, so that overlaps do not cancel. A mask of plain white shapes, as Figma and Sketch write it,
 * does the same; any other mask is an error. */
#include "draw/svg_internal.h"

enum { CLIPS_NESTED = 8, USES_NESTED = 8 };

struct clipping {
    struct svg_drawing *drawing;
    const struct svg_element *clip;
    struct path whole;
    Matrix matrix; /* clip path's space to the user space of the clipped element */
    enum fill_rule rule;
    size_t shapes;
    bool mask, alpha; /* of a mask; alpha: mask-type, only opacity counts */
    const Rect *box;  /* of what is clipped; NULL: not known */
    int nested;
};

static bool clip_by(struct svg_drawing *d, const struct svg_element *element, Str value, Loc loc,
                    const Rect *box, int nested);

static void add_outline(struct clipping *clipping, const struct svg_element *shape, Matrix matrix)
{
    struct svg_drawing *d = clipping->drawing;
    if (!d->path.verb_count || !svg_spend(d, svg_element_loc(shape), 0, d->path.point_count * sizeof(Point)))
        return;
    svg_path_transform(&d->path, matrix_multiply(matrix, clipping->matrix));
    svg_path_append(d->scratch, &clipping->whole, &d->path, svg_path_area(&d->path) < 0);
    bool text = svg_kind(shape->node) == KIND_TEXT; /* whose glyphs may overlap */
    enum fill_rule rule = text             ? FILL_NONZERO
                          : clipping->mask ? shape->state.style.fill_rule
                                           : shape->state.style.clip_rule;
    size_t moves = 0;
    for (size_t i = 0; i < d->path.verb_count; i++) moves += d->path.verbs[i] == PATH_MOVE;
    if (clipping->shapes++ == 0) clipping->rule = rule;
    bool mixed =
        clipping->shapes > 1 && (clipping->rule == FILL_EVENODD || (rule == FILL_EVENODD && moves > 1));
    if (mixed) svg_report(d, svg_element_loc(shape), MSG_SVG_CLIP, S("clip-rule: evenodd"));
}

/* A shape of a mask lets all of the drawing through, or nothing: filled with opaque white, or with anything opaque by mask-type: alpha. */
static bool masks_plainly(const struct clipping *clipping, const struct svg_style *style)
{
    Color color = style->fill.kind == PAINT_CURRENT ? style->color : style->fill.color;
    bool plain = (style->fill.kind == PAINT_COLOR || style->fill.kind == PAINT_CURRENT) &&
                 !svg_strokes(style) && color.alpha * style->fill_opacity * style->opacity >= 0.999;
    return plain && (clipping->alpha || (color.red > 0.995 && color.green > 0.995 && color.blue > 0.995));
}

static bool is_set(Str value)
{
    return value.len && !str_is(value, "none");
}

/* A clip-path on a shape of a clip path: right when it is the only one, as the canvas cuts the one with the other. */
static bool clip_shape(struct clipping *clipping, const struct svg_element *shape)
{
    struct svg_drawing *d = clipping->drawing;
    Str value = shape->state.style.clip_path;
    if (!is_set(value)) return true;
    int drawn = 0;
    for (const xmlNode *node = clipping->clip->node->children; node; node = node->next)
        drawn += svg_kind(node) != KIND_FOREIGN && svg_kind(node) != KIND_IGNORED;
    bool moved = shape->value[P_TRANSFORM].len || clipping->clip->value[P_TRANSFORM].len ||
                 str_is(xml_attribute(clipping->clip->node, NULL, "clipPathUnits"), "objectBoundingBox");
    if (drawn == 1 && !moved && !clipping->mask)
        return clip_by(d, shape, value, svg_element_loc(shape), NULL, clipping->nested + 1);
    svg_report(d, svg_element_loc(shape), MSG_SVG_CLIP, S("clip-path"));
    return false;
}

static void add_shape(struct clipping *clipping, const struct svg_state *outer, const xmlNode *node,
                      Matrix matrix, int depth);

static void add_used(struct clipping *clipping, struct svg_element *use, Matrix matrix, int depth)
{
    struct svg_drawing *d = clipping->drawing;
    Point at = {svg_element_length(d, use, P_X, AXIS_X, 0), svg_element_length(d, use, P_Y, AXIS_Y, 0)};
    const struct svg_document *document;
    const xmlNode *target =
        svg_resolve(d, use->state.document, svg_href(use->node), svg_element_loc(use), &document);
    use->state.document = document;
    if (target)
        add_shape(clipping, &use->state, target, matrix_multiply(matrix_translate(at.x, at.y), matrix),
                  depth + 1);
}

static void add_shape(struct clipping *clipping, const struct svg_state *outer, const xmlNode *node,
                      Matrix matrix, int depth)
{
    struct svg_drawing *d = clipping->drawing;
    struct svg_element shape;
    enum svg_kind kind = svg_kind(node);
    if (kind == KIND_FOREIGN || kind == KIND_IGNORED || kind == KIND_STYLE || kind == KIND_DEFS) return;
    svg_element_begin(d, outer, node, &shape);
    bool hidden = shape.state.style.hidden && kind != KIND_USE && kind != KIND_GROUP;
    if (shape.state.style.no_display || hidden || !svg_systems_match(node, outer->style.lang)) return;
    Loc loc = svg_element_loc(&shape);
    if (!svg_spend(d, loc, 1, kind == KIND_PATH ? xml_attribute(node, NULL, "d").len : 0)) return;
    matrix = matrix_multiply(svg_element_matrix(d, &shape), matrix);
    if (!clip_shape(clipping, &shape)) return;
    bool draws = kind == KIND_TEXT || (kind >= KIND_PATH && kind <= KIND_POLYGON);
    bool plain = draws ? masks_plainly(clipping, &shape.state.style)
                       : shape.state.style.opacity == 1 && !is_set(shape.state.style.mask);
    if (clipping->mask && !plain) {
        svg_report(d, loc, MSG_SVG_MASK, xml_name(node));
    } else if (kind == KIND_USE && depth < (clipping->mask ? USES_NESTED : 1)) {
        add_used(clipping, &shape, matrix, depth);
    } else if (kind == KIND_GROUP && clipping->mask && depth < USES_NESTED) {
        for (const xmlNode *child = node->children; child; child = child->next)
            add_shape(clipping, &shape.state, child, matrix, depth + 1);
    } else if (kind == KIND_TEXT) {
        d->path.verb_count = d->path.point_count = 0;
        svg_text_outline(d, &shape);
        add_outline(clipping, &shape, matrix);
    } else if (draws) {
        if (svg_shape(d, &shape)) add_outline(clipping, &shape, matrix);
    } else {
        svg_report(d, loc, MSG_SVG_CLIP, xml_name(node));
    }
}

/* Units of the clipped element's box: its own outline, for a group that of its content. */
static bool box_matrix(struct clipping *clipping, const struct svg_element *element, const char *units)
{
    Rect box;
    if (!str_is(xml_attribute(clipping->clip->node, NULL, units), "objectBoundingBox")) return true;
    if (clipping->box)
        box = *clipping->box;
    else if (!svg_box(clipping->drawing, element, &box))
        return false;
    clipping->matrix = (Matrix){box.width, 0, 0, box.height, box.x, box.y};
    return box.width > 0 && box.height > 0;
}

/* Clips by the shapes of a clipPath or mask; false: nothing is inside. */
static bool clip_by_shapes(struct clipping *clipping)
{
    struct svg_drawing *d = clipping->drawing;
    clipping->matrix = matrix_multiply(clipping->matrix, svg_element_matrix(d, clipping->clip));
    struct path kept = d->path; /* the shape that is being clipped */
    d->path = (struct path){0};
    for (const xmlNode *child = clipping->clip->node->children; child; child = child->next)
        add_shape(clipping, &clipping->clip->state, child, MATRIX_IDENTITY, 0);
    d->path = kept;
    if (!clipping->whole.verb_count) return false;
    d->canvas->calls->clip(d->canvas, &clipping->whole,
                           clipping->shapes == 1 ? clipping->rule : FILL_NONZERO);
    return true;
}

static bool clip_by(struct svg_drawing *d, const struct svg_element *element, Str value, Loc loc,
                    const Rect *box, int nested)
{
    Str url, rest;
    if (!value.len || str_is(value, "none")) return true;
    if (!svg_value_url(value, &url, &rest) || rest.len) {
        svg_report(d, loc, MSG_SVG_PROPERTY, S("clip-path"), value);
        return true;
    }
    const struct svg_document *document;
    const xmlNode *node = svg_resolve(d, element->state.document, url, loc, &document);
    if (!node) return true;
    if (svg_kind(node) != KIND_CLIP || nested == CLIPS_NESTED) {
        svg_report(d, loc, nested == CLIPS_NESTED ? MSG_SVG_CYCLE : MSG_SVG_NOT_A_CLIP, url, xml_name(node));
        return true;
    }
    struct svg_state outer = element->state;
    struct svg_element clip;
    svg_inherit(d, document, node, &outer);
    svg_element_begin(d, &outer, node, &clip);
    Loc clip_loc = svg_element_loc(&clip);
    if (!clip_by(d, &clip, clip.state.style.clip_path, clip_loc, box, nested + 1)) return false;
    struct clipping clipping = {
        .drawing = d, .clip = &clip, .matrix = MATRIX_IDENTITY, .box = box, .nested = nested};
    return box_matrix(&clipping, element, "clipPathUnits") && clip_by_shapes(&clipping);
}

/* The region of a mask, when it is given; by itself it is a little more than the box of what is masked, and cuts nothing. */
static bool clip_region(struct clipping *clipping, const struct svg_element *element)
{
    struct svg_drawing *d = clipping->drawing;
    const struct svg_element *mask = clipping->clip;
    bool user = str_is(xml_attribute(mask->node, NULL, "maskUnits"), "userSpaceOnUse");
    if (!mask->value[P_X].len && !mask->value[P_Y].len && !mask->value[P_WIDTH].len &&
        !mask->value[P_HEIGHT].len)
        return true;
    struct svg_element measured = *mask;
    Rect box = {0, 0, 1, 1};
    if (!user) {
        if (clipping->box)
            box = *clipping->box;
        else if (!svg_box(d, element, &box))
            return false;
        measured.state.width = measured.state.height = 1;
    }
    double width = measured.state.width, height = measured.state.height;
    Rect at = {svg_element_length(d, &measured, P_X, AXIS_X, -0.1 * width),
               svg_element_length(d, &measured, P_Y, AXIS_Y, -0.1 * height),
               svg_element_length(d, &measured, P_WIDTH, AXIS_X, 1.2 * width),
               svg_element_length(d, &measured, P_HEIGHT, AXIS_Y, 1.2 * height)};
    if (!user)
        at = (Rect){box.x + at.x * box.width, box.y + at.y * box.height, at.width * box.width,
                    at.height * box.height};
    if (!(at.width > 0 && at.height > 0)) return false;
    svg_clip_rect(d, at);
    return true;
}

static bool mask_by(struct svg_drawing *d, const struct svg_element *element, const Rect *box)
{
    Str value = element->state.style.mask, url, rest;
    Loc loc = svg_value_loc(element, "mask");
    if (!is_set(value)) return true;
    if (!svg_value_url(value, &url, &rest) || rest.len) {
        svg_report(d, loc, MSG_SVG_PROPERTY, S("mask"), value);
        return true;
    }
    const struct svg_document *document;
    const xmlNode *node = svg_resolve(d, element->state.document, url, loc, &document);
    if (!node || svg_kind(node) != KIND_MASK) {
        if (node) svg_report(d, loc, MSG_SVG_NOT_A_MASK, url, xml_name(node));
        return true;
    }
    struct svg_state outer = element->state;
    struct svg_element mask;
    svg_inherit(d, document, node, &outer);
    svg_element_begin(d, &outer, node, &mask);
    mask.value[P_TRANSFORM] = STR_NONE;
    Str type = svg_property(document->styles, node, "mask-type");
    struct clipping clipping = {.drawing = d,
                                .clip = &mask,
                                .matrix = MATRIX_IDENTITY,
                                .mask = true,
                                .alpha = str_is(type, "alpha"),
                                .box = box};
    if (is_set(mask.state.style.mask) || is_set(mask.state.style.clip_path)) {
        svg_report(d, svg_element_loc(&mask), MSG_SVG_MASK, S("mask"));
        return true;
    }
    return clip_region(&clipping, element) && box_matrix(&clipping, element, "maskContentUnits") &&
           clip_by_shapes(&clipping);
}

bool svg_clip(struct svg_drawing *drawing, const struct svg_element *element, const Rect *box)
{
    if (drawing->measuring) return true;
    return clip_by(drawing, element, element->state.style.clip_path, svg_value_loc(element, "clip-path"), box,
                   0) &&
           mask_by(drawing, element, box);
}
