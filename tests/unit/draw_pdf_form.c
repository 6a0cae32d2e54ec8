/* Drawings that come again in a PDF: stored once, looking as if they had been drawn each time; text inside them still belongs to its element. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "tap.h"

enum { PAGES = 40 };

static struct arena *arena;
static struct diag *diag;
static const struct font *font;

static void artwork(struct canvas *canvas)
{
    static const struct gradient_stop stops[] = {{0, {0.1, 0.4, 0.3, 1}}, {1, {0.9, 0.7, 0.2, 1}}};
    struct gradient gradient = {
        .from = {0, 0}, .to = {20, 0}, .matrix = MATRIX_IDENTITY, .count = 2, .stops = stops};
    struct path path = {0}, dot = {0};
    path_rect(arena, &path, (Rect){2, 2, 20, 10}, 2, 2);
    canvas->calls->fill(canvas, &path, FILL_NONZERO,
                        &(struct paint){.color = {0, 0, 0, 1}, .gradient = &gradient});
    path_rect(arena, &dot, (Rect){8, 4, 8, 8}, 0, 0);
    canvas->calls->fill(canvas, &dot, FILL_NONZERO, &(struct paint){.color = {0.8, 0.1, 0.1, 0.5}});
}

static void words(struct canvas *canvas, Str text, double y)
{
    struct glyph_run *run = shape_text(arena, font, text, S("id"), 0);
    canvas->calls->glyphs(canvas, run, 0, run->count, (Point){5, y}, 5, 0, 0,
                          &(struct paint){.color = {0, 0, 0, 1}});
}

static void draw_artwork(struct canvas *canvas, const void *key, Matrix matrix, bool share)
{
    const struct canvas_calls *calls = canvas->calls;
    calls->save(canvas);
    calls->transform(canvas, matrix);
    if (!share) {
        artwork(canvas);
    } else if (calls->shared_begin(canvas, key)) {
        artwork(canvas);
        calls->shared_end(canvas);
    }
    calls->restore(canvas);
}

static bool build(struct buf *out, bool share)
{
    static const char art_key, text_key, empty_key;
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct canvas_document document = {.title = S("Berulang"), .lang = S("id"), .root = root};
    struct canvas *canvas = pdf_open(arena, diag, &document);
    const struct canvas_calls *calls = canvas->calls;
    for (int page = 0; page < PAGES; page++) {
        struct element *p = element_new(arena, root, ROLE_P), *own = element_new(arena, root, ROLE_P);
        calls->page_begin(canvas, (struct page_box){.width = 100, .height = 60});
        draw_artwork(canvas, &art_key, MATRIX_IDENTITY, share);
        draw_artwork(canvas, &art_key, matrix_translate(30, 12.5), share);   /* moved: the same form */
        draw_artwork(canvas, &art_key, (Matrix){2, 0, 0, 2, 40, 20}, share); /* larger: drawn anew */
        if (share && calls->shared_begin(canvas, &empty_key)) calls->shared_end(canvas);
        calls->mark_begin(canvas, p);
        if (!share) {
            words(canvas, S("Sama di semua halaman"), 40);
        } else if (calls->shared_begin(canvas, &text_key)) {
            words(canvas, S("Sama di semua halaman"), 40);
            calls->shared_end(canvas);
        }
        calls->mark_end(canvas);
        calls->mark_begin(canvas, own);
        words(canvas, str_format(arena, "Halaman %d", page + 1), 50);
        calls->mark_end(canvas);
        calls->page_end(canvas);
    }
    return pdf_close(canvas, out);
}

static size_t count(Str text, Str what)
{
    size_t found = 0;
    for (size_t at; (at = str_find(text, what)) < text.len; text = str_skip(text, at + what.len)) found++;
    return found;
}

/* What a command says, or what is drawn. */
static struct buf said(const char *command, const struct buf *pdf)
{
    struct buf out = {0};
    char path[] = "/tmp/suluh-form-XXXXXX", line[256], bytes[4096];
    int file = mkstemp(path);
    if (file < 0 || write(file, pdf->data, pdf->len) != (ssize_t)pdf->len) return out;
    close(file);
    snprintf(line, sizeof line, command, path);
    FILE *pipe = popen(line, "r");
    for (size_t n; pipe && (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;) buf_bytes(&out, bytes, n);
    if (pipe) pclose(pipe);
    unlink(path);
    return out;
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    font = font_find(fonts, S("Plus Jakarta Sans"), 400, false);
    struct buf shared = {0}, plain = {0};
    ok(build(&shared, true) && build(&plain, false), "two documents");
    ok(count(buf_view(&shared), S("/Subtype/Form")) == 3,
       "artwork, text and nothing: a form each, for all pages");
    ok(shared.len < plain.len, "smaller");
    struct buf a = said("pdftoppm -r 100 %s", &shared), b = said("pdftoppm -r 100 %s", &plain);
    ok(a.len > 100000 && str_equal(buf_view(&a), buf_view(&b)), "the same picture");
    struct buf text = said("pdfinfo -struct-text %s", &shared);
    ok(count(buf_view(&text), S("Sama di semua halaman")) == PAGES,
       "the text belongs to each page's element");
    struct buf check = said("qpdf --check %s 2>&1", &shared);
    ok(str_find(buf_view(&check), S("No syntax or stream encoding errors")) < check.len,
       "qpdf finds nothing wrong");
    struct buf *all[] = {&shared, &plain, &a, &b, &text, &check};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) buf_free(all[i]);
    diag_free(diag);
    arena_free(arena);
    return done();
}
