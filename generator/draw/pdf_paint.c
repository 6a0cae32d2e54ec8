#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "draw/pdf.h"
#include "draw/pdf_canvas.h"

static double clamp(double value)
{
    return !(value > 0) ? 0 : value > 1 ? 1 : value;
}

/* ---- inks ---- */

/* A spot ink is known by the object of its function, which gives the look of its tints: the recipe, scaled. */
static unsigned spot_number(struct pdf *pdf, const struct ink_recipe *recipe)
{
    for (size_t i = 0; i < pdf->spot_count; i++)
        if (str_equal(pdf->spots[i].name, recipe->spot)) return pdf->spots[i].number;
    struct buf out = {0};
    buf_c(&out, "/FunctionType 2/Domain[0 1]/N 1/C0[0 0 0 0]");
    pdf_array(&out, "C1", recipe->cmyk, 4, 3);
    unsigned number = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    if (pdf->spot_count == pdf->spot_capacity)
        pdf->spots =
            arena_grow(pdf->arena, pdf->spots, &pdf->spot_capacity, pdf->spot_count + 1, sizeof *pdf->spots);
    pdf->spots[pdf->spot_count++] = (struct pdf_spot){recipe->spot, number};
    return number;
}

/* ISO 32000-1, 8.6.6.4. */
void paint_spot(struct buf *out, const struct pdf *pdf, unsigned number)
{
    for (size_t i = 0; i < pdf->spot_count; i++) {
        if (pdf->spots[i].number != number) continue;
        buf_c(out, "[/Separation");
        pdf_name(out, pdf->spots[i].name);
        buf_c(out, "/DeviceCMYK ");
        pdf_reference(out, NULL, number);
        buf_char(out, ']');
    }
}

static void ink_note(struct pdf *pdf, const struct ink *ink)
{
    pdf->heaviest = fmax(pdf->heaviest, ink_total(ink->cmyk));
    for (unsigned i = 0; i < 4 && !ink->spot; i++)
        if (ink->cmyk[i] > 0.0005) pdf->page.inks |= 1u << i;
    if (!ink->spot) return;
    unsigned number = spot_number(pdf, ink->spot);
    for (size_t i = 0; i < pdf->spot_count && i < PDF_SPOTS_MOST; i++)
        if (pdf->spots[i].number == number) pdf->page.inks |= 1u << (PDF_PROCESS_INKS + i);
}

unsigned pdf_page_inks(const struct canvas *canvas)
{
    return ((const struct pdf *)canvas)->page.inks;
}

Str pdf_ink_name(const struct canvas *canvas, unsigned ink)
{
    static const char *const process[] = {"Cyan", "Magenta", "Yellow", "Black"};
    const struct pdf *pdf = (const struct pdf *)canvas;
    if (ink < PDF_PROCESS_INKS) return str_from(process[ink]);
    return ink - PDF_PROCESS_INKS < pdf->spot_count ? pdf->spots[ink - PDF_PROCESS_INKS].name : STR_NONE;
}

double pdf_heaviest_ink(const struct canvas *canvas)
{
    return ((const struct pdf *)canvas)->heaviest;
}

/* A drawing has few colours, and each comes often. */
static const struct ink *ink_for(struct pdf *pdf, Color color, enum ink_use use)
{
    enum { PLACES = 256 };
    if (!pdf->mixed) pdf->mixed = arena_make_n(pdf->arena, struct pdf_mixed, PLACES);
    double parts[] = {color.red * 31, color.green * 59, color.blue * 97};
    size_t place = ((size_t)llround(fabs(parts[0] + parts[1] + parts[2]) * 255) * 3 + use) % PLACES;
    struct pdf_mixed *mixed = &pdf->mixed[place];
    bool same = mixed->known && mixed->use == use && mixed->color.red == color.red &&
                mixed->color.green == color.green && mixed->color.blue == color.blue;
    if (!same) *mixed = (struct pdf_mixed){color, use, true, ink_mix(pdf->document->inks, color, use)};
    return &mixed->ink;
}

