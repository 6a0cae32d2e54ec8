/* A page as one file that needs no other: for a memory card, or sent as a document in a message.
 *
 * In: the HTML of the page, rendered with `single` true (the templates leave out menus and lists then). Out: the same with the style
 * sheets within it, pictures as data: addresses (RFC 2397), links to other pages as whole addresses, or as plain words where the site's
 * address is not known; no scripts, no requests. A Content-Security-Policy names the style by its hash and allows nothing else. What is
 * read here was written by template/, so that tags are well-formed and attributes stand in double quotes. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "web/share.h"

enum { ATTRIBUTES_MOST = 40, PICTURE_BYTES_MOST = 160000 };

struct tag {
    Str all, name;
    bool end;
    struct {
        Str name, value; /* as written: escaped */
        Str all;
    } attributes[ATTRIBUTES_MOST];
    size_t count;
};

struct single {
    const struct web *web;
    const struct page *page;
    struct arena *scratch;
    struct buf css, *out;
    Str policy;
    bool plain_link; /* the end tag of a link that was left out is to be left out too */
};

/* ---- tags ---- */

static bool name_char(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == ':' || c == '_' || c == '.';
}

/* The tag or the like that `html` begins with. */
static void tag_read(Str html, struct tag *tag)
{
    size_t at = 1, start;
    tag->count = 0;
    tag->end = html.len > 1 && html.data[1] == '/';
    if (tag->end) at++;
    for (start = at; at < html.len && name_char(html.data[at]);) at++;
    tag->name = str_from_to(html, start, at);
    while (at < html.len && html.data[at] != '>') {
        size_t from = at;
        for (start = at; at < html.len && name_char(html.data[at]);) at++;
        Str name = str_from_to(html, start, at), value = STR_NONE;
        if (at + 1 < html.len && html.data[at] == '=' && html.data[at + 1] == '"') {
            size_t quote = at + 2 + str_find_char(str_skip(html, at + 2), '"');
            value = str_from_to(html, at + 2, quote);
            at = quote + 1;
        }
        if (name.len && tag->count < ATTRIBUTES_MOST) {
            tag->attributes[tag->count].name = name;
            tag->attributes[tag->count].value = value;
            tag->attributes[tag->count++].all = str_from_to(html, from, at);
        }
        if (at == from) at++;
    }
    tag->all = str_from_to(html, 0, at + 1);
}

static Str tag_get(const struct tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->count; i++)
        if (str_is(tag->attributes[i].name, name)) return tag->attributes[i].value;
    return STR_NONE;
}

