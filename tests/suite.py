#!/usr/bin/env python3
"""All that `make test` runs; the last line is exactly `N passed, N failed`.

suite.py --build DIR [--only WORD]
In: the sources. Out: builds beside DIR (DIR-gcc, DIR-san, DIR-fuzz), logs in DIR/test-logs, one line a step and every failed test, at the end the
steps that took most and those that failed. First the builds, each on all cores; then everything else, a step on each core, the long ones
first. Each step counts its TAP; a step that ends badly without a failed test counts as one failure. --only runs the steps whose names hold
WORD, with the builds as they are."""
import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
CORES = 2
FUZZ_SECONDS = 3
FUZZING = "-O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
SANITIZERS = {"ASAN_OPTIONS": "detect_stack_use_after_return=1:allocator_may_return_null=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
LIMIT = 1500  # seconds a step may take: a busy machine is no fault, a step without an end is

# The modules of tests/program/ that look at the real site, which the module content makes, and how long modules take (seconds of processor time, with
# and without sanitizers, where it is much): only the order follows from it.
NEED_OUTPUT = {"pdf", "preview", "pages", "browser", "offline", "search", "structured"}
LONG = {"browser": (90, 0), "offline": (40, 40), "pdf": (30, 0), "search": (30, 0), "preview": (15, 20), "mutated": (12, 50), "errors": (15, 25), "press": (11, 40),
        "spreadsheet": (10, 30), "commands": (8, 20), "language": (6, 25), "pages": (10, 0), "each": (6, 20), "rules": (4, 15), "contacts": (3, 10), "datasets": (3, 10)}


running = set()  # each a session of its own


def stop(number, frame):
    """Ctrl-C, or an end from outside: what runs ends too."""
    for pid in list(running):
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os._exit(128 + number)


class Step:
    def __init__(self, name, command, tap=True, env=None, cost=1, after=None, gives=None):
        self.name, self.command, self.tap, self.env, self.cost = name, command, tap, env or {}, cost
        self.after, self.gives = after, gives  # an event that it waits for, one that it sets
        self.good = self.bad = self.skipped = 0
        self.cpu = self.wall = 0.0

    def run(self):
        """Output and status; the processor time is that of all processes that it waited for."""
        started = time.time()
        self.log = build / "test-logs" / (re.sub(r"[^\w.-]+", "-", self.name).strip("-") + ".log")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(self.log, "wb") as log:
                child = subprocess.Popen([str(c) for c in self.command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **self.env}, start_new_session=True)
                late = threading.Timer(LIMIT, os.killpg, (child.pid, signal.SIGKILL))
                late.start()
                running.add(child.pid)
                _, status, used = os.wait4(child.pid, 0)
                running.discard(child.pid)
                late.cancel()
            self.cpu, status = used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)
            output = self.log.read_text("utf-8", "replace")
            if time.time() - started >= LIMIT:
                output += f"\nno end after {LIMIT} s"
        except OSError as error:
            output, status = str(error), 99
        self.wall = time.time() - started
        self.count(output, status)
        if self.gives:
            self.gives.set()
        return self.bad == 0

    def count(self, output, status):
        lines = []
        if self.tap:
            self.good, self.bad = (len(re.findall(rf"(?m)^{word} \d+", output)) for word in ("ok", "not ok"))
            self.skipped = len(re.findall(r"(?m)^ok \d+ .*# SKIP", output))
            plan = re.search(r"(?m)^1\.\.(\d+)", output)
            whole = plan and int(plan[1]) == self.good + self.bad
            show = False
            for line in output.splitlines():
                show = line.startswith("not ok") or (show and line.startswith("#"))
                if show or "# SKIP" in line:
                    lines.append(line if line.startswith("#") else f"{self.name}: {line}")
            if not self.bad and (status or not whole):
                lines += [f"not ok - {self.name} ended with status {status}", *("#   " + line for line in output.splitlines()[-30:])]
                self.bad = 1
        else:
            self.good, self.bad = (0, 1) if status else (1, 0)
            if self.bad:
                lines += [f"not ok - {self.name}", *("#   " + line for line in output.splitlines()[-40:])]
        skipped = f", {self.skipped} of them skipped" if self.skipped else ""
        lines.append(f"# {self.name}: {self.good} passed, {self.bad} failed{skipped} ({self.cpu:.1f} s of processor time in {self.wall:.1f} s)")
        say("\n".join(lines))


def say(text):
    with saying:
        print(text, flush=True)


def make(folder, *targets):
    return ["make", "--no-print-directory", "-s", f"-j{CORES}", f"B={folder}", *targets]


def beside(name):
    return pathlib.Path(f"{build}-{name}")


def install_npm():
    """The packages that tests/package.json pins, into BUILD/npm, when one is missing."""
    folder = build / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (TESTS / "package.json").read_text()
    names = re.findall(r'"([^"]+)": "\d', wanted)
    there = all((folder / "node_modules" / n / "package.json").exists() for n in names)
    if there and (folder / "wanted.json").exists() and (folder / "wanted.json").read_text() == wanted:
        return []
    (folder / "package.json").write_text(wanted)
    step = Step("npm install", ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder], tap=False)
    if step.run():
        (folder / "wanted.json").write_text(wanted)
    return [step]


