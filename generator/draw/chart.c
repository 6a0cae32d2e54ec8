#include "draw/chart.h"

#include <stdlib.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

static const char *const type_names[] = {"bar",    "column",    "line",      "share", "pictogram",
                                         "bullet", "multiples", "tablebars", NULL};
static const char *const sort_names[] = {"value", "given", NULL};

static const struct schema series_item = {NULL, SCHEMA_NAME, 0, .help_id = "kolom", .help_en = "a column"};

/* What pages in another language say instead. */
static const struct schema chart_words[] = {
    {"headline", SCHEMA_TEXT, 0, .help_id = "pesan grafik dalam bahasa itu",
     .help_en = "the message in that language"},
    {"subtitle", SCHEMA_TEXT, 0, .help_id = "apa yang diukur", .help_en = "what is measured"},
    {"alt", SCHEMA_TEXT, SCHEMA_MULTILINE, .help_id = "teks pengganti", .help_en = "alternative text"},
    {"note", SCHEMA_TEXT, SCHEMA_MULTILINE, .help_id = "catatan", .help_en = "note"},
    {0},
};

static const struct schema chart_keys[] = {
    {"type", SCHEMA_CHOICE, SCHEMA_REQUIRED, .choices = type_names,
     .help_id = "jenis grafik: bar (batang mendatar), column (kolom), line (garis), share (satu batang "
                "bagian), pictogram "
                "(100 gambar orang), bullet (batang dengan sasaran), multiples (grafik kecil tiap kelompok), "
                "tablebars (tabel dengan batang)",
     .help_en = "kind of chart: bar (horizontal bars), column, line, share (a single share bar), pictogram "
                "(100 figures), bullet (bars against "
                "targets), multiples (a small chart for each group), tablebars (table with bars)"},
    {"headline", SCHEMA_TEXT, SCHEMA_REQUIRED, .help_id = "pesan grafik sebagai satu kalimat",
     .help_en = "the chart's message as one sentence"},
    {"subtitle", SCHEMA_TEXT, 0, .help_id = "apa yang diukur, di mana, kapan",
     .help_en = "what is measured, where, when"},
    {"x", SCHEMA_NAME, 0, .help_id = "kolom untuk label", .help_en = "column of the labels"},
    {"y", SCHEMA_NAME, 0, .help_id = "kolom untuk nilai", .help_en = "column of the values"},
    {"series", SCHEMA_LIST, 0, .item = &series_item,
     .help_id = "line, tablebars: beberapa kolom nilai sebagai pengganti y",
     .help_en = "line, tablebars: several columns of values instead of y"},
    {"by", SCHEMA_NAME, 0,
     .help_id = "line, multiples: kolom kelompok, misalnya kecamatan; satu garis atau satu grafik kecil tiap "
                "kelompok",
     .help_en = "line, multiples: column of the groups, such as district; a line or a small chart for each"},
    {"target", SCHEMA_TEXT, 0,
     .help_id = "bullet: sasaran: nama kolom, indikator, atau fakta (fact.…), atau bilangan",
     .help_en = "bullet: the target: a column, an indicator or a fact (fact.…) by name, or a number"},
    {"indicator", SCHEMA_TEXT, 0,
     .help_id = "share, pictogram: indikator persen; bullet: indikator mana pun; jenis lain: indikator yang "
                "memakai by; sebagai pengganti x dan y",
     .help_en =
         "share, pictogram: a percent indicator; bullet: any; others: one with `by`; instead of x and y"},
    {"highlight", SCHEMA_TEXT, 0,
     .help_id = "label yang ditonjolkan; untuk bagian: baris yang dihitung (biasanya yang pertama)",
     .help_en = "label to emphasise; for shares: the row that counts (the first by default)"},
    {"sort", SCHEMA_CHOICE, 0, .choices = sort_names, .standard = "value",
     .help_id = "bar, tablebars: urut dari nilai terbesar, atau seperti di tabel",
     .help_en = "bar, tablebars: largest value first, or as in the table"},
    {"alt", SCHEMA_TEXT, SCHEMA_MULTILINE, .help_id = "teks pengganti; tanpa ini dibuat dari data",
     .help_en = "alternative text; made from the data without it"},
    {"source", SCHEMA_TEXT, 0, .help_id = "sumber; tanpa ini sumber tabel",
     .help_en = "source; the table's without it"},
    {"note", SCHEMA_TEXT, SCHEMA_MULTILINE, .help_id = "catatan di bawah grafik",
     .help_en = "note under the chart"},
    {"id", SCHEMA_MAP, 0, .keys = chart_words, .help_id = "kata-kata di halaman bahasa Indonesia",
     .help_en = "the words on pages in Indonesian"},
    {"su", SCHEMA_MAP, 0, .keys = chart_words, .help_id = "kata-kata di halaman bahasa Sunda",
     .help_en = "the words on pages in Sundanese"},
    {"en", SCHEMA_MAP, 0, .keys = chart_words, .help_id = "kata-kata di halaman bahasa Inggris",
     .help_en = "the words on pages in English"},
    {0},
};
const struct schema chart_schema = {
    NULL, SCHEMA_MAP, 0, .keys = chart_keys, .help_id = "grafik", .help_en = "a chart"};

