/* Indicators: formulas bound to tables and facts, put in order, computed. */
#include "base/arena.h"
#include "base/buf.h"
#include "data/indicator_work.h"

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
    work->families = arena_make_n(work->arena, struct figure_family, count + 1);
    for (size_t i = 0; i < work->tables.count; i++) {
        const struct value *map = indicators_of(work->tables.tables[i]);
        for (size_t j = 0; j < map->count; j++) take_indicator(work, work->tables.tables[i], map, j);
    }
}

/* The indicator that a name begins with: all of it, or the family of a group ("kunjungan_kecamatan.baros"). SIZE_MAX: none. */
static size_t find_indicator(const struct work *work, Str name, Str *group)
{
    *group = STR_NONE;
    const struct value *whole = value_get(work->by_id, name);
    if (whole) return (size_t)(whole - work->positions);
    size_t dot = str_find_char(name, '.');
    const struct value *family = dot < name.len ? value_get(work->by_id, str_from_to(name, 0, dot)) : NULL;
    if (!family || !work->indicators[family - work->positions].family) return SIZE_MAX;
    *group = str_skip(name, dot + 1);
    return (size_t)(family - work->positions);
}

/* All figures of a family at once: only where this indicator has the same groups, or finer ones. */
static bool fits_groups(const struct indicator *indicator, const struct indicator *other)
{
    size_t found = 0;
    for (size_t i = 0; i < other->by_count; i++)
        for (size_t j = 0; j < indicator->by_count; j++)
            found += str_equal(family_by_name(&other->by[i]), family_by_name(&indicator->by[j]));
    return found == other->by_count;
}

static bool bind_indicator(struct work *work, const struct indicator *indicator,
                           const struct formula_step *step, const struct meaning *meaning)
{
    const struct indicator *other = &work->indicators[meaning->indicator];
    bool all = step->kind == STEP_TOP || step->kind == STEP_BOTTOM;
    bool of_family = all || step->kind == STEP_RANK;
    if (of_family && !other->family) {
        if (!other->failed) diag_report(work->diag, step->loc, MSG_FORMULA_NO_FAMILY, step->name);
        return false;
    }
    if (all && meaning->group.len) {
        diag_report(work->diag, step->loc, MSG_FORMULA_NO_FAMILY, step->name);
        return false;
    }
    if (all || meaning->group.len || !other->family || fits_groups(indicator, other)) return true;
    diag_report(work->diag, step->loc, MSG_FORMULA_FAMILY, step->name);
    return false;
}

static bool bind_fact(struct work *work, const struct formula_step *step, struct meaning *meaning)
{
    if (meaning->fact->expired) {
        struct buf date = {0};
        date_write_iso(&date, meaning->fact->expires);
        diag_report(work->diag, step->loc, MSG_FACT_EXPIRED, step->name, buf_copy(&date, work->arena));
        buf_free(&date);
        return false;
    }
    if (meaning->fact->is_number || !meaning->fact->known) return true;
    diag_report(work->diag, step->loc, MSG_FORMULA_FACT_TEXT, step->name);
    return false;
}

static bool bind_name(struct work *work, const struct indicator *indicator, const struct formula_step *step,
                      struct meaning *meaning)
{
    Str name = str_starts(step->name, S("stat.")) ? str_skip(step->name, 5) : step->name;
    meaning->indicator = find_indicator(work, name, &meaning->group);
    if (meaning->indicator != SIZE_MAX) return bind_indicator(work, indicator, step, meaning);
    bool value = step->kind == STEP_NAME;
    if (value && work->facts.find) meaning->fact = work->facts.find(work->facts.context, step->name);
    if (meaning->fact) return bind_fact(work, step, meaning);
    Str nearest = str_nearest(name, work->ids, work->count);
    if (value && table_column(indicator->table, name, NULL))
        diag_report(work->diag, step->loc, MSG_FORMULA_COLUMN_BARE, name);
    else if (nearest.len)
        diag_report(work->diag, step->loc, MSG_FORMULA_NAME_NEAR, step->name, nearest);
    else
        diag_report(work->diag, step->loc, MSG_FORMULA_NAME, step->name);
    return false;
}

/* Is it over the rows of a family, which must be computed before? */
static bool needs_family(const struct work *work, const struct indicator *indicator,
                         const struct formula_aggregate *aggregate, struct meaning *meaning)
{
    Str name = aggregate->column;
    size_t dot = str_find_char(name, '.');
    if (dot == name.len && (!name.len || table_column(indicator->table, name, NULL))) return false;
    const struct value *found = value_get(work->by_id, str_from_to(name, 0, dot));
    if (!found || !work->indicators[found - work->positions].family) return false;
    meaning->indicator = (size_t)(found - work->positions);
    return true;
}

