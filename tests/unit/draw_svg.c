/* What SVG elements and properties draw. */
#include "draw_svg_case.h"

static void paths(void)
{
    draws(SVG("<path d='M1 2L3 4H5V6Z'/>"), "fill #000000 M 1 2 L 3 4 L 5 4 L 5 6 Z", "absolute lines");
    draws(SVG("<path d='m1 2 3 4 5 6z'/>"), "M 1 2 L 4 6 L 9 12 Z", "numbers after a move are lines");
}

static void path_forms(void)
{
    draws(SVG("<path d='M1.5.5.25-1L1e1,2E+0'/>"), "M 1.5 0.5 L 0.25 -1 L 10 2",
          "points and exponents without spaces");
    draws(SVG("<path d='M0 0C1 1 2 1 3 0s2-1 3 0'/>"), "M 0 0 C 1 1 2 1 3 0 C 4 -1 5 -1 6 0",
          "S reflects the control point");
    draws(SVG("<path d='M0 0L9 9S2-1 3 0'/>"), "C 9 9 2 -1 3 0", "S behind a line does not");
    draws(SVG("<path d='M0 0Q3 3 6 0T12 0'/>"), "M 0 0 C 2 2 4 2 6 0 C 8 -2 10 -2 12 0",
          "Q and T become cubics");
    draws(SVG("<path d='M10 0a10 10 0 01-10 10'/>"), "M 10 0 C 10 5.523 5.523 10 0 10",
          "arc flags without separators");
    draws(SVG("<path d='M10 0a10 10 0 1 1-.1-.1'/>"), "M 10 0 C", "a large arc");
    draws(SVG("<path d='M1 1h2v2zl5 5'/>"), "M 1 1 L 3 1 L 3 3 Z M 1 1 L 6 6",
          "a line behind Z begins at the start");
    draws(SVG("<path d='M1 1h2v2zm1 1h1'/>"), "Z M 2 2 L 3 2",
          "a relative move behind Z counts from the start");
    draws(SVG("<path d=''/><path d='none'/><path/>"), "", "empty paths draw nothing");
}

static void shapes(void)
{
    draws(SVG("<rect x='1' y='2' width='3' height='4'/>"), "M 1 2 L 4 2 L 4 6 L 1 6 Z", "rect");
    draws(SVG("<rect width='10' height='10' rx='2'/>"), "M 2 0 L 8 0 C", "rounded rect: ry follows rx");
    draws_not(SVG("<rect width='0' height='4'/><circle r='0'/>"), "fill", "without a size nothing is drawn");
    draws(SVG("<circle cx='5' cy='5' r='2'/>"), "M 7 5 C", "circle");
    draws(SVG("<ellipse cx='5' cy='5' rx='3' ry='2'/>"), "M 8 5 C", "ellipse");
    draws(SVG("<line x1='1' y1='2' x2='3' y2='4' stroke='red'/>"),
          "stroke #ff0000 width 1 butt miter 4 M 1 2 L 3 4", "line");
    draws(SVG("<polygon points='0,0 4,0 4,4'/>"), "M 0 0 L 4 0 L 4 4 Z", "polygon");
    draws(SVG("<polyline points='0 0 4-1 4 4' fill='none' stroke='#00f'/>"),
          "stroke #0000ff width 1 butt miter 4 M 0 0 L 4 -1 L 4 4\n", "polyline");
    draws(SVG("<rect x='10%' y='1em' width='1in' height='1cm'/>"), "M 10 16 L 106 16 L 106 53.795", "units");
    draws(SVG("<rect width='1mm' height='3pt'/><rect width='1px' height='1pc'/>"),
          "M 0 0 L 3.78 0 L 3.78 4\nM 0 0 L 1 0 L 1 16", "more units");
}

