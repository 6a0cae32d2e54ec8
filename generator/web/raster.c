/* Pictures of content/ that pages show: WebP in several widths with a JPEG or PNG for browsers without it, each with its size, so that nothing
 * jumps while it loads.
 *
 * A picture is encoded when the first page shows it, once, however many show it; other pages wait for that. The files lie in img/ and are
 * named by the fingerprint of the source, so that they may be kept for ever. They are upright and hold no metadata. Each has a budget of
 * bytes: quality goes down in steps until it fits, because a page is to load over a weak signal. The original is published only when a page
 * links to it, or when no page shows it (then a template may). */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fingerprint.h"
#include "base/memo.h"
#include "draw/picture.h"
#include "draw/picture_notes.h"
#include "draw/png.h"
#include "draw/png_alpha.h"
#include "draw/svg.h"
#include "draw/webp.h"
#include "markdown/markdown.h"
#include "web/inside.h"

enum { WIDTHS = 4, HEIGHT_MOST = 4096, FALLBACK_WIDTH = 640, FALLBACK_BYTES = 40000 };
static const struct {
    size_t width, bytes;
} steps[WIDTHS] = {{320, 10000}, {480, 15000}, {640, 20000}, {960, 30000}};
/* Width of the text column (style.css: .prose), in CSS pixels, and the margins of a phone. */
#define SIZES "(max-width:720px) calc(100vw - 36px),684px"

struct variant {
    Str path;
    size_t width, height, bytes;
    Str kept; /* the fallback's bytes, for files that hold their pictures */
};
enum raster_state { RASTER_UNKNOWN, RASTER_ENCODED, RASTER_PLAIN, RASTER_REFUSED };
struct raster {
    pthread_mutex_t lock;
    enum raster_state state;
    size_t width, height; /* told in pages; 0: not known */
    struct variant webp[WIDTHS], fallback;
    size_t count;
    atomic_bool shown, linked;
};
struct rasters {
    struct raster *list; /* as the site's assets */
    pthread_mutex_t lock;
    struct arena *arena; /* for paths */
    size_t count;
    struct staging *staging; /* with memo: what earlier builds encoded; NULL: nothing is known of it */
    struct memo *memo;
};

static void close_rasters(void *handle)
{
    struct rasters *rasters = handle;
    for (size_t i = 0; i < rasters->count; i++) pthread_mutex_destroy(&rasters->list[i].lock);
    pthread_mutex_destroy(&rasters->lock);
    arena_free(rasters->arena);
}

struct rasters *raster_open(const struct web *web)
{
    struct rasters *rasters = arena_make(web->arena, struct rasters);
    rasters->count = web->site->asset_count;
    rasters->list = arena_make_n(web->arena, struct raster, rasters->count + 1);
    rasters->arena = arena_new();
    pthread_mutex_init(&rasters->lock, NULL);
    for (size_t i = 0; i < rasters->count; i++) pthread_mutex_init(&rasters->list[i].lock, NULL);
    arena_defer(web->arena, close_rasters, rasters);
    return rasters;
}

static Str lasting(struct rasters *rasters, Str text)
{
    pthread_mutex_lock(&rasters->lock);
    text = str_copy(rasters->arena, text);
    pthread_mutex_unlock(&rasters->lock);
    return text;
}

/* ---- encoding ---- */

struct encoding {
    const struct web *web;
    struct arena *scratch; /* of this picture alone */
    const struct web_sink *sink;
    const struct picture *picture;
    struct raster *raster;
    Str stem;   /* "img/kantor.0123456789" */
    bool photo; /* a JPEG */
};

static size_t height_at(const struct picture *picture, size_t width)
{
    size_t height = (picture->height * width + picture->width / 2) / picture->width;
    return height ? height : 1;
}

