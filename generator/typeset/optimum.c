/* Total-fit line breaking: Knuth & Plass, "Breaking Paragraphs into Lines", Software: Practice and Experience 11 (1981), with the
 * demerits of TeX (The TeXbook, chapter 14; tex.web, parts 38 and 39).
 *
 * Every way to break is a path through places to break; an active node is the best path to one place for each class of tightness.
 * A place looks back only at nodes within one line's reach, so time is linear in the text for a given measure.
 *
 * Justified text costs by how far spaces are from their natural width. Ragged text first has as few lines as can be, then lines of
 * like length; a balanced heading counts its last line, too. Justified text takes three passes: without hyphens; with them; with them and
 * without a limit. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "typeset/items.h"

#define EPSILON          1e-6 /* mm */
#define LINE             10.0 /* \linepenalty */
#define TIGHTER          1.25 /* words that run together are worse than words apart */
#define ADJACENT         8e3  /* neighbours of unlike tightness */
#define DOUBLE_HYPHEN    12e3
#define FINAL_HYPHEN     1e4
#define LAST_WORD        3e4 /* a short word alone on the last line */
#define LAST_WORD_RAGGED 2e5
#define MORE_LINES       1e9  /* ragged: a line more is worse than any shape */
#define RAGGED_ZONE      0.22 /* of the measure: a line that short is as bad as one at ratio 1 */
#define LAST_LEAST       0.16 /* of the measure: shorter last lines cost */

enum { ACTIVE_MOST = 2000 }; /* places within one line: beyond, it is no text for reading */

struct node {
    double demerits;
    uint32_t item; /* at which the next line begins */
    uint32_t previous;
    uint32_t hyphens; /* lines in a row up to here that end with one */
    unsigned char fitness;
};
enum { TIGHT, DECENT, LOOSE, VERY_LOOSE, CLASSES };

struct pass {
    bool hyphens;
    double most; /* the worst ratio of a line */
};
static const struct pass passes[] = {{false, 0.5}, {true, 2.0}, {true, HUGE_VAL}};
enum { PASSES = sizeof passes / sizeof *passes };

struct solver {
    const struct paragraph *p;
    struct arena *arena;
    const struct pass *pass;
    double scale, measure;
    enum wrap wrap;
    double *width, *glue, *size; /* sums before each item, at the scale */
    struct node *nodes;
    size_t count, capacity;
    uint32_t *active;
    size_t active_count, active_capacity;
};

/* A line from a node to a place. */
struct candidate {
    double lack; /* mm between its natural width and the measure */
    double demerits;
    enum { OVERFULL, TOO_SHORT, POSSIBLE } verdict;
    unsigned char fitness;
};

double line_ratio(double lack, double glue, double size)
{
    double give =
        lack > 0 ? glue * GLUE_STRETCH + size * LETTER_STRETCH : glue * GLUE_SHRINK + size * LETTER_SHRINK;
    if (fabs(lack) < EPSILON) return 0;
    return give > 1e-9 ? lack / give : lack > 0 ? 1e4 : -1e4;
}

static bool is_last(const struct paragraph *p, size_t at)
{
    return at >= p->count || p->items[at].kind == ITEM_FORCED;
}

/* A word alone on the last line, or next to nothing. */
static double last_line_cost(const struct solver *s, size_t from, size_t at, double width)
{
    double share = width / s->measure;
    bool alone = s->glue[at] - s->glue[from] < EPSILON;
    double cost = s->wrap == WRAP_JUSTIFIED ? LAST_WORD : LAST_WORD_RAGGED;
    if (share < LAST_LEAST) return cost * (alone ? 1 : 0.4);
    return alone && share < 2 * LAST_LEAST ? cost * (2 - share / LAST_LEAST) : 0;
}

static void judge_justified(const struct solver *s, size_t from, size_t at, struct candidate *line)
{
    double ratio = line_ratio(line->lack, s->glue[at] - s->glue[from], s->size[at] - s->size[from]);
    if (ratio < -1 - EPSILON) {
        line->verdict = OVERFULL;
        return;
    }
    if (ratio > 0 && is_last(s->p, at)) ratio = 0;
    if (ratio > s->pass->most) {
        line->verdict = TOO_SHORT;
        return;
    }
    double felt = ratio < 0 ? ratio * TIGHTER : ratio, bad = LINE + 100 * fabs(felt * felt * felt);
    line->demerits = bad * bad;
    line->fitness = ratio < -0.5 ? TIGHT : ratio <= 0.5 ? DECENT : ratio <= 1 ? LOOSE : VERY_LOOSE;
    line->verdict = POSSIBLE;
}

