/* The file: a header, records, and a hash of all before it (XXH3, 64 bits). A record: key, count of files, then id, note and files with their marks; numbers
 * are 64 bits in the machine's order (the file never travels), texts a length and bytes. */
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

enum { LARGEST = 1 << 28 };

struct memo {
    struct arena *arena;
    const char *path;
    struct names left; /* by the last build */
    size_t left_count;
    pthread_mutex_t lock; /* of what follows */
    const struct memo_record **records;
    size_t count, capacity, added;
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
    struct memo_record *record = arena_make(memo->arena, struct memo_record);
    uint64_t count;
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
    memo->left_count += names_put(memo->arena, &memo->left, record->id, record);
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
    while (rest.len && take_record(memo, &rest)) continue;
}

static void close_memo(void *handle)
{
    struct memo *memo = handle;
    pthread_mutex_destroy(&memo->lock);
    arena_free(memo->arena);
}

struct memo *memo_open(struct arena *arena, const char *path)
{
    struct memo *memo = arena_make(arena, struct memo);
    memo->arena = arena_new();
    memo->path = path;
    pthread_mutex_init(&memo->lock, NULL);
    arena_defer(arena, close_memo, memo);
    read_records(memo);
    return memo;
}

const struct memo_record *memo_find(const struct memo *memo, Str id, struct memo_key key)
{
    const struct memo_record *record = names_get(&memo->left, id);
    return record && record->key.low == key.low && record->key.high == key.high ? record : NULL;
}

/* ---- adding ---- */

static struct memo_record *copy_record(struct arena *arena, const struct memo_record *record)
{
    struct memo_record *copy = arena_copy(arena, record, sizeof *record);
    struct staged_file *files = arena_copy(arena, record->files, record->file_count * sizeof *files);
    for (size_t i = 0; i < record->file_count; i++) files[i].path = str_copy(arena, files[i].path);
    copy->id = str_copy(arena, record->id);
    copy->note = str_copy(arena, record->note);
    copy->files = files;
    return copy;
}

void memo_add(struct memo *memo, const struct memo_record *record)
{
    bool known = names_get(&memo->left, record->id) == record;
    pthread_mutex_lock(&memo->lock);
    memo->records =
        arena_grow(memo->arena, memo->records, &memo->capacity, memo->count + 1, sizeof *memo->records);
    memo->records[memo->count++] = known ? record : copy_record(memo->arena, record);
    memo->added += !known;
    pthread_mutex_unlock(&memo->lock);
}

/* ---- writing ---- */

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

/* Beside the old one, then over it: a kill leaves one of them. */
static void write_file(struct memo *memo, Str bytes)
{
    const char *fresh = str_c(memo->arena, str_format(memo->arena, "%s.new", memo->path));
    unlink(fresh);
    int handle = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (handle < 0) return;
    bool good = file_write_all(handle, bytes);
    good = close(handle) == 0 && good;
    if (!good || rename(fresh, memo->path) != 0) unlink(fresh);
}

void memo_save(struct memo *memo)
{
    if (!memo->added && memo->count == memo->left_count) return;
    struct buf out = {0};
    buf_c(&out, HEADER);
    for (size_t i = 0; i < memo->count; i++) put_record(&out, memo->records[i]);
    memo_put_number(&out, XXH3_64bits(out.data, out.len));
    write_file(memo, buf_view(&out));
    buf_free(&out);
}
