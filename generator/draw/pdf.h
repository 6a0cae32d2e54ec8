/* The PDF canvas: libharu as object store and serialiser, our own content streams, fonts and structure.
 *
 * In: canvas calls. Out: the bytes of a PDF 1.7 file: fonts subset by HarfBuzz and embedded as Type 0 / Identity-H with ToUnicode, tagged
 * structure (PDF/UA-1, ISO 14289-1), XMP, sRGB output intent (PDF/A-2a). The same calls give the same bytes. Called by print/. */
#ifndef DRAW_PDF_H
#define DRAW_PDF_H

#include "base/buf.h"
#include "draw/canvas.h"

/* `document` must live as long as the canvas. */
struct canvas *pdf_open(struct arena *arena, struct diag *diag, const struct canvas_document *document);
/* What documents with the same drawings and fonts have in common, made once: for canvas_document. They are made one after another by one thread; keys of
 * shared drawings mean the same in all of them. */
struct pdf_kept *pdf_kept_open(struct arena *arena);
/* Elements below `part`, which is drawn and stands for itself (it has no parent), are a part of the document's root, which has only such parts then. They are
 * written now and may go away or be used for another part. No page holds marks of two parts. */
void pdf_part_end(struct canvas *canvas, struct element *part);
/* Ends the document and appends its bytes; false after a report. The canvas must not be used again. */
bool pdf_close(struct canvas *canvas, struct buf *out);

/* COLORS_PRESS: the inks of the page that is open or was the last, as bits; bit number `ink` has this name. */
enum { PDF_PROCESS_INKS = 4, PDF_SPOTS_MOST = 24 };
unsigned pdf_page_inks(const struct canvas *canvas);
Str pdf_ink_name(const struct canvas *canvas, unsigned ink); /* empty: there is none of that number */
double pdf_heaviest_ink(const struct canvas *canvas);        /* all inks of one colour together; 1 is full */

#endif
