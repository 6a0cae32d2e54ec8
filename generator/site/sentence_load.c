/* The wording of sentences (templates/sentences/LANG.yaml), the tables' `sentences`, and what a summary holds. */
#include "data/schema.h"
#include "data/yaml.h"
#include "site/period.h"
#include "site/sentence_inside.h"

enum { MOST_LANGUAGES = 8, MOST_SENTENCES = 200 };

/* ---- wording ---- */

#define PATTERN(name)                                                                                        \
    {                                                                                                        \
        .key = name, .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED, .help_id = "pola kalimat",               \
        .help_en = "pattern"                                                                                 \
    }

static const struct schema word_item = {.type = SCHEMA_TEXT};
static const struct schema words_keys[] = {
    {.key = "lead", .type = SCHEMA_TEXT},
    {.key = "which", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "and", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "others", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "points", .type = SCHEMA_TEXT},
    {.key = "done", .type = SCHEMA_LIST, .item = &word_item},
    {.key = "not", .type = SCHEMA_LIST, .item = &word_item},
    {.key = "counted", .type = SCHEMA_LIST, .item = &word_item},
    {.key = "measures", .type = SCHEMA_LIST, .item = &word_item},
    {.key = "changes", .type = SCHEMA_LIST, .item = &word_item},
    {.key = "most", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "least", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "most_measure", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "least_measure", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED},
    {.key = "units", .type = SCHEMA_MAP_OF, .item = &word_item},
    {0}};
static const struct schema share_keys[] = {
    PATTERN("normal"),       PATTERN("all"),     PATTERN("none"),
    PATTERN("none_plain"),   PATTERN("all_one"), PATTERN("whole_unknown"),
    PATTERN("part_unknown"), PATTERN("unknown"), {0}};
static const struct schema measure_keys[] = {PATTERN("normal"), PATTERN("bounded"), PATTERN("unknown"), {0}};
static const struct schema count_keys[] = {
    PATTERN("normal"), PATTERN("none"), PATTERN("bounded"), PATTERN("unknown"), {0}};
static const struct schema labelled_keys[] = {PATTERN("normal"), PATTERN("share"), PATTERN("unknown"), {0}};
static const struct schema change_keys[] = {
    PATTERN("title"),         PATTERN("up"),      PATTERN("down"),
    PATTERN("same"),          PATTERN("unsure"),  PATTERN("before_unknown"),
    PATTERN("after_unknown"), PATTERN("unknown"), {0}};
static const struct schema target_keys[] = {PATTERN("reached"),
                                            PATTERN("exceeded"),
                                            PATTERN("missed"),
                                            PATTERN("unsure"),
                                            PATTERN("target_unknown"),
                                            PATTERN("unknown"),
                                            {0}};
static const struct schema extreme_keys[] = {PATTERN("normal"), PATTERN("partial"), PATTERN("only"),
                                             PATTERN("same"),   PATTERN("unknown"), {0}};
static const struct schema gap_keys[] = {PATTERN("normal"), PATTERN("all"), PATTERN("none"), {0}};
static const struct schema formula_keys[] = {PATTERN("sum"),
                                             PATTERN("count"),
                                             PATTERN("count_of"),
                                             PATTERN("min"),
                                             PATTERN("max"),
                                             PATTERN("latest"),
                                             PATTERN("previous"),
                                             PATTERN("first"),
                                             PATTERN("average"),
                                             PATTERN("median"),
                                             PATTERN("distinct"),
                                             PATTERN("where"),
                                             PATTERN("equal"),
                                             PATTERN("not_equal"),
                                             PATTERN("less"),
                                             PATTERN("less_equal"),
                                             PATTERN("greater"),
                                             PATTERN("greater_equal"),
                                             PATTERN("in"),
                                             PATTERN("contains"),
                                             PATTERN("known"),
                                             PATTERN("and"),
                                             PATTERN("or"),
                                             PATTERN("not"),
                                             PATTERN("part"),
                                             PATTERN("year"),
                                             PATTERN("quarter"),
                                             PATTERN("month"),
                                             PATTERN("yes"),
                                             PATTERN("no"),
                                             PATTERN("name"),
                                             PATTERN("add"),
                                             PATTERN("subtract"),
                                             PATTERN("minus"),
                                             PATTERN("multiply"),
                                             PATTERN("divide"),
                                             PATTERN("share"),
                                             PATTERN("reached"),
                                             PATTERN("change"),
                                             PATTERN("percent_change"),
                                             PATTERN("change_over"),
                                             PATTERN("percent_over"),
                                             PATTERN("top"),
                                             PATTERN("bottom"),
                                             PATTERN("rank"),
                                             PATTERN("each"),
                                             {0}};
