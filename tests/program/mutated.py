"""A good site damaged at random, a few times with fixed seeds: see tests/mutate.py, which does it thousands of times."""
import mutate

from harness import Options, ROOT

RUNS = 40


def test_damaged_sites(tap):
    findings = []
    counts, found = mutate.mutate(Options.suluh, ROOT, RUNS, 120, "make test", tell=findings.append)
    tap.ok(not found and sum(counts.values()) > 0, "each run ends with status 0 or 2 and leaves the earlier output alone", "\n".join(findings))
