/* A growing byte buffer. Appending cannot fail (out of memory ends the program).
 *
 * In: bytes. Out: one contiguous run, always followed by a NUL that is not counted.
 * A zeroed struct is an empty buffer; buf_free gives the memory back and empties it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdint.h>

#include "base/str.h"

struct buf {
    char *data;
    size_t len, capacity;
};

void buf_free(struct buf *buf);
void buf_free_handle(void *buf); /* the same, for arena_defer */
void buf_reserve(struct buf *buf, size_t more);
void buf_bytes(struct buf *buf, const void *data, size_t len);
void buf_str(struct buf *buf, Str s);
void buf_c(struct buf *buf, const char *c_string);
void buf_char(struct buf *buf, char c);
void buf_codepoint(struct buf *buf, uint32_t codepoint); /* as UTF-8 */
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);
/* A number with at most `decimals` digits (0–9) after the point, without trailing zeros, "-0" or an exponent; the
 * form that PDF and SVG want. NaN and infinities print 0; values beyond ±1e15 are clamped. */
void buf_number(struct buf *buf, double value, int decimals);
void buf_html(struct buf *buf, Str s);           /* text: & < > */
void buf_html_attribute(struct buf *buf, Str s); /* double-quoted attribute: & < > " */
/* A URL for an attribute: percent-encodes what RFC 3986 does not allow, keeps existing %XX, then escapes & ' " */
void buf_html_url(struct buf *buf, Str s);
Str buf_view(const struct buf *buf);
Str buf_copy(const struct buf *buf, struct arena *arena);

#endif