static void paints(void)
{
    draws(SVG("<g fill='#abc' color='rgb(1,2,3)'><rect width='1' height='1'/><rect width='2' height='1' "
              "fill='currentColor'/></g>"),
          "fill #aabbcc M 0 0 L 1\nfill #010203 M 0 0 L 2", "inherited and current colour");
    draws(SVG("<rect width='1' height='1' fill='rgba(255,0,0,.5)' fill-opacity='.5'/>"), "fill #ff0000/0.25",
          "alpha and opacity multiply");
    draws(SVG("<rect width='1' height='1' opacity='.5'/>"), "fill #000000/0.5",
          "a single paint takes the opacity itself");
    draws(SVG("<rect width='1' height='1' opacity='.5' stroke='red'/>"), "group 0.5\nfill\nstroke\nend group",
          "two paints need a group");
    draws(SVG("<g opacity='40%'><rect width='1' height='1'/></g>"), "group 0.4\nfill\nend group",
          "a group's opacity");
    draws_not(SVG("<g opacity='0'><rect width='1' height='1'/></g>"), "fill", "nothing to see");
    draws(SVG("<path d='M0 0h9' stroke='#000' stroke-width='2' stroke-linecap='round' "
              "stroke-linejoin='bevel' stroke-dasharray='1 2 3' stroke-dashoffset='4' fill='none'/>"),
          "stroke #000000 width 2 round bevel dash 1 2 3 1 2 3 from 4 M 0 0 L 9 0",
          "a stroke's properties; an odd dash list is doubled");
    draws(SVG("<rect width='1' height='1' fill='red' stroke='blue' paint-order='stroke'/>"),
          "stroke #0000ff\nfill #ff0000", "paint-order");
    draws(SVG("<path fill-rule='evenodd' d='M0 0h1v1z'/>"), "fill evenodd #000000", "fill-rule");
    draws(SVG("<g visibility='hidden'><rect width='1' height='1'/><rect width='2' height='1' "
              "visibility='visible'/></g><rect width='3' height='1' display='none'/>"),
          "fill #000000 M 0 0 L 2", "visibility and display");
    draws_not(SVG("<rect width='3' height='1' style='display: none'/>"), "fill", "display none in style");
    draws(SVG("<rect width='1' height='1' fill='url(#no) lime'/>"), "fill #00ff00",
          "the fallback of a missing gradient");
    draws(SVG("<g fill='red' stroke='lime'><rect width='1' height='1' fill='inherit' style='stroke: "
              "initial'/></g>"),
          "fill #ff0000 M", "inherit and initial");
}

static void transforms(void)
{
    draws(SVG("<g transform='translate(1 2)'><rect width='1' height='1' transform='scale(2)'/></g>"),
          "transform 1 0 0 1 1 2\ntransform 2 0 0 2 0 0\nfill", "nested transforms");
    draws(SVG("<rect width='1' height='1' transform='translate(5,5) rotate(90)'/>"), "transform 0 1 -1 0 5 5",
          "a list is applied from the right");
    draws(SVG("<rect width='1' height='1' transform='rotate(90 10 0)'/>"), "transform 0 1 -1 0 10 -10",
          "rotation about a point");
    draws(SVG("<rect width='1' height='1' transform='matrix(1,2,3,4,5,6)skewX(45)'/>"),
          "transform 1 2 4 6 5 6", "matrix, then skew");
    draws(SVG("<rect width='1' height='1' style='transform: translate(5px, 2px)'/>"), "transform 1 0 0 1 5 2",
          "the CSS form");
    draws_not(SVG("<rect width='1' height='1' transform='scale(0)'/>"), "fill",
              "a flat transform shows nothing");
}

static void viewports(void)
{
    draws("<svg xmlns='http://www.w3.org/2000/svg' viewBox='10 10 50 25'><rect width='1' height='1'/></svg>",
          "transform 2 0 0 2 -20 5", "xMidYMid meet");
    draws("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 50 25' preserveAspectRatio='xMinYMax "
          "slice'><rect width='1' height='1'/></svg>",
          "transform 4 0 0 4 0 0", "slice");
    draws("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 50 25' preserveAspectRatio='none'><rect "
          "width='1' height='1'/></svg>",
          "transform 2 0 0 4 0 0", "none");
    draws("<svg xmlns='http://www.w3.org/2000/svg' width='50' height='25'><rect width='100%' "
          "height='1'/></svg>",
          "transform 2 0 0 4 0 0\nL 50 0", "a root without a viewBox");
    draws(
        SVG("<svg x='10' y='20' width='30' height='40' viewBox='0 0 3 4'><rect width='1' height='1'/></svg>"),
        "clip M 10 20 L 40 20 L 40 60 L 10 60 Z\ntransform 10 0 0 10 10 20", "a nested svg clips");
    draws_not(SVG("<svg overflow='visible' x='10' width='30' height='40'><rect width='1' height='1'/></svg>"),
              "clip", "unless it shows what flows over");
    draws(SVG("<svg x='10' width='50%' height='40'><rect width='100%' height='1'/></svg>"), "L 50 0",
          "percentages of the nested viewport");
}

