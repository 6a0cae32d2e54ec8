/* What a page's template sees. The names are documented in the README's part on templates. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/digest.h"
#include "draw/qr.h"
#include "web/card.h"
#include "web/inside.h"

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

static void copy_entry(struct arena *arena, struct value *map, const char *key, const struct value *from)
{
    const struct value *value = value_get(from, str_from(key));
    if (value && value->kind != VALUE_NOTHING) value_set(arena, map, str_from(key), value);
}

static void set_icon(const struct web *web, struct arena *arena, struct value *map, Str name)
{
    const struct value *markup = name.len ? value_get(web->icons, name) : NULL;
    if (!markup) return;
    set_text(arena, map, "icon", name);
    value_set(arena, map, S("icon_svg"), markup);
}

/* The folders between the page and the site's root; the page of missing addresses stands at any depth, so it starts at the root. */
Str variables_root(struct arena *arena, const struct web *web, const struct page *page)
{
    struct buf out = {0};
    if (page->type == PAGE_MISSING && web->site->base_url.len) {
        Str rest = str_skip(web->site->base_url, str_find(web->site->base_url, S("://")) + 3);
        return str_skip(rest, str_find_char(rest, '/'));
    }
    for (size_t i = 0; i < page->url.len; i++)
        if (page->url.data[i] == '/') buf_c(&out, "../");
    Str root = out.len ? buf_copy(&out, arena) : S("");
    buf_free(&out);
    return root;
}

Str variables_relative(const struct web *web, struct arena *arena, const struct page *from, Str to)
{
    if (from->type == PAGE_MISSING && web->site->base_url.len)
        return str_join(arena, (Str[]){variables_root(arena, web, from), to}, 2, STR_NONE);
    return site_relative(arena, from->url, to);
}

/* A page as other pages show it: title, short, description, url, icon. */
static struct value *page_reference(const struct web *web, struct arena *arena, const struct page *from,
                                    const struct page *to)
{
    static const Str keys[] = {{"title", 5}, {"long_title", 10}, {"description", 11}, {"url", 3}};
    Str texts[] = {to->short_title, to->title, to->description,
                   variables_relative(web, arena, from, to->url)};
    struct value *map = value_texts(arena, keys, texts, sizeof keys / sizeof *keys);
    if (!str_equal(to->lang, from->lang)) set_text(arena, map, "lang", to->lang);
    set_icon(web, arena, map, to->icon);
    return map;
}

/* The page that something leads to from `page`: its version in that language, if there is one. */
static const struct page *in_language(const struct web *web, const struct page *page, const struct page *to)
{
    return to && str_equal(to->lang, web->site->lang) ? site_version(web->site, to, page->lang) : to;
}

struct value *variables_reference(const struct web *web, struct arena *arena, const struct page *from,
                                  const struct page *to)
{
    return page_reference(web, arena, from, in_language(web, from, to));
}

const struct page *variables_version(const struct web *web, const struct page *page, const struct page *to)
{
    return in_language(web, page, to);
}

static const struct page *nav_target(const struct web *web, const struct value *item)
{
    return site_page(web->site, value_get_text(item, S("link")));
}

/* The language's own menu; without one the site's, with the titles of what is translated. */
static struct value *nav_list(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *list = value_list(arena);
    const struct value *nav = value_get(web->site->config, S("nav")),
                       *own = value_get(site_language(web->site, page->lang)->config, S("nav"));
    bool translated = own != nav;
    for (size_t i = 0; own && i < own->count; i++) {
        const struct page *target = in_language(web, page, nav_target(web, own->items[i]));
        if (!target) continue;
        struct value *item = value_map(arena);
        bool other = !str_equal(target->lang, page->lang);
        Str label = value_get_text(own->items[i], S("label"));
        if (!translated && target->original && !other) label = target->short_title;
        set_text(arena, item, "label", label);
        set_text(arena, item, "url", variables_relative(web, arena, page, target->url));
        if (other) set_text(arena, item, "hreflang", target->lang);
        if (other && !translated) set_text(arena, item, "lang", target->lang);
        value_set(arena, item, S("current"), value_bool(arena, target == page));
        value_append(arena, list, item);
    }
    return list;
}

