/* What machines read: feed.xml (Atom, RFC 4287), robots.txt (RFC 9309). Only with base_url. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

static void put_address(const struct web *web, struct buf *out, Str url)
{
    struct arena *scratch = arena_new();
    buf_html_url(out, site_address(web->site, scratch, url));
    arena_free(scratch);
}

/* Is the first of two pages newer? Of one day, the first by path. */
static bool is_newer(const struct page *a, const struct page *b)
{
    int order = date_compare(a->date, b->date);
    return order ? order > 0 : str_compare(a->path, b->path) < 0;
}

size_t feed_newest(const struct web *web, Str lang, const struct page *newest[FEED_ENTRIES])
{
    size_t count = 0;
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        if (!page->date.year || page->type == PAGE_MISSING || !str_equal(page->lang, lang)) continue;
        if (count == FEED_ENTRIES && !is_newer(page, newest[count - 1])) continue;
        size_t at = count < FEED_ENTRIES ? count++ : count - 1;
        for (; at > 0 && is_newer(page, newest[at - 1]); at--) newest[at] = newest[at - 1];
        newest[at] = page;
    }
    return count;
}

Str feed_path(const struct web *web, struct arena *arena, Str lang, const char *name)
{
    bool own = str_equal(lang, web->site->lang);
    return own ? str_from(name) : path_join(arena, lang, str_from(name));
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

void feed_atom(const struct web *web, struct buf *out, Str lang)
{
    const struct site *site = web->site;
    const struct page *newest[FEED_ENTRIES], *home = site_language(site, lang)->home;
    size_t count = feed_newest(web, lang, newest);
    Str author = site_text_in(site, S("branch"), lang), title = site_text_in(site, S("title"), lang);
    Str address = home && !str_equal(lang, site->lang) ? home->url : STR_NONE;
    struct arena *scratch = arena_new();
    buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
               "xml:lang=\"");
    buf_html_attribute(out, lang);
    buf_c(out, "\">\n");
    put_tag(out, "title", title);
    buf_c(out, "<id>");
    put_address(web, out, address);
    buf_c(out, "</id>\n<link rel=\"self\" href=\"");
    put_address(web, out, feed_path(web, scratch, lang, "feed.xml"));
    buf_c(out, "\"/>\n<link href=\"");
    put_address(web, out, address);
    buf_c(out, "\"/>\n");
    put_updated(out, count ? newest[0]->date : (Date){0});
    buf_c(out, "<author>");
    put_tag(out, "name", author.len ? author : title);
    buf_c(out, "</author>\n");
    for (size_t i = 0; i < count; i++) put_entry(web, out, newest[i]);
    buf_c(out, "</feed>\n");
    arena_free(scratch);
}

size_t feed_count(const struct web *web)
{
    return web->site->base_url.len ? 2 * web->site->language_count : 0;
}

void feed_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct site_language *language = &web->site->languages[index / 2];
    bool json = index % 2;
    struct buf out = {0};
    if (index >= 2 && !language->page_count) return;
    if (json)
        feed_json(web, &out, language->lang);
    else
        feed_atom(web, &out, language->lang);
    output_put(sink, scratch, feed_path(web, scratch, language->lang, json ? "feed.json" : "feed.xml"),
               buf_view(&out));
    buf_free(&out);
}

void feed_robots(const struct web *web, struct buf *out)
{
    buf_c(out, "User-agent: *\nAllow: /\n");
    if (!web->site->base_url.len) return;
    buf_c(out, "Sitemap: ");
    buf_str(out, web->site->base_url);
    buf_c(out, "sitemap.xml\n");
}
