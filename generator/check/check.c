#include "check/check.h"

#include "base/arena.h"
#include "check/inside.h"
#include "check/plain.h"

/* One row per rule over texts. */
static void (*const rules[])(const struct check *, const struct prose *, struct arena *) = {
    figures_check, old_check, dates_check, totals_check, personal_check, contacts_check};

Str word_at(Str text, size_t at)
{
    size_t end = at;
    while (end < text.len && (char_is_alpha(text.data[end]) || (text.data[end] & 0x80))) end++;
    return str_from_to(text, at, end);
}

Str word_before(Str text, size_t at)
{
    while (at > 0 && text.data[at - 1] == ' ') at--;
    size_t from = at;
    while (from > 0 && (char_is_alpha(text.data[from - 1]) || (text.data[from - 1] & 0x80))) from--;
    return str_from_to(text, from, at);
}

const struct check *check_open(struct arena *arena, struct diag *diag, const struct site *site, bool language)
{
    struct check *check = arena_make(arena, struct check);
    *check = (struct check){.arena = arena, .diag = diag, .site = site};
    figures_open(check);
    old_open(check);
    personal_open(check);
    if (language) check->plain = plain_open(arena, diag, site);
    if (language && !site->allowed && !site->config_faulty) diag_report(diag, LOC_NONE, MSG_CHECK_NOT_LOCKED);
    return check;
}

size_t check_jobs(const struct check *check)
{
    return check->site->page_count + check->site->product_count + check->site->table_count + 1;
}

static void check_prose(const struct check *check, const struct prose *prose, struct arena *scratch)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) rules[i](check, prose, scratch);
}

/* Texts of a table's description that readers see: of the table, its columns, indicators and charts. */
static void check_texts(const struct check *check, const struct value *value, struct arena *scratch,
                        int depth)
{
    static const char *const machine[] = {"formula", "source", "date", "x",     "y",
                                          "type",    "unit",   "file", "places"};
    for (size_t i = 0; value && depth < 6 && i < value->count; i++) {
        const struct value *item = value->items[i];
        bool shown = true;
        for (size_t k = 0; value->kind == VALUE_MAP && k < sizeof machine / sizeof *machine; k++)
            shown = shown && !str_is(value->keys[i], machine[k]);
        if (shown && item->kind == VALUE_TEXT) {
            struct prose prose = prose_of_text(item->loc, item->text, check->site->lang);
            check_prose(check, &prose, scratch);
        } else if (item->kind == VALUE_MAP || item->kind == VALUE_LIST) {
            check_texts(check, item, scratch, depth + 1);
        }
    }
}

void check_run(const struct check *check, size_t job, const struct source *text, struct arena *scratch)
{
    const struct site *site = check->site;
    const struct source *source = NULL;
    size_t body = 0;
    Str lang = STR_NONE;
    if (job < site->page_count) {
        source = text;
        body = site->pages[job]->body;
        lang = site->pages[job]->lang;
    } else if (job - site->page_count < site->product_count) {
        const struct product *product = site->products[job - site->page_count];
        source = product->source;
        body = product->body;
        lang = product->lang;
    } else if (job - site->page_count - site->product_count == site->table_count) {
        contacts_check_site(check, scratch);
        return;
    } else {
        const struct table *table = site->tables[job - site->page_count - site->product_count];
        check_texts(check, table->description, scratch, 0);
        personal_check_table(check, table, scratch);
        contacts_check_table(check, table, scratch);
        return;
    }
    if (!source) return;
    struct prose prose = prose_of_markdown(scratch, source, body, lang);
    check_prose(check, &prose, scratch);
    if (check->plain) plain_check(check->plain, &prose, job, scratch);
}

enum { MISSING_NAMED = 12 };

/* How much of the site there is in another language, and what is missing. */
static void tell_missing(const struct check *check, size_t language)
{
    const struct site *site = check->site;
    Str names[MISSING_NAMED + 1];
    size_t pages = 0, there = 0, named = 0;
    for (size_t i = 0; i < site->page_count; i++) {
        const struct page *page = site->pages[i];
        if (!page->source || !str_equal(page->lang, site->lang) || page->type == PAGE_MISSING) continue;
        bool has = page->versions && page->versions[language];
        pages++;
        there += has;
        if (!has && named < MISSING_NAMED) names[named++] = page->path;
    }
    if (there == pages) return;
    if (pages - there > named) names[named++] = S("…");
    diag_report(check->diag, LOC_NONE, MSG_CHECK_TRANSLATIONS, site->languages[language].lang,
                str_format(check->arena, "%zu", there), str_format(check->arena, "%zu", pages),
                str_join(check->arena, names, named, S(", ")));
}

void check_finish(const struct check *check)
{
    for (size_t i = 1; check->plain && i < check->site->language_count; i++)
        if (check->site->languages[i].page_count) tell_missing(check, i);
    if (check->plain) plain_finish(check->plain);
}
