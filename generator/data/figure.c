/* How figures read, after the Indonesian spelling rules (EYD V) and CLDR's number patterns for id and en. */
#include "base/arena.h"
#include "base/buf.h"
#include "data/table.h"

bool figure_unit_is_percent(Str unit)
{
    return str_is(unit, "%") || str_is(unit, "percent") || str_is(unit, "persen");
}

bool figure_unit_is_rupiah(Str unit)
{
    return str_is(unit, "rupiah") || str_is(unit, "Rp") || str_is(unit, "IDR");
}

bool figure_unit_is_points(Str unit)
{
    return str_is(unit, "poin persen") || str_is(unit, "percentage points");
}

bool figure_unit_is_year(Str unit)
{
    return str_is(unit, "tahun") || str_is(unit, "year");
}

/* The sign is '-' (U+002D) and stands before the currency, as CLDR and spreadsheets have it: "-Rp15.000". */
Str figure_format(struct arena *arena, Decimal number, Str unit, Str lang)
{
    bool english = str_is(lang, "en"), negative = number.coefficient < 0;
    char group = english ? ',' : '.', point = english ? '.' : ',';
    struct buf out = {0};
    if (figure_unit_is_rupiah(unit)) {
        int places = decimal_is_integer(decimal_round(number, 2)) ? 0 : 2;
        if (negative && decimal_round(number, places).coefficient != 0) buf_char(&out, '-');
        buf_c(&out, english ? "IDR " : "Rp");
        decimal_write_grouped(&out, negative ? decimal_negate(number) : number, places, group, point);
    } else if (figure_unit_is_percent(unit)) {
        decimal_write_grouped(&out, decimal_round(number, 2), -1, group, point);
        buf_char(&out, '%');
    } else if (figure_unit_is_points(unit)) {
        decimal_write_grouped(&out, decimal_round(number, 2), -1, group, point);
        buf_c(&out, english ? " percentage points" : " poin persen");
    } else if (figure_unit_is_year(unit)) {
        decimal_write_grouped(&out, number, -1, 0, point);
    } else {
        decimal_write_grouped(&out, number, -1, group, point);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

enum { WORD_UNKNOWN, WORD_AT_LEAST, WORD_AT_MOST, WORD_REACHED, WORD_NOT_REACHED, WORDS };

static const char *const *words_of(Str lang)
{
    static const struct {
        const char *lang, *words[WORDS];
    } all[] = {{"id", {"tidak diketahui", "setidaknya ", "paling banyak ", "tercapai", "belum tercapai"}},
               {"en", {"unknown", "at least ", "at most ", "reached", "not reached yet"}},
               {"su", {"teu kanyahoan", "sahanteuna ", "panglobana ", "kahontal", "can kahontal"}}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_is(lang, all[i].lang)) return all[i].words;
    return all[0].words;
}

static Str bounded_text(struct arena *arena, enum cell_bound bound, Str number, Str lang)
{
    if (bound == CELL_EXACT) return number;
    Str word = str_from(words_of(lang)[bound == CELL_AT_LEAST ? WORD_AT_LEAST : WORD_AT_MOST]);
    return str_join(arena, (Str[]){word, number}, 2, STR_NONE);
}

Str figure_text(struct arena *arena, const struct figure *figure, Str lang)
{
    const char *const *words = words_of(lang);
    switch (figure->verdict) {
    case VERDICT_YES: return str_from(words[WORD_REACHED]);
    case VERDICT_NO: return str_from(words[WORD_NOT_REACHED]);
    case VERDICT_UNKNOWN: return str_from(words[WORD_UNKNOWN]);
    case VERDICT_NONE: break;
    }
    if (!figure->known) return str_from(words[WORD_UNKNOWN]);
    if (!figure->is_number) return figure->text;
    enum cell_bound bound = figure->at_least ? CELL_AT_LEAST : figure->at_most ? CELL_AT_MOST : CELL_EXACT;
    return bounded_text(arena, bound, figure_format(arena, figure->number, figure->unit, lang), lang);
}

/* "22 November 2026" without its day. */
static Str month_text(struct arena *arena, Date month, Str lang)
{
    struct buf buf = {0};
    date_write_long(&buf, (Date){month.year, month.month, 1}, lang, false);
    Str text = buf_copy(&buf, arena);
    buf_free(&buf);
    return str_starts(text, S("1 ")) ? str_skip(text, 2) : text;
}

/* Whole years and months are named as such, anything else by its days. */
Str figure_period_text(struct arena *arena, struct period span, Str lang)
{
    struct buf out = {0};
    Date first = span.first, last = span.last;
    bool years = first.month == 1 && first.day == 1 && last.month == 12 && last.day == 31;
    bool months = first.day == 1 && last.day >= date_month_days(last);
    if (years) {
        buf_printf(&out, "%d", last.year);
    } else if (months) {
        Str name = month_text(arena, last, lang);
        Str other = month_text(arena, first, lang);
        if (first.year == last.year) other = str_from_to(other, 0, str_find_last_char(other, ' '));
        if (first.month != last.month || first.year != last.year) {
            buf_str(&out, other);
            buf_c(&out, "–");
        }
        buf_str(&out, name);
    } else {
        date_write_long(&out, first, lang, false);
        buf_c(&out, " – ");
        date_write_long(&out, last, lang, false);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str truth_text(bool truth, Str lang)
{
    if (str_is(lang, "en")) return truth ? S("yes") : S("no");
    if (str_is(lang, "su")) return truth ? S("enya") : S("henteu");
    return truth ? S("ya") : S("tidak");
}

Str table_cell_text(struct arena *arena, const struct column *column, const struct cell *cell, Str lang)
{
    if (!cell->known) return STR_NONE;
    struct buf buf = {0};
    switch (column->type) {
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
        return bounded_text(arena, cell->bound, figure_format(arena, cell->number, column->unit, lang), lang);
    case COLUMN_MONTH: return month_text(arena, cell->date, lang);
    case COLUMN_DATE: date_write_long(&buf, cell->date, lang, false); break;
    case COLUMN_TEXT: return cell->text;
    case COLUMN_BOOLEAN: return truth_text(cell->number.coefficient != 0, lang);
    }
    Str text = buf_copy(&buf, arena);
    buf_free(&buf);
    return text;
}
