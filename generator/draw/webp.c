#include "draw/webp.h"

#include <stdlib.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include "base/buf.h"

static int take(const uint8_t *data, size_t len, const WebPPicture *picture)
{
    buf_bytes(picture->custom_ptr, data, len);
    return 1;
}

static void fill(WebPPicture *to, const struct pixels *pixels)
{
    size_t count = pixels->width * pixels->height;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *from = pixels->data + i * (size_t)pixels->channels;
        uint32_t red = from[0], green = pixels->channels == 3 ? from[1] : red,
                 blue = pixels->channels == 3 ? from[2] : red;
        uint32_t alpha = pixels->alpha ? pixels->alpha[i] : 255;
        size_t x = i % pixels->width, y = i / pixels->width;
        to->argb[y * (size_t)to->argb_stride + x] = alpha << 24 | red << 16 | green << 8 | blue;
    }
}

bool webp_write(struct buf *out, const struct pixels *pixels, int quality)
{
    WebPConfig config;
    WebPPicture picture;
    if (pixels->width > WEBP_SIDE_MOST || pixels->height > WEBP_SIDE_MOST) return false;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return false;
    if (quality == WEBP_LOSSLESS) {
        config.lossless = 1;
        config.quality = 60; /* effort */
    } else {
        config.quality = (float)quality;
        config.alpha_quality = 90;
        config.use_sharp_yuv = 1; /* red letters on white stay letters */
    }
    picture.use_argb = 1;
    picture.width = (int)pixels->width;
    picture.height = (int)pixels->height;
    if (!WebPPictureAlloc(&picture)) return false;
    fill(&picture, pixels);
    picture.writer = take;
    picture.custom_ptr = out;
    size_t before = out->len;
    bool good = WebPEncode(&config, &picture) != 0;
    if (!good) out->len = before;
    WebPPictureFree(&picture);
    return good;
}

bool webp_size(Str bytes, size_t *width, size_t *height)
{
    int across = 0, down = 0;
    if (!WebPGetInfo((const uint8_t *)bytes.data, bytes.len, &across, &down) || across < 1 || down < 1)
        return false;
    *width = (size_t)across;
    *height = (size_t)down;
    return true;
}
