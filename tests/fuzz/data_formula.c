/* Any lines as formulas of indicators i0, i1 … over a small table: no crash, a figure for each. */
#include <stdlib.h>

#include "base/arena.h"
#include "data/table.h"
#include "data/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char yaml_text[] = "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
                                "  w: {label: W, key: true}\n  t: {label: T, type: month}\n"
                                "  n: {label: N, type: integer, unit: rupiah}\n"
                                "  d: {label: D, type: decimal}\n  b: {label: B, type: boolean}\n";
static const char csv_text[] = "w;t;n;d;b\nx;2022-01;1;0,5;ya\ny;2022-02;;-2,25;tidak\nz;;1000000000000;3;\n";

static struct value *indicator_of(struct arena *arena, const struct source *source, Str line)
{
    struct value *indicator = value_map(arena), *formula = value_text(arena, line);
    formula->loc = (Loc){source, (size_t)(line.data - source->text.data)};
    value_set(arena, indicator, S("label"), value_text(arena, S("L")));
    value_set(arena, indicator, S("formula"), formula);
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
    diag_free(diag);
    arena_free(arena);
    return 0;
}
