/* Sizes of paper by their names, and what is known of paper stock. Private to print/. */
#ifndef PRINT_SIZES_H
#define PRINT_SIZES_H

#include "print/inside.h"

struct paper {
    const char *name;
    double width, height; /* mm, upright */
};
/* By name ("A4", "F4", "A3+") or as "325x485" (mm). False: it is neither. */
bool paper_find(Str name, struct paper *paper);
/* The name of a size that is within half a millimetre, upright or not; NULL: it has none. */
const char *paper_name(double width, double height);
Str paper_names(struct arena *arena); /* all, for messages */

/* What the product says of its paper, or site.yaml for all of them (`print`). `paper` holds the size for the office and the stock for the press:
 * "F4", "HVS 150", "F4 Art Paper 150". */
struct stock {
    Str name;         /* "HVS 150"; empty: not said */
    double thickness; /* mm: `thickness`, or by its weight */
};
struct stock stock_of(const struct run *run);
/* The paper of the office's printer; A4 unless said otherwise. */
struct paper office_paper(const struct run *run);
/* A key of the product, else of site.yaml's `print`. */
Str print_key(const struct run *run, Str key);

#endif
