/* sitemap.c: no file holds more addresses or bytes than sitemaps.org allows; together they name every page once. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"
#include "web/inside.h"

struct written {
    size_t files, locs, most_locs, most_bytes;
    Str index;
    struct arena *arena;
};

static size_t count(Str text, Str what)
{
    size_t found = 0;
    for (size_t at = 0; (at += str_find(str_skip(text, at), what)) < text.len; at += what.len) found++;
    return found;
}

static bool put(void *context, Str path, Str bytes)
{
    struct written *written = context;
    if (str_is(path, "site/sitemap.xml")) written->index = str_copy(written->arena, bytes);
    size_t locs = count(bytes, S("<url><loc>"));
    written->files += locs > 0;
    written->locs += locs;
    if (locs > written->most_locs) written->most_locs = locs;
    if (bytes.len > written->most_bytes) written->most_bytes = bytes.len;
    return true;
}

static struct written write(struct arena *arena, size_t pages, size_t length)
{
    char *name = memset(arena_alloc(arena, length), 'x', length);
    struct page *all = arena_make_n(arena, struct page, pages + 1);
    struct page **list = arena_make_n(arena, struct page *, pages + 1);
    Str url = str_format(arena, "panduan/%.*s/index.html", (int)length, name);
    for (size_t i = 0; i < pages; i++) {
        all[i] = (struct page){.url = url, .number = i};
        list[i] = &all[i];
    }
    struct site site = {.base_url = S("https://contoh.example/"), .pages = list, .page_count = pages};
    struct web web = {.arena = arena, .site = &site};
    struct written written = {.arena = arena};
    sitemap_write(&web, 0, arena, &(struct web_sink){.put = put, .context = &written});
    return written;
}

int main(void)
{
    struct arena *arena = arena_new();
    struct written w = write(arena, 50000, 3);
    ok(w.files == 1 && w.locs == 50000 && str_starts(w.index, S("<?xml")),
       "50,000 addresses stand in one file");
    ok(count(w.index, S("<urlset")) == 1, "which is the map itself");
    w = write(arena, 50001, 3);
    ok(w.files == 2 && w.locs == 50001 && w.most_locs == 50000, "one more makes two files");
    ok(count(w.index, S("<sitemapindex")) == 1 &&
           count(w.index, S("<sitemap><loc>https://contoh.example/sitemap-")) == 2,
       "and an index that names both");
    w = write(arena, 30000, 3000);
    ok(w.files == 2 && w.locs == 30000 && w.most_bytes <= 52428800 && w.most_bytes > 52000000,
       "no file holds more than 50 MB");
    arena_free(arena);
    return done();
}
