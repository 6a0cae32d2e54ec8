"""Data for machines: CSV, JSON, the Data Package, schema.org's Dataset as JSON-LD, and charts as files; with texts that try to break out of them."""
import csv
import html.parser
import io
import json
import re
import shutil
import struct
import zlib
import xml.etree.ElementTree as ET

from harness import ROOT, Folder, suluh

HOSTILE = "Angka </script><script>alert(1)</script> <!-- \"kutip\" \\ & 'x' é\u2028baris"
SITE = """title: Situs
language: id
{base}branch: "Cabang </script> <b>Uji</b>"
licence: {{name: Creative Commons Atribusi 4.0 (CC BY 4.0), url: https://creativecommons.org/licenses/by/4.0/deed.id}}
contact: {{phone: "175"}}
"""
FACTS = """sources:
  studi: {title: "Studi </script>", publisher: Jurnal, url: "https://contoh.id/s"}
facts:
  jam: {value: 06.00, source: studi, since: 2026-01-01}
"""
PAGE = "---\ntitle: Angka\ndescription: D\ndate: 2026-11-22\ntype: report\n---\n\n![](chart:pertama)\n\n![Kata sendiri < & \"x\"](chart:kedua)\n"
TABLE = """title: %s
note: %s
source: studi
date: 2026-11-01
%scolumns:
  bulan: {label: Bulan, type: month, key: true}
  n: {label: Kunjungan, type: integer, unit: kali}
  m: {label: Lain, type: decimal, unit: persen}
  t: {label: Catatan, type: text}
indicators:
  jumlah: {label: "Jumlah </script>", formula: sum(n), unit: kali}
charts:
  pertama: {type: line, headline: %s, subtitle: %s, note: Catatan kaki & lain, x: bulan, y: n}
  kedua: {type: column, headline: Kolom, x: bulan, y: n, source: Sumber lain}
"""
LAYOUT = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:frame="urn:suluh:frame" width="148mm" height="210mm" viewBox="0 0 148 210" frame:fit="9 12">
  <style>.b { font: 400 1em/1.4 "Plus Jakarta Sans" }</style>
  <rect class="b" frame:flow="body" x="10" y="10" width="128" height="190"/>
</svg>
"""
ROWS = "bulan;n;m;t\n2026-02;12;1,5;\"a \"\"b\"\", </script>\"\n2026-01;;0,25;=1+1\n2026-03;7;;\n"
OTHER = "title: Tabel kedua\nsource: Contoh saja\ndate: 2026-11-01\nlicence: Boleh dipakai asal bilang\ncolumns:\n  nama: {label: Nama, type: text, key: true}\n  ada: {label: Ada, type: boolean}\n"


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def make(folder, base="base_url: https://contoh.id/sub/\n", licence=""):
    content = folder.path / "content"
    (content / "statistik").mkdir(parents=True)
    shutil.copytree(ROOT / "templates", folder.path / "templates")
    (content / "site.yaml").write_text(SITE.format(base=base))
    (content / "fakta.yaml").write_text(FACTS)
    (content / "index.md").write_text("---\ntitle: Awal\ndescription: D\n---\n\nIsi.\n")
    (content / "statistik/index.md").write_text(PAGE)
    title = HOSTILE.replace("\u2028", " ")
    (content / "statistik/Utama.yaml").write_text(TABLE % (quoted(title), quoted(HOSTILE), licence, quoted(title), quoted(title)))
    (content / "statistik/Utama.csv").write_text(ROWS)
    (content / "statistik/lain.yaml").write_text(OTHER)
    (content / "statistik/lain.csv").write_text("nama;ada\nA;ya\nB;tidak\n")
    done = suluh("build", "--site", folder.path)
    return done, folder.path / "output/site"


class Scripts(html.parser.HTMLParser):
    """Each script element's type and content, as a browser cuts them."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.type = [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "script":
            self.type = dict(attributes).get("type", "")
            self.found.append([self.type, ""])

    def handle_data(self, data):
        if self.type is not None:
            self.found[-1][1] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self.type = None


def structured(page):
    scripts = Scripts(page.read_text()).found
    return [json.loads(text) for kind, text in scripts if kind == "application/ld+json"], [s for s in scripts if "alert(1)" in s[1] and s[0] != "application/ld+json"]


def datasets(values):
    out = []
    for value in values:
        if isinstance(value, dict):
            out += [value] if value.get("@type") == "Dataset" else []
            out += datasets(value.values())
        elif isinstance(value, list):
            out += datasets(value)
    return out


