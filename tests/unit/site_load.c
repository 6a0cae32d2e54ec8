/* Loading a site: front matter, addresses, order, references, facts, values, relative addresses. */
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "scratch.h"
#include "site/site.h"
#include "tap.h"

static struct arena *arena;
static Str told; /* what the last load said */

/* Loads the folder "w"; NULL when nothing could be loaded. */
static struct site *load(void)
{
    struct diag *diag = diag_new();
    char *data = NULL;
    size_t len = 0;
    struct site *site = site_load(arena, diag, "w");
    FILE *out = open_memstream(&data, &len);
    diag_print(diag, out, LANGUAGE_EN, 0);
    fclose(out);
    told = str_copy(arena, (Str){data, len});
    free(data);
    diag_free(diag);
    return site;
}

static bool tells(const char *words)
{
    bool found = str_find(told, str_from(words)) < told.len;
    if (!found) printf("# told: %.*s\n", (int)told.len, told.data);
    return found;
}

static bool silent(void)
{
    if (told.len) printf("# told: %.*s\n", (int)told.len, told.data);
    return told.len == 0;
}

static void fresh(void)
{
    tree_remove("w");
    scratch_file("w/content/site.yaml",
                 S("title: Situs\nlanguage: id\nlanguages: [su]\ncontact:\n  phone: \"175\"\n"));
    scratch_file("w/content/index.md", S("---\ntitle: Depan\ndescription: Halaman depan\n---\n\nIsi.\n"));
}

static void page(const char *path, const char *front_matter)
{
    char full[200];
    snprintf(full, sizeof full, "w/content/%s", path);
    scratch_file(
        full, str_join(arena,
                       (Str[]){S("---\ntitle: T\ndescription: D\n"), str_from(front_matter), S("---\nIsi\n")},
                       3, STR_NONE));
}

static const char *url(const struct site *site, const char *path)
{
    const struct page *found = site_page(site, str_from(path));
    return found ? str_c(arena, found->url) : "(none)";
}

static void test_addresses(void)
{
    fresh();
    page("tentang.md", "");
    page("404.md", "");
    page("panduan/b.md", "order: 2\n");
    page("panduan/a.md", "order: 3\n");
    page("panduan/c.md", "order: 1\nslug: lain\n");
    page("panduan/c.su.md", "");
    page("panduan/d.xx.md", "draft: true\n");
    page("kendala/x.md", "short: Pendek\n");
    struct site *site = load();
    told.len = 0;
    same_text(str_from(url(site, "index")), "index.html", "the home page");
    same_text(str_from(url(site, "tentang")), "tentang/index.html", "a page");
    same_text(str_from(url(site, "404.md")), "404.html", "the missing page");
    same_text(str_from(url(site, "panduan/c")), "panduan/lain/index.html", "a slug of its own");
    same_text(str_from(url(site, "panduan/c.su.md")), "su/panduan/c/index.html", "another language");
    same_text(str_from(url(site, "panduan")), "panduan/index.html", "a section that nobody wrote");
    same_text(str_from(url(site, "panduan/")), "panduan/index.html", "with a slash");
    ok(!site_page(site, S("panduan/d.xx")), "a draft is not there");
    ok(site_page(site, S("panduan/b"))->type == PAGE_GUIDE &&
           site_page(site, S("kendala/x"))->type == PAGE_TROUBLE &&
           site_page(site, S("tentang"))->type == PAGE_PLAIN &&
           site_page(site, S("index"))->type == PAGE_HOME &&
           site_page(site, S("panduan"))->type == PAGE_SECTION,
       "the type follows from the place");
    const struct page *first = site_page(site, S("panduan/c")), *second = first->next,
                      *third = second ? second->next : NULL;
    ok(second && str_is(second->path, "panduan/b.md") && third && str_is(third->path, "panduan/a.md") &&
           !third->next && !first->previous && third->previous == second,
       "pages of a section follow their order");
    ok(first->parent == site_page(site, S("panduan")) && first->parent->parent == site_page(site, S("index")),
       "parents");
    same_text(site_page(site, S("kendala/x"))->short_title, "Pendek", "the short title");
    same_text(first->short_title, "T", "or else the title");
    struct diag *diag = diag_new();
    same_text(str_skip(page_text(site, arena, diag, first)->text, first->body), "Isi\n",
              "the body begins behind the front matter");
    diag_free(diag);
}

