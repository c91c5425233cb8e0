// Damaged answers: no crash, no hang, and no wrong fact.
//
// A damaged file may be accepted, for instance when a name was hit. What it then says must still add
// up: the facts of a report are its entries, and lead from one balance to the other.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct AnswerFuzzTests {
    /// Rounds of one run; CHITRA_FUZZ_ROUNDS sets more.
    static let rounds =
        ProcessInfo.processInfo.environment["CHITRA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 2_000
    /// The first seed; CHITRA_SEED sets another.
    static let seed =
        ProcessInfo.processInfo.environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 20_261_104

    /// Pieces that hurt most.
    private static let poison: [String] = [
        "<!DOCTYPE a [<!ENTITY b \"5\">]>", "&b;", "&#0;", "]]>", "<![CDATA[", "-->", "<!--",
        "<Amt Ccy=\"VND\">5</Amt>", "<CdtDbtInd>CRDT</CdtDbtInd>", "</Ntry>", "<Ntry>", "\u{0}",
        "<TxDtls>", "</TxDtls>", "<NtryDtls>", "<RvslInd>true</RvslInd>", "999999999999999999",
        "0", "-", ".", "xmlns:a=\"b\"", "<?xml version=\"1.0\"?>", "\u{FFFF}", "ầ", "<Bal>",
        "\n:61:2611041104C1,NTRFZ\n", "\n:62F:C261104VND0,\n", "\n:20:", "\n-\n", "?20", ",",
        "<Stmt>", "</Stmt>", "<PmtInfSts>RJCT</PmtInfSts>", "<TxSts>ACSC</TxSts>", "CRDT", "DBIT",
    ]

    private static func seeds() throws -> [[UInt8]] {
        let details = AnswerText.details(
            AnswerText.detail("A", "2") + AnswerText.detail("B", "3", rest: "<RtrInf/>")
        )
        let batch = AnswerText.details("<Btch><NbOfTxs>2</NbOfTxs></Btch>")
        let entries =
            AnswerText.entry("5", "DBIT", rest: details)
            + AnswerText.entry("7", "CRDT", rest: AnswerText.details(AnswerText.detail("C")))
            + AnswerText.entry("1", "DBIT", rest: batch) + AnswerText.entry("3", "DBIT")
        let own = [
            AnswerText.camt053(
                AnswerText.statement(10, entries, 8)
                    + AnswerText.statement(8, AnswerText.entry("8", "DBIT"), 0, id: "S2")
            ),
            AnswerText.camt054(entries),
            AnswerText.pain002(
                AnswerText.payment(
                    AnswerText.transaction("A", "RJCT") + AnswerText.transaction("B", "ACCP"),
                    status: "PART"
                ),
                group: "<GrpSts>PART</GrpSts>"
            ),
        ]
        var seeds = (own + between).map { Array($0.utf8) }
        if exists(testData("data/mt940")) { seeds += try sampleMT().map(\.bytes) }
        if exists(testData("data/iso20022/messages")) {
            seeds += try sampleMessages().filter { path, bytes in
                bytes.count < 40_000
                    && ["camt.05", "pain.002", "other/"].contains { path.hasPrefix($0) }
            }.map { _, bytes in
                // As đồng, so that what is read is not only a refusal.
                let text = String(decoding: bytes, as: UTF8.self)
                return Array(text.replacing(/Ccy="[A-Z]{3}"/, with: "Ccy=\"VND\"").utf8)
            }
        }
        return seeds
    }

    /// Messages of the other families, and of the older format.
    private static var between: [String] {
        let report = AnswerText.camt054(AnswerText.entry("5", "DBIT"))
            .replacing("camt.054", with: "camt.052")
            .replacing("BkToCstmrDbtCdtNtfctn", with: "BkToCstmrAcctRpt")
            .replacing("Ntfctn>", with: "Rpt>")
        let entries = ":61:2611041104D4,NTRFA//B\n:86:020?20EREF+X?21Y\n:61:261104RD3,NRTIC\n"
        return [
            report,
            mt940(entries, opening: "C261103VND9,", closing: "C261104VND8,"),
            InterbankTests.pacs002(
                "<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>"
            ),
            InterbankTests.pacs004(
                InterbankTests.returned("A", 5, of: 5),
                head: "<NbOfTxs>1</NbOfTxs>"
            ),
            InterbankTests.recall("A", "ACCR"),
        ]
    }

    private static func damage(
        _ bytes: [UInt8],
        _ others: [[UInt8]],
        _ generator: inout FixedGenerator
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...200, using: &generator))
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4:
                let word = poison.randomElement(using: &generator) ?? ""
                bytes.insert(contentsOf: word.utf8, at: place)
            case 5:
                let other = others.randomElement(using: &generator) ?? []
                let first = Int.random(in: 0...other.count, using: &generator)
                bytes.replaceSubrange(place..<end, with: other[first...].prefix(300))
            case 6: bytes.removeLast(bytes.count - place)
            default:
                // A whole element again: well-formed, and said twice.
                let name =
                    [
                        "Ntry", "TxDtls", "Bal", "Stmt", "TxInfAndSts", "Amt", "CdtTrfTxInf",
                        "PmtInf",
                    ]
                    .randomElement(using: &generator) ?? ""
                guard let first = offset(of: "<\(name)", in: bytes, from: place),
                    let last = offset(of: "</\(name)>", in: bytes, from: first)
                else { continue }
                bytes.insert(contentsOf: bytes[first..<(last + name.utf8.count + 3)], at: first)
            }
        }
        return bytes
    }

    /// Where a word stands next, from a place on.
    private static func offset(of word: String, in bytes: [UInt8], from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard bytes.count - word.count >= start else { return nil }
        return (start...(bytes.count - word.count)).first { bytes[$0...].starts(with: word) }
    }

    /// Whether what was read adds up.
    private func check(_ answer: BankAnswer, _ replay: Comment) throws {
        var sums = [Int64](repeating: 0, count: answer.reports.count)
        for fact in answer.facts where fact.word == .debit || fact.word == .credit {
            let amount = try #require(fact.amount, replay)
            #expect(amount >= 0, replay)
            let report = try #require(fact.report, replay)
            sums[report] += fact.word == .credit ? amount : -amount
        }
        for (report, sum) in zip(answer.reports, sums) {
            #expect(sum == report.credits - report.debits, replay)
            guard answer.family == .statement, report.entryCount > 0 else { continue }
            let opening = try #require(report.opening, replay)
            #expect(opening + sum == report.closing, replay)
        }
        #expect(
            Set(answer.reports.map { [$0.account, $0.id] }).count == answer.reports.count,
            replay
        )
        let keys = answer.facts.filter { $0.report != nil }.map { "\($0.report ?? 0) \($0.key)" }
        #expect(Set(keys).count == keys.count, "two entries of a report have one key")
    }

    @Test func `damaged answers are refused, or still add up`() throws {
        let seeds = try AnswerFuzzTests.seeds()
        var accepted = 0
        for round in 0..<AnswerFuzzTests.rounds {
            let seed = AnswerFuzzTests.seed &+ UInt64(round)
            let replay = Comment(
                rawValue:
                    "replay: CHITRA_FUZZ_ROUNDS=1 CHITRA_SEED=\(seed) swift test --filter AnswerFuzz"
            )
            var generator = FixedGenerator(state: seed)
            let file = AnswerFuzzTests.damage(
                seeds[Int.random(in: 0..<seeds.count, using: &generator)],
                seeds,
                &generator
            )
            let reading = AnswerText.read(file)
            if reading.isRefused {
                #expect(reading.value.facts.isEmpty && reading.value.reports.isEmpty, replay)
            } else {
                accepted += 1
                try check(reading.value, replay)
            }
            if round.isMultiple(of: 4) {
                // For people more is kept: it must be as bounded, and never below zero.
                let shown = AnswerReader.read(file, file: "a", purpose: .people).value
                #expect(
                    (shown.facts + shown.announced).allSatisfy { ($0.amount ?? 0) >= 0 },
                    replay
                )
            }
            if round.isMultiple(of: 16) {
                let piece = Int.random(in: 1...300, using: &generator)
                let again = AnswerText.read(file, piece: piece)
                #expect(again.diagnostics == reading.diagnostics, replay)
                #expect(again.value == reading.value, replay)
            }
        }
        #expect(accepted > 0 || AnswerFuzzTests.rounds < 100, "nothing was accepted at all")
    }

    @Test func `damaged orders have an error, or add up to what they say`() throws {
        var seeds = try Pain001Version.allCases.map {
            try PaymentOrderTests.order(Sample.many(6, seed: 3), version: $0)
        }
        if exists(testData("data/iso20022/messages")) {
            seeds += try sampleMessages().filter {
                $0.path.hasPrefix("pain.001") && $0.bytes.count < 100_000
            }.map(\.bytes)
        }
        var accepted = 0
        for round in 0..<AnswerFuzzTests.rounds {
            let seed = AnswerFuzzTests.seed &+ UInt64(round)
            let replay = Comment(
                rawValue:
                    "replay: CHITRA_FUZZ_ROUNDS=1 CHITRA_SEED=\(seed) swift test --filter AnswerFuzz"
            )
            var generator = FixedGenerator(state: seed)
            let file = AnswerFuzzTests.damage(
                seeds[Int.random(in: 0..<seeds.count, using: &generator)],
                seeds,
                &generator
            )
            let reading = AnswerReader.read(file, file: "a.xml", purpose: .people)
            #expect(reading.value.facts.allSatisfy { ($0.amount ?? 0) >= 0 }, replay)
            if !reading.isRefused, reading.value.family == .paymentOrder {
                accepted += 1
                PaymentOrderTests.expectSums(of: reading.value, replay)
            }
            if round.isMultiple(of: 16) {
                let piece = Int.random(in: 1...300, using: &generator)
                let again = PaymentOrderTests.read(file, piece: piece)
                #expect(again.diagnostics == reading.diagnostics, replay)
                #expect(again.value == reading.value, replay)
            }
        }
        #expect(accepted > 0 || AnswerFuzzTests.rounds < 100, "nothing was accepted at all")
    }

    @Test func `damaged lists of results are refused, or hold no double`() throws {
        let lists = [
            Array(try CashResultsTests.list(20).utf8),
            Array(try TreasuryResultsTests.list(20).utf8),
        ]
        for round in 0..<(AnswerFuzzTests.rounds / 4) {
            var generator = FixedGenerator(state: AnswerFuzzTests.seed &+ UInt64(round))
            let list = lists[round % lists.count]
            let file = AnswerFuzzTests.damage(list, lists, &generator)
            let answer = ResultListReader.read(file, file: "a.csv", message: "F1").value
            #expect(Set(answer.facts.map(\.references.endToEnd)).count == answer.facts.count)
            for fact in answer.facts {
                #expect(TransferID(try #require(fact.references.endToEnd)) != nil)
                #expect(try #require(fact.amount) > 0 && fact.references.message == "F1")
            }
        }
    }

    @Test func `damaged tables of results are refused, or hold ids and amounts`() throws {
        let text = ResultTableTests.table([
            try ResultTableTests.row(1), try ResultTableTests.row(2, status: "Thất bại"),
            ";;Tổng cộng;;1,500,000;;;;",
        ])
        let table = Array(text.utf8)
        let profile = try ResultTableTests.profile()
        var accepted = 0
        for round in 0..<(AnswerFuzzTests.rounds / 4) {
            var generator = FixedGenerator(state: AnswerFuzzTests.seed &+ UInt64(round))
            let file = AnswerFuzzTests.damage(table, [table], &generator)
            let reading = ResultTableReader.read(file, file: "a.csv", profile: profile)
            if reading.isRefused {
                #expect(reading.value.facts.isEmpty)
                continue
            }
            accepted += 1
            for fact in reading.value.facts {
                #expect(try #require(fact.amount) >= 0 && fact.word.isStatus)
                if let id = fact.references.endToEnd { #expect(TransferID(id) != nil) }
            }
        }
        #expect(accepted > 0 || AnswerFuzzTests.rounds < 400, "nothing was accepted at all")
    }
}
