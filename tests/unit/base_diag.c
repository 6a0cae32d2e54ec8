/* Diagnostics: order, repetition, places, carets under any text, nothing that steers the terminal. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "tap.h"

static struct arena *arena;

static Str printed(struct diag *diag, enum language language, size_t limit)
{
    char *data = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&data, &len);
    diag_print(diag, out, language, limit);
    fclose(out);
    Str text = str_copy(arena, (Str){data, len});
    free(data);
    return text;
}

static struct source *make_source(const char *name, Str text)
{
    struct source *source = arena_make(arena, struct source);
    *source = (struct source){.name = str_from(name), .text = text};
    return source;
}

/* What one report in the text at `offset` looks like. */
static Str excerpt(Str text, size_t offset)
{
    struct diag *diag = diag_new();
    diag_report(diag, ((Loc){make_source("a.md", text), offset}), MSG_TEXT_HAS_NUL);
    Str all = printed(diag, LANGUAGE_EN, 0);
    diag_free(diag);
    return all;
}

static void test_form(void)
{
    struct diag *diag = diag_new();
    const struct source *source = make_source("content/a.md", S("satu\ndua tiga\n"));
    diag_report(diag, ((Loc){source, 9}), MSG_FILE_MISSING, S("x.md"));
    same_text(printed(diag, LANGUAGE_EN, 0),
              "content/a.md:2:5: error: file x.md does not exist\n"
              "     2 | dua tiga\n"
              "       |     ^\n"
              "  hint: Check the name of the file and its folder.\n",
              "a report in English");
    same_text(printed(diag, LANGUAGE_ID, 0),
              "content/a.md:2:5: error: berkas x.md tidak ada\n"
              "     2 | dua tiga\n"
              "       |     ^\n"
              "  petunjuk: Periksa nama berkas dan foldernya.\n",
              "the same in Indonesian");
    diag_free(diag);
    diag = diag_new();
    diag_report(diag, LOC_NONE, MSG_LINK_UNKNOWN_PAGE, S("x"), STR_NONE);
    same_text(printed(diag, LANGUAGE_EN, 0), "suluh: error: there is no page x\n",
              "no place, and no hint when nothing is near");
    ok(printed(diag, LANGUAGE_EN, 0).len > 0, "printing twice prints twice");
    diag_free(diag);
    diag = diag_new();
    ok(printed(diag, LANGUAGE_EN, 0).len == 0 && diag_count(diag, DIAG_ERROR) == 0, "no faults, no words");
    diag_free(diag);
    diag_free(NULL);
}

static void test_order(void)
{
    struct diag *diag = diag_new();
    const struct source *a = make_source("a.md", S("x\ny\n")), *b = make_source("b.md", S("x\n"));
    diag_report(diag, ((Loc){b, 0}), MSG_TEXT_HAS_NUL);
    diag_report(diag, ((Loc){a, 2}), MSG_TEXT_HAS_NUL);
    diag_report(diag, ((Loc){a, 0}), MSG_TEXT_NOT_UTF8);
    diag_report(diag, ((Loc){a, 2}), MSG_TEXT_HAS_NUL);
    diag_report(diag, ((Loc){make_source("a.md", a->text), 2}), MSG_TEXT_HAS_NUL);
    diag_report(diag, LOC_NONE, MSG_HOME_MISSING);
    ok(diag_count(diag, DIAG_ERROR) == 4, "the same fault at the same place counts once");
    Str text = printed(diag, LANGUAGE_EN, 0);
    size_t home = str_find(text, S("suluh: error: the home")), first = str_find(text, S("a.md:1:1")),
           second = str_find(text, S("a.md:2:1")), third = str_find(text, S("b.md:1:1"));
    ok(home < first && first < second && second < third && third < text.len, "sorted by file and place");
    Str cut = printed(diag, LANGUAGE_EN, 2);
    ok(str_ends(cut, S("suluh: \xE2\x80\xA6 and 2 more\n")) && str_find(cut, S("b.md")) == cut.len,
       "at most so many, and how many more");
    ok(str_ends(printed(diag, LANGUAGE_ID, 3), S("suluh: \xE2\x80\xA6 dan 1 lagi\n")), "in Indonesian too");
    diag_report(diag, ((Loc){a, 0}), MSG_BASE_URL_MISSING);
    ok(diag_count(diag, DIAG_WARNING) == 1 && diag_count(diag, DIAG_ERROR) == 4 &&
           diag_count(diag, DIAG_NOTE) == 0,
       "each level is counted by itself");
    ok(str_find(printed(diag, LANGUAGE_ID, 0), S("a.md:1:1: warning: ")) < SIZE_MAX, "the level is told");
    diag_free(diag);
}

