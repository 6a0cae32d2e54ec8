/* card_text.c: titles of any length stay within their box. */
#include "base/arena.h"
#include "base/xml.h"
#include "draw/svg.h"
#include "tap.h"
#include "typeset/shape.h"
#include "web/card.h"

enum { WIDTH = 700, HEIGHT = 290, LEFT = 70, TOP = 160 };

static const char *const titles[] = {
    "JHT",
    "Klaim JHT dari ponsel",
    "Panduan untuk staf: mengubah isi situs, berkas, gambar, dan lain-lain yang perlu diketahui",
    "Supercalifragilisticexpialidociousketidakberperikemanusiaannyapertanggungjawaban",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z "
    "a b c d e f g h i j",
    "WWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWW "
    "WWWWWWWWWWWWW",
};

static double number(const xmlNode *node, const char *name)
{
    double value = 0;
    svg_length(xml_attribute(node, NULL, name), 1, 1, &value);
    return value;
}

static xmlDoc *fitted(struct arena *arena, struct diag *diag, const struct font_set *fonts, const char *title)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){
        .name = S("t.svg"),
        .text = str_format(
            arena,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:frame=\"urn:suluh:frame\" width=\"1200\" "
            "height=\"630\" viewBox=\"0 0 1200 630\" font-family=\"Plus Jakarta Sans\"><text "
            "font-weight=\"800\" frame:box=\"%d %d %d %d\" frame:sizes=\"104 84 60 40 26\">%s</text></svg>",
            LEFT, TOP, WIDTH, HEIGHT, title)};
    xmlDoc *document = svg_parse(arena, diag, source);
    if (document) card_fit(arena, fonts, S("id"), document);
    return document;
}

static void check_title(struct arena *arena, struct diag *diag, const struct font_set *fonts,
                        const char *title)
{
    xmlDoc *document = fitted(arena, diag, fonts, title);
    const xmlNode *text = xmlDocGetRootElement(document)->children;
    double size = number(text, "font-size"), widest = 0, top = 1e9, bottom = 0;
    size_t lines = 0;
    const struct font *font = font_find(fonts, S("Plus Jakarta Sans"), 800, false);
    for (const xmlNode *line = text->children; line; line = line->next, lines++) {
        double width =
            (double)shape_text(arena, font, str_from((const char *)line->children->content), S("id"), 0)
                ->width *
            size / font->units_per_em;
        if (width > widest) widest = width;
        if (number(line, "y") < top) top = number(line, "y");
        if (number(line, "y") > bottom) bottom = number(line, "y");
    }
    char what[200];
    snprintf(what, sizeof what, "%zu lines of %g: %.60s", lines, size, title);
    ok(lines >= 1 && size >= 26 && widest <= WIDTH + 0.5 && top - size * 0.72 >= TOP - 1 &&
           bottom <= TOP + HEIGHT + 1,
       what);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct font_set *fonts = font_set_open(arena, diag, "templates/fonts", S("templates/fonts"));
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) check_title(arena, diag, fonts, titles[i]);
    const xmlNode *text = xmlDocGetRootElement(fitted(arena, diag, fonts, titles[1]))->children;
    ok(number(text, "font-size") == 104, "a short title is as large as it may be");
    ok(card_can_show(arena, fonts, S("Klaim é ñ – “kutip”"), S("id")) &&
           !card_can_show(arena, fonts, S("日本"), S("ja")),
       "letters that the fonts lack are known before");
    ok(diag_count(diag, DIAG_ERROR) == 0, "nothing is wrong");
    diag_free(diag);
    arena_free(arena);
    return done();
}
