/* Any bytes as CSV: no crash, every field where it says; then as a typed table. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/csv.h"
#include "data/table.h"
#include "data/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char description[] =
    "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
    "  a: {label: A, key: true}\n  b: {label: B, type: integer, unit: rupiah}\n"
    "  c: {label: C, type: decimal, unit: percent}\n  d: {label: D, type: date}\n"
    "  e: {label: E, type: month}\n  f: {label: F, type: boolean}\n";

static void check_fields(const struct csv *csv, const struct source *source)
{
    for (size_t i = 0; i < csv->rows * csv->columns; i++) {
        const struct csv_field *field = &csv->fields[i];
        if (field->offset > source->text.len) abort();
        bool quoted = field->offset < source->text.len && source->text.data[field->offset] == '"';
        if (!quoted && field->text.len && field->text.data != source->text.data + field->offset) abort();
        if (!quoted && memchr(field->text.data ? field->text.data : "", csv->separator, field->text.len))
            abort();
    }
}

/* The rows one by one are the rows of the whole. */
static void compare_rows(struct arena *arena, struct diag *diag, const struct source *source,
                         const struct csv *csv)
{
    struct csv_reader reader;
    if (!csv_open(&reader, arena, diag, source)) abort();
    struct csv_field *fields = arena_make_n(arena, struct csv_field, reader.columns);
    for (size_t row = 0; csv_next(&reader, fields); row++)
        for (size_t i = 0; i < csv->columns; i++)
            if (row >= csv->rows || !str_equal(fields[i].text, csv->fields[row * csv->columns + i].text))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source source = {.name = S("fuzz.csv"), .text = {(const char *)data, size}};
    struct csv csv;
    bool right = csv_read(arena, diag, &source, &csv);
    if (right != (diag_count(diag, DIAG_ERROR) == 0)) abort();
    if (right) check_fields(&csv, &source);
    if (right) compare_rows(arena, diag, &source, &csv);
    const struct source yaml = {.name = S("fuzz.yaml"), .text = {description, sizeof description - 1}};
    struct buf headed = {0};
    buf_c(&headed, "a;b;c;d;e;f\n");
    buf_bytes(&headed, data, size);
    const struct source table = {.name = S("table.csv"), .text = buf_view(&headed)};
    table_read(arena, diag, S("table"), &table, yaml_read(arena, diag, &yaml));
    diag_free(diag);
    arena_free(arena);
    buf_free(&headed);
    return 0;
}
