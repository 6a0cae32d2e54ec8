#include <string.h>

#include "base/arena.h"
#include "template/compile.h"

static const struct {
    enum family family;
    const char *name;
    enum statement statement;
    bool may_be_empty;
} statements[] = {
    {FAMILY_TAL, "define", TAL_DEFINE, false},
    {FAMILY_TAL, "switch", TAL_SWITCH, false},
    {FAMILY_TAL, "condition", TAL_CONDITION, false},
    {FAMILY_TAL, "repeat", TAL_REPEAT, false},
    {FAMILY_TAL, "case", TAL_CASE, false},
    {FAMILY_TAL, "content", TAL_CONTENT, false},
    {FAMILY_TAL, "replace", TAL_REPLACE, false},
    {FAMILY_TAL, "attributes", TAL_ATTRIBUTES, false},
    {FAMILY_TAL, "omit-tag", TAL_OMIT_TAG, true},
    {FAMILY_TAL, "on-error", TAL_ON_ERROR, false},
    {FAMILY_METAL, "define-macro", METAL_DEFINE_MACRO, false},
    {FAMILY_METAL, "extend-macro", METAL_EXTEND_MACRO, false},
    {FAMILY_METAL, "use-macro", METAL_USE_MACRO, false},
    {FAMILY_METAL, "define-slot", METAL_DEFINE_SLOT, false},
    {FAMILY_METAL, "fill-slot", METAL_FILL_SLOT, false},
    {FAMILY_I18N, "translate", I18N_TRANSLATE, true},
    {FAMILY_I18N, "name", I18N_NAME, false},
    {FAMILY_I18N, "attributes", I18N_ATTRIBUTES, false},
    {FAMILY_I18N, "domain", I18N_IGNORED, true},
    {FAMILY_I18N, "source", I18N_IGNORED, true},
    {FAMILY_I18N, "target", I18N_IGNORED, true},
    {FAMILY_I18N, "context", I18N_IGNORED, true},
    {FAMILY_I18N, "comment", I18N_IGNORED, true},
    {FAMILY_I18N, "ignore", I18N_IGNORED, true},
    {FAMILY_I18N, "ignore-attributes", I18N_IGNORED, true},
};
enum {
    KNOWN_COUNT = sizeof statements / sizeof *statements,
    MOST_STATEMENTS = 10000,   /* in a template */
    LONGEST_STATEMENT = 16384, /* bytes; the place of each of its parts is counted from its start */
};

/* ---- which statements an element has ---- */

static void report_unknown(struct compiler *c, const struct markup_attribute *attribute, enum family family)
{
    Str known[KNOWN_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (statements[i].family == family) known[count++] = str_from(statements[i].name);
    Str near = str_nearest(attribute->local, known, count);
    Loc loc = markup_loc(c->markup, attribute->at);
    if (near.len)
        compile_report(c, loc, MSG_TEMPLATE_STATEMENT_NEAR, attribute->name, near);
    else
        compile_report(c, loc, MSG_TEMPLATE_STATEMENT, attribute->name);
}

/* Some checks compare all with all: told once, and what is beyond is not read. */
static bool too_many_statements(struct compiler *c, const struct markup_attribute *attribute)
{
    if (c->statements > MOST_STATEMENTS) return true;
    if (++c->statements <= MOST_STATEMENTS) return false;
    compile_report(c, markup_loc(c->markup, attribute->at), MSG_TEMPLATE_STATEMENTS,
                   str_format(c->arena, "%d", MOST_STATEMENTS));
    return true;
}

static void add_statement(struct compiler *c, struct element *element,
                          const struct markup_attribute *attribute, enum family family)
{
    if (too_many_statements(c, attribute)) return;
    if (attribute->value.len > LONGEST_STATEMENT) {
        compile_report(c, markup_loc(c->markup, attribute->at), MSG_TEMPLATE_STATEMENT_LONG, attribute->name);
        return;
    }
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (statements[i].family != family || !str_is(attribute->local, statements[i].name)) continue;
        const struct markup_attribute **place = &element->statement[statements[i].statement];
        if (!statements[i].may_be_empty && !str_trim(attribute->value).len)
            compile_report(c, markup_loc(c->markup, attribute->at), MSG_TEMPLATE_STATEMENT_EMPTY,
                           attribute->name);
        else if (*place && statements[i].statement != I18N_IGNORED)
            compile_report(c, markup_loc(c->markup, attribute->at), MSG_TEMPLATE_STATEMENT_TWICE,
                           attribute->name);
        else
            *place = attribute;
        return;
    }
    report_unknown(c, attribute, family);
}

