#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "draw/pdf_canvas.h"

static const struct pdf_graphics page_start = {
    .alpha = 1000, .width = 1000, .miter_limit = 10000, .font_size = PDF_UNKNOWN};
/* A group begins with the state at the place where it is painted, except for its transparency (ISO 32000-1, 11.6.6). */
static const struct pdf_graphics group_start = {.fill = {PDF_UNKNOWN},
                                                .line = {PDF_UNKNOWN},
                                                .alpha = 1000,
                                                .overprint = PDF_UNKNOWN,
                                                .width = PDF_UNKNOWN,
                                                .cap = PDF_UNKNOWN,
                                                .join = PDF_UNKNOWN,
                                                .miter_limit = PDF_UNKNOWN,
                                                .dashes = PDF_UNKNOWN,
                                                .font_size = PDF_UNKNOWN};

struct pdf_content *content_open(struct pdf *pdf, struct pdf_content *outer, unsigned form)
{
    struct pdf_content *content = pdf->spare;
    if (content) {
        pdf->spare = content->outer;
        for (int kind = 0; kind < PDF_RESOURCES; kind++) content->used[kind].count = 0;
        content->inherits_mark = false;
    } else {
        content = arena_make(pdf->arena, struct pdf_content);
        arena_defer(pdf->arena, buf_free_handle, &content->out);
    }
    content->outer = outer;
    content->now = outer ? group_start : page_start;
    /* A page begins with black of DeviceGray: four inks at nought are white, and must be said. */
    if (pdf->document->colors == COLORS_PRESS) content->now.fill[0] = content->now.line[0] = PDF_UNKNOWN;
    content->marked = arena_make(pdf->arena, struct pdf_marked);
    content->marked->page = pdf->page.number;
    content->marked->form = form;
    content->marked->key = -1;
    content->marked->to_page = pdf->page.base;
    pdf->content = content;
    return content;
}

Str content_close(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    content_unmark(pdf);
    content_graphics(pdf);
    Str bytes = buf_view(&content->out);
    content->out.len = 0;
    pdf->content = content->outer;
    return bytes;
}

void content_spare(struct pdf *pdf, struct pdf_content *content)
{
    content->outer = pdf->spare;
    pdf->spare = content;
}

void content_graphics(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    if (content->in_text) buf_c(&content->out, "ET\n");
    content->in_text = false;
}

void content_unmark(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    if (content->open.kind == MARK_NONE) return;
    content_graphics(pdf);
    buf_c(&content->out, "EMC\n");
    content->open = (struct pdf_mark){MARK_NONE, NULL};
}

void content_ready(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    struct pdf_mark wanted = pdf->mark;
    if (!pdf->document->root || content->inherits_mark) return;
    if (wanted.kind == MARK_NONE) wanted.kind = MARK_ARTIFACT;
    if (wanted.kind == content->open.kind && wanted.element == content->open.element) return;
    content_unmark(pdf);
    content_graphics(pdf);
    if (wanted.kind == MARK_ARTIFACT) {
        buf_c(&content->out, "/Artifact BMC\n");
    } else {
        size_t mark = pdf_structure_mark(&pdf->structure, content->marked, wanted.element);
        buf_printf(&content->out, "/%s<</MCID %zu>>BDC\n", element_role_name(wanted.element->role), mark);
    }
    content->open = wanted;
}

bool content_save(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    if (content->depth == PDF_DEEPEST_SAVE) {
        if (!pdf->too_deep_told) diag_report(pdf->diag, LOC_NONE, MSG_PDF_TOO_DEEP, pdf->document->title);
        pdf->too_deep_told = pdf->failed = true;
        return false;
    }
    content_graphics(pdf);
    buf_c(&content->out, "q\n");
    content->saved[content->depth++] = content->now;
    return true;
}

void content_restore(struct pdf *pdf)
{
    struct pdf_content *content = pdf->content;
    content_graphics(pdf);
    buf_c(&content->out, "Q\n");
    content->now = content->saved[--content->depth];
}

void content_name(struct pdf *pdf, enum pdf_resource kind, unsigned number)
{
    static const char letters[] = "FGPXC";
    struct pdf_numbers *used = &pdf->content->used[kind];
    struct buf *out = &pdf->content->out;
    buf_bytes(out, (char[]){'/', letters[kind]}, 2);
    buf_number(out, number, 0);
    buf_char(out, ' ');
    for (size_t i = used->count; i-- > 0;)
        if (used->numbers[i] == number) return;
    if (used->count == used->capacity)
        used->numbers =
            arena_grow(pdf->arena, used->numbers, &used->capacity, used->count + 1, sizeof *used->numbers);
    used->numbers[used->count++] = number;
}

