/* XML: each element knows the byte where its start tag begins, also behind long tags and in long files. */
#include "base/xml.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tap.h"

static xmlDoc *parse(struct arena *arena, struct diag *diag, struct source *source, Str text)
{
    *source = (struct source){.name = S("x.xml"), .text = text};
    return xml_parse(arena, diag, source, (struct xml_limits){0});
}

/* Elements with names of their own, so that the text tells where each stands. */
static void places_in_a_long_file(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct buf text = {0};
    buf_c(&text, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<!-- é < > --><r\n a='1'>");
    size_t starts[2000];
    for (size_t i = 0; i < 2000; i++) {
        buf_c(&text, i % 3 ? "\n  " : "é<![CDATA[<n>]]>&#233;");
        starts[i] = text.len;
        buf_printf(&text, "<n a='&lt;n/&gt;' b=\"");
        for (size_t k = 0; k < (i % 50 == 0 ? 5000u : i % 7); k++) buf_c(&text, "é>");
        buf_c(&text, i % 2 ? "\"/>" : "\">x</n>");
    }
    buf_c(&text, "</r>");
    struct source source;
    xmlDoc *document = parse(arena, diag, &source, buf_view(&text));
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    size_t i = 0, wrong = 0;
    for (const xmlNode *node = root ? root->children : NULL; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE) wrong += xml_loc(&source, node).offset != starts[i++];
    if (!ok(i == 2000 && wrong == 0, "all 2,000 elements are at their places")) {
        printf("# %zu elements, %zu wrong\n", i, wrong);
        diag_print(diag, stdout, LANGUAGE_EN, 0);
    }
    ok(root && source.text.data[xml_loc(&source, root).offset + 1] == 'r', "the root too");
    buf_free(&text);
    diag_free(diag);
    arena_free(arena);
}

static void parts(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source source;
    xmlDoc *document = parse(arena, diag, &source,
                             S("<a x='1' xmlns:p='u' p:y = \"a&amp;b&#x263a;c\"  z=''>text<!-- c --></a>"));
    const xmlNode *root = xmlDocGetRootElement(document);
    same_text(xml_attribute(root, NULL, "x"), "1", "an attribute");
    same_text(xml_attribute(root, "u", "y"), "a&b☺c", "one in a namespace, with references");
    ok(xml_attribute(root, NULL, "z").data && !xml_attribute(root, NULL, "z").len, "an empty one is there");
    ok(!xml_attribute(root, NULL, "y").data && !xml_attribute(root, "v", "y").data, "another is not");
    ok(xml_attribute_loc(&source, root, S("p:y")).offset == 28, "the place of a value");
    ok(xml_attribute_loc(&source, root, S("q")).offset == 0, "one that is not there: the element");
    ok(str_starts(str_skip(source.text, xml_content_loc(&source, root).offset), S("text<")),
       "the place of the content");
    ok(xml_loc(&source, root->children).offset == 0, "a text has its element's place");
    ok(xml_is(root, NULL, "a") && !xml_is(root, "u", "a") && !xml_is(root, NULL, "b"), "names");
    ok(xml_loc(NULL, root).source == NULL, "no source, no place");
    diag_free(diag);
    arena_free(arena);
}

static void refused(const char *text, struct xml_limits limits, enum message message, const char *what)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    struct source source = {.name = S("x.xml"), .text = str_from(text)};
    bool none = !xml_parse(arena, diag, &source, limits);
    char *out = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&out, &size);
    diag_print(diag, file, LANGUAGE_EN, 0);
    fclose(file);
    Str start = str_from(message_text(message)->text[LANGUAGE_EN]);
    start.len = str_find_char(start, '{');
    ok(none && diag_count(diag, DIAG_ERROR) == 1 && str_find((Str){out, size}, start) < size, what);
    free(out);
    diag_free(diag);
    arena_free(arena);
}

int main(void)
{
    const struct xml_limits usual = {0};
    places_in_a_long_file();
    parts();
    refused(" \n", usual, MSG_XML_EMPTY, "only white space");
    refused("<a><b></a>", usual, MSG_XML_TAG_MISMATCH, "a mismatch");
    refused("<a", usual, MSG_XML_SYNTAX, "a broken tag");
    refused("<a><a><a/></a></a>", (struct xml_limits){2, 0}, MSG_XML_TOO_DEEP, "too deep");
    refused("<a><a/><a/></a>", (struct xml_limits){0, 2}, MSG_XML_TOO_MANY, "too many");
    refused("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", usual, MSG_XML_DECLARATION, "an entity declaration");
    refused("<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'> %x;]><a/>", usual, MSG_XML_DECLARATION,
            "a parameter entity");
    refused("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", usual, MSG_XML_DECLARATION, "an element declaration");
    refused("<a b='&x;'/>", usual, MSG_XML_ENTITY, "an entity in an attribute");
    refused("<a>&x;</a>", usual, MSG_XML_ENTITY, "an entity in the text");
    refused("<!DOCTYPE a SYSTEM 'x.dtd'><a>&x;</a>", usual, MSG_XML_ENTITY,
            "an entity that a DTD might declare");
    refused("<!DOCTYPE a SYSTEM 'x.dtd'><a b='&x;'/>", usual, MSG_XML_ENTITY, "also in an attribute");
    return done();
}
