/* Sentences about the groups of a column: the largest, the smallest, those without figures. */
#include "data/amount.h"
#include "site/sentence_inside.h"

enum { MOST_GROUPS = 10000, MOST_TIES = 3 };

struct group {
    Str name;
    size_t known, unknown; /* cells */
    Decimal sum;
};
struct groups {
    struct group *items;
    size_t count, capacity, complete, with_gaps;
    bool right;
};

static struct group *group_named(struct writing *writing, struct groups *groups, struct names *names,
                                 Str name)
{
    size_t *at = names_get(names, name);
    if (at) return &groups->items[*at];
    if (groups->count == MOST_GROUPS) return NULL;
    at = arena_make(writing->arena, size_t);
    *at = groups->count++;
    names_put(writing->arena, names, name, at);
    groups->items =
        arena_grow(writing->arena, groups->items, &groups->capacity, groups->count, sizeof *groups->items);
    groups->items[*at] = (struct group){.name = name};
    return &groups->items[*at];
}

/* The figures of an indicator with `by` are groups already. */
static struct groups gather_family(struct writing *writing, const struct figure_family *family)
{
    struct groups groups = {.right = true, .count = family->count};
    groups.items = arena_make_n(writing->arena, struct group, family->count + 1);
    for (size_t i = 0; i < family->count; i++) {
        const struct figure *figure = &family->figures[i];
        bool exact = figure->known && figure->is_number && !figure->at_least && !figure->at_most;
        groups.items[i] =
            (struct group){.name = figure->group, .known = exact, .unknown = !exact, .sum = figure->number};
        groups.complete += exact;
        groups.with_gaps += !exact;
    }
    return groups;
}

static struct groups gather(struct writing *writing, const struct sentence *sentence)
{
    if (sentence->family) return gather_family(writing, sentence->family);
    struct groups groups = {.right = true};
    struct names names = {0};
    const struct table *table = sentence->table;
    size_t column = (size_t)(sentence->column - table->column), by = (size_t)(sentence->by - table->column);
    for (size_t row = 0; row < table->rows && groups.right; row++) {
        struct cell key = table_cell(table, row, by), cell = table_cell(table, row, column);
        if (!key.known) continue;
        struct group *group = group_named(writing, &groups, &names,
                                          table_cell_text(writing->arena, sentence->by, &key, writing->lang));
        groups.right = group && (!cell.known || decimal_add(group->sum, cell.number, &group->sum));
        if (!group) continue;
        group->known += cell.known;
        group->unknown += !cell.known;
    }
    for (size_t i = 0; i < groups.count; i++) {
        groups.complete += groups.items[i].unknown == 0;
        groups.with_gaps += groups.items[i].unknown > 0;
    }
    return groups;
}

static Str count_text(const struct writing *writing, size_t count)
{
    return figure_format(writing->arena, decimal_from_int((int64_t)count), STR_NONE, writing->lang);
}

/* "Baros", "Baros dan Cikole", "Baros, Cikole, dan 3 lainnya". */
static Str names_text(struct writing *writing, const struct groups *groups, Decimal value)
{
    Str names[MOST_TIES + 1], and = value_get_text(value_get(writing->wording, S("words")), S("and"));
    size_t ties = 0;
    for (size_t i = 0; i < groups->count; i++) {
        if (groups->items[i].unknown || decimal_compare(groups->items[i].sum, value) != 0) continue;
        if (ties++ < MOST_TIES) names[ties - 1] = groups->items[i].name;
    }
    if (ties == 1) return names[0];
    size_t shown = ties;
    if (ties > MOST_TIES) {
        struct blanks blanks = {0};
        struct buf others = {0};
        blanks.text[BLANK_NUMBER] = count_text(writing, ties - (MOST_TIES - 1));
        pattern_fill(&others, value_get_text(value_get(writing->wording, S("words")), S("others")), &blanks,
                     false);
        shown = MOST_TIES;
        names[shown - 1] = buf_copy(&others, writing->arena);
        buf_free(&others);
    }
    Str first = str_join(writing->arena, names, shown - 1, S(", "));
    Str comma = shown > 2 ? S(", ") : S(" ");
    return str_join(writing->arena, (Str[]){first, comma, and, S(" "), names[shown - 1]}, 5, STR_NONE);
}

static const char *extreme(struct writing *writing, const struct sentence *sentence,
                           const struct groups *groups)
{
    bool largest = sentence->kind == KIND_LARGEST, same = true;
    const struct group *best = NULL;
    if (!groups->complete) return "unknown";
    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->items[i];
        if (group->unknown) continue;
        int order = best ? decimal_compare(group->sum, best->sum) : 0;
        same = same && order == 0;
        if (!best || (largest ? order > 0 : order < 0)) best = group;
    }
    Str *text = writing->blanks.text;
    Str unit = sentence->family ? sentence->family->unit : sentence->column->unit;
    text[BLANK_NUMBER] = figure_format(writing->arena, best->sum, unit, writing->lang);
    text[BLANK_UNIT] = wording_unit(writing, unit);
    bool measure =
        figure_unit_is_percent(unit) || figure_unit_is_rupiah(unit); /* shares are great or small, not many */
    const char *word = largest ? (measure ? "most_measure" : "most") : measure ? "least_measure" : "least";
    text[BLANK_MOST] = value_get_text(value_get(writing->wording, S("words")), str_from(word));
    text[BLANK_KNOWN] = count_text(writing, groups->complete);
    text[BLANK_NAME] = names_text(writing, groups, best->sum);
    if (same && groups->complete > 1 && !groups->with_gaps) return "same";
    if (groups->with_gaps) return groups->complete == 1 ? "only" : "partial";
    return "normal";
}

const char *sentence_of_groups(struct writing *writing, const struct sentence *sentence)
{
    struct groups groups = gather(writing, sentence);
    if (!groups.right || groups.count == 0) return NULL;
    Str *text = writing->blanks.text, noun = value_get_text(sentence->words, S("noun"));
    const struct value *own = value_get(sentence->words, S("noun"));
    if (own && own->kind == VALUE_MAP) noun = value_get_text(own, writing->lang);
    const struct figure_family *family = sentence->family;
    if (family && family->count && family->figures->relation == FIGURE_SHARE)
        noun = STR_NONE; /* that of the whole */
    Str label = family ? family->label : sentence->column->label;
    text[BLANK_NOUN] = noun.len ? noun : wording_noun(writing, label);
    text[BLANK_BY] = wording_noun(writing, family ? family->table->column[0].label : sentence->by->label);
    text[BLANK_MISSING] = count_text(writing, groups.with_gaps);
    text[BLANK_ALL] = count_text(writing, groups.count);
    if (sentence->kind == KIND_GAP)
        return groups.with_gaps == 0 ? "none" : groups.with_gaps == groups.count ? "all" : "normal";
    return extreme(writing, sentence, &groups);
}
