/* The PDF canvas at its limits: very large sheets, many pages and links, no structure, pictures, what must be refused. With an argument: writes
 * the large document there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "draw/pdf_canvas.h"
#include "draw/picture.h"
#include "draw/pdf_metadata.h"
#include "pdf_expand.h"
#include "tap.h"

static struct arena *arena;
static const struct font *font;
static const struct paint ink = {.color = {0, 0, 0, 1}};

static bool contains(const struct buf *out, Str words)
{
    return str_find(buf_view(out), words) < out->len;
}

static size_t count_of(const struct buf *out, Str words)
{
    size_t count = 0;
    for (Str rest = buf_view(out);;) {
        size_t at = str_find(rest, words);
        if (at == rest.len) return count;
        rest = str_skip(rest, at + words.len);
        count++;
    }
}

static void text(struct canvas *canvas, double x, double y, double size, Str words)
{
    struct glyph_run *run = shape_text(arena, font, words, S("id"), 0);
    canvas->calls->glyphs(canvas, run, 0, run->count, (Point){x, y}, size, 0, 0, &ink);
}

static struct canvas *open(struct diag *diag, struct canvas_document *document)
{
    document->title = S("Uji");
    document->lang = S("id");
    return pdf_open(arena, diag, document);
}

/* ---- sheets ---- */

static bool closed(struct canvas *canvas, struct buf *out)
{
    bool good = pdf_close(canvas, out);
    pdf_expand(out);
    return good;
}

static void test_banner(void)
{
    struct diag *diag = diag_new();
    struct canvas_document document = {0};
    struct buf out = {0};
    struct canvas *canvas = open(diag, &document);
    canvas->calls->page_begin(canvas, (struct page_box){.width = 6000, .height = 1000, .bleed = 0});
    text(canvas, 100, 500, 400, S("Gratis"));
    canvas->calls->page_end(canvas);
    ok(closed(canvas, &out) && contains(&out, S("/UserUnit 2")), "a page of six metres has a larger unit");
    ok(contains(&out, S("/MediaBox[0 0 8503.937 1417.323]")), "and half the units");
    ok(!contains(&out, S("StructTreeRoot")) && !contains(&out, S("/Marked")) &&
           !contains(&out, S("pdfuaid")) && contains(&out, S("<pdfaid:conformance>U<")),
       "without a structure nothing is claimed about it");
    buf_free(&out);

    canvas = open(diag, &document);
    canvas->calls->page_begin(canvas, (struct page_box){.width = 100, .height = 50, .bleed = 5});
    canvas->calls->page_end(canvas);
    ok(closed(canvas, &out) && contains(&out, S("/MediaBox[0 0 311.811 170.079]")) &&
           contains(&out, S("/TrimBox[14.173 14.173 297.638 155.906]")) &&
           contains(&out, S("/BleedBox[0 0 311.811 170.079]")),
       "boxes of a page with bleed");
    buf_free(&out);
    diag_free(diag);
}

/* ---- many ---- */

enum { PAGES = 300 };

static void many(struct buf *out)
{
    struct diag *diag = diag_new();
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct canvas_document document = {.root = root};
    struct canvas *canvas = open(diag, &document);
    const struct canvas_calls *calls = canvas->calls;
    for (int i = 0; i < PAGES; i++) {
        struct element *p = element_new(arena, root, ROLE_P), *link = element_new(arena, p, ROLE_LINK);
        calls->page_begin(canvas, (struct page_box){.width = 50, .height = 50, .bleed = 0});
        calls->mark_begin(canvas, link);
        text(canvas, 5, 20, 5, str_format(arena, "Halaman %d", i + 1));
        calls->mark_end(canvas);
        calls->link(canvas, (Rect){5, 15, 30, 6}, S("https://contoh.id/jalan panjang/\u00e9"), STR_NONE,
                    link);
        calls->bookmark(canvas, &(struct bookmark){.level = i % 10 ? 2 : 1,
                                                   .order = (size_t)i,
                                                   .title = str_format(arena, "Hal. %d", i + 1)});
        calls->page_end(canvas);
    }
    ok(closed(canvas, out), "three hundred pages with links");
    diag_free(diag);
}

