#include "data/table.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/cells.h"
#include "data/csv.h"
#include "data/schema.h"
#include "data/table_reading.h"
#include "data/xlsx.h"

static const char *const column_types[] = {[COLUMN_TEXT] = "text",
                                           [COLUMN_INTEGER] = "integer",
                                           [COLUMN_DECIMAL] = "decimal",
                                           [COLUMN_DATE] = "date",
                                           [COLUMN_MONTH] = "month",
                                           [COLUMN_BOOLEAN] = "boolean",
                                           NULL};

static const struct schema column_keys[] = {
    {.key = "label",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_REQUIRED,
     .help_id = "nama kolom untuk pembaca",
     .help_en = "name of the column for readers"},
    {.key = "type",
     .type = SCHEMA_CHOICE,
     .choices = column_types,
     .standard = "text",
     .help_id = "jenis isi",
     .help_en = "kind of its cells"},
    {.key = "unit",
     .type = SCHEMA_TEXT,
     .help_id = "satuan: perusahaan, orang, rupiah, percent …",
     .help_en = "unit: companies, people, rupiah, percent …"},
    {.key = "public",
     .type = SCHEMA_BOOL,
     .standard = "false",
     .help_id = "isinya kontak umum yang boleh terbit",
     .help_en = "it holds public contacts"},
    {.key = "key",
     .type = SCHEMA_BOOL,
     .standard = "false",
     .help_id = "isinya menandai baris dan tidak boleh berulang",
     .help_en = "its cells name the row and do not repeat"},
    {0},
};
static const struct schema by_item = {
    .type = SCHEMA_TEXT, .help_id = "kolom atau year(kolom)", .help_en = "a column or year(column)"};
static const struct schema indicator_keys[] = {
    {.key = "label",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_REQUIRED,
     .help_id = "apa yang dihitung",
     .help_en = "what is counted"},
    {.key = "formula",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_REQUIRED,
     .help_id = "rumus",
     .help_en = "formula"},
    {.key = "by",
     .type = SCHEMA_LIST,
     .flags = SCHEMA_OR_ONE,
     .item = &by_item,
     .help_id = "kolom kelompok, misalnya kecamatan atau [kecamatan, year(bulan)]: satu angka tiap kelompok",
     .help_en = "columns of groups, such as district or [district, year(month)]: a figure for each group"},
    {.key = "unit", .type = SCHEMA_TEXT, .help_id = "satuan hasil", .help_en = "unit of the result"},
    {.key = "places",
     .type = SCHEMA_INTEGER,
     .least = 0,
     .most = 6,
     .help_id = "banyak angka di belakang koma",
     .help_en = "decimal places"},
    {.key = "note", .type = SCHEMA_TEXT, .flags = SCHEMA_MULTILINE, .help_id = "catatan", .help_en = "note"},
    {0},
};
static const struct schema chart_keys[] = {
    {.key = "type",
     .type = SCHEMA_NAME,
     .flags = SCHEMA_REQUIRED,
     .help_id = "jenis grafik",
     .help_en = "kind of chart"},
    {.key = "headline", .type = SCHEMA_TEXT, .help_id = "pesan grafik", .help_en = "what the chart says"},
    {.key = "subtitle", .type = SCHEMA_TEXT, .help_id = "judul statistik", .help_en = "what it shows"},
    {.key = "source", .type = SCHEMA_TEXT, .help_id = "sumber", .help_en = "source"},
    {.key = "alt",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_MULTILINE,
     .help_id = "teks pengganti",
     .help_en = "alternative text"},
    {0},
};
static const char *const sentence_kinds[] = {"share",   "count",    "measure", "change", "target",
                                             "largest", "smallest", "gap",     NULL};
