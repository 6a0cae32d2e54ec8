#include "base/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/names.h"
#include "base/staging_tree.h"

#define MANIFEST        ".suluh/manifest"
#define MANIFEST_HEADER "suluh 1"

/* One file of a manifest: the earlier build's, or this one's. */
struct record {
    Str path;
    uint64_t hash, size;
    bool unchanged;  /* as the earlier build left it */
    int64_t changed; /* time stamp in ns: tells that nobody edited the file since */
};

struct staging {
    struct diag *diag;
    struct arena *arena;
    pthread_mutex_t mutex;
    char *output, *fresh,
        *lock; /* absolute: the folder, the one beside it that is being filled, the lock's file */
    int fresh_handle, old_handle, lock_handle;
    bool has_old;
    struct names old, now; /* of struct record */
    Str last_folder;       /* made already */
    struct staging_counts counts;
    bool failed;
};

static void report_errno(struct staging *staging, Str path, int error)
{
    char reason[128];
    if (error == ENOSPC || error == EDQUOT)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FULL, path);
    else if (error == EACCES || error == EPERM || error == EROFS)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FORBIDDEN, path);
    else
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FAILED, path,
                    str_from(strerror_r(error, reason, sizeof reason)));
    staging->failed = true;
}

static bool parse_hex(Str s, uint64_t *value)
{
    *value = 0;
    if (s.len != 16) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = char_lower(s.data[i]);
        if (!char_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
        *value = *value << 4 | (uint64_t)(char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Lines of `hash size time path`; a line that is none of these is passed over: its file then counts as foreign. */
static void manifest_read(struct staging *staging, Str text)
{
    str_cut(&text, '\n');
    while (text.len) {
        Str line = str_cut(&text, '\n');
        struct record record = {0};
        int64_t size;
        bool good = parse_hex(str_cut(&line, ' '), &record.hash);
        good = str_int64(str_cut(&line, ' '), &size) && size >= 0 && good;
        good = str_int64(str_cut(&line, ' '), &record.changed) && good;
        if (!good || line.len == 0) continue;
        record.size = (uint64_t)size;
        record.path = line;
        names_put(staging->arena, &staging->old, record.path,
                  arena_copy(staging->arena, &record, sizeof record));
    }
}

static int compare_paths(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

static void manifest_write(struct staging *staging, struct buf *out)
{
    Str *sorted = names_all(staging->arena, &staging->now);
    size_t count = staging->now.count;
    qsort(sorted, count, sizeof *sorted, compare_paths);
    buf_c(out, MANIFEST_HEADER "\n");
    for (size_t i = 0; i < count; i++) {
        const struct record *record = names_get(&staging->now, sorted[i]);
        buf_printf(out, "%016llx %llu %lld ", (unsigned long long)record->hash,
                   (unsigned long long)record->size, (long long)record->changed);
        buf_str(out, record->path);
        buf_char(out, '\n');
    }
}

/* Whether an existing folder may be replaced: it carries our manifest, or holds nothing but dot-files. */
static bool folder_is_ours(struct staging *staging)
{
    Str manifest;
    int error;
    char *path = str_c(staging->arena, path_join(staging->arena, str_from(staging->output), S(MANIFEST)));
    if (file_read(staging->arena, path, (size_t)1 << 30, &manifest, &error) == FILE_OK &&
        str_starts(manifest, S(MANIFEST_HEADER "\n"))) {
        manifest_read(staging, manifest);
        return true;
    }
    if (tree_is_empty(staging->output)) return true;
    diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FOREIGN, str_from(staging->output));
    return false;
}

/* Sets output (links resolved, as the folder may be a link), has_old; false after a report. */
static bool find_output(struct staging *staging, const char *output)
{
    char real[PATH_MAX];
    struct stat about;
    staging->has_old = stat(output, &about) == 0;
    if (!staging->has_old && errno != ENOENT) {
        report_errno(staging, str_from(output), errno);
        return false;
    }
    if (staging->has_old && !S_ISDIR(about.st_mode)) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_IS_FILE, str_from(output));
        return false;
    }
    if (staging->has_old && realpath(output, real)) {
        staging->output = str_c(staging->arena, str_from(real));
        return true;
    }
    Str path = str_from(output);
    while (path.len > 1 && path.data[path.len - 1] == '/') path.len--;
    Str parent = path_folder(path);
    const char *parent_c = parent.len                        ? str_c(staging->arena, parent)
                           : path.len && path.data[0] == '/' ? "/"
                                                             : ".";
    if (!tree_make_folders(parent_c) || !realpath(parent_c, real)) {
        report_errno(staging, str_from(parent_c), errno);
        return false;
    }
    staging->output = str_c(staging->arena, path_join(staging->arena, str_from(real), path_name(path)));
    return true;
}

/* The lock is on a file of its own, so that two sites in one folder can be built side by side. It goes with its build: who
 * gets hold of a file that is gone already tries again. EWOULDBLOCK: another build holds it. */
static int take_lock(const char *path)
{
    for (;;) {
        struct stat held, named;
        int handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (handle < 0) return -1;
        int error = flock(handle, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
        if (!error && fstat(handle, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino)
            return handle;
        close(handle);
        errno = error;
        if (error) return -1;
    }
}

/* Only one build at a time fills the folder beside; what a killed build left there goes first. */
static bool make_fresh(struct staging *staging)
{
    Str parent = path_folder(str_from(staging->output)), name = path_name(str_from(staging->output));
    staging->fresh = str_c(staging->arena, str_format(staging->arena, "%.*s/.%.*s.suluh-new", (int)parent.len,
                                                      parent.data, (int)name.len, name.data));
    staging->lock = str_c(staging->arena, str_format(staging->arena, "%.*s/.%.*s.suluh-lock", (int)parent.len,
                                                     parent.data, (int)name.len, name.data));
    staging->lock_handle = take_lock(staging->lock);
    if (staging->lock_handle < 0) {
        if (errno == EWOULDBLOCK)
            diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_BUSY, str_from(staging->output));
        else
            report_errno(staging, str_from(staging->fresh), errno);
        return false;
    }
    tree_remove(staging->fresh);
    if (mkdir(staging->fresh, 0755) != 0 ||
        (staging->fresh_handle = open(staging->fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        report_errno(staging, str_from(staging->fresh), errno);
        return false;
    }
    return true;
}

static void close_handle(int handle)
{
    if (handle >= 0) close(handle);
}

static void staging_free(struct staging *staging)
{
    close_handle(staging->fresh_handle);
    close_handle(staging->old_handle);
    if (staging->lock_handle >= 0) {
        unlink(staging->lock);
        close(staging->lock_handle);
    }
    pthread_mutex_destroy(&staging->mutex);
    arena_free(staging->arena);
    free(staging);
}

struct staging *staging_open(struct diag *diag, const char *output)
{
    struct staging *staging = calloc(1, sizeof *staging);
    if (!staging) arena_exhausted();
    staging->diag = diag;
    staging->arena = arena_new();
    staging->fresh_handle = staging->old_handle = staging->lock_handle = -1;
    pthread_mutex_init(&staging->mutex, NULL);
    bool good =
        find_output(staging, output) && (!staging->has_old || folder_is_ours(staging)) && make_fresh(staging);
    if (good && staging->has_old)
        staging->old_handle = open(staging->output, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (good) return staging;
    staging_free(staging);
    return NULL;
}

static bool write_all(int handle, Str bytes)
{
    while (bytes.len) {
        ssize_t done = write(handle, bytes.data, bytes.len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        bytes = str_skip(bytes, (size_t)done);
    }
    return true;
}

/* Puts the bytes into a new file; 0 or an errno. */
static int write_fresh(struct staging *staging, const char *path, Str bytes, struct record *record)
{
    struct stat about;
    int handle =
        openat(staging->fresh_handle, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (handle < 0) return errno;
    int error = write_all(handle, bytes) && fstat(handle, &about) == 0 ? 0 : errno;
    if (close(handle) != 0 && !error) error = errno;
    if (!error) record->changed = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    return error;
}

/* Whether the earlier build wrote the same bytes and nobody touched the file since; then it is taken over as it is. */
static bool is_unchanged(struct staging *staging, const char *path, struct record *record)
{
    struct stat about;
    const struct record *old = names_get(&staging->old, str_from(path));
    if (!old || old->hash != record->hash || old->size != record->size || staging->old_handle < 0)
        return false;
    if (fstatat(staging->old_handle, path, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode))
        return false;
    int64_t changed = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
    if ((uint64_t)about.st_size != old->size || changed != old->changed) return false;
    record->changed = changed;
    record->unchanged = true;
    return true;
}

static bool make_folder(struct staging *staging, Str path)
{
    Str folder = path_folder(path);
    if (folder.len == 0) return true;
    pthread_mutex_lock(&staging->mutex);
    bool made = str_equal(folder, staging->last_folder);
    pthread_mutex_unlock(&staging->mutex);
    return made || tree_make_folders_at(staging->fresh_handle, folder);
}

/* Notes the file as done; the path must be new. Under the lock. */
static void note(struct staging *staging, struct record *record, Str path)
{
    record->path = str_copy(staging->arena, path);
    if (!names_put(staging->arena, &staging->now, record->path,
                   arena_copy(staging->arena, record, sizeof *record))) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TWICE, path);
        staging->failed = true;
        return;
    }
    if (!record->unchanged) staging->last_folder = path_folder(record->path);
    staging->counts.files++;
    staging->counts.written += !record->unchanged;
}

bool staging_put(struct staging *staging, Str path, Str bytes)
{
    char name[PATH_MAX];
    struct record record = {.hash = XXH3_64bits(bytes.data ? bytes.data : "", bytes.len), .size = bytes.len};
    if (path.len >= sizeof name || str_find_char(path, '\0') < path.len || !path_is_clean(path)) {
        report_errno(staging, path, EINVAL);
        return false;
    }
    memcpy(name, path.data, path.len);
    name[path.len] = '\0';
    int error = 0;
    if (!is_unchanged(staging, name, &record))
        error = make_folder(staging, path) ? write_fresh(staging, name, bytes, &record) : errno;
    pthread_mutex_lock(&staging->mutex);
    if (error == EEXIST) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TWICE, path);
        staging->failed = true;
    } else if (error) {
        report_errno(staging, path, error);
    } else {
        note(staging, &record, path);
    }
    pthread_mutex_unlock(&staging->mutex);
    return !error;
}

/* Whether the folder holds already exactly what was put: then nothing has to be swapped, made or removed. */
static bool nothing_changed(const struct staging *staging)
{
    return staging->has_old && staging->counts.written == 0 && staging->now.count == staging->old.count;
}

/* The files that did not change, as hard links to what lies in the old folder. */
static bool link_unchanged(struct staging *staging)
{
    Str *paths = names_all(staging->arena, &staging->now);
    qsort(paths, staging->now.count, sizeof *paths, compare_paths);
    for (size_t i = 0; i < staging->now.count; i++) {
        const struct record *record = names_get(&staging->now, paths[i]);
        char *name = str_c(staging->arena, paths[i]);
        if (!record->unchanged) continue;
        if (make_folder(staging, record->path) &&
            linkat(staging->old_handle, name, staging->fresh_handle, name, 0) == 0) {
            staging->last_folder = path_folder(record->path);
            continue;
        }
        report_errno(staging, record->path, errno);
        return false;
    }
    return true;
}

/* Takes over what the program did not write: hard links, so that nothing is copied and nothing can be lost. */
static bool keep_foreign(void *context, Str path)
{
    struct staging *staging = context;
    if (str_is(path, MANIFEST) || names_get(&staging->old, path)) return true;
    if (names_get(&staging->now, path)) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TAKEN, path);
        staging->failed = true;
        return false;
    }
    char *name = str_c(staging->arena, path);
    if (tree_make_folders_at(staging->fresh_handle, path_folder(path)) &&
        linkat(staging->old_handle, name, staging->fresh_handle, name, 0) == 0)
        return true;
    report_errno(staging, path, errno);
    return false;
}

static bool keep_all_foreign(struct staging *staging)
{
    errno = 0;
    if (tree_walk(staging->output, keep_foreign, staging)) return true;
    if (!staging->failed) report_errno(staging, str_from(staging->output), errno ? errno : ELOOP);
    return false;
}

/* The folders change places in one step; where the file system cannot do that, in two. */
static bool exchange(struct staging *staging)
{
    if (!staging->has_old) return rename(staging->fresh, staging->output) == 0;
    if (renameat2(AT_FDCWD, staging->fresh, AT_FDCWD, staging->output, RENAME_EXCHANGE) == 0) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;
    char *aside = str_c(staging->arena, str_format(staging->arena, "%s-old", staging->fresh));
    tree_remove(aside);
    if (rename(staging->output, aside) != 0) return false;
    if (rename(staging->fresh, staging->output) != 0) {
        int error = errno;
        if (rename(aside, staging->output) != 0) return false;
        errno = error;
        return false;
    }
    return rename(aside, staging->fresh) == 0;
}

static bool put_manifest(struct staging *staging)
{
    struct buf manifest = {0};
    struct record record = {0};
    manifest_write(staging, &manifest);
    int error = mkdirat(staging->fresh_handle, ".suluh", 0755) == 0 || errno == EEXIST ? 0 : errno;
    if (!error) error = write_fresh(staging, MANIFEST, buf_view(&manifest), &record);
    if (error) report_errno(staging, S(MANIFEST), error);
    buf_free(&manifest);
    return !error;
}

static bool swap_in(struct staging *staging)
{
    if (staging->failed || !link_unchanged(staging) || !put_manifest(staging)) return false;
    if (staging->has_old && !keep_all_foreign(staging)) return false;
    if (exchange(staging)) return true;
    report_errno(staging, str_from(staging->output), errno);
    return false;
}

bool staging_commit(struct staging *staging)
{
    bool good = (!staging->failed && nothing_changed(staging)) || swap_in(staging);
    tree_remove(staging->fresh); /* the old output, or what was not good enough to become the new one */
    staging_free(staging);
    return good;
}

void staging_discard(struct staging *staging)
{
    if (!staging) return;
    tree_remove(staging->fresh);
    staging_free(staging);
}

struct staging_counts staging_count(const struct staging *staging)
{
    return staging->counts;
}
