/* table.c and figure.c. */
#include <time.h>

#include "data/table.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static const char head[] = "title: T\nsource: studi\ndate: 2022-12-31\ncolumns:\n";

static struct table *read_table(struct diag *diag, const char *csv, const char *columns)
{
    Str yaml = str_join(arena, (Str[]){str_from(head), str_from(columns)}, 2, STR_NONE);
    const struct value *description = yaml_read(arena, diag, source_of(arena, "t.yaml", yaml));
    return description ? table_read(arena, diag, S("t"),
                                    (struct table_data){.source = source_of(arena, "t.csv", str_from(csv))},
                                    description)
                       : NULL;
}

static Str faults_of(const char *csv, const char *columns)
{
    struct diag *diag = diag_new();
    bool right = read_table(diag, csv, columns) != NULL;
    Str faults = faults_text(arena, diag, LANGUAGE_EN);
    return right == (faults.len == 0) ? faults : S("the result does not agree with the reports");
}

static Str number_text(struct cell cell)
{
    if (!cell.known) return S("?");
    return figure_format(arena, cell.number, STR_NONE, S("id"));
}

static void test_cells(void)
{
    struct diag *diag = diag_new();
    struct table *table = read_table(
        diag,
        "Bulan;Jumlah Baru;dana;bagian;rata;aktif;nama\n"
        "2022-10;4.916;Rp 1.500.000;45,83%;1,25;ya;Ani\n"
        "2022-11;;Rp.2000;\"7\";-0,5;False;\n",
        "  bulan: {label: B, type: month, key: true}\n  jumlah_baru: {label: J, type: integer, unit: orang}\n"
        "  dana: {label: D, type: integer, unit: rupiah}\n  bagian: {label: G, type: decimal, unit: "
        "percent}\n"
        "  rata: {label: R, type: decimal}\n  aktif: {label: A, type: boolean}\n  nama: {label: N}\n");
    same_text(faults_text(arena, diag, LANGUAGE_EN), "", "no faults");
    ok(table && table->rows == 2 && table->columns == 7, "the size");
    if (!table) return;
    same_text(number_text(table_cell(table, 0, 1)), "4.916", "thousands");
    ok(!table_cell(table, 1, 1).known, "an empty cell is unknown");
    same_text(number_text(table_cell(table, 0, 2)), "1.500.000", "rupiah");
    same_text(number_text(table_cell(table, 1, 2)), "2.000", "rupiah with a dot");
    same_text(number_text(table_cell(table, 0, 3)), "45,83", "percent");
    same_text(number_text(table_cell(table, 1, 3)), "7", "quoted");
    same_text(number_text(table_cell(table, 1, 4)), "-0,5", "negative");
    ok(table_cell(table, 0, 5).number.coefficient == 1 && table_cell(table, 1, 5).number.coefficient == 0,
       "yes and no");
    same_text(table_cell(table, 0, 6).text, "Ani", "text");
    ok(table_cell(table, 1, 0).date.month == 11 && table_cell(table, 1, 0).date.day == 1, "a month");
    ok(loc_line_column(table_loc(arena, table, 1)).line == 3, "a row's place");
    same_text(table->title, "T", "title");
    same_text(table->source, "studi", "source");
    ok(table->date.year == 2022, "date");
    size_t index = 0;
    const struct column *column = table_column(table, S("dana"), &index);
    ok(column && index == 2 && column->type == COLUMN_INTEGER && !column->key, "a column by name");
    same_text(column ? column->unit : STR_NONE, "rupiah", "its unit");
    ok(!table_column(table, S("Dana"), NULL), "no such column");
}

