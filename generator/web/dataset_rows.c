/* Tables as CSV (RFC 4180) and JSON (RFC 8259: a list of objects), a block of rows at a time: a million rows are written about as fast as they are
 * read. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "data/cells.h"
#include "web/inside.h"

enum {
    PIECE = 256 * 1024,
    COLUMNS_UNPACKED =
        64, /* more columns than these are read cell by cell: their blocks would take too much room */
    TEXTS_KEPT = 4096, /* texts of a column that are written out once */
    NUMBER_MOST = 64,  /* bytes of anything that is no text */
    SHORT = 32         /* copied as so many bytes, of which `len` count: no call, no loop */
};

/* A column on its way out. */
struct lane {
    const struct column *column;
    struct cells_block *block; /* NULL: cell by cell */
    Str before;                /* JSON: its name; CSV: the comma */
    struct buf texts;          /* the column's texts as they will stand in the file */
    size_t *ends;              /* of each in `texts`; NULL: too many, written as they come */
};
struct writer {
    struct arena *arena;
    const struct table *table;
    struct lane *lanes;
    struct buf out;
    size_t row_most; /* bytes of a row whose texts are kept */
    bool json;
};

/* Into room that is reserved; SHORT bytes can be read from `data` on. */
static inline void copy(struct buf *out, const char *data, size_t len)
{
    if (len <= SHORT)
        memcpy(out->data + out->len, data, SHORT);
    else
        memcpy(out->data + out->len, data, len);
    out->len += len;
}

/* A field that a spreadsheet would take for a formula gets a leading apostrophe. */
static void put_csv_text(struct buf *out, Str text)
{
    buf_char(out, '"');
    if (text.len && (text.data[0] == '=' || text.data[0] == '+' || text.data[0] == '@')) buf_char(out, '\'');
    while (text.len) {
        size_t quote = str_find_char(text, '"');
        buf_str(out, str_from_to(text, 0, quote));
        if (quote < text.len) buf_c(out, "\"\"");
        text = str_skip(text, quote + 1);
    }
    buf_char(out, '"');
}

static void put_text(struct buf *out, Str text, bool json)
{
    if (json)
        json_text(out, text);
    else
        put_csv_text(out, text);
}

/* A date (ten characters) or a month (seven). */
static void put_day(struct buf *out, int number, size_t len, bool json)
{
    char text[12] = "\"";
    date_digits(text + 1, number);
    text[len + 1] = '"';
    size_t whole = json ? len + 2 : len;
    memcpy(out->data + out->len, json ? text : text + 1, whole);
    out->len += whole;
}

static inline void put_whole(struct buf *out, int64_t value)
{
    char text[24 + SHORT];
    size_t at = 20;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do text[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) text[--at] = '-';
    copy(out, text + at, 20 - at);
}

static void put_cell(const struct writer *writer, struct buf *out, const struct lane *lane, size_t row)
{
    const struct cells *cells = lane->column->cells;
    const struct cells_block *block = lane->block;
    size_t at = row % CELLS_BLOCK;
    bool json = writer->json, simple = block && block->one_scale;
    if (block ? !block->known[at] : !cells_known(cells, row)) {
        if (json) memcpy(out->data + out->len, "null", 4), out->len += 4;
        return;
    }
    Decimal number = simple ? (Decimal){block->values[at], block->scale} : cells_number(cells, row);
    switch (lane->column->type) {
    case COLUMN_TEXT: {
        size_t text = (size_t)number.coefficient;
        if (lane->ends) {
            copy(out, lane->texts.data + lane->ends[text], lane->ends[text + 1] - lane->ends[text]);
            break;
        }
        put_text(out, cells_dictionary(cells, text), json);
        buf_reserve(out, writer->row_most);
        break;
    }
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
        if (simple && number.scale == 0)
            put_whole(out, block->values[at]);
        else
            decimal_write_plain(out, number, -1);
        break;
    case COLUMN_BOOLEAN: buf_c(out, number.coefficient ? "true" : "false"); break;
    case COLUMN_DATE: put_day(out, (int)number.coefficient, 10, json); break;
    case COLUMN_MONTH: put_day(out, (int)number.coefficient, 7, json); break;
    }
}

