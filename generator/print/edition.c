/* The editions of a product: which files are made of its filled sheets. */
#include <string.h>

#include "base/arena.h"
#include "print/inside.h"
#include "site/copy.h"

const struct edition print_editions[] = {
    {.name = "screen", .open = screen_open, .add = screen_add, .close = screen_close},
    {.name = "press", .open = press_open, .add = press_add, .close = press_close},
    {.name = "office", .open = office_open, .add = office_add, .close = office_close},
    {.name = "preview", .once = true, .open = preview_open, .add = preview_add, .close = preview_close},
};
_Static_assert(sizeof print_editions / sizeof *print_editions <= EDITIONS_MOST, "room for all editions");
const size_t print_edition_count = sizeof print_editions / sizeof *print_editions;

static bool layout_allows(const struct layout *layout, Str name)
{
    Str rest = layout->editions, word;
    if (!str_trim(rest).len) return true;
    while ((word = word_cut(&rest)).len)
        if (str_equal(word, name)) return true;
    return false;
}

static const struct value *wanted_list(const struct sheet *sheet)
{
    const struct value *wanted = value_get(sheet->product->meta, S("editions"));
    return wanted && wanted->kind == VALUE_LIST && wanted->count ? wanted : NULL;
}

bool edition_wanted(const struct sheet *sheet, const struct edition *edition)
{
    const struct value *wanted = wanted_list(sheet);
    if (!layout_allows(sheet->layout, str_from(edition->name))) return false;
    for (size_t i = 0; wanted && i < wanted->count; i++)
        if (str_is(wanted->items[i]->text, edition->name)) return true;
    return !wanted;
}

const struct edition *edition_find(const char *name)
{
    for (size_t i = 0; i < print_edition_count; i++)
        if (strcmp(name, print_editions[i].name) == 0) return &print_editions[i];
    return NULL;
}

static bool is_edition(Str name)
{
    for (size_t i = 0; i < print_edition_count; i++)
        if (str_is(name, print_editions[i].name)) return true;
    return false;
}

static Str edition_names(struct arena *arena)
{
    Str names[8];
    size_t count = print_edition_count < 8 ? print_edition_count : 8;
    for (size_t i = 0; i < count; i++) names[i] = str_from(print_editions[i].name);
    return str_join(arena, names, count, S(", "));
}

void edition_check(struct sheet *sheet)
{
    const struct value *wanted = wanted_list(sheet);
    Str rest = sheet->layout->editions, word;
    Loc layout = {sheet->layout->source, 0};
    while ((word = word_cut(&rest)).len)
        if (!is_edition(word))
            sheet_report(sheet, layout, MSG_PRINT_EDITION_UNKNOWN, word, edition_names(sheet->arena));
    for (size_t i = 0; wanted && i < wanted->count; i++) {
        Str name = wanted->items[i]->text;
        if (!is_edition(name))
            sheet_report(sheet, wanted->items[i]->loc, MSG_PRINT_EDITION_UNKNOWN, name,
                         edition_names(sheet->arena));
        else if (!layout_allows(sheet->layout, name))
            sheet_report(sheet, wanted->items[i]->loc, MSG_PRINT_EDITION_EXCLUDED, name, sheet->layout->name,
                         str_trim(sheet->layout->editions));
    }
}

Str edition_date(const struct run *run)
{
    const struct value *own = value_get(run->product->meta, S("date"));
    const struct site *site = run->print->site;
    Date date = {.year = 0};
    if (own && own->kind == VALUE_DATE)
        date = own->date;
    else if (run->product->link)
        date = run->product->link->date;
    for (size_t i = 0; date.year == 0 && i < site->page_count; i++)
        if (date_compare(site->pages[i]->date, date) > 0) date = site->pages[i]->date;
    if (date.year == 0) date = (Date){2000, 1, 1};
    return str_format(run->arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

void editions_open(struct run *run, const struct sheet *first)
{
    run->opened = true;
    for (size_t i = 0; i < print_edition_count; i++)
        if (edition_wanted(first, &print_editions[i]) && !(print_editions[i].once && first->copy->row > 0)) {
            run->documents[i] = print_editions[i].open(run, first);
            run->sound[i] = run->documents[i] != NULL;
            run->failed = run->failed || !run->documents[i];
        }
}

void editions_add(struct run *run, struct sheet *sheet)
{
    for (size_t i = 0; i < print_edition_count; i++)
        if (run->documents[i])
            run->sound[i] = print_editions[i].add(run->documents[i], sheet) && run->sound[i];
}

bool editions_close(struct run *run)
{
    for (size_t i = 0; i < print_edition_count; i++) {
        if (!run->documents[i]) continue;
        bool sound = run->sound[i] && !run->failed;
        run->sound[i] = print_editions[i].close(run->documents[i], sound) && sound;
    }
    for (size_t i = 0; i < print_edition_count; i++)
        run->failed = run->failed || (run->documents[i] && !run->sound[i]);
    return !run->failed;
}

static Str path_in(const struct run *run, Str folder, const char *suffix)
{
    return str_join(run->arena, (Str[]){path_join(run->arena, folder, run->file), str_from(suffix)}, 2,
                    STR_NONE);
}

Str edition_path(const struct run *run, const char *suffix)
{
    return path_in(run, path_join(run->arena, S("print"), run->product->name), suffix);
}

Str edition_site_path(const struct run *run, const char *suffix)
{
    bool in_folder = run->product->in_files;
    return path_in(run,
                   in_folder ? path_join(run->arena, S("site/cetak"), run->product->name) : S("site/cetak"),
                   suffix);
}

struct canvas_document *edition_document(struct run *run, const struct sheet *sheet)
{
    struct canvas_document *document = arena_make(run->arena, struct canvas_document);
    *document = (struct canvas_document){
        .title = run->product->title,
        .lang = run->product->lang,
        .author = site_text(run->print->site, S("branch")),
        .subject = copy_common_text(run->arena, value_get_text(run->product->meta, S("description"))),
        .root = sheet->root,
        .many = sheet->one_of_many,
        .kept = run->kept};
    if (sheet->one_of_many) document->root = element_new(run->arena, NULL, ROLE_DOCUMENT);
    return document;
}
