/* yaml.c: types of scalars, places, and every message for broken files. */
#include <string.h>
#include <time.h>

#include "data/value.h"
#include "data/yaml.h"
#include "data/yaml_inside.h"
#include "data_faults.h"
#include "tap.h"
#include "yaml_same.h"

static struct arena *arena;
static struct diag *diag;

static const struct value *read_text(Str text)
{
    return yaml_read(arena, diag, source_of(arena, "t.yaml", text));
}

static const struct value *read_c(const char *text)
{
    return read_text(str_from(text));
}

static Str faults_of(Str text)
{
    struct diag *outer = diag;
    diag = diag_new();
    const struct value *value = read_text(text);
    Str faults = faults_text(arena, diag, LANGUAGE_EN);
    diag = outer;
    return value && faults.len ? S("a value in spite of faults") : faults;
}

static void test_scalars(void)
{
    static const struct {
        const char *text;
        enum value_kind kind;
    } cases[] = {
        {"null", VALUE_NOTHING},     {"~", VALUE_NOTHING},         {"", VALUE_NOTHING},
        {"Null", VALUE_NOTHING},     {"nUll", VALUE_TEXT},         {"true", VALUE_BOOL},
        {"FALSE", VALUE_BOOL},       {"yes", VALUE_TEXT},          {"no", VALUE_TEXT},
        {"on", VALUE_TEXT},          {"12", VALUE_NUMBER},         {"-12", VALUE_NUMBER},
        {"+12", VALUE_NUMBER},       {"0812345678", VALUE_NUMBER}, {"45.82", VALUE_NUMBER},
        {"1e3", VALUE_NUMBER},       {"0x1F", VALUE_NUMBER},       {"0o17", VALUE_NUMBER},
        {".5", VALUE_NUMBER},        {"5.", VALUE_NUMBER},         {".", VALUE_TEXT},
        {"1_000", VALUE_TEXT},       {"4.916,5", VALUE_TEXT},      {".inf", VALUE_TEXT},
        {".nan", VALUE_TEXT},        {"2026-11-22", VALUE_DATE},   {"2026-02-30", VALUE_TEXT},
        {"2026-1-2", VALUE_TEXT},    {"2023-08", VALUE_TEXT},      {"'12'", VALUE_TEXT},
        {"\"true\"", VALUE_TEXT},    {"''", VALUE_TEXT},           {"0o8", VALUE_TEXT},
        {"0xg", VALUE_TEXT},         {"1e400", VALUE_TEXT},        {"1:30", VALUE_TEXT},
        {"06.00–20.00", VALUE_TEXT}, {"12e", VALUE_TEXT},          {"- ", VALUE_LIST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str text = str_format(arena, "a:%s%s\n", cases[i].kind == VALUE_LIST ? "\n" : " ", cases[i].text);
        const struct value *value = value_get(read_text(text), S("a"));
        ok(value && value->kind == cases[i].kind, cases[i].text[0] ? cases[i].text : "(empty)");
    }
    const struct value *map = read_c("tel: 0812\nhex: 0x1F\nd: 2026-11-22\nt: True\n");
    same_text(value_get_text(map, S("tel")), "0812", "a number keeps its text");
    int64_t number = 0;
    ok(decimal_to_int64(value_get(map, S("hex"))->number, &number) && number == 31, "0x1F is 31");
    ok(value_get(map, S("d"))->date.month == 11, "a date has its month");
    ok(value_get(map, S("t"))->boolean, "True is true");
    same_text(value_get_text(read_c("a: |\n  x\n  y\n"), S("a")), "x\ny\n", "block text");
    same_text(value_get_text(read_c("a: x\r\nb: y\r\n"), S("b")), "y", "CRLF");
}

static void test_structure(void)
{
    const struct value *root = read_c("a:\n  - x\n  - {k: v, l: [1, 2]}\nb: {}\nc: []\n");
    const struct value *list = value_get(root, S("a"));
    ok(root->count == 3 && list->count == 2, "counts");
    ok(value_get(value_at(list, 1), S("l"))->count == 2, "flow list within a flow map within a list");
    ok(value_get(root, S("b"))->kind == VALUE_MAP && value_get(root, S("b"))->count == 0, "empty map");
    ok(value_get(root, S("c"))->kind == VALUE_LIST, "empty list");
    same_text(root->keys[2], "c", "keys keep their order");
    const struct value *same = read_c("a: &x {k: v}\nb: *x\nc: *x\n");
    ok(value_get(same, S("b")) == value_get(same, S("a")), "an alias is the same value");
    ok(read_c("")->kind == VALUE_MAP, "an empty text is an empty map");
    ok(read_c("# nothing\n")->count == 0, "a comment alone is an empty map");
    ok(read_c("---\na: b\n...\n")->count == 1, "one document with marks");
    ok(read_c("%YAML 1.1\n---\na: b\n")->count == 1, "a version directive");
    ok(read_c("~")->kind == VALUE_NOTHING, "null alone");
    ok(read_c("x")->kind == VALUE_TEXT, "text alone");
}

static size_t key_at(const struct value *map, const char *key)
{
    Loc loc = {0};
    return value_key_loc(map, str_from(key), &loc) ? loc.offset : SIZE_MAX;
}

static void test_places(void)
{
    static const char text[] = "\uFEFFkä: é😀 ü\nb:   \"→ x\"\nlist: [ä, ü]\nz:\n";
    const struct value *map = read_c(text);
    ok(key_at(map, "kä") == 3, "a key after a byte order mark");
    ok(map->items[0]->loc.offset == (size_t)(strstr(text, "é") - text), "a value after a non-ASCII key");
    ok(key_at(map, "b") == (size_t)(strstr(text, "b: ") - text), "a key after four-byte characters");
    ok(map->items[1]->loc.offset == (size_t)(strstr(text, "\"→") - text),
       "a quoted value starts at its quote");
    ok(value_at(map->items[2], 1)->loc.offset == (size_t)(strstr(text, "ü]") - text), "an item");
    ok(key_at(map, "z") == (size_t)(strstr(text, "z:") - text), "the last key");
    static const struct source page = {.name = {"p.md", 4},
                                       .text = {"---\njudul: é\nb: c\n---\nIsi: x: y\n", 33}};
    const struct value *front = yaml_read_part(arena, diag, &page, 4, 19);
    ok(front && key_at(front, "b") == 14, "a part has the places of the whole");
    ok(yaml_read_part(arena, diag, &page, 4, 4)->loc.offset == 4, "an empty part knows its place");
    struct buf big = {0};
    for (int i = 0; i < 500; i++)
        buf_printf(&big, "%s%d: %s\n", i % 3 ? "ké" : "k", i, i % 2 ? "→é" : "\"x\ty\"");
    const struct value *many = read_text(buf_copy(&big, arena));
    bool right = many && many->count == 500;
    for (size_t i = 0; right && i < many->count; i++)
        right = str_starts(str_skip(many->key_locs[i].source->text, many->key_locs[i].offset), many->keys[i]);
    ok(right, "500 keys stand where they say");
    buf_free(&big);
}

static void test_faults(void)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"a: b: c\n", "1:5: error: a colon is not allowed here"},
        {"a: 1\nb\n", "2:1: error: this line has no colon"},
        {"a:\n  b: 1\n c: 2\n", "3:2: error: this line does not line up with the lines above"},
        {"a: 'x' y\n", "1:8: error: there is text after the closing quote"},
        {"a: - b\n", "1:4: error: a list cannot begin on the line of its key"},
        {"é: \"b\nc: d\n", "1:4: error: this quote is never closed"},
        {"a: [1,2\nb: c\n", "1:4: error: this list is never closed with `]`"},
        {"a: {b: c, d\ne: f\n", "1:4: error: this group is never closed with `}`"},
        {"title: {{fact.x}} orang\n", "1:9: error: text that begins with `{{` needs quotes"},
        {"a: @x\n", "1:4: error: a text cannot begin with `@`"},
        {"a: ]\n", "1:4: error: a text cannot begin with `]`"},
        {"\ta: b\n", "1:1: error: there is a tab at the start of the line"},
        {"a: \"\\q\"\n", "1:5: error: this backslash means nothing inside double quotes"},
        {"a: *penting* x\n", "1:4: error: text that begins with `*` or `&` needs quotes"},
        {"a: *x\n", "1:4: error: alias *x has no anchor &x"},
        {"a: |x\n", "1:4: error: after `|` or `>` the text begins on a new line"},
        {"é: \x01\n", "1:4: error: there is a control character that YAML does not allow"},
        {"a: !foo b\n", "1:4: error: YAML tags (`!`) are not used here"},
        {"a: !!str b\n", "1:4: error: YAML tags (`!`) are not used here"},
        {"a: b\n---\nc: d\n", "2:1: error: the file holds more than one YAML document"},
        {"a: 1\nb: 2\na: 3\nb: 4\n",
         "3:1: error: key a is already on line 1; 4:1: error: key b is already on line 2"},
        {"? [a]\n: b\n", "1:3: error: a key must be plain text"},
        {"a: &x {b: c}\nd:\n  <<: *x\n", "3:3: error: merge keys (`<<`) are not supported"},
        {"a: &x [*x]\n", "1:8: error: alias *x contains itself"},
        {"\"\": x\n", "1:1: error: a key cannot be empty"},
        {"a: ? b\n", "1:4: error: a question mark and a space cannot begin a text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(faults_of(str_from(cases[i].text)), cases[i].expected, cases[i].text);
}

