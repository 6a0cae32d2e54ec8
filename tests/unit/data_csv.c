/* csv.c: every shape that spreadsheets write, faults, and random tables against a plain reader. */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

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

static bool next(struct rows *rows, struct field *fields)
{
    return rows->calls->next(rows, fields);
}

static Loc place(struct rows *rows, const struct field *field)
{
    return rows->calls->loc(rows, field);
}

static size_t line(const struct rows *rows)
{
    return rows->calls->line(rows);
}

static void show_fields(struct buf *out, const struct csv_reader *reader, const struct field *fields,
                        Str text)
{
    for (size_t i = 0; i < reader->rows.columns; i++) {
        if (i) buf_char(out, '|');
        buf_str(out, fields[i].text);
        Str there = str_skip(text, fields[i].offset);
        if (str_starts(there, S("\""))) there = str_skip(there, 1);
        size_t until = str_find_char(fields[i].text, '"');
        if (!str_starts(there, str_from_to(fields[i].text, 0, until))) buf_c(out, " at a wrong place");
    }
}

/* "a|b / 1|2": header and rows; or the faults. */
static Str shown(Str text, enum language language)
{
    struct diag *diag = diag_new();
    struct csv_reader reader;
    struct buf out = {0};
    if (csv_open(&reader, arena, diag, source_of(arena, "t.csv", text))) {
        struct field *fields = arena_make_n(arena, struct field, reader.rows.columns);
        show_fields(&out, &reader, reader.rows.header, text);
        while (next(&reader.rows, fields)) {
            buf_c(&out, " / ");
            show_fields(&out, &reader, fields, text);
        }
    }
    bool right = reader.rows.columns && !reader.rows.faults;
    reader.rows.calls->close(&reader.rows);
    Str faults = faults_text(arena, diag, language), copy = buf_copy(&out, arena);
    buf_free(&out);
    if (right != (faults.len == 0)) return S("the result does not agree with the reports");
    return right ? copy : faults;
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

static int file_with(Str text)
{
    int descriptor = memfd_create("t.csv", 0);
    for (Str rest = text; rest.len;) {
        ssize_t wrote = write(descriptor, rest.data, rest.len);
        if (wrote <= 0) abort();
        rest = str_skip(rest, (size_t)wrote);
    }
    lseek(descriptor, 0, SEEK_SET);
    return descriptor;
}

/* Megabytes through the window are the same rows, at the same places, as the whole in memory. */
static void test_window(void)
{
    struct buf text = {0};
    buf_c(&text, "\uFEFFa;b;c\n");
    while (text.len < 6000000) {
        for (size_t n = chance(60); n > 0; n--) buf_char(&text, (char)('a' + chance(26)));
        buf_c(&text, ";\"é");
        for (size_t n = chance(400) * (chance(50) ? 1 : 100); n > 0; n--)
            buf_c(&text, ((const char *[]){"x", "é", "\"\"", "\n", "\r\n", ";"})[chance(6)]);
        buf_c(&text, "\";→");
        buf_c(&text, ((const char *[]){"\n", "\r\n", "\n\n"})[chance(3)]);
    }
    struct diag *diag = diag_new();
    struct csv_reader whole, window;
    struct field one[3], two[3];
    int descriptor = file_with(buf_view(&text));
    Str bare = str_skip(buf_view(&text), 3); /* offsets count from behind the byte order mark */
    struct source source = {.name = S("t.csv"), .text = bare};
    bool open =
        csv_open(&whole, arena, diag, &source) && csv_open_file(&window, arena, diag, descriptor, S("t.csv"));
    size_t rows = 0, wrong = 0;
    while (open && next(&whole.rows, one)) {
        if (!next(&window.rows, two)) break;
        rows++;
        for (int i = 0; i < 3; i++)
            wrong += !str_equal(one[i].text, two[i].text) || one[i].offset != two[i].offset;
        if (rows % 97) continue; /* lines are counted from the beginning: slow in the whole text */
        struct line_column a = loc_line_column(place(&whole.rows, &one[2])),
                           b = loc_line_column(place(&window.rows, &two[2]));
        wrong += a.line != b.line || a.column != b.column || line(&whole.rows) != line(&window.rows);
    }
    ok(open && !next(&window.rows, two) && rows > 2000, "as many rows");
    ok(wrong == 0, "the same texts at the same places");
    whole.rows.calls->close(&whole.rows);
    window.rows.calls->close(&window.rows);
    close(descriptor);
    same_text(faults_text(arena, diag, LANGUAGE_EN), "", "no faults");
    buf_free(&text);
}

static Str file_faults(Str text)
{
    struct diag *diag = diag_new();
    struct csv_reader reader;
    int descriptor = file_with(text);
    if (csv_open_file(&reader, arena, diag, descriptor, S("t.csv"))) {
        struct field *fields = arena_make_n(arena, struct field, reader.rows.columns);
        while (next(&reader.rows, fields)) continue;
    }
    reader.rows.calls->close(&reader.rows);
    close(descriptor);
    return faults_text(arena, diag, LANGUAGE_EN);
}

static void test_file_faults(void)
{
    struct buf text = {0};
    same_text(file_faults(S("PK\x03\x04")), "1:1: error: this file is no text but XLSX, ODS, DOCX (ZIP)",
              "a ZIP file");
    same_text(file_faults(STR_NONE), "1:1: error: the table is empty", "an empty file");
    buf_c(&text, "a;b\n");
    for (int i = 0; i < 100000; i++) buf_c(&text, "1;2\n");
    size_t len = text.len;
    buf_c(&text, "1;\xFF\n1;2\n");
    ok(str_starts(file_faults(buf_view(&text)), S("100002:3: error: ")), "no UTF-8, far behind");
    text.len = len;
    buf_bytes(&text, "1;\0\n", 4);
    ok(str_starts(file_faults(buf_view(&text)), S("100002:3: error: ")), "a NUL, far behind");
    text.len = len;
    buf_c(&text, "1;2;3\n\"x;");
    same_text(file_faults(buf_view(&text)),
              "100002:1: error: this row has 3 columns, it should have 2; 100003:1: error: this quote is "
              "never closed",
              "faults behind many windows");
    text.len = len;
    buf_c(&text, "\"");
    for (int i = 0; i < 1700000; i++) buf_c(&text, "1234567890");
    same_text(file_faults(buf_view(&text)), "100002:1: error: this row is longer than 16 MB",
              "a quote that swallows all");
    buf_free(&text);
}

static void test_speed(void)
{
    struct buf text = {0};
    buf_c(&text, "kota;bulan;jumlah;catatan\n");
    for (int i = 0; i < 1000000; i++)
        buf_printf(&text, "Sukabumi %d;2022-%02d;%d.%03d;\n", i % 97, i % 12 + 1, i % 9 + 1, i % 1000);
    struct diag *diag = diag_new();
    struct csv_reader reader;
    struct field fields[4];
    size_t rows = 0;
    int descriptor = file_with(buf_view(&text));
    clock_t start = clock();
    csv_open_file(&reader, arena, diag, descriptor, S("t.csv"));
    while (next(&reader.rows, fields)) rows++;
    printf("# %zu bytes in %.3f s\n", text.len, (double)(clock() - start) / CLOCKS_PER_SEC);
    ok(rows == 1000000, "a million rows");
    reader.rows.calls->close(&reader.rows);
    close(descriptor);
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
    test_window();
    test_file_faults();
    test_speed();
    arena_free(arena);
    return done();
}
