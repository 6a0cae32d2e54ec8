/* Text as HTML and XML write it.
 *
 * In: plain text. Out: the same with & < > (and in attributes ") as references; a no-break space as one that people see. In
 * XML also what its readers would change: carriage returns, and line ends in attributes. Characters that neither allows
 * (controls) become U+FFFD. Called by compile.c and render.c. */
#ifndef TEMPLATE_ESCAPE_H
#define TEMPLATE_ESCAPE_H

#include "base/buf.h"
#include "template/template.h"

void escape_text(struct buf *out, Str text, enum template_form form);
void escape_attribute(struct buf *out, Str value, enum template_form form); /* for double quotes */

#endif
