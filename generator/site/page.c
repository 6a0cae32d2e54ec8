/* Pages and print products: Markdown files with front matter. Files are read on all threads, each with an arena of its own. */
#include "base/arena.h"
#include "base/pool.h"
#include "data/yaml.h"
#include "site/copy.h"
#include "site/load.h"
#include "site/site_schema.h"

#include <stdlib.h>

enum { LONGEST_LANGUAGE = 3 };

/* One Markdown file, read but not yet sorted into the site. */
struct document {
    Str path;
    const struct source *source;
    const struct value *meta; /* NULL: the file is not usable; that is reported */
    size_t body;
    struct mentions mentions;
    const struct hidden *hidden; /* it is not published */
    struct page *page;           /* NULL: none */
    bool made;                   /* while reading */
    bool faulty;
};

struct reading {
    struct loader *loader;
    struct document *documents;
    size_t count;
    struct arena **arenas, **scratch; /* one a thread */
};

bool load_is_page(Str path)
{
    return str_ends(path, S(".md")) && !load_is_product(path);
}

bool load_is_product(Str path)
{
    return str_ends(path, S(".md")) && str_starts(path, S("cetak/")) && !str_is(path, "cetak/index.md");
}

/* Where the first line that is only "---" begins from `at` on, and what lies behind it; false: none. */
static bool find_fence(Str text, size_t at, size_t *fence, size_t *behind)
{
    while (at < text.len) {
        size_t end = at + str_find_char(str_skip(text, at), '\n');
        Str line = str_trim_right(str_from_to(text, at, end));
        if (str_is(line, "---")) {
            *fence = at;
            *behind = end < text.len ? end + 1 : text.len;
            return true;
        }
        at = end + 1;
    }
    return false;
}

/* The front matter, between its fences, and where the body begins. */
struct front {
    size_t from, to, body;
};

static bool find_front_matter(struct diag *diag, const struct source *source, struct front *front)
{
    size_t fence;
    if (!find_fence(source->text, 0, &fence, &front->from) || fence != 0) {
        diag_report(diag, ((Loc){source, 0}), MSG_FRONT_MATTER_MISSING);
        return false;
    }
    if (!find_fence(source->text, front->from, &front->to, &front->body)) {
        diag_report(diag, ((Loc){source, 0}), MSG_FRONT_MATTER_OPEN);
        return false;
    }
    return true;
}

/* ---- one page ---- */

static Loc meta_loc(const struct document *document, const char *key)
{
    const struct value *value = value_get(document->meta, str_from(key));
    return value ? value->loc : (Loc){document->source, 0};
}

static bool is_language_of_site(const struct site *site, Str lang)
{
    for (size_t i = 0; i < site->language_count; i++)
        if (str_equal(site->languages[i].lang, lang)) return true;
    return false;
}

/* "klaim-jht.su" is "klaim-jht" in the language su, when the site has that language. */
static Str split_language(const struct site *site, Str stem, Str *lang)
{
    size_t dot = str_find_last_char(stem, '.');
    Str suffix = dot < stem.len ? str_skip(stem, dot + 1) : STR_NONE;
    *lang = site->lang;
    if (suffix.len == 0 || suffix.len > LONGEST_LANGUAGE || !is_language_of_site(site, suffix)) return stem;
    *lang = suffix;
    return str_from_to(stem, 0, dot);
}

static enum page_type type_of(const struct document *document, Str section, Str stem)
{
    Str wanted = value_get_text(document->meta, S("type"));
    for (size_t i = 0; page_types[i]; i++)
        if (str_is(wanted, page_types[i])) return (enum page_type)i;
    if (str_is(stem, "index")) return section.len ? PAGE_SECTION : PAGE_HOME;
    if (str_is(stem, "404") && section.len == 0) return PAGE_MISSING;
    if (str_is(section, "panduan")) return PAGE_GUIDE;
    if (str_is(section, "kendala")) return PAGE_TROUBLE;
    return PAGE_PLAIN;
}

static Str url_of(struct arena *arena, const struct site *site, const struct page *page, Str stem)
{
    Str name = str_is(page->slug, "index") && str_is(stem, "index") ? S("index.html")
               : page->type == PAGE_MISSING                         ? S("404.html")
                                            : path_join(arena, page->slug, S("index.html"));
    Str url = path_join(arena, page->section, name);
    return str_equal(page->lang, site->lang) ? url : path_join(arena, page->lang, url);
}