static void judge_ragged(const struct solver *s, size_t at, struct candidate *line)
{
    double share = line->lack / s->measure;
    if (line->lack < -EPSILON) {
        line->verdict = OVERFULL;
        return;
    }
    bool last = is_last(s->p, at);
    if (s->wrap == WRAP_BALANCED) {
        line->demerits = share * share * 1e6; /* squares alone: the nearest to lines of one length */
    } else {
        double zone = last ? 0 : share / RAGGED_ZONE, bad = LINE + 100 * zone * zone * zone;
        line->demerits = bad * bad;
    }
    line->demerits += MORE_LINES;
    line->fitness = DECENT;
    line->verdict = POSSIBLE;
}

static struct candidate judge(const struct solver *s, const struct node *node, size_t at)
{
    const struct item *item = at < s->p->count ? &s->p->items[at] : NULL;
    double width = s->width[at] - s->width[node->item];
    if (item && item->kind == ITEM_HYPHEN) width += measure_at(item->width, s->scale);
    struct candidate line = {.lack = s->measure - width};
    if (s->wrap == WRAP_JUSTIFIED)
        judge_justified(s, node->item, at, &line);
    else
        judge_ragged(s, at, &line);
    if (line.verdict != POSSIBLE) return line;
    if (item) line.demerits += (double)item->penalty * item->penalty * (s->wrap == WRAP_JUSTIFIED ? 1 : 4);
    bool flagged = item && item->penalty > 0;
    if (flagged && node->hyphens) line.demerits += DOUBLE_HYPHEN * node->hyphens * node->hyphens;
    if (node->previous != UINT32_MAX && abs(node->fitness - line.fitness) > 1) line.demerits += ADJACENT;
    if (is_last(s->p, at)) {
        if (node->hyphens) line.demerits += FINAL_HYPHEN;
        if (node->previous != UINT32_MAX) line.demerits += last_line_cost(s, node->item, at, width);
    }
    return line;
}

static void node_add(struct solver *s, size_t at, uint32_t previous, double demerits, unsigned char fitness)
{
    s->nodes = arena_grow(s->arena, s->nodes, &s->capacity, s->count + 1, sizeof *s->nodes);
    s->active = arena_grow(s->arena, s->active, &s->active_capacity, s->active_count + 1, sizeof *s->active);
    bool root = previous == UINT32_MAX;
    const struct item *item = at < s->p->count && !root ? &s->p->items[at] : NULL;
    bool flagged = item && item->penalty > 0;
    bool skipped = item && (item->kind == ITEM_GLUE || item->kind == ITEM_FORCED);
    s->nodes[s->count] = (struct node){.demerits = demerits,
                                       .item = (uint32_t)(skipped ? at + 1 : at),
                                       .previous = previous,
                                       .hyphens = flagged ? s->nodes[previous].hyphens + 1 : 0,
                                       .fitness = fitness};
    s->active[s->active_count++] = (uint32_t)s->count++;
}

/* All lines that may end at a place; false: none can, and the pass has failed. */
static bool place(struct solver *s, size_t at)
{
    struct {
        double demerits;
        uint32_t node;
    } best[CLASSES] = {{HUGE_VAL, 0}, {HUGE_VAL, 0}, {HUGE_VAL, 0}, {HUGE_VAL, 0}};
    bool forced = is_last(s->p, at), hyphen = at < s->p->count && s->p->items[at].kind == ITEM_HYPHEN;
    uint32_t nearest = UINT32_MAX; /* of those that fall out of reach */
    size_t kept = 0;
    for (size_t i = 0; i < s->active_count; i++) {
        uint32_t index = s->active[i];
        const struct node *node = &s->nodes[index];
        struct candidate line = judge(s, node, at);
        double demerits = node->demerits + line.demerits;
        if (line.verdict == POSSIBLE && demerits < best[line.fitness].demerits) {
            best[line.fitness].demerits = demerits;
            best[line.fitness].node = index;
        }
        bool out = line.verdict == OVERFULL && !hyphen; /* without the hyphen, the rest of the word may fit */
        if (!out && !forced) s->active[kept++] = index;
        if (out && (nearest == UINT32_MAX || node->item > s->nodes[nearest].item ||
                    (node->item == s->nodes[nearest].item && node->demerits < s->nodes[nearest].demerits)))
            nearest = index;
    }
    s->active_count = kept;
    double least = HUGE_VAL;
    for (int c = 0; c < CLASSES; c++)
        if (best[c].demerits < least) least = best[c].demerits;
    for (int c = 0; c < CLASSES; c++)
        if (best[c].demerits < HUGE_VAL && best[c].demerits <= least + ADJACENT)
            node_add(s, at, best[c].node, best[c].demerits, (unsigned char)c);
    if (s->active_count > 0) return true;
    if (isfinite(s->pass->most) || nearest == UINT32_MAX) return false;
    node_add(s, at, nearest, s->nodes[nearest].demerits + MORE_LINES, DECENT); /* overfull, and told */
    return true;
}

