#include "draw/chart_plot.h"

#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "typeset/shape.h"

/* Lines are measured a little wide; where another font may stand in, as wide as the widest of the usual ones (DejaVu Sans) has them, which is
 * bolder by more than it is wider. */
static double slack(const struct plot *plot, int weight)
{
    if (!plot->surface->other_fonts) return 1.06;
    return weight > 500 ? 1.19 : 1.14;
}

xmlNode *plot_element(xmlNode *parent, const char *name, const char *class)
{
    xmlNode *node = xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
    if (!node) arena_exhausted();
    if (class) xmlNewProp(node, (const xmlChar *)"class", (const xmlChar *)class);
    return node;
}

void plot_attribute(xmlNode *node, const char *name, Str value)
{
    struct buf buf = {0};
    buf_str(&buf, value);
    buf_char(&buf, '\0');
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)buf.data);
    buf_free(&buf);
}

void plot_number(xmlNode *node, const char *name, double value)
{
    struct buf buf = {0};
    buf_number(&buf, value, 2);
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)buf.data);
    buf_free(&buf);
}

static const struct font *font_of(const struct plot *plot, int weight)
{
    if (!plot->surface->fonts || !plot->surface->fonts->count) return NULL;
    const struct font **font = &plot->memo->fonts[weight > 500];
    if (!*font) *font = font_find(plot->surface->fonts, S(CHART_FAMILY), weight, false);
    if (!*font)
        *font = font_find(plot->surface->fonts, plot->surface->fonts->fonts[0]->family, weight, false);
    return *font;
}

/* The place of a text in the memo, its own or a free one; NULL: both are taken. FNV-1a, Fowler, Noll and Vo. */
static struct plot_width *find_width(struct plot_memo *memo, Str text, int weight)
{
    uint32_t hash = 2166136261u ^ (uint32_t)weight;
    for (size_t i = 0; i < text.len; i++) hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    for (uint32_t i = 0; i < 4; i++) {
        struct plot_width *width = &memo->widths[(hash + i) % PLOT_WIDTHS];
        if (!width->text.data || (width->weight == weight && str_equal(width->text, text))) return width;
    }
    return NULL;
}

double plot_measure(const struct plot *plot, Str text, struct lettering lettering)
{
    const struct font *font = font_of(plot, lettering.weight);
    if (!font)
        return (double)utf8_columns(text) * lettering.size * (lettering.weight > 500 ? 0.64 : 0.6) *
               slack(plot, lettering.weight);
    struct plot_width *known = text.len ? find_width(plot->memo, text, lettering.weight) : NULL;
    if (known && known->text.data) return known->em * lettering.size;
    const struct glyph_run *run = shape_text(plot->arena, font, text, plot->lang, 0);
    double em = (double)run->width / font->units_per_em * slack(plot, lettering.weight);
    if (known) *known = (struct plot_width){text, lettering.weight, em};
    return em * lettering.size;
}

/* The longest beginning of a word that fits, at least one character; after a stroke or a hyphen if there is one in its second half. */
static size_t fitting(const struct plot *plot, Str word, struct lettering lettering, double width)
{
    size_t end = 0;
    utf8_next(word, &end);
    for (size_t next = end; end < word.len; end = next) {
        utf8_next(word, &next);
        if (plot_measure(plot, str_from_to(word, 0, next), lettering) > width) break;
    }
    for (size_t at = end; end < word.len && at > end / 2; at--)
        if (word.data[at - 1] == '_' || word.data[at - 1] == '-' || word.data[at - 1] == '/') return at;
    return end;
}

struct text_lines plot_wrap(const struct plot *plot, Str text, struct lettering lettering, double width)
{
    struct text_lines result = {NULL, 0, 0};
    size_t capacity = 0;
    text = str_trim(text);
    while (text.len) {
        size_t end = 0;
        for (size_t next = 0; next < text.len;) {
            while (next < text.len && text.data[next] == ' ') next++;
            while (next < text.len && text.data[next] != ' ') next++;
            if (end && plot_measure(plot, str_from_to(text, 0, next), lettering) > width) break;
            end = next;
        }
        Str line = str_from_to(text, 0, end);
        if (plot_measure(plot, line, lettering) > width)
            line = str_from_to(line, 0, fitting(plot, line, lettering, width));
        result.lines =
            arena_grow(plot->arena, result.lines, &capacity, result.count + 1, sizeof *result.lines);
        result.lines[result.count++] = line;
        result.width = fmax(result.width, plot_measure(plot, line, lettering));
        text = str_trim_left(str_skip(text, line.len));
    }
    return result;
}

