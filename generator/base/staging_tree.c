#include "base/staging_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

enum { DEEPEST = 64, OPEN_FOLDERS = 16 };

bool tree_make_folders_at(int folder, Str relative)
{
    char path[PATH_MAX];
    if (relative.len >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (relative.len == 0) return true;
    memcpy(path, relative.data, relative.len);
    path[relative.len] = '\0';
    if (mkdirat(folder, path, 0755) == 0 || errno == EEXIST) return true;
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdirat(folder, path, 0755) != 0 && errno != EEXIST) return false;
        *slash = '/';
    }
    return mkdirat(folder, path, 0755) == 0 || errno == EEXIST;
}

bool tree_make_folders(const char *path)
{
    return tree_make_folders_at(AT_FDCWD, str_from(path));
}

bool tree_is_empty(const char *path)
{
    DIR *stream = opendir(path);
    bool empty = stream != NULL;
    for (struct dirent *entry; empty && (entry = readdir(stream));) empty = entry->d_name[0] == '.';
    if (stream) closedir(stream);
    return empty;
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)place;
    if (kind == FTW_DP)
        rmdir(path);
    else
        unlink(path);
    return 0;
}

void tree_remove(const char *path)
{
    nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

struct visit {
    bool (*call)(void *context, Str path);
    void *context;
    struct arena *arena;
};

static bool walk(const struct visit *visit, int parent, const char *name, Str relative, int depth)
{
    int handle = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *stream = handle >= 0 ? fdopendir(handle) : NULL;
    bool good = stream != NULL && depth < DEEPEST;
    for (struct dirent *entry; good && (entry = readdir(stream));) {
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        Str path = path_join(visit->arena, relative, str_from(entry->d_name));
        if (fstatat(dirfd(stream), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
            good = false;
        else if (S_ISDIR(about.st_mode))
            good = walk(visit, dirfd(stream), entry->d_name, path, depth + 1);
        else
            good = visit->call(visit->context, path);
    }
    if (stream)
        closedir(stream);
    else if (handle >= 0)
        close(handle);
    return good;
}

bool tree_walk(const char *path, bool (*visit)(void *context, Str path), void *context)
{
    struct visit all = {visit, context, arena_new()};
    bool good = walk(&all, AT_FDCWD, path, STR_NONE, 0);
    arena_free(all.arena);
    return good;
}
