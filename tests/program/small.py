"""A small whole site: byte by byte, for any number of threads, twice, and with one page changed."""
import os
import re

from harness import EPOCH, Folder, ROOT, TESTS, copy_site, differences, golden, run, suluh, tree, without_manifest, crashed

CONTENT = TESTS / "sites/small/content"


def as_golden(name, data):
    """What is kept of a file: what is a plain copy of a source is not kept, of a PDF its text and structure."""
    if name.startswith("site/") and (name.endswith(".css") or re.search(r"\.[0-9a-f]{10}\.js$", name)):  # copies but for comments and white space
        return None, None
    if not name.endswith((".pdf", ".png", ".ico")):  # style sheets and scripts change more often than pages
        data = re.sub(rb"\.[0-9a-f]{10}\.(css|js)\b", rb".HASH.\1", data)
    if name.startswith("site/data/") or not name.endswith((".pdf", ".ttf", ".woff2", ".png", ".ico")):
        return name, data
    return (name + ".txt", pdf_text(data)) if name.endswith(".pdf") else (None, None)


def pdf_text(data):
    with Folder() as folder:
        file = folder.write("a.pdf", data)
        text = run(["pdftotext", "-layout", file, "-"]).out
        structure = run(["pdfinfo", "-struct-text", file]).out
        about = re.sub(rb"(?m)^(File size|Producer|CreationDate|ModDate):.*\n", b"", run(["pdfinfo", file]).out)
    return about + b"\n---- text ----\n" + text + b"\n---- structure ----\n" + structure


def is_copy(data, copies):
    return data in copies


def test_golden(tap):
    copies = {f.read_bytes() for folder in (CONTENT, ROOT / "templates") for f in folder.rglob("*") if f.is_file()}
    with Folder() as folder:
        copy_site(folder, CONTENT)
        result = folder.build()
        if not tap.ok(result.status == 0 and not result.err, "the small site builds without a word", result.err.decode()):
            return
        seen = set()
        for name, data in without_manifest(tree(folder.path / "output")).items():
            if is_copy(data, copies):
                continue
            kept, data = as_golden(name, data)
            if kept:
                seen.add(kept)
                golden(tap, f"site/{kept}", data, kept)
        root = TESTS / "golden/site"
        known = {str(f.relative_to(root)) for f in root.rglob("*") if f.is_file()}
        tap.ok(known == seen, "these files and no others", f"missing: {sorted(known - seen)}\nnew: {sorted(seen - known)}")


def test_threads(tap):
    with Folder() as folder:
        copy_site(folder, CONTENT)
        trees = {}
        for jobs in (1, 2, 8, 64):
            result = folder.build("--jobs", str(jobs), "--output", f"out{jobs}")
            tap.same(result.status, 0, f"{jobs} threads")
            trees[jobs] = without_manifest(tree(folder.path / f"out{jobs}"))
        for jobs in (2, 8, 64):
            tap.ok(trees[jobs] == trees[1], f"{jobs} threads make the same bytes as one", differences(trees[1], trees[jobs]))
        folder.build("--output", "again")
        tap.ok(without_manifest(tree(folder.path / "again")) == trees[1], "and so does another run")
        folder.build("--output", "later", env={"SOURCE_DATE_EPOCH": str(int(EPOCH) + 86400)})
        later = without_manifest(tree(folder.path / "later"))
        changed = [n for n in later if later[n] != trees[1].get(n)]
        tap.ok(len(changed) <= 3, "another day changes next to nothing: dates come from the content", "\n".join(changed))
        os.unlink(folder.path / "templates")
        tap.ok(sorted(trees[1]) == sorted(later), "the same files")


def test_again(tap):
    with Folder() as folder:
        copy_site(folder, CONTENT)
        folder.build()
        before = tree(folder.path / "output", stamps=True)
        result = folder.build()
        after = tree(folder.path / "output", stamps=True)
        before.pop(".suluh/manifest"), after.pop(".suluh/manifest")
        tap.ok(before == after, "a second build changes no file and no time stamp", differences(before, after))
        tap.ok(b": 0 of " in result.out, "and says so", result.out.decode())
        change_one(tap, folder, after)


def written(before, after):
    return sorted(n for n in after if n != ".suluh/manifest" and before.get(n, (None,))[0] != after[n][0])


