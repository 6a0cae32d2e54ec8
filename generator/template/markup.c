#include "template/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

#define ROOT_NAME "suluh-fragment"

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

/* ---- the text before parsing: prolog, named characters ---- */

struct preparation {
    struct arena *arena;
    struct diag *diag;
    struct markup *markup;
    struct buf out;
    Str text; /* of the source */
    size_t at;
};

static Loc source_loc(const struct preparation *p, size_t offset)
{
    return (Loc){p->markup->source, offset};
}

static void note_shift(struct preparation *p)
{
    struct markup *m = p->markup;
    m->shifts = arena_grow(p->arena, m->shifts, &m->shift_capacity, m->shift_count + 1, sizeof *m->shifts);
    m->shifts[m->shift_count++] = (struct markup_shift){p->out.len, p->at};
}

static bool starts_at(Str text, size_t at, const char *what, bool nocase)
{
    Str part = str_from_to(text, at, at + strlen(what));
    return nocase ? str_equal_nocase(part, str_from(what)) : str_is(part, what);
}

/* Offset behind the next `end`, or the end of the text. */
static size_t behind(Str text, size_t at, const char *end)
{
    size_t found = at + str_find(str_skip(text, at), str_from(end));
    return found >= text.len ? text.len : found + strlen(end);
}

static size_t behind_space(Str text, size_t at)
{
    while (at < text.len && char_is_space(text.data[at])) at++;
    return at;
}

/* <?xml version="1.0" encoding="…"?>: kept but for the encoding, which is UTF-8 whatever it says. */
static bool read_declaration(struct preparation *p)
{
    if (!starts_at(p->text, 0, "<?xml", false) || p->text.len < 6 || !char_is_space(p->text.data[5]))
        return true;
    size_t end = behind(p->text, 0, "?>");
    Str declaration = str_from_to(p->text, 0, end);
    size_t version = str_find(declaration, S("version"));
    if (!str_ends(declaration, S("?>")) || version == declaration.len ||
        str_find_char(str_skip(declaration, 1), '<') + 1 < declaration.len) {
        diag_report(p->diag, source_loc(p, 0), MSG_TEMPLATE_DECLARATION);
        return false;
    }
    size_t encoding = str_find(declaration, S("encoding"));
    struct buf kept = {0};
    buf_str(&kept, str_from_to(declaration, 0, encoding));
    if (encoding < declaration.len) {
        size_t quote = encoding;
        while (quote < end && declaration.data[quote] != '"' && declaration.data[quote] != '\'') quote++;
        char mark = quote < end ? declaration.data[quote] : '"';
        size_t close = quote + 1 + str_find_char(str_skip(declaration, quote + 1), mark);
        if (close >= declaration.len) {
            buf_free(&kept);
            diag_report(p->diag, source_loc(p, encoding), MSG_TEMPLATE_DECLARATION);
            return false;
        }
        buf_c(&kept, "encoding=\"UTF-8\"");
        buf_str(&kept, str_skip(declaration, close + 1));
    }
    p->at = behind_space(p->text, end);
    buf_str(&kept, str_from_to(p->text, end, p->at));
    p->markup->declaration = buf_copy(&kept, p->arena);
    buf_free(&kept);
    return true;
}

/* XML 1.0 [28] doctypedecl without an internal subset: Name (('SYSTEM' | 'PUBLIC') literals)? */
static bool doctype_is_sound(Str doctype)
{
    size_t at = behind_space(doctype, 0);
    if (!at || at == doctype.len) return false;
    while (at < doctype.len && !char_is_space(doctype.data[at])) {
        char c = doctype.data[at++];
        if (!char_is_alpha(c) && !char_is_digit(c) && c != ':' && c != '-' && c != '_' && c != '.')
            return false;
    }
    at = behind_space(doctype, at);
    if (at == doctype.len) return true;
    size_t literals = starts_at(doctype, at, "PUBLIC", true)   ? 2
                      : starts_at(doctype, at, "SYSTEM", true) ? 1
                                                               : 0;
    if (!literals) return false;
    at += 6;
    for (; literals; literals--) {
        at = behind_space(doctype, at);
        if (at == doctype.len)
            return literals == 1 && doctype.len > 6; /* HTML 4 has PUBLIC without an address */
        char mark = doctype.data[at];
        if (mark != '"' && mark != '\'') return false;
        at += 1 + str_find_char(str_skip(doctype, at + 1), mark) + 1;
        if (at > doctype.len) return false;
    }
    return behind_space(doctype, at) == doctype.len;
}

