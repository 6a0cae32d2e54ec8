/* JPEG files (ITU-T T.81; EXIF 2.3, 4.6; ICC.1:2010 Annex B.4; Adobe TN 5116), by libjpeg; their segments are read here.
 *
 * libjpeg ends a faulty file by a jump: setjmp stands in the two functions that call it and nowhere else. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "base/arena.h"
#include "draw/picture_inside.h"

enum {
    M_SOI = 0xD8,
    M_EOI = 0xD9,
    M_SOS = 0xDA,
    M_APP0 = 0xE0,
    M_APP1 = 0xE1,
    M_APP2 = 0xE2,
    M_APP14 = 0xEE,
    M_APP15 = 0xEF,
    M_COM = 0xFE,
    LIBRARY_MEMORY = PICTURE_MEMORY_MOST,
    EXIF_ORIENTATION = 0x0112,
    PROFILE_HEADER = 14,
    PROFILE_PIECES = 255
};

static unsigned u8(Str bytes, size_t at)
{
    return at < bytes.len ? (unsigned char)bytes.data[at] : 0;
}

/* ---- EXIF: only which side is up ---- */

static unsigned tiff_u16(Str tiff, size_t at, bool little)
{
    unsigned a = u8(tiff, at), b = u8(tiff, at + 1);
    return little ? b << 8 | a : a << 8 | b;
}

static size_t tiff_u32(Str tiff, size_t at, bool little)
{
    size_t a = tiff_u16(tiff, at, little), b = tiff_u16(tiff, at + 2, little);
    return little ? b << 16 | a : a << 16 | b;
}

int jpeg_orientation(Str segment)
{
    if (!str_starts(segment, (Str){"Exif\0\0", 6})) return 0;
    Str tiff = str_skip(segment, 6);
    bool little = u8(tiff, 0) == 'I';
    if (tiff.len < 8 || tiff_u16(tiff, 2, little) != 42) return 0;
    size_t at = tiff_u32(tiff, 4, little), count = tiff_u16(tiff, at, little);
    for (size_t i = 0; i < count && at + 14 + 12 * i <= tiff.len; i++) {
        size_t entry = at + 2 + 12 * i;
        if (tiff_u16(tiff, entry, little) != EXIF_ORIENTATION) continue;
        unsigned value = tiff_u16(tiff, entry + 8, little);
        return value >= 1 && value <= 8 ? (int)value : 0;
    }
    return 0;
}

/* ---- segments ---- */

struct segments {
    struct buf kept; /* the file without its notes */
    bool adobe, jfif, arithmetic;
    unsigned transform; /* Adobe's */
    unsigned ids[4];    /* of the components, SOF */
    int orientation;
    Str pieces[PROFILE_PIECES];
    size_t piece_count;
    bool complete; /* up to the end of the image */
};

static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static void segment_note(struct segments *s, unsigned marker, Str body)
{
    if (marker == M_APP1 && !s->orientation) s->orientation = jpeg_orientation(body);
    if (marker == M_APP0 && str_starts(body, S("JFIF"))) s->jfif = true;
    if (marker == M_APP14 && body.len >= 12 && str_starts(body, S("Adobe"))) {
        s->adobe = true;
        s->transform = u8(body, 11);
    }
    if (marker == M_APP2 && body.len > PROFILE_HEADER && str_starts(body, (Str){"ICC_PROFILE\0", 12})) {
        size_t number = u8(body, 12);
        if (number >= 1 && number <= PROFILE_PIECES && !s->pieces[number - 1].data) {
            s->pieces[number - 1] = str_skip(body, PROFILE_HEADER);
            if (number > s->piece_count) s->piece_count = number;
        }
    }
    if (is_frame(marker)) {
        for (size_t i = 0; i < 4; i++) s->ids[i] = u8(body, 6 + 3 * i);
        s->arithmetic = marker >= 0xC9;
    }
}

/* Notes are what a decoder does not need: EXIF (with place and time), thumbnails, profiles, comments. */
static bool is_note(unsigned marker, Str body)
{
    if (marker == M_APP14) return !str_starts(body, S("Adobe"));
    return (marker >= M_APP0 && marker <= M_APP15) || marker == M_COM;
}

/* From `at`, in coded data, to the next marker that is none of it. */
static size_t skip_coded(Str bytes, size_t at)
{
    for (; at + 1 < bytes.len; at++) {
        unsigned next = u8(bytes, at + 1);
        if (u8(bytes, at) == 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) return at;
    }
    return bytes.len;
}

