"""The lock against middlemen: what site.yaml's list of contacts does not name stops the build; what is none is left alone."""
from harness import EXTRAS, Folder, TESTS, copy_site

CONTENT = TESTS / "sites/small/content"
HEAD = "---\ntitle: A\ndescription: B\n---\n\n"
LOCK = """
allowed:
  domains: [jamsos.go.id, instagram.com/jamsos.sukabumi, contoh.example, creativecommons.org]
  phones: ["175", "0266-221234", "+62 811-2000-3000", "112"]
  emails: [humas.jamsos@gmail.com]
"""
DOMAIN, LOOKS, HIDES, PHONE, EMAIL = "is not on the list of official contacts", "looks like", "hides where it leads", "the number", "the e-mail address"

# Text of a page: a part of what must be told.
TOLD = {
    # links
    "[a](https://evil.com/)": "the address “evil.com” " + DOMAIN,
    "[a](https://evil-jamsos.go.id/)": LOOKS + " jamsos.go.id",
    "[a](https://jamsos.go.id.evil.com/)": LOOKS,
    "[a](https://jamsos.go.id@evil.com/)": HIDES,
    "[a](https://user:pw@jamsos.go.id/)": HIDES,
    "[a](https://jamsos.go.id\\\\@evil.com/)": HIDES,
    "[a](https:/evil.com)": HIDES,
    "[a](https:evil.com)": HIDES,
    "[a](https:///evil.com)": HIDES,
    "[a](HTTPS://EVIL.COM)": "“evil.com”",
    "[a](https://xn--jmsos-qra.go.id)": HIDES,
    "[a](https://jаmsos.go.id)": HIDES,  # a Cyrillic а
    "[a](https://jamsos%2ego.id)": HIDES,
    "[a](https://jamsos。go.id)": HIDES,
    "[a](http://[::1]/)": HIDES,
    "[a](http://2130706433/)": DOMAIN,
    "[a](http://jamsos.go.id:8080/)": HIDES,
    "[a](https&#58;//evil.com)": "“evil.com”",
    "[a][b]\n\n[b]: https://evil.com": "“evil.com”",
    "<https://evil.com>": "“evil.com”",
    "[a](https://wa.me/6281298765432)": PHONE + " “6281298765432”",
    "[a](https://api.whatsapp.com/send?phone=6281298765432&text=x)": PHONE,
    "[a](https://t.me/calo_jmo)": "“t.me”",
    "[a](https://www.instagram.com/calo)": "“www.instagram.com”",
    "[a](https://instagram.com/jamsos.sukabumi/../calo)": "“instagram.com”",
    "[a](https://instagram.com/jamsos.sukabumi2)": "“instagram.com”",
    "[a](mailto:calo@gmail.com)": EMAIL + " “calo@gmail.com”",
    "[a](mailto:humas@jamsos.go.id?cc=calo@gmail.com)": EMAIL + " “calo@gmail.com”",
    "[a](mailto:humas@jamsos.go.id?bcc=calo%40gmail.com)": EMAIL,
    "[a](mailto:a@evil-jamsos.go.id)": EMAIL,
    "[a](tel:081298765432)": PHONE,
    "[a](tel:*123*175%23)": PHONE,
    "[a](tel:+1-900-555-0100)": PHONE,
    # texts
    "Buka bantu-klaim.com sekarang.": "“bantu-klaim.com”",
    "Buka BANTU-KLAIM.COM.": "“bantu-klaim.com”",
    "Buka www.calo.example ya.": "“www.calo.example”",
    "Buka https://evil.com/a?b.": "“evil.com”",
    "Kirim lewat bit.ly/klaimjht, cepat.": "“bit.ly”",
    "Chat wa.me/6281298765432.": PHONE,
    "Grup t.me/calo_jmo": "“t.me”",
    "**bantu-klaim.com**": "“bantu-klaim.com”",
    "| a |\n|---|\n| bantu-klaim.com |": "“bantu-klaim.com”",
    "Tulis ke calo@gmail.com.": EMAIL + " “calo@gmail.com”",
    "Hubungi 0812-9876-5432.": PHONE + " “0812-9876-5432”",
    "Hubungi 0812 9876 5432 (Budi).": PHONE,
    "Hubungi 081298765432.": PHONE,
    "Hubungi 0812.9876.5432.": PHONE,
    "Hubungi +62 812 9876 5432.": PHONE + " “+62 812 9876 5432”",
    "Hubungi 6281298765432.": PHONE,
    "Hubungi (0266) 987654.": PHONE + " “(0266) 987654”",
    "Kantor: 0266-987654": PHONE,
    "Kantor: 021 5678901": PHONE,
    "Call center 1500910.": PHONE + " “1500910”",
    "Layanan 1500-910 buka.": PHONE,
    "Telepon 147.": PHONE + " “147”",
    "Telepon ke nomor 147.": PHONE,
    "WA: 98765432": PHONE,
    "Hubungi +1 202 555 0143.": PHONE,
}
SILENT = [
    "[a](https://jamsos.go.id)", "[a](https://www.jamsos.go.id/x?y=z#q)", "[a](https://JAMSOS.GO.ID/)", "[a](https://jamsos.go.id./x)", "[a](http://jamsos.go.id:80)",
    "[a](https://klaim.jamsos.go.id:443/)", "[a](https://instagram.com/jamsos.sukabumi)", "[a](https://instagram.com/Jamsos.Sukabumi/p/1?x=1)",
    "[a](https://contoh.example/panduan/)", "[a](https://wa.me/6281120003000)", "[a](mailto:humas@jamsos.go.id)", "[a](mailto:humas.jamsos@gmail.com?subject=Halo)",
    "[a](tel:175)", "[a](tel:+6281120003000)", "Buka jamsos.go.id atau klaim.jamsos.go.id/x.", "Tulis ke humas@jamsos.go.id.", "Telepon 175, (0266) 221234, 0811 2000 3000, 112.",
    # what is no contact
    "NIK 0000 0000 0000 0000, PP 46/2015, UU 40/2004, Permenaker 4/2022.", "Pukul 08.00–16.00 dan 08.00-16.00 WIB, 08-12-2026, 08/12/2026.", "ISSN 2622-691X, ISBN 978-602-12345-6-7, hlm. 411–430.",
    "Rp0, nomor 12, versi 1.2.3, alamat 192.168.10.20.", "Nomor 1.234.567.890.123 dan 12.345.678.901.", "Berkas klaim-jht.md, site.yaml, poster.pdf, logo.svg, index.html, data.csv.",
    "Selesai.Info lebih lanjut ada di kantor. Berhasil.Online juga.", "S.Kom, M.Si, a.n. Budi, s.d. Mei, dll. dan lain-lain...", "`bantu-klaim.com` dan `0812-9876-5432`", "```\nhttps://evil.com 081298765432\n```",
    "Kode 2611-7K3MQ-9XAPC, pukul 06.00, 22.11.2026, 2022-2023.", "Telepon 150 orang. Hubungi 3 kali. SMS 2 kali.", "Tahun 2022, 2023 dan 2024. Kode pos 43111.", "KPJ 11 angka. Rumah nomor 1500.",
]


