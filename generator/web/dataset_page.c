/* The page of all data (data/index.html): what its template sees of each table: source, date, licence, columns, files and charts. */
#include "base/arena.h"
#include "base/buf.h"
#include "draw/chart.h"
#include "web/inside.h"

/* Pages stay below 50 KB: a dozen tables are told with their columns and charts, some thirty with source and licence, more by title alone. */
enum { DETAILED_MOST = 12, TOLD_MOST = 30 };

static Str word(const struct web *web, const struct page *page, const char *id)
{
    Str text = value_get_text(web_messages(web, page->lang), str_from(id));
    return text.len ? text : str_from(id);
}

static void set(struct arena *arena, struct value *map, const char *key, Str text)
{
    if (text.len) value_set(arena, map, str_from(key), value_text(arena, text));
}

static void set_file(struct arena *arena, struct value *map, const struct page *page, const char *key,
                     Str name, const char *extension)
{
    Str url = str_format(arena, "data/%.*s.%s", (int)name.len, name.data, extension);
    set(arena, map, key, site_relative(arena, page->url, url));
}

static const struct value *column_list(const struct web *web, struct arena *arena, const struct page *page,
                                       const struct table *table)
{
    static const char *const types[] = {
        [COLUMN_TEXT] = "type_text", [COLUMN_INTEGER] = "type_integer", [COLUMN_DECIMAL] = "type_decimal",
        [COLUMN_DATE] = "type_date", [COLUMN_MONTH] = "type_month",     [COLUMN_BOOLEAN] = "type_boolean"};
    struct value *list = value_list(arena);
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        struct value *item = value_map(arena);
        set(arena, item, "name", column->name);
        set(arena, item, "label", column->label.len ? column->label : column->name);
        set(arena, item, "type", word(web, page, types[column->type]));
        set(arena, item, "unit", column->unit.len ? column->unit : S("–"));
        value_append(arena, list, item);
    }
    return list;
}

static const struct value *chart_list(const struct web *web, struct arena *arena, const struct page *page,
                                      const struct table *table)
{
    struct value *list = NULL;
    for (size_t i = 0; i < web->chart_count; i++) {
        const struct web_chart *chart = &web->charts[i];
        if (!str_equal(chart->table->name, table->name) || chart->period.len) continue;
        if (!list) list = value_list(arena);
        struct value *item = value_map(arena);
        Str name = path_join(arena, S("grafik"), chart->name);
        const struct value *words =
            site_words(web->site, arena, chart->description, page->lang, chart->period);
        set(arena, item, "title", chart_words_of(words, "headline", page->lang));
        set_file(arena, item, page, "svg", name, "svg");
        set_file(arena, item, page, "csv", name, "csv");
        if (web_extra(web, "images")) set_file(arena, item, page, "png", name, "png");
        value_append(arena, list, item);
    }
    return list;
}

static Str rows_text(const struct web *web, struct arena *arena, const struct page *page, size_t rows)
{
    Str number = figure_format(arena, decimal_from_int((int64_t)rows), STR_NONE, page->lang);
    return str_join(arena, (Str[]){number, word(web, page, "data_rows")}, 2, S(" "));
}

static const struct value *table_item(const struct web *web, struct arena *arena, const struct page *page,
                                      const struct table *table, size_t count)
{
    struct value *item = value_map(arena);
    bool detailed = count <= DETAILED_MOST;
    const struct value *known = value_get(web->site->sources, table->source);
    struct dataset_licence licence = dataset_licence(web, arena, table->licence);
    struct buf date = {0};
    set(arena, item, "id", table->name);
    set(arena, item, "title", table->title.len ? table->title : table->name);
    set_file(arena, item, page, "csv", table->name, "csv");
    set_file(arena, item, page, "json", table->name, "json");
    if (count > TOLD_MOST) return item;
    set(arena, item, "note", table->note);
    set(arena, item, "rows", rows_text(web, arena, page, table->rows));
    set(arena, item, "source", known ? value_get_text(known, S("title")) : table->source);
    if (table->date.year) date_write_long(&date, table->date, page->lang, false);
    set(arena, item, "date", buf_copy(&date, arena));
    set(arena, item, "licence", licence.title);
    set(arena, item, "licence_url", licence.url);
    if (detailed) value_set(arena, item, S("columns"), column_list(web, arena, page, table));
    const struct value *charts = detailed ? chart_list(web, arena, page, table) : NULL;
    if (charts) value_set(arena, item, S("charts"), charts);
    buf_free(&date);
    return item;
}

const struct value *dataset_list(const struct web *web, struct arena *arena, const struct page *page,
                                 const struct web_part *part)
{
    struct value *list = part->first < part->end ? value_list(arena) : NULL;
    for (size_t i = part->first; i < part->end; i++)
        value_append(arena, list, table_item(web, arena, page, dataset_table(web, i), dataset_count(web)));
    return list;
}
