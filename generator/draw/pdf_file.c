#include "draw/pdf_file.h"

#include <assert.h>
#include <hpdf.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "draw/pdf_kept.h"

enum {
    NUMBER_BITS = 0x00FFFFFF, /* of libharu's obj_id */
    LONGEST_TEXT = 16000,     /* UTF-16 units; PDF/A-2 6.1.13 allows strings of 32,767 bytes */
    PACKING = 4,              /* zlib's level: half the time of the standard one for 2 % more */
    FAST_PACKING = 1,         /* three quarters of that, for a tenth more */
};

struct object {
    Str entries, data;
    bool is_stream;
    HPDF_Dict dict;
    bool shared; /* libharu has entries of its own in it */
};

struct pdf_file {
    struct arena *arena;
    HPDF_Doc doc;
    HPDF_STATUS error;      /* the first one */
    struct object *objects; /* by number */
    size_t count, capacity;
    struct pdf_kept *kept; /* NULL: none */
    z_stream deflater;
    struct buf packed; /* what it has made, until that is copied in its true size */
    int version;       /* 1.version */
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
    const struct object *object = object_at(file, dict->header.obj_id & NUMBER_BITS);
    if (!object->entries.len) return HPDF_OK;
    return HPDF_Stream_Write(stream, (const HPDF_BYTE *)object->entries.data, (HPDF_UINT)object->entries.len);
}

static unsigned number_of(HPDF_Dict dict)
{
    return dict->header.obj_id & NUMBER_BITS;
}

/* An object that libharu has made: what it wrote into it stays. */
static unsigned adopt(struct pdf_file *file, HPDF_Dict dict)
{
    struct object *object = object_at(file, number_of(dict));
    object->dict = dict;
    object->shared = true;
    dict->write_fn = write_entries;
    return number_of(dict);
}

struct pdf_file *pdf_file_open(struct arena *arena, struct pdf_kept *kept, bool fast)
{
    struct pdf_file *file = arena_make(arena, struct pdf_file);
    file->arena = arena;
    file->kept = kept;
    file->version = 7;
    file->doc = HPDF_New(on_error, file);
    if (!file->doc) arena_exhausted();
    arena_defer(arena, close_document, file->doc);
    if (deflateInit(&file->deflater, fast ? FAST_PACKING : PACKING) != Z_OK) arena_exhausted();
    arena_defer(arena, buf_free_handle, &file->packed);
    arena_defer(arena, close_deflater, &file->deflater);
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
    object_at(file, number_of(dict))->dict = dict;
    return number_of(dict);
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
    file->packed.len = 0;
    buf_reserve(&file->packed, bound);
    unsigned char *out = (unsigned char *)file->packed.data;
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
    bool once = file->kept && (packing & PDF_DEFLATE_ONCE) == PDF_DEFLATE_ONCE,
         always = (packing & PDF_DEFLATE_ALWAYS) == PDF_DEFLATE_ALWAYS;
    PdfHash hash = once ? pdf_hash(*data) : (PdfHash){0, 0};
    const Str *known = once ? kept_packed(file->kept, hash) : NULL;
    Str packed = known ? *known : deflated(file, *data);
    if (once && !known) packed = kept_pack(file->kept, hash, packed);
    if (!always && packed.len >= data->len) {
        *data = str_copy(file->arena, *data);
        return;
    }
    *data = once ? packed : str_copy(file->arena, packed);
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
    HPDF_PageAttr attr = object_at(file, page)->dict->attr;
    pdf_object_set(file, page, entries);
    object_at(file, number_of(attr->contents))->dict = attr->contents;
    pdf_stream_set(file, number_of(attr->contents), STR_NONE, content, PDF_DEFLATE);
}

void pdf_catalog_set(struct pdf_file *file, Str entries)
{
    pdf_object_set(file, number_of(file->doc->catalog), entries);
}

