#include "draw/pdf_font.h"

#include <hb-subset.h>
#include <math.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "draw/pdf_kept.h"

enum { EM = 1000, WIDTH_UNKNOWN = INT16_MIN, MOST_IN_BLOCK = 100 /* of a CMap, by its specification */ };

struct pdf_glyph {
    Str text;
    int width;
    bool used;
    bool whole; /* `text` is all of a cluster that this glyph alone stands for */
};

struct pdf_font *pdf_font_use(struct pdf_fonts *fonts, struct pdf_file *file, struct arena *arena,
                              const struct font *font)
{
    for (size_t i = 0; i < fonts->count; i++)
        if (fonts->fonts[i]->font == font) return fonts->fonts[i];
    struct pdf_font *new = arena_make(arena, struct pdf_font);
    new->font = font;
    new->number = pdf_object_reserve(file);
    new->glyph_count = hb_face_get_glyph_count(font->face);
    new->glyphs = arena_make_n(arena, struct pdf_glyph, new->glyph_count);
    if (fonts->count == fonts->capacity)
        fonts->fonts =
            arena_grow(arena, fonts->fonts, &fonts->capacity, fonts->count + 1, sizeof *fonts->fonts);
    fonts->fonts[fonts->count++] = new;
    return new;
}

static double in_em(const struct font *font, double units)
{
    return units * EM / font->units_per_em;
}

int pdf_font_width(const struct pdf_font *font, uint32_t glyph)
{
    struct pdf_glyph *about = &font->glyphs[glyph];
    if (!about->used) {
        about->used = true;
        about->width = (int)lround(in_em(font->font, font_advance(font->font, glyph)));
    }
    return about->width;
}

/* Spaces of all widths are one glyph in most fonts, and people who copy a text want plain ones. */
static bool is_space(Str text)
{
    if (text.len < 2) return text.len == 1 && text.data[0] == ' ';
    if (text.data[0] != '\xC2' && text.data[0] != '\xE2') return false;
    return str_is(text, "\u00a0") || str_is(text, "\u202f") || str_is(text, "\u2009");
}

bool pdf_font_note(struct pdf_font *font, struct arena *arena, uint32_t glyph, Str text, bool whole)
{
    struct pdf_glyph *about = &font->glyphs[glyph];
    pdf_font_width(font, glyph);
    if (is_space(text)) text = S(" ");
    if (whole && about->whole) return str_equal(about->text, text);
    if (whole || !about->text.len) {
        about->text = str_copy(arena, text.len ? text : S("\uFFFD"));
        about->whole = whole;
    }
    return whole;
}

/* ---- subset ---- */

/* Which glyphs go into a subset. */
typedef bool glyph_wanted(const void *of, size_t glyph);

static bool is_used(const void *of, size_t glyph)
{
    return ((const struct pdf_font *)of)->glyphs[glyph].used;
}

static bool is_kept(const void *of, size_t glyph)
{
    return ((const struct kept_subset *)of)->glyphs[glyph];
}

static hb_subset_input_t *subset_input(const struct pdf_font *font, glyph_wanted *wanted, const void *of)
{
    static const hb_tag_t kept[] = {HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
                                    HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
                                    HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input) arena_exhausted();
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING |
                                         HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    hb_set_clear(dropped);
    hb_set_invert(dropped);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) hb_set_del(dropped, kept[i]);
    hb_set_t *glyphs = hb_subset_input_glyph_set(input);
    for (size_t i = 0; i < font->glyph_count; i++)
        if (wanted(of, i)) hb_set_add(glyphs, (hb_codepoint_t)i);
    return input;
}

/* The subset's file in the arena; empty when the font is damaged. */
static Str subset_make(const struct pdf_font *font, struct arena *arena, glyph_wanted *wanted, const void *of)
{
    hb_subset_input_t *input = subset_input(font, wanted, of);
    hb_face_t *subset = hb_subset_or_fail(font->font->face, input);
    hb_subset_input_destroy(input);
    if (!subset) return STR_NONE;
    hb_blob_t *blob = hb_face_reference_blob(subset);
    unsigned length = 0;
    const char *data = hb_blob_get_data(blob, &length);
    Str bytes = str_copy(arena, (Str){data, length});
    hb_blob_destroy(blob);
    hb_face_destroy(subset);
    return bytes;
}

/* The subset of an earlier document, made anew with the glyphs of both when this one shows others. */
static Str subset_kept(struct pdf_kept *kept, const struct pdf_font *font)
{
    struct kept_subset *subset = kept_subset(kept, font->font, font->glyph_count);
    bool all = subset->file.len > 0;
    for (size_t i = 0; i < font->glyph_count; i++) {
        if (!font->glyphs[i].used || subset->glyphs[i]) continue;
        subset->glyphs[i] = 1;
        all = false;
    }
    if (!all) subset->file = subset_make(font, kept_arena(kept), is_kept, subset);
    return subset->file;
}

/* Six letters that differ when the glyphs do (ISO 32000-1, 9.6.4). */
static Str subset_name(const struct pdf_font *font, struct arena *arena, Str file)
{
    char tag[6];
    uint64_t hash = pdf_hash(file).low;
    for (int i = 0; i < 6; i++, hash /= 26) tag[i] = (char)('A' + hash % 26);
    struct buf name = {0};
    buf_bytes(&name, tag, sizeof tag);
    buf_char(&name, '+');
    Str postscript = font->font->postscript;
    for (size_t i = 0; i < postscript.len && name.len < 100; i++) {
        char c = postscript.data[i];
        buf_char(&name, char_is_alpha(c) || char_is_digit(c) || c == '-' ? c : '_');
    }
    Str copy = buf_copy(&name, arena);
    buf_free(&name);
    return copy;
}

