#include "base/arena.h"
#include "draw/pdf_canvas.h"

static unsigned jpeg_add(struct pdf *pdf, const struct picture *picture)
{
    static const char *const spaces[] = {[1] = "Gray", [3] = "RGB", [4] = "CMYK"};
    struct buf out = {0};
    int components = picture->jpeg_components;
    buf_printf(&out, "/Type/XObject/Subtype/Image/Width %zu/Height %zu/BitsPerComponent 8/Filter/DCTDecode",
               picture->width, picture->height);
    buf_c(&out, "/ColorSpace/Device");
    buf_c(&out, components == 1 || components == 4 ? spaces[components] : spaces[3]);
    if (components == 4) {
        diag_report(pdf->diag, LOC_NONE, MSG_PICTURE_CMYK, picture->name);
        if (picture->jpeg_inverted) buf_c(&out, "/Decode[1 0 1 0 1 0 1 0]");
    }
    unsigned number =
        pdf_stream_add(pdf->file, buf_copy(&out, pdf->arena), str_copy(pdf->arena, picture->jpeg), PDF_AS_IS);
    buf_free(&out);
    return number;
}

static bool is_gray(const unsigned char *rgba, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, rgba += 4)
        if (rgba[0] != rgba[1] || rgba[1] != rgba[2]) return false;
    return true;
}

static bool is_opaque(const unsigned char *rgba, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        if (rgba[4 * i + 3] != 255) return false;
    return true;
}

/* Channels [from, from + count) of the pixels, each row preceded by the PNG filter "Sub" (RFC 2083, 6.3), which flate packs better. */
static Str channels(struct arena *arena, const struct picture *picture, size_t from, size_t count)
{
    size_t row = picture->width * count + 1;
    unsigned char *out = arena_array(arena, picture->height, row), *to = out;
    const unsigned char *pixel = picture->rgba + from;
    for (size_t y = 0; y < picture->height; y++) {
        *to++ = 1;
        for (size_t x = 0; x < picture->width; x++, pixel += 4)
            for (size_t i = 0; i < count; i++)
                *to++ = (unsigned char)(pixel[i] - (x > 0 ? pixel[(ptrdiff_t)i - 4] : 0));
    }
    return (Str){(char *)out, row * picture->height};
}

static unsigned samples_add(struct pdf *pdf, const struct picture *picture, size_t from, size_t count,
                            unsigned mask)
{
    struct buf out = {0};
    buf_printf(&out,
               "/Type/XObject/Subtype/Image/Width %zu/Height %zu/BitsPerComponent 8/ColorSpace/Device%s"
               "/DecodeParms<</Predictor 15/Colors %zu/Columns %zu>>",
               picture->width, picture->height, count == 1 ? "Gray" : "RGB", count, picture->width);
    if (mask) pdf_reference(&out, "SMask", mask);
    unsigned number = pdf_stream_add(pdf->file, buf_copy(&out, pdf->arena),
                                     channels(pdf->arena, picture, from, count), PDF_DEFLATE_ALWAYS);
    buf_free(&out);
    return number;
}

static bool embed(struct pdf *pdf, const struct picture *picture, struct pdf_embedded *embedded)
{
    if (picture->jpeg.len) {
        embedded->number = jpeg_add(pdf, picture);
        return true;
    }
    size_t pixels = picture->width * picture->height;
    unsigned mask = 0;
    if (!is_opaque(picture->rgba, pixels)) {
        mask = samples_add(pdf, picture, 3, 1, 0);
        embedded->transparent = true;
    }
    embedded->number = samples_add(pdf, picture, 0, is_gray(picture->rgba, pixels) ? 1 : 3, mask);
    return true;
}

static PdfHash hash_of(const struct picture *picture)
{
    if (picture->jpeg.len) return pdf_hash(picture->jpeg);
    PdfHash hash = pdf_hash((Str){(const char *)picture->rgba, picture->width * picture->height * 4});
    hash.low ^= picture->width;
    return hash;
}

/* The same picture is found again by its address, the same bytes by their hash. */
static const struct pdf_embedded *find_or_embed(struct pdf *pdf, const struct picture *picture)
{
    for (size_t i = 0; i < pdf->picture_count; i++)
        if (pdf->pictures[i].picture == picture) return &pdf->pictures[i];
    struct pdf_embedded new = {picture, hash_of(picture), 0, false};
    for (size_t i = 0; i < pdf->picture_count && !new.number; i++)
        if (pdf->pictures[i].hash.low == new.hash.low && pdf->pictures[i].hash.high == new.hash.high)
            new = pdf->pictures[i];
    if (!new.number) embed(pdf, picture, &new);
    new.picture = picture;
    if (pdf->picture_count == pdf->picture_capacity)
        pdf->pictures = arena_grow(pdf->arena, pdf->pictures, &pdf->picture_capacity, pdf->picture_count + 1,
                                   sizeof *pdf->pictures);
    pdf->pictures[pdf->picture_count] = new;
    return &pdf->pictures[pdf->picture_count++];
}

void picture_draw(struct canvas *canvas, const struct picture *picture, Rect at)
{
    struct pdf *pdf = pdf_of(canvas);
    if (!picture->width || !picture->height || (!picture->jpeg.len && !picture->rgba)) return;
    const struct pdf_embedded *embedded = find_or_embed(pdf, picture);
    Matrix place = {at.width, 0, 0, -at.height, at.x, at.y + at.height}; /* the unit square, upwards */
    place = matrix_multiply(place, pdf_level(pdf)->matrix);
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
    if (embedded->transparent) pdf->page.transparent = true;
}
