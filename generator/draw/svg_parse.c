/* Reading an SVG document, and refusing at once what it may never hold. What is only referred to (filters, masks, patterns …) is refused
 * where it is used. Element and attribute names: SVG 1.1, appendices L and M; SVG 2, appendices F and G. */
#include <stdlib.h>
#include <string.h>

#include "draw/svg_internal.h"

static const struct element_name {
    const char *name;
    enum svg_kind kind;
} element_names[] = {
    {"a", KIND_GROUP},
    {"altGlyph", KIND_REFUSED},
    {"animate", KIND_REFUSED},
    {"animateColor", KIND_REFUSED},
    {"animateMotion", KIND_REFUSED},
    {"animateTransform", KIND_REFUSED},
    {"audio", KIND_REFUSED},
    {"canvas", KIND_REFUSED},
    {"circle", KIND_CIRCLE},
    {"clipPath", KIND_CLIP},
    {"color-profile", KIND_UNUSED},
    {"cursor", KIND_IGNORED},
    {"defs", KIND_DEFS},
    {"desc", KIND_IGNORED},
    {"ellipse", KIND_ELLIPSE},
    {"filter", KIND_UNUSED},
    {"flowRoot", KIND_REFUSED},
    {"font", KIND_UNUSED},
    {"font-face", KIND_UNUSED},
    {"foreignObject", KIND_REFUSED},
    {"g", KIND_GROUP},
    {"hatch", KIND_UNUSED},
    {"iframe", KIND_REFUSED},
    {"image", KIND_IMAGE},
    {"line", KIND_LINE},
    {"linearGradient", KIND_LINEAR},
    {"marker", KIND_MARKER},
    {"mask", KIND_MASK},
    {"mesh", KIND_REFUSED},
    {"meshgradient", KIND_UNUSED},
    {"metadata", KIND_IGNORED},
    {"path", KIND_PATH},
    {"pattern", KIND_PATTERN},
    {"polygon", KIND_POLYGON},
    {"polyline", KIND_POLYLINE},
    {"radialGradient", KIND_RADIAL},
    {"rect", KIND_RECT},
    {"script", KIND_REFUSED},
    {"set", KIND_REFUSED},
    {"solidcolor", KIND_UNUSED},
    {"stop", KIND_STOP},
    {"style", KIND_STYLE},
    {"svg", KIND_SVG},
    {"switch", KIND_SWITCH},
    {"symbol", KIND_SYMBOL},
    {"text", KIND_TEXT},
    {"textPath", KIND_REFUSED},
    {"title", KIND_IGNORED},
    {"tref", KIND_REFUSED},
    {"tspan", KIND_TSPAN},
    {"use", KIND_USE},
    {"video", KIND_REFUSED},
    {"view", KIND_IGNORED},
};
enum { ELEMENT_NAMES = sizeof element_names / sizeof *element_names };

/* Those of the supported elements, for "did you mean". */
static const char *const attribute_names[] = {
    "class",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "cx",
    "cy",
    "d",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "gradientTransform",
    "gradientUnits",
    "height",
    "href",
    "id",
    "lang",
    "letter-spacing",
    "offset",
    "opacity",
    "overflow",
    "paint-order",
    "pathLength",
    "points",
    "preserveAspectRatio",
    "r",
    "rx",
    "ry",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "text-anchor",
    "transform",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
    "fx",
    "fy",
    "fr",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "orient",
    "refX",
    "refY",
    "maskContentUnits",
    "maskUnits",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "textLength",
    "lengthAdjust",
    "systemLanguage",
    /* known, without an effect here */
    "version",
    "baseProfile",
    "tabindex",
    "role",
    "focusable",
    "name",
    "type",
    "media",
    "title",
    "target",
    "rel",
    "xmlns",
    "text-align",
    "line-height",
    "font-stretch",
    "marker",
    "mask",
    "filter",
    "cursor",
    "shape-rendering",
    "text-rendering",
    "color-rendering",
    "rotate",
    "slot",
    "part",
    "clip",
    "kerning",
    "zoomAndPan",
    "onload",
    "enable-background",
    "slope",
    "values",
    "result",
    "mode",
};
enum { ATTRIBUTE_NAMES = sizeof attribute_names / sizeof *attribute_names, SHORTEST_GUESS = 4 };

