#!/usr/bin/env python3
"""Sends payment files to a counterpart bank that nobody of this project wrote.

    mock_bank.py INTERPRETER [--answers FOLDER] FILE.xml [FILE.xml ...]

INTERPRETER is a Python that has mock-bank 0.9.0 (PyPI). The bank is started on a free loopback
port, an account is opened for each debtor account of the files, the files are posted in order,
and bank time is moved day by day until all is booked. Then every payment is held against its
file: state, amount, currency, and the balance of every account to the dong. A summary is printed
as JSON; the exit code is 0 only when everything agrees. The bank is stopped in any case.

With --answers every message that the bank wrote is put into that folder, numbered in its order, and
the first payment of the first file comes back two days after it was booked.
"""
import datetime
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
OPENING_RESERVE = 1_000_000
PATIENCE_DAYS = 14
ANSWER_DAYS = 6


class Disagreement(Exception):
    """The bank and the files do not say the same."""


def demand(holds, words):
    """Raises a Disagreement unless something holds."""
    if not holds:
        raise Disagreement(words)


def read_file(path):
    """What a pain.001 orders, read by a parser that is not the project's."""
    with open(path, "rb") as stream:
        body = stream.read()
    root = ElementTree.fromstring(body)

    def text(element, steps):
        found = element.find("/".join(NAMESPACE + step for step in steps.split("/")))
        demand(found is not None and found.text, "%s: %s is missing" % (path, steps))
        return found.text

    order = root.find(NAMESPACE + "CstmrCdtTrfInitn")
    parts = []
    for part in order.findall(NAMESPACE + "PmtInf"):
        transfers = {}
        for transfer in part.findall(NAMESPACE + "CdtTrfTxInf"):
            name = text(transfer, "PmtId/EndToEndId")
            demand(name not in transfers, "an id stands twice in %s" % path)
            transfers[name] = int(text(transfer, "Amt/InstdAmt"))
        demand(int(text(part, "NbOfTxs")) == len(transfers), "%s: NbOfTxs of a part" % path)
        demand(int(text(part, "CtrlSum")) == sum(transfers.values()), "%s: CtrlSum" % path)
        parts.append({
            "account": text(part, "DbtrAcct/Id/Othr/Id"),
            "date": datetime.date.fromisoformat(text(part, "ReqdExctnDt/Dt")),
            "transfers": transfers,
        })
    return {
        "path": path,
        "body": body,
        "message_id": text(order, "GrpHdr/MsgId"),
        "count": int(text(order, "GrpHdr/NbOfTxs")),
        "sum": int(text(order, "GrpHdr/CtrlSum")),
        "parts": parts,
    }


def iban(number):
    """A made-up IBAN with good check digits: the bank wants one for every account."""
    own = "NL00UNIT%010d" % number
    turned = own[4:] + own[:4]
    value = int("".join(str(int(letter, 36)) for letter in turned))
    return "NL%02d%s" % (98 - value % 97, own[4:])


