#include "print/marks.h"

#include <math.h>

#include "base/arena.h"

/* Lengths in mm. */
#define HAIRLINE  0.09 /* a quarter of a point */
#define MARK      5.0  /* length of a cut or fold mark */
#define AWAY      1.0  /* between the bleed and the marks */
#define BAR_AWAY  7.5  /* between the bleed and bar or slug */
#define PATCH     4.0
#define SLUG_SIZE 2.3
#define TARGET    1.6 /* radius of a register mark */

/* On every plate. */
static const struct ink_recipe all = {{0, 0, 0, 1}, {1, 1, 1, 1}, {"All", 3}};
static const struct ink registration = {{1, 1, 1, 1}, &all, 1, true, false};

struct marker {
    struct arena *arena;
    struct canvas *canvas;
    const struct side *side;
    double start, end; /* of cut marks, from the artwork outwards */
};

static void line(const struct marker *marker, Point from, Point to, bool dashed)
{
    static const double dashes[] = {0.8, 0.6};
    struct path path = {0};
    struct paint paint = {.color = {0, 0, 0, 1}, .ink = &registration};
    path_move(marker->arena, &path, from.x, from.y);
    path_line(marker->arena, &path, to.x, to.y);
    marker->canvas->calls->stroke(
        marker->canvas, &path,
        &(struct stroke){.width = HAIRLINE, .miter_limit = 4, .dash_count = dashed ? 2 : 0, .dashes = dashes},
        &paint);
}

/* Above and below the artwork, at x. */
static void upright(const struct marker *marker, double x, bool dashed)
{
    Rect r = marker->side->artwork;
    double bottom = r.y + r.height;
    line(marker, (Point){x, r.y - marker->start}, (Point){x, r.y - marker->end}, dashed);
    line(marker, (Point){x, bottom + marker->start}, (Point){x, bottom + marker->end}, dashed);
}

static void level(const struct marker *marker, double y, bool dashed)
{
    Rect r = marker->side->artwork;
    double right = r.x + r.width;
    line(marker, (Point){r.x - marker->start, y}, (Point){r.x - marker->end, y}, dashed);
    line(marker, (Point){right + marker->start, y}, (Point){right + marker->end, y}, dashed);
}

static void target(const struct marker *marker, double x, double y)
{
    struct path path = {0};
    struct paint paint = {.color = {0, 0, 0, 1}, .ink = &registration};
    double reach = TARGET * 1.5;
    path_ellipse(marker->arena, &path, x, y, TARGET, TARGET);
    marker->canvas->calls->stroke(marker->canvas, &path,
                                  &(struct stroke){.width = HAIRLINE, .miter_limit = 4}, &paint);
    line(marker, (Point){x - reach, y}, (Point){x + reach, y}, false);
    line(marker, (Point){x, y - reach}, (Point){x, y + reach}, false);
}

static bool is_fold(const struct side *side, double x)
{
    for (size_t i = 0; i < side->fold_count; i++)
        if (fabs(side->folds[i] - x) < 3 * TARGET) return true;
    return false;
}

/* In the middle of each edge, besides a fold. */
static void targets(const struct marker *marker)
{
    Rect r = marker->side->artwork;
    double away = (marker->start + marker->end) / 2, x = r.x + r.width / 2, y = r.y + r.height / 2;
    if (is_fold(marker->side, x)) x += 8;
    if (r.width < 60 || r.height < 60) return;
    target(marker, x, r.y - away);
    target(marker, x, r.y + r.height + away);
    target(marker, r.x - away, y);
    target(marker, r.x + r.width + away, y);
}

/* ---- colour bar ---- */

static double patch(const struct marker *marker, const struct ink *ink, double x, double y)
{
    struct path path = {0};
    struct paint paint = {.color = {0, 0, 0, 1}, .ink = ink};
    path_rect(marker->arena, &path, (Rect){x, y, PATCH, PATCH}, 0, 0);
    marker->canvas->calls->fill(marker->canvas, &path, FILL_NONZERO, &paint);
    return x + PATCH;
}