/* Texts may also be a map of languages: site/sentence_load.c checks them. */
static const struct schema sentence_keys[] = {
    {.key = "of",
     .type = SCHEMA_TEXT,
     .help_id = "indikatornya, bila namanya lain",
     .help_en = "the indicator, if it has another name"},
    {.key = "kind",
     .type = SCHEMA_CHOICE,
     .choices = sentence_kinds,
     .help_id = "jenis kalimat; biasanya menurut rumusnya",
     .help_en = "kind of sentence; usually by the formula"},
    {.key = "column", .type = SCHEMA_NAME, .help_id = "kolom bilangan", .help_en = "a column of numbers"},
    {.key = "by", .type = SCHEMA_NAME, .help_id = "kolom kelompoknya", .help_en = "what it is grouped by"},
    {.key = "target",
     .type = SCHEMA_TEXT,
     .help_id = "indikator atau fakta sasaran",
     .help_en = "indicator or fact of the target"},
    {.key = "previous", .type = SCHEMA_TEXT, .help_id = "angka sebelumnya", .help_en = "the figure before"},
    {.key = "noun",
     .type = SCHEMA_ANY,
     .help_id = "yang dihitung: perusahaan aktif",
     .help_en = "what is counted: active companies"},
    {.key = "predicate",
     .type = SCHEMA_ANY,
     .help_id = "apa yang terjadi: sudah memakai JMO",
     .help_en = "what happened: already use JMO"},
    {.key = "short",
     .type = SCHEMA_ANY,
     .help_id = "kata untuk judul: perusahaan",
     .help_en = "word for headlines: companies"},
    {.key = "text",
     .type = SCHEMA_ANY,
     .help_id = "pola sendiri: {part} dari {whole} …",
     .help_en = "a pattern of its own: {part} of {whole} …"},
    {0},
};
static const struct schema sentence_item = {.type = SCHEMA_MAP, .keys = sentence_keys};
static const struct schema column_item = {.type = SCHEMA_MAP, .keys = column_keys};
static const struct schema indicator_item = {.type = SCHEMA_MAP, .keys = indicator_keys};
static const struct schema chart_item = {.type = SCHEMA_MAP, .flags = SCHEMA_OPEN, .keys = chart_keys};
static const struct schema table_keys[] = {
    {.key = "title",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_REQUIRED,
     .help_id = "judul tabel",
     .help_en = "title of the table"},
    {.key = "source",
     .type = SCHEMA_TEXT,
     .flags = SCHEMA_REQUIRED,
     .help_id = "sumber: nama di fakta.yaml, atau teks",
     .help_en = "source: its name in fakta.yaml, or text"},
    {.key = "date",
     .type = SCHEMA_DATE,
     .flags = SCHEMA_REQUIRED,
     .help_id = "tanggal data",
     .help_en = "date of the data"},
    {.key = "file",
     .type = SCHEMA_PATH,
     .help_id = "berkas data di folder ini; biasanya yang bernama sama",
     .help_en = "file of the data in this folder; usually the one of the same name"},
    {.key = "sheet",
     .type = SCHEMA_TEXT,
     .help_id = "lembar di dalam berkas XLSX; biasanya yang pertama",
     .help_en = "sheet within an XLSX file; usually the first"},
    {.key = "licence", .type = SCHEMA_TEXT, .help_id = "lisensi", .help_en = "licence"},
    {.key = "note", .type = SCHEMA_TEXT, .flags = SCHEMA_MULTILINE, .help_id = "catatan", .help_en = "note"},
    {.key = "columns",
     .type = SCHEMA_MAP_OF,
     .flags = SCHEMA_REQUIRED,
     .item = &column_item,
     .help_id = "kolom tabel",
     .help_en = "columns of the table"},
    {.key = "indicators",
     .type = SCHEMA_MAP_OF,
     .item = &indicator_item,
     .help_id = "angka yang dihitung",
     .help_en = "computed figures"},
    {.key = "period",
     .type = SCHEMA_TEXT,
     .help_id = "kolom tahun atau bulan, misalnya tahun atau year(bulan); angka dihitung dari yang terbaru",
     .help_en = "column of the year or month, such as tahun or year(bulan); figures are those of the newest"},
    {.key = "sentences",
     .type = SCHEMA_MAP_OF,
     .item = &sentence_item,
     .help_id = "kalimat ringkasan",
     .help_en = "sentences of the summary"},
    {.key = "charts", .type = SCHEMA_MAP_OF, .item = &chart_item, .help_id = "grafik", .help_en = "charts"},
    {0},
};
const struct schema table_schema = {.type = SCHEMA_MAP, .keys = table_keys};

