#include "data/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "data/xlsx_part.h"
#include "data/xlsx_style.h"

enum {
    COLUMNS_OF_SHEET = 16384,
    ROWS_OF_SHEET = 1048576,
    ENTRIES_MOST = 10000,
    MERGES_KEPT = 10000,
    PATH_LEN = 512
};

struct sheet_entry {
    Str name, id;
    bool hidden;
};
struct stored_cell {
    uint32_t column;
    bool has_formula, has_value, error;
    enum { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN } type;
    uint32_t style;
    size_t from, len; /* of `text` */
};
struct stored_row {
    size_t number; /* from 1 */
    size_t first, count;
};
struct merge {
    size_t top, bottom;
    Str range;
};

struct xlsx {
    struct rows rows;
    struct archive *archive;
    const struct xlsx_options *options;
    /* the workbook */
    struct sheet_entry *sheets;
    size_t sheet_count, sheet_capacity;
    bool date1904;
    Str wanted_id, target, styles_target, strings_target;
    /* styles */
    struct {
        int id;
        enum number_kind kind;
    } * formats;
    size_t format_count, format_capacity;
    unsigned char *kinds; /* of cell formats */
    size_t kind_count, kind_capacity;
    bool in_formats, in_cell_formats;
    /* shared texts */
    Str *strings;
    size_t string_count, string_capacity;
    int phonetic;
    bool in_text;
    struct buf text; /* being gathered; of the sheet: of all cells not yet given out */
    /* the sheet */
    struct part *part;
    struct stored_cell *cells;
    size_t cell_count, cell_capacity;
    struct stored_row *stored;
    size_t stored_count, stored_capacity, given;
    bool in_row, in_cell, in_value, row_hidden, too_long;
    size_t row_number, hidden_rows;
    struct merge *merges;
    size_t merge_count, merge_capacity;
    struct arena *row_arena;
    size_t header_row, first_column, line, gap; /* gap: the first row without text below the table */
    bool ended;
};

static struct xlsx *xlsx_of(struct rows *rows)
{
    return (struct xlsx *)rows;
}

/* ---- places ---- */

static Str column_letters(struct arena *arena, size_t column)
{
    char letters[8];
    size_t at = sizeof letters;
    for (size_t n = column + 1; n > 0; n = (n - 1) / 26) letters[--at] = (char)('A' + (n - 1) % 26);
    return str_copy(arena, (Str){letters + at, sizeof letters - at});
}

static Loc cell_loc(struct xlsx *xlsx, size_t row, size_t column)
{
    struct arena *arena = xlsx->rows.arena;
    struct source *source = arena_make(arena, struct source);
    Str letters = column_letters(arena, column);
    *source = (struct source){.name = xlsx->rows.file,
                              .cell = str_format(arena, "%.*s!%.*s%zu", (int)xlsx->rows.sheet.len,
                                                 xlsx->rows.sheet.data, (int)letters.len, letters.data, row),
                              .skipped = row * COLUMNS_OF_SHEET + column};
    return (Loc){source, 0};
}

static Loc file_loc(struct xlsx *xlsx)
{
    struct source *source = arena_make(xlsx->rows.arena, struct source);
    *source = (struct source){.name = xlsx->rows.file, .cell = xlsx->rows.sheet};
    return (Loc){source, 0};
}

