// What is said of many transfers in the same words does to each of them what a word of its own does.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

struct CommonFactTests {
    @Test(arguments: 0..<60)
    func `a report read in common comes to the same as its words one by one`(seed: Int) throws {
        var chance = FixedGenerator(state: UInt64(seed))
        var single = try Self.books()
        var common = single
        var commonCount = 0
        for number in 1...6 {
            let report = Report(&chance, of: single.sent.keys.sorted(), number: number)
            let reading = AnswerReader.read(Array(report.text.utf8), file: "report.xml")
            #expect(reading.diagnostics.filter { $0.severity == .error }.isEmpty)
            let read = reading.value
            #expect(read.statementCount == report.facts.count)
            commonCount += read.commonFacts.count
            var apart = read
            apart.facts = report.facts
            apart.commonFacts = []
            let expected = try single.take(apart, on: day("2026-10-26"))
            let actual = try common.take(read, on: day("2026-10-26"))
            #expect(common.positions == single.positions)
            #expect(actual.moved == expected.moved)
            #expect(Self.sums(actual) == Self.sums(expected))
            #expect(Self.names(actual.conflicts) == Self.names(expected.conflicts))
        }
        #expect(commonCount > 6)
    }

    @Test func `a transfer that is named twice is told twice, in the order of the file`() throws {
        let ids = [id(1), id(2)]
        let text = Report.text(
            [("", nil, [(ids[0], "ACSC", ""), (ids[1], "ACSC", ""), (ids[0], "RJCT", "")])],
            file: "F1"
        )
        let answer = AnswerReader.read(Array(text.utf8), file: "report.xml").value
        #expect(answer.commonFacts.map(\.transfers.count) == [2])
        #expect(answer.facts.map(\.word) == [.rejected])
        var books = try Self.books()
        let result = try books.take(answer, on: day("2026-10-26"))
        #expect(result.conflicts.map(\.kind) == [.rejectedAfterSettled])
        #expect(books.positions[ids[0]]?.status == .settled)
    }

    @Test func `amounts are said of each transfer, and one that differs is a conflict`() throws {
        var books = try Self.books()
        let sample = try #require(books.sent[id(3)])
        let other = try #require(books.sent[id(4)])
        let words = [
            (id(3), "ACCC", "\(sample.amount + 1)"), (id(4), "ACCC", "\(other.amount)"),
        ]
        let text = Report.text([("", nil, words)], file: "F1")
        let answer = AnswerReader.read(Array(text.utf8), file: "report.xml").value
        #expect(answer.commonFacts.map(\.transfers.count) == [2] && answer.facts.isEmpty)
        let result = try books.take(answer, on: day("2026-10-26"))
        #expect(result.conflicts.map(\.kind) == [.amountDiffers])
        #expect(result.moved == [.credited: 1])
        #expect(books.positions[id(3)] == nil)
    }

    // MARK: Samples

    /// Forty transfers in two files, and ten that take cash.
    private static func books() throws -> TestBooks {
        var books = TestBooks()
        let list = (1...50).map { number in
            transfer(
                number,
                [part(500_000 + Int64(number) * 10), part(30_000, "NCC")],
                file: number > 40 ? "F3" : number > 25 ? "F2" : "F1",
                isCash: number > 40
            )
        }
        try books.approve(list.flatMap(\.parts))
        for file in ["F1", "F2", "F3"] { try books.handOver(list.filter { $0.file == file }) }
        return books
    }

    /// Money by kind, place and sides, in no order.
    private static func sums(_ result: ReconciledAnswer) -> [String: Int64] {
        result.movements.reduce(into: [:]) { sums, movement in
            for pair in movement.pairs {
                let sides = "\(pair.debit) \(pair.debitSide) \(pair.credit) \(pair.creditSide)"
                let key = "\(movement.kind) \(movement.place) \(movement.reverses ?? "") \(sides)"
                sums[key, default: 0] += pair.amount
            }
        }
    }

    private static func names(_ conflicts: [Conflict]) -> [String] {
        conflicts.map { "\($0.kind) \($0.transfer.map { "\($0)" } ?? "") \($0.file ?? "")" }
            .sorted()
    }
}

