#include "web/script.h"

#include "base/arena.h"
#include "base/buf.h"
#include "web/inside.h"

/* ---- reading ---- */

static bool begins_name(char c)
{
    return char_is_alpha(c) || c == '_' || c == '$' || (unsigned char)c >= 128;
}

static bool is_name(char c)
{
    return begins_name(c) || char_is_digit(c);
}

bool script_is(const struct script *script, size_t index, const char *text)
{
    return index < script->count && str_is(script->tokens[index].text, text);
}

static char char_at(Str text, size_t at)
{
    return at < text.len ? text.data[at] : 0;
}

/* The place behind the text in quotes; 0: it is never closed. */
static size_t string_end(Str text, size_t at)
{
    char quote = text.data[at];
    for (at++; at < text.len && text.data[at] != quote; at++) {
        if (text.data[at] == '\n' && quote != '`') return 0;
        at += text.data[at] == '\\';
    }
    return at < text.len ? at + 1 : 0;
}

static size_t pattern_end(Str text, size_t at)
{
    bool inside = false; /* of a class */
    for (at++; at < text.len && (inside || text.data[at] != '/'); at++) {
        if (text.data[at] == '\n') return 0;
        if (text.data[at] == '[') inside = true;
        if (text.data[at] == ']') inside = false;
        at += text.data[at] == '\\';
    }
    if (at >= text.len) return 0;
    for (at++; at < text.len && is_name(text.data[at]);) at++;
    return at;
}

/* A slash begins a pattern where no value ends. */
static bool may_divide(const struct script *script)
{
    static const char *const before[] = {"return", "typeof", "case", "in",   "of", "delete",
                                         "void",   "throw",  "new",  "else", "do", "await"};
    if (!script->count) return false;
    const struct script_token *last = &script->tokens[script->count - 1];
    if (last->kind == SCRIPT_SIGN)
        return str_is(last->text, ")") || str_is(last->text, "]") || str_is(last->text, "}");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (str_is(last->text, before[i])) return false;
    return true;
}

static size_t sign_end(Str text, size_t at)
{
    static const char *const longer[] = {"...", "=>", "===", "!==", "==", "!=", "<=", ">=", "++", "--", "?."};
    Str rest = str_skip(text, at);
    if (!strchr(".=!<>+-?", *rest.data)) return at + 1;
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        if (str_starts(rest, str_from(longer[i])) && !(i == 10 && char_is_digit(char_at(text, at + 2))))
            return at + str_from(longer[i]).len;
    return at + 1;
}

static size_t token_end(const struct script *script, Str text, size_t at, enum script_kind *kind)
{
    char c = text.data[at];
    if (begins_name(c) || char_is_digit(c)) {
        *kind = char_is_digit(c) ? SCRIPT_NUMBER : SCRIPT_NAME;
        while (at < text.len && (is_name(text.data[at]) || (*kind == SCRIPT_NUMBER && text.data[at] == '.')))
            at++;
        return at;
    }
    if (c == '\'' || c == '"' || c == '`') {
        *kind = c == '`' ? SCRIPT_TEMPLATE : SCRIPT_STRING;
        return string_end(text, at);
    }
    bool pattern = c == '/' && !may_divide(script);
    *kind = pattern ? SCRIPT_PATTERN : SCRIPT_SIGN;
    return pattern ? pattern_end(text, at) : sign_end(text, at);
}

/* White space and comments; false: a comment is never closed. */
static bool skip_gap(Str text, size_t *at, struct script_token *next)
{
    for (;;) {
        Str rest = str_skip(text, *at);
        size_t len = 1;
        if (str_starts(rest, S("//"))) {
            len = str_find_char(rest, '\n');
        } else if (str_starts(rest, S("/*"))) {
            len = str_find(str_skip(rest, 2), S("*/")) + 4;
            if (len > rest.len) return false;
        } else if (!rest.len || !char_is_space(*rest.data)) {
            return true;
        }
        next->space = true;
        next->line |= str_find_char(str_from_to(rest, 0, len), '\n') < len;
        *at += len;
    }
}

bool script_read(struct arena *arena, Str text, struct script *script)
{
    *script = (struct script){0};
    for (size_t at = 0;;) {
        struct script_token token = {0};
        if (!skip_gap(text, &at, &token)) return false;
        if (at == text.len) return true;
        size_t end = token_end(script, text, at, &token.kind);
        if (!end) return false;
        token.text = str_from_to(text, at, end);
        /* another template within one of these ends it too early: not understood */
        if (token.kind == SCRIPT_TEMPLATE && str_find(token.text, S("${")) < token.text.len &&
            str_find_char(str_skip(text, end), '`') < text.len - end)
            return false;
        script->tokens =
            arena_grow(arena, script->tokens, &script->capacity, script->count + 1, sizeof *script->tokens);
        script->tokens[script->count++] = token;
        at = end;
    }
}

/* ---- writing ---- */

static bool one_of(const struct script_token *token, const char *signs)
{
    return token->kind == SCRIPT_SIGN && token->text.len == 1 &&
           str_find_char(str_from(signs), *token->text.data) < str_from(signs).len;
}

/* A line end that cannot stand for a semicolon: nothing ends before it, or nothing begins behind it. */
static bool line_says_nothing(const struct script_token *before, const struct script_token *next)
{
    bool longer = before->kind == SCRIPT_SIGN && before->text.len > 1 && !str_is(before->text, "++") &&
                  !str_is(before->text, "--");
    return longer || one_of(before, "{([,;=:?&|!<>*%^~.") || one_of(next, "}),];.?:=*%&|^<>") ||
           str_is(next->text, "=>") || str_is(next->text, "?.");
}

/* What stands before the bracket that this one closes: `for` in `for (;;)`. */
static size_t before_bracket(const struct script *script, size_t index)
{
    size_t depth = 0;
    do {
        depth += script_is(script, index, ")");
        depth -= script_is(script, index, "(");
    } while (depth && index-- > 0);
    return index - 1;
}

/* A semicolon before a brace, but not that of `for (;;);}`, `if (a);}` and `else;}`. */
static bool is_needless(const struct script *script, size_t index)
{
    static const char *const heads[] = {"if", "for", "while", "else", "do"};
    if (index == 0 || !script_is(script, index, ";") || !script_is(script, index + 1, "}")) return false;
    size_t head = script_is(script, index - 1, ")") ? before_bracket(script, index - 1) : index - 1;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (script_is(script, head, heads[i])) return false;
    return true;
}

static void put_token(struct buf *out, const struct script_token *token)
{
    char last = out->len ? out->data[out->len - 1] : 0, first = *token->text.data;
    bool names = is_name(last) && is_name(first),
         signs = (last == '+' || last == '-' || last == '/') && last == first;
    if (token->space && (names || signs)) buf_char(out, ' ');
    buf_str(out, token->text);
}

Str script_squeeze(struct arena *arena, Str text)
{
    struct script script;
    struct buf out = {0};
    if (!script_read(arena, text, &script)) return text;
    script_shorten(arena, &script);
    for (size_t i = 0; i < script.count; i++) {
        const struct script_token *token = &script.tokens[i];
        if (is_needless(&script, i)) continue;
        if (i && token->line && !line_says_nothing(&script.tokens[i - 1], token)) buf_char(&out, '\n');
        put_token(&out, token);
    }
    if (out.len) buf_char(&out, '\n');
    Str squeezed = buf_copy(&out, arena);
    buf_free(&out);
    return squeezed;
}