static const struct schema method_keys[] = {
    PATTERN("figure"), PATTERN("formula"), PATTERN("written"), PATTERN("source"),
    PATTERN("date"),   PATTERN("note"),    PATTERN("licence"), {0}};
static const struct schema band_keys[] = {{.key = "exact", .type = SCHEMA_NUMBER},
                                          {.key = "below", .type = SCHEMA_NUMBER},
                                          PATTERN("text"),
                                          {.key = "negative", .type = SCHEMA_TEXT},
                                          {0}};
static const struct schema band_item = {.type = SCHEMA_MAP, .keys = band_keys};

#define KIND(name, table)                                                                                    \
    {                                                                                                        \
        .key = name, .type = SCHEMA_MAP, .flags = SCHEMA_REQUIRED, .keys = table,                            \
        .help_id = "pola tiap keadaan", .help_en = "a pattern for each state"                                \
    }
static const struct schema wording_keys[] = {KIND("words", words_keys),
                                             KIND("share", share_keys),
                                             KIND("part", share_keys),
                                             KIND("measure", measure_keys),
                                             KIND("count", count_keys),
                                             KIND("record", count_keys),
                                             KIND("labelled", labelled_keys),
                                             KIND("change", change_keys),
                                             KIND("target", target_keys),
                                             KIND("largest", extreme_keys),
                                             KIND("smallest", extreme_keys),
                                             KIND("gap", gap_keys),
                                             KIND("formula", formula_keys),
                                             KIND("method", method_keys),
                                             {.key = "headline", .type = SCHEMA_LIST, .item = &band_item},
                                             PATTERN("headline_bounded"),
                                             PATTERN("headline_unknown"),
                                             {0}};
static const struct schema wording_schema = {.type = SCHEMA_MAP, .keys = wording_keys};

static void check_pattern(struct loader *loader, const struct value *pattern)
{
    Str name;
    size_t at;
    if (pattern->kind != VALUE_TEXT || !pattern_wrong_blank(pattern->text, &name, &at)) return;
    diag_report(loader->diag, pattern->loc, MSG_SENTENCE_BLANK, name, pattern_nearest_blank(name));
}

static void check_patterns(struct loader *loader, const struct value *value, int depth)
{
    if (value->kind == VALUE_TEXT) check_pattern(loader, value);
    if ((value->kind != VALUE_MAP && value->kind != VALUE_LIST) || depth > 3) return;
    for (size_t i = 0; i < value->count; i++) check_patterns(loader, value->items[i], depth + 1);
}

static void load_wording(struct loader *loader, const char *folder, Str path)
{
    struct site_index *index = loader->site->index;
    if (index->wording_count == MOST_LANGUAGES) return;
    Str shown = path_join(loader->arena, S("templates/sentences"), path);
    const struct source *source = file_source(loader->arena, loader->diag, LOC_NONE, folder, path, shown);
    const struct value *patterns = source ? yaml_read(loader->arena, loader->diag, source) : NULL;
    if (!patterns || !schema_check(loader->arena, loader->diag, &wording_schema, patterns)) {
        index->wordings_faulty = true;
        return;
    }
    check_patterns(loader, patterns, 0);
    index->wordings[index->wording_count++] = (struct sentence_wording){path_stem(path), patterns};
}

/* ---- sentences of a table ---- */

/* A text, or a map of languages to texts. */
static void check_text(struct loader *loader, const struct value *value, Str key, bool pattern)
{
    if (!value || value->kind == VALUE_NOTHING) return;
    if (value->kind == VALUE_LIST) diag_report(loader->diag, value->loc, MSG_SCHEMA_TEXT, key, S("[…]"));
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->count; i++) check_text(loader, value->items[i], key, pattern);
    else if (pattern)
        check_pattern(loader, value);
}

static bool check_column(struct loader *loader, const struct table *table, const struct value *words,
                         const char *key)
{
    const struct value *name = value_get(words, str_from(key));
    if (!name || table_column(table, name->text, NULL)) return true;
    Str *names = arena_make_n(loader->arena, Str, table->columns);
    for (size_t i = 0; i < table->columns; i++) names[i] = table->column[i].name;
    diag_report(loader->diag, name->loc, MSG_SENTENCE_COLUMN, name->text, table->name,
                str_nearest(name->text, names, table->columns));
    return false;
}

