/* Colours are chosen by what is left of them: colour blindness is simulated as Machado, Oliveira and Fernandes do (IEEE Transactions on
 * Visualization and Computer Graphics 15(6), 2009, severity 1.0), distances are those of CIE L*a*b* (1976, D65). */
#include "draw/chart_palette.h"

#include <math.h>
#include <string.h>

#include "draw/svg.h"

enum { CANDIDATES = 12, SIGHTS = 4 };
#define CONTRAST   4.5 /* of the brand's colour with paper */
#define GREY_SHARE 2.6 /* a step in lightness counts so many times: it is all that a copy keeps */

const struct chart_palette chart_palette_standard = {{"#0b4635", "#826137", "#6a8cfc", "#8f2278", "#678279"},
                                                     "#c9d8cf"};
const char *const chart_palette_dark[CHART_COLORS] = {"#a6dcc3", "#e7ae74", "#2babf6", "#dd5cab", "#6d7566"};

/* All at least 3.1:1 on white. */
static const char *const candidates[CANDIDATES] = {"#826137", "#6a8cfc", "#8f2278", "#678279",
                                                   "#0b4635", "#3f2a12", "#1e2f7a", "#1d4ed8",
                                                   "#8a1f1f", "#c2710c", "#c85fa8", "#0f7d8c"};

struct linear {
    double red, green, blue;
};
struct lab {
    double l, a, b;
};
/* A colour as each kind of sight has it. */
struct seen {
    struct lab by[SIGHTS];
};

static double linear_channel(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static struct linear linear_of(Color color)
{
    return (struct linear){linear_channel(color.red), linear_channel(color.green),
                           linear_channel(color.blue)};
}

static double luminance(struct linear c)
{
    return 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue;
}

static double lab_curve(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct lab lab_of(struct linear c)
{
    double x = lab_curve((0.4124564 * c.red + 0.3575761 * c.green + 0.1804375 * c.blue) / 0.95047),
           y = lab_curve(0.2126729 * c.red + 0.7151522 * c.green + 0.0721750 * c.blue),
           z = lab_curve((0.0193339 * c.red + 0.1191920 * c.green + 0.9503041 * c.blue) / 1.08883);
    return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static double inside(double channel)
{
    return fmin(fmax(channel, 0), 1);
}

static struct seen see(Color color)
{
    static const double sights[SIGHTS][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
        {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};
    struct linear c = linear_of(color);
    struct seen seen;
    for (int i = 0; i < SIGHTS; i++) {
        const double *m = sights[i];
        seen.by[i] = lab_of((struct linear){inside(m[0] * c.red + m[1] * c.green + m[2] * c.blue),
                                            inside(m[3] * c.red + m[4] * c.green + m[5] * c.blue),
                                            inside(m[6] * c.red + m[7] * c.green + m[8] * c.blue)});
    }
    return seen;
}

static double seen_distance(const struct seen *a, const struct seen *b)
{
    double least = 1000;
    for (int i = 0; i < SIGHTS; i++) {
        struct lab x = a->by[i], y = b->by[i];
        least = fmin(least,
                     sqrt((x.l - y.l) * (x.l - y.l) + (x.a - y.a) * (x.a - y.a) + (x.b - y.b) * (x.b - y.b)));
    }
    return least;
}

double chart_palette_distance(Color a, Color b)
{
    struct seen x = see(a), y = see(b);
    return seen_distance(&x, &y);
}

double chart_palette_lightness(Color color)
{
    return lab_of(linear_of(color)).l;
}

double chart_palette_contrast(Color a, Color b)
{
    double x = luminance(linear_of(a)), y = luminance(linear_of(b));
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* ---- a palette for a brand ---- */

static void put_color(char out[8], Color color)
{
    static const char digits[] = "0123456789abcdef";
    const double channels[] = {color.red, color.green, color.blue};
    out[0] = '#';
    for (int i = 0; i < 3; i++) {
        int value = (int)lround(inside(channels[i]) * 255);
        out[1 + 2 * i] = digits[value >> 4];
        out[2 + 2 * i] = digits[value & 15];
    }
    out[7] = '\0';
}

static Color mix(Color color, double share, double other)
{
    return (Color){color.red * share + other * (1 - share), color.green * share + other * (1 - share),
                   color.blue * share + other * (1 - share), 1};
}

/* The four candidates that are farthest from the first colour and from each other: the one pair of them that is nearest decides. */
static void choose(Color first, int chosen[CHART_COLORS - 1])
{
    struct seen seen[CANDIDATES + 1];
    double apart[CANDIDATES + 1][CANDIDATES + 1], best = -1;
    for (int i = 0; i <= CANDIDATES; i++) {
        Color color = first;
        if (i) svg_color(str_from(candidates[i - 1]), &color);
        seen[i] = see(color);
        for (int j = 0; j < i; j++)
            apart[i][j] =
                fmin(seen_distance(&seen[i], &seen[j]), GREY_SHARE * fabs(seen[i].by[0].l - seen[j].by[0].l));
    }
    int s[CHART_COLORS] = {0};
    for (s[1] = 1; s[1] <= CANDIDATES; s[1]++)
        for (s[2] = s[1] + 1; s[2] <= CANDIDATES; s[2]++)
            for (s[3] = s[2] + 1; s[3] <= CANDIDATES; s[3]++)
                for (s[4] = s[3] + 1; s[4] <= CANDIDATES; s[4]++) {
                    double least = 1000;
                    for (int i = 1; i < CHART_COLORS; i++)
                        for (int j = 0; j < i; j++) least = fmin(least, apart[s[i]][s[j]]);
                    if (least <= best) continue;
                    best = least;
                    for (int i = 1; i < CHART_COLORS; i++) chosen[i - 1] = s[i] - 1;
                }
}

struct chart_palette chart_palette_make(Str green)
{
    struct chart_palette palette = chart_palette_standard;
    const Color paper = {1, 1, 1, 1};
    Color color;
    int chosen[CHART_COLORS - 1] = {0};
    if (!green.len || str_is(green, palette.series[0]) || !svg_color(green, &color)) return palette;
    for (int i = 0; i < 40 && chart_palette_contrast(color, paper) < CONTRAST; i++)
        color = mix(color, 0.95, 0);
    put_color(palette.series[0], color);
    put_color(palette.tint, mix(color, 0.22, 1));
    choose(color, chosen);
    for (int i = 1; i < CHART_COLORS; i++) memcpy(palette.series[i], candidates[chosen[i - 1]], 8);
    return palette;
}
