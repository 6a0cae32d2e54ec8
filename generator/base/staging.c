#include "base/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/staging_spare.h"
#include "base/staging_tree.h"

void staging_report(struct staging *staging, Str path, int error)
{
    char reason[128];
    if (error == ENOSPC || error == EDQUOT)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FULL, path);
    else if (error == EACCES || error == EPERM || error == EROFS)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FORBIDDEN, path);
    else if (error == EISDIR)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TWICE, path);
    else if (error == EEXIST)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TAKEN,
                    path_join(staging->arena, str_from(staging->paths[SPARE]), path));
    else
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FAILED, path,
                    str_from(strerror_r(error, reason, sizeof reason)));
    staging->failed = true;
}

/* ---- what is known of each path ---- */

struct entry *staging_entry(struct staging *staging, Str path)
{
    struct entry *entry = names_get(&staging->entry_names, path);
    if (entry) return entry;
    entry = arena_make(staging->arena, struct entry);
    entry->path = path;
    names_put(staging->arena, &staging->entry_names, path, entry);
    staging->entries = arena_grow(staging->arena, staging->entries, &staging->entry_capacity,
                                  staging->entry_count + 1, sizeof *staging->entries);
    staging->entries[staging->entry_count++] = entry;
    return entry;
}

struct folder *staging_folder(struct staging *staging, Str path)
{
    struct folder *folder = names_get(&staging->folder_names, path);
    if (folder) return folder;
    struct folder *above = path.len ? staging_folder(staging, path_folder(path)) : NULL;
    folder = arena_make(staging->arena, struct folder);
    folder->path = path;
    folder->above = above;
    names_put(staging->arena, &staging->folder_names, path, folder);
    staging->folders = arena_grow(staging->arena, staging->folders, &staging->folder_capacity,
                                  staging->folder_count + 1, sizeof *staging->folders);
    staging->folders[staging->folder_count++] = folder;
    return folder;
}

struct folder *staging_folder_of(struct staging *staging, struct entry *entry)
{
    if (!entry->folder) entry->folder = staging_folder(staging, path_folder(entry->path));
    return entry->folder;
}

const char *staging_c(char name[PATH_MAX], Str path)
{
    memcpy(name, path.data, path.len);
    name[path.len] = '\0';
    return name;
}

int64_t staging_time(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

bool staging_is_left(const struct stamp *stamp, const struct stat *about)
{
    return S_ISREG(about->st_mode) && (uint64_t)about->st_size == stamp->size &&
           staging_time(about->st_mtim) == stamp->changed;
}

/* ---- opening ---- */

/* Whether an existing folder may be replaced: it carries our manifest, or holds nothing but dot-files. */
static bool folder_is_ours(struct staging *staging)
{
    if (manifest_read(staging, OUTPUT) || tree_is_empty(staging->paths[OUTPUT])) return true;
    diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_FOREIGN, str_from(staging->paths[OUTPUT]));
    return false;
}

/* Sets the output's path (links resolved, as the folder may be a link) and has_old; false after a report. */
static bool find_output(struct staging *staging, const char *output)
{
    char real[PATH_MAX];
    struct stat about;
    staging->has_old = stat(output, &about) == 0;
    if (!staging->has_old && errno != ENOENT) {
        staging_report(staging, str_from(output), errno);
        return false;
    }
    if (staging->has_old && !S_ISDIR(about.st_mode)) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_IS_FILE, str_from(output));
        return false;
    }
    if (staging->has_old && realpath(output, real)) {
        staging->paths[OUTPUT] = str_c(staging->arena, str_from(real));
        return true;
    }
    Str path = str_from(output);
    while (path.len > 1 && path.data[path.len - 1] == '/') path.len--;
    Str parent = path_folder(path);
    const char *parent_c = parent.len                        ? str_c(staging->arena, parent)
                           : path.len && path.data[0] == '/' ? "/"
                                                             : ".";
    if (!tree_make_folders(parent_c) || !realpath(parent_c, real)) {
        staging_report(staging, str_from(parent_c), errno);
        return false;
    }
    staging->paths[OUTPUT] =
        str_c(staging->arena, path_join(staging->arena, str_from(real), path_name(path)));
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

/* .NAME.suluh-ENDING beside the output. */
static char *path_beside(struct staging *staging, const char *ending)
{
    Str output = str_from(staging->paths[OUTPUT]), parent = path_folder(output), name = path_name(output);
    return str_c(staging->arena, str_format(staging->arena, "%.*s/.%.*s.suluh-%s", (int)parent.len,
                                            parent.data, (int)name.len, name.data, ending));
}

/* Only one build at a time fills the spare. */
static bool lock_output(struct staging *staging)
{
    staging->paths[SPARE] = path_beside(staging, "spare");
    staging->aside = path_beside(staging, "aside");
    staging->lock = path_beside(staging, "lock");
    staging->lock_handle = take_lock(staging->lock);
    if (staging->lock_handle >= 0) return true;
    if (errno == EWOULDBLOCK)
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_BUSY, str_from(staging->paths[OUTPUT]));
    else
        staging_report(staging, str_from(staging->paths[OUTPUT]), errno);
    return false;
}

