/* What documents that are like each other keep for the next one: the copies of a run in files share their artwork, their charts and most of their glyphs.
 *
 * In: packed streams by what they hold, subsets of fonts, drawings by key as they are written to the first document. Out: the same for later ones. One
 * thread makes such documents, one after another, so that each file's bytes follow from those before it. Called by the other pdf_ files. */
#ifndef DRAW_PDF_KEPT_H
#define DRAW_PDF_KEPT_H

#include "draw/pdf_canvas.h"

/* The packed form of a stream that is likely to come again; NULL: not known yet. kept_pack returns the copy that lasts. */
const Str *kept_packed(const struct pdf_kept *kept, PdfHash hash);
Str kept_pack(struct pdf_kept *kept, PdfHash hash, Str packed);

/* The last subset of a font: it serves as long as it has all glyphs that are wanted. */
struct kept_subset {
    const struct font *font;
    unsigned char *glyphs; /* by glyph number: is it in? */
    Str file;
};
struct arena *kept_arena(const struct pdf_kept *kept); /* lives as long as they */
struct kept_subset *kept_subset(struct pdf_kept *kept, const struct font *font, size_t glyph_count);

/* A drawing is recorded while it is written: what its names stand for, which glyphs it shows. It is not kept when it uses what only its document has. */
void kept_form_begin(struct pdf *pdf, const void *key, Matrix matrix);
void kept_form_glyph(struct pdf *pdf, const struct font *font, uint32_t glyph, Str text, bool whole,
                     bool told);
void kept_form_end(struct pdf *pdf, const struct pdf_content *content, Str bytes);
/* Writes the drawing to this document when an earlier one had it: the number of the form. `matrix`: at its first place. */
bool kept_form_write(struct pdf *pdf, const void *key, Matrix *matrix, unsigned *form);

#endif
