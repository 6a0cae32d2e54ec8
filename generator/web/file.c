/* Files that are published as they are: those of templates/web/ and the pictures and downloads of content/.
 *
 * Style sheets and scripts are published under names that hold their fingerprint: a browser keeps them as long as it likes, and
 * never shows a new page in an old dress. Templates name them by the variable `asset`. */
#include "base/arena.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "base/pool.h"
#include "draw/picture_notes.h"
#include "web/inside.h"

/* Reads a file that is published as it is; false after a report. `shown` is the folder as people know it. */
static bool read_file(const struct web *web, struct arena *scratch, Str folder, const char *shown, Str path,
                      Str *bytes)
{
    int error;
    enum file_status status =
        file_read_below(scratch, str_c(scratch, folder), path, FILE_LIMIT_PICTURE, bytes, &error);
    if (status != FILE_OK)
        file_report(web->diag, LOC_NONE, status, path_join(scratch, str_from(shown), path), error,
                    FILE_LIMIT_PICTURE);
    return status == FILE_OK;
}

void file_write_asset(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    Str path = web->site->assets[index].path;
    Str bytes;
    if (!raster_original_wanted(web, index)) return;
    if (read_file(web, scratch, path_join(scratch, str_from(web->site->root), S("content")), "content", path,
                  &bytes) &&
        picture_may_be_published(scratch, web->diag, path, bytes))
        output_put(sink, scratch, path, picture_without_notes(scratch, bytes));
}

static bool is_fingerprinted(Str path)
{
    return str_ends(path, S(".css")) || str_ends(path, S(".js"));
}

static bool read_static(const struct web *web, struct arena *arena, Str path, Str *bytes)
{
    Str folder = path_join(arena, str_from(web->templates_folder), S("web"));
    if (!read_file(web, arena, folder, "templates/web", path, bytes)) return false;
    if (str_is(path, "style.css")) *bytes = str_join(arena, (Str[]){*bytes, web->brand}, 2, STR_NONE);
    if (str_is(path, "chart.css"))
        *bytes = str_join(arena, (Str[]){*bytes, brand_chart_css(arena, &web->palette)}, 2, STR_NONE);
    if (str_ends(path, S(".css"))) *bytes = css_squeeze(arena, *bytes);
    if (str_ends(path, S(".js"))) *bytes = script_squeeze(arena, *bytes);
    return true;
}

struct preparing {
    struct web *web;
    struct arena **arenas; /* one a thread */
};

static void prepare_one(void *context, size_t index, unsigned worker)
{
    const struct preparing *preparing = context;
    struct web *web = preparing->web;
    struct arena *arena = preparing->arenas[worker];
    Str path = web->static_files.entries[index].path;
    web->static_paths[index] = path;
    if (is_fingerprinted(path) && read_static(web, arena, path, &web->static_bytes[index]))
        web->static_paths[index] =
            fingerprint_path(arena, path, fingerprint(arena, web->static_bytes[index]));
}

static void close_arena(void *arena)
{
    arena_free(arena);
}

/* Squeezing the scripts takes as long as reading some hundred pages: all threads share it. */
void file_prepare(struct web *web)
{
    size_t count = web->static_files.count;
    unsigned threads = pool_default_threads();
    struct preparing preparing = {web, arena_make_n(web->arena, struct arena *, threads)};
    struct value *assets = value_map(web->arena);
    web->static_paths = arena_make_n(web->arena, Str, count + 1);
    web->static_bytes = arena_make_n(web->arena, Str, count + 1);
    for (unsigned i = 0; i < threads; i++)
        arena_defer(web->arena, close_arena, preparing.arenas[i] = arena_new());
    pool_run(threads, count, prepare_one, &preparing);
    for (size_t i = 0; i < count; i++)
        value_set(web->arena, assets, web->static_files.entries[i].path,
                  value_text(web->arena, web->static_paths[i]));
    web->assets = assets;
}

void file_write_static(const struct web *web, size_t index, struct arena *scratch,
                       const struct web_sink *sink)
{
    Str path = web->static_files.entries[index].path, bytes = web->static_bytes[index];
    if (bytes.data || (!is_fingerprinted(path) && read_static(web, scratch, path, &bytes)))
        output_put(sink, scratch, web->static_paths[index], bytes);
}
