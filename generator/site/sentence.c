/* Which sentence a name means, and what its blanks hold. */
#include "site/sentence.h"

#include "base/utf8.h"
#include "data/amount.h"
#include "site/period.h"
#include "site/sentence_inside.h"

const char *const sentence_kinds[] = {"share",   "count",    "measure", "change", "target",
                                      "largest", "smallest", "gap",     NULL};

bool sentence_is_value(Str value, enum sentence_form *form, Str *name)
{
    static const struct {
        const char *prefix;
        enum sentence_form form;
    } forms[] = {
        {"sentence.", SENTENCE_WHOLE}, {"phrase.", SENTENCE_PHRASE}, {"headline.", SENTENCE_HEADLINE}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Str prefix = str_from(forms[i].prefix);
        if (!str_starts(value, prefix)) continue;
        *form = forms[i].form;
        *name = str_skip(value, prefix.len);
        return true;
    }
    return false;
}

/* A text of a table's `sentences`: in all languages, or a map of languages. */
static Str own_text(const struct writing *writing, const struct value *words, const char *key)
{
    const struct value *value = value_get(words, str_from(key));
    if (!value) return STR_NONE;
    if (value->kind == VALUE_MAP) return value_get_text(value, writing->lang);
    return writing->main_language && value_is_scalar(value) ? value->text : STR_NONE;
}

static const struct value *words_of(const struct site *site, const struct figure *figure)
{
    if (!figure) return NULL;
    Str id = str_from_to(
        figure->id, 0, str_starts(figure->id, S("fact.")) ? figure->id.len : str_find_char(figure->id, '.'));
    const struct sentence_entry *entry =
        names_get(&site->index->sentences, id); /* of a family: that of all */
    return entry ? entry->description : NULL;
}

/* Of a family what all have in common: "Kunjungan", not "Kunjungan: Baros". */
static Str label_of(const struct figure *figure)
{
    return figure->family ? figure->family->label : figure->label;
}

/* What the figure counts, as words of the language; empty: there are none in this language. */
static Str noun_of(const struct writing *writing, const struct figure *figure)
{
    if (!figure) return STR_NONE;
    bool share = figure->relation == FIGURE_SHARE; /* its `noun` is that of the whole */
    Str own = share ? STR_NONE : own_text(writing, words_of(writing->site, figure), "noun");
    if (!own.len && writing->main_language) own = wording_noun(writing, label_of(figure));
    return own;
}

/* ---- which sentence ---- */

static enum sentence_kind kind_named(Str name)
{
    for (size_t i = 0; sentence_kinds[i]; i++)
        if (str_is(name, sentence_kinds[i])) return (enum sentence_kind)(i + 1);
    return KIND_NONE;
}

/* An indicator or a fact; of an indicator, that of the period when there is one. */
static const struct figure *find_indicator(const struct site *site, struct arena *arena, Str name, Str period)
{
    Str id = str_starts(name, S("stat.")) ? str_skip(name, 5) : name;
    if (str_starts(name, S("fact."))) return site_figure(site, name);
    const struct figure *figure =
        period.len ? site_figure(site, str_join(arena, (Str[]){S("stat"), id, period}, 3, S("."))) : NULL;
    return figure ? figure : site_figure(site, str_join(arena, (Str[]){S("stat"), id}, 2, S(".")));
}

static const struct figure_family *find_family(const struct site *site, struct arena *arena, Str name,
                                               Str period)
{
    const struct figure_family *family =
        period.len ? site_family(site, str_join(arena, (Str[]){name, period}, 2, S("."))) : NULL;
    return family ? family : site_family(site, name);
}

/* Of the period's column only the name: "year(bulan)" is about bulan. */
static bool is_period(const struct table *table, const struct column *column)
{
    return table->period.len && period_is_named(table->period, column->name);
}

static const struct column *key_column(const struct table *table, const struct column *except)
{
    for (size_t i = 0; i < table->columns; i++)
        if (table->column[i].key && &table->column[i] != except && !is_period(table, &table->column[i]))
            return &table->column[i];
    return NULL;
}