static bool color_known(int known[5], unsigned space, const double *parts, int count)
{
    int wanted[5] = {(int)space, 0, 0, 0, 0};
    for (int i = 0; i < count; i++) wanted[i + 1] = (int)lround(parts[i] * 1000);
    bool same = memcmp(known, wanted, sizeof wanted) == 0;
    memcpy(known, wanted, sizeof wanted);
    return same;
}

/* ---- graphics states ---- */

unsigned paint_state(struct pdf *pdf, int alpha, int overprint)
{
    for (size_t i = 0; i < pdf->state_count; i++)
        if (pdf->states[i].alpha == alpha && pdf->states[i].overprint == overprint)
            return pdf->states[i].number;
    struct buf out = {0};
    if (alpha != PDF_UNKNOWN) {
        buf_c(&out, "/ca ");
        buf_number(&out, alpha / 1000.0, 3);
        buf_c(&out, "/CA ");
        buf_number(&out, alpha / 1000.0, 3);
    } else {
        buf_c(&out, overprint ? "/OP true/op true/OPM 1" : "/OP false/op false/OPM 0");
    }
    unsigned number = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    if (pdf->state_count == pdf->state_capacity)
        pdf->states = arena_grow(pdf->arena, pdf->states, &pdf->state_capacity, pdf->state_count + 1,
                                 sizeof *pdf->states);
    pdf->states[pdf->state_count++] = (struct pdf_state){alpha, overprint, number};
    return number;
}

void paint_alpha(struct pdf *pdf, double alpha)
{
    int wanted = (int)lround(clamp(alpha) * 1000);
    struct pdf_content *content = pdf->content;
    if (content->now.alpha == wanted) return;
    content_name(pdf, PDF_STATE, paint_state(pdf, wanted, PDF_UNKNOWN));
    buf_c(&content->out, "gs\n");
    content->now.alpha = wanted;
    if (wanted < 1000) pdf->page.transparent = true;
}

static void overprint_set(struct pdf *pdf, bool overprint)
{
    struct pdf_content *content = pdf->content;
    if (pdf->document->colors != COLORS_PRESS || content->now.overprint == overprint) return;
    content_name(pdf, PDF_STATE, paint_state(pdf, PDF_UNKNOWN, overprint));
    buf_c(&content->out, "gs\n");
    content->now.overprint = overprint;
}

void paint_group(struct buf *out, const struct pdf *pdf)
{
    static const char *const spaces[] = {
        [COLORS_SCREEN] = "RGB", [COLORS_PRESS] = "CMYK", [COLORS_OFFICE] = "Gray"};
    buf_printf(out, "/Group<</S/Transparency/CS/Device%s>>", spaces[pdf->document->colors]);
}

/* ---- plain colours ---- */

static void screen_color(struct pdf_content *content, Color color, bool line, int known[5])
{
    const double parts[] = {clamp(color.red), clamp(color.green), clamp(color.blue)};
    if (color_known(known, 0, parts, 3)) return;
    bool gray = known[1] == known[2] && known[2] == known[3];
    pdf_numbers(&content->out, parts, gray ? 1 : 3, 3);
    buf_c(&content->out, gray ? (line ? " G\n" : " g\n") : (line ? " RG\n" : " rg\n"));
}

static void gray_set(struct pdf_content *content, double gray, bool line, int known[5])
{
    if (color_known(known, 0, &gray, 1)) return;
    buf_number(&content->out, gray, 3);
    buf_c(&content->out, line ? " G\n" : " g\n");
}

