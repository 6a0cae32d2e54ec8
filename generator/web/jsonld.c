/* What a page is, for search engines: schema.org in JSON-LD, one @graph a page.
 *
 * In: the page, its tree, the site. Out: a script element that holds data, not program. Every page says where it stands (BreadcrumbList) and
 * of which text it is a translation; the home page the site and the office; a guide the service and its steps (GovernmentService, HowTo);
 * headings that are questions make a FAQPage. Needs base_url: there every thing has an address. All texts go through
 * json_text_in_script, so that nothing ends the element. Vocabulary: schema.org 28. */
#include "base/arena.h"
#include "base/json.h"
#include "markdown/markdown.h"
#include "web/inside.h"

enum { STEPS_MOST = 60, QUESTIONS_MOST = 30, STEP_BYTES = 400, ANSWER_BYTES = 1200, PARENTS_MOST = 16 };

struct writer {
    const struct web *web;
    const struct page *page;
    struct arena *arena;
    struct buf *out;
};

/* ---- JSON ---- */

/* A comma unless something was just opened. */
static void separate(struct buf *out)
{
    char last = out->len ? out->data[out->len - 1] : '{';
    if (last != '{' && last != '[' && last != ':') buf_char(out, ',');
}

static void key(struct buf *out, const char *name)
{
    separate(out);
    buf_printf(out, "\"%s\":", name);
}

static void pair(struct buf *out, const char *name, Str text)
{
    if (!text.len) return;
    key(out, name);
    json_text_in_script(out, text);
}

static void open(struct buf *out, const char *type)
{
    separate(out);
    buf_printf(out, "{\"@type\":\"%s\"", type);
}

static void close(struct buf *out)
{
    buf_char(out, '}');
}

/* A thing told elsewhere, by its address. */
static void reference(struct buf *out, const char *name, Str id)
{
    key(out, name);
    buf_c(out, "{\"@id\":");
    json_text_in_script(out, id);
    buf_char(out, '}');
}

static Str address(const struct writer *w, const struct page *page, const char *fragment)
{
    Str whole = site_address(w->web->site, w->arena, page->url);
    return *fragment ? str_join(w->arena, (Str[]){whole, str_from(fragment)}, 2, S("#")) : whole;
}

static Str office_id(const struct writer *w)
{
    return str_join(w->arena, (Str[]){w->web->site->base_url, S("#kantor")}, 2, STR_NONE);
}

/* ---- texts of the tree ---- */

/* White space run together, cut at a word's end within `most` bytes. */
static Str tidy(struct arena *arena, Str text, size_t most)
{
    char *out = arena_alloc(arena, text.len + 4);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool space = char_is_space(text.data[i]);
        if (space && (len == 0 || out[len - 1] == ' ')) continue;
        out[len++] = space ? ' ' : text.data[i];
    }
    while (len && out[len - 1] == ' ') len--;
    if (len <= most) return (Str){out, len};
    for (len = most; len && out[len] != ' ';) len--;
    memcpy(out + len, "…", 3);
    return (Str){out, len + 3};
}

static Str plain(struct arena *arena, cmark_node *node, size_t most)
{
    struct buf buf = {0};
    markdown_plain(&buf, node);
    Str text = tidy(arena, buf_view(&buf), most);
    buf_free(&buf);
    return text;
}

/* The paragraphs of a step; quotations beside it ("stuck here?") are no part of it. */
static Str step_text(struct arena *arena, cmark_node *item)
{
    struct buf buf = {0};
    for (cmark_node *child = cmark_node_first_child(item); child; child = cmark_node_next(child)) {
        if (cmark_node_get_type(child) != CMARK_NODE_PARAGRAPH) continue;
        if (buf.len) buf_char(&buf, ' ');
        markdown_plain(&buf, child);
    }
    Str text = tidy(arena, buf_view(&buf), STEP_BYTES);
    buf_free(&buf);
    return text;
}

/* What is set strong at its beginning names the step. */
static Str step_name(struct arena *arena, cmark_node *item)
{
    cmark_node *paragraph = cmark_node_first_child(item);
    cmark_node *first = paragraph ? cmark_node_first_child(paragraph) : NULL;
    if (!first || cmark_node_get_type(first) != CMARK_NODE_STRONG) return STR_NONE;
    return plain(arena, first, 120);
}

