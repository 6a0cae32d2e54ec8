#include "draw/pdf.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "draw/pdf_canvas.h"
#include "draw/pdf_metadata.h"

/* ISO 32000-1, Annex C: beyond this many units a page needs a larger unit. */
#define LARGEST_PAGE   14400.0
#define POINTS_IN_A_MM (72 / 25.4)

struct pdf_level *pdf_level_push(struct pdf *pdf, enum pdf_level_kind kind, Matrix matrix)
{
    if (pdf->level_count == pdf->level_capacity)
        pdf->levels = arena_grow(pdf->arena, pdf->levels, &pdf->level_capacity, pdf->level_count + 1,
                                 sizeof *pdf->levels);
    struct pdf_level *level = &pdf->levels[pdf->level_count++];
    *level = (struct pdf_level){.kind = kind, .matrix = matrix};
    return level;
}

/* ---- pages ---- */

static void inner_box(struct buf *entries, const struct pdf_page *page, const char *name, double edge)
{
    pdf_array(entries, name, (double[]){edge, edge, page->width - edge, page->height - edge}, 4, 3);
}

/* An entry of the number tree of page labels (ISO 32000-1, 12.4.2). */
static void page_label(struct pdf *pdf, Str label)
{
    size_t page = pdf->pages_begun++;
    buf_printf(&pdf->labels, "%zu<<", page);
    if (label.len)
        pdf_entry(&pdf->labels, "P", label);
    else
        buf_printf(&pdf->labels, "/S/D/St %zu", page + 1);
    buf_c(&pdf->labels, ">>");
    pdf->labelled = pdf->labelled || label.len;
}

static void page_begin(struct canvas *canvas, struct page_box box)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(!pdf->content);
    double margin = fmax(box.margin, box.bleed);
    double width = (box.width + 2 * margin) * POINTS_IN_A_MM,
           height = (box.height + 2 * margin) * POINTS_IN_A_MM;
    double unit = fmax(1, ceil(fmax(width, height) / LARGEST_PAGE)), scale = POINTS_IN_A_MM / unit;
    struct pdf_page *page = &pdf->page;
    struct buf entries = {0};
    page->number = pdf_page_add(pdf->file);
    page->width = width / unit;
    page->height = height / unit;
    page->base = (Matrix){scale, 0, 0, -scale, margin * scale, page->height - margin * scale};
    page->transparent = false;
    page->inks = 0;
    below_page(pdf);
    page->annotations.len = 0;
    pdf_array(&entries, "MediaBox", (double[]){0, 0, page->width, page->height}, 4, 3);
    if (margin > 0 || pdf->document->colors == COLORS_PRESS) {
        inner_box(&entries, page, "BleedBox", (margin - box.bleed) * scale);
        inner_box(&entries, page, "TrimBox", margin * scale);
    }
    if (unit > 1) buf_printf(&entries, "/UserUnit %d", (int)unit);
    page_label(pdf, box.label);
    pdf->page_entries = entries;
    pdf->level_count = 0;
    pdf_level_push(pdf, LEVEL_PAGE, page->base);
    content_open(pdf, NULL, 0);
}

static void page_end(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    struct pdf_content *content = pdf->content;
    struct buf *entries = &pdf->page_entries;
    assert(content && pdf->level_count == 1 && pdf->mark.kind == MARK_NONE);
    Str bytes = content_close(pdf);
    content_resources(entries, pdf, content);
    if (pdf->page.transparent) paint_group(entries, pdf);
    if (content->marked->key >= 0) buf_printf(entries, "/StructParents %d", content->marked->key);
    if (pdf->page.annotations.len) {
        buf_c(entries, "/Annots[");
        buf_str(entries, str_trim(buf_view(&pdf->page.annotations)));
        buf_char(entries, ']');
    }
    if (pdf->document->root) buf_c(entries, "/Tabs/S");
    pdf_page_set(pdf->file, pdf->page.number, buf_copy(entries, pdf->arena), bytes);
    buf_free(entries);
    content_spare(pdf, content);
}

/* ---- state ---- */

static void save(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    pdf_level_push(pdf, LEVEL_SAVE, pdf_level(pdf)->matrix);
}

