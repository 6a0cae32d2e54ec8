/* The steps of loading a site, as site.c calls them. Private to site/.
 *
 * In: the loader with the list of files. Out: each step fills its part of the site and reports what is wrong. */
#ifndef SITE_LOAD_H
#define SITE_LOAD_H

#include "base/file.h"
#include "base/names.h"
#include "site/site.h"

/* The patterns of one language, see sentence.h. */
struct sentence_wording {
    Str lang;
    const struct value *patterns;
};
/* An entry of a table's `sentences`. */
struct sentence_entry {
    Str name;
    const struct value *description;
    const struct table *table;
};

struct site_index {
    struct names hidden; /* pages that are not published, by path */
    struct names pages, products, tables, assets, figures, families, charts, sentences, views;
    struct sentence_wording wordings[8];
    size_t wording_count;
    bool wordings_faulty;
};
struct site_chart_entry {
    const struct value *description;
    const struct table *table;
};

enum hidden_why { HIDDEN_DRAFT, HIDDEN_EARLY, HIDDEN_EXPIRED };
struct hidden {
    enum hidden_why why;
    Date date;
};

struct loader {
    struct arena *arena;
    struct diag *diag;
    struct site *site;
    const char *content; /* root/content */
    struct file_list files;
    unsigned threads;
    bool drafts; /* what is not published is loaded, too */
};

Str load_shown(struct arena *arena, Str path); /* "content/" and the path */
bool load_is_page(Str path);                   /* a page's file, by its name */
bool load_is_product(Str path);
const struct value *load_yaml(struct loader *loader, Str path, const struct schema *schema);

/* Of a page's text what is held: the front matter, and the line behind it. */
const struct source *load_head(struct arena *arena, const struct source *whole, size_t body);
void load_facts(struct loader *loader);
void load_tables(struct loader *loader);
void load_pages(struct loader *loader);     /* and products: all that has front matter */
void load_languages(struct loader *loader); /* site.LANG.yaml; completes site->config */
void load_versions(struct loader *loader);  /* of the pages that were read */
void load_language_homes(struct loader *loader);
void load_sentences(struct loader *loader);
const struct hidden *load_hidden(struct loader *loader, const struct value *meta); /* NULL: it is published */
void load_check_days(struct loader *loader, const struct value *meta);
void load_check_reviews(struct loader *loader);
void load_topics(struct loader *loader);  /* after all pages are read, before they are sorted */
void load_aliases(struct loader *loader); /* once all addresses are known */
Str load_iso(struct arena *arena, Date date);
void load_allowed(struct loader *loader); /* site.yaml's list, once base_url is known */
void load_assets(struct loader *loader);
enum { STANDARD_ORDER = 1000, WAYS_MOST = 3 * SITE_LANGUAGES_MAX };
void load_search(struct loader *loader); /* pencarian.yaml */
bool load_is_search(const struct site *site, Str path);
void load_ways(struct loader *loader); /* the pages of the search, unless they are written */

/* What a product's front matter names. */
void load_values(struct loader *loader, const struct value *meta, struct product *product);
/* The copies of a product whose other parts are there. */
void load_copies(struct loader *loader, struct product *product);

/* {{name}} in the texts of a value replaced; the value itself when there is none. Reports unknown names. `copies`: what
 * belongs to a copy of a product, "row.x" and "copy.x", stays as it is. */
const struct value *load_expand(struct loader *loader, const struct value *value, Str lang, bool copies);

#endif
