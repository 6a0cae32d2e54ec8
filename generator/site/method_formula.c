/* Formulas in words: "jumlah isi kolom “Jumlah”, hanya baris dengan Status “Memakai JMO”". */
#include "data/formula.h"
#include "site/method.h"
#include "site/sentence_inside.h"

enum { MOST_STEPS = 64, MOST_CONDITIONS = 64, LONGEST_WORDS = 600 };

/* A part of a formula in words; compound ones stand in brackets within others. */
struct phrase {
    Str text;
    bool compound;
};

const struct value *method_wording(const struct site *site, Str *lang)
{
    const struct site_index *index = site->index;
    const struct value *main = NULL;
    for (size_t i = 0; i < index->wording_count; i++) {
        if (str_equal(index->wordings[i].lang, *lang)) return index->wordings[i].patterns;
        if (str_equal(index->wordings[i].lang, site->lang)) main = index->wordings[i].patterns;
    }
    *lang = site->lang;
    return main;
}

static Str filled(const struct writing *writing, const char *variant, const struct blanks *blanks)
{
    struct buf out = {0};
    Str text = STR_NONE;
    if (pattern_fill(&out, wording_text(writing, "formula", variant), blanks, false))
        text = buf_copy(&out, writing->arena);
    buf_free(&out);
    return text;
}

static Str two(const struct writing *writing, const char *variant, Str a, Str b)
{
    struct blanks blanks = {0};
    blanks.text[BLANK_A] = a;
    blanks.text[BLANK_B] = blanks.text[BLANK_TEXT] = b;
    return filled(writing, variant, &blanks);
}

static Str within(const struct writing *writing, struct phrase phrase)
{
    return phrase.compound ? str_join(writing->arena, (Str[]){S("("), phrase.text, S(")")}, 3, STR_NONE)
                           : phrase.text;
}

/* ---- conditions ---- */

static const struct column *find_column(const struct writing *writing, const struct table *table, Str name)
{
    size_t dot = str_find_char(name, '.');
    const struct table *other = dot < name.len ? site_table(writing->site, str_from_to(name, 0, dot)) : NULL;
    return table_column(other ? other : table, other ? str_skip(name, dot + 1) : name, NULL);
}

static Str column_label(const struct writing *writing, const struct table *table, Str name)
{
    const struct column *column = find_column(writing, table, name);
    return column ? column->label : name;
}

/* "2022-11" as people read it. */
static Str date_literal(const struct writing *writing, Str text)
{
    Date date;
    struct buf out = {0};
    if (date_parse(text, &date))
        date_write_long(&out, date, writing->lang, false);
    else if (date_parse_month(text, &date))
        date_write_month(&out, date, writing->lang);
    Str words = out.len ? buf_copy(&out, writing->arena) : text;
    buf_free(&out);
    return words;
}

static Str literal_text(const struct writing *writing, const struct table *table,
                        const struct formula_condition *condition, const struct formula_literal *literal)
{
    const struct column *column = find_column(writing, table, condition->column);
    bool time = condition->part != PART_WHOLE; /* a year has no dots */
    Str unit = time ? S("tahun") : column ? column->unit : STR_NONE;
    switch (literal->kind) {
    case LITERAL_NUMBER: return figure_format(writing->arena, literal->number, unit, writing->lang);
    case LITERAL_BOOLEAN: return wording_text(writing, "formula", literal->number.coefficient ? "yes" : "no");
    case LITERAL_COLUMN: return column_label(writing, table, literal->text);
    case LITERAL_TEXT: return date_literal(writing, literal->text);
    }
    return literal->text;
}

static Str part_text(const struct writing *writing, enum time_part part, Str label)
{
    if (part == PART_WHOLE) return label;
    return two(writing, "part", wording_text(writing, "formula", formula_parts[part]), label);
}

static Str test_text(const struct writing *writing, const struct table *table,
                     const struct formula_condition *condition)
{
    static const char *const comparisons[] = {
        [COMPARE_EQUAL] = "equal",     [COMPARE_NOT_EQUAL] = "not_equal",
        [COMPARE_LESS] = "less",       [COMPARE_LESS_EQUAL] = "less_equal",
        [COMPARE_GREATER] = "greater", [COMPARE_GREATER_EQUAL] = "greater_equal",
        [COMPARE_IN] = "in",           [COMPARE_CONTAINS] = "contains",
        [COMPARE_KNOWN] = "known"};
    if ((size_t)condition->comparison >= sizeof comparisons / sizeof *comparisons) return STR_NONE;
    Str *words = arena_make_n(writing->arena, Str, condition->count + 1);
    for (size_t i = 0; i < condition->count; i++)
        words[i] = literal_text(writing, table, condition, &condition->literals[i]);
    struct blanks blanks = {0};
    blanks.text[BLANK_COLUMN] =
        part_text(writing, condition->part, column_label(writing, table, condition->column));
    blanks.text[BLANK_TEXT] = str_join(writing->arena, words, condition->count, S(", "));
    return filled(writing, comparisons[condition->comparison], &blanks);
}

