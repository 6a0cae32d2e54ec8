#include <brotli/encode.h>
#include <zlib.h>

#include "base/arena.h"
#include "kit/inside.h"

enum { BROTLI_LEVEL = 9 }; /* above it ten times the time for a twentieth of the size */

struct packed pack(struct buf *deflated, Str bytes)
{
    z_stream stream = {0};
    uLong most;
    /* -15: without zlib's own wrapping */
    if (deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK) arena_exhausted();
    most = deflateBound(&stream, (uLong)bytes.len);
    buf_reserve(deflated, most);
    stream.next_in = (Bytef *)(uintptr_t)bytes.data;
    stream.avail_in = (uInt)bytes.len;
    stream.next_out = (Bytef *)deflated->data;
    stream.avail_out = (uInt)most;
    deflate(&stream, Z_FINISH);
    deflated->len = stream.total_out;
    deflateEnd(&stream);
    struct packed packed = packed_as_is(bytes);
    packed.deflated = buf_view(deflated);
    return packed;
}

struct packed packed_as_is(Str bytes)
{
    uLong crc = crc32(0, (const Bytef *)(bytes.data ? bytes.data : ""), (uInt)bytes.len);
    return (struct packed){STR_NONE, bytes.len, (uint32_t)crc};
}

static void put_u32(struct buf *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) buf_char(out, (char)(value >> (8 * i)));
}

/* No time, no name; made on an unknown system. */
void pack_gzip(struct buf *out, const struct packed *packed)
{
    buf_bytes(out, "\x1f\x8b\x08\0\0\0\0\0\x02\xff", 10);
    buf_str(out, packed->deflated);
    put_u32(out, packed->crc);
    put_u32(out, (uint32_t)packed->size);
}

bool pack_brotli(struct buf *out, Str bytes)
{
    size_t len = BrotliEncoderMaxCompressedSize(bytes.len);
    if (!len) return false;
    buf_reserve(out, len);
    if (!BrotliEncoderCompress(BROTLI_LEVEL, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.len,
                               (const uint8_t *)bytes.data, &len, (uint8_t *)out->data))
        return false;
    out->len = len;
    return true;
}
