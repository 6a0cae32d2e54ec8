#include "typeset/shape.h"

#include <assert.h>
#include <limits.h>

#include "base/arena.h"

enum { MOST_FEATURES = 5 };

static unsigned features_fill(int wanted, hb_feature_t *features)
{
    static const struct {
        int flag;
        hb_tag_t tag;
        uint32_t value;
    } rows[] = {
        {SHAPE_TABULAR, HB_TAG('t', 'n', 'u', 'm'), 1},
        {SHAPE_NO_LIGATURES, HB_TAG('l', 'i', 'g', 'a'), 0},
        {SHAPE_NO_LIGATURES, HB_TAG('c', 'l', 'i', 'g'), 0},
        {SHAPE_SMALL_CAPS, HB_TAG('s', 'm', 'c', 'p'), 1},
        {SHAPE_NO_KERNING, HB_TAG('k', 'e', 'r', 'n'), 0},
    };
    static_assert(sizeof rows / sizeof *rows <= MOST_FEATURES, "a place for each feature");
    unsigned count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (wanted & rows[i].flag)
            features[count++] =
                (hb_feature_t){rows[i].tag, rows[i].value, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    return count;
}

static void run_fill(struct arena *arena, struct glyph_run *run, hb_buffer_t *buffer)
{
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    run->count = count;
    run->glyphs = arena_make_n(arena, struct glyph, count + 1);
    run->missing_at = run->text.len;
    for (unsigned i = 0; i < count; i++) {
        run->glyphs[i] = (struct glyph){infos[i].codepoint, infos[i].cluster, positions[i].x_advance,
                                        positions[i].x_offset, positions[i].y_offset};
        run->width += positions[i].x_advance;
        if (infos[i].codepoint == 0 && infos[i].cluster < run->missing_at) run->missing_at = infos[i].cluster;
    }
    run->missing = run->missing_at < run->text.len;
    if (!run->missing) run->missing_at = 0;
}

struct glyph_run *shape_text(struct arena *arena, const struct font *font, Str text, Str lang, int features)
{
    return shape_script(arena, font, text, lang, features, HB_SCRIPT_INVALID);
}

struct glyph_run *shape_script(struct arena *arena, const struct font *font, Str text, Str lang, int features,
                               hb_script_t script)
{
    struct glyph_run *run = arena_make(arena, struct glyph_run);
    hb_feature_t wanted[MOST_FEATURES];
    assert(text.len < INT_MAX);
    run->font = font;
    run->text = text;
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_set_flags(buffer,
                        HB_BUFFER_FLAG_BOT | HB_BUFFER_FLAG_EOT | HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_add_utf8(buffer, text.data, (int)text.len, 0, (int)text.len);
    if (lang.len) hb_buffer_set_language(buffer, hb_language_from_string(lang.data, (int)lang.len));
    if (script != HB_SCRIPT_INVALID) hb_buffer_set_script(buffer, script);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font->hb, buffer, wanted, features_fill(features, wanted));
    if (!hb_buffer_allocation_successful(buffer)) arena_exhausted();
    run_fill(arena, run, buffer);
    hb_buffer_destroy(buffer);
    return run;
}

Str glyph_run_text(const struct glyph_run *run, size_t from, size_t to)
{
    if (from >= to) return STR_NONE;
    size_t low = run->glyphs[from].cluster, high = low, end = run->text.len;
    for (size_t i = from; i < to; i++) {
        if (run->glyphs[i].cluster < low) low = run->glyphs[i].cluster;
        if (run->glyphs[i].cluster > high) high = run->glyphs[i].cluster;
    }
    /* The last cluster ends where the next one begins; in visual order that is a neighbour at either side. */
    if (to < run->count && run->glyphs[to].cluster > high) end = run->glyphs[to].cluster;
    if (from > 0 && run->glyphs[from - 1].cluster > high) end = run->glyphs[from - 1].cluster;
    return str_from_to(run->text, low, end);
}
