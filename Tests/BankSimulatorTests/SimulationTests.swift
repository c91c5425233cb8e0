// What holds for every run: order, prefixes, sums, schemas.

import BankSimulator
import Foundation
import Intake
import Ledger
import Testing

@Suite struct SimulationTests {
    /// A plan with every behaviour in it.
    static let everything = """
        \(Handover.id("A", 1)),pend,,
        \(Handover.id("A", 2)),reject,AC04,
        \(Handover.id("A", 3)),return,MD07:1100,3
        \(Handover.id("A", 4)),silent,,
        \(Handover.id("A", 5)),lost,,
        \(Handover.id("A", 6)),accept,,1
        \(Handover.id("A", 7)),reject,tai khoan dong,2
        \(Handover.id("A", 8)),return,,1
        \(Handover.order),fee,22000,1
        \(Handover.order),interest,31000,2
        \(Handover.order),repeat,,
        \(Handover.table),lump,,
        \(Handover.id("C", 1)),unpaid,deceased,
        \(Handover.id("C", 2)),paid,,1
        \(Handover.id("C", 3)),lost,,

        """
    static let credits = """
        1500211000003,2026-11-20,900000000,TAM UNG & <chi tra>
        1500211000003,2026-11-28,1000000,TAM UNG THEM
        1500211000004,2026-11-24,2515000,TAM UNG

        """

    private func full(through: String = "2026-12-04", of2009: Bool = false) throws -> Sent {
        try simulate(plan: Self.everything, credits: Self.credits, through: through) {
            $0.isOf2009 = of2009
        }
    }

    @Test func `the same inputs give the same bytes`() throws {
        let sent = try full()
        #expect(sent.files.count > 40)
        #expect(Set(sent.names).count == sent.names.count)
        let again = try full()
        #expect(again.names == sent.names)
        #expect(again.bytes == sent.bytes)
    }

    @Test func `the order of the folders changes nothing`() throws {
        let straight = try simulate(plan: Self.everything, credits: Self.credits)
        let turned = try simulate(
            Handover.all.reversed(),
            plan: Self.everything,
            credits: Self.credits
        )
        #expect(straight.names == turned.names)
        #expect(straight.bytes == turned.bytes)
    }

    @Test func `two files of one account give the same bytes in either order`() throws {
        let first = try #require(try Handover.files([Handover.orderFolder()]).first)
        let second = HandedOverFile(
            message: "CM0300002-1-1",
            provider: first.provider,
            messageName: first.messageName,
            isCash: false,
            account: first.account,
            bank: first.bank,
            requested: first.requested,
            transfers: [HandedOverTransfer(id: "CM03A00000000099", amount: 750_000)]
        )
        func run(_ files: [HandedOverFile]) throws -> Sent {
            var sent = Sent()
            var simulation = Simulation(
                files,
                terms: SimulationTerms(through: try day("2026-11-25"))
            )
            simulation.run { sent.files.append($0) }
            return sent
        }
        let straight = try run([first, second])
        let turned = try run([second, first])
        #expect(straight.names == turned.names && straight.bytes == turned.bytes)
        let statement = straight.text("2026-11-23/1500211000003.camt053.xml")
        #expect(pieces(statement, "<EndToEndId>", "<").last == "CM03A00000000099")
        #expect(pieces(statement, "<EndToEndId>", "<").count == 13)
    }

    @Test func `a later last day keeps the earlier files byte for byte`() throws {
        let last = try full()
        for through in ["2026-11-20", "2026-11-23", "2026-11-24", "2026-11-29", "2026-12-01"] {
            let part = try full(through: through)
            #expect(part.names == last.names.filter { String($0.prefix(10)) <= through })
            #expect(part.bytes.allSatisfy { last.bytes[$0.key] == $0.value }, "\(through)")
        }
    }

    @Test func `chance belongs to the payment, not to the order of drawing`() throws {
        func run(_ folders: [HandoverFolder], seed: UInt64) throws -> Sent {
            try simulate(folders) {
                $0.seed = seed
                $0.returns = Share("0.3") ?? .none
                $0.rejects = Share("0.2") ?? .none
            }
        }
        let all = try run(Handover.all, seed: 7)
        let alone = try run([Handover.orderFolder()], seed: 7)
        #expect(alone.bytes.allSatisfy { all.bytes[$0.key] == $0.value })
        #expect(all.all("pain002.xml").contains("RJCT"))
        #expect(all.all("camt053.xml").contains("RtrInf"))
        #expect(all.all("cash.csv").contains("unpaid"))
        #expect(try run(Handover.all, seed: 8).bytes != all.bytes)
    }

    @Test func `a share of one meets every payment, and none meets none`() throws {
        let all = try simulate([Handover.orderFolder()]) { $0.rejects = Share("1") ?? .none }
        #expect(pieces(all.all("pain002.xml"), "<TxSts>", "<").count { $0 == "RJCT" } == 12)
        #expect(all.all("pain002.xml").contains("<GrpSts>RJCT</GrpSts>"))
        #expect(!all.all("camt053.xml").contains("Ntry>"))
        #expect(!(try simulate([Handover.orderFolder()])).all("xml").contains("RJCT"))
    }

