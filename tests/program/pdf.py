"""The PDFs of the real content: sound, fonts embedded, text and structure, the code leads to the page."""
import re

from harness import Options, ROOT, TESTS, Folder, run
from program.content import output


def front(product):
    text = (ROOT / f"content/cetak/{product}.md").read_text()
    return dict(re.findall(r"(?m)^(\w+): *(.*)$", text.split("---")[1]))


def layout(product):
    return (ROOT / f"templates/print/{front(product)['layout']}.svg").read_text()


def sheet_size(product):
    """Of the first page, in mm, as the layout says it."""
    text = layout(product)
    box = re.search(r'frame:box="\S+ \S+ (\S+) (\S+)"', text)
    return box.groups() if box else re.search(r'width="([\d.]+)mm" height="([\d.]+)mm"', text).groups()


def files():
    folder = output() / "site/cetak"
    return sorted(folder.glob("*.pdf"))


def test_there_are_all(tap):
    tap.same([f.stem for f in files()], sorted(f.stem for f in (ROOT / "content/cetak").glob("*.md") if f.stem != "index"), "a PDF for each product")


def test_sound(tap):
    for file in files():
        result = run(["qpdf", "--check", file])
        tap.ok(result.status == 0 and b"WARNING" not in result.out + result.err, f"{file.name}: qpdf --check", result)
        about = run(["pdfinfo", file]).out.decode()
        tap.ok(re.search(r"Tagged: +yes", about), f"{file.name}: tagged", about)
        title = front(file.stem).get("title", "")
        wanted = r"\w.*" if "{{" in title else re.escape(title)  # it comes from the data
        tap.ok(title and re.search(r"Title: +.*" + wanted, about) and "{{" not in about, f"{file.name}: its title", about)
        size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", about)
        known = [float(v) * 72 / 25.4 for v in sheet_size(file.stem)]
        tap.ok(size and all(abs(float(size[i + 1]) - known[i]) < 1 for i in (0, 1)), f"{file.name}: the size of its sheet, {known}", about)
        tap.ok(b"/Lang" in file.read_bytes() or b"/Lang" in run(["qpdf", "--qdf", "--object-streams=disable", file, "-"]).out, f"{file.name}: its language")


def test_fonts(tap):
    for file in files():
        rows = run(["pdffonts", file]).out.decode().splitlines()[2:]
        tap.ok(rows, f"{file.name}: there are fonts")
        bad = [r for r in rows if not re.search(r"\byes +yes +yes +\d+ +\d+$", r)]
        tap.ok(not bad, f"{file.name}: all fonts are embedded subsets with ToUnicode", "\n".join(rows))


def test_text(tap):
    for file in files():
        text = re.sub(r"\s+", " ", run(["pdftotext", file, "-"]).out.decode())
        about = front(file.stem)
        for key in ("headline", "action"):
            if about.get(key) and "{{" not in about[key]:  # else it comes from the data
                tap.ok(about[key] in text, f"{file.name}: {key} is found by its text", text[:1500])
        tap.ok("{{" not in text and "\ufffd" not in text, f"{file.name}: no unfilled value, no lost letter")
        words = re.findall(r"[A-Za-z]{3,}", text)
        tap.ok(len(words) > (5 if "frame:words" in layout(file.stem) else 20), f"{file.name}: words", text)
    poster = [f for f in files() if f.stem == "poster-angka"]
    text = re.sub(r"\s+", " ", run(["pdftotext", poster[0], "-"]).out.decode()) if poster else ""
    tap.ok("2.253" in text and "45,83%" in text, "the poster tells the study's figures", text)


def test_message(tap):
    """What a poster or banner says: a headline of seven words, three lines, and a code unless it is read from far."""
    for source in sorted((ROOT / "content/cetak").glob("*.md")):
        about = front(source.stem)
        if "headline" not in about:
            continue
        tap.ok(len(about["headline"].split()) <= 7, f"{source.name}: at most seven words in the headline", about["headline"])
        lines = re.findall(r"(?m)^(?:- |\d\. )", source.read_text().split("---", 2)[2])
        tap.ok(len(lines) <= 3, f"{source.name}: at most three lines", lines)


def test_structure(tap):
    """The kinds of elements of all files; the text within them of one file of each layout, for poppler takes seconds to write it."""
    seen = set()
    for file in files():
        structure = run(["pdfinfo", "-struct", file]).out.decode()
        kinds = set(re.findall(r"(?m)^ *(\w+)", structure))
        tap.ok("Document" in kinds and kinds & {"H1", "H"} and kinds & {"P", "L", "LI"}, f"{file.name}: headings and paragraphs in its structure", structure[:1500])
        tap.ok("Figure" in kinds or not has_code(file.stem), f"{file.name}: figures in its structure")
        if front(file.stem)["layout"] in seen or len(re.findall(r"(?m)^ *(?:H\d?|P|LI)\b", structure)) > 200:  # of books veraPDF says that nothing lacks its element
            continue
        seen.add(front(file.stem)["layout"])
        order = re.findall(r'"([^"]+)"', run(["pdfinfo", "-struct-text", file]).out.decode())
        tap.ok(len(" ".join(order).split()) > (5 if "frame:words" in layout(file.stem) else 20), f"{file.name}: the text is in the structure")


def has_code(product):
    return 'href="qr:' in layout(product)


def test_code(tap):
    """The QR code, photographed from the page, is the page's address; every copy of a run has its own."""
    base = re.search(r"base_url:\s*(\S+)", (ROOT / "content/site.yaml").read_text()).group(1)
    for file in files():
        link = front(file.stem)["link"].removesuffix("/index")
        tap.ok((output() / "site" / link / "index.html").exists(), f"{file.name}: the page of its code exists")
        if not has_code(file.stem):
            continue
        dots = str(int(min(120, 120 * 420 / max(float(v) for v in sheet_size(file.stem)))))  # about 2000 pixels
        with Folder() as folder:
            run(["pdftoppm", "-r", dots, "-gray", file, folder.path / "p"])
            found = run(["zbarimg", "-q", "--raw", *sorted(folder.path.glob("*.pgm"))]).out.decode().split()
        found = [f.removesuffix("index.html") for f in found]
        tap.ok(found and all(f.split("?")[0] == f"{base}{link}/" for f in found), f"{file.name}: its code is the page's address", found)
        if "each" in front(file.stem):
            tap.ok(len(found) > 1 and len(set(found)) == len(found), f"{file.name}: each copy has a code of its own", found)


def test_judge(tap):
    """veraPDF: every screen PDF is valid PDF/UA-1; and it can fail. All in one run: Java takes seconds to get ready."""
    with Folder() as folder:
        run(["qpdf", "--qdf", "--object-streams=disable", files()[0], folder.path / "plain.pdf"])
        bad = folder.write("bad.pdf", (folder.path / "plain.pdf").read_bytes().replace(b"/Marked true", b"/Marked nope").replace(b"/Lang", b"/Lnag"))
        result = run([TESTS / "verapdf/run.sh", *files(), bad], env={"B": str(Options.build)}, timeout=200)
    lines = result.out.decode()
    for file in files():
        told = re.search(rf"(?m)^(not )?ok {re.escape(str(file))}$((\n#.*)*)", lines)
        tap.ok(told and not told[1], f"{file.name}: veraPDF finds it valid PDF/UA-1 and PDF/A-2a", told[2] if told else lines + result.err.decode())
    tap.ok(f"not ok {bad}\n" in lines and result.status == 1, "veraPDF finds faults in a bad file", result)