def check_dataset(tap, entry, base, what):
    tap.ok(entry.get("name") and len(entry.get("description", "")) >= 50 and len(entry["description"]) <= 5000, f"{what}: name and description", entry)
    tap.ok(entry.get("license"), f"{what}: licence", entry)
    tap.ok(entry["creator"]["@type"] == "Organization" and entry["creator"]["name"], f"{what}: creator")
    forms = {d["encodingFormat"]: d for d in entry["distribution"]}
    tap.same(sorted(forms), ["application/json", "text/csv"], f"{what}: both forms")
    tap.ok(all(d["@type"] == "DataDownload" for d in forms.values()), f"{what}: downloads")
    addresses = [d.get("contentUrl", "") for d in forms.values()]
    tap.ok(all(a.startswith(base) for a in addresses) if base else not any(addresses), f"{what}: addresses", addresses)


def test_json_ld(tap):
    with Folder() as folder:
        done, site = make(folder)
        if not tap.ok(done.status == 0, "hostile texts build", done.err.decode()):
            return
        for page in ("statistik/index.html", "data/index.html"):
            values, escaped = structured(site / page)
            tap.ok(values and not escaped, f"{page}: no text leaves its script element", escaped)
            found = datasets(values)
            tap.same([e["name"] for e in found], [HOSTILE.replace("\u2028", " "), "Tabel kedua"], f"{page}: the tables, their names as written")
            for entry in found:
                check_dataset(tap, entry, "https://contoh.id/sub/data/", page)
                for d in entry["distribution"]:
                    tap.ok((site / "data" / d["contentUrl"].rpartition("/")[2]).is_file(), f"{page}: {d['contentUrl']} is there")
            tap.same(found[0]["temporalCoverage"], "2026-01/2026-03", "the months that it covers")
            tap.same(found[0]["license"], "https://creativecommons.org/licenses/by/4.0/", "the site's licence by its address")
            tap.same(found[1]["license"], {"@type": "CreativeWork", "name": "Boleh dipakai asal bilang"}, "another by its words")
            tap.same([v["name"] for v in found[0]["variableMeasured"]], ["Kunjungan", "Lain"], "what is measured")
            tap.same(found[0]["creator"]["name"], "Jurnal", "by whom")
        catalogue = next(v for v in structured(site / "data/index.html")[0] if v.get("@type") == "DataCatalog")
        tap.ok(catalogue["@context"] == "https://schema.org" and catalogue["@type"] == "DataCatalog" and catalogue["url"].endswith("/data/"), "a catalogue")
        text = (site / "data/index.html").read_text()
        tap.ok('id="Utama"' in text and "<b>Uji" not in text, "the page of all data has an anchor for each table")
        for target in re.findall(r'href="([^"#:]+\.(?:csv|json|svg|png))"', text):
            tap.ok((site / "data" / target).is_file(), f"data/{target} is there")


def test_without_address(tap):
    with Folder() as folder:
        done, site = make(folder, base="", licence="licence: cc-by-sa-4.0\n")
        tap.ok(done.status == 0, "a site without an address builds", done.err.decode())
        entry = datasets(structured(site / "data/index.html")[0])[0]
        check_dataset(tap, entry, "", "without an address")
        tap.ok("@id" not in entry and "url" not in entry, "nothing that would be absolute")
        tap.same(entry["license"], "https://creativecommons.org/licenses/by-sa/4.0/", "a table's own licence")


def test_package(tap):
    """The rules of Tabular Data Package 1 that its JSON schema states."""
    with Folder() as folder:
        _, site = make(folder)
        package = json.loads((site / "data/datapackage.json").read_text())
        tap.same(package["profile"], "tabular-data-package", "a tabular data package")
        tap.same([r["name"] for r in package["resources"]], ["utama", "lain", "indikator"], "its resources")
        for resource in package["resources"]:
            name = resource["name"]
            tap.ok(resource["profile"] == "tabular-data-resource" and re.fullmatch(r"[-a-z0-9._/]+", name), f"{name}: profile and name")
            rows = list(csv.reader(io.StringIO((site / "data" / resource["path"]).read_text())))
            fields = resource["schema"]["fields"]
            tap.same([f["name"] for f in fields], rows[0], f"{name}: the fields are the columns")
            tap.ok(all(f["type"] in ("string", "integer", "number", "date", "yearmonth", "boolean") for f in fields), f"{name}: types")
            tap.ok(all(l.get("name") or l.get("path") for l in resource.get("licenses", [])), f"{name}: licences have a name or a path")
            tap.ok(all(s["title"] for s in resource.get("sources", [])), f"{name}: sources have a title")
            tap.ok(set(resource["schema"].get("primaryKey", [])) <= set(rows[0]), f"{name}: its key")
        tap.same(package["resources"][0]["licenses"][0]["name"], "CC-BY-4.0", "the licence's name of the Open Definition")
        tap.ok("licenses" not in package["resources"][1], "none for words that are no licence's name")


