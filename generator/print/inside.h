/* What the files of print/ share. Private to print/. */
#ifndef PRINT_INSIDE_H
#define PRINT_INSIDE_H

#include "base/file.h"
#include "base/xml.h"
#include "draw/canvas.h"
#include "draw/chart_palette.h"
#include "draw/ink.h"
#include "draw/svg.h"
#include "markdown/markdown.h"
#include "print/print.h"
#include "template/template.h"
#include "typeset/flow.h"
#include "typeset/hyphen.h"
#include "typeset/words.h"

#define POINT (25.4 / 72) /* mm */

enum {
    PRINT_DEPTH_MOST = 40,
    PRINT_ITEMS_MOST = 2000,
    PRINT_PAGES_MOST = 200,  /* in a layout */
    PRINT_GROWN_MOST = 2000, /* in a product whose pages are repeated */
    PRINT_COLUMNS_MOST = 40
};

struct drawing { /* an SVG file or a generated drawing */
    Str path;    /* below templates/: "icons/phone.svg" */
    bool read;   /* of a file: the rest is known; document NULL: it is faulty, which is told */
    const struct source *source;
    xmlDoc *document;
    struct svg_styles *styles;
};

struct layout {
    Str name;
    const struct template *template;
    const struct source *source;
    Str keys, brand;   /* frame:keys, frame:brand */
    Str hem;           /* frame:hem, as written */
    Str editions;      /* frame:editions; empty: all */
    const Str *values; /* facts and figures that the template names: "fact.x" */
    size_t value_count;
    Rect cover; /* of the preview, on the pasteboard: frame:preview, else the first page */
};

struct each;

struct words { /* of a language */
    Str lang;
    const struct value *messages;
};

struct print {
    struct arena *arena;
    const struct site *site;
    const struct font_set *fonts;
    struct hyphenation_set *hyphens;
    struct template_set *templates;
    struct words *languages;
    size_t language_count;
    struct layout *layouts;
    size_t layout_count;
    struct drawing *drawings; /* see drawing.c */
    size_t drawing_count, drawing_capacity;
    struct drawing_store *drawing_store;
    struct ink_profile *profile; /* of the press; NULL: there is none */
    const struct value *site_value, *facts, *stats;
    struct picture_store *pictures; /* filled by any thread */
    struct each *each;
    struct chart_palette palette; /* of charts: by the brand */
};

/* ---- a product being made ---- */

enum item_kind { ITEM_FRAME, ITEM_TEXT, ITEM_FIGURE, ITEM_PICTURE };

/* Something of the layout that carries meaning: a text frame, a text, a drawing with an alternative text. */
struct item {
    enum item_kind kind;
    xmlNode *node;
    size_t page, panel;
    double order;
    size_t sequence; /* in the document */
    double width, height;
    Str flow; /* FRAME, and what follows */
    size_t columns;
    double gap;
    bool balance, grid;
    struct story *story;
    struct placed placed;      /* FRAME */
    struct placed settled;     /* FRAME: as in the first copy, when its story is settled */
    bool varies;               /* TEXT, FIGURE: from copy to copy */
    double shift;              /* FRAME: down, for frame:align */
    struct figure_art *figure; /* FIGURE */
    struct element *element;   /* TEXT, FIGURE, PICTURE */
};
struct panel {
    Str name;
    double order;
    size_t sequence;
    struct element *element;
};
enum page_side { SIDE_ANY, SIDE_RIGHT, SIDE_LEFT }; /* page 1 is a right one */
struct sheet_page {
    xmlNode *node; /* the group of the page, or the root; NULL: an empty page */
    Rect box;      /* on the pasteboard, user units */
    Str repeat;    /* the flow for which it is repeated */
    enum page_side side;
    bool blank;          /* fills the number of pages up */
    Str label;           /* in viewers */
    struct item **items; /* what stands on it */
    size_t item_count, item_capacity;
};
/* A text of a layout that is another one on each page. */
enum field_kind { FIELD_PAGE, FIELD_PAGES, FIELD_RUNNING };
struct field {
    enum field_kind kind;
    xmlNode *node;
    const xmlNode *page; /* the group around it */
    int level;           /* RUNNING: of headings */
};
/* A heading, in reading order. */
struct heading {
    const struct block *block;
    cmark_node *node; /* NULL: a text of the layout */
    int level;        /* as written */
    bool listed;      /* in contents and running heads: part of the text, not of the layout */
    bool wanted;      /* a link leads to it */
    Str title, name;
    size_t order, page; /* page: from 1; 0: not set */
    struct heading *next;
};

