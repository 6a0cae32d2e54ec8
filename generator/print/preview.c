/* The preview: a picture of the cover for the list of products on the web (site/cetak/NAME.png, and NAME.webp, smaller, for browsers that know it), and one
 * of all pages for the staff to look at and to send (print/NAME/NAME.png). Of a personalised run, its first sheet. */
#include <math.h>

#include "base/arena.h"
#include "draw/png_canvas.h"
#include "draw/webp.h"
#include "print/inside.h"

enum {
    COVER_WIDTH = 480, /* pixels: the list's widest card at a third more than one to one */
    COVER_HEIGHT = 640,
    COVER_BYTES = 120 * 1000,
    SMALL_WIDTH = 360, /* two beside each other on a telephone, three of its pixels to one */
    SMALL_QUALITY = 70,
    SHEET_PIXELS = 1600000,
    SHEET_SIDE = 3200,
    SHEET_PAGES = 24 /* of a handbook the first ones */
};
#define SHEET_SCALE (100 / 25.4) /* pixels to a millimetre, at most */
#define GAP         0.03         /* between pages, of the larger side of a page */
static const Color mat = {0.878, 0.871, 0.851, 1};

struct preview {
    struct run *run;
    struct buf cover, small, pages;
    bool done;
};

/* ---- the cover ---- */

static bool box_read(Str text, Rect *box)
{
    double numbers[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        size_t end = 0;
        text = str_trim_left(text);
        while (end < text.len && !char_is_space(text.data[end]) && text.data[end] != ',') end++;
        if (!end || !svg_length(str_from_to(text, 0, end), 1, 1, &numbers[i])) return false;
        text = str_skip(text, end + (end < text.len));
    }
    *box = (Rect){numbers[0], numbers[1], numbers[2], numbers[3]};
    return str_trim(text).len == 0 && box->width > 0 && box->height > 0;
}

static const xmlNode *first_page(const xmlNode *node, int depth)
{
    for (; node && depth < PRINT_DEPTH_MOST; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        const xmlNode *page =
            frame_attribute(node, "page").data ? node : first_page(node->children, depth + 1);
        if (page) return page;
    }
    return NULL;
}

