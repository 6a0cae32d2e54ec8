/* What machines read: sitemap.xml (sitemaps.org 0.9), feed.xml (Atom, RFC 4287), robots.txt (RFC 9309). Only with base_url. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

enum { FEED_ENTRIES = 20 };

static void put_address(const struct web *web, struct buf *out, Str url)
{
    struct arena *scratch = arena_new();
    buf_html_url(out, site_address(web->site, scratch, url));
    arena_free(scratch);
}

void feed_sitemap(const struct web *web, struct buf *out)
{
    buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
               "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
    if (web->site->language_count > 1) buf_c(out, " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
    buf_c(out, ">\n");
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        if (page->type == PAGE_MISSING) continue;
        buf_c(out, "<url><loc>");
        put_address(web, out, page->url);
        buf_c(out, "</loc>");
        if (page->date.year) {
            buf_c(out, "<lastmod>");
            date_write_iso(out, page->date);
            buf_c(out, "</lastmod>");
        }
        language_sitemap(web, out, page);
        buf_c(out, "</url>\n");
    }
    buf_c(out, "</urlset>\n");
}

static int compare_newest_first(const void *a, const void *b)
{
    const struct page *x = *(const struct page *const *)a, *y = *(const struct page *const *)b;
    int order = date_compare(y->date, x->date);
    return order ? order : str_compare(x->path, y->path);
}

static void put_tag(struct buf *out, const char *tag, Str text)
{
    buf_printf(out, "<%s>", tag);
    buf_html(out, text);
    buf_printf(out, "</%s>\n", tag);
}

static void put_updated(struct buf *out, Date date)
{
    buf_c(out, "<updated>");
    date_write_iso(out, date.year ? date : (Date){1970, 1, 1});
    buf_c(out, "T00:00:00Z</updated>\n");
}

static void put_entry(const struct web *web, struct buf *out, const struct page *page)
{
    buf_c(out, "<entry>\n");
    put_tag(out, "title", page->title);
    buf_c(out, "<id>");
    put_address(web, out, page->url);
    buf_c(out, "</id>\n<link href=\"");
    put_address(web, out, page->url);
    buf_c(out, "\"/>\n");
    put_updated(out, page->date);
    put_tag(out, "summary", page->description);
    buf_c(out, "</entry>\n");
}

void feed_atom(const struct web *web, struct buf *out)
{
    const struct site *site = web->site;
    const struct page **dated = malloc((site->page_count + 1) * sizeof *dated);
    size_t count = 0;
    if (!dated) arena_exhausted();
    for (size_t i = 0; i < site->page_count; i++)
        if (site->pages[i]->date.year && site->pages[i]->type != PAGE_MISSING)
            dated[count++] = site->pages[i];
    qsort(dated, count, sizeof *dated, compare_newest_first);
    Str author = site_text(site, S("branch")), title = site_text(site, S("title"));
    buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
               "xml:lang=\"");
    buf_html_attribute(out, site->lang);
    buf_c(out, "\">\n");
    put_tag(out, "title", title);
    buf_c(out, "<id>");
    put_address(web, out, STR_NONE);
    buf_c(out, "</id>\n<link rel=\"self\" href=\"");
    put_address(web, out, S("feed.xml"));
    buf_c(out, "\"/>\n<link href=\"");
    put_address(web, out, STR_NONE);
    buf_c(out, "\"/>\n");
    put_updated(out, count ? dated[0]->date : (Date){0});
    buf_c(out, "<author>");
    put_tag(out, "name", author.len ? author : title);
    buf_c(out, "</author>\n");
    for (size_t i = 0; i < count && i < FEED_ENTRIES; i++) put_entry(web, out, dated[i]);
    buf_c(out, "</feed>\n");
    free(dated);
}

void feed_robots(const struct web *web, struct buf *out)
{
    buf_c(out, "User-agent: *\nAllow: /\n");
    if (!web->site->base_url.len) return;
    buf_c(out, "Sitemap: ");
    buf_str(out, web->site->base_url);
    buf_c(out, "sitemap.xml\n");
}
