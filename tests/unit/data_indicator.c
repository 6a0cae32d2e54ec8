/* formula.c, amount.c, aggregate.c, indicator.c: figures and messages. */
#include <time.h>

#include "data/table.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static const char firms_csv[] = "status;jumlah\nMemakai JMO;2.253\nBelum memakai JMO;2.663\n";
static const char visits_csv[] = "bulan;wilayah;kunjungan;dana;luas;aktif\n"
                                 "2022-10;Kota;;1.500.000;1,125;ya\n"
                                 "2022-11;Kota;10;2.000.000;2,5;tidak\n"
                                 "2022-12;;15;;0,25;\n";
static const char visits_yaml[] = "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
                                  "  bulan: {label: B, type: month, key: true}\n"
                                  "  wilayah: {label: W, type: text}\n"
                                  "  kunjungan: {label: K, type: integer, unit: kali}\n"
                                  "  dana: {label: D, type: integer, unit: rupiah}\n"
                                  "  luas: {label: L, type: decimal}\n"
                                  "  aktif: {label: A, type: boolean}\n"
                                  "indicators:\n";
static const char firms_yaml[] =
    "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
    "  status: {label: S, type: text, key: true}\n"
    "  jumlah: {label: J, type: integer, unit: perusahaan}\n"
    "indicators:\n"
    "  total: {label: T, formula: sum(jumlah)}\n"
    "  memakai: {label: M, formula: 'sum(jumlah where status = \"Memakai JMO\")'}\n"
    "  persen: {label: P, formula: 'share(memakai, total)'}\n";

static const struct figure *find_fact(void *context, Str name)
{
    static const struct figure facts[] = {
        {.id = {"fact.batas", 10},
         .unit = {"rupiah", 6},
         .known = true,
         .is_number = true,
         .number = {15000000, 0}},
        {.id = {"fact.telepon", 12}, .known = true, .text = {"175", 3}},
        {.id = {"fact.hilang", 11}, .unit = {"kali", 4}, .is_number = true},
        {.id = {"fact.sedikit", 12},
         .unit = {"kali", 4},
         .known = true,
         .is_number = true,
         .at_least = true,
         .number = {100, 0}},
    };
    (void)context;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (str_equal(facts[i].id, name)) return &facts[i];
    return NULL;
}

static struct table *table_of(struct diag *diag, const char *name, const char *csv, Str yaml)
{
    const struct value *description = yaml_read(arena, diag, source_of(arena, "t.yaml", yaml));
    return description ? table_read(arena, diag, str_from(name),
                                    (struct table_data){.source = source_of(arena, "t.csv", str_from(csv))},
                                    description)
                       : NULL;
}

/* The text of indicator `x` of the visits table ("x: …" lines given), or the faults. */
static Str compute_lines(const char *lines)
{
    struct diag *diag = diag_new();
    struct indicators all = {0};
    Str yaml = str_join(arena, (Str[]){str_from(visits_yaml), str_from(lines)}, 2, STR_NONE);
    struct table *tables[] = {table_of(diag, "perusahaan", firms_csv, str_from(firms_yaml)),
                              table_of(diag, "kunjungan", visits_csv, yaml)};
    Str text = S("no table");
    bool right = tables[0] && tables[1] &&
                 indicator_compute(arena, diag, tables, 2, (struct figures){find_fact, NULL}, &all);
    for (size_t i = 0; i < all.count; i++)
        if (str_is(all.figures[i].id, "x")) text = all.figures[i].text;
    bool warned = diag_count(diag, DIAG_WARNING) > 0;
    Str faults = faults_text(arena, diag, LANGUAGE_EN);
    if (right && warned) return str_join(arena, (Str[]){text, faults}, 2, S(" | "));
    return right ? text : faults;
}

static Str compute(const char *formula)
{
    return compute_lines(str_c(arena, str_format(arena, "  x:\n    label: X\n    formula: %s\n", formula)));
}

