#include "data/rows.h"

#include <stdlib.h>

#include "base/arena.h"

bool rows_fault(struct rows *rows, Loc loc, enum message message, const Str *words, size_t count)
{
    if (rows->faults >= ROWS_FAULTS_MAX) return false;
    diag_add(rows->diag, loc, message, words, count);
    if (++rows->faults < ROWS_FAULTS_MAX) return true;
    diag_report(rows->diag, loc, MSG_DATA_MORE_FAULTS);
    return false;
}

static int compare_names(const void *a, const void *b)
{
    const struct field *const *x = a, *const *y = b;
    int order = str_compare((*x)->text, (*y)->text);
    return order ? order : ((*x)->offset > (*y)->offset) - ((*x)->offset < (*y)->offset);
}

bool rows_check_header(struct rows *rows)
{
    struct field **sorted = arena_make_n(rows->arena, struct field *, rows->columns);
    size_t before = rows->faults;
    for (size_t i = 0; i < rows->columns; i++) {
        sorted[i] = &rows->header[i];
        if (rows->header[i].text.len == 0)
            rows_fault(rows, rows->calls->loc(rows, &rows->header[i]), MSG_CSV_NAME_EMPTY,
                       (Str[]){str_format(rows->arena, "%zu", i + 1)}, 1);
    }
    qsort(sorted, rows->columns, sizeof *sorted, compare_names);
    for (size_t i = 1; i < rows->columns; i++)
        if (sorted[i]->text.len && str_equal(sorted[i]->text, sorted[i - 1]->text))
            rows_fault(rows, rows->calls->loc(rows, sorted[i]), MSG_CSV_NAME_REPEATED, &sorted[i]->text, 1);
    return rows->faults == before;
}
