/* Indicators: formulas bound to tables and facts, put in order, computed. */
#include "base/arena.h"
#include "base/buf.h"
#include "data/aggregate.h"
#include "data/amount.h"
#include "data/formula.h"
#include "data/table.h"

enum { SHOWN_PLACES = 2 }; /* of quotients, unless `places` says otherwise */

/* What the name or aggregate of a step stands for. */
struct meaning {
    size_t indicator; /* SIZE_MAX: none */
    const struct figure *fact;
    const struct aggregate *aggregate;
};

enum state { STATE_NEW, STATE_WAITING, STATE_DONE };

struct indicator {
    const struct table *table;
    const struct value *description;
    const struct formula *formula; /* NULL after a report */
    struct meaning *meanings;      /* one per step */
    enum state state;
    bool failed;
    size_t next_step; /* while waiting: where the search for what it needs goes on */
};

struct work {
    struct arena *arena;
    struct diag *diag;
    struct tables tables;
    struct figures facts;
    struct indicator *indicators;
    struct figure *figures; /* one per indicator */
    Str *ids;
    size_t count;
    struct value *by_id;     /* map: id -> an element of `places` */
    struct value *positions; /* position of an indicator = position in this array */
    bool right;
};

static const struct value *indicators_of(const struct table *table)
{
    const struct value *map = value_get(table->description, S("indicators"));
    return map && map->kind == VALUE_MAP ? map : &value_nothing;
}

static void take_indicator(struct work *work, const struct table *table, const struct value *map, size_t at)
{
    Loc loc = map->key_locs ? map->key_locs[at] : map->loc;
    Str id = map->keys[at];
    const struct value *earlier = value_get(work->by_id, id);
    if (earlier) {
        Loc there = work->figures[earlier - work->positions].loc;
        diag_report(work->diag, loc, MSG_INDICATOR_REPEATED, id,
                    there.source ? there.source->name : STR_NONE);
        work->right = false;
        return;
    }
    const struct value *description = map->items[at];
    value_set(work->arena, work->by_id, id, &work->positions[work->count]);
    work->indicators[work->count] = (struct indicator){.table = table, .description = description};
    work->figures[work->count] = (struct figure){.id = id,
                                                 .label = value_get_text(description, S("label")),
                                                 .unit = value_get_text(description, S("unit")),
                                                 .note = value_get_text(description, S("note")),
                                                 .source = table->source,
                                                 .date = table->date,
                                                 .loc = loc};
    work->ids[work->count++] = id;
}

static void collect(struct work *work)
{
    size_t count = 0;
    for (size_t i = 0; i < work->tables.count; i++) count += indicators_of(work->tables.tables[i])->count;
    work->by_id = value_map(work->arena);
    work->positions = arena_make_n(work->arena, struct value, count + 1);
    work->indicators = arena_make_n(work->arena, struct indicator, count + 1);
    work->figures = arena_make_n(work->arena, struct figure, count + 1);
    work->ids = arena_make_n(work->arena, Str, count + 1);
    for (size_t i = 0; i < work->tables.count; i++) {
        const struct value *map = indicators_of(work->tables.tables[i]);
        for (size_t j = 0; j < map->count; j++) take_indicator(work, work->tables.tables[i], map, j);
    }
}

static bool bind_name(struct work *work, const struct table *own, const struct formula_step *step,
                      struct meaning *meaning)
{
    Str name = str_starts(step->name, S("stat.")) ? str_skip(step->name, 5) : step->name;
    const struct value *indicator = value_get(work->by_id, name);
    if (indicator) {
        meaning->indicator = (size_t)(indicator - work->positions);
        return true;
    }
    meaning->fact = work->facts.find ? work->facts.find(work->facts.context, step->name) : NULL;
    if (meaning->fact && meaning->fact->expired) {
        struct buf date = {0};
        date_write_iso(&date, meaning->fact->expires);
        diag_report(work->diag, step->loc, MSG_FACT_EXPIRED, step->name, buf_copy(&date, work->arena));
        buf_free(&date);
        return false;
    }
    if (meaning->fact) {
        if (meaning->fact->is_number || !meaning->fact->known) return true;
        diag_report(work->diag, step->loc, MSG_FORMULA_FACT_TEXT, step->name);
        return false;
    }
    Str nearest = str_nearest(name, work->ids, work->count);
    if (table_column(own, name, NULL))
        diag_report(work->diag, step->loc, MSG_FORMULA_COLUMN_BARE, name);
    else if (nearest.len)
        diag_report(work->diag, step->loc, MSG_FORMULA_NAME_NEAR, step->name, nearest);
    else
        diag_report(work->diag, step->loc, MSG_FORMULA_NAME, step->name);
    return false;
}

