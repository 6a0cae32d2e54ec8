/* The languages of the site, and pages that are versions of one page: NAME.su.md and NAME.en.md beside NAME.md.
 *
 * A version follows its original: it says so by `translates`, the day of the original that it was made from and a code of that text
 * ("2026-11-22 7f3a91"). When the code is another one by now, or without a code the original's date is later, the version is outdated. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "site/load.h"
#include "site/site_schema.h"

enum { DEEPEST_MERGE = 4, CODE_DIGITS = 6 };

/* ---- site.yaml in other languages ---- */

/* `over` wins; maps are merged. */
static const struct value *merge(struct arena *arena, const struct value *base, const struct value *over,
                                 int depth)
{
    if (!over || over->kind == VALUE_NOTHING) return base;
    if (!base || base->kind != VALUE_MAP || over->kind != VALUE_MAP || depth >= DEEPEST_MERGE) return over;
    struct value *map = value_map(arena);
    map->loc = over->loc;
    for (size_t i = 0; i < base->count; i++)
        value_set(arena, map, base->keys[i],
                  merge(arena, base->items[i], value_get(over, base->keys[i]), depth + 1));
    for (size_t i = 0; i < over->count; i++)
        if (!value_get(base, over->keys[i])) value_set(arena, map, over->keys[i], over->items[i]);
    return map;
}

static bool has_file(const struct loader *loader, Str path)
{
    for (size_t i = 0; i < loader->files.count; i++)
        if (str_equal(loader->files.entries[i].path, path)) return true;
    return false;
}

static bool is_known(const struct site *site, Str lang)
{
    for (size_t i = 0; i < site->language_count; i++)
        if (str_equal(site->languages[i].lang, lang)) return true;
    return false;
}

static void add_language(struct loader *loader, Str lang, Loc loc)
{
    struct site *site = loader->site;
    if (is_known(site, lang)) return;
    if (site->language_count == SITE_LANGUAGES_MAX) {
        diag_report(loader->diag, loc, MSG_LANGUAGES_TOO_MANY,
                    str_format(loader->arena, "%d", SITE_LANGUAGES_MAX));
        return;
    }
    struct site_language *language = &site->languages[site->language_count++];
    *language = (struct site_language){.lang = lang, .config = site->config};
    Str name = str_join(loader->arena, (Str[]){S("site"), lang, S("yaml")}, 3, S("."));
    if (site->language_count == 1 || !has_file(loader, name)) return;
    const struct value *own = load_yaml(loader, name, &site_language_schema);
    if (own)
        language->config = merge(loader->arena, site->config, own, 0);
    else
        site->config_faulty = true;
}

void load_languages(struct loader *loader)
{
    struct site *site = loader->site;
    const struct value *list = value_get(site->config, S("languages"));
    site->languages = arena_make_n(loader->arena, struct site_language, SITE_LANGUAGES_MAX);
    add_language(loader, site->lang, LOC_NONE);
    for (size_t i = 0; list && i < list->count; i++)
        add_language(loader, list->items[i]->text, list->items[i]->loc);
    for (size_t i = 0; i < site->language_count; i++) {
        struct site_language *language = &site->languages[i];
        language->config = load_expand(loader, language->config, language->lang, false);
    }
    site->config = site->languages[0].config;
}

const struct site_language *site_language(const struct site *site, Str lang)
{
    for (size_t i = 1; i < site->language_count; i++)
        if (str_equal(site->languages[i].lang, lang)) return &site->languages[i];
    return &site->languages[0];
}

/* ---- versions ---- */

/* Keys that a version takes over from its original. */
static const char *const inherited[] = {"order",   "icon",    "type",    "layout",
                                        "sources", "related", "publish", "expires"};

static bool is_inherited(Str key)
{
    for (size_t i = 0; i < sizeof inherited / sizeof *inherited; i++)
        if (str_is(key, inherited[i])) return true;
    return false;
}

static void inherit(struct loader *loader, struct page *page, const struct page *original)
{
    struct value *map = value_map(loader->arena);
    bool own_type = value_get(page->meta, S("type")) != NULL;
    map->loc = page->meta->loc;
    for (size_t i = 0; i < page->meta->count; i++)
        value_set(loader->arena, map, page->meta->keys[i], page->meta->items[i]);
    for (size_t i = 0; i < original->meta->count; i++)
        if (is_inherited(original->meta->keys[i]) && !value_get(page->meta, original->meta->keys[i]))
            value_set(loader->arena, map, original->meta->keys[i], original->meta->items[i]);
    if (!value_get(page->meta, S("order"))) page->order = original->order;
    if (!page->icon.len) page->icon = original->icon;
    if (!own_type) page->type = original->type;
    page->meta = map;
}

/* FNV-1a over the words: how they are broken into lines does not count. */
static uint64_t hash_words(uint64_t hash, Str text)
{
    bool space = true;
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = char_is_space(text.data[i]);
        if (!is_space) hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
        if (is_space && !space) hash = (hash ^ ' ') * 0x100000001b3u;
        space = is_space;
    }
    return (hash ^ '\n') * 0x100000001b3u;
}

