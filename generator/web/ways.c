/* The pages that lead to others: search, A–Z and "my problem". They are written in the second stage, when all pages have told what readers
 * see when something fails: front matter `symptoms`, and the list under the heading {#gejala} (or {#symptoms}) of pages about troubles.
 *
 * A page has at most WAYS_ENTRIES entries; longer lists go on in az-2/, az-3/ …, and az/ names where each begins. A–Z lists what front matter says: where
 * nobody wrote a text for it, it is an early way, written in the first stage, and kept as long as no front matter changes. */
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"
#include "web/search.h"

enum { WAYS_ENTRIES = 300, SYMPTOMS_MOST = 40 };

struct ways_symptoms {
    Str *items;
    size_t count;
};

/* A line of a list; entries with the same letter, or of the same page, stand together. */
struct entry {
    Str label, sort;
    const struct page *page;
};
struct entries {
    struct entry *items;
    size_t count, capacity;
    struct arena *arena;
};

enum way_list { WAY_PROBLEMS, WAY_LETTERS, WAY_LISTS };

struct ways {
    pthread_mutex_t lock; /* for the arena, while pages are written */
    struct arena *arena;
    struct ways_symptoms *symptoms;     /* by page number */
    const struct page **pages;          /* the ways */
    size_t page_count, early_count;     /* the early ones come first */
    struct entries (*lists)[WAY_LISTS]; /* by language; arena NULL: not listed yet */
};

bool ways_is(const struct page *page)
{
    return page->type == PAGE_SEARCH || page->type == PAGE_AZ || page->type == PAGE_PROBLEMS;
}

static bool is_early(const struct page *page)
{
    return page->type == PAGE_AZ && !page->source;
}

static void close_ways(void *handle)
{
    struct ways *ways = handle;
    pthread_mutex_destroy(&ways->lock);
    arena_free(ways->arena);
}

void ways_open(struct web *web)
{
    struct ways *ways = web->ways = arena_make(web->arena, struct ways);
    const struct site *site = web->site;
    ways->arena = arena_new();
    pthread_mutex_init(&ways->lock, NULL);
    arena_defer(web->arena, close_ways, ways);
    ways->symptoms = arena_make_n(web->arena, struct ways_symptoms, site->page_count + 1);
    ways->pages = arena_make_n(web->arena, const struct page *, 3 * SITE_LANGUAGES_MAX);
    ways->lists = arena_array(web->arena, site->language_count + 1, sizeof *ways->lists);
    for (int early = 1; early >= 0; early--) {
        for (size_t i = 0; i < site->page_count && ways->page_count < 3 * SITE_LANGUAGES_MAX; i++)
            if (ways_is(site->pages[i]) && is_early(site->pages[i]) == early)
                ways->pages[ways->page_count++] = site->pages[i];
        if (early) ways->early_count = ways->page_count;
    }
}

/* ---- what pages tell ---- */

static bool names_symptoms(const struct markdown *markdown, cmark_node *heading)
{
    for (size_t i = 0; i < markdown->heading_count; i++)
        if (markdown->headings[i].node == heading)
            return str_is(markdown->headings[i].id, "gejala") || str_is(markdown->headings[i].id, "symptoms");
    return false;
}

static void add_items(struct ways *ways, struct ways_symptoms *symptoms, cmark_node *list)
{
    for (cmark_node *item = cmark_node_first_child(list); item && symptoms->count < SYMPTOMS_MOST;
         item = cmark_node_next(item)) {
        struct buf text = {0};
        markdown_plain(&text, item);
        for (size_t i = 0; i < text.len; i++)
            if (text.data[i] == '\n') text.data[i] = ' ';
        Str line = str_trim(buf_view(&text));
        while (line.len && (line.data[line.len - 1] == '.' || line.data[line.len - 1] == ';')) line.len--;
        if (line.len) symptoms->items[symptoms->count++] = str_copy(ways->arena, line);
        buf_free(&text);
    }
}

void ways_gather(const struct web *web, const struct page *page, const struct markdown *markdown)
{
    if (page->type != PAGE_TROUBLE && page->type != PAGE_TREE) return;
    struct ways *ways = web->ways;
    struct ways_symptoms *symptoms = &ways->symptoms[page->number];
    bool here = false;
    pthread_mutex_lock(&ways->lock);
    *symptoms = (struct ways_symptoms){.items = arena_make_n(ways->arena, Str, SYMPTOMS_MOST)};
    for (cmark_node *node = cmark_node_first_child(markdown->root); node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING) here = names_symptoms(markdown, node);
        if (here && cmark_node_get_type(node) == CMARK_NODE_LIST) add_items(ways, symptoms, node);
    }
    pthread_mutex_unlock(&ways->lock);
}

void ways_note(const struct web *web, const struct page *page, struct buf *out)
{
    const struct ways_symptoms *symptoms = &web->ways->symptoms[page->number];
    for (size_t i = 0; i < symptoms->count; i++) {
        buf_str(out, symptoms->items[i]);
        buf_char(out, '\n');
    }
}

