/* Where links lead: pages, print products, data and other files of the site, or http, https, mailto and tel. */
#include <string.h>

#include "base/file.h"
#include "markdown/pass.h"
#include "site/allowed.h"

Str link_scheme(Str url)
{
    size_t len = 0;
    while (len < url.len && (char_is_alpha(url.data[len]) || char_is_digit(url.data[len]) ||
                             url.data[len] == '+' || url.data[len] == '-' || url.data[len] == '.'))
        len++;
    if (len == 0 || len == url.len || url.data[len] != ':' || !char_is_alpha(url.data[0])) return STR_NONE;
    return str_from_to(url, 0, len);
}

Str link_nearest(const struct names *names, Str wanted)
{
    return names->count <= MOST_NEAR ? names_nearest(names, wanted) : STR_NONE;
}

bool link_is_dangerous(Str url)
{
    static const char *const dangerous[] = {"javascript", "vbscript", "file", "data", NULL};
    static const char *const pictures[] = {"data:image/png", "data:image/gif", "data:image/jpeg",
                                           "data:image/webp", NULL};
    Str scheme = link_scheme(url);
    for (size_t i = 0; pictures[i]; i++)
        if (str_equal_nocase(str_from_to(url, 0, strlen(pictures[i])), str_from(pictures[i]))) return false;
    for (size_t i = 0; dangerous[i]; i++)
        if (str_equal_nocase(scheme, str_from(dangerous[i]))) return true;
    return false;
}

bool link_is_allowed(Str scheme)
{
    static const char *const allowed[] = {"http", "https", "mailto", "tel", NULL};
    for (size_t i = 0; allowed[i]; i++)
        if (str_equal_nocase(scheme, str_from(allowed[i]))) return true;
    return false;
}

bool link_resolve(struct work *work, cmark_node *node, Str url, Str *path, Str *fragment)
{
    Str rest = url, target = str_cut(&rest, '#');
    *fragment = str_percent_decode(work->arena, rest);
    target = str_percent_decode(work->arena, str_cut(&target, '?'));
    if (target.len && target.data[0] == '/') {
        work_report(work, lines_find(work->document, node, url), MSG_MARKDOWN_LINK_ABSOLUTE, url);
        return false;
    }
    if (memchr(target.len ? target.data : "", 0, target.len) ||
        !path_resolve(work->arena, work->document->folder, target, path)) {
        work_report(work, lines_find(work->document, node, url), MSG_MARKDOWN_LINK_ESCAPES, url);
        return false;
    }
    return true;
}

/* The address of a product's PDF, of a table's data or of a published file; {NULL, 0}: nothing of the kind. */
static Str find_file(struct work *work, Str path)
{
    Str name = path_name(path), stem = path_stem(path), folder = path_folder(path);
    bool pdf = str_ends(name, S(".pdf")), md = str_ends(name, S(".md"));
    const struct product *product = str_is(folder, "cetak") ? site_product(work->site, stem) : NULL;
    if (product && product->in_files) /* many files: their list */
        return site_page(work->site, S("cetak/index.md")) ? S("cetak/index.html") : STR_NONE;
    if (product && (pdf || md || str_equal(stem, name)))
        return str_format(work->arena, "cetak/%.*s.pdf", (int)stem.len, stem.data);
    bool csv = str_ends(name, S(".csv")), json = str_ends(name, S(".json"));
    bool data = str_is(folder, "data") || (csv && str_is(folder, "statistik"));
    if (data && (csv || json) && site_table(work->site, stem))
        return str_format(work->arena, "data/%.*s", (int)name.len, name.data);
    return site_asset(work->site, path) ? path : STR_NONE;
}

static void add_wanted(struct work *work, const struct page *page, Str fragment, Loc loc)
{
    work->wanted = arena_grow(work->arena, work->wanted, &work->wanted_capacity, work->wanted_count + 1,
                              sizeof *work->wanted);
    work->wanted[work->wanted_count++] = (struct markdown_wanted){page, fragment, loc};
}

static void add_file(struct work *work, Str file)
{
    work->files =
        arena_grow(work->arena, work->files, &work->file_capacity, work->file_count + 1, sizeof *work->files);
    work->files[work->file_count++] = file;
}

