/* PNG files (W3C PNG, third edition), by libpng. Of an animated one, its first picture.
 *
 * libpng ends a faulty file by a jump: setjmp stands in the one function that calls it. */
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <png.h>

#include "base/arena.h"
#include "draw/picture_inside.h"

enum { LARGEST_CHUNK = 8 << 20, CHUNKS_KEPT = 64, SIGNATURE = 8, CHUNK_FRAME = 12, PALETTE_MOST = 256 };

struct stream {
    Str rest;
    struct picture_fault *fault;
    bool palette_broken;
};

static void on_read(png_structp png, png_bytep to, size_t len)
{
    struct stream *stream = png_get_io_ptr(png);
    if (len > stream->rest.len) {
        stream->fault->trouble = PICTURE_CUT;
        png_error(png, "cut off");
    }
    memcpy(to, stream->rest.data, len);
    stream->rest = str_skip(stream->rest, len);
}

static void on_error(png_structp png, png_const_charp text)
{
    struct picture_fault *fault = png_get_error_ptr(png);
    if (fault->trouble == PICTURE_SOUND) fault->trouble = PICTURE_DAMAGED;
    snprintf(fault->text, sizeof fault->text, "%s", text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png, (void)text;
}

struct reader {
    png_structp png;
    png_infop info;
    struct stream stream;
};

static bool reader_open(struct reader *reader, Str bytes, struct picture_fault *fault)
{
    *reader = (struct reader){.stream = {.rest = bytes, .fault = fault}};
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, fault, on_error, on_warning);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (!reader->info) arena_exhausted();
    png_set_read_fn(reader->png, &reader->stream, on_read);
    png_set_user_limits(reader->png, PICTURE_SIDE_MOST, PICTURE_SIDE_MOST);
    png_set_chunk_malloc_max(reader->png, LARGEST_CHUNK);
    png_set_chunk_cache_max(reader->png, CHUNKS_KEPT);
    return true;
}

static void reader_close(struct reader *reader)
{
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
}

/* ---- what it holds ---- */

struct header {
    size_t width, height;
    int bits, type, interlace;
    bool transparent;
    double gamma;
    Str profile, palette;
};

static void colors_read(struct arena *arena, struct reader *reader, struct header *header)
{
    png_charp name;
    int compression;
    png_bytep profile;
    png_uint_32 len;
    double gamma;
    png_colorp colors;
    int count;
    if (png_get_valid(reader->png, reader->info, PNG_INFO_sRGB)) {
        /* it says so */
    } else if (png_get_iCCP(reader->png, reader->info, &name, &compression, &profile, &len)) {
        header->profile = str_copy(arena, (Str){(const char *)profile, len});
    } else if (png_get_gAMA(reader->png, reader->info, &gamma)) {
        header->gamma = gamma;
    }
    if (png_get_PLTE(reader->png, reader->info, &colors, &count))
        header->palette = str_copy(arena, (Str){(const char *)colors, (size_t)count * sizeof *colors});
}

static bool header_read(struct arena *arena, Str bytes, struct header *header, struct picture_fault *fault)
{
    struct reader reader;
    reader_open(&reader, bytes, fault);
    if (setjmp(png_jmpbuf(reader.png))) {
        reader_close(&reader);
        return false;
    }
    png_read_info(reader.png, reader.info);
    header->width = png_get_image_width(reader.png, reader.info);
    header->height = png_get_image_height(reader.png, reader.info);
    header->bits = png_get_bit_depth(reader.png, reader.info);
    header->type = png_get_color_type(reader.png, reader.info);
    header->interlace = png_get_interlace_type(reader.png, reader.info);
    header->transparent = png_get_valid(reader.png, reader.info, PNG_INFO_tRNS) != 0;
    colors_read(arena, &reader, header);
    reader_close(&reader);
    return true;
}

/* ---- pixels ---- */

/* A palette is looked up here, so that an index beyond it is seen (libpng would make it black). */
struct palette {
    unsigned char colors[PALETTE_MOST * 4];
    size_t count;
};

