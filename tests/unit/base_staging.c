/* The output folder: replaced as a whole or not at all; only own files are ever removed. */
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/pool.h"
#include "base/staging.h"
#include "scratch.h"
#include "tap.h"

#define SPARE ".output.suluh-spare"

static struct arena *arena;
static struct diag *diag;

static void close_diag(void *handle)
{
    diag_free(handle);
}

/* They live as long as the arena: an open staging reports to the one that it was given. */
static struct diag *new_diag(void)
{
    struct diag *new = diag_new();
    arena_defer(arena, close_diag, new);
    return new;
}

/* What the diagnostics say since the last call. */
static Str told(void)
{
    char *data = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&data, &len);
    diag_print(diag, out, LANGUAGE_EN, 0);
    fclose(out);
    Str text = str_copy(arena, (Str){data, len});
    free(data);
    diag = new_diag();
    return text;
}

static bool tells(const char *words)
{
    Str text = told();
    bool found = str_find(text, str_from(words)) < text.len;
    if (!found) printf("# told: %.*s\n", (int)text.len, text.data);
    return found;
}

static bool holds(const char *path, const char *bytes)
{
    Str content;
    int error;
    return file_read(arena, path, 1 << 20, &content, &error) == FILE_OK && str_is(content, bytes);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static struct stat about(const char *path)
{
    struct stat now = {0};
    if (lstat(path, &now) != 0) now.st_ino = 0;
    return now;
}

static bool same_file(struct stat a, struct stat b)
{
    return a.st_ino && a.st_ino == b.st_ino && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
           a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/* Builds path, bytes, path, bytes …, NULL; the counts in *counts. */
static bool build(const char *output, struct staging_counts *counts, ...)
{
    struct staging_counts own;
    va_list list;
    struct staging *staging = staging_open(diag, output);
    if (!staging) return false;
    va_start(list, counts);
    for (const char *path; (path = va_arg(list, const char *));)
        staging_put(staging, str_from(path), str_from(va_arg(list, const char *)));
    va_end(list);
    own = staging_count(staging);
    if (counts) *counts = own;
    return staging_commit(staging);
}

static bool beside_is_clean(void)
{
    return !is_there(".output.suluh-aside") && !is_there(".output.suluh-lock");
}

static void test_fresh(void)
{
    struct staging_counts counts;
    ok(build("output", &counts, "a.html", "A", "sub/deep/b.html", "B", NULL), "a first build");
    ok(holds("output/a.html", "A") && holds("output/sub/deep/b.html", "B"), "holds what was put");
    ok(counts.files == 2 && counts.written == 2, "both are counted as new");
    ok(is_there("output/.suluh/manifest") && beside_is_clean() && !is_there(SPARE),
       "and nothing lies beside");
    ok(build("far/away/output", NULL, "a", "A", NULL) && holds("far/away/output/a", "A"),
       "the folders above are made");
    ok(build("slash/", NULL, "a", "A", NULL) && holds("slash/a", "A"), "a slash at the end");
    ok(mkdir("empty", 0755) == 0 && build("empty", NULL, "a", "A", NULL) && holds("empty/a", "A"),
       "an empty folder is taken");
    ok(symlink("real", "link") == 0 && mkdir("real", 0755) == 0 && build("link", NULL, "a", "A", NULL) &&
           holds("real/a", "A") && S_ISLNK(about("link").st_mode),
       "a link to a folder stays one");
}

static void test_unchanged(void)
{
    struct stat a = about("output/a.html"), b = about("output/sub/deep/b.html");
    struct staging_counts counts;
    ok(build("output", &counts, "a.html", "A", "sub/deep/b.html", "B", NULL), "the same again");
    ok(counts.files == 2 && counts.written == 0, "nothing is written");
    ok(same_file(a, about("output/a.html")) && same_file(b, about("output/sub/deep/b.html")),
       "they are the same files, time stamps and all");
    ok(build("output", &counts, "a.html", "other", "sub/deep/b.html", "B", NULL) && counts.written == 1,
       "one changes");
    ok(holds("output/a.html", "other") && !same_file(a, about("output/a.html")), "it is new");
    ok(same_file(b, about("output/sub/deep/b.html")), "the other one stays as it was");
    ok(scratch_file("output/a.html", S("edit!")) &&
           build("output", &counts, "a.html", "other", "sub/deep/b.html", "B", NULL) &&
           holds("output/a.html", "other"),
       "what somebody edited in the output is made again");
    ok(unlink("output/a.html") == 0 &&
           build("output", &counts, "a.html", "other", "sub/deep/b.html", "B", NULL) &&
           holds("output/a.html", "other") && counts.written == 1,
       "what somebody deleted is made again");
}

static void test_removed(void)
{
    ok(build("output", NULL, "a.html", "A", "old/b.html", "B", NULL), "two pages");
    scratch_file("output/CNAME", S("example.org"));
    scratch_file("output/mine/notes.txt", S("notes"));
    ok(symlink("/nowhere", "output/mine/link") == 0, "and files of somebody else");
    struct stat cname = about("output/CNAME");
    ok(build("output", NULL, "a.html", "A", NULL), "one page fewer");
    ok(!is_there("output/old/b.html") && !is_there("output/old"), "its file goes, and its folder");
    ok(same_file(cname, about("output/CNAME")) && holds("output/mine/notes.txt", "notes") &&
           S_ISLNK(about("output/mine/link").st_mode),
       "what the program did not write stays");
    ok(!build("output", NULL, "a.html", "A", "CNAME", "ours", NULL) &&
           tells("CNAME in the output folder was not made by suluh"),
       "and is not overwritten");
    ok(holds("output/CNAME", "example.org") && holds("output/a.html", "A") && beside_is_clean(),
       "nothing has changed");
    ok(scratch_file("output/.suluh/notes", S("x")) && build("output", NULL, "a.html", "A", NULL) &&
           holds("output/.suluh/notes", "x"),
       "not even in .suluh");
}

static void test_refused(void)
{
    scratch_file("plain", S("x"));
    ok(!build("plain", NULL, "a", "A", NULL) && tells("the output folder plain is a file") &&
           holds("plain", "x"),
       "a file");
    ok(!build("plain/sub", NULL, "a", "A", NULL) && tells("cannot write") && holds("plain", "x"),
       "a folder in a file");
    scratch_file("theirs/thesis.doc", S("x"));
    ok(!build("theirs", NULL, "a", "A", NULL) && tells("holds files that suluh did not make") &&
           holds("theirs/thesis.doc", "x") && !is_there("theirs/a"),
       "a folder of somebody else");
    scratch_file("forged/.suluh/manifest", S("something else\n"));
    scratch_file("forged/x", S("x"));
    ok(!build("forged", NULL, "a", "A", NULL) && tells("did not make") && holds("forged/x", "x"),
       "a manifest that is none");
    scratch_file("evil/.suluh/manifest", S("suluh 1\n0000000000000000 1 1 ../victim\nzz 1 1 "
                                           "x\n0000000000000000 -1 1 y\n\n0000000000000000 1 1 \n"));
    scratch_file("victim", S("x"));
    scratch_file("evil/x", S("x"));
    ok(build("evil", NULL, "a", "A", NULL) && holds("victim", "x") && holds("evil/x", "x"),
       "a manifest with odd lines removes nothing outside, and lets what it names badly be");
    told();
}

static void test_put(void)
{
    static const char *const bad[] = {"../x", "/etc/x", "a/../../x", "", "a//b", "./a", "a/", "a\\b"};
    bool refused = true;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct staging *staging = staging_open(diag, "output");
        bool put = !staging || staging_put(staging, str_from(bad[i]), S("x"));
        if (put) printf("# taken: %s\n", bad[i]);
        refused = !put && refused;
        if (staging) refused = !staging_commit(staging) && refused;
    }
    ok(refused && !is_there("x"), "paths that leave the folder, or are not clean, are refused");
    told();
    ok(!build("output", NULL, "a.html", "A", "a.html", "B", NULL) &&
           tells("two sources write the same output file: a.html"),
       "the same path twice");
    ok(!build("output", NULL, "a.html", "A", "a.html/b", "B", NULL) && tells("a.html"),
       "a file where a folder must be");
    ok(holds("output/a.html", "A") && beside_is_clean(), "the earlier output stays");
    struct staging *staging = staging_open(diag, "output");
    staging_put(staging, S("a.html"), S("discarded"));
    staging_discard(staging);
    ok(holds("output/a.html", "A") && beside_is_clean(), "a discarded build leaves everything as it was");
    staging_discard(NULL);
    char longer[600];
    memset(longer, 'x', sizeof longer);
    staging = staging_open(diag, "output");
    ok(!staging_put(staging, (Str){longer, 300}, S("x")) && !staging_put(staging, (Str){"a\0b", 3}, S("x")),
       "a name that is too long, or holds NUL");
    staging_discard(staging);
    told();
}

static void test_busy(void)
{
    struct staging *first = staging_open(diag, "output");
    ok(first != NULL && !staging_open(diag, "output") && tells("is being built by another process"),
       "a second build at once is busy");
    ok(!staging_open(diag, "output") && tells("is being built by another process"), "so is a third");
    ok(staging_put(first, S("a.html"), S("first")) && staging_commit(first) &&
           holds("output/a.html", "first"),
       "the first one goes on undisturbed");
    ok(build("output", NULL, "a.html", "A", NULL) && beside_is_clean(), "then the next one may");
    struct staging *one = staging_open(diag, "one"), *two = staging_open(diag, "two");
    ok(one && two && staging_commit(one) && staging_commit(two), "two outputs side by side");
    told();
}

static void put_many(void *context, size_t index, unsigned worker)
{
    char path[64];
    (void)worker;
    snprintf(path, sizeof path, "many/%zu/%zu.html", index % 50, index);
    staging_put(context, str_from(path), str_from(path));
}

static void test_threads(void)
{
    for (int round = 0; round < 2; round++) {
        struct staging *staging = staging_open(diag, "output");
        pool_run(8, 2000, put_many, staging);
        struct staging_counts counts = staging_count(staging);
        ok(counts.files == 2000 && counts.written == (round ? 0 : 2000) && staging_commit(staging),
           "2,000 files from eight threads");
    }
    ok(holds("output/many/49/1999.html", "many/49/1999.html"), "they are there");
    struct stat before = about("output/many/7/7.html");
    build("output", NULL, "many/7/7.html", "many/7/7.html", NULL);
    ok(same_file(before, about("output/many/7/7.html")) && !is_there("output/many/8"), "and go again");
}

/* The child is killed in the middle; 0 when that went as planned. */
static bool kill_in_the_middle(const char *output, size_t files)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0) return false;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct staging *staging = staging_open(diag, output);
        for (size_t i = 0; i < files; i++) put_many(staging, i, 0);
        if (write(ends[1], "x", 1) == 1) pause();
        _exit(0);
    }
    close(ends[1]);
    bool ready = read(ends[0], &byte, 1) == 1;
    close(ends[0]);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return ready;
}

