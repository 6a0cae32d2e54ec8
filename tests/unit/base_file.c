/* Reading what people gave us: limits, links, pipes, devices, folders. */
#include <errno.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "scratch.h"
#include "tap.h"

static struct arena *arena;
static Str content;
static int error;

static void test_read(void)
{
    scratch_file("a.md", S("isi\n"));
    scratch_file("empty.md", STR_NONE);
    ok(file_read(arena, "a.md", 100, &content, &error) == FILE_OK && str_is(content, "isi\n"),
       "a file is read");
    ok(file_read(arena, "empty.md", 100, &content, &error) == FILE_OK && content.len == 0,
       "an empty one too");
    ok(file_read(arena, "a.md", 4, &content, &error) == FILE_OK, "a file as large as the limit");
    ok(file_read(arena, "a.md", 3, &content, &error) == FILE_TOO_LARGE && content.len == 0,
       "and one byte larger");
    ok(file_read(arena, "none.md", 100, &content, &error) == FILE_MISSING && error == ENOENT,
       "a missing file");
    ok(file_read(arena, "a.md/b", 100, &content, &error) == FILE_MISSING, "a file is no folder");
    ok(file_read(arena, ".", 100, &content, &error) == FILE_NOT_REGULAR, "a folder is no file");
    mkfifo("pipe", 0644);
    alarm(20); /* a test that hangs ends */
    ok(file_read(arena, "pipe", 100, &content, &error) == FILE_NOT_REGULAR,
       "a pipe is refused without waiting");
    ok(file_read(arena, "/dev/zero", 100, &content, &error) == FILE_NOT_REGULAR, "a device is refused");
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&address, sizeof address) == 0)
        ok(file_read(arena, "socket", 100, &content, &error) == FILE_UNREADABLE, "a socket is refused");
    close(listening);
    ok(file_read(arena, "/proc/self/status", 100000, &content, &error) == FILE_OK && content.len > 100,
       "a file that says it is empty is read to its end");
    ok(file_read(arena, "/proc/self/status", 100, &content, &error) == FILE_TOO_LARGE,
       "and has its limit as well");
    if (symlink("loop", "loop") == 0)
        ok(file_read(arena, "loop", 100, &content, &error) == FILE_ESCAPES, "a link to itself");
    alarm(0);
}

static void test_stream(void)
{
    int ends[2];
    if (pipe(ends) != 0) return;
    pid_t child = fork();
    if (child == 0) {
        char block[1000];
        memset(block, 'x', sizeof block);
        close(ends[0]);
        for (int i = 0; i < 300; i++)
            if (write(ends[1], block, sizeof block) < 0) break;
        _exit(0);
    }
    close(ends[1]);
    ok(file_read_stream(arena, ends[0], 1 << 20, &content, &error) == FILE_OK && content.len == 300000 &&
           content.data[299999] == 'x',
       "a stream is read to its end, in pieces");
    close(ends[0]);
    waitpid(child, NULL, 0);
    int endless = open("/dev/zero", O_RDONLY);
    ok(file_read_stream(arena, endless, 1 << 20, &content, &error) == FILE_TOO_LARGE,
       "an endless stream has a limit");
    close(endless);
    ok(file_read_stream(arena, 99, 100, &content, &error) == FILE_UNREADABLE && error == EBADF, "no stream");
}

static enum file_status below(const char *path)
{
    return file_read_below(arena, "root", str_from(path), 100, &content, &error);
}

static void test_below(void)
{
    scratch_file("root/a.md", S("a"));
    scratch_file("root/sub/b.md", S("b"));
    scratch_file("rootling/c.md", S("c"));
    scratch_file("secret.md", S("secret"));
    bool linked = symlink("../secret.md", "root/out.md") == 0 &&
                  symlink("/etc/passwd", "root/passwd.md") == 0 && symlink("sub/b.md", "root/in.md") == 0 &&
                  symlink("../rootling", "root/ling") == 0 && symlink("../root/sub", "root/inside") == 0;
    ok(linked && below("a.md") == FILE_OK && below("sub/b.md") == FILE_OK, "files below the root");
    ok(below("in.md") == FILE_OK && str_is(content, "b"), "a link that stays inside");
    ok(below("inside/b.md") == FILE_OK, "a linked folder that stays inside");
    ok(below("out.md") == FILE_ESCAPES && content.len == 0, "a link that leads out");
    ok(below("passwd.md") == FILE_ESCAPES, "a link to an absolute path");
    ok(below("ling/c.md") == FILE_ESCAPES, "a folder whose name only begins like the root");
    ok(below("../secret.md") == FILE_ESCAPES && below("sub/../../secret.md") == FILE_ESCAPES &&
           below("/etc/passwd") == FILE_ESCAPES && below("") == FILE_ESCAPES,
       "paths that lead out");
    ok(below("sub/../a.md") == FILE_OK, "a way around inside");
    ok(file_read_below(arena, "root", (Str){"a.md\0x", 6}, 100, &content, &error) == FILE_ESCAPES,
       "a NUL byte ends no path");
    ok(below("none.md") == FILE_MISSING, "a missing file below the root");
    ok(file_read_below(arena, "/", S("etc/passwd"), 1 << 20, &content, &error) == FILE_OK,
       "the root may be /");
}

