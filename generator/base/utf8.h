/* UTF-8 (RFC 3629): decoding, encoding, validation. No overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "base/str.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Decodes the code point at s[*at] and moves *at behind it. An ill-formed sequence gives UTF8_REPLACEMENT and
 * moves on by the bytes of its valid beginning (at least one). *at must be less than s.len. */
uint32_t utf8_next(Str s, size_t *at);
size_t utf8_encode(uint32_t codepoint, char out[4]); /* bytes written; an invalid code point is replaced */
size_t utf8_invalid_at(Str s);                       /* offset of the first ill-formed sequence, or s.len */
size_t utf8_length(Str s);                           /* in code points */
/* Columns that s takes in a terminal: combining marks 0, East Asian wide ones 2, everything else 1. */
size_t utf8_columns(Str s);

#endif
