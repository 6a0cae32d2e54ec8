#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "draw/pdf_canvas.h"

static double clamp(double value)
{
    return !(value > 0) ? 0 : value > 1 ? 1 : value;
}

static void color_set(struct pdf *pdf, Color color, bool line)
{
    const double parts[] = {clamp(color.red), clamp(color.green), clamp(color.blue)};
    struct pdf_content *content = pdf->content;
    int *known = line ? content->now.line : content->now.fill, wanted[3];
    for (int i = 0; i < 3; i++) wanted[i] = (int)lround(parts[i] * 1000);
    if (known[0] == wanted[0] && known[1] == wanted[1] && known[2] == wanted[2]) return;
    bool gray = wanted[0] == wanted[1] && wanted[1] == wanted[2];
    pdf_numbers(&content->out, parts, gray ? 1 : 3, 3);
    buf_c(&content->out, gray ? (line ? " G\n" : " g\n") : (line ? " RG\n" : " rg\n"));
    for (int i = 0; i < 3; i++) known[i] = wanted[i];
}

static unsigned alpha_state(struct pdf *pdf, int alpha)
{
    for (size_t i = 0; i < pdf->state_count; i++)
        if (pdf->states[i].alpha == alpha) return pdf->states[i].number;
    struct buf out = {0};
    buf_c(&out, "/ca ");
    buf_number(&out, alpha / 1000.0, 3);
    buf_c(&out, "/CA ");
    buf_number(&out, alpha / 1000.0, 3);
    unsigned number = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    if (pdf->state_count == pdf->state_capacity)
        pdf->states = arena_grow(pdf->arena, pdf->states, &pdf->state_capacity, pdf->state_count + 1,
                                 sizeof *pdf->states);
    pdf->states[pdf->state_count++] = (struct pdf_state){alpha, number};
    return number;
}

void paint_alpha(struct pdf *pdf, double alpha)
{
    int wanted = (int)lround(clamp(alpha) * 1000);
    struct pdf_content *content = pdf->content;
    if (content->now.alpha == wanted) return;
    content_name(pdf, PDF_STATE, alpha_state(pdf, wanted));
    buf_c(&content->out, "gs\n");
    content->now.alpha = wanted;
    if (wanted < 1000) pdf->page.transparent = true;
}

/* ---- gradients (ISO 32000-1, 8.7.4.5.3, 8.7.4.5.4) ---- */

static void stop_color(struct buf *out, const char *key, Color color, bool alphas)
{
    if (alphas)
        pdf_array(out, key, (double[]){clamp(color.alpha)}, 1, 3);
    else
        pdf_array(out, key, (double[]){clamp(color.red), clamp(color.green), clamp(color.blue)}, 3, 3);
}

static void piece(struct buf *out, Color from, Color to, bool alphas)
{
    buf_c(out, "<</FunctionType 2/Domain[0 1]/N 1");
    stop_color(out, "C0", from, alphas);
    stop_color(out, "C1", to, alphas);
    buf_c(out, ">>");
}

/* One exponential function for each stretch between stops, stitched together; offsets are made to grow, as SVG says. */
static void stops_function(struct buf *out, const struct gradient *gradient, bool alphas)
{
    struct buf pieces = {0}, bounds = {0}, encode = {0};
    double at = 0;
    Color before = gradient->stops[0].color;
    size_t count = 0;
    for (size_t i = 0; i <= gradient->count; i++) {
        bool last = i == gradient->count;
        double offset = last ? 1 : fmax(clamp(gradient->stops[i].offset), at);
        Color color = last ? before : gradient->stops[i].color;
        if (offset - at >= 1e-5) {
            if (count > 0) {
                buf_char(&bounds, ' ');
                buf_number(&bounds, at, 5);
            }
            piece(&pieces, before, color, alphas);
            buf_c(&encode, count++ > 0 ? " 0 1" : "0 1");
            at = offset;
        }
        before = color;
    }
    buf_c(out, "/Function");
    if (count == 1) {
        buf_str(out, buf_view(&pieces));
    } else {
        buf_c(out, "<</FunctionType 3/Domain[0 1]/Functions[");
        buf_str(out, buf_view(&pieces));
        buf_c(out, "]/Bounds[");
        buf_str(out, str_trim(buf_view(&bounds)));
        buf_c(out, "]/Encode[");
        buf_str(out, buf_view(&encode));
        buf_c(out, "]>>");
    }
    buf_free(&pieces);
    buf_free(&bounds);
    buf_free(&encode);
}

/* SVG 1.1, 13.2.3: a focus outside the circle is moved to its edge. */
static Point focus_inside(const struct gradient *gradient)
{
    double dx = gradient->from.x - gradient->to.x, dy = gradient->from.y - gradient->to.y;
    double distance = hypot(dx, dy), most = gradient->radius * 0.999;
    if (distance <= most) return gradient->from;
    return (Point){gradient->to.x + dx * most / distance, gradient->to.y + dy * most / distance};
}

static unsigned pattern_add(struct pdf *pdf, const struct gradient *gradient, Matrix matrix, bool alphas)
{
    struct buf out = {0};
    buf_c(&out, "/PatternType 2");
    pdf_array(&out, "Matrix", (double[]){matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f}, 6, 5);
    buf_printf(&out, "/Shading<</ShadingType %d/ColorSpace/Device%s/Extend[true true]",
               gradient->radial ? 3 : 2, alphas ? "Gray" : "RGB");
    if (gradient->radial) {
        Point focus = focus_inside(gradient);
        pdf_array(&out, "Coords",
                  (double[]){focus.x, focus.y, 0, gradient->to.x, gradient->to.y, gradient->radius}, 6, 5);
    } else {
        pdf_array(&out, "Coords",
                  (double[]){gradient->from.x, gradient->from.y, gradient->to.x, gradient->to.y}, 4, 5);
    }
    stops_function(&out, gradient, alphas);
    buf_c(&out, ">>");
    unsigned number = pdf_object_add(pdf->file, buf_copy(&out, pdf->arena));
    buf_free(&out);
    return number;
}

/* A graphics state whose soft mask is the gradient's opacity, as a grey picture of `area` (11.6.5.3). */
static unsigned mask_state(struct pdf *pdf, const struct gradient *gradient, Matrix matrix, Rect area)
{
    struct buf out = {0};
    unsigned pattern = pattern_add(pdf, gradient, matrix, true);
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

bool paint_set(struct pdf *pdf, const struct paint *paint, bool line, Rect area)
{
    const struct gradient *gradient = paint->gradient;
    struct pdf_content *content = pdf->content;
    double alpha = paint->color.alpha;
    if (!gradient || !gradient->count) {
        color_set(pdf, paint->color, line);
        paint_alpha(pdf, alpha);
        return false;
    }
    Matrix matrix = matrix_multiply(gradient->matrix, pdf_level(pdf)->matrix);
    if (!has_extent(gradient, matrix)) {
        Color last = gradient->stops[gradient->count - 1].color;
        color_set(pdf, last, line);
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
    buf_c(&content->out, line ? "/Pattern CS" : "/Pattern cs");
    content_name(pdf, PDF_PATTERN, pattern_add(pdf, gradient, matrix, false));
    buf_c(&content->out, line ? "SCN\n" : "scn\n");
    (line ? content->now.line : content->now.fill)[0] = PDF_UNKNOWN;
    return saved;
}
