/* Whole drawings as traces: tests/golden/draw/NAME.svg beside NAME.trace. UPDATE=1 writes them anew. The product's icons must all draw. */
#include "base/file.h"
#include "draw_golden.h"
#include "draw_svg_case.h"

static void golden(Str path)
{
    struct svg_case test;
    case_begin(&test);
    Str text;
    int error;
    file_read(test.arena, str_c(test.arena, path), FILE_LIMIT_TEXT, &text, &error);
    case_run(&test, text);
    ok(test.drawn && diag_count(test.diag, DIAG_ERROR) == 0, "draws");
    golden_same(test.arena, str_format(test.arena, "%.*s.trace", (int)path.len - 4, path.data),
                buf_view(&test.trace));
    case_end(&test);
}

static void icons(void)
{
    struct arena *arena = arena_new();
    struct file_list list;
    int error;
    ok(file_list(arena, "templates/icons", &list, &error) == FILE_OK && list.count > 0, "there are icons");
    for (size_t i = 0; i < list.count; i++) {
        struct svg_case test;
        Str text;
        case_begin(&test);
        if (str_ends(list.entries[i].path, S(".svg")) &&
            file_read_below(test.arena, "templates/icons", list.entries[i].path, FILE_LIMIT_TEXT, &text,
                            &error) == FILE_OK) {
            case_run(&test, text);
            ok(test.drawn && test.trace.len > 60, str_c(arena, list.entries[i].path));
        }
        case_end(&test);
    }
    arena_free(arena);
}

int main(void)
{
    golden(S("tests/golden/draw/everything.svg"));
    golden(S("tests/golden/draw/inkscape.svg"));
    golden(S("tests/golden/draw/gradients.svg"));
    golden(S("tests/golden/draw/lines.svg"));
    golden(S("tests/golden/draw/clips.svg"));
    golden(S("tests/golden/draw/words.svg"));
    icons();
    return done();
}
