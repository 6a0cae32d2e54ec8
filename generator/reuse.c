#include "reuse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/names.h"

enum { NAMED_DEEPEST = 8, NAMED_MOST = 400 };

struct reuse {
    const struct site *site;
    struct staging *staging;
    struct memo *memo;
    struct memo_key shared; /* of what goes into everything */
};

/* ---- keys ---- */

static void add_text(XXH3_state_t *hash, Str text)
{
    uint64_t len = text.len;
    XXH3_128bits_update(hash, &len, sizeof len);
    if (text.len) XXH3_128bits_update(hash, text.data, text.len);
}

static void add_number(XXH3_state_t *hash, uint64_t number)
{
    XXH3_128bits_update(hash, &number, sizeof number);
}

/* The program itself. */
static bool add_program(XXH3_state_t *hash)
{
    struct stat about;
    if (stat("/proc/self/exe", &about) != 0) return false;
    add_number(hash, (uint64_t)about.st_ino);
    add_number(hash, (uint64_t)about.st_size);
    add_number(hash, (uint64_t)about.st_ctim.tv_sec);
    add_number(hash, (uint64_t)about.st_ctim.tv_nsec);
    return true;
}

static bool add_templates(XXH3_state_t *hash, const char *templates)
{
    struct arena *arena = arena_new();
    struct file_list list;
    int error;
    bool good = file_list(arena, templates, &list, &error) == FILE_OK;
    for (size_t i = 0; good && i < list.count; i++) {
        add_text(hash, list.entries[i].path);
        add_number(hash, list.entries[i].status);
        add_number(hash, list.entries[i].stamp);
    }
    arena_free(arena);
    return good;
}

static void add_front_matter(XXH3_state_t *hash, Str path, const struct mentions *mentions)
{
    add_text(hash, path);
    add_number(hash, mentions->front);
}

static void add_site(XXH3_state_t *hash, const struct site *site)
{
    add_number(hash, site->stamp);
    add_number(hash, (uint64_t)(site->today.year * 10000 + site->today.month * 100 + site->today.day));
    for (size_t i = 0; i < site->page_count; i++) {
        const struct page *page = site->pages[i];
        add_text(hash, page->url);
        add_front_matter(hash, page->path, &page->mentions);
    }
    for (size_t i = 0; i < site->product_count; i++)
        add_front_matter(hash, site->products[i]->path, &site->products[i]->mentions);
}

static struct memo_key key_of(const XXH3_state_t *hash)
{
    XXH128_hash_t digest = XXH3_128bits_digest(hash);
    return (struct memo_key){digest.low64, digest.high64};
}

static bool find_shared(struct reuse *reuse, const char *templates)
{
    XXH3_state_t *hash = XXH3_createState();
    if (!hash) arena_exhausted();
    XXH3_128bits_reset(hash);
    bool good = add_program(hash) && add_templates(hash, templates);
    add_site(hash, reuse->site);
    reuse->shared = key_of(hash);
    XXH3_freeState(hash);
    return good;
}

/* ---- the documents that a document names ---- */

struct named {
    const struct site *site;
    struct arena *arena;
    XXH3_state_t *hash;
    struct names seen;
    size_t count;
    bool all; /* as many as may be: no bound for what goes into the document */
};

static struct reuse_document document_at(const struct site *site, Str path)
{
    const struct page *page = site_page(site, path);
    if (page && page->source) return (struct reuse_document){page->path, &page->mentions};
    const struct product *product =
        str_starts(path, S("cetak/")) ? site_product(site, path_stem(path)) : NULL;
    return product ? (struct reuse_document){product->path, &product->mentions}
                   : (struct reuse_document){.path = STR_NONE};
}

static void add_document(struct named *named, struct reuse_document document, int depth);

/* As written, or as seen from the folder of the document. */
static void add_named(struct named *named, Str folder, Str name, int depth)
{
    Str resolved = STR_NONE;
    struct reuse_document document = document_at(named->site, name);
    if (document.mentions) add_document(named, document, depth + 1);
    if (!path_resolve(named->arena, folder, name, &resolved)) return;
    document = document_at(named->site, resolved);
    if (document.mentions) add_document(named, document, depth + 1);
}

static void add_document(struct named *named, struct reuse_document document, int depth)
{
    const struct mentions *mentions = document.mentions;
    if (!names_put(named->arena, &named->seen, document.path, mentions)) return;
    if (depth > NAMED_DEEPEST || ++named->count > NAMED_MOST || mentions->any) {
        named->all = true;
        return;
    }
    add_number(named->hash, mentions->low);
    add_number(named->hash, mentions->high);
    for (size_t i = 0; i < mentions->count; i++)
        add_named(named, path_folder(document.path), mentions->names[i], depth);
}

/* False: what goes into the work cannot be told. */
static bool find_key(struct reuse *reuse, struct arena *scratch, struct reuse_work *work)
{
    XXH3_state_t hash;
    struct named named = {.site = reuse->site, .arena = scratch, .hash = &hash};
    const struct page *original = work->page ? work->page->original : NULL;
    XXH3_128bits_reset(&hash);
    add_number(&hash, reuse->shared.low);
    add_number(&hash, reuse->shared.high);
    if (work->document.mentions) add_document(&named, work->document, 0);
    /* a version tells whether its original has changed */
    if (original && original->source)
        add_document(&named, (struct reuse_document){original->path, &original->mentions}, 0);
    work->key = key_of(&hash);
    return !named.all;
}

/* ---- what build.c asks ---- */

struct reuse *reuse_open(struct arena *arena, const struct site *site, const char *templates,
                         struct staging *staging)
{
    struct reuse *reuse = arena_make(arena, struct reuse);
    *reuse = (struct reuse){.site = site, .staging = staging};
    if (!find_shared(reuse, templates)) return NULL;
    reuse->memo = memo_open(arena, str_c(arena, str_from(staging_path_beside(staging, "memo"))));
    return reuse;
}

const struct memo_record *reuse_find(struct reuse *reuse, struct arena *scratch, struct reuse_work *work)
{
    if (find_key(reuse, scratch, work)) return memo_find(reuse->memo, work->id, work->key);
    work->id = STR_NONE;
    return NULL;
}

bool reuse_keep(struct reuse *reuse, const struct memo_record *record)
{
    if (!staging_keep(reuse->staging, record->files, record->file_count)) return false;
    memo_add(reuse->memo, record);
    return true;
}

void reuse_done(struct reuse *reuse, const struct reuse_work *work, const Str *paths, size_t count, Str note)
{
    if (!work->id.len) return;
    struct staged_file *files = calloc(count + 1, sizeof *files);
    if (!files) arena_exhausted();
    for (size_t i = 0; i < count; i++) files[i] = staging_file(reuse->staging, paths[i]);
    memo_add(reuse->memo, &(struct memo_record){work->id, work->key, files, count, note});
    free(files);
}

struct memo *reuse_memo(const struct reuse *reuse)
{
    return reuse->memo;
}

void reuse_save(struct reuse *reuse)
{
    memo_save(reuse->memo);
}
