/* ICC profiles of pictures, by Little CMS. Each conversion has a context of its own: nothing is shared between threads. */
#include <lcms2.h>
#include <stdlib.h>

#include "base/arena.h"
#include "draw/picture_inside.h"

enum { LARGEST_PROFILE = 4 << 20, DIFFERENCE_SEEN = 2, STEPS = 5, CHUNK = 1 << 16 };

static cmsUInt32Number format_of(int channels)
{
    return channels == 1 ? TYPE_GRAY_8 : channels == 3 ? TYPE_RGB_8 : TYPE_CMYK_8;
}

static cmsColorSpaceSignature space_of(int channels)
{
    return channels == 1 ? cmsSigGrayData : channels == 3 ? cmsSigRgbData : cmsSigCmykData;
}

/* From the profile to sRGB, always three channels; NULL: it is none for so many channels. */
static cmsHTRANSFORM transform_open(cmsContext context, Str profile, int channels)
{
    if (profile.len == 0 || profile.len > LARGEST_PROFILE) return NULL;
    cmsHPROFILE from = cmsOpenProfileFromMemTHR(context, profile.data, (cmsUInt32Number)profile.len);
    if (!from) return NULL;
    cmsHTRANSFORM transform = NULL;
    cmsHPROFILE to = cmsCreate_sRGBProfileTHR(context);
    if (to && cmsGetColorSpace(from) == space_of(channels))
        transform = cmsCreateTransformTHR(context, from, format_of(channels), to, TYPE_RGB_8,
                                          INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION);
    if (to) cmsCloseProfile(to);
    cmsCloseProfile(from);
    return transform;
}

static bool far_apart(const unsigned char *a, const unsigned char *b)
{
    for (int c = 0; c < 3; c++)
        if (abs(a[c] - b[c]) > DIFFERENCE_SEEN) return true;
    return false;
}

/* Colours from all over the cube, and greys: those that nobody can tell from sRGB's need no conversion. */
static bool differs(cmsHTRANSFORM transform, int components)
{
    for (unsigned i = 0; i < STEPS * STEPS * STEPS; i++) {
        unsigned char level[3], result[3];
        unsigned parts[3] = {i / STEPS / STEPS, i / STEPS % STEPS, i % STEPS};
        for (int c = 0; c < 3; c++)
            level[c] = (unsigned char)(parts[components == 1 ? 2 : c] * 255 / (STEPS - 1));
        cmsDoTransform(transform, level, result, 1);
        if (far_apart(level, result)) return true;
    }
    return false;
}

bool profile_matters(Str profile, int components)
{
    cmsContext context = cmsCreateContext(NULL, NULL);
    if (!context) arena_exhausted();
    cmsHTRANSFORM transform = transform_open(context, profile, components);
    bool matters = transform && (components == 4 || differs(transform, components));
    if (transform) cmsDeleteTransform(transform);
    cmsDeleteContext(context);
    return matters;
}

static void cmyk_plainly(const unsigned char *from, unsigned char *to, size_t count)
{
    for (size_t i = 0; i < count; i++, from += 4, to += 3)
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)(((255 - from[c]) * (255 - from[3]) + 127) / 255);
}

static void convert(cmsHTRANSFORM transform, const unsigned char *from, int channels, unsigned char *to,
                    int to_channels, size_t count)
{
    unsigned char room[3 * 256];
    for (size_t done = 0, now; done < count; done += now) {
        now = count - done;
        if (to_channels == 3) {
            if (now > CHUNK) now = CHUNK;
            cmsDoTransform(transform, from + done * (size_t)channels, to + done * 3, (cmsUInt32Number)now);
            continue;
        }
        if (now > 256) now = 256;
        cmsDoTransform(transform, from + done, room, (cmsUInt32Number)now);
        for (size_t i = 0; i < now; i++) to[done + i] = room[3 * i + 1];
    }
}

void profile_convert(struct arena *arena, Str profile, struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height;
    int to_channels = pixels->channels == 1 ? 1 : 3;
    cmsContext context = cmsCreateContext(NULL, NULL);
    if (!context) arena_exhausted();
    cmsHTRANSFORM transform = transform_open(context, profile, pixels->channels);
    unsigned char *to = pixels->channels == 4 ? arena_array(arena, count, 3) : pixels->data;
    if (pixels->channels == 4 && transform) {
        /* Little CMS counts ink in bytes as we do: 255 is full. */
        convert(transform, pixels->data, 4, to, 3, count);
    } else if (pixels->channels == 4) {
        cmyk_plainly(pixels->data, to, count);
    } else if (transform) {
        convert(transform, pixels->data, pixels->channels, to, to_channels, count);
    }
    pixels->data = to;
    pixels->channels = to_channels;
    if (transform) cmsDeleteTransform(transform);
    cmsDeleteContext(context);
}
