/* Formulas in words, and the notes on method and sources. */
#include "site/method.h"

#include "data/formula.h"
#include "site/sentence_inside.h"

enum { MOST_STEPS = 64, LONGEST_WORDS = 600 };

/* A part of a formula in words; compound ones stand in brackets within others. */
struct phrase {
    Str text;
    bool compound;
};

static const struct value *wording_for(const struct site *site, Str *lang)
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

static const struct table *table_of(const struct site *site, const struct figure *figure)
{
    for (size_t i = 0; i < site->table_count; i++)
        if (value_get(value_get(site->tables[i]->description, S("indicators")), figure->id))
            return site->tables[i];
    return NULL;
}

/* "kolom" or "tabel.kolom", as people call it. */
static Str column_label(const struct writing *writing, const struct table *table, Str name)
{
    size_t dot = str_find_char(name, '.');
    const struct table *other = dot < name.len ? site_table(writing->site, str_from_to(name, 0, dot)) : NULL;
    const struct column *column =
        table_column(other ? other : table, other ? str_skip(name, dot + 1) : name, NULL);
    return column ? column->label : name;
}

/* "2022-11" as people read it, when that is what the column holds. */
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

static Str literal_text(const struct writing *writing, const struct formula_literal *literal)
{
    if (literal->kind == LITERAL_NUMBER)
        return figure_format(writing->arena, literal->number, STR_NONE, writing->lang);
    if (literal->kind == LITERAL_BOOLEAN) return literal->number.coefficient ? S("true") : S("false");
    return date_literal(writing, literal->text);
}

/* One column compared with one text or number: for the others there are no words. */
static bool is_plain(const struct formula_condition *condition)
{
    return condition->kind == CONDITION_TEST && condition->part == PART_WHOLE && condition->count == 1 &&
           condition->literals->kind != LITERAL_COLUMN;
}

static Str conditions_text(const struct writing *writing, const struct table *table,
                           const struct formula_aggregate *aggregate)
{
    static const char *const comparisons[] = {
        [COMPARE_EQUAL] = "equal",     [COMPARE_NOT_EQUAL] = "not_equal",
        [COMPARE_LESS] = "less",       [COMPARE_LESS_EQUAL] = "less_equal",
        [COMPARE_GREATER] = "greater", [COMPARE_GREATER_EQUAL] = "greater_equal"};
    Str *parts = arena_make_n(writing->arena, Str, aggregate->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < aggregate->count; i++) {
        const struct formula_condition *condition = &aggregate->conditions[i];
        if (condition->kind == CONDITION_AND) continue; /* they stand in a row */
        if (!is_plain(condition) || (size_t)condition->comparison >= sizeof comparisons / sizeof *comparisons)
            return STR_NONE;
        struct blanks blanks = {0};
        blanks.text[BLANK_COLUMN] = column_label(writing, table, condition->column);
        blanks.text[BLANK_TEXT] = literal_text(writing, condition->literals);
        parts[count] = filled(writing, comparisons[condition->comparison], &blanks);
        if (!parts[count++].len) return STR_NONE;
    }
    Str and = value_get_text(value_get(writing->wording, S("words")), S("and"));
    return str_join(writing->arena, parts, count,
                    str_join(writing->arena, (Str[]){S(" "), and, S(" ")}, 3, STR_NONE));
}

static bool aggregate_phrase(const struct writing *writing, const struct table *table,
                             const struct formula_aggregate *aggregate, struct phrase *phrase)
{
    static const char *const names[] = {[AGGREGATE_SUM] = "sum",
                                        [AGGREGATE_COUNT] = "count_of",
                                        [AGGREGATE_MIN] = "min",
                                        [AGGREGATE_MAX] = "max",
                                        [AGGREGATE_LATEST] = "latest"};
    struct blanks blanks = {0};
    if ((size_t)aggregate->function >= sizeof names / sizeof *names) return false;
    const char *name = aggregate->column.len ? names[aggregate->function] : "count";
    blanks.text[BLANK_COLUMN] = column_label(writing, table, aggregate->column);
    phrase->text = filled(writing, name, &blanks);
    phrase->compound = false;
    if (!aggregate->count || !phrase->text.len) return phrase->text.len > 0;
    blanks.text[BLANK_A] = phrase->text;
    blanks.text[BLANK_TEXT] = conditions_text(writing, table, aggregate);
    phrase->text = filled(writing, "where", &blanks);
    phrase->compound = true;
    return phrase->text.len > 0;
}

