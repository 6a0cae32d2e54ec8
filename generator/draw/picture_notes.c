/* Sources: ITU-T T.81 Annex B (segments of JPEG), EXIF 2.3 4.6, CIPA DC-007 (further pictures behind the first), PNG third edition 11.3,
 * RFC 9649 2.7 (chunks of WebP). */
#include "draw/picture_notes.h"

#include "base/arena.h"
#include "base/buf.h"
#include "draw/picture_inside.h"

static size_t u8(Str bytes, size_t at)
{
    return at < bytes.len ? (unsigned char)bytes.data[at] : 0;
}

static size_t big_u32(Str bytes, size_t at)
{
    return u8(bytes, at) << 24 | u8(bytes, at + 1) << 16 | u8(bytes, at + 2) << 8 | u8(bytes, at + 3);
}

static size_t little_u32(Str bytes, size_t at)
{
    return u8(bytes, at + 3) << 24 | u8(bytes, at + 2) << 16 | u8(bytes, at + 1) << 8 | u8(bytes, at);
}

/* ---- JPEG ---- */

enum {
    M_SOS = 0xDA,
    M_EOI = 0xD9,
    M_APP0 = 0xE0,
    M_APP1 = 0xE1,
    M_APP2 = 0xE2,
    M_APP14 = 0xEE,
    M_APP15 = 0xEF,
    M_COM = 0xFE
};

static bool jpeg_stays(size_t marker, Str body)
{
    if (marker == M_APP0) return str_starts(body, (Str){"JFIF\0", 5});
    if (marker == M_APP2) return str_starts(body, (Str){"ICC_PROFILE\0", 12});
    if (marker == M_APP14) return str_starts(body, S("Adobe"));
    return !(marker >= M_APP0 && marker <= M_APP15) && marker != M_COM;
}

/* An EXIF segment that says nothing but which side is up. */
static void put_orientation(struct buf *out, int orientation)
{
    unsigned char segment[] = {0xFF, M_APP1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                               0,    1,      1, 18, 0,   3,   0,   0,   0, 1, 0,   0,   0, 0,  0, 0, 0, 0};
    segment[29] = (unsigned char)orientation;
    buf_bytes(out, segment, sizeof segment);
}

/* The coded data from `at` up to the next marker. */
static size_t coded_end(Str bytes, size_t at)
{
    for (; at + 1 < bytes.len; at++) {
        size_t next = u8(bytes, at + 1);
        if (u8(bytes, at) == 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) return at;
    }
    return bytes.len;
}

/* A file that was cut off stays cut off. False: it holds no picture. */
static bool jpeg_clean(Str bytes, struct buf *out)
{
    int orientation = 0;
    bool coded = false;
    size_t at = 2;
    buf_str(out, str_from_to(bytes, 0, 2));
    while (at + 4 <= bytes.len && u8(bytes, at) == 0xFF) {
        size_t marker = u8(bytes, at + 1), len = u8(bytes, at + 2) << 8 | u8(bytes, at + 3);
        if (marker == 0xFF) { /* padding */
            at++;
            continue;
        }
        if (marker == M_EOI || len < 2 || at + 2 + len > bytes.len) break;
        Str body = str_from_to(bytes, at + 4, at + 2 + len);
        if (marker == M_APP1 && !orientation) {
            orientation = jpeg_orientation(body);
            if (orientation > 1) put_orientation(out, orientation);
        }
        coded |= marker == M_SOS;
        size_t end = marker == M_SOS ? coded_end(bytes, at + 2 + len) : at + 2 + len;
        if (jpeg_stays(marker, body)) buf_str(out, str_from_to(bytes, at, end));
        at = end;
    }
    buf_bytes(out, "\xFF\xD9", 2); /* what lies behind is other pictures */
    return coded;
}

/* ---- PNG ---- */

static bool png_stays(Str type)
{
    static const char *const notes[] = {"eXIf", "tEXt", "zTXt", "iTXt", "tIME", "caBX", NULL};
    for (size_t i = 0; notes[i]; i++)
        if (str_is(type, notes[i])) return false;
    return true;
}

static bool png_clean(Str bytes, struct buf *out)
{
    size_t at = 8;
    buf_str(out, str_from_to(bytes, 0, at));
    while (at + 12 <= bytes.len) {
        size_t len = big_u32(bytes, at);
        if (len > bytes.len - at - 12) return false;
        Str type = str_from_to(bytes, at + 4, at + 8);
        if (png_stays(type)) buf_str(out, str_from_to(bytes, at, at + 12 + len));
        at += 12 + len;
        if (str_is(type, "IEND")) return true;
    }
    return false;
}

/* ---- WebP ---- */

enum { WEBP_HAS_EXIF = 8, WEBP_HAS_XMP = 4 }; /* flags of VP8X */

static bool webp_clean(Str bytes, struct buf *out)
{
    size_t at = 12, end = little_u32(bytes, 4) + 8;
    if (end > bytes.len) return false;
    buf_str(out, str_from_to(bytes, 0, at));
    while (at + 8 <= end) {
        size_t len = little_u32(bytes, at + 4), whole = 8 + len + (len & 1);
        Str type = str_from_to(bytes, at, at + 4);
        if (whole > end - at) return false;
        if (!str_is(type, "EXIF") && !str_is(type, "XMP ")) {
            size_t from = out->len;
            buf_str(out, str_from_to(bytes, at, at + whole));
            if (str_is(type, "VP8X") && len >= 1)
                out->data[from + 8] = (char)(out->data[from + 8] & ~(WEBP_HAS_EXIF | WEBP_HAS_XMP));
        }
        at += whole;
    }
    for (int i = 0; i < 4; i++) out->data[4 + i] = (char)((out->len - 8) >> (8 * i));
    return at == end;
}

Str picture_without_notes(struct arena *arena, Str bytes)
{
    static const struct {
        Str start;
        size_t at;
        bool (*clean)(Str bytes, struct buf *out);
    } kinds[] = {{{"\xFF\xD8\xFF", 3}, 0, jpeg_clean},
                 {{"\x89PNG\r\n\x1a\n", 8}, 0, png_clean},
                 {{"WEBP", 4}, 8, webp_clean}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!str_starts(str_skip(bytes, kinds[i].at), kinds[i].start)) continue;
        struct buf out = {0};
        buf_reserve(&out, bytes.len);
        bool clean = kinds[i].clean(bytes, &out) && !str_equal(buf_view(&out), bytes);
        Str result = clean ? buf_copy(&out, arena) : bytes;
        buf_free(&out);
        return result;
    }
    return bytes;
}