/* A heading of this page: known only when all headings have their ids. */
static void add_own(struct work *work, cmark_node *node, Str fragment, Loc loc)
{
    struct markdown_node *own = node_mark(work, node, MARKDOWN_LINK, loc);
    own->fragment = fragment;
    work->links =
        arena_grow(work->arena, work->links, &work->link_capacity, work->link_count + 1, sizeof *work->links);
    work->links[work->link_count++] = (struct link_entry){node, own, work->document, fragment, loc};
}

static void report_dead(struct work *work, cmark_node *node, Str url, Str path)
{
    if (work->reports >= MOST_REPORTS) return;
    Loc loc = lines_find(work->document, node, url);
    if (site_tell_hidden(work->site, work->diag, loc, path)) return;
    Str near = site_nearest_page(work->site, work->arena, path);
    if (near.len)
        work_report(work, loc, MSG_MARKDOWN_LINK_DEAD_NEAR, url, near);
    else
        work_report(work, loc, MSG_MARKDOWN_LINK_DEAD, url);
}

static void link_relative(struct work *work, cmark_node *node, Str url, Loc loc)
{
    Str path, fragment;
    if (url.data[0] == '#') {
        if (url.len > 1) add_own(work, node, str_percent_decode(work->arena, str_skip(url, 1)), loc);
        return;
    }
    if (!link_resolve(work, node, url, &path, &fragment)) return;
    const struct page *page = site_page(work->site, path.len ? path : S("index.md"));
    if (page && str_equal(page->lang, work->site->lang))
        page = site_version(work->site, page, work->context->lang);
    Str file = page ? page->url : find_file(work, path);
    if (!file.len) {
        report_dead(work, node, url, path);
        return;
    }
    if (markdown_is_of(page, work->document->source) && !work->document->includer && fragment.len) {
        add_own(work, node, fragment, loc);
        return;
    }
    struct markdown_node *own = node_mark(work, node, MARKDOWN_LINK, loc);
    own->page = page;
    own->url = file;
    own->fragment = fragment;
    if (!page) add_file(work, file);
    if (page && fragment.len) add_wanted(work, page, fragment, loc);
}

static void link_external(struct work *work, cmark_node *node, Str url, Str written)
{
    struct allowed_fault fault;
    if (work->site->allowed && !allowed_link(work->site, work->arena, url, &fault))
        work_report(work, lines_find(work->document, node, written), fault.message, fault.what, fault.near);
}

void link_pass(struct work *work, cmark_node *node)
{
    if (!work->site) return;
    Str written = str_copy(work->arena, str_from(cmark_node_get_url(node)));
    Str url = reference_url(work, node, written);
    if (url.data != written.data) cmark_node_set_url(node, str_c(work->arena, url));
    Str scheme = link_scheme(url);
    if (!url.len)
        work_report(work, lines_loc(work->document, node), MSG_MARKDOWN_LINK_EMPTY);
    else if (scheme.len && !link_is_allowed(scheme))
        work_report(work, lines_find(work->document, node, written), MSG_MARKDOWN_LINK_SCHEME, url);
    else if (!scheme.len)
        link_relative(work, node, url, lines_loc(work->document, node));
    else
        link_external(work, node, url, written);
}

static void report_anchor(struct work *work, const struct link_entry *link)
{
    Str near = link_nearest(&work->ids, link->fragment), name = link->document->source->name;
    if (near.len)
        work_report(work, link->loc, MSG_MARKDOWN_ANCHOR_DEAD_NEAR, name, link->fragment, near);
    else
        work_report(work, link->loc, MSG_MARKDOWN_ANCHOR_DEAD, name, link->fragment);
}

/* An included text may link to a heading of its own document that was not included: then to that document's page. */
void link_finish(struct work *work)
{
    for (size_t i = 0; i < work->link_count; i++) {
        struct link_entry *link = &work->links[i];
        if (names_get(&work->ids, link->fragment)) continue;
        if (!link->document->page) {
            report_anchor(work, link);
            continue;
        }
        link->own->page = link->document->page;
        link->own->url = link->document->page->url;
        add_wanted(work, link->document->page, link->fragment, link->loc);
    }
}
