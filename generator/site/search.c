/* What content/ says about searching: pencarian.yaml (of another language pencarian.LANG.yaml), and the pages that lead to others: search,
 * A–Z and "my problem". A site that writes none of these pages gets them all the same. */
#include "base/arena.h"
#include "site/load.h"
#include "site/site_schema.h"

static bool has_file(const struct loader *loader, Str path)
{
    for (size_t i = 0; i < loader->files.count; i++)
        if (str_equal(loader->files.entries[i].path, path)) return true;
    return false;
}

void load_search(struct loader *loader)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < site->language_count; i++) {
        struct site_language *language = &site->languages[i];
        Str name =
            i == 0 ? S("pencarian.yaml")
                   : str_join(loader->arena, (Str[]){S("pencarian"), language->lang, S("yaml")}, 3, S("."));
        const struct value *search = has_file(loader, name) ? load_yaml(loader, name, &search_schema) : NULL;
        language->search =
            search ? load_expand(loader, search, language->lang, false) : value_map(loader->arena);
    }
}

bool load_is_search(const struct site *site, Str path)
{
    if (!str_starts(path, S("pencarian.")) || !str_ends(path, S("yaml"))) return false;
    Str lang = str_from_to(path, S("pencarian.").len, path.len - S("yaml").len);
    if (!lang.len) return true;
    lang.len--;
    return !str_equal(lang, site->lang) && str_equal(site_language(site, lang)->lang, lang);
}

struct way {
    enum page_type type;
    const char *slug, *icon;
    struct {
        const char *lang, *title, *description;
    } texts[3]; /* the first is for other languages too */
};
static const struct way ways[] = {
    {PAGE_SEARCH,
     "cari",
     "search",
     {{"id", "Cari", "Ketik yang Anda cari. Salah ketik sedikit tidak apa-apa."},
      {"su", "Milarian", "Ketik nu dipilarian. Salah saeutik ogé teu nanaon."},
      {"en", "Search", "Type what you are looking for. Small misspellings do no harm."}}},
    {PAGE_AZ,
     "az",
     "paper",
     {{"id", "A–Z", "Semua halaman dan kata kunci menurut abjad."},
      {"su", "A–Z", "Sadaya kaca jeung kecap konci dumasar abjad."},
      {"en", "A–Z", "All pages and keywords in alphabetical order."}}},
    {PAGE_PROBLEMS,
     "masalah",
     "question",
     {{"id", "Masalah saya", "Pilih yang Anda lihat di layar, lalu ikuti caranya."},
      {"su", "Masalah abdi", "Pilih nu katingali dina layar, tuluy turutan carana."},
      {"en", "My problem", "Choose what you see on the screen and follow the way out."}}},
};

static bool is_written(const struct site *site, enum page_type type, Str lang, Str path, Str url)
{
    for (size_t i = 0; i < site->page_count; i++) {
        const struct page *page = site->pages[i];
        if (page->type == type && str_equal(page->lang, lang)) return true;
        if (str_equal(page->url, url) || str_equal(page->path, path)) return true;
    }
    return false;
}

static void add_way(struct loader *loader, const struct way *way, Str lang)
{
    struct site *site = loader->site;
    bool other = !str_equal(lang, site->lang);
    Str slug = str_from(way->slug), url = path_join(loader->arena, slug, S("index.html"));
    Str path = str_join(loader->arena, (Str[]){slug, lang, S("md")}, 3, S("."));
    if (other)
        url = path_join(loader->arena, lang, url);
    else
        path = str_join(loader->arena, (Str[]){slug, S("md")}, 2, S("."));
    if (is_written(site, way->type, lang, path, url)) return;
    size_t text = 2;
    while (text > 0 && !str_is(lang, way->texts[text].lang)) text--;
    struct page *page = arena_make(loader->arena, struct page);
    *page = (struct page){.path = path,
                          .section = S(""),
                          .slug = slug,
                          .lang = lang,
                          .type = way->type,
                          .url = url,
                          .icon = str_from(way->icon),
                          .order = STANDARD_ORDER,
                          .meta = value_map(loader->arena),
                          .faulty = site->config_faulty};
    page->title = page->short_title = str_from(way->texts[text].title);
    page->description = str_from(way->texts[text].description);
    site->pages[site->page_count++] = page;
    names_put(loader->arena, &site->index->pages, path, page);
}

void load_ways(struct loader *loader)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < site->language_count; i++) {
        bool any = false;
        for (size_t j = 0; j < site->page_count && !any; j++)
            any = str_equal(site->pages[j]->lang, site->languages[i].lang);
        for (size_t j = 0; any && j < sizeof ways / sizeof *ways; j++)
            add_way(loader, &ways[j], site->languages[i].lang);
    }
}