static struct value *door_list(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < web->door_count; i++) {
        const struct page *to = in_language(web, page, web->doors[i]);
        if (!str_equal(to->lang, page->lang) && !str_equal(to->lang, web->site->lang)) continue;
        struct value *door = page_reference(web, arena, page, to);
        Str label = value_get_text(to->meta, S("door"));
        set_text(arena, door, "label", label.len ? label : to->short_title);
        value_append(arena, list, door);
    }
    return list;
}

/* Lists of pages and the like are NULL when they are empty. */
static struct value *child_list(const struct web *web, struct arena *arena, const struct page *page,
                                const struct page *section, size_t first, size_t end)
{
    size_t from = web->children.from[section->number], count = web->children.from[section->number + 1] - from;
    struct value *list = first < count ? value_list(arena) : NULL;
    for (size_t i = first; i < end && i < count; i++)
        value_append(arena, list, page_reference(web, arena, page, web->children.items[from + i]));
    return list;
}

static int compare_order(const void *a, const void *b)
{
    const struct page *x = *(const struct page *const *)a, *y = *(const struct page *const *)b;
    int order = (x->order > y->order) - (x->order < y->order);
    return order ? order : str_compare(x->path, y->path);
}

/* Of the sections and their pages that the home page lists. */
enum { SECTIONS_MOST = 40, CHILDREN_MOST = 24, CHILDREN_OF_ALL = 240 };

static size_t find_sections(const struct web *web, struct arena *arena, Str lang,
                            const struct page ***sections)
{
    size_t count = 0, capacity = 0;
    *sections = NULL;
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *section = web->site->pages[i];
        if (section->section.len == 0 || !str_starts(path_name(section->path), S("index.")) ||
            !str_equal(section->lang, lang))
            continue;
        *sections = arena_grow(arena, *sections, &capacity, count + 1, sizeof **sections);
        (*sections)[count++] = section;
    }
    if (count) qsort(*sections, count, sizeof **sections, compare_order);
    return count;
}

/* With the number of all its pages where it shows only some of them. */
static struct value *section_item(const struct web *web, struct arena *arena, const struct page *page,
                                  const struct page *section, size_t most)
{
    struct value *item = page_reference(web, arena, page, section);
    size_t count = web->children.from[section->number + 1] - web->children.from[section->number];
    bool more = count > most;
    struct value *children = child_list(web, arena, page, section, 0, more ? (most + 1) / 2 : most);
    if (children) value_set(arena, item, S("children"), children);
    if (more)
        set_text(arena, item, "more",
                 figure_format(arena, decimal_from_int((int64_t)count), STR_NONE, page->lang));
    return item;
}

/* The sections with their first pages, for the home page and the page of missing addresses; in the order that their own pages give. */
static struct value *section_list(const struct web *web, struct arena *arena, const struct page *page)
{
    const struct page **sections;
    size_t count = find_sections(web, arena, page->lang, &sections);
    if (count > SECTIONS_MOST) count = SECTIONS_MOST;
    size_t most = count * CHILDREN_MOST > CHILDREN_OF_ALL ? CHILDREN_OF_ALL / count : CHILDREN_MOST;
    struct value *list = value_list(arena);
    for (size_t i = 0; i < count; i++)
        value_append(arena, list, section_item(web, arena, page, sections[i], most));
    return list;
}

static struct value *breadcrumb(const struct web *web, struct arena *arena, const struct page *page)
{
    const struct page *chain[16];
    size_t count = 0;
    for (const struct page *at = page->parent; at && count < sizeof chain / sizeof *chain; at = at->parent)
        chain[count++] = at;
    struct value *list = count ? value_list(arena) : NULL;
    while (count) value_append(arena, list, page_reference(web, arena, page, chain[--count]));
    return list;
}

static struct value *needs_list(const struct web *web, struct arena *arena, const struct value *needs)
{
    struct value *list = needs && needs->count ? value_list(arena) : NULL;
    for (size_t i = 0; needs && i < needs->count; i++) {
        struct value *item = value_map(arena);
        set_text(arena, item, "text", value_get_text(needs->items[i], S("text")));
        set_icon(web, arena, item, value_get_text(needs->items[i], S("icon")));
        value_append(arena, list, item);
    }
    return list;
}

static struct value *source_list(const struct web *web, struct arena *arena, const struct value *ids)
{
    struct value *list = ids && ids->count ? value_list(arena) : NULL;
    for (size_t i = 0; ids && i < ids->count; i++) {
        const struct value *source = value_get(web->site->sources, ids->items[i]->text);
        if (source) value_append(arena, list, source);
    }
    return list;
}