static void bind(struct work *work, struct indicator *indicator)
{
    const struct value *text = value_get(indicator->description, S("formula"));
    indicator->formula = text && value_is_scalar(text) ? formula_parse(work->arena, work->diag, text) : NULL;
    indicator->failed = !indicator->formula;
    size_t count = indicator->formula ? indicator->formula->count : 0;
    indicator->meanings = arena_make_n(work->arena, struct meaning, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct formula_step *step = &indicator->formula->steps[i];
        struct meaning *meaning = &indicator->meanings[i];
        meaning->indicator = SIZE_MAX;
        if (step->kind == STEP_NAME && !bind_name(work, indicator->table, step, meaning))
            indicator->failed = true;
        if (step->kind != STEP_AGGREGATE) continue;
        meaning->aggregate = aggregate_bind(work->arena, work->diag, work->tables, indicator->table,
                                            step->aggregate, step->loc);
        if (!meaning->aggregate) indicator->failed = true;
    }
    if (indicator->failed) work->right = false;
}

static struct amount amount_of_figure(const struct figure *figure)
{
    struct amount amount = amount_of(figure->number, figure->unit);
    amount.known = figure->known && figure->is_number;
    if (figure->at_least) amount.bound = BOUND_AT_LEAST;
    if (figure->at_most) amount.bound = BOUND_AT_MOST;
    return amount;
}

/* The unit as words that need no translation. */
static Str unit_shown(struct amount amount)
{
    return amount.kind == UNIT_NAMED ? amount.unit : amount.kind == UNIT_ROWS ? S("count()") : S("1");
}

static bool calculate(struct work *work, const struct formula_step *step, struct amount *stack, size_t *depth)
{
    if (step->kind == STEP_NEGATE) {
        stack[*depth - 1] = amount_negate(stack[*depth - 1]);
        return true;
    }
    struct amount b = stack[--*depth], a = stack[*depth - 1], result = a;
    enum amount_fault fault = AMOUNT_RIGHT;
    switch (step->kind) {
    case STEP_ADD: fault = amount_add(a, b, &result); break;
    case STEP_SUBTRACT: fault = amount_add(a, amount_negate(b), &result); break;
    case STEP_MULTIPLY: fault = amount_multiply(a, b, &result); break;
    case STEP_DIVIDE: fault = amount_divide(a, b, &result); break;
    default: fault = amount_share(a, b, &result); break;
    }
    stack[*depth - 1] = result;
    if (fault == AMOUNT_UNITS || fault == AMOUNT_UNITS_MULTIPLIED)
        diag_report(work->diag, step->loc,
                    fault == AMOUNT_UNITS ? MSG_FORMULA_UNITS : MSG_FORMULA_UNITS_MULTIPLIED, unit_shown(a),
                    unit_shown(b));
    else if (fault != AMOUNT_RIGHT)
        diag_report(work->diag, step->loc, fault == AMOUNT_ZERO ? MSG_FORMULA_ZERO : MSG_FORMULA_OVERFLOW);
    if (fault == AMOUNT_RIGHT && step->kind == STEP_SHARE && result.known && result.bound == BOUND_EXACT &&
        decimal_compare(result.number, decimal_from_int(100)) > 0)
        diag_report(work->diag, step->loc, MSG_FORMULA_SHARE_OVER,
                    figure_format(work->arena, result.number, result.unit, S("id")));
    return fault == AMOUNT_RIGHT;
}

static const struct figure *operand(struct work *work, const struct indicator *indicator, size_t step,
                                    struct amount amount)
{
    const struct meaning *meaning = &indicator->meanings[step];
    bool named = indicator->formula->count == 3 && indicator->formula->steps[step].kind == STEP_NAME;
    if (named) return meaning->fact ? meaning->fact : &work->figures[meaning->indicator];
    struct figure *figure = arena_make(work->arena, struct figure);
    figure->known = figure->is_number = amount.known;
    figure->number = amount.number;
    figure->unit = amount.unit;
    figure->at_least = amount.known && amount.bound == BOUND_AT_LEAST;
    figure->at_most = amount.known && amount.bound == BOUND_AT_MOST;
    figure->text = figure_text(work->arena, figure, S("id"));
    return figure;
}

/* What the last step relates, for sentences about the figure. */
static void keep_operands(struct work *work, const struct indicator *indicator, const struct amount *operands)
{
    struct figure *figure = &work->figures[indicator - work->indicators];
    enum formula_step_kind kind = indicator->formula->steps[indicator->formula->count - 1].kind;
    if (kind != STEP_SHARE && kind != STEP_SUBTRACT) return;
    figure->relation = kind == STEP_SHARE ? FIGURE_SHARE : FIGURE_DIFFERENCE;
    figure->of = operand(work, indicator, 0, operands[0]);
    figure->to = operand(work, indicator, 1, operands[1]);
}

static bool run(struct work *work, const struct indicator *indicator, struct amount *result)
{
    const struct formula *formula = indicator->formula;
    struct amount *stack = arena_make_n(work->arena, struct amount, formula->count);
    size_t depth = 0;
    for (size_t i = 0; i < formula->count; i++) {
        const struct formula_step *step = &formula->steps[i];
        const struct meaning *meaning = &indicator->meanings[i];
        if (step->kind == STEP_NUMBER) {
            stack[depth++] = amount_of(step->number, STR_NONE);
        } else if (step->kind == STEP_NAME) {
            stack[depth++] =
                amount_of_figure(meaning->fact ? meaning->fact : &work->figures[meaning->indicator]);
        } else if (step->kind == STEP_AGGREGATE) {
            if (!aggregate_compute(work->arena, work->diag, meaning->aggregate, &stack[depth++]))
                return false;
        } else {
            if (i + 1 == formula->count && depth == 2) keep_operands(work, indicator, stack);
            if (!calculate(work, step, stack, &depth)) return false;
        }
    }
    *result = stack[0];
    return true;
}

