/* Values: what YAML holds, what templates see, what facts and indicators come to.
 *
 * In: the YAML reader, the site and the writers build them in an arena. Out: read-only trees; every value that came from a
 * file knows its place. Maps keep the order of insertion; looking a key up is O(1) on average. */
#ifndef DATA_VALUE_H
#define DATA_VALUE_H

#include "base/diag.h"
#include "data/date.h"
#include "data/decimal.h"

struct arena;

enum value_kind {
    VALUE_NOTHING, /* null, or not there */
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_TEXT,
    VALUE_DATE,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_MARKUP, /* XHTML or SVG made by this program: the only thing that `structure` inserts unescaped */
};

struct value {
    enum value_kind kind;
    uint32_t count; /* LIST and MAP; 0 for the others */
    uint64_t
        initial; /* MAP: a bit for each key, by its length and ends: most look-ups are for what is not there; private */
    Loc loc;
    Str text; /* TEXT and MARKUP: the text; other scalars: as written in the file ("0812", "1e3"), else the plain form */
    union { /* a site holds millions of values */
        bool boolean;
        Decimal number;
        Date date;
        struct {
            const struct value *const *items; /* LIST: count items; MAP: the values */
            const Str *keys;                  /* MAP: the keys, in order */
            const Loc *key_locs;       /* MAP: where the keys stand; NULL when they came from no file */
            struct value_index *index; /* MAP: for value_get; private */
        };
    };
};

extern const struct value value_nothing;

/* The entry of a map, or NULL when there is none or `map` is NULL or no map. */
const struct value *value_get(const struct value *map, Str key);
const struct value *value_at(const struct value *list, size_t index); /* NULL outside of the list */
bool value_key_loc(const struct value *map, Str key, Loc *loc);
bool value_is_scalar(const struct value *value); /* BOOL, NUMBER, TEXT or DATE */
/* Text of an entry, {NULL, 0} when it is no scalar. */
Str value_get_text(const struct value *map, Str key);
/* False: nothing, false, 0, "", an empty list or map. */
bool value_is_true(const struct value *value);
/* A scalar as plain text ("4916.5", "2026-11-22", "true"; what came from a file as written there); lists and maps give
 * nothing. */
void value_write_plain(struct buf *out, const struct value *value);

/* A copy that takes no more room than it needs. Texts that are part of a value's source as they stand are not copied. */
const struct value *value_copy(struct arena *arena, const struct value *value);

struct value *value_text(struct arena *arena, Str text);
struct value *value_markup(struct arena *arena, Str markup);
struct value *value_bool(struct arena *arena, bool boolean);
struct value *value_int(struct arena *arena, int64_t integer);
struct value *value_number(struct arena *arena, Decimal number);
struct value *value_date(struct arena *arena, Date date);
/* Building: a list or map may be appended to until it is shared with other threads. */
struct value *value_list(struct arena *arena);
void value_append(struct arena *arena, struct value *list, const struct value *item);
struct value *value_map(struct arena *arena);
void value_set(struct arena *arena, struct value *map, Str key,
               const struct value *item); /* replaces an older one */
/* A map of texts, all at once; the empty ones are left out. At most as many as a map is scanned for: 16. */
struct value *value_texts(struct arena *arena, const Str *keys, const Str *texts, size_t count);
/* For readers of files, which know where the key stands; false when the key is there already (nothing changes then). */
bool value_set_new(struct arena *arena, struct value *map, Str key, Loc key_loc, const struct value *item);

#endif
