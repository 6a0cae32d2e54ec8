#include "template/markup.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "template/prepare.h"

static const struct {
    enum family family;
    const char *prefix, *uri;
} families[] = {
    {FAMILY_TAL, "tal", "http://xml.zope.org/namespaces/tal"},
    {FAMILY_METAL, "metal", "http://xml.zope.org/namespaces/metal"},
    {FAMILY_I18N, "i18n", "http://xml.zope.org/namespaces/i18n"},
};
enum { FAMILY_COUNT = sizeof families / sizeof *families };

static enum family family_by_prefix(Str prefix)
{
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        if (str_is(prefix, families[i].prefix)) return families[i].family;
    return FAMILY_PLAIN;
}

static enum family family_by_uri(const xmlChar *uri)
{
    for (size_t i = 0; uri && i < FAMILY_COUNT; i++)
        if (strcmp((const char *)uri, families[i].uri) == 0) return families[i].family;
    return FAMILY_PLAIN;
}

static Str str_xml(const xmlChar *text)
{
    return str_from((const char *)text);
}

/* ---- parsing ---- */

/* libxml2 hands its context to the handlers; ours hangs on ctxt->_private. */
struct reading {
    struct diag *diag;
    struct markup *markup;
    unsigned depth;
    bool failed;
};

static size_t cursor(xmlParserCtxt *ctxt)
{
    struct reading *r = ctxt->_private;
    long consumed = xmlByteConsumed(ctxt);
    size_t at = consumed < 0 ? 0 : (size_t)consumed;
    return at > r->markup->text.len ? r->markup->text.len : at;
}

static size_t tag_start(const struct markup *m, size_t at)
{
    while (at > 0 && m->text.data[at] != '<') at--;
    return at;
}

static void start_element(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                          int ns_count, const xmlChar **namespaces, int count, int defaulted,
                          const xmlChar **attributes)
{
    xmlParserCtxt *ctxt = context;
    struct reading *r = ctxt->_private;
    size_t at = cursor(ctxt);
    if (at && at == r->markup->text.len) at--;
    at = tag_start(r->markup, at ? at - 1 : 0);
    if (++r->depth > MARKUP_DEPTH + 1) {
        if (!r->failed) diag_report(r->diag, markup_loc(r->markup, at), MSG_TEMPLATE_DEEP, S("200"));
        r->failed = true;
        xmlStopParser(ctxt);
        return;
    }
    xmlSAX2StartElementNs(context, local, prefix, uri, ns_count, namespaces, count, defaulted, attributes);
    if (ctxt->node) ctxt->node->_private = (void *)(uintptr_t)(at + 1);
}

static void end_element(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    xmlParserCtxt *ctxt = context;
    struct reading *r = ctxt->_private;
    if (r->depth) r->depth--;
    xmlSAX2EndElementNs(context, local, prefix, uri);
}

static void report_mismatch_line(struct reading *r, Loc loc, Str open, Str closed, Loc opened)
{
    struct buf line = {0};
    buf_printf(&line, "%zu", loc_line_column(opened).line);
    diag_report(r->diag, loc, MSG_TEMPLATE_TAG_MISMATCH, open, closed, buf_view(&line));
    buf_free(&line);
}

static void report_mismatch(struct reading *r, xmlParserCtxt *ctxt, const xmlError *error)
{
    Str open = str_from(error->str1), closed = str_from(error->str2);
    size_t at = tag_start(r->markup, cursor(ctxt) ? cursor(ctxt) - 1 : 0);
    Loc loc = markup_loc(r->markup, at);
    Loc opened = ctxt->node && ctxt->node->_private ? markup_node_loc(r->markup, ctxt->node) : loc;
    if (str_is(open, PREPARE_ROOT))
        diag_report(r->diag, loc, MSG_TEMPLATE_TAG_STRAY, closed);
    else if (str_is(closed, PREPARE_ROOT))
        diag_report(r->diag, opened, MSG_TEMPLATE_TAG_OPEN, open);
    else
        report_mismatch_line(r, loc, open, closed, opened);
}

/* The nearest '<' or '&' before the cursor. */
static Loc sign_loc(const struct reading *r, size_t at)
{
    Str text = r->markup->text;
    while (at > 0 && (at >= text.len || (text.data[at] != '<' && text.data[at] != '&'))) at--;
    return markup_loc(r->markup, at);
}

/* A sign that begins nothing. */
static void report_sign(struct reading *r, size_t at)
{
    Loc loc = sign_loc(r, at);
    bool ampersand = loc.offset < loc.source->text.len && loc.source->text.data[loc.offset] == '&';
    diag_report(r->diag, loc, ampersand ? MSG_TEMPLATE_AMPERSAND : MSG_TEMPLATE_LESS);
}

