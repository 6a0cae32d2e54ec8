/* sitemap.xml (sitemaps.org 0.9), only with base_url: the address of every page, for search engines.
 *
 * A file may hold 50,000 addresses and 50 MB (52,428,800 bytes). What is more goes on in sitemap-1.xml, sitemap-2.xml …, and sitemap.xml is the
 * index of these. The later parts of long lists are left out: all that they list is named itself. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

enum { ADDRESSES_MOST = 50000, BYTES_MOST = 52428800 };
#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define FORM "http://www.sitemaps.org/schemas/sitemap/0.9"

struct sitemap {
    const struct web *web;
    const struct web_sink *sink;
    struct arena *scratch;
    struct buf file; /* that is being filled */
    size_t addresses, files;
};

static void begin(struct sitemap *map)
{
    map->file.len = 0;
    map->addresses = 0;
    buf_c(&map->file, XML "<urlset xmlns=\"" FORM "\"");
    if (map->web->site->language_count > 1)
        buf_c(&map->file, " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    buf_c(&map->file, ">\n");
}

static Str numbered(struct sitemap *map, size_t number)
{
    return str_format(map->scratch, "sitemap-%zu.xml", number);
}

static void end(struct sitemap *map, bool only)
{
    buf_c(&map->file, "</urlset>\n");
    output_put(map->sink, map->scratch, only ? S("sitemap.xml") : numbered(map, ++map->files),
               buf_view(&map->file));
}

static void put_page(const struct sitemap *map, struct buf *out, const struct page *page)
{
    struct arena *scratch = arena_new();
    out->len = 0;
    buf_c(out, "<url><loc>");
    buf_html_url(out, site_address(map->web->site, scratch, page->url));
    buf_c(out, "</loc>");
    if (page->date.year) {
        buf_c(out, "<lastmod>");
        date_write_iso(out, page->date);
        buf_c(out, "</lastmod>");
    }
    language_sitemap(map->web, out, page);
    buf_c(out, "</url>\n");
    arena_free(scratch);
}

static void put_index(struct sitemap *map)
{
    map->file.len = 0;
    buf_c(&map->file, XML "<sitemapindex xmlns=\"" FORM "\">\n");
    for (size_t i = 1; i <= map->files; i++) {
        buf_c(&map->file, "<sitemap><loc>");
        buf_html_url(&map->file, site_address(map->web->site, map->scratch, numbered(map, i)));
        buf_c(&map->file, "</loc></sitemap>\n");
    }
    buf_c(&map->file, "</sitemapindex>\n");
    output_put(map->sink, map->scratch, S("sitemap.xml"), buf_view(&map->file));
}

size_t sitemap_count(const struct web *web)
{
    return web->site->base_url.len > 0;
}

void sitemap_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    (void)index;
    struct sitemap map = {.web = web, .sink = sink, .scratch = scratch};
    struct buf one = {0};
    begin(&map);
    for (size_t i = 0; i < web->site->page_count; i++) {
        if (web->site->pages[i]->type == PAGE_MISSING) continue;
        put_page(&map, &one, web->site->pages[i]);
        if (map.addresses == ADDRESSES_MOST || map.file.len + one.len + sizeof "</urlset>\n" > BYTES_MOST) {
            end(&map, false);
            begin(&map);
        }
        buf_str(&map.file, buf_view(&one));
        map.addresses++;
    }
    end(&map, !map.files);
    if (map.files) put_index(&map);
    buf_free(&one);
    buf_free(&map.file);
}
