/* Pictures as image XObjects (ISO 32000-1, 8.9.5). Each is written once, when the document ends: only then is known how large it is shown at
 * most, and in which resolution it is wanted. What may stay as it is (JPEG, PNG data) does. */
#include <math.h>

#include "base/arena.h"
#include "draw/ink.h"
#include "draw/pdf_canvas.h"
#include "draw/picture.h"

/* Pixels per inch beyond which a picture is scaled to `to`; and how JPEG is written. A press prints at most 175 lines per inch and
 * sees no more than twice that; on screens people zoom in a little, and wait for the download. */
static const struct {
    double most, to;
    int quality;
    bool fine;
} resolutions[] = {[COLORS_SCREEN] = {225, 200, 82, false},
                   [COLORS_PRESS] = {450, 350, 93, true},
                   [COLORS_OFFICE] = {330, 300, 85, false}};

#define INCH 25.4

enum { PHOTOGRAPH = 3 /* a PNG that flate packs to more than a third of its bytes is one */ };

/* ---- image dictionaries ---- */

static const char *space_of(int channels)
{
    return channels == 1 ? "Gray" : channels == 3 ? "RGB" : "CMYK";
}

static void image_begin(struct buf *out, size_t width, size_t height, int bits)
{
    buf_printf(out, "/Type/XObject/Subtype/Image/Width %zu/Height %zu/BitsPerComponent %d", width, height,
               bits);
}

static void image_end(struct pdf *pdf, unsigned number, struct buf *entries, Str data,
                      enum pdf_packing packing)
{
    pdf_stream_set(pdf->file, number, buf_copy(entries, pdf->arena), data, packing);
    buf_free(entries);
}

/* Rows of a PNG's data are filtered as PDF's predictor 15 wants them. */
static void put_png(struct pdf *pdf, unsigned number, const struct picture_file *file)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf out = {0};
    int channels = file->palette.len ? 1 : file->components;
    image_begin(&out, file->width, file->height, file->bits);
    buf_printf(&out,
               "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %zu>>",
               channels, file->bits, file->width);
    if (file->palette.len) {
        buf_printf(&out, "/ColorSpace[/Indexed/DeviceRGB %zu<", file->palette.len / 3 - 1);
        for (size_t i = 0; i < file->palette.len; i++) {
            unsigned char c = (unsigned char)file->palette.data[i];
            buf_bytes(&out, (char[]){hex[c >> 4], hex[c & 15]}, 2);
        }
        buf_c(&out, ">]");
    } else {
        buf_printf(&out, "/ColorSpace/Device%s", space_of(channels));
    }
    image_end(pdf, number, &out, file->coded, PDF_AS_IS);
}

static void put_jpeg(struct pdf *pdf, unsigned number, size_t width, size_t height, int channels,
                     bool inverted, Str data)
{
    struct buf out = {0};
    image_begin(&out, width, height, 8);
    buf_printf(&out, "/Filter/DCTDecode/ColorSpace/Device%s", space_of(channels));
    if (inverted) buf_c(&out, "/Decode[1 0 1 0 1 0 1 0]");
    image_end(pdf, number, &out, data, PDF_AS_IS);
}

/* Each row preceded by the PNG filter "Sub" (PNG, 9.2), which flate packs better. */
static Str filtered(struct arena *arena, Str data, size_t width, size_t height, size_t channels)
{
    size_t row = width * channels + 1;
    unsigned char *out = arena_array(arena, height, row), *to = out;
    const unsigned char *from = (const unsigned char *)data.data;
    for (size_t y = 0; y < height; y++) {
        *to++ = 1;
        for (size_t i = 0; i + 1 < row; i++, from++)
            *to++ = (unsigned char)(*from - (i >= channels ? from[-(ptrdiff_t)channels] : 0));
    }
    return (Str){(char *)out, row * height};
}

static void put_samples(struct pdf *pdf, unsigned number, Str data, size_t width, size_t height, int channels,
                        unsigned mask)
{
    struct buf out = {0};
    image_begin(&out, width, height, 8);
    buf_printf(&out, "/ColorSpace/Device%s/DecodeParms<</Predictor 15/Colors %d/Columns %zu>>",
               space_of(channels), channels, width);
    if (mask) pdf_reference(&out, "SMask", mask);
    image_end(pdf, number, &out, filtered(pdf->arena, data, width, height, (size_t)channels),
              PDF_DEFLATE_ALWAYS | PDF_DEFLATE_ONCE);
}

