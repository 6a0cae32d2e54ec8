/* What is published, since when and until when; who looks after it; where it stood before.
 *
 * Drafts, pages before their `publish` day and after their `expires` day are no part of the site; their names are kept, so that what links
 * to them is told why it cannot. */
#include "base/arena.h"
#include "base/buf.h"
#include "site/load.h"

enum { MOST_ALIASES = 50 };

/* ---- drafts and days ---- */

static Date get_date(const struct value *map, const char *key)
{
    const struct value *value = value_get(map, str_from(key));
    return value && value->kind == VALUE_DATE ? value->date : (Date){0};
}

static struct hidden *hide(struct loader *loader, enum hidden_why why, Date date)
{
    struct hidden *hidden = arena_make(loader->arena, struct hidden);
    *hidden = (struct hidden){why, date};
    return hidden;
}

const struct hidden *load_hidden(struct loader *loader, const struct value *meta)
{
    const struct value *draft = value_get(meta, S("draft"));
    Date publish = get_date(meta, "publish"), expires = get_date(meta, "expires"),
         today = loader->site->today;
    if (loader->drafts) return NULL;
    if (draft && draft->kind == VALUE_BOOL && draft->boolean) return hide(loader, HIDDEN_DRAFT, (Date){0});
    if (publish.year && date_compare(today, publish) < 0) return hide(loader, HIDDEN_EARLY, publish);
    if (expires.year && date_compare(today, expires) > 0) return hide(loader, HIDDEN_EXPIRED, expires);
    return NULL;
}

void load_check_days(struct loader *loader, const struct value *meta)
{
    const struct value *expires = value_get(meta, S("expires"));
    Date from = get_date(meta, "publish"), until = get_date(meta, "expires");
    if (from.year && until.year && date_compare(until, from) < 0)
        diag_report(loader->diag, expires->loc, MSG_PAGE_DAYS, load_iso(loader->arena, until),
                    load_iso(loader->arena, from));
}

static const struct hidden *find_hidden(const struct site *site, struct arena *scratch, Str path)
{
    const struct hidden *hidden = names_get(&site->index->hidden, path);
    while (path.len && path.data[path.len - 1] == '/') path.len--;
    if (!hidden)
        hidden = names_get(&site->index->hidden, str_join(scratch, (Str[]){path, S(".md")}, 2, STR_NONE));
    if (!hidden) hidden = names_get(&site->index->hidden, path_join(scratch, path, S("index.md")));
    return hidden;
}

bool site_tell_hidden(const struct site *site, struct diag *diag, Loc loc, Str path)
{
    static const enum message messages[] = {[HIDDEN_DRAFT] = MSG_PAGE_IS_DRAFT,
                                            [HIDDEN_EARLY] = MSG_PAGE_IS_EARLY,
                                            [HIDDEN_EXPIRED] = MSG_PAGE_HAS_EXPIRED};
    if (site->index->hidden.count == 0) return false;
    struct arena *scratch = arena_new();
    const struct hidden *hidden = find_hidden(site, scratch, path);
    if (hidden) diag_report(diag, loc, messages[hidden->why], path, load_iso(scratch, hidden->date));
    arena_free(scratch);
    return hidden != NULL;
}

void load_check_reviews(struct loader *loader)
{
    struct site *site = loader->site;
    for (size_t i = 0; i < site->page_count; i++) {
        const struct value *meta = site->pages[i]->meta, *review = value_get(meta, S("review"));
        if (!review || review->kind != VALUE_DATE || date_compare(review->date, site->today) > 0) continue;
        Str owner = value_get_text(meta, S("owner"));
        if (owner.len)
            diag_report(loader->diag, review->loc, MSG_PAGE_REVIEW_OWNER,
                        load_iso(loader->arena, review->date), owner);
        else
            diag_report(loader->diag, review->loc, MSG_PAGE_REVIEW, load_iso(loader->arena, review->date));
    }
}

/* ---- aliases: addresses that the page had before ---- */

/* "panduan/lama" or "lama.html", without the site's own dots and slashes at its ends. */
static bool alias_is_safe(Str alias)
{
    if (alias.len == 0 || alias.len > 200) return false;
    for (Str rest = alias; rest.len;) {
        Str segment = str_cut(&rest, '/');
        Str name = rest.len == 0 && str_ends(segment, S(".html")) ? str_from_to(segment, 0, segment.len - 5)
                                                                  : segment;
        if (!path_segment_safe(segment) || name.len == 0 || str_find_char(name, '.') < name.len) return false;
    }
    return true;
}

static Str alias_url(struct loader *loader, const struct page *page, Str alias)
{
    struct site *site = loader->site;
    Str in_language = path_join(loader->arena, page->lang, S(""));
    bool own = str_equal(page->lang, site->lang) || str_starts(alias, in_language);
    if (!own) alias = path_join(loader->arena, page->lang, alias);
    return str_ends(alias, S(".html")) ? alias : path_join(loader->arena, alias, S("index.html"));
}

struct alias_check {
    struct loader *loader;
    struct names taken; /* addresses */
    size_t capacity;
};

static void add_alias(struct alias_check *check, struct page *page, const struct value *value)
{
    struct loader *loader = check->loader;
    struct site *site = loader->site;
    Str alias = value->text;
    while (str_starts(alias, S("/"))) alias = str_skip(alias, 1);
    while (str_ends(alias, S("/"))) alias.len--;
    if (!alias_is_safe(alias)) {
        diag_report(loader->diag, value->loc, MSG_ALIAS_UNSAFE, value->text);
        return;
    }
    Str url = alias_url(loader, page, alias);
    const struct page *other = names_get(&check->taken, url);
    if (other) {
        diag_report(loader->diag, value->loc, MSG_ALIAS_TAKEN, alias, load_shown(loader->arena, other->path));
        return;
    }
    names_put(loader->arena, &check->taken, url, page);
    site->aliases = arena_grow(loader->arena, site->aliases, &check->capacity, site->alias_count + 1,
                               sizeof *site->aliases);
    site->aliases[site->alias_count++] = (struct alias){url, page};
}

void load_aliases(struct loader *loader)
{
    struct site *site = loader->site;
    struct alias_check check = {.loader = loader};
    bool any = false;
    for (size_t i = 0; i < site->page_count; i++) any = any || value_get(site->pages[i]->meta, S("aliases"));
    for (size_t i = 0; any && i < site->page_count; i++)
        names_put(loader->arena, &check.taken, site->pages[i]->url, site->pages[i]);
    for (size_t i = 0; any && i < site->page_count; i++) {
        const struct value *list = value_get(site->pages[i]->meta, S("aliases"));
        if (list && list->count > MOST_ALIASES)
            diag_report(loader->diag, list->loc, MSG_ALIASES_MANY,
                        str_format(loader->arena, "%u", list->count),
                        str_format(loader->arena, "%d", MOST_ALIASES));
        for (size_t k = 0; list && k < list->count && k < MOST_ALIASES; k++)
            add_alias(&check, site->pages[i], list->items[k]);
    }
}