static void write_texts(struct writer *writer, struct lane *lane, size_t *longest)
{
    const struct cells *cells = lane->column->cells;
    size_t count = lane->column->type == COLUMN_TEXT ? cells_texts(cells) : 0;
    if (!count || count > TEXTS_KEPT) return;
    lane->ends = arena_make_n(writer->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        put_text(&lane->texts, cells_dictionary(cells, i), writer->json);
        lane->ends[i + 1] = lane->texts.len;
        size_t len = lane->ends[i + 1] - lane->ends[i];
        if (len > *longest) *longest = len;
    }
    buf_reserve(&lane->texts, SHORT);
}

/* "nomor": and what stands before it. */
static Str before_cell(struct writer *writer, size_t column)
{
    struct buf out = {0};
    if (column) buf_c(&out, writer->json ? ", " : ",");
    if (writer->json) json_text(&out, writer->table->column[column].name);
    if (writer->json) buf_c(&out, ": ");
    size_t len = out.len;
    for (size_t i = 0; i < SHORT; i++) buf_char(&out, ' ');
    Str text = buf_copy(&out, writer->arena);
    buf_free(&out);
    return (Str){text.data, len};
}

static struct writer begin(const struct table *table, bool json)
{
    struct writer writer = {.arena = arena_new(), .table = table, .json = json};
    writer.lanes = arena_make_n(writer.arena, struct lane, table->columns + 1);
    for (size_t i = 0; i < table->columns; i++) {
        struct lane *lane = &writer.lanes[i];
        lane->column = &table->column[i];
        lane->before = before_cell(&writer, i);
        size_t longest = NUMBER_MOST;
        write_texts(&writer, lane, &longest);
        writer.row_most += lane->before.len + longest + 2 * SHORT;
        if (table->columns <= COLUMNS_UNPACKED) lane->block = arena_make(writer.arena, struct cells_block);
    }
    writer.row_most += SHORT;
    buf_reserve(&writer.out, PIECE + PIECE / 4);
    return writer;
}

static void end(struct writer *writer)
{
    for (size_t i = 0; i < writer->table->columns; i++) buf_free(&writer->lanes[i].texts);
    buf_free(&writer->out);
    arena_free(writer->arena);
}

/* Hands on what has been written, when it is enough. */
static bool hand_on(struct writer *writer, struct pieces *out, size_t least)
{
    if (writer->out.len < least) return true;
    bool more = out->take(out, buf_view(&writer->out));
    writer->out.len = 0;
    return more;
}

static void write_rows(struct writer *writer, struct pieces *out)
{
    const struct table *table = writer->table;
    Str open = writer->json ? S("\n  {") : STR_NONE, close = writer->json ? S("}") : S("\r\n");
    for (size_t row = 0; row < table->rows && hand_on(writer, out, PIECE); row++) {
        for (size_t i = 0; row % CELLS_BLOCK == 0 && i < table->columns; i++)
            if (writer->lanes[i].block)
                cells_unpack(table->column[i].cells, row / CELLS_BLOCK, writer->lanes[i].block);
        if (writer->json && row) buf_char(&writer->out, ',');
        buf_bytes(&writer->out, open.data, open.len);
        buf_reserve(&writer->out, writer->row_most);
        for (size_t i = 0; i < table->columns; i++) {
            copy(&writer->out, writer->lanes[i].before.data, writer->lanes[i].before.len);
            put_cell(writer, &writer->out, &writer->lanes[i], row);
        }
        buf_bytes(&writer->out, close.data, close.len);
    }
}

void dataset_table_csv(const void *what, struct pieces *out)
{
    struct writer writer = begin(what, false);
    for (size_t i = 0; i < writer.table->columns; i++) {
        if (i) buf_char(&writer.out, ',');
        buf_str(&writer.out, writer.table->column[i].name);
    }
    buf_c(&writer.out, "\r\n");
    write_rows(&writer, out);
    hand_on(&writer, out, 1);
    end(&writer);
}

void dataset_table_json(const void *what, struct pieces *out)
{
    struct writer writer = begin(what, true);
    buf_c(&writer.out, "[");
    write_rows(&writer, out);
    buf_c(&writer.out, "\n]\n");
    hand_on(&writer, out, 1);
    end(&writer);
}
