/* Scaling down with the cubic filter of Catmull and Rom (1974), stretched over the pixels that become one: no jagged edges and no
 * moiré, and still sharp. Light is added up as light: sRGB values are taken to 16 linear bits and back. Whole numbers throughout, so that every
 * machine gets the same pixels. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "draw/picture.h"

enum { WEIGHT_BITS = 14, WEIGHT_ONE = 1 << WEIGHT_BITS, LIGHT_MOST = 65535, CHANNELS_MOST = 4 };

struct taps { /* which of the old pixels a new one takes, and how much of each */
    size_t from, count;
    int32_t *weights;
};
struct scaler {
    size_t width, height, to_width, to_height, channels;
    bool alpha, light, copies;
    struct taps *across, *down;
    uint16_t to_light[256];
    unsigned char *from_light; /* LIGHT_MOST + 1 */
    uint16_t *line;            /* one old row as light */
    uint16_t *rows;            /* the last `kept` rows, scaled across, in a ring */
    size_t kept, rows_in, rows_out;
    int32_t *sums;
    unsigned char *data;
};

static double cubic(double x)
{
    x = fabs(x);
    if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
    return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
}

static struct taps taps_of(struct arena *arena, size_t size, double ratio, size_t place)
{
    double centre = ((double)place + 0.5) * ratio, reach = 2 * ratio, sum = 0;
    double first = floor(centre - reach), last = ceil(centre + reach);
    size_t from = first > 0 ? (size_t)first : 0, to = last < (double)size ? (size_t)last : size;
    struct taps taps = {from, to - from, arena_make_n(arena, int32_t, to - from)};
    for (size_t i = from; i < to; i++) sum += cubic(((double)i + 0.5 - centre) / ratio);
    int32_t left = WEIGHT_ONE;
    size_t heaviest = 0;
    for (size_t i = 0; i < taps.count; i++) {
        double weight = cubic(((double)(from + i) + 0.5 - centre) / ratio) / sum;
        taps.weights[i] = (int32_t)lround(weight * WEIGHT_ONE);
        left -= taps.weights[i];
        if (taps.weights[i] > taps.weights[heaviest]) heaviest = i;
    }
    taps.weights[heaviest] += left;
    while (taps.count > 1 && taps.weights[taps.count - 1] == 0) taps.count--;
    while (taps.count > 1 && taps.weights[0] == 0) taps.from++, taps.count--, taps.weights++;
    return taps;
}

static struct taps *axis_of(struct arena *arena, size_t from, size_t to)
{
    struct taps *taps = arena_make_n(arena, struct taps, to);
    double ratio = (double)from / (double)to;
    for (size_t i = 0; i < to; i++) taps[i] = taps_of(arena, from, ratio, i);
    return taps;
}

