/* Topics: what pages are about (`topics` in their front matter). Each gets a page that lists them, topik/NAME/, and all of them one,
 * topik/; a content/topik/index.md gives that page its words. */
#include <stdlib.h>

#include "base/arena.h"
#include "site/load.h"

enum { TOPICS_OF_A_PAGE = 12, MOST_TOPICS = 1000, LONGEST_SLUG = 60 };

/* "Data diri" is "data-diri"; letters beyond ASCII are left out. */
static Str slug_of(struct arena *arena, Str name)
{
    char *slug = arena_alloc(arena, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len && len < LONGEST_SLUG; i++) {
        char c = char_lower(name.data[i]);
        if (char_is_alpha(c) || char_is_digit(c))
            slug[len++] = c;
        else if (len && slug[len - 1] != '-' && !(c & 0x80))
            slug[len++] = '-';
    }
    while (len && slug[len - 1] == '-') len--;
    return (Str){slug, len};
}

static struct topic *find_topic(struct loader *loader, struct names *known, Str lang,
                                const struct value *value, size_t *capacity)
{
    struct site *site = loader->site;
    Str slug = slug_of(loader->arena, value->text), key = path_join(loader->arena, lang, slug);
    struct topic *topic = names_get(known, key);
    if (topic) return topic;
    if (!slug.len || str_is(slug, "index")) {
        diag_report(loader->diag, value->loc, MSG_TOPIC_NAME, value->text);
        return NULL;
    }
    if (site->topic_count == MOST_TOPICS) {
        diag_report(loader->diag, value->loc, MSG_TOPICS_TOO_MANY,
                    str_format(loader->arena, "%d", MOST_TOPICS));
        return NULL;
    }
    topic = arena_make(loader->arena, struct topic);
    *topic = (struct topic){.name = value->text, .slug = slug, .lang = lang};
    site->topics =
        arena_grow(loader->arena, site->topics, capacity, site->topic_count + 1, sizeof *site->topics);
    site->topics[site->topic_count++] = topic;
    names_put(loader->arena, known, key, topic);
    return topic;
}

static void add_page(struct arena *arena, struct topic *topic, struct page *page)
{
    for (size_t i = 0; i < page->topic_count; i++)
        if (page->topics[i].topic == topic) return; /* named twice */
    topic->pages =
        arena_grow(arena, topic->pages, &topic->capacity, topic->page_count + 1, sizeof *topic->pages);
    page->topics[page->topic_count++] = (struct topic_place){topic, topic->page_count};
    topic->pages[topic->page_count++] = page;
}

static void add_topics(struct loader *loader, struct names *known, struct page *page,
                       const struct value *list, size_t *capacity)
{
    if (list->count > TOPICS_OF_A_PAGE)
        diag_report(loader->diag, list->loc, MSG_TOPICS_MANY, str_format(loader->arena, "%u", list->count),
                    str_format(loader->arena, "%d", TOPICS_OF_A_PAGE));
    page->topics = arena_make_n(loader->arena, struct topic_place, TOPICS_OF_A_PAGE);
    for (size_t i = 0; i < list->count && i < TOPICS_OF_A_PAGE; i++) {
        struct topic *topic = find_topic(loader, known, page->lang, list->items[i], capacity);
        if (topic) add_page(loader->arena, topic, page);
    }
}

/* Guides first, then what helps when they fail. */
static int compare_pages(const void *a, const void *b)
{
    const struct page *x = *(struct page *const *)a, *y = *(struct page *const *)b;
    int order = (x->type > y->type) - (x->type < y->type);
    if (!order) order = (x->order > y->order) - (x->order < y->order);
    return order ? order : str_compare(x->path, y->path);
}

static void sort_pages(struct topic *topic)
{
    qsort(topic->pages, topic->page_count, sizeof(struct page *), compare_pages);
    for (size_t i = 0; i < topic->page_count; i++)
        for (size_t k = 0; k < topic->pages[i]->topic_count; k++)
            if (topic->pages[i]->topics[k].topic == topic) topic->pages[i]->topics[k].place = i;
}

static int compare_topics(const void *a, const void *b)
{
    const struct topic *x = *(struct topic *const *)a, *y = *(struct topic *const *)b;
    int order = str_compare(x->lang, y->lang);
    return order ? order : str_compare(x->slug, y->slug);
}

static struct page *new_page(struct loader *loader, Str lang, Str slug, Str title, size_t order)
{
    struct site *site = loader->site;
    struct arena *arena = loader->arena;
    struct page *page = arena_make(arena, struct page);
    bool own = str_equal(lang, site->lang), all = str_is(slug, "index");
    Str name = own ? str_join(arena, (Str[]){slug, S("md")}, 2, S("."))
                   : str_join(arena, (Str[]){slug, lang, S("md")}, 3, S("."));
    Str url = path_join(arena, S("topik"), all ? S("index.html") : path_join(arena, slug, S("index.html")));
    *page = (struct page){.path = path_join(arena, S("topik"), name),
                          .section = S("topik"),
                          .slug = slug,
                          .lang = lang,
                          .type = PAGE_SECTION,
                          .url = own ? url : path_join(arena, lang, url),
                          .title = title,
                          .short_title = title,
                          .order = (int64_t)order,
                          .meta = value_map(arena),
                          .faulty = site->config_faulty};
    if (names_get(&site->index->pages, page->path)) return NULL; /* written by hand */
    names_put(arena, &site->index->pages, page->path, page);
    site->pages[site->page_count++] = page;
    return page;
}

void load_topics(struct loader *loader)
{
    struct site *site = loader->site;
    struct names known = {0};
    size_t capacity = 0, written = site->page_count;
    for (size_t i = 0; i < written; i++) {
        const struct value *list = value_get(site->pages[i]->meta, S("topics"));
        if (list && list->kind == VALUE_LIST && list->count)
            add_topics(loader, &known, site->pages[i], list, &capacity);
    }
    if (!site->topic_count) return;
    qsort(site->topics, site->topic_count, sizeof(struct topic *), compare_topics);
    struct page **pages = arena_make_n(loader->arena, struct page *, written + site->topic_count + 2);
    memcpy(pages, site->pages, written * sizeof(struct page *));
    site->pages = pages;
    new_page(loader, site->lang, S("index"), S("Topik"), 900);
    for (size_t i = 0; i < site->topic_count; i++) {
        struct topic *topic = site->topics[i];
        sort_pages(topic);
        struct page *page = new_page(loader, topic->lang, topic->slug, topic->name, i + 1);
        if (page) page->topic = topic;
        topic->page =
            page ? page
                 : names_get(&site->index->pages,
                             path_join(loader->arena, S("topik"),
                                       str_join(loader->arena, (Str[]){topic->slug, S("md")}, 2, S("."))));
    }
}
