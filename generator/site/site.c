#include "site/site.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/pool.h"
#include "data/yaml.h"
#include "data/formula.h"
#include "site/load.h"
#include "site/period.h"
#include "site/sentence.h"
#include "site/site_schema.h"

enum { LONGEST_PATH = 4096 };

Str load_shown(struct arena *arena, Str path)
{
    return path_join(arena, S("content"), path);
}

const struct value *load_yaml(struct loader *loader, Str path, const struct schema *schema)
{
    const struct source *source = file_source(loader->arena, loader->diag, LOC_NONE, loader->content, path,
                                              load_shown(loader->arena, path));
    const struct value *value = source ? yaml_read(loader->arena, loader->diag, source) : NULL;
    return value && schema_check(loader->arena, loader->diag, schema, value) ? value : NULL;
}

static Date find_today(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    if (!epoch || !str_int64(str_from(epoch), &seconds)) seconds = (int64_t)time(NULL);
    return date_from_unix(seconds);
}

/* Files that must not be read are told once, here; the later steps see only good ones. */
static bool list_files(struct loader *loader)
{
    int error;
    enum file_status status = file_list_but(loader->arena, loader->content, S(".md"), &loader->files, &error);
    if (status != FILE_OK) {
        if (status == FILE_MISSING)
            diag_report(loader->diag, LOC_NONE, MSG_CONTENT_MISSING, str_from(loader->content));
        else
            file_report(loader->diag, LOC_NONE, status, str_from(loader->content), error, 0);
        return false;
    }
    size_t kept = 0, pages = 0;
    for (size_t i = 0; i < loader->files.count; i++) {
        struct file_entry *entry = &loader->files.entries[i];
        if (entry->status != FILE_OK) {
            file_report(loader->diag, LOC_NONE, entry->status, load_shown(loader->arena, entry->path),
                        entry->error, 0);
            continue;
        }
        pages += load_is_page(entry->path);
        loader->files.entries[kept++] = *entry;
    }
    loader->files.count = kept;
    if (pages == 0) diag_report(loader->diag, LOC_NONE, MSG_CONTENT_EMPTY, str_from(loader->content));
    return pages > 0;
}

static bool has_file(const struct loader *loader, Str path)
{
    for (size_t i = 0; i < loader->files.count; i++)
        if (str_equal(loader->files.entries[i].path, path)) return true;
    return false;
}

/* Documents tell of themselves by their text. */
static uint64_t stamp_files(const struct loader *loader)
{
    uint64_t stamp = 0;
    for (size_t i = 0; i < loader->files.count; i++) {
        const struct file_entry *entry = &loader->files.entries[i];
        if (str_ends(entry->path, S(".md"))) continue;
        uint64_t parts[] = {stamp, XXH3_64bits(entry->path.data, entry->path.len), entry->stamp,
                            entry->status};
        stamp = XXH3_64bits(parts, sizeof parts);
    }
    return stamp;
}

static void close_content(void *root)
{
    file_root_close(root);
}

static const struct file_root *open_content(struct loader *loader)
{
    struct file_root *root = arena_make(loader->arena, struct file_root);
    *root = file_root_open(loader->content);
    arena_defer(loader->arena, close_content, root);
    return root;
}

static struct site *load_site(struct arena *arena, struct diag *diag, const char *root, bool drafts)
{
    struct site *site = arena_make(arena, struct site);
    struct loader loader = {
        .arena = arena, .diag = diag, .site = site, .threads = pool_default_threads(), .drafts = drafts};
    site->root = root;
    site->index = arena_make(arena, struct site_index);
    site->lang = S("id");
    site->today = find_today();
    site->config = site->sources = value_map(arena);
    loader.content = str_c(arena, path_join(arena, str_from(root), S("content")));
    if (!list_files(&loader)) return NULL;
    site->stamp = stamp_files(&loader);
    site->content = open_content(&loader);
    const struct value *config = load_yaml(&loader, S("site.yaml"), &site_schema);
    if (config) site->config = config;
    site->config_faulty = !config;
    Str lang = value_get_text(site->config, S("language"));
    if (lang.len) site->lang = lang;
    if (has_file(&loader, S("fakta.yaml"))) load_facts(&loader);
    load_tables(&loader);
    load_languages(&loader);
    load_sentences(&loader);
    site->base_url = site_text(site, S("base_url"));
    if (site->base_url.len && !str_ends(site->base_url, S("/")))
        site->base_url = str_join(arena, (Str[]){site->base_url, S("/")}, 2, STR_NONE);
    load_allowed(&loader);
    load_search(&loader);
    load_assets(&loader);
    load_pages(&loader);
    period_check(&loader);
    return site;
}

struct site *site_load(struct arena *arena, struct diag *diag, const char *root)
{
    return load_site(arena, diag, root, false);
}

