/* The object store under the PDF canvas: libharu keeps the objects, their numbers and the page tree; the dictionaries' entries and the streams are ours, as
 * text (libharu's own numbers, names and strings are too narrow, see DESIGN.md), and so is the file: small objects packed together in object streams.
 *
 * In: entries of dictionaries without << >>, bytes of streams. Out: object numbers; at the end the bytes of the file. The identifier of the file is
 * a hash of all that it holds. Called by the other pdf_ files; nothing else includes hpdf.h. */
#ifndef DRAW_PDF_FILE_H
#define DRAW_PDF_FILE_H

#include "base/buf.h"

struct arena;
struct pdf_file;

/* How a stream is packed, in bits. …ALWAYS: also when that makes it longer; …ONCE: it is likely to come again in a document that is like this one. */
enum pdf_packing {
    PDF_AS_IS,
    PDF_DEFLATE = 1,
    PDF_DEFLATE_ALWAYS = PDF_DEFLATE | 2,
    PDF_DEFLATE_ONCE = PDF_DEFLATE | 4
};

struct pdf_kept;
/* `kept`: what it has in common with other files, or NULL. `fast`: it gets so many streams that packing is to be quick. */
struct pdf_file *pdf_file_open(struct arena *arena, struct pdf_kept *kept, bool fast);
unsigned pdf_object_reserve(struct pdf_file *file); /* a number now, the entries later */
void pdf_object_set(struct pdf_file *file, unsigned number, Str entries);
unsigned pdf_object_add(struct pdf_file *file, Str entries);
/* A stream; /Length and its filter are added. Neither text is copied when it is in the arena already: both must live as long as it. */
void pdf_stream_set(struct pdf_file *file, unsigned number, Str entries, Str data, enum pdf_packing packing);
unsigned pdf_stream_add(struct pdf_file *file, Str entries, Str data, enum pdf_packing packing);

unsigned pdf_page_add(struct pdf_file *file); /* in the order of the pages */
void pdf_page_set(struct pdf_file *file, unsigned page, Str entries, Str content);
void pdf_catalog_set(struct pdf_file *file, Str entries);
void pdf_info_set(struct pdf_file *file, Str entries);
const char *pdf_library_version(void);

void pdf_file_version(struct pdf_file *file, int minor); /* PDF 1.minor; 7 unless said otherwise */
/* Appends the file's bytes. 0, or libharu's error code. */
unsigned long pdf_file_save(struct pdf_file *file, struct buf *out);

/* 128 bits for finding equal data again (XXH3). */
typedef struct PdfHash {
    uint64_t low, high;
} PdfHash;
PdfHash pdf_hash(Str data);
PdfHash pdf_file_hash(const struct pdf_file *file); /* of all that it holds so far */

/* ---- pieces of syntax ---- */
void pdf_reference(struct buf *out, const char *key,
                   unsigned number);        /* "/Key 12 0 R"; a NULL key: the reference alone */
void pdf_bytes(struct buf *out, Str bytes); /* a literal string */
void pdf_text(struct buf *out,
              Str text); /* a text string: ASCII as it is, else UTF-16BE; cut off at PDF/A's limit */
void pdf_name(struct buf *out, Str name);                   /* "/A#20name", cut off at PDF/A's limit */
void pdf_entry(struct buf *out, const char *key, Str text); /* "/Key(text)", nothing for an empty text */
void pdf_numbers(struct buf *out, const double *values, size_t count, int decimals); /* with spaces between */
void pdf_array(struct buf *out, const char *key, const double *values, size_t count, int decimals);

#endif