static bool segments_are_safe(Str path)
{
    while (path.len)
        if (!path_segment_safe(str_cut(&path, '/'))) return false;
    return true;
}

static struct page *make_page(struct loader *loader, const struct document *document)
{
    struct page *page = arena_make(loader->arena, struct page);
    Str stem = split_language(loader->site, path_stem(document->path), &page->lang),
        slug = value_get_text(document->meta, S("slug"));
    const struct value *order = value_get(document->meta, S("order")),
                       *date = value_get(document->meta, S("date"));
    page->path = document->path;
    page->section = path_folder(document->path);
    page->slug = slug.len && !document->faulty ? slug : stem;
    page->type = type_of(document, page->section, stem);
    page->url = url_of(loader->arena, loader->site, page, stem);
    page->meta = load_expand(loader, document->meta, page->lang, false);
    page->title = value_get_text(page->meta, S("title"));
    page->description = value_get_text(page->meta, S("description"));
    if (page->title.len == 0) page->title = page->slug; /* faulty: others may still name it */
    page->icon = value_get_text(page->meta, S("icon"));
    if (date && date->kind == VALUE_DATE) page->date = date->date;
    page->short_title = value_get_text(page->meta, S("short"));
    if (page->short_title.len == 0) page->short_title = page->title;
    page->order = STANDARD_ORDER;
    if (order && order->kind == VALUE_NUMBER) decimal_to_int64(order->number, &page->order);
    page->source = document->source;
    page->body = document->body;
    page->mentions = document->mentions;
    page->faulty = document->faulty || loader->site->config_faulty;
    if (!segments_are_safe(page->section) || !path_segment_safe(page->slug)) {
        diag_report(loader->diag, meta_loc(document, "slug"), MSG_PAGE_NAME_UNSAFE, document->path);
        return NULL;
    }
    return page;
}

/* A file that is not usable stays in the site while the rest is checked, so that links to it are not told as dead as well. */
static struct page *make_faulty_page(struct loader *loader, const struct document *document)
{
    struct document empty = {.path = document->path, .meta = value_map(loader->arena)};
    struct page *page = make_page(loader, &empty);
    if (page) {
        page->faulty = true;
        page->title = page->short_title = page->slug;
    }
    return page;
}

static struct page *make_any_page(struct loader *loader, const struct document *document)
{
    return document->meta ? make_page(loader, document) : make_faulty_page(loader, document);
}

/* ---- reading ---- */

/* Pages of other languages wait: they go with their original. */
static bool is_original(const struct site *site, Str path)
{
    Str lang;
    split_language(site, path_stem(path), &lang);
    return str_equal(lang, site->lang);
}

static void make_document(struct loader *loader, struct document *document)
{
    if (document->meta) {
        document->hidden = load_hidden(loader, document->meta);
        load_check_days(loader, document->meta);
    }
    if (document->hidden || load_is_product(document->path) || !is_original(loader->site, document->path))
        return;
    document->page = make_any_page(loader, document);
    document->made = true;
}

static bool read_front_matter(struct loader *loader, struct arena *scratch, struct document *document,
                              struct front front)
{
    const struct schema *schema = load_is_product(document->path) ? &product_schema : &page_schema;
    const struct value *meta = yaml_read_part(scratch, loader->diag, document->source, front.from, front.to);
    bool right = meta && schema_check(scratch, loader->diag, schema, meta);
    if (meta && meta->kind == VALUE_MAP) document->meta = value_copy(loader->arena, meta);
    return right;
}

static void read_document(void *context, size_t index, unsigned worker)
{
    struct reading *reading = context;
    struct document *document = &reading->documents[index];
    struct arena *arena = reading->arenas[worker], *scratch = reading->scratch[worker];
    struct loader own = *reading->loader;
    bool product = load_is_product(document->path);
    own.arena = arena;
    const struct source *whole =
        file_source_in(product ? arena : scratch, own.diag, LOC_NONE, own.site->content, document->path,
                       load_shown(scratch, document->path));
    struct front front = {0};
    if (whole) {
        bool found = find_front_matter(own.diag, whole, &front);
        document->body = front.body;
        document->source = product ? whole : load_head(arena, whole, found ? front.body : whole->text.len);
        document->mentions = mentions_find(arena, whole->text, front.body);
        document->faulty = !found || !read_front_matter(&own, scratch, document, front);
    }
    make_document(&own, document);
    arena_reset(scratch);
}

