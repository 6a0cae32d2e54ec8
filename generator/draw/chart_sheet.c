#include "draw/chart_sheet.h"

#include <math.h>

#include "base/arena.h"
#include "draw/chart_plot.h"
#include "draw/png_canvas.h"
#include "draw/svg.h"

static const struct lettering sheet_headline = {24, 700, NULL}, sheet_subtitle = {15, 400, NULL},
                              sheet_small = {12, 400, NULL};

enum { PNG_BYTES_WANTED = 250 * 1000 };

static void close_document(void *document)
{
    xmlFreeDoc(document);
}

/* As many lines as it takes, of about the same length. */
static struct text_lines balanced(const struct plot *plot, Str text, struct lettering letters)
{
    struct text_lines lines = plot_wrap(plot, text, letters, plot->width);
    double narrow = lines.width / 2, wide = lines.width;
    for (int i = 0; i < 6 && lines.count > 1; i++) {
        double width = (narrow + wide) / 2;
        struct text_lines tried = plot_wrap(plot, text, letters, width);
        if (tried.count == lines.count && tried.width <= width) {
            lines = tried;
            wide = width;
        } else {
            narrow = width;
        }
    }
    return lines;
}

static void set_lines(struct plot *plot, Str text, struct lettering letters, double leading,
                      const char *color)
{
    if (!str_trim(text).len) return;
    struct text_lines lines = balanced(plot, text, letters);
    xmlNode *node =
        plot_text(plot, CHART_SHEET_MARGIN, plot->height + letters.size, letters, "start", lines, leading);
    xmlSetProp(node, (const xmlChar *)"fill", (const xmlChar *)color);
    plot->height += (double)lines.count * leading;
}

static xmlNode *words(struct plot *plot, const char *element, Str text)
{
    xmlNode *node = plot_element(plot->svg, element, NULL);
    plot_attribute(node, "id",
                   str_format(plot->arena, "chart-%.*s-%s", (int)plot->name.len, plot->name.data, element));
    xmlNodeAddContentLen(node, (const xmlChar *)text.data, (int)text.len);
    return node;
}

/* The chart's own elements, but for its title and description. */
static void put_drawing(struct plot *plot, const struct chart *chart)
{
    xmlNode *group = plot_element(plot->svg, "g", NULL), *root = xmlDocGetRootElement(chart->svg);
    plot_attribute(group, "transform",
                   str_format(plot->arena, "translate(%d %.0f)", CHART_SHEET_MARGIN, plot->height));
    for (const xmlNode *node = root->children; node; node = node->next) {
        if (xmlStrEqual(node->name, (const xmlChar *)"title") ||
            xmlStrEqual(node->name, (const xmlChar *)"desc"))
            continue;
        xmlNode *copy = xmlDocCopyNode((xmlNode *)node, plot->svg->doc, 1);
        if (!copy || !xmlAddChild(group, copy)) arena_exhausted();
    }
    plot->height += chart->height;
}

static void finish(struct plot *plot, xmlNode *paper)
{
    double width = plot->width + 2 * CHART_SHEET_MARGIN, height = ceil(plot->height + CHART_SHEET_MARGIN);
    struct buf box = {0};
    buf_c(&box, "0 0 ");
    buf_number(&box, width, 0);
    buf_char(&box, ' ');
    buf_number(&box, height, 0);
    plot_attribute(plot->svg, "viewBox", buf_view(&box));
    buf_free(&box);
    plot_number(plot->svg, "width", width);
    plot_number(plot->svg, "height", height);
    plot_number(paper, "width", width);
    plot_number(paper, "height", height);
    plot_attribute(paper, "fill", S("#ffffff"));
}