Str chart_words_of(const struct value *description, const char *key, Str lang)
{
    Str own = value_get_text(value_get(description, lang), str_from(key));
    return own.len ? own : value_get_text(description, str_from(key));
}

Loc chart_key_loc(const struct plot *plot, const char *key)
{
    const struct value *value = value_get(plot->description, str_from(key));
    return value ? value->loc : plot->description->loc;
}

/* ---- from the table to rows ---- */

static Str column_names(const struct plot *plot)
{
    Str *names = arena_make_n(plot->arena, Str, plot->table->columns + 1);
    for (size_t i = 0; i < plot->table->columns; i++) names[i] = plot->table->column[i].name;
    return str_join(plot->arena, names, plot->table->columns, S(", "));
}

const struct column *chart_column(struct plot *plot, const struct value *name, size_t *index)
{
    const struct column *column = table_column(plot->table, name->text, index);
    if (!column) diag_report(plot->diag, name->loc, MSG_CHART_COLUMN, name->text, column_names(plot));
    return column;
}

static const struct column *find_column(struct plot *plot, const char *key, size_t *index)
{
    const struct value *name = value_get(plot->description, str_from(key));
    if (name && name->text.len) return chart_column(plot, name, index);
    diag_report(plot->diag, plot->description->loc, MSG_CHART_NEEDS, str_from(plot->type->name),
                str_from(key));
    return NULL;
}

bool chart_numeric(struct plot *plot, const struct column *column, Loc loc)
{
    if (column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL) return true;
    diag_report(plot->diag, loc, MSG_CHART_NOT_NUMBER, column->name);
    return false;
}

bool chart_rows_fit(struct plot *plot)
{
    size_t rows = plot->table->rows, most = plot->type->rows_most * (plot->pairs ? CHART_PAIRS_MOST : 1);
    if (rows && rows <= most) return true;
    diag_report(plot->diag, plot->description->loc, rows ? MSG_CHART_TOO_MANY : MSG_CHART_EMPTY,
                str_format(plot->arena, "%zu", rows), str_format(plot->arena, "%zu", most));
    return false;
}

struct bar chart_bar(const struct plot *plot, const struct column *y, struct cell cell)
{
    struct bar bar = {.known = cell.known};
    if (!cell.known) return bar;
    bar.number = cell.number;
    bar.value = decimal_to_double(cell.number);
    bar.text = table_cell_text(plot->arena, y, &cell, plot->lang);
    return bar;
}

