/* The colours of charts: one for what is meant, a light one for the rest, and five for lines side by side.
 *
 * In: the brand's green (site.yaml), or nothing. Out: colours that stand off from white paper (WCAG 2.2, 1.4.11: 3:1) and from each other for
 * people with and without colour blindness, and whose greys differ. Called by web/ and print/, once for a site. */
#ifndef DRAW_CHART_PALETTE_H
#define DRAW_CHART_PALETTE_H

#include "base/str.h"
#include "draw/geometry.h"

enum { CHART_COLORS = 5 };

struct chart_palette {
    char series[CHART_COLORS]
               [8]; /* "#0b4635"; the first is the brand's, darker where it would be too light */
    char tint[8];   /* what is not meant: light, with an outline in the first colour */
};
extern const struct chart_palette chart_palette_standard;
/* The same on the dark background of screens (#0f1613), whatever the brand's green is. */
extern const char *const chart_palette_dark[CHART_COLORS];

struct chart_palette chart_palette_make(Str green);
/* How far two colours are apart: the smallest distance in CIE L*a*b* (1976) for normal sight, protanopia, deuteranopia and tritanopia. */
double chart_palette_distance(Color a, Color b);
double chart_palette_lightness(Color color);     /* L*, 0 … 100: what is left in greyscale */
double chart_palette_contrast(Color a, Color b); /* 1 … 21, WCAG 2.2 */

#endif
