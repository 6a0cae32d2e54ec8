"""Bad input: each case is one fault in a good site. Status 2, a message pinned in both languages, the earlier output untouched, never a crash."""
import concurrent.futures
import os
import pathlib
import pwd
import re
import shutil

from harness import Folder, Options, TESTS, copy_site, crashed, differences, golden, run, tree

CONTENT = TESTS / "sites/small/content"
A = "content/panduan/daftar.md"
HEAD = "---\ntitle: A\ndescription: B\n---\n\n"


def text(path, old, new):
    """Replaces text in a file of the site."""
    def apply(folder):
        file = folder.path / path
        before = file.read_text()
        assert old in before, f"{path} has no {old!r}"
        file.write_text(before.replace(old, new, 1))
    return apply


def put(path, data):
    return lambda folder: folder.write(path, data)


def gone(path):
    def apply(folder):
        target = folder.path / path
        shutil.rmtree(target) if target.is_dir() and not target.is_symlink() else target.unlink()
    return apply


def link(path, target):
    def apply(folder):
        (folder.path / path).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, folder.path / path)
    return apply


def both(*steps):
    return lambda folder: [step(folder) for step in steps]


def large(path, size):
    def apply(folder):
        with open(folder.path / path, "wb") as file:
            file.truncate(size)
    return apply


def body(words, path="content/panduan/a.md"):
    return put(path, HEAD + words + "\n")


def front(*lines):
    return put("content/panduan/a.md", "---\ntitle: A\ndescription: B\n" + "\n".join(lines) + "\n---\n")


def asked(words):
    """A troubleshooting tree."""
    return put("content/kendala/a.md", "---\ntitle: A\ndescription: B\ntype: tree\n---\n\n" + words + "\n")


def chain(count):
    """Questions that each lead to the next."""
    return "".join(f"## Langkah {i}? {{#n{i}}}\n\n- [Ya](#n{i + 1})\n\n" for i in range(count - 1)) + f"## Selesai {{#n{count - 1}}}\n\nIsi.\n"


def journey(*lines):
    return front("journey:", *lines)


def local_templates(*steps):
    """The case changes templates: they are copied first."""
    def apply(folder):
        from harness import ROOT
        os.unlink(folder.path / "templates")
        shutil.copytree(ROOT / "templates", folder.path / "templates")
        for step in steps:
            step(folder)
    return apply