static Str name_text(const struct writing *writing, Str name)
{
    const struct figure *figure = site_figure(writing->site, name);
    if (!figure)
        figure = site_figure(writing->site, str_join(writing->arena, (Str[]){S("stat"), name}, 2, S(".")));
    struct blanks blanks = {0};
    blanks.text[BLANK_TEXT] = figure && figure->label.len ? figure->label : name;
    return filled(writing, "name", &blanks);
}

static Str within(const struct writing *writing, struct phrase phrase)
{
    return phrase.compound ? str_join(writing->arena, (Str[]){S("("), phrase.text, S(")")}, 3, STR_NONE)
                           : phrase.text;
}

static bool pair_phrase(const struct writing *writing, enum formula_step_kind kind, struct phrase *a,
                        struct phrase b)
{
    static const char *const names[] = {[STEP_ADD] = "add",
                                        [STEP_SUBTRACT] = "subtract",
                                        [STEP_MULTIPLY] = "multiply",
                                        [STEP_DIVIDE] = "divide",
                                        [STEP_SHARE] = "share"};
    if ((size_t)kind >= sizeof names / sizeof *names || !names[kind]) return false;
    bool chain = kind == STEP_ADD; /* a + b + c needs no brackets */
    struct blanks blanks = {0};
    blanks.text[BLANK_A] = chain ? a->text : within(writing, *a);
    blanks.text[BLANK_B] = within(writing, b);
    *a = (struct phrase){filled(writing, names[kind], &blanks), true};
    return a->text.len > 0 && a->text.len < LONGEST_WORDS;
}

static bool step_phrase(const struct writing *writing, const struct table *table,
                        const struct formula_step *step, struct phrase *stack, size_t *depth)
{
    struct phrase *next = &stack[*depth];
    switch (step->kind) {
    case STEP_NUMBER:
        *next = (struct phrase){figure_format(writing->arena, step->number, STR_NONE, writing->lang), false};
        ++*depth;
        return true;
    case STEP_NAME:
        *next = (struct phrase){name_text(writing, step->name), false};
        ++*depth;
        return next->text.len > 0;
    case STEP_AGGREGATE: ++*depth; return aggregate_phrase(writing, table, step->aggregate, next);
    case STEP_NEGATE: return false;
    default:
        if (*depth < 2) return false;
        --*depth;
        return pair_phrase(writing, step->kind, &stack[*depth - 1], stack[*depth]);
    }
}

Str method_formula(const struct site *site, struct arena *arena, const struct figure *figure, Str lang)
{
    const struct table *table = table_of(site, figure);
    const struct value *description =
        table ? value_get(value_get(table->description, S("indicators")), figure->id) : NULL;
    const struct value *text = value_get(description, S("formula"));
    if (!text || !value_is_scalar(text)) return STR_NONE;
    struct writing writing = {.site = site, .arena = arena, .lang = lang.len ? lang : site->lang};
    writing.wording = wording_for(site, &writing.lang);
    struct diag *silent = diag_new(); /* whatever is wrong with it has been told */
    const struct formula *formula = formula_parse(arena, silent, text);
    diag_free(silent);
    struct phrase stack[MOST_STEPS + 1];
    size_t depth = 0, count = formula ? formula->count : 0;
    bool right = writing.wording && count > 0 && count <= MOST_STEPS;
    for (size_t i = 0; right && i < count; i++)
        right = step_phrase(&writing, table, &formula->steps[i], stack, &depth);
    return right && depth == 1 ? pattern_finish(arena, stack[0].text, true, true) : STR_NONE;
}

/* ---- the notes ---- */

struct notes {
    const struct site *site;
    struct arena *arena;
    struct buf *out;
    struct writing writing;
    const struct value *told[64]; /* sources that have been named in full */
    size_t told_count;
};

static Str label_of(const struct notes *notes, const char *name)
{
    return wording_text(&notes->writing, "method", name);
}

static void put_sentence(struct notes *notes, const char *label, Str text)
{
    if (!text.len) return;
    struct blanks blanks = {0};
    struct buf out = {0};
    blanks.text[BLANK_TEXT] = text;
    if (pattern_fill(&out, label_of(notes, label), &blanks, true)) {
        buf_char(notes->out, ' ');
        buf_str(notes->out, pattern_finish(notes->arena, buf_view(&out), true, true));
    }
    buf_free(&out);
}

