#!/usr/bin/env python3
"""All that `make test` runs, in order; the last line is exactly `N passed, N failed`.

suite.py --build DIR
In: the sources. Out: builds beside DIR (DIR-gcc, DIR-clang, DIR-san, DIR-fuzz), logs in DIR/test-logs, one line a step and every failed
test. Each step counts its TAP; a step that ends badly without a failed test counts as one failure."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
JOBS = "-j2"
FUZZ_SECONDS = 5
FUZZING = "-O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
SANITIZERS = {"ASAN_OPTIONS": "detect_stack_use_after_return=1:allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1"}

passed = failed = 0


def say(text):
    print(text, flush=True)


def count(name, output, status, started, tap=True):
    """Adds a step's results and tells its failures."""
    global passed, failed
    good = len(re.findall(r"(?m)^ok \d+", output)) if tap else 0
    bad = len(re.findall(r"(?m)^not ok \d+", output)) if tap else 0
    if tap and not bad and (status != 0 or not re.search(r"(?m)^1\.\.\d+", output)):
        say(f"not ok - {name} ended with status {status}\n" + "\n".join("#   " + line for line in output.splitlines()[-30:]))
        bad = 1
    if not tap:
        good, bad = (1, 0) if status == 0 else (0, 1)
        if bad:
            say(f"not ok - {name}\n" + "\n".join("#   " + line for line in output.splitlines()[-40:]))
    elif bad:
        show = False
        for line in output.splitlines():
            show = line.startswith("not ok") or (show and line.startswith("#"))
            if show:
                say(f"{name}: {line}" if line.startswith("not") else line)
    skipped = len(re.findall(r"(?m)^ok \d+ .*# SKIP", output))
    for line in re.findall(r"(?m)^ok \d+ .*# SKIP.*", output):
        say(f"{name}: {line}")
    passed += good
    failed += bad
    say(f"# {name}: {good} passed, {bad} failed{f', {skipped} of them skipped' if skipped else ''} ({time.time() - started:.1f} s)")


def run(name, command, tap=True, timeout=600, env=None):
    started = time.time()
    try:
        done = subprocess.run([str(c) for c in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, env=dict(os.environ, **(env or {})))
        output, status = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, status = (late.stdout or b"").decode("utf-8", "replace") + f"\nno end after {timeout} s", 99
    except OSError as error:
        output, status = str(error), 99
    log = build / "test-logs" / (re.sub(r"[^\w.-]+", "-", name) + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(output)
    return name, output, status, started, tap


def step(*arguments, **more):
    result = run(*arguments, **more)
    count(*result)
    return result[2] == 0


def make(folder, *targets):
    return ["make", "--no-print-directory", "-s", JOBS, f"B={folder}", *targets]


def beside(name):
    return pathlib.Path(f"{build}-{name}")


def unit_tests(folder, label, env=None):
    names = sorted(f.stem for f in (TESTS / "unit").glob("*.c"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for result in pool.map(lambda n: run(f"unit {n}{label}", [folder / "unit" / n], timeout=240, env=env), names):
            count(*result)


def install_npm():
    """The packages that tests/package.json pins, into BUILD/npm, when one is missing."""
    folder = build / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (TESTS / "package.json").read_text()
    names = re.findall(r'"([^"]+)": "\d', wanted)
    there = all((folder / "node_modules" / n / "package.json").exists() for n in names)
    if there and (folder / "wanted.json").exists() and (folder / "wanted.json").read_text() == wanted:
        return
    (folder / "package.json").write_text(wanted)
    if step("npm install", ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder], tap=False):
        (folder / "wanted.json").write_text(wanted)


def sources():
    return sorted(str(f.relative_to(ROOT)) for pattern in ("generator/**/*.[ch]", "tests/**/*.[ch]") for f in ROOT.glob(pattern))


def fuzz():
    folder = beside("fuzz")
    names = sorted(f.stem for f in (TESTS / "fuzz").glob("*.c"))
    if not shutil.which("clang") or not names:
        say("# no fuzzing: there is no clang")
        return
    if not step("fuzz targets build", make(folder, "CC=clang", f"OPTIMISE={FUZZING}", "fuzzers"), tap=False):
        return

    def smoke(name):
        corpus = folder / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        seeds = [f for f in [TESTS / "fuzz/corpus" / name] if f.is_dir()]
        return run(f"fuzz {name}", [folder / "fuzz" / name, f"-max_total_time={FUZZ_SECONDS}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={folder}/", corpus, *seeds], tap=False, timeout=120, env=SANITIZERS)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for result in pool.map(smoke, names):
            count(*result)


def program_tests(label, folder, *more, env=None):
    """In two processes side by side; a program that was not built fails all at once."""
    step(f"program{label}", [sys.executable, TESTS / "run.py", "--suluh", folder / "suluh", "--build", build, *more], timeout=2400, env=env)


def main():
    global build
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=".build")
    build = (ROOT / parser.parse_args().build).resolve()
    started = time.time()
    install_npm()
    step("gcc builds without warnings", make(beside("gcc"), "CC=gcc", "WERROR=-Werror", f"{beside('gcc')}/suluh", "units"), tap=False)
    step("clang builds without warnings", make(beside("clang"), "CC=clang", "WERROR=-Werror", f"{beside('clang')}/suluh", "units"), tap=False)
    step("clang-format finds nothing", ["clang-format", "--dry-run", "-Werror", *sources()], tap=False)
    step("includes lead down", [sys.executable, TESTS / "layers.py"])
    step("the test of includes can fail", [sys.executable, TESTS / "layers.py", "--self-test"])
    unit_tests(beside("gcc"), "")
    for script in sorted(TESTS.glob("check_*.py")):
        step(script.stem, [sys.executable, script, beside("gcc") / "suluh"])
    program_tests("", beside("gcc"))
    step("gcc builds with sanitizers", make(build, "CC=gcc", "SAN=1", "WERROR=-Werror", f"{beside('san')}/suluh", "units"), tap=False)
    unit_tests(beside("san"), " (sanitized)", env=SANITIZERS)
    program_tests(" (sanitized)", beside("san"), "--sanitized", env=SANITIZERS)
    fuzz()
    say(f"# {time.time() - started:.0f} s")
    say(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
