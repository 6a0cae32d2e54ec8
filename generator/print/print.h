/* Print products: brochures, posters and banners as PDF.
 *
 * In: the site (read-only), the layouts of templates/print/, icons, fonts; a product (content/cetak/NAME.md). Out: its PDF.
 * print_open compiles the layouts and reads the icons, before threads; print_product may then be called from any thread, each
 * with a scratch arena of its own. Called by build.c. See templates/print/README.md for what a layout may say.
 *
 * A product goes: variables -> layout rendered (template/) -> SVG tree -> frames, texts and figures of each page in reading order ->
 * Markdown cut into stories, one per flow -> blocks -> the largest size at which all fit -> the filled sheet added to the document of each edition, which paints it on its canvas. */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "site/site.h"
#include "typeset/font.h"

struct print;

/* NULL after reports. `templates` is the path of the templates folder. */
struct print *print_open(struct arena *arena, struct diag *diag, const struct site *site,
                         const char *templates, const struct font_set *fonts);

/* Takes a finished file; `path` is below output/. False: it could not be written (told already). Called from the thread that prints. */
struct print_sink {
    bool (*put)(void *context, Str path, Str bytes);
    void *context;
};

/* All products in pieces that threads may share, in any order, each with its own scratch arena (the caller empties it); print_finish when all are done: it
 * tells what went wrong with which rows of personalised runs and writes the register of editions, print/editions.csv. False after reports. */
size_t print_jobs(const struct print *print);
void print_job(const struct print *print, size_t index, struct arena *scratch, struct diag *diag,
               const struct print_sink *sink);
/* The product that a job belongs to, and the first of its copies. */
const struct product *print_job_product(const struct print *print, size_t index, size_t *first);
/* What a job that had nothing to report leaves for print_finish, as a note; a later build may recall it instead of doing the job again. */
void print_job_note(const struct print *print, size_t index, struct buf *note);
void print_job_recall(const struct print *print, size_t index, Str note);
bool print_finish(const struct print *print, struct diag *diag, const struct print_sink *sink);

/* Makes every edition that the product asks for (`editions`, see edition.c) and hands each file to the sink; false after reports. */
bool print_product(const struct print *print, const struct product *product, struct arena *scratch,
                   struct diag *diag, const struct print_sink *sink);
/* The size in pixels of the product's preview for the web, site/cetak/NAME.png; false: it gets none. */
bool print_preview_size(const struct print *print, const struct product *product, size_t *width,
                        size_t *height);
/* The same drawing and its logical structure as text, for golden tests. */
bool print_trace(const struct print *print, const struct product *product, struct arena *scratch,
                 struct diag *diag, struct buf *out);

#endif
