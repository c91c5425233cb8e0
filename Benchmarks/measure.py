"""Runs the commands of a month and keeps what the kernel says that each cost."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import month as months
import results


@dataclass(frozen=True)
class Cost:
    """What one run of a stage took: seconds, bytes of peak memory, bytes in and out."""

    wall: float
    cpu: float
    peak: int
    read: int
    written: int
    load: float


class StageFailed(Exception):
    """A command of the month ended with another code than 0."""


def measure(stage: months.Stage, month: months.Month) -> Cost:
    """Runs one command; everything about it comes from the kernel's own account of the process."""
    read = months.size_of(stage.reads)
    with tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            stage.command,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "CHITRA_BOOKS": str(month.books), "SWIFT_BACKTRACE": "enable=no"},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            text = errors.read().decode(errors="replace")
            raise StageFailed(f"{' '.join(stage.command[:3])} …: {process.returncode}\n{text}")
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        # The kernel counts memory in KiB and the disk in blocks of 512 bytes.
        peak=usage.ru_maxrss * 1024,
        read=read,
        written=usage.ru_oublock * 512,
        load=os.getloadavg()[0],
    )


@contextlib.contextmanager
def scratch() -> Iterator[pathlib.Path]:
    """An empty folder on the disk that is measured: CHITRA_BENCH_FOLDER, else that of the build.

    A machine's folder for temporary files may lie in memory.
    """
    built = results.ROOT / ".build"
    place = os.environ.get("CHITRA_BENCH_FOLDER") or (built if built.is_dir() else None)
    with tempfile.TemporaryDirectory(prefix="chitra-bench-", dir=place) as name:
        yield pathlib.Path(name)


@dataclass
class Run:
    """One month from beginning to end."""

    costs: dict[str, Cost]
    stages: dict[str, months.Stage]
    volume: months.Volume
    statuses: int
    books_growth: int


def run_month(month: months.Month) -> Run:
    """Runs every stage of a month once."""
    run = Run({}, {}, months.Volume(0, 0, 0), 0, 0)
    before = 0
    for stage in month.stages():
        if stage.name == "batch draft":
            before = month.database_bytes
        if stage.name == "bank results, statuses":
            run.statuses = months.statuses(stage.reads)
        cost = measure(stage, month)
        # The keys of invented officers are made here; nobody's month begins so.
        if stage.name != "init":
            run.costs[stage.name], run.stages[stage.name] = cost, stage
        if stage.name == "batch issue":
            run.books_growth = month.database_bytes - before
            run.volume = months.volume(month)
    return run


def yardsticks(folder: pathlib.Path, size: int) -> dict[str, float]:
    """What the machine can do now; the file is about as long as what the batch path writes."""
    length = min(max(size, 64 << 20), 4 << 30)
    script = pathlib.Path(__file__).with_name("yardsticks.py")
    said = subprocess.run(
        [sys.executable, script, folder, str(length)], stdout=subprocess.PIPE, check=True
    )
    sticks: dict[str, float] = json.loads(said.stdout)
    return sticks