/* They come in reverse Polish order. */
static Str conditions_text(const struct writing *writing, const struct table *table,
                           const struct formula_aggregate *aggregate)
{
    struct phrase stack[MOST_CONDITIONS];
    size_t depth = 0;
    for (size_t i = 0; i < aggregate->count && depth < MOST_CONDITIONS; i++) {
        const struct formula_condition *condition = &aggregate->conditions[i];
        size_t needs = condition->kind == CONDITION_TEST ? 0 : condition->kind == CONDITION_NOT ? 1 : 2;
        if (depth < needs) return STR_NONE;
        struct phrase *at = &stack[depth - needs];
        Str text = STR_NONE;
        switch (condition->kind) {
        case CONDITION_TEST: text = test_text(writing, table, condition); break;
        case CONDITION_NOT: text = two(writing, "not", within(writing, *at), STR_NONE); break;
        case CONDITION_AND: text = two(writing, "and", within(writing, at[0]), within(writing, at[1])); break;
        case CONDITION_OR: text = two(writing, "or", at[0].text, at[1].text); break;
        }
        if (!text.len || text.len > LONGEST_WORDS) return STR_NONE;
        *at = (struct phrase){text, condition->kind == CONDITION_OR};
        depth = depth - needs + 1;
    }
    return depth == 1 ? stack[0].text : STR_NONE;
}

/* ---- values ---- */

static bool aggregate_phrase(const struct writing *writing, const struct table *table,
                             const struct formula_aggregate *aggregate, struct phrase *phrase)
{
    static const char *const names[] = {
        [AGGREGATE_SUM] = "sum",          [AGGREGATE_COUNT] = "count_of",  [AGGREGATE_MIN] = "min",
        [AGGREGATE_MAX] = "max",          [AGGREGATE_LATEST] = "latest",   [AGGREGATE_PREVIOUS] = "previous",
        [AGGREGATE_FIRST] = "first",      [AGGREGATE_AVERAGE] = "average", [AGGREGATE_MEDIAN] = "median",
        [AGGREGATE_DISTINCT] = "distinct"};
    struct blanks blanks = {0};
    if ((size_t)aggregate->function >= sizeof names / sizeof *names) return false;
    const char *name = aggregate->column.len ? names[aggregate->function] : "count";
    blanks.text[BLANK_COLUMN] = column_label(writing, table, aggregate->column);
    phrase->text = filled(writing, name, &blanks);
    phrase->compound = false;
    if (!aggregate->count || !phrase->text.len) return phrase->text.len > 0;
    phrase->text = two(writing, "where", phrase->text, conditions_text(writing, table, aggregate));
    phrase->compound = true;
    return phrase->text.len > 0;
}

static Str name_text(const struct writing *writing, Str name)
{
    if (str_starts(name, S("stat."))) name = str_skip(name, 5);
    const struct figure *figure = site_figure(writing->site, name);
    if (!figure)
        figure = site_figure(writing->site, str_join(writing->arena, (Str[]){S("stat"), name}, 2, S(".")));
    const struct figure_family *family = figure ? NULL : site_family(writing->site, name);
    Str label = figure ? figure->label : family ? family->label : STR_NONE;
    return two(writing, "name", STR_NONE, label.len ? label : name);
}

static bool pair_phrase(const struct writing *writing, enum formula_step_kind kind, struct phrase *a,
                        struct phrase b)
{
    static const char *const names[] = {
        [STEP_ADD] = "add",         [STEP_SUBTRACT] = "subtract", [STEP_MULTIPLY] = "multiply",
        [STEP_DIVIDE] = "divide",   [STEP_SHARE] = "share",       [STEP_PROGRESS] = "share",
        [STEP_REACHED] = "reached", [STEP_CHANGE] = "change",     [STEP_PERCENT_CHANGE] = "percent_change"};
    if ((size_t)kind >= sizeof names / sizeof *names || !names[kind]) return false;
    bool chain = kind == STEP_ADD; /* a + b + c needs no brackets */
    Str left = chain ? a->text : within(writing, *a);
    *a = (struct phrase){two(writing, names[kind], left, within(writing, b)), true};
    return a->text.len > 0 && a->text.len < LONGEST_WORDS;
}