static void test_killed(void)
{
    build("output", NULL, "a.html", "A", NULL);
    ok(kill_in_the_middle("output", 100) && holds("output/a.html", "A") && !is_there("output/many"),
       "a kill in the middle leaves the old output");
    ok(is_there(SPARE "/many/0/0.html") && !is_there(SPARE "/.suluh/manifest"),
       "what was written lies beside");
    ok(build("output", NULL, "a.html", "B", NULL) && holds("output/a.html", "B") &&
           !is_there("output/many") && beside_is_clean(),
       "the next build does not take it for its own");
    ok(holds(SPARE "/a.html", "A") && !is_there(SPARE "/many"), "what was the output is the spare then");
    ok(kill_in_the_middle("never", 10) && !is_there("never") && build("never", NULL, "a", "A", NULL) &&
           holds("never/a", "A"),
       "a kill in the first build leaves nothing in the way");
}

/* Three builds, so that there is a spare with what it needs; then something happens to it, then two more. */
static void prepare_spare(const char *text)
{
    build("output", NULL, "a.html", text, "same.html", "same", "sub/b.html", text, "sub/same.html", "same",
          NULL);
}

static bool output_is(const char *text)
{
    return holds("output/a.html", text) && holds("output/same.html", "same") &&
           holds("output/sub/b.html", text) && holds("output/sub/same.html", "same");
}

