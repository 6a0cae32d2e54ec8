/* Runs the formula of an indicator: once, or for each group of rows. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/indicator_work.h"

enum { SHOWN_PLACES = 2 /* of quotients, unless `places` says otherwise */, DEEPEST = 32, OPS_MOST = 20000 };

/* ---- from steps to operations ---- */

static struct op *push(struct evaluation *evaluation, struct ops *ops, struct op op)
{
    ops->ops = arena_grow(evaluation->work->arena, ops->ops, &ops->capacity, ops->count + 1, sizeof op);
    ops->ops[ops->count] = op;
    return &ops->ops[ops->count++];
}

const struct aggregate *compute_aggregate(struct work *work, const struct indicator *of, size_t step)
{
    struct meaning *meaning = &of->meanings[step];
    const struct formula_step *from = &of->formula->steps[step];
    if (!meaning->aggregate) /* over the table of a family, which is there by now */
        meaning->aggregate =
            aggregate_bind(work->arena, work->diag, work->tables, of->table, from->aggregate, from->loc);
    return meaning->aggregate;
}

/* The change over periods whose body begins at the step; SIZE_MAX: none does. */
static size_t change_at(const struct formula *formula, size_t from, size_t to)
{
    for (size_t i = from + 1; formula->has_periods && i < to; i++)
        if (formula->steps[i].period && formula->steps[i].body == from) return i;
    return SIZE_MAX;
}

static bool emit(struct evaluation *evaluation, struct ops *ops, const struct indicator *of, size_t from,
                 size_t to, const struct window *window, int depth);

static bool refuse(struct evaluation *evaluation, Loc loc, enum message message, Str word)
{
    diag_report(evaluation->work->diag, loc, message, word);
    return false;
}

/* Within a change over periods an indicator's name stands for its formula. */
static bool emit_named(struct evaluation *evaluation, struct ops *ops, const struct meaning *meaning,
                       const struct formula_step *step, const struct window *window, int depth)
{
    const struct indicator *other = &evaluation->work->indicators[meaning->indicator];
    if (meaning->group.len || (other->by_count && other->by_count != evaluation->indicator->by_count))
        return refuse(evaluation, step->loc, MSG_FORMULA_CHANGE_CONSTANT, step->name);
    if (depth > DEEPEST || ops->count > OPS_MOST)
        return refuse(evaluation, step->loc, MSG_FORMULA_CHANGE_DEEP, step->name);
    if (!emit(evaluation, ops, other, 0, other->formula->count, window, depth + 1)) return false;
    push(evaluation, ops, (struct op){.kind = STEP_NAME, .step = step, .meaning = meaning, .of = other});
    return true;
}

/* The body twice, for the older and for the newer window, then the change itself. */
static bool emit_change(struct evaluation *evaluation, struct ops *ops, const struct indicator *of,
                        size_t from, size_t change)
{
    const struct formula_step *step = &of->formula->steps[change];
    struct window *windows = arena_make_n(evaluation->work->arena, struct window, 2);
    struct ops older = {0}, newer = {0};
    if (!emit(evaluation, &older, of, from, change, &windows[0], 0) ||
        !emit(evaluation, &newer, of, from, change, &windows[1], 0) ||
        !period_windows(evaluation, step, &older, &windows[0], &windows[1]))
        return false;
    size_t base = ops->count;
    for (size_t i = 0; i < older.count; i++)
        push(evaluation, ops, older.ops[i])->pair = base + older.count + i;
    for (size_t i = 0; i < newer.count; i++) push(evaluation, ops, newer.ops[i]);
    push(evaluation, ops, (struct op){.kind = step->kind, .step = step});
    return true;
}

static bool emit_step(struct evaluation *evaluation, struct ops *ops, const struct indicator *of, size_t at,
                      const struct window *window, int depth)
{
    const struct formula_step *step = &of->formula->steps[at];
    const struct meaning *meaning = &of->meanings[at];
    bool named = step->kind == STEP_NAME && meaning->indicator != SIZE_MAX;
    if (window && named) return emit_named(evaluation, ops, meaning, step, window, depth);
    if (window && step->period) return refuse(evaluation, step->loc, MSG_FORMULA_CHANGE_NESTED, STR_NONE);
    struct op op = {.kind = step->kind, .step = step, .meaning = meaning, .window = window};
    if (step->kind == STEP_AGGREGATE) {
        op.aggregate = compute_aggregate(evaluation->work, of, at);
        if (!op.aggregate) return false;
        op.of = of;
    }
    push(evaluation, ops, op);
    return true;
}

