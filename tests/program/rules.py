"""Rules over texts and data: figures typed by hand, dates, totals, personal data. What must be told, and what must not."""
import random
import re
import shutil

from harness import Folder, TESTS, copy_site, crashed

CONTENT = TESTS / "sites/small/content"
HEAD = "---\ntitle: A\ndescription: B\n---\n\n"

# The small site: {{stat.memakai}} of {{stat.semua}} kantor, a share in percent; the facts of its fakta.yaml.
TOLD = {
    # figures
    "Sebanyak 61,75% memakai.": "“61,75%” contradicts the computed 61,70%",
    "Sebanyak 61,7% memakai.": "“61,7%” is typed although the figure is known",
    "Sebanyak 61,70 persen memakai.": "“61,70 persen” is typed",
    "Hanya 12,5% yang tahu.": "the figure “12,5%” has no source",
    "Hanya 12.5% yang tahu.": "“12.5%” is written the English way",
    "Ada 1.234 kantor.": "“1.234 kantor” is typed",
    "Ada 1.235 kantor.": "“1.235 kantor” contradicts the computed 1.234",
    "Ada 4.321 kantor.": "the figure “4.321 kantor” has no source",
    "Ada 4,321 kantor.": "“4,321 kantor” is written the English way",
    "Batasnya Rp7.500.000.": "the figure “Rp7.500.000” has no source",
    "Batasnya Rp 7.500.000.": "“Rp 7.500.000” is usually written Rp7.500.000",
    "Batasnya Rp7500000.": "“Rp7500000” is usually written Rp7.500.000",
    "Batasnya Rp 7 juta.": "“Rp 7 juta” is usually written Rp7 juta",
    "- item\n\n  > kutipan 33%": "the figure “33%” has no source",
    "| a | b |\n|---|---|\n| x | 33% |": "the figure “33%” has no source",
    "## Judul 33%": "the figure “33%” has no source",
    # dates
    "Senin, 22 November 2026": "22 November 2026 is a Minggu, not a Senin",
    "Hari Kamis 20 November 2026 ada acara.": "20 November 2026 is a Jumat, not a Kamis",
    "Monday, 22 November 2026": "22 November 2026 is a Sunday, not a Monday",
    "31 Februari 2026": "there is no such date as “31 Februari 2026”",
    "29 Februari 2025": "there is no such date",
    # totals
    "| a | n |\n|---|--:|\n| x | 10 |\n| y | 20 |\n| Jumlah | 31 |": "the total 31 is wrong: the rows above add up to 30",
    "a | n | m\n---|---|---\nx | 1.000 | 5\ny | 2.500 | 6\n**Total** | **3.500** | **12**": "the total **12** is wrong: the rows above add up to 11",
    "| a | p |\n|---|---|\n| x | 40,0% |\n| y | 61,0% |": "the parts in this table add up to 101,0%, not 100%",
    # persons
    "NIK 3272014506900003 ditolak.": "looks like a person's identity number (NIK)",
    "NIK 3272 0145 0690 0003 ditolak.": "(NIK)",
    "KPJ 12345678901.": "looks like a membership number (KPJ)",
    "Hubungi 0812-3456-7890.": "“0812-3456-7890” is no official contact",
    "Hubungi +62 812 3456 7890.": "no official contact",
    "Tulis ke ani.budi@contoh.co.id.": "the e-mail address “ani.budi@contoh.co.id” is no official contact",
    "[surat](mailto:x@y.id) ani@contoh.id": "“ani@contoh.id”",
}
SILENT = [
    "Tiga langkah, 5 menit, 2 kantor, nomor 12.", "Senin, 23 November 2026 dan Minggu, 22 November 2026.", "Dua minggu, 23 November 2026.",
    "Gratis: Rp0. Cetak pada ukuran 100%, tanpa 0%.", "PP 46/2015, Pasal 18, ISSN 2622-691X, hlm. 411–430.", "`33%` dan `3272014506900003`",
    "```\n33% 0812-3456-7890\n```", "~~~~\n33%\n```\n33%\n~~~~", "[33](https://contoh.example/33%25/3272014506900003)", "<https://contoh.example/?q=33%>",
    "https://contoh.example/081234567890 itu alamat.", "{{stat.memakai}} dari {{stat.semua}} kantor", "06.00–20.00 WIB, pukul 08.00, 22.11.2026",
    "| a | n |\n|---|--:|\n| x | 10 |\n| y | |\n| Jumlah | 31 |", "| a | n |\n|---|--:|\n| x | 10 |\n| y | 20 |\n| Jumlah | 30 |",
    "| a | p |\n|---|---|\n| x | 33,3 |\n| y | 33,3 |\n| z | 33,4 |\n| Total | 100,1 |", "Nomor 1.234.567.890.123 dan 12.345.678.901.",
    "Versi 1.2.3, alamat 192.168.10.20, ISBN 978-602-12345-6-7.", "Kode 2611-7K3MQ-9XAPC.", "1/2 dan 3-4 dan 5:6", "29 Februari 2024",
]


def build(words, csv=None, yaml=None):
    with Folder() as folder:
        copy_site(folder, CONTENT)
        shutil.rmtree(folder.path / "content/cetak")
        folder.write("content/panduan/a.md", HEAD + words + "\n")
        if csv:
            folder.write("content/statistik/x.csv", csv)
            folder.write("content/statistik/x.yaml", "title: T\nsource: kajian besar\ndate: 2022-12-31\ncolumns:\n" + yaml)
        return folder.build()


