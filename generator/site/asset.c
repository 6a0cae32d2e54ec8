/* Files that are published as they are. */
#include "base/arena.h"
#include "site/load.h"

static const char *const published[] = {".svg", ".png", ".jpg", ".jpeg", ".webp",
                                        ".gif", ".pdf", ".zip", ".txt",  NULL};

static bool is_published(Str path)
{
    for (size_t i = 0; published[i]; i++)
        if (str_ends_nocase(path, str_from(published[i]))) return true;
    return false;
}

/* "site.su.yaml" of a language of the site. */
static bool is_of_language(const struct site *site, Str path)
{
    if (!str_starts(path, S("site.")) || !str_ends(path, S(".yaml")) || path.len < S("site.x.yaml").len)
        return false;
    Str lang = str_from_to(path, 5, path.len - 5);
    return str_equal(site_language(site, lang)->lang, lang);
}

static bool is_read_elsewhere(const struct site *site, Str path)
{
    return is_of_language(site, path) || load_is_search(site, path) || str_is(path, "kosakata.txt") ||
           str_ends(path, S(".md")) || str_is(path, "site.yaml") || str_is(path, "fakta.yaml") ||
           (str_starts(path, S("statistik/")) &&
            (str_ends(path, S(".csv")) || str_ends(path, S(".xlsx")) || str_ends(path, S(".yaml"))));
}

void load_assets(struct loader *loader)
{
    struct site *site = loader->site;
    site->assets = arena_make_n(loader->arena, struct asset, loader->files.count + 1);
    for (size_t i = 0; i < loader->files.count; i++) {
        const struct file_entry *entry = &loader->files.entries[i];
        if (is_read_elsewhere(site, entry->path)) continue;
        if (!is_published(entry->path)) {
            diag_report(loader->diag, LOC_NONE, MSG_CONTENT_STRANGE, load_shown(loader->arena, entry->path));
            continue;
        }
        struct asset *asset = &site->assets[site->asset_count++];
        *asset = (struct asset){entry->path, entry->size};
        names_put(loader->arena, &site->index->assets, asset->path, asset);
    }
}
