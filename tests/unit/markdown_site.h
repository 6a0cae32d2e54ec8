/* A small site for the tests of markdown/: the look-ups of site/site.h over fixed tables, so that these tests need nothing of site/. */
#ifndef MARKDOWN_SITE_H
#define MARKDOWN_SITE_H

#include "base/arena.h"
#include "base/file.h"
#include "site/site.h"

struct fake_text {
    const char *path, *text;
};

static const char *const fake_values[][2] = {{"fact.telepon", "(0266) 12-34"},
                                             {"fact.rumit", "*a* <b> & {{fact.telepon}} [x](y)"},
                                             {"stat.bagian", "45,83%"},
                                             {"site.phone", "175"},
                                             {"fact.alamat", "https://contoh.id/a b"}};
static struct page fake_pages[32];
static struct source fake_sources[32];
static struct page *fake_page_list[32];
static struct product fake_product = {.path = {"cetak/brosur.md", 15}, .name = {"brosur", 6}};
static struct asset fake_asset = {{"gambar/kantor cabang.jpg", 24}, 1};
static struct table fake_table;
static struct site fake_site = {.pages = fake_page_list, .assets = &fake_asset, .asset_count = 1};

static inline void fake_add(const char *path, const char *text)
{
    size_t i = fake_site.page_count++;
    char *url = strdup(path), *shown = malloc(strlen(path) + 9);
    strcpy(shown, "content/");
    strcat(shown, path);
    fake_sources[i] = (struct source){str_from(shown), str_from(text)};
    url = realloc(url, strlen(path) + 16);
    strcpy(strrchr(url, '.'), "/index.html");
    fake_pages[i] = (struct page){.path = str_from(path), .url = str_from(url), .source = &fake_sources[i]};
    fake_page_list[i] = &fake_pages[i];
}

const struct page *site_page(const struct site *site, Str path)
{
    for (size_t i = 0; i < site->page_count; i++) {
        Str p = site->pages[i]->path;
        if (str_equal(p, path) || (p.len == path.len + 3 && str_starts(p, path))) return site->pages[i];
    }
    return NULL;
}
const struct table *site_table(const struct site *site, Str name)
{
    (void)site;
    return str_is(name, "perusahaan") ? &fake_table : NULL;
}
const struct asset *site_asset(const struct site *site, Str path)
{
    (void)site;
    return str_equal(path, fake_asset.path) ? &fake_asset : NULL;
}
const struct product *site_product(const struct site *site, Str name)
{
    (void)site;
    return str_equal(name, fake_product.name) ? &fake_product : NULL;
}
bool site_value_text(const struct site *site, struct arena *arena, Str name, Str lang, Str *text)
{
    (void)site, (void)lang, (void)arena;
    for (size_t i = 0; i < sizeof fake_values / sizeof *fake_values; i++)
        if (str_is(name, fake_values[i][0])) return *text = str_from(fake_values[i][1]), true;
    return false;
}
Str site_nearest_value(const struct site *site, struct arena *arena, Str name)
{
    (void)site, (void)arena;
    return str_distance(name, S("fact.telepon"), 3) <= 3 ? S("fact.telepon") : STR_NONE;
}
Str site_nearest_page(const struct site *site, struct arena *arena, Str path)
{
    (void)arena;
    for (size_t i = 0; i < site->page_count; i++)
        if (str_distance(path, site->pages[i]->path, 3) <= 3) return site->pages[i]->path;
    return STR_NONE;
}
Str site_relative(struct arena *arena, Str from, Str to)
{
    Str up = STR_NONE;
    while (from.len && str_find_char(from, '/') < from.len) {
        str_cut(&from, '/');
        up = str_format(arena, "../%.*s", (int)up.len, up.data ? up.data : "");
    }
    return str_format(arena, "%.*s%.*s", (int)up.len, up.data ? up.data : "", (int)to.len, to.data);
}
const struct value *site_chart(const struct site *site, Str name, const struct table **table)
{
    (void)site;
    *table = &fake_table;
    return str_is(name, "pemakaian") ? (const struct value *)&fake_table : NULL;
}

#endif