/* The first fault only: what follows it is mostly its consequence. */
static void on_error(void *context, xmlError *error)
{
    xmlParserCtxt *ctxt = context;
    struct reading *r = ctxt->_private;
    if (r->failed || error->level < XML_ERR_ERROR) return;
    Loc loc = markup_loc(r->markup, cursor(ctxt));
    Str word = str_trim(str_from(error->str1));
    if (error->code == XML_NS_ERR_UNDEFINED_NAMESPACE) {
        if (family_by_prefix(word) == FAMILY_PLAIN && !r->markup->unbound.source)
            r->markup->unbound =
                markup_loc(r->markup, tag_start(r->markup, cursor(ctxt) ? cursor(ctxt) - 1 : 0));
        return;
    }
    r->failed = true;
    switch (error->code) {
    case XML_ERR_TAG_NAME_MISMATCH: report_mismatch(r, ctxt, error); break;
    case XML_ERR_UNDECLARED_ENTITY:
        diag_report(r->diag, sign_loc(r, cursor(ctxt)), MSG_TEMPLATE_ENTITY, word);
        break;
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
    case XML_ERR_NAME_REQUIRED: report_sign(r, cursor(ctxt)); break;
    case XML_ERR_ATTRIBUTE_REDEFINED: diag_report(r->diag, loc, MSG_TEMPLATE_ATTRIBUTE_TWICE, word); break;
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE: diag_report(r->diag, loc, MSG_TEMPLATE_ATTRIBUTE_BARE); break;
    case XML_ERR_LT_IN_ATTRIBUTE: diag_report(r->diag, loc, MSG_TEMPLATE_LESS); break;
    case XML_ERR_DOCUMENT_END: diag_report(r->diag, loc, MSG_TEMPLATE_TAG_STRAY, S(PREPARE_ROOT)); break;
    default: diag_report(r->diag, loc, MSG_TEMPLATE_XML, str_trim(str_from(error->message))); break;
    }
}

static bool parse(struct reading *r)
{
    xmlInitParser();
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (!ctxt) arena_exhausted();
    ctxt->_private = r;
    ctxt->sax->startElementNs = start_element;
    ctxt->sax->endElementNs = end_element;
    ctxt->sax->serror = on_error;
    Str text = r->markup->text;
    r->markup->doc =
        xmlCtxtReadMemory(ctxt, text.data, (int)text.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    if (!r->markup->doc && !r->failed)
        diag_report(r->diag, markup_loc(r->markup, cursor(ctxt)), MSG_TEMPLATE_XML, S("?"));
    xmlFreeParserCtxt(ctxt);
    if (r->markup->doc && !r->failed) r->markup->root = xmlDocGetRootElement(r->markup->doc);
    return r->markup->root != NULL;
}

static bool is_blank_text(const xmlNode *node)
{
    return str_trim(str_xml(node->content)).len == 0;
}

static void count_roots(struct markup *m)
{
    for (const xmlNode *node = m->root->children; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            if (m->roots < 2) m->second_root = markup_node_loc(m, node);
            m->roots++;
        } else if ((node->type == XML_TEXT_NODE && !is_blank_text(node)) ||
                   node->type == XML_CDATA_SECTION_NODE) {
            m->stray_text = true;
        }
    }
    if (!m->roots) m->second_root = markup_loc(m, strlen("<" PREPARE_ROOT ">"));
}

/* What the report of a prefix that nothing declares shows. */
static Str unbound_tag(const struct markup *m)
{
    if (!m->unbound.source) return STR_NONE;
    Str text = str_skip(m->source->text, m->unbound.offset);
    return str_from_to(text, 0, str_find_char(text, '>'));
}

bool markup_read(struct arena *arena, struct diag *diag, const struct source *source, struct markup *markup)
{
    *markup = (struct markup){.source = source};
    if (!prepare_text(arena, diag, markup)) return false;
    struct reading reading = {.diag = diag, .markup = markup};
    if (!parse(&reading)) {
        markup_close(markup);
        return false;
    }
    count_roots(markup);
    markup->unbound_tag = unbound_tag(markup);
    return true;
}

void markup_close(struct markup *markup)
{
    xmlFreeDoc(markup->doc);
    markup->doc = NULL;
    markup->root = NULL;
}

/* ---- places ---- */

Loc markup_loc(const struct markup *markup, size_t parsed)
{
    size_t low = 0, high = markup->shift_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (markup->shifts[middle].parsed <= parsed)
            low = middle;
        else
            high = middle;
    }
    size_t offset = parsed;
    if (markup->shift_count) {
        const struct markup_shift *shift = &markup->shifts[low];
        offset = shift->written + (parsed > shift->parsed ? parsed - shift->parsed : 0);
    }
    if (offset > markup->source->text.len) offset = markup->source->text.len;
    return (Loc){markup->source, offset};
}

static size_t node_offset(const xmlNode *node)
{
    return node->_private ? (size_t)(uintptr_t)node->_private - 1 : 0;
}

Loc markup_node_loc(const struct markup *markup, const xmlNode *node)
{
    return markup_loc(markup, node_offset(node));
}

