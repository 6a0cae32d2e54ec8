/* What the parts of the chart maker share; nobody else includes it.
 *
 * chart.c schema, rows, the way from description to document · chart_series.c rows that make series · chart_type.c the table of types, columns,
 * shares, figures · chart_bar.c bars, targets, tables with bars · chart_pairs.c bars of two years · chart_months.c columns of many months · chart_line.c lines · chart_multiples.c small multiples · chart_plot.c elements,
 * text measured and wrapped · chart_data.c what is shown, as a table · chart_text.c words, alt text and the HTML table. */
#ifndef DRAW_CHART_PLOT_H
#define DRAW_CHART_PLOT_H

#include "draw/chart.h"
#include "draw/geometry.h"

enum {
    CHART_SERIES_MOST = 5,  /* lines, or columns of numbers in a table */
    CHART_PAIRS_MOST = 3,   /* bars for each row */
    CHART_PANELS_MOST = 24, /* of small multiples */
    CHART_SLOTS_MOST = 400, /* places along x */
};

enum chart_word {
    WORD_BAR,
    WORD_COLUMN,
    WORD_SHARE,
    WORD_PICTOGRAM,
    WORD_LINE,
    WORD_BULLET,
    WORD_MULTIPLES,
    WORD_TABLE,
    WORD_UNKNOWN,
    WORD_OTHERS,
    WORD_OF,
    WORD_AND_MORE,
    WORD_OF_100,
    WORD_NO_VALUE,
    WORD_YES,
    WORD_NO,
    WORD_FILLED,
    WORD_BY,
    WORD_TARGET,
    WORD_REACHED,
    WORD_HIGHEST,
    WORD_SAME_SCALE,
    WORD_TO,
    WORD_PART,
    WORD_DIFFERENCE,
    WORD_POINTS,
    WORD_UNIT,
    WORD_INDICATOR,
    WORD_VALUE,
    WORD_MORE_BELOW,
    WORD_COUNT,
};

struct lettering {
    double size;
    int weight;
    const char *class;
};
struct bar {
    Str label, text; /* text: the value as people read it */
    bool known, highlighted;
    Decimal number;
    double value;
    Date month; /* x is a month column; year 0: it is not */
    Date date;  /* of a series along months or days */
    double at;  /* of a series: place along x; months and days at their true distance */
    bool has_target;
    Decimal target;
    Str target_text, reached; /* reached: value in percent of the target; empty when that says nothing */
};
/* Numbers along x, one for each slot of the plot. */
struct series {
    Str label;
    const struct column *column;
    struct bar *points;
    bool highlighted;
    double order; /* of a group that is a number, a month or a day */
};
/* A share: of the highlighted row in all of them, or of an indicator in 100. */
struct share {
    bool known;
    Decimal percent;
    Str percent_text, rest_text;                     /* "45,83%" */
    Str label, count, rest_label, rest_count, total; /* counts and total are empty for an indicator */
};

/* Widths of texts measured before, for labels are wrapped for several layouts. */
struct plot_width {
    Str text; /* {NULL, 0}: free */
    int weight;
    double em;
};
enum { PLOT_WIDTHS = 512 };
struct plot_memo {
    const struct font *fonts[2]; /* regular, bold */
    struct plot_width widths[PLOT_WIDTHS];
};

struct plot {
    struct arena *arena;
    struct plot_memo *memo;
    struct diag *diag;
    const struct table *table;
    const struct value *description;
    const struct chart_surface *surface;
    const struct chart_palette *palette;
    const struct chart_type *type;
    Str name, lang;
    Str indicator_unit; /* of bars that are indicators */
    const struct column *x, *y;
    struct bar *bars; /* of series: the slots along x, with the numbers of the only one */
    size_t count;
    struct series *series;
    size_t series_count;
    bool pairs; /* bars that have series */
    bool any_highlight;
    enum chart_word drawn_as; /* columns may turn to bars */
    struct share share;
    xmlNode *svg;
    double width, height; /* height: what is used so far */
};

enum chart_needs {
    CHART_SHARES = 1,     /* a share: of rows, or an indicator */
    CHART_SERIES = 2,     /* numbers along x: one series or several */
    CHART_PANELS = 4,     /* series by `by` */
    CHART_OWN_SCALES = 8, /* columns of several units */
    CHART_NEGATIVE = 16,  /* draws negative numbers */
    CHART_TARGETS = 32,
    CHART_SORTED = 64, /* largest first unless `sort: given` */
    CHART_PAIRS = 128, /* numbers along x when `series` or `by` asks for them, else rows */
};
struct chart_type {
    const char *name;
    int needs;
    size_t rows_most;
    void (*draw)(struct plot *plot);
    enum chart_word word;
};
extern const struct chart_type chart_types[];
const struct chart_type *chart_type_find(Str name);
int chart_figures_filled(Decimal percent); /* of 100 */