void content_resources(struct buf *out, const struct pdf *pdf, const struct pdf_content *content)
{
    static const char *const keys[] = {"/Font<<", "/ExtGState<<", "/Pattern<<", "/XObject<<",
                                       "/ColorSpace<<"};
    static const char letters[] = "FGPXC";
    buf_c(out, "/Resources<<");
    for (int kind = 0; kind < PDF_RESOURCES; kind++) {
        const struct pdf_numbers *used = &content->used[kind];
        if (!used->count) continue;
        buf_c(out, keys[kind]);
        for (size_t i = 0; i < used->count; i++) {
            char key[16];
            snprintf(key, sizeof key, "%c%u", letters[kind], used->numbers[i]);
            if (kind == PDF_SPACE) {
                buf_printf(out, "/%s", key);
                paint_spot(out, pdf, used->numbers[i]);
            } else {
                pdf_reference(out, key, used->numbers[i]);
            }
        }
        buf_c(out, ">>");
    }
    buf_c(out, ">>");
}

int content_decimals(double scale)
{
    double digits = 2 + ceil(log10(scale) - 1e-9);
    return !(digits > 0) ? 0 : digits > 9 ? 9 : (int)digits;
}

/* ---- paths ---- */

struct path_writer {
    struct buf *out;
    Matrix matrix;
    int decimals;
};

static void points_write(const struct path_writer *writer, const Point *points, size_t count, char operator)
{
    for (size_t i = 0; i < count; i++) {
        Point p = matrix_apply(writer->matrix, points[i]);
        buf_number(writer->out, p.x, writer->decimals);
        buf_char(writer->out, ' ');
        buf_number(writer->out, p.y, writer->decimals);
        buf_char(writer->out, ' ');
    }
    buf_char(writer->out, operator);
    buf_char(writer->out, '\n');
}

static double rounded(double value, int decimals)
{
    static const double scales[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    return round(value * scales[decimals]) / scales[decimals];
}

/* A rectangle along the axes is one operator; its edges are rounded as those of its neighbours are. */
static bool rectangle_write(const struct path_writer *writer, const unsigned char *verbs, const Point *points,
                            size_t left)
{
    if (left < 5 || verbs[1] != PATH_LINE || verbs[2] != PATH_LINE || verbs[3] != PATH_LINE ||
        verbs[4] != PATH_CLOSE)
        return false;
    Point corners[4];
    for (int i = 0; i < 4; i++) {
        Point p = matrix_apply(writer->matrix, points[i]);
        corners[i] = (Point){rounded(p.x, writer->decimals), rounded(p.y, writer->decimals)};
    }
    const Point *a = &corners[0], *b = &corners[1], *c = &corners[2], *d = &corners[3];
    bool flat = a->y == b->y && b->x == c->x && c->y == d->y && d->x == a->x;
    if (!flat)
        return false; /* `re` goes sideways first: the other way round a hole would be filled (nonzero rule) */
    pdf_numbers(writer->out, (double[]){a->x, a->y, c->x - a->x, c->y - a->y}, 4, writer->decimals);
    buf_c(writer->out, " re\n");
    return true;
}

void content_path(struct pdf *pdf, const struct path *path, Matrix matrix, int decimals, bool keep_close)
{
    static const char operators[] = "mlc";
    static const size_t takes[] = {1, 1, 3, 0};
    struct path_writer writer = {&pdf->content->out, matrix, decimals};
    const Point *point = path->points, *start = NULL;
    bool closed = true;
    for (size_t i = 0; i < path->verb_count; i++) {
        enum path_verb verb = path->verbs[i];
        if (verb == PATH_MOVE && rectangle_write(&writer, path->verbs + i, point, path->verb_count - i)) {
            start = point;
            point += 4;
            i += 4;
            closed = true;
            continue;
        }
        if (verb == PATH_CLOSE) {
            if (!closed && (keep_close || i + 1 < path->verb_count)) buf_c(writer.out, "h\n");
            closed = true;
            continue;
        }
        /* What follows a closed figure begins at its start (SVG 1.1, 8.3.3); PDF wants to be told. */
        if (closed && verb != PATH_MOVE) points_write(&writer, start ? start : point, 1, 'm');
        if (verb == PATH_MOVE) start = point;
        points_write(&writer, point, takes[verb], operators[verb]);
        point += takes[verb];
        closed = false;
    }
}
