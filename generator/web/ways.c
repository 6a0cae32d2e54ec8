/* The pages that lead to others: search, A–Z and "my problem". Search and problems are written in the second stage, when all pages have told
 * what readers see when something fails: front matter `symptoms`, and the list under the heading {#gejala} (or {#symptoms}) of pages about
 * troubles.
 *
 * Each list is made once for a language. Long ones go on in parts (parts.c); on each part of A–Z the letters lead to the part where they begin. */
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"
#include "web/search.h"

enum {
    PROBLEMS_OF_A_PART = 60,
    SEARCH_MOST = 150, /* entries of a list that the page of search shows as well; else it only leads there */
    SYMPTOMS_MOST = 40,
    LETTERS = 27, /* a … z behind digits and signs */
    WAYS = 3
};

struct ways_symptoms {
    Str *items;
    size_t count;
};
/* A line of a list; entries with the same letter, or of the same page, stand together. */
struct entry {
    Str label;
    const struct page *page;
    size_t letter; /* of A–Z: 1 is a */
};
struct entries {
    struct entry *items;
    size_t count, capacity;
    size_t begins[LETTERS + 1]; /* of A–Z: entries of letter n: begins[n] … begins[n + 1] - 1 */
    size_t total;               /* of A–Z: what count will be */
    bool listed, counted;
};
struct ways {
    pthread_mutex_t lock; /* for all below, while pages are written */
    struct arena *arena;
    struct ways_symptoms *symptoms;                   /* by page number */
    const struct page *way[SITE_LANGUAGES_MAX][WAYS]; /* by language and type; NULL: there is none */
    const struct page **pages;                        /* those of the second stage */
    size_t page_count, capacity;
    struct entries az[SITE_LANGUAGES_MAX], problems[SITE_LANGUAGES_MAX]; /* as site->languages */
};

bool ways_is(const struct page *page)
{
    return page->type == PAGE_SEARCH || page->type == PAGE_AZ || page->type == PAGE_PROBLEMS;
}

bool ways_is_last(const struct page *page)
{
    return page->type == PAGE_SEARCH || page->type == PAGE_PROBLEMS;
}

static void close_ways(void *handle)
{
    struct ways *ways = handle;
    pthread_mutex_destroy(&ways->lock);
    arena_free(ways->arena);
}

static size_t language_of(const struct web *web, Str lang)
{
    return (size_t)(site_language(web->site, lang) - web->site->languages);
}

static const struct page **way_of(const struct web *web, enum page_type type, Str lang)
{
    return &web->ways->way[language_of(web, lang)][type - PAGE_SEARCH];
}

static void add_way(struct web *web, const struct page *page)
{
    struct ways *ways = web->ways;
    const struct page **way = way_of(web, page->type, page->lang);
    if (!*way) *way = page;
    if (!ways_is_last(page)) return;
    ways->pages =
        arena_grow(web->arena, ways->pages, &ways->capacity, ways->page_count + 1, sizeof *ways->pages);
    ways->pages[ways->page_count++] = page;
}

