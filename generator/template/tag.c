#include <string.h>

#include "base/arena.h"
#include "template/compile.h"
#include "template/escape.h"

static struct buf *html(struct compiler *c)
{
    return &c->pending[TEMPLATE_HTML];
}

static struct buf *xml(struct compiler *c)
{
    return &c->pending[TEMPLATE_XML];
}

static void put(struct compiler *c, Str text)
{
    buf_str(html(c), text);
    buf_str(xml(c), text);
}

static void add_fault(struct compiler *c, enum template_form form, Loc loc, enum message message, Str word)
{
    struct form_fault *fault = arena_make(c->arena, struct form_fault);
    *fault = (struct form_fault){form, message, str_copy(c->arena, word), loc, c->template->faults};
    c->template->faults = fault;
}

/* ---- text ---- */

static bool holds_end_tag(Str text, Str element)
{
    for (size_t i = 0; i + 2 + element.len <= text.len; i++)
        if (text.data[i] == '<' && text.data[i + 1] == '/' &&
            str_equal_nocase(str_from_to(text, i + 2, i + 2 + element.len), element))
            return true;
    return false;
}

/* Script and style are not escaped in HTML (but they are within SVG there, and in XML). */
static void html_text(struct compiler *c, Str text)
{
    if (!c->raw || c->raw->foreign) {
        escape_text(html(c), text, TEMPLATE_HTML);
        return;
    }
    if (holds_end_tag(text, c->raw->local))
        compile_report(c, c->raw->loc, MSG_TEMPLATE_RAW_END, c->raw->local);
    buf_str(html(c), text);
}

void tag_text(struct compiler *c, Str text, bool cdata)
{
    html_text(c, text);
    if (!cdata) {
        escape_text(xml(c), text, TEMPLATE_XML);
        return;
    }
    buf_c(xml(c), "<![CDATA[");
    buf_str(xml(c), text);
    buf_c(xml(c), "]]>");
}

void tag_comment(struct compiler *c, Str text)
{
    if (str_starts(text, S("!"))) return; /* <!--! a note for the authors of the template --> */
    put(c, S("<!--"));
    put(c, text);
    put(c, S("-->"));
}

void tag_instruction(struct compiler *c, Str target, Str data)
{
    buf_c(xml(c), "<?");
    buf_str(xml(c), target);
    if (data.len) buf_char(xml(c), ' ');
    buf_str(xml(c), data);
    buf_c(xml(c), "?>");
}

