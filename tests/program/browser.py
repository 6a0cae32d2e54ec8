"""The real pages in Chromium: tests/browser.mjs with axe-core, at 320 and 1280 pixels, in light and dark; tests/budget.mjs weighs and measures them;
tests/steps.mjs uses guides and trees."""
import os
import random
import re

from harness import Options, ROOT, TESTS, Folder, run, suluh
from program.content import output


def run_script(tap, script, arguments, end, what):
    """Runs a script of Chromium's and passes its `ok - …` lines on; its last line has to be `end`."""
    env = {"SULUH_NPM": str(Options.build / "npm/node_modules"), "CHROMIUM": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    result = run(["node", TESTS / script, *arguments], env=env, timeout=240)
    lines = result.out.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines):
        match = re.match(r"(not )?ok - (.*)", line)
        if not match:
            if line.startswith("# "):
                print(line, flush=True)
            continue
        detail = []
        for more in lines[number + 1:]:
            if not more.startswith("#"):
                break
            detail.append(more[1:])
        tap.ok(not match.group(1), match.group(2).replace(str(output() / "site") + "/", ""), "\n".join(detail))
    tap.ok(result.status == 0 and lines and lines[-1] == end, what, result.err.decode("utf-8", "replace")[-2000:])


def test_pages(tap):
    files = sorted((output() / "site").rglob("*.html"))
    run_script(tap, "browser.mjs", files, f"done {len(files)}", "all pages were looked at")


def test_budgets(tap):
    run_script(tap, "budget.mjs", [output() / "site"], "done", "all pages were measured")


def test_steps(tap):
    run_script(tap, "steps.mjs", [output() / "site"], "done", "guides and trees were used")


LONG = "Koordinasi_petugas_pembina_dengan_narahubung_perusahaan_padat_karya_di_kecamatan"
DISTRICTS = ["Baros", "Cibeureum", "Cikole", "Citamiang", "Gunung Puyuh", "Lembursitu", "Warudoyong"]


def hard_tables():
    """Tables that other people might bring, each with its charts: name -> (columns, rows, charts)."""
    rng = random.Random(1)
    months = [f"202{5 + i // 12}-{1 + i % 12:02d}" for i in range(24)]
    return {
        "tahunan": ("k:text t:integer:tahun n:integer:kali", [(d, y, None if (d, y) == ("Baros", 2025) else rng.randint(3, 60)) for y in (2025, 2026) for d in DISTRICTS],
                    ["bar, x: k, y: n, by: t", "multiples, x: k, y: n, by: t", "multiples, x: t, y: n, by: k"]),
        "rupiah": ("k:text a:integer:rupiah b:integer:rupiah", [(d, rng.randint(1, 9) * 10 ** 9, rng.randint(10 ** 9, 10 ** 10)) for d in DISTRICTS],
                   ["bar, x: k, series: [a, b]", "bar, x: k, y: a", "tablebars, x: k, series: [a, b]", "column, x: k, y: b"]),
        "selisih": ("k:text a:decimal:persen b:decimal:persen", [(d, f"{rng.randint(-90, 90) / 10}".replace(".", ","), f"{rng.randint(-90, 90) / 10}".replace(".", ",")) for d in DISTRICTS],
                    ["bar, x: k, series: [a, b]", "bar, x: k, y: a", "tablebars, x: k, series: [a, b]"]),
        "bulanan": ("b:month n:integer:kali m:integer:kali o:integer:kali p:integer:kali q:integer:kali",
                    [(m, None if i in (0, 1, 9, 10, 23) else 20 + i + rng.randint(-9, 9), rng.randint(10, 40), 50 - i, 30 + rng.randint(-3, 3), None if i < 6 else 12 + i) for i, m in enumerate(months)],
                    ["column, x: b, y: n", "line, x: b, y: n", "line, x: b, series: [n, m, o, p, q]", "tablebars, x: b, series: [n, m, o]", "bar, x: b, y: n"]),
        "panjang": ("k:text n:integer:kali s:integer:kali", [(LONG, 12, 20), ("Pendek", 10 ** 15, 10 ** 15 + 5), ("Nol", 0, 3), ("Tak tahu", None, None), ("Sosialisasi kepada pemangku kepentingan di tingkat kelurahan", 7, 7)],
                    ["bar, x: k, y: n", "column, x: k, y: n", "bullet, x: k, y: n, target: s", "tablebars, x: k, series: [n, s]", "bar, x: k, series: [n, s]", "line, x: k, y: s"]),
        "nol": ("k:text n:integer:orang u:integer:orang", [(d, 0, None) for d in DISTRICTS],
                ["bar, x: k, y: n", "column, x: k, y: n", "share, x: k, y: n", "bar, x: k, y: u", "line, x: k, y: u", "bar, x: k, series: [n, u]", "tablebars, x: k, series: [n, u]"]),
        "satu": ("b:month n:decimal:orang k:text", [("2026-05", "0,000001", "A")],
                 ["line, x: b, y: n", "column, x: b, y: n", "bar, x: k, y: n", "share, x: k, y: n", "pictogram, x: k, y: n", "multiples, x: b, y: n, by: k"]),
        "hari": ("d:date n:integer:orang", [("2026-01-03", 5), ("2026-01-04", 9), ("2026-02-20", 3), ("2026-06-30", None), ("2026-11-11", 7)], ["line, x: d, y: n", "column, x: d, y: n"]),
        "banyak": ("k:text n:integer:orang", [(f"Kelurahan nomor {i}", i * 37 % 41) for i in range(40)], ["bar, x: k, y: n", "column, x: k, y: n", "pictogram, x: k, y: n", "tablebars, x: k, y: n"]),
    }


