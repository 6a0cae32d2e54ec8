/* The walk over an SVG tree: viewports, groups, use, images. Sources: SVG 1.1, 5 (structure), 7 (coordinates); SVG 2, 5.5 (use). */
#include <math.h>
#include <string.h>

#include "draw/svg_internal.h"

enum { SCRATCH_KEPT = 1 << 16 };

static void draw_node(struct svg_drawing *d, const struct svg_state *outer, const xmlNode *node);

/* ---- reports, budgets, marks ---- */

void svg_fault(struct svg_drawing *drawing, Loc loc, enum message message, const Str *words, size_t count)
{
    diag_add(drawing->diag, loc, message, words, count);
    if (message_text(message)->level == DIAG_ERROR) drawing->failed = true;
}

static void too_much(struct svg_drawing *d, Loc loc)
{
    if (!d->spent) svg_report(d, loc, MSG_SVG_TOO_MUCH);
    d->spent = true;
}

bool svg_spend(struct svg_drawing *d, Loc loc, size_t elements, size_t bytes)
{
    if (d->spent || elements > d->elements_left || bytes > d->bytes_left) {
        too_much(d, loc);
        return false;
    }
    d->elements_left -= elements;
    d->bytes_left -= bytes;
    return true;
}

void svg_work(struct svg_drawing *d, Loc loc, size_t steps)
{
    if (steps > d->work_left) too_much(d, loc);
    d->work_left -= steps > d->work_left ? d->work_left : steps;
}

void svg_scratch_reset(struct svg_drawing *d)
{
    if (d->held || arena_used(d->scratch) < SCRATCH_KEPT) return;
    arena_reset(d->scratch);
    d->path = (struct path){0};
}

void svg_mark(struct svg_drawing *d)
{
    if (d->options->marks_open || d->marked || d->mark_open || d->sharing) return;
    d->canvas->calls->mark_begin(d->canvas, NULL);
    d->mark_open = true;
    d->mark_saves = d->saves;
}

void svg_mark_close(struct svg_drawing *d)
{
    if (d->sharing) return;
    if (d->mark_open) d->canvas->calls->mark_end(d->canvas);
    d->mark_open = false;
}

void svg_save(struct svg_drawing *d)
{
    d->canvas->calls->save(d->canvas);
    d->saves++;
}

void svg_restore(struct svg_drawing *d)
{
    if (d->mark_open && !d->sharing && d->mark_saves >= d->saves) svg_mark_close(d);
    d->canvas->calls->restore(d->canvas);
    d->saves--;
}

/* ---- documents and references ---- */

const struct svg_document *svg_document_of(struct svg_drawing *d, xmlDoc *xml, const struct source *source,
                                           const struct svg_styles *styles)
{
    for (const struct svg_document *known = d->documents; known; known = known->next)
        if (known->xml == xml) return known;
    struct svg_document *document = arena_make(d->arena, struct svg_document);
    *document = (struct svg_document){xml, source, styles, d->documents};
    if (!styles) document->styles = svg_styles(d->arena, d->diag, source, xml);
    d->documents = document;
    return document;
}

const struct svg_document *svg_other_document(struct svg_drawing *d, Str file, Loc loc)
{
    const struct source *source = NULL;
    if (!d->options->other) {
        svg_report(d, loc, MSG_SVG_OTHER_FILE, file);
        return NULL;
    }
    xmlDoc *xml = d->options->other(d->options->context, file, &source);
    if (!xml) d->failed = true;
    return xml ? svg_document_of(d, xml, source, NULL) : NULL;
}

const xmlNode *svg_resolve(struct svg_drawing *d, const struct svg_document *from, Str href, Loc loc,
                           const struct svg_document **document)
{
    size_t hash = str_find_char(href, '#');
    Str file = str_from_to(href, 0, hash), id = str_skip(href, hash + 1);
    *document = file.len ? svg_other_document(d, file, loc) : from;
    if (!*document) {
        *document = from;
        return NULL;
    }
    const xmlNode *node = id.len     ? svg_by_id((*document)->styles, id)
                          : file.len ? xmlDocGetRootElement((*document)->xml)
                                     : NULL;
    if (!node) svg_report(d, loc, MSG_SVG_NO_TARGET, href);
    return node;
}

