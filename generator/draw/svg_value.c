/* Numbers, lengths, colours, transforms as SVG and CSS write them. Sources: SVG 1.1 4.2 (data types), 7.6 (transform), 7.8
 * (preserveAspectRatio), 8.3.9 (grammar of numbers in paths); CSS Color 4, 6.1 (names). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/svg_internal.h"

void scan_space(struct scan *scan)
{
    while (scan->at < scan->end && char_is_space(*scan->at)) scan->at++;
}

void scan_comma(struct scan *scan)
{
    scan_space(scan);
    if (scan->at < scan->end && *scan->at == ',') scan->at++;
    scan_space(scan);
}

/* mantissa × 10^exponent. Powers up to 22 are exact, so that one division or multiplication rounds as it should. */
static double scaled(uint64_t mantissa, int exponent)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (mantissa == 0) return 0;
    if (exponent >= 0 && exponent <= 22) return (double)mantissa * powers[exponent];
    if (exponent < 0 && exponent >= -22) return (double)mantissa / powers[-exponent];
    return (double)mantissa * pow(10, exponent);
}

/* Only what the grammar of SVG allows: no "inf", "nan", hexadecimal or locale. */
bool scan_number(struct scan *scan, double *number)
{
    const char *at = scan->at, *end = scan->end;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    uint64_t mantissa = 0;
    int exponent = 0, digits = 0;
    bool point = false;
    for (; at < end && (char_is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        digits++;
        if (mantissa < 100000000000000000u) {
            mantissa = mantissa * 10 + (uint64_t)(*at - '0');
            exponent -= point;
        } else {
            exponent += !point;
        }
    }
    if (!digits) return false;
    const char *e = at;
    if (e + 1 < end && (*e == 'e' || *e == 'E')) {
        e++;
        bool less = *e == '-';
        if (*e == '-' || *e == '+') e++;
        int power = 0;
        if (e < end && char_is_digit(*e)) {
            for (; e < end && char_is_digit(*e); e++) power = power < 1000 ? power * 10 + (*e - '0') : power;
            exponent += less ? -power : power;
            at = e;
        }
    }
    double value = scaled(mantissa, exponent);
    if (!(value <= SVG_NUMBER_MOST)) return false;
    *number = negative ? -value : value;
    scan->at = at;
    return true;
}

bool svg_value_number(Str text, double *number)
{
    struct scan scan = scan_from(str_trim(text));
    double value;
    if (!scan_number(&scan, &value) || scan.at != scan.end) return false;
    *number = value;
    return true;
}

bool svg_value_fraction(Str text, double *fraction)
{
    struct scan scan = scan_from(str_trim(text));
    double value;
    if (!scan_number(&scan, &value)) return false;
    if (scan.at + 1 == scan.end && *scan.at == '%')
        value /= 100;
    else if (scan.at != scan.end)
        return false;
    *fraction = value < 0 ? 0 : value > 1 ? 1 : value;
    return true;
}

static const struct length_unit {
    const char *name;
    double millimetres;
} length_units[] = {{"mm", 1},           {"cm", 10},       {"in", 25.4}, {"pt", 25.4 / 72},
                    {"px", 25.4 / 96.0}, {"pc", 25.4 / 6}, {"q", 0.25},  {"Q", 0.25}};

static double absolute_unit(Str name)
{
    for (size_t i = 0; i < sizeof length_units / sizeof *length_units; i++)
        if (str_is(name, length_units[i].name)) return length_units[i].millimetres;
    return 0;
}

bool svg_value_length(Str text, const struct svg_measure *measure, enum svg_axis axis, double *user)
{
    struct scan scan = scan_from(str_trim(text));
    double value, unit = 1;
    if (!scan_number(&scan, &value)) return false;
    Str name = str_slice(scan.at, scan.end);
    if (str_is(name, "%"))
        unit = (axis == AXIS_X   ? measure->width
                : axis == AXIS_Y ? measure->height
                                 : hypot(measure->width, measure->height) / sqrt(2)) /
               100;
    else if (str_is(name, "em"))
        unit = measure->font_size;
    else if (str_is(name, "ex"))
        unit = measure->font_size / 2;
    else if (str_is(name, "rem"))
        unit = 16;
    else if (name.len)
        unit = absolute_unit(name) * 96 / 25.4;
    if (name.len && unit == 0 && absolute_unit(name) == 0 && !str_is(name, "%") && !str_is(name, "em") &&
        !str_is(name, "ex"))
        return false;
    value *= unit;
    if (!(fabs(value) <= SVG_NUMBER_MOST)) return false;
    *user = value;
    return true;
}

bool svg_length(Str text, double unit, double font_size, double *mm)
{
    struct scan scan = scan_from(str_trim(text));
    double value;
    if (!scan_number(&scan, &value)) return false;
    Str name = str_slice(scan.at, scan.end);
    double factor = !name.len             ? unit
                    : str_is(name, "em")  ? font_size
                    : str_is(name, "rem") ? font_size
                    : str_is(name, "ex")  ? font_size / 2
                                          : absolute_unit(name);
    if (name.len && !str_is(name, "em") && !str_is(name, "rem") && !str_is(name, "ex") && factor == 0)
        return false;
    if (!(fabs(value * factor) <= SVG_NUMBER_MOST)) return false;
    *mm = value * factor;
    return true;
}

/* ---- colours ---- */

static const struct color_name {
    const char *name;
    uint32_t rgb;
} color_names[] = {{"aliceblue", 0xf0f8ff},
                   {"antiquewhite", 0xfaebd7},
                   {"aqua", 0x00ffff},
                   {"aquamarine", 0x7fffd4},
                   {"azure", 0xf0ffff},
                   {"beige", 0xf5f5dc},
                   {"bisque", 0xffe4c4},
                   {"black", 0x000000},
                   {"blanchedalmond", 0xffebcd},
                   {"blue", 0x0000ff},
                   {"blueviolet", 0x8a2be2},
                   {"brown", 0xa52a2a},
                   {"burlywood", 0xdeb887},
                   {"cadetblue", 0x5f9ea0},
                   {"chartreuse", 0x7fff00},
                   {"chocolate", 0xd2691e},
                   {"coral", 0xff7f50},
                   {"cornflowerblue", 0x6495ed},
                   {"cornsilk", 0xfff8dc},
                   {"crimson", 0xdc143c},
                   {"cyan", 0x00ffff},
                   {"darkblue", 0x00008b},
                   {"darkcyan", 0x008b8b},
                   {"darkgoldenrod", 0xb8860b},
                   {"darkgray", 0xa9a9a9},
                   {"darkgreen", 0x006400},
                   {"darkgrey", 0xa9a9a9},
                   {"darkkhaki", 0xbdb76b},
                   {"darkmagenta", 0x8b008b},
                   {"darkolivegreen", 0x556b2f},
                   {"darkorange", 0xff8c00},
                   {"darkorchid", 0x9932cc},
                   {"darkred", 0x8b0000},
                   {"darksalmon", 0xe9967a},
                   {"darkseagreen", 0x8fbc8f},
                   {"darkslateblue", 0x483d8b},
                   {"darkslategray", 0x2f4f4f},
                   {"darkslategrey", 0x2f4f4f},
                   {"darkturquoise", 0x00ced1},
                   {"darkviolet", 0x9400d3},
                   {"deeppink", 0xff1493},
                   {"deepskyblue", 0x00bfff},
                   {"dimgray", 0x696969},
                   {"dimgrey", 0x696969},
                   {"dodgerblue", 0x1e90ff},
                   {"firebrick", 0xb22222},
                   {"floralwhite", 0xfffaf0},
                   {"forestgreen", 0x228b22},
                   {"fuchsia", 0xff00ff},
                   {"gainsboro", 0xdcdcdc},
                   {"ghostwhite", 0xf8f8ff},
                   {"gold", 0xffd700},
                   {"goldenrod", 0xdaa520},
                   {"gray", 0x808080},
                   {"green", 0x008000},
                   {"greenyellow", 0xadff2f},
                   {"grey", 0x808080},
                   {"honeydew", 0xf0fff0},
                   {"hotpink", 0xff69b4},
                   {"indianred", 0xcd5c5c},
                   {"indigo", 0x4b0082},
                   {"ivory", 0xfffff0},
                   {"khaki", 0xf0e68c},
                   {"lavender", 0xe6e6fa},
                   {"lavenderblush", 0xfff0f5},
                   {"lawngreen", 0x7cfc00},
                   {"lemonchiffon", 0xfffacd},
                   {"lightblue", 0xadd8e6},
                   {"lightcoral", 0xf08080},
                   {"lightcyan", 0xe0ffff},
                   {"lightgoldenrodyellow", 0xfafad2},
                   {"lightgray", 0xd3d3d3},
                   {"lightgreen", 0x90ee90},
                   {"lightgrey", 0xd3d3d3},
                   {"lightpink", 0xffb6c1},
                   {"lightsalmon", 0xffa07a},
                   {"lightseagreen", 0x20b2aa},
                   {"lightskyblue", 0x87cefa},
                   {"lightslategray", 0x778899},
                   {"lightslategrey", 0x778899},
                   {"lightsteelblue", 0xb0c4de},
                   {"lightyellow", 0xffffe0},
                   {"lime", 0x00ff00},
                   {"limegreen", 0x32cd32},
                   {"linen", 0xfaf0e6},
                   {"magenta", 0xff00ff},
                   {"maroon", 0x800000},
                   {"mediumaquamarine", 0x66cdaa},
                   {"mediumblue", 0x0000cd},
                   {"mediumorchid", 0xba55d3},
                   {"mediumpurple", 0x9370db},
                   {"mediumseagreen", 0x3cb371},
                   {"mediumslateblue", 0x7b68ee},
                   {"mediumspringgreen", 0x00fa9a},
                   {"mediumturquoise", 0x48d1cc},
                   {"mediumvioletred", 0xc71585},
                   {"midnightblue", 0x191970},
                   {"mintcream", 0xf5fffa},
                   {"mistyrose", 0xffe4e1},
                   {"moccasin", 0xffe4b5},
                   {"navajowhite", 0xffdead},
                   {"navy", 0x000080},
                   {"oldlace", 0xfdf5e6},
                   {"olive", 0x808000},
                   {"olivedrab", 0x6b8e23},
                   {"orange", 0xffa500},
                   {"orangered", 0xff4500},
                   {"orchid", 0xda70d6},
                   {"palegoldenrod", 0xeee8aa},
                   {"palegreen", 0x98fb98},
                   {"paleturquoise", 0xafeeee},
                   {"palevioletred", 0xdb7093},
                   {"papayawhip", 0xffefd5},
                   {"peachpuff", 0xffdab9},
                   {"peru", 0xcd853f},
                   {"pink", 0xffc0cb},
                   {"plum", 0xdda0dd},
                   {"powderblue", 0xb0e0e6},
                   {"purple", 0x800080},
                   {"rebeccapurple", 0x663399},
                   {"red", 0xff0000},
                   {"rosybrown", 0xbc8f8f},
                   {"royalblue", 0x4169e1},
                   {"saddlebrown", 0x8b4513},
                   {"salmon", 0xfa8072},
                   {"sandybrown", 0xf4a460},
                   {"seagreen", 0x2e8b57},
                   {"seashell", 0xfff5ee},
                   {"sienna", 0xa0522d},
                   {"silver", 0xc0c0c0},
                   {"skyblue", 0x87ceeb},
                   {"slateblue", 0x6a5acd},
                   {"slategray", 0x708090},
                   {"slategrey", 0x708090},
                   {"snow", 0xfffafa},
                   {"springgreen", 0x00ff7f},
                   {"steelblue", 0x4682b4},
                   {"tan", 0xd2b48c},
                   {"teal", 0x008080},
                   {"thistle", 0xd8bfd8},
                   {"tomato", 0xff6347},
                   {"turquoise", 0x40e0d0},
                   {"violet", 0xee82ee},
                   {"wheat", 0xf5deb3},
                   {"white", 0xffffff},
                   {"whitesmoke", 0xf5f5f5},
                   {"yellow", 0xffff00},
                   {"yellowgreen", 0x9acd32}};

static int color_name_compare(const void *key, const void *row)
{
    const Str *text = key;
    return str_compare(*text, str_from(((const struct color_name *)row)->name));
}

static bool named_color(Str text, Color *color)
{
    char lower[24];
    if (text.len >= sizeof lower) return false;
    for (size_t i = 0; i < text.len; i++) lower[i] = char_lower(text.data[i]);
    Str name = {lower, text.len};
    if (str_is(name, "transparent")) {
        *color = (Color){0, 0, 0, 0};
        return true;
    }
    const struct color_name *found = bsearch(&name, color_names, sizeof color_names / sizeof *color_names,
                                             sizeof *color_names, color_name_compare);
    if (!found) return false;
    *color =
        (Color){(found->rgb >> 16) / 255.0, (found->rgb >> 8 & 255) / 255.0, (found->rgb & 255) / 255.0, 1};
    return true;
}

static int hex_digit(char c)
{
    if (char_is_digit(c)) return c - '0';
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_color(Str digits, Color *color)
{
    bool short_form = digits.len == 3 || digits.len == 4;
    if (!short_form && digits.len != 6 && digits.len != 8) return false;
    double part[4] = {0, 0, 0, 1};
    for (size_t i = 0, n = short_form ? digits.len : digits.len / 2; i < n; i++) {
        int high = hex_digit(digits.data[short_form ? i : 2 * i]);
        int low = short_form ? high : hex_digit(digits.data[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        part[i] = (high * 16 + low) / 255.0;
    }
    *color = (Color){part[0], part[1], part[2], part[3]};
    return true;
}

/* rgb(1, 2, 3), rgb(10%, 20%, 30%), rgb(1 2 3 / 40%), rgba(…) */
static bool function_color(Str arguments, Color *color)
{
    struct scan scan = scan_from(arguments);
    double part[4] = {0, 0, 0, 1};
    for (int i = 0; i < 4; i++) {
        scan_comma(&scan);
        if (i == 3 && scan.at == scan.end) break;
        if (i == 3 && *scan.at == '/') scan.at++, scan_space(&scan);
        if (!scan_number(&scan, &part[i])) return false;
        bool percent = scan.at < scan.end && *scan.at == '%';
        if (percent) scan.at++;
        part[i] /= percent ? 100 : i < 3 ? 255 : 1;
        part[i] = part[i] < 0 ? 0 : part[i] > 1 ? 1 : part[i];
    }
    scan_space(&scan);
    if (scan.at != scan.end) return false;
    *color = (Color){part[0], part[1], part[2], part[3]};
    return true;
}

static double hue_part(double hue, double low, double high)
{
    hue = hue - floor(hue);
    double share = hue < 1.0 / 6 ? hue * 6 : hue < 0.5 ? 1 : hue < 2.0 / 3 ? (2.0 / 3 - hue) * 6 : 0;
    return low + (high - low) * share;
}

/* hsl(120, 100%, 75%), hsl(120deg 100% 75% / 50%): CSS Color 4, 7. */
static bool hue_color(Str arguments, Color *color)
{
    struct scan scan = scan_from(arguments);
    double part[4] = {0, 0, 0, 1};
    for (int i = 0; i < 4; i++) {
        scan_comma(&scan);
        if (i == 3 && scan.at == scan.end) break;
        if (i == 3 && *scan.at == '/') scan.at++, scan_space(&scan);
        if (!scan_number(&scan, &part[i])) return false;
        bool percent = scan.at < scan.end && *scan.at == '%';
        if (i == 0 && str_starts(str_slice(scan.at, scan.end), S("deg"))) scan.at += 3;
        if (percent) scan.at++;
        if (percent == (i == 0) && i < 3) return false;
        part[i] /= i == 0 ? 360 : percent ? 100 : 1;
        if (i > 0) part[i] = part[i] < 0 ? 0 : part[i] > 1 ? 1 : part[i];
    }
    scan_space(&scan);
    if (scan.at != scan.end) return false;
    double high = part[2] <= 0.5 ? part[2] * (1 + part[1]) : part[2] + part[1] - part[2] * part[1],
           low = 2 * part[2] - high;
    *color = (Color){hue_part(part[0] + 1.0 / 3, low, high), hue_part(part[0], low, high),
                     hue_part(part[0] - 1.0 / 3, low, high), part[3]};
    return true;
}

bool svg_color(Str text, Color *color)
{
    text = str_trim(text);
    if (text.len && text.data[0] == '#') return hex_color(str_skip(text, 1), color);
    size_t open = str_find_char(text, '(');
    if (open == text.len) return named_color(text, color);
    Str name = str_from_to(text, 0, open);
    if (text.data[text.len - 1] != ')') return false;
    if (svg_word_is(name, "hsl|hsla")) return hue_color(str_from_to(text, open + 1, text.len - 1), color);
    if (!str_equal_nocase(name, S("rgb")) && !str_equal_nocase(name, S("rgba"))) return false;
    return function_color(str_from_to(text, open + 1, text.len - 1), color);
}

bool svg_value_url(Str text, Str *url, Str *rest)
{
    text = str_trim(text);
    if (text.len < 5 || !str_equal_nocase(str_from_to(text, 0, 4), S("url("))) return false;
    size_t close = str_find_char(text, ')');
    if (close == text.len) return false;
    Str inside = str_trim(str_from_to(text, 4, close));
    if (inside.len >= 2 && (inside.data[0] == '"' || inside.data[0] == '\'') &&
        inside.data[inside.len - 1] == inside.data[0])
        inside = str_from_to(inside, 1, inside.len - 1);
    *url = inside;
    *rest = str_trim(str_skip(text, close + 1));
    return true;
}

/* ---- transforms and viewports ---- */

bool svg_matrix_sound(Matrix m)
{
    const double entries[] = {m.a, m.b, m.c, m.d, m.e, m.f};
    for (int i = 0; i < 6; i++)
        if (!(fabs(entries[i]) <= SVG_NUMBER_MOST)) return false;
    return true;
}

static bool transform_numbers(struct scan *scan, double numbers[6], int *count)
{
    scan_space(scan);
    if (scan->at >= scan->end || *scan->at != '(') return false;
    scan->at++;
    for (*count = 0;; ++*count) {
        scan_comma(scan);
        if (scan->at < scan->end && *scan->at == ')') break;
        if (*count == 6 || !scan_number(scan, &numbers[*count])) return false;
        /* The CSS form writes px and deg. */
        Str rest = str_slice(scan->at, scan->end);
        if (str_starts(rest, S("px")))
            scan->at += 2;
        else if (str_starts(rest, S("deg")))
            scan->at += 3;
    }
    scan->at++;
    return true;
}

static bool transform_one(Str name, const double n[6], int count, Matrix *m)
{
    double radians = n[0] * (3.14159265358979323846 / 180);
    if (str_is(name, "matrix") && count == 6)
        *m = (Matrix){n[0], n[1], n[2], n[3], n[4], n[5]};
    else if (str_is(name, "translate") && (count == 1 || count == 2))
        *m = matrix_translate(n[0], count == 2 ? n[1] : 0);
    else if (str_is(name, "scale") && (count == 1 || count == 2))
        *m = matrix_scale(n[0], count == 2 ? n[1] : n[0]);
    else if (str_is(name, "translateX") && count == 1)
        *m = matrix_translate(n[0], 0);
    else if (str_is(name, "translateY") && count == 1)
        *m = matrix_translate(0, n[0]);
    else if (str_is(name, "scaleX") && count == 1)
        *m = matrix_scale(n[0], 1);
    else if (str_is(name, "scaleY") && count == 1)
        *m = matrix_scale(1, n[0]);
    else if (str_is(name, "skewX") && count == 1)
        *m = (Matrix){1, 0, tan(radians), 1, 0, 0};
    else if (str_is(name, "skewY") && count == 1)
        *m = (Matrix){1, tan(radians), 0, 1, 0, 0};
    else if (str_is(name, "rotate") && count == 1)
        *m = matrix_rotate(n[0]);
    else if (str_is(name, "rotate") && count == 3)
        *m = matrix_multiply(matrix_multiply(matrix_translate(-n[1], -n[2]), matrix_rotate(n[0])),
                             matrix_translate(n[1], n[2]));
    else
        return false;
    return true;
}

bool svg_value_transform(Str text, Matrix *matrix)
{
    struct scan scan = scan_from(str_trim(text));
    *matrix = MATRIX_IDENTITY;
    if (str_is(str_slice(scan.at, scan.end), "none")) return true;
    while (scan.at < scan.end) {
        const char *from = scan.at;
        while (scan.at < scan.end && char_is_alpha(*scan.at)) scan.at++;
        Str name = str_slice(from, scan.at);
        double numbers[6] = {0};
        int count;
        Matrix one;
        if (!transform_numbers(&scan, numbers, &count) || !transform_one(name, numbers, count, &one))
            return false;
        *matrix = matrix_multiply(one, *matrix);
        if (!svg_matrix_sound(*matrix)) return false;
        scan_comma(&scan);
    }
    return true;
}

bool svg_transform(Str text, Matrix *matrix)
{
    return svg_value_transform(text, matrix);
}

bool svg_value_view_box(Str text, Rect *box)
{
    struct scan scan = scan_from(text);
    double number[4];
    for (int i = 0; i < 4; i++) {
        scan_comma(&scan);
        if (!scan_number(&scan, &number[i])) return false;
    }
    scan_space(&scan);
    if (scan.at != scan.end || number[2] < 0 || number[3] < 0) return false;
    *box = (Rect){number[0], number[1], number[2], number[3]};
    return true;
}

static bool aspect_part(Str text, size_t at, char axis, double *part)
{
    static const char *const names[] = {"Min", "Mid", "Max"};
    if (text.len != 8 || text.data[at] != axis) return false;
    for (int i = 0; i < 3; i++)
        if (memcmp(text.data + at + 1, names[i], 3) == 0) {
            *part = i / 2.0;
            return true;
        }
    return false;
}

bool svg_value_aspect(Str text, struct svg_aspect *aspect)
{
    *aspect = (struct svg_aspect){false, false, 0.5, 0.5};
    text = str_trim(text);
    if (str_starts(text, S("defer"))) text = str_trim(str_skip(text, 5));
    if (!text.len) return true;
    Str rest = text, align = str_cut(&rest, ' ');
    rest = str_trim(rest);
    if (str_is(align, "none"))
        aspect->stretch = true;
    else if (!aspect_part(align, 0, 'x', &aspect->x) || !aspect_part(align, 4, 'Y', &aspect->y))
        return false;
    aspect->slice = str_is(rest, "slice");
    return !rest.len || aspect->slice || str_is(rest, "meet");
}

Rect svg_aspect_fit(struct svg_aspect aspect, double width, double height, Rect at)
{
    if (aspect.stretch || width <= 0 || height <= 0) return at;
    double x = at.width / width, y = at.height / height;
    double scale = (x < y) == aspect.slice ? y : x;
    Rect fit = {at.x, at.y, width * scale, height * scale};
    fit.x += (at.width - fit.width) * aspect.x;
    fit.y += (at.height - fit.height) * aspect.y;
    return fit;
}

bool svg_word_is(Str text, const char *list)
{
    for (Str rest = str_from(list); rest.len;)
        if (str_equal_nocase(str_cut(&rest, '|'), text)) return true;
    return false;
}