def test_charts(tap):
    with Folder() as folder:
        done, site = make(folder)
        text = (site / "statistik/index.html").read_text()
        tap.ok("Catatan kaki &amp; lain" in text, "a chart's note is shown")
        tap.ok("Sumber: Studi &lt;/script>. Data per 1 November 2026." in text or "Sumber: Studi &lt;/script&gt;. Data per 1 November 2026." in text, "its source with the date")
        tap.ok("Sumber: Sumber lain. Data per" in text, "a source of its own")
        descriptions = re.findall(r"<desc[^>]*>(.*?)</desc>", text)
        tap.ok(descriptions[0].startswith("Diagram garis") and descriptions[1].startswith("Kata sendiri &lt; &amp;"), "the page's own words win", descriptions)
        rows = json.loads((site / "data/grafik/pertama.json").read_text())
        tap.same(rows, [{"bulan": "2026-02", "n": 12}, {"bulan": "2026-01", "n": None}, {"bulan": "2026-03", "n": 7}], "a chart's numbers: its columns alone")
        tap.same((site / "data/grafik/pertama.csv").read_bytes(), b"bulan,n\r\n2026-02,12\r\n2026-01,\r\n2026-03,7\r\n", "the same as CSV")
        tap.ok('"=1+1"' not in (site / "data/Utama.csv").read_text(), "no cell is a formula")
        root = ET.parse(site / "data/grafik/pertama.svg").getroot()
        tap.ok("alert(1)" in root.find("{http://www.w3.org/2000/svg}title").text and not list(root.iter("{http://www.w3.org/2000/svg}script")), "texts stay texts in the drawing")
        png = (site / "data/grafik/pertama.png").read_bytes()
        tap.same(struct.unpack(">I", png[16:20])[0], 1200, "a picture 1,200 pixels wide")
        with Folder() as again:
            make(again)
            tap.ok((again.path / "output/site/data/grafik/pertama.png").read_bytes() == png, "the same bytes again")


def test_many(tap):
    """The page of all data and the reports stay small, however many tables there are."""
    with Folder() as folder:
        make(folder)
        statistics = folder.path / "content/statistik"
        for n in range(100):
            (statistics / f"t{n}.yaml").write_text(OTHER.replace("Tabel kedua", f"Kunjungan petugas ke perusahaan menurut kecamatan, tabel nomor {n}"))
            (statistics / f"t{n}.csv").write_text("nama;ada\nA;ya\nB;tidak\n")
        done = suluh("build", "--site", folder.path)
        site = folder.path / "output/site"
        tap.ok(done.status == 0, "a hundred tables build", done.err.decode())
        for page in ("data/index.html", "statistik/index.html"):
            size = (site / page).stat().st_size
            tap.ok(size <= 50 * 1024, f"{page} has at most 50 KB", size)
        text = (site / "data/index.html").read_text() + (site / "data/halaman-2/index.html").read_text().replace('href="../', 'href="')
        tap.ok(all(text.count(f'href="t{n}.{end}"') == 1 for n in range(100) for end in ("csv", "json")), "all tables are there, each once")
        tap.same(len(json.loads((site / "data/datapackage.json").read_text())["resources"]), 103, "and in the package")


def test_brand(tap):
    """The brand's green reaches charts on the page, in their files and on paper, with colours beside it that suit it."""
    with Folder() as folder:
        make(folder)
        content = folder.path / "content"
        (content / "site.yaml").write_text((content / "site.yaml").read_text() + "brand:\n  green: \"#005eb8\"\n")
        (content / "cetak").mkdir()
        (content / "cetak/lembar.md").write_text("---\ntitle: Lembar\ndescription: D\ndate: 2026-11-22\nlayout: coba\neditions: [screen]\n---\n\n![](chart:kedua)\n")
        (folder.path / "templates/print/coba.svg").write_text(LAYOUT)
        done = suluh("build", "--site", folder.path)
        site = folder.path / "output/site"
        tap.ok(done.status == 0, "a site with another green builds", done.err.decode())
        drawing = (site / "data/grafik/kedua.svg").read_text()
        tap.ok('fill="#005eb8"' in drawing and "#0b4635" not in drawing, "its charts' files have it")
        css = next(site.glob("chart*.css")).read_text()
        tap.ok(re.search(r"\.chart-s2\{color:light-dark\(#[0-9a-f]{6},", css.split("@media")[-1]), "other colours stand beside it", css[-400:])
        pdf = (site / "cetak/lembar.pdf").read_bytes()
        streams = b"".join(inflate(s) for s in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S))
        tap.ok(b"0 0.369 0.722 rg" in streams or b"0 .369 .722 rg" in streams or b"0 0.3686 0.7216 rg" in streams, "and paper has it", re.findall(rb"[\d. ]+ rg", streams)[:12])


def inflate(data):
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""