static bool read_rows(struct plot *plot)
{
    size_t x, y;
    plot->x = find_column(plot, "x", &x);
    plot->y = find_column(plot, "y", &y);
    if (!plot->x || !plot->y || !chart_numeric(plot, plot->y, chart_key_loc(plot, "y")) ||
        !chart_rows_fit(plot))
        return false;
    plot->bars = arena_make_n(plot->arena, struct bar, plot->table->rows);
    for (size_t row = 0; row < plot->table->rows; row++) {
        struct cell label = table_cell(plot->table, row, x);
        struct bar *bar = &plot->bars[plot->count++];
        *bar = chart_bar(plot, plot->y, table_cell(plot->table, row, y));
        bar->label = label.known ? chart_label(plot, plot->x, &label) : S("–");
        if (plot->x->type == COLUMN_MONTH && label.known) bar->month = label.date;
        if ((plot->x->type == COLUMN_MONTH || plot->x->type == COLUMN_DATE) && label.known)
            bar->date = label.date;
        if (bar->known && bar->value < 0 && !(plot->type->needs & CHART_NEGATIVE)) {
            diag_report(plot->diag, table_loc(plot->arena, plot->table, row), MSG_CHART_NEGATIVE,
                        str_from(plot->type->name));
            return false;
        }
    }
    return true;
}

/* By its label, months and days in any of the languages, as the page may be in another than the description. */
static bool is_named(const struct plot *plot, const struct bar *bar, Str wanted)
{
    static const char *const languages[] = {"id", "en", "su"};
    const struct cell cell = {.known = true, .date = bar->date};
    if (str_equal(bar->label, wanted)) return true;
    bool time = plot->x && (plot->x->type == COLUMN_MONTH || plot->x->type == COLUMN_DATE) && bar->date.year;
    for (int i = 0; i < 3 && time; i++)
        if (str_equal(table_cell_text(plot->arena, plot->x, &cell, str_from(languages[i])), wanted))
            return true;
    return false;
}

static bool find_highlight(struct plot *plot)
{
    Str wanted = value_get_text(plot->description, S("highlight"));
    if (!wanted.len) return true;
    for (size_t i = 0; i < plot->count; i++)
        if (is_named(plot, &plot->bars[i], wanted)) plot->bars[i].highlighted = plot->any_highlight = true;
    for (size_t i = 0; i < plot->series_count; i++)
        if (str_equal(plot->series[i].label, wanted))
            plot->series[i].highlighted = plot->any_highlight = true;
    if (!plot->any_highlight)
        diag_report(plot->diag, chart_key_loc(plot, "highlight"), MSG_CHART_HIGHLIGHT, plot->x->name, wanted);
    return plot->any_highlight;
}

/* Largest first, unknown ones last; those alike stay as in the table. */
static void sort_rows(struct plot *plot)
{
    for (size_t i = 1; i < plot->count; i++)
        for (size_t at = i; at > 0; at--) {
            struct bar *before = &plot->bars[at - 1], *bar = &plot->bars[at];
            if (!bar->known || (before->known && decimal_compare(before->number, bar->number) >= 0)) break;
            struct bar kept = *before;
            *before = *bar;
            *bar = kept;
            for (size_t s = 0; s < plot->series_count; s++) {
                struct bar *points = plot->series[s].points;
                kept = points[at - 1];
                points[at - 1] = points[at];
                points[at] = kept;
            }
        }
}

/* ---- shares ---- */

static Str percent_format(const struct plot *plot, Decimal percent)
{
    return figure_format(plot->arena, percent, S("percent"), plot->lang);
}

const struct figure *chart_figure(const struct plot *plot, Str id)
{
    const struct figures *figures = plot->surface->figures;
    return figures && figures->find ? figures->find(figures->context, id) : NULL;
}

