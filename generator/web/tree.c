/* Troubleshooting trees: the picture of the graph beside each page, for the staff who mind it: kendala/klaim-gagal/alur.svg. Its boxes have
 * the numbers of the phone script. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "draw/flowchart.h"
#include "draw/svg.h"
#include "web/inside.h"

enum { PICTURE_WIDTH = 1100 }; /* user units: a screen */

/* Alone in a browser it may stand on a dark page. */
static void add_paper(const struct flowchart *flowchart)
{
    xmlNode *root = xmlDocGetRootElement(flowchart->svg),
            *paper = xmlNewNode(root->ns, (const xmlChar *)"path");
    if (!paper) arena_exhausted();
    xmlNewProp(paper, (const xmlChar *)"d", (const xmlChar *)"M-9999-9999H9999V9999H-9999Z");
    xmlNewProp(paper, (const xmlChar *)"fill", (const xmlChar *)"#fff");
    xmlAddPrevSibling(root->children, paper);
}

/* A tree too large for a picture is still a good page: there is just none. */
bool tree_put_picture(const struct web *web, const struct page *page, const struct decision *decision,
                      struct arena *scratch, const struct web_sink *sink)
{
    struct diag *silent = diag_new();
    struct flowchart flowchart;
    struct flowchart_wish wish = {.decision = decision,
                                  .title = page->title,
                                  .lang = page->lang,
                                  .fonts = web->fonts,
                                  .palette = &web->palette,
                                  .other_fonts = true,
                                  .width = PICTURE_WIDTH,
                                  .details = true,
                                  .numbers = true};
    bool drawn = flowchart_draw(scratch, silent, &wish, &flowchart);
    diag_free(silent);
    if (!drawn) return false;
    add_paper(&flowchart);
    struct buf out = {0};
    svg_write(&out, flowchart.svg);
    output_put(sink, scratch, path_join(scratch, path_folder(page->url), S("alur.svg")), buf_view(&out));
    buf_free(&out);
    return true;
}
