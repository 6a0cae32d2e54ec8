/* Any bytes as YAML: no crash, every place inside the text, every key found again; then checked by a schema. */
#include <stdlib.h>

#include "base/arena.h"
#include "data/schema.h"
#include "data/table.h"
#include "base/utf8.h"
#include "data/yaml.h"
#include "data/yaml_inside.h"
#include "yaml_same.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_places(const struct value *value, const struct source *source, int depth, size_t *budget)
{
    if (depth > 64) abort();
    if (value->loc.source != source || value->loc.offset > source->text.len) abort();
    for (size_t i = 0; i<value->count && * budget> 0; i++) {
        --*budget;
        if (value->kind == VALUE_MAP) {
            Loc loc;
            if (value_get(value, value->keys[i]) != value->items[i]) abort();
            if (!value_key_loc(value, value->keys[i], &loc) || loc.offset > source->text.len) abort();
        }
        check_places(value->items[i], source, depth + 1, budget);
    }
}

/* What the reader of plain YAML reads, libyaml reads too, and alike. */
static void compare_readers(struct arena *arena, const struct source *source)
{
    struct diag *diag = diag_new();
    const struct value *plain = utf8_invalid_at(source->text) == source->text.len
                                    ? yaml_plain_read(arena, source, 0, source->text.len)
                                    : NULL;
    const struct value *whole = plain ? yaml_read_all(arena, diag, source, 0, source->text.len) : NULL;
    if (plain && (!whole || !yaml_same(plain, whole))) abort();
    diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source source = {.name = S("fuzz.yaml"), .text = {(const char *)data, size}};
    const struct value *value = yaml_read(arena, diag, &source);
    size_t budget = 100000;
    if (!value && diag_count(diag, DIAG_ERROR) == 0) abort();
    if (value && diag_count(diag, DIAG_ERROR) > 0) abort();
    if (value) check_places(value, &source, 0, &budget);
    compare_readers(arena, &source);
    if (value) schema_check(arena, diag, &table_schema, value);
    yaml_read_part(arena, diag, &source, size / 3, size - size / 4);
    diag_free(diag);
    arena_free(arena);
    return 0;
}
