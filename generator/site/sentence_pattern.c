/* Patterns of sentences: "{part} dari {whole} {noun}[ ({percent})] {predicate}". What stands in brackets goes when one of its blanks is a
 * hole; {name|word} gives the word instead of a hole. */
#include "base/utf8.h"
#include "site/sentence_inside.h"

enum { DEEPEST_BRACKETS = 4 };

static const struct {
    const char *name;
    bool strong;
} blank_names[] = {
#define BLANK(id, name, strong) {name, strong},
    BLANKS(BLANK)
#undef BLANK
};

bool pattern_is_blank(Str name, enum blank_name *blank)
{
    for (size_t i = 0; i < BLANK_COUNT; i++) {
        if (!str_is(name, blank_names[i].name)) continue;
        *blank = (enum blank_name)i;
        return true;
    }
    return false;
}

Str pattern_nearest_blank(Str name)
{
    Str names[BLANK_COUNT];
    for (size_t i = 0; i < BLANK_COUNT; i++) names[i] = str_from(blank_names[i].name);
    return str_nearest(name, names, BLANK_COUNT);
}

bool pattern_wrong_blank(Str pattern, Str *name, size_t *at)
{
    enum blank_name blank;
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.data[i] != '{') continue;
        size_t close = i + str_find_char(str_skip(pattern, i), '}');
        Str rest = str_from_to(pattern, i + 1, close);
        *name = str_cut(&rest, '|');
        *at = i;
        if (close == pattern.len || !pattern_is_blank(*name, &blank)) return true;
        i = close;
    }
    return false;
}

void sentence_escape(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool markup = c && strchr("\\`*_{}[]<>#|!~&:$", c) != NULL;
        bool first = i == 0 && (c == '-' || c == '+' || c == '=' || char_is_digit(c));
        if (first && char_is_digit(c)) { /* "1. " would begin a list */
            size_t end = i;
            while (end < text.len && char_is_digit(text.data[end])) end++;
            buf_str(out, str_from_to(text, i, end));
            if (end < text.len && (text.data[end] == '.' || text.data[end] == ')')) buf_char(out, '\\');
            i = end - 1;
            continue;
        }
        if (c == '{' && i + 1 < text.len && text.data[i + 1] == '{') { /* no value: see lines.c */
            buf_c(out, "\\{{");
            i++;
            continue;
        }
        if (markup || first) buf_char(out, '\\');
        buf_char(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
}

static Str last_word(const struct buf *out)
{
    size_t end = out->len, from;
    while (end > 0 && (out->data[end - 1] == ' ' || out->data[end - 1] == '*')) end--;
    for (from = end; from > 0 && out->data[from - 1] != ' ' && out->data[from - 1] != '*'; from--) continue;
    return (Str){out->data + from, end - from};
}

/* Without a first word that stands there already; numbers may well repeat. */
static Str without_repeated(const struct buf *out, Str text)
{
    size_t space = str_find_char(text, ' ');
    Str first = str_from_to(text, 0, space), last = last_word(out);
    bool word = first.len > 1 && !char_is_digit(first.data[0]) && out->len && out->data[out->len - 1] == ' ';
    return word && str_equal_nocase(first, last) ? str_trim_left(str_skip(text, space)) : text;
}

static void put_text(struct buf *out, Str text, bool markdown)
{
    if (markdown)
        sentence_escape(out, text);
    else
        buf_str(out, text);
}

static void put_blank(struct buf *out, Str text, bool strong, bool markdown)
{
    text = without_repeated(out, text);
    if (!text.len) return;
    if (strong && markdown) buf_c(out, "**");
    put_text(out, text, markdown);
    if (strong && markdown) buf_c(out, "**");
}

/* What stands between two braces; false: a hole. */
static bool fill_blank(struct buf *out, Str inside, const struct blanks *blanks, bool markdown)
{
    enum blank_name blank;
    Str name = str_cut(&inside, '|');
    bool known = pattern_is_blank(name, &blank);
    Str text = known ? blanks->text[blank] : STR_NONE;
    if (!text.len && !inside.len) return false;
    put_blank(out, text.len ? text : inside, text.len && known && blank_names[blank].strong, markdown);
    return true;
}

/* Brackets within brackets, each with the place where it began. */
struct groups {
    size_t from[DEEPEST_BRACKETS];
    bool whole[DEEPEST_BRACKETS + 1]; /* [0]: outside of all */
    size_t depth;
};

static void close_group(struct buf *out, struct groups *groups)
{
    if (!groups->depth) return;
    if (!groups->whole[groups->depth]) out->len = groups->from[groups->depth - 1];
    groups->depth--;
}

bool pattern_fill(struct buf *out, Str pattern, const struct blanks *blanks, bool markdown)
{
    size_t start = out->len;
    struct groups groups = {.whole = {true}};
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.data[i];
        if (c == '[' && groups.depth < DEEPEST_BRACKETS) {
            groups.from[groups.depth++] = out->len;
            groups.whole[groups.depth] = true;
        } else if (c == ']') {
            close_group(out, &groups);
        } else if (c == '{') {
            size_t close = i + str_find_char(str_skip(pattern, i), '}');
            bool filled = fill_blank(out, str_from_to(pattern, i + 1, close), blanks, markdown);
            groups.whole[groups.depth] = groups.whole[groups.depth] && filled;
            i = close;
        } else {
            put_text(out, (Str){&c, 1}, markdown && c != '-' && c != '+' && c != '=' && !char_is_digit(c));
        }
    }
    while (groups.depth) close_group(out, &groups);
    if (!groups.whole[0]) out->len = start;
    return groups.whole[0];
}

/* Small letters of Latin-1 as capitals: U+00E0 … U+00FE. */
static void put_capital(struct buf *out, Str text, size_t *at)
{
    size_t next = *at;
    uint32_t c = utf8_next(text, &next);
    if (c >= 'a' && c <= 'z')
        buf_char(out, (char)(c - 32));
    else if (c >= 0xE0 && c <= 0xFE && c != 0xF7)
        buf_codepoint(out, c - 32);
    else
        return;
    *at = next;
}

Str pattern_finish(struct arena *arena, Str text, bool capital, bool stop)
{
    struct buf out = {0};
    size_t at = 0;
    text = str_trim(text);
    while (at < text.len && text.data[at] == '*') buf_char(&out, text.data[at++]);
    if (capital && at < text.len) put_capital(&out, text, &at);
    for (; at < text.len; at++) {
        char c = text.data[at];
        bool before = out.len && out.data[out.len - 1] == ' ';
        if (c == ' ' && before) continue;
        if (before &&
            (c == ',' || c == ';' || (c == '.' && (at + 1 == text.len || text.data[at + 1] == ' '))))
            out.len--;
        buf_char(&out, c);
    }
    char last = out.len ? out.data[out.len - 1] : '.';
    if (stop && last != '.' && last != '!' && last != '?') buf_char(&out, '.');
    if (!stop && last == '.') out.len--;
    Str finished = buf_copy(&out, arena);
    buf_free(&out);
    return finished;
}

Str sentence_finish(struct arena *arena, Str text, enum sentence_form form)
{
    return pattern_finish(arena, text, form != SENTENCE_PHRASE,
                          form == SENTENCE_WHOLE || form == SENTENCE_MARKDOWN);
}
