#include "typeset/paragraph.h"

#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "typeset/hyphen.h"
#include "typeset/items.h"
#include "typeset/linebreak.h"
#include "typeset/words.h"

/* What an author wrote into the text that is no text: of the byte that follows. */
enum { MARK_BOUND = 1, MARK_SOFT };

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
 * what became of span i. No-break spaces become spaces, soft hyphens go; `marks` keeps both. */
static Str gather(struct arena *arena, const struct span *spans, size_t count, size_t *starts,
                  unsigned char **marks)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += spans[i].text.len;
    char *text = arena_alloc(arena, total + 1);
    unsigned char *mark = *marks = arena_alloc(arena, total + 1);
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        starts[i] = len;
        Str from = spans[i].text;
        for (size_t k = 0; k < from.len; k++) {
            char c = from.data[k];
            bool bound = str_starts(str_skip(from, k), S("\u00a0")), at_edge = len == 0;
            if (str_starts(str_skip(from, k), S("\u00ad"))) {
                if (spans[i].style->hyphens != HYPHENS_NONE) mark[len] = MARK_SOFT;
                k++;
                continue;
            }
            if (c == '\t' || c == '\r') c = ' ';
            if (!at_edge) at_edge = text[len - 1] == '\n' || (text[len - 1] == ' ' && !mark[len - 1]);
            if (c == ' ' && at_edge) continue;
            if (bound) c = ' ', mark[len] = MARK_BOUND, k++;
            text[len++] = c;
        }
    }
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\n')) len--;
    starts[count] = len;
    for (size_t i = count; i-- > 0 && starts[i] > len;) starts[i] = len;
    return (Str){text, len};
}

/* Hyphenates what is set in styles that want it; a word that reaches into another style is left whole. */
static void find_hyphens(const struct paragraph *p, const struct span *spans, size_t count,
                         const size_t *starts, unsigned char *kinds)
{
    if (!p->strut->hyphenation) return;
    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        if (spans[i].style->hyphens != HYPHENS_AUTO) continue;
        while (end < count && spans[end].style->hyphens == HYPHENS_AUTO) end++;
        hyphenation_mark(p->strut->hyphenation, p->text, starts[i], starts[end], kinds);
    }
}

static void find_breaks(struct paragraph *p, const struct span *spans, size_t count, const size_t *starts,
                        const unsigned char *marks, unsigned char *kinds)
{
    linebreak_find(p->text, p->strut->ties, kinds);
    bool by_hand = false;
    for (size_t i = 0; i < p->text.len; i++) by_hand = by_hand || marks[i] == MARK_SOFT;
    find_hyphens(p, spans, count, starts, kinds);
    for (size_t i = 0; i < p->text.len; i++)
        if (marks[i] == MARK_BOUND) kinds[i] = LINEBREAK_NO;
    for (size_t i = 0; by_hand && i < p->text.len; i++) {
        if (marks[i] != MARK_SOFT || i == 0) continue;
        /* where the author has divided a word, that alone holds */
        for (size_t k = i; k > 0 && p->text.data[k - 1] != ' ' && kinds[k] != LINEBREAK_SOFT; k--)
            if (kinds[k] > LINEBREAK_SOFT) kinds[k] = LINEBREAK_NO;
        for (size_t k = i + 1; k < p->text.len && p->text.data[k] != ' '; k++)
            if (kinds[k] > LINEBREAK_SOFT) kinds[k] = LINEBREAK_NO;
        if (p->text.data[i] != ' ' && p->text.data[i] != '\n' && p->text.data[i - 1] != ' ')
            kinds[i] = LINEBREAK_SOFT;
    }
}

static Measure glyph_width(const struct run *run, int64_t units, size_t glyphs)
{
    const struct span_style *style = run->span->style;
    double em = (double)units / style->font->units_per_em + style->letter_space * (double)glyphs;
    return measure_times(style->size, em);
}

/* The hyphen of a run's font: U+2010, or else the sign on the keyboard. */
static void hyphen_make(struct arena *arena, struct run *run, Str lang)
{
    const struct span_style *style = run->span->style;
    run->hyphen = shape_text(arena, style->font, S("\u2010"), lang, style->features);
    if (run->hyphen->missing) run->hyphen = shape_text(arena, style->font, S("-"), lang, style->features);
}