void ways_open(struct web *web)
{
    struct ways *ways = web->ways = arena_make(web->arena, struct ways);
    const struct site *site = web->site;
    ways->arena = arena_new();
    pthread_mutex_init(&ways->lock, NULL);
    arena_defer(web->arena, close_ways, ways);
    ways->symptoms = arena_make_n(web->arena, struct ways_symptoms, site->page_count + 1);
    for (size_t i = 0; i < site->page_count; i++)
        if (ways_is(site->pages[i])) add_way(web, site->pages[i]);
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

static void add_entry(struct arena *arena, struct entries *to, Str label, const struct page *page)
{
    if (!str_trim(label).len) return;
    to->items = arena_grow(arena, to->items, &to->capacity, to->count + 1, sizeof *to->items);
    to->items[to->count++] = (struct entry){.label = label, .page = page};
}

static void add_texts(struct arena *arena, struct entries *to, const struct value *list,
                      const struct page *page)
{
    for (size_t i = 0; list && i < list->count; i++) add_entry(arena, to, list->items[i]->text, page);
}

static bool is_listed(const struct page *page, Str lang)
{
    return str_equal(page->lang, lang) && page->type != PAGE_MISSING && page->type != PAGE_HOME &&
           !ways_is(page);
}

struct sorted {
    struct entry entry;
    Str sort;
};
struct sorted_list {
    struct sorted *items;
    size_t count, capacity;
};

static int compare_sorted(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    if (x->entry.letter != y->entry.letter) return x->entry.letter < y->entry.letter ? -1 : 1;
    int order = str_compare(x->sort, y->sort);
    if (!order) order = str_compare(x->entry.label, y->entry.label);
    const struct page *p = x->entry.page, *q = y->entry.page;
    return order ? order : (p->number > q->number) - (p->number < q->number);
}

static void add_words(struct arena *arena, struct sorted_list *to, Str label, const struct page *page)
{
    if (!str_trim(label).len) return;
    Str sort = search_sort_text(arena, label);
    char c = sort.len ? sort.data[0] : 0;
    size_t letter = c >= 'a' && c <= 'z' ? (size_t)(c - 'a') + 1 : 0;
    to->items = arena_grow(arena, to->items, &to->capacity, to->count + 1, sizeof *to->items);
    to->items[to->count++] = (struct sorted){{label, page, letter}, sort};
}

/* The title and the other words for a page, the same ones once. */
static void add_page(struct arena *arena, struct sorted_list *to, const struct page *page)
{
    const struct value *keywords = value_get(page->meta, S("keywords"));
    size_t first = to->count, kept = first;
    add_words(arena, to, page->title, page);
    if (!str_equal(page->title, page->short_title)) add_words(arena, to, page->short_title, page);
    for (size_t i = 0; keywords && i < keywords->count; i++)
        add_words(arena, to, keywords->items[i]->text, page);
    if (to->count > first + 1) qsort(to->items + first, to->count - first, sizeof *to->items, compare_sorted);
    for (size_t i = first; i < to->count; i++)
        if (kept == first || !str_equal(to->items[i].sort, to->items[kept - 1].sort))
            to->items[kept++] = to->items[i];
    to->count = kept;
}

/* By letter and alphabet. */
static void list_all(const struct web *web, struct arena *arena, Str lang, struct entries *all)
{
    struct sorted_list sorted = {0};
    for (size_t i = 0; i < web->site->page_count; i++)
        if (is_listed(web->site->pages[i], lang)) add_page(arena, &sorted, web->site->pages[i]);
    if (sorted.count) qsort(sorted.items, sorted.count, sizeof *sorted.items, compare_sorted);
    all->items = arena_make_n(arena, struct entry, sorted.count + 1);
    for (size_t i = 0; i < sorted.count; i++) all->items[i] = sorted.items[i].entry;
    all->count = sorted.count;
    for (size_t letter = 0, i = 0; letter <= LETTERS; letter++) {
        while (i < all->count && all->items[i].letter < letter) i++;
        all->begins[letter] = i;
    }
}

/* How many that will be: a page with nothing but a title needs no look. */
static size_t count_all(const struct web *web, Str lang)
{
    struct arena *scratch = arena_new();
    size_t count = 0;
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        struct sorted_list words = {0};
        if (!is_listed(page, lang)) continue;
        bool alone = str_equal(page->title, page->short_title) && !value_get(page->meta, S("keywords"));
        if (!alone) add_page(scratch, &words, page);
        count += alone ? str_trim(page->title).len > 0 : words.count;
        if (!alone) arena_reset(scratch);
    }
    arena_free(scratch);
    return count;
}

