/* Tables as schema.org describes data sets (schema.org/Dataset, DataCatalog, DataDownload; version 28), as JSON-LD 1.1 within a script
 * element: search engines for data find them by it. Everything absolute is left out while the site's address is not known. */
#include "base/arena.h"
#include "base/json.h"
#include "base/utf8.h"
#include "web/inside.h"

/* Pages stay small: a catalogue of more than so many tables tells each in brief, one of more than MOST the first; a report tells the first few. */
enum { WHOLE_MOST = 10, MOST = 12, REPORT_MOST = 6, SCANNED_MOST = 20000, LEAST = 50 };

struct writer {
    const struct web *web;
    struct arena *arena;
    struct buf *out;
    Str lang;
    bool more; /* a member stands there already: a comma first */
};

static void begin(struct writer *w, const char *type)
{
    buf_printf(w->out, "{\"@type\":\"%s\"", type);
    w->more = true;
}

static void key(struct writer *w, const char *name)
{
    if (w->more) buf_char(w->out, ',');
    w->more = true;
    buf_printf(w->out, "\"%s\":", name);
}

static void text(struct writer *w, const char *name, Str value)
{
    if (!value.len) return;
    key(w, name);
    json_text_in_script(w->out, value);
}

static void end(struct writer *w)
{
    buf_char(w->out, '}');
    w->more = true;
}

/* Of what lies at `url` below output/site/. */
static void address(struct writer *w, const char *name, Str url)
{
    if (w->web->site->base_url.len) text(w, name, site_address(w->web->site, w->arena, url));
}

static Str id_of(const struct writer *w, const struct table *table)
{
    return str_format(w->arena, "data/index.html#%.*s", (int)table->name.len, table->name.data);
}

static void identity(struct writer *w, const struct table *table)
{
    Str base = w->web->site->base_url, id = id_of(w, table);
    if (!base.len) return;
    Str whole = str_join(w->arena,
                         (Str[]){site_address(w->web->site, w->arena, S("data/index.html")),
                                 str_skip(id, str_find_char(id, '#'))},
                         2, STR_NONE);
    text(w, "@id", whole);
    text(w, "url", whole);
}

static void organisation(struct writer *w, const char *name, Str title, Str url)
{
    if (!title.len) return;
    key(w, name);
    begin(w, "Organization");
    text(w, "name", title);
    text(w, "url", url);
    end(w);
}

static Str owner(const struct web *web)
{
    Str branch = site_text(web->site, S("branch"));
    return branch.len ? branch : site_text(web->site, S("title"));
}

/* The title, the note, and what the columns hold; search engines want at least 50 characters, so that short ones say whose site it is. */
static Str description(const struct writer *w, const struct table *table)
{
    struct buf out = {0};
    buf_str(&out, table->title);
    buf_c(&out, str_ends(table->title, S(".")) ? "" : ".");
    if (table->note.len) {
        buf_char(&out, ' ');
        buf_str(&out, table->note);
    }
    Str columns = value_get_text(web_messages(w->web, w->lang), S("data_columns"));
    for (size_t i = 0; i < table->columns && out.len < 4000; i++) {
        const struct column *column = &table->column[i];
        buf_c(&out, i ? ", " : " ");
        if (!i) {
            buf_str(&out, columns);
            buf_c(&out, ": ");
        }
        buf_str(&out, column->label.len ? column->label : column->name);
    }
    buf_char(&out, '.');
    const Str more[] = {owner(w->web), site_text(w->web->site, S("title")),
                        site_text(w->web->site, S("description")), w->web->site->base_url};
    for (size_t i = 0; i < sizeof more / sizeof *more && utf8_columns(buf_view(&out)) < LEAST; i++) {
        if (more[i].len) buf_char(&out, ' ');
        buf_str(&out, more[i]);
        if (more[i].len && !str_ends(more[i], S("."))) buf_char(&out, '.');
    }
    Str words = buf_copy(&out, w->arena);
    buf_free(&out);
    return words;
}

static void put_time(struct buf *out, enum column_type type, Date date)
{
    struct buf iso = {0};
    date_write_iso(&iso, date);
    buf_str(out, str_from_to(buf_view(&iso), 0, type == COLUMN_MONTH ? 7 : 10));
    buf_free(&iso);
}

/* From the first to the last month or day in the table, as ISO 8601 has an interval. */
static void coverage(struct writer *w, const struct table *table)
{
    size_t at = 0;
    while (at < table->columns && table->column[at].type != COLUMN_MONTH &&
           table->column[at].type != COLUMN_DATE)
        at++;
    if (at == table->columns || table->rows > SCANNED_MOST) return;
    Date first = {0}, last = {0};
    for (size_t row = 0; row < table->rows; row++) {
        struct cell cell = table_cell(table, row, at);
        if (!cell.known) continue;
        if (!first.year || date_compare(cell.date, first) < 0) first = cell.date;
        if (!last.year || date_compare(cell.date, last) > 0) last = cell.date;
    }
    if (!first.year) return;
    struct buf span = {0};
    put_time(&span, table->column[at].type, first);
    buf_char(&span, '/');
    put_time(&span, table->column[at].type, last);
    text(w, "temporalCoverage", buf_view(&span));
    buf_free(&span);
}