bool svg_used_already(const struct svg_use *uses, const xmlNode *target)
{
    for (; uses; uses = uses->outer)
        if (uses->target == target) return true;
    return false;
}

void svg_inherit(struct svg_drawing *d, const struct svg_document *document, const xmlNode *node,
                 struct svg_state *state)
{
    const xmlNode *chain[SVG_DEPTH_DRAWN];
    int count = 0;
    for (node = node->parent; node && node->type == XML_ELEMENT_NODE && count < SVG_DEPTH_DRAWN;
         node = node->parent)
        chain[count++] = node;
    svg_style_initial(&state->style, d->options->current_color, d->options->lang);
    state->document = document;
    while (count > 0) {
        struct svg_element element;
        svg_element_begin(d, state, chain[--count], &element);
        state->style = element.state.style;
    }
}

/* ---- what surrounds an element: transform, clip, opacity ---- */

static bool identity(Matrix m)
{
    return m.a == 1 && m.b == 0 && m.c == 0 && m.d == 1 && m.e == 0 && m.f == 0;
}

/* False: nothing of the element shows. The state's matrix follows the canvas. */
static bool transform_by(struct svg_drawing *d, struct svg_element *element, Matrix matrix)
{
    element->state.matrix = matrix_multiply(matrix, element->state.matrix);
    if (!svg_matrix_sound(element->state.matrix)) {
        svg_report(d, svg_element_loc(element), MSG_SVG_MATRIX);
        return false;
    }
    if (!identity(matrix)) d->canvas->calls->transform(d->canvas, matrix);
    return true;
}

bool svg_wrap_begin(struct svg_drawing *d, struct svg_element *element, Matrix matrix, bool group,
                    const Rect *box, struct svg_wrap *wrap)
{
    const struct svg_style *style = &element->state.style;
    bool clipped = (style->clip_path.len && !str_is(style->clip_path, "none")) ||
                   (style->mask.len && !str_is(style->mask, "none"));
    *wrap = (struct svg_wrap){clipped || !identity(matrix), group && style->opacity < 1};
    if (fabs(matrix.a * matrix.d - matrix.b * matrix.c) < 1e-18) {
        *wrap = (struct svg_wrap){false, false};
        return false;
    }
    if (wrap->saved) svg_save(d);
    bool visible = transform_by(d, element, matrix);
    if (visible && clipped) visible = svg_clip(d, element, box);
    if (!visible) wrap->group = false;
    if (wrap->group) {
        svg_mark_close(d);
        d->canvas->calls->group_begin(d->canvas, style->opacity);
    }
    return visible;
}

void svg_wrap_end(struct svg_drawing *d, struct svg_wrap wrap)
{
    if (wrap.group) {
        svg_mark_close(d);
        d->canvas->calls->group_end(d->canvas);
    }
    if (wrap.saved) svg_restore(d);
}

/* ---- viewports ---- */

static bool view_box_of(struct svg_drawing *d, const struct svg_element *element, Rect *box)
{
    Str text = xml_attribute(element->node, NULL, "viewBox");
    if (!text.len) return false;
    if (svg_value_view_box(text, box) && box->width > 0 && box->height > 0) return true;
    if (box->width != 0 && box->height != 0)
        svg_report(d, svg_value_loc(element, "viewBox"), MSG_SVG_VALUE, S("viewBox"), text);
    return false;
}

struct svg_aspect svg_aspect_of(struct svg_drawing *d, const struct svg_element *element)
{
    struct svg_aspect aspect;
    Str text = xml_attribute(element->node, NULL, "preserveAspectRatio");
    if (!svg_value_aspect(text, &aspect))
        svg_report(d, svg_value_loc(element, "preserveAspectRatio"), MSG_SVG_VALUE, S("preserveAspectRatio"),
                   text);
    return aspect;
}

