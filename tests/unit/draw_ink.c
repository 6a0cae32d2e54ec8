/* Inks: recipes, tints, black alone, rich black, the limit, conversion. */
#include "draw/ink.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "tap.h"

static Color rgb(int red, int green, int blue)
{
    return (Color){red / 255.0, green / 255.0, blue / 255.0, 1};
}

static bool near(const double got[4], double c, double m, double y, double k, double most)
{
    const double wanted[] = {c, m, y, k};
    for (int i = 0; i < 4; i++)
        if (fabs(got[i] - wanted[i]) > most) {
            printf("# %.4f %.4f %.4f %.4f\n", got[0], got[1], got[2], got[3]);
            return false;
        }
    return true;
}

static void test_recipes(const struct inks *inks)
{
    struct ink ink = ink_mix(inks, rgb(0x0b, 0x46, 0x35), INK_AREA);
    ok(near(ink.cmyk, .9, .35, .8, .55, 1e-9) && ink.chosen && !ink.spot, "a brand colour is its recipe");
    ink = ink_mix(inks, rgb(0x85, 0xa3, 0x9a), INK_AREA); /* half of it and white */
    ok(near(ink.cmyk, .45, .175, .4, .275, .006) && ink.chosen, "a tint is the recipe, scaled");
    ink = ink_mix(inks, rgb(0x85, 0xa3, 0xb0), INK_AREA);
    ok(!ink.chosen, "another colour is no tint");
    ink = ink_mix(inks, rgb(0xf2, 0xb1, 0x34), INK_FINE);
    ok(ink.spot && str_is(ink.spot->spot, "PANTONE 143 C") && ink.tint == 1 && !ink.overprint,
       "a spot colour");
    ink = ink_mix(inks, rgb(0xf8, 0xd8, 0x99), INK_AREA);
    ok(ink.spot && fabs(ink.tint - 0.5) < 0.01, "half of a spot ink");
}

static void test_black(const struct inks *inks)
{
    struct ink ink = ink_mix(inks, rgb(0x16, 0x20, 0x1b), INK_FINE);
    ok(near(ink.cmyk, 0, 0, 0, 1, 0) && ink.overprint, "dark letters: black alone, on top");
    ink = ink_mix(inks, rgb(0, 0, 0), INK_AREA);
    ok(near(ink.cmyk, 0, 0, 0, 1, 0) && !ink.overprint, "a small black area: black alone");
    ink = ink_mix(inks, rgb(0, 0, 0), INK_LARGE);
    ok(near(ink.cmyk, .6, .4, .4, 1, 1e-9) && !ink.overprint, "a large black area: rich black");
    ink = ink_mix(inks, rgb(128, 128, 128), INK_LARGE);
    ok(ink.cmyk[0] == 0 && ink.cmyk[3] > .4 && ink.cmyk[3] < .75, "a grey area: black alone");
    ink = ink_mix(inks, rgb(255, 255, 255), INK_FINE);
    ok(ink_total(ink.cmyk) == 0 && !ink.overprint, "white is paper and is never put on top");
    double before = 2;
    bool falls = true;
    for (int i = 0; i <= 255; i++) {
        double black = ink_mix(inks, rgb(i, i, i), INK_AREA).cmyk[3];
        falls = falls && black <= before + 1e-9;
        before = black;
    }
    ok(falls && before == 0, "lighter greys take less ink");
}

static void test_conversion(const struct inks *inks)
{
    double most = 0;
    bool within = true;
    for (int i = 0; i < 4096; i++) {
        Color color = rgb((i & 15) * 17, (i >> 4 & 15) * 17, (i >> 8) * 17);
        for (int use = INK_AREA; use <= INK_FINE; use++) {
            struct ink ink = ink_mix(inks, color, (enum ink_use)use);
            most = fmax(most, ink_total(ink.cmyk));
            for (int k = 0; k < 4; k++) within = within && ink.cmyk[k] >= 0 && ink.cmyk[k] <= 1;
        }
    }
    ok(within && most <= INK_LIMIT + 1e-9, "no colour takes more than the limit");
    struct ink red = ink_mix(inks, rgb(255, 0, 0), INK_AREA);
    ok(red.cmyk[0] < .1 && red.cmyk[1] > .8 && red.cmyk[2] > .8 && !red.chosen, "red is magenta and yellow");
    ok(ink_difference(inks, red.cmyk, rgb(230, 50, 40)) < 25, "and looks it");
    const double swapped[] = {.85, 0, .3, 0};
    ok(ink_difference(inks, swapped, rgb(0xf2, 0xb1, 0x34)) > 60, "inks in the wrong order are seen");
}

static void test_pixels(const struct inks *inks)
{
    enum { COUNT = 10000 };
    unsigned char *rgba = malloc(COUNT * 4), *cmyk = malloc(COUNT * 4);
    for (int i = 0; i < COUNT * 4; i++) rgba[i] = (unsigned char)((unsigned)i * 2654435761u >> 24);
    for (int i = 0; i < 3; i++) rgba[i] = 0;
    for (int i = 4; i < 7; i++) rgba[i] = 255;
    ink_pixels(inks, rgba, 4, cmyk, COUNT);
    int most = 0;
    for (int i = 0; i < COUNT; i++) {
        int total = cmyk[4 * i] + cmyk[4 * i + 1] + cmyk[4 * i + 2] + cmyk[4 * i + 3];
        if (total > most) most = total;
    }
    ok(most <= 765 && cmyk[3] > 200, "pixels keep to the limit");
    ok(cmyk[4] + cmyk[5] + cmyk[6] + cmyk[7] == 0, "a white pixel is paper");
    free(rgba);
    free(cmyk);
}

int main(void)
{
    struct arena *arena = arena_new();
    Str icc;
    int error;
    ok(file_read(arena, "templates/colour/FOGRA39L_coated.icc", FILE_LIMIT_PICTURE, &icc, &error) == FILE_OK,
       "the profile");
    struct ink_recipe recipes[] = {{rgb(0x0b, 0x46, 0x35), {.9, .35, .8, .55}, STR_NONE},
                                   {rgb(0xf2, 0xb1, 0x34), {0, .3, .85, 0}, S("PANTONE 143 C")}};
    struct inks inks = {ink_profile_open(arena, icc), recipes, 2, {.6, .4, .4, 1}, 30};
    ok(ink_profile_ready(inks.profile) && ink_profile_ready(inks.profile), "is read, once");
    test_recipes(&inks);
    test_black(&inks);
    test_conversion(&inks);
    test_pixels(&inks);
    ok(!ink_profile_ready(ink_profile_open(arena, str_from_to(icc, 0, 300))), "a damaged one is refused");
    ok(!ink_profile_ready(ink_profile_open(arena, STR_NONE)), "an empty one is refused");
    ok(fabs(ink_gray(rgb(128, 128, 128)) - 128 / 255.0) < 1e-12 && ink_gray(rgb(255, 255, 255)) == 1,
       "greys stay as they are");
    ok(ink_gray(rgb(0xf2, 0xb1, 0x34)) > ink_gray(rgb(0x0b, 0x46, 0x35)) + .4, "amber is lighter than green");
    arena_free(arena);
    return done();
}
