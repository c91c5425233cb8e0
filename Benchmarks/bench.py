#!/usr/bin/env python3
"""Times each step of a month, as whole processes, at growing sizes.

Run by `make bench` on a release build, with the seed fixed. For each step: transfers a second of
wall time, CPU nanoseconds a transfer, peak memory, and the ratio of its CPU to a baseline of the
same run: SHA-256 over the bytes of the sealed batch. CPU counts always, wall time in a quiet minute.
Sizes are people of one commune: CHITRA_BENCH_SIZES, else 1000 10000 50000.
"""
import csv
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZES = [int(n) for n in os.environ.get("CHITRA_BENCH_SIZES", "1000 10000 50000").split()]
NOW = "2026-11-22T09:00:00+07:00"


def run(chitra, books, *words):
    """Runs one command; gives wall seconds, CPU seconds and peak mebibytes."""
    started = time.monotonic()
    process = subprocess.Popen(
        [chitra, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "CHITRA_BOOKS": books})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"chitra {' '.join(words)}: {errors.decode()}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def month(chitra, people, folder):
    books, keys = f"{folder}/books", f"{folder}/keys"
    setup = (ROOT / "Fixtures/demo/setup.toml").read_text(encoding="utf-8")
    pathlib.Path(f"{folder}/setup.toml").write_text(setup, encoding="utf-8")
    with open(f"{folder}/receive.csv", "w", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow("event unit year source provider amount document day".split())
        for source in ("local", "central", "city"):
            rows.writerow(["estimate", "CM01", 2026, source, "", 10**14, "E", "2026-01-05"])
            for provider in ("agribank", "vietnam-post"):
                rows.writerow(
                    ["advance", "CM01", 2026, source, provider, 10**13, "A", "2026-11-20"])
    key = lambda role: ["--now", NOW, "--key", f"{keys}/{role}.key"]
    scope = ["--period", "2026-11", "--unit", "CM01"]
    run(chitra, books, "init", books, "--setup", f"{folder}/setup.toml", "--demo-keys", keys,
        "--now", NOW)
    steps = [
        ("fixture people", ["fixture", "people", "--count", str(people), "--seed", "1",
                            "--unit", "CM01", "--out", f"{folder}/people.csv"]),
        ("register import", ["register", "import", f"{folder}/people.csv", *key("maker")]),
        ("ledger receive", ["ledger", "receive", f"{folder}/receive.csv",
                            *key("chief-accountant")]),
        ("batch draft", ["batch", "draft", *scope, "--known", "2026-11-22", *key("maker")]),
        ("batch check", ["batch", "check", *scope, *key("checker")]),
        ("batch submit", ["batch", "submit", *scope, "--accept-unverified", *key("maker")]),
        ("batch approve", ["batch", "approve", *scope, "--role", "checker", *key("checker")]),
        ("  second", ["batch", "approve", *scope, "--role", "chief-accountant",
                      *key("chief-accountant")]),
        ("  last", ["batch", "approve", *scope, "--role", "account-holder",
                    *key("account-holder")]),
        ("batch issue", ["batch", "issue", *scope, *key("account-holder")]),
        ("verify", ["verify", "--now", NOW]),
    ]
    seen = [(name, *run(chitra, books, *words)) for name, words in steps]
    batch = pathlib.Path(books) / "batches" / "CM0100001"
    # Read piece by piece: a child begins with the peak memory of its parent.
    baseline, size = 0.0, 0
    for path in sorted(batch.rglob("*")):
        if not path.is_file():
            continue
        hasher = hashlib.sha256()
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                started = time.process_time()
                hasher.update(piece)
                baseline += time.process_time() - started
                size += len(piece)
    lines, transfers, last = 0, 0, ""
    with open(batch / "lines-0001.csv", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            lines += 1
            transfers += line["transfer"] != last
            last = line["transfer"]
    return seen, baseline, size, lines, transfers


def main():
    chitra = shutil.which("chitra") or sys.exit("chitra is not on PATH: run make bench")
    for people in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            seen, baseline, size, lines, transfers = month(chitra, people, folder)
        print(f"\n{people} people, seed 1: {transfers} transfers, {lines} lines "
              f"({lines / transfers:.1f} a transfer), sealed batch {size} bytes; "
              f"baseline SHA-256 of it {baseline * 1e9 / transfers:.0f} ns a transfer")
        print(f"{'step':<16} {'transfers/s':>12} {'CPU ns each':>12} {'batch MB/s':>11} "
              f"{'peak MB':>8} {'x baseline':>11}")
        for name, wall, cpu, peak in seen:
            print(f"{name:<16} {transfers / wall:>12.0f} {cpu * 1e9 / transfers:>12.0f} "
                  f"{size / wall / 1e6:>11.1f} {peak:>8.0f} {cpu / baseline:>11.1f}")


main()