struct table_jump { /* from this row on, up to the next jump, rows are on lines row + shift */
    size_t row, shift;
};
static void fault(struct reading *reading, Loc loc, enum message message, Str a, Str b)
{
    if (++reading->faults > ROWS_FAULTS_MAX) return;
    diag_add(reading->diag, loc, message, (Str[]){a, b}, 2);
    if (reading->faults == ROWS_FAULTS_MAX) diag_report(reading->diag, loc, MSG_DATA_MORE_FAULTS);
}

/* "Jumlah Perusahaan (2022)" -> "jumlah_perusahaan_2022": how a spreadsheet's heading becomes a column's name. */
static Str name_of_heading(struct arena *arena, Str heading)
{
    struct buf name = {0};
    for (size_t i = 0; i < heading.len; i++) {
        char c = char_lower(heading.data[i]);
        if (char_is_alpha(c) || char_is_digit(c) || c == '-')
            buf_char(&name, c);
        else if (name.len && name.data[name.len - 1] != '_')
            buf_char(&name, '_');
    }
    while (name.len && name.data[name.len - 1] == '_') name.len--;
    Str copy = buf_copy(&name, arena);
    buf_free(&name);
    return copy;
}

static void fill_column(struct column *column, Str name, const struct value *description, Loc loc)
{
    *column = (struct column){.name = name,
                              .label = value_get_text(description, S("label")),
                              .unit = value_get_text(description, S("unit")),
                              .loc = loc};
    Str type = value_get_text(description, S("type"));
    for (size_t i = 0; column_types[i]; i++)
        if (str_is(type, column_types[i])) column->type = (enum column_type)i;
    column->key = value_is_true(value_get(description, S("key")));
    column->is_public = value_is_true(value_get(description, S("public")));
}

/* A place in the reader's window, as it stays when the window moves on: with the line that it stands in. */
static Loc lasting(struct arena *arena, Loc loc)
{
    struct source *copy = arena_make(arena, struct source);
    Str before = str_from_to(loc.source->text, 0, loc.offset), rest = str_skip(loc.source->text, loc.offset);
    size_t from = before.len;
    while (from > 0 && before.data[from - 1] != '\n' && before.data[from - 1] != '\r') from--;
    Str line = str_from_to(loc.source->text, from, loc.offset + str_find_char(rest, '\n'));
    *copy = *loc.source;
    copy->text = str_copy(arena, str_from_to(line, 0, 4096));
    copy->skipped += from;
    copy->skipped_lines = loc_line_column(loc).line - 1;
    return (Loc){copy, loc.offset - from};
}

/* Every heading needs a description, every description a heading. */
static void match_columns(struct reading *reading, const struct value *columns)
{
    struct table *table = reading->table;
    bool *used = arena_make_n(reading->arena, bool, columns->count + 1);
    for (size_t i = 0; i < table->columns; i++) {
        const struct field *field = &reading->rows->header[i];
        Loc loc = reading->rows->calls->loc(reading->rows, field);
        Str heading = field->text, name = heading;
        const struct value *description = value_get(columns, name);
        if (!description) description = value_get(columns, name = name_of_heading(reading->arena, heading));
        size_t at = 0;
        while (at < columns->count && !(description && str_equal(columns->keys[at], name))) at++;
        if (description && !used[at]) {
            used[at] = true;
            fill_column(&table->column[i], name, description, lasting(reading->arena, loc));
            continue;
        }
        Str nearest = str_nearest(name, columns->keys, columns->count);
        if (nearest.len)
            fault(reading, loc, MSG_TABLE_COLUMN_NEAR, heading, nearest);
        else
            fault(reading, loc, MSG_TABLE_COLUMN_UNDESCRIBED, heading, name);
    }
    for (size_t i = 0; i < columns->count; i++)
        if (!used[i])
            fault(reading, columns->key_locs ? columns->key_locs[i] : columns->loc, MSG_TABLE_COLUMN_ABSENT,
                  columns->keys[i], table->file);
}

