/* Words put together from what was shaped before: the same glyphs as from shaping the whole text, whatever stands beside them. */
#include "base/arena.h"
#include "tap.h"
#include "typeset/words.h"

static bool same(const struct glyph_run *a, const struct glyph_run *b)
{
    if (a->count != b->count || a->width != b->width || a->missing != b->missing ||
        a->missing_at != b->missing_at || !str_equal(a->text, b->text) || a->font != b->font)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct glyph *one = &a->glyphs[i], *other = &b->glyphs[i];
        if (one->id != other->id || one->cluster != other->cluster || one->advance != other->advance ||
            one->x_offset != other->x_offset || one->y_offset != other->y_offset)
            return false;
    }
    return true;
}

static const char *const texts[] = {
    "Tanpa calo",
    "Tanpa calo, tanpa biaya",
    "calo calo Tanpa",
    " Ada AVA Ta. ",
    "AV  AV   To",
    " ",
    "a",
    "a ",
    " a",
    "12 34 12",
    "No. 12 dan 12 No.",
    "fi ffi fl fi",
    "“Yth.” – Pukul 06.00–20.00…",
    "Émile café naïve Ångström",
    "co\u00adpy a\u00ad b",
    "e\u0301 a\u0301 a",
    "a \u0301a",
    "Жизнь a Жизнь",
    "日本 a 日本",
    "Rp15.000.000 atau 2 × 3",
    "ini-sebuah-kata-yang-terlalu-panjang-untuk-disimpan-sebagai-kata-biasa ya",
    "",
};

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    ok(fonts->count > 1, "there are fonts");
    for (size_t f = 0; f < fonts->count; f++) {
        struct words *words = words_new(arena);
        bool all = true;
        for (int round = 0; round < 8; round++)
            for (int features = 0; features < 16; features += 5)
                for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                    Str text = str_from(texts[i]), lang = i % 2 ? S("id") : S("en");
                    bool here = same(words_shape(words, arena, fonts->fonts[f], text, lang, features),
                                     shape_text(arena, fonts->fonts[f], text, lang, features));
                    if (!here) printf("# %s, features %d\n", texts[i], features);
                    all = all && here;
                }
        ok(all,
           str_c(arena,
                 str_join(arena, (Str[]){fonts->fonts[f]->path, S("the same glyphs as from the whole text")},
                          2, S(": "))));
    }
    struct words *words = words_new(arena);
    const struct font *font = font_find(fonts, S("Plus Jakarta Sans"), 400, false);
    words_shape(words, arena, font, S("satu dua satu"), S("id"), 0);
    ok(words_count(words) == 0, "a short text is not worth it");
    for (int i = 0; i < 100; i++) words_shape(words, arena, font, S("satu dua satu dua satu"), S("id"), 0);
    size_t kept = words_count(words);
    ok(kept == 4, "each word is kept once for what stands beside it");
    words_shape(words, arena, font, S("satu dua satu"), S("id"), 0);
    ok(words_count(words) == kept, "and found again");
    for (int i = 0; i < 100; i++) words_shape(words, arena, font, S("satu"), S("id"), SHAPE_TABULAR);
    ok(words_count(words) == kept + 1, "other features are other words");
    words_shape(words, arena, font, S("日本 satu"), S("id"), 0);
    ok(words_count(words) == kept + 1, "text of other scripts is shaped whole");
    ok(same(words_shape(NULL, arena, font, S("satu"), S("id"), 0),
            shape_text(arena, font, S("satu"), S("id"), 0)),
       "no words are kept");
    diag_free(diag);
    arena_free(arena);
    return done();
}
