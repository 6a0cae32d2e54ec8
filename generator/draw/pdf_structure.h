/* The logical structure of a PDF (ISO 32000-1, 14.7; PDF/UA-1): the tree of canvas elements with the marked content that belongs to each.
 *
 * In: while pages are drawn, which mark, on which page and in which stream, belongs to which element; at the end the root of the tree. Out: StructTreeRoot,
 * ParentTree and IDTree. Elements without content are left out. Called by pdf.c and pdf_content.c. */
#ifndef DRAW_PDF_STRUCTURE_H
#define DRAW_PDF_STRUCTURE_H

#include "draw/canvas.h"
#include "draw/pdf_file.h"

/* A stream whose marks are numbered: a page, or a form of that page. */
struct pdf_marked {
    unsigned page, form;       /* object numbers; form 0: the page itself */
    int key;                   /* in the ParentTree (/StructParents); -1: none yet */
    struct element **elements; /* by mark */
    size_t count, capacity;
    Matrix to_page; /* user units to the page's */
};

struct pdf_structure {
    struct arena *arena;
    struct pdf_parent *parents; /* the ParentTree, by key */
    size_t count, capacity;
    size_t time;         /* counts marks and links: the order in which content came */
    unsigned tree, root; /* numbers of StructTreeRoot and of the root element; 0: not yet */
    unsigned *parts;     /* numbers of the parts that are written */
    size_t part_count, part_capacity;
    size_t parents_told; /* of `parents`: those that belong to written parts are text */
    struct buf notes;
    size_t note_count;
};

/* Clears what an earlier document has left in the elements. */
void pdf_structure_forget(const struct element *root);
/* The number of a new mark (MCID) in the stream, of which `element` is the owner. */
size_t pdf_structure_mark(struct pdf_structure *structure, struct pdf_marked *marked,
                          struct element *element);
/* The key (/StructParent) of an annotation that belongs to the element. */
int pdf_structure_link(struct pdf_structure *structure, unsigned page, unsigned annotation,
                       struct element *element);
/* Writes a part, a tree of its own, and forgets its elements. */
void pdf_structure_part(struct pdf_structure *structure, struct pdf_file *file, struct element *part);
/* The number of StructTreeRoot. */
unsigned pdf_structure_write(struct pdf_structure *structure, struct pdf_file *file,
                             const struct element *root);

#endif
