/* An SVG document as text that is right both inside HTML5 and as a file of its own. Left out: the XML declaration, comments, processing
 * instructions, and what belongs to the drawing programs (Inkscape, RDF). Source: HTML Living Standard, 13.1.2 and 13.2.6.5. */
#include <string.h>

#include "draw/svg_internal.h"

static const char *namespace_of(const xmlNs *ns)
{
    return ns && ns->href ? (const char *)ns->href : "";
}

static bool uses_xlink(const xmlNode *node)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        if (strcmp(namespace_of(attribute->ns), XLINK_NAMESPACE) == 0) return true;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && uses_xlink(child)) return true;
    return false;
}

static void write_attribute(struct buf *out, const xmlAttr *attribute)
{
    const char *name_space = namespace_of(attribute->ns), *prefix = "";
    if (strcmp(name_space, XLINK_NAMESPACE) == 0)
        prefix = "xlink:";
    else if (strcmp(name_space, XML_NAMESPACE) == 0)
        prefix = "xml:";
    else if (*name_space)
        return;
    buf_char(out, ' ');
    buf_c(out, prefix);
    buf_c(out, (const char *)attribute->name);
    buf_c(out, "=\"");
    buf_html_attribute(out, xml_attribute_value(attribute));
    buf_char(out, '"');
}

static bool layout_only(const xmlNode *text)
{
    return !text->content || str_trim(str_from((const char *)text->content)).len == 0;
}

static void write_node(struct buf *out, const xmlNode *node, bool root, bool text)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        if (text || !layout_only(node)) buf_html(out, str_from((const char *)node->content));
        return;
    }
    if (node->type != XML_ELEMENT_NODE || svg_kind(node) == KIND_FOREIGN ||
        str_is(xml_name(node), "metadata"))
        return;
    buf_char(out, '<');
    buf_c(out, (const char *)node->name);
    if (root) buf_c(out, " xmlns=\"" SVG_NAMESPACE "\"");
    if (root && uses_xlink(node)) buf_c(out, " xmlns:xlink=\"" XLINK_NAMESPACE "\"");
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        write_attribute(out, attribute);
    if (!node->children) {
        buf_c(out, "/>");
        return;
    }
    buf_char(out, '>');
    text |= svg_kind(node) == KIND_TEXT;
    for (const xmlNode *child = node->children; child; child = child->next)
        write_node(out, child, false, text);
    buf_c(out, "</");
    buf_c(out, (const char *)node->name);
    buf_char(out, '>');
}

void svg_write(struct buf *out, xmlDoc *document)
{
    const xmlNode *root = xmlDocGetRootElement(document);
    if (root) write_node(out, root, true, false);
}
