/* The model of one site: everything that content/ says, read once, checked, and read-only from then on.
 *
 * In: a folder with content/. Out: pages, print products, facts, indicators, tables, with places. Called by build.c (loading);
 * markdown/, web/, print/ and check/ read it from any thread. */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "data/table.h"
#include "data/value.h"
#include "site/mention.h"

struct arena;
struct file_root;

enum { SITE_LANGUAGES_MAX = 8 };

enum page_type {
    PAGE_GUIDE,
    PAGE_TROUBLE,
    PAGE_PLAIN,
    PAGE_HOME,
    PAGE_REPORT,
    PAGE_SECTION,
    PAGE_MISSING,
    PAGE_TREE,
    PAGE_SEARCH,
    PAGE_AZ,
    PAGE_PROBLEMS
};

struct page {
    Str path;    /* below content/: "panduan/klaim-jht.md" */
    Str section; /* "panduan", or "" */
    Str slug;    /* "klaim-jht" */
    Str lang;    /* "id" */
    Str url;     /* below output/site/: "panduan/klaim-jht/index.html" */
    enum page_type type;
    Str title, short_title, description;
    Str icon;  /* a pictogram's name, or "" */
    Date date; /* last checked; year 0: not given */
    int64_t order;
    const struct value *meta;    /* front matter, a map, schema checked */
    const struct source *source; /* NULL for a section page that nobody wrote; see page_text */
    size_t body;                 /* offset in the source where the Markdown begins */
    struct mentions mentions;    /* of its text */
    const struct page *parent, *previous, *next; /* previous and next within the section */
    size_t number;                               /* its place in the site's list */
    /* Versions of one page in several languages: by the place of the language in site->languages, NULL where there is none; the same list
     * for all of them. NULL: there is only this page. */
    const struct page **versions;
    const struct page *original; /* of a version: the page in the site's language */
    Date follows;                /* the day of the original that the version follows; year 0: not told */
    const struct topic *topic;   /* of a page that lists a topic's pages; NULL: of none */
    struct topic_place *topics;  /* what it is about */
    size_t topic_count;
    bool outdated; /* the original has changed since */
    bool faulty;   /* its front matter is: that is reported, what follows from it is not */
};

/* One copy of a print product, see site/copy.h. */
struct copy {
    size_t row; /* of the product's table */
    Str key;    /* what names the row, as written; {NULL, 0}: the only copy */
    Str name;   /* of its files: safe, and no other copy's */
    Str code;   /* edition code: "2611-7K3MQ-9XAPC" */
};

/* A print product: content/cetak/NAME.md. */
struct product {
    Str path, name, lang, layout, title;
    Str code;                 /* of the edition, of all copies together */
    const struct table *each; /* a copy for each of its rows; NULL: one copy */
    bool in_files;            /* each copy in a file of its own */
    Str *values;              /* "fact.x", "stat.x": what the front matter names */
    size_t value_count;
    struct copy *copies;
    size_t copy_count;
    const struct value *meta;
    const struct source *source;
    size_t body;
    struct mentions mentions;
    const struct page *link; /* its page, or NULL */
    const struct site *site; /* NULL: none, in tests */
    bool faulty;             /* as of a page */
};

/* What pages are about, and where a page stands among those of a topic. */
struct topic {
    Str name, slug, lang;
    const struct page *page;   /* that lists them */
    const struct page **pages; /* guides first */
    size_t page_count, capacity;
};
struct topic_place {
    struct topic *topic;
    size_t place;
};

/* An address that leads to a page that stood there before. */
struct alias {
    Str url; /* below output/site/ */
    const struct page *page;
};

/* A language of the site. The first is that of the site itself. */
struct site_language {
    Str lang;
    const struct value *config; /* site.yaml with what site.LANG.yaml has instead */
    const struct value *search; /* pencarian.yaml: synonyms, answers */
    const struct page *home;    /* NULL: it has none */
    size_t page_count;
};

/* A file that is published as it is (pictures and downloads of content/). */
struct asset {
    Str path; /* below content/; published at the same path below output/site/ */
    size_t size;
};

