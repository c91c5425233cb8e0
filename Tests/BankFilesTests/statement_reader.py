#!/usr/bin/env python3
"""Reads messages of ISO 20022 about accounts and payments, independently of the readers under test.

    statement_reader.py FOLDER

Prints one JSON object: for each file below FOLDER that holds camt.052, camt.053 or camt.054 its
reports, with balances, entries and their sums in minor units, for each pain.002 and pacs.002 its
payments, and for each pain.001 its groups and payments. lxml is used where it is installed, the parser of Python itself where it is not. Files that
are not well-formed, and messages of other families, are left out.
"""
import json
import os
import re
import sys
from decimal import Decimal

try:
    from lxml import etree

    PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
    READER = "lxml"
except ImportError:
    import xml.etree.ElementTree as etree

    PARSER = None
    READER = "ElementTree"

REPORTS = {"BkToCstmrAcctRpt": "Rpt", "BkToCstmrStmt": "Stmt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
STATUSES = {"CstmrPmtStsRpt", "FIToFIPmtStsRpt"}
WHOLE = {"VND", "JPY", "KRW", "CLP", "ISK"}


def name(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def children(element, *path):
    found = [element]
    for step in path:
        found = [child for one in found for child in one if name(child) == step]
    return found


def text(element, *path):
    for found in children(element, *path):
        value = "".join(found.itertext()).strip()
        if value:
            return value
    return None


def minor(amount, currency):
    """An amount in minor units, or None where it has more decimals than its currency."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", amount or ""):
        return None
    scaled = Decimal(amount) * (1 if currency in WHOLE else 100)
    return int(scaled) if scaled == int(scaled) else None


def money(element):
    amounts = children(element, "Amt")
    if not amounts:
        return None, None
    currency = amounts[0].get("Ccy")
    return minor((amounts[0].text or "").strip(), currency), currency


def report(element):
    currency = None
    for found in children(element, "Bal", "Amt") + children(element, "Ntry", "Amt"):
        currency = found.get("Ccy")
        break
    balances = []
    for balance in children(element, "Bal"):
        amount, code = money(balance)
        side = text(balance, "CdtDbtInd")
        if amount is None or side is None or code != currency:
            continue
        kind = text(balance, "Tp", "CdOrPrtry", "Cd") or ""
        balances.append([kind, amount if side == "CRDT" else -amount])
    result = {
        "account": text(element, "Acct", "Id", "IBAN") or text(element, "Acct", "Id", "Othr", "Id"),
        "currency": currency,
        "balances": balances,
        "booked": 0,
        "credits": 0,
        "debits": 0,
        "announced": [],
        "foreign": [],
    }
    for entry in children(element, "Ntry"):
        amount, code = money(entry)
        side = text(entry, "CdtDbtInd")
        status = text(entry, "Sts", "Cd") or text(entry, "Sts")
        if amount is None or side is None:
            result["unreadable"] = True
            continue
        if status != "BOOK":
            result["announced"].append([amount, side])
        elif code != currency:
            result["foreign"].append([code, amount, side])
        else:
            result["booked"] += 1
            result["credits" if side == "CRDT" else "debits"] += amount
    return result


def payments(message):
    found = []
    for element in message.iter():
        if name(element) == "TxInfAndSts":
            reasons = [
                text(one, "Rsn", "Cd") or text(one, "Rsn", "Prtry")
                for one in children(element, "StsRsnInf")
            ]
            end = text(element, "OrgnlEndToEndId")
            found.append(
                [
                    None if end == "NOTPROVIDED" else end,
                    next((reason for reason in reasons if reason), None),
                ]
            )
    return found


def order(message):
    """The groups of a pain.001, each with its payments, and what it says of itself."""
    groups = []
    for group in children(message, "PmtInf"):
        found = []
        for payment in children(group, "CdtTrfTxInf"):
            amount = (
                children(payment, "Amt", "InstdAmt") or children(payment, "Amt", "EqvtAmt", "Amt")
            )[0]
            end = text(payment, "PmtId", "EndToEndId")
            found.append(
                {
                    "endToEnd": None if end == "NOTPROVIDED" else end,
                    "instruction": text(payment, "PmtId", "InstrId"),
                    "currency": amount.get("Ccy"),
                    "amount": minor((amount.text or "").strip(), amount.get("Ccy")),
                    "account": text(payment, "CdtrAcct", "Id", "IBAN")
                    or text(payment, "CdtrAcct", "Id", "Othr", "Id"),
                    "bank": next(
                        (
                            code
                            for code in (
                                text(payment, "CdtrAgt", "FinInstnId", *path)
                                for path in (
                                    ("BICFI",),
                                    ("BIC",),
                                    ("ClrSysMmbId", "MmbId"),
                                    ("Othr", "Id"),
                                )
                            )
                            if code
                        ),
                        None,
                    ),
                }
            )
        groups.append(
            {
                "id": text(group, "PmtInfId"),
                "account": text(group, "DbtrAcct", "Id", "IBAN")
                or text(group, "DbtrAcct", "Id", "Othr", "Id"),
                "day": (
                    text(group, "ReqdExctnDt", "Dt")
                    or text(group, "ReqdExctnDt", "DtTm")
                    or text(group, "ReqdExctnDt")
                    or ""
                )[:10],
                "count": text(group, "NbOfTxs"),
                "sum": text(group, "CtrlSum"),
                "payments": found,
            }
        )
    return {
        "message": text(message, "GrpHdr", "MsgId"),
        "count": text(message, "GrpHdr", "NbOfTxs"),
        "sum": text(message, "GrpHdr", "CtrlSum"),
        "groups": groups,
    }


def read(path):
    root = etree.parse(path, PARSER).getroot()
    for message in root.iter():
        if name(message) in REPORTS:
            return {"reports": [report(one) for one in children(message, REPORTS[name(message)])]}
        if name(message) in STATUSES:
            return {"payments": payments(message)}
        if name(message) == "CstmrCdtTrfInitn":
            return {"order": order(message)}
    return None


def main(folder):
    result = {}
    for base, _, names in sorted(os.walk(folder)):
        for file in sorted(names):
            path = os.path.join(base, file)
            if not file.endswith(".xml"):
                continue
            try:
                found = read(path)
            except Exception as fault:  # a file that no parser takes is none to compare
                found = {"fault": type(fault).__name__}
            if found is not None:
                result[os.path.relpath(path, folder)] = found
    json.dump({"reader": READER, "files": result}, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main(sys.argv[1])
