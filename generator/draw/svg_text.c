/* text and tspan. Sources: SVG 1.1, 10 (text), 10.15 (white space, with the line feeds as CSS Text 3 has them: they become spaces). A text is
 * flattened to characters with the positions that x, y, dx, dy give; runs of one style and without positions inside are shaped whole;
 * a chunk, for text-anchor, goes from one absolute position to the next. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "draw/svg_internal.h"

enum {
    CHARACTERS_MOST = 1 << 16,
    CHARACTER_BYTES = 16,
    SPAN_BYTES = 1024
}; /* what they count as in the budget */

struct character {
    size_t at; /* byte in text.buf */
    const struct svg_element *element;
    double x, y, dx, dy; /* NAN: not given */
};
struct run {
    const struct svg_element *element;
    const struct glyph_run *glyphs;
    Point at;
    double width, ascent, descent; /* user units */
    const struct character *first;
};
struct text {
    struct svg_drawing *drawing;
    Str lang;
    struct buf buf;
    struct character *characters;
    size_t count, capacity;
    struct run *runs;
    size_t run_count, run_capacity;
    bool after_space, full;
};

/* ---- flattening ---- */

static void add_character(struct text *text, const struct svg_element *element, Str bytes)
{
    if (text->count == CHARACTERS_MOST) {
        if (!text->full) svg_report(text->drawing, svg_element_loc(element), MSG_SVG_TOO_MUCH);
        text->full = true;
        return;
    }
    text->characters = arena_grow(text->drawing->scratch, text->characters, &text->capacity, text->count + 1,
                                  sizeof *text->characters);
    text->characters[text->count++] = (struct character){text->buf.len, element, NAN, NAN, NAN, NAN};
    buf_str(&text->buf, bytes);
}

static void add_text(struct text *text, const struct svg_element *element, Str content)
{
    bool preserve = element->state.style.preserve;
    for (size_t at = 0; at < content.len && !text->full;) {
        size_t from = at;
        uint32_t c = utf8_next(content, &at);
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (space && text->after_space && !preserve) continue;
        add_character(text, element, space ? S(" ") : str_from_to(content, from, at));
        text->after_space = space;
    }
}

/* Puts a list such as x="1 2 3" on the characters from `from`; those inside have taken theirs already. */
static void place(struct text *text, const struct svg_element *element, const char *name, enum svg_axis axis,
                  size_t from, size_t field)
{
    Str list = xml_attribute(element->node, NULL, name);
    struct svg_measure measure = svg_element_measure(element);
    for (size_t at = 0, i = from; at < list.len && i < text->count; i++) {
        while (at < list.len && (char_is_space(list.data[at]) || list.data[at] == ',')) at++;
        size_t begin = at;
        while (at < list.len && !char_is_space(list.data[at]) && list.data[at] != ',') at++;
        if (begin == at) return;
        double value;
        if (!svg_value_length(str_from_to(list, begin, at), &measure, axis, &value)) {
            svg_report(text->drawing, svg_value_loc(element, name), MSG_SVG_VALUE, str_from(name), list);
            return;
        }
        double *slot = (double *)((char *)&text->characters[i] + field);
        if (isnan(*slot)) *slot = value;
    }
}

static void flatten(struct text *text, const struct svg_element *element)
{
    size_t from = text->count;
    for (const xmlNode *node = element->node->children; node; node = node->next) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            add_text(text, element, str_from((const char *)node->content));
        enum svg_kind kind = svg_kind(node);
        if (kind == KIND_FOREIGN || kind == KIND_IGNORED || kind == KIND_STYLE) continue;
        Loc loc = xml_loc(element->state.document->source, node);
        if (kind != KIND_TSPAN && !str_is(xml_name(node), "a")) {
            svg_report(text->drawing, loc, MSG_SVG_ELEMENT, xml_name(node));
            continue;
        }
        if (!svg_spend(text->drawing, loc, 1, SPAN_BYTES) || element->state.depth >= SVG_DEPTH_DRAWN)
            continue;
        struct svg_element *inner = arena_make(text->drawing->scratch, struct svg_element);
        svg_element_begin(text->drawing, &element->state, node, inner);
        if (!inner->state.style.no_display) flatten(text, inner);
    }
    place(text, element, "x", AXIS_X, from, offsetof(struct character, x));
    place(text, element, "y", AXIS_Y, from, offsetof(struct character, y));
    place(text, element, "dx", AXIS_X, from, offsetof(struct character, dx));
    place(text, element, "dy", AXIS_Y, from, offsetof(struct character, dy));
}

