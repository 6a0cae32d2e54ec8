/* What templates come to: each row is a template, what it is given, and what is expected. Semantics: Zope Page Templates Reference. */
#include "base/arena.h"
#include "base/buf.h"
#include "data/yaml.h"
#include "tap.h"
#include "template/template.h"

#define DATA                                                                                                 \
    "title: Klaim JHT\nmarks: 'a < b & \"c\"'\nempty: ''\nno: false\nzero: 0\nnone: []\nitems: [satu, dua, " \
    "tiga]\n"                                                                                                \
    "map: {a: 1, b: {c: dalam}}\nkey: b\nindex: 1\nday: 2026-11-22\nprice: 15000000\nshare: "                \
    "45.83\nnothingness: null\n"                                                                             \
    "people: [{n: Ani, kota: Bogor}, {n: Budi, kota: Bogor}, {n: Cici, kota: Sukabumi}]\nurl: "              \
    "'javascript:alert(1)'\n"                                                                                \
    "macro: m\n"
#define MESSAGES                                                                                             \
    "help: Bantuan\nHalo dunia: Hello world\nhello: 'Hello ${who}, <dear> ${who}'\n"                         \
    "Halo ${who}!: '${who}, hello!'\nAlt: Alternative\nKlaim JHT: Claim\n"

struct row {
    const char *name, *template, *expected;
};

