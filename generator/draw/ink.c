#include "draw/ink.h"

#include <lcms2.h>
#include <math.h>
#include <pthread.h>

#include "base/arena.h"

enum {
    RAMP = 20,     /* steps of black ink whose lightness is measured */
    AT_ONCE = 4096 /* pixels of one go */
};

/* Channels of a neutral colour differ by no more than this. */
#define NEUTRAL 0.045
/* Letters as dark as this much black are printed solid: a screen would fray their edges. */
#define SOLID_FROM 0.85

struct ink_profile {
    Str icc;
    pthread_mutex_t lock; /* for what is made when it is first wanted: */
    bool tried, usable;
    cmsHPROFILE output, srgb, lab;
    cmsHTRANSFORM to_inks, to_lab, srgb_to_lab, pixels;
    double lightness[RAMP + 1]; /* L* of black ink alone, by share */
};

/* ---- the profile ---- */

static void close_profile(void *handle)
{
    struct ink_profile *profile = handle;
    const cmsHTRANSFORM transforms[] = {profile->to_inks, profile->to_lab, profile->srgb_to_lab,
                                        profile->pixels};
    const cmsHPROFILE profiles[] = {profile->output, profile->srgb, profile->lab};
    for (int i = 0; i < 4; i++)
        if (transforms[i]) cmsDeleteTransform(transforms[i]);
    for (int i = 0; i < 3; i++)
        if (profiles[i]) cmsCloseProfile(profiles[i]);
    pthread_mutex_destroy(&profile->lock);
}

struct ink_profile *ink_profile_open(struct arena *arena, Str icc)
{
    struct ink_profile *profile = arena_make(arena, struct ink_profile);
    profile->icc = icc;
    pthread_mutex_init(&profile->lock, NULL);
    arena_defer(arena, close_profile, profile);
    return profile;
}

Str ink_profile_bytes(const struct ink_profile *profile)
{
    return profile->icc;
}

static cmsHTRANSFORM transform(cmsHPROFILE from, cmsUInt32Number from_type, cmsHPROFILE to,
                               cmsUInt32Number to_type, cmsUInt32Number flags)
{
    return cmsCreateTransform(from, from_type, to, to_type, INTENT_RELATIVE_COLORIMETRIC,
                              cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | flags);
}

static bool read_profile(struct ink_profile *profile)
{
    if (!profile->icc.len || profile->icc.len > UINT32_MAX) return false;
    profile->output = cmsOpenProfileFromMem(profile->icc.data, (cmsUInt32Number)profile->icc.len);
    if (!profile->output || cmsGetColorSpace(profile->output) != cmsSigCmykData ||
        cmsGetDeviceClass(profile->output) != cmsSigOutputClass)
        return false;
    profile->srgb = cmsCreate_sRGBProfile();
    profile->lab = cmsCreateLab4Profile(NULL);
    if (!profile->srgb || !profile->lab) arena_exhausted();
    /* Few colours are converted one by one: a table for all of them would cost more than it saves. */
    enum { FLAGS = cmsFLAGS_NOOPTIMIZE };
    profile->to_inks = transform(profile->srgb, TYPE_RGB_DBL, profile->output, TYPE_CMYK_DBL, FLAGS);
    profile->to_lab = transform(profile->output, TYPE_CMYK_DBL, profile->lab, TYPE_Lab_DBL, FLAGS);
    profile->srgb_to_lab = transform(profile->srgb, TYPE_RGB_DBL, profile->lab, TYPE_Lab_DBL, FLAGS);
    return profile->to_inks && profile->to_lab && profile->srgb_to_lab;
}

static void measure_black(struct ink_profile *profile)
{
    for (int i = 0; i <= RAMP; i++) {
        const double cmyk[] = {0, 0, 0, 100.0 * i / RAMP};
        double lab[3];
        cmsDoTransform(profile->to_lab, cmyk, lab, 1);
        profile->lightness[i] = lab[0];
    }
}

bool ink_profile_ready(struct ink_profile *profile)
{
    pthread_mutex_lock(&profile->lock);
    if (!profile->tried) {
        profile->usable = read_profile(profile);
        if (profile->usable) measure_black(profile);
        profile->tried = true;
    }
    bool usable = profile->usable;
    pthread_mutex_unlock(&profile->lock);
    return usable;
}

static cmsHTRANSFORM pixel_transform(struct ink_profile *profile)
{
    pthread_mutex_lock(&profile->lock);
    if (!profile->pixels)
        profile->pixels = transform(profile->srgb, TYPE_RGB_8, profile->output, TYPE_CMYK_8, 0);
    if (!profile->pixels) arena_exhausted();
    pthread_mutex_unlock(&profile->lock);
    return profile->pixels;
}

/* ---- one colour ---- */

double ink_total(const double cmyk[4])
{
    return cmyk[0] + cmyk[1] + cmyk[2] + cmyk[3];
}

static double within(double value)
{
    return !(value > 0) ? 0 : value > 1 ? 1 : value;
}

/* What is too much is taken from the coloured inks, in proportion. */
static void limit(double cmyk[4])
{
    double colored = cmyk[0] + cmyk[1] + cmyk[2], room = INK_LIMIT - cmyk[3];
    if (colored <= room) return;
    for (int i = 0; i < 3; i++) cmyk[i] *= room / colored;
}

static void convert(const struct ink_profile *profile, Color color, double cmyk[4])
{
    const double rgb[] = {within(color.red), within(color.green), within(color.blue)};
    double percent[4];
    cmsDoTransform(profile->to_inks, rgb, percent, 1);
    for (int i = 0; i < 4; i++) cmyk[i] = within(percent[i] / 100);
    limit(cmyk);
}

