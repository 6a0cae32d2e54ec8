#include "typeset/font.h"

#include <hb-ot.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"

/* The tables of OpenType 1.9 that print cannot do without; also the longest name that is believed. */
static const char *const needed_tables[] = {"cmap", "glyf", "head", "hhea", "hmtx",
                                            "loca", "maxp", "name", "post", "OS/2"};

enum {
    SHORTEST_HEAD = 54,
    SHORTEST_POST = 32,
    SHORTEST_OS2 = 78,
    OS2_WITH_HEIGHTS = 90, /* version 2 and later: sxHeight, sCapHeight */
    FS_TYPE_RESTRICTED = 2,
    FS_SELECTION_ITALIC = 1,
    FS_TYPE_NO_SUBSETTING = 0x100,
    DIRECTORY_HEADER = 12,
    DIRECTORY_ENTRY = 16,
    LONGEST_NAME = 127, /* the limit of PDF names, ISO 32000-1 Annex C */
};

static uint32_t u32(Str bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int u16(Str bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.data + at;
    return p[0] << 8 | p[1];
}

static int s16(Str bytes, size_t at)
{
    return (int16_t)u16(bytes, at);
}

/* One table of the file; {NULL, 0} when it is absent or reaches beyond the end. */
static Str table_find(Str bytes, const char *tag)
{
    size_t count = (size_t)u16(bytes, 4);
    for (size_t i = 0; i < count && DIRECTORY_HEADER + (i + 1) * DIRECTORY_ENTRY <= bytes.len; i++) {
        size_t entry = DIRECTORY_HEADER + i * DIRECTORY_ENTRY;
        if (memcmp(bytes.data + entry, tag, 4) != 0) continue;
        size_t offset = u32(bytes, entry + 8), length = u32(bytes, entry + 12);
        if (offset > bytes.len || length > bytes.len - offset) return STR_NONE;
        return (Str){bytes.data + offset, length};
    }
    return STR_NONE;
}

/* Every table must lie inside the file: a download that was cut off is told, not half used. */
static bool tables_inside(Str bytes)
{
    size_t count = (size_t)u16(bytes, 4);
    if (DIRECTORY_HEADER + count * DIRECTORY_ENTRY > bytes.len) return false;
    for (size_t i = 0; i < count; i++) {
        size_t entry = DIRECTORY_HEADER + i * DIRECTORY_ENTRY;
        size_t offset = u32(bytes, entry + 8), length = u32(bytes, entry + 12);
        if (offset > bytes.len || length > bytes.len - offset) return false;
    }
    for (size_t i = 0; i < sizeof needed_tables / sizeof *needed_tables; i++)
        if (table_find(bytes, needed_tables[i]).len == 0) return false;
    return table_find(bytes, "head").len >= SHORTEST_HEAD && table_find(bytes, "post").len >= SHORTEST_POST &&
           table_find(bytes, "OS/2").len >= SHORTEST_OS2;
}

static Str name_of(struct arena *arena, hb_face_t *face, hb_ot_name_id_t id)
{
    char text[LONGEST_NAME + 1];
    unsigned size = sizeof text;
    hb_ot_name_get_utf8(face, id, HB_LANGUAGE_INVALID, &size, text);
    return size ? str_copy(arena, (Str){text, size}) : STR_NONE;
}

static void metrics_read(struct font *font)
{
    Str head = table_find(font->bytes, "head"), os2 = table_find(font->bytes, "OS/2"),
        post = table_find(font->bytes, "post");
    font->units_per_em = u16(head, 18);
    for (size_t i = 0; i < 4; i++) font->box[i] = s16(head, 36 + 2 * i);
    font->weight = u16(os2, 4);
    font->italic = (u16(os2, 62) & FS_SELECTION_ITALIC) != 0;
    font->ascent = s16(os2, 68);
    font->descent = s16(os2, 70);
    bool heights = os2.len >= OS2_WITH_HEIGHTS && u16(os2, 0) >= 2;
    font->x_height = heights ? s16(os2, 86) : 0;
    font->cap_height = heights ? s16(os2, 88) : 0;
    font->italic_angle = (double)(int32_t)u32(post, 4) / 65536;
    font->underline_position = s16(post, 8);
    font->underline_thickness = s16(post, 10);
}

/* The font without its HarfBuzz half, or NULL after a report. */
static struct font *font_parse(struct arena *arena, struct diag *diag, Str path, Str bytes)
{
    if (bytes.len >= 4 && memcmp(bytes.data, "OTTO", 4) == 0) {
        diag_report(diag, LOC_NONE, MSG_FONT_NOT_TRUETYPE, path);
        return NULL;
    }
    bool truetype =
        bytes.len > DIRECTORY_HEADER && (u32(bytes, 0) == 0x00010000 || u32(bytes, 0) == 0x74727565);
    if (!truetype || !tables_inside(bytes)) {
        diag_report(diag, LOC_NONE, MSG_FONT_DAMAGED, path);
        return NULL;
    }
    int permission = u16(table_find(bytes, "OS/2"), 8);
    if ((permission & 0xF) == FS_TYPE_RESTRICTED || (permission & FS_TYPE_NO_SUBSETTING)) {
        diag_report(diag, LOC_NONE, MSG_FONT_RESTRICTED, path);
        return NULL;
    }
    struct font *font = arena_make(arena, struct font);
    font->path = path;
    font->bytes = bytes;
    metrics_read(font);
    return font;
}

static void face_close(void *face)
{
    hb_face_destroy(face);
}

static void font_close(void *font)
{
    hb_font_destroy(font);
}

static void shaper_open(struct arena *arena, struct font *font)
{
    hb_blob_t *blob =
        hb_blob_create(font->bytes.data, (unsigned)font->bytes.len, HB_MEMORY_MODE_READONLY, NULL, NULL);
    font->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    arena_defer(arena, face_close, font->face);
    hb_face_make_immutable(font->face);
    font->hb = hb_font_create(font->face);
    arena_defer(arena, font_close, font->hb);
    hb_font_set_scale(font->hb, font->units_per_em, font->units_per_em);
    hb_font_make_immutable(font->hb);
}

/* Height of a letter's box, for fonts whose OS/2 table is too old to tell. */
static int letter_height(const struct font *font, hb_codepoint_t letter, int otherwise)
{
    hb_codepoint_t glyph;
    hb_glyph_extents_t extents;
    if (!hb_font_get_nominal_glyph(font->hb, letter, &glyph) ||
        !hb_font_get_glyph_extents(font->hb, glyph, &extents) || extents.y_bearing <= 0)
        return otherwise;
    return extents.y_bearing;
}

struct font *font_open(struct arena *arena, struct diag *diag, Str path, Str bytes)
{
    struct font *font = font_parse(arena, diag, path, bytes);
    if (!font) return NULL;
    shaper_open(arena, font);
    font->family = name_of(arena, font->face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY);
    if (!font->family.len) font->family = name_of(arena, font->face, HB_OT_NAME_ID_FONT_FAMILY);
    font->postscript = name_of(arena, font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME);
    bool sane = font->units_per_em >= 16 && font->units_per_em <= 16384 && font->weight >= 1 &&
                font->weight <= 1000 && hb_face_get_glyph_count(font->face) > 1 &&
                font->ascent > font->descent && font->family.len && font->postscript.len;
    if (!sane) {
        diag_report(diag, LOC_NONE, MSG_FONT_DAMAGED, path);
        return NULL;
    }
    if (font->cap_height <= 0) font->cap_height = letter_height(font, 'H', font->ascent);
    if (font->x_height <= 0) font->x_height = letter_height(font, 'x', font->cap_height * 7 / 10);
    if (font->underline_thickness <= 0) font->underline_thickness = font->units_per_em / 20;
    return font;
}

static int font_compare(const void *one, const void *other)
{
    const struct font *a = *(struct font *const *)one, *b = *(struct font *const *)other;
    int order = str_compare(a->family, b->family);
    if (!order) order = (a->weight > b->weight) - (a->weight < b->weight);
    if (!order) order = a->italic - b->italic;
    return order ? order : str_compare(a->path, b->path);
}

static bool is_font_file(Str path)
{
    Str ending = str_skip(path, path.len < 4 ? 0 : path.len - 4);
    return str_equal_nocase(ending, S(".ttf")) || str_equal_nocase(ending, S(".otf"));
}

struct font_set *font_set_open(struct arena *arena, struct diag *diag, const char *folder, Str shown)
{
    struct font_set *set = arena_make(arena, struct font_set);
    struct file_list list = {0};
    int error = 0;
    enum file_status status = file_list(arena, folder, &list, &error);
    if (status != FILE_OK) file_report(diag, LOC_NONE, status, shown, error, 0);
    set->fonts = arena_make_n(arena, struct font *, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        if (!is_font_file(list.entries[i].path)) continue;
        Str path = path_join(arena, shown, list.entries[i].path), bytes;
        status = file_read_below(arena, folder, list.entries[i].path, FILE_LIMIT_PICTURE, &bytes, &error);
        if (status != FILE_OK) {
            file_report(diag, LOC_NONE, status, path, error, FILE_LIMIT_PICTURE);
            continue;
        }
        struct font *font = font_open(arena, diag, path, bytes);
        if (font) set->fonts[set->count++] = font;
    }
    qsort(set->fonts, set->count, sizeof *set->fonts, font_compare);
    for (size_t i = 0; i < set->count; i++) set->fonts[i]->number = i;
    return set;
}

/* How far a weight is from the wanted one, by the order in which CSS Fonts 4, 5.2 looks: smaller is better. */
static int weight_distance(int wanted, int weight)
{
    enum { OTHER_SIDE = 1000, FAR_SIDE = 2000 };
    if (wanted >= 400 && wanted <= 500) {
        if (weight >= wanted && weight <= 500) return weight - wanted;
        return weight < wanted ? OTHER_SIDE + wanted - weight : FAR_SIDE + weight - wanted;
    }
    if (wanted < 400) return weight <= wanted ? wanted - weight : OTHER_SIDE + weight - wanted;
    return weight >= wanted ? weight - wanted : OTHER_SIDE + wanted - weight;
}

const struct font *font_find(const struct font_set *set, Str family, int weight, bool italic)
{
    const struct font *best = NULL;
    int best_distance = INT_MAX;
    for (size_t i = 0; i < set->count; i++) {
        const struct font *font = set->fonts[i];
        if (!str_equal_nocase(font->family, family)) continue;
        int distance = (font->italic != italic) * 10000 + weight_distance(weight, font->weight);
        if (distance < best_distance) {
            best_distance = distance;
            best = font;
        }
    }
    return best;
}

int font_advance(const struct font *font, uint32_t glyph)
{
    return hb_font_get_glyph_h_advance(font->hb, glyph);
}
