/* Long lists in parts, after the pagination of GOV.UK's Design System: panduan/index.html holds the first entries, panduan/halaman-2/index.html
 * the next ones. So no page grows with the site, and the work for each is the same.
 *
 * In: what a page lists: the pages of a section or topic, print products, tables, A–Z. Out: the parts but the first, which are pages of
 * their own with nothing but the list; variables `parts` of a page whose list goes on: `links` (a few numbers, "…" between), `previous`, `next`.
 * Each part is canonical for itself; the sitemap names the first only, and all that is listed. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "web/inside.h"

#define PART_NAME "halaman-"

/* A page with its styles and scripts stays below 50 KB as it is, not packed: the frame and those take some 27 KB of them. */
enum {
    ROWS = 30,    /* with pictogram and description: half a KB each */
    LINES = 60,   /* a table with the links to its files */
    LABELS = 150, /* bare links */
    AROUND = 1    /* numbers shown on each side of the current one */
};

struct web_part parts_cut(size_t entries, size_t most, size_t number)
{
    size_t first = number * most, end = first + most;
    return (struct web_part){.number = number,
                             .count = entries ? (entries + most - 1) / most : 1,
                             .first = first,
                             .end = end < entries ? end : entries};
}

static struct web_part part_of_section(const struct web *web, const struct page *page, size_t number)
{
    if (str_is(page->section, "cetak")) return parts_cut(variables_product_count(web), ROWS, number);
    if (variables_is_data_page(page)) return parts_cut(dataset_count(web), LINES, number);
    if (page->topic) return parts_cut(page->topic->page_count, ROWS, number);
    const size_t *from = &web->children.from[page->number];
    return parts_cut(from[1] - from[0], ROWS, number);
}

struct web_part parts_of(const struct web *web, const struct page *page, size_t number)
{
    if (page->type == PAGE_SECTION) return part_of_section(web, page, number);
    if (page->type == PAGE_AZ) return parts_cut(ways_az_count(web, page->lang), LABELS, number);
    return (struct web_part){.number = 0, .count = 1, .end = SIZE_MAX};
}

Str parts_url(struct arena *arena, const struct page *page, size_t number)
{
    if (!number) return page->url;
    Str folder = path_folder(page->url), name = str_format(arena, PART_NAME "%zu/index.html", number + 1);
    return path_join(arena, folder, name);
}

/* ---- what templates see ---- */

static Str replace(struct arena *arena, Str pattern, Str name, Str text)
{
    size_t at = str_find(pattern, name);
    if (at == pattern.len) return pattern;
    return str_join(arena, (Str[]){str_from_to(pattern, 0, at), text, str_skip(pattern, at + name.len)}, 3,
                    STR_NONE);
}

/* "{title}, halaman {n} dari {all}"; UI strings of older templates have no such pattern. */
static Str title_of(const struct web *web, struct arena *arena, const struct page *page,
                    const struct web_part *part)
{
    Str pattern = value_get_text(web_messages(web, page->lang), S("part_title"));
    if (!pattern.len) pattern = S("{title} ({n}/{all})");
    pattern = replace(arena, pattern, S("{all}"), str_format(arena, "%zu", part->count));
    pattern = replace(arena, pattern, S("{n}"), str_format(arena, "%zu", part->number + 1));
    return replace(arena, pattern, S("{title}"), page->title);
}

struct page *parts_page(const struct web *web, struct arena *arena, const struct page *page,
                        const struct web_part *part)
{
    struct page *copy = arena_make(arena, struct page);
    *copy = *page;
    copy->url = parts_url(arena, page, part->number);
    copy->title = copy->short_title = title_of(web, arena, page, part);
    copy->description = STR_NONE;
    copy->parent = page;
    return copy;
}

bool parts_is_first(const struct web *web, const struct page *page)
{
    return str_equal(page->url, web->site->pages[page->number]->url);
}

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    value_set(arena, map, str_from(key), value_text(arena, text));
}

