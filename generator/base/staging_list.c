/* What a build has put, read back. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/staging_spare.h"

static int compare_paths(const void *a, const void *b)
{
    return str_compare(((const struct staged_file *)a)->path, ((const struct staged_file *)b)->path);
}

struct staged_file *staging_list(struct staging *staging, struct arena *arena, size_t *count)
{
    pthread_mutex_lock(&staging->mutex);
    struct staged_file *files = arena_make_n(arena, struct staged_file, staging->entry_count + 1);
    *count = 0;
    for (size_t i = 0; i < staging->entry_count; i++) {
        const struct entry *entry = staging->entries[i];
        if (entry->put)
            files[(*count)++] = (struct staged_file){entry->path, entry->now.hash, entry->now.size};
    }
    pthread_mutex_unlock(&staging->mutex);
    qsort(files, *count, sizeof *files, compare_paths);
    return files;
}

bool staging_read(struct staging *staging, struct arena *arena, Str path, Str *bytes)
{
    pthread_mutex_lock(&staging->mutex);
    const struct entry *entry = names_get(&staging->entry_names, path);
    enum side side = entry && entry->unchanged ? OUTPUT : SPARE;
    pthread_mutex_unlock(&staging->mutex);
    int error;
    enum file_status status =
        file_read_below(arena, staging->paths[side], path, FILE_LIMIT_TABLE, bytes, &error);
    if (status != FILE_OK) file_report(staging->diag, LOC_NONE, status, path, error, FILE_LIMIT_TABLE);
    return status == FILE_OK;
}
