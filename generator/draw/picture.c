#include "draw/picture.h"

#include "base/arena.h"

static bool is_gray(const unsigned char *pixels, size_t count, size_t channels)
{
    for (size_t i = 0; i < count; i++, pixels += channels)
        if (pixels[0] != pixels[1] || pixels[1] != pixels[2]) return false;
    return true;
}

static bool is_opaque(const unsigned char *pixels, size_t count, size_t channels)
{
    for (size_t i = 0; i < count; i++)
        if (pixels[i * channels + channels - 1] != 255) return false;
    return true;
}

/* Interleaved pixels as planes: colours (grey when all are), and alpha unless all is opaque. */
static void split(struct arena *arena, const unsigned char *data, size_t channels, struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height, colors = channels < 3 ? 1 : 3;
    bool alpha = channels != colors && !is_opaque(data, count, channels);
    pixels->channels = colors == 3 && is_gray(data, count, channels) ? 1 : (int)colors;
    pixels->data = arena_array(arena, count, (size_t)pixels->channels);
    pixels->alpha = alpha ? arena_alloc(arena, count) : NULL;
    unsigned char *to = pixels->data;
    for (size_t i = 0; i < count; i++, data += channels) {
        for (int c = 0; c < pixels->channels; c++) *to++ = data[c];
        if (alpha) pixels->alpha[i] = data[channels - 1];
    }
}

static bool scale_rgba(struct arena *arena, const struct picture *picture, struct pixels *pixels)
{
    struct scaler *scaler =
        scaler_open(arena, picture->width, picture->height, pixels->width, pixels->height, 4, true, true);
    for (size_t y = 0; y < picture->height; y++) scaler_row(scaler, picture->rgba + y * picture->width * 4);
    split(arena, scaler_data(scaler), 4, pixels);
    return true;
}

bool picture_pixels(struct arena *arena, const struct picture *picture, size_t width, size_t height,
                    struct pixels *pixels)
{
    if (!width || !height || width > picture->width || height > picture->height) return false;
    *pixels = (struct pixels){.width = width, .height = height};
    return picture->rgba && scale_rgba(arena, picture, pixels);
}
