/* Imposition: which pages stand where on the sides of printed sheets. Private to print/.
 *
 * In: the pages of a filled sheet, how its layout is imposed (frame:impose, frame:sheet, frame:folds, frame:bleed). Out: sides in the order in which they
 * are printed, front and back of a sheet after one another. Called by press.c and office.c. */
#ifndef PRINT_IMPOSE_H
#define PRINT_IMPOSE_H

#include "print/inside.h"

enum { FOLDS_MOST = 8, SLOTS_ACROSS_MOST = 40 };
#define SLOT_BLANK SIZE_MAX

struct slot {
    size_t page; /* of the sheet, or SLOT_BLANK */
    struct placing placing;
};
/* One side of a printed sheet; user units are mm from the top left corner of what is trimmed (n-up: of the sheet). */
struct side {
    double width, height;
    double bleed;
    struct slot *slots;
    size_t count;
    Rect artwork;                                                      /* what the cuts go around */
    double across[2 * SLOTS_ACROSS_MOST], down[2 * SLOTS_ACROSS_MOST]; /* where it is cut */
    size_t across_count, down_count;
    double folds[FOLDS_MOST], levels[FOLDS_MOST]; /* upright, from the left; level, from the top */
    size_t fold_count, level_count;
    bool whole; /* width and height are the sheet's: marks stand inside */
};
enum imposing { IMPOSE_PAGES, IMPOSE_BOOKLET, IMPOSE_N_UP };
struct imposition {
    enum imposing kind;
    struct side *sides;
    size_t count;
    size_t up;     /* N_UP: copies on a sheet */
    size_t blanks; /* BOOKLET: pages that had to be added */
    double creep;  /* BOOKLET: by how much each sheet is moved towards the spine, mm */
};

bool impose(struct run *run, struct sheet *sheet, struct imposition *imposition); /* false after reports */
/* The same for the office's printer: booklets are imposed, everything else is pages. */
bool impose_office(struct run *run, struct sheet *sheet, struct imposition *imposition);
/* The pages of a booklet of `count` pages (a multiple of 4) on one side, left and right, from 0. Side 0 is the front of the outermost sheet. */
void booklet_pages(size_t count, size_t side, size_t pages[2]);

/* Warns of colour that stops at the trim (bleed.c). False after errors. */
bool bleed_check(struct sheet *sheet);

#endif
