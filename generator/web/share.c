/* A message of WhatsApp holds 65,536 characters; what a link of wa.me may carry is far less (servers refuse addresses of more than some
 * thousand bytes), so that the link tells the title and the address, and the whole text is a file to copy from. */
#include "web/share.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { MESSAGE_MOST = 65536, MESSAGE_ROOM = 1000 /* for what follows the guide's own text */ };

static bool is_shared(const struct page *page)
{
    return page->type == PAGE_GUIDE || page->type == PAGE_TROUBLE || page->type == PAGE_TREE;
}

/* "su/panduan/klaim-jht/index.html" -> "unduh/su-panduan-klaim-jht.txt": a name that tells what it is wherever it ends up. */
static Str share_path(struct arena *arena, const struct page *page, const char *extension)
{
    char *name = str_c(arena, path_folder(page->url));
    for (char *c = name; *c; c++)
        if (*c == '/') *c = '-';
    return str_format(arena, "unduh/%s.%s", *name ? name : "situs", extension);
}

/* ---- the message ---- */

struct message_context {
    const struct web *web;
    const struct page *page;
    struct arena *scratch;
    const struct value *messages;
};

static Str ui_word(void *context, const char *name)
{
    const struct message_context *message = context;
    return value_get_text(message->messages, str_from(name));
}

static Str message_address(void *context, const struct markdown_node *link)
{
    const struct message_context *message = context;
    if (!link->url.len || str_equal(link->url, message->page->url)) return STR_NONE;
    return site_address(message->web->site, message->scratch, link->url);
}

/* "*GRATIS* · Sekitar 15 menit · Aplikasi JMO" */
static void put_glance(struct buf *out, const struct page *page)
{
    static const char *const keys[] = {"cost", "time", "channel"};
    bool any = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Str text = value_get_text(page->meta, str_from(keys[i]));
        if (!text.len) continue;
        buf_c(out, any ? " · " : "\n");
        buf_printf(out, i == 0 ? "*%.*s*" : "%.*s", (int)text.len, text.data);
        any = true;
    }
    if (any) buf_c(out, "\n");
}

static void put_needs(const struct message_context *message, struct buf *out)
{
    const struct value *needs = value_get(message->page->meta, S("needs"));
    Str title = value_get_text(message->messages, S("need_title"));
    if (!needs || !needs->count) return;
    buf_printf(out, "\n*%.*s*\n", (int)title.len, title.data);
    for (size_t i = 0; i < needs->count; i++) {
        Str text = value_get_text(needs->items[i], S("text"));
        buf_printf(out, "- %.*s\n", (int)text.len, text.data);
    }
}

/* Where to get help, how old this is, where the newest is. */
static void put_end(const struct message_context *message, struct buf *out)
{
    const struct web *web = message->web;
    const struct value *site = web_language(web, message->page->lang)->site_value;
    Str phone = value_get_text(value_get(site, S("contact")), S("phone")),
        free_line = value_get_text(value_get(site, S("promise")), S("free")),
        no_calo = value_get_text(value_get(site, S("promise")), S("nocalo")),
        stuck = value_get_text(message->messages, S("stuck_title")),
        call = value_get_text(message->messages, S("call")),
        updated = value_get_text(message->messages, S("updated")),
        address = site_address(web->site, message->scratch, message->page->url);
    buf_c(out, "\n");
    if (phone.len)
        buf_printf(out, "*%.*s* %.*s %.*s\n", (int)stuck.len, stuck.data, (int)call.len, call.data,
                   (int)phone.len, phone.data);
    if (free_line.len) buf_printf(out, "*%.*s*", (int)free_line.len, free_line.data);
    if (no_calo.len) buf_printf(out, " %.*s", (int)no_calo.len, no_calo.data);
    buf_c(out, "\n");
    if (message->page->date.year) {
        buf_printf(out, "_%.*s ", (int)updated.len, updated.data);
        date_write_long(out, message->page->date, message->page->lang, false);
        buf_c(out, "_\n");
    }
    buf_str(out, address);
    if (address.len) buf_c(out, "\n");
}

/* Up to the last empty line before the limit. */
static void cut(struct buf *out, size_t most)
{
    size_t at = 0, characters = 0, end = 0;
    for (; at < out->len && characters < most; at++) {
        characters += ((unsigned char)out->data[at] & 0xC0) != 0x80;
        if (at + 1 < out->len && out->data[at] == '\n' && out->data[at + 1] == '\n') end = at;
    }
    if (at == out->len) return;
    if (!end) end = at;
    while (end && ((unsigned char)out->data[end] & 0xC0) == 0x80) end--;
    out->len = end;
    buf_c(out, "\n\n…\n");
}

