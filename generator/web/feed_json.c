/* feed.json: the newest pages of a language as JSON Feed 1.1 (jsonfeed.org/version/1.1). Only with base_url. */
#include "base/arena.h"
#include "base/json.h"
#include "web/inside.h"

static void put_pair(struct buf *out, const char *before, Str text)
{
    buf_c(out, before);
    json_text(out, text);
}

static void put_item(const struct web *web, struct buf *out, struct arena *scratch, const struct page *page)
{
    Str address = site_address(web->site, scratch, page->url);
    put_pair(out, "{\"id\": ", address);
    put_pair(out, ", \"url\": ", address);
    put_pair(out, ",\n   \"title\": ", page->title);
    /* an item has to have a text, if only an empty one */
    put_pair(out, ", \"content_text\": ", page->description);
    if (page->date.year) {
        buf_c(out, ", \"date_modified\": \"");
        date_write_iso(out, page->date);
        buf_c(out, "T00:00:00Z\"");
    }
    for (size_t i = 0; i < page->topic_count; i++)
        put_pair(out, i ? ", " : ", \"tags\": [", page->topics[i].topic->name);
    buf_c(out, page->topic_count ? "]}" : "}");
}

void feed_json(const struct web *web, struct buf *out, Str lang)
{
    struct arena *scratch = arena_new();
    const struct page *newest[FEED_ENTRIES];
    size_t count = feed_newest(web, lang, newest);
    Str branch = site_text_in(web->site, S("branch"), lang),
        title = site_text_in(web->site, S("title"), lang),
        about = site_text_in(web->site, S("description"), lang);
    const struct page *home = site_language(web->site, lang)->home;
    put_pair(out, "{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"title\": ", title);
    if (about.len) put_pair(out, ",\n \"description\": ", about);
    put_pair(out,
             ",\n \"home_page_url\": ", site_address(web->site, scratch, home ? home->url : S("index.html")));
    put_pair(out, ",\n \"feed_url\": ",
             site_address(web->site, scratch, feed_path(web, scratch, lang, "feed.json")));
    put_pair(out, ",\n \"language\": ", lang);
    put_pair(out, ",\n \"authors\": [{\"name\": ", branch.len ? branch : title);
    buf_c(out, "}],\n \"items\": [");
    for (size_t i = 0; i < count; i++) {
        buf_c(out, i ? ",\n  " : "\n  ");
        put_item(web, out, scratch, newest[i]);
    }
    buf_c(out, count ? "\n ]}\n" : "]}\n");
    arena_free(scratch);
}
