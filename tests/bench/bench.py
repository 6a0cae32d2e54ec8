#!/usr/bin/env python3
"""Measures suluh against the floor program: bench.py SULUH FLOOR SCRATCH [N ...]. Prints tables; asserts nothing.

Each number is the best of three builds into a fresh folder, wall-clock; memory is the peak of one build."""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1795305600")
ROUNDS = 3


def run(command, cwd=None):
    """(seconds, CPU seconds, peak KiB) of a command."""
    started = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], cwd=cwd, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        sys.exit(f"{command[0]} failed: {err.decode()[-2000:]}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def best(command, output):
    """Best of some rounds into a fresh folder. Old folders are moved aside, not deleted: deleting slows what follows."""
    results = []
    for number in range(ROUNDS):
        results.append(run(command))
        output.rename(output.with_name(f"{output.name}-{time.monotonic_ns()}"))
    return tuple(min(column) for column in zip(*results))


def measure(suluh, floor, scratch, count):
    site = scratch / f"site-{count}"
    if not site.exists():
        subprocess.run([sys.executable, HERE / "make_site.py", str(count), site], check=True)
    files = sorted((site / "content/panduan").glob("*.md"))
    size = sum(f.stat().st_size for f in files) / len(files)
    for threads in (1, 2):
        out = scratch / f"out-{count}-{threads}"
        floor_time, floor_cpu, floor_memory = best([floor, threads, out, *files], out)
        ours, cpu, memory = best([suluh, "build", "--site", site, "--output", out, "--jobs", threads], out)
        print(f"{count:7d} {threads:8d} {size:8.0f} {floor_time * 1000:10.1f} {ours * 1000:10.1f} {ours / floor_time:7.2f} {ours / count * 1e6:10.1f} {cpu / count * 1e6:10.1f} {cpu / floor_cpu:9.2f} {memory / 1024:8.1f} {floor_memory / 1024:8.1f}", flush=True)
    again(suluh, scratch, site, count)


def again(suluh, scratch, site, count):
    """The same build over its own output, and with one page changed."""
    out = scratch / f"again-{count}"
    command = [suluh, "build", "--site", site, "--output", out, "--jobs", 2]
    run(command)
    same = min(run(command)[0] for _ in range(ROUNDS))
    page = site / "content/panduan/g00001.md"
    text = page.read_text()
    times = []
    for number in range(ROUNDS):
        page.write_text(text + f"\nPerubahan {number}.\n")
        times.append(run(command)[0])
    page.write_text(text)
    print(f"        nothing changed: {same * 1000:.1f} ms, one page changed: {min(times) * 1000:.1f} ms", flush=True)
    out.rename(out.with_name(f"{out.name}-{time.monotonic_ns()}"))


COPIES = 10


def products(suluh, scratch):
    """CPU of each product of the real content: what ten more copies of it cost."""
    site = scratch / "real"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(ROOT / "content", site / "content")
    os.symlink(ROOT / "templates", site / "templates")

    def cpu():
        values = []
        for _ in range(7):
            values.append(run([suluh, "build", "--site", site, "--output", scratch / f"real-{time.monotonic_ns()}", "--jobs", 1])[1])
        return min(values)
    whole = cpu()
    print(f"\nreal content, one thread: {whole * 1000:.1f} ms of CPU")
    for product in sorted((site / "content/cetak").glob("*.md")):
        if product.stem == "index":
            continue
        copies = [product.with_name(f"{product.stem}-{i}.md") for i in range(COPIES)]
        for copy in copies:
            shutil.copy(product, copy)
        print(f"  {product.stem}: {(cpu() - whole) * 1000 / COPIES:.1f} ms of CPU")
        for copy in copies:
            copy.unlink()


def main():
    suluh, floor, scratch = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
    counts = [int(a) for a in sys.argv[4:]] or [100, 1000, 10000]
    scratch.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    print("  pages  threads  bytes/p   floor ms   suluh ms   ratio    µs/page  CPU µs/pg  CPU ratio      MiB  floor MiB")
    for count in counts:
        measure(suluh, floor, scratch, count)
    products(suluh, scratch)


main()
