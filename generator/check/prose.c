#include "check/prose.h"

#include <string.h>

#include "base/arena.h"

/* Keys of the front matter whose values readers see. */
static const char *const visible[] = {"title",  "description", "short",  "subtitle",   "headline",
                                      "action", "promise",     "text",   "cost",       "channel",
                                      "door",   "time",        "figure", "figure_text"};

/* Line ends stay, so that what is read line by line still can be. */
static void blank(char *text, size_t from, size_t to)
{
    while (from < to) {
        char *end = memchr(text + from, '\n', to - from);
        size_t stop = end ? (size_t)(end - text) : to;
        memset(text + from, ' ', stop - from);
        from = stop + 1;
    }
}

static size_t line_end(Str text, size_t at)
{
    return at + str_find_char(str_skip(text, at), '\n');
}

static bool is_visible(Str key)
{
    while (key.len && (key.data[0] == '-' || key.data[0] == ' ')) key = str_skip(key, 1);
    for (size_t i = 0; i < sizeof visible / sizeof *visible; i++)
        if (str_is(key, visible[i])) return true;
    return false;
}

static void mask_front_matter(char *out, Str text, size_t body)
{
    for (size_t at = 0, end; at < body; at = end + 1) {
        end = line_end(text, at);
        if (end > body) end = body;
        size_t colon = at + str_find_char(str_from_to(text, at, end), ':');
        blank(out, at, colon < end && is_visible(str_from_to(text, at, colon)) ? colon + 1 : end);
    }
}

/* A fence of backticks or tildes at the beginning of the line at `at`: how many, 0: none. */
static size_t fence_of(Str text, size_t at, char *mark)
{
    size_t count = 0;
    while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\t')) at++;
    if (at >= text.len || (text.data[at] != '`' && text.data[at] != '~')) return 0;
    *mark = text.data[at];
    while (at + count < text.len && text.data[at + count] == *mark) count++;
    return count >= 3 ? count : 0;
}

/* Fenced code; the place behind it. */
static size_t mask_fence(char *out, Str text, size_t at, size_t count, char mark)
{
    size_t from = at;
    for (at = line_end(text, at) + 1; at < text.len;) {
        size_t end = line_end(text, at);
        char closing = 0;
        bool closes = fence_of(text, at, &closing) >= count && closing == mark;
        at = end + 1;
        if (closes) break;
    }
    if (at > text.len) at = text.len;
    blank(out, from, at);
    return at;
}

static size_t find_within(Str text, size_t at, size_t most, const char *end)
{
    Str rest = str_from_to(text, at, at + most);
    size_t found = str_find(rest, str_from(end));
    return found < rest.len ? at + found : text.len;
}

/* Inline code from the backticks at `at`; the place behind it. */
static size_t mask_code(char *out, Str text, size_t at)
{
    size_t count = 0;
    while (at + count < text.len && text.data[at + count] == '`') count++;
    for (size_t i = at + count; i < text.len; i++) {
        if (text.data[i] == '\n' && i + 1 < text.len && text.data[i + 1] == '\n') break;
        if (text.data[i] != '`') continue;
        size_t closing = 0;
        while (i + closing < text.len && text.data[i + closing] == '`') closing++;
        if (closing == count) {
            blank(out, at, i + closing);
            return i + closing;
        }
        i += closing - 1;
    }
    return at + count;
}

/* Where the address begins whose first ':' or '.' stands at `at`; `at`: there is none. */
static size_t address_begin(Str text, size_t at)
{
    static const Str begins[] = {{"https:", 6}, {"http:", 5}, {"www.", 4}};
    bool colon = text.data[at] == ':';
    if (colon && !str_starts(str_skip(text, at), S("://"))) return at;
    for (size_t i = colon ? 0 : 2; i < (colon ? 2 : 3); i++) {
        size_t from = at + 1 - begins[i].len;
        if (at + 1 >= begins[i].len && str_starts(str_skip(text, from), begins[i])) return from;
    }
    return at;
}

static size_t address_end(Str text, size_t at)
{
    while (at < text.len && !char_is_space(text.data[at]) && text.data[at] != ')' && text.data[at] != '>')
        at++;
    return at;
}

/* What is not read, from `at` on; the place behind it, or `at` when nothing begins here. */
static size_t mask_at(char *out, Str text, size_t at, bool addresses)
{
    char c = text.data[at], next = at + 1 < text.len ? text.data[at + 1] : 0;
    size_t end = text.len;
    if (c == '`') return mask_code(out, text, at);
    if (c == '{' && next == '{') {
        end = find_within(text, at, 260, "}}");
        if (end == text.len) return at;
        memset(out + at, PROSE_VALUE, end + 2 - at);
        return end + 2;
    }
    if (c == '{' && next == '#') end = find_within(text, at, 200, "}");
    if (c == ']' && next == '(') end = find_within(text, at, 2000, ")");
    if (addresses && c == '<' && (char_is_alpha(next) || next == '/' || next == '!'))
        end = find_within(text, at, 2000, ">");
    if (end < text.len) {
        blank(out, at + (c == ']'), end + 1);
        return end + 1;
    }
    if (addresses && (c == ':' || c == '.')) {
        size_t from = address_begin(text, at);
        if (from == at) return at;
        end = address_end(text, from);
        blank(out, from, end);
        return end;
    }
    return at;
}

/* Bytes at which something may begin that readers do not see. */
static const bool begins[256] = {
    ['`'] = true, ['{'] = true, [']'] = true, ['<'] = true, [':'] = true, ['.'] = true, ['\n'] = true};

static void mask_body(char *out, Str text, size_t at, bool addresses)
{
    bool line_begins = true;
    while (at < text.len) {
        char mark = 0;
        size_t fence = line_begins ? fence_of(text, at, &mark) : 0;
        if (fence) {
            at = mask_fence(out, text, at, fence, mark);
            continue;
        }
        while (at < text.len && !begins[(unsigned char)text.data[at]]) at++;
        if (at == text.len) return;
        size_t behind = mask_at(out, text, at, addresses);
        line_begins = behind == at && text.data[at] == '\n';
        at = behind > at ? behind : at + 1;
    }
}

struct prose prose_of_markdown(struct arena *scratch, const struct source *source, size_t body, Str lang)
{
    Str text = source->text;
    char *out = arena_copy(scratch, text.data ? text.data : "", text.len);
    mask_front_matter(out, text, body);
    mask_body(out, text, body, true);
    return (struct prose){source, 0, {out, text.len}, lang, body};
}

struct prose prose_of_contacts(struct arena *scratch, const struct source *source, size_t body, Str lang)
{
    Str text = source->text;
    char *out = arena_copy(scratch, text.data ? text.data : "", text.len);
    mask_body(out, text, 0, false);
    return (struct prose){source, 0, {out, text.len}, lang, body};
}

struct prose prose_of_text(Loc loc, Str text, Str lang)
{
    return (struct prose){loc.source, loc.offset, text, lang, 0};
}
