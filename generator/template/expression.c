#include "template/expression.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { EXPRESSION_DEPTH = 32, MOST_ALTERNATIVES = 32 };

/* ---- names ---- */

static void names_rehash(struct names *names)
{
    names->slot_count = names->slot_count ? names->slot_count * 2 : 64;
    names->slots = arena_make_n(names->arena, uint32_t, names->slot_count);
    size_t mask = names->slot_count - 1;
    for (size_t i = 0; i < names->count; i++) {
        size_t slot = str_hash(names->list[i]) & mask;
        while (names->slots[slot]) slot = (slot + 1) & mask;
        names->slots[slot] = (uint32_t)i + 1;
    }
}

uint32_t names_number(struct names *names, Str name)
{
    if (2 * (names->count + 1) > names->slot_count) names_rehash(names);
    size_t mask = names->slot_count - 1, slot = str_hash(name) & mask;
    for (; names->slots[slot]; slot = (slot + 1) & mask)
        if (str_equal(names->list[names->slots[slot] - 1], name)) return names->slots[slot] - 1;
    names->list =
        arena_grow(names->arena, names->list, &names->capacity, names->count + 1, sizeof *names->list);
    names->list[names->count++] = str_copy(names->arena, name);
    names->slots[slot] = (uint32_t)names->count;
    return (uint32_t)names->count - 1;
}

/* Length of the name that s begins with. */
static size_t name_length(Str s)
{
    size_t len = 0;
    while (len < s.len && (char_is_alpha(s.data[len]) || s.data[len] == '_' ||
                           (len && (char_is_digit(s.data[len]) || s.data[len] == '-'))))
        len++;
    return len;
}

bool name_valid(Str name)
{
    return name.len && name_length(name) == name.len;
}

/* ---- places ---- */

Loc place_loc(const struct place *place, const char *at)
{
    size_t offset = place->offset;
    size_t within = at >= place->text.data && at <= place->text.data + place->text.len
                        ? (size_t)(at - place->text.data)
                        : 0;
    for (size_t i = 0; place->doubled && i < within; i++) offset += place->text.data[i] == ';';
    return markup_value_loc(place->markup, place->attribute, offset + within);
}

/* ---- reading ---- */

struct reading {
    const struct expression_reader *reader;
    const struct place *place;
    unsigned depth;
};

static const struct expression *read_any(struct reading *r, Str text);

static Loc loc_of(const struct reading *r, Str text)
{
    return place_loc(r->place, text.data);
}

static struct expression *expression_new(struct reading *r, enum expression_kind kind, Str text)
{
    struct expression *expression = arena_make(r->reader->arena, struct expression);
    expression->kind = kind;
    expression->loc = loc_of(r, text);
    expression->text = text;
    return expression;
}

