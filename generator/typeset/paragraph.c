#include "typeset/paragraph.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "typeset/linebreak.h"

enum item_kind { ITEM_BOX, ITEM_GLUE, ITEM_PENALTY, ITEM_FORCED };

/* Knuth & Plass: a box is set as it is, glue is a space, a penalty is a place to break without one. */
struct item {
    enum item_kind kind;
    bool breaks; /* GLUE: a line may end here */
    uint32_t run, from, to;
    Measure width;
};
struct run {
    const struct span *span;
    struct glyph_run *glyphs;
    size_t start; /* of its text in the paragraph's */
};
struct paragraph {
    Str text;
    const struct span_style *strut;
    struct run *runs;
    size_t run_count, run_capacity;
    struct item *items;
    size_t count, capacity;
};

static struct item *item_add(struct arena *arena, struct paragraph *p, enum item_kind kind, size_t run,
                             size_t from)
{
    p->items = arena_grow(arena, p->items, &p->capacity, p->count + 1, sizeof *p->items);
    struct item *item = &p->items[p->count++];
    *item = (struct item){.kind = kind, .run = (uint32_t)run, .from = (uint32_t)from, .to = (uint32_t)from};
    return item;
}

static void report_missing(struct diag *diag, const struct span *span, const struct glyph_run *run)
{
    size_t at = run->missing_at;
    uint32_t codepoint = utf8_next(run->text, &at);
    Loc loc = span->loc;
    if (loc.source) { /* the character itself, when it stands near the place of its block */
        Str near = str_from_to(loc.source->text, loc.offset, loc.offset + 4000);
        size_t found = str_find(near, str_from_to(run->text, run->missing_at, at));
        if (found < near.len) loc.offset += found;
    }
    char name[16];
    int len = snprintf(name, sizeof name, "U+%04X", (unsigned)codepoint);
    diag_report(diag, loc, MSG_GLYPH_NOT_IN_FONT, str_from_to(run->text, run->missing_at, at),
                (Str){name, (size_t)len}, run->font->family);
}

/* Copies the spans' texts behind each other, white space made single and dropped at the ends of lines; starts[i] … starts[i+1] is
 * what became of span i. */
static Str gather(struct arena *arena, const struct span *spans, size_t count, size_t *starts)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += spans[i].text.len;
    char *text = arena_alloc(arena, total + 1);
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        starts[i] = len;
        for (size_t k = 0; k < spans[i].text.len; k++) {
            char c = spans[i].text.data[k];
            if (c == '\t' || c == '\r') c = ' ';
            bool at_edge = len == 0 || text[len - 1] == ' ' || text[len - 1] == '\n';
            if (c == ' ' && at_edge) continue;
            text[len++] = c;
        }
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\n')) len--;
    starts[count] = len;
    for (size_t i = count; i-- > 0 && starts[i] > len;) starts[i] = len;
    return (Str){text, len};
}

static Measure glyph_width(const struct run *run, int64_t units, size_t glyphs)
{
    const struct span_style *style = run->span->style;
    double em = (double)units / style->font->units_per_em + style->letter_space * (double)glyphs;
    return measure_times(style->size, em);
}

/* Cuts a run into boxes, glue and penalties. */
static void itemize(struct arena *arena, struct paragraph *p, size_t run_index, const unsigned char *kinds)
{
    const struct run *run = &p->runs[run_index];
    const struct glyph_run *glyphs = run->glyphs;
    struct item *box = NULL;
    int64_t units = 0;
    for (size_t i = 0; i < glyphs->count; i++) {
        size_t offset = run->start + glyphs->glyphs[i].cluster;
        bool space = offset < p->text.len && p->text.data[offset] == ' ';
        bool here = offset < p->text.len && kinds[offset] == LINEBREAK_HERE;
        if (here && (i == 0 || glyphs->glyphs[i - 1].cluster != glyphs->glyphs[i].cluster)) {
            item_add(arena, p, ITEM_PENALTY, run_index, i);
            box = NULL;
        }
        if (space) {
            struct item *glue = item_add(arena, p, ITEM_GLUE, run_index, i);
            glue->to = (uint32_t)i + 1;
            glue->breaks = kinds[offset] == LINEBREAK_SPACE;
            glue->width = glyph_width(run, glyphs->glyphs[i].advance, 1);
            box = NULL;
            continue;
        }
        if (!box) {
            box = item_add(arena, p, ITEM_BOX, run_index, i);
            units = 0;
        }
        box->to = (uint32_t)i + 1;
        units += glyphs->glyphs[i].advance;
        box->width = glyph_width(run, units, box->to - box->from);
    }
}

static void add_run(struct arena *arena, struct diag *diag, struct paragraph *p, const struct span *span,
                    size_t from, size_t to, Str lang, const unsigned char *kinds)
{
    if (from == to) return;
    p->runs = arena_grow(arena, p->runs, &p->run_capacity, p->run_count + 1, sizeof *p->runs);
    struct run *run = &p->runs[p->run_count++];
    struct glyph_run *glyphs =
        shape_text(arena, span->style->font, str_from_to(p->text, from, to), lang, span->style->features);
    *run = (struct run){.span = span, .glyphs = glyphs, .start = from};
    if (glyphs->missing) report_missing(diag, span, glyphs);
    itemize(arena, p, p->run_count - 1, kinds);
}

