/* Guides to pass on: as one file, as the text of a message, as links that share their address.
 *
 * In: a page, its Markdown and HTML. Out: unduh/NAME.html and unduh/NAME.txt, and what the page's template sees of them as page/share. Private to
 * web/. */
#ifndef WEB_SHARE_H
#define WEB_SHARE_H

#include "markdown/markdown.h"
#include "web/inside.h"

/* NULL: the page is not one to pass on. */
const struct value *share_write(const struct web *web, const struct page *page, const struct web_body *body,
                                struct arena *scratch, const struct web_sink *sink);

/* single.c: `html` is the page rendered with `single` true. */
void single_write(const struct web *web, const struct page *page, struct arena *scratch, Str html,
                  struct buf *out);

#endif