static bool find_described(const struct site *site, struct arena *arena, const struct sentence_entry *entry,
                           Str period, struct sentence *sentence)
{
    const struct value *words = entry->description;
    Str of = value_get_text(words, S("of")), column = value_get_text(words, S("column")),
        by = value_get_text(words, S("by"));
    sentence->words = words;
    sentence->kind = kind_named(value_get_text(words, S("kind")));
    if (column.len) {
        sentence->table = entry->table;
        sentence->column = table_column(entry->table, column, NULL);
        sentence->by =
            by.len ? table_column(entry->table, by, NULL) : key_column(entry->table, sentence->column);
        return sentence->column && sentence->by && sentence->kind >= KIND_LARGEST;
    }
    sentence->family =
        sentence->kind >= KIND_LARGEST ? find_family(site, arena, of.len ? of : entry->name, period) : NULL;
    if (sentence->family) return true;
    sentence->figure = find_indicator(site, arena, of.len ? of : entry->name, period);
    Str target = value_get_text(words, S("target")), previous = value_get_text(words, S("previous"));
    if (target.len || previous.len)
        sentence->other = find_indicator(site, arena, target.len ? target : previous, period);
    if (sentence->kind == KIND_NONE && sentence->other)
        sentence->kind = target.len ? KIND_TARGET : KIND_CHANGE;
    return sentence->figure != NULL;
}

/* TABLE.COLUMN.gap and the like; ID.change. */
static bool find_derived(const struct site *site, struct arena *arena, Str name, Str period,
                         struct sentence *sentence)
{
    size_t dot = str_find_last_char(name, '.');
    Str base = str_from_to(name, 0, dot), column = base;
    sentence->kind = dot < name.len ? kind_named(str_skip(name, dot + 1)) : KIND_NONE;
    if (sentence->kind == KIND_CHANGE) {
        sentence->figure = find_indicator(site, arena, base, period);
        sentence->other = sentence->figure ? sentence->figure->previous : NULL;
        return sentence->other != NULL;
    }
    if (sentence->kind < KIND_LARGEST) return false;
    sentence->family = find_family(site, arena, base, period);
    if (sentence->family) return true;
    sentence->table = period_view(site, site_table(site, str_cut(&column, '.')), period);
    sentence->column = sentence->table ? table_column(sentence->table, column, NULL) : NULL;
    sentence->by = sentence->column ? key_column(sentence->table, sentence->column) : NULL;
    bool numeric = sentence->column &&
                   (sentence->column->type == COLUMN_INTEGER || sentence->column->type == COLUMN_DECIMAL);
    return sentence->by != NULL && (numeric || sentence->kind == KIND_GAP);
}

static bool find_sentence(const struct site *site, struct arena *arena, Str name, Str period,
                          struct sentence *sentence)
{
    *sentence = (struct sentence){.name = name};
    const struct sentence_entry *entry = names_get(&site->index->sentences, name);
    if (entry) return find_described(site, arena, entry, period, sentence);
    sentence->figure = find_indicator(site, arena, name, period);
    if (!sentence->figure) return find_derived(site, arena, name, period, sentence);
    sentence->words = words_of(site, sentence->figure);
    /* "ID.2021": the reader must be told which period it is */
    sentence->named_period = sentence->figure->period.len && str_ends(name, sentence->figure->period) &&
                             name.len > sentence->figure->id.len;
    return true;
}

const struct figure *sentence_figure(const struct site *site, struct arena *arena, Str name, Str period)
{
    struct sentence sentence;
    if (!find_sentence(site, arena, name, period, &sentence)) return NULL;
    return sentence.family && sentence.family->count ? sentence.family->figures : sentence.figure;
}

/* ---- shares ---- */

static bool exact(const struct figure *figure)
{
    return figure && figure->known && figure->is_number && !figure->at_least && !figure->at_most;
}

static bool is_zero(const struct figure *figure)
{
    return exact(figure) && figure->number.coefficient == 0;
}

static Str figure_words(const struct writing *writing, const struct figure *figure)
{
    if (!figure || !figure->known) return STR_NONE;
    return figure_text(writing->arena, figure, writing->lang);
}

static bool begins_with(Str text, Str word)
{
    return word.len && str_equal_nocase(str_from_to(text, 0, word.len), word) &&
           (text.len == word.len || text.data[word.len] == ' ');
}

