"""What a build takes over from the one before: never anything but what a fresh build would make, and nearly everything when little changed."""
import re
import shutil
import time

from harness import Folder, TESTS, copy_site, differences, tree, without_manifest

CONTENT = TESTS / "sites/small/content"
PLAIN = 20


def reused(result):
    match = re.search(rb"build before: (\d+) of (\d+)", result.out)
    return (int(match.group(1)), int(match.group(2))) if match else (-1, -1)


def compare(tap, folder, what):
    """Builds over the output and afresh: the same bytes. Returns how much was taken over."""
    time.sleep(0.05)  # what was written this very moment counts as different
    result = folder.build("--verbose")
    shutil.rmtree(folder.path / "fresh", ignore_errors=True)
    (folder.path / ".fresh.suluh-memo").unlink(missing_ok=True)
    shutil.rmtree(folder.path / ".fresh.suluh-spare", ignore_errors=True)
    fresh = folder.build("--verbose", "--output", "fresh")
    tap.ok(result.status == fresh.status, f"{what}: the same status", f"{result.status} {fresh.status}\n" + result.err.decode())
    again, anew = (without_manifest(tree(folder.path / name)) for name in ("output", "fresh"))
    tap.ok(result.err == fresh.err, f"{what}: the same messages", result.err.decode() + "\n--- afresh:\n" + fresh.err.decode())
    tap.ok(fresh.status == 2 or again == anew, f"{what}: the same bytes as afresh", differences(again, anew))
    tap.same(reused(fresh)[0] if fresh.status == 0 else 0, 0, f"{what}: nothing is taken over where there was nothing")
    return reused(result)


def edit(folder, path, old, new):
    file = folder.path / path
    text = file.read_text()
    assert old in text, (path, old)
    file.write_text(text.replace(old, new, 1))


def append(folder, path, text):
    file = folder.path / path
    file.write_text(file.read_text() + text)


def test_edits(tap):
    with Folder() as folder:
        copy_site(folder, CONTENT, templates="copy")
        for number in range(PLAIN):
            folder.write(f"content/panduan/p{number}.md", f"---\ntitle: Panduan {number}\ndescription: Contoh.\ndate: 2026-11-22\n---\n\n## Langkah {{#langkah}}\n\nTelepon {{{{fact.batas}}}}. Lihat [yang lain](p{(number + 1) % PLAIN}.md#langkah).\n")
        kept, jobs = compare(tap, folder, "the first build")
        tap.same(kept, 0, "the first build takes over nothing")
        kept, jobs = compare(tap, folder, "nothing changed")
        tap.ok(kept > PLAIN, "then pages and products are taken over", f"{kept} of {jobs}")
        most = kept
        append(folder, "content/panduan/p1.md", "\nBaris baru.\n")
        kept, _ = compare(tap, folder, "a page's text")
        tap.ok(kept == most - 1, "only what is made from it is made again", f"{kept} of {most}")
        edit(folder, "content/kendala/gagal.md", "title: Gagal masuk", "title: Tidak bisa masuk")
        compare(tap, folder, "a page's title")
        edit(folder, "content/fakta.yaml", "15000000", "16000000")
        kept, _ = compare(tap, folder, "a fact")
        tap.same(kept, 0, "a fact may stand anywhere")
        folder.write("content/panduan/baru.md", "---\ntitle: Halaman baru\ndescription: Satu lagi.\n---\n\nIsi.\n\n## Bagian {#bagian}\n\nIsi bagian.\n")
        compare(tap, folder, "a new page")
        append(folder, "content/kendala/gagal.md", "\nLihat [bagian itu](../panduan/baru.md#bagian).\n\n{{include panduan/baru.md#bagian}}\n")
        compare(tap, folder, "a link to a part of it, and an include")
        edit(folder, "content/panduan/baru.md", "Isi bagian.", "Isi bagian yang lain.")
        compare(tap, folder, "what another page includes")
        tap.ok("yang lain" in (folder.path / "output/site/kendala/gagal/index.html").read_text(), "is new there too")
        append(folder, "content/panduan/p2.md", "\n{{ include  panduan/p3.md#langkah }}\n")
        compare(tap, folder, "an include with spaces")
        edit(folder, "content/panduan/p3.md", "Telepon", "Hubungi")
        compare(tap, folder, "what it includes")
        edit(folder, "content/panduan/baru.md", "{#bagian}", "{#potongan}")
        kept = compare(tap, folder, "a heading that another page links to is gone")
        edit(folder, "content/panduan/baru.md", "{#potongan}", "{#bagian}")
        compare(tap, folder, "it is back")
        append(folder, "content/cetak/poster.md", "\nTambahan.\n")
        compare(tap, folder, "a product's text")
        edit(folder, "templates/web/layout.xhtml", "<body>", "<body><!-- x -->")
        compare(tap, folder, "a template")
        edit(folder, "templates/i18n/id.yaml", "Sumber", "Asal")
        compare(tap, folder, "a word of the interface")
        (folder.path / "content/panduan/baru.md").unlink()
        text = (folder.path / "content/kendala/gagal.md").read_text()
        (folder.path / "content/kendala/gagal.md").write_text(text[:text.index("\nLihat [bagian itu]")])
        compare(tap, folder, "a page that is gone")


def test_warnings(tap):
    """What was told is told again: work that had something to report is done each time."""
    with Folder() as folder:
        copy_site(folder, CONTENT)
        append(folder, "content/panduan/klaim.md", "\n<b>tebal</b>\n")
        first = folder.build()
        again = folder.build()
        tap.ok(first.err and first.err == again.err, "a warning comes again with each build", again.err.decode())


def test_damage(tap):
    """The memory is a cache: without it, or with a broken one, everything is made."""
    with Folder() as folder:
        copy_site(folder, CONTENT)
        time.sleep(0.05)
        folder.build()
        memo = folder.path / ".output.suluh-memo"
        good = memo.read_bytes()
        want = without_manifest(tree(folder.path / "output"))
        cases = {"none": None, "empty": b"", "cut": good[:len(good) // 2], "one byte": good[:100] + bytes([good[100] ^ 1]) + good[101:], "another version": good.replace(b"memo 1", b"memo 9", 1)}
        for what, data in cases.items():
            memo.unlink(missing_ok=True)
            if data is not None:
                memo.write_bytes(data)
            result = folder.build("--verbose")
            tap.ok(result.status == 0 and reused(result)[0] == 0, f"{what}: nothing is taken over", result.out.decode() + result.err.decode())
            tap.ok(without_manifest(tree(folder.path / "output")) == want, f"{what}: and the output is right")
        page = folder.path / "output/site/panduan/klaim/index.html"
        page.write_text("someone was here")
        folder.build()
        tap.ok(without_manifest(tree(folder.path / "output")) == want, "a file that somebody changed is made again")
        page.unlink()
        folder.build()
        tap.ok(without_manifest(tree(folder.path / "output")) == want, "and one that somebody removed")
        shutil.rmtree(folder.path / "output")
        folder.build()
        tap.ok(without_manifest(tree(folder.path / "output")) == want, "a memory without its output does no harm")
