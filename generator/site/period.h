/* Periods: a table whose YAML says `period: tahun` (or year(bulan), month(tanggal) …) holds the data of several years.
 *
 * In: the tables, once all are read, and the indicators computed over all their rows. Out: indicators of the newest period instead, the
 * same of each earlier period ("stat.ID.2021"), each linked with the one before; views of the tables with the rows of one period. An
 * indicator whose formula or `by` names the period's column, or compares times itself, keeps all rows. Called by statistic.c. */
#ifndef SITE_PERIOD_H
#define SITE_PERIOD_H

#include "site/load.h"

void period_load(struct loader *loader, struct figures facts, struct indicators *indicators);
/* Pages and products that are about a period which no table has. */
void period_check(struct loader *loader);
/* The rows of one period; empty: the newest. The table itself when it has no periods, or not that one. */
const struct table *period_view(const struct site *site, const struct table *table, Str period);
/* "2022", "November 2022", "triwulan 3 2022": how a period is called. */
Str period_words(struct arena *arena, Str period, Str lang);
/* Does the text name this column, alone or as part of a formula? */
bool period_is_named(Str text, Str column);

#endif
