#include "web/card.h"

#include "base/arena.h"
#include "base/buf.h"
#include "draw/png.h"
#include "draw/png_canvas.h"
#include "draw/svg.h"

enum { CARD_BYTES = 290 * 1000 };
static const struct card_form {
    const char *template, *suffix;
    size_t width, height;
} forms[] = {{"og.svg", "", 1200, 630}, {"og-square.svg", "-1x1", 1200, 1200}};
enum { FORMS = sizeof forms / sizeof *forms };

struct cards {
    struct template_set *set;
    const struct template *templates[FORMS];
};

/* A site whose templates are older has none. */
void card_prepare(struct web *web)
{
    const char *folder =
        str_c(web->arena, path_join(web->arena, str_from(web->templates_folder), S("share")));
    struct file_list files;
    int error;
    if (!web->site->base_url.len || !web_extra(web, "images")) return;
    if (file_list(web->arena, folder, &files, &error) != FILE_OK) return;
    struct cards *cards = arena_make(web->arena, struct cards);
    cards->set = template_set_open(web->arena, web->diag, folder, S("templates/share"));
    for (size_t i = 0; i < FORMS; i++) {
        for (size_t j = 0; j < files.count; j++)
            if (str_is(files.entries[j].path, forms[i].template))
                cards->templates[i] = template_get(cards->set, files.entries[j].path);
        if (!cards->templates[i]) return;
    }
    web->cards = cards;
}

/* "panduan/klaim-jht/index.html" -> "og/panduan/klaim-jht.png" */
static Str card_path(struct arena *arena, const struct page *page, size_t form)
{
    Str name = path_folder(page->url);
    if (!name.len) name = path_stem(page->url);
    return str_format(arena, "og/%.*s%s.png", (int)name.len, name.data, forms[form].suffix);
}

static bool has_card(const struct web *web, struct arena *arena, const struct page *page)
{
    return web->cards && page->type != PAGE_MISSING && !page->faulty &&
           card_can_show(arena, web->fonts, page->title, page->lang);
}

/* Open Graph writes a language with a country. */
static Str locale(const struct page *page)
{
    static const char *const known[][2] = {
        {"id", "id_ID"}, {"su", "su_ID"}, {"jv", "jv_ID"}, {"en", "en_US"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(page->lang, known[i][0])) return str_from(known[i][1]);
    return page->lang;
}

void card_variables(const struct web *web, struct arena *arena, const struct page *page, struct value *map)
{
    page = web->site->pages[page->number]; /* the parts of a list show that of the whole */
    if (!has_card(web, arena, page)) return;
    struct value *list = value_list(arena);
    for (size_t i = 0; i < FORMS; i++) {
        struct value *item = value_map(arena);
        value_set(arena, item, S("url"),
                  value_text(arena, site_address(web->site, arena, card_path(arena, page, i))));
        value_set(arena, item, S("width"), value_text(arena, str_format(arena, "%zu", forms[i].width)));
        value_set(arena, item, S("height"), value_text(arena, str_format(arena, "%zu", forms[i].height)));
        value_append(arena, list, item);
    }
    value_set(arena, map, S("cards"), list);
    value_set(arena, map, S("og_locale"), value_text(arena, locale(page)));
    value_set(arena, map, S("og_type"),
              value_text(arena, page->type == PAGE_HOME ? S("website") : S("article")));
}

/* ---- drawing ---- */

struct drawing {
    const struct web *web;
    struct arena *scratch;
    struct source *source;
};

/* Icons: files of templates/ named from templates/share/. */
static xmlDoc *other_drawing(void *context, Str href, const struct source **source)
{
    struct drawing *d = context;
    Str path;
    if (!path_resolve(d->scratch, S("share"), href, &path)) return NULL;
    *source = file_source(d->scratch, d->web->diag, LOC_NONE, d->web->templates_folder, path,
                          path_join(d->scratch, S("templates"), path));
    return *source ? svg_parse(d->scratch, d->web->diag, *source) : NULL;
}

static const struct value *variables(const struct web *web, struct arena *arena, const struct page *page)
{
    struct value *all = value_map(arena), *map = value_map(arena);
    const char *const copied[] = {"cost", "time", "channel"};
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        Str text = value_get_text(page->meta, str_from(copied[i]));
        if (text.len) value_set(arena, map, str_from(copied[i]), value_text(arena, text));
    }
    value_set(arena, map, S("title"), value_text(arena, page->title));
    value_set(arena, map, S("description"), value_text(arena, page->description));
    if (value_get(web->icons, page->icon)) value_set(arena, map, S("icon"), value_text(arena, page->icon));
    value_set(arena, all, S("page"), map);
    value_set(arena, all, S("site"), web_language(web, page->lang)->site_value);
    value_set(arena, all, S("lang"), value_text(arena, page->lang));
    return all;
}

