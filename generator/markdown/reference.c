/* Values: `{{fact.call_center}}` in texts and link targets. What a value stands for is never read as Markdown or HTML. */
#include "markdown/pass.h"
#include "site/copy.h"

enum { LONGEST = 256 }; /* from {{ to }} */

static const Str escape = {lines_escape, 3};

size_t reference_find(Str text)
{
    for (size_t at = 0; at < text.len; at++) {
        at += str_find_char(str_skip(text, at), '{');
        if (at + 1 < text.len && text.data[at + 1] == '{') return at;
    }
    return text.len;
}

/* What was written as `\{{` comes back as `with`. */
static Str unescape(struct work *work, Str text, const char *with)
{
    if (!work->escapes || str_find(text, escape) == text.len) return text;
    struct buf out = {0};
    while (text.len) {
        size_t at = str_find(text, escape);
        buf_str(&out, str_from_to(text, 0, at));
        if (at < text.len) buf_c(&out, with);
        text = str_skip(text, at + escape.len);
    }
    Str result = buf_copy(&out, work->arena);
    buf_free(&out);
    return result;
}

static bool is_name(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!char_is_alpha(name.data[i]) && !char_is_digit(name.data[i]) && name.data[i] != '_' &&
            name.data[i] != '-' && name.data[i] != '.')
            return false;
    return name.len > 0;
}

static bool of_copy(const struct work *work, Str name)
{
    return work->context->copy && copy_is_value(name);
}

static Str nearest_value(struct work *work, Str name)
{
    if (of_copy(work, name)) return copy_nearest_value(work->context->product, work->arena, name);
    return site_nearest_value(work->site, work->arena, name);
}

static bool value_text_of(struct work *work, Str name, Str *value)
{
    if (of_copy(work, name))
        return copy_value(work->context->product, work->context->copy, work->arena, name, value);
    return site_value_text_at(work->site, work->arena, name, work->context->lang, work->context->period,
                              value);
}

static void report_value(struct work *work, cmark_node *node, Str written, Str name)
{
    Loc loc = lines_find(work->document, node, written);
    Str near = is_name(name) ? nearest_value(work, name) : STR_NONE;
    if (generate_is(written))
        work_report(work, loc, MSG_MARKDOWN_GENERATE_FORM);
    else if (include_is(written))
        work_report(work, loc, MSG_MARKDOWN_INCLUDE_FORM, str_trim_right(written));
    else if (!is_name(name))
        work_report(work, loc, MSG_MARKDOWN_VALUE_FORM);
    else if (near.len)
        work_report(work, loc, MSG_MARKDOWN_VALUE_UNKNOWN_NEAR, name, near);
    else
        work_report(work, loc, MSG_MARKDOWN_VALUE_UNKNOWN, name);
}

/* The value that begins at text[0..1] == "{{"; false after a report. `*len` is what it takes of the text. */
static bool read_value(struct work *work, cmark_node *node, Str text, size_t *len, Str *name, Str *value)
{
    text = str_from_to(text, 0, LONGEST);
    size_t end = str_find(text, S("}}"));
    *len = end < text.len ? end + 2 : 2;
    *name = end < text.len ? str_trim(str_from_to(text, 2, end)) : STR_NONE;
    if (is_name(*name) && value_text_of(work, *name, value)) {
        if (!of_copy(work, *name) && work->site && site_value_expired(work->site, *name))
            work_report(work, lines_find(work->document, node, str_from_to(text, 0, *len)), MSG_FACT_EXPIRED,
                        *name, site_expiry(work->site, work->arena, *name));
        work->used = arena_grow(work->arena, work->used, &work->used_capacity, work->used_count + 1,
                                sizeof *work->used);
        work->used[work->used_count++] = str_copy(work->arena, *name);
        return true;
    }
    if (work->reports < MOST_REPORTS)
        report_value(work, node, include_is(text) ? str_from_to(text, 0, 9) : str_from_to(text, 0, *len),
                     *name);
    return false;
}

