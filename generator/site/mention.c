#include "site/mention.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"

enum {
    NAMES_MOST = 4000,
    NAME_MOST = 1024 /* bytes that a name and its part may take on a line */
};

struct finding {
    struct arena *arena;
    Str *names;
    size_t count, capacity;
    bool any;
};

static void add_name(struct finding *finding, Str name)
{
    if (finding->count == NAMES_MOST) {
        finding->any = true;
        return;
    }
    finding->names = arena_grow(finding->arena, finding->names, &finding->capacity, finding->count + 1,
                                sizeof *finding->names);
    finding->names[finding->count++] = str_copy(finding->arena, name);
}

/* Each word of `text` may be a document's name, with a part behind '#'. */
static void add_words(struct finding *finding, Str text)
{
    for (size_t at = 0, to; at < text.len; at = to + 1) {
        for (to = at; to < text.len && !char_is_space(text.data[to]) && !strchr("#(){}<>\"'", text.data[to]);
             to++)
            continue;
        if (to > at) add_name(finding, str_from_to(text, at, to));
    }
}

/* {{fact.x}}: nothing but a value. What is included stands behind a word. */
static bool is_value(Str words)
{
    if (!str_starts(words, S("fact.")) && !str_starts(words, S("stat.")) && !str_starts(words, S("site.")))
        return false;
    for (size_t i = 0; i < words.len; i++)
        if (char_is_space(words.data[i])) return false;
    return true;
}

/* What stands on the line behind an opening. */
static void add_line(struct finding *finding, Str line)
{
    Str words = str_trim(str_from_to(line, 0, str_find(line, S("}}"))));
    if (is_value(words)) return;
    add_words(finding, words);
    if (str_find_char(words, '%') < words.len) finding->any = true; /* a name in another writing */
    str_cut(&words, ' ');
    Str whole = str_trim(str_cut(&words, '#')); /* a name with spaces in it */
    if (whole.len) add_name(finding, whole);
}

static size_t line_end(Str text, size_t at)
{
    size_t end = at + str_find_char(str_skip(text, at), '\n');
    return end < at + NAME_MOST ? end : at + NAME_MOST;
}

/* Behind each `sign` that ends `opening`. */
static void add_names(struct finding *finding, Str text, Str opening)
{
    char sign = opening.data[opening.len - 1];
    for (size_t at = 0; (at += str_find_char(str_skip(text, at), sign)) < text.len;) {
        at++;
        if (at < opening.len || !str_equal(str_from_to(text, at - opening.len, at), opening)) continue;
        add_line(finding, str_from_to(text, at, line_end(text, at)));
    }
}

struct mentions mentions_find(struct arena *arena, Str text, size_t body)
{
    struct finding finding = {.arena = arena};
    XXH128_hash_t whole = XXH3_128bits(text.data, text.len);
    add_names(&finding, text, S("{{"));
    add_names(&finding, text, S("tree:"));
    return (struct mentions){.low = whole.low64,
                             .high = whole.high64,
                             .size = text.len,
                             .front = XXH3_64bits(text.data, body),
                             .names = finding.names,
                             .count = (uint32_t)finding.count,
                             .any = finding.any};
}