/* ---- fonts and shaping ---- */

static bool generic_family(Str name)
{
    return svg_word_is(name, "sans-serif|serif|monospace|system-ui|ui-sans-serif|ui-serif|cursive|fantasy");
}

static const struct font *find_font(const struct font_set *fonts, const struct svg_style *style)
{
    Str families = style->family.len ? style->family : S("sans-serif");
    if (!fonts || !fonts->count) return NULL;
    while (families.len) {
        Str name = str_trim(str_cut(&families, ','));
        if (name.len >= 2 && (name.data[0] == '"' || name.data[0] == '\''))
            name = str_from_to(name, 1, name.len - 1);
        const struct font *font = font_find(fonts, name, style->weight, style->italic);
        if (!font && generic_family(name))
            font = font_find(fonts, fonts->fonts[0]->family, style->weight, style->italic);
        if (font) return font;
    }
    return NULL;
}

/* The missing character's own place: its bytes in the source behind the element's start tag. */
static void report_missing(struct text *text, const struct svg_element *element,
                           const struct glyph_run *glyphs)
{
    size_t end = glyphs->missing_at;
    uint32_t c = utf8_next(glyphs->text, &end);
    Str bytes = str_from_to(glyphs->text, glyphs->missing_at, end);
    const struct source *source = element->state.document->source;
    Loc loc = xml_content_loc(source, element->node);
    if (source) {
        Str rest = str_skip(source->text, loc.offset);
        size_t found = str_find(rest, bytes);
        if (found < rest.len) loc.offset += found;
    }
    svg_report(text->drawing, loc, MSG_SVG_GLYPH, bytes,
               str_format(text->drawing->scratch, "U+%04X", (unsigned)c), glyphs->font->family);
}

static void add_run(struct text *text, size_t from, size_t to)
{
    struct svg_drawing *d = text->drawing;
    const struct svg_element *element = text->characters[from].element;
    const struct svg_style *style = &element->state.style;
    size_t end = to < text->count ? text->characters[to].at : text->buf.len;
    Str words = str_from_to(buf_view(&text->buf), text->characters[from].at, end);
    const struct font *font = find_font(d->options->fonts, style);
    if (!font) {
        svg_report(d, svg_value_loc(element, "font-family"), MSG_SVG_FONT, style->family);
        return;
    }
    int features = style->caps | style->numeric | style->ligatures | style->kerning;
    if (style->letter_spacing != 0) features |= SHAPE_NO_LIGATURES;
    const struct glyph_run *glyphs =
        shape_text(d->scratch, font, str_copy(d->scratch, words), style->lang, features);
    if (glyphs->missing) report_missing(text, element, glyphs);
    double scale = style->font_size / font->units_per_em;
    size_t spaces = 0;
    for (size_t i = 0; i < words.len; i++) spaces += words.data[i] == ' ';
    text->runs =
        arena_grow(d->scratch, text->runs, &text->run_capacity, text->run_count + 1, sizeof *text->runs);
    text->runs[text->run_count++] = (struct run){
        .element = element,
        .glyphs = glyphs,
        .width = (double)glyphs->width * scale + style->letter_spacing * (double)glyphs->count +
                 style->word_spacing * (double)spaces,
        .ascent = font->ascent * scale,
        .descent = font->descent * scale,
        .first = &text->characters[from],
    };
}

static bool positioned(const struct character *c)
{
    return !isnan(c->x) || !isnan(c->y) || (!isnan(c->dx) && c->dx != 0) || (!isnan(c->dy) && c->dy != 0);
}

