#include "web/web.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "data/yaml.h"
#include "markdown/markdown.h"
#include "web/inside.h"

/* One entry a page; the lock is for the arena that they are copied into. */
struct web_anchors {
    pthread_mutex_t lock;
    struct arena *arena;
    struct markdown_anchors *pages;
};

/* ---- what is read once ---- */

static const char *const type_templates[] = {
    [PAGE_GUIDE] = "guide.xhtml", [PAGE_TROUBLE] = "trouble.xhtml", [PAGE_PLAIN] = "page.xhtml",
    [PAGE_HOME] = "home.xhtml",   [PAGE_REPORT] = "report.xhtml",   [PAGE_SECTION] = "section.xhtml",
    [PAGE_MISSING] = "404.xhtml"};

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
    return str_from(type_templates[page->type]);
}

static void read_templates(struct web *web)
{
    const char *folder = str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("web")));
    web->templates = template_set_open(web->arena, web->diag, folder, S("templates/web"));
    web->page_templates = arena_make_n(web->arena, const struct template *, web->site->page_count + 1);
    for (size_t i = 0; i < web->site->page_count; i++)
        web->page_templates[i] = template_get(web->templates, template_name(web, web->site->pages[i]));
}

static void read_messages(struct web *web, Str lang)
{
    for (size_t i = 0; i < web->language_count; i++)
        if (str_equal(web->languages[i].lang, lang)) return;
    if (web->language_count == WEB_LANGUAGES_MAX) {
        diag_report(web->diag, LOC_NONE, MSG_LANGUAGES_TOO_MANY,
                    str_format(web->arena, "%d", WEB_LANGUAGES_MAX));
        return;
    }
    const char *folder = str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("i18n")));
    Str name = str_join(web->arena, (Str[]){lang, S("yaml")}, 2, S("."));
    const struct source *source = file_source(web->arena, web->diag, LOC_NONE, folder, name,
                                              path_join(web->arena, S("templates/i18n"), name));
    const struct value *messages = source ? yaml_read(web->arena, web->diag, source) : NULL;
    web->languages[web->language_count++] = (struct web_language){lang, messages ? messages : &value_nothing};
}

const struct value *web_messages(const struct web *web, Str lang)
{
    for (size_t i = 0; i < web->language_count; i++)
        if (str_equal(web->languages[i].lang, lang)) return web->languages[i].messages;
    return &value_nothing;
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
        if (value_get(web->site->pages[i]->meta, S("door")))
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

static void check_names(const struct web *web)
{
    const struct value *nav = value_get(web->site->config, S("nav"));
    for (size_t i = 0; nav && i < nav->count; i++) {
        const struct value *link = value_get(nav->items[i], S("link"));
        if (link && !site_page(web->site, link->text))
            diag_report(web->diag, link->loc, MSG_NAV_UNKNOWN_PAGE, link->text,
                        site_nearest_page(web->site, web->arena, link->text));
    }
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct value *meta = web->site->pages[i]->meta, *needs = value_get(meta, S("needs"));
        check_icon(web, meta);
        for (size_t j = 0; needs && j < needs->count; j++) check_icon(web, needs->items[j]);
    }
}

static void close_anchors(void *handle)
{
    struct web_anchors *anchors = handle;
    pthread_mutex_destroy(&anchors->lock);
    arena_free(anchors->arena);
}

static void make_anchors(struct web *web)
{
    struct web_anchors *anchors = web->anchors = arena_make(web->arena, struct web_anchors);
    pthread_mutex_init(&anchors->lock, NULL);
    anchors->arena = arena_new();
    anchors->pages = arena_make_n(web->arena, struct markdown_anchors, web->site->page_count + 1);
    arena_defer(web->arena, close_anchors, anchors);
}