static bool figure_exists(const struct loader *loader, Str name)
{
    if (site_family(loader->site, name)) return true;
    if (site_figure(loader->site, name)) return true;
    return site_figure(loader->site, str_join(loader->arena, (Str[]){S("stat"), name}, 2, S("."))) != NULL;
}

static void check_figure(struct loader *loader, Str name, Loc loc)
{
    if (loader->site->tables_faulty || figure_exists(loader, name)) return;
    Str wanted = str_join(loader->arena, (Str[]){S("stat"), name}, 2, S("."));
    Str near = site_nearest_value(loader->site, loader->arena, wanted);
    diag_report(loader->diag, loc, MSG_SENTENCE_FIGURE, name,
                str_starts(near, S("stat.")) ? str_skip(near, 5) : near);
}

/* Largest, smallest and gap need a column and what it is grouped by. */
static void check_groups(struct loader *loader, const struct table *table, Str name,
                         const struct value *words, Loc loc)
{
    Str kind = value_get_text(words, S("kind")), text = value_get_text(words, S("column"));
    bool grouped = str_is(kind, "largest") || str_is(kind, "smallest") || str_is(kind, "gap");
    Str of = value_get_text(words, S("of"));
    if (loader->site->tables_faulty) return; /* what is missing may be missing for that */
    if ((!grouped && !text.len) || (!text.len && site_family(loader->site, of.len ? of : name))) return;
    bool right = check_column(loader, table, words, "column") && check_column(loader, table, words, "by");
    const struct column *column = table_column(table, text, NULL);
    bool numeric = column && (column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL);
    bool has_by = value_get(words, S("by")) != NULL;
    for (size_t i = 0; i < table->columns; i++)
        has_by = has_by || (table->column[i].key && &table->column[i] != column);
    if (right && (!grouped || !column || !has_by || (!numeric && !str_is(kind, "gap"))))
        diag_report(loader->diag, loc, MSG_SENTENCE_GROUPS, name);
}