/* ---- colours ---- */

/* Grey stays grey: on the press it is black ink alone. */
static void to_inks(const struct inks *inks, struct arena *arena, struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height;
    if (pixels->channels != 3) return;
    unsigned char *cmyk = arena_array(arena, count, 4);
    ink_pixels(inks, pixels->data, 3, cmyk, count);
    pixels->data = cmyk;
    pixels->channels = 4;
}

static void to_gray(struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height;
    if (pixels->channels != 3) return;
    const unsigned char *from = pixels->data;
    /* Rec. 601, as JPEG's own brightness: weights of 256. */
    for (size_t i = 0; i < count; i++, from += 3)
        pixels->data[i] = (unsigned char)((77u * from[0] + 150u * from[1] + 29u * from[2] + 128) >> 8);
    pixels->channels = 1;
}

/* ---- embedding ---- */

static bool is_photograph(const struct picture *picture)
{
    const struct picture_file *file = picture->file;
    if (!file) return false;
    if (file->kind == PICTURE_JPEG) return true;
    size_t raw = file->width * file->height * (size_t)file->components;
    return !picture->transparent && !file->palette.len && file->bytes.len > raw / PHOTOGRAPH;
}

struct making {
    const struct canvas_document *document;
    const struct picture *picture;
};

static Str pixels_view(const unsigned char *data, size_t count)
{
    return data ? (Str){(const char *)data, count} : STR_NONE;
}

static bool make_picture(void *context, struct arena *arena, struct picture_made *made)
{
    const struct making *making = context;
    enum canvas_colors colors = making->document->colors;
    int form = PICTURE_AS_STORED | (colors == COLORS_PRESS ? PICTURE_CMYK : 0);
    struct pixels pixels;
    if (!picture_pixels(arena, making->picture, made->width, made->height, form, &pixels)) return false;
    if (colors == COLORS_PRESS) to_inks(making->document->inks, arena, &pixels);
    if (colors == COLORS_OFFICE) to_gray(&pixels);
    size_t count = pixels.width * pixels.height;
    made->width = pixels.width;
    made->height = pixels.height;
    made->channels = pixels.channels;
    made->alpha = pixels_view(pixels.alpha, count);
    made->data = pixels_view(pixels.data, count * (size_t)pixels.channels);
    made->jpeg = is_photograph(making->picture) && !pixels.alpha;
    if (!made->jpeg) return true;
    struct buf jpeg = {0};
    picture_jpeg_write(&jpeg, &pixels, resolutions[colors].quality, resolutions[colors].fine);
    made->data = buf_copy(&jpeg, arena);
    buf_free(&jpeg);
    return true;
}

static bool put_made(struct pdf *pdf, unsigned number, const struct picture *picture, size_t width,
                     size_t height)
{
    struct making making = {pdf->document, picture};
    struct picture_made made = {.purpose = pdf->document->inks ? pdf->document->inks->profile : NULL,
                                .use = (int)pdf->document->colors,
                                .width = width,
                                .height = height};
    if (!picture_make(pdf->arena, picture, &made, make_picture, &making)) return false;
    if (made.jpeg) {
        put_jpeg(pdf, number, made.width, made.height, made.channels, false, made.data);
        return true;
    }
    unsigned mask = made.alpha.len ? pdf_object_reserve(pdf->file) : 0;
    if (mask) put_samples(pdf, mask, made.alpha, made.width, made.height, 1, 0);
    put_samples(pdf, number, made.data, made.width, made.height, made.channels, mask);
    return true;
}

/* May the file's own data stand in this document? */
static bool goes_as_it_is(const struct pdf *pdf, const struct picture_file *file)
{
    bool gray = file->components == 1 && !file->palette.len;
    if (!file->coded.len) return false;
    switch (pdf->document->colors) {
    case COLORS_SCREEN: return file->components != 4;
    case COLORS_PRESS: return gray || file->components == 4;
    default: return gray;
    }
}

static size_t wanted_side(double pixels, size_t full)
{
    pixels = ceil(pixels);
    return pixels < 1 ? 1 : pixels < (double)full ? (size_t)pixels : full;
}