static bool emit(struct evaluation *evaluation, struct ops *ops, const struct indicator *of, size_t from,
                 size_t to, const struct window *window, int depth)
{
    for (size_t i = from; i < to; i++) {
        size_t change = window ? SIZE_MAX : change_at(of->formula, i, to);
        if (change != SIZE_MAX ? !emit_change(evaluation, ops, of, i, change)
                               : !emit_step(evaluation, ops, of, i, window, depth))
            return false;
        if (change != SIZE_MAX) i = change;
    }
    return true;
}

/* ---- passes over rows ---- */

static struct group_set *set_of(struct evaluation *evaluation, const struct table *table, Loc loc)
{
    struct group_set *set = evaluation->sets;
    while (set && set->table != table) set = set->next;
    if (set) return set;
    struct groups *groups = family_groups(evaluation->work, evaluation->indicator, table, loc);
    if (!groups) return NULL;
    set = arena_make(evaluation->work->arena, struct group_set);
    *set = (struct group_set){.table = table, .groups = groups, .next = evaluation->sets};
    return evaluation->sets = set;
}

static bool pass_all(struct evaluation *evaluation)
{
    struct work *work = evaluation->work;
    for (size_t i = 0; i < evaluation->ops.count; i++) {
        struct op *op = &evaluation->ops.ops[i];
        if (op->kind != STEP_AGGREGATE) continue;
        bool grouped = evaluation->indicator->by_count && op->of->by_count;
        if (grouped) op->set = set_of(evaluation, aggregate_table(op->aggregate), op->step->loc);
        if (grouped && !op->set) return false;
        if (!aggregate_pass(work->arena, work->diag, op->aggregate, op->window,
                            op->set ? op->set->groups : NULL, &op->tallies))
            return false;
    }
    for (size_t i = 0; i < evaluation->ops.count; i++) {
        struct op *op = &evaluation->ops.ops[i];
        if (op->kind == STEP_AGGREGATE && op->pair)
            aggregate_align(op->aggregate, &op->tallies, &evaluation->ops.ops[op->pair].tallies);
    }
    return true;
}

/* ---- the largest, the smallest, ranks ---- */

/* One end of what a figure may be. */
struct edge {
    int infinite; /* -1, 0, 1 */
    Decimal number;
};

static int compare_edges(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->infinite || y->infinite) return (x->infinite > y->infinite) - (x->infinite < y->infinite);
    return decimal_compare(x->number, y->number);
}

/* The least and the most that a figure may be; turned around for the smallest. */
static void edges_of(const struct figure *figure, bool turned, struct edge *least, struct edge *most)
{
    bool known = figure->known && figure->is_number;
    Decimal number = turned ? decimal_negate(figure->number) : figure->number;
    bool open_below = turned ? figure->at_least : figure->at_most;
    bool open_above = turned ? figure->at_most : figure->at_least;
    *least = (struct edge){!known || open_below ? -1 : 0, number};
    *most = (struct edge){!known || open_above ? 1 : 0, number};
}

/* The names of the groups with the largest figure. Unknown when another one may be larger or the same. */
static struct amount amount_top(struct evaluation *evaluation, const struct figure_family *family,
                                bool turned)
{
    struct amount result = {0};
    struct edge best = {-1, {0}}, least, most;
    Str *names = arena_make_n(evaluation->work->arena, Str, family->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < family->count; i++) {
        edges_of(&family->figures[i], turned, &least, &most);
        if (compare_edges(&least, &best) > 0) best = least;
    }
    result.known = best.infinite == 0;
    for (size_t i = 0; i < family->count && result.known; i++) {
        edges_of(&family->figures[i], turned, &least, &most);
        bool largest = compare_edges(&least, &best) == 0;
        if (largest) names[count++] = family->figures[i].group;
        if (compare_edges(&most, &best) > 0 && !(largest && count == 1)) result.known = false;
        if (!largest && compare_edges(&most, &best) == 0) result.known = false;
    }
    result.text = str_join(evaluation->work->arena, names, count, S(", "));
    return result;
}

