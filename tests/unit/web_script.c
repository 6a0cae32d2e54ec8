/* script.c: what may go and what must stay. */
#include "base/arena.h"
#include "tap.h"
#include "web/inside.h"

int main(void)
{
    static const char *const cases[][2] = {
        {"  // a note\n  a = b;\n\n", "a=b;\n"},
        {"const a = 'x  y' + \"  z \";", "const a='x  y'+\"  z \";\n"},
        {"return x;\n} else if (a) {", "return x;\n}else if(a){\n"},
        {"a + +b; a - -b; a++ + b", "a+ +b;a- -b;a++ +b\n"},
        {"const r = / a b /.test(c);", "const r = / a b /.test(c);\n"},
        {"const t = ` a  b `;", "const t = ` a  b `;\n"},
        {"a = 'it\\'s  so' + 1", "a = 'it\\'s  so' + 1\n"},
        {"a = b // behind", "a = b // behind\n"},
        {"for (const x of y) z in w", "for(const x of y)z in w\n"},
        {"a = 'never  closed", "a='never  closed\n"},
        {"", ""},
        {"'", "'\n"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(script_squeeze(arena, str_from(cases[i][0])), cases[i][1], cases[i][0]);
    arena_free(arena);
    return done();
}
