/* Pictures that are read: every kind of PNG and JPEG to its pixels, what may stand in a PDF, damage of every kind refused with its reason. */
#include <lcms2.h>

#include "draw_picture_case.h"

static bool whole(const struct picture *picture, struct pixels *pixels)
{
    return picture && picture_pixels(arena, picture, picture->width, picture->height, 0, pixels);
}

/* ---- PNG: kinds ---- */

static const unsigned char red_green[] = {255, 0, 0, 0, 255, 0}; /* a palette */
#define PALETTE ((Str){(const char *)red_green, 6})

static void test_png_kinds(void)
{
    static const struct {
        struct png_case file;
        int first[3], second[3]; /* of two pixels side by side */
        bool as_is;
        const char *what;
    } cases[] = {
        {{2, 1, 1, 0, 0, {"\0\x40", 2}, {0}, {0}, NULL, {0}},
         {0, 0, 0},
         {255, 255, 255},
         true,
         "grey of 1 bit"},
        {{2, 1, 2, 0, 0, {"\0\x60", 2}, {0}, {0}, NULL, {0}},
         {85, 85, 85},
         {170, 170, 170},
         true,
         "grey of 2 bits"},
        {{2, 1, 4, 0, 0, {"\0\x3C", 2}, {0}, {0}, NULL, {0}},
         {51, 51, 51},
         {204, 204, 204},
         true,
         "grey of 4 bits"},
        {{2, 1, 8, 0, 0, {"\0\x12\xF0", 3}, {0}, {0}, NULL, {0}},
         {18, 18, 18},
         {240, 240, 240},
         true,
         "grey of 8 bits"},
        {{2, 1, 16, 0, 0, {"\0\x12\x12\xF0\xF0", 5}, {0}, {0}, NULL, {0}},
         {18, 18, 18},
         {240, 240, 240},
         false,
         "grey of 16 bits"},
        {{2, 1, 8, 2, 0, {"\0\x01\x02\x03\xFD\xFE\xFF", 7}, {0}, {0}, NULL, {0}},
         {1, 2, 3},
         {253, 254, 255},
         true,
         "RGB"},
        {{2, 1, 16, 2, 0, {"\0\x01\x01\x02\x02\x03\x03\xFD\xFD\xFE\xFE\xFF\xFF", 13}, {0}, {0}, NULL, {0}},
         {1, 2, 3},
         {253, 254, 255},
         false,
         "RGB of 16 bits"},
        {{2, 1, 1, 3, 0, {"\0\x40", 2}, {(const char *)red_green, 6}, {0}, NULL, {0}},
         {255, 0, 0},
         {0, 255, 0},
         true,
         "a palette of 1 bit"},
        {{2, 1, 8, 3, 0, {"\0\x01\x00", 3}, {(const char *)red_green, 6}, {0}, NULL, {0}},
         {0, 255, 0},
         {255, 0, 0},
         true,
         "a palette of 8 bits"},
        {{2, 1, 8, 2, 1, {"\0\x01\x02\x03\0\xFD\xFE\xFF", 8}, {0}, {0}, NULL, {0}},
         {1, 2, 3},
         {253, 254, 255},
         false,
         "interlaced RGB"},
        {{2, 1, 1, 3, 1, {"\0\0\0\x80", 4}, {(const char *)red_green, 6}, {0}, NULL, {0}},
         {255, 0, 0},
         {0, 255, 0},
         false,
         "an interlaced palette"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pixels pixels = {0};
        const int *a = cases[i].first, *b = cases[i].second;
        const struct picture *picture = opened(png_file(&cases[i].file));
        bool read = whole(picture, &pixels) && pixels.width == 2 && pixels.height == 1 && !pixels.alpha;
        ok(read && pixel_is(&pixels, 0, 0, a[0], a[1], a[2], 0) &&
               pixel_is(&pixels, 1, 0, b[0], b[1], b[2], 0),
           cases[i].what);
        ok(picture && (picture->file->coded.len > 0) == cases[i].as_is && !picture->transparent,
           cases[i].as_is ? "and it may stand in a PDF as it is" : "and it is decoded for a PDF");
    }
}

static void test_png_alpha(void)
{
    static const struct {
        struct png_case file;
        unsigned char alpha[2];
        const char *what;
    } cases[] = {
        {{2, 1, 8, 4, 0, {"\0\x12\x80\xF0\xFF", 5}, {0}, {0}, NULL, {0}}, {128, 255}, "grey with alpha"},
        {{2, 1, 8, 6, 0, {"\0\x01\x02\x03\x00\xFD\xFE\xFF\x40", 9}, {0}, {0}, NULL, {0}},
         {0, 64},
         "RGB with alpha"},
        {{2, 1, 16, 6, 1, {"\0\1\1\2\2\3\3\x10\x10\0\1\1\2\2\3\3\xFF\xFF", 18}, {0}, {0}, NULL, {0}},
         {16, 255},
         "16 bits with alpha, interlaced"},
        {{2, 1, 8, 0, 0, {"\0\x12\xF0", 3}, {0}, {"\0\x12", 2}, NULL, {0}}, {0, 255}, "a transparent grey"},
        {{2, 1, 8, 2, 0, {"\0\1\2\3\4\5\6", 7}, {0}, {"\0\4\0\5\0\6", 6}, NULL, {0}},
         {255, 0},
         "a transparent colour"},
        {{2, 1, 8, 3, 0, {"\0\0\1", 3}, {(const char *)red_green, 6}, {"\x33", 1}, NULL, {0}},
         {51, 255},
         "a palette with alpha"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pixels pixels = {0};
        const struct picture *picture = opened(png_file(&cases[i].file));
        ok(whole(picture, &pixels) && picture->transparent && pixels.alpha &&
               pixels.alpha[0] == cases[i].alpha[0] && pixels.alpha[1] == cases[i].alpha[1] &&
               !picture->file->coded.len,
           cases[i].what);
    }
    struct png_case opaque = {2, 1, 8, 6, 0, {"\0\1\2\3\xFF\4\5\6\xFF", 9}, {0}, {0}, NULL, {0}};
    struct pixels pixels = {0};
    ok(whole(opened(png_file(&opaque)), &pixels) && !pixels.alpha, "an alpha that hides nothing is left out");
}

/* ---- colours ---- */

static Str profile_bytes(cmsHPROFILE profile)
{
    cmsUInt32Number len = 0;
    cmsSaveProfileToMem(profile, NULL, &len);
    char *bytes = arena_alloc(arena, len);
    cmsSaveProfileToMem(profile, bytes, &len);
    cmsCloseProfile(profile);
    return (Str){bytes, len};
}

/* sRGB's primaries with another curve. */
static Str curve_profile(double gamma)
{
    cmsCIExyY white = {0.3127, 0.3290, 1};
    cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
    cmsToneCurve *curve = cmsBuildGamma(NULL, gamma), *curves[3] = {curve, curve, curve};
    Str bytes = profile_bytes(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(curve);
    return bytes;
}

static Str iccp(Str profile)
{
    uLongf len = compressBound(profile.len);
    unsigned char *packed = arena_alloc(arena, len);
    compress(packed, &len, (const Bytef *)profile.data, profile.len);
    return str_join(arena, (Str[]){{"x\0\0", 3}, {(char *)packed, len}}, 2, STR_NONE);
}

static void test_png_colors(void)
{
    struct png_case file = {
        2, 1, 8, 2, 0, {"\0\x80\x80\x80\x00\x00\xFF", 7}, {0}, {0}, "gAMA", {"\0\1\x86\xA0", 4}};
    struct pixels pixels = {0};
    const struct picture *picture = opened(png_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 0, 0, 186, 186, 186, 3),
       "a linear gAMA is taken to sRGB");
    ok(picture && !picture->file->coded.len, "and decoded for that");
    file.extra_data = (Str){"\0\0\xB1\x8F", 4};
    picture = opened(png_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 0, 0, 128, 128, 128, 0) && picture->file->coded.len,
       "sRGB's gAMA changes nothing");
    file.extra = "iCCP";
    file.extra_data = iccp(curve_profile(1));
    picture = opened(png_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 0, 0, 188, 188, 188, 2) &&
           pixel_is(&pixels, 1, 0, 0, 0, 255, 2) && !picture->file->coded.len,
       "an ICC profile is applied");
    file.extra_data = iccp(profile_bytes(cmsCreate_sRGBProfile()));
    picture = opened(png_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 0, 0, 128, 128, 128, 0) && picture->file->coded.len,
       "sRGB's own profile changes nothing");
    file.extra_data = iccp(S("this is no profile at all, but it is long enough to be looked at as if it were "
                             "one, or nearly so; and a few words more, to be "
                             "sure that its header is complete"));
    ok(whole(opened(png_file(&file)), &pixels), "a profile that is none is left out");
    struct png_case palette = {
        2, 1, 8, 3, 0, {"\0\0\1", 3}, {"\x80\x80\x80\0\0\xFF", 6}, {0}, "gAMA", {"\0\1\x86\xA0", 4}};
    ok(whole(opened(png_file(&palette)), &pixels) && pixel_is(&pixels, 0, 0, 186, 186, 186, 3),
       "also in a palette");
}

