/* Flows: what fits a frame, what is left, and where breaks are not allowed. */
#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"
#include "typeset/flow.h"

static struct arena *arena;
static struct diag *diag;
static struct span_style regular;
static struct block_style plain, spaced, heading, boxed, cell, together, next_column, next_page;

static struct block *text(struct block *parent, const char *words, const struct block_style *style)
{
    const struct span span = {.text = str_from(words), .style = &regular};
    struct block *block = block_new(arena, parent, BLOCK_TEXT, style, LOC_NONE);
    block->paragraph =
        paragraph_new(arena, diag, arena_copy(arena, &span, sizeof span), 1, &regular, S("id"));
    return block;
}

static struct block *root(void)
{
    return block_new(arena, NULL, BLOCK_GROUP, &plain, LOC_NONE);
}

/* The marks as text: lines as "y:first word", fills as "[y+height]", outlines as "<y+height>". */
static void describe(struct buf *out, const struct placed *placed)
{
    for (size_t i = 0; i < placed->count; i++) {
        const struct mark *mark = &placed->marks[i];
        if (i) buf_char(out, ' ');
        if (mark->kind == MARK_LINE) {
            buf_number(out, mark->y, 1);
            buf_char(out, ':');
            Str words = mark->line->count ? mark->line->fragments->run->text : STR_NONE;
            words =
                mark->line->count
                    ? str_skip(words, mark->line->fragments->run->glyphs[mark->line->fragments->from].cluster)
                    : words;
            buf_str(out, str_cut(&words, ' '));
        } else {
            buf_c(out, mark->kind == MARK_FILL ? "[" : "<");
            buf_number(out, mark->y, 1);
            buf_char(out, '+');
            buf_number(out, mark->height, 1);
            buf_c(out, mark->kind == MARK_FILL ? "]" : ">");
        }
    }
}

/* Fills frames of the given heights; frames are separated by " / ", "…" says that something is left. */
static Str fill(const struct block *blocks, double width, const double *heights, size_t count)
{
    struct flow *flow = flow_new(arena, blocks);
    struct flow_position position = {0};
    struct buf out = {0};
    bool more = true;
    for (size_t i = 0; i < count && more; i++) {
        struct flow_frame frame = {.width = width, .height = heights[i], .scale = 1};
        for (size_t k = i + 1; k < count; k++)
            if (heights[k] > frame.later) frame.later = heights[k];
        struct placed placed = flow_fill(arena, flow, &position, &frame);
        if (i) buf_c(&out, " / ");
        describe(&out, &placed);
        more = placed.more;
    }
    if (more) buf_c(&out, " …");
    Str result = buf_copy(&out, arena);
    buf_free(&out);
    return result;
}

