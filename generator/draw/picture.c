#include "draw/picture.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "draw/picture_inside.h"

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

/* Interleaved pixels as planes: colours (grey when all are and `reduce` says so), and alpha unless all is opaque. */
static void split(struct arena *arena, const unsigned char *data, size_t channels, bool reduce,
                  struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height, colors = channels < 3 ? 1 : 3;
    bool alpha = channels != colors && !is_opaque(data, count, channels);
    pixels->channels = reduce && colors == 3 && is_gray(data, count, channels) ? 1 : (int)colors;
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
    split(arena, scaler_data(scaler), 4, true, pixels);
    return true;
}

/* ---- files ---- */

bool picture_size_sound(struct picture_reading *reading, size_t width, size_t height, size_t held)
{
    struct arena *arena = reading->arena;
    if (!width || !height) {
        picture_report(reading, MSG_PICTURE_EMPTY);
        return false;
    }
    if (width > PICTURE_SIDE_MOST || height > PICTURE_SIDE_MOST || width * height > PICTURE_PIXELS_MOST) {
        picture_report(reading, MSG_PICTURE_TOO_LARGE, str_format(arena, "%zu", width),
                       str_format(arena, "%zu", height),
                       str_format(arena, "%d", PICTURE_PIXELS_MOST / 1000000),
                       str_format(arena, "%d", PICTURE_SIDE_MOST));
        return false;
    }
    if (width * height * held > PICTURE_MEMORY_MOST) {
        picture_report(reading, MSG_PICTURE_MEMORY);
        return false;
    }
    return true;
}

/* ---- what was made of it ---- */

struct kept {
    struct picture_made wanted, made;
    struct kept *next;
};
struct picture_memo {
    pthread_mutex_t lock; /* held while something is made: nobody makes the same twice */
    struct arena *arena;
    struct kept *first;
};

static void memo_close(void *handle)
{
    struct picture_memo *memo = handle;
    pthread_mutex_destroy(&memo->lock);
    arena_free(memo->arena);
}

static struct picture_memo *memo_open(struct arena *arena)
{
    struct picture_memo *memo = arena_make(arena, struct picture_memo);
    memo->arena = arena_new();
    pthread_mutex_init(&memo->lock, NULL);
    arena_defer(arena, memo_close, memo);
    return memo;
}

static const struct kept *kept_find(const struct picture_memo *memo, const struct picture_made *wanted)
{
    for (const struct kept *kept = memo->first; kept; kept = kept->next)
        if (kept->wanted.purpose == wanted->purpose && kept->wanted.use == wanted->use &&
            kept->wanted.width == wanted->width && kept->wanted.height == wanted->height)
            return kept;
    return NULL;
}

static bool make_now(struct arena *arena, struct picture_made *made,
                     bool (*make)(void *context, struct arena *arena, struct picture_made *made),
                     void *context)
{
    struct arena *scratch = arena_new();
    bool sound = make(context, scratch, made);
    made->data = str_copy(arena, made->data);
    made->alpha = str_copy(arena, made->alpha);
    arena_free(scratch);
    return sound;
}

static bool make_kept(struct arena *arena, struct picture_memo *memo, struct picture_made *made,
                      bool (*make)(void *context, struct arena *arena, struct picture_made *made),
                      void *context)
{
    struct picture_made wanted = *made;
    const struct kept *known = kept_find(memo, made);
    if (known) {
        *made = known->made;
        return true;
    }
    if (!make_now(arena, made, make, context)) return false;
    if (made->data.len + made->alpha.len > PICTURE_KEPT_MOST) return true;
    struct kept *kept = arena_make(memo->arena, struct kept);
    *kept = (struct kept){wanted, *made, memo->first};
    kept->made.data = str_copy(memo->arena, made->data);
    kept->made.alpha = str_copy(memo->arena, made->alpha);
    memo->first = kept;
    return true;
}

bool picture_make(struct arena *arena, const struct picture *picture, struct picture_made *made,
                  bool (*make)(void *context, struct arena *arena, struct picture_made *made), void *context)
{
    struct picture_memo *memo = picture->file ? picture->file->memo : NULL;
    if (!memo) return make_now(arena, made, make, context);
    pthread_mutex_lock(&memo->lock);
    bool sound = make_kept(arena, memo, made, make, context);
    pthread_mutex_unlock(&memo->lock);
    return sound;
}

/* ---- opening ---- */

static bool turned(const struct picture_file *file)
{
    return file->orientation >= 5; /* lies on its side */
}

const struct picture *picture_open(struct arena *arena, struct diag *diag, const struct source *source,
                                   Str bytes)
{
    struct picture_reading reading = {arena, diag, source};
    struct picture_file *file = arena_make(arena, struct picture_file);
    struct picture *picture = arena_make(arena, struct picture);
    bool sound = false;
    file->bytes = bytes;
    if (str_starts(bytes, S("\x89PNG\r\n\x1a\n"))) {
        file->kind = PICTURE_PNG;
        sound = png_inspect(&reading, file, &picture->transparent);
    } else if (str_starts(bytes, S("\xFF\xD8\xFF"))) {
        file->kind = PICTURE_JPEG;
        sound = jpeg_inspect(&reading, file);
    } else {
        picture_report(&reading, MSG_PICTURE_KIND);
    }
    if (!sound) return NULL;
    picture->name = source->name;
    picture->width = turned(file) ? file->height : file->width;
    picture->height = turned(file) ? file->width : file->height;
    picture->file = file;
    file->memo = memo_open(arena);
    return picture;
}

