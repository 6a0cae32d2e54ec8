/* Fit: the largest size in the layout's range at which every story fits its frames; a report of what does not. */
#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "print/inside.h"

#define STEP 0.25 /* pt */

static struct flow_frame flow_frame(const struct story *story, size_t index, double size)
{
    const struct item *item = story->frames[index];
    struct flow_frame frame = {.width = item->width, .height = item->height, .scale = size * POINT};
    for (size_t i = index + 1; i < story->frame_count; i++)
        if (story->frames[i]->height > frame.later) frame.later = story->frames[i]->height;
    return frame;
}

/* Sets a story in its frames; false: something is left, and *position says what. */
static bool set_story(struct sheet *sheet, struct story *story, double size, struct flow_position *position)
{
    *position = (struct flow_position){0};
    bool more = true, page = false;
    for (size_t i = 0; i < story->frame_count; i++) {
        struct item *item = story->frames[i];
        bool skip = page && item->page == story->frames[i - 1]->page;
        item->placed = (struct placed){.more = more};
        if (!more || skip) continue;
        struct flow_frame frame = flow_frame(story, i, size);
        item->placed = flow_fill(sheet->arena, story->flow, position, &frame);
        more = item->placed.more;
        page = item->placed.page;
    }
    return !more;
}

static bool story_fits(struct sheet *sheet, struct story *story, double size)
{
    struct flow_position position;
    bool fits = set_story(sheet, story, size, &position);
    for (size_t i = 0; i < story->frame_count; i++) fits = fits && !story->frames[i]->placed.overfull;
    return fits;
}

static void report_overflow(struct sheet *sheet, struct story *story, double size)
{
    struct flow_position position;
    struct arena *arena = sheet->arena;
    if (set_story(sheet, story, size, &position)) return;
    const struct item *last = story->frames[story->frame_count - 1];
    struct flow_frame frame = flow_frame(story, story->frame_count - 1, size);
    struct flow_rest rest = flow_rest(arena, story->flow, position, &frame);
    Str lines = str_format(arena, "%zu", rest.lines), words = str_format(arena, "%zu", rest.words);
    Loc loc = rest.loc.source ? rest.loc : (Loc){sheet->product->source, sheet->product->body};
    sheet_report(sheet, loc, MSG_PRINT_OVERFLOW, item_name(sheet, last), lines,
                 print_number(arena, rest.height, 0), words, print_number(arena, size, 2));
}

static Str shortened(struct arena *arena, Str word)
{
    size_t at = 0;
    for (int i = 0; i < 40 && at < word.len; i++) utf8_next(word, &at);
    return at == word.len ? word : str_join(arena, (Str[]){str_from_to(word, 0, at), S("…")}, 2, STR_NONE);
}

static void report_wide(struct sheet *sheet, struct story *story)
{
    for (size_t i = 0; i < story->frame_count; i++) {
        const struct item *item = story->frames[i];
        struct flow_wide wide;
        if (item->placed.count == 0) continue;
        struct flow_frame frame = flow_frame(story, i, story->size);
        if (!flow_too_wide(sheet->arena, story->flow, &frame, &wide)) continue;
        sheet_report(sheet, wide.loc, MSG_PRINT_WORD_WIDE, shortened(sheet->arena, wide.word),
                     item_name(sheet, item), print_number(sheet->arena, wide.over, 1));
        return;
    }
}

/* The stories that share the range of `only`, or the layout's when it is NULL. */
static bool group_fits(struct sheet *sheet, struct story *only, double size)
{
    if (only) return story_fits(sheet, only, size);
    for (size_t i = 0; i < sheet->story_count; i++)
        if (!sheet->stories[i].own_range && !story_fits(sheet, &sheet->stories[i], size)) return false;
    return true;
}

/* Larger sizes need more room, so the largest that fits is found by halving. Least when none does. */
static double largest_size(struct sheet *sheet, struct story *only, double least, double most)
{
    int steps = (int)floor((most - least) / STEP + 1e-6), low = 0, high = steps;
    if (steps < 0) steps = high = 0;
    if (steps > 2000) high = 2000;
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

bool fill_sheet(struct sheet *sheet)
{
    double common = largest_size(sheet, NULL, sheet->least, sheet->most);
    for (size_t i = 0; i < sheet->story_count; i++) {
        struct story *story = &sheet->stories[i];
        story->size = story->own_range ? largest_size(sheet, story, story->least, story->most) : common;
        if (!story_fits(sheet, story, story->size)) {
            report_overflow(sheet, story, story->size);
            report_wide(sheet, story);
        }
        for (size_t f = 0; f < story->frame_count; f++) {
            struct item *item = story->frames[f];
            Str align = frame_attribute(item->node, "align");
            double room = item->height - item->placed.height;
            if (str_is(align, "bottom")) item->shift = room;
            if (str_is(align, "middle")) item->shift = room / 2;
        }
    }
    return !sheet->failed;
}
