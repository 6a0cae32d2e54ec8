"""Plain language, by `suluh check`: what is told, what is left alone, and how to silence it."""
import re

from harness import EPOCH, Folder, ROOT, golden, once, suluh
from program.conventions import Site

LOCK = "allowed:\n  phones: ['175']\n"
# Text of a page: what is told, with its place.
TOLD = {
    "Buka aplikasi, lalu pilih menu yang ada di bagian bawah layar ponsel Anda dan tunggu sampai semua data yang diminta muncul.": "6:1: warning: this sentence has 21",
    "Kata " * 20 + "akhir.": "6:1: warning: this sentence has 21",
    "1. Satu dua tiga.\n2. " + "kata " * 20 + "habis.": "7:4: warning: this sentence has 21 words; better at most 20",
    "> Kutipan " + "kata " * 20 + "habis.": "6:3: warning: this sentence has 22 words",
    "Satu dua tiga.\n" + "kata\n" * 20 + "habis.": "7:1: warning: this sentence has 21 words",
    "Kami melakukan verifikasi data.": "6:6: warning: “melakukan verifikasi” can be simpler",
    "Kami MELAKUKAN\nverifikasi data.": "“melakukan verifikasi” can be simpler",
    "Ditolak dikarenakan salah.": "6:9: warning: “dikarenakan” can be simpler",
    "Tulis password Anda.": "“password” can be simpler",
    "Silahkan masuk.": "6:1: warning: “silahkan” can be simpler",
    "Bawa kartu BPKB Anda.": "6:12: warning: the abbreviation “BPKB” is not explained",
    "## Isi SPT": "6:8: warning: the abbreviation “SPT” is not explained",
    "Tunjukkan kratu Anda.": "6:11: warning: “kratu” is not in the dictionary; perhaps “kartu”",
    "Bukaa halaman ini.": "“bukaa” is not in the dictionary; perhaps “buka”",
    "Data diprbarui petugas.": "“diprbarui” is not in the dictionary",
    "- Tekan tomboll itu.": "6:9: warning: “tomboll” is not in the dictionary; perhaps “tombol”",
}
SILENT = [
    "Buka aplikasi, lalu pilih menu. Tunggu sebentar!", "kata " * 19 + "akhir.\n\n" + "kata " * 20, "- " + "kata " * 15 + "\n- " + "kata " * 15, "| " + "kata " * 30 + "|\n|---|\n| a |", "```\n" + "kata " * 40 + "\n```",
    "Sampai jumpa dll. dan lain-lain pada pukul 08.00 di Jl. Merdeka No. 5.", "Isi NPWP (nomor pokok wajib pajak). NPWP itu wajib.", "Kantor Pelayanan Pajak (KPP) buka. Datang ke KPP.", "BPKB adalah buku pemilik kendaraan.", "Isi SPT, yaitu surat pemberitahuan.",
    "Kirim SMS, bawa KTP, lihat TV pukul 08.00 WIB di RT 01.", "Layanan ini GRATIS dan PENTING.", "> [!PENTING]\n> Baca dulu.", "Bab IV dan XII.", "Temui Bapak Sukarjono Widyantoro di Cibeureum.", "Aplikasi *Onboarding* dan *landing page* itu.",
    "Datanya diperbarui, klaimnya dicairkan, rekeningnya dinonaktifkan, dan kepesertaannya diverifikasi.", "Langkah-langkah, bolak-balik, teka-teki, dan bukalah-bukalah itu.", "Tulis `kratu` dan {{site.title}} di berkas data.csv.", "Buka contoh.example/kratu atau tulis ke kratu.x@contoh.example.",
    "Memutakhirkan, menyosialisasikan, mengunggah, mengecek, memfoto, mengkritik, menerjemahkan, menyederhanakan, pengumuman, penyuluhan, pertanggungjawaban, ketidakhadiran.",
]


def check(words, lock=LOCK, files=(), title="Judul"):
    with Site(lock) as site:
        site.page("index", "", "Awal.", title="Awal")
        site.write("content/a.md", f"---\ntitle: {title}\ndescription: Ringkasan\n---\n\n{words}\n")
        for name, text in files:
            site.write(name, text)
        return suluh("check", "--lang", "en", "--verbose", cwd=site.path)


def test_rules(tap):
    for words, told in TOLD.items():
        result = check(words)
        short = words if len(words) < 70 else words[:67] + "..."
        tap.ok(f"content/a.md:{told}" in result.err.decode() or (not told[0].isdigit() and told in result.err.decode()), f"told: {short!r}", result.err.decode())
        tap.same(result.err.count(b"warning:"), 1, f"and nothing else: {short!r}")
    for words in SILENT:
        result = check(words)
        tap.ok(not result.err, f"not told: {words[:70]!r}", result.err.decode())