/* ---- upright ---- */

/* EXIF 2.3, 4.6.4 A: where the stored picture's first row and column are seen. Each is a mirror, after a swap of the sides for 5 to 8. */
static const struct {
    bool swap, right,
        bottom; /* the stored first column is at the right, the first row at the bottom, after the swap */
} orientations[9] = {
    [2] = {false, true, false}, [3] = {false, true, true}, [4] = {false, false, true},
    [5] = {true, false, false}, [6] = {true, true, false}, [7] = {true, true, true},
    [8] = {true, false, true},
};

Matrix picture_upright(const struct picture *picture)
{
    int o = picture->file ? picture->file->orientation : 1;
    /* In PDF's unit square y points up: a swap of the sides mirrors both. */
    Matrix m = orientations[o].swap ? (Matrix){0, -1, -1, 0, 1, 1} : MATRIX_IDENTITY;
    if (orientations[o].right) m = matrix_multiply(m, (Matrix){-1, 0, 0, 1, 1, 0});
    if (orientations[o].bottom) m = matrix_multiply(m, (Matrix){1, 0, 0, -1, 0, 1});
    return m;
}

static void turn_upright(struct arena *arena, int orientation, struct pixels *pixels)
{
    if (orientation <= 1) return;
    size_t width = pixels->width, height = pixels->height, n = (size_t)pixels->channels;
    bool swap = orientations[orientation].swap;
    size_t to_width = swap ? height : width, to_height = swap ? width : height;
    unsigned char *to = arena_array(arena, width * height, n);
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++) {
            size_t to_x = swap ? y : x, to_y = swap ? x : y;
            if (orientations[orientation].right) to_x = to_width - 1 - to_x;
            if (orientations[orientation].bottom) to_y = to_height - 1 - to_y;
            memcpy(to + (to_y * to_width + to_x) * n, pixels->data + (y * width + x) * n, n);
        }
    pixels->data = to;
    pixels->width = to_width;
    pixels->height = to_height;
}

/* ---- pixels ---- */

static void take_row(void *context, const unsigned char *row)
{
    scaler_row(context, row);
}

/* libjpeg halves the size while it decodes, at little cost; the last factor of two or more is left to the filter. */
static int eighths_for(const struct picture_file *file, size_t width, size_t height)
{
    for (int eighths = 1; eighths < 8; eighths *= 2)
        if (jpeg_scaled(file->width, eighths) >= 2 * width &&
            jpeg_scaled(file->height, eighths) >= 2 * height)
            return eighths;
    return 8;
}

static void invert(struct pixels *pixels)
{
    size_t n = pixels->width * pixels->height * (size_t)pixels->channels;
    for (size_t i = 0; i < n; i++) pixels->data[i] = (unsigned char)(255 - pixels->data[i]);
}

static bool scale_jpeg(struct arena *arena, const struct picture_file *file, struct pixels *pixels)
{
    size_t width = turned(file) ? pixels->height : pixels->width,
           height = turned(file) ? pixels->width : pixels->height;
    int eighths = eighths_for(file, width, height);
    struct scaler *scaler =
        scaler_open(arena, jpeg_scaled(file->width, eighths), jpeg_scaled(file->height, eighths), width,
                    height, (size_t)file->components, false, file->components != 4);
    struct picture_fault fault = {0};
    if (!jpeg_decode(arena, file, eighths, (struct picture_sink){take_row, scaler}, &fault)) return false;
    *pixels = (struct pixels){width, height, file->components, scaler_data(scaler), NULL};
    if (file->inverted) invert(pixels);
    return true;
}

static bool scale_png(struct arena *arena, const struct picture *picture, struct pixels *pixels)
{
    const struct picture_file *file = picture->file;
    size_t channels = (size_t)file->components + picture->transparent;
    struct scaler *scaler = scaler_open(arena, file->width, file->height, pixels->width, pixels->height,
                                        channels, picture->transparent, true);
    struct picture_fault fault = {0};
    if (!png_decode(arena, file, picture->transparent, (struct picture_sink){take_row, scaler}, &fault))
        return false;
    split(arena, scaler_data(scaler), channels, !file->profile.len, pixels);
    return true;
}

bool picture_pixels(struct arena *arena, const struct picture *picture, size_t width, size_t height, int form,
                    struct pixels *pixels)
{
    const struct picture_file *file = picture->file;
    if (!width || !height || width > picture->width || height > picture->height) return false;
    *pixels = (struct pixels){.width = width, .height = height};
    if (!file) return picture->rgba && scale_rgba(arena, picture, pixels);
    bool decoded =
        file->kind == PICTURE_JPEG ? scale_jpeg(arena, file, pixels) : scale_png(arena, picture, pixels);
    if (!decoded) return false;
    bool cmyk = pixels->channels == 4;
    if (cmyk ? !(form & PICTURE_CMYK) : file->profile.len > 0) profile_convert(arena, file->profile, pixels);
    if (!(form & PICTURE_AS_STORED)) turn_upright(arena, file->orientation, pixels);
    return true;
}
