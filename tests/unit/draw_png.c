/* The PNG canvas and its files: a few drawings looked at pixel by pixel, files read back by libpng, pictures in PDF documents. */
#include <math.h>
#include <png.h>

#include "base/file.h"
#include "draw/ink.h"
#include "draw/pdf.h"
#include "draw/png_canvas.h"
#include "draw_picture_case.h"

/* ---- files ---- */

static unsigned char *read_back(Str file, size_t *width, size_t *height)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, file.data, file.len)) return NULL;
    image.format = PNG_FORMAT_RGB;
    unsigned char *pixels = arena_alloc(arena, PNG_IMAGE_SIZE(image));
    *width = image.width, *height = image.height;
    return png_image_finish_read(&image, NULL, pixels, 0, NULL) ? pixels : NULL;
}

static Str written(const unsigned char *rgb, size_t width, size_t height, size_t colors)
{
    struct buf out = {0};
    png_write(&out, arena, rgb, width, height, 100, colors);
    Str file = buf_copy(&out, arena);
    buf_free(&out);
    return file;
}

/* Pixels with so many colours. */
static unsigned char *with_colors(size_t width, size_t height, unsigned colors)
{
    unsigned char *rgb = arena_alloc(arena, width * height * 3);
    for (size_t i = 0; i < width * height; i++) {
        unsigned n = (unsigned)(i * 7919 % colors);
        rgb[3 * i] = (unsigned char)(n * 5), rgb[3 * i + 1] = (unsigned char)(n >> 3),
                rgb[3 * i + 2] = (unsigned char)(n >> 6);
    }
    return rgb;
}