/* What the front matter names; else what seems to belong to the page. */
static struct value *related_list(const struct web *web, struct arena *arena, const struct page *page,
                                  const struct value *paths)
{
    const struct page *found[3];
    size_t count = paths ? 0 : related_find(web, page, found);
    struct value *list = (paths && paths->count) || count ? value_list(arena) : NULL;
    for (size_t i = 0; paths && i < paths->count; i++) {
        const struct page *other = site_page(web->site, paths->items[i]->text);
        if (other) value_append(arena, list, page_reference(web, arena, page, in_language(web, page, other)));
    }
    for (size_t i = 0; i < count; i++) value_append(arena, list, page_reference(web, arena, page, found[i]));
    return list;
}

static struct value *topic_list(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *list = page->topic_count ? value_list(arena) : NULL;
    for (size_t i = 0; i < page->topic_count; i++) {
        const struct topic *topic = page->topics[i].topic;
        if (topic->page) value_append(arena, list, page_reference(web, arena, page, topic->page));
    }
    return list;
}

/* The pages of a topic, for the page that lists them. */
static struct value *topic_pages(const struct web *web, struct arena *arena, const struct page *page,
                                 const struct web_part *part)
{
    struct value *list = value_list(arena);
    for (size_t i = part->first; i < part->end; i++)
        value_append(arena, list, page_reference(web, arena, page, page->topic->pages[i]));
    return list;
}

/* Where a change to the page is proposed. */
static Str edit_address(const struct web *web, struct arena *arena, const struct page *page)
{
    Str pattern = value_get_text(web->site->config, S("edit"));
    size_t at = str_find(pattern, S("{path}"));
    if (!page->source || pattern.len == 0) return STR_NONE;
    if (at == pattern.len) return pattern;
    Str parts[] = {str_from_to(pattern, 0, at), S("content/"), page->path, str_skip(pattern, at + 6)};
    return str_join(arena, parts, 4, STR_NONE);
}

static const struct web_preview *preview_of(const struct web *web, const struct product *product)
{
    for (size_t i = 0; web->previews && i < web->site->product_count; i++)
        if (web->site->products[i] == product) return web->previews[i].width ? &web->previews[i] : NULL;
    return NULL;
}

static void add_preview(const struct web *web, struct arena *arena, const struct page *page,
                        const struct product *product, struct value *item)
{
    const struct web_preview *preview = preview_of(web, product);
    if (!preview) return;
    Str picture = str_format(arena, "cetak/%.*s.png", (int)product->name.len, product->name.data);
    set_text(arena, item, "preview", variables_relative(web, arena, page, picture));
    Str small = str_format(arena, "cetak/%.*s.webp", (int)product->name.len, product->name.data);
    set_text(arena, item, "preview_webp", variables_relative(web, arena, page, small));
    set_text(arena, item, "preview_width", str_format(arena, "%zu", preview->width));
    set_text(arena, item, "preview_height", str_format(arena, "%zu", preview->height));
}

static struct value *product_item(const struct web *web, struct arena *arena, const struct page *page,
                                  const struct product *product, Str title, Str url)
{
    struct value *item = value_map(arena);
    set_text(arena, item, "title", title);
    set_text(arena, item, "url", variables_relative(web, arena, page, url));
    set_text(arena, item, "kind", value_get_text(product->meta, S("description")));
    return item;
}

/* A long run of copies is for the staff, not for a list; of many products that lead to one page the page of products has the rest. */
enum { COPIES_LISTED = 60, PRODUCTS_OF_A_PAGE = 24 };

/* On the page of products: copies that are files of their own stand there one by one. */
static size_t items_of(const struct product *product)
{
    if (!product->in_files) return 1;
    return product->copy_count <= COPIES_LISTED ? product->copy_count : 0;
}

size_t variables_product_count(const struct web *web)
{
    size_t count = 0;
    for (size_t i = 0; i < web->site->product_count; i++) count += items_of(web->site->products[i]);
    return count;
}

static struct value *copy_item(const struct web *web, struct arena *arena, const struct page *page,
                               const struct product *product, const struct copy *copy)
{
    Str title = str_join(arena, (Str[]){product->title, copy->key}, 2, S(": ")),
        file = path_join(arena, product->name, copy->name);
    Str url = str_format(arena, "cetak/%.*s.pdf", (int)file.len, file.data);
    return product_item(web, arena, page, product, title, url);
}