static void test_wrong(void)
{
    static const char columns[] = "  a: {label: A, type: text, key: true}\n  n: {label: N, type: integer}\n";
    static const char *const cases[][2] = {
        {"a;n\nx;45,5\n", "2:3: error: column n needs a whole number, not \"45,5\""},
        {"a;n\nx;45.83\n",
         "2:3: error: the number \"45.83\" has a point, but points separate thousands here"},
        {"a;n\nx;banyak\ny;-\n", "2:3: error: column n needs a number, not \"banyak\"; 3:3: error: column n "
                                 "needs a number, not \"-\""},
        {"a;n\nx;1\ny;2\nx;3\n", "4:1: error: \"x\" is already on line 2"},
        {"a;n\n;1\n", "2:1: error: column a cannot be empty: it names the row"},
        {"a;nn\nx;1\n",
         "1:3: error: unknown column nn; did you mean n?; 6:3: error: column n is not in t.csv"},
        {"a;n;keterangan\nx;1;y\n", "1:5: error: column keterangan is not described"},
        {"a\nx\n", "6:3: error: column n is not in t.csv"},
        {"a;n\nx;1;2\ny;z\n", "2:1: error: this row has 3 columns, it should have 2; 3:3: error: column n "
                              "needs a number, not \"z\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(faults_of(cases[i][0], columns), cases[i][1], cases[i][0]);
    same_text(
        faults_of("a;t;m;b\nx;30/11/2022;11-2022;mungkin\n",
                  "  a: {label: A}\n  t: {label: T, type: date}\n  m: {label: M, type: month}\n"
                  "  b: {label: B, type: boolean}\n"),
        "2:3: error: column t needs a date, not \"30/11/2022\"; 2:14: error: column m needs a month, not "
        "\"11-2022\"; 2:22: error: column b needs true or false, not \"mungkin\"",
        "times and booleans");
    same_text(faults_of("a;n\nx;1\n", "  a: {label: A, type: txt}\n  n: {type: integer, nit: x}\n"),
              "5:23: error: type cannot be \"txt\"; did you mean text?; 6:6: error: key label is missing; "
              "6:22: error: unknown key nit; did you mean unit?",
              "a wrong description");
    same_text(faults_of("w;m;n\nA;1;1\nA;2;1\nB;1;1\nA;1;1\n",
                        "  w: {label: W, key: true}\n  m: {label: M, key: true}\n  n: {label: N}\n"),
              "5:1: error: \"A\" is already on line 2", "two key columns together");
    struct buf many = {0};
    buf_c(&many, "a;n\n");
    for (int i = 0; i < 1000; i++) buf_printf(&many, "k%d;x\n", i);
    buf_char(&many, '\0');
    Str faults = faults_of(many.data, columns);
    ok(str_find(faults, S("21:5: note: the file was not read to its end")) < faults.len && faults.len < 2000,
       "20 faults are enough");
    buf_free(&many);
}

static void test_hints(void)
{
    struct diag *diag = diag_new();
    char *printed = NULL;
    size_t size = 0;
    read_table(diag, "a,n\nx,45.83\n", "  a: {label: A}\n  n: {label: N, type: decimal}\n");
    FILE *file = open_memstream(&printed, &size);
    diag_print(diag, file, LANGUAGE_ID, 0);
    fclose(file);
    Str text = {printed, size};
    same_text(text,
              "t.csv:2:3: error: bilangan \"45.83\" memakai titik, padahal titik berarti ribuan\n"
              "     2 | x,45.83\n       |   ^\n  petunjuk: Tulis \"45,83\".\n",
              "the hint for a decimal point in a file with commas");
    free(printed);
    diag_free(diag);
}

static Str format(const char *number, const char *unit, const char *lang)
{
    Decimal value;
    return decimal_parse(str_from(number), &value)
               ? figure_format(arena, value, str_from(unit), str_from(lang))
               : S("not a number");
}

static void test_format(void)
{
    static const char *const cases[][4] = {
        {"4916", "perusahaan", "id", "4.916"},
        {"4916", "perusahaan", "en", "4,916"},
        {"4916", "perusahaan", "su", "4.916"},
        {"4916.5", "", "id", "4.916,5"},
        {"-4916.5", "", "en", "-4,916.5"},
        {"45.83", "percent", "id", "45,83%"},
        {"45.83", "%", "en", "45.83%"},
        {"5.7", "persen", "id", "5,7%"},
        {"50.00", "percent", "id", "50,00%"},
        {"50", "percent", "id", "50%"},
        {"45.835", "percent", "id", "45,84%"},
        {"1234.5", "percent", "id", "1.234,5%"},
        {"15000000", "rupiah", "id", "Rp15.000.000"},
        {"15000000", "rupiah", "en", "IDR 15,000,000"},
        {"15000000.00", "Rp", "id", "Rp15.000.000"},
        {"1500.5", "rupiah", "id", "Rp1.500,50"},
        {"1500.5", "rupiah", "en", "IDR 1,500.50"},
        {"-200", "rupiah", "id", "-Rp200"},
        {"-0.001", "rupiah", "id", "Rp0"},
        {"0", "rupiah", "id", "Rp0"},
        {"999", "", "id", "999"},
        {"1000", "", "id", "1.000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(format(cases[i][0], cases[i][1], cases[i][2]), cases[i][3], cases[i][3]);
    struct figure figure = {.known = true, .is_number = true, .at_least = true, .number = {25, 0}};
    same_text(figure_text(arena, &figure, S("id")), "setidaknya 25", "at least, in Indonesian");
    same_text(figure_text(arena, &figure, S("en")), "at least 25", "in English");
    same_text(figure_text(arena, &figure, S("su")), "sahanteuna 25", "in Sundanese");
    figure.at_least = false;
    figure.at_most = true;
    same_text(figure_text(arena, &figure, S("en")), "at most 25", "at most");
    figure.known = false;
    same_text(figure_text(arena, &figure, S("id")), "tidak diketahui", "unknown");
    figure = (struct figure){.known = true, .text = S("175")};
    same_text(figure_text(arena, &figure, S("en")), "175", "a text");
}

static void test_speed(void)
{
    struct buf csv = {0};
    buf_c(&csv, "id;kota;bulan;jumlah\n");
    for (int i = 0; i < 200000; i++)
        buf_printf(&csv, "%d;Sukabumi %d;2022-%02d;%d.%03d\n", i, i % 97, i % 12 + 1, i % 9 + 1, i % 1000);
    buf_char(&csv, '\0');
    struct diag *diag = diag_new();
    clock_t start = clock();
    struct table *table =
        read_table(diag, csv.data,
                   "  id: {label: I, type: integer, key: true}\n  kota: {label: K}\n"
                   "  bulan: {label: B, type: month}\n  jumlah: {label: J, type: integer}\n");
    ok(table && table->rows == 200000, "200,000 rows");
    printf("# %.3f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    diag_free(diag);
    buf_free(&csv);
}

int main(void)
{
    arena = arena_new();
    test_cells();
    test_wrong();
    test_hints();
    test_format();
    test_speed();
    arena_free(arena);
    return done();
}
