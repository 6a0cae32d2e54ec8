/* content/acuan-rumus.md is true: each row of its tables whose first cell is a formula is computed over the page's own table, and gives what the
 * last cell says, a result or a message; and every function of the language stands in it. */
#include "base/file.h"
#include "data/formula.h"
#include "data/table.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

/* The next block fenced as `kind`, and what follows it. */
static bool next_block(Str *rest, const char *kind, Str *block)
{
    Str fence = str_format(arena, "\n```%s\n", kind);
    size_t at = str_find(*rest, fence);
    if (at == rest->len) return false;
    Str text = str_skip(*rest, at + fence.len);
    size_t end = str_find(text, S("\n```"));
    *block = str_from_to(text, 0, end + 1);
    *rest = str_skip(text, end);
    return true;
}

/* What stands behind "error: ", as far as it is what was expected. */
static Str message_of(Str faults, Str expected)
{
    size_t at = str_find(faults, S("error: "));
    Str message = str_skip(faults, at < faults.len ? at + 7 : 0);
    return str_starts(message, expected) ? expected : message;
}

static Str result_of(const struct indicators *all)
{
    struct buf out = {0};
    for (size_t i = 0; i < all->count; i++) {
        const struct figure *figure = &all->figures[i];
        if (!str_is(figure->id, "x") && !str_starts(figure->id, S("x."))) continue;
        if (out.len) buf_c(&out, "; ");
        if (figure->family) {
            buf_str(&out, figure->group);
            buf_char(&out, ' ');
        }
        buf_str(&out, figure->text);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str compute(Str csv, Str yaml, Str formula, Str by, Str expected)
{
    struct diag *diag = diag_new();
    struct buf text = {0};
    buf_str(&text, yaml);
    buf_c(&text, "  x:\n    label: X\n    formula: '");
    buf_str(&text, formula);
    buf_c(&text, "'\n");
    if (by.len) buf_printf(&text, "    by: %.*s\n", (int)by.len, by.data);
    const struct value *description =
        yaml_read(arena, diag, source_of(arena, "t.yaml", buf_copy(&text, arena)));
    buf_free(&text);
    struct table *table =
        table_read(arena, diag, S("kegiatan"), (struct table_data){.source = source_of(arena, "t.csv", csv)},
                   description);
    struct indicators all = {0};
    bool right = table && indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all);
    Str faults = faults_text(arena, diag, LANGUAGE_ID);
    return right ? result_of(&all) : message_of(faults, expected);
}

/* `code` -> code; {NULL, 0}: the cell is none. */
static Str code_of(Str cell)
{
    cell = str_trim(cell);
    if (cell.len < 2 || cell.data[0] != '`' || cell.data[cell.len - 1] != '`') return STR_NONE;
    return str_from_to(cell, 1, cell.len - 1);
}

/* A row below a header "Rumus …"; false: it is none. */
static bool run_row(Str csv, Str yaml, Str line)
{
    if (!str_starts(line, S("| `"))) return false;
    Str rest = str_from_to(str_trim_right(line), 1, str_trim_right(line).len - 1), cells[3];
    size_t count = 0;
    while (rest.len && count < 3) cells[count++] = str_cut(&rest, '|');
    Str formula = code_of(cells[0]), by = count == 3 ? code_of(cells[1]) : STR_NONE;
    if (!formula.len || count < 2) return false;
    Str label = by.len
                    ? str_format(arena, "%.*s by %.*s", (int)formula.len, formula.data, (int)by.len, by.data)
                    : formula;
    Str expected = code_of(cells[count - 1]);
    if (!expected.len) expected = str_trim(cells[count - 1]);
    same_text(compute(csv, yaml, formula, by, expected), str_c(arena, expected), str_c(arena, label));
    return true;
}

int main(void)
{
    arena = arena_new();
    Str page, csv, yaml;
    int error;
    size_t ran = 0;
    ok(file_read(arena, "content/acuan-rumus.md", FILE_LIMIT_TEXT, &page, &error) == FILE_OK, "the page");
    Str rest = page;
    ok(next_block(&rest, "csv", &csv) && next_block(&rest, "yaml", &yaml), "a table with its description");
    bool formulas = false;
    while (rest.len) {
        Str line = str_cut(&rest, '\n');
        if (str_starts(line, S("| ")) && !str_starts(line, S("| `")))
            formulas = str_starts(line, S("| Rumus"));
        if (formulas && run_row(csv, yaml, line)) ran++;
    }
    ok(ran > 80, "examples of all parts");
    for (size_t i = 0; formula_function(i); i++) {
        Str call = str_format(arena, "`%s(", formula_function(i));
        ok(str_find(page, call) < page.len, formula_function(i));
    }
    arena_free(arena);
    return done();
}
