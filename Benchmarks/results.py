"""Tables, the machine they come from, and the file of published results.

RESULTS.md is written by this module alone. Each run has a section of its own, between two marks;
a newer run of the same kind and size takes the place of the older one.
"""

import contextlib
import datetime
import os
import pathlib
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import TextIO

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "Benchmarks" / "RESULTS.md"

HEAD = """\
# Results

Written by `make bench` and `make bench-peers`, never by hand: a newer run of the same kind and
size takes the place of the older one. How it is measured, and what the columns mean:
`docs/performance.md`.
"""
NOTHING = "\nNo run has been published yet.\n"


def table(head: list[str], rows: list[list[str]], words: int = 1) -> str:
    """A Markdown table whose columns line up: words first, to the left; numbers to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = ["-" * width for width in widths[:words]]
    rule += ["-" * (width - 1) + ":" for width in widths[words:]]
    lines = ["| " + " | ".join(rule) + " |"]
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row[:words], widths, strict=False)]
        cells += [
            cell.rjust(width) for cell, width in zip(row[words:], widths[words:], strict=True)
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines[:2] = [lines[1], lines[0]]
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def json_rows(option: str | None) -> Iterator[TextIO | None]:
    """Where rows go as JSON: nowhere without the option, to stdout for a dash, else to a file."""
    if option is None:
        yield None
    elif option == "-":
        yield sys.stdout
    else:
        with open(option, "w", encoding="utf-8") as file:
            yield file


def number(value: float, digits: int = 0) -> str:
    """A number with its thousands parted."""
    return f"{value:,.{digits}f}"


def machine(folder: pathlib.Path) -> str:
    """Processor, cores, memory and the file system of a folder, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {_file_system(folder)}, "
        f"{platform.system()} {platform.release().split('-')[0]}"
    )


def _processor() -> str:
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = {
        name: re.search(rf"^{name}\s*: (.*)$", text, re.MULTILINE)
        for name in ["model name", "cpu family", "model"]
    }
    if not found["model name"]:
        return platform.machine()
    name = found["model name"][1]
    if found["cpu family"] and found["model"]:
        name += f" (family {found['cpu family'][1]}, model {found['model'][1]})"
    return name


def _file_system(folder: pathlib.Path) -> str:
    """The kind of the file system that holds a folder: that of the longest mount point above it."""
    best = ("", "unknown file system")
    try:
        mounts = pathlib.Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return best[1]
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        if folder.resolve().is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]


def commit() -> str:
    """The commit of the tree, and whether something in it is not committed."""
    name = _git("rev-parse", "--short=12", "HEAD")
    if not name:
        return "commit unknown"
    changed = [
        line for line in _git("status", "--porcelain").splitlines() if "RESULTS.md" not in line
    ]
    return f"commit {name}" + (" and changes that are not committed" if changed else "")


def _git(*words: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def origin(folder: pathlib.Path) -> str:
    """Machine, day and commit, as a line for a section."""
    today = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{machine(folder)}; {today}; {commit()}."


def publish(path: pathlib.Path, key: tuple[str, str, int], text: str) -> None:
    """Puts a section into the file of results, in the place of the one with the same key.

    Sections stand in the order of their keys: kind, name, size.
    """
    sections = _sections(path.read_text(encoding="utf-8") if path.exists() else "")
    sections[key] = text.strip() + "\n"
    parts = [HEAD]
    for (kind, name, size), section in sorted(sections.items()):
        parts.append(f"\n<!-- begin {kind} {name} {size} -->\n{section}<!-- end -->\n")
    path.write_text("".join(parts) if sections else HEAD + NOTHING, encoding="utf-8")


def with_origin(text: str, origin: str) -> str:
    """A section with the line that says where it comes from, below its heading."""
    heading, rest = text.split("\n\n", maxsplit=1)
    return f"{heading}\n\n{origin}\n\n{rest}"


def _sections(text: str) -> dict[tuple[str, str, int], str]:
    found = re.findall(r"<!-- begin (\S+) (\S+) (\d+) -->\n(.*?)<!-- end -->\n", text, re.DOTALL)
    return {(kind, name, int(size)): section for kind, name, size, section in found}
