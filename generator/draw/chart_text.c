/* Words of charts in the three languages of the site, the alt text, and the table under a chart. */
#include <string.h>

#include "base/arena.h"
#include "draw/chart_plot.h"

enum { ALT_ROWS_MOST = 12, HTML_ROWS_MOST = 60 };

static const char *const words[WORD_COUNT][3] = {
    [WORD_BAR] = {"Diagram batang", "Bar chart", "Diagram batang"},
    [WORD_COLUMN] = {"Diagram kolom", "Column chart", "Diagram kolom"},
    [WORD_SHARE] = {"Diagram bagian", "Share bar", "Diagram bagian"},
    [WORD_PICTOGRAM] = {"Diagram gambar orang", "Pictogram", "Diagram gambar jalma"},
    [WORD_LINE] = {"Diagram garis", "Line chart", "Diagram garis"},
    [WORD_BULLET] = {"Diagram sasaran", "Bullet chart", "Diagram udagan"},
    [WORD_MULTIPLES] = {"Diagram kecil tiap kelompok:", "Small multiples:",
                        "Diagram leutik unggal kelompok:"},
    [WORD_TABLE] = {"Tabel dengan batang", "Table with bars", "Tabél jeung batang"},
    [WORD_TARGET] = {"Sasaran", "Target", "Udagan"},
    [WORD_REACHED] = {"tercapai", "reached", "kahontal"},
    [WORD_HIGHEST] = {"tertinggi", "highest", "pangluhurna"},
    [WORD_SAME_SCALE] = {"skala sama", "same scale", "skala sarua"},
    [WORD_TO] = {"sampai", "to", "nepi ka"},
    [WORD_UNKNOWN] = {"belum ada data", "no data yet", "tacan aya data"},
    [WORD_OTHERS] = {"Lainnya", "Others", "Nu séjénna"},
    [WORD_OF] = {"dari", "of", "ti"},
    [WORD_AND_MORE] = {"baris lainnya", "more rows", "baris séjénna"},
    [WORD_OF_100] = {"dari 100", "of 100", "ti 100"},
    [WORD_NO_VALUE] = {"Tidak ada data", "No data", "Teu aya data"},
    [WORD_YES] = {"ya", "yes", "enya"},
    [WORD_NO] = {"tidak", "no", "henteu"},
    [WORD_FILLED] = {"diwarnai penuh", "filled", "diwarnaan pinuh"},
    [WORD_UNIT] = {"Satuan", "Unit", "Satuan"},
    [WORD_POINTS] = {" poin", " points", " poin"},
    [WORD_DIFFERENCE] = {"selisih dalam kurung", "difference in brackets", "bédana dina kurung"},
    [WORD_PART] = {"Bagian", "Share", "Bagian"},
    [WORD_INDICATOR] = {"Indikator", "Indicator", "Indikator"},
    [WORD_VALUE] = {"Nilai", "Value", "Nilai"},
    [WORD_MORE_BELOW] = {"baris lainnya ada di unduhan", "more rows are in the downloads",
                         "baris séjénna aya dina undeuran"},
    [WORD_BY] = {"menurut", "by", "dumasar kana"},
};

static int language_index(Str lang)
{
    return str_starts(lang, S("en")) ? 1 : str_starts(lang, S("su")) ? 2 : 0;
}

Str chart_word(Str lang, enum chart_word word)
{
    return str_from(words[word][language_index(lang)]);
}