/* The references that this program writes in addresses. */
static Str unescape(struct arena *arena, Str text)
{
    static const struct {
        const char *reference;
        char c;
    } known[] = {{"&amp;", '&'}, {"&#x27;", '\''}, {"&#39;", '\''}, {"&quot;", '"'}};
    struct buf out = {0};
    while (text.len) {
        size_t i = 0;
        while (i < 4 && !str_starts(text, str_from(known[i].reference))) i++;
        buf_char(&out, i < 4 ? known[i].c : text.data[0]);
        text = str_skip(text, i < 4 ? strlen(known[i].reference) : 1);
    }
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

/* Where a relative address of the page leads, below output/site/; false: it is no relative one. */
static bool resolve(const struct single *s, Str address, Str *path)
{
    Str colon = str_from_to(address, 0, str_find_char(address, ':'));
    if (!address.len || (colon.len < address.len && str_find_char(colon, '/') == colon.len)) return false;
    return path_resolve(s->scratch, path_folder(s->page->url), address, path);
}

/* ---- style ---- */

static Str static_bytes(const struct web *web, Str published)
{
    for (size_t i = 0; i < web->static_files.count; i++)
        if (str_equal(web->static_paths[i], published)) return web->static_bytes[i];
    return STR_NONE;
}

static void take_style(struct single *s, const struct tag *tag)
{
    Str path, css;
    if (!str_is(tag_get(tag, "rel"), "stylesheet") || !resolve(s, tag_get(tag, "href"), &path)) return;
    css = static_bytes(s->web, path);
    bool print = str_is(tag_get(tag, "media"), "print");
    if (print) buf_c(&s->css, "@media print{");
    buf_str(&s->css, str_trim(css));
    if (print) buf_c(&s->css, "}");
}

static void put_policy(struct single *s)
{
    unsigned char digest[SHA256_BYTES];
    struct buf out = {0};
    sha256(buf_view(&s->css), digest);
    buf_c(&out, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'sha256-");
    base64_write(&out, (Str){(const char *)digest, sizeof digest});
    buf_c(&out, "'");
    s->policy = buf_copy(&out, s->scratch);
    buf_free(&out);
}

/* ---- pictures and links ---- */

static const char *media_type(Str path)
{
    static const char *const types[][2] = {{".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},
                                           {".png", "image/png"},   {".gif", "image/gif"},
                                           {".webp", "image/webp"}, {".svg", "image/svg+xml"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends_nocase(path, str_from(types[i][0]))) return types[i][1];
    return NULL;
}

/* A picture that cannot be held within the file leaves its description. */
static void put_image(struct single *s, const struct tag *tag)
{
    Str path = STR_NONE, bytes = STR_NONE, source = unescape(s->scratch, tag_get(tag, "src"));
    const char *type = resolve(s, source, &path) ? media_type(path) : NULL;
    if (type) bytes = raster_bytes(s->web, s->scratch, path);
    if (!bytes.len || bytes.len > PICTURE_BYTES_MOST) {
        buf_c(s->out, "<em>");
        buf_str(s->out, tag_get(tag, "alt"));
        buf_c(s->out, "</em>");
        return;
    }
    buf_c(s->out, "<img src=\"data:");
    buf_c(s->out, type);
    buf_c(s->out, ";base64,");
    base64_write(s->out, bytes);
    buf_char(s->out, '"');
    for (size_t i = 0; i < tag->count; i++) {
        Str name = tag->attributes[i].name;
        if (str_is(name, "src") || str_is(name, "srcset") || str_is(name, "loading")) continue;
        buf_char(s->out, ' ');
        buf_str(s->out, tag->attributes[i].all);
    }
    buf_char(s->out, '>');
}

/* {NULL, 0}: the link cannot work from this file. */
static Str whole_address(const struct single *s, Str href)
{
    Str path, fragment = str_skip(href, str_find_char(href, '#')),
              target = str_from_to(href, 0, href.len - fragment.len);
    if (!target.len || !resolve(s, target, &path)) return href;
    if (str_equal(path, s->page->url) && fragment.len) return fragment;
    Str address = site_address(s->web->site, s->scratch, path);
    return address.len ? str_join(s->scratch, (Str[]){address, fragment}, 2, STR_NONE) : STR_NONE;
}

static void put_link(struct single *s, const struct tag *tag)
{
    Str href = tag_get(tag, "href"), address = whole_address(s, unescape(s->scratch, href));
    s->plain_link = href.data && !address.len;
    if (s->plain_link) return;
    buf_c(s->out, "<a");
    for (size_t i = 0; i < tag->count; i++) {
        Str name = tag->attributes[i].name;
        if (str_is(name, "download")) continue;
        buf_char(s->out, ' ');
        if (str_is(name, "href")) {
            buf_c(s->out, "href=\"");
            buf_html_url(s->out, address);
            buf_char(s->out, '"');
        } else {
            buf_str(s->out, tag->attributes[i].all);
        }
    }
    buf_char(s->out, '>');
}

/* ---- the file ---- */

static void put_head_end(struct single *s)
{
    buf_c(s->out, "<style>");
    buf_str(s->out, buf_view(&s->css));
    buf_c(s->out, "</style>\n</head>");
}

static void put_meta(struct single *s, const struct tag *tag)
{
    if (str_is(tag_get(tag, "http-equiv"), "Content-Security-Policy")) {
        buf_c(s->out, "<meta http-equiv=\"Content-Security-Policy\" content=\"");
        buf_str(s->out, s->policy);
        buf_c(s->out, "\">");
    } else if (!tag_get(tag, "property").data && !str_starts(tag_get(tag, "name"), S("twitter:"))) {
        buf_str(s->out, tag->all);
    }
}

/* What follows the tag at once: behind a script all of it up to its end. */
static size_t put_tag(struct single *s, const struct tag *tag, Str html)
{
    static const char *const left_out[] = {"link", "source", "picture", "form", "input", NULL};
    Str name = tag->name;
    static const char *const whole[][2] = {{"script", "</script>"}, {"button", "</button>"}};
    for (size_t i = 0; i < 2 && !tag->end; i++) {
        Str close = str_from(whole[i][1]);
        if (str_is(name, whole[i][0])) return str_find(html, close) + close.len;
    }
    for (size_t i = 0; left_out[i]; i++)
        if (str_is(name, left_out[i]) && !(str_is(name, "input") && str_is(tag_get(tag, "type"), "checkbox")))
            return tag->all.len;
    if (str_is(name, "meta"))
        put_meta(s, tag);
    else if (str_is(name, "img"))
        put_image(s, tag);
    else if (str_is(name, "a") && !tag->end)
        put_link(s, tag);
    else if (str_is(name, "head") && tag->end)
        put_head_end(s);
    else if (!(str_is(name, "a") && s->plain_link))
        buf_str(s->out, tag->all);
    return tag->all.len;
}

static void each_tag(struct single *s, Str html, bool write)
{
    struct tag *tag = arena_make(s->scratch, struct tag);
    while (html.len) {
        size_t text = str_find_char(html, '<');
        if (write) buf_str(s->out, str_from_to(html, 0, text));
        html = str_skip(html, text);
        if (!html.len) break;
        tag_read(html, tag);
        if (!write && str_is(tag->name, "link")) take_style(s, tag);
        html = str_skip(html, write ? put_tag(s, tag, html) : tag->all.len);
    }
}

void single_write(const struct web *web, const struct page *page, struct arena *scratch, Str html,
                  struct buf *out)
{
    struct single s = {.web = web, .page = page, .scratch = scratch, .out = out};
    each_tag(&s, html, false);
    put_policy(&s);
    each_tag(&s, html, true);
    buf_free(&s.css);
}
