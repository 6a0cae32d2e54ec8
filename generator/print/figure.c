/* Drawings inside a sheet: charts, QR codes, SVG pictures and icons. */
#include <math.h>

#include "base/arena.h"
#include "draw/chart.h"
#include "draw/flowchart.h"
#include "draw/qr.h"
#include "print/inside.h"

static bool measure(struct sheet *sheet, struct figure_art *art)
{
    double width, height;
    struct drawing *drawing = &art->drawing;
    if (!drawing->source) drawing->source = sheet->source;
    if (!drawing->styles)
        drawing->styles = svg_styles(sheet->arena, sheet->diag, drawing->source, drawing->document);
    return drawing->styles &&
           svg_size(sheet->diag, drawing->source, drawing->document, &width, &height, &art->view);
}

static Str qr_alt(struct sheet *sheet, Str address)
{
    return str_join(sheet->arena, (Str[]){word_for(sheet, "print_qr", S("Kode QR: buka")), address}, 2,
                    S(" "));
}

static struct figure_art *qr_figure(struct sheet *sheet, const struct page *page, Str alt, Loc loc)
{
    struct figure_art *art = arena_make(sheet->arena, struct figure_art);
    art->uri = variables_address(sheet, page);
    if (!art->uri.len) {
        sheet_report(sheet, loc, MSG_PRINT_QR_ADDRESS, page->path);
        return NULL;
    }
    art->alt = alt.len ? alt : qr_alt(sheet, art->uri);
    art->drawing.document = qr_svg(sheet->arena, sheet->diag, loc, art->uri, STR_NONE);
    return art->drawing.document && measure(sheet, art) ? art : NULL;
}

/* "Sumber: Kajian layanan JMO. Data per 31 Desember 2022." */
static Str source_line(const struct sheet *sheet, const struct chart *chart)
{
    const struct value *known = value_get(sheet->print->site->sources, chart->source_line);
    Str title = known ? value_get_text(known, S("title")) : chart->source_line;
    struct buf date = {0};
    if (chart->date.year) date_write_long(&date, chart->date, sheet->product->lang, false);
    Str parts[] = {word_for(sheet, "source", S("Sumber:")),
                   S(" "),
                   title,
                   str_ends(title, S(".")) ? S(" ") : S(". "),
                   word_for(sheet, "data_date", S("Data per")),
                   S(" "),
                   buf_view(&date),
                   S(".")};
    size_t from = title.len ? 0 : 4, to = date.len ? 8 : 3;
    Str line = from < to ? str_join(sheet->arena, parts + from, to - from, STR_NONE) : STR_NONE;
    buf_free(&date);
    return line;
}

static struct figure_art *chart_figure(struct sheet *sheet, Str name, Str alt, Loc loc, double units)
{
    const struct table *table = NULL;
    const struct value *description =
        site_chart_at(sheet->print->site, name, value_get_text(sheet->product->meta, S("period")), &table);
    struct chart chart = {0};
    if (!description) {
        sheet_report(sheet, loc, MSG_PRINT_CHART_UNKNOWN, name);
        return NULL;
    }
    struct figures figures = site_figures(sheet->print->site);
    const struct chart_surface surface = {.figures = &figures,
                                          .fonts = sheet->print->fonts,
                                          .palette = &sheet->print->palette,
                                          .width = units,
                                          .lang = sheet->product->lang,
                                          .alt = alt};
    description = site_words(sheet->print->site, sheet->arena, description, sheet->product->lang,
                             value_get_text(sheet->product->meta, S("period")));
    if (!chart_draw(sheet->arena, sheet->diag, table, name, description, &surface, &chart)) {
        sheet->failed = true;
        return NULL;
    }
    struct figure_art *art = arena_make(sheet->arena, struct figure_art);
    art->drawing.document = chart.svg;
    art->alt = chart.alt;
    art->headline = chart.headline;
    art->subtitle = chart.subtitle;
    art->note = chart.note;
    art->credit = source_line(sheet, &chart);
    return measure(sheet, art) ? art : NULL;
}

/* ---- flowcharts ---- */

enum { FLOWCHART_LETTERS = 12 }; /* units: the small ones */
#define FLOWCHART_LEAST 7.0      /* pt: smaller ones are refused */
#define FLOWCHART_SHARE 0.88     /* of the frame's height: a heading stands above it */
#define FLOWCHART_GOOD  8.0      /* pt: small enough to have details as well */