static bool may_end(const struct solver *s, size_t start, size_t at)
{
    const struct item *item = &s->p->items[at];
    switch (item->kind) {
    case ITEM_BOX: return false;
    case ITEM_GLUE: return item->breaks;
    case ITEM_PENALTY: return at > start;
    case ITEM_HYPHEN: return at > start && s->pass->hyphens;
    case ITEM_FORCED: return true;
    }
    return false;
}

static bool run_pass(struct solver *s, size_t start)
{
    s->count = s->active_count = 0;
    node_add(s, start, UINT32_MAX, 0, DECENT);
    for (size_t at = start; at < s->p->count; at++) {
        if (may_end(s, start, at) && !place(s, at)) return false;
        if (s->active_count > ACTIVE_MOST) return false;
    }
    bool forced_at_end = s->p->count > start && s->p->items[s->p->count - 1].kind == ITEM_FORCED;
    return forced_at_end || place(s, s->p->count);
}

/* What remains for measures that hold thousands of places: each line takes what it can. */
static void run_greedy(struct solver *s, size_t start)
{
    s->count = s->active_count = 0;
    node_add(s, start, UINT32_MAX, 0, DECENT);
    size_t from = start, last = SIZE_MAX;
    for (size_t at = start; at <= s->p->count; at++) {
        bool end = is_last(s->p, at);
        if (!end && !may_end(s, start, at)) continue;
        if (last != SIZE_MAX && s->width[at] - s->width[from] > s->measure + EPSILON) {
            node_add(s, last, (uint32_t)s->count - 1, 0, DECENT);
            from = s->nodes[s->count - 1].item;
        }
        last = at;
        if (!end || (at == s->p->count && from >= at && from > start)) continue;
        node_add(s, at, (uint32_t)s->count - 1, 0, DECENT);
        from = s->nodes[s->count - 1].item;
        last = SIZE_MAX;
    }
}

static void prepare(struct solver *s)
{
    size_t count = s->p->count;
    s->width = arena_array(s->arena, count + 2, sizeof *s->width);
    s->glue = arena_array(s->arena, count + 2, sizeof *s->glue);
    s->size = arena_array(s->arena, count + 2, sizeof *s->size);
    for (size_t i = 0; i <= count; i++) {
        s->width[i] = measure_at(s->p->sums[i].width, s->scale);
        s->glue[i] = measure_at(s->p->sums[i].glue, s->scale);
        s->size[i] = measure_at(s->p->sums[i].size, s->scale);
    }
}

/* The path that ends cheapest, as the beginnings of lines. */
static void write_down(struct solver *s, struct solution *solution)
{
    uint32_t best = s->active[s->active_count - 1];
    for (size_t i = 0; i < s->active_count; i++)
        if (s->nodes[s->active[i]].demerits < s->nodes[best].demerits) best = s->active[i];
    size_t lines = 0;
    for (uint32_t at = best; s->nodes[at].previous != UINT32_MAX; at = s->nodes[at].previous) lines++;
    solution->next =
        arena_grow(s->p->arena, solution->next, &solution->capacity, lines, sizeof *solution->next);
    solution->count = lines;
    for (uint32_t at = best; lines > 0; at = s->nodes[at].previous)
        solution->next[--lines] = s->nodes[at].item;
}

void optimum_find(const struct paragraph *paragraph, struct solution *solution)
{
    struct solver s = {.p = paragraph,
                       .arena = arena_new(),
                       .scale = solution->scale,
                       .measure = solution->measure,
                       .wrap = paragraph->strut->wrap};
    prepare(&s);
    bool found = false;
    for (size_t i = s.wrap == WRAP_JUSTIFIED ? 0 : PASSES - 1; i < PASSES && !found; i++) {
        s.pass = &passes[i];
        found = run_pass(&s, solution->start);
        if (s.active_count > ACTIVE_MOST) break;
    }
    if (!found) run_greedy(&s, solution->start);
    write_down(&s, solution);
    arena_free(s.arena);
}