def build(words, lock=LOCK, facts="", config=""):
    with Folder() as folder:
        folder.write("content/site.yaml", "title: T\nbase_url: https://contoh.example/\n" + config + lock + EXTRAS)
        folder.write("content/index.md", HEAD + words + "\n")
        if facts:
            folder.write("content/fakta.yaml", facts)
        copy = folder.path / "templates"
        copy.symlink_to(TESTS.parent / "templates")
        return folder.build()


def test_texts(tap):
    for words, told in TOLD.items():
        result = build(words)
        tap.ok(result.status == 2 and told in result.err.decode(), f"told: {words!r}", result.err.decode())
    for words in SILENT:
        result = build(words)
        tap.ok(result.status == 0 and not result.err, f"not told: {words!r}", result.err.decode())


def test_places(tap):
    result = build("x\n\nTulis ke calo@gmail.com.")
    tap.ok(b"content/index.md:8:10: error:" in result.err, "the place is the address", result.err.decode())
    result = build("x", config="contact:\n  phone: '1500910'\n")
    tap.ok(result.status == 2 and b"site.yaml:4:10: error: the number" in result.err, "the service number of site.yaml is looked at", result.err.decode())
    result = build("x", config="nav:\n  - label: Buka evil.com\n    link: index\n")
    tap.ok(result.status == 2 and b"site.yaml:4:12" in result.err, "and its words", result.err.decode())
    facts = "sources:\n  s:\n    title: S\n    url: https://evil.com/x\nfacts:\n  a:\n    value: %s\n    unit: %s\n    source: s\n    since: 2022-01-01\n"
    result = build("x", facts=facts % ("'0812 9876 5432'", "phone"))
    tap.ok(result.status == 2 and b"fakta.yaml:4:10" in result.err and b"fakta.yaml:7:12" in result.err, "facts and the addresses of sources are looked at", result.err.decode())
    result = build("x", facts=(facts % ("147", "phone")).replace("evil.com", "jamsos.go.id"))
    tap.ok(result.status == 2 and b"the number \xe2\x80\x9c147" in result.err, "a fact that is a number to call is one however short", result.err.decode())


def test_list(tap):
    for words in ("[a](https://evil.com)", "Hubungi evil.com, (0266) 987654."):
        result = build(words, lock="")
        tap.ok(result.status == 0 and not result.err, "without a list nothing is locked", result.err.decode())
    for entry, told in [("domains: [com]", "too broad"), ("domains: [go.id]", "too broad"), ("domains: ['a b.com']", "is no domain"), ("domains: ['ja@x.com']", "is no domain"), ("phones: ['12']", "12"), ("phone: ['175']", "phone")]:
        result = build("x", lock=f"allowed:\n  {entry}\n")
        tap.ok(result.status == 2 and told in result.err.decode(), f"a bad entry is told: {entry}", result.err.decode())
    result = build("[a](https://contoh.example/x)", lock="allowed:\n  phones: ['175']\n")
    tap.ok(result.status == 0, "one's own address is always allowed", result.err.decode())


def test_tables_and_prints(tap):
    with Folder() as folder:
        copy_site(folder, CONTENT)
        config = folder.path / "content/site.yaml"
        config.write_text(config.read_text() + "allowed:\n  domains: [creativecommons.org, contoh.example]\n  phones: ['0812 3456 7890']\n")
        folder.write("content/statistik/x.csv", "a;b\nx;lihat bantu-klaim.com\n")
        folder.write("content/statistik/x.yaml", "title: T\nsource: kajian besar\ndate: 2022-12-31\ncolumns:\n  a: {label: A, key: true}\n  b: {label: B, public: true}\n")
        product = next((folder.path / "content/cetak").glob("poster*.md"))
        product.write_text(product.read_text() + "\nHubungi 0857-1111-2222.\n")
        result = folder.build()
        told = result.err.decode()
        tap.ok(result.status == 2 and "bantu-klaim.com" in told, "data are looked at", told)
        tap.ok("0857-1111-2222" in told and str(product.name) in told, "and prints", told)
