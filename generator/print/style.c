/* Typographic styles: CSS rules of the layout for imaginary elements in a frame (".needs ol li"), over the defaults below. */
#include <string.h>

#include "base/arena.h"
#include "print/inside.h"

/* What holds when the layout says nothing. The last element of the path decides. */
static const struct {
    const char *element, *property, *value;
} defaults[] = {
    {"h1", "font-size", "1.8em"},
    {"h1", "font-weight", "800"},
    {"h1", "line-height", "1.12"},
    {"h1", "margin-bottom", "0.4em"},
    {"h2", "font-size", "1.4em"},
    {"h2", "font-weight", "800"},
    {"h2", "line-height", "1.2"},
    {"h2", "margin-top", "0.9em"},
    {"h2", "margin-bottom", "0.4em"},
    {"h3", "font-weight", "700"},
    {"h3", "font-size", "1.1em"},
    {"h3", "line-height", "1.3"},
    {"h3", "margin-top", "0.8em"},
    {"h3", "margin-bottom", "0.25em"},
    {"h4", "font-weight", "700"},
    {"h4", "margin-top", "0.6em"},
    {"h5", "font-weight", "700"},
    {"h5", "margin-top", "0.6em"},
    {"h6", "font-weight", "700"},
    {"h6", "margin-top", "0.6em"},
    {"entry1", "margin-top", "0.4em"},
    {"entry1", "font-weight", "700"},
    {"entry2", "padding-left", "1.2em"},
    {"entry3", "padding-left", "2.4em"},
    {"entry4", "padding-left", "3.6em"},
    {"leader", "letter-spacing", "0.3em"},
    {"leader", "font-weight", "400"},
    {"number", "font-variant-numeric", "tabular-nums"},
    {"p", "margin-bottom", "0.5em"},
    {"ul", "margin-bottom", "0.6em"},
    {"ol", "margin-bottom", "0.6em"},
    {"ul", "padding-left", "1.1em"},
    {"ol", "padding-left", "1.6em"},
    {"li", "margin-bottom", "0.25em"},
    {"icon", "font-size", "2em"},
    {"strong", "font-weight", "700"},
    {"em", "font-style", "italic"},
    {"th", "font-weight", "700"},
    {"th", "font-variant-numeric", "tabular-nums"},
    {"td", "font-variant-numeric", "tabular-nums"},
    {"th", "padding", "0.35em 0.8em 0.35em 0"},
    {"td", "padding", "0.35em 0.8em 0.35em 0"},
    {"tr", "border-bottom", "0.5pt solid #83928a"},
    {"table", "margin-bottom", "0.6em"},
    {"blockquote", "padding-left", "1em"},
    {"blockquote", "margin-bottom", "0.5em"},
    {"pre", "background", "#fbf5e9"},
    {"pre", "padding", "0.6em 0.8em"},
    {"pre", "margin", "0.6em 0"},
    {"pre", "hyphens", "manual"},
    {"code", "font-weight", "600"},
    {"hr", "border-bottom", "0.5pt solid #83928a"},
    {"hr", "margin-top", "0.6em"},
    {"hr", "margin-bottom", "0.6em"},
    {"figure", "margin-bottom", "0.6em"},
    {"h1", "break-after", "avoid"},
    {"h2", "break-after", "avoid"},
    {"h3", "break-after", "avoid"},
    {"h4", "break-after", "avoid"},
    {"h5", "break-after", "avoid"},
    {"h6", "break-after", "avoid"},
    {"note", "padding", "0.8em"},
    {"note", "margin", "0.8em 0"},
    {"tip", "padding", "0.8em"},
    {"tip", "margin", "0.8em 0"},
    {"important", "padding", "0.8em"},
    {"important", "margin", "0.8em 0"},
    {"warning", "padding", "0.8em"},
    {"warning", "margin", "0.8em 0"},
    {"danger", "padding", "0.8em"},
    {"danger", "margin", "0.8em 0"},
    {"note", "background", "#fbf5e9"},
    {"tip", "background", "#fbf5e9"},
    {"important", "background", "#fbf5e9"},
    {"warning", "background", "#fbf5e9"},
    {"danger", "background", "#fbf5e9"},
    {"note", "border-left", "1mm solid #0b4635"},
    {"tip", "border-left", "1mm solid #0b4635"},
    {"important", "border-left", "1mm solid #f2b134"},
    {"warning", "border-left", "1mm solid #f2b134"},
    {"danger", "border-left", "1mm solid #8c1a11"},
    {"h1", "text-wrap", "balance"},
    {"h2", "text-wrap", "balance"},
    {"h3", "text-wrap", "balance"},
    {"h1", "hyphens", "manual"},
    {"h2", "hyphens", "manual"},
    {"h3", "hyphens", "manual"},
    {"h4", "hyphens", "manual"},
    {"title", "hyphens", "manual"},
    {"th", "hyphens", "manual"},
    {"marker", "hyphens", "manual"},
    {"code", "hyphens", "none"},
    {"title", "font-weight", "700"},
    {"title", "margin-bottom", "0.15em"},
    {"title", "break-after", "avoid"},
    {"subtitle", "break-after", "avoid"},
    {"picture", "break-after", "avoid"},
    {"credit", "font-size", "0.75em"},
};