static bool open_output(struct staging *staging)
{
    struct stat about;
    /* A kill between the two steps of an exchange that takes two left none: it is put back. */
    if (!staging->has_old && rename(staging->aside, staging->paths[OUTPUT]) == 0) staging->has_old = true;
    if (!staging->has_old) return true;
    if (!folder_is_ours(staging)) return false;
    int handle = staging->handles[OUTPUT] = open(staging->paths[OUTPUT], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0 && fstat(handle, &about) == 0) {
        staging->device = about.st_dev;
        return true;
    }
    staging_report(staging, str_from(staging->paths[OUTPUT]), errno);
    return false;
}

static void close_handle(int handle)
{
    if (handle >= 0) close(handle);
}

static void staging_free(struct staging *staging)
{
    close_handle(staging->handles[OUTPUT]);
    close_handle(staging->handles[SPARE]);
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
    staging->threads = 1;
    staging->arena = arena_new();
    staging->handles[OUTPUT] = staging->handles[SPARE] = staging->lock_handle = -1;
    pthread_mutex_init(&staging->mutex, NULL);
    if (find_output(staging, output) && lock_output(staging) && open_output(staging)) return staging;
    staging_free(staging);
    return NULL;
}

void staging_share(struct staging *staging, unsigned threads)
{
    staging->threads = threads;
}

/* ---- putting ---- */

/* Pieces on their way: into a hash, or a file. */
struct piecework {
    struct pieces pieces;
    XXH3_state_t *hash;
    uint64_t size;
    int handle, error;
};

static bool hash_piece(struct pieces *out, Str piece)
{
    struct piecework *work = (struct piecework *)out;
    if (piece.len) XXH3_64bits_update(work->hash, piece.data, piece.len);
    work->size += piece.len;
    return true;
}

static bool write_piece(struct pieces *out, Str piece)
{
    struct piecework *work = (struct piecework *)out;
    hash_piece(out, piece);
    if (!work->error && !file_write_all(work->handle, piece)) work->error = errno;
    return !work->error;
}

/* What is made piece by piece may be made here for the first time: its stamp is taken on the way. */
static int make_pieces(const struct staging_content *content, struct piecework *work, struct stamp *stamp)
{
    work->hash = XXH3_createState();
    if (!work->hash) arena_exhausted();
    XXH3_64bits_reset(work->hash);
    content->make(content->what, &work->pieces);
    stamp->hash = XXH3_64bits_digest(work->hash);
    stamp->size = work->size;
    XXH3_freeState(work->hash);
    return work->error;
}

static int write_content(int handle, const struct staging_content *content, struct stamp *stamp)
{
    if (!content->make) return file_write_all(handle, content->bytes) ? 0 : errno;
    return make_pieces(content, &(struct piecework){.pieces = {write_piece}, .handle = handle}, stamp);
}

int staging_write(int folder, const char *path, const struct staging_content *content, struct stamp *stamp)
{
    struct stat about;
    int handle = openat(folder, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (handle < 0) return errno;
    int error = write_content(handle, content, stamp);
    if (!error && fstat(handle, &about) != 0) error = errno;
    if (close(handle) != 0 && !error) error = errno;
    if (!error) stamp->changed = staging_time(about.st_mtim);
    return error;
}

static struct stamp stamp_of(const struct staging_content *content)
{
    if (!content->make)
        return (struct stamp){
            .hash = XXH3_64bits(content->bytes.data ? content->bytes.data : "", content->bytes.len),
            .size = content->bytes.len};
    struct stamp stamp = {0};
    make_pieces(content, &(struct piecework){.pieces = {hash_piece}}, &stamp);
    return stamp;
}

/* Whether the earlier build wrote the same bytes and nobody touched the file since; then it is taken over as it is. */
static bool is_unchanged(struct staging *staging, struct entry *entry)
{
    struct stat about;
    char name[PATH_MAX];
    const struct stamp *left = &entry->left[OUTPUT];
    if (!entry->own[OUTPUT] || left->hash != entry->now.hash || left->size != entry->now.size) return false;
    if (fstatat(staging->handles[OUTPUT], staging_c(name, entry->path), &about, AT_SYMLINK_NOFOLLOW) != 0 ||
        !staging_is_left(left, &about))
        return false;
    entry->inode = about.st_dev == staging->device ? about.st_ino : 0;
    entry->now.changed = left->changed;
    return true;
}

/* The entry of a file that is being put; NULL after a report. */
static struct entry *take_entry(struct staging *staging, Str path)
{
    if (path.len >= PATH_MAX || str_find_char(path, '\0') < path.len || !path_is_clean(path)) {
        staging_report(staging, path, EINVAL);
        return NULL;
    }
    struct entry *entry = names_get(&staging->entry_names, path);
    if (!entry) entry = staging_entry(staging, str_copy(staging->arena, path));
    if (entry->put) {
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TWICE, path);
        staging->failed = true;
        return NULL;
    }
    entry->put = true;
    return entry;
}