/* sRGB of a sample that was stored with this gamma. */
static unsigned char corrected(unsigned char sample, double gamma)
{
    return gamma > 0 ? (unsigned char)(pow(sample / 255.0, 1 / (gamma * 2.2)) * 255 + 0.5) : sample;
}

static void palette_read(struct reader *reader, double gamma, struct palette *palette)
{
    png_colorp colors = NULL;
    png_bytep alphas = NULL;
    int count = 0, alpha_count = 0;
    png_get_PLTE(reader->png, reader->info, &colors, &count);
    png_get_tRNS(reader->png, reader->info, &alphas, &alpha_count, NULL);
    palette->count = (size_t)count;
    for (int i = 0; i < count && i < PALETTE_MOST; i++) {
        unsigned char *to = palette->colors + 4 * i;
        to[0] = corrected(colors[i].red, gamma);
        to[1] = corrected(colors[i].green, gamma);
        to[2] = corrected(colors[i].blue, gamma);
        to[3] = alphas && i < alpha_count ? alphas[i] : 255;
    }
}

static void palette_row(struct reader *reader, const struct palette *palette, const unsigned char *row,
                        size_t width, size_t channels, unsigned char *to)
{
    for (size_t x = 0; x < width; x++, to += channels) {
        if (row[x] >= palette->count) png_error(reader->png, "palette index out of range");
        memcpy(to, palette->colors + 4 * row[x], channels);
    }
}

