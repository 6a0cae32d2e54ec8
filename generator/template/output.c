#include "base/arena.h"
#include "template/escape.h"
#include "template/render.h"

bool output_text(struct run *run, const struct expression *expression, const struct value *value, Str *text)
{
    *text = S("");
    if (value->kind == VALUE_LIST || value->kind == VALUE_MAP) {
        run_report(run, expression->loc, MSG_TEMPLATE_NOT_TEXT, expression->text);
        return false;
    }
    if (value->kind != VALUE_NOTHING && value->text.data) *text = value->text;
    return run_charge(run, text->len);
}

/* ---- messages ---- */

Str output_message(struct run *run, Loc loc, Str id)
{
    const struct value *messages = run->call->messages;
    if (!messages || !id.len) return STR_NONE;
    const struct value *message = value_get(messages, id);
    if (message && message->kind != VALUE_LIST && message->kind != VALUE_MAP && message->text.len)
        return message->text;
    diag_report(run->call->diag, loc, MSG_TEMPLATE_MESSAGE, id);
    return STR_NONE;
}

static const struct capture_part *part_named(const struct capture *parts, Str name)
{
    for (size_t i = 0; parts && i < parts->count; i++)
        if (str_equal(parts->parts[i].name, name)) return &parts->parts[i];
    return NULL;
}

void output_translation(struct run *run, Str message, const struct capture *parts)
{
    while (message.len) {
        size_t begin = str_find(message, S("${"));
        size_t end = begin + str_find_char(str_skip(message, begin), '}');
        const struct capture_part *part =
            end < message.len ? part_named(parts, str_from_to(message, begin + 2, end)) : NULL;
        size_t plain = part ? begin : begin + 2 < message.len ? begin + 2 : message.len;
        escape_text(run->out, str_from_to(message, 0, plain), run->form);
        if (part) buf_str(run->out, part->text);
        message = str_skip(message, part ? end + 1 : plain);
    }
}

/* One of the references that escape_text writes. */
static size_t plain_reference(Str text, char *plain)
{
    static const struct {
        Str reference;
        char plain;
    } list[] = {{{"&amp;", 5}, '&'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (str_starts(text, list[i].reference)) {
            *plain = list[i].plain;
            return list[i].reference.len;
        }
    return 0;
}

Str output_message_id(struct run *run, Str rendered)
{
    struct buf id = {0};
    bool markup = str_find_char(rendered, '<') < rendered.len; /* then its references are markup, too */
    rendered = str_trim(rendered);
    for (size_t i = 0; i < rendered.len;) {
        char c = rendered.data[i];
        size_t len = c == '&' && !markup ? plain_reference(str_skip(rendered, i), &c) : 0;
        if (len)
            buf_char(&id, c);
        else if (!char_is_space(c))
            buf_char(&id, c);
        else if (!char_is_space(rendered.data[i - 1]))
            buf_char(&id, ' ');
        i += len ? len : 1;
    }
    Str result = buf_copy(&id, run->call->scratch);
    buf_free(&id);
    return result;
}

/* ---- attributes ---- */

static void write_value(struct run *run, const struct dynamic_attribute *attribute, Str text)
{
    bool picture = attribute->context == HTML_CONTEXT_IMAGE;
    switch (attribute->context) {
    case HTML_CONTEXT_URL:
    case HTML_CONTEXT_IMAGE:
        if (html_url_is_safe(text, picture)) {
            buf_html_url(run->out, text);
            return;
        }
        run_report(run, attribute->loc, MSG_TEMPLATE_URL, attribute->name, text);
        buf_char(run->out, '#');
        return;
    case HTML_CONTEXT_URLS:
        if (html_urls_are_safe(text)) break;
        run_report(run, attribute->loc, MSG_TEMPLATE_URL, attribute->name, text);
        buf_char(run->out, '#');
        return;
    case HTML_CONTEXT_STYLE:
        if (html_style_is_safe(text)) break;
        run_report(run, attribute->loc, MSG_TEMPLATE_STYLE, text);
        return;
    case HTML_CONTEXT_PLAIN:
    case HTML_CONTEXT_BOOLEAN:
    case HTML_CONTEXT_SCRIPT: break;
    }
    escape_attribute(run->out, text, run->form);
}

static void write_attribute(struct run *run, const struct dynamic_attribute *attribute, Str text)
{
    buf_char(run->out, ' ');
    buf_str(run->out, attribute->name);
    buf_c(run->out, "=\"");
    write_value(run, attribute, text);
    buf_char(run->out, '"');
}

/* What the expression comes to: false when the attribute is left out. *kept: as it stands in the template. */
static bool attribute_text(struct run *run, const struct dynamic_attribute *attribute, Str *text, bool *kept)
{
    const struct value *value =
        attribute->expression ? evaluate(run, attribute->expression) : &template_default;
    *kept = value == &template_default;
    *text = attribute->original;
    if (*kept) return attribute->has_original || attribute->id.len;
    if (!value || value->kind == VALUE_NOTHING) return false;
    if (attribute->context == HTML_CONTEXT_BOOLEAN && run->form == TEMPLATE_HTML) {
        *text = attribute->name;
        return value_is_true(value);
    }
    return output_text(run, attribute->expression, value, text);
}

void output_attribute(struct run *run, const struct dynamic_attribute *attribute)
{
    Str text;
    bool kept;
    if (!attribute_text(run, attribute, &text, &kept) || run_gives_up(run)) return;
    Str message = attribute->translated
                      ? output_message(run, attribute->loc, attribute->id.len ? attribute->id : text)
                      : STR_NONE;
    if (message.data)
        write_attribute(run, attribute, message);
    else if (!kept)
        write_attribute(run, attribute, text);
    else if (attribute->has_original)
        buf_str(run->out, attribute->literal[run->form]);
}
