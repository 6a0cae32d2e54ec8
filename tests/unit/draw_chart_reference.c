/* content/acuan-grafik.md is true: its tables (fenced blocks csv, then yaml) are read and all of their charts drawn, and every type and key that
 * the schema knows stands in it. */
#include "data/yaml.h"
#include "draw/chart.h"
#include "draw_golden.h"

/* The next block fenced as `kind`, and what follows it. */
static bool next_block(Str *rest, const char *kind, Str *block)
{
    struct buf fence = {0};
    buf_c(&fence, "\n```");
    buf_c(&fence, kind);
    buf_char(&fence, '\n');
    size_t at = str_find(*rest, buf_view(&fence));
    bool found = at < rest->len;
    if (found) {
        Str text = str_skip(*rest, at + fence.len);
        size_t end = str_find(text, S("\n```"));
        *block = str_from_to(text, 0, end + 1);
        *rest = str_skip(text, end);
    }
    buf_free(&fence);
    return found;
}

static const struct source *source_of(struct arena *arena, const char *name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = str_from(name), .text = text};
    return source;
}

static size_t draw_all(struct arena *arena, struct diag *diag, const struct font_set *fonts, Str csv,
                       Str yaml)
{
    const struct value *description = yaml_read(arena, diag, source_of(arena, "contoh.yaml", yaml));
    struct table *table =
        table_read(arena, diag, S("contoh"),
                   (struct table_data){.source = source_of(arena, "contoh.csv", csv)}, description);
    const struct value *charts = value_get(description, S("charts"));
    if (!ok(table && charts, "a table with charts")) return 0;
    for (size_t i = 0; i < charts->count; i++) {
        struct chart chart;
        const struct chart_surface surface = {.fonts = fonts, .width = 280, .lang = S("id")};
        ok(chart_draw(arena, diag, table, charts->keys[i], charts->items[i], &surface, &chart) &&
               chart.alt.len,
           str_c(arena, charts->keys[i]));
    }
    return charts->count;
}

/* In a table of the page, as code. */
static void told(struct arena *arena, Str page, const char *word)
{
    Str code = str_format(arena, "`%s`", word);
    ok(str_find(page, code) < page.len, word);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    Str page, csv, yaml;
    int error;
    ok(file_read(arena, "content/acuan-grafik.md", FILE_LIMIT_TEXT, &page, &error) == FILE_OK, "the page");
    size_t drawn = 0;
    for (Str rest = page; next_block(&rest, "csv", &csv);) {
        if (!ok(next_block(&rest, "yaml", &yaml), "a description for every table")) break;
        drawn += draw_all(arena, diag, fonts, csv, yaml);
    }
    ok(drawn >= 8, "examples of the types");
    for (const struct schema *key = chart_schema.keys; key->key; key++) {
        if (!str_is(str_from(key->key), "type")) told(arena, page, key->key);
        for (const char *const *choice = key->choices; choice && *choice; choice++)
            told(arena, page, *choice);
    }
    if (!ok(diag_count(diag, DIAG_ERROR) == 0, "without a fault")) diag_print(diag, stdout, LANGUAGE_EN, 0);
    diag_free(diag);
    arena_free(arena);
    return done();
}