/* 0 or an errno; -1 after a report. */
static int write_changed(struct staging *staging, struct entry *entry, const struct staging_content *content)
{
    pthread_mutex_lock(&staging->mutex);
    bool open = spare_open(staging);
    pthread_mutex_unlock(&staging->mutex);
    return open ? spare_write(staging, entry, content) : -1;
}

static bool put(struct staging *staging, Str path, const struct staging_content *content)
{
    pthread_mutex_lock(&staging->mutex);
    struct entry *entry = take_entry(staging, path);
    pthread_mutex_unlock(&staging->mutex);
    if (!entry) return false;
    bool compared = !content->make || entry->own[OUTPUT]; /* else pieces need not be made twice */
    entry->now = compared ? stamp_of(content) : (struct stamp){0};
    entry->unchanged = compared && is_unchanged(staging, entry);
    int error = entry->unchanged ? 0 : write_changed(staging, entry, content);
    pthread_mutex_lock(&staging->mutex);
    if (error > 0) staging_report(staging, path, error);
    staging->counts.files += !error;
    staging->counts.written += !error && !entry->unchanged;
    pthread_mutex_unlock(&staging->mutex);
    return !error;
}

bool staging_put(struct staging *staging, Str path, Str bytes)
{
    return put(staging, path, &(struct staging_content){.bytes = bytes});
}

bool staging_put_pieces(struct staging *staging, Str path, pieces_make make, const void *what)
{
    return put(staging, path, &(struct staging_content){.make = make, .what = what});
}

/* ---- files of an earlier build ---- */

struct staged_file staging_file(struct staging *staging, Str path)
{
    pthread_mutex_lock(&staging->mutex);
    const struct entry *entry = names_get(&staging->entry_names, path);
    pthread_mutex_unlock(&staging->mutex);
    return entry ? (struct staged_file){path, entry->now.hash, entry->now.size}
                 : (struct staged_file){path, 0, 0};
}

bool staging_has(struct staging *staging, Str path)
{
    pthread_mutex_lock(&staging->mutex);
    const struct entry *entry = names_get(&staging->entry_names, path);
    bool put = entry && entry->put;
    pthread_mutex_unlock(&staging->mutex);
    return put;
}

/* The entry, when its file may be kept: it is the earlier build's, untouched, and nobody has put it yet. */
static struct entry *keepable(struct staging *staging, const struct staged_file *file)
{
    pthread_mutex_lock(&staging->mutex);
    struct entry *entry = names_get(&staging->entry_names, file->path);
    if (entry && (entry->put || !entry->own[OUTPUT])) entry = NULL;
    pthread_mutex_unlock(&staging->mutex);
    if (!entry) return NULL;
    entry->now.hash = file->hash;
    entry->now.size = file->size;
    return is_unchanged(staging, entry) ? entry : NULL;
}

bool staging_keep(struct staging *staging, const struct staged_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!keepable(staging, &files[i])) return false;
    pthread_mutex_lock(&staging->mutex);
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = names_get(&staging->entry_names, files[i].path);
        entry->put = entry->unchanged = true;
    }
    staging->counts.files += count;
    pthread_mutex_unlock(&staging->mutex);
    return true;
}

const char *staging_path_beside(struct staging *staging, const char *ending)
{
    return path_beside(staging, ending);
}

/* ---- the end ---- */

/* Whether the folder holds already exactly what was put: then nothing has to be swapped, made or removed. */
static bool nothing_changed(const struct staging *staging)
{
    return staging->has_old && staging->counts.written == 0 && staging->counts.files == staging->old_count;
}

/* The folders change places in one step; where the file system cannot do that, in two. */
static bool exchange(struct staging *staging)
{
    const char *output = staging->paths[OUTPUT], *spare = staging->paths[SPARE];
    if (!staging->has_old) return rename(spare, output) == 0;
    if (renameat2(AT_FDCWD, spare, AT_FDCWD, output, RENAME_EXCHANGE) == 0) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;
    tree_remove(staging->aside);
    if (rename(output, staging->aside) != 0) return false;
    if (rename(spare, output) == 0) return rename(staging->aside, spare) == 0;
    int error = errno;
    if (rename(staging->aside, output) != 0) return false;
    errno = error;
    return false;
}

static bool swap_in(struct staging *staging)
{
    if (staging->failed || !spare_finish(staging)) return false;
    if (exchange(staging)) return true;
    staging_report(staging, str_from(staging->paths[OUTPUT]), errno);
    return false;
}

/* What a build that failed has made stays only as part of an older spare, for the next build. */
static void clear_failed(struct staging *staging)
{
    if (staging->spare_is_new) tree_remove(staging->paths[SPARE]);
}

bool staging_commit(struct staging *staging)
{
    bool good = (!staging->failed && nothing_changed(staging)) || swap_in(staging);
    if (!good) clear_failed(staging);
    staging_free(staging);
    return good;
}

void staging_discard(struct staging *staging)
{
    if (!staging) return;
    clear_failed(staging);
    staging_free(staging);
}

struct staging_counts staging_count(const struct staging *staging)
{
    return staging->counts;
}
