/* Inlines of Markdown as spans: text with its style and the structure element that it belongs to. */
#include "base/arena.h"
#include "print/inside.h"

static Str upper(struct arena *arena, Str text)
{
    char *copy = arena_copy(arena, text.data, text.len);
    for (size_t i = 0; i < text.len; i++)
        if (copy[i] >= 'a' && copy[i] <= 'z') copy[i] = (char)(copy[i] - 32);
    return (Str){copy, text.len};
}

void inlines_text(struct inlines *inlines, Str text, struct style *style, struct element *element)
{
    if (text.len == 0 || !style->span.font) return;
    struct arena *arena = inlines->sheet->arena;
    inlines->spans =
        arena_grow(arena, inlines->spans, &inlines->capacity, inlines->count + 1, sizeof *inlines->spans);
    if (style->upper) text = upper(arena, text);
    inlines->spans[inlines->count++] =
        (struct span){.text = text, .style = &style->span, .tag = element, .loc = inlines->loc};
}

static bool has_scheme(Str url)
{
    return str_starts(url, S("http://")) || str_starts(url, S("https://")) || str_starts(url, S("mailto:")) ||
           str_starts(url, S("tel:"));
}

static cmark_node *heading_named(const struct sheet *sheet, const struct source *source, Str id)
{
    for (size_t i = 0; i < sheet->markdown->heading_count; i++) {
        const struct markdown_heading *heading = &sheet->markdown->headings[i];
        if (str_equal(heading->id, id) && markdown_loc(sheet->markdown, heading->node).source == source)
            return heading->node;
    }
    return NULL;
}

/* The heading of this product that a link leads to: of a page that it includes as a whole, or of the text around the link. */
static cmark_node *link_heading(const struct inlines *inlines, const struct markdown_node *own)
{
    const struct sheet *sheet = inlines->sheet;
    if (!own || own->kind != MARKDOWN_LINK) return NULL;
    if (!own->page) return own->url.len ? NULL : heading_named(sheet, inlines->loc.source, own->fragment);
    for (size_t i = 0; i < sheet->included_count; i++) {
        const struct included *included = &sheet->included[i];
        if (!own->page->source || !str_equal(included->source->name, own->page->source->name)) continue;
        return own->fragment.len ? heading_named(sheet, included->source, own->fragment) : included->heading;
    }
    return NULL;
}

/* "#name" of a heading. */
static Str target_of(struct sheet *sheet, cmark_node *heading)
{
    size_t i = 0;
    while (i < sheet->target_count && sheet->targets[i].heading != heading) i++;
    if (i == sheet->target_count) {
        sheet->targets =
            arena_grow(sheet->arena, sheet->targets, &sheet->target_capacity, i + 1, sizeof *sheet->targets);
        Str name = str_format(sheet->arena, "#t%zu", i);
        sheet->targets[sheet->target_count++] = (struct target){heading, name};
    }
    return sheet->targets[i].name;
}

/* The absolute address of a link's target; {NULL, 0}: it leads nowhere outside of the sheet. */
static Str link_address(const struct inlines *inlines, Str url)
{
    const struct sheet *sheet = inlines->sheet;
    if (has_scheme(url)) return url;
    size_t hash = str_find_char(url, '#');
    Str path, fragment = str_skip(url, hash);
    if (hash == 0 || !path_resolve(sheet->arena, inlines->folder, str_from_to(url, 0, hash), &path))
        return STR_NONE;
    const struct page *page = site_page(sheet->print->site, path);
    if (!page) return STR_NONE;
    Str address = site_address(sheet->print->site, sheet->arena, page->url);
    return address.len ? str_join(sheet->arena, (Str[]){address, fragment}, 2, STR_NONE) : STR_NONE;
}

struct element *inlines_link(struct inlines *inlines, struct element *parent, Str uri, Str contents)
{
    struct sheet *sheet = inlines->sheet;
    struct element *link = element_new(sheet->arena, parent, ROLE_LINK);
    sheet->links = arena_grow(sheet->arena, sheet->links, &sheet->link_capacity, sheet->link_count + 1,
                              sizeof *sheet->links);
    sheet->links[sheet->link_count++] = (struct sheet_link){link, uri, contents};
    return link;
}

static void add_link(struct inlines *inlines, cmark_node *node, struct style *style, struct element *element)
{
    struct arena *arena = inlines->sheet->arena;
    cmark_node *heading = link_heading(inlines, markdown_node(node));
    Str address = heading ? target_of(inlines->sheet, heading)
                          : link_address(inlines, str_from(cmark_node_get_url(node)));
    struct style *inner = style_below(inlines->sheet, style, "a");
    if (!address.len) {
        inlines_add(inlines, node, inner, element);
        return;
    }
    struct buf text = {0};
    markdown_plain(&text, node);
    Str words = buf_copy(&text, arena), shown = short_address(address);
    buf_free(&text);
    struct element *link = inlines_link(inlines, element, str_copy(arena, address), words);
    inlines_add(inlines, node, inner, link);
    if (!inner->shows_address || heading || str_find(words, shown) < words.len) return;
    inlines_text(inlines, str_join(arena, (Str[]){S(" ("), shown, S(")")}, 3, STR_NONE),
                 style_below(inlines->sheet, inner, "address"), link);
}

