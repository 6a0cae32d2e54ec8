/* The words of a language: lists, units, nouns made from labels. */
#include "base/utf8.h"
#include "site/sentence_inside.h"

const struct value *wording_find(const struct site *site, Str lang)
{
    const struct site_index *index = site->index;
    for (size_t i = 0; i < index->wording_count; i++)
        if (str_equal(index->wordings[i].lang, lang)) return index->wordings[i].patterns;
    return NULL;
}

Str wording_text(const struct writing *writing, const char *kind, const char *variant)
{
    return value_get_text(value_get(writing->wording, str_from(kind)), str_from(variant));
}

static const struct value *words_list(const struct writing *writing, const char *list)
{
    const struct value *words = value_get(value_get(writing->wording, S("words")), str_from(list));
    return words ? words : &value_nothing;
}

bool wording_has_word(const struct writing *writing, const char *list, Str word)
{
    const struct value *words = words_list(writing, list);
    for (size_t i = 0; i < words->count; i++)
        if (str_equal_nocase(words->items[i]->text, word)) return true;
    return false;
}

Str wording_unit(const struct writing *writing, Str unit)
{
    if (figure_unit_is_percent(unit) || figure_unit_is_rupiah(unit)) return STR_NONE;
    Str translated = value_get_text(words_list(writing, "units"), unit);
    return translated.len ? translated : unit;
}

/* "company|companies": what stands behind one and behind others. */
Str wording_unit_for(Str unit, Str number)
{
    Str one = str_cut(&unit, '|');
    return unit.len && !str_is(number, "1") ? unit : one;
}

/* Behind the first of the list's words that the text begins with; the text itself when it begins with none. */
Str wording_without(const struct writing *writing, const char *list, Str text)
{
    const struct value *words = words_list(writing, list);
    for (size_t i = 0; i < words->count; i++) {
        Str word = words->items[i]->text;
        if (text.len > word.len + 1 && text.data[word.len] == ' ' &&
            str_equal_nocase(str_from_to(text, 0, word.len), word))
            return str_trim_left(str_skip(text, word.len));
    }
    return text;
}

bool wording_begins(const struct writing *writing, const char *list, Str text)
{
    return wording_without(writing, list, text).len < text.len ||
           wording_has_word(writing, list, str_from_to(text, 0, str_find_char(text, ' ')));
}

/* A small first letter, but not of abbreviations ("JMO", "e-KTP"). */
static Str lowered(struct arena *arena, Str text)
{
    size_t second = 0;
    if (text.len) utf8_next(text, &second);
    char next = second < text.len ? text.data[second] : ' ';
    if (!text.len || text.data[0] < 'A' || text.data[0] > 'Z' || (next >= 'A' && next <= 'Z') ||
        char_is_digit(next))
        return text;
    char *copy = arena_copy(arena, text.data, text.len);
    copy[0] = char_lower(copy[0]);
    return (Str){copy, text.len};
}

Str wording_noun(const struct writing *writing, Str label)
{
    return lowered(writing->arena, wording_without(writing, "counted", str_trim(label)));
}
