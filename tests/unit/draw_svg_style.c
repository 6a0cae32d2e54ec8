/* CSS, text, sizes and the form for the web. */
#include "draw_svg_case.h"

#define R "<rect width='1' height='1' "

static Str value_below(const struct svg_case *test, const xmlNode *node, const char *path,
                       const char *property)
{
    return svg_declared_value(svg_declared_below(test->arena, test->options.styles, node, path), property);
}

static void selectors(void)
{
    draws(SVG("<style>rect{fill:red}</style>" R "/>"), "fill #ff0000", "a rule beats nothing");
    draws(SVG("<style>rect{fill:red}</style>" R "fill='blue'/>"), "fill #ff0000",
          "a rule beats a presentation attribute");
    draws(SVG("<style>rect{fill:red}</style>" R "style='fill:blue'/>"), "fill #0000ff", "style beats a rule");
    draws(SVG("<style>#a{fill:red} .b{fill:lime} rect{fill:blue}</style>" R "id='a' class='b'/>" R
              "class='x b'/>"),
          "fill #ff0000\nfill #00ff00", "specificity: id, class, type");
    draws(SVG("<style>.b{fill:red} .c{fill:lime}</style>" R "class='c b'/>"), "fill #00ff00",
          "the later of equals");
    draws(SVG("<style>g .b{fill:red} .b{fill:lime}</style><g><g>" R "class='b'/></g></g>" R "class='b'/>"),
          "fill #ff0000\nfill #00ff00", "descendants");
    draws(SVG("<style>.t>rect{fill:red}</style><g class='t'>" R "/><g>" R "/></g></g>"),
          "fill #ff0000\nfill #000000", "children");
    draws(SVG("<style>.a g .b rect{fill:red}</style><g class='a'><g><g class='b'>" R
              "/></g></g><g class='b'>" R "/></g></g>"),
          "fill #ff0000\nfill #000000", "longer chains");
    draws(SVG("<style>.a.b, circle , g rect.c{fill:red}</style>" R "class='a b'/>" R "class='a'/>" R
              "class='c'/>"),
          "fill #ff0000\nfill #000000\nfill #000000", "compounds and lists");
    draws(SVG("<style>*{fill:red}</style>" R "/>"), "fill #ff0000", "any element");
    draws(SVG("<style><![CDATA[/* { */ rect /**/ { fill : red ; ; stroke:/*x*/none !important } ]]></style>" R
              "/>"),
          "fill #ff0000", "comments, CDATA, !important");
    draws(SVG("<style>@charset 'x'; @font-face{font-family:x;src:url(a;b)} @media screen{rect{fill:red}} "
              "@media print{rect{fill:lime}} rect:hover{fill:blue}</style>" R "/>"),
          "fill #00ff00", "paper is no screen and knows no pointer");
    draws(SVG("<style>rect{fill:url(#g)}</style><linearGradient id='g'><stop "
              "stop-color='red'/></linearGradient>" R "/>"),
          "fill #ff0000", "a url in a rule");
    draws(SVG("<style>.a{width:4px;height:5px}</style><rect class='a'/>"), "L 4 5", "sizes by rule");
}

static void importance(void)
{
    draws(SVG("<style>rect{fill:red!important} #a{fill:blue}</style>" R "id='a' style='fill:lime'/>"),
          "fill #ff0000", "!important beats ids and style");
    draws(SVG("<style>rect{fill:red !IMPORTANT}</style>" R "style='fill:lime ! important'/>"), "fill #00ff00",
          "that of style beats that of rules");
    draws(SVG("<style>.a{fill:red!important} #a{fill:blue!important}</style>" R "class='a' id='a'/>"),
          "fill #0000ff", "specificity among the important");
    struct svg_case test;
    case_begin(&test);
    case_run(&test, S(SVG("<style>g p{color:red!important} g p{color:blue}</style><g/>")));
    const xmlNode *group = xmlDocGetRootElement(test.document)->last;
    same_text(value_below(&test, group, "p", "color"), "red", "for text in frames, too");
    case_end(&test);
}

