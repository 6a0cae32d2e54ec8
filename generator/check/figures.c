/* Numbers typed by hand. A percentage, an amount of money or a count is looked for among the computed figures and facts: one that
 * contradicts is an error, one that agrees should be named instead of typed, one without a source is a warning. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check/inside.h"

enum token_kind { TOKEN_PERCENT, TOKEN_RUPIAH, TOKEN_COUNT };
struct token {
    enum token_kind kind;
    size_t from, number_from, number_to, to; /* to: behind the unit */
    Decimal number;
    Str unit; /* COUNT */
};

/* A percentage this near to a computed one is meant for it, and so is a count within one in a hundred. */
#define NEAR_POINTS 0.1
#define NEAR_COUNT  0.01

/* ---- what is known ---- */

static int by_number(const void *a, const void *b)
{
    const struct known_figure *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static bool is_count_unit(Str unit)
{
    return unit.len && !figure_unit_is_percent(unit) && !figure_unit_is_rupiah(unit) &&
           !str_is(unit, "text") && !str_is(unit, "phone") && !str_is(unit, "date");
}

static void add_figures(struct check *check, const struct figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct figure *figure = &figures[i];
        if (!figure->known || !figure->is_number) continue;
        check->figures[check->figure_count++] =
            (struct known_figure){decimal_to_double(figure->number), figure};
        if (is_count_unit(figure->unit)) names_put(check->arena, &check->units, figure->unit, check);
    }
}

void figures_open(struct check *check)
{
    const struct site *site = check->site;
    check->figures =
        arena_make_n(check->arena, struct known_figure, site->figure_count + site->fact_count + 1);
    add_figures(check, site->figures, site->figure_count);
    add_figures(check, site->facts, site->fact_count);
    qsort(check->figures, check->figure_count, sizeof *check->figures, by_number);
}

/* ---- reading a number ---- */

static size_t number_end(Str text, size_t at)
{
    while (at < text.len) {
        char c = text.data[at];
        bool within = (c == '.' || c == ',') && at + 1 < text.len && char_is_digit(text.data[at + 1]);
        if (!char_is_digit(c) && !within) break;
        at++;
    }
    return at;
}

static size_t skip_space(Str text, size_t at)
{
    if (at < text.len && text.data[at] == ' ') return at + 1;
    return str_starts(str_skip(text, at), S("\u00A0")) ? at + 2 : at;
}

/* "Rp", "Rp " or "Rp. " before the number; the place where it begins, or `at`. */
static size_t currency_before(Str text, size_t at)
{
    size_t from = at;
    if (from > 0 && text.data[from - 1] == ' ') from--;
    if (from > 0 && text.data[from - 1] == '.') from--;
    bool there = from >= 2 && text.data[from - 2] == 'R' && text.data[from - 1] == 'p' &&
                 (from == 2 || !is_word_byte(text.data[from - 3]));
    return there ? from - 2 : at;
}

