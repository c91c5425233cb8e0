// What a bank's file says, as JSON that is written while the file is read: of any length, in little memory.
//
// Invariants:
// (1) The object is that of `AnswerView`, its facts first: an object of JSON has no order.
// (2) A fact has the keys, masks and values that `AnswerView.Fact` gives it.

import BankFiles
import Foundation
import Intake
import Ledger
import Workflow

/// Writes one answer to stdout.
struct AnswerStream {
    /// How much is written at once.
    private static let pieceSize = 1 << 18

    private let console: Console
    private var bytes: [UInt8] = []
    private var count = 0
    private var reasons: [String: [UInt8]] = [:]
    private var mask = (account: "", shown: "")

    init(_ console: Console) {
        self.console = console
        bytes.reserveCapacity(Self.pieceSize + 8_192)
        put("{\n  \"schema\" : \"chitra/bank-read/1\",\n  \"value\" : {\n    \"facts\" : [")
    }

    /// Writes a fact; `currency` is that of its report.
    mutating func write(_ fact: BankFact, currency: String) {
        put(count == 0 ? "\n      {" : ",\n      {")
        count += 1
        let accounts = AnswerView.accounts(of: fact)
        if let account = fact.account {
            put("\"account\":")
            put(masked(account))
            put(",")
        }
        if let amount = fact.amount { put("\"amount\":", number: amount, ",") }
        if let day = fact.bookedOn { put("\"bookedOn\":", string: day.description, ",") }
        if let count = fact.count { put("\"count\":", number: Int64(count), ",") }
        if let account = fact.counterAccount {
            put("\"counterAccount\":", string: AnswerView.masked(account), ",")
        }
        if let bank = fact.counterBank { put("\"counterBank\":", string: bank, ",") }
        put("\"currency\":", string: fact.currency ?? currency, ",")
        put(fact.isReturn ? "\"isReturn\":true," : "\"isReturn\":false,")
        put("\"narrativeLength\":", number: Int64(fact.narrative?.count ?? 0), ",")
        put("\"nature\":", string: fact.nature.rawValue, ",")
        put("\"place\":", number: Int64(fact.place), ",")
        if let reason = fact.reason {
            put("\"reason\":")
            bytes += encoded(reason)
            put(",")
        }
        put("\"references\":{")
        let isFirst = bytes.count
        for (name, value) in AnswerView.References(fact.references, hiding: accounts).named {
            guard let value else { continue }
            if bytes.count > isFirst { put(",") }
            put("\"")
            put(name)
            put("\":", string: value)
        }
        put("},")
        if let report = fact.report { put("\"report\":", number: Int64(report), ",") }
        if let day = fact.valueOn { put("\"valueOn\":", string: day.description, ",") }
        put("\"word\":", string: fact.word.rawValue, "}")
        if bytes.count >= Self.pieceSize { flush() }
    }

    /// Writes what the answer says beside its facts, and ends it.
    mutating func finish(_ file: AnswerFile, named name: String) throws {
        let answer = file.reading.value
        for fact in answer.facts {
            write(fact, currency: AnswerView.currency(of: fact, in: answer))
        }
        put(count == 0 ? "]" : "\n    ]")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let rest = try encoder.encode(AnswerView(file, named: name, in: console.language))
        // The rest is an object with keys of its own: it goes on where the facts ended.
        let lines = Console.visible(String(decoding: rest, as: UTF8.self)).dropFirst()
            .split(separator: "\n").dropLast()
        put(",")
        for line in lines {
            put("\n  ")
            put(String(line))
        }
        put("\n  }\n}\n")
        flush()
    }

    private mutating func flush() {
        console.say(bytes: bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func put(_ key: String, number: Int64, _ end: String = "") {
        bytes.append(contentsOf: key.utf8)
        bytes.append(contentsOf: String(number).utf8)
        bytes.append(contentsOf: end.utf8)
    }

    private mutating func put(_ key: String, string: String, _ end: String = "") {
        bytes.append(contentsOf: key.utf8)
        bytes.append(0x22)
        let isPlain = string.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C
        }
        bytes.append(contentsOf: isPlain ? Array(string.utf8) : Self.escaped(string))
        bytes.append(0x22)
        bytes.append(contentsOf: end.utf8)
    }

    private static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in Console.visible(text.replacing("\\", with: "\\\\")).utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x0A: bytes += Array("\\n".utf8)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// The mask of our account, which all facts of a report have.
    private mutating func masked(_ account: String) -> String {
        if mask.account != account {
            mask = (account, "\"\(AnswerView.masked(account))\"")
        }
        return mask.shown
    }

    /// A reason with its meaning; a file has few of them.
    private mutating func encoded(_ reason: String) -> [UInt8] {
        if let known = reasons[reason] { return known }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let view = AnswerView.Reason(reason, in: console.language)
        let text = (try? encoder.encode(view)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
        let bytes = Array(Console.visible(text).utf8)
        if reasons.count < 1_024 { reasons[reason] = bytes }
        return bytes
    }
}
