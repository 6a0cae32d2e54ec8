/* Conditions, groups, changes over time, targets: filter.c, group.c, family.c, period.c, compute.c. */
#include "data/table.h"
#include "data/yaml.h"
#include "data_faults.h"
#include "tap.h"

static struct arena *arena;

static const char visits_csv[] = "kecamatan;bulan;jenis;kunjungan;sasaran;dana\n"
                                 "Baros;2022-01;tatap muka;10;8;1.000.000\n"
                                 "Baros;2022-02;daring;12;8;1.500.000\n"
                                 "Baros;2022-03;daring;5;8;\n"
                                 "Gunung Puyuh;2022-01;tatap muka;4;5;2.000.000\n"
                                 "Gunung Puyuh;2022-02;tatap muka;6;5;500.000\n"
                                 "Gunung Puyuh;2022-03;;8;5;250.000\n"
                                 "Cikole;2022-01;daring;0;5;0\n"
                                 "Cikole;2022-02;daring;;5;100.000\n"
                                 "Baros;2023-01;tatap muka;11;8;1.000.000\n"
                                 "Baros;2023-02;daring;15;8;1.000.000\n"
                                 "Gunung Puyuh;2023-01;tatap muka;3;5;1.000.000\n"
                                 "Gunung Puyuh;2023-02;daring;3;5;1.000.000\n"
                                 "Cikole;2023-01;daring;2;5;100.000\n"
                                 "Cikole;2023-02;daring;7;5;100.000\n"
                                 "Cikole;2023-03;daring;;5;100.000\n";
static const char yaml_head[] = "title: T\nsource: s\ndate: 2023-03-31\ncolumns:\n"
                                "  kecamatan: {label: Kecamatan, key: true}\n"
                                "  bulan: {label: Bulan, type: month, key: true}\n"
                                "  jenis: {label: Jenis}\n"
                                "  kunjungan: {label: Kunjungan, type: integer, unit: kali}\n"
                                "  sasaran: {label: Sasaran, type: integer, unit: kali}\n"
                                "  dana: {label: Dana, type: integer, unit: rupiah}\n"
                                "indicators:\n";

static const char years_csv[] = "wilayah;tahun;n;persen\nKota;2023;20;40,5\nKota;2022;10;30\nKabupaten;2022;"
                                "0;10\nKabupaten;2023;7;12,25\n"
                                "Kota;2021;5;20\n;2023;1;1\n";
static const char years_head[] =
    "title: T\nsource: s\ndate: 2023-12-31\ncolumns:\n  wilayah: {label: Wilayah}\n"
    "  tahun: {label: Tahun, type: integer, unit: tahun}\n  n: {label: N, type: integer, unit: kali}\n"
    "  persen: {label: P, type: decimal, unit: percent}\nindicators:\n";
static const char days_csv[] =
    "hari;n\n2023-01-05;1\n2023-02-10;2\n2023-02-28;4\n2024-01-31;8\n2024-02-29;16\n2023-11-01;32\n";
static const char days_head[] =
    "title: T\nsource: s\ndate: 2024-02-29\ncolumns:\n  hari: {label: H, type: date}\n"
    "  n: {label: N, type: integer, unit: kali}\nindicators:\n";

static const char *head = yaml_head, *rows = visits_csv; /* of the table that is computed over */