static void segments_read(Str bytes, struct segments *s)
{
    size_t at = 2;
    buf_bytes(&s->kept, bytes.data, 2);
    while (at + 1 < bytes.len) {
        if (u8(bytes, at) != 0xFF || u8(bytes, at + 1) == 0xFF) {
            at++;
            continue;
        }
        unsigned marker = u8(bytes, at + 1);
        if (marker == M_EOI) {
            buf_bytes(&s->kept, "\xFF\xD9", 2);
            s->complete = true;
            return;
        }
        if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= M_SOI)) {
            at += 2;
            continue;
        }
        size_t len = (size_t)u8(bytes, at + 2) << 8 | u8(bytes, at + 3), end = at + 2 + len;
        if (len < 2 || end > bytes.len) return;
        Str body = str_from_to(bytes, at + 4, end);
        segment_note(s, marker, body);
        if (marker == M_SOS) end = skip_coded(bytes, end);
        if (!is_note(marker, body)) buf_bytes(&s->kept, bytes.data + at, end - at);
        at = end;
    }
}

static Str profile_join(struct arena *arena, const struct segments *s)
{
    struct buf profile = {0};
    for (size_t i = 0; i < s->piece_count; i++) buf_str(&profile, s->pieces[i]);
    Str joined = profile.len ? buf_copy(&profile, arena) : STR_NONE;
    buf_free(&profile);
    return joined;
}

/* ---- libjpeg ---- */

struct jpeg_errors {
    struct jpeg_error_mgr base; /* first */
    jmp_buf jump;
    struct picture_fault *fault;
};

static void on_error(j_common_ptr info)
{
    struct jpeg_errors *errors = (struct jpeg_errors *)info->err;
    char text[JMSG_LENGTH_MAX];
    errors->base.format_message(info, text);
    snprintf(errors->fault->text, sizeof errors->fault->text, "%s", text);
    switch (errors->base.msg_code) {
    case JERR_NO_BACKING_STORE: errors->fault->trouble = PICTURE_TOO_MUCH; break;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL: errors->fault->trouble = PICTURE_OTHER; break;
    default: errors->fault->trouble = PICTURE_DAMAGED;
    }
    longjmp(errors->jump, 1);
}

/* Warnings are given for data that libjpeg replaces by something else; those are errors here. */
static void on_message(j_common_ptr info, int level)
{
    struct jpeg_errors *errors = (struct jpeg_errors *)info->err;
    int code = errors->base.msg_code;
    if (level >= 0 || code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR ||
        code == JWRN_TOO_MUCH_DATA)
        return;
    on_error(info);
}

static void on_progress(j_common_ptr info)
{
    struct jpeg_decompress_struct *jpeg = (struct jpeg_decompress_struct *)info;
    struct jpeg_errors *errors = (struct jpeg_errors *)info->err;
    if (jpeg->input_scan_number <= PICTURE_SCANS_MOST) return;
    errors->fault->trouble = PICTURE_TOO_MUCH;
    longjmp(errors->jump, 1);
}

static void errors_set(struct jpeg_errors *errors, struct picture_fault *fault)
{
    jpeg_std_error(&errors->base);
    errors->base.error_exit = on_error;
    errors->base.emit_message = on_message;
    errors->fault = fault;
}

size_t jpeg_scaled(size_t side, int eighths)
{
    return (side * (size_t)eighths + 7) / 8;
}

struct header {
    size_t width, height;
    int components, precision;
    J_COLOR_SPACE space;
    bool progressive;
};

static bool header_read(Str bytes, struct header *header, struct picture_fault *fault)
{
    struct jpeg_errors errors;
    struct jpeg_decompress_struct jpeg = {.err = &errors.base};
    errors_set(&errors, fault);
    if (setjmp(errors.jump)) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, (const unsigned char *)bytes.data, (unsigned long)bytes.len);
    jpeg_read_header(&jpeg, TRUE);
    *header = (struct header){jpeg.image_width,    jpeg.image_height,     jpeg.num_components,
                              jpeg.data_precision, jpeg.jpeg_color_space, jpeg.progressive_mode};
    jpeg_destroy_decompress(&jpeg);
    return true;
}