/* How many of the sorted edges are above this one. */
static size_t above(const struct edge *edges, size_t count, const struct edge *edge)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_edges(&edges[middle], edge) > 0)
            high = middle;
        else
            low = middle + 1;
    }
    return count - low;
}

/* 1 for the largest; equal ones share a rank and the next is left out. Unknown when it depends on unknown figures. */
static struct amount amount_rank(struct evaluation *evaluation, const struct figure_family *family,
                                 const struct figure *figure)
{
    struct edge least, most;
    if (evaluation->ranked != family) {
        evaluation->ranked = family;
        evaluation->least = arena_make_n(evaluation->work->arena, struct edge, family->count);
        evaluation->most = arena_make_n(evaluation->work->arena, struct edge, family->count);
        for (size_t i = 0; i < family->count; i++)
            edges_of(&family->figures[i], false, &evaluation->least[i], &evaluation->most[i]);
        qsort(evaluation->least, family->count, sizeof least, compare_edges);
        qsort(evaluation->most, family->count, sizeof most, compare_edges);
    }
    edges_of(figure, false, &least, &most);
    size_t surely = above(evaluation->least, family->count, &most),
           perhaps = above(evaluation->most, family->count, &least);
    struct amount rank = amount_of(decimal_from_int((int64_t)surely + 1), STR_NONE);
    rank.known = figure->known && figure->is_number && surely == perhaps;
    return rank;
}

/* ---- running ---- */

static struct amount amount_of_figure(const struct figure *figure)
{
    struct amount amount = amount_of(figure->number, figure->unit);
    amount.known = figure->known && figure->is_number;
    amount.verdict = (int)figure->verdict;
    if (figure->at_least) amount.bound = BOUND_AT_LEAST;
    if (figure->at_most) amount.bound = BOUND_AT_MOST;
    if (figure->known && !figure->is_number) amount = (struct amount){.known = true, .text = figure->text};
    return amount;
}

/* The unit as words that need no translation. */
static Str unit_shown(struct amount amount)
{
    return amount.kind == UNIT_NAMED ? amount.unit : amount.kind == UNIT_ROWS ? S("count()") : S("1");
}

/* A fault of one group among many leaves that group unknown; the first one is told. */
static bool leave_unknown(struct evaluation *evaluation, const struct op *op, const struct group *group,
                          enum message message)
{
    if (!evaluation->warned)
        diag_report(evaluation->work->diag, op->step->loc, message,
                    family_group_text(evaluation->work->arena, group, evaluation->indicator->by_count));
    evaluation->warned = true;
    return true;
}

static bool report_fault(struct evaluation *evaluation, const struct op *op, const struct group *group,
                         enum amount_fault fault, struct amount a, struct amount b)
{
    struct diag *diag = evaluation->work->diag;
    Loc loc = op->step->loc;
    switch (fault) {
    case AMOUNT_RIGHT: return true;
    case AMOUNT_UNITS:
    case AMOUNT_UNITS_MULTIPLIED:
        diag_report(diag, loc, fault == AMOUNT_UNITS ? MSG_FORMULA_UNITS : MSG_FORMULA_UNITS_MULTIPLIED,
                    unit_shown(a), unit_shown(b));
        return false;
    case AMOUNT_FROM_ZERO:
        if (group) return leave_unknown(evaluation, op, group, MSG_FORMULA_FROM_ZERO_GROUP);
        diag_report(diag, loc, MSG_FORMULA_FROM_ZERO);
        return true;
    case AMOUNT_ZERO:
        if (group) return leave_unknown(evaluation, op, group, MSG_FORMULA_ZERO_GROUP);
        diag_report(diag, loc, MSG_FORMULA_ZERO);
        return false;
    case AMOUNT_OVERFLOW: diag_report(diag, loc, MSG_FORMULA_OVERFLOW); return false;
    }
    return false;
}