static int places_of(Str word)
{
    static const struct {
        const char *word;
        int places;
    } sizes[] = {{"ribu", 3}, {"juta", 6}, {"miliar", 9}, {"triliun", 12}, {"million", 6}, {"billion", 9}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (str_equal_nocase(word, str_from(sizes[i].word))) return sizes[i].places;
    return 0;
}

static Decimal power(int places)
{
    int64_t value = 1;
    while (places-- > 0) value *= 10;
    return decimal_from_int(value);
}

/* What stands behind the number makes it a percentage or a count; false: neither. */
static bool read_unit(const struct check *check, Str text, struct token *token)
{
    size_t at = token->number_to, word_from = skip_space(text, at);
    Str word = word_at(text, word_from);
    if (at < text.len && (text.data[at] == '%' || (word_from < text.len && text.data[word_from] == '%'))) {
        token->kind = TOKEN_PERCENT;
        token->to = (text.data[at] == '%' ? at : word_from) + 1;
        return true;
    }
    if (str_is(word, "persen") || str_is(word, "percent")) {
        token->kind = TOKEN_PERCENT;
        token->to = word_from + word.len;
        return true;
    }
    int places = places_of(word);
    if (places && word_from > at) {
        Decimal whole;
        if (!decimal_multiply(token->number, power(places), &whole)) return false;
        token->number = whole;
        at = word_from + word.len;
        word = word_at(text, skip_space(text, at));
    }
    if (!word.len || !names_get(&check->units, word)) return false;
    token->kind = TOKEN_COUNT;
    token->unit = word;
    token->to = (size_t)(word.data - text.data) + word.len;
    return true;
}

static bool read_rupiah(Str text, struct token *token)
{
    token->from = currency_before(text, token->number_from);
    if (token->from == token->number_from) return false;
    size_t word_from = skip_space(text, token->number_to);
    Str word = word_at(text, word_from);
    int places = places_of(word);
    Decimal whole;
    token->kind = TOKEN_RUPIAH;
    token->to = token->number_to;
    if (places && decimal_multiply(token->number, power(places), &whole)) {
        token->number = whole;
        token->to = word_from + word.len;
    }
    return true;
}

/* ---- how it is written ---- */

/* "45.83%", "4,916 perusahaan": a point or comma as in English. The number is read as it was meant. */
static bool written_in_english(Str number, enum token_kind kind, Decimal *meant)
{
    size_t point = str_find_char(number, '.'), comma = str_find_char(number, ',');
    if (kind == TOKEN_PERCENT && point < number.len && comma == number.len && number.len - point - 1 <= 2)
        return decimal_parse(number, meant);
    bool groups = comma < number.len && point == number.len && comma <= 3 && number.len - comma == 4;
    if (kind == TOKEN_PERCENT || !groups) return false;
    struct buf plain = {0};
    for (size_t i = 0; i < number.len; i++)
        if (number.data[i] != ',') buf_char(&plain, number.data[i]);
    bool right = decimal_parse(buf_view(&plain), meant);
    buf_free(&plain);
    return right;
}

static Str formatted(struct arena *scratch, const struct token *token, Str lang)
{
    Str unit = token->kind == TOKEN_PERCENT  ? S("percent")
               : token->kind == TOKEN_RUPIAH ? S("rupiah")
                                             : STR_NONE;
    return figure_format(scratch, token->number, unit, lang);
}

/* Money without a space after "Rp" and with dots between the thousands; percentages without a space. */
static void check_form(const struct check *check, const struct prose *prose, const struct token *token,
                       struct arena *scratch)
{
    Str typed = str_from_to(prose->text, token->from, token->to);
    Str number = str_from_to(prose->text, token->number_from, token->number_to);
    bool scaled = token->to > token->number_to;
    Str whole = str_from_to(number, 0, str_find_char(number, ','));
    bool ungrouped = whole.len > 4 && str_find_char(whole, '.') == whole.len;
    bool apart = token->kind == TOKEN_RUPIAH && token->number_from - token->from > 2;
    if (token->kind != TOKEN_RUPIAH || (!apart && (!ungrouped || scaled))) return;
    Str right = formatted(scratch, token, prose->lang);
    if (scaled)
        right = str_join(scratch, (Str[]){S("Rp"), str_from_to(prose->text, token->number_from, token->to)},
                         2, STR_NONE);
    diag_report(check->diag, prose_loc(prose, token->from), MSG_CHECK_FORM, typed, right);
}

/* ---- comparing ---- */

static bool same_kind(const struct token *token, const struct figure *figure)
{
    if (token->kind == TOKEN_PERCENT) return figure_unit_is_percent(figure->unit);
    if (token->kind == TOKEN_RUPIAH) return figure_unit_is_rupiah(figure->unit);
    return str_equal(figure->unit, token->unit);
}

static bool about(Str word)
{
    static const char *const words[] = {"sekitar", "kira",  "hampir", "lebih", "kurang",
                                        "dari",    "about", "nearly", "over",  "almost"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(word, str_from(words[i]))) return true;
    return false;
}

/* The figure that is nearest to the number, within what counts as near; *equal: it is that, at the places that were typed. */
static const struct figure *nearest(const struct check *check, const struct token *token, bool *equal)
{
    double number = decimal_to_double(token->number);
    double most = token->kind == TOKEN_PERCENT ? NEAR_POINTS + 0.5 : fabs(number) * NEAR_COUNT;
    size_t low = 0, high = check->figure_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (check->figures[middle].number < number - most)
            low = middle + 1;
        else
            high = middle;
    }
    const struct figure *found = NULL;
    double least = INFINITY;
    *equal = false;
    for (; low < check->figure_count && check->figures[low].number <= number + most; low++) {
        const struct figure *figure = check->figures[low].figure;
        if (!same_kind(token, figure)) continue;
        double far = fabs(check->figures[low].number - number);
        bool same = decimal_compare(decimal_round(figure->number, token->number.scale), token->number) == 0;
        bool near = token->kind == TOKEN_PERCENT ? far <= NEAR_POINTS : token->kind == TOKEN_COUNT;
        if ((!same && !near) || (*equal && !same) || (same == *equal && far >= least)) continue;
        found = figure;
        least = far;
        *equal = same;
    }
    return found;
}

