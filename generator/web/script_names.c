/* Which names of a script only the script itself knows, and shorter ones for them. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/names.h"
#include "web/script.h"

enum { DEPTH_MOST = 200 };

struct name {
    Str text, shorter;
    size_t count, number; /* how often; the order of first use */
    bool declared, kept;
    bool word; /* of the language: none of the script's */
};
struct reading {
    struct arena *arena;
    struct script *script;
    size_t *opener,
        *closer; /* by token: the bracket that it stands in, of a bracket the one that closes it; SIZE_MAX: none */
    bool *object; /* by token: a brace that holds properties */
    struct names names;
    struct name **list;
    size_t count, capacity;
};

static bool is_word(Str text)
{
    static const char *const words[] = {
        "arguments", "as",      "async",  "await",      "break", "case",  "catch",   "const", "continue",
        "debugger",  "default", "delete", "do",         "else",  "false", "finally", "for",   "function",
        "get",       "if",      "in",     "instanceof", "let",   "new",   "null",    "of",    "return",
        "set",       "static",  "super",  "switch",     "this",  "throw", "true",    "try",   "typeof",
        "undefined", "var",     "void",   "while",      "yield"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(text, words[i])) return true;
    return false;
}

/* What browsers know under this name everywhere: a script may mean it in one place and have its own in another. */
static bool is_global(Str text)
{
    static const char *const globals[] = {
        "alert",          "blur",     "caches",      "close",      "closed", "confirm",      "console",
        "crypto",         "document", "event",       "external",   "fetch",  "find",         "focus",
        "frames",         "history",  "innerHeight", "innerWidth", "length", "localStorage", "location",
        "matchMedia",     "name",     "navigator",   "open",       "opener", "origin",       "parent",
        "performance",    "print",    "prompt",      "screen",     "scroll", "scrollTo",     "self",
        "sessionStorage", "status",   "stop",        "toolbar",    "top",    "window"};
    bool built_in = text.len && *text.data >= 'A' && *text.data <= 'Z'; /* Map, URL, JSON … */
    for (size_t i = 0; !built_in && i < sizeof globals / sizeof *globals; i++)
        built_in = str_is(text, globals[i]);
    return built_in;
}

static bool is_before(const struct reading *reading, size_t index, const char *text)
{
    return index > 0 && script_is(reading->script, index - 1, text);
}

static bool declares(const struct script *script, size_t index)
{
    return script_is(script, index, "const") || script_is(script, index, "let") ||
           script_is(script, index, "var");
}

/* ---- brackets ---- */

static bool holds_properties(const struct script *script, size_t brace)
{
    static const char *const before[] = {"(", ",", "=", ":", "[", "?", "&", "|", "return"};
    for (size_t i = 0; brace > 0 && i < sizeof before / sizeof *before; i++)
        if (script_is(script, brace - 1, before[i])) return true;
    return brace > 0 && declares(script, brace - 1);
}

static bool match_brackets(struct reading *reading)
{
    const struct script *script = reading->script;
    size_t stack[DEPTH_MOST], depth = 0;
    for (size_t i = 0; i < script->count; i++) {
        const struct script_token *token = &script->tokens[i];
        char c = token->kind == SCRIPT_SIGN && token->text.len == 1 ? *token->text.data : 0;
        bool closes = c == ')' || c == ']' || c == '}';
        if (closes) {
            char open = depth ? *script->tokens[stack[depth - 1]].text.data : 0;
            if (open != (c == ')' ? '(' : c == ']' ? '[' : '{')) return false;
            reading->closer[stack[--depth]] = i;
        }
        reading->opener[i] = depth ? stack[depth - 1] : SIZE_MAX;
        if (c != '(' && c != '[' && c != '{') continue;
        if (depth == DEPTH_MOST) return false;
        reading->object[i] = c == '{' && holds_properties(script, i);
        stack[depth++] = i;
    }
    return depth == 0;
}

/* ---- names ---- */

static struct name *name_of(struct reading *reading, size_t index)
{
    const struct script_token *token = &reading->script->tokens[index];
    if (token->kind != SCRIPT_NAME) return NULL;
    struct name *name = names_get(&reading->names, token->text);
    if (name) return name->word ? NULL : name;
    name = arena_make(reading->arena, struct name);
    *name = (struct name){.text = token->text, .number = reading->count, .word = is_word(token->text)};
    names_put(reading->arena, &reading->names, token->text, name);
    if (name->word) return NULL;
    reading->list = arena_grow(reading->arena, reading->list, &reading->capacity, reading->count + 1,
                               sizeof *reading->list);
    return reading->list[reading->count++] = name;
}

