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

static void check_field(const struct csv_reader *reader, const struct field *field, Str text)
{
    if (field->offset > text.len) abort();
    bool quoted = field->offset < text.len && text.data[field->offset] == '"';
    if (!quoted && field->text.len && field->text.data != text.data + field->offset) abort();
    if (!quoted && memchr(field->text.data ? field->text.data : "", reader->rows.separator, field->text.len))
        abort();
}

static void read_all(struct arena *arena, struct diag *diag, const struct source *source)
{
    struct csv_reader reader;
    if (csv_open(&reader, arena, diag, source)) {
        struct field *fields = arena_make_n(arena, struct field, reader.rows.columns);
        while (reader.rows.calls->next(&reader.rows, fields))
            for (size_t i = 0; i < reader.rows.columns; i++) check_field(&reader, &fields[i], source->text);
    }
    reader.rows.calls->close(&reader.rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source source = {.name = S("fuzz.csv"), .text = {(const char *)data, size}};
    read_all(arena, diag, &source);
    const struct source yaml = {.name = S("fuzz.yaml"), .text = {description, sizeof description - 1}};
    struct buf headed = {0};
    buf_c(&headed, "a;b;c;d;e;f\n");
    buf_bytes(&headed, data, size);
    const struct source table = {.name = S("table.csv"), .text = buf_view(&headed)};
    table_read(arena, diag, S("table"), (struct table_data){.source = &table}, yaml_read(arena, diag, &yaml));
    diag_free(diag);
    arena_free(arena);
    buf_free(&headed);
    return 0;
}
