/* What a PDF says about itself: document information, XMP (ISO 16684-1) with the claims of PDF/A-2 and PDF/UA-1, and its sRGB output intent.
 *
 * In: title, language, author … Out: objects in the file. No dates: the same input gives the same bytes. Called by pdf.c at the end. */
#ifndef DRAW_PDF_METADATA_H
#define DRAW_PDF_METADATA_H

#include "draw/canvas.h"
#include "draw/pdf_file.h"

void pdf_info_write(struct pdf_file *file, struct arena *arena, const struct canvas_document *document);
unsigned pdf_xmp_add(struct pdf_file *file, struct arena *arena, const struct canvas_document *document);
/* The entry /OutputIntents of the catalog. */
void pdf_output_intent(struct buf *catalog, struct pdf_file *file, struct arena *arena,
                       const struct canvas_document *document);
/* The sRGB profile (ICC.1:2001-04, version 2.1), built from the numbers of IEC 61966-2-1; for the tests. */
Str pdf_srgb_profile(struct arena *arena);

#endif
