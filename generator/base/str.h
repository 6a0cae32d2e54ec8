/* A string view: bytes and a length, no terminator needed, never owned.
 *
 * In: bytes that live in an arena, a source or the program itself. Out: views into them, or copies in an arena.
 * A NUL-terminated copy (str_c) is made only at a library's border. data may be NULL when len is 0. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

typedef struct Str {
    const char *data;
    size_t len;
} Str;

#define S(literal) ((Str){"" literal, sizeof(literal) - 1})
#define STR_NONE   ((Str){NULL, 0})

Str str_from(const char *c_string); /* NULL gives the empty string */
Str str_slice(const char *from, const char *to);
Str str_copy(struct arena *arena, Str s);
char *str_c(struct arena *arena, Str s); /* NUL-terminated copy */
__attribute__((format(printf, 2, 3))) Str str_format(struct arena *arena, const char *format, ...);
Str str_join(struct arena *arena, const Str *parts, size_t count, Str between);

/* Both are part of their callers: names are compared more often than anything else is done. */
static inline bool str_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
static inline bool str_is(Str s, const char *c_string)
{
    return str_equal(s, (Str){c_string, c_string ? strlen(c_string) : 0});
}
bool str_equal_nocase(Str a, Str b); /* ASCII letters only */
int str_compare(Str a, Str b);       /* bytes, as memcmp; a prefix comes first */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_ends_nocase(Str s, Str suffix); /* ASCII letters only: "IMG_0001.JPG" */
uint64_t str_hash(Str s);                /* for tables in memory; may change between versions */

Str str_from_to(Str s, size_t from, size_t to); /* clamped to s */
Str str_skip(Str s, size_t n);                  /* without the first n bytes */
Str str_trim(Str s);                            /* without ASCII white space at both ends */
Str str_trim_left(Str s);
Str str_trim_right(Str s);
/* Index of the first occurrence, or s.len when there is none. */
size_t str_find(Str s, Str needle);
size_t str_find_char(Str s, char c);
size_t str_find_digit(Str s); /* the first of 0 … 9 */
size_t str_find_last_char(Str s, char c);
/* Splits at the first separator: returns what stands before it and moves *rest behind it.
 * The last piece is returned with *rest = {NULL, 0}; calling on from there gives empty strings. */
Str str_cut(Str *rest, char separator);

/* Percent-decoded (RFC 3986, 2.1); the string itself when there is nothing to decode. */
Str str_percent_decode(struct arena *arena, Str s);
/* A whole decimal integer, optional sign; false when anything else stands in s or it overflows. */
bool str_int64(Str s, int64_t *value);
/* Edit distance (insert, delete, replace, swap of neighbours; Damerau 1964, restricted form) of ASCII-folded strings,
 * at most `limit`+1; for "did you mean". Strings over 64 bytes are never near. */
size_t str_distance(Str a, Str b, size_t limit);
/* The nearest of count names within a third of the length (at least 1, at most 3 edits); {NULL, 0} when none is near. */
Str str_nearest(Str wanted, const Str *names, size_t count);

static inline bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

#endif