/* Widths of the files: the steps below the picture's own, then that; of a very tall picture one that fits. */
static size_t list_widths(const struct picture *picture, size_t *widths)
{
    size_t count = 0, last = steps[WIDTHS - 1].width;
    size_t own = picture->width < last ? picture->width : last;
    for (size_t i = 0; i < WIDTHS && steps[i].width * 6 / 5 < own; i++) widths[count++] = steps[i].width;
    widths[count++] = own;
    while (count && height_at(picture, widths[count - 1]) > HEIGHT_MOST) count--;
    if (count) return count;
    widths[0] = picture->width * HEIGHT_MOST / picture->height;
    if (!widths[0]) widths[0] = 1;
    return 1;
}

static size_t budget(size_t width)
{
    size_t i = 0;
    while (i + 1 < WIDTHS && steps[i].width < width) i++;
    return steps[i].bytes;
}

/* Drawings stay exact when that is small enough. */
static bool encode_webp(const struct encoding *e, const struct pixels *pixels, struct buf *out)
{
    static const int qualities[] = {WEBP_LOSSLESS, 76, 60, 45, 32, 22};
    for (size_t i = e->photo; i < sizeof qualities / sizeof *qualities; i++) {
        out->len = 0;
        if (!webp_write(out, pixels, qualities[i])) return false;
        if (out->len <= budget(pixels->width)) break;
    }
    return true;
}

/* What browsers of before 2020 get: JPEG for what has no transparency and is no drawing, else PNG. */
static bool encode_fallback(const struct encoding *e, const struct pixels *pixels, struct buf *out)
{
    struct buf png = {0};
    for (int quality = 80; !pixels->alpha && quality >= 40; quality -= 20) {
        out->len = 0;
        picture_jpeg_write(out, pixels, quality, false);
        if (out->len <= FALLBACK_BYTES) break;
    }
    if (e->photo) return true;
    if (!png_alpha_write(&png, e->scratch, pixels)) return false;
    bool is_png = pixels->alpha || png.len <= FALLBACK_BYTES || png.len <= out->len;
    if (is_png) {
        out->len = 0;
        buf_str(out, buf_view(&png));
    }
    buf_free(&png);
    return true;
}

static void put_variant(const struct encoding *e, struct variant *variant, const struct pixels *pixels,
                        const char *extension, Str bytes)
{
    Str path =
        str_format(e->scratch, "%.*s-%zu.%s", (int)e->stem.len, e->stem.data, pixels->width, extension);
    *variant =
        (struct variant){lasting(e->web->rasters, path), pixels->width, pixels->height, bytes.len, STR_NONE};
    output_put(e->sink, e->scratch, path, bytes);
}

static bool encode_width(const struct encoding *e, size_t width, bool fallback)
{
    struct raster *raster = e->raster;
    struct pixels pixels;
    struct buf out = {0};
    bool good = picture_pixels(e->scratch, e->picture, width, height_at(e->picture, width), 0, &pixels);
    /* A file far over its budget helps nobody while there is a smaller one. */
    if (good && encode_webp(e, &pixels, &out) && (!raster->count || out.len <= budget(width) * 3 / 2))
        put_variant(e, &raster->webp[raster->count++], &pixels, "webp", buf_view(&out));
    if (good && fallback) {
        out.len = 0;
        good = encode_fallback(e, &pixels, &out);
        bool png = str_starts(buf_view(&out), S("\x89PNG"));
        if (good) put_variant(e, &raster->fallback, &pixels, png ? "png" : "jpg", buf_view(&out));
        if (good && web_extra(e->web, "single"))
            raster->fallback.kept = lasting(e->web->rasters, buf_view(&out));
    }
    buf_free(&out);
    return good;
}

