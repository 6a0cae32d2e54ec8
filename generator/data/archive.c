#include "data/archive.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"

/* The calls of libzip that are used here, which are the same in both versions. */
struct library {
    void *handle;
    __typeof__(zip_fdopen) *fdopen;
    __typeof__(zip_discard) *discard;
    __typeof__(zip_get_num_entries) *get_num_entries;
    __typeof__(zip_name_locate) *name_locate;
    __typeof__(zip_stat_index) *stat_index;
    __typeof__(zip_fopen_index) *fopen_index;
    __typeof__(zip_fread) *fread;
    __typeof__(zip_fclose) *fclose;
};

struct archive {
    struct library library;
    zip_t *zip;
};

struct entry {
    const struct archive *archive;
    zip_file_t *file;
};

static bool library_open(struct library *library)
{
    static const char *const names[] = {"libzip.so.5", "libzip.so.4", "libzip.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !library->handle; i++)
        library->handle = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (!library->handle) return false;
    const struct {
        const char *name;
        void *call; /* a pointer to a pointer: ISO C turns no object pointer into a function's */
    } rows[] = {
        {"zip_fdopen", &library->fdopen},
        {"zip_discard", &library->discard},
        {"zip_get_num_entries", &library->get_num_entries},
        {"zip_name_locate", &library->name_locate},
        {"zip_stat_index", &library->stat_index},
        {"zip_fopen_index", &library->fopen_index},
        {"zip_fread", &library->fread},
        {"zip_fclose", &library->fclose},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void *found = dlsym(library->handle, rows[i].name);
        if (!found) return false;
        *(void **)rows[i].call = found;
    }
    return true;
}

enum archive_status archive_open(int descriptor, struct archive **archive)
{
    struct archive *opened = calloc(1, sizeof *opened);
    if (!opened) arena_exhausted();
    *archive = NULL;
    if (!library_open(&opened->library)) {
        archive_close(opened);
        return ARCHIVE_NO_LIBRARY;
    }
    int error = 0, own = dup(descriptor);
    if (own >= 0) {
        lseek(own, 0, SEEK_SET);
        opened->zip = opened->library.fdopen(own, ZIP_CHECKCONS, &error);
        if (!opened->zip) close(own);
    }
    if (!opened->zip) {
        archive_close(opened);
        return ARCHIVE_UNSOUND;
    }
    *archive = opened;
    return ARCHIVE_OPEN;
}

uint64_t archive_entries(const struct archive *archive)
{
    zip_int64_t count = archive->library.get_num_entries(archive->zip, 0);
    return count > 0 ? (uint64_t)count : 0;
}

bool archive_entry(const struct archive *archive, const char *name, struct entry **entry, uint64_t *packed)
{
    const struct library *library = &archive->library;
    zip_stat_t about;
    zip_int64_t index = library->name_locate(archive->zip, name, ZIP_FL_NOCASE);
    *entry = NULL;
    if (index < 0 || library->stat_index(archive->zip, (zip_uint64_t)index, 0, &about) != 0) return false;
    *packed = about.valid & ZIP_STAT_COMP_SIZE ? about.comp_size : 0;
    zip_file_t *file = library->fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!file) return true;
    *entry = calloc(1, sizeof **entry);
    if (!*entry) arena_exhausted();
    **entry = (struct entry){archive, file};
    return true;
}

int64_t entry_read(struct entry *entry, void *bytes, size_t most)
{
    return entry->archive->library.fread(entry->file, bytes, most);
}

void entry_close(struct entry *entry)
{
    if (!entry) return;
    entry->archive->library.fclose(entry->file);
    free(entry);
}

void archive_close(struct archive *archive)
{
    if (!archive) return;
    if (archive->zip) archive->library.discard(archive->zip);
    if (archive->library.handle) dlclose(archive->library.handle);
    free(archive);
}
