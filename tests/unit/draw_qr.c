/* QR codes: the path fills exactly the dark modules. */
#include "draw/qr.h"

#include <qrencode.h>

#include "draw/svg_internal.h"
#include "draw_svg_case.h"

/* The nonzero winding number of a path of straight lines around a point. */
static int winding(const struct path *path, double x, double y)
{
    int count = 0;
    const Point *p = path->points;
    Point at = {0, 0}, start = at;
    for (size_t i = 0; i < path->verb_count; i++) {
        Point to = path->verbs[i] == PATH_CLOSE ? start : *p++;
        if (path->verbs[i] == PATH_MOVE)
            start = to;
        else if ((at.y <= y) != (to.y <= y) && at.x > x)
            count += at.y <= y ? 1 : -1;
        at = to;
    }
    return count;
}

static const xmlNode *find(const xmlNode *node, const char *name)
{
    for (node = node->children; node && !str_is(xml_name(node), name);) node = node->next;
    return node;
}

static void fills_modules(struct arena *arena, struct diag *diag, Str text)
{
    xmlDoc *document = qr_svg(arena, diag, LOC_NONE, text, S("Pindai"));
    QRcode *code = QRcode_encodeString(str_c(arena, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    const xmlNode *root = xmlDocGetRootElement(document);
    struct path path = {0};
    size_t error, wrong = 0;
    ok(svg_path_parse(arena, xml_attribute(find(root, "path"), NULL, "d"), &path, &error, NULL), "one path");
    for (int y = -4; y < code->width + 4; y++)
        for (int x = -4; x < code->width + 4; x++) {
            bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
            bool dark = inside && code->data[y * code->width + x] & 1;
            wrong += (winding(&path, x + 4.5, y + 4.5) != 0) != dark;
        }
    ok(wrong == 0, "all modules and the quiet zone are as they should be");
    same_text(xml_attribute(root, NULL, "viewBox"),
              str_c(arena, str_format(arena, "0 0 %d %d", code->width + 8, code->width + 8)),
              "four modules of quiet zone");
    QRcode_free(code);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    fills_modules(arena, diag, S("https://jamsostek-sukabumi.example/panduan/klaim-jht/"));
    fills_modules(arena, diag, S("a"));
    char *longest = arena_alloc(arena, 2400);
    memset(longest, 'x', 2399);
    fills_modules(arena, diag, (Str){longest, 2331});
    xmlDoc *document = qr_svg(arena, diag, LOC_NONE, S("x"), S("A & <b>"));
    struct buf out = {0};
    svg_write(&out, document);
    ok(str_find(buf_view(&out), S("<title>A &amp; &lt;b&gt;</title>")) < out.len, "the title is escaped");
    ok(out.len < 2500, "and small");
    buf_free(&out);
    ok(diag_count(diag, DIAG_ERROR) == 0, "no errors so far");
    ok(!qr_svg(arena, diag, LOC_NONE, (Str){longest, 2332}, STR_NONE), "too long");
    ok(!qr_svg(arena, diag, LOC_NONE, STR_NONE, STR_NONE), "empty");
    ok(!qr_svg(arena, diag, LOC_NONE, (Str){"a\0b", 3}, STR_NONE), "a NUL inside");
    ok(diag_count(diag, DIAG_ERROR) == 3, "each with an error");
    diag_free(diag);
    arena_free(arena);
    return done();
}