void svg_clip_rect(struct svg_drawing *d, Rect rect)
{
    struct path path = {0};
    path_rect(d->scratch, &path, rect, 0, 0);
    d->canvas->calls->clip(d->canvas, &path, FILL_NONZERO);
}

/* The mark that holds what is shared: a text's or a picture's own, or that of artwork. */
static bool shared_mark(struct svg_drawing *d, const xmlNode *node)
{
    const struct svg_paint *options = d->options;
    struct element *element = NULL, *(*find)(void *, const xmlNode *) = NULL;
    if (svg_kind(node) == KIND_TEXT) find = options->text_element;
    if (svg_kind(node) == KIND_IMAGE) find = options->image_element;
    if (find && !options->marks_open) element = find(options->context, node);
    if (!element) {
        svg_mark(d);
        return false;
    }
    svg_mark_close(d);
    d->canvas->calls->mark_begin(d->canvas, element);
    return true;
}

static void draw_shared(struct svg_drawing *d, const struct svg_state *state, const xmlNode *first,
                        const xmlNode *last, const void *key)
{
    bool own = shared_mark(d, first);
    if (d->canvas->calls->shared_begin(d->canvas, key)) {
        d->sharing = true;
        for (const xmlNode *node = first; node; node = node == last ? NULL : node->next)
            draw_node(d, state, node);
        d->sharing = false;
        d->canvas->calls->shared_end(d->canvas);
    }
    if (own) d->canvas->calls->mark_end(d->canvas);
}

void svg_draw_children(struct svg_drawing *d, const struct svg_state *state, const xmlNode *node)
{
    const struct svg_paint *options = d->options;
    for (const xmlNode *child = node->children; child; child = child->next) {
        const xmlNode *last = child;
        const void *key =
            options->shared && !d->sharing ? options->shared(options->context, child, &last) : NULL;
        if (key)
            draw_shared(d, state, child, last, key);
        else
            draw_node(d, state, child);
        child = last;
    }
}

static void fill_rect(struct svg_drawing *d, Rect rect, Color color)
{
    struct path path = {0};
    struct paint paint = {.color = color};
    path_rect(d->scratch, &path, rect, 0, 0);
    svg_mark(d);
    d->canvas->calls->fill(d->canvas, &path, FILL_NONZERO, &paint);
}

/* The content of an svg or symbol element, its viewport `at` in the user space around it. */
void svg_draw_viewport(struct svg_drawing *d, struct svg_element *element, Rect at)
{
    const struct svg_style *style = &element->state.style;
    Rect box = {1, 1, 1, 1};
    if (at.width <= 0 || at.height <= 0) return;
    Str view_box = xml_attribute(element->node, NULL, "viewBox");
    Matrix matrix = matrix_translate(at.x, at.y);
    if (view_box_of(d, element, &box)) {
        Rect fit = svg_aspect_fit(svg_aspect_of(d, element), box.width, box.height, at);
        matrix = (Matrix){fit.width / box.width,
                          0,
                          0,
                          fit.height / box.height,
                          fit.x - box.x * fit.width / box.width,
                          fit.y - box.y * fit.height / box.height};
    } else if (view_box.len) {
        return;
    } else {
        box = at;
    }
    bool clip = !style->overflow_shown;
    Color background;
    svg_save(d);
    if (clip) svg_clip_rect(d, at);
    if (svg_background(d, element, &background)) fill_rect(d, at, background);
    element->state.width = box.width;
    element->state.height = box.height;
    if (transform_by(d, element, matrix)) svg_draw_children(d, &element->state, element->node);
    svg_restore(d);
}

