/* How figures came about, in words: for the notes at the end of a report.
 *
 * In: figures and tables. Out: Markdown: for each table a paragraph with its title, source, date, licence and note, and a table of
 * its figures with the formula in words ("jumlah kolom Jumlah, hanya baris dengan Status “Memakai JMO”"). Called by markdown/. */
#ifndef SITE_METHOD_H
#define SITE_METHOD_H

#include "site/site.h"

struct buf;

struct method_list {
    const struct figure *const *figures;
    size_t figure_count;
    const struct table *const *tables;
    size_t table_count;
    bool whole; /* all indicators of the tables, instead of the figures */
};
void method_write(const struct site *site, struct arena *arena, struct buf *out,
                  const struct method_list *list, Str lang);
/* The wording of the language, or that of the main language, which *lang becomes; NULL: there is none. */
const struct value *method_wording(const struct site *site, Str *lang);
/* The formula of an indicator in words; the formula as it is written where there are no words. */
Str method_formula(const struct site *site, struct arena *arena, const struct figure *figure, Str lang);

#endif
