/* The file: a header, records, and a hash of all before it (XXH3, 64 bits). A record: key, count of files, then id, note and files with their marks; numbers
 * are 64 bits in the machine's order (the file never travels), texts a length and bytes.
 *
 * New records are not held: they go to a file beside the old one as soon as they fill a buffer. Those of the last build that stay follow at the end, as
 * they stood. */
#include "base/memo.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/names.h"

#define HEADER "suluh memo 1\n"

enum { LARGEST = 1 << 28, BUFFER = 256 * 1024, RECORD_USUAL = 512 };

/* A record as the last build left it. */
struct left {
    struct memo_record record;
    Str bytes;
};

struct memo {
    struct arena *arena;
    const char *path, *fresh;
    struct names left;
    size_t left_count;
    pthread_mutex_t lock; /* of what follows */
    const struct left **kept;
    size_t kept_count, capacity;
    int handle; /* of the new file; -1: none yet */
    bool failed;
    struct buf out; /* what has not been written yet */
    XXH3_state_t *hash;
};

/* ---- numbers and texts ---- */

void memo_put_number(struct buf *out, uint64_t number)
{
    buf_bytes(out, (const char *)&number, sizeof number);
}

void memo_put_text(struct buf *out, Str text)
{
    memo_put_number(out, text.len);
    buf_str(out, text);
}

bool memo_take_number(Str *rest, uint64_t *number)
{
    if (rest->len < sizeof *number) return false;
    memcpy(number, rest->data, sizeof *number);
    *rest = str_skip(*rest, sizeof *number);
    return true;
}

bool memo_take_text(Str *rest, Str *text)
{
    uint64_t len;
    if (!memo_take_number(rest, &len) || len > rest->len) return false;
    *text = str_from_to(*rest, 0, (size_t)len);
    *rest = str_skip(*rest, (size_t)len);
    return true;
}

/* ---- reading ---- */

static bool take_record(struct memo *memo, Str *rest)
{
    struct left *left = arena_make(memo->arena, struct left);
    struct memo_record *record = &left->record;
    uint64_t count;
    left->bytes = *rest;
    if (!memo_take_number(rest, &record->key.low) || !memo_take_number(rest, &record->key.high) ||
        !memo_take_number(rest, &count) || !memo_take_text(rest, &record->id) ||
        !memo_take_text(rest, &record->note) || count > rest->len / 24)
        return false;
    struct staged_file *files = arena_make_n(memo->arena, struct staged_file, (size_t)count);
    for (size_t i = 0; i < count; i++)
        if (!memo_take_text(rest, &files[i].path) || !memo_take_number(rest, &files[i].hash) ||
            !memo_take_number(rest, &files[i].size))
            return false;
    record->files = files;
    record->file_count = (size_t)count;
    left->bytes.len -= rest->len;
    memo->left_count += names_put(memo->arena, &memo->left, record->id, left);
    return true;
}

static void read_records(struct memo *memo)
{
    Str text;
    int error;
    uint64_t hash;
    if (file_read(memo->arena, memo->path, LARGEST, &text, &error) != FILE_OK ||
        !str_starts(text, S(HEADER)) || text.len < sizeof HEADER - 1 + sizeof hash)
        return;
    Str whole = str_from_to(text, 0, text.len - sizeof hash), end = str_skip(text, whole.len);
    if (!memo_take_number(&end, &hash) || hash != XXH3_64bits(whole.data, whole.len)) return;
    Str rest = str_skip(whole, sizeof HEADER - 1);
    names_reserve(memo->arena, &memo->left, rest.len / RECORD_USUAL);
    while (rest.len && take_record(memo, &rest)) continue;
}

static void close_memo(void *handle)
{
    struct memo *memo = handle;
    if (memo->handle >= 0) { /* the build failed */
        close(memo->handle);
        unlink(memo->fresh);
    }
    XXH3_freeState(memo->hash);
    buf_free(&memo->out);
    pthread_mutex_destroy(&memo->lock);
    arena_free(memo->arena);
}

struct memo *memo_open(struct arena *arena, const char *path)
{
    struct memo *memo = arena_make(arena, struct memo);
    memo->arena = arena_new();
    memo->path = path;
    memo->fresh = str_c(memo->arena, str_format(memo->arena, "%s.new", path));
    memo->handle = -1;
    memo->hash = XXH3_createState();
    if (!memo->hash) arena_exhausted();
    XXH3_64bits_reset(memo->hash);
    pthread_mutex_init(&memo->lock, NULL);
    arena_defer(arena, close_memo, memo);
    read_records(memo);
    return memo;
}

const struct memo_record *memo_find(const struct memo *memo, Str id, struct memo_key key)
{
    const struct left *left = names_get(&memo->left, id);
    return left && left->record.key.low == key.low && left->record.key.high == key.high ? &left->record
                                                                                        : NULL;
}

/* ---- writing ---- */

/* What is in the buffer; of the old file and the new one a kill leaves the old. */
static void flush(struct memo *memo)
{
    if (memo->handle < 0 && !memo->failed) {
        unlink(memo->fresh);
        memo->handle = open(memo->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    }
    Str bytes = buf_view(&memo->out);
    memo->failed = memo->failed || memo->handle < 0 || !file_write_all(memo->handle, bytes);
    if (bytes.len) XXH3_64bits_update(memo->hash, bytes.data, bytes.len);
    memo->out.len = 0;
}

/* Before the first record. */
static void begin(struct memo *memo)
{
    if (memo->handle < 0 && !memo->failed && !memo->out.len) buf_c(&memo->out, HEADER);
}

static void put_record(struct buf *out, const struct memo_record *record)
{
    memo_put_number(out, record->key.low);
    memo_put_number(out, record->key.high);
    memo_put_number(out, record->file_count);
    memo_put_text(out, record->id);
    memo_put_text(out, record->note);
    for (size_t i = 0; i < record->file_count; i++) {
        memo_put_text(out, record->files[i].path);
        memo_put_number(out, record->files[i].hash);
        memo_put_number(out, record->files[i].size);
    }
}

void memo_add(struct memo *memo, const struct memo_record *record)
{
    const struct left *left = names_get(&memo->left, record->id);
    pthread_mutex_lock(&memo->lock);
    if (left && &left->record == record) {
        memo->kept =
            arena_grow(memo->arena, memo->kept, &memo->capacity, memo->kept_count + 1, sizeof *memo->kept);
        memo->kept[memo->kept_count++] = left;
    } else {
        begin(memo);
        put_record(&memo->out, record);
        if (memo->out.len >= BUFFER) flush(memo);
    }
    pthread_mutex_unlock(&memo->lock);
}

static bool finish(struct memo *memo)
{
    flush(memo);
    uint64_t hash = XXH3_64bits_digest(memo->hash);
    bool good = !memo->failed && file_write_all(memo->handle, (Str){(const char *)&hash, sizeof hash});
    good = memo->handle >= 0 && close(memo->handle) == 0 && good;
    memo->handle = -1;
    return good && rename(memo->fresh, memo->path) == 0;
}

void memo_save(struct memo *memo)
{
    bool added = memo->handle >= 0 || memo->failed || memo->out.len;
    if (!added && memo->kept_count == memo->left_count) return;
    begin(memo);
    for (size_t i = 0; i < memo->kept_count; i++) {
        buf_str(&memo->out, memo->kept[i]->bytes);
        if (memo->out.len >= BUFFER) flush(memo);
    }
    if (!finish(memo)) unlink(memo->fresh);
}
