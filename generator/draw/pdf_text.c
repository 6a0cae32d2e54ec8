#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "draw/pdf_kept.h"

/* From this letter space on, in thousandths of the em, programs that read the text see spaces between the letters. */
enum { SPACED_OUT = 60 };

/* A run that is being shown by one TJ; lengths in thousandths of the em. */
struct shown {
    struct pdf *pdf;
    struct buf *out;
    struct pdf_font *font;
    const struct glyph_run *run;
    double unit;             /* thousandths of an em in a font unit */
    double word, letter;     /* what is added to a space, to every glyph */
    double pen;              /* where the next glyph belongs … */
    int64_t viewer;          /* … and where a viewer will have its own pen */
    bool in_array, in_bytes; /* inside [ ] and ( ) */
    Str as;                  /* what each glyph is read as, when that is not what it stands for */
    bool told;               /* one /ActualText holds for the whole run */
    int rise;
};

static void bytes_end(struct shown *shown)
{
    if (shown->in_bytes) buf_char(shown->out, ')');
    shown->in_bytes = false;
}

static void array_end(struct shown *shown)
{
    bytes_end(shown);
    if (shown->in_array) buf_c(shown->out, "]TJ\n");
    shown->in_array = false;
}

static void code(struct shown *shown, uint32_t glyph)
{
    const unsigned char bytes[] = {(unsigned char)(glyph >> 8), (unsigned char)glyph};
    if (!shown->in_array) buf_char(shown->out, '[');
    if (!shown->in_bytes) buf_char(shown->out, '(');
    shown->in_array = shown->in_bytes = true;
    for (int i = 0; i < 2; i++) {
        if (bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '\\') buf_char(shown->out, '\\');
        if (bytes[i] == '\r')
            buf_c(shown->out, "\\r");
        else
            buf_char(shown->out, (char)bytes[i]);
    }
}

static void rise_set(struct shown *shown, const struct glyph *glyph, double em)
{
    int wanted = (int)lround(glyph->y_offset * shown->unit * em);
    if (wanted == shown->rise) return;
    array_end(shown);
    buf_number(shown->out, wanted / 1000.0, 3);
    buf_c(shown->out, " Ts\n");
    shown->rise = wanted;
}

/* Not .notdef, which PDF/A and PDF/UA forbid; a damaged font may also name glyphs that it does not have. */
static bool has_shape(const struct pdf_font *font, const struct glyph *glyph)
{
    return glyph->id != 0 && glyph->id < font->glyph_count;
}

static void glyph_show(struct shown *shown, const struct glyph *glyph, double em, bool is_space)
{
    rise_set(shown, glyph, em);
    int64_t shift = llround(shown->pen + glyph->x_offset * shown->unit) - shown->viewer;
    if (shift != 0) {
        bytes_end(shown);
        if (!shown->in_array) buf_char(shown->out, '[');
        shown->in_array = true;
        buf_number(shown->out, -(double)shift, 0);
        shown->viewer += shift;
    }
    if (has_shape(shown->font, glyph)) {
        code(shown, glyph->id);
        shown->viewer += pdf_font_width(shown->font, glyph->id);
    }
    shown->pen += glyph->advance * shown->unit + shown->letter + (is_space ? shown->word : 0);
}

static bool ignorable(uint32_t c)
{
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

/* The text without what has no glyph by nature: soft hyphens, joiners. `room` is used only when there is such. */
static Str visible_text(struct buf *room, Str text)
{
    bool clean = true;
    for (size_t at = 0; at < text.len && clean;) clean = !ignorable(utf8_next(text, &at));
    if (clean) return text;
    room->len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        if (!ignorable(c)) buf_codepoint(room, c);
    }
    return buf_view(room);
}

/* Says what text the glyphs up to span_end stand for (ISO 32000-1, 14.9.4). */
static void span_begin(struct shown *shown, Str text)
{
    array_end(shown);
    buf_c(shown->out, "/Span<</ActualText");
    pdf_text(shown->out, text);
    buf_c(shown->out, ">>BDC\n");
}

static void span_end(struct shown *shown)
{
    array_end(shown);
    buf_c(shown->out, "EMC\n");
}

static bool glyph_note(struct shown *shown, uint32_t glyph, Str text, bool whole)
{
    bool told = pdf_font_note(shown->font, shown->pdf->arena, glyph, text, whole);
    kept_form_glyph(shown->pdf, shown->font->font, glyph, text, whole, told);
    return told;
}

/* The glyphs of one cluster, with what a reader gets of them. */
static void cluster_show(struct shown *shown, size_t from, size_t to, double em, struct buf *room)
{
    const struct glyph *glyphs = shown->run->glyphs;
    Str text = visible_text(room, glyph_run_text(shown->run, from, to));
    /* readers that know no /ActualText go by the glyph: one of its own for U+2010 is a soft hyphen, that of "-" is not */
    if (shown->as.len && !str_is(text, "-")) text = shown->as;
    bool told = true, is_space = str_is(text, " ");
    for (size_t i = from; i < to; i++) {
        if (!has_shape(shown->font, &glyphs[i])) {
            diag_report(shown->pdf->diag, LOC_NONE, MSG_PDF_GLYPH_MISSING, text, shown->run->font->path);
            shown->pdf->failed = true;
        } else {
            told = glyph_note(shown, glyphs[i].id, i == from ? text : STR_NONE, to - from == 1 && text.len) &&
                   told;
        }
    }
    told = told || shown->told || shown->pdf->reading;
    if (!told) span_begin(shown, text);
    for (size_t i = from; i < to; i++) glyph_show(shown, &glyphs[i], em, is_space);
    if (!told) span_end(shown);
}