def test_texts(tap):
    for words, told in TOLD.items():
        result = build(words)
        tap.ok(told in result.err.decode(), f"told: {words!r}", result.err.decode())
    for words in SILENT:
        result = build(words)
        tap.ok(result.status == 0 and not result.err, f"not told: {words!r}", result.err.decode())
    result = build("x\n\nSenin, 22 November 2026")
    tap.ok(b"content/panduan/a.md:8:1: error:" in result.err and result.status == 2, "the place is the weekday's", result.err.decode())
    with Folder() as folder:
        copy_site(folder, CONTENT)
        shutil.rmtree(folder.path / "content/cetak")
        folder.write("content/panduan/a.md", "---\ntitle: Naik 33%\ndescription: B\norder: 33\n---\n\nx\n")
        result = folder.build()
        tap.ok(b"a.md:2:13: warning" in result.err and result.err.count(b"warning") == 1, "titles are looked at, too", result.err.decode())


def test_facts(tap):
    facts = CONTENT.joinpath("fakta.yaml").read_text()
    fact = '  tel:\n    label: T\n    value: "175"\n    unit: phone\n    source: buku\n    since: 2022-01-01\n    %s\n'
    for what, line, words, status, told in [
        ("an old value", 'old: ["1500910"]', "Telepon 1500910 saja.", 2, "“1500910” is out of date; now it is 175"),
        ("a longer number", 'old: ["1500910"]', "Telepon 15009101 saja.", 0, ""),
        ("an expired fact in a text", "until: 2026-11-21", "Telepon {{fact.tel}}.", 2, "a.md:6:9: error: fact fact.tel has expired: valid until 2026-11-21"),
        ("an expired fact that nothing names", "until: 2026-11-21", "Telepon.", 0, ""),
        ("a fact due soon", "review: 2026-12-22", "Telepon {{fact.tel}}.", 0, "has to be checked by 2026-12-22: in 30 days"),
    ]:
        with Folder() as folder:
            copy_site(folder, CONTENT)
            shutil.rmtree(folder.path / "content/cetak")
            folder.write("content/fakta.yaml", facts.rstrip("\n") + "\n" + fact % line)
            folder.write("content/panduan/a.md", HEAD + words + "\n")
            result = folder.build()
            tap.ok(result.status == status and told in result.err.decode() and (told or not result.err), what, result.err.decode())


def test_expired_prints(tap):
    """An expired fact names the printed editions that it makes wrong, also when they got it by an include."""
    with Folder() as folder:
        copy_site(folder, CONTENT)
        facts = folder.path / "content/fakta.yaml"
        facts.write_text(facts.read_text().replace("review: 2027-12-31", "review: 2026-11-21", 1))
        folder.write("content/panduan/a.md", HEAD + "## Satu {#satu}\n\n- Telepon {{fact.telepon}}.\n")
        poster = folder.path / "content/cetak/poster.md"
        poster.write_text(poster.read_text() + "\n{{include panduan/a.md#satu}}\n")
        result = folder.build()
        told = result.err.decode()
        tap.ok(result.status == 2 and re.search(r"prints with the fact fact.telepon are wrong now: \S+ \(poster\)", told), "the edition is named", told)


def test_tables(tap):
    yaml = "  a: {label: A, key: true}\n  b: {label: B, type: %s%s}\n"
    person = "  a: {label: A, key: true}\n  %s: {label: B}\n"
    for what, csv, description, told in [
        ("NIK as text", "a;b\nx;3272014506900003\n", yaml % ("text", ""), "holds personal data: NIK"),
        ("NIK as a number", "a;b\nx;3272014506900003\n", yaml % ("integer", ""), "holds personal data: NIK"),
        ("phone numbers", "a;b\nx;0812 3456 7890\n", yaml % ("text", ""), "holds personal data"),
        ("an address in a remark", "a;b\nx;tulis ke ani@contoh.id ya\n", yaml % ("text", ""), "holds personal data: email"),
        ("a telling name", "a;no_hp\nx;1\n", person % "no_hp", "the column no_hp seems to hold personal data"),
        ("a telling heading", "a;NIK\nx;1\n", person % "nik", "the column nik seems"),
    ]:
        result = build("x", csv, description)
        tap.ok(result.status == 2 and told in result.err.decode(), what, result.err.decode())
    for what, csv, description in [
        ("public contacts", "a;b\nx;0812 3456 7890\n", yaml % ("text", ", public: true")),
        ("money", "a;b\nx;812345678901\ny;1000000000000000\n", yaml % ("integer", "")),
        ("remarks", "a;b\nx;Rp1.500.000.000.000 pada 2022\n", yaml % ("text", "")),
    ]:
        result = build("x", csv, description)
        tap.ok(result.status == 0, what, result.err.decode())


def test_odd(tap):
    """Odd texts: no crash, no hang."""
    chance = random.Random(5)
    alphabet = ["33", "%", "Rp", " ", ".", ",", "@", "08123456789", "`", "{{", "}}", "|", "---", "\n", "<", ">", "](", ")", "Senin", "31 Mei 2026", "é", "{#", "~~~", "0"]
    bad = []
    for _ in range(40):
        result = build("".join(chance.choice(alphabet) for _ in range(chance.randint(1, 400))))
        if crashed(result) or result.status not in (0, 2):
            bad.append(result.err.decode(errors="replace")[-200:])
    result = build("33% " * 50000 + "@" * 50000 + "`" * 50000 + "9" * 50000 + "{{" * 50000)
    if crashed(result) or result.status not in (0, 2):
        bad.append("a large one")
    tap.ok(not bad, "odd texts", "\n".join(bad))