static void draw_inner_svg(struct svg_drawing *d, struct svg_element *element, const Rect *given)
{
    Rect at = {svg_element_length(d, element, P_X, AXIS_X, 0), svg_element_length(d, element, P_Y, AXIS_Y, 0),
               svg_element_length(d, element, P_WIDTH, AXIS_X, element->state.width),
               svg_element_length(d, element, P_HEIGHT, AXIS_Y, element->state.height)};
    if (svg_kind(element->node) == KIND_SYMBOL) at.x = at.y = 0;
    if (given && given->width >= 0) at.width = given->width;
    if (given && given->height >= 0) at.height = given->height;
    struct svg_wrap wrap;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), true, NULL, &wrap))
        svg_draw_viewport(d, element, at);
    svg_wrap_end(d, wrap);
}

/* ---- use ---- */

static void draw_used(struct svg_drawing *d, const struct svg_state *outer, const xmlNode *target,
                      const Rect *size)
{
    enum svg_kind kind = svg_kind(target);
    if (kind != KIND_SYMBOL && kind != KIND_SVG) {
        draw_node(d, outer, target);
        return;
    }
    struct svg_element element;
    Loc loc = xml_loc(outer->document->source, target);
    if (!svg_spend(d, loc, 1, 0)) return;
    svg_element_begin(d, outer, target, &element);
    if (!element.state.style.no_display) draw_inner_svg(d, &element, size);
}

static bool in_itself(const xmlNode *node, const xmlNode *target)
{
    for (; node; node = node->parent)
        if (node == target) return true;
    return false;
}

static void draw_use(struct svg_drawing *d, struct svg_element *element)
{
    Loc loc = svg_element_loc(element);
    Str href = svg_href(element->node);
    const struct svg_document *document;
    const xmlNode *target = svg_resolve(d, element->state.document, href, loc, &document);
    if (!target) return;
    if (svg_used_already(element->state.uses, target) || in_itself(element->node, target)) {
        svg_report(d, loc, MSG_SVG_CYCLE, href);
        return;
    }
    Matrix matrix = matrix_translate(svg_element_length(d, element, P_X, AXIS_X, 0),
                                     svg_element_length(d, element, P_Y, AXIS_Y, 0));
    Rect size = {0, 0, svg_element_length(d, element, P_WIDTH, AXIS_X, -1),
                 svg_element_length(d, element, P_HEIGHT, AXIS_Y, -1)};
    struct svg_use use = {target, element->state.uses};
    struct svg_wrap wrap;
    matrix = matrix_multiply(matrix, svg_element_matrix(d, element));
    if (svg_wrap_begin(d, element, matrix, true, NULL, &wrap)) {
        struct svg_state state = element->state;
        state.uses = &use;
        state.document = document;
        draw_used(d, &state, target, &size);
    }
    svg_wrap_end(d, wrap);
}

/* ---- elements ---- */

/* One paint alone needs no transparency group: its opacity goes into the colour. */
static bool single_paint(const struct svg_style *style)
{
    for (int i = 0; i < 3; i++)
        if (style->markers[i].len) return false;
    return !svg_fills(style) || !svg_strokes(style);
}

static void draw_shape(struct svg_drawing *d, struct svg_element *element)
{
    const struct svg_style *style = &element->state.style;
    Str data = xml_attribute(element->node, NULL, svg_kind(element->node) == KIND_PATH ? "d" : "points");
    if (!svg_spend(d, svg_element_loc(element), 0, data.len) || !svg_shape(d, element)) return;
    bool single = single_paint(style);
    bool clipped = style->clip_path.len > 0 || style->mask.len > 0;
    Rect box = clipped ? svg_path_box(&d->path) : (Rect){0};
    struct svg_wrap wrap;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), !single, &box, &wrap))
        svg_path_paint(d, element, single ? style->opacity : 1);
    svg_wrap_end(d, wrap);
}

static bool has_element(const xmlNode *node)
{
    for (node = node->children; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE) return true;
    return false;
}

static void draw_text(struct svg_drawing *d, struct svg_element *element)
{
    const struct svg_style *style = &element->state.style;
    bool lines = style->lines[0].drawn || style->lines[1].drawn || style->lines[2].drawn;
    bool single = single_paint(style) && !lines && !has_element(element->node);
    struct svg_wrap wrap;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), !single, NULL, &wrap))
        svg_text_draw(d, element, single ? element->state.style.opacity : 1);
    svg_wrap_end(d, wrap);
}

