/* Reading style sheets, a subset of CSS: rules with type, .class, #id, [attribute], some pseudo-classes, descendant and child selectors;
 * @media. Sources: CSS 2.2, 4.1 (syntax); Selectors 4; Media Queries 4. What is read here is matched by svg_match.c. */
#include <stdlib.h>
#include <string.h>

#include "draw/svg_rules.h"

enum { MEDIA_DEPTH = 2, WORK_OF_CHAIN = 16, WORK_OF_ATTRIBUTE = 64 };

/* ---- reading ---- */

struct sheet {
    struct svg_styles *styles;
    Str text;
    Loc loc; /* of text's first byte, when `exact` */
    bool exact;
};

static Loc sheet_loc(const struct sheet *sheet, size_t at)
{
    Loc loc = sheet->loc;
    if (sheet->exact) loc.offset += at;
    return loc;
}

static size_t skip_space(Str text, size_t at)
{
    for (;;) {
        while (at < text.len && char_is_space(text.data[at])) at++;
        Str rest = str_skip(text, at);
        if (str_starts(rest, S("/*"))) {
            Str inside = str_skip(rest, 2);
            at += 2 + str_find(inside, S("*/")) + 2;
            if (at > text.len) at = text.len;
        } else if (str_starts(rest, S("<!--"))) {
            at += 4;
        } else if (str_starts(rest, S("-->"))) {
            at += 3;
        } else {
            return at;
        }
    }
}

/* The place of the first of `stops` outside of strings, comments and brackets, or the end. */
static size_t find_stop(Str text, size_t at, const char *stops)
{
    int depth = 0;
    char quote = 0;
    for (; at < text.len; at++) {
        char c = text.data[at];
        if (quote) {
            if (c == '\\')
                at++;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '/' && at + 1 < text.len && text.data[at + 1] == '*') {
            at = skip_space(text, at) - 1;
        } else if (depth == 0 && c && strchr(stops, c)) {
            return at;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && depth > 0) {
            depth--;
        }
    }
    return text.len;
}