static void restore(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(pdf_level(pdf)->kind == LEVEL_SAVE);
    if (pdf_level(pdf)->saved) content_restore(pdf);
    pdf->level_count--;
}

static void transform(struct canvas *canvas, Matrix matrix)
{
    struct pdf_level *level = pdf_level(pdf_of(canvas));
    level->matrix = matrix_multiply(matrix, level->matrix);
}

static void clip(struct canvas *canvas, const struct path *path, enum fill_rule rule)
{
    struct pdf *pdf = pdf_of(canvas);
    struct pdf_level *level = pdf_level(pdf);
    bool ends = level->kind == LEVEL_SAVE || (level->kind == LEVEL_GROUP && !level->form);
    if (ends && !level->saved) {
        if (!content_save(pdf)) return;
        level->saved = true;
    }
    content_graphics(pdf);
    struct buf *out = &pdf->content->out;
    if (path->verb_count)
        content_path(pdf, path, level->matrix, content_decimals(1), false);
    else
        buf_c(out, "0 0 0 0 re\n");
    buf_c(out, rule == FILL_EVENODD ? "W* n\n" : "W n\n");
}

/* ---- paths ---- */

/* A large area of one piece; a QR code is large, but not of one piece. */
static enum ink_use use_of(const struct pdf *pdf, const struct path *path, Rect area)
{
    if (pdf->document->colors == COLORS_OFFICE) return office_use(pdf, path, area);
    if (pdf->document->colors != COLORS_PRESS) return INK_AREA;
    double least = pdf->document->inks->black_from * pdf->page.base.a;
    size_t pieces = 0;
    if (area.width < least || area.height < least) return INK_AREA;
    for (size_t i = 0; i < path->verb_count; i++) pieces += path->verbs[i] == PATH_MOVE;
    return pieces == 1 ? INK_LARGE : INK_AREA;
}

/* Many points in whole units, as those of a QR code: the viewer scales them, and each takes half the bytes. */
static bool on_grid(const struct path *path)
{
    enum { MANY = 100, FARTHEST = 1000 };
    bool whole = path->point_count >= MANY;
    for (size_t i = 0; i < path->point_count && whole; i++) {
        Point p = path->points[i];
        whole = fabs(p.x) < FARTHEST && fabs(p.y) < FARTHEST && p.x == (int)p.x && p.y == (int)p.y;
    }
    return whole;
}

static void fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint)
{
    struct pdf *pdf = pdf_of(canvas);
    Matrix matrix = pdf_level(pdf)->matrix;
    if (!path->verb_count) return;
    content_ready(pdf);
    content_graphics(pdf);
    Rect area = matrix_bounds(matrix, path_bounds(path));
    enum ink_use use = use_of(pdf, path, area);
    bool saved = paint_set(pdf, paint, false, use, area);
    below_filled(pdf, path, matrix, paint, use, area);
    bool scaled = on_grid(path) && pdf->content->depth < PDF_DEEPEST_SAVE && content_save(pdf);
    struct buf *out = &pdf->content->out;
    if (scaled) {
        pdf_numbers(out, (double[]){matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f}, 6, 6);
        buf_c(out, " cm\n");
        matrix = MATRIX_IDENTITY;
    }
    content_path(pdf, path, matrix, scaled ? 0 : content_decimals(1), false);
    buf_c(out, rule == FILL_EVENODD ? "f*\n" : "f\n");
    if (scaled) content_restore(pdf);
    if (saved) content_restore(pdf);
}

static void pen_number(struct buf *out, int *known, double value, const char *operator)
{
    int wanted = (int)lround(value * 1000);
    if (*known == wanted) return;
    buf_number(out, value, 3);
    buf_c(out, operator);
    *known = wanted;
}

