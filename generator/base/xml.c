#include "base/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>
#include <string.h>

#include "base/arena.h"

enum { DEPTH_USUAL = 64, DEPTH_MOST = 250, ELEMENTS_USUAL = 200000, ATTRIBUTES_MOST = 256 };

struct reading {
    struct diag *diag;
    const struct source *source;
    struct xml_limits limits;
    size_t elements;
    bool failed;
};

static size_t cursor(xmlParserCtxt *parser, const struct source *source)
{
    long at = xmlByteConsumed(parser);
    return at < 0 ? 0 : (size_t)at > source->text.len ? source->text.len : (size_t)at;
}

static void stop(xmlParserCtxt *parser)
{
    xmlStopParser(parser);
    parser->wellFormed = 0;
}

static void on_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                       int namespaces, const xmlChar **namespace_list, int attributes, int defaulted,
                       const xmlChar **attribute_list)
{
    xmlParserCtxt *parser = context;
    struct reading *reading = parser->_private;
    size_t at = cursor(parser, reading->source);
    while (at > 0 && (at == reading->source->text.len || reading->source->text.data[at] != '<')) at--;
    Loc loc = {reading->source, at};
    bool deep = (size_t)parser->nodeNr >= reading->limits.depth;
    if (deep || ++reading->elements > reading->limits.elements) {
        size_t limit = deep ? reading->limits.depth : reading->limits.elements;
        char text[24];
        snprintf(text, sizeof text, "%zu", limit);
        if (!reading->failed)
            diag_report(reading->diag, loc, deep ? MSG_XML_TOO_DEEP : MSG_XML_TOO_MANY, str_from(text));
        reading->failed = true;
        stop(parser);
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, namespace_list, attributes, defaulted,
                          attribute_list);
    if (parser->node) parser->node->_private = (void *)(uintptr_t)(at + 1);
}

static void refuse_declaration(xmlParserCtxt *parser)
{
    struct reading *reading = parser->_private;
    if (!reading->failed)
        diag_report(reading->diag, ((Loc){reading->source, cursor(parser, reading->source)}),
                    MSG_XML_DECLARATION);
    reading->failed = true;
    stop(parser);
}
static void on_entity(void *context, const xmlChar *name, int type, const xmlChar *public,
                      const xmlChar *system, xmlChar *content)
{
    (void)name, (void)type, (void)public, (void)system, (void)content;
    refuse_declaration(context);
}
static void on_attribute(void *context, const xmlChar *element, const xmlChar *name, int type, int standard,
                         const xmlChar *value, xmlEnumeration *choices)
{
    (void)element, (void)name, (void)type, (void)standard, (void)value;
    xmlFreeEnumeration(choices);
    refuse_declaration(context);
}
static void on_element_declaration(void *context, const xmlChar *name, int type, xmlElementContent *content)
{
    (void)name, (void)type, (void)content;
    refuse_declaration(context);
}

static void on_error(void *context, xmlErrorPtr error)
{
    xmlParserCtxt *parser = context;
    struct reading *reading = parser->_private;
    if (reading->failed || error->level < XML_ERR_ERROR) return;
    reading->failed = true;
    Loc loc = {reading->source, cursor(parser, reading->source)};
    switch (error->code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        diag_report(reading->diag, loc, MSG_XML_TAG_MISMATCH, str_from(error->str2), str_from(error->str1));
        break;
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        diag_report(reading->diag, loc, MSG_XML_ENTITY, str_from(error->str1));
        break;
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
        diag_report(reading->diag, loc, MSG_XML_PREFIX, str_from(error->str1));
        break;
    case XML_ERR_ATTRIBUTE_REDEFINED:
    case XML_NS_ERR_ATTRIBUTE_REDEFINED:
        diag_report(reading->diag, loc, MSG_XML_ATTRIBUTE_TWICE, str_from(error->str1));
        break;
    case XML_ERR_DOCUMENT_EMPTY: diag_report(reading->diag, loc, MSG_XML_EMPTY); break;
    default: diag_report(reading->diag, loc, MSG_XML_SYNTAX, str_trim(str_from(error->message)));
    }
}

/* libxml2 compares each attribute of a start tag with all before it: a tag with a million would take hours. */
static bool attributes_bounded(struct reading *reading)
{
    Str text = reading->source->text;
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.data[i] != '<' || text.data[i + 1] == '!' || text.data[i + 1] == '?') continue;
        size_t count = 0, start = i;
        char quote = 0;
        for (i++; i < text.len && (quote || text.data[i] != '>'); i++) {
            char c = text.data[i];
            if (c == '<') break;
            if (c == '=' && !quote) count++;
            if (quote ? c == quote : c == '"' || c == '\'') quote = quote ? 0 : c;
        }
        if (count > ATTRIBUTES_MOST) {
            diag_report(reading->diag, ((Loc){reading->source, start}), MSG_XML_ATTRIBUTES);
            return false;
        }
        if (i < text.len && text.data[i] == '<') i--;
    }
    return true;
}

/* An attribute with character references may come in pieces: make it one text node. */
static bool tidy_attribute(struct reading *reading, const xmlNode *node, xmlAttr *attribute)
{
    for (const xmlNode *piece = attribute->children; piece; piece = piece->next)
        if (piece->type != XML_TEXT_NODE) {
            diag_report(reading->diag, xml_loc(reading->source, node), MSG_XML_ENTITY,
                        str_from((const char *)piece->name));
            return false;
        }
    if (!attribute->children || !attribute->children->next) return true;
    xmlChar *whole = xmlNodeListGetString(attribute->doc, attribute->children, 1);
    if (!whole) arena_exhausted();
    xmlFreeNodeList(attribute->children);
    attribute->children = attribute->last = xmlNewDocText(attribute->doc, whole);
    if (!attribute->children) arena_exhausted();
    attribute->children->parent = (xmlNode *)attribute;
    xmlFree(whole);
    return true;
}

