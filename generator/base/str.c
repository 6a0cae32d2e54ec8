#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { LONGEST_NAME_COMPARED = 64 };

Str str_from(const char *c_string)
{
    return c_string ? (Str){c_string, strlen(c_string)} : STR_NONE;
}

Str str_slice(const char *from, const char *to)
{
    return (Str){from, (size_t)(to - from)};
}

Str str_copy(struct arena *arena, Str s)
{
    return (Str){str_c(arena, s), s.len};
}

char *str_c(struct arena *arena, Str s)
{
    char *copy = arena_raw(arena, s.len + 1);
    if (s.len) memcpy(copy, s.data, s.len);
    copy[s.len] = '\0';
    return copy;
}

Str str_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, (size_t)(len < 0 ? 0 : len) + 1);
    if (len > 0) vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (Str){text, (size_t)(len < 0 ? 0 : len)};
}

Str str_join(struct arena *arena, const Str *parts, size_t count, Str between)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) len += parts[i].len + (i ? between.len : 0);
    char *text = arena_raw(arena, len + 1), *at = text;
    for (size_t i = 0; i < count; i++) {
        if (i && between.len) at = (char *)memcpy(at, between.data, between.len) + between.len;
        if (parts[i].len) at = (char *)memcpy(at, parts[i].data, parts[i].len) + parts[i].len;
    }
    *at = '\0';
    return (Str){text, len};
}

bool str_equal_nocase(Str a, Str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (char_lower(a.data[i]) != char_lower(b.data[i])) return false;
    return true;
}

int str_compare(Str a, Str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_equal((Str){s.data, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_equal((Str){s.data + (s.len - suffix.len), suffix.len}, suffix);
}

bool str_ends_nocase(Str s, Str suffix)
{
    return s.len >= suffix.len && str_equal_nocase((Str){s.data + (s.len - suffix.len), suffix.len}, suffix);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv). */
uint64_t str_hash(Str s)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++) hash = (hash ^ (unsigned char)s.data[i]) * 0x100000001b3u;
    return hash;
}

Str str_from_to(Str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return from == to ? STR_NONE : (Str){s.data + from, to - from};
}

Str str_skip(Str s, size_t n)
{
    return str_from_to(s, n, s.len);
}

Str str_trim_left(Str s)
{
    while (s.len && char_is_space(s.data[0])) s = (Str){s.data + 1, s.len - 1};
    return s;
}

Str str_trim_right(Str s)
{
    while (s.len && char_is_space(s.data[s.len - 1])) s.len--;
    return s;
}

Str str_trim(Str s)
{
    return str_trim_right(str_trim_left(s));
}

/* One or two bytes: the C library's memmem takes four times as long where the first of them is rare. */
static size_t find_short(Str s, Str needle)
{
    const char *at = s.data, *end = s.data + s.len - needle.len + 1;
    while (at < end && (at = memchr(at, needle.data[0], (size_t)(end - at)))) {
        if (needle.len == 1 || at[1] == needle.data[1]) return (size_t)(at - s.data);
        at++;
    }
    return s.len;
}

size_t str_find(Str s, Str needle)
{
    if (needle.len == 0) return 0;
    if (s.len < needle.len) return s.len;
    if (needle.len <= 2) return find_short(s, needle);
    const char *found = memmem(s.data, s.len, needle.data, needle.len);
    return found ? (size_t)(found - s.data) : s.len;
}

size_t str_find_char(Str s, char c)
{
    const char *found = s.len ? memchr(s.data, c, s.len) : NULL;
    return found ? (size_t)(found - s.data) : s.len;
}

/* Eight bytes at a time: a byte is a digit when its upper half is 3 and its lower half does not reach 16 with 6 added. */
size_t str_find_digit(Str s)
{
    const uint64_t ones = UINT64_MAX / 255;
    size_t at = 0;
    for (; at + 8 <= s.len; at += 8) {
        uint64_t word;
        memcpy(&word, s.data + at, sizeof word);
        uint64_t low = (word & ones * 0x0f) + ones * 6;
        uint64_t other = ((word ^ ones * 0x30) | low) & ones * 0xf0;
        if ((other - ones) & ~other & ones * 0x80) break; /* some byte of `other` is zero */
    }
    while (at < s.len && !char_is_digit(s.data[at])) at++;
    return at;
}

size_t str_find_last_char(Str s, char c)
{
    const char *found = s.len ? memrchr(s.data, c, s.len) : NULL;
    return found ? (size_t)(found - s.data) : s.len;
}

Str str_cut(Str *rest, char separator)
{
    Str all = *rest;
    size_t at = str_find_char(all, separator);
    *rest = at < all.len ? (Str){all.data + at + 1, all.len - at - 1} : STR_NONE;
    return (Str){all.data, at};
}

bool str_int64(Str s, int64_t *value)
{
    size_t i = s.len && (s.data[0] == '-' || s.data[0] == '+');
    bool negative = i && s.data[0] == '-';
    int64_t sum = 0;
    if (i == s.len) return false;
    for (; i < s.len; i++) {
        if (!char_is_digit(s.data[i]) || __builtin_mul_overflow(sum, (int64_t)10, &sum)) return false;
        int64_t digit = s.data[i] - '0';
        if (__builtin_add_overflow(sum, negative ? -digit : digit, &sum)) return false;
    }
    *value = sum;
    return true;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t str_distance(Str a, Str b, size_t limit)
{
    size_t rows[3][LONGEST_NAME_COMPARED + 1];
    size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (gap > limit || a.len > LONGEST_NAME_COMPARED || b.len > LONGEST_NAME_COMPARED) return limit + 1;
    for (size_t j = 0; j <= b.len; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = char_lower(a.data[i - 1]), y = char_lower(b.data[j - 1]);
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == char_lower(b.data[j - 2]) && y == char_lower(a.data[i - 2]) &&
                two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    size_t distance = rows[a.len % 3][b.len];
    return distance < limit ? distance : (distance == limit ? limit : limit + 1);
}

Str str_nearest(Str wanted, const Str *names, size_t count)
{
    size_t limit = wanted.len / 3 < 1 ? 1 : (wanted.len / 3 > 3 ? 3 : wanted.len / 3);
    Str nearest = STR_NONE;
    for (size_t i = 0; i < count; i++) {
        size_t distance = str_distance(wanted, names[i], limit);
        if (distance > limit) continue;
        nearest = names[i];
        if (distance == 0) break;
        limit = distance - 1; /* later ones must be nearer: the first of equals wins */
    }
    return nearest;
}

static int hex_digit(char c)
{
    c = char_lower(c);
    return char_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Str str_percent_decode(struct arena *arena, Str s)
{
    if (str_find_char(s, '%') == s.len) return s;
    struct buf out = {0};
    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len && s.data[i] == '%' ? hex_digit(s.data[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.data[i + 2]) : -1;
        if (low >= 0) i += 2;
        buf_char(&out, low >= 0 ? (char)(high * 16 + low) : s.data[i]);
    }
    Str decoded = buf_copy(&out, arena);
    buf_free(&out);
    return decoded;
}