/* `scale`: from the pen's unit to what is written. */
static void pen_set(struct pdf *pdf, const struct stroke *stroke, double scale)
{
    struct pdf_graphics *now = &pdf->content->now;
    struct buf *out = &pdf->content->out;
    pen_number(out, &now->width, stroke->width * scale, " w\n");
    pen_number(out, &now->cap, stroke->cap, " J\n");
    pen_number(out, &now->join, stroke->join, " j\n");
    if (stroke->join == JOIN_MITER) pen_number(out, &now->miter_limit, fmax(1, stroke->miter_limit), " M\n");
    double sum = 0;
    for (size_t i = 0; i < stroke->dash_count; i++) sum += stroke->dashes[i];
    if (!(sum > 0)) {
        if (now->dashes != 0) buf_c(out, "[]0 d\n");
        now->dashes = 0;
        return;
    }
    buf_char(out, '[');
    for (size_t i = 0; i < stroke->dash_count; i++) {
        if (i > 0) buf_char(out, ' ');
        buf_number(out, stroke->dashes[i] * scale, 3);
    }
    buf_char(out, ']');
    buf_number(out, stroke->dash_offset * scale, 3);
    buf_c(out, " d\n");
    now->dashes = 1;
}

static Rect stroke_area(const struct path *path, const struct stroke *how, Matrix matrix)
{
    Rect r = path_bounds(path);
    double reach = how->width * fmax(1, how->join == JOIN_MITER ? how->miter_limit : 1);
    return matrix_bounds(matrix, (Rect){r.x - reach, r.y - reach, r.width + 2 * reach, r.height + 2 * reach});
}

static void stroke(struct canvas *canvas, const struct path *path, const struct stroke *how,
                   const struct paint *paint)
{
    struct pdf *pdf = pdf_of(canvas);
    Matrix m = pdf_level(pdf)->matrix;
    double across = hypot(m.a, m.b), down = hypot(m.c, m.d), skew = m.a * m.c + m.b * m.d;
    if (!path->verb_count || !(how->width > 0) || !(across > 0) || !(down > 0)) return;
    bool even = fabs(across - down) <= 1e-6 * across && fabs(skew) <= 1e-6 * across * down;
    content_ready(pdf);
    content_graphics(pdf);
    bool saved = paint_set(pdf, paint, true, INK_FINE, stroke_area(path, how, m));
    struct buf *out = &pdf->content->out;
    if (even) {
        pen_set(pdf, how, across);
        content_path(pdf, path, m, content_decimals(1), true);
        buf_c(out, "S\n");
    } else if (content_save(pdf)) { /* a stretched pen: the viewer must stretch it */
        pdf_numbers(out, (double[]){m.a, m.b, m.c, m.d, m.e, m.f}, 6, 6);
        buf_c(out, " cm\n");
        pen_set(pdf, how, 1);
        content_path(pdf, path, MATRIX_IDENTITY, content_decimals(fmax(across, down)), true);
        buf_c(out, "S\n");
        content_restore(pdf);
    }
    if (saved) content_restore(pdf);
}

/* ---- groups ---- */

static void group_begin(struct canvas *canvas, double opacity)
{
    struct pdf *pdf = pdf_of(canvas);
    struct pdf_level *level = pdf_level_push(pdf, LEVEL_GROUP, pdf_level(pdf)->matrix);
    level->opacity = opacity;
    if (!(opacity < 1)) return; /* nothing to blend: no form */
    bool marked = pdf->mark.kind != MARK_NONE || pdf->content->inherits_mark;
    if (marked)
        content_ready(pdf);
    else
        content_unmark(pdf);
    content_graphics(pdf);
    level->form = true;
    level->form_number = pdf_object_reserve(pdf->file);
    content_open(pdf, pdf->content, level->form_number)->inherits_mark = marked;
}

static void group_end(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    struct pdf_level level = *pdf_level(pdf);
    assert(level.kind == LEVEL_GROUP);
    if (!level.form) {
        if (level.saved) content_restore(pdf);
        pdf->level_count--;
        return;
    }
    struct pdf_content *inner = pdf->content;
    assert(pdf->mark.kind == MARK_NONE || pdf->mark_content != inner);
    Str bytes = content_close(pdf);
    struct buf entries = {0};
    buf_c(&entries, "/Type/XObject/Subtype/Form");
    paint_group(&entries, pdf);
    pdf_array(&entries, "BBox", (double[]){0, 0, pdf->page.width, pdf->page.height}, 4, 3);
    if (inner->marked->key >= 0) buf_printf(&entries, "/StructParents %d", inner->marked->key);
    content_resources(&entries, pdf, inner);
    pdf_stream_set(pdf->file, level.form_number, buf_copy(&entries, pdf->arena), bytes, PDF_DEFLATE);
    buf_free(&entries);
    content_spare(pdf, inner);
    pdf->level_count--;
    pdf->page.transparent = true;
    paint_alpha(pdf, level.opacity);
    content_name(pdf, PDF_XOBJECT, level.form_number);
    buf_c(&pdf->content->out, "Do\n");
}