bool jpeg_decode(struct arena *arena, const struct picture_file *file, int eighths, struct picture_sink sink,
                 struct picture_fault *fault)
{
    struct jpeg_errors errors;
    struct jpeg_progress_mgr progress = {.progress_monitor = on_progress};
    struct jpeg_decompress_struct jpeg = {.err = &errors.base};
    unsigned char *row = arena_array(arena, jpeg_scaled(file->width, eighths), (size_t)file->components);
    errors_set(&errors, fault);
    if (setjmp(errors.jump)) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg.progress = &progress;
    jpeg.mem->max_memory_to_use = LIBRARY_MEMORY;
    jpeg_mem_src(&jpeg, (const unsigned char *)file->bytes.data, (unsigned long)file->bytes.len);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.scale_num = (unsigned)eighths;
    jpeg.scale_denom = 8;
    jpeg.out_color_space = file->components == 1 ? JCS_GRAYSCALE : file->components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_start_decompress(&jpeg);
    while (jpeg.output_scanline < jpeg.output_height) {
        jpeg_read_scanlines(&jpeg, &row, 1);
        sink.row(sink.context, row);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return true;
}

/* ---- the file ---- */

static void fault_report(struct picture_reading *reading, const struct picture_fault *fault)
{
    if (fault->trouble == PICTURE_TOO_MUCH)
        picture_report(reading, MSG_PICTURE_MEMORY);
    else if (fault->trouble == PICTURE_OTHER)
        picture_report(reading, MSG_PICTURE_VARIANT);
    else
        picture_report(reading, MSG_PICTURE_DAMAGED, str_from("JPEG"),
                       str_copy(reading->arena, str_from(fault->text)));
}

/* PDF takes the coded data when every viewer reads the same colours from it: without Adobe's mark three components are YCbCr for some and
 * RGB for others if they are named R, G, B; arithmetic coding is not allowed (ISO 32000-1, 7.4.8). */
static bool may_stand_in_pdf(const struct segments *s, const struct header *header,
                             const struct picture_file *file)
{
    if (s->arithmetic || file->profile.len) return false;
    if (header->components == 4) return s->adobe || header->space == JCS_CMYK;
    return header->components == 1 || header->space == JCS_YCbCr || s->adobe;
}

static void nothing(void *context, const unsigned char *row)
{
    (void)context, (void)row;
}

static bool header_sound(struct picture_reading *reading, const struct header *header, bool complete)
{
    if (header->precision != 8 ||
        (header->components != 1 && header->components != 3 && header->components != 4)) {
        picture_report(reading, MSG_PICTURE_VARIANT);
        return false;
    }
    if (!complete) {
        picture_report(reading, MSG_PICTURE_CUT);
        return false;
    }
    size_t held = header->progressive ? (size_t)header->components * 2 : 0;
    return picture_size_sound(reading, header->width, header->height, held);
}

bool jpeg_inspect(struct picture_reading *reading, struct picture_file *file)
{
    struct picture_fault fault = {0};
    struct header header;
    struct segments *segments = arena_make(reading->arena, struct segments);
    arena_defer(reading->arena, buf_free_handle, &segments->kept);
    segments_read(file->bytes, segments);
    if (!header_read(file->bytes, &header, &fault)) {
        if (segments->complete)
            fault_report(reading, &fault);
        else
            picture_report(reading, MSG_PICTURE_CUT);
        return false;
    }
    if (!header_sound(reading, &header, segments->complete)) return false;
    file->width = header.width;
    file->height = header.height;
    file->components = header.components;
    file->orientation = segments->orientation ? segments->orientation : 1;
    file->inverted = header.components == 4 && segments->adobe;
    Str profile = profile_join(reading->arena, segments);
    if (profile.len && profile_matters(profile, header.components)) file->profile = profile;
    if (!jpeg_decode(reading->arena, file, 1, (struct picture_sink){nothing, NULL}, &fault)) {
        fault_report(reading, &fault);
        return false;
    }
    if (may_stand_in_pdf(segments, &header, file)) file->coded = buf_view(&segments->kept);
    return true;
}

/* ---- writing ---- */

static void write_rows(struct jpeg_compress_struct *jpeg, const struct pixels *pixels)
{
    size_t row = pixels->width * (size_t)pixels->channels;
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW line = pixels->data + jpeg->next_scanline * row;
        jpeg_write_scanlines(jpeg, &line, 1);
    }
}

void picture_jpeg_write(struct buf *out, const struct pixels *pixels, int quality, bool fine)
{
    struct picture_fault fault = {0};
    struct jpeg_errors errors;
    struct jpeg_compress_struct jpeg = {.err = &errors.base};
    unsigned char *volatile data = NULL;
    unsigned char *filled = NULL;
    unsigned long len = 0;
    errors_set(&errors, &fault);
    if (setjmp(errors.jump)) arena_exhausted(); /* nothing else goes wrong in memory */
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &filled, &len);
    jpeg.image_width = (JDIMENSION)pixels->width;
    jpeg.image_height = (JDIMENSION)pixels->height;
    jpeg.input_components = pixels->channels;
    jpeg.in_color_space = pixels->channels == 1 ? JCS_GRAYSCALE : pixels->channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    if (pixels->channels == 4) jpeg_set_colorspace(&jpeg, JCS_YCCK);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.optimize_coding = TRUE;
    if (fine || pixels->channels == 4) jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    if (pixels->channels == 4) jpeg.comp_info[3].h_samp_factor = jpeg.comp_info[3].v_samp_factor = 1;
    jpeg_start_compress(&jpeg, TRUE);
    write_rows(&jpeg, pixels);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    data = filled;
    buf_bytes(out, data, len);
    free(data);
}
