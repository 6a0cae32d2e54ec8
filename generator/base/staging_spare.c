#include "base/staging_spare.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/staging_tree.h"

static int open_folder(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* A kill between the two steps of an exchange that takes two leaves the spare under the name that it had meanwhile. */
static int find_spare(struct staging *staging)
{
    const char *path = staging->paths[SPARE];
    int handle = open_folder(path);
    if (handle >= 0) return handle;
    if (errno != ENOENT) unlink(path); /* something that is no folder; if it stays, mkdir tells */
    if (rename(staging->aside, path) == 0) return open_folder(path);
    if (mkdir(path, 0755) != 0) return -1;
    staging->spare_is_new = true;
    return open_folder(path);
}

bool spare_open(struct staging *staging)
{
    if (staging->handles[SPARE] >= 0) return true;
    int handle = staging->handles[SPARE] = find_spare(staging);
    if (handle >= 0) {
        staging->spare_is_whole = !staging->spare_is_new && manifest_read(staging, SPARE);
        if (staging->spare_is_new || unlinkat(handle, MANIFEST, 0) == 0 || errno == ENOENT) return true;
    }
    staging_report(staging, str_from(staging->paths[SPARE]), errno);
    return false;
}

/* ---- changing it ---- */

/* Whether what lies at the entry's path may go: of a whole spare only what its manifest knows, else somebody saved it there. */
static bool may_go(const struct staging *staging, const struct entry *entry)
{
    return !staging->spare_is_whole || (entry && (entry->own[SPARE] || entry->kept[SPARE]));
}

static void note_made(struct staging *staging, Str path)
{
    for (;; path = path_folder(path)) {
        struct folder *folder = staging_folder(staging, path);
        folder->made = true;
        folder->seen = 0;
        if (path.len == 0) return;
    }
}

/* Makes the folders above a path. Under the lock, which is given back while the disk is waited for. */
static int make_folders(struct staging *staging, Str path)
{
    struct folder *folder = staging_folder(staging, path_folder(path));
    folder->seen = 0;
    if (folder->made) return 0;
    pthread_mutex_unlock(&staging->mutex);
    int error = tree_make_folders_at(staging->handles[SPARE], folder->path) ? 0 : errno;
    pthread_mutex_lock(&staging->mutex);
    if (!error) note_made(staging, folder->path);
    return error;
}

static bool is_above(Str folder, Str path)
{
    return path.len > folder.len && path.data[folder.len] == '/' && str_starts(path, folder);
}

/* Removes a folder of the spare that stands where a file must be; not when this build put something into it. */
static int remove_folder(struct staging *staging, Str path)
{
    for (size_t i = 0; i < staging->entry_count; i++)
        if (staging->entries[i]->put && is_above(path, staging->entries[i]->path)) return EISDIR;
    for (size_t i = 0; i < staging->folder_count; i++)
        if (is_above(path, staging->folders[i]->path) || str_equal(path, staging->folders[i]->path))
            staging->folders[i]->made = false;
    tree_remove(str_c(staging->arena, path_join(staging->arena, str_from(staging->paths[SPARE]), path)));
    return 0;
}

/* Removes what stands in the way of a file: a file where a folder must be, or the other way round. 0, or why it has to stay: EEXIST
 * when somebody else made it. */
static int clear_way(struct staging *staging, Str path)
{
    char name[PATH_MAX];
    struct stat about;
    for (size_t end = 0; end < path.len;) {
        end += 1 + str_find_char(str_skip(path, end + 1), '/');
        Str part = str_from_to(path, 0, end);
        if (fstatat(staging->handles[SPARE], staging_c(name, part), &about, AT_SYMLINK_NOFOLLOW) != 0) break;
        bool whole = end == path.len, is_folder = S_ISDIR(about.st_mode);
        if (!whole && is_folder) continue;
        if (whole && is_folder) return remove_folder(staging, path);
        const struct entry *entry = names_get(&staging->entry_names, part);
        if (!whole && entry && (entry->put || entry->foreign)) return ENOTDIR;
        if (!may_go(staging, entry)) return EEXIST;
        if (unlinkat(staging->handles[SPARE], name, 0) != 0) return errno;
        break;
    }
    if (!tree_make_folders_at(staging->handles[SPARE], path_folder(path))) return errno;
    note_made(staging, path_folder(path));
    return 0;
}

static bool is_in_the_way(int error)
{
    return error == EEXIST || error == ENOTDIR || error == EISDIR || error == ENOENT;
}

int spare_write(struct staging *staging, struct entry *entry, const struct staging_content *content)
{
    char name[PATH_MAX];
    int spare = staging->handles[SPARE];
    staging_c(name, entry->path);
    pthread_mutex_lock(&staging->mutex);
    int error = make_folders(staging, entry->path);
    pthread_mutex_unlock(&staging->mutex);
    if (!error && !staging->spare_is_new && may_go(staging, entry)) unlinkat(spare, name, 0);
    if (!error) error = staging_write(spare, name, content, &entry->now);
    if (!is_in_the_way(error)) return error;
    pthread_mutex_lock(&staging->mutex);
    error = clear_way(staging, entry->path);
    pthread_mutex_unlock(&staging->mutex);
    return error ? error : staging_write(spare, name, content, &entry->now);
}

/* ---- what lies in the two folders ---- */

static int found_in_output(struct staging *staging, Str path)
{
    struct entry *entry = names_get(&staging->entry_names, path);
    if (!entry || !entry->own[OUTPUT]) staging_entry(staging, path)->foreign = true;
    return 0;
}

/* 0 or an errno. What is gone already, or a folder meanwhile, is not there as a file: that is what is wanted. */
static int remove_file(struct staging *staging, Str path)
{
    char name[PATH_MAX];
    if (unlinkat(staging->handles[SPARE], staging_c(name, path), 0) == 0) return 0;
    return errno == ENOENT || errno == ENOTDIR || errno == EISDIR ? 0 : errno;
}

static int found_in_spare(struct staging *staging, Str path)
{
    struct entry *entry = names_get(&staging->entry_names, path);
    if (entry && (entry->put || entry->foreign || entry->own[SPARE] || entry->kept[SPARE])) return 0;
    if (!staging->spare_is_whole) return remove_file(staging, path);
    staging_entry(staging, path)->stray = true;
    return 0;
}

static bool is_folder(int folder, const struct dirent *entry)
{
    struct stat about;
    if (entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR;
    return fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
}

/* Notes what a folder holds; folders in it come to the end of the list of all folders. 0 or an errno. */
static int list_folder(struct staging *staging, enum side side, Str folder)
{
    char name[PATH_MAX];
    const char *path = folder.len ? staging_c(name, folder) : ".";
    int handle = openat(staging->handles[side], path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *stream = handle >= 0 ? fdopendir(handle) : NULL;
    if (!stream) return errno;
    int error = 0;
    for (struct dirent *entry; !error && (errno = 0, entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        Str found = path_join(staging->arena, folder, str_from(entry->d_name));
        if (found.len >= PATH_MAX)
            error = ENAMETOOLONG;
        else if (is_folder(dirfd(stream), entry))
            staging_folder(staging, found);
        else if (!str_is(found, MANIFEST))
            error = (side == OUTPUT ? found_in_output : found_in_spare)(staging, found);
    }
    if (!error) error = errno;
    closedir(stream);
    return error;
}

struct look {
    struct staging *staging;
    enum side side;
};

/* The change time of a folder, or NO_FOLDER. The way to it is not looked at. */
static int64_t look_at(const struct staging *staging, enum side side, const struct folder *folder)
{
    char name[PATH_MAX];
    struct stat about;
    bool found =
        fstatat(staging->handles[side], staging_c(name, folder->path), &about, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(about.st_mode);
    return found ? staging_time(about.st_ctim) : NO_FOLDER;
}

static void look_in_advance(void *context, size_t index, unsigned worker)
{
    const struct look *look = context;
    struct folder *folder = look->staging->folders[index];
    (void)worker;
    if (folder->path.len) folder->looked[look->side] = look_at(look->staging, look->side, folder);
}

/* Whether a folder is there, all the way without a link, and what it holds is known; lists it otherwise. */
static int look_into(struct staging *staging, enum side side, struct folder *folder)
{
    if (folder->path.len == 0) {
        folder->there[side] = true;
        return list_folder(staging, side, folder->path);
    }
    int64_t changed = folder->looked[side] ? folder->looked[side] : look_at(staging, side, folder);
    folder->there[side] = folder->above->there[side] && changed != NO_FOLDER;
    if (!folder->there[side]) return 0;
    if (side == SPARE) folder->seen = changed;
    bool known = folder->left[side] && folder->left[side] == changed;
    if (!known) folder->left[side] = 0;
    return known ? 0 : list_folder(staging, side, folder->path);
}

static bool scan(struct staging *staging, enum side side)
{
    staging_folder(staging, STR_NONE);
    pool_run(staging->threads, staging->folder_count, look_in_advance, &(struct look){staging, side});
    for (size_t i = 0; i < staging->folder_count; i++) { /* grows meanwhile */
        struct folder *folder = staging->folders[i];
        int error = look_into(staging, side, folder);
        if (!error) continue;
        staging_report(staging, folder->path.len ? folder->path : str_from(staging->paths[side]), error);
        return false;
    }
    return true;
}

/* What an earlier build took over from others, and lies still in a folder that was not listed. */
static void find_kept(struct staging *staging)
{
    for (size_t i = 0; i < staging->entry_count; i++) {
        struct entry *entry = staging->entries[i];
        if (!entry->kept[OUTPUT] || entry->foreign) continue;
        const struct folder *folder = staging_folder_of(staging, entry);
        entry->foreign = folder->there[OUTPUT] && folder->left[OUTPUT];
    }
}

static bool nothing_is_taken(struct staging *staging)
{
    for (size_t i = 0; i < staging->entry_count; i++) {
        const struct entry *entry = staging->entries[i];
        if (!entry->put || !entry->foreign) continue;
        diag_report(staging->diag, LOC_NONE, MSG_OUTPUT_TAKEN, entry->path);
        staging->failed = true;
    }
    return !staging->failed;
}

/* ---- taking away ---- */

static void mark_needed(struct staging *staging)
{
    for (size_t i = 0; i < staging->entry_count; i++) {
        struct entry *entry = staging->entries[i];
        if (!entry->put && !entry->foreign && !entry->stray) continue;
        for (struct folder *folder = staging_folder_of(staging, entry); folder && !folder->needed;
             folder = folder->above)
            folder->needed = true;
    }
}

static bool remove_unneeded(struct staging *staging)
{
    char name[PATH_MAX];
    for (size_t i = 0; i < staging->entry_count; i++) {
        const struct entry *entry = staging->entries[i];
        if (entry->put || entry->foreign || !(entry->own[SPARE] || entry->kept[SPARE])) continue;
        int error = remove_file(staging, entry->path);
        staging_folder(staging, path_folder(entry->path))->seen = 0;
        if (!error) continue;
        staging_report(staging, entry->path, error);
        return false;
    }
    for (size_t i = staging->folder_count; i-- > 1;) { /* the deepest first, never the whole */
        const struct folder *folder = staging->folders[i];
        if (folder->needed || !folder->there[SPARE] || str_is(folder->path, ".suluh")) continue;
        unlinkat(staging->handles[SPARE], staging_c(name, folder->path), AT_REMOVEDIR);
        staging_folder(staging, path_folder(folder->path))->seen = 0;
    }
    return true;
}

/* ---- taking over ---- */

static int copy_bytes(int from, int to)
{
    char piece[64 * 1024];
    for (ssize_t got; (got = read(from, piece, sizeof piece)) != 0;) {
        if (got < 0 && errno != EINTR) return errno;
        for (ssize_t done = 0, put; done < got; done += put)
            if ((put = write(to, piece + done, (size_t)(got - done))) < 0) return errno;
    }
    return 0;
}

static int copy_link(struct staging *staging, const char *name)
{
    char target[PATH_MAX];
    ssize_t len = readlinkat(staging->handles[OUTPUT], name, target, sizeof target - 1);
    if (len < 0) return errno;
    target[len] = '\0';
    return symlinkat(target, staging->handles[SPARE], name) == 0 ? 0 : errno;
}

/* With the time stamp of what is copied. */
static int copy_file(struct staging *staging, const char *name)
{
    struct stat about;
    int from = openat(staging->handles[OUTPUT], name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (from < 0) return errno == ELOOP ? copy_link(staging, name) : errno;
    int error = fstat(from, &about) != 0 ? errno : S_ISREG(about.st_mode) ? 0 : EINVAL, to = -1;
    if (!error) to = openat(staging->handles[SPARE], name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!error && to < 0) error = errno;
    if (!error) error = copy_bytes(from, to);
    if (!error && fchmod(to, about.st_mode & 0777) != 0 && errno != EPERM) error = errno;
    if (!error && futimens(to, (struct timespec[]){about.st_atim, about.st_mtim}) != 0) error = errno;
    if (to >= 0 && close(to) != 0 && !error) error = errno;
    close(from);
    return error;
}

/* A hard link to the output's file; a copy where the file system has none, or does not let us. */
static int link_file(struct staging *staging, const char *name)
{
    if (linkat(staging->handles[OUTPUT], name, staging->handles[SPARE], name, 0) == 0) return 0;
    bool cannot = errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK ||
                  errno == EXDEV || errno == EACCES;
    return cannot ? copy_file(staging, name) : errno;
}

/* Whether the spare holds the output's file already. */
static bool has_same(const struct staging *staging, const struct entry *entry, const char *name,
                     const struct stat *about)
{
    struct stat old = {.st_ino = entry->inode, .st_dev = staging->device};
    if (!entry->inode && fstatat(staging->handles[OUTPUT], name, &old, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    if (old.st_ino == about->st_ino && old.st_dev == about->st_dev) return true;
    const struct stamp *left = &entry->left[SPARE];
    return entry->put && entry->own[SPARE] && staging->spare_is_whole && left->hash == entry->now.hash &&
           left->size == entry->now.size && left->changed == entry->now.changed &&
           staging_is_left(left, about);
}

static int clear_way_locked(struct staging *staging, Str path)
{
    pthread_mutex_lock(&staging->mutex);
    int error = clear_way(staging, path);
    pthread_mutex_unlock(&staging->mutex);
    return error;
}

static int take_over(struct staging *staging, const struct entry *entry)
{
    char name[PATH_MAX];
    struct stat about;
    staging_c(name, entry->path);
    if (!staging->spare_is_new && fstatat(staging->handles[SPARE], name, &about, AT_SYMLINK_NOFOLLOW) == 0) {
        if (has_same(staging, entry, name, &about)) return 0;
        if (S_ISDIR(about.st_mode) || !may_go(staging, entry)) {
            int error = clear_way_locked(staging, entry->path);
            if (error) return error;
        } else if (unlinkat(staging->handles[SPARE], name, 0) != 0) {
            return errno;
        }
    }
    pthread_mutex_lock(&staging->mutex);
    int error = make_folders(staging, entry->path);
    pthread_mutex_unlock(&staging->mutex);
    if (!error) error = link_file(staging, name);
    if (!is_in_the_way(error)) return error;
    error = clear_way_locked(staging, entry->path);
    return error ? error : link_file(staging, name);
}

static void take_over_one(void *context, size_t index, unsigned worker)
{
    struct staging *staging = context;
    const struct entry *entry = staging->entries[index];
    (void)worker;
    if (!entry->unchanged && !entry->foreign) return;
    int error = take_over(staging, entry);
    if (!error) return;
    pthread_mutex_lock(&staging->mutex);
    staging_report(staging, entry->path, error);
    pthread_mutex_unlock(&staging->mutex);
}

static bool take_over_all(struct staging *staging)
{
    pool_run(staging->threads, staging->entry_count, take_over_one, staging);
    return !staging->failed;
}

bool spare_finish(struct staging *staging)
{
    if (!spare_open(staging) || (staging->has_old && !scan(staging, OUTPUT))) return false;
    find_kept(staging);
    if (!nothing_is_taken(staging) || (!staging->spare_is_new && !scan(staging, SPARE))) return false;
    mark_needed(staging);
    return remove_unneeded(staging) && take_over_all(staging) && manifest_write(staging);
}