/* ---- structure ---- */

static void mark_begin(struct canvas *canvas, struct element *element)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(pdf->content && pdf->mark.kind == MARK_NONE && !pdf->content->inherits_mark);
    pdf->mark = (struct pdf_mark){element ? MARK_ELEMENT : MARK_ARTIFACT, element};
    pdf->mark_content = pdf->content;
}

/* The mark is closed when something else comes: two marks of one element in a row are one. */
static void mark_end(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(pdf->mark.kind != MARK_NONE && pdf->mark_content == pdf->content);
    pdf->mark = (struct pdf_mark){MARK_NONE, NULL};
}

/* RFC 3986 has only ASCII: other bytes are percent-encoded. */
static void uri_write(struct buf *out, Str uri)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf ascii = {0};
    for (size_t i = 0; i < uri.len; i++) {
        unsigned char c = (unsigned char)uri.data[i];
        if (c > 0x20 && c < 0x7F)
            buf_char(&ascii, (char)c);
        else
            buf_bytes(&ascii, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
    }
    pdf_bytes(out, buf_view(&ascii));
    buf_free(&ascii);
}

static void jump_add(struct pdf *pdf, unsigned number, Str entries, Str name)
{
    pdf->jumps =
        arena_grow(pdf->arena, pdf->jumps, &pdf->jump_capacity, pdf->jump_count + 1, sizeof *pdf->jumps);
    pdf->jumps[pdf->jump_count++] = (struct pdf_jump){number, entries, name};
}

static void link_area(struct canvas *canvas, Rect area, Str uri, Str contents, struct element *element)
{
    struct pdf *pdf = pdf_of(canvas);
    Rect r = matrix_bounds(pdf_level(pdf)->matrix, area);
    struct buf out = {0};
    assert(pdf->content && (element || !pdf->document->root));
    if (pdf->document->colors != COLORS_SCREEN) return; /* paper */
    unsigned number = pdf_object_reserve(pdf->file);
    buf_c(&out, "/Type/Annot/Subtype/Link/Border[0 0 0]/F 4");
    pdf_array(&out, "Rect", (double[]){r.x, r.y, r.x + r.width, r.y + r.height}, 4, 2);
    pdf_entry(&out, "Contents", contents.len ? contents : uri);
    if (element && pdf->document->root)
        buf_printf(&out, "/StructParent %d",
                   pdf_structure_link(&pdf->structure, pdf->page.number, number, element));
    if (str_starts(uri, S("#"))) {
        jump_add(pdf, number, buf_copy(&out, pdf->arena), str_copy(pdf->arena, str_skip(uri, 1)));
    } else {
        buf_c(&out, "/A<</S/URI/URI");
        uri_write(&out, uri);
        buf_c(&out, ">>");
        pdf_object_set(pdf->file, number, buf_copy(&out, pdf->arena));
    }
    buf_free(&out);
    pdf_reference(&pdf->page.annotations, NULL, number);
    buf_char(&pdf->page.annotations, ' ');
}

static void bookmark(struct canvas *canvas, const struct bookmark *bookmark)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(pdf->content);
    if (pdf->document->colors != COLORS_SCREEN) return;
    if (pdf->bookmark_count == pdf->bookmark_capacity)
        pdf->bookmarks = arena_grow(pdf->arena, pdf->bookmarks, &pdf->bookmark_capacity,
                                    pdf->bookmark_count + 1, sizeof *pdf->bookmarks);
    struct pdf_bookmark *kept = &pdf->bookmarks[pdf->bookmark_count];
    *kept = (struct pdf_bookmark){*bookmark, pdf->page.number, pdf->bookmark_count++};
    kept->what.title = str_copy(pdf->arena, bookmark->title);
    kept->what.name = str_copy(pdf->arena, bookmark->name);
    kept->what.at = matrix_apply(pdf_level(pdf)->matrix, bookmark->at);
}

