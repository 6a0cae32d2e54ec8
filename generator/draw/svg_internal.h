/* What the parts of the SVG painter share; nobody else includes it.
 *
 * Reading: svg_parse.c documents, and what they may never hold · svg_value.c numbers, lengths, colours, transforms · svg_path.c path data and shapes ·
 * svg_css.c style sheets · svg_match.c which rules hold · svg_property.c values of properties · svg_style.c the computed style.
 * Drawing: svg_draw.c the walk over the tree, viewports, use · svg_paint.c fills and strokes · svg_gradient.c · svg_pattern.c · svg_marker.c ·
 * svg_clip.c clip paths and masks · svg_box.c bounding boxes · svg_text.c the layout of text · svg_text_paint.c its drawing · svg_image.c.
 * svg_write.c: the text for the web. */
#ifndef DRAW_SVG_INTERNAL_H
#define DRAW_SVG_INTERNAL_H

#include "base/arena.h"
#include "base/xml.h"
#include "draw/svg.h"

#define SVG_NAMESPACE   "http://www.w3.org/2000/svg"
#define XLINK_NAMESPACE "http://www.w3.org/1999/xlink"
#define XML_NAMESPACE   "http://www.w3.org/XML/1998/namespace"

enum {
    SVG_DEPTH_MOST = 64,        /* of a document */
    SVG_DEPTH_DRAWN = 128,      /* with what `use` inserts */
    SVG_ELEMENTS_MOST = 200000, /* of a document, and of all that is drawn */
    SVG_BYTES_DRAWN = 32 << 20, /* of path data and text, repeated ones counted each time */
    SVG_WORK_DRAWN = 100 << 20, /* steps of the cascade: selectors tried and elements styled */
    SVG_RULES_MOST = 5000,
    SVG_STOPS_PLACES = 64,
    SVG_CHAIN_MOST = 16
};
#define SVG_NUMBER_MOST 1e9 /* of numbers as written, and of the entries of a matrix */

/* ---- values ---- */
struct scan {
    const char *at, *end;
};
static inline struct scan scan_from(Str s)
{
    return (struct scan){s.data, s.data ? s.data + s.len : s.data};
}
void scan_space(struct scan *scan);
void scan_comma(struct scan *scan); /* white space with at most one comma */
bool scan_number(struct scan *scan, double *number);

enum svg_axis { AXIS_X, AXIS_Y, AXIS_BOTH };
struct svg_measure {
    double font_size, width, height; /* what em and % refer to, in user units */
};
bool svg_value_number(Str text, double *number);
bool svg_value_fraction(Str text, double *fraction); /* "0.4" or "40%", clamped to 0 … 1 */
bool svg_value_length(Str text, const struct svg_measure *measure, enum svg_axis axis, double *user);
bool svg_value_transform(Str text, Matrix *matrix);
bool svg_value_view_box(Str text, Rect *box);
bool svg_value_url(Str text, Str *url, Str *rest); /* url(#x), url("#x"); rest: what follows */

struct svg_aspect {
    bool stretch, slice;
    double x, y; /* 0, 0.5, 1 */
};
bool svg_value_aspect(Str text, struct svg_aspect *aspect); /* empty: xMidYMid meet */
Rect svg_aspect_fit(struct svg_aspect aspect, double width, double height, Rect at);
bool svg_matrix_sound(Matrix matrix);
bool svg_word_is(Str text, const char *list); /* text is one of the words of "a|b|c" */

/* ---- geometry ---- */
struct svg_inner { /* the verbs that end within an arc, in order */
    size_t *verbs, count, capacity;
};
bool svg_path_parse(struct arena *arena, Str data, struct path *path, size_t *error_at,
                    struct svg_inner *inner); /* inner may be NULL */
Rect svg_path_box(const struct path *path);   /* tight, of the outline */
void svg_path_transform(struct path *path, Matrix matrix);
double svg_path_area(const struct path *path); /* signed, of the control polygon */
void svg_path_append(struct arena *arena, struct path *path, const struct path *more, bool reversed);