static void make_runs(struct text *text)
{
    for (size_t from = 0, to; from < text->count; from = to) {
        to = from + 1;
        while (to < text->count && text->characters[to].element == text->characters[from].element &&
               !positioned(&text->characters[to]))
            to++;
        add_run(text, from, to);
    }
}

static double baseline_shift(const struct run *run)
{
    const struct svg_style *style = &run->element->state.style;
    double x_height = run->glyphs->font->x_height * style->font_size / run->glyphs->font->units_per_em;
    switch (style->baseline) {
    case BASELINE_ALPHABETIC: return 0;
    case BASELINE_MIDDLE: return x_height / 2;
    case BASELINE_CENTRAL: return (run->ascent + run->descent) / 2;
    case BASELINE_HANGING: return run->ascent * 0.8;
    }
    return 0;
}

static void lay_out(struct text *text)
{
    Point pen = {0, 0};
    for (size_t i = 0, end; i < text->run_count; i = end) {
        double width = 0;
        for (end = i; end < text->run_count; end++) {
            const struct character *c = text->runs[end].first;
            if (end > i && (!isnan(c->x) || !isnan(c->y))) break;
            width += text->runs[end].width + (end > i && !isnan(c->dx) ? c->dx : 0);
        }
        const struct character *first = text->runs[i].first;
        enum svg_anchor anchor = text->runs[i].element->state.style.anchor;
        if (!isnan(first->x)) pen.x = first->x;
        if (!isnan(first->y)) pen.y = first->y;
        pen.x -= anchor == ANCHOR_MIDDLE ? width / 2 : anchor == ANCHOR_END ? width : 0;
        for (size_t k = i; k < end; k++) {
            struct run *run = &text->runs[k];
            if (!isnan(run->first->dx)) pen.x += run->first->dx;
            if (!isnan(run->first->dy)) pen.y += run->first->dy;
            run->at = (Point){pen.x, pen.y + baseline_shift(run)};
            pen.x += run->width;
        }
    }
}

/* The runs of a text, at their places; the buffer is closed by the caller. */
static void prepare(struct svg_drawing *d, const struct svg_element *element, struct text *text)
{
    *text = (struct text){.drawing = d, .after_space = true};
    flatten(text, element);
    if (text->count && !text->characters[text->count - 1].element->state.style.preserve &&
        text->after_space) {
        text->count--;
        text->buf.len = text->characters[text->count].at;
    }
    if (!svg_spend(d, svg_element_loc(element), 0, text->buf.len * CHARACTER_BYTES)) text->count = 0;
    make_runs(text);
    lay_out(text);
}

/* ---- outlines ---- */

struct outline {
    struct svg_drawing *drawing;
    double scale, x, y;
};
static Point outline_point(const struct outline *o, float x, float y)
{
    return (Point){o->x + (double)x * o->scale, o->y - (double)y * o->scale};
}
static void outline_move(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
                         void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point p = outline_point(o, x, y);
    path_move(o->drawing->scratch, &o->drawing->path, p.x, p.y);
}
static void outline_line(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
                         void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point p = outline_point(o, x, y);
    path_line(o->drawing->scratch, &o->drawing->path, p.x, p.y);
}
static void outline_curve(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x1, float y1,
                          float x2, float y2, float x, float y, void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    Point a = outline_point(o, x1, y1), b = outline_point(o, x2, y2), p = outline_point(o, x, y);
    path_curve(o->drawing->scratch, &o->drawing->path, a.x, a.y, b.x, b.y, p.x, p.y);
}
static void outline_close(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, void *user)
{
    struct outline *o = data;
    (void)functions, (void)state, (void)user;
    path_close(o->drawing->scratch, &o->drawing->path);
}

