/* Pictures that people took or drew with pixels: JPEG and PNG files, from memory.
 *
 * In: a file's bytes. Out: what it holds (struct picture of draw/canvas.h), and its pixels in sRGB or grey, upright, at the size that is asked for.
 * A damaged file is refused when it is opened, with the reason; nothing in a file makes the program crash, take more memory than
 * PICTURE_MEMORY_MOST or decode more than PICTURE_PIXELS_MOST. A picture is read-only afterwards and may be decoded from any thread.
 * Called by print/; nothing here knows of print. */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "base/diag.h"
#include "draw/canvas.h"

struct arena;
struct buf;

enum {
    PICTURE_SIDE_MOST = 30000,
    PICTURE_PIXELS_MOST = 64000000, /* a telephone's 50 megapixels, and some */
    PICTURE_MEMORY_MOST =
        256 << 20,          /* bytes of pixels that must be held at once: interlaced and progressive files */
    PICTURE_SCANS_MOST = 64 /* of a progressive JPEG: more of them only cost time */
};

/* Pixels, row by row from the top, without padding. */
struct pixels {
    size_t width, height;
    int channels; /* 1 grey, 3 RGB; 4 CMYK (255: full ink) only where it is asked for */
    unsigned char *data;
    unsigned char *alpha; /* width × height, not premultiplied; NULL: opaque */
};

enum picture_kind { PICTURE_JPEG, PICTURE_PNG };

/* What a file holds, as it is stored. */
struct picture_file {
    enum picture_kind kind;
    Str bytes;
    size_t width, height; /* before it is turned upright */
    int orientation;      /* EXIF 2.3: 1 to 8; 1 is upright */
    int components;       /* of its colours: 1, 3, 4 (CMYK) */
    bool inverted;        /* CMYK as Adobe's programs store it: 0 is full ink */
    Str profile;          /* ICC, when its colours are others than sRGB's; else {NULL, 0} */
    bool interlaced;      /* PNG */
    double gamma;         /* PNG's gAMA where it matters; else 0 */
    /* What may stand in a PDF as it is: the JPEG without its notes (place, time, thumbnail), or a PNG's IDAT data with rows
     * of `bits` per channel and, when it has one, its palette (RGB). {NULL, 0}: nothing may. */
    Str coded, palette;
    int bits;
    struct picture_memo *memo; /* what was made of it already */
};

/* Reads and proves a picture; NULL after a report at `file`, the picture's own source. `bytes` are not copied. */
const struct picture *picture_open(struct arena *arena, struct diag *diag, const struct source *file,
                                   Str bytes);
enum picture_form {
    PICTURE_AS_STORED = 1, /* not turned upright */
    PICTURE_CMYK = 2       /* CMYK stays CMYK */
};
/* The picture scaled down to width × height (upright; at least 1, at most its own size), filtered in linear light; in sRGB or grey.
 * False only when a file changed since it was opened. */
bool picture_pixels(struct arena *arena, const struct picture *picture, size_t width, size_t height, int form,
                    struct pixels *pixels);
/* How pixels as stored are seen, as PDF wants it: from their unit square (y upwards) to that of the upright picture. */
Matrix picture_upright(const struct picture *picture);

/* What is made of a picture for documents takes long (decoding, scaling, inks, JPEG), and a run makes hundreds of them with the same picture:
 * it is kept with the picture, by size and purpose, up to PICTURE_KEPT_MOST bytes each. */
struct picture_made {
    const void *purpose; /* with `use`: what tells it from others of the same size */
    int use;
    size_t width, height; /* wanted, upright; then as made */
    int channels;
    bool jpeg;       /* `data` is a JPEG file, else pixels */
    Str data, alpha; /* alpha: of pixels, or empty */
};
enum { PICTURE_KEPT_MOST = 8 << 20 };
/* Fills `made` from what is kept or by `make` (false: it could not be), whose arena goes with the call: its results are copied. */
bool picture_make(struct arena *arena, const struct picture *picture, struct picture_made *made,
                  bool (*make)(void *context, struct arena *arena, struct picture_made *made), void *context);

/* Pixels without alpha as a JPEG file. `fine`: colours at full resolution. */
void picture_jpeg_write(struct buf *out, const struct pixels *pixels, int quality, bool fine);

/* ---- scaling: rows go in from the top, the scaled picture is complete after the last ---- */
struct scaler;
/* Channels 1 to 4; `alpha`: the last one is that. `light`: they are sRGB and filtered as light, else as they are. */
struct scaler *scaler_open(struct arena *arena, size_t width, size_t height, size_t to_width,
                           size_t to_height, size_t channels, bool alpha, bool light);
void scaler_row(struct scaler *scaler, const unsigned char *row);
unsigned char *scaler_data(const struct scaler *scaler); /* to_width × to_height × channels */

#endif