xmlDoc *chart_sheet_draw(struct arena *arena, Str name, const struct chart *chart,
                         const struct chart_surface *surface, const struct chart_sheet_lines *lines)
{
    struct plot plot = {.arena = arena,
                        .memo = arena_make(arena, struct plot_memo),
                        .surface = surface,
                        .palette = surface->palette ? surface->palette : &chart_palette_standard,
                        .name = name,
                        .lang = surface->lang,
                        .width = CHART_SHEET_WIDTH,
                        .height = CHART_SHEET_MARGIN};
    xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
    if (!document) arena_exhausted();
    arena_defer(arena, close_document, document);
    plot.svg = xmlNewDocNode(document, NULL, (const xmlChar *)"svg", NULL);
    xmlDocSetRootElement(document, plot.svg);
    xmlSetNs(plot.svg, xmlNewNs(plot.svg, (const xmlChar *)"http://www.w3.org/2000/svg", NULL));
    plot_attribute(plot.svg, "role", S("img"));
    plot_attribute(plot.svg, "lang", surface->lang);
    plot_attribute(plot.svg, "aria-labelledby",
                   str_format(arena, "chart-%.*s-title chart-%.*s-desc", (int)name.len, name.data,
                              (int)name.len, name.data));
    plot_attribute(plot.svg, "font-family", S(CHART_FAMILY ", system-ui, sans-serif"));
    words(&plot, "title", chart->headline);
    words(&plot, "desc", chart->alt);
    xmlNode *paper = plot_element(plot.svg, "rect", NULL);
    set_lines(&plot, chart->headline, sheet_headline, 30, plot.palette->series[0]);
    plot.height += 4;
    set_lines(&plot, chart->subtitle, sheet_subtitle, 21, "#3d4842");
    plot.height = floor(plot.height + 16);
    put_drawing(&plot, chart);
    plot.height += 14;
    const Str small[] = {chart->note, lines->source, lines->licence};
    for (int i = 0; i < 3; i++) {
        set_lines(&plot, small[i], sheet_small, 17, "#3d4842");
        if (small[i].len) plot.height += 3;
    }
    finish(&plot, paper);
    return document;
}

/* 1,200 pixels across, fewer when that would be too tall. */
static double pixels_per_unit(double width, double height)
{
    double scale = CHART_SHEET_PIXELS / width;
    scale = fmin(scale, PNG_CANVAS_SIDE_MOST / ceil(height + 1));
    return fmin(scale, sqrt((double)PNG_CANVAS_PIXELS_MOST / (width * height)) * 0.99);
}

bool chart_sheet_png(struct buf *out, struct arena *arena, struct diag *diag, xmlDoc *sheet,
                     const struct font_set *fonts, Str lang)
{
    const struct source source = {.name = S("chart"), .text = STR_NONE};
    double width, height;
    Rect view;
    struct svg_styles *styles = svg_styles(arena, diag, &source, sheet);
    if (!styles || !svg_size(diag, &source, sheet, &width, &height, &view)) return false;
    double scale = pixels_per_unit(view.width, view.height);
    size_t across = (size_t)fmax(1, floor(view.width * scale)),
           down = (size_t)fmax(1, floor(view.height * scale));
    struct canvas *canvas = png_canvas_open(arena, across, down, (Color){1, 1, 1, 1});
    if (!canvas) return false;
    const struct svg_paint paint = {.scratch = arena,
                                    .diag = diag,
                                    .source = &source,
                                    .fonts = fonts,
                                    .styles = styles,
                                    .current_color = {0, 0, 0, 1},
                                    .lang = lang,
                                    .marks_open = true};
    png_canvas_place(canvas, (Point){0, 0}, (Point){scale, scale}, view);
    canvas->calls->page_begin(canvas, (struct page_box){.width = view.width, .height = view.height});
    bool drawn = svg_draw(canvas, sheet, view, &paint);
    canvas->calls->page_end(canvas);
    unsigned char *pixels = drawn ? png_canvas_pixels(canvas) : NULL;
    if (!pixels) return false;
    static const size_t colors[] = {PNG_EXACT, 64};
    for (size_t i = 0; i < sizeof colors / sizeof *colors && (i == 0 || out->len > PNG_BYTES_WANTED); i++) {
        out->len = 0;
        png_write(out, arena, pixels, across, down, 0, colors[i]);
    }
    return true;
}