#define FILL(blocks, width, ...)                                                                             \
    fill(blocks, width, (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static const char six[] = "satu\ndua\ntiga\nempat\nlima\nenam";

static void test_frames(void)
{
    struct block *blocks = root();
    text(blocks, six, &plain);
    same_text(FILL(blocks, 100, 60), "3.7:satu 13.7:dua 23.7:tiga 33.7:empat 43.7:lima 53.7:enam",
              "capitals of the first line at the frame's top, then a line every 10 mm");
}

static void test_breaks(void)
{
    struct block *blocks = root();
    text(blocks, six, &plain);
    same_text(FILL(blocks, 100, 46, 35), "3.7:satu 13.7:dua 23.7:tiga 33.7:empat / 3.7:lima 13.7:enam",
              "no widow: five lines would fit, two go over");
    same_text(FILL(blocks, 100, 16, 100), "3.7:satu 13.7:dua / 3.7:tiga 13.7:empat 23.7:lima 33.7:enam",
              "two lines may stand");
    same_text(FILL(blocks, 100, 6, 100), " / 3.7:satu 13.7:dua 23.7:tiga 33.7:empat 43.7:lima 53.7:enam",
              "no orphan: one line alone does not stand");
    same_text(FILL(blocks, 100, 16), "3.7:satu 13.7:dua …", "what is left is told");
    blocks = root();
    text(blocks, "satu\ndua\ntiga", &plain);
    same_text(FILL(blocks, 100, 26, 100), "3.7:satu 13.7:dua 23.7:tiga", "three lines fit");
    same_text(FILL(blocks, 100, 16, 100), " / 3.7:satu 13.7:dua 23.7:tiga", "three lines are not split");
}

static void test_margins(void)
{
    struct block *blocks = root();
    text(blocks, "satu", &spaced);
    text(blocks, "dua", &spaced);
    same_text(FILL(blocks, 100, 60), "3.7:satu 20.7:dua",
              "margins collapse to the greater one; none at the top");
    blocks = root();
    text(blocks, "satu\ndua", &plain);
    text(blocks, "Judul", &heading);
    text(blocks, "tiga\nempat", &plain);
    same_text(FILL(blocks, 100, 36, 60), "3.7:satu 13.7:dua / 3.7:Judul 13.7:tiga 23.7:empat",
              "a heading goes with what follows");
    blocks = root();
    text(blocks, six, &together);
    same_text(FILL(blocks, 100, 46, 60), " / 3.7:satu 13.7:dua 23.7:tiga 33.7:empat 43.7:lima 53.7:enam",
              "break-inside: avoid");
}

static void test_boxes(void)
{
    struct block *blocks = root(), *box = block_new(arena, blocks, BLOCK_GROUP, &boxed, LOC_NONE);
    text(box, "satu\ndua", &plain);
    same_text(FILL(blocks, 100, 60), "[0+22.8] [0+22.8] 7.7:satu 17.7:dua",
              "padding above the capitals and below the letters");
    same_text(FILL(blocks, 100, 15, 60), " / [0+22.8] [0+22.8] 7.7:satu 17.7:dua", "a box is not split");
    blocks = root();
    struct block_style *indented = arena_copy(arena, &plain, sizeof plain);
    indented->padding_left = (Measure){10, 0};
    struct block *item = block_new(arena, blocks, BLOCK_GROUP, indented, LOC_NONE);
    item->label = (struct block_label){.kind = LABEL_BOX, .size = {4, 0}, .ink = 0xff000000};
    text(item, "satu\ndua", &plain);
    same_text(FILL(blocks, 100, 60), "<-0.1+4> 3.7:satu 13.7:dua",
              "a tick box stands in the middle of the capitals");
}

static struct block *row(struct block *table, const char *one, const char *two, bool header)
{
    struct block *block = block_new(arena, table, BLOCK_ROW, &plain, LOC_NONE);
    block->header = header;
    text(block_new(arena, block, BLOCK_GROUP, &cell, LOC_NONE), one, &plain);
    text(block_new(arena, block, BLOCK_GROUP, &cell, LOC_NONE), two, &plain);
    return block;
}

static void test_tables(void)
{
    struct block *blocks = root(), *table = block_new(arena, blocks, BLOCK_TABLE, &plain, LOC_NONE);
    row(table, "Masalah", "Coba", true);
    row(table, "satu", "dua\ntiga", false);
    row(table, "empat", "lima", false);
    same_text(FILL(blocks, 100, 60), "4.7:Masalah 4.7:Coba 11.6:satu 11.6:dua 21.6:tiga 28.4:empat 28.4:lima",
              "cells of a row begin at one height; the highest decides");
    same_text(FILL(blocks, 100, 20, 60),
              " / 4.7:Masalah 4.7:Coba 11.6:satu 11.6:dua 21.6:tiga 28.4:empat 28.4:lima",
              "the header stays with its first row");
    struct flow *flow = flow_new(arena, blocks);
    struct flow_wide wide;
    ok(!flow_too_wide(arena, flow, &(struct flow_frame){.width = 100, .scale = 1}, &wide), "wide enough");
    ok(flow_too_wide(arena, flow, &(struct flow_frame){.width = 20, .scale = 1}, &wide),
       "columns narrower than their words are told");
}

static void test_splits(void)
{
    struct block *blocks = root(), *box = block_new(arena, blocks, BLOCK_GROUP, &boxed, LOC_NONE);
    text(box, six, &plain);
    same_text(
        FILL(blocks, 100, 45, 45),
        "[0+42.8] [0+42.8] 7.7:satu 17.7:dua 27.7:tiga 37.7:empat / [0+22.8] [0+22.8] 7.7:lima 17.7:enam",
        "a box higher than any later frame is split, with its paddings on both sides");
    blocks = root();
    text(blocks, six, &together);
    same_text(FILL(blocks, 100, 46, 46), "3.7:satu 13.7:dua 23.7:tiga 33.7:empat / 3.7:lima 13.7:enam",
              "break-inside: avoid gives way, too");
    blocks = root();
    for (int i = 0; i < 4; i++) text(blocks, "Judul", &heading);
    same_text(FILL(blocks, 100, 26, 26), "3.7:Judul 13.7:Judul 23.7:Judul / 3.7:Judul",
              "headings without end do not stop the flow");
    blocks = root();
    struct block *table = block_new(arena, blocks, BLOCK_TABLE, &plain, LOC_NONE);
    row(table, "Masalah", "Coba", true);
    row(table, "kecil", "lain", false);
    row(table, "samping\nkiri", six, false);
    same_text(
        FILL(blocks, 100, 46, 46, 46),
        "4.7:Masalah 4.7:Coba 11.6:kecil 11.6:lain 18.4:samping 28.4:kiri 18.4:satu 28.4:dua 38.4:tiga / "
        "4.7:Masalah 4.7:Coba 11.6:empat 21.6:lima 31.6:enam",
        "a high row is split between its lines, below the header again");
    same_text(FILL(blocks, 100, 46, 80),
              "4.7:Masalah 4.7:Coba 11.6:kecil 11.6:lain / "
              "4.7:Masalah 4.7:Coba 11.6:samping 21.6:kiri 11.6:satu 21.6:dua 31.6:tiga 41.6:empat 51.6:lima "
              "61.6:enam",
              "but not when the next frame holds it");
}

static void test_placing(void)
{
    struct block *blocks = root();
    text(blocks, "satu", &plain);
    text(blocks, "dua", &next_column);
    text(blocks, "tiga", &next_page);
    same_text(FILL(blocks, 100, 60, 60, 60), "3.7:satu / 3.7:dua / 3.7:tiga", "break-before");
    struct flow_frame frame = {.width = 100, .height = 60, .scale = 1, .columns = 3, .gap = 5};
    struct flow_position position = {0};
    struct placed placed = flow_fill(arena, flow_new(arena, blocks), &position, &frame);
    ok(placed.count == 2 && placed.page && placed.more && placed.marks[1].x > 34.9 &&
           placed.marks[1].x < 35.1,
       "the next column, then the next page");
    blocks = root();
    text(blocks, six, &plain);
    frame.balance = true;
    position = (struct flow_position){0};
    placed = flow_fill(arena, flow_new(arena, blocks), &position, &frame);
    ok(!placed.more && placed.height < 20, "columns of like height");
    blocks = root();
    text(blocks, "Judul", &spaced);
    text(blocks, "satu\ndua", &plain);
    frame = (struct flow_frame){.width = 100, .height = 60, .scale = 1, .grid = 10, .grid_at = 3.7};
    position = (struct flow_position){0};
    placed = flow_fill(arena, flow_new(arena, blocks), &position, &frame);
    ok(placed.count == 3 && placed.marks[1].y > 23.6 && placed.marks[1].y < 23.8, "baselines on the grid");
    blocks = root();
    text(blocks, "satu", &plain)->trailing = (Measure){0, 10};
    frame.grid = 0;
    position = (struct flow_position){0};
    placed = flow_fill(arena, flow_new(arena, blocks), &position, &frame);
    ok(placed.count == 2 && placed.marks[1].kind == MARK_LEADER &&
           placed.marks[1].x + placed.marks[1].width > 99.9,
       "room for a page number up to the right edge");
    frame.leading = 2;
    blocks = root();
    text(blocks, six, &plain);
    position = (struct flow_position){0};
    placed = flow_fill(arena, flow_new(arena, blocks), &position, &frame);
    ok(placed.count == 3 && placed.more, "a leading of two: half as many lines");
}

/* Frames and blocks that leave nothing to hold on to. */
static void test_hostile(void)
{
    struct block *blocks = root(), *deep = blocks;
    for (int i = 0; i < 200; i++) deep = block_new(arena, deep, BLOCK_GROUP, &boxed, LOC_NONE);
    text(deep, six, &plain);
    static const double heights[] = {0, 1e-9, 3, 10, 0, 5000};
    Str set = fill(blocks, 0.001, heights, 6);
    ok(!str_ends(set, S("…")), "frames of no size are passed over; boxes in boxes");
    blocks = root();
    struct block *table = block_new(arena, blocks, BLOCK_TABLE, &plain, LOC_NONE);
    block_new(arena, table, BLOCK_ROW, &plain, LOC_NONE);
    row(table, "", "", true);
    block_new(arena, blocks, BLOCK_GROUP, &boxed, LOC_NONE);
    block_new(arena, blocks, BLOCK_FIGURE, &plain, LOC_NONE)->aspect = 1e9;
    set = FILL(blocks, 100, 10, 10, 50);
    ok(set.len > 0, "empty rows, empty boxes, endless figures");
    blocks = root();
    for (int i = 0; i < 100000; i++) block_new(arena, blocks, BLOCK_RULE, &plain, LOC_NONE);
    struct flow *flow = flow_new(arena, blocks);
    struct flow_position position = {0};
    struct flow_frame frame = {.width = 100, .height = 100, .scale = 1, .later = 100};
    ok(!flow_fill(arena, flow, &position, &frame).more, "a hundred thousand blocks");
}

static void test_rest(void)
{
    struct block *blocks = root();
    text(blocks, six, &plain);
    struct flow *flow = flow_new(arena, blocks);
    struct flow_position position = {0};
    struct flow_frame frame = {.width = 100, .height = 36, .scale = 1, .later = 100};
    flow_fill(arena, flow, &position, &frame);
    struct flow_rest rest = flow_rest(arena, flow, position, &frame);
    ok(rest.lines == 2 && rest.words == 2, "lines and words that are left");
    ok(rest.height > 14 && rest.height < 16, "their height");
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    regular = (struct span_style){
        .font = font_find(fonts, S("Plus Jakarta Sans"), 400, false), .size = {5, 0}, .ink = 0xff000000};
    plain = spaced = heading = boxed = cell = together = next_column = next_page =
        (struct block_style){.line_height = {10, 0}};
    spaced.margin_top = (Measure){5, 0};
    spaced.margin_bottom = (Measure){7, 0};
    heading.keep_with_next = together.keep_together = true;
    next_column.break_before = BREAK_COLUMN;
    next_page.break_before = BREAK_PAGE;
    boxed.background = boxed.bar_ink = 0xffcccccc;
    boxed.padding_top = boxed.padding_bottom = boxed.padding_left = (Measure){4, 0};
    cell.padding_top = cell.padding_bottom = (Measure){1, 0};
    test_frames();
    test_breaks();
    test_margins();
    test_boxes();
    test_tables();
    test_splits();
    test_placing();
    test_hostile();
    test_rest();
    diag_free(diag);
    arena_free(arena);
    return done();
}
