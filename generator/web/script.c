/* Scripts as they are sent: without lines that hold only a comment, without what stands before and behind a line, and without spaces beside
 * signs. Scripts of templates/web/ write their comments on lines of their own, and no text over several lines. A line with a slash, a backtick
 * or a backslash may hold an expression in which spaces count: it keeps them all. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

static bool is_name(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_' || c == '$' || (unsigned char)c >= 128;
}

static void put_line(struct buf *out, Str line)
{
    char quote = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.data[i], before = i ? line.data[i - 1] : 0,
             next = i + 1 < line.len ? line.data[i + 1] : 0;
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == ' ' && (!is_name(before) || !is_name(next))) {
            bool joins = (before == '+' || before == '-') && before == next; /* a + +b */
            if (!joins && before != ' ') continue;
        }
        buf_char(out, c);
    }
}

Str script_squeeze(struct arena *arena, Str script)
{
    struct buf out = {0};
    while (script.len) {
        Str line = str_trim(str_cut(&script, '\n'));
        if (!line.len || str_starts(line, S("//"))) continue;
        bool plain = str_find_char(line, '/') == line.len && str_find_char(line, '`') == line.len &&
                     str_find_char(line, '\\') == line.len;
        if (plain)
            put_line(&out, line);
        else
            buf_str(&out, line);
        buf_char(&out, '\n');
    }
    Str squeezed = buf_copy(&out, arena);
    buf_free(&out);
    return squeezed;
}