static void test_source(void)
{
    struct diag *diag = diag_new();
    scratch_file("text/bom.md", S("\xEF\xBB\xBFisi"));
    scratch_file("text/nul.md", (Str){"ab\0c", 4});
    scratch_file("text/latin.md", S("caf\xE9"));
    const struct source *source =
        file_source(arena, diag, LOC_NONE, "text", S("bom.md"), S("content/bom.md"));
    ok(source && str_is(source->text, "isi") && str_is(source->name, "content/bom.md"),
       "a byte order mark is dropped");
    ok(!file_source(arena, diag, LOC_NONE, "text", S("nul.md"), S("nul.md")), "NUL bytes are refused");
    ok(!file_source(arena, diag, LOC_NONE, "text", S("latin.md"), S("latin.md")),
       "other encodings are refused");
    ok(!file_source(arena, diag, LOC_NONE, "text", S("none.md"), S("none.md")), "a missing source");
    ok(diag_count(diag, DIAG_ERROR) == 3, "each is reported once");
    static const Str others[] = {{"\xFF\xFEi\0s\0i\0", 8}, {"\xFE\xFF\0i\0s\0i", 8}, {"i\0s\0i\0", 6},
                                 {"\0i\0s\0i", 6},         {"PK\3\4\0\0", 6},        {"%PDF-1.7", 8}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Str shown = str_format(arena, "%zu.csv", i);
        scratch_file("text/other.csv", others[i]);
        ok(!file_source(arena, diag, LOC_NONE, "text", S("other.csv"), shown) &&
               diag_count(diag, DIAG_ERROR) == 4 + i,
           "UTF-16 and other formats are told as such, once");
    }
    diag_free(diag);
}

static enum file_status status_of(const struct file_list *list, const char *path)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_is(list->entries[i].path, path)) return list->entries[i].status;
    return (enum file_status)99;
}

static void test_list(void)
{
    struct file_list list;
    scratch_file("tree/b.md", S("b"));
    scratch_file("tree/a/z.md", S("zz"));
    scratch_file("tree/a.md", S("a"));
    scratch_file("tree/.hidden/x.md", S("x"));
    scratch_file("tree/.x.md", S("x"));
    scratch_file("tree/x.md~", S("x"));
    mkfifo("tree/pipe.md", 0644);
    bool linked = symlink("../secret.md", "tree/out.md") == 0 && symlink("a", "tree/folder") == 0 &&
                  symlink("b.md", "tree/in.md") == 0 && symlink("nowhere", "tree/dead.md") == 0 &&
                  symlink("..", "tree/up") == 0;
    struct buf deep = {0};
    buf_c(&deep, "tree");
    for (int i = 0; i < 30; i++) buf_c(&deep, "/d");
    buf_c(&deep, "/x.md");
    scratch_file(deep.data, S("x"));
    buf_free(&deep);
    ok(linked && file_list(arena, "tree", &list, &error) == FILE_OK, "a folder is listed");
    bool sorted = true;
    for (size_t i = 1; i < list.count; i++)
        sorted = sorted && str_compare(list.entries[i - 1].path, list.entries[i].path) < 0;
    ok(sorted, "sorted bytewise");
    ok(status_of(&list, "b.md") == FILE_OK && status_of(&list, "a/z.md") == FILE_OK, "files at any depth");
    ok(status_of(&list, ".x.md") == 99 && status_of(&list, ".hidden/x.md") == 99 &&
           status_of(&list, "x.md~") == 99,
       "hidden files and backups are skipped");
    ok(status_of(&list, "pipe.md") == FILE_NOT_REGULAR, "a pipe is no file");
    ok(status_of(&list, "out.md") == FILE_ESCAPES && status_of(&list, "up") == FILE_ESCAPES,
       "links that lead out");
    ok(status_of(&list, "folder") == FILE_LINKED_FOLDER && status_of(&list, "folder/z.md") == 99,
       "a linked folder is not followed");
    ok(status_of(&list, "in.md") == FILE_OK && status_of(&list, "dead.md") == FILE_MISSING,
       "a link inside, and a dead one");
    ok(status_of(&list, "d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d") == FILE_TOO_DEEP,
       "a folder that is too deep is told");
    ok(file_list(arena, "none", &list, &error) == FILE_MISSING && list.count == 0, "no folder");
    ok(file_list(arena, "secret.md", &list, &error) == FILE_MISSING, "a file is no folder");
}

/* As root every file is readable: the child becomes nobody first. */
static void test_permission(void)
{
    const struct passwd *nobody = getpwnam("nobody");
    if (geteuid() == 0 && !nobody) {
        printf("ok %d - # SKIP there is no user nobody\n", ++tap_count);
        return;
    }
    scratch_file("closed/a.md", S("a"));
    scratch_file("open/sub/a.md", S("a"));
    scratch_file("open/locked.md", S("a"));
    bool set = chmod(".", 0755) == 0 && chmod("open/locked.md", 0) == 0 && chmod("open/sub", 0) == 0 &&
               chmod("closed", 0) == 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct file_list list;
        if (geteuid() == 0 && (setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0)) _exit(1);
        bool good =
            file_read(arena, "open/locked.md", 9, &content, &error) == FILE_UNREADABLE && error == EACCES;
        good = good && file_list(arena, "open", &list, &error) == FILE_OK &&
               status_of(&list, "sub") == FILE_UNREADABLE;
        good = good && list.entries[list.count - 1].error == EACCES;
        good = good && file_list(arena, "closed", &list, &error) == FILE_UNREADABLE;
        arena_free(arena);
        _exit(good ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    ok(set && status == 0, "files and folders without permission");
    set = chmod("open/sub", 0755) == 0 && chmod("closed", 0755) == 0;
}

int main(void)
{
    arena = arena_new();
    scratch_enter();
    test_read();
    test_stream();
    test_below();
    test_source();
    test_list();
    test_permission();
    arena_free(arena);
    return done();
}
