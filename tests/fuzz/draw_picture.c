/* Pictures as they come: JPEG and PNG, opened, scaled, put on a page and into both kinds of document. Damage is refused, never a crash. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "draw/picture.h"
#include "draw/png_canvas.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_PIXELS = 1 << 20 /* larger ones only cost time */ };

static void draw(struct canvas *canvas, const struct picture *picture)
{
    canvas->calls->page_begin(canvas, (struct page_box){.width = 100, .height = 100});
    canvas->calls->mark_begin(canvas, NULL);
    canvas->calls->picture(canvas, picture, (Rect){1, 1, 60, 40});
    canvas->calls->picture(canvas, picture, (Rect){1, 50, 3, 4});
    canvas->calls->mark_end(canvas);
    canvas->calls->page_end(canvas);
}

static void embed(struct arena *arena, struct diag *diag, const struct picture *picture,
                  enum canvas_colors colors)
{
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct canvas_document document = {
        .title = S("x"), .lang = S("id"), .root = colors == COLORS_SCREEN ? root : NULL, .colors = colors};
    struct buf out = {0};
    struct canvas *canvas = pdf_open(arena, diag, &document);
    draw(canvas, picture);
    pdf_close(canvas, &out);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source source = {.name = S("x")};
    Str bytes = str_copy(arena, (Str){(const char *)data, size});
    const struct picture *picture = picture_open(arena, diag, &source, bytes);
    if (picture && picture->width * picture->height <= FUZZ_PIXELS) {
        struct pixels pixels;
        if (!picture_pixels(arena, picture, picture->width, (picture->height + 1) / 2, 0, &pixels)) abort();
        embed(arena, diag, picture, COLORS_SCREEN);
        embed(arena, diag, picture, COLORS_OFFICE);
        draw(png_canvas_open(arena, 50, 50, (Color){1, 1, 1, 1}), picture);
    }
    diag_free(diag);
    arena_free(arena);
    return 0;
}