Ink ink_of(Color c)
{
    const double parts[] = {c.red, c.green, c.blue};
    Ink ink = 0xff;
    for (int i = 0; i < 3; i++) ink = ink << 8 | (Ink)(parts[i] * 255 + 0.5);
    return ink;
}

Color color_of(Ink ink)
{
    return (Color){(double)(ink >> 16 & 255) / 255, (double)(ink >> 8 & 255) / 255, (double)(ink & 255) / 255,
                   1};
}

struct reader {
    struct sheet *sheet;
    struct style *style;
    const struct svg_declared *declared;                        /* what the layout's rules say of it */
    unsigned char standard[sizeof defaults / sizeof *defaults]; /* the rows of `defaults` about it */
    size_t standard_count;
};

static const struct svg_declared *declared_below(const struct sheet *sheet, const struct style *style,
                                                 Str path)
{
    return svg_declared_below(sheet->arena, sheet->styles, style->node, str_c(sheet->arena, path));
}

static Str value_below(const struct reader *reader, Str path, const char *property)
{
    return svg_declared_value(declared_below(reader->sheet, reader->style, path), property);
}

/* Bullets inside of steps are bullets: `ol li marker` says what a numeral looks like and does not reach into `ol li ul li marker`, unless
 * a rule names both lists. */
static Str marker_value(const struct reader *reader, const char *property)
{
    Str path = reader->style->path, value = svg_declared_value(reader->declared, property);
    bool bullets = str_ends(path, S("ul li marker"));
    Str own = bullets ? S("ul li marker") : S("ol li marker"), other = bullets ? S("ol li") : S("ul li");
    Str outer = str_from_to(path, 0, path.len > own.len ? path.len - own.len : 0);
    if (!value.data || !str_ends(path, own) || str_find(outer, other) == outer.len) return value;
    Str theirs = value_below(reader, bullets ? S("ol li marker") : S("ul li marker"), property);
    return str_equal(value, theirs) ? value_below(reader, own, property) : value;
}

static Str raw(const struct reader *reader, const char *property)
{
    const struct style *style = reader->style;
    const struct svg_styles *styles = reader->sheet->styles;
    Str value = style->path.len == 0               ? svg_property(styles, style->node, property)
                : str_is(style->element, "marker") ? marker_value(reader, property)
                                                   : svg_declared_value(reader->declared, property);
    if (value.data) return str_trim(value);
    for (size_t i = 0; i < reader->standard_count; i++)
        if (str_is(str_from(property), defaults[reader->standard[i]].property))
            return str_from(defaults[reader->standard[i]].value);
    return STR_NONE;
}

static void complain(const struct reader *reader, const char *property, Str value)
{
    struct sheet *sheet = reader->sheet;
    const struct style *style = reader->style;
    Str class = xml_attribute(style->node, NULL, "class");
    Str rule = str_trim(str_join(sheet->arena, (Str[]){S("."), class, S(" "), style->path}, 4, STR_NONE));
    sheet_report(sheet, svg_loc(sheet->source, style->node), MSG_PRINT_STYLE_VALUE, str_from(property), value,
                 rule);
}

/* "1.2em", "10pt", "3mm", "0.5lh", "80%", "2" (mm); em and % of `em`. */
static bool parse_measure(Str text, Measure em, Measure line, Measure *out)
{
    size_t unit = text.len;
    while (unit > 0 && (char_is_alpha(text.data[unit - 1]) || text.data[unit - 1] == '%')) unit--;
    double number;
    if (!svg_length(str_from_to(text, 0, unit), 1, 1, &number)) return false;
    Str name = str_skip(text, unit);
    if (str_is(name, "em"))
        *out = measure_times(em, number);
    else if (str_is(name, "%"))
        *out = measure_times(em, number / 100);
    else if (str_is(name, "rem"))
        *out = (Measure){0, number};
    else if (str_is(name, "lh"))
        *out = measure_times(line, number);
    else if (name.len == 0 || str_is(name, "px"))
        *out = (Measure){number, 0};
    else {
        double mm;
        if (!svg_length(text, 1, 1, &mm)) return false;
        *out = (Measure){mm, 0};
    }
    return true;
}