static void test_caret(void)
{
    ok(str_find(excerpt(S("h\xC3\xA9t"), 3), S("a.md:1:3: ")) == 0, "columns count code points");
    ok(str_find(excerpt(S("h\xC3\xA9t"), 3), S("     1 | h\xC3\xA9t\n       |   ^\n")) > 0 &&
           str_find(excerpt(S("h\xC3\xA9t"), 3), S("       |   ^\n")) < excerpt(S("h\xC3\xA9t"), 3).len,
       "the caret stands under what follows a multibyte letter");
    Str wide = excerpt(S("\xE6\xBC\xA2x"), 3), mark = excerpt(S("e\xCC\x81x"), 3), tab = excerpt(S("\tx"), 1);
    ok(str_find(wide, S("       |   ^\n")) < wide.len,
       "the caret stands behind a wide character's two columns");
    ok(str_find(mark, S("       |  ^\n")) < mark.len, "a combining mark moves no caret");
    ok(str_find(tab, S("     1 |  x\n       |  ^\n")) < tab.len, "a tab is shown as one space");
    Str end = excerpt(S("abc"), 3), beyond = excerpt(S("abc"), 99);
    ok(str_find(end, S("       |    ^\n")) < end.len, "the caret behind the last letter");
    ok(str_find(beyond, S("a.md:1:4: ")) == 0, "a place beyond the end is the end");
    ok(str_find(excerpt(S(""), 0), S("|")) == excerpt(S(""), 0).len, "an empty source has no excerpt");
    ok(str_find(excerpt(S("a\r\nbc\r\n"), 4), S("a.md:2:2: ")) == 0, "CRLF ends a line");
    ok(str_find(excerpt(S("a\rbc"), 3), S("a.md:2:2: ")) == 0, "CR alone ends a line");
    Str last = excerpt(S("a\n"), 2);
    ok(str_find(last, S("a.md:2:1: ")) == 0 && str_find(last, S("|")) == last.len,
       "the line behind the last one");
}

static void test_long_lines(void)
{
    struct buf line = {0};
    for (int i = 0; i < 20000; i++) buf_c(&line, "\xC3\xA9");
    Str text = excerpt(buf_view(&line), 20000), row = text;
    ok(str_find(text, S("a.md:1:10001: ")) == 0, "the column in a long line");
    str_cut(&row, '\n');
    Str shown = str_cut(&row, '\n'), caret = str_cut(&row, '\n');
    ok(utf8_length(shown) < 120 && utf8_invalid_at(shown) == shown.len,
       "only a part of a long line is shown");
    ok(str_starts(str_skip(shown, 9), S("\xE2\x80\xA6")) && str_ends(shown, S("\xE2\x80\xA6")),
       "dots say that it goes on at both ends");
    ok(caret.len > 20 && caret.len < 100, "the caret is in the shown part");
    Str under = str_skip(shown, 9);
    size_t columns = caret.len - 1 - 9;
    ok(caret.data[caret.len - 1] == '^' && columns < utf8_length(under), "and under a letter of it");
    buf_free(&line);
}

static void test_harmless(void)
{
    Str text = excerpt(S("\x1B[31mred\x07 \xC2\x9B"
                         "2J \xE2\x80\xAE x \xE2\x81\xA6 \x7F"),
                       3);
    bool plain = true;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        plain = plain && (c >= 32 || c == '\n') && !(c >= 127 && c < 160) && !(c >= 0x202A && c <= 0x202E) &&
                !(c >= 0x2066 && c <= 0x2069);
    }
    ok(plain, "control and direction characters never reach the terminal");
    struct diag *diag = diag_new();
    diag_report(diag, ((Loc){make_source("a\x1B[2J\nb.md", S("x")), 0}), MSG_FILE_MISSING,
                S("y\n\x1B]0;z\x07"));
    Str all = printed(diag, LANGUAGE_EN, 0);
    ok(!memchr(all.data, 0x1B, all.len) && !memchr(all.data, 7, all.len), "nor from names and words");
    ok(str_find(all, S("b.md:1:1: error")) < all.len && str_find(all, S("\n")) > str_find(all, S("b.md")),
       "a name with a line break stays on one line");
    diag_free(diag);
    diag = diag_new();
    char *longer = arena_alloc(arena, 100001);
    memset(longer, 'x', 100000);
    diag_report(diag, LOC_NONE, MSG_FILE_MISSING, (Str){longer, 100000});
    ok(printed(diag, LANGUAGE_EN, 0).len < 1000, "long words are cut");
    diag_free(diag);
    diag = diag_new();
    diag_report(diag, LOC_NONE, MSG_FILE_MISSING, S("\xFF\xFE"));
    Str bad = printed(diag, LANGUAGE_EN, 0);
    ok(utf8_invalid_at(bad) == bad.len, "a word that is not UTF-8 is made so");
    diag_free(diag);
    diag = diag_new();
    diag_report(diag, LOC_NONE, MSG_FILE_MISSING, S("{1}{2}"));
    ok(str_find(printed(diag, LANGUAGE_EN, 0), S("file {1}{2} does")) < SIZE_MAX &&
           str_find(printed(diag, LANGUAGE_EN, 0), S("{1}{2}")) > 0,
       "placeholders in words are text");
    diag_free(diag);
}