static const struct row html_rows[] = {
    {"text is escaped", "<p tal:content='marks'>x</p>", "<p>a &lt; b &amp; \"c\"</p>"},
    {"replace", "<p>[<b tal:replace='title'>x</b>]</p>", "<p>[Klaim JHT]</p>"},
    {"text keyword", "<p tal:content='text title'>x</p>", "<p>Klaim JHT</p>"},
    {"nothing empties", "<p tal:content='nothing'>x</p>", "<p></p>"},
    {"nothing removes", "<p>[<b tal:replace='nothing'>x</b>]</p>", "<p>[]</p>"},
    {"default keeps the content", "<p tal:content='default'><b tal:content='title'/></p>",
     "<p><b>Klaim JHT</b></p>"},
    {"default keeps the element", "<p>[<b tal:replace='default' class='k'>x</b>]</p>",
     "<p>[<b class=\"k\">x</b>]</p>"},
    {"alternatives", "<p tal:content='nope/a | map/x | title'>x</p>", "<p>Klaim JHT</p>"},
    {"an alternative of another type", "<p tal:content='nope | string:a | b'>x</p>", "<p>a | b</p>"},
    {"the default as alternative", "<p tal:content='nope | default'>x</p>", "<p>x</p>"},
    {"map, list and number segments", "<p tal:content='map/b/c'/><p tal:content='items/1'/>",
     "<p>dalam</p><p>dua</p>"},
    {"indirect segments", "<p tal:content='map/?key/c'/><p tal:content='items/?index'/>",
     "<p>dalam</p><p>dua</p>"},
    {"string", "<p tal:content='string:${title}: $$$price ${nope | share}'/>",
     "<p>Klaim JHT: $15000000 45.83</p>"},
    {"string with a formatter", "<p tal:content='string:pada ${date:day}'/>", "<p>pada 22 November 2026</p>"},
    {"an empty path is nothing", "<p tal:content='nope | '>x</p>", "<p></p>"},
    {"not and exists",
     "<p tal:condition='not:no'>1</p><p tal:condition='exists:map/a'>2</p><p "
     "tal:condition='not:exists:map/z'>3</p>"
     "<p tal:condition='exists:nope | title'>4</p>",
     "<p>1</p><p>2</p><p>3</p><p>4</p>"},
    {"what is false",
     "<tal:b condition='empty'>1</tal:b><tal:b condition='no'>2</tal:b><tal:b condition='zero'>3</tal:b>"
     "<tal:b condition='none'>4</tal:b><tal:b condition='nothing'>5</tal:b><tal:b "
     "condition='nothingness'>6</tal:b>"
     "<tal:b condition='default'>7</tal:b><tal:b condition='items'>8</tal:b>",
     "78"},
    {"formatters",
     "<p tal:content='rupiah:price'/><p tal:content='percent:share'/><p tal:content='number:price'/>",
     "<p>Rp15.000.000</p><p>45,83%</p><p>15.000.000</p>"},
    {"a formatter with an alternative", "<p tal:content='date:nope | nothing'>x</p>", "<p></p>"},
    {"define, local",
     "<p tal:define='a title; b string:x;;y' tal:content='string:$a $b'/>[<b tal:replace='a | b | "
     "nothing'/>]",
     "<p>Klaim JHT x;y</p>[]"},
    {"define, global", "<p tal:define='global a title'/><b tal:content='a'/>", "<p></p><b>Klaim JHT</b>"},
    {"a global definition hides local ones",
     "<p tal:define='x string:1'><b tal:define='global x string:2'/><i tal:content='x'/></p>"
     "<u tal:content='x'/>",
     "<p><b></b><i>2</i></p><u>2</u>"},
    {"a local definition ends",
     "<p tal:define='x string:1'><b tal:define='x string:2' tal:content='x'/><i tal:content='x'/></p>",
     "<p><b>2</b><i>1</i></p>"},
    {"define comes before condition", "<p tal:condition='a' tal:define='a no'>x</p>", ""},
    {"repeat gives each its line", "<ul>\n  <li tal:repeat='i items' tal:content='i'>x</li>\n</ul>",
     "<ul>\n  <li>satu</li>\n  <li>dua</li>\n  <li>tiga</li>\n</ul>"},
    {"repeat on one line", "<p>a <i tal:repeat='i items' tal:content='i'/>.</p>",
     "<p>a <i>satu</i><i>dua</i><i>tiga</i>.</p>"},
    {"repeat nothing, repeat default",
     "<i tal:repeat='i none'>x</i><i tal:repeat='i nothing'>x</i><b tal:repeat='i default'>x</b>",
     "<b>x</b>"},
    {"repeat over a map and a text",
     "<i tal:repeat='k map' tal:content='k'/><i tal:repeat='c key' tal:content='c'/>",
     "<i>a</i><i>b</i><i>b</i>"},
    {"repeat variables",
     "<tal:r repeat='i items'>${x}<i tal:replace='repeat/i/index'/><i tal:replace='repeat/i/number'/>"
     "<i tal:replace='repeat/i/letter'/><i tal:replace='repeat/i/Letter'/><i tal:replace='repeat/i/roman'/>"
     "<i tal:replace='repeat/i/Roman'/><b tal:condition='repeat/i/start'>S</b><b "
     "tal:condition='repeat/i/end'>E</b>"
     "<b tal:condition='repeat/i/odd'>o</b><b tal:condition='repeat/i/even'>e</b><i "
     "tal:replace='repeat/i/length'/></tal:r>",
     "${x}01aAiI<b>S</b><b>e</b>3${x}12bBiiII<b>o</b>3${x}23cCiiiIII<b>E</b><b>e</b>3"},
    {"first and last of a group",
     "<tal:r repeat='p people'><h2 tal:condition='repeat/p/first/kota' tal:content='p/kota'/><p "
     "tal:content='p/n'/>"
     "<hr tal:condition='repeat/p/last/kota'/></tal:r>",
     "<h2>Bogor</h2><p>Ani</p><p>Budi</p><hr><h2>Sukabumi</h2><p>Cici</p><hr>"},
    {"nested repeats",
     "<tal:a repeat='a items'><tal:b repeat='b items'><i tal:condition='repeat/a/start' "
     "tal:replace='string:${repeat/a/index}"
     "${repeat/b/index} '/></tal:b></tal:a>",
     "00 01 02 "},
    {"attributes",
     "<a href='#' class='k' id='i' tal:attributes='href string:x?a=1&amp;b=2; class nothing; id default; "
     "title marks'>x</a>",
     "<a href=\"x?a=1&amp;b=2\" id=\"i\" title=\"a &lt; b &amp; &quot;c&quot;\">x</a>"},
    {"default without original", "<a tal:attributes='title default'>x</a>", "<a>x</a>"},
    {"boolean attributes",
     "<input checked='checked' tal:attributes='checked no'/><input tal:attributes='checked title'/>"
     "<input checked='checked' tal:attributes='checked default'/>",
     "<input><input checked=\"checked\"><input checked=\"checked\">"},
    {"a false value in another attribute", "<a tal:attributes='aria-expanded no'>x</a>",
     "<a aria-expanded=\"false\">x</a>"},
    {"attrs", "<a href='q' title='t' tal:content='string:${attrs/href}${attrs/title}'/>",
     "<a href=\"q\" title=\"t\">qt</a>"},
    {"addresses are encoded", "<a tal:attributes='href string:a b\"c'>x</a>", "<a href=\"a%20b%22c\">x</a>"},
    {"omit-tag", "<b tal:omit-tag=''>1</b><b tal:omit-tag='title'>2</b><b tal:omit-tag='no'>3</b>",
     "12<b>3</b>"},
    {"tal elements",
     "<tal:x content='title'/><tal:x repeat='i items' replace='i'/><metal:x tal:condition='no'>x</metal:x>",
     "Klaim JHTsatuduatiga"},
    {"switch",
     "<tal:s switch='key'><i tal:case='string:a'>a</i><i tal:case='string:b'>b</i><i "
     "tal:case='default'>c</i></tal:s>"
     "<tal:s switch='title'><i tal:case='string:a'>a</i><i tal:case='default'>c</i></tal:s>",
     "<i>b</i><i>c</i>"},
    {"on-error",
     "<p class='k' tal:attributes='id xyzzy' tal:on-error='string:[${error/type}]'>x<b "
     "tal:content='nope'/></p>",
     "<p class=\"k\">[TEMPLATE_VARIABLE]</p>"},
    {"on-error undoes what was begun",
     "<p tal:on-error='string:x'><i tal:repeat='i items' tal:define='title i'>"
     "<b tal:content='i/nope'/></i></p><u tal:content='title'/>",
     "<p>x</p><u>Klaim JHT</u>"},
    {"the nearest on-error",
     "<div tal:on-error='string:a'><p tal:on-error='string:b'><i tal:content='nope'/></p></div>",
     "<div><p>b</p></div>"},
    {"on-error that fails goes on outwards",
     "<div tal:on-error='string:a'><p tal:on-error='nope'><i tal:content='nope'/></p></div>", "<div>a</div>"},
    {"options and CONTEXTS",
     "<i tal:content='options/title'/><i tal:define='nothing title' tal:content='CONTEXTS/nothing'>x</i>",
     "<i>Klaim JHT</i><i></i>"},
    {"structure of harmless text", "<i tal:content='structure title'/>", "<i>Klaim JHT</i>"},
    {"HTML tags",
     "<br/><p/><img src='a'/><script src='x'/><svg viewBox='0 0 1 1'><path d='M0'/><linearGradient/></svg>",
     "<br><p></p><img src=\"a\"><script src=\"x\"></script><svg viewBox=\"0 0 1 1\"><path "
     "d=\"M0\"/><linearGradient/></svg>"},
    {"what HTML allows and XML does not", "<p>a<br>b<input checked></p>",
     "<p>a<br>b<input checked=\"\"></p>"},
    {"script is not escaped", "<script><![CDATA[if (a < b && c) {}]]></script><style>a > b {}</style>",
     "<script>if (a < b && c) {}</script><style>a > b {}</style>"},
    {"script as HTML writes it",
     "<script>if (a < b && c) {}</script><script>a &lt; b</script><style>/* & */</style>",
     "<script>if (a < b && c) {}</script><script>a < b</script><style>/* & */</style>"},
    {"named characters", "<p title='a&nbsp;b'>&copy; &nbsp;&amp;&lt;&#233;&eacute;&mdash;</p>",
     "<p title=\"a&nbsp;b\">© &nbsp;&amp;&lt;éé—</p>"},
    {"name spaces go, the DOCTYPE comes",
     "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:tal='http://xml.zope.org/namespaces/tal' "
     "lang='id'><body/></html>",
     "<!DOCTYPE html>\n<html lang=\"id\"><body></body></html>"},
    {"a DOCTYPE stays", "<!DOCTYPE html>\n<html>\n</html>\n", "<!DOCTYPE html>\n<html>\n</html>\n"},
    {"another prefix for TAL", "<p xmlns:z='http://xml.zope.org/namespaces/tal' z:content='title'>x</p>",
     "<p>Klaim JHT</p>"},
    {"comments", "<p><!-- a < b -->x<!--! not this --></p>", "<p><!-- a < b -->x</p>"},
    {"macro and slots",
     "<tal:x condition='nothing'><b metal:define-macro='m'>[<i metal:define-slot='s'>kosong</i>]</b></tal:x>"
     "<b metal:use-macro='macros/m'/><b metal:use-macro='macros/m'>x<u metal:fill-slot='s'>isi</u>y</b>",
     "<b>[<i>kosong</i>]</b><b>[<u>isi</u>]</b>"},
    {"a macro is where it is defined, too",
     "<b metal:define-macro='m' tal:content='title'>x</b>-<b metal:use-macro='m'/>",
     "<b>Klaim JHT</b>-<b>Klaim JHT</b>"},
    {"a macro sees the variables of its user",
     "<tal:x condition='no'><b metal:define-macro='m' tal:content='v'/></tal:x>"
     "<u tal:define='v string:1'><b metal:use-macro='macros/m'/></u><b metal:use-macro='macros/m' "
     "tal:define='v string:2'/>",
     "<u><b>1</b></u><b>2</b>"},
    {"slots passed on through a second macro",
     "<tal:x condition='no'><b metal:define-macro='in'>(<i metal:define-slot='s'>in</i>)</b>"
     "<b metal:define-macro='out'>[<b metal:use-macro='macros/in'><i metal:fill-slot='s'><u "
     "metal:define-slot='s'>out</u></i></b>]</b>"
     "</tal:x><b metal:use-macro='macros/out'/><b metal:use-macro='macros/out'><u "
     "metal:fill-slot='s'>mine</u></b>",
     "<b>[<b>(<i><u>out</u></i>)</b>]</b><b>[<b>(<i><u>mine</u></i>)</b>]</b>"},
    {"extend-macro",
     "<tal:x condition='no'><b metal:define-macro='base'><i metal:define-slot='a'>a</i><i "
     "metal:define-slot='b'>b</i></b>"
     "<b metal:define-macro='more' metal:extend-macro='macros/base'><i metal:fill-slot='a'>A</i></b></tal:x>"
     "<b metal:use-macro='macros/more'><u metal:fill-slot='b'>B</u></b>",
     "<b><i>A</i><u>B</u></b>"},
    {"a macro that uses itself",
     "<tal:x condition='no'><ul metal:define-macro='m'><li tal:repeat='v v' tal:content='v'/></ul></tal:x>"
     "<tal:y define='v items'><ul metal:use-macro='macros/m'/></tal:y>",
     "<ul><li>satu</li><li>dua</li><li>tiga</li></ul>"},
    {"a macro by variable, and its name",
     "<tal:x condition='no'><b metal:define-macro='m' tal:content='macroname'/></tal:x><b "
     "metal:use-macro='macros/?macro'/>",
     "<b>m</b>"},
    {"messages: id, text, parts, attributes",
     "<p i18n:translate='help'>x</p><p i18n:translate=''>Halo\n  dunia</p><p i18n:translate='hello'>a <b "
     "i18n:name='who' tal:content="
     "'title'/></p><p i18n:translate=''>Halo <b i18n:name='who'>B</b>!</p><img alt='Alt' title='x' "
     "i18n:attributes='alt; title help'/>"
     "<p i18n:translate='' tal:content='title'/>",
     "<p>Bantuan</p><p>Hello world</p><p>Hello <b>Klaim JHT</b>, &lt;dear&gt; <b>Klaim "
     "JHT</b></p><p><b>B</b>, hello!</p>"
     "<img alt=\"Alternative\" title=\"Bantuan\"><p>Claim</p>"},
    {"style of plain values", "<p tal:attributes='style string:width:${share}%;;color:rgb(1,2,3)'/>",
     "<p style=\"width:45.83%;color:rgb(1,2,3)\"></p>"},
    {"a picture as data", "<img tal:attributes='src string:data:image/png;;base64,AA'/>",
     "<img src=\"data:image/png;base64,AA\">"},
};