static bool read_doctype(struct preparation *p)
{
    size_t at = p->at;
    for (;;) {
        at = behind_space(p->text, at);
        if (starts_at(p->text, at, "<!--", false))
            at = behind(p->text, at + 4, "-->");
        else
            break;
    }
    if (!starts_at(p->text, at, "<!DOCTYPE", true)) return true;
    size_t end = at + 9;
    for (char quote = 0; end < p->text.len; end++) {
        char c = p->text.data[end];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        else if (!quote && (c == '>' || c == '['))
            break;
    }
    Str doctype = str_from_to(p->text, at + 9, end);
    if (end < p->text.len && p->text.data[end] == '[') {
        diag_report(p->diag, source_loc(p, end), MSG_TEMPLATE_DOCTYPE_SUBSET);
        return false;
    }
    if (end == p->text.len || !doctype_is_sound(doctype)) {
        diag_report(p->diag, source_loc(p, at), MSG_TEMPLATE_DOCTYPE);
        return false;
    }
    p->markup->prolog = str_from_to(p->text, p->at, at);
    p->markup->doctype = doctype;
    p->at = end + 1;
    return true;
}

/* A named character of HTML that XML does not know; writes it and moves on. */
static bool copy_named(struct preparation *p)
{
    char name[12] = "";
    size_t len = 0, at = p->at + 1;
    while (at + len < p->text.len && len + 1 < sizeof name &&
           (char_is_alpha(p->text.data[at + len]) || char_is_digit(p->text.data[at + len])))
        len++;
    if (!len || at + len >= p->text.len || p->text.data[at + len] != ';') return false;
    memcpy(name, p->text.data + at, len);
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    if (!entity || entity->value < 0x80) return false;
    buf_codepoint(&p->out, entity->value);
    p->at = at + len + 1;
    note_shift(p);
    return true;
}

static void copy_body(struct preparation *p)
{
    static const struct {
        const char *begin, *end;
    } plain[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    while (p->at < p->text.len) {
        char c = p->text.data[p->at];
        if (c == '&' && copy_named(p)) continue;
        size_t end = p->at + 1;
        for (size_t i = 0; c == '<' && i < sizeof plain / sizeof *plain; i++)
            if (starts_at(p->text, p->at, plain[i].begin, false))
                end = behind(p->text, p->at + strlen(plain[i].begin), plain[i].end);
        while (end < p->text.len && p->text.data[end] != '<' && p->text.data[end] != '&') end++;
        buf_str(&p->out, str_from_to(p->text, p->at, end));
        p->at = end;
    }
}

static bool prepare(struct arena *arena, struct diag *diag, const struct source *source, struct markup *m)
{
    struct preparation p = {.arena = arena, .diag = diag, .markup = m, .text = source->text};
    if (!str_trim(p.text).len) {
        diag_report(diag, source_loc(&p, 0), MSG_TEMPLATE_EMPTY);
        return false;
    }
    if (!read_declaration(&p) || !read_doctype(&p)) return false;
    note_shift(&p);
    buf_c(&p.out, "<" ROOT_NAME ">");
    note_shift(&p);
    copy_body(&p);
    note_shift(&p);
    buf_c(&p.out, "</" ROOT_NAME ">");
    m->text = buf_copy(&p.out, arena);
    buf_free(&p.out);
    return true;
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

static void report_mismatch(struct reading *r, xmlParserCtxt *ctxt, const xmlError *error)
{
    Str open = str_from(error->str1), closed = str_from(error->str2);
    size_t at = tag_start(r->markup, cursor(ctxt) ? cursor(ctxt) - 1 : 0);
    Loc loc = markup_loc(r->markup, at);
    Loc opened = ctxt->node && ctxt->node->_private ? markup_node_loc(r->markup, ctxt->node) : loc;
    if (str_is(open, ROOT_NAME))
        diag_report(r->diag, loc, MSG_TEMPLATE_TAG_STRAY, closed);
    else if (str_is(closed, ROOT_NAME))
        diag_report(r->diag, opened, MSG_TEMPLATE_TAG_OPEN, open);
    else
        diag_report(r->diag, loc, MSG_TEMPLATE_TAG_MISMATCH, open, closed);
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
    case XML_ERR_UNDECLARED_ENTITY: diag_report(r->diag, loc, MSG_TEMPLATE_ENTITY, word); break;
    case XML_ERR_ENTITYREF_NO_NAME:
    case XML_ERR_NAME_REQUIRED:
    case XML_ERR_ENTITYREF_SEMICOL_MISSING: diag_report(r->diag, loc, MSG_TEMPLATE_AMPERSAND); break;
    case XML_ERR_ATTRIBUTE_REDEFINED: diag_report(r->diag, loc, MSG_TEMPLATE_ATTRIBUTE_TWICE, word); break;
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE: diag_report(r->diag, loc, MSG_TEMPLATE_ATTRIBUTE_BARE); break;
    case XML_ERR_LT_IN_ATTRIBUTE: diag_report(r->diag, loc, MSG_TEMPLATE_LESS); break;
    case XML_ERR_DOCUMENT_END: diag_report(r->diag, loc, MSG_TEMPLATE_TAG_STRAY, S(ROOT_NAME)); break;
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
    if (!m->roots) m->second_root = markup_loc(m, strlen("<" ROOT_NAME ">"));
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
    if (!prepare(arena, diag, source, markup)) return false;
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
