/* What the loaders of pictures share. Private to draw/picture*.c. */
#ifndef DRAW_PICTURE_INSIDE_H
#define DRAW_PICTURE_INSIDE_H

#include "base/buf.h"
#include "draw/picture.h"

/* A file being read: why it is refused, and its source for the report. */
struct picture_reading {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
};
#define picture_report(reading, message, ...)                                                                \
    diag_report((reading)->diag, ((Loc){(reading)->source, 0}), message, ##__VA_ARGS__)

/* Are these sizes within the limits, for `held` bytes per pixel kept at once? False after a report. */
bool picture_size_sound(struct picture_reading *reading, size_t width, size_t height, size_t held);

/* Takes rows from the top, interleaved. */
struct picture_sink {
    void (*row)(void *context, const unsigned char *row);
    void *context;
};
enum picture_trouble { PICTURE_SOUND, PICTURE_CUT, PICTURE_DAMAGED, PICTURE_TOO_MUCH, PICTURE_OTHER };
struct picture_fault {
    enum picture_trouble trouble;
    char text[200]; /* the library's words */
};

/* picture_jpeg.c */
bool jpeg_inspect(struct picture_reading *reading, struct picture_file *file); /* false after a report */
int jpeg_orientation(Str segment); /* of an APP1 segment; 0: it does not say */
size_t jpeg_scaled(size_t side, int eighths);
/* Decodes at eighths/8 of the size (1, 2, 4, 8) to file->components channels. False: *fault says why. */
bool jpeg_decode(struct arena *arena, const struct picture_file *file, int eighths, struct picture_sink sink,
                 struct picture_fault *fault);

/* picture_png.c */
bool png_inspect(struct picture_reading *reading, struct picture_file *file, bool *alpha);
/* Decodes to 1 or 3 channels, and one more with alpha. */
bool png_decode(struct arena *arena, const struct picture_file *file, bool alpha, struct picture_sink sink,
                struct picture_fault *fault);

/* picture_profile.c */
/* Does the profile fit the components; and are its colours other than sRGB's (grey: its curve), so that it matters? */
bool profile_matters(Str profile, int components);
/* Pixels in the profile's colours to sRGB, or to grey; CMYK becomes RGB (a new array). An empty profile: CMYK by plain arithmetic. */
void profile_convert(struct arena *arena, Str profile, struct pixels *pixels);

#endif
