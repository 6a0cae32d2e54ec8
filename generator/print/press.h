/* What the press edition tells its slip. Private to print/. */
#ifndef PRINT_PRESS_H
#define PRINT_PRESS_H

#include "print/impose.h"

struct press_side {
    unsigned inks; /* as bits, see draw/pdf.h */
};
struct press {
    struct run *run;
    struct canvas *canvas;
    const struct inks *inks;
    struct press_side *sides; /* of all sheets of the run */
    size_t side_count, side_capacity, sheet_count;
    /* Of the first sheet: */
    struct imposition imposition;
    double width, height, bleed; /* of a page, trimmed */
    size_t pages, fold_count;
    bool folds_down; /* the folds are level, counted from the top */
    double folds[FOLDS_MOST], margin;
};

/* The text of NAME.slip.txt, in Indonesian: what the print shop has to know. */
Str slip_write(const struct press *press);

#endif