/* The first numbered list on the first level of the page; *heading is the id of the heading it stands under. */
static cmark_node *find_steps(const struct markdown *markdown, Str *heading)
{
    *heading = STR_NONE;
    for (cmark_node *node = cmark_node_first_child(markdown->root); node; node = cmark_node_next(node)) {
        const struct markdown_node *own = markdown_node(node);
        if (own && own->kind == MARKDOWN_HEADING) *heading = own->id;
        if (cmark_node_get_type(node) == CMARK_NODE_LIST &&
            cmark_node_get_list_type(node) == CMARK_ORDERED_LIST &&
            cmark_node_next(cmark_node_first_child(node)))
            return node;
    }
    return NULL;
}

/* ---- things ---- */

static void put_breadcrumb(const struct writer *w)
{
    const struct page *chain[PARENTS_MOST];
    size_t count = 0, place = 1;
    for (const struct page *at = w->page->parent; at && count < PARENTS_MOST; at = at->parent)
        chain[count++] = at;
    if (!count) return;
    open(w->out, "BreadcrumbList");
    key(w->out, "itemListElement");
    buf_char(w->out, '[');
    for (;; place++) {
        const struct page *at = count ? chain[--count] : w->page;
        open(w->out, "ListItem");
        buf_printf(w->out, ",\"position\":%zu", place);
        pair(w->out, "name", at->short_title);
        pair(w->out, "item", address(w, at, ""));
        close(w->out);
        if (at == w->page) break;
    }
    buf_char(w->out, ']');
    close(w->out);
}

static void put_date(struct buf *out, const char *name, Date date)
{
    if (!date.year) return;
    key(out, name);
    buf_char(out, '"');
    date_write_iso(out, date);
    buf_char(out, '"');
}

/* `all`: with what the home page tells of it. */
static void put_office(const struct writer *w, bool all)
{
    const struct site *site = w->web->site;
    Str lang = w->page->lang, branch = site_text_in(site, S("branch"), lang);
    open(w->out, "GovernmentOffice");
    pair(w->out, "@id", office_id(w));
    pair(w->out, "name", branch.len ? branch : site_text_in(site, S("title"), lang));
    pair(w->out, "url", site->base_url);
    if (all) {
        pair(w->out, "telephone", site_text(site, S("contact.phone")));
        pair(w->out, "address", site_text_in(site, S("contact.address"), lang));
        pair(w->out, "email", site_text(site, S("contact.email")));
    }
    close(w->out);
}

static void put_page(const struct writer *w)
{
    const struct page *page = w->page, *original = page->original;
    open(w->out, "WebPage");
    pair(w->out, "@id", address(w, page, ""));
    pair(w->out, "url", address(w, page, ""));
    pair(w->out, "name", page->title);
    pair(w->out, "description", page->description);
    pair(w->out, "inLanguage", page->lang);
    put_date(w->out, "lastReviewed", page->date);
    put_date(w->out, "dateModified", page->date);
    if (original) reference(w->out, "translationOfWork", address(w, original, ""));
    key(w->out, "publisher");
    put_office(w, page->type == PAGE_HOME);
    close(w->out);
}

static void put_site(const struct writer *w)
{
    const struct site *site = w->web->site;
    Str base = site->base_url, lang = w->page->lang;
    Str licence = site_text(site, S("licence.url"));
    open(w->out, "WebSite");
    pair(w->out, "@id", str_join(w->arena, (Str[]){base, S("#situs")}, 2, STR_NONE));
    pair(w->out, "url", base);
    pair(w->out, "name", site_text_in(site, S("title"), lang));
    pair(w->out, "description", site_text_in(site, S("description"), lang));
    pair(w->out, "inLanguage", lang);
    pair(w->out, "license", licence);
    reference(w->out, "publisher", office_id(w));
    close(w->out);
}

static bool is_free(Str cost)
{
    static const char *const words[] = {"gratis", "free", "free of charge", "tanpa biaya", "cuma-cuma"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(str_trim(cost), str_from(words[i]))) return true;
    return false;
}

static void put_service(const struct writer *w)
{
    const struct site *site = w->web->site;
    Str channel = value_get_text(w->page->meta, S("channel")), phone = site_text(site, S("contact.phone"));
    open(w->out, "GovernmentService");
    pair(w->out, "@id", address(w, w->page, "layanan"));
    pair(w->out, "name", w->page->title);
    pair(w->out, "description", w->page->description);
    pair(w->out, "url", address(w, w->page, ""));
    reference(w->out, "provider", office_id(w));
    if (is_free(value_get_text(w->page->meta, S("cost")))) {
        key(w->out, "offers");
        buf_c(w->out, "{\"@type\":\"Offer\",\"price\":\"0\",\"priceCurrency\":\"IDR\"}");
    }
    key(w->out, "availableChannel");
    open(w->out, "ServiceChannel");
    pair(w->out, "name", channel);
    pair(w->out, "serviceUrl", address(w, w->page, ""));
    if (phone.len) {
        key(w->out, "servicePhone");
        open(w->out, "ContactPoint");
        pair(w->out, "telephone", phone);
        close(w->out);
    }
    close(w->out);
    close(w->out);
}

