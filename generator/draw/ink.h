/* Inks: what sRGB colours become on a press. CMYK by an ICC profile (relative colorimetric, black point compensation), or as people chose: recipes of
 * brand colours and their tints, neutral colours by black ink alone, spot inks.
 *
 * In: the bytes of a CMYK output profile, recipes, colours as they are drawn. Out: shares of ink, 0 … 1 each, never more than INK_LIMIT together; rows
 * of pixels. Called by the PDF canvas and by print/ (recipes of site.yaml). A profile may be used by any number of threads. */
#ifndef DRAW_INK_H
#define DRAW_INK_H

#include "draw/geometry.h"

struct arena;
struct ink_profile;

#define INK_LIMIT 3.0 /* ink of all colours together: what coated offset paper takes and dries */

/* A colour that people have mixed themselves. */
struct ink_recipe {
    Color color; /* as it is on the screen */
    double cmyk[4];
    Str spot; /* name of a spot ink ("PANTONE 143 C"), of which `cmyk` is the look; or empty */
};
struct inks {
    struct ink_profile *profile;
    const struct ink_recipe *recipes;
    size_t count;
    double black[4];   /* large areas of black: other inks below make it deep … */
    double black_from; /* … from this width and height on (mm); fine things would show misregister */
};

enum ink_use {
    INK_AREA,
    INK_LARGE, /* an area beyond black_from */
    INK_FINE   /* letters and thin lines */
};
struct ink {
    double cmyk[4];
    const struct ink_recipe *spot; /* printed by this spot ink, `tint` of it; cmyk then is its look */
    double tint;
    bool chosen;    /* by a recipe or black alone, not converted */
    bool overprint; /* solid black letters and lines: put on top of what lies below */
};

/* The bytes must live as long as the arena. */
struct ink_profile *ink_profile_open(struct arena *arena, Str icc);
/* Reads the profile when that was not done yet: before all that follows. False: these are not the bytes of a CMYK output profile. */
bool ink_profile_ready(struct ink_profile *profile);
Str ink_profile_bytes(const struct ink_profile *profile);

struct ink ink_mix(const struct inks *inks, Color color, enum ink_use use);
/* How far a mixture looks from the colour: CIE 1976 ΔE*ab, as printed by the profile. 2 is hardly seen, 20 is another colour. */
double ink_difference(const struct inks *inks, const double cmyk[4], Color color);
double ink_total(const double cmyk[4]);
/* Pixels: `rgb` with `step` bytes from one to the next (3, or 4 with an alpha that is skipped) to `cmyk`, 4 bytes each, 255 is full ink. */
void ink_pixels(const struct inks *inks, const unsigned char *rgb, size_t step, unsigned char *cmyk,
                size_t count);

/* The grey that looks as light as the colour, 0 black … 1 white (sRGB's curve). */
double ink_gray(Color color);
/* Relative luminance (WCAG 2.2), 0 … 1. */
double ink_luminance(Color color);

#endif
