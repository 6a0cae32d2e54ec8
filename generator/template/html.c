#include "template/html.h"

#include <string.h>

/* Lists end with NULL. All names are lower case; HTML compares without regard to case. */
static const char *const void_elements[] = {"area",  "base",  "basefont", "br",    "col",    "embed",
                                            "frame", "hr",    "img",      "input", "keygen", "link",
                                            "meta",  "param", "source",   "track", "wbr",    NULL};
static const char *const raw_elements[] = {"script",  "style",    "xmp",       "iframe",
                                           "noembed", "noframes", "plaintext", NULL};
static const char *const boolean_attributes[] = {
    "allowfullscreen", "async",     "autofocus",   "autoplay",  "checked",  "compact",
    "controls",        "declare",   "default",     "defer",     "disabled", "formnovalidate",
    "hidden",          "inert",     "ismap",       "itemscope", "loop",     "multiple",
    "muted",           "nomodule",  "nohref",      "noresize",  "noshade",  "novalidate",
    "nowrap",          "open",      "playsinline", "readonly",  "required", "reversed",
    "selected",        "truespeed", NULL};
static const struct {
    const char *attribute, *element; /* NULL: on any element */
} url_attributes[] = {
    {"href", NULL},        {"src", NULL},        {"action", NULL},    {"formaction", NULL},
    {"poster", NULL},      {"cite", NULL},       {"longdesc", NULL},  {"lowsrc", NULL},
    {"background", NULL},  {"codebase", NULL},   {"data", "object"},  {"archive", "object"},
    {"classid", "object"}, {"manifest", "html"}, {"profile", "head"},
};
static const char *const picture_elements[] = {"img", "image", "input", "source", "video", "feimage", NULL};
static const char *const animations[] = {"animate", "set", "animatemotion", "animatetransform", NULL};
static const char *const animated[] = {"to", "from", "by", "values", NULL};
/* Functions that a style value may call. */
static const char *const style_functions[] = {
    "rgb",       "rgba",       "hsl",        "hsla",   "calc",  "var",    "min",    "max", "clamp",
    "translate", "translatex", "translatey", "rotate", "scale", "minmax", "repeat", NULL};

static bool among(Str name, const char *const *list)
{
    for (; *list; list++)
        if (str_equal_nocase(name, str_from(*list))) return true;
    return false;
}

static bool is_url_attribute(Str element, Str attribute)
{
    for (size_t i = 0; i < sizeof url_attributes / sizeof *url_attributes; i++)
        if (str_equal_nocase(attribute, str_from(url_attributes[i].attribute)))
            return !url_attributes[i].element ||
                   str_equal_nocase(element, str_from(url_attributes[i].element));
    return false;
}

bool html_is_void(Str element)
{
    return among(element, void_elements);
}

bool html_is_raw(Str element)
{
    return among(element, raw_elements);
}

enum html_context html_attribute_context(Str element, Str attribute)
{
    if (str_equal_nocase(attribute, S("xml:base"))) return HTML_CONTEXT_URL;
    size_t colon = str_find_char(attribute, ':'); /* xlink:href, whatever the prefix */
    if (colon < attribute.len) attribute = str_skip(attribute, colon + 1);
    if (attribute.len > 2 && str_equal_nocase(str_from_to(attribute, 0, 2), S("on")))
        return HTML_CONTEXT_SCRIPT;
    if (str_equal_nocase(attribute, S("srcdoc"))) return HTML_CONTEXT_SCRIPT;
    if (str_equal_nocase(attribute, S("style"))) return HTML_CONTEXT_STYLE;
    if (str_equal_nocase(attribute, S("srcset")) || str_equal_nocase(attribute, S("imagesrcset")) ||
        str_equal_nocase(attribute, S("ping")))
        return HTML_CONTEXT_URLS;
    if (is_url_attribute(element, attribute))
        return among(element, picture_elements) ? HTML_CONTEXT_IMAGE : HTML_CONTEXT_URL;
    if (among(element, animations) && among(attribute, animated)) return HTML_CONTEXT_URLS;
    return among(attribute, boolean_attributes) ? HTML_CONTEXT_BOOLEAN : HTML_CONTEXT_PLAIN;
}

/* A subset of XML's names that HTML takes too. */
bool html_attribute_name_valid(Str name)
{
    if (!name.len || !(char_is_alpha(name.data[0]) || name.data[0] == '_' || (name.data[0] & 0x80)))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (!char_is_alpha(c) && !char_is_digit(c) && !(c & 0x80) && (!c || !strchr("-_.:", c))) return false;
    }
    return true;
}

/* The scheme as a browser reads it (WHATWG URL: leading controls and spaces are dropped, tabs and line ends anywhere). */
static Str url_scheme(Str url, char scheme[32])
{
    size_t len = 0, i = 0;
    while (i < url.len && (unsigned char)url.data[i] <= ' ') i++;
    for (; i < url.len; i++) {
        char c = url.data[i];
        if (c == '\t' || c == '\n' || c == '\r') continue;
        if (c == ':') return (Str){scheme, len};
        if (!char_is_alpha(c) && !(len && (char_is_digit(c) || c == '+' || c == '-' || c == '.')))
            return STR_NONE;
        if (len == 31) return STR_NONE; /* no scheme that a browser runs is that long */
        scheme[len++] = char_lower(c);
    }
    return STR_NONE;
}

static bool is_picture_data(Str url)
{
    static const char *const types[] = {"data:image/png",  "data:image/jpeg", "data:image/gif",
                                        "data:image/webp", "data:image/avif", NULL};
    for (size_t i = 0; types[i]; i++) {
        size_t len = strlen(types[i]);
        if (url.len > len && (url.data[len] == ';' || url.data[len] == ',') &&
            str_equal_nocase(str_from_to(url, 0, len), str_from(types[i])))
            return true;
    }
    return false;
}

bool html_url_is_safe(Str url, bool picture)
{
    static const char *const dangerous[] = {"javascript", "vbscript", "livescript",  "mocha",
                                            "jar",        "data",     "view-source", NULL};
    char room[32];
    Str scheme = url_scheme(url, room);
    if (!scheme.len || !among(scheme, dangerous)) return true;
    return picture && is_picture_data(url);
}

/* Candidates stand between commas, semicolons (SMIL's values) or white space. */
bool html_urls_are_safe(Str urls)
{
    size_t start = 0;
    for (size_t i = 0; i <= urls.len; i++) {
        if (i < urls.len && urls.data[i] != ',' && urls.data[i] != ';' && urls.data[i] != ' ') continue;
        if (!html_url_is_safe(str_skip(urls, start), false)) return false;
        start = i + 1;
    }
    return true;
}

bool html_style_is_safe(Str style)
{
    size_t word = 0;
    for (size_t i = 0; i < style.len; i++) {
        char c = style.data[i];
        if (c == '(' && !among(str_from_to(style, word, i), style_functions)) return false;
        if (!char_is_alpha(c) && !char_is_digit(c) && (!c || !strchr("-_.,:;%#()+*/ !\t\n", c))) return false;
        if (c == '/' && i + 1 < style.len && (style.data[i + 1] == '*' || style.data[i + 1] == '/'))
            return false;
        if (!char_is_alpha(c) && c != '-') word = i + 1;
    }
    return true;
}