#define report_at(r, text, message, ...)                                                                     \
    diag_report((r)->reader->diag, loc_of((r), (text)), (message), ##__VA_ARGS__)

static enum builtin builtin_of(Str name)
{
    static const struct {
        const char *name;
        enum builtin builtin;
    } list[] = {{"nothing", BUILTIN_NOTHING},
                {"default", BUILTIN_DEFAULT},
                {"repeat", BUILTIN_REPEAT},
                {"attrs", BUILTIN_ATTRS},
                {"options", BUILTIN_OPTIONS}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (str_is(name, list[i].name)) return list[i].builtin;
    return BUILTIN_NONE;
}

static bool read_segment(struct reading *r, Str name, struct segment *segment)
{
    *segment = (struct segment){.name = name, .loc = loc_of(r, name)};
    if (!name.len) return false;
    if (name.data[0] == '?') {
        Str variable = str_skip(name, 1);
        if (!name_valid(variable)) return false;
        segment->indirect = true;
        segment->variable = names_number(r->reader->names, variable);
        return true;
    }
    int64_t index;
    segment->is_index = char_is_digit(name.data[0]) && str_int64(name, &index) && index >= 0;
    if (segment->is_index) segment->index = (size_t)index;
    return true;
}

static size_t count_char(Str s, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) count += s.data[i] == c;
    return count;
}

/* variable/segment/?segment … (no alternatives, no prefix) */
static const struct expression *read_path(struct reading *r, Str text)
{
    text = str_trim(text);
    if (!text.len) return expression_new(r, EXPRESSION_NOTHING, text);
    struct expression *path = expression_new(r, EXPRESSION_PATH, str_copy(r->reader->arena, text));
    path->loc = loc_of(r, text);
    Str rest = text, first = str_cut(&rest, '/');
    if (str_is(first, "CONTEXTS") && rest.data) {
        path->unhidden = true;
        first = str_cut(&rest, '/');
    }
    if (!name_valid(first) || (path->unhidden && builtin_of(first) == BUILTIN_NONE)) {
        report_at(r, text, MSG_TEMPLATE_PATH, text);
        return NULL;
    }
    path->variable = names_number(r->reader->names, first);
    path->builtin = builtin_of(first);
    path->attributes = path->builtin == BUILTIN_ATTRS ? r->reader->attributes : NULL;
    struct segment *segments = arena_make_n(r->reader->arena, struct segment, count_char(text, '/') + 1);
    while (rest.data) {
        Str name = str_cut(&rest, '/');
        if (!read_segment(r, name, &segments[path->count++])) {
            report_at(r, text, MSG_TEMPLATE_PATH, text);
            return NULL;
        }
        segments[path->count - 1].name = str_copy(r->reader->arena, name);
    }
    path->segments = segments;
    return path;
}

/* Length of "name:" at the beginning, 0 when the text begins otherwise. */
static size_t prefix_length(Str text)
{
    size_t len = name_length(text);
    return len && len < text.len && text.data[len] == ':' ? len + 1 : 0;
}

/* a | b | string:c — from the first alternative with a prefix on, all the rest is that expression (as in zope.tales). */
static const struct expression *read_choice(struct reading *r, Str text)
{
    const struct expression *parts[MOST_ALTERNATIVES];
    size_t count = 0;
    for (Str rest = text; rest.data || !count;) {
        Str here = str_trim_left(rest);
        bool prefixed = prefix_length(here) > 0;
        Str part = prefixed ? here : str_cut(&rest, '|');
        if (prefixed) rest = STR_NONE;
        if (count == MOST_ALTERNATIVES) {
            report_at(r, part, MSG_TEMPLATE_EXPRESSION_DEEP);
            return NULL;
        }
        parts[count] = prefixed ? read_any(r, part) : read_path(r, part);
        if (!parts[count++]) return NULL;
    }
    if (count == 1) return parts[0];
    struct expression *choice = expression_new(r, EXPRESSION_CHOICE, text);
    choice->parts = arena_copy(r->reader->arena, parts, count * sizeof *parts);
    choice->count = count;
    return choice;
}

/* ---- string: ---- */

struct parts {
    const struct expression **list;
    size_t count, capacity;
};

static void parts_add(struct reading *r, struct parts *parts, const struct expression *part)
{
    parts->list =
        arena_grow(r->reader->arena, parts->list, &parts->capacity, parts->count + 1, sizeof *parts->list);
    parts->list[parts->count++] = part;
}

static const struct expression *text_part(struct reading *r, Str from, Str text)
{
    struct expression *part = expression_new(r, EXPRESSION_TEXT, from);
    part->text = text;
    part->value = value_text(r->reader->arena, text);
    return part;
}

static void flush_text(struct reading *r, struct parts *parts, Str from, struct buf *plain)
{
    if (plain->len) parts_add(r, parts, text_part(r, from, buf_copy(plain, r->reader->arena)));
    plain->len = 0;
}

/* What follows a '$' at text[at]: $name or ${path}. */
static const struct expression *read_substitution(struct reading *r, Str text, size_t *at)
{
    Str rest = str_skip(text, *at + 1);
    if (rest.len && rest.data[0] == '{') {
        size_t close = str_find_char(rest, '}');
        if (close < rest.len) {
            *at += close + 2;
            return read_choice(r, str_from_to(rest, 1, close));
        }
    }
    size_t len = name_length(rest);
    if (len) {
        *at += 1 + len;
        return read_path(r, str_from_to(rest, 0, len));
    }
    report_at(r, str_skip(text, *at), MSG_TEMPLATE_DOLLAR);
    return NULL;
}

static const struct expression *read_string(struct reading *r, Str text)
{
    struct parts parts = {0};
    struct buf plain = {0};
    bool sound = true;
    for (size_t at = 0; sound && at < text.len;) {
        if (text.data[at] != '$') {
            buf_char(&plain, text.data[at++]);
        } else if (at + 1 < text.len && text.data[at + 1] == '$') {
            buf_char(&plain, '$');
            at += 2;
        } else {
            flush_text(r, &parts, text, &plain);
            const struct expression *part = read_substitution(r, text, &at);
            sound = part != NULL;
            if (sound) parts_add(r, &parts, part);
        }
    }
    flush_text(r, &parts, text, &plain);
    buf_free(&plain);
    if (!sound) return NULL;
    if (!parts.count) return text_part(r, text, S(""));
    if (parts.count == 1 && parts.list[0]->kind == EXPRESSION_TEXT) return parts.list[0];
    struct expression *string = expression_new(r, EXPRESSION_STRING, text);
    string->parts = parts.list;
    string->count = parts.count;
    return string;
}

/* ---- prefixes ---- */

static const struct expression *wrap(struct reading *r, enum expression_kind kind, Str text, Str inner)
{
    if (!str_trim(inner).len) {
        report_at(r, text, MSG_TEMPLATE_PATH, text);
        return NULL;
    }
    struct expression *expression = expression_new(r, kind, text);
    expression->inner = read_any(r, inner);
    return expression->inner ? expression : NULL;
}

/* Types of expressions that are another one with something done to it; path and nocall do nothing. */
static const struct {
    const char *name;
    enum expression_kind kind;
} types[] = {
    {"path", EXPRESSION_CHOICE},     {"nocall", EXPRESSION_CHOICE}, {"string", EXPRESSION_STRING},
    {"not", EXPRESSION_NOT},         {"exists", EXPRESSION_EXISTS}, {"number", EXPRESSION_NUMBER},
    {"percent", EXPRESSION_PERCENT}, {"rupiah", EXPRESSION_RUPIAH}, {"date", EXPRESSION_DATE},
};
enum { TYPE_COUNT = sizeof types / sizeof *types };

static void report_type(struct reading *r, Str text, Str name)
{
    Str known[TYPE_COUNT];
    for (size_t i = 0; i < TYPE_COUNT; i++) known[i] = str_from(types[i].name);
    Str near = str_nearest(name, known, TYPE_COUNT);
    if (str_is(name, "python"))
        report_at(r, text, MSG_TEMPLATE_PYTHON);
    else if (near.len)
        report_at(r, text, MSG_TEMPLATE_TYPE_NEAR, name, near);
    else
        report_at(r, text, MSG_TEMPLATE_TYPE, name);
}

static const struct expression *read_prefixed(struct reading *r, Str text, Str name, Str rest)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (!str_is(name, types[i].name)) continue;
        switch (types[i].kind) {
        case EXPRESSION_CHOICE: return read_choice(r, rest);
        case EXPRESSION_STRING: return read_string(r, rest);
        default: return wrap(r, types[i].kind, text, str_trim_left(rest));
        }
    }
    report_type(r, text, name);
    return NULL;
}

static const struct expression *read_any(struct reading *r, Str text)
{
    text = str_trim_left(text);
    if (r->depth >= EXPRESSION_DEPTH) {
        report_at(r, text, MSG_TEMPLATE_EXPRESSION_DEEP);
        return NULL;
    }
    r->depth++;
    size_t prefix = prefix_length(text);
    const struct expression *expression =
        prefix ? read_prefixed(r, text, str_from_to(text, 0, prefix - 1), str_skip(text, prefix))
               : read_choice(r, text);
    r->depth--;
    return expression;
}

const struct expression *expression_read(const struct expression_reader *reader, const struct place *place,
                                         Str text)
{
    struct reading reading = {.reader = reader, .place = place};
    return read_any(&reading, text);
}