/* Of what readers see of the page, as it is written. */
static Str code_of(struct loader *loader, const struct page *page)
{
    static const char *const shown[] = {"title", "description", "short", "door", "time", "cost", "channel"};
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        hash = hash_words(hash, value_get_text(page->meta, str_from(shown[i])));
    const struct value *needs = value_get(page->meta, S("needs"));
    for (size_t i = 0; needs && i < needs->count; i++)
        hash = hash_words(hash, value_get_text(needs->items[i], S("text")));
    if (page->source) {
        struct arena *scratch = arena_new();
        const struct source *text = page_text(loader->site, scratch, loader->diag, page);
        if (text) hash = hash_words(hash, str_skip(text->text, page->body));
        arena_free(scratch);
    }
    return str_format(loader->arena, "%06x", (unsigned)((hash ^ hash >> 24 ^ hash >> 48) & 0xffffff));
}

Str load_iso(struct arena *arena, Date date)
{
    struct buf out = {0};
    date_write_iso(&out, date);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static bool is_code(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!char_is_digit(text.data[i]) && (text.data[i] < 'a' || text.data[i] > 'f')) return false;
    return text.len == CODE_DIGITS;
}

/* Whether the version still says what its original says. */
static void compare_with_original(struct loader *loader, struct page *page)
{
    const struct page *original = page->original;
    const struct value *follows = value_get(page->meta, S("translates"));
    Date today = original->date.year ? original->date : loader->site->today;
    Str code = code_of(loader, original);
    Str line = str_join(loader->arena, (Str[]){load_iso(loader->arena, today), code}, 2, S(" "));
    if (!follows) {
        diag_report(loader->diag, ((Loc){page->source, 0}), MSG_VERSION_FOLLOWS_NOTHING, line);
        return;
    }
    Str rest = str_trim(follows->text), day = str_cut(&rest, ' ');
    rest = str_trim(rest);
    if (!date_parse(day, &page->follows) || (rest.len && !is_code(rest))) {
        page->follows = (Date){0};
        diag_report(loader->diag, follows->loc, MSG_VERSION_FOLLOWS_FORM, follows->text, line);
        return;
    }
    page->outdated = rest.len ? !str_equal(rest, code) : date_compare(original->date, page->follows) > 0;
    if (page->outdated)
        diag_report(loader->diag, follows->loc, MSG_VERSION_OUTDATED,
                    load_shown(loader->arena, original->path), follows->text, line);
}

static size_t place_of(const struct site *site, Str lang)
{
    size_t place = 0;
    while (place + 1 < site->language_count && !str_equal(site->languages[place].lang, lang)) place++;
    return place;
}

/* The original's path: without ".su". */
static Str original_path(struct loader *loader, const struct page *page)
{
    size_t stem = page->path.len - page->lang.len - S("..md").len;
    return str_join(loader->arena, (Str[]){str_from_to(page->path, 0, stem), S(".md")}, 2, STR_NONE);
}

static void add_version(struct loader *loader, struct page *page, struct page *original)
{
    struct site *site = loader->site;
    if (!original->versions) {
        original->versions = arena_make_n(loader->arena, const struct page *, SITE_LANGUAGES_MAX);
        original->versions[0] = original;
    }
    page->original = original;
    page->versions = original->versions;
    page->versions[place_of(site, page->lang)] = page;
    inherit(loader, page, original);
    if (page->source && !page->faulty && !original->faulty) compare_with_original(loader, page);
}

/* A file that only seems to be a version. */
static void check_name(struct loader *loader, const struct page *page)
{
    Str stem = path_stem(page->path), suffix = str_skip(stem, str_find_last_char(stem, '.') + 1);
    if (!page->source || suffix.len < 2 || suffix.len > 3 || suffix.len == stem.len) return;
    for (size_t i = 0; i < suffix.len; i++)
        if (suffix.data[i] < 'a' || suffix.data[i] > 'z') return;
    Str original =
        str_join(loader->arena,
                 (Str[]){str_from_to(page->path, 0, page->path.len - suffix.len - 4), S(".md")}, 2, STR_NONE);
    if (names_get(&loader->site->index->pages, original))
        diag_report(loader->diag, ((Loc){page->source, 0}), MSG_LANGUAGE_NOT_LISTED, suffix);
}

void load_versions(struct loader *loader)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < site->page_count; i++) {
        struct page *page = site->pages[i];
        if (str_equal(page->lang, site->lang)) {
            if (str_find_char(path_stem(page->path), '.') < path_stem(page->path).len)
                check_name(loader, page);
            continue;
        }
        struct page *original = names_get(&site->index->pages, original_path(loader, page));
        if (original) add_version(loader, page, original);
    }
}

void load_language_homes(struct loader *loader)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < site->language_count; i++) {
        struct site_language *language = &site->languages[i];
        const struct page *home = names_get(&site->index->pages, S("index.md"));
        language->home = i == 0 ? home : home ? site_version(site, home, language->lang) : NULL;
        if (language->home && !str_equal(language->home->lang, language->lang)) language->home = NULL;
    }
    for (size_t i = 0; i < site->page_count; i++)
        site->languages[place_of(site, site->pages[i]->lang)].page_count++;
    for (size_t i = 1; i < site->language_count; i++)
        if (site->languages[i].page_count && !site->languages[i].home)
            diag_report(loader->diag, LOC_NONE, MSG_LANGUAGE_WITHOUT_HOME, site->languages[i].lang);
}

const struct page *site_version(const struct site *site, const struct page *page, Str lang)
{
    if (!page->versions || str_equal(page->lang, lang)) return page;
    for (size_t i = 0; i < site->language_count; i++)
        if (page->versions[i] && str_equal(page->versions[i]->lang, lang)) return page->versions[i];
    return page;
}
