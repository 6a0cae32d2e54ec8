/* Fit: the largest size in the layout's range at which every story fits its frames; a report of what does not. */
#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "print/inside.h"

#define STEP       0.25 /* pt */
#define LEAST_FULL 35   /* percent of a panel */

/* ---- frames ---- */

/* The factor on all line heights at a size: leading moves with the size between the ends of the range. */
static double leading_at(const struct story *story, double size)
{
    const struct style *style = story->style;
    if (story->leading_least <= 0 || style->span.size.scaled <= 0) return 1;
    double own = style->block.line_height.scaled / style->span.size.scaled;
    double range = story->most - story->least, part = range > 0 ? (size - story->least) / range : 1;
    double wanted = story->leading_least + (story->leading_most - story->leading_least) * part;
    return own > 0 ? wanted / own : 1;
}

static bool same_frame(const struct item *a, const struct item *b)
{
    return a->node == b->node;
}

/* The highest frame that comes after this one; pages that are repeated come again. */
static double height_later(const struct story *story, const struct item *item)
{
    double later = 0;
    bool after = story->grows;
    for (size_t i = 0; i < story->frame_count; i++) {
        if (after && story->frames[i]->height > later) later = story->frames[i]->height;
        after = after || same_frame(story->frames[i], item);
    }
    return later;
}

struct flow_frame fill_frame(const struct story *story, const struct item *item, double size)
{
    struct flow_frame frame = {.width = item->width,
                               .height = item->height,
                               .later = height_later(story, item),
                               .columns = item->columns,
                               .gap = item->gap,
                               .balance = item->balance,
                               .scale = size * POINT,
                               .leading = leading_at(story, size)};
    if (item->grid && story->style->span.font) {
        const struct span_style *text = &story->style->span;
        frame.grid = measure_at(story->style->block.line_height, frame.scale) * frame.leading;
        frame.grid_at =
            measure_at(text->size, frame.scale) / text->font->units_per_em * text->font->cap_height;
    }
    return frame;
}

/* Sets a story in its frames; false: something is left, and story->position says what. */
static bool set_story(struct sheet *sheet, struct story *story, double size)
{
    bool page = false;
    story->position = (struct flow_position){0};
    story->more = true;
    for (size_t i = 0; i < story->frame_count; i++) {
        struct item *item = story->frames[i];
        bool skip = page && item->page == story->frames[i - 1]->page;
        item->placed = (struct placed){.more = story->more};
        if (!story->more || skip) continue;
        struct flow_frame frame = fill_frame(story, item, size);
        item->placed = flow_fill(sheet->arena, story->flow, &story->position, &frame);
        story->more = item->placed.more;
        page = item->placed.page;
    }
    return !story->more;
}

static bool story_fits(struct sheet *sheet, struct story *story, double size)
{
    story->settled = false;
    bool fits = set_story(sheet, story, size);
    for (size_t i = 0; i < story->frame_count; i++) fits = fits && !story->frames[i]->placed.overfull;
    return fits;
}

/* What an earlier copy of a run has found out about a story that stays. */
struct fit_known {
    double size;
    bool fits;
};

/* Does it fit, whatever is placed at the moment? */
static bool story_would_fit(struct sheet *sheet, struct story *story, double size)
{
    if (!sheet->model || story->varies) return story_fits(sheet, story, size);
    if (size == story->settled_size) return true;
    for (size_t i = 0; i < story->known_count; i++)
        if (story->known[i].size == size) return story->known[i].fits;
    story->known = arena_grow(sheet->lasting, story->known, &story->known_capacity, story->known_count + 1,
                              sizeof *story->known);
    struct fit_known *known = &story->known[story->known_count++];
    *known = (struct fit_known){size, story_fits(sheet, story, size)};
    return known->fits;
}

/* The same, and what fits is placed. */
static bool story_place(struct sheet *sheet, struct story *story, double size)
{
    if (!sheet->model || story->varies || size != story->settled_size) return story_fits(sheet, story, size);
    for (size_t i = 0; i < story->frame_count; i++) story->frames[i]->placed = story->frames[i]->settled;
    story->more = false;
    return story->settled = true;
}

/* ---- reports ---- */

