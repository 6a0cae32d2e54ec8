/* Texts as JSON strings (RFC 8259, section 7).
 *
 * In: UTF-8. Out: the text in quotes, with control characters, '"' and '\' escaped. Called by whoever writes JSON. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

void json_text(struct buf *out, Str text);
/* The same for JSON within a script element or a script file: '<' is escaped, so that no "</script" or "<!--" can stand there, and
 * U+2028 and U+2029, which older scripts take for ends of lines. */
void json_text_in_script(struct buf *out, Str text);

#endif
