#include "data/schema.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"

enum { DEEPEST = 64, MOST_KEYS = 64, EXCERPT = 60 };

struct check {
    struct arena *arena;
    struct diag *diag;
    bool right;
};

#define fault(check, loc, message, ...)                                                                      \
    ((check)->right = false, diag_report((check)->diag, (loc), (message), ##__VA_ARGS__))

/* What was found, in a form that needs no translation: the text as written, or brackets. */
static Str seen(struct check *check, const struct value *value)
{
    if (value->kind == VALUE_LIST) return S("[…]");
    if (value->kind == VALUE_MAP) return S("{…}");
    Str text = value->text;
    size_t at = 0, shown = 0;
    while (at < text.len && text.data[at] != '\n' && shown < EXCERPT) utf8_next(text, &at), shown++;
    if (at == text.len) return text;
    return str_join(check->arena, (Str[]){str_from_to(text, 0, at), S("…")}, 2, STR_NONE);
}

static Str number_text(struct check *check, int64_t number)
{
    return str_format(check->arena, "%lld", (long long)number);
}

static Str choices_text(struct check *check, const char *const *choices)
{
    struct buf list = {0};
    for (size_t i = 0; choices[i]; i++) {
        if (i) buf_c(&list, ", ");
        buf_c(&list, choices[i]);
    }
    Str text = buf_copy(&list, check->arena);
    buf_free(&list);
    return text;
}

bool schema_is_name(Str s)
{
    bool ok = s.len > 0 && s.len <= SCHEMA_NAME_MAX && s.data[0] != '-';
    for (size_t i = 0; ok && i < s.len; i++)
        ok = char_is_alpha(s.data[i]) || char_is_digit(s.data[i]) || s.data[i] == '-' || s.data[i] == '_';
    return ok;
}

static bool is_url(Str s)
{
    size_t host = str_starts(s, S("https://")) ? 8 : str_starts(s, S("http://")) ? 7 : 0;
    bool ok = host && s.len > host && s.data[host] != '/';
    for (size_t i = 0; ok && i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        ok = c > ' ' && c != 127 && c != '"' && c != '<' && c != '>' && c != '\\';
    }
    return ok;
}

static bool is_path(struct check *check, Str s)
{
    Str resolved;
    return str_find_char(s, '\\') == s.len && str_find_char(s, '\n') == s.len &&
           path_resolve(check->arena, STR_NONE, s, &resolved);
}

static void check_text(struct check *check, const struct schema *schema, const struct value *value, Str key)
{
    if (!value_is_scalar(value)) {
        fault(check, value->loc, MSG_SCHEMA_TEXT, key, seen(check, value));
        return;
    }
    Str text = value->text;
    if (text.len == 0 && (schema->flags & SCHEMA_REQUIRED)) {
        fault(check, value->loc, MSG_SCHEMA_EMPTY, key);
        return;
    }
    Str trimmed = str_trim_right(text);
    if (!(schema->flags & SCHEMA_MULTILINE) && str_find_char(trimmed, '\n') < trimmed.len)
        fault(check, value->loc, MSG_SCHEMA_ONE_LINE, key);
    if (schema->least == 0 && schema->most == 0) return;
    int64_t length = (int64_t)utf8_length(text);
    if (length < schema->least)
        fault(check, value->loc, MSG_SCHEMA_TOO_SHORT, key, number_text(check, schema->least),
              number_text(check, length));
    else if (schema->most && length > schema->most)
        fault(check, value->loc, MSG_SCHEMA_TOO_LONG, key, number_text(check, schema->most),
              number_text(check, length));
}

static void check_integer(struct check *check, const struct schema *schema, const struct value *value,
                          Str key)
{
    int64_t integer;
    if (value->kind != VALUE_NUMBER || !decimal_to_int64(value->number, &integer))
        fault(check, value->loc, MSG_SCHEMA_INTEGER, key, seen(check, value));
    else if ((schema->least || schema->most) && (integer < schema->least || integer > schema->most))
        fault(check, value->loc, MSG_SCHEMA_BOUNDS, key, number_text(check, schema->least),
              number_text(check, schema->most), seen(check, value));
}

static void check_choice(struct check *check, const struct schema *schema, const struct value *value, Str key)
{
    Str names[MOST_KEYS];
    size_t count = 0;
    for (size_t i = 0; schema->choices[i]; i++) {
        if (value_is_scalar(value) && str_is(value->text, schema->choices[i])) return;
        if (count < MOST_KEYS) names[count++] = str_from(schema->choices[i]);
    }
    Str all = choices_text(check, schema->choices);
    Str nearest = value_is_scalar(value) ? str_nearest(value->text, names, count) : STR_NONE;
    if (nearest.len)
        fault(check, value->loc, MSG_SCHEMA_CHOICE_NEAR, key, seen(check, value), nearest, all);
    else
        fault(check, value->loc, MSG_SCHEMA_CHOICE, key, seen(check, value), all);
}

/* Types that only have to look right as text. */
static void check_pattern(struct check *check, enum schema_type type, const struct value *value, Str key)
{
    bool scalar = value_is_scalar(value);
    if (type == SCHEMA_NAME && !(scalar && schema_is_name(value->text)))
        fault(check, value->loc, MSG_SCHEMA_NAME, key, seen(check, value));
    if (type == SCHEMA_URL && !(scalar && is_url(value->text)))
        fault(check, value->loc, MSG_SCHEMA_URL, key, seen(check, value));
    if (type == SCHEMA_PATH && !(scalar && is_path(check, value->text)))
        fault(check, value->loc, MSG_SCHEMA_PATH, key, seen(check, value));
}

static void check_value(struct check *check, const struct schema *schema, const struct value *value, Str key,
                        size_t depth);

static void report_unknown(struct check *check, const struct schema *keys, Str key, Loc loc)
{
    Str names[MOST_KEYS];
    size_t count = 0;
    for (; keys && keys[count].key && count < MOST_KEYS; count++) names[count] = str_from(keys[count].key);
    Str nearest = str_nearest(key, names, count);
    if (nearest.len)
        fault(check, loc, MSG_SCHEMA_KEY_NEAR, key, nearest);
    else
        fault(check, loc, MSG_SCHEMA_KEY, key, str_join(check->arena, names, count, S(", ")));
}

static void check_map(struct check *check, const struct schema *schema, const struct value *map, Str key,
                      size_t depth)
{
    if (map->kind != VALUE_MAP) {
        fault(check, map->loc, key.len ? MSG_SCHEMA_MAP : MSG_SCHEMA_TOP, key, seen(check, map));
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct schema *row = schema->keys;
        while (row && row->key && !str_is(map->keys[i], row->key)) row++;
        if (row && row->key)
            check_value(check, row, map->items[i], map->keys[i], depth + 1);
        else if (!(schema->flags & SCHEMA_OPEN))
            report_unknown(check, schema->keys, map->keys[i], map->key_locs ? map->key_locs[i] : map->loc);
    }
    for (const struct schema *row = schema->keys; row && row->key; row++)
        if ((row->flags & SCHEMA_REQUIRED) && !value_get(map, str_from(row->key)))
            fault(check, map->loc, MSG_SCHEMA_MISSING, str_from(row->key));
}

static void check_map_of(struct check *check, const struct schema *schema, const struct value *map, Str key,
                         size_t depth)
{
    if (map->kind != VALUE_MAP) {
        fault(check, map->loc, MSG_SCHEMA_MAP, key, seen(check, map));
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        if (!schema_is_name(map->keys[i]))
            fault(check, map->key_locs ? map->key_locs[i] : map->loc, MSG_SCHEMA_KEY_NAME, map->keys[i]);
        if (!schema->item) continue;
        if (map->items[i]->kind == VALUE_NOTHING && schema->item->type != SCHEMA_ANY)
            fault(check, map->items[i]->loc, MSG_SCHEMA_EMPTY, map->keys[i]);
        else
            check_value(check, schema->item, map->items[i], map->keys[i], depth + 1);
    }
}

static void check_list(struct check *check, const struct schema *schema, const struct value *list, Str key,
                       size_t depth)
{
    if ((schema->flags & SCHEMA_OR_ONE) && value_is_scalar(list)) {
        check_value(check, schema->item, list, key, depth + 1);
        return;
    }
    if (list->kind != VALUE_LIST) {
        fault(check, list->loc, MSG_SCHEMA_LIST, key, seen(check, list));
        return;
    }
    for (size_t i = 0; schema->item && i < list->count; i++) {
        if (list->items[i]->kind == VALUE_NOTHING && schema->item->type != SCHEMA_ANY)
            fault(check, list->items[i]->loc, MSG_SCHEMA_EMPTY, key);
        else
            check_value(check, schema->item, list->items[i], key, depth + 1);
    }
}

static void check_value(struct check *check, const struct schema *schema, const struct value *value, Str key,
                        size_t depth)
{
    if (depth > DEEPEST) return; /* the YAML reader lets nothing deeper in */
    if (value->kind == VALUE_NOTHING && schema->type != SCHEMA_ANY) {
        if (schema->flags & SCHEMA_REQUIRED) fault(check, value->loc, MSG_SCHEMA_EMPTY, key);
        return;
    }
    switch (schema->type) {
    case SCHEMA_ANY: return;
    case SCHEMA_TEXT: check_text(check, schema, value, key); return;
    case SCHEMA_BOOL:
        if (value->kind != VALUE_BOOL) fault(check, value->loc, MSG_SCHEMA_BOOL, key, seen(check, value));
        return;
    case SCHEMA_INTEGER: check_integer(check, schema, value, key); return;
    case SCHEMA_NUMBER:
        if (value->kind != VALUE_NUMBER) fault(check, value->loc, MSG_SCHEMA_NUMBER, key, seen(check, value));
        return;
    case SCHEMA_DATE:
        if (value->kind != VALUE_DATE) fault(check, value->loc, MSG_SCHEMA_DATE, key, seen(check, value));
        return;
    case SCHEMA_NAME:
    case SCHEMA_PATH:
    case SCHEMA_URL: check_pattern(check, schema->type, value, key); return;
    case SCHEMA_LIST: check_list(check, schema, value, key, depth); return;
    case SCHEMA_MAP: check_map(check, schema, value, key, depth); return;
    case SCHEMA_MAP_OF: check_map_of(check, schema, value, key, depth); return;
    case SCHEMA_CHOICE: check_choice(check, schema, value, key); return;
    }
}

bool schema_check(struct arena *arena, struct diag *diag, const struct schema *whole,
                  const struct value *value)
{
    struct check check = {arena, diag, true};
    if (value->kind == VALUE_NOTHING) { /* a file of comments only: its required keys are missing */
        struct value *empty = value_map(arena);
        empty->loc = value->loc;
        value = empty;
    }
    check_value(&check, whole, value, whole->key ? str_from(whole->key) : STR_NONE, 0);
    return check.right;
}