static void uses(void)
{
    draws(SVG("<defs><g id='a' fill='red'><rect width='1' height='1'/></g></defs><use href='#a' x='5' "
              "y='6'/><use xlink:href='#a' transform='scale(2)' x='1'/>"),
          "transform 1 0 0 1 5 6\nfill #ff0000\ntransform 2 0 0 2 2 0\nfill #ff0000", "use, twice");
    draws(SVG("<symbol id='s' viewBox='0 0 10 10'><rect width='1' height='1'/></symbol><use href='#s' x='10' "
              "width='20' height='40' fill='blue'/>"),
          "transform 1 0 0 1 10 0\nclip M 0 0 L 20 0 L 20 40 L 0 40 Z\ntransform 2 0 0 2 0 10\nfill #0000ff",
          "a symbol is fitted into its use");
    draws(SVG("<symbol id='s'><rect width='100%' height='1'/></symbol><use href='#s'/>"), "L 100 0",
          "a symbol without a size fills the viewport");
    draws_not(SVG("<defs><rect width='1' height='1'/></defs><symbol><rect width='1' height='1'/></symbol>"),
              "fill", "definitions are not drawn");
    draws(SVG("<rect id='r' width='1' height='1'/><g color='red'><use href='#r' fill='currentColor'/></g>"),
          "fill #000000\nfill #ff0000", "currentColor of the place of use");
    draws(SVG("<switch><g requiredExtensions='x'><rect width='1' height='1'/></g><g systemLanguage='su, "
              "id'><rect width='2' height='1'/></g><g><rect width='3' height='1'/></g></switch>"),
          "L 2 0", "switch takes the first that fits");
    draws(SVG("<a href='x'><rect width='2' height='1'/></a>"), "fill", "a link is a group");
}

static void gradients(void)
{
    draws(SVG("<linearGradient id='g'><stop stop-color='red'/><stop offset='50%' stop-color='#00f' "
              "stop-opacity='.5'/></linearGradient><rect x='10' width='20' height='10' fill='url(#g)'/>"),
          "linear 0 0 1 0 matrix 20 0 0 10 10 0 stop 0 #ff0000 stop 0.5 #0000ff/0.5", "linear, in the box");
    draws(SVG("<linearGradient id='g' gradientUnits='userSpaceOnUse' x1='1' y1='2' x2='50%' y2='4' "
              "gradientTransform='scale(2)'><stop/><stop offset='1'/></linearGradient><rect width='20' "
              "height='10' fill='url(\"#g\")'/>"),
          "linear 1 2 50 4 matrix 2 0 0 2 0 0", "linear, in user space");
    draws(SVG("<linearGradient id='a'><stop stop-color='red'/><stop "
              "offset='1'/></linearGradient><linearGradient id='b' x2='0' y2='1' xlink:href='#a'/><rect "
              "width='20' height='10' fill='url(#b)'/>"),
          "linear 0 0 0 1 matrix 20 0 0 10 0 0 stop 0 #ff0000 stop 1 #000000", "stops of another gradient");
    draws(SVG("<radialGradient id='g' fx='.25'><stop/><stop offset='1'/></radialGradient><rect width='20' "
              "height='10' fill='url(#g)'/>"),
          "radial 0.25 0.5 0.5 0.5 0.5 matrix 20 0 0 10 0 0", "radial with a focus");
    draws(SVG("<linearGradient id='g'><stop stop-color='lime'/></linearGradient><rect width='20' height='10' "
              "fill='url(#g)'/>"),
          "fill #00ff00 M", "one stop is a colour");
    draws(SVG("<linearGradient id='g' x2='0'><stop/><stop offset='1' "
              "stop-color='lime'/></linearGradient><rect width='20' height='10' fill='url(#g)'/>"),
          "fill #00ff00 M", "no length: the last stop");
    draws_not(SVG("<linearGradient id='g'><stop/><stop offset='1' stop-color='lime'/></linearGradient><line "
                  "x2='20' stroke='url(#g)' fill='none'/>"),
              "stroke", "a box without height paints nothing");
    draws(SVG("<linearGradient id='g'><stop style='stop-color:red'/><stop offset='.5' "
              "class='c'/></linearGradient><style>.c{stop-color:#0f0}</style><circle r='5' fill='url(#g)'/>"),
          "matrix 10 0 0 10 -5 -5 stop 0 #ff0000 stop 0.5 #00ff00",
          "stops by style; the box of a curve is tight");
}

