/* What the files of web/ share. Private to web/. */
#ifndef WEB_INSIDE_H
#define WEB_INSIDE_H

#include "base/file.h"
#include "base/names.h"
#include "draw/chart_palette.h"
#include "template/template.h"
#include "web/gather.h"
#include "web/web.h"

struct web_language {
    const struct value *messages;
    const struct value *site_value; /* what templates see as `site` */
};

/* Things by the page that they belong to, in the order that the site has them. */
struct web_lists {
    const void **items; /* those of page number n: from[n] … from[n + 1] - 1 */
    size_t *from;
};

/* What pages of one parent in folders side by side see alike: their relative addresses are the same. */
struct web_frame {
    Str folder;
    const struct page *page;      /* one of them */
    const struct value *alike;    /* variables */
    struct template_cache *cache; /* NULL: there are few of them */
    size_t pages;
};

struct web_chart {
    Str name;   /* of its files, below data/grafik/ */
    Str period; /* that a page is about; empty: the newest */
    const struct value *description;
    const struct table *table;
};

/* What one page holds of a long list, see parts.c: entries first … end - 1. */
struct web_part {
    size_t number, count; /* from 0 */
    size_t first, end;
    const struct web_frame *frame; /* of a later part; may be NULL */
};
struct web_later_part { /* all but the first of a page */
    const struct page *page;
    size_t number;
    const struct web_frame *frame;
};

struct web {
    struct arena *arena;
    struct diag *diag;
    const struct site *site;
    const char *templates_folder;
    const struct font_set *fonts;
    struct template_set *templates;
    struct names template_names;                       /* without ".xhtml" */
    const struct template **page_templates;            /* by page, as site->pages */
    const struct value *icons;                         /* a map: name -> markup */
    struct web_language languages[SITE_LANGUAGES_MAX]; /* as site->languages */
    struct file_list static_files;                     /* of templates/web/: style.css, favicon.svg … */
    Str *static_paths;                                 /* of each, as published */
    Str *static_bytes;          /* of style sheets and scripts; {NULL, 0}: read when it is written */
    const struct value *assets; /* what templates see as `asset`: style.css -> style.HASH.css */
    const struct page *
        *journeys; /* by page number: where the journey that it belongs to starts; NULL: none */
    const struct page **doors;
    size_t door_count;
    struct web_lists children, products; /* of pages: the pages and products that belong to each */
    const struct web_frame **frames;     /* by page number; NULL: the page has its own */
    struct names frame_names;
    struct web_frame *last_frame;
    bool has_worker;                    /* see worker.c */
    struct cards *cards;                /* see card.h; NULL: none are made */
    struct rasters *rasters;            /* by asset, see raster.c */
    const struct related_words *words;  /* by page number; NULL: a large site */
    struct gathered *gathered;          /* see gather.h */
    struct ways *ways;                  /* see ways.c */
    struct search **searches;           /* as site->languages, NULL: none; see search.h */
    Str brand;                          /* CSS that follows style.css */
    const struct web_preview *previews; /* by product; NULL: none */
    struct web_chart *charts;
    size_t chart_count;
    struct web_later_part *parts;
    size_t part_count;
    struct chart_palette palette;
};

const struct web_language *web_language(const struct web *web, Str lang);
const struct value *web_messages(const struct web *web, Str lang);

/* output.c. `path` is below output/site/; false: it could not be written, that is reported. */
bool output_put(const struct web_sink *sink, struct arena *scratch, Str path, Str bytes);

/* page.c, file.c: rows of output.c's table. */
void page_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
void page_write_part(const struct web *web, const struct page *page, const struct web_part *part,
                     struct arena *scratch, const struct web_sink *sink);
void file_prepare(struct web *web); /* fills static_paths, static_bytes and assets */
void file_write_static(const struct web *web, size_t index, struct arena *scratch,
                       const struct web_sink *sink);
void file_write_asset(const struct web *web, size_t index, struct arena *scratch,
                      const struct web_sink *sink);

struct markdown;
/* icon.c: templates/icons as a map from names to inline SVG. */
/* A page whose pictograms are drawn once each; in_texts: also those within other markup. */
void icon_share(struct arena *scratch, Str html, const struct template_marks *marks, bool in_texts,
                struct buf *out);
Str icon_inline(struct arena *arena, Str svg); /* a drawing as it stands within HTML */
const struct value *icon_read_all(struct arena *arena, struct diag *diag, const char *templates);

