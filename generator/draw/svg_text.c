/* text and tspan. Sources: SVG 1.1, 10 (text), 10.15 (white space, with the line feeds as CSS Text 3 has them: they become spaces). A text is
 * flattened to characters with the positions that x, y, dx, dy give; runs of one style and without positions inside are shaped whole;
 * a chunk, for text-anchor, goes from one absolute position to the next. */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "draw/svg_run.h"

enum {
    CHARACTERS_MOST = 1 << 16,
    CHARACTER_BYTES = 16,
    SPAN_BYTES = 1024
}; /* what they count as in the budget */

/* ---- flattening ---- */

static void add_character(struct svg_text *text, const struct svg_element *element, Str bytes)
{
    if (text->count == CHARACTERS_MOST) {
        if (!text->full) svg_report(text->drawing, svg_element_loc(element), MSG_SVG_TOO_MUCH);
        text->full = true;
        return;
    }
    text->characters = arena_grow(text->drawing->scratch, text->characters, &text->capacity, text->count + 1,
                                  sizeof *text->characters);
    text->characters[text->count++] = (struct svg_character){text->buf.len, element, NAN, NAN, NAN, NAN, NAN};
    buf_str(&text->buf, bytes);
}

/* The letters and digits of classes R, AL and AN (Unicode 15, DerivedBidiClass), by their blocks. */
static bool right_to_left(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc) ||
           (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff) || c == 0x200f || c == 0x202b ||
           c == 0x202e || c == 0x2067;
}

static void add_text(struct svg_text *text, const struct svg_element *element, Str content)
{
    bool preserve = element->state.style.preserve;
    for (size_t at = 0; at < content.len && !text->full;) {
        size_t from = at;
        uint32_t c = utf8_next(content, &at);
        bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (right_to_left(c)) {
            svg_report(text->drawing, svg_element_loc(element), MSG_SVG_RIGHT_TO_LEFT,
                       str_from_to(content, from, at));
            return;
        }
        if (space && text->after_space && !preserve) continue;
        add_character(text, element, space ? S(" ") : str_from_to(content, from, at));
        text->after_space = space;
    }
}

/* Puts a list such as x="1 2 3" on the characters from `from`; those inside have taken theirs already. */
static void place(struct svg_text *text, const struct svg_element *element, const char *name,
                  enum svg_axis axis, size_t from, size_t field)
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

/* rotate="10 20": the last angle holds for all that follow. */
static void place_rotation(struct svg_text *text, const struct svg_element *element, size_t from)
{
    Str list = xml_attribute(element->node, NULL, "rotate");
    struct scan scan = scan_from(str_trim(list));
    double angle = NAN;
    for (size_t i = from; i < text->count; i++) {
        if (scan.at < scan.end && !scan_number(&scan, &angle)) {
            svg_report(text->drawing, svg_value_loc(element, "rotate"), MSG_SVG_VALUE, S("rotate"), list);
            return;
        }
        scan_comma(&scan);
        if (isnan(text->characters[i].rotate)) text->characters[i].rotate = angle;
    }
}

static void place_length(struct svg_text *text, const struct svg_element *element, size_t from)
{
    Str length = xml_attribute(element->node, NULL, "textLength"),
        adjust = xml_attribute(element->node, NULL, "lengthAdjust");
    struct svg_measure measure = svg_element_measure(element);
    struct svg_text_fit fit = {element, from, text->count, 0, str_is(adjust, "spacingAndGlyphs")};
    if (!length.len || from == text->count) return;
    if (!svg_value_length(length, &measure, AXIS_X, &fit.length) || fit.length < 0) {
        svg_report(text->drawing, svg_value_loc(element, "textLength"), MSG_SVG_VALUE, S("textLength"),
                   length);
        return;
    }
    text->fits = arena_grow(text->drawing->scratch, text->fits, &text->fit_capacity, text->fit_count + 1,
                            sizeof *text->fits);
    text->fits[text->fit_count++] = fit;
}