/* A drawing in a frame or in the layout: a chart, a QR code, an SVG picture. */
struct figure_art {
    struct drawing drawing;        /* its document is NULL for a picture */
    const struct picture *picture; /* of pixels */
    const xmlNode *frame;          /* that it stands in, or NULL */
    Loc loc;
    Rect view;
    Str alt, uri;   /* uri: of a QR code */
    double letters; /* the size of its smallest letters in its own units, when that is to be checked */
    Str headline, subtitle, note, credit;
    struct element *element;
    Ink ink; /* of a pictogram; 0: as other drawings */
};

struct style;

struct sheet_link {
    const struct element *element;
    Str uri, contents;
};

/* The text of one flow and where it goes. */
struct included { /* a page whose whole text stands in the product */
    const struct source *source;
    cmark_node *heading; /* where it begins */
};
struct target { /* a heading that a link leads to */
    cmark_node *heading;
    Str name;
};

struct story {
    Str name;
    struct style *style; /* of its first frame */
    struct item **frames;
    size_t frame_count, frame_capacity;
    struct block *root;
    struct flow *flow;
    struct element *element;
    double least, most, size;           /* body size in pt; size: chosen */
    double leading_least, leading_most; /* line heights at those sizes; 0: as the style says */
    bool own_range, has_text;
    int contents; /* frame:contents: levels of headings listed; 0: not a table of contents */
    bool grows;   /* a page is repeated for it: filled page by page */
    struct flow_position position;
    bool more, page_break; /* is something left; does it begin a page */
    /* Of a run's model: a story that is the same in all copies is set once (settled, at settled_size) and its elements are put into the next copy's tree. */
    bool varies, settled;
    double settled_size, judged_size; /* judged: the smallest size that banner_check has seen */
    struct fit_known *known;          /* sizes that have been tried */
    size_t known_count, known_capacity;
    const struct item *told_at; /* where it stands in reading order */
    struct element *first_element, *last_element;
    int heading_after;
    size_t heading_order, link_from, link_to;
};

struct routes;
struct model;

struct sheet {
    const struct print *print;
    const struct layout *layout;
    const struct product *product; /* with the front matter of this copy */
    const struct copy *copy;
    struct arena *arena;
    struct arena *lasting; /* for what all copies of a run use */
    struct diag *diag;
    struct words *words;         /* shaped already */
    const struct model *model;   /* of a run: what stays from copy to copy; NULL: the sheet stands alone */
    const struct source *source; /* the rendered layout */
    Str rendered;                /* the layout as rendered for this copy */
    xmlDoc *document;
    struct svg_styles *styles;
    struct sheet_page *pages; /* at first those of the layout; pages_grow makes them those of the product */
    size_t page_count, page_capacity;
    const struct sheet_page *masters; /* those of the layout */
    size_t master_count;
    struct field *fields;
    size_t field_count, field_capacity;
    struct heading *headings, *last_heading;
    size_t heading_count;
    struct panel *panels;
    size_t panel_count, panel_capacity;
    struct item *items; /* in the order of the document */
    size_t item_count, item_capacity;
    struct item **reading; /* in reading order */
    struct story *stories;
    size_t story_count;
    double least, most; /* frame:fit of the layout, pt */
    double leading_least, leading_most;
    struct markdown *markdown;
    struct routes *routes; /* its blocks by story */
    struct included *included;
    size_t included_count, included_capacity;
    struct target *targets;
    size_t target_count, target_capacity;
    struct sheet_link *links;
    size_t link_count, link_capacity;
    struct element *root;
    int heading;  /* level of the last heading */
    double bleed; /* frame:bleed, mm */
    bool
        one_of_many; /* a copy among others in one document: its structure and bookmarks are a part of that */
    bool failed;
};

