#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { PRINTED_MOSTLY = 64 /* room that nearly all that is printed fits into */ };

void buf_free(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){0};
}

void buf_free_handle(void *buf)
{
    buf_free(buf);
}

void buf_reserve(struct buf *buf, size_t more)
{
    size_t need;
    if (__builtin_add_overflow(buf->len, more, &need) || need == SIZE_MAX) arena_exhausted();
    if (need < buf->capacity) return; /* one byte stays for the NUL */
    size_t wider = buf->capacity ? buf->capacity : 256;
    while (wider <= need)
        if (__builtin_mul_overflow(wider, (size_t)2, &wider)) arena_exhausted();
    char *moved = realloc(buf->data, wider);
    if (!moved) arena_exhausted();
    buf->data = moved;
    buf->capacity = wider;
}

/* What nearly every call comes to, small enough to be part of its callers. */
static inline void append(struct buf *buf, const void *data, size_t len)
{
    if (buf->capacity - buf->len <= len) buf_reserve(buf, len);
    if (len) memcpy(buf->data + buf->len, data, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void buf_bytes(struct buf *buf, const void *data, size_t len)
{
    append(buf, data, len);
}

void buf_str(struct buf *buf, Str s)
{
    append(buf, s.data, s.len);
}

void buf_c(struct buf *buf, const char *c_string)
{
    append(buf, c_string, c_string ? strlen(c_string) : 0);
}

void buf_char(struct buf *buf, char c)
{
    append(buf, &c, 1);
}

void buf_codepoint(struct buf *buf, uint32_t codepoint)
{
    char bytes[4];
    buf_bytes(buf, bytes, utf8_encode(codepoint, bytes));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    buf_reserve(buf, PRINTED_MOSTLY);
    size_t room = buf->capacity - buf->len;
    int len = vsnprintf(buf->data + buf->len, room, format, arguments);
    va_end(arguments);
    if (len > 0 && (size_t)len >= room) {
        buf_reserve(buf, (size_t)len);
        vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
    }
    if (len > 0) buf->len += (size_t)len;
    va_end(again);
}

void buf_number(struct buf *buf, double value, int decimals)
{
    static const int64_t scales[] = {1,      10,      100,      1000,      10000,
                                     100000, 1000000, 10000000, 100000000, 1000000000};
    if (decimals < 0) decimals = 0;
    if (decimals > 9) decimals = 9;
    if (!isfinite(value)) value = 0;
    double limit = 9e18 / (double)scales[decimals];
    if (limit > 1e15) limit = 1e15;
    if (value > limit) value = limit;
    if (value < -limit) value = -limit;
    int64_t scaled = llround(value * (double)scales[decimals]);
    uint64_t left = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
    for (; decimals > 0 && left % 10 == 0; left /= 10) decimals--;
    char text[32];
    size_t at = sizeof text;
    for (int i = 0; i < decimals; i++, left /= 10) text[--at] = (char)('0' + left % 10);
    if (decimals) text[--at] = '.';
    do text[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (scaled < 0) text[--at] = '-';
    append(buf, text + at, sizeof text - at);
}

static const char *html_escape(char c, bool quotes)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return quotes ? "&quot;" : NULL;
    default: return NULL;
    }
}

static void escape(struct buf *buf, Str s, bool quotes)
{
    size_t start = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *entity = html_escape(s.data[i], quotes);
        if (!entity) continue;
        buf_bytes(buf, s.data + start, i - start);
        buf_c(buf, entity);
        start = i + 1;
    }
    if (start < s.len) buf_bytes(buf, s.data + start, s.len - start);
}

void buf_html(struct buf *buf, Str s)
{
    escape(buf, s, false);
}

void buf_html_attribute(struct buf *buf, Str s)
{
    escape(buf, s, true);
}

static bool is_hex(char c)
{
    return char_is_digit(c) || (char_lower(c) >= 'a' && char_lower(c) <= 'f');
}

/* Letters, digits and "-_.+!*(),%#@?=;:/$~[]"; a '%' is looked at more closely. */
static bool is_url_plain(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || (c >= '(' && c <= '/') || (c && strchr("!#$_:;=?@[]~", c));
}

static void put_url_byte(struct buf *buf, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    if (c == '&')
        buf_c(buf, "&amp;");
    else if (c == '\'')
        buf_c(buf, "&#x27;");
    else
        append(buf, (char[3]){'%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15]}, 3);
}

void buf_html_url(struct buf *buf, Str s)
{
    size_t start = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (is_url_plain(c) || (c == '%' && i + 2 < s.len && is_hex(s.data[i + 1]) && is_hex(s.data[i + 2])))
            continue;
        append(buf, s.data + start, i - start);
        put_url_byte(buf, c);
        start = i + 1;
    }
    if (start < s.len) append(buf, s.data + start, s.len - start);
}

Str buf_view(const struct buf *buf)
{
    return (Str){buf->data, buf->len};
}

Str buf_copy(const struct buf *buf, struct arena *arena)
{
    return str_copy(arena, buf_view(buf));
}
