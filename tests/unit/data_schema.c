/* schema.c: what is let through and what is told, in both languages. */
#include "data/schema.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static const char *const kinds[] = {"guide", "trouble", "tree", NULL};
static const struct schema need_keys[] = {{.key = "icon", .type = SCHEMA_NAME, .flags = SCHEMA_REQUIRED},
                                          {.key = "text", .type = SCHEMA_TEXT},
                                          {0}};
static const struct schema need = {.type = SCHEMA_MAP, .keys = need_keys};
static const struct schema name = {.type = SCHEMA_NAME};
static const struct schema page_keys[] = {
    {.key = "title", .type = SCHEMA_TEXT, .flags = SCHEMA_REQUIRED, .least = 3, .most = 20},
    {.key = "description", .type = SCHEMA_TEXT, .flags = SCHEMA_MULTILINE},
    {.key = "order", .type = SCHEMA_INTEGER, .least = 0, .most = 999},
    {.key = "share", .type = SCHEMA_NUMBER},
    {.key = "date", .type = SCHEMA_DATE},
    {.key = "draft", .type = SCHEMA_BOOL},
    {.key = "slug", .type = SCHEMA_NAME},
    {.key = "link", .type = SCHEMA_PATH},
    {.key = "url", .type = SCHEMA_URL},
    {.key = "kind", .type = SCHEMA_CHOICE, .choices = kinds},
    {.key = "needs", .type = SCHEMA_LIST, .item = &need},
    {.key = "tags", .type = SCHEMA_LIST, .item = &name},
    {.key = "people", .type = SCHEMA_MAP_OF, .item = &need},
    {.key = "extra", .type = SCHEMA_MAP, .flags = SCHEMA_OPEN},
    {.key = "any", .type = SCHEMA_ANY},
    {0},
};
static const struct schema page = {.type = SCHEMA_MAP, .keys = page_keys};

static Str check_in(const char *text, enum language language)
{
    struct diag *diag = diag_new();
    const struct value *value = yaml_read(arena, diag, source_of(arena, "t.md", str_from(text)));
    bool right = value && schema_check(arena, diag, &page, value);
    size_t errors = diag_count(diag, DIAG_ERROR);
    Str faults = faults_text(arena, diag, language);
    return right == (errors == 0) ? faults : S("the result does not agree with the reports");
}

static void test_right(void)
{
    static const char *const texts[] = {
        "title: Judul\n",
        "title: 2024\ndescription: |\n  a\n  b\n",
        "title: yes\norder: 999\nshare: 45.83\ndate: 2026-11-22\ndraft: true\n",
        "title: abc\nslug: klaim-jht_2\nlink: panduan/x\nurl: https://x.id/a?b=c\nkind: tree\n",
        "title: abc\nneeds: [{icon: card, text: KTP}, {icon: phone}]\ntags: [a, b]\n",
        "title: abc\npeople: {a: {icon: x}, b-2: {icon: y}}\nextra: {x: [1, {y: z}]}\nany: [1]\n",
        "title: abc\norder:\ndate: ~\nneeds:\n",
        "title: >\n  abc\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_text(check_in(texts[i], LANGUAGE_EN), "", texts[i]);
}

static void test_wrong(void)
{
    static const char *const cases[][2] = {
        {"judul: x\ntitle: abc\n", "1:1: error: unknown key judul"},
        {"title: abc\n  \ndescripton: x\n", "3:1: error: unknown key descripton; did you mean description?"},
        {"order: 1\n", "1:1: error: key title is missing"},
        {"", "1:1: error: key title is missing"},
        {"~\n", "1:1: error: key title is missing"},
        {"title:\n", "1:7: error: title cannot be empty"},
        {"title: ''\n", "1:8: error: title cannot be empty"},
        {"title: [a]\n", "1:8: error: title must be text, not […]"},
        {"title: \"a\\nb\"\n", "1:8: error: title must be one line"},
        {"title: éé\n", "1:8: error: title is too short: 2 characters, at least 3"},
        {"title: aaaaaaaaaaaaaaaaaaaaa\n", "1:8: error: title is too long: 21 characters, at most 20"},
        {"title: abc\norder: 1000\n", "2:8: error: order must be between 0 and 999, not 1000"},
        {"title: abc\norder: 1.5\n", "2:8: error: order must be a whole number, not \"1.5\""},
        {"title: abc\norder: '1'\n", "2:8: error: order must be a whole number, not \"1\""},
        {"title: abc\nshare: 45,83\n", "2:8: error: share must be a number, not \"45,83\""},
        {"title: abc\ndate: kemarin\n", "2:7: error: date must be a date, not \"kemarin\""},
        {"title: abc\ndate: 2026-02-30\n", "2:7: error: date must be a date, not \"2026-02-30\""},
        {"title: abc\ndraft: yes\n", "2:8: error: draft must be true or false, not \"yes\""},
        {"title: abc\nslug: a b\n", "2:7: error: slug must be a name, not \"a b\""},
        {"title: abc\nslug: -a\n", "2:7: error: slug must be a name, not \"-a\""},
        {"title: abc\nlink: ../x\n", "2:7: error: link must be a path inside this folder, not \"../x\""},
        {"title: abc\nlink: /etc/passwd\n",
         "2:7: error: link must be a path inside this folder, not \"/etc/passwd\""},
        {"title: abc\nurl: javascript:x\n", "2:6: error: url must be a web address, not \"javascript:x\""},
        {"title: abc\nurl: https://a b\n", "2:6: error: url must be a web address, not \"https://a b\""},
        {"title: abc\nkind: guid\n", "2:7: error: kind cannot be \"guid\"; did you mean guide?"},
        {"title: abc\nkind: zzzz\n", "2:7: error: kind cannot be \"zzzz\""},
        {"title: abc\nkind: {a: b}\n", "2:7: error: kind cannot be \"{…}\""},
        {"title: abc\nneeds: KTP\n", "2:8: error: needs must be a list, not \"KTP\""},
        {"title: abc\nneeds: [KTP]\n", "2:9: error: needs must hold keys, not \"KTP\""},
        {"title: abc\nneeds: [{text: x}]\n", "2:9: error: key icon is missing"},
        {"title: abc\nneeds:\n  -\n", "3:4: error: needs cannot be empty"},
        {"title: abc\ntags: [a, 'b c']\n", "2:11: error: tags must be a name, not \"b c\""},
        {"title: abc\npeople: {a b: {icon: x}}\n", "2:10: error: a b cannot be a name"},
        {"title: abc\nextra: x\n", "2:8: error: extra must hold keys, not \"x\""},
        {"- a\n", "1:1: error: this must hold keys, not \"[…]\""},
        {"title: abc\nordr: 1\ndat: 2\n", "2:1: error: unknown key ordr; did you mean order?; 3:1: error: "
                                          "unknown key dat; did you mean date?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(check_in(cases[i][0], LANGUAGE_EN), cases[i][1], cases[i][0]);
    same_text(check_in("title: abc\ndate: kemarin\nordr: 1\n", LANGUAGE_ID),
              "2:7: error: date harus berupa tanggal, bukan \"kemarin\"; 3:1: error: kunci ordr tidak "
              "dikenal; maksud Anda order?",
              "in Indonesian");
    Str longer = str_format(arena, "title: abc\ndate: %0200d\n", 7);
    ok(check_in(longer.data, LANGUAGE_EN).len < 200, "a long value is shortened");
}

int main(void)
{
    arena = arena_new();
    test_right();
    test_wrong();
    arena_free(arena);
    return done();
}
