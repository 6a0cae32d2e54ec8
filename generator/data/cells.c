#include "data/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A block at rest: coefficient = least + the row's value of `width` bytes. */
struct packed {
    unsigned char width; /* 0 (all are `least`), 1, 2, 4, 8 */
    unsigned char scale;
    int64_t least;
    void *values;
    const unsigned char *known;  /* a bit a row; NULL: all are */
    const unsigned char *scales; /* one a row; NULL: all have `scale` */
    const Decimal *wide;         /* one a row, when a coefficient needs more than 8 bytes */
};
struct text {
    uint32_t len, hash;
    char data[];
};
struct cells {
    struct arena *arena;
    size_t count; /* of all; those of the open block are count % CELLS_BLOCK */
    struct packed *blocks;
    size_t block_capacity;
    struct open_block *open;
    const struct text ***texts; /* in segments of CELLS_BLOCK */
    size_t text_count, text_capacity;
    uint32_t *slots; /* hash table of texts: number + 1 */
    size_t slot_count;
};
struct open_block {
    bool any_unknown, mixed; /* mixed: of several scales */
    size_t capacity;         /* a table may have a thousand columns and three rows */
    int scale;               /* of the first known number, -1: none yet */
    bool *known;
    int64_t *values;
    unsigned char *scales;
    Decimal *wide; /* all of the block, once a coefficient needs more than 8 bytes */
};

static void free_open(struct cells *cells)
{
    if (cells->open) {
        free(cells->open->known);
        free(cells->open->values);
        free(cells->open->scales);
        free(cells->open->wide);
    }
    free(cells->open);
    cells->open = NULL;
}

static void close_cells(void *handle)
{
    struct cells *cells = handle;
    free(cells->slots);
    free_open(cells);
}

struct cells *cells_new(struct arena *arena)
{
    struct cells *cells = arena_make(arena, struct cells);
    cells->arena = arena;
    cells->open = calloc(1, sizeof *cells->open);
    if (!cells->open) arena_exhausted();
    arena_defer(arena, close_cells, cells);
    return cells;
}

/* ---- in ---- */

static void pack_known(struct cells *cells, struct packed *packed, size_t count)
{
    unsigned char *bits = arena_alloc(cells->arena, CELLS_BLOCK / 8);
    for (size_t i = 0; i < count; i++)
        if (cells->open->known[i]) bits[i / 8] |= (unsigned char)(1 << i % 8);
    packed->known = bits;
}

static void pack_scales(struct cells *cells, struct packed *packed, size_t count)
{
    const struct open_block *open = cells->open;
    packed->scale = (unsigned char)(open->scale < 0 ? 0 : open->scale);
    if (open->mixed) packed->scales = arena_copy(cells->arena, open->scales, count);
}

static unsigned char width_of(uint64_t span)
{
    return span == 0 ? 0 : span <= UINT8_MAX ? 1 : span <= UINT16_MAX ? 2 : span <= UINT32_MAX ? 4 : 8;
}

static void pack_values(struct cells *cells, struct packed *packed, size_t count)
{
    const struct open_block *open = cells->open;
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        if (!open->known[i]) continue;
        int64_t value = open->values[i];
        if (value < least) least = value;
        if (value > most) most = value;
    }
    if (most < least) return; /* none is known */
    packed->least = least;
    packed->width = width_of((uint64_t)most - (uint64_t)least);
    if (!packed->width) return;
    packed->values = arena_array(cells->arena, count, packed->width);
    for (size_t i = 0; i < count; i++) {
        if (!open->known[i]) continue;
        uint64_t value = (uint64_t)open->values[i] - (uint64_t)least;
        switch (packed->width) {
        case 1: ((uint8_t *)packed->values)[i] = (uint8_t)value; break;
        case 2: ((uint16_t *)packed->values)[i] = (uint16_t)value; break;
        case 4: ((uint32_t *)packed->values)[i] = (uint32_t)value; break;
        default: ((uint64_t *)packed->values)[i] = value;
        }
    }
}

static void pack(struct cells *cells)
{
    size_t count = (cells->count - 1) % CELLS_BLOCK + 1, block = (cells->count - 1) / CELLS_BLOCK;
    struct open_block *open = cells->open;
    cells->blocks =
        arena_grow(cells->arena, cells->blocks, &cells->block_capacity, block + 1, sizeof *cells->blocks);
    struct packed *packed = &cells->blocks[block];
    *packed = (struct packed){0};
    if (open->any_unknown) pack_known(cells, packed, count);
    if (open->wide) {
        packed->wide = arena_copy(cells->arena, open->wide, count * sizeof *open->wide);
    } else {
        pack_scales(cells, packed, count);
        pack_values(cells, packed, count);
    }
    open->any_unknown = open->mixed = false;
    open->scale = -1;
    free(open->wide);
    open->wide = NULL;
}

static void *grown(void *array, size_t count, size_t size)
{
    void *larger = reallocarray(array, count, size);
    if (!larger) arena_exhausted();
    return larger;
}