static void to_lab(const struct ink_profile *profile, Color color, double lab[3])
{
    const double rgb[] = {within(color.red), within(color.green), within(color.blue)};
    cmsDoTransform(profile->srgb_to_lab, rgb, lab, 1);
}

double ink_difference(const struct inks *inks, const double cmyk[4], Color color)
{
    double wanted[3], printed[3], percent[4];
    for (int i = 0; i < 4; i++) percent[i] = 100 * cmyk[i];
    to_lab(inks->profile, color, wanted);
    cmsDoTransform(inks->profile->to_lab, percent, printed, 1);
    return hypot(hypot(wanted[0] - printed[0], wanted[1] - printed[1]), wanted[2] - printed[2]);
}

/* How much black ink is as light as the colour. Paper and ink are the ends: 1 is also for what is darker than the ink. */
static double black_for(const struct ink_profile *profile, Color color)
{
    double lab[3];
    to_lab(profile, color, lab);
    if (lab[0] >= profile->lightness[0]) return 0;
    for (int i = 1; i <= RAMP; i++) {
        double above = profile->lightness[i - 1], below = profile->lightness[i];
        if (lab[0] < below) continue;
        return (i - 1 + (above > below ? (above - lab[0]) / (above - below) : 0)) / RAMP;
    }
    return 1;
}

static bool is_neutral(Color color)
{
    double most = fmax(color.red, fmax(color.green, color.blue));
    double least = fmin(color.red, fmin(color.green, color.blue));
    return most - least <= NEUTRAL;
}

/* The share t of a recipe's colour that, mixed with white, is the colour; 0: it is no tint of it. */
static double tint_of(const struct ink_recipe *recipe, Color color)
{
    const double full[] = {1 - recipe->color.red, 1 - recipe->color.green, 1 - recipe->color.blue};
    const double part[] = {1 - color.red, 1 - color.green, 1 - color.blue};
    double over = 0, under = 0;
    for (int i = 0; i < 3; i++) {
        over += full[i] * part[i];
        under += full[i] * full[i];
    }
    double t = under > 0 ? over / under : 0;
    if (!(t > 0.01) || t > 1.004) return 0;
    for (int i = 0; i < 3; i++)
        if (fabs(part[i] - t * full[i]) > 1.6 / 255) return 0;
    return fmin(t, 1);
}

static bool mix_recipe(const struct inks *inks, Color color, bool tints, struct ink *ink)
{
    for (size_t i = 0; i < inks->count; i++) {
        const struct ink_recipe *recipe = &inks->recipes[i];
        double t = tint_of(recipe, color);
        if (!(t > 0) || (!tints && t < 0.996)) continue;
        if (t >= 0.996) t = 1;
        for (int k = 0; k < 4; k++) ink->cmyk[k] = t * recipe->cmyk[k];
        ink->tint = t;
        ink->spot = recipe->spot.len ? recipe : NULL;
        return true;
    }
    return false;
}

static void mix_black(const struct inks *inks, Color color, enum ink_use use, struct ink *ink)
{
    double black = black_for(inks->profile, color);
    if (use == INK_FINE && black >= SOLID_FROM) black = 1;
    ink->cmyk[3] = black;
    if (black == 1 && use == INK_LARGE)
        for (int i = 0; i < 4; i++) ink->cmyk[i] = inks->black[i];
}

struct ink ink_mix(const struct inks *inks, Color color, enum ink_use use)
{
    struct ink ink = {.chosen = true};
    bool neutral = is_neutral(color), mixed = mix_recipe(inks, color, !neutral, &ink);
    if (!mixed && neutral) {
        mix_black(inks, color, use, &ink);
    } else if (!mixed) {
        ink.chosen = false;
        convert(inks->profile, color, ink.cmyk);
    }
    ink.overprint = use == INK_FINE && !ink.spot && ink.cmyk[3] >= 0.9995 && ink_total(ink.cmyk) < 1.0005;
    return ink;
}

/* ---- pixels ---- */

void ink_pixels(const struct inks *inks, const unsigned char *rgb, size_t step, unsigned char *cmyk,
                size_t count)
{
    enum { MOST = (int)(INK_LIMIT * 255) };
    cmsHTRANSFORM pixels = pixel_transform(inks->profile);
    unsigned char packed[3 * AT_ONCE];
    for (size_t done = 0; done < count;) {
        size_t now = count - done < AT_ONCE ? count - done : AT_ONCE;
        for (size_t i = 0; i < now; i++, rgb += step)
            for (int k = 0; k < 3; k++) packed[3 * i + (size_t)k] = rgb[k];
        cmsDoTransform(pixels, packed, cmyk, (cmsUInt32Number)now);
        for (size_t i = 0; i < now; i++, cmyk += 4) {
            int colored = cmyk[0] + cmyk[1] + cmyk[2], room = MOST - cmyk[3];
            for (int k = 0; colored > room && k < 3; k++) cmyk[k] = (unsigned char)(cmyk[k] * room / colored);
        }
        done += now;
    }
}

/* ---- grey ---- */

static double light_of(double component)
{
    component = within(component);
    return component <= 0.04045 ? component / 12.92 : pow((component + 0.055) / 1.055, 2.4);
}

double ink_luminance(Color color)
{
    return 0.2126 * light_of(color.red) + 0.7152 * light_of(color.green) + 0.0722 * light_of(color.blue);
}

double ink_gray(Color color)
{
    if (color.red == color.green && color.green == color.blue) return within(color.red);
    double light = ink_luminance(color);
    return within(light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055);
}