/* "Perusahaan yang memakai JMO", of which the unit is "perusahaan", holds the predicate "memakai JMO". */
static Str predicate_of_label(const struct writing *writing, const struct figure *part)
{
    Str noun = wording_noun(writing, label_of(part)),
        which = value_get_text(value_get(writing->wording, S("words")), S("which"));
    if (!writing->main_language || !begins_with(noun, part->unit)) return STR_NONE;
    Str rest = str_trim_left(str_skip(noun, part->unit.len));
    return begins_with(rest, which) ? str_trim_left(str_skip(rest, which.len)) : STR_NONE;
}

/* noun "perusahaan aktif", predicate "sudah memakai JMO": "perusahaan aktif yang sudah memakai JMO". */
static Str joined_noun(const struct writing *writing, Str noun, Str predicate)
{
    const struct value *words = value_get(writing->wording, S("words"));
    Str which = value_get_text(words, S("which")), and = value_get_text(words, S("and"));
    Str spaced = str_join(writing->arena, (Str[]){S(" "), which, S(" ")}, 3, STR_NONE);
    bool has_which = str_find(noun, spaced) < noun.len;
    return str_join(writing->arena, (Str[]){noun, has_which ? and : which, predicate}, 3, S(" "));
}

static Str short_noun(const struct writing *writing, Str noun, Str unit)
{
    Str word = wording_unit_for(wording_unit(writing, unit), STR_NONE);
    return begins_with(noun, word) ? word : noun;
}

/* Nouns and verb of a share; false: the labels do not give a verb. */
static bool fill_share_words(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *figure = sentence->figure;
    Str *text = writing->blanks.text, noun = own_text(writing, sentence->words, "noun"),
        predicate = own_text(writing, sentence->words, "predicate");
    if (!noun.len) noun = noun_of(writing, figure->to);
    if (!predicate.len && figure->of->label.len) predicate = predicate_of_label(writing, figure->of);
    text[BLANK_NOUN] = noun;
    text[BLANK_PART_NOUN] = noun_of(writing, figure->of);
    text[BLANK_SHORT] = short_noun(writing, noun, figure->to->unit);
    if (!noun.len || !predicate.len) return false;
    text[BLANK_PREDICATE] = predicate;
    text[BLANK_BARE] = wording_without(writing, "done", predicate);
    text[BLANK_THING] = joined_noun(writing, noun, predicate);
    if (!text[BLANK_PART_NOUN].len) text[BLANK_PART_NOUN] = text[BLANK_THING];
    return true;
}

static const char *share_variant(const struct writing *writing, const struct figure *of,
                                 const struct figure *to, bool verb)
{
    if (!of->known) return to->known ? "part_unknown" : "unknown";
    if (!to->known) return "whole_unknown";
    if (is_zero(of))
        return verb && !wording_begins(writing, "done", writing->blanks.text[BLANK_PREDICATE]) ? "none_plain"
                                                                                               : "none";
    bool all = exact(of) && exact(to) && decimal_compare(of->number, to->number) == 0;
    if (all && decimal_compare(to->number, decimal_from_int(1)) == 0) return "all_one";
    return all ? "all" : "normal";
}

static void fill_parts(struct writing *writing, const struct figure *figure)
{
    Str *text = writing->blanks.text;
    text[BLANK_PART] = figure_words(writing, figure->of);
    text[BLANK_WHOLE] = figure_words(writing, figure->to);
    text[BLANK_WHOLE_UNIT] = wording_unit(writing, figure->to->unit);
    text[BLANK_PERCENT] = figure_words(writing, figure);
    if (exact(figure->of) && !figure_unit_is_rupiah(figure->of->unit))
        text[BLANK_LEAD] = value_get_text(value_get(writing->wording, S("words")), S("lead"));
}

/* ---- other figures ---- */

static bool is_text(const struct figure *figure)
{
    return (figure->known && !figure->is_number) || str_is(figure->unit, "text");
}

static void fill_number(struct writing *writing, const struct figure *figure, Str noun)
{
    Str *text = writing->blanks.text;
    text[BLANK_NOUN] = noun;
    text[BLANK_LABEL] = label_of(figure);
    text[BLANK_NUMBER] = figure_words(writing, figure);
    text[BLANK_UNIT] = is_text(figure) ? STR_NONE : wording_unit(writing, figure->unit);
    if (begins_with(noun, wording_unit_for(text[BLANK_UNIT], STR_NONE))) text[BLANK_SHORT] = text[BLANK_UNIT];
}

