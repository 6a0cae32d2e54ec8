/* Step by step navigation, after GOV.UK's pattern of that name: an end-to-end task as a numbered list of guides, on its start page and on each
 * of them.
 *
 * In: `journey` in the front matter of any page: its guides in order; `join: or` and `join: and` make one an alternative or a companion of the
 * one before, which takes no number. Out: variables: `journey` (the list), `page/journey_start` (the start page, on a guide that belongs to
 * one), `page/journey_next`. A page costs one look into a table; those of a journey at most JOURNEY_MOST references. */
#include "base/arena.h"
#include "site/site_schema.h"
#include "web/inside.h"

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

static const struct value *steps_of(const struct page *page)
{
    const struct value *steps = value_get(page->meta, S("journey"));
    return steps && steps->kind == VALUE_LIST && steps->count <= JOURNEY_MOST ? steps : NULL;
}

static const struct page *target_of(const struct web *web, const struct value *step)
{
    return site_page(web->site, value_get_text(step, S("page")));
}

void journey_prepare(struct web *web)
{
    const struct site *site = web->site;
    web->journeys = arena_make_n(web->arena, const struct page *, site->page_count + 1);
    for (size_t i = 0; i < site->page_count; i++) {
        const struct value *steps = steps_of(site->pages[i]);
        for (size_t k = 0; steps && k < steps->count; k++) {
            const struct page *page = target_of(web, steps->items[k]);
            if (page && !web->journeys[page->number]) web->journeys[page->number] = site->pages[i];
        }
    }
}

/* "1", "2", or the word for what stands beside the one before, which takes no number. */
static void set_mark(const struct web *web, struct arena *arena, const struct page *page, struct value *item,
                     Str join, size_t *number)
{
    bool joined = *number > 0 && (str_is(join, "or") || str_is(join, "and"));
    Str mark = joined ? value_get_text(web_messages(web, page->lang),
                                       str_is(join, "or") ? S("journey_or") : S("journey_and"))
                      : str_format(arena, "%zu", ++*number);
    set_text(arena, item, "mark", mark);
    if (joined) set_text(arena, item, "joined", join);
}

static struct value *step_item(const struct web *web, struct arena *arena, const struct page *page,
                               const struct value *step, size_t *number)
{
    const struct page *target = target_of(web, step);
    if (!target) return NULL;
    struct value *item = variables_reference(web, arena, page, target);
    const struct page *shown = variables_version(web, page, target);
    set_mark(web, arena, page, item, value_get_text(step, S("join")), number);
    set_text(arena, item, "page", shown->url);
    set_text(arena, item, "text", value_get_text(step, S("text")));
    if (shown == page) set_text(arena, item, "current", S("page")); /* the value of aria-current */
    bool joined = value_get(item, S("joined"));
    set_text(arena, item, "class", shown == page ? S("current") : joined ? S("joined") : STR_NONE);
    return item;
}

/* The start page of the journey that a page belongs to, which may be itself. */
static const struct page *start_of(const struct web *web, const struct page *page)
{
    if (steps_of(page)) return page;
    const struct page *start = web->journeys[page->number];
    return !start && page->original ? web->journeys[page->original->number] : start;
}

void journey_variables(const struct web *web, struct arena *arena, const struct page *page, struct value *all,
                       struct value *map)
{
    const struct page *start = start_of(web, page);
    if (!start) return;
    const struct page *told = variables_version(web, page, start); /* by whose words */
    if (!steps_of(told)) told = start;
    const struct value *steps = steps_of(told);
    struct value *list = value_list(arena);
    size_t number = 0;
    bool passed = start == page || start == page->original; /* from the start page on to the first */
    for (size_t i = 0; i < steps->count; i++) {
        struct value *item = step_item(web, arena, page, steps->items[i], &number);
        if (!item) continue;
        if (!str_equal(told->lang, page->lang)) set_text(arena, item, "text_lang", told->lang);
        value_append(arena, list, item);
        bool instead = str_is(value_get_text(item, S("joined")), "or");
        if (passed && !instead && !value_get(map, S("journey_next")))
            value_set(arena, map, S("journey_next"), item);
        passed = passed || value_get(item, S("current"));
    }
    value_set(arena, all, S("journey"), list);
    if (start != page && start != page->original)
        value_set(arena, map, S("journey_start"), variables_reference(web, arena, page, start));
}
