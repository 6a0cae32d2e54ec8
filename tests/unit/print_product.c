/* Whole products of tests/golden/print: their drawing and structure as text, or what is wrong with them, in both languages. Golden files
 * stand beside the content; UPDATE=1 writes them anew. Layout "card" is the test's own, the others are those of templates/print. */
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/pool.h"
#include "print/print.h"
#include "tap.h"

#define ROOT "tests/golden/print"

/* Every file of a product behind each other, each after its path. */
static bool gather(void *context, Str path, Str bytes)
{
    struct buf *files = context;
    buf_printf(files, "\n%.*s %zu\n", (int)path.len, path.data, bytes.len);
    buf_str(files, bytes);
    return true;
}

static bool make(const struct print *print, const struct product *product, struct arena *arena,
                 struct diag *diag, struct buf *files)
{
    return print_product(print, product, arena, diag, &(struct print_sink){gather, files});
}

static void compare(struct arena *arena, Str name, const char *ending, Str got)
{
    Str file = str_format(arena, ROOT "/%.*s.%s", (int)name.len, name.data, ending), expected = STR_NONE;
    const char *path = str_c(arena, file);
    int error;
    if (getenv("UPDATE") && got.len) {
        FILE *out = fopen(path, "wb");
        if (out) {
            fwrite(got.data, 1, got.len, out);
            fclose(out);
        }
    }
    file_read(arena, path, FILE_LIMIT_TEXT, &expected, &error);
    if (!ok(str_equal(got, expected), path))
        printf("# got:\n%.*s\n", (int)(got.len < 4000 ? got.len : 4000), got.data ? got.data : "");
}

/* Of the real layouts only what is written and how it is structured: their artwork is a designer's to change. */
static Str words_only(struct arena *arena, Str trace)
{
    static const char *const artwork[] = {"fill",      "stroke", "clip",      "save",          "restore",
                                          "transform", "group",  "end group", "mark artifact", "end mark"};
    struct buf out = {0};
    bool is_structure = false; /* where indentation says what is below what */
    while (trace.data) {
        Str line = str_cut(&trace, '\n'), bare = str_trim_left(line);
        bool drawn = bare.len == 0;
        is_structure = is_structure || str_is(bare, "Document");
        for (size_t i = 0; i < sizeof artwork / sizeof *artwork; i++)
            drawn = drawn || str_starts(bare, str_from(artwork[i]));
        if (drawn) continue;
        buf_str(&out, is_structure ? line : bare);
        buf_char(&out, '\n');
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str printed(struct arena *arena, struct diag *diag, enum language language)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    if (!stream) return STR_NONE;
    diag_print(diag, stream, language, 0);
    fclose(stream);
    Str copy = str_copy(arena, (Str){text, len});
    free(text);
    return copy;
}

/* The layout is one of templates/print, and not of the test's own. */
static bool is_shipped(struct arena *arena, Str layout)
{
    Str path = str_format(arena, "templates/print/%.*s.svg", (int)layout.len, layout.data);
    return access(str_c(arena, path), R_OK) == 0;
}

static void test_product(const struct print *print, const struct product *product, bool real)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf trace = {0}, pdf = {0}, again = {0};
    bool drawn = print_trace(print, product, arena, diag, &trace);
    bool wrong = str_starts(product->name, S("salah")) || str_ends(product->name, S("kurang"));
    ok(drawn != wrong, str_c(arena, product->name));
    Str text = buf_view(&trace);
    if (drawn) compare(arena, product->name, "trace", real ? words_only(arena, text) : text);
    compare(arena, product->name, "errors.id", printed(arena, diag, LANGUAGE_ID));
    compare(arena, product->name, "errors.en", printed(arena, diag, LANGUAGE_EN));
    if (drawn) {
        ok(make(print, product, arena, diag, &pdf) && str_find(buf_view(&pdf), S("%PDF-1.7")) < pdf.len,
           "a PDF");
        make(print, product, arena, diag, &again);
        ok(str_equal(buf_view(&pdf), buf_view(&again)), "the same bytes again");
    } else {
        struct diag *fresh = diag_new(); /* a fault is told once: an old list would not grow */
        ok(!make(print, product, arena, fresh, &pdf) && pdf.len == 0, "no PDF of a product with errors");
        diag_free(fresh);
    }
    buf_free(&trace);
    buf_free(&pdf);
    buf_free(&again);
    diag_free(diag);
    arena_free(arena);
}