static const struct row xml_rows[] = {
    {"XML keeps what it has",
     "<?xml version=\"1.0\"?>\n<!-- a -->\n<svg xmlns='http://www.w3.org/2000/svg' "
     "xmlns:tal='http://xml.zope.org/namespaces/tal' "
     "xmlns:frame='urn:suluh:frame' frame:bleed='3'><?p d?><style><![CDATA[a > b]]></style><g></g><text "
     "tal:content='marks'/></svg>\n",
     "<?xml version=\"1.0\"?>\n<!-- a -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
     "xmlns:frame=\"urn:suluh:frame\" "
     "frame:bleed=\"3\"><?p d?><style><![CDATA[a > b]]></style><g/><text>a &lt; b &amp; "
     "\"c\"</text></svg>\n"},
    {"XML has no boolean attributes", "<a tal:attributes='open title'/>", "<a open=\"Klaim JHT\"/>"},
    {"line ends in XML attributes", "<a t='x&#10;y' tal:attributes='u attrs/t'/>",
     "<a t=\"x&#10;y\" u=\"x&#10;y\"/>"},
    {"the links of a feed", "<feed><link>a</link></feed>", "<feed><link>a</link></feed>"},
    {"name spaces of elements that are not written", "<tal:b xmlns:q='urn:q'><q:a/></tal:b>",
     "<q:a xmlns:q=\"urn:q\"/>"},
    {"another encoding is not kept", "<?xml version='1.0' encoding='iso-8859-1'?><a>\xc3\xa9</a>",
     "<?xml version='1.0' encoding=\"UTF-8\"?><a>\xc3\xa9</a>"},
    {"no-break space", "<a>&nbsp;</a>", "<a>&#160;</a>"},
};

