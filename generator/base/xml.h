/* XML read strictly, with places.
 *
 * In: a source. Out: a libxml2 tree that lives as long as the arena; each element knows the byte where its start tag begins (libxml2
 * 2.9 keeps only the line where it ends). No network, no DTD, no entities of the document's own, bounded depth, elements and
 * attributes. Called by whoever reads SVG, templates or parts of spreadsheets. */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <libxml/tree.h>

#include "base/diag.h"

struct xml_limits {
    size_t depth, elements; /* 0: 64 and 200,000; depth is at most 250 */
};

/* NULL after reports. CDATA comes as text, comments and processing instructions are kept. Attribute values are one text node.
 * A document type is ignored, but an internal subset with declarations is refused. */
xmlDoc *xml_parse(struct arena *arena, struct diag *diag, const struct source *source,
                  struct xml_limits limits);

/* The '<' of an element; for other nodes that of the element they stand in. LOC_NONE when source is NULL. */
Loc xml_loc(const struct source *source, const xmlNode *node);
/* The first byte of an attribute's value; the name as written ("xlink:href"). The element's place when it cannot be found. */
Loc xml_attribute_loc(const struct source *source, const xmlNode *node, Str name);
/* The first byte of an element's content, behind its start tag. */
Loc xml_content_loc(const struct source *source, const xmlNode *node);

/* An attribute's value; namespace NULL: one without. {NULL, 0}: not there; an empty one has data. */
Str xml_attribute(const xmlNode *node, const char *name_space, const char *name);
Str xml_attribute_value(const xmlAttr *attribute);
bool xml_is(const xmlNode *node, const char *name_space, const char *name); /* an element of this name */
Str xml_name(const xmlNode *node);

#endif
