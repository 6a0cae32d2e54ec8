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
