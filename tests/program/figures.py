"""Figures from formulas: exact as Python's decimal computes them, and formatted as ICU does."""
import decimal
import json
import random

from harness import ROOT, TESTS, Folder, once, run, suluh

EXACT = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_UP)
HEAD = "title: T\nsource: rekaan untuk uji\ndate: 2026-01-31\ncolumns:\n  n: {label: N, type: integer}\nindicators:\n"


def number(rng):
    digits = rng.randint(1, 14)
    places = rng.randint(0, 6)
    whole = decimal.Decimal(rng.randrange(10 ** digits)).scaleb(-places, EXACT)
    return -whole if rng.random() < 0.3 else whole


def rounded(value, places):
    return value.quantize(decimal.Decimal(1).scaleb(-places), context=EXACT)


def cases(rng, count):
    """(formula, places, exact value, places it is rounded to or None)"""
    for _ in range(count):
        a, b, c = number(rng), number(rng), number(rng)
        texts = [f"({value:f})" for value in (a, b, c)]
        places = rng.randint(0, 6)
        yield f"{texts[0]} + {texts[1]} - {texts[2]}", None, EXACT.subtract(EXACT.add(a, b), c), None
        yield f"{texts[0]} * {texts[1]}", None, EXACT.multiply(a, b), None
        yield f"{texts[0]} * {texts[1]} + {texts[2]}", places, EXACT.add(EXACT.multiply(a, b), c), places
        if b:
            yield f"{texts[0]} / {texts[1]}", places, EXACT.divide(a, b), places
            yield f"{texts[0]} / {texts[1]}", None, EXACT.divide(a, b), 2
            yield f"share({texts[0]}, {texts[1]})", None, EXACT.multiply(EXACT.divide(a, b), decimal.Decimal(100)), 2


def grouped(value):
    """As EYD writes numbers: 1.234,5"""
    text = f"{abs(value):f}"
    whole, _, rest = text.partition(".")
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    groups.insert(0, whole)
    return ("-" if value < 0 else "") + ".".join(groups) + ("," + rest if rest else "")


def test_against_decimal(tap):
    """The same numbers on every run: 6 × 150 formulas."""
    made = list(cases(random.Random(20261122), 150))
    with Folder() as folder:
        content = folder.path / "content"
        (content / "statistik").mkdir(parents=True)
        (folder.path / "templates").symlink_to(ROOT / "templates")
        (content / "site.yaml").write_text("title: Situs\nlanguage: id\nbranch: Cabang\nextras: []\n")
        (content / "index.md").write_text("---\ntitle: Awal\ndescription: D\n---\n\nIsi.\n")
        (content / "statistik/t.csv").write_text("n\n1\n")
        rows = [f"  i{i}: {{label: L, formula: '{formula}'" + (f", places: {places}" if places is not None else "") + "}\n" for i, (formula, places, _, _) in enumerate(made)]
        (content / "statistik/t.yaml").write_text(HEAD + "".join(rows))
        done = suluh("build", "--site", folder.path)
        if not tap.ok(done.status == 0, "the formulas are computed", done.err.decode()):
            return
        figures = json.loads((folder.path / "output/site/data/indikator.json").read_text(), parse_float=decimal.Decimal)
    wrong = []
    for (formula, _, value, places), figure in zip(made, figures):
        expected = value if places is None or -value.as_tuple().exponent <= places else rounded(value, places)
        if decimal.Decimal(figure["value"]) != expected:
            wrong.append(f"{formula}: {figure['value']}, expected {expected}")
        elif figure["text"].rstrip("%") != grouped(decimal.Decimal(figure["value"])):
            wrong.append(f"{formula}: text {figure['text']}, expected {grouped(decimal.Decimal(figure['value']))}")
    tap.ok(len(figures) == len(made), f"{len(made)} figures")
    tap.ok(not wrong, "all are what Python's decimal computes", "\n".join(wrong))


@once
def test_icu(tap):
    """The texts that tests/unit/data_icu.c compares with are ICU's."""
    written = run(["node", TESTS / "icu.mjs"])
    tap.same(written.out.decode(), (TESTS / "spec/icu_id.txt").read_text(), "ICU writes what the file says")