/* ---- PNG: damage ---- */

static void test_png_damage(void)
{
    struct png_case good = {2, 2, 8, 2, 0, {"\0\1\2\3\4\5\6\0\7\10\11\12\13\14", 14}, {0}, {0}, NULL, {0}};
    Str file = png_file(&good);
    size_t cut = 0;
    for (size_t len = 0; len < file.len; len++)
        cut += !opened(str_from_to(file, 0, len)) && diag_count(diag, DIAG_ERROR) == 1;
    ok(cut == file.len, "cut off anywhere, it is refused, with one error");
    size_t survived = 0;
    for (size_t at = 8; at < file.len; at++)
        survived += opened(with_byte(file, at, file.data[at] ^ 0x20)) != NULL;
    ok(survived == 0, "a bit turned over anywhere is found");
    ok(refused(str_from_to(file, 0, file.len - 20), "cut off"), "the reason: cut off");
    ok(refused(with_byte(file, 30, 0), "CRC"), "the reason: a checksum");
    ok(refused(S(""), "no JPEG or PNG") && refused(S("GIF89a"), "no JPEG or PNG") &&
           refused(S("<svg/>"), "no JPEG or PNG"),
       "what is none is told");
    struct png_case bad = good;
    bad.width = 0;
    ok(refused(png_file(&bad), "no pixels"), "no width");
    bad.width = 100000;
    ok(refused(png_file(&bad), "too large"), "too wide");
    bad.width = bad.height = 29000;
    ok(refused(png_file(&bad), "too large"), "a bomb");
    bad = good;
    bad.rows.len = 9;
    ok(!opened(png_file(&bad)), "too few rows");
    struct png_case index = {2, 1, 8, 3, 0, {"\0\1\2", 3}, PALETTE, {0}, NULL, {0}};
    ok(refused(png_file(&index), "palette"), "an index beyond the palette");
    index.palette = STR_NONE;
    ok(!opened(png_file(&index)), "no palette");
    good.extra = "sPLT";
    good.extra_data = S("a");
    file = png_file(&good);
    ok(refused(with_byte(file, 8 + 25, 0x7F), "cut off"), "a chunk that says it holds two gigabytes");
    good.extra = "acTL";
    good.extra_data = (Str){"\0\0\0\2\0\0\0\0", 8};
    ok(opened(png_file(&good)), "of an animated one, the first picture");
}

