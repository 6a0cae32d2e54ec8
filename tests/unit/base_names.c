/* Tables of names, and the pool of threads. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/names.h"
#include "base/pool.h"
#include "tap.h"

static struct arena *arena;

static void test_names(void)
{
    struct names names = {0};
    static const char things[3000];
    ok(!names_get(&names, S("a")) && !names_nearest(&names, S("a")).data, "an empty table");
    for (int i = 0; i < 3000; i++) names_put(arena, &names, str_format(arena, "nama-%d", i), &things[i]);
    bool found = names.count == 3000;
    for (int i = 0; i < 3000; i++)
        found = found && names_get(&names, str_format(arena, "nama-%d", i)) == &things[i];
    ok(found, "3,000 names are found again");
    ok(!names_get(&names, S("nama-3000")) && !names_get(&names, STR_NONE), "what is not there is not found");
    ok(!names_put(arena, &names, S("nama-7"), &things[8]) && names_get(&names, S("nama-7")) == &things[7] &&
           names.count == 3000,
       "a name that is there already changes nothing");
    ok(names_put(arena, &names, STR_NONE, &things[0]) && names_get(&names, S("")) == &things[0],
       "the empty name is a name");
    Str *all = names_all(arena, &names);
    size_t seen = 0;
    for (size_t i = 0; i < names.count; i++) seen += names_get(&names, all[i]) != NULL;
    ok(seen == 3001, "all names");
}

static void test_nearest(void)
{
    struct names names = {0};
    static const char thing;
    names_put(arena, &names, S("panduan/klaim-jht.md"), &thing);
    names_put(arena, &names, S("cat"), &thing);
    names_put(arena, &names, S("bat"), &thing);
    same_text(names_nearest(&names, S("panduan/klaim-jth.md")), "panduan/klaim-jht.md", "the nearest name");
    same_text(names_nearest(&names, S("rat")), "bat", "of equally near ones the first bytewise");
    ok(!names_nearest(&names, S("statistik")).data, "nothing is near");
}

struct count {
    atomic_uint done[1000];
    atomic_uint wrong, workers;
    unsigned threads;
};

static void work(void *context, size_t index, unsigned worker)
{
    struct count *count = context;
    atomic_fetch_add(&count->done[index], 1);
    if (worker >= count->threads) atomic_fetch_add(&count->wrong, 1);
    atomic_fetch_or(&count->workers, worker < 32 ? 1u << worker : 0);
}

static void pool(unsigned threads, size_t pieces, const char *what)
{
    struct count *count = arena_make(arena, struct count);
    count->threads = threads ? threads : 1;
    pool_run(threads, pieces, work, count);
    bool once = atomic_load(&count->wrong) == 0;
    for (size_t i = 0; i < 1000; i++) once = once && atomic_load(&count->done[i]) == (i < pieces);
    ok(once, what);
}

int main(void)
{
    arena = arena_new();
    test_names();
    test_nearest();
    pool(1, 1000, "one thread does each piece once");
    pool(2, 1000, "two threads do each piece once");
    pool(8, 1000, "eight threads do each piece once");
    pool(64, 1000, "64 threads do each piece once");
    pool(8, 3, "fewer pieces than threads");
    pool(8, 0, "no pieces");
    pool(0, 10, "no threads is one");
    struct count *count = arena_make(arena, struct count);
    count->threads = 64;
    pool_run(1000, 1000, work, count);
    ok(atomic_load(&count->wrong) == 0, "never more than 64 workers");
    ok(pool_default_threads() >= 1 && pool_default_threads() <= 64, "one thread a processor, at most 64");
    arena_free(arena);
    return done();
}