def test_charts(tap):
    """Charts of hard data on a phone, with the fonts of this machine."""
    with Folder() as folder:
        content = folder.path / "content"
        (content / "statistik").mkdir(parents=True)
        (folder.path / "templates").symlink_to(ROOT / "templates")
        (content / "site.yaml").write_text("title: Situs\nlanguage: id\nbase_url: https://contoh.id/\nextras: []\ncontact: {phone: \"175\"}\n")
        (content / "fakta.yaml").write_text("sources:\n  s: {title: Contoh}\nfacts:\n  jam: {value: 06.00, source: s, since: 2026-01-01}\n")
        (content / "index.md").write_text("---\ntitle: Awal\ndescription: D\n---\n\nIsi.\n")
        page = "---\ntitle: Angka\ndescription: D\ndate: 2026-11-22\ntype: report\n---\n"
        for name, (columns, rows, charts) in hard_tables().items():
            fields = [c.split(":") for c in columns.split()]
            text = f"title: Tabel {name}\nsource: s\ndate: 2026-11-01\ncolumns:\n"
            for field in fields:
                key = ", key: true" if field[1] in ("text", "month", "date") or field[0] == "t" else ""
                text += f"  {field[0]}: {{label: Kolom {field[0]}, type: {field[1]}{', unit: ' + field[2] if len(field) > 2 else ''}{key}}}\n"
            text += "charts:\n"
            for number, chart in enumerate(charts):
                text += f"  {name}_{number}: {{headline: {name} {number}, type: {chart}}}\n"
                page += f"\n![](chart:{name}_{number})\n"
            (content / f"statistik/{name}.yaml").write_text(text)
            lines = [";".join(f[0] for f in fields)] + [";".join("" if v is None else str(v) for v in row) for row in rows]
            (content / f"statistik/{name}.csv").write_text("\n".join(lines) + "\n")
        (content / "statistik/index.md").write_text(page)
        done = suluh("build", "--site", folder.path, "--output", folder.path / "out")
        if tap.ok(done.status == 0, "charts of hard data build", done.err.decode()):
            files = [folder.path / "out/site/statistik/index.html", output() / "site/statistik/index.html"]
            run_script(tap, "charts.mjs", files, "done 2", "their charts were looked at")