static void close_arena(void *arena)
{
    arena_free(arena);
}

static void read_documents(struct reading *reading)
{
    struct loader *loader = reading->loader;
    reading->documents = arena_make_n(loader->arena, struct document, loader->files.count + 1);
    for (size_t i = 0; i < loader->files.count; i++)
        if (str_ends(loader->files.entries[i].path, S(".md")))
            reading->documents[reading->count++].path = loader->files.entries[i].path;
    reading->arenas = arena_make_n(loader->arena, struct arena *, loader->threads);
    reading->scratch = arena_make_n(loader->arena, struct arena *, loader->threads);
    for (unsigned i = 0; i < loader->threads; i++) {
        reading->arenas[i] = arena_new();
        reading->scratch[i] = arena_new();
        arena_defer(loader->arena, close_arena, reading->arenas[i]);
    }
    pool_run(loader->threads, reading->count, read_document, reading);
    for (unsigned i = 0; i < loader->threads; i++) arena_free(reading->scratch[i]);
}

/* ---- what pages name ---- */

static void check_references(struct loader *loader, const struct value *meta)
{
    const struct site *site = loader->site;
    const struct value *sources = site->facts_faulty ? NULL : value_get(meta, S("sources")),
                       *related = value_get(meta, S("related"));
    for (size_t i = 0; sources && i < sources->count; i++)
        if (!value_get(site->sources, sources->items[i]->text))
            diag_report(loader->diag, sources->items[i]->loc, MSG_SOURCE_UNKNOWN, sources->items[i]->text,
                        str_nearest(sources->items[i]->text, site->sources->keys, site->sources->count));
    for (size_t i = 0; related && i < related->count; i++)
        if (!site_page(site, related->items[i]->text) &&
            !site_tell_hidden(site, loader->diag, related->items[i]->loc, related->items[i]->text))
            diag_report(loader->diag, related->items[i]->loc, MSG_LINK_UNKNOWN_PAGE, related->items[i]->text,
                        site_nearest_page(site, loader->arena, related->items[i]->text));
}

static void check_journey(struct loader *loader, const struct value *steps)
{
    const struct site *site = loader->site;
    struct names seen = {0};
    if (!steps || steps->kind != VALUE_LIST) return;
    if (steps->count > JOURNEY_MOST)
        diag_report(loader->diag, steps->loc, MSG_JOURNEY_LONG,
                    str_format(loader->arena, "%d", JOURNEY_MOST));
    for (size_t i = 0; i < steps->count && i < JOURNEY_MOST; i++) {
        const struct value *path = value_get(steps->items[i], S("page"));
        const struct page *page = path ? site_page(site, path->text) : NULL;
        if (path && !page && !site_tell_hidden(site, loader->diag, path->loc, path->text))
            diag_report(loader->diag, path->loc, MSG_LINK_UNKNOWN_PAGE, path->text,
                        site_nearest_page(site, loader->arena, path->text));
        if (page && !names_put(loader->arena, &seen, page->path, page))
            diag_report(loader->diag, path->loc, MSG_JOURNEY_TWICE, path->text);
    }
}

static void check_page(void *context, size_t index, unsigned worker)
{
    const struct reading *reading = context;
    const struct value *meta = reading->loader->site->pages[index]->meta;
    struct loader own = *reading->loader;
    own.arena = reading->arenas[worker];
    check_references(&own, meta);
    check_journey(&own, value_get(meta, S("journey")));
}

