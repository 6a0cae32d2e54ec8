/* A subset of CSS: rules with type, .class, #id, descendant and child selectors. Sources: CSS 2.2, 4.1 (syntax), 5 (selectors), 6.4
 * (cascade); SVG 1.1, 6. !important counts as if it were not there. */
#include <stdlib.h>
#include <string.h>

#include "draw/svg_internal.h"

enum {
    COMPOUNDS_MOST = 12,
    CLASSES_MOST = 6,
    CHAIN_MOST = SVG_DEPTH_DRAWN,
    MEDIA_DEPTH = 2,
    WORK_OF_CHAIN = 16
};

struct compound {
    Str type, id; /* {NULL, 0}: any */
    Str classes[CLASSES_MOST];
    int class_count;
    bool child; /* its neighbour to the left is the parent, not any ancestor */
};
struct selector {
    struct compound *compounds; /* from left to right */
    int count;
    uint32_t specificity, order;
    const struct css_declaration *declarations;
    size_t declaration_count;
};
struct id_entry {
    Str id;
    const xmlNode *node;
};
struct svg_styles {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    struct selector *selectors; /* sorted: weakest first */
    size_t count, capacity;
    struct id_entry *ids; /* open addressing; a power of two of places */
    size_t id_places;
    size_t work; /* steps of matching one element */
    bool failed;
};

/* What a selector is held against: an element, or an imaginary one. */
struct subject {
    Str type, id, classes;
};

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

bool css_declaration_next(Str text, size_t *at, Str *name, Str *value)
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
        if (bang < value->len && str_is(str_trim(str_skip(*value, bang + 1)), "important"))
            *value = str_trim(str_from_to(*value, 0, bang));
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
    while (css_declaration_next(block, &at, &name, &value)) {
        Loc loc = sheet_loc(sheet, (size_t)(name.data - sheet->text.data));
        list = arena_grow(sheet->styles->arena, list, &capacity, *count + 7, sizeof *list);
        if (!str_is(name, "font")) {
            list[(*count)++] = (struct css_declaration){name, value, svg_property_find(name), loc};
            continue;
        }
        for (size_t i = 0; i < sizeof font_parts / sizeof *font_parts; i++)
            if (css_font_part(value, str_from(font_parts[i]), &part))
                list[(*count)++] = (struct css_declaration){str_from(font_parts[i]), part,
                                                            svg_property_find(str_from(font_parts[i])), loc};
    }
    return list;
}

enum read_result { READ_FINE, READ_NEVER, READ_BAD }; /* NEVER: :hover and the like, nothing on paper */

static enum read_result read_pseudo(Str text, size_t *at)
{
    ++*at;
    bool element = *at < text.len && text.data[*at] == ':';
    if (element) ++*at;
    Str name = take_name(text, at);
    if (svg_word_is(name, "hover|focus|active|visited|focus-visible|focus-within|target")) return READ_NEVER;
    return READ_BAD;
}

static enum read_result read_compound(Str text, size_t *at, struct compound *compound, uint32_t *specificity)
{
    size_t from = *at;
    if (*at < text.len && text.data[*at] == '*') {
        ++*at;
    } else {
        compound->type = take_name(text, at);
        if (compound->type.len)
            *specificity += 1;
        else
            compound->type = STR_NONE;
    }
    enum read_result result = READ_FINE;
    while (*at < text.len && result != READ_BAD) {
        char c = text.data[*at];
        if (c == '.' || c == '#') {
            ++*at;
            Str name = take_name(text, at);
            if (!name.len || (c == '.' && compound->class_count == CLASSES_MOST)) return READ_BAD;
            if (c == '.')
                compound->classes[compound->class_count++] = name;
            else
                compound->id = name;
            *specificity += c == '.' ? 1 << 8 : 1 << 16;
        } else if (c == ':') {
            result = read_pseudo(text, at);
        } else {
            break;
        }
    }
    return *at == from ? READ_BAD : result;
}