static struct source *source_of(struct arena *arena, const char *name, const char *text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = str_from(name), .text = str_from(text)};
    return source;
}

/* With what it rests on told to be alike, a template comes to the same: when its parts are rendered, and when they are copied. */
static void check_alike(struct arena *arena, const struct row *row, const struct template_run *plain)
{
    static const char *const names[] = {"title", "marks", "empty", "no",     "zero",       "none",
                                        "items", "map",   "key",   "index",  "day",        "price",
                                        "share", "url",   "macro", "people", "nothingness"};
    struct diag *diag = diag_new();
    struct template_set *set = template_set_open(arena, diag, NULL, STR_NONE);
    template_set_alike(set, names, sizeof names / sizeof *names);
    const struct template *template =
        template_compile(arena, diag, set, source_of(arena, row->name, row->template));
    struct template_run run = *plain;
    run.cache = template_cache_open(arena, set);
    run.diag = diag;
    for (int i = 0; i < 2; i++) {
        struct buf out = {0};
        if (template) template_render(template, &run, &out);
        same_text(buf_view(&out), row->expected,
                  i ? "the same from parts that were kept" : "the same with alike parts");
        buf_free(&out);
    }
    diag_free(diag);
}

static void check(struct arena *arena, const struct row *row, enum template_form form)
{
    struct diag *diag = diag_new();
    struct buf out = {0};
    const struct template *template =
        template_compile(arena, diag, NULL, source_of(arena, row->name, row->template));
    struct template_run run = {
        .variables = yaml_read(arena, diag, source_of(arena, "data", DATA)),
        .messages = yaml_read(arena, diag, source_of(arena, "messages", MESSAGES)),
        .lang = S("id"),
        .form = form,
        .scratch = arena,
        .diag = diag,
    };
    bool fine = template && template_render(template, &run, &out);
    same_text(buf_view(&out), row->expected, row->name);
    if (!fine || diag_count(diag, DIAG_WARNING)) {
        ok(false, "no fault is told");
        diag_print(diag, stdout, LANGUAGE_EN, 0);
    }
    check_alike(arena, row, &run);
    buf_free(&out);
    diag_free(diag);
}

