#include "draw/png_alpha.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

static void take(png_structp png, png_bytep data, png_size_t len)
{
    buf_bytes(png_get_io_ptr(png), data, len);
}

static void flush(png_structp png)
{
    (void)png;
}

static void ignore(png_structp png, png_const_charp words)
{
    (void)png;
    (void)words;
}

static void write_rows(png_structp png, png_infop info, const struct pixels *pixels, unsigned char *row)
{
    size_t colors = (size_t)pixels->channels;
    int type = colors == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
    if (pixels->alpha) type |= PNG_COLOR_MASK_ALPHA;
    png_set_IHDR(png, info, (png_uint_32)pixels->width, (png_uint_32)pixels->height, 8, type,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_set_compression_level(png, 9);
    png_set_filter(png, 0, PNG_ALL_FILTERS);
    png_write_info(png, info);
    for (size_t y = 0; y < pixels->height; y++) {
        const unsigned char *from = pixels->data + y * pixels->width * colors;
        unsigned char *to = row;
        for (size_t x = 0; x < pixels->width; x++) {
            for (size_t c = 0; c < colors; c++) *to++ = *from++;
            if (pixels->alpha) *to++ = pixels->alpha[y * pixels->width + x];
        }
        png_write_row(png, row);
    }
    png_write_end(png, info);
}

bool png_alpha_write(struct buf *out, struct arena *scratch, const struct pixels *pixels)
{
    unsigned char *row = arena_array(scratch, pixels->width, (size_t)pixels->channels + 1);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return false;
    }
    bool whole = false;
    if (setjmp(png_jmpbuf(png)) == 0) {
        png_set_write_fn(png, out, take, flush);
        write_rows(png, info, pixels, row);
        whole = true;
    }
    png_destroy_write_struct(&png, &info);
    return whole;
}

/* Over black a colour is c·a, over white c·a + 255·(1 − a). */
struct pixels png_alpha_from(struct arena *arena, const unsigned char *over_black,
                             const unsigned char *over_white, size_t width, size_t height)
{
    size_t count = width * height;
    struct pixels pixels = {
        width, height, 3, arena_array(arena, count, 3), arena_array(arena, count, 1),
    };
    for (size_t i = 0; i < count; i++, over_black += 3, over_white += 3) {
        int alpha = 255;
        for (int c = 0; c < 3; c++) {
            int seen = 255 - (over_white[c] - over_black[c]);
            if (seen < alpha) alpha = seen < 0 ? 0 : seen;
        }
        for (int c = 0; c < 3 && alpha > 0; c++) {
            int color = (over_black[c] * 255 + alpha / 2) / alpha;
            pixels.data[i * 3 + (size_t)c] = (unsigned char)(color > 255 ? 255 : color);
        }
        pixels.alpha[i] = (unsigned char)alpha;
    }
    return pixels;
}