/* Puts a text and then a value before the node. */
static void insert_text(struct work *work, cmark_node *before, Str text)
{
    if (!text.len) return;
    cmark_node *node = node_new(CMARK_NODE_TEXT);
    node_set_literal(work, node, unescape(work, text, "{{"));
    cmark_node_insert_before(before, node);
}

static void insert_value(struct work *work, cmark_node *before, Str name, Str value)
{
    cmark_node *node = node_new(CMARK_NODE_CUSTOM_INLINE), *text = node_new(CMARK_NODE_TEXT);
    node_mark(work, node, MARKDOWN_VALUE, lines_loc(work->document, before))->target =
        str_copy(work->arena, name);
    cmark_node_insert_before(before, node);
    node_set_literal(work, text, value);
    cmark_node_append_child(node, text);
}

void reference_pass(struct work *work, cmark_node *node)
{
    if (!work->values) return;
    Str text = node_literal(node);
    size_t at = reference_find(text);
    if (at == text.len) {
        Str plain = unescape(work, text, "{{");
        if (plain.data != text.data) node_set_literal(work, node, plain);
        return;
    }
    Str whole = str_copy(work->arena, text), rest = whole;
    size_t kept = 0;
    while (at < rest.len) {
        Str name, value;
        size_t len;
        if (read_value(work, node, str_skip(rest, at), &len, &name, &value)) {
            insert_text(work, node, str_from_to(rest, kept, at));
            insert_value(work, node, name, value);
            kept = at + len;
        }
        at += len;
        at += reference_find(str_skip(rest, at));
    }
    rest = str_skip(rest, kept);
    node_set_literal(work, node, unescape(work, rest, "{{"));
    if (!rest.len) node_remove(node);
}

void reference_restore(struct work *work, cmark_node *node)
{
    if (!work->escapes) return;
    Str text = node_literal(node), written = unescape(work, text, "\\{{");
    if (written.data != text.data) node_set_literal(work, node, written);
    if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK) return;
    Str info = str_from(cmark_node_get_fence_info(node)), plain = unescape(work, info, "{{");
    if (plain.data != info.data) cmark_node_set_fence_info(node, str_c(work->arena, plain));
}

/* A telephone number without the spaces and brackets that it is written with. */
static void put_dialled(struct buf *out, Str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (char_is_digit(value.data[i]) || value.data[i] == '+' || value.data[i] == '*' ||
            value.data[i] == '#')
            buf_char(out, value.data[i]);
}

/* The text with its values in it; the text itself when there is nothing to change. */
static Str fill(struct work *work, cmark_node *node, Str text, bool dialled)
{
    size_t at = reference_find(text);
    if (at == text.len) return unescape(work, text, "{{");
    struct buf out = {0};
    while (text.len) {
        Str name, value;
        size_t len;
        buf_str(&out, str_from_to(text, 0, at));
        text = str_skip(text, at);
        if (!text.len) break;
        if (!read_value(work, node, text, &len, &name, &value))
            buf_str(&out, str_from_to(text, 0, len));
        else if (dialled)
            put_dialled(&out, value);
        else
            buf_str(&out, value);
        text = str_skip(text, len);
        at = reference_find(text);
    }
    Str result = unescape(work, buf_copy(&out, work->arena), "{{");
    buf_free(&out);
    return result;
}

Str reference_url(struct work *work, cmark_node *node, Str url)
{
    return work->values ? fill(work, node, url, str_equal_nocase(link_scheme(url), S("tel"))) : url;
}

void reference_title(struct work *work, cmark_node *node)
{
    Str title = str_from(cmark_node_get_title(node));
    if (!work->values || !title.len) return;
    Str filled = fill(work, node, str_copy(work->arena, title), false);
    if (!str_equal(filled, title)) cmark_node_set_title(node, str_c(work->arena, filled));
}