/* "gambar/kantor cabang.JPG" -> "img/kantor-cabang.HASH": addresses that every server and program likes. */
static Str stem_of(struct arena *scratch, Str path, Str bytes)
{
    char *name = str_c(scratch, path_stem(path));
    for (char *c = name; *c; c++)
        if (!char_is_alpha(*c) && !char_is_digit(*c) && *c != '-' && *c != '_') *c = '-';
    Str short_name = str_from_to(str_from(name), 0, 60), digits = fingerprint(scratch, bytes);
    return str_format(scratch, "img/%.*s.%.*s", (int)short_name.len, short_name.data, (int)digits.len,
                      digits.data);
}

static enum raster_state encode(struct encoding *e, Str path, const struct source *source)
{
    size_t widths[WIDTHS + 1];
    struct source *named = arena_make(e->scratch, struct source); /* no line of it is worth showing */
    named->name = source->name;
    e->picture = picture_open(e->scratch, e->web->diag, named, source->text);
    if (!e->picture) return RASTER_REFUSED;
    e->photo = e->picture->file->kind == PICTURE_JPEG;
    e->stem = stem_of(e->scratch, path, source->text);
    size_t count = list_widths(e->picture, widths), fallback = 0;
    while (fallback + 1 < count && widths[fallback + 1] <= FALLBACK_WIDTH) fallback++;
    for (size_t i = 0; i < count; i++)
        if (!encode_width(e, widths[i], i == fallback)) return RASTER_REFUSED;
    e->raster->width = widths[count - 1];
    e->raster->height = height_at(e->picture, widths[count - 1]);
    return RASTER_ENCODED;
}

/* ---- what an earlier build encoded ---- */

enum { NOTE_FORM = 1, NOTE_WORDS = 4 + 3 * (WIDTHS + 1) }; /* another form: everything is encoded anew */

void web_set_staging(struct web *web, struct staging *staging, struct memo *memo)
{
    web->rasters->staging = staging;
    web->rasters->memo = memo;
}

static struct memo_key key_of(Str bytes)
{
    XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data, bytes.len, NOTE_FORM);
    return (struct memo_key){hash.low64, hash.high64};
}

static void note_variant(uint32_t *note, const struct variant *variant)
{
    note[0] = (uint32_t)variant->width;
    note[1] = (uint32_t)variant->height;
    note[2] = (uint32_t)variant->bytes;
}

static struct variant variant_of(const struct encoding *e, const uint32_t *note, const char *extension)
{
    Str path = str_format(e->scratch, "%.*s-%u.%s", (int)e->stem.len, e->stem.data, note[0], extension);
    return (struct variant){lasting(e->web->rasters, path), note[0], note[1], note[2], STR_NONE};
}

/* What is told of a picture that has been encoded, and its files. */
static void remember(const struct encoding *e, Str path, struct memo_key key)
{
    const struct raster *raster = e->raster;
    struct rasters *rasters = e->web->rasters;
    struct staged_file files[WIDTHS + 1];
    uint32_t note[NOTE_WORDS] = {(uint32_t)raster->width, (uint32_t)raster->height, (uint32_t)raster->count,
                                 str_ends(raster->fallback.path, S(".png"))};
    for (size_t i = 0; i <= raster->count; i++) {
        const struct variant *variant = i < raster->count ? &raster->webp[i] : &raster->fallback;
        note_variant(note + 4 + 3 * i, variant);
        files[i] = staging_file(rasters->staging, path_join(e->scratch, S("site"), variant->path));
    }
    memo_add(rasters->memo, &(struct memo_record){.id = path,
                                                  .key = key,
                                                  .files = files,
                                                  .file_count = raster->count + 1,
                                                  .note = {(const char *)note, sizeof note}});
}

