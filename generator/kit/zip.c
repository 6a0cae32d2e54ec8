/* APPNOTE.TXT 6.3.9: 4.3.7 local headers, 4.3.12 the central directory, 4.3.16 its end. No ZIP64: kit.c stays below its limits. */
#include "base/arena.h"
#include "kit/inside.h"

enum {
    VERSION = 20,         /* 2.0: deflate and folders */
    UNIX = 3 << 8,        /* made on: for the permissions */
    UTF8_NAMES = 1 << 11, /* general purpose bit 11 */
    DATE = 1 << 5 | 1,    /* 1 January 1980, the first there is */
    PERMISSIONS = 0100644
};
/* One folder to unpack, not files all over the place. */
#define FOLDER "situs/"

static void put_u16(struct buf *out, unsigned value)
{
    buf_char(out, (char)value);
    buf_char(out, (char)(value >> 8));
}

static void put_u32(struct buf *out, size_t value)
{
    put_u16(out, (unsigned)(value & 0xFFFF));
    put_u16(out, (unsigned)(value >> 16 & 0xFFFF));
}

/* What both headers have alike. */
static void put_common(struct buf *out, const struct kit_entry *entry)
{
    put_u16(out, VERSION);
    put_u16(out, UTF8_NAMES);
    put_u16(out, entry->deflated ? 8 : 0);
    put_u16(out, 0);
    put_u16(out, DATE);
    put_u32(out, entry->crc);
    put_u32(out, entry->packed);
    put_u32(out, entry->size);
    put_u16(out, (unsigned)(sizeof FOLDER - 1 + entry->path.len));
    put_u16(out, 0);
}

static void put_name(struct buf *out, const struct kit_entry *entry)
{
    buf_c(out, FOLDER);
    buf_str(out, entry->path);
}

void zip_put_entry(struct buf *zip, const struct kit_entry *entry, Str data)
{
    buf_c(zip, "PK\3\4");
    put_common(zip, entry);
    put_name(zip, entry);
    buf_str(zip, data);
}

static void put_directory(struct buf *zip, const struct kit_entry *entry)
{
    buf_c(zip, "PK\1\2");
    put_u16(zip, UNIX | VERSION);
    put_common(zip, entry);
    put_u16(zip, 0);
    put_u16(zip, 0);
    put_u16(zip, 0);
    put_u32(zip, (size_t)PERMISSIONS << 16);
    put_u32(zip, entry->offset);
    put_name(zip, entry);
}

void zip_put_end(struct buf *zip, const struct kit_entry *entries, size_t count)
{
    size_t start = zip->len;
    for (size_t i = 0; i < count; i++) put_directory(zip, &entries[i]);
    size_t size = zip->len - start;
    buf_c(zip, "PK\5\6");
    put_u32(zip, 0);
    put_u16(zip, (unsigned)count);
    put_u16(zip, (unsigned)count);
    put_u32(zip, size);
    put_u32(zip, start);
    put_u16(zip, 0);
}