Str chart_month_short(Date month, Str lang)
{
    static const char *const names[3][12] = {
        {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
        {"Jan", "Péb", "Mar", "Apr", "Méi", "Jun", "Jul", "Agu", "Sép", "Okt", "Nop", "Dés"}};
    return month.month < 1 || month.month > 12 ? STR_NONE
                                               : str_from(names[language_index(lang)][month.month - 1]);
}

static Str label_text(struct arena *arena, const struct column *column, const struct cell *cell, Str lang)
{
    int64_t year = 0;
    bool whole = column->type == COLUMN_INTEGER && cell->known && decimal_to_int64(cell->number, &year);
    if (whole && year >= 1900 && year <= 2100) return str_format(arena, "%lld", (long long)year);
    return table_cell_text(arena, column, cell, lang);
}

Str chart_label(const struct plot *plot, const struct column *column, const struct cell *cell)
{
    return label_text(plot->arena, column, cell, plot->lang);
}

/* Is the unit a word that stands beside numbers? Others are in the numbers, or they are no quantities (years). */
static bool is_said(Str unit)
{
    return unit.len && !figure_unit_is_rupiah(unit) && !figure_unit_is_percent(unit) &&
           !figure_unit_is_year(unit);
}

Str chart_column_title(const struct plot *plot, const struct column *column)
{
    Str label = column->label.len ? column->label : column->name, unit = column->unit;
    if (!is_said(unit)) return label;
    return str_format(plot->arena, "%.*s (%.*s)", (int)label.len, label.data, (int)unit.len, unit.data);
}

/* Columns side by side have only their unit in common. */
Str chart_measure(const struct plot *plot)
{
    bool columns = plot->series_count > 1 && !value_get(plot->description, S("by"));
    if (!columns) return chart_column_title(plot, plot->y);
    if (!plot->y->unit.len) return STR_NONE;
    return str_join(plot->arena, (Str[]){chart_word(plot->lang, WORD_UNIT), plot->y->unit}, 2, S(": "));
}

/* ---- alt text ---- */

/* " kali" behind a number, when the unit is a word that is said after it. */
static void unit_word(struct buf *out, const struct column *column)
{
    if (!column || !is_said(column->unit)) return;
    buf_char(out, ' ');
    buf_str(out, column->unit);
}

static void alt_rows(struct buf *out, const struct plot *plot)
{
    size_t said = 0, unknown = 0;
    for (size_t i = 0; i < plot->count && said < ALT_ROWS_MOST; i++) {
        if (!plot->bars[i].known) continue;
        buf_c(out, said++ ? "; " : ": ");
        buf_str(out, plot->bars[i].label);
        buf_c(out, ", ");
        buf_str(out, plot->bars[i].text);
        unit_word(out, plot->y);
    }
    size_t known = 0;
    for (size_t i = 0; i < plot->count; i++) known += plot->bars[i].known;
    if (known > said) {
        buf_printf(out, "; %zu ", known - said);
        buf_str(out, chart_word(plot->lang, WORD_AND_MORE));
    }
    buf_char(out, '.');
    for (size_t i = 0; i < plot->count && unknown < ALT_ROWS_MOST; i++) {
        if (plot->bars[i].known) continue;
        if (unknown++) {
            buf_c(out, ", ");
        } else {
            Str word = chart_word(plot->lang, WORD_UNKNOWN);
            buf_char(out, ' ');
            buf_char(out, (char)(word.data[0] - 32));
            buf_str(out, str_skip(word, 1));
            buf_c(out, ": ");
        }
        buf_str(out, plot->bars[i].label);
    }
    if (plot->count - known > unknown) buf_c(out, ", …");
    if (unknown) buf_char(out, '.');
}

static void alt_word(struct buf *out, const struct plot *plot, enum chart_word word)
{
    buf_char(out, ' ');
    buf_str(out, chart_word(plot->lang, word));
    buf_char(out, ' ');
}

/* Several series: from where to where each goes, and its highest. */
static void alt_series(struct buf *out, const struct plot *plot)
{
    for (size_t s = 0; s < plot->series_count; s++) {
        const struct series *series = &plot->series[s];
        const struct bar *first = NULL, *last = NULL, *most = NULL;
        for (size_t i = 0; i < plot->count; i++) {
            const struct bar *point = &series->points[i];
            if (!point->known) continue;
            if (!first) first = point;
            if (!most || decimal_compare(point->number, most->number) > 0) most = point;
            last = point;
        }
        buf_c(out, s ? " " : ". ");
        buf_str(out, series->label);
        buf_c(out, ": ");
        if (!first) {
            buf_str(out, chart_word(plot->lang, WORD_UNKNOWN));
            buf_char(out, '.');
            continue;
        }
        const struct bar *said[] = {first, last, most};
        for (int i = 0; i < 3; i++) {
            if (i == 1 && last == first) break;
            if (i == 2 && (most == first || most == last)) break;
            if (i == 1) alt_word(out, plot, WORD_TO);
            if (i == 2) {
                buf_c(out, ",");
                alt_word(out, plot, WORD_HIGHEST);
            }
            buf_str(out, said[i]->label);
            buf_c(out, ", ");
            buf_str(out, said[i]->text);
        }
        unit_word(out, series->column);
        buf_char(out, '.');
    }
}

/* A table says its rows: "Baros: Kunjungan 12; Peserta 340." */
static void alt_table(struct buf *out, const struct plot *plot)
{
    size_t rows = plot->count < ALT_ROWS_MOST ? plot->count : ALT_ROWS_MOST;
    for (size_t i = 0; i < rows; i++) {
        buf_c(out, i ? " " : ". ");
        buf_str(out, plot->bars[i].label);
        for (size_t s = 0; s < plot->series_count; s++) {
            const struct bar *point = &plot->series[s].points[i];
            buf_c(out, s ? "; " : ": ");
            buf_str(out, plot->series[s].label);
            buf_char(out, ' ');
            buf_str(out, point->known ? point->text : chart_word(plot->lang, WORD_UNKNOWN));
        }
        buf_char(out, '.');
    }
    if (rows == plot->count) return;
    buf_printf(out, " %zu ", plot->count - rows);
    buf_str(out, chart_word(plot->lang, WORD_AND_MORE));
    buf_char(out, '.');
}

static void alt_targets(struct buf *out, const struct plot *plot)
{
    for (size_t i = 0; i < plot->count; i++) {
        const struct bar *bar = &plot->bars[i];
        buf_c(out, i ? " " : ". ");
        buf_str(out, bar->label);
        buf_c(out, ": ");
        buf_str(out, bar->known ? bar->text : chart_word(plot->lang, WORD_UNKNOWN));
        if (bar->known) unit_word(out, plot->y);
        buf_c(out, ", ");
        Str target = chart_word(plot->lang, WORD_TARGET);
        buf_char(out, char_lower(target.data[0]));
        buf_str(out, str_skip(target, 1));
        buf_char(out, ' ');
        buf_str(out, bar->has_target ? bar->target_text : chart_word(plot->lang, WORD_UNKNOWN));
        if (bar->reached.len) {
            buf_c(out, ",");
            alt_word(out, plot, WORD_REACHED);
            buf_str(out, bar->reached);
        }
        buf_char(out, '.');
    }
}

static void alt_part(struct buf *out, const struct plot *plot, Str label, Str count, Str percent)
{
    buf_str(out, label);
    buf_c(out, ": ");
    if (count.len) {
        buf_str(out, count);
        if (plot->share.total.len) {
            buf_char(out, ' ');
            buf_str(out, chart_word(plot->lang, WORD_OF));
            buf_char(out, ' ');
            buf_str(out, plot->share.total);
        }
        unit_word(out, plot->y);
        buf_c(out, " (");
    }
    buf_str(out, percent);
    buf_c(out, count.len ? ")." : ".");
}

static void alt_share(struct buf *out, const struct plot *plot)
{
    const struct share *share = &plot->share;
    if (share->known && plot->type->word == WORD_PICTOGRAM) {
        Str of = chart_word(plot->lang, WORD_OF_100), filled = chart_word(plot->lang, WORD_FILLED);
        buf_printf(out, ", %d ", chart_figures_filled(share->percent));
        buf_str(out, of);
        buf_char(out, ' ');
        buf_str(out, filled);
    }
    buf_c(out, ". ");
    if (!share->known) {
        buf_str(out, share->label);
        buf_c(out, ": ");
        buf_str(out, chart_word(plot->lang, WORD_UNKNOWN));
        buf_char(out, '.');
        return;
    }
    alt_part(out, plot, share->label, share->count, share->percent_text);
    buf_char(out, ' ');
    alt_part(out, plot, share->rest_label, share->rest_count, share->rest_text);
}

/* A column's label within a sentence: "Jumlah" becomes "jumlah", "JMO" stays. */
static void inside_sentence(struct buf *out, const struct column *column)
{
    Str label = column->label.len ? column->label : column->name;
    bool word = label.len > 1 && label.data[0] >= 'A' && label.data[0] <= 'Z' &&
                !(label.data[1] >= 'A' && label.data[1] <= 'Z');
    buf_char(out, ' ');
    if (word) buf_char(out, char_lower(label.data[0]));
    buf_str(out, str_skip(label, word));
}

Str chart_alt(const struct plot *plot)
{
    Str given = chart_words_of(plot->description, "alt", plot->lang);
    if (str_trim(plot->surface->alt).len) return plot->surface->alt;
    if (str_trim(given).len) return given;
    struct buf buf = {0};
    buf_str(&buf, chart_word(plot->lang, plot->drawn_as));
    if (plot->type->needs & CHART_SHARES) {
        alt_share(&buf, plot);
    } else if (plot->type->needs & CHART_TARGETS) {
        alt_targets(&buf, plot);
    } else {
        bool table = (plot->type->needs & CHART_OWN_SCALES) || plot->pairs;
        bool columns = plot->series_count > 1 && !value_get(plot->description, S("by"));
        if (!columns) inside_sentence(&buf, plot->y);
        buf_char(&buf, ' ');
        buf_str(&buf, chart_word(plot->lang, WORD_BY));
        inside_sentence(&buf, plot->x);
        if (table)
            alt_table(&buf, plot);
        else if (plot->series_count > 1 || (plot->type->needs & CHART_PANELS))
            alt_series(&buf, plot);
        else
            alt_rows(&buf, plot);
    }
    Str alt = buf_copy(&buf, plot->arena);
    buf_free(&buf);
    return alt;
}

/* ---- the table ---- */

static bool numeric(const struct column *column)
{
    return column->type == COLUMN_INTEGER || column->type == COLUMN_DECIMAL;
}

static void write_head(struct buf *out, const struct table *table)
{
    buf_c(out, "<thead><tr>");
    for (size_t i = 0; i < table->columns; i++) {
        const struct column *column = &table->column[i];
        buf_c(out, numeric(column) ? "<th scope=\"col\" class=\"right\">" : "<th scope=\"col\">");
        buf_html(out, column->label.len ? column->label : column->name);
        if (numeric(column) && is_said(column->unit)) {
            buf_c(out, " (");
            buf_html(out, column->unit);
            buf_char(out, ')');
        }
        buf_c(out, "</th>");
    }
    buf_c(out, "</tr></thead>");
}

static void write_cell(struct buf *out, struct arena *arena, const struct column *column,
                       const struct cell *cell, bool header, Str lang)
{
    buf_c(out, header ? "<th scope=\"row\"" : "<td");
    if (numeric(column)) buf_c(out, " class=\"right\"");
    if (!cell->known && numeric(column)) {
        buf_c(out, " title=\"");
        buf_html_attribute(out, chart_word(lang, WORD_NO_VALUE));
        buf_c(out, "\">–");
    } else {
        buf_char(out, '>');
        buf_html(out,
                 header ? label_text(arena, column, cell, lang) : table_cell_text(arena, column, cell, lang));
    }
    buf_c(out, header ? "</th>" : "</td>");
}

void chart_table_html(struct buf *out, const struct table *table, Str lang)
{
    struct arena *scratch = arena_new();
    bool any_key = false;
    for (size_t i = 0; i < table->columns; i++) any_key |= table->column[i].key;
    buf_c(out, "<table class=\"chart-table\">");
    if (table->title.len) {
        buf_c(out, "<caption>");
        buf_html(out, table->title);
        buf_c(out, "</caption>");
    }
    write_head(out, table);
    buf_c(out, "<tbody>");
    size_t rows = table->rows <= HTML_ROWS_MOST + 5 ? table->rows : HTML_ROWS_MOST;
    for (size_t row = 0; row < rows; row++) {
        buf_c(out, "<tr>");
        for (size_t i = 0; i < table->columns; i++) {
            struct cell cell = table_cell(table, row, i);
            write_cell(out, scratch, &table->column[i], &cell,
                       table->column[i].key || (!any_key && i == 0 && !numeric(&table->column[0])), lang);
        }
        buf_c(out, "</tr>");
    }
    buf_c(out, "</tbody></table>\n");
    if (rows < table->rows) {
        buf_printf(out, "<p>… %zu ", table->rows - rows);
        buf_html(out, chart_word(lang, WORD_MORE_BELOW));
        buf_c(out, ".</p>\n");
    }
    arena_free(scratch);
}
