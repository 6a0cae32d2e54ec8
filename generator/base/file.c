#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/utf8.h"

enum { DEEPEST_FOLDER = 16, FIRST_READ = 64 * 1024 };

static enum file_status status_of(int error)
{
    return error == ENOENT || error == ENOTDIR ? FILE_MISSING
           : error == ELOOP                    ? FILE_ESCAPES
                                               : FILE_UNREADABLE;
}

/* Reads up to `expected` bytes at once, and on to the end if the file is longer than it said. Of a regular file a read that gives all that was expected,
 * and less than it was asked for, has met the end; of a pipe it has not. */
static enum file_status read_all(struct arena *arena, int descriptor, bool regular, size_t expected,
                                 size_t limit, Str *content, int *error)
{
    size_t capacity = expected + 1, len = 0;
    char *data = arena_raw(arena, capacity + 1);
    for (;;) {
        if (len == capacity) {
            data = arena_grow(arena, data, &capacity, capacity + 1, 1);
            if (capacity > limit + 2) capacity = limit + 2;
        }
        ssize_t got = read(descriptor, data + len, capacity - len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            *error = errno;
            return FILE_UNREADABLE;
        }
        bool ended = got == 0 || (regular && len + (size_t)got >= expected && (size_t)got < capacity - len);
        len += (size_t)got;
        if (len > limit) return FILE_TOO_LARGE;
        if (ended) break;
    }
    data[len] = '\0';
    *content = (Str){data, len};
    return FILE_OK;
}

/* Looks at what has been opened; a negative descriptor means that opening failed (errno). Closes what is not to be read. */
static enum file_status check_opened(int descriptor, size_t limit, size_t *size, int *error)
{
    struct stat about;
    enum file_status status = FILE_OK;
    if (descriptor < 0) {
        *error = errno;
        return status_of(errno);
    }
    if (fstat(descriptor, &about) != 0) {
        *error = errno;
        status = FILE_UNREADABLE;
    } else if (!S_ISREG(about.st_mode)) {
        status = FILE_NOT_REGULAR;
    } else if ((uintmax_t)about.st_size > limit) {
        status = FILE_TOO_LARGE;
    }
    if (status == FILE_OK)
        *size = (size_t)about.st_size;
    else
        close(descriptor);
    return status;
}

static enum file_status read_opened(struct arena *arena, int descriptor, size_t limit, Str *content,
                                    int *error)
{
    size_t size;
    enum file_status status = check_opened(descriptor, limit, &size, error);
    if (status != FILE_OK) return status;
    status = read_all(arena, descriptor, true, size, limit, content, error);
    close(descriptor);
    return status;
}

enum { READ_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

enum file_status file_read(struct arena *arena, const char *path, size_t limit, Str *content, int *error)
{
    *content = STR_NONE;
    *error = 0;
    return read_opened(arena, open(path, READ_FLAGS), limit, content, error);
}

enum file_status file_read_stream(struct arena *arena, int descriptor, size_t limit, Str *content, int *error)
{
    *content = STR_NONE;
    *error = 0;
    return read_all(arena, descriptor, false, FIRST_READ, limit, content, error);
}

/* Whether `path` really lies below `root`, all symbolic links followed. */
static enum file_status stays_below(const char *root, const char *path, int *error)
{
    char real_root[PATH_MAX], real_path[PATH_MAX];
    if (!realpath(root, real_root) || !realpath(path, real_path)) {
        *error = errno;
        return status_of(errno);
    }
    size_t len = strlen(real_root);
    bool below = strncmp(real_root, real_path, len) == 0 &&
                 (real_path[len] == '/' || (len == 1 && real_root[0] == '/'));
    return below ? FILE_OK : FILE_ESCAPES;
}

struct file_root file_root_open(const char *path)
{
    return (struct file_root){path, open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)};
}

void file_root_close(struct file_root *root)
{
    if (root->handle >= 0) close(root->handle);
    root->handle = -1;
}

/* Opens a file whose whole way, symbolic links included, stays below root; the kernel sees to it. A negative result with errno
 * EXDEV: it leaves root, or goes through an absolute link; ENOSYS, EPERM: the kernel cannot tell. */
