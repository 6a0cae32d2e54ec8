/* What the parts of the chart maker share; nobody else includes it.
 *
 * chart.c schema, rows, the way from description to document · chart_type.c one function per type · chart_plot.c elements, text
 * measured and wrapped · chart_text.c words, alt text and the HTML table. */
#ifndef DRAW_CHART_PLOT_H
#define DRAW_CHART_PLOT_H

#include "draw/chart.h"

enum { CHART_ROWS_MOST = 40 };

enum chart_word {
    WORD_BAR,
    WORD_COLUMN,
    WORD_SHARE,
    WORD_PICTOGRAM,
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
    WORD_COUNT,
};

struct bar {
    Str label, text; /* text: the value as people read it */
    bool known, highlighted;
    Decimal number;
    double value;
    Date month; /* x is a month column; year 0: it is not */
};
/* A share: of the highlighted row in all of them, or of an indicator in 100. */
struct share {
    bool known;
    Decimal percent;
    Str percent_text, rest_text;                     /* "45,83%" */
    Str label, count, rest_label, rest_count, total; /* counts and total are empty for an indicator */
};

struct plot {
    struct arena *arena;
    struct diag *diag;
    const struct table *table;
    const struct value *description;
    const struct figures *figures;
    const struct font_set *fonts;
    const struct chart_type *type;
    Str name, lang;
    const struct column *x, *y;
    struct bar *bars;
    size_t count;
    bool any_highlight;
    enum chart_word drawn_as; /* columns may turn to bars */
    struct share share;
    xmlNode *svg;
    double width, height; /* height: what is used so far */
};

struct chart_type {
    const char *name;
    bool shares; /* draws a share: needs a total or an indicator */
    void (*draw)(struct plot *plot);
    enum chart_word word;
};
extern const struct chart_type chart_types[];
const struct chart_type *chart_type_find(Str name);
int chart_figures_filled(Decimal percent); /* of 100 */

/* ---- chart_plot.c ---- */
#define CHART_FAMILY "Plus Jakarta Sans"
#define CHART_DEEP   "#0b5d3b"
#define CHART_TINT   "#c9d8cf"
#define CHART_INK    "#16231c"

struct lettering {
    double size;
    int weight;
    const char *class;
};
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
xmlNode *plot_rect(xmlNode *parent, double x, double y, double width, double height, bool highlighted);

/* ---- chart_text.c ---- */
Str chart_word(Str lang, enum chart_word word);
Str chart_alt(const struct plot *plot);
Str chart_month_short(Date month, Str lang);                                  /* "Jan" */
Str chart_column_title(const struct plot *plot, const struct column *column); /* "Jumlah (kali)" */

#endif
