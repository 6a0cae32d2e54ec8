#include "draw/pdf_kept.h"

#include "base/arena.h"
#include "draw/pdf.h"

struct packed {
    PdfHash hash;
    Str data;
};

struct kept_glyph {
    const struct font *font;
    uint32_t glyph;
    Str text;
    bool whole, told; /* as pdf_font_note was asked, and its answer */
};

/* What a name of the stream stands for: a font or a graphics state. */
struct kept_name {
    enum pdf_resource kind;
    unsigned number; /* in the name */
    const struct font *font;
    struct pdf_state state;
};

struct kept_form {
    const void *key;      /* NULL: it cannot be kept */
    Matrix matrix;        /* user units to page units at its first place */
    double width, height; /* of its page */
    Str bytes;
    bool transparent;
    struct kept_name *names;
    size_t name_count, name_capacity;
    struct kept_glyph *glyphs;
    size_t glyph_count, glyph_capacity;
};

struct pdf_kept {
    struct arena *arena;
    struct packed *packed;
    size_t packed_count, packed_capacity;
    struct kept_subset *subsets;
    size_t subset_count, subset_capacity;
    struct kept_form *forms;
    size_t form_count, form_capacity;
    bool recording; /* the last of the forms */
};

struct pdf_kept *pdf_kept_open(struct arena *arena)
{
    struct pdf_kept *kept = arena_make(arena, struct pdf_kept);
    kept->arena = arena;
    return kept;
}

struct arena *kept_arena(const struct pdf_kept *kept)
{
    return kept->arena;
}

/* ---- packed streams ---- */

const Str *kept_packed(const struct pdf_kept *kept, PdfHash hash)
{
    for (size_t i = 0; i < kept->packed_count; i++)
        if (kept->packed[i].hash.low == hash.low && kept->packed[i].hash.high == hash.high)
            return &kept->packed[i].data;
    return NULL;
}

Str kept_pack(struct pdf_kept *kept, PdfHash hash, Str packed)
{
    kept->packed = arena_grow(kept->arena, kept->packed, &kept->packed_capacity, kept->packed_count + 1,
                              sizeof *kept->packed);
    kept->packed[kept->packed_count++] = (struct packed){hash, str_copy(kept->arena, packed)};
    return kept->packed[kept->packed_count - 1].data;
}

/* ---- fonts ---- */

struct kept_subset *kept_subset(struct pdf_kept *kept, const struct font *font, size_t glyph_count)
{
    for (size_t i = 0; i < kept->subset_count; i++)
        if (kept->subsets[i].font == font) return &kept->subsets[i];
    kept->subsets = arena_grow(kept->arena, kept->subsets, &kept->subset_capacity, kept->subset_count + 1,
                               sizeof *kept->subsets);
    struct kept_subset *subset = &kept->subsets[kept->subset_count++];
    *subset =
        (struct kept_subset){.font = font, .glyphs = arena_make_n(kept->arena, unsigned char, glyph_count)};
    return subset;
}

/* ---- drawings ---- */

static struct kept_form *recorded(const struct pdf *pdf)
{
    struct pdf_kept *kept = pdf->document->kept;
    return kept && kept->recording ? &kept->forms[kept->form_count - 1] : NULL;
}

/* The colours of paper depend on what their document has mixed and painted before. */
void kept_form_begin(struct pdf *pdf, const void *key, Matrix matrix)
{
    struct pdf_kept *kept = pdf->document->kept;
    if (!kept || kept->recording || pdf->document->colors != COLORS_SCREEN) return;
    kept->forms =
        arena_grow(kept->arena, kept->forms, &kept->form_capacity, kept->form_count + 1, sizeof *kept->forms);
    kept->forms[kept->form_count++] = (struct kept_form){
        .key = key, .matrix = matrix, .width = pdf->page.width, .height = pdf->page.height};
    kept->recording = true;
}

void kept_form_glyph(struct pdf *pdf, const struct font *font, uint32_t glyph, Str text, bool whole,
                     bool told)
{
    struct kept_form *form = recorded(pdf);
    struct arena *arena = form ? pdf->document->kept->arena : NULL;
    if (!form) return;
    form->glyphs =
        arena_grow(arena, form->glyphs, &form->glyph_capacity, form->glyph_count + 1, sizeof *form->glyphs);
    form->glyphs[form->glyph_count++] = (struct kept_glyph){font, glyph, str_copy(arena, text), whole, told};
}

