#!/bin/sh
# B=BUILD CC=COMPILER tests/bench/bench.sh [N ...]: compiles the floor program and measures; see bench.py.
set -e
cd "$(dirname "$0")/../.."
B=${B:-.build}
scratch=${TMPDIR:-/tmp}/suluh-bench.$$
mkdir -p "$B"
${CC:-gcc} -O2 -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wconversion -o "$B/floor" tests/bench/floor.c -lcmark -lpthread
trap 'rm -rf "$scratch"' EXIT
python3 tests/bench/bench.py "$B/suluh" "$B/floor" "$scratch" "$@"
python3 tests/bench/numbers.py "$B/suluh" "${CC:-gcc}" "$B" "$scratch/numbers"
