/* What SVG must not hold, each with its place; and hostile files. */
#include "draw_svg_case.h"

/* Column of what stands first inside of SVG(). */
#define AT "x.svg:1:106: error: "

static void reading(void)
{
    refuses("", "x.svg:1:1: error: this file is empty", "an empty file");
    refuses("hello", "error: this file is empty or no XML", "no XML");
    refuses("<html/>", "x.svg:1:1: error: the root element <html> is not <svg", "another root");
    refuses("<svg/>", "x.svg:1:1: error: the root element <svg> is not <svg", "no namespace");
    refuses("<svg xmlns='http://www.w3.org/2000/svg'>\n <g>\n</svg>",
            "x.svg:3:7: error: end tag </svg> does not match <g>", "an open tag");
    refuses(SVG("&nbsp;"), "error: unknown entity &nbsp;", "an HTML entity");
    refuses(SVG("<x:y/>"), "error: prefix x: is not declared", "an unknown prefix");
    refuses(SVG("<g id='a' id='b'/>"), "error: attribute id is given twice", "an attribute twice");
    refuses("<!DOCTYPE svg [<!ENTITY a \"b\">]>" SVG("&a;"), "error: declarations inside of a DOCTYPE",
            "an entity declaration");
    refuses("<!DOCTYPE svg [<!ATTLIST rect width CDATA '9'>]>" SVG(""),
            "error: declarations inside of a DOCTYPE", "an attribute declaration");
    draws("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
          "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">" SVG(""),
          "", "a plain DOCTYPE is passed over");
    refuses(SVG("<cirle r='1'/>"), AT "unknown SVG element <cirle>; did you mean <circle>?",
            "a mistyped element");
    refuses(SVG("<blink/>"), AT "SVG element <blink> is not supported", "an unknown element");
    refuses(SVG("<rect widht='1'/>"), "x.svg:1:119: error: unknown attribute widht; did you mean width?",
            "a mistyped attribute, at its value");
    refuses(SVG("<script>x</script>"), AT "a drawing must not hold a program: script", "script");
    refuses(SVG("<g onclick='x()'/>"), "a drawing must not hold a program: onclick", "on…");
    refuses(SVG("<a href=' java\tscript:x'/>"), "a drawing must not hold a program: href",
            "a javascript address");
    refuses(SVG("<rect><animate/></rect>"), "SVG element <animate> is not supported", "animation");
    refuses(SVG("<foreignObject/>"), AT "SVG element <foreignObject>", "foreignObject");
    refuses(SVG("<text><textPath>a</textPath></text>"), "<textPath> is not supported", "textPath");
    refuses(SVG("<filter id='f'><script/></filter>"), "program: script", "a script in a definition");
    draws(
        SVG("<filter id='f'><feBlend/></filter><mask id='m'/><title>t</title><metadata><x/></metadata><rect "
            "width='1' height='1' aria-label='a' data-x='y' role='img' filter='none'/>"),
        "fill", "unused and harmless things");
    draws("<svg xmlns='http://www.w3.org/2000/svg' "
          "xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' "
          "xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' viewBox='0 0 9 9' "
          "inkscape:version='1.2'>"
          "<sodipodi:namedview pagecolor='#fff'/><g inkscape:groupmode='layer' "
          "style='-inkscape-stroke:none;font-variant-ligatures:normal;text-decoration:none;mix-blend-mode:"
          "normal'><path d='M0 0h1' sodipodi:nodetypes='cc'/></g></svg>",
          "fill", "Inkscape's own");
}

