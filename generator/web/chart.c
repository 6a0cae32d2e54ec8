/* Charts: inside a page with the table of their numbers, and as files of their own at addresses that stay (data/grafik/NAME.…): what the chart
 * shows as CSV and JSON, the drawing with its headline and source as SVG and PNG. The files speak the site's language. */
#include "base/arena.h"
#include "base/buf.h"
#include "draw/chart_sheet.h"
#include "draw/svg.h"
#include "web/inside.h"

enum {
    CHART_WIDTH =
        280, /* what the narrowest phone leaves between the page's margins; wider screens scale it up */
    PERIODS_MOST = 24
};

/* "kunjungan" and, where its rows are those of a period that the page is about, "kunjungan-2025". */
static Str file_name(const struct site *site, struct arena *arena, Str name, Str period)
{
    const struct table *whole = NULL, *part = NULL;
    if (!period.len || !site_chart(site, name, &whole) || !site_chart_at(site, name, period, &part) ||
        part == whole)
        return name;
    return str_join(arena, (Str[]){name, period}, 2, S("-"));
}

static void add_chart(struct web *web, size_t *capacity, Str key, const struct value *description, Str period)
{
    const struct table *table = NULL; /* of an indicator with groups another one */
    if (site_chart_at(web->site, key, period, &table) != description) return;
    Str name = file_name(web->site, web->arena, key, period);
    if (period.len && str_equal(name, key)) return; /* it is the same in all periods */
    web->charts = arena_grow(web->arena, web->charts, capacity, web->chart_count + 1, sizeof *web->charts);
    web->charts[web->chart_count++] = (struct web_chart){name, period, description, table};
}

/* The newest of all charts, and those of the periods that pages are about. */
static size_t list_periods(const struct site *site, Str periods[PERIODS_MOST])
{
    size_t count = 1;
    periods[0] = STR_NONE;
    for (size_t i = 0; i < site->page_count && count < PERIODS_MOST; i++) {
        Str period = value_get_text(site->pages[i]->meta, S("period"));
        bool known = false;
        for (size_t j = 0; j < count; j++) known |= str_equal(periods[j], period);
        if (!known) periods[count++] = period;
    }
    return count;
}

void chart_prepare(struct web *web)
{
    const struct site *site = web->site;
    Str periods[PERIODS_MOST];
    size_t capacity = 0, count = site->table_count ? list_periods(site, periods) : 0;
    for (size_t i = 0; i < site->table_count; i++) {
        const struct value *charts = value_get(site->tables[i]->description, S("charts"));
        for (size_t j = 0; charts && j < charts->count * count; j++)
            add_chart(web, &capacity, charts->keys[j / count], charts->items[j / count], periods[j % count]);
    }
    web->palette = chart_palette_make(value_get_text(value_get(site->config, S("brand")), S("green")));
}

static Str word(const struct web *web, Str lang, const char *id)
{
    Str text = value_get_text(web_messages(web, lang), str_from(id));
    return text.len ? text : str_from(id);
}

/* "Sumber: Kajian layanan JMO. Data per 31 Desember 2022." The source by its title when it is a key of fakta.yaml. */
static Str source_line(const struct web *web, struct arena *arena, const struct chart *chart, Str lang)
{
    const struct value *known = value_get(web->site->sources, chart->source_line);
    Str title = known ? value_get_text(known, S("title")) : chart->source_line,
        label = word(web, lang, "source");
    struct buf out = {0};
    if (title.len) {
        buf_str(&out, label);
        buf_char(&out, ' ');
        buf_str(&out, title);
        if (!str_ends(title, S("."))) buf_char(&out, '.');
    }
    if (chart->date.year) {
        if (out.len) buf_char(&out, ' ');
        buf_str(&out, word(web, lang, "data_date"));
        buf_char(&out, ' ');
        date_write_long(&out, chart->date, lang, false);
        buf_char(&out, '.');
    }
    Str line = buf_copy(&out, arena);
    buf_free(&out);
    return line;
}

static bool draw(const struct web *web, struct arena *arena, const struct web_chart *one, double width,
                 Str lang, Str alt, struct chart *chart, struct chart_surface *surface,
                 struct figures *figures)
{
    *figures = site_figures(web->site);
    *surface = (struct chart_surface){.figures = figures,
                                      .fonts = web->fonts,
                                      .palette = &web->palette,
                                      .width = width,
                                      .other_fonts = true,
                                      .lang = lang,
                                      .alt = alt};
    const struct value *description = site_words(web->site, arena, one->description, lang, one->period);
    return chart_draw(arena, web->diag, one->table, one->name, description, surface, chart);
}

/* ---- inside a page ---- */

static void put_element(struct buf *out, const char *open, Str text, const char *close)
{
    if (text.len == 0) return;
    buf_c(out, open);
    buf_html(out, text);
    buf_c(out, close);
}

static void put_file(const struct figure_context *context, struct buf *out, Str name, const char *folder,
                     const char *extension, Str label)
{
    Str url = str_format(context->scratch, "%s%.*s.%s", folder, (int)name.len, name.data, extension);
    buf_c(out, " <a href=\"");
    buf_html_url(out, site_relative(context->scratch, context->page->url, url));
    buf_c(out, "\" download=\"\">");
    buf_html(out, label);
    buf_c(out, "</a>");
}