/* Rounds to what is shown, so that what is computed from it agrees with what readers see. */
static void round_to_shown(const struct indicator *indicator, struct amount *amount)
{
    const struct value *places = value_get(indicator->description, S("places"));
    int64_t wanted = SHOWN_PLACES;
    bool given = places && places->kind == VALUE_NUMBER && decimal_to_int64(places->number, &wanted);
    if (given || amount->divided) amount->number = decimal_round(amount->number, (int)wanted);
}

static bool settle_unit(struct work *work, const struct indicator *indicator, struct figure *figure,
                        struct amount amount)
{
    if (figure->unit.len == 0) {
        figure->unit = amount.unit;
        return true;
    }
    if (amount.kind != UNIT_NAMED || amount_unit_equal(figure->unit, amount.unit)) return true;
    diag_report(work->diag, value_get(indicator->description, S("unit"))->loc, MSG_INDICATOR_UNIT,
                figure->unit, amount.unit);
    return false;
}

static void compute(struct work *work, size_t at)
{
    struct indicator *indicator = &work->indicators[at];
    struct figure *figure = &work->figures[at];
    struct amount amount = {0};
    indicator->state = STATE_DONE;
    if (!indicator->failed) {
        indicator->failed = !run(work, indicator, &amount) || !settle_unit(work, indicator, figure, amount);
        round_to_shown(indicator, &amount);
    }
    if (indicator->failed) {
        work->right = false;
        amount.known = false;
    }
    figure->known = figure->is_number = amount.known;
    figure->number = amount.known ? amount.number : decimal_from_int(0);
    figure->at_least = amount.known && amount.bound == BOUND_AT_LEAST;
    figure->at_most = amount.known && amount.bound == BOUND_AT_MOST;
    figure->text = figure_text(work->arena, figure, S("id"));
}

/* The indicators from `from` to the end of the chain need each other in a ring. */
static void report_cycle(struct work *work, const size_t *chain, size_t depth, size_t from, Loc loc)
{
    struct buf names = {0};
    while (from > 0 && chain[from] != chain[depth]) from--;
    for (size_t i = from; i <= depth; i++) {
        if (i > from) buf_c(&names, " → ");
        buf_str(&names, work->ids[chain[i]]);
    }
    diag_report(work->diag, loc, MSG_INDICATOR_CYCLE, buf_copy(&names, work->arena));
    buf_free(&names);
}

/* What the waiting indicator needs next that is not computed yet; SIZE_MAX: nothing more. */
static size_t next_need(struct work *work, struct indicator *indicator, Loc *loc)
{
    size_t steps = indicator->formula ? indicator->formula->count : 0;
    while (indicator->next_step < steps) {
        size_t step = indicator->next_step++, needed = indicator->meanings[step].indicator;
        if (needed == SIZE_MAX) continue;
        *loc = indicator->formula->steps[step].loc;
        if (work->indicators[needed].state != STATE_DONE) return needed;
        if (work->indicators[needed].failed) indicator->failed = true; /* told there already */
    }
    return SIZE_MAX;
}

/* Depth first, with a stack of our own: chains may be as long as there are indicators. */
static void compute_with_needs(struct work *work, size_t first, size_t *chain)
{
    size_t depth = 0;
    chain[0] = first;
    work->indicators[first].state = STATE_WAITING;
    for (;;) {
        struct indicator *indicator = &work->indicators[chain[depth]];
        Loc loc = LOC_NONE;
        size_t needed = next_need(work, indicator, &loc);
        if (needed == SIZE_MAX) {
            compute(work, chain[depth]);
            if (depth == 0) return;
            if (indicator->failed) work->indicators[chain[depth - 1]].failed = true;
            depth--;
        } else if (work->indicators[needed].state == STATE_WAITING) {
            chain[depth + 1] = needed;
            report_cycle(work, chain, depth + 1, depth, loc);
            indicator->failed = true;
        } else {
            chain[++depth] = needed;
            work->indicators[needed].state = STATE_WAITING;
        }
    }
}

bool indicator_compute(struct arena *arena, struct diag *diag, struct table *const *tables, size_t count,
                       struct figures facts, struct figure **out, size_t *out_count)
{
    struct work work = {
        .arena = arena, .diag = diag, .tables = {tables, count}, .facts = facts, .right = true};
    collect(&work);
    for (size_t i = 0; i < work.count; i++) bind(&work, &work.indicators[i]);
    size_t *chain = arena_make_n(arena, size_t, work.count + 2);
    for (size_t i = 0; i < work.count; i++)
        if (work.indicators[i].state == STATE_NEW) compute_with_needs(&work, i, chain);
    *out = work.figures;
    *out_count = work.count;
    return work.right;
}