static void test_many(const char *path)
{
    struct buf out = {0};
    many(&out);
    ok(count_of(&out, S("/Limits[")) == 3, "the parent tree is split in leaves");
    ok(contains(&out, S("/Limits[512 599]")), "and they hold all keys");
    ok(contains(&out, S("(https://contoh.id/jalan%20panjang/%C3%A9)")), "addresses are ASCII");
    ok(count_of(&out, S("/Count -9")) == PAGES / 10, "bookmarks in bookmarks");
    FILE *file = path ? fopen(path, "wb") : NULL;
    if (file && (fwrite(out.data, 1, out.len, file) != out.len || fclose(file) != 0)) exit(1);
    buf_free(&out);
}

/* ---- refusals ---- */

static void nest_clips(struct canvas *canvas, int depth)
{
    struct path path = {0};
    path_rect(arena, &path, (Rect){0, 0, 10, 10}, 0, 0);
    for (int i = 0; i < depth; i++) {
        canvas->calls->save(canvas);
        canvas->calls->transform(canvas, matrix_scale(0.99, 0.99));
        canvas->calls->clip(canvas, &path, FILL_NONZERO);
    }
    canvas->calls->fill(canvas, &path, FILL_NONZERO, &ink);
    for (int i = 0; i < depth; i++) canvas->calls->restore(canvas);
}

static bool closes(void (*draw)(struct canvas *canvas, int depth), int depth, size_t errors)
{
    struct diag *diag = diag_new();
    struct canvas_document document = {0};
    struct buf out = {0};
    struct canvas *canvas = open(diag, &document);
    canvas->calls->page_begin(canvas, (struct page_box){.width = 50, .height = 50, .bleed = 0});
    draw(canvas, depth);
    canvas->calls->page_end(canvas);
    bool good = closed(canvas, &out) == (errors == 0) && diag_count(diag, DIAG_ERROR) == errors &&
                (errors == 0) == (out.len > 0);
    buf_free(&out);
    diag_free(diag);
    return good;
}

static void nest_transforms(struct canvas *canvas, int depth)
{
    for (int i = 0; i < depth; i++) canvas->calls->save(canvas);
    text(canvas, 1, 1, 3, S("a"));
    for (int i = 0; i < depth; i++) canvas->calls->restore(canvas);
}

static void draw_missing(struct canvas *canvas, int depth)
{
    (void)depth;
    text(canvas, 1, 1, 3, S("a\u4e2d"));
}

static void draw_nothing(struct canvas *canvas, int depth)
{
    struct path empty = {0}, point = {0};
    (void)depth;
    path_move(arena, &point, 1, 1);
    canvas->calls->fill(canvas, &empty, FILL_NONZERO, &ink);
    canvas->calls->clip(canvas, &empty, FILL_NONZERO);
    canvas->calls->stroke(canvas, &point, &(struct stroke){1, 4, CAP_ROUND, JOIN_ROUND, 0, NULL, 0}, &ink);
    canvas->calls->transform(canvas, matrix_scale(0, 0));
    canvas->calls->stroke(canvas, &point, &(struct stroke){1, 4, CAP_ROUND, JOIN_ROUND, 0, NULL, 0}, &ink);
    text(canvas, 1, 1, 3, S("a"));
    text(canvas, 1, 1, 3, STR_NONE);
    canvas->calls->group_begin(canvas, 0.5);
    canvas->calls->group_end(canvas);
}

static void test_refusals(void)
{
    ok(closes(nest_clips, 28, 0), "clips nested 28 deep are written");
    ok(closes(nest_clips, 29, 1), "deeper ones are an error, told once");
    ok(closes(nest_transforms, 1000, 0), "other levels cost nothing");
    ok(closes(draw_missing, 0, 1), "a missing glyph is an error");
    ok(closes(draw_nothing, 0, 0), "nothing can be drawn");
}

/* ---- pictures ---- */

static const struct picture *jpeg(struct diag *diag, int channels)
{
    unsigned char samples[3 * 2 * 4] = {200, 10, 30, 0, 250, 90};
    struct pixels pixels = {3, 2, channels, samples, NULL};
    struct source *source = arena_make(arena, struct source);
    struct buf file = {0};
    *source = (struct source){.name = S("a.jpg")};
    picture_jpeg_write(&file, &pixels, 90, true);
    const struct picture *picture = picture_open(arena, diag, source, buf_copy(&file, arena));
    buf_free(&file);
    return picture;
}

