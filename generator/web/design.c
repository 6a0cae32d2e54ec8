/* What the design system's page shows of itself: the colours and sizes that style.css really has, with the contrast of each pair that meets (WCAG 2.2,
 * 1.4.3 and 1.4.11), and the pictograms. Whoever changes a colour sees here what it does. */
#include <math.h>

#include "base/arena.h"
#include "base/buf.h"
#include "draw/chart_palette.h"
#include "draw/svg.h"
#include "web/inside.h"

enum { TOKENS_MOST = 64, ROOT_PIXELS = 18 };

struct token {
    Str name;        /* without "--" */
    Str light, dark; /* as written */
};

struct tokens {
    struct token list[TOKENS_MOST];
    size_t count;
};

static struct token *find_token(struct tokens *tokens, Str name)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (str_equal(tokens->list[i].name, name)) return &tokens->list[i];
    return NULL;
}

enum scheme { SCHEME_BOTH, SCHEME_LIGHT, SCHEME_DARK, SCHEME_OTHER };

static void set_token(struct tokens *tokens, Str name, Str value, enum scheme scheme)
{
    struct token *token = find_token(tokens, name);
    if (!token && tokens->count < TOKENS_MOST) {
        token = &tokens->list[tokens->count++];
        *token = (struct token){.name = name, .light = value, .dark = value};
    }
    if (!token) return;
    if (scheme != SCHEME_DARK) token->light = value;
    if (scheme != SCHEME_LIGHT) token->dark = value;
}

/* The declarations of one block: "--a:b;--c:d". */
static void read_block(struct tokens *tokens, Str block, enum scheme scheme)
{
    while (block.len) {
        Str value = str_cut(&block, ';'), name = str_trim(str_cut(&value, ':'));
        if (str_starts(name, S("--"))) set_token(tokens, str_skip(name, 2), str_trim(value), scheme);
    }
}

/* What the conditional rule around a block says; `before` ends where the block's selector begins. */
static enum scheme scheme_of(Str before)
{
    if (!str_ends(before, S("{"))) return SCHEME_BOTH;
    Str rule = str_skip(before, str_find_last_char(before, '@'));
    if (str_find(rule, S("prefers-color-scheme")) == rule.len) return SCHEME_OTHER;
    return str_find(rule, S("dark")) < rule.len ? SCHEME_DARK : SCHEME_LIGHT;
}

/* All `:root{…}` of a style sheet as it is sent. */
static void read_tokens(struct tokens *tokens, Str css)
{
    static const Str opening = {":root{", 6};
    for (size_t at = 0; (at += str_find(str_skip(css, at), opening)) < css.len;) {
        enum scheme scheme = scheme_of(str_from_to(css, 0, at));
        at += opening.len;
        size_t end = at + str_find_char(str_skip(css, at), '}');
        if (scheme != SCHEME_OTHER) read_block(tokens, str_from_to(css, at, end), scheme);
        at = end;
    }
}

static void set_text(struct arena *arena, struct value *map, const char *key, Str text)
{
    value_set(arena, map, str_from(key), value_text(arena, text));
}

/* ---- colours ---- */

/* Their letters are for the eye only: names and figures stand beside them. */
static const struct value *swatch(struct arena *arena, Str ground, Str text)
{
    struct buf out = {0};
    buf_printf(&out, "<svg%s width=\"64\" height=\"44\"><rect width=\"64\" height=\"44\" fill=\"",
               text.len ? " aria-hidden=\"true\"" : "");
    buf_html(&out, ground);
    buf_c(&out, "\"/>");
    if (text.len) {
        buf_c(&out, "<text x=\"32\" y=\"30\" fill=\"");
        buf_html(&out, text);
        buf_c(&out, "\">Aa</text>");
    }
    buf_c(&out, "</svg>");
    const struct value *markup = value_markup(arena, buf_copy(&out, arena));
    buf_free(&out);
    return markup;
}

static const struct value *color_list(struct arena *arena, const struct tokens *tokens)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        Color light, dark;
        if (!svg_color(token->light, &light) || !svg_color(token->dark, &dark)) continue;
        struct value *item = value_map(arena);
        set_text(arena, item, "name", token->name);
        set_text(arena, item, "light", token->light);
        set_text(arena, item, "dark", token->dark);
        value_set(arena, item, S("light_swatch"), swatch(arena, token->light, STR_NONE));
        value_set(arena, item, S("dark_swatch"), swatch(arena, token->dark, STR_NONE));
        value_append(arena, list, item);
    }
    return list;
}

