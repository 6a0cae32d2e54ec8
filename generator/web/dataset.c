/* Tables and indicators for those who reuse them: as CSV (RFC 4180) and JSON (RFC 8259). */
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
