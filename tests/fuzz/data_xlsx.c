/* Any bytes as the sheet and the shared texts of a spreadsheet, in a sound archive: no crash, and faults where no table comes out. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"
#include "data/table.h"
#include "data/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char description[] =
    "title: T\nsource: s\ndate: 2022-12-31\ncolumns:\n"
    "  a: {label: A, key: true}\n  b: {label: B, type: integer, unit: rupiah}\n"
    "  c: {label: C, type: decimal, unit: percent}\n  d: {label: D, type: date}\n"
    "  e: {label: E, type: month}\n  f: {label: F, type: boolean}\n";
static const char workbook[] = "<workbook><sheets><sheet name='S' id='r1'/></sheets></workbook>";
static const char relations[] = "<r><Relationship Id='r1' Type='x/worksheet' Target='sheet.xml'/>"
                                "<Relationship Id='r2' Type='x/styles' Target='styles.xml'/>"
                                "<Relationship Id='r3' Type='x/sharedStrings' Target='strings.xml'/></r>";
static const char styles[] =
    "<s><numFmts><numFmt numFmtId='164' formatCode='d mmm yyyy'/></numFmts><cellXfs><xf numFmtId='0'/>"
    "<xf numFmtId='14'/><xf numFmtId='10'/><xf numFmtId='164'/><xf numFmtId='20'/></cellXfs></s>";

static void add(zip_t *archive, const char *name, const void *bytes, size_t size)
{
    zip_source_t *source = zip_source_buffer(archive, bytes, size, 0);
    zip_int64_t index = source ? zip_file_add(archive, name, source, 0) : -1;
    if (index < 0) abort();
    zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

/* The bytes up to a NUL are the sheet, those behind it the shared texts. */
static int archive_of(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t sheet = nul ? (size_t)(nul - data) : size;
    zip_error_t error;
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(memory);
    zip_t *archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    add(archive, "xl/workbook.xml", workbook, sizeof workbook - 1);
    add(archive, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add(archive, "xl/styles.xml", styles, sizeof styles - 1);
    add(archive, "xl/sheet.xml", data, sheet);
    if (nul) add(archive, "xl/strings.xml", nul + 1, size - sheet - 1);
    if (zip_close(archive) != 0) abort();
    int descriptor = memfd_create("x.xlsx", 0);
    char piece[4096];
    zip_source_open(memory);
    for (zip_int64_t got; (got = zip_source_read(memory, piece, sizeof piece)) > 0;)
        if (write(descriptor, piece, (size_t)got) != got) abort();
    zip_source_close(memory);
    zip_source_free(memory);
    return descriptor;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diag *diag = diag_new();
    const struct source yaml = {.name = S("fuzz.yaml"), .text = {description, sizeof description - 1}};
    struct table_data rows = {.descriptor = archive_of(data, size), .name = S("x.xlsx"), .spreadsheet = true};
    struct table *table = table_read(arena, diag, S("x"), rows, yaml_read(arena, diag, &yaml));
    if ((table == NULL) != (diag_count(diag, DIAG_ERROR) > 0)) abort();
    for (size_t row = 0; table && row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++) (void)table_cell(table, row, i);
    close(rows.descriptor);
    diag_free(diag);
    arena_free(arena);
    return 0;
}