/* The size in pixels at which it is written: its own, or smaller when it is shown in more detail than the document needs. */
static bool scaled_size(const struct pdf *pdf, const struct pdf_embedded *embedded, size_t *width,
                        size_t *height)
{
    const struct picture *picture = embedded->picture;
    enum canvas_colors colors = pdf->document->colors;
    double across = (double)picture->width / embedded->width * INCH,
           down = (double)picture->height / embedded->height * INCH;
    double ppi = across < down ? across : down, scale = resolutions[colors].to / ppi;
    *width = picture->width;
    *height = picture->height;
    if (!(ppi > resolutions[colors].most)) return false;
    *width = wanted_side((double)picture->width * scale, picture->width);
    *height = wanted_side((double)picture->height * scale, picture->height);
    return true;
}

static void write_picture(struct pdf *pdf, const struct pdf_embedded *embedded)
{
    const struct picture *picture = embedded->picture;
    const struct picture_file *file = picture->file;
    size_t width, height;
    bool scaled = scaled_size(pdf, embedded, &width, &height),
         as_is = !scaled && file && goes_as_it_is(pdf, file);
    if (as_is && file->kind == PICTURE_PNG)
        put_png(pdf, embedded->number, file);
    else if (as_is)
        put_jpeg(pdf, embedded->number, file->width, file->height, file->components, file->inverted,
                 file->coded);
    else if (!put_made(pdf, embedded->number, picture, width, height))
        pdf->failed = true;
}

void pictures_write(struct pdf *pdf)
{
    for (size_t i = 0; i < pdf->picture_count; i++)
        if (pdf->pictures[i].same == i) write_picture(pdf, &pdf->pictures[i]);
}

/* ---- drawing ---- */

static PdfHash hash_of(const struct picture *picture)
{
    if (picture->file) return pdf_hash(picture->file->bytes);
    PdfHash hash = pdf_hash((Str){(const char *)picture->rgba, picture->width * picture->height * 4});
    hash.low ^= picture->width;
    return hash;
}

/* The same picture is found again by its address, the same bytes by their hash. */
static struct pdf_embedded *embedded_find(struct pdf *pdf, const struct picture *picture)
{
    for (size_t i = 0; i < pdf->picture_count; i++)
        if (pdf->pictures[i].picture == picture) return &pdf->pictures[pdf->pictures[i].same];
    size_t at = pdf->picture_count, same = 0;
    PdfHash hash = hash_of(picture);
    while (same < at &&
           (pdf->pictures[same].hash.low != hash.low || pdf->pictures[same].hash.high != hash.high))
        same++;
    pdf->pictures =
        arena_grow(pdf->arena, pdf->pictures, &pdf->picture_capacity, at + 1, sizeof *pdf->pictures);
    pdf->pictures[at] = (struct pdf_embedded){.picture = picture, .hash = hash, .same = same};
    if (same == at) pdf->pictures[at].number = pdf_object_reserve(pdf->file);
    pdf->picture_count++;
    return &pdf->pictures[same];
}

static bool lets_through(const struct picture *picture)
{
    if (picture->file) return picture->transparent;
    for (size_t i = 0; i < picture->width * picture->height; i++)
        if (picture->rgba[4 * i + 3] != 255) return true;
    return false;
}

void picture_draw(struct canvas *canvas, const struct picture *picture, Rect at)
{
    struct pdf *pdf = pdf_of(canvas);
    if (!picture->width || !picture->height || (!picture->file && !picture->rgba)) return;
    struct pdf_embedded *embedded = embedded_find(pdf, picture);
    Matrix place = {at.width, 0, 0, -at.height, at.x, at.y + at.height}; /* the unit square, upwards */
    place = matrix_multiply(place, pdf_level(pdf)->matrix);
    double unit = hypot(pdf->page.base.a, pdf->page.base.b); /* of the page, to a millimetre */
    embedded->width = fmax(embedded->width, hypot(place.a, place.b) / unit);
    embedded->height = fmax(embedded->height, hypot(place.c, place.d) / unit);
    place = matrix_multiply(picture_upright(picture), place);
    content_ready(pdf);
    content_graphics(pdf);
    paint_alpha(pdf, 1);
    if (!content_save(pdf)) return;
    struct buf *out = &pdf->content->out;
    pdf_numbers(out, (double[]){place.a, place.b, place.c, place.d, place.e, place.f}, 6, 3);
    buf_c(out, " cm");
    content_name(pdf, PDF_XOBJECT, embedded->number);
    buf_c(out, "Do\n");
    content_restore(pdf);
    below_pictured(pdf, place);
    if (lets_through(picture)) pdf->page.transparent = true;
}