static Str repeated(const char *piece, size_t times, const char *end)
{
    struct buf text = {0};
    for (size_t i = 0; i < times; i++) buf_c(&text, piece);
    buf_c(&text, end);
    Str copy = buf_copy(&text, arena);
    buf_free(&text);
    return copy;
}

static bool tells(Str faults, Str words)
{
    return str_find(faults, words) < faults.len;
}

static void test_limits(void)
{
    static const char deep[] = "nested too deeply: at most 64 levels";
    ok(tells(faults_of(repeated("[", 10000, "\n")), str_from(deep)), "10,000 brackets");
    ok(tells(faults_of(repeated("[", 5000000, "")), str_from(deep)), "5 MB of brackets");
    ok(tells(faults_of(repeated("- ", 10000, "\n")), str_from(deep)), "10,000 dashes");
    ok(tells(faults_of(repeated("{a: ", 10000, "\n")), str_from(deep)), "10,000 braces");
    ok(tells(faults_of(repeated("? ", 10000, "\n")), S("a key must")), "10,000 question marks");
    ok(read_text(str_join(arena, (Str[]){repeated("[", 64, ""), repeated("]", 64, "")}, 2, STR_NONE)) != NULL,
       "64 levels are fine");
    struct buf bomb = {0};
    buf_c(&bomb, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
        buf_printf(&bomb, "a%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++) buf_printf(&bomb, "%s*a%d", j ? ", " : "", i - 1);
        buf_c(&bomb, "]\n");
    }
    ok(tells(faults_of(buf_copy(&bomb, arena)), S("aliases are used too much")), "an alias bomb");
    buf_free(&bomb);
    struct buf tower = {0};
    buf_c(&tower, "a0: &a0 [x]\n");
    for (int i = 1; i < 80; i++) buf_printf(&tower, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    ok(tells(faults_of(buf_copy(&tower, arena)), str_from(deep)), "a tower of aliases");
    buf_free(&tower);
    Str anchors = repeated("- &a x\n", 5000, "");
    ok(tells(faults_of(anchors), S("too many anchors (`&`): at most 1000")), "5,000 anchors");
    ok(tells(faults_of(repeated("a: 1\n", 1000000, "")), S("21:1: note: the file was not read to its end")),
       "a million repeated keys are told twenty times");
    clock_t start = clock();
    struct buf keys = {0};
    for (int i = 0; keys.len < 5000000; i++) buf_printf(&keys, "kunci%d: isi yang ke-%d\n", i, i);
    ok(read_text(buf_copy(&keys, arena)) != NULL, "5 MB of keys");
    buf_free(&keys);
    ok(clock() - start < 10 * CLOCKS_PER_SEC, "which took no long time");
}

/* Front matter as people write it is read without libyaml, and alike. */
static void test_plain(void)
{
    static const struct {
        const char *text;
        bool plain;
    } cases[] = {
        {"title: Klaim JHT\norder: 40\ndate: 2026-11-22\n", true},
        {"a: b", true},
        {"a: \"kutip: ya # [x]\"\nb: 'satu'\nc: \"\"\n", true},
        {"needs:\n  - icon: phone\n    text: Ponsel, yang ada\n  - icon: card\n    text: e-KTP\nz: 1\n",
         true},
        {"list:\n- a\n- b c\nz: 1\n", true},
        {"list:\n  -   a: 1\n      b: 2\n\n  - c\n", true},
        {"- a\n", false},
        {"a: [x, y/z-1, 'p q', \"\"]\nb: []\nc: [ 1 , 2026-01-01 ]\n", true},
        {"a:\n  b:\n    c: d\n    e: f\n  g: h\ni: j\n", true},
        {"a: 06.00–20.00 WIB (setiap hari), 100% #1\n", false},
        {"a: 06.00–20.00 WIB (setiap hari), 100%#1:x\n", true},
        {"a: true\nb: no\nc: null\nd: Ya\ne: ~\n", false},
        {"a: true\nb: no\nc: null\nd: Ya\n", true},
        {"a: b\n  c\n", false},
        {"a: b: c\n", false},
        {"a: b #c\n", false},
        {"a: # c\n", false},
        {"# c\na: b\n", false},
        {"a:\n", false},
        {"a:\nb: c\n", false},
        {"a: b\na: c\n", false},
        {"a: \"x\\ty\"\n", false},
        {"a: 'it''s'\n", false},
        {"a: \"x\ny\"\n", false},
        {"a: [x,]\n", false},
        {"a: [x: y]\n", false},
        {"a: {b: c}\n", false},
        {"a: |\n  b\n", false},
        {"a: &x b\n", false},
        {"a: b\r\n", false},
        {"a:\tb\n", false},
        {"\ta: b\n", false},
        {" a: b\n", false},
        {"a: b\n c: d\n", false},
        {"a:\n    b: c\n  d: e\n", false},
        {"a:\n  - b\n - c\n", false},
        {"a: b\xC2\x85"
         "c\n",
         false},
        {"a: b\u2028c\n", false},
        {"---\na: b\n", false},
        {"a: b\n---\nc: d\n", false},
        {"a: b\n...\n", false},
        {"<<: b\n", false},
        {"a: -5\n", false},
        {"a:b\n", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct source *source = source_of(arena, "t.yaml", str_from(cases[i].text));
        const struct value *plain = yaml_plain_read(arena, source, 0, source->text.len);
        ok((plain != NULL) == cases[i].plain, cases[i].text);
        if (plain) {
            const struct value *whole = yaml_read_all(arena, diag, source, 0, source->text.len);
            ok(whole && yaml_same(plain, whole), "as libyaml reads it");
        }
    }
}

int main(void)
{
    arena = arena_new();
    diag = diag_new();
    test_plain();
    test_scalars();
    test_structure();
    test_places();
    ok(diag_count(diag, DIAG_ERROR) == 0, "no fault so far");
    test_faults();
    test_limits();
    diag_free(diag);
    arena_free(arena);
    return done();
}