/* Only what rests on alike variables alone is kept; markup within it is told as ever. */
static void check_kept(struct arena *arena)
{
    static const char *const names[] = {"same"};
    static const struct {
        const char *same, *own, *expected;
    } runs[] = {{"a", "1", "<p>a</p><p>1</p><p>a1</p><b>a</b><i>a</i>"},
                {"x", "2", "<p>a</p><p>2</p><p>x2</p><b>a</b><i>x</i>"}};
    struct diag *diag = diag_new();
    struct template_set *set = template_set_open(arena, diag, NULL, STR_NONE);
    template_set_alike(set, names, 1);
    const struct template *template = template_compile(
        arena, diag, set,
        source_of(
            arena, "kept",
            "<p tal:content='structure same'/><p tal:content='own'/><p tal:content='string:${same}${own}'/>"
            "<b tal:condition='same' tal:content='same'/><i tal:define='same same' tal:content='same'/>"));
    struct template_cache *cache = template_cache_open(arena, set);
    for (size_t i = 0; i < 2; i++) {
        struct value *variables = value_map(arena);
        struct template_marks marks = {0};
        struct buf out = {0};
        value_set(arena, variables, S("same"), value_markup(arena, str_from(runs[i].same)));
        value_set(arena, variables, S("own"), value_text(arena, str_from(runs[i].own)));
        struct template_run run = {
            .variables = variables, .scratch = arena, .diag = diag, .cache = cache, .marks = &marks};
        ok(template && template_render(template, &run, &out), "a template with alike parts is rendered");
        same_text(buf_view(&out), runs[i].expected, "of which only these are kept");
        ok(marks.count == 1 && marks.items[0].at == 3 && str_is(marks.items[0].markup->text, "a"),
           "their markup is told again");
        buf_free(&out);
    }
    diag_free(diag);
}

