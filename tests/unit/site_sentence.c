/* Sentences of all kinds and states in three languages against a golden file; patterns; names that there are not. */
#include <limits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "draw_golden.h"
#include "scratch.h"
#include "site/sentence.h"
#include "site/sentence_inside.h"

static struct arena *arena;

static struct site *load(const char *content, const char *templates, struct diag *diag)
{
    if (symlink(content, "content") != 0 || symlink(templates, "templates") != 0) perror("symlink");
    return site_load(arena, diag, ".");
}

static void put(struct buf *out, const struct site *site, Str name, Str lang, enum sentence_form form)
{
    static const char *const forms[] = {"", " phrase", " headline", " markdown"};
    Str text;
    if (!sentence_write(site, arena, name, lang, STR_NONE, form, &text)) return;
    buf_printf(out, "%.*s %.*s%s: %.*s\n", (int)name.len, name.data, (int)lang.len, lang.data, forms[form],
               (int)text.len, text.data);
}

/* No hole, no doubled word or space, a capital and a full stop. */
static bool is_sentence(Str text)
{
    Str last = STR_NONE, rest = text;
    if (!text.len || text.data[text.len - 1] != '.' || (text.data[0] >= 'a' && text.data[0] <= 'z'))
        return false;
    if (str_find(text, S("  ")) < text.len || str_find(text, S("()")) < text.len ||
        str_find(text, S("..")) < text.len)
        return false;
    while (rest.len) {
        Str word = str_cut(&rest, ' ');
        if (word.len > 1 && str_equal_nocase(word, last)) return false;
        last = word;
    }
    return true;
}

static void put_all(struct buf *out, const struct site *site, Str name)
{
    static const char *const langs[] = {"id", "en", "su"};
    for (size_t i = 0; i < 3; i++)
        for (int form = SENTENCE_WHOLE; form <= SENTENCE_MARKDOWN; form++)
            if (i == 0 || form == SENTENCE_WHOLE || form == SENTENCE_HEADLINE)
                put(out, site, name, str_from(langs[i]), (enum sentence_form)form);
    Str text;
    if (sentence_write(site, arena, name, S("id"), STR_NONE, SENTENCE_WHOLE, &text) && !is_sentence(text)) {
        ok(false, str_c(arena, name));
        printf("# %.*s\n", (int)text.len, text.data);
    }
}

static void test_golden(const struct site *site, Str golden)
{
    struct buf out = {0};
    for (size_t i = 0; i < site->table_count; i++) {
        const struct table *table = site->tables[i];
        const struct value *indicators = value_get(table->description, S("indicators"));
        Str *names;
        size_t count = sentence_summary(site, arena, table, &names);
        buf_printf(&out, "== %.*s\n", (int)table->name.len, table->name.data);
        for (size_t k = 0; k < count; k++) put_all(&out, site, names[k]);
        for (size_t k = 0; indicators && k < indicators->count; k++)
            if (!names_get(&site->index->sentences, indicators->keys[k]))
                put_all(&out, site, indicators->keys[k]);
        for (size_t k = 0; k < table->columns; k++)
            for (int kind = 0; kind < 3; kind++)
                put_all(&out, site,
                        str_format(arena, "%.*s.%.*s.%s", (int)table->name.len, table->name.data,
                                   (int)table->column[k].name.len, table->column[k].name.data,
                                   (const char *[]){"largest", "smallest", "gap"}[kind]));
    }
    golden_same(arena, golden, buf_view(&out));
    buf_free(&out);
}

static Str fill(const char *pattern, bool markdown)
{
    struct blanks blanks = {0};
    blanks.text[BLANK_NUMBER] = S("10");
    blanks.text[BLANK_UNIT] = S("bulan");
    blanks.text[BLANK_NOUN] = S("bulan yang *kosong*");
    struct buf out = {0};
    bool whole = pattern_fill(&out, str_from(pattern), &blanks, markdown);
    Str text = whole ? pattern_finish(arena, buf_view(&out), true, true) : S("(hole)");
    buf_free(&out);
    return text;
}

static void test_patterns(void)
{
    same_text(fill("ada {number} {unit} {noun}", false), "Ada 10 bulan yang *kosong*.",
              "a repeated word is written once");
    same_text(fill("ada {number} {noun}", true), "Ada **10** bulan yang \\*kosong\\*.",
              "Markdown is escaped");
    same_text(fill("{percent} dari {noun}", false), "(hole)", "a hole outside of brackets");
    same_text(fill("ada {number}[ ({percent})] saja", false), "Ada 10 saja.", "a hole within brackets");
    same_text(fill("ada {percent|banyak}", false), "Ada banyak.", "a word instead of a hole");
    same_text(fill("ada {number", false), "Ada 10.", "an open brace ends with the text");
    same_text(fill("ada ] {number} [", false), "Ada 10.", "brackets that do not match");
    same_text(fill("ada[ {number}[ {percent}] x][ {unit} [{part}[{part}]]]", false), "Ada 10 x bulan.",
              "brackets within brackets");
    same_text(fill("ada[[[[[ {number}]]]]]", false), "Ada[ 10.", "too many brackets stay");
    same_text(fill("é {number}", false), "É 10.", "a capital of Latin-1");
    Str name;
    size_t at;
    ok(!pattern_wrong_blank(S("{number} [{unit|x}]"), &name, &at), "known blanks");
    ok(pattern_wrong_blank(S("a {nomber}"), &name, &at) && at == 2 && str_is(name, "nomber"),
       "an unknown blank");
    same_text(pattern_nearest_blank(S("nomber")), "number", "… and the nearest");
}

static void test_names(const struct site *site)
{
    static const char *const none[] = {
        "",        ".",           "tidak_ada",      "nilai.jumlah",      "nilai.x.gap",
        "x.y.gap", "kali.change", "nilai..largest", "biasa.kunjungan.x", "...."};
    Str text;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ok(!sentence_write(site, arena, str_from(none[i]), S("id"), STR_NONE, SENTENCE_WHOLE, &text),
           none[i]);
    ok(site_value_text(site, arena, S("sentence.kali"), S("id"), &text), "a sentence as a value");
    same_text(text, "Kunjungan ke perusahaan tercatat 255 kali.", "… whole");
    ok(site_value_text(site, arena, S("phrase.kali"), S("id"), &text), "a phrase as a value");
    same_text(text, "kunjungan ke perusahaan tercatat 255 kali", "… without capital and stop");
}

int main(void)
{
    arena = arena_new();
    char content[PATH_MAX], templates[PATH_MAX], golden[PATH_MAX + 40], root[PATH_MAX];
    struct diag *diag = diag_new();
    if (!realpath("tests/sites/sentences/content", content) || !realpath("templates", templates) ||
        !realpath(".", root))
        return 1;
    snprintf(golden, sizeof golden, "%s/tests/golden/sentences.txt", root);
    scratch_enter();
    struct site *site = load(content, templates, diag);
    ok(site && diag_count(diag, DIAG_ERROR) == 0, "the site of sentences has no faults");
    if (site && diag_count(diag, DIAG_ERROR)) diag_print(diag, stdout, LANGUAGE_EN, 0);
    test_patterns();
    if (site) test_golden(site, str_from(golden));
    if (site) test_names(site);
    diag_free(diag);
    arena_free(arena);
    return done();
}
