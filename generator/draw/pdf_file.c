#include "draw/pdf_file.h"

#include <assert.h>
#include <hpdf.h>
#include <limits.h>
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/utf8.h"

enum {
    NUMBER_BITS = 0x00FFFFFF, /* of libharu's obj_id */
    LONGEST_TEXT = 16000,     /* UTF-16 units; PDF/A-2 6.1.13 allows strings of 32,767 bytes */
};

struct object {
    Str entries, data;
    bool is_stream;
    HPDF_Dict dict;
    HPDF_Stream target; /* while the file is written: where the entries have gone, and the data will */
};

struct pdf_file {
    struct arena *arena;
    HPDF_Doc doc;
    HPDF_STATUS error;      /* the first one */
    struct object *objects; /* by number; [0] is the trailer */
    size_t count, capacity;
    z_stream deflater;
};

static void on_error(HPDF_STATUS code, HPDF_STATUS detail, void *file)
{
    (void)detail;
    if (code == HPDF_FAILD_TO_ALLOC_MEM) arena_exhausted();
    if (!((struct pdf_file *)file)->error) ((struct pdf_file *)file)->error = code;
}

static void close_document(void *doc)
{
    HPDF_Free(doc);
}

static void close_deflater(void *deflater)
{
    deflateEnd(deflater);
}

static struct object *object_at(struct pdf_file *file, size_t number)
{
    if (number >= file->capacity) {
        size_t old = file->capacity;
        file->objects =
            arena_grow(file->arena, file->objects, &file->capacity, number + 1, sizeof *file->objects);
        assert(file->capacity > old);
    }
    if (number >= file->count) file->count = number + 1;
    return &file->objects[number];
}

/* libharu calls this before the dictionary's ">>"; the file is found through the error record that every dictionary knows. */
static HPDF_STATUS write_entries(HPDF_Dict dict, HPDF_Stream stream)
{
    struct pdf_file *file = dict->error->user_data;
    struct object *object = object_at(file, dict->header.obj_id & NUMBER_BITS);
    object->target = stream;
    if (!object->entries.len) return HPDF_OK;
    return HPDF_Stream_Write(stream, (const HPDF_BYTE *)object->entries.data, (HPDF_UINT)object->entries.len);
}

/* … and this behind it: a stream of ours goes out as it stands, without libharu's copy and its object for the length. */
static HPDF_STATUS write_data(HPDF_Dict dict)
{
    struct pdf_file *file = dict->error->user_data;
    struct object *object = object_at(file, dict->header.obj_id & NUMBER_BITS);
    if (!object->is_stream) return HPDF_OK;
    HPDF_STATUS status = HPDF_Stream_WriteStr(object->target, "\nstream\n");
    if (status == HPDF_OK && object->data.len)
        status = HPDF_Stream_Write(object->target, (const HPDF_BYTE *)object->data.data,
                                   (HPDF_UINT)object->data.len);
    return status == HPDF_OK ? HPDF_Stream_WriteStr(object->target, "\nendstream") : status;
}

static unsigned adopt(struct pdf_file *file, HPDF_Dict dict)
{
    unsigned number = dict->header.obj_id & NUMBER_BITS;
    object_at(file, number)->dict = dict;
    dict->write_fn = write_entries;
    return number;
}

struct pdf_file *pdf_file_open(struct arena *arena)
{
    struct pdf_file *file = arena_make(arena, struct pdf_file);
    file->arena = arena;
    file->doc = HPDF_New(on_error, file);
    if (!file->doc) arena_exhausted();
    arena_defer(arena, close_document, file->doc);
    if (deflateInit(&file->deflater, Z_DEFAULT_COMPRESSION) != Z_OK) arena_exhausted();
    arena_defer(arena, close_deflater, &file->deflater);
    adopt(file, file->doc->trailer);
    adopt(file, file->doc->catalog);
    adopt(file, file->doc->info);
    HPDF_Dict_RemoveElement(file->doc->info, "Producer");
    return file;
}

const char *pdf_library_version(void)
{
    return HPDF_GetVersion();
}

unsigned pdf_object_reserve(struct pdf_file *file)
{
    HPDF_Dict dict = HPDF_Dict_New(file->doc->mmgr);
    if (!dict || HPDF_Xref_Add(file->doc->xref, dict) != HPDF_OK) return 0;
    dict->after_write_fn = write_data;
    return adopt(file, dict);
}