/* ---- elements ---- */
enum svg_kind {
    KIND_FOREIGN, /* not in the SVG namespace, or no element */
    KIND_UNKNOWN,
    KIND_REFUSED, /* not supported, wherever it stands */
    KIND_UNUSED,  /* filters, masks …: an error when something refers to it */
    KIND_IGNORED, /* title, metadata … */
    KIND_STYLE,
    KIND_DEFS,
    KIND_SVG,
    KIND_GROUP,
    KIND_SWITCH,
    KIND_USE,
    KIND_SYMBOL,
    KIND_IMAGE,
    KIND_TEXT,
    KIND_TSPAN,
    KIND_PATH,
    KIND_RECT,
    KIND_CIRCLE,
    KIND_ELLIPSE,
    KIND_LINE,
    KIND_POLYLINE,
    KIND_POLYGON,
    KIND_LINEAR,
    KIND_RADIAL,
    KIND_STOP,
    KIND_CLIP,
    KIND_MASK,
    KIND_PATTERN,
    KIND_MARKER
};
enum svg_kind svg_kind(const xmlNode *node);
Str svg_href(const xmlNode *node); /* href, else xlink:href */
const xmlNode *svg_by_id(const struct svg_styles *styles, Str id);
bool svg_systems_match(const xmlNode *node,
                       Str lang); /* conditional processing: requiredExtensions, systemLanguage */

/* ---- style sheets ---- */
bool css_declaration_next(Str text, size_t *at, Str *name, Str *value,
                          bool *important);         /* false at the end */
bool css_font_part(Str value, Str name, Str *part); /* "font-size" … out of the value of `font` */
struct css_declaration {
    Str name, value;
    int property; /* of enum svg_property_id, or -1 */
    bool important;
    Loc loc;
};
/* Gives the declarations of all rules that hold for an element, weakest first. */
void css_match(const struct svg_styles *styles, const xmlNode *node,
               void (*found)(void *context, const struct css_declaration *declaration), void *context);
size_t css_work(const struct svg_styles *styles); /* steps of matching one element */
bool css_failed(const struct svg_styles *styles); /* something in its sheets was reported */

/* ---- computed style ---- */
enum svg_property_id {
    P_FONT_SIZE,
    P_COLOR,
    P_FILL,
    P_STROKE,
    P_FILL_OPACITY,
    P_STROKE_OPACITY,
    P_FILL_RULE,
    P_CLIP_RULE,
    P_STROKE_WIDTH,
    P_STROKE_LINECAP,
    P_STROKE_LINEJOIN,
    P_STROKE_MITERLIMIT,
    P_STROKE_DASHARRAY,
    P_STROKE_DASHOFFSET,
    P_PAINT_ORDER,
    P_VISIBILITY,
    P_FONT_FAMILY,
    P_FONT_WEIGHT,
    P_FONT_STYLE,
    P_FONT_VARIANT,
    P_FONT_VARIANT_CAPS,
    P_FONT_VARIANT_NUMERIC,
    P_FONT_VARIANT_LIGATURES,
    P_FONT_KERNING,
    P_LETTER_SPACING,
    P_WORD_SPACING,
    P_TEXT_ANCHOR,
    P_DOMINANT_BASELINE,
    P_WHITE_SPACE,
    P_MARKER_START,
    P_MARKER_MID,
    P_MARKER_END,
    P_INHERITED_END,
    P_DISPLAY = P_INHERITED_END,
    P_OPACITY,
    P_CLIP_PATH,
    P_MASK,
    P_VECTOR_EFFECT,
    P_BASELINE_SHIFT,
    P_ALIGNMENT_BASELINE,
    P_TEXT_DECORATION,
    P_TEXT_DECORATION_LINE,
    P_TEXT_DECORATION_COLOR,
    P_OVERFLOW,
    P_STOP_COLOR,
    P_STOP_OPACITY,
    P_TAKEN_END, /* from here on, values stay text */
    P_TRANSFORM = P_TAKEN_END,
    P_TRANSFORM_ORIGIN,
    P_MARKER,
    P_BACKGROUND,
    P_BACKGROUND_COLOR,
    P_X,
    P_Y,
    P_WIDTH,
    P_HEIGHT,
    P_CX,
    P_CY,
    P_R,
    P_RX,
    P_RY,
    P_RESTRICTED, /* from here on: only values that change nothing are allowed */
    P_D = P_RESTRICTED,
    P_ROTATE, /* these two as properties; as attributes they are something else */
    P_COUNT = P_RESTRICTED + 30
};
int svg_property_find(Str name); /* -1: none that drawing knows */
int svg_attribute_property(const xmlAttr *attribute);

