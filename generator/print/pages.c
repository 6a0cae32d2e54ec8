/* Growing pages: a page of the layout with frame:repeat is drawn again and again while its flow goes on.
 *
 * Pages come in the order of the layout. A run of pages repeated for one flow takes turns by side; flows go on where the last page
 * stopped, so that the work grows with the text. Copies share the page's drawing: only frames, numbers and running heads are their own. */
#include <stdlib.h>

#include "base/arena.h"
#include "print/inside.h"

static void page_add_item(struct sheet *sheet, struct sheet_page *page, struct item *item)
{
    page->items = arena_grow(sheet->arena, page->items, &page->item_capacity, page->item_count + 1,
                             sizeof *page->items);
    page->items[page->item_count++] = item;
}

void pages_attach(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->item_count; i++)
        page_add_item(sheet, &sheet->pages[sheet->items[i].page], &sheet->items[i]);
    sheet->masters = sheet->pages;
    sheet->master_count = sheet->page_count;
}

const struct item *page_item(const struct sheet *sheet, size_t page, const xmlNode *node)
{
    for (size_t i = 0; i < sheet->pages[page].item_count; i++)
        if (sheet->pages[page].items[i]->node == node) return sheet->pages[page].items[i];
    return NULL;
}

bool page_is_furniture(const struct sheet *sheet, const struct item *item)
{
    return sheet->masters[item->page].repeat.data || sheet->masters[item->page].blank;
}

/* ---- growing ---- */

struct grower {
    struct sheet *sheet;
    struct sheet_page *pages;
    size_t count, capacity;
    size_t blank; /* where pages are filled up */
    const struct sheet_page *blank_master;
    bool *used; /* by master */
};

static bool position_is(struct flow_position a, struct flow_position b)
{
    return a.leaf == b.leaf && a.item == b.item;
}

/* Sets the next part of a growing flow into a frame. */
static void fill_next(struct sheet *sheet, struct story *story, struct item *item, bool new_page)
{
    item->placed = (struct placed){.more = story->more};
    if (!story->more || (story->page_break && !new_page)) return;
    struct flow_frame frame = fill_frame(story, item, story->size);
    item->placed = flow_fill(sheet->arena, story->flow, &story->position, &frame);
    story->more = item->placed.more;
    story->page_break = item->placed.page;
}

static void emit(struct grower *grower, size_t master)
{
    struct sheet *sheet = grower->sheet;
    const struct sheet_page *from = &sheet->masters[master];
    grower->pages =
        arena_grow(sheet->arena, grower->pages, &grower->capacity, grower->count + 1, sizeof *grower->pages);
    struct sheet_page *page = &grower->pages[grower->count];
    *page = *from;
    page->items = NULL;
    page->item_count = page->item_capacity = 0;
    for (size_t i = 0; i < from->item_count; i++) {
        struct item *item = from->items[i];
        if (grower->used[master]) {
            item = arena_copy(sheet->arena, item, sizeof *item);
            item->placed = (struct placed){0};
            item->shift = 0;
        }
        item->page = grower->count;
        page_add_item(sheet, page, item);
        bool first = true;
        for (size_t k = 0; k < i && first; k++) first = page->items[k]->story != item->story;
        if (item->kind == ITEM_FRAME && item->story->grows) fill_next(sheet, item->story, item, first);
    }
    grower->used[master] = true;
    grower->count++;
}

static struct story *story_named(struct sheet *sheet, const struct sheet_page *page)
{
    for (size_t i = 0; i < page->item_count; i++)
        if (page->items[i]->kind == ITEM_FRAME && str_equal(page->items[i]->flow, page->repeat))
            return page->items[i]->story;
    sheet_report(sheet, svg_loc(sheet->source, page->node), MSG_PRINT_REPEAT_FLOW, page->repeat);
    return NULL;
}

/* The page of a run that goes to this side; the first one when none does. */
static size_t side_of(const struct grower *grower, size_t from, size_t to)
{
    enum page_side side = grower->count % 2 == 0 ? SIDE_RIGHT : SIDE_LEFT;
    for (size_t i = from; i < to; i++)
        if (grower->sheet->masters[i].side == side || grower->sheet->masters[i].side == SIDE_ANY) return i;
    return from;
}

/* A run of masters for one flow: at least once when it has text, then until nothing is left or pages take nothing more. */
static void repeat(struct grower *grower, size_t from, size_t to)
{
    struct sheet *sheet = grower->sheet;
    struct story *story = story_named(sheet, &sheet->masters[from]);
    Loc loc = {sheet->product->source, sheet->product->body};
    size_t idle = 0;
    while (story && story->more && idle <= to - from) {
        struct flow_position before = story->position;
        if (grower->count >= PRINT_GROWN_MOST) {
            sheet_report(sheet, loc, MSG_PRINT_PAGES_MANY, print_number(sheet->arena, PRINT_GROWN_MOST, 0));
            return;
        }
        emit(grower, side_of(grower, from, to));
        idle = position_is(before, story->position) ? idle + 1 : 0;
    }
}

