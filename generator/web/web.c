#include "web/web.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "data/yaml.h"
#include "web/card.h"
#include "web/inside.h"
#include "web/search.h"

/* ---- what is read once ---- */

static const char *const type_templates[] = {
    [PAGE_GUIDE] = "guide.xhtml", [PAGE_TROUBLE] = "trouble.xhtml",  [PAGE_PLAIN] = "page.xhtml",
    [PAGE_HOME] = "home.xhtml",   [PAGE_REPORT] = "report.xhtml",    [PAGE_SECTION] = "section.xhtml",
    [PAGE_MISSING] = "404.xhtml", [PAGE_TREE] = "tree.xhtml",        [PAGE_SEARCH] = "search.xhtml",
    [PAGE_AZ] = "az.xhtml",       [PAGE_PROBLEMS] = "problems.xhtml"};

/* The page's template; what its front matter names must exist. */
static Str template_name(struct web *web, const struct page *page)
{
    const struct value *layout = value_get(page->meta, S("layout"));
    if (layout && names_get(&web->template_names, layout->text))
        return str_join(web->arena, (Str[]){layout->text, S("xhtml")}, 2, S("."));
    if (layout)
        diag_report(web->diag, layout->loc, MSG_PAGE_LAYOUT_UNKNOWN, layout->text,
                    names_nearest(&web->template_names, layout->text));
    if (page->type == PAGE_SECTION && str_is(page->section, "cetak")) return S("products.xhtml");
    if (page->type == PAGE_SECTION && str_is(page->section, "data") &&
        names_get(&web->template_names, S("data")))
        return S("data.xhtml");
    return str_from(type_templates[page->type]);
}

static void read_templates(struct web *web)
{
    const char *folder = str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("web")));
    web->templates = template_set_open(web->arena, web->diag, folder, S("templates/web"));
    template_set_dense(web->templates);
    template_set_alike(web->templates, variables_alike, variables_alike_count);
    web->page_templates = arena_make_n(web->arena, const struct template *, web->site->page_count + 1);
    for (size_t i = 0; i < web->site->page_count; i++)
        web->page_templates[i] = template_get(web->templates, template_name(web, web->site->pages[i]));
}

static const struct value *read_messages(struct web *web, Str lang)
{
    const char *folder = str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("i18n")));
    Str name = str_join(web->arena, (Str[]){lang, S("yaml")}, 2, S("."));
    const struct source *source = file_source(web->arena, web->diag, LOC_NONE, folder, name,
                                              path_join(web->arena, S("templates/i18n"), name));
    const struct value *messages = source ? yaml_read(web->arena, web->diag, source) : NULL;
    return messages ? messages : &value_nothing;
}

static void read_languages(struct web *web)
{
    const struct site *site = web->site;
    for (size_t i = 0; i < site->language_count; i++)
        web->languages[i].messages = i == 0 || site->languages[i].page_count
                                         ? read_messages(web, site->languages[i].lang)
                                         : &value_nothing;
}

const struct web_language *web_language(const struct web *web, Str lang)
{
    return &web->languages[site_language(web->site, lang) - web->site->languages];
}

const struct value *web_messages(const struct web *web, Str lang)
{
    return web_language(web, lang)->messages;
}

/* templates/web/: the names of its templates, and the files that are published as they are. */
static void list_files(struct web *web)
{
    int error;
    const char *folder = str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("web")));
    enum file_status status = file_list(web->arena, folder, &web->static_files, &error);
    if (status != FILE_OK) file_report(web->diag, LOC_NONE, status, S("templates/web"), error, 0);
    size_t kept = 0;
    for (size_t i = 0; i < web->static_files.count; i++) {
        struct file_entry *entry = &web->static_files.entries[i];
        if (str_ends(entry->path, S(".xhtml")))
            names_put(web->arena, &web->template_names, str_from_to(entry->path, 0, entry->path.len - 6),
                      entry);
        else
            web->static_files.entries[kept++] = *entry;
    }
    web->static_files.count = kept;
}

static int compare_doors(const void *a, const void *b)
{
    const struct page *x = *(const struct page *const *)a, *y = *(const struct page *const *)b;
    int order = (x->order > y->order) - (x->order < y->order);
    return order ? order : str_compare(x->path, y->path);
}

static void find_doors(struct web *web)
{
    web->doors = arena_make_n(web->arena, const struct page *, web->site->page_count + 1);
    for (size_t i = 0; i < web->site->page_count; i++)
        if (!web->site->pages[i]->original && value_get(web->site->pages[i]->meta, S("door")))
            web->doors[web->door_count++] = web->site->pages[i];
    qsort(web->doors, web->door_count, sizeof *web->doors, compare_doors);
}

static void check_icon(const struct web *web, const struct value *map)
{
    const struct value *icon = value_get(map, S("icon"));
    if (icon && !value_get(web->icons, icon->text))
        diag_report(web->diag, icon->loc, MSG_ICON_UNKNOWN, icon->text,
                    str_nearest(icon->text, web->icons->keys, web->icons->count));
}

static void check_nav(const struct web *web, const struct value *config)
{
    const struct value *nav = value_get(config, S("nav"));
    for (size_t i = 0; nav && i < nav->count; i++) {
        const struct value *link = value_get(nav->items[i], S("link"));
        if (link && !site_page(web->site, link->text) &&
            !site_tell_hidden(web->site, web->diag, link->loc, link->text))
            diag_report(web->diag, link->loc, MSG_NAV_UNKNOWN_PAGE, link->text,
                        site_nearest_page(web->site, web->arena, link->text));
    }
}

static void check_names(const struct web *web)
{
    for (size_t i = 0; i < web->site->language_count; i++) check_nav(web, web->site->languages[i].config);
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct value *meta = web->site->pages[i]->meta, *needs = value_get(meta, S("needs"));
        check_icon(web, meta);
        for (size_t j = 0; needs && j < needs->count; j++) check_icon(web, needs->items[j]);
    }
}

struct web *web_open(struct arena *arena, struct diag *diag, const struct site *site, const char *templates,
                     const struct font_set *fonts)
{
    struct web *web = arena_make(arena, struct web);
    size_t errors = diag_count(diag, DIAG_ERROR);
    *web = (struct web){
        .arena = arena, .diag = diag, .site = site, .templates_folder = templates, .fonts = fonts};
    if (!site->base_url.len && !site->config_faulty) diag_report(diag, LOC_NONE, MSG_BASE_URL_MISSING);
    list_files(web);
    read_templates(web);
    read_languages(web);
    web->icons = icon_read_all(arena, diag, templates);
    web->brand = brand_css(arena, diag, site);
    chart_prepare(web);
    file_prepare(web);
    web->rasters = raster_open(web);
    card_prepare(web);
    worker_prepare(web);
    web->gathered = gather_open(arena, site->page_count);
    search_open(web);
    ways_open(web);
    find_doors(web);
    journey_prepare(web);
    variables_prepare(web);
    parts_prepare(web);
    check_names(web);
    return diag_count(diag, DIAG_ERROR) == errors ? web : NULL;
}

size_t web_pages(const struct web *web)
{
    return web->site->page_count;
}

void web_set_previews(struct web *web, const struct web_preview *by_product)
{
    web->previews = by_product;
}

void web_gathered(const struct web *web)
{
    search_finish(web);
}
