#include "template/prepare.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/html.h"

enum { MOST_ATTRIBUTES = 1000 };

struct preparation {
    struct arena *arena;
    struct diag *diag;
    struct markup *markup;
    struct buf out;
    Str text; /* of the source */
    size_t at;
    struct {
        Str name;
        bool closed;
    } voids[32]; /* the void names met so far */
    size_t void_count;
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

/* ---- tags ---- */

static bool ends_name(char c)
{
    return char_is_space(c) || c == '/' || c == '>' || c == '=' || c == '<';
}

static size_t behind_name(Str text, size_t at)
{
    while (at < text.len && !ends_name(text.data[at])) at++;
    return at;
}

static bool find_end_tag(Str text, Str name)
{
    for (size_t at = 0; at < text.len; at++) {
        at += str_find(str_skip(text, at), S("</"));
        size_t end = at + 2 + name.len;
        if (end < text.len && ends_name(text.data[end]) &&
            str_equal_nocase(str_from_to(text, at + 2, end), name))
            return true;
    }
    return false;
}

/* Whether the template closes elements of this name: then a void name is no HTML (the <link> of a feed). */
static bool is_closed_somewhere(struct preparation *p, Str name)
{
    for (size_t i = 0; i < p->void_count; i++)
        if (str_equal_nocase(p->voids[i].name, name)) return p->voids[i].closed;
    bool closed = find_end_tag(p->text, name);
    if (p->void_count < sizeof p->voids / sizeof *p->voids) {
        p->voids[p->void_count].name = name;
        p->voids[p->void_count++].closed = closed;
    }
    return closed;
}

static void copy_to(struct preparation *p, size_t end)
{
    buf_str(&p->out, str_from_to(p->text, p->at, end));
    p->at = end;
}

static void insert(struct preparation *p, const char *text)
{
    buf_c(&p->out, text);
    note_shift(p);
}

/* One attribute, p->at at its name; false when the tag ends or is broken. */
static bool copy_attribute(struct preparation *p)
{
    size_t end = behind_name(p->text, p->at);
    if (end == p->at) return false;
    copy_to(p, end);
    size_t equals = behind_space(p->text, end);
    if (equals >= p->text.len || p->text.data[equals] != '=') {
        insert(p, "=\"\"");
        return true;
    }
    size_t quote = behind_space(p->text, equals + 1);
    copy_to(p, quote);
    if (quote >= p->text.len || (p->text.data[quote] != '"' && p->text.data[quote] != '\'')) return false;
    char mark = p->text.data[quote];
    copy_to(p, quote + 1);
    while (p->at < p->text.len && p->text.data[p->at] != mark) {
        if (p->text.data[p->at] == '<') return false;
        if (p->text.data[p->at] != '&' || !copy_named(p)) copy_to(p, p->at + 1);
    }
    if (p->at < p->text.len) copy_to(p, p->at + 1);
    return true;
}

/* Whether a text is XML as it is: each '&' begins a reference, each '<' a comment or CDATA. */
static bool is_xml_text(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '<' && !starts_at(text, i, "<!--", false) &&
            !starts_at(text, i, "<![CDATA[", false))
            return false;
        if (text.data[i] != '&') continue;
        size_t end = i + 1;
        while (end < text.len &&
               (char_is_alpha(text.data[end]) || char_is_digit(text.data[end]) || text.data[end] == '#'))
            end++;
        if (end == i + 1 || end == text.len || text.data[end] != ';') return false;
    }
    return true;
}

/* Statements within are a fault that is told later; they must not vanish in CDATA. */
static bool holds_statement(Str text)
{
    return str_find(text, S(" tal:")) < text.len || str_find(text, S("<tal:")) < text.len ||
           str_find(text, S(" metal:")) < text.len || str_find(text, S("<metal:")) < text.len;
}

/* The content of script and style, which HTML does not escape: as CDATA, if XML could not read it. p->at is behind the start tag. */
static void copy_raw(struct preparation *p, Str name)
{
    size_t end = p->at;
    for (;; end++) {
        end += str_find(str_skip(p->text, end), S("</"));
        if (end >= p->text.len) return;
        if (str_equal_nocase(str_from_to(p->text, end + 2, end + 2 + name.len), name)) break;
    }
    Str content = str_from_to(p->text, p->at, end);
    if (is_xml_text(content) || holds_statement(content) || str_find(content, S("]]>")) < content.len) return;
    insert(p, "<![CDATA[");
    copy_to(p, end);
    insert(p, "]]>");
}

static bool is_raw(Str name)
{
    return str_equal_nocase(name, S("script")) || str_equal_nocase(name, S("style"));
}

/* A start tag, p->at at its '<'. What is broken in it is left for libxml2 to tell, whose time grows with the square of the number
 * of attributes: false after a report when there are too many. */
static bool copy_tag(struct preparation *p)
{
    size_t start = p->at, attributes = 0;
    size_t end = behind_name(p->text, p->at + 1);
    Str name = str_from_to(p->text, p->at + 1, end);
    copy_to(p, end);
    do {
        copy_to(p, behind_space(p->text, p->at));
        if (attributes++ > MOST_ATTRIBUTES) {
            diag_report(p->diag, source_loc(p, start), MSG_TEMPLATE_TAG_LONG, name,
                        str_format(p->arena, "%d", MOST_ATTRIBUTES));
            return false;
        }
    } while (copy_attribute(p));
    if (p->at >= p->text.len || p->text.data[p->at] != '>') return true;
    if (html_is_void(name) && !is_closed_somewhere(p, name)) insert(p, "/");
    bool open = p->text.data[p->at - 1] != '/';
    copy_to(p, p->at + 1);
    if (open && is_raw(name)) copy_raw(p, name);
    return true;
}

static bool copy_body(struct preparation *p)
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
        if (c == '<' && end < p->text.len && char_is_alpha(p->text.data[p->at + 1])) {
            if (!copy_tag(p)) return false;
            continue;
        }
        while (end < p->text.len && p->text.data[end] != '<' && p->text.data[end] != '&') end++;
        copy_to(p, end);
    }
    return true;
}

bool prepare_text(struct arena *arena, struct diag *diag, struct markup *m)
{
    struct preparation p = {.arena = arena, .diag = diag, .markup = m, .text = m->source->text};
    if (!str_trim(p.text).len) {
        diag_report(diag, source_loc(&p, 0), MSG_TEMPLATE_EMPTY);
        return false;
    }
    if (!read_declaration(&p) || !read_doctype(&p)) return false;
    note_shift(&p);
    buf_c(&p.out, "<" PREPARE_ROOT ">");
    note_shift(&p);
    if (!copy_body(&p)) {
        buf_free(&p.out);
        return false;
    }
    note_shift(&p);
    buf_c(&p.out, "</" PREPARE_ROOT ">");
    m->text = buf_copy(&p.out, arena);
    buf_free(&p.out);
    return true;
}