/* As HTML parsers do: svg and math and what is in them, but for the HTML within foreignObject. */
static bool is_foreign(const struct compiler *c, Str local)
{
    return c->foreign || str_equal_nocase(local, S("svg")) || str_equal_nocase(local, S("math"));
}

static void forbid(struct compiler *c, const struct element *e, enum statement a, enum statement b)
{
    if (e->statement[a] && e->statement[b])
        compile_report(c, statement_loc(c, e, b), MSG_TEMPLATE_TOGETHER, e->statement[a]->name,
                       e->statement[b]->name);
}

static void check_combinations(struct compiler *c, const struct element *e)
{
    forbid(c, e, TAL_CONTENT, TAL_REPLACE);
    forbid(c, e, METAL_USE_MACRO, METAL_EXTEND_MACRO);
    if (e->statement[METAL_EXTEND_MACRO] && !e->statement[METAL_DEFINE_MACRO])
        compile_report(c, statement_loc(c, e, METAL_EXTEND_MACRO), MSG_TEMPLATE_NEEDS,
                       e->statement[METAL_EXTEND_MACRO]->name, S("metal:define-macro"));
    if (e->statement[I18N_TRANSLATE] && str_trim(e->statement[I18N_TRANSLATE]->value).len) {
        forbid(c, e, TAL_CONTENT, I18N_TRANSLATE);
        forbid(c, e, TAL_REPLACE, I18N_TRANSLATE);
    }
}

void statement_read(struct compiler *c, const xmlNode *node, struct element *element)
{
    Str name = markup_name(c->markup, node);
    size_t colon = str_find_char(name, ':');
    *element = (struct element){
        .node = node,
        .loc = markup_node_loc(c->markup, node),
        .family = markup_family(node),
        .name = name,
        .local = colon < name.len ? str_skip(name, colon + 1) : name,
    };
    element->foreign = is_foreign(c, element->local);
    element->raw = element->family == FAMILY_PLAIN && html_is_raw(element->local);
    element->count = markup_attributes(c->arena, c->markup, node, &element->attributes);
    for (size_t i = 0; i < element->count; i++) {
        struct markup_attribute *attribute = &element->attributes[i];
        bool prefixed = attribute->local.len < attribute->name.len;
        if (attribute->family == FAMILY_PLAIN && element->family != FAMILY_PLAIN && !prefixed)
            attribute->family = element->family; /* within tal:block the prefix may be left out */
        if (attribute->family != FAMILY_PLAIN && attribute->family != FAMILY_XMLNS)
            add_statement(c, element, attribute, attribute->family);
    }
    check_combinations(c, element);
}

const struct value *statement_attrs(struct compiler *c, const struct element *element)
{
    struct value *attrs = value_map(c->arena);
    for (size_t i = 0; i < element->count; i++)
        if (element->attributes[i].family == FAMILY_PLAIN)
            value_set(c->arena, attrs, element->attributes[i].name,
                      value_text(c->arena, element->attributes[i].value));
    return attrs;
}

/* ---- their values ---- */

Loc statement_loc(const struct compiler *c, const struct element *element, enum statement statement)
{
    return markup_loc(c->markup, element->statement[statement]->at);
}

static bool is_doubled(Str s, size_t at)
{
    return at + 1 < s.len && s.data[at + 1] == ';';
}

bool statement_part(struct compiler *c, const struct markup_attribute *attribute, size_t *at,
                    struct place *part)
{
    Str value = attribute->value;
    while (*at < value.len) {
        size_t end = *at;
        bool doubled = false;
        for (; end < value.len; end++) {
            if (value.data[end] != ';') continue;
            if (!is_doubled(value, end)) break;
            doubled = true;
            end++;
        }
        *part = (struct place){c->markup, attribute, str_from_to(value, *at, end), *at, doubled};
        *at = end + 1;
        if (!str_trim(part->text).len) continue;
        if (too_many_statements(c, attribute)) return false;
        if (doubled) {
            struct buf single = {0};
            for (size_t i = 0; i < part->text.len; i++) {
                buf_char(&single, part->text.data[i]);
                i += part->text.data[i] == ';';
            }
            part->text = buf_copy(&single, c->arena);
            buf_free(&single);
        }
        return true;
    }
    return false;
}

Str statement_word(Str text, Str *rest)
{
    text = str_trim_left(text);
    size_t len = 0;
    while (len < text.len && !char_is_space(text.data[len])) len++;
    *rest = str_trim_left(str_skip(text, len));
    return str_from_to(text, 0, len);
}

const struct expression *statement_part_expression(struct compiler *c, const struct element *element,
                                                   const struct place *part, Str text)
{
    struct expression_reader reader = {c->arena, c->diag, c->names, statement_attrs(c, element)};
    const struct expression *expression = expression_read(&reader, part, text);
    if (!expression) c->failed = true;
    return expression;
}