void pdf_object_set(struct pdf_file *file, unsigned number, Str entries)
{
    object_at(file, number)->entries = entries;
}

unsigned pdf_object_add(struct pdf_file *file, Str entries)
{
    unsigned number = pdf_object_reserve(file);
    pdf_object_set(file, number, entries);
    return number;
}

static Str deflated(struct pdf_file *file, Str data)
{
    z_stream *z = &file->deflater;
    deflateReset(z);
    uLong bound = deflateBound(z, (uLong)data.len);
    assert(data.len < UINT_MAX && bound < UINT_MAX);
    unsigned char *out = arena_alloc(file->arena, bound);
    z->next_in = (unsigned char *)(uintptr_t)data.data;
    z->avail_in = (uInt)data.len;
    z->next_out = out;
    z->avail_out = (uInt)bound;
    int status = deflate(z, Z_FINISH);
    assert(status == Z_STREAM_END);
    (void)status;
    return (Str){(char *)out, z->total_out};
}

static void pack(struct pdf_file *file, struct buf *entries, Str *data, enum pdf_packing packing)
{
    if (packing == PDF_AS_IS) return;
    Str packed = deflated(file, *data);
    if (packing != PDF_DEFLATE_ALWAYS && packed.len >= data->len) return;
    *data = packed;
    buf_c(entries, "/Filter/FlateDecode");
}

void pdf_stream_set(struct pdf_file *file, unsigned number, Str entries, Str data, enum pdf_packing packing)
{
    struct buf all = {0};
    buf_str(&all, entries);
    pack(file, &all, &data, packing);
    buf_printf(&all, "/Length %zu", data.len);
    struct object *object = object_at(file, number);
    object->entries = buf_copy(&all, file->arena);
    object->data = data;
    object->is_stream = true;
    buf_free(&all);
}

unsigned pdf_stream_add(struct pdf_file *file, Str entries, Str data, enum pdf_packing packing)
{
    unsigned number = pdf_object_reserve(file);
    pdf_stream_set(file, number, entries, data, packing);
    return number;
}

unsigned pdf_page_add(struct pdf_file *file)
{
    HPDF_Page page = HPDF_AddPage(file->doc);
    if (!page) return 0;
    HPDF_Dict_RemoveElement(page, "MediaBox");
    HPDF_Dict_RemoveElement(page, "Resources");
    return adopt(file, page);
}

void pdf_page_set(struct pdf_file *file, unsigned page, Str entries, Str content)
{
    if (!page) return; /* libharu has refused it and says so at the end */
    struct object *object = object_at(file, page);
    object->entries = entries;
    HPDF_PageAttr attr = object->dict->attr;
    HPDF_Dict contents = attr->contents;
    unsigned number = adopt(file, contents);
    struct buf filter = {0};
    pack(file, &filter, &content, PDF_DEFLATE);
    object_at(file, number)->entries = buf_copy(&filter, file->arena);
    contents->filter = HPDF_STREAM_FILTER_NONE;
    if (content.len) HPDF_Stream_Write(attr->stream, (const HPDF_BYTE *)content.data, (HPDF_UINT)content.len);
    object_at(file, number)->data = content; /* libharu writes it; here for the identifier */
    buf_free(&filter);
}

void pdf_catalog_set(struct pdf_file *file, Str entries)
{
    pdf_object_set(file, file->doc->catalog->header.obj_id & NUMBER_BITS, entries);
}

void pdf_info_set(struct pdf_file *file, Str entries)
{
    pdf_object_set(file, file->doc->info->header.obj_id & NUMBER_BITS, entries);
}

PdfHash pdf_hash(Str data)
{
    XXH128_hash_t hash = XXH3_128bits(data.data ? data.data : "", data.len);
    return (PdfHash){hash.low64, hash.high64};
}

PdfHash pdf_file_hash(const struct pdf_file *file)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    for (size_t i = 1; i < file->count; i++) {
        Str parts[] = {file->objects[i].entries, file->objects[i].data};
        for (int k = 0; k < 2; k++)
            if (parts[k].len) XXH3_128bits_update(&state, parts[k].data, parts[k].len);
    }
    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return (PdfHash){hash.low64, hash.high64};
}

