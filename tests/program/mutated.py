"""Good sites damaged at random, a few times with fixed seeds: see tests/mutate.py, which does it thousands of times."""
import mutate

from harness import Options, ROOT, TESTS

SITES = {"the real content": (ROOT, 5), "the small site": (TESTS / "sites/small", 100), "the report": (TESTS / "sites/report", 30), "the pictures": (TESTS / "sites/pictures", 10)}


def test_damaged_sites(tap):
    """Fewer without sanitizers: those see more."""
    for name, (site, runs) in SITES.items():
        runs = runs if Options.sanitized else max(4, runs // 5)
        findings = []
        counts, found = mutate.mutate(Options.suluh, site, runs, float("inf"), "make test", tell=findings.append)
        tap.ok(not found and sum(counts.values()) == runs and counts.get(2, 0) > 0, f"{name}, damaged {runs} times: each run ends with status 0 or 2 and leaves the earlier output alone", "\n".join(findings) or counts)
