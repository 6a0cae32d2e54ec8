/* The drawing interface: one table of calls, and a backend per kind of output (PDF by libharu, text trace; later PNG by cairo).
 *
 * In: calls in drawing order, in user units: millimetres, origin at the top left of the trimmed sheet, y downwards. Out: what the
 * backend makes. A canvas belongs to one thread. Called by draw/svg (artwork) and print/ (text, structure).
 *
 * A logical structure (what a screen reader hears, in which order) is built beside the drawing: a tree of elements made by
 * element_new, in reading order; mark_begin/mark_end say which element the marks between them belong to, NULL: decoration (artifact). */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "base/diag.h"
#include "draw/geometry.h"
#include "typeset/shape.h"

enum fill_rule { FILL_NONZERO, FILL_EVENODD };

struct gradient_stop {
    double offset; /* 0 … 1 */
    Color color;
};
struct gradient {
    bool radial;
    Point from, to;      /* linear: axis; radial: from = focus, to = centre */
    double radius;       /* radial */
    double focus_radius; /* radial: of the circle round the focus that the gradient begins at */
    Matrix matrix;       /* gradient space to user space */
    size_t count;
    const struct gradient_stop *stops;
};
struct ink;
struct paint {
    Color color; /* used when gradient is NULL; alpha holds for both */
    const struct gradient *gradient;
    /* COLORS_PRESS: exactly this, for printers' marks; NULL: what the colour becomes */
    const struct ink *ink;
};
enum line_cap { CAP_BUTT, CAP_ROUND, CAP_SQUARE };
enum line_join { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL };
struct stroke {
    double width, miter_limit;
    enum line_cap cap;
    enum line_join join;
    size_t dash_count;
    const double *dashes;
    double dash_offset;
};

/* A picture of pixels: a file that draw/picture.h has opened, or pixels at hand. */
struct picture_file;
struct picture {
    Str name;
    size_t width, height;            /* pixels, upright */
    const struct picture_file *file; /* NULL: `rgba` holds the pixels */
    const unsigned char *rgba;       /* width × height × 4, not premultiplied */
    bool transparent;                /* a file's: some pixels let through what is behind */
};

/* Sizes of a page, mm. User space begins at the top left corner of the trimmed page. */
struct page_box {
    double width, height; /* as trimmed */
    double bleed;         /* artwork beyond the trim, on each side; 0 on the screen edition */
    double margin;        /* paper beyond the trim, on each side, for marks; never less than the bleed */
    Str label;            /* what viewers call the page ("3", "Luar"); {NULL, 0}: its number */
};

/* A place to go to: an entry of the outline, a target of links, or both. */
struct bookmark {
    int level;       /* in the outline, from 1; 0: not in it */
    size_t order;    /* the outline is in this order; pages are drawn in another one */
    Str title, name; /* name: links to "#name" lead here */
    Point at;
};

/* ---- logical structure (ISO 32000-1, 14.7–14.8) ---- */
enum element_role {
    ROLE_DOCUMENT,
    ROLE_PART,
    ROLE_SECT,
    ROLE_DIV,
    ROLE_H1,
    ROLE_H2,
    ROLE_H3,
    ROLE_H4,
    ROLE_P,
    ROLE_LIST,
    ROLE_ITEM,
    ROLE_LABEL,
    ROLE_BODY,
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_HEADER,
    ROLE_DATA,
    ROLE_FIGURE,
    ROLE_CAPTION,
    ROLE_LINK,
    ROLE_SPAN,
    ROLE_QUOTE,
    ROLE_CODE,
    ROLE_NOTE,
    ROLE_CONTENTS,
    ROLE_ENTRY, /* of CONTENTS */
    ROLE_COUNT
};
struct element {
    enum element_role role;
    Str alt, lang, title, actual_text; /* each may be {NULL, 0} */
    bool column_header, row_header;    /* HEADER: its scope */
    int column_span, row_span;         /* HEADER, DATA: 0 and 1 mean one */
    bool ordered;                      /* LIST */
    Rect box; /* FIGURE: where it stands on its page (user units); all 0: not known */
    struct element *parent, *first, *last, *next;
    void *backend; /* the backend's own notes */
};
struct element *element_new(struct arena *arena, struct element *parent, enum element_role role);
const char *element_role_name(enum element_role role); /* the standard structure type: "P", "LBody", "TH" … */

