/* Fonts: the set in templates/fonts, matching by CSS Fonts 4, metrics, damaged files. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "tap.h"
#include "typeset/font.h"

#define FOLDER "templates/fonts"
#define FAMILY S("Plus Jakarta Sans")

static Str file_bytes(struct arena *arena, const char *path)
{
    Str bytes;
    int error;
    if (file_read(arena, path, FILE_LIMIT_PICTURE, &bytes, &error) != FILE_OK) exit(1);
    return bytes;
}

static void test_set(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct font_set *set = font_set_open(arena, diag, FOLDER, S(FOLDER));
    ok(set->count >= 6 && diag_count(diag, DIAG_ERROR) == 0,
       "the folder's fonts open, other files are passed over");
    for (size_t i = 0; i < set->count; i++)
        if (set->fonts[i]->number != i) ok(false, "fonts know their number");

    const struct font *regular = font_find(set, FAMILY, 400, false);
    ok(regular && regular->weight == 400 && !regular->italic, "400 is there");
    same_text(regular->postscript, "PlusJakartaSans-Regular", "PostScript name");
    same_text(regular->path, FOLDER "/PlusJakartaSans_400Regular.ttf", "the path as people know it");
    ok(font_find(set, S("plus jakarta sans"), 400, false) == regular,
       "families match without regard to case");
    ok(font_find(set, FAMILY, 500, false) == regular, "500 takes 400 before 600");
    ok(font_find(set, FAMILY, 450, false) == regular, "450 takes 400 when nothing is up to 500");
    ok(font_find(set, FAMILY, 300, false) == regular, "300 takes the next above when nothing is below");
    ok(font_find(set, FAMILY, 750, false)->weight == 800, "750 takes 800");
    ok(font_find(set, FAMILY, 900, false)->weight == 800, "900 takes the next below");
    ok(font_find(set, FAMILY, 600, true)->italic && font_find(set, FAMILY, 600, true)->weight == 700,
       "slope goes before weight");
    ok(!font_find(set, S("Comic Sans"), 400, false), "an unknown family is NULL");

    ok(regular->units_per_em == 1000 && regular->ascent > 0 && regular->descent < 0, "metrics");
    ok(regular->cap_height > regular->x_height && regular->x_height > 300, "heights");
    ok(regular->box[2] > regular->box[0] && regular->box[3] > regular->box[1], "box");
    ok(font_find(set, FAMILY, 400, true)->italic_angle < 0, "italics lean");
    hb_codepoint_t glyph = 0;
    hb_font_get_nominal_glyph(regular->hb, 'H', &glyph);
    ok(font_advance(regular, glyph) > 400 && font_advance(regular, glyph) < 1000, "advance in font units");
    diag_free(diag);
}

static void test_missing_folder(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct font_set *set = font_set_open(arena, diag, "no/such/folder", S("templates/fonts"));
    ok(set && set->count == 0 && diag_count(diag, DIAG_ERROR) == 1, "a missing folder is reported");
    diag_free(diag);
}

static bool refused(struct arena *arena, Str bytes)
{
    struct diag *diag = diag_new();
    bool none = !font_open(arena, diag, S("x.ttf"), bytes) && diag_count(diag, DIAG_ERROR) == 1;
    diag_free(diag);
    return none;
}

/* A copy of the font with one byte of a table changed. */
static Str changed(struct arena *arena, Str bytes, const char *table, size_t at, unsigned char value)
{
    unsigned char *copy = arena_copy(arena, bytes.data, bytes.len);
    const unsigned char *entry = copy + str_find(bytes, str_from(table));
    size_t offset = (size_t)entry[8] << 24 | (size_t)entry[9] << 16 | (size_t)entry[10] << 8 | entry[11];
    copy[offset + at] = value;
    return (Str){(char *)copy, bytes.len};
}

static void test_damaged(struct arena *arena)
{
    Str bytes = file_bytes(arena, FOLDER "/PlusJakartaSans_400Regular.ttf");
    ok(refused(arena, STR_NONE), "an empty file is refused");
    ok(refused(arena, S("wOFF and more that is no TrueType")), "another format is refused");
    ok(refused(arena, str_from_to(bytes, 0, bytes.len / 2)), "a file cut off in the middle is refused");
    ok(refused(arena, str_from_to(bytes, 0, 64)), "a file cut off in its directory is refused");
    bool all = true;
    for (size_t len = 0; len < 700; len += 7) all = all && refused(arena, str_from_to(bytes, 0, len));
    ok(all, "so is every shorter one");
    ok(refused(arena, S("OTTO and more of an OpenType font with PostScript outlines")),
       "CFF fonts are refused");
    ok(!refused(arena, changed(arena, bytes, "OS/2", 9, 8)), "a font that may be edited is fine");
    ok(refused(arena, changed(arena, bytes, "OS/2", 9, 2)), "one that must not be embedded is refused");
    ok(refused(arena, changed(arena, bytes, "OS/2", 8, 1)), "one that must not be subset is refused");
    ok(refused(arena, changed(arena, bytes, "head", 18, 255)), "absurd units are refused");
    Str head = str_copy(arena, bytes);
    size_t at = str_find(head, S("head"));
    memset((char *)(uintptr_t)head.data + at, 'x', 4);
    ok(refused(arena, head), "a font without its head is refused");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_set(arena);
    test_missing_folder(arena);
    test_damaged(arena);
    arena_free(arena);
    return done();
}