static void test_pictures(void)
{
    struct diag *diag = diag_new();
    struct canvas_document document = {0};
    struct buf out = {0};
    struct canvas *canvas = open(diag, &document);
    unsigned char grey[4 * 4] = {9, 9, 9, 255, 1, 1, 1, 255, 2, 2, 2, 255, 3, 3, 3, 255}, same[4 * 4];
    memcpy(same, grey, sizeof same);
    const struct picture *rgb = jpeg(diag, 3), *cmyk = jpeg(diag, 4);
    struct picture one = {.name = S("c.png"), .width = 2, .height = 2, .rgba = grey}, two = one;
    two.rgba = same;
    const struct picture *all[] = {rgb, cmyk, &one, &two, &one};
    canvas->calls->page_begin(canvas, (struct page_box){.width = 50, .height = 50, .bleed = 0});
    for (int i = 0; i < 5; i++) canvas->calls->picture(canvas, all[i], (Rect){1, 1, 10 + i, 10});
    canvas->calls->page_end(canvas);
    ok(closed(canvas, &out) && count_of(&out, S("/Subtype/Image")) == 3, "equal pictures are embedded once");
    ok(contains(&out, rgb->file->coded) && contains(&out, S("/ColorSpace/DeviceRGB")),
       "JPEG goes in as it was coded");
    ok(!contains(&out, cmyk->file->coded) && !contains(&out, S("/DeviceCMYK")),
       "CMYK becomes RGB on the screen");
    ok(diag_count(diag, DIAG_WARNING) == 0, "without a word");
    ok(contains(&out, S("/ColorSpace/DeviceGray")) && !contains(&out, S("/SMask")), "grey stays grey");
    buf_free(&out);
    diag_free(diag);
}

static void test_profile(void)
{
    Str profile = pdf_srgb_profile(arena);
    const unsigned char *p = (const unsigned char *)profile.data;
    ok(profile.len < 1200 && ((size_t)p[2] << 8 | p[3]) == profile.len, "the profile knows its size");
    ok(memcmp(p + 36, "acsp", 4) == 0 && memcmp(p + 12, "mntrRGB XYZ ", 12) == 0, "and its kind");
}

static Str path_text(const struct path *path)
{
    struct pdf pdf = {.arena = arena};
    struct pdf_content content = {0};
    pdf.content = &content;
    content_path(&pdf, path, MATRIX_IDENTITY, 2, true);
    Str text_of_path = buf_copy(&content.out, arena);
    buf_free(&content.out);
    return text_of_path;
}

static void test_paths(void)
{
    struct path flat = {0}, upright = {0}, on = {0};
    path_rect(arena, &flat, (Rect){1, 2, 3, 4}, 0, 0);
    same_text(path_text(&flat), "1 2 3 4 re\n", "a rectangle is one operator");
    path_move(arena, &upright, 1, 2);
    path_line(arena, &upright, 1, 6);
    path_line(arena, &upright, 4, 6);
    path_line(arena, &upright, 4, 2);
    path_close(arena, &upright);
    same_text(path_text(&upright), "1 2 m\n1 6 l\n4 6 l\n4 2 l\nh\n", "unless it turns the other way");
    path_move(arena, &on, 1, 1);
    path_line(arena, &on, 2, 2);
    path_close(arena, &on);
    path_line(arena, &on, 3.456, -0.001);
    same_text(path_text(&on), "1 1 m\n2 2 l\nh\n1 1 m\n3.46 0 l\n",
              "after a close the path goes on from its start");
}

static void test_strings(void)
{
    struct buf out = {0};
    pdf_text(&out, S("a(b)\\c"));
    same_text(buf_view(&out), "(a\\(b\\)\\\\c)", "strings are escaped");
    out.len = 0;
    pdf_text(&out, S("\u00e9\U0001F600"));
    ok(str_equal(buf_view(&out), S("(\xFE\xFF\0\xE9\xD8\x3D\xDE\0)")), "others are UTF-16");
    struct buf wide = {0};
    for (int i = 0; i < 20000; i++) buf_c(&wide, "\u00e9");
    out.len = 0;
    pdf_text(&out, buf_view(&wide));
    ok(out.len < 32767, "no string is longer than PDF/A allows");
    buf_free(&wide);
    buf_free(&out);
}

int main(int argc, char **argv)
{
    struct diag *diag = diag_new();
    arena = arena_new();
    font = font_find(font_set_open(arena, diag, "templates/fonts", S("templates/fonts")),
                     S("Plus Jakarta Sans"), 400, false);
    if (!font) return 1;
    test_banner();
    test_many(argc > 1 ? argv[1] : NULL);
    test_refusals();
    test_pictures();
    test_profile();
    test_strings();
    test_paths();
    diag_free(diag);
    arena_free(arena);
    return done();
}