/* ---- chart.c, chart_series.c ---- */
const struct figure *chart_figure(const struct plot *plot, Str id); /* NULL: none */
Loc chart_key_loc(const struct plot *plot, const char *key);
const struct column *chart_column(struct plot *plot, const struct value *name, size_t *index);
bool chart_numeric(struct plot *plot, const struct column *column, Loc loc);
bool chart_rows_fit(struct plot *plot);
struct bar chart_bar(const struct plot *plot, const struct column *y, struct cell cell);
bool chart_along_time(const struct column *column);
bool chart_read_series(struct plot *plot);
bool chart_read_targets(struct plot *plot);

/* ---- chart_family.c ---- */

/* What it says, and x, y and by of an indicator with groups; NULL after a report. */
const struct value *chart_family_description(struct arena *arena, struct diag *diag,
                                             const struct table *table, const struct value *description);

/* ---- chart_type.c, chart_bar.c, chart_line.c, chart_multiples.c ---- */
enum { CHART_LEADING = 18, CHART_SMALL_LEADING = 16 };
extern const struct lettering chart_labels, chart_values, chart_small, chart_large;
void chart_measure_line(struct plot *plot, Str text);
void chart_axis(struct plot *plot, double x1, double y1, double x2, double y2);
void chart_note_unknown(struct plot *plot);
void chart_note_gap(struct plot *plot);
/* The widths that horizontal bars share. */
struct bar_frame {
    double x, width;    /* of the row */
    double zero, scale; /* where bars begin; units a number */
    double label_width; /* beside the bar; 0: above it */
    struct lettering values;
    bool apart; /* values have no room behind the bars: they stand on lines of their own */
};
struct bar_frame chart_bar_frame(const struct plot *plot, const struct bar *const *lists, size_t list_count,
                                 double x, double width);
void chart_bar_row(struct plot *plot, const struct bar_frame *frame, const struct bar *bar);
void chart_draw_bars(struct plot *plot);
void chart_draw_pairs(struct plot *plot);
bool chart_draw_months(
    struct plot *plot); /* columns of months one after another; false: they are not, or have no room */
void chart_draw_bullets(struct plot *plot);
void chart_draw_table(struct plot *plot);
void chart_draw_line(struct plot *plot);
void chart_draw_multiples(struct plot *plot);

/* ---- chart_plot.c ---- */
#define CHART_FAMILY "Plus Jakarta Sans"
#define CHART_INK    "#16231c"

struct text_lines {
    Str *lines;
    size_t count;
    double width; /* of the widest */
};
xmlNode *plot_element(xmlNode *parent, const char *name, const char *class);
void plot_attribute(xmlNode *node, const char *name, Str value);
void plot_number(xmlNode *node, const char *name, double value);
double plot_measure(const struct plot *plot, Str text, struct lettering lettering);
struct text_lines plot_wrap(const struct plot *plot, Str text, struct lettering lettering, double width);
/* Sets lines with the first baseline at y, one `leading` apart. anchor: "start", "middle", "end". */
xmlNode *plot_text(struct plot *plot, double x, double y, struct lettering lettering, const char *anchor,
                   struct text_lines lines, double leading);
xmlNode *plot_line_of_text(struct plot *plot, double x, double y, struct lettering lettering,
                           const char *anchor, Str text);
/* Slanting strokes inside of a rectangle: what must differ in greyscale too. */
void plot_hatch(struct plot *plot, double x, double y, double width, double height);
/* Room taken by texts: false when the box touches one before it or leaves `within`; otherwise it is taken. */
struct plot_room {
    Rect within, *taken;
    size_t count, capacity;
};
void plot_block(struct plot *plot, struct plot_room *room, Rect box);
bool plot_take(struct plot *plot, struct plot_room *room, Rect box);
xmlNode *plot_rect(struct plot *plot, double x, double y, double width, double height, bool highlighted);

/* ---- chart_data.c ---- */
const struct table *chart_data(const struct plot *plot);

/* ---- chart_text.c ---- */
Str chart_measure(
    const struct plot *plot); /* what all numbers of the drawing count: "Jumlah (kali)", "kali" */
/* A cell as a label: years stand without a point. */
Str chart_label(const struct plot *plot, const struct column *column, const struct cell *cell);
Str chart_word(Str lang, enum chart_word word);
Str chart_alt(const struct plot *plot);
Str chart_month_short(Date month, Str lang);                                  /* "Jan" */
Str chart_column_title(const struct plot *plot, const struct column *column); /* "Jumlah (kali)" */

#endif
