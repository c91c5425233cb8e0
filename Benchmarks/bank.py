#!/usr/bin/env python3
"""Bank files alone: payments written, hashed and signed, and a statement read, beside lxml streaming.

Run by `make bench` on a release build, after the month. Each row is a process of its own; CPU counts,
the least of the runs. lxml does less: it writes without a hash and a signature, and reads four fields
of an entry where ours reads all. Ten million are ours alone:

    make bench-bank BANK_SIZES="1000000 10000000"
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import results
from measure import scratch

WORK = pathlib.Path(__file__).with_name("bank_work.py")
# Above this lxml would run for minutes, and its memory is known.
PEER_LIMIT = 1_000_000
# CPU seconds of a million, and megabytes at any size.
LIMITS = {"write": (1.0, 64), "read": (2.0, 64)}


@dataclass(frozen=True)
class Row:
    """A piece of work; the least CPU time of the runs and what went with it."""

    who: str
    does: str
    kind: str
    count: int
    cpu: float
    wall: float
    peak: int
    size: int


class Failed(Exception):
    """A process ended with another code than 0."""


def timed(command: list[str]) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and peak bytes of a process."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(command[:3])} …: {said.decode(errors='replace')[-500:]}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024


def best(who: str, does: str, kind: str, count: int, runs: int, command: list[str], made: pathlib.Path) -> Row:
    """The cheapest of some runs of a command; what it makes is made anew each time."""
    costs = []
    for _ in range(runs):
        if kind == "write":
            made.unlink(missing_ok=True)
            made.with_name(made.name + ".p7s").unlink(missing_ok=True)
        costs.append(timed(command))
    cpu, wall, peak = min(costs)
    return Row(who, does, kind, count, cpu, wall, peak, made.stat().st_size)


def measure(programs: pathlib.Path, folder: pathlib.Path, count: int, runs: int) -> list[Row]:
    """Ours, and lxml's where it is installed and the size bearable."""
    python = results.ROOT / ".venv" / "bin" / "python"
    lxml = [str(python if python.exists() else sys.executable), str(WORK)]
    statement, payments = folder / "statement.xml", folder / "payments.xml"
    subprocess.run([*lxml, "make-statement", str(count), str(statement)], check=True)
    rows = [
        best(
            "chitra", "writes pain.001, hashes, signs, syncs", "write", count, runs,
            [str(programs / "bank-bench"), str(count), str(payments)], payments,
        ),
        best(
            "chitra", "reads camt.053, all fields, hashes, checks", "read", count, runs,
            [str(programs / "chitra"), "bank", "read", "--progress", "none", str(statement)],
            statement,
        ),
    ]  # fmt: skip
    if count <= PEER_LIMIT:
        rows.append(
            best(
                "chitra", "the same, each fact as JSON", "read", count, runs,
                [str(programs / "chitra"), "bank", "read", "--json", "--progress", "none",
                 str(statement)],
                statement,
            )
        )  # fmt: skip
        peer = folder / "lxml.xml"
        try:
            rows += [
                best(
                    "lxml", "writes pain.001, streaming", "write", count, 1,
                    [*lxml, "lxml-writes", str(count), str(peer)], peer,
                ),
                best(
                    "lxml", "reads camt.053, streaming, four fields", "read", count, 1,
                    [*lxml, "lxml-reads", str(count), str(statement)], statement,
                ),
            ]  # fmt: skip
        except Failed as failure:
            print(f"lxml is left out: {failure}", file=sys.stderr)
    for path in folder.iterdir():
        path.unlink()
    return rows


def told(count: int, rows: list[Row]) -> str:
    """One size as Markdown."""
    peers = {row.kind: row for row in rows if row.who == "lxml"}
    body = []
    for row in rows:
        peer = peers.get(row.kind)
        ratio = f"{peer.cpu / row.cpu:.1f}" if peer and row is not peer else "–"
        limit, memory = LIMITS[row.kind]
        limit *= count / 1_000_000
        wanted = f"{limit:.0f} s, {memory} MB" if row.who == "chitra" else "–"
        body.append([
            row.who, row.does, f"{row.cpu:.2f}", f"{row.wall:.2f}",
            results.number(row.cpu * 1e9 / row.count), f"{row.peak / 1e6:.0f}",
            f"{row.size / 1e6:.0f}", ratio, wanted,
        ])  # fmt: skip
    table = results.table(
        ["who", "does", "CPU s", "wall s", "ns each", "peak MB", "file MB", "times lxml", "wanted"],
        body,
        words=2,
    )
    return (
        f"## Bank files alone, {results.number(count)} payments and entries\n\n"
        f"Whole processes from start to end; load average {os.getloadavg()[0]:.1f}. *Times lxml* is "
        f"lxml's CPU time in ours.\n\n{table}"
    )


def main() -> None:
    """Measures, prints and publishes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--runs", type=int, default=3, help="of ours; lxml runs once")
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help="rows as JSON")
    parser.add_argument("--results", type=pathlib.Path, default=results.RESULTS)
    parser.add_argument("--no-results", action="store_true", help="publish nothing")
    options = parser.parse_args()
    found = shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make bench")
    programs = pathlib.Path(found).resolve().parent
    # A process inherits the peak of its parent until it has one of its own: ours stays small.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 60_000
    with scratch() as folder, results.json_rows(options.json) as file:
        origin = results.origin(folder)
        for count in sorted(options.sizes):
            rows = measure(programs, folder, count, options.runs)
            text = told(count, rows)
            print(text, file=sys.stderr if options.json == "-" else sys.stdout, flush=True)
            if not options.no_results:
                key = ("bank", "files", count)
                results.publish(options.results, key, results.with_origin(text, origin))
            for row in rows if file else []:
                print(json.dumps({**asdict(row), "origin": origin}), file=file, flush=True)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(str(failure))