/// A status report with what it says, fact by fact.
private struct Report {
    /// A group: its word, its name, its payments with word and amount.
    typealias Group = (
        status: String, name: String?, payments: [(id: TransferID, status: String, amount: String)]
    )

    let text: String
    var facts: [BankFact] = []

    init(_ chance: inout FixedGenerator, of ids: [TransferID], number: Int) {
        let file = chance.happens(80) ? "F1" : "F2"
        let fileStatus = chance.happens(70) ? "" : ["ACSP", "PART", "ACSC", "RCVD"][number % 4]
        var groups: [Group] = []
        let left = ids.shuffled(using: &chance)
        for group in 1...3 {
            let isTold = chance.happens(20)
            var payments: [(TransferID, String, String)] = []
            for id in left.dropFirst((group - 1) * 16).prefix(16) where chance.happens(70) {
                payments.append((id, Self.status(&chance), ""))
            }
            if chance.happens(70) { payments.sort { $0.0 < $1.0 } }
            if chance.happens(50) {
                // The same word twice is said once: the program leaves the second out.
                for payment in payments.prefix(4) {
                    let other = payment.1 == "ACSC" ? "RJCT" : "ACSC"
                    payments.append((payment.0, other, ""))
                }
            }
            groups.append((isTold ? "ACSP" : "", "\(file)-\(group)", payments))
        }
        text = Self.text(groups, file: file, fileStatus: fileStatus, number: number)
        func fact(_ status: String, group: String?, _ id: TransferID? = nil) {
            var fact = BankFact(Self.word(status), place: 0)
            fact.references.message = file
            fact.references.group = group
            fact.references.endToEnd = id.map { "\($0)" }
            fact.reason = id != nil && status == "RJCT" ? "AC04" : nil
            facts.append(fact)
        }
        if !fileStatus.isEmpty { fact(fileStatus, group: nil) }
        for group in groups {
            if !group.status.isEmpty { fact(group.status, group: group.name) }
            for payment in group.payments { fact(payment.status, group: group.name, payment.id) }
        }
    }

    private static func status(_ chance: inout FixedGenerator) -> String {
        let words = ["ACSP", "ACSP", "ACSP", "ACSC", "ACCC", "PDNG", "RJCT", "RCVD"]
        return words[Int.random(in: 0..<words.count, using: &chance)]
    }

    private static func word(_ status: String) -> FactWord {
        switch status {
        case "ACSP": .accepted
        case "PART": .partlyAccepted
        case "ACSC": .settled
        case "ACCC": .credited
        case "PDNG": .pending
        case "RJCT": .rejected
        default: .received
        }
    }

    static func text(
        _ groups: [Group],
        file: String,
        fileStatus: String = "",
        number: Int = 1
    ) -> String {
        func element(_ name: String, _ text: String) -> String {
            text.isEmpty ? "" : "<\(name)>\(text)</\(name)>"
        }
        let payments = groups.map { group in
            let listed = group.payments.map { payment in
                let reason = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"
                let amount =
                    "<OrgnlTxRef><Amt><InstdAmt Ccy=\"VND\">\(payment.amount)</InstdAmt></Amt>"
                    + "</OrgnlTxRef>"
                return "<TxInfAndSts><OrgnlEndToEndId>\(payment.id)</OrgnlEndToEndId>"
                    + "<TxSts>\(payment.status)</TxSts>"
                    + (payment.status == "RJCT" ? reason : "")
                    + (payment.amount.isEmpty ? "" : amount) + "</TxInfAndSts>"
            }.joined()
            return "<OrgnlPmtInfAndSts>" + element("OrgnlPmtInfId", group.name ?? "")
                + element("PmtInfSts", group.status) + listed + "</OrgnlPmtInfAndSts>"
        }.joined()
        return """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>\
            <GrpHdr><MsgId>M\(number)</MsgId><CreDtTm>2026-10-2\(number)T08:00:00</CreDtTm></GrpHdr>\
            <OrgnlGrpInfAndSts><OrgnlMsgId>\(file)</OrgnlMsgId>\
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\(element("GrpSts", fileStatus))\
            </OrgnlGrpInfAndSts>\(payments)</CstmrPmtStsRpt></Document>
            """
    }
}
