/* Scripts as they are sent: without comments, white space and line ends that say nothing, and with short names for what only the script itself knows.
 *
 * In: a script of templates/web/. Out: one that does the same. script.c reads the tokens (ECMAScript 2023, 12) and writes them; script_names.c finds the
 * names that may be shorter. A script that is not understood (something never closed, or brackets that do not match) is sent as it is.
 * A line end stays wherever a semicolon could have been left out. One limit: what stands between slashes right after a closing bracket is read as a
 * division. Private to web/. */
#ifndef WEB_SCRIPT_H
#define WEB_SCRIPT_H

#include <stdint.h>

#include "base/str.h"

struct arena;

enum script_kind { SCRIPT_SIGN, SCRIPT_NAME, SCRIPT_NUMBER, SCRIPT_STRING, SCRIPT_TEMPLATE, SCRIPT_PATTERN };
struct script_token {
    Str text; /* what is written */
    enum script_kind kind;
    bool line, space; /* a line end, or any white space, stands before it */
};
struct script {
    struct script_token *tokens;
    size_t count, capacity;
};

bool script_read(struct arena *arena, Str text, struct script *script);
/* Every name that is declared within brackets and is never a property gets a shorter one, the same in the whole script, so that nothing that could
 * be seen from elsewhere changes. Scripts with eval, with, class, import, export or expressions in templates keep theirs. */
void script_shorten(struct arena *arena, struct script *script);
bool script_is(const struct script *script, size_t index, const char *text); /* false outside of the script */

#endif
