// Small statements as a bank would send them, for tests of what is wrong with one.

import Store
import Testing
import Workflow

/// A statement of one account.
struct MadeUpStatement {
    /// One entry.
    struct Entry {
        var amount: Int64
        var isCredit = true
        var transfer = ""
        /// The bank's own reference; made of the amount where none is given.
        var reference: String?
        /// The bank's own code of what it is, such as `FEE`; nothing where it says none.
        var code = ""

        private var kind: String {
            code.isEmpty ? "" : "<BkTxCd><Prtry><Cd>\(code)</Cd></Prtry></BkTxCd>"
        }

        fileprivate var xml: String { xml(on: "2026-11-30") }

        fileprivate func xml(on day: String) -> String {
            """
            <Ntry><Amt Ccy="VND">\(amount)</Amt><CdtDbtInd>\(isCredit ? "CRDT" : "DBIT")</CdtDbtInd>\
            <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>\(day)</Dt></BookgDt>\
            <AcctSvcrRef>\(reference ?? "X\(amount)")</AcctSvcrRef>\(kind)<NtryDtls><TxDtls><Refs><EndToEndId>\
            \(transfer.isEmpty ? "NOTPROVIDED" : transfer)</EndToEndId></Refs>\
            <Amt Ccy="VND">\(amount)</Amt></TxDtls></NtryDtls></Ntry>
            """
        }
    }

    /// An entry as XML.
    static func xml(_ entry: Entry) -> String { entry.xml }

    var entries: [Entry]
    var opening: Int64 = 0
    var name = "STRAY"
    var account = "1500211000000"
    var day = "2026-11-30"
    /// What stands in `Acct/Svcr/FinInstnId`.
    var servicer = ""

    /// The file.
    var file: (name: String, bytes: [UInt8]) {
        let closing = entries.reduce(opening) { $0 &+ ($1.isCredit ? $1.amount : -$1.amount) }
        func balance(_ type: String, _ amount: Int64) -> String {
            """
            <Bal><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp>\
            <Amt Ccy="VND">\(amount.magnitude)</Amt>\
            <CdtDbtInd>\(amount < 0 ? "DBIT" : "CRDT")</CdtDbtInd>\
            <Dt><Dt>\(day)</Dt></Dt></Bal>
            """
        }
        let bank =
            servicer.isEmpty
            ? "" : "<Svcr><FinInstnId>\(servicer)</FinInstnId></Svcr>"
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\
            <GrpHdr><MsgId>\(name)</MsgId><CreDtTm>2026-11-30T18:00:00</CreDtTm></GrpHdr>\
            <Stmt><Id>\(name)</Id>\
            <Acct><Id><Othr><Id>\(account)</Id></Othr></Id>\(bank)</Acct>\
            \(balance("OPBD", opening))\(balance("CLBD", closing))\
            \(entries.map { $0.xml(on: day) }.joined())</Stmt></BkToCstmrStmt></Document>
            """
        return ("\(name).xml", Array(text.utf8))
    }
}

extension Household {
    /// Takes a statement without entries in that reaches a day: what was refused before it is proven.
    func reach(_ day: String, account: String = "1500211000000") throws {
        var statement = MadeUpStatement(entries: [], name: "UNTIL-\(day)")
        statement.account = account
        statement.day = day
        try take([statement.file])
        try reconcile()
    }

    /// Doubts a statement by the bank's id of it; gives the conflict that names it.
    @discardableResult
    func doubt(_ id: String, by role: String = "maker") throws -> Int64 {
        let all = try read { try $0.books.query { try $0.allStatements() } }
        let statement = try #require(all.first { $0.id == id })
        return try write { open in
            try DoubtStatement(environment).run(
                open,
                name: statement.name,
                document: "CV-7",
                officer: try key(role, open)
            )
        }
    }

    /// Sets a doubted statement aside.
    func setAside(
        _ conflict: Int64,
        by role: String = "account-holder",
        document: String = "NH-9"
    ) throws {
        _ = try write { open in
            try DecideConflict(environment).run(
                open,
                number: conflict,
                document: document,
                officer: try key(role, open),
                setsAside: true
            )
        }
    }
}