def change_one(tap, folder, before):
    page = folder.path / "content/kendala/gagal.md"
    page.write_text(page.read_text().replace("Minta kata sandi baru.", "Minta sandi yang baru."))
    folder.build()
    after = tree(folder.path / "output", stamps=True)
    changed = written(before, after)
    others = [path for path in changed if path not in ("site/kendala/gagal/index.html", "site/cari/index.html") and not path.startswith("site/cari/d")]
    tap.ok("site/kendala/gagal/index.html" in changed and not others, "a changed text changes its page and what is found of it, nothing else", changed)
    touched = [n for n in after if n in before and n not in changed and n != ".suluh/manifest" and after[n] != before[n]]
    tap.same(touched, [], "all other files are the very same")
    before = after
    page.write_text(page.read_text().replace("title: Gagal masuk", "title: Tidak bisa masuk"))
    folder.build()
    after = tree(folder.path / "output", stamps=True)
    changed = written(before, after)
    tap.ok("site/kendala/index.html" in changed and "site/panduan/daftar/index.html" in changed and "site/panduan/klaim/index.html" not in changed, "a changed title changes the pages that name it", changed)
    before = after
    facts = folder.path / "content/fakta.yaml"
    facts.write_text(facts.read_text().replace("15000000", "16000000"))
    folder.build()
    after = tree(folder.path / "output", stamps=True)
    changed = written(before, after)
    tap.ok("site/panduan/daftar/index.html" in changed and "site/panduan/klaim/index.html" in changed, "a changed fact changes the pages that tell it, also through an include", changed)
    page.unlink()
    for name in ("panduan/daftar.md",):
        other = folder.path / "content" / name
        other.write_text(other.read_text().replace("related: [kendala/gagal]\n", "").replace(" atau [masalah](../kendala/gagal.md)", ""))
    config = folder.path / "content/site.yaml"
    config.write_text(config.read_text().replace("  - label: Kendala\n    link: kendala\n", ""))
    (folder.path / "output/mine.txt").write_text("mine")
    result = folder.build()
    after = tree(folder.path / "output")
    tap.ok(result.status == 0 and not any("gagal" in n for n in after), "a deleted source's page goes with the next build", result.err.decode())
    tap.ok(not (folder.path / "output/site/kendala").exists(), "and its empty section")
    tap.same(after.get("mine.txt"), b"mine", "a file of somebody else stays")


def test_killed(tap):
    """Killed at any moment: the old output or the new one, and the next build works."""
    import subprocess
    import time
    from harness import Options
    with Folder() as folder:
        copy_site(folder, CONTENT)
        folder.build()
        old = without_manifest(tree(folder.path / "output"))
        page = folder.path / "content/panduan/klaim.md"
        page.write_text(page.read_text() + "\nBaru.\n")
        folder.build("--output", "new")
        new = without_manifest(tree(folder.path / "new"))
        good = True
        for step in range(30):
            process = subprocess.Popen([Options.suluh, "build"], cwd=folder.path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, SOURCE_DATE_EPOCH=EPOCH))
            time.sleep(0.002 * step)
            process.kill()
            process.wait()
            now = without_manifest(tree(folder.path / "output"))
            good = good and now in (old, new)
        tap.ok(good, "killed at 30 moments: always the old output or the new one")
        result = folder.build()
        tap.ok(result.status == 0 and without_manifest(tree(folder.path / "output")) == new, "then a build finishes", result.err.decode())
        tap.same(sorted(p.name for p in folder.path.iterdir() if "suluh" in p.name and not p.name.endswith(("-spare", "-memo"))), [], "and clears up")


def test_many_threads_of_builds(tap):
    """Several builds at once: each ends well or says that another one runs."""
    import subprocess
    from harness import Options
    with Folder() as folder:
        copy_site(folder, CONTENT)
        env = dict(os.environ, SOURCE_DATE_EPOCH=EPOCH)
        running = [subprocess.Popen([Options.suluh, "build", "--lang", "en"], cwd=folder.path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env) for _ in range(8)]
        ended = [(p.communicate()[1], p.returncode) for p in running]
        tap.ok(any(status == 0 for _, status in ended), "one of eight builds at once ends well")
        tap.ok(all(status == 0 or (status == 2 and b"is being built by another process" in err) for err, status in ended), "the others do too, or say that the folder is busy", ended)
        tap.ok(folder.build().status == 0, "then it works again")


assert suluh and crashed
