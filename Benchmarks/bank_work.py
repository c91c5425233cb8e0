#!/usr/bin/env python3
"""A statement for the reading, and lxml's work on bank files: `bank_work.py NAME COUNT FILE`."""

import sys
from collections.abc import Callable

PAIN = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
# One entry in so many is a return.
RETURNS = 500


def amount(number: int) -> int:
    """The amount of a payment."""
    return 500_000 + number % 97 * 10_000


def _balance(kind: str, value: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="VND">{value}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-27</Dt></Dt></Bal>'
    )


def make_statement(count: int, path: str) -> None:
    """Writes a camt.053 of so many entries, valid against its schema, of 620 bytes an entry."""
    debits = sum(amount(number) for number in range(count) if number % RETURNS)
    credits = sum(amount(number) for number in range(0, count, RETURNS))
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{CAMT}"><BkToCstmrStmt>'
            "<GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-27T18:00:00+07:00</CreDtTm></GrpHdr><Stmt>"
            "<Id>ST1</Id><ElctrncSeqNb>1</ElctrncSeqNb>"
            "<Acct><Id><Othr><Id>1500211000007</Id></Othr></Id><Ccy>VND</Ccy></Acct>"
            f"{_balance('OPBD', debits)}{_balance('CLBD', credits)}\n"
        )
        for number in range(count):
            back = number % RETURNS == 0
            side = "CRDT" if back else "DBIT"
            why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if back else ""
            file.write(
                f'<Ntry><Amt Ccy="VND">{amount(number)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
                "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-27</Dt></BookgDt>"
                f"<ValDt><Dt>2026-11-27</Dt></ValDt><AcctSvcrRef>FT{number:012d}</AcctSvcrRef>"
                "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly>"
                "</Domn></BkTxCd><NtryDtls><TxDtls><Refs><PmtInfId>NA0100001-1-1-2</PmtInfId>"
                f"<EndToEndId>NA01{number:011d}K</EndToEndId></Refs>"
                f'<Amt Ccy="VND">{amount(number)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
                f"<RltdPties><CdtrAcct><Id><Othr><Id>15{number:011d}</Id></Othr></Id></CdtrAcct>"
                f"</RltdPties><RmtInf><Ustrd>TCXH T11 2026 NA01{number:011d}K</Ustrd></RmtInf>{why}"
                "</TxDtls></NtryDtls></Ntry>\n"
            )
        file.write("</Stmt></BkToCstmrStmt></Document>\n")


def lxml_writes(count: int, path: str) -> None:
    """Writes payments with lxml, one element at a time."""
    from lxml import etree

    with (
        etree.xmlfile(path, encoding="UTF-8") as file,
        file.element("Document", nsmap={None: PAIN}),
        file.element("CstmrCdtTrfInitn"),
        file.element("PmtInf"),
    ):
        for number in range(count):
            payment = etree.Element("CdtTrfTxInf")

            def leaf(text: str, *names: str, parent: etree._Element = payment) -> etree._Element:
                for name in names:
                    parent = etree.SubElement(parent, name)
                parent.text = text
                return parent

            leaf(f"NA01{number:011d}K", "PmtId", "EndToEndId")
            leaf(str(amount(number)), "Amt", "InstdAmt").set("Ccy", "VND")
            leaf("970436", "CdtrAgt", "FinInstnId", "ClrSysMmbId", "MmbId")
            leaf("NGUYEN THI ANH", "Cdtr", "Nm")
            leaf(f"15{number:011d}", "CdtrAcct", "Id", "Othr", "Id")
            leaf(f"TCXH T11 2026 NA01{number:011d}K", "RmtInf", "Ustrd")
            file.write(payment)


def lxml_reads(count: int, path: str) -> None:
    """Reads four fields of each entry with lxml, freeing what was read."""
    from lxml import etree

    wanted = [
        "/".join(f"{{{CAMT}}}{name}" for name in place.split("/"))
        for place in [
            "Amt", "CdtDbtInd", "NtryDtls/TxDtls/Refs/EndToEndId",
            "NtryDtls/TxDtls/RtrInf/Rsn/Cd",
        ]
    ]  # fmt: skip
    found = 0
    for _, entry in etree.iterparse(path, tag=f"{{{CAMT}}}Ntry"):
        for place in wanted:
            entry.findtext(place)
        found += 1
        entry.clear()
        while entry.getprevious() is not None:
            del entry.getparent()[0]
    if found != count:
        sys.exit(f"{found} entries of {count}")


WORK: dict[str, Callable[[int, str], None]] = {
    "make-statement": make_statement,
    "lxml-writes": lxml_writes,
    "lxml-reads": lxml_reads,
}


if __name__ == "__main__":
    WORK[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
