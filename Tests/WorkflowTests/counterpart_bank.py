#!/usr/bin/env python3
"""A counterpart bank that nobody of this project wrote, kept open for a whole test.

    counterpart_bank.py INTERPRETER FIRST-DAY FOLDER

INTERPRETER is a Python that has mock-bank 0.9.0 (PyPI). The bank is started on a free loopback port
with its clock on the morning of FIRST-DAY; it does not settle on Saturdays and Sundays. Then each
line of standard input is one request in JSON, {"do": NAME, …}, and each line of standard output its
answer, {"fault": null, …}:

    open     id, iban, number        opens an account in dong without money; number may be ""
    credit   account, amount, note   money comes in from outside
    behave   id, behaviour, parameters
    holidays days                    the days besides on which the bank does not settle
    post     path                    a payment file is sent; the answer has the bank's status code
    advance  day                     bank time moves to the beginning of a day; every message that
                                     the bank wrote is put into FOLDER, in its order
    account  id                      what the bank's own books say: its payments, the money that came
                                     in, the closing balance of each day, the balance

The bank is stopped at the end of the input, in any case.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(
    0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "BankFilesTests"))
from mock_bank import Bank, Disagreement, demand  # noqa: E402


class Counter:
    """The counter of the bank: requests in, answers out."""

    def __init__(self, bank, folder):
        self.bank = bank
        self.folder = folder
        self.letters = 0

    def ask(self, method, path, body=None):
        """A request that the bank must grant."""
        data = None if body is None else json.dumps(body).encode()
        status, answer = self.bank.ask(method, path, data)
        demand(status in (200, 201), "%s %s: %s %s" % (method, path, status, answer))
        return answer

    def open(self, id, iban, number):
        self.ask("POST", "/_mock/accounts", {
            "id": id, "iban": iban, "account_number": number, "bic": "MOCKVNVX",
            "currency": "VND", "balance": 0})

    def credit(self, account, amount, note):
        self.ask("POST", "/_mock/credits", {"account": account, "amount": amount, "note": note})

    def behave(self, id, behaviour, parameters):
        self.ask("PATCH", "/_mock/accounts/" + id,
                 {"behaviour": behaviour, "parameters": parameters})

    def holidays(self, days):
        self.ask("PUT", "/_mock/holidays", days)

    def post(self, path):
        with open(path, "rb") as stream:
            status, _ = self.bank.ask("POST", "/payments", stream.read(), "application/xml")
        return {"status": status}

    def advance(self, day):
        self.ask("POST", "/_mock/advance?to=" + day)
        letters = []
        for row in self.ask("GET", "/_mock/mailbox"):
            self.letters += 1
            name = "%04d-%s.xml" % (self.letters, row["type"])
            path = os.path.join(self.folder, name)
            with open(path, "wb") as stream:
                stream.write((row["body"].strip() + "\n").encode("utf-8"))
            letters.append({"path": path, "type": row["type"], "account": row["account"] or ""})
        return {"letters": letters}

    def account(self, id):
        payments = [{
            "endToEnd": row["end_to_end_id"], "payee": row["creditor_iban"] or "",
            "amount": row["amount"], "isRefused": row["status"] == "rejected",
            "debited": row["settlement_date"] if row["booked_at"] else None,
            "returned": row["return_due"] if row["returned_at"] else None,
        } for row in self.ask("GET", "/_mock/payments") if row["account_id"] == id]
        credits = [{"amount": row["amount"], "day": row["booking_date"]}
                   for row in self.ask("GET", "/_mock/credits")
                   if row["account_id"] == id and row["booked_at"]]
        statements = [{"day": row["day"], "closing": row["closing"]}
                      for row in self.ask("GET", "/_mock/accounts/%s/statements" % id)]
        return {"payments": payments, "credits": credits, "statements": statements,
                "balance": self.ask("GET", "/_mock/accounts/" + id)["balance"]}


REQUESTS = ("open", "credit", "behave", "holidays", "post", "advance", "account")


def main(arguments):
    """Serves requests until the input ends."""
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 64
    bank = Bank(arguments[1], "%sT08:00" % arguments[2])
    try:
        counter = Counter(bank, arguments[3])
        for line in sys.stdin:
            try:
                request = json.loads(line)
                name = request.pop("do")
                demand(name in REQUESTS, "no such request: %s" % name)
                answer = dict(getattr(counter, name)(**request) or {}, fault=None)
            except (Disagreement, OSError, ValueError, TypeError, KeyError) as fault:
                answer = {"fault": str(fault)[:2000]}
            print(json.dumps(answer), flush=True)
    finally:
        bank.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
