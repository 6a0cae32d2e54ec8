/* The style sheet as it is sent: without comments, indents and empty lines, which are for those who edit it (CSS Syntax 3, 4.3.2: comments may be left out
 * where white space stays). */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

/* A string in quotes, a backslash and what follows it, or one byte. */
static size_t piece_end(Str css, size_t at)
{
    char quote = css.data[at];
    if (quote == '\\') return at + 2 < css.len ? at + 2 : css.len;
    if (quote != '"' && quote != '\'') return at + 1;
    for (at++; at < css.len && css.data[at] != quote && css.data[at] != '\n'; at++)
        if (css.data[at] == '\\' && at + 1 < css.len) at++;
    return at < css.len && css.data[at] == quote ? at + 1 : at;
}

Str css_squeeze(struct arena *arena, Str css)
{
    struct buf out = {0};
    bool gap = true; /* what was written last is white space between other things */
    for (size_t at = 0; at < css.len;) {
        Str rest = str_skip(css, at);
        bool space = char_is_space(*rest.data), comment = str_starts(rest, S("/*"));
        size_t end = at + 1;
        if (comment) {
            size_t close = str_find(rest, S("*/"));
            end = close < rest.len ? at + close + 2 : css.len;
        } else if (!space) {
            end = piece_end(css, at);
            buf_str(&out, str_from_to(css, at, end));
        }
        if (space && *rest.data == '\n' && gap && out.len) out.data[out.len - 1] = '\n';
        if ((space || comment) && !gap) buf_char(&out, *rest.data == '\n' ? '\n' : ' ');
        gap = space || comment;
        at = end;
    }
    Str squeezed = buf_copy(&out, arena);
    buf_free(&out);
    return squeezed;
}