/* Title and, the first time, publisher. */
static Str source_text(struct notes *notes, Str source)
{
    const struct value *known = value_get(notes->site->sources, source);
    if (!known) return source;
    Str title = value_get_text(known, S("title")), publisher = value_get_text(known, S("publisher"));
    for (size_t i = 0; i < notes->told_count; i++)
        if (notes->told[i] == known) return title;
    if (notes->told_count < sizeof notes->told / sizeof *notes->told)
        notes->told[notes->told_count++] = known;
    return publisher.len ? str_join(notes->arena, (Str[]){title, publisher}, 2, S(". ")) : title;
}

static Str date_text(const struct notes *notes, Date date)
{
    if (!date.year) return STR_NONE;
    struct buf out = {0};
    date_write_long(&out, date, notes->writing.lang, false);
    Str text = buf_copy(&out, notes->arena);
    buf_free(&out);
    return text;
}

static void put_about(struct notes *notes, const struct table *table)
{
    buf_c(notes->out, "**");
    sentence_escape(notes->out, pattern_finish(notes->arena, table->title, true, true));
    buf_c(notes->out, "**");
    put_sentence(notes, "source", source_text(notes, table->source));
    put_sentence(notes, "date", date_text(notes, table->date));
    put_sentence(notes, "note", table->note);
    put_sentence(notes, "licence", table->licence);
    buf_c(notes->out, "\n\n");
}

static void put_figure(struct notes *notes, const struct figure *figure)
{
    Str words = method_formula(notes->site, notes->arena, figure, notes->writing.lang);
    buf_c(notes->out, "| ");
    sentence_escape(notes->out, figure->label);
    buf_c(notes->out, " | ");
    sentence_escape(notes->out, words.len ? words : label_of(notes, "written"));
    if (figure->note.len) {
        buf_char(notes->out, ' ');
        sentence_escape(notes->out, pattern_finish(notes->arena, figure->note, true, true));
    }
    buf_c(notes->out, " |\n");
}

static void put_table(struct notes *notes, const struct table *table, const struct figure *const *figures,
                      size_t count)
{
    put_about(notes, table);
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            buf_c(notes->out, "| ");
            sentence_escape(notes->out, label_of(notes, "figure"));
            buf_c(notes->out, " | ");
            sentence_escape(notes->out, label_of(notes, "formula"));
            buf_c(notes->out, " |\n|---|---|\n");
        }
        put_figure(notes, figures[i]);
    }
    if (count) buf_char(notes->out, '\n');
}

static bool listed(const struct method_list *list, const struct figure *figure)
{
    for (size_t i = 0; i < list->figure_count; i++)
        if (list->figures[i] == figure ||
            (str_equal(list->figures[i]->id, figure->id) && !list->figures[i]->entry))
            return true;
    return list->whole;
}

static bool has_table(const struct method_list *list, const struct table *table)
{
    for (size_t i = 0; i < list->table_count; i++)
        if (list->tables[i] == table) return true;
    return false;
}

/* In the order of the files, so that the notes stay where they are when the text changes. */
void method_write(const struct site *site, struct arena *arena, struct buf *out,
                  const struct method_list *list, Str lang)
{
    struct notes notes = {.site = site, .arena = arena, .out = out};
    notes.writing = (struct writing){.site = site, .arena = arena, .lang = lang.len ? lang : site->lang};
    notes.writing.wording = wording_for(site, &notes.writing.lang);
    for (size_t i = 0; notes.writing.wording && i < site->table_count; i++) {
        const struct table *table = site->tables[i];
        const struct value *indicators = value_get(table->description, S("indicators"));
        const struct figure **figures =
            arena_make_n(arena, const struct figure *, (indicators ? indicators->count : 0) + 1);
        size_t count = 0;
        bool wanted = has_table(list, table);
        for (size_t k = 0; indicators && (wanted || !list->whole) && k < indicators->count; k++) {
            const struct figure *figure =
                site_figure(site, str_join(arena, (Str[]){S("stat"), indicators->keys[k]}, 2, S(".")));
            if (figure && listed(list, figure)) figures[count++] = figure;
        }
        if (count || wanted) put_table(&notes, table, figures, count);
    }
}
