/* The press edition: print/NAME/NAME.press.pdf, for the print shop: inks, bleed, trim. */
#include "base/arena.h"
#include "draw/pdf.h"
#include "print/inside.h"

struct press {
    struct run *run;
    struct canvas *canvas;
};

void *press_open(struct run *run, const struct sheet *first)
{
    struct press *press = arena_make(run->arena, struct press);
    struct canvas_document *document = edition_document(run, first);
    document->root = NULL;
    document->colors = COLORS_PRESS;
    document->inks = inks_of(run, first->layout);
    document->date = edition_date(run);
    if (!document->inks) return NULL;
    *press = (struct press){run, pdf_open(run->arena, run->diag, document)};
    return press->canvas ? press : NULL;
}

bool press_add(void *document, struct sheet *sheet)
{
    struct press *press = document;
    struct canvas *canvas = press->canvas;
    bool sound = true;
    for (size_t i = 0; i < sheet->page_count; i++) {
        Rect box = sheet->pages[i].box;
        struct placing placing = {MATRIX_IDENTITY, sheet->bleed};
        canvas->calls->page_begin(canvas, (struct page_box){.width = box.width,
                                                            .height = box.height,
                                                            .bleed = sheet->bleed,
                                                            .margin = sheet->bleed});
        sound = paint_page(sheet, i, canvas, &placing) && sound;
        canvas->calls->page_end(canvas);
    }
    return sound && !sheet->failed;
}

bool press_close(void *document, bool sound)
{
    struct press *press = document;
    struct run *run = press->run;
    struct buf pdf = {0};
    bool closed = pdf_close(press->canvas, &pdf);
    bool put = closed && sound &&
               run->sink->put(run->sink->context, edition_path(run, ".press.pdf"), buf_view(&pdf));
    buf_free(&pdf);
    return put;
}
