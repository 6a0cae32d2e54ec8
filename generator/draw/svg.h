/* SVG as the one drawing language: a libxml2 tree painted on a canvas.
 *
 * In: a parsed document (svg_parse: no network, no DTD, no entities, no scripts, bounded depth and size). Out: canvas calls. What is not supported is an error with
 * its place, never silently missing. Elements in the namespace urn:suluh:frame and `rect`s with frame:flow are not painted: they
 * are handed to the caller. Called by print/ (layouts, icons), and by charts for their PDF form. */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include <libxml/tree.h>

#include "base/buf.h"
#include "base/diag.h"
#include "draw/canvas.h"
#include "typeset/font.h"

#define SVG_FRAME_NAMESPACE "urn:suluh:frame"

/* A document whose elements know their place (loc via svg_loc). NULL after reports. The document lives as long as the arena. */
xmlDoc *svg_parse(struct arena *arena, struct diag *diag, const struct source *source);
Loc svg_loc(const struct source *source, const xmlNode *node);
/* Width and height in mm from width/height/viewBox of the root, and the viewBox. False after a report. */
bool svg_size(struct diag *diag, const struct source *source, xmlDoc *document, double *width, double *height,
              Rect *view_box);

/* The value of a CSS property for an element: presentation attribute, then <style> rules (type, .class, #id, descendant, `,` lists; specificity),
 * then style="". {NULL, 0}: not given (inheritance is the caller's). */
struct svg_styles;
struct svg_styles *svg_styles(struct arena *arena, struct diag *diag, const struct source *source,
                              xmlDoc *document);
Str svg_property(const struct svg_styles *styles, const xmlNode *node, const char *property);
/* All that the rules say of an imaginary element inside `node`: path like "h2" or "table td" below it (typographic styles of text in a frame).
 * Found once, then asked for each property. */
struct svg_declared;
struct svg_declared *svg_declared_below(struct arena *arena, const struct svg_styles *styles,
                                        const xmlNode *node, const char *path);
Str svg_declared_value(const struct svg_declared *declared, const char *property);
bool svg_color(Str text, Color *color); /* #rgb #rrggbb rgb() and the CSS names; "none" and nonsense: false */
/* A CSS length in mm; bare numbers are user units of `unit` mm; em of `font_size` mm. */
bool svg_length(Str text, double unit, double font_size, double *mm);

/* The value of a `transform`; false: none that is known. */
bool svg_transform(Str text, Matrix *matrix);

struct svg_paint {
    struct arena *scratch;
    struct diag *diag;
    const struct source *source;
    const struct font_set *fonts;
    struct svg_styles *styles;
    Color current_color;
    Str lang;
    /* Another SVG file for <use href="icons.svg#torch"> and <image href="x.svg">; `href` comes without the fragment, the document
     * is one of svg_parse. NULL after a report; the same file should give the same document. */
    xmlDoc *(*other)(void *context, Str href, const struct source **source);
    const struct picture *(*picture)(void *context, Str href, Loc loc);
    /* Called instead of painting for an element with frame:flow or in that namespace (its matrix to user space of the caller is
     * given); the canvas is in the element's own user space, and no mark is open. */
    void (*frame)(void *context, const xmlNode *node, Matrix matrix);
    /* Called once for each text element, before its glyphs: returns the structure element to mark them with (NULL: artifact).
     * When NULL itself, all is artifact. Not called with marks_open. */
    struct element *(*text_element)(void *context, const xmlNode *node);
    /* The same for each image element that is drawn. */
    struct element *(*image_element)(void *context, const xmlNode *node);
    /* Told where a picture stands: `at` in the user space that `matrix` leads from, to that of the caller. */
    void (*placed)(void *context, const xmlNode *node, Loc loc, const struct picture *picture, Rect at,
                   Matrix matrix);
    /* Elements that are drawn by shared_begin and shared_end (canvas.h), because the same ones come again: gives the key for siblings from `first` to
     * *last, or NULL. What they draw is no part of the logical structure, unless it is one text or image: then its element holds it. May be NULL. */
    const void *(*shared)(void *context, const xmlNode *first, const xmlNode **last);
    void *context;
    bool marks_open; /* the caller has opened a mark around the whole drawing (a figure): open none inside */
};
/* Paints the document into `at` (user units), by its viewBox and preserveAspectRatio. False after reports. */
bool svg_draw(struct canvas *canvas, xmlDoc *document, Rect at, const struct svg_paint *options);
/* The document as text for the web, valid inside of HTML5 and as a file of its own (no XML declaration; ids and classes kept; comments,
 * metadata and elements and attributes of drawing programs left out). */
void svg_write(struct buf *out, xmlDoc *document);

#endif
