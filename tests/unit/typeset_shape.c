/* Shaping: kerning, ligatures, clusters, features, missing glyphs. */
#include <stdlib.h>

#include "base/arena.h"
#include "tap.h"
#include "typeset/shape.h"

static struct arena *arena;
static const struct font *font;

static struct glyph_run *shape(Str text, int features)
{
    return shape_text(arena, font, text, S("id"), features);
}

static void test_plain(void)
{
    struct glyph_run *run = shape(S("Klaim JHT"), 0);
    ok(run->count == 9 && !run->missing && run->font == font, "a glyph per letter");
    int64_t width = 0;
    for (size_t i = 0; i < run->count; i++) width += run->glyphs[i].advance;
    ok(width == run->width && width > 3000, "the width is the sum of the advances");
    ok(run->glyphs[6].cluster == 6, "clusters are byte offsets");
    ok(shape(STR_NONE, 0)->count == 0, "no text, no glyphs");
}

static void test_features(void)
{
    ok(shape(S("AVATAR To"), 0)->width < shape(S("AVATAR To"), SHAPE_NO_KERNING)->width, "pairs are kerned");
    struct glyph_run *with = shape(S("fi"), 0), *without = shape(S("fi"), SHAPE_NO_LIGATURES);
    ok(without->count == 2 && with->count <= 2, "ligatures can be turned off");
    struct glyph_run *ones = shape(S("1111"), SHAPE_TABULAR), *zeros = shape(S("0000"), SHAPE_TABULAR);
    ok(ones->width == zeros->width, "tabular figures are equally wide");
    ok(shape(S("1111"), 0)->width != shape(S("0000"), 0)->width, "and others are not");
}

static void test_text_of(void)
{
    struct glyph_run *run = shape(S("caf\u00e9 \u201cya\u201d"), 0);
    same_text(glyph_run_text(run, 3, 4), "\u00e9", "the text of one glyph");
    same_text(glyph_run_text(run, 5, run->count), "\u201cya\u201d", "the text to the end");
    same_text(glyph_run_text(run, 2, 2), "", "of none");
    ok(run->count == 9, "accented letters are one glyph");
}

static void test_missing(void)
{
    struct glyph_run *run = shape(S("ab\u4e2d\u6587"), 0);
    ok(run->missing && run->missing_at == 2, "the first character without a glyph is told");
    run = shape(S("meng\u00adambil a\u200bb"), 0);
    ok(!run->missing && run->count == 12, "soft hyphens and zero-width spaces are no glyphs and not missing");
    run = shape(S("Rp\u00a015.000 \u2013 10\u202fkg"), 0);
    ok(!run->missing, "no-break spaces are there");
    run = shape(S("a\xff\xfe z"), 0);
    ok(run->count > 0, "damaged UTF-8 does no harm");
}

int main(void)
{
    struct diag *diag = diag_new();
    arena = arena_new();
    font = font_find(font_set_open(arena, diag, "templates/fonts", S("templates/fonts")),
                     S("Plus Jakarta Sans"), 400, false);
    if (!font) return 1;
    test_plain();
    test_features();
    test_text_of();
    test_missing();
    diag_free(diag);
    arena_free(arena);
    return done();
}
