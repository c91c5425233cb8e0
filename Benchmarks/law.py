#!/usr/bin/env python3
"""Times the law alone: a rule book compiled, a register judged, facts without books.

Run by `make bench` on a release build. Each figure is a difference of whole processes: judging is
what `law diff` takes for 25 months less what it takes for one, two sides of the law at once;
compiling is what `law list` takes less `--version`.
"""

import argparse
import json
import pathlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import month as months
import results
from measure import Cost, StageFailed, measure, scratch

# Months that the long comparison has more than the short one, and the sides of each.
MORE_MONTHS = 24
SIDES = 2
# Persons and months of the file of facts.
FACTS = (5_000, 2)


@dataclass(frozen=True)
class Law:
    """What was measured, the least of all runs: seconds of CPU, nanoseconds and bytes."""

    people: int
    compile_cpu: float
    judge_ns: float
    judged: int
    diff_peak: int
    assess_cpu: float
    assess_peak: int
    load: float


def stage(month: months.Month, name: str, *words: object) -> months.Stage:
    """One command of the law."""
    program = str(month.programs / "chitra")
    return months.Stage(name, [program, *[str(word) for word in words]])


def facts(path: pathlib.Path) -> None:
    """A file of disabled adults and pensioners, as `docs/law-facts.md` describes it."""
    persons: list[dict[str, object]] = []
    for number in range(FACTS[0]):
        if number % 2:
            claims = [{"category": "pension", "signed": "2025-07-04"}]
            persons.append({"id": f"{number}", "birth": "1945-01-10", "claims": claims})
            continue
        claims = [{"category": "5.6", "signed": "2023-01-10"}]
        known = [{"name": "severity", "value": "severe", "from": "2022-12-20"}]
        persons.append(
            {"id": f"{number}", "birth": "1986-01-10", "claims": claims, "facts": known}
        )
    sheet = {
        "schema": "chitra/law-facts/1",
        "place": "40",
        "months": ["2026-06", "2026-08"][: FACTS[1]],
        "known": "2026-11-22",
        "persons": persons,
    }
    path.write_text(json.dumps(sheet), encoding="utf-8")


def prepared(month: months.Month) -> None:
    """Books with a register; nothing of it is measured."""
    for step in month.stages():
        if step.name == "ledger receive":
            return
        measure(step, month)


def run(month: months.Month) -> Iterator[tuple[str, Cost]]:
    """Each command once."""
    sheet = month.folder / "facts.json"
    facts(sheet)
    asked = [f"{2024 + index // 12}-{index % 12 + 1:02}" for index in range(MORE_MONTHS + 1)]
    same = ["--from", "2026-11-22", "--to", "2026-11-22"]
    short = ["--month", asked[0]]
    long = [word for owed in asked for word in ("--month", owed)]
    yield "version", measure(stage(month, "version", "--version"), month)
    yield "list", measure(stage(month, "list", "law", "list"), month)
    yield "short", measure(stage(month, "short", "law", "diff", *same, *short), month)
    yield "long", measure(stage(month, "long", "law", "diff", *same, *long), month)
    yield "assess", measure(stage(month, "assess", "law", "assess", sheet), month)


def measured(programs: pathlib.Path, people: int, runs: int) -> Law:
    """The least of some runs over one register."""
    costs: dict[str, list[Cost]] = {}
    with scratch() as folder:
        month = months.Month(programs, folder, months.SCENARIOS["single"], people)
        prepared(month)
        for _ in range(runs):
            for name, cost in run(month):
                costs.setdefault(name, []).append(cost)
    cpu = {name: min(cost.cpu for cost in found) for name, found in costs.items()}
    peak = {name: min(cost.peak for cost in found) for name, found in costs.items()}
    judged = people * MORE_MONTHS * SIDES
    return Law(
        people=people,
        compile_cpu=cpu["list"] - cpu["version"],
        judge_ns=(cpu["long"] - cpu["short"]) * 1e9 / judged,
        judged=judged,
        diff_peak=peak["long"],
        assess_cpu=cpu["assess"],
        assess_peak=peak["assess"],
        load=max(cost.load for found in costs.values() for cost in found),
    )


def told(law: Law) -> str:
    """The figures as Markdown."""
    rows = [
        ["rule book compiled", f"{law.compile_cpu * 1000:.1f} ms CPU", "–"],
        [
            f"{results.number(law.judged)} person-months judged",
            f"{law.judge_ns:.0f} ns CPU each",
            f"{results.number(1e9 / law.judge_ns)} a second",
        ],
        ["law diff, 25 months", "–", f"{law.diff_peak / 1e6:.0f} MB at most"],
        [
            f"law assess, {results.number(FACTS[0])} persons × {FACTS[1]} months",
            f"{law.assess_cpu:.2f} s CPU",
            f"{law.assess_peak / 1e6:.0f} MB at most",
        ],
    ]
    return (
        f"## the law alone, {results.number(law.people)} people\n\n"
        + results.table(["what", "cost", "that is"], rows, words=3)
        + f"\nLoad average up to {law.load:.1f}.\n"
    )


def main() -> None:
    """Measures, prints and publishes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("people", nargs="?", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3, help="how often; the least counts")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    parser.add_argument("--results", type=pathlib.Path, default=results.RESULTS)
    parser.add_argument("--no-results", action="store_true", help="publish nothing")
    options = parser.parse_args()
    found = shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make bench")
    law = measured(pathlib.Path(found).resolve().parent, options.people, options.runs)
    print(json.dumps(asdict(law)) if options.json else told(law))
    if not options.no_results:
        with scratch() as folder:
            origin = results.origin(folder)
        key = ("bench", "law", law.people)
        results.publish(options.results, key, results.with_origin(told(law), origin))


if __name__ == "__main__":
    try:
        main()
    except StageFailed as failure:
        sys.exit(str(failure))