static bool is_measure(const struct writing *writing, const struct figure *figure, Str noun)
{
    return figure_unit_is_percent(figure->unit) || figure_unit_is_rupiah(figure->unit) ||
           (figure->known && (!figure->is_number || !decimal_is_integer(figure->number))) ||
           wording_begins(writing, "measures", noun);
}

static Str number_pattern(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *figure = sentence->figure;
    Str noun = own_text(writing, sentence->words, "noun");
    if (!noun.len) noun = noun_of(writing, figure);
    fill_number(writing, figure, noun);
    if (!noun.len) return wording_text(writing, "labelled", figure->known ? "normal" : "unknown");
    bool measure =
        sentence->kind == KIND_MEASURE || (sentence->kind == KIND_NONE && is_measure(writing, figure, noun));
    const char *kind = measure ? "measure" : writing->blanks.text[BLANK_SHORT].len ? "count" : "record";
    if (!figure->known) return wording_text(writing, kind, "unknown");
    if (!measure && is_zero(figure)) return wording_text(writing, kind, "none");
    return wording_text(writing, kind, exact(figure) ? "normal" : "bounded");
}

static Str share_pattern(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *figure = sentence->figure;
    bool verb = fill_share_words(writing, sentence);
    fill_parts(writing, figure);
    if (verb) return wording_text(writing, "share", share_variant(writing, figure->of, figure->to, true));
    const Str *text = writing->blanks.text;
    if (text[BLANK_NOUN].len && text[BLANK_PART_NOUN].len)
        return wording_text(writing, "part", share_variant(writing, figure->of, figure->to, false));
    if (noun_of(writing, figure).len || own_text(writing, sentence->words, "noun").len) {
        struct sentence measure = *sentence;
        measure.kind = KIND_MEASURE;
        Str pattern = number_pattern(writing, &measure);
        writing->blanks.text[BLANK_WHOLE_UNIT] = wording_unit(writing, figure->to->unit);
        return pattern;
    }
    writing->blanks.text[BLANK_LABEL] = label_of(figure);
    return wording_text(writing, "labelled", figure->of->known && figure->to->known ? "share" : "unknown");
}

/* ---- change and target ---- */

static struct amount amount_of_figure(const struct figure *figure)
{
    struct amount amount = amount_of(figure->number, STR_NONE);
    amount.known = figure->known && figure->is_number;
    amount.bound = figure->at_least ? BOUND_AT_LEAST : figure->at_most ? BOUND_AT_MOST : BOUND_EXACT;
    return amount;
}

/* A number of the figure's unit; percentages without their sign when points are meant. */
static Str amount_text(const struct writing *writing, struct amount amount, Str unit)
{
    struct figure figure = {.known = amount.known,
                            .is_number = true,
                            .number = amount.number,
                            .unit = figure_unit_is_percent(unit) ? STR_NONE : unit,
                            .at_least = amount.bound == BOUND_AT_LEAST,
                            .at_most = amount.bound == BOUND_AT_MOST};
    if (figure_unit_is_percent(unit)) figure.number = decimal_round(figure.number, 2);
    return figure_text(writing->arena, &figure, writing->lang);
}

/* How `a` less `b` compares with nothing: 1 surely more, -1 surely less, 0 equal, 2 not sure. *size: by how much, positive. */
static int compare(const struct figure *a, const struct figure *b, struct amount *size)
{
    struct amount difference;
    if (amount_add(amount_of_figure(a), amount_negate(amount_of_figure(b)), &difference) != AMOUNT_RIGHT ||
        !difference.known)
        return 2;
    *size = difference;
    bool is_less = difference.number.coefficient < 0, none = difference.number.coefficient == 0;
    if (difference.bound == BOUND_EXACT) {
        if (is_less) size->number = decimal_negate(size->number);
        return none ? 0 : is_less ? -1 : 1;
    }
    if (difference.bound == BOUND_AT_LEAST) return is_less || none ? 2 : 1;
    if (!is_less) return 2;
    *size = amount_negate(difference);
    return -1;
}

