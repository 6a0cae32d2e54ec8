/* Links that leave the site. In: the site. Out: a CSV table (RFC 4180): file, line, column, address, words. Called by build.c. */
#ifndef CHECK_LINKS_H
#define CHECK_LINKS_H

#include "base/buf.h"
#include "site/site.h"

void links_list(struct buf *out, struct diag *diag, const struct site *site);

#endif