static struct value *whole_item(const struct web *web, struct arena *arena, const struct page *page,
                                const struct product *product)
{
    Str url = str_format(arena, "cetak/%.*s.pdf", (int)product->name.len, product->name.data);
    struct value *item = product_item(web, arena, page, product, product->title, url);
    add_preview(web, arena, page, product, item);
    return item;
}

static struct value *all_products(const struct web *web, struct arena *arena, const struct page *page,
                                  const struct web_part *part)
{
    struct value *list = part->first < part->end ? value_list(arena) : NULL;
    for (size_t i = 0, at = 0; i < web->site->product_count && at < part->end; i++) {
        const struct product *product = web->site->products[i];
        size_t count = items_of(product);
        for (size_t k = part->first > at ? part->first - at : 0; k < count && at + k < part->end; k++)
            value_append(arena, list,
                         product->in_files ? copy_item(web, arena, page, product, &product->copies[k])
                                           : whole_item(web, arena, page, product));
        at += count;
    }
    return list;
}

/* The products that lead to the page; on the page of products, all. */
static struct value *product_list(const struct web *web, struct arena *arena, const struct page *page,
                                  const struct web_part *part)
{
    if (str_is(page->section, "cetak")) return all_products(web, arena, page, part);
    const size_t *from = &web->products.from[(page->original ? page->original : page)->number];
    struct value *list = NULL;
    for (size_t i = from[0]; i < from[1] && i < from[0] + PRODUCTS_OF_A_PAGE; i++) {
        const struct product *product = web->products.items[i];
        if (product->in_files) continue;
        if (!list) list = value_list(arena);
        value_append(arena, list, whole_item(web, arena, page, product));
    }
    return list;
}

enum { DOWNLOADS_MOST = 24 }; /* the page of all data has the rest */

static struct value *download_list(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *list = web->site->table_count ? value_list(arena) : NULL;
    for (size_t i = 0; i < web->site->table_count && i < DOWNLOADS_MOST; i++) {
        const struct table *table = web->site->tables[i];
        struct value *item = value_map(arena);
        Str url = str_format(arena, "data/%.*s.csv", (int)table->name.len, table->name.data);
        set_text(arena, item, "title", str_join(arena, (Str[]){table->title, S(" (CSV)")}, 2, STR_NONE));
        set_text(arena, item, "url", variables_relative(web, arena, page, url));
        value_append(arena, list, item);
    }
    return list;
}

bool variables_is_data_page(const struct page *page)
{
    return page->type == PAGE_SECTION && str_is(page->section, "data");
}

/* Two or more headings make a list of contents; one needs none. */
static struct value *toc_list(struct arena *arena, const struct web_heading *toc, size_t count)
{
    struct value *list = count >= 2 ? value_list(arena) : NULL;
    if (!list) return NULL;
    for (size_t i = 0; i < count; i++) {
        struct value *item = value_map(arena);
        set_text(arena, item, "id", toc[i].id);
        set_text(arena, item, "title", toc[i].title);
        value_append(arena, list, item);
    }
    return list;
}

static void set_list(struct arena *arena, struct value *map, const char *key, const struct value *list)
{
    if (list) value_set(arena, map, str_from(key), list);
}

static void set_page_lists(const struct web *web, struct arena *arena, const struct page *page,
                           const struct web_part *part, struct value *map)
{
    set_list(arena, map, "needs", needs_list(web, arena, value_get(page->meta, S("needs"))));
    set_list(arena, map, "sources", source_list(web, arena, value_get(page->meta, S("sources"))));
    set_list(arena, map, "related", related_list(web, arena, page, value_get(page->meta, S("related"))));
    set_list(arena, map, "products", product_list(web, arena, page, part));
    bool data = variables_is_data_page(page);
    if (data) set_list(arena, map, "datasets", dataset_list(web, arena, page, part));
    if (data || page->type == PAGE_REPORT)
        set_list(arena, map, "datasets_ld", dataset_ld(web, arena, page, data));
    if (page->type == PAGE_REPORT) set_list(arena, map, "downloads", download_list(web, arena, page));
    if (page->type == PAGE_SECTION)
        set_list(arena, map, "children",
                 page->topic ? topic_pages(web, arena, page, part)
                             : child_list(web, arena, page, page, part->first, part->end));
    set_list(arena, map, "topics", topic_list(web, arena, page));
    if (page->previous)
        value_set(arena, map, S("previous"), page_reference(web, arena, page, page->previous));
    if (page->next) value_set(arena, map, S("next"), page_reference(web, arena, page, page->next));
}

