#!/usr/bin/env python3
"""The journal alone: postings booked thousands a step and one entry a step, balances, reports, proofs.

Run by `make bench` on a release build. Books of growing length are filled once (`ledger-bench`), each
entry through the same door as those of the commands, every step synced; then the commands that an
officer or auditor runs are measured on them as whole processes. CPU counts, the least of the runs.

    make bench-ledger LEDGER_SIZES="1000000 10000000 100000000"   # what does not fit is left out
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import results
from measure import scratch

# Entries that are booked one a step, balances and proofs that are asked for.
SINGLE = 200
BALANCES = 200
PROOFS = 3
# Postings of entries that have many, and how many of an entry.
ROLLS = 2_000_000
ROLL = 1_024
# Bytes of a posting that must be free on the disk, with room for the write-ahead log.
ROOM = 400


@dataclass(frozen=True)
class Row:
    """One piece of work on books of so many postings; seconds and bytes."""

    does: str
    postings: int
    cpu: float
    wall: float
    peak: int
    each: int
    unit: str


class Failed(Exception):
    """A process ended with another code than 0."""


def timed(command: list[str], books: pathlib.Path) -> tuple[float, float, int, str]:
    """CPU seconds, wall seconds, peak bytes and output of a process."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "CHITRA_BOOKS": str(books), "SWIFT_BACKTRACE": "enable=no"},
    )
    assert process.stdout and process.stderr
    said = process.stdout.read()
    wrong = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(command[:3])} …: {process.returncode} {wrong[-500:]}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, said


def least(command: list[str], books: pathlib.Path, runs: int) -> tuple[float, float, int, str]:
    """The cheapest of some runs."""
    return min((timed(command, books) for _ in range(runs)), key=lambda cost: cost[0])


def size_of(books: pathlib.Path) -> int:
    """The bytes of the database with its log."""
    return sum(path.stat().st_size for path in books.glob("books.sqlite*"))


def measure(programs: pathlib.Path, books: pathlib.Path, count: int, done: int, runs: int) -> list[Row]:
    """Fills the books up to a size and asks them everything."""
    bench, chitra = str(programs / "ledger-bench"), str(programs / "chitra")
    rolls = min(ROLLS, count // 5)
    cpu, wall, peak, said = timed([bench, "fill", str(books), str(count - rolls - done)], books)
    booked = json.loads(said)["postings"]
    rows = [Row("booked, entries of four, 8,192 a step", count, cpu, wall, peak, booked, "posting")]
    cpu, wall, peak, said = timed([bench, "fill", str(books), str(rolls), str(ROLL)], books)
    booked = json.loads(said)["postings"]
    rows.append(Row("booked, entries of 1,024, 32 a step", count, cpu, wall, peak, booked, "posting"))
    _, _, peak, said = timed([bench, "single", str(books), str(SINGLE)], books)
    one = json.loads(said)
    rows.append(
        Row(
            f"booked, one entry a step (median {one['p50'] / 1e6:.2f} ms, "
            f"of a hundred the slowest {one['p99'] / 1e6:.2f})",
            count, one["cpu_ns"] / 1e9, one["wall_ns"] / 1e9, peak, SINGLE, "entry",
        )
    )  # fmt: skip
    cpu, wall, peak, said = least([bench, "balance", str(books), str(BALANCES)], books, runs)
    rows.append(
        Row("balance of an account", count, json.loads(said)["cpu_ns"] / 1e9, wall, peak, BALANCES, "balance")
    )
    cpu, wall, peak, said = least([bench, "day", str(books), str(BALANCES)], books, runs)
    rows.append(
        Row("balance through a value date", count, json.loads(said)["cpu_ns"] / 1e9, wall, peak, BALANCES, "balance")
    )
    cpu, wall, peak, said = least([bench, "proof", str(books), str(PROOFS)], books, runs)
    rows.append(
        Row("inclusion proof of a leaf", count, json.loads(said)["cpu_ns"] / 1e9, wall, peak, PROOFS, "proof")
    )
    asked = {
        "statement of an account of a unit": [
            "ledger", "statement", "--account", "CASH", "--unit", "U1001",
        ],
        "trial balance": ["ledger", "trial-balance", "--json"],
        "verify, all of it": ["verify", "--progress", "none"],
    }  # fmt: skip
    for name, words in asked.items():
        cpu, wall, peak, _ = least([chitra, *words], books, runs)
        rows.append(Row(name, count, cpu, wall, peak, count, "posting"))
    return rows


def told(rows: list[Row], sizes: dict[int, int]) -> str:
    """All sizes as Markdown."""
    body = []
    before: dict[str, float] = {}
    for row in rows:
        name = row.does.split(" (")[0]
        each = row.cpu * 1e9 / row.each
        growth = f"{each / before[name]:.2f}" if name in before else "–"
        before[name] = each
        body.append([
            row.does, results.number(row.postings), f"{row.cpu:.3f}", f"{row.wall:.3f}",
            results.number(row.each / row.cpu), row.unit, results.number(each), growth,
            f"{row.peak / 1e6:.0f}",
        ])  # fmt: skip
    table = results.table(
        ["does", "postings", "CPU s", "wall s", "a CPU second", "of", "CPU ns each", "to the size before", "peak MB"],
        body,
    )
    bytes_each = ", ".join(
        f"{size / count:.0f} bytes a posting at {results.number(count)}"
        for count, size in sizes.items()
    )
    return (
        "## The journal alone\n\n"
        "Entries of four postings, and some of 1,024 with a person each, of a hundred units; every entry has a row and a leaf of "
        "its own. The lines of batches are not among them: those are rows of the batch path, whose postings are totals. The "
        "statement and the proof of all read every row: their cost is given by the posting of the books. "
        f"Load average {os.getloadavg()[0]:.1f}; the database has {bytes_each}.\n\n{table}"
    )


def main() -> None:
    """Measures, prints and publishes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3, help="of reports; books are filled once")
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help="rows as JSON")
    parser.add_argument("--results", type=pathlib.Path, default=results.RESULTS)
    parser.add_argument("--no-results", action="store_true", help="publish nothing")
    options = parser.parse_args()
    found = shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make bench")
    programs = pathlib.Path(found).resolve().parent
    with scratch() as folder, results.json_rows(options.json) as file:
        books = folder / "books"
        timed([str(programs / "ledger-bench"), "make", str(books)], books)
        rows: list[Row] = []
        sizes: dict[int, int] = {}
        done = 0
        for count in sorted(options.sizes):
            if shutil.disk_usage(folder).free // 2 < (count - done) * ROOM:
                print(f"{count} postings are left out: the disk is too small", file=sys.stderr)
                break
            rows += measure(programs, books, count, done, options.runs)
            sizes[count] = size_of(books)
            done = count + SINGLE * 4
        text = told(rows, sizes)
        print(text, file=sys.stderr if options.json == "-" else sys.stdout, flush=True)
        origin = results.origin(folder)
        if not options.no_results:
            results.publish(
                options.results, ("ledger", "journal", 0), results.with_origin(text, origin)
            )
        for row in rows if file else []:
            print(json.dumps({**asdict(row), "origin": origin}), file=file, flush=True)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(str(failure))
