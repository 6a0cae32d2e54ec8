/* content/statistik/: each NAME.csv with its NAME.yaml, and the indicators over all of them. */
#include <unistd.h>

#include "base/arena.h"
#include "data/schema.h"
#include "site/load.h"
#include "site/period.h"

static bool has_extension(Str path, const char *extension)
{
    return str_ends(path, str_from(extension));
}

static bool is_data(Str path)
{
    return has_extension(path, ".csv") || has_extension(path, ".xlsx");
}

static bool is_statistic(Str path)
{
    return str_starts(path, S("statistik/")) && (is_data(path) || has_extension(path, ".yaml"));
}

static bool listed(const struct loader *loader, Str path)
{
    for (size_t i = 0; i < loader->files.count; i++)
        if (str_equal(loader->files.entries[i].path, path)) return true;
    return false;
}

static Str with_extension(struct arena *arena, Str path, const char *extension)
{
    Str stem = str_from_to(path, 0, str_find_last_char(path, '.'));
    return str_join(arena, (Str[]){stem, str_from(extension)}, 2, STR_NONE);
}

static void add_charts(struct loader *loader, const struct table *table)
{
    const struct value *charts = value_get(table->description, S("charts"));
    for (size_t i = 0; charts && i < charts->count; i++) {
        struct site_chart_entry *entry = arena_make(loader->arena, struct site_chart_entry);
        *entry = (struct site_chart_entry){charts->items[i], table};
        Loc loc = charts->items[i]->loc;
        value_key_loc(charts, charts->keys[i], &loc);
        if (!names_put(loader->arena, &loader->site->index->charts, charts->keys[i], entry))
            diag_report(loader->diag, loc, MSG_CHART_TWICE, charts->keys[i]);
    }
}

/* A table names its source by a key of fakta.yaml or in plain words. A single word that is no key is a slip. */
static void check_source(struct loader *loader, const struct table *table)
{
    const struct value *source = value_get(table->description, S("source"));
    if (!source || loader->site->facts_faulty || value_get(loader->site->sources, source->text) ||
        str_find_char(source->text, ' ') < source->text.len)
        return;
    diag_report(loader->diag, source->loc, MSG_SOURCE_UNKNOWN, source->text,
                str_nearest(source->text, loader->site->sources->keys, loader->site->sources->count));
}

/* Beside NAME.yaml lies NAME.csv or NAME.xlsx; its key `file` may name another. {NULL, 0} after a report. */
static Str find_data(struct loader *loader, Str path, const struct value *description)
{
    const struct value *named = value_get(description, S("file"));
    Str csv = with_extension(loader->arena, path, ".csv"),
        xlsx = with_extension(loader->arena, path, ".xlsx");
    if (named) {
        Str file = path_join(loader->arena, path_folder(path), named->text);
        if (listed(loader, file) && is_data(file)) return file;
        diag_report(loader->diag, named->loc, MSG_TABLE_FILE, named->text);
        return STR_NONE;
    }
    if (listed(loader, csv) && listed(loader, xlsx)) {
        diag_report(loader->diag, LOC_NONE, MSG_TABLE_TWO_FILES, load_shown(loader->arena, csv),
                    load_shown(loader->arena, xlsx));
        return STR_NONE;
    }
    if (listed(loader, csv)) return csv;
    if (listed(loader, xlsx)) return xlsx;
    diag_report(loader->diag, LOC_NONE, MSG_TABLE_WITHOUT_DATA, load_shown(loader->arena, path),
                load_shown(loader->arena, csv));
    return STR_NONE;
}

static struct table *read_table(struct loader *loader, Str name, Str path, const struct value *description)
{
    struct table_data data = {.name = load_shown(loader->arena, path),
                              .spreadsheet = has_extension(path, ".xlsx")};
    size_t size, limit = data.spreadsheet ? FILE_LIMIT_PICTURE : FILE_LIMIT_TABLE;
    int error;
    enum file_status status =
        file_open_below(loader->arena, loader->content, path, limit, &data.descriptor, &size, &error);
    if (status != FILE_OK) {
        file_report(loader->diag, LOC_NONE, status, data.name, error, limit);
        return NULL;
    }
    struct table *table = table_read(loader->arena, loader->diag, name, data, description);
    close(data.descriptor);
    return table;
}

static void add_table(struct loader *loader, Str path, struct names *used)
{
    const struct value *description = load_yaml(loader, path, &table_schema);
    Str data_path = description ? find_data(loader, path, description) : STR_NONE;
    if (data_path.len) names_put(loader->arena, used, data_path, loader);
    struct table *table = data_path.len ? read_table(loader, path_stem(path), data_path, description) : NULL;
    if (!table) {
        loader->site->tables_faulty = true;
        return;
    }
    loader->site->tables[loader->site->table_count++] = table;
    names_put(loader->arena, &loader->site->index->tables, table->name, table);
    check_source(loader, table);
    add_charts(loader, table);
}

static const struct figure *find_fact(void *context, Str name)
{
    const struct loader *loader = context;
    return site_figure(loader->site, name);
}

static void add_indicators(struct loader *loader)
{
    struct site *site = loader->site;
    struct figures facts = {find_fact, loader};
    struct indicators indicators;
    bool right =
        indicator_compute(loader->arena, loader->diag, site->tables, site->table_count, facts, &indicators);
    if (right) period_load(loader, facts, &indicators);
    site->figures = indicators.figures;
    site->figure_count = indicators.count;
    site->families = indicators.families;
    site->family_count = indicators.family_count;
    if (!right) {
        site->tables_faulty = true;
        return;
    }
    for (size_t i = 0; i < site->figure_count; i++) {
        struct figure *figure = &site->figures[i];
        Str name = str_join(loader->arena, (Str[]){S("stat"), figure->id}, 2, S("."));
        names_put(loader->arena, &site->index->figures, name, figure);
    }
    for (size_t i = 0; i < site->family_count; i++)
        names_put(loader->arena, &site->index->families, site->families[i].id, &site->families[i]);
}

/* Data that no description speaks of. */
static void check_described(struct loader *loader, const struct names *used)
{
    for (size_t i = 0; i < loader->files.count; i++) {
        Str path = loader->files.entries[i].path;
        if (!is_statistic(path) || !is_data(path) || names_get(used, path)) continue;
        Str description = with_extension(loader->arena, path, ".yaml");
        if (!listed(loader, description))
            diag_report(loader->diag, LOC_NONE, MSG_TABLE_WITHOUT_DESCRIPTION,
                        load_shown(loader->arena, path), load_shown(loader->arena, description));
    }
}

void load_tables(struct loader *loader)
{
    struct names used = {0}; /* paths of data */
    loader->site->tables = arena_make_n(loader->arena, struct table *, loader->files.count + 1);
    for (size_t i = 0; i < loader->files.count; i++) {
        Str path = loader->files.entries[i].path;
        if (is_statistic(path) && has_extension(path, ".yaml")) add_table(loader, path, &used);
    }
    check_described(loader, &used);
    add_indicators(loader);
}