static void clips(void)
{
    draws(SVG("<clipPath id='c'><circle cx='5' cy='5' r='2'/></clipPath><rect width='9' height='9' "
              "clip-path='url(#c)'/>"),
          "save\nclip M 7 5 C\nfill\nrestore", "a clip path");
    draws(SVG("<clipPath id='c' clipPathUnits='objectBoundingBox'><rect width='.5' "
              "height='1'/></clipPath><rect x='10' width='20' height='10' clip-path='url(#c)'/>"),
          "clip M 10 0 L 20 0 L 20 10", "in units of the box");
    draws(
        SVG("<clipPath id='c' clipPathUnits='objectBoundingBox' transform='translate(1 2)'><rect width='.5' "
            "height='1'/></clipPath><rect x='10' width='20' height='10' clip-path='url(#c)'/>"),
        "clip M 11 2 L 21 2 L 21 12", "its transform is in units of the drawing all the same");
    draws(SVG("<clipPath id='c' transform='scale(2)'><rect id='r' width='5' height='5'/><use href='#r' "
              "x='10'/></clipPath><g clip-path='url(#c)'><rect width='9' height='9'/></g>"),
          "clip M 0 0 L 10 0 L 10 10 L 0 10 Z M 20 0 L 30 0", "two shapes, one by use");
    draws(SVG("<clipPath id='c'><path d='M0 0h9v9h-9z'/><path d='M5 5v9h9v-9z'/></clipPath><rect width='9' "
              "height='9' clip-path='url(#c)'/>"),
          "clip M 0 0 L 9 0 L 9 9 L 0 9 Z M 14 5 L 14 14 L 5 14 L 5 5 Z", "shapes are turned the same way");
    draws(SVG("<g clip-rule='evenodd'><clipPath id='c'><path d='M0 0h9v9h-9zM1 1h2v2z'/></clipPath></g><rect "
              "width='9' height='9' clip-path='url(#c)'/>"),
          "clip evenodd", "clip-rule is inherited by the clip path");
    draws_not(SVG("<clipPath id='c'/><rect width='9' height='9' clip-path='url(#c)'/>"), "fill",
              "an empty one hides all");
    draws(
        SVG("<clipPath id='d'><rect width='5' height='5'/></clipPath><clipPath id='c' "
            "clip-path='url(#d)'><circle r='2'/></clipPath><rect width='9' height='9' clip-path='url(#c)'/>"),
        "clip M 0 0 L 5 0\nclip M 2 0 C", "a clip path that is clipped");
}

static Matrix frame_matrix;
static int frames;
static void take_frame(void *context, const xmlNode *node, Matrix matrix)
{
    (void)context, (void)node;
    frame_matrix = matrix;
    frames++;
}

static void frames_and_files(void)
{
    struct svg_case test;
    case_begin(&test);
    test.options.frame = take_frame;
    test.options.other = case_other;
    test.others[0][0] = S("icons.svg");
    test.others[0][1] = S(SVG("<style>.k{fill:teal}</style><g id='torch'><rect class='k' width='1' "
                              "height='1'/></g><rect width='7' height='7'/>"));
    case_run(&test,
             S(SVG("<g xmlns:frame='urn:suluh:frame' transform='translate(1 2)'><rect frame:flow='body' "
                   "transform='scale(3)' width='9' height='9' fill='red'/></g>"
                   "<use href='icons.svg#torch' x='50'/><image href='icons.svg' width='10' height='10'/>")));
    Str trace = buf_view(&test.trace);
    ok(test.drawn && frames == 1, "an element with frame:flow is handed over");
    ok(frame_matrix.a == 3 && frame_matrix.e == 1 && frame_matrix.f == 2, "with its matrix");
    ok(str_find(trace, S("#ff0000")) == trace.len, "and not painted");
    ok(str_find(trace, S("transform 1 0 0 1 50 0")) < trace.len &&
           str_find(trace, S("fill #008080")) < trace.len,
       "use of another file, with its own styles");
    ok(str_find(trace, S("clip M 0 0 L 10 0")) < trace.len, "an svg image is clipped to its place");
    case_end(&test);
}

static struct element *mark_text(void *context, const xmlNode *node)
{
    (void)node;
    return element_new(((struct svg_case *)context)->arena, NULL, ROLE_P);
}

static void marks(void)
{
    static const char svg[] = SVG(
        "<rect width='1' height='1'/><rect width='2' height='1'/><text>a</text><rect width='3' height='1'/>");
    draws(svg, "mark artifact\nfill\nfill\ntext\nfill\nend mark", "without text_element all is one artifact");
    struct svg_case test;
    case_begin(&test);
    test.options.text_element = mark_text;
    case_run(&test, S(SVG("<rect width='1' height='1'/><text>a</text><rect width='3' height='1'/>")));
    Str trace = buf_view(&test.trace);
    size_t text = str_find(trace, S("mark P"));
    ok(text < trace.len && str_find(trace, S("end mark")) < text,
       "a text has a mark of its own, behind the artifact's");
    ok(str_find(str_skip(trace, text), S("mark artifact")) < trace.len - text,
       "and the artifacts go on behind it");
    case_end(&test);
    case_begin(&test);
    test.options.marks_open = true;
    case_run(&test, S(SVG("<rect width='1' height='1'/><text>a</text>")));
    trace = buf_view(&test.trace);
    ok(test.drawn && str_find(trace, S("mark")) == trace.len, "none when the caller's is open");
    case_end(&test);
}

int main(void)
{
    paths();
    path_forms();
    shapes();
    paints();
    transforms();
    viewports();
    uses();
    gradients();
    clips();
    frames_and_files();
    marks();
    return done();
}
