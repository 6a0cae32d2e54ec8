/* csv.c: every shape that spreadsheets write, faults, and random tables against a plain reader. */
#include <time.h>

#include "data/csv.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;
static uint64_t seed = 88172645463325252u;

static uint64_t chance(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

/* "a|b / 1|2": header and rows; or the faults. */
static Str shown(Str text, enum language language)
{
    struct diag *diag = diag_new();
    struct csv csv;
    struct source *source = source_of(arena, "t.csv", text);
    bool right = csv_read(arena, diag, source, &csv);
    Str faults = faults_text(arena, diag, language);
    if (right != (faults.len == 0)) return S("the result does not agree with the reports");
    if (!right) return faults;
    struct buf out = {0};
    for (size_t i = 0; i < (csv.rows + 1) * csv.columns; i++) {
        const struct csv_field *field = i < csv.columns ? &csv.header[i] : &csv.fields[i - csv.columns];
        buf_c(&out, i == 0 ? "" : i % csv.columns ? "|" : " / ");
        buf_str(&out, field->text);
        Str there = str_skip(text, field->offset);
        if (str_starts(there, S("\""))) there = str_skip(there, 1);
        size_t until = str_find_char(field->text, '"');
        if (!str_starts(there, str_from_to(field->text, 0, until))) buf_c(&out, " at a wrong place");
    }
    Str copy = buf_copy(&out, arena);
    buf_free(&out);
    return copy;
}

static void test_right(void)
{
    static const char *const cases[][2] = {
        {"a;b\n1;2\n", "a|b / 1|2"},
        {"a,b\n1,2\n", "a|b / 1|2"},
        {"a\tb\n1\t2\n", "a|b / 1|2"},
        {"a;b\n1;2", "a|b / 1|2"},
        {"\uFEFFa;b\r\n1;2\r\n", "a|b / 1|2"},
        {"a;b\r1;2\r", "a|b / 1|2"},
        {"a;b\n1;\n;2\n", "a|b / 1| / |2"},
        {"a;b\n\n1;2\n;\n\n", "a|b / 1|2"},
        {"\n\na;b\n1;2\n", "a|b / 1|2"},
        {"a\n1\n2\n", "a / 1 / 2"},
        {"a\n45,83\n", "a / 45,83"},
        {"a;b (x, y, z)\n1;2\n", "a|b (x, y, z) / 1|2"},
        {"\"a;b\",c\n1,2\n", "a;b|c / 1|2"},
        {"a,b\n\"45,83\",x\n", "a|b / 45,83|x"},
        {"a;b\n\"x;y\";\"z\"\"z\"\n", "a|b / x;y|z\"z"},
        {"a;b\n\"\"\"\";\"\"\n", "a|b / \"|"},
        {"a;b\n\"1\n2\";3\n", "a|b / 1\n2|3"},
        {"a;b\n  1 2  ;  3\t\n", "a|b / 1 2|3"},
        {"a;b\n \" x \" ;y\n", "a|b /  x |y"},
        {"a;b\nx\"y;2\"\n", "a|b / x\"y|2\""},
        {"sep=;\na;b\n1;2\n", "a|b / 1|2"},
        {"sep=|\r\na|b\r\n1|2\r\n", "a|b / 1|2"},
        {"a;b;;\n1;2;;\n3;4\n;;;\n5;;;\n", "a|b / 1|2 / 3|4 / 5|"},
        {"a;b\n", "a|b"},
        {"a", "a"},
        {"ké;ñ\nü;→\n", "ké|ñ / ü|→"},
        {"a;b\n12345678901234567890;12345678\n1234567;123456789\n",
         "a|b / 12345678901234567890|12345678 / 1234567|123456789"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(shown(str_from(cases[i][0]), LANGUAGE_EN), cases[i][1], cases[i][0]);
    same_text(shown(S("a\tb\n 1 \t\n\t2\n"), LANGUAGE_EN), "a|b / 1| / |2",
              "tabs separate and are no white space");
    ok(shown(S("a;b\n1;\"x\0y\"\n"), LANGUAGE_EN).len == 11, "a NUL is a character");
}

static void test_wrong(void)
{
    static const char *const cases[][2] = {
        {"", "1:1: error: the table is empty"},
        {"\n\n;;\n", "1:1: error: the table is empty"},
        {"a;b\n1;2;3\n1\n1;2\n", "2:1: error: this row has 3 columns, it should have 2; 3:1: error: this row "
                                 "has 1 columns, it should have 2"},
        {"a;b\n\"1;2\n3;4\n", "2:1: error: this quote is never closed"},
        {"a;b\n\"1\"x;2\n", "2:4: error: there is text after the closing quote"},
        {"a;;c\n1;2;3\n", "1:3: error: column 2 has no name"},
        {"a;b;;\n1;2;3;\n", "2:1: error: this row has 4 columns, it should have 2"},
        {"a;b;;\n1;2;\n", "2:1: error: this row has 3 columns, it should have 2"},
        {"a;b;a\n1;2;3\n", "1:5: error: column name a is used twice"},
        {"a;a;a\n", "1:3: error: column name a is used twice; 1:5: error: column name a is used twice"},
        {"a,b\n45,83,x\n", "2:1: error: this row has 3 columns, it should have 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(shown(str_from(cases[i][0]), LANGUAGE_EN), cases[i][1], cases[i][0]);
    same_text(shown(S("a;b\n1\n"), LANGUAGE_ID), "2:1: error: baris ini mempunyai 1 kolom, seharusnya 2",
              "in Indonesian");
    struct buf wide = {0};
    for (int i = 0; i < 1001; i++) buf_printf(&wide, "%sk%d", i ? ";" : "", i);
    same_text(shown(buf_copy(&wide, arena), LANGUAGE_EN),
              "1:1: error: the table has too many columns: at most 1000", "1,001 columns");
    struct buf faulty = {0};
    buf_c(&faulty, "a;b\n");
    for (int i = 0; i < 1000; i++) buf_c(&faulty, "1\n");
    Str faults = shown(buf_copy(&faulty, arena), LANGUAGE_EN);
    size_t count = 0;
    for (Str rest = faults; rest.len; (void)str_cut(&rest, ';')) count++;
    ok(count == 22, "20 faults and a note (of two parts)");
    ok(str_find(faults, S("21:1: note: the file was not read to its end")) < faults.len, "which says so");
    buf_free(&wide);
    buf_free(&faulty);
}

/* Random tables are written with random quoting and come back as they were. */
static bool round_trip(void)
{
    static const char alphabet[] = "ab ;,\"\n\r\t1é";
    char separator = ";,\t"[chance(3)];
    size_t columns = 1 + chance(5), rows = chance(6);
    struct buf text = {0}, expected = {0};
    if (chance(2))
        buf_printf(&text, "sep=%c\n", separator);
    else if (columns == 1)
        separator = ';';
    for (size_t i = 0; i < columns; i++) {
        buf_printf(&text, "%sk%zu", i ? (char[]){separator, 0} : "", i);
        buf_printf(&expected, "%sk%zu", i ? "|" : "", i);
    }
    for (size_t row = 0; row < rows; row++) {
        buf_c(&text, chance(2) ? "\n" : "\r\n");
        for (size_t i = 0; i < columns; i++) {
            if (i) buf_char(&text, separator);
            buf_c(&expected, i ? "|" : " / ");
            bool quoted = chance(2);
            if (quoted) buf_char(&text, '"');
            if (quoted || i == 0) buf_char(&text, 'x'), buf_char(&expected, 'x'); /* no blank rows */
            for (size_t n = chance(12); n > 0 && quoted; n--) {
                char c = alphabet[chance(sizeof alphabet - 3)];
                buf_char(&text, c);
                buf_char(&expected, c);
                if (c == '"') buf_char(&text, c);
            }
            for (size_t n = quoted ? 0 : chance(20); n > 0; n--) {
                char c = (char)('a' + chance(26));
                buf_char(&text, c);
                buf_char(&expected, c);
            }
            if (quoted) buf_char(&text, '"');
        }
    }
    Str got = shown(buf_copy(&text, arena), LANGUAGE_EN);
    bool same = str_equal(got, buf_view(&expected));
    if (!same) printf("# %.*s\n# gave %.*s\n", (int)text.len, text.data, (int)got.len, got.data);
    buf_free(&text);
    buf_free(&expected);
    return same;
}

static void test_speed(void)
{
    struct buf text = {0};
    buf_c(&text, "kota;bulan;jumlah;catatan\n");
    for (int i = 0; i < 1000000; i++)
        buf_printf(&text, "Sukabumi %d;2022-%02d;%d.%03d;\n", i % 97, i % 12 + 1, i % 9 + 1, i % 1000);
    struct source source = {.name = S("t.csv"), .text = buf_view(&text)};
    struct csv csv;
    struct diag *diag = diag_new();
    clock_t start = clock();
    ok(csv_read(arena, diag, &source, &csv) && csv.rows == 1000000, "a million rows whole");
    clock_t whole = clock();
    struct csv_reader reader;
    struct csv_field fields[4];
    size_t rows = 0;
    csv_open(&reader, arena, diag, &source);
    while (csv_next(&reader, fields)) rows++;
    printf("# %zu bytes: whole %.3f s, row by row %.3f s\n", text.len,
           (double)(whole - start) / CLOCKS_PER_SEC, (double)(clock() - whole) / CLOCKS_PER_SEC);
    ok(rows == 1000000, "a million rows one by one");
    diag_free(diag);
    buf_free(&text);
}

int main(void)
{
    arena = arena_new();
    test_right();
    test_wrong();
    size_t trips = 0;
    for (int i = 0; i < 5000; i++) trips += round_trip();
    ok(trips == 5000, "random tables come back");
    test_speed();
    arena_free(arena);
    return done();
}
