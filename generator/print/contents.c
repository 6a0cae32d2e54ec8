/* The table of contents: an entry per heading, a leader and the number of its page.
 *
 * Entries keep room for any page number, so their lines are known before the pages are: the contents are set first, the text after
 * them, the numbers last, and nothing has to be done twice. */
#include "base/arena.h"
#include "print/inside.h"

enum { LEADER_DOTS_MOST = 500 };

static const char *const entry_names[] = {"entry1", "entry2", "entry3", "entry4", "entry5", "entry6"};

static struct style *entry_style(struct sheet *sheet, const struct story *story, int level)
{
    return style_below(sheet, story->style, entry_names[level - 1]);
}

static void add_entry(struct sheet *sheet, struct story *story, struct heading *heading)
{
    struct style *style = entry_style(sheet, story, heading->level);
    if (style->hidden || !style->span.font) return;
    struct element *entry = element_new(sheet->arena, story->element, ROLE_ENTRY);
    struct inlines inlines = {.sheet = sheet, .loc = heading->block->loc};
    struct element *link = inlines_link(
        &inlines, entry, str_join(sheet->arena, (Str[]){S("#"), heading->name}, 2, STR_NONE), heading->title);
    inlines_text(&inlines, heading->title, style, link);
    struct block *block =
        block_new(sheet->arena, story->root, BLOCK_TEXT, &style->block, heading->block->loc);
    block->paragraph = paragraph_new(sheet->arena, sheet->diag, inlines.spans, inlines.count, &style->span,
                                     sheet->product->lang);
    block->trailing = measure_times(style->span.size, 2.2);
    block->tag = link;
    block->data = heading;
    heading->wanted = true;
    story->has_text = true;
}

void contents_tell(struct sheet *sheet, struct story *story)
{
    for (struct heading *heading = sheet->headings; heading; heading = heading->next)
        if (heading->listed && heading->level <= story->contents) add_entry(sheet, story, heading);
    story->flow = flow_new(sheet->arena, story->root);
}

/* ---- page numbers ---- */

static double set_line(struct sheet *sheet, struct mark *mark, Str text, const struct style *style,
                       struct element *element, double size)
{
    struct span span = {.text = text, .style = &style->span, .tag = element, .loc = mark->block->loc};
    struct span *kept = arena_copy(sheet->arena, &span, sizeof span);
    struct line *line;
    paragraph_break(sheet->arena,
                    paragraph_new(sheet->arena, sheet->diag, kept, 1, &style->span, sheet->product->lang),
                    size * POINT, 0, 1e6, 1, &line);
    mark->kind = MARK_LINE;
    mark->line = line;
    mark->width = line->width;
    mark->first = false;
    return line->width;
}

static Str dots(struct sheet *sheet, size_t count)
{
    char *text = arena_alloc(sheet->arena, count + 1);
    for (size_t i = 0; i < count; i++) text[i] = '.';
    return (Str){text, count};
}

/* Dots that end where the room for numbers begins, so that they stand below each other. */
static bool set_leader(struct sheet *sheet, struct mark *mark, struct style *style, double size)
{
    double gap = measure_at(style->span.size, size * POINT) * 0.4;
    double right = mark->x + mark->width - measure_at(mark->block->trailing, size * POINT),
           left = mark->x + gap;
    struct mark one = *mark;
    double pitch = set_line(sheet, &one, S("."), style, NULL, size);
    if (pitch <= 0 || right - left < pitch * 2) return false;
    double count = (right - left) / pitch;
    if (count > LEADER_DOTS_MOST) count = LEADER_DOTS_MOST;
    double width = set_line(sheet, mark, dots(sheet, (size_t)count), style, NULL, size);
    mark->x = right - width;
    return true;
}

static void number_item(struct sheet *sheet, const struct story *story, struct item *item)
{
    struct placed *placed = &item->placed;
    struct mark *marks = arena_make_n(sheet->arena, struct mark, placed->count * 2 + 1);
    size_t count = 0;
    for (size_t m = 0; m < placed->count; m++) {
        const struct mark *mark = &placed->marks[m];
        marks[count++] = *mark;
        if (mark->kind != MARK_LEADER) continue;
        const struct heading *heading = mark->block->data;
        struct style *style = entry_style(sheet, story, heading->level);
        struct style *leader = style_below(sheet, style, "leader");
        double right = mark->x + mark->width;
        if (leader->hidden || !set_leader(sheet, &marks[count - 1], leader, story->size)) count--;
        struct mark *number = &marks[count++];
        *number = *mark;
        Str text = heading->page ? str_format(sheet->arena, "%zu", heading->page) : S("–");
        number->x = right - set_line(sheet, number, text, style_below(sheet, style, "number"),
                                     mark->block->tag, story->size);
    }
    placed->marks = marks;
    placed->count = count;
}

void contents_number(struct sheet *sheet)
{
    for (size_t p = 0; p < sheet->page_count; p++)
        for (size_t i = 0; i < sheet->pages[p].item_count; i++) {
            struct item *item = sheet->pages[p].items[i];
            if (item->kind == ITEM_FRAME && item->story->contents) number_item(sheet, item->story, item);
        }
}
