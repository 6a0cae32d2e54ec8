/* Scripts as they are sent: without lines that hold only a comment, and without what stands before and behind a line. Scripts of
 * templates/web/ write their comments on lines of their own, and no text over several lines. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

Str script_squeeze(struct arena *arena, Str script)
{
    struct buf out = {0};
    while (script.len) {
        Str line = str_trim(str_cut(&script, '\n'));
        if (!line.len || str_starts(line, S("//"))) continue;
        buf_str(&out, line);
        buf_char(&out, '\n');
    }
    Str squeezed = buf_copy(&out, arena);
    buf_free(&out);
    return squeezed;
}