static void check_words(struct loader *loader, const struct table *table, Str name, const struct value *words,
                        Loc loc)
{
    static const char *const texts[] = {"noun", "predicate", "short", "text"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_text(loader, value_get(words, str_from(texts[i])), str_from(texts[i]), i == 3);
    check_groups(loader, table, name, words, loc);
    if (value_get(words, S("column")) || value_get(words, S("by"))) return;
    const struct value *of = value_get(words, S("of"));
    check_figure(loader, of ? of->text : name, of ? of->loc : loc);
    static const char *const others[] = {"target", "previous"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const struct value *other = value_get(words, str_from(others[i]));
        if (other) check_figure(loader, other->text, other->loc);
    }
}

static void load_table_sentences(struct loader *loader, const struct table *table)
{
    const struct value *sentences = value_get(table->description, S("sentences"));
    for (size_t i = 0; sentences && i < sentences->count; i++) {
        Loc loc = sentences->key_locs ? sentences->key_locs[i] : sentences->loc;
        struct sentence_entry *entry = arena_make(loader->arena, struct sentence_entry);
        *entry = (struct sentence_entry){sentences->keys[i], sentences->items[i], table};
        if (!names_put(loader->arena, &loader->site->index->sentences, entry->name, entry))
            diag_report(loader->diag, loc, MSG_SENTENCE_TWICE, entry->name);
        check_words(loader, table, entry->name, entry->description, loc);
    }
}

void load_sentences(struct loader *loader)
{
    struct site *site = loader->site;
    if (!site->table_count && !site->fact_count) return;
    const char *folder =
        str_c(loader->arena, path_join(loader->arena, str_from(site->root), S("templates/sentences")));
    struct file_list files = {0};
    int error;
    if (file_list(loader->arena, folder, &files, &error) != FILE_OK) files.count = 0;
    for (size_t i = 0; i < files.count; i++)
        if (files.entries[i].status == FILE_OK && str_ends(files.entries[i].path, S(".yaml")))
            load_wording(loader, folder, files.entries[i].path);
    for (size_t i = 0; i < site->table_count; i++) load_table_sentences(loader, site->tables[i]);
    for (size_t i = 0; i < site->table_count; i++) { /* names in the words of charts */
        const struct value *charts = value_get(site->tables[i]->description, S("charts"));
        if (charts) load_expand(loader, charts, site->lang, false);
    }
}

/* ---- summaries ---- */

struct list {
    struct arena *arena;
    Str *names;
    size_t count, capacity;
};

static void append(struct list *list, Str name)
{
    if (list->count == MOST_SENTENCES) return;
    list->names = arena_grow(list->arena, list->names, &list->capacity, list->count + 1, sizeof *list->names);
    list->names[list->count++] = name;
}

static const struct value *indicators_of(const struct table *table)
{
    const struct value *map = value_get(table->description, S("indicators"));
    return map && map->kind == VALUE_MAP ? map : &value_nothing;
}

static const struct figure *indicator(const struct site *site, struct arena *arena, Str id)
{
    return site_figure(site, str_join(arena, (Str[]){S("stat"), id}, 2, S(".")));
}

/* A part or whole is told by the sentence about its share. */
static bool is_told(const struct site *site, struct arena *arena, const struct value *indicators,
                    const struct figure *figure)
{
    for (size_t i = 0; i < indicators->count; i++) {
        const struct figure *other = indicator(site, arena, indicators->keys[i]);
        if (!other || (other->of != figure && other->to != figure)) continue;
        if (other->relation == FIGURE_SHARE || (other->relation == FIGURE_TARGET && other->of == figure))
            return true;
    }
    return false;
}

/* Of an indicator with `by`: the largest and the smallest group, and those without figures. */
static void append_family(struct list *list, const struct figure_family *family)
{
    static const char *const kinds[] = {"largest", "smallest", "gap"};
    size_t gaps = 0;
    if (family->keys != 1 || family->table->column[0].type != COLUMN_TEXT)
        return; /* years have no largest one */
    for (size_t i = 0; i < family->count; i++) gaps += !family->figures[i].known;
    for (size_t i = 0; i < 3 && family->count > 1; i++)
        if (i < 2 || gaps)
            append(list, str_join(list->arena, (Str[]){family->id, str_from(kinds[i])}, 2, S(".")));
}

static void append_indicators(struct list *list, const struct site *site, const struct table *table)
{
    const struct value *indicators = indicators_of(table);
    for (int shares = 1; shares >= 0; shares--)
        for (size_t i = 0; i < indicators->count; i++) {
            const struct figure *figure = indicator(site, list->arena, indicators->keys[i]);
            bool share = figure && figure->relation == FIGURE_SHARE;
            const struct figure_family *family = site_family(site, indicators->keys[i]);
            if (family && !shares) append_family(list, family);
            if (figure && share == shares && (share || !is_told(site, list->arena, indicators, figure)))
                append(list, indicators->keys[i]);
        }
}

static bool has_gap(const struct table *table, size_t column)
{
    for (size_t row = 0; row < table->rows; row++)
        if (!table_cell(table, row, column).known) return true;
    return false;
}

static void append_gaps(struct list *list, const struct site *site, const struct table *whole)
{
    const struct table *table = period_view(site, whole, STR_NONE);
    size_t keys = 0;
    for (size_t i = 0; i < table->columns; i++)
        keys += table->column[i].key &&
                !(table->period.len && period_is_named(table->period, table->column[i].name));
    for (size_t i = 0; i < table->columns && keys; i++) {
        const struct column *column = &table->column[i];
        bool numeric = column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL;
        if (numeric && !column->key && has_gap(table, i))
            append(list, str_join(list->arena, (Str[]){table->name, column->name, S("gap")}, 3, S(".")));
    }
}

size_t sentence_changes(const struct site *site, struct arena *arena, const struct table *table, Str period,
                        Str **names)
{
    struct list list = {.arena = arena};
    const struct value *indicators = indicators_of(table);
    for (size_t i = 0; i < indicators->count; i++) {
        const struct figure *figure = sentence_figure(site, arena, indicators->keys[i], period);
        bool itself = figure && (figure->verdict ||
                                 figure->relation == FIGURE_CHANGE); /* a change of a change says little */
        if (figure && figure->previous && !itself && (figure->known || figure->previous->known))
            append(&list, str_join(arena, (Str[]){indicators->keys[i], S("change")}, 2, S(".")));
    }
    *names = list.names;
    return list.count;
}

size_t sentence_summary(const struct site *site, struct arena *arena, const struct table *table, Str **names)
{
    struct list list = {.arena = arena};
    const struct value *sentences = value_get(table->description, S("sentences"));
    if (sentences && sentences->count) {
        for (size_t i = 0; i < sentences->count; i++) append(&list, sentences->keys[i]);
    } else {
        append_indicators(&list, site, table);
        append_gaps(&list, site, table);
    }
    *names = list.names;
    return list.count;
}