static int element_compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct element_name *)row)->name);
}

enum svg_kind svg_kind(const xmlNode *node)
{
    if (node->extra) return (enum svg_kind)(node->extra - 1); /* known since svg_parse */
    if (node->type != XML_ELEMENT_NODE || !node->ns || !node->ns->href ||
        strcmp((const char *)node->ns->href, SVG_NAMESPACE) != 0)
        return KIND_FOREIGN;
    const struct element_name *row =
        bsearch(node->name, element_names, ELEMENT_NAMES, sizeof *element_names, element_compare);
    return row ? row->kind : KIND_UNKNOWN;
}

Str svg_href(const xmlNode *node)
{
    Str href = xml_attribute(node, NULL, "href");
    return str_trim(href.data ? href : xml_attribute(node, XLINK_NAMESPACE, "href"));
}

/* ---- checking ---- */

struct checking {
    struct diag *diag;
    const struct source *source;
    bool failed;
};

static void fault(struct checking *checking, Loc loc, enum message message, Str word, Str other)
{
    diag_report(checking->diag, loc, message, word, other);
    checking->failed = true;
}

static bool script_url(Str url)
{
    char text[16];
    size_t len = 0;
    for (size_t i = 0; i < url.len && len < sizeof text; i++)
        if ((unsigned char)url.data[i] > ' ') text[len++] = char_lower(url.data[i]);
    Str start = {text, len};
    return str_starts(start, S("javascript:")) || str_starts(start, S("vbscript:")) ||
           str_starts(start, S("data:text/html"));
}

static void check_attribute(struct checking *checking, const xmlNode *node, const xmlAttr *attribute,
                            bool dead)
{
    Str name = str_from((const char *)attribute->name);
    bool link = str_is(name, "href");
    if (link && script_url(xml_attribute_value(attribute)))
        fault(checking, xml_attribute_loc(checking->source, node, name), MSG_SVG_SCRIPT, name, STR_NONE);
    if (attribute->ns) return;
    if (name.len > 2 && str_equal_nocase(str_from_to(name, 0, 2), S("on"))) {
        fault(checking, xml_attribute_loc(checking->source, node, name), MSG_SVG_SCRIPT, name, STR_NONE);
        return;
    }
    if (dead || name.len < SHORTEST_GUESS || str_starts(name, S("data-")) || str_starts(name, S("aria-")))
        return;
    if (svg_attribute_property(attribute) >= 0) return;
    Str names[ATTRIBUTE_NAMES];
    for (size_t i = 0; i < ATTRIBUTE_NAMES; i++) {
        names[i] = str_from(attribute_names[i]);
        if (str_equal(names[i], name)) return;
    }
    Str nearest = str_nearest(name, names, ATTRIBUTE_NAMES);
    if (nearest.len >= SHORTEST_GUESS && str_distance(name, nearest, 1) <= 1)
        fault(checking, xml_attribute_loc(checking->source, node, name), MSG_SVG_ATTRIBUTE, name, nearest);
}

static void check_unknown(struct checking *checking, const xmlNode *node)
{
    Str names[ELEMENT_NAMES];
    for (size_t i = 0; i < ELEMENT_NAMES; i++) names[i] = str_from(element_names[i].name);
    Str nearest = str_nearest(xml_name(node), names, ELEMENT_NAMES);
    Loc loc = xml_loc(checking->source, node);
    if (nearest.len)
        fault(checking, loc, MSG_SVG_ELEMENT_NEAR, xml_name(node), nearest);
    else
        fault(checking, loc, MSG_SVG_ELEMENT, xml_name(node), STR_NONE);
}

