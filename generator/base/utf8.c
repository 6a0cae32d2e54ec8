#include "base/utf8.h"

#include <string.h>

/* Bounds of the second byte, Unicode 15 table 3-7; the length comes from the first. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0: return second >= 0xA0 && second <= 0xBF;
    case 0xED: return second >= 0x80 && second <= 0x9F;
    case 0xF0: return second >= 0x90 && second <= 0xBF;
    case 0xF4: return second >= 0x80 && second <= 0x8F;
    default: return (second & 0xC0) == 0x80;
    }
}

static size_t sequence_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

/* Code point of the sequence at s[at], *len its bytes; *valid is false for an ill-formed one. */
static uint32_t decode(Str s, size_t at, size_t *len, bool *valid)
{
    const unsigned char *bytes = (const unsigned char *)s.data + at;
    size_t want = sequence_length(bytes[0]);
    *valid = false;
    *len = 1;
    if (want == 0) return UTF8_REPLACEMENT;
    uint32_t codepoint = want == 1 ? bytes[0] : bytes[0] & (0x7Fu >> want);
    for (size_t i = 1; i < want; i++) {
        if (at + i >= s.len || (i == 1 ? !second_byte_fits(bytes[0], bytes[1]) : (bytes[i] & 0xC0) != 0x80)) {
            *len = i;
            return UTF8_REPLACEMENT;
        }
        codepoint = codepoint << 6 | (bytes[i] & 0x3Fu);
    }
    *len = want;
    *valid = true;
    return codepoint;
}

uint32_t utf8_next(Str s, size_t *at)
{
    size_t len;
    bool valid;
    uint32_t codepoint = decode(s, *at, &len, &valid);
    *at += len;
    return codepoint;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = UTF8_REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00u >> len & 0xF0u) | c);
    return len;
}

size_t utf8_invalid_at(Str s)
{
    for (size_t i = 0, len; i < s.len; i += len) {
        uint64_t eight;
        bool valid;
        if (i + 8 <= s.len && (memcpy(&eight, s.data + i, 8), !(eight & 0x8080808080808080u))) {
            len = 8;
            continue;
        }
        decode(s, i, &len, &valid);
        if (!valid) return i;
    }
    return s.len;
}

size_t utf8_length(Str s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++) utf8_next(s, &at);
    return count;
}

static size_t width(uint32_t c)
{
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF) return 0;
    bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

size_t utf8_columns(Str s)
{
    size_t columns = 0;
    for (size_t at = 0; at < s.len;) columns += width(utf8_next(s, &at));
    return columns;
}
