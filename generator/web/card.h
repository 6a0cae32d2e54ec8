/* The pictures that stand for a page where its address is shared (Open Graph): drawn from the templates of templates/share/.
 *
 * In: a page. Out: og/…png, 1200 × 630 and 1200 × 1200, each below 300 KB, and what templates say of them. Only when base_url is known. Private to
 * web/. */
#ifndef WEB_CARD_H
#define WEB_CARD_H

#include <libxml/tree.h>

#include "web/inside.h"

/* card.c: rows of output.c's table; what a page's template sees of them: page/cards, og_type, og_locale. */
void card_prepare(struct web *web);
size_t card_count(const struct web *web);
void card_write(const struct web *web, size_t index, struct arena *scratch, const struct web_sink *sink);
void card_variables(const struct web *web, struct arena *arena, const struct page *page, struct value *map);

/* card_text.c: fits the texts of a rendered template. */
void card_fit(struct arena *arena, const struct font_set *fonts, Str lang, xmlDoc *document);
/* Do the fonts have all its letters? */
bool card_can_show(struct arena *arena, const struct font_set *fonts, Str text, Str lang);

#endif
