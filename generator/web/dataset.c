/* Tables and indicators for those who reuse them: as CSV (RFC 4180) and JSON (RFC 8259). */
#include "base/arena.h"
#include "base/json.h"
#include "web/inside.h"

size_t dataset_count(const struct web *web)
{
    return web->site->table_count + web->site->family_count;
}

const struct table *dataset_table(const struct web *web, size_t index)
{
    const struct site *site = web->site;
    return index < site->table_count ? site->tables[index] : site->families[index - site->table_count].table;
}

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

/* "newer": "2026-01-01/2026-02-28": an interval as ISO 8601 writes it. */
static void put_period(struct buf *out, const char *key, struct period period)
{
    if (!period.first.year) return;
    buf_printf(out, ",\n   \"%s\": \"", key);
    date_write_iso(out, period.first);
    buf_char(out, '/');
    date_write_iso(out, period.last);
    buf_char(out, '"');
}

/* Of an indicator with groups: its own name, and the group by its columns. */
static void put_group(struct buf *out, struct arena *scratch, const struct figure *figure)
{
    const struct figure_family *family = figure->family;
    if (!family || figure < family->figures || figure >= family->figures + family->count) return;
    size_t row = (size_t)(figure - family->figures);
    put_json_entry(out, "indicator", family->id);
    buf_c(out, ",\n   \"group\": {");
    for (size_t i = 0; i < family->keys; i++) {
        struct cell cell = table_cell(family->table, row, i);
        if (i) buf_c(out, ", ");
        json_text(out, family->table->column[i].name);
        buf_c(out, ": ");
        json_text(out, table_cell_text(scratch, &family->table->column[i], &cell, S("id")));
    }
    buf_char(out, '}');
}

void dataset_indicators_json(const struct web *web, struct buf *out)
{
    struct arena *scratch = arena_new();
    buf_c(out, "[");
    for (size_t i = 0; i < web->site->figure_count; i++) {
        const struct figure *figure = &web->site->figures[i];
        buf_c(out, i ? ",\n  {\"id\": " : "\n  {\"id\": ");
        json_text(out, figure->id);
        put_json_entry(out, "label", figure->label);
        buf_c(out, ",\n   \"value\": ");
        put_number(out, figure, "null");
        buf_printf(out, ",\n   \"at_least\": %s", figure->at_least ? "true" : "false");
        if (figure->at_most) buf_c(out, ",\n   \"at_most\": true");
        put_json_entry(out, "unit", figure->unit);
        put_json_entry(out, "text", figure->text);
        put_group(out, scratch, figure);
        put_period(out, "newer", figure->newer);
        put_period(out, "older", figure->older);
        put_json_entry(out, "source", source_title(web, figure));
        buf_c(out, "}");
    }
    buf_c(out, "\n]\n");
    arena_free(scratch);
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