N = 10000
CASES = {
    # front matter
    "front-matter-missing": put("content/panduan/a.md", "Isi saja.\n"),
    "front-matter-open": put("content/panduan/a.md", "---\ntitle: A\n\nIsi.\n"),
    "front-matter-empty": put("content/panduan/a.md", "---\n---\nIsi.\n"),
    "front-matter-empty-file": put("content/panduan/a.md", ""),
    "front-matter-malformed": put("content/panduan/a.md", "---\ntitle: A: B\n description: C\n---\n"),
    "front-matter-tab": put("content/panduan/a.md", "---\ntitle: A\ndescription: B\nneeds:\n\t- text: C\n---\n"),
    "front-matter-list": put("content/panduan/a.md", "---\n- a\n- b\n---\n"),
    "front-matter-braces": put("content/panduan/a.md", "---\ntitle: {{fact.batas}}\ndescription: B\n---\n"),
    "key-unknown-near": front("ordr: 3"),
    "key-unknown": front("warna: merah"),
    "key-twice": front("order: 1", "order: 2"),
    "title-missing": put("content/panduan/a.md", "---\ndescription: B\n---\n"),
    "title-too-long": put("content/panduan/a.md", "---\ntitle: " + "panjang " * 20 + "\ndescription: B\n---\n"),
    "type-wrong-integer": front("order: satu"),
    "type-wrong-integer-map": front("order: {a: b}"),
    "type-wrong-list": front("related: panduan/klaim"),
    "type-wrong-map": front("needs: [ponsel]"),
    "type-wrong-bool": front("draft: ya"),
    "type-wrong-choice": front("type: guid"),
    "date-none": front("date: kemarin"),
    "date-impossible": front("date: 2026-02-30"),
    "date-quoted": front('date: "2026-02-03"'),
    "layout-unknown": front("layout: tidak-ada"),
    # links that only a template says
    "template-link-dead": local_templates(text("templates/web/layout.xhtml", '<p class="foot-end">', '<p class="foot-end"><a href="kontak.html">Kontak</a>')),
    "template-link-dead-anchor": local_templates(text("templates/web/layout.xhtml", 'class="skip" href="#site-main"', 'class="skip" href="#isi"')),
    "template-link-dead-made": local_templates(text("templates/web/layout.xhtml", '<p class="foot-end">', '<p class="foot-end"><img src="x.png" alt="" tal:attributes="src string:${root}gambar/tanda.png"/>')),
    "template-link-foreign": both(text("content/site.yaml", "language: id", "language: id\nallowed: {domains: [contoh.example, example.org, creativecommons.org], phones: [\"175\"]}"), local_templates(text("templates/web/layout.xhtml", '<p class="foot-end">', '<p class="foot-end"><a href="https://bit.ly/calo">Bantuan</a>'))),
    "icon-unknown": front("icon: telepn"),
    "slug-escapes": front("slug: ../../x"),
    "slug-slash": front("slug: a/b"),
    "slug-twice": both(front("slug: sama"), put("content/panduan/b.md", "---\ntitle: A\ndescription: B\nslug: sama\n---\n")),
    "name-unsafe": put("content/panduan/a b.md", HEAD),
    "related-unknown": front("related: [panduan/klam]"),
    "related-escapes": front("related: [../x]"),
    "source-unknown": front("sources: [buk]"),
    # text
    "include-missing": body("{{include panduan/tidak-ada.md}}"),
    "include-section": body("{{include panduan/klaim.md#sarat}}"),
    "include-escapes": body("{{include ../../etc/passwd}}"),
    "include-form": body("Teks {{include panduan/klaim.md}} di tengah."),
    "include-cycle": both(body("{{include panduan/b.md}}"), put("content/panduan/b.md", HEAD + "{{include panduan/c.md}}\n"), put("content/panduan/c.md", HEAD + "{{include panduan/a.md}}\n")),
    "include-itself": body("{{include panduan/a.md}}"),
    "include-flood": both(*[put(f"content/panduan/f{i}.md", HEAD + f"{{{{include panduan/f{i + 1}.md}}}}\n\n" * 20) for i in range(6)], put("content/panduan/f6.md", HEAD + "x\n")),
    # troubleshooting trees and journeys
    "tree-empty": asked("Isi saja."),
    "tree-dead-end": asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Ya {#ya}"),
    "tree-question": asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Benar? {#ya}\n\nIsi."),
    "tree-unreachable": asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Ya {#ya}\n\nIsi.\n\n## Lain {#lain}\n\nIsi."),
    "tree-loop": asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Ya? {#ya}\n\n- [Ulang](#apa)"),
    "tree-answer-dead": asked("## Apa? {#apa}\n\n- [Ya](#yaa)\n- [Tidak](#ya)\n\n## Ya {#ya}\n\nIsi."),
    "tree-id-twice": asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Ya {#ya}\n\nIsi.\n\n## Ya {#ya}\n\nIsi."),
    "tree-deep": asked(chain(60)),
    "tree-flood": asked(chain(N)),
    "tree-wanted": body("![Bagan](tree:panduan/klaim)"),
    "tree-unknown": body("![Bagan](tree:kendala/klam)"),
    "tree-place": both(asked(chain(3)), body("Lihat ![bagan](tree:kendala/a) ini.")),
    "tree-too-large": both(asked("## Apa? {#apa}\n\n" + "".join(f"- [{i}](#n{i})\n" for i in range(20)) + "".join(f"\n## Langkah {i}? {{#n{i}}}\n\n" + "".join(f"- [{k}](#o{i}x{k})\n" for k in range(4)) + "".join(f"\n## Hasil {i} {k} {{#o{i}x{k}}}\n\nIsi.\n" for k in range(4)) for i in range(20))), body("![Bagan](tree:kendala/a)")),
    "tree-small": both(asked("## Apa? {#apa}\n\n" + "".join(f"- [Jawaban {i}](#n{i})\n" for i in range(20)) + "".join(f"\n## Hasil ke-{i} {{#n{i}}}\n\nIsi.\n" for i in range(20))), text("content/cetak/poster.md", "(chart:kantor)", "(tree:kendala/a)")),
    "script-form": body("Baca {{script kendala/gagal.md}} ini."),
    "script-unknown": body("{{script kendala/ggal.md}}"),
    "script-no-tree": body("{{script panduan/klaim.md}}"),
    "script-of-faulty-tree": both(asked("## Apa? {#apa}\n\n- [Ya](#ya)\n\n## Ya {#ya}"), body("{{script kendala/a.md}}\n\n![Bagan](tree:kendala/a)")),
    "journey-unknown": journey("  - page: panduan/klam"),
    "journey-twice": journey("  - page: panduan/klaim", "  - page: panduan/daftar", "  - page: panduan/klaim.md"),
    "journey-long": journey(*["  - page: panduan/klaim"] * 31),
    "journey-join": journey("  - page: panduan/klaim", "    join: atau"),
    "link-dead": body("[x](klam.md)"),
    "link-dead-anchor": body("[x](klaim.md#sarat)"),
    "link-dead-own-anchor": body("[x](#sarat)"),
    "link-escapes": body("[x](../../../etc/passwd)"),
    "link-absolute": body("[x](/panduan/klaim.md)"),
    "link-javascript": body("[x](javascript:alert(1)) dan [y](JavaScript:alert(1)) dan [z](&#106;avascript:alert(1))"),
    "link-data": body("[x](data:text/html,x)"),
    "image-dead": body("![x](../gambar/lambng.svg)"),
    "image-remote": body("![x](https://example.org/a.png)"),
    "image-chart-unknown": body("![x](chart:kantr)"),
    "image-qr-unknown": body("![x](qr:panduan/klam)"),
    "print-qr-without-address": both(
        text("content/site.yaml", "base_url: https://contoh.example/\n", ""),
        text("content/cetak/poster.md", "\n---\n", "\n---\n\n![](qr:panduan/daftar)\n")),
    "fact-unknown": body("{{fact.batasan}}"),
    "stat-unknown": body("{{stat.smua}}"),
    "value-unknown-kind": body("{{angka.x}}"),
    "value-in-title": front("short: '{{fact.bts}}'"),
    "heading-id-twice": body("## A {#a}\n\n## B {#a}"),
    "deep-markdown": body(">" * N + " x"),
    "deep-markdown-lists": body("- " * N + "x"),
    "raw-control": body("a\x07b\x1b[31m {{fact.x}}"),
    # encodings, sizes, files
    "utf8-invalid": put("content/panduan/a.md", HEAD.encode() + b"caf\xe9\n"),
    "utf8-invalid-overlong": put("content/panduan/a.md", HEAD.encode() + b"\xc0\xaf\n"),
    "utf8-utf16": put("content/panduan/a.md", HEAD.encode("utf-16")),
    "nul-bytes": put("content/panduan/a.md", HEAD.encode() + b"a\0b\n"),
    "yaml-nul": put("content/site.yaml", b"title: a\0b\n"),
    "large-markdown": large("content/panduan/a.md", 50 << 20),
    "large-yaml": large("content/fakta.yaml", 50 << 20),
    "large-csv": large("content/statistik/kantor.csv", 50 << 20),
    "link-out-file": link("content/panduan/a.md", "/etc/passwd"),
    "link-out-folder": link("content/lain", "/etc"),
    "link-out-relative": both(put("rahasia.md", HEAD), link("content/panduan/a.md", "../../rahasia.md")),
    "link-dead-symlink": link("content/panduan/a.md", "tidak-ada.md"),
    "link-loop": link("content/panduan/a.md", "a.md"),
    "pipe": lambda folder: os.mkfifo(folder.path / "content/panduan/a.md"),
    "folder-too-deep": put("content/" + "d/" * 30 + "x.md", HEAD),
    "content-empty": both(gone("content"), lambda folder: (folder.path / "content").mkdir()),
    "content-missing": gone("content"),
    "content-a-file": both(gone("content"), put("content", "x")),
    "home-missing": gone("content/index.md"),
    "picture-script": put("content/gambar/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "picture-none": put("content/gambar/a.png", "bukan gambar"),
    # site.yaml
    "site-missing": gone("content/site.yaml"),
    "site-title-missing": text("content/site.yaml", "title: Situs contoh\n", ""),
    "site-key-near": text("content/site.yaml", "branch:", "branc:"),
    "site-url": text("content/site.yaml", "https://contoh.example/", "contoh.example"),
    "site-nav": text("content/site.yaml", "link: kendala", "link: kendla"),
    "site-itself": text("content/site.yaml", "Situs kecil", "{{site.description}}"),
    "yaml-deep": put("content/site.yaml", "title: x\nnav: " + "[" * N + "]" * N + "\n"),
    "yaml-open-quote": text("content/site.yaml", "Kantor contoh", '"Kantor contoh'),
    "yaml-alias-bomb": put("content/site.yaml", "title: x\ncontact:\n  a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"  a{i}: &a{i} [" + ",".join([f"*a{i - 1}"] * 10) + "]\n" for i in range(1, 12))),
    # facts and figures
    "fact-expired": text("content/fakta.yaml", "review: 2027-12-31", "review: 2026-11-21"),
    "fact-dates": text("content/fakta.yaml", "review: 2027-12-31", "until: 2025-01-01"),
    "fact-value": text("content/fakta.yaml", "value: 15000000", "value: lima belas juta"),
    "fact-source": text("content/fakta.yaml", "    source: buku", "    source: buk"),
    "fact-empty": text("content/fakta.yaml", "facts:\n", "facts:\n  kosong:\n"),
    "fact-no-value": text("content/fakta.yaml", "    value: 15000000\n", ""),
    "csv-ragged": text("content/statistik/kantor.csv", "Belum;766", "Belum;766;x"),
    "csv-number": text("content/statistik/kantor.csv", "1.234", "seribu"),
    "csv-number-thousands": text("content/statistik/kantor.csv", "1.234", "12.34"),
    "csv-quote": text("content/statistik/kantor.csv", "Belum", '"Belum'),
    "csv-key-twice": text("content/statistik/kantor.csv", "Belum", "Memakai"),
    "csv-empty": put("content/statistik/kantor.csv", ""),
    "csv-header": text("content/statistik/kantor.csv", "status;jumlah", "status;total"),
    "csv-missing": gone("content/statistik/kantor.csv"),
    "csv-without-yaml": put("content/statistik/lain.csv", "a;b\n1;2\n"),
    "csv-binary": put("content/statistik/kantor.csv", b"PK\x03\x04\0\0"),
    "formula": text("content/statistik/kantor.yaml", "sum(jumlah)", "sum(jumlah"),
    "formula-column": text("content/statistik/kantor.yaml", "sum(jumlah)", "sum(jumla)"),
    "formula-unknown": text("content/statistik/kantor.yaml", "share(memakai, semua)", "share(memaki, semua)"),
    "formula-zero": text("content/statistik/kantor.yaml", "share(memakai, semua)", "memakai / 0"),
    "formula-cycle": text("content/statistik/kantor.yaml", "formula: sum(jumlah),", "formula: persen + 1,"),
    "formula-deep": text("content/statistik/kantor.yaml", "sum(jumlah)", "(" * N + "1" + ")" * N),
    "chart-type": text("content/statistik/kantor.yaml", "type: bar", "type: kue"),
    "chart-column": text("content/statistik/kantor.yaml", "y: jumlah", "y: jumlh"),
    # templates
    "templates-missing": gone("templates"),
    "template-xml": local_templates(text("templates/web/guide.xhtml", "</", "<")),
    "template-deep": local_templates(put("templates/web/guide.xhtml", "<html>" + "<b>" * N + "x" + "</b>" * N + "</html>")),
    "template-variable": local_templates(put("templates/web/guide.xhtml", '<html xmlns:tal="http://xml.zope.org/namespaces/tal"><p tal:content="pag/title">x</p></html>')),
    "template-attribute": local_templates(put("templates/web/guide.xhtml", '<html xmlns:tal="http://xml.zope.org/namespaces/tal"><p tal:contents="page/title">x</p></html>')),
    "template-gone": local_templates(gone("templates/web/guide.xhtml")),
    "template-svg": local_templates(put("templates/print/poster-a3.svg", "<svg")),
    "template-svg-no-drawing": local_templates(put("templates/print/poster-a3.svg", "<html/>")),
    "template-svg-deep": local_templates(put("templates/print/poster-a3.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="420mm" viewBox="0 0 297 420">' + "<g>" * N + "</g>" * N + "</svg>")),
    "template-utf8": local_templates(put("templates/web/guide.xhtml", b"<html>\xff</html>")),
    "font-damaged": local_templates(put("templates/fonts/PlusJakartaSans_400Regular.ttf", "bukan huruf")),
    # print
    "print-glyph": text("content/cetak/poster.md", "Siapkan e-KTP dan ponsel.", "Siapkan e-KTP \u4e2d."),
    "print-overflow": text("content/cetak/poster.md", "- Buka aplikasi, lalu daftar.", "\n".join(f"- Langkah ke-{i}: buka aplikasi, lalu isi semua data yang diminta dengan benar dan teliti." for i in range(80))),
    "print-layout-unknown": text("content/cetak/poster.md", "poster-a3", "poster-a33"),
    "print-layout-missing": text("content/cetak/poster.md", "layout: poster-a3\n", ""),
    "print-key-unknown": text("content/cetak/poster.md", "headline:", "headlin:"),
    "print-link": text("content/cetak/poster.md", "panduan/daftar", "panduan/dafar"),
    "print-chart": text("content/cetak/poster.md", "chart:kantor", "chart:kantr"),
    # the output folder
    "output-a-file": both(gone("output"), put("output", "x")),
    "output-foreign": both(gone("output"), put("output/tugas.txt", "x")),
    "output-is-content": None,
    "output-holds-site": None,
    # many at once: told together, sorted, each once
    "many": both(front("ordr: 3", "date: kemarin"), put("content/kendala/x.md", "Isi.\n"), text("content/index.md", "{{fact.telepon}}", "{{fact.x}} {{fact.x}} [a](b.md)"), text("content/statistik/kantor.csv", "Belum;766", "Belum")),
}
ARGUMENTS = {"output-is-content": ["--output", "content"], "output-holds-site": ["--output", "."]}


def message(folder, result):
    """Standard error with the scratch folder's name taken out, and the lines of the frame of all pages, which moves."""
    text = result.err.replace(str(folder.path).encode(), b"FOLDER")
    return re.sub(rb"(templates/web/layout\.xhtml:)\d+(:\d+: .*\n) +\d+ \|", rb"\1LINE\2  LINE |", text)


def one_case(tap, good, name, spoil):
    with Folder() as folder:
        shutil.copytree(good, folder.path, dirs_exist_ok=True, symlinks=True, copy_function=shutil.copy2)
        if spoil:
            spoil(folder)
        before = tree(folder.path, stamps=True)
        for lang in ("id",) if Options.sanitized else ("id", "en"):
            result = folder.build("--lang", lang, *ARGUMENTS.get(name, []), timeout=20)
            if crashed(result):
                tap.ok(False, f"{name} ({lang}): no crash, and an end", f"status {result.status}\n{result.err[-3000:].decode('utf-8', 'replace')}")
                continue
            tap.ok(result.status == 2, f"{name} ({lang}): status 2", f"status {result.status}\n{result.err.decode('utf-8', 'replace')}")
            golden(tap, f"errors/{name}.{lang}.txt", message(folder, result), f"{name} ({lang}): the message")
        after = tree(folder.path, stamps=True)
        tap.ok(before == after, f"{name}: nothing on the disk has changed", differences(before, after))


def test_cases(tap):
    with Folder() as good:
        copy_site(good, CONTENT)
        result = good.build()
        tap.ok(result.status == 0, "without a fault the site builds", result.err.decode())
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(one_case, tap, good.path, name, spoil) for name, spoil in CASES.items()]
            for (name, _), job in zip(CASES.items(), jobs):
                if job.exception():
                    tap.ok(False, f"{name} runs to its end", repr(job.exception()))


def test_goldens_belong_to_cases(tap):
    root = TESTS / "golden/errors"
    names = {f.name.rsplit(".", 2)[0] for f in root.glob("*.txt")}
    tap.same(sorted(names - set(CASES) - {"no-content", "unreadable-file", "unreadable-folder"}), [], "every golden message has its case")
    for name in sorted(names):
        id_text, en_text = (root / f"{name}.{lang}.txt" for lang in ("id", "en"))
        if id_text.exists() and en_text.exists():
            tap.ok(id_text.read_text().count("error: ") == en_text.read_text().count("error: ") > 0, f"{name}: both languages tell the same faults")


def test_unreadable(tap):
    """As root every file can be read: the program runs as nobody then."""
    def become_nobody():
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    root = os.geteuid() == 0
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        tap.ok(False, "unreadable files", "there is no user nobody")
        return
    with Folder() as folder:
        copy_site(folder, CONTENT, templates="copy")
        program = shutil.copy(Options.suluh, folder.path / "suluh-copy")
        more = {"preexec_fn": become_nobody} if root else {}
        for path in [folder.path, *folder.path.rglob("*")]:
            if root:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        for name, path in {"unreadable-file": A, "unreadable-folder": "content/kendala"}.items():
            mode = os.stat(folder.path / path).st_mode & 0o777
            os.chmod(folder.path / path, 0)
            for lang in ("id", "en"):
                result = run([program, "build", "--lang", lang], cwd=folder.path, **more)
                tap.ok(result.status == 2 and not (folder.path / "output").exists(), f"{name} ({lang}): status 2", result)
                golden(tap, f"errors/{name}.{lang}.txt", message(folder, result), f"{name} ({lang}): the message")
            os.chmod(folder.path / path, mode)


def test_full_disk(tap):
    """A limit on the size of files stands for a full disk."""
    import resource

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    with Folder() as folder:
        copy_site(folder, CONTENT)
        folder.build()
        before = tree(folder.path / "output", stamps=True)
        page = folder.path / A
        page.write_text(page.read_text() + "\nBaru.\n")
        result = folder.build(preexec_fn=little_room)
        tap.ok(result.status == 2 and b"cannot write" in result.err, "a disk without room: status 2 and a message", result)
        tap.ok(tree(folder.path / "output", stamps=True) == before, "and the earlier output stays")


assert pathlib