static void list_problems(const struct web *web, struct arena *arena, Str lang, struct entries *all)
{
    for (size_t i = 0; i < web->site->page_count; i++) {
        const struct page *page = web->site->pages[i];
        const struct ways_symptoms *symptoms = &web->ways->symptoms[i];
        const struct value *written = value_get(page->meta, S("symptoms"));
        bool trouble = page->type == PAGE_TROUBLE || page->type == PAGE_TREE;
        if (!is_listed(page, lang) || (!trouble && !written)) continue;
        add_texts(arena, all, written, page);
        for (size_t j = 0; j < symptoms->count; j++) add_entry(arena, all, symptoms->items[j], page);
        if (!symptoms->count && !written)
            add_entry(arena, all, page->description.len ? page->description : page->title, page);
    }
}

/* Problems are known once all pages are written. */
static const struct entries *entries_of(const struct web *web, enum page_type type, Str lang)
{
    struct ways *ways = web->ways;
    size_t language = language_of(web, lang);
    struct entries *entries = type == PAGE_AZ ? &ways->az[language] : &ways->problems[language];
    pthread_mutex_lock(&ways->lock);
    if (!entries->listed) {
        struct arena *scratch = arena_new();
        (type == PAGE_AZ ? list_all : list_problems)(web, scratch, lang, entries);
        entries->items = arena_copy(ways->arena, entries->items, entries->count * sizeof *entries->items);
        entries->listed = true;
        arena_free(scratch);
    }
    pthread_mutex_unlock(&ways->lock);
    return entries;
}

/* Without listing them: of a build in which no front matter has changed nobody wants the list. */
size_t ways_az_count(const struct web *web, Str lang)
{
    struct ways *ways = web->ways;
    struct entries *entries = &ways->az[language_of(web, lang)];
    pthread_mutex_lock(&ways->lock);
    if (!entries->counted) entries->total = count_all(web, lang);
    entries->counted = true;
    pthread_mutex_unlock(&ways->lock);
    return entries->total;
}

/* ---- what templates see ---- */

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

static Str letter_title(size_t letter)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return letter ? (Str){letters + letter - 1, 1} : S("0–9");
}

