"""What the tests of the whole program share: results as TAP, folders with a site, running suluh."""
import collections
import contextlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
EPOCH = "1795305600"  # 2026-11-22: the day of the content
TIMEOUT = 20

# The end of a site.yaml: without cards for sharing, ZIP and compressed copies, which take ten times what a small site takes otherwise. tests/program/offline.py
# looks at those, and content.py at all that the real site has.
EXTRAS = "extras: [single, text, qr, schema]\n"

Result = collections.namedtuple("Result", "status out err")


class Tap:
    """Counts and prints results; safe to call from several threads."""

    def __init__(self):
        self.count = self.failed = self.skipped = 0
        self.lock = threading.Lock()

    def ok(self, condition, what, detail=""):
        with self.lock:
            self.count += 1
            self.failed += not condition
            print(f"{'ok' if condition else 'not ok'} {self.count} - {what}")
            if not condition:
                for line in str(detail).splitlines()[:40]:
                    print(f"#   {line}")
            sys.stdout.flush()
        return bool(condition)

    def same(self, got, expected, what):
        return self.ok(got == expected, what, f"     got: {got!r}\nexpected: {expected!r}")

    def skip(self, what, why):
        with self.lock:
            self.count += 1
            self.skipped += 1
            print(f"ok {self.count} - {what} # SKIP {why}", flush=True)


class Options:
    suluh = ""      # the program
    build = None    # build folder: npm packages, scratch
    update = False  # write the golden files anew
    sanitized = False
    built = False   # the real site's output is there: a run of the module content made it


def once(test):
    """Marks a test of what stands in the output, or of tools that look at it: a sanitized program makes the same bytes, which content.py proves."""
    test.once = True
    return test


def run(command, cwd=None, env=None, data=None, timeout=None, **more):
    """Runs a command to its end; never through a shell. `timeout` is seconds of processor time, so that a busy machine changes nothing; five times as
    many of time. What takes longer gets the status -99."""
    whole = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **(env or {})}
    limit = (timeout or TIMEOUT) * (6 if Options.sanitized else 1)
    with subprocess.Popen([str(c) for c in command], cwd=cwd, env=whole, stdin=subprocess.PIPE if data is not None else None, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more) as process:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended, or runs as nobody
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (limit, limit + 10))
        try:
            out, err = process.communicate(data, timeout=5 * limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Result(-99, b"", f"no end after {5 * limit} s".encode())
    if process.returncode == -signal.SIGXCPU:
        return Result(-99, out, err + f"\nno end after {limit} s of processor time".encode())
    return Result(process.returncode, out, err)


def suluh(*arguments, **more):
    return run([Options.suluh, *arguments], **more)


class Folder:
    """A scratch folder that goes with its `with`."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="suluh-test-"))
        os.chmod(self.path, 0o755)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for folder, _, _ in os.walk(self.path):
            os.chmod(folder, 0o755)
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, path, data):
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return file

    def build(self, *arguments, **more):
        """suluh build in the folder, messages in English unless --lang is given."""
        lang = [] if "--lang" in arguments else ["--lang", "en"]
        return suluh("build", *lang, *arguments, cwd=self.path, **more)


def copy_site(folder, content, templates="link"):
    """A site's content (a folder) copied into a scratch folder, with this repository's templates."""
    shutil.copytree(content, folder.path / "content", dirs_exist_ok=True)
    if templates == "link":
        os.symlink(ROOT / "templates", folder.path / "templates")
    else:
        shutil.copytree(ROOT / "templates", folder.path / "templates")


def tree(path, stamps=False):
    """{relative path: bytes} of all files below a folder; with stamps also inode and time."""
    path = pathlib.Path(path)
    files = {}
    for file in sorted(path.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        about = file.stat()
        data = file.read_bytes()
        files[str(file.relative_to(path))] = (data, about.st_ino, about.st_mtime_ns) if stamps else data
    return files


def without_manifest(files):
    """The manifest holds time stamps: it differs from build to build."""
    return {name: data for name, data in files.items() if not name.startswith(".suluh/")}


def differences(a, b):
    names = sorted(set(a) | set(b))
    return "\n".join(n + (" is new" if n not in a else " is gone" if n not in b else " differs") for n in names if a.get(n) != b.get(n))


def golden(tap, path, got, what):
    """Compares bytes with a file under tests/golden; --update writes it."""
    file = TESTS / "golden" / path
    if Options.update:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_bytes() != got:
            file.write_bytes(got)
        tap.ok(True, what)
        return True
    if not file.exists():
        return tap.ok(False, what, f"{file} does not exist; make it by tests/run.py --update")
    expected = file.read_bytes()
    if got == expected:
        return tap.ok(True, what)
    import difflib
    lines = difflib.unified_diff(expected.decode("utf-8", "replace").splitlines(), got.decode("utf-8", "replace").splitlines(), "expected", "got", lineterm="", n=1)
    return tap.ok(False, what, "\n".join(lines))


def crashed(result):
    """Ended by a signal, by a sanitizer, or not at all."""
    return result.status < 0 or result.status > 2 or b"Sanitizer" in result.err or b"runtime error" in result.err
