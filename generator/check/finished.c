#include "check/finished.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/names.h"
#include "site/allowed.h"

enum { ALL_UP_TO = 400, OF_EACH_FOLDER = 3 };

struct finished {
    struct diag *diag;
    const struct site *site;
    struct staging *staging;
    const char *templates;
    struct arena *arena;           /* of what reports point at */
    struct names told;             /* targets that lead nowhere */
    const struct source **sources; /* the templates; NULL: not read yet */
    size_t source_count;
};

/* A finished page while its tags are read. */
struct reading {
    struct finished *all;
    struct arena *scratch;
    Str path, folder, html;
};

/* ---- where a link was typed ---- */

static void read_templates(struct finished *f)
{
    struct file_list list;
    int error;
    const char *folder = str_c(f->arena, path_join(f->arena, str_from(f->templates), S("web")));
    struct diag *silent = diag_new(); /* they were read before, and told of */
    if (file_list(f->arena, folder, &list, &error) != FILE_OK) list.count = 0;
    f->sources = arena_make_n(f->arena, const struct source *, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        Str path = list.entries[i].path;
        const struct source *source = str_ends(path, S(".xhtml"))
                                          ? file_source(f->arena, silent, LOC_NONE, folder, path,
                                                        path_join(f->arena, S("templates/web"), path))
                                          : NULL;
        if (source) f->sources[f->source_count++] = source;
    }
    diag_free(silent);
}

/* The place in a template where the target stands as the value of an attribute; no source: nowhere, it is made from parts. */
static Loc typed_at(struct finished *f, struct arena *scratch, Str target)
{
    static const char quotes[] = {'"', '\''};
    if (!f->sources) read_templates(f);
    for (size_t i = 0; i < f->source_count; i++)
        for (size_t q = 0; q < sizeof quotes; q++) {
            Str quote = {&quotes[q], 1};
            Str written = str_join(scratch, (Str[]){S("="), quote, target, quote}, 4, STR_NONE);
            size_t at = str_find(f->sources[i]->text, written);
            if (at < f->sources[i]->text.len) return (Loc){f->sources[i], at + 2};
        }
    return LOC_NONE;
}

/* ---- targets ---- */

static bool has_id(const struct reading *r, Str id)
{
    return str_find(r->html, str_join(r->scratch, (Str[]){S(" id=\""), id, S("\"")}, 3, STR_NONE)) <
           r->html.len;
}

/* The part of the base address behind the host: pages for wrong addresses link from there. */
static Str base_path(const struct site *site)
{
    size_t scheme = str_find(site->base_url, S("://"));
    Str rest = str_skip(site->base_url, scheme < site->base_url.len ? scheme + 3 : site->base_url.len);
    Str path = str_skip(rest, str_find_char(rest, '/'));
    return path.len ? path : S("/");
}

/* The file that a target without scheme leads to; false: it leaves the site. */
static bool resolve(const struct reading *r, Str target, Str *file)
{
    Str folder = r->folder, base = base_path(r->all->site);
    if (str_starts(target, S("/"))) {
        if (!str_starts(target, base)) return false;
        target = str_skip(target, base.len);
        if (target.len && target.data[0] == '/') target = str_skip(target, 1);
        folder = STR_NONE;
    }
    Str path = str_percent_decode(r->scratch, target);
    if (!path.len || path.data[path.len - 1] == '/') path = path_join(r->scratch, path, S("index.html"));
    return path_resolve(r->scratch, folder, path, file);
}

static bool leads_somewhere(const struct reading *r, Str target)
{
    Str rest = target, path = str_cut(&rest, '#'), fragment = rest, file;
    path = str_cut(&(Str){path.data, path.len}, '?');
    if (!path.len) return !fragment.len || has_id(r, str_percent_decode(r->scratch, fragment));
    if (str_starts(path, S("//"))) return false;
    if (str_starts(path, S("/")) && !str_starts(path, base_path(r->all->site)))
        return true; /* another part of the same host, which nobody here knows */
    return resolve(r, path, &file) && staging_has(r->all->staging, path_join(r->scratch, S("site"), file));
}

static bool has_scheme(Str target)
{
    size_t colon = str_find_char(target, ':');
    return colon < target.len && colon > 0 && str_find_char(target, '/') > colon &&
           str_find_char(target, '#') > colon && str_find_char(target, '?') > colon;
}

/* A message that the reader sends to somebody of his own choice: no contact. */
static bool has_no_recipient(Str target)
{
    return str_is(target, "https://wa.me/") || str_starts(target, S("https://wa.me/?text="));
}

/* What people wrote was looked at where they wrote it: here only what a template says itself. */
static void check_outside(const struct reading *r, Str target)
{
    struct allowed_fault fault;
    if (str_starts(target, S("data:")) || has_no_recipient(target) ||
        allowed_link(r->all->site, r->scratch, target, &fault))
        return;
    Loc loc = typed_at(r->all, r->scratch, target);
    if (loc.source) diag_report(r->all->diag, loc, fault.message, fault.what, fault.near);
}

/* A frame stands on each page: what it says wrong is told once, with the first page. */
static void tell_dead(const struct reading *r, Str target)
{
    struct finished *f = r->all;
    Loc loc = typed_at(f, r->scratch, target);
    Str file;
    if (!loc.source && resolve(r, target, &file))
        target = str_join(r->scratch, (Str[]){S("/"), file}, 2, STR_NONE);
    if (names_put(f->arena, &f->told, str_copy(f->arena, target), f))
        diag_report(f->diag, loc, MSG_FINISHED_DEAD, target, r->path);
}