/* The names of a pattern: `[a, [b], c = 1]`, or of a list of parameters. Those in braces are properties too: they stay. */
static void declare_list(struct reading *reading, size_t open)
{
    for (size_t i = open + 1; i < reading->closer[open]; i++) {
        bool begins = is_before(reading, i, "(") || is_before(reading, i, "[") ||
                      is_before(reading, i, ",") || is_before(reading, i, "...");
        size_t inside = reading->opener[i];
        while (inside != open && inside != SIZE_MAX && script_is(reading->script, inside, "[") &&
               (is_before(reading, inside, "(") || is_before(reading, inside, "[") ||
                is_before(reading, inside, ",")))
            inside = reading->opener[inside];
        struct name *name = begins && inside == open ? name_of(reading, i) : NULL;
        if (name) name->declared = true;
    }
}

/* `const a = 1, [b] = c;` */
static void declare_variables(struct reading *reading, size_t keyword)
{
    const struct script *script = reading->script;
    size_t inside = reading->opener[keyword];
    for (size_t i = keyword + 1; i < script->count; i++) {
        if (reading->opener[i] != inside) continue;
        if (script_is(script, i, ";") || script_is(script, i, "of") || script_is(script, i, "in")) return;
        if (i != keyword + 1 && !is_before(reading, i, ",")) continue;
        struct name *name = name_of(reading, i);
        if (name) name->declared = true;
        if (script_is(script, i, "[")) declare_list(reading, i);
    }
}

static void find_declarations(struct reading *reading)
{
    const struct script *script = reading->script;
    for (size_t i = 0; i < script->count; i++) {
        struct name *name = name_of(reading, i);
        if (name && (is_before(reading, i, "function") || script_is(script, i + 1, "=>")))
            name->declared = true;
        if (declares(script, i)) declare_variables(reading, i);
        if (!script_is(script, i, "(")) continue;
        bool called = i > 1 && (script_is(script, i - 1, "function") || script_is(script, i - 2, "function"));
        if (called || is_before(reading, i, "catch") || script_is(script, reading->closer[i] + 1, "=>"))
            declare_list(reading, i);
    }
}

/* A property, or what other scripts may know. */
static bool is_kept(const struct reading *reading, size_t index)
{
    const struct script *script = reading->script;
    size_t inside = reading->opener[index];
    if (inside == SIZE_MAX || is_before(reading, index, ".") || is_before(reading, index, "?.")) return true;
    if (!reading->object[inside]) return false;
    bool begins =
        is_before(reading, index, "{") || is_before(reading, index, ",") || is_before(reading, index, "...");
    return (begins && !script_is(script, index + 1, ".")) || script->tokens[index - 1].kind == SCRIPT_NAME;
}

static void count_names(struct reading *reading)
{
    for (size_t i = 0; i < reading->script->count; i++) {
        struct name *name = name_of(reading, i);
        if (!name) continue;
        name->count++;
        name->kept |= is_kept(reading, i);
    }
}

/* ---- shorter ones ---- */

static int compare_names(const void *a, const void *b)
{
    const struct name *x = *(struct name *const *)a, *y = *(struct name *const *)b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The next one that stands nowhere in the script. */
static Str next_name(struct reading *reading, size_t *number)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";
    enum { LETTERS = sizeof letters - 1 };
    for (;;) {
        char text[8];
        size_t len = 0, rest = (*number)++;
        text[len++] = letters[rest % LETTERS];
        for (rest /= LETTERS; rest && len < sizeof text; rest = (rest - 1) / LETTERS)
            text[len++] = letters[(rest - 1) % LETTERS];
        Str name = {text, len};
        if (!is_word(name) && !names_get(&reading->names, name)) return str_copy(reading->arena, name);
    }
}

static bool keeps_names(const struct script *script)
{
    static const char *const words[] = {"eval", "with", "class", "import", "export"};
    for (size_t i = 0; i < script->count; i++) {
        const struct script_token *token = &script->tokens[i];
        if (token->kind == SCRIPT_TEMPLATE && str_find(token->text, S("${")) < token->text.len) return true;
        for (size_t j = 0; token->kind == SCRIPT_NAME && j < sizeof words / sizeof *words; j++)
            if (str_is(token->text, words[j])) return true;
    }
    return false;
}

void script_shorten(struct arena *arena, struct script *script)
{
    struct reading reading = {.arena = arena, .script = script};
    size_t number = 0;
    reading.opener = arena_make_n(arena, size_t, script->count + 1);
    reading.closer = arena_make_n(arena, size_t, script->count + 1);
    reading.object = arena_make_n(arena, bool, script->count + 1);
    if (keeps_names(script) || !match_brackets(&reading)) return;
    find_declarations(&reading);
    count_names(&reading);
    if (!reading.count) return;
    qsort(reading.list, reading.count, sizeof *reading.list, compare_names);
    for (size_t i = 0; i < reading.count; i++) {
        struct name *name = reading.list[i];
        if (!name->declared || name->kept || name->text.len < 2 || is_global(name->text)) continue;
        name->shorter = next_name(&reading, &number);
        if (name->shorter.len >= name->text.len) name->shorter = STR_NONE;
    }
    for (size_t i = 0; i < script->count; i++) {
        const struct name *name = name_of(&reading, i);
        if (name && name->shorter.len) script->tokens[i].text = name->shorter;
    }
}