struct site *site_load_drafts(struct arena *arena, struct diag *diag, const char *root)
{
    return load_site(arena, diag, root, true);
}

static const struct page *page_with(const struct site *site, Str path, Str ending)
{
    char whole[LONGEST_PATH + sizeof "/index.md"];
    memcpy(whole, path.data ? path.data : "", path.len);
    memcpy(whole + path.len, ending.data, ending.len);
    return names_get(&site->index->pages, (Str){whole, path.len + ending.len});
}

const struct page *site_page(const struct site *site, Str path)
{
    const struct page *page = names_get(&site->index->pages, path);
    if (page || path.len > LONGEST_PATH) return page;
    while (path.len && path.data[path.len - 1] == '/') path.len--;
    page = page_with(site, path, S(".md"));
    return page ? page : page_with(site, path, path.len ? S("/index.md") : S("index.md"));
}

const struct table *site_table(const struct site *site, Str name)
{
    return names_get(&site->index->tables, name);
}

const struct asset *site_asset(const struct site *site, Str path)
{
    return names_get(&site->index->assets, path);
}

const struct product *site_product(const struct site *site, Str name)
{
    return names_get(&site->index->products, name);
}

const struct figure *site_figure(const struct site *site, Str name)
{
    return names_get(&site->index->figures, name);
}

const struct figure_family *site_family(const struct site *site, Str name)
{
    return names_get(&site->index->families, str_starts(name, S("stat.")) ? str_skip(name, 5) : name);
}

static const struct figure *find_figure(void *site, Str name)
{
    const struct figure *figure = site_figure(site, name);
    if (figure) return figure;
    struct arena *scratch = arena_new();
    figure = site_figure(site, str_join(scratch, (Str[]){S("stat"), name}, 2, S(".")));
    arena_free(scratch);
    return figure;
}

struct figures site_figures(const struct site *site)
{
    return (struct figures){find_figure, (void *)(uintptr_t)site};
}

static const struct value *chart_of_family(const struct site *site, const struct value *description,
                                           Str period, const struct table **table)
{
    struct arena *scratch = arena_new();
    Str name = value_get_text(description, S("indicator"));
    const struct figure_family *family =
        site_family(site, str_join(scratch, (Str[]){name, period}, 2, S(".")));
    if (family) *table = family->table;
    arena_free(scratch);
    return description;
}

const struct value *site_chart_at(const struct site *site, Str name, Str period, const struct table **table)
{
    const struct value *description = site_chart(site, name, table);
    const struct table *whole = description && table ? *table : NULL;
    Str column;
    enum time_part part;
    if (!whole || !whole->period.len || !formula_group(whole->period, &column, &part)) return description;
    if (whole->derived) return chart_of_family(site, description, period, table);
    /* The months of a year are drawn for the year of the page; years themselves side by side. */
    static const char *const axes[] = {"x", "y", "by", "series"};
    for (size_t i = 0; i < sizeof axes / sizeof *axes && part == PART_WHOLE; i++)
        if (period_is_named(value_get_text(description, str_from(axes[i])), column)) return description;
    *table = period_view(site, whole, period);
    return description;
}

const struct value *site_chart(const struct site *site, Str name, const struct table **table)
{
    const struct site_chart_entry *entry = names_get(&site->index->charts, name);
    if (entry && table) {
        const struct figure_family *family =
            site_family(site, value_get_text(entry->description, S("indicator")));
        *table = family ? family->table : entry->table;
    }
    return entry ? entry->description : NULL;
}

Str site_text(const struct site *site, Str dotted)
{
    return site_text_in(site, dotted, site->lang);
}

Str site_text_in(const struct site *site, Str dotted, Str lang)
{
    const struct value *config = site->languages ? site_language(site, lang)->config : site->config;
    const struct value *value = value_get(value_get(config, S("contact")), dotted);
    if (!value) {
        value = config;
        for (Str rest = dotted; rest.len && value;) value = value_get(value, str_cut(&rest, '.'));
    }
    return value && value->kind != VALUE_LIST && value->kind != VALUE_MAP ? value->text : STR_NONE;
}

/* A fact that is no number says by `in` how it reads in other languages. */
static Str figure_in(const struct site *site, struct arena *arena, const struct figure *figure, Str lang)
{
    if (lang.len == 0 || str_is(lang, "id")) return figure->text;
    if (figure->is_number || figure->verdict || !figure->known) return figure_text(arena, figure, lang);
    if (str_is(figure->unit, "date") && figure->date.year) {
        struct buf out = {0};
        date_write_long(&out, figure->date, lang, false);
        Str text = buf_copy(&out, arena);
        buf_free(&out);
        return text;
    }
    Str own = value_get_text(value_get(figure->entry, S("in")), lang);
    return own.len && !str_equal(lang, site->lang) ? own : figure->text;
}