/* ---- JPEG ---- */

/* 16 × 8 pixels in quarters: red, green; blue, white. */
static unsigned char *quarters(int channels)
{
    static const unsigned char colors[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    unsigned char *data = arena_alloc(arena, 16 * 8 * 4), *to = data;
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 16; x++)
            for (int c = 0; c < channels; c++) {
                const unsigned char *color = colors[y / 4 * 2 + x / 8];
                *to++ = channels == 4 ? (c < 3 ? color[c] : 255) : color[c]; /* Adobe's CMYK: 255 is no ink */
            }
    return data;
}

static void test_jpeg_kinds(void)
{
    struct jpeg_case file = {.data = quarters(3), .width = 16, .height = 8, .channels = 3};
    struct pixels pixels = {0};
    const struct picture *picture = opened(jpeg_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 0, 0, 255, 0, 0, 4) &&
           pixel_is(&pixels, 15, 0, 0, 255, 0, 4) && pixel_is(&pixels, 0, 7, 0, 0, 255, 4) &&
           pixel_is(&pixels, 15, 7, 255, 255, 255, 4),
       "JPEG");
    ok(picture && picture->file->coded.len, "may stand in a PDF");
    file.progressive = true;
    ok(whole(opened(jpeg_file(&file)), &pixels) && pixel_is(&pixels, 15, 0, 0, 255, 0, 4), "progressive");
    file.progressive = false;
    file.rgb = true;
    picture = opened(jpeg_file(&file));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 15, 0, 0, 255, 0, 4) && !picture->file->coded.len,
       "RGB without a mark is decoded: viewers differ about it");
    file.rgb = false;
    file.channels = 1;
    ok(whole(opened(jpeg_file(&file)), &pixels) && pixels.channels == 1 &&
           pixel_is(&pixels, 0, 0, 255, 255, 255, 4),
       "grey");
    file.data = quarters(4);
    file.channels = 4;
    picture = opened(jpeg_file(&file));
    ok(whole(picture, &pixels) && pixels.channels == 3 && pixel_is(&pixels, 0, 0, 255, 0, 0, 6) &&
           pixel_is(&pixels, 15, 7, 255, 255, 255, 6),
       "Adobe's CMYK, upside down");
    ok(picture && picture->file->inverted && picture_pixels(arena, picture, 16, 8, PICTURE_CMYK, &pixels) &&
           pixels.channels == 4 && pixels.data[0] < 6 && pixels.data[1] > 249,
       "as inks, 255 is full");
}

