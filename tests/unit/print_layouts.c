/* Every layout of templates/print, whatever it is: each flow is filled until it breaks, and the report must name its panel; a flow whose
 * pages are repeated takes everything. New layouts are covered by being there. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/xml.h"
#include "data/yaml.h"
#include "print/print.h"
#include "tap.h"

#define FRAME "urn:suluh:frame"

struct frame {
    Str flow, panel, name, key; /* key: of the front matter, for frame:text */
    bool written, grows;        /* written: the text is not the product's; grows: pages are repeated for it */
    double order;
};
struct frames {
    struct frame list[200]; /* one per flow: its last frame */
    size_t count;
};

static Str attribute(const xmlNode *node, const char *name)
{
    return xml_attribute(node, FRAME, name);
}

/* "frame:text product/KEY", perhaps with alternatives. */
static Str key_of(const xmlNode *node)
{
    Str text = xml_attribute(node, "http://xml.zope.org/namespaces/tal", "attributes");
    size_t at = str_find(text, S("frame:text product/"));
    if (at >= text.len) return STR_NONE;
    text = str_skip(text, at + 19);
    size_t end = 0;
    while (end < text.len &&
           (char_is_alpha(text.data[end]) || char_is_digit(text.data[end]) || text.data[end] == '_'))
        end++;
    return str_from_to(text, 0, end);
}