static void keep_anchors(const struct web *web, size_t index, const struct markdown *markdown)
{
    struct web_anchors *anchors = web->anchors;
    pthread_mutex_lock(&anchors->lock);
    markdown_anchors(anchors->arena, markdown, web->site->pages[index], &anchors->pages[index]);
    pthread_mutex_unlock(&anchors->lock);
}

void web_check_anchors(const struct web *web)
{
    markdown_check_anchors(web->diag, web->anchors->pages, web->site->page_count);
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
    read_messages(web, site->lang);
    for (size_t i = 0; i < site->page_count; i++) read_messages(web, site->pages[i]->lang);
    web->icons = icon_read_all(arena, diag, templates);
    web->brand = brand_css(arena, diag, site);
    make_anchors(web);
    find_doors(web);
    variables_prepare(web);
    check_names(web);
    return diag_count(diag, DIAG_ERROR) == errors ? web : NULL;
}

/* ---- jobs: pages first, then one each for files, pictures, tables and what machines read ---- */

enum {
    JOB_SITEMAP,
    JOB_ATOM,
    JOB_ROBOTS,
    JOB_INDICATORS_JSON,
    JOB_INDICATORS_CSV,
    JOB_PACKAGE,
    JOB_MACHINE_COUNT
};

size_t web_pages(const struct web *web)
{
    return web->site->page_count;
}

void web_set_previews(struct web *web, const struct web_preview *by_product)
{
    web->previews = by_product;
}

size_t web_jobs(const struct web *web)
{
    const struct site *site = web->site;
    return site->page_count + web->static_files.count + site->asset_count + site->table_count +
           JOB_MACHINE_COUNT;
}

static bool put(const struct web_sink *sink, struct arena *scratch, Str path, Str bytes)
{
    return sink->put(sink->context, path_join(scratch, S("site"), path), bytes);
}

static Str ui_text(void *context, const char *message)
{
    const struct figure_context *figure = context;
    return value_get_text(figure->messages, str_from(message));
}

static size_t list_contents(struct arena *scratch, const struct markdown *markdown, struct web_heading **toc)
{
    struct markdown_heading *headings;
    size_t count = markdown_headings(scratch, markdown, &headings), kept = 0;
    *toc = arena_make_n(scratch, struct web_heading, count + 1);
    for (size_t i = 0; i < count; i++)
        if (headings[i].level == 2 && headings[i].id.len)
            (*toc)[kept++] = (struct web_heading){headings[i].id, headings[i].title};
    return kept;
}

static void write_page(const struct web *web, size_t index, struct arena *scratch,
                       const struct web_sink *sink)
{
    const struct page *page = web->site->pages[index];
    struct figure_context figure = {web, page, scratch, web_messages(web, page->lang)};
    struct buf *body = arena_make(scratch, struct buf), *out = arena_make(scratch, struct buf);
    struct web_heading *toc = NULL;
    size_t toc_count = 0;
    arena_defer(scratch, buf_free_handle, body);
    arena_defer(scratch, buf_free_handle, out);
    if (page->source) {
        struct markdown_context *context = arena_make(scratch, struct markdown_context);
        *context = (struct markdown_context){
            .site = web->site, .folder = page->section, .lang = page->lang, .heading_ids = true};
        const struct markdown *markdown =
            markdown_parse(scratch, web->diag, page->source, page->body, context);
        struct markdown_html options = {.from = page->url,
                                        .root = page->type == PAGE_MISSING && web->site->base_url.len
                                                    ? variables_root(scratch, web, page)
                                                    : STR_NONE,
                                        .lang = page->lang,
                                        .text = ui_text,
                                        .figure = figure_html,
                                        .context = &figure};
        keep_anchors(web, index, markdown);
        toc_count = list_contents(scratch, markdown, &toc);
        markdown_write_html(body, scratch, markdown, &options);
    }
    if (page->faulty) return;
    struct template_run run = {.variables =
                                   variables_page(web, scratch, page, buf_view(body), toc, toc_count),
                               .messages = figure.messages,
                               .lang = page->lang,
                               .form = TEMPLATE_HTML,
                               .scratch = scratch,
                               .diag = web->diag};
    if (template_render(web->page_templates[index], &run, out)) put(sink, scratch, page->url, buf_view(out));
}