static bool builds_well(const char *first, const char *second)
{
    prepare_spare(first);
    bool good = output_is(first);
    prepare_spare(second);
    return good && output_is(second) && !is_there("output/old.html") && beside_is_clean();
}

static void test_spare(void)
{
    build("output", NULL, "old.html", "old", NULL);
    prepare_spare("1");
    prepare_spare("2");
    ok(holds(SPARE "/a.html", "1") && !is_there(SPARE "/old.html"),
       "the spare is the output before the last");
    ok(same_file(about("output/sub/same.html"), about(SPARE "/sub/same.html")),
       "what is the same is one file");
    struct stat folder = about(SPARE "/sub");
    prepare_spare("3");
    ok(folder.st_ino == about("output/sub").st_ino && output_is("3"), "its folders are used again");
    prepare_spare("3");
    ok(folder.st_ino == about("output/sub").st_ino, "and are left alone when nothing changes");

    scratch_file(SPARE "/a.html", S("edited"));
    scratch_file(SPARE "/sub/b.html", S("edited"));
    ok(builds_well("4", "5"), "files edited in the spare");
    unlink(SPARE "/same.html");
    scratch_file(SPARE "/same.html", S("SAME"));
    unlink(SPARE "/sub/same.html");
    ok(builds_well("6", "7"), "files replaced and removed in it");
    unlink(SPARE "/.suluh/manifest");
    scratch_file(SPARE "/left/over.html", S("left by a killed build"));
    ok(builds_well("8", "9") && !is_there("output/left"), "without a manifest it is cleared of all else");
    scratch_file(SPARE "/.suluh/manifest", S("suluh 1\nfolder x y\nfolder 1 ../..\nkept ../../victim\n"));
    ok(builds_well("10", "11") && holds("victim", "x"), "with a manifest that says something else");
    tree_remove(SPARE);
    ok(builds_well("12", "13"), "it is gone");
    tree_remove(SPARE);
    scratch_file(SPARE, S("x"));
    ok(builds_well("14", "15"), "it is a file");
    tree_remove(SPARE);
    ok(mkdir("elsewhere", 0755) == 0 && scratch_file("elsewhere/a.html", S("theirs")) &&
           symlink("elsewhere", SPARE) == 0 && builds_well("16", "17") && holds("elsewhere/a.html", "theirs"),
       "it is a link to another folder, which is let be");
    ok(rename("output", "gone") == 0 && builds_well("18", "19"), "the output is gone");
    ok(rename("output", ".output.suluh-aside") == 0 && unlink(".output.suluh-aside/sub/b.html") == 0 &&
           is_there(".output.suluh-aside/same.html") && builds_well("20", "21"),
       "a kill between the two steps of an exchange");
}