/* Solid inks, two on each other, the grey that three of them should give, tints of black, spot inks. */
static void colour_bar(const struct marker *marker, const struct marks *marks, double x, double y,
                       double room)
{
    static const double shares[][4] = {{1, 0, 0, 0},   {0, 1, 0, 0},  {0, 0, 1, 0},  {0, 0, 0, 1},
                                       {0, 1, 1, 0},   {1, 0, 1, 0},  {1, 1, 0, 0},  {.5, .4, .4, 0},
                                       {0, 0, 0, .75}, {0, 0, 0, .5}, {0, 0, 0, .25}};
    size_t most = room > 0 ? (size_t)(room / PATCH) : 0, count = sizeof shares / sizeof *shares;
    for (size_t i = 0; i < marks->bar_count && i < most; i++) {
        struct ink ink = {.spot = &marks->bar[i], .tint = 1};
        x = patch(marker, &ink, x, y);
    }
    most = most > marks->bar_count ? most - marks->bar_count : 0;
    for (size_t i = 0; i < count && i < most; i++) {
        struct ink ink = {{shares[i][0], shares[i][1], shares[i][2], shares[i][3]}, NULL, 0, true, false};
        x = patch(marker, &ink, x, y);
    }
}

/* ---- slug line ---- */

static const struct font *slug_font(const struct sheet *sheet)
{
    const struct font_set *fonts = sheet->print->fonts;
    return fonts->count ? font_find(fonts, fonts->fonts[0]->family, 400, false) : NULL;
}

static void slug_line(const struct marker *marker, struct sheet *sheet, Str slug, Point at, double room)
{
    static const struct ink black = {{0, 0, 0, 1}, NULL, 0, true, true};
    const struct font *font = slug_font(sheet);
    if (!font || !slug.len || room < 20) return;
    const struct glyph_run *run = shape_text(marker->arena, font, slug, S("id"), 0);
    double width = (double)run->width / font->units_per_em * SLUG_SIZE;
    double size = width > room ? SLUG_SIZE * room / width : SLUG_SIZE;
    struct paint paint = {.color = {0, 0, 0, 1}, .ink = &black};
    if (run->missing || size < 0.8) return;
    marker->canvas->calls->glyphs(marker->canvas, run, 0, run->count, at, size, 0, 0, &paint);
}

/* ---- all together ---- */

static void around(const struct marker *marker, struct sheet *sheet, const struct marks *marks)
{
    const struct side *side = marker->side;
    double away = side->bleed + BAR_AWAY, room = side->width - 2 * MARK;
    targets(marker);
    slug_line(marker, sheet, marks->slug, (Point){MARK, -away - 0.6}, room);
    if (marks->colour_bar) colour_bar(marker, marks, MARK, side->height + away, room);
}

/* On a whole sheet there is only what the artwork leaves. */
static void inside(const struct marker *marker, struct sheet *sheet, const struct marks *marks)
{
    const struct side *side = marker->side;
    Rect r = side->artwork;
    double taken = marker->end + 1, below = side->height - r.y - r.height, left = r.x;
    double least = PATCH + 2;
    if (below >= taken + least) {
        slug_line(marker, sheet, marks->slug, (Point){r.x, side->height - 2.5}, r.width);
        if (marks->colour_bar) colour_bar(marker, marks, r.x, 2, r.width);
    } else if (left >= taken + least) { /* turned, up the edge */
        struct canvas *canvas = marker->canvas;
        canvas->calls->save(canvas);
        canvas->calls->transform(canvas, (Matrix){0, -1, 1, 0, 2.5 + SLUG_SIZE, r.y + r.height});
        slug_line(marker, sheet, marks->slug, (Point){0, 0}, r.height);
        canvas->calls->restore(canvas);
    }
}

void marks_paint(struct sheet *sheet, struct canvas *canvas, const struct side *side,
                 const struct marks *marks)
{
    struct marker marker = {sheet->arena, canvas, side, side->bleed + AWAY, side->bleed + AWAY + MARK};
    if (side->whole) {
        double room = fmin(side->artwork.x, side->artwork.y);
        marker.start = sheet->bleed + AWAY / 2;
        marker.end = fmin(marker.start + MARK, fmax(room, marker.start + 1));
    }
    canvas->calls->mark_begin(canvas, NULL);
    for (size_t i = 0; marks->cuts && i < side->across_count; i++) upright(&marker, side->across[i], false);
    for (size_t i = 0; marks->cuts && i < side->down_count; i++) level(&marker, side->down[i], false);
    for (size_t i = 0; marks->folds && i < side->fold_count; i++) upright(&marker, side->folds[i], true);
    for (size_t i = 0; marks->folds && i < side->level_count; i++) level(&marker, side->levels[i], true);
    if (side->whole)
        inside(&marker, sheet, marks);
    else if (marks->cuts)
        around(&marker, sheet, marks);
    canvas->calls->mark_end(canvas);
}
