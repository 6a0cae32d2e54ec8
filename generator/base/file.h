/* Reading files and folders that people gave us, and writing our own.
 *
 * In: paths. Out: their bytes, or a status; file_report tells the status as a diagnostic. Nothing here follows a symbolic
 * link out of its root, opens a device or a pipe, or reads without a limit. Called by the loaders. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/diag.h"
#include "base/str.h"

struct arena;

enum file_status {
    FILE_OK,
    FILE_MISSING,
    FILE_UNREADABLE,
    FILE_TOO_LARGE,
    FILE_NOT_REGULAR,
    FILE_ESCAPES,
    FILE_LINKED_FOLDER,
    FILE_TOO_DEEP
};

#define FILE_LIMIT_TEXT    ((size_t)8 << 20)  /* Markdown, YAML, templates */
#define FILE_LIMIT_PICTURE ((size_t)64 << 20) /* pictures, fonts, spreadsheets */
#define FILE_LIMIT_TABLE   ((size_t)2 << 30)  /* CSV, which is never held whole */

/* Reads a regular file whole; a pipe, socket or device is refused without waiting for it. `*error` is an errno. */
enum file_status file_read(struct arena *arena, const char *path, size_t limit, Str *content, int *error);
/* The same below a folder that is not to be left: `path` is relative; "..", absolute paths and symbolic links that
 * lead out give FILE_ESCAPES. */
enum file_status file_read_below(struct arena *arena, const char *root, Str path, size_t limit, Str *content,
                                 int *error);
/* The same below a folder that is opened once for many files. A handle of -1 (it could not be opened): each file tells why. */
struct file_root {
    const char *path;
    int handle;
};
struct file_root file_root_open(const char *path);
void file_root_close(struct file_root *root);
enum file_status file_read_in(struct arena *arena, const struct file_root *root, Str path, size_t limit,
                              Str *content, int *error);
/* Opens it for reading piece by piece, `*size` long now; the caller closes. */
enum file_status file_open_below(struct arena *arena, const char *root, Str path, size_t limit,
                                 int *descriptor, size_t *size, int *error);
/* Reads a descriptor (standard input) to its end. */
enum file_status file_read_stream(struct arena *arena, int descriptor, size_t limit, Str *content,
                                  int *error);
/* Reports a status other than FILE_OK for the file `name`. */
void file_report(struct diag *diag, Loc loc, enum file_status status, Str name, int error, size_t limit);
/* Reads a text below root as a source; reports what is wrong with it (also invalid UTF-8 and NUL bytes) and gives NULL then.
 * `shown` is the name that people know it by. A byte order mark is dropped. */
const struct source *file_source(struct arena *arena, struct diag *diag, Loc loc, const char *root, Str path,
                                 Str shown);
const struct source *file_source_in(struct arena *arena, struct diag *diag, Loc loc,
                                    const struct file_root *root, Str path, Str shown);
/* The same for a text that is at hand already. */
bool file_check_text(struct diag *diag, const struct source *source);
/* Only how the text begins: reports a file of another format and UTF-16. */
bool file_check_format(struct diag *diag, const struct source *source);

/* Without the byte order mark that some editors put first. */
Str file_without_mark(Str text);
/* Writes it all to an open file; false: errno tells why not. */
bool file_write_all(int handle, Str bytes);

struct file_entry {
    Str path;                /* relative to the folder, '/' between */
    enum file_status status; /* FILE_OK, or why it must not be read */
    size_t size;
    uint64_t stamp; /* of what stat says of it: another one when it was written in the meantime */
    int error;      /* FILE_UNREADABLE: an errno */
};
struct file_list {
    struct file_entry *entries; /* sorted by path, bytewise */
    size_t count;
};
/* All files below a folder, to a depth of 16; names that begin with '.' or end with '~' are skipped. FILE_MISSING or
 * FILE_UNREADABLE when the folder itself cannot be read; a subfolder that cannot be is an entry with that status. */
enum file_status file_list(struct arena *arena, const char *root, struct file_list *list, int *error);
/* The same without a look at the regular files whose names end so: their size and stamp stay 0. For what will be read anyway. */
enum file_status file_list_but(struct arena *arena, const char *root, Str ending, struct file_list *list,
                               int *error);

/* Resolves `path`, as written in a document that lies in `folder` ("panduan"), to a path relative to the root without "." and
 * ".."; false when it leaves the root or is absolute or empty. */
bool path_resolve(struct arena *arena, Str folder, Str path, Str *resolved);
/* Relative, not empty, and without empty segments, "." and "..", and backslashes. */
bool path_is_clean(Str path);
Str path_folder(Str path); /* "panduan/x.md" -> "panduan"; "x.md" -> "" */
Str path_name(Str path);   /* "panduan/x.md" -> "x.md" */
Str path_stem(Str path);   /* "panduan/x.md" -> "x" */
Str path_join(struct arena *arena, Str folder, Str name);
/* A name of one path segment that is safe on every file system: letters, digits, '-', '_', '.', not first a dot. */
bool path_segment_safe(Str name);

#endif