static void test_values(void)
{
    static const char *const cases[][2] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"'-(2 - 5)'", "3"},
        {"2 - 5", "-3"},
        {"'--4'", "4"},
        {"8 - 3 - 2", "3"},
        {"100 / 8", "12,5"},
        {"1 / 3", "0,33"},
        {"2 / 3", "0,67"},
        {"1e3 + 0.5", "1.000,5"},
        {"sum(perusahaan.jumlah)", "4.916"},
        {"total", "4.916"},
        {"stat.total", "4.916"},
        {"memakai", "2.253"},
        {"persen", "45,83%"},
        {"100 - persen", "54,17%"},
        {"share(total - memakai, total)", "54,17%"},
        {"share(1, 3)", "33,33%"},
        {"share(2, 3)", "66,67%"},
        {"share(1, 2)", "50,00%"},
        {"share(1, 3) * 1000", "33.330,00%"},
        {"share(1, 800)", "0,13%"},
        {"ratio(total, memakai)", "2,18"},
        {"difference(total, memakai)", "2.663"},
        {"fact.batas", "Rp15.000.000"},
        {"fact.batas / 2", "Rp7.500.000"},
        {"fact.batas / 7", "Rp2.142.857,14"},
        {"0 - fact.batas", "-Rp15.000.000"},
        {"count()", "3"},
        {"count(kunjungan)", "2"},
        {"count() - count(kunjungan)", "1"},
        {"sum(luas)", "3,875"},
        {"min(luas)", "0,25"},
        {"max(luas)", "2,5"},
        {"latest(kunjungan)", "15"},
        {"latest(dana)", "Rp2.000.000"},
        {"sum(luas where luas >= 1)", "3,625"},
        {"sum(luas where luas < 1)", "0,25"},
        {"sum(luas where luas > 100)", "0"},
        {"sum(luas where bulan > \"2022-10\")", "2,75"},
        {"sum(luas where bulan != \"2022-10\" and luas <> 2.5)", "0,25"},
        {"sum(luas where bulan <= \"2022-11\" and wilayah = \"Kota\")", "3,625"},
        {"'sum(luas where wilayah = \"Kota\" and luas > -1)'", "setidaknya 3,625"},
        {"sum(kunjungan where kunjungan != \"\")", "25"},
        {"count(where kunjungan = \"\")", "1"},
        {"count(where wilayah == 'Kota')", "setidaknya 2"},
        {"count(luas where aktif = true)", "setidaknya 1"},
        {"count(where aktif != false)", "setidaknya 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(compute(cases[i][0]), cases[i][1], cases[i][0]);
}

