/* The brand colours of site.yaml. They are checked for contrast (WCAG 2.2, 1.4.3: relative luminance) against what they meet. */
#include "base/arena.h"
#include "base/buf.h"
#include "draw/chart_palette.h"
#include "draw/svg.h"
#include "web/inside.h"

/* Appends `property:colour` when site.yaml gives the colour and it stands off from `other`. */
static void put_color(struct arena *arena, struct diag *diag, struct buf *out, const struct value *value,
                      const char *properties, Color other)
{
    Color color;
    if (!value) return;
    if (value->text.len != 7 || value->text.data[0] != '#' || !svg_color(value->text, &color)) {
        diag_report(diag, value->loc, MSG_BRAND_COLOR, value->text);
        return;
    }
    double ratio = chart_palette_contrast(color, other);
    if (ratio < 4.5)
        diag_report(diag, value->loc, MSG_BRAND_CONTRAST, value->text, str_format(arena, "%.1f", ratio));
    for (Str rest = str_from(properties); rest.len;) {
        buf_str(out, str_cut(&rest, ' '));
        buf_char(out, ':');
        buf_str(out, value->text);
        buf_char(out, ';');
    }
}

Str brand_css(struct arena *arena, struct diag *diag, const struct site *site)
{
    const struct value *brand = value_get(site->config, S("brand"));
    const struct value *green = value_get(brand, S("green")), *amber = value_get(brand, S("amber"));
    const Color white = {1, 1, 1, 1}, ink = {0.09, 0.13, 0.11, 1};
    struct buf out = {0};
    if (green || amber) {
        buf_c(&out, "\n@media (prefers-color-scheme: light){:root{");
        put_color(arena, diag, &out, green, "--green --deep", white);
        buf_c(&out, "}}:root{");
        put_color(arena, diag, &out, amber, "--amber", ink);
        buf_c(&out, "}\n");
    }
    Str css = buf_copy(&out, arena);
    buf_free(&out);
    return css;
}

static Str color_or(const struct web *web, Str name, Str standard)
{
    const struct value *value = value_get(value_get(web->site->config, S("brand")), name);
    Color color;
    return value && value->text.len == 7 && svg_color(value->text, &color) ? value->text : standard;
}

Str web_theme_color(const struct web *web)
{
    return color_or(web, S("green"), S("#0b4635"));
}

Str web_accent_color(const struct web *web)
{
    return color_or(web, S("amber"), S("#f2b134"));
}

/* Colours of lines that stand beside another green than the templates'; on dark screens all sites have the same. */
Str brand_chart_css(struct arena *arena, const struct chart_palette *palette)
{
    struct buf out = {0};
    for (int i = 1; i < CHART_COLORS; i++)
        if (!str_is(str_from(palette->series[i]), chart_palette_standard.series[i]))
            buf_printf(&out, ".chart-s%d{color:light-dark(%s,%s)}\n", i + 1, palette->series[i],
                       chart_palette_dark[i]);
    Str css = buf_copy(&out, arena);
    buf_free(&out);
    return css;
}