    @Test func `each statement closes at opening and entries, and the next one opens there`() throws
    {
        let sent = try full()
        for account in ["1500211000003", "1500211000004"] {
            var balance = 0
            var sequence = 0
            var days: [String] = []
            let names = sent.names.filter { $0.hasSuffix("\(account).camt053.xml") }
            for name in names where !name.contains("repeat") {
                let text = sent.text(name)
                let balances = pieces(text, "<Bal>", "</Bal>").map { balance in
                    let amount = Int(pieces(balance, "Ccy=\"VND\">", "<")[0]) ?? 0
                    return balance.contains("DBIT") ? -amount : amount
                }
                var moved = 0
                for entry in pieces(text, "<Ntry>", "</Ntry>") {
                    let amount = Int(pieces(entry, "<Amt Ccy=\"VND\">", "<")[0]) ?? 0
                    moved += pieces(entry, "<CdtDbtInd>", "<")[0] == "CRDT" ? amount : -amount
                }
                let sums = pieces(text, "<Sum>", "<").map { Int($0) ?? 0 }
                #expect(balances[0] == balance, "\(name)")
                #expect(balances[1] == balances[0] + moved, "\(name)")
                #expect(sums[0] - sums[1] == moved, "\(name)")
                sequence += 1
                #expect(text.contains("<ElctrncSeqNb>\(sequence)<"), "\(name)")
                balance = balances[1]
                days.append(String(name.prefix(10)))
            }
            let first = account == "1500211000003" ? "2026-11-20" : "2026-11-24"
            let calendar = BankCalendar()
            let wanted = calendar.days(from: try day(first), through: try day("2026-12-04"))
            #expect(days == wanted.map(\.description), "\(account)")
        }
    }

    @Test func `the last balance is what came in less what stayed out`() throws {
        let sent = try full()
        let paid = [1, 4, 6, 9, 10, 11, 12].reduce(0) { $0 + Handover.amount($1) }
        // Payment 3 came back less 1,100; payment 8 came back whole; a fee, interest.
        let kept: Int64 = 1_100 + 22_000 - 31_000
        let text = sent.text("2026-12-04/1500211000003.camt053.xml")
        let closing = pieces(text, "<Bal>", "</Bal>").last ?? ""
        #expect(pieces(closing, "VND\">", "<") == ["\(901_000_000 - paid - kept)"])
        let table = sent.text("2026-12-04/1500211000004.camt053.xml")
        #expect(pieces(table, "<Amt Ccy=\"VND\">", "<") == ["0", "0"])
    }

    @Test func `notification and statement of a day name the same entries`() throws {
        let sent = try full()
        var count = 0
        for name in sent.names where name.hasSuffix("camt054.xml") {
            let statement = sent.text(name.replacing("camt054", with: "camt053"))
            #expect(
                pieces(sent.text(name), "<Ntry>", "</Ntry>")
                    == pieces(statement, "<Ntry>", "</Ntry>")
            )
            count += 1
        }
        #expect(count > 8)
        let statements = sent.files.filter {
            $0.name.hasSuffix("camt053.xml") && !$0.name.contains("repeat")
        }.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        let references = pieces(statements, "</ValDt><AcctSvcrRef>", "<")
        #expect(Set(references).count == references.count, "an entry's reference is its own")
    }

    @Test(.enabled(if: hasSchemas, "the official schemas are not there"))
    func `every answer is valid against the official schemas of both years`() throws {
        for isOf2009 in [false, true] {
            let sent = try full(of2009: isOf2009)
            let families = [
                ("pain002.xml", isOf2009 ? "pain.002.001.03" : "pain.002.001.10"),
                ("camt053.xml", isOf2009 ? "camt.053.001.02" : "camt.053.001.08"),
                ("camt054.xml", isOf2009 ? "camt.054.001.02" : "camt.054.001.08"),
            ]
            for (ending, message) in families {
                let files = sent.files.filter { $0.name.hasSuffix(ending) }.map(\.bytes)
                #expect(files.count > 5, "\(message)")
                #expect(try schemaFaults(files, message: message) == "")
            }
            let refused = try simulate(plan: "\(Handover.order),refuse-file,,1\n") {
                $0.isOf2009 = isOf2009
            }
            let reports = refused.files.filter { $0.name.hasSuffix("pain002.xml") }.map(\.bytes)
            #expect(try schemaFaults(reports, message: families[0].1) == "")
        }
    }

    @Test(.enabled(if: hasSchemas, "the official schemas are not there"))
    func `the judge of XML finds a fault`() throws {
        let bad = Array("<Document/>".utf8)
        #expect(try !schemaFaults([bad], message: "pain.002.001.10").isEmpty)
    }

    @Test func `Saturdays, Sundays and holidays are no bank days`() throws {
        let calendar = BankCalendar(holidays: [try day("2026-11-30")])
        #expect(calendar.onOrAfter(try day("2026-11-28")) == (try day("2026-12-01")))
        #expect(calendar.advance(try day("2026-11-27"), by: 2) == (try day("2026-12-02")))
        let sent = try simulate([Handover.orderFolder(requested: "2026-11-28")]) {
            $0.calendar = calendar
        }
        #expect(sent.names.first == "2026-12-01/CM0300001-1-1.pain002.xml")
    }

    @Test func `nothing is sent before anything happens, nor without files`() throws {
        #expect(try simulate(through: "2026-11-22").files.isEmpty)
        #expect(try simulate([]).files.isEmpty)
    }

    @Test func `no name of a person leaves the bank`() throws {
        let sent = try full()
        for file in sent.files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            #expect(!text.contains("VO THI VE") && !text.contains("Phùng"), "\(file.name)")
            #expect(!text.contains("001146010599"), "\(file.name)")
        }
    }
}

@Suite struct ShareTests {
    @Test func `a share is read without binary fractions`() {
        let good = [
            ("0", 0), ("1", 1_000_000), ("0.05", 50_000), ("0.000001", 1), ("1.0", 1_000_000),
        ]
        for (text, millionths) in good { #expect(Share(text)?.millionths == millionths, "\(text)") }
        for text in ["", ".", "0.", ".5", "1.1", "2", "-0.1", "0.1234567", "5%", "0,5", "0.1.1"] {
            #expect(Share(text) == nil, "\(text)")
        }
    }
}