static Str source_of(const struct check *check, const struct figure *figure)
{
    const struct value *known = value_get(check->site->sources, figure->source);
    return known ? value_get_text(known, S("title")) : figure->source;
}

static Str reference_to(struct arena *scratch, const struct figure *figure)
{
    bool fact = str_starts(figure->id, S("fact."));
    return str_join(scratch, (Str[]){fact ? S("{{") : S("{{stat."), figure->id, S("}}")}, 3, STR_NONE);
}

/* Small counts are ordinary words ("5 hari"), and so are nothing and all (0%, 100%, Rp0). */
static bool worth_a_source(const struct token *token)
{
    int order = decimal_compare(token->number, decimal_from_int(100));
    return token->kind == TOKEN_COUNT
               ? order >= 0
               : token->number.coefficient != 0 && !(token->kind == TOKEN_PERCENT && order == 0);
}

static void compare(const struct check *check, const struct prose *prose, const struct token *token,
                    struct arena *scratch)
{
    bool equal;
    Loc loc = prose_loc(prose, token->from);
    Str typed = str_from_to(prose->text, token->from, token->to);
    if (!worth_a_source(token)) return;
    const struct figure *figure = nearest(check, token, &equal);
    if (figure && !equal && !about(word_before(prose->text, token->from)))
        diag_report(check->diag, loc, MSG_CHECK_CONTRADICTS, typed, figure_text(scratch, figure, prose->lang),
                    source_of(check, figure), reference_to(scratch, figure));
    else if (figure)
        diag_report(check->diag, loc, MSG_CHECK_TYPED, typed, reference_to(scratch, figure));
    else
        diag_report(check->diag, loc, MSG_CHECK_NO_SOURCE, typed);
}

/* Reads the number at `at`; false: none of ours. */
static bool read_token(const struct check *check, const struct prose *prose, size_t at, struct token *token,
                       bool *english)
{
    Str text = prose->text;
    *token = (struct token){.from = at, .number_from = at, .number_to = number_end(text, at)};
    token->to = token->number_to;
    Str number = str_from_to(text, at, token->number_to);
    bool english_text = str_is(prose->lang, "en");
    bool parsed = !english_text && decimal_parse_id(number, &token->number);
    struct token rough = *token;
    if (!parsed) token->number = decimal_from_int(0);
    if (!read_rupiah(text, token) && !read_unit(check, text, token)) return false;
    *english = false;
    if (parsed && !(token->kind == TOKEN_COUNT && str_find_char(number, ',') < number.len)) return true;
    if (english_text) {
        struct buf plain = {0};
        for (size_t i = 0; i < number.len; i++)
            if (number.data[i] != ',') buf_char(&plain, number.data[i]);
        bool right = decimal_parse(buf_view(&plain), &rough.number);
        buf_free(&plain);
        token->number = rough.number;
        return right;
    }
    *english = written_in_english(number, token->kind, &rough.number);
    if (*english) token->number = rough.number;
    return *english || parsed;
}

void figures_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    Str text = prose->text;
    for (size_t at = 0; (at += str_find_digit(str_skip(text, at))) < text.len; at++) {
        char before = at > 0 ? text.data[at - 1] : ' ';
        struct token token;
        bool english;
        bool part = (is_word_byte(before) && currency_before(text, at) == at) || before == PROSE_VALUE ||
                    before == '/' || before == '-' || before == ':';
        if (part || !read_token(check, prose, at, &token, &english)) {
            at = number_end(text, at);
            continue;
        }
        if (english)
            diag_report(check->diag, prose_loc(prose, token.from), MSG_CHECK_ENGLISH_NUMBER,
                        str_from_to(text, token.from, token.to), formatted(scratch, &token, prose->lang));
        else
            check_form(check, prose, &token, scratch);
        compare(check, prose, &token, scratch);
        at = token.to > at ? token.to - 1 : at;
    }
}
