#!/usr/bin/env python3
"""Counts the instructions of whole commands and holds them against thresholds.

Run by `make instructions` on a release build. Time swings on a shared machine, a count hardly
does: what costs more than its threshold allows has grown dearer, whatever the machine was doing.
Counting is callgrind's, a part of valgrind; without it nothing is counted, and that is said.
Counts are of small books, so that a command's own cost is most of them: they guard against slow
decay; what one more transfer costs, bench.py says.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

import month as months
from measure import StageFailed, measure, scratch

THRESHOLDS = pathlib.Path(__file__).with_name("instructions.toml")
COUNTED = [
    "register import",
    "batch draft",
    "batch submit",
    "batch approve, account holder",
    "batch issue",
    "verify",
    "chitra-verify",
    "bank results, statuses",
    "reconcile, statuses",
]
# The last stage that is wanted: what follows it is not run.
LAST = "reconcile, statuses"

TEXT = """\
# Instructions of whole commands on books of {people} people, in thousands, as valgrind counts them.
# Written by `Benchmarks/instructions.py --update` with {room} percent of room; never by hand.
people = {people}
room_percent = {room}

[thousands]
{rows}"""


def stripped(programs: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Copies of both programs without what is for debuggers, which valgrind may fail to read."""
    target = folder / "programs"
    target.mkdir()
    for name in ["chitra", "chitra-verify"]:
        command = ["strip", "--strip-debug", "-o", str(target / name), str(programs / name)]
        subprocess.run(command, check=True)
    return target


def count(stage: months.Stage, month: months.Month) -> int:
    """Runs one command under valgrind; gives the instructions of all its threads."""
    log = month.folder / "valgrind.log"
    done = subprocess.run(
        [
            "valgrind",
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            f"--log-file={log}",
            *stage.command,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={
            **os.environ,
            "CHITRA_BOOKS": str(month.books),
            "SWIFT_BACKTRACE": "enable=no",
            # Hash tables are laid out alike in every run.
            "SWIFT_DETERMINISTIC_HASHING": "1",
        },
        check=False,
    )
    found = re.search(r"Collected : (\d+)", log.read_text(encoding="utf-8", errors="replace"))
    if done.returncode != 0 or not found:
        text = done.stderr.decode(errors="replace")
        raise StageFailed(f"{stage.name} under valgrind: {done.returncode}\n{text}")
    return int(found[1])


def counts(programs: pathlib.Path, people: int) -> dict[str, int]:
    """Runs a month and counts the stages that are held against thresholds."""
    found: dict[str, int] = {}
    with scratch() as folder:
        programs = stripped(programs, folder)
        month = months.Month(programs, folder, months.SCENARIOS["arrears"], people)
        month.with_stop = False
        for stage in month.stages():
            if stage.name in COUNTED:
                found[stage.name] = count(stage, month)
            else:
                measure(stage, month)
            if stage.name == LAST:
                break
    return found


def judged(found: dict[str, int], thresholds: dict[str, int], room: int) -> bool:
    """Prints each count beside its threshold; whether all of them stay below."""
    good = True
    for name, instructions in found.items():
        thousands = instructions // 1000
        threshold = thresholds.get(name, 0)
        word = ""
        if thousands > threshold:
            good = False
            word = (
                "ABOVE its threshold: find what grew, or say in the commit why it must (--update)"
            )
        elif thousands * (100 + 3 * room) < threshold * 100:
            word = "far below its threshold: lower it (--update)"
        print(f"{name:<32} {thousands:>12,} of {threshold:>12,} thousand  {word}".rstrip())
    for name in sorted(thresholds.keys() - found.keys()):
        good = False
        print(f"{name}: has a threshold and was not counted (--update)")
    return good


def write(people: int, room: int, found: dict[str, int]) -> None:
    """Writes thresholds: the counts and the room above them."""
    rows = "".join(
        f'"{name}" = {instructions * (100 + room) // 100_000}\n'
        for name, instructions in found.items()
    )
    THRESHOLDS.write_text(TEXT.format(people=people, room=room, rows=rows), encoding="utf-8")


def main() -> None:
    """Counts, and compares or writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--update", action="store_true", help="write the thresholds")
    options = parser.parse_args()
    missing = [tool for tool in ["valgrind", "strip"] if not shutil.which(tool)]
    if missing:
        print(f"instructions: nothing is counted, {' and '.join(missing)} not installed")
        return
    programs = pathlib.Path(
        shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make instructions")
    )
    with open(THRESHOLDS, "rb") as file:
        kept = tomllib.load(file)
    people, room = kept["people"], kept["room_percent"]
    found = counts(programs.resolve().parent, people)
    if options.update:
        write(people, room, found)
        print(f"{len(found)} thresholds are written to {THRESHOLDS.name}")
    elif not judged(found, kept["thousands"], room):
        sys.exit("instructions: at least one command has grown dearer than its threshold")


if __name__ == "__main__":
    try:
        main()
    except StageFailed as failure:
        sys.exit(str(failure))