/* variables.c: the map of variables that the template of a page sees. */
struct web_heading {
    Str id, title;
};
struct web_body {
    Str html;                /* its Markdown */
    struct web_heading *toc; /* its h2 headings */
    size_t toc_count;
    bool charts;     /* there are some */
    bool icons;      /* its text has pictograms */
    bool graph;      /* of a troubleshooting tree: its picture stands beside the page */
    Str ld;          /* what it is, for search engines: see jsonld.c */
    bool single;     /* the page is to be one file */
    size_t pictures; /* bytes of those that are loaded with the page */
    const struct markdown *markdown;
    const struct value *share; /* see share.h; may be NULL */
    struct web_part part;
};
void variables_prepare(
    struct web *web); /* fills site_value and what pages share, once the rest of web is there */
/* A page as other pages show it, in the language of `from` where there is one: title, long_title, description, url, icon. */
struct value *variables_reference(const struct web *web, struct arena *arena, const struct page *from,
                                  const struct page *to);
const struct page *variables_version(const struct web *web, const struct page *page, const struct page *to);
extern const char *const variables_alike[]; /* names of variables that are the same within a frame */
extern const size_t variables_alike_count;
const struct web_frame *variables_frame(struct web *web,
                                        const struct page *page); /* counts the page; may be NULL */
struct value *variables_page(const struct web *web, struct arena *arena, const struct page *page,
                             const struct web_body *body);
Str variables_relative(const struct web *web, struct arena *arena, const struct page *from, Str to);
Str variables_root(struct arena *arena, const struct web *web, const struct page *page); /* "../../" */
size_t variables_product_count(const struct web *web); /* that the page of products lists */
bool variables_is_data_page(const struct page *page);  /* the page of all data: data/index.html */

/* parts.c: long lists go on at pages of their own. */
struct web_part parts_cut(size_t entries, size_t most, size_t number);
struct web_part parts_of(const struct web *web, const struct page *page, size_t number);
Str parts_url(struct arena *arena, const struct page *page, size_t number);
/* A later part as a page: its address and title; the page itself is its parent. */
struct page *parts_page(const struct web *web, struct arena *arena, const struct page *page,
                        const struct web_part *part);
bool parts_is_first(const struct web *web, const struct page *page);
void parts_variables(const struct web *web, struct arena *arena, const struct page *from,
                     const struct web_part *part, struct value *variables);
void parts_prepare(struct web *web); /* finds all, reports pages that stand in their place */
size_t parts_count(const struct web *web);
void parts_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);

/* redirect.c: pages at former addresses, and lines for servers. */
size_t redirect_count(const struct web *web);
void redirect_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
void redirect_lines(const struct web *web, struct buf *out);
void redirect_nginx(const struct web *web, struct buf *out);

/* related.c: pages that belong to a page whose front matter names none; at most three. */
void related_prepare(struct web *web);
size_t related_find(const struct web *web, const struct page *page, const struct page **found);

/* jsonld.c: a script element with schema.org's terms; {NULL, 0}: none is made. `markdown` may be NULL. */
struct markdown;
Str jsonld_page(const struct web *web, struct arena *arena, const struct page *page,
                const struct markdown *markdown);

/* language.c: sets `languages`, `alternates` and `version` of a page; its alternates in the sitemap. */
void language_variables(const struct web *web, struct arena *arena, const struct page *page,
                        struct value *map);
void language_sitemap(const struct web *web, struct buf *out, const struct page *page);

/* figure.c: a chart or QR code as HTML. */
struct figure_context {
    const struct web *web;
    const struct page *page;
    struct arena *scratch;
    const struct value *messages;
    const struct web_sink *sink;
    bool charts;   /* out: there is one */
    bool icons;    /* out: there is a pictogram */
    size_t images; /* out: pictures of pixels so far */
    size_t eager;  /* out: bytes of those that are loaded with the page */
};
struct markdown_node;
void figure_html(void *context, struct buf *out, const struct markdown_node *node, Str alt);

/* chart.c: a chart inside a page, and the files of each. */
void chart_prepare(struct web *web); /* finds the charts of all tables */
void chart_html(const struct figure_context *context, struct buf *out, Str name, Str alt);
size_t chart_count(const struct web *web);
void chart_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);

/* raster.c: pictures of content/ in several sizes. */
struct rasters *raster_open(const struct web *web);
/* A picture of Markdown as HTML, for struct markdown_html; the context is a struct figure_context. */
bool raster_html(void *context, struct buf *out, const struct markdown_node *node, Str alt, Str title);
/* The page links to these files: they are published as they are. */
void raster_linked(const struct web *web, const Str *files, size_t count);
/* A picture that some page shows, at the address that its HTML names: the smaller form for files that hold their pictures. {NULL, 0}: none. */
Str raster_bytes(const struct web *web, struct arena *arena, Str path);
/* After all pages: is the asset published under its own name? */
bool raster_original_wanted(const struct web *web, size_t asset);

/* journey.c: step by step navigation. */
void journey_prepare(struct web *web);
void journey_variables(const struct web *web, struct arena *arena, const struct page *page, struct value *all,
                       struct value *map);