void pdf_info_set(struct pdf_file *file, Str entries)
{
    pdf_object_set(file, number_of(file->doc->info), entries);
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

/* ---- writing the file (ISO 32000-1, 7.5.7 and 7.5.8) ---- */

/* libharu numbers the objects and knows what they hold; the file itself is ours, for it has neither object streams nor cross-reference streams. */

enum { IN_STREAM = 200 /* objects of one object stream */, ENTRY = 7 /* bytes of a cross-reference entry */ };

struct place { /* of an object: a cross-reference entry */
    unsigned char type;
    size_t at; /* type 1: offset; 2: the number of its object stream */
    unsigned index;
};

struct writer {
    struct pdf_file *file;
    struct buf *out;
    size_t base; /* where the file begins in `out` */
    struct place *places;
    size_t count; /* numbers given so far */
    struct buf index, objects;
    unsigned held; /* in the object stream that is being filled */
    unsigned long error;
};

/* What libharu has to say about an object of its own. */
static void value_of_library(struct writer *writer, HPDF_Dict dict)
{
    HPDF_Stream stream = HPDF_MemStream_New(writer->file->doc->mmgr, 1024);
    if (!stream) arena_exhausted();
    HPDF_STATUS status = HPDF_Obj_WriteValue(dict, stream, NULL);
    HPDF_UINT32 size = HPDF_Stream_Size(stream);
    buf_reserve(&writer->objects, size);
    HPDF_UINT read = size;
    HPDF_Stream_Seek(stream, 0, HPDF_SEEK_SET);
    if (status == HPDF_OK && size) {
        HPDF_STATUS got =
            HPDF_Stream_Read(stream, (HPDF_BYTE *)writer->objects.data + writer->objects.len, &read);
        if (got != HPDF_OK && got != HPDF_STREAM_EOF) status = got;
        writer->objects.len += read;
    }
    HPDF_Stream_Free(stream);
    if (status != HPDF_OK && !writer->error) writer->error = status;
}

static void object_begin(struct writer *writer, size_t number)
{
    writer->places[number] = (struct place){1, writer->out->len - writer->base, 0};
    buf_printf(writer->out, "%zu 0 obj\n<<", number);
}

static void stream_end(struct writer *writer, Str data)
{
    buf_c(writer->out, ">>\nstream\n");
    buf_str(writer->out, data);
    buf_c(writer->out, "\nendstream\nendobj\n");
}

static void objects_flush(struct writer *writer)
{
    if (!writer->held) return;
    struct buf all = {0}, entries = {0};
    buf_printf(&entries, "/Type/ObjStm/N %u/First %zu", writer->held, writer->index.len);
    buf_str(&all, buf_view(&writer->index));
    buf_str(&all, buf_view(&writer->objects));
    Str data = buf_view(&all);
    pack(writer->file, &entries, &data, PDF_DEFLATE);
    buf_printf(&entries, "/Length %zu", data.len);
    object_begin(writer, writer->count++);
    buf_str(writer->out, buf_view(&entries));
    stream_end(writer, data);
    writer->index.len = writer->objects.len = 0;
    writer->held = 0;
    buf_free(&all);
    buf_free(&entries);
}

/* The number of the stream is known only when all objects are: it is the next one after those that are written already. */
static void object_hold(struct writer *writer, size_t number, const struct object *object)
{
    const double entry[] = {(double)number, (double)writer->objects.len};
    pdf_numbers(&writer->index, entry, 2, 0);
    buf_char(&writer->index, ' ');
    if (object->shared) {
        value_of_library(writer, object->dict);
    } else {
        buf_c(&writer->objects, "<<");
        buf_str(&writer->objects, object->entries);
        buf_c(&writer->objects, ">>");
    }
    buf_char(&writer->objects, '\n');
    writer->places[number] = (struct place){2, writer->count, writer->held++};
    if (writer->held == IN_STREAM) objects_flush(writer);
}

static void object_put(struct writer *writer, size_t number, const struct object *object)
{
    object_begin(writer, number);
    buf_str(writer->out, object->entries);
    stream_end(writer, object->data);
}

static void big_endian(unsigned char *to, size_t value, int bytes)
{
    for (int i = bytes; i-- > 0; value >>= 8) to[i] = (unsigned char)value;
}

/* Each entry as the difference from the one above (PNG's filter "Up"), which flate packs well. Numbers that nothing has are a list of free ones. */
static void cross_reference(struct writer *writer)
{
    struct pdf_file *file = writer->file;
    size_t start = writer->out->len - writer->base, number = writer->count, free_next = 0;
    writer->places[number] = (struct place){1, start, 0};
    for (size_t i = number; i-- > 0;)
        if (writer->places[i].type == 0) {
            writer->places[i] = (struct place){0, free_next, i ? 0 : 65535};
            free_next = i;
        }
    unsigned char entry[ENTRY], above[ENTRY] = {0};
    struct buf rows = {0}, entries = {0};
    for (size_t i = 0; i <= number; i++) {
        const struct place *place = &writer->places[i];
        entry[0] = place->type;
        big_endian(entry + 1, place->at, 4);
        big_endian(entry + 5, place->index, 2);
        buf_char(&rows, 2);
        for (int k = 0; k < ENTRY; k++) buf_char(&rows, (char)(unsigned char)(entry[k] - above[k]));
        memcpy(above, entry, sizeof above);
    }
    PdfHash hash = pdf_file_hash(file);
    buf_printf(&entries, "/Type/XRef/Size %zu/W[1 4 2]/Root %u 0 R/Info %u 0 R", number + 1,
               number_of(file->doc->catalog), number_of(file->doc->info));
    for (int i = 0; i < 2; i++)
        buf_printf(&entries, "%s%016llx%016llx>", i ? "<" : "/ID[<", (unsigned long long)hash.high,
                   (unsigned long long)hash.low);
    buf_printf(&entries, "]/DecodeParms<</Predictor 12/Columns %d>>", ENTRY);
    Str data = buf_view(&rows);
    pack(file, &entries, &data, PDF_DEFLATE_ALWAYS);
    buf_printf(writer->out, "%zu 0 obj\n<<%.*s/Length %zu", number, (int)entries.len, entries.data, data.len);
    stream_end(writer, data);
    buf_printf(writer->out, "startxref\n%zu\n%%%%EOF\n", start);
    buf_free(&rows);
    buf_free(&entries);
}

/* Streams first, then what is packed: pages are found from the end of the file anyway. */
static void write_file(struct writer *writer)
{
    struct pdf_file *file = writer->file;
    buf_printf(writer->out, "%%PDF-1.%d\n%%\xB7\xBE\xAD\xAA\n", file->version);
    for (size_t i = 1; i < file->count; i++)
        if (file->objects[i].dict && file->objects[i].is_stream) object_put(writer, i, &file->objects[i]);
    for (size_t i = 1; i < file->count; i++)
        if (file->objects[i].dict && !file->objects[i].is_stream) object_hold(writer, i, &file->objects[i]);
    objects_flush(writer);
    cross_reference(writer);
}

unsigned long pdf_file_save(struct pdf_file *file, struct buf *out)
{
    HPDF_UINT numbers = file->doc->xref->entries->count;
    size_t most = numbers > file->count ? numbers : file->count;
    struct writer writer = {.file = file, .out = out, .base = out->len};
    if (!file->error) file->error = HPDF_GetError(file->doc);
    if (file->error) return file->error;
    adopt(file, file->doc->root_pages);
    writer.count = most;
    writer.places = arena_make_n(file->arena, struct place, most + most / IN_STREAM + 3);
    write_file(&writer);
    buf_free(&writer.index);
    buf_free(&writer.objects);
    return writer.error ? writer.error : file->error;
}

void pdf_file_version(struct pdf_file *file, int minor)
{
    file->version = minor;
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