void fill_report(struct sheet *sheet, const struct story *story, const struct item *last)
{
    struct arena *arena = sheet->arena;
    struct flow_frame frame = fill_frame(story, last, story->size);
    struct flow_rest rest = flow_rest(arena, story->flow, story->position, &frame);
    Str lines = str_format(arena, "%zu", rest.lines), words = str_format(arena, "%zu", rest.words);
    Loc loc = rest.loc.source ? rest.loc : (Loc){sheet->product->source, sheet->product->body};
    sheet_report(sheet, loc, MSG_PRINT_OVERFLOW, item_name(sheet, last), lines,
                 print_number(arena, rest.height, 0), words, print_number(arena, story->size, 2));
}

static Str shortened(struct arena *arena, Str word)
{
    size_t at = 0;
    for (int i = 0; i < 40 && at < word.len; i++) utf8_next(word, &at);
    return at == word.len ? word : str_join(arena, (Str[]){str_from_to(word, 0, at), S("…")}, 2, STR_NONE);
}

static void report_wide(struct sheet *sheet, const struct story *story)
{
    for (size_t i = 0; i < story->frame_count; i++) {
        const struct item *item = story->frames[i];
        struct flow_frame frame = fill_frame(story, item, story->size);
        struct flow_wide wide;
        if (item->placed.count == 0) continue;
        if (!flow_too_wide(sheet->arena, story->flow, &frame, &wide)) continue;
        sheet_report(sheet, wide.loc, MSG_PRINT_WORD_WIDE, shortened(sheet->arena, wide.word),
                     item_name(sheet, item), print_number(sheet->arena, wide.over, 1));
        return;
    }
}

/* The first words of a line, and where they stand in the source, as near as can be found. */
static Str line_words(struct arena *arena, const struct line *line, Loc *loc)
{
    const struct fragment *piece = line->fragments;
    *loc = piece->span->loc;
    Str words = shortened(arena, str_trim(glyph_run_text(piece->run, piece->from, piece->to)));
    if (!loc->source) return words;
    Str near = str_from_to(loc->source->text, loc->offset, loc->offset + 20000), first = words;
    first.len = str_find_char(words, ' ');
    size_t found = str_find(near, words);
    if (found == near.len && first.len > 4) found = str_find(near, first);
    if (found < near.len) loc->offset += found;
    return words;
}

/* Justified lines whose spaces had to be stretched beyond what reads well: the worst of each paragraph. */
static void report_loose(struct sheet *sheet, const struct item *item)
{
    const struct mark *worst = NULL;
    for (size_t i = 0; i <= item->placed.count; i++) {
        const struct mark *mark = i < item->placed.count ? &item->placed.marks[i] : NULL;
        if (worst && (!mark || mark->block != worst->block)) {
            Loc loc;
            Str words = line_words(sheet->arena, worst->line, &loc);
            sheet_report(sheet, loc, MSG_PRINT_LINE_LOOSE, words,
                         print_number(sheet->arena, worst->line->stretch, 1), item_name(sheet, item));
            worst = NULL;
        }
        if (!mark || mark->kind != MARK_LINE || mark->line->stretch <= PARAGRAPH_LOOSE || !mark->line->count)
            continue;
        if (!worst || mark->line->stretch > worst->line->stretch) worst = mark;
    }
}

/* A flow's frames in one panel, taken together: how full are they? frame:least says how full they must be. */
static void report_underfull(struct sheet *sheet, const struct story *story)
{
    for (size_t i = 0; i < story->frame_count; i++) {
        const struct item *first = story->frames[i];
        double least = LEAST_FULL, used = 0, room = 0;
        frame_numbers(sheet, xmlDocGetRootElement(sheet->document), "least", &least, 1);
        frame_numbers(sheet, first->node, "least", &least, 1);
        bool begins = i == 0 || story->frames[i - 1]->panel != first->panel;
        for (size_t k = i; k < story->frame_count && story->frames[k]->panel == first->panel; k++) {
            used += story->frames[k]->placed.height;
            room += story->frames[k]->height;
        }
        if (!begins || room <= 0 || used * 100 >= least * room) continue;
        const struct block *block = story->root->first;
        Loc loc =
            block && block->loc.source ? block->loc : (Loc){sheet->product->source, sheet->product->body};
        sheet_report(sheet, loc, MSG_PRINT_UNDERFULL, item_name(sheet, first),
                     print_number(sheet->arena, floor(used * 100 / room), 0));
    }
}