/* `dead`: inside of a filter, a mask and so on, which are not drawn and hold elements of their own. Depth is bounded by the parser. */
static void check_node(struct checking *checking, xmlNode *node, bool dead)
{
    enum svg_kind kind = svg_kind(node);
    node->extra =
        (unsigned short)(kind +
                         1); /* libxml2 leaves this field to XPath and XSLT, which nobody uses on a drawing */
    bool script = str_is(xml_name(node), "script");
    if (kind == KIND_FOREIGN || (kind == KIND_REFUSED && !script && !svg_systems_match(node, S("id"))))
        return;
    if (kind == KIND_REFUSED && (!dead || script))
        fault(checking, xml_loc(checking->source, node),
              script                               ? MSG_SVG_SCRIPT
              : str_is(xml_name(node), "flowRoot") ? MSG_SVG_FLOWED
                                                   : MSG_SVG_ELEMENT,
              xml_name(node), STR_NONE);
    if (kind == KIND_UNKNOWN && !dead) check_unknown(checking, node);
    dead |= kind == KIND_UNUSED || kind == KIND_IGNORED || kind == KIND_REFUSED || kind == KIND_UNKNOWN;
    for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        attribute->_private =
            (void *)(uintptr_t)(svg_property_find(str_from((const char *)attribute->name)) + 2);
        check_attribute(checking, node, attribute, dead);
    }
    for (xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE) check_node(checking, child, dead);
}

xmlDoc *svg_parse(struct arena *arena, struct diag *diag, const struct source *source)
{
    xmlDoc *document = xml_parse(arena, diag, source, (struct xml_limits){SVG_DEPTH_MOST, SVG_ELEMENTS_MOST});
    if (!document) return NULL;
    xmlNode *root = xmlDocGetRootElement(document);
    if (svg_kind(root) != KIND_SVG) {
        diag_report(diag, xml_loc(source, root), MSG_SVG_ROOT, xml_name(root));
        return NULL;
    }
    struct checking checking = {diag, source, false};
    check_node(&checking, root, false);
    struct svg_styles *styles = svg_styles(arena, diag, source, document);
    document->_private = styles;
    return checking.failed || css_failed(styles) ? NULL : document;
}

Loc svg_loc(const struct source *source, const xmlNode *node)
{
    return xml_loc(source, node);
}

/* ---- size ---- */

static bool side(Str text, double other, double *mm)
{
    bool relative = !text.len || str_ends(text, S("%")) || str_is(text, "auto");
    *mm = other;
    return relative ? other > 0 : svg_length(text, 25.4 / 96, 16 * 25.4 / 96, mm) && *mm > 0;
}

bool svg_size(struct diag *diag, const struct source *source, xmlDoc *document, double *width, double *height,
              Rect *view_box)
{
    const xmlNode *root = xmlDocGetRootElement(document);
    Str box = xml_attribute(root, NULL, "viewBox");
    *view_box = (Rect){0, 0, 0, 0};
    if (box.len && (!svg_value_view_box(box, view_box) || view_box->width <= 0 || view_box->height <= 0)) {
        diag_report(diag, xml_attribute_loc(source, root, S("viewBox")), MSG_SVG_VALUE, S("viewBox"), box);
        return false;
    }
    Str wide = xml_attribute(root, NULL, "width"), high = xml_attribute(root, NULL, "height");
    bool has_width = wide.len && !str_ends(wide, S("%")), has_height = high.len && !str_ends(high, S("%"));
    double px = 25.4 / 96, ratio = view_box->height > 0 ? view_box->width / view_box->height : 0;
    bool fine = side(wide, view_box->width * px, width) && side(high, view_box->height * px, height);
    if (fine && ratio > 0 && has_width && !has_height) *height = *width / ratio;
    if (fine && ratio > 0 && has_height && !has_width) *width = *height * ratio;
    if (!fine)
        diag_report(diag, xml_loc(source, root), MSG_SVG_NO_SIZE);
    else if (!box.len)
        *view_box = (Rect){0, 0, *width / px, *height / px};
    return fine;
}
