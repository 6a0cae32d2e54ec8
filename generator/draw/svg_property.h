/* The properties that drawing knows, a row each: svg_property.c reads their values, svg_style.c finds out which of them hold. */
#ifndef DRAW_SVG_PROPERTY_H
#define DRAW_SVG_PROPERTY_H

#include "draw/svg_internal.h"

struct svg_taking {
    struct svg_drawing *drawing;
    struct svg_element *element;
    struct svg_measure measure;
    Loc loc;
};
struct svg_property_row {
    Str name;
    bool (*take)(struct svg_taking *taking, Str text, void *field); /* false: no valid value */
    size_t offset,
        size; /* of the field in struct svg_style, for inherit and initial; size 0: no such words */
    const char *allowed; /* of the restricted ones: words with | between */
};
extern const struct svg_property_row svg_properties[P_COUNT];
struct svg_text_line svg_text_line(const struct svg_style *style); /* painted as an element of this style */
bool svg_plain_paint(Str text, enum svg_paint_kind *kind, Color *color); /* none, currentColor, a colour */

#endif
