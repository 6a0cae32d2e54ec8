/* What a page tells of its languages: the switch, the alternates for search engines, how good and how new a translation is.
 *
 * In: a page and its versions (site.h). Out: variables of its template. A site with one language has none of them. */
#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

static const struct page *version_in(const struct page *page, size_t language)
{
    return page->versions ? page->versions[language] : NULL;
}

/* The page itself, its version, or the language's home; with `missing` when it is only the home. NULL: nothing in that language. */
static const struct page *way_to(const struct web *web, const struct page *page, size_t language,
                                 bool *missing)
{
    const struct site_language *other = &web->site->languages[language];
    const struct page *version = version_in(page, language);
    *missing = false;
    if (str_equal(page->lang, other->lang)) return page;
    if (version) return version;
    *missing = true;
    return other->home;
}

/* Each language: its name in itself, where it leads, and a word for readers when that is not this page. */
static struct value *language_switch(const struct web *web, struct arena *arena, const struct page *page)
{
    const struct site *site = web->site;
    struct value *list = value_list(arena);
    for (size_t i = 0; i < site->language_count; i++) {
        bool missing;
        const struct page *to = way_to(web, page, i, &missing);
        if (!to) continue;
        const struct value *messages = web_messages(web, site->languages[i].lang);
        struct value *item = value_map(arena);
        set_text(arena, item, "lang", site->languages[i].lang);
        set_text(arena, item, "name", value_get_text(messages, S("language_name")));
        if (!value_get(item, S("name"))) set_text(arena, item, "name", site->languages[i].lang);
        if (missing) set_text(arena, item, "missing", value_get_text(messages, S("language_missing")));
        if (to == page)
            value_set(arena, item, S("current"), value_bool(arena, true));
        else
            set_text(arena, item, "url", variables_relative(web, arena, page, to->url));
        value_append(arena, list, item);
    }
    return list->count > 1 ? list : NULL;
}

/* <link rel="alternate" hreflang>, in all versions alike; x-default is the page in the site's language. */
static struct value *alternates(const struct web *web, struct arena *arena, const struct page *page)
{
    if (!page->versions || !web->site->base_url.len || page->type == PAGE_MISSING) return NULL;
    if (!parts_is_first(web, page)) return NULL; /* the parts of a list are no versions of each other */
    struct value *list = value_list(arena);
    for (size_t i = 0; i <= web->site->language_count; i++) {
        bool any = i == web->site->language_count;
        const struct page *version = page->versions[any ? 0 : i];
        if (!version) continue;
        struct value *item = value_map(arena);
        set_text(arena, item, "lang", any ? S("x-default") : version->lang);
        set_text(arena, item, "url", site_address(web->site, arena, version->url));
        value_append(arena, list, item);
    }
    return list;
}

/* What readers should know of a version. */
static struct value *version_notes(const struct web *web, struct arena *arena, const struct page *page)
{
    const struct value *unchecked = value_get(page->meta, S("needs_review"));
    bool needs_review = unchecked && value_is_true(unchecked);
    if (!page->outdated && !needs_review) return NULL;
    struct value *map = value_map(arena);
    if (needs_review) value_set(arena, map, S("needs_review"), value_bool(arena, true));
    if (page->outdated) value_set(arena, map, S("outdated"), value_bool(arena, true));
    if (page->follows.year) value_set(arena, map, S("follows"), value_date(arena, page->follows));
    if (page->original) {
        set_text(arena, map, "url", variables_relative(web, arena, page, page->original->url));
        set_text(arena, map, "lang", page->original->lang);
    }
    return map;
}

void language_variables(const struct web *web, struct arena *arena, const struct page *page,
                        struct value *map)
{
    if (web->site->language_count < 2) return;
    struct value *ways = language_switch(web, arena, page), *others = alternates(web, arena, page),
                 *notes = version_notes(web, arena, page);
    if (ways) value_set(arena, map, S("languages"), ways);
    if (others) value_set(arena, map, S("alternates"), others);
    if (notes) value_set(arena, map, S("version"), notes);
}

void language_sitemap(const struct web *web, struct buf *out, const struct page *page)
{
    if (!page->versions) return;
    struct arena *scratch = arena_new();
    const struct value *list = alternates(web, scratch, page);
    for (size_t i = 0; list && i < list->count; i++) {
        buf_c(out, "<xhtml:link rel=\"alternate\" hreflang=\"");
        buf_html_attribute(out, value_get_text(list->items[i], S("lang")));
        buf_c(out, "\" href=\"");
        buf_html_url(out, value_get_text(list->items[i], S("url")));
        buf_c(out, "\"/>");
    }
    arena_free(scratch);
}
