/* Tables and indicators for those who reuse them: as CSV (RFC 4180) and JSON (RFC 8259). */
#include "base/json.h"
#include "web/inside.h"

static Str source_title(const struct web *web, const struct figure *figure)
{
    const struct value *source = value_get(web->site->sources, figure->source);
    return source ? value_get_text(source, S("title")) : figure->source;
}

static void put_number(struct buf *out, const struct figure *figure, const char *unknown)
{
    if (figure->known && figure->is_number)
        decimal_write_plain(out, figure->number, -1);
    else
        buf_c(out, unknown);
}

static void put_json_entry(struct buf *out, const char *key, Str text)
{
    buf_printf(out, ",\n   \"%s\": ", key);
    json_text(out, text);
}

void dataset_indicators_json(const struct web *web, struct buf *out)
{
    buf_c(out, "[");
    for (size_t i = 0; i < web->site->figure_count; i++) {
        const struct figure *figure = &web->site->figures[i];
        buf_c(out, i ? ",\n  {\"id\": " : "\n  {\"id\": ");
        json_text(out, figure->id);
        put_json_entry(out, "label", figure->label);
        buf_c(out, ",\n   \"value\": ");
        put_number(out, figure, "null");
        buf_printf(out, ",\n   \"at_least\": %s", figure->at_least ? "true" : "false");
        put_json_entry(out, "unit", figure->unit);
        put_json_entry(out, "text", figure->text);
        put_json_entry(out, "source", source_title(web, figure));
        buf_c(out, "}");
    }
    buf_c(out, "\n]\n");
}

/* A field that a spreadsheet would take for a formula gets a leading apostrophe. */
static void put_csv_field(struct buf *out, Str text)
{
    buf_char(out, '"');
    if (text.len && (text.data[0] == '=' || text.data[0] == '+' || text.data[0] == '@')) buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') buf_char(out, '"');
        buf_char(out, text.data[i]);
    }
    buf_char(out, '"');
}

static void put_cell(struct buf *out, enum column_type type, const struct cell *cell)
{
    if (!cell->known) return;
    switch (type) {
    case COLUMN_TEXT: put_csv_field(out, cell->text); break;
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL: decimal_write_plain(out, cell->number, -1); break;
    case COLUMN_BOOLEAN: buf_c(out, cell->number.coefficient ? "true" : "false"); break;
    case COLUMN_DATE: date_write_iso(out, cell->date); break;
    case COLUMN_MONTH: buf_printf(out, "%04d-%02d", cell->date.year, cell->date.month); break;
    }
}

/* A buffer that is handed on whenever it is full. */
enum { PIECE = 64 * 1024 };

static bool hand_on(struct buf *buf, struct pieces *out, size_t least)
{
    if (buf->len < least) return true;
    bool more = out->take(out, buf_view(buf));
    buf->len = 0;
    return more;
}

void dataset_table_csv(const void *what, struct pieces *out)
{
    const struct table *table = what;
    struct buf buf = {0};
    for (size_t i = 0; i < table->columns; i++) {
        if (i) buf_char(&buf, ',');
        buf_str(&buf, table->column[i].name);
    }
    buf_c(&buf, "\r\n");
    for (size_t row = 0; row < table->rows && hand_on(&buf, out, PIECE); row++) {
        for (size_t i = 0; i < table->columns; i++) {
            struct cell cell = table_cell(table, row, i);
            if (i) buf_char(&buf, ',');
            put_cell(&buf, table->column[i].type, &cell);
        }
        buf_c(&buf, "\r\n");
    }
    hand_on(&buf, out, 1);
    buf_free(&buf);
}

static void put_json_cell(struct buf *out, enum column_type type, const struct cell *cell)
{
    bool quoted = type == COLUMN_DATE || type == COLUMN_MONTH;
    if (!cell->known) {
        buf_c(out, "null");
    } else if (type == COLUMN_TEXT) {
        json_text(out, cell->text);
    } else {
        if (quoted) buf_char(out, '"');
        put_cell(out, type, cell);
        if (quoted) buf_char(out, '"');
    }
}

void dataset_table_json(const void *what, struct pieces *out)
{
    const struct table *table = what;
    struct buf buf = {0};
    buf_c(&buf, "[");
    for (size_t row = 0; row < table->rows && hand_on(&buf, out, PIECE); row++) {
        buf_c(&buf, row ? ",\n  {" : "\n  {");
        for (size_t i = 0; i < table->columns; i++) {
            struct cell cell = table_cell(table, row, i);
            if (i) buf_c(&buf, ", ");
            json_text(&buf, table->column[i].name);
            buf_c(&buf, ": ");
            put_json_cell(&buf, table->column[i].type, &cell);
        }
        buf_char(&buf, '}');
    }
    buf_c(&buf, "\n]\n");
    hand_on(&buf, out, 1);
    buf_free(&buf);
}

void dataset_indicators_csv(const struct web *web, struct buf *out)
{
    buf_c(out, "id,label,value,unit,text,source\r\n");
    for (size_t i = 0; i < web->site->figure_count; i++) {
        const struct figure *figure = &web->site->figures[i];
        Str fields[] = {figure->unit, figure->text, source_title(web, figure)};
        put_csv_field(out, figure->id);
        buf_char(out, ',');
        put_csv_field(out, figure->label);
        buf_char(out, ',');
        put_number(out, figure, "");
        for (size_t j = 0; j < 3; j++) {
            buf_char(out, ',');
            put_csv_field(out, fields[j]);
        }
        buf_c(out, "\r\n");
    }
}
