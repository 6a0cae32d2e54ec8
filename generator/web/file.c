/* Files that are published as they are: those of templates/web/ and the pictures and downloads of content/. */
#include "base/arena.h"
#include "base/file.h"
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
    if (read_file(web, scratch, path_join(scratch, str_from(web->site->root), S("content")), "content", path,
                  &bytes) &&
        picture_may_be_published(scratch, web->diag, path, bytes))
        output_put(sink, scratch, path, bytes);
}

void file_write_static(const struct web *web, size_t index, struct arena *scratch,
                       const struct web_sink *sink)
{
    Str path = web->static_files.entries[index].path;
    Str folder = path_join(scratch, str_from(web->templates_folder), S("web")), bytes;
    if (!read_file(web, scratch, folder, "templates/web", path, &bytes)) return;
    if (str_is(path, "style.css")) bytes = str_join(scratch, (Str[]){bytes, web->brand}, 2, STR_NONE);
    if (str_ends(path, S(".css"))) bytes = css_squeeze(scratch, bytes);
    output_put(sink, scratch, path, bytes);
}
