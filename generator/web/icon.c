/* Pictograms: templates/icons/NAME.svg, checked as drawings and inlined as decoration (the words beside them say it all). */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "draw/svg.h"
#include "web/inside.h"

static const xmlChar *x(const char *text)
{
    return (const xmlChar *)text;
}

/* Within HTML a drawing needs no namespace. */
Str icon_inline(struct arena *arena, Str svg)
{
    Str declaration = S(" xmlns=\"http://www.w3.org/2000/svg\"");
    size_t at = str_find(svg, declaration);
    if (at == svg.len) return svg;
    Str parts[] = {str_from_to(svg, 0, at), str_skip(svg, at + declaration.len)};
    return str_join(arena, parts, 2, STR_NONE);
}

static const struct value *icon_markup(struct arena *arena, xmlDoc *document)
{
    struct buf out = {0};
    xmlNode *root = xmlDocGetRootElement(document);
    xmlSetProp(root, x("class"), x("icon"));
    xmlSetProp(root, x("width"), x("48"));
    xmlSetProp(root, x("height"), x("48"));
    xmlSetProp(root, x("aria-hidden"), x("true"));
    svg_write(&out, document);
    const struct value *markup = value_markup(arena, icon_inline(arena, str_trim(buf_copy(&out, arena))));
    buf_free(&out);
    return markup;
}

const struct value *icon_read_all(struct arena *arena, struct diag *diag, const char *templates)
{
    struct file_list files;
    int error;
    struct value *icons = value_map(arena);
    const char *folder = str_c(arena, path_join(arena, str_from(templates), S("icons")));
    enum file_status status = file_list(arena, folder, &files, &error);
    if (status != FILE_OK) {
        file_report(diag, LOC_NONE, status, S("templates/icons"), error, 0);
        return icons;
    }
    for (size_t i = 0; i < files.count; i++) {
        if (!str_ends(files.entries[i].path, S(".svg"))) continue;
        Str shown = path_join(arena, S("templates/icons"), files.entries[i].path);
        const struct source *source =
            file_source(arena, diag, LOC_NONE, folder, files.entries[i].path, shown);
        xmlDoc *document = source ? svg_parse(arena, diag, source) : NULL;
        if (document) value_set(arena, icons, path_stem(files.entries[i].path), icon_markup(arena, document));
    }
    return icons;
}

/* ---- pages ---- */

enum { SHARED_MOST = 64 };
#define START "<svg class=\"icon\""

struct shared {
    Str markup;
    size_t count;
    bool written;
};
struct sharing {
    struct shared list[SHARED_MOST];
    size_t count;
};

static struct shared *shared_find(struct sharing *sharing, Str markup)
{
    for (size_t i = 0; i < sharing->count; i++)
        if (str_equal(sharing->list[i].markup, markup)) return &sharing->list[i];
    if (sharing->count == SHARED_MOST) return NULL;
    sharing->list[sharing->count] = (struct shared){.markup = markup};
    return &sharing->list[sharing->count++];
}

/* The next pictogram of a page; false: there is none. *before is what stands in front of it, *rest what follows. */
static bool next_icon(Str *rest, Str *before, Str *icon)
{
    const char *start = rest->len ? memmem(rest->data, rest->len, START, sizeof START - 1) : NULL;
    size_t at = start ? (size_t)(start - rest->data) : rest->len;
    Str from = str_skip(*rest, at);
    const char *end = from.len ? memmem(from.data, from.len, "</svg>", 6) : NULL;
    *before = end ? str_from_to(*rest, 0, at) : *rest;
    *icon = end ? str_slice(from.data, end + 6) : STR_NONE;
    *rest = end ? str_skip(from, icon->len) : STR_NONE;
    return end != NULL;
}

static void put_icon(struct buf *out, struct sharing *sharing, Str icon)
{
    struct shared *shared = shared_find(sharing, icon);
    size_t head = str_find_char(icon, '>') + 1;
    if (!shared || shared->count < 2) {
        buf_str(out, icon);
        return;
    }
    size_t number = (size_t)(shared - sharing->list);
    buf_str(out, str_from_to(icon, 0, head));
    if (shared->written) {
        buf_printf(out, "<use href=\"#site-i%zu\"/></svg>", number);
        return;
    }
    buf_printf(out, "<g id=\"site-i%zu\">", number);
    buf_str(out, str_from_to(icon, head, icon.len - 6));
    buf_c(out, "</g></svg>");
    shared->written = true;
}

/* A pictogram that comes again is drawn by reference: a page with lists would be a tenth larger otherwise. */
void icon_share(Str html, struct buf *out)
{
    struct sharing sharing = {.count = 0};
    Str before, icon, rest = html;
    while (next_icon(&rest, &before, &icon)) {
        struct shared *shared = shared_find(&sharing, icon);
        if (shared) shared->count++;
    }
    buf_reserve(out, html.len);
    for (rest = html; next_icon(&rest, &before, &icon);) {
        buf_str(out, before);
        put_icon(out, &sharing, icon);
    }
    buf_str(out, before);
}