static Str type_name(const struct page *page)
{
    static const char *const names[] = {
        [PAGE_GUIDE] = "guide",     [PAGE_TROUBLE] = "trouble",  [PAGE_PLAIN] = "page",
        [PAGE_HOME] = "home",       [PAGE_REPORT] = "report",    [PAGE_SECTION] = "section",
        [PAGE_MISSING] = "missing", [PAGE_TREE] = "tree",        [PAGE_SEARCH] = "search",
        [PAGE_AZ] = "az",           [PAGE_PROBLEMS] = "problems"};
    return str_from(names[page->type]);
}

enum { QR_ADDRESS_MOST = 300 };

/* The page's address, for paper, as a data: address: a fifth of the bytes of a drawing. */
static const struct value *qr_source(const struct web *web, struct arena *arena, const struct page *page)
{
    struct buf png = {0}, out = {0};
    Str address = site_address(web->site, arena, page->url);
    const struct value *source = NULL;
    if (address.len <= QR_ADDRESS_MOST && qr_png(arena, web->diag, address, &png)) {
        buf_c(&out, "data:image/png;base64,");
        base64_write(&out, buf_view(&png));
        source = value_text(arena, buf_copy(&out, arena));
    }
    buf_free(&png);
    buf_free(&out);
    return source;
}

static Str topic_text(const struct web *web, struct arena *arena, const struct page *page)
{
    Str text = value_get_text(web_messages(web, page->lang), S("topic_text"));
    return text.len ? str_join(arena, (Str[]){text, page->title}, 2, S(" ")) : STR_NONE;
}

static struct value *page_value(const struct web *web, struct arena *arena, const struct page *page,
                                const struct web_body *body)
{
    static const char *const copied[] = {"date",  "review", "time",    "cost",   "channel",
                                         "owner", "draft",  "publish", "figure", "figure_text"};
    struct value *map = value_map(arena);
    set_text(arena, map, "title", page->title);
    set_text(arena, map, "short", page->short_title);
    set_text(arena, map, "description", page->topic ? topic_text(web, arena, page) : page->description);
    set_text(arena, map, "lang", page->lang);
    set_text(arena, map, "type", type_name(page));
    set_text(arena, map, "url", page->url);
    if (page->source) set_text(arena, map, "path", page->path);
    if (web->site->base_url.len && page->type != PAGE_MISSING) {
        set_text(arena, map, "canonical", site_address(web->site, arena, page->url));
        card_variables(web, arena, page, map);
        if (web_extra(web, "qr")) set_list(arena, map, "qr", qr_source(web, arena, page));
    }
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) copy_entry(arena, map, copied[i], page->meta);
    value_set(arena, map, S("body"), value_markup(arena, str_trim(body->html).len ? body->html : S("")));
    if (body->graph) set_text(arena, map, "graph", S("alur.svg"));
    if (body->charts || variables_is_data_page(page))
        value_set(arena, map, S("charts"), value_bool(arena, true));
    set_icon(web, arena, map, page->icon);
    set_text(arena, map, "edit", edit_address(web, arena, page));
    set_page_lists(web, arena, page, &body->part, map);
    return map;
}

/* The two lines that stand on every page; the interface's own words where site.yaml has none. */
static const struct value *promises(struct web *web, const struct value *config, const struct value *messages)
{
    static const char *const standard[][2] = {{"free", "free_line"}, {"nocalo", "nocalo_line"}};
    const struct value *given = value_get(config, S("promise"));
    struct value *all = value_map(web->arena);
    for (size_t i = 0; i < 2; i++) {
        Str text = value_get_text(given, str_from(standard[i][0]));
        if (text.len == 0) text = value_get_text(messages, str_from(standard[i][1]));
        set_text(web->arena, all, standard[i][0], text);
    }
    return all;
}