struct paragraph *paragraph_new(struct arena *arena, struct diag *diag, const struct span *spans,
                                size_t count, const struct span_style *strut, Str lang)
{
    struct paragraph *p = arena_make(arena, struct paragraph);
    p->strut = strut;
    size_t *starts = arena_array(arena, count + 1, sizeof *starts);
    p->text = gather(arena, spans, count, starts);
    unsigned char *kinds = arena_alloc(arena, p->text.len + 1);
    linebreak_find(p->text, strut->ties, kinds);
    for (size_t i = 0; i < count; i++) {
        size_t from = starts[i];
        for (size_t k = from; k < starts[i + 1]; k++) {
            if (p->text.data[k] != '\n') continue;
            add_run(arena, diag, p, &spans[i], from, k, lang, kinds);
            item_add(arena, p, ITEM_FORCED, 0, 0);
            from = k + 1;
        }
        add_run(arena, diag, p, &spans[i], from, starts[i + 1], lang, kinds);
    }
    return p;
}

/* ---- lines ---- */

/* Where the line that begins at item `from` ends: the first item that is not on it. First fit. */
static size_t line_end(const struct paragraph *p, double scale, size_t from, double measure, bool *overfull)
{
    double x = 0;
    size_t last = 0;
    for (size_t i = from; i < p->count; i++) {
        const struct item *item = &p->items[i];
        double width = measure_at(item->width, scale);
        if (item->kind == ITEM_FORCED) return i + 1;
        if (item->kind == ITEM_PENALTY && i > from) last = i;
        if (item->kind == ITEM_GLUE && item->breaks) last = i + 1;
        if (item->kind == ITEM_BOX && x + width > measure + 1e-6) {
            if (last > from) return last;
            *overfull = true;
        } else if (*overfull && last > from) {
            return last;
        }
        x += width;
    }
    return p->count;
}

static bool is_space_at_end(const struct paragraph *p, size_t from, size_t at, size_t end)
{
    for (size_t i = at; i < end; i++)
        if (p->items[i].kind == ITEM_BOX) return false;
    return at >= from;
}

static void set_line(struct arena *arena, const struct paragraph *p, double scale, size_t from, size_t end,
                     struct line *line)
{
    size_t boxes = 0, run = SIZE_MAX;
    for (size_t i = from; i < end; i++)
        if (p->items[i].to > p->items[i].from && p->items[i].run != run) boxes++, run = p->items[i].run;
    line->fragments = arena_make_n(arena, struct fragment, boxes ? boxes : 1);
    line->next = end;
    run = SIZE_MAX;
    double x = 0;
    struct fragment *fragment = NULL;
    for (size_t i = from; i < end; i++) {
        const struct item *item = &p->items[i];
        if (item->to == item->from) continue;
        if (item->run != run) {
            run = item->run;
            fragment = &line->fragments[line->count++];
            const struct span *span = p->runs[run].span;
            double size = measure_at(span->style->size, scale);
            *fragment = (struct fragment){.span = span,
                                          .run = p->runs[run].glyphs,
                                          .from = item->from,
                                          .x = x,
                                          .size = size,
                                          .letter_space = span->style->letter_space * size};
        }
        fragment->to = item->to;
        if (item->kind == ITEM_GLUE && is_space_at_end(p, from, i, end)) continue;
        double width = measure_at(item->width, scale);
        fragment->width += width;
        x += width;
        line->width = x;
    }
}

size_t paragraph_break(struct arena *arena, const struct paragraph *p, double scale, size_t from,
                       double measure, size_t most, struct line **lines)
{
    size_t count = 0, capacity = 0;
    *lines = NULL;
    do {
        *lines = arena_grow(arena, *lines, &capacity, count + 1, sizeof **lines);
        struct line *line = &(*lines)[count++];
        *line = (struct line){.next = p->count};
        size_t end = line_end(p, scale, from, measure, &line->overfull);
        set_line(arena, p, scale, from, end, line);
        line->last = end >= p->count;
        from = end;
    } while (from < p->count && count < most);
    return count;
}

const struct span_style *paragraph_strut(const struct paragraph *p)
{
    return p->strut;
}

Str paragraph_text(const struct paragraph *p)
{
    return p->text;
}

size_t paragraph_words(const struct paragraph *p, size_t from)
{
    size_t words = 0;
    bool inside = false;
    for (size_t i = from; i < p->count; i++) {
        bool box = p->items[i].kind == ITEM_BOX;
        if (box && !inside) words++;
        inside = box || p->items[i].kind == ITEM_PENALTY;
    }
    return words;
}

void paragraph_extent(const struct paragraph *p, double scale, double *least, double *most)
{
    double word = 0, line = 0;
    *least = *most = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct item *item = &p->items[i];
        double width = measure_at(item->width, scale);
        line += width;
        word += width;
        if (item->kind == ITEM_FORCED) line = 0;
        if (item->kind == ITEM_FORCED || item->kind == ITEM_PENALTY || item->breaks) word = 0;
        if (item->kind == ITEM_BOX && word > *least) *least = word;
        if (item->kind == ITEM_BOX && line > *most) *most = line;
    }
}

Str paragraph_widest(const struct paragraph *p, double scale)
{
    double widest = 0, word = 0;
    size_t first = 0, from = 0, to = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct item *item = &p->items[i];
        if (item->kind == ITEM_FORCED || item->kind == ITEM_PENALTY || item->breaks) {
            word = 0;
            first = i + 1;
            continue;
        }
        word += measure_at(item->width, scale);
        if (word > widest) widest = word, from = first, to = i;
    }
    if (widest <= 0) return STR_NONE;
    const struct item *begin = &p->items[from], *end = &p->items[to];
    const struct run *a = &p->runs[begin->run], *b = &p->runs[end->run];
    size_t start = a->start + a->glyphs->glyphs[begin->from].cluster;
    size_t stop = b->start + b->glyphs->text.len;
    if (end->to < b->glyphs->count) stop = b->start + b->glyphs->glyphs[end->to].cluster;
    return str_from_to(p->text, start, stop);
}