enum svg_paint_kind { PAINT_NONE, PAINT_COLOR, PAINT_CURRENT, PAINT_SERVER };
struct svg_paint_value {
    enum svg_paint_kind kind, fallback; /* fallback: when the server is not there */
    Color color;
    Str url;
    const struct svg_document *document; /* where the url was written */
    Loc loc;
};
enum { PART_FILL, PART_STROKE, PART_MARKERS, PARTS }; /* of a shape or text, for paint-order */
enum svg_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum svg_baseline {
    BASELINE_ALPHABETIC,
    BASELINE_MIDDLE,
    BASELINE_CENTRAL,
    BASELINE_HANGING,
    BASELINE_MATHEMATICAL,
    BASELINE_BEFORE, /* the top of the line */
    BASELINE_AFTER   /* its bottom */
};
/* A line along the text, painted as the element that asked for it is. */
enum { LINE_UNDER, LINE_OVER, LINE_THROUGH, TEXT_LINES };
struct svg_text_line {
    bool drawn;
    struct svg_paint_value fill, stroke;
    double fill_opacity, stroke_opacity, stroke_width;
};

struct svg_style {
    /* inherited */
    double font_size;
    Color color;
    struct svg_paint_value fill, stroke;
    double fill_opacity, stroke_opacity, stroke_width, miter_limit, dash_offset;
    enum fill_rule fill_rule, clip_rule;
    enum line_cap cap;
    enum line_join join;
    size_t dash_count;
    const double *dashes;
    unsigned char order[PARTS]; /* in which they are painted */
    bool hidden, italic, preserve;
    int weight, caps, numeric, ligatures, kerning; /* the last four: bits of enum shape_feature */
    Str family, lang;
    double letter_spacing, word_spacing;
    enum svg_anchor anchor;
    enum svg_baseline baseline;
    Str markers[3];                         /* start, mid, end: "url(#…)" */
    struct svg_text_line lines[TEXT_LINES]; /* handed down within a text */
    double shift;                           /* of the baseline, upwards; adds up within a text */
    /* not inherited */
    enum svg_baseline alignment;
    bool aligned, fixed_stroke;
    Str mask;
    bool no_display, overflow_shown, overflow_given;
    double opacity, stop_opacity;
    Str clip_path;
    struct svg_paint_value stop_color;
};