/* Every panel of the brochure filled until it breaks: the report names it, and points at its text. */
static void test_overflow(const struct print *print, const struct product *like)
{
    static const struct {
        const char *id, *panel;
    } panels[] = {{"needs", "panel needs "},
                  {"contact", "panel contact "},
                  {"help", "panel contact/help "},
                  {"kalau-macet", "panel kalau-macet "},
                  {"body", "panel inside/body "}};
    for (size_t i = 0; i < sizeof panels / sizeof *panels; i++) {
        struct arena *arena = arena_new();
        struct diag *diag = diag_new();
        struct buf text = {0}, out = {0};
        for (size_t k = 0; k < sizeof panels / sizeof *panels; k++) {
            buf_printf(&text, "## Judul {#%s}\n\n", panels[k].id);
            for (size_t n = 0; n < (k == i ? 60u : 1u); n++)
                buf_c(&text, "Satu kalimat untuk mengisi panel.\n\n");
        }
        struct source source = {.name = S("panel.md"), .text = buf_view(&text)};
        struct product product = *like;
        product.source = &source;
        product.body = 0;
        ok(!print_trace(print, &product, arena, diag, &out) && out.len == 0, panels[i].id);
        Str told = printed(arena, diag, LANGUAGE_ID);
        ok(diag_count(diag, DIAG_ERROR) == 1 && str_find(told, str_from(panels[i].panel)) < told.len,
           "the report names the panel");
        buf_free(&text);
        buf_free(&out);
        diag_free(diag);
        arena_free(arena);
    }
}

/* Many sheets at once on several threads: each comes out as it does alone. */
struct crowd {
    const struct print *print;
    const struct product *product;
    struct buf pdf[12];
};

static void crowd_print(void *context, size_t index, unsigned worker)
{
    struct crowd *crowd = context;
    (void)worker;
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    make(crowd->print, crowd->product, arena, diag, &crowd->pdf[index]);
    diag_free(diag);
    arena_free(arena);
}

static void test_threads(const struct print *print, const struct product *product)
{
    struct crowd crowd = {.print = print, .product = product};
    size_t count = sizeof crowd.pdf / sizeof *crowd.pdf;
    pool_run(4, count, crowd_print, &crowd);
    bool same = crowd.pdf[0].len > 0;
    for (size_t i = 0; i < count; i++)
        same = same && str_equal(buf_view(&crowd.pdf[i]), buf_view(&crowd.pdf[0]));
    ok(same, "the same bytes from any thread");
    for (size_t i = 0; i < count; i++) buf_free(&crowd.pdf[i]);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct site *site = site_load(arena, diag, ROOT);
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct print *real = print_open(arena, diag, site, "templates", fonts);
    struct print *own = print_open(arena, diag, site, ROOT "/templates", fonts);
    if (!ok(site && real && own && diag_count(diag, DIAG_ERROR) == 0, "the site and the layouts are sound"))
        diag_print(diag, stdout, LANGUAGE_EN, 0);
    for (size_t i = 0; own && real && i < site->product_count; i++) {
        const struct product *product = site->products[i];
        bool is_real = is_shipped(arena, product->layout);
        test_product(is_real ? real : own, product, is_real);
    }
    if (real && site) test_overflow(real, site_product(site, S("brosur")));
    if (real && site) test_threads(real, site_product(site, S("brosur")));
    diag_free(diag);
    arena_free(arena);
    return done();
}
