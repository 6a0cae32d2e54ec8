/* What a layout's template sees: product, page, site, fact, stat, lang, copy, row. */
#include "base/arena.h"
#include "print/inside.h"
#include "site/copy.h"

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    value_set(arena, map, str_from(key), value_text(arena, text));
}

static const struct value *figure_map(struct arena *arena, const struct figure *figures, size_t count)
{
    struct value *map = value_map(arena);
    for (size_t i = 0; i < count; i++)
        if (!figures[i].expired) value_set(arena, map, figures[i].id, value_text(arena, figures[i].text));
    return map;
}

void variables_open(struct print *print)
{
    const struct site *site = print->site;
    print->facts = figure_map(print->arena, site->facts, site->fact_count);
    print->stats = figure_map(print->arena, site->figures, site->figure_count);
}

/* As people type it: without "https://" and a slash at the end. */
Str short_address(Str address)
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

/* A static site serves the same page whatever stands behind the question mark; the code tells which copy was scanned. */
Str variables_address(const struct sheet *sheet, const struct page *page)
{
    Str address = site_address(sheet->print->site, sheet->arena, page->url);
    if (!address.len || !sheet->product->each) return address;
    return str_join(sheet->arena, (Str[]){address, S("?e="), sheet->copy->code}, 3, STR_NONE);
}

static const char *const copy_names[] = {"code", "number", "count"};

static const struct value *copy_map(struct arena *arena, const struct product *product,
                                    const struct copy *copy)
{
    struct value *map = value_map(arena);
    for (size_t i = 0; i < sizeof copy_names / sizeof *copy_names; i++) {
        Str text, name = str_format(arena, "copy.%s", copy_names[i]);
        if (copy_value(product, copy, arena, name, &text)) set_text(arena, map, copy_names[i], text);
    }
    return map;
}

/* Empty cells are empty texts: false as a condition. */
static const struct value *row_map(struct arena *arena, const struct product *product,
                                   const struct copy *copy)
{
    const struct table *table = product->each;
    struct value *map = value_map(arena);
    set_text(arena, map, "number", str_format(arena, "%zu", copy->row + 1));
    for (size_t i = 0; i < table->columns; i++) {
        struct cell cell = table_cell(table, copy->row, i);
        Str text = table_cell_text(arena, &table->column[i], &cell, product->lang);
        value_set(arena, map, table->column[i].name, value_text(arena, text.data ? text : S("")));
    }
    return map;
}

const struct value *variables_product(const struct print *print, struct arena *arena,
                                      const struct product *product, const struct copy *copy)
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
    value_set(arena, root, S("copy"), copy_map(arena, product, copy));
    if (product->each) value_set(arena, root, S("row"), row_map(arena, product, copy));
    if (product->link) value_set(arena, root, S("page"), page_variables(print, arena, product->link));
    return root;
}
