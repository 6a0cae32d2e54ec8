/* Clip paths. Source: SVG 1.1, 14.3. The shapes of a clip path become one outline: united by the nonzero rule, with all of them turned the same
 * way round, so that overlaps do not cancel. */
#include "draw/svg_internal.h"

enum { CLIPS_NESTED = 8 };

struct clipping {
    struct svg_drawing *drawing;
    const struct svg_element *clip;
    struct path whole;
    Matrix matrix; /* clip path's space to the user space of the clipped element */
    enum fill_rule rule;
    size_t shapes;
};

static void add_outline(struct clipping *clipping, const struct svg_element *shape, Matrix matrix)
{
    struct svg_drawing *d = clipping->drawing;
    if (!d->path.verb_count || !svg_spend(d, svg_element_loc(shape), 0, d->path.point_count * sizeof(Point)))
        return;
    svg_path_transform(&d->path, matrix_multiply(matrix, clipping->matrix));
    svg_path_append(d->scratch, &clipping->whole, &d->path, svg_path_area(&d->path) < 0);
    enum fill_rule rule = shape->state.style.clip_rule;
    size_t moves = 0;
    for (size_t i = 0; i < d->path.verb_count; i++) moves += d->path.verbs[i] == PATH_MOVE;
    if (clipping->shapes++ == 0) clipping->rule = rule;
    bool mixed =
        clipping->shapes > 1 && (clipping->rule == FILL_EVENODD || (rule == FILL_EVENODD && moves > 1));
    if (mixed) svg_report(d, svg_element_loc(shape), MSG_SVG_CLIP, S("clip-rule: evenodd"));
}

static void add_shape(struct clipping *clipping, const struct svg_state *outer, const xmlNode *node,
                      Matrix matrix, int depth)
{
    struct svg_drawing *d = clipping->drawing;
    struct svg_element shape;
    enum svg_kind kind = svg_kind(node);
    if (kind == KIND_FOREIGN || kind == KIND_IGNORED || kind == KIND_STYLE) return;
    svg_element_begin(d, outer, node, &shape);
    if (shape.state.style.no_display || shape.state.style.hidden) return;
    Loc loc = svg_element_loc(&shape);
    if (!svg_spend(d, loc, 1, kind == KIND_PATH ? xml_attribute(node, NULL, "d").len : 0)) return;
    matrix = matrix_multiply(svg_element_matrix(d, &shape), matrix);
    if (shape.state.style.clip_path.len && !str_is(shape.state.style.clip_path, "none")) {
        svg_report(d, loc, MSG_SVG_CLIP, S("clip-path"));
        return;
    }
    if (kind == KIND_USE && depth == 0) {
        Point at = {svg_element_length(d, &shape, P_X, AXIS_X, 0),
                    svg_element_length(d, &shape, P_Y, AXIS_Y, 0)};
        const struct svg_document *document;
        const xmlNode *target = svg_resolve(d, shape.state.document, svg_href(node), loc, &document);
        shape.state.document = document;
        if (target)
            add_shape(clipping, &shape.state, target, matrix_multiply(matrix_translate(at.x, at.y), matrix),
                      1);
    } else if (kind == KIND_TEXT) {
        d->path.verb_count = d->path.point_count = 0;
        svg_text_outline(d, &shape);
        add_outline(clipping, &shape, matrix);
    } else if (kind >= KIND_PATH && kind <= KIND_POLYGON) {
        if (svg_shape(d, &shape)) add_outline(clipping, &shape, matrix);
    } else {
        svg_report(d, loc, MSG_SVG_CLIP, xml_name(node));
    }
}

static bool box_matrix(struct svg_drawing *d, const struct svg_element *clip, const Rect *box, Matrix *matrix)
{
    Str units = xml_attribute(clip->node, NULL, "clipPathUnits");
    if (!str_is(units, "objectBoundingBox")) return true;
    if (!box) {
        svg_report(d, svg_element_loc(clip), MSG_SVG_CLIP, S("clipPathUnits: objectBoundingBox"));
        return false;
    }
    *matrix = (Matrix){box->width, 0, 0, box->height, box->x, box->y};
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
    struct clipping clipping = {d, &clip, {0}, MATRIX_IDENTITY, FILL_NONZERO, 0};
    if (!box_matrix(d, &clip, box, &clipping.matrix)) return true;
    clipping.matrix = matrix_multiply(clipping.matrix, svg_element_matrix(d, &clip));
    struct path kept = d->path; /* the shape that is being clipped */
    d->path = (struct path){0};
    for (const xmlNode *child = node->children; child; child = child->next)
        add_shape(&clipping, &clip.state, child, MATRIX_IDENTITY, 0);
    d->path = kept;
    if (!clipping.whole.verb_count) return false; /* nothing is inside */
    d->canvas->calls->clip(d->canvas, &clipping.whole, clipping.shapes == 1 ? clipping.rule : FILL_NONZERO);
    return true;
}

bool svg_clip(struct svg_drawing *drawing, const struct svg_element *element, const Rect *box)
{
    return clip_by(drawing, element, element->state.style.clip_path, svg_value_loc(element, "clip-path"), box,
                   0);
}