static void variables(struct writer *w, const struct table *table)
{
    bool any = false;
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        if (column->type != COLUMN_INTEGER && column->type != COLUMN_DECIMAL) continue;
        if (!any) {
            key(w, "variableMeasured");
            buf_char(w->out, '[');
        } else {
            buf_char(w->out, ',');
        }
        any = true;
        begin(w, "PropertyValue");
        text(w, "name", column->label.len ? column->label : column->name);
        text(w, "unitText", column->unit);
        end(w);
    }
    if (any) buf_char(w->out, ']');
}

static void licence(struct writer *w, Str words)
{
    struct dataset_licence known = dataset_licence(w->web, w->arena, words);
    if (known.url.len) {
        text(w, "license", known.url);
    } else if (known.title.len) {
        key(w, "license");
        begin(w, "CreativeWork");
        text(w, "name", known.title);
        end(w);
    }
}

static void distribution(struct writer *w, Str name)
{
    static const char *const forms[][2] = {{"csv", "text/csv"}, {"json", "application/json"}};
    key(w, "distribution");
    buf_char(w->out, '[');
    for (int i = 0; i < 2; i++) {
        Str file = str_format(w->arena, "%.*s.%s", (int)name.len, name.data, forms[i][0]);
        if (i) buf_char(w->out, ',');
        begin(w, "DataDownload");
        text(w, "name", file);
        text(w, "encodingFormat", str_from(forms[i][1]));
        address(w, "contentUrl", path_join(w->arena, S("data"), file));
        end(w);
    }
    buf_char(w->out, ']');
    w->more = true;
}

static void source(struct writer *w, Str source)
{
    const struct value *known = value_get(w->web->site->sources, source);
    Str title = known ? value_get_text(known, S("title")) : source;
    if (!title.len) return;
    key(w, "isBasedOn");
    begin(w, "CreativeWork");
    text(w, "name", title);
    text(w, "url", known ? value_get_text(known, S("url")) : STR_NONE);
    end(w);
}

static void dataset(struct writer *w, const struct table *table)
{
    const struct value *known = value_get(w->web->site->sources, table->source);
    Str publisher = value_get_text(known, S("publisher"));
    struct buf date = {0};
    if (table->date.year) date_write_iso(&date, table->date);
    begin(w, "Dataset");
    identity(w, table);
    text(w, "name", table->title);
    text(w, "description", description(w, table));
    text(w, "inLanguage", w->web->site->lang);
    licence(w, table->licence);
    key(w, "isAccessibleForFree");
    buf_c(w->out, "true");
    organisation(w, "creator", publisher.len ? publisher : owner(w->web), STR_NONE);
    organisation(w, "publisher", owner(w->web), w->web->site->base_url);
    text(w, "dateModified", buf_view(&date));
    coverage(w, table);
    source(w, table->source);
    variables(w, table);
    distribution(w, table->name);
    end(w);
    buf_free(&date);
}

/* One of many: the files tell the rest. */
static void brief(struct writer *w, const struct table *table)
{
    begin(w, "Dataset");
    identity(w, table);
    text(w, "name", table->title);
    text(w, "description", description(w, table));
    licence(w, table->licence);
    organisation(w, "creator", owner(w->web), STR_NONE);
    distribution(w, table->name);
    end(w);
}

static void datasets(struct writer *w, const char *name, size_t most)
{
    key(w, name);
    buf_char(w->out, '[');
    for (size_t i = 0; i < dataset_count(w->web) && i < most; i++) {
        if (i) buf_char(w->out, ',');
        if (dataset_count(w->web) <= WHOLE_MOST || most == REPORT_MOST)
            dataset(w, dataset_table(w->web, i));
        else
            brief(w, dataset_table(w->web, i));
    }
    buf_char(w->out, ']');
    w->more = true;
}

const struct value *dataset_ld(const struct web *web, struct arena *arena, const struct page *page,
                               bool catalogue)
{
    if (!web->site->table_count) return NULL;
    struct buf out = {0};
    struct writer w = {.web = web, .arena = arena, .out = &out, .lang = page->lang};
    buf_c(&out, "<script type=\"application/ld+json\">{");
    text(&w, "@context", S("https://schema.org"));
    if (catalogue) {
        text(&w, "@type", S("DataCatalog"));
        address(&w, "url", page->url);
        text(&w, "name",
             str_join(arena, (Str[]){page->title, site_text(web->site, S("title"))}, 2, S(" – ")));
        organisation(&w, "publisher", owner(web), web->site->base_url);
        datasets(&w, "dataset", MOST);
    } else {
        datasets(&w, "@graph", REPORT_MOST);
    }
    buf_c(&out, "}</script>");
    const struct value *markup = value_markup(arena, buf_copy(&out, arena));
    buf_free(&out);
    return markup;
}
