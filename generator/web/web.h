/* The website: every page of the site as HTML, with what belongs to it (style, feed, sitemap, data, pictures).
 *
 * In: the site (read-only), the templates of templates/web/, icons, UI strings. Out: files, handed to `put` by path below output/site/.
 * web_open compiles and reads everything; web_write may then be called for each job from any thread. Called by build.c. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/pieces.h"
#include "site/site.h"
#include "typeset/font.h"

struct web;

/* Takes a finished file; false: it could not be written (that is reported already). */
struct web_sink {
    bool (*put)(void *context, Str path, Str bytes);
    bool (*put_pieces)(void *context, Str path, pieces_make make, const void *what);
    void *context;
    const struct source *text; /* of the page that is written, when it is at hand; see page_text */
};

/* NULL after reports. `templates` is the path of the templates folder. */
struct web *web_open(struct arena *arena, struct diag *diag, const struct site *site, const char *templates,
                     const struct font_set *fonts);
/* The previews of the print products, site/cetak/NAME.png, in the order of the site's products; 0 × 0: none. Before web_write; not copied. */
struct web_preview {
    size_t width, height; /* pixels */
};
void web_set_previews(struct web *web, const struct web_preview *by_product);
/* Where the files go, for pictures that an earlier build encoded. Before web_write; may be left out. */
struct staging;
struct memo;
void web_set_staging(struct web *web, struct staging *staging, struct memo *memo);
size_t web_pages(const struct web *web);
/* Is this extra made? site.yaml's list `extras` says so; without it small sites get all of them but "compressed", and large ones none. */
bool web_extra(const struct web *web, const char *name);
/* Pieces of work, in two stages: the second may begin when all of the first are done. */
enum web_stage { WEB_FIRST, WEB_LAST };
/* Between the stages: the first is complete. */
void web_gathered(const struct web *web);
size_t web_jobs(const struct web *web, enum web_stage stage);
void web_write(const struct web *web, enum web_stage stage, size_t job, struct arena *scratch,
               const struct web_sink *sink);
/* The first jobs of the first stage are the pages, in the site's order. What a page has told the others, as a note: a later build in which all that goes
 * into the page is the same may recall the note instead of writing the page. False: it has no note, or the note is none. */
bool web_page_note(const struct web *web, size_t page, struct buf *note);
bool web_page_recall(const struct web *web, size_t page, Str note);
/* What all pages' notes rest on: recalled before any of them, noted after the first stage. */
void web_note(const struct web *web, struct buf *note);
bool web_recall(const struct web *web, Str note);
/* A job of the first stage whose files are the same as long as no template, no front matter and no file of content/ but the texts of documents changes. */
bool web_is_fixed(const struct web *web, size_t job);
/* Reports what only shows when all pages are known, such as links to headings that other pages do not have; after all jobs. */
void web_check(const struct web *web);

#endif
