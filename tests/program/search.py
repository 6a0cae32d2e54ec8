"""The search in Chromium, from disk and over HTTP: related words, misspellings, parts of words, answers, hostile titles, weight."""
import json
import os
import re

from harness import EXTRAS, Folder, Options, ROOT, TESTS, copy_site, run, tree

SITE = "title: Situs\nlanguage: id\nbase_url: https://contoh.example/\npromise: {free: Gratis, nocalo: Tanpa calo}\ncontact: {phone: '175'}\nlicence: {name: CC BY 4.0}\n" + EXTRAS
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \\\"kutip\\\" 'lain' \\u2028 ${satu} javascript:alert(3)"
# What is typed and the word that is on a page: mistakes of one letter, two letters changed over, letters that are mixed up, parts of words.
TYPED = {"verivikasi": "verifikasi", "verfikasi": "verifikasi", "rekning": "rekening", "rekeinng": "rekening", "perusahan": "perusahaan", "pasword": "password",
         "aktifitas": "aktivitas", "ijasah": "ijazah", "kwitansi": "kuitansi", "silahkan": "silakan", "himbauan": "imbauan", "photokopi": "fotokopi", "notaris": "notaris",
         "ahli waris": "waris", "provins": "provinsi", "kecelaka": "kecelakaan", "pengunduran": "mengundurkan", "obatnya": "obat", "difabl": "difabel", "amplob": "amplop"}


def page(title, body, description="Ringkasan halaman."):
    return f'---\ntitle: "{title}"\ndescription: "{description}"\ndate: 2026-11-22\n---\n\n{body}\n'


def pairs():
    lists = [[line.split() for line in (TESTS / "search" / name).read_text().splitlines() if line and line[0] != "#"] for name in ("pairs.txt", "held-out.txt")]
    return lists[0][::13] + lists[1][::3]


def make(folder, pages):
    folder.write("content/site.yaml", SITE)
    folder.write("content/index.md", page("Depan", "Selamat datang."))
    for name, text in pages.items():
        folder.write(f"content/panduan/{name}.md", text)
    (folder.path / "templates").symlink_to(ROOT / "templates")
    return folder.build()


def search(tap, folder, cases, mode=()):
    """Types each case and passes the script's lines on; its last line."""
    env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    file = folder.write("cases.json", json.dumps(cases))
    result = run(["node", TESTS / "search.mjs", folder.path / "output/site", file, *mode], env=env, timeout=280)
    lines = result.out.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines):
        match = re.match(r"(not )?ok - (.*)", line)
        if match:
            tap.ok(not match[1], match[2], lines[number + 1][1:] if match[1] and number + 1 < len(lines) else "")
    tap.ok(result.status == 0 and lines and lines[-1].startswith("largest "), "all was typed", result.err.decode("utf-8", "replace")[-2000:])
    return lines[-1] if lines else ""


def test_words(tap):
    words = pairs()
    pages = {f"p{i}": page(f"Halaman {chr(65 + i % 26)}{i}", f"Di sini tertulis {a} dan lain-lain.") for i, (a, b) in enumerate(words)}
    pages |= {f"q{i}": page(f"Lembar {i}", f"Tentang {word} dan seterusnya.") for i, word in enumerate(dict.fromkeys(TYPED.values()))}
    places = {word: f"q{i}/" for i, word in enumerate(dict.fromkeys(TYPED.values()))}
    with Folder() as folder:
        result = make(folder, pages)
        tap.ok(result.status == 0, "a site of words is built", result.err.decode())
        search(tap, folder, [{"q": b, "want": f"p{i}/", "within": 8} for i, (a, b) in enumerate(words)], ["on"])
        search(tap, folder, [{"q": typed, "want": places[word]} for typed, word in TYPED.items()], ["http", "on"])


def test_hostile(tap):
    with Folder() as folder:
        result = make(folder, {"jahat": page(HOSTILE, f"## {HOSTILE.replace(chr(92), '')}\n\nKata kunci: rahasia.", HOSTILE), "baik": page("Baik", "Rahasia lain."),
                               "asing": page("Ключ Ελλάδα 鍵", "Ключ от двери, Ελλάδα."), "panjang": page("Panjang", "kata" * 400 + " ujung")})
        tap.ok(result.status == 0, "hostile titles are built", result.err.decode())
        search(tap, folder, [{"q": "rahasia", "want": "jahat/", "text": "<script>alert(1)</script>"}, {"q": "onerror", "want": "jahat/"}, {"q": "\"><img src=x onerror=alert(4)>", "want": "jahat/"},
                             {"q": "ключ", "want": "asing/"}, {"q": "ελλάδα", "want": "asing/"}, {"q": "ujung", "want": "panjang/"}, {"q": "__proto__ constructor", "none": True}, {"q": "x" * 500, "none": True}])
        for name, data in tree(folder.path / "output/site/cari").items():
            if name.endswith(".js"):
                tap.ok(b"</script" not in data.lower() and "\u2028".encode() not in data, f"{name} ends no script element")