/* tree.c: the picture of a troubleshooting tree; false: it is too large for one. */
struct decision;
bool tree_put_picture(const struct web *web, const struct page *page, const struct decision *decision,
                      struct arena *scratch, const struct web_sink *sink);

/* brand.c: the colours of site.yaml as CSS that follows the stylesheet; reports what is no colour or cannot be read. */
Str web_theme_color(const struct web *web); /* "#0b4635": site.yaml's, or that of the templates */
Str web_accent_color(const struct web *web);
Str brand_css(struct arena *arena, struct diag *diag, const struct site *site);
Str brand_chart_css(struct arena *arena, const struct chart_palette *palette); /* follows chart.css */

/* picture.c: whether a file of content/ may be published; reports why not. */
bool picture_may_be_published(struct arena *arena, struct diag *diag, Str path, Str bytes);

/* favicon.c: the sign in all sizes, and the manifest that names them. */
bool favicon_made(const struct web *web); /* one of the extras */
size_t favicon_count(const struct web *web);
void favicon_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
void favicon_manifest(const struct web *web, struct buf *out);

/* hosting.c: what a web server is told. */
Str hosting_policy(void); /* the pages' Content-Security-Policy */
void hosting_headers(const struct web *web, struct buf *out);
void hosting_write_sample(const struct web *web, struct arena *scratch, const struct web_sink *sink);

/* weight.c: warns of a page that takes too long over a weak signal. */
void weight_check(const struct web *web, const struct page *page, Str html, size_t pictures);

/* worker.c: the service worker. */
void worker_prepare(struct web *web);
size_t worker_count(const struct web *web);
void worker_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);

/* sitemap.c: sitemap.xml; feed.c: robots.txt, and for each language feed.xml and feed.json (feed_json.c). */
enum { FEED_ENTRIES = 20 };
size_t sitemap_count(const struct web *web);
void sitemap_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
size_t feed_count(const struct web *web);
void feed_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
size_t feed_newest(const struct web *web, Str lang, const struct page *newest[FEED_ENTRIES]);
Str feed_path(const struct web *web, struct arena *arena, Str lang, const char *name); /* "su/feed.xml" */
void feed_atom(const struct web *web, struct buf *out, Str lang);
void feed_json(const struct web *web, struct buf *out, Str lang);
void feed_robots(const struct web *web, struct buf *out);

/* dataset.c: figures for reuse. */
void dataset_indicators_json(const struct web *web, struct buf *out);
void dataset_indicators_csv(const struct web *web, struct buf *out);
/* Names of the columns, plain numbers, ISO dates, true and false, nothing where a cell is unknown. */
void dataset_table_csv(const void *table, struct pieces *out);
void dataset_table_json(const void *table, struct pieces *out); /* a list of objects */
void dataset_package(const struct web *web, struct buf *out);   /* datapackage.json */
struct dataset_licence {
    Str name, title, url; /* name: of the Open Definition's list ("CC-BY-4.0"); name and url may be empty */
};
/* The tables of content/statistik/, then those of the indicators with groups: all that is published as data/NAME.csv. */
size_t dataset_count(const struct web *web);
const struct table *dataset_table(const struct web *web, size_t index);
/* What a table says of its licence; the site's own when it says nothing. */
struct dataset_licence dataset_licence(const struct web *web, struct arena *arena, Str text);
/* dataset_ld.c: a script element with JSON-LD for the tables, as markup; as a catalogue on the page of all data. NULL: there are none. */
const struct value *dataset_ld(const struct web *web, struct arena *arena, const struct page *page,
                               bool catalogue);
/* dataset_page.c: the tables for the template of the page of all data; NULL: there are none. */
const struct value *dataset_list(const struct web *web, struct arena *arena, const struct page *page,
                                 const struct web_part *part);

/* ways.c: search, A–Z, "my problem". */
bool ways_is(const struct page *page);
bool ways_is_last(const struct page *page); /* written in the second stage */
size_t ways_az_count(const struct web *web, Str lang);
void ways_open(struct web *web);
void ways_gather(const struct web *web, const struct page *page, const struct markdown *markdown);
void ways_note(const struct web *web, const struct page *page, struct buf *out);
void ways_recall(const struct web *web, const struct page *page, Str note);
void ways_frame(const struct web *web, struct arena *arena, const struct page *page, struct value *variables);
void ways_variables(const struct web *web, struct arena *arena, const struct page *page,
                    const struct web_part *part, struct value *variables);
size_t ways_count(const struct web *web);
void ways_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
/* design.c: what the page of the design system shows: colors, pairs, sizes. */
const struct value *design_value(const struct web *web, struct arena *arena, Str lang);

/* css.c: without what only its editors need. */
Str css_squeeze(struct arena *arena, Str css);

/* script.c: the same. */
Str script_squeeze(struct arena *arena, Str script);

#endif
