#include "kit/kit.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/memo.h"
#include "kit/inside.h"

enum { FILES_MOST = 65000, LEAST_COMPRESSED = 300, FORM = 1 /* another one makes all ZIPs anew */ };
#define ZIP_BYTES_MOST ((size_t)256 << 20)
#define ZIP_DATA_MOST  ((size_t)2 << 20) /* of a table's file */

static bool ends_with_one_of(Str path, const char *const *endings)
{
    for (; *endings; endings++)
        if (str_ends_nocase(path, str_from(*endings))) return true;
    return false;
}

static bool is_text(Str path)
{
    static const char *const endings[] = {".html", ".css", ".js",  ".svg",         ".json",
                                          ".csv",  ".txt", ".xml", ".webmanifest", NULL};
    return ends_with_one_of(path, endings);
}

/* ---- beside the files ---- */

static void put_beside(Str path, Str ending, const struct buf *out, size_t size, const struct kit_sink *sink)
{
    struct arena *scratch = arena_new();
    Str name = str_join(scratch, (Str[]){path, ending}, 2, STR_NONE);
    if (out->len && out->len + out->len / 20 < size) sink->put(sink->context, name, buf_view(out));
    arena_free(scratch);
}

void kit_compress(Str path, Str bytes, const struct kit_sink *sink)
{
    if (!str_starts(path, S("site/")) || !is_text(path) || bytes.len < LEAST_COMPRESSED) return;
    struct buf deflated = {0}, out = {0};
    struct packed packed = pack(&deflated, bytes);
    pack_gzip(&out, &packed);
    put_beside(path, S(".gz"), &out, bytes.len, sink);
    out.len = 0;
    if (pack_brotli(&out, bytes)) put_beside(path, S(".br"), &out, bytes.len, sink);
    buf_free(&deflated);
    buf_free(&out);
}

/* ---- the ZIP ---- */

/* What the site needs only on a web server stays out, and so do large tables: packing a million rows takes ten seconds and much memory. */
static bool is_zipped(Str path, size_t size)
{
    static const char *const left_out[] = {"site/_headers", "site/robots.txt",           "site/sitemap.xml",
                                           "site/sw.js",    "site/manifest.webmanifest", KIT_ZIP};
    static const char *const copies[] = {".gz", ".br", NULL};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (str_is(path, left_out[i])) return false;
    if (size > ZIP_DATA_MOST && str_starts(path, S("site/data/"))) return false;
    return str_starts(path, S("site/")) && !str_starts(path, S("site/og/")) &&
           !ends_with_one_of(path, copies);
}

struct zipping {
    struct arena *arena;
    struct staging *staging;
    struct memo *memo; /* of the last build; NULL: none */
    const struct kit_sink *sink;
    const struct staged_file *files; /* by path */
    size_t count, bytes;
    struct memo_key key;
};

static void list_files(struct zipping *z)
{
    size_t all, kept = 0;
    struct staged_file *files = staging_list(z->staging, z->arena, &all);
    XXH3_state_t *hash = XXH3_createState();
    if (!hash) arena_exhausted();
    XXH3_128bits_reset(hash);
    for (size_t i = 0; i < all; i++) {
        if (!is_zipped(files[i].path, files[i].size)) continue;
        uint64_t about[] = {FORM, files[i].path.len, files[i].hash, files[i].size};
        XXH3_128bits_update(hash, about, sizeof about);
        XXH3_128bits_update(hash, files[i].path.data, files[i].path.len);
        z->bytes += files[i].size;
        files[kept++] = files[i];
    }
    XXH128_hash_t digest = XXH3_128bits_digest(hash);
    z->key = (struct memo_key){digest.low64, digest.high64};
    z->files = files;
    z->count = kept;
    XXH3_freeState(hash);
}

static bool read_entry(const struct zipping *z, const struct staged_file *file, struct buf *zip,
                       struct kit_entry *entry)
{
    struct arena *scratch = arena_new();
    struct buf deflated = {0};
    Str bytes;
    bool read = staging_read(z->staging, scratch, file->path, &bytes);
    if (read) {
        struct packed packed = is_text(file->path) ? pack(&deflated, bytes) : packed_as_is(bytes);
        bool smaller = packed.deflated.len && packed.deflated.len < bytes.len;
        *entry = (struct kit_entry){.path = str_skip(file->path, 5),
                                    .size = bytes.len,
                                    .packed = smaller ? packed.deflated.len : bytes.len,
                                    .offset = zip->len,
                                    .crc = packed.crc,
                                    .deflated = smaller};
        zip_put_entry(zip, entry, smaller ? packed.deflated : bytes);
    }
    buf_free(&deflated);
    arena_free(scratch);
    return read;
}

static bool write_zip(const struct zipping *z)
{
    struct kit_entry *entries = arena_make_n(z->arena, struct kit_entry, z->count + 1);
    struct buf zip = {0};
    bool whole = true;
    for (size_t i = 0; i < z->count && whole; i++) whole = read_entry(z, &z->files[i], &zip, &entries[i]);
    if (whole) zip_put_end(&zip, entries, z->count);
    whole = whole && z->sink->put(z->sink->context, S(KIT_ZIP), buf_view(&zip));
    buf_free(&zip);
    return whole;
}

static void zip_site(struct zipping *z)
{
    const struct memo_record *last = z->memo ? memo_find(z->memo, S("zip"), z->key) : NULL;
    if (last && staging_keep(z->staging, last->files, last->file_count)) {
        memo_add(z->memo, last);
        return;
    }
    if (!write_zip(z) || !z->memo) return;
    struct staged_file file = staging_file(z->staging, S(KIT_ZIP));
    memo_add(z->memo, &(struct memo_record){.id = S("zip"), .key = z->key, .files = &file, .file_count = 1});
}

void kit_zip(struct diag *diag, struct staging *staging, struct memo *memo, const struct kit_sink *sink)
{
    struct zipping z = {.arena = arena_new(), .staging = staging, .memo = memo, .sink = sink};
    list_files(&z);
    if (z.count > FILES_MOST || z.bytes > ZIP_BYTES_MOST)
        diag_report(diag, LOC_NONE, MSG_KIT_TOO_LARGE, str_format(z.arena, "%zu", ZIP_BYTES_MOST >> 20));
    else
        zip_site(&z);
    arena_free(z.arena);
}
