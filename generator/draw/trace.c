#include "draw/trace.h"

#include "base/arena.h"

enum { DECIMALS = 3, DEEPEST = 64 };

struct trace {
    struct canvas canvas;
    struct buf *out;
    int depth;
};

static void number(struct buf *out, double value)
{
    buf_char(out, ' ');
    buf_number(out, value, DECIMALS);
}

static void numbers(struct buf *out, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) number(out, values[i]);
}

static void quoted(struct buf *out, Str text)
{
    buf_c(out, " \"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\') buf_char(out, '\\');
        if (text.data[i] == '\n')
            buf_c(out, "\\n");
        else
            buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
}

static struct buf *line(struct canvas *canvas, const char *verb)
{
    struct trace *trace = (struct trace *)canvas;
    for (int i = 0; i < trace->depth && i < DEEPEST; i++) buf_c(trace->out, "  ");
    buf_c(trace->out, verb);
    return trace->out;
}

static struct buf *opening(struct canvas *canvas, const char *verb)
{
    struct buf *out = line(canvas, verb);
    ((struct trace *)canvas)->depth++;
    return out;
}

static void closing(struct canvas *canvas, const char *verb)
{
    struct trace *trace = (struct trace *)canvas;
    if (trace->depth > 0) trace->depth--;
    line(canvas, verb);
    buf_char(trace->out, '\n');
}

static void color_out(struct buf *out, Color color)
{
    const double parts[] = {color.red, color.green, color.blue};
    buf_c(out, " #");
    for (int i = 0; i < 3; i++) {
        double part = parts[i] < 0 ? 0 : parts[i] > 1 ? 1 : parts[i];
        buf_printf(out, "%02x", (unsigned)(part * 255 + 0.5));
    }
    if (color.alpha < 1) {
        buf_char(out, '/');
        buf_number(out, color.alpha, DECIMALS);
    }
}

static void matrix_out(struct buf *out, Matrix m)
{
    numbers(out, (double[]){m.a, m.b, m.c, m.d, m.e, m.f}, 6);
}

static void paint_out(struct buf *out, const struct paint *paint)
{
    const struct gradient *gradient = paint->gradient;
    if (!gradient) {
        color_out(out, paint->color);
        return;
    }
    buf_c(out, gradient->radial ? " radial" : " linear");
    numbers(out, (double[]){gradient->from.x, gradient->from.y, gradient->to.x, gradient->to.y}, 4);
    if (gradient->radial) number(out, gradient->radius);
    if (gradient->radial && gradient->focus_radius > 0) {
        buf_c(out, " from");
        number(out, gradient->focus_radius);
    }
    buf_c(out, " matrix");
    matrix_out(out, gradient->matrix);
    for (size_t i = 0; i < gradient->count; i++) {
        buf_c(out, " stop");
        number(out, gradient->stops[i].offset);
        color_out(out, gradient->stops[i].color);
    }
    if (paint->color.alpha < 1) {
        buf_c(out, " alpha");
        number(out, paint->color.alpha);
    }
}

static void path_out(struct buf *out, const struct path *path)
{
    static const char letters[] = "MLCZ";
    static const size_t takes[] = {1, 1, 3, 0};
    const Point *point = path->points;
    for (size_t i = 0; i < path->verb_count; i++) {
        buf_char(out, ' ');
        buf_char(out, letters[path->verbs[i]]);
        for (size_t k = takes[path->verbs[i]]; k > 0; k--, point++)
            numbers(out, (double[]){point->x, point->y}, 2);
    }
    buf_char(out, '\n');
}

static void page_begin(struct canvas *canvas, struct page_box box)
{
    struct buf *out = opening(canvas, "page");
    numbers(out, (double[]){box.width, box.height}, 2);
    if (box.bleed > 0) {
        buf_c(out, " bleed");
        number(out, box.bleed);
    }
    buf_char(out, '\n');
}

static void page_end(struct canvas *canvas)
{
    closing(canvas, "end page");
}

static void save(struct canvas *canvas)
{
    buf_char(opening(canvas, "save"), '\n');
}

static void restore(struct canvas *canvas)
{
    closing(canvas, "restore");
}

static void transform(struct canvas *canvas, Matrix matrix)
{
    struct buf *out = line(canvas, "transform");
    matrix_out(out, matrix);
    buf_char(out, '\n');
}

static void clip(struct canvas *canvas, const struct path *path, enum fill_rule rule)
{
    path_out(line(canvas, rule == FILL_EVENODD ? "clip evenodd" : "clip"), path);
}

static void fill(struct canvas *canvas, const struct path *path, enum fill_rule rule,
                 const struct paint *paint)
{
    struct buf *out = line(canvas, rule == FILL_EVENODD ? "fill evenodd" : "fill");
    paint_out(out, paint);
    path_out(out, path);
}

static void stroke(struct canvas *canvas, const struct path *path, const struct stroke *how,
                   const struct paint *paint)
{
    static const char *const caps[] = {"butt", "round", "square"}, *const joins[] = {"miter", "round",
                                                                                     "bevel"};
    struct buf *out = line(canvas, "stroke");
    paint_out(out, paint);
    buf_c(out, " width");
    number(out, how->width);
    buf_printf(out, " %s %s", caps[how->cap], joins[how->join]);
    if (how->join == JOIN_MITER) number(out, how->miter_limit);
    if (how->dash_count) {
        buf_c(out, " dash");
        numbers(out, how->dashes, how->dash_count);
        buf_c(out, " from");
        number(out, how->dash_offset);
    }
    path_out(out, path);
}

static void glyphs(struct canvas *canvas, const struct glyph_run *run, size_t from, size_t to, Point at,
                   double size, double word_space, double letter_space, const struct paint *paint)
{
    struct buf *out = line(canvas, "text");
    int64_t advance = 0;
    for (size_t i = from; i < to; i++) advance += run->glyphs[i].advance;
    quoted(out, glyph_run_text(run, from, to));
    buf_char(out, ' ');
    buf_str(out, run->font->postscript);
    number(out, size);
    buf_c(out, " at");
    numbers(out, (double[]){at.x, at.y}, 2);
    buf_c(out, " natural");
    number(out, (double)advance * size / run->font->units_per_em);
    if (word_space != 0) {
        buf_c(out, " word");
        number(out, word_space);
    }
    if (letter_space != 0) {
        buf_c(out, " letter");
        number(out, letter_space);
    }
    paint_out(out, paint);
    buf_char(out, '\n');
}

static void hyphen(struct canvas *canvas, const struct glyph_run *run, Point at, double size,
                   const struct paint *paint)
{
    struct buf *out = line(canvas, "hyphen");
    buf_char(out, ' ');
    buf_str(out, run->font->postscript);
    number(out, size);
    buf_c(out, " at");
    numbers(out, (double[]){at.x, at.y}, 2);
    paint_out(out, paint);
    buf_char(out, '\n');
}

static void read_begin(struct canvas *canvas, Str text)
{
    struct buf *out = line(canvas, "read");
    quoted(out, text);
    buf_char(out, '\n');
}

static void read_end(struct canvas *canvas)
{
    buf_char(line(canvas, "read-end"), '\n');
}

static void picture(struct canvas *canvas, const struct picture *what, Rect at)
{
    struct buf *out = line(canvas, "picture");
    quoted(out, what->name);
    buf_printf(out, " %zux%zu %s at", what->width, what->height, what->file ? "file" : "pixels");
    numbers(out, (double[]){at.x, at.y, at.width, at.height}, 4);
    buf_char(out, '\n');
}

static void group_begin(struct canvas *canvas, double opacity)
{
    struct buf *out = opening(canvas, "group");
    number(out, opacity);
    buf_char(out, '\n');
}

static void group_end(struct canvas *canvas)
{
    closing(canvas, "end group");
}

static bool shared_begin(struct canvas *canvas, const void *key)
{
    (void)key;
    buf_char(opening(canvas, "shared"), '\n');
    return true;
}

static void shared_end(struct canvas *canvas)
{
    closing(canvas, "end shared");
}

static void mark_begin(struct canvas *canvas, struct element *element)
{
    struct buf *out = opening(canvas, "mark ");
    buf_c(out, element ? element_role_name(element->role) : "artifact");
    buf_char(out, '\n');
}

static void mark_end(struct canvas *canvas)
{
    closing(canvas, "end mark");
}

static void link_area(struct canvas *canvas, Rect area, Str uri, Str contents, struct element *element)
{
    struct buf *out = line(canvas, "link");
    numbers(out, (double[]){area.x, area.y, area.width, area.height}, 4);
    buf_char(out, ' ');
    buf_str(out, uri);
    quoted(out, contents);
    if (!element) buf_c(out, " untagged");
    buf_char(out, '\n');
}

static void bookmark(struct canvas *canvas, const struct bookmark *bookmark)
{
    struct buf *out = line(canvas, "bookmark");
    if (bookmark->level) {
        buf_printf(out, " %d", bookmark->level);
        quoted(out, bookmark->title);
    }
    if (bookmark->name.len) {
        buf_c(out, " #");
        buf_str(out, bookmark->name);
    }
    buf_c(out, " at");
    numbers(out, (double[]){bookmark->at.x, bookmark->at.y}, 2);
    buf_char(out, '\n');
}

static const struct canvas_calls trace_calls = {
    .page_begin = page_begin,
    .page_end = page_end,
    .save = save,
    .restore = restore,
    .transform = transform,
    .clip = clip,
    .fill = fill,
    .stroke = stroke,
    .glyphs = glyphs,
    .hyphen = hyphen,
    .read_begin = read_begin,
    .read_end = read_end,
    .picture = picture,
    .group_begin = group_begin,
    .group_end = group_end,
    .shared_begin = shared_begin,
    .shared_end = shared_end,
    .mark_begin = mark_begin,
    .mark_end = mark_end,
    .link = link_area,
    .bookmark = bookmark,
};

struct canvas *trace_open(struct arena *arena, struct buf *out)
{
    struct trace *trace = arena_make(arena, struct trace);
    trace->canvas.calls = &trace_calls;
    trace->out = out;
    return &trace->canvas;
}

static void words(struct buf *out, const char *name, Str text)
{
    if (!text.len) return;
    buf_char(out, ' ');
    buf_c(out, name);
    quoted(out, text);
}

static void element_out(struct buf *out, const struct element *element)
{
    buf_c(out, element_role_name(element->role));
    words(out, "alt", element->alt);
    words(out, "lang", element->lang);
    words(out, "title", element->title);
    words(out, "actual", element->actual_text);
    if (element->column_header) buf_c(out, " column");
    if (element->row_header) buf_c(out, " row");
    if (element->column_span > 1) buf_printf(out, " columns=%d", element->column_span);
    if (element->row_span > 1) buf_printf(out, " rows=%d", element->row_span);
    if (element->ordered) buf_c(out, " ordered");
    buf_char(out, '\n');
}

void trace_structure(struct buf *out, const struct element *root)
{
    int depth = 0;
    for (const struct element *element = root; element;) {
        for (int i = 0; i < depth && i < DEEPEST; i++) buf_c(out, "  ");
        element_out(out, element);
        if (element->first) {
            element = element->first;
            depth++;
            continue;
        }
        while (element != root && !element->next) {
            element = element->parent;
            depth--;
        }
        element = element == root ? NULL : element->next;
    }
}