def builds():
    """clang compiles once, for the fuzzers; what it says of the unit tests is asked without making them."""
    yield Step("gcc builds without warnings", make(beside("gcc"), "CC=gcc", "WERROR=-Werror", f"{beside('gcc')}/suluh", "units"), tap=False)
    yield Step("clang builds without warnings, with fuzzers", make(beside("fuzz"), "CC=clang", f"OPTIMISE={FUZZING}", "WERROR=-Werror", f"{beside('fuzz')}/suluh", "fuzzers", "units-read"), tap=False)
    yield Step("gcc builds with sanitizers", make(build, "CC=gcc", "SAN=1", "WERROR=-Werror", f"{beside('san')}/suluh", "units"), tap=False)


def checks():
    sources = sorted(str(f.relative_to(ROOT)) for pattern in ("generator/**/*.[ch]", "tests/**/*.[ch]") for f in ROOT.glob(pattern))
    yield Step("clang-format finds nothing", ["clang-format", "--dry-run", "-Werror", *sources], tap=False)
    yield Step("includes lead down", [sys.executable, TESTS / "layers.py"])
    yield Step("the test of includes can fail", [sys.executable, TESTS / "layers.py", "--self-test"])
    for script in sorted(TESTS.glob("check_*.py")):
        yield Step(script.stem, [sys.executable, script, beside("gcc") / "suluh"])


def unit_tests(folder, label, env=None):
    for name in sorted(f.stem for f in (TESTS / "unit").glob("*.c")):
        yield Step(f"unit {name}{label}", [folder / "unit" / name], env=env)


def program_tests(folder, label, ready, *more, env=None, before=None):
    """A step for each module; `ready` is set when the real site is made."""
    names = subprocess.run([sys.executable, TESTS / "run.py", "--list", *more], stdout=subprocess.PIPE, check=True).stdout.decode().split()
    for name in names:
        command = [sys.executable, TESTS / "run.py", "--suluh", folder / "suluh", "--build", build, *more]
        first = name == "content"
        yield Step(f"program {name}{label}", [*command, *([] if first else ["--built"]), name], env=env, cost=1000 if first else LONG.get(name, (1, 5))[bool(more)],
                   after=before if first else ready if name in NEED_OUTPUT else None, gives=ready if first else None)


def fuzzers():
    folder = beside("fuzz")
    for name in sorted(f.stem for f in (TESTS / "fuzz").glob("*.c")):
        corpus = folder / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        seeds = [f for f in [TESTS / "fuzz/corpus" / name] if f.is_dir()]
        yield Step(f"fuzz {name}", [folder / "fuzz" / name, f"-max_total_time={FUZZ_SECONDS}", "-timeout=30", "-rss_limit_mb=2048", f"-artifact_prefix={folder}/", corpus, *seeds], tap=False, env=SANITIZERS, cost=FUZZ_SECONDS)


def run_side_by_side(steps):
    """On each core one step at a time: the longest of those that need not wait, when there is none the next."""
    left, lock = sorted(steps, key=lambda step: -step.cost), threading.Lock()

    def work():
        while True:
            with lock:
                if not left:
                    return
                step = next((s for s in left if not s.after or s.after.is_set()), left[0])
                left.remove(step)
            if step.after:
                step.after.wait()
            step.run()
    workers = [threading.Thread(target=work) for _ in range(CORES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def tell(steps, started):
    say("# what took most (seconds of processor time, of time):")
    for step in sorted(steps, key=lambda s: -s.cpu)[:20]:
        say(f"#   {step.cpu:6.1f} {step.wall:6.1f}  {step.name}")
    for step in steps:
        if step.bad:
            say(f"# FAILED: {step.name}: {step.bad} tests; all that it said: {step.log}")
    say(f"# {sum(s.cpu for s in steps):.0f} s of processor time in {time.time() - started:.0f} s")


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    global build, saying
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=".build")
    parser.add_argument("--only", metavar="WORD")
    options = parser.parse_args()
    build, saying = (ROOT / options.build).resolve(), threading.Lock()
    started, ready, ready_sanitized = time.time(), threading.Event(), threading.Event()
    done = install_npm()
    steps = [*checks(), *unit_tests(beside("gcc"), ""), *program_tests(beside("gcc"), "", ready), *unit_tests(beside("san"), " (sanitized)", SANITIZERS),
             *program_tests(beside("san"), " (sanitized)", ready_sanitized, "--sanitized", env=SANITIZERS, before=ready), *fuzzers()]
    if options.only:
        ready.set()
        ready_sanitized.set()
        steps = [s for s in steps if options.only in s.name]
    else:
        for step in builds():
            step.run()
            done.append(step)
    run_side_by_side(steps)
    done += steps
    tell(done, started)
    good, bad = sum(s.good for s in done), sum(s.bad for s in done)
    say(f"{good} passed, {bad} failed")
    sys.exit(bad != 0 or good == 0)


main()
