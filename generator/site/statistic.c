/* content/statistik/: each NAME.csv with its NAME.yaml, and the indicators over all of them. */
#include <unistd.h>

#include "base/arena.h"
#include "data/schema.h"
#include "site/load.h"

static bool has_extension(Str path, const char *extension)
{
    return str_ends(path, str_from(extension));
}

static bool is_statistic(Str path)
{
    return str_starts(path, S("statistik/")) && (has_extension(path, ".csv") || has_extension(path, ".yaml"));
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

static struct table *read_table(struct loader *loader, Str name, Str path, const struct value *description)
{
    struct table_data data = {.name = load_shown(loader->arena, path)};
    size_t size;
    int error;
    enum file_status status = file_open_below(loader->arena, loader->content, path, FILE_LIMIT_TABLE,
                                              &data.descriptor, &size, &error);
    if (status != FILE_OK) {
        file_report(loader->diag, LOC_NONE, status, data.name, error, FILE_LIMIT_TABLE);
        return NULL;
    }
    struct table *table = table_read(loader->arena, loader->diag, name, data, description);
    close(data.descriptor);
    return table;
}

static void add_table(struct loader *loader, Str path)
{
    Str data_path = with_extension(loader->arena, path, ".csv");
    if (!listed(loader, data_path)) {
        loader->site->tables_faulty = true;
        diag_report(loader->diag, LOC_NONE, MSG_TABLE_WITHOUT_DATA, load_shown(loader->arena, path),
                    load_shown(loader->arena, data_path));
        return;
    }
    const struct value *description = load_yaml(loader, path, &table_schema);
    struct table *table = description ? read_table(loader, path_stem(path), data_path, description) : NULL;
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
    if (!indicator_compute(loader->arena, loader->diag, site->tables, site->table_count, facts,
                           &site->figures, &site->figure_count)) {
        site->tables_faulty = true;
        return;
    }
    for (size_t i = 0; i < site->figure_count; i++) {
        struct figure *figure = &site->figures[i];
        Str name = str_join(loader->arena, (Str[]){S("stat"), figure->id}, 2, S("."));
        names_put(loader->arena, &site->index->figures, name, figure);
    }
}

void load_tables(struct loader *loader)
{
    loader->site->tables = arena_make_n(loader->arena, struct table *, loader->files.count + 1);
    for (size_t i = 0; i < loader->files.count; i++) {
        Str path = loader->files.entries[i].path;
        if (!is_statistic(path)) continue;
        if (has_extension(path, ".yaml"))
            add_table(loader, path);
        else if (!listed(loader, with_extension(loader->arena, path, ".yaml")))
            diag_report(loader->diag, LOC_NONE, MSG_TABLE_WITHOUT_DESCRIPTION,
                        load_shown(loader->arena, path),
                        load_shown(loader->arena, with_extension(loader->arena, path, ".yaml")));
    }
    add_indicators(loader);
}