#define report(xlsx, loc, message, ...)                                                                      \
    rows_fault(&(xlsx)->rows, (loc), (message), (const Str[]){STR_NONE, ##__VA_ARGS__} + 1,                  \
               sizeof((const Str[]){STR_NONE, ##__VA_ARGS__}) / sizeof(Str) - 1)

/* "B7": 1 and 7. */
static bool cell_reference(Str text, size_t *column, size_t *row)
{
    size_t at = 0;
    *column = *row = 0;
    for (; at < text.len && char_is_alpha(text.data[at]) && at < 4; at++)
        *column = *column * 26 + (size_t)(char_lower(text.data[at]) - 'a' + 1);
    size_t letters = at;
    for (; at < text.len && char_is_digit(text.data[at]) && at < letters + 8; at++)
        *row = *row * 10 + (size_t)(text.data[at] - '0');
    if (letters == 0 || at == letters || at < text.len || *column > COLUMNS_OF_SHEET || *row < 1 ||
        *row > ROWS_OF_SHEET)
        return false;
    --*column;
    return true;
}

/* ---- whole parts ---- */

static bool told(struct xlsx *xlsx, struct part *part, const char *name)
{
    static const enum message messages[] = {[PART_BROKEN] = MSG_XLSX_BROKEN,
                                            [PART_TOO_LARGE] = MSG_XLSX_TOO_LARGE,
                                            [PART_NOT_XML] = MSG_XLSX_BROKEN,
                                            [PART_HAS_TYPE] = MSG_XLSX_BROKEN};
    enum part_fault fault = part_fault(part);
    if (fault == PART_SOUND) return false;
    report(xlsx, file_loc(xlsx), messages[fault], str_from(name));
    return true;
}

/* Reads a part to its end; `needed`: its absence is a fault. */
static bool read_part(struct xlsx *xlsx, const char *name, const struct part_calls *calls, bool needed)
{
    struct part *part = part_open(xlsx->archive, name, calls, xlsx);
    if (!part) {
        if (needed) report(xlsx, file_loc(xlsx), MSG_XLSX_BROKEN, str_from(name));
        return !needed;
    }
    while (part_step(part)) continue;
    bool faulty = told(xlsx, part, name);
    part_close(part);
    return !faulty && xlsx->rows.faults == 0;
}

static bool attribute_true(const struct part_attributes *attributes, const char *name)
{
    Str value = part_attribute(attributes, name);
    return str_is(value, "1") || str_is(value, "true") || str_is(value, "on");
}

static void nothing(void *context, const char *name)
{
    (void)context, (void)name;
}

static void workbook_start(void *context, const char *name, const struct part_attributes *attributes)
{
    struct xlsx *xlsx = context;
    struct arena *arena = xlsx->rows.arena;
    if (strcmp(name, "workbookPr") == 0) xlsx->date1904 = attribute_true(attributes, "date1904");
    if (strcmp(name, "sheet") != 0 || xlsx->sheet_count > ENTRIES_MOST) return;
    xlsx->sheets =
        arena_grow(arena, xlsx->sheets, &xlsx->sheet_capacity, xlsx->sheet_count + 1, sizeof *xlsx->sheets);
    Str state = part_attribute(attributes, "state");
    xlsx->sheets[xlsx->sheet_count++] =
        (struct sheet_entry){str_copy(arena, part_attribute(attributes, "name")),
                             str_copy(arena, part_attribute(attributes, "id")),
                             str_is(state, "hidden") || str_is(state, "veryHidden")};
}

static void relations_start(void *context, const char *name, const struct part_attributes *attributes)
{
    struct xlsx *xlsx = context;
    struct arena *arena = xlsx->rows.arena;
    if (strcmp(name, "Relationship") != 0) return;
    Str type = part_attribute(attributes, "Type"), target = part_attribute(attributes, "Target");
    if (str_equal(part_attribute(attributes, "Id"), xlsx->wanted_id)) xlsx->target = str_copy(arena, target);
    if (str_ends(type, S("/styles"))) xlsx->styles_target = str_copy(arena, target);
    if (str_ends(type, S("/sharedStrings"))) xlsx->strings_target = str_copy(arena, target);
}

static int int_of(Str text)
{
    int64_t value;
    return str_int64(text, &value) && value >= 0 && value < INT32_MAX ? (int)value : -1;
}

static enum number_kind kind_of_format(const struct xlsx *xlsx, int id)
{
    for (size_t i = 0; i < xlsx->format_count; i++)
        if (xlsx->formats[i].id == id) return xlsx->formats[i].kind;
    return number_kind_of_id(id);
}

static void styles_start(void *context, const char *name, const struct part_attributes *attributes)
{
    struct xlsx *xlsx = context;
    struct arena *arena = xlsx->rows.arena;
    if (strcmp(name, "cellXfs") == 0) xlsx->in_cell_formats = true;
    if (strcmp(name, "numFmt") == 0 && xlsx->format_count < ENTRIES_MOST) {
        xlsx->formats = arena_grow(arena, xlsx->formats, &xlsx->format_capacity, xlsx->format_count + 1,
                                   sizeof *xlsx->formats);
        xlsx->formats[xlsx->format_count].id = int_of(part_attribute(attributes, "numFmtId"));
        xlsx->formats[xlsx->format_count++].kind =
            number_kind_of_code(part_attribute(attributes, "formatCode"));
    }
    if (strcmp(name, "xf") == 0 && xlsx->in_cell_formats && xlsx->kind_count < 65536) {
        xlsx->kinds = arena_grow(arena, xlsx->kinds, &xlsx->kind_capacity, xlsx->kind_count + 1, 1);
        xlsx->kinds[xlsx->kind_count++] =
            (unsigned char)kind_of_format(xlsx, int_of(part_attribute(attributes, "numFmtId")));
    }
}

static void styles_end(void *context, const char *name)
{
    struct xlsx *xlsx = context;
    if (strcmp(name, "cellXfs") == 0) xlsx->in_cell_formats = false;
}

/* Rich texts are joined; readings of Chinese characters (rPh) are none of the text. */
static void strings_start(void *context, const char *name, const struct part_attributes *attributes)
{
    struct xlsx *xlsx = context;
    (void)attributes;
    if (strcmp(name, "si") == 0) xlsx->text.len = 0;
    if (strcmp(name, "rPh") == 0) xlsx->phonetic++;
    xlsx->in_text = strcmp(name, "t") == 0 && !xlsx->phonetic;
}

static void strings_text(void *context, Str text)
{
    struct xlsx *xlsx = context;
    if (xlsx->in_text && xlsx->text.len < PART_TEXT_MOST) buf_str(&xlsx->text, text);
}

static void strings_end(void *context, const char *name)
{
    struct xlsx *xlsx = context;
    xlsx->in_text = false;
    if (strcmp(name, "rPh") == 0) xlsx->phonetic--;
    if (strcmp(name, "si") != 0) return;
    xlsx->strings = arena_grow(xlsx->rows.arena, xlsx->strings, &xlsx->string_capacity,
                               xlsx->string_count + 1, sizeof *xlsx->strings);
    xlsx->strings[xlsx->string_count++] = buf_copy(&xlsx->text, xlsx->rows.arena);
}

/* ---- the sheet ---- */

static void begin_row(struct xlsx *xlsx, const struct part_attributes *attributes)
{
    int number = int_of(part_attribute(attributes, "r"));
    size_t wanted = number > 0 ? (size_t)number : xlsx->row_number + 1;
    if (wanted <= xlsx->row_number || wanted > ROWS_OF_SHEET) {
        report(xlsx, file_loc(xlsx), MSG_XLSX_BROKEN, S("row"));
        part_stop(xlsx->part);
        return;
    }
    xlsx->row_number = wanted;
    xlsx->in_row = true;
    xlsx->row_hidden = attribute_true(attributes, "hidden");
    xlsx->stored = arena_grow(xlsx->rows.arena, xlsx->stored, &xlsx->stored_capacity, xlsx->stored_count + 1,
                              sizeof *xlsx->stored);
    xlsx->stored[xlsx->stored_count] = (struct stored_row){wanted, xlsx->cell_count, 0};
}

static void begin_cell(struct xlsx *xlsx, const struct part_attributes *attributes)
{
    struct stored_row *row = &xlsx->stored[xlsx->stored_count];
    size_t column = row->count ? xlsx->cells[xlsx->cell_count - 1].column + 1 : 0, number;
    Str reference = part_attribute(attributes, "r"), type = part_attribute(attributes, "t");
    if (reference.len && (!cell_reference(reference, &column, &number) || number != xlsx->row_number ||
                          (row->count && column <= xlsx->cells[xlsx->cell_count - 1].column)))
        column = COLUMNS_OF_SHEET;
    if (column >= COLUMNS_OF_SHEET) {
        report(xlsx, file_loc(xlsx), MSG_XLSX_BROKEN, reference);
        part_stop(xlsx->part);
        return;
    }
    int style = int_of(part_attribute(attributes, "s"));
    xlsx->cells = arena_grow(xlsx->rows.arena, xlsx->cells, &xlsx->cell_capacity, xlsx->cell_count + 1,
                             sizeof *xlsx->cells);
    struct stored_cell *cell = &xlsx->cells[xlsx->cell_count++];
    *cell = (struct stored_cell){.column = (uint32_t)column,
                                 .style = style < 0 ? 0 : (uint32_t)style,
                                 .error = str_is(type, "e"),
                                 .from = xlsx->text.len};
    if (str_is(type, "s")) cell->type = CELL_SHARED;
    if (str_is(type, "str") || str_is(type, "inlineStr") || str_is(type, "d")) cell->type = CELL_TEXT;
    if (str_is(type, "b")) cell->type = CELL_BOOLEAN;
    row->count++;
    xlsx->in_cell = true;
}

static void keep_merge(struct xlsx *xlsx, Str range)
{
    size_t colon = str_find_char(range, ':'), left, top, right, bottom;
    if (!cell_reference(str_from_to(range, 0, colon), &left, &top) ||
        !cell_reference(str_skip(range, colon < range.len ? colon + 1 : colon), &right, &bottom) ||
        xlsx->merge_count == MERGES_KEPT)
        return;
    xlsx->merges = arena_grow(xlsx->rows.arena, xlsx->merges, &xlsx->merge_capacity, xlsx->merge_count + 1,
                              sizeof *xlsx->merges);
    xlsx->merges[xlsx->merge_count++] = (struct merge){top, bottom, str_copy(xlsx->rows.arena, range)};
}

static void sheet_start(void *context, const char *name, const struct part_attributes *attributes)
{
    struct xlsx *xlsx = context;
    struct stored_cell *cell = xlsx->in_cell ? &xlsx->cells[xlsx->cell_count - 1] : NULL;
    if (strcmp(name, "row") == 0 && !xlsx->in_row) begin_row(xlsx, attributes);
    if (strcmp(name, "c") == 0 && xlsx->in_row && !xlsx->in_cell) begin_cell(xlsx, attributes);
    if (strcmp(name, "mergeCell") == 0) keep_merge(xlsx, part_attribute(attributes, "ref"));
    if (!cell) return;
    if (strcmp(name, "f") == 0) cell->has_formula = true;
    if (strcmp(name, "rPh") == 0) xlsx->phonetic++;
    bool value =
        strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && cell->type == CELL_TEXT && !xlsx->phonetic);
    if (value) cell->has_value = xlsx->in_value = true;
}

static void sheet_text(void *context, Str text)
{
    struct xlsx *xlsx = context;
    if (!xlsx->in_value) return;
    struct stored_cell *cell = &xlsx->cells[xlsx->cell_count - 1];
    if (cell->len + text.len > PART_TEXT_MOST) {
        report(xlsx, cell_loc(xlsx, xlsx->row_number, cell->column), MSG_XLSX_TEXT_LONG);
        part_stop(xlsx->part);
        return;
    }
    buf_str(&xlsx->text, text);
    cell->len += text.len;
}

static void sheet_end(void *context, const char *name)
{
    struct xlsx *xlsx = context;
    xlsx->in_value = false;
    if (strcmp(name, "rPh") == 0 && xlsx->phonetic) xlsx->phonetic--;
    if (strcmp(name, "c") == 0) xlsx->in_cell = false;
    if (strcmp(name, "row") != 0 || !xlsx->in_row) return;
    xlsx->in_row = xlsx->in_cell = false;
    if (xlsx->row_hidden && xlsx->stored[xlsx->stored_count].count) xlsx->hidden_rows++;
    xlsx->stored_count++;
}

static const struct part_calls sheet_calls = {sheet_start, sheet_text, sheet_end};

/* All rows have been given out: their room is used again; what has begun of the next row moves to the front. */
static void reuse(struct xlsx *xlsx)
{
    size_t from = xlsx->in_row ? xlsx->stored[xlsx->stored_count].first : xlsx->cell_count;
    size_t text = from < xlsx->cell_count ? xlsx->cells[from].from : xlsx->text.len;
    if (xlsx->cell_count > from)
        memmove(xlsx->cells, xlsx->cells + from, (xlsx->cell_count - from) * sizeof *xlsx->cells);
    xlsx->cell_count -= from;
    for (size_t i = 0; i < xlsx->cell_count; i++) xlsx->cells[i].from -= text;
    if (xlsx->text.len > text) memmove(xlsx->text.data, xlsx->text.data + text, xlsx->text.len - text);
    xlsx->text.len -= text;
    if (xlsx->in_row) {
        xlsx->stored[0] = xlsx->stored[xlsx->stored_count];
        xlsx->stored[0].first = 0;
    }
    xlsx->stored_count = xlsx->given = 0;
}

/* The next row of the sheet, empty ones included; NULL: none, or a fault. */
static const struct stored_row *stored_next(struct xlsx *xlsx)
{
    while (xlsx->given == xlsx->stored_count && !xlsx->ended) {
        reuse(xlsx);
        xlsx->ended = !part_step(xlsx->part);
        if (xlsx->ended) told(xlsx, xlsx->part, "sheet");
    }
    if (xlsx->given == xlsx->stored_count || xlsx->rows.faults >= ROWS_FAULTS_MAX) return NULL;
    return &xlsx->stored[xlsx->given++];
}

/* ---- cells as texts ---- */

static Str cell_text(struct xlsx *xlsx, const struct stored_cell *cell, size_t row)
{
    Str stored = cell->len ? (Str){xlsx->text.data + cell->from, cell->len} : STR_NONE;
    if (cell->error)
        report(xlsx, cell_loc(xlsx, row, cell->column), MSG_XLSX_ERROR_VALUE, stored);
    else if (cell->has_formula && !cell->has_value)
        report(xlsx, cell_loc(xlsx, row, cell->column), MSG_XLSX_NO_VALUE);
    if (cell->error || stored.len == 0) return STR_NONE;
    if (cell->type == CELL_SHARED) {
        int index = int_of(stored);
        if (index >= 0 && (size_t)index < xlsx->string_count) return str_trim(xlsx->strings[index]);
        report(xlsx, cell_loc(xlsx, row, cell->column), MSG_XLSX_BROKEN, S("sharedStrings"));
        return STR_NONE;
    }
    if (cell->type == CELL_TEXT) return str_trim(str_copy(xlsx->row_arena, stored));
    if (cell->type == CELL_BOOLEAN)
        return str_is(stored, "1") || str_is(stored, "true") ? S("true") : S("false");
    enum number_kind kind =
        cell->style < xlsx->kind_count ? (enum number_kind)xlsx->kinds[cell->style] : NUMBER_PLAIN;
    Str text = number_text(xlsx->row_arena, stored, kind, xlsx->date1904);
    if (!text.len) report(xlsx, cell_loc(xlsx, row, cell->column), MSG_XLSX_NUMBER, stored);
    return text;
}

/* Fills fields with the row's cells from `first` on; *last: behind the last cell with text. */
static bool row_fields(struct xlsx *xlsx, const struct stored_row *row, size_t first, size_t count,
                       struct field *fields, size_t *last)
{
    bool any = false;
    *last = 0;
    for (size_t i = 0; i < count; i++)
        fields[i] = (struct field){.offset = row->number * COLUMNS_OF_SHEET + first + i};
    for (size_t i = 0; i < row->count; i++) {
        const struct stored_cell *cell = &xlsx->cells[row->first + i];
        bool inside = cell->column >= first && cell->column < first + count;
        if (!inside && !cell->len) continue;
        Str text = inside ? cell_text(xlsx, cell, row->number) : S("x");
        if (!text.len) continue;
        *last = cell->column + 1;
        any |= inside;
        if (inside) fields[cell->column - first].text = text;
    }
    return any;
}

static bool find_header(struct xlsx *xlsx)
{
    struct arena *arena = xlsx->rows.arena;
    struct field *fields = arena_make_n(arena, struct field, ROWS_COLUMNS_MAX);
    const struct stored_row *row;
    size_t last = 0;
    while ((row = stored_next(xlsx))) {
        arena_reset(xlsx->row_arena);
        if (!row_fields(xlsx, row, 0, ROWS_COLUMNS_MAX, fields, &last)) continue;
        if (!xlsx->options->is_header ||
            xlsx->options->is_header(xlsx->options->context, fields, ROWS_COLUMNS_MAX))
            break;
    }
    if (!row) {
        if (!xlsx->rows.faults) report(xlsx, file_loc(xlsx), MSG_XLSX_NO_HEADER);
        return false;
    }
    if (last > ROWS_COLUMNS_MAX) {
        report(xlsx, file_loc(xlsx), MSG_CSV_COLUMNS, str_format(arena, "%d", ROWS_COLUMNS_MAX));
        return false;
    }
    while (!fields[xlsx->first_column].text.len) xlsx->first_column++;
    xlsx->rows.columns = last - xlsx->first_column;
    xlsx->rows.header = fields + xlsx->first_column;
    for (size_t i = 0; i < xlsx->rows.columns; i++)
        xlsx->rows.header[i].text = str_copy(arena, xlsx->rows.header[i].text);
    xlsx->header_row = xlsx->line = row->number;
    return rows_check_header(&xlsx->rows);
}

/* ---- rows.h ---- */

static void check_merges(struct xlsx *xlsx)
{
    for (size_t i = 0; i < xlsx->merge_count; i++)
        if (xlsx->merges[i].bottom > xlsx->header_row && xlsx->merges[i].top <= xlsx->line)
            report(xlsx, file_loc(xlsx), MSG_XLSX_MERGED, xlsx->merges[i].range);
    xlsx->merge_count = 0;
    if (xlsx->hidden_rows)
        diag_report(xlsx->rows.diag, file_loc(xlsx), MSG_XLSX_HIDDEN_ROWS,
                    str_format(xlsx->rows.arena, "%zu", xlsx->hidden_rows));
    xlsx->hidden_rows = 0;
}

static bool next(struct rows *rows, struct field *fields)
{
    struct xlsx *xlsx = xlsx_of(rows);
    const struct stored_row *row;
    while ((row = stored_next(xlsx))) {
        size_t faults = rows->faults, last;
        if (arena_used(xlsx->row_arena)) arena_reset(xlsx->row_arena);
        bool any = row_fields(xlsx, row, xlsx->first_column, rows->columns, fields, &last);
        if (!any && !last) continue;
        if (row->number > xlsx->line + 1 && any) {
            report(xlsx, cell_loc(xlsx, row->number, xlsx->first_column), MSG_XLSX_AFTER_GAP,
                   str_format(rows->arena, "%zu", xlsx->line + 1));
            return false;
        }
        if (last > xlsx->first_column + rows->columns)
            report(xlsx, cell_loc(xlsx, row->number, last - 1), MSG_XLSX_OUTSIDE);
        if (!any) continue;
        xlsx->line = row->number;
        if (rows->faults == faults) return true;
    }
    check_merges(xlsx);
    return false;
}

static Loc loc_of_field(struct rows *rows, const struct field *field)
{
    return cell_loc(xlsx_of(rows), field->offset / COLUMNS_OF_SHEET, field->offset % COLUMNS_OF_SHEET);
}

static size_t line(const struct rows *rows)
{
    return ((const struct xlsx *)rows)->line;
}

static void close_rows(struct rows *rows)
{
    struct xlsx *xlsx = xlsx_of(rows);
    part_close(xlsx->part);
    archive_close(xlsx->archive);
    arena_free(xlsx->row_arena);
    buf_free(&xlsx->text);
    xlsx->part = NULL;
    xlsx->archive = NULL;
    xlsx->row_arena = NULL;
}

static const struct rows_calls calls = {next, loc_of_field, line, close_rows};

/* ---- opening ---- */

static bool choose_sheet(struct xlsx *xlsx)
{
    Str wanted = xlsx->options->sheet, hidden = STR_NONE;
    const struct sheet_entry *found = NULL;
    Str *names = arena_make_n(xlsx->rows.arena, Str, xlsx->sheet_count + 1);
    for (size_t i = 0; i < xlsx->sheet_count; i++) {
        const struct sheet_entry *sheet = &xlsx->sheets[i];
        names[i] = sheet->name;
        if (wanted.len ? str_equal(wanted, sheet->name) : !sheet->hidden) {
            found = sheet;
            break;
        }
        if (sheet->hidden) hidden = sheet->name;
    }
    if (!found) {
        Str all = str_join(xlsx->rows.arena, names, xlsx->sheet_count, S(", "));
        report(xlsx, file_loc(xlsx), MSG_XLSX_SHEET, wanted, all);
        return false;
    }
    xlsx->rows.sheet = found->name;
    xlsx->wanted_id = found->id;
    if (hidden.len && !wanted.len)
        diag_report(xlsx->rows.diag, file_loc(xlsx), MSG_XLSX_HIDDEN_SHEET, hidden, found->name);
    return true;
}

/* A target as the workbook's relations give it: "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml". */
static bool part_name(Str target, char name[PATH_LEN])
{
    bool whole = str_starts(target, S("/"));
    if (target.len == 0 || target.len > PATH_LEN - 8 || memchr(target.data, 0, target.len)) return false;
    snprintf(name, PATH_LEN, "%s%.*s", whole ? "" : "xl/", (int)(target.len - whole), target.data + whole);
    return true;
}

static bool read_workbook(struct xlsx *xlsx)
{
    static const struct part_calls workbook = {workbook_start, NULL, nothing},
                                   relations = {relations_start, NULL, nothing};
    return read_part(xlsx, "xl/workbook.xml", &workbook, true) && choose_sheet(xlsx) &&
           read_part(xlsx, "xl/_rels/workbook.xml.rels", &relations, true);
}

static bool open_sheet(struct xlsx *xlsx)
{
    static const struct part_calls styles = {styles_start, NULL, styles_end},
                                   strings = {strings_start, strings_text, strings_end};
    char name[PATH_LEN];
    if (part_name(xlsx->styles_target, name) && !read_part(xlsx, name, &styles, false)) return false;
    if (part_name(xlsx->strings_target, name) && !read_part(xlsx, name, &strings, false)) return false;
    xlsx->text.len = 0;
    xlsx->phonetic = 0;
    if (part_name(xlsx->target, name)) xlsx->part = part_open(xlsx->archive, name, &sheet_calls, xlsx);
    if (!xlsx->part) report(xlsx, file_loc(xlsx), MSG_XLSX_BROKEN, xlsx->target);
    return xlsx->part != NULL;
}

static bool open_archive(struct xlsx *xlsx, int descriptor)
{
    enum archive_status status = archive_open(descriptor, &xlsx->archive);
    if (status == ARCHIVE_OPEN && archive_entries(xlsx->archive) <= ENTRIES_MOST) return true;
    report(xlsx, file_loc(xlsx), status == ARCHIVE_NO_LIBRARY ? MSG_XLSX_NO_LIBRARY : MSG_XLSX_NO_ARCHIVE);
    return false;
}

struct rows *xlsx_open(struct arena *arena, struct diag *diag, int descriptor, Str name,
                       const struct xlsx_options *options)
{
    struct xlsx *xlsx = arena_make(arena, struct xlsx);
    xlsx->rows = (struct rows){.calls = &calls, .arena = arena, .diag = diag, .file = name, .typed = true};
    xlsx->options = options;
    xlsx->row_arena = arena_new();
    if (open_archive(xlsx, descriptor) && read_workbook(xlsx) && open_sheet(xlsx) && find_header(xlsx))
        return &xlsx->rows;
    close_rows(&xlsx->rows);
    return NULL;
}
