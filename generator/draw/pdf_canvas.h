/* The inside of the PDF canvas, shared by its parts: the document, the page and the content stream that are being written.
 *
 * pdf.c answers the canvas calls and opens and closes pages; pdf_content.c writes operators and remembers what viewers have been told, so that nothing
 * is said twice; pdf_paint.c sets colours and gradients; pdf_text.c sets glyphs; pdf_picture.c embeds pictures;
 * pdf_form.c keeps what is drawn more than once.
 * User units go through our own matrix into the page's units; `cm` is written only where a pen is stretched or a picture placed. */
#ifndef DRAW_PDF_CANVAS_H
#define DRAW_PDF_CANVAS_H

#include <limits.h>

#include "draw/canvas.h"
#include "draw/ink.h"
#include "draw/pdf_file.h"
#include "draw/pdf_font.h"
#include "draw/pdf_structure.h"

enum pdf_resource { PDF_FONT, PDF_STATE, PDF_PATTERN, PDF_XOBJECT, PDF_SPACE, PDF_RESOURCES };
enum pdf_mark_kind { MARK_NONE, MARK_ARTIFACT, MARK_ELEMENT };
enum { PDF_DEEPEST_SAVE = 28 /* PDF/A-2, 6.1.13 */ };

struct pdf_mark {
    enum pdf_mark_kind kind;
    struct element *element;
};
struct pdf_numbers {
    unsigned *numbers;
    size_t count, capacity;
};

/* The graphics state as viewers have it, in thousandths; PDF_UNKNOWN where it is not known. */
#define PDF_UNKNOWN INT_MIN
struct pdf_graphics {
    int fill[5], line[5]; /* the object of the colour space, 0: the document's own; its components */
    int alpha, overprint;
    int width, cap, join, miter_limit, dashes; /* dashes: 0 none, 1 some */
    const struct pdf_font *font;
    int font_size;
};

/* A content stream: of a page or of a group (form XObject). */
struct pdf_content {
    struct buf out;
    struct pdf_graphics now, saved[PDF_DEEPEST_SAVE];
    size_t depth;
    struct pdf_numbers used[PDF_RESOURCES];
    struct pdf_marked *marked;
    struct pdf_mark open; /* what has been begun in this stream */
    bool inherits_mark;   /* a mark of the stream around holds all of this one */
    bool in_text;
    Point line; /* where the text line began, as written */
    struct pdf_content *outer;
};

enum pdf_level_kind { LEVEL_PAGE, LEVEL_SAVE, LEVEL_GROUP, LEVEL_SHARED };
struct pdf_level {
    enum pdf_level_kind kind;
    Matrix matrix; /* user units to the page's */
    bool saved;    /* a `q` has been written for it */
    bool form;     /* LEVEL_GROUP, LEVEL_SHARED: it has a stream of its own … */
    double opacity;
    unsigned form_number;
    const void *key;  /* LEVEL_SHARED */
    bool transparent; /* LEVEL_SHARED: the page was so before */
    unsigned inks;    /* LEVEL_SHARED: of the page around it */
};

struct pdf_page {
    unsigned number;
    double width, height; /* media box, page units */
    Matrix base;
    bool transparent;
    unsigned inks; /* used on it, see pdf.h */
    struct buf annotations;
};

struct pdf_bookmark {
    struct bookmark what; /* `at` in page units */
    unsigned page;
    size_t sequence; /* as drawn */
};
/* A link inside the document, written when all its targets are known. */
struct pdf_jump {
    unsigned number;
    Str entries, name;
};
struct pdf_state { /* an ExtGState with one of the two; the other PDF_UNKNOWN */
    int alpha, overprint;
    unsigned number;
};
struct pdf_spot {
    Str name;
    unsigned number;
};
struct pdf_mixed { /* a colour that was mixed already */
    Color color;
    enum ink_use use;
    bool known;
    struct ink ink;
};
struct pdf_embedded {
    const struct picture *picture;
    PdfHash hash;
    size_t same; /* the first one with the same bytes: it is written for both */
    unsigned number;
    double width, height; /* the largest it is shown, mm */
};

struct pdf_shared;

/* Not COLORS_SCREEN: an area of the page that has been filled. */
struct pdf_region {
    Rect box;          /* page units */
    size_t from, to;   /* its outline, of `points` */
    double gray, inks; /* office; press: the coloured inks together */
    bool turned;       /* it was dark and has become light */
    bool unknown;      /* a picture */
};
struct pdf_below {
    Point *points;
    size_t point_count, point_capacity;
    struct pdf_region *regions; /* in the order of painting */
    size_t region_count, region_capacity;
};

