#include "data/value.h"

#include "base/arena.h"
#include "base/buf.h"

/* Maps of more keys than this get a hash table; below it a scan is faster. */
enum { SCANNED_KEYS = 16 };

/* Open addressing, linear probing; a slot holds the position of the key plus one. Lists use the capacity only. */
struct value_index {
    size_t item_capacity, key_capacity, loc_capacity;
    size_t slot_count; /* 0 or a power of two, at least twice the keys */
    uint32_t *slots;
};

const struct value value_nothing = {.kind = VALUE_NOTHING};

static uint64_t key_bit(Str key)
{
    if (!key.len) return 1;
    unsigned first = (unsigned char)key.data[0], last = (unsigned char)key.data[key.len - 1];
    return (uint64_t)1 << ((first * 5 + last * 11 + key.len * 23) & 63);
}

static size_t map_find(const struct value *map, Str key)
{
    if (!(map->initial & key_bit(key))) return SIZE_MAX;
    const struct value_index *index = map->index;
    if (!index || !index->slot_count) {
        for (size_t i = 0; i < map->count; i++)
            if (map->keys[i].len == key.len && (!key.len || map->keys[i].data[0] == key.data[0]) &&
                str_equal(map->keys[i], key))
                return i;
        return SIZE_MAX;
    }
    size_t mask = index->slot_count - 1;
    for (size_t slot = str_hash(key) & mask; index->slots[slot]; slot = (slot + 1) & mask)
        if (str_equal(map->keys[index->slots[slot] - 1], key)) return index->slots[slot] - 1;
    return SIZE_MAX;
}

const struct value *value_get(const struct value *map, Str key)
{
    if (!map || map->kind != VALUE_MAP) return NULL;
    size_t at = map_find(map, key);
    return at == SIZE_MAX ? NULL : map->items[at];
}

const struct value *value_at(const struct value *list, size_t index)
{
    return list && list->kind == VALUE_LIST && index < list->count ? list->items[index] : NULL;
}

bool value_key_loc(const struct value *map, Str key, Loc *loc)
{
    size_t at = map && map->kind == VALUE_MAP && map->key_locs ? map_find(map, key) : SIZE_MAX;
    if (at == SIZE_MAX) return false;
    *loc = map->key_locs[at];
    return true;
}

Str value_get_text(const struct value *map, Str key)
{
    const struct value *value = value_get(map, key);
    return value && value_is_scalar(value) ? value->text : STR_NONE;
}

bool value_is_scalar(const struct value *value)
{
    return value->kind == VALUE_BOOL || value->kind == VALUE_NUMBER || value->kind == VALUE_TEXT ||
           value->kind == VALUE_DATE;
}

bool value_is_true(const struct value *value)
{
    if (!value) return false;
    switch (value->kind) {
    case VALUE_NOTHING: return false;
    case VALUE_BOOL: return value->boolean;
    case VALUE_NUMBER: return value->number.coefficient != 0;
    case VALUE_TEXT:
    case VALUE_MARKUP: return value->text.len > 0;
    case VALUE_DATE: return true;
    case VALUE_LIST:
    case VALUE_MAP: return value->count > 0;
    }
    return false;
}

void value_write_plain(struct buf *out, const struct value *value)
{
    if (!value) return;
    if (value->kind == VALUE_BOOL)
        buf_c(out, value->boolean ? "true" : "false");
    else if (value_is_scalar(value) || value->kind == VALUE_MARKUP)
        buf_str(out, value->text);
}

static struct value *value_new(struct arena *arena, enum value_kind kind)
{
    struct value *value = arena_make(arena, struct value);
    value->kind = kind;
    return value;
}

struct value *value_text(struct arena *arena, Str text)
{
    struct value *value = value_new(arena, VALUE_TEXT);
    value->text = text;
    return value;
}

struct value *value_markup(struct arena *arena, Str markup)
{
    struct value *value = value_new(arena, VALUE_MARKUP);
    value->text = markup;
    return value;
}

struct value *value_bool(struct arena *arena, bool boolean)
{
    struct value *value = value_new(arena, VALUE_BOOL);
    value->boolean = boolean;
    value->text = boolean ? S("true") : S("false");
    return value;
}

struct value *value_int(struct arena *arena, int64_t integer)
{
    return value_number(arena, decimal_from_int(integer));
}

struct value *value_number(struct arena *arena, Decimal number)
{
    struct value *value = value_new(arena, VALUE_NUMBER);
    struct buf text = {0};
    value->number = number;
    decimal_write_plain(&text, number, -1);
    value->text = buf_copy(&text, arena);
    buf_free(&text);
    return value;
}

struct value *value_date(struct arena *arena, Date date)
{
    struct value *value = value_new(arena, VALUE_DATE);
    struct buf text = {0};
    value->date = date;
    date_write_iso(&text, date);
    value->text = buf_copy(&text, arena);
    buf_free(&text);
    return value;
}

struct value *value_list(struct arena *arena)
{
    struct value *list = value_new(arena, VALUE_LIST);
    return list;
}

struct value *value_map(struct arena *arena)
{
    struct value *map = value_new(arena, VALUE_MAP);
    return map;
}

/* What was made in its exact size has none, and is full. */
static void make_index(struct arena *arena, struct value *value)
{
    if (value->index) return;
    value->index = arena_make(arena, struct value_index);
    *value->index =
        (struct value_index){value->count, value->count, value->key_locs ? value->count : 0, 0, NULL};
}