static void test_spare_paths(void)
{
    prepare_spare("1");
    build("output", NULL, "sub", "a file", "a.html/b/c", "a folder", NULL);
    ok(holds("output/sub", "a file") && holds("output/a.html/b/c", "a folder"), "a folder becomes a file");
    ok(builds_well("2", "3"), "and the other way round");
    build("output", NULL, "sub", "a file", "a.html/b/c", "a folder", NULL);
    ok(holds("output/sub", "a file") && holds("output/a.html/b/c", "a folder") &&
           !is_there("output/sub/b.html"),
       "and back, over the spare");
    ok(!build("output", NULL, "sub", "a file", "sub/x", "x", NULL) && tells("output file: sub") &&
           !build("output", NULL, "sub/x", "x", "sub", "a file", NULL) && tells("same output file: sub"),
       "not both");
    ok(builds_well("4", "5"), "the next build goes on from there");
    struct staging *staging = staging_open(diag, "output");
    staging_put(staging, S("a.html"), S("discarded"));
    staging_put(staging, S("new.html"), S("discarded"));
    staging_discard(staging);
    ok(output_is("5") && builds_well("6", "7") && !is_there("output/new.html"), "and from a discarded one");
    ok(build("output", NULL, "a\nb", "x", "c", "y", NULL) &&
           build("output", NULL, "a\nb", "x", "c", "z", NULL) && holds("output/a\nb", "x") &&
           build("output", NULL, "c", "z", NULL) && !is_there("output/a\nb"),
       "a line's end in a name");
}

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void test_spare_foreign(void)
{
    prepare_spare("1");
    prepare_spare("2");
    sleep_ms(30); /* folders changed a moment ago are listed in any case */
    prepare_spare("3");
    prepare_spare("4");
    scratch_file("output/sub/notes", S("one"));
    scratch_file("output/theirs/deep/x", S("x"));
    scratch_file("output/sub/line\nend\\", S("x"));
    for (int i = 0; i < 4; i++) {
        prepare_spare(i % 2 ? "5" : "6");
        sleep_ms(30);
    }
    ok(holds("output/sub/notes", "one") && holds("output/theirs/deep/x", "x") &&
           holds("output/sub/line\nend\\", "x") &&
           same_file(about("output/sub/notes"), about(SPARE "/sub/notes")),
       "files of others go through many builds");
    unlink("output/sub/notes");
    scratch_file("output/sub/notes", S("two"));
    ok(builds_well("7", "8") && holds("output/sub/notes", "two"), "also when they are replaced");
    unlink("output/sub/notes");
    unlink("output/theirs/deep/x");
    ok(builds_well("9", "10") && !is_there("output/sub/notes") && !is_there("output/theirs"),
       "and stay away when they are removed");
    scratch_file(SPARE "/sub/stray", S("saved where the output was"));
    prepare_spare("11");
    ok(holds("output/sub/stray", "saved where the output was"), "what is saved in the spare comes back");
    ok(builds_well("12", "13") && holds("output/sub/stray", "saved where the output was"), "and stays");
    scratch_file(SPARE "/taken.html", S("theirs"));
    ok(!build("output", NULL, "taken.html", "ours", NULL) &&
           tells(SPARE "/taken.html in the output folder") && holds(SPARE "/taken.html", "theirs") &&
           output_is("13"),
       "it is not overwritten either");
    unlink("output/sub/stray");
    build("output", NULL, "a.html", "A", NULL);
    ok(!is_there("output/sub/same.html") && !is_there("output/taken.html"),
       "what a failed build left is cleared");
    unlink("output/sub/line\nend\\");
    build("output", NULL, "a.html", "B", NULL);
    build("output", NULL, "a.html", "A", NULL);
    ok(!is_there("output/sub"), "and the folder goes at last");
}