static void put_needs(const struct writer *w)
{
    const struct value *needs = value_get(w->page->meta, S("needs"));
    if (!needs || !needs->count) return;
    key(w->out, "supply");
    buf_char(w->out, '[');
    for (size_t i = 0; i < needs->count && i < STEPS_MOST; i++) {
        separate(w->out);
        json_text_in_script(w->out, tidy(w->arena, value_get_text(needs->items[i], S("text")), STEP_BYTES));
    }
    buf_char(w->out, ']');
}

static void put_steps(const struct writer *w, const struct markdown *markdown)
{
    Str heading;
    cmark_node *list = find_steps(markdown, &heading);
    size_t place = 0;
    if (!list) return;
    open(w->out, "HowTo");
    pair(w->out, "@id", heading.len ? address(w, w->page, str_c(w->arena, heading)) : STR_NONE);
    pair(w->out, "name", w->page->title);
    pair(w->out, "inLanguage", w->page->lang);
    if (is_free(value_get_text(w->page->meta, S("cost")))) {
        key(w->out, "estimatedCost");
        buf_c(w->out, "{\"@type\":\"MonetaryAmount\",\"currency\":\"IDR\",\"value\":\"0\"}");
    }
    put_needs(w);
    key(w->out, "step");
    buf_char(w->out, '[');
    for (cmark_node *item = cmark_node_first_child(list); item && place < STEPS_MOST;
         item = cmark_node_next(item)) {
        Str text = step_text(w->arena, item);
        if (!text.len) continue;
        open(w->out, "HowToStep");
        pair(w->out, "name", step_name(w->arena, item));
        pair(w->out, "text", text);
        place++;
        close(w->out);
    }
    buf_char(w->out, ']');
    close(w->out);
}

/* ---- questions ---- */

static Str answer_text(struct arena *arena, cmark_node *heading)
{
    struct buf buf = {0};
    for (cmark_node *node = cmark_node_next(heading); node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) == CMARK_NODE_HEADING) break;
        if (buf.len) buf_char(&buf, ' ');
        if (buf.len < 4 * ANSWER_BYTES) markdown_plain(&buf, node);
    }
    Str text = tidy(arena, buf_view(&buf), ANSWER_BYTES);
    buf_free(&buf);
    return text;
}

/* Two headings that are questions make a page of questions; one may only be a way of speaking. */
static void put_questions(const struct writer *w, const struct markdown *markdown)
{
    Str questions[QUESTIONS_MOST], answers[QUESTIONS_MOST];
    size_t count = 0;
    for (cmark_node *node = cmark_node_first_child(markdown->root); node; node = cmark_node_next(node)) {
        if (cmark_node_get_type(node) != CMARK_NODE_HEADING || count == QUESTIONS_MOST) continue;
        questions[count] = plain(w->arena, node, STEP_BYTES);
        if (!str_ends(questions[count], S("?"))) continue;
        answers[count] = answer_text(w->arena, node);
        count += answers[count].len > 0;
    }
    if (count < 2) return;
    open(w->out, "FAQPage");
    pair(w->out, "@id", address(w, w->page, "tanya"));
    pair(w->out, "inLanguage", w->page->lang);
    key(w->out, "mainEntity");
    buf_char(w->out, '[');
    for (size_t i = 0; i < count; i++) {
        open(w->out, "Question");
        pair(w->out, "name", questions[i]);
        key(w->out, "acceptedAnswer");
        open(w->out, "Answer");
        pair(w->out, "text", answers[i]);
        close(w->out);
        close(w->out);
    }
    buf_char(w->out, ']');
    close(w->out);
}

Str jsonld_page(const struct web *web, struct arena *arena, const struct page *page,
                const struct markdown *markdown)
{
    struct buf out = {0};
    if (!web->site->base_url.len || page->type == PAGE_MISSING || !web_extra(web, "schema")) return STR_NONE;
    struct writer w = {web, page, arena, &out};
    buf_c(&out, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[");
    if (page->type == PAGE_HOME) put_site(&w);
    put_page(&w);
    put_breadcrumb(&w);
    if (page->type == PAGE_GUIDE) put_service(&w);
    if (page->type == PAGE_GUIDE && markdown) put_steps(&w, markdown);
    if (page->type != PAGE_TREE && page->type != PAGE_HOME && markdown) put_questions(&w, markdown);
    buf_c(&out, "]}</script>");
    Str markup = buf_copy(&out, arena);
    buf_free(&out);
    return markup;
}
