#include "draw/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "draw/png.h"

enum { QUIET = 4, BYTES_MOST = 2331 }; /* version 40, error correction M, byte mode: ISO/IEC 18004, table 7 */

struct modules {
    const unsigned char *dark; /* size × size; bit 0: dark */
    int size;
    unsigned char *seen; /* size × size: an outline has taken the module's upper edge */
};

static bool is_dark(const struct modules *modules, int x, int y)
{
    return x >= 0 && y >= 0 && x < modules->size && y < modules->size &&
           modules->dark[y * modules->size + x] & 1;
}

enum { RIGHT, DOWN, LEFT, UP };
static const int step_x[] = {1, 0, -1, 0}, step_y[] = {0, 1, 0, -1};

/* Is the module to the right hand of a walker who stands at corner (x, y) and faces `heading` dark? And to the left? */
static bool dark_right(const struct modules *modules, int x, int y, int heading)
{
    return is_dark(modules, x - (heading == DOWN || heading == LEFT), y - (heading == LEFT || heading == UP));
}
static bool dark_left(const struct modules *modules, int x, int y, int heading)
{
    return is_dark(modules, x - (heading == LEFT || heading == UP), y - (heading == UP || heading == RIGHT));
}

/* A number of at most three digits: there are thousands of them in a code. */
static void put_number(struct buf *out, int number)
{
    if (number < 0) {
        buf_char(out, '-');
        number = -number;
    }
    if (number >= 100) buf_char(out, (char)('0' + number / 100));
    if (number >= 10) buf_char(out, (char)('0' + number / 10 % 10));
    buf_char(out, (char)('0' + number % 10));
}

/* Walks once around a dark area with the dark at the right hand, so that holes turn the other way: the nonzero rule fills it. Areas
 * that touch at a corner only are kept apart. Outlines, and not runs of a row each, because seams between rows show as hairlines. */
static void outline(struct buf *out, struct modules *modules, int from_x, int from_y)
{
    int x = from_x, y = from_y, heading = RIGHT;
    buf_char(out, 'M');
    put_number(out, x + QUIET);
    buf_char(out, ' ');
    put_number(out, y + QUIET);
    do {
        int length = 0;
        do {
            if (heading == RIGHT) modules->seen[y * modules->size + x] = 1;
            x += step_x[heading];
            y += step_y[heading];
            length++;
        } while (dark_right(modules, x, y, heading) && !dark_left(modules, x, y, heading));
        bool across = heading == RIGHT || heading == LEFT;
        int signed_length = heading == LEFT || heading == UP ? -length : length;
        heading = dark_right(modules, x, y, heading) ? (heading + 3) % 4 : (heading + 1) % 4;
        /* The last side is what `z` draws. */
        if (x == from_x && y == from_y && heading == RIGHT) break;
        buf_char(out, across ? 'h' : 'v');
        put_number(out, signed_length);
    } while (true);
    buf_char(out, 'z');
}

static void modules_path(struct buf *out, struct modules *modules)
{
    for (int y = 0; y < modules->size; y++)
        for (int x = 0; x < modules->size; x++)
            if (is_dark(modules, x, y) && !is_dark(modules, x, y - 1) &&
                !modules->seen[y * modules->size + x])
                outline(out, modules, x, y);
}

static void close_document(void *document)
{
    xmlFreeDoc(document);
}

static xmlNode *child(xmlNode *parent, const char *name)
{
    return xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
}
static void attribute(xmlNode *node, const char *name, const char *value)
{
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

static xmlDoc *document_of(struct arena *arena, struct modules *modules, Str title)
{
    char side[12], box[32];
    snprintf(side, sizeof side, "%d", modules->size + 2 * QUIET);
    snprintf(box, sizeof box, "0 0 %s %s", side, side);
    xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
    if (!document) arena_exhausted();
    arena_defer(arena, close_document, document);
    xmlNode *svg = xmlNewDocNode(document, NULL, (const xmlChar *)"svg", NULL);
    xmlDocSetRootElement(document, svg);
    xmlSetNs(svg, xmlNewNs(svg, (const xmlChar *)"http://www.w3.org/2000/svg", NULL));
    attribute(svg, "viewBox", box);
    attribute(svg, "width", side);
    attribute(svg, "height", side);
    attribute(svg, "class", "qr");
    attribute(svg, "role", "img");
    attribute(svg, "shape-rendering", "crispEdges");
    if (title.len) {
        attribute(svg, "aria-label", str_c(arena, title));
        xmlNodeAddContentLen(child(svg, "title"), (const xmlChar *)title.data, (int)title.len);
    }
    xmlNode *paper = child(svg, "rect"), *ink = child(svg, "path");
    attribute(paper, "width", side);
    attribute(paper, "height", side);
    attribute(paper, "fill", "#fff");
    struct buf path = {0};
    modules_path(&path, modules);
    attribute(ink, "fill", "#000");
    attribute(ink, "d", path.data);
    buf_free(&path);
    return document;
}

/* NULL after a report. */
static QRcode *encode(struct arena *arena, struct diag *diag, Loc loc, Str text)
{
    if (!text.len) {
        diag_report(diag, loc, MSG_QR_EMPTY);
        return NULL;
    }
    char *copy = str_c(arena, text);
    bool nul = strlen(copy) != text.len;
    QRcode *code =
        text.len <= BYTES_MOST && !nul ? QRcode_encodeString(copy, 0, QR_ECLEVEL_M, QR_MODE_8, 1) : NULL;
    if (!code) {
        if (errno == ENOMEM && text.len <= BYTES_MOST && !nul) arena_exhausted();
        diag_report(diag, loc, MSG_QR_TOO_LONG, str_format(arena, "%zu", text.len));
    }
    return code;
}

xmlDoc *qr_svg(struct arena *arena, struct diag *diag, Loc loc, Str text, Str title)
{
    QRcode *code = encode(arena, diag, loc, text);
    if (!code) return NULL;
    size_t area = (size_t)code->width * (size_t)code->width;
    struct modules modules = {code->data, code->width, arena_alloc(arena, area)};
    xmlDoc *document = document_of(arena, &modules, title);
    QRcode_free(code);
    return document;
}

bool qr_png(struct arena *arena, struct diag *diag, Str text, struct buf *out)
{
    QRcode *code = encode(arena, diag, LOC_NONE, text);
    if (!code) return false;
    size_t side = (size_t)code->width;
    unsigned char *rgb = arena_array(arena, side * side, 3);
    for (size_t i = 0; i < side * side; i++) memset(rgb + 3 * i, code->data[i] & 1 ? 0 : 255, 3);
    png_write(out, arena, rgb, side, side, 0, PNG_EXACT);
    QRcode_free(code);
    return true;
}