static const struct canvas_calls pdf_calls = {
    .page_begin = page_begin,
    .page_end = page_end,
    .save = save,
    .restore = restore,
    .transform = transform,
    .clip = clip,
    .fill = fill,
    .stroke = stroke,
    .glyphs = text_glyphs,
    .hyphen = text_hyphen,
    .read_begin = text_read_begin,
    .read_end = text_read_end,
    .picture = picture_draw,
    .group_begin = group_begin,
    .group_end = group_end,
    .shared_begin = form_begin,
    .shared_end = form_end,
    .mark_begin = mark_begin,
    .mark_end = mark_end,
    .link = link_area,
    .bookmark = bookmark,
};

/* ---- the document ---- */

void pdf_part_end(struct canvas *canvas, struct element *part)
{
    struct pdf *pdf = pdf_of(canvas);
    pdf_structure_part(&pdf->structure, pdf->file, part);
}

struct canvas *pdf_open(struct arena *arena, struct diag *diag, const struct canvas_document *document)
{
    struct pdf *pdf = arena_make(arena, struct pdf);
    pdf->canvas.calls = &pdf_calls;
    pdf->arena = arena;
    pdf->diag = diag;
    pdf->document = document;
    pdf->file = pdf_file_open(arena, document->kept, document->many);
    pdf->fonts.kept = document->kept;
    if (document->colors == COLORS_PRESS) pdf_file_version(pdf->file, 6); /* PDF/X-4 */
    pdf->structure.arena = arena;
    arena_defer(arena, buf_free_handle, &pdf->page.annotations);
    arena_defer(arena, buf_free_handle, &pdf->page_entries);
    arena_defer(arena, buf_free_handle, &pdf->labels);
    pdf_structure_forget(document->root);
    return &pdf->canvas;
}

/* The nearest bookmark around the i-th one: the last before it of a lower level. count: none. */
static size_t bookmark_parent(const struct pdf *pdf, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (pdf->bookmarks[k].what.level < pdf->bookmarks[i].what.level) return k;
    return pdf->bookmark_count;
}

struct outline_item {
    size_t parent, first, last, previous, next,
        children; /* places in the list; count: none (as parent: the root) */
    unsigned number;
};

static void destination(struct buf *out, const struct pdf_bookmark *mark)
{
    buf_c(out, "/Dest[");
    pdf_reference(out, NULL, mark->page);
    buf_c(out, "/XYZ ");
    pdf_numbers(out, (double[]){mark->what.at.x, mark->what.at.y}, 2, 2);
    buf_c(out, " null]");
}

static void outline_entries(struct buf *out, const struct pdf *pdf, const struct outline_item *items,
                            size_t i, unsigned root)
{
    const struct outline_item *item = &items[i];
    const struct pdf_bookmark *mark = &pdf->bookmarks[i];
    size_t none = pdf->bookmark_count;
    out->len = 0;
    buf_c(out, "/Title");
    pdf_text(out, mark->what.title);
    pdf_reference(out, "Parent", item->parent == none ? root : items[item->parent].number);
    if (item->previous != none) pdf_reference(out, "Prev", items[item->previous].number);
    if (item->next != none) pdf_reference(out, "Next", items[item->next].number);
    if (item->children) {
        pdf_reference(out, "First", items[item->first].number);
        pdf_reference(out, "Last", items[item->last].number);
        buf_printf(out, "/Count -%zu", item->children); /* closed */
    }
    destination(out, mark);
}

static unsigned outlines_write(struct pdf *pdf)
{
    size_t count = pdf->bookmark_count;
    struct outline_item *items = arena_make_n(pdf->arena, struct outline_item, count + 1);
    unsigned root = pdf_object_reserve(pdf->file);
    for (size_t i = 0; i <= count; i++) { /* items[count] is the root */
        items[i] = (struct outline_item){count, count, count, count, count, 0, 0};
        if (i < count) items[i].number = pdf_object_reserve(pdf->file);
    }
    for (size_t i = 0; i < count; i++) {
        struct outline_item *parent = &items[items[i].parent = bookmark_parent(pdf, i)];
        items[i].previous = parent->last;
        if (parent->children++ == 0)
            parent->first = i;
        else
            items[parent->last].next = i;
        parent->last = i;
    }
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        outline_entries(&out, pdf, items, i, root);
        pdf_object_set(pdf->file, items[i].number, buf_copy(&out, pdf->arena));
    }
    out.len = 0;
    buf_c(&out, "/Type/Outlines");
    pdf_reference(&out, "First", items[items[count].first].number);
    pdf_reference(&out, "Last", items[items[count].last].number);
    buf_printf(&out, "/Count %zu", items[count].children);
    pdf_object_set(pdf->file, root, buf_copy(&out, pdf->arena));
    buf_free(&out);
    return root;
}

