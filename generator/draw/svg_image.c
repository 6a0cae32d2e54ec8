/* image elements: pictures of pixels and other drawings. Source: SVG 1.1, 5.7. */
#include "draw/svg_internal.h"

static void draw_svg_image(struct svg_drawing *d, const struct svg_element *element, Str href, Rect at)
{
    const struct svg_document *document = svg_other_document(d, href, svg_element_loc(element));
    if (!document) return;
    const xmlNode *root = xmlDocGetRootElement(document->xml);
    if (svg_used_already(element->state.uses, root)) {
        svg_report(d, svg_element_loc(element), MSG_SVG_CYCLE, href);
        return;
    }
    struct svg_use use = {root, element->state.uses};
    struct svg_state state = element->state;
    svg_style_initial(&state.style, (Color){0, 0, 0, 1}, d->options->lang);
    state.document = document;
    state.uses = &use;
    struct svg_element inner;
    svg_element_begin(d, &state, root, &inner);
    inner.state.style.overflow_shown = false;
    inner.state.width = at.width;
    inner.state.height = at.height;
    svg_draw_viewport(d, &inner, at);
}

static void draw_picture(struct svg_drawing *d, const struct svg_element *element,
                         const struct picture *picture, Rect at, bool has_width, bool has_height)
{
    double width = (double)picture->width, height = (double)picture->height;
    if (width <= 0 || height <= 0) return;
    if (!has_width) at.width = has_height ? at.height * width / height : width;
    if (!has_height) at.height = has_width ? at.width * height / width : height;
    struct svg_aspect aspect = svg_aspect_of(d, element);
    Rect fit = svg_aspect_fit(aspect, width, height, at);
    bool clip = aspect.slice && !aspect.stretch;
    if (clip) {
        svg_save(d);
        svg_clip_rect(d, at);
    }
    svg_mark(d);
    d->canvas->calls->picture(d->canvas, picture, fit);
    if (clip) svg_restore(d);
    if (d->options->placed && !d->measuring)
        d->options->placed(d->options->context, element->node,
                           xml_attribute_loc(element->state.document->source, element->node, S("href")),
                           picture, fit, element->state.matrix);
}

static bool is_svg_file(Str href)
{
    size_t hash = str_find_char(href, '#');
    Str file = str_from_to(href, 0, hash);
    return file.len > 4 && str_equal_nocase(str_skip(file, file.len - 4), S(".svg")) &&
           !str_starts(href, S("data:"));
}

/* Marks what follows as the element's own, as its caller wants it; image_unmark afterwards. */
static struct element *image_mark(struct svg_drawing *d, const xmlNode *node)
{
    struct element *structure = NULL;
    if (d->options->image_element && !d->options->marks_open && !d->marked && !d->held && !d->sharing)
        structure = d->options->image_element(d->options->context, node);
    if (!structure) return NULL;
    svg_mark_close(d);
    d->canvas->calls->mark_begin(d->canvas, structure);
    d->marked = true;
    return structure;
}

static void image_unmark(struct svg_drawing *d, const struct element *structure)
{
    if (!structure) return;
    d->canvas->calls->mark_end(d->canvas);
    d->marked = false;
}

void svg_draw_image(struct svg_drawing *d, struct svg_element *element)
{
    Str href = svg_href(element->node);
    Loc loc = xml_attribute_loc(element->state.document->source, element->node, S("href"));
    Rect at = {svg_element_length(d, element, P_X, AXIS_X, 0), svg_element_length(d, element, P_Y, AXIS_Y, 0),
               svg_element_length(d, element, P_WIDTH, AXIS_X, -1),
               svg_element_length(d, element, P_HEIGHT, AXIS_Y, -1)};
    bool has_width = at.width >= 0, has_height = at.height >= 0;
    struct svg_wrap wrap;
    if (!href.len || at.width == 0 || at.height == 0 || element->state.style.hidden) return;
    if (svg_wrap_begin(d, element, svg_element_matrix(d, element), true, NULL, &wrap)) {
        struct element *structure = image_mark(d, element->node);
        if (is_svg_file(href)) {
            if (!has_width || !has_height)
                svg_report(d, loc, MSG_SVG_VALUE, S("width"), S("auto"));
            else
                draw_svg_image(d, element, href, at);
        } else {
            const struct picture *picture =
                d->options->picture ? d->options->picture(d->options->context, href, loc) : NULL;
            if (!d->options->picture) svg_report(d, loc, MSG_SVG_OTHER_FILE, str_from_to(href, 0, 80));
            if (picture)
                draw_picture(d, element, picture, at, has_width, has_height);
            else
                d->failed = true;
        }
        image_unmark(d, structure);
    }
    svg_wrap_end(d, wrap);
}