/* Draws it for `factor` times the width, that is with smaller letters; gives their size in points where the height has to fit too. */
static double flowchart_try(struct sheet *sheet, struct flowchart_wish wish, struct figure_room room,
                            double factor, struct flowchart *flowchart)
{
    wish.width = room.units * factor;
    if (!flowchart_draw(sheet->arena, sheet->diag, &wish, flowchart)) return 0;
    double unit = fmin(room.width / flowchart->width, room.height * FLOWCHART_SHARE / flowchart->height);
    return FLOWCHART_LETTERS * unit / POINT;
}

/* The largest letters, with details where these can be read. */
static bool flowchart_fit(struct sheet *sheet, struct flowchart_wish wish, struct figure_room room,
                          struct flowchart *flowchart)
{
    static const double factors[] = {0.95, 1.05, 1.15, 1.25, 1.35};
    for (int details = 1; details >= 0; details--) {
        double best = 0;
        wish.details = details;
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            struct flowchart one;
            double size = flowchart_try(sheet, wish, room, factors[i], &one);
            if (size == 0 && i == 0) return false;
            if (size > best) *flowchart = one;
            best = fmax(best, size);
        }
        if (best >= FLOWCHART_GOOD) break;
    }
    return true;
}

/* A page without a sound tree has told so itself. */
static struct figure_art *flowchart_figure(struct sheet *sheet, const struct page *page, Str alt, Loc loc,
                                           struct figure_room room)
{
    struct flowchart_wish wish = {.title = alt.len || !page ? alt : page->title,
                                  .lang = sheet->product->lang,
                                  .fonts = sheet->print->fonts,
                                  .palette = &sheet->print->palette,
                                  .loc = loc};
    struct flowchart flowchart = {0};
    wish.decision = page ? decision_of_page(sheet->arena, sheet->print->site, page, NULL) : NULL;
    if (!wish.decision || !flowchart_fit(sheet, wish, room, &flowchart)) {
        sheet->failed = true;
        return NULL;
    }
    struct figure_art *art = arena_make(sheet->arena, struct figure_art);
    art->drawing.document = flowchart.svg;
    art->alt = str_join(sheet->arena, (Str[]){wish.title, flowchart.alt}, 2, S(". "));
    art->letters = FLOWCHART_LETTERS;
    art->loc = loc;
    return measure(sheet, art) ? art : NULL;
}

static void check_letters(struct sheet *sheet, const struct figure_art *figure, double width)
{
    double size = figure->letters * width / figure->view.width / POINT;
    if (figure->letters > 0 && size < FLOWCHART_LEAST)
        sheet_report(sheet, figure->loc, MSG_PRINT_FLOWCHART_SMALL,
                     str_format(sheet->arena, "%d,%d", (int)size, (int)(size * 10) % 10),
                     str_format(sheet->arena, "%.0f", FLOWCHART_LEAST));
}

struct figure_art *figure_from_href(struct sheet *sheet, Str href, Str alt, Loc loc, double units)
{
    if (str_starts(href, S("chart:"))) return chart_figure(sheet, str_skip(href, 6), alt, loc, units);
    Str path = str_skip(href, 3);
    const struct page *page = site_page(sheet->print->site, path);
    if (!page) {
        sheet_report(sheet, loc, MSG_PRINT_QR_PAGE, path);
        return NULL;
    }
    return qr_figure(sheet, page, alt, loc);
}

/* A picture's title in Markdown is its caption. */
static struct figure_art *picture_figure(struct sheet *sheet, Str path, Str alt, Str caption, Loc loc)
{
    struct figure_art *art = arena_make(sheet->arena, struct figure_art);
    *art = (struct figure_art){.alt = alt, .credit = caption, .loc = loc};
    if (picture_is_drawing(path)) {
        const struct drawing *drawing = picture_drawing(sheet, path, loc);
        if (!drawing) return NULL;
        art->drawing = *drawing;
        return measure(sheet, art) ? art : NULL;
    }
    art->picture = picture_get(sheet, path, loc);
    if (!art->picture) return NULL;
    art->view = (Rect){0, 0, (double)art->picture->width, (double)art->picture->height};
    return art;
}

static struct figure_art *image_figure(struct sheet *sheet, cmark_node *node, const struct markdown_node *own,
                                       Str alt, Loc loc)
{
    if (!own || own->kind != MARKDOWN_IMAGE) {
        sheet->failed = true; /* markdown/ has told it */
        return NULL;
    }
    Str path = path_join(sheet->arena, S("content"), own->url);
    return picture_figure(sheet, path, alt, str_copy(sheet->arena, str_from(cmark_node_get_title(node))),
                          loc);
}

