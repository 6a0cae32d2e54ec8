#include "data/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/arena.h"
#include "data/yaml_inside.h"

/* Events, not libyaml's documents: its document loader lets a file of nested brackets or anchors cost quadratic time before
 * we could look at it; events let every limit stop the reading at once. */
enum {
    DEEPEST = 64,
    MOST_ANCHORS = 1000,
    MOST_ALIASES = 1000,
    MOST_REPEATED_NODES = 100000,
    MOST_FAULTS = 20
};

/* What a finished or growing value is worth when an alias repeats it. */
struct extent {
    size_t nodes, height;
};

struct frame {
    struct value *container;
    struct extent extent;
    size_t anchor; /* position in anchors plus one; 0: none */
    bool has_key;
    Str key;
    Loc key_loc;
};

struct anchor {
    Str name;
    const struct value *value; /* NULL while it is still being read */
    struct extent extent;
};

struct reader {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    size_t from;
    Str text;
    size_t seen_chars, seen_bytes; /* where the last mark stood: marks come nearly in order */
    struct frame frames[DEEPEST];
    size_t depth;
    struct anchor *anchors;
    size_t anchor_count, anchor_capacity, alias_count, repeated_nodes;
    const struct value *root;
    size_t documents, faults;
};

/* libyaml counts code points, we count bytes. */
static Loc loc_of(struct reader *reader, yaml_mark_t mark)
{
    size_t chars = reader->seen_chars, at = reader->seen_bytes;
    const char *text = reader->text.data;
    for (; chars < mark.index && at < reader->text.len; chars++) do
            at++;
        while (at < reader->text.len && ((unsigned char)text[at] & 0xC0) == 0x80);
    for (; chars > mark.index && at > 0; chars--) do
            at--;
        while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
    reader->seen_chars = chars;
    reader->seen_bytes = at;
    return (Loc){reader->source, reader->from + at};
}

static Str text_of(const yaml_char_t *c_string)
{
    return str_from((const char *)c_string);
}

