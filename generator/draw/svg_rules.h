/* The rules of a document's style sheets, as svg_css.c reads them and svg_match.c holds them against elements; nobody else includes it. */
#ifndef DRAW_SVG_RULES_H
#define DRAW_SVG_RULES_H

#include "draw/svg_internal.h"

enum { CSS_CLASSES_MOST = 6, CSS_ATTRIBUTES_MOST = 4, CSS_COMPOUNDS_MOST = 12 };

enum css_test { TEST_SET, TEST_EQUAL, TEST_WORD, TEST_DASH, TEST_START, TEST_END, TEST_PART };
struct css_attribute {
    Str name, value;
    enum css_test test;
};
/* One element's part of a selector, such as rect.big[rx]:first-child. */
struct css_compound {
    Str type, id; /* {NULL, 0}: any */
    Str classes[CSS_CLASSES_MOST];
    struct css_attribute attributes[CSS_ATTRIBUTES_MOST];
    int class_count, attribute_count;
    bool first, last, root; /* :first-child, :last-child, :root */
    bool child;             /* its neighbour to the left is the parent, not any ancestor */
};
struct css_selector {
    struct css_compound *compounds; /* from left to right */
    int count;
    uint32_t specificity, order;
    uint32_t key; /* of the last compound, see css_key; 0: any element */
    const struct css_declaration *declarations;
    size_t declaration_count;
};
struct css_id {
    Str id;
    const xmlNode *node;
};
struct svg_styles {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    struct css_selector *selectors; /* sorted: weakest first */
    size_t count, capacity;
    struct css_id *ids; /* open addressing; a power of two of places */
    size_t id_places;
    size_t work; /* steps of matching one element */
    bool failed;
};

/* A rule can only hold for an element that has the key of its last compound: its id, else its first class, else its type. Never 0. */
enum css_key_kind { KEY_TYPE = 1, KEY_CLASS, KEY_ID };
uint32_t css_key(enum css_key_kind kind, Str name);
void css_sheet_read(struct svg_styles *styles, const xmlNode *node); /* a <style> element */

#endif
