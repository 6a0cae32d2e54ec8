/* Rules over what the site says: figures typed by hand, dates, personal data.
 *
 * In: the site (read-only). Out: reports. check_open prepares what is looked up, before threads; check_run may then be called for each job
 * (a page, a product, a table) from any thread. Called by build.c.
 *
 * A text is looked at as readers see it: code, addresses of links, values ({{…}}), identifiers and the front matter's machine keys are
 * left out (prose.h). */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "site/site.h"

struct check;

/* `language`: also whether texts are plain and spelt well; what takes longer than a build should. */
const struct check *check_open(struct arena *arena, struct diag *diag, const struct site *site,
                               bool language);
size_t check_jobs(const struct check *check);
/* After all jobs. */
void check_finish(const struct check *check);
void check_run(const struct check *check, size_t job, const struct source *text, struct arena *scratch);

#endif