void sheet_fail(struct sheet *sheet, Loc loc, enum message message, const Str *words, size_t count);
#define sheet_report(sheet, loc, message, ...)                                                               \
    sheet_fail((sheet), (loc), (message), (const Str[]){STR_NONE, ##__VA_ARGS__} + 1,                        \
               sizeof((const Str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(Str) - 1)
Str word_cut(Str *rest);                                           /* the next word; empty at the end */
Str print_number(struct arena *arena, double value, int decimals); /* with a decimal comma */

/* variables.c: what a layout's template sees. */
void variables_open(struct print *print);
Str short_address(Str address); /* as people type it */
const struct value *variables_product(const struct print *print, struct arena *arena,
                                      const struct product *product, const struct copy *copy);
/* Where a page stands on the web, with the code of this copy when the product has many: ".../?e=2611-7K3MQ-9XAPC". */
Str variables_address(const struct sheet *sheet, const struct page *page);

/* words.c: fixed words in the product's language. */
bool words_open(struct print *print, struct diag *diag, const char *templates);
const struct value *words_of(const struct print *print, Str lang); /* for templates; NULL: none */
Str word_for(const struct sheet *sheet, const char *key, Str otherwise);

/* layout.c */
bool layout_open(struct print *print, struct diag *diag, const char *templates);
const struct layout *layout_find(const struct print *print, Str name);
Str layout_render(struct sheet *sheet); /* the layout's text for this copy; {NULL, 0} after reports */
struct figure_art *layout_figure(struct sheet *sheet, const struct item *item); /* NULL after a report */
/* Renders and reads the layout into pages, panels, items and stories; false after reports. */
bool layout_read(struct sheet *sheet);
Str frame_attribute(const xmlNode *node, const char *name);
/* A drawing's text with the colours that its frame:brand names as site.yaml wants them; of the same length. */
Str brand_colors(struct arena *arena, const struct site *site, Str names, Str text);
/* The numbers (mm) of a frame: attribute, at most `most`; 0 when it is not there, or after a report. */
size_t frame_list(struct sheet *sheet, const xmlNode *node, const char *name, double *numbers, size_t most);
const struct item *layout_item(const struct sheet *sheet, const xmlNode *node);
bool frame_numbers(struct sheet *sheet, const xmlNode *node, const char *name, double *numbers, size_t count);
bool frame_flag(struct sheet *sheet, const xmlNode *node, const char *name); /* "yes" or "no" */
Str item_name(const struct sheet *sheet, const struct item *item); /* for messages: "inside: body" */

/* text.c: a <text> of the layout: what it says, in which font, how wide; frame:max-width. */
void text_check(struct sheet *sheet, const xmlNode *node);
Str text_content(const struct sheet *sheet, const xmlNode *node); /* white space as the painter sets it */
const struct font *text_font(const struct sheet *sheet, const struct svg_styles *styles, const xmlNode *node);
double text_size(const struct svg_styles *styles, const xmlNode *node); /* 0: unreadable, the painter tells */
double text_width(const struct sheet *sheet, const xmlNode *node);
Str text_anchor(const struct sheet *sheet, const xmlNode *node);

/* banner.c: what is read, scanned and hung up from afar; reports. */
void banner_check(struct sheet *sheet);

/* style.c: CSS rules below a frame as typographic styles. */
struct style {
    Str element, path;   /* "li", "ol li" */
    const char *literal; /* of the call that asked first */
    const xmlNode *node;
    struct span_style span;
    struct block_style block;
    Str family, list_style;
    int weight;
    bool shows_address; /* of a link: its address behind it */
    bool italic, hidden, upper;
    bool justify, hyphens_given;
    enum hyphens hyphens; /* the rule's, when hyphens_given */
    double line_factor;   /* of line-height, 0: a length */
    const struct style *parent;
    struct style *first, *next; /* derived already */
    struct style *bare[3];      /* by enum block_align; NULL: not asked for */
    const struct style *self;   /* itself, unless it is a changed copy … */
    bool brief;                 /* … or derived from one: they go with the copy of the product */
};
struct style *style_of(struct sheet *sheet, const xmlNode *node);
/* The style without margins, paddings and borders, which a group around it has already; one for each alignment, kept. */
struct style *style_bare(struct sheet *sheet, struct style *style, enum block_align align);
struct style *style_below(struct sheet *sheet, struct style *parent, const char *element);
Ink ink_of(Color color);
Color color_of(Ink ink);

/* blocks.c: Markdown as blocks and structure elements. */
struct teller {
    struct sheet *sheet;
    Str folder; /* where links start */
    int depth;
};
void blocks_add(struct teller teller, cmark_node *node, struct block *parent, struct style *style,
                struct element *element);
/* A paragraph of one text; NULL: hidden. */
struct block *blocks_line(struct teller teller, Str text, Loc loc, struct block *parent, struct style *style,
                          struct element *element);
cmark_node *blocks_lone_picture(cmark_node *node); /* the picture that a paragraph consists of, or NULL */
struct element *heading_element(struct sheet *sheet, struct element *parent, int level);
void heading_note(struct sheet *sheet, struct block *block, int level, Str title, bool listed);
Str source_folder(const struct source *source); /* below content/ */

/* story.c: Markdown as blocks and structure elements. */
void story_route(struct sheet *sheet); /* fills the stories' roots */
/* Marks the stories whose Markdown has values of the copy. */
void story_note_varying(struct sheet *sheet);
/* The stories that vary again, for another copy, and the tree of elements; `anew`: the Markdown has been read again. False: another copy's headings change those
 * of stories that stay. */
bool story_retell(struct sheet *sheet, bool anew);

/* inline.c: spans of a paragraph. */
struct inlines {
    struct sheet *sheet;
    struct span *spans;
    size_t count, capacity;
    Loc loc;
    Str folder; /* relative links start here */
};
void inlines_add(struct inlines *inlines, cmark_node *parent, struct style *style, struct element *element);
/* A link element; the caller adds its text. */
struct element *inlines_link(struct inlines *inlines, struct element *parent, Str uri, Str contents);
/* Straight quotation marks become “…” and ‘…’, as Indonesian and English want them, except in code. */
void inlines_curl(struct inlines *inlines);
void inlines_text(struct inlines *inlines, Str text, struct style *style, struct element *element);

/* print.c: the sheet of a copy, up to its filled frames; false after reports. */
bool sheet_prepare(struct sheet *sheet);
void sheet_own_product(struct sheet *sheet); /* the product with this copy's front matter */
void sheet_read_text(struct sheet *sheet);   /* its Markdown */

/* model.c: a prepared sheet, changed from copy to copy. */
enum model_result {
    MODEL_DONE,   /* model_sheet is the copy's */
    MODEL_FAILED, /* the copy has faults, which are told */
    MODEL_OTHER /* it differs in more than a model can change: prepare a sheet of its own, forget the reports */
};
/* `first` lives as long as the arena; NULL: no model can be made of it. */
struct model *model_open(struct arena *arena, const struct sheet *first);
enum model_result model_change(struct model *model, const struct product *product, const struct copy *copy,
                               struct arena *scratch, struct diag *diag);
struct sheet *model_sheet(struct model *model);
/* The key of artwork from sibling `first` to *last that is the same in all copies; NULL: it is not, or not the first of such. */
const void *model_same(const struct model *model, const xmlNode *first, const xmlNode **last);

/* each.c: what there is to do. */
void each_open(struct print *print, const struct product *const *products, size_t count);

/* picture.c */
struct picture_store *picture_store_open(struct arena *arena, const char *root, const char *templates);
/* An address in the file of `loc` as a path below the site's root: relative to that file, or content:PATH below content/ (relative to the product
 * when it begins with "../"). False after a report. */
bool picture_path(struct sheet *sheet, Str href, Loc loc, Str *path);
bool picture_is_drawing(Str path);                                             /* SVG */
const struct picture *picture_get(struct sheet *sheet, Str path, Loc loc);     /* NULL after reports */
const struct drawing *picture_drawing(struct sheet *sheet, Str path, Loc loc); /* NULL after reports */
/* Reports too few pixels for the size in print (mm); frame:ppi and frame:distance around `node` say how many are enough. */
void picture_check(struct sheet *sheet, const struct picture *picture, const xmlNode *node, Loc loc,
                   double width, double height);

/* figure.c */
struct figure_art *figure_from_href(struct sheet *sheet, Str href, Str alt, Loc loc, double width);
/* What a figure may take: mm, and units across for charts. */
struct figure_room {
    double width, height, units;
};
struct figure_art *figure_from_markdown(struct sheet *sheet, cmark_node *node, Loc loc,
                                        struct figure_room room);
struct figure_art *figure_icon(struct sheet *sheet, Str name, Str alt, Ink ink, Loc loc);

/* drawing.c: icons and art that layouts and texts use. */
void drawings_open(struct print *print, struct diag *diag, const char *templates);
/* From any thread. NULL: there is none; its `document` is NULL after reports. */
const struct drawing *drawing_find(const struct print *print, Str path);
/* `stays`: all copies of a run have it. */
bool figure_paint(struct sheet *sheet, struct canvas *canvas, struct figure_art *figure, Rect at,
                  Matrix matrix, bool stays);

/* fill.c: the largest size at which everything fits; reports what does not. */
bool fill_sheet(struct sheet *sheet);
struct flow_frame fill_frame(const struct story *story, const struct item *item, double size);
void fill_report(struct sheet *sheet, const struct story *story, const struct item *last);

/* pages.c: pages that are repeated while their flow goes on; page numbers and running heads. */
void pages_attach(struct sheet *sheet); /* items to their pages, when the layout is read */
void pages_grow(struct sheet *sheet);   /* when the sizes of type are known; fills the flows that grow */
void pages_number(struct sheet *sheet); /* when all is filled: headings get their pages */
const struct item *page_item(const struct sheet *sheet, size_t page, const xmlNode *node);
void pages_show(struct sheet *sheet, size_t page); /* before painting: its numbers into the drawing */
bool page_is_furniture(const struct sheet *sheet, const struct item *item); /* on a page that comes again */

/* contents.c: the table of contents. */
void contents_tell(struct sheet *sheet, struct story *story); /* when all headings are known */
void contents_number(struct sheet *sheet);                    /* when their pages are */

/* paint.c */
/* Where a page goes on the canvas page that is open. */
struct placing {
    Matrix matrix; /* from the page's own mm, from its trimmed top left corner, to the canvas' user units */
    Rect shown;    /* in the page's own mm: the rest is clipped */
};
/* Paints page `index` of a filled sheet; without a placing it fills the canvas page as it is. False after reports. */
bool paint_page(struct sheet *sheet, size_t index, struct canvas *canvas, const struct placing *placing);
bool paint_sheet(struct sheet *sheet, struct canvas *canvas); /* each page as a canvas page */

/* ---- editions: one row of print_editions per kind of file ---- */

enum { EDITIONS_MOST = 8 };

/* A product on its way out, or one copy of it that is a file of its own. */
struct run {
    const struct print *print;
    const struct product *product; /* of many copies in one file: without a row's values in its texts */
    Str file;                      /* name of the files, without endings */
    Str code;                      /* edition code */
    size_t copies;                 /* sheets that are going to be added */
    struct pdf_kept *kept;         /* of a run in files: what they have in common */
    struct arena *arena;           /* lives until all editions are closed */
    struct diag *diag;
    const struct print_sink *sink;
    bool opened, failed;
    void *documents[EDITIONS_MOST]; /* by edition; NULL: not made */
    bool sound[EDITIONS_MOST];
};
/* Filled sheets are added to an edition's document one by one (a personalised run has many); closing it hands over the files. */
struct edition {
    const char *name;                                          /* in the front matter's `editions` */
    bool once;                                                 /* of a run in files: of the first copy only */
    void *(*open)(struct run *run, const struct sheet *first); /* NULL after reports */
    bool (*add)(void *document, struct sheet *sheet);          /* false after reports */
    bool (*close)(void *document, bool sound); /* `sound`: all sheets were; else nothing is handed over */
};
extern const struct edition print_editions[];
extern const size_t print_edition_count;
/* Is it made of the product? What `editions` asks for; without that, all that the layout allows. */
bool edition_wanted(const struct sheet *sheet, const struct edition *edition);
const struct edition *edition_find(const char *name);
/* Reports names in `editions` that there are not, and those that the layout excludes. */
void edition_check(struct sheet *sheet);
/* The day that the edition stands for, "2026-11-22": the product's, its page's, or the newest of the site. */
Str edition_date(const struct run *run);
/* All editions that are wanted: opened for the first sheet, handed each sheet, closed. */
void editions_open(struct run *run, const struct sheet *first);
void editions_add(struct run *run, struct sheet *sheet);
bool editions_close(struct run *run);
/* "print/NAME/NAMEsuffix"; of a copy that is a file of its own "print/NAME/COPYsuffix" */
Str edition_path(const struct run *run, const char *suffix);
/* "site/cetak/NAMEsuffix", "site/cetak/NAME/COPYsuffix" */
Str edition_site_path(const struct run *run, const char *suffix);
struct canvas_document *edition_document(struct run *run, const struct sheet *sheet);

/* screen.c */
void *screen_open(struct run *run, const struct sheet *first);
bool screen_add(void *document, struct sheet *sheet);
bool screen_close(void *document, bool sound);

/* inks.c */
bool inks_open(struct print *print, struct diag *diag, const char *templates);
/* The recipes of site.yaml, for a layout's colours; NULL after reports. */
const struct inks *inks_of(struct run *run, const struct layout *layout);

/* press.c */
void *press_open(struct run *run, const struct sheet *first);
bool press_add(void *document, struct sheet *sheet);
bool press_close(void *document, bool sound);

/* preview.c */
/* The part of the pasteboard that the preview for the web shows; before threads. False after a report. */
bool preview_cover(struct diag *diag, const struct source *source, xmlDoc *document, Rect *cover);
void *preview_open(struct run *run, const struct sheet *first);
bool preview_add(void *document, struct sheet *sheet);
bool preview_close(void *document, bool sound);

/* office.c */
void *office_open(struct run *run, const struct sheet *first);
bool office_add(void *document, struct sheet *sheet);
bool office_close(void *document, bool sound);

#endif