struct site {
    const char *root;                /* folder that holds content/ and templates/ */
    const struct file_root *content; /* NULL: none, in tests */
    Str lang;
    const struct value *config; /* site.yaml */
    struct site_language *languages;
    size_t language_count;
    Str base_url;                /* where the site will stand, ends with '/'; empty: not known */
    const struct value *sources; /* fakta.yaml: sources, a map */
    struct page **pages;         /* sorted by section, order, path */
    size_t page_count;
    struct product **products; /* sorted by name */
    size_t product_count;
    struct table **tables;
    size_t table_count;
    struct figure *figures; /* indicators */
    size_t figure_count;
    struct figure_family *families; /* indicators with `by` */
    size_t family_count;
    struct figure *facts;
    size_t fact_count;
    struct topic **topics; /* by language and name */
    size_t topic_count;
    struct alias *aliases;
    size_t alias_count;
    struct asset *assets;
    size_t asset_count;
    /* Some of it could not be read: that is reported, names that are missing for it are not. */
    bool config_faulty, facts_faulty, tables_faulty;
    Date today;                    /* SOURCE_DATE_EPOCH, else the machine's date: decides what has expired */
    const struct allowed *allowed; /* the only contacts that may be shown, see allowed.h; NULL: any */
    uint64_t
        stamp; /* of all files of content/ but the documents: another one when one was written, came or went */
    struct site_index *index; /* for the look-ups below; private */
};

/* NULL when content/ cannot be read at all; otherwise look at diag_count(diag, DIAG_ERROR). */
struct site *site_load(struct arena *arena, struct diag *diag, const char *root);
/* The same with pages and products that are not published: drafts, too early, expired. */
struct site *site_load_drafts(struct arena *arena, struct diag *diag, const char *root);

const struct page *site_page(const struct site *site,
                             Str path); /* by path below content/; ".md" may be left out */
/* The whole text of a page, which has a source: of that only the front matter is held. NULL after a report: the file is gone, or another one than was read
 * when the site was loaded. */
const struct source *page_text(const struct site *site, struct arena *arena, struct diag *diag,
                               const struct page *page);
const struct table *site_table(const struct site *site, Str name);
const struct asset *site_asset(const struct site *site, Str path);
const struct product *site_product(const struct site *site, Str name);
/* "stat.perusahaan_total", "fact.batas_saldo"; NULL: none. */
const struct figure *site_figure(const struct site *site, Str name);
const struct figure_family *site_family(const struct site *site,
                                        Str name); /* "kunjungan_kecamatan"; NULL: none */
/* The same as a look-up for formulas and charts, where an indicator may go without its prefix. */
struct figures site_figures(const struct site *site);
/* A value of site.yaml by dotted path ("phone" is contact.phone), as text; {NULL, 0}: none. */
Str site_text(const struct site *site, Str dotted);
Str site_text_in(const struct site *site, Str dotted, Str lang);
/* The language's entry; of a language that the site does not have, the site's own. */
const struct site_language *site_language(const struct site *site, Str lang);
/* The page in that language, or the page itself. */
const struct page *site_version(const struct site *site, const struct page *page, Str lang);
/* What {{name}} stands for ("fact.x", "stat.x", "site.x"), formatted for `lang`; false: no such name. A name that may only be missing
 * because its file is faulty stands for dots. */
bool site_value_text(const struct site *site, struct arena *arena, Str name, Str lang, Str *text);
/* The same on a page about one period ("2021"): an indicator is that of the period when there is one. */
bool site_value_text_at(const struct site *site, struct arena *arena, Str name, Str lang, Str period,
                        Str *text);
/* The value with {{name}} in its texts replaced; the value itself when there is none. For a chart's description: its headline may be
 * "{{headline.persen}}". */
const struct value *site_words(const struct site *site, struct arena *arena, const struct value *value,
                               Str lang, Str period);
/* Is it a fact that may not be used any more? Since when: "2026-10-31". */
bool site_value_expired(const struct site *site, Str name);
Str site_expiry(const struct site *site, struct arena *arena, Str name);
/* Reports that the page is a draft, not published yet or not any more; false: it is none of these. */
bool site_tell_hidden(const struct site *site, struct diag *diag, Loc loc, Str path);
/* The nearest name to a wrong one, for hints; {NULL, 0}: none. */
Str site_nearest_value(const struct site *site, struct arena *arena, Str name);
Str site_nearest_table(const struct site *site, Str name);
Str site_nearest_page(const struct site *site, struct arena *arena, Str path);
/* Relative address from the page at url `from` to `to` (both below output/site/): "../../kendala/x/index.html". */
Str site_relative(struct arena *arena, Str from, Str to);
/* Absolute address of what lies at `url` below output/site/, without "index.html"; {NULL, 0} when base_url is not known. */
Str site_address(const struct site *site, struct arena *arena, Str url);
/* Where the chart `name` is described (tables' `charts`), NULL: none; *table gets its table: where its `indicator` is a family, that one's. */
const struct value *site_chart(const struct site *site, Str name, const struct table **table);
/* The same for a page about one period, empty: the newest: *table has only its rows, unless the chart is drawn over the periods. */
const struct value *site_chart_at(const struct site *site, Str name, Str period, const struct table **table);

#endif
