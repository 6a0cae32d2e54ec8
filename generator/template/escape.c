#include "template/escape.h"

enum { TEXT = 1, ATTRIBUTE = 2, BOTH = TEXT | ATTRIBUTE };

/* Which bytes may need a reference; 0xC2 begins the no-break space. */
static const uint8_t special[256] = {
    [0] = BOTH,    [1] = BOTH,   [2] = BOTH,    [3] = BOTH,        [4] = BOTH,         [5] = BOTH,
    [6] = BOTH,    [7] = BOTH,   [8] = BOTH,    [11] = BOTH,       [12] = BOTH,        [14] = BOTH,
    [15] = BOTH,   [16] = BOTH,  [17] = BOTH,   [18] = BOTH,       [19] = BOTH,        [20] = BOTH,
    [21] = BOTH,   [22] = BOTH,  [23] = BOTH,   [24] = BOTH,       [25] = BOTH,        [26] = BOTH,
    [27] = BOTH,   [28] = BOTH,  [29] = BOTH,   [30] = BOTH,       [31] = BOTH,        ['&'] = BOTH,
    ['<'] = BOTH,  ['>'] = BOTH, ['\r'] = BOTH, ['"'] = ATTRIBUTE, ['\n'] = ATTRIBUTE, ['\t'] = ATTRIBUTE,
    [0xC2] = BOTH,
};

/* The reference for the byte at s[i], NULL when it stands for itself. */
static const char *reference(Str s, size_t i, enum template_form form)
{
    bool xml = form == TEMPLATE_XML;
    switch (s.data[i]) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\r': return xml ? "&#13;" : NULL;
    case '\n': return xml ? "&#10;" : NULL;
    case '\t': return xml ? "&#9;" : NULL;
    case '\xC2':
        if (i + 1 == s.len || s.data[i + 1] != '\xA0') return NULL;
        return xml ? "&#160;" : "&nbsp;";
    default: return "\xEF\xBF\xBD";
    }
}

static void escape(struct buf *out, Str s, enum template_form form, uint8_t where)
{
    size_t start = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!(special[(unsigned char)s.data[i]] & where)) continue;
        const char *with = reference(s, i, form);
        if (!with) continue;
        if (i > start) buf_bytes(out, s.data + start, i - start);
        buf_c(out, with);
        if (s.data[i] == '\xC2') i++;
        start = i + 1;
    }
    if (start < s.len) buf_bytes(out, s.data + start, s.len - start);
}

void escape_text(struct buf *out, Str text, enum template_form form)
{
    escape(out, text, form, TEXT);
}

void escape_attribute(struct buf *out, Str value, enum template_form form)
{
    escape(out, value, form, ATTRIBUTE);
}
