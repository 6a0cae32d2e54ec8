/* Pictures of content/ and templates/ in print: each file is read once for all products and threads, when the first wants it.
 *
 * In: an address as it stands in Markdown, a layout or another drawing. Out: the picture or drawing; or reports: of a faulty file at the file itself (once),
 * of a wrong address and too few pixels where it is used. */
#include <math.h>
#include <pthread.h>

#include "base/arena.h"
#include "draw/picture.h"
#include "print/inside.h"

#define INCH 25.4
/* Pixels per inch at the size of print: below the first what is near looks soft, below the second everybody sees steps. */
#define PPI_LEAST 200.0
#define PPI_NONE  100.0
/* Eyes see one minute of arc: so many pixels per inch at a metre, half of them at two. */
#define PPI_AT_A_METRE 87.0

enum { DATA_LONGEST = 32 << 20 };

struct stored {
    Str path; /* "content/gambar/x.jpg", "templates/print/art/x.png", or a data: address */
    pthread_mutex_t lock;
    struct arena *arena;
    bool read;
    enum file_status status;
    struct drawing drawing; /* its source is the file's own, also of a picture */
    const struct picture *picture;
    struct stored *next;
};
struct picture_store {
    pthread_mutex_t lock;
    struct arena *arena;
    const char *content, *templates;
    struct stored *first;
};

/* ---- the store ---- */

static void store_close(void *handle)
{
    struct picture_store *store = handle;
    for (struct stored *stored = store->first, *next; stored; stored = next) {
        next = stored->next; /* it lies in its own arena */
        pthread_mutex_destroy(&stored->lock);
        arena_free(stored->arena);
    }
    pthread_mutex_destroy(&store->lock);
}

struct picture_store *picture_store_open(struct arena *arena, const char *root, const char *templates)
{
    struct picture_store *store = arena_make(arena, struct picture_store);
    store->arena = arena;
    store->content = str_c(arena, path_join(arena, str_from(root), S("content")));
    store->templates = templates;
    pthread_mutex_init(&store->lock, NULL);
    arena_defer(arena, store_close, store);
    return store;
}

static struct stored *stored_find(struct picture_store *store, Str path)
{
    pthread_mutex_lock(&store->lock);
    struct stored *stored = store->first;
    while (stored && !str_equal(stored->path, path)) stored = stored->next;
    if (!stored) {
        struct arena *own = arena_new();
        stored = arena_make(own, struct stored);
        *stored = (struct stored){.path = str_copy(own, path), .arena = own, .next = store->first};
        pthread_mutex_init(&stored->lock, NULL);
        store->first = stored;
    }
    pthread_mutex_unlock(&store->lock);
    return stored;
}