static bool name_char(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static Str take_name(Str text, size_t *at)
{
    size_t from = *at;
    while (*at < text.len && name_char(text.data[*at])) ++*at;
    return str_from_to(text, from, *at);
}

bool css_declaration_next(Str text, size_t *at, Str *name, Str *value, bool *important)
{
    for (;;) {
        *at = skip_space(text, *at);
        while (*at < text.len && text.data[*at] == ';') *at = skip_space(text, *at + 1);
        if (*at >= text.len) return false;
        size_t end = find_stop(text, *at, ";");
        Str pair = str_from_to(text, *at, end);
        *at = end;
        size_t colon = str_find_char(pair, ':');
        if (colon == pair.len) continue;
        *name = str_trim(str_from_to(pair, 0, colon));
        *value = str_trim(str_skip(pair, skip_space(pair, colon + 1)));
        size_t bang = str_find_last_char(*value, '!');
        *important =
            bang < value->len && str_equal_nocase(str_trim(str_skip(*value, bang + 1)), S("important"));
        if (*important) *value = str_trim(str_from_to(*value, 0, bang));
        if (name->len && value->len) return true;
    }
}

/* font: [style] [variant] [weight] size[/line-height] family */
bool css_font_part(Str value, Str name, Str *part)
{
    Str style = S("normal"), weight = S("normal"), variant = S("normal"), size = STR_NONE, line = S("normal");
    size_t at = 0;
    while (!size.len) {
        while (at < value.len && char_is_space(value.data[at])) at++;
        size_t from = at;
        while (at < value.len && !char_is_space(value.data[at])) at++;
        Str word = str_from_to(value, from, at);
        double number;
        if (!word.len) return false;
        if (str_is(word, "normal")) continue;
        if (svg_word_is(word, "italic|oblique"))
            style = word;
        else if (svg_word_is(word, "bold|bolder|lighter"))
            weight = word;
        else if (svg_value_number(word, &number) && number != 0)
            weight = word;
        else if (str_is(word, "small-caps"))
            variant = word;
        else
            size = word;
    }
    size_t slash = str_find_char(size, '/');
    if (slash < size.len) line = str_skip(size, slash + 1);
    size = str_from_to(size, 0, slash);
    Str family = str_trim(str_skip(value, at));
    const struct {
        const char *name;
        Str part;
    } parts[] = {{"font-size", size},   {"font-family", family},   {"font-weight", weight},
                 {"font-style", style}, {"font-variant", variant}, {"line-height", line}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (str_is(name, parts[i].name)) {
            *part = parts[i].part;
            return part->len > 0;
        }
    return false;
}

static const char *const font_parts[] = {"font-size",  "font-family",  "font-weight",
                                         "font-style", "font-variant", "line-height"};

static struct css_declaration *read_block(const struct sheet *sheet, size_t from, size_t to, size_t *count)
{
    struct css_declaration *list = NULL;
    size_t capacity = 0, at = 0;
    Str block = str_from_to(sheet->text, from, to), name, value, part;
    *count = 0;
    bool important;
    while (css_declaration_next(block, &at, &name, &value, &important)) {
        Loc loc = sheet_loc(sheet, (size_t)(name.data - sheet->text.data));
        list = arena_grow(sheet->styles->arena, list, &capacity, *count + 7, sizeof *list);
        if (!str_is(name, "font")) {
            list[(*count)++] = (struct css_declaration){name, value, svg_property_find(name), important, loc};
            continue;
        }
        for (size_t i = 0; i < sizeof font_parts / sizeof *font_parts; i++)
            if (css_font_part(value, str_from(font_parts[i]), &part))
                list[(*count)++] =
                    (struct css_declaration){str_from(font_parts[i]), part,
                                             svg_property_find(str_from(font_parts[i])), important, loc};
    }
    return list;
}

enum read_result { READ_FINE, READ_NEVER, READ_BAD }; /* NEVER: :hover and the like, nothing on paper */

static enum read_result read_pseudo(Str text, size_t *at, struct css_compound *compound)
{
    ++*at;
    bool element = *at < text.len && text.data[*at] == ':';
    if (element) ++*at;
    Str name = take_name(text, at);
    if (svg_word_is(name, "hover|focus|active|visited|focus-visible|focus-within|target")) return READ_NEVER;
    compound->first |= svg_word_is(name, "first-child|only-child");
    compound->last |= svg_word_is(name, "last-child|only-child");
    compound->root |= str_is(name, "root");
    return !element && svg_word_is(name, "first-child|last-child|only-child|root") ? READ_FINE : READ_BAD;
}

/* [name], [name=value] and with ~= |= ^= $= *= */
static bool read_attribute(Str text, size_t *at, struct css_compound *compound)
{
    if (compound->attribute_count == CSS_ATTRIBUTES_MOST) return false;
    struct css_attribute *attribute = &compound->attributes[compound->attribute_count++];
    *at = skip_space(text, *at + 1);
    attribute->name = take_name(text, at);
    *at = skip_space(text, *at);
    static const char marks[] = "~|^$*";
    static const enum css_test tests[] = {TEST_WORD, TEST_DASH, TEST_START, TEST_END, TEST_PART};
    const char *mark = *at < text.len && text.data[*at] ? strchr(marks, text.data[*at]) : NULL;
    if (mark) ++*at;
    bool compared = *at < text.len && text.data[*at] == '=';
    if (!attribute->name.len || (mark && !compared)) return false;
    attribute->test = mark ? tests[mark - marks] : compared ? TEST_EQUAL : TEST_SET;
    if (compared) {
        *at = skip_space(text, *at + 1);
        char quote = *at < text.len ? text.data[*at] : 0;
        bool quoted = quote == '"' || quote == '\'';
        size_t from = *at + quoted;
        if (quoted)
            *at = from + str_find_char(str_skip(text, from), quote);
        else
            take_name(text, at);
        attribute->value = str_from_to(text, from, *at);
        if (*at < text.len) *at = skip_space(text, *at + quoted);
    }
    if (*at >= text.len || text.data[*at] != ']') return false;
    ++*at;
    return true;
}

static bool read_name(Str text, size_t *at, struct css_compound *compound, uint32_t *specificity)
{
    bool class = text.data[(*at)++] == '.';
    Str name = take_name(text, at);
    if (!name.len || (class && compound->class_count == CSS_CLASSES_MOST)) return false;
    if (class)
        compound->classes[compound->class_count++] = name;
    else
        compound->id = name;
    *specificity += class ? 1 << 8 : 1 << 16;
    return true;
}

static enum read_result read_compound(Str text, size_t *at, struct css_compound *compound,
                                      uint32_t *specificity)
{
    size_t from = *at;
    compound->type = STR_NONE;
    if (*at < text.len && text.data[*at] == '*') {
        ++*at;
    } else {
        Str type = take_name(text, at);
        if (type.len) compound->type = type;
        *specificity += type.len > 0;
    }
    bool never = false;
    for (bool more = true; more && *at < text.len;) {
        char c = text.data[*at];
        if (c == '.' || c == '#') {
            if (!read_name(text, at, compound, specificity)) return READ_BAD;
        } else if (c == '[') {
            if (!read_attribute(text, at, compound)) return READ_BAD;
            *specificity += 1 << 8;
        } else if (c == ':') {
            enum read_result result = read_pseudo(text, at, compound);
            if (result == READ_BAD) return READ_BAD;
            never |= result == READ_NEVER;
            *specificity += 1 << 8;
        } else {
            more = false;
        }
    }
    return *at == from ? READ_BAD : never ? READ_NEVER : READ_FINE;
}

uint32_t css_key(enum css_key_kind kind, Str name)
{
    uint32_t hash = 2166136261u + (uint32_t)kind; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++) hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
    return hash ? hash : 1;
}

static uint32_t selector_key(const struct css_selector *selector)
{
    const struct css_compound *last = &selector->compounds[selector->count - 1];
    if (last->id.len) return css_key(KEY_ID, last->id);
    if (last->class_count) return css_key(KEY_CLASS, last->classes[0]);
    return last->type.len ? css_key(KEY_TYPE, last->type) : 0;
}

static enum read_result read_selector(struct arena *arena, Str text, struct css_selector *selector)
{
    struct css_compound list[CSS_COMPOUNDS_MOST] = {0};
    int count = 0;
    bool never = false, child = false;
    for (size_t at = skip_space(text, 0); at < text.len; at = skip_space(text, at)) {
        if (text.data[at] == '>' && count && !child) {
            child = true;
            at++;
            continue;
        }
        if (count == CSS_COMPOUNDS_MOST) return READ_BAD;
        list[count].child = child;
        child = false;
        enum read_result result = read_compound(text, &at, &list[count++], &selector->specificity);
        if (result == READ_BAD) return READ_BAD;
        never |= result == READ_NEVER;
    }
    if (!count || child) return READ_BAD;
    selector->count = count;
    selector->compounds = arena_copy(arena, list, (size_t)count * sizeof *list);
    selector->key = selector_key(selector);
    return never ? READ_NEVER : READ_FINE;
}

static void sheet_error(const struct sheet *sheet, size_t at, Str words)
{
    diag_report(sheet->styles->diag, sheet_loc(sheet, at), MSG_SVG_CSS, str_from_to(words, 0, 60));
    sheet->styles->failed = true;
}

static bool add_selectors(const struct sheet *sheet, size_t from, size_t to,
                          const struct css_declaration *list, size_t count)
{
    struct svg_styles *styles = sheet->styles;
    for (size_t at = from; at <= to;) {
        size_t end = find_stop(str_from_to(sheet->text, 0, to), at, ",");
        struct css_selector selector = {.order = (uint32_t)styles->count};
        Str text = str_trim(str_from_to(sheet->text, at, end));
        enum read_result result = read_selector(styles->arena, text, &selector);
        if (result == READ_BAD) sheet_error(sheet, skip_space(sheet->text, at), text);
        if (result == READ_FINE && count) {
            if (styles->count == SVG_RULES_MOST) return false;
            selector.declarations = list;
            selector.declaration_count = count;
            styles->selectors = arena_grow(styles->arena, styles->selectors, &styles->capacity,
                                           styles->count + 1, sizeof selector);
            styles->selectors[styles->count++] = selector;
            styles->work += selector.count == 1 ? 1 : (size_t)selector.count * WORK_OF_CHAIN;
            for (int i = 0; i < selector.count; i++)
                styles->work += (size_t)selector.compounds[i].attribute_count * WORK_OF_ATTRIBUTE;
        }
        at = end + 1;
    }
    return true;
}

static size_t block_end(Str text, size_t open)
{
    int depth = 0;
    for (size_t at = open; at < text.len; at++) {
        at = find_stop(text, at, "{}");
        if (at < text.len && text.data[at] == '{')
            depth++;
        else if (at < text.len && --depth == 0)
            return at;
    }
    return text.len;
}

static void read_rules(const struct sheet *sheet, size_t at, size_t to, int depth);

enum media { MEDIA_NO, MEDIA_YES, MEDIA_UNKNOWN };

/* What is printed is light, does not move, and nothing can be pointed at. */
static enum media media_feature(Str feature)
{
    Str name = str_trim(str_cut(&feature, ':')), value = str_trim(feature);
    if (str_is(name, "prefers-color-scheme")) return str_is(value, "light") ? MEDIA_YES : MEDIA_NO;
    if (str_is(name, "prefers-reduced-motion")) return str_is(value, "reduce") ? MEDIA_YES : MEDIA_NO;
    if (svg_word_is(name, "hover|any-hover|pointer|any-pointer"))
        return str_is(value, "none") ? MEDIA_YES : MEDIA_NO;
    if (svg_word_is(name, "prefers-contrast|forced-colors"))
        return svg_word_is(value, "none|no-preference") ? MEDIA_YES : MEDIA_NO;
    return MEDIA_UNKNOWN;
}

/* [not | only] type [and (feature: value)] …, or (feature: value) [and …] */
static enum media media_query(Str query)
{
    enum media result = MEDIA_YES;
    bool negate = false;
    for (query = str_trim(query); query.len && result != MEDIA_UNKNOWN; query = str_trim(query)) {
        if (query.data[0] == '(') {
            size_t close = str_find_char(query, ')');
            enum media one = media_feature(str_from_to(query, 1, close));
            if (one != MEDIA_YES) result = one == MEDIA_UNKNOWN ? one : MEDIA_NO;
            query = str_skip(query, close + 1);
            continue;
        }
        Str word = str_trim(str_cut(&query, ' '));
        negate |= str_equal_nocase(word, S("not"));
        if (svg_word_is(word, "screen|speech|tty|tv|projection|handheld|braille|embossed|aural"))
            result = MEDIA_NO;
        else if (!svg_word_is(word, "not|only|and|all|print"))
            result = MEDIA_UNKNOWN;
    }
    return result == MEDIA_UNKNOWN ? result : (result == MEDIA_YES) != negate ? MEDIA_YES : MEDIA_NO;
}

/* A list of queries: does one of them hold on paper? */
static enum media media_list(Str list)
{
    enum media result = str_trim(list).len ? MEDIA_NO : MEDIA_YES;
    while (list.len) {
        enum media one = media_query(str_cut(&list, ','));
        if (one == MEDIA_UNKNOWN) return one;
        if (one == MEDIA_YES) result = one;
    }
    return result;
}

/* @font-face, @page and @charset do not change a drawing. */
static size_t read_at_rule(const struct sheet *sheet, size_t at, size_t to, int depth)
{
    Str text = str_from_to(sheet->text, 0, to);
    size_t from = at++;
    Str name = take_name(text, &at);
    size_t open = find_stop(text, at, "{;");
    Str prelude = str_trim(str_from_to(text, at, open));
    bool block = open < to && text.data[open] == '{';
    size_t end = block ? block_end(text, open) : open;
    enum media media = MEDIA_UNKNOWN;
    if (str_is(name, "media") && block && depth < MEDIA_DEPTH) media = media_list(prelude);
    if (media == MEDIA_YES) read_rules(sheet, open + 1, end, depth + 1);
    if (media == MEDIA_UNKNOWN && !svg_word_is(name, "font-face|page|charset|namespace"))
        sheet_error(sheet, from, str_from_to(text, from, open));
    return end + 1;
}

static void read_rules(const struct sheet *sheet, size_t at, size_t to, int depth)
{
    Str text = str_from_to(sheet->text, 0, to);
    for (at = skip_space(text, at); at < to; at = skip_space(text, at)) {
        if (text.data[at] == '@') {
            at = read_at_rule(sheet, at, to, depth);
            continue;
        }
        size_t open = find_stop(text, at, "{}");
        if (open >= to || text.data[open] != '{') {
            sheet_error(sheet, at, str_from_to(text, at, to));
            return;
        }
        size_t end = find_stop(text, open + 1, "}"), count;
        const struct css_declaration *list = read_block(sheet, open + 1, end, &count);
        if (end >= to) sheet_error(sheet, at, str_from_to(text, at, to));
        if (!add_selectors(sheet, at, open, list, count)) {
            sheet_error(sheet, at, S("> 5000"));
            return;
        }
        at = end + 1;
    }
}

void css_sheet_read(struct svg_styles *styles, const xmlNode *node)
{
    Str media = xml_attribute(node, NULL, "media"), type = xml_attribute(node, NULL, "type");
    enum media held = media_list(media);
    if (held == MEDIA_UNKNOWN) {
        diag_report(styles->diag, xml_attribute_loc(styles->source, node, S("media")), MSG_SVG_VALUE,
                    S("media"), media);
        styles->failed = true;
    }
    if (held != MEDIA_YES || (type.len && !str_equal_nocase(str_trim(type), S("text/css")))) return;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if ((child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE) || !child->content)
            continue;
        struct sheet sheet = {styles, str_from((const char *)child->content), xml_loc(styles->source, node),
                              false};
        if (styles->source && sheet.loc.source && node->_private) {
            Str rest = str_skip(styles->source->text, sheet.loc.offset);
            size_t found = str_find(rest, sheet.text);
            sheet.exact = found < rest.len;
            if (sheet.exact) sheet.loc.offset += found;
        }
        read_rules(&sheet, 0, sheet.text.len, 0);
    }
}
