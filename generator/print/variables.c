/* What a layout's template sees: product, page, site, fact, stat, lang. */
#include "base/arena.h"
#include "print/inside.h"

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    value_set(arena, map, str_from(key), value_text(arena, text));
}

static const struct value *figure_map(struct arena *arena, const struct figure *figures, size_t count)
{
    struct value *map = value_map(arena);
    for (size_t i = 0; i < count; i++)
        value_set(arena, map, figures[i].id, value_text(arena, figures[i].text));
    return map;
}

void variables_open(struct print *print)
{
    const struct site *site = print->site;
    print->facts = figure_map(print->arena, site->facts, site->fact_count);
    print->stats = figure_map(print->arena, site->figures, site->figure_count);
}

/* As people type it: without "https://" and a slash at the end. */
static Str short_address(Str address)
{
    size_t scheme = str_find(address, S("://"));
    if (scheme < address.len) address = str_skip(address, scheme + 3);
    while (str_ends(address, S("/"))) address.len--;
    return address;
}

static const struct value *page_variables(const struct print *print, struct arena *arena,
                                          const struct page *page)
{
    struct value *map = value_map(arena);
    for (size_t i = 0; page->meta && i < page->meta->count; i++)
        value_set(arena, map, page->meta->keys[i], page->meta->items[i]);
    Str address = site_address(print->site, arena, page->url);
    set_text(arena, map, "title", page->title);
    set_text(arena, map, "short", page->short_title);
    set_text(arena, map, "path", page->path);
    set_text(arena, map, "url", page->url);
    set_text(arena, map, "absolute", address);
    set_text(arena, map, "address", short_address(address));
    return map;
}

const struct value *variables_product(const struct print *print, struct arena *arena,
                                      const struct product *product)
{
    struct value *root = value_map(arena), *own = value_map(arena), *site = value_map(arena);
    for (size_t i = 0; product->meta && i < product->meta->count; i++)
        value_set(arena, own, product->meta->keys[i], product->meta->items[i]);
    set_text(arena, own, "name", product->name);
    set_text(arena, own, "title", product->title);
    const struct value *config = print->site->config;
    for (size_t i = 0; config && i < config->count; i++)
        value_set(arena, site, config->keys[i], config->items[i]);
    set_text(arena, site, "address", short_address(print->site->base_url));
    value_set(arena, root, S("product"), own);
    value_set(arena, root, S("site"), site);
    value_set(arena, root, S("fact"), print->facts);
    value_set(arena, root, S("stat"), print->stats);
    set_text(arena, root, "lang", product->lang);
    if (product->link) value_set(arena, root, S("page"), page_variables(print, arena, product->link));
    return root;
}