static enum amount_fault combine(const struct op *op, struct amount a, struct amount b, struct amount *result)
{
    bool turned = op->step->period || op->step->older_first;
    switch (op->kind) {
    case STEP_ADD: return amount_add(a, b, result);
    case STEP_SUBTRACT: return amount_add(a, amount_negate(b), result);
    case STEP_MULTIPLY: return amount_multiply(a, b, result);
    case STEP_DIVIDE: return amount_divide(a, b, result);
    case STEP_CHANGE: return turned ? amount_change(b, a, result) : amount_change(a, b, result);
    case STEP_PERCENT_CHANGE:
        return turned ? amount_percent_change(b, a, result) : amount_percent_change(a, b, result);
    case STEP_REACHED: return amount_reached(a, b, result);
    default: return amount_share(a, b, result);
    }
}

static bool calculate(struct evaluation *evaluation, const struct op *op, const struct group *group,
                      struct amount *stack, size_t *depth)
{
    struct work *work = evaluation->work;
    struct amount b = stack[*depth - 1], a = op->kind == STEP_NEGATE ? b : stack[*depth - 2];
    if (a.text.data || b.text.data)
        return refuse(evaluation, op->step->loc, MSG_FORMULA_TEXT_VALUE, STR_NONE);
    a.verdict = b.verdict = 0;
    if (op->kind == STEP_NEGATE) {
        stack[*depth - 1] = amount_negate(b);
        return true;
    }
    struct amount result = {.kind = a.kind, .unit = a.unit};
    enum amount_fault fault = combine(op, a, b, &result);
    stack[--*depth - 1] = result;
    if (!report_fault(evaluation, op, group, fault, a, b)) return false;
    bool over = op->kind == STEP_SHARE && result.known && result.bound == BOUND_EXACT &&
                decimal_compare(result.number, decimal_from_int(100)) > 0;
    if (over && !evaluation->warned_over)
        diag_report(work->diag, op->step->loc, MSG_FORMULA_SHARE_OVER,
                    figure_format(work->arena, result.number, result.unit, S("id")));
    evaluation->warned_over |= over;
    return true;
}

/* Rounds to what is shown, so that what is computed from it agrees with what readers see. */
static struct amount round_to_shown(const struct indicator *indicator, struct amount amount)
{
    const struct value *places = value_get(indicator->description, S("places"));
    int64_t wanted = SHOWN_PLACES;
    bool given = places && places->kind == VALUE_NUMBER && decimal_to_int64(places->number, &wanted);
    if (given || amount.divided) amount.number = decimal_round(amount.number, (int)wanted);
    return amount;
}

/* The figure that a name stands for in this group; NULL after a report. */
static const struct figure *figure_of(struct evaluation *evaluation, const struct op *op,
                                      const struct group *group)
{
    static const struct figure unknown = {.is_number = true};
    struct work *work = evaluation->work;
    const struct meaning *meaning = op->meaning;
    if (meaning->fact) return meaning->fact;
    const struct indicator *other = &work->indicators[meaning->indicator];
    if (!other->by_count) return &work->figures[meaning->indicator];
    const struct figure *figure = meaning->group.len ? family_named(other->family, meaning->group)
                                                     : family_of_group(work, other, evaluation, group);
    if (figure || !meaning->group.len) return figure ? figure : &unknown;
    Str nearest = family_nearest(work->arena, other->family, meaning->group);
    diag_report(work->diag, op->step->loc, MSG_FORMULA_GROUP, op->step->name, nearest);
    return NULL;
}

static bool run_name(struct evaluation *evaluation, const struct op *op, const struct group *group,
                     struct amount *stack, size_t *depth)
{
    if (op->of) { /* an indicator that was computed again for a window */
        stack[*depth - 1] = round_to_shown(op->of, stack[*depth - 1]);
        return true;
    }
    const struct figure *figure = figure_of(evaluation, op, group);
    if (figure) stack[(*depth)++] = amount_of_figure(figure);
    return figure != NULL;
}

static bool run_of_family(struct evaluation *evaluation, const struct op *op, const struct group *group,
                          struct amount *amount)
{
    const struct figure_family *family = evaluation->work->indicators[op->meaning->indicator].family;
    if (op->kind == STEP_RANK) {
        const struct figure *figure = figure_of(evaluation, op, group);
        if (figure) *amount = amount_rank(evaluation, family, figure);
        return figure != NULL;
    }
    *amount = amount_top(evaluation, family, op->kind == STEP_BOTTOM);
    return true;
}

