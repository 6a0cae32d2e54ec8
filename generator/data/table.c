#include "data/table.h"

#include "base/arena.h"
#include "base/buf.h"
#include "data/csv.h"
#include "data/schema.h"

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
    {.key = "key",
     .type = SCHEMA_BOOL,
     .standard = "false",
     .help_id = "isinya menandai baris dan tidak boleh berulang",
     .help_en = "its cells name the row and do not repeat"},
    {0},
};
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
    {.key = "charts", .type = SCHEMA_MAP_OF, .item = &chart_item, .help_id = "grafik", .help_en = "charts"},
    {0},
};
const struct schema table_schema = {.type = SCHEMA_MAP, .keys = table_keys};

struct reading {
    struct arena *arena;
    struct diag *diag;
    struct table *table;
    char separator;
    size_t faults;
};

static void fault(struct reading *reading, Loc loc, enum message message, Str a, Str b)
{
    if (++reading->faults > CSV_FAULTS_MAX) return;
    diag_add(reading->diag, loc, message, (Str[]){a, b}, 2);
    if (reading->faults == CSV_FAULTS_MAX) diag_report(reading->diag, loc, MSG_DATA_MORE_FAULTS);
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
}

/* Every heading needs a description, every description a heading. */
static void match_columns(struct reading *reading, const struct csv_reader *csv, const struct value *columns)
{
    struct table *table = reading->table;
    bool *used = arena_make_n(reading->arena, bool, columns->count + 1);
    for (size_t i = 0; i < table->columns; i++) {
        Loc loc = {table->data, csv->header[i].offset};
        Str heading = csv->header[i].text, name = heading;
        const struct value *description = value_get(columns, name);
        if (!description) description = value_get(columns, name = name_of_heading(reading->arena, heading));
        size_t at = 0;
        while (at < columns->count && !(description && str_equal(columns->keys[at], name))) at++;
        if (description && !used[at]) {
            used[at] = true;
            fill_column(&table->column[i], name, description, loc);
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
                  columns->keys[i], table->data->name);
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

static void report_number(struct reading *reading, const struct cell *cell, const struct column *column,
                          Str text)
{
    Decimal number;
    if (!decimal_parse(text, &number)) {
        fault(reading, cell->loc, MSG_TABLE_NOT_NUMBER, column->name, cell->text);
        return;
    }
    struct buf mended = {0};
    decimal_write_grouped(&mended, number, -1, 0, ',');
    Str suggestion = buf_copy(&mended, reading->arena);
    buf_free(&mended);
    if (reading->separator == ',')
        suggestion = str_join(reading->arena, (Str[]){S("\""), suggestion, S("\"")}, 3, STR_NONE);
    fault(reading, cell->loc, MSG_TABLE_DECIMAL_POINT, cell->text, suggestion);
}

static void read_number(struct reading *reading, struct cell *cell, const struct column *column)
{
    Str text = bare_number(cell->text, column->unit);
    if (!decimal_parse_id(text, &cell->number))
        report_number(reading, cell, column, text);
    else if (column->type == COLUMN_INTEGER && !decimal_is_integer(cell->number))
        fault(reading, cell->loc, MSG_TABLE_NOT_INTEGER, column->name, cell->text);
}

static void read_boolean(struct reading *reading, struct cell *cell, const struct column *column)
{
    static const char *const yes[] = {"true", "ya", "1"}, *const no[] = {"false", "tidak", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        bool is_yes = str_equal_nocase(cell->text, str_from(yes[i]));
        if (!is_yes && !str_equal_nocase(cell->text, str_from(no[i]))) continue;
        cell->number = decimal_from_int(is_yes);
        return;
    }
    fault(reading, cell->loc, MSG_TABLE_NOT_BOOLEAN, column->name, cell->text);
}

static void read_cell(struct reading *reading, struct cell *cell, const struct column *column,
                      const struct csv_field *field)
{
    cell->text = field->text;
    cell->loc = (Loc){reading->table->data, field->offset};
    cell->known = field->text.len > 0;
    if (!cell->known) {
        if (column->key) fault(reading, cell->loc, MSG_TABLE_KEY_EMPTY, column->name, STR_NONE);
        return;
    }
    switch (column->type) {
    case COLUMN_TEXT: return;
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL: read_number(reading, cell, column); return;
    case COLUMN_DATE:
        if (!date_parse(cell->text, &cell->date))
            fault(reading, cell->loc, MSG_TABLE_NOT_DATE, column->name, cell->text);
        return;
    case COLUMN_MONTH:
        if (!date_parse_month(cell->text, &cell->date))
            fault(reading, cell->loc, MSG_TABLE_NOT_MONTH, column->name, cell->text);
        return;
    case COLUMN_BOOLEAN: read_boolean(reading, cell, column); return;
    }
}

static void read_rows(struct reading *reading, struct csv_reader *csv)
{
    struct table *table = reading->table;
    size_t capacity = 0, width = table->columns;
    struct csv_field *fields = arena_make_n(reading->arena, struct csv_field, width);
    while (reading->faults < CSV_FAULTS_MAX && csv_next(csv, fields)) {
        table->cells = arena_grow(reading->arena, table->cells, &capacity, (table->rows + 1) * width,
                                  sizeof *table->cells);
        struct cell *row = &table->cells[table->rows++ * width];
        for (size_t i = 0; i < width; i++) read_cell(reading, &row[i], &table->column[i], &fields[i]);
    }
}

static bool same_key(const struct table *table, size_t a, size_t b)
{
    for (size_t i = 0; i < table->columns; i++)
        if (table->column[i].key && !str_equal(table_cell(table, a, i)->text, table_cell(table, b, i)->text))
            return false;
    return true;
}

static uint64_t hash_key(const struct table *table, size_t row, size_t *first)
{
    uint64_t hash = 0;
    *first = SIZE_MAX;
    for (size_t i = 0; i < table->columns; i++) {
        if (!table->column[i].key) continue;
        if (*first == SIZE_MAX) *first = i;
        hash = hash * 31 + str_hash(table_cell(table, row, i)->text);
    }
    return hash;
}

/* The key columns together name a row: no two rows have the same. */
static void check_keys(struct reading *reading)
{
    const struct table *table = reading->table;
    size_t slots = 16, first;
    if (table->rows == 0 || table->rows > UINT32_MAX / 4) return;
    (void)hash_key(table, 0, &first);
    if (first == SIZE_MAX) return;
    while (slots < 2 * table->rows) slots *= 2;
    uint32_t *taken = arena_make_n(reading->arena, uint32_t, slots);
    for (size_t row = 0; row < table->rows; row++) {
        uint64_t hash = hash_key(table, row, &first);
        size_t slot = (hash ^ hash >> 32) & (slots - 1);
        while (taken[slot] && !same_key(table, taken[slot] - 1, row)) slot = (slot + 1) & (slots - 1);
        const struct cell *cell = table_cell(table, row, first);
        if (taken[slot]) {
            size_t line = loc_line_column(table_cell(table, taken[slot] - 1, first)->loc).line;
            fault(reading, cell->loc, MSG_TABLE_KEY_REPEATED, cell->text,
                  str_format(reading->arena, "%zu", line));
            if (reading->faults >= CSV_FAULTS_MAX) return;
        }
        taken[slot] = (uint32_t)(row + 1);
    }
}

static void describe(struct table *table, const struct value *description)
{
    table->description = description;
    table->title = value_get_text(description, S("title"));
    table->source = value_get_text(description, S("source"));
    table->licence = value_get_text(description, S("licence"));
    table->note = value_get_text(description, S("note"));
    table->date = value_get(description, S("date"))->date;
}

struct table *table_read(struct arena *arena, struct diag *diag, Str name, const struct source *data,
                         const struct value *description)
{
    struct table *table = arena_make(arena, struct table);
    struct reading reading = {.arena = arena, .diag = diag, .table = table};
    struct csv_reader csv;
    bool described = schema_check(arena, diag, &table_schema, description);
    if (!csv_open(&csv, arena, diag, data) || !described) return NULL;
    table->name = name;
    table->data = data;
    table->columns = csv.columns;
    table->column = arena_make_n(arena, struct column, csv.columns);
    reading.separator = csv.separator;
    describe(table, description);
    match_columns(&reading, &csv, value_get(description, S("columns")));
    if (reading.faults) return NULL;
    read_rows(&reading, &csv);
    if (reading.faults == 0 && csv.faults == 0) check_keys(&reading);
    return reading.faults || csv.faults ? NULL : table;
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
