/* Pictures of content/ before they are published: a file is what its name says, and a drawing brings no script and asks the net for nothing.
 *
 * SVG (SVG 2, chapter 2.4: a document opened by itself runs scripts): only elements that draw are let through. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "draw/svg.h"
#include "web/inside.h"

static const char *const drawing_elements[] = {"svg",
                                               "g",
                                               "defs",
                                               "symbol",
                                               "use",
                                               "title",
                                               "desc",
                                               "metadata",
                                               "style",
                                               "path",
                                               "rect",
                                               "circle",
                                               "ellipse",
                                               "line",
                                               "polyline",
                                               "polygon",
                                               "text",
                                               "tspan",
                                               "textPath",
                                               "linearGradient",
                                               "radialGradient",
                                               "stop",
                                               "clipPath",
                                               "mask",
                                               "pattern",
                                               "marker",
                                               "image",
                                               "filter",
                                               "feBlend",
                                               "feColorMatrix",
                                               "feComponentTransfer",
                                               "feComposite",
                                               "feConvolveMatrix",
                                               "feDiffuseLighting",
                                               "feDisplacementMap",
                                               "feDistantLight",
                                               "feDropShadow",
                                               "feFlood",
                                               "feFuncA",
                                               "feFuncB",
                                               "feFuncG",
                                               "feFuncR",
                                               "feGaussianBlur",
                                               "feMerge",
                                               "feMergeNode",
                                               "feMorphology",
                                               "feOffset",
                                               "fePointLight",
                                               "feSpecularLighting",
                                               "feSpotLight",
                                               "feTile",
                                               "feTurbulence",
                                               "switch",
                                               "view",
                                               NULL};

static bool is_drawing_element(const xmlNode *node)
{
    for (size_t i = 0; drawing_elements[i]; i++)
        if (strcmp((const char *)node->name, drawing_elements[i]) == 0) return true;
    return false;
}

/* Each url(…) of a style must be a part of the same document; no @import; no escapes that could hide either. */
static bool style_is_safe(Str css)
{
    if (str_find(css, S("@import")) < css.len || str_find_char(css, '\\') < css.len) return false;
    for (;;) {
        size_t at = str_find(css, S("url("));
        if (at == css.len) return true;
        css = str_trim_left(str_skip(css, at + 4));
        if (css.len && (css.data[0] == '"' || css.data[0] == '\'')) css = str_skip(css, 1);
        if (css.len == 0 || css.data[0] != '#') return false;
    }
}

static bool address_is_safe(Str address)
{
    address = str_trim(address);
    return address.len == 0 || address.data[0] == '#' || str_starts(address, S("data:image/png;")) ||
           str_starts(address, S("data:image/jpeg;"));
}

/* {NULL, 0}, or what must not be published. */
static Str unsafe_attribute(struct arena *arena, const xmlAttr *attribute)
{
    xmlChar *content = xmlNodeListGetString(attribute->doc, attribute->children, 1);
    Str name = str_from((const char *)attribute->name),
        value = str_copy(arena, str_from((const char *)content));
    xmlFree(content);
    bool handler = name.len > 2 && str_equal_nocase(str_from_to(name, 0, 2), S("on"));
    bool bad_address = (str_is(name, "href") || str_is(name, "src")) && !address_is_safe(value);
    if (handler || bad_address || !style_is_safe(value))
        return str_join(arena, (Str[]){name, S("=\""), value, S("\"")}, 4, STR_NONE);
    return STR_NONE;
}

static Str unsafe_part(struct arena *arena, xmlNode *node)
{
    if (node->type == XML_PI_NODE || node->type == XML_ENTITY_REF_NODE || node->type == XML_DTD_NODE)
        return str_from((const char *)node->name);
    if (node->type != XML_ELEMENT_NODE) return STR_NONE;
    bool foreign = node->ns && strcmp((const char *)node->ns->href, "http://www.w3.org/2000/svg") != 0;
    bool described = node->ns && strcmp((const char *)node->ns->href, "http://www.w3.org/1999/xhtml") !=
                                     0; /* editors' notes */
    if (foreign ? !described : !is_drawing_element(node))
        return str_join(arena, (Str[]){S("<"), str_from((const char *)node->name), S(">")}, 3, STR_NONE);
    if (strcmp((const char *)node->name, "style") == 0) {
        xmlChar *content = xmlNodeGetContent(node);
        Str css = str_copy(arena, str_from((const char *)content));
        xmlFree(content);
        if (!style_is_safe(css)) return S("<style>");
    }
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        Str part = unsafe_attribute(arena, attribute);
        if (part.len) return part;
    }
    return STR_NONE;
}

/* The next node in document order, without recursion. */
static xmlNode *next_node(xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE && node->children) return node->children;
    while (node && !node->next) node = node->parent;
    return node ? node->next : NULL;
}

static bool svg_is_safe(struct arena *arena, struct diag *diag, const struct source *source)
{
    xmlDoc *document = svg_parse(arena, diag, source);
    if (!document) return false;
    for (xmlNode *node = document->children; node && node->type != XML_DOCUMENT_NODE;
         node = next_node(node)) {
        Str part = unsafe_part(arena, node);
        if (part.len == 0) continue;
        diag_report(diag, svg_loc(source, node), MSG_PICTURE_UNSAFE, part);
        return false;
    }
    return true;
}

bool picture_may_be_published(struct arena *arena, struct diag *diag, Str path, Str bytes)
{
    static const struct {
        const char *extension, *magic, *name;
        size_t magic_len, at;
    } kinds[] = {{".png", "\x89PNG\r\n\x1a\n", "PNG", 8, 0},
                 {".jpg", "\xff\xd8\xff", "JPEG", 3, 0},
                 {".jpeg", "\xff\xd8\xff", "JPEG", 3, 0},
                 {".gif", "GIF8", "GIF", 4, 0},
                 {".webp", "WEBP", "WebP", 4, 8},
                 {".pdf", "%PDF-", "PDF", 5, 0},
                 {".zip", "PK", "ZIP", 2, 0}};
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = path_join(arena, S("content"), path), .text = bytes};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!str_ends_nocase(path, str_from(kinds[i].extension))) continue;
        Str start = str_from_to(bytes, kinds[i].at, kinds[i].at + kinds[i].magic_len);
        if (str_equal(start, (Str){kinds[i].magic, kinds[i].magic_len})) return true;
        source->text = STR_NONE; /* no line of it is worth showing */
        diag_report(diag, ((Loc){source, 0}), MSG_PICTURE_NOT_WHAT_IT_SAYS, str_from(kinds[i].name));
        return false;
    }
    if (!str_ends_nocase(path, S(".svg"))) return true;
    if (str_starts(source->text, S("\xEF\xBB\xBF"))) source->text = str_skip(source->text, 3);
    return file_check_text(diag, source) && svg_is_safe(arena, diag, source);
}