void ways_recall(const struct web *web, const struct page *page, Str note)
{
    struct ways *ways = web->ways;
    struct ways_symptoms *symptoms = &ways->symptoms[page->number];
    if (!note.len) return;
    pthread_mutex_lock(&ways->lock);
    symptoms->items = arena_make_n(ways->arena, Str, SYMPTOMS_MOST);
    pthread_mutex_unlock(&ways->lock);
    while (note.len && symptoms->count < SYMPTOMS_MOST)
        symptoms->items[symptoms->count++] = str_cut(&note, '\n');
}

/* ---- the lists ---- */

static void add_entry(struct entries *to, Str label, const struct page *page)
{
    if (!str_trim(label).len) return;
    to->items = arena_grow(to->arena, to->items, &to->capacity, to->count + 1, sizeof *to->items);
    to->items[to->count++] = (struct entry){label, search_sort_text(to->arena, label), page};
}

static void add_texts(struct entries *to, const struct value *list, const struct page *page)
{
    for (size_t i = 0; list && i < list->count; i++) add_entry(to, list->items[i]->text, page);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = str_compare(x->sort, y->sort);
    if (!order) order = str_compare(x->label, y->label);
    return order ? order : (x->page->number > y->page->number) - (x->page->number < y->page->number);
}

static bool is_listed(const struct page *page, Str lang)
{
    return str_equal(page->lang, lang) && page->type != PAGE_MISSING && page->type != PAGE_HOME &&
           !ways_is(page);
}

static struct entries list_all(const struct web *web, struct arena *arena, Str lang)
{
    struct entries all = {.arena = arena};
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        if (!is_listed(page, lang)) continue;
        add_entry(&all, page->title, page);
        if (!str_equal(page->title, page->short_title)) add_entry(&all, page->short_title, page);
        add_texts(&all, value_get(page->meta, S("keywords")), page);
    }
    if (all.count) qsort(all.items, all.count, sizeof *all.items, compare_entries);
    size_t kept = 0;
    for (size_t i = 0; i < all.count; i++) { /* the same words for the same page once */
        struct entry *last = kept ? &all.items[kept - 1] : NULL;
        if (!last || last->page != all.items[i].page || !str_equal(last->sort, all.items[i].sort))
            all.items[kept++] = all.items[i];
    }
    all.count = kept;
    return all;
}

static struct entries list_problems(const struct web *web, struct arena *arena, Str lang)
{
    struct entries all = {.arena = arena};
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        const struct ways_symptoms *symptoms = &web->ways->symptoms[i];
        const struct value *written = value_get(page->meta, S("symptoms"));
        bool trouble = page->type == PAGE_TROUBLE || page->type == PAGE_TREE;
        if (!is_listed(page, lang) || (!trouble && !written)) continue;
        add_texts(&all, written, page);
        for (size_t j = 0; j < symptoms->count; j++) add_entry(&all, symptoms->items[j], page);
        if (!symptoms->count && !written)
            add_entry(&all, page->description.len ? page->description : page->title, page);
    }
    return all;
}

/* Listed once for all pages that show a part of it. The problems are known when the first stage is complete. */
static const struct entries *list_of(const struct web *web, enum way_list which, Str lang)
{
    static struct entries (*const list[])(const struct web *web, struct arena *arena, Str lang) = {
        [WAY_PROBLEMS] = list_problems, [WAY_LETTERS] = list_all};
    struct ways *ways = web->ways;
    struct entries *entries = &ways->lists[site_language(web->site, lang) - web->site->languages][which];
    pthread_mutex_lock(&ways->lock);
    if (!entries->arena) *entries = list[which](web, ways->arena, lang);
    pthread_mutex_unlock(&ways->lock);
    return entries;
}

/* ---- what templates see ---- */

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

/* The letter that an entry stands under: A … Z, or 0–9 and signs together. */
static Str letter_of(const struct entry *entry)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char c = entry->sort.len ? entry->sort.data[0] : 0;
    return c >= 'a' && c <= 'z' ? (Str){letters + (c - 'a'), 1} : S("0–9");
}

static struct value *entry_value(const struct web *web, struct arena *arena, const struct page *from,
                                 const struct entry *entry, bool problems)
{
    struct value *map = value_map(arena);
    Str note = problems ? entry->page->short_title : entry->page->description;
    set_text(arena, map, "title", entry->label);
    set_text(arena, map, "url", variables_relative(web, arena, from, entry->page->url));
    if (!str_equal(note, entry->label)) set_text(arena, map, "note", note);
    return map;
}

