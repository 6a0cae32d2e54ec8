/* The text of a template before libxml2 reads it.
 *
 * In: a source. Out: markup->text with its shifts, the declaration, the prolog and the DOCTYPE. What HTML allows and XML does
 * not is mended here: named characters (&nbsp;), void elements that nothing closes (<br>), attributes without a value (checked).
 * All is put into one artificial root. Called by markup.c. */
#ifndef TEMPLATE_PREPARE_H
#define TEMPLATE_PREPARE_H

#include "template/markup.h"

#define PREPARE_ROOT "suluh-fragment"

/* False after a report. */
bool prepare_text(struct arena *arena, struct diag *diag, struct markup *markup);

#endif
