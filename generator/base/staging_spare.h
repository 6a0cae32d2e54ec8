/* What the files of the output folder's replacement share: what is known of each path, and the spare folder. Private to staging*.c.
 *
 * The spare is the output before the last: a stock of folders and links in which a build does only what differs. It is never taken at
 * its word. A file of it stays only if it is the very file (inode) of the output, or, where the file system has no hard links, if it is
 * as an earlier build left it by the spare's own manifest; everything else is unlinked and made anew, never written into. The first
 * thing that a build does to it is to take its manifest away, the last before the exchange is to write the new one: a spare
 * without a manifest was left by a build that did not end, and all that the new output does not need is removed from it.
 *
 * In both trees a folder whose change time (ctime, which no tool can set) is the one in that tree's manifest holds what the manifest
 * says; only the others are listed, to find files that the program did not write. */
#ifndef BASE_STAGING_SPARE_H
#define BASE_STAGING_SPARE_H

#include <limits.h>
#include <pthread.h>
#include <sys/stat.h>

#include "base/names.h"
#include "base/staging.h"

#define MANIFEST ".suluh/manifest"

/* A file as a build left it. */
struct stamp {
    uint64_t hash, size;
    int64_t changed; /* time of modification in ns: tells that nobody edited the file since */
};

enum { NO_FOLDER = -1 };

/* The two folders, by the side that they are on when the build begins. */
enum side { OUTPUT, SPARE, SIDES };

struct entry {
    Str path;
    struct folder *folder; /* that it lies in; NULL: not asked yet */
    struct stamp left[SIDES], now;
    bool own[SIDES];     /* written by an earlier build: `left` is known */
    bool kept[SIDES];    /* somebody else's, taken over by an earlier build */
    bool put, unchanged; /* by this build; unchanged: the output's file stays */
    ino_t inode;         /* of the output's file, if unchanged; 0: unknown */
    bool foreign;        /* somebody else's, in the output: is taken over */
    bool stray; /* somebody else's, found in the spare only (its folder was the output once): stays there */
};

struct folder {
    Str path;              /* "": the whole */
    struct folder *above;  /* NULL: of the whole */
    int64_t looked[SIDES]; /* change time by a look in advance; 0: not looked at; NO_FOLDER */
    int64_t left[SIDES];   /* change time by the manifest; 0: unknown */
    int64_t seen; /* change time of the spare's folder; 0: not looked at, or changed by this build since */
    bool there[SIDES], made; /* there: as the scan found it; made: is in the spare */
    bool needed;             /* something in it stays */
};

struct staging {
    struct diag *diag;
    struct arena *arena;
    pthread_mutex_t mutex;
    char *paths[SIDES], *aside, *lock; /* absolute */
    int handles[SIDES], lock_handle;   /* -1: not open */
    dev_t device;                      /* of the output */
    bool has_old;
    bool spare_is_new, spare_is_whole; /* made by this build; had a manifest */
    struct names entry_names, folder_names;
    struct entry **entries;
    struct folder **folders; /* each after the one that holds it */
    size_t entry_count, entry_capacity, folder_count, folder_capacity;
    size_t old_count; /* files that the output's manifest lists */
    struct staging_counts counts;
    unsigned threads; /* that look at many files at the end */
    bool failed;
};

/* ---- staging.c ---- */
void staging_report(struct staging *staging, Str path, int error); /* an errno */
struct entry *staging_entry(struct staging *staging,
                            Str path); /* made when it is not there, as those below */
struct folder *staging_folder(struct staging *staging, Str path);
struct folder *staging_folder_of(struct staging *staging, struct entry *entry);
const char *staging_c(char name[PATH_MAX], Str path); /* NUL-terminated; paths are short enough */
int64_t staging_time(struct timespec time);
bool staging_is_left(const struct stamp *stamp, const struct stat *about); /* nobody changed it since */
struct staging_content { /* of a file: bytes, or, when `make` is there, what it makes */
    Str bytes;
    pieces_make make;
    const void *what;
};
int staging_write(int folder, const char *path, const struct staging_content *content,
                  struct stamp *stamp); /* a new file; 0 or an errno */

/* ---- staging_manifest.c: what a build left, as text ---- */
bool manifest_read(struct staging *staging, enum side side); /* false: there is none */
bool manifest_write(struct staging *staging);                /* into the spare */

/* ---- staging_spare.c ---- */
/* Opens the spare for changes, or makes it; under the lock. */
bool spare_open(struct staging *staging);
/* A file with new bytes: 0 or an errno. From any thread. */
int spare_write(struct staging *staging, struct entry *entry, const struct staging_content *content);
/* Gives the spare all that the new output holds beside what was written, and takes away what it does not. */
bool spare_finish(struct staging *staging);

#endif
