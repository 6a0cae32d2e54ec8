/* What a page weighs when it is first opened: itself, the styles and scripts that it names, the pictures that are loaded at once; texts as web
 * servers send them, packed (RFC 1952). A weak signal carries some 50 KB in the time that people wait. */
#include <zlib.h>

#include "base/arena.h"
#include "web/inside.h"

enum { WEIGHT_MOST = 50000 };

static size_t packed_size(Str bytes)
{
    struct arena *scratch = arena_new();
    uLongf size = compressBound((uLong)bytes.len);
    Bytef *out = arena_alloc(scratch, size);
    bool packed = compress2(out, &size, (const Bytef *)bytes.data, (uLong)bytes.len, 6) == Z_OK;
    arena_free(scratch);
    return packed && size < bytes.len ? size : bytes.len;
}

static size_t statics_size(const struct web *web, Str html, bool packed)
{
    size_t size = 0;
    for (size_t i = 0; i < web->static_files.count; i++) {
        Str bytes = web->static_bytes[i];
        if (bytes.len && str_find(html, web->static_paths[i]) < html.len)
            size += packed ? packed_size(bytes) : bytes.len;
    }
    return size;
}

void weight_check(const struct web *web, const struct page *page, Str html, size_t pictures)
{
    if (html.len + pictures <= WEIGHT_MOST / 2)
        return; /* styles and scripts are less than that: style.css is held below 15 KB */
    if (html.len + pictures + statics_size(web, html, false) <= WEIGHT_MOST) return;
    size_t size = packed_size(html) + pictures + statics_size(web, html, true);
    if (size <= WEIGHT_MOST) return;
    struct arena *scratch = arena_new();
    Loc loc = {page->source, page->body};
    diag_report(web->diag, loc, MSG_PAGE_HEAVY, str_format(scratch, "%zu", (size + 999) / 1000),
                str_format(scratch, "%zu", (pictures + 999) / 1000),
                str_format(scratch, "%d", WEIGHT_MOST / 1000));
    arena_free(scratch);
}
