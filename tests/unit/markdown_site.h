/* A small site for the tests of markdown/, made by hand: pages from texts, one product, one picture, one table with a chart, values. */
#ifndef MARKDOWN_SITE_H
#define MARKDOWN_SITE_H

#include "base/arena.h"
#include "base/file.h"
#include "site/load.h"
#include "site/site.h"

static const char *const fake_values[][2] = {
    {"fact.telepon", "(0266) 12-34"},
    {"fact.rumit", "*a* <b> & {{fact.telepon}} [x](y)"},
    {"fact.alamat", "https://contoh.id/a b"},
    {"fact.jahat", "javascript:alert(1)"},
    {"stat.bagian", "45,83%"},
};

/* `texts`: pairs of path and text, ends with NULL. Pages in pohon/ are troubleshooting trees. */
static inline struct site *fake_site(struct arena *arena, const char *const *texts)
{
    struct site *site = arena_make(arena, struct site);
    struct site_index *index = site->index = arena_make(arena, struct site_index);
    struct value *config = value_map(arena), *contact = value_map(arena);
    value_set(arena, contact, S("phone"), value_text(arena, S("175")));
    value_set(arena, config, S("contact"), contact);
    site->config = config;
    site->lang = S("id");
    site->pages = arena_make_n(arena, struct page *, 64);
    for (; *texts; texts += 2) {
        struct page *page = site->pages[site->page_count++] = arena_make(arena, struct page);
        struct source *source = arena_make(arena, struct source);
        Str path = str_from(texts[0]), folder = path_folder(path), stem = path_stem(path);
        *source = (struct source){.name = path_join(arena, S("content"), path), .text = str_from(texts[1])};
        page->number = site->page_count - 1;
        page->path = path;
        page->slug = stem;
        if (str_starts(path, S("pohon/"))) page->type = PAGE_TREE;
        page->source = source;
        page->url = str_is(stem, "index") ? path_join(arena, folder, S("index.html"))
                                          : path_join(arena, folder, path_join(arena, stem, S("index.html")));
        names_put(arena, &index->pages, path, page);
    }
    for (size_t i = 0; i < sizeof fake_values / sizeof *fake_values; i++) {
        struct figure *figure = arena_make(arena, struct figure);
        *figure = (struct figure){
            .id = str_from(fake_values[i][0]), .known = true, .text = str_from(fake_values[i][1])};
        names_put(arena, &index->figures, figure->id, figure);
    }
    struct product *product = arena_make(arena, struct product);
    product->path = S("cetak/brosur.md");
    product->name = S("brosur");
    names_put(arena, &index->products, product->name, product);
    site->assets = arena_make(arena, struct asset);
    site->asset_count = 1;
    site->assets->path = S("gambar/kantor cabang.jpg");
    names_put(arena, &index->assets, site->assets->path, site->assets);
    struct table *table = arena_make(arena, struct table);
    struct value *description = value_map(arena), *charts = value_map(arena);
    struct site_chart_entry *chart = arena_make(arena, struct site_chart_entry);
    value_set(arena, charts, S("pemakaian"), value_map(arena));
    value_set(arena, description, S("charts"), charts);
    table->name = S("perusahaan");
    table->description = description;
    site->tables = arena_make(arena, struct table *);
    site->tables[0] = table;
    site->table_count = 1;
    names_put(arena, &index->tables, table->name, table);
    *chart = (struct site_chart_entry){value_get(charts, S("pemakaian")), table};
    names_put(arena, &index->charts, S("pemakaian"), chart);
    return site;
}

#endif