/* Without the currency before it or the percent sign behind it, which say no more than the column's unit. */
static Str bare_number(Str text, Str unit)
{
    if (figure_unit_is_rupiah(unit) && str_starts(text, S("Rp"))) {
        text = str_trim_left(str_skip(text, 2));
        if (str_starts(text, S("."))) text = str_trim_left(str_skip(text, 1));
    }
    if (figure_unit_is_percent(unit) && str_ends(text, S("%")))
        text = str_trim_right(str_from_to(text, 0, text.len - 1));
    return text;
}

static void report_number(struct reading *reading, Loc loc, const struct column *column, Str cell, Str text)
{
    Decimal number;
    if (!decimal_parse(text, &number)) {
        fault(reading, loc, MSG_TABLE_NOT_NUMBER, column->name, cell);
        return;
    }
    struct buf mended = {0};
    decimal_write_grouped(&mended, number, -1, 0, ',');
    Str suggestion = buf_copy(&mended, reading->arena);
    buf_free(&mended);
    if (reading->rows->separator == ',')
        suggestion = str_join(reading->arena, (Str[]){S("\""), suggestion, S("\"")}, 3, STR_NONE);
    fault(reading, loc, MSG_TABLE_DECIMAL_POINT, cell, suggestion);
}

static Loc place(const struct reading *reading, const struct field *field)
{
    return reading->apart ? LOC_NONE : reading->rows->calls->loc(reading->rows, field);
}

/* Nearly all numbers are digits alone, or in groups: "4916", "4.916.000". What is not is left to decimal_parse_id. */
static bool plain_whole(Str text, int64_t *whole)
{
    const size_t most = 18;
    uint64_t value = 0;
    size_t group = 0, dots = 0;
    if (text.len == 0 || text.len > most) return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned char)text.data[i] - (unsigned)'0';
        if (digit <= 9) {
            value = value * 10 + digit;
            group++;
        } else {
            if (text.data[i] != '.' || group == 0 || (dots ? group != 3 : group > 3 || text.data[0] == '0'))
                return false;
            dots++;
            group = 0;
        }
    }
    *whole = (int64_t)value;
    return !dots || group == 3;
}

static void read_number(struct reading *reading, const struct column *column, const struct field *field)
{
    Decimal number = {0};
    int64_t whole;
    if (plain_whole(field->text, &whole)) {
        cells_add_integer(column->cells, whole);
        return;
    }
    Str cell = field->text, text = bare_number(cell, column->unit);
    if (!decimal_parse_id(text, &number))
        report_number(reading, place(reading, field), column, cell, text);
    else if (column->type == COLUMN_INTEGER && !decimal_is_integer(number))
        fault(reading, place(reading, field), MSG_TABLE_NOT_INTEGER, column->name, cell);
    cells_add_number(column->cells, number);
}

static void read_boolean(struct reading *reading, const struct column *column, const struct field *field)
{
    Str cell = field->text;
    static const char *const yes[] = {"true", "ya", "1"}, *const no[] = {"false", "tidak", "0"};
    bool is_yes = false, is_no = false;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        is_yes = is_yes || str_equal_nocase(cell, str_from(yes[i]));
        is_no = is_no || str_equal_nocase(cell, str_from(no[i]));
    }
    if (!is_yes && !is_no) fault(reading, place(reading, field), MSG_TABLE_NOT_BOOLEAN, column->name, cell);
    cells_add_integer(column->cells, is_yes);
}

static void read_date(struct reading *reading, const struct column *column, const struct field *field)
{
    Str cell = field->text;
    Date date = {0};
    bool month = column->type == COLUMN_MONTH;
    bool right = month ? date_parse_month(cell, &date) : date_parse(cell, &date);
    if (!right && month && reading->rows->typed && date_parse(cell, &date)) {
        date.day = 1;
        right = true;
    }
    if (!right)
        fault(reading, place(reading, field), month ? MSG_TABLE_NOT_MONTH : MSG_TABLE_NOT_DATE, column->name,
              cell);
    cells_add_integer(column->cells, date_number(date));
}