/* Reads a file that is published as it is; false after a report. `shown` is the folder as people know it. */
static bool read_file(const struct web *web, struct arena *scratch, Str folder, const char *shown, Str path,
                      Str *bytes)
{
    int error;
    enum file_status status =
        file_read_below(scratch, str_c(scratch, folder), path, FILE_LIMIT_PICTURE, bytes, &error);
    if (status != FILE_OK)
        file_report(web->diag, LOC_NONE, status, path_join(scratch, str_from(shown), path), error,
                    FILE_LIMIT_PICTURE);
    return status == FILE_OK;
}

static void write_asset(const struct web *web, struct arena *scratch, Str path, const struct web_sink *sink)
{
    Str bytes;
    if (read_file(web, scratch, path_join(scratch, str_from(web->site->root), S("content")), "content", path,
                  &bytes) &&
        picture_may_be_published(scratch, web->diag, path, bytes))
        put(sink, scratch, path, bytes);
}

static void write_static(const struct web *web, struct arena *scratch, Str path, const struct web_sink *sink)
{
    Str folder = path_join(scratch, str_from(web->templates_folder), S("web")), bytes;
    if (!read_file(web, scratch, folder, "templates/web", path, &bytes)) return;
    if (str_is(path, "style.css"))
        bytes = css_squeeze(scratch, str_join(scratch, (Str[]){bytes, web->brand}, 2, STR_NONE));
    put(sink, scratch, path, bytes);
}

static void write_for_machines(const struct web *web, size_t which, struct arena *scratch,
                               const struct web_sink *sink)
{
    static const struct {
        const char *path;
        void (*write)(const struct web *web, struct buf *out);
        bool needs_address;
    } files[JOB_MACHINE_COUNT] = {
        [JOB_SITEMAP] = {"sitemap.xml", feed_sitemap, true},
        [JOB_ATOM] = {"feed.xml", feed_atom, true},
        [JOB_ROBOTS] = {"robots.txt", feed_robots, false},
        [JOB_INDICATORS_JSON] = {"data/indikator.json", dataset_indicators_json, false},
        [JOB_INDICATORS_CSV] = {"data/indikator.csv", dataset_indicators_csv, false},
        [JOB_PACKAGE] = {"data/datapackage.json", dataset_package, false},
    };
    if (files[which].needs_address && !web->site->base_url.len) return;
    struct buf out = {0};
    files[which].write(web, &out);
    put(sink, scratch, str_from(files[which].path), buf_view(&out));
    buf_free(&out);
}

static void write_table(const struct table *table, struct arena *scratch, const struct web_sink *sink)
{
    Str path = path_join(scratch, S("site/data"), table->name);
    sink->put_pieces(sink->context, str_join(scratch, (Str[]){path, S("csv")}, 2, S(".")), dataset_table_csv,
                     table);
    sink->put_pieces(sink->context, str_join(scratch, (Str[]){path, S("json")}, 2, S(".")),
                     dataset_table_json, table);
}

void web_write(const struct web *web, size_t job, struct arena *scratch, const struct web_sink *sink)
{
    const struct site *site = web->site;
    if (job < site->page_count) {
        write_page(web, job, scratch, sink);
        return;
    }
    job -= site->page_count;
    if (job < web->static_files.count) {
        write_static(web, scratch, web->static_files.entries[job].path, sink);
        return;
    }
    job -= web->static_files.count;
    if (job < site->asset_count) {
        write_asset(web, scratch, site->assets[job].path, sink);
        return;
    }
    job -= site->asset_count;
    if (job < site->table_count) {
        write_table(site->tables[job], scratch, sink);
        return;
    }
    write_for_machines(web, job - site->table_count, scratch, sink);
}
