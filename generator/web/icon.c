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
struct place {
    size_t at;
    Str markup;
    struct shared *shared; /* NULL: too many kinds */
};
struct sharing {
    struct arena *scratch;
    struct shared list[SHARED_MOST];
    size_t count;
    struct place *places;
    size_t place_count, capacity;
};

static struct shared *shared_find(struct sharing *sharing, Str markup)
{
    for (size_t i = 0; i < sharing->count; i++) {
        Str known = sharing->list[i].markup;
        if (known.len == markup.len && (known.data == markup.data || str_equal(known, markup)))
            return &sharing->list[i];
    }
    if (sharing->count == SHARED_MOST) return NULL;
    sharing->list[sharing->count] = (struct shared){.markup = markup};
    return &sharing->list[sharing->count++];
}

static void add_place(struct sharing *sharing, size_t at, Str markup)
{
    struct shared *shared = shared_find(sharing, markup);
    if (shared) shared->count++;
    sharing->places = arena_grow(sharing->scratch, sharing->places, &sharing->capacity,
                                 sharing->place_count + 1, sizeof *sharing->places);
    sharing->places[sharing->place_count++] = (struct place){at, markup, shared};
}

/* The pictograms of a text that stands at `at`. */
static void add_places(struct sharing *sharing, size_t at, Str text)
{
    for (Str rest = text; rest.len;) {
        const char *start = memmem(rest.data, rest.len, START, sizeof START - 1);
        Str from = start ? str_slice(start, rest.data + rest.len) : STR_NONE;
        const char *end = from.len ? memmem(from.data, from.len, "</svg>", 6) : NULL;
        if (!end) return;
        Str icon = str_slice(start, end + 6);
        add_place(sharing, at + (size_t)(start - text.data), icon);
        rest = str_skip(from, icon.len);
    }
}

/* Less than 100. */
static void put_number(struct buf *out, size_t number)
{
    if (number >= 10) buf_char(out, (char)('0' + number / 10));
    buf_char(out, (char)('0' + number % 10));
}

static void put_icon(struct buf *out, struct sharing *sharing, const struct place *place)
{
    Str icon = place->markup;
    struct shared *shared = place->shared;
    size_t head = str_find_char(icon, '>') + 1;
    if (!shared || shared->count < 2) {
        buf_str(out, icon);
        return;
    }
    size_t number = (size_t)(shared - sharing->list);
    buf_str(out, str_from_to(icon, 0, head));
    if (shared->written) {
        buf_c(out, "<use href=\"#site-i");
        put_number(out, number);
        buf_c(out, "\"/></svg>");
        return;
    }
    buf_c(out, "<g id=\"site-i");
    put_number(out, number);
    buf_c(out, "\">");
    buf_str(out, str_from_to(icon, head, icon.len - 6));
    buf_c(out, "</g></svg>");
    shared->written = true;
}

/* A pictogram that comes again is drawn by reference: a page with lists would be a tenth larger otherwise. The template tells where it put
 * markup; only a text with pictograms of its own has to be searched for them. */
void icon_share(struct arena *scratch, Str html, const struct template_marks *marks, bool in_texts,
                struct buf *out)
{
    struct sharing sharing = {.scratch = scratch};
    for (size_t i = 0; i < marks->count; i++) {
        Str markup = marks->items[i].markup->text;
        if (str_starts(markup, S(START)))
            add_place(&sharing, marks->items[i].at, markup);
        else if (in_texts)
            add_places(&sharing, marks->items[i].at, markup);
    }
    size_t done = 0;
    buf_reserve(out, html.len);
    for (size_t i = 0; i < sharing.place_count; i++) {
        const struct place *place = &sharing.places[i];
        buf_str(out, str_from_to(html, done, place->at));
        put_icon(out, &sharing, place);
        done = place->at + place->markup.len;
    }
    buf_str(out, str_skip(html, done));
}
