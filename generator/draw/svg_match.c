/* Which rules hold for an element. Sources: CSS 2.2, 6.4 (cascade); Selectors 4; SVG 1.1, 6. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "draw/svg_rules.h"

enum { CHAIN_MOST = SVG_DEPTH_DRAWN, KEYS_MOST = 16, TESTED_MOST = 4096 };

/* What a selector is held against: an element, or an imaginary one (node NULL). */
struct subject {
    Str type, id, classes;
    const xmlNode *node;
};

/* ---- the whole document ---- */

static void add_id(struct svg_styles *styles, const xmlNode *node)
{
    Str id = xml_attribute(node, NULL, "id");
    if (!id.len) id = xml_attribute(node, XML_NAMESPACE, "id");
    if (!id.len) return;
    size_t at = str_hash(id) & (styles->id_places - 1);
    while (styles->ids[at].node && !str_equal(styles->ids[at].id, id))
        at = (at + 1) & (styles->id_places - 1);
    if (!styles->ids[at].node) styles->ids[at] = (struct css_id){id, node};
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
    const struct css_selector *a = left, *b = right;
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
    styles->ids = arena_make_n(arena, struct css_id, styles->id_places);
    for (const xmlNode *node = root; node; node = next_element(node, root)) {
        add_id(styles, node);
        if (svg_kind(node) == KIND_STYLE) css_sheet_read(styles, node);
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

static bool attribute_matches(const struct css_attribute *wanted, const xmlNode *node)
{
    char name[64];
    if (!node || wanted->name.len >= sizeof name) return false;
    memcpy(name, wanted->name.data, wanted->name.len);
    name[wanted->name.len] = 0;
    Str value = xml_attribute(node, NULL, name), part = wanted->value;
    if (!value.data || value.len > TESTED_MOST) return false;
    switch (wanted->test) {
    case TEST_SET: return true;
    case TEST_EQUAL: return str_equal(value, part);
    case TEST_WORD: return has_class(value, part);
    case TEST_DASH:
        return str_equal(value, part) ||
               (str_starts(value, part) && value.len > part.len && value.data[part.len] == '-');
    case TEST_START: return part.len && str_starts(value, part);
    case TEST_END: return part.len && str_ends(value, part);
    case TEST_PART: return part.len && str_find(value, part) < value.len;
    }
    return false;
}

static const xmlNode *sibling(const xmlNode *node, bool before)
{
    do {
        node = before ? node->prev : node->next;
    } while (node && node->type != XML_ELEMENT_NODE);
    return node;
}

static bool place_matches(const struct css_compound *compound, const xmlNode *node)
{
    if (!compound->first && !compound->last && !compound->root) return true;
    if (!node || (compound->first && sibling(node, true)) || (compound->last && sibling(node, false)))
        return false;
    return !compound->root || !node->parent || node->parent->type != XML_ELEMENT_NODE;
}

static bool compound_matches(const struct css_compound *compound, const struct subject *subject)
{
    if (compound->type.len && !str_equal(compound->type, subject->type)) return false;
    if (compound->id.len && !str_equal(compound->id, subject->id)) return false;
    for (int i = 0; i < compound->class_count; i++)
        if (!has_class(subject->classes, compound->classes[i])) return false;
    for (int i = 0; i < compound->attribute_count; i++)
        if (!attribute_matches(&compound->attributes[i], subject->node)) return false;
    return place_matches(compound, subject->node);
}

static struct subject subject_of(const xmlNode *node)
{
    return (struct subject){xml_name(node), xml_attribute(node, NULL, "id"),
                            xml_attribute(node, NULL, "class"), node};
}

/* The keys that the rules of a subject can have; false: more than there is place for, so that all rules are to be tried. */
struct keys {
    uint32_t list[KEYS_MOST];
    int count;
    bool all;
};

static void keys_of(const struct subject *subject, struct keys *keys)
{
    *keys = (struct keys){.list = {css_key(KEY_TYPE, subject->type)}, .count = 1};
    if (subject->id.len) keys->list[keys->count++] = css_key(KEY_ID, subject->id);
    Str classes = subject->classes;
    for (size_t at = 0; at < classes.len && !keys->all;) {
        while (at < classes.len && char_is_space(classes.data[at])) at++;
        size_t from = at;
        while (at < classes.len && !char_is_space(classes.data[at])) at++;
        keys->all = keys->count == KEYS_MOST;
        if (at > from && !keys->all)
            keys->list[keys->count++] = css_key(KEY_CLASS, str_from_to(classes, from, at));
    }
}

static bool key_matches(const struct keys *keys, uint32_t key)
{
    if (key == 0 || keys->all) return true;
    for (int i = 0; i < keys->count; i++)
        if (keys->list[i] == key) return true;
    return false;
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
static bool selector_matches(const struct css_selector *selector, struct chain *chain)
{
    const struct css_compound *list = selector->compounds;
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

static void match_chain(const struct svg_styles *styles, struct chain *chain,
                        void (*found)(void *context, const struct css_declaration *declaration),
                        void *context)
{
    struct keys keys;
    keys_of(&chain->subjects[0], &keys);
    for (size_t i = 0; i < styles->count; i++) {
        const struct css_selector *selector = &styles->selectors[i];
        if (!key_matches(&keys, selector->key) || !selector_matches(selector, chain)) continue;
        for (size_t k = 0; k < selector->declaration_count; k++) found(context, &selector->declarations[k]);
    }
}

void css_match(const struct svg_styles *styles, const xmlNode *node,
               void (*found)(void *context, const struct css_declaration *declaration), void *context)
{
    struct chain chain;
    if (!styles->count) return;
    chain.subjects[0] = subject_of(node);
    chain.count = 1;
    chain.next = node->parent;
    match_chain(styles, &chain, found, context);
}

struct wanted {
    Str name, value;
    bool important;
};

static void keep(struct wanted *wanted, Str value, bool important)
{
    if (wanted->important && !important) return;
    wanted->value = value;
    wanted->important = important;
}

static void keep_wanted(void *context, const struct css_declaration *declaration)
{
    struct wanted *wanted = context;
    if (str_equal(declaration->name, wanted->name)) keep(wanted, declaration->value, declaration->important);
}

Str svg_property(const struct svg_styles *styles, const xmlNode *node, const char *property)
{
    struct wanted wanted = {str_from(property), xml_attribute(node, NULL, property), false};
    css_match(styles, node, keep_wanted, &wanted);
    Str style = xml_attribute(node, NULL, "style"), name, value, part;
    bool important;
    for (size_t at = 0; css_declaration_next(style, &at, &name, &value, &important);) {
        if (str_equal(name, wanted.name))
            keep(&wanted, value, important);
        else if (str_is(name, "font") && css_font_part(value, wanted.name, &part))
            keep(&wanted, part, important);
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
            (struct subject){str_from_to(word, 0, dot), STR_NONE, str_skip(word, dot + 1), NULL};
    }
}

struct svg_declared {
    struct arena *arena;
    const struct css_declaration **list; /* weakest first */
    size_t count, capacity;
};

static void keep_all(void *context, const struct css_declaration *declaration)
{
    struct svg_declared *all = context;
    all->list = arena_grow(all->arena, all->list, &all->capacity, all->count + 1, sizeof *all->list);
    all->list[all->count++] = declaration;
}

struct svg_declared *svg_declared_below(struct arena *arena, const struct svg_styles *styles,
                                        const xmlNode *node, const char *path)
{
    struct svg_declared *all = arena_make(arena, struct svg_declared);
    struct chain chain;
    all->arena = arena;
    chain.count = 0;
    chain.next = node;
    imagine(&chain, path);
    if (chain.count) match_chain(styles, &chain, keep_all, all);
    return all;
}

Str svg_declared_value(const struct svg_declared *declared, const char *property)
{
    struct wanted wanted = {str_from(property), STR_NONE, false};
    for (size_t i = 0; i < declared->count; i++) keep_wanted(&wanted, declared->list[i]);
    return wanted.value;
}
