/* Ids of headings: `## Syarat {#syarat}`, or one made of the heading's text. */
#include "base/utf8.h"
#include "markdown/pass.h"

enum { LONGEST_SLUG = 60 };

/* The place of `{#` if the text ends with {#…}. */
static bool find_braces(Str text, size_t *open, size_t *end)
{
    Str trimmed = str_trim_right(text);
    *end = trimmed.len;
    if (!str_ends(trimmed, S("}"))) return false;
    *open = str_find_last_char(trimmed, '{');
    return *open + 2 < trimmed.len && trimmed.data[*open + 1] == '#';
}

static bool is_id(Str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!char_is_alpha(id.data[i]) && !char_is_digit(id.data[i]) && id.data[i] != '-' &&
            id.data[i] != '_' && id.data[i] != '.')
            return false;
    return id.len > 0;
}

Str heading_explicit_id(Str text, size_t *cut)
{
    size_t open, end;
    *cut = text.len;
    if (!find_braces(text, &open, &end)) return STR_NONE;
    Str id = str_from_to(text, open + 2, end - 1);
    if (!is_id(id)) return STR_NONE;
    *cut = str_trim_right(str_from_to(text, 0, open)).len;
    return id;
}

/* The letter without its diacritics: U+00C0 … U+017F. */
static char plain_letter(uint32_t c)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooo"
        "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    return c >= 0xC0 && c < 0xC0 + sizeof letters - 1 ? letters[c - 0xC0] : 0;
}

Str heading_slug(struct arena *arena, Str title)
{
    struct buf slug = {0};
    bool gap = false;
    for (size_t at = 0; at < title.len && slug.len < 4 * LONGEST_SLUG;) {
        uint32_t c = utf8_next(title, &at);
        char letter = c < 128 ? char_lower((char)c) : plain_letter(c);
        if (c == '\'' || c == 0x2019) continue;
        if (!char_is_alpha(letter) && !char_is_digit(letter)) {
            gap = slug.len > 0;
            continue;
        }
        if (gap) buf_char(&slug, '-');
        gap = false;
        buf_char(&slug, letter);
    }
    Str s = buf_view(&slug);
    if (s.len > LONGEST_SLUG) {
        s = str_from_to(s, 0, LONGEST_SLUG);
        size_t hyphen = str_find_last_char(s, '-');
        if (hyphen < s.len && slug.data[LONGEST_SLUG] != '-') s.len = hyphen;
    }
    s = s.len ? str_copy(arena, s) : S("bagian");
    buf_free(&slug);
    return s;
}

static void take_id(struct work *work, struct heading_entry *entry, cmark_node *last)
{
    Str text = node_literal(last), copy = str_copy(work->arena, text);
    size_t cut, open, end;
    Str id = heading_explicit_id(copy, &cut);
    if (id.data) {
        entry->own = node_mark(work, entry->node, MARKDOWN_HEADING, entry->loc);
        entry->own->id = id;
        entry->explicit_id = true;
        node_set_literal(work, last, str_from_to(copy, 0, cut));
        if (cut == 0) node_remove(last);
    } else if (work->site && find_braces(copy, &open, &end)) {
        Str written = str_from_to(copy, open, end);
        work_report(work, lines_find(work->document, entry->node, written), MSG_MARKDOWN_HEADING_ID, written);
    }
}

void heading_pass(struct work *work, cmark_node *node)
{
    work->headings = arena_grow(work->arena, work->headings, &work->heading_capacity, work->heading_count + 1,
                                sizeof *work->headings);
    struct heading_entry *entry = &work->headings[work->heading_count++];
    *entry = (struct heading_entry){
        .node = node, .loc = lines_loc(work->document, node), .included = work->document->includer};
    cmark_node *last = cmark_node_last_child(node);
    if (cmark_node_get_type(last) == CMARK_NODE_TEXT) take_id(work, entry, last);
    struct buf title = {0};
    markdown_plain(&title, node);
    entry->title = buf_copy(&title, work->arena);
    buf_free(&title);
}

/* The name itself or, if it is taken, the name and a number; `counts` remembers how far the numbers went. */
static Str make_unique(struct work *work, struct names *counts, Str name, const void *thing)
{
    if (names_put(work->arena, &work->ids, name, thing)) return name;
    size_t *count = names_get(counts, name);
    if (!count) {
        count = arena_make(work->arena, size_t);
        *count = 1;
        names_put(work->arena, counts, name, count);
    }
    for (;;) {
        Str numbered = str_format(work->arena, "%.*s-%zu", (int)name.len, name.data, ++*count);
        if (names_put(work->arena, &work->ids, numbered, thing)) return numbered;
    }
}

static void register_explicit(struct work *work, struct heading_entry *entry, struct names *counts)
{
    Str id = entry->own->id;
    const struct heading_entry *first = names_get(&work->ids, id);
    if (first && first->included == entry->included && first->loc.source == entry->loc.source)
        work_report(work, entry->loc, MSG_MARKDOWN_HEADING_ID_TWICE, id,
                    str_format(work->arena, "%zu", loc_line_column(first->loc).line));
    entry->own->id = make_unique(work, counts, id, entry);
}

void heading_finish(struct work *work, struct markdown *markdown)
{
    struct names counts = {0};
    size_t count = work->heading_count;
    for (int included = 0; included < 2; included++) /* the page's own ids stay as they are written */
        for (size_t i = 0; i < count; i++)
            if (work->headings[i].explicit_id && work->headings[i].included == included)
                register_explicit(work, &work->headings[i], &counts);
    markdown->headings = arena_make_n(work->arena, struct markdown_heading, count);
    markdown->heading_count = count;
    for (size_t i = 0; i < count; i++) {
        struct heading_entry *entry = &work->headings[i];
        if (!entry->own && work->context->heading_ids) {
            entry->own = node_mark(work, entry->node, MARKDOWN_HEADING, entry->loc);
            entry->own->id = make_unique(work, &counts, heading_slug(work->arena, entry->title), entry);
        }
        markdown->headings[i] =
            (struct markdown_heading){cmark_node_get_heading_level(entry->node),
                                      entry->own ? entry->own->id : STR_NONE, entry->title, entry->node};
    }
}