static enum read_result read_selector(struct arena *arena, Str text, struct selector *selector)
{
    struct compound list[COMPOUNDS_MOST] = {0};
    int count = 0;
    bool never = false, child = false;
    for (size_t at = skip_space(text, 0); at < text.len; at = skip_space(text, at)) {
        if (text.data[at] == '>' && count && !child) {
            child = true;
            at++;
            continue;
        }
        if (count == COMPOUNDS_MOST) return READ_BAD;
        list[count].child = child;
        child = false;
        enum read_result result = read_compound(text, &at, &list[count++], &selector->specificity);
        if (result == READ_BAD) return READ_BAD;
        never |= result == READ_NEVER;
    }
    if (!count || child) return READ_BAD;
    selector->count = count;
    selector->compounds = arena_copy(arena, list, (size_t)count * sizeof *list);
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
        struct selector selector = {.order = (uint32_t)styles->count};
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

/* @media print and @media all hold on paper, other media do not; @font-face, @page and @charset do not change a drawing. */
static size_t read_at_rule(const struct sheet *sheet, size_t at, size_t to, int depth)
{
    Str text = str_from_to(sheet->text, 0, to);
    size_t from = at++;
    Str name = take_name(text, &at);
    size_t open = find_stop(text, at, "{;");
    Str prelude = str_trim(str_from_to(text, at, open));
    bool block = open < to && text.data[open] == '{';
    size_t end = block ? block_end(text, open) : open;
    if (str_is(name, "media") && block && depth < MEDIA_DEPTH) {
        if (svg_word_is(prelude, "print|all")) read_rules(sheet, open + 1, end, depth + 1);
    } else if (!svg_word_is(name, "font-face|page|charset|namespace")) {
        sheet_error(sheet, from, str_from_to(text, from, open));
    }
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

static void read_style_element(struct svg_styles *styles, const xmlNode *node)
{
    Str media = xml_attribute(node, NULL, "media"), type = xml_attribute(node, NULL, "type");
    if ((media.len && !svg_word_is(str_trim(media), "print|all")) || (type.len && !str_is(type, "text/css")))
        return;
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

/* ---- the whole document ---- */

static void add_id(struct svg_styles *styles, const xmlNode *node)
{
    Str id = xml_attribute(node, NULL, "id");
    if (!id.len) id = xml_attribute(node, XML_NAMESPACE, "id");
    if (!id.len) return;
    size_t at = str_hash(id) & (styles->id_places - 1);
    while (styles->ids[at].node && !str_equal(styles->ids[at].id, id))
        at = (at + 1) & (styles->id_places - 1);
    if (!styles->ids[at].node) styles->ids[at] = (struct id_entry){id, node};
}

const xmlNode *svg_by_id(const struct svg_styles *styles, Str id)
{
    size_t at = str_hash(id) & (styles->id_places - 1);
    while (styles->ids[at].node && !str_equal(styles->ids[at].id, id))
        at = (at + 1) & (styles->id_places - 1);
    return styles->ids[at].node;
}

static const xmlNode *next_element(const xmlNode *node, const xmlNode *root)
{
    do {
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
        } else {
            while (node != root && !node->next) node = node->parent;
            if (node == root) return NULL;
            node = node->next;
        }
    } while (node->type != XML_ELEMENT_NODE);
    return node;
}

static int selector_compare(const void *left, const void *right)
{
    const struct selector *a = left, *b = right;
    if (a->specificity != b->specificity) return a->specificity < b->specificity ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

struct svg_styles *svg_styles(struct arena *arena, struct diag *diag, const struct source *source,
                              xmlDoc *document)
{
    if (document->_private) return document->_private;
    struct svg_styles *styles = arena_make(arena, struct svg_styles);
    styles->arena = arena;
    styles->diag = diag;
    styles->source = source;
    const xmlNode *root = xmlDocGetRootElement(document);
    size_t elements = 0;
    for (const xmlNode *node = root; node; node = next_element(node, root)) elements++;
    for (styles->id_places = 8; styles->id_places < elements * 2; styles->id_places *= 2) {
    }
    styles->ids = arena_make_n(arena, struct id_entry, styles->id_places);
    for (const xmlNode *node = root; node; node = next_element(node, root)) {
        add_id(styles, node);
        if (svg_kind(node) == KIND_STYLE) read_style_element(styles, node);
    }
    if (styles->count) qsort(styles->selectors, styles->count, sizeof *styles->selectors, selector_compare);
    return styles;
}

/* ---- matching ---- */

static bool has_class(Str classes, Str wanted)
{
    for (size_t at = 0; at < classes.len;) {
        while (at < classes.len && char_is_space(classes.data[at])) at++;
        size_t from = at;
        while (at < classes.len && !char_is_space(classes.data[at])) at++;
        if (at > from && str_equal(str_from_to(classes, from, at), wanted)) return true;
    }
    return false;
}

static bool compound_matches(const struct compound *compound, const struct subject *subject)
{
    if (compound->type.len && !str_equal(compound->type, subject->type)) return false;
    if (compound->id.len && !str_equal(compound->id, subject->id)) return false;
    for (int i = 0; i < compound->class_count; i++)
        if (!has_class(subject->classes, compound->classes[i])) return false;
    return true;
}

static struct subject subject_of(const xmlNode *node)
{
    return (struct subject){xml_name(node), xml_attribute(node, NULL, "id"),
                            xml_attribute(node, NULL, "class")};
}

/* An element and what it stands in, the element first. Ancestors are read when first needed. */
struct chain {
    struct subject subjects[CHAIN_MOST];
    int count;
    const xmlNode *next; /* ancestor that follows */
};

static void chain_fill(struct chain *chain)
{
    for (; chain->next && chain->next->type == XML_ELEMENT_NODE && chain->count < CHAIN_MOST;
         chain->next = chain->next->parent)
        chain->subjects[chain->count++] = subject_of(chain->next);
}

/* Walks from the root to the element with the set of compounds that the current one can stand for: no backtracking. */
static bool selector_matches(const struct selector *selector, struct chain *chain)
{
    const struct compound *list = selector->compounds;
    int last = selector->count - 1;
    if (!compound_matches(&list[last], &chain->subjects[0])) return false;
    if (last == 0) return true;
    chain_fill(chain);
    unsigned above = 0, parent = 0;
    for (int i = chain->count - 1; i >= 0; i--) {
        unsigned here = 0;
        for (int k = 0; k <= last; k++) {
            bool before = k == 0 || ((list[k].child ? parent : above) >> (k - 1) & 1);
            if (before && compound_matches(&list[k], &chain->subjects[i])) here |= 1u << k;
        }
        above |= here;
        parent = here;
    }
    return parent >> last & 1;
}

size_t css_work(const struct svg_styles *styles)
{
    return styles->work;
}

bool css_failed(const struct svg_styles *styles)
{
    return styles->failed;
}

void css_match(const struct svg_styles *styles, const xmlNode *node,
               void (*found)(void *context, const struct css_declaration *declaration), void *context)
{
    struct chain chain;
    if (!styles->count) return;
    chain.subjects[0] = subject_of(node);
    chain.count = 1;
    chain.next = node->parent;
    for (size_t i = 0; i < styles->count; i++)
        if (selector_matches(&styles->selectors[i], &chain))
            for (size_t k = 0; k < styles->selectors[i].declaration_count; k++)
                found(context, &styles->selectors[i].declarations[k]);
}

struct wanted {
    Str name, value;
};

static void keep_wanted(void *context, const struct css_declaration *declaration)
{
    struct wanted *wanted = context;
    if (str_equal(declaration->name, wanted->name)) wanted->value = declaration->value;
}

Str svg_property(const struct svg_styles *styles, const xmlNode *node, const char *property)
{
    struct wanted wanted = {str_from(property), xml_attribute(node, NULL, property)};
    css_match(styles, node, keep_wanted, &wanted);
    Str style = xml_attribute(node, NULL, "style"), name, value, part;
    for (size_t at = 0; css_declaration_next(style, &at, &name, &value);) {
        if (str_equal(name, wanted.name))
            wanted.value = value;
        else if (str_is(name, "font") && css_font_part(value, wanted.name, &part))
            wanted.value = part;
    }
    return wanted.value;
}

/* "table td.right" as subjects, the last word first. */
static void imagine(struct chain *chain, const char *path)
{
    Str words[8], rest = str_from(path);
    int count = 0;
    while (rest.len && count < 8) {
        Str word = str_trim(str_cut(&rest, ' '));
        if (word.len) words[count++] = word;
    }
    while (count > 0) {
        Str word = words[--count];
        size_t dot = str_find_char(word, '.');
        chain->subjects[chain->count++] =
            (struct subject){str_from_to(word, 0, dot), STR_NONE, str_skip(word, dot + 1)};
    }
}

Str svg_property_below(const struct svg_styles *styles, const xmlNode *node, const char *path,
                       const char *property)
{
    struct wanted wanted = {str_from(property), STR_NONE};
    struct chain chain;
    chain.count = 0;
    chain.next = node;
    imagine(&chain, path);
    if (!chain.count) return svg_property(styles, node, property);
    for (size_t i = 0; i < styles->count; i++)
        if (selector_matches(&styles->selectors[i], &chain))
            for (size_t k = 0; k < styles->selectors[i].declaration_count; k++)
                keep_wanted(&wanted, &styles->selectors[i].declarations[k]);
    return wanted.value;
}