static void grow_open(struct open_block *open)
{
    if (!open->capacity) open->scale = -1;
    open->capacity = open->capacity ? 4 * open->capacity : CELLS_BLOCK / 256;
    open->known = grown(open->known, open->capacity, sizeof *open->known);
    open->values = grown(open->values, open->capacity, sizeof *open->values);
    open->scales = grown(open->scales, open->capacity, sizeof *open->scales);
    if (open->wide) open->wide = grown(open->wide, open->capacity, sizeof *open->wide);
}

/* From now on the block keeps whole Decimals. */
static void widen(struct open_block *open, size_t count)
{
    open->wide = grown(NULL, open->capacity, sizeof *open->wide);
    for (size_t i = 0; i < count; i++)
        open->wide[i] = open->known[i] ? (Decimal){open->values[i], open->scales[i]} : (Decimal){0};
}

static void add(struct cells *cells, bool known, int64_t value, int scale)
{
    struct open_block *open = cells->open;
    size_t at = cells->count++ % CELLS_BLOCK;
    if (at == open->capacity) grow_open(open);
    open->known[at] = known;
    open->values[at] = value;
    open->scales[at] = (unsigned char)scale;
    if (open->wide) open->wide[at] = (Decimal){value, scale};
    open->any_unknown |= !known;
    if (known) {
        if (open->scale < 0) open->scale = scale;
        open->mixed |= open->scale != scale;
    }
    if (at == CELLS_BLOCK - 1) pack(cells);
}

void cells_add_unknown(struct cells *cells)
{
    add(cells, false, 0, 0);
}

void cells_add_number(struct cells *cells, Decimal number)
{
    struct open_block *open = cells->open;
    if (number.coefficient <= INT64_MAX && number.coefficient >= INT64_MIN) {
        add(cells, true, (int64_t)number.coefficient, number.scale);
        return;
    }
    size_t at = cells->count % CELLS_BLOCK;
    if (at == open->capacity) grow_open(open);
    if (!open->wide) widen(open, at);
    open->wide[at] = number;
    open->known[at] = true;
    open->values[at] = 0;
    open->scales[at] = (unsigned char)number.scale;
    cells->count++;
    if (at == CELLS_BLOCK - 1) pack(cells);
}

void cells_add_integer(struct cells *cells, int64_t integer)
{
    add(cells, true, integer, 0);
}

static void add_copy(struct cells *cells, const struct cells *from, size_t row)
{
    if (cells_known(from, row))
        cells_add_number(cells, cells_number(from, row));
    else
        cells_add_unknown(cells);
}

void cells_end(struct cells *cells)
{
    if (cells->count % CELLS_BLOCK) pack(cells);
    free_open(cells);
}

/* ---- the dictionary ---- */

Str cells_dictionary(const struct cells *cells, size_t index)
{
    const struct text *text = cells->texts[index / CELLS_BLOCK][index % CELLS_BLOCK];
    return (Str){text->data, text->len};
}

static uint32_t hash_of(Str text)
{
    uint64_t hash = str_hash(text);
    return (uint32_t)(hash ^ hash >> 32);
}

/* The slot of the text, or the free one where it belongs. */
static uint32_t *find_slot(const struct cells *cells, Str text, uint32_t hash)
{
    size_t mask = cells->slot_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint32_t *slot = &cells->slots[at];
        if (!*slot) return slot;
        const struct text *there = cells->texts[(*slot - 1) / CELLS_BLOCK][(*slot - 1) % CELLS_BLOCK];
        if (there->hash == hash && str_equal((Str){there->data, there->len}, text)) return slot;
    }
}

static void grow_slots(struct cells *cells)
{
    size_t count = cells->slot_count ? cells->slot_count * 2 : 256;
    free(cells->slots);
    cells->slots = calloc(count, sizeof *cells->slots);
    if (!cells->slots) arena_exhausted();
    cells->slot_count = count;
    for (size_t i = 0; i < cells->text_count; i++) { /* all are different */
        size_t at = cells->texts[i / CELLS_BLOCK][i % CELLS_BLOCK]->hash & (count - 1);
        while (cells->slots[at]) at = (at + 1) & (count - 1);
        cells->slots[at] = (uint32_t)i + 1;
    }
}

static void append_text(struct cells *cells, Str text, uint32_t hash)
{
    size_t segment = cells->text_count / CELLS_BLOCK, place = cells->text_count % CELLS_BLOCK;
    struct text *copy = arena_alloc(cells->arena, sizeof *copy + text.len);
    copy->len = (uint32_t)text.len;
    copy->hash = hash;
    if (text.len) memcpy(copy->data, text.data, text.len);
    if (place == 0) {
        cells->texts =
            arena_grow(cells->arena, cells->texts, &cells->text_capacity, segment + 1, sizeof *cells->texts);
        cells->texts[segment] = arena_array(cells->arena, CELLS_BLOCK, sizeof **cells->texts);
    }
    cells->texts[segment][place] = copy;
    cells->text_count++;
}