bool svg_systems_match(const xmlNode *node, Str lang)
{
    if (xml_attribute(node, NULL, "requiredExtensions").len) return false;
    Str languages = xml_attribute(node, NULL, "systemLanguage");
    if (!languages.data) return true;
    while (languages.len) {
        Str language = str_trim(str_cut(&languages, ','));
        if (str_equal_nocase(str_from_to(language, 0, 2), str_from_to(lang, 0, 2))) return true;
    }
    return false;
}

static void draw_switch(struct svg_drawing *d, const struct svg_element *element)
{
    for (const xmlNode *child = element->node->children; child; child = child->next) {
        enum svg_kind kind = svg_kind(child);
        if (kind == KIND_FOREIGN || kind == KIND_IGNORED ||
            !svg_systems_match(child, element->state.style.lang))
            continue;
        draw_node(d, &element->state, child);
        return;
    }
}

static void draw_group(struct svg_drawing *d, struct svg_element *element)
{
    struct svg_wrap wrap;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), true, NULL, &wrap)) {
        if (svg_kind(element->node) == KIND_SWITCH)
            draw_switch(d, element);
        else
            svg_draw_children(d, &element->state, element->node);
    }
    svg_wrap_end(d, wrap);
}

static void hand_frame(struct svg_drawing *d, struct svg_element *element)
{
    if (!d->options->frame || d->held) return;
    struct svg_wrap wrap;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), false, NULL, &wrap)) {
        svg_mark_close(d);
        d->options->frame(d->options->context, element->node, element->state.matrix);
    }
    svg_wrap_end(d, wrap);
}

static bool is_frame(const xmlNode *node)
{
    if (node->ns && node->ns->href && str_is(str_from((const char *)node->ns->href), SVG_FRAME_NAMESPACE))
        return true;
    return svg_kind(node) != KIND_FOREIGN && xml_attribute(node, SVG_FRAME_NAMESPACE, "flow").data;
}

static void draw_kind(struct svg_drawing *d, struct svg_element *element, enum svg_kind kind)
{
    Loc loc = svg_element_loc(element);
    switch (kind) {
    case KIND_SVG: draw_inner_svg(d, element, NULL); break;
    case KIND_GROUP:
    case KIND_SWITCH: draw_group(d, element); break;
    case KIND_USE: draw_use(d, element); break;
    case KIND_IMAGE: svg_draw_image(d, element); break;
    case KIND_TEXT: draw_text(d, element); break;
    case KIND_PATH:
    case KIND_RECT:
    case KIND_CIRCLE:
    case KIND_ELLIPSE:
    case KIND_LINE:
    case KIND_POLYLINE:
    case KIND_POLYGON: draw_shape(d, element); break;
    default: svg_report(d, loc, MSG_SVG_ELEMENT, xml_name(element->node));
    }
}

void svg_draw_element(struct svg_drawing *d, struct svg_element *element)
{
    draw_kind(d, element, svg_kind(element->node));
}

static bool draws_nothing(enum svg_kind kind)
{
    return kind == KIND_FOREIGN || kind == KIND_IGNORED || kind == KIND_UNUSED || kind == KIND_STYLE ||
           kind == KIND_DEFS || kind == KIND_SYMBOL || kind == KIND_LINEAR || kind == KIND_RADIAL ||
           kind == KIND_CLIP || kind == KIND_MASK || kind == KIND_PATTERN || kind == KIND_MARKER ||
           kind == KIND_STOP;
}