class Bank:
    """The counterpart bank: a process of its own on a free loopback port."""

    def __init__(self, interpreter, clock):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = "http://127.0.0.1:%d" % port
        self.process = subprocess.Popen(
            [interpreter, "-m", "mockbank", "--port", str(port), "--clock", clock, "-q"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise

    def wait(self):
        """Waits until the bank answers, at most 30 seconds."""
        for _ in range(300):
            demand(self.process.poll() is None, "the bank did not start")
            try:
                self.ask("GET", "/_mock/health")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise Disagreement("the bank does not answer")

    def ask(self, method, path, body=None, kind="application/json"):
        """One request: the status and the JSON answer."""
        request = urllib.request.Request(
            self.address + path, data=body, method=method, headers={"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read().decode("utf-8", "replace") or "null")

    def stop(self):
        """Ends the bank, which keeps nothing; it may have been started with SIGTERM blocked."""
        self.process.kill()
        self.process.wait()


def open_accounts(bank, files):
    """One account for each debtor account, with money for all its files and a reserve."""
    needed = {}
    for file in files:
        for part in file["parts"]:
            total = sum(part["transfers"].values())
            needed[part["account"]] = needed.get(part["account"], 0) + total
    for index, (account, total) in enumerate(sorted(needed.items()), start=1):
        status, answer = bank.ask("POST", "/_mock/accounts", json.dumps({
            "id": "UNIT%d" % index, "iban": iban(index), "account_number": account,
            "bic": "MOCKVNVX", "currency": "VND", "balance": total + OPENING_RESERVE,
        }).encode())
        demand(status in (200, 201), "an account was not opened: %s" % answer)
    return needed


def post(bank, files):
    """Sends the files; each must be accepted whole, and refused when it comes again."""
    for file in files:
        status, answer = bank.ask("POST", "/payments", file["body"], "application/xml")
        demand(status == 202, "%s was refused: %s" % (file["path"], answer))
        status, _ = bank.ask("POST", "/payments", file["body"], "application/xml")
        demand(status == 422, "%s was taken a second time" % file["path"])


def book(bank):
    """Moves bank time until nothing waits; gives the payments by message and id."""
    for _ in range(PATIENCE_DAYS + 1):
        _, rows = bank.ask("GET", "/_mock/payments")
        if all(row["booked_at"] for row in rows):
            break
        status, answer = bank.ask("POST", "/_mock/advance?days=1", b"")
        demand(status == 200, "bank time does not move: %s" % answer)
    return {(row["msg_id"], row["end_to_end_id"]): row for row in rows}, len(rows)


def check(bank, files, needed):
    """Holds the bank's payments and balances against the files; gives the summary."""
    booked, rows = book(bank)
    count = total = 0
    for file in files:
        amounts = {}
        for part in file["parts"]:
            amounts.update(part["transfers"])
        demand(len(amounts) == file["count"], "NbOfTxs of %s" % file["path"])
        demand(sum(amounts.values()) == file["sum"], "CtrlSum of %s" % file["path"])
        for name, amount in amounts.items():
            row = booked.get((file["message_id"], name))
            demand(row is not None, "the bank does not know %s" % name)
            demand(row["status"] == "accepted", "%s is %s" % (name, row["status"]))
            demand(row["booked_at"], "%s was never booked" % name)
            demand(row["currency"] == "VND" and int(row["amount"]) == amount,
                   "the amount of %s differs" % name)
        count += len(amounts)
        total += file["sum"]
    demand(rows == count, "the bank has %d payments, the files %d" % (rows, count))
    for index in range(1, len(needed) + 1):
        _, account = bank.ask("GET", "/_mock/accounts/UNIT%d" % index)
        demand(account["balance"] == OPENING_RESERVE,
               "balance of account %d: %s, not %d" % (index, account["balance"], OPENING_RESERVE))
    return {"files": len(files), "transfers": count, "sum": total, "accounts": len(needed),
            "agrees": True}


def promise_return(bank, files):
    """Lets the first payment of the first file come back after it was booked."""
    first = next(iter(files[0]["parts"][0]["transfers"]))
    status, answer = bank.ask("PATCH", "/_mock/accounts/UNIT1", json.dumps({
        "behaviour": "return-later",
        "parameters": {"days": 2, "reason": "AC04", "end_to_end_id": first},
    }).encode())
    demand(status == 200, "no return was promised: %s" % answer)


def keep_answers(bank, folder):
    """Writes what the bank sent into a folder; gives the names."""
    names = []
    for _ in range(ANSWER_DAYS):
        bank.ask("POST", "/_mock/advance?days=1", b"")
    _, letters = bank.ask("GET", "/_mock/mailbox?leave")
    for number, letter in enumerate(letters, start=1):
        name = "%03d-%s.xml" % (number, letter["type"])
        with urllib.request.urlopen("%s/_mock/mailbox/%s" % (bank.address, letter["id"])) as body:
            with open(os.path.join(folder, name), "wb") as stream:
                stream.write(body.read())
        names.append(name)
    return names


def main(arguments):
    """Runs the whole exchange and says how it went."""
    folder = None
    if arguments[1:2] == ["--answers"]:
        folder = arguments[2]
        arguments = arguments[:1] + arguments[3:]
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        files = [read_file(path) for path in arguments[1:]]
        first = min(part["date"] for file in files for part in file["parts"])
        bank = Bank(arguments[0], "%sT08:00" % first.isoformat())
        try:
            needed = open_accounts(bank, files)
            if folder:
                promise_return(bank, files)
            post(bank, files)
            if folder:
                summary = {"answers": keep_answers(bank, folder)}
            else:
                summary = check(bank, files, needed)
        finally:
            bank.stop()
    except (Disagreement, OSError, ElementTree.ParseError, ValueError) as fault:
        print(json.dumps({"agrees": False, "why": str(fault)[:2000]}))
        return 1
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
