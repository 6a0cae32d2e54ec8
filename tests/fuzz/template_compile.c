/* Any text as a template: compiling and rendering it in both forms must end well. What stands behind a NUL byte becomes a variable. */
#include "base/arena.h"
#include "base/buf.h"
#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct value *variables(struct arena *arena, Str text)
{
    struct value *map = value_map(arena), *list = value_list(arena), *inner = value_map(arena);
    value_set(arena, inner, S("a"), value_text(arena, text));
    value_set(arena, inner, S("c"), value_markup(arena, S("<b>1</b>")));
    for (int i = 0; i < 3; i++) value_append(arena, list, inner);
    value_set(arena, map, S("a"), value_text(arena, text));
    value_set(arena, map, S("b"), list);
    value_set(arena, map, S("c"), inner);
    value_set(arena, map, S("d"), value_date(arena, (Date){2026, 11, 22}));
    value_set(arena, map, S("e"), value_int(arena, 7));
    return map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    Str text = {(const char *)data, size};
    size_t nul = str_find_char(text, '\0');
    struct source source = {.name = S("fuzz"), .text = str_from_to(text, 0, nul)};
    const struct template *template = template_compile(arena, diag, NULL, &source);
    for (int form = 0; template && form < 2; form++) {
        struct buf out = {0};
        const struct value *given = variables(arena, str_skip(text, nul + 1));
        struct template_run run = {.variables = given,
                                   .messages = given,
                                   .lang = S("id"),
                                   .form = (enum template_form)form,
                                   .scratch = arena,
                                   .diag = diag};
        template_render(template, &run, &out);
        buf_free(&out);
    }
    diag_free(diag);
    arena_free(arena);
    return 0;
}
