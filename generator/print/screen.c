/* The screen edition: site/cetak/NAME.pdf, tagged, sRGB, pages as they are. */
#include "base/arena.h"
#include "draw/pdf.h"
#include "print/inside.h"

struct screen {
    struct run *run;
    struct canvas *canvas;
};

void *screen_open(struct run *run, const struct sheet *first)
{
    struct screen *screen = arena_make(run->arena, struct screen);
    *screen = (struct screen){run, pdf_open(run->arena, run->diag, edition_document(run, first))};
    return screen->canvas ? screen : NULL;
}

bool screen_add(void *document, struct sheet *sheet)
{
    struct screen *screen = document;
    bool painted = paint_sheet(sheet, screen->canvas);
    if (sheet->one_of_many) pdf_part_end(screen->canvas, sheet->root);
    return painted;
}

bool screen_close(void *document, bool sound)
{
    struct screen *screen = document;
    struct run *run = screen->run;
    struct buf pdf = {0};
    bool closed = pdf_close(screen->canvas, &pdf);
    bool put =
        closed && sound && run->sink->put(run->sink->context, edition_site_path(run, ".pdf"), buf_view(&pdf));
    buf_free(&pdf);
    return put;
}