static struct product *make_product(struct loader *loader, const struct document *document)
{
    struct product *product = arena_make(loader->arena, struct product);
    Str stem = path_stem(document->path), lang = value_get_text(document->meta, S("lang"));
    *product = (struct product){.path = document->path,
                                .name = stem,
                                .lang = lang.len ? lang : loader->site->lang,
                                .site = loader->site,
                                .layout = value_get_text(document->meta, S("layout")),
                                .source = document->source,
                                .body = document->body,
                                .mentions = document->mentions,
                                .faulty = document->faulty || loader->site->config_faulty};
    product->meta = load_expand(loader, document->meta, product->lang, true);
    product->title = copy_common_text(loader->arena, value_get_text(product->meta, S("title")));
    const struct value *link = value_get(document->meta, S("link"));
    if (link) product->link = site_page(loader->site, link->text);
    product->faulty |= link && !product->link;
    if (link && !product->link && !site_tell_hidden(loader->site, loader->diag, link->loc, link->text))
        diag_report(loader->diag, link->loc, MSG_LINK_UNKNOWN_PAGE, link->text,
                    site_nearest_page(loader->site, loader->arena, link->text));
    load_values(loader, document->meta, product);
    load_copies(loader, product);
    if (path_segment_safe(product->name)) return product;
    diag_report(loader->diag, ((Loc){document->source, 0}), MSG_PAGE_NAME_UNSAFE, document->path);
    return NULL;
}

/* ---- all of them ---- */

static int compare_pages(const void *a, const void *b)
{
    const struct page *x = *(struct page *const *)a, *y = *(struct page *const *)b;
    int order = str_compare(x->section, y->section);
    if (!order) order = str_compare(x->lang, y->lang);
    if (!order) order = (x->order > y->order) - (x->order < y->order);
    return order ? order : str_compare(x->path, y->path);
}

/* A folder with pages but without an index.md gets a page that lists them. */
static void add_section_page(struct loader *loader, Str section)
{
    struct site *site = loader->site;
    Str path = path_join(loader->arena, section, S("index.md"));
    if (section.len == 0 || names_get(&site->index->pages, path)) return;
    struct page *page = arena_make(loader->arena, struct page);
    *page = (struct page){.path = path,
                          .section = section,
                          .slug = S("index"),
                          .lang = site->lang,
                          .type = PAGE_SECTION,
                          .url = path_join(loader->arena, section, S("index.html")),
                          .order = STANDARD_ORDER,
                          .meta = value_map(loader->arena),
                          .faulty = site->config_faulty};
    char *title = str_c(loader->arena, path_name(section));
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = (char)(title[0] - 'a' + 'A');
    page->title = page->short_title = page->description = str_from(title);
    site->pages[site->page_count++] = page;
    names_put(loader->arena, &site->index->pages, path, page);
}

static void check_addresses(struct loader *loader)
{
    struct names urls = {0};
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < loader->site->page_count; i++) {
        struct page *page = loader->site->pages[i];
        const struct page *other = names_get(&urls, page->url);
        page->faulty |= other != NULL;
        if (!other)
            names_put(scratch, &urls, page->url, page);
        else
            diag_report(loader->diag, ((Loc){page->source ? page->source : other->source, 0}), MSG_PAGE_TWICE,
                        page->url, load_shown(loader->arena, page->source ? other->path : page->path));
    }
    arena_free(scratch);
}

static bool is_in_sequence(const struct page *page)
{
    return page->section.len > 0 && page->type != PAGE_SECTION &&
           !str_starts(path_name(page->path), S("index."));
}

/* The page that it lies below, in its own language; where that has none, the language's home. */
static const struct page *parent_of(struct loader *loader, const struct page *page)
{
    const struct site *site = loader->site;
    Str path = is_in_sequence(page) || page->topic ? path_join(loader->arena, page->section, S("index.md"))
                                                   : S("index.md");
    const struct page *parent = page->type == PAGE_HOME ? NULL : names_get(&site->index->pages, path);
    if (!parent || str_equal(page->lang, site->lang)) return parent;
    parent = site_version(site, parent, page->lang);
    const struct page *home = site_language(site, page->lang)->home;
    return !str_equal(parent->lang, page->lang) && home && home != page ? home : parent;
}

static void link_neighbours(struct loader *loader)
{
    struct site *site = loader->site;
    struct page *previous = NULL;
    for (size_t i = 0; i < site->page_count; i++) {
        struct page *page = site->pages[i];
        bool in_sequence = is_in_sequence(page), goes_on = in_sequence && previous &&
                                                           str_equal(previous->section, page->section) &&
                                                           str_equal(previous->lang, page->lang);
        page->parent = goes_on ? previous->parent : parent_of(loader, page);
        if (!in_sequence) continue;
        if (goes_on) {
            previous->next = page;
            page->previous = previous;
        }
        previous = page;
    }
}