/* All figures of indicator `x` and of its family, as "baros 25; cikole 3", or the faults. */
static Str compute_lines(const char *lines)
{
    struct diag *diag = diag_new();
    struct indicators all = {0};
    Str yaml = str_join(arena, (Str[]){str_from(head), str_from(lines)}, 2, STR_NONE);
    const struct value *description = yaml_read(arena, diag, source_of(arena, "t.yaml", yaml));
    struct table *table =
        description ? table_read(arena, diag, S("t"),
                                 (struct table_data){.source = source_of(arena, "t.csv", str_from(rows))},
                                 description)
                    : NULL;
    if (!table) return faults_text(arena, diag, LANGUAGE_EN);
    bool right = indicator_compute(arena, diag, &table, 1, (struct figures){0}, &all);
    struct buf out = {0};
    for (size_t i = 0; i < all.count && right; i++) {
        const struct figure *figure = &all.figures[i];
        if (!str_is(figure->id, "x") && !str_starts(figure->id, S("x."))) continue;
        if (out.len) buf_c(&out, "; ");
        if (figure->family) buf_printf(&out, "%.*s ", (int)figure->id.len - 2, figure->id.data + 2);
        buf_str(&out, figure->text);
    }
    bool warned = diag_count(diag, DIAG_WARNING) > 0;
    Str faults = faults_text(arena, diag, LANGUAGE_EN);
    if (!right || warned) {
        if (out.len) buf_c(&out, " | ");
        buf_str(&out, faults);
    }
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str compute(const char *formula, const char *by)
{
    return compute_lines(str_c(arena, str_format(arena, "  x:\n    label: X\n    formula: %s\n%s%s\n",
                                                 formula, by ? "    by: " : "", by ? by : "")));
}

static void test_filter(void)
{
    static const char *const cases[][2] = {
        {"sum(sasaran where kecamatan = \"Baros\" or kecamatan = \"Cikole\")", "65"},
        {"sum(sasaran where kecamatan in (\"Baros\", \"Cikole\"))", "65"},
        {"sum(sasaran where kecamatan not in (\"Baros\", \"Cikole\"))", "25"},
        {"sum(sasaran where not (kecamatan = \"Baros\" or kecamatan = \"Cikole\"))", "25"},
        {"sum(sasaran where kecamatan contains \"ro\")", "40"},
        {"sum(sasaran where kecamatan contains \"PUYUH\")", "25"},
        {"sum(sasaran where kecamatan not contains \"puyuh\")", "65"},
        {"sum(sasaran where year(bulan) = 2022)", "49"},
        {"sum(sasaran where year(bulan) in (2022, 2023) and month(bulan) = 1)", "36"},
        {"sum(sasaran where month(bulan) >= 2 and month(bulan) <= 2)", "36"},
        {"sum(sasaran where quarter(bulan) = 1)", "90"},
        {"sum(sasaran where bulan = 2022)", "49"},
        {"sum(sasaran where bulan between \"2022-02\" and \"2023-01\")", "49"},
        {"sum(sasaran where bulan > 2022)", "41"},
        {"sum(sasaran where bulan >= \"2022-03\" and bulan < 2023)", "13"},
        {"sum(sasaran where bulan != 2022)", "41"},
        {"sum(sasaran where kunjungan is unknown)", "10"},
        {"sum(sasaran where kunjungan is known)", "80"},
        {"sum(sasaran where kunjungan is not known)", "10"},
        {"sum(kunjungan where kunjungan is known)", "86"},
        {"sum(sasaran where kunjungan in (10, 12))", "setidaknya 16"},
        {"count(where kunjungan >= sasaran)", "setidaknya 7"},
        {"count(where kunjungan >= sasaran and kunjungan is known)", "7"},
        {"sum(sasaran where jenis = \"daring\" and kecamatan = \"Cikole\")", "25"},
        {"sum(sasaran where jenis = \"daring\" or kecamatan = \"Gunung Puyuh\")", "74"},
        {"sum(sasaran where (jenis = \"daring\" or jenis = \"tatap muka\") and kecamatan = \"Gunung Puyuh\")",
         "setidaknya 20"},
        {"average(sasaran)", "6"},
        {"mean(kunjungan)", "tidak diketahui"},
        {"average(kunjungan where kunjungan is known)", "6,62"},
        {"median(sasaran)", "5"},
        {"median(kunjungan where kunjungan is known)", "6"},
        {"median(kunjungan where kunjungan in (3, 4) and kunjungan is known)", "3"},
        {"median(kunjungan where kecamatan = \"Baros\")", "11"},
        {"median(kunjungan where kecamatan = \"Gunung Puyuh\" and year(bulan) = 2023)", "3"},
        {"median(kunjungan where kecamatan = \"Baros\" and year(bulan) = 2023)", "13"},
        {"median(kunjungan where kecamatan = \"Gunung Puyuh\" and month(bulan) in (1, 2))", "3,5"},
        {"distinct(kecamatan)", "3"},
        {"distinct(jenis)", "2"},
        {"distinct(bulan)", "6"},
        {"distinct(kunjungan where kecamatan != \"Cikole\")", "9"},
        {"latest(kunjungan where kecamatan = \"Baros\")", "15"},
        {"previous(kunjungan where kecamatan = \"Baros\")", "11"},
        {"first(kunjungan where kecamatan = \"Baros\")", "10"},
        {"latest(kunjungan where kecamatan = \"Cikole\")", "7"},
        {"latest(kunjungan where jenis = \"daring\" and kecamatan = \"Baros\")", "15"},
        {"latest(sasaran)", "5"},
        {"previous(kunjungan where kecamatan = \"Baros\" and bulan = \"2022-01\")", "tidak diketahui"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(compute(str_c(arena, str_format(arena, "'%s'", cases[i][0])), NULL), cases[i][1],
                  cases[i][0]);
}

static void test_groups(void)
{
    static const char *const cases[][3] = {
        {"sum(sasaran)", "kecamatan", "baros 40; gunung_puyuh 25; cikole 25"},
        {"sum(kunjungan)", "kecamatan", "baros 53; gunung_puyuh 24; cikole setidaknya 9"},
        {"sum(sasaran)", "year(bulan)", "2022 49; 2023 41"},
        {"sum(sasaran)", "[kecamatan, year(bulan)]",
         "baros.2022 24; baros.2023 16; gunung_puyuh.2022 15; gunung_puyuh.2023 10; cikole.2022 10; "
         "cikole.2023 15"},
        {"count()", "bulan", "2022-01 3; 2022-02 3; 2022-03 2; 2023-01 3; 2023-02 3; 2023-03 1"},
        {"count()", "month(bulan)", "januari 6; februari 6; maret 3"},
        {"count()", "quarter(bulan)", "triwulan_1 15"},
        {"count()", "jenis", "tatap_muka setidaknya 5; daring setidaknya 9"},
        {"sum(sasaran)", "sasaran", "5 50; 8 40"},
        {"count(where jenis = \"tatap muka\")", "kecamatan", "baros 2; gunung_puyuh setidaknya 3; cikole 0"},
        {"count(where kecamatan != \"Cikole\")", "kecamatan", "baros 5; gunung_puyuh 5"},
        {"sum(kunjungan where jenis = \"tatap muka\")", "[kecamatan, jenis]",
         "baros.tatap_muka 21; gunung_puyuh.tatap_muka setidaknya 13"},
        {"max(kunjungan)", "kecamatan", "baros 15; gunung_puyuh 8; cikole setidaknya 7"},
        {"latest(kunjungan)", "kecamatan", "baros 15; gunung_puyuh 3; cikole 7"},
        {"previous(kunjungan)", "kecamatan", "baros 11; gunung_puyuh 3; cikole 2"},
        {"first(kunjungan)", "kecamatan", "baros 10; gunung_puyuh 4; cikole 0"},
        {"average(sasaran)", "kecamatan", "baros 8; gunung_puyuh 5; cikole 5"},
        {"median(kunjungan)", "kecamatan", "baros 11; gunung_puyuh 4; cikole tidak diketahui"},
        {"distinct(bulan)", "kecamatan", "baros 5; gunung_puyuh 5; cikole 5"},
        {"share(sum(kunjungan), sum(sasaran))", "kecamatan",
         "baros 132,50%; gunung_puyuh 96,00%; cikole setidaknya 36,00% | 14:14: warning: the share is over "
         "100% "
         "(132,50%)"},
        {"progress(sum(kunjungan), sum(sasaran))", "kecamatan",
         "baros 132,50%; gunung_puyuh 96,00%; cikole setidaknya 36,00%"},
        {"reached(sum(kunjungan), sum(sasaran))", "kecamatan",
         "baros tercapai; gunung_puyuh belum tercapai; cikole tidak diketahui"},
        {"change(sum(kunjungan), year)", "kecamatan", "baros 4; gunung_puyuh -4; cikole paling banyak 9"},
        {"percent_change(sum(kunjungan), month)", "kecamatan",
         "baros 36,36%; gunung_puyuh 0,00%; cikole 250,00%"},
        {"change(sum(kunjungan), \"2022-01\" to \"2023-01\")", "kecamatan",
         "baros 1; gunung_puyuh -1; cikole 2"},
        {"percent_change(sum(kunjungan), \"2022-01\" to \"2023-01\")", "kecamatan",
         "baros 10,00%; gunung_puyuh -25,00%; cikole tidak diketahui | 14:14: warning: there is no percent "
         "change "
         "from zero for Cikole; its figure is unknown"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(compute(cases[i][0], cases[i][1]), cases[i][2], cases[i][0]);
}

static void test_table(const char *table_head, const char *table_rows, const char *const (*cases)[3],
                       size_t count)
{
    head = table_head;
    rows = table_rows;
    for (size_t i = 0; i < count; i++) same_text(compute(cases[i][0], cases[i][1]), cases[i][2], cases[i][0]);
}

/* Whole numbers of the unit "tahun" are times; days end where the table's date says. */
static void test_times(void)
{
    static const char *const years[][3] = {
        {"sum(n)", "tahun", "2021 5; 2022 10; 2023 28"},
        {"max(tahun)", NULL, "2023"},
        {"change(sum(n), year)", NULL, "18"},
        {"percent_change(sum(n where wilayah = \"Kota\"), 2021 to 2022)", NULL, "100,00%"},
        {"percent_change(sum(n where wilayah = \"Kabupaten\"), year)", NULL,
         "tidak diketahui | 12:14: warning: there is no percent change from zero; the figure is unknown"},
        {"change(latest(persen where wilayah = \"Kota\"), previous(persen where wilayah = \"Kota\"))", NULL,
         "tidak diketahui"},
        {"change(sum(persen where wilayah = \"Kabupaten\" and wilayah is known), 2022 to 2023)", NULL,
         "2,25 poin persen"},
        {"sum(n)", "[wilayah, tahun]",
         "kota.2021 5; kota.2022 10; kota.2023 setidaknya 20; kabupaten.2022 0; kabupaten.2023 setidaknya 7"},
        {"sum(n where tahun >= 2022 and tahun != 2023)", NULL, "10"},
        {"change(sum(n), month)", NULL,
         "12:14: error: column tahun holds years only: only years can be compared"},
        {"count()", "month(tahun)", "13:9: error: month(tahun) cannot group rows"},
    };
    static const char *const days[][3] = {
        {"change(sum(n), year)", NULL, "17"}, /* up to the end of February in both: 24 - 7 */
        {"change(count(), month)", NULL, "0"},
        {"sum(n where hari > \"2023-02\" and hari <= \"2024-01\")", NULL, "40"},
        {"sum(n where hari between \"2023-02-10\" and \"2023-02\")", NULL, "6"},
        {"sum(n)", "[year(hari), quarter(hari)]",
         "2023.triwulan_1 7; 2023.triwulan_4 32; 2024.triwulan_1 24"},
        {"percent_change(sum(n), quarter)", NULL,
         "-25,00%"}, /* January and February against October and November */
    };
    test_table(years_head, years_csv, years, sizeof years / sizeof *years);
    test_table(days_head, days_csv, days, sizeof days / sizeof *days);
}

/* Figures in the languages of the site. */
static void test_words(void)
{
    struct figure reached = {.known = true, .verdict = VERDICT_NO}, unknown = {.is_number = true};
    struct figure bound = {
        .known = true, .is_number = true, .at_most = true, .number = {1250, 2}, .unit = S("poin persen")};
    same_text(figure_text(arena, &reached, S("en")), "not reached yet", "a verdict in English");
    same_text(figure_text(arena, &reached, S("su")), "can kahontal", "in Sundanese");
    same_text(figure_text(arena, &unknown, S("en")), "unknown", "what is not known");
    same_text(figure_text(arena, &bound, S("en")), "at most 12.50 percentage points", "a bound in points");
    struct period half = {{2023, 1, 1}, {2023, 6, 30}}, year = {{2022, 1, 1}, {2022, 12, 31}};
    same_text(figure_period_text(arena, half, S("id")), "Januari–Juni 2023", "half a year");
    same_text(figure_period_text(arena, year, S("id")), "2022", "a year");
}

int main(void)
{
    arena = arena_new();
    test_filter();
    test_groups();
    test_times();
    test_words();
    arena_free(arena);
    return done();
}
