/* What an earlier build made, so that work whose ingredients are the same need not be done again.
 *
 * In: pieces of work by name, with a key over all that goes into them, the files that they put, and a note for the rest of the build. Out: the record of
 * the last build, when its key is the same. The file is a cache: one that is missing, damaged or of another version counts as empty.
 * Called by reuse.c; memo_find and memo_add from any thread. */
#ifndef BASE_MEMO_H
#define BASE_MEMO_H

#include "base/staging.h"

struct arena;
struct buf;
struct memo;

struct memo_key {
    uint64_t low, high;
};
struct memo_record {
    Str id;
    struct memo_key key;
    const struct staged_file *files;
    size_t file_count;
    Str note;
};

struct memo *memo_open(struct arena *arena, const char *path);
/* NULL: there is none, or the key is another one. */
const struct memo_record *memo_find(const struct memo *memo, Str id, struct memo_key key);
/* For the next build; written at once unless it came from memo_find. Each id once. */
void memo_add(struct memo *memo, const struct memo_record *record);
void memo_save(struct memo *memo); /* a cache: not reported when it cannot be written */

/* What notes are written with: numbers in the machine's order, texts as a length and bytes. Taking moves *rest on; false: it is too short. */
void memo_put_number(struct buf *out, uint64_t number);
void memo_put_text(struct buf *out, Str text);
bool memo_take_number(Str *rest, uint64_t *number);
bool memo_take_text(Str *rest, Str *text);

#endif