static struct value *group_list(const struct web *web, struct arena *arena, const struct page *from,
                                const struct entries *all, size_t first, size_t end, bool problems)
{
    struct value *groups = value_list(arena), *entries = NULL;
    Str before = STR_NONE;
    for (size_t i = first; i < end; i++) {
        const struct entry *entry = &all->items[i];
        Str title = problems ? entry->page->short_title : letter_of(entry);
        if (!entries || (problems ? entry->page != entry[-1].page : !str_equal(title, before))) {
            struct value *group = value_map(arena);
            set_text(arena, group, "title", title);
            set_text(arena, group, "id",
                     problems         ? str_format(arena, "site-%zu", i)
                     : title.len == 1 ? str_format(arena, "site-%c", title.data[0] + 32)
                                      : S("site-0"));
            if (problems)
                set_text(arena, group, "url", variables_relative(web, arena, from, entry->page->url));
            value_set(arena, group, S("entries"), entries = value_list(arena));
            value_append(arena, groups, group);
            before = title;
        }
        value_append(arena, entries, entry_value(web, arena, from, entry, problems));
    }
    return groups->count ? groups : NULL;
}

static Str sheet_url(struct arena *arena, const struct page *page, size_t sheet)
{
    if (sheet == 0) return page->url;
    Str folder = path_folder(page->url);
    return str_format(arena, "%.*s-%zu/index.html", (int)folder.len, folder.data, sheet + 1);
}

static void add_sheets(const struct web *web, struct arena *arena, const struct page *from,
                       const struct page *page, const struct entries *all, size_t current,
                       struct value *variables)
{
    struct value *sheets = value_list(arena);
    for (size_t i = 0; i * WAYS_ENTRIES < all->count; i++) {
        struct value *map = value_map(arena);
        set_text(arena, map, "title", all->items[i * WAYS_ENTRIES].label);
        set_text(arena, map, "url", variables_relative(web, arena, from, sheet_url(arena, page, i)));
        if (i == current) value_set(arena, map, S("current"), value_bool(arena, true));
        value_append(arena, sheets, map);
    }
    if (sheets->count > 1) value_set(arena, variables, S("sheets"), sheets);
}

static const struct page *way_of(const struct web *web, enum page_type type, Str lang)
{
    for (size_t i = 0; i < web->ways->page_count; i++)
        if (web->ways->pages[i]->type == type && str_equal(web->ways->pages[i]->lang, lang))
            return web->ways->pages[i];
    return NULL;
}

void ways_frame(const struct web *web, struct arena *arena, const struct page *page, struct value *variables)
{
    static const struct {
        enum page_type type;
        const char *name;
    } ways[] = {{PAGE_SEARCH, "search"}, {PAGE_AZ, "az"}, {PAGE_PROBLEMS, "problems"}};
    for (size_t i = 0; i < 3; i++) {
        const struct page *to = way_of(web, ways[i].type, page->lang);
        if (!to) continue;
        struct value *map = value_map(arena);
        set_text(arena, map, "url", variables_relative(web, arena, page, to->url));
        set_text(arena, map, "title", to->title);
        set_text(arena, map, "description", to->description);
        value_set(arena, variables, str_from(ways[i].name), map);
    }
}

void ways_variables(const struct web *web, struct arena *arena, const struct page *page, size_t sheet,
                    struct value *variables)
{
    static const struct {
        enum page_type type;
        const char *groups;
    } lists[] = {[WAY_PROBLEMS] = {PAGE_PROBLEMS, "troubles"}, [WAY_LETTERS] = {PAGE_AZ, "letters"}};
    for (enum way_list i = 0; i < WAY_LISTS; i++) {
        const struct page *way = way_of(web, lists[i].type, page->lang);
        if (!way || (page->type != PAGE_SEARCH && page->type != lists[i].type)) continue;
        const struct entries *all = list_of(web, i, page->lang);
        size_t first = sheet * WAYS_ENTRIES, end = first + WAYS_ENTRIES;
        if (page->type == PAGE_SEARCH && all->count > WAYS_ENTRIES / 2)
            continue; /* that page leads to the lists */
        struct value *groups =
            group_list(web, arena, page, all, first, end < all->count ? end : all->count, i == WAY_PROBLEMS);
        if (groups) value_set(arena, variables, str_from(lists[i].groups), groups);
        if (page->type != PAGE_SEARCH) add_sheets(web, arena, page, way, all, sheet, variables);
    }
}

/* ---- writing ---- */

size_t ways_early_count(const struct web *web)
{
    return web->ways->early_count;
}

size_t ways_count(const struct web *web)
{
    return web->ways->page_count - web->ways->early_count;
}

void ways_write_early(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct page *page = web->ways->pages[index];
    size_t sheets = 1;
    if (page->type != PAGE_SEARCH) {
        const struct entries *all =
            list_of(web, page->type == PAGE_AZ ? WAY_LETTERS : WAY_PROBLEMS, page->lang);
        if (all->count > WAYS_ENTRIES) sheets = (all->count + WAYS_ENTRIES - 1) / WAYS_ENTRIES;
    }
    struct arena *own = arena_new(); /* else all sheets' values stayed until the last is written */
    for (size_t i = 0; i < sheets; i++) {
        struct page copy = *page;
        copy.url = sheet_url(scratch, page, i);
        page_write_as(web, &copy, i, own, sink);
        arena_reset(own);
    }
    arena_free(own);
}

void ways_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    ways_write_early(web, web->ways->early_count + index, scratch, sink);
}