static void ink_set(struct pdf *pdf, const struct ink *ink, bool line, int known[5])
{
    struct pdf_content *content = pdf->content;
    overprint_set(pdf, ink->overprint);
    if (!ink->spot) {
        if (color_known(known, 0, ink->cmyk, 4)) return;
        pdf_numbers(&content->out, ink->cmyk, 4, 3);
        buf_c(&content->out, line ? " K\n" : " k\n");
        return;
    }
    int before = known[0];
    unsigned space = spot_number(pdf, ink->spot);
    if (color_known(known, space, &ink->tint, 1)) return;
    if (before != (int)space) {
        content_name(pdf, PDF_SPACE, space);
        buf_c(&content->out, line ? "CS " : "cs ");
    }
    buf_number(&content->out, ink->tint, 3);
    buf_c(&content->out, line ? " SCN\n" : " scn\n");
}

/* Black on top of much ink would be more than the limit: there it takes the others away. */
static void press_color(struct pdf *pdf, Color color, bool line, enum ink_use use, int known[5], Rect area)
{
    struct ink ink = *ink_for(pdf, color, use);
    if (ink.overprint && below_inks(pdf, area) + ink.cmyk[3] > INK_LIMIT + 1e-9) ink.overprint = false;
    ink_note(pdf, &ink);
    ink_set(pdf, &ink, line, known);
}

/* The coloured inks that a plain fill puts down. */
double paint_inks(struct pdf *pdf, const struct paint *paint, enum ink_use use)
{
    const double *cmyk = ink_for(pdf, paint->color, use)->cmyk;
    return cmyk[0] + cmyk[1] + cmyk[2];
}

static void color_set(struct pdf *pdf, Color color, bool line, enum ink_use use, Rect area)
{
    struct pdf_content *content = pdf->content;
    int *known = line ? content->now.line : content->now.fill;
    switch (pdf->document->colors) {
    case COLORS_SCREEN: screen_color(content, color, line, known); break;
    case COLORS_PRESS: press_color(pdf, color, line, use, known, area); break;
    case COLORS_OFFICE: gray_set(content, office_gray(pdf, color, use, line, area), line, known); break;
    }
}

/* ---- gradients (ISO 32000-1, 8.7.4.5.3, 8.7.4.5.4) ---- */

/* What a gradient's numbers mean. */
enum shade { SHADE_ALPHA, SHADE_GRAY, SHADE_RGB, SHADE_CMYK };
static const char *const shade_spaces[] = {"Gray", "Gray", "RGB", "CMYK"};

static enum shade shade_of(const struct pdf *pdf)
{
    static const enum shade shades[] = {
        [COLORS_SCREEN] = SHADE_RGB, [COLORS_PRESS] = SHADE_CMYK, [COLORS_OFFICE] = SHADE_GRAY};
    return shades[pdf->document->colors];
}

static void stop_color(struct pdf *pdf, struct buf *out, const char *key, Color color, enum shade shade)
{
    switch (shade) {
    case SHADE_ALPHA: pdf_array(out, key, (double[]){clamp(color.alpha)}, 1, 3); break;
    case SHADE_GRAY: pdf_array(out, key, (double[]){ink_gray(color)}, 1, 3); break;
    case SHADE_RGB:
        pdf_array(out, key, (double[]){clamp(color.red), clamp(color.green), clamp(color.blue)}, 3, 3);
        break;
    case SHADE_CMYK: {
        const struct ink *ink = ink_for(pdf, color, INK_AREA);
        struct ink process = *ink;
        process.spot = NULL; /* a mixture of inks cannot be told by one of them */
        ink_note(pdf, &process);
        pdf_array(out, key, ink->cmyk, 4, 3);
        break;
    }
    }
}

static void piece(struct pdf *pdf, struct buf *out, Color from, Color to, enum shade shade)
{
    buf_c(out, "<</FunctionType 2/Domain[0 1]/N 1");
    stop_color(pdf, out, "C0", from, shade);
    stop_color(pdf, out, "C1", to, shade);
    buf_c(out, ">>");
}

