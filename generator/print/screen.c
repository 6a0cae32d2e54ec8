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
    return paint_sheet(sheet, screen->canvas);
}

bool screen_close(void *document, bool sound)
{
    struct screen *screen = document;
    struct run *run = screen->run;
    struct buf pdf = {0};
    Str name = run->product->name;
    Str path = str_format(run->arena, "site/cetak/%.*s.pdf", (int)name.len, name.data);
    bool closed = pdf_close(screen->canvas, &pdf);
    bool put = closed && sound && run->sink->put(run->sink->context, path, buf_view(&pdf));
    buf_free(&pdf);
    return put;
}
