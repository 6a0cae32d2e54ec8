/* Any lines as formulas of indicators i0, i1 … over a small table, behind '@' their groups ("sum(n) @ w, year(t)"): no crash, a figure for each,
 * and the figures of a family add up to a table of as many rows. */
#include <stdlib.h>

#include "base/arena.h"
#include "data/table.h"
#include "data/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char yaml_text[] =
    "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
    "  w: {label: W, key: true}\n  t: {label: T, type: month}\n"
    "  n: {label: N, type: integer, unit: rupiah}\n"
    "  g: {label: G}\n  h: {label: H, type: date}\n  y: {label: Y, type: integer, unit: tahun}\n"
    "  d: {label: D, type: decimal}\n  b: {label: B, type: boolean}\n";
static const char csv_text[] =
    "w;t;n;d;b;g;h;y\nx;2022-01;1;0,5;ya;A;2022-01-05;2021\ny;2022-02;;-2,25;tidak;B b;2023-02-28;2022\n"
    "z;;1000000000000;3;;A;;2022\nu;2023-01;7;3;ya;;2023-12-31;\nv;2023-02;-7;0;;B b;2024-02-29;2023\n"
    "t;2023-01;99999999999999999999;0,125;tidak;A;2020-06-30;2023\n";

static struct value *by_of(struct arena *arena, const struct source *source, Str rest)
{
    struct value *by = value_list(arena);
    while (rest.len) {
        struct value *name = value_text(arena, str_trim(str_cut(&rest, ',')));
        name->loc = (Loc){source, 0};
        value_append(arena, by, name);
    }
    by->loc = (Loc){source, 0};
    return by;
}

static struct value *indicator_of(struct arena *arena, const struct source *source, Str line)
{
    Str by = line;
    line = str_cut(&by, '@');
    struct value *indicator = value_map(arena), *formula = value_text(arena, line);
    formula->loc = (Loc){source, (size_t)(line.data - source->text.data)};
    value_set(arena, indicator, S("label"), value_text(arena, S("L")));
    value_set(arena, indicator, S("formula"), formula);
    if (by.len) value_set(arena, indicator, S("by"), by_of(arena, source, by));
    if (line.len % 3 == 0) value_set(arena, indicator, S("unit"), value_text(arena, S("rupiah")));
    if (line.len % 5 == 0)
        value_set(arena, indicator, S("places"), value_int(arena, (int64_t)(line.len % 7)));
    for (size_t i = 0; i < indicator->count; i++)
        ((struct value *)(uintptr_t)indicator->items[i])->loc.source = source;
    return indicator;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source yaml = {.name = S("t.yaml"), .text = {yaml_text, sizeof yaml_text - 1}},
                        csv = {.name = S("t.csv"), .text = {csv_text, sizeof csv_text - 1}};
    const struct source source = {.name = S("fuzz"), .text = {(const char *)data, size}};
    struct value *description = (struct value *)(uintptr_t)yaml_read(arena, diag, &yaml);
    struct value *indicators = value_map(arena);
    Str rest = source.text;
    for (int i = 0; rest.len && i < 30; i++)
        value_set(arena, indicators, str_format(arena, "i%d", i),
                  indicator_of(arena, &source, str_cut(&rest, '\n')));
    struct table *table = table_read(arena, diag, S("t"), (struct table_data){.source = &csv}, description);
    if (!table || diag_count(diag, DIAG_ERROR)) abort();
    value_set(arena, description, S("indicators"), indicators);
    struct indicators all;
    bool right = indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all);
    if (right != (diag_count(diag, DIAG_ERROR) == 0)) abort();
    for (size_t i = 0; i < all.count; i++)
        if (!all.figures[i].text.len || (all.figures[i].at_least && all.figures[i].at_most)) abort();
    for (size_t i = 0; i < all.family_count; i++) {
        const struct figure_family *family = &all.families[i];
        if (family->count && family->table->rows != family->count) abort();
        for (size_t row = 0; row < family->table->rows; row++)
            for (size_t k = 0; k < family->table->columns; k++) table_cell(family->table, row, k);
    }
    diag_free(diag);
    arena_free(arena);
    return 0;
}
