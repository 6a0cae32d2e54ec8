#include "typeset/words.h"

#include <hb-ot.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

enum {
    LONGEST = 60 /* bytes of a word */,
    WORDS_MOST = 16384,
    MANNERS_MOST = 64,
    WORTH_FROM = 40 /* texts */
};

/* What a word is shaped by. */
struct manner {
    const struct font *font;
    Str lang;
    int features;
    size_t asked;
    bool apart; /* no rule of the font speaks of spaces; found out when it is worth it */
};

struct word {
    const struct manner *manner;
    Str text; /* with the spaces beside it */
    const struct glyph_run *run;
    bool bound; /* not to be used: a glyph is missing, or the space after it has changed */
};

struct words {
    struct arena *arena;
    struct manner manners[MANNERS_MOST];
    size_t manner_count;
    struct word *places; /* open addressing; a power of two of places */
    size_t count, capacity;
};

struct words *words_new(struct arena *arena)
{
    struct words *words = arena_make(arena, struct words);
    words->arena = arena;
    return words;
}

size_t words_count(const struct words *words)
{
    return words->count;
}

/* ---- what may be put together ---- */

static bool table_speaks_of(hb_face_t *face, hb_tag_t table, hb_codepoint_t glyph)
{
    hb_set_t *lookups = hb_set_create(), *glyphs = hb_set_create();
    hb_ot_layout_collect_lookups(face, table, NULL, NULL, NULL, lookups);
    for (hb_codepoint_t lookup = HB_SET_VALUE_INVALID; hb_set_next(lookups, &lookup);)
        hb_ot_layout_lookup_collect_glyphs(face, table, lookup, glyphs, glyphs, glyphs, NULL);
    bool speaks = hb_set_has(glyphs, glyph) || !hb_set_allocation_successful(glyphs);
    hb_set_destroy(lookups);
    hb_set_destroy(glyphs);
    return speaks;
}

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool has = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return has;
}

/* Older and Apple's tables of rules are not looked into. */
static bool spaces_stand_apart(const struct font *font)
{
    static const hb_tag_t others[] = {HB_TAG('k', 'e', 'r', 'n'), HB_TAG('k', 'e', 'r', 'x'),
                                      HB_TAG('m', 'o', 'r', 'x'), HB_TAG('m', 'o', 'r', 't')};
    hb_codepoint_t space;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has_table(font->face, others[i])) return false;
    return hb_font_get_nominal_glyph(font->hb, ' ', &space) && space &&
           !table_speaks_of(font->face, HB_OT_TAG_GSUB, space) &&
           !table_speaks_of(font->face, HB_OT_TAG_GPOS, space);
}

static struct manner *manner_of(struct words *words, const struct font *font, Str lang, int features)
{
    for (size_t i = 0; i < words->manner_count; i++) {
        struct manner *manner = &words->manners[i];
        if (manner->font == font && manner->features == features && str_equal(manner->lang, lang))
            return manner;
    }
    if (words->manner_count == MANNERS_MOST) return NULL;
    struct manner *manner = &words->manners[words->manner_count++];
    *manner = (struct manner){font, str_copy(words->arena, lang), features, 0, false};
    return manner;
}

/* Latin letters, figures and signs that all scripts share; no marks, no joiners. With a letter among them HarfBuzz takes all for Latin. */
static bool is_plain_latin(Str text)
{
    bool letter = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = (unsigned char)text.data[at];
        if (c >= 0x80) {
            c = utf8_next(text, &at);
            if (!(c > 0xA0 && c < 0x250 && c != 0xAD) && !(c >= 0x2010 && c <= 0x2026)) return false;
        } else {
            if (c < ' ' || c == 0x7F) return false;
            letter = letter || char_is_alpha((char)c);
            at++;
        }
    }
    return letter;
}

/* ---- the words ---- */