static void font_set(struct pdf *pdf, const struct pdf_font *font, double size)
{
    struct pdf_content *content = pdf->content;
    int wanted = (int)lround(size * 1000);
    if (content->now.font == font && content->now.font_size == wanted) return;
    content_name(pdf, PDF_FONT, font->number);
    buf_number(&content->out, wanted / 1000.0, 3);
    buf_c(&content->out, " Tf\n");
    content->now.font = font;
    content->now.font_size = wanted;
}

/* Moves to the baseline's start. Upright lines share a text object and say only how far the next one is from the last. */
static void position_set(struct pdf *pdf, Matrix m, Point at, double scale, bool upright)
{
    struct pdf_content *content = pdf->content;
    int decimals = content_decimals(1);
    if (!upright) content_graphics(pdf);
    if (!content->in_text) {
        buf_c(&content->out, "BT\n");
        content->in_text = true;
        content->line = (Point){0, 0};
    }
    Point start = matrix_apply(m, at);
    if (!upright) {
        pdf_numbers(&content->out, (double[]){m.a / scale, m.b / scale, -m.c / scale, -m.d / scale}, 4, 5);
        buf_char(&content->out, ' ');
        pdf_numbers(&content->out, (double[]){start.x, start.y}, 2, decimals);
        buf_c(&content->out, " Tm\n");
        return;
    }
    start = (Point){round(start.x * 100) / 100, round(start.y * 100) / 100};
    pdf_numbers(&content->out, (double[]){start.x - content->line.x, start.y - content->line.y}, 2, decimals);
    buf_c(&content->out, " Td\n");
    content->line = start;
}

static Rect run_area(const struct glyph_run *run, size_t from, size_t to, Matrix m, Point at, double size,
                     double word_space, double letter_space)
{
    double width = 0, em = size / run->font->units_per_em;
    for (size_t i = from; i < to; i++)
        width += run->glyphs[i].advance * em + fabs(word_space) + fabs(letter_space);
    return matrix_bounds(m, (Rect){at.x - size, at.y - 2 * size, width + 2 * size, 3 * size});
}

/* What `show` needs to know of a piece of a run. */
struct piece {
    const struct glyph_run *run;
    size_t from, to;
    Point at;
    double size, word_space, letter_space;
    Str as; /* as in struct shown */
};

static void clusters_show(struct shown *shown, const struct piece *piece, double em)
{
    struct buf room = {0};
    shown->told = shown->told && !shown->pdf->reading;
    if (shown->told) {
        Str text = glyph_run_text(piece->run, piece->from, piece->to);
        span_begin(shown, piece->as.len ? piece->as : visible_text(&room, text));
    }
    for (size_t start = piece->from; start < piece->to;) {
        size_t end = start + 1;
        while (end < piece->to && piece->run->glyphs[end].cluster == piece->run->glyphs[start].cluster) end++;
        cluster_show(shown, start, end, em, &room);
        start = end;
    }
    if (shown->told)
        span_end(shown);
    else
        array_end(shown);
    if (shown->rise) buf_c(shown->out, "0 Ts\n");
    buf_free(&room);
}

static void show(struct canvas *canvas, const struct piece *piece, const struct paint *paint)
{
    struct pdf *pdf = pdf_of(canvas);
    Matrix m = pdf_level(pdf)->matrix;
    double size = piece->size, scale = hypot(m.c, m.d), em = size * scale;
    if (piece->from >= piece->to || !(size > 0) || !(em > 0) || !isfinite(em)) return;
    content_ready(pdf);
    Rect area = run_area(piece->run, piece->from, piece->to, m, piece->at, size, piece->word_space,
                         piece->letter_space);
    bool saved = paint_set(pdf, paint, false, INK_FINE, area);
    bool upright = m.b == 0 && m.c == 0 && m.d < 0 && fabs(m.a + m.d) < 1e-9 * scale;
    struct shown shown = {.pdf = pdf, .out = &pdf->content->out, .run = piece->run, .as = piece->as};
    shown.font = pdf_font_use(&pdf->fonts, pdf->file, pdf->arena, piece->run->font);
    shown.unit = 1000.0 / piece->run->font->units_per_em;
    shown.word = piece->word_space * 1000 / size;
    shown.letter = piece->letter_space * 1000 / size;
    position_set(pdf, m, piece->at, scale, upright);
    font_set(pdf, shown.font, em);
    shown.told = piece->as.len || fabs(shown.letter) >= SPACED_OUT;
    clusters_show(&shown, piece, em);
    if (!upright) content_graphics(pdf);
    if (saved) content_restore(pdf);
}

void text_glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                 double size, double word_space, double letter_space, const struct paint *paint)
{
    show(canvas, &(struct piece){run, from, to, at, size, word_space, letter_space, STR_NONE}, paint);
}

/* ISO 32000-1, 14.8.2.2.3: a hyphen that the end of the line made is read as U+00AD. */
void text_hyphen(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                 const struct paint *paint)
{
    show(canvas, &(struct piece){run, 0, run->count, at, size, 0, 0, S("\u00ad")}, paint);
}

/* Marked content begins and ends outside of text objects. */
void text_read_begin(struct canvas *canvas, Str text)
{
    struct pdf *pdf = pdf_of(canvas);
    content_ready(pdf);
    content_graphics(pdf);
    struct buf *out = &pdf->content->out;
    buf_c(out, "/Span<</ActualText");
    pdf_text(out, text);
    buf_c(out, ">>BDC\n");
    pdf->reading = true;
}

void text_read_end(struct canvas *canvas)
{
    struct pdf *pdf = pdf_of(canvas);
    content_graphics(pdf);
    buf_c(&pdf->content->out, "EMC\n");
    pdf->reading = false;
}