void table_read_cell(struct reading *reading, const struct column *column, const struct field *field)
{
    if (!field->text.len) {
        if (column->key) fault(reading, place(reading, field), MSG_TABLE_KEY_EMPTY, column->name, STR_NONE);
        cells_add_unknown(column->cells);
        return;
    }
    switch (column->type) {
    case COLUMN_TEXT: cells_add_text(column->cells, field->text); return;
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL: read_number(reading, column, field); return;
    case COLUMN_DATE:
    case COLUMN_MONTH: read_date(reading, column, field); return;
    case COLUMN_BOOLEAN: read_boolean(reading, column, field); return;
    }
}

/* Blank rows and new lines within quotes make rows and lines go apart. */
void table_note_line(struct reading *reading, size_t row, size_t line)
{
    struct table *table = reading->table;
    size_t shift = line - row;
    if (table->jump_count && table->jumps[table->jump_count - 1].shift == shift) return;
    table->jumps = arena_grow(reading->arena, table->jumps, &reading->jump_capacity, table->jump_count + 1,
                              sizeof *table->jumps);
    table->jumps[table->jump_count++] = (struct table_jump){row, shift};
}

static void read_rows(struct reading *reading)
{
    struct table *table = reading->table;
    struct field *fields = arena_make_n(reading->arena, struct field, table->columns);
    if (reading->together) {
        table_read_together(reading);
        return;
    }
    for (size_t i = 0; i < table->columns; i++) table->column[i].cells = cells_new(reading->arena);
    while (reading->faults < ROWS_FAULTS_MAX && table->rows < TABLE_ROWS_MOST &&
           reading->rows->calls->next(reading->rows, fields)) {
        table_note_line(reading, table->rows++, reading->rows->calls->line(reading->rows));
        for (size_t i = 0; i < table->columns; i++) table_read_cell(reading, &table->column[i], &fields[i]);
    }
    if (table->rows == TABLE_ROWS_MOST)
        fault(reading, reading->rows->calls->loc(reading->rows, &fields[0]), MSG_TABLE_ROWS,
              str_format(reading->arena, "%d", TABLE_ROWS_MOST), STR_NONE);
    for (size_t i = 0; i < table->columns; i++) cells_end(table->column[i].cells);
}

/* ---- keys ---- */

static bool same_number(Decimal a, Decimal b)
{
    return decimal_compare(a, b) == 0;
}

static bool same_key(const struct table *table, size_t a, size_t b)
{
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        if (column->key && !same_number(cells_number(column->cells, a), cells_number(column->cells, b)))
            return false;
    }
    return true;
}

/* Equal numbers may have different scales (1 and 1,0): their value without trailing zeros is hashed. */
static uint64_t hash_number(Decimal number)
{
    while (number.scale > 0 && number.coefficient % 10 == 0) number.coefficient /= 10, number.scale--;
    uint64_t low = (uint64_t)number.coefficient, high = (uint64_t)(number.coefficient >> 64);
    return (low ^ high << 32 ^ (uint64_t)number.scale << 56) * 0x9E3779B97F4A7C15u;
}

static uint64_t hash_key(const struct table *table, size_t row)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < table->columns; i++)
        if (table->column[i].key) hash = hash * 31 + hash_number(cells_number(table->column[i].cells, row));
    return hash ^ hash >> 29;
}