/* frame:pages: empty pages up to a multiple, where frame:blank stands or before the last page. */
static void fill_up(struct grower *grower)
{
    struct sheet *sheet = grower->sheet;
    double multiple = 1;
    frame_numbers(sheet, xmlDocGetRootElement(sheet->document), "pages", &multiple, 1);
    if (multiple < 1 || multiple > 64 || grower->count == 0) return;
    size_t by = (size_t)multiple, blanks = (by - grower->count % by) % by, count = grower->count;
    for (size_t i = 0; i < blanks; i++) {
        const struct sheet_page *master = grower->blank_master;
        if (master) {
            emit(grower, (size_t)(master - sheet->masters));
        } else {
            grower->pages = arena_grow(sheet->arena, grower->pages, &grower->capacity, grower->count + 1,
                                       sizeof *grower->pages);
            grower->pages[grower->count++] = (struct sheet_page){.box = grower->pages[count - 1].box};
        }
    }
    struct sheet_page *behind =
        arena_copy(sheet->arena, grower->pages + grower->blank, (count - grower->blank) * sizeof *behind);
    for (size_t i = 0; i < blanks; i++) grower->pages[grower->blank + i] = grower->pages[count + i];
    for (size_t i = grower->blank; i < count; i++) grower->pages[i + blanks] = behind[i - grower->blank];
    for (size_t p = 0; p < grower->count; p++)
        for (size_t i = 0; i < grower->pages[p].item_count; i++) grower->pages[p].items[i]->page = p;
}

static bool grows(const struct sheet *sheet)
{
    bool any = frame_attribute(xmlDocGetRootElement(sheet->document), "pages").data;
    for (size_t i = 0; i < sheet->master_count; i++)
        any = any || sheet->masters[i].repeat.data || sheet->masters[i].blank;
    return any;
}

void pages_grow(struct sheet *sheet)
{
    struct grower grower = {.sheet = sheet};
    if (!grows(sheet)) return;
    grower.used = arena_make_n(sheet->arena, bool, sheet->master_count);
    for (size_t i = 0; i < sheet->master_count;) {
        const struct sheet_page *master = &sheet->masters[i];
        size_t to = i + 1;
        if (master->repeat.data) {
            while (to < sheet->master_count && str_equal(sheet->masters[to].repeat, master->repeat)) to++;
            repeat(&grower, i, to);
        } else if (master->blank) {
            grower.blank_master = master;
            grower.blank = grower.count;
        } else {
            emit(&grower, i);
        }
        i = to;
    }
    bool last_is_fixed = !sheet->masters[sheet->master_count - 1].repeat.data;
    if (!grower.blank_master) grower.blank = grower.count - (last_is_fixed && grower.count > 1);
    fill_up(&grower);
    sheet->pages = grower.pages;
    sheet->page_count = grower.count;
}

/* ---- numbers ---- */

void pages_number(struct sheet *sheet)
{
    for (size_t p = 0; p < sheet->page_count; p++) {
        for (size_t i = 0; i < sheet->pages[p].item_count; i++) {
            const struct item *item = sheet->pages[p].items[i];
            for (size_t m = 0; item->kind == ITEM_FRAME && m < item->placed.count; m++) {
                const struct mark *mark = &item->placed.marks[m];
                if (mark->kind != MARK_LINE || !mark->first || mark->again || mark->block->level == 0)
                    continue;
                struct heading *heading = mark->block->data;
                if (heading && heading->page == 0) heading->page = p + 1;
            }
        }
    }
}

/* The heading in force: the first of the page, else the last before it. */
static Str running(const struct sheet *sheet, int level, size_t page)
{
    Str title = STR_NONE;
    for (const struct heading *heading = sheet->headings; heading; heading = heading->next) {
        if (!heading->listed || heading->level > level || heading->page == 0) continue;
        if (heading->page > page) break;
        title = heading->title;
        if (heading->page == page) break;
    }
    return title;
}

static void set_content(struct sheet *sheet, xmlNode *node, Str text)
{
    while (node->children) {
        xmlNode *child = node->children;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    xmlNode *content =
        xmlNewDocTextLen(sheet->document, (const xmlChar *)(text.data ? text.data : ""), (int)text.len);
    if (!content) arena_exhausted();
    xmlAddChild(node, content);
}

/* A running head that is too long for its frame:max-width loses words. */
static void set_running(struct sheet *sheet, const struct field *field, Str title)
{
    const xmlNode *text = field->node;
    double most = 0;
    while (text && !str_is(xml_name(text), "text")) text = text->parent;
    Str limit = text ? frame_attribute(text, "max-width") : STR_NONE;
    set_content(sheet, field->node, title);
    if (!limit.data || !svg_length(limit, 1, 1, &most)) return;
    while (title.len && text_width(sheet, text) > most) {
        while (title.len && title.data[title.len - 1] != ' ') title.len--;
        title = str_trim(title);
        set_content(sheet, field->node, str_join(sheet->arena, (Str[]){title, S(" …")}, 2, STR_NONE));
    }
}

void pages_show(struct sheet *sheet, size_t page)
{
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct field *field = &sheet->fields[i];
        if (field->page != sheet->pages[page].node) continue;
        switch (field->kind) {
        case FIELD_PAGE: set_content(sheet, field->node, str_format(sheet->arena, "%zu", page + 1)); break;
        case FIELD_PAGES:
            set_content(sheet, field->node, str_format(sheet->arena, "%zu", sheet->page_count));
            break;
        case FIELD_RUNNING: set_running(sheet, field, running(sheet, field->level, page + 1)); break;
        }
    }
}