/* IEC 61966-2-1. */
static double light_of(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static void tables_fill(struct scaler *scaler)
{
    size_t next = 0;
    for (size_t i = 0; i < 256; i++) {
        double value = (double)i / 255, middle = ((double)i + 0.5) / 255;
        scaler->to_light[i] = (uint16_t)lround((scaler->light ? light_of(value) : value) * LIGHT_MOST);
        double limit = i < 255 ? (scaler->light ? light_of(middle) : middle) * LIGHT_MOST : LIGHT_MOST;
        for (; (double)next <= limit; next++) scaler->from_light[next] = (unsigned char)i;
    }
}

struct scaler *scaler_open(struct arena *arena, size_t width, size_t height, size_t to_width,
                           size_t to_height, size_t channels, bool alpha, bool light)
{
    struct scaler *s = arena_make(arena, struct scaler);
    s->width = width, s->height = height, s->to_width = to_width, s->to_height = to_height;
    s->channels = channels, s->alpha = alpha, s->light = light;
    s->copies = width == to_width && height == to_height;
    s->data = arena_array(arena, to_width * channels, to_height);
    if (s->copies) return s;
    s->across = axis_of(arena, width, to_width);
    s->down = axis_of(arena, height, to_height);
    for (size_t i = 0; i < to_height; i++)
        if (s->down[i].count > s->kept) s->kept = s->down[i].count;
    s->from_light = arena_alloc(arena, LIGHT_MOST + 1);
    s->line = arena_make_n(arena, uint16_t, width * channels);
    s->rows = arena_array(arena, s->kept, to_width * channels * sizeof *s->rows);
    s->sums = arena_make_n(arena, int32_t, to_width * channels);
    tables_fill(s);
    return s;
}

static uint16_t rounded(int32_t sum)
{
    sum = (sum + WEIGHT_ONE / 2) >> WEIGHT_BITS;
    return (uint16_t)(sum < 0 ? 0 : sum > LIGHT_MOST ? LIGHT_MOST : sum);
}

/* Colours under alpha count as much as they are seen. */
static void to_light(struct scaler *s, const unsigned char *row)
{
    size_t n = s->width * s->channels;
    if (!s->alpha) {
        for (size_t i = 0; i < n; i++) s->line[i] = s->to_light[row[i]];
        return;
    }
    for (size_t i = 0; i < n; i += s->channels) {
        uint32_t alpha = row[i + s->channels - 1];
        for (size_t c = 0; c + 1 < s->channels; c++)
            s->line[i + c] = (uint16_t)((s->to_light[row[i + c]] * alpha + 127) / 255);
        s->line[i + s->channels - 1] = (uint16_t)(alpha * 257);
    }
}

static void scale_across(const struct scaler *s, uint16_t *to)
{
    size_t channels = s->channels;
    for (size_t x = 0; x < s->to_width; x++) {
        const struct taps *taps = &s->across[x];
        const uint16_t *from = s->line + taps->from * channels;
        int32_t sums[CHANNELS_MOST] = {0};
        for (size_t i = 0; i < taps->count; i++, from += channels)
            for (size_t c = 0; c < channels; c++) sums[c] += from[c] * taps->weights[i];
        for (size_t c = 0; c < channels; c++) *to++ = rounded(sums[c]);
    }
}

static void from_light(const struct scaler *s, const int32_t *sums, unsigned char *to)
{
    size_t n = s->to_width * s->channels, last = s->channels - 1;
    for (size_t i = 0; i < n && !s->alpha; i++) to[i] = s->from_light[rounded(sums[i])];
    for (size_t i = 0; i < n && s->alpha; i += s->channels) {
        uint32_t alpha = rounded(sums[i + last]);
        for (size_t c = 0; c < last && alpha; c++) {
            uint32_t value = (uint32_t)(((uint64_t)rounded(sums[i + c]) * LIGHT_MOST + alpha / 2) / alpha);
            to[i + c] = s->from_light[value < LIGHT_MOST ? value : LIGHT_MOST];
        }
        to[i + last] = (unsigned char)((alpha + 128) / 257);
    }
}

static void scale_down(struct scaler *s, size_t y)
{
    const struct taps *taps = &s->down[y];
    size_t n = s->to_width * s->channels;
    memset(s->sums, 0, n * sizeof *s->sums);
    for (size_t k = 0; k < taps->count; k++) {
        const uint16_t *row = s->rows + (taps->from + k) % s->kept * n;
        int32_t weight = taps->weights[k];
        for (size_t i = 0; i < n; i++) s->sums[i] += row[i] * weight;
    }
    from_light(s, s->sums, s->data + y * n);
}

void scaler_row(struct scaler *s, const unsigned char *row)
{
    size_t n = s->to_width * s->channels;
    if (s->rows_in >= s->height) return;
    if (s->copies) {
        memcpy(s->data + s->rows_in++ * n, row, n);
        return;
    }
    to_light(s, row);
    scale_across(s, s->rows + s->rows_in % s->kept * n);
    s->rows_in++;
    while (s->rows_out < s->to_height && s->down[s->rows_out].from + s->down[s->rows_out].count <= s->rows_in)
        scale_down(s, s->rows_out++);
}

unsigned char *scaler_data(const struct scaler *scaler)
{
    return scaler->data;
}