enum { VERSION_FILES = 120 };

/* Two outputs that differ in every third file, and in names. */
static void put_version(struct staging *staging, int version)
{
    char path[64], text[64];
    for (int i = 0; i < VERSION_FILES; i++) {
        bool named = i % 7 == 0, differs = i % 3 == 0;
        snprintf(path, sizeof path, "v/%d%s/x.html", i, named && version ? "-new" : "");
        snprintf(text, sizeof text, "%d %d", i, differs ? version : 0);
        staging_put(staging, str_from(path), str_from(text));
    }
}

static bool count_entry(void *context, Str path)
{
    (void)path;
    ++*(int *)context;
    return true;
}

static bool output_is_version(int version)
{
    char path[64], text[64];
    int count = 0;
    bool good = tree_walk("output/v", count_entry, &count) && count == VERSION_FILES;
    for (int i = 0; good && i < VERSION_FILES; i++) {
        bool named = i % 7 == 0, differs = i % 3 == 0;
        snprintf(path, sizeof path, "output/v/%d%s/x.html", i, named && version ? "-new" : "");
        snprintf(text, sizeof text, "%d %d", i, differs ? version : 0);
        good = holds(path, text);
    }
    return good && holds("output/CNAME", "example.org");
}

static bool build_version(int version)
{
    struct staging *staging = staging_open(diag, "output");
    put_version(staging, version);
    return staging_commit(staging);
}

