/* Patterns as fills of shapes: the tiles are drawn one by one inside of the shape. Source: SVG 1.1, 13.3. */
#include <math.h>

#include "draw/svg_internal.h"

/* A tile costs as much as so many elements, for its clip and transforms; tiles within tiles multiply. */
enum { TILES_MOST = 10000, TILE_COST = 8, NESTED_COST = 64 };

struct tiling {
    struct svg_chain chain;
    const xmlNode *content; /* the nearest pattern that has any */
    const struct svg_document *document;
    Rect tile;
    Matrix matrix; /* pattern space to the user space of the shape */
    Matrix inside; /* content to pattern space, of the tile at tile.x, tile.y */
};

static bool has_content(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (svg_kind(child) != KIND_FOREIGN && svg_kind(child) != KIND_IGNORED) return true;
    return false;
}

static bool find_content(struct tiling *tiling)
{
    for (int i = 0; i < tiling->chain.count; i++) {
        tiling->content = tiling->chain.nodes[i];
        tiling->document = tiling->chain.documents[i];
        if (has_content(tiling->content)) return true;
    }
    return false;
}

static Loc chain_loc(const struct tiling *tiling)
{
    return xml_loc(tiling->chain.documents[0]->source, tiling->chain.nodes[0]);
}

static Str value_of(const struct tiling *tiling, const char *name)
{
    return svg_chain_attribute(&tiling->chain, name, KIND_UNKNOWN);
}

/* viewBox and preserveAspectRatio, or the units of the content. */
static bool content_matrix(struct svg_drawing *d, struct tiling *tiling, Rect box)
{
    Str view_box = value_of(tiling, "viewBox"), aspect_text = value_of(tiling, "preserveAspectRatio");
    Rect tile = tiling->tile, view;
    struct svg_aspect aspect;
    tiling->inside = matrix_translate(tile.x, tile.y);
    if (view_box.len) {
        if (!svg_value_view_box(view_box, &view) || !svg_value_aspect(aspect_text, &aspect)) {
            svg_report(d, chain_loc(tiling), MSG_SVG_VALUE, S("viewBox"), view_box);
            return false;
        }
        if (view.width <= 0 || view.height <= 0) return false;
        Rect fit = svg_aspect_fit(aspect, view.width, view.height, tile);
        double x = fit.width / view.width, y = fit.height / view.height;
        tiling->inside = (Matrix){x, 0, 0, y, fit.x - view.x * x, fit.y - view.y * y};
    } else if (str_is(value_of(tiling, "patternContentUnits"), "objectBoundingBox")) {
        tiling->inside = (Matrix){box.width, 0, 0, box.height, tile.x, tile.y};
    }
    return true;
}

static bool tiling_ready(struct svg_drawing *d, const struct svg_element *element, struct tiling *tiling,
                         Rect box)
{
    bool box_units = !str_is(value_of(tiling, "patternUnits"), "userSpaceOnUse");
    const struct svg_chain *chain = &tiling->chain;
    Rect tile = {svg_chain_length(d, chain, element, box_units, "x", AXIS_X, 0),
                 svg_chain_length(d, chain, element, box_units, "y", AXIS_Y, 0),
                 svg_chain_length(d, chain, element, box_units, "width", AXIS_X, 0),
                 svg_chain_length(d, chain, element, box_units, "height", AXIS_Y, 0)};
    if (box_units)
        tile = (Rect){box.x + tile.x * box.width, box.y + tile.y * box.height, tile.width * box.width,
                      tile.height * box.height};
    Str transform = value_of(tiling, "patternTransform"), origin = value_of(tiling, "transform-origin");
    if (origin.len) svg_report(d, chain_loc(tiling), MSG_SVG_PROPERTY, S("transform-origin"), origin);
    tiling->tile = tile;
    tiling->matrix = MATRIX_IDENTITY;
    Matrix *m = &tiling->matrix;
    if (transform.len && (!svg_value_transform(transform, m) || m->a * m->d == m->b * m->c)) {
        svg_report(d, chain_loc(tiling), MSG_SVG_VALUE, S("patternTransform"), transform);
        return false;
    }
    if (!(tile.width > 0 && tile.height > 0)) return false; /* draws nothing: 13.3 */
    return content_matrix(d, tiling, box);
}

