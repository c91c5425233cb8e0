#!/usr/bin/env python3
"""Times each step of a month as whole processes, at growing sizes, beside what the machine can do.

Run by `make bench` on a release build; docs/performance.md says what the columns mean. CPU counts
always (the least of the runs), wall time in a quiet minute. Long sizes by argument:

    make bench SIZES="1000000 10000000" RUNS=1
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import month as months
import results
from measure import Cost, Run, StageFailed, run_month, scratch, yardsticks

COMMUNE = 2_240
# Bytes of disk that a person of a month needs, with room: until hand-over, and for answers.
DISK_A_PERSON = {"single": 1_200, "arrears": 2_400, "following": 2_000, "gift": 1_200}
DISK_FOR_ANSWERS = 4_500
# Above this the files are not rendered again on a copy: the copy alone would take minutes.
STOP_LIMIT = 1_000_000
# What every command of one commune must stay below, in CPU milliseconds.
COMMAND_LIMIT = 100


@dataclass(frozen=True)
class Row:
    """One stage of one size, over all runs; the least of each but for the median and the load."""

    scenario: str
    people: int
    stage: str
    unit: str
    count: int
    lines: int
    wall: float
    wall_median: float
    cpu: float
    peak: int
    read: int
    written: int
    load: float
    # Percent: the time that disk or processors need at least, of the least wall time.
    roofline: float

    @property
    def cpu_each(self) -> float:
        """CPU nanoseconds of one row, transfer or status."""
        return self.cpu * 1e9 / self.count


@dataclass(frozen=True)
class Size:
    """All that was measured at one size of one scenario."""

    scenario: months.Scenario
    people: int
    volume: months.Volume
    # Bytes that the books grew by from draft to hand-over, without the sealed folder.
    books_growth: int
    rows: list[Row]
    yardsticks: dict[str, float]

    @property
    def whole(self) -> Row:
        """The batch path: draft, submit, three signatures, issue."""
        return next(row for row in self.rows if row.stage == "the whole")


def measure_size(
    programs: pathlib.Path, scenario: months.Scenario, people: int, options: argparse.Namespace
) -> Size:
    """Runs a month as often as asked, each in books of its own, and the yardsticks after each."""
    runs, sticks = [], []
    for number in range(options.runs):
        print(f"{scenario.name}, {people} people, run {number + 1}", file=sys.stderr)
        with scratch() as folder:
            month = months.Month(programs, folder, scenario, people)
            month.with_answers = not options.no_answers
            month.with_stop = people <= STOP_LIMIT
            run = run_month(month)
            runs.append(run)
            shutil.rmtree(month.books)
            written = sum(run.costs[name].written for name in months.WHOLE)
            sticks.append(yardsticks(folder, written))
    best = {
        name: (min if name.endswith("_ns") else max)(stick[name] for stick in sticks)
        for name in sticks[0]
    }
    rows = [
        _row(scenario, people, runs, name, [[run.costs[name]] for run in runs], best)
        for name in runs[0].costs
    ]
    whole = [[run.costs[name] for name in months.WHOLE] for run in runs]
    place = next(i for i, row in enumerate(rows) if row.stage == "batch issue") + 1
    rows.insert(place, _row(scenario, people, runs, "the whole", whole, best))
    return Size(scenario, people, runs[0].volume, runs[0].books_growth, rows, best)


def _row(
    scenario: months.Scenario,
    people: int,
    runs: list[Run],
    name: str,
    costs: list[list[Cost]],
    sticks: dict[str, float],
) -> Row:
    """One stage, or several as one, from its costs in each run."""
    stage = runs[0].stages.get(name)
    unit = stage.unit if stage else "transfer"
    counts = {"row": people, "status": runs[0].statuses, "transfer": runs[0].volume.transfers}
    walls = [sum(cost.wall for cost in run) for run in costs]
    cpu = min(sum(cost.cpu for cost in run) for run in costs)
    written = min(sum(cost.written for cost in run) for run in costs)
    least = max(written / sticks["durable_write"], cpu / (os.cpu_count() or 1))
    return Row(
        scenario=scenario.name,
        people=people,
        stage=name,
        unit=unit,
        count=max(counts[unit], 1),
        lines=runs[0].volume.lines,
        wall=min(walls),
        wall_median=statistics.median(walls),
        cpu=cpu,
        peak=min(max(cost.peak for cost in run) for run in costs),
        read=costs[0][0].read,
        written=written,
        load=max(cost.load for run in costs for cost in run),
        roofline=100 * least / min(walls),
    )


def told(size: Size) -> str:
    """One size as Markdown: what it comes to, its table, the yardsticks."""
    volume, people = size.volume, size.people
    transfers = volume.transfers
    lines = [
        f"## {size.scenario.name}, {results.number(people)} people",
        "",
        f"{size.scenario.told}: {results.number(transfers)} transfers, "
        f"{results.number(volume.lines)} lines ({volume.lines / transfers:.2f} a transfer).",
        f"The sealed folder holds {volume.sealed_bytes / transfers:.0f} bytes a transfer; "
        f"the books grew by {size.books_growth / volume.lines:.0f} bytes a line.",
        "",
        _stage_table(size),
        _yardstick_words(size),
    ]
    if people <= COMMUNE:
        lines.append(_command_words(size))
    return "\n".join(lines)


def _stage_table(size: Size) -> str:
    head = [
        "stage", "wall s", "median", "CPU s", "a second", "lines/s", "MB in", "MB out", "MB/s",
        "CPU ns", "of one", "ns a line", "peak MB", "roofline",
    ]  # fmt: skip
    rows = []
    for row in size.rows:
        name = row.stage if row.stage != "the whole" else "**the whole**"
        rows.append([
            name,
            f"{row.wall:.3f}",
            f"{row.wall_median:.3f}",
            f"{row.cpu:.3f}",
            results.number(row.count / row.wall),
            results.number(row.lines / row.wall),
            f"{row.read / 1e6:.1f}",
            f"{row.written / 1e6:.1f}",
            f"{(row.read + row.written) / row.wall / 1e6:.0f}",
            results.number(row.cpu_each),
            row.unit,
            results.number(row.cpu * 1e9 / row.lines),
            f"{row.peak / 1e6:.0f}",
            f"{row.roofline:.0f} %",
        ])  # fmt: skip
    return results.table(head, rows)


def _yardstick_words(size: Size) -> str:
    sticks = size.yardsticks
    way = "past the page cache" if sticks["past_page_cache"] else "through the page cache"
    loads = max(row.load for row in size.rows)
    return (
        f"Yardsticks of the same run: durable write {sticks['durable_write'] / 1e6:.0f} MB/s "
        f"({sticks['durable_write_size'] / 1e6:.0f} MB, {way}), SHA-256 "
        f"{sticks['sha256'] / 1e6:.0f} MB/s, memory copy {sticks['memory_copy'] / 1e6:.0f} MB/s, "
        f"SQLite insert of a row of 8 integers from Python {sticks['sqlite_row_ns']:.0f} ns CPU. "
        f"Load average up to {loads:.1f}: above 1, wall times say little.\n"
    )


def _command_words(size: Size) -> str:
    """Each command of one commune against what it must stay below."""
    commands = [row for row in size.rows if row.stage not in ["the whole", "fixture people"]]
    dearest = max(commands, key=lambda row: row.cpu)
    over = [
        f"{row.stage} {row.cpu * 1000:.0f} ms" for row in commands if row.cpu * 1000 > COMMAND_LIMIT
    ]
    words = f"The dearest command is {dearest.stage}: {dearest.cpu * 1000:.0f} ms CPU. "
    if over:
        return words + f"Above the {COMMAND_LIMIT} ms of one command: {', '.join(over)}.\n"
    return words + f"Every command stays within {COMMAND_LIMIT} ms.\n"


def growth(sizes: list[Size]) -> str:
    """How the cost of the batch path grows: each size against the one before it."""
    head = [
        "people", "transfers", "CPU ns each", "to the size before", "ns each further one",
        "to the one before", "peak MB",
    ]  # fmt: skip
    rows, before, further_before = [], None, None
    for size in sizes:
        whole, ratio, further_ratio, further = size.whole, "–", "–", None
        if before and size.volume.transfers > before.volume.transfers:
            ratio = f"{whole.cpu_each / before.whole.cpu_each:.2f}"
            added = size.volume.transfers - before.volume.transfers
            further = (whole.cpu - before.whole.cpu) * 1e9 / added
            if further_before:
                further_ratio = f"{further / further_before:.2f}"
        rows.append([
            results.number(size.people),
            results.number(size.volume.transfers),
            results.number(whole.cpu_each),
            ratio,
            results.number(further) if further is not None else "–",
            further_ratio,
            f"{whole.peak / 1e6:.0f}",
        ])  # fmt: skip
        before, further_before = size, further
    return (
        f"## {sizes[0].scenario.name}, how the cost of the whole grows\n\n"
        "A command has a cost of its own, whatever it does; what one more transfer costs is the "
        "difference between two sizes, parted among the transfers between them.\n\n"
        + results.table(head, rows)
    )


def as_json(size: Size, origin: str) -> Iterator[str]:
    """Each stage and the yardsticks, as one JSON object a line."""
    named = {"scenario": size.scenario.name, "people": size.people, "origin": origin}
    for row in size.rows:
        yield json.dumps({**asdict(row), "cpu_ns_each": row.cpu_each, "origin": origin})
    yield json.dumps({**named, "yardsticks": size.yardsticks})
    yield json.dumps({**named, **asdict(size.volume), "books_growth": size.books_growth})


def enough_disk(scenario: str, people: int, options: argparse.Namespace) -> bool:
    """Whether a month of this size fits into half of the free disk; says so where it does not."""
    with scratch() as folder:
        free = shutil.disk_usage(folder).free
    wanted = people * DISK_A_PERSON[scenario] * (2 if people <= STOP_LIMIT else 1)
    if not options.no_answers:
        wanted += people * DISK_FOR_ANSWERS
    if wanted <= free / 2:
        return True
    print(
        f"{scenario}, {people} people: left out, it needs about {wanted / 1e9:.0f} GB of disk and "
        f"half of what is free is {free / 2e9:.0f} GB"
        + ("" if options.no_answers else "; --no-answers needs less"),
        file=sys.stderr,
    )
    return False


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument(
        "sizes", nargs="*", type=int, default=[COMMUNE, 10_000, 100_000], help="people of a commune"
    )
    parser.add_argument("--runs", type=int, default=3, help="how often; the least counts")
    parser.add_argument(
        "--scenario", action="append", choices=months.SCENARIOS, help="all without it"
    )
    parser.add_argument("--no-answers", action="store_true", help="end with the proofs")
    parser.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="rows as JSON, to stdout without FILE"
    )
    parser.add_argument("--results", type=pathlib.Path, default=results.RESULTS)
    parser.add_argument("--no-results", action="store_true", help="publish nothing")
    return parser.parse_args()


def main() -> None:
    """Measures, prints and publishes."""
    options = arguments()
    found = shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make bench")
    programs = pathlib.Path(found).resolve().parent
    with scratch() as folder:
        origin = results.origin(folder)
    if os.getloadavg()[0] > 1 and not options.no_results:
        print("this machine is busy: its wall times will be published", file=sys.stderr)
    with results.json_rows(options.json) as rows:
        told_to = sys.stderr if options.json == "-" else sys.stdout

        def tell(key: tuple[str, str, int], text: str) -> None:
            print(text, file=told_to, flush=True)
            if not options.no_results:
                results.publish(options.results, key, results.with_origin(text, origin))

        for name in options.scenario or list(months.SCENARIOS):
            sizes = []
            for people in sorted(options.sizes):
                if not enough_disk(name, people, options):
                    continue
                size = measure_size(programs, months.SCENARIOS[name], people, options)
                sizes.append(size)
                tell(("bench", name, people), told(size))
                for line in as_json(size, origin) if rows else []:
                    print(line, file=rows, flush=True)
            if len(sizes) > 1:
                tell(("bench", f"{name}-growth", 0), growth(sizes))


if __name__ == "__main__":
    try:
        main()
    except StageFailed as failure:
        sys.exit(str(failure))