static size_t place_of(const struct words *words, const struct manner *manner, Str text)
{
    size_t mask = words->capacity - 1;
    size_t at = (str_hash(text) + (size_t)(manner - words->manners) * 0x9E3779B1u) & mask;
    while (words->places[at].manner &&
           (words->places[at].manner != manner || !str_equal(words->places[at].text, text)))
        at = (at + 1) & mask;
    return at;
}

static void widen(struct words *words)
{
    struct word *old = words->places;
    size_t count = words->capacity;
    words->capacity = count ? count * 2 : 512;
    words->places = arena_make_n(words->arena, struct word, words->capacity);
    for (size_t i = 0; i < count; i++)
        if (old[i].manner) words->places[place_of(words, old[i].manner, old[i].text)] = old[i];
}

/* `text` with a space before and after where there is one. NULL: not to be put together. */
static const struct word *word_of(struct words *words, const struct manner *manner, Str text)
{
    if (text.len > LONGEST) return NULL;
    if (words->count * 2 >= words->capacity) widen(words);
    struct word *word = &words->places[place_of(words, manner, text)];
    if (word->manner) return word->bound ? NULL : word;
    if (words->count == WORDS_MOST) return NULL;
    words->count++;
    text = str_copy(words->arena, text);
    const struct glyph_run *run =
        shape_script(words->arena, manner->font, text, manner->lang, manner->features, HB_SCRIPT_LATIN);
    *word = (struct word){manner, text, run, run->missing || run->count == 0};
    /* The space after a word is the next one's; it must be what it is by itself. */
    if (text.len > 1 && str_ends(text, S(" ")) && run->count) {
        const struct glyph *last = &run->glyphs[run->count - 1];
        word->bound = word->bound || last->cluster != text.len - 1 || last->x_offset || last->y_offset ||
                      last->advance != font_advance(manner->font, last->id);
    }
    return word->bound ? NULL : word;
}

/* ---- putting together ---- */

/* A word of a text with the spaces beside it; false: that was the last. */
static bool next_word(Str text, size_t *at, Str *word)
{
    if (*at >= text.len) return false;
    size_t from = *at, end = from + (text.data[from] == ' ');
    while (end < text.len && text.data[end] != ' ') end++;
    *at = end;
    *word = str_from_to(text, from, end + (end < text.len));
    return true;
}

static struct glyph_run *put_together(struct words *words, const struct manner *manner, struct arena *arena,
                                      Str text)
{
    size_t most = 2, count = 0, used = 0;
    for (size_t i = 0; i < text.len; i++) most += text.data[i] == ' ';
    const struct word **list = arena_make_n(arena, const struct word *, most);
    Str word;
    for (size_t at = 0; next_word(text, &at, &word); used++) {
        list[used] = word_of(words, manner, word);
        if (!list[used]) return NULL;
        count += list[used]->run->count;
    }
    struct glyph_run *run = arena_make(arena, struct glyph_run);
    *run = (struct glyph_run){.font = manner->font, .text = text};
    run->glyphs = arena_make_n(arena, struct glyph, count + 1);
    size_t start = 0;
    for (size_t i = 0; i < used; i++) {
        const struct glyph_run *part = list[i]->run;
        size_t shared = i + 1 < used; /* the last space belongs to the next word */
        for (size_t k = 0; k + shared < part->count; k++) {
            struct glyph *glyph = &run->glyphs[run->count++];
            *glyph = part->glyphs[k];
            glyph->cluster += (uint32_t)start;
            run->width += glyph->advance;
        }
        start += part->text.len - shared;
    }
    return run;
}

struct glyph_run *words_shape(struct words *words, struct arena *arena, const struct font *font, Str text,
                              Str lang, int features)
{
    struct manner *manner = words ? manner_of(words, font, lang, features) : NULL;
    struct glyph_run *run = NULL;
    if (manner && manner->asked++ == WORTH_FROM) manner->apart = spaces_stand_apart(font);
    if (manner && manner->apart && is_plain_latin(text)) run = put_together(words, manner, arena, text);
    return run ? run : shape_text(arena, font, text, lang, features);
}
