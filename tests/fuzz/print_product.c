/* Any text as a print product: Markdown to blocks, lines, frames, drawing. Run in the repository's root. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "print/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct site *site;
    static struct print *print;
    if (!print) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        site = site_load(arena, diag, "tests/golden/print");
        struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
        print = print_open(arena, diag, site, "tests/golden/print/templates", fonts);
    }
    struct source source = {.name = S("content/cetak/x.md"), .text = {(const char *)data, size}};
    struct diag *diag = diag_new();
    if (file_check_text(diag, &source)) {
        struct product product = *site_product(site, S("kartu"));
        product.source = &source;
        product.body = 0;
        struct arena *arena = arena_new();
        struct buf out = {0};
        print_trace(print, &product, arena, diag, &out);
        buf_free(&out);
        arena_free(arena);
    }
    diag_free(diag);
    return 0;
}
