/* Paths as people write them: nothing leads out of the root. */
#include "base/arena.h"
#include "base/file.h"
#include "tap.h"

static struct arena *arena;

static void resolves(const char *folder, Str path, const char *expected)
{
    Str resolved;
    char what[200];
    snprintf(what, sizeof what, "\"%.*s\" from \"%s\" is %s", (int)path.len, path.data ? path.data : "",
             folder, expected ? expected : "refused");
    bool good = path_resolve(arena, str_from(folder), path, &resolved);
    if (expected)
        same_text(resolved, expected, what);
    else
        ok(!good && resolved.len == 0, what);
}

int main(void)
{
    arena = arena_new();
    resolves("", S("panduan/x.md"), "panduan/x.md");
    resolves("panduan", S("x.md"), "panduan/x.md");
    resolves("panduan", S("./x.md"), "panduan/x.md");
    resolves("panduan", S("../kendala/y.md"), "kendala/y.md");
    resolves("a/b", S("../../c"), "c");
    resolves("a/b", S(".././/c/./d"), "a/c/d");
    resolves("a", S("b/../../c"), "c");
    resolves("a/b", S("../.."), "");
    resolves("", S("..x/...y"), "..x/...y");
    resolves("", S("a b/\xC3\xA9"), "a b/\xC3\xA9");
    resolves("", S("../x"), NULL);
    resolves("a", S("../../x"), NULL);
    resolves("a", S("../b/../../x"), NULL);
    resolves("", S("a/../../etc/passwd"), NULL);
    resolves("", S("/etc/passwd"), NULL);
    resolves("a", S("/"), NULL);
    resolves("", S("a\\..\\b"), NULL);
    resolves("", S("C:\\x"), NULL);
    resolves("", STR_NONE, NULL);
    ok(path_is_clean(S("a/b.md")) && path_is_clean(S("a")) && path_is_clean(S("..a")), "clean paths");
    ok(!path_is_clean(STR_NONE) && !path_is_clean(S("/a")) && !path_is_clean(S("a/")) &&
           !path_is_clean(S("a//b")) && !path_is_clean(S("./a")) && !path_is_clean(S("a/..")) &&
           !path_is_clean(S("..")) && !path_is_clean(S(".")),
       "paths that are not clean");
    same_text(path_folder(S("panduan/sub/x.md")), "panduan/sub", "the folder");
    same_text(path_folder(S("x.md")), "", "no folder");
    same_text(path_name(S("panduan/x.md")), "x.md", "the name");
    same_text(path_name(S("x")), "x", "the name alone");
    same_text(path_name(S("panduan/")), "", "no name");
    same_text(path_stem(S("panduan/klaim.su.md")), "klaim.su", "the stem");
    same_text(path_stem(S(".hidden")), ".hidden", "a dot file has no ending");
    same_text(path_stem(S("a.b/c")), "c", "a dot of the folder is none of the name");
    same_text(path_join(arena, S("a"), S("b")), "a/b", "joined");
    same_text(path_join(arena, S("a/"), S("b")), "a/b", "joined behind a slash");
    same_text(path_join(arena, STR_NONE, S("b")), "b", "joined to nothing");
    same_text(path_join(arena, S("/"), S("b")), "/b", "joined to the root");
    ok(path_segment_safe(S("klaim-jht_2.md")) && path_segment_safe(S("404")), "safe names");
    char longer[201];
    for (size_t i = 0; i < sizeof longer; i++) longer[i] = 'a';
    ok(path_segment_safe((Str){longer, 200}) && !path_segment_safe((Str){longer, 201}),
       "names have a length");
    ok(!path_segment_safe(STR_NONE) && !path_segment_safe(S(".x")) && !path_segment_safe(S("..")) &&
           !path_segment_safe(S("a b")) && !path_segment_safe(S("a/b")) &&
           !path_segment_safe(S("\xC3\xA9")) && !path_segment_safe((Str){"a\0b", 3}) &&
           !path_segment_safe(S("a\nb")),
       "unsafe names");
    arena_free(arena);
    return done();
}
