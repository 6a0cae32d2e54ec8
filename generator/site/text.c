/* The texts of pages. Of thousands of pages only the front matter is held; the text is read again when its page is made, and is the one that was
 * read and checked first, or none. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/file.h"
#include "site/load.h"

enum { LINE_KEPT = 400 };

const struct source *load_head(struct arena *arena, const struct source *whole, size_t body)
{
    Str behind =
        str_from_to(whole->text, body, body + LINE_KEPT); /* where reports about the whole page point */
    size_t line = str_find_char(behind, '\n');
    struct source *head = arena_make(arena, struct source);
    head->name = str_copy(arena, whole->name);
    head->text = str_copy(arena, str_from_to(whole->text, 0, body + line));
    return head;
}

const struct source *page_text(const struct site *site, struct arena *arena, struct diag *diag,
                               const struct page *page)
{
    const struct mentions *known = &page->mentions;
    if (!site || !site->content || !page->source || page->source->text.len >= known->size)
        return page->source;
    struct source *whole = arena_make(arena, struct source);
    int error;
    enum file_status status =
        file_read_in(arena, site->content, page->path, FILE_LIMIT_TEXT, &whole->text, &error);
    whole->name = page->source->name;
    whole->text = file_without_mark(whole->text);
    if (status != FILE_OK) {
        file_report(diag, LOC_NONE, status, whole->name, error, FILE_LIMIT_TEXT);
        return NULL;
    }
    XXH128_hash_t hash = XXH3_128bits(whole->text.data, whole->text.len);
    if (hash.low64 == known->low && hash.high64 == known->high) return whole;
    diag_report(diag, ((Loc){page->source, 0}), MSG_FILE_CHANGED, whole->name);
    return NULL;
}
