/* Former addresses of pages (`aliases`): a small page at each that leads on, and lines for servers that do it at once: _redirects (as Netlify and
 * Cloudflare Pages read it) and a map for nginx. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

size_t redirect_count(const struct web *web)
{
    return web->site->alias_count;
}

static Str without_index(Str url)
{
    return str_equal(path_name(url), S("index.html")) ? str_from_to(url, 0, url.len - S("index.html").len)
                                                      : url;
}

/* Relative, so that it works from disk; search engines are told the whole address. */
static void put_page(const struct web *web, struct buf *out, struct arena *scratch, const struct alias *alias)
{
    const struct page *page = alias->page;
    Str to = site_relative(scratch, alias->url, page->url),
        whole = site_address(web->site, scratch, page->url);
    buf_c(out, "<!DOCTYPE html>\n<html lang=\"");
    buf_html_attribute(out, page->lang);
    buf_c(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    buf_html(out, page->title);
    buf_c(out, "</title>\n<meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" "
               "content=\"0; url=");
    buf_html_url(out, to);
    buf_c(out, "\">\n");
    if (whole.len) {
        buf_c(out, "<link rel=\"canonical\" href=\"");
        buf_html_url(out, whole);
        buf_c(out, "\">\n");
    }
    buf_c(out, "</head>\n<body>\n<main><h1><a href=\"");
    buf_html_url(out, to);
    buf_c(out, "\">");
    buf_html(out, page->title);
    buf_c(out, "</a></h1></main>\n</body>\n</html>\n");
}

void redirect_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    struct buf out = {0};
    put_page(web, &out, scratch, &web->site->aliases[index]);
    output_put(sink, scratch, web->site->aliases[index].url, buf_view(&out));
    buf_free(&out);
}

/* ---- lines for servers; the addresses hold letters, digits, '-', '_', '/' and ".html" only ---- */

void redirect_lines(const struct web *web, struct buf *out)
{
    for (size_t i = 0; i < web->site->alias_count; i++) {
        const struct alias *alias = &web->site->aliases[i];
        buf_c(out, "/");
        buf_str(out, without_index(alias->url));
        buf_c(out, " /");
        buf_str(out, without_index(alias->page->url));
        buf_c(out, " 301\n");
    }
}

void redirect_nginx(const struct web *web, struct buf *out)
{
    if (!web->site->alias_count) return;
    buf_c(out, "# alamat lama / former addresses\nmap $uri $suluh_moved {\n");
    for (size_t i = 0; i < web->site->alias_count; i++) {
        const struct alias *alias = &web->site->aliases[i];
        Str from = without_index(alias->url), to = without_index(alias->page->url);
        bool folder = str_ends(from, S("/"));
        buf_printf(out, "    \"/%.*s\" \"/%.*s\";\n", (int)from.len, from.data, (int)to.len, to.data);
        if (folder)
            buf_printf(out, "    \"/%.*s\" \"/%.*s\";\n", (int)from.len - 1, from.data, (int)to.len, to.data);
    }
    buf_c(out, "}\n\n");
}