/* A change from one year, quarter or month to the next. */
static bool period_phrase(const struct writing *writing, const struct formula_step *step, struct phrase *a)
{
    const char *kind = step->kind == STEP_PERCENT_CHANGE ? "percent_over" : "change_over";
    Str time = wording_text(writing, "formula", formula_parts[step->period->kind]);
    *a = (struct phrase){two(writing, kind, within(writing, *a), time), true};
    return a->text.len > 0;
}

static bool step_phrase(const struct writing *writing, const struct table *table,
                        const struct formula_step *step, struct phrase *stack, size_t *depth)
{
    static const char *const of_family[] = {
        [STEP_TOP] = "top", [STEP_BOTTOM] = "bottom", [STEP_RANK] = "rank"};
    struct phrase *next = &stack[*depth], *last = next - 1;
    switch (step->kind) {
    case STEP_NUMBER:
        *next = (struct phrase){figure_format(writing->arena, step->number, STR_NONE, writing->lang), false};
        ++*depth;
        return true;
    case STEP_NAME:
        *next = (struct phrase){name_text(writing, step->name), false};
        ++*depth;
        return next->text.len > 0;
    case STEP_TOP:
    case STEP_BOTTOM:
    case STEP_RANK:
        *next = (struct phrase){two(writing, of_family[step->kind], name_text(writing, step->name), STR_NONE),
                                true};
        ++*depth;
        return next->text.len > 0;
    case STEP_AGGREGATE: ++*depth; return aggregate_phrase(writing, table, step->aggregate, next);
    case STEP_NEGATE:
        if (*depth < 1) return false;
        *last = (struct phrase){two(writing, "minus", within(writing, *last), STR_NONE), true};
        return last->text.len > 0;
    default:
        if (step->period) return *depth >= 1 && period_phrase(writing, step, last);
        if (*depth < 2) return false;
        --*depth;
        return pair_phrase(writing, step->kind, &stack[*depth - 1], stack[*depth]);
    }
}

/* `by: kecamatan`: ", untuk setiap Kecamatan". */
static Str with_groups(const struct writing *writing, const struct table *table, const struct value *by,
                       Str text)
{
    if (!by || by->kind == VALUE_NOTHING) return text;
    size_t count = by->kind == VALUE_LIST ? by->count : 1;
    Str *names = arena_make_n(writing->arena, Str, count + 1), column;
    for (size_t i = 0; i < count; i++) {
        enum time_part part;
        const struct value *one = by->kind == VALUE_LIST ? by->items[i] : by;
        if (!formula_group(one->text, &column, &part)) return text;
        names[i] = part_text(writing, part, column_label(writing, table, column));
    }
    return two(writing, "each", text, str_join(writing->arena, names, count, S(", ")));
}

static const struct table *table_of(const struct site *site, Str id)
{
    for (size_t i = 0; i < site->table_count; i++)
        if (value_get(value_get(site->tables[i]->description, S("indicators")), id)) return site->tables[i];
    return NULL;
}

Str method_formula(const struct site *site, struct arena *arena, const struct figure *figure, Str lang)
{
    Str id = str_from_to(figure->id, 0, str_find_char(figure->id, '.')); /* one of a family: the family */
    const struct table *table = table_of(site, id);
    const struct value *description =
        table ? value_get(value_get(table->description, S("indicators")), id) : NULL;
    const struct value *text = value_get(description, S("formula"));
    if (!text || !value_is_scalar(text)) return STR_NONE;
    struct writing writing = {.site = site, .arena = arena, .lang = lang.len ? lang : site->lang};
    writing.wording = method_wording(site, &writing.lang);
    struct diag *silent = diag_new(); /* whatever is wrong with it has been told */
    const struct formula *formula = formula_parse(arena, silent, text);
    diag_free(silent);
    struct phrase stack[MOST_STEPS + 1];
    size_t depth = 0, count = formula ? formula->count : 0;
    bool right = writing.wording && count > 0 && count <= MOST_STEPS;
    for (size_t i = 0; right && i < count; i++)
        right = step_phrase(&writing, table, &formula->steps[i], stack, &depth);
    if (!right || depth != 1) return STR_NONE;
    Str words = with_groups(&writing, table, value_get(description, S("by")), stack[0].text);
    return pattern_finish(arena, words, true, true);
}