/* Builds in a child that is killed after so many microseconds; true: it came to its end before. */
static bool build_until_killed(int version, long microseconds)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) _exit(build_version(version) ? 0 : 1);
    nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_killed_anywhere(void)
{
    enum { ROUNDS = 120 };
    struct timespec from, to;
    tree_remove("output");
    tree_remove(SPARE);
    build_version(0);
    scratch_file("output/CNAME", S("example.org"));
    build_version(1);
    clock_gettime(CLOCK_MONOTONIC, &from);
    bool good = build_version(0) && output_is_version(0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    long whole = (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
    int now = 0, ended = 0, killed = 0;
    for (int i = 0; good && i < ROUNDS; i++) {
        bool done = build_until_killed(!now, whole * 3 / 2 * (i * 37 % ROUNDS) / ROUNDS + 1);
        *(done ? &ended : &killed) += 1;
        bool is_new = output_is_version(!now);
        good = is_new || (!done && output_is_version(now));
        if (is_new) now = !now;
    }
    printf("# %d builds ended, %d were killed\n", ended, killed);
    ok(good && killed > 0, "after a kill at any moment the output is the old one or the new one");
    ok(build_version(!now) && output_is_version(!now) && beside_is_clean(), "and the next build is right");
    build("output", NULL, "a.html", "A", NULL);
    unlink("output/CNAME");
    build("output", NULL, "a.html", "B", NULL);
}

static void test_full(void)
{
    struct rlimit limit, small;
    char *bytes = arena_alloc(arena, 300001);
    memset(bytes, 'x', 300000);
    getrlimit(RLIMIT_FSIZE, &limit);
    small = limit;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    struct staging *staging = staging_open(diag, "output");
    bool put = staging_put(staging, S("large.bin"), (Str){bytes, 300000});
    bool committed = staging_commit(staging);
    setrlimit(RLIMIT_FSIZE, &limit);
    ok(!put && !committed && tells("cannot write large.bin"), "a file that cannot be written whole is told");
    ok(holds("output/a.html", "B") && !is_there("output/large.bin") && beside_is_clean(),
       "and nothing has changed");
    small.rlim_cur = 10;
    setrlimit(RLIMIT_FSIZE, &small);
    staging = staging_open(diag, "output");
    put = staging_put(staging, S("a.html"), S("C"));
    committed = staging_commit(staging);
    setrlimit(RLIMIT_FSIZE, &limit);
    ok(put && !committed && tells("cannot write .suluh/manifest") && holds("output/a.html", "B"),
       "nor when only the manifest fails");
}

/* As root every folder is writable: the child becomes nobody first. */
static int as_nobody(bool (*test)(void))
{
    const struct passwd *nobody = getpwnam("nobody");
    if (geteuid() == 0 && !nobody) return -1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0)) _exit(2);
        bool good = test();
        fflush(stdout);
        arena_free(arena);
        _exit(good ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return status;
}

static bool read_only_parent(void)
{
    return !build("readonly/output", NULL, "a", "A", NULL) && tells("no permission to write");
}

static bool closed_folder(void)
{
    bool good = !build("shared/output", NULL, "a", "B", NULL) && tells("no permission to");
    return good && holds("shared/output/a", "A");
}

static void test_permission(void)
{
    const struct passwd *nobody = getpwnam("nobody");
    uid_t user = geteuid() == 0 && nobody ? nobody->pw_uid : geteuid();
    bool set = chmod(".", 0755) == 0 && mkdir("readonly", 0555) == 0;
    int status = as_nobody(read_only_parent);
    ok(set && status <= 0,
       status < 0 ? "# SKIP there is no user nobody" : "a folder that cannot be written to");
    set = mkdir("shared", 0777) == 0 && chmod("shared", 0777) == 0 &&
          build("shared/output", NULL, "a", "A", NULL);
    scratch_file("shared/output/theirs/x", S("x"));
    set = set && chown("shared/output", user, (gid_t)-1) == 0 && chmod("shared/output/theirs", 0) == 0;
    status = as_nobody(closed_folder);
    ok(set && status <= 0, status < 0 ? "# SKIP there is no user nobody"
                                      : "a foreign folder that cannot be read is told and kept");
    chmod("shared/output/theirs", 0755);
    chmod("readonly", 0755);
    ok(holds("shared/output/theirs/x", "x"), "with all that it holds");
}

static void test_tree(void)
{
    int count = 0;
    ok(tree_make_folders("t/a/b/c") && tree_make_folders("t/a/b/c"), "folders are made, once");
    scratch_file("t/file", S("x"));
    ok(!tree_make_folders("t/file/x"), "not in a file");
    ok(symlink("/etc", "t/a/etc") == 0 && tree_walk("t", count_entry, &count) && count == 2,
       "a walk follows no link");
    ok(!tree_walk("none", count_entry, &count), "no folder to walk");
    ok(!tree_is_empty("t") && tree_is_empty("t/a/b/c") && !tree_is_empty("none"), "empty folders");
    tree_remove("t");
    ok(!is_there("t") && is_there("/etc/passwd"), "removed, but not what links point to");
    tree_remove("t");
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0); /* a crash must not hide what was told */
    arena = arena_new();
    diag = new_diag();
    scratch_enter();
    test_fresh();
    test_unchanged();
    test_removed();
    test_refused();
    test_put();
    test_busy();
    test_threads();
    test_killed();
    test_spare();
    test_spare_paths();
    test_spare_foreign();
    test_killed_anywhere();
    test_full();
    test_permission();
    test_tree();
    Str rest = told();
    ok(rest.len == 0, "nothing else was told");
    if (rest.len) printf("# %.*s\n", (int)rest.len, rest.data);
    arena_free(arena);
    return done();
}