static void more_selectors(void)
{
    draws(SVG("<style>[rx]{fill:red} rect[ry='2']{fill:lime}</style>" R "rx='1'/>" R "ry='2'/>" R "/>"),
          "fill #ff0000\nfill #00ff00\nfill #000000", "attributes");
    draws(SVG("<style>[id^=\"ic-\"]{fill:red} [id$='-x' ]{fill:lime} [id*=mid]{fill:blue}</style>" R
              "id='ic-1'/>" R "id='a-x'/>" R "id='amidb'/>" R "id='ic'/>"),
          "fill #ff0000\nfill #00ff00\nfill #0000ff\nfill #000000", "begins, ends, contains");
    draws(SVG("<style>[class~=b]{fill:red} [lang|=id]{fill:lime}</style>" R "class='a b'/>" R
              "lang='id-ID'/>" R "lang='idn'/>"),
          "fill #ff0000\nfill #00ff00\nfill #000000", "words and languages");
    draws(SVG("<style>g>:first-child{fill:red} g>rect:last-child{fill:lime}</style><g><!-- -->" R "/> " R
              "/>" R "/></g>"),
          "fill #ff0000\nfill #000000\nfill #00ff00", ":first-child and :last-child");
    draws(SVG("<style>:root{fill:red}</style>" R "/>"), "fill #ff0000", ":root");
    draws(SVG("<style>@media only print and (prefers-color-scheme:light){rect{fill:red}} @media "
              "(prefers-color-scheme: dark){rect{fill:lime}} @media not screen{rect{stroke:blue}}</style>" R
              "/>"),
          "fill #ff0000\nstroke #0000ff", "media queries");
    draws(SVG("<style media='screen'>rect{fill:red}</style>" R "/>"), "fill #000000", "media of a sheet");
    refuses(SVG("<style>@media (min-width: 30em){rect{fill:red}}</style>"),
            "x.svg:1:113: error: CSS rule not supported: @media (min-width: 30em)",
            "an unknown media feature");
    refuses(SVG("<style>rect + rect{fill:red}</style>"), "error: CSS rule not supported: rect + rect",
            "siblings");
    refuses(SVG("<style>rect:nth-child(2){fill:red}</style>"), "CSS rule not supported: rect:nth-child(2)",
            "counting");
    refuses(SVG("<style>[a{fill:red}</style>"), "CSS rule not supported: [a", "an open bracket");
    refuses(SVG("<style>@import url(x.css);</style>"), "CSS rule not supported: @import", "imports");
}

static void properties(void)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, S(SVG("<style>.n{font:italic 700 10.5pt/1.4 \"Plus Jakarta Sans\", serif} .n "
                          "h2{font-size:1.6em;break-after:avoid} .n table td{color:red} .n td.k{color:lime} "
                          "h2{color:blue}</style>"
                          "<g><rect id='r' class='n' style='hyphens:auto' fill='red'/></g>")));
    const xmlNode *rect = xmlDocGetRootElement(test.document)->children->next->children;
    const struct svg_styles *styles = test.options.styles;
    same_text(svg_property(styles, rect, "font-size"), "10.5pt", "font is taken apart: size");
    same_text(svg_property(styles, rect, "line-height"), "1.4", "line height");
    same_text(svg_property(styles, rect, "font-weight"), "700", "weight");
    same_text(svg_property(styles, rect, "font-style"), "italic", "style");
    same_text(svg_property(styles, rect, "font-family"), "\"Plus Jakarta Sans\", serif", "family");
    same_text(svg_property(styles, rect, "hyphens"), "auto", "properties of typesetting");
    same_text(svg_property(styles, rect, "fill"), "red", "attributes");
    ok(!svg_property(styles, rect, "stroke").data, "nothing is nothing");
    same_text(value_below(&test, rect, "h2", "font-size"), "1.6em", "an imaginary heading");
    same_text(value_below(&test, rect, "h2", "color"), "blue", "by its type alone");
    same_text(value_below(&test, rect, "table td", "color"), "red", "a chain of them");
    same_text(value_below(&test, rect, "table td.k", "color"), "lime", "with a class");
    ok(!value_below(&test, rect, "td", "color").data, "the chain must hold");
    ok(!value_below(&test, rect, "p", "font-size").data, "the frame's own rules are not the paragraph's");
    case_end(&test);
}

