/* Line breaking and hyphenation with hostile text: every byte of it comes out once, lines come to an end, and what goes on from a line is
 * what the whole has. First bytes: wrap, hyphens, language, measure. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "typeset/hyphen.h"
#include "typeset/paragraph.h"

static struct font_set *fonts;
static struct hyphenation_set *set;

static void open_once(struct diag *diag)
{
    static struct arena *arena;
    if (arena) return;
    arena = arena_new();
    fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    set = hyphenation_open(arena, "templates/hyphen", S("templates/hyphen"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"id", "su", "en", "xx"};
    if (size < 4) return 0;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    open_once(diag);
    struct span_style style = {.font = font_find(fonts, S("Plus Jakarta Sans"), 400, false), .size = {0, 1}};
    style.wrap = data[0] % 3;
    style.hyphens = data[1] % 3;
    style.ties = data[1] & 4;
    style.hyphenation = hyphenation_find(set, diag, str_from(languages[data[2] % 4]));
    double measure = data[3];
    Str text = {(const char *)data + 4, size - 4};
    const struct span spans[] = {{.text = str_from_to(text, 0, text.len / 2), .style = &style},
                                 {.text = str_skip(text, text.len / 2), .style = &style}};
    const struct paragraph *p = paragraph_new(arena, diag, spans, 2, &style, S("id"));
    struct line *lines, *rest;
    size_t count = paragraph_break(arena, p, 3, 0, measure, SIZE_MAX, &lines);
    if (count == 0 || !lines[count - 1].last) abort();
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < lines[i].count; f++)
            if (lines[i].fragments[f].to > lines[i].fragments[f].run->count) abort();
    if (count > 1) {
        size_t left = paragraph_break(arena, p, 3, lines[0].next, measure, SIZE_MAX, &rest);
        if (left != count - 1) abort();
    }
    double least, most;
    paragraph_extent(p, 3, &least, &most);
    paragraph_widest(p, 3);
    diag_free(diag);
    arena_free(arena);
    return 0;
}
