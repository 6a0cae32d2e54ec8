/* The Template Attribute Language: TAL, TALES, METAL and i18n over XML documents, compiled once, rendered often.
 *
 * In: XHTML or SVG files of a folder; variables as a map of values. Out: HTML or XML text, escaped by where a value stands (text,
 * attribute, URL attribute); `structure` inserts VALUE_MARKUP only. Reference: Zope Page Templates Reference (TAL 1.4, TALES 1.3,
 * METAL 1.0). Compiling is done before threads start; rendering is safe from any thread. Called by web/ and print/. */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include "base/buf.h"
#include "data/value.h"

struct arena;
struct template;
struct template_set;

enum template_form { TEMPLATE_HTML, TEMPLATE_XML };

/* A folder of templates; files are read and compiled when first asked for. `shown` is the folder's name in messages. */
struct template_set *template_set_open(struct arena *arena, struct diag *diag, const char *folder, Str shown);
/* XML that is rendered from now on says of each element where its start tag stands in the template: data-at="OFFSET", in bytes. */
void template_set_places(struct template_set *set);
/* Line breaks and indents between elements come out as one line break: HTML shows the same. */
void template_set_dense(struct template_set *set);
/* Variables that are the same in all runs with one cache, as are messages, language and form; before the first template is read. What of a
 * template rests on nothing else is rendered once for a cache. */
void template_set_alike(struct template_set *set, const char *const *names, size_t count);
/* For the templates that have been read; from any thread. */
struct template_cache;
struct template_cache *template_cache_open(struct arena *arena, const struct template_set *set);
/* NULL after reports. Also compiles the files whose macros it uses. */
const struct template *template_get(struct template_set *set, Str path);
/* Compiles a text that is no file of the set (its macros may still come from the set; set may be NULL). */
const struct template *template_compile(struct arena *arena, struct diag *diag, struct template_set *set,
                                        const struct source *source);

/* Where a run put markup into its output, in order: for callers who look at it again. */
struct template_mark {
    size_t at;
    const struct value *markup;
};
struct template_marks {
    struct template_mark *items;
    size_t count, capacity;
};

struct template_run {
    const struct value *variables; /* a map */
    const struct value *messages;  /* a map: message id -> translated text; NULL: none */
    Str lang;                      /* for the formatters */
    enum template_form form;
    struct arena *scratch;
    struct diag *diag;            /* errors while rendering: unknown variable, structure of a text … */
    struct template_cache *cache; /* NULL: none */
    struct template_marks *marks; /* filled, from scratch; NULL: not wanted */
};
/* False after a report. */
bool template_render(const struct template *template, const struct template_run *run, struct buf *out);

#endif
