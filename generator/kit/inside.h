/* What the files of kit/ share. Private to kit/. */
#ifndef KIT_INSIDE_H
#define KIT_INSIDE_H

#include "base/buf.h"
#include "kit/kit.h"

/* pack.c: deflate (RFC 1951), once for the ZIP and for gzip. */
struct packed {
    Str deflated; /* {NULL, 0}: it is not */
    size_t size;
    uint32_t crc;
};
struct packed pack(struct buf *deflated, Str bytes);
struct packed packed_as_is(Str bytes);
void pack_gzip(struct buf *out, const struct packed *packed);
bool pack_brotli(struct buf *out, Str bytes);

/* zip.c: entries one after the other, then the end. */
struct kit_entry {
    Str path;
    size_t size, packed, offset;
    uint32_t crc;
    bool deflated;
};
void zip_put_entry(struct buf *zip, const struct kit_entry *entry, Str data);
void zip_put_end(struct buf *zip, const struct kit_entry *entries, size_t count);

#endif
