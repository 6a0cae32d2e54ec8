/* The site's sign in the sizes that browsers and telephones ask for, drawn from templates/web/favicon.svg.
 *
 * favicon.ico (32 pixels, a PNG inside: ICO as Windows Vista reads it), apple-touch-icon.png (180, no transparency: iOS cuts the corners itself),
 * icon-192.png and icon-512.png, icon-maskable-512.png (W3C Web Application Manifest, 1.9.3: what matters lies in the middle 80 %). */
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "draw/png.h"
#include "draw/png_alpha.h"
#include "draw/png_canvas.h"
#include "draw/svg.h"
#include "web/inside.h"

enum icon_form { ICON_CLEAR, ICON_FULL, ICON_ICO };
static const struct icon_file {
    const char *path;
    size_t size;
    double share; /* of the side that the sign takes */
    enum icon_form form;
} icon_files[] = {
    {"favicon.ico", 32, 1, ICON_ICO},
    {"apple-touch-icon.png", 180, 1, ICON_FULL},
    {"icon-192.png", 192, 1, ICON_CLEAR},
    {"icon-512.png", 512, 1, ICON_CLEAR},
    {"icon-maskable-512.png", 512, 0.8, ICON_FULL},
};

struct sign {
    const struct web *web;
    struct arena *scratch;
    const struct source *source;
    xmlDoc *document;
};

static bool sign_read(const struct web *web, struct arena *scratch, struct sign *sign)
{
    const char *folder = str_c(scratch, path_join(scratch, str_from(web->templates_folder), S("web")));
    const struct source *source =
        file_source(scratch, web->diag, LOC_NONE, folder, S("favicon.svg"), S("templates/web/favicon.svg"));
    *sign = (struct sign){web, scratch, source, source ? svg_parse(scratch, web->diag, source) : NULL};
    return sign->document != NULL;
}

/* Pixels of the sign in the middle of a square; NULL after a report. */
static unsigned char *sign_paint(const struct sign *sign, size_t size, double share, Color background)
{
    struct canvas *canvas = png_canvas_open(sign->scratch, size, size, background);
    if (!canvas) return NULL;
    double side = (double)size, width = side * share, edge = (side - width) / 2;
    struct svg_paint paint = {.scratch = sign->scratch,
                              .diag = sign->web->diag,
                              .source = sign->source,
                              .fonts = sign->web->fonts,
                              .current_color = {0, 0, 0, 1},
                              .lang = sign->web->site->lang};
    struct path all = {0};
    paint.styles = svg_styles(sign->scratch, sign->web->diag, sign->source, sign->document);
    path_rect(sign->scratch, &all, (Rect){0, 0, side, side}, 0, 0);
    png_canvas_place(canvas, (Point){0, 0}, (Point){1, 1}, (Rect){0, 0, side, side});
    canvas->calls->page_begin(canvas, (struct page_box){.width = side, .height = side});
    canvas->calls->fill(canvas, &all, FILL_NONZERO, &(struct paint){.color = background});
    bool drawn = svg_draw(canvas, sign->document, (Rect){edge, edge, width, width}, &paint);
    canvas->calls->page_end(canvas);
    return drawn ? png_canvas_pixels(canvas) : NULL;
}

static bool sign_clear(const struct sign *sign, size_t size, struct pixels *pixels)
{
    unsigned char *black = sign_paint(sign, size, 1, (Color){0, 0, 0, 1}),
                  *white = sign_paint(sign, size, 1, (Color){1, 1, 1, 1});
    if (!black || !white) return false;
    *pixels = png_alpha_from(sign->scratch, black, white, size, size);
    return true;
}

/* The colour that the sign has at the middle of its upper edge, so that a sign with a ground of its own gets no frame; white under one
 * without. */
static Color ground(const struct sign *sign)
{
    enum { SIZE = 48 };
    struct pixels pixels;
    size_t at = SIZE + SIZE / 2; /* the second row: the first may be softened */
    if (!sign_clear(sign, SIZE, &pixels) || pixels.alpha[at] < 250) return (Color){1, 1, 1, 1};
    const unsigned char *rgb = pixels.data + 3 * at;
    return (Color){rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0, 1};
}

/* A directory of one picture (6 + 16 bytes), then the PNG. */
static void ico_begin(struct buf *out, size_t size, size_t png_len)
{
    unsigned char head[22] = {0, 0, 1, 0, 1, 0, (unsigned char)size, (unsigned char)size, 0, 0, 1, 0, 32, 0};
    for (int i = 0; i < 4; i++) head[14 + i] = (unsigned char)(png_len >> (8 * i));
    head[18] = sizeof head;
    buf_bytes(out, head, sizeof head);
}

static bool icon_make(const struct sign *sign, const struct icon_file *file, struct buf *out)
{
    struct buf png = {0};
    struct pixels pixels;
    bool made = false;
    if (file->form == ICON_FULL) {
        unsigned char *rgb = sign_paint(sign, file->size, file->share, ground(sign));
        if (rgb) png_write(&png, sign->scratch, rgb, file->size, file->size, 0, PNG_EXACT);
        made = rgb != NULL;
    } else if (sign_clear(sign, file->size, &pixels)) {
        made = png_alpha_write(&png, sign->scratch, &pixels);
    }
    if (made && file->form == ICON_ICO) ico_begin(out, file->size, png.len);
    buf_str(out, buf_view(&png));
    buf_free(&png);
    return made;
}

bool favicon_made(const struct web *web)
{
    return web_extra(web, "images") && value_get(web->assets, S("favicon.svg"));
}

size_t favicon_count(const struct web *web)
{
    return favicon_made(web) ? sizeof icon_files / sizeof *icon_files : 0;
}

void favicon_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    struct sign sign;
    struct buf out = {0};
    if (sign_read(web, scratch, &sign) && icon_make(&sign, &icon_files[index], &out))
        output_put(sink, scratch, str_from(icon_files[index].path), buf_view(&out));
    buf_free(&out);
}

/* ---- manifest.webmanifest ---- */

static void put_member(struct buf *out, const char *name, Str text)
{
    if (!text.len) return;
    buf_printf(out, ",\"%s\":", name);
    json_text(out, text);
}

/* W3C Web Application Manifest; addresses are relative to the file, so that the site may stand anywhere. */
void favicon_manifest(const struct web *web, struct buf *out)
{
    const struct value *config = web->site->config;
    Str name = value_get_text(config, S("title")), brand = web_theme_color(web);
    buf_c(out, "{\"id\":\"./\",\"start_url\":\"./index.html\",\"scope\":\"./\",\"display\":\"minimal-ui\"");
    put_member(out, "name", name);
    put_member(out, "short_name", value_get_text(config, S("name")));
    put_member(out, "description", value_get_text(config, S("description")));
    put_member(out, "lang", web->site->lang);
    put_member(out, "theme_color", brand);
    put_member(out, "background_color", S("#ffffff"));
    if (favicon_made(web))
        buf_c(out, ",\"icons\":[{\"src\":\"icon-192.png\",\"sizes\":\"192x192\",\"type\":\"image/png\"},"
                   "{\"src\":\"icon-512.png\",\"sizes\":\"512x512\",\"type\":\"image/png\"},"
                   "{\"src\":\"icon-maskable-512.png\",\"sizes\":\"512x512\",\"type\":\"image/"
                   "png\",\"purpose\":\"maskable\"}]");
    buf_c(out, "}\n");
}