/* HTML that declares the name space of XHTML but no DOCTYPE would be shown in quirks mode. */
static bool wants_doctype(const struct markup *markup)
{
    for (const xmlNode *node = markup->root->children; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            return node->ns && strcmp((const char *)node->ns->href, "http://www.w3.org/1999/xhtml") == 0 &&
                   strcmp((const char *)node->name, "html") == 0;
    return false;
}

void tag_prolog(struct compiler *c)
{
    const struct markup *m = c->markup;
    buf_str(xml(c), m->declaration);
    put(c, m->prolog);
    if (m->doctype.data) {
        put(c, S("<!DOCTYPE"));
        put(c, m->doctype);
        put(c, S(">"));
    } else if (wants_doctype(m)) {
        buf_c(html(c), "<!DOCTYPE html>\n");
    }
    Loc loc = m->second_root;
    if (m->roots != 1 || m->stray_text) add_fault(c, TEMPLATE_XML, loc, MSG_TEMPLATE_ROOTS, STR_NONE);
    if (m->unbound.source) add_fault(c, TEMPLATE_XML, m->unbound, MSG_TEMPLATE_PREFIX, m->unbound_tag);
}

/* ---- attributes ---- */

static void write_attribute(struct buf *out, Str name, Str value, enum template_form form)
{
    buf_char(out, ' ');
    buf_str(out, name);
    buf_c(out, "=\"");
    escape_attribute(out, value, form);
    buf_char(out, '"');
}

static bool is_ours(Str uri)
{
    return str_starts(uri, S("http://xml.zope.org/namespaces/"));
}

static bool declares(const struct element *element, Str name)
{
    for (size_t i = 0; i < element->count; i++)
        if (element->attributes[i].family == FAMILY_XMLNS && str_equal(element->attributes[i].name, name))
            return true;
    return false;
}

/* Name spaces declared on tal:block and the like around this element, whose tags are not written. */
static void carry_declarations(struct compiler *c, const struct element *element)
{
    for (const xmlNode *up = element->node->parent; up && up != c->markup->root; up = up->parent) {
        if (up->type != XML_ELEMENT_NODE || markup_family(up) == FAMILY_PLAIN) return;
        for (const xmlNs *ns = up->nsDef; ns; ns = ns->next) {
            Str uri = str_from((const char *)ns->href), prefix = str_from((const char *)ns->prefix);
            Str name =
                prefix.len ? str_format(c->arena, "xmlns:%.*s", (int)prefix.len, prefix.data) : S("xmlns");
            if (!is_ours(uri) && !declares(element, name)) write_attribute(xml(c), name, uri, TEMPLATE_XML);
        }
    }
}

static void add_change(struct compiler *c, const struct element *element, struct change *change,
                       const struct markup_attribute *original)
{
    struct dynamic_attribute *attribute = arena_make(c->arena, struct dynamic_attribute);
    change->placed = true;
    attribute->name = str_copy(c->arena, change->name);
    attribute->context = html_attribute_context(element->local, change->name);
    attribute->loc = change->loc;
    attribute->expression = change->expression;
    attribute->translated = change->translated;
    attribute->id = change->id;
    attribute->has_original = original != NULL;
    if (original) {
        struct buf text = {0};
        attribute->original = original->value;
        for (int form = 0; form < 2; form++) {
            text.len = 0;
            write_attribute(&text, original->name, original->value, (enum template_form)form);
            attribute->literal[form] = buf_copy(&text, c->arena);
        }
        buf_free(&text);
    }
    op_add(c, OP_ATTRIBUTE, change->loc)->attribute = attribute;
}

static struct change *change_of(struct changes *changes, Str name)
{
    for (size_t i = 0; i < changes->count; i++)
        if (str_equal(changes->list[i].name, name)) return &changes->list[i];
    return NULL;
}

/* A refresh may name any address: not from data. */
static void check_refresh(struct compiler *c, const struct element *element, struct changes *changes)
{
    if (!str_equal_nocase(element->local, S("meta"))) return;
    struct change *content = change_of(changes, S("content")), *kind = change_of(changes, S("http-equiv"));
    bool refreshes = kind != NULL;
    for (size_t i = 0; i < element->count; i++)
        if (str_equal_nocase(element->attributes[i].name, S("http-equiv")))
            refreshes |= str_equal_nocase(str_trim(element->attributes[i].value), S("refresh"));
    if (refreshes && (content || kind))
        compile_report(c, (content ? content : kind)->loc, MSG_TEMPLATE_EVENT, S("content"));
}

static void write_attributes(struct compiler *c, const struct element *element, struct changes *changes)
{
    for (size_t i = 0; i < element->count; i++) {
        const struct markup_attribute *attribute = &element->attributes[i];
        if (attribute->family == FAMILY_XMLNS) {
            if (!is_ours(attribute->value))
                write_attribute(xml(c), attribute->name, attribute->value, TEMPLATE_XML);
        } else if (attribute->family == FAMILY_PLAIN) {
            struct change *change = change_of(changes, attribute->name);
            if (change) {
                add_change(c, element, change, attribute);
                continue;
            }
            write_attribute(html(c), attribute->name, attribute->value, TEMPLATE_HTML);
            write_attribute(xml(c), attribute->name, attribute->value, TEMPLATE_XML);
        }
    }
    for (size_t i = 0; i < changes->count; i++)
        if (!changes->list[i].placed) add_change(c, element, &changes->list[i], NULL);
}

/* ---- tags ---- */

/* HTML knows no prefixes: of XHTML and SVG only the local name is written. */
static Str html_name(const struct element *element)
{
    static const char *const known[] = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg",
                                        "http://www.w3.org/1998/Math/MathML"};
    for (size_t i = 0; element->node->ns && i < sizeof known / sizeof *known; i++)
        if (strcmp((const char *)element->node->ns->href, known[i]) == 0) return element->local;
    return element->name;
}

void tag_start(struct compiler *c, const struct element *element, bool has_content, bool with_changes)
{
    struct changes changes = {0};
    if (with_changes) statement_changes(c, element, &changes);
    check_refresh(c, element, &changes);
    put(c, S("<"));
    buf_str(html(c), html_name(element));
    buf_str(xml(c), element->name);
    carry_declarations(c, element);
    write_attributes(c, element, &changes);
    if (c->places) buf_printf(xml(c), " data-at=\"%zu\"", element->loc.offset);
    bool empty_foreign = element->foreign && !has_content;
    buf_c(html(c), empty_foreign ? "/>" : ">");
    buf_c(xml(c), has_content ? ">" : "/>");
    if (has_content && !element->foreign && html_is_void(element->local))
        add_fault(c, TEMPLATE_HTML, element->loc, MSG_TEMPLATE_VOID_CONTENT, element->local);
}

void tag_end(struct compiler *c, const struct element *element, bool has_content)
{
    bool html_end = element->foreign ? has_content : !html_is_void(element->local);
    if (html_end) {
        buf_c(html(c), "</");
        buf_str(html(c), html_name(element));
        buf_char(html(c), '>');
    }
    if (has_content) {
        buf_c(xml(c), "</");
        buf_str(xml(c), element->name);
        buf_char(xml(c), '>');
    }
}
