/* Tables of Markdown: a row of totals against the rows above it, and parts in percent against 100. */
#include "base/arena.h"
#include "base/buf.h"
#include "check/inside.h"

enum { COLUMNS_MOST = 40, ROWS_MOST = 500 };

struct grid {
    Str rows[ROWS_MOST];
    size_t count;
};

static bool is_delimiter(Str line)
{
    bool dash = false;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.data[i];
        if (c != '|' && c != '-' && c != ':' && !char_is_space(c)) return false;
        dash |= c == '-';
    }
    return dash;
}

/* The cells of a row; bars behind a backslash are text. */
static size_t cells_of(Str line, Str cells[COLUMNS_MOST])
{
    size_t count = 0, from = 0;
    line = str_trim(line);
    if (line.len && line.data[0] == '|') from = 1;
    for (size_t i = from; i <= line.len && count < COLUMNS_MOST; i++) {
        bool ends = i == line.len || (line.data[i] == '|' && (i == 0 || line.data[i - 1] != '\\'));
        if (!ends) continue;
        if (i < line.len || i > from) cells[count++] = str_trim(str_from_to(line, from, i));
        from = i + 1;
    }
    return count;
}

/* A cell that is a number and nothing else ("4.916", "**45,83%**"). */
static bool cell_number(Str cell, Decimal *number, bool *percent)
{
    while (cell.len && (cell.data[0] == '*' || cell.data[0] == '_')) cell = str_skip(cell, 1);
    while (cell.len && (cell.data[cell.len - 1] == '*' || cell.data[cell.len - 1] == '_')) cell.len--;
    *percent = str_ends(cell, S("%"));
    if (*percent) cell = str_trim_right(str_from_to(cell, 0, cell.len - 1));
    if (str_starts(cell, S("Rp"))) cell = str_trim_left(str_skip(cell, 2));
    return decimal_parse_id(cell, number);
}

static bool is_total(Str cell)
{
    static const char *const words[] = {"jumlah", "total", "semua", "seluruhnya", "jumlah seluruhnya", "sum"};
    while (cell.len && cell.data[0] == '*') cell = str_skip(cell, 1);
    while (cell.len && cell.data[cell.len - 1] == '*') cell.len--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(cell, str_from(words[i]))) return true;
    return false;
}

struct column_sum {
    Decimal sum;
    size_t numbers, percents, cells;
    int scale; /* places of the parts, at least */
};

static void add_cell(struct column_sum *column, Str cell)
{
    Decimal number;
    bool percent;
    column->cells++;
    if (!cell_number(cell, &number, &percent) || !decimal_add(column->sum, number, &column->sum)) return;
    if (column->numbers++ == 0 || number.scale < column->scale) column->scale = number.scale;
    column->percents += percent;
}

/* What rounding can make the sum of so many parts go astray: half a unit of the last place each. */
static Decimal slack(const struct column_sum *column)
{
    return (Decimal){(__int128)column->numbers * 5, column->scale + 1};
}

static bool apart(Decimal a, Decimal b, Decimal most)
{
    Decimal far;
    if (!decimal_subtract(a, b, &far)) return false;
    if (far.coefficient < 0) far = decimal_negate(far);
    return decimal_compare(far, most) > 0;
}

static void check_total(const struct check *check, const struct prose *prose, const struct column_sum *column,
                        Str cell, struct arena *scratch)
{
    Decimal stated;
    bool percent;
    if (column->numbers != column->cells || column->numbers < 2 || !cell_number(cell, &stated, &percent))
        return;
    bool rounded = percent || column->scale > 0;
    if (!apart(stated, column->sum, rounded ? slack(column) : decimal_from_int(0))) return;
    diag_report(check->diag, prose_loc(prose, (size_t)(cell.data - prose->text.data)), MSG_CHECK_TOTAL, cell,
                figure_format(scratch, column->sum, percent ? S("percent") : STR_NONE, prose->lang));
}

/* All cells of a column are percentages that nearly make 100: they should make it. */
static void check_hundred(const struct check *check, const struct prose *prose,
                          const struct column_sum *column, Str place, struct arena *scratch)
{
    Decimal hundred = decimal_from_int(100), near = decimal_from_int(2);
    if (column->percents < 2 || column->percents != column->cells || apart(column->sum, hundred, near) ||
        !apart(column->sum, hundred, slack(column)))
        return;
    diag_report(check->diag, prose_loc(prose, (size_t)(place.data - prose->text.data)), MSG_CHECK_HUNDRED,
                figure_format(scratch, column->sum, S("percent"), prose->lang));
}

static void check_grid(const struct check *check, const struct prose *prose, const struct grid *grid,
                       struct arena *scratch)
{
    struct column_sum columns[COLUMNS_MOST] = {0};
    Str cells[COLUMNS_MOST];
    bool total = false;
    for (size_t row = 0; row < grid->count && !total; row++) {
        size_t count = cells_of(grid->rows[row], cells);
        total = count > 1 && is_total(cells[0]);
        for (size_t i = 1; i < count; i++) {
            if (total)
                check_total(check, prose, &columns[i], cells[i], scratch);
            else
                add_cell(&columns[i], cells[i]);
        }
    }
    for (size_t i = 1; i < COLUMNS_MOST && grid->count; i++)
        check_hundred(check, prose, &columns[i], grid->rows[0], scratch);
}

void totals_check(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    Str text = prose->text;
    if (str_find_char(text, '|') == text.len || (prose->body == 0 && str_find_char(text, '\n') == text.len))
        return;
    struct grid *grid = arena_make(scratch, struct grid);
    bool inside = false;
    for (size_t at = prose->body; at <= text.len;) {
        size_t end = at + str_find_char(str_skip(text, at), '\n');
        Str line = str_from_to(text, at, end);
        bool row = str_find_char(line, '|') < line.len && str_trim(line).len > 0;
        if (inside && row && grid->count < ROWS_MOST) grid->rows[grid->count++] = line;
        if (inside && !row) {
            check_grid(check, prose, grid, scratch);
            inside = false;
        }
        if (!inside && row && is_delimiter(line)) {
            inside = true;
            grid->count = 0;
        }
        at = end + 1;
    }
    if (inside) check_grid(check, prose, grid, scratch);
}