struct figure_art *figure_from_markdown(struct sheet *sheet, cmark_node *node, Loc loc,
                                        struct figure_room room)
{
    const struct markdown_node *own = markdown_node(node);
    struct buf text = {0};
    markdown_plain(&text, node);
    Str alt = buf_copy(&text, sheet->arena);
    buf_free(&text);
    if (own && own->kind == MARKDOWN_CHART && !site_chart(sheet->print->site, own->target, NULL)) {
        sheet->failed = true; /* markdown/ has told it */
        return NULL;
    }
    if (own && own->kind == MARKDOWN_CHART) return chart_figure(sheet, own->target, alt, loc, room.units);
    if (own && own->kind == MARKDOWN_FLOWCHART) return flowchart_figure(sheet, own->page, alt, loc, room);
    if (own && own->kind == MARKDOWN_QR) return own->page ? qr_figure(sheet, own->page, alt, loc) : NULL;
    return image_figure(sheet, node, own, alt, loc);
}

static Str nearest_icon(const struct sheet *sheet, Str name)
{
    const struct print *print = sheet->print;
    Str *names = arena_make_n(sheet->arena, Str, print->drawing_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < print->drawing_count; i++)
        if (str_starts(print->drawings[i].path, S("icons/")))
            names[count++] = path_stem(str_skip(print->drawings[i].path, 6));
    return str_nearest(name, names, count);
}

struct figure_art *figure_icon(struct sheet *sheet, Str name, Str alt, Ink ink, Loc loc)
{
    Str path = str_join(sheet->arena, (Str[]){S("icons/"), name, S(".svg")}, 3, STR_NONE);
    const struct drawing *drawing = drawing_find(sheet->print, path);
    if (!drawing) {
        sheet_report(sheet, loc, MSG_ICON_UNKNOWN, name, nearest_icon(sheet, name));
        return NULL;
    }
    if (!drawing->document) {
        sheet->failed = true;
        return NULL;
    }
    struct figure_art *art = arena_make(sheet->arena, struct figure_art);
    art->drawing = *drawing;
    art->alt = alt;
    art->ink = ink;
    art->loc = loc;
    return measure(sheet, art) ? art : NULL;
}

/* A picture inside of a drawing: a file beside it, or within it (data:). */
static const struct picture *figure_inner_picture(void *context, Str href, Loc loc)
{
    struct sheet *sheet = context;
    Str path;
    return picture_path(sheet, href, loc, &path) ? picture_get(sheet, path, loc) : NULL;
}

/* The largest place of the picture's shape in the middle of `at`. */
static Rect fitted(Rect view, Rect at)
{
    double scale =
        at.width / view.width < at.height / view.height ? at.width / view.width : at.height / view.height;
    double width = view.width * scale, height = view.height * scale;
    return (Rect){at.x + (at.width - width) / 2, at.y + (at.height - height) / 2, width, height};
}

static void paint_picture(struct sheet *sheet, struct canvas *canvas, const struct figure_art *figure,
                          Rect at, Matrix matrix)
{
    canvas->calls->picture(canvas, figure->picture, at);
    picture_check(sheet, figure->picture, figure->frame, figure->loc, at.width * hypot(matrix.a, matrix.b),
                  at.height * hypot(matrix.c, matrix.d));
}

static bool paint_drawing(struct sheet *sheet, struct canvas *canvas, const struct figure_art *figure,
                          Rect at)
{
    struct svg_paint paint = {.scratch = sheet->arena,
                              .diag = sheet->diag,
                              .source = figure->drawing.source,
                              .fonts = sheet->print->fonts,
                              .styles = figure->drawing.styles,
                              .current_color = color_of(figure->ink ? figure->ink : 0xff16201b),
                              .lang = sheet->product->lang,
                              .picture = figure_inner_picture,
                              .context = sheet,
                              .marks_open = true};
    return svg_draw(canvas, figure->drawing.document, at, &paint);
}

bool figure_paint(struct sheet *sheet, struct canvas *canvas, struct figure_art *figure, Rect at,
                  Matrix matrix, bool stays)
{
    struct element *element = figure->element;
    bool drawn = true;
    if (figure->picture) at = fitted(figure->view, at);
    if (element) element->box = matrix_bounds(matrix, at);
    check_letters(sheet, figure, at.width * hypot(matrix.a, matrix.b));
    canvas->calls->mark_begin(canvas, element);
    if (figure->picture) {
        paint_picture(sheet, canvas, figure, at, matrix);
    } else if (!stays) {
        drawn = paint_drawing(sheet, canvas, figure, at);
    } else if (canvas->calls->shared_begin(canvas, figure)) {
        drawn = paint_drawing(sheet, canvas, figure, at);
        canvas->calls->shared_end(canvas);
    }
    canvas->calls->mark_end(canvas);
    if (element && element->parent && element->parent->role == ROLE_LINK)
        canvas->calls->link(canvas, at, figure->uri, figure->alt, element->parent);
    return drawn;
}
