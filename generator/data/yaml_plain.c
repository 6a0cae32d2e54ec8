/* The YAML that most front matter is written in, read line by line: libyaml takes ten times as long, a tenth of the time of a whole build of many pages.
 *
 * Block maps whose keys are words, block lists, plain and quoted scalars of one line, flow lists of those. Whatever else there is (comments, escapes,
 * anchors, block scalars, faults of any kind) makes this reader give up without a word, and libyaml reads all of it again. What it does read
 * it reads as libyaml does, places included: the fuzz target of YAML compares the two. YAML 1.2.2, chapters 6 to 8. */
#include "base/arena.h"
#include "data/yaml_inside.h"

enum { DEEPEST = 8, LONGEST_KEY = 100 };

struct plain {
    struct arena *arena;
    const struct source *source;
    Str text;      /* of the source, up to the end of the part */
    size_t at;     /* the first character of the line that comes next, behind its indent */
    size_t indent; /* of that line */
    bool ended;    /* there is none */
    size_t depth;
};

static bool is_word(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_' || c == '-';
}

static char char_at(const struct plain *plain, size_t at)
{
    return at < plain->text.len ? plain->text.data[at] : '\n';
}

static Loc place_of(const struct plain *plain, size_t at)
{
    return (Loc){plain->source, at};
}

/* From the end of a line to the next that is not blank. */
static bool next_line(struct plain *plain, size_t at)
{
    while (at < plain->text.len) {
        size_t from = ++at; /* behind the line end */
        while (char_at(plain, at) == ' ') at++;
        plain->indent = at - from;
        plain->at = at;
        if (at < plain->text.len && plain->text.data[at] != '\n') return true;
    }
    plain->ended = true;
    return true;
}

/* A control character, or what libyaml takes for a line break (U+0085, U+2028, U+2029), a byte order mark or no character. */
static bool is_special(const struct plain *plain, size_t at)
{
    unsigned char c = (unsigned char)char_at(plain, at), second = (unsigned char)char_at(plain, at + 1),
                  third = (unsigned char)char_at(plain, at + 2);
    return c < 0x20 || c == 0x7F || (c == 0xC2 && second < 0xA0) ||
           (c == 0xE2 && second == 0x80 && (third == 0xA8 || third == 0xA9)) || (c == 0xEF && second >= 0xBB);
}

static struct value *text_value(const struct plain *plain, size_t from, size_t to, size_t loc)
{
    struct value *value = value_text(plain->arena, str_from_to(plain->text, from, to));
    value->loc = place_of(plain, loc);
    return value;
}

/* In quotes, without escapes; *at: behind it. */
static const struct value *read_quoted(const struct plain *plain, size_t *at)
{
    char quote = plain->text.data[*at];
    size_t from = *at, to = from + 1;
    for (; char_at(plain, to) != quote; to++)
        if (is_special(plain, to) || plain->text.data[to] == '\\') return NULL;
    if (char_at(plain, to + 1) == quote) return NULL;
    *at = to + 1;
    return text_value(plain, from + 1, to, from);
}

/* To the end of the line; *at: there. */
static const struct value *read_scalar(const struct plain *plain, size_t *at)
{
    size_t from = *at, to = from;
    if (!char_is_alpha(char_at(plain, from)) && !char_is_digit(char_at(plain, from)) &&
        !(char_at(plain, from) & 0x80))
        return NULL;
    for (; char_at(plain, to) != '\n'; to++) {
        char c = plain->text.data[to], next = char_at(plain, to + 1);
        if ((c == ':' && (next == ' ' || next == '\n')) || (c == ' ' && next == '#') || is_special(plain, to))
            return NULL;
    }
    *at = to;
    while (plain->text.data[to - 1] == ' ') to--;
    struct value *value = text_value(plain, from, to, from);
    yaml_resolve_plain(value);
    return value;
}

/* A word of a flow list; *at: behind it. */
static const struct value *read_word(const struct plain *plain, size_t *at)
{
    size_t from = *at, to = from;
    if (!char_is_alpha(char_at(plain, from)) && !char_is_digit(char_at(plain, from))) return NULL;
    while (is_word(char_at(plain, to)) || char_at(plain, to) == '/' || char_at(plain, to) == '.' ||
           char_at(plain, to) == ' ')
        to++;
    *at = to;
    while (plain->text.data[to - 1] == ' ') to--;
    struct value *value = text_value(plain, from, to, from);
    yaml_resolve_plain(value);
    return value;
}

