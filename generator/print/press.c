/* The press edition: print/NAME/NAME.press.pdf (PDF/X-4) for the print shop, and NAME.slip.txt, the order that goes with it. */
#include "print/press.h"

#include <math.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "print/marks.h"

/* Beyond this size (mm) printers cut along the file's edge and want no marks. */
#define MARKED_MOST 1000.0

void *press_open(struct run *run, const struct sheet *first)
{
    struct press *press = arena_make(run->arena, struct press);
    struct canvas_document *document = edition_document(run, first);
    document->root = NULL;
    document->colors = COLORS_PRESS;
    document->inks = inks_of(run, first->layout);
    document->date = edition_date(run);
    if (!document->inks) return NULL;
    press->run = run;
    press->inks = document->inks;
    press->canvas = pdf_open(run->arena, run->diag, document);
    return press;
}

static Str ink_names(struct arena *arena, const struct canvas *canvas, unsigned inks)
{
    struct buf out = {0};
    for (unsigned i = 0; i < PDF_PROCESS_INKS + PDF_SPOTS_MOST; i++) {
        if (!(inks >> i & 1)) continue;
        if (out.len) buf_char(&out, ' ');
        buf_str(&out, pdf_ink_name(canvas, i));
    }
    Str names = buf_copy(&out, arena);
    buf_free(&out);
    return names;
}

static Str slug_of(const struct press *press, const struct sheet *sheet, size_t side, size_t count)
{
    struct arena *arena = press->run->arena;
    Str name = press->run->product->name, code = sheet->copy->code, date = edition_date(press->run);
    Str inks = ink_names(arena, press->canvas, pdf_page_inks(press->canvas));
    return str_format(arena, "%.*s   %.*s   %.*s   %zu/%zu   %.*s", (int)name.len, name.data, (int)code.len,
                      code.data, (int)date.len, date.data, side + 1, count, (int)inks.len, inks.data);
}

static struct press_side *side_add(struct press *press)
{
    if (press->side_count == press->side_capacity)
        press->sides = arena_grow(press->run->arena, press->sides, &press->side_capacity,
                                  press->side_count + 1, sizeof *press->sides);
    press->sides[press->side_count] = (struct press_side){0};
    return &press->sides[press->side_count++];
}

/* The spot inks among the recipes that this side prints with, for its colour bar. */
static size_t spots_of(const struct press *press, unsigned inks, struct ink_recipe *spots)
{
    size_t count = 0;
    for (unsigned i = 0; i < PDF_SPOTS_MOST; i++) {
        Str name =
            inks >> (PDF_PROCESS_INKS + i) & 1 ? pdf_ink_name(press->canvas, PDF_PROCESS_INKS + i) : STR_NONE;
        for (size_t k = 0; name.len && k < press->inks->count; k++) {
            if (!str_equal(press->inks->recipes[k].spot, name)) continue;
            spots[count++] = press->inks->recipes[k];
            break;
        }
    }
    return count;
}

static bool wants_marks(struct sheet *sheet, const struct side *side)
{
    xmlNode *root = xmlDocGetRootElement(sheet->document);
    if (frame_attribute(root, "marks").data) return frame_flag(sheet, root, "marks");
    return side->whole || fmax(side->width, side->height) <= MARKED_MOST;
}

static bool paint_side(struct press *press, struct sheet *sheet, const struct imposition *imposition,
                       size_t index)
{
    const struct side *side = &imposition->sides[index];
    struct canvas *canvas = press->canvas;
    struct ink_recipe spots[PDF_SPOTS_MOST];
    bool sound = true, marked = wants_marks(sheet, side);
    struct page_box box = {
        .width = side->width, .height = side->height, .bleed = side->bleed, .margin = side->bleed};
    if (marked && !side->whole) box.margin += MARKS_ROOM;
    if (!press->side_count) press->margin = box.margin;
    canvas->calls->page_begin(canvas, box);
    for (size_t i = 0; i < side->count; i++)
        if (side->slots[i].page != SLOT_BLANK)
            sound = paint_page(sheet, side->slots[i].page, canvas, &side->slots[i].placing) && sound;
    unsigned inks = side_add(press)->inks = pdf_page_inks(canvas);
    if (marked) {
        struct marks marks = {.slug = slug_of(press, sheet, index, imposition->count),
                              .bar = spots,
                              .bar_count = spots_of(press, inks, spots),
                              .colour_bar = true,
                              .cuts = true,
                              .folds = true};
        marks_paint(sheet, canvas, side, &marks);
    }
    canvas->calls->page_end(canvas);
    return sound;
}

static void remember(struct press *press, struct sheet *sheet, const struct imposition *imposition)
{
    press->imposition = *imposition;
    press->width = sheet->pages[0].box.width;
    press->height = sheet->pages[0].box.height;
    press->bleed = sheet->bleed;
    press->pages = sheet->page_count;
    const struct side *side = &imposition->sides[0];
    for (size_t i = 0; i < side->fold_count; i++) press->folds[press->fold_count++] = side->folds[i];
    press->folds_down = !side->fold_count && side->level_count;
    for (size_t i = 0; i < side->level_count && press->folds_down; i++)
        press->folds[press->fold_count++] = side->levels[i];
}

bool press_add(void *document, struct sheet *sheet)
{
    struct press *press = document;
    struct imposition imposition;
    bool sound = true;
    if (!impose(press->run, sheet, &imposition)) return false;
    if (!press->sheet_count++) {
        remember(press, sheet, &imposition);
        sound = bleed_check(sheet);
    }
    Loc loc = {sheet->product->source, 0};
    if (imposition.blanks)
        sheet_report(sheet, loc, MSG_PRINT_BOOKLET_BLANK, str_format(sheet->arena, "%zu", sheet->page_count),
                     str_format(sheet->arena, "%zu", imposition.blanks));
    for (size_t i = 0; i < imposition.count; i++) sound = paint_side(press, sheet, &imposition, i) && sound;
    return sound && !sheet->failed;
}

bool press_close(void *document, bool sound)
{
    struct press *press = document;
    struct run *run = press->run;
    struct buf pdf = {0};
    bool good = pdf_close(press->canvas, &pdf) && sound;
    good = good && run->sink->put(run->sink->context, edition_path(run, ".press.pdf"), buf_view(&pdf));
    good = good && run->sink->put(run->sink->context, edition_path(run, ".slip.txt"), slip_write(press));
    buf_free(&pdf);
    return good;
}