/* ---- drawing ---- */
struct svg_document {
    xmlDoc *xml;
    const struct source *source;
    const struct svg_styles *styles;
    struct svg_document *next;
};
struct svg_drawing {
    struct canvas *canvas;
    const struct svg_paint *options;
    struct arena *arena;   /* as long as the drawing: documents, dashes, stops */
    struct arena *scratch; /* as long as one shape or text: outlines, glyphs, gradients */
    struct diag *diag;
    struct svg_document *documents;
    struct svg_stops *stops[SVG_STOPS_PLACES];
    size_t elements_left, bytes_left, work_left;
    bool failed, spent;
    bool sharing;             /* within what the canvas keeps for later: no marks */
    bool marked;              /* a text's own mark is open */
    bool mark_open;           /* an artifact mark of ours … */
    size_t saves, mark_saves; /* … opened within so many saves */
    struct path path;         /* reused from shape to shape */
    int held; /* > 0: a shape waits while its pattern or markers are drawn: `scratch` stays, all is artifact */
    bool measuring; /* only the box is wanted */
    Matrix to_root; /* from the caller's user space to that of the root's content */
};
/* A gradient or pattern and those that it takes missing attributes and content from, nearest first. */
struct svg_chain {
    const xmlNode *nodes[SVG_CHAIN_MOST];
    const struct svg_document *documents[SVG_CHAIN_MOST];
    int count;
};
struct svg_use {
    const xmlNode *target;
    const struct svg_use *outer;
};
/* The stops of a gradient, read once. */
struct svg_stops {
    const xmlNode *node;
    const struct gradient_stop *stops;
    size_t count;
    struct svg_stops *next;
};
/* What an element inherits. */
struct svg_state {
    struct svg_style style;
    Matrix matrix;        /* user space to the caller's */
    double width, height; /* of the viewport, for percentages */
    const struct svg_document *document;
    const struct svg_use *uses;
    const struct svg_style *context; /* what context-fill and context-stroke stand for; NULL: nothing */
    int depth;
};
/* An element being drawn. */
struct svg_element {
    const xmlNode *node;
    struct svg_state state; /* its own style; handed to its children */
    Str value[P_COUNT];     /* cascaded, as written; {NULL, 0}: not given */
    uint64_t given[P_COUNT / 64 + 1], important[P_COUNT / 64 + 1]; /* one bit each */
};