static struct value *link_to(const struct web *web, struct arena *arena, const struct page *from,
                             size_t number)
{
    struct value *map = value_map(arena);
    Str title = str_format(arena, "%zu", number + 1),
        label = value_get_text(web_messages(web, from->lang), S("part_label"));
    set_text(arena, map, "title", title);
    if (label.len) set_text(arena, map, "label", replace(arena, label, S("{n}"), title));
    set_text(arena, map, "url",
             variables_relative(web, arena, from, parts_url(arena, web->site->pages[from->number], number)));
    return map;
}

/* The first, the last, the current one and its neighbours; "…" for two or more that are left out. */
static bool is_shown(const struct web_part *part, size_t number)
{
    return number == 0 || number + 1 == part->count ||
           (number + AROUND >= part->number && number <= part->number + AROUND);
}

static struct value *links(const struct web *web, struct arena *arena, const struct page *from,
                           const struct web_part *part)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < part->count; i++) {
        bool alone = i > 0 && i + 1 < part->count && is_shown(part, i - 1) && is_shown(part, i + 1);
        struct value *map;
        if (is_shown(part, i) || alone) {
            map = link_to(web, arena, from, i);
            if (i == part->number) set_text(arena, map, "current", S("page"));
        } else {
            map = value_map(arena);
            set_text(arena, map, "gap", S("…"));
            i = i < part->number ? part->number - AROUND - 1 : part->count - 2;
        }
        value_append(arena, list, map);
    }
    return list;
}

void parts_variables(const struct web *web, struct arena *arena, const struct page *from,
                     const struct web_part *part, struct value *variables)
{
    if (part->count < 2) return;
    struct value *map = value_map(arena);
    value_set(arena, map, S("links"), links(web, arena, from, part));
    if (part->number) value_set(arena, map, S("previous"), link_to(web, arena, from, part->number - 1));
    if (part->number + 1 < part->count)
        value_set(arena, map, S("next"), link_to(web, arena, from, part->number + 1));
    value_set(arena, variables, S("parts"), map);
}

/* ---- the parts of the first stage; "my problem" has its own in ways.c ---- */

static void add_part(struct web *web, const struct page *page, size_t number, size_t *capacity)
{
    web->parts = arena_grow(web->arena, web->parts, capacity, web->part_count + 1, sizeof *web->parts);
    struct page here = *page;
    here.url = parts_url(web->arena, page, number);
    here.parent = page;
    web->parts[web->part_count++] = (struct web_later_part){page, number, variables_frame(web, &here)};
}

/* A page that stands where a part is to stand. */
static void check_address(const struct web *web, const struct page *page)
{
    if (!str_starts(path_name(path_folder(page->url)), S(PART_NAME))) return;
    struct arena *scratch = arena_new();
    Loc loc = {page->source, 0};
    for (size_t i = 0; i < web->part_count; i++) {
        const struct web_later_part *part = &web->parts[i];
        if (str_equal(page->url, parts_url(scratch, part->page, part->number)))
            diag_report(web->diag, loc, MSG_PART_TAKEN, path_folder(page->url), part->page->title);
    }
    arena_free(scratch);
}

void parts_prepare(struct web *web)
{
    const struct site *site = web->site;
    size_t capacity = 0;
    for (size_t i = 0; i < site->page_count; i++) {
        size_t count = parts_of(web, site->pages[i], 0).count;
        for (size_t number = 1; number < count; number++) add_part(web, site->pages[i], number, &capacity);
    }
    for (size_t i = 0; web->part_count && i < site->page_count; i++) check_address(web, site->pages[i]);
}

size_t parts_count(const struct web *web)
{
    return web->part_count;
}

void parts_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct web_later_part *later = &web->parts[index];
    struct web_part part = parts_of(web, later->page, later->number);
    part.frame = later->frame;
    page_write_part(web, later->page, &part, scratch, sink);
}