def test_versions(tap):
    old = {"m1": page("Kuda", "Tentang kuda."), "m2": page("Sapi", "Tentang sapi."), "m3": page("Kambing", "Tentang kambing.")}
    new = {"a0": page("Ayam", "Tentang ayam."), "a1": page("Bebek", "Tentang bebek.")} | old
    with Folder() as first, Folder() as second:
        tap.ok(make(first, old).status == 0 and make(second, new).status == 0, "two builds of a site")
        env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
        result = run(["node", TESTS / "search_versions.mjs", first.path / "output/site", second.path / "output/site", "kuda", "../panduan/m1/"], env=env, timeout=120)
        lines = result.out.decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines):
            match = re.match(r"(not )?ok - (.*)", line)
            if match:
                tap.ok(not match[1], match[2], lines[number + 1][1:] if match[1] and number + 1 < len(lines) else "")
        tap.ok(result.status == 0 and len(lines) >= 5, "all versions were tried", result.err.decode("utf-8", "replace")[-2000:])
        names = [re.search(r'data-version="([0-9a-f]{10})"', (folder.path / "output/site/cari/index.html").read_text()) for folder in (first, second)]
        tap.ok(all(names) and names[0][1] != names[1][1], "the search page names the version")
        second.write("content/panduan/m3.md", page("Kambing", "Tentang kambing dan rumput."))
        again = second.build()
        changed = re.search(r'data-version="([0-9a-f]{10})"', (second.path / "output/site/cari/index.html").read_text())
        tap.ok(again.status == 0 and changed[1] != names[1][1], "a word more is another version")


def test_own_content(tap):
    with Folder() as folder:
        copy_site(folder, ROOT / "content")
        result = folder.build()
        tap.ok(result.status == 0, "the real content is built", result.err.decode())
        end = search(tap, folder, [{"q": "swapoto", "want": "swafoto-gagal", "first": True}, {"q": "saldo tidak muncul", "want": "saldo-tidak-muncul", "first": True}, {"q": "hape", "want": "panduan/"},
                                   {"q": "bikin akun", "want": "daftar-akun"}, {"q": "kode sms ga masuk", "want": "otp"}, {"q": "verif", "want": "verifikasi-gagal"}, {"q": "lacak klaim", "want": "lacak-klaim", "first": True, "marks": "klaim", "keyboard": True},
                                   {"q": "kantor buka jam berapa", "answer": "08.00–16.00"}, {"q": "nomer telpon", "answer": "175"}, {"q": "biaya klaim", "answer": "Gratis"},
                                   {"q": "withdraw money", "folder": "en/cari", "want": "../panduan/klaim-jht", "other": "id?q=withdraw%20money"}, {"q": "sign up", "folder": "en/cari", "want": "daftar-akun"},
                                   {"q": "office hours", "folder": "en/cari", "answer": "08:00–16:00"}, {"q": "candak artos", "folder": "su/cari", "want": "klaim-jht", "first": True, "other": "id?q=candak%20artos"},
                                   {"q": "daftar hape", "folder": "su/cari", "want": "daftar-akun"}, {"q": "waragad klaim", "folder": "su/cari", "answer": "Gratis"}])
        match = re.fullmatch(r"largest (\d+) (\d+) \d+", end)
        tap.ok(match and int(match[1]) <= 20 * 1024, f"the first result needs at most 20 KB without any compression: {end}")
        az, problems = ((folder.path / "output/site" / name / "index.html").read_text() for name in ("az", "masalah"))
        tap.ok("klaim-jht/index.html" in az and "swafoto-gagal/index.html" in az, "the A–Z page leads to guides and troubles")
        tap.ok("Foto ditolak berkali-kali" in problems, "the page of problems has what readers see")
        tap.ok("az/" in (folder.path / "output/site/sitemap.xml").read_text(), "the site map has it")