static const struct value *site_value(struct web *web, const struct value *config,
                                      const struct value *messages, Str lang)
{
    struct value *site = value_map(web->arena);
    for (size_t i = 0; i < config->count; i++)
        if (!str_is(config->keys[i], "nav")) value_set(web->arena, site, config->keys[i], config->items[i]);
    if (web->site->base_url.len) set_text(web->arena, site, "feed", feed_path(web, web->arena, lang, "feed"));
    if (!value_get(config, S("branch")))
        set_text(web->arena, site, "branch", value_get_text(config, S("title")));
    value_set(web->arena, site, S("promise"), promises(web, config, messages));
    set_text(web->arena, site, "csp", hosting_policy());
    if (favicon_made(web)) value_set(web->arena, site, S("icons"), value_bool(web->arena, true));
    if (web->has_worker && web_extra(web, "offline"))
        value_set(web->arena, site, S("offline"), value_bool(web->arena, true));
    set_text(web->arena, site, "theme", web_theme_color(web));
    set_text(web->arena, site, "accent", web_accent_color(web));
    return site;
}

/* ---- what is found once for all pages ---- */

/* Sorts count things by owner; owner_of gives NULL for what belongs to none. */
static void fill_lists(struct web *web, struct web_lists *lists, void *const *things, size_t count,
                       const struct page *(*owner_of)(const void *thing))
{
    size_t pages = web->site->page_count;
    lists->items = arena_make_n(web->arena, const void *, count + 1);
    lists->from = arena_make_n(web->arena, size_t, pages + 2);
    size_t *next =
        lists->from + 1; /* counts, then beginnings, then ends: those are the next one's beginnings */
    for (size_t i = 0; i < count; i++)
        if (owner_of(things[i])) next[owner_of(things[i])->number]++;
    for (size_t page = 0, sum = 0, own; page < pages; page++, sum += own) {
        own = next[page];
        next[page] = sum;
    }
    for (size_t i = 0; i < count; i++)
        if (owner_of(things[i])) lists->items[next[owner_of(things[i])->number]++] = things[i];
}

/* Whose list of children a page stands in. */
static const struct page *parent_of(const void *thing)
{
    const struct page *page = thing, *parent = page->parent;
    bool listed =
        parent && parent != page && page->type != PAGE_MISSING && str_equal(page->lang, parent->lang);
    return listed ? parent : NULL;
}

static const struct page *link_of(const void *product)
{
    return ((const struct product *)product)->link;
}

static bool lies_in(const struct page *page, Str folder)
{
    bool any = page && str_starts(page->url, folder);
    for (size_t i = 0; page && page->versions && i < SITE_LANGUAGES_MAX; i++)
        any = any || (page->versions[i] && str_starts(page->versions[i]->url, folder));
    return any;
}

/* Whether the page, or what lies in its own folder, is led to by the navigation or a door. */
static bool is_led_to(const struct web *web, const struct page *page)
{
    Str folder = str_from_to(page->url, 0, str_find_last_char(page->url, '/') + 1);
    const struct value *nav = value_get(site_language(web->site, page->lang)->config, S("nav"));
    for (size_t i = 0; nav && i < nav->count; i++)
        if (lies_in(nav_target(web, nav->items[i]), folder)) return true;
    for (size_t i = 0; i < web->door_count; i++)
        if (lies_in(web->doors[i], folder)) return true;
    return false;
}

enum { CACHED_LEAST = 8 }; /* pages, for what they have alike to be kept */

/* What is the same for pages in folders side by side, in all templates alike: see template/alike.c. */
const char *const variables_alike[] = {"site", "asset",   "icon",       "lang",   "root",
                                       "home", "nav",     "doors",      "search", "problems",
                                       "az",   "section", "breadcrumb", "single"};
const size_t variables_alike_count = sizeof variables_alike / sizeof *variables_alike;

static struct value *alike(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *all = value_map(arena);
    const struct page *home = site_language(web->site, page->lang)->home;
    value_set(arena, all, S("lang"), value_text(arena, page->lang));
    value_set(arena, all, S("home"),
              value_text(arena, variables_relative(web, arena, page, home ? home->url : S("index.html"))));
    ways_frame(web, arena, page, all);
    value_set(arena, all, S("root"), value_text(arena, variables_root(arena, web, page)));
    value_set(arena, all, S("site"), web_language(web, page->lang)->site_value);
    value_set(arena, all, S("asset"), web->assets);
    value_set(arena, all, S("icon"), web->icons);
    value_set(arena, all, S("nav"), nav_list(web, arena, page));
    value_set(arena, all, S("doors"), door_list(web, arena, page));
    set_list(arena, all, "breadcrumb", breadcrumb(web, arena, page));
    if (page->parent && page->parent->type != PAGE_HOME)
        value_set(arena, all, S("section"), page_reference(web, arena, page, page->parent));
    return all;
}