static void read_measure(const struct reader *reader, const char *property, Measure *out)
{
    Str value = raw(reader, property);
    if (!value.len) return;
    if (!parse_measure(value, reader->style->span.size, reader->style->block.line_height, out))
        complain(reader, property, value);
}

static Str word_next(Str *rest)
{
    *rest = str_trim_left(*rest);
    size_t end = 0;
    while (end < rest->len && !char_is_space(rest->data[end])) end++;
    Str word = str_from_to(*rest, 0, end);
    *rest = str_skip(*rest, end);
    return word;
}

/* margin and padding: one to four values, then the sides by name. */
static void read_sides(const struct reader *reader, const char *property, Measure *const sides[4])
{
    static const char *const names[] = {"top", "right", "bottom", "left"};
    static const unsigned char which[5][4] = {{0}, {0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    Str rest = raw(reader, property), words[4] = {{0}};
    size_t count = 0;
    for (Str word; count < 4 && (word = word_next(&rest)).len; count++) words[count] = word;
    for (int i = 0; i < 4; i++) {
        if (!sides[i]) continue;
        Str word = count ? words[which[count][i]] : STR_NONE;
        const struct style *style = reader->style;
        if (word.len && !parse_measure(word, style->span.size, style->block.line_height, sides[i]))
            complain(reader, property, word);
        char name[32];
        snprintf(name, sizeof name, "%s-%s", property, names[i]);
        read_measure(reader, name, sides[i]);
    }
}

static void read_color(const struct reader *reader, const char *property, Ink *out)
{
    Str value = raw(reader, property);
    Color color;
    if (!value.len) return;
    if (str_is(value, "none") || str_is(value, "transparent"))
        *out = 0;
    else if (svg_color(value, &color))
        *out = ink_of(color);
    else
        complain(reader, property, value);
}

/* "0.5pt solid #ccc": a width, a style that is always solid, a colour. */
static void read_border(const struct reader *reader, const char *property, Measure *width, Ink *ink)
{
    Str value = raw(reader, property), rest = value;
    if (!value.len) return;
    *ink = 0;
    if (str_is(value, "none") || str_is(value, "0")) return;
    Color color = {0};
    *ink = reader->style->span.ink;
    for (Str word; (word = word_next(&rest)).len;) {
        if (str_is(word, "solid")) continue;
        if (svg_color(word, &color))
            *ink = ink_of(color);
        else if (!parse_measure(word, reader->style->span.size, reader->style->block.line_height, width))
            complain(reader, property, value);
    }
}

static Str first_family(Str list)
{
    Str family = str_trim(str_cut(&list, ','));
    if (family.len >= 2 && (family.data[0] == '"' || family.data[0] == '\''))
        family = str_from_to(family, 1, family.len - 1);
    return family;
}

static void read_font(const struct reader *reader)
{
    struct style *style = reader->style;
    Str value = raw(reader, "font-family");
    if (value.len) style->family = first_family(value);
    if ((value = raw(reader, "font-weight")).len) {
        int64_t weight;
        if (str_is(value, "bold"))
            style->weight = 700;
        else if (str_is(value, "normal"))
            style->weight = 400;
        else if (str_int64(value, &weight) && weight >= 1 && weight <= 1000)
            style->weight = (int)weight;
        else
            complain(reader, "font-weight", value);
    }
    if ((value = raw(reader, "font-style")).len) style->italic = !str_is(value, "normal");
    Measure before = style->span.size;
    if ((value = raw(reader, "font-size")).len &&
        !parse_measure(value, before, style->block.line_height, &style->span.size))
        complain(reader, "font-size", value);
    style->span.font = font_find(reader->sheet->print->fonts, style->family, style->weight, style->italic);
    if (style->span.font) return;
    sheet_report(reader->sheet, svg_loc(reader->sheet->source, style->node), MSG_PRINT_FONT_UNKNOWN,
                 style->family);
}

static void read_line_height(const struct reader *reader)
{
    struct style *style = reader->style;
    Str value = raw(reader, "line-height");
    Measure length;
    if (value.len) {
        double factor;
        if (str_is(value, "normal"))
            style->line_factor = 1.3;
        else if (char_is_digit(value.data[value.len - 1]) && svg_length(value, 1, 1, &factor))
            style->line_factor = factor;
        else if (parse_measure(value, style->span.size,
                               style->parent ? style->parent->block.line_height : (Measure){0}, &length)) {
            style->line_factor = 0;
            style->block.line_height = length;
        } else
            complain(reader, "line-height", value);
    }
    if (style->line_factor > 0)
        style->block.line_height = measure_times(style->span.size, style->line_factor);
}

static void read_align(const struct reader *reader)
{
    static const struct {
        const char *name;
        enum block_align align;
        bool justify;
    } rows[] = {
        {"left", BLOCK_LEFT, false},   {"start", BLOCK_LEFT, false}, {"center", BLOCK_CENTER, false},
        {"right", BLOCK_RIGHT, false}, {"end", BLOCK_RIGHT, false},  {"justify", BLOCK_LEFT, true},
    };
    /* what is never set in full lines, whatever the text around it is */
    static const char *const short_ones[] = {"h1",     "h2", "h3", "h4",     "title", "subtitle",
                                             "credit", "th", "td", "marker", "pre"};
    for (size_t i = 0; i < sizeof short_ones / sizeof *short_ones; i++)
        if (str_is(reader->style->element, short_ones[i])) reader->style->justify = false;
    Str value = raw(reader, "text-align");
    if (!value.len) return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!str_is(value, rows[i].name)) continue;
        reader->style->block.align = rows[i].align;
        reader->style->justify = rows[i].justify;
        return;
    }
    complain(reader, "text-align", value);
}

