"""Spreadsheets as tables: files of LibreOffice, ExcelJS and SheetJS, every kind of cell, and archives made to do harm."""
import io
import random
import zipfile

from harness import Folder, TESTS, copy_site, crashed

CONTENT = TESTS / "sites/small/content"
REAL = TESTS / "sites/spreadsheets"

ALL = """title: T
source: kajian besar
date: 2022-12-31
columns:
  bulan: {label: Bulan, type: month, key: true}
  jumlah_baru: {label: Jumlah, type: integer, unit: orang}
  dana: {label: D, type: decimal, unit: rupiah}
  bagian: {label: B, type: decimal, unit: percent}
  aktif: {label: A, type: boolean}
  nama: {label: N}
  tanggal: {label: T, type: date}
"""
TWO = "title: T\nsource: kajian besar\ndate: 2022-12-31\ncolumns:\n  a: {label: A, key: true}\n  n: {label: N, type: decimal}\n"
HEAD = "bulan,jumlah_baru,dana,bagian,aktif,nama,tanggal\r\n"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(rows, sheets='<sheet name="S" sheetId="1" r:id="r1"/>', after="", strings=None, styles="", properties="", parts=None, more=""):
    """An archive with one sheet; `rows` is the inside of sheetData."""
    all_parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
                                      f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/>'
                                      f'<Relationship Id="r3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{more}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    if strings is not None:
        all_parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    all_parts.update(parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in all_parts.items():
            if text is not None:
                archive.writestr(name, text)
    return out.getvalue()


def text(value):
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def number(value, style=0):
    return f'<c s="{style}"><v>{value}</v></c>'


def row(*cells, attributes=""):
    return f"<row{attributes}>{''.join(cells)}</row>"


HEADING = row(text("a"), text("n"))


def build(data, description=TWO, name="x.xlsx"):
    """Status, messages in English and the table as it comes out."""
    with Folder() as folder:
        copy_site(folder, CONTENT)
        folder.write(f"content/statistik/{name}", data)
        folder.write("content/statistik/x.yaml", description)
        result = folder.build("--lang", "en")
        out = folder.path / "output/site/data/x.csv"
        return result, out.read_bytes().decode() if out.exists() else None


def test_real(tap):
    common = '2022-10,4916,1500000.5,45.83,true,"Ani'
    expected = {
        "exceljs": [common + ' & Budi",2022-12-31', '2022-11,,0.3,7,false,"Cita",2000-02-29', '2022-12,9832,-12,100,true,"Dé",2023-01-02'],
        "sheetjs": [common + '",2022-12-31'],
        "libreoffice": [common + '",2022-12-31', '2022-11,,0.5,7,false,"Budi",2022-01-02'],
    }
    for name, lines in expected.items():
        result, table = build((REAL / f"{name}.xlsx").read_bytes(), ALL)
        tap.same(table, HEAD + "".join(line + "\r\n" for line in lines) if lines else None, f"a file of {name}")
        tap.ok(result.status == 0, f"{name}: no fault", result.err.decode())
    result, _ = build((REAL / "exceljs.xlsx").read_bytes(), ALL)
    tap.ok(b"hidden sheet" in result.err and b"Data 2022" in result.err, "a hidden sheet is passed over with a note", result.err.decode())


def values(tap, what, rows, expected, **more):
    result, table = build(book(HEADING + rows, **more))
    tap.same(table, "a,n\r\n" + expected, what)
    if table is None:
        tap.ok(False, what, result.err.decode())


def test_cells(tap):
    values(tap, "numbers as they are shown",
           "".join(row(text(f"k{i}"), number(v)) for i, v in enumerate(["4916", "0.45829999999999999", "-1E3", "1.2E-5", "123456789012345678", "0"])),
           '"k0",4916\r\n"k1",0.4583\r\n"k2",-1000\r\n"k3",0.000012\r\n"k4",123456789012345680\r\n"k5",0\r\n')
    values(tap, "shared, rich and spaced texts",
           row('<c t="s"><v>0</v></c>', number(1)) + row('<c t="s"><v>1</v></c>', number(2)) + row(text("&lt;b&gt; &amp;"), number(3)),
           '"satu dua",1\r\n"漢",2\r\n"<b> &",3\r\n',
           strings='<si><r><t>satu</t></r><r><t xml:space="preserve"> dua</t></r></si><si><t>漢</t><rPh><t>かん</t></rPh></si>')
    values(tap, "cells without references and with gaps", row('<c r="A2" t="inlineStr"><is><t>x</t></is></c>', attributes=' r="2"')
           + row('<c r="A3" t="inlineStr"><is><t>y</t></is></c><c r="B3"><v>7</v></c>', attributes=' r="3"'), '"x",\r\n"y",7\r\n')
    values(tap, "a formula's stored value", row(text("x"), "<c><f>1+1</f><v>2</v></c>"), '"x",2\r\n')
    values(tap, "numbers and truth in a column of texts", row(number("12345"), number(1)) + row('<c t="b"><v>1</v></c>', number(2)),
           '"12345",1\r\n"true",2\r\n')
    values(tap, "rows without text at the end", row(text("x"), number(1)) + row(number("")) + row(), '"x",1\r\n')
    result, table = build(book(row(text("Laporan tahunan")) + row() + row(text(""), text(" a "), text("n")) + row("<c/>", text("x"), number(1))))
    tap.same(table, 'a,n\r\n"x",1\r\n', "titles above and an empty column before")
    styles = ('<numFmts><numFmt numFmtId="164" formatCode="[$-421]d mmmm yyyy;@"/><numFmt numFmtId="165" formatCode="0.0%"/>'
              '<numFmt numFmtId="166" formatCode="#,##0 &quot;hari&quot;"/></numFmts>'
              '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>')
    dates = TWO.replace("{label: N, type: decimal}", "{label: N, type: date}")
    for serial, shown, properties in [(1, "1900-01-01", ""), (59, "1900-02-28", ""), (61, "1900-03-01", ""), (44926, "2022-12-31", ""),
                                      (44926.75, "2022-12-31", ""), (43464, "2022-12-31", '<workbookPr date1904="1"/>')]:
        for style in (1, 2):
            result, table = build(book(HEADING + row(text("x"), number(serial, style)), styles=styles, properties=properties), dates)
            tap.same(table, f'a,n\r\n"x",{shown}\r\n', f"day {serial} {properties} in format {style}")
    result, _ = build(book(HEADING + row(text("x"), number(60, 1)), styles=styles), dates)
    tap.ok(result.status == 2 and b"S!B2" in result.err, "the day that never was", result.err.decode())
    percent = TWO.replace("type: decimal", "type: decimal, unit: percent")
    _, table = build(book(HEADING + row(text("x"), number("0.4583", 3)) + row(text("y"), number("45.83", 0)), styles=styles), percent)
    tap.same(table, 'a,n\r\n"x",45.83\r\n"y",45.83\r\n', "percentages by format and as numbers")
    values(tap, "a unit in quotes is no date", row(text("x"), number(5, 4)), '"x",5\r\n', styles=styles)


FAULTS = {
    "no archive": (b"PK\x03\x04 no", "no sound XLSX"),
    "an empty file": (b"", "no sound XLSX"),
    "an old XLS": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no sound XLSX"),
    "a plain ZIP": (lambda: zipped({"a.txt": "x"}), "xl/workbook.xml"),
    "no sheet part": (lambda: book("", parts={"xl/worksheets/sheet1.xml": None}), "damaged or missing"),
    "all sheets hidden": (lambda: book(HEADING, sheets='<sheet name="S" state="veryHidden" r:id="r1"/>'), "all sheets are hidden"),
    "broken XML": (lambda: book(HEADING + "<row><c>"), "damaged"),
    "a document type": (lambda: book(HEADING, more='<!DOCTYPE worksheet [<!ENTITY a "x">]>'), "damaged"),
    "no heading": (lambda: book(row(text("x"), text("y"))), "no row of column headings"),
    "an empty sheet": (lambda: book(""), "no row of column headings"),
    "an error value": (lambda: book(HEADING + row(text("x"), '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>')), "S!B2: error: the formula of this cell gives the error #DIV/0!"),
    "no stored value": (lambda: book(HEADING + row(text("x"), "<c><f>A1</f></c>")), "S!B2: error: the result"),
    "text for a number": (lambda: book(HEADING + row(text("x"), text("banyak"))), "S!B2: error: column n needs a number"),
    "infinity": (lambda: book(HEADING + row(text("x"), number("inf"))), "S!B2"),
    "a hexadecimal": (lambda: book(HEADING + row(text("x"), number("0x10"))), "S!B2"),
    "too large a number": (lambda: book(HEADING + row(text("x"), number("1e300"))), "S!B2"),
    "a shared text that is not there": (lambda: book(HEADING + row('<c t="s"><v>7</v></c>', number(1))), "sharedStrings"),
    "a negative shared text": (lambda: book(HEADING + row('<c t="s"><v>-1</v></c>', number(1)), strings="<si><t>x</t></si>"), "sharedStrings"),
    "merged rows": (lambda: book(HEADING + row(text("x"), number(1)) + row(text("y")), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'), "B2:B3"),
    "text below a gap": (lambda: book(HEADING + row(text("x"), number(1)) + row() + row(text("Sumber"))), "S!A4: error: there is text below the empty row 3"),
    "a cell beside the table": (lambda: book(HEADING + row(text("x"), number(1), number(2))), "S!C2"),
    "a key twice": (lambda: book(HEADING + row(text("x"), number(1)) + row(text("x"), number(2))), "S!3"),
    "rows backwards": (lambda: book(HEADING + row(text("x"), number(1), attributes=' r="9"') + row(text("y"), attributes=' r="4"')), "damaged"),
    "cells backwards": (lambda: book(HEADING + row('<c r="B2"><v>1</v></c><c r="A2"><v>1</v></c>', attributes=' r="2"')), "damaged"),
    "a column too far": (lambda: book(HEADING + row('<c r="ZZZZ2"><v>1</v></c>', attributes=' r="2"')), "damaged"),
    "a bomb in the sheet": (lambda: book(HEADING + row(text(" " * 90_000_000))), "x.xlsx"),
    "a bomb in the texts": (lambda: book(HEADING, strings="<si><t/></si>" * 9_000_000), "unpacks to too much"),
    "deep elements": (lambda: book(HEADING + "<row>" + "<c>" * 5000), "damaged"),
    "a way out": (lambda: book(HEADING, parts={"xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>'}), "damaged or missing"),
}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_faults(tap):
    for what, (data, words) in FAULTS.items():
        result, table = build(data() if callable(data) else data)
        told = result.err.decode(errors="replace")
        tap.ok(result.status == 2 and words in told and table is None, f"{what} is told", told)
    result, _ = build(book(HEADING + "".join(row(text(f"k{i}"), text("?")) for i in range(100))))
    tap.same(result.err.count(b"needs a number"), 20, "twenty faults are told, then the reading stops")
    result, table = build(book(HEADING + row(text("x"), number(1), attributes=' hidden="1"')))
    tap.ok(result.status == 0 and b"1 hidden rows" in result.err and "x" in table, "hidden rows are counted and told", result.err.decode())


def test_choice(tap):
    sheets = '<sheet name="S" r:id="r9"/><sheet name="Dua &amp; tiga" r:id="r1"/>'
    result, table = build(book(HEADING + row(text("x"), number(1)), sheets=sheets), TWO + "sheet: Dua & tiga\n")
    tap.same(table, 'a,n\r\n"x",1\r\n', "a sheet by its name")
    result, _ = build(book(HEADING, sheets=sheets), TWO + "sheet: Empat\n")
    tap.ok(result.status == 2 and b"S, Dua & tiga" in result.err, "an unknown sheet: the others are named", result.err.decode())
    result, table = build(book(HEADING + row(text("x"), number(1))), TWO + "file: data-2022.xlsx\n", "data-2022.xlsx")
    tap.same(table, 'a,n\r\n"x",1\r\n', "a file by its name")
    result, _ = build(book(HEADING), TWO + "file: tiada.xlsx\n", "data-2022.xlsx")
    tap.ok(result.status == 2 and b"tiada.xlsx" in result.err, "a file that is not there", result.err.decode())


def test_damage(tap):
    """Bytes of real files changed at random: no crash, no hang, and the same answer twice."""
    chance, bad = random.Random(4), []
    for name in ("exceljs", "sheetjs", "libreoffice"):
        good = (REAL / f"{name}.xlsx").read_bytes()
        for turn in range(40):
            data = bytearray(good)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            if chance.random() < 0.3:
                del data[chance.randrange(len(data)):]
            result, table = build(bytes(data), ALL)
            if crashed(result) or result.status not in (0, 2) or (result.status == 2) != (table is None):
                bad.append(f"{name} {turn}: status {result.status}: {result.err.decode(errors='replace')[-300:]}")
    tap.ok(not bad, "120 damaged files", "\n".join(bad))