bool site_value_text_at(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                        Str *text)
{
    if (str_starts(name, S("site."))) {
        *text = site_text_in(site, str_skip(name, 5), lang);
        if (!text->data && site->config_faulty) *text = S("…");
        return text->data != NULL;
    }
    enum sentence_form form;
    Str sentence;
    if (sentence_is_value(name, &form, &sentence)) {
        *text = S("…");
        return sentence_write(site, arena, sentence, lang, period, form, text) || site->tables_faulty ||
               site->index->wordings_faulty;
    }
    const struct figure *figure = NULL;
    if (period.len && str_starts(name, S("stat.")))
        figure = site_figure(site, str_join(arena, (Str[]){name, period}, 2, S(".")));
    if (!figure) figure = site_figure(site, name);
    if (!figure) {
        *text = S("…");
        return (site->facts_faulty && str_starts(name, S("fact."))) ||
               (site->tables_faulty && str_starts(name, S("stat.")));
    }
    *text = figure_in(site, arena, figure, lang);
    return true;
}

bool site_value_text(const struct site *site, struct arena *arena, Str name, Str lang, Str *text)
{
    return site_value_text_at(site, arena, name, lang, STR_NONE, text);
}

bool site_value_expired(const struct site *site, Str name)
{
    const struct figure *figure = site_figure(site, name);
    return figure && figure->expired;
}

Str site_expiry(const struct site *site, struct arena *arena, Str name)
{
    struct buf out = {0};
    date_write_iso(&out, site_figure(site, name)->expires);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* A group of that indicator: the nearest, else one that the name begins, else the first. */
static Str nearest_group(struct arena *arena, const struct figure_family *family, Str group)
{
    enum { MOST_COMPARED = 1000 };
    size_t count = family->count < MOST_COMPARED ? family->count : MOST_COMPARED,
           skipped = family->id.len + 1;
    Str *names = arena_make_n(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) names[i] = str_skip(family->figures[i].id, skipped);
    Str nearest = str_nearest(group, names, count);
    for (size_t i = 0; i < count && !nearest.len; i++)
        if (str_starts(names[i], group)) nearest = names[i];
    if (!nearest.len) nearest = names[0];
    return str_join(arena, (Str[]){S("stat"), family->id, nearest}, 3, S("."));
}

Str site_nearest_value(const struct site *site, struct arena *arena, Str name)
{
    Str rest = str_starts(name, S("stat.")) ? str_skip(name, 5) : name;
    size_t dot = str_find_char(rest, '.');
    Str id = str_from_to(rest, 0, dot), group = str_skip(rest, dot + 1);
    const struct figure_family *family = site_family(site, id); /* one of its figures was meant */
    if (!family && dot < rest.len) family = site_family(site, names_nearest(&site->index->families, id));
    if (family && family->count) return nearest_group(arena, family, group);
    return names_nearest(&site->index->figures, name);
}

Str site_nearest_table(const struct site *site, Str name)
{
    return names_nearest(&site->index->tables, name);
}

/* In the form that was asked for: with or without ".md". */
Str site_nearest_page(const struct site *site, struct arena *arena, Str path)
{
    bool has_ending = str_ends(path, S(".md"));
    Str wanted = has_ending ? path : str_join(arena, (Str[]){path, S("md")}, 2, S("."));
    Str nearest = names_nearest(&site->index->pages, wanted), name = path_name(wanted);
    for (size_t i = 0; !nearest.len && i < site->page_count; i++) /* the right name in the wrong folder */
        if (str_equal(path_name(site->pages[i]->path), name)) nearest = site->pages[i]->path;
    return has_ending || !nearest.len ? nearest : str_from_to(nearest, 0, nearest.len - 3);
}

Str site_address(const struct site *site, struct arena *arena, Str url)
{
    if (site->base_url.len == 0) return STR_NONE;
    if (str_equal(path_name(url), S("index.html"))) url = str_from_to(url, 0, url.len - S("index.html").len);
    return str_join(arena, (Str[]){site->base_url, url}, 2, STR_NONE);
}

Str site_relative(struct arena *arena, Str from, Str to)
{
    size_t shared = 0, up = 0;
    for (size_t i = 0; i < from.len && i < to.len && from.data[i] == to.data[i]; i++)
        if (from.data[i] == '/') shared = i + 1;
    for (size_t i = shared; i < from.len; i++) up += from.data[i] == '/';
    to = str_skip(to, shared);
    if (up == 0) return to.len ? str_copy(arena, to) : S("./");
    char *relative = arena_alloc(arena, 3 * up + to.len);
    for (size_t i = 0; i < up; i++) memcpy(relative + 3 * i, "../", 3);
    if (to.len) memcpy(relative + 3 * up, to.data, to.len);
    return (Str){relative, 3 * up + to.len};
}
