/* What HTML knows of its elements and attributes, and which values may stand where.
 *
 * In: names and values. Out: answers. Sources: HTML Living Standard (void elements, raw text elements, boolean attributes,
 * attributes of type URL, event handlers), OWASP on dynamic values in attributes. Called by compile.c and render.c. */
#ifndef TEMPLATE_HTML_H
#define TEMPLATE_HTML_H

#include "base/str.h"

struct buf;

/* Where a dynamic value stands. */
enum html_context {
    HTML_CONTEXT_PLAIN,   /* an attribute that is only text */
    HTML_CONTEXT_BOOLEAN, /* present or absent */
    HTML_CONTEXT_URL,     /* one address */
    HTML_CONTEXT_IMAGE,   /* one address of a picture: data:image/png and the like are allowed */
    HTML_CONTEXT_URLS,    /* several (srcset, ping), or text that may hold one */
    HTML_CONTEXT_STYLE,   /* CSS declarations */
    HTML_CONTEXT_SCRIPT,  /* program text: never dynamic */
};

bool html_is_void(Str element);
/* Its content is neither escaped nor may be dynamic: script, style … */
bool html_is_raw(Str element);
enum html_context html_attribute_context(Str element, Str attribute);
bool html_attribute_name_valid(Str name);
/* No scheme, or one that runs nothing in a browser. */
bool html_url_is_safe(Str url, bool picture);
bool html_urls_are_safe(Str urls);
/* Declarations of plain words, numbers and units: no url(), no expression(), no comment, no escape. */
bool html_style_is_safe(Str style);

#endif