/* What is written or drawn on what. */
static const struct pair {
    const char *text, *ground;
    double least; /* 4.5 for text, 3 for what is drawn */
} pairs[] = {
    {"ink", "paper", 4.5},    {"soft", "paper", 4.5},   {"green", "paper", 4.5},    {"danger", "paper", 4.5},
    {"ink", "panel", 4.5},    {"soft", "panel", 4.5},   {"green", "panel", 4.5},    {"danger", "panel", 4.5},
    {"on-deep", "deep", 4.5}, {"on-soft", "deep", 4.5}, {"on-amber", "amber", 4.5}, {"amber", "deep", 3},
};

/* Rounded down, so that what fails is not shown as what is asked for. */
static Str ratio_text(struct arena *arena, double ratio, Str lang)
{
    int tenths = (int)floor(ratio * 10);
    return str_format(arena, "%d%c%d : 1", tenths / 10, str_is(lang, "en") ? '.' : ',', tenths % 10);
}

static bool add_scheme(struct arena *arena, struct value *item, const char *key, Str text, Str ground,
                       double least, Str lang)
{
    Color a, b;
    if (!svg_color(text, &a) || !svg_color(ground, &b)) return false;
    double ratio = chart_palette_contrast(a, b);
    struct value *side = value_map(arena);
    set_text(arena, side, "ratio", ratio_text(arena, ratio, lang));
    value_set(arena, side, S("enough"), value_bool(arena, ratio >= least));
    value_set(arena, side, S("swatch"), swatch(arena, ground, text));
    value_set(arena, item, str_from(key), side);
    return true;
}

static const struct value *pair_list(struct arena *arena, struct tokens *tokens, Str lang)
{
    struct value *list = value_list(arena);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct pair *pair = &pairs[i];
        const struct token *text = find_token(tokens, str_from(pair->text)),
                           *ground = find_token(tokens, str_from(pair->ground));
        struct value *item = value_map(arena);
        if (!text || !ground ||
            !add_scheme(arena, item, "light", text->light, ground->light, pair->least, lang) ||
            !add_scheme(arena, item, "dark", text->dark, ground->dark, pair->least, lang))
            continue;
        set_text(arena, item, "text", text->name);
        set_text(arena, item, "ground", ground->name);
        value_append(arena, list, item);
    }
    return list;
}

/* ---- sizes ---- */

static const struct value *size_list(struct arena *arena, struct tokens *tokens, Str lang)
{
    static const char *const names[] = {"s5", "s4", "s3", "s2", "s1"};
    struct value *list = value_list(arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct token *token = find_token(tokens, str_from(names[i]));
        Decimal rem;
        if (!token || !str_ends(token->light, S("rem")) ||
            !decimal_parse(str_from_to(token->light, 0, token->light.len - 3), &rem))
            continue;
        int pixels = (int)lround(decimal_to_double(rem) * ROOT_PIXELS);
        struct value *item = value_map(arena);
        set_text(arena, item, "name", token->name);
        set_text(arena, item, "rem", figure_format(arena, rem, STR_NONE, lang));
        set_text(arena, item, "pixels", str_format(arena, "%d", pixels));
        value_set(
            arena, item, S("sample"),
            value_markup(
                arena,
                str_format(arena,
                           "<svg aria-hidden=\"true\" width=\"%d\" height=\"%d\"><text y=\"%d\" "
                           "font-size=\"%d\" font-weight=\"800\" fill=\"currentColor\">Aa 175</text></svg>",
                           pixels * 4, pixels * 5 / 4, pixels, pixels)));
        value_append(arena, list, item);
    }
    return list;
}

const struct value *design_value(const struct web *web, struct arena *arena, Str lang)
{
    struct tokens *tokens = arena_make(arena, struct tokens);
    for (size_t i = 0; i < web->static_files.count; i++)
        if (str_is(web->static_files.entries[i].path, "style.css")) read_tokens(tokens, web->static_bytes[i]);
    struct value *design = value_map(arena);
    value_set(arena, design, S("colors"), color_list(arena, tokens));
    value_set(arena, design, S("pairs"), pair_list(arena, tokens, lang));
    value_set(arena, design, S("sizes"), size_list(arena, tokens, lang));
    return design;
}