static Str letter_id(struct arena *arena, size_t letter)
{
    return letter ? str_format(arena, "site-%c", "abcdefghijklmnopqrstuvwxyz"[letter - 1]) : S("site-0");
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

static struct value *group_of(const struct web *web, struct arena *arena, const struct page *from,
                              const struct entry *entry, size_t index, bool problems)
{
    struct value *group = value_map(arena);
    set_text(arena, group, "title", problems ? entry->page->short_title : letter_title(entry->letter));
    set_text(arena, group, "id",
             problems ? str_format(arena, "site-%zu", index) : letter_id(arena, entry->letter));
    if (problems) set_text(arena, group, "url", variables_relative(web, arena, from, entry->page->url));
    return group;
}

static struct value *group_list(const struct web *web, struct arena *arena, const struct page *from,
                                const struct entries *all, size_t first, size_t end, bool problems)
{
    struct value *groups = first < end ? value_list(arena) : NULL, *entries = NULL;
    for (size_t i = first; i < end; i++) {
        const struct entry *entry = &all->items[i];
        bool same = entries && (problems ? entry->page == entry[-1].page : entry->letter == entry[-1].letter);
        if (!same) {
            struct value *group = group_of(web, arena, from, entry, i, problems);
            value_set(arena, group, S("entries"), entries = value_list(arena));
            value_append(arena, groups, group);
        }
        value_append(arena, entries, entry_value(web, arena, from, entry, problems));
    }
    return groups;
}

/* Where each letter begins: in this part, or in another one. */
static struct value *letter_links(const struct web *web, struct arena *arena, const struct page *from,
                                  const struct entries *all, const struct web_part *part)
{
    struct value *list = value_list(arena);
    const struct page *page = web->site->pages[from->number];
    size_t most = part->count > 1 ? parts_of(web, page, 0).end : all->count;
    for (size_t letter = 0; letter < LETTERS; letter++) {
        size_t begin = all->begins[letter];
        if (begin == all->begins[letter + 1]) continue;
        struct value *map = value_map(arena);
        Str there = begin / most == part->number
                        ? S("")
                        : variables_relative(web, arena, from, parts_url(arena, page, begin / most));
        set_text(arena, map, "title", letter_title(letter));
        set_text(arena, map, "url", str_join(arena, (Str[]){there, letter_id(arena, letter)}, 2, S("#")));
        value_append(arena, list, map);
    }
    return list;
}

void ways_frame(const struct web *web, struct arena *arena, const struct page *page, struct value *variables)
{
    static const struct {
        enum page_type type;
        const char *name;
    } ways[] = {{PAGE_SEARCH, "search"}, {PAGE_AZ, "az"}, {PAGE_PROBLEMS, "problems"}};
    for (size_t i = 0; i < 3; i++) {
        const struct page *to = *way_of(web, ways[i].type, page->lang);
        if (!to) continue;
        struct value *map = value_map(arena);
        set_text(arena, map, "url", variables_relative(web, arena, page, to->url));
        set_text(arena, map, "title", to->title);
        set_text(arena, map, "description", to->description);
        value_set(arena, variables, str_from(ways[i].name), map);
    }
}

/* The page of search shows the lists while they are short. */
/* What search.js has to know, and the search of the site's own language, which has more pages. */
static void set_search(const struct web *web, struct arena *arena, const struct page *page,
                       struct value *variables)
{
    Str lang = web->site->lang;
    const struct page *original = *way_of(web, PAGE_SEARCH, lang);
    set_text(arena, variables, "search_version", search_version(web, page->lang));
    if (str_equal(page->lang, lang) || !original) return;
    struct value *map = value_map(arena);
    Str name = value_get_text(web_messages(web, lang), S("language_name"));
    set_text(arena, map, "url", variables_relative(web, arena, page, original->url));
    set_text(arena, map, "lang", lang);
    set_text(arena, map, "name", name.len ? name : lang);
    value_set(arena, variables, S("search_original"), map);
}

void ways_variables(const struct web *web, struct arena *arena, const struct page *page,
                    const struct web_part *part, struct value *variables)
{
    static const struct {
        enum page_type type;
        const char *groups;
    } lists[] = {{PAGE_PROBLEMS, "troubles"}, {PAGE_AZ, "letters"}};
    bool search = page->type == PAGE_SEARCH;
    if (search) set_search(web, arena, page, variables);
    for (size_t i = 0; i < 2; i++) {
        if ((!search && page->type != lists[i].type) || !*way_of(web, lists[i].type, page->lang)) continue;
        if (search && lists[i].type == PAGE_AZ && ways_az_count(web, page->lang) > SEARCH_MOST) continue;
        const struct entries *all = entries_of(web, lists[i].type, page->lang);
        if (search && all->count > SEARCH_MOST) continue;
        size_t first = search ? 0 : part->first, end = search ? all->count : part->end;
        struct value *groups = group_list(web, arena, page, all, first, end, lists[i].type == PAGE_PROBLEMS);
        if (groups) value_set(arena, variables, str_from(lists[i].groups), groups);
        if (groups && page->type == PAGE_AZ)
            value_set(arena, variables, S("letter_links"), letter_links(web, arena, page, all, part));
    }
}

/* ---- writing ---- */

size_t ways_count(const struct web *web)
{
    return web->ways->page_count;
}

void ways_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct page *page = web->ways->pages[index];
    bool problems = page->type == PAGE_PROBLEMS;
    size_t entries = problems ? entries_of(web, PAGE_PROBLEMS, page->lang)->count : 0, number = 0;
    struct web_part part;
    struct arena *own = arena_new(); /* else the values of all parts stayed until the last is written */
    (void)scratch;
    do {
        part = parts_cut(entries, PROBLEMS_OF_A_PART, number);
        page_write_part(web, page, &part, own, sink);
        arena_reset(own);
    } while (++number < part.count);
    arena_free(own);
}
