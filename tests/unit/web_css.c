/* css.c: what may go and what must stay. */
#include "base/arena.h"
#include "tap.h"
#include "web/inside.h"

int main(void)
{
    static const char *const cases[][2] = {
        {"a {b:c}\n", "a{b:c}"},
        {"  a {\n    b:c;\n\n    d:e\n  }\n", "a{b:c;d:e}"},
        {"a, b > c d {e:f g}", "a,b > c d{e:f g}"},
        {"@media screen and (min-width:1px) {\n  a :hover {b:calc(1px + 2px)}\n}",
         "@media screen and (min-width:1px){a :hover{b:calc(1px + 2px)}}"},
        {"/* x */a{}", "a{}"},
        {"a/* x */b{}", "a b{}"},
        {"a /* x */ b{}", "a b{}"},
        {"a{content:\"/* no  comment */  \"}", "a{content:\"/* no  comment */  \"}"},
        {"a{content:'it\\'s  /* so */'}", "a{content:'it\\'s  /* so */'}"},
        {"a\\  b{}", "a\\  b{}"},
        {"a\\{ b{}", "a\\{ b{}"},
        {"a{} /* never closed", "a{}"},
        {"a{content:\"open\n  b{}", "a{content:\"open\nb{}"},
        {"a{content:\"open\n}", "a{content:\"open\n}"},
        {"", ""},
        {"\\", "\\"},
        {"\"", "\""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(css_squeeze(arena, str_from(cases[i][0])), cases[i][1], cases[i][0]);
    arena_free(arena);
    return done();
}
