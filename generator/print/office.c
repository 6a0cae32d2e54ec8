/* The office edition: print/NAME/NAME.office.pdf, grey, for an office's printer and copier: A4 or F4, inside the margins that printers keep, sides in the
 * order of two-sided printing (booklets and folded sheets: turned on the short edge). */
#include <math.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "print/impose.h"
#include "print/marks.h"
#include "print/sizes.h"

#define MARGIN 5.0 /* mm that office printers leave white; 4.2 at most laser printers */
#define SHRUNK 0.9 /* small pages may shrink to this so that more of them fit */

struct office {
    struct run *run;
    struct canvas *canvas;
    struct paper paper;
};

void *office_open(struct run *run, const struct sheet *first)
{
    struct office *office = arena_make(run->arena, struct office);
    struct canvas_document *document = edition_document(run, first);
    document->root = NULL;
    document->colors = COLORS_OFFICE;
    *office = (struct office){run, pdf_open(run->arena, run->diag, document), office_paper(run)};
    return office->canvas ? office : NULL;
}

/* How a side of the given size is put on the paper. */
struct fit {
    double width, height; /* of the paper as it lies */
    double scale;
    size_t columns, rows;
};

static double scale_for(const struct fit *fit, double width, double height)
{
    double x = (fit->width - 2 * MARGIN) / (width * (double)fit->columns),
           y = (fit->height - 2 * MARGIN) / (height * (double)fit->rows);
    return fmin(1, fmin(x, y));
}

static bool better(const struct fit *fit, const struct fit *best)
{
    size_t count = fit->columns * fit->rows, known = best->columns * best->rows;
    if (fit->scale < SHRUNK && count > 1) return false;
    if ((fit->scale < 1) != (best->scale < 1) && count > 1 && known > 1) return fit->scale >= 1;
    return count != known ? count > known : fit->scale > best->scale + 1e-9;
}

/* As many copies as fit, unreduced when more than one does. */
static struct fit fit_for(struct paper paper, double width, double height, bool many)
{
    struct fit best = {0};
    size_t most = many ? SLOTS_ACROSS_MOST / 2 : 1;
    for (int lying = 0; lying < 2; lying++) {
        struct fit fit = {lying ? paper.height : paper.width, lying ? paper.width : paper.height, 0, 1, 1};
        for (fit.columns = 1; fit.columns <= most; fit.columns++)
            for (fit.rows = 1; fit.rows <= most; fit.rows++) {
                fit.scale = scale_for(&fit, width, height);
                if (better(&fit, &best)) best = fit;
            }
    }
    return best;
}

/* The placing of a slot on a side, moved on by `matrix`; what it shows stays as it is, without bleed. */
static struct placing moved(const struct sheet *sheet, const struct slot *slot, Matrix matrix)
{
    Rect box = sheet->pages[slot->page].box, shown = slot->placing.shown;
    double left = fmax(shown.x, 0), right = fmin(shown.x + shown.width, box.width);
    return (struct placing){matrix_multiply(slot->placing.matrix, matrix),
                            {left, 0, right - left, box.height}};
}

/* Marks for folding and cutting, on the paper. */
static void mark(struct office *office, struct sheet *sheet, const struct side *side, const struct fit *fit,
                 Rect artwork, Str slug)
{
    struct side on_paper = {.width = fit->width, .height = fit->height, .artwork = artwork, .whole = true};
    bool many = fit->columns * fit->rows > 1;
    for (size_t i = 0; i < side->fold_count && !many; i++)
        on_paper.folds[on_paper.fold_count++] = artwork.x + side->folds[i] * fit->scale;
    for (size_t i = 0; i < side->level_count && !many; i++)
        on_paper.levels[on_paper.level_count++] = artwork.y + side->levels[i] * fit->scale;
    for (size_t i = 0; i <= fit->columns && many; i++)
        on_paper.across[on_paper.across_count++] =
            artwork.x + artwork.width * (double)i / (double)fit->columns;
    for (size_t i = 0; i <= fit->rows && many; i++)
        on_paper.down[on_paper.down_count++] = artwork.y + artwork.height * (double)i / (double)fit->rows;
    struct marks marks = {.slug = slug, .cuts = many, .folds = true};
    marks_paint(sheet, office->canvas, &on_paper, &marks);
}

static bool paint_side(struct office *office, struct sheet *sheet, const struct side *side, bool many,
                       bool back)
{
    struct canvas *canvas = office->canvas;
    struct fit fit = fit_for(office->paper, side->width, side->height, many);
    double width = side->width * fit.scale, height = side->height * fit.scale;
    Rect artwork = {0, 0, width * (double)fit.columns, height * (double)fit.rows};
    artwork.x = (fit.width - artwork.width) / 2;
    artwork.y = (fit.height - artwork.height) / 2;
    bool sound = true;
    canvas->calls->page_begin(canvas, (struct page_box){.width = fit.width, .height = fit.height});
    for (size_t i = 0; i < fit.columns * fit.rows; i++) {
        size_t column = i % fit.columns;
        if (back) column = fit.columns - 1 - column;
        Matrix matrix = {fit.scale,
                         0,
                         0,
                         fit.scale,
                         artwork.x + width * (double)column,
                         artwork.y + height * (double)(i / fit.columns)};
        for (size_t k = 0; k < side->count; k++) {
            if (side->slots[k].page == SLOT_BLANK) continue;
            struct placing placing = moved(sheet, &side->slots[k], matrix);
            sound = paint_page(sheet, side->slots[k].page, canvas, &placing) && sound;
        }
    }
    mark(office, sheet, side, &fit, artwork, STR_NONE);
    canvas->calls->page_end(canvas);
    return sound;
}

/* Small pages are put many on a paper here, whatever the press does with them. */
bool office_add(void *document, struct sheet *sheet)
{
    struct office *office = document;
    struct imposition imposition;
    bool sound = true;
    if (!impose_office(office->run, sheet, &imposition)) return false;
    bool many = imposition.kind != IMPOSE_BOOKLET && imposition.count <= 2;
    for (size_t i = 0; i < imposition.count; i++)
        sound = paint_side(office, sheet, &imposition.sides[i], many, i % 2 == 1) && sound;
    return sound && !sheet->failed;
}

bool office_close(void *document, bool sound)
{
    struct office *office = document;
    struct run *run = office->run;
    struct buf pdf = {0};
    bool closed = pdf_close(office->canvas, &pdf);
    bool put = closed && sound &&
               run->sink->put(run->sink->context, edition_path(run, ".office.pdf"), buf_view(&pdf));
    buf_free(&pdf);
    return put;
}
