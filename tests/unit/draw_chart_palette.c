/* The palette of charts: told apart without colour sight and in greyscale, seen against paper and against the dark screen; for any brand. */
#include "draw/chart_palette.h"

#include <math.h>

#include "base/arena.h"
#include "base/file.h"
#include "draw/svg.h"
#include "tap.h"

static Color color_of(const char *text)
{
    Color color = {0};
    svg_color(str_from(text), &color);
    return color;
}

struct measured {
    double distance, step, contrast;
};

static struct measured measure(const char *const *series, Color background)
{
    struct measured least = {1000, 1000, 1000};
    for (int i = 0; i < CHART_COLORS; i++) {
        Color a = color_of(series[i]);
        least.contrast = fmin(least.contrast, chart_palette_contrast(a, background));
        for (int j = 0; j < i; j++) {
            Color b = color_of(series[j]);
            least.distance = fmin(least.distance, chart_palette_distance(a, b));
            least.step = fmin(least.step, fabs(chart_palette_lightness(a) - chart_palette_lightness(b)));
        }
    }
    return least;
}

static void palette(const char *name, const char *const *series, const char *background, double distance,
                    double step)
{
    struct measured m = measure(series, color_of(background));
    printf("# %s: distance %.1f, step of grey %.1f, contrast %.2f\n", name, m.distance, m.step, m.contrast);
    ok(m.distance >= distance, "any two differ for every kind of sight");
    ok(m.step >= step, "and in greyscale");
    ok(m.contrast >= 3, "and stand off from the background");
}

static void of_brand(const char *brand)
{
    struct chart_palette made = chart_palette_make(str_from(brand));
    const char *series[CHART_COLORS];
    for (int i = 0; i < CHART_COLORS; i++) series[i] = made.series[i];
    palette(brand, series, "#ffffff", 12, 5);
    Color first = color_of(made.series[0]), tint = color_of(made.tint);
    ok(chart_palette_lightness(tint) - chart_palette_lightness(first) >= 30, "the rest is much lighter");
    ok(chart_palette_contrast(first, color_of("#ffffff")) >= 4.49, "the brand's colour can be read");
}

/* Known values: L* of mid grey, the contrast of black and white, and what green-blind people cannot tell. */
static void science(void)
{
    ok(fabs(chart_palette_lightness(color_of("#777777")) - 50.0) < 0.2, "L* of #777777 is 50");
    ok(fabs(chart_palette_contrast(color_of("#000"), color_of("#fff")) - 21) < 1e-9, "black on white: 21");
    ok(chart_palette_distance(color_of("#ff0000"), color_of("#a39000")) < 6,
       "red is what the green-blind see in #a39000");
    ok(fabs(chart_palette_distance(color_of("#000"), color_of("#fff")) - 100) < 0.1, "black and white: 100");
    ok(chart_palette_distance(color_of("#123456"), color_of("#123456")) == 0, "a colour and itself");
}

/* chart.css writes the same colours. */
static void style_sheet(void)
{
    struct arena *arena = arena_new();
    Str css;
    int error;
    ok(file_read(arena, "templates/web/chart.css", FILE_LIMIT_TEXT, &css, &error) == FILE_OK, "chart.css");
    for (int i = 1; i < CHART_COLORS; i++) {
        Str rule = str_format(arena, ".chart-s%d {color:light-dark(%s, %s)}", i + 1,
                              chart_palette_standard.series[i], chart_palette_dark[i]);
        ok(str_find(css, rule) < css.len, str_c(arena, rule));
    }
    arena_free(arena);
}

int main(void)
{
    static const char *const brands[] = {"#005eb8", "#1d4ed8", "#b91c1c", "#7c3aed", "#8a4b08", "#000000",
                                         "#0f766e", "#9d174d", "#00563f", "#ffd400", "#ffffff", "#c2410c",
                                         "#1b7f3b", "#003366", "#80e0ff", "#777777"};
    const char *series[CHART_COLORS];
    science();
    style_sheet();
    for (int i = 0; i < CHART_COLORS; i++) series[i] = chart_palette_standard.series[i];
    palette("standard", series, "#ffffff", 20, 7);
    palette("dark", chart_palette_dark, "#0f1613", 20, 7);
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++) of_brand(brands[i]);
    same_text(str_from(chart_palette_make(S("hijau")).series[0]), "#0b4635",
              "what is no colour changes nothing");
    return done();
}
