/* The text of a template as a libxml2 tree, with the place of every tag and attribute.
 *
 * In: a source. Out: a tree below one artificial root (so that a template may be a fragment of several elements), the XML
 * declaration and the DOCTYPE as written, offsets of tags in node->_private. Called by compile.c.
 *
 * libxml2 2.9 keeps the line where a start tag ends and no columns at all: startElementNs is wrapped, and the offset of the tag
 * is found by going back from the cursor to the nearest '<' (XML 1.0 forbids '<' within a tag). No DTD is ever given to
 * libxml2, hence no entity is ever expanded; HTML's named characters (&nbsp;) are replaced before parsing, and a list of
 * shifts leads from the parsed text back to the source. */
#ifndef TEMPLATE_MARKUP_H
#define TEMPLATE_MARKUP_H

#include <libxml/tree.h>

#include "base/diag.h"

struct arena;

/* Whose an element or attribute is, by its name space or, where it is not declared, by its prefix. */
enum family { FAMILY_PLAIN, FAMILY_TAL, FAMILY_METAL, FAMILY_I18N, FAMILY_XMLNS };

struct markup_shift {
    size_t parsed, written; /* from this offset of the parsed text on, the source is at `written` */
};

struct markup {
    const struct source *source;
    Str text;        /* as libxml2 reads it */
    Str declaration; /* <?xml …?> and the white space after it; empty: none */
    Str prolog;      /* comments and white space before the DOCTYPE */
    Str doctype;     /* without "<!DOCTYPE" and ">": " html"; NULL data: none */
    struct markup_shift *shifts;
    size_t shift_count, shift_capacity;
    xmlDoc *doc;
    xmlNode *root;   /* the artificial one */
    size_t roots;    /* elements directly below it */
    bool stray_text; /* text beside them */
    Loc second_root; /* where the second root, or else the first, begins */
    Loc unbound;     /* a prefix that nothing declares (fine in HTML); source NULL: none */
    Str unbound_tag; /* the beginning of that tag */
};

struct markup_attribute {
    Str name;  /* as written: "xlink:href" */
    Str local; /* without the prefix */
    enum family family;
    Str value;           /* decoded */
    size_t at, value_at; /* in the parsed text */
};

#define MARKUP_DEPTH 200 /* elements within elements */

/* False after a report. */
bool markup_read(struct arena *arena, struct diag *diag, const struct source *source, struct markup *markup);
void markup_close(struct markup *markup);

Loc markup_loc(const struct markup *markup, size_t parsed);
Loc markup_node_loc(const struct markup *markup, const xmlNode *node);
/* Where the byte `offset` of an attribute's decoded value is written. */
Loc markup_value_loc(const struct markup *markup, const struct markup_attribute *attribute, size_t offset);
enum family markup_family(const xmlNode *element);
Str markup_name(const struct markup *markup, const xmlNode *element); /* as written, with its prefix */
/* All attributes in the order written, name space declarations among them. */
size_t markup_attributes(struct arena *arena, const struct markup *markup, const xmlNode *element,
                         struct markup_attribute **attributes);

#endif