static void check_markup(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct buf out = {0};
    struct value *variables = value_map(arena);
    value_set(arena, variables, S("m"), value_markup(arena, S("<b>1</b>")));
    const struct template *template = template_compile(
        arena, diag, NULL,
        source_of(arena, "markup",
                  "<p tal:content='structure m'/><p tal:content='m'/><a tal:attributes='title m'/>"));
    struct template_run run = {.variables = variables, .scratch = arena, .diag = diag};
    ok(template && template_render(template, &run, &out), "markup is rendered");
    same_text(buf_view(&out),
              "<p><b>1</b></p><p>&lt;b&gt;1&lt;/b&gt;</p><a title=\"&lt;b&gt;1&lt;/b&gt;\"></a>",
              "only structure inserts markup as it is");
    buf_free(&out);
    diag_free(diag);
}

/* Two files that use each other's macros. */
static void check_set(struct arena *arena)
{
    struct diag *diag = diag_new();
    struct buf out = {0};
    struct template_set *set = template_set_open(arena, diag, "tests/golden/template", STR_NONE);
    const struct template *template = template_get(set, S("uses.xhtml"));
    ok(template && template == template_get(set, S("uses.xhtml")), "a template is compiled once");
    struct template_run run = {
        .variables = yaml_read(arena, diag, source_of(arena, "data", "title: T\npage: {title: P}")),
        .scratch = arena,
        .diag = diag,
    };
    ok(template && template_render(template, &run, &out), "and rendered");
    same_text(buf_view(&out),
              "<html>\n<head><title>P</title></head>\n<body>\n<b>T</b>\n<main><b>T</b> di "
              "dalam</main>\n</body>\n</html>\n",
              "macros and slots across files");
    ok(diag_count(diag, DIAG_ERROR) == 0, "no fault is told");
    buf_free(&out);
    diag_free(diag);
}

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof html_rows / sizeof *html_rows; i++)
        check(arena, &html_rows[i], TEMPLATE_HTML);
    for (size_t i = 0; i < sizeof xml_rows / sizeof *xml_rows; i++) check(arena, &xml_rows[i], TEMPLATE_XML);
    check_markup(arena);
    check_kept(arena);
    check_set(arena);
    arena_free(arena);
    return done();
}
