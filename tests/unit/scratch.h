/* A folder of its own for a test, removed at its end; and files in it. Called by the tests that need a disk. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/staging_tree.h"

static char scratch_folder[64];

static inline void scratch_leave(void)
{
    if (chdir("/") == 0) tree_remove(scratch_folder);
}

/* Makes a new folder under /tmp and goes there. */
static inline void scratch_enter(void)
{
    snprintf(scratch_folder, sizeof scratch_folder, "/tmp/suluh-test-XXXXXX");
    if (!mkdtemp(scratch_folder) || chdir(scratch_folder) != 0) {
        perror(scratch_folder);
        exit(1);
    }
    atexit(scratch_leave);
}

/* Writes a file, with the folders above it. */
static inline bool scratch_file(const char *path, Str bytes)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) {
        *slash = '\0';
        if (!tree_make_folders(folder)) return false;
    }
    int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    bool good = handle >= 0 && write(handle, bytes.data ? bytes.data : "", bytes.len) == (ssize_t)bytes.len;
    if (handle >= 0) close(handle);
    return good;
}

#endif