/* What browsers pass over on a part of a text. */
static void check_span(struct svg_text *text, const struct svg_element *span)
{
    const struct svg_style *style = &span->state.style;
    static const struct {
        enum svg_property_id property;
        const char *name;
    } refused[] = {
        {P_OPACITY, "opacity"}, {P_CLIP_PATH, "clip-path"}, {P_MASK, "mask"}, {P_TRANSFORM, "transform"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        Str value = span->value[refused[i].property];
        if (!value.len || svg_word_is(value, "none|inherit") || (i == 0 && style->opacity == 1)) continue;
        svg_report(text->drawing, svg_value_loc(span, refused[i].name), MSG_SVG_SPAN,
                   str_from(refused[i].name));
    }
}

static void flatten(struct svg_text *text, const struct svg_element *element)
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
        if (!svg_spend(text->drawing, loc, 1, SPAN_BYTES) || element->state.depth >= SVG_DEPTH_DRAWN ||
            !svg_systems_match(node, element->state.style.lang))
            continue;
        struct svg_element *inner = arena_make(text->drawing->scratch, struct svg_element);
        svg_element_begin(text->drawing, &element->state, node, inner);
        if (inner->state.style.no_display) continue;
        check_span(text, inner);
        flatten(text, inner);
    }
    place(text, element, "x", AXIS_X, from, offsetof(struct svg_character, x));
    place(text, element, "y", AXIS_Y, from, offsetof(struct svg_character, y));
    place(text, element, "dx", AXIS_X, from, offsetof(struct svg_character, dx));
    place(text, element, "dy", AXIS_Y, from, offsetof(struct svg_character, dy));
    place_rotation(text, element, from);
    place_length(text, element, from);
}

/* ---- fonts and shaping ---- */

static bool generic_family(Str name)
{
    return svg_word_is(name, "sans-serif|serif|monospace|system-ui|ui-sans-serif|ui-serif|cursive|fantasy");
}

/* The first family of the list that is there. A general name such as sans-serif takes the first font of all; when a family by name was
 * wanted before it, that is told. */
static const struct font *find_font(struct svg_drawing *d, const struct svg_element *element)
{
    const struct svg_style *style = &element->state.style;
    const struct font_set *fonts = d->options->fonts;
    Str families = style->family.len ? style->family : S("sans-serif"), wanted = STR_NONE;
    if (!fonts || !fonts->count) return NULL;
    while (families.len) {
        Str name = str_trim(str_cut(&families, ','));
        if (name.len >= 2 && (name.data[0] == '"' || name.data[0] == '\''))
            name = str_from_to(name, 1, name.len - 1);
        const struct font *font = font_find(fonts, name, style->weight, style->italic);
        bool general = !font && generic_family(name);
        if (general) font = font_find(fonts, fonts->fonts[0]->family, style->weight, style->italic);
        if (general && wanted.len)
            svg_report(d, svg_value_loc(element, "font-family"), MSG_SVG_FONT_OTHER, wanted, font->family);
        if (font) return font;
        if (!wanted.len) wanted = name;
    }
    return NULL;
}

