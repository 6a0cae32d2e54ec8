/* Copies of a product: edition codes, names of files, values of rows. */
#include "site/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/names.h"
#include "tap.h"

static struct arena *arena;
static const Date day = {2026, 11, 22};

static void test_codes(void)
{
    Str code = copy_code(arena, S("poster"), day, S("Baros"));
    same_text(code, "2611-HKM9T-70K76", "a code never changes: it stands on paper");
    ok(copy_code_right(code), "it is right");
    ok(!str_equal(code, copy_code(arena, S("poster"), day, S("Baros "))), "another row, another code");
    ok(!str_equal(code, copy_code(arena, S("poster2"), day, S("Baros"))), "another product");
    ok(!str_equal(code, copy_code(arena, S("poster"), (Date){2026, 11, 23}, S("Baros"))), "another day");
    ok(str_starts(copy_code(arena, S("x"), (Date){0}, S("y")), S("0000-")), "no date");
}

/* Every wrong symbol and every two neighbours that were swapped are found. */
static void test_check_symbol(void)
{
    static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXY";
    size_t missed = 0, tried = 0;
    for (int n = 0; n < 50; n++) {
        Str code = copy_code(arena, S("p"), day, str_format(arena, "%d", n));
        for (size_t i = 0; i < code.len; i++) {
            char *wrong = str_c(arena, code);
            for (size_t k = 0; k + 1 < sizeof symbols && code.data[i] != '-'; k++) {
                if (symbols[k] == code.data[i]) continue;
                wrong[i] = symbols[k];
                missed += copy_code_right(str_from(wrong));
                tried++;
            }
            wrong = str_c(arena, code);
            if (i + 1 == code.len || wrong[i] == wrong[i + 1] || wrong[i] == '-' || wrong[i + 1] == '-')
                continue;
            wrong[i] = code.data[i + 1];
            wrong[i + 1] = code.data[i];
            missed += copy_code_right(str_from(wrong));
        }
    }
    ok(tried == 50 * 14 * 30 && missed == 0, "one wrong symbol or two swapped are found");
    Str code = copy_code(arena, S("p"), day, S("q"));
    char *read = str_c(arena, code);
    for (size_t i = 0; read[i]; i++) {
        if (read[i] == '0') read[i] = 'o';
        if (read[i] == '1') read[i] = 'l';
        if (read[i] == '-') read[i] = ' ';
        if (read[i] >= 'A' && read[i] <= 'Z') read[i] = (char)(read[i] + 32);
    }
    ok(copy_code_right(str_from(read)), "read from paper in small letters");
    static const char *const bad[] = {
        "", "-", "2611", "2611-7K3MQ-9XAP", "2611-7K3MQ-9XAPCC", "2611-7K3MQ-9XA*C", "2611-UUUUU-UUUUU"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) ok(!copy_code_right(str_from(bad[i])), bad[i]);
}

static void test_many_codes(void)
{
    struct names known = {0};
    size_t twice = 0;
    for (int i = 0; i < 20000; i++)
        twice += !names_put(arena, &known,
                            copy_code(arena, S("poster"), day, str_format(arena, "Perusahaan %d", i)), arena);
    ok(twice == 0, "20,000 rows, as many codes");
}

static void test_names(void)
{
    static const char *const names[][2] = {{"PT. Maju Jaya", "pt-maju-jaya"},
                                           {"../../etc/passwd", "etc-passwd"},
                                           {"a/b\\c:d", "a-b-c-d"},
                                           {"  ", ""},
                                           {"Ümit Çelik é", "umit-celik-e"},
                                           {"CON", "con-1"},
                                           {"com1", "com1-1"},
                                           {"日本", ""},
                                           {".hidden", "hidden"},
                                           {"a\nb\tc", "a-b-c"},
                                           {"nul.txt", "nul-txt"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        same_text(copy_file_name(arena, str_from(names[i][0])), names[i][1], names[i][0]);
    char longest[301];
    memset(longest, 'x', 300);
    longest[300] = 0;
    ok(copy_file_name(arena, str_from(longest)).len == 60, "a name of 300 letters is cut");
}

static void test_common(void)
{
    same_text(copy_common_text(arena, S("Poster untuk {{row.nama}}")), "Poster untuk", "without the row");
    same_text(copy_common_text(arena, S("{{row.nama}}: urus sendiri")), "urus sendiri", "at the beginning");
    same_text(copy_common_text(arena, S("Poster {{fact.x}}")), "Poster {{fact.x}}", "other values stay");
    same_text(copy_common_text(arena, S("Poster {{row.a")), "Poster {{row.a", "not closed");
}

int main(void)
{
    arena = arena_new();
    test_codes();
    test_check_symbol();
    test_many_codes();
    test_names();
    test_common();
    arena_free(arena);
    return done();
}