static bool tidy(struct reading *reading, xmlNode *root)
{
    bool fine = true;
    for (xmlNode *node = root; node;) {
        if (node->type == XML_ENTITY_REF_NODE) {
            diag_report(reading->diag, xml_loc(reading->source, node), MSG_XML_ENTITY,
                        str_from((const char *)node->name));
            fine = false;
        }
        if (node->type == XML_ELEMENT_NODE)
            for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
                fine &= tidy_attribute(reading, node, attribute);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next) node = node->parent;
        node = node == root ? NULL : node->next;
    }
    return fine;
}

static void close_document(void *document)
{
    xmlFreeDoc(document);
}

static xmlDoc *read_document(struct reading *reading)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, xmlInitParser);
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) arena_exhausted();
    parser->_private = reading;
    parser->sax->startElementNs = on_element;
    parser->sax->entityDecl = on_entity;
    parser->sax->attributeDecl = on_attribute;
    parser->sax->elementDecl = on_element_declaration;
    parser->sax->serror = on_error;
    xmlDoc *document =
        xmlCtxtReadMemory(parser, reading->source->text.data, (int)reading->source->text.len, NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC);
    xmlFreeParserCtxt(parser);
    return document;
}

xmlDoc *xml_parse(struct arena *arena, struct diag *diag, const struct source *source,
                  struct xml_limits limits)
{
    struct reading reading = {diag, source, limits, 0, false};
    if (!limits.depth) reading.limits.depth = DEPTH_USUAL;
    if (limits.depth > DEPTH_MOST) reading.limits.depth = DEPTH_MOST;
    if (!limits.elements) reading.limits.elements = ELEMENTS_USUAL;
    if (str_trim(source->text).len == 0 || source->text.len > INT32_MAX) {
        diag_report(diag, ((Loc){source, 0}), MSG_XML_EMPTY);
        return NULL;
    }
    if (!attributes_bounded(&reading)) return NULL;
    xmlDoc *document = read_document(&reading);
    if (document) arena_defer(arena, close_document, document);
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!reading.failed && !root) diag_report(diag, ((Loc){source, 0}), MSG_XML_EMPTY);
    if (reading.failed || !root || !tidy(&reading, root)) return NULL;
    return document;
}

Loc xml_loc(const struct source *source, const xmlNode *node)
{
    while (node && (node->type != XML_ELEMENT_NODE || !node->_private)) {
        if (node->type == XML_DOCUMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE) break;
        node = node->parent;
    }
    if (!source) return LOC_NONE;
    bool element = node && node->type == XML_ELEMENT_NODE;
    return (Loc){source, element ? (size_t)(uintptr_t)node->_private - 1 : 0};
}

static bool name_end(char c)
{
    return char_is_space(c) || c == '=' || c == '>' || c == '/';
}

/* Walks over a start tag; false at its end. */
static bool next_attribute(Str text, size_t *at, Str *name, size_t *value)
{
    while (*at < text.len && char_is_space(text.data[*at])) ++*at;
    size_t from = *at;
    while (*at < text.len && !name_end(text.data[*at])) ++*at;
    *name = str_from_to(text, from, *at);
    while (*at < text.len && (char_is_space(text.data[*at]) || text.data[*at] == '=')) ++*at;
    if (!name->len || *at >= text.len || (text.data[*at] != '"' && text.data[*at] != '\'')) return false;
    char quote = text.data[(*at)++];
    *value = *at;
    while (*at < text.len && text.data[*at] != quote) ++*at;
    if (*at < text.len) ++*at;
    return true;
}

static size_t behind_name(Str text, size_t at)
{
    while (at < text.len && !name_end(text.data[at])) at++;
    return at;
}

Loc xml_attribute_loc(const struct source *source, const xmlNode *node, Str name)
{
    Loc loc = xml_loc(source, node);
    if (!source || !node->_private) return loc;
    size_t at = behind_name(source->text, loc.offset), value;
    for (Str found; next_attribute(source->text, &at, &found, &value);)
        if (str_equal(found, name)) return (Loc){source, value};
    return loc;
}

Loc xml_content_loc(const struct source *source, const xmlNode *node)
{
    Loc loc = xml_loc(source, node);
    if (!source || !node->_private) return loc;
    size_t at = behind_name(source->text, loc.offset), value;
    for (Str found; next_attribute(source->text, &at, &found, &value);) {
    }
    while (at < source->text.len && source->text.data[at] != '>') at++;
    if (at < source->text.len) at++;
    return (Loc){source, at};
}

Str xml_attribute_value(const xmlAttr *attribute)
{
    const xmlNode *text = attribute->children;
    return text && text->content ? str_from((const char *)text->content) : (Str){"", 0};
}

Str xml_attribute(const xmlNode *node, const char *name_space, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) != 0) continue;
        const char *uri = attribute->ns ? (const char *)attribute->ns->href : NULL;
        if (name_space ? uri && strcmp(uri, name_space) == 0 : !uri) return xml_attribute_value(attribute);
    }
    return STR_NONE;
}

bool xml_is(const xmlNode *node, const char *name_space, const char *name)
{
    if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, name) != 0) return false;
    const char *uri = node->ns ? (const char *)node->ns->href : NULL;
    return name_space ? uri && strcmp(uri, name_space) == 0 : !uri;
}

Str xml_name(const xmlNode *node)
{
    return str_from((const char *)node->name);
}