/* True: the files of the last build stay. */
static bool recall(struct encoding *e, Str path, struct memo_key key)
{
    struct rasters *rasters = e->web->rasters;
    struct raster *raster = e->raster;
    uint32_t note[NOTE_WORDS];
    const struct memo_record *record = memo_find(rasters->memo, path, key);
    if (!record || record->note.len != sizeof note) return false;
    memcpy(note, record->note.data, sizeof note);
    if (note[2] > WIDTHS || record->file_count != note[2] + 1) return false;
    if (!staging_keep(rasters->staging, record->files, record->file_count)) return false;
    raster->width = note[0];
    raster->height = note[1];
    raster->count = note[2];
    for (size_t i = 0; i < raster->count; i++) raster->webp[i] = variant_of(e, note + 4 + 3 * i, "webp");
    raster->fallback = variant_of(e, note + 4 + 3 * raster->count, note[3] ? "png" : "jpg");
    memo_add(rasters->memo, record);
    return true;
}

static enum raster_state encode_or_recall(struct encoding *e, Str path, const struct source *source)
{
    if (!e->web->rasters->memo) return encode(e, path, source);
    struct memo_key key = key_of(source->text);
    e->stem = stem_of(e->scratch, path, source->text);
    if (recall(e, path, key)) return RASTER_ENCODED;
    enum raster_state state = encode(e, path, source);
    if (state == RASTER_ENCODED) remember(e, path, key);
    return state;
}

/* ---- pictures that are shown as they are ---- */

static size_t little_u16(Str bytes, size_t at)
{
    return at + 1 < bytes.len
               ? (size_t)(unsigned char)bytes.data[at] | (size_t)(unsigned char)bytes.data[at + 1] << 8
               : 0;
}

/* In CSS pixels; without a size of its own a drawing is as wide as the text, and only its shape is told. */
static void svg_pixels(const struct encoding *e, const struct source *source, size_t *width, size_t *height)
{
    double across = 0, down = 0;
    Rect box;
    xmlDoc *document = svg_parse(e->scratch, e->web->diag, source);
    if (!document || !svg_size(e->web->diag, source, document, &across, &down, &box)) return;
    across *= 96 / 25.4, down *= 96 / 25.4;
    double most = (double)steps[WIDTHS - 1].width, scale = across > most ? most / across : 1;
    if (!(across > 0) || !(down > 0) || across * scale < 1 || down * scale < 1 || down * scale > 20000)
        return;
    *width = (size_t)(across * scale + 0.5);
    *height = (size_t)(down * scale + 0.5);
}

static enum raster_state measure(struct encoding *e, Str path, const struct source *source)
{
    struct raster *raster = e->raster;
    Str bytes = source->text;
    if (str_ends_nocase(path, S(".svg"))) {
        svg_pixels(e, source, &raster->width, &raster->height);
    } else if (str_starts(bytes, S("GIF8"))) {
        raster->width = little_u16(bytes, 6);
        raster->height = little_u16(bytes, 8);
    } else if (!webp_size(bytes, &raster->width, &raster->height)) {
        raster->width = raster->height = 0;
    }
    raster->fallback =
        (struct variant){lasting(e->web->rasters, path), raster->width, raster->height, bytes.len, STR_NONE};
    return RASTER_PLAIN;
}

static bool is_encoded(Str path)
{
    return str_ends_nocase(path, S(".jpg")) || str_ends_nocase(path, S(".jpeg")) ||
           str_ends_nocase(path, S(".png"));
}

static enum raster_state make(struct encoding *e, Str path)
{
    struct source *source = arena_make(e->scratch, struct source);
    const char *folder = str_c(e->scratch, path_join(e->scratch, str_from(e->web->site->root), S("content")));
    int error;
    source->name = path_join(e->scratch, S("content"), path);
    enum file_status status =
        file_read_below(e->scratch, folder, path, FILE_LIMIT_PICTURE, &source->text, &error);
    /* What is wrong with a file is told when it is published. */
    if (status != FILE_OK || !picture_may_be_published(e->scratch, e->web->diag, path, source->text))
        return RASTER_REFUSED;
    return is_encoded(path) ? encode_or_recall(e, path, source) : measure(e, path, source);
}

