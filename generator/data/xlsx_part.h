/* The parts of a spreadsheet: XML files in a ZIP archive, read piece by piece. Private to data/ (xlsx*.c).
 *
 * In: an archive and the name of a part. Out: calls for its elements and texts, by their local names. Bounded in size, depth and the length of a
 * text; no document type, hence no entities. */
#ifndef DATA_XLSX_PART_H
#define DATA_XLSX_PART_H

#include "base/diag.h"
#include "data/archive.h"

enum { PART_TEXT_MOST = 1 << 20 };

struct part_attributes {
    int count;
    const unsigned char **values; /* as libxml2's startElementNs gives them: five pointers each */
};
/* An attribute's value; {NULL, 0}: it is not there. */
Str part_attribute(const struct part_attributes *attributes, const char *local);

struct part_calls {
    void (*start)(void *context, const char *name, const struct part_attributes *attributes);
    void (*text)(void *context, Str text);
    void (*end)(void *context, const char *name);
};
struct part;

/* The entry of that name, without regard to case; NULL: there is none. */
struct part *part_open(const struct archive *archive, const char *name, const struct part_calls *calls,
                       void *context);
/* Reads a piece and makes its calls. False at the end and on a fault. */
bool part_step(struct part *part);
enum part_fault { PART_SOUND, PART_BROKEN, PART_TOO_LARGE, PART_NOT_XML, PART_HAS_TYPE };
enum part_fault part_fault(const struct part *part);
void part_stop(struct part *part); /* no more calls */
void part_close(struct part *part);

#endif