static Str percent_of(const struct writing *writing, struct amount size, const struct figure *whole)
{
    struct amount percent, base = amount_of_figure(whole);
    if (!exact(whole) || whole->number.coefficient <= 0 || figure_unit_is_percent(whole->unit))
        return STR_NONE;
    if (amount_share(size, base, &percent) != AMOUNT_RIGHT || !percent.known) return STR_NONE;
    struct figure figure = {.known = true,
                            .is_number = true,
                            .number = percent.number,
                            .unit = S("percent"),
                            .at_least = percent.bound == BOUND_AT_LEAST,
                            .at_most = percent.bound == BOUND_AT_MOST};
    return figure_text(writing->arena, &figure, writing->lang);
}

/* "Perubahan kunjungan" is about "kunjungan". */
static Str noun_of_relation(const struct writing *writing, const struct sentence *sentence)
{
    Str own = own_text(writing, sentence->words, "noun");
    if (own.len && sentence->figure->relation != FIGURE_SHARE) return own;
    Str noun = noun_of(writing, sentence->figure);
    if (!noun.len) noun = label_of(sentence->figure);
    if (noun.len || !sentence->whole) return noun;
    if (!writing->main_language) return sentence->whole->label;
    Str bare = wording_without(writing, "changes", sentence->whole->label);
    return wording_noun(writing, wording_without(writing, "changes", bare));
}

/* What change() over periods compared. */
static void fill_spans(struct writing *writing, const struct figure *change)
{
    Str *text = writing->blanks.text;
    if (!change || !change->newer.first.year) return;
    text[BLANK_FROM_PERIOD] = figure_period_text(writing->arena, change->older, writing->lang);
    text[BLANK_TO_PERIOD] = figure_period_text(writing->arena, change->newer, writing->lang);
}

static void fill_change(struct writing *writing, const struct figure *now, const struct figure *before)
{
    Str *text = writing->blanks.text;
    text[BLANK_FROM] = figure_words(writing, before);
    text[BLANK_TO] = figure_words(writing, now);
    if (str_equal(now->period, before->period)) return;
    text[BLANK_FROM_PERIOD] = period_words(writing->arena, before->period, writing->lang);
    text[BLANK_TO_PERIOD] = period_words(writing->arena, now->period, writing->lang);
}

static Str change_pattern(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *now = sentence->figure, *before = sentence->other;
    Str *text = writing->blanks.text;
    fill_number(writing, now, noun_of_relation(writing, sentence));
    fill_change(writing, now, before);
    fill_spans(writing, sentence->whole);
    if (!now->known || !before->known)
        return wording_text(writing, "change",
                            now->known      ? "before_unknown"
                            : before->known ? "after_unknown"
                                            : "unknown");
    struct amount size = {0};
    int order = compare(now, before, &size);
    if (order == 2) return wording_text(writing, "change", "unsure");
    if (order == 0) return wording_text(writing, "change", "same");
    text[BLANK_DIFFERENCE] = amount_text(writing, size, now->unit);
    text[BLANK_PERCENT] = percent_of(writing, size, before);
    if (figure_unit_is_percent(now->unit))
        text[BLANK_UNIT] = value_get_text(value_get(writing->wording, S("words")), S("points"));
    return wording_text(writing, "change", order > 0 ? "up" : "down");
}

static Str target_pattern(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *figure = sentence->figure, *target = sentence->other;
    Str *text = writing->blanks.text;
    fill_number(writing, figure, noun_of_relation(writing, sentence));
    text[BLANK_TARGET] = figure_words(writing, target);
    if (!figure->known) return wording_text(writing, "target", "unknown");
    if (!target->known) return wording_text(writing, "target", "target_unknown");
    struct amount size = {0}, whole = amount_of_figure(figure);
    int order = compare(figure, target, &size);
    text[BLANK_PERCENT] = percent_of(writing, whole, target);
    if (order == 2) {
        /* at least 10 of 10: reached, by how much more nobody knows */
        bool reached =
            figure->at_least && exact(target) && decimal_compare(figure->number, target->number) >= 0;
        return wording_text(writing, "target", reached ? "reached" : "unsure");
    }
    if (order == 0) return wording_text(writing, "target", "reached");
    text[BLANK_GAP] = amount_text(writing, size, figure->unit);
    return wording_text(writing, "target", order > 0 ? "exceeded" : "missed");
}

