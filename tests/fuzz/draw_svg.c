/* SVG from anywhere: read, checked, measured, drawn on the trace canvas and written again; nothing may crash, hang or loop. */
#include "base/arena.h"
#include "draw/svg.h"
#include "draw/trace.h"

struct fuzz {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    xmlDoc *document;
};

/* Every other file is the same one, so that files can use each other in circles. */
static xmlDoc *other(void *context, Str href, const struct source **source)
{
    struct fuzz *fuzz = context;
    (void)href;
    *source = fuzz->source;
    return fuzz->document;
}
static const struct picture *picture(void *context, Str href, Loc loc)
{
    static const unsigned char pixel[4] = {1, 2, 3, 4};
    static const struct picture one = {.width = 1, .height = 1, .rgba = pixel};
    (void)context, (void)href, (void)loc;
    return &one;
}
static void frame(void *context, const xmlNode *node, Matrix matrix)
{
    (void)context, (void)node, (void)matrix;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct font_set *fonts;
    static struct arena *forever;
    static struct diag *first;
    if (!forever) {
        forever = arena_new();
        first = diag_new();
        fonts = font_set_open(forever, first, "templates/fonts", S("templates/fonts"));
    }
    struct source source = {.name = S("fuzz.svg"), .text = {(const char *)data, size}};
    struct fuzz fuzz = {arena_new(), diag_new(), &source, NULL};
    fuzz.document = svg_parse(fuzz.arena, fuzz.diag, &source);
    if (fuzz.document) {
        struct buf out = {0};
        double width, height;
        Rect box;
        svg_size(fuzz.diag, &source, fuzz.document, &width, &height, &box);
        struct svg_paint options = {.scratch = fuzz.arena,
                                    .diag = fuzz.diag,
                                    .source = &source,
                                    .fonts = fonts,
                                    .lang = S("id"),
                                    .current_color = {0, 0, 0, 1},
                                    .other = other,
                                    .picture = picture,
                                    .frame = frame,
                                    .context = &fuzz};
        svg_draw(trace_open(fuzz.arena, &out), fuzz.document, (Rect){0, 0, 100, 100}, &options);
        svg_write(&out, fuzz.document);
        buf_free(&out);
    }
    diag_free(fuzz.diag);
    arena_free(fuzz.arena);
    return 0;
}