/* Links inside the document. Targets mostly come in the links' order: the search goes on where the last one ended. */
static void jumps_write(struct pdf *pdf)
{
    struct buf out = {0};
    size_t at = 0, count = pdf->bookmark_count;
    for (size_t i = 0; i < pdf->jump_count; i++) {
        const struct pdf_jump *jump = &pdf->jumps[i];
        size_t tried = 0;
        while (tried < count && !str_equal(pdf->bookmarks[(at + tried) % count].what.name, jump->name))
            tried++;
        out.len = 0;
        buf_str(&out, jump->entries);
        if (tried < count) at = (at + tried) % count; /* a heading that is not shown: near the last one */
        if (count) destination(&out, &pdf->bookmarks[at]);
        pdf_object_set(pdf->file, jump->number, buf_copy(&out, pdf->arena));
    }
    buf_free(&out);
}

static int compare_bookmarks(const void *a, const void *b)
{
    const struct pdf_bookmark *one = a, *two = b;
    if (one->what.order != two->what.order) return one->what.order < two->what.order ? -1 : 1;
    return one->sequence < two->sequence ? -1 : one->sequence > two->sequence;
}

/* Leaves those of the outline, in its order. */
static void outline_sort(struct pdf *pdf)
{
    size_t count = 0;
    for (size_t i = 0; i < pdf->bookmark_count; i++)
        if (pdf->bookmarks[i].what.level > 0) pdf->bookmarks[count++] = pdf->bookmarks[i];
    pdf->bookmark_count = count;
    if (count) qsort(pdf->bookmarks, count, sizeof *pdf->bookmarks, compare_bookmarks);
}

static void catalog_write(struct pdf *pdf)
{
    const struct canvas_document *document = pdf->document;
    struct buf out = {0};
    pdf_entry(&out, "Lang", document->lang);
    buf_c(&out, "/ViewerPreferences<</DisplayDocTitle true>>");
    if (document->root) {
        buf_c(&out, "/MarkInfo<</Marked true>>");
        pdf_reference(&out, "StructTreeRoot",
                      pdf_structure_write(&pdf->structure, pdf->file, document->root));
    }
    pdf_reference(&out, "Metadata", pdf_xmp_add(pdf->file, pdf->arena, document));
    pdf_output_intent(&out, pdf->file, pdf->arena, document);
    jumps_write(pdf);
    outline_sort(pdf);
    if (pdf->labelled) {
        buf_c(&out, "/PageLabels<</Nums[");
        buf_str(&out, buf_view(&pdf->labels));
        buf_c(&out, "]>>");
    }
    if (pdf->bookmark_count) {
        pdf_reference(&out, "Outlines", outlines_write(pdf));
        buf_c(&out, "/PageMode/UseOutlines");
    }
    pdf_catalog_set(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
}

bool pdf_close(struct canvas *canvas, struct buf *out)
{
    struct pdf *pdf = pdf_of(canvas);
    assert(!pdf->content);
    pictures_write(pdf);
    if (!pdf_fonts_write(&pdf->fonts, pdf->file, pdf->arena, pdf->diag)) pdf->failed = true;
    catalog_write(pdf);
    pdf_info_write(pdf->file, pdf->arena, pdf->document);
    if (pdf->failed) return false;
    unsigned long error = pdf_file_save(pdf->file, out);
    if (error)
        diag_report(pdf->diag, LOC_NONE, MSG_PDF_FAILED, pdf->document->title,
                    str_format(pdf->arena, "0x%lX", error));
    return error == 0;
}
