/* The fonts of a PDF: which glyphs are used, what text they stand for, and at the end their subsets by hb-subset, embedded as
 * Type 0 / Identity-H / CIDFontType2 (ISO 32000-1, 9.7) with a ToUnicode map (9.10.3). Glyph numbers are kept, so that code = glyph.
 *
 * In: fonts and glyphs as they are drawn. Out: objects in the file. Called by pdf_text.c and pdf.c. */
#ifndef DRAW_PDF_FONT_H
#define DRAW_PDF_FONT_H

#include "draw/pdf_file.h"
#include "typeset/font.h"

struct pdf_font {
    const struct font *font;
    unsigned number;
    size_t glyph_count;
    struct pdf_glyph *glyphs; /* by glyph number */
};

struct pdf_fonts {
    struct pdf_kept *kept; /* NULL: none */
    struct pdf_font **fonts;
    size_t count, capacity;
};

struct pdf_font *pdf_font_use(struct pdf_fonts *fonts, struct pdf_file *file, struct arena *arena,
                              const struct font *font);
/* The glyph's width in thousandths of the em, as the PDF tells it. */
int pdf_font_width(const struct pdf_font *font, uint32_t glyph);
/* Notes that a glyph is drawn for a text. True when copying the glyph gives that text back; else the caller says /ActualText.
 * `whole`: the glyph alone stands for it. */
bool pdf_font_note(struct pdf_font *font, struct arena *arena, uint32_t glyph, Str text, bool whole);
/* Writes all fonts; false after a report. */
bool pdf_fonts_write(const struct pdf_fonts *fonts, struct pdf_file *file, struct arena *arena,
                     struct diag *diag);

#endif
