/* The office edition: print/NAME/NAME.office.pdf, grey, for the printer and copier of an office. */
#include "base/arena.h"
#include "draw/pdf.h"
#include "print/inside.h"

struct office {
    struct run *run;
    struct canvas *canvas;
};

void *office_open(struct run *run, const struct sheet *first)
{
    struct office *office = arena_make(run->arena, struct office);
    struct canvas_document *document = edition_document(run, first);
    document->root = NULL;
    document->colors = COLORS_OFFICE;
    *office = (struct office){run, pdf_open(run->arena, run->diag, document)};
    return office->canvas ? office : NULL;
}

bool office_add(void *document, struct sheet *sheet)
{
    struct office *office = document;
    struct canvas *canvas = office->canvas;
    bool sound = true;
    for (size_t i = 0; i < sheet->page_count; i++) {
        Rect box = sheet->pages[i].box;
        struct placing placing = {MATRIX_IDENTITY, 0};
        canvas->calls->page_begin(canvas, (struct page_box){.width = box.width, .height = box.height});
        sound = paint_page(sheet, i, canvas, &placing) && sound;
        canvas->calls->page_end(canvas);
    }
    return sound && !sheet->failed;
}

bool office_close(void *document, bool sound)
{
    struct office *office = document;
    struct run *run = office->run;
    struct buf pdf = {0};
    bool closed = pdf_close(office->canvas, &pdf);
    bool put = closed && sound &&
               run->sink->put(run->sink->context, edition_path(run, ".office.pdf"), buf_view(&pdf));
    buf_free(&pdf);
    return put;
}