/* ---- headlines ---- */

static bool band_fits(const struct value *band, Decimal percent)
{
    const struct value *point = value_get(band, S("exact")), *below = value_get(band, S("below"));
    if (point && point->kind == VALUE_NUMBER) return decimal_compare(percent, point->number) == 0;
    return below && below->kind == VALUE_NUMBER && decimal_compare(percent, below->number) < 0;
}

static Str headline_pattern(struct writing *writing, const struct sentence *sentence)
{
    const struct figure *figure = sentence->figure;
    if (!figure || figure->relation != FIGURE_SHARE || !fill_share_words(writing, sentence)) return STR_NONE;
    Str own = own_text(writing, sentence->words, "short");
    if (own.len) writing->blanks.text[BLANK_SHORT] = own;
    fill_parts(writing, figure);
    if (!figure->known) return value_get_text(writing->wording, S("headline_unknown"));
    const struct value *bands = value_get(writing->wording, S("headline"));
    bool negative = wording_begins(writing, "not", writing->blanks.text[BLANK_PREDICATE]);
    for (size_t i = 0; exact(figure) && bands && i < bands->count; i++) {
        if (!band_fits(bands->items[i], figure->number)) continue;
        Str other = value_get_text(bands->items[i], S("negative"));
        return negative && other.len ? other : value_get_text(bands->items[i], S("text"));
    }
    return value_get_text(writing->wording, S("headline_bounded"));
}

/* ---- writing ---- */

static Str pattern_of(struct writing *writing, struct sentence *sentence)
{
    if (sentence->column || sentence->family) {
        static const char *const kinds[] = {
            [KIND_LARGEST] = "largest", [KIND_SMALLEST] = "smallest", [KIND_GAP] = "gap"};
        const char *variant = sentence_of_groups(writing, sentence);
        return variant ? wording_text(writing, kinds[sentence->kind], variant) : STR_NONE;
    }
    const struct figure *figure = sentence->figure;
    if (sentence->named_period)
        writing->blanks.text[BLANK_PERIOD] = period_words(writing->arena, figure->period, writing->lang);
    if (sentence->kind == KIND_NONE && figure->relation == FIGURE_CHANGE) sentence->kind = KIND_CHANGE;
    if (sentence->kind == KIND_NONE && figure->relation == FIGURE_TARGET) sentence->kind = KIND_TARGET;
    if (sentence->kind == KIND_CHANGE || sentence->kind == KIND_TARGET) {
        if (!sentence->other && figure->relation >= FIGURE_DIFFERENCE) {
            sentence->figure = figure->of;
            sentence->other = figure->to;
            sentence->whole = figure;
        }
        if (!sentence->other && sentence->kind == KIND_CHANGE) sentence->other = figure->previous;
        if (!sentence->other) return STR_NONE;
        return sentence->kind == KIND_CHANGE ? change_pattern(writing, sentence)
                                             : target_pattern(writing, sentence);
    }
    bool share = sentence->kind == KIND_SHARE || sentence->kind == KIND_NONE;
    if (share && figure->relation == FIGURE_SHARE) return share_pattern(writing, sentence);
    return number_pattern(writing, sentence);
}

/* A pattern of the table's own goes before the language's, as long as it leaves no hole. */
static bool fill_own(struct buf *out, struct writing *writing, const struct sentence *sentence, bool markdown,
                     bool phrase)
{
    Str own = own_text(writing, sentence->words, "text");
    if (!own.len) return false;
    size_t start = out->len;
    if (!pattern_fill(out, own, &writing->blanks, markdown)) return false;
    Str text = str_skip(buf_view(out), start);
    while (text.len && text.data[0] == '*') text = str_skip(text, 1);
    Str lead = value_get_text(value_get(writing->wording, S("words")), S("lead"));
    if (phrase || !text.len || !char_is_digit(text.data[0]) || !lead.len) return true;
    Str copy = str_copy(writing->arena, str_skip(buf_view(out), start));
    out->len = start;
    buf_str(out, lead);
    buf_char(out, ' ');
    buf_str(out, copy);
    return true;
}