static xmlDoc *render(struct drawing *d, const struct page *page, size_t form)
{
    struct buf out = {0};
    struct template_run run = {.variables = variables(d->web, d->scratch, page),
                               .messages = web_messages(d->web, page->lang),
                               .lang = page->lang,
                               .form = TEMPLATE_XML,
                               .scratch = d->scratch,
                               .diag = d->web->diag};
    xmlDoc *document = NULL;
    d->source = arena_make(d->scratch, struct source);
    d->source->name = path_join(d->scratch, S("templates/share"), str_from(forms[form].template));
    if (template_render(d->web->cards->templates[form], &run, &out)) {
        d->source->text = buf_copy(&out, d->scratch);
        document = svg_parse(d->scratch, d->web->diag, d->source);
    }
    buf_free(&out);
    return document;
}

static unsigned char *paint(struct drawing *d, xmlDoc *document, const struct card_form *form, Str lang)
{
    double width = (double)form->width, height = (double)form->height;
    struct canvas *canvas = png_canvas_open(d->scratch, form->width, form->height, (Color){1, 1, 1, 1});
    struct svg_paint options = {.scratch = d->scratch,
                                .diag = d->web->diag,
                                .source = d->source,
                                .fonts = d->web->fonts,
                                .current_color = {0.09, 0.13, 0.11, 1},
                                .lang = lang,
                                .other = other_drawing,
                                .context = d};
    if (!canvas) return NULL;
    options.styles = svg_styles(d->scratch, d->web->diag, d->source, document);
    png_canvas_place(canvas, (Point){0, 0}, (Point){1, 1}, (Rect){0, 0, width, height});
    canvas->calls->page_begin(canvas, (struct page_box){.width = width, .height = height});
    bool drawn = svg_draw(canvas, document, (Rect){0, 0, width, height}, &options);
    canvas->calls->page_end(canvas);
    return drawn ? png_canvas_pixels(canvas) : NULL;
}

/* Flat colours need few; a template with photographs is made to fit by fewer colours. */
static void write_small(struct buf *out, struct arena *scratch, const unsigned char *rgb,
                        const struct card_form *form)
{
    static const size_t colors[] = {64, PNG_COLORS_MOST, 128, 32, 8};
    for (size_t i = 0; i < sizeof colors / sizeof *colors && (i == 0 || out->len > CARD_BYTES); i++) {
        out->len = 0;
        png_write(out, scratch, rgb, form->width, form->height, 0, colors[i]);
    }
}

size_t card_count(const struct web *web)
{
    return web->cards ? web->site->page_count * FORMS : 0;
}

void card_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct page *page = web->site->pages[index / FORMS];
    size_t form = index % FORMS;
    struct drawing d = {web, scratch, NULL};
    if (!has_card(web, scratch, page)) return;
    xmlDoc *document = render(&d, page, form);
    if (!document) return;
    card_fit(scratch, web->fonts, page->lang, document);
    unsigned char *pixels = paint(&d, document, &forms[form], page->lang);
    if (!pixels) return;
    struct buf *out = arena_make(scratch, struct buf);
    arena_defer(scratch, buf_free_handle, out);
    write_small(out, scratch, pixels, &forms[form]);
    output_put(sink, scratch, card_path(scratch, page, form), buf_view(out));
}