static void read_text(const struct reader *reader)
{
    struct style *style = reader->style;
    read_color(reader, "color", &style->span.ink);
    Str value = raw(reader, "letter-spacing");
    Measure space;
    if (value.len) {
        if (str_is(value, "normal"))
            style->span.letter_space = 0;
        else if (parse_measure(value, (Measure){0, 1}, (Measure){0}, &space))
            style->span.letter_space = space.scaled;
        else
            complain(reader, "letter-spacing", value);
    }
    read_align(reader);
    if ((value = raw(reader, "text-transform")).len) style->upper = str_is(value, "uppercase");
    if ((value = raw(reader, "text-decoration")).len) style->span.underline = str_is(value, "underline");
    if ((value = raw(reader, "font-variant-numeric")).len)
        style->span.features = str_is(value, "tabular-nums") ? SHAPE_TABULAR : 0;
    if ((value = raw(reader, "vertical-align")).len &&
        parse_measure(value, (Measure){0, 1}, (Measure){0}, &space))
        style->span.rise = space.scaled;
    value = raw(reader, "content");
    style->shows_address = str_is(value, "address");
    if (value.len && !style->shows_address && !str_is(value, "none")) complain(reader, "content", value);
    if ((value = raw(reader, "list-style")).len) style->list_style = value;
    style->hidden = str_is(raw(reader, "display"), "none");
}

/* "column" (the next frame), "page", "auto"; "avoid" is no break but the wish to stay. */
static void read_break(const struct reader *reader, const char *property, enum block_break *out)
{
    Str value = raw(reader, property);
    if (!value.len || str_is(value, "auto") || str_is(value, "avoid")) return;
    if (str_is(value, "page"))
        *out = BREAK_PAGE;
    else if (str_is(value, "column") || str_is(value, "always"))
        *out = BREAK_COLUMN;
    else
        complain(reader, property, value);
}

/* How lines are broken: `balance` holds for one element, `justify` and `hyphens` for all below it. */
static void read_wrap(const struct reader *reader)
{
    struct style *style = reader->style;
    struct span_style *span = &style->span;
    Str value = raw(reader, "text-wrap");
    bool balance = str_is(value, "balance");
    if (value.len && !balance && !str_is(value, "wrap")) complain(reader, "text-wrap", value);
    span->ties = balance;
    span->wrap = balance ? WRAP_BALANCED : style->justify ? WRAP_JUSTIFIED : WRAP_RAGGED;
    if ((value = raw(reader, "hyphens")).len) {
        style->hyphens_given = true;
        if (str_is(value, "auto"))
            style->hyphens = HYPHENS_AUTO;
        else if (str_is(value, "manual"))
            style->hyphens = HYPHENS_MANUAL;
        else if (str_is(value, "none"))
            style->hyphens = HYPHENS_NONE;
        else
            complain(reader, "hyphens", value);
    }
    span->hyphens = style->hyphens_given ? style->hyphens : style->justify ? HYPHENS_AUTO : HYPHENS_MANUAL;
    if (str_is(style->element, "code") || str_is(style->element, "pre")) span->verbatim = true;
    struct sheet *sheet = reader->sheet;
    if (span->hyphens == HYPHENS_AUTO)
        span->hyphenation = hyphenation_find(sheet->print->hyphens, sheet->diag, sheet->product->lang);
}

