/* The website as it will be published: every link of its pages leads somewhere, and leaves the site only for where it may.
 *
 * In: the staged files, before they are swapped in; the templates, to tell where a wrong link was typed. Out: reports. Links of Markdown are checked where
 * they are read, with their place; this finds what templates, menus and lists add. Called by build.c, once, when all files are there. */
#ifndef CHECK_FINISHED_H
#define CHECK_FINISHED_H

#include "base/staging.h"
#include "site/site.h"

/* Of a large site: some pages of each folder, as their frames are the same. */
void finished_check(struct arena *arena, struct diag *diag, const struct site *site, const char *templates,
                    struct staging *staging);

#endif