static void test_unknown(void)
{
    static const char *const cases[][2] = {
        {"sum(kunjungan)", "setidaknya 25"},
        {"sum(dana)", "setidaknya Rp3.500.000"},
        {"sum(kunjungan where bulan = \"2022-10\")", "tidak diketahui"},
        {"sum(kunjungan where bulan = \"2023-01\")", "tidak diketahui"},
        {"max(kunjungan)", "setidaknya 15"},
        {"min(kunjungan)", "paling banyak 10"},
        {"max(kunjungan where bulan = \"2022-10\")", "tidak diketahui"},
        {"100 - sum(kunjungan)", "paling banyak 75"},
        {"sum(kunjungan) * 2", "setidaknya 50"},
        {"sum(kunjungan) * (0 - 2)", "paling banyak -50"},
        {"sum(kunjungan) * 0", "0"},
        {"share(sum(kunjungan), fact.sedikit)", "tidak diketahui"},
        {"share(10, sum(kunjungan))", "paling banyak 40,00%"},
        {"share(sum(kunjungan), 100)", "setidaknya 25,00%"},
        {"sum(kunjungan) + fact.sedikit", "setidaknya 125"},
        {"sum(kunjungan) - fact.sedikit", "tidak diketahui"},
        {"fact.hilang + 1", "tidak diketahui"},
        {"count() * fact.hilang", "tidak diketahui"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(compute(cases[i][0]), cases[i][1], cases[i][0]);
}

static void test_faults(void)
{
    static const char *const cases[][2] = {
        {"1 +", "14:17: error: the formula ends too early"},
        {"(1 + 2", "14:20: error: `)` is missing"},
        {"1 2", "14:16: error: `2` is not expected here"},
        {"45,83", "14:16: error: `,` is not expected here"},
        {"1 ; 2", "14:16: error: formulas do not know `;`"},
        {"1 × 2", "14:16: error: formulas do not know `×`"},
        {"sum(kunjunga)", "14:18: error: kunjunga is unknown; did you mean kunjungan?"},
        {"sum(qqqqqqq)", "14:18: error: there is no column qqqqqqq"},
        {"sum(qqq.jumlah)", "14:18: error: there is no table qqq"},
        {"sum()", "14:18: error: a column's name is needed here"},
        {"sum(wilayah)", "14:18: error: column wilayah holds no numbers"},
        {"kunjungan", "14:14: error: column kunjungan holds many numbers; say what to do with them"},
        {"totl", "14:14: error: totl is unknown; did you mean total?"},
        {"total-memakai", "14:14: error: total-memakai is unknown"},
        {"fact.telepon", "14:14: error: fact.telepon is no number"},
        {"fact.apa", "14:14: error: fact.apa is unknown"},
        {"summ(luas)", "14:14: error: unknown function summ; did you mean sum?"},
        {"sums_of(luas)", "14:14: error: unknown function sums_of"},
        {"sum(luas where wilayah = Kota)", "14:39: error: the text Kota needs quotes"},
        {"sum(luas where wilayah \"Kota\")", "14:37: error: a comparison must follow the column's name"},
        {"sum(luas where wilayah = \"kota\")",
         "14:39: error: column wilayah never holds \"kota\"; did you mean \"Kota\"?"},
        {"sum(luas where wilayah = \"Bandung\")", "14:39: error: column wilayah never holds \"Bandung\""},
        {"sum(luas where wilayah < \"Kota\")",
         "14:29: error: column wilayah can only be compared with = and !="},
        {"sum(luas where luas = \"1\")", "14:36: error: column luas cannot be compared with 1"},
        {"sum(luas where bulan = \"2022-13\")", "14:37: error: column bulan cannot be compared with 2022-13"},
        {"sum(luas where luas = 1 or)", "14:40: error: `)` is not expected here"},
        {"sum(luas where wilayah = \"Kota)", "14:39: error: a quote in the formula is never closed"},
        {"sum(kunjungan) + sum(dana)", "14:29: error: kali and rupiah cannot be combined"},
        {"count() + sum(dana)", "14:22: error: count() and rupiah cannot be combined"},
        {"share(total, sum(dana))", "14:14: error: perusahaan and rupiah cannot be combined"},
        {"sum(dana) * total", "14:24: error: rupiah cannot be multiplied by perusahaan"},
        {"1 / 0", "14:16: error: division by zero"},
        {"share(1, count() - 3)", "14:14: error: division by zero"},
        {"1000000000000000000000 * 1000000000000000000000",
         "14:37: error: the result is too large or too fine"},
        {"1e99", "14:14: error: the number 1e99 is too long"},
        {"latest(perusahaan.jumlah)",
         "14:21: error: table perusahaan has no date or month column for latest"},
        {"\"sum(kunjunga)\"", "14:19: error: kunjunga is unknown; did you mean kunjungan?"},
        {"share(3, 2)", "150,00% | 14:14: warning: the share is over 100% (150,00%)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(compute(cases[i][0]), cases[i][1], cases[i][0]);
    Str deep = S("");
    for (int i = 0; i < 200; i++) deep = str_join(arena, (Str[]){S("("), deep}, 2, STR_NONE);
    same_text(compute(str_c(arena, deep)), "14:46: error: parentheses nested too deeply: at most 32 levels",
              "deep parentheses");
}

static void test_order(void)
{
    same_text(compute_lines("  x: {label: X, formula: y + 1}\n  y: {label: Y, formula: z * 2}\n"
                            "  z: {label: Z, formula: 20 + 0}\n"),
              "41", "later indicators are computed first");
    same_text(compute_lines("  x: {label: X, formula: y + 1}\n  y: {label: Y, formula: z + 2}\n"
                            "  z: {label: Z, formula: x + 0}\n  w: {label: W, formula: z}\n"),
              "14:26: error: the indicator needs itself: x → y → z → x", "a cycle is told once");
    same_text(compute_lines("  x: {label: X, formula: x}\n"),
              "12:26: error: the indicator needs itself: x → x", "a cycle of one");
    same_text(compute_lines("  x: {label: X, formula: y + y}\n  y: {label: Y, formula: nope}\n"),
              "13:26: error: nope is unknown", "what needs a wrong one is not told again");
    same_text(compute_lines("  total: {label: X, formula: 1 + 1}\n"),
              "12:3: error: indicator total is already in t.yaml", "ids are unique over all tables");
    same_text(compute_lines("  x: {label: X, formula: total, unit: orang}\n"),
              "12:39: error: the formula gives perusahaan, but the unit here is orang", "a wrong unit");
    same_text(compute_lines("  x: {label: X, formula: persen, unit: \"%\"}\n"), "45,83%",
              "percent has two names");
    same_text(compute_lines("  x: {label: X, formula: count(), unit: bulan}\n"), "3", "rows take any unit");
    same_text(compute_lines("  x: {label: X, formula: persen, places: 0}\n"), "46%", "places");
    same_text(compute_lines("  x: {label: X, formula: 1 / 3, places: 4}\n"), "0,3333", "more places");
    same_text(compute_lines("  x: {label: X, formula: persen + 0, places: 1}\n  y: {label: Y, formula: x}\n"),
              "45,8%", "what is shown is what is computed with");
    struct buf chain = {0};
    buf_c(&chain, "  x: {label: X, formula: i0 + 0}\n");
    for (int i = 0; i < 20000; i++) buf_printf(&chain, "  i%d: {label: L, formula: i%d + 1}\n", i, i + 1);
    buf_c(&chain, "  i20000: {label: L, formula: 0 + 0}\n");
    buf_char(&chain, '\0');
    same_text(compute_lines(chain.data), "20.000", "a chain of 20,000");
    buf_free(&chain);
}

static void test_ties(void)
{
    struct diag *diag = diag_new();
    struct indicators all;
    static const char csv[] = "w;t;n\na;2022-01-01;1\nb;2022-01-02;2\nc;2022-01-02;3\nd;;4\n";
    static const char yaml[] =
        "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n  w: {label: W, key: true}\n"
        "  t: {label: T, type: date}\n  n: {label: N, type: integer, unit: orang}\n"
        "indicators:\n  a: {label: A, formula: 'latest(n where w = \"b\")'}\n"
        "  b: {label: B, formula: latest(n)}\n  c: {label: C, formula: 'sum(n where t < \"2022-01-02\")'}\n";
    struct table *table = table_of(diag, "t", csv, str_from(yaml));
    bool right = indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all);
    ok(!right && all.count == 3, "figures are given in spite of faults");
    same_text(all.figures[0].text, "2", "latest with a condition");
    same_text(all.figures[0].unit, "orang", "the unit of the column");
    same_text(all.figures[1].text, "tidak diketahui", "a wrong indicator is unknown");
    same_text(all.figures[2].text, "setidaknya 1", "a row without its date may belong to the sum");
    same_text(faults_text(arena, diag, LANGUAGE_ID),
              "10:26: error: ada beberapa baris dengan waktu terakhir 2022-01-02", "a tie");
}

static void test_negative(void)
{
    struct diag *diag = diag_new();
    struct indicators all;
    static const char yaml[] =
        "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n  w: {label: W, key: true}\n"
        "  n: {label: N, type: integer}\nindicators:\n  a: {label: A, formula: sum(n)}\n";
    struct table *table = table_of(diag, "t", "w;n\na;-5\nb;\nc;7\n", str_from(yaml));
    ok(indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all), "a balance");
    same_text(all.figures[0].text, "tidak diketahui", "what is missing may be negative: no bound is known");
    diag_free(diag);
}

static void test_speed(void)
{
    struct buf csv = {0}, yaml = {0};
    buf_c(&csv, "id;wilayah;n\n");
    for (int i = 0; i < 100000; i++) buf_printf(&csv, "%d;Wilayah %d;%d\n", i, i % 47, i % 1000);
    buf_c(&yaml,
          "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n  id: {label: I, type: integer, key: true}\n"
          "  wilayah: {label: W}\n  n: {label: N, type: integer}\nindicators:\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&yaml, "  i%d: {label: L, formula: 'sum(n where wilayah = \"Wilayah %d\")'}\n", i, i % 47);
    struct diag *diag = diag_new();
    Str text = buf_copy(&csv, arena);
    struct table *table = table_of(diag, "t", str_c(arena, text), buf_copy(&yaml, arena));
    struct indicators all;
    clock_t start = clock();
    ok(indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all) && all.count == 100,
       "100 indicators over 100,000 rows");
    printf("# %.3f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    diag_free(diag);
    buf_free(&csv);
    buf_free(&yaml);
}

int main(void)
{
    arena = arena_new();
    test_values();
    test_unknown();
    test_faults();
    test_order();
    test_ties();
    test_negative();
    test_speed();
    arena_free(arena);
    return done();
}