/* Bytes that a character reference at text[at] ("&amp;", "&#160;") stands for, and how long it is. */
static size_t reference(Str text, size_t at, size_t *decoded)
{
    size_t end = at + str_find_char(str_skip(text, at), ';');
    *decoded = 1;
    if (end >= text.len) return 1;
    Str name = str_from_to(text, at + 1, end);
    uint32_t codepoint = 0;
    if (name.len > 1 && name.data[0] == '#') {
        bool hex = name.data[1] == 'x';
        for (size_t i = hex ? 2 : 1; i < name.len && codepoint < 0x110000; i++) {
            char c = char_lower(name.data[i]);
            codepoint = codepoint * (hex ? 16 : 10) + (uint32_t)(char_is_digit(c) ? c - '0' : c - 'a' + 10);
        }
        char bytes[4];
        *decoded = utf8_encode(codepoint, bytes);
    }
    return end + 1 - at;
}

Loc markup_value_loc(const struct markup *markup, const struct markup_attribute *attribute, size_t offset)
{
    Str text = markup->text;
    size_t at = attribute->value_at;
    for (size_t done = 0; done < offset && at < text.len;) {
        size_t decoded = 1;
        if (text.data[at] == '&')
            at += reference(text, at, &decoded);
        else
            at += text.data[at] == '\r' && at + 1 < text.len && text.data[at + 1] == '\n' ? 2 : 1;
        done += decoded;
    }
    return markup_loc(markup, at);
}

/* ---- names and attributes ---- */

enum family markup_family(const xmlNode *element)
{
    if (element->ns) return family_by_uri(element->ns->href);
    Str name = str_xml(element->name);
    size_t colon = str_find_char(name, ':');
    return colon < name.len ? family_by_prefix(str_from_to(name, 0, colon)) : FAMILY_PLAIN;
}

static bool ends_name(char c)
{
    return char_is_space(c) || c == '/' || c == '>' || c == '=';
}

static size_t behind_space(Str text, size_t at)
{
    while (at < text.len && char_is_space(text.data[at])) at++;
    return at;
}

static size_t behind_name(Str text, size_t at)
{
    while (at < text.len && !ends_name(text.data[at])) at++;
    return at;
}

Str markup_name(const struct markup *markup, const xmlNode *element)
{
    size_t at = node_offset(element) + 1;
    return str_from_to(markup->text, at, behind_name(markup->text, at));
}

static enum family attribute_family(const xmlAttr *attr, Str name)
{
    size_t colon = str_find_char(name, ':');
    if (attr && attr->ns) return family_by_uri(attr->ns->href);
    return colon < name.len ? family_by_prefix(str_from_to(name, 0, colon)) : FAMILY_PLAIN;
}

static Str attribute_value(struct arena *arena, const xmlAttr *attr)
{
    xmlChar *value = xmlNodeListGetString(attr->doc, attr->children, 1);
    Str copy = str_copy(arena, str_xml(value));
    xmlFree(value);
    return copy;
}

static struct markup_attribute attribute_make(struct arena *arena, Str name, const xmlAttr *attr)
{
    size_t colon = str_find_char(name, ':');
    struct markup_attribute attribute = {
        .name = str_copy(arena, name),
        .family = attribute_family(attr, name),
        .value = attr ? attribute_value(arena, attr) : STR_NONE,
    };
    attribute.local = colon < name.len ? str_skip(attribute.name, colon + 1) : attribute.name;
    return attribute;
}

static bool is_declaration(Str name)
{
    return str_is(name, "xmlns") || str_starts(name, S("xmlns:"));
}

static Str declared_uri(struct arena *arena, const xmlNode *element, Str name)
{
    Str prefix = str_skip(name, str_is(name, "xmlns") ? name.len : 6);
    for (const xmlNs *ns = element->nsDef; ns; ns = ns->next)
        if (str_equal(str_xml(ns->prefix), prefix)) return str_copy(arena, str_xml(ns->href));
    return STR_NONE;
}

size_t markup_attributes(struct arena *arena, const struct markup *markup, const xmlNode *element,
                         struct markup_attribute **attributes)
{
    Str text = markup->text;
    size_t count = 0, capacity = 0, at = behind_name(text, node_offset(element) + 1);
    const xmlAttr *next = element->properties;
    *attributes = NULL;
    for (;;) {
        at = behind_space(text, at);
        if (at >= text.len || text.data[at] == '>' || text.data[at] == '/') return count;
        size_t name_at = at;
        at = behind_name(text, at);
        Str name = str_from_to(text, name_at, at);
        at = behind_space(text, at);
        if (at >= text.len || text.data[at] != '=') return count;
        at = behind_space(text, at + 1);
        if (at >= text.len) return count;
        size_t close = at + 1 + str_find_char(str_skip(text, at + 1), text.data[at]);
        bool declaration = is_declaration(name);
        struct markup_attribute attribute = attribute_make(arena, name, declaration ? NULL : next);
        attribute.at = name_at;
        attribute.value_at = at + 1;
        if (declaration) {
            attribute.family = FAMILY_XMLNS;
            attribute.value = declared_uri(arena, element, name);
        } else if (next) {
            next = next->next;
        }
        *attributes = arena_grow(arena, *attributes, &capacity, count + 1, sizeof **attributes);
        (*attributes)[count++] = attribute;
        at = close + 1;
    }
}