#define fault(reader, loc, message, ...)                                                                     \
    ((reader)->faults++, diag_report((reader)->diag, (loc), (message), ##__VA_ARGS__))

/* libyaml's words, and ours; `at_context`: what people must mend stands where the construct began. */
static const struct problem {
    const char *words;
    enum message message;
    bool at_context;
} problems[] = {
    {"mapping values are not allowed", MSG_YAML_COLON, false},
    {"could not find expected ':'", MSG_YAML_COLON_MISSING, true},
    {"did not find expected key", MSG_YAML_INDENT, false},
    {"did not find expected '-' indicator", MSG_YAML_INDENT, false},
    {"did not find expected <document start>", MSG_YAML_INDENT, false},
    {"block sequence entries are not allowed", MSG_YAML_DASH, false},
    {"mapping keys are not allowed", MSG_YAML_QUESTION, false},
    {"found unexpected end of stream", MSG_YAML_QUOTE_OPEN, true},
    {"found unexpected document indicator", MSG_YAML_QUOTE_OPEN, true},
    {"did not find expected ',' or ']'", MSG_YAML_BRACKET_OPEN, true},
    {"did not find expected ',' or '}'", MSG_YAML_BRACE_OPEN, true},
    {"did not find expected node content", MSG_YAML_CHARACTER, false},
    {"found character that cannot start any token", MSG_YAML_CHARACTER, false},
    {"found unknown escape character", MSG_YAML_ESCAPE, false},
    {"did not find expected hexdecimal number", MSG_YAML_ESCAPE, false},
    {"found invalid Unicode character escape code", MSG_YAML_ESCAPE, false},
    {"did not find expected alphabetic or numeric character", MSG_YAML_ANCHOR, true},
    {"found undefined tag handle", MSG_YAML_TAG, false},
    {"did not find expected comment or line break", MSG_YAML_BLOCK, true},
    {"did not find expected digit or line break", MSG_YAML_BLOCK, true},
    {"found a tab character", MSG_YAML_TAB, false},
};

/* The last character before `offset` on the same line that is no space, or 0. */
static char char_before(const struct source *source, size_t offset)
{
    while (offset > 0 && source->text.data[offset - 1] == ' ') offset--;
    return offset > 0 ? source->text.data[offset - 1] : 0;
}

static void report_problem(struct reader *reader, const yaml_parser_t *parser)
{
    Str words = str_from(parser->problem);
    if (parser->error == YAML_READER_ERROR) {
        Loc loc = {reader->source, reader->from + parser->problem_offset};
        fault(reader, loc, MSG_YAML_CONTROL);
        return;
    }
    const struct problem *problem = problems, *end = problems + sizeof problems / sizeof *problems;
    while (problem < end && !str_starts(words, str_from(problem->words))) problem++;
    bool at_context = problem < end && problem->at_context && parser->context;
    Loc loc = loc_of(reader, at_context ? parser->context_mark : parser->problem_mark);
    enum message message = problem < end ? problem->message : MSG_YAML_SYNTAX;
    char here = loc.offset < reader->source->text.len ? reader->source->text.data[loc.offset] : 0;
    char before = char_before(reader->source, loc.offset);
    if (message == MSG_YAML_CHARACTER && here == '\t') message = MSG_YAML_TAB;
    if (message == MSG_YAML_INDENT && (before == '"' || before == '\'')) message = MSG_YAML_AFTER_QUOTE;
    if (message == MSG_YAML_CHARACTER)
        fault(reader, loc, message, str_from_to(reader->source->text, loc.offset, loc.offset + 1));
    else
        fault(reader, loc, message, words);
}

static bool is_one_of(Str s, const char *const *words)
{
    for (; *words; words++)
        if (str_is(s, *words)) return true;
    return false;
}

/* 0o17 and 0x1F of the core schema. */
static bool parse_radix(Str s, Decimal *number)
{
    if (s.len < 3 || s.len > 15 || s.data[0] != '0' || (s.data[1] != 'x' && s.data[1] != 'o')) return false;
    int64_t sum = 0, radix = s.data[1] == 'x' ? 16 : 8;
    for (size_t i = 2; i < s.len; i++) {
        char c = char_lower(s.data[i]);
        int64_t digit = char_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
        if (digit >= radix) return false;
        sum = sum * radix + digit;
    }
    *number = decimal_from_int(sum);
    return true;
}

void yaml_resolve_plain(struct value *value)
{
    static const char *const nothings[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    /* nearly all texts are none of these by their first letter */
    if (value->text.len && !memchr("~nNtTfF+-.0123456789", value->text.data[0], 20)) return;
    if (is_one_of(value->text, nothings)) {
        value->kind = VALUE_NOTHING;
    } else if (is_one_of(value->text, trues)) {
        value->kind = VALUE_BOOL;
        value->boolean = true;
    } else if (is_one_of(value->text, falses)) {
        value->kind = VALUE_BOOL;
    } else if (decimal_parse(value->text, &value->number) || parse_radix(value->text, &value->number)) {
        value->kind = VALUE_NUMBER;
    } else if (date_parse(value->text, &value->date)) {
        value->kind = VALUE_DATE;
    }
}

static bool take_key(struct reader *reader, struct frame *frame, const yaml_event_t *event, Loc loc)
{
    if (event->type != YAML_SCALAR_EVENT) {
        bool braces = str_starts(str_skip(reader->source->text, loc.offset), S("{")) && loc.offset > 0 &&
                      reader->source->text.data[loc.offset - 1] == '{';
        fault(reader, loc, braces ? MSG_YAML_BRACES : MSG_YAML_KEY_NOT_TEXT);
        return false;
    }
    Str key = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && str_is(key, "<<")) {
        fault(reader, loc, MSG_YAML_MERGE);
        return false;
    }
    if (event->data.scalar.anchor || event->data.scalar.tag) {
        fault(reader, loc, MSG_YAML_KEY_NOT_TEXT);
        return false;
    }
    if (key.len == 0) fault(reader, loc, MSG_YAML_KEY_EMPTY);
    Loc earlier;
    if (value_key_loc(frame->container, key, &earlier))
        fault(reader, loc, MSG_YAML_KEY_REPEATED, key,
              str_format(reader->arena, "%zu", loc_line_column(earlier).line));
    frame->key = str_copy(reader->arena, key);
    frame->key_loc = loc;
    frame->has_key = true;
    return true;
}

/* Puts a value where it belongs: into the innermost open list or map, or as the document itself. */
static void place(struct reader *reader, const struct value *value)
{
    if (reader->depth == 0) {
        reader->root = value;
        return;
    }
    struct frame *frame = &reader->frames[reader->depth - 1];
    if (frame->container->kind == VALUE_LIST)
        value_append(reader->arena, frame->container, value);
    else
        value_set_new(reader->arena, frame->container, frame->key, frame->key_loc, value);
    frame->has_key = false;
}

static void count_nodes(struct reader *reader, struct extent extent)
{
    if (reader->depth == 0) return;
    struct extent *outer = &reader->frames[reader->depth - 1].extent;
    outer->nodes += extent.nodes;
    if (outer->height < extent.height + 1) outer->height = extent.height + 1;
}

/* Position plus one of a new anchor; 0 when the event has none; SIZE_MAX after a report. */
static size_t take_anchor(struct reader *reader, const yaml_char_t *name, Loc loc)
{
    if (!name) return 0;
    if (reader->anchor_count == MOST_ANCHORS) {
        fault(reader, loc, MSG_YAML_ANCHORS, str_format(reader->arena, "%d", MOST_ANCHORS));
        return SIZE_MAX;
    }
    reader->anchors = arena_grow(reader->arena, reader->anchors, &reader->anchor_capacity,
                                 reader->anchor_count + 1, sizeof *reader->anchors);
    reader->anchors[reader->anchor_count] = (struct anchor){.name = str_copy(reader->arena, text_of(name))};
    return ++reader->anchor_count;
}

static bool take_scalar(struct reader *reader, const yaml_event_t *event, Loc loc)
{
    size_t anchor = take_anchor(reader, event->data.scalar.anchor, loc);
    if (anchor == SIZE_MAX) return false;
    if (event->data.scalar.tag) fault(reader, loc, MSG_YAML_TAG, text_of(event->data.scalar.tag));
    Str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    struct value *value = value_text(reader->arena, str_copy(reader->arena, text));
    value->loc = loc;
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) yaml_resolve_plain(value);
    struct extent one = {1, 0};
    if (anchor) {
        reader->anchors[anchor - 1].value = value;
        reader->anchors[anchor - 1].extent = one;
    }
    count_nodes(reader, one);
    place(reader, value);
    return true;
}

static bool take_alias(struct reader *reader, const yaml_event_t *event, Loc loc)
{
    Str name = text_of(event->data.alias.anchor);
    const struct anchor *anchor = NULL;
    for (size_t i = reader->anchor_count; i-- > 0 && !anchor;)
        if (str_equal(reader->anchors[i].name, name)) anchor = &reader->anchors[i];
    if (!anchor) {
        fault(reader, loc, MSG_YAML_ALIAS_UNKNOWN, name);
        return false;
    }
    if (!anchor->value) {
        fault(reader, loc, MSG_YAML_ALIAS_LOOP, name);
        return false;
    }
    reader->repeated_nodes += anchor->extent.nodes;
    if (++reader->alias_count > MOST_ALIASES || reader->repeated_nodes > MOST_REPEATED_NODES) {
        fault(reader, loc, MSG_YAML_ALIAS_BOMB, name);
        return false;
    }
    if (reader->depth + anchor->extent.height > DEEPEST) {
        fault(reader, loc, MSG_YAML_DEPTH, str_format(reader->arena, "%d", DEEPEST));
        return false;
    }
    count_nodes(reader, anchor->extent);
    place(reader, anchor->value);
    return true;
}

static bool open_container(struct reader *reader, const yaml_event_t *event, Loc loc)
{
    bool map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag = map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    size_t anchor =
        take_anchor(reader, map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor, loc);
    if (anchor == SIZE_MAX) return false;
    if (tag) fault(reader, loc, MSG_YAML_TAG, text_of(tag));
    if (reader->depth == DEEPEST) {
        fault(reader, loc, MSG_YAML_DEPTH, str_format(reader->arena, "%d", DEEPEST));
        return false;
    }
    struct value *value = map ? value_map(reader->arena) : value_list(reader->arena);
    value->loc = loc;
    reader->frames[reader->depth++] = (struct frame){.container = value, .extent = {1, 0}, .anchor = anchor};
    return true;
}

static void close_container(struct reader *reader)
{
    struct frame frame = reader->frames[--reader->depth];
    if (frame.anchor) {
        reader->anchors[frame.anchor - 1].value = frame.container;
        reader->anchors[frame.anchor - 1].extent = frame.extent;
    }
    count_nodes(reader, frame.extent);
    place(reader, frame.container);
}

/* False: stop reading. */
static bool take_node(struct reader *reader, const yaml_event_t *event)
{
    Loc loc = loc_of(reader, event->start_mark);
    struct frame *frame = reader->depth ? &reader->frames[reader->depth - 1] : NULL;
    bool ends = event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
    if (!ends && frame && frame->container->kind == VALUE_MAP && !frame->has_key)
        return take_key(reader, frame, event, loc);
    switch (event->type) {
    case YAML_SCALAR_EVENT: return take_scalar(reader, event, loc);
    case YAML_ALIAS_EVENT: return take_alias(reader, event, loc);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: return open_container(reader, event, loc);
    default: close_container(reader); return true;
    }
}

static bool take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_START_EVENT:
    case YAML_MAPPING_END_EVENT: return take_node(reader, event);
    case YAML_DOCUMENT_START_EVENT:
        if (reader->documents++ == 0) return true;
        fault(reader, loc_of(reader, event->start_mark), MSG_YAML_DOCUMENTS);
        return false;
    default: return true;
    }
}