/* The missing character's own place: its bytes in the source behind the element's start tag. */
static void report_missing(struct svg_text *text, const struct svg_element *element,
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

static int features_of(const struct svg_style *style)
{
    int features = style->caps | style->numeric | style->ligatures | style->kerning;
    return style->letter_spacing != 0 ? features | SHAPE_NO_LIGATURES : features;
}

/* Glyphs [from, to) of what was shaped from character `start` on, as the row of character `first`. */
static void add_run(struct svg_text *text, const struct glyph_run *glyphs, size_t from, size_t to,
                    size_t first)
{
    struct svg_drawing *d = text->drawing;
    const struct svg_character *character = &text->characters[first];
    const struct svg_style *style = &character->element->state.style;
    double scale = style->font_size / glyphs->font->units_per_em;
    double width = style->letter_spacing * (double)(to - from);
    if (from == to) return;
    for (size_t i = from; i < to; i++) {
        width += glyphs->glyphs[i].advance * scale;
        if (glyphs->text.data[glyphs->glyphs[i].cluster] == ' ') width += style->word_spacing;
    }
    text->runs =
        arena_grow(d->scratch, text->runs, &text->run_capacity, text->run_count + 1, sizeof *text->runs);
    text->runs[text->run_count++] = (struct svg_run){
        .element = character->element,
        .glyphs = glyphs,
        .from = from,
        .to = to,
        .width = width,
        .ascent = glyphs->font->ascent * scale,
        .descent = glyphs->font->descent * scale,
        .letter = style->letter_spacing,
        .stretch = 1,
        .rotate = isnan(character->rotate) ? 0 : character->rotate,
        .first = first,
    };
}

static bool shifted(const struct svg_character *c)
{
    return (!isnan(c->dx) && c->dx != 0) || (!isnan(c->dy) && c->dy != 0) ||
           (!isnan(c->rotate) && c->rotate != 0);
}

/* What was shaped together, cut where the element changes or a character is moved. */
static void cut_runs(struct svg_text *text, const struct glyph_run *glyphs, size_t from, size_t to)
{
    size_t base = text->characters[from].at, glyph = 0;
    for (size_t first = from, next; first < to; first = next) {
        bool turned = !isnan(text->characters[first].rotate) && text->characters[first].rotate != 0;
        for (next = first + 1; next < to && !turned; next++)
            if (text->characters[next].element != text->characters[first].element ||
                shifted(&text->characters[next]))
                break;
        size_t end = next < to ? text->characters[next].at - base : glyphs->text.len, last = glyph;
        while (last < glyphs->count && glyphs->glyphs[last].cluster < end) last++;
        add_run(text, glyphs, glyph, last, first);
        glyph = last;
    }
}

static bool shaped_together(const struct svg_text *text, size_t left, size_t right)
{
    const struct svg_character *a = &text->characters[left], *b = &text->characters[right];
    const struct svg_style *s = &a->element->state.style, *t = &b->element->state.style;
    if (!isnan(b->x) || !isnan(b->y)) return false;
    if (a->element == b->element) return true;
    return s->font_size == t->font_size && s->weight == t->weight && s->italic == t->italic &&
           s->shift == t->shift && str_equal(s->family, t->family) && str_equal(s->lang, t->lang) &&
           features_of(s) == features_of(t);
}

static void make_runs(struct svg_text *text)
{
    struct svg_drawing *d = text->drawing;
    for (size_t from = 0, to; from < text->count; from = to) {
        for (to = from + 1; to < text->count && shaped_together(text, to - 1, to); to++) {
        }
        const struct svg_element *element = text->characters[from].element;
        const struct font *font = find_font(d, element);
        if (!font) {
            svg_report(d, svg_value_loc(element, "font-family"), MSG_SVG_FONT, element->state.style.family);
            continue;
        }
        size_t end = to < text->count ? text->characters[to].at : text->buf.len;
        Str words = str_copy(d->scratch, str_from_to(buf_view(&text->buf), text->characters[from].at, end));
        const struct glyph_run *glyphs = shape_text(d->scratch, font, words, element->state.style.lang,
                                                    features_of(&element->state.style));
        if (glyphs->missing) report_missing(text, element, glyphs);
        cut_runs(text, glyphs, from, to);
    }
}

/* ---- places ---- */

static double baseline_of(const struct svg_run *run)
{
    const struct svg_style *style = &run->element->state.style;
    double x_height = run->glyphs->font->x_height * style->font_size / run->glyphs->font->units_per_em;
    switch (style->aligned ? style->alignment : style->baseline) {
    case BASELINE_ALPHABETIC: return 0;
    case BASELINE_MIDDLE: return x_height / 2;
    case BASELINE_CENTRAL: return (run->ascent + run->descent) / 2;
    case BASELINE_HANGING: return run->ascent * 0.8;
    case BASELINE_MATHEMATICAL: return run->ascent / 2;
    case BASELINE_BEFORE: return run->ascent;
    case BASELINE_AFTER: return run->descent;
    }
    return 0;
}

static double dx_of(const struct svg_text *text, const struct svg_run *run)
{
    double dx = text->characters[run->first].dx;
    return isnan(dx) ? 0 : dx;
}

/* textLength: space between the glyphs, or glyphs made wider (SVG 1.1, 10.5). */
static void fit_runs(struct svg_text *text, const struct svg_text_fit *fit)
{
    double width = 0;
    size_t glyphs = 0;
    struct svg_run *last = NULL;
    for (size_t i = 0; i < text->run_count; i++) {
        struct svg_run *run = &text->runs[i];
        if (run->first < fit->from || run->first >= fit->to) continue;
        const struct svg_character *c = &text->characters[run->first];
        if (last && (!isnan(c->x) || !isnan(c->y))) {
            svg_report(text->drawing, svg_value_loc(fit->element, "textLength"), MSG_SVG_PROPERTY,
                       S("textLength"), S("x, y"));
            return;
        }
        width += run->width + (last ? dx_of(text, run) : 0);
        glyphs += run->to - run->from;
        last = run;
    }
    if (!last || width <= 0 || (!fit->glyphs && glyphs < 2)) return;
    double more = (fit->length - width) / (double)(glyphs > 1 ? glyphs - 1 : 1), wider = fit->length / width;
    for (struct svg_run *run = text->runs; run <= last; run++) {
        if (run->first < fit->from || run->first >= fit->to) continue;
        if (fit->glyphs)
            run->stretch *= wider;
        else
            run->letter += more;
        run->width = fit->glyphs ? run->width * wider : run->width + more * (double)(run->to - run->from);
    }
    if (!fit->glyphs) last->width -= more;
}

static void lay_out(struct svg_text *text)
{
    Point pen = {0, 0};
    for (size_t i = 0, end; i < text->run_count; i = end) {
        double width = 0;
        for (end = i; end < text->run_count; end++) {
            const struct svg_character *c = &text->characters[text->runs[end].first];
            if (end > i && (!isnan(c->x) || !isnan(c->y))) break;
            width += text->runs[end].width + (end > i ? dx_of(text, &text->runs[end]) : 0);
        }
        const struct svg_character *first = &text->characters[text->runs[i].first];
        enum svg_anchor anchor = text->runs[i].element->state.style.anchor;
        if (!isnan(first->x)) pen.x = first->x;
        if (!isnan(first->y)) pen.y = first->y;
        pen.x -= anchor == ANCHOR_MIDDLE ? width / 2 : anchor == ANCHOR_END ? width : 0;
        for (size_t k = i; k < end; k++) {
            struct svg_run *run = &text->runs[k];
            double dy = text->characters[run->first].dy;
            pen.x += dx_of(text, run);
            if (!isnan(dy)) pen.y += dy;
            run->at = (Point){pen.x, pen.y + baseline_of(run) - run->element->state.style.shift};
            pen.x += run->width;
        }
    }
}

void svg_text_lay_out(struct svg_drawing *d, const struct svg_element *element, struct svg_text *text)
{
    *text = (struct svg_text){.drawing = d, .after_space = true};
    flatten(text, element);
    if (text->count && !text->characters[text->count - 1].element->state.style.preserve &&
        text->after_space) {
        text->count--;
        text->buf.len = text->characters[text->count].at;
    }
    if (!svg_spend(d, svg_element_loc(element), 0, text->buf.len * CHARACTER_BYTES)) text->count = 0;
    make_runs(text);
    for (size_t i = 0; i < text->fit_count && !d->spent; i++) {
        svg_work(d, svg_element_loc(element), text->run_count);
        fit_runs(text, &text->fits[i]);
    }
    lay_out(text);
}
