#include "print/print.h"

#include "base/arena.h"
#include "draw/trace.h"
#include "print/inside.h"
#include "site/copy.h"

void sheet_fail(struct sheet *sheet, Loc loc, enum message message, const Str *words, size_t count)
{
    diag_add(sheet->diag, loc, message, words, count);
    sheet->failed = sheet->failed || message_text(message)->level == DIAG_ERROR;
}

Str word_cut(Str *rest)
{
    *rest = str_trim_left(*rest);
    size_t end = 0;
    while (end < rest->len && !char_is_space(rest->data[end])) end++;
    Str word = str_from_to(*rest, 0, end);
    *rest = str_skip(*rest, end);
    return word;
}

Str print_number(struct arena *arena, double value, int decimals)
{
    struct buf text = {0};
    buf_number(&text, value, decimals);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '.') text.data[i] = ',';
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

/* ---- before threads ---- */

struct print *print_open(struct arena *arena, struct diag *diag, const struct site *site,
                         const char *templates, const struct font_set *fonts)
{
    struct print *print = arena_make(arena, struct print);
    print->arena = arena;
    print->site = site;
    print->fonts = fonts;
    bool sound = layout_open(print, diag, templates);
    sound = inks_open(print, diag, templates) && sound;
    sound = words_open(print, diag, templates) && sound;
    drawings_open(print, diag, templates);
    print->pictures = picture_store_open(arena, site->root, templates);
    print->hyphens = hyphenation_open(arena, str_c(arena, path_join(arena, str_from(templates), S("hyphen"))),
                                      S("templates/hyphen"));
    print->palette = chart_palette_make(value_get_text(value_get(site->config, S("brand")), S("green")));
    variables_open(print);
    each_open(print, (const struct product *const *)site->products, site->product_count);
    return sound ? print : NULL;
}

/* ---- one product ---- */

static const char *const common_keys[] = {"title", "layout",      "link",      "editions", "lang",
                                          "draft", "description", "date",      "each",     "run",
                                          "paper", "copies",      "finishing", "sheet",    "thickness"};

static Loc product_loc(const struct sheet *sheet)
{
    return (Loc){sheet->product->source, 0};
}

/* frame:keys="headline! subtitle": what the layout's template uses beyond the common keys; "!" marks what it cannot do without. */
static void check_keys(struct sheet *sheet)
{
    const struct value *meta = sheet->product->meta;
    Str known[64];
    size_t count = 0;
    for (; count < sizeof common_keys / sizeof *common_keys; count++)
        known[count] = str_from(common_keys[count]);
    Str rest = sheet->layout->keys;
    for (Str key; (key = word_cut(&rest)).len && count < 64; count++) {
        bool required = key.data[key.len - 1] == '!';
        if (required) key.len--;
        known[count] = key;
        if (required && !value_is_true(value_get(meta, key)))
            sheet_report(sheet, product_loc(sheet), MSG_PRINT_KEY_MISSING, key, sheet->layout->name);
    }
    for (size_t i = 0; meta && i < meta->count; i++) {
        size_t k = 0;
        while (k < count && !str_equal(known[k], meta->keys[i])) k++;
        if (k < count) continue;
        Loc loc = product_loc(sheet);
        value_key_loc(meta, meta->keys[i], &loc);
        Str nearest = str_nearest(meta->keys[i], known, count);
        sheet_report(sheet, loc, MSG_PRINT_KEY_UNKNOWN, meta->keys[i], sheet->layout->name,
                     nearest.len ? nearest : str_join(sheet->arena, known, count, S(", ")));
    }
}

static bool find_layout(struct sheet *sheet)
{
    const struct print *print = sheet->print;
    const struct product *product = sheet->product;
    sheet->layout = layout_find(print, product->layout);
    if (sheet->layout) return true;
    Str *names = arena_make_n(sheet->arena, Str, print->layout_count + 1);
    for (size_t i = 0; i < print->layout_count; i++) names[i] = print->layouts[i].name;
    Loc loc = {product->source, 0};
    const struct value *value = value_get(product->meta, S("layout"));
    if (value) loc = value->loc;
    sheet_report(sheet, loc, MSG_PRINT_LAYOUT_UNKNOWN, product->layout,
                 str_join(sheet->arena, names, print->layout_count, S(", ")));
    return false;
}

/* Front matter may name values of the row, which are put in for each copy. */
void sheet_own_product(struct sheet *sheet)
{
    const struct product *product = sheet->product;
    const struct value *meta =
        product->meta ? copy_expand(product, sheet->copy, sheet->arena, sheet->diag, product->meta) : NULL;
    if (meta == product->meta) return;
    struct product *own = arena_copy(sheet->arena, product, sizeof *product);
    own->meta = meta;
    own->title = value_get_text(meta, S("title"));
    sheet->product = own;
}

void sheet_read_text(struct sheet *sheet)
{
    struct markdown_context *context = arena_make(sheet->arena, struct markdown_context);
    *context = (struct markdown_context){.site = sheet->print->site,
                                         .folder = path_folder(sheet->product->path),
                                         .lang = sheet->product->lang,
                                         .period = value_get_text(sheet->product->meta, S("period")),
                                         .product = sheet->product,
                                         .copy = sheet->copy};
    sheet->markdown =
        markdown_parse(sheet->arena, sheet->diag, sheet->product->source, sheet->product->body, context);
}

bool sheet_prepare(struct sheet *sheet)
{
    size_t errors = diag_count(sheet->diag, DIAG_ERROR);
    if (!find_layout(sheet)) return false;
    sheet->lasting = sheet->arena;
    sheet_own_product(sheet);
    if (diag_count(sheet->diag, DIAG_ERROR) > errors) sheet->failed = true;
    check_keys(sheet);
    edition_check(sheet);
    if (sheet->failed || !layout_read(sheet)) return false;
    sheet_read_text(sheet);
    story_route(sheet);
    if (diag_count(sheet->diag, DIAG_ERROR) > errors) sheet->failed = true;
    if (sheet->failed) return false;
    if (!fill_sheet(sheet)) return false;
    banner_check(sheet);
    return !sheet->failed;
}

bool print_trace(const struct print *print, const struct product *product, struct arena *scratch,
                 struct diag *diag, struct buf *out)
{
    struct sheet sheet = {
        .print = print, .product = product, .copy = product->copies, .arena = scratch, .diag = diag};
    if (!sheet_prepare(&sheet)) return false;
    struct canvas *canvas = trace_open(scratch, out);
    bool painted = paint_sheet(&sheet, canvas);
    trace_structure(out, sheet.root);
    return painted;
}
