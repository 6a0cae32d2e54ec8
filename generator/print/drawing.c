/* Icons and art: the SVG files of templates/icons/ and templates/print/art/, in the site's colours. All are known by name; a file is read when something uses
 * it for the first time, by whatever thread comes first. */
#include <pthread.h>

#include "base/arena.h"
#include "print/inside.h"

struct drawing_store {
    pthread_mutex_t lock;
    struct arena *arena;
    struct diag *diag;
    const char *templates;
};

static void close_store(void *handle)
{
    struct drawing_store *store = handle;
    pthread_mutex_destroy(&store->lock);
    arena_free(store->arena);
}

static void list_folder(struct print *print, const char *templates, Str folder)
{
    struct file_list list;
    int error = 0;
    const char *path = str_c(print->arena, path_join(print->arena, str_from(templates), folder));
    if (file_list(print->arena, path, &list, &error) != FILE_OK)
        return; /* none: a layout that wants one is told */
    print->drawings = arena_grow(print->arena, print->drawings, &print->drawing_capacity,
                                 print->drawing_count + list.count, sizeof *print->drawings);
    for (size_t i = 0; i < list.count; i++)
        if (str_ends(list.entries[i].path, S(".svg")))
            print->drawings[print->drawing_count++] =
                (struct drawing){.path = path_join(print->arena, folder, list.entries[i].path)};
}

void drawings_open(struct print *print, struct diag *diag, const char *templates)
{
    struct drawing_store *store = print->drawing_store = arena_make(print->arena, struct drawing_store);
    pthread_mutex_init(&store->lock, NULL);
    store->arena = arena_new();
    store->diag = diag;
    store->templates = templates;
    arena_defer(print->arena, close_store, store);
    list_folder(print, templates, S("icons"));
    list_folder(print, templates, S("print/art"));
}

static void read_drawing(const struct print *print, struct drawing *drawing)
{
    struct drawing_store *store = print->drawing_store;
    struct arena *arena = store->arena;
    const struct source *source = file_source(arena, store->diag, LOC_NONE, store->templates, drawing->path,
                                              path_join(arena, S("templates"), drawing->path));
    xmlDoc *document = source ? svg_parse(arena, store->diag, source) : NULL;
    Str names = document ? frame_attribute(xmlDocGetRootElement(document), "brand") : STR_NONE;
    if (names.len) {
        struct source *own = arena_make(arena, struct source);
        *own = *source;
        own->text = brand_colors(arena, print->site, names, own->text);
        source = own;
        document = svg_parse(arena, store->diag, own);
    }
    drawing->source = source;
    drawing->document = document;
    drawing->read = true;
}

const struct drawing *drawing_find(const struct print *print, Str path)
{
    for (size_t i = 0; i < print->drawing_count; i++) {
        struct drawing *drawing = &print->drawings[i];
        if (!str_equal(drawing->path, path)) continue;
        pthread_mutex_lock(&print->drawing_store->lock);
        if (!drawing->read) read_drawing(print, drawing);
        pthread_mutex_unlock(&print->drawing_store->lock);
        return drawing;
    }
    return NULL;
}