/* The numbers, and the files. */
static void put_data(const struct figure_context *context, struct buf *out, const struct chart *chart,
                     const struct web_chart *one)
{
    const struct web *web = context->web;
    Str lang = context->page->lang;
    put_element(out, "<details><summary>", word(web, lang, "data_table"),
                "</summary><div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    buf_html_attribute(out, word(web, lang, "table"));
    buf_c(out, "\">");
    chart_table_html(out, chart->data, lang);
    buf_c(out, "</div></details><p class=\"chart-files\">");
    put_element(out, "", word(web, lang, "download"), ":");
    put_file(context, out, one->name, "data/grafik/", "csv", S("CSV"));
    put_file(context, out, one->name, "data/grafik/", "json", S("JSON"));
    put_file(context, out, one->name, "data/grafik/", "svg", S("SVG"));
    if (web_extra(web, "images")) put_file(context, out, one->name, "data/grafik/", "png", S("PNG"));
    put_file(context, out, one->table->name, "data/", "csv", word(web, lang, "whole_table"));
    buf_c(out, "</p>");
}

/* Ids of a drawing begin with its name: where the same chart stands on a page again, it gets a number. */
static Str unused_name(const struct figure_context *context, const struct buf *out, Str name)
{
    Str tried = name;
    for (int i = 2; i < 100; i++) {
        Str id = str_format(context->scratch, "id=\"chart-%.*s-title\"", (int)tried.len, tried.data);
        if (str_find(buf_view(out), id) == out->len) return tried;
        tried = str_format(context->scratch, "%.*s-%d", (int)name.len, name.data, i);
    }
    return tried;
}

void chart_html(const struct figure_context *context, struct buf *out, Str name, Str alt)
{
    const struct web *web = context->web;
    Str period = value_get_text(context->page->meta, S("period"));
    struct web_chart one = {.name = file_name(web->site, context->scratch, name, period), .period = period},
                     drawn;
    one.description = site_chart_at(web->site, name, period, &one.table);
    drawn = one;
    drawn.name = unused_name(context, out, name);
    struct figures figures;
    struct chart_surface surface;
    struct chart chart;
    if (!one.description || !draw(web, context->scratch, &drawn, CHART_WIDTH, context->page->lang, alt,
                                  &chart, &surface, &figures))
        return; /* reported by the pass that looks charts up, or by the chart itself */
    buf_c(out, "<figcaption>");
    put_element(out, "<strong class=\"chart-title\">", chart.headline, "</strong>");
    put_element(out, "<span class=\"chart-sub\">", chart.subtitle, "</span>");
    buf_c(out, "</figcaption>");
    svg_write(out, chart.svg);
    buf_c(out, "<div class=\"chart-foot\">");
    put_element(out, "<p class=\"chart-note\">", chart.note, "</p>");
    put_element(out, "<p class=\"chart-source\">",
                source_line(web, context->scratch, &chart, context->page->lang), "</p>");
    put_data(context, out, &chart, &one);
    buf_c(out, "</div>");
}

/* ---- files ---- */

size_t chart_count(const struct web *web)
{
    return web->chart_count;
}

static Str path_of(struct arena *scratch, const struct web_chart *one, const char *extension)
{
    return str_format(scratch, "data/grafik/%.*s.%s", (int)one->name.len, one->name.data, extension);
}

static void write_numbers(const struct web_chart *one, const struct chart *chart, struct arena *scratch,
                          const struct web_sink *sink)
{
    sink->put_pieces(sink->context, path_join(scratch, S("site"), path_of(scratch, one, "csv")),
                     dataset_table_csv, chart->data);
    sink->put_pieces(sink->context, path_join(scratch, S("site"), path_of(scratch, one, "json")),
                     dataset_table_json, chart->data);
}

static Str licence_line(const struct web *web, struct arena *scratch, const struct web_chart *one)
{
    const struct site *site = web->site;
    Str name = one->table->licence.len ? one->table->licence : site_text(site, S("licence.name")),
        owner = value_get_text(site->config, S("branch"));
    if (!owner.len) owner = value_get_text(site->config, S("title"));
    Str parts[] = {owner, name};
    return str_join(scratch, parts + !owner.len, (size_t)(owner.len > 0) + (name.len > 0), S(" · "));
}

void chart_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink)
{
    const struct web_chart *one = &web->charts[index];
    Str lang = web->site->lang;
    struct figures figures;
    struct chart_surface surface;
    struct chart chart;
    if (!draw(web, scratch, one, CHART_SHEET_WIDTH, lang, STR_NONE, &chart, &surface, &figures)) return;
    write_numbers(one, &chart, scratch, sink);
    struct chart_sheet_lines lines = {source_line(web, scratch, &chart, lang),
                                      licence_line(web, scratch, one)};
    xmlDoc *sheet = chart_sheet_draw(scratch, one->name, &chart, &surface, &lines);
    struct buf out = {0};
    svg_write(&out, sheet);
    buf_char(&out, '\n');
    output_put(sink, scratch, path_of(scratch, one, "svg"), buf_view(&out));
    out.len = 0;
    if (web_extra(web, "images") && chart_sheet_png(&out, scratch, web->diag, sheet, web->fonts, lang))
        output_put(sink, scratch, path_of(scratch, one, "png"), buf_view(&out));
    buf_free(&out);
}
