/* The keys of site.yaml, fakta.yaml and of front matter, as tables. Called by the loaders of this folder and by the documentation. */
#ifndef SITE_SITE_SCHEMA_H
#define SITE_SITE_SCHEMA_H

#include "data/schema.h"

enum { JOURNEY_MOST = 30 }; /* guides of one journey */
extern const struct schema site_schema, site_language_schema, facts_schema, search_schema, page_schema,
    product_schema;
extern const char *const page_types[]; /* by enum page_type for the first entries */

#endif