/* ---- the dictionaries ---- */

static void widths_write(struct buf *out, const struct pdf_font *font)
{
    bool open = false;
    buf_c(out, "/DW 0/W[");
    for (size_t i = 0; i < font->glyph_count; i++) {
        if (!font->glyphs[i].used) {
            if (open) buf_char(out, ']');
            open = false;
            continue;
        }
        if (open)
            buf_char(out, ' ');
        else
            buf_printf(out, "%zu[", i);
        open = true;
        buf_number(out, font->glyphs[i].width, 0);
    }
    buf_c(out, open ? "]]" : "]");
}

static unsigned descriptor_add(struct pdf_file *file, struct arena *arena, const struct font *font, Str name,
                               unsigned font_file)
{
    enum { SYMBOLIC = 4, ITALIC = 64 };
    struct buf out = {0};
    double box[4],
        stem = 50 + (font->weight / 65.0) * (font->weight / 65.0); /* a rule of thumb: 400 gives 88 */
    for (int i = 0; i < 4; i++) box[i] = in_em(font, font->box[i]);
    buf_c(&out, "/Type/FontDescriptor/FontName/");
    buf_str(&out, name);
    buf_printf(&out, "/Flags %d", SYMBOLIC | (font->italic ? ITALIC : 0));
    pdf_array(&out, "FontBBox", box, 4, 0);
    const struct {
        const char *key;
        double value;
    } rows[] = {{"/ItalicAngle ", font->italic_angle},
                {"/Ascent ", in_em(font, font->ascent)},
                {"/Descent ", in_em(font, font->descent)},
                {"/CapHeight ", in_em(font, font->cap_height)},
                {"/StemV ", round(stem)}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_c(&out, rows[i].key);
        buf_number(&out, rows[i].value, 0);
    }
    pdf_reference(&out, "FontFile2", font_file);
    unsigned number = pdf_object_add(file, buf_copy(&out, arena));
    buf_free(&out);
    return number;
}

static void hex(struct buf *out, uint32_t value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (int shift = 12; shift >= 0; shift -= 4) buf_char(out, digits[value >> shift & 15]);
}

static void hex_text(struct buf *out, Str text)
{
    buf_char(out, '<');
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        if (c >= 0x10000) {
            hex(out, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        hex(out, c);
    }
    buf_char(out, '>');
}

static size_t next_used(const struct pdf_font *font, size_t from)
{
    while (from < font->glyph_count && !font->glyphs[from].used) from++;
    return from;
}

/* Adobe Technical Note 5411: blocks of at most 100 lines. */
static unsigned unicode_map_add(struct pdf_file *file, struct arena *arena, const struct pdf_font *font)
{
    struct buf out = {0};
    size_t left = 0;
    for (size_t i = 0; i < font->glyph_count; i++) left += font->glyphs[i].used;
    buf_c(&out, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t glyph = next_used(font, 0); left;) {
        size_t block = left < MOST_IN_BLOCK ? left : MOST_IN_BLOCK;
        buf_printf(&out, "%zu beginbfchar\n", block);
        for (size_t i = 0; i < block; i++, glyph = next_used(font, glyph + 1)) {
            buf_char(&out, '<');
            hex(&out, (uint32_t)glyph);
            buf_char(&out, '>');
            hex_text(&out, font->glyphs[glyph].text.len ? font->glyphs[glyph].text : S("\uFFFD"));
            buf_char(&out, '\n');
        }
        buf_c(&out, "endbfchar\n");
        left -= block;
    }
    buf_c(&out, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    unsigned number = pdf_stream_add(file, STR_NONE, buf_copy(&out, arena), PDF_DEFLATE_ONCE);
    buf_free(&out);
    return number;
}

static bool font_write(const struct pdf_fonts *fonts, const struct pdf_font *font, struct pdf_file *file,
                       struct arena *arena, struct diag *diag)
{
    Str bytes = fonts->kept ? subset_kept(fonts->kept, font) : subset_make(font, arena, is_used, font);
    if (!bytes.len) {
        diag_report(diag, LOC_NONE, MSG_FONT_DAMAGED, font->font->path);
        return false;
    }
    struct buf out = {0};
    Str name = subset_name(font, arena, bytes);
    unsigned font_file =
        pdf_stream_add(file, str_format(arena, "/Length1 %zu", bytes.len), bytes, PDF_DEFLATE_ONCE);
    unsigned descriptor = descriptor_add(file, arena, font->font, name, font_file);

    buf_c(&out, "/Type/Font/Subtype/CIDFontType2/BaseFont/");
    buf_str(&out, name);
    buf_c(&out, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity");
    pdf_reference(&out, "FontDescriptor", descriptor);
    widths_write(&out, font);
    unsigned descendant = pdf_object_add(file, buf_copy(&out, arena));

    out.len = 0;
    buf_c(&out, "/Type/Font/Subtype/Type0/BaseFont/");
    buf_str(&out, name);
    buf_c(&out, "/Encoding/Identity-H/DescendantFonts[");
    pdf_reference(&out, NULL, descendant);
    buf_char(&out, ']');
    pdf_reference(&out, "ToUnicode", unicode_map_add(file, arena, font));
    pdf_object_set(file, font->number, buf_copy(&out, arena));
    buf_free(&out);
    return true;
}

bool pdf_fonts_write(const struct pdf_fonts *fonts, struct pdf_file *file, struct arena *arena,
                     struct diag *diag)
{
    bool good = true;
    for (size_t i = 0; i < fonts->count; i++)
        if (!font_write(fonts, fonts->fonts[i], file, arena, diag)) good = false;
    return good;
}