/* Makes room for one more item; what the value shows as const is its own memory. */
static const struct value **room_for_item(struct arena *arena, struct value *value)
{
    make_index(arena, value);
    value->items =
        arena_grow(arena, value->items, &value->index->item_capacity, value->count + 1, sizeof *value->items);
    return (const struct value **)(uintptr_t)&value->items[value->count];
}

void value_append(struct arena *arena, struct value *list, const struct value *item)
{
    *room_for_item(arena, list) = item;
    list->count++;
}

static void slot_take(struct value_index *index, Str key, size_t position)
{
    size_t mask = index->slot_count - 1, slot = str_hash(key) & mask;
    while (index->slots[slot]) slot = (slot + 1) & mask;
    index->slots[slot] = (uint32_t)(position + 1);
}

static void map_index(struct arena *arena, const struct value *map)
{
    struct value_index *index = map->index;
    if (map->count <= SCANNED_KEYS) return;
    if (index->slot_count >= 2 * map->count) {
        slot_take(index, map->keys[map->count - 1], map->count - 1);
        return;
    }
    index->slot_count = index->slot_count ? index->slot_count * 2 : SCANNED_KEYS * 4;
    index->slots = arena_make_n(arena, uint32_t, index->slot_count);
    for (size_t i = 0; i < map->count; i++) slot_take(index, map->keys[i], i);
}

static void map_append(struct arena *arena, struct value *map, Str key, const struct value *item)
{
    make_index(arena, map);
    map->keys = arena_grow(arena, map->keys, &map->index->key_capacity, map->count + 1, sizeof *map->keys);
    ((Str *)(uintptr_t)map->keys)[map->count] = key;
    map->initial |= key_bit(key);
    *room_for_item(arena, map) = item;
    map->count++;
    map_index(arena, map);
}

void value_set(struct arena *arena, struct value *map, Str key, const struct value *item)
{
    size_t at = map_find(map, key);
    if (at != SIZE_MAX)
        ((const struct value **)(uintptr_t)map->items)[at] = item;
    else if (map->key_locs)
        value_set_new(arena, map, key, LOC_NONE, item);
    else
        map_append(arena, map, key, item);
}

bool value_set_new(struct arena *arena, struct value *map, Str key, Loc key_loc, const struct value *item)
{
    if (map_find(map, key) != SIZE_MAX) return false;
    make_index(arena, map);
    map->key_locs =
        arena_grow(arena, map->key_locs, &map->index->loc_capacity, map->count + 1, sizeof *map->key_locs);
    ((Loc *)(uintptr_t)map->key_locs)[map->count] = key_loc;
    map_append(arena, map, key, item);
    return true;
}

/* Where the text stands in its source, plain or behind a quotation mark; else a copy. */
static Str copy_text(struct arena *arena, Str text, Loc loc)
{
    if (text.len == 0) return text.data ? S("") : text;
    for (size_t quote = 0; loc.source && quote < 2; quote++) {
        Str there = str_from_to(loc.source->text, loc.offset + quote, loc.offset + quote + text.len);
        if (str_equal(there, text)) return there;
    }
    return str_copy(arena, text);
}

static void copy_keys(struct arena *arena, struct value *copy, const struct value *map)
{
    Str *keys = arena_make_n(arena, Str, map->count);
    for (size_t i = 0; i < map->count; i++)
        keys[i] = copy_text(arena, map->keys[i], map->key_locs ? map->key_locs[i] : LOC_NONE);
    copy->keys = keys;
    copy->key_locs =
        map->key_locs ? arena_copy(arena, map->key_locs, map->count * sizeof *map->key_locs) : NULL;
    if (map->count <= SCANNED_KEYS) return;
    make_index(arena, copy);
    copy->index->slot_count = map->index->slot_count;
    copy->index->slots = arena_copy(arena, map->index->slots, map->index->slot_count * sizeof(uint32_t));
}

/* As deep as values are: 64 levels when they come from a file. */
const struct value *value_copy(struct arena *arena, const struct value *value)
{
    struct value *copy = arena_copy(arena, value, sizeof *value);
    copy->text = copy_text(arena, value->text, value->loc);
    if (value->kind != VALUE_LIST && value->kind != VALUE_MAP) return copy;
    const struct value **items = arena_make_n(arena, const struct value *, value->count);
    for (size_t i = 0; i < value->count; i++) items[i] = value_copy(arena, value->items[i]);
    copy->items = items;
    copy->index = NULL;
    if (value->kind == VALUE_MAP) copy_keys(arena, copy, value);
    return copy;
}

struct value *value_texts(struct arena *arena, const Str *keys, const Str *texts, size_t count)
{
    struct whole {
        struct value map, texts[];
    } *whole = arena_alloc(arena, sizeof *whole + count * sizeof(struct value));
    Str *kept = arena_make_n(arena, Str, count);
    const struct value **items = arena_make_n(arena, const struct value *, count);
    uint32_t given = 0;
    for (size_t i = 0; i < count; i++) {
        if (!texts[i].len) continue;
        whole->texts[given].kind = VALUE_TEXT;
        whole->texts[given].text = texts[i];
        kept[given] = keys[i];
        whole->map.initial |= key_bit(keys[i]);
        items[given] = &whole->texts[given];
        given++;
    }
    whole->map.kind = VALUE_MAP;
    whole->map.count = given;
    whole->map.keys = kept;
    whole->map.items = items;
    return &whole->map;
}