static void drawing(void)
{
    refuses(SVG("<rect width='1' height='1' filter='url(#f)'/>"),
            "x.svg:1:141: error: filter: url(#f) is not supported", "a filter");
    refuses(SVG("<g mask='url(#f)'/>"), "reference #f leads to no element", "a mask that is not there");
    refuses(SVG("<path d='M0 0' style='marker-end:url(#f)'/>"), "reference #f leads to no element",
            "a marker that is not there");
    refuses(SVG("<style>g{mix-blend-mode:multiply}</style><g/>"),
            "x.svg:1:115: error: mix-blend-mode: multiply", "in a rule, at its place");
    refuses(SVG("<pattern id='p'/><path d='M0 0h9' stroke='url(#p)'/>"),
            "x.svg:1:123: error: pattern #p can only fill shapes", "a pattern on a stroke");
    refuses(SVG("<pattern id='p'/><text fill='url(#p)'>a</text>"), "pattern #p can only fill shapes",
            "a pattern on text");
    refuses(SVG("<mask id='m'><rect width='9' height='9' fill='red'/></mask><g mask='url(#m)'/>"),
            "x.svg:1:119: error: <rect> in a mask: only plain white shapes", "a mask of shades");
    refuses(SVG("<g id='m'/><g mask='url(#m)'/><path d='M0 0h1' marker-end='url(#m)'/>"),
            "reference #m leads to <g>, which is no mask", "a mask that is none");
    refuses(SVG("<g id='m'/><path d='M0 0h1' marker-end='url(#m)'/>"),
            "reference #m leads to <g>, which is no marker", "a marker that is none");
    refuses(SVG("<pattern id='p' width='.001' height='.001' patternUnits='userSpaceOnUse'><path d='M0 "
                "0'/></pattern>"
                "<rect width='9' height='9' fill='url(#p)'/>"),
            "this pattern needs more than 10000 tiles", "a pattern too fine");
    refuses(SVG("<pattern id='p' width='1' height='1'><rect width='9' height='9' "
                "fill='url(#p)'/></pattern><rect width='9' height='9' fill='url(#p)'/>"),
            "reference #p leads back to itself", "a pattern in itself");
    refuses(SVG("<marker id='m' overflow='visible'><path d='M0 0h1' marker-end='url(#m)'/></marker>"
                "<path d='M0 0h1' stroke='red' marker-end='url(#m)'/>"),
            "reference #m leads back to itself", "a marker in itself");
    refuses(SVG("<circle r='1' fill='url(#p)'/>"), "reference #p leads to no element",
            "a gradient that is not there");
    refuses(SVG("<use href='#x'/>"), AT "reference #x leads to no element", "use of nothing");
    refuses(SVG("<use href='a.svg#x'/>"), AT "another file cannot be used here: a.svg",
            "another file without a loader");
    refuses(SVG("<image href='a.png' width='1'/>"), "another file cannot be used here: a.png",
            "a picture without a loader");
    refuses(SVG("<linearGradient id='g' spreadMethod='mirror'><stop/><stop "
                "offset='1'/></linearGradient><circle r='1' fill='url(#g)'/>"),
            AT "invalid value of spreadMethod: mirror", "spread");
    refuses(SVG("<linearGradient id='g' spreadMethod='repeat' gradientUnits='userSpaceOnUse' "
                "x2='.0001'><stop/><stop "
                "offset='1'/></linearGradient><circle r='1' fill='url(#g)'/>"),
            AT "spreadMethod: repeat is not supported", "too many repetitions");
    refuses(SVG("<circle r='1' fill='hijau'/>"), "error: invalid value of fill: hijau",
            "a colour that is none");
    refuses(SVG("<circle r='1x'/>"), "error: invalid value of r: 1x", "a length that is none");
    refuses(SVG("<rect width='-1' height='1'/>"), "error: invalid value of width: -1", "a negative width");
    refuses(SVG("<path d='M0 0 L1 x'/>"), "x.svg:1:123: error: invalid path data from “x” on",
            "path data, at the very place");
    refuses(SVG("<path d='L1 1'/>"), "invalid path data from “L1 1” on", "a path must begin with a move");
    refuses(SVG("<polygon points='1 2 3'/>"), "invalid path data", "an odd number of coordinates");
    refuses(SVG("<g transform='turn(4)'/>"), "invalid value of transform: turn(4)",
            "a transform that is none");
    refuses(SVG("<circle r='1e10'/>"), "invalid value of r", "a number beyond all bounds");
    refuses(SVG("<circle r='nan'/>"), "invalid value of r", "no number");
    refuses(SVG("<g transform='scale(1e8)'><g transform='scale(1e8)'/></g>"),
            "nested transforms make numbers that are too large", "a product beyond all bounds");
    refuses(SVG("<style>g + g{fill:red}</style>"), "x.svg:1:113: error: CSS rule not supported: g + g",
            "a selector");
    refuses(SVG("<style>@import 'x';</style>"), "error: CSS rule not supported: @import", "@import");
    refuses(SVG("<style>g{fill:red</style>"), "error: CSS rule not supported", "an open rule");
    refuses(SVG("<text>a\xe2\x98\x83</text>"),
            "x.svg:1:113: error: font Plus Jakarta Sans has no character “☃” (U+2603)",
            "a missing glyph, at its place");
    refuses(SVG("<text font-family='Comic Sans'>a</text>"), "error: there is no font “Comic Sans”",
            "a missing font");
    refuses(SVG("<text writing-mode='tb'>a</text>"), "writing-mode: tb is not supported", "vertical text");
    refuses(SVG("<text textLength='9'>a<tspan x='3'>b</tspan></text>"), "textLength: x, y is not supported",
            "textLength over several places");
    refuses(SVG("<text textLength='-9'>a</text>"), "invalid value of textLength: -9",
            "a negative textLength");
    refuses(SVG("<text rotate='10 x'>ab</text>"), "invalid value of rotate: 10 x", "a rotation that is none");
    refuses(SVG("<rect width='1' height='1' style='rotate:45deg'/>"), "rotate: 45deg is not supported",
            "rotate as a property");
    refuses(SVG("<text>a<tspan opacity='.5'>b</tspan></text>"),
            "x.svg:1:129: error: opacity on a part of a text (tspan) is not supported", "opacity of a tspan");
    refuses(SVG("<text>\xd8\xa7</text>"), "error: text from right to left", "right to left");
    refuses(SVG("<rect width='1' height='1' clip-path='circle(5px)'/>"),
            "clip-path: circle(5px) is not supported", "a CSS shape");
    refuses(SVG("<clipPath id='c'><g/></clipPath><rect width='1' height='1' clip-path='url(#c)'/>"),
            "g in or on this clipPath is not supported", "a group in a clip path");
    refuses("<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>", "x.svg:1:1: error: the drawing has no size",
            "no size");
    refuses("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9'/>",
            "x.svg:1:50: error: invalid value of viewBox: 0 0 9", "a broken viewBox");
}