/* ---- the canvas ---- */
struct canvas;
struct canvas_calls {
    void (*page_begin)(struct canvas *canvas, struct page_box box);
    void (*page_end)(struct canvas *canvas);
    void (*save)(struct canvas *canvas);
    void (*restore)(struct canvas *canvas);
    void (*transform)(struct canvas *canvas, Matrix matrix); /* user space := matrix, then what was */
    void (*clip)(struct canvas *canvas, const struct path *path, enum fill_rule rule);
    void (*fill)(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint);
    void (*stroke)(struct canvas *canvas, const struct path *path, const struct stroke *stroke,
                   const struct paint *paint);
    /* Draws glyphs [from, to) of a run with the baseline starting at `at`, font size `size` in user units; `word_space` is added to
     * each U+0020's advance and `letter_space` to every glyph's, in user units. */
    void (*glyphs)(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                   double size, double word_space, double letter_space, const struct paint *paint);
    /* Draws a whole run, a hyphen that stands there only because the line ends: who reads the text gets a soft hyphen (U+00AD). */
    void (*hyphen)(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                   const struct paint *paint);
    /* What is drawn up to read_end is read as this text: a word that two lines share. Does not nest, stays within a mark. NULL in
     * backends that keep no text. */
    void (*read_begin)(struct canvas *canvas, Str text);
    void (*read_end)(struct canvas *canvas);
    void (*picture)(struct canvas *canvas, const struct picture *picture, Rect at);
    void (*group_begin)(struct canvas *canvas, double opacity); /* what follows is one transparent group */
    void (*group_end)(struct canvas *canvas);
    /* A drawing that comes again, on this page or another: artwork of all copies of a run, an icon. `key` is its identity (an address that stays).
     * True: draw it now, then shared_end. False: it is there already, by reference (PDF: a form XObject), and shared_end is not called. What it looks
     * like depends on nothing but the key and the matrix; no mark, link or bookmark begins within, a mark may hold all of it. */
    bool (*shared_begin)(struct canvas *canvas, const void *key);
    void (*shared_end)(struct canvas *canvas);
    void (*mark_begin)(struct canvas *canvas,
                       struct element *element); /* NULL: artifact; marks do not nest */
    void (*mark_end)(struct canvas *canvas);
    /* A clickable area of the page being drawn, in user units; `element` is a LINK. `uri` is absolute, or "#name" of a bookmark. */
    void (*link)(struct canvas *canvas, Rect area, Str uri, Str contents, struct element *element);
    void (*bookmark)(struct canvas *canvas, const struct bookmark *bookmark);
};
struct canvas {
    const struct canvas_calls *calls;
};

/* What colours (sRGB above the canvas, always) become in the file. */
enum canvas_colors {
    COLORS_SCREEN, /* sRGB */
    COLORS_PRESS,  /* CMYK and spot inks */
    COLORS_OFFICE  /* grey */
};

struct canvas_document {
    Str title, lang, author, subject, keywords; /* of the whole document; lang: BCP 47 */
    const struct element *root;                 /* ROLE_DOCUMENT; NULL: untagged */
    enum canvas_colors colors;
    const struct inks *inks; /* COLORS_PRESS */
    Str date;                /* COLORS_PRESS: "2026-11-22" */
    bool many;               /* it is going to have many copies of the same pages */
    struct pdf_kept *kept;   /* what documents like it have in common, see pdf.h; NULL: there are none */
};

#endif