static bool bind_step(struct work *work, const struct indicator *indicator, size_t at)
{
    const struct formula_step *step = &indicator->formula->steps[at];
    struct meaning *meaning = &indicator->meanings[at];
    meaning->indicator = SIZE_MAX;
    switch (step->kind) {
    case STEP_NAME:
    case STEP_TOP:
    case STEP_BOTTOM:
    case STEP_RANK: return bind_name(work, indicator, step, meaning);
    case STEP_AGGREGATE:
        return needs_family(work, indicator, step->aggregate, meaning) ||
               compute_aggregate(work, indicator, at) != NULL;
    default: return true;
    }
}

static void parse(struct work *work, struct indicator *indicator)
{
    const struct value *text = value_get(indicator->description, S("formula"));
    indicator->formula = text && value_is_scalar(text) ? formula_parse(work->arena, work->diag, text) : NULL;
    indicator->failed = !indicator->formula;
    if (!family_bind(work, indicator)) indicator->failed = true;
}

static void bind(struct work *work, struct indicator *indicator)
{
    size_t count = indicator->formula ? indicator->formula->count : 0;
    indicator->meanings = arena_make_n(work->arena, struct meaning, count + 1);
    for (size_t i = 0; i < count; i++)
        if (!bind_step(work, indicator, i)) indicator->failed = true;
    if (indicator->failed) work->right = false;
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

bool indicator_fill(struct work *work, const struct indicator *indicator, const struct evaluation *evaluation,
                    const struct group *group, struct figure *figure)
{
    struct amount amount = group ? group->amount : (struct amount){0};
    bool right = settle_unit(work, indicator, figure, amount);
    if (!right) amount = (struct amount){0};
    bool text = amount.text.data != NULL;
    figure->known = amount.known || amount.verdict > VERDICT_UNKNOWN;
    figure->is_number = amount.known && !text;
    figure->verdict = (enum figure_verdict)amount.verdict;
    figure->number = figure->is_number ? amount.number : decimal_from_int(0);
    figure->at_least = figure->is_number && amount.bound == BOUND_AT_LEAST;
    figure->at_most = figure->is_number && amount.bound == BOUND_AT_MOST;
    if (group) figure->relation = group->relation, figure->of = group->of, figure->to = group->to;
    if (evaluation) figure->newer = evaluation->newer, figure->older = evaluation->older;
    if (text) figure->text = amount.text;
    figure->text = figure_text(work->arena, figure, S("id"));
    return right;
}

static void compute(struct work *work, size_t at)
{
    struct indicator *indicator = &work->indicators[at];
    struct figure *figure = &work->figures[at];
    struct evaluation evaluation = {.work = work, .indicator = indicator};
    indicator->state = STATE_DONE;
    if (!indicator->failed) indicator->failed = !compute_figures(&evaluation);
    if (!indicator->failed && indicator->by_count)
        indicator->failed = !family_finish(&evaluation);
    else if (!indicator->failed)
        indicator->failed = !indicator_fill(work, indicator, &evaluation, evaluation.groups, figure);
    if (!indicator->failed) return;
    work->right = false;
    indicator_fill(work, indicator, NULL, NULL, figure);
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

/* Families stand where their indicator does. */
static void hand_over(struct work *work, struct indicators *out)
{
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++)
        count += work->indicators[i].family ? work->indicators[i].family->count : 1;
    *out = (struct indicators){.figures = arena_make_n(work->arena, struct figure, count + 1),
                               .families = work->families,
                               .family_count = work->family_count};
    for (size_t i = 0; i < work->count; i++) {
        struct figure_family *family = work->indicators[i].family;
        const struct figure *figures = family ? family->figures : &work->figures[i];
        struct figure *to = &out->figures[out->count];
        size_t these = family ? family->count : 1;
        for (size_t j = 0; j < these; j++) to[j] = figures[j];
        if (family) family->figures = to;
        out->count += these;
    }
}

bool indicator_compute(struct arena *arena, struct diag *diag, struct table *const *tables, size_t count,
                       struct figures facts, struct indicators *out)
{
    struct work work = {.arena = arena,
                        .diag = diag,
                        .tables = {tables, count},
                        .own_tables = count,
                        .facts = facts,
                        .right = true};
    collect(&work);
    for (size_t i = 0; i < work.count; i++) parse(&work, &work.indicators[i]);
    struct table **all = arena_make_n(arena, struct table *, count + work.family_count + 1);
    for (size_t i = 0; i < count; i++) all[i] = tables[i];
    for (size_t i = 0; i < work.count; i++)
        if (work.indicators[i].family) all[work.tables.count++] = work.indicators[i].derived;
    work.tables.tables = all;
    for (size_t i = 0; i < work.count; i++) bind(&work, &work.indicators[i]);
    size_t *chain = arena_make_n(arena, size_t, work.count + 2);
    for (size_t i = 0; i < work.count; i++)
        if (work.indicators[i].state == STATE_NEW) compute_with_needs(&work, i, chain);
    hand_over(&work, out);
    return work.right;
}
