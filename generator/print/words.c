/* The fixed words of layouts and drawings in the product's language: templates/i18n/LANG.yaml, as on the website. */
#include "base/arena.h"
#include "data/yaml.h"
#include "print/inside.h"

static bool is_wanted(const struct print *print, Str lang)
{
    for (size_t i = 0; i < print->site->product_count; i++)
        if (str_equal(print->site->products[i]->lang, lang)) return true;
    return false;
}

bool words_open(struct print *print, struct diag *diag, const char *templates)
{
    struct arena *arena = print->arena;
    const char *folder = str_c(arena, path_join(arena, str_from(templates), S("i18n")));
    struct file_list list;
    int error = 0;
    if (file_list(arena, folder, &list, &error) != FILE_OK)
        return true; /* none: layouts show their own words */
    print->languages = arena_make_n(arena, struct words, list.count + 1);
    bool sound = true;
    for (size_t i = 0; i < list.count; i++) {
        Str name = list.entries[i].path, lang = path_stem(name);
        if (!str_ends(name, S(".yaml")) || !is_wanted(print, lang)) continue;
        const struct source *source =
            file_source(arena, diag, LOC_NONE, folder, name, path_join(arena, S("templates/i18n"), name));
        const struct value *messages = source ? yaml_read(arena, diag, source) : NULL;
        sound = sound && messages;
        if (messages) print->languages[print->language_count++] = (struct words){lang, messages};
    }
    return sound;
}

const struct value *words_of(const struct print *print, Str lang)
{
    for (size_t i = 0; i < print->language_count; i++)
        if (str_equal(print->languages[i].lang, lang)) return print->languages[i].messages;
    return NULL;
}

Str word_for(const struct sheet *sheet, const char *key, Str otherwise)
{
    const struct value *messages = words_of(sheet->print, sheet->product->lang);
    Str word = messages ? value_get_text(messages, str_from(key)) : STR_NONE;
    return word.len ? word : otherwise;
}