static Str key_text(const struct table *table, size_t row, size_t column, struct arena *arena)
{
    struct cell cell = table_cell(table, row, column);
    struct buf out = {0};
    if (table->column[column].type == COLUMN_TEXT)
        buf_str(&out, cell.text);
    else if (cell.date.year)
        date_write_iso(&out, cell.date);
    else
        decimal_write_plain(&out, cell.number, -1);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static void report_repeated(struct reading *reading, size_t earlier, size_t row, size_t column)
{
    const struct table *table = reading->table;
    size_t line = loc_line_column(table_loc(reading->arena, table, earlier)).line;
    fault(reading, table_loc(reading->arena, table, row), MSG_TABLE_KEY_REPEATED,
          key_text(table, row, column, reading->arena), str_format(reading->arena, "%zu", line));
}

/* The only key counts up, as numbers and days mostly do: no two are the same. */
static bool counts_up(const struct table *table, const struct cells *cells)
{
    struct cells_block *in = malloc(sizeof *in);
    if (!in) arena_exhausted();
    int64_t last = 0;
    bool up = true;
    for (size_t row = 0; up && row < table->rows; row += CELLS_BLOCK) {
        cells_unpack(cells, row / CELLS_BLOCK, in);
        up = in->one_scale && in->scale == 0 && (row == 0 || in->values[0] > last);
        for (size_t i = 1; i < in->count; i++) up &= in->values[i] > in->values[i - 1];
        last = in->values[in->count - 1];
    }
    free(in);
    return up;
}

/* A text column that is the only key and has as many different texts as rows needs no look at each. */
static bool plainly_different(const struct table *table, size_t first)
{
    for (size_t i = first + 1; i < table->columns; i++)
        if (table->column[i].key) return false;
    const struct cells *cells = table->column[first].cells;
    return table->column[first].type == COLUMN_TEXT ? cells_texts(cells) == table->rows
                                                    : counts_up(table, cells);
}

/* The key columns together name a row: no two rows have the same. */
static void check_keys(struct reading *reading)
{
    const struct table *table = reading->table;
    size_t slots = 16, first = 0;
    while (first < table->columns && !table->column[first].key) first++;
    if (first == table->columns || table->rows == 0 || plainly_different(table, first)) return;
    while (slots < 2 * table->rows) slots *= 2;
    uint32_t *taken = calloc(slots, sizeof *taken);
    if (!taken) arena_exhausted();
    for (size_t row = 0; row < table->rows && reading->faults < ROWS_FAULTS_MAX; row++) {
        uint64_t hash = hash_key(table, row);
        size_t slot = (hash ^ hash >> 32) & (slots - 1);
        while (taken[slot] && !same_key(table, taken[slot] - 1, row)) slot = (slot + 1) & (slots - 1);
        if (taken[slot]) report_repeated(reading, taken[slot] - 1, row, first);
        taken[slot] = (uint32_t)(row + 1);
    }
    free(taken);
}

static void describe(struct table *table, const struct value *description)
{
    table->description = description;
    table->title = value_get_text(description, S("title"));
    table->source = value_get_text(description, S("source"));
    table->licence = value_get_text(description, S("licence"));
    table->note = value_get_text(description, S("note"));
    table->period = value_get_text(description, S("period"));
    table->date = value_get(description, S("date"))->date;
}

/* A row of headings: it names at least half of the columns that are described. */
static bool is_header(void *context, const struct field *fields, size_t count)
{
    const struct value *columns = context;
    struct arena *scratch = arena_new();
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += fields[i].text.len && (value_get(columns, fields[i].text) ||
                                        value_get(columns, name_of_heading(scratch, fields[i].text)));
    arena_free(scratch);
    return found > 0 && 2 * found >= columns->count;
}

static bool open_spreadsheet(struct reading *reading, struct table_data data, const struct value *description)
{
    const struct value *columns = value_get(description, S("columns"));
    struct xlsx_options options = {.sheet = value_get_text(description, S("sheet")),
                                   .is_header = is_header,
                                   .context = (void *)(uintptr_t)columns};
    reading->rows = xlsx_open(reading->arena, reading->diag, data.descriptor, data.name, &options);
    reading->table->sheet = reading->rows ? reading->rows->sheet : STR_NONE;
    return reading->rows != NULL;
}

static bool open_data(struct reading *reading, struct table_data data, const struct value *description)
{
    reading->table->file = data.name;
    if (data.spreadsheet) return description && open_spreadsheet(reading, data, description);
    reading->rows = &reading->csv.rows;
    reading->table->file = data.source ? data.source->name : data.name;
    return data.source
               ? csv_open(&reading->csv, reading->arena, reading->diag, data.source)
               : csv_open_file(&reading->csv, reading->arena, reading->diag, data.descriptor, data.name);
}

/* `period: tahun`: its numbers are years, written without dots. */
static void mark_years(struct table *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        struct column *column = &table->column[i];
        if (str_equal(column->name, table->period) && column->type == COLUMN_INTEGER && !column->unit.len)
            column->unit = S("tahun");
    }
}

