/* fakta.yaml: the fact registry, into figures "fact.NAME". */
#include "base/arena.h"
#include "base/buf.h"
#include "site/load.h"
#include "site/site_schema.h"

static Str iso(struct arena *arena, Date date)
{
    struct buf out = {0};
    date_write_iso(&out, date);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Date get_date(const struct value *map, const char *key)
{
    const struct value *value = value_get(map, str_from(key));
    return value && value->kind == VALUE_DATE ? value->date : (Date){0};
}

enum { DUE_DAYS = 60 };

/* A fact is good up to its `until` or `review`, whichever is first. What uses one that has expired is told where it does. */
static void check_dates(struct loader *loader, Str name, const struct value *fact, struct figure *figure)
{
    Date since = get_date(fact, "since"), today = loader->site->today;
    Date ends[] = {get_date(fact, "until"), get_date(fact, "review")};
    for (size_t i = 0; i < 2; i++) {
        if (!ends[i].year) continue;
        if (date_compare(ends[i], since) < 0) diag_report(loader->diag, fact->loc, MSG_FACT_DATES, name);
        if (!figure->expires.year || date_compare(ends[i], figure->expires) < 0) figure->expires = ends[i];
    }
    if (!figure->expires.year) return;
    int left = date_days(figure->expires) - date_days(today);
    figure->expired = left < 0;
    if (left >= 0 && left <= DUE_DAYS)
        diag_report(loader->diag, fact->loc, MSG_FACT_DUE, name, iso(loader->arena, figure->expires),
                    str_format(loader->arena, "%d", left));
}

static bool same_value(const struct figure *a, const struct figure *b)
{
    if (a->is_number && b->is_number) return decimal_compare(a->number, b->number) == 0;
    return str_equal(a->text, b->text);
}

static Date last_day(const struct value *fact)
{
    Date until = get_date(fact, "until");
    return until.year ? until : (Date){9999, 12, 31};
}

/* Facts of one subject must not say different things of the same day. */
static void check_subjects(struct loader *loader, const struct value *facts)
{
    const struct site *site = loader->site;
    for (size_t i = 0; i < facts->count; i++) {
        Str subject = value_get_text(facts->items[i], S("subject"));
        for (size_t k = 0; subject.len && k < i; k++) {
            const struct value *one = facts->items[k], *two = facts->items[i];
            if (!str_equal(subject, value_get_text(one, S("subject"))) ||
                same_value(&site->facts[k], &site->facts[i]))
                continue;
            bool apart = date_compare(last_day(one), get_date(two, "since")) < 0 ||
                         date_compare(last_day(two), get_date(one, "since")) < 0;
            if (!apart)
                diag_report(loader->diag, two->loc, MSG_FACT_CONTRADICTS, facts->keys[i], facts->keys[k],
                            site->facts[i].text, site->facts[k].text);
        }
    }
}

static bool unit_is_text(Str unit)
{
    return unit.len == 0 || str_is(unit, "text") || str_is(unit, "phone");
}

/* The figure's text by its unit; false when value and unit do not go together. */
static bool format_value(struct loader *loader, const struct value *value, struct figure *figure)
{
    if (str_is(figure->unit, "date")) {
        struct buf out = {0};
        if (value->kind != VALUE_DATE) return false;
        figure->date = value->date;
        date_write_long(&out, value->date, S("id"), false);
        figure->text = buf_copy(&out, loader->arena);
        buf_free(&out);
        return true;
    }
    if (unit_is_text(figure->unit)) {
        figure->text = value->text;
        return value->kind != VALUE_LIST && value->kind != VALUE_MAP && value->text.len > 0;
    }
    figure->is_number = value->kind == VALUE_NUMBER;
    figure->number = value->number;
    if (figure->is_number) figure->text = figure_format(loader->arena, value->number, figure->unit, S("id"));
    return figure->is_number;
}

static void add_fact(struct loader *loader, Str name, const struct value *fact, struct figure *figure)
{
    const struct value *value = value_get(fact, S("value")), *source = value_get(fact, S("source"));
    *figure = (struct figure){.id = str_join(loader->arena, (Str[]){S("fact"), name}, 2, S(".")),
                              .label = value_get_text(fact, S("label")),
                              .unit = value_get_text(fact, S("unit")),
                              .note = value_get_text(fact, S("note")),
                              .source = source->text,
                              .known = true,
                              .date = get_date(fact, "since"),
                              .loc = value->loc,
                              .entry = fact};
    if (!format_value(loader, value, figure))
        diag_report(loader->diag, value->loc, MSG_FACT_VALUE, name, figure->unit);
    if (!value_get(loader->site->sources, source->text))
        diag_report(loader->diag, source->loc, MSG_SOURCE_UNKNOWN, source->text,
                    str_nearest(source->text, loader->site->sources->keys, loader->site->sources->count));
    check_dates(loader, name, fact, figure);
    names_put(loader->arena, &loader->site->index->figures, figure->id, figure);
}

void load_facts(struct loader *loader)
{
    struct site *site = loader->site;
    const struct value *all = load_yaml(loader, S("fakta.yaml"), &facts_schema);
    const struct value *facts = value_get(all, S("facts")), *sources = value_get(all, S("sources"));
    if (sources) site->sources = sources;
    site->facts_faulty = !all;
    if (!facts) return;
    site->facts = arena_make_n(loader->arena, struct figure, facts->count);
    for (size_t i = 0; i < facts->count; i++)
        add_fact(loader, facts->keys[i], facts->items[i], &site->facts[i]);
    site->fact_count = facts->count;
    check_subjects(loader, facts);
}
