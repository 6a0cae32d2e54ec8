/* picture_notes.c: what is taken out of files, and that hostile ones do no harm. */
#include "base/arena.h"
#include "draw/picture_notes.h"
#include "tap.h"

#define B(literal) ((Str){"" literal, sizeof(literal) - 1})
#define START      "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define SCAN       "\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\x34\xFF\0\x56\xFF\xD0\x78"
#define END        "\xFF\xD9"
#define EXIF(o)                                                                                              \
    "\xFF\xE1\0\x22"                                                                                         \
    "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0" o "\0\0\0\0\0\0"

static void same_bytes(Str got, Str expected, const char *what)
{
    ok(str_equal(got, expected), what);
}

int main(void)
{
    struct arena *arena = arena_new();
    Str plain = B(START SCAN END);
    ok(picture_without_notes(arena, plain).data == plain.data, "a JPEG without notes is the very same");
    same_bytes(picture_without_notes(arena, B(START "\xFF\xFE\0\x06GPS!" SCAN END)), plain, "a comment goes");
    same_bytes(picture_without_notes(arena, B(START EXIF("\1") SCAN END)), plain,
               "EXIF of an upright picture goes");
    same_bytes(picture_without_notes(arena, B(START EXIF("\6") "\xFF\xED\0\x06IPTC" SCAN END)),
               B(START EXIF("\6") SCAN END), "which side is up stays");
    same_bytes(picture_without_notes(arena, B(START SCAN END START EXIF("\1") SCAN END)), plain,
               "pictures behind the first go");
    same_bytes(picture_without_notes(arena, B(START "\xFF\xFE\0\x06GPS!" SCAN)), plain,
               "one that was cut off loses them too");
    same_bytes(picture_without_notes(arena, B(START "\xFF\xE2\0\x10ICC_PROFILE\0\1\1" SCAN END)),
               B(START "\xFF\xE2\0\x10ICC_PROFILE\0\1\1" SCAN END), "a profile stays");
    Str png = B("\x89PNG\r\n\x1a\n\0\0\0\0IHDRcrc1\0\0\0\0IENDcrc2"),
        noted = B("\x89PNG\r\n\x1a\n\0\0\0\0IHDRcrc1\0\0\0\4tEXtGPS!crc3\0\0\0\0IENDcrc2junk");
    same_bytes(picture_without_notes(arena, noted), png, "a PNG's texts go, and what lies behind its end");
    same_bytes(
        picture_without_notes(arena, B("RIFF\x22\0\0\0WEBPVP8X\2\0\0\0\x0C\0EXIF\4\0\0\0GPS!VP8 \0\0\0\0")),
        B("RIFF\x16\0\0\0WEBPVP8X\2\0\0\0\0\0VP8 \0\0\0\0"),
        "a WebP's EXIF goes, and the mark that it is there");
    Str odd[] = {B(""),
                 B("\xFF\xD8\xFF"),
                 B("\xFF\xD8\xFF\xE1\xFF\xFF"),
                 B("\x89PNG\r\n\x1a\n\xFF\xFF\xFF\xFFtEXt"),
                 B("RIFF\xFF\xFF\xFF\xFFWEBP"),
                 B("RIFF\4\0\0\0WEBPx"),
                 B("GIF89a")};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        ok(picture_without_notes(arena, odd[i]).len <= odd[i].len + 2, "a broken file");
    arena_free(arena);
    return done();
}
