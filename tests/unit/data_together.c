/* table_together.c: a large file read by two threads gives the cells and the faults that one thread gives for the same text. */
#include <unistd.h>

#include "data/table.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

enum { ROWS = 220000 };

static const char yaml[] =
    "title: T\nsource: s\ndate: 2026-01-31\ncolumns:\n  a: {label: A, type: integer}\n  b: {label: B}\n"
    "  c: {label: C, type: date}\n  d: {label: D, type: decimal, unit: rupiah}\n  e: {label: E, type: "
    "boolean}\n";

static struct buf text_of(const char *end)
{
    static const char *const words[] = {"Baros",         "\"Gunung; \"\"Puyuh\"\"\"", "", "Cikole", "  x  ",
                                        "\"dua\nbaris\""};
    struct buf text = {0};
    buf_c(&text, "a;b;c;d;e\n");
    for (int i = 0; i < ROWS; i++) {
        buf_printf(&text, "%d;%s;20%02d-%02d-%02d;%d.%03d,%d;%s\n", i * 7 % 100003 - 50, words[i % 6], i % 30,
                   i % 12 + 1, i % 28 + 1, i % 900 + 1, i % 1000, i % 10, i % 5 ? "ya" : "");
        if (i % 1000 == 0) buf_c(&text, "\n;;;;\n");
    }
    buf_c(&text, end);
    return text;
}

static struct table *table_from(struct arena *arena, struct diag *diag, Str text, FILE *file)
{
    const struct value *description = yaml_read(arena, diag, source_of(arena, "t.yaml", str_from(yaml)));
    struct table_data data = {.name = S("t.csv")};
    if (file)
        data.descriptor = fileno(file);
    else
        data.source = source_of(arena, "t.csv", text);
    return table_read(arena, diag, S("t"), data, description);
}

static size_t differences(struct arena *arena, const struct table *a, const struct table *b)
{
    size_t count = a->rows != b->rows || a->columns != b->columns;
    for (size_t row = 0; row < a->rows && !count; row++) {
        for (size_t i = 0; i < a->columns; i++) {
            struct cell x = table_cell(a, row, i), y = table_cell(b, row, i);
            count += x.known != y.known || !str_equal(x.text, y.text) ||
                     decimal_compare(x.number, y.number) || x.number.scale != y.number.scale ||
                     date_compare(x.date, y.date);
        }
        if (row % 1000 == 7)
            count += loc_line_column(table_loc(arena, a, row)).line !=
                     loc_line_column(table_loc(arena, b, row)).line;
    }
    return count;
}

static void compare(const char *end, bool right)
{
    struct arena *arena = arena_new();
    struct diag *one = diag_new(), *two = diag_new();
    struct buf text = text_of(end);
    FILE *file = tmpfile();
    bool written = file && fwrite(text.data, 1, text.len, file) == text.len && fflush(file) == 0;
    if (ok(written && lseek(fileno(file), 0, SEEK_SET) == 0, "a large file")) {
        struct table *alone = table_from(arena, one, buf_view(&text), NULL),
                     *together = table_from(arena, two, STR_NONE, file);
        ok((alone != NULL) == right && (together != NULL) == right,
           right ? "both are read" : "both are refused");
        if (alone && together)
            ok(differences(arena, alone, together) == 0 && alone->rows == ROWS, "the same cells and lines");
        Str faults = faults_text(arena, one, LANGUAGE_EN);
        same_text(faults_text(arena, two, LANGUAGE_EN), str_c(arena, faults), "the same faults");
    }
    if (file) fclose(file);
    buf_free(&text);
    arena_free(arena);
}

int main(void)
{
    compare("", true);
    compare("1;x;2026-02-30;1.5;ya\nx;y;2026-02-03;1;boleh\n", false);
    compare("1;x;2026-02-03;1;ya;6\n1;\"open", false);
    return done();
}