struct pdf {
    struct canvas canvas;
    struct arena *arena;
    struct diag *diag;
    const struct canvas_document *document;
    bool failed;  /* something has been reported */
    bool reading; /* between read_begin and read_end */
    struct pdf_file *file;
    struct pdf_fonts fonts;
    struct pdf_structure structure;
    struct pdf_page page;
    struct buf page_entries;
    struct pdf_content *content; /* NULL between pages */
    struct pdf_content *spare;   /* closed ones, for reuse */
    struct pdf_mark mark;        /* as the caller said */
    struct pdf_content *mark_content;
    struct pdf_level *levels;
    size_t level_count, level_capacity;
    struct pdf_bookmark *bookmarks;
    size_t bookmark_count, bookmark_capacity;
    struct pdf_jump *jumps;
    size_t jump_count, jump_capacity;
    struct buf labels; /* of pages: a number tree's entries */
    size_t pages_begun;
    bool labelled;
    struct pdf_state *states;
    size_t state_count, state_capacity;
    struct pdf_spot *spots;
    size_t spot_count, spot_capacity;
    struct pdf_below below;
    struct pdf_mixed *mixed; /* COLORS_PRESS */
    double heaviest;         /* the most ink that is put down at once */
    struct pdf_embedded *pictures;
    size_t picture_count, picture_capacity;
    struct pdf_shared *shared; /* forms by key, see pdf_form.c */
    size_t shared_count, shared_capacity, shared_next;
    bool too_deep_told;
};

static inline struct pdf *pdf_of(struct canvas *canvas)
{
    return (struct pdf *)canvas;
}
static inline struct pdf_level *pdf_level(struct pdf *pdf)
{
    return &pdf->levels[pdf->level_count - 1];
}

struct pdf_level *pdf_level_push(struct pdf *pdf, enum pdf_level_kind kind, Matrix matrix);

/* ---- pdf_content.c ---- */
struct pdf_content *content_open(struct pdf *pdf, struct pdf_content *outer, unsigned form);
Str content_close(struct pdf *pdf); /* ends marks and text; the bytes are there until content_spare */
/* Gives a closed one back for the next page or group. */
void content_spare(struct pdf *pdf, struct pdf_content *content);
void content_resources(struct buf *out, const struct pdf *pdf,
                       const struct pdf_content *content); /* "/Resources<<…>>" */
void content_ready(struct pdf *pdf);    /* before anything visible: opens the mark that it belongs to */
void content_graphics(struct pdf *pdf); /* before operators that may not stand inside BT … ET */
void content_unmark(struct pdf *pdf);   /* closes an open mark */
bool content_save(struct pdf *pdf);     /* q; false and a report when too deep */
void content_restore(struct pdf *pdf);
void content_name(struct pdf *pdf, enum pdf_resource kind,
                  unsigned number); /* "/F12 ", and notes it as used */
void content_path(struct pdf *pdf, const struct path *path, Matrix matrix, int decimals, bool keep_close);
int content_decimals(double scale); /* so that what is smaller than a hundredth of a point is left out */

/* ---- pdf_paint.c ---- */
/* Sets the paint for filling or stroking. True: a `q` was written, content_restore afterwards. `area` is what gets painted, in page units. */
bool paint_set(struct pdf *pdf, const struct paint *paint, bool line, enum ink_use use, Rect area);
/* "/Group<<…>>": a transparency group in the colours of the document. */
void paint_group(struct buf *out, const struct pdf *pdf);
void paint_spot(struct buf *out, const struct pdf *pdf, unsigned number); /* "[/Separation…]" */
double paint_inks(struct pdf *pdf, const struct paint *paint, enum ink_use use);
void paint_alpha(struct pdf *pdf, double alpha);
unsigned paint_state(struct pdf *pdf, int alpha, int overprint); /* the object of a struct pdf_state */

/* ---- pdf_office.c ---- */
void below_page(struct pdf *pdf); /* a new page: nothing on it yet */
/* The grey of something plain; `area` in page units. */
double office_gray(struct pdf *pdf, Color color, enum ink_use use, bool line, Rect area);
enum ink_use office_use(const struct pdf *pdf, const struct path *path, Rect area); /* of a fill */
/* After a fill or a picture: remembers what now lies there. `matrix`, `place`: to page units. */
void below_filled(struct pdf *pdf, const struct path *path, Matrix matrix, const struct paint *paint,
                  enum ink_use use, Rect area);
void below_pictured(struct pdf *pdf, Matrix place);
double below_inks(const struct pdf *pdf, Rect area); /* coloured inks at the middle of an area */

/* ---- pdf_text.c ---- */
void text_glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                 double size, double word_space, double letter_space, const struct paint *paint);
void text_hyphen(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                 const struct paint *paint);
void text_read_begin(struct canvas *canvas, Str text);
void text_read_end(struct canvas *canvas);

/* ---- pdf_form.c ---- */
bool form_begin(struct canvas *canvas, const void *key);
void form_end(struct canvas *canvas);
void form_write(struct pdf *pdf, Str resources, unsigned number, Str bytes);

/* ---- pdf_picture.c ---- */
void picture_draw(struct canvas *canvas, const struct picture *picture, Rect at);
void pictures_write(struct pdf *pdf); /* when all have been drawn */

#endif
