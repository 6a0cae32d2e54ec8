/* datapackage.json: a Frictionless Data Package of all tables and the indicators (specs.frictionlessdata.io: Tabular Data Package, Tabular Data
 * Resource and Table Schema, version 1). */
#include "base/arena.h"
#include "base/json.h"
#include "web/inside.h"

/* ---- licences, also for schema.org ---- */

/* Letters and digits alike, in small letters: "CC BY-SA 4.0" and "cc-by-sa-4.0" are the same. */
static Str plain(struct arena *arena, Str text)
{
    char *out = arena_copy(arena, text.data, text.len);
    for (size_t i = 0; i < text.len; i++) {
        bool kept = char_is_alpha(text.data[i]) || char_is_digit(text.data[i]) || text.data[i] == '.';
        out[i] = kept ? char_lower(text.data[i]) : ' ';
    }
    return (Str){out, text.len};
}

/* Names as the Open Definition lists them; the longer before those that they begin with. */
struct dataset_licence dataset_licence(const struct web *web, struct arena *arena, Str text)
{
    static const struct {
        const char *words, *name, *url;
    } known[] = {
        {"cc by nc sa 4.0", "CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"},
        {"cc by nc nd 4.0", "CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"},
        {"cc by nc 4.0", "CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"},
        {"cc by nd 4.0", "CC-BY-ND-4.0", "https://creativecommons.org/licenses/by-nd/4.0/"},
        {"cc by sa 4.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"},
        {"cc by 4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"},
        {"cc0", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
        {"odc by", "ODC-BY-1.0", "https://opendatacommons.org/licenses/by/1-0/"},
        {"odbl", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
        {"pddl", "ODC-PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"},
    };
    Str of_site = site_text(web->site, S("licence.name"));
    struct dataset_licence licence = {.title = text.len ? text : of_site};
    Str words = plain(arena, licence.title);
    for (size_t i = 0; i < sizeof known / sizeof *known && !licence.name.len; i++)
        if (str_find(words, str_from(known[i].words)) < words.len)
            licence =
                (struct dataset_licence){str_from(known[i].name), licence.title, str_from(known[i].url)};
    if (str_equal(licence.title, of_site) && !licence.url.len)
        licence.url = site_text(web->site, S("licence.url"));
    if (str_starts(text, S("https://")) || str_starts(text, S("http://"))) licence.url = text;
    return licence;
}

/* ---- the package ---- */

static const char *const field_types[] = {
    [COLUMN_TEXT] = "string", [COLUMN_INTEGER] = "integer", [COLUMN_DECIMAL] = "number",
    [COLUMN_DATE] = "date",   [COLUMN_MONTH] = "yearmonth", [COLUMN_BOOLEAN] = "boolean"};

static void put_member(struct buf *out, const char *key, Str text)
{
    if (!text.len) return;
    buf_printf(out, ", \"%s\": ", key);
    json_text(out, text);
}

static void put_fields(struct buf *out, const struct table *table)
{
    size_t keys = 0;
    buf_c(out, "\"schema\": {\"fields\": [");
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        buf_c(out, i ? ",\n      {\"name\": " : "\n      {\"name\": ");
        json_text(out, column->name);
        buf_printf(out, ", \"type\": \"%s\"", field_types[column->type]);
        put_member(out, "title", column->label);
        put_member(out, "unit", column->unit);
        buf_char(out, '}');
    }
    buf_c(out, "], \"missingValues\": [\"\"]");
    for (size_t i = 0; i < table->columns; i++) {
        if (!table->column[i].key) continue;
        buf_c(out, keys++ ? ", " : ", \"primaryKey\": [");
        json_text(out, table->column[i].name);
    }
    buf_c(out, keys ? "]}" : "}");
}

static void put_source(struct buf *out, const struct web *web, Str source)
{
    const struct value *known = value_get(web->site->sources, source);
    Str title = known ? value_get_text(known, S("title")) : source;
    if (!title.len) return;
    buf_c(out, ", \"sources\": [{\"title\": ");
    json_text(out, title);
    if (known) put_member(out, "path", value_get_text(known, S("url")));
    buf_c(out, "}]");
}

/* A licence has a name that the Open Definition knows, or an address; what has neither is left to the description. */
static void put_licence(struct buf *out, const struct dataset_licence *licence)
{
    if (!licence->name.len && !licence->url.len) return;
    buf_c(out, ", \"licenses\": [{\"title\": ");
    json_text(out, licence->title);
    put_member(out, "name", licence->name);
    put_member(out, "path", licence->url);
    buf_c(out, "}]");
}

/* Names of resources are in small letters. */
static void put_name(struct buf *out, Str name)
{
    buf_c(out, "{\"profile\": \"tabular-data-resource\", \"name\": \"");
    for (size_t i = 0; i < name.len; i++) buf_char(out, char_lower(name.data[i]));
    buf_c(out, "\"");
}

static void put_file(struct buf *out, Str name)
{
    buf_printf(out,
               ", \"path\": \"%.*s.csv\", \"format\": \"csv\", \"mediatype\": \"text/csv\", \"encoding\": "
               "\"utf-8\"",
               (int)name.len, name.data);
}

static void put_resource(struct buf *out, const struct web *web, const struct table *table)
{
    struct arena *scratch = arena_new();
    struct dataset_licence licence = dataset_licence(web, scratch, table->licence);
    put_name(out, table->name);
    put_member(out, "title", table->title);
    put_member(out, "description", table->note);
    put_file(out, table->name);
    put_source(out, web, table->source);
    put_licence(out, &licence);
    buf_c(out, ",\n     ");
    put_fields(out, table);
    buf_char(out, '}');
    arena_free(scratch);
}

/* indikator.csv, whose columns are always the same. */
static void put_indicators(struct buf *out)
{
    static const char *const fields[][2] = {{"id", "string"},   {"label", "string"}, {"value", "number"},
                                            {"unit", "string"}, {"text", "string"},  {"source", "string"}};
    put_name(out, S("indikator"));
    put_file(out, S("indikator"));
    buf_c(out, ",\n     \"schema\": {\"fields\": [");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        buf_printf(out, "%s{\"name\": \"%s\", \"type\": \"%s\"}", i ? ", " : "", fields[i][0], fields[i][1]);
    buf_c(out, "], \"missingValues\": [\"\"], \"primaryKey\": [\"id\"]}}");
}

void dataset_package(const struct web *web, struct buf *out)
{
    const struct site *site = web->site;
    buf_c(out, "{\"profile\": \"tabular-data-package\", \"name\": \"statistik\"");
    put_member(out, "title", site_text(site, S("title")));
    put_member(out, "homepage", site->base_url);
    buf_c(out, ",\n \"resources\": [");
    for (size_t i = 0; i < dataset_count(web); i++) {
        buf_c(out, "\n    ");
        put_resource(out, web, dataset_table(web, i));
        buf_char(out, ',');
    }
    buf_c(out, "\n    ");
    put_indicators(out);
    buf_c(out, "]}\n");
}
