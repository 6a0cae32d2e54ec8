#include "base/json.h"

static void escape(struct buf *out, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    char code[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    switch (c) {
    case '"': buf_c(out, "\\\""); break;
    case '\\': buf_c(out, "\\\\"); break;
    case '\n': buf_c(out, "\\n"); break;
    case '\t': buf_c(out, "\\t"); break;
    default: buf_bytes(out, code, sizeof code); break;
    }
}

enum { PLAIN, ESCAPED, OF_SCRIPTS, MAY_END_LINE };
static const unsigned char kinds[256] = {
    [0 ... 31] = ESCAPED, ['"'] = ESCAPED, ['\\'] = ESCAPED, ['<'] = OF_SCRIPTS, [0xe2] = MAY_END_LINE};

/* U+2028 or U+2029 in UTF-8: E2 80 A8, E2 80 A9. */
static bool ends_line(Str text, size_t at)
{
    return at + 2 < text.len && (unsigned char)text.data[at] == 0xe2 &&
           (unsigned char)text.data[at + 1] == 0x80 && ((unsigned char)text.data[at + 2] | 1) == 0xa9;
}

static void write(struct buf *out, Str text, bool script)
{
    size_t from = 0;
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char kind = kinds[(unsigned char)text.data[i]];
        if (kind == PLAIN || (!script && kind != ESCAPED)) continue;
        bool line = kind == MAY_END_LINE;
        if (line && !ends_line(text, i)) continue;
        buf_str(out, str_from_to(text, from, i));
        if (line)
            buf_c(out, text.data[i + 2] & 1 ? "\\u2029" : "\\u2028");
        else
            escape(out, (unsigned char)text.data[i]);
        if (line) i += 2;
        from = i + 1;
    }
    buf_str(out, str_skip(text, from));
    buf_char(out, '"');
}

void json_text(struct buf *out, Str text)
{
    write(out, text, false);
}

void json_text_in_script(struct buf *out, Str text)
{
    write(out, text, true);
}
