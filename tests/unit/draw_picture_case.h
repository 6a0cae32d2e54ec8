/* Pictures made for the tests: PNG files chunk by chunk, JPEG files by libjpeg, and ways to spoil them. */
#ifndef DRAW_PICTURE_CASE_H
#define DRAW_PICTURE_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <jpeglib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "draw/picture.h"
#include "tap.h"

static struct arena *arena;
static struct diag *diag; /* of the last picture that was opened */

static inline const struct picture *opened(Str bytes)
{
    struct source *source = arena_make(arena, struct source);
    source->name = S("content/gambar/x");
    if (diag) diag_free(diag);
    diag = diag_new();
    return picture_open(arena, diag, source, bytes);
}

/* Refused with exactly this message. */
static inline bool refused(Str bytes, const char *message)
{
    char *text = NULL;
    size_t len = 0;
    if (opened(bytes) || diag_count(diag, DIAG_ERROR) != 1) return false;
    FILE *out = open_memstream(&text, &len);
    if (!out) return false;
    diag_print(diag, out, LANGUAGE_EN, 0);
    fclose(out);
    bool found = strstr(text, message) != NULL;
    if (!found) printf("# %s", text);
    free(text);
    return found;
}

static inline bool pixel_is(const struct pixels *pixels, size_t x, size_t y, int red, int green, int blue,
                            int within)
{
    const unsigned char *p = pixels->data + (y * pixels->width + x) * (size_t)pixels->channels;
    int wanted[] = {red, green, blue};
    for (int c = 0; c < 3; c++)
        if (abs(p[pixels->channels == 3 ? c : 0] - wanted[c]) > within) {
            printf("# %d,%d is %d %d %d\n", (int)x, (int)y, p[0], p[pixels->channels == 3],
                   p[pixels->channels == 3 ? 2 : 0]);
            return false;
        }
    return true;
}

/* ---- PNG ---- */

struct png_case {
    unsigned width, height, bits, type, interlace;
    Str rows;           /* each with its filter byte */
    Str palette, alpha; /* PLTE, tRNS */
    const char *extra;  /* type of one more chunk before the palette … */
    Str extra_data;
};

static inline void chunk(struct buf *out, const char *type, Str data)
{
    unsigned char number[4];
    size_t start;
    for (int i = 0; i < 4; i++) number[i] = (unsigned char)(data.len >> (24 - 8 * i));
    buf_bytes(out, number, 4);
    start = out->len;
    buf_bytes(out, type, 4);
    buf_str(out, data);
    uLong crc = crc32(0, (const Bytef *)out->data + start, (uInt)(data.len + 4));
    for (int i = 0; i < 4; i++) number[i] = (unsigned char)(crc >> (24 - 8 * i));
    buf_bytes(out, number, 4);
}

static inline Str png_file(const struct png_case *c)
{
    struct buf out = {0};
    unsigned char header[13] = {0};
    for (int i = 0; i < 4; i++) {
        header[i] = (unsigned char)(c->width >> (24 - 8 * i));
        header[4 + i] = (unsigned char)(c->height >> (24 - 8 * i));
    }
    header[8] = (unsigned char)c->bits;
    header[9] = (unsigned char)c->type;
    header[12] = (unsigned char)c->interlace;
    uLongf len = compressBound(c->rows.len);
    unsigned char *packed = arena_alloc(arena, len);
    compress(packed, &len, (const Bytef *)c->rows.data, c->rows.len);
    buf_bytes(&out, "\x89PNG\r\n\x1a\n", 8);
    chunk(&out, "IHDR", (Str){(char *)header, sizeof header});
    if (c->extra) chunk(&out, c->extra, c->extra_data);
    if (c->palette.len) chunk(&out, "PLTE", c->palette);
    if (c->alpha.len) chunk(&out, "tRNS", c->alpha);
    chunk(&out, "IDAT", str_from_to((Str){(char *)packed, len}, 0, len / 2));
    chunk(&out, "IDAT", str_skip((Str){(char *)packed, len}, len / 2));
    chunk(&out, "IEND", STR_NONE);
    Str file = buf_copy(&out, arena);
    buf_free(&out);
    return file;
}

/* ---- JPEG ---- */

struct jpeg_case {
    const unsigned char *data;
    unsigned width, height;
    int channels;
    bool progressive, rgb; /* rgb: components named R, G, B, without a mark of JFIF or Adobe */
    int scans;             /* progressive: so many */
};

static inline void many_scans(struct jpeg_compress_struct *jpeg, jpeg_scan_info *scans, int count)
{
    memset(scans, 0, (size_t)count * sizeof *scans);
    scans[0].comps_in_scan = 1;
    for (int i = 1; i < count; i++) { /* grey: one coefficient a scan, then the same again in finer steps */
        int round = (i - 1) / 63;
        scans[i] = (jpeg_scan_info){1, {0}, 1 + (i - 1) % 63, 1 + (i - 1) % 63, round ? 1 : 0, round ? 0 : 1};
    }
    jpeg->scan_info = scans;
    jpeg->num_scans = count;
}

static inline Str jpeg_file(const struct jpeg_case *c)
{
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    unsigned char *data = NULL;
    unsigned long len = 0;
    jpeg_scan_info scans[200];
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &len);
    jpeg.image_width = c->width;
    jpeg.image_height = c->height;
    jpeg.input_components = c->channels;
    jpeg.in_color_space = c->channels == 1 ? JCS_GRAYSCALE : c->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    if (c->rgb) jpeg_set_colorspace(&jpeg, JCS_RGB);
    if (c->rgb) jpeg.write_Adobe_marker = FALSE;
    jpeg_set_quality(&jpeg, 100, TRUE);
    jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    if (c->progressive) jpeg_simple_progression(&jpeg);
    if (c->scans) many_scans(&jpeg, scans, c->scans);
    jpeg_start_compress(&jpeg, TRUE);
    for (unsigned y = 0; y < c->height; y++) {
        unsigned char *row = arena_copy(arena, c->data + y * c->width * (unsigned)c->channels,
                                        c->width * (unsigned)c->channels);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    Str file = str_copy(arena, (Str){(char *)data, len});
    free(data);
    return file;
}

/* The file with a segment after its first two bytes. */
static inline Str with_segment(Str file, unsigned marker, Str body)
{
    unsigned len = (unsigned)body.len + 2;
    char head[] = {(char)0xFF, (char)marker, (char)(len >> 8), (char)len};
    Str parts[] = {str_from_to(file, 0, 2), {head, 4}, body, str_skip(file, 2)};
    return str_join(arena, parts, 4, STR_NONE);
}

static inline Str with_byte(Str file, size_t at, int value)
{
    char *copy = arena_copy(arena, file.data, file.len);
    if (at < file.len) copy[at] = (char)value;
    return (Str){copy, file.len};
}

/* Where the frame header (SOF0 to SOF2) begins. */
static inline size_t frame_at(Str file)
{
    size_t at = 2;
    while (at + 4 < file.len && ((unsigned char)file.data[at + 1] & 0xFC) != 0xC0)
        at += 2 + ((size_t)(unsigned char)file.data[at + 2] << 8 | (unsigned char)file.data[at + 3]);
    return at;
}

#endif