static void values(void)
{
    Color c;
    double mm;
    ok(svg_color(S("#0b5d3b"), &c) && c.green > 0.36 && c.alpha == 1, "#rrggbb");
    ok(svg_color(S("#fff8"), &c) && c.alpha > 0.5 && c.alpha < 0.6, "#rgba");
    ok(svg_color(S(" RebeccaPurple "), &c) && c.blue == 0.6, "names in any case");
    ok(svg_color(S("rgb(100%, 0%, 50%)"), &c) && c.red == 1 && c.blue == 0.5, "rgb in percent");
    ok(svg_color(S("rgb(255 0 0 / 40%)"), &c) && c.alpha == 0.4, "rgb with spaces");
    ok(svg_color(S("transparent"), &c) && c.alpha == 0, "transparent");
    ok(!svg_color(S("none"), &c) && !svg_color(S("#12"), &c) && !svg_color(S("rgb(1,2)"), &c) &&
           !svg_color(S("hijau"), &c) && !svg_color(S(""), &c),
       "no colours");
    ok(svg_length(S("10.5pt"), 1, 4, &mm) && mm > 3.704 && mm < 3.705, "points");
    ok(svg_length(S("2em"), 1, 4, &mm) && mm == 8, "em");
    ok(svg_length(S("12"), 0.25, 4, &mm) && mm == 3, "user units");
    ok(svg_length(S("1in"), 1, 4, &mm) && mm == 25.4 && svg_length(S("-2cm"), 1, 4, &mm) && mm == -20,
       "inches and centimetres");
    ok(!svg_length(S("12 mm"), 1, 4, &mm) && !svg_length(S("5%"), 1, 4, &mm) &&
           !svg_length(S("nan"), 1, 4, &mm) && !svg_length(S("1e99"), 1, 4, &mm),
       "no lengths");
}

#define FONT "font-family='Plus Jakarta Sans' "

static void texts(void)
{
    draws(SVG("<text " FONT "x='5' y='10'>Halo</text>"), "text \"Halo\" PlusJakartaSans-Regular 16 at 5 10",
          "text");
    draws(SVG("<text x='5'>Halo</text>"), "text \"Halo\" PlusJakartaSans-Regular 16 at 5 0",
          "without a family the first font stands in");
    draws(SVG("<text font-family='Arial, sans-serif'>Halo</text>"), "PlusJakartaSans-Regular",
          "and for a generic one");
    draws(SVG("<text " FONT "font-weight='bold' font-size='20' font-style='italic'>a</text>"),
          "PlusJakartaSans-BoldItalic 20", "weight, size, slope");
    draws(SVG("<text " FONT ">a <tspan font-weight='700'>b</tspan> c</text>"),
          "\"a \" PlusJakartaSans-Regular\n\"b\" PlusJakartaSans-Bold\n\" c\" PlusJakartaSans-Regular",
          "a run for each style");
    draws(SVG("<text>\n  a\n  b <tspan> c</tspan> </text>"), "\"a b \"\n\"c\"",
          "white space collapses, also into a tspan");
    draws(SVG("<text xml:space='preserve'> a  b </text>"), "\" a  b \"", "xml:space");
    draws(SVG("<text x='1 9' y='2' dx='0 1'>abc</text>"), "\"a\"\nat 1 2\n\"bc\"\nat 10 2",
          "lists of places");
    draws(SVG("<text>a<tspan x='5' dy='1em'>b</tspan></text>"), "\"a\"\n\"b\"\nat 5 16", "a second line");
    draws(SVG("<text x='50' text-anchor='end' " FONT "letter-spacing='2'>ab</text>"), "letter 2",
          "letter-spacing");
    draws(SVG("<text fill='none' stroke='red'>a</text>"), "stroke #ff0000 width 1 butt miter 4 M",
          "stroked outlines");
    draws(SVG("<clipPath id='c'><text y='9'>l</text></clipPath><rect width='9' height='9' "
              "clip-path='url(#c)'/>"),
          "clip M", "text as a clip path");
    draws(SVG("<text><title>x</title><a href='y'>a</a></text>"), "\"a\"", "a link inside, a title ignored");
    draws(SVG("<style>text{font:800 10px 'Plus Jakarta Sans'}</style><text font-size='3'>a</text>"),
          "PlusJakartaSans-ExtraBold 10", "the font shorthand");
    draws(SVG("<text>&#x41;&amp;&lt;</text>"), "\"A&<\"", "character references");
}