static Str exif(int orientation, bool little)
{
    char tiff[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0";
    char small[] = "Exif\0\0II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\0\0\0\0\0\0\0";
    tiff[25] = (char)orientation;
    small[24] = (char)orientation;
    return str_copy(arena, (Str){little ? small : tiff, sizeof tiff - 1});
}

static void test_jpeg_turned(void)
{
    /* EXIF 2.3, 4.6.4 A: the corner of the upright picture where each colour is: top left, top right, bottom left. */
    static const char *const corners[9] = {NULL, "rgb", "grw", "wbg", "bwr", "rbg", "brw", "wgb", "gwr"};
    static const int colors[128][3] = {
        ['r'] = {255, 0, 0}, ['g'] = {0, 255, 0}, ['b'] = {0, 0, 255}, ['w'] = {255, 255, 255}};
    struct jpeg_case file = {.data = quarters(3), .width = 16, .height = 8, .channels = 3};
    Str plain = jpeg_file(&file);
    for (int o = 1; o <= 8; o++) {
        struct pixels pixels = {0};
        const struct picture *picture = opened(with_segment(plain, 0xE1, exif(o, o % 2)));
        size_t width = o < 5 ? 16 : 8, height = o < 5 ? 8 : 16;
        bool right =
            picture && picture->width == width && picture->height == height && whole(picture, &pixels);
        const int *a = colors[(int)corners[o][0]], *b = colors[(int)corners[o][1]],
                  *c = colors[(int)corners[o][2]];
        ok(right && pixel_is(&pixels, 0, 0, a[0], a[1], a[2], 4) &&
               pixel_is(&pixels, width - 1, 0, b[0], b[1], b[2], 4) &&
               pixel_is(&pixels, 0, height - 1, c[0], c[1], c[2], 4),
           "turned upright");
        /* The stored picture's top left corner (0, 1 in PDF's square) through the matrix is where its colour is seen. */
        Point corner = picture ? matrix_apply(picture_upright(picture), (Point){0, 1}) : (Point){9, 9};
        size_t x = corner.x > 0.5 ? width - 1 : 0, y = corner.y < 0.5 ? height - 1 : 0;
        ok(right && pixel_is(&pixels, x, y, 255, 0, 0, 4), "and so by the matrix for PDF");
    }
}

static void test_jpeg_notes(void)
{
    struct jpeg_case file = {.data = quarters(3), .width = 16, .height = 8, .channels = 3};
    Str plain = jpeg_file(&file);
    Str noted = with_segment(with_segment(plain, 0xFE, S("di rumah")), 0xE1,
                             str_join(arena, (Str[]){exif(1, true), S("GPS")}, 2, STR_NONE));
    noted = str_join(arena, (Str[]){noted, S("more pictures behind it")}, 2, STR_NONE);
    const struct picture *picture = opened(noted);
    Str coded = picture ? picture->file->coded : STR_NONE;
    ok(coded.len && str_find(coded, S("Exif")) == coded.len && str_find(coded, S("rumah")) == coded.len &&
           str_find(coded, S("behind")) == coded.len,
       "place, time and comments do not go on");
    ok(coded.len && str_ends(coded, S("\xFF\xD9")) && opened(coded), "what goes on is a whole picture");
    struct pixels pixels = {0};
    Str profile = curve_profile(1);
    Str icc = str_join(arena, (Str[]){{"ICC_PROFILE\0\1\1", 14}, profile}, 2, STR_NONE);
    unsigned char *gray = arena_alloc(arena, 64 * 3);
    memset(gray, 128, 64 * 3);
    struct jpeg_case even = {.data = gray, .width = 8, .height = 8, .channels = 3};
    picture = opened(with_segment(jpeg_file(&even), 0xE2, icc));
    ok(whole(picture, &pixels) && pixel_is(&pixels, 3, 3, 188, 188, 188, 3) && !picture->file->coded.len,
       "an ICC profile is applied");
}

static void test_jpeg_damage(void)
{
    struct jpeg_case file = {.data = quarters(3), .width = 16, .height = 8, .channels = 3};
    Str good = jpeg_file(&file);
    size_t cut = 0, frame = frame_at(good);
    for (size_t len = 0; len < good.len; len++)
        cut += !opened(str_from_to(good, 0, len)) && diag_count(diag, DIAG_ERROR) == 1;
    ok(cut == good.len, "cut off anywhere, it is refused, with one error");
    for (size_t at = 2; at < good.len; at++) opened(with_byte(good, at, good.data[at] ^ 0xFF));
    ok(true, "and no spoilt byte ends the program");
    ok(refused(str_from_to(good, 0, good.len - 40), "cut off"), "the reason: cut off");
    ok(refused(with_byte(good, frame + 4, 12), "not supported"), "12 bits");
    ok(refused(with_byte(with_byte(good, frame + 7, 0xFF), frame + 5, 0xFF), "too large"),
       "65,000 pixels wide and high");
    ok(!opened(with_byte(with_byte(good, frame + 5, 0), frame + 6, 0)), "no height");
    ok(!opened(with_byte(good, frame + 9, 9)), "nine components");
    struct jpeg_case scans = {.data = quarters(1), .width = 8, .height = 8, .channels = 1, .scans = 60};
    ok(opened(jpeg_file(&scans)), "sixty scans");
    scans.scans = 120;
    ok(refused(jpeg_file(&scans), "memory"), "a hundred and twenty only cost time");
}

/* ---- scaling ---- */

static void test_scaling(void)
{
    unsigned char checks[8 * 8], flat[7 * 5 * 3];
    for (int i = 0; i < 64; i++) checks[i] = (i / 8 + i) % 2 ? 255 : 0;
    struct scaler *scaler = scaler_open(arena, 8, 8, 2, 2, 1, false, true);
    for (int y = 0; y < 8; y++) scaler_row(scaler, checks + 8 * y);
    ok(abs(scaler_data(scaler)[0] - 188) <= 2, "half of the light is 188, not 128");
    memset(flat, 77, sizeof flat);
    bool even = true;
    for (size_t w = 1; w <= 7; w++)
        for (size_t h = 1; h <= 5; h++) {
            scaler = scaler_open(arena, 7, 5, w, h, 3, false, true);
            for (int y = 0; y < 5; y++) scaler_row(scaler, flat + 21 * y);
            for (size_t i = 0; i < w * h * 3; i++) even = even && scaler_data(scaler)[i] == 77;
        }
    ok(even, "an even colour stays what it is at every size");
    static const unsigned char mixed[] = {255, 0, 0, 0, 0, 255, 0, 255, 255, 0, 0, 0, 0, 255, 0, 255};
    scaler = scaler_open(arena, 4, 1, 1, 1, 4, true, true);
    scaler_row(scaler, mixed);
    const unsigned char *p = scaler_data(scaler);
    ok(p[0] == 0 && p[1] == 255 && abs(p[3] - 128) <= 1, "what is transparent lends no colour");
}

int main(void)
{
    arena = arena_new();
    test_png_kinds();
    test_png_alpha();
    test_png_colors();
    test_png_damage();
    test_jpeg_kinds();
    test_jpeg_turned();
    test_jpeg_notes();
    test_jpeg_damage();
    test_scaling();
    diag_free(diag);
    arena_free(arena);
    return done();
}