struct reporting {
    struct diag *diag;
    const struct source *sources[7];
};

static void report_some(void *context, size_t index, unsigned worker)
{
    const struct reporting *reporting = context;
    (void)worker;
    for (size_t i = 0; i < 50; i++)
        diag_report(reporting->diag, ((Loc){reporting->sources[index % 7], i}), MSG_TEXT_HAS_NUL);
}

static void test_threads(void)
{
    Str texts[2];
    Str text = S("teks yang cukup panjang untuk lima puluh tempat ya\n");
    for (unsigned i = 0; i < 2; i++) {
        struct reporting reporting = {.diag = diag_new()};
        for (int j = 0; j < 7; j++)
            reporting.sources[j] = make_source(str_c(arena, str_format(arena, "%d.md", j)), text);
        pool_run(i ? 8 : 1, 70, report_some, &reporting);
        ok(diag_count(reporting.diag, DIAG_ERROR) == 350,
           "faults are counted once with any number of threads");
        texts[i] = printed(reporting.diag, LANGUAGE_ID, 0);
        diag_free(reporting.diag);
    }
    ok(str_equal(texts[0], texts[1]), "the order does not depend on threads");
}

static void test_places(void)
{
    const struct source *source = make_source("a", S("ab\r\n\xC3\xA9x\nlast"));
    ok(loc_at(source, 1, 1).offset == 0 && loc_at(source, 1, 2).offset == 1, "line 1");
    ok(loc_at(source, 2, 1).offset == 4 && loc_at(source, 2, 3).offset == 6, "line 2, column in bytes");
    ok(loc_at(source, 3, 1).offset == 8 && loc_at(source, 3, 99).offset == 12,
       "a column beyond the end is clamped");
    ok(loc_at(source, 99, 1).offset == 12 && loc_at(source, 0, 0).offset == 0, "a line beyond the end too");
    struct line_column at = loc_line_column((Loc){source, 6});
    ok(at.line == 2 && at.column == 2, "and back, in code points");
    at = loc_line_column(LOC_NONE);
    ok(at.line == 1 && at.column == 1, "no place");
    same_text(diag_text(arena, LANGUAGE_EN, MSG_USAGE_UNKNOWN_OPTION, (Str[]){S("--x"), S("build")}, 2),
              "unknown option --x for build", "one message alone");
}

static void test_many(void)
{
    struct diag *diag = diag_new();
    struct buf text = {0};
    for (int i = 0; i < 100000; i++) buf_c(&text, "x\n");
    const struct source *source = make_source("many.md", buf_view(&text));
    for (size_t i = 0; i < 100000; i++) diag_report(diag, ((Loc){source, 2 * i}), MSG_TEXT_HAS_NUL);
    ok(diag_count(diag, DIAG_ERROR) == 100000, "100,000 faults are counted");
    Str shown = printed(diag, LANGUAGE_EN, 100);
    ok(str_starts(shown, S("many.md:1:1:")) && str_ends(shown, S("and 99900 more\n")),
       "the first 100 are told");
    diag_free(diag);
    diag = diag_new();
    for (size_t i = 0; i < 1000; i++) diag_report(diag, ((Loc){source, 2 * i}), MSG_TEMPLATE_MESSAGE, S("x"));
    diag_report(diag, ((Loc){source, 150000}), MSG_TEXT_HAS_NUL);
    shown = printed(diag, LANGUAGE_EN, 100);
    ok(str_find(shown, S("many.md:75001:1: error:")) < shown.len && str_ends(shown, S("and 901 more\n")),
       "an error behind many warnings is among them");
    diag_free(diag);
    buf_free(&text);
}

int main(void)
{
    arena = arena_new();
    test_form();
    test_order();
    test_caret();
    test_long_lines();
    test_harmless();
    test_threads();
    test_places();
    test_many();
    arena_free(arena);
    return done();
}
