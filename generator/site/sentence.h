/* Sentences about figures, in words that come from data.
 *
 * In: indicators, facts and tables of the site; the wording of a language (templates/sentences/LANG.yaml: one pattern for each kind of
 * sentence and state of its figures); what a table's YAML says under `sentences` (nouns, verbs, kinds, whole patterns of its own).
 * Out: complete sentences: no holes, capital at the beginning, full stop at the end. Called by site.c (values), markdown/ (summaries).
 *
 * Names of sentences: a key of `sentences`, or an indicator; ID.change of an indicator with a period before; TABLE.COLUMN.gap, .largest
 * and .smallest of a column by the table's key. As values: {{sentence.NAME}}, {{phrase.NAME}} (the same within a sentence: no capital, no full
 * stop), {{headline.NAME}} (of a share: "Belum separuh perusahaan memakai JMO"). */
#ifndef SITE_SENTENCE_H
#define SITE_SENTENCE_H

#include "site/site.h"

struct buf;

enum sentence_form {
    SENTENCE_WHOLE,
    SENTENCE_PHRASE,
    SENTENCE_HEADLINE,
    SENTENCE_MARKDOWN /* whole, key figures strong, everything else escaped */
};

/* "sentence.x", "phrase.x" or "headline.x": which form of which name; false: none of these. */
bool sentence_is_value(Str value, enum sentence_form *form, Str *name);
/* False: there is no sentence of that name, or nothing to say in this form. `period`: of the page ("2021"), see period.h; empty: the
 * newest. */
bool sentence_write(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                    enum sentence_form form, Str *text);
/* The sentence that the figure would have if nothing of it were known, without its group. */
bool sentence_write_unknown(const struct site *site, struct arena *arena, const struct figure *like, Str lang,
                            enum sentence_form form, Str *text);
/* The figure that a sentence is about; NULL: none. */
const struct figure *sentence_figure(const struct site *site, struct arena *arena, Str name, Str period);
/* What a summary of the table says, in this order: its `sentences`, or without these one for each share, for each other
 * indicator, for each change and for each column with gaps. */
size_t sentence_summary(const struct site *site, struct arena *arena, const struct table *table, Str **names);
/* What changed: the names of ID.change for each indicator of the table with a period before. */
size_t sentence_changes(const struct site *site, struct arena *arena, const struct table *table, Str period,
                        Str **names);

/* The heading above them: "Yang berubah sejak 2021". */
bool sentence_changes_title(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                            Str *text);

/* Capital and full stop as the form wants them. */
Str sentence_finish(struct arena *arena, Str text, enum sentence_form form);

/* Plain text as Markdown: whatever could be read as markup is escaped. */
void sentence_escape(struct buf *out, Str text);

#endif