xmlNode *plot_text(struct plot *plot, double x, double y, struct lettering lettering, const char *anchor,
                   struct text_lines lines, double leading)
{
    xmlNode *text = plot_element(plot->svg, "text", lettering.class);
    plot_number(text, "x", x);
    plot_number(text, "y", y);
    plot_number(text, "font-size", lettering.size);
    if (lettering.weight != 400) plot_number(text, "font-weight", lettering.weight);
    if (*anchor != 's') plot_attribute(text, "text-anchor", str_from(anchor));
    plot_attribute(text, "fill", S(CHART_INK));
    for (size_t i = 0; i < lines.count; i++) {
        xmlNode *line = text;
        if (i > 0) {
            /* A space between the lines, for those who hear or copy the text. */
            xmlNodeAddContent(text, (const xmlChar *)" ");
            line = plot_element(text, "tspan", NULL);
            plot_number(line, "x", x);
            plot_number(line, "dy", leading);
        }
        xmlNodeAddContentLen(line, (const xmlChar *)lines.lines[i].data, (int)lines.lines[i].len);
    }
    return text;
}

xmlNode *plot_line_of_text(struct plot *plot, double x, double y, struct lettering lettering,
                           const char *anchor, Str text)
{
    return plot_text(plot, x, y, lettering, anchor, (struct text_lines){&text, 1, 0}, 0);
}

/* Greyscale and copies: the emphasised are dark, the rest light with a dark outline. */
xmlNode *plot_rect(struct plot *plot, double x, double y, double width, double height, bool highlighted)
{
    xmlNode *rect = plot_element(plot->svg, "rect", highlighted ? "chart-a" : "chart-b");
    double inset = highlighted ? 0 : 0.5;
    plot_number(rect, "x", x + inset);
    plot_number(rect, "y", y + inset);
    plot_number(rect, "width", fmax(width - 2 * inset, 0));
    plot_number(rect, "height", fmax(height - 2 * inset, 0));
    plot_attribute(rect, "fill", str_from(highlighted ? plot->palette->series[0] : plot->palette->tint));
    if (!highlighted) plot_attribute(rect, "stroke", str_from(plot->palette->series[0]));
    return rect;
}

/* The lines y = c - x, 6 units apart, cut at the rectangle. */
void plot_hatch(struct plot *plot, double x, double y, double width, double height)
{
    const double apart = 6;
    if (width <= 0 || height <= 0) return;
    struct buf d = {0};
    for (double c = apart; c < width + height; c += apart) {
        double from = fmax(0, c - height), to = fmin(c, width);
        buf_char(&d, 'M');
        buf_number(&d, x + from, 1);
        buf_char(&d, ' ');
        buf_number(&d, y + c - from, 1);
        buf_char(&d, 'L');
        buf_number(&d, x + to, 1);
        buf_char(&d, ' ');
        buf_number(&d, y + c - to, 1);
    }
    if (d.len) {
        xmlNode *path = plot_element(plot->svg, "path", "chart-hatch");
        plot_attribute(path, "d", buf_view(&d));
        plot_attribute(path, "fill", S("none"));
        plot_attribute(path, "stroke", str_from(plot->palette->series[0]));
        plot_attribute(path, "stroke-width", S("0.8"));
    }
    buf_free(&d);
}

void plot_block(struct plot *plot, struct plot_room *room, Rect box)
{
    room->taken = arena_grow(plot->arena, room->taken, &room->capacity, room->count + 1, sizeof *room->taken);
    room->taken[room->count++] = box;
}

bool plot_take(struct plot *plot, struct plot_room *room, Rect box)
{
    Rect in = room->within;
    if (box.x < in.x || box.y < in.y || box.x + box.width > in.x + in.width ||
        box.y + box.height > in.y + in.height)
        return false;
    for (size_t i = 0; i < room->count; i++) {
        Rect o = room->taken[i];
        if (box.x < o.x + o.width && o.x < box.x + box.width && box.y < o.y + o.height &&
            o.y < box.y + box.height)
            return false;
    }
    plot_block(plot, room, box);
    return true;
}