static bool name_stands_for(const struct pdf *pdf, struct kept_name *name)
{
    for (size_t i = 0; name->kind == PDF_FONT && i < pdf->fonts.count; i++)
        if (pdf->fonts.fonts[i]->number == name->number) name->font = pdf->fonts.fonts[i]->font;
    for (size_t i = 0; name->kind == PDF_STATE && i < pdf->state_count; i++)
        if (pdf->states[i].number == name->number) name->state = pdf->states[i];
    return name->font || name->state.number;
}

void kept_form_end(struct pdf *pdf, const struct pdf_content *content, Str bytes)
{
    struct kept_form *form = recorded(pdf);
    struct pdf_kept *kept = pdf->document->kept;
    if (!form) return;
    kept->recording = false;
    form->bytes = str_copy(kept->arena, bytes);
    form->transparent = pdf->page.transparent;
    for (int kind = 0; kind < PDF_RESOURCES; kind++)
        for (size_t i = 0; i < content->used[kind].count; i++) {
            struct kept_name name = {.kind = (enum pdf_resource)kind,
                                     .number = content->used[kind].numbers[i]};
            if (!name_stands_for(pdf, &name)) form->key = NULL;
            form->names = arena_grow(kept->arena, form->names, &form->name_capacity, form->name_count + 1,
                                     sizeof *form->names);
            form->names[form->name_count++] = name;
        }
}

/* The glyphs are noted as if they were drawn. False: in this document one stands for something else. */
static bool note_glyphs(struct pdf *pdf, const struct kept_form *form)
{
    for (size_t i = 0; i < form->glyph_count; i++) {
        const struct kept_glyph *glyph = &form->glyphs[i];
        struct pdf_font *font = pdf_font_use(&pdf->fonts, pdf->file, pdf->arena, glyph->font);
        bool told = pdf_font_note(font, pdf->arena, glyph->glyph, glyph->text, glyph->whole);
        if (glyph->told && !told) return false;
    }
    return true;
}

static void put_names(struct buf *out, struct pdf *pdf, const struct kept_form *form)
{
    static const char *const keys[] = {[PDF_FONT] = "/Font<<", [PDF_STATE] = "/ExtGState<<"};
    static const char letters[] = {[PDF_FONT] = 'F', [PDF_STATE] = 'G'};
    buf_c(out, "/Resources<<");
    for (size_t i = 0; i < form->name_count; i++) {
        const struct kept_name *name = &form->names[i];
        bool first = i == 0 || form->names[i - 1].kind != name->kind,
             last = i + 1 == form->name_count || form->names[i + 1].kind != name->kind;
        unsigned number = name->font ? pdf_font_use(&pdf->fonts, pdf->file, pdf->arena, name->font)->number
                                     : paint_state(pdf, name->state.alpha, name->state.overprint);
        if (first) buf_c(out, keys[name->kind]);
        buf_printf(out, "/%c%u %u 0 R", letters[name->kind], name->number, number);
        if (last) buf_c(out, ">>");
    }
    buf_c(out, ">>");
}

bool kept_form_write(struct pdf *pdf, const void *key, Matrix *matrix, unsigned *number)
{
    struct pdf_kept *kept = pdf->document->kept;
    size_t i = 0,
           count = kept && !kept->recording && pdf->document->colors == COLORS_SCREEN ? kept->form_count : 0;
    while (i < count && kept->forms[i].key != key) i++;
    if (i == count) return false;
    const struct kept_form *form = &kept->forms[i];
    if (form->width != pdf->page.width || form->height != pdf->page.height || !note_glyphs(pdf, form))
        return false;
    *matrix = form->matrix;
    *number = 0;
    if (!form->bytes.len) return true;
    struct buf names = {0};
    put_names(&names, pdf, form);
    *number = pdf_object_reserve(pdf->file);
    form_write(pdf, buf_view(&names), *number, form->bytes);
    if (form->transparent) pdf->page.transparent = true;
    buf_free(&names);
    return true;
}