static void read_block(const struct reader *reader)
{
    struct block_style *block = &reader->style->block;
    read_sides(reader, "margin", (Measure *const[]){&block->margin_top, NULL, &block->margin_bottom, NULL});
    read_sides(reader, "padding",
               (Measure *const[]){&block->padding_top, &block->padding_right, &block->padding_bottom,
                                  &block->padding_left});
    read_color(reader, "background", &block->background);
    read_border(reader, "border-left", &block->bar, &block->bar_ink);
    read_border(reader, "border", &block->border, &block->border_ink);
    block->border_below = raw(reader, "border-bottom").len > 0;
    read_border(reader, "border-bottom", &block->border, &block->border_ink);
    read_measure(reader, "border-radius", &block->radius);
    block->keep_with_next = str_is(raw(reader, "break-after"), "avoid");
    read_wrap(reader);
    block->keep_together = str_is(raw(reader, "break-inside"), "avoid");
    read_break(reader, "break-before", &block->break_before);
    read_break(reader, "break-after", &block->break_after);
}

/* What does not inherit starts anew; what does is copied with the parent. */
static struct style *derive(struct sheet *sheet, const struct style *parent)
{
    bool brief = parent && (parent->brief || parent->self != parent);
    struct style *style = arena_make(brief ? sheet->arena : sheet->lasting, struct style);
    if (parent) *style = *parent;
    style->parent = parent;
    style->first = style->next = NULL;
    memset(style->bare, 0, sizeof style->bare);
    style->self = style;
    style->brief = brief;
    style->hidden = false;
    style->span.rise = 0;
    style->block = (struct block_style){.line_height = style->block.line_height, .align = style->block.align};
    return style;
}

static struct style *fill(struct sheet *sheet, struct style *style)
{
    struct reader reader = {
        .sheet = sheet, .style = style, .declared = declared_below(sheet, style, style->path)};
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (str_is(style->element, defaults[i].element))
            reader.standard[reader.standard_count++] = (unsigned char)i;
    read_font(&reader);
    read_line_height(&reader);
    read_text(&reader);
    read_block(&reader);
    return style;
}

struct style *style_of(struct sheet *sheet, const xmlNode *node)
{
    struct style *style = derive(sheet, NULL);
    if (!sheet->words) sheet->words = words_new(sheet->lasting);
    style->node = node;
    style->span.words = sheet->words;
    style->span.size = (Measure){0, 1};
    style->span.ink = 0xff16201b;
    style->line_factor = 1.42;
    style->weight = 400;
    style->family = S("Plus Jakarta Sans");
    return fill(sheet, style);
}

struct style *style_bare(struct sheet *sheet, struct style *style, enum block_align align)
{
    if (style->bare[align]) return style->bare[align];
    bool brief = style->brief || style->self != style;
    struct style *bare = arena_copy(brief ? sheet->arena : sheet->lasting, style, sizeof *style);
    bare->block = (struct block_style){.line_height = style->block.line_height, .align = align};
    bare->self = bare;
    bare->brief = brief;
    bare->first = NULL;
    memset(bare->bare, 0, sizeof bare->bare);
    return style->bare[align] = bare;
}

struct style *style_below(struct sheet *sheet, struct style *parent, const char *element)
{
    for (struct style *at = parent->first; at; at = at->next) /* mostly asked for by the same literal */
        if (at->literal == element) return at;
    for (struct style *at = parent->first; at; at = at->next)
        if (str_is(at->element, element)) return at;
    struct style *style = derive(sheet, parent);
    struct arena *arena = style->brief ? sheet->arena : sheet->lasting;
    style->element = str_copy(arena, str_from(element));
    style->literal = element;
    style->path =
        parent->path.len ? str_join(arena, (Str[]){parent->path, style->element}, 2, S(" ")) : style->element;
    style->next = parent->first;
    parent->first = style;
    return fill(sheet, style);
}