/* A version goes with its original. */
static const struct hidden *original_hidden(struct loader *loader, Str path)
{
    Str lang, stem = split_language(loader->site, path_stem(path), &lang);
    if (str_equal(lang, loader->site->lang)) return NULL;
    Str name = str_join(loader->arena, (Str[]){stem, S("md")}, 2, S("."));
    return names_get(&loader->site->index->hidden, path_join(loader->arena, path_folder(path), name));
}

/* Keeps the names of what is not published. */
static void find_hidden(struct loader *loader, const struct reading *reading)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < reading->count; i++) {
        const struct document *document = &reading->documents[i];
        if (document->hidden)
            names_put(loader->arena, &site->index->hidden, document->path, document->hidden);
    }
    for (size_t i = 0; site->index->hidden.count && i < reading->count; i++) {
        const struct hidden *hidden = original_hidden(loader, reading->documents[i].path);
        if (hidden) names_put(loader->arena, &site->index->hidden, reading->documents[i].path, hidden);
    }
}

static void sort_in(struct loader *loader, const struct reading *reading)
{
    struct site *site = loader->site;
    site->pages = arena_make_n(loader->arena, struct page *, 2 * reading->count + 1 + WAYS_MOST);
    site->products = arena_make_n(loader->arena, struct product *, reading->count + 1);
    find_hidden(loader, reading);
    for (size_t i = 0; i < reading->count; i++) {
        const struct document *document = &reading->documents[i];
        if (load_is_product(document->path) || names_get(&site->index->hidden, document->path)) continue;
        struct page *page = document->made ? document->page : make_any_page(loader, document);
        if (!page) continue;
        site->pages[site->page_count++] = page;
        names_put(loader->arena, &site->index->pages, page->path, page);
    }
    for (size_t i = 0; i < reading->count; i++) {
        const struct document *document = &reading->documents[i];
        if (!document->meta || !load_is_product(document->path) ||
            names_get(&site->index->hidden, document->path))
            continue;
        struct product *product = make_product(loader, document);
        if (!product) continue;
        site->products[site->product_count++] = product;
        names_put(loader->arena, &site->index->products, product->name, product);
    }
}

/* All tables for those who reuse them, unless content/data/index.md is written. */
static void add_data_page(struct loader *loader)
{
    static const char *const told[][2] = {{"en", "All figures as open files."},
                                          {"su", "Sadaya angka mangrupa berkas kabuka."}};
    size_t before = loader->site->page_count;
    add_section_page(loader, S("data"));
    if (loader->site->page_count == before) return;
    struct page *page = loader->site->pages[before];
    page->description = S("Semua angka sebagai berkas terbuka.");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (str_is(page->lang, told[i][0])) page->description = str_from(told[i][1]);
}

void load_pages(struct loader *loader)
{
    struct reading reading = {.loader = loader};
    struct site *site = loader->site;
    read_documents(&reading);
    sort_in(loader, &reading);
    size_t written = site->page_count;
    for (size_t i = 0; i < written; i++)
        if (i == 0 || !str_equal(site->pages[i]->section, site->pages[i - 1]->section))
            add_section_page(loader, site->pages[i]->section);
    if (site->table_count) add_data_page(loader);
    load_ways(loader);
    load_versions(loader);
    load_topics(loader);
    qsort(site->pages, site->page_count, sizeof(struct page *), compare_pages);
    for (size_t i = 0; i < site->page_count; i++) site->pages[i]->number = i;
    check_addresses(loader);
    load_aliases(loader);
    load_check_reviews(loader);
    load_language_homes(loader);
    link_neighbours(loader);
    pool_run(loader->threads, site->page_count, check_page, &reading);
    if (!names_get(&site->index->pages, S("index.md"))) {
        bool broken = false; /* when the file is there but faulty, that is told already */
        for (size_t i = 0; i < reading.count; i++) broken |= str_is(reading.documents[i].path, "index.md");
        if (!broken) diag_report(loader->diag, LOC_NONE, MSG_HOME_MISSING);
    }
}
