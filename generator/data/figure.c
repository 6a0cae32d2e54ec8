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
    } else {
        decimal_write_grouped(&out, number, -1, group, point);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

Str figure_text(struct arena *arena, const struct figure *figure, Str lang)
{
    enum { UNKNOWN, AT_LEAST, AT_MOST };
    static const struct {
        const char *lang, *words[3];
    } all[] = {{"id", {"tidak diketahui", "setidaknya ", "paling banyak "}},
               {"en", {"unknown", "at least ", "at most "}},
               {"su", {"teu kanyahoan", "sahanteuna ", "panglobana "}}};
    const char *const *words = all[0].words;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_is(lang, all[i].lang)) words = all[i].words;
    if (!figure->known) return str_from(words[UNKNOWN]);
    if (!figure->is_number) return figure->text;
    Str number = figure_format(arena, figure->number, figure->unit, lang);
    if (!figure->at_least && !figure->at_most) return number;
    Str bound = str_from(words[figure->at_least ? AT_LEAST : AT_MOST]);
    return str_join(arena, (Str[]){bound, number}, 2, STR_NONE);
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
    case COLUMN_DECIMAL: return figure_format(arena, cell->number, column->unit, lang);
    case COLUMN_MONTH: return month_text(arena, cell->date, lang);
    case COLUMN_DATE: date_write_long(&buf, cell->date, lang, false); break;
    case COLUMN_TEXT: return cell->text;
    case COLUMN_BOOLEAN: return truth_text(cell->number.coefficient != 0, lang);
    }
    Str text = buf_copy(&buf, arena);
    buf_free(&buf);
    return text;
}
