/* sw.js: the service worker of templates/offline/, with what it has to know before it: a version, the files of the shell, its words in all
 * languages. A site without it gets one that takes away what an earlier version of the site may have left on devices. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/fingerprint.h"
#include "base/json.h"
#include "web/inside.h"

/* Styles, scripts and the home pages: what every page needs. */
static void put_shell(const struct web *web, struct buf *out)
{
    buf_c(out, "[\"./\"");
    for (size_t i = 0; i < web->site->language_count; i++) {
        const struct page *home = web->site->languages[i].home;
        if (!home || str_is(home->url, "index.html")) continue;
        buf_char(out, ',');
        json_text(out, home->url);
    }
    for (size_t i = 0; i < web->static_files.count; i++) {
        if (!web->static_bytes[i].data && !str_is(web->static_paths[i], "favicon.svg")) continue;
        buf_char(out, ',');
        json_text(out, web->static_paths[i]);
    }
    buf_char(out, ']');
}

static void put_words(const struct web *web, struct buf *out)
{
    static const char *const words[][2] = {
        {"label", "offline_label"}, {"stale", "offline_note"}, {"missing", "offline_missing"}};
    buf_char(out, '{');
    for (size_t i = 0; i < web->site->language_count; i++) {
        Str lang = web->site->languages[i].lang;
        if (i) buf_char(out, ',');
        json_text(out, lang);
        for (size_t j = 0; j < sizeof words / sizeof *words; j++) {
            buf_printf(out, "%s\"%s\":", j ? "," : ":{", words[j][0]);
            json_text(out, value_get_text(web_messages(web, lang), str_from(words[j][1])));
        }
        buf_char(out, '}');
    }
    buf_char(out, '}');
}

void worker_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    (void)index;
    bool wanted = web_extra(web, "offline");
    Str name = wanted ? S("sw.js") : S("none.js");
    const char *folder = str_c(scratch, path_join(scratch, str_from(web->templates_folder), S("offline")));
    const struct source *source = file_source(scratch, web->diag, LOC_NONE, folder, name,
                                              path_join(scratch, S("templates/offline"), name));
    struct buf site = {0}, out = {0};
    if (!source) return;
    if (wanted) {
        buf_c(&site, ",shell:");
        put_shell(web, &site);
        buf_c(&site, ",words:");
        put_words(web, &site);
        Str version =
            fingerprint(scratch, str_join(scratch, (Str[]){buf_view(&site), source->text}, 2, STR_NONE));
        buf_printf(&out, "const SITE = {version:\"%.*s\"", (int)version.len, version.data);
        buf_str(&out, buf_view(&site));
        buf_c(&out, "};\n");
    }
    buf_str(&out, source->text);
    output_put(sink, scratch, S("sw.js"), buf_view(&out));
    buf_free(&site);
    buf_free(&out);
}

/* Templates of an older version have none. */
void worker_prepare(struct web *web)
{
    const char *folder =
        str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("offline")));
    struct file_list files;
    int error;
    size_t known = 0;
    if (file_list(web->arena, folder, &files, &error) != FILE_OK) return;
    for (size_t i = 0; i < files.count; i++)
        known += str_is(files.entries[i].path, "sw.js") || str_is(files.entries[i].path, "none.js");
    web->has_worker = known == 2;
}

size_t worker_count(const struct web *web)
{
    return web->has_worker;
}