static bool read_columns(struct reading *reading, const struct value *description)
{
    struct table *table = reading->table;
    table->columns = reading->rows->columns;
    table->column = arena_make_n(reading->arena, struct column, table->columns);
    describe(table, description);
    match_columns(reading, value_get(description, S("columns")));
    mark_years(table);
    return reading->faults == 0;
}

/* Once through the data, by two threads when `together`; what it finds is told to `told`. */
static struct table *read_once(struct arena *arena, struct diag *told, struct diag *diag, Str name,
                               struct table_data data, const struct value *description, bool together)
{
    struct table *table = arena_make(arena, struct table);
    struct reading reading = {.arena = arena, .diag = told, .table = table, .together = together};
    table->name = name;
    bool open = open_data(&reading, data, description);
    bool right = open && description && read_columns(&reading, description);
    if (right) read_rows(&reading);
    right = right && reading.faults == 0 && reading.rows->faults == 0 &&
            (!together || diag_count(told, DIAG_WARNING) + diag_count(told, DIAG_NOTE) == 0);
    reading.diag = diag;
    if (right) check_keys(&reading);
    if (reading.rows) reading.rows->calls->close(reading.rows);
    if (together && right && reading.faults) table->rows = SIZE_MAX; /* its keys are told already */
    return right && (together || !reading.faults) ? table : NULL;
}

/* Large files are tried by two threads first. What is wrong with a row is found, and told, by one. */
struct table *table_read(struct arena *arena, struct diag *diag, Str name, struct table_data data,
                         const struct value *description)
{
    const struct value *sound = schema_check(arena, diag, &table_schema, description) ? description : NULL;
    if (sound && !data.source && !data.spreadsheet && table_is_large(data.descriptor)) {
        struct diag *silent = diag_new();
        struct table *table = read_once(arena, silent, diag, name, data, sound, true);
        diag_free(silent);
        if (table) return table->rows == SIZE_MAX ? NULL : table;
        if (lseek(data.descriptor, 0, SEEK_SET) != 0) return NULL;
    }
    return read_once(arena, diag, diag, name, data, sound, false);
}

struct cell table_cell(const struct table *table, size_t row, size_t index)
{
    const struct column *column = &table->column[index];
    struct cell cell = {.known = cells_known(column->cells, row)};
    if (!cell.known) return cell;
    if (column->bounds) cell.bound = column->bounds[row];
    switch (column->type) {
    case COLUMN_TEXT: cell.text = cells_text(column->cells, row); break;
    case COLUMN_DATE:
    case COLUMN_MONTH: cell.date = date_from_number((int)cells_number(column->cells, row).coefficient); break;
    default: cell.number = cells_number(column->cells, row);
    }
    return cell;
}

Loc table_loc(struct arena *arena, const struct table *table, size_t row)
{
    if (table->derived) return table->loc;
    struct source *line = arena_make(arena, struct source);
    if (table->picked && table->picked[row] != SIZE_MAX) row = table->picked[row];
    size_t low = 0, high = table->jump_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (table->jumps[middle].row <= row)
            low = middle;
        else
            high = middle;
    }
    size_t number = row + (table->jump_count ? table->jumps[low].shift : 0);
    *line = (struct source){.name = table->file, .skipped = row, .skipped_lines = number - 1};
    if (table->sheet.len)
        line->cell = str_format(arena, "%.*s!%zu", (int)table->sheet.len, table->sheet.data, number);
    return (Loc){line, 0};
}

const struct column *table_column(const struct table *table, Str name, size_t *index)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (!str_equal(table->column[i].name, name)) continue;
        if (index) *index = i;
        return &table->column[i];
    }
    return NULL;
}

struct table *table_pick(struct arena *arena, const struct table *table, const size_t *rows, size_t count)
{
    struct table *picked = arena_copy(arena, table, sizeof *table);
    picked->column = arena_copy(arena, table->column, table->columns * sizeof *table->column);
    picked->rows = count;
    picked->picked = rows;
    for (size_t i = 0; i < table->columns; i++)
        picked->column[i].cells = cells_pick(arena, table->column[i].cells, rows, count);
    return picked;
}