static void add_break(struct arena *arena, struct paragraph *p, size_t run_index, size_t glyph,
                      enum linebreak kind, Str lang)
{
    static const unsigned char penalties[] = {
        [LINEBREAK_SOFT] = 40, [LINEBREAK_AFFIX] = 45, [LINEBREAK_SYLLABLE] = 65};
    struct run *run = &p->runs[run_index];
    if (kind == LINEBREAK_HERE) {
        item_add(arena, p, ITEM_PENALTY, run_index, glyph)->penalty = 25;
        return;
    }
    if (!run->hyphen) hyphen_make(arena, run, lang);
    struct item *item = item_add(arena, p, ITEM_HYPHEN, run_index, glyph);
    item->penalty = penalties[kind];
    item->width = glyph_width(run, run->hyphen->width, run->hyphen->count);
    p->hyphens = true;
}

/* Cuts a run into boxes, glue and penalties. */
static void itemize(struct arena *arena, struct paragraph *p, size_t run_index, const unsigned char *kinds,
                    Str lang)
{
    const struct glyph_run *glyphs = p->runs[run_index].glyphs;
    struct item *box = NULL;
    int64_t units = 0;
    for (size_t i = 0; i < glyphs->count; i++) {
        const struct run *run = &p->runs[run_index];
        size_t offset = run->start + glyphs->glyphs[i].cluster;
        bool space = offset < p->text.len && p->text.data[offset] == ' ';
        bool here = offset < p->text.len && kinds[offset] >= LINEBREAK_HERE;
        if (here && (i == 0 || glyphs->glyphs[i - 1].cluster != glyphs->glyphs[i].cluster)) {
            add_break(arena, p, run_index, i, kinds[offset], lang);
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

static void add_sums(struct arena *arena, struct paragraph *p)
{
    p->sums = arena_array(arena, p->count + 1, sizeof *p->sums);
    for (size_t i = 0; i < p->count; i++) {
        const struct item *item = &p->items[i];
        struct sums sums = p->sums[i];
        if (item->kind == ITEM_BOX || item->kind == ITEM_GLUE) {
            Measure size = p->runs[item->run].span->style->size;
            sums.width = measure_sum(sums.width, item->width);
            sums.size = measure_sum(sums.size, measure_times(size, item->to - item->from));
        }
        if (item->kind == ITEM_GLUE) sums.glue = measure_sum(sums.glue, item->width);
        p->sums[i + 1] = sums;
    }
}

static void add_run(struct arena *arena, struct diag *diag, struct paragraph *p, const struct span *span,
                    size_t from, size_t to, Str lang, const unsigned char *kinds)
{
    if (from == to) return;
    p->runs = arena_grow(arena, p->runs, &p->run_capacity, p->run_count + 1, sizeof *p->runs);
    struct run *run = &p->runs[p->run_count++];
    struct glyph_run *glyphs = words_shape(span->style->words, arena, span->style->font,
                                           str_from_to(p->text, from, to), lang, span->style->features);
    *run = (struct run){.span = span, .glyphs = glyphs, .start = from};
    if (glyphs->missing) report_missing(diag, span, glyphs);
    itemize(arena, p, p->run_count - 1, kinds, lang);
}

struct paragraph *paragraph_new(struct arena *arena, struct diag *diag, const struct span *spans,
                                size_t count, const struct span_style *strut, Str lang)
{
    struct paragraph *p = arena_make(arena, struct paragraph);
    p->strut = strut;
    p->arena = arena;
    size_t *starts = arena_array(arena, count + 1, sizeof *starts);
    unsigned char *marks;
    p->text = gather(arena, spans, count, starts, &marks);
    unsigned char *kinds = arena_alloc(arena, p->text.len + 1);
    find_breaks(p, spans, count, starts, marks, kinds);
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
    add_sums(arena, p);
    p->solutions = arena_array(arena, SOLUTIONS, sizeof *p->solutions);
    return p;
}

/* ---- lines ---- */

/* The first line of a solution that begins at item `from`; its count of lines when there is none. */
static size_t solution_line(const struct solution *solution, size_t from)
{
    if (solution->start == from) return 0;
    size_t low = 0, high = solution->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (solution->next[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < solution->count && solution->next[low] == from ? low + 1 : solution->count;
}

/* A solution in which a line begins at `from`; the first line's number. */
static const struct solution *solve(const struct paragraph *p, double scale, size_t from, double measure,
                                    size_t *line)
{
    struct solution *oldest = &p->solutions[0];
    unsigned long newest = 0;
    for (size_t i = 0; i < SOLUTIONS; i++)
        if (p->solutions[i].used > newest) newest = p->solutions[i].used;
    bool whole = false;
    for (size_t i = 0; i < SOLUTIONS; i++) {
        struct solution *solution = &p->solutions[i];
        if (solution->used < oldest->used) oldest = solution;
        if (!solution->count || fabs(solution->scale - scale) > 0 || fabs(solution->measure - measure) > 0)
            continue;
        whole = whole || solution->start == 0;
        *line = solution_line(solution, from);
        if (*line == solution->count) continue;
        solution->used = newest + 1;
        return solution;
    }
    /* the rest of a paragraph is broken as if all of it had this measure, when that has a line beginning here */
    oldest->scale = scale;
    oldest->measure = measure;
    oldest->start = whole ? from : 0;
    oldest->used = newest + 1;
    optimum_find(p, oldest);
    *line = solution_line(oldest, from);
    return from == 0 || whole || *line < oldest->count ? oldest : solve(p, scale, from, measure, line);
}

/* What goes between the natural widths of a line and the measure. */
struct spread {
    double word, letter; /* mm for each space; em for each glyph */
    double stretch;
};

static struct spread spread_line(const struct paragraph *p, double scale, size_t from, size_t end,
                                 double lack, bool last)
{
    struct spread spread = {.stretch = 1};
    if (p->strut->wrap != WRAP_JUSTIFIED || (last && lack > 0)) return spread;
    double glue = measure_at(measure_difference(p->sums[end].glue, p->sums[from].glue), scale);
    double size = measure_at(measure_difference(p->sums[end].size, p->sums[from].size), scale);
    double ratio = line_ratio(lack, glue, size);
    size_t spaces = 0;
    for (size_t i = from; i < end; i++) spaces += p->items[i].kind == ITEM_GLUE;
    if (ratio < -1) ratio = -1;
    double most = ratio > RATIO_MOST ? RATIO_MOST : ratio;
    spread.letter = most * (ratio > 0 ? LETTER_STRETCH : LETTER_SHRINK);
    if (spaces == 0) return spread;
    double rest = lack - spread.letter * size, least = -GLUE_SHRINK * glue;
    double over = rest - (GLUE_LOOSE - 1) * glue;
    if (over > 0) {
        double more = over / size;
        if (more > LETTER_MOST - spread.letter) more = LETTER_MOST - spread.letter;
        spread.letter += more;
        rest -= more * size;
    }
    if (rest < least) rest = least;
    spread.word = rest / (double)spaces;
    spread.stretch = 1 + rest / glue;
    return spread;
}

static size_t fragments_of(const struct paragraph *p, size_t from, size_t end)
{
    size_t count = 0, run = SIZE_MAX;
    for (size_t i = from; i < end; i++) {
        if (p->items[i].to == p->items[i].from || p->items[i].run == run) continue;
        count++;
        run = p->items[i].run;
    }
    return count;
}

static struct fragment fragment_of(const struct paragraph *p, size_t run, double scale, double letter)
{
    const struct span *span = p->runs[run].span;
    double size = measure_at(span->style->size, scale);
    return (struct fragment){.span = span,
                             .run = p->runs[run].glyphs,
                             .size = size,
                             .letter_space = (span->style->letter_space + letter) * size};
}

/* The divided words at a line's ends: items before `tail` belong to the one before, those from `head` on to the next. */
struct divided {
    size_t tail, head;
};

/* Does the word around a HYPHEN belong to one element? Its first and the item behind its last. */
static bool word_around(const struct paragraph *p, size_t hyphen, size_t *first, size_t *behind)
{
    size_t a = hyphen, b = hyphen;
    while (a > 0 && p->items[a - 1].kind != ITEM_GLUE && p->items[a - 1].kind != ITEM_FORCED) a--;
    while (b < p->count && p->items[b].kind != ITEM_GLUE && p->items[b].kind != ITEM_FORCED) b++;
    *first = a;
    *behind = b;
    const void *tag = NULL;
    for (size_t i = a, boxes = 0; i < b; i++) {
        if (p->items[i].kind != ITEM_BOX) continue;
        const void *own = p->runs[p->items[i].run].span->tag;
        if (boxes++ && own != tag) return false;
        tag = own;
    }
    return true;
}

static Str items_text(const struct paragraph *p, size_t first, size_t behind)
{
    const struct run *from = &p->runs[p->items[first].run], *to = &p->runs[p->items[behind - 1].run];
    const struct item *last = &p->items[behind - 1];
    size_t start = from->start + from->glyphs->glyphs[p->items[first].from].cluster,
           end = to->start + to->glyphs->text.len;
    if (last->to < to->glyphs->count) end = to->start + to->glyphs->glyphs[last->to].cluster;
    return str_from_to(p->text, start, end);
}

static struct divided divided_words(const struct paragraph *p, size_t from, size_t end, struct line *line)
{
    struct divided word = {0, SIZE_MAX};
    size_t first, behind;
    if (from > 0 && from < p->count && p->items[from].kind == ITEM_HYPHEN &&
        word_around(p, from, &first, &behind))
        word.tail = behind;
    bool hyphen = end < p->count && p->items[end].kind == ITEM_HYPHEN;
    if (!hyphen || !word_around(p, end, &first, &behind) || first < from) return word;
    word.head = first;
    line->word = items_text(p, first, behind);
    return word;
}

/* A line's glyphs: items [from, end), and those up to `next`, which are the space at its end. */
static void set_line(struct arena *arena, const struct paragraph *p, double scale, size_t from, size_t end,
                     size_t next, const struct spread *spread, const struct divided *word, struct line *line)
{
    size_t count = fragments_of(p, from, next) + 2, run = SIZE_MAX;
    line->fragments = arena_make_n(arena, struct fragment, count);
    double x = 0;
    struct fragment *fragment = NULL;
    for (size_t i = from; i < next; i++) {
        const struct item *item = &p->items[i];
        enum fragment_part part = i < word->tail ? PART_TAIL : i >= word->head ? PART_HEAD : PART_NONE;
        if (item->to == item->from) continue;
        if (item->run != run || fragment->part != part) {
            run = item->run;
            fragment = &line->fragments[line->count++];
            *fragment = fragment_of(p, run, scale, spread->letter);
            fragment->from = item->from;
            fragment->x = x;
            fragment->part = part;
        }
        fragment->to = item->to;
        if (i >= end) continue;
        double width = measure_at(item->width, scale) + (item->kind == ITEM_GLUE ? spread->word : 0) +
                       spread->letter * fragment->size * (item->to - item->from);
        fragment->width += width;
        x += width;
    }
    line->width = x;
    line->word_space = spread->word;
    line->stretch = spread->stretch;
}

/* The hyphen hangs on the last piece. */
static void set_hyphen(struct arena *arena, const struct paragraph *p, double scale, const struct item *item,
                       struct line *line)
{
    const struct run *run = &p->runs[item->run];
    struct fragment *hyphen = arena_make(arena, struct fragment);
    *hyphen = fragment_of(p, item->run, scale, 0);
    if (line->count) hyphen->span = line->fragments[line->count - 1].span;
    hyphen->run = run->hyphen;
    hyphen->to = run->hyphen->count;
    hyphen->x = line->width;
    hyphen->width = measure_at(item->width, scale);
    line->width += hyphen->width;
    line->hyphen = hyphen;
}

static void make_line(struct arena *arena, const struct paragraph *p, double scale, size_t from, size_t next,
                      double measure, struct line *line)
{
    size_t end = item_ending(p, from, next);
    const struct item *item = end < p->count ? &p->items[end] : NULL;
    bool hyphen = item && item->kind == ITEM_HYPHEN, last = !item || item->kind == ITEM_FORCED;
    double natural = measure_at(measure_difference(p->sums[end].width, p->sums[from].width), scale);
    if (hyphen) natural += measure_at(item->width, scale);
    struct spread spread = spread_line(p, scale, from, end, measure - natural, last);
    *line = (struct line){.next = next, .last = next >= p->count};
    struct divided word = divided_words(p, from, end, line);
    set_line(arena, p, scale, from, end, next, &spread, &word, line);
    if (hyphen) set_hyphen(arena, p, scale, item, line);
    line->overfull = line->width > measure + 1e-3;
}

size_t paragraph_break(struct arena *arena, const struct paragraph *p, double scale, size_t from,
                       double measure, size_t most, struct line **lines)
{
    size_t first, count = 0;
    const struct solution *solution = solve(p, scale, from, measure, &first);
    if (most > solution->count - first) most = solution->count - first;
    if (most == 0) most = 1;
    *lines = arena_array(arena, most, sizeof **lines);
    for (; count < most; count++) {
        size_t next = solution->next[first + count];
        make_line(arena, p, scale, from, next, measure, &(*lines)[count]);
        from = next;
    }
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
        inside = box || p->items[i].kind == ITEM_PENALTY || p->items[i].kind == ITEM_HYPHEN;
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
        if (item->kind == ITEM_HYPHEN) {
            if (word + width > *least) *least = word + width;
            word = 0;
            continue;
        }
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
        bool breaks = item->breaks || item->kind == ITEM_PENALTY || item->kind == ITEM_HYPHEN;
        if (item->kind == ITEM_FORCED || breaks) {
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
