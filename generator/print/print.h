/* Print products: brochures, posters and banners as PDF.
 *
 * In: the site (read-only), the layouts of templates/print/, icons, fonts; a product (content/cetak/NAME.md). Out: its PDF.
 * print_open compiles the layouts and reads the icons, before threads; print_product may then be called from any thread, each
 * with a scratch arena of its own. Called by build.c. See templates/print/README.md for what a layout may say.
 *
 * A product goes: variables -> layout rendered (template/) -> SVG tree -> frames, texts and figures of each page in reading order ->
 * Markdown cut into stories, one per flow -> blocks -> the largest size at which all fit -> pages painted on a canvas. */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "site/site.h"
#include "typeset/font.h"

struct print;

/* NULL after reports. `templates` is the path of the templates folder. */
struct print *print_open(struct arena *arena, struct diag *diag, const struct site *site,
                         const char *templates, const struct font_set *fonts);

/* What is made of each product. */
struct edition {
    const char *name;   /* in the front matter's `editions` */
    const char *folder; /* below output/ */
    const char *suffix; /* of the file */
    bool bleed;         /* keep the layout's bleed */
};
extern const struct edition print_editions[];
extern const size_t print_edition_count;

/* Appends the PDF of the screen edition; false after reports. */
bool print_product(const struct print *print, const struct product *product, struct arena *scratch,
                   struct diag *diag, struct buf *pdf);
/* The same drawing and its logical structure as text, for golden tests. */
bool print_trace(const struct print *print, const struct product *product, struct arena *scratch,
                 struct diag *diag, struct buf *out);

#endif