static bool share_of_rows(struct plot *plot)
{
    struct share *share = &plot->share;
    if (!plot->any_highlight) plot->bars[0].highlighted = true;
    Decimal part = decimal_from_int(0), total = part, rest, scaled, rest_percent;
    bool known = true;
    share->rest_label = chart_word(plot->lang, WORD_OTHERS);
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        known &= bar->known && decimal_add(total, bar->number, &total);
        if (bar->highlighted)
            share->label = bar->label;
        else if (plot->count == 2)
            share->rest_label = bar->label;
        if (bar->highlighted && bar->known) known &= decimal_add(part, bar->number, &part);
    }
    const Decimal hundred = decimal_from_int(100);
    share->known =
        known && decimal_subtract(total, part, &rest) && decimal_multiply(part, hundred, &scaled) &&
        decimal_divide(scaled, total, 2, &share->percent) && decimal_multiply(rest, hundred, &scaled) &&
        decimal_divide(scaled, total, 2, &rest_percent);
    if (!share->known) return true;
    if (rest.coefficient == 0) rest.scale = 0;
    share->percent_text = percent_format(plot, share->percent);
    share->rest_text = percent_format(plot, rest_percent);
    share->count = figure_format(plot->arena, part, plot->y->unit, plot->lang);
    share->rest_count = figure_format(plot->arena, rest, plot->y->unit, plot->lang);
    share->total = figure_format(plot->arena, total, plot->y->unit, plot->lang);
    return true;
}

static bool share_of_indicator(struct plot *plot, Str id)
{
    struct share *share = &plot->share;
    const struct figure *figure = chart_figure(plot, id);
    Decimal hundred = decimal_from_int(100), rest;
    if (!figure) {
        diag_report(plot->diag, chart_key_loc(plot, "indicator"), MSG_CHART_INDICATOR, id);
        return false;
    }
    share->label = figure->label.len ? figure->label : id;
    share->rest_label = chart_word(plot->lang, WORD_OTHERS);
    share->known = figure->known;
    if (!figure->known) return true;
    bool percent = figure->is_number && figure_unit_is_percent(figure->unit) &&
                   decimal_compare(figure->number, decimal_from_int(0)) >= 0 &&
                   decimal_compare(figure->number, hundred) <= 0;
    if (!percent || !decimal_subtract(hundred, figure->number, &rest)) {
        diag_report(plot->diag, chart_key_loc(plot, "indicator"), MSG_CHART_NOT_PERCENT, id);
        return false;
    }
    share->percent = figure->number;
    share->percent_text = percent_format(plot, figure->number);
    share->rest_text = percent_format(plot, rest);
    return true;
}

/* Keys that another type knows would be left out in silence. */
static bool keys_belong(struct plot *plot)
{
    int needs = plot->type->needs;
    const struct {
        const char *key;
        bool allowed;
    } rows[] = {
        {"series", (needs & (CHART_SERIES | CHART_PAIRS)) && !(needs & CHART_PANELS)},
        {"by", (needs & (CHART_SERIES | CHART_PAIRS)) && !(needs & CHART_OWN_SCALES)},
        {"target", needs & CHART_TARGETS},
        {"indicator", needs & (CHART_SHARES | CHART_TARGETS)},
        {"sort", needs & CHART_SORTED},
    };
    bool sound = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].allowed || !value_get(plot->description, str_from(rows[i].key))) continue;
        diag_report(plot->diag, chart_key_loc(plot, rows[i].key), MSG_CHART_KEY, str_from(plot->type->name),
                    str_from(rows[i].key));
        sound = false;
    }
    return sound;
}

static bool read_data(struct plot *plot)
{
    Str indicator = value_get_text(plot->description, S("indicator"));
    int needs = plot->type->needs;
    if (!keys_belong(plot)) return false;
    if ((needs & CHART_SHARES) && indicator.len) return share_of_indicator(plot, indicator);
    plot->pairs = (needs & CHART_PAIRS) &&
                  (value_get(plot->description, S("series")) || value_get(plot->description, S("by")));
    bool single = (needs & CHART_TARGETS) && indicator.len;
    if (!single && !((needs & CHART_SERIES) || plot->pairs ? chart_read_series(plot) : read_rows(plot)))
        return false;
    if ((needs & CHART_TARGETS) && !chart_read_targets(plot)) return false;
    if (!find_highlight(plot)) return false;
    if (needs & CHART_SHARES) return share_of_rows(plot);
    bool given = str_is(value_get_text(plot->description, S("sort")), "given");
    bool time = plot->x && chart_along_time(plot->x);
    if ((needs & CHART_SORTED) && !given && !time) sort_rows(plot);
    return true;
}