def test_passive(tap):
    passive = "\n\n".join(["Data diperiksa petugas.", "Uang dibayarkan segera."] * 6)
    result = check(passive)
    tap.ok(b"a.md:6:1: warning: 12 of 14 sentences on this page are passive" in result.err and result.err.count(b"warning") == 1, "a page of passives", result.err.decode())
    result = check("\n\n".join(["Data diperiksa petugas.", "Kami membayar.", "Dia datang ke dinas digital."] * 6))
    tap.ok(not result.err, "a mixed one", result.err.decode())


def test_silence(tap):
    tap.ok(not check("Tunjukkan kratu Anda ke XQZ.", files=[("content/kosakata.txt", "# catatan\nkratu\nXQZ = contoh\n")]).err, "the branch's words")
    result = check("<!-- bahasa: kutipan -->\nTunjukkan kratu " + "kata " * 30 + "\n\nKratu kedua salah dan prosedru.")
    tap.ok(result.err.count(b"warning") == 2 and b"a.md:9" in result.err, "a comment silences one block", result.err.decode())
    result = check("Kratu lama. Pakai kratu itu. Simpan kratu.\n\nKratu.")
    tap.ok(result.err.count(b"warning") == 1, "a word is told once", result.err.decode())
    with Site(LOCK) as site:
        site.page("index", "", "Awal.", title="Awal")
        site.page("a", "", "Tunjukkan kratu Anda.")
        site.write("content/kosakata.txt", "x\n")
        result = site.build()
        tap.ok(result.status == 0 and not result.err, "a build does not read for language", result.err.decode())
        tap.ok(site.html("kosakata.txt") is None, "nor is the list published")
    with Site("languages: [en]\n" + LOCK) as site:
        site.page("index", "", "Awal.", title="Awal")
        site.write("content/index.en.md", "---\ntitle: A\ndescription: B\ntranslates: 2026-11-22\n---\n\nThe kratu of ABCD is wrong. " + "word " * 21 + "\n")
        result = suluh("check", "--lang", "en", cwd=site.path)
        tap.ok(result.err.count(b"warning") == 1 and b"21 words" in result.err, "of other languages only sentences are measured", result.err.decode())


def test_lock_note(tap):
    result = check("Isi.", lock="")
    tap.ok(b"note: addresses and numbers are not locked" in result.err and result.status == 0, "a check says that nothing is locked", result.err.decode())


def test_messages(tap):
    """All rules in one text, in both languages."""
    words = "Kami melakukan verifikasi BPKB dengan kratu. " + "kata " * 21 + "\n\n" + "\n\n".join(["Data diperiksa petugas."] * 12)
    with Site(LOCK) as site:
        site.write("content/a.md", f"---\ntitle: Judul\ndescription: Ringkasan\n---\n\n{words}\n")
        for lang in ("id", "en"):
            result = suluh("check", "--lang", lang, cwd=site.path)
            golden(tap, f"language/messages.{lang}.txt", result.err, f"the messages ({lang})")


@once
def test_content(tap):
    result = suluh("check", "--site", ROOT, "--lang", "en", "--verbose", "--output", "/nonexistent/x", env={"SOURCE_DATE_EPOCH": EPOCH}, timeout=120)
    told = re.findall(r"^content/\S+ warning: .*", result.err.decode(), re.M)
    tap.ok(len(told) <= 3, "our own content is clean, or nearly so", "\n".join(told))


def test_threads(tap):
    with Site(LOCK) as site:
        for i in range(40):
            site.page(f"a{i}", "", f"Kata salahh{chr(97 + i % 26)} dan kratu. " + "kata " * (18 + i % 5))
        results = {suluh("check", "--lang", "en", "--verbose", "--jobs", str(jobs), cwd=site.path).err for jobs in (1, 2, 8)}
        tap.same(len(results), 1, "any number of threads tells the same")


def test_odd(tap):
    for words in ("\xff\xfe", "a" * 100000, "A" * 5000, "- " * 3000, "> " * 90 + "x", "di" * 3000, "mem" * 1000, "-" * 1000, "a-" * 2000, "<!-- bahasa:", "*" * 999, "kata; " * 500, "é" * 2000, "1,2.3/4-" * 900):
        with Site(LOCK) as site:
            site.write("content/a.md", b"---\ntitle: x\ndescription: y\n---\n\n" + words.encode("latin-1", "replace") + b"\n")
            result = suluh("check", "--lang", "en", cwd=site.path)
            tap.ok(result.status in (0, 2) and b"Sanitizer" not in result.err, f"odd: {words[:12]!r}", result.err.decode("utf-8", "replace")[:500])
    with Folder() as folder:
        folder.write("content/site.yaml", "title: T\nlanguage: xx\n")
        folder.write("content/index.md", "---\ntitle: A\ndescription: B\n---\n\nx\n")
        (folder.path / "templates").symlink_to(ROOT / "templates")
        result = suluh("check", "--lang", "en", cwd=folder.path)
        tap.ok(b"xx.yaml" in result.err, "a language without words for its pages is told")