/* Only the front matter of a page is held. */
static void test_texts(void)
{
    static const char head[] = "\xEF\xBB\xBF---\ntitle: T\ndescription: D\n---\nSatu\nDua\n";
    struct diag *diag = diag_new();
    fresh();
    scratch_file("w/content/a.md", str_from(head));
    struct site *site = load();
    const struct page *a = site_page(site, S("a"));
    same_text(str_skip(a->source->text, a->body), "Satu", "the line that reports about a page show is held");
    same_text(str_skip(page_text(site, arena, diag, a)->text, a->body), "Satu\nDua\n",
              "the rest is read again");
    scratch_file("w/content/a.md", S("---\ntitle: T\ndescription: D\n---\nSatu\nTiga\n"));
    ok(!page_text(site, arena, diag, a) && diag_count(diag, DIAG_ERROR) == 1,
       "another text is not the page's");
    unlink("w/content/a.md");
    ok(!page_text(site, arena, diag, a) && diag_count(diag, DIAG_ERROR) == 2, "nor is none");
    diag_free(diag);
}

static void front(const char *text, const char *expected, const char *what)
{
    fresh();
    scratch_file("w/content/a.md", str_from(text));
    load();
    if (expected)
        ok(tells(expected), what);
    else
        ok(silent(), what);
}

static void test_front_matter(void)
{
    front("---\ntitle: A\ndescription: B\n---\n", NULL, "title and description will do");
    front("---\r\ntitle: A\r\ndescription: B\r\n---\r\nIsi\r\n", NULL, "CRLF");
    front("\xEF\xBB\xBF---\ntitle: A\ndescription: B\n---", NULL,
          "a byte order mark, and no line end at the end");
    front("--- \ntitle: A\ndescription: B\n---\t\n", NULL, "white space behind the dashes");
    front("", "content/a.md:1:1: error: the front matter is missing", "an empty file");
    front("Isi\n---\ntitle: A\n---\n", "content/a.md:1:1: error: the front matter is missing",
          "text before it");
    front("\n---\ntitle: A\n---\n", "the front matter is missing", "an empty line before it");
    front("----\ntitle: A\n----\n", "the front matter is missing", "four dashes");
    front("---\ntitle: A\n", "content/a.md:1:1: error: the front matter is not closed", "not closed");
    front("---\n", "the front matter is not closed", "only the first line");
    front("---\n---\n", "key title is missing", "nothing in it");
    front("---\n- a\n---\n", "must hold keys", "a list");
    front("---\ntitle: A\ndescription: B\ntitel: C\n---\n",
          "content/a.md:4:1: error: unknown key titel; did you mean title?", "an unknown key");
    front("---\ntitle: A\ndescription: B\norder: satu\n---\n",
          "content/a.md:4:8: error: order must be a whole number", "a wrong type");
    front("---\ntitle: A\ndescription: B\ndate: kemarin\n---\n",
          "content/a.md:4:7: error: date must be a date", "a date that is none");
    front("---\ntitle: A\ndescription: B\ndate: 2026-02-30\n---\n", "date must be a date",
          "a day that does not exist");
    front("---\ntitle: A\ndescription: B\nslug: ../x\n---\n", "slug must be a name",
          "a slug that leaves its root");
    front("---\ntitle: A\ndescription: B\nslug: a/b\n---\n", "slug must be a name", "a slug with a slash");
    front("---\ntitle: A\ndescription: B\nrelated: [tidak-ada]\n---\n", "there is no page tidak-ada",
          "an unknown page");
    front("---\ntitle: A\ndescription: B\nrelated: [indek]\n---\n", "Did you mean index?",
          "and what is near");
    front("---\ntitle: A\ndescription: B\nrelated: [../x]\n---\n", "related", "a path that leaves its root");
    front("---\ntitle: A\ndescription: B\nsources: [x]\n---\n", "source x is not in fakta.yaml",
          "an unknown source");
    front("---\ntitle: A\ndescription: \"{{fact.x}}\"\n---\n",
          "content/a.md:3:14: error: there is no value fact.x", "an unknown value");
    front("---\ntitle: A\ntitle: B\ndescription: C\n---\n",
          "content/a.md:3:1: error: key title is already on line 2", "a key twice");
    front("---\ntitle: A: B\ndescription: C\n---\n", "content/a.md:2:", "YAML that is none");
}

