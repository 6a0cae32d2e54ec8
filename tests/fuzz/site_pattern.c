/* Any text as the pattern of a sentence, plain and as Markdown: no crash; what is left has no hole, no double space, and no blank unfilled. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "site/sentence_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line fills the blanks, the rest is the pattern. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    Str rest = {(const char *)data, size}, words = str_cut(&rest, '\n'), name;
    struct blanks blanks = {0};
    size_t at;
    for (size_t i = 0; i < BLANK_COUNT; i++) blanks.text[i] = str_cut(&words, '|');
    bool wrong = pattern_wrong_blank(rest, &name, &at);
    if (wrong) (void)pattern_nearest_blank(name);
    for (int markdown = 0; markdown < 2; markdown++) {
        struct buf out = {0};
        buf_c(&out, "ada ");
        size_t start = out.len;
        bool whole = pattern_fill(&out, rest, &blanks, markdown);
        if (!whole && out.len != start) abort();
        Str text = pattern_finish(arena, buf_view(&out), true, true);
        if (str_find(text, S("  ")) < text.len) abort();
        if (utf8_invalid_at((Str){(const char *)data, size}) == size && utf8_invalid_at(text) < text.len)
            abort();
        buf_free(&out);
    }
    arena_free(arena);
    return 0;
}
