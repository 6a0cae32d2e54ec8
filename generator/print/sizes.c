#include "print/sizes.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

/* F4 (folio) is what Indonesian offices fill their copiers with; A3+, SRA3 and SRA4 are cut down after printing. */
static const struct paper papers[] = {
    {"A0", 841, 1189}, {"A1", 594, 841},   {"A2", 420, 594},   {"A3", 297, 420},     {"A4", 210, 297},
    {"A5", 148, 210},  {"A6", 105, 148},   {"F4", 215, 330},   {"Letter", 216, 279}, {"Legal", 216, 356},
    {"A3+", 325, 485}, {"SRA3", 320, 450}, {"SRA4", 225, 320},
};
enum { PAPERS = sizeof papers / sizeof *papers };
#define LARGEST_PAPER 5000.0

bool paper_find(Str name, struct paper *paper)
{
    name = str_trim(name);
    for (size_t i = 0; i < PAPERS; i++)
        if (str_equal_nocase(name, str_from(papers[i].name))) {
            *paper = papers[i];
            return true;
        }
    size_t cross = str_find_char(name, 'x');
    double width, height;
    if (cross == name.len || !svg_length(str_trim(str_from_to(name, 0, cross)), 1, 1, &width) ||
        !svg_length(str_trim(str_skip(name, cross + 1)), 1, 1, &height))
        return false;
    *paper = (struct paper){NULL, fmin(width, height), fmax(width, height)};
    return paper->width >= 20 && paper->height <= LARGEST_PAPER;
}

const char *paper_name(double width, double height)
{
    double least = fmin(width, height), most = fmax(width, height);
    for (size_t i = 0; i < PAPERS; i++)
        if (fabs(papers[i].width - least) <= 0.5 && fabs(papers[i].height - most) <= 0.5)
            return papers[i].name;
    return NULL;
}

Str paper_names(struct arena *arena)
{
    Str names[PAPERS];
    for (size_t i = 0; i < PAPERS; i++) names[i] = str_from(papers[i].name);
    return str_join(arena, names, PAPERS, S(", "));
}

Str print_key(const struct run *run, Str key)
{
    Str own = value_get_text(run->product->meta, key);
    if (own.len) return own;
    return value_get_text(value_get(run->print->site->config, S("print")), key);
}

/* ---- `paper` ---- */

/* The first word of `paper` may be a size; the rest is the stock. */
static bool split_paper(Str text, struct paper *paper, Str *stock)
{
    Str rest = str_trim(text), all = rest;
    Str word = word_cut(&rest);
    bool sized = paper_find(word, paper);
    *stock = sized ? str_trim(rest) : all;
    return sized;
}

/* Millimetres for each g/m²: uncoated paper is bulky, coated paper is not. */
static double bulk_of(Str stock)
{
    static const struct {
        const char *word;
        double bulk;
    } kinds[] = {{"hvs", 0.00125},   {"book", 0.0016}, {"samson", 0.0013},
                 {"ivory", 0.00125}, {"matt", 0.0010}, {"art", 0.0009}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        Str word = str_from(kinds[i].word);
        for (size_t at = 0; at + word.len <= stock.len; at++)
            if (str_equal_nocase(str_from_to(stock, at, at + word.len), word)) return kinds[i].bulk;
    }
    return 0.0012;
}

static double weight_of(Str stock)
{
    for (size_t i = 0; i < stock.len; i++) {
        if (!char_is_digit(stock.data[i])) continue;
        size_t end = i;
        int64_t weight;
        while (end < stock.len && char_is_digit(stock.data[end])) end++;
        bool read = str_int64(str_from_to(stock, i, end), &weight);
        return read && weight >= 30 && weight <= 1000 ? (double)weight : 0;
    }
    return 0;
}

static Str stock_name(const struct run *run)
{
    struct paper paper;
    Str own, general;
    split_paper(value_get_text(run->product->meta, S("paper")), &paper, &own);
    if (own.len) return own;
    split_paper(value_get_text(value_get(run->print->site->config, S("print")), S("paper")), &paper,
                &general);
    return general;
}

struct stock stock_of(const struct run *run)
{
    struct stock stock = {.name = stock_name(run)};
    const struct value *thickness = value_get(run->product->meta, S("thickness"));
    if (thickness && thickness->kind == VALUE_NUMBER)
        stock.thickness = decimal_to_double(thickness->number);
    else
        stock.thickness = weight_of(stock.name) * bulk_of(stock.name);
    if (!(stock.thickness >= 0) || stock.thickness > 1) stock.thickness = 0;
    return stock;
}

struct paper office_paper(const struct run *run)
{
    struct paper paper;
    Str stock;
    if (split_paper(value_get_text(run->product->meta, S("paper")), &paper, &stock)) return paper;
    const struct value *site = value_get(run->print->site->config, S("print"));
    if (split_paper(value_get_text(site, S("paper")), &paper, &stock)) return paper;
    paper_find(S("A4"), &paper);
    return paper;
}
