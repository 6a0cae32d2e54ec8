/* The style sheet as it is sent: without comments, indents and line ends, which are for those who edit it (CSS Syntax 3, 4.3.2: comments may be left out
 * where white space stays). */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

/* A string in quotes (an unclosed one with the line end that ends it), a backslash and what follows it, or one byte. */
static size_t piece_end(Str css, size_t at)
{
    char quote = css.data[at];
    if (quote == '\\') return at + 2 < css.len ? at + 2 : css.len;
    if (quote != '"' && quote != '\'') return at + 1;
    for (at++; at < css.len && css.data[at] != quote && css.data[at] != '\n'; at++)
        if (css.data[at] == '\\' && at + 1 < css.len) at++;
    return at < css.len ? at + 1 : at;
}

/* No white space is needed beside these: they end a token, and none of them begins or ends a selector's combinator. */
static bool is_divider(char c)
{
    return c == '{' || c == '}' || c == ';' || c == ',';
}

Str css_squeeze(struct arena *arena, Str css)
{
    struct buf out = {0};
    bool gap = false;    /* white space or a comment stands between what was written and what comes */
    bool divided = true; /* a divider was written last, or nothing */
    for (size_t at = 0; at < css.len;) {
        Str rest = str_skip(css, at);
        if (str_starts(rest, S("/*"))) {
            size_t close = str_find(rest, S("*/"));
            at = close < rest.len ? at + close + 2 : css.len;
            gap = true;
        } else if (char_is_space(*rest.data)) {
            at++;
            gap = true;
        } else {
            size_t end = piece_end(css, at);
            if (gap && !divided && !is_divider(*rest.data)) buf_char(&out, ' ');
            buf_str(&out, str_from_to(css, at, end));
            divided = is_divider(*rest.data) || css.data[end - 1] == '\n';
            gap = false;
            at = end;
        }
    }
    Str squeezed = buf_copy(&out, arena);
    buf_free(&out);
    return squeezed;
}
