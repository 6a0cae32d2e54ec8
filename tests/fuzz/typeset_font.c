/* Fonts as they come: opened, asked for metrics, shaped with, subset and embedded. Damage may be refused, never crash. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "draw/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void embed(struct arena *arena, struct diag *diag, const struct font *font)
{
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct canvas_document document = {.title = S("x"), .lang = S("id"), .root = root};
    struct paint ink = {.color = {0, 0, 0, 1}};
    struct buf out = {0};
    struct canvas *canvas = pdf_open(arena, diag, &document);
    struct glyph_run *run =
        shape_text(arena, font, S("“Klaim” fi 12 \u00e9 A\u0301"), S("id"), SHAPE_TABULAR);
    canvas->calls->page_begin(canvas, (struct page_box){.width = 100, .height = 100});
    canvas->calls->mark_begin(canvas, element_new(arena, root, ROLE_P));
    canvas->calls->glyphs(canvas, run, 0, run->count, (Point){10, 20}, 5, 0.5, 0, &ink);
    canvas->calls->mark_end(canvas);
    canvas->calls->page_end(canvas);
    pdf_close(canvas, &out);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct font *font = font_open(arena, diag, S("x.ttf"), str_copy(arena, (Str){(const char *)data, size}));
    if (font) embed(arena, diag, font);
    diag_free(diag);
    arena_free(arena);
    return 0;
}