static bool is_drawing(Str path)
{
    return str_ends_nocase(path, S(".svg"));
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* data:image/png;base64,… (RFC 2397; RFC 4648). White space is skipped, "=" ends it. */
static Str data_decode(struct arena *arena, Str address)
{
    size_t comma = str_find_char(address, ',');
    Str text = str_skip(address, comma + 1);
    if (!str_ends(str_from_to(address, 0, comma), S(";base64"))) return STR_NONE;
    unsigned char *bytes = arena_alloc(arena, text.len / 4 * 3 + 3), *to = bytes;
    unsigned gathered = 0, count = 0;
    for (size_t i = 0; i < text.len && text.data[i] != '='; i++) {
        int value = base64_value(text.data[i]);
        if (value < 0 && char_is_space(text.data[i])) continue;
        if (value < 0) return STR_NONE;
        gathered = gathered << 6 | (unsigned)value;
        if (++count % 4 != 1)
            *to++ = (unsigned char)(gathered >> (count % 4 == 2 ? 4 : count % 4 == 3 ? 2 : 0));
    }
    return (Str){(char *)bytes, (size_t)(to - bytes)};
}

static void stored_read(struct sheet *sheet, const struct picture_store *store, struct stored *stored)
{
    struct arena *arena = stored->arena;
    bool content = str_starts(stored->path, S("content/"));
    const char *root = content ? store->content : store->templates;
    Str below = str_skip(stored->path, content ? 8 : 10), bytes = STR_NONE;
    struct source *source = arena_make(arena, struct source);
    int error = 0;
    stored->read = true;
    source->name = stored->path;
    stored->drawing = (struct drawing){.path = stored->path, .source = source};
    if (str_starts(stored->path, S("data:"))) {
        source->name = S("data:");
        stored->picture = picture_open(arena, sheet->diag, source, data_decode(arena, stored->path));
        return;
    }
    stored->status = file_read_below(
        arena, root, below, is_drawing(below) ? FILE_LIMIT_TEXT : FILE_LIMIT_PICTURE, &bytes, &error);
    if (stored->status != FILE_OK) {
        if (stored->status != FILE_MISSING)
            file_report(sheet->diag, LOC_NONE, stored->status, stored->path, error, FILE_LIMIT_PICTURE);
    } else if (is_drawing(below)) {
        if (str_starts(bytes, S("\xEF\xBB\xBF"))) bytes = str_skip(bytes, 3);
        source->text = bytes;
        if (file_check_text(sheet->diag, source))
            stored->drawing.document = svg_parse(arena, sheet->diag, source);
    } else {
        stored->picture = picture_open(arena, sheet->diag, source, bytes);
    }
}

static Str nearest_asset(struct sheet *sheet, Str path)
{
    const struct site *site = sheet->print->site;
    Str *names = arena_make_n(sheet->arena, Str, site->asset_count + 1);
    for (size_t i = 0; i < site->asset_count; i++) names[i] = site->assets[i].path;
    return str_nearest(path, names, site->asset_count);
}

static void report_missing(struct sheet *sheet, Str path, Loc loc)
{
    Str near = str_starts(path, S("content/")) ? nearest_asset(sheet, str_skip(path, 8)) : STR_NONE;
    if (near.len)
        sheet_report(sheet, loc, MSG_PRINT_PICTURE_MISSING_NEAR, path, near);
    else
        sheet_report(sheet, loc, MSG_PRINT_PICTURE_MISSING, path);
}

static struct stored *stored_get(struct sheet *sheet, Str path, Loc loc)
{
    struct picture_store *store = sheet->print->pictures;
    struct stored *stored = stored_find(store, path);
    pthread_mutex_lock(&stored->lock);
    if (!stored->read) stored_read(sheet, store, stored);
    pthread_mutex_unlock(&stored->lock);
    if (stored->status == FILE_MISSING) report_missing(sheet, path, loc);
    if (!stored->picture && !stored->drawing.document) sheet->failed = true;
    return stored;
}

/* ---- addresses ---- */

static bool resolve(struct sheet *sheet, Str folder, Str path, Str *resolved)
{
    Str below;
    size_t slash = str_find_char(folder, '/');
    Str root = str_from_to(folder, 0, slash); /* "content" or "templates": not to be left */
    if (!path_resolve(sheet->arena, str_skip(folder, slash + 1), path, &below)) return false;
    *resolved = path_join(sheet->arena, root, below);
    return true;
}

bool picture_path(struct sheet *sheet, Str href, Loc loc, Str *path)
{
    Str base = loc.source ? path_folder(loc.source->name) : S("templates/print");
    bool content = str_starts(href, S("content:"));
    if (str_starts(href, S("data:")) && href.len < DATA_LONGEST) {
        *path = href;
        return true;
    }
    if (content) {
        href = str_skip(href, 8);
        base = str_starts(href, S("../"))
                   ? path_join(sheet->arena, S("content"), path_folder(sheet->product->path))
                   : S("content");
    }
    if (!str_starts(base, S("content")) && !str_starts(base, S("templates"))) base = S("templates/print");
    if (resolve(sheet, base, href, path)) return true;
    sheet_report(sheet, loc, MSG_PRINT_PICTURE_OUTSIDE, href);
    return false;
}

const struct picture *picture_get(struct sheet *sheet, Str path, Loc loc)
{
    const struct stored *stored = stored_get(sheet, path, loc);
    if (stored->drawing.document) sheet_report(sheet, loc, MSG_PRINT_PICTURE_KIND, path);
    return stored->picture;
}

const struct drawing *picture_drawing(struct sheet *sheet, Str path, Loc loc)
{
    const struct stored *stored = stored_get(sheet, path, loc);
    return stored->drawing.document ? &stored->drawing : NULL;
}

bool picture_is_drawing(Str path)
{
    return is_drawing(path);
}

/* ---- resolution ---- */

/* The nearest frame:ppi or frame:distance around the element decides. */
static double ppi_least(struct sheet *sheet, const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        Str ppi = frame_attribute(node, "ppi"), distance = frame_attribute(node, "distance");
        double value;
        if (ppi.data) {
            if (svg_length(str_trim(ppi), 1, 1, &value) && value > 0) return value;
            sheet_report(sheet, svg_loc(sheet->source, node), MSG_PRINT_FRAME_NUMBER, S("ppi"), ppi);
            return PPI_LEAST;
        }
        if (distance.data && svg_length(str_trim(distance), 1, 1, &value) && value > 0)
            return fmin(PPI_LEAST, PPI_AT_A_METRE / value);
    }
    return PPI_LEAST;
}

static Str pair(struct sheet *sheet, double width, double height)
{
    return str_format(sheet->arena, "%.0f × %.0f", width, height);
}

void picture_check(struct sheet *sheet, const struct picture *picture, const xmlNode *node, Loc loc,
                   double width, double height)
{
    if (!(width > 0) || !(height > 0)) return;
    double across = (double)picture->width / width * INCH, down = (double)picture->height / height * INCH;
    double ppi = fmin(across, down), least = ppi_least(sheet, node), none = least * (PPI_NONE / PPI_LEAST);
    if (ppi + 0.5 >= least) return;
    double more = least / ppi;
    sheet_report(sheet, loc, ppi + 0.5 >= none ? MSG_PRINT_PICTURE_SOFT : MSG_PRINT_PICTURE_COARSE,
                 picture->name, pair(sheet, (double)picture->width, (double)picture->height),
                 pair(sheet, width, height), str_format(sheet->arena, "%.0f", ppi),
                 str_format(sheet->arena, "%.0f", least),
                 pair(sheet, ceil((double)picture->width * more), ceil((double)picture->height * more)));
}