static Str write_message(const struct web *web, const struct page *page, const struct markdown *markdown,
                         struct arena *scratch)
{
    struct message_context message = {web, page, scratch, web_messages(web, page->lang)};
    struct markdown_message options = {ui_word, message_address, &message};
    struct buf out = {0};
    buf_printf(&out, "*%.*s*\n", (int)page->title.len, page->title.data);
    if (page->description.len) buf_printf(&out, "%.*s\n", (int)page->description.len, page->description.data);
    put_glance(&out, page);
    put_needs(&message, &out);
    buf_c(&out, "\n");
    markdown_write_message(&out, scratch, markdown, &options);
    cut(&out, MESSAGE_MOST - MESSAGE_ROOM);
    put_end(&message, &out);
    Str text = buf_copy(&out, scratch);
    buf_free(&out);
    return text;
}

/* ---- links ---- */

/* RFC 3986, 2.3: everything but unreserved characters. */
static void put_encoded(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
            buf_char(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static const struct share_link {
    const char *name, *before, *between; /* before the title and the address; NULL: no title */
    bool title;
} links[] = {
    {"whatsapp", "https://wa.me/?text=", "%0A", true},
    {"facebook", "https://www.facebook.com/sharer/sharer.php?u=", "", false},
    {"email", "mailto:?subject=", "&body=", true},
};

static void set_text(struct arena *arena, struct value *map, const char *name, Str text)
{
    value_set(arena, map, str_from(name), value_text(arena, text));
}

static void set_links(const struct web *web, const struct page *page, struct arena *arena, struct value *map)
{
    Str address = site_address(web->site, arena, page->url);
    if (!address.len) return;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct buf out = {0};
        buf_c(&out, links[i].before);
        if (links[i].title) put_encoded(&out, page->title);
        buf_c(&out, links[i].between);
        put_encoded(&out, address);
        set_text(arena, map, links[i].name, buf_copy(&out, arena));
        buf_free(&out);
    }
}

/* ---- one file ---- */

static size_t write_single(const struct web *web, const struct page *page, const struct web_body *body,
                           struct arena *scratch, const struct web_sink *sink, Str path)
{
    struct web_body own = *body;
    own.single = true;
    struct template_marks marks = {0};
    struct template_run run = {.variables = variables_page(web, scratch, page, &own),
                               .messages = web_messages(web, page->lang),
                               .lang = page->lang,
                               .form = TEMPLATE_HTML,
                               .scratch = scratch,
                               .diag = web->diag,
                               .marks = &marks};
    struct buf html = {0}, shared = {0}, out = {0};
    size_t size = 0;
    if (template_render(web->page_templates[page->number], &run, &html)) {
        icon_share(scratch, buf_view(&html), &marks, body->icons, &shared);
        single_write(web, page, scratch, buf_view(&shared), &out);
        size = out.len;
        output_put(sink, scratch, path, buf_view(&out));
    }
    buf_free(&html);
    buf_free(&shared);
    buf_free(&out);
    return size;
}

const struct value *share_write(const struct web *web, const struct page *page, const struct web_body *body,
                                struct arena *scratch, const struct web_sink *sink)
{
    bool single = web_extra(web, "single"), text = web_extra(web, "text"), zip = web_extra(web, "zip");
    if (!is_shared(page) || !body->markdown || !(single || text || zip)) return NULL;
    struct value *map = value_map(scratch);
    set_links(web, page, scratch, map);
    if (text) {
        Str path = share_path(scratch, page, "txt");
        Str message = write_message(web, page, body->markdown, scratch);
        /* The byte order mark tells browsers and editors that read a file from disk that it is UTF-8. */
        output_put(sink, scratch, path, str_join(scratch, (Str[]){S("\xEF\xBB\xBF"), message}, 2, STR_NONE));
        set_text(scratch, map, "text", variables_relative(web, scratch, page, path));
    }
    if (single) {
        Str path = share_path(scratch, page, "html");
        size_t size = write_single(web, page, body, scratch, sink, path);
        set_text(scratch, map, "single", variables_relative(web, scratch, page, path));
        set_text(scratch, map, "single_kb", str_format(scratch, "%zu", (size + 999) / 1000));
    }
    if (zip) {
        /* A whole address, since the ZIP does not hold itself. */
        Str address = site_address(web->site, scratch, S("unduh/situs.zip"));
        if (!address.len) address = variables_relative(web, scratch, page, S("unduh/situs.zip"));
        set_text(scratch, map, "zip", address);
    }
    return map;
}