static const struct expression *whole_expression(struct compiler *c, const struct element *element,
                                                 const struct markup_attribute *attribute, Str text)
{
    struct place place = {c->markup, attribute, text, (size_t)(text.data - attribute->value.data), false};
    return statement_part_expression(c, element, &place, text);
}

const struct expression *statement_expression(struct compiler *c, const struct element *element,
                                              enum statement statement)
{
    const struct markup_attribute *attribute = element->statement[statement];
    return whole_expression(c, element, attribute, attribute->value);
}

const struct expression *statement_substitution(struct compiler *c, const struct element *element,
                                                enum statement statement, bool *structure)
{
    const struct markup_attribute *attribute = element->statement[statement];
    Str rest, word = statement_word(attribute->value, &rest);
    *structure = rest.len && str_is(word, "structure");
    bool keyword = *structure || (rest.len && str_is(word, "text"));
    return whole_expression(c, element, attribute, keyword ? rest : attribute->value);
}

Str statement_name(struct compiler *c, const struct element *element, enum statement statement)
{
    Str name = str_trim(element->statement[statement]->value);
    if (name_valid(name)) return name;
    compile_report(c, markup_value_loc(c->markup, element->statement[statement], 0), MSG_TEMPLATE_NAME, name);
    return STR_NONE;
}

/* ---- tal:attributes, i18n:attributes ---- */

static struct change *change_find(struct changes *changes, Str name)
{
    for (size_t i = 0; i < changes->count; i++)
        if (str_equal(changes->list[i].name, name)) return &changes->list[i];
    return NULL;
}

static struct change *change_add(struct compiler *c, struct changes *changes, Str name, Loc loc)
{
    changes->list =
        arena_grow(c->arena, changes->list, &changes->capacity, changes->count + 1, sizeof *changes->list);
    struct change *change = &changes->list[changes->count++];
    *change = (struct change){.name = name, .loc = loc};
    return change;
}

static void read_tal_attributes(struct compiler *c, const struct element *element, struct changes *changes)
{
    const struct markup_attribute *attribute = element->statement[TAL_ATTRIBUTES];
    struct place part;
    for (size_t at = 0; attribute && statement_part(c, attribute, &at, &part);) {
        Str text, name = statement_word(part.text, &text);
        Loc loc = place_loc(&part, name.data);
        if (!text.len) {
            compile_report(c, loc, MSG_TEMPLATE_ATTRIBUTES, str_trim(part.text));
        } else if (!html_attribute_name_valid(name)) {
            compile_report(c, loc, MSG_TEMPLATE_ATTRIBUTE_NAME, name);
        } else if (change_find(changes, name)) {
            compile_report(c, loc, MSG_TEMPLATE_ATTRIBUTE_TWICE, name);
        } else if (html_attribute_context(element->local, name) == HTML_CONTEXT_SCRIPT) {
            compile_report(c, loc, MSG_TEMPLATE_EVENT, name);
        } else {
            const struct expression *expression = statement_part_expression(c, element, &part, text);
            if (expression) change_add(c, changes, name, loc)->expression = expression;
        }
    }
}

static void read_i18n_attributes(struct compiler *c, const struct element *element, struct changes *changes)
{
    const struct markup_attribute *attribute = element->statement[I18N_ATTRIBUTES];
    struct place part;
    for (size_t at = 0; attribute && statement_part(c, attribute, &at, &part);) {
        Str id, rest, name = statement_word(part.text, &id);
        id = statement_word(id, &rest);
        Loc loc = place_loc(&part, name.data);
        struct change *change = change_find(changes, name);
        if (rest.len) {
            compile_report(c, loc, MSG_TEMPLATE_ATTRIBUTES, str_trim(part.text));
            continue;
        }
        if (change && (change->translated || id.len)) {
            compile_report(c, loc, change->translated ? MSG_TEMPLATE_ATTRIBUTE_TWICE : MSG_TEMPLATE_TOGETHER,
                           name, S("tal:attributes"));
            continue;
        }
        if (html_attribute_context(element->local, name) == HTML_CONTEXT_SCRIPT ||
            !html_attribute_name_valid(name)) {
            compile_report(c, loc, MSG_TEMPLATE_EVENT, name);
            continue;
        }
        if (!change) change = change_add(c, changes, name, loc);
        change->translated = true;
        change->id = id;
    }
}

void statement_changes(struct compiler *c, const struct element *element, struct changes *changes)
{
    *changes = (struct changes){0};
    read_tal_attributes(c, element, changes);
    read_i18n_attributes(c, element, changes);
}
