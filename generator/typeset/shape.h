/* Shaping: text in one font becomes glyphs with positions, by HarfBuzz (kerning, ligatures, marks).
 *
 * In: UTF-8 text, a font, features. Out: glyphs in visual order, in font units. Characters that the font lacks are told, so that
 * they can be reported; nothing is replaced in silence. */
#ifndef TYPESET_SHAPE_H
#define TYPESET_SHAPE_H

#include "typeset/font.h"

struct glyph {
    uint32_t id;
    uint32_t cluster; /* byte offset in the run's text of the first character that it stands for */
    int32_t advance, x_offset, y_offset; /* font units; y upwards */
};

struct glyph_run {
    const struct font *font;
    Str text;
    size_t count;
    struct glyph *glyphs;
    int64_t width;     /* sum of the advances */
    bool missing;      /* some character has no glyph … */
    size_t missing_at; /* … the first one's byte offset in the text */
};

enum shape_feature { SHAPE_TABULAR = 1, SHAPE_NO_LIGATURES = 2, SHAPE_SMALL_CAPS = 4, SHAPE_NO_KERNING = 8 };

/* lang: BCP 47. The text is not copied. Soft hyphens and other default ignorables become no glyph. */
struct glyph_run *shape_text(struct arena *arena, const struct font *font, Str text, Str lang, int features);
/* The same with a script that the text itself need not show; HB_SCRIPT_INVALID: guessed. */
struct glyph_run *shape_script(struct arena *arena, const struct font *font, Str text, Str lang, int features,
                               hb_script_t script);
/* The text that glyphs [from, to) stand for (whole clusters). */
Str glyph_run_text(const struct glyph_run *run, size_t from, size_t to);

#endif