static void read_events(struct reader *reader, yaml_parser_t *parser)
{
    yaml_event_t event;
    bool going = true, ended = false;
    while (going && !ended) {
        if (!yaml_parser_parse(parser, &event)) {
            if (parser->error == YAML_MEMORY_ERROR) arena_exhausted();
            report_problem(reader, parser);
            return;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        going = take_event(reader, &event) && reader->faults < MOST_FAULTS;
        if (reader->faults >= MOST_FAULTS)
            diag_report(reader->diag, loc_of(reader, event.start_mark), MSG_DATA_MORE_FAULTS);
        yaml_event_delete(&event);
    }
}

const struct value *yaml_read_part(struct arena *arena, struct diag *diag, const struct source *source,
                                   size_t from, size_t to)
{
    if (to > source->text.len) to = source->text.len;
    if (from > to) from = to;
    if (from == 0 && str_starts(source->text, S("\uFEFF"))) from = to < 3 ? to : 3;
    const struct value *plain = yaml_plain_read(arena, source, from, to);
    if (plain) return plain;
    return yaml_read_all(arena, diag, source, from, to);
}

const struct value *yaml_read_all(struct arena *arena, struct diag *diag, const struct source *source,
                                  size_t from, size_t to)
{
    struct reader *reader = arena_make(arena, struct reader);
    reader->arena = arena;
    reader->diag = diag;
    reader->source = source;
    reader->from = from;
    reader->text = str_from_to(source->text, from, to);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) arena_exhausted();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(reader->text.len ? reader->text.data : ""),
                                 reader->text.len);
    read_events(reader, &parser);
    yaml_parser_delete(&parser);
    if (reader->faults) return NULL;
    if (reader->root) return reader->root;
    struct value *empty = value_map(arena);
    empty->loc = (Loc){source, from};
    return empty;
}

const struct value *yaml_read(struct arena *arena, struct diag *diag, const struct source *source)
{
    return yaml_read_part(arena, diag, source, 0, source->text.len);
}
