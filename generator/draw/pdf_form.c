/* Drawings that come again as form XObjects (ISO 32000-1, 8.10): the stream is written once and painted by name wherever it is wanted. It is
 * written in the page units of its first place; elsewhere `cm` moves it. One that would have to be scaled or turned is drawn anew. */
#include <assert.h>
#include <math.h>

#include "base/arena.h"
#include "draw/pdf_kept.h"

struct pdf_shared {
    const void *key;
    Matrix matrix; /* user units to page units at its first place */
    unsigned form; /* 0: nothing was drawn */
    bool transparent;
    unsigned inks;
};

/* Pages name their forms in the same order, so the one after the last is tried first. */
static const struct pdf_shared *find(struct pdf *pdf, const void *key)
{
    for (size_t i = 0; i < pdf->shared_count; i++) {
        size_t at = pdf->shared_next + i;
        if (at >= pdf->shared_count) at -= pdf->shared_count;
        if (pdf->shared[at].key != key) continue;
        pdf->shared_next = at + 1;
        return &pdf->shared[at];
    }
    return NULL;
}

static bool moved_only(Matrix a, Matrix b)
{
    double most = 1e-9 * (fabs(a.a) + fabs(a.b) + fabs(a.c) + fabs(a.d));
    return fabs(a.a - b.a) <= most && fabs(a.b - b.b) <= most && fabs(a.c - b.c) <= most &&
           fabs(a.d - b.d) <= most;
}

/* The form takes colours and transparency from where it is painted: alpha must be what its stream began with. */
static void paint_form(struct pdf *pdf, const struct pdf_shared *shared, Matrix matrix)
{
    if (!shared->form) return;
    content_ready(pdf);
    content_graphics(pdf);
    paint_alpha(pdf, 1);
    double x = round((matrix.e - shared->matrix.e) * 100) / 100,
           y = round((matrix.f - shared->matrix.f) * 100) / 100;
    bool moved = x != 0 || y != 0;
    if (moved) {
        if (!content_save(pdf)) return;
        buf_c(&pdf->content->out, "1 0 0 1 ");
        pdf_numbers(&pdf->content->out, (double[]){x, y}, 2, 2);
        buf_c(&pdf->content->out, " cm");
    }
    content_name(pdf, PDF_XOBJECT, shared->form);
    buf_c(&pdf->content->out, "Do\n");
    if (moved) content_restore(pdf);
    if (shared->transparent) pdf->page.transparent = true;
    pdf->page.inks |= shared->inks;
}

static void shared_add(struct pdf *pdf, struct pdf_shared shared)
{
    if (pdf->shared_count == pdf->shared_capacity)
        pdf->shared = arena_grow(pdf->arena, pdf->shared, &pdf->shared_capacity, pdf->shared_count + 1,
                                 sizeof *pdf->shared);
    pdf->shared[pdf->shared_count++] = shared;
    pdf->shared_next = pdf->shared_count;
}

/* A drawing of an earlier document. */
static const struct pdf_shared *find_kept(struct pdf *pdf, const void *key)
{
    struct pdf_shared shared = {.key = key};
    bool around = pdf->page.transparent;
    pdf->page.transparent = false;
    bool known = kept_form_write(pdf, key, &shared.matrix, &shared.form);
    shared.transparent = pdf->page.transparent;
    pdf->page.transparent = around;
    if (known) shared_add(pdf, shared);
    return known ? &pdf->shared[pdf->shared_count - 1] : NULL;
}

bool form_begin(struct canvas *canvas, const void *key)
{
    struct pdf *pdf = pdf_of(canvas);
    Matrix matrix = pdf_level(pdf)->matrix;
    bool anew = pdf->document->colors == COLORS_OFFICE; /* its colours depend on what lies below */
    const struct pdf_shared *known = anew ? NULL : find(pdf, key);
    if (!known && !anew) known = find_kept(pdf, key);
    if (known && moved_only(known->matrix, matrix)) {
        paint_form(pdf, known, matrix);
        return false;
    }
    struct pdf_level *level = pdf_level_push(pdf, LEVEL_SHARED, matrix);
    level->key = key;
    level->transparent = pdf->page.transparent;
    level->inks = pdf->page.inks;
    level->form = !known && !anew;
    if (!level->form) return true;
    content_ready(pdf);
    content_graphics(pdf);
    paint_alpha(pdf, 1);
    pdf->page.transparent = false;
    pdf->page.inks = 0;
    kept_form_begin(pdf, key, matrix);
    level->form_number = pdf_object_reserve(pdf->file);
    content_open(pdf, pdf->content, level->form_number)->inherits_mark = true;
    return true;
}

/* What lies off the page at the first place may be on it at another: three pages wide and high. */
void form_write(struct pdf *pdf, Str resources, unsigned number, Str bytes)
{
    double width = pdf->page.width, height = pdf->page.height;
    struct buf entries = {0};
    buf_c(&entries, "/Type/XObject/Subtype/Form");
    pdf_array(&entries, "BBox", (double[]){-width, -height, 2 * width, 2 * height}, 4, 3);
    buf_str(&entries, resources);
    pdf_stream_set(pdf->file, number, buf_view(&entries), bytes, PDF_DEFLATE_ONCE);
    buf_free(&entries);
}

void form_end(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    struct pdf_level level = *pdf_level(pdf);
    assert(level.kind == LEVEL_SHARED);
    pdf->level_count--;
    if (!level.form) return;
    struct pdf_content *inner = pdf->content;
    Str bytes = content_close(pdf);
    assert(inner->marked->key < 0);
    struct pdf_shared shared = {.key = level.key,
                                .matrix = level.matrix,
                                .form = level.form_number,
                                .transparent = pdf->page.transparent,
                                .inks = pdf->page.inks};
    struct buf resources = {0};
    content_resources(&resources, pdf, inner);
    form_write(pdf, buf_view(&resources), level.form_number, bytes);
    kept_form_end(pdf, inner, bytes);
    buf_free(&resources);
    content_spare(pdf, inner);
    if (!bytes.len) shared.form = 0;
    pdf->page.transparent = level.transparent;
    pdf->page.inks |= level.inks;
    shared_add(pdf, shared);
    paint_form(pdf, &shared, level.matrix);
}