static int open_below(const struct file_root *root, const char *path)
{
    struct open_how how = {.flags = READ_FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    if (root->handle >= 0) return (int)syscall(SYS_openat2, root->handle, path, &how, sizeof how);
    struct file_root opened = file_root_open(root->path);
    if (opened.handle < 0) return -1;
    int descriptor = open_below(&opened, path), error = errno;
    file_root_close(&opened);
    errno = error;
    return descriptor;
}

static enum file_status open_in(struct arena *arena, const struct file_root *root, Str path, size_t limit,
                                int *descriptor, size_t *size, int *error)
{
    Str inside = path;
    *error = 0;
    *descriptor = -1;
    if (memchr(path.data ? path.data : "", 0, path.len) ||
        (!path_is_clean(path) && !path_resolve(arena, STR_NONE, path, &inside)))
        return FILE_ESCAPES;
    char name[PATH_MAX];
    if (inside.len >= sizeof name) return FILE_MISSING;
    memcpy(name, inside.data, inside.len);
    name[inside.len] = '\0';
    *descriptor = open_below(root, name);
    if (*descriptor < 0 && (errno == EXDEV || errno == ENOSYS || errno == EPERM || errno == EAGAIN)) {
        char *full = str_c(arena, path_join(arena, str_from(root->path), inside));
        enum file_status status = stays_below(root->path, full, error);
        if (status != FILE_OK) return status;
        *descriptor = open(full, READ_FLAGS);
    }
    return check_opened(*descriptor, limit, size, error);
}

enum file_status file_open_below(struct arena *arena, const char *root, Str path, size_t limit,
                                 int *descriptor, size_t *size, int *error)
{
    return open_in(arena, &(struct file_root){root, -1}, path, limit, descriptor, size, error);
}

enum file_status file_read_in(struct arena *arena, const struct file_root *root, Str path, size_t limit,
                              Str *content, int *error)
{
    int descriptor;
    size_t size;
    *content = STR_NONE;
    enum file_status status = open_in(arena, root, path, limit, &descriptor, &size, error);
    if (status != FILE_OK) return status;
    status = read_all(arena, descriptor, true, size, limit, content, error);
    close(descriptor);
    return status;
}

enum file_status file_read_below(struct arena *arena, const char *root, Str path, size_t limit, Str *content,
                                 int *error)
{
    return file_read_in(arena, &(struct file_root){root, -1}, path, limit, content, error);
}

void file_report(struct diag *diag, Loc loc, enum file_status status, Str name, int error, size_t limit)
{
    struct arena *arena = arena_new();
    char reason[128] = "";
    switch (status) {
    case FILE_OK: break;
    case FILE_MISSING: diag_report(diag, loc, MSG_FILE_MISSING, name); break;
    case FILE_UNREADABLE:
        if (error == EACCES || error == EPERM)
            diag_report(diag, loc, MSG_FILE_FORBIDDEN, name);
        else
            diag_report(diag, loc, MSG_FILE_UNREADABLE, name,
                        str_from(strerror_r(error, reason, sizeof reason)));
        break;
    case FILE_TOO_LARGE:
        diag_report(diag, loc, MSG_FILE_TOO_LARGE, name, str_format(arena, "%zu", limit >> 20));
        break;
    case FILE_NOT_REGULAR: diag_report(diag, loc, MSG_FILE_NOT_REGULAR, name); break;
    case FILE_ESCAPES: diag_report(diag, loc, MSG_FILE_ESCAPES, name); break;
    case FILE_LINKED_FOLDER: diag_report(diag, loc, MSG_FILE_LINKED_FOLDER, name); break;
    case FILE_TOO_DEEP:
        diag_report(diag, loc, MSG_FOLDER_TOO_DEEP, name, str_format(arena, "%d", DEEPEST_FOLDER));
        break;
    }
    arena_free(arena);
}

/* With a byte order mark, or by the NUL bytes that UTF-16 has beside each ASCII character. */
static bool is_utf16(Str text)
{
    if (str_starts(text, S("\xFF\xFE")) || str_starts(text, S("\xFE\xFF"))) return true;
    if (text.len < 4) return false;
    const char *t = text.data;
    return (t[0] && !t[1] && t[2] && !t[3]) || (!t[0] && t[1] && !t[2] && t[3]);
}

/* What people save in a text's place, by how such a file begins. */
static const char *other_format(Str text)
{
    static const struct {
        Str begin;
        const char *name;
    } formats[] = {
        {{"PK\x03\x04", 4}, "XLSX, ODS, DOCX (ZIP)"},
        {{"\xD0\xCF\x11\xE0", 4}, "XLS, DOC"},
        {{"%PDF-", 5}, "PDF"},
        {{"\x89PNG", 4}, "PNG"},
        {{"\xFF\xD8\xFF", 3}, "JPEG"},
        {{"{\\rtf", 5}, "RTF"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_starts(text, formats[i].begin)) return formats[i].name;
    return NULL;
}

bool file_check_format(struct diag *diag, const struct source *source)
{
    const char *other = other_format(source->text);
    if (!other && !is_utf16(source->text)) return true;
    diag_report(diag, ((Loc){source, 0}), other ? MSG_TEXT_OTHER_FORMAT : MSG_TEXT_UTF16,
                str_from(other ? other : ""));
    return false;
}

bool file_check_text(struct diag *diag, const struct source *source)
{
    if (!file_check_format(diag, source)) return false;
    const char *nul = source->text.len ? memchr(source->text.data, 0, source->text.len) : NULL;
    size_t invalid = utf8_invalid_at(source->text);
    if (nul) diag_report(diag, ((Loc){source, (size_t)(nul - source->text.data)}), MSG_TEXT_HAS_NUL);
    if (invalid < source->text.len) diag_report(diag, ((Loc){source, invalid}), MSG_TEXT_NOT_UTF8);
    return !nul && invalid == source->text.len;
}

Str file_without_mark(Str text)
{
    return str_starts(text, S("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
}

const struct source *file_source(struct arena *arena, struct diag *diag, Loc loc, const char *root, Str path,
                                 Str shown)
{
    return file_source_in(arena, diag, loc, &(struct file_root){root, -1}, path, shown);
}

const struct source *file_source_in(struct arena *arena, struct diag *diag, Loc loc,
                                    const struct file_root *root, Str path, Str shown)
{
    struct source *source = arena_make(arena, struct source);
    int error;
    enum file_status status = file_read_in(arena, root, path, FILE_LIMIT_TEXT, &source->text, &error);
    source->name = str_copy(arena, shown);
    if (status != FILE_OK) {
        file_report(diag, loc, status, shown, error, FILE_LIMIT_TEXT);
        return NULL;
    }
    source->text = file_without_mark(source->text);
    return file_check_text(diag, source) ? source : NULL;
}

bool file_write_all(int handle, Str bytes)
{
    while (bytes.len) {
        ssize_t done = write(handle, bytes.data, bytes.len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return false;
        bytes = str_skip(bytes, (size_t)done);
    }
    return true;
}

struct walk {
    struct arena *arena;
    const char *root;
    struct file_list *list;
    Str unseen; /* see file_list_but */
    size_t capacity;
    int64_t now; /* ns */
};

/* A file that was written a moment ago may be written again without a new time: the kernel's clock for files ticks every 1 to 10 ms. */
enum { MOMENT = 20 * 1000 * 1000 };

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Of a file that may be read: what changes when it is written or replaced. */
static uint64_t stamp_of(const struct walk *walk, const struct stat *about)
{
    bool fresh = walk->now - nanoseconds(about->st_ctim) < MOMENT;
    uint64_t parts[] = {(uint64_t)about->st_size,        (uint64_t)about->st_ino,
                        (uint64_t)about->st_mtim.tv_sec, (uint64_t)about->st_mtim.tv_nsec,
                        (uint64_t)about->st_ctim.tv_sec, (uint64_t)about->st_ctim.tv_nsec,
                        fresh ? (uint64_t)walk->now : 0};
    return XXH3_64bits(parts, sizeof parts);
}

static struct file_entry *new_entry(struct walk *walk)
{
    struct file_list *list = walk->list;
    list->entries =
        arena_grow(walk->arena, list->entries, &walk->capacity, list->count + 1, sizeof *list->entries);
    return &list->entries[list->count++];
}

/* `about`: of a file that may be read. */
static void add_entry(struct walk *walk, Str path, enum file_status status, const struct stat *about,
                      int error)
{
    struct file_entry *entry = new_entry(walk);
    *entry = (struct file_entry){.path = path, .status = status, .error = error};
    if (status != FILE_OK) return;
    entry->size = (size_t)about->st_size;
    entry->stamp = stamp_of(walk, about);
}

static enum file_status walk_folder(struct walk *walk, const char *full, Str relative, int depth, int *error);

static void walk_link(struct walk *walk, const char *full, Str path)
{
    struct stat about;
    int error = 0;
    enum file_status status = stays_below(walk->root, full, &error);
    if (status == FILE_OK && stat(full, &about) != 0) status = FILE_MISSING;
    if (status == FILE_OK && S_ISDIR(about.st_mode)) status = FILE_LINKED_FOLDER;
    if (status == FILE_OK && !S_ISREG(about.st_mode)) status = FILE_NOT_REGULAR;
    add_entry(walk, path, status, &about, error);
}

static const char *full_path(struct walk *walk, const char *folder, const char *name)
{
    return str_c(walk->arena, path_join(walk->arena, str_from(folder), str_from(name)));
}

static void walk_entry(struct walk *walk, int folder, const char *full_folder, Str relative,
                       const struct dirent *entry, int depth)
{
    struct stat about;
    int error = 0;
    const char *name = entry->d_name;
    Str path = path_join(walk->arena, relative, str_from(name));
    if (entry->d_type == DT_REG && walk->unseen.len && str_ends(path, walk->unseen))
        *new_entry(walk) = (struct file_entry){.path = path, .status = FILE_OK};
    else if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        add_entry(walk, path, FILE_UNREADABLE, NULL, errno);
    else if (S_ISLNK(about.st_mode))
        walk_link(walk, full_path(walk, full_folder, name), path);
    else if (S_ISREG(about.st_mode))
        add_entry(walk, path, FILE_OK, &about, 0);
    else if (!S_ISDIR(about.st_mode))
        add_entry(walk, path, FILE_NOT_REGULAR, NULL, 0);
    else if (depth >= DEEPEST_FOLDER)
        add_entry(walk, path, FILE_TOO_DEEP, NULL, 0);
    else if (walk_folder(walk, full_path(walk, full_folder, name), path, depth + 1, &error) != FILE_OK)
        add_entry(walk, path, FILE_UNREADABLE, NULL, error);
}

static enum file_status walk_folder(struct walk *walk, const char *full, Str relative, int depth, int *error)
{
    DIR *stream = opendir(full);
    if (!stream) {
        *error = errno;
        return status_of(errno);
    }
    for (struct dirent *entry; (entry = readdir(stream));) {
        Str name = str_from(entry->d_name);
        if (name.len == 0 || name.data[0] == '.' || name.data[name.len - 1] == '~') continue;
        walk_entry(walk, dirfd(stream), full, relative, entry, depth);
    }
    closedir(stream);
    return FILE_OK;
}

static int compare_paths(const void *a, const void *b)
{
    return str_compare(((const struct file_entry *)a)->path, ((const struct file_entry *)b)->path);
}

enum file_status file_list(struct arena *arena, const char *root, struct file_list *list, int *error)
{
    return file_list_but(arena, root, STR_NONE, list, error);
}

enum file_status file_list_but(struct arena *arena, const char *root, Str ending, struct file_list *list,
                               int *error)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct walk walk = {
        .arena = arena, .root = root, .list = list, .unseen = ending, .now = nanoseconds(now)};
    *list = (struct file_list){0};
    *error = 0;
    enum file_status status = walk_folder(&walk, root, STR_NONE, 0, error);
    if (list->count) qsort(list->entries, list->count, sizeof *list->entries, compare_paths);
    return status;
}

Str path_join(struct arena *arena, Str folder, Str name)
{
    if (folder.len == 0) return str_copy(arena, name);
    if (folder.data[folder.len - 1] == '/') folder.len--;
    return str_join(arena, (Str[]){folder, name}, 2, S("/"));
}

/* Appends the segments of path, taking ".." back; false when that leaves the root. `out` has room for all. */
static bool push_segments(Str path, char *out, size_t *len)
{
    while (path.len) {
        Str segment = str_cut(&path, '/');
        if (segment.len == 0 || str_is(segment, ".")) continue;
        if (str_is(segment, "..")) {
            if (*len == 0) return false;
            *len = path_folder((Str){out, *len}).len;
            continue;
        }
        if (*len) out[(*len)++] = '/';
        memcpy(out + *len, segment.data, segment.len);
        *len += segment.len;
    }
    return true;
}

bool path_resolve(struct arena *arena, Str folder, Str path, Str *resolved)
{
    size_t len = 0;
    *resolved = STR_NONE;
    if (path.len == 0 || path.data[0] == '/' || str_find_char(path, '\\') < path.len) return false;
    char *out = arena_alloc(arena, folder.len + path.len + 1);
    if (!push_segments(folder, out, &len) || !push_segments(path, out, &len)) return false;
    *resolved = (Str){out, len};
    return true;
}

bool path_is_clean(Str path)
{
    if (path.len == 0 || path.data[0] == '/' || path.data[path.len - 1] == '/') return false;
    if (str_find_char(path, '\\') < path.len) return false;
    while (path.len) {
        Str segment = str_cut(&path, '/');
        if (segment.len == 0 || str_is(segment, ".") || str_is(segment, "..")) return false;
    }
    return true;
}

Str path_folder(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash < path.len ? str_from_to(path, 0, slash) : STR_NONE;
}

Str path_name(Str path)
{
    size_t slash = str_find_last_char(path, '/');
    return slash < path.len ? str_skip(path, slash + 1) : path;
}

Str path_stem(Str path)
{
    Str name = path_name(path);
    size_t dot = str_find_last_char(name, '.');
    return dot > 0 && dot < name.len ? str_from_to(name, 0, dot) : name;
}

bool path_segment_safe(Str name)
{
    if (name.len == 0 || name.len > 200 || name.data[0] == '.') return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (!char_is_alpha(c) && !char_is_digit(c) && c != '-' && c != '_' && c != '.') return false;
    }
    return true;
}