static void run_outline(struct svg_drawing *d, const struct run *run)
{
    const struct svg_style *style = &run->element->state.style;
    hb_draw_funcs_t *functions = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(functions, outline_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(functions, outline_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(functions, outline_curve, NULL, NULL);
    hb_draw_funcs_set_close_path_func(functions, outline_close, NULL, NULL);
    struct outline outline = {d, style->font_size / run->glyphs->font->units_per_em, run->at.x, run->at.y};
    Point pen = run->at;
    for (size_t i = 0; i < run->glyphs->count; i++) {
        const struct glyph *glyph = &run->glyphs->glyphs[i];
        outline.x = pen.x + glyph->x_offset * outline.scale;
        outline.y = pen.y - glyph->y_offset * outline.scale;
        hb_font_get_glyph_shape(run->glyphs->font->hb, glyph->id, functions, &outline);
        pen.x += glyph->advance * outline.scale + style->letter_spacing;
        if (run->glyphs->text.data[glyph->cluster] == ' ') pen.x += style->word_spacing;
    }
    hb_draw_funcs_destroy(functions);
}

void svg_text_outline(struct svg_drawing *drawing, const struct svg_element *element)
{
    struct text text;
    prepare(drawing, element, &text);
    for (size_t i = 0; i < text.run_count; i++) run_outline(drawing, &text.runs[i]);
    buf_free(&text.buf);
}

/* ---- painting ---- */

static Rect text_box(const struct text *text)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < text->run_count; i++) {
        const struct run *run = &text->runs[i];
        left = fmin(left, run->at.x);
        right = fmax(right, run->at.x + run->width);
        top = fmin(top, run->at.y - run->ascent);
        bottom = fmax(bottom, run->at.y - run->descent);
    }
    return text->run_count ? (Rect){left, top, right - left, bottom - top} : (Rect){0};
}

static void fill_run(struct svg_drawing *d, const struct run *run, double opacity, Rect box)
{
    const struct svg_style *style = &run->element->state.style;
    struct paint paint;
    if (!svg_paint_ready(d, run->element, &style->fill, style->fill_opacity * opacity, box, &paint)) return;
    svg_mark(d);
    d->canvas->calls->glyphs(d->canvas, run->glyphs, 0, run->glyphs->count, run->at, style->font_size,
                             style->word_spacing, style->letter_spacing, &paint);
}

static void stroke_run(struct svg_drawing *d, const struct run *run, double opacity, Rect box)
{
    const struct svg_style *style = &run->element->state.style;
    struct paint paint;
    if (!svg_strokes(style) ||
        !svg_paint_ready(d, run->element, &style->stroke, style->stroke_opacity * opacity, box, &paint))
        return;
    struct stroke stroke = svg_stroke_ready(style);
    d->path.verb_count = d->path.point_count = 0;
    run_outline(d, run);
    svg_mark(d);
    d->canvas->calls->stroke(d->canvas, &d->path, &stroke, &paint);
}

static void paint_runs(struct svg_drawing *d, const struct text *text, const xmlNode *whole, double opacity)
{
    Rect box = text_box(text);
    for (size_t i = 0; i < text->run_count; i++) {
        const struct run *run = &text->runs[i];
        const struct svg_style *style = &run->element->state.style;
        if (style->hidden || style->font_size <= 0) continue;
        double own = run->element->node == whole ? opacity : opacity * style->opacity;
        if (style->stroke_first) stroke_run(d, run, own, box);
        fill_run(d, run, own, box);
        if (!style->stroke_first) stroke_run(d, run, own, box);
    }
}

void svg_text_draw(struct svg_drawing *d, const struct svg_element *element, double opacity)
{
    struct text text;
    prepare(d, element, &text);
    struct element *structure = NULL;
    if (d->options->text_element && !d->options->marks_open && text.run_count)
        structure = d->options->text_element(d->options->context, element->node);
    if (structure) {
        svg_mark_close(d);
        d->canvas->calls->mark_begin(d->canvas, structure);
        d->marked = true;
    }
    paint_runs(d, &text, element->node, opacity);
    if (structure) {
        d->canvas->calls->mark_end(d->canvas);
        d->marked = false;
    }
    buf_free(&text.buf);
}