/* Pages in folders side by side lie equally far from everything that is not in their own folder. */
static bool has_frame(const struct web *web, const struct page *page)
{
    return page->type != PAGE_MISSING && page->type != PAGE_HOME && !ways_is(page) &&
           path_folder(page->url).len > 0 && !is_led_to(web, page);
}

static struct web_frame *make_frame(struct web *web, const struct page *page, Str folder)
{
    struct web_frame *frame = arena_make(web->arena, struct web_frame);
    const struct page any = {.type = page->type,
                             .lang = page->lang,
                             .parent = page->parent,
                             .url = path_join(web->arena, folder, S("\x01/index.html"))};
    *frame = (struct web_frame){.folder = folder, .page = page, .alike = alike(web, web->arena, &any)};
    return frame;
}

const struct web_frame *variables_frame(struct web *web, const struct page *page)
{
    if (!has_frame(web, page)) return NULL;
    Str folder = path_folder(path_folder(page->url));
    struct web_frame *frame = web->last_frame; /* pages side by side come one after another */
    if (!frame || frame->page->parent != page->parent || !str_equal(frame->page->lang, page->lang) ||
        !str_equal(frame->folder, folder)) {
        Str name = str_format(web->arena, "%.*s %zu %.*s", (int)page->lang.len, page->lang.data,
                              page->parent ? page->parent->number + 1 : 0, (int)folder.len, folder.data);
        frame = names_get(&web->frame_names, name);
        if (!frame) {
            frame = make_frame(web, page, folder);
            names_put(web->arena, &web->frame_names, name, frame);
        }
        web->last_frame = frame;
    }
    if (++frame->pages == CACHED_LEAST) frame->cache = template_cache_open(web->arena, web->templates);
    return frame;
}

void variables_prepare(struct web *web)
{
    const struct site *site = web->site;
    for (size_t i = 0; i < site->language_count; i++)
        web->languages[i].site_value =
            site_value(web, site->languages[i].config, web->languages[i].messages, site->languages[i].lang);
    fill_lists(web, &web->children, (void *const *)site->pages, site->page_count, parent_of);
    fill_lists(web, &web->products, (void *const *)site->products, site->product_count, link_of);
    related_prepare(web);
    web->frames = arena_make_n(web->arena, const struct web_frame *, site->page_count);
    for (size_t i = 0; i < site->page_count; i++) web->frames[i] = variables_frame(web, site->pages[i]);
}

struct value *variables_page(const struct web *web, struct arena *arena, const struct page *page,
                             const struct web_body *body)
{
    struct value *all = value_map(arena), *map = page_value(web, arena, page, body);
    const struct web_frame *frame = body->part.number ? body->part.frame : web->frames[page->number];
    const struct value *same = frame ? frame->alike : alike(web, arena, page);
    for (size_t i = 0; i < same->count; i++) value_set(arena, all, same->keys[i], same->items[i]);
    copy_entry(arena, map, "breadcrumb", same);
    copy_entry(arena, map, "section", same);
    if (body->ld.len) value_set(arena, map, S("ld"), value_markup(arena, body->ld));
    set_list(arena, map, "toc", toc_list(arena, body->toc, body->toc_count));
    if (!body->single) set_list(arena, map, "share", body->share);
    language_variables(web, arena, page, all);
    value_set(arena, all, S("single"), value_bool(arena, body->single));
    if (!body->part.number) journey_variables(web, arena, page, all, map);
    parts_variables(web, arena, page, &body->part, all);
    if (ways_is(page)) ways_variables(web, arena, page, &body->part, all);
    value_set(arena, all, S("page"), map);
    if (page->type == PAGE_HOME || page->type == PAGE_MISSING)
        value_set(arena, all, S("sections"), section_list(web, arena, page));
    if (str_is(value_get_text(page->meta, S("layout")), "design"))
        value_set(arena, all, S("design"), design_value(web, arena, page->lang));
    return all;
}