static void trailer_set(struct pdf_file *file)
{
    PdfHash hash = pdf_file_hash(file);
    char id[33];
    snprintf(id, sizeof id, "%016llx%016llx", (unsigned long long)hash.high, (unsigned long long)hash.low);
    object_at(file, 0)->entries = str_format(file->arena, "/ID[<%s><%s>]", id, id);
}

unsigned long pdf_file_save(struct pdf_file *file, struct buf *out)
{
    trailer_set(file);
    file->doc->pdf_version = HPDF_VER_17;
    if (!file->error) file->error = HPDF_GetError(file->doc);
    if (file->error || HPDF_SaveToStream(file->doc) != HPDF_OK) return file->error ? file->error : 1;
    HPDF_UINT32 size = HPDF_GetStreamSize(file->doc);
    buf_reserve(out, size);
    HPDF_ResetStream(file->doc);
    HPDF_STATUS status = HPDF_ReadFromStream(file->doc, (HPDF_BYTE *)out->data + out->len, &size);
    if (status != HPDF_OK && status != HPDF_STREAM_EOF) return status;
    out->len += size;
    out->data[out->len] = 0;
    return 0;
}

void pdf_reference(struct buf *out, const char *key, unsigned number)
{
    char text[16];
    size_t at = sizeof text;
    text[--at] = 'R';
    text[--at] = ' ';
    text[--at] = '0';
    text[--at] = ' ';
    do text[--at] = (char)('0' + number % 10);
    while (number /= 10);
    if (key) {
        buf_char(out, '/');
        buf_c(out, key);
        buf_char(out, ' ');
    }
    buf_bytes(out, text + at, sizeof text - at);
}

/* ISO 32000-1, 7.3.4.2: a bare carriage return would be read as a line feed. */
void pdf_bytes(struct buf *out, Str bytes)
{
    buf_char(out, '(');
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.data[i];
        if (c == '(' || c == ')' || c == '\\') buf_char(out, '\\');
        if (c == '\r')
            buf_c(out, "\\r");
        else
            buf_char(out, c);
    }
    buf_char(out, ')');
}

static void utf16(struct buf *out, uint32_t codepoint)
{
    if (codepoint >= 0x10000) {
        utf16(out, 0xD800 + ((codepoint - 0x10000) >> 10));
        codepoint = 0xDC00 + ((codepoint - 0x10000) & 0x3FF);
    }
    buf_char(out, (char)(codepoint >> 8));
    buf_char(out, (char)(codepoint & 0xFF));
}

void pdf_text(struct buf *out, Str text)
{
    bool ascii = true;
    for (size_t i = 0; i < text.len && ascii; i++)
        ascii = (unsigned char)text.data[i] < 0x7F && (unsigned char)text.data[i] >= 0x20;
    if (ascii) {
        pdf_bytes(out, str_from_to(text, 0, LONGEST_TEXT));
        return;
    }
    struct buf wide = {0};
    buf_c(&wide, "\xFE\xFF");
    for (size_t at = 0; at < text.len && wide.len < 2 * LONGEST_TEXT;) utf16(&wide, utf8_next(text, &at));
    pdf_bytes(out, buf_view(&wide));
    buf_free(&wide);
}

/* ISO 32000-1, 7.3.5. */
void pdf_name(struct buf *out, Str name)
{
    enum { LONGEST_NAME = 127 };
    buf_char(out, '/');
    for (size_t i = 0; i < name.len && i < LONGEST_NAME / 3; i++) {
        char c = name.data[i];
        if (char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '_' || c == '.')
            buf_char(out, c);
        else
            buf_printf(out, "#%02X", (unsigned)(unsigned char)c);
    }
}

void pdf_entry(struct buf *out, const char *key, Str text)
{
    if (!text.len) return;
    buf_char(out, '/');
    buf_c(out, key);
    pdf_text(out, text);
}

void pdf_numbers(struct buf *out, const double *values, size_t count, int decimals)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_char(out, ' ');
        buf_number(out, values[i], decimals);
    }
}

void pdf_array(struct buf *out, const char *key, const double *values, size_t count, int decimals)
{
    buf_char(out, '/');
    buf_c(out, key);
    buf_char(out, '[');
    pdf_numbers(out, values, count, decimals);
    buf_char(out, ']');
}
