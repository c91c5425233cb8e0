// The readers of bank files under libFuzzer, which looks for bytes that take ways nobody took before.
//
// `make fuzz-coverage` builds this beside copies of the modules, with their coverage, and runs it for each
// reader. The reader is the first argument; all others are libFuzzer's.
//
// Invariants:
// (1) What ends the program is a finding: a crash, more memory or time than libFuzzer was told, or a
//     reading that contradicts itself.
// (2) A file is read whole and in two pieces, and must say the same.

import BankFiles
import Intake
import Ledger

/// The entry of libFuzzer for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// A reader and what must hold of what it reads.
private enum FuzzedReader: String, CaseIterable {
    case answers
    case orders
    case cash
    case tables
    case fixed
    case accounts
    case lists
    case profiles

    /// Reads a file; traps where the reading contradicts itself.
    func read(_ bytes: [UInt8]) {
        switch self {
        case .answers: Self.readAnswer(bytes)
        case .orders: Self.readOrder(bytes)
        case .cash:
            for fact in ResultListReader.read(bytes, file: "a.csv").value.facts {
                let id = fact.references.endToEnd.flatMap { TransferID($0) }
                precondition(
                    id != nil && (fact.amount ?? 0) > 0,
                    "a payout has an id and an amount"
                )
            }
        case .tables: Self.readTable(bytes, Self.shippedTable)
        case .fixed: Self.readTable(bytes, Self.fixedTable)
        case .accounts: Self.readAccounts(bytes)
        case .lists:
            let reading = TransferListReader.read(bytes, file: "a.csv")
            precondition(
                reading.isRefused || reading.value.amounts.allSatisfy { $0 > 0 },
                "a transfer has an amount"
            )
        case .profiles:
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            _ = ProviderProfile.read(text, file: "a.toml")
            _ = ResultProfile.read(text, file: "a.toml")
            _ = AccountCheckProfile.read(text, file: "a.toml")
            _ = TreasuryForm.read(text, file: "a.toml")
            _ = try? NarrativeTemplate(text)
        }
    }

    private static func twoPieces(_ bytes: [UInt8], _ purpose: AnswerPurpose) -> Reading<BankAnswer>
    {
        var reader = AnswerReader(file: "a", purpose: purpose)
        reader.readWithoutTrack()
        let whole = bytes.span
        reader.feed(whole.extracting(..<(bytes.count / 2)))
        reader.feed(whole.extracting((bytes.count / 2)...))
        return reader.finish()
    }

    private static func readAnswer(_ bytes: [UInt8]) {
        let reading = AnswerReader.read(bytes, file: "a")
        let again = twoPieces(bytes, .books)
        precondition(again.value == reading.value, "pieces change what is said")
        precondition(again.diagnostics == reading.diagnostics, "pieces change what is found")
        let answer = reading.value
        if reading.isRefused {
            precondition(
                answer.facts.isEmpty && answer.reports.isEmpty,
                "of errors nothing is taken"
            )
            return
        }
        var sums = [Int64](repeating: 0, count: answer.reports.count)
        for fact in answer.facts where fact.word == .debit || fact.word == .credit {
            guard let amount = fact.amount, let report = fact.report, amount >= 0 else {
                preconditionFailure("an entry has an amount and a report")
            }
            sums[report] += fact.word == .credit ? amount : -amount
        }
        for (report, sum) in zip(answer.reports, sums) {
            precondition(sum == report.credits - report.debits, "entries come to their report")
            guard answer.family == .statement, report.entryCount > 0 else { continue }
            precondition(
                report.opening.map { $0 + sum } == report.closing,
                "entries lead from one balance to the other"
            )
        }
    }

    private static func readOrder(_ bytes: [UInt8]) {
        let reading = AnswerReader.read(bytes, file: "a", purpose: .people)
        let again = twoPieces(bytes, .people)
        precondition(again.value == reading.value, "pieces change what is said")
        precondition(again.diagnostics == reading.diagnostics, "pieces change what is found")
        let answer = reading.value
        precondition(answer.facts.allSatisfy { ($0.amount ?? 0) >= 0 }, "no amount is below zero")
        guard !reading.isRefused, answer.family == .paymentOrder else { return }
        precondition(
            answer.control?.count == Int64(answer.facts.count),
            "an order has as many payments as it says"
        )
        for (index, report) in answer.reports.enumerated() {
            let own = answer.facts.filter { $0.report == index && $0.currency == nil }
            precondition(
                report.debits == own.reduce(0) { $0 + ($1.amount ?? 0) },
                "payments come to their group"
            )
        }
    }

    private static func readAccounts(_ bytes: [UInt8]) {
        let profile = AccountCheckProfile.shipped[0]
        let reading = AccountAnswerReader.read(bytes, file: "a.csv", profile: profile)
        let answers = reading.value
        precondition(!reading.isRefused || answers.isEmpty, "of errors nothing is taken")
        precondition(Set(answers.map(\.payee)).count == answers.count, "a payee is told of once")
        precondition(Set(answers.map(\.unit)).count <= 1, "an answer is about one unit")
        // A mask of what came in, held against it: it ends, whatever its stars.
        _ = HolderMask(String(decoding: bytes, as: UTF8.self))?.matches(bytes)
    }

    private static let shippedTable = ResultProfile.shipped[0]
    /// The same with columns of fixed width.
    private static let fixedTable: ResultProfile = {
        var text = "form = \"fixed\"\n" + shippedTable.text
        for column in shippedTable.columns {
            let line = "value = \"\(column.value.rawValue)\"\n"
            text = text.replacing(line, with: line + "width = 20\n")
        }
        guard let profile = ResultProfile.read(text, file: "fixed.toml").value else {
            preconditionFailure("a profile with widths is sound")
        }
        return profile
    }()

    private static func readTable(_ bytes: [UInt8], _ profile: ResultProfile) {
        let reading = ResultTableReader.read(bytes, file: "a.csv", profile: profile)
        let facts = reading.value.facts
        precondition(!reading.isRefused || facts.isEmpty, "of errors nothing is taken")
        let ids = facts.compactMap(\.references.endToEnd)
        precondition(Set(ids).count == ids.count, "a transfer stands in a table once")
        precondition(
            facts.allSatisfy { $0.word.isStatus && ($0.amount ?? -1) >= 0 },
            "a row is a word of status with an amount"
        )
    }
}

/// The reader of this run; libFuzzer's callback can hold nothing.
private let reader: FuzzedReader = {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let reader = FuzzedReader(rawValue: name) else {
        let all = FuzzedReader.allCases.map(\.rawValue).joined(separator: " ")
        preconditionFailure("the first argument is one of: \(all)")
    }
    return reader
}()

@main
private enum ReaderFuzzer {
    static func main() {
        _ = reader
        var count = CommandLine.argc - 1
        // The reader's name is none of libFuzzer's arguments.
        let rest = unsafe CommandLine.unsafeArgv
        for index in 1..<Int(count) { unsafe rest[index] = rest[index + 1] }
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe rest
        _ = unsafe runDriver(&count, &arguments) { bytes, size in
            reader.read(unsafe Array(UnsafeBufferPointer(start: bytes, count: size)))
            return 0
        }
    }
}
