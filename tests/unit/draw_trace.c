/* The trace canvas: every call as one line. */
#include "base/arena.h"
#include "draw/trace.h"
#include "tap.h"

static void draw(struct arena *arena, struct canvas *canvas, const struct font *font, struct element *title)
{
    const struct canvas_calls *calls = canvas->calls;
    struct paint ink = {.color = {0, 0.5, 1, 1}};
    struct gradient_stop stops[] = {{0, {1, 1, 1, 1}}, {1, {0, 0, 0, 0.5}}};
    struct gradient gradient = {.to = {1, 0}, .matrix = MATRIX_IDENTITY, .count = 2, .stops = stops};
    struct paint shade = {.color = {0, 0, 0, 0.25}, .gradient = &gradient};
    static const unsigned char pixels[4 * 3 * 4];
    struct path path = {0};
    path_move(arena, &path, 1, 2);
    path_line(arena, &path, 3, 4.00049);
    path_close(arena, &path);
    calls->page_begin(canvas, (struct page_box){.width = 297, .height = 210, .bleed = 3});
    calls->mark_begin(canvas, title);
    struct glyph_run *run = shape_text(arena, font, S("Hai \"Ibu\""), S("id"), 0);
    calls->glyphs(canvas, run, 0, run->count, (Point){10, 20.12345}, 4, 0.5, 0, &ink);
    calls->mark_end(canvas);
    calls->mark_begin(canvas, NULL);
    calls->save(canvas);
    calls->transform(canvas, matrix_scale(2, 2));
    calls->clip(canvas, &path, FILL_EVENODD);
    calls->group_begin(canvas, 0.5);
    calls->fill(canvas, &path, FILL_NONZERO, &shade);
    calls->group_end(canvas);
    calls->stroke(canvas, &path, &(struct stroke){1, 4, CAP_ROUND, JOIN_BEVEL, 2, (double[]){1, 2}, 0}, &ink);
    calls->restore(canvas);
    calls->mark_end(canvas);
    calls->picture(canvas, &(struct picture){.name = S("a.jpg"), .width = 4, .height = 3, .rgba = pixels},
                   (Rect){0, 0, 40, 30});
    calls->link(canvas, (Rect){1, 2, 3, 4}, S("https://contoh.id/"), S("Contoh"), title);
    calls->bookmark(canvas, &(struct bookmark){1, 0, S("Satu"), STR_NONE, {0, 5}});
    calls->page_end(canvas);
}

static const char expected[] =
    "page 297 210 bleed 3\n"
    "  mark H1\n"
    "    text \"Hai \\\"Ibu\\\"\" PlusJakartaSans-Regular 4 at 10 20.123 natural 15.972 word 0.5 #0080ff\n"
    "  end mark\n"
    "  mark artifact\n"
    "    save\n"
    "      transform 2 0 0 2 0 0\n"
    "      clip evenodd M 1 2 L 3 4 Z\n"
    "      group 0.5\n"
    "        fill linear 0 0 1 0 matrix 1 0 0 1 0 0 stop 0 #ffffff stop 1 #000000/0.5 alpha 0.25 M 1 2 L 3 4 "
    "Z\n"
    "      end group\n"
    "      stroke #0080ff width 1 round bevel dash 1 2 from 0 M 1 2 L 3 4 Z\n"
    "    restore\n"
    "  end mark\n"
    "  picture \"a.jpg\" 4x3 pixels at 0 0 40 30\n"
    "  link 1 2 3 4 https://contoh.id/ \"Contoh\"\n"
    "  bookmark 1 \"Satu\" at 0 5\n"
    "end page\n";

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf out = {0};
    const struct font *font = font_find(font_set_open(arena, diag, "templates/fonts", S("templates/fonts")),
                                        S("Plus Jakarta Sans"), 400, false);
    if (!font) return 1;
    struct element *root = element_new(arena, NULL, ROLE_DOCUMENT);
    struct element *title = element_new(arena, root, ROLE_H1);
    struct element *row = element_new(arena, element_new(arena, root, ROLE_TABLE), ROLE_ROW);
    struct element *cell = element_new(arena, row, ROLE_HEADER);
    cell->column_header = true;
    cell->column_span = 2;
    element_new(arena, root, ROLE_FIGURE)->alt = S("Obor");
    draw(arena, trace_open(arena, &out), font, title);
    same_text(buf_view(&out), expected, "a page's calls");
    out.len = 0;
    trace_structure(&out, root);
    same_text(buf_view(&out),
              "Document\n  H1\n  Table\n    TR\n      TH column columns=2\n  Figure alt \"Obor\"\n",
              "the structure");
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
    return done();
}