static void cycles(void)
{
    refuses(SVG("<g id='a'><use href='#a'/></g>"), "reference #a leads back to itself",
            "use of what it stands in");
    refuses(SVG("<defs><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></defs><use href='#a'/>"),
            "leads back to itself", "two that use each other");
    refuses(SVG("<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/><circle r='1' "
                "fill='url(#a)'/>"),
            "leads back to itself", "gradients");
    refuses(SVG("<clipPath id='a' clip-path='url(#a)'><circle r='1'/></clipPath><circle r='1' "
                "clip-path='url(#a)'/>"),
            "leads back to itself", "clip paths");
    struct svg_case test;
    case_begin(&test);
    test.options.other = case_other;
    test.others[0][0] = S("a.svg");
    test.others[0][1] = S(SVG("<image href='a.svg' width='1' height='1'/>"));
    case_run(&test, S(SVG("<image href='a.svg' width='1' height='1'/>")));
    ok(!test.drawn, "a file that shows itself ends");
    case_end(&test);
}

static Str repeated(struct buf *out, const char *before, const char *piece, size_t count, const char *after)
{
    out->len = 0;
    buf_c(out, before);
    for (size_t i = 0; i < count; i++) buf_c(out, piece);
    buf_c(out, after);
    return buf_view(out);
}