static void draw_node(struct svg_drawing *d, const struct svg_state *outer, const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE || d->spent) return;
    enum svg_kind kind = svg_kind(node);
    bool frame = is_frame(node);
    if ((draws_nothing(kind) && !frame) || !svg_systems_match(node, outer->style.lang)) return;
    Loc loc = xml_loc(outer->document->source, node);
    if (outer->depth >= SVG_DEPTH_DRAWN) {
        svg_report(d, loc, MSG_SVG_TOO_DEEP);
        return;
    }
    if (!svg_spend(d, loc, 1, 0)) return;
    svg_scratch_reset(d); /* what stood before is drawn: a shape or text has no children that come here */
    struct svg_element element;
    svg_element_begin(d, outer, node, &element);
    if (element.state.style.no_display) return;
    if (frame)
        hand_frame(d, &element);
    else if (element.state.style.opacity > 0 || d->measuring)
        draw_kind(d, &element, kind);
}

/* ---- the whole ---- */

/* The root's viewport, `at`, to its content. Without a viewBox, width and height in px are stretched to `at`. */
static bool root_matrix(struct svg_drawing *d, struct svg_element *root, Rect at, Matrix *matrix)
{
    Rect box = {1, 1, 1, 1}, fit = at;
    if (xml_attribute(root->node, NULL, "viewBox").len) {
        if (!view_box_of(d, root, &box)) return false;
        fit = svg_aspect_fit(svg_aspect_of(d, root), box.width, box.height, at);
    } else {
        box = (Rect){0, 0, svg_element_length(d, root, P_WIDTH, AXIS_X, 0),
                     svg_element_length(d, root, P_HEIGHT, AXIS_Y, 0)};
        bool relative = str_ends(root->value[P_WIDTH], S("%")) || str_ends(root->value[P_HEIGHT], S("%"));
        if (relative || box.width <= 0 || box.height <= 0) {
            svg_report(d, svg_element_loc(root), MSG_SVG_NO_SIZE);
            return false;
        }
    }
    double x = fit.width / box.width, y = fit.height / box.height;
    *matrix = (Matrix){x, 0, 0, y, fit.x - box.x * x, fit.y - box.y * y};
    root->state.width = box.width;
    root->state.height = box.height;
    return at.width > 0 && at.height > 0 && matrix_invert(*matrix, &d->to_root);
}

static void draw_root(struct svg_drawing *d, xmlDoc *document, Rect at)
{
    const struct svg_paint *options = d->options;
    const xmlNode *root = xmlDocGetRootElement(document);
    const struct svg_document *known = svg_document_of(d, document, options->source, options->styles);
    if (!root || svg_kind(root) != KIND_SVG) {
        svg_report(d, xml_loc(options->source, root), MSG_SVG_ROOT, root ? xml_name(root) : STR_NONE);
        return;
    }
    struct svg_state state = {
        .matrix = MATRIX_IDENTITY, .width = at.width, .height = at.height, .document = known};
    svg_style_initial(&state.style, options->current_color, options->lang);
    struct svg_element element;
    svg_element_begin(d, &state, root, &element);
    const struct svg_style *style = &element.state.style;
    Matrix matrix;
    Color background;
    struct svg_wrap wrap;
    if (style->no_display || !svg_systems_match(root, options->lang) ||
        !root_matrix(d, &element, at, &matrix))
        return;
    bool clip = style->overflow_given && !style->overflow_shown;
    if (clip) {
        svg_save(d);
        svg_clip_rect(d, at);
    }
    if (svg_background(d, &element, &background)) fill_rect(d, at, background);
    if (svg_wrap_begin(d, &element, matrix, true, NULL, &wrap)) svg_draw_children(d, &element.state, root);
    svg_wrap_end(d, wrap);
    if (clip) svg_restore(d);
    svg_mark_close(d);
}

bool svg_draw(struct canvas *canvas, xmlDoc *document, Rect at, const struct svg_paint *options)
{
    struct svg_drawing drawing = {
        .canvas = canvas,
        .options = options,
        .arena = options->scratch,
        .scratch = arena_new(),
        .diag = options->diag,
        .elements_left = SVG_ELEMENTS_MOST,
        .bytes_left = SVG_BYTES_DRAWN,
        .work_left = SVG_WORK_DRAWN,
    };
    draw_root(&drawing, document, at);
    arena_free(drawing.scratch);
    return !drawing.failed;
}
