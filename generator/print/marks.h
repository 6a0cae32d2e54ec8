/* Printers' marks: cuts, folds, register, colour bar and slug line, outside of the bleed. Private to print/.
 *
 * In: a side of a printed sheet whose artwork has been painted. Out: canvas calls. Called by press.c and office.c. */
#ifndef PRINT_MARKS_H
#define PRINT_MARKS_H

#include "print/impose.h"

#define MARKS_ROOM 13.0 /* mm beyond the bleed that all marks together need */

struct marks {
    Str slug;                     /* empty: none */
    const struct ink_recipe *bar; /* spot inks of the colour bar, besides the process inks */
    size_t bar_count;
    bool colour_bar, cuts, folds;
};
void marks_paint(struct sheet *sheet, struct canvas *canvas, const struct side *side,
                 const struct marks *marks);

#endif