static void transforms_set(struct reader *reader, const struct picture_file *file, bool alpha)
{
    int type = png_get_color_type(reader->png, reader->info);
    png_set_scale_16(reader->png);
    if (type == PNG_COLOR_TYPE_PALETTE) {
        png_set_packing(reader->png);
        return;
    }
    png_set_expand_gray_1_2_4_to_8(reader->png);
    if (file->gamma > 0) png_set_gamma(reader->png, 2.2, file->gamma);
    if (png_get_valid(reader->png, reader->info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(reader->png);
    if (!alpha) png_set_strip_alpha(reader->png);
}

struct decoding {
    struct reader reader;
    const struct picture_file *file;
    struct picture_sink sink;
    struct palette palette;
    size_t channels;
    bool indexed;
    unsigned char *row, *expanded, *all;
};

static void row_give(struct decoding *d, const unsigned char *row)
{
    if (!d->indexed) {
        d->sink.row(d->sink.context, row);
        return;
    }
    palette_row(&d->reader, &d->palette, row, d->file->width, d->channels, d->expanded);
    d->sink.row(d->sink.context, d->expanded);
}

static void rows_read(struct decoding *d)
{
    png_structp png = d->reader.png;
    size_t width = d->file->width * (d->indexed ? 1 : d->channels);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, d->reader.info);
    if (png_get_rowbytes(png, d->reader.info) != width) png_error(png, "unexpected row size");
    if (passes == 1) {
        for (size_t y = 0; y < d->file->height; y++) {
            png_read_row(png, d->row, NULL);
            row_give(d, d->row);
        }
    } else {
        for (int pass = 0; pass < passes; pass++)
            for (size_t y = 0; y < d->file->height; y++) png_read_row(png, d->all + y * width, NULL);
        for (size_t y = 0; y < d->file->height; y++) row_give(d, d->all + y * width);
    }
    png_read_end(png, NULL);
}

bool png_decode(struct arena *arena, const struct picture_file *file, bool alpha, struct picture_sink sink,
                struct picture_fault *fault)
{
    struct decoding *d = arena_make(arena, struct decoding);
    d->file = file;
    d->sink = sink;
    d->channels = (size_t)file->components + alpha;
    d->row = arena_array(arena, file->width, d->channels);
    d->expanded = arena_array(arena, file->width, d->channels);
    if (file->interlaced) d->all = arena_array(arena, file->width * d->channels, file->height);
    reader_open(&d->reader, file->bytes, fault);
    if (setjmp(png_jmpbuf(d->reader.png))) {
        reader_close(&d->reader);
        return false;
    }
    png_read_info(d->reader.png, d->reader.info);
    d->indexed = png_get_color_type(d->reader.png, d->reader.info) == PNG_COLOR_TYPE_PALETTE;
    if (d->indexed) palette_read(&d->reader, file->gamma, &d->palette);
    transforms_set(&d->reader, file, alpha);
    rows_read(d);
    reader_close(&d->reader);
    return true;
}

/* ---- the file ---- */

static uint32_t u32(Str bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Do all chunks up to IEND lie inside of the file? libpng would make room for what a chunk says it holds before it looks. */
static bool chunks_inside(Str bytes)
{
    for (size_t at = SIGNATURE; at + CHUNK_FRAME <= bytes.len;) {
        size_t len = u32(bytes, at);
        if (len > bytes.len - at - CHUNK_FRAME) return false;
        if (memcmp(bytes.data + at + 4, "IEND", 4) == 0) return true;
        at += CHUNK_FRAME + len;
    }
    return false;
}

/* The data of all IDAT chunks in one piece; libpng has proved them. */
static Str data_join(struct arena *arena, Str bytes)
{
    struct buf data = {0};
    for (size_t at = SIGNATURE; at + CHUNK_FRAME <= bytes.len;) {
        size_t len = u32(bytes, at);
        if (len > bytes.len - at - CHUNK_FRAME) break;
        if (memcmp(bytes.data + at + 4, "IDAT", 4) == 0) buf_bytes(&data, bytes.data + at + 8, len);
        at += CHUNK_FRAME + len;
    }
    Str joined = buf_copy(&data, arena);
    buf_free(&data);
    return joined;
}

static void fault_report(struct picture_reading *reading, const struct picture_fault *fault)
{
    if (fault->trouble == PICTURE_CUT)
        picture_report(reading, MSG_PICTURE_CUT);
    else
        picture_report(reading, MSG_PICTURE_DAMAGED, str_from("PNG"),
                       str_copy(reading->arena, str_from(fault->text)));
}

static void nothing(void *context, const unsigned char *row)
{
    (void)context, (void)row;
}

bool png_inspect(struct picture_reading *reading, struct picture_file *file, bool *alpha)
{
    struct picture_fault fault = {0};
    struct header header = {0};
    struct arena *scratch = reading->arena;
    if (file->bytes.len >= 24 && !picture_size_sound(reading, u32(file->bytes, 16), u32(file->bytes, 20), 0))
        return false;
    if (!chunks_inside(file->bytes)) {
        picture_report(reading, MSG_PICTURE_CUT);
        return false;
    }
    if (!header_read(scratch, file->bytes, &header, &fault)) {
        fault_report(reading, &fault);
        return false;
    }
    bool gray = !(header.type & PNG_COLOR_MASK_COLOR);
    file->width = header.width;
    file->height = header.height;
    file->orientation = 1;
    file->components = gray ? 1 : 3;
    file->interlaced = header.interlace != PNG_INTERLACE_NONE;
    file->gamma = header.gamma > 0 && fabs(header.gamma * 2.2 - 1) > 0.05 ? header.gamma : 0;
    *alpha = header.transparent || (header.type & PNG_COLOR_MASK_ALPHA);
    size_t held = file->interlaced ? (size_t)file->components + *alpha : 0;
    if (!picture_size_sound(reading, header.width, header.height, held)) return false;
    if (header.profile.len && profile_matters(header.profile, file->components))
        file->profile = header.profile;
    if (!png_decode(scratch, file, *alpha, (struct picture_sink){nothing, NULL}, &fault)) {
        fault_report(reading, &fault);
        return false;
    }
    bool plain = !*alpha && !file->interlaced && !file->profile.len && file->gamma == 0 && header.bits <= 8;
    if (!plain) return true;
    file->coded = data_join(reading->arena, file->bytes);
    file->bits = header.bits;
    if (header.type == PNG_COLOR_TYPE_PALETTE) file->palette = header.palette;
    return true;
}