static void add_node(struct inlines *inlines, cmark_node *node, struct style *style, struct element *element)
{
    struct sheet *sheet = inlines->sheet;
    const struct markdown_node *own = markdown_node(node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        inlines_text(inlines, str_copy(sheet->arena, str_from(cmark_node_get_literal(node))), style, element);
        break;
    case CMARK_NODE_CODE:
        inlines_text(inlines, str_copy(sheet->arena, str_from(cmark_node_get_literal(node))),
                     style_below(sheet, style, "code"), element);
        break;
    case CMARK_NODE_SOFTBREAK: inlines_text(inlines, S(" "), style, element); break;
    case CMARK_NODE_LINEBREAK: inlines_text(inlines, S("\n"), style, element); break;
    case CMARK_NODE_EMPH: inlines_add(inlines, node, style_below(sheet, style, "em"), element); break;
    case CMARK_NODE_STRONG: inlines_add(inlines, node, style_below(sheet, style, "strong"), element); break;
    case CMARK_NODE_LINK: add_link(inlines, node, style, element); break;
    case CMARK_NODE_IMAGE: sheet_report(sheet, inlines->loc, MSG_PRINT_PICTURE_INLINE); break;
    case CMARK_NODE_CUSTOM_INLINE:
        if (own && own->kind == MARKDOWN_ICON) {
            bool first = !cmark_node_previous(node) &&
                         cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_PARAGRAPH;
            if (!first) sheet_report(sheet, own->loc, MSG_PRINT_ICON_PLACE);
            break; /* the first of a paragraph is drawn beside it */
        }
        if (!own || (own->kind != MARKDOWN_CHART && own->kind != MARKDOWN_QR &&
                     own->kind != MARKDOWN_FLOWCHART)) /* these are told by markdown/ */
            inlines_add(inlines, node, style, element);
        break;
    default: break; /* raw HTML: dropped and told by markdown/ */
    }
}

void inlines_add(struct inlines *inlines, cmark_node *parent, struct style *style, struct element *element)
{
    int depth = 0;
    for (const cmark_node *at = parent; at && depth <= PRINT_DEPTH_MOST;
         at = cmark_node_parent((cmark_node *)at))
        depth++;
    if (depth > PRINT_DEPTH_MOST) {
        sheet_report(inlines->sheet, inlines->loc, MSG_PRINT_TOO_DEEP);
        return;
    }
    for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node))
        add_node(inlines, node, style, element);
}

/* ---- quotation marks ---- */

struct curling {
    bool begins;      /* nothing, a space or an opening sign stands before */
    bool after_digit; /* a mark here may be inches or minutes */
    bool is_open[2];  /* “ and ‘ */
};

static bool font_has(const struct font *font, uint32_t codepoint)
{
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(font->hb, codepoint, &glyph);
}

static const char *curled(struct curling *state, bool single, char next)
{
    static const char *const marks[2][2] = {{"“", "”"}, {"‘", "’"}};
    bool opens = state->begins && next && !char_is_space(next);
    if (!opens && state->after_digit && !state->is_open[single]) return single ? "'" : "\"";
    state->is_open[single] = opens;
    return marks[single][!opens];
}

static Str curl(struct arena *arena, Str text, char next_span, struct curling *state)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i], next = i + 1 < text.len ? text.data[i + 1] : next_span;
        bool quote = c == '"' || c == '\'';
        if (quote)
            buf_c(&out, curled(state, c == '\'', next));
        else
            buf_char(&out, c);
        bool opening = quote && state->is_open[c == '\''];
        state->begins =
            char_is_space(c) || opening || c == '(' || c == '[' || c == '{' || c == '/' || c == '-' ||
            (i >= 2 &&
             (str_starts(str_skip(text, i - 2), S("–")) || str_starts(str_skip(text, i - 2), S("—"))));
        state->after_digit = char_is_digit(c);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

void inlines_curl(struct inlines *inlines)
{
    struct curling state = {.begins = true};
    for (size_t i = 0; i < inlines->count; i++) {
        struct span *span = &inlines->spans[i];
        Str text = span->text;
        if (!text.len) continue;
        bool quotes = str_find_char(text, '"') < text.len || str_find_char(text, '\'') < text.len;
        const struct font *font = span->style->font;
        if (quotes && !span->style->verbatim && font_has(font, 0x2018) && font_has(font, 0x2019) &&
            font_has(font, 0x201C) && font_has(font, 0x201D)) {
            char next = i + 1 < inlines->count && inlines->spans[i + 1].text.len
                            ? inlines->spans[i + 1].text.data[0]
                            : 0;
            span->text = curl(inlines->sheet->arena, text, next, &state);
            continue;
        }
        char last = text.data[text.len - 1];
        state.begins = char_is_space(last) || last == '(' || last == '[';
        state.after_digit = char_is_digit(last);
    }
}