static void draw_tile(struct svg_drawing *d, const struct tiling *tiling, const struct svg_state *state,
                      double x, double y)
{
    struct svg_state inner = *state;
    Matrix place = matrix_multiply(matrix_translate(x, y), tiling->matrix);
    Matrix content = matrix_multiply(tiling->inside, place);
    inner.matrix = matrix_multiply(content, state->matrix);
    if (!svg_matrix_sound(inner.matrix)) return;
    svg_save(d);
    d->canvas->calls->transform(d->canvas, place);
    if (!state->style.overflow_shown) svg_clip_rect(d, tiling->tile);
    d->canvas->calls->transform(d->canvas, tiling->inside);
    svg_draw_children(d, &inner, tiling->content);
    svg_restore(d);
}

static void draw_tiles(struct svg_drawing *d, const struct tiling *tiling, const struct svg_state *state,
                       Rect box)
{
    Matrix inverse;
    Rect tile = tiling->tile;
    if (!matrix_invert(tiling->matrix, &inverse)) return;
    Rect area = matrix_bounds(inverse, box);
    double left = floor((area.x - tile.x) / tile.width), top = floor((area.y - tile.y) / tile.height);
    double right = ceil((area.x + area.width - tile.x) / tile.width),
           bottom = ceil((area.y + area.height - tile.y) / tile.height);
    if (!((right - left) * (bottom - top) <= TILES_MOST)) {
        svg_report(d, chain_loc(tiling), MSG_SVG_TILES, str_format(d->arena, "%d", TILES_MOST));
        return;
    }
    size_t cost = d->held > 1 ? NESTED_COST : TILE_COST;
    for (double y = top; y < bottom && !d->spent; y++)
        for (double x = left; x < right && svg_spend(d, chain_loc(tiling), cost, 0); x++)
            draw_tile(d, tiling, state, x * tile.width, y * tile.height);
}

/* The path that is being filled waits in `kept` while the tiles use drawing->path. */
static void fill_with(struct svg_drawing *d, const struct svg_element *element, const struct tiling *tiling,
                      double opacity, Rect box)
{
    struct svg_use use = {tiling->content, element->state.uses};
    struct svg_state outer = element->state;
    struct svg_element pattern;
    svg_inherit(d, tiling->document, tiling->content, &outer);
    svg_element_begin(d, &outer, tiling->content, &pattern);
    pattern.state.uses = &use;
    pattern.state.context = NULL;
    svg_save(d);
    d->canvas->calls->clip(d->canvas, &d->path, element->state.style.fill_rule);
    svg_mark_close(d);
    if (opacity < 1) d->canvas->calls->group_begin(d->canvas, opacity);
    struct path kept = d->path;
    d->path = (struct path){0};
    d->held++;
    draw_tiles(d, tiling, &pattern.state, box);
    d->held--;
    d->path = kept;
    svg_mark_close(d);
    if (opacity < 1) d->canvas->calls->group_end(d->canvas);
    svg_restore(d);
}

void svg_pattern_fill(struct svg_drawing *d, const struct svg_element *element, const xmlNode *node,
                      double opacity, Rect box)
{
    const struct svg_paint_value *value = &element->state.style.fill;
    struct tiling tiling;
    if (opacity <= 0 || d->measuring || !svg_chain_read(d, value->document, node, &tiling.chain)) return;
    if (!find_content(&tiling) || !tiling_ready(d, element, &tiling, box)) return;
    if (svg_used_already(element->state.uses, tiling.content) || element->state.depth >= SVG_DEPTH_DRAWN) {
        svg_report(d, value->loc, MSG_SVG_CYCLE, value->url);
        return;
    }
    fill_with(d, element, &tiling, opacity, box);
}