/* `around`: what holds for the children. Of a flow's frames the last one that is read counts. */
static void find_frames(const xmlNode *node, struct frame around, struct frames *frames)
{
    if (node->type != XML_ELEMENT_NODE || xml_is(node, NULL, "defs")) return;
    int64_t order;
    if (attribute(node, "panel").data) {
        around.panel = attribute(node, "panel");
        around.order = str_int64(attribute(node, "order"), &order) ? (double)order : around.order;
    }
    if (attribute(node, "repeat").data) around.name = attribute(node, "repeat");
    Str flow = attribute(node, "flow");
    if (flow.len && xml_is(node, "http://www.w3.org/2000/svg", "rect")) {
        size_t i = 0;
        while (i < frames->count && !str_equal(frames->list[i].flow, flow)) i++;
        if (i == frames->count && i < 200) frames->list[frames->count++] = (struct frame){.flow = flow};
        struct frame *frame = &frames->list[i];
        bool later = around.order >= frame->order;
        frame->grows = frame->grows || str_equal(around.name, flow);
        if (!later) return;
        frame->order = around.order;
        frame->panel = around.panel;
        frame->name = attribute(node, "name");
        frame->key = key_of(node);
        frame->written = attribute(node, "text").data;
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        find_frames(child, around, frames);
}

/* As the report says it. */
static Str panel_name(struct arena *arena, const struct frame *frame)
{
    if (frame->name.len) return frame->name;
    if (!frame->panel.len || str_equal(frame->panel, frame->flow)) return frame->flow;
    return str_join(arena, (Str[]){frame->panel, frame->flow}, 2, S("/"));
}

static Str many(struct arena *arena, const char *words, int times)
{
    struct buf out = {0};
    for (int i = 0; i < times; i++) buf_c(&out, words);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

/* The front matter that a layout asks for; `full`: the key that gets too much. */
static const struct value *front_matter(struct arena *arena, Str keys, Str full)
{
    struct value *meta = value_map(arena);
    Str long_text = many(arena, "Satu kalimat yang cukup panjang. ", 60);
    for (Str rest = keys, key; (key = str_cut(&rest, ' ')).data;) {
        if (!str_ends(key, S("!"))) continue;
        key.len--;
        value_set(arena, meta, key, value_text(arena, str_equal(key, full) ? long_text : S("Satu")));
    }
    if (full.len) value_set(arena, meta, full, value_text(arena, long_text));
    return meta;
}

static Str body(struct arena *arena, const struct frames *frames, const struct frame *full)
{
    struct buf text = {0};
    for (size_t i = 0; i < frames->count; i++) {
        const struct frame *frame = &frames->list[i];
        if (frame->written || str_is(frame->flow, "body")) continue;
        buf_printf(&text, "## Judul {#%.*s}\n\nSatu.\n\n", (int)frame->flow.len, frame->flow.data);
        if (frame == full) buf_str(&text, many(arena, "Satu kalimat untuk mengisi panel.\n\n", 400));
    }
    bool any = false;
    for (size_t i = 0; i < frames->count; i++) any = any || str_is(frames->list[i].flow, "body");
    if (any) buf_c(&text, "# Isi\n\nSatu.\n\n");
    if (full && str_is(full->flow, "body"))
        buf_str(&text, many(arena, "Satu kalimat untuk mengisi panel.\n\n", 400));
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

static Str printed(struct arena *arena, struct diag *diag)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    if (!stream) return STR_NONE;
    diag_print(diag, stream, LANGUAGE_ID, 0);
    fclose(stream);
    Str copy = str_copy(arena, (Str){text, len});
    free(text);
    return copy;
}

static void test_flow(const struct print *print, const struct product *like, Str keys,
                      const struct frames *frames, const struct frame *full)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source source = {.name = S("penuh.md")};
    struct product product = *like;
    product.meta = front_matter(arena, keys, full->key);
    if (str_is(full->key, "title")) product.title = value_get_text(product.meta, S("title"));
    source.text = body(arena, frames, full->written ? NULL : full);
    product.source = &source;
    product.body = 0;
    struct buf out = {0};
    bool drawn = print_trace(print, &product, arena, diag, &out);
    Str told = printed(arena, diag);
    Str what = str_format(arena, "%.*s: %.*s", (int)like->layout.len, like->layout.data, (int)full->flow.len,
                          full->flow.data);
    if (full->grows && !full->written) {
        if (!ok(drawn, str_c(arena, what))) printf("# %.*s\n", (int)told.len, told.data);
    } else {
        Str name = str_join(arena, (Str[]){S("panel "), panel_name(arena, full)}, 2, STR_NONE);
        /* a text beside the frame may be too long even sooner */
        bool text = full->written && str_find(told, S("error: teks “Satu")) < told.len;
        bool named = text || (str_find(told, name) < told.len && str_find(told, S("penuh.md")) < told.len);
        if (!ok(!drawn && named, str_c(arena, what)))
            printf("# expected %.*s in:\n# %.*s\n", (int)name.len, name.data,
                   (int)(told.len < 1500 ? told.len : 1500), told.data ? told.data : "");
    }
    buf_free(&out);
    diag_free(diag);
    arena_free(arena);
}

static void test_layout(const struct print *print, const struct product *like, Str file)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct frames *frames = arena_make(arena, struct frames);
    struct product product = *like;
    product.layout = path_stem(file);
    const struct source *source = file_source(arena, diag, LOC_NONE, "templates/print", file, file);
    xmlDoc *document = source ? xml_parse(arena, diag, source, (struct xml_limits){0}) : NULL;
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (root) find_frames(root, (struct frame){0}, frames);
    ok(root != NULL, str_c(arena, file));
    for (size_t i = 0; i < frames->count; i++) {
        const struct frame *frame = &frames->list[i];
        if (frame->written && !frame->key.len) continue; /* says what the layout or the site says */
        test_flow(print, &product, attribute(root, "keys"), frames, frame);
    }
    diag_free(diag);
    arena_free(arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct site *site = site_load(arena, diag, "tests/golden/print");
    struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    struct product like = *site_product(site, S("brosur"));
    struct page page = *like.link;
    const struct source needs = {.name = S("butuh.yaml"),
                                 .text = S("needs:\n  - icon: phone\n    text: Ponsel\n")};
    page.meta = yaml_read(arena, diag, &needs); /* layouts may show what the page asks for */
    like.link = &page;
    struct file_list list;
    int error = 0;
    bool listed = file_list(arena, "templates/print", &list, &error) == FILE_OK;
    struct product **products = arena_make_n(arena, struct product *, site->product_count + list.count + 1);
    memcpy(products, site->products, site->product_count * sizeof(struct product *));
    site->products = products; /* only layouts that a product asks for are read */
    for (size_t i = 0; listed && i < list.count; i++) {
        struct product *product = arena_copy(arena, &like, sizeof like);
        product->layout = path_stem(list.entries[i].path);
        site->products[site->product_count++] = product;
    }
    struct print *print = print_open(arena, diag, site, "templates", fonts);
    ok(print && listed, "the layouts are there");
    for (size_t i = 0; print && i < list.count; i++) {
        Str path = list.entries[i].path;
        if (str_ends(path, S(".svg")) && str_find_char(path, '/') == path.len)
            test_layout(print, &like, path);
    }
    diag_free(diag);
    arena_free(arena);
    return done();
}