static void test_doubles(void)
{
    fresh();
    page("panduan/a.md", "slug: sama\n");
    page("panduan/b.md", "slug: sama\n");
    load();
    ok(tells("two pages have the same address, panduan/sama/index.html; the other one: content/panduan/a.md"),
       "the same slug twice");
    fresh();
    page("panduan/a b.md", "");
    load();
    ok(tells("cannot become an address"), "a name with a space");
    fresh();
    page("Panduan Baru/a.md", "");
    load();
    ok(tells("cannot become an address"), "a folder with a space");
    fresh();
    unlink("w/content/index.md");
    page("a.md", "");
    load();
    ok(tells("the home page content/index.md is missing"), "no home page");
    fresh();
    scratch_file("w/content/index.md", S("x"));
    load();
    ok(tells("front matter is missing") && str_find(told, S("home page")) == told.len,
       "a faulty home page is told once");
}

static void test_folder(void)
{
    tree_remove("w");
    ok(!load() && tells("folder w/content does not exist"), "no content folder");
    tree_make_folders("w/content");
    ok(!load() && tells("folder w/content holds no page"), "an empty one");
    fresh();
    scratch_file("w/content/x.docx", S("x"));
    load();
    ok(tells("content/x.docx is of an unknown kind"), "a file of another kind");
    fresh();
    scratch_file("w/content/gambar/a.png", S("x"));
    struct site *site = load();
    ok(site_asset(site, S("gambar/a.png")) && !site_asset(site, S("gambar/b.png")) && silent(),
       "a picture is published");
    ok(symlink("/etc/passwd", "w/content/p.md") == 0 && load() &&
           tells("symbolic link content/p.md points outside its folder"),
       "a link out of the folder");
    fresh();
    unlink("w/content/site.yaml");
    load();
    ok(tells("file content/site.yaml does not exist"), "no site.yaml");
}

static const char facts[] = "sources:\n  s:\n    title: Sumber\nfacts:\n"
                            "  telepon: {value: \"175\", unit: phone, source: s, since: 2026-01-01}\n"
                            "  batas: {value: 15000000, unit: rupiah, source: s, since: 2026-01-01}\n"
                            "  tanggal: {value: 2026-11-22, unit: date, source: s, since: 2026-01-01}\n";

static void fact(const char *line, const char *expected, const char *what)
{
    fresh();
    scratch_file("w/content/fakta.yaml",
                 str_join(arena, (Str[]){str_from(facts), str_from(line)}, 2, STR_NONE));
    load();
    if (expected)
        ok(tells(expected), what);
    else
        ok(silent(), what);
}

/* A fact with these dates, named by site.yaml. */
static void used_fact(const char *dates, const char *expected, const char *what)
{
    fresh();
    Str line = str_format(arena, "  x: {value: 1, unit: kali, source: s, since: 2026-01-01, %s}\n", dates);
    scratch_file("w/content/fakta.yaml", str_join(arena, (Str[]){str_from(facts), line}, 2, STR_NONE));
    scratch_file("w/content/site.yaml", S("title: Situs\ndescription: \"{{fact.x}}\"\n"));
    load();
    ok(expected ? tells(expected) : silent(), what);
}

