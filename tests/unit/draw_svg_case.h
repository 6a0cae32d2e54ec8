/* One SVG text drawn on the trace canvas, for the tests of draw/svg. */
#ifndef DRAW_SVG_CASE_H
#define DRAW_SVG_CASE_H

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "draw/svg.h"
#include "draw/trace.h"
#include "tap.h"

#define SVG_OPEN                                                                                             \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 "  \
    "100 100\">"
#define SVG_CLOSE   "</svg>"
#define SVG(inside) SVG_OPEN inside SVG_CLOSE

struct svg_case {
    struct arena *arena;
    struct diag *diag;
    const struct font_set *fonts;
    struct source source;
    xmlDoc *document;
    struct buf trace;
    bool drawn;
    struct svg_paint options;
    Str others[4][2]; /* name and text of files that <use> may ask for */
};

static inline xmlDoc *case_other(void *context, Str href, const struct source **source)
{
    struct svg_case *test = context;
    for (int i = 0; i < 4; i++)
        if (test->others[i][0].len && str_equal(test->others[i][0], href)) {
            struct source *file = arena_make(test->arena, struct source);
            *file = (struct source){.name = href, .text = test->others[i][1]};
            *source = file;
            return svg_parse(test->arena, test->diag, file);
        }
    return NULL;
}

static inline void case_begin(struct svg_case *test)
{
    *test = (struct svg_case){.arena = arena_new(), .diag = diag_new()};
    test->fonts = font_set_open(test->arena, test->diag, "templates/fonts", S("templates/fonts"));
    test->options = (struct svg_paint){.scratch = test->arena,
                                       .diag = test->diag,
                                       .fonts = test->fonts,
                                       .current_color = {0, 0, 0, 1},
                                       .lang = S("id"),
                                       .context = test};
}

/* Draws into 100 × 100 units, so that a viewBox of that size leaves coordinates as they are. */
static inline void case_run(struct svg_case *test, Str text)
{
    test->source = (struct source){.name = S("x.svg"), .text = text};
    test->document = svg_parse(test->arena, test->diag, &test->source);
    if (!test->document) return;
    test->options.source = &test->source;
    test->options.styles = svg_styles(test->arena, test->diag, &test->source, test->document);
    struct canvas *canvas = trace_open(test->arena, &test->trace);
    test->drawn = svg_draw(canvas, test->document, (Rect){0, 0, 100, 100}, &test->options);
}

static inline void case_end(struct svg_case *test)
{
    buf_free(&test->trace);
    diag_free(test->diag);
    arena_free(test->arena);
}

static inline Str case_messages(struct svg_case *test)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    diag_print(test->diag, out, LANGUAGE_EN, 0);
    fclose(out);
    Str copy = str_copy(test->arena, (Str){text, size});
    free(text);
    return copy;
}

/* The trace of `svg` holds each line of `wanted` (in this order), and nothing is reported. */
static inline void draws(const char *svg, const char *wanted, const char *what)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, str_from(svg));
    Str rest = buf_view(&test.trace);
    bool fine = test.drawn && diag_count(test.diag, DIAG_ERROR) == 0;
    for (Str lines = str_from(wanted); lines.len && fine;) {
        Str line = str_cut(&lines, '\n');
        size_t at = str_find(rest, line);
        fine = at < rest.len;
        rest = str_skip(rest, at + line.len);
    }
    if (!ok(fine, what)) {
        Str messages = case_messages(&test);
        printf("# wanted: %s\n# trace:\n%.*s\n%.*s\n", wanted, (int)test.trace.len,
               test.trace.len ? test.trace.data : "", (int)messages.len, messages.data);
    }
    case_end(&test);
}

static inline void draws_not(const char *svg, const char *unwanted, const char *what)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, str_from(svg));
    Str trace = buf_view(&test.trace);
    ok(test.drawn && str_find(trace, str_from(unwanted)) == trace.len, what);
    case_end(&test);
}

/* Reading or drawing fails with a message that begins so ("x.svg:1:5: error: …"). */
static inline void refuses_text(Str svg, const char *wanted, const char *what)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, svg);
    Str messages = case_messages(&test);
    bool found = str_find(messages, str_from(wanted)) < messages.len;
    if (!ok(!test.drawn && found, what))
        printf("# wanted: %s\n# got: %.*s\n", wanted, (int)messages.len, messages.data);
    case_end(&test);
}
static inline void refuses(const char *svg, const char *wanted, const char *what)
{
    refuses_text(str_from(svg), wanted, what);
}

#endif