static Color between(Color from, Color to, double t)
{
    return (Color){from.red + t * (to.red - from.red), from.green + t * (to.green - from.green),
                   from.blue + t * (to.blue - from.blue), from.alpha + t * (to.alpha - from.alpha)};
}

/* Converted colours do not lie on a line between the converted ends: they get stops in between. */
static size_t steps_between(struct pdf *pdf, Color from, Color to, enum shade shade)
{
    enum { STEPS = 4 };
    if (shade == SHADE_GRAY) return STEPS;
    if (shade != SHADE_CMYK) return 1;
    bool chosen = ink_for(pdf, from, INK_AREA)->chosen;
    return chosen && ink_for(pdf, to, INK_AREA)->chosen ? 1 : STEPS;
}

struct stitching {
    struct buf pieces, bounds, encode;
    size_t count;
};

static void stitch(struct pdf *pdf, struct stitching *stitching, double at, double end, Color from, Color to,
                   enum shade shade)
{
    size_t steps = steps_between(pdf, from, to, shade);
    for (size_t i = 0; i < steps; i++) {
        double t = (double)i / (double)steps, next = (double)(i + 1) / (double)steps;
        if (stitching->count > 0) {
            buf_char(&stitching->bounds, ' ');
            buf_number(&stitching->bounds, at + t * (end - at), 5);
        }
        piece(pdf, &stitching->pieces, between(from, to, t), between(from, to, next), shade);
        buf_c(&stitching->encode, stitching->count++ > 0 ? " 0 1" : "0 1");
    }
}

/* One exponential function for each stretch between stops, stitched together; offsets are made to grow, as SVG says. */
static void stops_function(struct pdf *pdf, struct buf *out, const struct gradient *gradient,
                           enum shade shade)
{
    struct stitching stitching = {0};
    double at = 0;
    Color before = gradient->stops[0].color;
    for (size_t i = 0; i <= gradient->count; i++) {
        bool last = i == gradient->count;
        double offset = last ? 1 : fmax(clamp(gradient->stops[i].offset), at);
        Color color = last ? before : gradient->stops[i].color;
        if (offset - at >= 1e-4) {
            stitch(pdf, &stitching, at, offset, before, color, shade);
            at = offset;
        }
        before = color;
    }
    buf_c(out, "/Function");
    if (stitching.count == 1) {
        buf_str(out, buf_view(&stitching.pieces));
    } else {
        buf_c(out, "<</FunctionType 3/Domain[0 1]/Functions[");
        buf_str(out, buf_view(&stitching.pieces));
        buf_c(out, "]/Bounds[");
        buf_str(out, str_trim(buf_view(&stitching.bounds)));
        buf_c(out, "]/Encode[");
        buf_str(out, buf_view(&stitching.encode));
        buf_c(out, "]>>");
    }
    buf_free(&stitching.pieces);
    buf_free(&stitching.bounds);
    buf_free(&stitching.encode);
}

static unsigned pattern_add(struct pdf *pdf, const struct gradient *gradient, Matrix matrix, enum shade shade)
{
    struct buf out = {0};
    buf_c(&out, "/PatternType 2");
    pdf_array(&out, "Matrix", (double[]){matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f}, 6, 5);
    buf_printf(&out, "/Shading<</ShadingType %d/ColorSpace/Device%s/Extend[true true]",
               gradient->radial ? 3 : 2, shade_spaces[shade]);
    if (gradient->radial) {
        pdf_array(&out, "Coords",
                  (double[]){gradient->from.x, gradient->from.y, gradient->focus_radius, gradient->to.x,
                             gradient->to.y, gradient->radius},
                  6, 5);
    } else {
        pdf_array(&out, "Coords",
                  (double[]){gradient->from.x, gradient->from.y, gradient->to.x, gradient->to.y}, 4, 5);
    }
    stops_function(pdf, &out, gradient, shade);
    buf_c(&out, ">>");
    unsigned number = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    return number;
}

