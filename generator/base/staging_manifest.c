/* OUTPUT/.suluh/manifest: a header, then lines of `hash size time path` for each file that the program wrote, `kept path` for each that
 * it found and took over, `folder time path` for each folder that need not be listed next time. What is none of these is passed over: a
 * file then counts as somebody else's, a folder is listed. */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/staging_spare.h"

#define HEADER "suluh 1\n"
#define END    "\nend\n" /* of a spare: a shortened manifest would make strangers of its files */

enum { LARGEST_MANIFEST = 1 << 30 };

/* A folder that was changed a moment ago may change again without getting a new time stamp: the kernel's clock for files ticks every
 * 1 to 10 ms. (Git calls such entries racy.) */
enum { MOMENT = 20 * 1000 * 1000 };

static bool parse_hex(Str s, uint64_t *value)
{
    *value = 0;
    if (s.len != 16) return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = char_lower(s.data[i]);
        if (!char_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
        *value = *value << 4 | (uint64_t)(char_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return true;
}

/* Strangers' names may hold what ours may not, but a line must not lead out of the folder. */
static bool may_be_named(Str path)
{
    bool good = path.len > 0 && path.len < PATH_MAX && str_find_char(path, '\0') == path.len;
    while (good && path.data) {
        Str segment = str_cut(&path, '/');
        good = segment.len > 0 && !str_is(segment, ".") && !str_is(segment, "..");
    }
    return good;
}

/* A line's end in a name is written as "\\n", a backslash as two. */
static void put_path(struct buf *out, Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        char c = path.data[i];
        if (c == '\n' || c == '\\') buf_char(out, '\\');
        buf_char(out, c == '\n' ? 'n' : c);
    }
    buf_char(out, '\n');
}

static Str take_path(struct staging *staging, Str line)
{
    if (str_find_char(line, '\\') == line.len) return line;
    char *path = arena_alloc(staging->arena, line.len);
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.data[i];
        if (c == '\\' && i + 1 < line.len) c = line.data[++i] == 'n' ? '\n' : line.data[i];
        path[len++] = c;
    }
    return (Str){path, len};
}

/* With its folder: that may have no line of its own, and be in one that is not listed. */
static struct entry *add_entry(struct staging *staging, Str path)
{
    struct entry *entry = staging_entry(staging, path);
    staging_folder_of(staging, entry);
    return entry;
}

static void read_file(struct staging *staging, enum side side, Str line)
{
    struct stamp stamp;
    int64_t size;
    bool good = parse_hex(str_cut(&line, ' '), &stamp.hash);
    good = str_int64(str_cut(&line, ' '), &size) && size >= 0 && good;
    good = str_int64(str_cut(&line, ' '), &stamp.changed) && good;
    line = take_path(staging, line);
    if (!good || !may_be_named(line)) return;
    struct entry *entry = add_entry(staging, line);
    stamp.size = (uint64_t)size;
    if (side == OUTPUT && !entry->own[side]) staging->old_count++;
    entry->own[side] = true;
    entry->left[side] = stamp;
}

static void read_line(struct staging *staging, enum side side, Str line)
{
    int64_t changed;
    if (str_starts(line, S("folder "))) {
        line = str_skip(line, 7);
        bool good = str_int64(str_cut(&line, ' '), &changed);
        line = take_path(staging, line);
        if (good && may_be_named(line)) staging_folder(staging, line)->left[side] = changed;
    } else if (str_starts(line, S("kept "))) {
        line = take_path(staging, str_skip(line, 5));
        if (may_be_named(line)) add_entry(staging, line)->kept[side] = true;
    } else {
        read_file(staging, side, line);
    }
}

/* For as many names as there are lines of each kind. */
static void reserve(struct staging *staging, Str text)
{
    size_t files = 0, folders = 0;
    while (text.len) ++*(str_starts(str_cut(&text, '\n'), S("folder ")) ? &folders : &files);
    names_reserve(staging->arena, &staging->entry_names, files);
    names_reserve(staging->arena, &staging->folder_names, folders);
}

bool manifest_read(struct staging *staging, enum side side)
{
    Str text;
    int error;
    char *path =
        str_c(staging->arena, path_join(staging->arena, str_from(staging->paths[side]), S(MANIFEST)));
    if (file_read(staging->arena, path, LARGEST_MANIFEST, &text, &error) != FILE_OK ||
        !str_starts(text, S(HEADER)) || (side == SPARE && !str_ends(text, S(END))))
        return false;
    str_cut(&text, '\n');
    reserve(staging, text);
    while (text.len) read_line(staging, side, str_cut(&text, '\n'));
    return true;
}

static void put_number(struct buf *out, uint64_t number, unsigned base, unsigned least)
{
    static const char digits[] = "0123456789abcdef";
    char text[24];
    size_t at = sizeof text;
    do text[--at] = digits[number % base];
    while ((number /= base) || sizeof text - at < least);
    buf_bytes(out, text + at, sizeof text - at);
    buf_char(out, ' ');
}

static void put_time(struct buf *out, int64_t time)
{
    if (time < 0) buf_char(out, '-');
    put_number(out, time < 0 ? 0 - (uint64_t)time : (uint64_t)time, 10, 1);
}

static void put_entry(struct buf *out, const struct entry *entry)
{
    bool kept = entry->foreign || entry->stray;
    if (!entry->put && !kept) return;
    if (entry->put) {
        put_number(out, entry->now.hash, 16, 16);
        put_number(out, entry->now.size, 10, 1);
        put_time(out, entry->now.changed);
    } else {
        buf_c(out, "kept ");
    }
    put_path(out, entry->path);
}

/* The change time of a folder of the spare, as far as it can be trusted. */
static int64_t folder_time(struct staging *staging, const struct folder *folder, int64_t now)
{
    struct stat about;
    char name[PATH_MAX];
    int64_t changed = folder->seen;
    if (!changed &&
        fstatat(staging->handles[SPARE], staging_c(name, folder->path), &about, AT_SYMLINK_NOFOLLOW) == 0)
        changed = staging_time(about.st_ctim);
    return changed > now - MOMENT ? 0 : changed;
}

static void put_folder(struct staging *staging, struct buf *out, const struct folder *folder, int64_t now)
{
    if (!folder->needed || folder->path.len == 0 || str_is(folder->path, ".suluh")) return;
    int64_t changed = folder_time(staging, folder, now);
    if (!changed) return;
    buf_c(out, "folder ");
    put_time(out, changed);
    put_path(out, folder->path);
}

bool manifest_write(struct staging *staging)
{
    struct buf out = {0};
    struct stamp stamp;
    struct timespec now;
    buf_c(&out, HEADER);
    for (size_t i = 0; i < staging->entry_count; i++) put_entry(&out, staging->entries[i]);
    clock_gettime(CLOCK_REALTIME, &now);
    for (size_t i = 0; i < staging->folder_count; i++)
        put_folder(staging, &out, staging->folders[i], staging_time(now));
    buf_c(&out, str_from(END).data + 1);
    int error = mkdirat(staging->handles[SPARE], ".suluh", 0755) == 0 || errno == EEXIST ? 0 : errno;
    struct staging_content content = {.bytes = buf_view(&out)};
    if (!error) error = staging_write(staging->handles[SPARE], MANIFEST, &content, &stamp);
    if (error) staging_report(staging, S(MANIFEST), error);
    buf_free(&out);
    return !error;
}
