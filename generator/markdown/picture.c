/* Images: charts (`chart:NAME`), QR codes (`qr:PAGE`), flowcharts (`tree:PAGE`), pictograms (`icon:NAME`) and the pictures of content/. */
#include "base/file.h"
#include "markdown/pass.h"

enum { LONGEST_ALT = 4096, MOST_ALT_NODES = 1000 };

/* Bounded, as images can lie in the text of images. */
static Str alt_text(struct work *work, cmark_node *image)
{
    struct buf alt = {0};
    struct walk walk = walk_start(image);
    for (int i = 0; i < MOST_ALT_NODES && alt.len < LONGEST_ALT && walk_next(&walk); i++) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (!walk.entering) continue;
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) buf_str(&alt, node_literal(walk.node));
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) buf_char(&alt, ' ');
    }
    Str text = str_trim(str_copy(work->arena, str_from_to(buf_view(&alt), 0, LONGEST_ALT)));
    while (text.len == LONGEST_ALT && ((unsigned char)text.data[text.len - 1] & 0x80)) text.len--;
    buf_free(&alt);
    return text;
}

/* Puts an own inline with the alternative text in place of the image. */
static struct markdown_node *replace(struct work *work, cmark_node *image, enum markdown_kind kind,
                                     Str target, Loc loc)
{
    cmark_node *node = node_new(CMARK_NODE_CUSTOM_INLINE), *text = node_new(CMARK_NODE_TEXT);
    struct markdown_node *own = node_mark(work, node, kind, loc);
    own->target = target;
    node_set_literal(work, text, alt_text(work, image));
    cmark_node_insert_before(image, node);
    cmark_node_append_child(node, text);
    node_remove(image);
    return own;
}

static void report_chart(struct work *work, Str name, Loc loc)
{
    struct names charts = {0};
    for (size_t i = 0; i < work->site->table_count; i++) {
        const struct value *list = value_get(work->site->tables[i]->description, S("charts"));
        for (size_t j = 0; list && list->keys && j < list->count; j++)
            names_put(work->arena, &charts, list->keys[j], list);
    }
    Str near = names_nearest(&charts, name);
    if (near.len)
        work_report(work, loc, MSG_MARKDOWN_CHART_UNKNOWN_NEAR, name, near);
    else
        work_report(work, loc, MSG_MARKDOWN_CHART_UNKNOWN, name);
}

static void make_chart(struct work *work, cmark_node *image, Str name, Loc loc)
{
    const struct table *table;
    work->charts++;
    if (!site_chart(work->site, name, &table) && !work->site->tables_faulty) report_chart(work, name, loc);
    if (cmark_node_get_type(cmark_node_parent(image)) != CMARK_NODE_PARAGRAPH)
        work_report(work, loc, MSG_MARKDOWN_CHART_PLACE, name);
    replace(work, image, MARKDOWN_CHART, name, loc);
}

/* A page by its path from content/ or from here; reports that there is none. */
static const struct page *find_page(struct work *work, Str path, Loc loc)
{
    Str resolved;
    const struct page *page = site_page(work->site, path);
    if (!page && path_resolve(work->arena, work->document->folder, path, &resolved))
        page = site_page(work->site, resolved);
    if (!page && !site_tell_hidden(work->site, work->diag, loc, path)) {
        Str near = site_nearest_page(work->site, work->arena, path);
        if (near.len)
            work_report(work, loc, MSG_MARKDOWN_LINK_DEAD_NEAR, path, near);
        else
            work_report(work, loc, MSG_MARKDOWN_LINK_DEAD, path);
    }
    return page;
}

static void make_qr(struct work *work, cmark_node *image, Str path, Loc loc)
{
    const struct page *page = find_page(work, path, loc);
    replace(work, image, MARKDOWN_QR, path, loc)->page = page;
}

static void make_flowchart(struct work *work, cmark_node *image, Str path, Loc loc)
{
    const struct page *page = find_page(work, path, loc);
    work->charts++;
    if (page && page->type != PAGE_TREE) work_report(work, loc, MSG_TREE_WANTED, path);
    if (cmark_node_get_type(cmark_node_parent(image)) != CMARK_NODE_PARAGRAPH)
        work_report(work, loc, MSG_MARKDOWN_CHART_PLACE, path);
    replace(work, image, MARKDOWN_FLOWCHART, path, loc)->page = page && page->type == PAGE_TREE ? page : NULL;
}

static Str nearest_asset(const struct work *work, Str path)
{
    Str *names = arena_make_n(work->arena, Str, work->site->asset_count);
    for (size_t i = 0; i < work->site->asset_count; i++) names[i] = work->site->assets[i].path;
    return str_nearest(path, names, work->site->asset_count);
}

static void take_image(struct work *work, cmark_node *image, Str url, Loc loc)
{
    Str path, fragment;
    if (link_scheme(url).len || str_starts(url, S("//"))) {
        work_report(work, loc, MSG_MARKDOWN_IMAGE_REMOTE, url);
        return;
    }
    if (!url.len) {
        work_report(work, loc, MSG_MARKDOWN_LINK_EMPTY);
        return;
    }
    if (!link_resolve(work, image, url, &path, &fragment)) return;
    if (!site_asset(work->site, path)) {
        Str near = nearest_asset(work, path);
        if (near.len)
            work_report(work, loc, MSG_MARKDOWN_IMAGE_DEAD_NEAR, url, near);
        else
            work_report(work, loc, MSG_MARKDOWN_IMAGE_DEAD, url);
        return;
    }
    node_mark(work, image, MARKDOWN_IMAGE, loc)->url = path;
}

void picture_pass(struct work *work, cmark_node *image)
{
    if (!work->site) return;
    Str written = str_copy(work->arena, str_from(cmark_node_get_url(image)));
    Str url = reference_url(work, image, written);
    if (url.data != written.data) cmark_node_set_url(image, str_c(work->arena, url));
    Loc loc = lines_loc(work->document, image);
    if (str_starts(url, S("icon:"))) { /* it stands beside words and may be silent */
        replace(work, image, MARKDOWN_ICON, str_skip(url, 5), loc);
        return;
    }
    bool told = str_starts(url, S("chart:")); /* a chart tells its numbers by itself */
    if (!told && !alt_text(work, image).len) work_report(work, loc, MSG_MARKDOWN_IMAGE_ALT, url);
    if (str_starts(url, S("chart:")))
        make_chart(work, image, str_skip(url, 6), loc);
    else if (str_starts(url, S("qr:")))
        make_qr(work, image, str_skip(url, 3), loc);
    else if (str_starts(url, S("tree:")))
        make_flowchart(work, image, str_skip(url, 5), loc);
    else
        take_image(work, image, url, loc);
}

void picture_paragraph(struct work *work, cmark_node *paragraph)
{
    const struct markdown_node *chart = NULL;
    bool alone = true;
    if (!work->charts) return;
    for (cmark_node *child = cmark_node_first_child(paragraph); child; child = cmark_node_next(child)) {
        const struct markdown_node *own = markdown_node(child);
        cmark_node_type type = cmark_node_get_type(child);
        if (own && (own->kind == MARKDOWN_CHART || own->kind == MARKDOWN_FLOWCHART))
            chart = own;
        else if (!(own && own->kind == MARKDOWN_QR) && type != CMARK_NODE_SOFTBREAK &&
                 type != CMARK_NODE_LINEBREAK)
            alone = false;
    }
    if (chart && !alone) work_report(work, chart->loc, MSG_MARKDOWN_CHART_PLACE, chart->target);
}