/* A graphics state whose soft mask is the gradient's opacity, as a grey picture of `area` (11.6.5.3). */
static unsigned mask_state(struct pdf *pdf, const struct gradient *gradient, Matrix matrix, Rect area)
{
    struct buf out = {0};
    unsigned pattern = pattern_add(pdf, gradient, matrix, SHADE_ALPHA);
    double margin = 1;
    const double box[] = {area.x - margin, area.y - margin, area.width + 2 * margin,
                          area.height + 2 * margin};
    buf_printf(&out, "/Pattern cs/P%u scn ", pattern);
    pdf_numbers(&out, box, 4, 2);
    buf_c(&out, " re f");
    Str content = buf_copy(&out, pdf->arena);
    out.len = 0;
    buf_c(&out, "/Type/XObject/Subtype/Form/Group<</S/Transparency/CS/DeviceGray>>");
    pdf_array(&out, "BBox", (double[]){box[0], box[1], box[0] + box[2], box[1] + box[3]}, 4, 2);
    char key[16];
    snprintf(key, sizeof key, "P%u", pattern);
    buf_c(&out, "/Resources<</Pattern<<");
    pdf_reference(&out, key, pattern);
    buf_c(&out, ">>>>");
    unsigned form = pdf_stream_add(pdf->file, buf_copy(&out, pdf->arena), content, PDF_DEFLATE);
    out.len = 0;
    buf_c(&out, "/SMask<</S/Luminosity");
    pdf_reference(&out, "G", form);
    buf_c(&out, ">>");
    unsigned state = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    return state;
}

/* A gradient that has no extent is its last colour (SVG 1.1, 13.2.2). */
static bool has_extent(const struct gradient *gradient, Matrix matrix)
{
    Matrix inverse;
    if (gradient->count < 2 || !matrix_invert(matrix, &inverse)) return false;
    if (gradient->radial) return gradient->radius > 0;
    return gradient->from.x != gradient->to.x || gradient->from.y != gradient->to.y;
}

static bool has_alpha(const struct gradient *gradient)
{
    for (size_t i = 0; i < gradient->count; i++)
        if (gradient->stops[i].color.alpha < 1) return true;
    return false;
}

bool paint_set(struct pdf *pdf, const struct paint *paint, bool line, enum ink_use use, Rect area)
{
    const struct gradient *gradient = paint->gradient;
    struct pdf_content *content = pdf->content;
    double alpha = paint->color.alpha;
    if (paint->ink && pdf->document->colors == COLORS_PRESS) {
        ink_set(pdf, paint->ink, line, line ? content->now.line : content->now.fill);
        paint_alpha(pdf, 1);
        return false;
    }
    if (!gradient || !gradient->count) {
        color_set(pdf, paint->color, line, use, area);
        paint_alpha(pdf, alpha);
        return false;
    }
    Matrix matrix = matrix_multiply(gradient->matrix, pdf_level(pdf)->matrix);
    if (!has_extent(gradient, matrix)) {
        Color last = gradient->stops[gradient->count - 1].color;
        color_set(pdf, last, line, use, area);
        paint_alpha(pdf, alpha * last.alpha);
        return false;
    }
    bool saved = has_alpha(gradient) && content_save(pdf);
    if (saved) {
        content_name(pdf, PDF_STATE, mask_state(pdf, gradient, matrix, area));
        buf_c(&content->out, "gs\n");
        pdf->page.transparent = true;
    }
    paint_alpha(pdf, alpha);
    overprint_set(pdf, false);
    buf_c(&content->out, line ? "/Pattern CS" : "/Pattern cs");
    content_name(pdf, PDF_PATTERN, pattern_add(pdf, gradient, matrix, shade_of(pdf)));
    buf_c(&content->out, line ? "SCN\n" : "scn\n");
    (line ? content->now.line : content->now.fill)[0] = PDF_UNKNOWN;
    return saved;
}