static void check_target(const struct reading *r, Str target)
{
    target = str_trim(target);
    if (has_scheme(target)) {
        check_outside(r, target);
    } else if (!leads_somewhere(r, target)) {
        tell_dead(r, target);
    }
}

/* ---- tags: HTML as this program writes it (quotes around every value) ---- */

/* The few references that are written within attributes. */
static Str unescape(struct arena *scratch, Str value)
{
    static const struct {
        const char *name;
        char character;
    } references[] = {{"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&lt;", '<'}, {"&gt;", '>'}};
    if (str_find_char(value, '&') == value.len) return value;
    char *out = arena_alloc(scratch, value.len);
    size_t len = 0;
    while (value.len) {
        size_t taken = 1;
        char c = value.data[0];
        for (size_t i = 0; c == '&' && taken == 1 && i < sizeof references / sizeof *references; i++)
            if (str_starts(value, str_from(references[i].name))) {
                taken = strlen(references[i].name);
                c = references[i].character;
            }
        out[len++] = c;
        value = str_skip(value, taken);
    }
    return (Str){out, len};
}

/* srcset: candidates between commas, each an address and perhaps a width (HTML, 4.8.4.2.1). */
static void check_candidates(const struct reading *r, Str list)
{
    while (list.len) {
        Str candidate = str_trim(str_cut(&list, ','));
        if (candidate.len) check_target(r, str_cut(&candidate, ' '));
    }
}

static void check_attribute(const struct reading *r, Str name, Str value)
{
    static const char *const links[] = {"href", "src", "action", "poster", "data-near"};
    value = unescape(r->scratch, value);
    if (str_is(name, "srcset")) check_candidates(r, value);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (str_is(name, links[i]) && value.len) check_target(r, value);
}

/* From behind the name of a start tag; returns where the tag ends. */
static size_t read_attributes(const struct reading *r, size_t at)
{
    Str html = r->html;
    while (at < html.len && html.data[at] != '>') {
        while (at < html.len && (char_is_space(html.data[at]) || html.data[at] == '/')) at++;
        size_t name = at;
        while (at < html.len && html.data[at] != '=' && html.data[at] != '>' && !char_is_space(html.data[at]))
            at++;
        Str key = str_from_to(html, name, at);
        if (at + 1 >= html.len || html.data[at] != '=' || html.data[at + 1] != '"') continue;
        size_t value = at + 2, end = value + str_find_char(str_skip(html, value), '"');
        check_attribute(r, key, str_from_to(html, value, end));
        at = end + 1;
    }
    return at;
}

static void read_page(const struct reading *r)
{
    Str html = r->html;
    for (size_t at = 0; (at += str_find_char(str_skip(html, at), '<')) < html.len;) {
        Str tag = str_skip(html, ++at);
        if (str_starts(tag, S("!--"))) {
            at += str_find(tag, S("-->"));
        } else if (tag.len && char_is_alpha(tag.data[0])) {
            size_t name = at;
            while (at < html.len && (char_is_alpha(html.data[at]) || char_is_digit(html.data[at]))) at++;
            bool script = str_is(str_from_to(html, name, at), "script");
            at = read_attributes(r, at);
            if (script) at += str_find(str_skip(html, at), S("</script"));
        }
    }
}

/* ---- all of them ---- */

static bool is_page(Str path)
{
    /* single files hold a page again, with what it needs inside */
    return str_starts(path, S("site/")) && str_ends(path, S(".html")) && !str_starts(path, S("site/unduh/"));
}

static void check_page(struct finished *f, Str path)
{
    struct arena *scratch = arena_new();
    struct reading reading = {.all = f, .scratch = scratch, .path = str_skip(path, 5)};
    reading.folder = path_folder(reading.path);
    if (staging_read(f->staging, scratch, path, &reading.html)) read_page(&reading);
    arena_free(scratch);
}

static void check_all(struct finished *f)
{
    struct arena *arena = arena_new();
    size_t count;
    struct staged_file *list = staging_list(f->staging, arena, &count);
    for (size_t i = 0; i < count; i++)
        if (is_page(list[i].path)) check_page(f, list[i].path);
    arena_free(arena);
}

static void check_some(struct finished *f)
{
    struct arena *arena = arena_new();
    size_t alike = 0;
    Str before = STR_NONE;
    for (size_t i = 0; i < f->site->page_count; i++) {
        Str path = path_join(arena, S("site"), f->site->pages[i]->url);
        Str kind = path_folder(path_folder(f->site->pages[i]->url)); /* panduan of panduan/klaim/index.html */
        alike = str_equal(kind, before) ? alike + 1 : 0;
        before = kind;
        if (alike < OF_EACH_FOLDER && staging_has(f->staging, path)) check_page(f, path);
    }
    arena_free(arena);
}

void finished_check(struct arena *arena, struct diag *diag, const struct site *site, const char *templates,
                    struct staging *staging)
{
    struct finished f = {
        .diag = diag, .site = site, .staging = staging, .templates = templates, .arena = arena};
    if (site->page_count <= ALL_UP_TO)
        check_all(&f);
    else
        check_some(&f);
}