/* ---- the document ---- */

static void close_document(void *document)
{
    xmlFreeDoc(document);
}

static xmlDoc *new_document(struct plot *plot)
{
    xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
    if (!document) arena_exhausted();
    arena_defer(plot->arena, close_document, document);
    plot->svg = xmlNewDocNode(document, NULL, (const xmlChar *)"svg", NULL);
    xmlDocSetRootElement(document, plot->svg);
    xmlSetNs(plot->svg, xmlNewNs(plot->svg, (const xmlChar *)"http://www.w3.org/2000/svg", NULL));
    return document;
}

static xmlNode *add_words(struct plot *plot, const char *element)
{
    xmlNode *node = plot_element(plot->svg, element, NULL);
    plot_attribute(node, "id",
                   str_format(plot->arena, "chart-%.*s-%s", (int)plot->name.len, plot->name.data, element));
    return node;
}

static void finish_root(struct plot *plot)
{
    struct buf box = {0};
    plot->height = (double)(int64_t)(plot->height + 0.999);
    buf_c(&box, "0 0 ");
    buf_number(&box, plot->width, 2);
    buf_char(&box, ' ');
    buf_number(&box, plot->height, 2);
    plot_attribute(plot->svg, "viewBox", buf_view(&box));
    buf_free(&box);
    plot_number(plot->svg, "width", plot->width);
    plot_number(plot->svg, "height", plot->height);
    int len = (int)plot->name.len;
    plot_attribute(plot->svg, "class", str_format(plot->arena, "chart chart-%s", plot->type->name));
    plot_attribute(plot->svg, "role", S("img"));
    plot_attribute(plot->svg, "aria-labelledby",
                   str_format(plot->arena, "chart-%.*s-title chart-%.*s-desc", len, plot->name.data, len,
                              plot->name.data));
    plot_attribute(plot->svg, "font-family", S(CHART_FAMILY ", system-ui, sans-serif"));
}

bool chart_draw(struct arena *arena, struct diag *diag, const struct table *table, Str name,
                const struct value *description, const struct chart_surface *surface, struct chart *chart)
{
    if (!schema_check(arena, diag, &chart_schema, description) ||
        !(description = chart_family_description(arena, diag, table, description)))
        return false;
    struct plot plot = {.arena = arena,
                        .memo = arena_make(arena, struct plot_memo),
                        .diag = diag,
                        .table = table,
                        .description = description,
                        .surface = surface,
                        .palette = surface->palette ? surface->palette : &chart_palette_standard,
                        .type = chart_type_find(value_get_text(description, S("type"))),
                        .name = name,
                        .lang = surface->lang,
                        .width = surface->width};
    if (!plot.type || !read_data(&plot)) return false;
    plot.drawn_as = plot.type->word;
    Str headline = chart_words_of(description, "headline", surface->lang),
        source = value_get_text(description, S("source"));
    *chart = (struct chart){.svg = new_document(&plot),
                            .headline = headline.len ? headline : table->title,
                            .subtitle = chart_words_of(description, "subtitle", surface->lang),
                            .source_line = source.len ? source : table->source,
                            .note = chart_words_of(description, "note", surface->lang),
                            .date = table->date,
                            .data = chart_data(&plot)};
    xmlNode *title = add_words(&plot, "title"), *desc = add_words(&plot, "desc");
    xmlNodeAddContentLen(title, (const xmlChar *)chart->headline.data, (int)chart->headline.len);
    plot.type->draw(&plot);
    chart->alt = chart_alt(&plot);
    xmlNodeAddContentLen(desc, (const xmlChar *)chart->alt.data, (int)chart->alt.len);
    finish_root(&plot);
    chart->width = plot.width;
    chart->height = plot.height;
    return true;
}