static double start_of(const char *svg)
{
    struct svg_case test;
    case_begin(&test);
    case_run(&test, str_from(svg));
    Str trace = buf_view(&test.trace);
    Str rest = str_skip(trace, str_find(trace, S(" at ")) + 4);
    char number[32] = {0};
    memcpy(number, rest.data, rest.len < 31 ? rest.len : 31);
    double start = strtod(number, NULL);
    case_end(&test);
    return start;
}

static void anchors(void)
{
    double middle = start_of(SVG("<text x='50' text-anchor='middle'>Sukabumi</text>"));
    double end = start_of(SVG("<text x='50' text-anchor='end'>Sukabumi</text>"));
    ok(middle < 50 && end < middle && middle * 2 - end > 49.9 && middle * 2 - end < 50.1, "middle and end");
    double parts = start_of(SVG("<text x='50' text-anchor='end'>Suka<tspan fill='red'>bumi</tspan></text>"));
    ok(parts > end - 1 && parts < end + 1, "a chunk is anchored whole");
}

static void sizes(void)
{
    static const struct {
        const char *attributes;
        double width, height, box;
    } rows[] = {{"width='297mm' height='210mm' viewBox='0 0 297 210'", 297, 210, 297},
                {"viewBox='0 0 96 192'", 25.4, 50.8, 96},
                {"width='96' height='48px'", 25.4, 12.7, 96},
                {"width='10cm' viewBox='0 0 4 2'", 100, 50, 4},
                {"height='10cm' width='100%' viewBox='0 0 4 2'", 200, 100, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct svg_case test;
        case_begin(&test);
        test.source =
            (struct source){.name = S("x.svg"),
                            .text = str_format(test.arena, "<svg xmlns='http://www.w3.org/2000/svg' %s/>",
                                               rows[i].attributes)};
        xmlDoc *document = svg_parse(test.arena, test.diag, &test.source);
        double width, height;
        Rect box;
        bool fine = document && svg_size(test.diag, &test.source, document, &width, &height, &box);
        ok(fine && width > rows[i].width - 1e-6 && width < rows[i].width + 1e-6 &&
               height > rows[i].height - 1e-6 && height < rows[i].height + 1e-6 &&
               box.width > rows[i].box - 1e-6 && box.width < rows[i].box + 1e-6,
           rows[i].attributes);
        case_end(&test);
    }
}

static void writing(void)
{
    struct svg_case test;
    case_begin(&test);
    test.source = (struct source){
        .name = S("x.svg"),
        .text = S("<?xml version='1.0'?><!-- c --><svg xmlns='http://www.w3.org/2000/svg' "
                  "xmlns:xlink='http://www.w3.org/1999/xlink' "
                  "xmlns:i='http://www.inkscape.org/namespaces/inkscape' "
                  "i:version='1' viewBox='0 0 1 1'>\n <metadata>x</metadata><i:page/><title>A &amp; "
                  "\"B\"</title>\n "
                  "<use xlink:href='#a' id='q' class='k'/><text> a <tspan>b</tspan> </text></svg>")};
    xmlDoc *document = svg_parse(test.arena, test.diag, &test.source);
    struct buf out = {0};
    svg_write(&out, document);
    same_text(buf_view(&out),
              "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
              "viewBox=\"0 0 1 1\"><title>A &amp; \"B\"</title>"
              "<use xlink:href=\"#a\" id=\"q\" class=\"k\"/><text> a <tspan>b</tspan> </text></svg>",
              "for the web: no declaration, no comments, nothing of Inkscape");
    buf_free(&out);
    case_end(&test);
}

int main(void)
{
    selectors();
    importance();
    more_selectors();
    properties();
    values();
    texts();
    anchors();
    sizes();
    writing();
    return done();
}