static void test_facts(void)
{
    setenv("SOURCE_DATE_EPOCH", "1795305600", 1); /* 2026-11-22 */
    fresh();
    scratch_file("w/content/fakta.yaml", str_from(facts));
    scratch_file("w/content/site.yaml", S("title: Situs\ncontact:\n  phone: \"{{fact.telepon}}\"\n"));
    struct site *site = load();
    Str text;
    ok(silent() && site_value_text(site, arena, S("fact.batas"), S("id"), &text) &&
           str_is(text, "Rp15.000.000"),
       "a fact in rupiah");
    ok(site_value_text(site, arena, S("fact.tanggal"), S("id"), &text) && str_is(text, "22 November 2026"),
       "a date");
    ok(site_value_text(site, arena, S("site.phone"), S("id"), &text) && str_is(text, "175"),
       "a value of site.yaml that names a fact");
    ok(site_value_text(site, arena, S("site.title"), S("id"), &text) && str_is(text, "Situs"), "a plain one");
    ok(!site_value_text(site, arena, S("site.x"), S("id"), &text) &&
           !site_value_text(site, arena, S("fact.x"), S("id"), &text) &&
           !site_value_text(site, arena, S("site.contact"), S("id"), &text),
       "names without a text");
    same_text(site_nearest_value(site, arena, S("fact.bats")), "fact.batas", "the nearest name");
    fact("  x: {value: 1, unit: kali, source: t, since: 2026-01-01}\n", "source t is not in fakta.yaml",
         "an unknown source");
    fact("  x: {value: satu, unit: kali, source: s, since: 2026-01-01}\n",
         "the value of fact x does not fit its unit, kali", "a word that is no number");
    fact("  x: {value: 1, unit: kali, source: s, since: 2026-01-01, until: 2026-11-21}\n", NULL,
         "an expired fact that nothing uses");
    used_fact("until: 2026-11-21", "fact fact.x has expired: valid until 2026-11-21",
              "an expired fact that is used");
    used_fact("review: 2026-11-21", "fact fact.x has expired", "past its review");
    used_fact("until: 2026-11-22", "in 0 days", "its last day");
    used_fact("until: 2027-01-21", "has to be checked by 2027-01-21: in 60 days", "due");
    used_fact("until: 2027-01-22", NULL, "not yet due");
    used_fact("until: 2028-01-01, review: 2026-11-21", "fact fact.x has expired", "the first of both counts");
    fact("  x: {value: 1, unit: kali, source: s, since: 2026-01-01, subject: a}\n"
         "  y: {value: 2, unit: kali, source: s, since: 2026-05-01, subject: a}\n",
         "fact y contradicts fact x: 2 and 1 at the same time", "two facts of one subject");
    fact("  x: {value: 1, unit: kali, source: s, since: 2026-01-01, until: 2026-04-30, subject: a}\n"
         "  y: {value: 2, unit: kali, source: s, since: 2026-05-01, subject: a}\n"
         "  z: {value: 2, unit: kali, source: s, since: 2026-06-01, subject: a}\n",
         NULL, "one after another, or the same");
    fact("  x: {value: 1, unit: kali, source: s, since: 2027-01-01, until: 2026-12-01}\n",
         "earlier than since", "an end before the beginning");
    fact("  x: {unit: kali, source: s, since: 2026-01-01}\n", "key value is missing", "no value");
    fact("  x: {value: a, source: s, since: kemarin}\n", "since must be a date", "no date");
    fresh();
    scratch_file("w/content/site.yaml", S("title: \"{{site.title}}\"\n"));
    load();
    ok(tells("the value site.title refers to itself"), "a value that refers to itself");
}

static void relative(const char *from, const char *to, const char *expected)
{
    char what[200];
    snprintf(what, sizeof what, "from %s to %s", from, to);
    same_text(site_relative(arena, str_from(from), str_from(to)), expected, what);
}

static void test_relative(void)
{
    relative("panduan/x/index.html", "kendala/y/index.html", "../../kendala/y/index.html");
    relative("panduan/x/index.html", "panduan/y/index.html", "../y/index.html");
    relative("panduan/x/index.html", "panduan/x/a.png", "a.png");
    relative("panduan/x/index.html", "panduan/index.html", "../index.html");
    relative("panduan/index.html", "panduan/x/index.html", "x/index.html");
    relative("index.html", "panduan/x/index.html", "panduan/x/index.html");
    relative("panduan/x/index.html", "index.html", "../../index.html");
    relative("panduan/x/index.html", "panduanku/x/index.html", "../../panduanku/x/index.html");
    relative("404.html", "style.css", "style.css");
    relative("su/panduan/x/index.html", "panduan/x/index.html", "../../../panduan/x/index.html");
    relative("a/index.html", "a/index.html", "index.html");
}

int main(void)
{
    arena = arena_new();
    scratch_enter();
    setenv("SOURCE_DATE_EPOCH", "1795305600", 1);
    test_addresses();
    test_texts();
    test_front_matter();
    test_doubles();
    test_folder();
    test_facts();
    test_relative();
    arena_free(arena);
    return done();
}