static const struct value *read_flow_list(const struct plain *plain, size_t *at)
{
    struct value *list = value_list(plain->arena);
    list->loc = place_of(plain, *at);
    size_t next = *at + 1;
    while (char_at(plain, next) == ' ') next++;
    bool empty = char_at(plain, next) == ']';
    while (!empty) {
        char c = char_at(plain, next);
        const struct value *item =
            c == '"' || c == '\'' ? read_quoted(plain, &next) : read_word(plain, &next);
        if (!item) return NULL;
        value_append(plain->arena, list, item);
        while (char_at(plain, next) == ' ') next++;
        if (char_at(plain, next) == ']') break;
        if (char_at(plain, next++) != ',') return NULL;
        while (char_at(plain, next) == ' ') next++;
    }
    *at = next + 1;
    return list;
}

/* The value that stands on the line from `at` on, alone; then the next line. */
static const struct value *read_inline(struct plain *plain, size_t at)
{
    char c = char_at(plain, at);
    const struct value *value = c == '['                ? read_flow_list(plain, &at)
                                : c == '"' || c == '\'' ? read_quoted(plain, &at)
                                                        : read_scalar(plain, &at);
    while (value && char_at(plain, at) == ' ') at++;
    if (!value || char_at(plain, at) != '\n') return NULL;
    return next_line(plain, at) ? value : NULL;
}

/* Behind the colon of the key that stands at `at`; 0: there is no key. */
static size_t key_end(const struct plain *plain, size_t at)
{
    size_t to = at;
    if (!char_is_alpha(char_at(plain, to))) return 0;
    while (is_word(char_at(plain, to))) to++;
    char next = char_at(plain, to + 1);
    return char_at(plain, to) == ':' && (next == ' ' || next == '\n') && to - at <= LONGEST_KEY ? to + 1 : 0;
}

static bool is_item(const struct plain *plain)
{
    return char_at(plain, plain->at) == '-' && char_at(plain, plain->at + 1) == ' ';
}

static const struct value *read_map(struct plain *plain, size_t indent);

static const struct value *read_list(struct plain *plain, size_t indent)
{
    struct value *list = value_list(plain->arena);
    list->loc = place_of(plain, plain->at);
    while (!plain->ended && plain->indent == indent && is_item(plain)) {
        size_t at = plain->at + 1;
        while (char_at(plain, at) == ' ') at++;
        const struct value *item;
        if (key_end(plain, at)) {
            plain->indent += at - plain->at;
            plain->at = at;
            item = read_map(plain, plain->indent);
        } else {
            item = read_inline(plain, at);
        }
        if (!item || (!plain->ended && plain->indent > indent)) return NULL;
        value_append(plain->arena, list, item);
    }
    return list;
}

/* What belongs to a key at `indent` and stands on lines of its own. */
static const struct value *read_block(struct plain *plain, size_t indent, size_t at)
{
    if (!next_line(plain, at) || plain->ended || plain->depth == DEEPEST) return NULL;
    if (plain->indent >= indent && is_item(plain)) return read_list(plain, plain->indent);
    return plain->indent > indent ? read_map(plain, plain->indent) : NULL;
}

static const struct value *read_map(struct plain *plain, size_t indent)
{
    struct value *map = value_map(plain->arena);
    map->loc = place_of(plain, plain->at);
    plain->depth++;
    while (!plain->ended && plain->indent == indent) {
        size_t from = plain->at, at = key_end(plain, from);
        if (!at) return NULL;
        Str key = str_from_to(plain->text, from, at - 1);
        while (char_at(plain, at) == ' ') at++;
        const struct value *value =
            char_at(plain, at) == '\n' ? read_block(plain, indent, at) : read_inline(plain, at);
        if (!value || (!plain->ended && plain->indent > indent) ||
            !value_set_new(plain->arena, map, key, place_of(plain, from), value))
            return NULL;
    }
    plain->depth--;
    return map;
}

const struct value *yaml_plain_read(struct arena *arena, const struct source *source, size_t from, size_t to)
{
    struct plain plain = {.arena = arena, .source = source, .text = {source->text.data, to}};
    size_t at = from;
    while (char_at(&plain, at) == ' ') at++;
    if (at != from || from == to || !key_end(&plain, at)) return NULL;
    plain.at = at;
    const struct value *map = read_map(&plain, 0);
    return plain.ended ? map : NULL;
}
