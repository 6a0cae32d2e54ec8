/* The editions of a product: which files are made of its filled sheets. */
#include "base/arena.h"
#include "print/inside.h"

const struct edition print_editions[] = {
    {.name = "screen", .open = screen_open, .add = screen_add, .close = screen_close},
};
const size_t print_edition_count = sizeof print_editions / sizeof *print_editions;

bool edition_wanted(const struct product *product, const struct edition *edition)
{
    const struct value *wanted = value_get(product->meta, S("editions"));
    if (!wanted || wanted->kind != VALUE_LIST || wanted->count == 0) return true;
    for (size_t i = 0; i < wanted->count; i++)
        if (str_is(wanted->items[i]->text, edition->name)) return true;
    return false;
}

const struct canvas_document *edition_document(struct run *run, const struct sheet *sheet)
{
    struct canvas_document *document = arena_make(run->arena, struct canvas_document);
    *document = (struct canvas_document){.title = run->product->title,
                                         .lang = run->product->lang,
                                         .author = site_text(run->print->site, S("branch")),
                                         .subject = value_get_text(run->product->meta, S("description")),
                                         .root = sheet->root};
    return document;
}