void svg_fault(struct svg_drawing *drawing, Loc loc, enum message message, const Str *words, size_t count);
#define svg_report(drawing, loc, message, ...)                                                               \
    svg_fault((drawing), (loc), (message), (const Str[]){STR_NONE, ##__VA_ARGS__} + 1,                       \
              sizeof((const Str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(Str) - 1)
Loc svg_element_loc(const struct svg_element *element);
Loc svg_value_loc(const struct svg_element *element, const char *name); /* of an attribute or property */
/* Fills in node, values and style from the parent's state. */
void svg_element_begin(struct svg_drawing *drawing, const struct svg_state *outer, const xmlNode *node,
                       struct svg_element *element);
/* What a node that is only referred to inherits: the style of its own ancestors. */
void svg_inherit(struct svg_drawing *drawing, const struct svg_document *document, const xmlNode *node,
                 struct svg_state *state);
bool svg_spend(struct svg_drawing *drawing, Loc loc, size_t elements, size_t bytes);
void svg_work(struct svg_drawing *drawing, Loc loc, size_t steps);
void svg_scratch_reset(struct svg_drawing *drawing);
double svg_element_length(struct svg_drawing *drawing, const struct svg_element *element,
                          enum svg_property_id property, enum svg_axis axis, double standard);
struct svg_measure svg_element_measure(const struct svg_element *element);
Matrix svg_element_matrix(struct svg_drawing *drawing, const struct svg_element *element); /* `transform` */
void svg_style_initial(struct svg_style *style, Color current_color, Str lang);
bool svg_background(struct svg_drawing *drawing, const struct svg_element *element, Color *color);
const struct svg_document *svg_document_of(struct svg_drawing *drawing, xmlDoc *xml,
                                           const struct source *source, const struct svg_styles *styles);
/* The element that "#id" names, in the document where it was written, or in another file; NULL after a report. */
const xmlNode *svg_resolve(struct svg_drawing *drawing, const struct svg_document *from, Str href, Loc loc,
                           const struct svg_document **document);

/* The outline of a shape in its user space, in drawing->path; false: draws nothing. */
bool svg_shape(struct svg_drawing *drawing, const struct svg_element *element);
void svg_text_draw(struct svg_drawing *drawing, const struct svg_element *element, double opacity);
/* The outlines of a text's glyphs appended to drawing->path. */
void svg_text_outline(struct svg_drawing *drawing, const struct svg_element *element);

/* A fill or stroke ready for the canvas; false: none. */
bool svg_paint_ready(struct svg_drawing *drawing, const struct svg_element *element,
                     const struct svg_paint_value *value, double opacity, Rect box, struct paint *paint);
bool svg_chain_read(struct svg_drawing *drawing, const struct svg_document *document, const xmlNode *node,
                    struct svg_chain *chain);
/* Of the nearest that has it; kind: only those of it, KIND_UNKNOWN: all. */
Str svg_chain_attribute(const struct svg_chain *chain, const char *name, enum svg_kind kind);
double svg_chain_length(struct svg_drawing *drawing, const struct svg_chain *chain,
                        const struct svg_element *element, bool box_units, const char *name,
                        enum svg_axis axis, double standard);
/* `reach`: how far beyond the box a stroke may paint. */
bool svg_gradient_ready(struct svg_drawing *drawing, const struct svg_element *element,
                        const struct svg_document *document, const xmlNode *node, Rect box, double reach,
                        struct paint *paint);
/* Fills drawing->path with the tiles of a pattern. */
void svg_pattern_fill(struct svg_drawing *drawing, const struct svg_element *element, const xmlNode *pattern,
                      double opacity, Rect box);
/* Draws the markers of drawing->path. */
void svg_markers(struct svg_drawing *drawing, const struct svg_element *element, double opacity);
/* True after a report: the value is a pattern, which only fills shapes. */
bool svg_pattern_refused(struct svg_drawing *drawing, const struct svg_paint_value *value);
struct stroke svg_stroke_ready(const struct svg_style *style);
bool svg_fills(const struct svg_style *style);
bool svg_strokes(const struct svg_style *style);
/* Fills and strokes drawing->path. */
void svg_path_paint(struct svg_drawing *drawing, const struct svg_element *element, double opacity);

/* What stands round an element: its transform and clip, and a group for its opacity. */
struct svg_wrap {
    bool saved, group;
};
/* False: nothing of the element shows; svg_wrap_end all the same. `box`, of the element, may be NULL. */
bool svg_wrap_begin(struct svg_drawing *drawing, struct svg_element *element, Matrix matrix, bool group,
                    const Rect *box, struct svg_wrap *wrap);
void svg_wrap_end(struct svg_drawing *drawing, struct svg_wrap wrap);
struct svg_aspect svg_aspect_of(struct svg_drawing *drawing, const struct svg_element *element);
/* The content of an svg or symbol element, its viewport `at` in the user space around it. */
void svg_draw_viewport(struct svg_drawing *drawing, struct svg_element *element, Rect at);
const struct svg_document *svg_other_document(struct svg_drawing *drawing, Str file,
                                              Loc loc); /* NULL: reported */
void svg_draw_image(struct svg_drawing *drawing, struct svg_element *element);
/* An element with its transform, clip and opacity; all that stands in one. */
void svg_draw_element(struct svg_drawing *drawing, struct svg_element *element);
void svg_draw_children(struct svg_drawing *drawing, const struct svg_state *state, const xmlNode *node);
void svg_clip_rect(struct svg_drawing *drawing, Rect rect);
/* The box of what an element draws, in its user space; false: it draws nothing. */
bool svg_box(struct svg_drawing *drawing, const struct svg_element *element, Rect *box);
void svg_mark(struct svg_drawing *drawing); /* opens an artifact mark, unless one is open or the caller did */
void svg_mark_close(struct svg_drawing *drawing);
void svg_save(struct svg_drawing *drawing);
void svg_restore(struct svg_drawing *drawing);
/* Clips by the element's clip-path and mask; `box`, of the element, may be NULL. False: nothing stays visible. */
bool svg_clip(struct svg_drawing *drawing, const struct svg_element *element, const Rect *box);
bool svg_used_already(const struct svg_use *uses, const xmlNode *target);

#endif