/* The wording of the language, or that of the main language. */
static bool open_writing(struct writing *writing, const struct site *site, struct arena *arena, Str lang)
{
    *writing = (struct writing){.site = site, .arena = arena, .lang = lang.len ? lang : site->lang};
    writing->wording = wording_find(site, writing->lang);
    if (!writing->wording) writing->wording = wording_find(site, writing->lang = site->lang);
    writing->main_language = str_equal(writing->lang, site->lang);
    return writing->wording != NULL; /* NULL: told when it was loaded */
}

bool sentence_changes_title(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                            Str *text)
{
    struct sentence sentence;
    struct writing writing;
    if (!find_sentence(site, arena, name, period, &sentence) || !sentence.other ||
        !open_writing(&writing, site, arena, lang))
        return false;
    fill_change(&writing, sentence.figure, sentence.other);
    struct buf out = {0};
    bool whole = pattern_fill(&out, wording_text(&writing, "change", "title"), &writing.blanks, false);
    if (whole) *text = pattern_finish(arena, buf_view(&out), true, false);
    buf_free(&out);
    return whole;
}

static Str with_group(struct arena *arena, Str group, Str text, bool markdown)
{
    struct buf out = {0};
    if (markdown)
        sentence_escape(&out, group);
    else
        buf_str(&out, group);
    buf_c(&out, ": ");
    buf_str(&out, text);
    Str whole = buf_copy(&out, arena);
    buf_free(&out);
    return whole;
}

static bool write_sentence(const struct site *site, struct arena *arena, struct sentence *sentence, Str lang,
                           enum sentence_form form, Str *text)
{
    struct writing writing;
    if (!open_writing(&writing, site, arena, lang)) return false;
    bool headline = form == SENTENCE_HEADLINE, markdown = form == SENTENCE_MARKDOWN,
         phrase = form == SENTENCE_PHRASE || headline;
    Str pattern = headline ? headline_pattern(&writing, sentence) : pattern_of(&writing, sentence);
    if (form == SENTENCE_PHRASE) writing.blanks.text[BLANK_LEAD] = STR_NONE;
    struct buf out = {0};
    Str *unit = &writing.blanks.text[BLANK_UNIT], *whole_unit = &writing.blanks.text[BLANK_WHOLE_UNIT];
    const Str *counts = writing.blanks.text;
    *unit = wording_unit_for(*unit,
                             counts[BLANK_DIFFERENCE].len ? counts[BLANK_DIFFERENCE] : counts[BLANK_NUMBER]);
    *whole_unit = wording_unit_for(*whole_unit, counts[BLANK_WHOLE]);
    bool whole = pattern.len > 0 && ((!headline && fill_own(&out, &writing, sentence, markdown, phrase)) ||
                                     pattern_fill(&out, pattern, &writing.blanks, markdown));
    Str group =
        sentence->figure && !headline ? sentence->figure->group : STR_NONE; /* "Baros: sebanyak 210 …" */
    if (whole) *text = pattern_finish(arena, buf_view(&out), form != SENTENCE_PHRASE && !group.len, !phrase);
    if (whole && group.len) *text = with_group(arena, group, *text, markdown);
    buf_free(&out);
    return whole;
}

bool sentence_write(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                    enum sentence_form form, Str *text)
{
    struct sentence sentence;
    return find_sentence(site, arena, name, period, &sentence) &&
           write_sentence(site, arena, &sentence, lang, form, text);
}

static const struct figure *as_unknown(struct arena *arena, const struct figure *figure)
{
    if (!figure || figure->entry) return figure;
    struct figure *unknown = arena_copy(arena, figure, sizeof *figure);
    unknown->known = unknown->at_least = unknown->at_most = false;
    unknown->group = STR_NONE;
    return unknown;
}

bool sentence_write_unknown(const struct site *site, struct arena *arena, const struct figure *like, Str lang,
                            enum sentence_form form, Str *text)
{
    struct figure *figure = (struct figure *)(uintptr_t)as_unknown(arena, like);
    figure->of = as_unknown(arena, like->of);
    figure->to = as_unknown(arena, like->to);
    struct sentence sentence = {.figure = figure, .words = words_of(site, like)};
    return write_sentence(site, arena, &sentence, lang, form, text);
}
