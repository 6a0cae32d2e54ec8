/* Copies of a product: one, or one for each row of its table (front matter `each`), with the names of their files and their edition codes.
 *
 * In: products with their front matter and tables. Out: product->copies, sorted as the rows are; the values "row.COLUMN", "row.stat.ID" (also sentence, phrase, headline: of an indicator with `by` the row's own figure), "row.number", "copy.code",
 * "copy.number" and "copy.count" of a copy. load_copies is called by the loader; the rest by print/, from any thread.
 *
 * An edition code is "2611-7K3MQ-9XAPC": year and month of the edition, nine symbols from the product's name, its date and the row's key (not from the row's
 * place: a new row leaves the other codes as they are), and a check symbol. Symbols are digits and capitals without I, L, O, U (Crockford's base 32) and Z,
 * 31 in all, so that a weighted sum modulo a prime tells any wrong symbol and any two that were swapped. */
#ifndef SITE_COPY_H
#define SITE_COPY_H

#include "site/site.h"

/* A code read from paper: small letters, O, I, L and Z for 0, 1, 1 and 2, and any hyphens and spaces are fine. */
bool copy_code_right(Str code);
/* The code of one edition; `key` is empty for a product that has no rows. */
Str copy_code(struct arena *arena, Str product, Date date, Str key);
/* Letters and digits of a name as the name of a file: "PT. Maju Jaya" -> "pt-maju-jaya"; {NULL, 0}: nothing is left. */
Str copy_file_name(struct arena *arena, Str name);

bool copy_is_value(Str name); /* "row.…" or "copy.…" */
/* False: there is no such value of the copy. */
bool copy_value(const struct product *product, const struct copy *copy, struct arena *arena, Str name,
                Str *text);
Str copy_nearest_value(const struct product *product, struct arena *arena, Str name);
/* A value (front matter) with the copy's values put into its texts; the value itself when it has none. Reports unknown names. */
const struct value *copy_expand(const struct product *product, const struct copy *copy, struct arena *arena,
                                struct diag *diag, const struct value *value);
/* The text without the values of copies: a title for all of them. */
Str copy_common_text(struct arena *arena, Str text);

#endif
