/* The inks of the press edition: the profile below templates/colour/, recipes of site.yaml (`inks`). */
#include "base/arena.h"
#include "print/inside.h"

#define FAR 25.0 /* ΔE from which a recipe is no longer the same colour */

bool inks_open(struct print *print, struct diag *diag, const char *templates)
{
    Str path = S("colour/FOGRA39L_coated.icc"), bytes;
    int error = 0;
    enum file_status status =
        file_read_below(print->arena, templates, path, FILE_LIMIT_PICTURE, &bytes, &error);
    if (status == FILE_MISSING) return true; /* told when a press edition is wanted */
    if (status != FILE_OK) {
        file_report(diag, LOC_NONE, status, path_join(print->arena, S("templates"), path), error,
                    FILE_LIMIT_PICTURE);
        return false;
    }
    print->profile = ink_profile_open(print->arena, bytes);
    return true;
}

/* ---- recipes ---- */

static bool read_shares(struct run *run, const struct value *recipe, double cmyk[4])
{
    const struct value *list = value_get(recipe, S("cmyk"));
    bool sound = list && list->kind == VALUE_LIST && list->count == 4;
    for (size_t i = 0; sound && i < 4; i++) {
        const struct value *share = list->items[i];
        sound = share->kind == VALUE_NUMBER;
        if (sound) cmyk[i] = decimal_to_double(share->number) / 100;
        sound = sound && cmyk[i] >= 0 && cmyk[i] <= 1;
    }
    if (!sound) diag_report(run->diag, list ? list->loc : recipe->loc, MSG_PRINT_INK_SHARES);
    return sound;
}

/* The layout's own colour of that name: frame:brand="green #0b4635 …". */
static Str layout_color(const struct layout *layout, Str name)
{
    Str rest = layout->brand;
    for (Str word, color; (word = word_cut(&rest)).len && (color = word_cut(&rest)).len;)
        if (str_equal(word, name)) return color;
    return STR_NONE;
}

static Str known_color(const struct run *run, const struct layout *layout, Str name)
{
    const struct print *print = run->print;
    Str own = value_get_text(value_get(print->site->config, S("brand")), name);
    if (!own.len) own = layout_color(layout, name);
    for (size_t i = 0; !own.len && i < print->layout_count; i++) own = layout_color(&print->layouts[i], name);
    return own;
}

static bool read_color(struct run *run, const struct layout *layout, Str name, const struct value *recipe,
                       Color *color)
{
    const struct value *given = value_get(recipe, S("color"));
    Str text = given ? given->text : known_color(run, layout, name);
    if (text.len && svg_color(text, color)) return true;
    if (given)
        diag_report(run->diag, given->loc, MSG_PRINT_INK_COLOR, given->text);
    else
        diag_report(run->diag, recipe->loc, MSG_PRINT_INK_NAME, name);
    return false;
}

static bool check_recipe(struct run *run, const struct inks *inks, Str name, const struct value *recipe,
                         const double cmyk[4], const Color *color)
{
    struct arena *arena = run->arena;
    Loc loc = value_get(recipe, S("cmyk"))->loc;
    double total = ink_total(cmyk);
    if (total > INK_LIMIT + 1e-9) {
        diag_report(run->diag, loc, MSG_PRINT_INK_LIMIT, name, print_number(arena, total * 100, 1),
                    print_number(arena, INK_LIMIT * 100, 0));
        return false;
    }
    double difference = color ? ink_difference(inks, cmyk, *color) : 0;
    if (difference > FAR)
        diag_report(run->diag, loc, MSG_PRINT_INK_FAR, name, print_number(arena, difference, 0));
    return true;
}

/* `black` is for large areas and needs no colour. */
static bool read_black(struct run *run, struct inks *inks, const struct value *recipe)
{
    const struct value *from = value_get(recipe, S("from"));
    if (from && from->kind == VALUE_NUMBER) inks->black_from = decimal_to_double(from->number);
    return read_shares(run, recipe, inks->black) &&
           check_recipe(run, inks, S("black"), recipe, inks->black, NULL);
}

static bool read_recipe(struct run *run, struct inks *inks, const struct layout *layout, Str name,
                        const struct value *value, struct ink_recipe *recipe)
{
    recipe->spot = value_get_text(value, S("spot"));
    return read_shares(run, value, recipe->cmyk) && read_color(run, layout, name, value, &recipe->color) &&
           check_recipe(run, inks, name, value, recipe->cmyk, &recipe->color);
}

const struct inks *inks_of(struct run *run, const struct layout *layout)
{
    const struct print *print = run->print;
    struct inks *inks = arena_make(run->arena, struct inks);
    *inks = (struct inks){.profile = print->profile, .black = {0.6, 0.4, 0.4, 1}, .black_from = 30};
    if (!print->profile || !ink_profile_ready(print->profile)) {
        diag_report(run->diag, LOC_NONE, MSG_PRINT_INK_PROFILE);
        return NULL;
    }
    const struct value *chosen = value_get(print->site->config, S("inks"));
    size_t count = chosen && chosen->kind == VALUE_MAP ? chosen->count : 0;
    struct ink_recipe *recipes = arena_make_n(run->arena, struct ink_recipe, count + 1);
    bool sound = true;
    for (size_t i = 0; i < count; i++) {
        Str name = chosen->keys[i];
        const struct value *value = chosen->items[i];
        if (str_is(name, "black"))
            sound = read_black(run, inks, value) && sound;
        else if (read_recipe(run, inks, layout, name, value, &recipes[inks->count]))
            inks->count++;
        else
            sound = false;
    }
    inks->recipes = recipes;
    return sound ? inks : NULL;
}