bool preview_cover(struct diag *diag, const struct source *source, xmlDoc *document, Rect *cover)
{
    const xmlNode *root = xmlDocGetRootElement(document), *page = first_page(root->children, 0);
    Str wanted = frame_attribute(root, "preview");
    if (wanted.data && !box_read(wanted, cover)) {
        diag_report(diag, svg_loc(source, root), MSG_PRINT_FRAME_NUMBER, S("preview"), wanted);
        return false;
    }
    /* What is wrong with a box or with the view is told when the layout is used. */
    if (!wanted.data)
        box_read(page ? frame_attribute(page, "box") : xml_attribute(root, NULL, "viewBox"), cover);
    return true;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static size_t whole(double pixels)
{
    return pixels >= 1 ? (size_t)(pixels + 0.5) : 1;
}

static double cover_scale(Rect cover)
{
    return least(COVER_WIDTH / cover.width, COVER_HEIGHT / cover.height);
}

bool print_preview_size(const struct print *print, const struct product *product, size_t *width,
                        size_t *height)
{
    const struct sheet sheet = {.product = product, .layout = layout_find(print, product->layout)};
    if (!sheet.layout || product->faulty || !edition_wanted(&sheet, edition_find("preview"))) return false;
    Rect cover = sheet.layout->cover;
    if (!(cover.width > 0) || !(cover.height > 0)) return false;
    *width = whole(cover.width * cover_scale(cover));
    *height = whole(cover.height * cover_scale(cover));
    return true;
}

/* The page that the cover lies on; the cover is told from that page's corner. */
static size_t cover_page(const struct sheet *sheet, Rect *cover)
{
    double x = cover->x + cover->width / 2, y = cover->y + cover->height / 2;
    for (size_t i = 0; i < sheet->page_count; i++) {
        Rect box = sheet->pages[i].box;
        if (x < box.x || x > box.x + box.width || y < box.y || y > box.y + box.height) continue;
        cover->x -= box.x;
        cover->y -= box.y;
        return i;
    }
    Rect box = sheet->pages[0].box;
    *cover = (Rect){0, 0, box.width, box.height};
    return 0;
}

static bool page_put(struct sheet *sheet, struct canvas *canvas, size_t index)
{
    Rect box = sheet->pages[index].box;
    canvas->calls->page_begin(canvas, (struct page_box){.width = box.width, .height = box.height});
    bool painted = paint_page(sheet, index, canvas, NULL);
    canvas->calls->page_end(canvas);
    return painted;
}

static bool small_write(struct sheet *sheet, unsigned char *pixels, size_t width, size_t height,
                        struct buf *out)
{
    struct pixels small = {.width = width, .height = height, .channels = 3, .data = pixels};
    if (width > SMALL_WIDTH) {
        small.width = SMALL_WIDTH;
        small.height = whole((double)height * SMALL_WIDTH / (double)width);
        struct scaler *scaler =
            scaler_open(sheet->arena, width, height, small.width, small.height, 3, false, true);
        for (size_t y = 0; y < height; y++) scaler_row(scaler, pixels + y * width * 3);
        small.data = scaler_data(scaler);
    }
    return webp_write(out, &small, SMALL_QUALITY);
}

/* Photographs are made to fit by fewer colours. */
static bool cover_write(struct sheet *sheet, struct buf *out, struct buf *small)
{
    Rect cover = sheet->layout->cover;
    size_t page = cover_page(sheet, &cover);
    double scale = cover_scale(cover);
    size_t width = whole(cover.width * scale), height = whole(cover.height * scale);
    struct canvas *canvas = png_canvas_open(sheet->arena, width, height, (Color){1, 1, 1, 1});
    if (!canvas) return false;
    Point exact = {(double)width / cover.width, (double)height / cover.height}; /* to the very edges */
    png_canvas_place(canvas, (Point){0, 0}, exact, cover);
    if (!page_put(sheet, canvas, page)) return false;
    unsigned char *pixels = png_canvas_pixels(canvas);
    if (!pixels) return false;
    static const size_t colors[] = {PNG_EXACT, PNG_COLORS_MOST, 96, 32, 8};
    for (size_t i = 0; i < sizeof colors / sizeof *colors && (i == 0 || out->len > COVER_BYTES); i++) {
        out->len = 0;
        png_write(out, sheet->arena, pixels, width, height, scale * 25.4, colors[i]);
    }
    return small_write(sheet, pixels, width, height, small);
}

/* ---- all pages ---- */

/* Pages in rows of `columns`, each in a cell as large as the largest page. */
struct grid {
    size_t columns, rows;
    double width, height, gap, scale; /* mm; scale: pixels to one */
};

static struct grid grid_with(size_t columns, size_t count, Rect cell)
{
    struct grid grid = {.columns = columns, .rows = (count + columns - 1) / columns};
    grid.gap = count > 1 ? GAP * (cell.width > cell.height ? cell.width : cell.height) : 0;
    grid.width = (double)columns * (cell.width + grid.gap) + grid.gap;
    grid.height = (double)grid.rows * (cell.height + grid.gap) + grid.gap;
    double side = SHEET_SIDE / (grid.width > grid.height ? grid.width : grid.height);
    grid.scale = least(SHEET_SCALE, least(side, sqrt(SHEET_PIXELS / (grid.width * grid.height))));
    return grid;
}

/* The arrangement nearest to a screen's or a telephone's: neither a ribbon nor a tower. */
static struct grid grid_choose(size_t count, Rect cell)
{
    struct grid best = grid_with(1, count, cell);
    for (size_t columns = 2; columns <= count; columns++) {
        struct grid grid = grid_with(columns, count, cell);
        double shape = fabs(log(grid.width / grid.height)), best_shape = fabs(log(best.width / best.height));
        if (shape < best_shape) best = grid;
    }
    return best;
}

static bool pages_write(struct sheet *sheet, struct buf *out)
{
    size_t count = sheet->page_count < SHEET_PAGES ? sheet->page_count : SHEET_PAGES;
    Rect cell = {0};
    for (size_t i = 0; i < count; i++) {
        cell.width = fmax(cell.width, sheet->pages[i].box.width);
        cell.height = fmax(cell.height, sheet->pages[i].box.height);
    }
    struct grid grid = grid_choose(count, cell);
    size_t width = whole(grid.width * grid.scale), height = whole(grid.height * grid.scale);
    struct canvas *canvas = png_canvas_open(sheet->arena, width, height, mat);
    Point exact = {grid.scale, grid.scale};
    if (count == 1) exact = (Point){(double)width / cell.width, (double)height / cell.height};
    for (size_t i = 0; canvas && i < count; i++) {
        Rect box = sheet->pages[i].box;
        double x = grid.gap + (double)(i % grid.columns) * (cell.width + grid.gap),
               y = grid.gap + (double)(i / grid.columns) * (cell.height + grid.gap);
        Point at = {round(x * grid.scale), round(y * grid.scale)};
        png_canvas_place(canvas, at, exact, (Rect){0, 0, box.width, box.height});
        if (!page_put(sheet, canvas, i)) return false;
    }
    unsigned char *pixels = canvas ? png_canvas_pixels(canvas) : NULL;
    if (pixels) png_write(out, sheet->arena, pixels, width, height, grid.scale * 25.4, PNG_EXACT);
    return pixels != NULL;
}

/* ---- the edition ---- */

void *preview_open(struct run *run, const struct sheet *first)
{
    (void)first;
    struct preview *preview = arena_make(run->arena, struct preview);
    preview->run = run;
    arena_defer(run->arena, buf_free_handle, &preview->cover);
    arena_defer(run->arena, buf_free_handle, &preview->small);
    arena_defer(run->arena, buf_free_handle, &preview->pages);
    return preview;
}

bool preview_add(void *document, struct sheet *sheet)
{
    struct preview *preview = document;
    if (preview->done) return true;
    preview->done = true;
    return cover_write(sheet, &preview->cover, &preview->small) && pages_write(sheet, &preview->pages);
}

bool preview_close(void *document, bool sound)
{
    struct preview *preview = document;
    struct run *run = preview->run;
    Str name = run->product->name;
    if (!sound) return false;
    Str cover = str_format(run->arena, "site/cetak/%.*s.png", (int)name.len, name.data),
        small = str_format(run->arena, "site/cetak/%.*s.webp", (int)name.len, name.data);
    return run->sink->put(run->sink->context, cover, buf_view(&preview->cover)) &&
           run->sink->put(run->sink->context, small, buf_view(&preview->small)) &&
           run->sink->put(run->sink->context, edition_path(run, ".png"), buf_view(&preview->pages));
}