/* Its number in the dictionary, which it may have to enter. */
static uint32_t intern(struct cells *cells, Str text)
{
    if (2 * cells->text_count >= cells->slot_count) grow_slots(cells);
    uint32_t hash = hash_of(text), *slot = find_slot(cells, text, hash);
    if (!*slot) {
        append_text(cells, text, hash);
        *slot = (uint32_t)cells->text_count;
    }
    return *slot - 1;
}

uint32_t cells_add_text(struct cells *cells, Str text)
{
    uint32_t index = intern(cells, text);
    cells_add_integer(cells, index);
    return index;
}

struct cells *cells_pick(struct arena *arena, const struct cells *from, const size_t *rows, size_t count)
{
    struct cells *cells = cells_new(arena);
    for (size_t i = 0; i < from->text_count; i++) intern(cells, cells_dictionary(from, i));
    for (size_t i = 0; i < count; i++)
        if (rows[i] == SIZE_MAX)
            cells_add_unknown(cells);
        else
            add_copy(cells, from, rows[i]);
    cells_end(cells);
    return cells;
}

bool cells_find_text(const struct cells *cells, Str text, uint32_t *index)
{
    if (!cells->slot_count) return false;
    uint32_t found = *find_slot(cells, text, hash_of(text));
    *index = found - 1;
    return found > 0;
}

size_t cells_texts(const struct cells *cells)
{
    return cells->text_count;
}

/* ---- out ---- */

static bool bit(const unsigned char *bits, size_t at)
{
    return bits[at / 8] >> at % 8 & 1;
}

bool cells_known(const struct cells *cells, size_t row)
{
    const struct packed *packed = &cells->blocks[row / CELLS_BLOCK];
    return !packed->known || bit(packed->known, row % CELLS_BLOCK);
}

static int64_t value_at(const struct packed *packed, size_t at)
{
    uint64_t value = 0;
    switch (packed->width) {
    case 0: break;
    case 1: value = ((const uint8_t *)packed->values)[at]; break;
    case 2: value = ((const uint16_t *)packed->values)[at]; break;
    case 4: value = ((const uint32_t *)packed->values)[at]; break;
    default: value = ((const uint64_t *)packed->values)[at];
    }
    return (int64_t)((uint64_t)packed->least + value);
}

Decimal cells_number(const struct cells *cells, size_t row)
{
    const struct packed *packed = &cells->blocks[row / CELLS_BLOCK];
    size_t at = row % CELLS_BLOCK;
    if (!cells_known(cells, row)) return (Decimal){0};
    if (packed->wide) return packed->wide[at];
    return (Decimal){value_at(packed, at), packed->scales ? packed->scales[at] : packed->scale};
}

Str cells_text(const struct cells *cells, size_t row)
{
    if (!cells_known(cells, row)) return STR_NONE;
    return cells_dictionary(cells, (size_t)value_at(&cells->blocks[row / CELLS_BLOCK], row % CELLS_BLOCK));
}

int cells_scale_most(const struct cells *cells)
{
    int most = 0;
    for (size_t i = 0; i < cells->count; i++) {
        const struct packed *packed = &cells->blocks[i / CELLS_BLOCK];
        if (!packed->scales && !packed->wide) {
            if (packed->scale > most) most = packed->scale;
            i |= CELLS_BLOCK - 1; /* on to the next block */
        } else if (cells_known(cells, i) && cells_number(cells, i).scale > most) {
            most = cells_number(cells, i).scale;
        }
    }
    return most;
}

void cells_unpack(const struct cells *cells, size_t block, struct cells_block *out)
{
    const struct packed *packed = &cells->blocks[block];
    size_t rest = cells->count - block * CELLS_BLOCK, count = rest < CELLS_BLOCK ? rest : CELLS_BLOCK;
    const uint64_t least = (uint64_t)packed->least;
    out->count = count;
    out->all_known = !packed->known;
    out->any_wide = packed->wide != NULL;
    out->one_scale = !packed->scales && !packed->wide;
    out->scale = packed->scale;
    for (size_t i = 0; i < count; i++) out->known[i] = out->all_known || bit(packed->known, i);
    switch (packed->width) {
    case 0:
        for (size_t i = 0; i < count; i++) out->values[i] = (int64_t)least;
        break;
    case 1:
        for (size_t i = 0; i < count; i++)
            out->values[i] = (int64_t)(least + ((const uint8_t *)packed->values)[i]);
        break;
    case 2:
        for (size_t i = 0; i < count; i++)
            out->values[i] = (int64_t)(least + ((const uint16_t *)packed->values)[i]);
        break;
    case 4:
        for (size_t i = 0; i < count; i++)
            out->values[i] = (int64_t)(least + ((const uint32_t *)packed->values)[i]);
        break;
    default:
        for (size_t i = 0; i < count; i++)
            out->values[i] = (int64_t)(least + ((const uint64_t *)packed->values)[i]);
    }
}