static void floods(void)
{
    struct buf text = {0};
    refuses_text(repeated(&text, SVG_OPEN, "<g>", 10000, ""),
                 "error: elements nested too deep: at most 64 levels", "10,000 levels");
    refuses_text(repeated(&text, SVG_OPEN, "<g/>", 200001, SVG_CLOSE),
                 "error: too many elements: at most 200000", "too many elements");
    refuses_text(repeated(&text, SVG_OPEN "<g ", "a='' ", 300, "/>" SVG_CLOSE),
                 "error: this element has more than 256 attributes", "too many attributes");
    refuses_text(repeated(&text, SVG_OPEN "<style>", "g{fill:red}", 6000, "</style>" SVG_CLOSE),
                 "error: CSS rule not supported: > 5000", "too many rules");
    text.len = 0;
    buf_c(&text, SVG_OPEN "<defs><g id='g0'><rect width='1' height='1'/></g>");
    for (int i = 1; i < 30; i++)
        buf_printf(&text, "<g id='g%d'><use href='#g%d'/><use href='#g%d'/><use href='#g%d'/></g>", i, i - 1,
                   i - 1, i - 1);
    buf_c(&text, "</defs><use href='#g29'/>" SVG_CLOSE);
    refuses_text(buf_view(&text), "error: the drawing is too large", "a billion laughs by use");
    text.len = 0;
    buf_c(&text, SVG_OPEN "<defs>");
    for (int i = 0; i < 200; i++) buf_printf(&text, "<g id='g%d'><use href='#g%d'/></g>", i, i + 1);
    buf_c(&text, "<g id='g200'/></defs><use href='#g0'/>" SVG_CLOSE);
    refuses_text(buf_view(&text), "error: the drawing is nested too deep", "a chain of uses");
    text.len = 0;
    buf_c(&text, SVG_OPEN "<path id='p' d='M0 0");
    for (int i = 0; i < 100000; i++) buf_c(&text, "h1");
    buf_c(&text, "'/>");
    for (int i = 0; i < 200; i++) buf_c(&text, "<use href='#p'/>");
    buf_c(&text, SVG_CLOSE);
    refuses_text(buf_view(&text), "error: the drawing is too large", "a long path many times");
    text.len = 0;
    buf_c(&text, SVG_OPEN "<style>");
    for (int i = 0; i < 3000; i++) buf_printf(&text, "g g .a%d *{fill:red}", i);
    buf_c(&text, "</style><g><g>");
    for (int i = 0; i < 2000; i++) buf_c(&text, "<path/>");
    buf_c(&text, "</g></g>" SVG_CLOSE);
    refuses_text(buf_view(&text), "error: the drawing is too large", "many rules for many elements");
    buf_free(&text);
}

static void expensive(void)
{
    static const char too_large[] = "error: the drawing is too large";
    struct buf text = {0};
    refuses_text(repeated(&text,
                          SVG_OPEN "<marker id='m'><path d='M0 0'/></marker><path stroke='red' "
                                   "marker-mid='url(#m)' d='M0 0",
                          "l1 0", 210000, "'/>" SVG_CLOSE),
                 too_large, "markers without end");
    refuses_text(repeated(&text,
                          SVG_OPEN "<linearGradient id='a' gradientUnits='userSpaceOnUse' x2='.05' "
                                   "spreadMethod='repeat'><stop/><stop offset='1'/></linearGradient>",
                          "<rect width='100' height='9' fill='url(#a)'/>", 500, SVG_CLOSE),
                 too_large, "gradients that repeat without end");
    refuses_text(repeated(&text, SVG_OPEN "<text textLength='9'>",
                          "<tspan textLength='5' rotate='3'>abc</tspan>", 12000, "</text>" SVG_CLOSE),
                 too_large, "lengths in lengths");
    refuses_text(repeated(&text, SVG_OPEN "<style>", "[d*=a]{fill:red} ", 4900,
                          "</style><g><use href='#x'/></g>" SVG_CLOSE),
                 "error: reference #x leads to no element", "many rules that look into attributes");
    refuses(SVG("<pattern id='a' width='.02' height='.02'><rect width='100' height='100' "
                "fill='url(#b)'/></pattern>"
                "<pattern id='b' width='.02' height='.02'><rect width='100' height='100' "
                "fill='url(#c)'/></pattern>"
                "<pattern id='c' width='.02' height='.02'><rect width='100' height='100'/></pattern>"
                "<rect width='100' height='100' fill='url(#a)'/>"),
            too_large, "patterns of patterns");
    buf_free(&text);
}

int main(void)
{
    reading();
    drawing();
    cycles();
    floods();
    expensive();
    return done();
}