static struct raster *raster_get(const struct web *web, Str path, const struct web_sink *sink)
{
    const struct asset *asset = site_asset(web->site, path);
    if (!asset) return NULL;
    struct raster *raster = &web->rasters->list[asset - web->site->assets];
    pthread_mutex_lock(&raster->lock);
    if (raster->state == RASTER_UNKNOWN) {
        struct arena *scratch = arena_new();
        struct encoding e = {.web = web, .scratch = scratch, .sink = sink, .raster = raster};
        raster->state = make(&e, path);
        arena_free(scratch);
    }
    pthread_mutex_unlock(&raster->lock);
    return raster->state == RASTER_REFUSED ? NULL : raster;
}

/* ---- pages ---- */

static void put_url(const struct figure_context *figure, struct buf *out, Str path)
{
    buf_html_url(out, variables_relative(figure->web, figure->scratch, figure->page, path));
}

static void put_source(const struct figure_context *figure, struct buf *out, const struct raster *raster)
{
    buf_c(out, "<source type=\"image/webp\" srcset=\"");
    for (size_t i = 0; i < raster->count; i++) {
        if (i) buf_c(out, ", ");
        put_url(figure, out, raster->webp[i].path);
        if (raster->count > 1) buf_printf(out, " %zuw", raster->webp[i].width);
    }
    buf_c(out, raster->count > 1 ? "\" sizes=\"" SIZES "\">" : "\">");
}

bool raster_html(void *context, struct buf *out, const struct markdown_node *node, Str alt, Str title)
{
    struct figure_context *figure = context;
    struct raster *raster = raster_get(figure->web, node->url, figure->sink);
    if (!raster) return false;
    atomic_store(&raster->shown, true);
    bool encoded = raster->state == RASTER_ENCODED, first = figure->images++ == 0;
    if (encoded && raster->count) {
        buf_c(out, "<picture>");
        put_source(figure, out, raster);
    }
    buf_c(out, "<img src=\"");
    put_url(figure, out, raster->fallback.path);
    buf_c(out, "\" alt=\"");
    buf_str(out, alt);
    if (title.len) buf_c(out, "\" title=\"");
    buf_str(out, title);
    if (raster->width && raster->height)
        buf_printf(out, "\" width=\"%zu\" height=\"%zu", raster->width, raster->height);
    buf_c(out, first ? "\" decoding=\"async\">" : "\" loading=\"lazy\" decoding=\"async\">");
    if (encoded && raster->count) buf_c(out, "</picture>");
    if (first) figure->eager = raster->count ? raster->webp[raster->count - 1].bytes : raster->fallback.bytes;
    return true;
}

Str raster_bytes(const struct web *web, struct arena *arena, Str path)
{
    for (size_t i = 0; i < web->rasters->count; i++) {
        struct raster *raster = &web->rasters->list[i];
        if (!atomic_load(&raster->shown) || !str_equal(raster->fallback.path, path)) continue;
        Str bytes = raster->fallback.kept;
        if (raster->state == RASTER_ENCODED && !bytes.len && web->rasters->staging)
            staging_read(web->rasters->staging, arena, path_join(arena, S("site"), path), &bytes);
        if (raster->state == RASTER_ENCODED) return bytes;
        const char *folder = str_c(arena, path_join(arena, str_from(web->site->root), S("content")));
        int error;
        bool read = file_read_below(arena, folder, path, FILE_LIMIT_TEXT, &bytes, &error) == FILE_OK;
        return read ? picture_without_notes(arena, bytes) : STR_NONE;
    }
    return STR_NONE;
}

void raster_linked(const struct web *web, const Str *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct asset *asset = site_asset(web->site, files[i]);
        if (asset) atomic_store(&web->rasters->list[asset - web->site->assets].linked, true);
    }
}

bool raster_original_wanted(const struct web *web, size_t asset)
{
    struct raster *raster = &web->rasters->list[asset];
    return raster->state != RASTER_ENCODED || atomic_load(&raster->linked) || !atomic_load(&raster->shown);
}