static void test_files(void)
{
    static const struct {
        unsigned colors;
        int bits, type;
        const char *what;
    } cases[] = {{2, 1, 3, "two colours: one bit"}, {4, 2, 3, "four: two bits"},
                 {16, 4, 3, "sixteen: four bits"},  {200, 8, 3, "two hundred: a palette"},
                 {257, 8, 2, "more: RGB"},          {5000, 8, 2, "many: RGB"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t width = 61, height = 90, w = 0, h = 0;
        unsigned char *rgb = with_colors(width, height, cases[i].colors);
        Str file = written(rgb, width, height, PNG_EXACT), again = written(rgb, width, height, PNG_EXACT);
        unsigned char *back = read_back(file, &w, &h);
        ok(back && w == width && h == height && memcmp(back, rgb, w * h * 3) == 0, cases[i].what);
        ok(file.data[24] == cases[i].bits && file.data[25] == cases[i].type && str_equal(file, again),
           "so written, the same bytes each time");
    }
    unsigned char *gray = arena_alloc(arena, 300 * 3);
    for (int i = 0; i < 900; i++) gray[i] = (unsigned char)(i / 3);
    size_t w, h;
    unsigned char *back = read_back(written(gray, 300, 1, PNG_EXACT), &w, &h);
    ok(back && memcmp(back, gray, 768) == 0, "grey");
    unsigned char *many = with_colors(64, 64, 5000);
    Str small = written(many, 64, 64, PNG_COLORS_MOST);
    back = read_back(small, &w, &h);
    long difference = 0;
    for (size_t i = 0; back && i < 64 * 64 * 3; i++) difference += labs((long)back[i] - many[i]);
    ok(back && small.data[25] == 3 && difference / (64 * 64 * 3) < 8,
       "a palette for many colours is near them");
}

/* ---- drawing ---- */

static struct canvas *canvas;
static unsigned char *drawn; /* 100 × 100 */

static void begin(void)
{
    canvas = png_canvas_open(arena, 100, 100, (Color){0.5, 0.5, 0.5, 1});
    png_canvas_place(canvas, (Point){10, 10}, (Point){2, 2}, (Rect){0, 0, 40, 40});
    canvas->calls->page_begin(canvas, (struct page_box){.width = 40, .height = 40});
}

static void end(void)
{
    canvas->calls->page_end(canvas);
    drawn = png_canvas_pixels(canvas);
}

static bool is(int x, int y, int red, int green, int blue, int within)
{
    struct pixels pixels = {.width = 100, .height = 100, .channels = 3, .data = drawn};
    return pixel_is(&pixels, (size_t)x, (size_t)y, red, green, blue, within);
}

static void rectangle(Rect rect, const struct paint *paint)
{
    struct path path = {0};
    path_rect(arena, &path, rect, 0, 0);
    canvas->calls->fill(canvas, &path, FILL_NONZERO, paint);
}

static const struct paint red = {.color = {1, 0, 0, 1}}, blue = {.color = {0, 0, 1, 1}};

static void test_paint(void)
{
    begin();
    rectangle((Rect){0, 0, 10, 10}, &red);
    rectangle((Rect){35, 35, 100, 100}, &blue);
    end();
    ok(is(5, 5, 128, 128, 128, 1) && is(89, 20, 255, 255, 255, 0), "the mat around, white paper");
    ok(is(11, 11, 255, 0, 0, 0) && is(29, 29, 255, 0, 0, 0) && is(31, 31, 255, 255, 255, 0),
       "millimetres to pixels");
    ok(is(85, 85, 0, 0, 255, 0) && is(95, 95, 128, 128, 128, 1), "nothing beyond the page");
    begin();
    struct path hole = {0};
    path_rect(arena, &hole, (Rect){0, 0, 20, 20}, 0, 0);
    path_rect(arena, &hole, (Rect){5, 5, 10, 10}, 0, 0);
    canvas->calls->save(canvas);
    canvas->calls->clip(canvas, &hole, FILL_EVENODD);
    rectangle((Rect){0, 0, 40, 40}, &red);
    canvas->calls->restore(canvas);
    canvas->calls->group_begin(canvas, 0.5);
    rectangle((Rect){20, 0, 10, 10}, &blue);
    rectangle((Rect){20, 0, 10, 10}, &red);
    canvas->calls->group_end(canvas);
    end();
    ok(is(15, 15, 255, 0, 0, 0) && is(30, 30, 255, 255, 255, 0) && is(70, 70, 255, 255, 255, 0),
       "a clip with a hole");
    ok(is(60, 20, 255, 128, 128, 2), "a group at half its opacity: what lies below within it does not show");
}

static void test_gradients(void)
{
    static const struct gradient_stop stops[] = {{0, {0, 0, 0, 1}}, {1, {1, 1, 1, 1}}};
    struct gradient linear = {.to = {40, 0}, .matrix = MATRIX_IDENTITY, .count = 2, .stops = stops};
    struct gradient radial = {
        .radial = true, .radius = 1, .matrix = {20, 0, 0, 20, 20, 20}, .count = 2, .stops = stops};
    begin();
    rectangle((Rect){0, 0, 40, 20}, &(struct paint){.color = {0, 0, 0, 1}, .gradient = &linear});
    end();
    ok(is(11, 20, 4, 4, 4, 4) && is(50, 20, 128, 128, 128, 4) && is(88, 20, 251, 251, 251, 4),
       "a linear gradient");
    begin();
    rectangle((Rect){0, 0, 40, 40}, &(struct paint){.color = {0, 0, 0, 1}, .gradient = &radial});
    end();
    ok(is(50, 50, 3, 3, 3, 6) && is(70, 50, 128, 128, 128, 6) && is(12, 12, 255, 255, 255, 0),
       "a radial gradient");
    radial.focus_radius = 0.5;
    begin();
    rectangle((Rect){0, 0, 40, 40}, &(struct paint){.color = {0, 0, 0, 1}, .gradient = &radial});
    end();
    ok(is(65, 50, 0, 0, 0, 2) && is(80, 50, 128, 128, 128, 6), "that begins at a circle");
}

static void test_strokes(void)
{
    struct path line = {0};
    path_move(arena, &line, 0, 20);
    path_line(arena, &line, 40, 20);
    begin();
    canvas->calls->stroke(canvas, &line,
                          &(struct stroke){4, 4, CAP_BUTT, JOIN_MITER, 2, (double[]){10, 10}, 0}, &red);
    end();
    ok(is(20, 50, 255, 0, 0, 0) && is(40, 50, 255, 255, 255, 0) && is(60, 50, 255, 0, 0, 0) &&
           is(20, 55, 255, 255, 255, 0),
       "a dashed line");
    begin();
    canvas->calls->stroke(canvas, &line,
                          &(struct stroke){4, 4, CAP_BUTT, JOIN_MITER, 2, (double[]){1e-9, 1e-9}, 0}, &red);
    canvas->calls->save(canvas);
    canvas->calls->transform(canvas, (Matrix){0, 0, 0, 0, 5, 5});
    rectangle((Rect){0, 0, 10, 10}, &blue);
    canvas->calls->restore(canvas);
    struct path far = {0};
    path_rect(arena, &far, (Rect){-1e30, -1e30, 2e30, 2e30}, 0, 0);
    canvas->calls->fill(canvas, &far, FILL_NONZERO, &(struct paint){.color = {1, 0, 0, 0.5}});
    rectangle((Rect){0, 0, 5, 5}, &blue);
    end();
    ok(is(12, 12, 0, 0, 255, 0), "dashes and matrices of nothing and very large shapes stop nothing");
    ok(!png_canvas_open(arena, 0, 5, red.color) && !png_canvas_open(arena, 9000, 5, red.color) &&
           !png_canvas_open(arena, 7000, 7000, red.color),
       "a canvas within its limits");
}

static void test_letters(void)
{
    struct diag *own = diag_new();
    Str bytes = STR_NONE;
    int error;
    const char *path = "templates/fonts/PlusJakartaSans_700Bold.ttf";
    file_read(arena, path, FILE_LIMIT_PICTURE, &bytes, &error);
    struct font *font = font_open(arena, own, str_from(path), bytes);
    struct glyph_run *run = shape_text(arena, font, S("I I"), S("id"), 0);
    double em = 20.0 / font->units_per_em, stem = run->glyphs[0].advance * em / 2;
    double second = (run->glyphs[0].advance + run->glyphs[1].advance) * em + 5 + 2 * 1 + stem;
    begin();
    canvas->calls->glyphs(canvas, run, 0, run->count, (Point){0, 30}, 20, 5, 1, &red);
    end();
    int y = 10 + 2 * 25, x = 10 + (int)(2 * stem), far = 10 + (int)(2 * second);
    ok(is(x, y, 255, 0, 0, 0) && is(far, y, 255, 0, 0, 0), "letters, with space between words and letters");
    ok(is((x + far) / 2, y, 255, 255, 255, 0) && is(x, 10 + 2 * 31, 255, 255, 255, 0),
       "and nothing between and below");
    diag_free(own);
}

static void test_placed_picture(void)
{
    static unsigned char rgba[4 * 4 * 4];
    for (int i = 0; i < 16; i++) memcpy(rgba + 4 * i, i % 4 < 2 ? "\xFF\0\0\xFF" : "\0\0\xFF\x80", 4);
    struct picture picture = {.name = S("x"), .width = 4, .height = 4, .rgba = rgba};
    begin();
    canvas->calls->picture(canvas, &picture, (Rect){0, 0, 20, 20});
    canvas->calls->save(canvas);
    canvas->calls->transform(canvas, (Matrix){0, 1, -1, 0, 40, 20});
    canvas->calls->picture(canvas, &picture, (Rect){0, 0, 20, 20});
    canvas->calls->restore(canvas);
    end();
    ok(is(15, 15, 255, 0, 0, 1) && is(45, 45, 127, 127, 255, 2) && is(55, 20, 255, 255, 255, 0),
       "a picture, half of it transparent");
    ok(is(60, 55, 255, 0, 0, 1) && is(60, 85, 127, 127, 255, 2), "turned by the matrix");
}

/* ---- pictures in PDF ---- */

static size_t count_of(Str pdf, Str what)
{
    size_t count = 0;
    for (size_t at; (at = str_find(pdf, what)) < pdf.len; pdf = str_skip(pdf, at + what.len)) count++;
    return count;
}

static Str document_with(const struct picture *picture, double mm, enum canvas_colors colors,
                         const struct inks *inks)
{
    struct diag *own = diag_new();
    struct canvas_document document = {.title = S("x"), .lang = S("id"), .colors = colors, .inks = inks};
    struct buf out = {0};
    struct canvas *pdf = pdf_open(arena, own, &document);
    pdf->calls->page_begin(pdf, (struct page_box){.width = 100, .height = 100});
    pdf->calls->picture(pdf, picture, (Rect){1, 1, mm, mm});
    pdf->calls->picture(pdf, picture, (Rect){50, 50, mm / 2, mm / 2});
    pdf->calls->page_end(pdf);
    pdf_close(pdf, &out);
    Str bytes = buf_copy(&out, arena);
    buf_free(&out);
    diag_free(own);
    return bytes;
}

static const struct picture *photograph(int channels)
{
    unsigned char *data = arena_alloc(arena, 400 * 400 * 4);
    for (int i = 0; i < 400 * 400 * channels; i++) data[i] = (unsigned char)(i / 7 + i / 400 / channels);
    struct jpeg_case file = {.data = data, .width = 400, .height = 400, .channels = channels};
    return opened(jpeg_file(&file));
}

static void test_documents(void)
{
    Str icc = STR_NONE;
    int error;
    file_read(arena, "templates/colour/FOGRA39L_coated.icc", FILE_LIMIT_PICTURE, &icc, &error);
    struct inks inks = {.profile = ink_profile_open(arena, icc), .black_from = 10};
    ok(ink_profile_ready(inks.profile), "a press");
    const struct picture *photo = photograph(3), *inked = photograph(4), *gray = photograph(1);
    Str pdf = document_with(photo, 50, COLORS_SCREEN, NULL);
    ok(count_of(pdf, photo->file->coded) == 1 && count_of(pdf, S("/Subtype/Image")) == 1 &&
           count_of(pdf, S("/Width 400")) == 1,
       "400 pixels on 50 mm: as it is, once");
    pdf = document_with(photo, 20, COLORS_SCREEN, NULL);
    ok(count_of(pdf, S("/Width 158/Height 158")) == 1 && pdf.len < photo->file->bytes.len / 2,
       "on 20 mm: scaled to 200 ppi of its larger place");
    pdf = document_with(photo, 50, COLORS_PRESS, &inks);
    ok(count_of(pdf, S("/DeviceCMYK")) >= 1 && count_of(pdf, S("/DeviceRGB")) == 0 &&
           count_of(pdf, S("/DCTDecode")) == 1,
       "as inks for the press");
    pdf = document_with(photo, 50, COLORS_OFFICE, NULL);
    ok(count_of(pdf, S("/DCTDecode/ColorSpace/DeviceGray")) == 1 && count_of(pdf, S("/DeviceRGB")) == 0,
       "grey for the office");
    pdf = document_with(inked, 50, COLORS_PRESS, &inks);
    ok(count_of(pdf, inked->file->coded) == 1 && count_of(pdf, S("/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]")) == 1,
       "CMYK goes to the press as it is");
    pdf = document_with(inked, 50, COLORS_SCREEN, NULL);
    ok(count_of(pdf, inked->file->coded) == 0 && count_of(pdf, S("/DeviceCMYK")) == 0,
       "and to screens as sRGB");
    for (int colors = COLORS_SCREEN; colors <= COLORS_OFFICE; colors++)
        ok(count_of(document_with(gray, 50, (enum canvas_colors)colors, &inks), gray->file->coded) == 1,
           "grey goes everywhere as it is");
    struct png_case indexed = {2, 1, 8, 3, 0, {"\0\0\1", 3}, {"\xFF\0\0\0\xFF\0", 6}, {0}, NULL, {0}};
    const struct picture *palette = opened(png_file(&indexed));
    pdf = document_with(palette, 50, COLORS_SCREEN, NULL);
    ok(count_of(pdf, palette->file->coded) == 1 &&
           count_of(pdf, S("[/Indexed/DeviceRGB 1<FF000000FF00>]")) == 1,
       "a palette goes as it is");
    ok(count_of(document_with(palette, 50, COLORS_PRESS, &inks), S("/DeviceRGB")) == 0,
       "but not to the press");
    indexed.alpha = S("\x33");
    ok(count_of(document_with(opened(png_file(&indexed)), 50, COLORS_SCREEN, NULL), S("/SMask")) == 1,
       "alpha is a mask");
}

static bool make_counted(void *context, struct arena *own, struct picture_made *made)
{
    ++*(int *)context;
    made->data = str_format(own, "%zu", made->width);
    return true;
}

static void test_kept(void)
{
    const struct picture *photo = photograph(3);
    static const size_t widths[] = {50, 50, 60, 50};
    int made = 0;
    bool right = true;
    for (int i = 0; i < 4; i++) {
        struct picture_made wanted = {.width = widths[i], .height = 50};
        right = picture_make(arena, photo, &wanted, make_counted, &made) && right;
        right = right && str_is(wanted.data, widths[i] == 50 ? "50" : "60");
    }
    ok(right && made == 2, "what was made of a picture is made once");
    Str one = document_with(photo, 20, COLORS_SCREEN, NULL),
        two = document_with(photo, 20, COLORS_SCREEN, NULL);
    ok(str_equal(one, two), "and a document from what is kept is the same bytes");
}

int main(void)
{
    arena = arena_new();
    test_files();
    test_paint();
    test_gradients();
    test_strokes();
    test_letters();
    test_placed_picture();
    test_documents();
    test_kept();
    if (diag) diag_free(diag);
    arena_free(arena);
    return done();
}
