/* The output folder, replaced as a whole: files are written beside it, then the folders change places in one step.
 *
 * In: relative paths and bytes, from any thread. Out: the folder holds exactly what was put, plus files that the program did not
 * write (kept as they are); what did not change is the same file as before, time stamp and all. A kill at any moment leaves the
 * old output or the new one; a build that fails leaves everything as it was. Called by build.c.
 *
 * OUTPUT/.suluh/manifest lists what was written, with size and hash; only such files are ever removed. What was the output before
 * stays beside as .OUTPUT.suluh-spare, for the next build to write into: its files are hard links to those of the output wherever they
 * are the same, so that it takes hardly any room, and a build makes, links and removes only what differs (staging_spare.h). */
#ifndef BASE_STAGING_H
#define BASE_STAGING_H

#include "base/diag.h"
#include "base/pieces.h"

struct staging;

/* NULL after a report: the path is a file, or a folder that is neither empty nor ours, or cannot be written. */
struct staging *staging_open(struct diag *diag, const char *output);
/* How many threads look at the files when the staging is committed; 1 unless told. */
void staging_share(struct staging *staging, unsigned threads);
/* Adds a file; false after a report (a full disk, the same path twice, a path that leaves the folder). */
bool staging_put(struct staging *staging, Str path, Str bytes);
/* The same piece by piece; `make` is called once to see whether the file changed, and again to write it. */
bool staging_put_pieces(struct staging *staging, Str path, pieces_make make, const void *what);
/* A file as it was put. */
struct staged_file {
    Str path;
    uint64_t hash, size;
};
struct staged_file staging_file(struct staging *staging, Str path); /* that was put */
bool staging_has(struct staging *staging, Str path);                /* it was put */
/* Puts files again that an earlier build put, without their bytes. False, and nothing happens, when the output does not hold all of them any more as
 * they were. */
bool staging_keep(struct staging *staging, const struct staged_file *files, size_t count);
/* What has been put so far, by path. */
struct staged_file *staging_list(struct staging *staging, struct arena *arena, size_t *count);
/* The bytes of a file that was put; false after a report. */
bool staging_read(struct staging *staging, struct arena *arena, Str path, Str *bytes);
/* Where what a build wants to know of the last one may lie: beside the output, for as long as the staging. */
const char *staging_path_beside(struct staging *staging, const char *ending);
/* Swaps the new folder in; false after a report (the old output is untouched then). Frees the staging. */
bool staging_commit(struct staging *staging);
void staging_discard(struct staging *staging);

struct staging_counts {
    size_t files, written; /* put, and of these new or changed */
};
struct staging_counts staging_count(const struct staging *staging);

#endif