static const struct figure *operand(struct evaluation *evaluation, const struct op *op,
                                    const struct group *group, struct amount amount)
{
    struct arena *arena = evaluation->work->arena;
    bool named = evaluation->ops.count == 3 && op->kind == STEP_NAME && !op->of;
    if (named) return figure_of(evaluation, op, evaluation->indicator->by_count ? group : NULL);
    struct figure *figure = arena_make(arena, struct figure);
    figure->known = figure->is_number = amount.known;
    figure->number = amount.number;
    figure->unit = amount.unit;
    figure->at_least = amount.known && amount.bound == BOUND_AT_LEAST;
    figure->at_most = amount.known && amount.bound == BOUND_AT_MOST;
    figure->text = figure_text(arena, figure, S("id"));
    return figure;
}

/* What the last step relates, for sentences about the figure. */
static void keep_operands(struct evaluation *evaluation, struct group *group, const struct amount *operands)
{
    static const enum figure_relation relations[] = {
        [STEP_SHARE] = FIGURE_SHARE,    [STEP_SUBTRACT] = FIGURE_DIFFERENCE,
        [STEP_CHANGE] = FIGURE_CHANGE,  [STEP_PERCENT_CHANGE] = FIGURE_CHANGE,
        [STEP_REACHED] = FIGURE_TARGET, [STEP_PROGRESS] = FIGURE_TARGET,
        [STEP_RANK] = FIGURE_ALONE};
    const struct op *ops = evaluation->ops.ops, *last = &ops[evaluation->ops.count - 1];
    group->relation = relations[last->kind];
    if (group->relation == FIGURE_ALONE) return;
    const struct figure *first = operand(evaluation, &ops[0], group, operands[0]),
                        *second = operand(evaluation, &ops[1], group, operands[1]);
    bool older_first = group->relation == FIGURE_CHANGE && (last->step->period || last->step->older_first);
    group->of = older_first ? second : first;
    group->to = older_first ? first : second;
}

static bool run(struct evaluation *evaluation, struct group *here, size_t number, struct amount *stack)
{
    const struct group *group = evaluation->indicator->by_count ? here : NULL;
    struct work *work = evaluation->work;
    size_t depth = 0;
    for (size_t i = 0; i < evaluation->ops.count; i++) {
        const struct op *op = &evaluation->ops.ops[i];
        bool right = true;
        switch (op->kind) {
        case STEP_NUMBER: stack[depth++] = amount_of(op->step->number, STR_NONE); break;
        case STEP_NAME: right = run_name(evaluation, op, group, stack, &depth); break;
        case STEP_AGGREGATE: {
            size_t local = op->set ? op->set->local[number] : 0;
            right = aggregate_amount(work->arena, work->diag, op->aggregate, &op->tallies, local,
                                     &stack[depth++]);
            if (local == GROUP_NONE)
                stack[depth - 1].known = false; /* its table does not speak of the group */
            break;
        }
        case STEP_TOP:
        case STEP_BOTTOM:
        case STEP_RANK: right = run_of_family(evaluation, op, group, &stack[depth++]); break;
        default:
            if (i + 1 == evaluation->ops.count && depth == 2) keep_operands(evaluation, here, stack);
            right = calculate(evaluation, op, group, stack, &depth);
        }
        if (!right) return false;
    }
    return true;
}

bool compute_figures(struct evaluation *evaluation)
{
    const struct indicator *indicator = evaluation->indicator;
    struct arena *arena = evaluation->work->arena;
    if (!emit(evaluation, &evaluation->ops, indicator, 0, indicator->formula->count, NULL, 0) ||
        !pass_all(evaluation))
        return false;
    struct amount *stack = arena_make_n(arena, struct amount, evaluation->ops.count + 1);
    if (indicator->by_count) {
        family_collect(evaluation);
    } else {
        evaluation->groups = arena_make(arena, struct group);
        evaluation->group_count = 1;
    }
    bool right = true;
    for (size_t i = 0; i < evaluation->group_count && right; i++) {
        struct group *group = &evaluation->groups[i];
        right = run(evaluation, group, i, stack);
        group->amount = round_to_shown(indicator, stack[0]);
    }
    return right;
}