static bool has_figure(const struct block *block, int depth)
{
    if (block->kind == BLOCK_FIGURE) return true;
    for (const struct block *child = block->first; child && depth < PRINT_DEPTH_MOST; child = child->next)
        if (has_figure(child, depth + 1)) return true;
    return false;
}

/* Only what the text alone has to fill: not titles, not what stands in the middle or at the foot of its frame, no drawings,
 * nothing optional. */
static bool may_be_underfull(const struct sheet *sheet, const struct story *story)
{
    const xmlNode *node = story->frames[0]->node;
    return !sheet->failed && !story->grows && !story->contents && story->has_text &&
           !frame_attribute(node, "text").data && !frame_attribute(node, "align").len &&
           !str_is(frame_attribute(node, "optional"), "yes") && !has_figure(story->root, 0);
}

/* ---- the size ---- */

/* The stories that share the range of `only`, or the layout's when it is NULL. Pages that grow hold any size. */
static bool group_fits(struct sheet *sheet, struct story *only, double size)
{
    if (only) return only->grows || story_would_fit(sheet, only, size);
    for (size_t i = 0; i < sheet->story_count; i++) {
        struct story *story = &sheet->stories[i];
        if (!story->own_range && !story->grows && !story_would_fit(sheet, story, size)) return false;
    }
    return true;
}

/* Larger sizes need more room, so the largest that fits is found by halving. Least when none does. */
static double largest_size(struct sheet *sheet, struct story *only, double least, double most)
{
    int steps = (int)fmin(floor((most - least) / STEP + 1e-6), 2000), low = 0, high = steps > 0 ? steps : 0;
    if (group_fits(sheet, only, least + high * STEP)) return least + high * STEP;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (group_fits(sheet, only, least + middle * STEP))
            low = middle;
        else
            high = middle;
    }
    return least + low * STEP;
}

static void align_frames(struct story *story)
{
    for (size_t f = 0; f < story->frame_count; f++) {
        struct item *item = story->frames[f];
        Str align = frame_attribute(item->node, "align");
        double room = item->height - item->placed.height;
        if (str_is(align, "bottom")) item->shift = room;
        if (str_is(align, "middle")) item->shift = room / 2;
    }
}

/* A word wider than its column, somewhere on the pages that grew. */
static void report_grown(struct sheet *sheet, const struct story *story)
{
    for (size_t p = 0; p < sheet->page_count; p++)
        for (size_t i = 0; i < sheet->pages[p].item_count; i++) {
            const struct item *item = sheet->pages[p].items[i];
            if (item->kind != ITEM_FRAME || item->story != story || !item->placed.overfull) continue;
            report_wide(sheet, story);
            return;
        }
}

bool fill_sheet(struct sheet *sheet)
{
    double common = largest_size(sheet, NULL, sheet->least, sheet->most);
    for (size_t i = 0; i < sheet->story_count; i++) {
        struct story *story = &sheet->stories[i];
        story->size = story->own_range ? largest_size(sheet, story, story->least, story->most) : common;
        story->more = story->has_text;
        story->position = (struct flow_position){0};
        if (!story->grows && !story_place(sheet, story, story->size)) {
            if (story->more) fill_report(sheet, story, story->frames[story->frame_count - 1]);
            report_wide(sheet, story);
        }
    }
    pages_grow(sheet);
    for (size_t i = 0; i < sheet->story_count; i++) {
        struct story *story = &sheet->stories[i];
        if (story->grows && story->more && !sheet->failed)
            fill_report(sheet, story, story->frames[story->frame_count - 1]);
        if (story->grows) report_grown(sheet, story);
        if (may_be_underfull(sheet, story)) report_underfull(sheet, story);
        for (size_t f = 0; f < story->frame_count && !sheet->failed; f++)
            report_loose(sheet, story->frames[f]);
        align_frames(&sheet->stories[i]);
    }
    pages_number(sheet);
    contents_number(sheet);
    return !sheet->failed;
}
